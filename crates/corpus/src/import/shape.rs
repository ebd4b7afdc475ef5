//! What the two ends of a line say: does a sentence end here, could the next word have fitted?

use std::sync::LazyLock;

use regex::Regex;

use super::byline::opens_part;
use super::lines::Line;
use super::marks::{Family, mark_at};
use super::script::{
    CELL, Side, is_closer, is_han, is_non_starter, is_opener, is_stop, side, width,
};
use crate::pattern::pattern;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With the end of a sentence, closing marks included.
    Stop,
    /// With a colon or semicolon.
    Weak,
    /// With a comma or 、.
    Comma,
    /// With an opening bracket or a dash.
    Open,
    /// With a closing bracket or quotation mark that no stop precedes.
    Close,
    /// With a letter or digit.
    Word,
}

/// The clues of one line.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent clues, each yes or no"
)]
pub(super) struct Shape {
    /// How it ends.
    pub ending: Ending,
    /// Width of the first piece that cannot be broken, in quarter cells.
    pub first_unit: i32,
    /// Width of the stop or comma in that piece, which some typesetters let hang over the edge.
    pub first_unit_hangs: i32,
    /// Whether it begins with a mark that never begins a line.
    pub starts_badly: bool,
    /// Whether it begins with a small letter of an alphabet.
    pub starts_small: bool,
    /// Whether a bracket or title opened in the line is still open at its end.
    pub left_open: bool,
    /// Whether the line is a date and nothing else.
    pub is_date: bool,
    /// Whether it begins a part of its own: an abstract, key words, a dateline, an address to the audience.
    pub opens_part: bool,
    /// Punctuation marks of full width, which typesetters squeeze.
    pub squeezable: i32,
    /// Characters whose printed width is not known exactly: digits, letters, spaces.
    pub inexact: i32,
}

impl Shape {
    /// The clues of a line.
    pub(super) fn of(line: &Line<'_>) -> Self {
        let body = without_marks(line.text);
        let mut head = body.chars();
        let first = head.next().unwrap_or(' ');
        let (unit, hangs) = first_unit(line.text);
        Self {
            ending: ending(body),
            first_unit: unit,
            first_unit_hangs: hangs,
            starts_badly: is_non_starter(first) && !matches!(first, '…' | '.'),
            starts_small: first.is_lowercase() && !is_han(first),
            left_open: is_left_open(body),
            is_date: is_date(line.text),
            opens_part: opens_part(line.text),
            squeezable: squeezable(line.text),
            inexact: inexact(line.text),
        }
    }
}

/// The text without footnote marks at either end: they stand outside the sentence.
pub(super) fn without_marks(text: &str) -> &str {
    let mut rest = text;
    for _ in 0..4 {
        let head: Vec<char> = rest.chars().take(8).collect();
        match mark_at(&head) {
            Some(m) if is_note_family(m.family) && head.len() > m.length_chars => {
                let bytes: usize = head[..m.length_chars].iter().map(|c| c.len_utf8()).sum();
                rest = rest[bytes..].trim_start();
            }
            _ => break,
        }
    }
    for _ in 0..4 {
        let Some(start) = trailing_mark(rest) else {
            break;
        };
        rest = rest[..start].trim_end();
    }
    if rest.is_empty() { text } else { rest }
}

fn is_note_family(family: Family) -> bool {
    matches!(
        family,
        Family::Given | Family::Square | Family::Superscript | Family::Circled | Family::Tortoise
    )
}

/// Byte at which a footnote mark at the end of the text begins.
fn trailing_mark(text: &str) -> Option<usize> {
    let tail: Vec<(usize, char)> = text.char_indices().rev().take(6).collect();
    (1..=tail.len()).rev().find_map(|n| {
        let characters: Vec<char> = tail[..n].iter().rev().map(|&(_, c)| c).collect();
        let mark = mark_at(&characters)?;
        (mark.length_chars == n && is_note_family(mark.family)).then_some(tail[n - 1].0)
    })
}

fn ending(body: &str) -> Ending {
    let mut closed = false;
    for c in body.chars().rev().take(8) {
        match c {
            '\'' | '"' => closed = true,
            c if is_stop(c) => return Ending::Stop,
            c if is_closer(c) => closed = true,
            c if c.is_whitespace() => {}
            _ if closed => return Ending::Close,
            '：' | '；' | ':' | ';' => return Ending::Weak,
            '，' | '、' | ',' => return Ending::Comma,
            '—' | '–' | '-' | '\u{2010}' => return Ending::Open,
            c if is_opener(c) => return Ending::Open,
            _ => return Ending::Word,
        }
    }
    Ending::Close
}

fn first_unit(text: &str) -> (i32, i32) {
    const LONGEST: usize = 80;
    let mut characters = text.chars().take(LONGEST).peekable();
    let mut total = 0;
    while let Some(c) = characters.next_if(|&c| is_opener(c)) {
        total += width(c);
    }
    let Some(first) = characters.next() else {
        return (total, 0);
    };
    total += width(first);
    if side(first) == Side::Spaced {
        while let Some(c) = characters.next_if(|&c| side(c) == Side::Spaced && !c.is_whitespace()) {
            total += width(c);
        }
    }
    // Punctuation that may not begin a line goes with the character before it.
    let mut hangs = 0;
    while let Some(c) = characters.next_if(|&c| is_non_starter(c)) {
        total += width(c).min(CELL);
        hangs = if may_hang(c) { CELL } else { 0 };
    }
    // A footnote mark goes with them, and then nothing hangs.
    let rest: Vec<char> = characters.take(8).collect();
    let marked = mark_at(&rest).is_some_and(|m| is_note_family(m.family));
    if marked {
        (total + CELL / 2, 0)
    } else {
        (total, hangs)
    }
}

/// Punctuation that may hang over the edge of a column.
pub(super) fn may_hang(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：')
}

fn is_left_open(body: &str) -> bool {
    let (mut title, mut round) = (0_i32, 0_i32);
    for c in body.chars() {
        match c {
            '《' | '〈' => title += 1,
            '》' | '〉' => title = (title - 1).max(0),
            '（' | '(' => round += 1,
            '）' | ')' => round = (round - 1).max(0),
            _ => {}
        }
    }
    title > 0 || round > 0
}

fn is_date(text: &str) -> bool {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        let month = r"\p{L}{3,9}\.?";
        pattern(&format!(
            r"^[（(]?(?:\d{{4}}-\d\d-\d\d|[\d〇零○一二三四五六七八九]{{4}}\s*年\s*[\d一二三四五六七八九十]{{1,3}}\s*月\s*[\d一二三四五六七八九十]{{1,3}}\s*日|\d{{1,2}} {month} \d{{4}}(?: г(?:ода|\.))?|{month} \d{{1,2}}, \d{{4}})[）)]?$"
        ))
    });
    text.len() <= 60 && DATE.is_match(text)
}

fn squeezable(text: &str) -> i32 {
    let count = text
        .chars()
        .filter(|&c| {
            matches!(
                c,
                '，' | '。'
                    | '、'
                    | '；'
                    | '：'
                    | '“'
                    | '”'
                    | '《'
                    | '》'
                    | '（'
                    | '）'
                    | '‘'
                    | '’'
            )
        })
        .take(12)
        .count();
    i32::try_from(count).unwrap_or(0)
}

fn inexact(text: &str) -> i32 {
    let count = text
        .chars()
        .filter(|&c| side(c) == Side::Spaced)
        .take(40)
        .count();
    i32::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_after_the_stop_does_not_hide_it() {
        assert_eq!(without_marks("[3]“上海精神”强化。[2]"), "“上海精神”强化。");
        assert!(
            is_date("二〇二四年七月四日")
                && is_date("（2024年7月4日）")
                && is_date("4 июля 2024 года")
        );
        assert!(!is_date("2024年7月4日的会议"));
        assert_eq!(ending(without_marks("迈进。”[2]")), Ending::Stop);
        assert_eq!(ending("（2025—2027年）"), Ending::Close);
        assert_eq!(ending("在巩固"), Ending::Word);
    }
}
