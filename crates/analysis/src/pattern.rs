//! A pattern: the letters a question asks for, in a row.
//!
//! [`Pattern::find_in`] is the definition of a match; [`Pattern::grams`] says the same to an index of [`Grams`](crate::Grams).

use crate::grams::SENTENCE_END;
use crate::letters::{Letter, LetterKind, Letters};

/// Letters in a row, as typed in a question.
#[derive(Debug, Clone)]
pub struct Pattern {
    letters: Letters,
}

/// How an index of grams is asked for a pattern.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum GramQuery {
    /// Every term with this prefix: one Han letter alone.
    Prefix(String),
    /// These terms at these distances, in letters, from the first.
    Phrase(Vec<(u32, String)>),
}

/// Patterns that find the same are equal.
impl PartialEq for Pattern {
    fn eq(&self, other: &Pattern) -> bool {
        self.grams() == other.grams()
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// The pattern of a text, `None` when the text has no letters.
    pub fn of(text: &str) -> Option<Pattern> {
        let letters = Letters::of(&with_number_years(text));
        (!letters.is_empty()).then_some(Pattern { letters })
    }

    /// The letters.
    pub fn letters(&self) -> &Letters {
        &self.letters
    }

    /// Number of letters.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a pattern has at least one letter"
    )]
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Whether a sentence ends inside the pattern.
    pub fn spans_sentences(&self) -> bool {
        (0..self.len()).any(|index| self.letters.ends_sentence(index))
    }

    /// What an index of grams has to be asked.
    pub fn grams(&self) -> GramQuery {
        let letters = self.letters.as_slice();
        if let [
            Letter {
                kind: LetterKind::Han,
                ..
            },
        ] = letters
        {
            return GramQuery::Prefix(self.letters.text(0).to_owned());
        }
        let mut terms = Vec::new();
        let mut index = 0;
        while index < letters.len() {
            index += self.push_gram(index, &mut terms);
            if self.letters.ends_sentence(index - 1) {
                let gap =
                    self.letters.letter(index - 1).position + 1 - self.letters.letter(0).position;
                terms.push((gap, SENTENCE_END.to_owned()));
            }
        }
        GramQuery::Phrase(terms)
    }

    /// Pushes the gram that covers the letter at `index`; gives how many letters further the next one is needed.
    fn push_gram(&self, index: usize, terms: &mut Vec<(u32, String)>) -> usize {
        let letter = self.letters.letter(index);
        let offset = letter.position - self.letters.letter(0).position;
        if letter.kind == LetterKind::Word {
            terms.push((offset, self.letters.text(index).to_owned()));
            return 1;
        }
        if self.letters.is_pair(index) {
            terms.push((offset, self.letters.joined(index, 2).to_owned()));
            // The next pair may start on this one's second letter only where the run ends there.
            return if self.letters.is_pair(index + 1) && !self.letters.is_pair(index + 2) {
                1
            } else {
                2
            };
        }
        let alone = index == 0 || !self.letters.is_pair(index - 1);
        if alone && index > 0 {
            terms.push((offset, format!("^{}", self.letters.text(index))));
        } else if alone {
            terms.push((offset, format!("{}$", self.letters.text(index))));
        }
        1
    }

    /// Every occurrence in a text, overlapping ones included: half-open ranges of indexes of its letters, in order.
    pub fn find_in(&self, text: &Letters) -> Vec<std::ops::Range<usize>> {
        let wanted = self.len();
        let ends = (text.len() + 1).saturating_sub(wanted);
        let run = self.first_run();
        if run > 0 {
            let starts = text.starts_of(self.letters.joined(0, run));
            return starts
                .filter(|&start| start < ends && self.matches_at(text, start))
                .map(|start| start..start + wanted)
                .collect();
        }
        (0..ends)
            .filter(|&start| self.matches_at(text, start))
            .map(|start| self.first_letter(text, start)..start + wanted)
            .collect()
    }

    /// Han letters with which the pattern begins.
    fn first_run(&self) -> usize {
        let letters = self.letters.as_slice().iter();
        letters
            .take_while(|letter| letter.kind == LetterKind::Han)
            .count()
    }

    fn matches_at(&self, text: &Letters, start: usize) -> bool {
        let (own, other) = (self.letters.letter(0).position, text.letter(start).position);
        (0..self.len()).all(|at| {
            self.letter_matches(at, text, start + at)
                && self.letters.letter(at).position - own
                    == text.letter(start + at).position - other
        })
    }

    fn letter_matches(&self, at: usize, text: &Letters, index: usize) -> bool {
        let wanted = self.letters.text(at);
        let year = text.letter(index).year;
        wanted == text.text(index) || (year > 0 && wanted.parse() == Ok(year) && wanted.len() == 4)
    }

    /// A match that begins with a year written in Han digits begins at its first digit.
    fn first_letter(&self, text: &Letters, start: usize) -> usize {
        let by_year = text.letter(start).year > 0 && self.letters.text(0) != text.text(start);
        if by_year { start - 3 } else { start }
    }
}

/// Writes a year that a pattern begins with in Arabic digits: 二〇二四年 then finds both ways of writing it, because texts
/// carry the number beside their Han digits.
fn with_number_years(text: &str) -> String {
    let letters = Letters::of(text);
    if letters.len() < 5 || letters.letter(3).year == 0 {
        return text.to_owned();
    }
    let (first, last) = (letters.letter(0), letters.letter(3));
    format!(
        "{}{}{}",
        &text[..first.start as usize],
        last.year,
        &text[last.end as usize..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrase(text: &str) -> String {
        match Pattern::of(text).unwrap().grams() {
            GramQuery::Prefix(prefix) => format!("{prefix}*"),
            GramQuery::Phrase(terms) => terms
                .iter()
                .map(|(at, term)| format!("{term}@{at}"))
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    #[test]
    fn pairs_cover_a_run() {
        assert_eq!(phrase("共"), "共*");
        assert_eq!(phrase("共同"), "共同@0");
        assert_eq!(phrase("共同体"), "共同@0 同体@1");
        assert_eq!(phrase("命运共同"), "命运@0 共同@2");
        assert_eq!(phrase("命运共同体"), "命运@0 共同@2 同体@3");
    }

    #[test]
    fn edges_are_asked_for_beside_words() {
        assert_eq!(phrase("2024年7月"), "2024@0 ^年@1 7@2 ^月@3");
        assert_eq!(phrase("第2版"), "第$@0 2@1 ^版@2");
        assert_eq!(phrase("甲。乙丙"), "甲$@0 .@1 乙丙@2");
    }

    #[test]
    fn a_year_is_found_in_both_writings() {
        for (pattern, text, found) in [
            ("2024年", "在二〇二四年夏", Some(1..6)),
            ("二〇二四年", "在2024 年夏", Some(1..3)),
            ("二○二四年夏", "在二〇二四年夏", Some(1..7)),
            ("年夏", "在二〇二四年夏", Some(5..7)),
        ] {
            assert_eq!(
                Pattern::of(pattern)
                    .unwrap()
                    .find_in(&Letters::of(text))
                    .first()
                    .cloned(),
                found,
                "{pattern}"
            );
        }
    }
}
