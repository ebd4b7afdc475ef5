//! Regular expressions over the folded text.

use std::ops::Range;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;
use sco_analysis::fold_char;

/// Largest compiled expression, bytes.
const SIZE_LIMIT: usize = 1 << 20;

/// What is wrong with a regular expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RegexMistake {
    /// A group without its end.
    #[error("a group is not closed")]
    GroupNotClosed,
    /// The end of a group without its beginning.
    #[error("a group is closed that was not opened")]
    GroupNotOpened,
    /// A class without its end.
    #[error("a class `[…]` is not closed")]
    ClassNotClosed,
    /// A sign of repetition behind nothing.
    #[error("there is nothing to repeat before `*`, `+`, `?` or `{{…}}`")]
    NothingToRepeat,
    /// A backslash with something else behind it than it can have.
    #[error("behind `\\` stands what has no meaning there")]
    Escape,
    /// It matches the empty text.
    #[error("it matches the empty text, and so everywhere")]
    Empty,
    /// It is too large or too deep.
    #[error("it is too large")]
    TooLarge,
    /// Anything else, in the words of the parser.
    #[error("{0}")]
    Other(String),
}

fn mistake(error: &regex_syntax::Error) -> RegexMistake {
    use regex_syntax::ast::ErrorKind;
    let error = match error {
        regex_syntax::Error::Parse(error) => error,
        regex_syntax::Error::Translate(error) => {
            return RegexMistake::Other(error.kind().to_string());
        }
        _ => return RegexMistake::Other("it cannot be read".to_owned()),
    };
    match error.kind() {
        ErrorKind::GroupUnclosed => RegexMistake::GroupNotClosed,
        ErrorKind::GroupUnopened => RegexMistake::GroupNotOpened,
        ErrorKind::ClassUnclosed => RegexMistake::ClassNotClosed,
        ErrorKind::RepetitionMissing => RegexMistake::NothingToRepeat,
        ErrorKind::EscapeUnrecognized | ErrorKind::EscapeUnexpectedEof => RegexMistake::Escape,
        ErrorKind::NestLimitExceeded(_) => RegexMistake::TooLarge,
        other => RegexMistake::Other(other.to_string()),
    }
}

/// A regular expression over the folded text of a sentence.
#[derive(Debug, Clone)]
pub struct FoldedRegex {
    regex: Regex,
    hir: Hir,
}

impl FoldedRegex {
    /// Reads an expression; its letters are folded like the text.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn new(pattern: &str) -> Result<FoldedRegex, RegexMistake> {
        let folded = folded(pattern);
        let hir = regex_syntax::ParserBuilder::new()
            .nest_limit(50)
            .build()
            .parse(&folded)
            .map_err(|error| mistake(&error))?;
        if hir.properties().minimum_len() == Some(0) {
            return Err(RegexMistake::Empty);
        }
        let regex = RegexBuilder::new(&folded)
            .nest_limit(50)
            .size_limit(SIZE_LIMIT)
            .build()
            .map_err(|_| RegexMistake::TooLarge)?;
        Ok(FoldedRegex { regex, hir })
    }

    /// The expression in parts, to see what a text must hold for it.
    pub(crate) fn hir(&self) -> &Hir {
        &self.hir
    }

    /// Every occurrence in a sentence: byte ranges of the sentence as printed.
    pub fn find_in(&self, sentence: &str) -> Vec<Range<usize>> {
        let folded: String = sentence.chars().map(fold_char).collect();
        // Most sentences hold nothing, and need no table of places.
        if !self.regex.is_match(&folded) {
            return Vec::new();
        }
        // Byte of the folded text → byte of the sentence, for every character and the end.
        let mut places = Vec::new();
        let mut before = 0;
        for ((at, _), c) in sentence.char_indices().zip(folded.chars()) {
            places.push((before, at));
            before += c.len_utf8();
        }
        places.push((folded.len(), sentence.len()));
        let place = |byte: usize| {
            let found = places.binary_search_by_key(&byte, |(folded, _)| *folded);
            found.map_or(sentence.len(), |found| places[found].1)
        };
        let matches = self
            .regex
            .find_iter(&folded)
            .filter(|found| !found.is_empty());
        matches
            .map(|found| place(found.start())..place(found.end()))
            .collect()
    }
}

/// The expression with its letters folded; what an escape or a class name means stays.
fn folded(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.push(c);
            let Some(escaped) = chars.next() else { break };
            out.push(escaped);
            if matches!(escaped, 'p' | 'P' | 'x' | 'u' | 'U') && chars.peek() == Some(&'{') {
                for inner in chars.by_ref() {
                    out.push(inner);
                    if inner == '}' {
                        break;
                    }
                }
            }
            continue;
        }
        let folded = fold_char(c);
        // A full-width bracket in the text becomes a plain one: it means itself, not a group.
        if folded != c && folded.is_ascii() && regex_syntax::is_meta_character(folded) {
            out.push('\\');
        }
        out.push(folded);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, sentence: &str) -> Vec<String> {
        let regex = FoldedRegex::new(pattern).unwrap();
        let ranges = regex.find_in(sentence).into_iter();
        ranges.map(|range| sentence[range].to_owned()).collect()
    }

    #[test]
    fn the_text_is_folded_and_the_places_are_printed_ones() {
        assert_eq!(
            found("第[一二三]+次", "上合組織第二次、第三次会议"),
            ["第二次", "第三次"]
        );
        assert_eq!(found("SCO|組織", "（ＳＣＯ）组织"), ["ＳＣＯ", "组织"]);
        assert_eq!(found(r"（\p{Han}+）", "首脑（总理）理事会"), ["（总理）"]);
        assert_eq!(found(r"\d{4}年", "２０２４年"), ["２０２４年"]);
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        for pattern in ["[", "a*", "(", "a{1000}{1000}", &"(".repeat(1000)] {
            assert!(FoldedRegex::new(pattern).is_err(), "{pattern}");
        }
    }
}
