//! How Chinese sounds: syllables, the readings of phrases, and what people type for them.
//!
//! The readings of characters come from the crate `pinyin` (data of the project pinyin-data). Tones are not used: nobody types
//! them, and mistakes of the ear are mostly mistakes of the tone.

mod spelling;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

use super::phrasebook::{Origin, Phrase};

pub(super) use spelling::{Spelling, matches_spelling, spelling_of};

/// Number of a syllable in the table.
pub(super) type Syllable = u16;

/// Readings that are kept of one character; pinyin-data lists the common ones first.
const READINGS_OF_A_CHARACTER: usize = 4;
/// Readings of a character that count in an ordinary word.
const COMMON_READINGS: usize = 2;
/// Readings that are kept of one phrase: a word, and a name.
const READINGS_OF_A_WORD: usize = 4;
const READINGS_OF_A_NAME: usize = 32;
/// Longest phrase that is known by its sound, characters.
const LONGEST: usize = 24;
const FIRST_HAN: u32 = 0x4E00;
const LAST_HAN: u32 = 0x9FFF;
/// No syllable.
const NONE: Syllable = 0;

/// All syllables and what the characters sound like.
struct Table {
    /// Spelled with `u` for ü, which people type as v, u or ü.
    spelled: Vec<String>,
    /// The same without what is often confused.
    coarse: Vec<u16>,
    characters: Vec<[Syllable; READINGS_OF_A_CHARACTER]>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Table {
        let mut table = Table {
            spelled: vec![String::new()],
            coarse: vec![0],
            characters: Vec::new(),
        };
        // By the address of the text: the data shares one for all characters of a sound.
        let mut ids: HashMap<&'static str, Syllable> = HashMap::new();
        let mut coarse_ids: HashMap<String, u16> = HashMap::new();
        table.characters = (FIRST_HAN..=LAST_HAN)
            .map(|code| {
                let mut readings = [NONE; READINGS_OF_A_CHARACTER];
                let Some(multi) = char::from_u32(code).and_then(|c| c.to_pinyin_multi()) else {
                    return readings;
                };
                let mut count = 0;
                for reading in multi {
                    let plain = reading.plain();
                    let id = *ids.entry(plain).or_insert_with(|| table.add(plain, &mut coarse_ids));
                    if count < readings.len() && id != NONE && !readings.contains(&id) {
                        readings[count] = id;
                        count += 1;
                    }
                }
                readings
            })
            .collect();
        table
    }

    /// Adds a syllable; interjections that are no full syllable (ng, ê) get none.
    fn add(&mut self, plain: &str, coarse_ids: &mut HashMap<String, u16>) -> Syllable {
        let spelled = plain.replace('ü', "u");
        let is_plain = spelled.bytes().all(|b| b.is_ascii_lowercase());
        if !is_plain || !spelled.contains(['a', 'e', 'i', 'o', 'u']) {
            return NONE;
        }
        let next = u16::try_from(coarse_ids.len() + 1).unwrap_or(0);
        self.coarse.push(*coarse_ids.entry(coarse(&spelled)).or_insert(next));
        self.spelled.push(spelled);
        u16::try_from(self.spelled.len() - 1).unwrap_or(NONE)
    }
}

/// A syllable without what speakers of many dialects confuse.
fn coarse(spelled: &str) -> String {
    let (initial, last) = parts(spelled);
    let initial = match initial {
        "zh" => "z",
        "ch" => "c",
        "sh" => "s",
        "n" => "l",
        "f" => "h",
        other => other,
    };
    let last = ["ang", "eng", "ing"]
        .iter()
        .find(|ending| last.ends_with(**ending))
        .map_or(last, |_| &last[..last.len() - 1]);
    format!("{initial}{last}")
}

/// Initial and final of a syllable.
fn parts(spelled: &str) -> (&str, &str) {
    let at = spelled
        .find(['a', 'e', 'i', 'o', 'u'])
        .unwrap_or(spelled.len());
    spelled.split_at(at)
}

/// How a syllable is spelled, with `u` for ü.
pub(super) fn spelled(syllable: Syllable) -> &'static str {
    &TABLE.spelled[syllable as usize]
}

/// The readings of a character, common ones first.
pub(super) fn readings_of(c: char) -> impl Iterator<Item = Syllable> {
    let found = (FIRST_HAN..=LAST_HAN)
        .contains(&(c as u32))
        .then(|| TABLE.characters[(c as u32 - FIRST_HAN) as usize]);
    found.into_iter().flatten().filter(|id| *id != NONE)
}

/// How far two syllables are apart: 0 the same, up to 0.6 for near ones; `None` when they sound different.
pub(super) fn distance(a: Syllable, b: Syllable) -> Option<f32> {
    if a == b {
        return Some(0.0);
    }
    if TABLE.coarse[a as usize] != TABLE.coarse[b as usize] {
        return None;
    }
    let ((initial, ending), (other, other_ending)) = (parts(spelled(a)), parts(spelled(b)));
    let of_initial = match (initial, other) {
        _ if initial == other => 0.0,
        ("h", "f") | ("f", "h") => 0.4,
        _ => 0.2,
    };
    let of_ending = if ending == other_ending { 0.0 } else { 0.2 };
    Some(of_initial + of_ending)
}

/// The least distance of two characters by any of their common readings.
pub(super) fn character_distance(a: char, b: char) -> Option<f32> {
    let pairs = readings_of(a).flat_map(|first| {
        let others = readings_of(b);
        others.filter_map(move |second| distance(first, second))
    });
    pairs.min_by(f32::total_cmp)
}

/// One reading of one phrase.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) phrase: u32,
    start: u32,
    len: u8,
    /// Letter it begins with, 0 for a.
    letter: u8,
    is_word: bool,
}

/// The readings of all phrases in Han characters.
#[derive(Debug, Default)]
pub(super) struct Readings {
    readings: Vec<Reading>,
    syllables: Vec<Syllable>,
    /// Hash of the coarse syllables with the phrase, sorted.
    by_sound: Vec<(u64, u32)>,
    /// Hash of the spelling with the phrase, sorted.
    by_spelling: Vec<(u64, u32)>,
}

impl Readings {
    pub(super) fn of(phrases: &[Phrase]) -> Readings {
        let mut all = Readings::default();
        let mut found: Vec<Vec<Syllable>> = Vec::new();
        for (id, phrase) in (0..).zip(phrases) {
            if !phrase.key.starts_with(|c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c)) {
                continue;
            }
            let is_word = phrase.origin == Origin::Word;
            phrase_readings(&phrase.key, is_word, &mut found);
            for syllables in &found {
                all.push(id, is_word, syllables);
            }
        }
        all.readings.sort_by_key(|reading| (reading.letter, reading.is_word));
        all.by_sound.sort_unstable();
        all.by_sound.dedup();
        all.by_spelling.sort_unstable();
        all.by_spelling.dedup();
        all
    }

    fn push(&mut self, phrase: u32, is_word: bool, syllables: &[Syllable]) {
        let (Some(first), Ok(len)) = (syllables.first(), u8::try_from(syllables.len())) else {
            return;
        };
        let start = u32::try_from(self.syllables.len()).unwrap_or(u32::MAX);
        self.syllables.extend_from_slice(syllables);
        let letter = spelled(*first).as_bytes().first().map_or(0, |b| b - b'a');
        self.readings.push(Reading {
            phrase,
            start,
            len,
            letter,
            is_word,
        });
        self.by_sound.push((sound(syllables.iter().copied()), phrase));
        let letters = syllables.iter().flat_map(|id| spelled(*id).bytes());
        self.by_spelling.push((letters.fold(0, next_hash), phrase));
    }

    pub(super) fn syllables(&self, reading: &Reading) -> &[Syllable] {
        let start = reading.start as usize;
        &self.syllables[start..start + reading.len as usize]
    }

    /// Phrases that sound the same or nearly so.
    pub(super) fn with_sound(&self, sound: u64) -> impl Iterator<Item = u32> + '_ {
        with_hash(&self.by_sound, sound)
    }

    /// Phrases that may be spelled so; `spelling` is a hash made by [`next_hash`].
    pub(super) fn with_spelling(&self, spelling: u64) -> impl Iterator<Item = u32> + '_ {
        with_hash(&self.by_spelling, spelling)
    }

    /// Readings that begin with a letter: of names and titles, or of words.
    pub(super) fn beginning_with(&self, letter: u8, of_words: bool) -> &[Reading] {
        let wanted = (letter.wrapping_sub(b'a'), of_words);
        let range: Range<usize> = equal_range(&self.readings, |reading| {
            (reading.letter, reading.is_word).cmp(&wanted)
        });
        &self.readings[range]
    }
}

fn with_hash(sorted: &[(u64, u32)], hash: u64) -> impl Iterator<Item = u32> + '_ {
    let range = equal_range(sorted, |(other, _)| other.cmp(&hash));
    sorted[range].iter().map(|(_, phrase)| *phrase)
}

fn equal_range<T>(sorted: &[T], order: impl Fn(&T) -> std::cmp::Ordering) -> Range<usize> {
    let start = sorted.partition_point(|item| order(item).is_lt());
    let len = sorted[start..].partition_point(|item| order(item).is_eq());
    start..start + len
}

/// The readings of a phrase in Han characters; none when a character has no sound.
fn phrase_readings(key: &str, is_word: bool, found: &mut Vec<Vec<Syllable>>) {
    found.clear();
    let count = key.chars().count();
    if !(2..=LONGEST).contains(&count) {
        return;
    }
    let (common, most) = if is_word {
        (COMMON_READINGS, READINGS_OF_A_WORD)
    } else {
        (READINGS_OF_A_CHARACTER, READINGS_OF_A_NAME)
    };
    found.push(Vec::with_capacity(count));
    for c in key.chars() {
        let mut readings = readings_of(c).take(common);
        let Some(first) = readings.next() else {
            found.clear();
            return;
        };
        let so_far = found.len();
        for other in readings {
            for at in 0..so_far {
                if found.len() < most {
                    let mut branch = found[at].clone();
                    branch.push(other);
                    found.push(branch);
                }
            }
        }
        for syllables in &mut found[..so_far] {
            syllables.push(first);
        }
    }
}

/// The hash of a sound: its syllables without what is often confused.
pub(super) fn sound(syllables: impl Iterator<Item = Syllable>) -> u64 {
    syllables.fold(0, |hash, id| {
        let coarse = u64::from(TABLE.coarse[id as usize]);
        (hash ^ coarse).wrapping_mul(MULTIPLIER).rotate_left(23)
    })
}

/// Adds a letter to the hash of a spelling.
pub(super) fn next_hash(hash: u64, letter: u8) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(MULTIPLIER).rotate_left(23)
}

/// Any large odd number with its bits well mixed; this is 2⁶⁴ divided by the golden ratio.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
