//! Answering by document: each hit with its best passages.

use crate::answer::{Answer, DocumentHit, Hits, Total};
use crate::engine::{
    Engine, Ranked, SCANNED_BYTES, SearchError, occurrences, occurrences_by_zone, ranked, show,
};
use crate::evaluate::matches;
use crate::facets;
use crate::passages::{Question, Scan, most_of};
use crate::rank::{Scores, coverage};
use crate::request::SearchRequest;
use crate::syntax::Node;
use crate::terms::Terms;
use sco_indexer::{Record, Zone};

impl Engine {
    pub(crate) fn by_document(
        &self,
        request: &SearchRequest,
        tree: &Node,
    ) -> Result<Answer, SearchError> {
        let zones = request.zones();
        let matched = matches(&self.index.searcher, &self.index.fields, &zones, tree)?;
        let loosened = matched.is_empty();
        let terms = self.terms(tree, loosened)?;
        let scores = self.scores(&terms, &zones, request)?;
        let ranked = match loosened {
            false => ranked(&matched, &scores),
            true if request.passages == 0 => self.loosened(scores, tree, &zones)?,
            true => self.holding_most(scores, tree, &zones, &terms)?,
        };
        let question = Question {
            tree,
            terms: &terms,
            zones: &zones,
            loosened,
        };
        let page: Vec<Ranked> = ranked
            .iter()
            .skip(request.offset)
            .take(request.limit)
            .copied()
            .collect();
        let records = self.records(&page)?;
        let hits = page.iter().zip(&records).map(|(ranked, record)| {
            self.document_hit(*ranked, record, &question, request.passages)
        });
        let hits = Hits::Documents(hits.collect());
        let by_zone = occurrences_by_zone(&matched, &zones);
        let (passages, at_least) = if request.passages == 0 {
            (0, true)
        } else {
            self.count_passages(&ranked, &question)?
        };
        let total = Total {
            documents: ranked.len(),
            passages,
            occurrences: occurrences(&by_zone, &zones),
            occurrences_by_zone: by_zone,
            at_least,
        };
        let documents = ranked.iter().map(|ranked| (ranked.segment, ranked.doc));
        let facets = facets::count(&self.index.searcher, documents)?;
        Ok(Answer::new(request, loosened, total, facets, hits))
    }

    /// As [`loosened`](Engine::loosened), the documents that hold most of the question.
    fn holding_most(
        &self,
        scores: Scores,
        tree: &Node,
        zones: &[Zone],
        terms: &Terms,
    ) -> Result<Vec<Ranked>, SearchError> {
        let mut ranked = self.loosened(scores, tree, zones)?;
        let coverage = coverage(
            &self.index.searcher,
            &self.index.fields,
            zones,
            &terms.units,
        )?;
        let most = most_of(terms.units.len());
        ranked.retain(|ranked| {
            coverage
                .get(&(ranked.segment, ranked.doc))
                .is_some_and(|held| *held >= most)
        });
        Ok(ranked)
    }

    /// Passages that hold one of the leaves, and whether there may be more of them.
    fn count_passages(
        &self,
        ranked: &[Ranked],
        question: &Question<'_>,
    ) -> Result<(usize, bool), SearchError> {
        let (mut passages, mut bytes) = (0, 0);
        for ranked in ranked {
            if bytes > SCANNED_BYTES {
                return Ok((passages, true));
            }
            let record = self.record(ranked.segment, ranked.doc)?;
            bytes += record.bytes();
            passages += crate::passages::count(&record, question);
        }
        Ok((passages, false))
    }

    fn document_hit(
        &self,
        ranked: Ranked,
        record: &Record,
        question: &Question<'_>,
        limit: usize,
    ) -> DocumentHit {
        // Inside one document any part of the question makes a passage worth showing.
        let any = Node::Or(
            question
                .tree
                .positive_leaves()
                .into_iter()
                .cloned()
                .map(Node::Leaf)
                .collect(),
        );
        let question = Question {
            tree: &any,
            ..*question
        };
        let mut scan = Scan::new(&question);
        scan.add(record);
        let passages = scan.best(&|term| self.collection(term), limit);
        DocumentHit {
            document: record.id.clone(),
            title: record.title.clone(),
            date: record.date.clone(),
            kind: record.kind.clone(),
            language: record.language.clone(),
            score: ranked.score,
            passages: passages
                .iter()
                .map(|passage| show(record, passage, &question))
                .collect(),
        }
    }
}
