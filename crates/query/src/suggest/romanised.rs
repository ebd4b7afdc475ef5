//! Pinyin typed where Chinese was meant: full syllables, initials, both, with or without spaces.

use std::ops::Range;

use super::asked::Asked;
use super::phrasebook::{Origin, Phrasebook};
use super::pinyin::{Reading, Spelled, Spelling, matches_spelling, next_hash, spelling_of};
use super::{Candidate, SuggestionKind};

/// Most words that are taken together.
const WORDS: usize = 8;
/// Longest row of letters that is taken for pinyin: twelve syllables or more.
const LETTERS: usize = 64;
/// Shortest pinyin of a name, of an ordinary word, and of several words together, letters.
const SHORTEST_NAME: usize = 4;
const SHORTEST_WORD: usize = 6;
const SHORTEST_ROW: usize = 10;
/// Fewest initials: in a longer question, and alone.
const INITIALS: usize = 4;
const INITIALS_ALONE: usize = 3;
/// What a character takes that is not read in its most common way.
const UNCOMMON: f32 = 0.03;
/// What several words add that spell one phrase together: each by itself spells something more often.
const TOGETHER: f32 = 0.1;
/// Candidates that are kept of one row of letters.
const KEPT: usize = 4;

/// English words that could be read as pinyin of two syllables or more.
const ENGLISH: &str = "anger banal bandage bane bang banger cane canoe canal change chance changed dance dancing danger \
    date dining engage engine fang fate fine finance gage game gauge gene genie gender hanging hang hange hide huge lance \
    language like line linger long longer machine made mandate manage mane mange mine minute name panda pane pang pine \
    pinning range ranger sane sang shame shine singe singing sine since tame tang tangle tanning tongue tune \
    wane wang wine women banana canada china cuba guide genuine penguin mango tango bingo lingo dingo lie die pie \
    pause sauce cause because lose luxe suite site pale hero zero menace tenancy mutual punish";

/// Adds what the Latin words of a question spell in pinyin.
pub(super) fn corrections(book: &Phrasebook, asked: &Asked<'_>, out: &mut Vec<Candidate>) {
    for run in asked.word_runs() {
        for start in run.clone() {
            for end in start + 1..=run.end.min(start + WORDS) {
                correct(book, asked, &(start..end), out);
            }
        }
    }
}

fn correct(book: &Phrasebook, asked: &Asked<'_>, words: &Range<usize>, out: &mut Vec<Candidate>) {
    let is_known =
        |at: usize| book.knows_word(asked.letters.text(at)) || is_english(asked.letters.text(at));
    if words.clone().all(is_known) {
        return;
    }
    let spellings: Option<Vec<String>> = words
        .clone()
        .map(|at| spelling_of(asked.typed(at)))
        .collect();
    let Some(spelling) = spellings.map(|spellings| spellings.concat()) else {
        return;
    };
    if !(INITIALS_ALONE..=LETTERS).contains(&spelling.len()) {
        return;
    }
    let alone = words.len() == asked.letters.len();
    let mut found = spelled_out(book, &spelling);
    if words.len() > 1 {
        for (_, score) in &mut found {
            *score += TOGETHER;
        }
    }
    found.extend(abbreviated(book, &spelling, alone));
    // Several words are mended one by one: that keeps the spaces.
    if words.len() == 1 && found.iter().all(|(_, score)| *score < 0.8) {
        found.extend(row_of_words(book, &spelling));
    }
    found.sort_by(|a, b| b.1.total_cmp(&a.1));
    for (by, score) in found.into_iter().take(KEPT) {
        out.push(Candidate {
            bytes: asked.bytes(words),
            by,
            kind: SuggestionKind::Pinyin,
            score,
        });
    }
}

fn is_english(word: &str) -> bool {
    ENGLISH.split_whitespace().any(|english| english == word)
}

/// Phrases whose syllables are all there. A name scores more, and so does a longer one: it is less likely to be chance.
fn spelled_out(book: &Phrasebook, spelling: &str) -> Vec<(String, f32)> {
    let hash = spelling.bytes().fold(0, next_hash);
    let scored = book.readings().with_spelling(hash).filter_map(|spelled| {
        let phrase = book.phrase(spelled.phrase);
        let (shortest, base) = if phrase.is_chosen() {
            (SHORTEST_NAME, 0.9)
        } else {
            (SHORTEST_WORD, 0.75)
        };
        let long = 0.005 * as_score(spelling.len().min(12));
        let uncommon = UNCOMMON * f32::from(spelled.uncommon);
        (spelling.len() >= shortest).then(|| {
            (
                phrase.text().to_owned(),
                base + long - uncommon + 0.05 * book.frequency(phrase),
            )
        })
    });
    scored.collect()
}

/// Names of which only initials, or some syllables and some initials, were typed.
fn abbreviated(book: &Phrasebook, spelling: &str, alone: bool) -> Vec<(String, f32)> {
    let readings = book.readings();
    let typed = spelling.as_bytes();
    let score = |reading: &Reading| {
        let syllables = readings.syllables(reading);
        if syllables.len() > typed.len() {
            return None;
        }
        let spelling = matches_spelling(syllables, typed, false)?;
        let phrase = book.phrase(reading.phrase);
        let uncommon = UNCOMMON * f32::from(reading.uncommon);
        let score = abbreviation_score(spelling, alone)? - uncommon;
        Some((
            phrase.text().to_owned(),
            score + 0.05 * book.frequency(phrase),
        ))
    };
    let names = readings.beginning_with(typed[0], false).iter();
    let names = names.filter(|reading| book.phrase(reading.phrase).origin == Origin::Name);
    names.filter_map(score).collect()
}

fn abbreviation_score(spelling: Spelling, alone: bool) -> Option<f32> {
    let Spelling { full, initials } = spelling;
    let count = full + initials;
    match (full, initials) {
        (_, 0) => None, // spelled out
        (0, _) if count >= INITIALS => Some((0.66 + 0.03 * as_score(count - INITIALS)).min(0.8)),
        (0, INITIALS_ALONE) if alone => Some(0.61),
        (0, _) => None,
        _ if count >= 3 => Some(0.68 + 0.2 * as_score(full) / as_score(count)),
        _ => None,
    }
}

/// Several words and names one after the other, for what is no name as a whole (jingjihezuo: 经济合作).
fn row_of_words(book: &Phrasebook, spelling: &str) -> Option<(String, f32)> {
    /// What every further word takes: few long words rather than many short ones.
    const WORD: f32 = 1.5;
    let typed = spelling.as_bytes();
    if typed.len() < SHORTEST_ROW {
        return None;
    }
    let mut best: Vec<Option<(f32, usize, usize, u32)>> = vec![None; typed.len() + 1];
    best[0] = Some((0.0, 0, 0, 0));
    for start in 0..typed.len() {
        let Some((score, words, ..)) = best[start] else {
            continue;
        };
        let mut hash = 0;
        for end in start + 1..=typed.len() {
            hash = next_hash(hash, typed[end - 1]);
            let Some((phrase, weight)) = most_frequent(book, hash) else {
                continue;
            };
            let offered = score + weight - WORD;
            if best[end].is_none_or(|(other, ..)| offered > other) {
                best[end] = Some((offered, words + 1, start, phrase));
            }
        }
    }
    let (_, words, mut from, mut phrase) = best[typed.len()]?;
    if words < 2 || typed.len() / words < 5 {
        return None;
    }
    let mut texts = vec![book.phrase(phrase).text()];
    while from > 0 {
        (_, _, from, phrase) = best[from]?;
        texts.insert(0, book.phrase(phrase).text());
    }
    Some((texts.concat(), 0.75 - 0.04 * as_score(words - 2)))
}

/// The most frequent phrase of a spelling, and its weight.
fn most_frequent(book: &Phrasebook, spelling: u64) -> Option<(u32, f32)> {
    let weight = |spelled: Spelled| {
        let phrase = book.phrase(spelled.phrase);
        let chosen = if phrase.is_chosen() { 0.3 } else { 0.0 };
        book.frequency(phrase) + chosen - 0.4 * f32::from(spelled.uncommon)
    };
    let spelled = book.readings().with_spelling(spelling);
    let weighed = spelled.map(|spelled| (spelled.phrase, weight(spelled)));
    weighed.max_by(|a, b| a.1.total_cmp(&b.1))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of letters and syllables are small"
)]
fn as_score(count: usize) -> f32 {
    count as f32
}
