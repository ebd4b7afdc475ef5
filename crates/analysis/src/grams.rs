//! Grams: what decides whether a text matches.
//!
//! For the letters of a text the grams are, each with its letter's position:
//!
//! | letters | gram |
//! |---|---|
//! | two Han letters side by side | `共同` |
//! | the last letter of a Han run | `体$` |
//! | the first letter of a Han run | `^共` |
//! | a Latin, Cyrillic or number word | `2024` |
//! | the last digit of 二〇二四年 | `2024`, and `^年` on the letter after it |
//! | the gap between two sentences | `.` |
//!
//! A run is a longest row of Han letters inside a sentence; punctuation and spaces do not break it. Every Han letter starts
//! exactly one pair or is the last of its run, so the terms with the prefix `共` hold every occurrence of 共 once. The two
//! edge grams keep 2024年 and 组织SCO exact: next to a word a Han letter always is the edge of its run.

use std::fmt::Write as _;

use crate::letters::{LetterKind, Letters};

/// The term that stands in the gap between two sentences, so that no word can take its place.
pub const SENTENCE_END: &str = ".";

/// One gram of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gram<'a> {
    /// The term in the index.
    pub term: &'a str,
    /// Position of its first letter.
    pub position: u32,
    /// First byte of its letters in the text.
    pub start: u32,
    /// Byte after its last letter.
    pub end: u32,
}

/// The grams of a text, one after the other; a lending iterator, because the terms are written into one buffer.
#[derive(Debug, Default)]
pub struct Grams {
    letters: Letters,
    term: String,
    index: usize,
    step: Step,
}

/// Which gram of the letter comes next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Step {
    #[default]
    First,
    Main,
    Year,
    Gap,
}

impl Grams {
    /// Starts on a text, keeping the memory of the last one.
    pub fn start(&mut self, text: &str) {
        self.letters.refill(text);
        self.index = 0;
        self.step = Step::First;
    }

    /// The letters of the text.
    pub fn letters(&self) -> &Letters {
        &self.letters
    }

    /// The next gram; positions never go backward.
    pub fn advance(&mut self) -> Option<Gram<'_>> {
        loop {
            let index = self.index;
            if index >= self.letters.len() {
                return None;
            }
            let made = match self.step {
                Step::First => self.first_gram(index),
                Step::Main => Some(self.main_gram(index)),
                Step::Year => self.year_gram(index),
                Step::Gap => self.gap(index),
            };
            let gap = u32::from(self.step == Step::Gap);
            self.step = match self.step {
                Step::First => Step::Main,
                Step::Main => Step::Year,
                Step::Year => Step::Gap,
                Step::Gap => {
                    self.index += 1;
                    Step::First
                }
            };
            if let Some(width) = made {
                let (first, last) = (
                    self.letters.letter(index),
                    self.letters.letter(index + width - 1),
                );
                return Some(Gram {
                    term: &self.term,
                    position: first.position + gap,
                    start: first.start,
                    end: last.end,
                });
            }
        }
    }

    /// `^共`: writes the gram of a letter that begins a run; gives its width in letters.
    fn first_gram(&mut self, index: usize) -> Option<usize> {
        if self.letters.letter(index).kind == LetterKind::Word {
            return None;
        }
        let after_word = index == 0 || !self.letters.is_pair(index - 1);
        let after_year = index > 0 && self.letters.letter(index - 1).year > 0;
        if !after_word && !after_year {
            return None;
        }
        self.term.clear();
        self.term.push('^');
        self.term.push_str(self.letters.text(index));
        Some(1)
    }

    /// The pair, the word, or the last letter of a run.
    fn main_gram(&mut self, index: usize) -> usize {
        self.term.clear();
        if self.letters.is_pair(index) {
            self.term.push_str(self.letters.joined(index, 2));
            return 2;
        }
        self.term.push_str(self.letters.text(index));
        if self.letters.letter(index).kind == LetterKind::Han {
            self.term.push('$');
        }
        1
    }

    /// The gap after the letter, where another sentence follows.
    fn gap(&mut self, index: usize) -> Option<usize> {
        if !self.letters.ends_sentence(index) {
            return None;
        }
        self.term.clear();
        self.term.push_str(SENTENCE_END);
        Some(1)
    }

    /// The year that ends here.
    fn year_gram(&mut self, index: usize) -> Option<usize> {
        let year = self.letters.letter(index).year;
        if year == 0 {
            return None;
        }
        self.term.clear();
        write!(self.term, "{year}").ok()?;
        Some(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grams(text: &str) -> Vec<(String, u32)> {
        let mut grams = Grams::default();
        grams.start(text);
        let mut all = Vec::new();
        while let Some(gram) = grams.advance() {
            all.push((gram.term.to_owned(), gram.position));
        }
        all
    }

    fn terms(text: &str) -> String {
        grams(text)
            .into_iter()
            .map(|(term, position)| format!("{term}@{position}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn pairs_bridge_punctuation_but_not_sentences() {
        assert_eq!(
            terms("平等、守。望"),
            "^平@0 平等@0 等守@1 守$@2 .@3 ^望@4 望$@4"
        );
    }

    #[test]
    fn edges_beside_words_are_kept() {
        assert_eq!(terms("在2024年SCO"), "^在@0 在$@0 2024@1 ^年@2 年$@2 sco@3");
    }

    #[test]
    fn a_year_in_han_digits_is_also_a_number() {
        assert_eq!(
            terms("二〇二四年七"),
            "^二@0 二〇@0 〇二@1 二四@2 四年@3 2024@3 ^年@4 年七@4 七$@5"
        );
    }
}
