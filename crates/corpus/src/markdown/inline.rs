//! What stands inside a line: characters, footnote marks, page marks, and the backslash that takes their meaning away.

use crate::check::is_forbidden;
use crate::model::{NoteKey, NoteMark, PageBreak};

/// Bytes in which a mark must end; the longest, two numbers of ten digits, needs half of them.
const LONGEST_MARK_BYTES: usize = 64;

/// Faults of one line that are kept; a line of nothing else must not fill the memory.
const FAULTS_KEPT: usize = 100;

/// What a mark may look like, for messages.
const MARK_ALLOWED: &str =
    "`[^2-1]` (page 2, note 1) or `[^1]`; a text that looks like a mark is written `\\[^`";
const PAGE_ALLOWED: &str =
    "`<!-- page 3 -->`; a text that looks like a comment is written `\\<!--`";

/// The smallest thing in a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Char(char),
    Mark(NoteKey),
    Page(u32),
    /// Neither: the message says what was found and what is allowed.
    Bad(String),
}

/// Cuts a line into pieces from left to right.
pub(super) struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Pieces<'a> {
    pub(super) fn of(line: &'a str) -> Self {
        Self { rest: line }
    }

    fn advance(&mut self, bytes: usize) {
        self.rest = &self.rest[bytes..];
    }

    fn mark(&mut self) -> Piece {
        let Some((inner, bytes)) = enclosed(self.rest, "[^", "]") else {
            self.advance("[^".len());
            return Piece::Bad(format!(
                "`[^` begins no footnote mark; allowed: {MARK_ALLOWED}"
            ));
        };
        let key = note_key(inner);
        self.advance(bytes);
        key.map_or_else(
            || {
                Piece::Bad(format!(
                    "`[^{inner}]` is no footnote mark; allowed: {MARK_ALLOWED}"
                ))
            },
            Piece::Mark,
        )
    }

    fn page(&mut self) -> Piece {
        let Some((inner, bytes)) = enclosed(self.rest, "<!--", "-->") else {
            self.advance("<!--".len());
            return Piece::Bad(format!(
                "`<!--` begins no page mark; allowed: {PAGE_ALLOWED}"
            ));
        };
        let page = inner
            .trim()
            .strip_prefix("page ")
            .and_then(|number| decimal(number.trim()))
            .filter(|page| *page > 0);
        self.advance(bytes);
        page.map_or_else(
            || {
                Piece::Bad(format!(
                    "`<!--{inner}-->` is no page mark; allowed: {PAGE_ALLOWED}"
                ))
            },
            Piece::Page,
        )
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let mut chars = self.rest.chars();
        let first = chars.next()?;
        match first {
            '\\' => {
                let escaped = chars.next().filter(|&c| is_escapable(c));
                self.advance(1 + escaped.map_or(0, char::len_utf8));
                Some(Piece::Char(escaped.unwrap_or('\\')))
            }
            '[' if self.rest.starts_with("[^") => Some(self.mark()),
            '<' if self.rest.starts_with("<!--") => Some(self.page()),
            c => {
                self.advance(c.len_utf8());
                Some(Piece::Char(c))
            }
        }
    }
}

/// What stands between `open` and the next `close`, and the bytes of the whole.
fn enclosed<'a>(text: &'a str, open: &str, close: &str) -> Option<(&'a str, usize)> {
    let near = &text[..text.floor_char_boundary(LONGEST_MARK_BYTES)];
    let inner = near.get(open.len()..)?;
    let end = inner.find(close)?;
    Some((&inner[..end], open.len() + end + close.len()))
}

/// `2-1` or `1`, as [`NoteKey`] writes them between `[^` and `]`.
fn note_key(inner: &str) -> Option<NoteKey> {
    match inner.split_once('-') {
        Some((page, number)) => Some(NoteKey {
            page: Some(decimal(page).filter(|p| *p > 0)?),
            number: decimal(number)?,
        }),
        None => Some(NoteKey {
            page: None,
            number: decimal(inner)?,
        }),
    }
}

fn decimal(digits: &str) -> Option<u32> {
    digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

/// Characters from which a backslash takes their meaning; before any other it is a backslash.
fn is_escapable(c: char) -> bool {
    c.is_ascii_punctuation() || c == FULL_WIDTH_COLON
}

/// What a Chinese keyboard writes behind the mark of a note.
pub(super) const FULL_WIDTH_COLON: char = '：';

/// The mark, and the text behind it, where a line is the text of a note: `[^2-1]: text`.
pub(super) fn note_line(line: &str) -> Option<(NoteKey, &str)> {
    let mut pieces = Pieces::of(line);
    let Some(Piece::Mark(key)) = pieces.next() else {
        return None;
    };
    pieces
        .rest
        .strip_prefix([':', FULL_WIDTH_COLON])
        .map(|text| (key, text))
}

/// A line without its marks, and where they stood.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pub(super) text: String,
    pub(super) notes: Vec<NoteMark>,
    pub(super) pages: Vec<PageBreak>,
    /// Code points of `text`.
    pub(super) length: usize,
    pub(super) faults: Vec<String>,
}

impl Inline {
    /// Reads a line; white space at its ends and doubled spaces are dropped, also those that a mark leaves behind.
    pub(super) fn read(line: &str) -> Self {
        let mut inline = Self::default();
        for piece in Pieces::of(line) {
            match piece {
                Piece::Char(c) => inline.push(c),
                Piece::Mark(key) => inline.notes.push(NoteMark {
                    offset_chars: inline.length,
                    key,
                }),
                Piece::Page(page) => inline.pages.push(PageBreak {
                    offset_chars: inline.length,
                    page,
                }),
                Piece::Bad(message) => inline.fault(message),
            }
        }
        inline.trim_end();
        inline
    }

    fn push(&mut self, c: char) {
        let c = if c == '\t' { ' ' } else { c };
        let at_start = self.text.is_empty() && c.is_whitespace();
        if at_start || (c == ' ' && self.text.ends_with(' ')) {
            return;
        }
        if is_forbidden(c) {
            self.fault(format!(
                "control character U+{:04X} in a text; remove it",
                u32::from(c)
            ));
            return;
        }
        self.text.push(c);
        self.length += 1;
    }

    fn fault(&mut self, message: String) {
        if self.faults.len() < FAULTS_KEPT {
            self.faults.push(message);
        }
    }

    fn trim_end(&mut self) {
        let trimmed = self.text.trim_end();
        self.length -= self.text[trimmed.len()..].chars().count();
        self.text.truncate(trimmed.len());
        for mark in &mut self.notes {
            mark.offset_chars = mark.offset_chars.min(self.length);
        }
        for turn in &mut self.pages {
            turn.offset_chars = turn.offset_chars.min(self.length);
        }
    }
}

/// Writes a text with its marks, and a backslash before whatever would be read as something else.
pub(super) fn write(out: &mut String, text: &str, notes: &[NoteMark], pages: &[PageBreak]) {
    let mut notes = notes.iter().peekable();
    let mut pages = pages.iter().peekable();
    let mut offset = 0;
    let mut rest = text;
    loop {
        while let Some(mark) = notes.next_if(|m| m.offset_chars <= offset) {
            out.push_str(&mark.key.to_string());
        }
        while let Some(turn) = pages.next_if(|p| p.offset_chars <= offset) {
            out.push_str(&page_mark(turn.page));
        }
        let Some(c) = rest.chars().next() else { return };
        if c == '\\' || rest.starts_with("[^") || rest.starts_with("<!--") {
            out.push('\\');
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
        offset += 1;
    }
}

pub(super) fn page_mark(page: u32) -> String {
    format!("<!-- page {page} -->")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(page: Option<u32>, number: u32) -> NoteKey {
        NoteKey { page, number }
    }

    #[test]
    fn marks_leave_no_trace_in_the_text() {
        let inline = Inline::read("  合作 [^2-1]。 <!-- page 3 --> 增信[^1]  ");
        assert_eq!((inline.text.as_str(), inline.length), ("合作 。 增信", 7));
        assert_eq!(
            inline.notes[0],
            NoteMark {
                offset_chars: 3,
                key: key(Some(2), 1)
            }
        );
        assert_eq!(
            inline.notes[1],
            NoteMark {
                offset_chars: 7,
                key: key(None, 1)
            }
        );
        assert_eq!(
            inline.pages,
            [PageBreak {
                offset_chars: 5,
                page: 3
            }]
        );
    }

    #[test]
    fn a_backslash_takes_the_meaning_away_and_is_itself_elsewhere() {
        let inline = Inline::read(r"\[^1] \<!-- x --> \\ C:\路径 \# \");
        assert_eq!(inline.text, r"[^1] <!-- x --> \ C:\路径 # \");
        assert!(inline.notes.is_empty() && inline.faults.is_empty());
    }

    #[test]
    fn what_is_nearly_a_mark_is_named() {
        for (line, found) in [
            ("[^a]", "`[^a]` is no footnote mark"),
            ("[^]", "`[^]` is no footnote mark"),
            ("[^0-1]", "`[^0-1]` is no footnote mark"),
            ("[^1-2-3]", "`[^1-2-3]` is no footnote mark"),
            ("[^99999999999]", "`[^99999999999]` is no footnote mark"),
            ("[^1", "`[^` begins no footnote mark"),
            ("<!-- 待查 -->", "`<!-- 待查 -->` is no page mark"),
            ("<!-- page 0 -->", "`<!-- page 0 -->` is no page mark"),
            ("<!-- page", "`<!--` begins no page mark"),
        ] {
            let faults = Inline::read(line).faults;
            assert!(
                faults.len() == 1 && faults[0].starts_with(found),
                "{line}: {faults:?}"
            );
            assert!(faults[0].contains("; allowed: `"), "{faults:?}");
        }
    }

    #[test]
    fn a_line_that_opens_marks_without_end_takes_linear_time_and_little_memory() {
        assert_eq!(
            Inline::read(&"<!--".repeat(200_000)).faults.len(),
            FAULTS_KEPT
        );
    }
}
