//! Asking an index.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use sco_indexer::{OpenIndex, Record, Zone};
use tantivy::schema::Term;
use tantivy::schema::document::Value;
use tantivy::{DocAddress, DocId, TantivyDocument};

use crate::answer::{
    Answer, Count, DocumentHit, FootnoteName, Hits, Holds, PassageHit, ShownPassage, Total,
};
use crate::evaluate::{Match, matches};
use crate::facets;
use crate::passages::{Passage, Question, Scan, mark, most_of};
use crate::rank::{Scores, coverage, scores};
use crate::request::{By, RequestError, SearchRequest};
use crate::syntax::Node;
use crate::terms::{RankingTerm, TermKind, Terms, Vocabulary};

/// Documents, the best ones, that are read for their passages.
const SCANNED_DOCUMENTS: usize = 1_000;

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
    #[error("a record of the index is damaged; rebuild it with `sco index`, the corpus is unharmed")]
    Record,
}

/// An index that is asked.
#[derive(Debug)]
pub struct Engine {
    index: OpenIndex,
}

/// A document with its score, and its occurrences where it was matched.
#[derive(Debug, Clone, Copy)]
struct Ranked {
    segment: u32,
    doc: DocId,
    score: f32,
}

impl Engine {
    /// Opens the index in a folder.
    ///
    /// # Errors
    ///
    /// When it is missing, of another version, or damaged.
    pub fn open(path: &Path) -> Result<Engine, SearchError> {
        Ok(Engine { index: sco_indexer::open(path)? })
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
            occurrences: by_zone.values().sum(),
            occurrences_by_zone: by_zone,
        })
    }

    fn by_document(&self, request: &SearchRequest, tree: &Node) -> Result<Answer, SearchError> {
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
        let question = Question { tree, terms: &terms, zones: &zones, loosened };
        let page: Vec<Ranked> = ranked.iter().skip(request.offset).take(request.limit).copied().collect();
        let records = self.records(&page)?;
        let hits = page.iter().zip(&records).map(|(ranked, record)| self.document_hit(*ranked, record, &question, request.passages));
        let hits = Hits::Documents(hits.collect());
        let by_zone = occurrences_by_zone(&matched, &zones);
        let (passages, at_least) = if request.passages == 0 { (0, true) } else { self.count_passages(&ranked, &question)? };
        let total = Total {
            documents: ranked.len(),
            passages,
            occurrences: by_zone.values().sum(),
            occurrences_by_zone: by_zone,
            at_least,
        };
        let documents = ranked.iter().map(|ranked| (ranked.segment, ranked.doc));
        Ok(self.answer(request, loosened, total, hits, facets::count(&self.index.searcher, documents)?))
    }

    fn by_passage(&self, request: &SearchRequest, tree: &Node) -> Result<Answer, SearchError> {
        let zones = request.zones();
        let wanted = tree.without_exclusions().unwrap_or_else(|| tree.clone());
        let matched = matches(&self.index.searcher, &self.index.fields, &zones, &wanted)?;
        let terms = self.terms(tree, false)?;
        let scores = self.scores(&terms, &zones, request)?;
        let question = Question { tree, terms: &terms, zones: &zones, loosened: false };
        let found = self.scan(&ranked(&matched, &scores), &question)?;
        if !found.passages.is_empty() {
            return self.passage_answer(request, &question, &found);
        }
        let terms = self.terms(tree, true)?;
        let question = Question { tree, terms: &terms, zones: &zones, loosened: true };
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
        let page = found.passages.iter().skip(request.offset).take(request.limit);
        let hits = page.map(|passage| {
            let record = &found.records[passage.document];
            PassageHit {
                document: record.id.clone(),
                title: record.title.clone(),
                date: record.date.clone(),
                kind: record.kind.clone(),
                score: passage.score,
                passage: show(record, passage, question),
            }
        });
        let hits = Hits::Passages(hits.collect());
        let mut documents: Vec<usize> = found.passages.iter().map(|passage| passage.document).collect();
        documents.sort_unstable();
        documents.dedup();
        let mut by_zone: BTreeMap<&'static str, u64> = question.zones.iter().map(|zone| (zone.name(), 0)).collect();
        for passage in &found.passages {
            let zone = found.records[passage.document].blocks[passage.block].zone;
            *by_zone.entry(zone.name()).or_default() += u64::from(passage.occurrences);
        }
        let total = Total {
            documents: documents.len(),
            passages: found.passages.len(),
            occurrences: by_zone.values().sum(),
            occurrences_by_zone: by_zone,
            at_least: found.cut_short,
        };
        let places = documents.iter().map(|document| found.places[*document]);
        let facets = facets::count(&self.index.searcher, places)?;
        Ok(self.answer(request, question.loosened, total, hits, facets))
    }

    fn answer(
        &self,
        request: &SearchRequest,
        loosened: bool,
        total: Total,
        hits: Hits,
        facets: BTreeMap<String, Vec<crate::answer::FacetCount>>,
    ) -> Answer {
        Answer {
            query: request.q.clone(),
            took_ms: 0.0,
            holds: if loosened && !hits.is_empty() { Holds::Most } else { Holds::All },
            total,
            expansions: Vec::new(),
            suggestions: Vec::new(),
            facets,
            hits,
        }
    }

    fn terms(&self, tree: &Node, loosened: bool) -> Result<Terms, SearchError> {
        let vocabulary = Vocabulary { searcher: &self.index.searcher, fields: &self.index.fields };
        let terms = Terms::of(tree, &vocabulary, loosened)?;
        // A question of question words alone (谁？) is taken at its word.
        let spoken_only = loosened && terms.units.is_empty();
        Ok(if spoken_only { Terms::of(tree, &vocabulary, false)? } else { terms })
    }

    fn scores(&self, terms: &Terms, zones: &[Zone], request: &SearchRequest) -> Result<Scores, SearchError> {
        let terms = terms.for_ranking(request.ranking);
        Ok(scores(&self.index.searcher, &self.index.fields, zones, &terms)?)
    }

    /// The documents that hold something of a question whose strict part they hold, best first.
    fn loosened(&self, scores: Scores, tree: &Node, zones: &[Zone]) -> Result<Vec<Ranked>, SearchError> {
        let mut ranked: Vec<Ranked> =
            scores.into_iter().map(|((segment, doc), score)| Ranked { segment, doc, score }).collect();
        if let Some(strict) = tree.strict_part() {
            let allowed = matches(&self.index.searcher, &self.index.fields, zones, &strict)?;
            let allowed: std::collections::HashSet<(u32, DocId)> =
                allowed.iter().map(|matched| (matched.segment, matched.doc)).collect();
            ranked.retain(|ranked| allowed.contains(&(ranked.segment, ranked.doc)));
        }
        sort(&mut ranked);
        Ok(ranked)
    }

    /// As [`loosened`](Engine::loosened), the documents that hold most of the question.
    fn holding_most(&self, scores: Scores, tree: &Node, zones: &[Zone], terms: &Terms) -> Result<Vec<Ranked>, SearchError> {
        let mut ranked = self.loosened(scores, tree, zones)?;
        let coverage = coverage(&self.index.searcher, &self.index.fields, zones, &terms.units)?;
        let most = most_of(terms.units.len());
        ranked.retain(|ranked| coverage.get(&(ranked.segment, ranked.doc)).is_some_and(|held| *held >= most));
        Ok(ranked)
    }

    fn record(&self, segment: u32, doc: DocId) -> Result<Record, SearchError> {
        let document: TantivyDocument = self.index.searcher.doc(DocAddress::new(segment, doc))?;
        let bytes = document.get_first(self.index.fields.record).and_then(|value| value.as_bytes());
        bytes.and_then(Record::decode).ok_or(SearchError::Record)
    }

    fn records(&self, ranked: &[Ranked]) -> Result<Vec<Record>, SearchError> {
        ranked.iter().map(|ranked| self.record(ranked.segment, ranked.doc)).collect()
    }

    /// Documents in all, and how many of them hold a term.
    fn collection(&self, term: &RankingTerm) -> (u32, u32) {
        let all = u32::try_from(self.index.searcher.num_docs()).unwrap_or(u32::MAX);
        let body = self.index.fields.zone(Zone::Body);
        let field = if term.kind == TermKind::Pair { body.grams } else { body.words };
        let with = self.index.searcher.doc_freq(&Term::from_field_text(field, &term.text)).unwrap_or(0);
        (all, u32::try_from(with).unwrap_or(u32::MAX))
    }

    fn scan(&self, ranked: &[Ranked], question: &Question<'_>) -> Result<Scanned, SearchError> {
        let scanned = &ranked[..ranked.len().min(SCANNED_DOCUMENTS)];
        let records = self.records(scanned)?;
        let mut scan = Scan::new(question);
        for record in &records {
            scan.add(record);
        }
        let passages = scan.finish(&|term| self.collection(term));
        let places = scanned.iter().map(|ranked| (ranked.segment, ranked.doc)).collect();
        Ok(Scanned { passages, records, places, cut_short: scanned.len() < ranked.len() })
    }

    /// Passages that hold one of the leaves, and whether there may be more of them.
    fn count_passages(&self, ranked: &[Ranked], question: &Question<'_>) -> Result<(usize, bool), SearchError> {
        let scanned = &ranked[..ranked.len().min(SCANNED_DOCUMENTS)];
        let mut passages = 0;
        for ranked in scanned {
            passages += crate::passages::count(&self.record(ranked.segment, ranked.doc)?, question);
        }
        Ok((passages, scanned.len() < ranked.len()))
    }

    fn document_hit(&self, ranked: Ranked, record: &Record, question: &Question<'_>, limit: usize) -> DocumentHit {
        // Inside one document any part of the question makes a passage worth showing.
        let any = Node::Or(question.tree.positive_leaves().into_iter().cloned().map(Node::Leaf).collect());
        let question = Question { tree: &any, ..*question };
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
            passages: passages.iter().map(|passage| show(record, passage, &question)).collect(),
        }
    }
}

/// Documents that were read and their passages that answer, best first.
struct Scanned {
    passages: Vec<Passage>,
    records: Vec<Record>,
    places: Vec<(u32, DocId)>,
    cut_short: bool,
}

fn ranked(matched: &[Match], scores: &Scores) -> Vec<Ranked> {
    let score = |matched: &Match| scores.get(&(matched.segment, matched.doc)).copied().unwrap_or(0.0);
    let one = |matched: &Match| Ranked { segment: matched.segment, doc: matched.doc, score: score(matched) };
    let mut ranked: Vec<Ranked> = matched.iter().map(one).collect();
    sort(&mut ranked);
    ranked
}

/// Best first; ties in the order of the index.
fn sort(ranked: &mut [Ranked]) {
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| (a.segment, a.doc).cmp(&(b.segment, b.doc))));
}

fn occurrences_by_zone(matched: &[Match], zones: &[Zone]) -> BTreeMap<&'static str, u64> {
    let sum = |zone: &Zone| matched.iter().map(|matched| u64::from(matched.counts[*zone as usize])).sum();
    zones.iter().map(|zone| (zone.name(), sum(zone))).collect()
}

fn show(record: &Record, passage: &Passage, question: &Question<'_>) -> ShownPassage {
    let block = &record.blocks[passage.block];
    let text = &block.text[passage.range.clone()];
    let section = block.section.and_then(|section| record.sections.get(section as usize)).cloned();
    ShownPassage {
        zone: block.zone.name(),
        section: section.unwrap_or_default(),
        page: block.page_at(passage.range.start),
        footnote: block.footnote.map(|(page, number)| FootnoteName { page, number }),
        speaker: block.speaker.clone(),
        text: text.to_owned(),
        runs: mark(text, question),
    }
}
