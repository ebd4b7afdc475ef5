//! Mistakes in Latin and Cyrillic words: slips of the finger, doubtful spellings, the wrong keyboard layout.

use std::ops::Range;

use sco_analysis::{Letters, stem};

use super::asked::Asked;
use super::keyboard::{are_near, in_other_layout};
use super::phrasebook::{Origin, Phrasebook, key};
use super::{Candidate, SuggestionKind};

/// Shortest word that is mended, letters; and the shortest in which two slips are.
const SHORTEST: usize = 4;
const SHORTEST_WITH_TWO: usize = 8;
/// Shortest ordinary word that may have been typed in the other keyboard layout, letters.
const SHORTEST_IN_OTHER_LAYOUT: usize = 6;
/// Longest word that is compared, letters.
const LONGEST: usize = 40;

// Costs of slips. Their order is that of how often people make them (Damerau 1964: one wrong, missing or extra letter or two
// letters exchanged make four fifths of all misspellings); the figures were set by the tables of the tests.
const EXCHANGED: f32 = 0.8;
const DOUBLED: f32 = 0.75;
const MISSING: f32 = 1.0;
const EXTRA: f32 = 1.1;
const NEAR_KEY: f32 = 0.9;
const ALIKE_LETTER: f32 = 1.0;
const OTHER_LETTER: f32 = 1.3;
/// Added when the first letter is wrong: people get that one right.
const WRONG_START: f32 = 0.4;
/// What a slip takes from the score, per letter of the word.
const WEIGHT: f32 = 2.0;
/// What a word takes that is the name of no one thing.
const ORDINARY: f32 = 0.1;
/// What it adds when the neighbouring word stands beside it in a name.
const IN_NAME: f32 = 0.1;

/// The Latin or Cyrillic words of a phrasebook, ready to be compared.
#[derive(Debug, Default)]
pub(super) struct Words {
    words: Vec<Word>,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    phrase: u32,
    /// The letters it has, a bit each; the scripts share the bits, lengths and letters tell them apart later.
    letters: u32,
    len: u8,
    is_latin: bool,
}

impl Words {
    pub(super) fn of(book: &Phrasebook) -> Words {
        let candidates = (0..).zip(book.phrases());
        let words = candidates.filter_map(|(phrase, found)| {
            let (letters, len, is_latin) = describe(&found.key)?;
            (found.origin != Origin::Title && len + 1 >= SHORTEST).then_some(Word {
                phrase,
                letters,
                len: u8::try_from(len).ok()?,
                is_latin,
            })
        });
        Words {
            words: words.collect(),
        }
    }

    /// Adds what the words of a question may have been meant to be.
    pub(super) fn corrections(
        &self,
        book: &Phrasebook,
        asked: &Asked<'_>,
        out: &mut Vec<Candidate>,
    ) {
        for run in asked.word_runs() {
            for at in run.clone() {
                self.correct(book, asked, &run, at, out);
            }
        }
    }

    fn correct(
        &self,
        book: &Phrasebook,
        asked: &Asked<'_>,
        run: &Range<usize>,
        at: usize,
        out: &mut Vec<Candidate>,
    ) {
        let typed = asked.letters.text(at);
        let Some((letters, len, is_latin)) = describe(typed) else {
            return;
        };
        if len < SHORTEST || book.knows_word(typed) {
            return;
        }
        let most = if len >= SHORTEST_WITH_TWO { 2 } else { 1 };
        let stem_typed = stem(typed);
        let chars: Vec<char> = typed.chars().collect();
        let written = asked.typed(at);
        let is_acronym = written.chars().all(char::is_uppercase);
        let before = out.len();
        let mut meant = Vec::new();
        for word in &self.words {
            let is_far = word.is_latin != is_latin
                || usize::from(word.len).abs_diff(len) > most
                || (word.letters ^ letters).count_ones() as usize > 2 * most;
            if is_far {
                continue;
            }
            let phrase = book.phrase(word.phrase);
            meant.clear();
            meant.extend(phrase.key.chars());
            let Some(cost) = slips(&chars, &meant, most) else {
                continue;
            };
            if stem(&phrase.key) == stem_typed {
                out.truncate(before); // another form of a word that is known: no mistake
                return;
            }
            let in_name = stands_in_name(book, asked, run, at, &phrase.key);
            let is_named = in_name || phrase.is_proper;
            if !is_named && (is_acronym || has_other_ending(&chars, &meant)) {
                continue;
            }
            let ordinary = if is_named { 0.0 } else { ORDINARY };
            let bonus = if in_name { IN_NAME } else { 0.0 } + 0.05 * book.frequency(phrase);
            #[expect(clippy::cast_precision_loss, reason = "words are short")]
            let longer = len.max(meant.len()) as f32;
            out.push(Candidate {
                bytes: asked.bytes(&(at..at + 1)),
                by: in_case_of(written, phrase.text()),
                kind: SuggestionKind::Typo,
                score: 1.0 - WEIGHT * cost / longer - ordinary + bonus,
            });
        }
    }
}

/// Whether a word would make part of a name of what stands beside the one at `at`.
fn stands_in_name(
    book: &Phrasebook,
    asked: &Asked<'_>,
    run: &Range<usize>,
    at: usize,
    word: &str,
) -> bool {
    let before = (at > run.start).then(|| asked.letters.text(at - 1));
    let after = (at + 1 < run.end).then(|| asked.letters.text(at + 1));
    before.is_some_and(|first| book.are_neighbours(first, word))
        || after.is_some_and(|second| book.are_neighbours(word, second))
}

/// Whether two Russian words differ in their endings only, as the forms of a word do; letters exchanged are a slip all the same.
fn has_other_ending(typed: &[char], meant: &[char]) -> bool {
    const ENDING: usize = 3;
    if typed.first().is_none_or(char::is_ascii) {
        return false;
    }
    let same = typed.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let exchanged = typed.len() == meant.len() && meant.iter().all(|c| typed.contains(c));
    same + ENDING >= typed.len().max(meant.len()) && !exchanged
}

/// Adds what the words would be had the other keyboard layout been on.
pub(super) fn other_layout(book: &Phrasebook, asked: &Asked<'_>, out: &mut Vec<Candidate>) {
    let is_known = |text: &str| book.knows_word(&key(&Letters::of(text)));
    for chunk in asked.text.split_whitespace() {
        let Some(meant) = in_other_layout(&sco_analysis::fold(chunk)) else {
            continue;
        };
        let count = meant.chars().count();
        let all_letters = meant.chars().all(char::is_alphabetic);
        if count < 3 || !all_letters || is_known(chunk) {
            continue;
        }
        let Some(phrase) = book.find(&meant).map(|id| book.phrase(id)) else {
            continue;
        };
        if count < SHORTEST_IN_OTHER_LAYOUT && !phrase.is_chosen() {
            continue; // few letters give some word too often
        }
        let start = chunk.as_ptr() as usize - asked.text.as_ptr() as usize;
        let score = if phrase.is_chosen() { 0.9 } else { 0.8 };
        out.push(Candidate {
            bytes: start..start + chunk.len(),
            by: phrase.text().to_owned(),
            kind: SuggestionKind::Layout,
            score,
        });
    }
}

/// The set of letters of a word, their number, and whether they are Latin; `None` for what is not one word of letters.
fn describe(word: &str) -> Option<(u32, usize, bool)> {
    let is_latin = word.starts_with(|c: char| c.is_ascii_lowercase());
    let (mut letters, mut len) = (0, 0);
    for c in word.chars() {
        let bit = match c {
            'a'..='z' if is_latin => c as u32 - 'a' as u32,
            '\u{430}'..='\u{45F}' if !is_latin => c as u32 - 0x430,
            _ => return None,
        };
        letters |= 1 << (bit % 32);
        len += 1;
    }
    (1..=LONGEST)
        .contains(&len)
        .then_some((letters, len, is_latin))
}

/// The cost of the cheapest row of at most `most` slips that makes `typed` of `meant` (Damerau–Levenshtein, neighbours
/// exchanged at most once).
fn slips(typed: &[char], meant: &[char], most: usize) -> Option<f32> {
    let width = meant.len() + 1;
    let mut table = vec![(usize::MAX / 2, f32::MAX); (typed.len() + 1) * width];
    table[0] = (0, 0.0);
    for row in 0..=typed.len() {
        let mut least = usize::MAX;
        for column in 0..width {
            let best = cheapest(typed, meant, (row, column), &table);
            table[row * width + column] = best;
            least = least.min(best.0);
        }
        if least > most {
            return None;
        }
    }
    let (count, cost) = table[table.len() - 1];
    let start_is_right = typed.first() == meant.first()
        || typed
            .get(..2)
            .is_some_and(|pair| meant.starts_with(&[pair[1], pair[0]]));
    let start = if start_is_right { 0.0 } else { WRONG_START };
    (1..=most).contains(&count).then_some(cost + start)
}

type Slips = (usize, f32);

/// The cheapest way to a cell of the table from those before it.
fn cheapest(
    typed: &[char],
    meant: &[char],
    (row, column): (usize, usize),
    table: &[Slips],
) -> Slips {
    let width = meant.len() + 1;
    let mut best = table[row * width + column];
    let mut offer = |row: usize, column: usize, slips: usize, cost: f32| {
        let (before, cost_before) = table[row * width + column];
        let offered = (before + slips, cost_before + cost);
        if offered.0 < best.0 || (offered.0 == best.0 && offered.1 < best.1) {
            best = offered;
        }
    };
    if row > 0 && column > 0 {
        let (t, m) = (typed[row - 1], meant[column - 1]);
        let slips = usize::from(t != m);
        offer(
            row - 1,
            column - 1,
            slips,
            if slips == 0 { 0.0 } else { wrong_letter(t, m) },
        );
    }
    if row > 1
        && column > 1
        && typed[row - 1] == meant[column - 2]
        && typed[row - 2] == meant[column - 1]
    {
        offer(row - 2, column - 2, 1, EXCHANGED);
    }
    if row > 0 {
        let doubled = row > 1 && typed[row - 1] == typed[row - 2];
        offer(row - 1, column, 1, if doubled { DOUBLED } else { EXTRA });
    }
    if column > 0 {
        let doubled = column > 1 && meant[column - 1] == meant[column - 2];
        offer(row, column - 1, 1, if doubled { DOUBLED } else { MISSING });
    }
    best
}

/// Letters that are written for one another because they sound alike, in spelling and in transcription.
const ALIKE: [&str; 12] = [
    "aeiouy",
    "ckq",
    "sz",
    "fv",
    "gj",
    "bp",
    "dt",
    "аеиоуыэюя",
    "бп",
    "дт",
    "гк",
    "вфзсжш",
];

fn wrong_letter(a: char, b: char) -> f32 {
    if are_near(a, b) {
        NEAR_KEY
    } else if ALIKE
        .iter()
        .any(|group| group.contains(a) && group.contains(b))
    {
        ALIKE_LETTER
    } else {
        OTHER_LETTER
    }
}

/// A word written as the one it replaces: in capitals, with a capital, or as it is.
fn in_case_of(typed: &str, word: &str) -> String {
    let mut upper = typed.chars().map(char::is_uppercase);
    let first = upper.next().unwrap_or_default();
    if first && upper.all(|is_upper| is_upper) {
        return word.to_uppercase();
    }
    let mut letters = word.chars();
    let Some(initial) = letters.next() else {
        return String::new();
    };
    if first {
        initial.to_uppercase().chain(letters).collect()
    } else {
        word.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(typed: &str, meant: &str, most: usize) -> Option<f32> {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        slips(&chars(typed), &chars(meant), most)
    }

    #[test]
    fn slips_are_counted_and_weighed() {
        assert_eq!(cost("spirit", "spirit", 2), None);
        assert_eq!(cost("spirti", "spirit", 1), Some(EXCHANGED));
        assert_eq!(cost("sprit", "spirit", 1), Some(MISSING));
        assert_eq!(cost("sumit", "summit", 1), Some(DOUBLED));
        assert_eq!(cost("spurut", "spirit", 1), None);
        assert!(cost("spurut", "spirit", 2).is_some());
        assert_eq!(cost("pirit", "spirit", 1), Some(MISSING + WRONG_START));
    }

    #[test]
    fn a_word_keeps_the_case_it_was_typed_in() {
        assert_eq!(in_case_of("SPIRT", "spirit"), "SPIRIT");
        assert_eq!(in_case_of("Spirt", "spirit"), "Spirit");
        assert_eq!(in_case_of("spirt", "Spirit"), "spirit");
    }
}
