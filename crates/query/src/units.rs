//! Units: the pieces of a question that a text holds or does not, when the question is loosened.

use std::ops::Range;

use sco_analysis::{LetterKind, Letters, Pattern, Row, stem};

/// A word of a question, or a row of letters that no known word covers.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    /// As typed.
    pub(crate) text: String,
    /// Its letters.
    pub(crate) pattern: Pattern,
    /// For a Latin or Cyrillic word, its stem: any form of the word is the unit.
    pub(crate) stem: Option<String>,
    /// Its other names.
    pub(crate) others: Vec<Row>,
    /// The words of a phrase of the general vocabulary: a text that holds them all holds the phrase.
    pub(crate) parts: Vec<Unit>,
    /// What it is worth beside other units.
    pub(crate) boost: f32,
}

impl Unit {
    /// A unit that is looked for letter for letter.
    pub(crate) fn literal(pattern: Pattern) -> Unit {
        let letters = pattern.letters();
        let text = (0..letters.len())
            .map(|index| letters.text(index))
            .collect();
        Unit {
            text,
            pattern,
            stem: None,
            others: Vec::new(),
            parts: Vec::new(),
            boost: 1.0,
        }
    }

    /// Whether it is a Latin or Cyrillic word, of which a Chinese text may hold the meaning under no name that is known.
    pub(crate) fn is_foreign(&self) -> bool {
        let letters = self.pattern.letters();
        let is_foreign = |index| {
            letters.letter(index).kind == LetterKind::Word
                && !letters
                    .text(index)
                    .starts_with(|c: char| c.is_ascii_digit())
        };
        (0..letters.len()).all(is_foreign)
    }

    /// Whether a text holds the unit.
    pub(crate) fn stands_in(&self, letters: &Letters) -> bool {
        let typed = match &self.stem {
            None => !self.pattern.find_in(letters).is_empty(),
            Some(wanted) => (0..letters.len()).any(|index| is_form_of(letters, index, wanted)),
        };
        typed
            || self
                .others
                .iter()
                .any(|other| !other.find_in(letters).is_empty())
            || self.parts_stand_in(letters)
    }

    fn parts_stand_in(&self, letters: &Letters) -> bool {
        !self.parts.is_empty() && self.parts.iter().all(|part| part.stands_in(letters))
    }

    /// How often a text holds the unit.
    pub(crate) fn count_in(&self, letters: &Letters) -> u32 {
        let whole = self.whole_places(letters).len();
        if whole == 0 && self.parts_stand_in(letters) {
            return 1;
        }
        u32::try_from(whole).unwrap_or(u32::MAX)
    }

    /// Where a text holds the unit: ranges of letters.
    pub(crate) fn places(&self, letters: &Letters) -> Vec<Range<usize>> {
        let whole = self.whole_places(letters);
        if !whole.is_empty() || !self.parts_stand_in(letters) {
            return whole;
        }
        self.parts
            .iter()
            .flat_map(|part| part.places(letters))
            .collect()
    }

    fn whole_places(&self, letters: &Letters) -> Vec<Range<usize>> {
        let mut places = self.typed_places(letters);
        places.extend(self.others.iter().flat_map(|other| other.find_in(letters)));
        places
    }

    fn typed_places(&self, letters: &Letters) -> Vec<Range<usize>> {
        match &self.stem {
            None => self.pattern.find_in(letters),
            Some(wanted) => {
                let forms = (0..letters.len()).filter(|index| is_form_of(letters, *index, wanted));
                forms.map(|index| index..index + 1).collect()
            }
        }
    }
}

fn is_form_of(letters: &Letters, index: usize, wanted: &str) -> bool {
    let (letter, text) = (letters.letter(index), letters.text(index));
    if letter.year > 0 && wanted.parse() == Ok(letter.year) {
        return true;
    }
    // No rule of the stemmers changes a word's first letter, so most words need not be stemmed.
    let may_be = letter.kind == LetterKind::Word && text.chars().next() == wanted.chars().next();
    may_be && (text == wanted || stem(text) == wanted)
}
