//! How Chinese sounds: syllables, the readings of phrases, and what people type for them.
//!
//! The readings of characters come from the crate `pinyin` (data of the project pinyin-data). Tones are not used: nobody types
//! them, and mistakes of the ear are mostly mistakes of the tone.

mod spelling;

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;

use super::phrasebook::{Origin, Phrase};

pub(super) use spelling::{Spelling, matches_spelling, spelling_of};

/// Number of a syllable in the table.
pub(super) type Syllable = u16;

/// Readings that are kept of one character; pinyin-data lists the common ones first.
const READINGS_OF_A_CHARACTER: usize = 4;
/// Readings that count in an ordinary word, of a character that really has several.
const COMMON_READINGS: u8 = 3;
/// Characters that have more than one reading in words of today; most other readings of the data are archaic, and count in names
/// only.
const POLYPHONES: &str = "\
    重行长乐都会调传参得还和解降角觉校率落没模强色厦什石似弹提系吓削血约藏曾查差朝车称乘澄畜单地度恶否佛给更合核划间\
    结卡可壳勒了六露绿埋脉秘那娜便泊薄伯百柏大圈券殷叶遗尉员扎粘着著转爪盛识食省属数说宿拓巷吁钥仔择轧翟殖仇万龟伽咖\
    阿蚌铅繁盖扛奇稽革辟屏贾番蔚亲吐量将见南种当发好几济相与正中";
/// Ways to read a phrase that are kept, besides the most common: with one character read otherwise, and of a name with two.
const WAYS_TO_READ_A_WORD: usize = 16;
const WAYS_TO_READ_A_NAME: usize = 32;
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
    /// How many of the readings count in ordinary words.
    common: Vec<u8>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Table {
        let mut table = Table {
            spelled: vec![String::new()],
            coarse: vec![0],
            characters: Vec::new(),
            common: vec![1; (LAST_HAN - FIRST_HAN + 1) as usize],
        };
        for c in POLYPHONES.chars() {
            table.common[(c as u32 - FIRST_HAN) as usize] = COMMON_READINGS;
        }
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
                    let id = *ids
                        .entry(plain)
                        .or_insert_with(|| table.add(plain, &mut coarse_ids));
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
        self.coarse
            .push(*coarse_ids.entry(coarse(&spelled)).or_insert(next));
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
    all_readings(c).into_iter().filter(|id| *id != NONE)
}

/// The readings of a character in words of today.
pub(super) fn common_readings_of(c: char) -> impl Iterator<Item = Syllable> {
    readings_of(c).take(common_readings(c))
}

/// How many readings of a character count in ordinary words.
fn common_readings(c: char) -> usize {
    let at = (c as u32).checked_sub(FIRST_HAN);
    let common = at.and_then(|at| TABLE.common.get(at as usize));
    common.map_or(0, |count| usize::from(*count))
}

fn all_readings(c: char) -> [Syllable; READINGS_OF_A_CHARACTER] {
    let at = (c as u32).checked_sub(FIRST_HAN);
    let found = at.and_then(|at| TABLE.characters.get(at as usize));
    found.copied().unwrap_or([NONE; READINGS_OF_A_CHARACTER])
}

/// How far two syllables are apart: 0 the same, up to 0.5 for near ones; `None` when they sound different.
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
        _ => 0.15,
    };
    let of_ending = if ending == other_ending { 0.0 } else { 0.1 };
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
    /// Characters that are not read in their most common way.
    pub(super) uncommon: u8,
}

/// A phrase that may be spelled as was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spelled {
    spelling: u64,
    pub(super) phrase: u32,
    /// Characters that are not read in their most common way.
    pub(super) uncommon: u8,
}

/// The readings of all phrases in Han characters.
#[derive(Debug, Default)]
pub(super) struct Readings {
    /// By the letter they begin with; of names and titles, and of words.
    by_letter: [[Vec<Reading>; 2]; 26],
    syllables: Vec<Syllable>,
    /// Hash of the coarse syllables with the phrase, sorted.
    by_sound: Vec<(u64, u32)>,
    /// Sorted.
    by_spelling: Vec<Spelled>,
}

impl Readings {
    pub(super) fn of(phrases: &[Phrase]) -> Readings {
        let mut all = Readings::default();
        let mut characters = Vec::new();
        let mut current = Vec::new();
        for (id, phrase) in (0..).zip(phrases) {
            let is_word = phrase.origin == Origin::Word;
            if readings_by_character(&phrase.key, is_word, &mut characters) {
                each_way(&characters, is_word, &mut current, |syllables, uncommon| {
                    all.push(id, is_word, syllables, uncommon);
                });
            }
        }
        all.by_sound.sort_unstable();
        all.by_sound.dedup();
        all.by_spelling.sort_unstable();
        all.by_spelling
            .dedup_by_key(|spelled| (spelled.spelling, spelled.phrase));
        all
    }

    fn push(&mut self, phrase: u32, is_word: bool, syllables: &[Syllable], uncommon: u8) {
        let (Some(first), Ok(len)) = (syllables.first(), u8::try_from(syllables.len())) else {
            return;
        };
        let start = u32::try_from(self.syllables.len()).unwrap_or(u32::MAX);
        self.syllables.extend_from_slice(syllables);
        let readings = letter_number(spelled(*first).as_bytes()[0])
            .and_then(|letter| self.by_letter.get_mut(letter));
        if let Some(readings) = readings {
            readings[usize::from(is_word)].push(Reading {
                phrase,
                start,
                len,
                uncommon,
            });
        }
        self.by_sound
            .push((sound(syllables.iter().copied()), phrase));
        let letters = syllables.iter().flat_map(|id| spelled(*id).bytes());
        self.by_spelling.push(Spelled {
            spelling: letters.fold(0, next_hash),
            phrase,
            uncommon,
        });
    }

    pub(super) fn syllables(&self, reading: &Reading) -> &[Syllable] {
        let start = reading.start as usize;
        &self.syllables[start..start + reading.len as usize]
    }

    /// Phrases that sound the same or nearly so.
    pub(super) fn with_sound(&self, sound: u64) -> impl Iterator<Item = u32> + '_ {
        let start = self.by_sound.partition_point(|(other, _)| *other < sound);
        let same = self.by_sound[start..].iter();
        same.take_while(move |(other, _)| *other == sound)
            .map(|(_, phrase)| *phrase)
    }

    /// Phrases that may be spelled so; `spelling` is a hash made by [`next_hash`].
    pub(super) fn with_spelling(&self, spelling: u64) -> impl Iterator<Item = Spelled> + '_ {
        let start = self
            .by_spelling
            .partition_point(|other| other.spelling < spelling);
        let same = self.by_spelling[start..].iter().copied();
        same.take_while(move |other| other.spelling == spelling)
    }

    /// Readings that begin with a letter: of names and titles, or of words.
    pub(super) fn beginning_with(&self, letter: u8, of_words: bool) -> &[Reading] {
        let found = letter_number(letter).and_then(|letter| self.by_letter.get(letter));
        found.map_or(&[], |readings| &readings[usize::from(of_words)])
    }
}

/// 0 for a.
fn letter_number(letter: u8) -> Option<usize> {
    letter.checked_sub(b'a').map(usize::from)
}

/// Fills in the readings of every character of a phrase in Han characters; says whether there is one for each.
fn readings_by_character(
    key: &str,
    is_word: bool,
    characters: &mut Vec<[Syllable; READINGS_OF_A_CHARACTER]>,
) -> bool {
    characters.clear();
    for c in key.chars() {
        let mut readings = all_readings(c);
        if readings[0] == NONE {
            return false;
        }
        if is_word {
            readings[common_readings(c)..].fill(NONE);
        }
        characters.push(readings);
    }
    (2..=LONGEST).contains(&characters.len())
}

/// Calls `each` with the ways to read a row of characters and the number of characters that are not read in their most common
/// way: at first none, then one, and of a name two.
fn each_way(
    characters: &[[Syllable; READINGS_OF_A_CHARACTER]],
    is_word: bool,
    current: &mut Vec<Syllable>,
    mut each: impl FnMut(&[Syllable], u8),
) {
    current.clear();
    current.extend(characters.iter().map(|readings| readings[0]));
    each(current, 0);
    let uncommon = |at: usize| {
        let others = characters[at][1..].iter().copied();
        others.filter(|id| *id != NONE).map(move |id| (at, id))
    };
    let singles = (0..characters.len()).flat_map(uncommon);
    for (at, id) in singles.clone().take(WAYS_TO_READ_A_WORD) {
        current[at] = id;
        each(current, 1);
        current[at] = characters[at][0];
    }
    if is_word {
        return;
    }
    let pairs = singles.clone().flat_map(|first| {
        let seconds = singles.clone().filter(move |second| second.0 > first.0);
        seconds.map(move |second| (first, second))
    });
    for (first, second) in pairs.take(WAYS_TO_READ_A_NAME) {
        (current[first.0], current[second.0]) = (first.1, second.1);
        each(current, 2);
        (current[first.0], current[second.0]) = (characters[first.0][0], characters[second.0][0]);
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
    (hash ^ u64::from(letter))
        .wrapping_mul(MULTIPLIER)
        .rotate_left(23)
}

/// Any large odd number with its bits well mixed; this is 2⁶⁴ divided by the golden ratio.
const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
