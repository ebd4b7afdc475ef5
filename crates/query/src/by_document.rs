//! Answering by document: each hit with its best passages.

use std::collections::{HashMap, HashSet};

use sco_indexer::Record;
use tantivy::DocId;

use crate::answer::{Answer, DocumentHit, Hits, Holds, Total};
use crate::coverage::coverage;
use crate::engine::{
    Asked, COUNTED_BYTES, COUNTED_DOCUMENTS, Engine, Ranked, SearchError, occurrences,
    occurrences_by_zone,
};
use crate::evaluate::Matches;
use crate::passages::{Scan, most_of};
use crate::question::Question;
use crate::rank::{Pool, Scores};
use crate::shown::show;
use crate::syntax::Node;
use crate::terms::Terms;

impl Engine {
    /// Answers with the documents that hold all of a question or, `loosened`, most of it.
    pub(crate) fn by_document(
        &self,
        asked: &Asked<'_>,
        loosened: bool,
    ) -> Result<Answer, SearchError> {
        let request = asked.request;
        let terms = self.terms(asked, loosened)?;
        let (matched, ranked) = if loosened {
            let scored = self.scored(&self.scores(&terms, asked, &Pool::All)?, asked)?;
            let ranked = if request.passages == 0 {
                scored
            } else {
                self.holding_most(scored, asked, &terms)?
            };
            (Matches::default(), ranked)
        } else {
            let matched = self.evaluator(asked).matches(&asked.zones, &asked.tree)?;
            let scores = self.scores(&terms, asked, &Pool::Some(&matched.places()))?;
            let ranked = ranked(&matched, &scores);
            (matched, ranked)
        };
        let without_copies = match request.passages {
            0 => None,
            _ => self.without_copies(&ranked)?,
        };
        let shown = without_copies.as_deref().unwrap_or(&ranked);
        let page = self.page(asked, shown)?;
        let question = Question {
            tree: &asked.tree,
            terms: &terms,
            zones: &asked.zones,
            loosened,
            filters: &asked.filters,
            explains: false,
        };
        let mut hits = Vec::new();
        let mut read = Vec::new();
        for ranked in &page {
            let record = self.record(ranked.segment, ranked.doc)?;
            hits.push(self.document_hit(*ranked, &record, &question, request.passages));
            read.push(((ranked.segment, ranked.doc), record));
        }
        self.name_variants(asked, &ranked, &page, &mut hits)?;
        if request.explain {
            for (hit, explanation) in
                hits.iter_mut()
                    .zip(self.explain_documents(asked, &terms, (&page, loosened))?)
            {
                hit.explanation = explanation;
            }
        }
        let by_zone = occurrences_by_zone(&matched.found, &asked.zones);
        let (passages, cut_short) = if request.passages == 0 {
            (0, true)
        } else {
            let holding = if loosened {
                ranked.len()
            } else {
                matched.holding()
            };
            self.count_passages(&ranked, read, &question, holding)?
        };
        let total = Total {
            documents: ranked.len(),
            passages,
            occurrences: occurrences(&by_zone, &asked.zones),
            added: matched
                .found
                .iter()
                .map(|matched| u64::from(matched.counts.added))
                .sum(),
            occurrences_by_zone: by_zone,
            same: ranked.len() - shown.len(),
            at_least: cut_short || matched.at_least,
        };
        let documents = ranked.iter().map(|ranked| (ranked.segment, ranked.doc));
        let facets = self.facets(asked, documents.collect())?;
        let holds = match loosened {
            false => Holds::All,
            true if terms.is_complete && ranked.iter().all(Ranked::holds_all_words) => Holds::Words,
            true => Holds::Most,
        };
        Ok(Answer::new(
            request,
            holds,
            total,
            facets,
            Hits::Documents(hits),
        ))
    }

    /// Names at each hit of a page its variants; where the asker may not see everything, only those that were found too.
    fn name_variants(
        &self,
        asked: &Asked<'_>,
        found: &[Ranked],
        page: &[Ranked],
        hits: &mut [DocumentHit],
    ) -> Result<(), SearchError> {
        if asked.request.passages == 0 {
            return Ok(());
        }
        let place = |ranked: &Ranked| (ranked.segment, ranked.doc);
        let is_bound = !asked.request.only.is_empty();
        let found: HashSet<(u32, DocId)> = found.iter().filter(|_| is_bound).map(place).collect();
        let places: Vec<(u32, DocId)> = page.iter().map(place).collect();
        let variants = self.variants_of(&places, &|place| !is_bound || found.contains(&place))?;
        for (hit, variants) in hits.iter_mut().zip(variants) {
            hit.variants = variants;
        }
        Ok(())
    }

    /// The documents that hold most of the question; of a short one all words, if any document does.
    fn holding_most(
        &self,
        mut ranked: Vec<Ranked>,
        asked: &Asked<'_>,
        terms: &Terms,
    ) -> Result<Vec<Ranked>, SearchError> {
        let (searcher, fields) = (&self.index.searcher, &self.index.fields);
        let coverage = coverage(searcher, fields, &asked.zones, &terms.units)?;
        for document in &mut ranked {
            let held = coverage
                .get(&(document.segment, document.doc))
                .copied()
                .unwrap_or_default();
            document.coverage = held.share;
            document.missing = terms.units.len() - held.units;
        }
        let asked_for = if crate::passages::is_short(terms) && ranked.iter().any(Ranked::holds_all)
        {
            crate::passages::ALL
        } else {
            most_of(&terms.units)
        };
        ranked.retain(|document| document.coverage >= asked_for);
        Ok(ranked)
    }

    /// Passages that hold one of the leaves, and whether there may be more of them. Where too much would have to be read, every
    /// document that holds something counts as one passage: a lower bound that does not depend on what is shown.
    fn count_passages(
        &self,
        ranked: &[Ranked],
        read: Vec<((u32, DocId), Record)>,
        question: &Question<'_>,
        holding: usize,
    ) -> Result<(usize, bool), SearchError> {
        if ranked.len() > COUNTED_DOCUMENTS {
            return Ok((holding, true));
        }
        let mut read: HashMap<(u32, DocId), Record> = read.into_iter().collect();
        let (mut passages, mut bytes) = (0, 0);
        for ranked in ranked {
            let at = (ranked.segment, ranked.doc);
            let record = match read.remove(&at) {
                Some(record) => record,
                None => self.record(ranked.segment, ranked.doc)?,
            };
            bytes += record.bytes();
            if bytes > COUNTED_BYTES {
                return Ok((holding, true));
            }
            passages += crate::question::count(&record, ranked.segment, ranked.doc, question);
        }
        Ok((passages, false))
    }

    pub(crate) fn document_hit(
        &self,
        ranked: Ranked,
        record: &Record,
        question: &Question<'_>,
        limit: usize,
    ) -> DocumentHit {
        // Inside one document any part of the question makes a passage worth showing.
        let any = Node::Or(question.tree.parts());
        let question = Question {
            tree: &any,
            ..*question
        };
        let mut passages = Vec::new();
        if limit > 0 {
            let mut scan = Scan::new(&question);
            scan.add(record, ranked.segment, ranked.doc);
            passages = scan.best(&|term| self.collection(term), limit);
        }
        DocumentHit {
            document: record.id.clone(),
            title: record.title.clone(),
            date: record.date.clone(),
            kind: record.kind.clone(),
            language: record.language.clone(),
            score: ranked.score,
            coverage: question.loosened.then_some(ranked.coverage),
            explanation: Vec::new(),
            variants: Vec::new(),
            passages: passages
                .iter()
                .map(|passage| show(record, ranked.segment, ranked.doc, passage, &question))
                .collect(),
        }
    }
}

/// The documents that match with their scores; those that hold only other names than those typed come last.
pub(crate) fn ranked(matched: &Matches, scores: &Scores) -> Vec<Ranked> {
    let one = |(matched, score): (&crate::evaluate::Match, f32)| Ranked {
        segment: matched.segment,
        doc: matched.doc,
        score,
        by_other_names: matched.counts.added > 0
            && matched.counts.typed.iter().all(|count| *count == 0),
        coverage: 1.0,
        missing: 0,
    };
    matched
        .found
        .iter()
        .zip(scores.of_pool())
        .map(one)
        .collect()
}
