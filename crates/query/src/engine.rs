//! Asking an index.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use sco_indexer::{OpenIndex, Record, Zone};
use tantivy::schema::Term;
use tantivy::schema::document::Value;
use tantivy::{DocAddress, DocId, TantivyDocument};

use crate::answer::{Answer, Count, FootnoteName, ShownPassage};
use crate::evaluate::{Match, matches};
use crate::passages::{Passage, Question, mark};
use crate::rank::{Scores, scores};
use crate::request::{By, RequestError, SearchRequest};
use crate::syntax::Node;
use crate::terms::{RankingTerm, TermKind, Terms, Vocabulary};

/// Text that is read for passages of one answer, bytes: the best documents of some 3 million characters.
pub(crate) const SCANNED_BYTES: usize = 8 * 1024 * 1024;

/// Why a question could not be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The request is wrong.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The index is missing, of another version, or damaged.
    #[error(transparent)]
    Index(#[from] sco_indexer::Error),
    /// The engine failed while reading.
    #[error("the index could not be read; rebuild it with `sco index`")]
    Engine(#[from] tantivy::TantivyError),
    /// A document's record makes no sense.
    #[error(
        "a record of the index is damaged; rebuild it with `sco index`, the corpus is unharmed"
    )]
    Record,
}

/// An index that is asked.
#[derive(Debug)]
pub struct Engine {
    pub(crate) index: OpenIndex,
}

/// A document with its score, and its occurrences where it was matched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranked {
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
    pub(crate) score: f32,
}

impl Engine {
    /// Opens the index in a folder.
    ///
    /// # Errors
    ///
    /// When it is missing, of another version, or damaged.
    pub fn open(path: &Path) -> Result<Engine, SearchError> {
        Ok(Engine {
            index: sco_indexer::open(path)?,
        })
    }

    /// Answers a question.
    ///
    /// # Errors
    ///
    /// When the request is wrong or the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<Answer, SearchError> {
        let started = Instant::now();
        request.check()?;
        let tree = Node::parse(&request.q)?;
        let mut answer = match request.by {
            By::Document => self.by_document(request, &tree)?,
            By::Passage => self.by_passage(request, &tree)?,
        };
        answer.took_ms = (started.elapsed().as_secs_f64() * 1e5).round() / 100.0;
        Ok(answer)
    }

    /// Counts documents and occurrences, all of them.
    ///
    /// # Errors
    ///
    /// As [`search`](Engine::search).
    pub fn count(&self, request: &SearchRequest) -> Result<Count, SearchError> {
        request.check()?;
        let tree = Node::parse(&request.q)?;
        let zones = request.zones();
        let matched = matches(&self.index.searcher, &self.index.fields, &zones, &tree)?;
        let by_zone = occurrences_by_zone(&matched, &zones);
        Ok(Count {
            query: request.q.clone(),
            documents: matched.len(),
            occurrences: occurrences(&by_zone, &zones),
            occurrences_by_zone: by_zone,
        })
    }

    pub(crate) fn terms(&self, tree: &Node, loosened: bool) -> Result<Terms, SearchError> {
        let vocabulary = Vocabulary {
            searcher: &self.index.searcher,
            fields: &self.index.fields,
        };
        let terms = Terms::of(tree, &vocabulary, loosened)?;
        // A question of question words alone (谁？) is taken at its word.
        let spoken_only = loosened && terms.units.is_empty();
        Ok(if spoken_only {
            Terms::of(tree, &vocabulary, false)?
        } else {
            terms
        })
    }

    pub(crate) fn scores(
        &self,
        terms: &Terms,
        zones: &[Zone],
        request: &SearchRequest,
    ) -> Result<Scores, SearchError> {
        let terms = terms.for_ranking(request.ranking);
        Ok(scores(
            &self.index.searcher,
            &self.index.fields,
            zones,
            &terms,
        )?)
    }

    /// The documents that hold something of a question whose strict part they hold, best first.
    pub(crate) fn loosened(
        &self,
        scores: Scores,
        tree: &Node,
        zones: &[Zone],
    ) -> Result<Vec<Ranked>, SearchError> {
        let mut ranked: Vec<Ranked> = scores
            .into_iter()
            .map(|((segment, doc), score)| Ranked {
                segment,
                doc,
                score,
            })
            .collect();
        if let Some(strict) = tree.strict_part() {
            let allowed = matches(&self.index.searcher, &self.index.fields, zones, &strict)?;
            let allowed: std::collections::HashSet<(u32, DocId)> = allowed
                .iter()
                .map(|matched| (matched.segment, matched.doc))
                .collect();
            ranked.retain(|ranked| allowed.contains(&(ranked.segment, ranked.doc)));
        }
        sort(&mut ranked);
        Ok(ranked)
    }

    pub(crate) fn record(&self, segment: u32, doc: DocId) -> Result<Record, SearchError> {
        let document: TantivyDocument = self.index.searcher.doc(DocAddress::new(segment, doc))?;
        let bytes = document
            .get_first(self.index.fields.record)
            .and_then(|value| value.as_bytes());
        bytes.and_then(Record::decode).ok_or(SearchError::Record)
    }

    pub(crate) fn records(&self, ranked: &[Ranked]) -> Result<Vec<Record>, SearchError> {
        ranked
            .iter()
            .map(|ranked| self.record(ranked.segment, ranked.doc))
            .collect()
    }

    /// Documents in all, and how many of them hold a term.
    pub(crate) fn collection(&self, term: &RankingTerm) -> (u32, u32) {
        let all = u32::try_from(self.index.searcher.num_docs()).unwrap_or(u32::MAX);
        let body = self.index.fields.zone(Zone::Body);
        let field = if term.kind == TermKind::Pair {
            body.grams
        } else {
            body.words
        };
        let with = self
            .index
            .searcher
            .doc_freq(&Term::from_field_text(field, &term.text))
            .unwrap_or(0);
        (all, u32::try_from(with).unwrap_or(u32::MAX))
    }
}

pub(crate) fn ranked(matched: &[Match], scores: &Scores) -> Vec<Ranked> {
    let score = |matched: &Match| {
        scores
            .get(&(matched.segment, matched.doc))
            .copied()
            .unwrap_or(0.0)
    };
    let one = |matched: &Match| Ranked {
        segment: matched.segment,
        doc: matched.doc,
        score: score(matched),
    };
    let mut ranked: Vec<Ranked> = matched.iter().map(one).collect();
    sort(&mut ranked);
    ranked
}

/// Best first; ties in the order of the index.
fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then_with(|| (a.segment, a.doc).cmp(&(b.segment, b.doc)))
    });
}

/// Occurrences in every zone of a document; quotations only where they were asked for.
pub(crate) fn occurrences_by_zone(
    matched: &[Match],
    zones: &[Zone],
) -> BTreeMap<&'static str, u64> {
    let sum = |zone: Zone| {
        matched
            .iter()
            .map(|matched| u64::from(matched.counts[zone as usize]))
            .sum()
    };
    let asked = Zone::WHOLE.into_iter().chain(zones.iter().copied());
    asked.map(|zone| (zone.name(), sum(zone))).collect()
}

/// Occurrences in all zones, each printed place once: what stands in a quotation stands in the body too.
pub(crate) fn occurrences(by_zone: &BTreeMap<&'static str, u64>, zones: &[Zone]) -> u64 {
    let counted = zones
        .iter()
        .filter(|zone| **zone != Zone::Quote || !zones.contains(&Zone::Body));
    counted.filter_map(|zone| by_zone.get(zone.name())).sum()
}

pub(crate) fn show(record: &Record, passage: &Passage, question: &Question<'_>) -> ShownPassage {
    let block = &record.blocks[passage.block];
    let text = &block.text[passage.range.clone()];
    let section = block
        .section
        .and_then(|section| record.sections.get(section as usize))
        .cloned();
    ShownPassage {
        zone: block.zone.name(),
        section: section.unwrap_or_default(),
        page: block.page_at(passage.range.start),
        footnote: block
            .footnote
            .map(|(page, number)| FootnoteName { page, number }),
        speaker: block.speaker.clone(),
        text: text.to_owned(),
        runs: mark(text, question),
    }
}
