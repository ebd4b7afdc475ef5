//! A question as the corrections see it: its letters, and which of them may be mended.

use std::ops::Range;

use sco_analysis::{LetterKind, Letters};

use super::phrasebook;

/// Letters of a question that are looked at; what lies beyond is left as it is.
const LETTERS: usize = 120;

/// A question.
pub(super) struct Asked<'a> {
    pub(super) text: &'a str,
    pub(super) letters: Letters,
    pub(super) key: String,
}

impl<'a> Asked<'a> {
    pub(super) fn new(text: &'a str) -> Asked<'a> {
        let letters = Letters::of(text);
        let key = phrasebook::key(&letters);
        Asked { text, letters, key }
    }

    /// Letters that are looked at.
    fn len(&self) -> usize {
        self.letters.len().min(LETTERS)
    }

    /// The bytes of a range of letters in the question.
    pub(super) fn bytes(&self, letters: &Range<usize>) -> Range<usize> {
        let (first, last) = (letters.start, letters.end - 1);
        self.letters.letter(first).start as usize..self.letters.letter(last).end as usize
    }

    /// The text of a letter as it was typed.
    pub(super) fn typed(&self, at: usize) -> &'a str {
        &self.text[self.bytes(&(at..at + 1))]
    }

    /// Longest rows of Han characters with nothing between them.
    pub(super) fn han_runs(&self) -> Vec<Range<usize>> {
        self.runs(|at| self.is(at, LetterKind::Han), str::is_empty)
    }

    /// Longest rows of words with only spaces, apostrophes or hyphens between them.
    pub(super) fn word_runs(&self) -> Vec<Range<usize>> {
        let joins = |between: &str| between.chars().all(|c| matches!(c, ' ' | '\'' | '’' | '-'));
        self.runs(|at| self.is_plain_word(at), joins)
    }

    fn is(&self, at: usize, kind: LetterKind) -> bool {
        self.letters.letter(at).kind == kind
    }

    /// Whether a letter is a word to look for, and no operator, field name or pattern.
    fn is_plain_word(&self, at: usize) -> bool {
        let bytes = self.bytes(&(at..at + 1));
        let before = self.text[..bytes.start].chars().next_back();
        let after = self.text[bytes.end..].chars().next();
        let is_pattern = |c: Option<char>| matches!(c, Some('*' | '＊' | '?' | '/'));
        let is_field = matches!(after, Some(':' | '：'));
        let is_operator = matches!(
            self.typed(at),
            "AND" | "OR" | "NOT" | "NEAR" | "BEFORE" | "SENTENCE" | "PARAGRAPH"
        );
        self.is(at, LetterKind::Word)
            && !(is_field || is_operator || is_pattern(before) || is_pattern(after))
    }

    fn runs(
        &self,
        belongs: impl Fn(usize) -> bool,
        joins: impl Fn(&str) -> bool,
    ) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for at in (0..self.len()).filter(|at| belongs(*at)) {
            let letter = self.letters.letter(at);
            match runs.last_mut() {
                Some(run)
                    if run.end == at
                        && joins(
                            &self.text
                                [self.letters.letter(at - 1).end as usize..letter.start as usize],
                        ) =>
                {
                    run.end = at + 1;
                }
                _ => runs.push(at..at + 1),
            }
        }
        runs
    }
}
