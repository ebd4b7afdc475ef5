//! The lines of a text with what their layout says: indent, width, blank lines, form feeds.

use super::script::{is_invisible, line_width, width_of_space};

/// A line that holds something.
#[derive(Debug, Clone)]
pub(super) struct Line<'t> {
    /// Line number in the source, from 1.
    pub number: usize,
    /// The text without white space at its ends.
    pub text: &'t str,
    /// White space before the text, in quarter cells.
    pub lead: i32,
    /// Whether the line begins with exactly one ASCII space.
    pub lead_is_one_space: bool,
    /// Width of the text in quarter cells.
    pub width: i32,
    /// Spaces between scripts, each counted as a quarter cell in the width.
    pub loose_spaces: i32,
    /// Blank lines between this line and the one before.
    pub blank_before: usize,
    /// Form feeds between this line and the one before.
    pub feeds_before: usize,
}

/// The lines of a text that hold something. Lines end at LF, CR, CRLF, NEL, VT, U+2028, U+2029, and at form feeds.
pub(super) fn split(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut number = 1;
    let (mut blank_before, mut feeds_before) = (0, 0);
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_line_end).unwrap_or(rest.len());
        let (raw, ender, after) = cut_line(rest, end);
        let trimmed = raw.trim_matches(is_blank);
        if trimmed.is_empty() {
            blank_before += usize::from(ender != Some('\u{c}'));
        } else {
            lines.push(line(raw, trimmed, number, blank_before, feeds_before));
            (blank_before, feeds_before) = (0, 0);
        }
        match ender {
            Some('\u{c}') => feeds_before += 1,
            Some(_) => number += 1,
            None => {}
        }
        rest = after;
    }
    lines
}

fn line<'t>(
    raw: &'t str,
    trimmed: &'t str,
    number: usize,
    blank_before: usize,
    feeds_before: usize,
) -> Line<'t> {
    let head_length = raw.len() - raw.trim_start_matches(is_blank).len();
    let head = &raw[..head_length];
    let (width, loose_spaces) = line_width(trimmed);
    Line {
        number,
        text: trimmed,
        lead: head
            .chars()
            .filter(|c| c.is_whitespace())
            .take(1000)
            .map(width_of_space)
            .sum(),
        lead_is_one_space: head == " ",
        width,
        loose_spaces,
        blank_before,
        feeds_before,
    }
}

/// Line, character that ended it, rest.
fn cut_line(rest: &str, end: usize) -> (&str, Option<char>, &str) {
    let raw = &rest[..end];
    let Some(ender) = rest[end..].chars().next() else {
        return (raw, None, "");
    };
    let after = &rest[end + ender.len_utf8()..];
    if ender == '\r' {
        return (raw, Some('\n'), after.strip_prefix('\n').unwrap_or(after));
    }
    (raw, Some(ender), after)
}

pub(super) fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_end_counts_once() {
        let lines = split("a\r\nb\rc\n\n \nd\u{c}e");
        let seen: Vec<_> = lines
            .iter()
            .map(|l| (l.number, l.text, l.blank_before, l.feeds_before))
            .collect();
        assert_eq!(
            seen,
            [
                (1, "a", 0, 0),
                (2, "b", 0, 0),
                (3, "c", 0, 0),
                (6, "d", 2, 0),
                (6, "e", 0, 1)
            ]
        );
    }

    #[test]
    fn the_lead_is_measured() {
        let lines = split(" a\n\u{3000}\u{3000}乙 \n");
        assert!(lines[0].lead_is_one_space);
        assert_eq!((lines[1].lead, lines[1].width), (8, 4));
    }
}
