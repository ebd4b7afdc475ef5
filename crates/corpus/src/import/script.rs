//! What kind of character is it, and how wide is it printed?
//!
//! # Units
//!
//! A *cell* is the width of one Han character. Widths here are counted in quarter cells ([`CELL`] = 4), because Latin
//! letters and digits take about half a cell and the loose space beside a digit about a quarter.

use unicode_normalization::UnicodeNormalization;

pub(super) use crate::punctuation::{is_closer, is_opener, is_stop};

/// Quarter cells in the width of one Han character.
pub(super) const CELL: i32 = 4;

/// Side a character takes when lines are joined or spaces judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Han, kana, and punctuation of full width: written without spaces.
    Cjk,
    /// Latin, Cyrillic, digits and their punctuation: written with spaces.
    Spaced,
    /// Quotation marks and dashes that both use: decided by what stands beside them.
    Either,
}

/// Whether a character is a Han character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' | '\u{2E80}'..='\u{2FDF}' | '々' | '〇')
}

/// Whether a character is Han, kana, or of full width.
pub(super) fn is_cjk(c: char) -> bool {
    is_han(c)
        || matches!(c, '\u{3001}'..='\u{30FF}' | '\u{FE30}'..='\u{FE4F}' | '\u{FF01}'..='\u{FF60}'
            | '\u{FFE0}'..='\u{FFE6}' | '\u{2460}'..='\u{24FF}' | '\u{3200}'..='\u{33FF}')
}

/// Whether a character leaves ink: neither white space nor a control nor an invisible mark of layout.
pub(super) fn is_ink(c: char) -> bool {
    !c.is_whitespace() && !is_invisible(c) && !matches!(c, GIVEN_OPEN | GIVEN_CLOSE)
}

/// Brackets around the number of a note that the format of the file ties to its mark. They are code points that are no
/// characters (Unicode, 23.7): no text holds them, and they leave no ink.
pub(super) const GIVEN_OPEN: char = '\u{FDD0}';
/// See [`GIVEN_OPEN`].
pub(super) const GIVEN_CLOSE: char = '\u{FDD1}';

/// Controls and marks of layout that no reader sees and no text needs.
pub(super) fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}'
        )
}

/// Side of one character.
pub(super) fn side(c: char) -> Side {
    match c {
        '“' | '”' | '‘' | '’' | '—' | '–' | '…' | '·' | '\u{2015}' => Side::Either,
        c if is_cjk(c) => Side::Cjk,
        _ => Side::Spaced,
    }
}

/// Side of the text that ends (or begins) with these characters: quotation marks follow their neighbours.
pub(super) fn side_of(mut characters: impl Iterator<Item = char>) -> Side {
    characters
        .by_ref()
        .take(6)
        .map(side)
        .find(|&s| s != Side::Either)
        .unwrap_or(Side::Either)
}

/// Width of a character in quarter cells.
pub(super) fn width(c: char) -> i32 {
    match side(c) {
        Side::Either if c == '·' => CELL / 2,
        Side::Cjk | Side::Either => CELL,
        Side::Spaced if is_invisible(c) => 0,
        Side::Spaced if matches!(c, '⁰' | '¹' | '²' | '³' | '⁴'..='⁹') => 1,
        Side::Spaced => CELL / 2,
    }
}

/// Width of a line in quarter cells. A space between scripts is a quarter; quotation marks of a Latin text are half.
///
/// Also counts those spaces, because documents differ in how wide they set them.
pub(super) fn line_width(text: &str) -> (i32, i32) {
    let mut total = 0_i32;
    let mut loose = 0_i32;
    let mut spaced = 0_i32;
    let mut either = 0_i32;
    let mut before = None;
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let w = if c.is_whitespace() {
            let cjk_beside =
                before.is_some_and(is_cjk) || characters.peek().copied().is_some_and(is_cjk);
            if cjk_beside && c == ' ' {
                loose = loose.saturating_add(1);
                1
            } else {
                width_of_space(c)
            }
        } else {
            width(c)
        };
        match side(c) {
            Side::Spaced => spaced = spaced.saturating_add(w),
            Side::Either => either = either.saturating_add(w),
            Side::Cjk => {}
        }
        total = total.saturating_add(w);
        before = Some(c);
    }
    let mostly_spaced = spaced > (total - either) / 2;
    let total = total - raised_marks(text);
    (
        if mostly_spaced {
            total - either / 2
        } else {
            total
        },
        loose,
    )
}

/// Quarter cells by which footnote marks in brackets of full width are printed smaller than other text.
fn raised_marks(text: &str) -> i32 {
    const SAVED: i32 = CELL;
    let mut saved = 0_i32;
    let mut since_open = usize::MAX;
    for c in text.chars() {
        match c {
            '［' | '〔' => since_open = 0,
            '］' | '〕' if (1..=3).contains(&since_open) => saved = saved.saturating_add(SAVED),
            c if c.is_ascii_digit() => since_open = since_open.saturating_add(1),
            _ => since_open = usize::MAX,
        }
    }
    saved
}

/// Width of a white character in quarter cells.
pub(super) fn width_of_space(c: char) -> i32 {
    match c {
        '\u{3000}' => CELL,
        '\t' => 2 * CELL,
        _ => CELL / 2,
    }
}

/// Whether the character never begins a line of good typesetting.
pub(super) fn is_non_starter(c: char) -> bool {
    matches!(
        c,
        '，' | '。'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '．'
            | '）'
            | '》'
            | '〉'
            | '】'
            | '］'
            | '〕'
            | '”'
            | '’'
            | '」'
            | '』'
            | '»'
            | '%'
            | '％'
            | ','
            | ';'
            | ')'
            | '!'
            | '?'
            | ':'
            | '.'
            | '…'
    )
}

/// A text in which decomposed Latin and Cyrillic letters are composed; every other character is kept as it is.
pub(super) fn compose(text: &str) -> String {
    if !text.chars().any(is_combining) {
        return text.to_owned();
    }
    let mut composed = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(base) = characters.next() {
        if characters.peek().copied().is_none_or(|c| !is_combining(c)) {
            composed.push(base);
            continue;
        }
        let mut cluster = String::from(base);
        while let Some(mark) = characters.next_if(|&c| is_combining(c)) {
            cluster.push(mark);
        }
        composed.extend(cluster.nfc());
    }
    composed
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_letters_are_composed_and_han_stays() {
        assert_eq!(compose("и\u{306}е\u{301}\u{F900}"), "йе\u{301}\u{F900}");
    }

    #[test]
    fn a_han_line_is_as_wide_as_its_characters() {
        assert_eq!(line_width("上合组织，"), (5 * CELL, 0));
        assert_eq!(line_width("abcd"), (2 * CELL, 0));
        assert_eq!(line_width("在 2024 年"), (4 * CELL + 2, 2));
    }
}
