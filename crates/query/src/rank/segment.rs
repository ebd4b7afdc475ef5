//! The scores of one segment's documents under way.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

/// The documents of a segment that are scored, and what the term under way is worth to them.
pub(super) struct Segment {
    /// Their numbers, when not all are scored.
    pub(super) docs: Option<Vec<DocId>>,
    pub(super) scores: Vec<f32>,
    pub(super) frequencies: Vec<f32>,
    pub(super) touched: Vec<usize>,
    pub(super) alive: Option<tantivy::fastfield::AliveBitSet>,
}

impl Segment {
    pub(super) fn new(reader: &SegmentReader, docs: Option<Vec<DocId>>) -> Segment {
        let size = docs.as_ref().map_or(reader.max_doc() as usize, Vec::len);
        Segment {
            docs,
            scores: vec![0.0; size],
            frequencies: vec![0.0; size],
            touched: Vec::new(),
            alive: reader.alive_bitset().cloned(),
        }
    }

    pub(super) fn doc(&self, at: usize) -> DocId {
        match &self.docs {
            Some(docs) => docs[at],
            None => DocId::try_from(at).unwrap_or(DocId::MAX),
        }
    }

    pub(super) fn index(&self, doc: DocId) -> Option<usize> {
        match &self.docs {
            Some(docs) => docs.binary_search(&doc).ok(),
            None => self
                .alive
                .as_ref()
                .is_none_or(|alive| alive.is_alive(doc))
                .then_some(doc as usize),
        }
    }

    pub(super) fn score(&self, doc: DocId) -> Option<f32> {
        self.scores.get(self.index(doc)?).copied()
    }

    /// As [`index`](Segment::index), for documents in ascending order; `from` is where the last one was found.
    pub(super) fn index_from(&self, doc: DocId, from: &mut usize) -> Option<usize> {
        let Some(docs) = &self.docs else {
            return self.index(doc);
        };
        let rest = docs.get(*from..)?;
        *from += rest.iter().take_while(|other| **other < doc).count();
        (docs.get(*from) == Some(&doc)).then_some(*from)
    }

    pub(super) fn add(&mut self, at: usize, frequency: f32) {
        if self.frequencies[at] == 0.0 {
            self.touched.push(at);
        }
        self.frequencies[at] += frequency;
    }

    /// Adds the frequencies of a term in all documents that are scored.
    pub(super) fn add_postings(&mut self, postings: &mut SegmentPostings, weight: f32) {
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let frequency = |postings: &SegmentPostings| weight * postings.term_freq() as f32;
        let Some(docs) = self.docs.take() else {
            while postings.doc() != TERMINATED {
                if let Some(at) = self.index(postings.doc()) {
                    self.add(at, frequency(postings));
                }
                postings.advance();
            }
            return;
        };
        for (at, doc) in docs.iter().enumerate() {
            if postings.doc() < *doc {
                postings.seek(*doc);
            }
            if postings.doc() == *doc {
                self.add(at, frequency(postings));
            }
        }
        self.docs = Some(docs);
    }
}
