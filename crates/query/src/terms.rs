//! What a question is about: the terms that rank.
//!
//! No dictionary is needed: the words of a question are found in the index's own vocabulary, where every word that was ever
//! cut stands with its frequency.

use std::collections::HashMap;

use sco_analysis::{LetterKind, Letters, Pattern, stem};
use sco_indexer::{Fields, Zone};
use tantivy::Searcher;
use tantivy::schema::Term;

use crate::question_words;
use crate::request::Ranking;
use crate::syntax::{Leaf, Node};
use crate::units::Unit;

/// Longest word that is looked up in the vocabulary, letters.
const WORD_LETTERS: usize = 10;
/// Cost, in natural logarithms of probability, of a letter that no word covers: dearer than any word.
const UNKNOWN_COST: f64 = 25.0;

/// Most ranking terms of a question, and most units: what lies beyond adds time and nothing else.
const RANKING_TERMS: usize = 600;
const UNITS: usize = 200;

/// What a ranking term is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum TermKind {
    /// A single Han character.
    Char,
    /// Two Han characters side by side.
    Pair,
    /// A word of the vocabulary: two Han characters or more, a stem, a number.
    Word,
}

/// A ranking term of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RankingTerm {
    pub(crate) kind: TermKind,
    pub(crate) text: String,
    /// How often it stands in the question.
    pub(crate) count: u32,
}

/// What a question is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    pub(crate) ranking: Vec<RankingTerm>,
    pub(crate) units: Vec<Unit>,
}

impl Terms {
    /// The terms of what a question looks for. `loosened` leaves its question words out.
    pub(crate) fn of(
        node: &Node,
        vocabulary: &Vocabulary<'_>,
        loosened: bool,
    ) -> tantivy::Result<Terms> {
        let mut terms = Collector::default();
        let mut units = Vec::new();
        for leaf in node.positive_leaves() {
            for run in runs(leaf, loosened) {
                terms.add_run(&run);
                for word in vocabulary.cut(&run)? {
                    terms.add_word(&word);
                    units.extend(unit(&word));
                }
            }
        }
        let mut ranking = terms.finish();
        ranking.truncate(RANKING_TERMS);
        Ok(Terms {
            ranking,
            units: telling(units),
        })
    }

    /// The terms of one kind of ranking.
    pub(crate) fn for_ranking(&self, ranking: Ranking) -> Vec<RankingTerm> {
        let wanted = |kind| match ranking {
            Ranking::Both => true,
            Ranking::Words => kind == TermKind::Word,
            Ranking::Grams => kind == TermKind::Pair,
        };
        self.ranking
            .iter()
            .filter(|term| wanted(term.kind))
            .cloned()
            .collect()
    }
}

/// The units that tell something: each once, and single Han characters (的, 了) only where there is nothing else.
fn telling(units: Vec<Unit>) -> Vec<Unit> {
    let is_lone = |unit: &Unit| unit.stem.is_none() && unit.pattern.len() == 1;
    let all_lone = units.iter().all(is_lone);
    let mut kept: Vec<Unit> = Vec::new();
    for unit in units {
        if (all_lone || !is_lone(&unit)) && !kept.iter().any(|other| other.pattern == unit.pattern)
        {
            kept.push(unit);
        }
    }
    kept.truncate(UNITS);
    kept
}

/// A word of a question.
struct Word {
    text: String,
    is_han: bool,
    known: bool,
}

fn unit(word: &Word) -> Option<Unit> {
    let stem = (!word.is_han).then(|| stem(&word.text));
    Some(Unit {
        pattern: Pattern::of(&word.text)?,
        stem,
    })
}

/// The folded letters of a leaf, cut where a sentence ends and, when loosened, at question words.
fn runs(leaf: &Leaf, loosened: bool) -> Vec<Vec<String>> {
    let letters = leaf.pattern.letters();
    let texts: Vec<&str> = (0..letters.len())
        .map(|index| letters.text(index))
        .collect();
    let mut runs = vec![Vec::new()];
    let mut index = 0;
    while index < texts.len() {
        let skipped = if loosened && !leaf.quoted {
            question_words::length_at_start(&texts[index..])
        } else {
            0
        };
        if skipped > 0 {
            runs.push(Vec::new());
            index += skipped;
            continue;
        }
        let gap =
            index > 0 && letters.letter(index).position > letters.letter(index - 1).position + 1;
        if gap {
            runs.push(Vec::new());
        }
        if let Some(run) = runs.last_mut() {
            run.push(texts[index].to_owned());
        }
        index += 1;
    }
    runs.retain(|run| !run.is_empty());
    runs
}

fn is_han(letter: &str) -> bool {
    Letters::of(letter)
        .as_slice()
        .first()
        .is_some_and(|letter| letter.kind == LetterKind::Han)
}

/// Counts terms, keeping the order in which they first came.
#[derive(Default)]
struct Collector {
    order: Vec<(TermKind, String)>,
    counts: HashMap<(TermKind, String), u32>,
}

impl Collector {
    fn add(&mut self, kind: TermKind, text: String) {
        let key = (kind, text);
        if !self.counts.contains_key(&key) {
            self.order.push(key.clone());
        }
        *self.counts.entry(key).or_default() += 1;
    }

    fn add_run(&mut self, run: &[String]) {
        for (index, letter) in run.iter().enumerate() {
            if !is_han(letter) {
                continue;
            }
            self.add(TermKind::Char, letter.clone());
            if let Some(next) = run.get(index + 1).filter(|next| is_han(next)) {
                self.add(TermKind::Pair, format!("{letter}{next}"));
            }
        }
    }

    fn add_word(&mut self, word: &Word) {
        if !word.is_han {
            self.add(TermKind::Word, stem(&word.text));
        } else if word.known && word.text.chars().nth(1).is_some() {
            self.add(TermKind::Word, word.text.clone());
        }
    }

    fn finish(self) -> Vec<RankingTerm> {
        let Collector { order, counts } = self;
        let count_of = |key: &(TermKind, String)| counts.get(key).copied().unwrap_or(1);
        order
            .into_iter()
            .map(|key| RankingTerm {
                count: count_of(&key),
                kind: key.0,
                text: key.1,
            })
            .collect()
    }
}

/// The words that the index knows.
pub(crate) struct Vocabulary<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
}

impl Vocabulary<'_> {
    /// Documents that hold a word in their title, body or notes; the sum, so one document may count thrice.
    fn frequency(&self, word: &str) -> tantivy::Result<u64> {
        let zones = [Zone::Body, Zone::Title, Zone::Note];
        let terms = zones.map(|zone| Term::from_field_text(self.fields.zone(zone).words, word));
        terms.iter().map(|term| self.searcher.doc_freq(term)).sum()
    }

    /// Cuts letters into the most probable row of known words; letters that none covers are joined to unknown ones.
    fn cut(&self, run: &[String]) -> tantivy::Result<Vec<Word>> {
        let mut words = Vec::new();
        let mut start = 0;
        while start < run.len() {
            if !is_han(&run[start]) {
                words.push(Word {
                    text: run[start].clone(),
                    is_han: false,
                    known: true,
                });
                start += 1;
                continue;
            }
            let length = run[start..]
                .iter()
                .take_while(|letter| is_han(letter))
                .count();
            words.extend(self.cut_han(&run[start..start + length])?);
            start += length;
        }
        Ok(words)
    }

    /// The dynamic programme behind [`cut`](Vocabulary::cut): cheapest row of words up to every letter.
    fn cut_han(&self, run: &[String]) -> tantivy::Result<Vec<Word>> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "frequencies become probabilities"
        )]
        let total = (self.searcher.num_docs() as f64).max(1.0) * 50.0;
        // For every end: cost, start of the last word, whether it is known.
        let mut best: Vec<(f64, usize, bool)> = vec![(0.0, 0, false)];
        for end in 1..=run.len() {
            let mut cheapest = (best[end - 1].0 + UNKNOWN_COST, end - 1, false);
            for start in (end.saturating_sub(WORD_LETTERS)..end.saturating_sub(1)).rev() {
                let frequency = self.frequency(&run[start..end].concat())?;
                if frequency == 0 {
                    continue;
                }
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "frequencies become probabilities"
                )]
                let cost = best[start].0 + (total / frequency as f64).ln();
                if cost < cheapest.0 {
                    cheapest = (cost, start, true);
                }
            }
            best.push(cheapest);
        }
        Ok(words_of(run, &best))
    }
}

fn words_of(run: &[String], best: &[(f64, usize, bool)]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut end = run.len();
    while end > 0 {
        let (_, start, known) = best[end];
        let text = run[start..end].concat();
        match words.last_mut().filter(|last| !last.known && !known) {
            Some(last) => last.text.insert_str(0, &text),
            None => words.push(Word {
                text,
                is_han: true,
                known,
            }),
        }
        end = start;
    }
    words.reverse();
    words
}
