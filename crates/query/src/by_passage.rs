//! Answering by passage: the question is put to every sentence, heading and note.

use sco_indexer::Record;
use tantivy::DocId;

use crate::answer::{Answer, Hits, PassageHit, Total};
use crate::engine::{
    Engine, Ranked, SCANNED_BYTES, SearchError, occurrences, occurrences_by_zone, ranked, show,
};
use crate::evaluate::matches;
use crate::facets;
use crate::passages::{Passage, Question, Scan};
use crate::request::SearchRequest;
use crate::syntax::Node;

/// Documents that were read and their passages that answer, best first.
struct Scanned {
    passages: Vec<Passage>,
    records: Vec<Record>,
    places: Vec<(u32, DocId)>,
    cut_short: bool,
}

impl Engine {
    pub(crate) fn by_passage(
        &self,
        request: &SearchRequest,
        tree: &Node,
    ) -> Result<Answer, SearchError> {
        let zones = request.zones();
        let wanted = tree.without_exclusions().unwrap_or_else(|| tree.clone());
        let matched = matches(&self.index.searcher, &self.index.fields, &zones, &wanted)?;
        let terms = self.terms(tree, false)?;
        let scores = self.scores(&terms, &zones, request)?;
        let question = Question {
            tree,
            terms: &terms,
            zones: &zones,
            loosened: false,
        };
        let found = self.scan(&ranked(&matched, &scores), &question)?;
        if !found.passages.is_empty() {
            return self.passage_answer(request, &question, &found);
        }
        let terms = self.terms(tree, true)?;
        let question = Question {
            tree,
            terms: &terms,
            zones: &zones,
            loosened: true,
        };
        let scores = self.scores(&terms, &zones, request)?;
        let ranked = self.loosened(scores, tree, &zones)?;
        let found = self.scan(&ranked, &question)?;
        self.passage_answer(request, &question, &found)
    }

    fn passage_answer(
        &self,
        request: &SearchRequest,
        question: &Question<'_>,
        found: &Scanned,
    ) -> Result<Answer, SearchError> {
        let page = found
            .passages
            .iter()
            .skip(request.offset)
            .take(request.limit);
        let hits = page.map(|passage| {
            let record = &found.records[passage.document];
            PassageHit {
                document: record.id.clone(),
                title: record.title.clone(),
                date: record.date.clone(),
                kind: record.kind.clone(),
                language: record.language.clone(),
                score: passage.score,
                passage: show(record, passage, question),
            }
        });
        let hits = Hits::Passages(hits.collect());
        let mut documents: Vec<usize> = found
            .passages
            .iter()
            .map(|passage| passage.document)
            .collect();
        documents.sort_unstable();
        documents.dedup();
        let mut by_zone = occurrences_by_zone(&[], question.zones);
        for passage in &found.passages {
            let zone = found.records[passage.document].blocks[passage.block].zone;
            *by_zone.entry(zone.name()).or_default() += u64::from(passage.occurrences);
        }
        let total = Total {
            documents: documents.len(),
            passages: found.passages.len(),
            occurrences: occurrences(&by_zone, question.zones),
            occurrences_by_zone: by_zone,
            at_least: found.cut_short,
        };
        let places = documents.iter().map(|document| found.places[*document]);
        let facets = facets::count(&self.index.searcher, places)?;
        Ok(Answer::new(request, question.loosened, total, facets, hits))
    }

    /// Reads documents, best first, for their passages: until enough text was read, but on and on while nothing answers, since
    /// only then it can be said that nothing does.
    fn scan(&self, ranked: &[Ranked], question: &Question<'_>) -> Result<Scanned, SearchError> {
        let mut scan = Scan::new(question);
        let (mut records, mut places, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut rest = ranked.iter();
        for ranked in rest.by_ref() {
            let record = self.record(ranked.segment, ranked.doc)?;
            bytes += record.bytes();
            scan.add(&record);
            records.push(record);
            places.push((ranked.segment, ranked.doc));
            if bytes < SCANNED_BYTES {
                continue;
            }
            if question.loosened || scan.has_answers() {
                break;
            }
            scan = Scan::new(question);
            records.clear();
            places.clear();
            bytes = 0;
        }
        let passages = scan.finish(&|term| self.collection(term));
        Ok(Scanned {
            passages,
            records,
            places,
            cut_short: rest.next().is_some(),
        })
    }
}
