//! What each term adds to the scores of some documents: the ranking run again for these alone, looked at after every step.

use sco_analysis::Pattern;
use sco_indexer::{Fields, Zone};
use tantivy::postings::Postings;
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocId, DocSet, Searcher, TERMINATED};

use super::{Formula, Pool, Ranker, Settled, Step};
use crate::engine::SearchError;
use crate::memo::Memo;
use crate::postings::{occurrences, row_occurrences};
use crate::request::Ranking;
use crate::terms::{RankingTerm, TermKind};
use crate::units::Unit;

/// What a term, or the other names of a unit, adds to the score of a document.
pub(crate) struct Contribution<'q> {
    pub(crate) of: Step<'q>,
    /// Segment and number of the document.
    pub(crate) document: (u32, DocId),
    /// What one of its occurrences in a text of average length would be worth at most, by rarity and kind.
    pub(crate) weight: f32,
    /// Documents that hold it; for other names, counted in every zone.
    pub(crate) with: u32,
    /// By what its frequency is divided for the length of the document; 1 for one of average length.
    pub(crate) norm: f32,
    /// Occurrences in each zone, where there are any.
    pub(crate) by_zone: Vec<(Zone, u32)>,
    /// What it adds to the score.
    pub(crate) value: f32,
}

/// What is added to the scores of documents, in the order of the terms; `of_all` says that all documents were scored.
pub(crate) fn contributions<'q>(
    (searcher, memo): (&Searcher, &Memo),
    fields: &Fields,
    zones: &[Zone],
    (documents, of_all): (&[(u32, DocId)], bool),
    question: (&'q [RankingTerm], &'q [Unit], Ranking),
) -> Result<Vec<Contribution<'q>>, SearchError> {
    let mut documents = documents.to_vec();
    documents.sort_unstable();
    let (terms, units, ranking) = question;
    let pool = if of_all {
        Pool::All
    } else {
        Pool::Some(&documents)
    };
    let mut ranker = Ranker::new((searcher, memo), fields, zones, &pool, Formula::of(ranking))?;
    let mut before = vec![0.0; documents.len()];
    let mut found = Vec::new();
    ranker.run(terms, units, &mut |ranker, of, settled| {
        for (document, before) in documents.iter().zip(&mut before) {
            let value = ranker.score(*document) - *before;
            *before += value;
            if value != 0.0 {
                found.push(ranker.contribution(of, *document, settled, value)?);
            }
        }
        Ok(())
    })?;
    Ok(found)
}

impl Ranker<'_> {
    fn score(&self, (segment, doc): (u32, DocId)) -> f32 {
        self.segments[segment as usize].score(doc).unwrap_or(0.0)
    }

    fn contribution<'q>(
        &self,
        of: Step<'q>,
        document: (u32, DocId),
        settled: Settled,
        value: f32,
    ) -> Result<Contribution<'q>, SearchError> {
        let Settled { weight, with } = settled;
        let norm = self
            .lengths
            .norm(document.0 as usize, document.1, self.formula.b);
        let by_zone = match of {
            Step::Term(term) => self.occurrences_of_term(term, document)?,
            Step::OtherNames(unit) => self.occurrences_of_names(unit, document)?,
        };
        Ok(Contribution {
            of,
            document,
            weight,
            with,
            norm,
            by_zone,
            value,
        })
    }

    fn occurrences_of_term(
        &self,
        term: &RankingTerm,
        document: (u32, DocId),
    ) -> tantivy::Result<Vec<(Zone, u32)>> {
        let reader = self.searcher.segment_reader(document.0);
        let mut by_zone = Vec::new();
        let phrase = (term.kind == TermKind::Phrase)
            .then(|| Pattern::of(&term.text))
            .flatten();
        for zone in &self.zones {
            if let Some(pattern) = &phrase {
                let found = occurrences(reader, zone.fields, &pattern.grams())?;
                by_zone.extend(
                    found
                        .iter()
                        .filter(|(doc, _)| *doc == document.1)
                        .map(|(_, count)| (zone.zone, *count)),
                );
                continue;
            }
            let field = if term.kind == TermKind::Pair {
                zone.fields.grams
            } else {
                zone.fields.words
            };
            let wanted = Term::from_field_text(field, &term.text);
            let postings = reader
                .inverted_index(field)?
                .read_postings(&wanted, IndexRecordOption::WithFreqs)?;
            let Some(mut postings) = postings else {
                continue;
            };
            if postings.doc() < document.1 && postings.seek(document.1) == TERMINATED {
                continue;
            }
            if postings.doc() == document.1 {
                by_zone.push((zone.zone, postings.term_freq()));
            }
        }
        Ok(by_zone)
    }

    fn occurrences_of_names(
        &self,
        unit: &Unit,
        document: (u32, DocId),
    ) -> Result<Vec<(Zone, u32)>, SearchError> {
        let reader = self.searcher.segment_reader(document.0);
        let mut by_zone = Vec::new();
        for zone in &self.zones {
            let mut all = 0;
            for other in &unit.others {
                let found = row_occurrences(reader, zone.fields, &other.grams())?;
                all += found
                    .iter()
                    .filter(|(doc, _)| *doc == document.1)
                    .map(|(_, count)| count)
                    .sum::<u32>();
            }
            if all > 0 {
                by_zone.push((zone.zone, all));
            }
        }
        Ok(by_zone)
    }
}
