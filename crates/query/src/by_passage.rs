//! Answering by passage: the question is put to every sentence, heading and note.

use sco_indexer::Record;
use tantivy::DocId;

use crate::answer::{Answer, Hits, Holds, PassageHit, Total};
use crate::engine::{
    Asked, Engine, Ranked, SCANNED_BYTES, SearchError, occurrences, occurrences_by_zone,
};
use crate::explain::explain_passage;
use crate::passages::{Passage, Scan};
use crate::question::Question;
use crate::rank::Pool;
use crate::search_error::check_time;
use crate::shown::show;
use crate::sort::Sort;

/// Documents that were read and their passages that answer, best first.
struct Scanned {
    passages: Vec<Passage>,
    records: Vec<Record>,
    places: Vec<(u32, DocId)>,
    cut_short: bool,
}

/// Whether passages hold all words of a question.
fn terms_are_held(question: &Question<'_>, passages: &[Passage]) -> bool {
    question.terms.is_complete && passages.iter().all(|passage| passage.missing.is_empty())
}

impl Engine {
    /// Answers with the passages that hold all of a question or, `loosened`, most of it.
    pub(crate) fn by_passage(
        &self,
        asked: &Asked<'_>,
        loosened: bool,
    ) -> Result<Answer, SearchError> {
        let terms = self.terms(asked, loosened)?;
        let question = Question {
            tree: &asked.tree,
            terms: &terms,
            zones: &asked.zones,
            loosened,
            filters: &asked.filters,
            explains: asked.request.explain,
        };
        let (mut ranked, at_least): (Vec<Ranked>, bool) = if loosened {
            (
                self.scored(&self.scores(&terms, asked, &Pool::All)?, asked)?,
                false,
            )
        } else {
            let wanted = asked.tree.without_exclusions();
            let matched = self.evaluator(asked).matches(&asked.zones, &wanted)?;
            let places = matched.places();
            let scores = self.scores(&terms, asked, &Pool::Some(&places))?;
            let ranked = places
                .into_iter()
                .zip(scores.of_pool())
                .map(|((segment, doc), score)| Ranked::new(segment, doc, score));
            (ranked.collect(), matched.at_least)
        };
        self.sort(asked, &mut ranked, usize::MAX)?;
        let mut found = self.scan(&ranked, &question, asked)?;
        found.cut_short |= at_least;
        self.passage_answer(asked, &question, &found)
    }

    fn passage_answer(
        &self,
        asked: &Asked<'_>,
        question: &Question<'_>,
        found: &Scanned,
    ) -> Result<Answer, SearchError> {
        let request = asked.request;
        let place = |passage: &&Passage| found.places[passage.document];
        let copies = self.copies(found.passages.iter().map(|passage| place(&passage)))?;
        let is_shown = |passage: &&Passage| !copies.contains(&place(passage));
        let page: Vec<&Passage> = found
            .passages
            .iter()
            .filter(is_shown)
            .skip(request.offset)
            .take(request.limit)
            .collect();
        let places: Vec<(u32, DocId)> = page.iter().map(place).collect();
        let is_bound = !request.only.is_empty();
        let may_show = |other: (u32, DocId)| !is_bound || found.places.contains(&other);
        let variants = self.variants_of(&places, &may_show)?;
        let hits = page.into_iter().zip(variants).map(|(passage, variants)| {
            let record = &found.records[passage.document];
            let (segment, doc) = found.places[passage.document];
            PassageHit {
                document: record.id.clone(),
                title: record.title.clone(),
                date: record.date.clone(),
                kind: record.kind.clone(),
                language: record.language.clone(),
                score: passage.score,
                coverage: question.loosened.then_some(passage.coverage),
                missing: passage.missing.clone(),
                explanation: explain_passage(passage, question, request.sort),
                variants,
                passage: show(record, segment, doc, passage, question),
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
            added: found
                .passages
                .iter()
                .map(|passage| u64::from(passage.added))
                .sum(),
            occurrences_by_zone: by_zone,
            same: found
                .passages
                .iter()
                .filter(|passage| !is_shown(passage))
                .count(),
            at_least: found.cut_short,
        };
        let places = documents.iter().map(|document| found.places[*document]);
        let facets = self.facets(asked, places.collect())?;
        let holds = match question.loosened {
            false => Holds::All,
            true if terms_are_held(question, &found.passages) => Holds::Words,
            true => Holds::Most,
        };
        Ok(Answer::new(request, holds, total, facets, hits))
    }

    /// Reads documents, best first, for their passages: until enough text was read, but on and on while nothing answers, since
    /// only then it can be said that nothing does.
    fn scan(
        &self,
        ranked: &[Ranked],
        question: &Question<'_>,
        asked: &Asked<'_>,
    ) -> Result<Scanned, SearchError> {
        let mut scan = Scan::new(question);
        let (mut records, mut places, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut rest = ranked.iter();
        for ranked in rest.by_ref() {
            check_time(asked.started)?;
            let record = self.record(ranked.segment, ranked.doc)?;
            bytes += record.bytes();
            scan.add(&record, ranked.segment, ranked.doc);
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
        let mut passages = scan.finish(&|term| self.collection(term));
        if asked.request.sort != Sort::Relevance {
            // The documents come in the order asked for; within one, the order of the text.
            passages.sort_by_key(|passage| (passage.document, passage.block, passage.range.start));
        }
        Ok(Scanned {
            passages,
            records,
            places,
            cut_short: rest.next().is_some(),
        })
    }
}
