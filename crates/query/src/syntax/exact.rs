//! `=词`: characters exactly as typed.

use std::ops::Range;

use sco_analysis::{Letters, Pattern, sentences};

/// Characters exactly as typed: script, width, case and punctuation count.
#[derive(Debug, Clone)]
pub struct Exact {
    text: String,
    pattern: Option<Pattern>,
}

impl Exact {
    /// These characters, `None` when there is none but white space.
    pub fn of(text: &str) -> Option<Exact> {
        let text = text.trim();
        (!text.is_empty()).then(|| Exact {
            text: text.to_owned(),
            pattern: Pattern::of(text),
        })
    }

    /// Their letters, if there are any: what an index can be asked.
    pub fn pattern(&self) -> Option<&Pattern> {
        self.pattern.as_ref()
    }

    /// Whether a sentence ends inside them.
    pub(crate) fn spans_sentences(&self) -> bool {
        sentences(&self.text).count() > 1
    }

    /// Every occurrence in a text with the letters given, as byte ranges; a word is only found whole.
    pub fn find_in(&self, text: &str, letters: &Letters) -> Vec<Range<usize>> {
        let is_inside_word = |at: usize| {
            let next = letters
                .as_slice()
                .partition_point(|letter| letter.end as usize <= at);
            letters
                .as_slice()
                .get(next)
                .is_some_and(|letter| (letter.start as usize) < at)
        };
        let mut found = Vec::new();
        let mut from = 0;
        // Occurrences may overlap, and one inside a word may hide another behind it.
        while let Some(at) = text[from..].find(&self.text) {
            let range = from + at..from + at + self.text.len();
            from = range.start + text[range.start..].chars().next().map_or(1, char::len_utf8);
            if !is_inside_word(range.start) && !is_inside_word(range.end) {
                found.push(range);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_punctuation_and_whole_words_count() {
        let found = |wanted: &str, text: &str| {
            Exact::of(wanted)
                .unwrap()
                .find_in(text, &Letters::of(text))
                .len()
        };
        assert_eq!(found("上海精神", "上海精神 上海“精神” 上海精神"), 2);
        assert_eq!(found("組織", "组织 組織"), 1);
        assert_eq!(found("SCO", "sco SCODA SCO"), 1);
        assert_eq!(found("+", "C5+1"), 1);
        assert_eq!(found("C5+1", "“C5+1”机制"), 1);
        assert!(Exact::of("  ").is_none());
    }
}
