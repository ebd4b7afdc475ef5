//! Passages: sentences, headings, titles and notes, each put to the question and scored like a small document.
//!
//! The idea is Lucene's unified highlighter's: a document is the whole corpus of its passages. What is marked follows from the
//! same tree and the same folding as the match, so it is exact.

use std::collections::HashMap;
use std::ops::Range;

use sco_analysis::{LetterKind, Letters};
use sco_indexer::{Record, Zone};
use tantivy::DocId;

use crate::matching::{Around, Text, find};
use crate::question::Question;
use crate::rank::{inverse_frequency, zone_weight};
use crate::syntax::{Filter, Node};
use crate::terms::{RankingTerm, TermKind, Terms};
use crate::units::Unit;

/// How much of what a question says, by weight, a loosened answer must hold: "most of it".
const MOST: f32 = 0.5;
/// The same of a question in Latin or Cyrillic letters: what it says may stand there in words that the lexicon does not have.
const MOST_TRANSLATED: f32 = 0.3;
/// Words up to which that share is asked for; of a longer question, which nobody repeats in full, as many words as of this.
const SHORT_QUESTION: f32 = 4.0;
/// Saturation of frequencies in a passage: low, because a sentence that repeats a word says no more about it.
const K1: f32 = 0.5;
/// Influence of a passage's length.
const B: f32 = 0.35;
/// What a whole word is worth beside its characters.
const UNIT_WEIGHT: f32 = 1.0;
/// Words up to which a loosened question is short: its answers hold all of them, if any do.
const FEW_WORDS: usize = 3;
/// A coverage above this is all of a question.
pub(crate) const ALL: f32 = 0.999;
/// What the kind of answer that is wanted, a number or a date, is worth.
const KIND_FACTOR: f32 = 1.3;
/// What a word of a loosened question is worth that stands not in the passage but in the title of its document: a sentence is
/// read in its document (Fernández, Losada & Azzopardi, "Extending the language modeling framework for sentence retrieval to
/// include local context", 2011).
const TITLE_WEIGHT: f32 = 0.4;
/// What a character is worth beside a pair.
const CHAR_WEIGHT: f32 = 0.25;

/// The share of a question, by weight, that a loosened answer must hold.
pub(crate) fn most_of(units: &[Unit]) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let words = units.len() as f32;
    let most = if units.iter().all(Unit::is_foreign) {
        MOST_TRANSLATED
    } else {
        MOST
    };
    most * (SHORT_QUESTION / words.max(1.0)).min(1.0)
}

/// Whether a question has so few words that its answers should hold them all.
pub(crate) fn is_short(terms: &Terms) -> bool {
    terms.units.len() <= FEW_WORDS
}

/// What a passage is worth by where it stands: a heading names what the sentences under it say.
fn passage_weight(zone: Zone) -> f32 {
    match zone {
        Zone::Body | Zone::Quote => 1.0,
        Zone::Title | Zone::Heading => 0.85,
        Zone::Note => zone_weight(zone),
    }
}

/// A passage of a record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Passage {
    /// Index of the document among those scanned.
    pub(crate) document: usize,
    /// Index of its block in the record.
    pub(crate) block: usize,
    /// Its bytes in the block's text.
    pub(crate) range: Range<usize>,
    /// Occurrences of what was typed.
    pub(crate) occurrences: u32,
    /// Occurrences of other names and forms.
    pub(crate) added: u32,
    /// How much of the question it holds, by weight.
    pub(crate) coverage: f32,
    /// Words of a loosened question that it does not hold.
    pub(crate) missing: Vec<String>,
    pub(crate) score: f32,
    /// What the score is made of, where that is to be explained.
    pub(crate) made_of: Option<Made>,
}

/// What the score of a passage is made of.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Made {
    /// What each piece adds; together they are the score.
    pub(crate) pieces: Vec<(Piece, f32)>,
    /// By what they were multiplied because of the zone.
    pub(crate) by_zone: f32,
    /// By what they were multiplied because of the kind of answer.
    pub(crate) by_kind: f32,
}

impl Passage {
    /// Whether it holds only other names or forms of what was typed.
    pub(crate) fn is_by_other_names(&self, loosened: bool) -> bool {
        !loosened && self.occurrences == 0 && self.added > 0
    }
}

/// A piece of a passage's score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A ranking term, by its index, and how often it stands there.
    Term(usize, u32),
    /// A unit, by its index.
    Unit(usize),
    /// A unit that the title of the document holds, by its index.
    Title(usize),
}

/// What the passages of some documents hold of a question.
pub(crate) struct Scan<'a> {
    question: &'a Question<'a>,
    counter: TermCounter<'a>,
    strict: Option<Node>,
    documents: usize,
    /// Indexes of the units that the title of the document under way holds.
    in_title: Vec<usize>,
    seen: Vec<Seen>,
    /// For each unit, passages that hold it; likewise for each ranking term.
    with_unit: Vec<u32>,
    with_term: Vec<u32>,
    passages: u32,
    letters: u64,
    /// Share of the question that a loosened answer must hold.
    threshold: f32,
    /// Whether answers that hold all words of a short question leave no room for others.
    all_or_most: bool,
}

/// A passage before it is scored.
struct Seen {
    passage: Passage,
    zone: Zone,
    letters: u32,
    /// Whether it has the kind of answer that is wanted, a number or a date.
    answers_in_kind: bool,
    /// Indexes of the units it holds, and how often.
    units: Vec<(usize, u32)>,
    /// Indexes of the ranking terms it holds, and how often.
    terms: Vec<(usize, u32)>,
    /// Indexes of the units that it does not hold and the title of its document does.
    in_title: Vec<usize>,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(question: &'a Question<'a>) -> Scan<'a> {
        let (units, terms) = (question.terms.units.len(), question.terms.ranking.len());
        let (with_unit, with_term) = (vec![0; units], vec![0; terms]);
        let counter = TermCounter::new(&question.terms.ranking);
        let strict = if question.loosened {
            question.tree.strict_part()
        } else {
            Some(question.tree.clone())
        };
        Scan {
            question,
            counter,
            strict,
            documents: 0,
            in_title: Vec::new(),
            seen: Vec::new(),
            with_unit,
            with_term,
            passages: 0,
            letters: 0,
            threshold: most_of(&question.terms.units),
            all_or_most: is_short(question.terms),
        }
    }

    /// Puts the question to every passage of a record, that of a document of the index.
    pub(crate) fn add(&mut self, record: &Record, segment: u32, doc: DocId) {
        let question = self.question;
        let meets = |filter: &Filter| question.filters.holds(filter, segment, doc);
        let around = Around {
            record,
            meets: &meets,
            inherits: true,
        };
        let mut letters = Letters::default();
        self.in_title.clear();
        if question.loosened
            && let Some(title) = record.zone(Zone::Title).next()
        {
            letters.refill(&title.text);
            let units = question.terms.units.iter().enumerate();
            let held = units.filter(|(_, unit)| unit.stands_in(&letters));
            self.in_title.extend(held.map(|(index, _)| index));
        }
        for (block, content) in record.blocks.iter().enumerate() {
            if !self.question.zones.contains(&content.zone) {
                continue;
            }
            for range in self.question.passages_of(content) {
                letters.refill(&content.text[range.clone()]);
                let text = Text {
                    content: &content.text[range.clone()],
                    letters: &letters,
                    offset: range.start,
                    block: content,
                    around,
                };
                self.look(block, range, &text);
            }
        }
        self.documents += 1;
    }

    fn look(&mut self, block: usize, range: Range<usize>, text: &Text<'_>) {
        let letters = text.letters;
        if letters.is_empty() && !self.question.tree.looks_for_signs() {
            return;
        }
        self.passages += 1;
        self.letters += letters.len() as u64;
        let question = self.question;
        let terms = self.counter.count(letters);
        let units = question
            .terms
            .units
            .iter()
            .enumerate()
            .map(|(index, unit)| (index, unit.count_in(letters)))
            .filter(|(_, count)| *count > 0);
        let units: Vec<(usize, u32)> = units.collect();
        for (term, _) in &terms {
            self.with_term[*term] += 1;
        }
        for (unit, _) in &units {
            self.with_unit[*unit] += 1;
        }
        let strict = self.strict.as_ref().map(|strict| find(strict, text));
        let Some(strict) = strict.unwrap_or_else(|| Some(Vec::new())) else {
            return;
        };
        if question.loosened && units.is_empty()
            || !question.loosened && question.is_elsewhere(&strict, text)
        {
            return;
        }
        let spans = if question.loosened {
            question.unit_spans(text)
        } else {
            strict
        };
        let added = spans.iter().filter(|span| span.added).count();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let passage = Passage {
            document: self.documents,
            block,
            range,
            occurrences: count(spans.len() - added),
            added: count(added),
            coverage: 1.0,
            missing: Vec::new(),
            score: 0.0,
            made_of: None,
        };
        let held: Vec<&Unit> = units
            .iter()
            .map(|(unit, _)| &question.terms.units[*unit])
            .collect();
        let answers_in_kind = question
            .terms
            .wanted
            .is_some_and(|wanted| wanted.is_met(letters, &held));
        self.seen.push(Seen {
            passage,
            answers_in_kind,
            zone: text.block.zone,
            letters: count(letters.len()),
            in_title: self.beside(&units),
            units,
            terms,
        });
    }

    /// The units of the title that are not among some.
    fn beside(&self, units: &[(usize, u32)]) -> Vec<usize> {
        let in_title = self.in_title.iter().copied();
        in_title
            .filter(|index| !units.iter().any(|(unit, _)| unit == index))
            .collect()
    }

    /// Whether a passage answers so far.
    pub(crate) fn has_answers(&self) -> bool {
        !self.seen.is_empty()
    }

    /// The passages that answer, best first; ties in the order of the text.
    ///
    /// `collection` gives documents in all, and for a term how many of them hold it: documents that were not scanned count
    /// as one passage each.
    pub(crate) fn finish(self, collection: &dyn Fn(&RankingTerm) -> (u32, u32)) -> Vec<Passage> {
        let weights = self.weights(collection);
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let average = (self.letters as f32 / self.passages.max(1) as f32).max(1.0);
        let all: f32 = weights.units.iter().sum();
        let mut answers = Vec::new();
        for seen in self.seen {
            let held: f32 = seen
                .units
                .iter()
                .map(|(unit, _)| weights.units[*unit])
                .sum();
            let coverage = if all > 0.0 { held / all } else { 1.0 };
            if self.question.loosened && coverage < self.threshold {
                continue;
            }
            let by_kind = if seen.answers_in_kind {
                KIND_FACTOR
            } else {
                1.0
            };
            let by_zone = passage_weight(seen.zone);
            let pieces = seen.pieces(&weights, average, coverage);
            let pieces = pieces.map(|(piece, value)| (piece, value * by_kind * by_zone));
            let score = pieces.clone().map(|(_, value)| value).sum();
            let made_of = self.question.explains.then(|| Made {
                pieces: pieces.collect(),
                by_zone,
                by_kind,
            });
            let missing = if self.question.loosened {
                self.question.missing(&seen.units)
            } else {
                Vec::new()
            };
            answers.push(Passage {
                coverage,
                missing,
                score,
                made_of,
                ..seen.passage
            });
        }
        let holds_all = |passage: &Passage| passage.coverage > ALL;
        if self.question.loosened && self.all_or_most && answers.iter().any(holds_all) {
            answers.retain(holds_all);
        }
        let loosened = self.question.loosened;
        answers.sort_by(|a, b| {
            let place = |passage: &Passage| (passage.document, passage.block, passage.range.start);
            // What was typed comes before its other names.
            let is_other = |passage: &Passage| passage.is_by_other_names(loosened);
            is_other(a)
                .cmp(&is_other(b))
                .then_with(|| b.score.total_cmp(&a.score))
                .then_with(|| place(a).cmp(&place(b)))
        });
        answers
    }

    /// The best passages of a single document, which need not hold most of the question: those that answer, else those that
    /// hold something of it.
    pub(crate) fn best(
        mut self,
        collection: &dyn Fn(&RankingTerm) -> (u32, u32),
        limit: usize,
    ) -> Vec<Passage> {
        self.threshold = 0.0;
        self.all_or_most = false;
        let mut best = self.finish(collection);
        best.truncate(limit);
        best
    }

    fn weights(&self, collection: &dyn Fn(&RankingTerm) -> (u32, u32)) -> Weights {
        let scanned = u32::try_from(self.documents).unwrap_or(u32::MAX);
        let terms = self
            .question
            .terms
            .ranking
            .iter()
            .zip(&self.with_term)
            .map(|(term, with)| {
                let (documents, holding) = collection(term);
                let elsewhere = documents.saturating_sub(scanned);
                let unseen = holding.saturating_sub(scanned).min(elsewhere);
                let kind = match term.kind {
                    TermKind::Char => CHAR_WEIGHT,
                    TermKind::Pair => 1.0,
                    TermKind::Word | TermKind::Stem | TermKind::Phrase => 0.0, // words are units
                };
                term.boost * kind * weight(with + unseen, self.passages + elsewhere)
            });
        let terms = terms.collect();
        let units = self
            .with_unit
            .iter()
            .zip(&self.question.terms.units)
            .map(|(with, unit)| match with {
                0 if unit.is_foreign() => 0.0,
                with => unit.boost * weight(*with, self.passages),
            })
            .collect();
        Weights { terms, units }
    }
}

struct Weights {
    terms: Vec<f32>,
    units: Vec<f32>,
}

fn weight(with: u32, all: u32) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a statistic")]
    inverse_frequency(with as f32, (all as f32).max(with as f32))
}

impl Seen {
    /// The pieces of the score, and what each is worth.
    fn pieces(
        &self,
        weights: &Weights,
        average: f32,
        coverage: f32,
    ) -> impl Iterator<Item = (Piece, f32)> + Clone {
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let norm = K1 * (1.0 - B + B * self.letters as f32 / average);
        let saturated = move |count: u32| {
            #[expect(clippy::cast_precision_loss, reason = "a statistic")]
            let count = count as f32;
            count * (K1 + 1.0) / (count + norm)
        };
        let terms = self.terms.iter();
        let terms = terms.map(move |(term, count)| {
            (
                Piece::Term(*term, *count),
                weights.terms[*term] * saturated(*count),
            )
        });
        let units = self.units.iter();
        let units = units.map(move |(unit, count)| {
            (
                Piece::Unit(*unit),
                UNIT_WEIGHT * weights.units[*unit] * coverage * saturated(*count),
            )
        });
        let in_title = self.in_title.iter();
        let in_title = in_title.map(move |unit| {
            (
                Piece::Title(*unit),
                TITLE_WEIGHT * weights.units[*unit] * coverage,
            )
        });
        terms.chain(units).chain(in_title)
    }
}

/// Counts ranking terms in letters.
struct TermCounter<'a> {
    index: HashMap<&'a str, usize>,
}

impl<'a> TermCounter<'a> {
    fn new(terms: &'a [RankingTerm]) -> TermCounter<'a> {
        let index = terms
            .iter()
            .enumerate()
            .filter(|(_, term)| matches!(term.kind, TermKind::Char | TermKind::Pair));
        TermCounter {
            index: index.map(|(at, term)| (term.text.as_str(), at)).collect(),
        }
    }

    /// Indexes of the terms that the letters hold, and how often.
    fn count(&self, letters: &Letters) -> Vec<(usize, u32)> {
        let mut counts: HashMap<usize, u32> = HashMap::new();
        for index in 0..letters.len() {
            if letters.letter(index).kind == LetterKind::Word {
                continue;
            }
            let pair = letters.is_pair(index).then(|| letters.pair(index));
            for text in std::iter::once(letters.text(index)).chain(pair) {
                if let Some(at) = self.index.get(text) {
                    *counts.entry(*at).or_default() += 1;
                }
            }
        }
        let mut counts: Vec<(usize, u32)> = counts.into_iter().collect();
        counts.sort_unstable(); // sums in one order, so that equal passages have equal scores
        counts
    }
}
