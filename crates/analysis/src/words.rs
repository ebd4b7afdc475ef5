//! Words: what ranks.
//!
//! The terms of a text, with their frequencies and without positions: jieba's words in search mode (two characters and
//! more), every single Han character, Snowball stems of Latin and Cyrillic words, numbers as they are. Single characters
//! are good ranking terms too, and cost nothing at question time.

use std::sync::{Arc, LazyLock};

use frostem::{Algorithm, Stemmer};
use jieba_rs::Jieba;

use crate::letters::{LetterKind, Letters};

/// Cuts texts into words; cheap to clone, the dictionary is shared.
///
/// Loading the dictionary takes a tenth of a second, so only indexing makes one.
#[derive(Clone)]
pub struct Dictionary {
    jieba: Arc<Jieba>,
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Dictionary")
    }
}

impl Dictionary {
    /// jieba's own dictionary and the names given, which may be in any script; only names wholly in Han are of use.
    pub fn with_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Dictionary {
        let mut jieba = Jieba::new();
        for name in names {
            let letters = Letters::of(name);
            let whole = (1..letters.len()).all(|index| letters.is_pair(index - 1));
            if letters.len() >= 2 && whole {
                // A line of a dictionary file without a frequency is never chosen; `add_word` computes one that is.
                jieba.add_word(letters.joined(0, letters.len()), None, None);
            }
        }
        Dictionary {
            jieba: Arc::new(jieba),
        }
    }

    /// Calls `each` with every word of the text, in no particular order.
    pub fn words(&self, text: &str, mut each: impl FnMut(&str)) {
        let letters = Letters::of(text);
        let mut run_start = 0;
        for index in 0..letters.len() {
            let letter = letters.letter(index);
            each_letter(&letters, index, &mut each);
            let touches_next =
                letters.is_pair(index) && letters.letter(index + 1).start == letter.end;
            if touches_next {
                continue;
            }
            if index > run_start {
                self.cut(letters.joined(run_start, index + 1 - run_start), &mut each);
            }
            run_start = index + 1;
        }
    }

    /// Cuts a folded run of Han characters.
    fn cut(&self, run: &str, each: &mut impl FnMut(&str)) {
        // Without the hidden Markov model the cut is the same in every context, and so on both sides of an update.
        for token in self.jieba.cut_for_search(run, false) {
            if token.word.chars().nth(1).is_some() {
                each(token.word);
            }
        }
    }
}

/// What jieba's dictionary knows a word as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownWord {
    /// The name of a person.
    Person,
    /// Any other word.
    Ordinary,
}

/// What jieba's dictionary knows a text of simplified characters as, `None` where it has no such word. The dictionary is loaded
/// when it is first asked, which takes a tenth of a second.
///
/// ```
/// use sco_analysis::{KnownWord, known_word};
/// assert_eq!(known_word("国家"), Some(KnownWord::Ordinary));
/// assert_eq!(known_word("马克思"), Some(KnownWord::Person));
/// assert_eq!(known_word("王某某"), None);
/// ```
pub fn known_word(text: &str) -> Option<KnownWord> {
    static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);
    if !JIEBA.has_word(text) {
        return None;
    }
    // Tags that begin with nr are those of persons (ICTCLAS).
    let tagged = JIEBA.tag(text, false);
    let is_person = matches!(tagged.as_slice(), [only] if only.tag.starts_with("nr"));
    Some(if is_person {
        KnownWord::Person
    } else {
        KnownWord::Ordinary
    })
}

fn each_letter(letters: &Letters, index: usize, each: &mut impl FnMut(&str)) {
    let text = letters.text(index);
    match letters.letter(index).kind {
        LetterKind::Han => each(text),
        LetterKind::Word => each(&stem(text)),
    }
}

/// The stem of a folded word: Snowball English for Latin letters, Russian for Cyrillic; other words stay as they are.
///
/// ```
/// use sco_analysis::stem;
/// assert_eq!((stem("initiatives"), stem("сотрудничества"), stem("2024")), (stem("initiative"), stem("сотрудничество"), "2024".into()));
/// ```
pub fn stem(word: &str) -> String {
    let algorithm = match word.chars().next() {
        Some('a'..='z') => Algorithm::English,
        Some('\u{0430}'..='\u{045F}') => Algorithm::Russian,
        _ => return word.to_owned(),
    };
    if let Some(numeral) = numeral_of(word) {
        return numeral.to_owned();
    }
    Stemmer::new(algorithm).stem(word).into_owned()
}

/// Russian numerals whose cases have no stem in common, which Snowball therefore leaves apart; folded, ё as е.
const NUMERALS: [&[&str]; 3] = [
    &["два", "две", "двух", "двум", "двумя"],
    &["три", "трех", "трем", "тремя"],
    &["четыре", "четырех", "четырем", "четырьмя"],
];

fn numeral_of(word: &str) -> Option<&'static str> {
    let forms = NUMERALS.iter().find(|forms| forms.contains(&word))?;
    forms.first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(dictionary: &Dictionary, text: &str) -> Vec<String> {
        let mut words = Vec::new();
        dictionary.words(text, |word| words.push(word.to_owned()));
        words.sort();
        words
    }

    #[test]
    fn names_of_the_lexicon_are_words() {
        let plain = Dictionary::with_names([]);
        let named = Dictionary::with_names(["上合組織", "«SCO»", "三股势力"]);
        assert!(!words(&plain, "打击上合组织").contains(&"上合组织".to_owned()));
        assert!(words(&named, "打击上合组织").contains(&"上合组织".to_owned()));
    }

    #[test]
    fn characters_stems_and_numbers_are_words_and_punctuation_is_none() {
        let dictionary = Dictionary::with_names([]);
        assert_eq!(
            words(&dictionary, "合作，Initiatives 2024"),
            ["2024", "initi", "作", "合", "合作"]
        );
        assert_eq!(words(&dictionary, "。，！"), [""; 0]);
    }

    #[test]
    fn numerals_have_cases_too() {
        assert_eq!(stem("тремя"), stem("три"));
        assert_ne!(stem("три"), stem("два"));
    }

    #[test]
    fn words_do_not_bridge_punctuation() {
        let dictionary = Dictionary::with_names([]);
        assert!(!words(&dictionary, "合、作").contains(&"合作".to_owned()));
    }
}
