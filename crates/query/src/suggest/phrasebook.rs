//! What can be suggested: the words of the index, the names of the lexicon, the titles of the documents.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};
use sco_analysis::{LetterKind, Letters, fold, stem};
use sco_corpus::LexiconEntry;

use super::pinyin::Readings;

/// Room made for the names of a lexicon and their words; more are taken, too.
const PHRASES_OF_A_LEXICON: usize = 16_384;

/// The words of an index.
#[derive(Debug, Clone, Default)]
pub(crate) struct Vocabulary {
    /// Folded words, each with the number of documents that hold it: Han words of two characters or more, whole Latin and
    /// Cyrillic words, numbers.
    pub(crate) words: Vec<(String, u64)>,
    /// Folded stems of the Latin and Cyrillic words: their other forms are no mistakes.
    pub(crate) stems: Vec<String>,
}

/// One thing of the lexicon.
#[derive(Debug, Clone, Default)]
pub(crate) struct Name {
    /// Its names in all languages, the preferred one first.
    pub(crate) forms: Vec<String>,
    /// Whether it is one thing of the world (a person, a treaty) and no general vocabulary.
    pub(crate) is_proper: bool,
}

impl From<&LexiconEntry> for Name {
    fn from(entry: &LexiconEntry) -> Name {
        let forms = entry.zh.iter().chain(&entry.en).chain(&entry.ru);
        Name {
            forms: forms.cloned().collect(),
            is_proper: !entry.is_vocabulary(),
        }
    }
}

/// Where a phrase comes from, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// A name of the lexicon.
    Name,
    /// The title of a document.
    Title,
    /// One word of a name of several.
    Part,
    /// A word of the index.
    Word,
}

/// Something that can be suggested.
#[derive(Debug)]
pub(super) struct Phrase {
    /// The letters, folded, with one space between two words; what phrases are compared by.
    pub(super) key: Box<str>,
    /// How it is written, where not like the key.
    written: Option<Box<str>>,
    /// Documents that hold it; of a name of several words at most, 0 where that is not known.
    pub(super) documents: u32,
    pub(super) origin: Origin,
    /// Whether it names one thing of the world.
    pub(super) is_proper: bool,
    /// The preferred name of the same thing, where this is another.
    pub(super) preferred: Option<u32>,
}

impl Phrase {
    /// How it is written.
    pub(super) fn text(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.key)
    }

    /// Whether people chose it: a name, a part of one, or a title.
    pub(super) fn is_chosen(&self) -> bool {
        self.origin != Origin::Word
    }
}

/// All that can be suggested; shared by [`Suggester`](super::Suggester) and [`Completions`](super::Completions).
#[derive(Debug, Default)]
pub(crate) struct Phrasebook {
    phrases: Vec<Phrase>,
    by_key: FxHashMap<u64, u32>,
    stems: FxHashSet<u64>,
    /// Hashes of two neighbouring words of a name, written with a space.
    neighbours: FxHashSet<u64>,
    most_documents: u32,
    readings: OnceLock<Readings>,
}

impl Phrasebook {
    /// Collects what can be suggested; the words come folded, as the index keeps them.
    pub(crate) fn new(
        vocabulary: Vocabulary,
        names: impl IntoIterator<Item = Name>,
        titles: impl IntoIterator<Item = String>,
    ) -> Phrasebook {
        let expected = vocabulary.words.len() + PHRASES_OF_A_LEXICON;
        let mut book = Phrasebook {
            phrases: Vec::with_capacity(expected),
            ..Phrasebook::default()
        };
        book.by_key.reserve(expected);
        for (word, documents) in vocabulary.words {
            book.add_word(word, u32::try_from(documents).unwrap_or(u32::MAX));
        }
        for name in names {
            book.add_name(&name);
        }
        for title in titles {
            book.add(&key(&Letters::of(&title)), &title, Origin::Title);
        }
        book.stems = vocabulary.stems.iter().map(|stem| hash(stem)).collect();
        book.most_documents = book.phrases.iter().map(|p| p.documents).max().unwrap_or(0);
        book
    }

    pub(super) fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    pub(super) fn phrase(&self, id: u32) -> &Phrase {
        &self.phrases[id as usize]
    }

    /// The phrase with a key.
    pub(super) fn find(&self, key: &str) -> Option<u32> {
        let id = *self.by_key.get(&hash(key))?;
        (*self.phrase(id).key == *key).then_some(id)
    }

    /// Whether a folded Latin or Cyrillic word is known, in whatever form.
    pub(super) fn knows_word(&self, word: &str) -> bool {
        self.find(word).is_some() || self.stems.contains(&hash(&stem(word)))
    }

    /// Whether two folded words stand side by side in a name.
    pub(super) fn are_neighbours(&self, first: &str, second: &str) -> bool {
        self.neighbours
            .contains(&hash(&format!("{first} {second}")))
    }

    /// How frequent a phrase is among all, 0 to 1, on a logarithmic scale.
    pub(super) fn frequency(&self, phrase: &Phrase) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a score needs no precision")]
        let log = |documents: u32| (documents as f32).ln_1p();
        if self.most_documents == 0 {
            0.0
        } else {
            log(phrase.documents) / log(self.most_documents)
        }
    }

    /// How the phrases in Han characters sound; worked out at the first use.
    pub(super) fn readings(&self) -> &Readings {
        self.readings.get_or_init(|| Readings::of(&self.phrases))
    }

    fn add_word(&mut self, word: String, documents: u32) {
        let id = self.next_id();
        let known = *self.by_key.entry(hash(&word)).or_insert(id);
        if known == id {
            self.push(word.into(), None, documents, Origin::Word);
        } else {
            let phrase = &mut self.phrases[known as usize];
            phrase.documents = phrase.documents.max(documents);
        }
    }

    fn add_name(&mut self, name: &Name) {
        let mut preferred = None;
        for form in &name.forms {
            let (key, words) = key_and_words(form);
            let known = self.find(&key);
            let known = known.filter(|id| self.phrase(*id).origin == Origin::Name);
            let Some(id) = known.or_else(|| self.add(&key, form, Origin::Name)) else {
                continue;
            };
            let phrase = &mut self.phrases[id as usize];
            phrase.is_proper |= name.is_proper;
            if known.is_none() {
                phrase.preferred = preferred;
                self.add_words(form, &key, &words, id);
            }
            preferred = preferred.or(Some(id));
        }
    }

    /// Adds the words of a name, and works out how many documents can hold it.
    fn add_words(&mut self, form: &str, key: &str, words: &[Range<usize>], id: u32) {
        if words.len() < 2 {
            return;
        }
        let mut documents = u32::MAX;
        let mut start = 0;
        for (word, written) in key.split(' ').zip(words) {
            let known = self.find(word);
            let part = known.or_else(|| self.add(word, &form[written.clone()], Origin::Part));
            documents = documents.min(part.map_or(0, |part| self.phrase(part).documents));
            let next = start + word.len() + 1;
            if let Some(after) = key.get(next..) {
                let second = after.split(' ').next().unwrap_or_default();
                self.neighbours
                    .insert(hash(&key[start..next + second.len()]));
            }
            start = next;
        }
        let phrase = &mut self.phrases[id as usize];
        phrase.documents = phrase.documents.max(documents);
    }

    /// Adds a text with its key, or gives the phrase that has the key already; a better origin wins.
    fn add(&mut self, key: &str, text: &str, origin: Origin) -> Option<u32> {
        if key.is_empty() {
            return None;
        }
        let id = self.next_id();
        let known = *self.by_key.entry(hash(key)).or_insert(id);
        let is_new = known == id;
        if !is_new && origin >= self.phrase(known).origin {
            return Some(known);
        }
        let written = bare(text);
        let written = (written != key).then(|| written.into());
        if is_new {
            self.push(key.into(), written, 0, origin);
        } else {
            let phrase = &mut self.phrases[known as usize];
            (phrase.origin, phrase.written) = (origin, written);
        }
        Some(known)
    }

    fn next_id(&self) -> u32 {
        u32::try_from(self.phrases.len()).unwrap_or(u32::MAX)
    }

    fn push(&mut self, key: Box<str>, written: Option<Box<str>>, documents: u32, origin: Origin) {
        self.phrases.push(Phrase {
            key,
            written,
            documents,
            origin,
            is_proper: false,
            preferred: None,
        });
    }
}

/// The letters of a text as a key: folded, with one space between two words.
pub(super) fn key(letters: &Letters) -> String {
    let mut key = String::new();
    for at in 0..letters.len() {
        let both_words = at > 0
            && letters.letter(at).kind == LetterKind::Word
            && letters.letter(at - 1).kind == LetterKind::Word;
        if both_words {
            key.push(' ');
        }
        key.push_str(letters.text(at));
    }
    key
}

/// The key of a name, and the bytes of its words where it is made of words only.
fn key_and_words(form: &str) -> (String, Vec<Range<usize>>) {
    plain_key_and_words(form).unwrap_or_else(|| {
        let letters = Letters::of(form);
        let is_words = (0..letters.len()).all(|at| letters.letter(at).kind == LetterKind::Word);
        let words = letters.as_slice().iter().filter(|_| is_words);
        let words = words.map(|letter| letter.start as usize..letter.end as usize);
        (key(&letters), words.collect())
    })
}

/// The same for the names that are only Han characters, or only plain words with single spaces: most are, and a lexicon has
/// tens of thousands.
fn plain_key_and_words(form: &str) -> Option<(String, Vec<Range<usize>>)> {
    let is_han = form.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    if is_han {
        return Some((fold(form), Vec::new()));
    }
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '\u{410}'..='\u{44F}' | 'ё');
    let mut words = Vec::new();
    let mut start = 0;
    for word in form.split(' ') {
        if word.is_empty() || !word.chars().all(is_letter) {
            return None;
        }
        words.push(start..start + word.len());
        start += word.len() + 1;
    }
    Some((fold(form), words))
}

/// A text without the quotation marks and brackets around it, which would make a phrase or a title of it.
fn bare(text: &str) -> Cow<'_, str> {
    let is_mark = |c: &char| {
        let is_quotation_mark = matches!(
            c,
            '"' | '\u{201C}'..='\u{201F}' | '«' | '»' | '「' | '」' | '『' | '』' | '＂'
        );
        is_quotation_mark || matches!(c, '《' | '》' | '〈' | '〉')
    };
    if !text.contains(|c| is_mark(&c)) {
        return text.trim().into();
    }
    let bare: String = text.chars().filter(|c| !is_mark(c)).collect();
    bare.trim().to_owned().into()
}

pub(super) fn hash(text: &str) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault};
    BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_way_to_a_key_gives_the_same() {
        for form in [
            "Шанхайская пятёрка",
            "SCO Plus 2024",
            "上海合作組織",
            "Xi Jinping",
            "ШОС",
        ] {
            let (plain, words) = plain_key_and_words(form).unwrap();
            assert_eq!(plain, key(&Letters::of(form)));
            assert!(words.is_empty() || words.len() == Letters::of(form).len());
        }
        for form in [
            "“上海五国”机制",
            "Kassym-Jomart Tokayev",
            "上海 精神",
            "上合组织 Forum",
            "two  spaces",
            "",
        ] {
            assert!(
                form.is_empty() || plain_key_and_words(form).is_none(),
                "{form}"
            );
        }
    }
}
