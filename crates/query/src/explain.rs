//! What a score is made of, part by part, in words. The values come from the ranking itself, run again for the hits that are
//! shown; there is no second formula here.

use std::collections::HashMap;

use serde::Serialize;
use tantivy::DocId;
use utoipa::ToSchema;

use crate::engine::{Asked, Engine, Ranked, SearchError};
use crate::passages::{Passage, Piece};
use crate::question::Question;
use crate::rank::{Contribution, Step, contributions};
use crate::sort::Sort;
use crate::terms::{RankingTerm, TermKind, Terms};

/// A part of a score.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ScorePart {
    /// What it comes from: a term, the other names of a term, or what else decides where a hit stands.
    pub part: String,
    /// What it adds to the score; the parts of a hit add up to its score.
    pub value: f32,
    /// How it comes about.
    pub words: String,
}

impl ScorePart {
    fn new(part: &str, value: f32, words: String) -> ScorePart {
        ScorePart {
            part: part.to_owned(),
            value,
            words,
        }
    }

    /// Something that decides the place of a hit without adding to its score.
    fn remark(part: &str, words: String) -> ScorePart {
        ScorePart::new(part, 0.0, words)
    }
}

impl Engine {
    /// What the scores of documents are made of, in the order given; `loosened` as they were found.
    pub(crate) fn explain_documents(
        &self,
        asked: &Asked<'_>,
        terms: &Terms,
        (hits, loosened): (&[Ranked], bool),
    ) -> Result<Vec<Vec<ScorePart>>, SearchError> {
        let ranking = asked.request.ranking;
        let places: Vec<(u32, DocId)> = hits.iter().map(|hit| (hit.segment, hit.doc)).collect();
        let ranking_terms = terms.for_ranking(ranking);
        let (searcher, fields) = (&self.index.searcher, &self.index.fields);
        let question = (ranking_terms.as_slice(), terms.units.as_slice(), ranking);
        let mut by_document: HashMap<(u32, DocId), Vec<ScorePart>> = HashMap::new();
        for contribution in contributions(
            (searcher, &asked.memo),
            fields,
            &asked.zones,
            (&places, loosened),
            question,
        )? {
            let parts = by_document.entry(contribution.document).or_default();
            parts.push(of_contribution(&contribution, searcher.num_docs()));
        }
        let explained = hits.iter().map(|hit| {
            let mut parts = by_document
                .remove(&(hit.segment, hit.doc))
                .unwrap_or_default();
            parts.extend(order_of_document(asked, hit));
            parts
        });
        Ok(explained.collect())
    }
}

fn of_contribution(contribution: &Contribution<'_>, documents: u64) -> ScorePart {
    let places: Vec<String> = contribution
        .by_zone
        .iter()
        .map(|(zone, count)| format!("{count} in {}", zone.name()))
        .collect();
    let shared = format!(
        "{}; weight {:.3}; length norm {:.2}",
        places.join(", "),
        contribution.weight,
        contribution.norm
    );
    let with = u64::from(contribution.with).min(documents);
    match contribution.of {
        Step::Term(term) => {
            let rarity = format!("in {with} of {documents} documents");
            let words = format!("{}, {shared}; {rarity}{}", kind(term), boost(term.boost));
            ScorePart::new(&term.text, contribution.value, words)
        }
        Step::OtherNames(unit) => {
            let words = format!(
                "other names of it, {shared}; in at most {with} of {documents} documents{}",
                boost(unit.boost)
            );
            ScorePart::new(
                &format!("other names of {}", unit.text),
                contribution.value,
                words,
            )
        }
    }
}

fn kind(term: &RankingTerm) -> &'static str {
    match term.kind {
        TermKind::Phrase => "letters in a row, as typed",
        TermKind::Char => "a character",
        TermKind::Pair => "a pair of characters",
        TermKind::Word => "a word of the dictionary",
        TermKind::Stem => "a word in any of its forms",
    }
}

/// What the asker says it is worth.
#[expect(clippy::float_cmp, reason = "what nobody boosted is exactly 1")]
fn boost(factor: f32) -> String {
    if factor == 1.0 {
        String::new()
    } else {
        format!("; boosted ^{factor}")
    }
}

/// What else than the score decides where a document stands.
fn order_of_document(asked: &Asked<'_>, hit: &Ranked) -> Vec<ScorePart> {
    let mut remarks = Vec::new();
    if let Some(order) = sorted_otherwise(asked.request.sort) {
        remarks.push(order);
    } else if hit.by_other_names {
        remarks.push(other_names_last("documents"));
    }
    if !hit.holds_all() {
        remarks.push(coverage(hit.coverage));
    }
    remarks
}

fn sorted_otherwise(sort: Sort) -> Option<ScorePart> {
    let words = format!(
        "the hits are in the order of {}; the score does not decide",
        sort.name()
    );
    (sort != Sort::Relevance).then(|| ScorePart::remark("order", words))
}

fn other_names_last(hits: &str) -> ScorePart {
    let words = format!(
        "it holds other names or forms only, and stands behind all {hits} that hold what was typed"
    );
    ScorePart::remark("order", words)
}

fn coverage(share: f32) -> ScorePart {
    let words = format!("it holds {:.0} % of the question by weight", share * 100.0);
    ScorePart::remark("coverage", words)
}

/// What the score of a passage is made of.
pub(crate) fn explain_passage(
    passage: &Passage,
    question: &Question<'_>,
    sort: Sort,
) -> Vec<ScorePart> {
    let Some(made_of) = &passage.made_of else {
        return Vec::new();
    };
    let one =
        |(piece, value): &(Piece, f32)| of_piece(*piece, *value, passage.coverage, question.terms);
    let mut parts: Vec<ScorePart> = made_of
        .pieces
        .iter()
        .map(one)
        .filter(|part| part.value != 0.0)
        .collect();
    if made_of.by_zone < 1.0 {
        let words = format!(
            "everything counts {} times what it would in the body",
            made_of.by_zone
        );
        parts.push(ScorePart::remark("zone", words));
    }
    if made_of.by_kind > 1.0 {
        let words = format!(
            "the kind of thing that is asked for stands there: everything counts {} times",
            made_of.by_kind
        );
        parts.push(ScorePart::remark("kind of answer", words));
    }
    if let Some(order) = sorted_otherwise(sort) {
        parts.push(order);
    } else if passage.is_by_other_names(question.loosened) {
        parts.push(other_names_last("passages"));
    }
    if question.loosened {
        parts.push(coverage(passage.coverage));
    }
    parts
}

fn of_piece(piece: Piece, value: f32, coverage: f32, terms: &Terms) -> ScorePart {
    match piece {
        Piece::Term(index, count) => {
            let term = &terms.ranking[index];
            let times = if count == 1 {
                "once".to_owned()
            } else {
                format!("{count} times")
            };
            ScorePart::new(
                &term.text,
                value,
                format!("{}, {times}{}", kind(term), boost(term.boost)),
            )
        }
        Piece::Title(index) => {
            let unit = &terms.units[index];
            let words = "not in the passage, but in the title of its document".to_owned();
            ScorePart::new(&unit.text, value, words)
        }
        Piece::Unit(index) => {
            let unit = &terms.units[index];
            let names = if unit.others.is_empty() {
                ""
            } else {
                ", or one of its other names"
            };
            let words = format!(
                "all of it{names}; share of the question held: {:.0} %{}",
                coverage * 100.0,
                boost(unit.boost)
            );
            ScorePart::new(&unit.text, value, words)
        }
    }
}
