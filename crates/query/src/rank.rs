//! Ranking documents: BM25 over a whole document, with pairs, characters and stems as terms.
//!
//! Okapi BM25 (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009): the weighted frequencies
//! of a term in all zones are added before they are saturated, and one norm is made of the length of all zones together. The
//! constants were measured; `docs/measurements.md` has the figures.

mod contributions;
mod redundancy;
mod segment;

use sco_analysis::Pattern;
use sco_indexer::{Fields, Zone, ZoneFields};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, Searcher};

use self::segment::Segment;
use crate::engine::SearchError;
use crate::memo::Memo;
use crate::postings::row_occurrences;
use crate::request::Ranking;
use crate::terms::{RankingTerm, TermKind};
use crate::units::Unit;

pub(crate) use contributions::{Contribution, contributions};

/// What a Latin, Cyrillic or number word is worth beside a Han character or pair: it stands for a whole Han word.
const STEM_WEIGHT: f32 = 3.0;
/// What another name is worth beside the letters of what was typed.
const OTHER_NAME_WEIGHT: f32 = 0.5;

/// Pronouns, particles and question characters: spoken questions hold them, written answers rarely, so they look rarer than
/// they are.
const SPOKEN: &str = "我你您他她它们咱的了着吗呢吧啊呀嘛么这那哪谁何什怎";
/// Function characters of written Chinese.
const WRITTEN: &str = "是在有和与及或就也都还很太又再才只被把让给对从向到由为以而但且如若则因所之其此可能会要想应该得否不没无已将个些于";

/// The constants of a ranking.
struct Formula {
    /// Saturation of frequencies.
    k1: f32,
    /// Influence of a document's length.
    b: f32,
    /// Whether terms of function characters are damped, and every term counts once however often it was typed.
    weighs_terms: bool,
}

impl Formula {
    fn of(ranking: Ranking) -> Formula {
        match ranking {
            Ranking::Both => Formula {
                k1: 0.8,
                b: 0.8,
                weighs_terms: true,
            },
            // What the others are measured against: plain BM25 with its usual constants.
            Ranking::Words | Ranking::Grams => Formula {
                k1: 1.2,
                b: 0.75,
                weighs_terms: false,
            },
        }
    }

    /// What a term is worth beside its rarity.
    fn weight(&self, term: &RankingTerm) -> f32 {
        if !self.weighs_terms {
            #[expect(clippy::cast_precision_loss, reason = "a small number")]
            return term.count as f32;
        }
        let kind = match term.kind {
            TermKind::Char | TermKind::Pair => damping(&term.text),
            TermKind::Stem => STEM_WEIGHT,
            TermKind::Phrase => 1.0,
            TermKind::Word => 0.0, // its pairs and characters say the same, better
        };
        kind * term.boost
    }
}

/// What a Han character or pair that holds function characters is worth beside others. Leaving such terms out was measured to
/// be worse.
fn damping(text: &str) -> f32 {
    let is_pair = text.chars().nth(1).is_some();
    let of_char = |c: char| match (SPOKEN.contains(c), WRITTEN.contains(c), is_pair) {
        (true, _, false) => 0.3,
        (true, _, true) | (_, true, false) => 0.5,
        (_, true, true) => 0.7,
        _ => 1.0,
    };
    text.chars().map(of_char).product()
}

/// Whether a Han character says little by itself.
pub(crate) fn is_function_character(text: &str) -> bool {
    text.chars()
        .all(|c| SPOKEN.contains(c) || WRITTEN.contains(c))
}

/// What an occurrence in a zone is worth.
pub(crate) fn zone_weight(zone: Zone) -> f32 {
    match zone {
        Zone::Title | Zone::Heading | Zone::Body | Zone::Quote => 1.0,
        Zone::Note => 0.7,
    }
}

/// Robertson's and Spärck Jones's weight of a term in `with` of `all` documents, never negative (as in Lucene).
pub(crate) fn inverse_frequency(with: f32, all: f32) -> f32 {
    (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
}

/// Documents to score: all of an index, or some of them.
pub(crate) enum Pool<'a> {
    /// All.
    All,
    /// These, as segment and number, sorted.
    Some(&'a [(u32, DocId)]),
}

/// The scores of documents.
pub(crate) struct Scores {
    segments: Vec<Segment>,
}

impl Scores {
    /// The scores of the documents of the pool, in its order; 0 for those that hold nothing of the question.
    pub(crate) fn of_pool(&self) -> impl Iterator<Item = f32> {
        self.segments
            .iter()
            .flat_map(|segment| segment.scores.iter().copied())
    }

    /// Documents with a score above 0.
    pub(crate) fn positive(&self) -> impl Iterator<Item = (u32, DocId, f32)> {
        (0..).zip(&self.segments).flat_map(|(segment, scored)| {
            let scores = scored
                .scores
                .iter()
                .enumerate()
                .filter(|(_, score)| **score > 0.0);
            scores.map(move |(at, score)| (segment, scored.doc(at), *score))
        })
    }
}

/// Scores the documents of a pool that hold one of the terms, or another name of a unit, in one of the zones.
pub(crate) fn scores(
    searcher: &Searcher,
    fields: &Fields,
    zones: &[Zone],
    pool: &Pool<'_>,
    question: (&[RankingTerm], &[Unit], Ranking),
    memo: &Memo,
) -> Result<Scores, SearchError> {
    let (terms, units, ranking) = question;
    let mut ranker = Ranker::new((searcher, memo), fields, zones, pool, Formula::of(ranking))?;
    ranker.run(terms, units, &mut |_, _, _| Ok(()))?;
    Ok(Scores {
        segments: ranker.segments,
    })
}

/// Scores under way.
struct Ranker<'a> {
    searcher: &'a Searcher,
    memo: &'a Memo,
    formula: Formula,
    documents: f32,
    zones: Vec<WeighedZone>,
    lengths: Lengths,
    looks_at_all: bool,
    segments: Vec<Segment>,
}

/// What is added to the scores in one step.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Step<'q> {
    /// A term.
    Term(&'q RankingTerm),
    /// The other names of a unit.
    OtherNames(&'q Unit),
}

/// How a step was weighed.
#[derive(Debug, Clone, Copy)]
struct Settled {
    weight: f32,
    with: u32,
}

/// What is called after every step.
type AfterStep<'s, 'q, 'a> =
    &'s mut dyn FnMut(&Ranker<'a>, Step<'q>, Settled) -> Result<(), SearchError>;

struct WeighedZone {
    zone: Zone,
    weight: f32,
    fields: ZoneFields,
}

/// Lengths of documents, in words and characters: of all zones together.
struct Lengths {
    average: f32,
    /// By segment, the zones' readers.
    readers: Vec<Vec<FieldNormReader>>,
}

impl Lengths {
    fn new(searcher: &Searcher, fields: &[Field]) -> tantivy::Result<Lengths> {
        let mut readers = Vec::new();
        let (mut tokens, mut documents) = (0u64, 0u64);
        for reader in searcher.segment_readers() {
            let mut of_segment = Vec::new();
            for field in fields {
                tokens += reader.inverted_index(*field)?.total_num_tokens();
                of_segment.push(reader.get_fieldnorms_reader(*field)?);
            }
            documents += u64::from(reader.max_doc());
            readers.push(of_segment);
        }
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let average = (tokens as f32 / documents.max(1) as f32).max(1.0);
        Ok(Lengths { average, readers })
    }

    fn norm(&self, segment: usize, doc: DocId, b: f32) -> f32 {
        let length: u32 = self.readers[segment]
            .iter()
            .map(|reader| reader.fieldnorm(doc))
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let length = length as f32;
        1.0 - b + b * length / self.average
    }
}

impl<'a> Ranker<'a> {
    fn new(
        (searcher, memo): (&'a Searcher, &'a Memo),
        fields: &Fields,
        zones: &[Zone],
        pool: &Pool<'_>,
        formula: Formula,
    ) -> tantivy::Result<Ranker<'a>> {
        // What stands in a quotation stands in the body too, and counts once.
        let once = |zone: &&Zone| **zone != Zone::Quote || !zones.contains(&Zone::Body);
        let zones: Vec<WeighedZone> = zones
            .iter()
            .filter(once)
            .map(|zone| WeighedZone {
                zone: *zone,
                weight: zone_weight(*zone),
                fields: fields.zone(*zone),
            })
            .collect();
        let words: Vec<Field> = zones.iter().map(|zone| zone.fields.words).collect();
        let segments = (0..)
            .zip(searcher.segment_readers())
            .map(|(number, reader)| {
                let docs = match pool {
                    Pool::All => None,
                    Pool::Some(docs) => {
                        let own = docs.iter().filter(|(segment, _)| *segment == number);
                        Some(own.map(|(_, doc)| *doc).collect())
                    }
                };
                Segment::new(reader, docs)
            });
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        Ok(Ranker {
            searcher,
            memo,
            formula,
            documents: searcher.num_docs() as f32,
            looks_at_all: matches!(pool, Pool::All),
            lengths: Lengths::new(searcher, &words)?,
            zones,
            segments: segments.collect(),
        })
    }

    /// Adds everything that makes a score.
    fn run<'q>(
        &mut self,
        terms: &'q [RankingTerm],
        units: &'q [Unit],
        after: AfterStep<'_, 'q, 'a>,
    ) -> Result<(), SearchError> {
        let discounts = if self.formula.weighs_terms {
            redundancy::discounts(self.searcher, &self.zones, terms)?
        } else {
            vec![1.0; terms.len()]
        };
        for (term, discount) in terms.iter().zip(discounts) {
            if let Some(settled) = self.add(term, discount)? {
                after(self, Step::Term(term), settled)?;
            }
        }
        for unit in units.iter().filter(|unit| !unit.others.is_empty()) {
            let settled = self.add_other_names(unit)?;
            after(self, Step::OtherNames(unit), settled)?;
        }
        Ok(())
    }

    /// Adds what a term is worth to the score of every document that holds it.
    fn add(&mut self, term: &RankingTerm, discount: f32) -> Result<Option<Settled>, SearchError> {
        let weight = self.formula.weight(term) * discount;
        if weight == 0.0 {
            return Ok(None);
        }
        if term.kind == TermKind::Phrase {
            return self.add_phrase(term, weight).map(Some);
        }
        let mut with = 0;
        for zone in &self.zones {
            let field = if term.kind == TermKind::Pair {
                zone.fields.grams
            } else {
                zone.fields.words
            };
            let wanted = Term::from_field_text(field, &term.text);
            let mut in_zone = 0;
            for (reader, segment) in self
                .searcher
                .segment_readers()
                .iter()
                .zip(&mut self.segments)
            {
                let index = reader.inverted_index(field)?;
                let postings = index.read_postings(&wanted, IndexRecordOption::WithFreqs);
                let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else {
                    continue;
                };
                in_zone += postings.doc_freq();
                segment.add_postings(&mut postings, zone.weight);
            }
            with = with.max(in_zone);
        }
        Ok(Some(self.settle(weight, with)))
    }

    /// Adds what letters in a row are worth.
    fn add_phrase(&mut self, term: &RankingTerm, weight: f32) -> Result<Settled, SearchError> {
        let query = Pattern::of(&term.text).map(|pattern| pattern.grams());
        let mut with = 0;
        for zone in &self.zones {
            let mut in_zone = 0;
            for (reader, segment) in self
                .searcher
                .segment_readers()
                .iter()
                .zip(&mut self.segments)
            {
                let found = query
                    .as_ref()
                    .map(|query| self.memo.occurrences(reader, zone.fields, query))
                    .transpose()?;
                let mut from = 0;
                for (doc, count) in found.iter().flat_map(|found| found.iter()) {
                    in_zone += 1;
                    let Some(at) = segment.index_from(*doc, &mut from) else {
                        continue;
                    };
                    #[expect(clippy::cast_precision_loss, reason = "a statistic")]
                    segment.add(at, zone.weight * *count as f32);
                }
            }
            with = with.max(in_zone);
        }
        Ok(self.settle(weight, with))
    }

    /// By segment, the documents that hold a unit as it was typed, sorted.
    fn holding(&self, unit: &Unit) -> Result<Vec<Vec<DocId>>, SearchError> {
        let query = unit.pattern.grams();
        let mut all = Vec::new();
        for reader in self.searcher.segment_readers() {
            let mut docs = Vec::new();
            for zone in &self.zones {
                let found = self.memo.occurrences(reader, zone.fields, &query)?;
                docs.extend(found.iter().map(|(doc, _)| *doc));
            }
            docs.sort_unstable();
            docs.dedup();
            all.push(docs);
        }
        Ok(all)
    }

    /// Adds what the other names of a unit are worth, all of them together one term.
    fn add_other_names(&mut self, unit: &Unit) -> Result<Settled, SearchError> {
        let mut with = 0;
        let typed = self.holding(unit)?;
        for other in &unit.others {
            let query = other.grams();
            for ((reader, segment), typed) in self
                .searcher
                .segment_readers()
                .iter()
                .zip(&mut self.segments)
                .zip(&typed)
            {
                for zone in &self.zones {
                    let mut from = 0;
                    for (doc, count) in row_occurrences(reader, zone.fields, &query)? {
                        with += 1;
                        let Some(at) = segment.index_from(doc, &mut from) else {
                            continue;
                        };
                        // Beside what was typed, other names say nothing new: they must not lift a translation over it.
                        if typed.binary_search(&doc).is_ok() {
                            continue;
                        }
                        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
                        segment.add(at, zone.weight * count as f32);
                    }
                }
            }
        }
        Ok(self.settle(OTHER_NAME_WEIGHT * unit.boost, with))
    }

    /// Turns the frequencies of a term that `with` documents hold into scores.
    fn settle(&mut self, weight: f32, with: u32) -> Settled {
        // Where all documents are looked at, how many of them hold the term in any zone is known.
        let with = if self.looks_at_all {
            let touched = self
                .segments
                .iter()
                .map(|segment| segment.touched.len())
                .sum::<usize>();
            u32::try_from(touched).unwrap_or(u32::MAX)
        } else {
            with
        };
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let weight = weight * inverse_frequency((with as f32).min(self.documents), self.documents);
        let k1 = self.formula.k1;
        for (number, segment) in self.segments.iter_mut().enumerate() {
            for at in std::mem::take(&mut segment.touched) {
                let frequency = std::mem::take(&mut segment.frequencies[at]);
                let frequency =
                    frequency / self.lengths.norm(number, segment.doc(at), self.formula.b);
                segment.scores[at] += weight * frequency * (k1 + 1.0) / (k1 + frequency);
            }
        }
        Settled { weight, with }
    }
}
