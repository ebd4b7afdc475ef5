//! Ranking documents: BM25 over zones, with words, pairs and characters as terms.
//!
//! Okapi BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009) in its form for fields,
//! BM25F: the weighted frequencies of a term in all zones are added before they are saturated. The weights of the kinds of
//! terms were measured; `docs/measurements.md` has the figures.

use std::collections::{HashMap, HashSet};

use sco_analysis::GramQuery;
use sco_indexer::{Fields, Zone};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::Postings;
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED};

use crate::postings::occurrences;
use crate::terms::{RankingTerm, TermKind};
use crate::units::Unit;

/// Saturation of frequencies (Robertson & Zaragoza's usual value).
const K1: f32 = 1.2;
/// Influence of a zone's length (Robertson & Zaragoza's usual value).
const B: f32 = 0.75;

/// What an occurrence in a zone is worth. Titles and headings are short, so their occurrences weigh more by length alone.
pub(crate) fn zone_weight(zone: Zone) -> f32 {
    match zone {
        Zone::Title | Zone::Heading | Zone::Body | Zone::Quote => 1.0,
        Zone::Note => 0.7,
    }
}

/// What a kind of term is worth beside the others.
fn kind_weight(kind: TermKind) -> f32 {
    match kind {
        TermKind::Char | TermKind::Pair => 1.0,
        TermKind::Word => 0.5,
    }
}

/// Robertson's and Spärck Jones's weight of a term in `with` of `all` documents, never negative (as in Lucene).
pub(crate) fn inverse_frequency(with: f32, all: f32) -> f32 {
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// Documents with their scores, in no order.
pub(crate) type Scores = HashMap<(u32, DocId), f32>;

/// Scores every document that holds one of the terms in one of the zones.
pub(crate) fn scores(
    searcher: &Searcher,
    fields: &Fields,
    zones: &[Zone],
    terms: &[RankingTerm],
) -> tantivy::Result<Scores> {
    let ranker = Ranker::new(searcher, fields, zones)?;
    let mut dense: Vec<Vec<f32>> = searcher
        .segment_readers()
        .iter()
        .map(|reader| vec![0.0; reader.max_doc() as usize])
        .collect();
    let mut scratch = Scratch {
        frequencies: dense.clone(),
        touched: vec![Vec::new(); dense.len()],
    };
    for term in terms {
        ranker.add(term, &mut dense, &mut scratch)?;
    }
    let mut found = Scores::new();
    for (segment, (reader, dense)) in (0..).zip(searcher.segment_readers().iter().zip(dense)) {
        let by_doc = reader
            .doc_ids_alive()
            .map(|doc| (doc, dense[doc as usize]))
            .filter(|(_, score)| *score > 0.0);
        found.extend(by_doc.map(|(doc, score)| ((segment, doc), score)));
    }
    Ok(found)
}

/// Frequencies of one term in all documents of each segment, and the documents where they are not zero.
struct Scratch {
    frequencies: Vec<Vec<f32>>,
    touched: Vec<Vec<DocId>>,
}

/// Average lengths and norms of the zones.
struct Ranker<'a> {
    searcher: &'a Searcher,
    documents: f32,
    zones: Vec<ZoneNorms>,
}

struct ZoneNorms {
    weight: f32,
    grams: FieldNorms,
    words: FieldNorms,
}

struct FieldNorms {
    field: Field,
    average: f32,
    readers: Vec<FieldNormReader>,
}

impl<'a> Ranker<'a> {
    fn new(searcher: &'a Searcher, fields: &Fields, zones: &[Zone]) -> tantivy::Result<Ranker<'a>> {
        let norms = |zone: &Zone| {
            let pair = fields.zone(*zone);
            let (grams, words) = (
                FieldNorms::new(searcher, pair.grams)?,
                FieldNorms::new(searcher, pair.words)?,
            );
            Ok(ZoneNorms {
                weight: zone_weight(*zone),
                grams,
                words,
            })
        };
        let zones = zones.iter().map(norms).collect::<tantivy::Result<_>>()?;
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        Ok(Ranker {
            searcher,
            documents: searcher.num_docs() as f32,
            zones,
        })
    }

    /// Adds what a term is worth to the score of every document that holds it.
    fn add(
        &self,
        term: &RankingTerm,
        dense: &mut [Vec<f32>],
        scratch: &mut Scratch,
    ) -> tantivy::Result<()> {
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            for zone in &self.zones {
                let norms = if term.kind == TermKind::Pair {
                    &zone.grams
                } else {
                    &zone.words
                };
                norms.add_frequencies(segment, reader, &term.text, zone.weight, scratch)?;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let (with, times) = (
            scratch.touched.iter().map(Vec::len).sum::<usize>() as f32,
            term.count as f32,
        );
        let weight = times * kind_weight(term.kind) * inverse_frequency(with, self.documents);
        for (segment, touched) in scratch.touched.iter_mut().enumerate() {
            for doc in touched.drain(..) {
                let frequency = std::mem::take(&mut scratch.frequencies[segment][doc as usize]);
                dense[segment][doc as usize] += weight * frequency * (K1 + 1.0) / (K1 + frequency);
            }
        }
        Ok(())
    }
}

impl FieldNorms {
    fn new(searcher: &Searcher, field: Field) -> tantivy::Result<FieldNorms> {
        let mut readers = Vec::new();
        let (mut tokens, mut documents) = (0u64, 0u64);
        for reader in searcher.segment_readers() {
            tokens += reader.inverted_index(field)?.total_num_tokens();
            documents += u64::from(reader.max_doc());
            readers.push(reader.get_fieldnorms_reader(field)?);
        }
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let average = (tokens as f32 / documents.max(1) as f32).max(1.0);
        Ok(FieldNorms {
            field,
            average,
            readers,
        })
    }

    /// Adds the zone's weighted, length-normalised frequencies of a term.
    fn add_frequencies(
        &self,
        segment: usize,
        reader: &SegmentReader,
        text: &str,
        weight: f32,
        scratch: &mut Scratch,
    ) -> tantivy::Result<()> {
        let term = Term::from_field_text(self.field, text);
        let index = reader.inverted_index(self.field)?;
        let Some(mut postings) = index.read_postings(&term, IndexRecordOption::WithFreqs)? else {
            return Ok(());
        };
        while postings.doc() != TERMINATED {
            let doc = postings.doc();
            #[expect(clippy::cast_precision_loss, reason = "a statistic")]
            let (frequency, length) = (
                postings.term_freq() as f32,
                self.readers[segment].fieldnorm(doc) as f32,
            );
            let known = &mut scratch.frequencies[segment][doc as usize];
            if *known == 0.0 {
                scratch.touched[segment].push(doc);
            }
            *known += weight * frequency / (1.0 - B + B * length / self.average);
            postings.advance();
        }
        Ok(())
    }
}

/// How much of a question, by weight, every document holds; documents that hold nothing are absent.
pub(crate) fn coverage(
    searcher: &Searcher,
    fields: &Fields,
    zones: &[Zone],
    units: &[Unit],
) -> tantivy::Result<Scores> {
    let mut held = Scores::new();
    let mut all = 0.0;
    #[expect(clippy::cast_precision_loss, reason = "a statistic")]
    let documents = searcher.num_docs() as f32;
    for unit in units {
        let holders = holders(searcher, fields, zones, unit)?;
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let weight = inverse_frequency(holders.len() as f32, documents);
        all += weight;
        for holder in holders {
            *held.entry(holder).or_default() += weight;
        }
    }
    for share in held.values_mut() {
        *share /= all;
    }
    Ok(held)
}

/// The documents that hold a unit.
fn holders(
    searcher: &Searcher,
    fields: &Fields,
    zones: &[Zone],
    unit: &Unit,
) -> tantivy::Result<HashSet<(u32, DocId)>> {
    let mut holders = HashSet::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        for zone in zones {
            let (field, query) = match &unit.stem {
                Some(stem) => (
                    fields.zone(*zone).words,
                    GramQuery::Phrase(vec![(0, stem.clone())]),
                ),
                None => (fields.zone(*zone).grams, unit.pattern.grams()),
            };
            holders.extend(
                occurrences(reader, field, &query)?
                    .into_iter()
                    .map(|(doc, _)| (segment, doc)),
            );
        }
    }
    Ok(holders)
}
