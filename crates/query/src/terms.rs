//! What a question is about: the terms that rank.
//!
//! No dictionary is needed: the words of a question are found in the index's own vocabulary, where every word that was ever
//! cut stands with its frequency.

use std::collections::HashMap;
use std::ops::Range;

use sco_analysis::{Letters, Pattern, Row, fold, stem};

use crate::engine::SearchError;
use crate::evidence::Wanted;
use crate::names::Names;
use crate::question_words::{self, is_function_word};
use crate::rank::is_function_character;
use crate::request::Ranking;
use crate::syntax::{Leaf, LeafKind, Node};
use crate::units::Unit;
use crate::vocabulary::{Vocabulary, Word, is_han};

/// Longest name that is looked up in the lexicon, words.
const LONGEST_NAME: usize = 12;
/// What an English or Russian function word is worth beside other words.
const FUNCTION_WORD: f32 = 0.2;
/// What a name of the lexicon is worth beside a word of general vocabulary in a question of another language. (To weigh words
/// the less the more translations they have was measured to be worse.)
const NAME_WEIGHT: f32 = 1.5;
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
    /// A Han word of the vocabulary.
    Word,
    /// A stem of a Latin or Cyrillic word, or a number.
    Stem,
    /// Letters in a row, as they were typed.
    Phrase,
}

/// A ranking term of a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RankingTerm {
    pub(crate) kind: TermKind,
    pub(crate) text: String,
    /// How often it stands in the question.
    pub(crate) count: u32,
    /// What it is worth beside others, as the asker says.
    pub(crate) boost: f32,
    /// Where it stands in the question: half-open ranges of its letters, with a letter left out where a run ends.
    places: Vec<Range<usize>>,
}

impl RankingTerm {
    /// Whether it shares a letter with another term somewhere in the question, or stands directly beside it.
    pub(crate) fn is_beside(&self, other: &RankingTerm) -> bool {
        let touches = |a: &Range<usize>| {
            other
                .places
                .iter()
                .any(|b| a.start <= b.end && b.start <= a.end)
        };
        self.places.iter().any(touches)
    }
}

/// What a question is about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    pub(crate) ranking: Vec<RankingTerm>,
    /// The letters in a row that every document that matches holds: they alone rank what holds all of a question.
    phrases: Vec<RankingTerm>,
    pub(crate) units: Vec<Unit>,
    /// The kind of answer that a spoken question wants.
    pub(crate) wanted: Option<Wanted>,
    /// Whether the units leave out nothing of the question that says something.
    pub(crate) is_complete: bool,
}

impl Terms {
    /// The terms of what a question looks for, taken at its word: its units are its leaves.
    pub(crate) fn literal(node: &Node) -> Terms {
        let mut terms = Collector::default();
        node.each_positive_leaf(1.0, &mut |leaf, boost| {
            for run in runs(leaf, false) {
                terms.add_run(&run, boost);
            }
        });
        let mut units = Vec::new();
        leaf_units(node, 1.0, &mut units);
        units.truncate(UNITS);
        let mut phrases = Collector::default();
        node.each_positive_leaf(1.0, &mut |leaf, boost| {
            if leaf.pattern().is_some() {
                phrases.add(TermKind::Phrase, leaf.text.clone(), boost, leaf.at.clone());
            }
        });
        Terms {
            ranking: terms.finish(),
            phrases: phrases.finish(),
            units,
            wanted: None,
            is_complete: true,
        }
    }

    /// The terms of a loosened question: without question words, cut into the words that the index knows and the names that
    /// `names` knows.
    pub(crate) fn loosened(
        node: &Node,
        vocabulary: &Vocabulary<'_>,
        names: Option<&Names>,
        silent_words: bool,
    ) -> Result<Terms, SearchError> {
        let mut terms = Collector::default();
        let mut words = Vec::new();
        let mut leaves = Vec::new();
        node.each_positive_leaf(1.0, &mut |leaf, boost| leaves.push((leaf, boost)));
        for (leaf, boost) in leaves {
            for run in runs(leaf, silent_words) {
                terms.add_run(&run, boost);
                let cut = vocabulary.cut(&run, names)?;
                words.extend(cut.into_iter().map(|word| Word { boost, ..word }));
                // A name may go over several words typed apart, but not over something else.
                if !matches!(leaf.kind, LeafKind::Word(_)) {
                    words.push(Word::end());
                }
            }
        }
        for word in &words {
            terms.add_word(word);
        }
        let units = units(&words, vocabulary, names, silent_words)?;
        let asked: Vec<&str> = node
            .positive_leaves()
            .iter()
            .map(|leaf| leaf.text.as_str())
            .collect();
        let (units, is_complete) = telling(units);
        Ok(Terms {
            ranking: terms.finish(),
            phrases: Vec::new(),
            units,
            is_complete,
            wanted: Wanted::of(&fold(&asked.join(" "))),
        })
    }

    /// The terms of one kind of ranking.
    pub(crate) fn for_ranking(&self, ranking: Ranking) -> Vec<RankingTerm> {
        let wanted = |kind| match ranking {
            Ranking::Both => true,
            Ranking::Words => matches!(kind, TermKind::Word | TermKind::Stem),
            Ranking::Grams => matches!(kind, TermKind::Pair | TermKind::Stem),
        };
        let terms = match ranking {
            Ranking::Both if !self.phrases.is_empty() => &self.phrases,
            _ => &self.ranking,
        };
        terms
            .iter()
            .filter(|term| wanted(term.kind))
            .cloned()
            .collect()
    }
}

/// The leaves of a question as units, with their other names.
fn leaf_units(node: &Node, boost: f32, units: &mut Vec<Unit>) {
    let unit = |text: &str, others: Vec<Row>| {
        Pattern::of(text).map(|pattern| Unit {
            text: text.to_owned(),
            others,
            boost,
            ..Unit::literal(pattern)
        })
    };
    match node {
        Node::And(nodes) | Node::Or(nodes) => {
            for node in nodes {
                leaf_units(node, boost, units);
            }
        }
        Node::Near(near) => {
            leaf_units(&near.left, boost, units);
            leaf_units(&near.right, boost, units);
        }
        Node::Within(_, inner) | Node::In(_, inner) => leaf_units(inner, boost, units),
        Node::Boost(factor, inner) => leaf_units(inner, boost * factor, units),
        Node::Expanded(expanded) => {
            let others = expanded
                .others
                .iter()
                .map(|other| other.row.clone())
                .collect();
            units.extend(unit(&expanded.text, others));
        }
        Node::Leaf(leaf) => units.extend(leaf.pattern().map(|pattern| Unit {
            text: leaf.text.clone(),
            boost,
            ..Unit::literal(pattern.clone())
        })),
        Node::Not(_) | Node::Filter(_) => {}
    }
}

/// The units that tell something: each once, and single Han characters (的, 了) only where there is nothing else; and whether
/// nothing is left out but function characters.
fn telling(units: Vec<Unit>) -> (Vec<Unit>, bool) {
    let is_lone =
        |unit: &Unit| unit.stem.is_none() && unit.pattern.len() == 1 && unit.others.is_empty();
    let all_lone = units.iter().all(is_lone);
    let mut kept: Vec<Unit> = Vec::new();
    let mut is_complete = true;
    for unit in units {
        if !all_lone && is_lone(&unit) {
            is_complete &= is_function_character(&unit.text);
        } else if !kept.iter().any(|other| other.pattern == unit.pattern) {
            kept.push(unit);
        }
    }
    kept.truncate(UNITS);
    (kept, is_complete)
}

/// The units that words make: names first, the longest possible.
fn units(
    words: &[Word],
    vocabulary: &Vocabulary<'_>,
    names: Option<&Names>,
    silent_words: bool,
) -> Result<Vec<Unit>, SearchError> {
    let mut units = Vec::new();
    let mut rest = words;
    while !rest.is_empty() {
        let name = match names {
            Some(names) => name_at_start(rest, vocabulary, names)?,
            None => None,
        };
        let length = name.as_ref().map_or(1, |(length, _)| *length);
        let (taken, following) = rest.split_at(length);
        rest = following;
        match name {
            Some((_, unit)) => units.push(unit),
            None if silent_words && is_function_word(&taken[0].text) => {}
            None if silent_words => units.extend(unit(&[bare(&taken[0])], Vec::new())),
            None => units.extend(unit(taken, Vec::new())),
        }
    }
    Ok(units)
}

/// Letters that no known word covers without the function characters at their ends: in 批的 and 没来 only 批 and 来 may say
/// something.
fn bare(word: &Word) -> Word {
    let text = if word.is_han && !word.known {
        word.text
            .trim_matches(|c: char| is_function_character(&c.to_string()))
    } else {
        &word.text
    };
    Word {
        text: text.to_owned(),
        ..*word
    }
}

/// The unit of the longest name that some words begin with and that the index holds in some form, and how many words it has.
/// What the index does not hold is better looked for word by word.
fn name_at_start(
    words: &[Word],
    vocabulary: &Vocabulary<'_>,
    names: &Names,
) -> Result<Option<(usize, Unit)>, SearchError> {
    let usable = words
        .iter()
        .take(LONGEST_NAME)
        .take_while(|word| !word.text.is_empty())
        .count();
    for length in (1..=usable).rev() {
        let known = names.look_up(&joined(&words[..length]));
        let rows: Vec<Row> = known.others.into_iter().map(|other| other.row).collect();
        if rows.is_empty() || length > 1 && !vocabulary.holds_any(&rows)? {
            continue;
        }
        let Some(mut unit) = unit(&words[..length], rows) else {
            continue;
        };
        if !known.is_vocabulary && unit.is_foreign() {
            unit.boost *= NAME_WEIGHT;
        }
        let parts = if known.is_vocabulary && length > 1 {
            units(&words[..length - 1], vocabulary, Some(names), true)?
                .into_iter()
                .chain(units(
                    &words[length - 1..length],
                    vocabulary,
                    Some(names),
                    true,
                )?)
                .collect()
        } else {
            Vec::new()
        };
        return Ok(Some((length, Unit { parts, ..unit })));
    }
    Ok(None)
}

/// Words as one text.
fn joined(words: &[Word]) -> String {
    let mut text = String::new();
    for word in words {
        if !text.is_empty() && !word.is_han {
            text.push(' ');
        }
        text.push_str(&word.text);
        if !word.is_han {
            text.push(' ');
        }
    }
    text.trim_end().to_owned()
}

fn unit(words: &[Word], others: Vec<Row>) -> Option<Unit> {
    let stem = match words {
        [word] if !word.is_han => Some(stem(&word.text)),
        _ => None,
    };
    let text = joined(words);
    Some(Unit {
        pattern: Pattern::of(&text)?,
        text,
        stem,
        others,
        parts: Vec::new(),
        boost: words.first().map_or(1.0, |word| word.boost),
    })
}

/// The folded letters of a leaf, cut where a sentence ends and, when loosened, at question words.
fn runs(leaf: &Leaf, loosened: bool) -> Vec<Vec<String>> {
    let text_letters;
    let letters = match (leaf.pattern(), &leaf.kind) {
        (Some(pattern), _) => pattern.letters(),
        (None, LeafKind::Regex(_)) => return Vec::new(), // its signs are no words
        (None, _) => {
            text_letters = Letters::of(&leaf.text);
            &text_letters
        }
    };
    let texts: Vec<&str> = (0..letters.len())
        .map(|index| letters.text(index))
        .collect();
    let mut runs = vec![Vec::new()];
    let mut index = 0;
    while index < texts.len() {
        let skipped = if loosened && leaf.may_be_loosened() {
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

/// Counts terms, keeping the order in which they first came.
#[derive(Default)]
struct Collector {
    terms: Vec<RankingTerm>,
    numbers: HashMap<(TermKind, String), usize>,
    /// Letters of the question so far.
    letters: usize,
}

impl Collector {
    fn add(&mut self, kind: TermKind, text: String, boost: f32, place: Range<usize>) {
        let key = (kind, text);
        if let Some(known) = self.numbers.get(&key) {
            let term = &mut self.terms[*known];
            term.count += 1;
            term.boost = term.boost.max(boost);
            term.places.push(place);
            return;
        }
        let text = key.1.clone();
        self.numbers.insert(key, self.terms.len());
        self.terms.push(RankingTerm {
            kind,
            text,
            count: 1,
            boost,
            places: vec![place],
        });
    }

    fn add_run(&mut self, run: &[String], boost: f32) {
        for (index, letter) in run.iter().enumerate() {
            let at = self.letters + index;
            if !is_han(letter) {
                let weight = if is_function_word(letter) {
                    FUNCTION_WORD
                } else {
                    1.0
                };
                self.add(TermKind::Stem, stem(letter), boost * weight, at..at + 1);
                continue;
            }
            self.add(TermKind::Char, letter.clone(), boost, at..at + 1);
            if let Some(next) = run.get(index + 1).filter(|next| is_han(next)) {
                self.add(TermKind::Pair, format!("{letter}{next}"), boost, at..at + 2);
            }
        }
        self.letters += run.len() + 1; // what ends a run parts what it stands between
    }

    fn add_word(&mut self, word: &Word) {
        if word.is_han && word.known && word.text.chars().nth(1).is_some() {
            self.add(TermKind::Word, word.text.clone(), word.boost, 0..0); // it is not summed
        }
    }

    fn finish(mut self) -> Vec<RankingTerm> {
        self.terms.truncate(RANKING_TERMS);
        self.terms
    }
}
