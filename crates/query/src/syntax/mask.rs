//! Texts with signs that stand for other characters: `上海*宣言`, `sco-201?`.

use std::fmt::Write as _;

use regex::{Regex, RegexBuilder};
use sco_analysis::fold;

/// Largest compiled mask, bytes.
const SIZE_LIMIT: usize = 1 << 22;

/// A piece of a masked text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MaskPiece {
    /// These characters.
    Text(String),
    /// Any characters, or none.
    Any,
    /// One character.
    One,
}

/// A masked text that one value of a description is compared with; folded like the value.
#[derive(Debug, Clone)]
pub struct Mask {
    regex: Regex,
}

/// Masks that match the same in the same way are equal.
impl PartialEq for Mask {
    fn eq(&self, other: &Mask) -> bool {
        self.regex.as_str() == other.regex.as_str()
    }
}

impl Eq for Mask {}

impl Mask {
    /// The mask of some pieces, which must stand at the start or at the end of the value where that is said; `None` when it is
    /// too large.
    pub(crate) fn of(pieces: &[MaskPiece], at_start: bool, at_end: bool) -> Option<Mask> {
        let start = if at_start { "^" } else { "" };
        let end = if at_end { "$" } else { "" };
        let expression = format!("{start}{}{end}", expression(pieces, ".*"));
        let regex = RegexBuilder::new(&expression)
            .dot_matches_new_line(true)
            .size_limit(SIZE_LIMIT)
            .build()
            .ok()?;
        Some(Mask { regex })
    }

    /// Whether a value matches.
    pub(crate) fn accepts(&self, value: &str) -> bool {
        self.regex.is_match(fold(value).trim())
    }
}

/// A regular expression over folded text, `any` being what any characters are; a Latin or Cyrillic word is only found whole.
pub(crate) fn expression(pieces: &[MaskPiece], any: &str) -> String {
    let mut expression = String::new();
    if let Some(MaskPiece::Text(text)) = pieces.first()
        && text.chars().next().is_some_and(is_of_word)
    {
        expression.push_str("\\b");
    }
    for piece in pieces {
        match piece {
            MaskPiece::Text(text) => {
                // Nothing can fail in writing to a string.
                let _ = write!(expression, "{}", regex::escape(&fold(text)));
            }
            MaskPiece::Any => expression.push_str(any),
            MaskPiece::One => expression.push('.'),
        }
    }
    if let Some(MaskPiece::Text(text)) = pieces.last()
        && text.chars().next_back().is_some_and(is_of_word)
    {
        expression.push_str("\\b");
    }
    expression
}

/// Whether a character belongs to words that have borders; Chinese writes none.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && u32::from(c) < 0x2E80
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> MaskPiece {
        MaskPiece::Text(text.to_owned())
    }

    #[test]
    fn a_mask_is_folded_and_finds_whole_words() {
        let mask = Mask::of(&[text("Put"), MaskPiece::Any], false, false).expect("small");
        assert!(mask.accepts("Vladimir PUTIN") && !mask.accepts("Computing"));
        let mask = Mask::of(&[text("聯合"), MaskPiece::One, text("报")], false, true);
        let mask = mask.expect("small");
        assert!(mask.accepts("联合公报") && !mask.accepts("联合公报稿") && !mask.accepts("联合报"));
    }

    #[test]
    fn signs_of_regular_expressions_mean_themselves() {
        let mask = Mask::of(&[text("a.b(c)")], true, true).expect("small");
        assert!(mask.accepts("A.B(C)") && !mask.accepts("axb(c)"));
    }
}
