//! The names of the lexicon, looked up as people type them.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use sco_analysis::{LetterKind, Letters, Row, fold, fold_char, stem};
use sco_corpus::{LexiconEntry, LexiconTable, NameColumn};

use crate::question_words::is_function_word;
use crate::syntax::{Alternative, AlternativeKind};

/// Most other names of one thing that are looked for.
const MOST_ALTERNATIVES: usize = 24;
/// Longest term in which names are looked for, letters: what is longer is a sentence.
const LONGEST_TERM: usize = 30;
/// Shortest name that is looked for inside a term, letters: shorter ones stand there by chance.
const SHORTEST_INSIDE: usize = 4;

/// The names of a lexicon, to be looked up. What a look-up needs is made when a name with that first letter is first asked
/// for: a single question needs few of them.
#[derive(Debug, Default)]
pub(crate) struct Names {
    lexicon: Arc<LexiconTable>,
    /// First letter, folded → the names that begin with it.
    by_first: FxHashMap<char, Shelf>,
    /// Words that are abbreviations, folded: they have no forms.
    abbreviations: HashSet<String>,
}

/// Names with one first letter.
#[derive(Debug, Default)]
struct Shelf {
    /// Column of the lexicon, entry, and number in its cell.
    names: Vec<(NameColumn, usize, usize)>,
    keys: OnceLock<Keys>,
}

/// Names as they are looked up.
#[derive(Debug, Default)]
struct Keys {
    /// Folded name → its entries.
    by_letters: HashMap<String, Vec<usize>>,
    /// Key of a name, its words by their stems → its entries.
    by_stems: HashMap<String, Vec<usize>>,
    /// Key of a name, its Cyrillic words without their endings → its entries.
    by_light_stems: HashMap<String, Vec<usize>>,
    /// Keys of names that belong to several things → what they could mean.
    ambiguous: HashMap<String, Vec<usize>>,
}

/// What is known of a name.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Known {
    /// Other names of the same thing.
    pub(crate) others: Vec<Alternative>,
    /// For an ambiguous name, the things it could mean.
    pub(crate) could_mean: Vec<String>,
    /// Whether it is general vocabulary and no name of a thing.
    pub(crate) is_vocabulary: bool,
}

impl Names {
    /// The names of a lexicon.
    pub(crate) fn of(lexicon: &Arc<LexiconTable>) -> Names {
        let mut names = Names {
            lexicon: Arc::clone(lexicon),
            ..Names::default()
        };
        for number in 0..lexicon.len() {
            let is_vocabulary = lexicon.is_vocabulary(number);
            for (column, at, name) in lexicon.names(number) {
                let Some(first) = first_letter(name) else {
                    continue;
                };
                if !is_vocabulary {
                    names.abbreviations.extend(abbreviations(name));
                }
                let shelf = names.by_first.entry(first).or_default();
                shelf.names.push((column, number, at));
            }
        }
        names
    }

    fn keys(&self, first: char) -> Option<&Keys> {
        let with_letter = self.by_first.get(&first)?;
        Some(with_letter.keys.get_or_init(|| self.make_keys(with_letter)))
    }

    fn make_keys(&self, with_letter: &Shelf) -> Keys {
        let mut keys = Keys::default();
        for (column, number, at) in &with_letter.names {
            let entry = self.lexicon.entry(*number);
            let name = &column.names(entry)[*at];
            let Some(key) = self.key_of(name) else {
                continue;
            };
            if *column == NameColumn::Ambiguous {
                add(&mut keys.ambiguous, key, *number);
            } else if !is_marked(entry, name) {
                add(&mut keys.by_letters, letters_of(name), *number);
                add(&mut keys.by_stems, key, *number);
                add(&mut keys.by_light_stems, light_key(name), *number);
            }
        }
        keys
    }

    /// Whether a row of folded Han letters is a name with other names.
    pub(crate) fn has_others(&self, name: &str) -> bool {
        !self.look_up(name).others.is_empty()
    }

    /// What is known of a name as typed.
    pub(crate) fn look_up(&self, typed: &str) -> Known {
        let keys = first_letter(typed).and_then(|first| self.keys(first));
        let (Some(keys), Some(key)) = (keys, self.key_of(typed)) else {
            return Known::default();
        };
        if is_function_word(&fold(typed.trim())) && typed.chars().any(char::is_lowercase) {
            return Known::default(); // `who` is no health organisation
        }
        let could_mean = keys.ambiguous.get(&key).into_iter().flatten();
        let could_mean = could_mean
            .filter_map(|entry| preferred(self.lexicon.entry(*entry)))
            .collect();
        let by_stems = [
            keys.by_stems.get(&key),
            keys.by_light_stems.get(&light_key(typed)),
        ];
        let by_stems = by_stems.into_iter().flatten().flatten();
        let things = by_stems.filter(|entry| !self.lexicon.is_vocabulary(**entry));
        // A name as it is written comes before one with the same stems: advance, advanced. But a word of the vocabulary that is
        // written so hides no thing that bears the name in another form.
        let entries = keys
            .by_letters
            .get(&letters_of(typed))
            .or_else(|| keys.by_stems.get(&key))
            .or_else(|| keys.by_light_stems.get(&light_key(typed)));
        let mut entries: Vec<usize> = entries.into_iter().flatten().copied().collect();
        if entries
            .iter()
            .all(|entry| self.lexicon.is_vocabulary(*entry))
        {
            let things: Vec<usize> = things.copied().collect();
            entries.splice(0..0, things);
            entries.dedup();
        }
        let entries = entries.iter().map(|entry| self.lexicon.entry(*entry));
        Known {
            is_vocabulary: entries.clone().all(LexiconEntry::is_vocabulary),
            others: self.others(typed, entries),
            could_mean,
        }
    }

    /// What a longer Chinese term becomes when a name inside it is put in another of its forms (上海合作组织秘书长 for
    /// 上合组织秘书长), and the other names of that.
    pub(crate) fn look_up_inside(&self, typed: &str) -> Vec<Alternative> {
        let letters = Letters::of(typed);
        if letters.len() > LONGEST_TERM || !is_all_han(&letters) {
            return Vec::new();
        }
        let mut found: Vec<Alternative> = Vec::new();
        for (range, others) in self.names_inside(typed, &letters) {
            for other in others.iter().filter(|other| is_han(&other.text)) {
                let term = format!(
                    "{}{}{}",
                    &typed[..range.start],
                    other.text,
                    &typed[range.end..]
                );
                let known = self.look_up(&term).others;
                found.extend(Row::of_forms(&term).map(|row| Alternative {
                    text: term,
                    row,
                    kind: AlternativeKind::Name,
                }));
                found.extend(known);
            }
        }
        let mut kept: Vec<Alternative> = Vec::new();
        for alternative in found {
            let holds = |a: &str, b: &str| letters_of(a).contains(&letters_of(b));
            if holds(&alternative.text, typed)
                || kept
                    .iter()
                    .any(|known| holds(&alternative.text, &known.text))
            {
                continue;
            }
            kept.push(Alternative {
                kind: AlternativeKind::Inside,
                ..alternative
            });
        }
        kept.truncate(MOST_ALTERNATIVES);
        kept
    }

    /// The longest names inside a term that do not overlap, as its bytes, with their other names.
    fn names_inside(
        &self,
        typed: &str,
        letters: &Letters,
    ) -> Vec<(Range<usize>, Vec<Alternative>)> {
        let mut found = Vec::new();
        let mut start = 0;
        while start < letters.len() {
            let longest = (SHORTEST_INSIDE..=letters.len() - start)
                .rev()
                .find_map(|length| {
                    let (first, last) = (letters.letter(start), letters.letter(start + length - 1));
                    let range = first.start as usize..last.end as usize;
                    let others = self.look_up(&typed[range.clone()]).others;
                    (length < letters.len() && !others.is_empty())
                        .then_some((length, range, others))
                });
            let Some((length, range, others)) = longest else {
                start += 1;
                continue;
            };
            found.push((range, others));
            start += length;
        }
        found
    }

    /// A name as it is looked up: folded letters, words by their stems; abbreviations in capitals as they are.
    fn key_of(&self, name: &str) -> Option<String> {
        let letters = Letters::of(name);
        if letters.is_empty() {
            return None;
        }
        let mut key = String::new();
        for index in 0..letters.len() {
            let text = letters.text(index);
            match letters.letter(index).kind {
                LetterKind::Han => key.push_str(text),
                LetterKind::Word => {
                    key.push(' ');
                    match self.abbreviations.get(text) {
                        Some(abbreviation) => key.push_str(abbreviation),
                        None => key.push_str(&stem(text)),
                    }
                    key.push(' ');
                }
            }
        }
        key.push_str(&signs_of(name));
        Some(key)
    }

    /// The other names of what was typed.
    fn others<'a>(
        &self,
        typed: &str,
        entries: impl Iterator<Item = &'a LexiconEntry>,
    ) -> Vec<Alternative> {
        let is_chinese = is_han(typed);
        let typed_key = self.key_of(typed).unwrap_or_default();
        let mut others: Vec<(String, Alternative)> = Vec::new();
        for entry in entries {
            for name in self.usable_names(entry, is_chinese) {
                let Some(key) = self.key_of(name) else {
                    continue;
                };
                // What holds what was typed, or another name, is found by that already.
                let is_found = contains_name(&key, &typed_key)
                    || others.iter().any(|(known, _)| contains_name(&key, known));
                if is_found {
                    continue;
                }
                others.retain(|(known, _)| !contains_name(known, &key));
                let Some(row) = Row::of_forms(name) else {
                    continue;
                };
                let alternative = Alternative {
                    text: name.clone(),
                    row,
                    kind: AlternativeKind::Name,
                };
                others.push((key, alternative));
            }
        }
        others.truncate(MOST_ALTERNATIVES);
        others
            .into_iter()
            .map(|(_, alternative)| alternative)
            .collect()
    }

    /// The names of a thing that may stand for another of its names.
    fn usable_names<'a>(&self, entry: &'a LexiconEntry, typed_in_chinese: bool) -> Vec<&'a String> {
        let is_ambiguous = |name: &&String| {
            entry
                .ambiguous
                .iter()
                .any(|other| self.key_of(other) == self.key_of(name))
        };
        let is_vocabulary = entry.is_vocabulary();
        // Two Han letters stand by chance inside other words (上合 in 马上合作): a short variant finds itself only.
        let is_short_variant = |name: &String| {
            !is_vocabulary
                && is_han(name)
                && Letters::of(name).len() <= 2
                && entry.zh.first() != Some(name)
        };
        // Signs are not looked for, so a name that differs from another by a sign alone would find that one.
        let is_findable = |name: &&String| !ends_in_sign(name);
        let chinese = entry
            .zh
            .iter()
            .filter(|name| !is_short_variant(name))
            .filter(is_findable);
        let foreign = entry.en.iter().chain(&entry.ru).filter(is_findable);
        if is_vocabulary {
            // A single character (东 for east) stands in words that mean something else.
            let is_word = |name: &&String| Letters::of(name).len() > 1 || !is_han(name);
            let chinese = chinese.filter(|_| !typed_in_chinese).filter(is_word);
            return chinese.filter(|name| !is_ambiguous(name)).collect();
        }
        chinese
            .chain(foreign)
            .filter(|name| !is_ambiguous(name))
            .collect()
    }
}

/// Signs that make another name of one: 上合组织+ is a format, 上合组织 the organisation.
const SIGNS: [char; 4] = ['+', '&', '%', '#'];

fn signs_of(name: &str) -> String {
    name.chars()
        .map(fold_char)
        .filter(|c| SIGNS.contains(c))
        .collect()
}

/// Whether a name ends in a sign, so that its letters are those of another.
pub(crate) fn ends_in_sign(name: &str) -> bool {
    let is_mark = |c: char| !c.is_alphanumeric() && !SIGNS.contains(&c);
    name.trim_end_matches(is_mark).ends_with(SIGNS)
}

/// Whether an entry says that a name belongs to other things too.
fn is_marked(entry: &LexiconEntry, name: &str) -> bool {
    let letters = letters_of(name);
    entry
        .ambiguous
        .iter()
        .any(|marked| letters_of(marked) == letters)
}

fn add(names: &mut HashMap<String, Vec<usize>>, name: String, entry: usize) {
    let known = names.entry(name).or_default();
    if known.last() != Some(&entry) {
        known.push(entry);
    }
}

/// The folded letters of a name, parted by spaces.
fn letters_of(name: &str) -> String {
    let letters = Letters::of(name);
    let texts: Vec<&str> = (0..letters.len())
        .map(|index| letters.text(index))
        .collect();
    texts.join(" ") + &signs_of(name)
}

/// Letters of a Cyrillic word that are never taken for an ending.
const SHORTEST_STEM: usize = 4;

/// A name with its Cyrillic words shorn of whatever may be a case ending: Snowball's stemmer knows the cases of ordinary words,
/// but gives Астана and Астане two stems. In the manner of light stemmers (Dolamic & Savoy, "Indexing and searching
/// strategies for the Russian language", 2009).
fn light_key(name: &str) -> String {
    let letters = letters_of(name);
    let words = letters.split(' ').map(|word| {
        let is_cyrillic = word.chars().all(|c| ('\u{0430}'..='\u{045F}').contains(&c));
        let mut kept = word;
        let mut length = word.chars().count();
        while is_cyrillic && length > SHORTEST_STEM && kept.ends_with(ENDINGS) {
            kept = &kept[..kept.len() - 2]; // two bytes a letter
            length -= 1;
        }
        kept
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Letters that case endings are made of.
const ENDINGS: [char; 14] = [
    'а', 'е', 'и', 'о', 'у', 'ы', 'э', 'ю', 'я', 'й', 'ь', 'м', 'х', 'в',
];

fn preferred(entry: &LexiconEntry) -> Option<String> {
    let names = [&entry.zh, &entry.en, &entry.ru];
    names.into_iter().find_map(|names| names.first().cloned())
}

fn contains_name(key: &str, part: &str) -> bool {
    !part.is_empty() && key.contains(part)
}

/// The words of a name that are written in capitals, folded.
fn abbreviations(name: &str) -> impl Iterator<Item = String> {
    let capitals = name.chars().filter(|c| c.is_uppercase()).take(2).count();
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(move |_| capitals > 1);
    words
        .filter(|word| {
            word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
        })
        .map(fold)
}

/// The first letter of a name, folded.
fn first_letter(name: &str) -> Option<char> {
    name.chars().map(fold_char).find(|c| c.is_alphanumeric())
}

fn is_all_han(letters: &Letters) -> bool {
    letters
        .as_slice()
        .iter()
        .all(|letter| letter.kind == LetterKind::Han)
}

fn is_han(name: &str) -> bool {
    Letters::of(name)
        .as_slice()
        .iter()
        .any(|letter| letter.kind == LetterKind::Han)
}
