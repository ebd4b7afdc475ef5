//! A text with what the format of its file knows of it for certain: headings, the title, notes tied to their marks, pages.
//!
//! One recogniser reads all formats. A reader of a format puts out lines as a typesetter would, and says here what it knows
//! beyond them; what it does not know is measured as in a text that knows nothing.

use std::borrow::Cow;

use super::headings::{Label, Numbering};
use super::lines::is_line_end;
use super::report::Dropped;
use super::script::{GIVEN_CLOSE, GIVEN_OPEN};

/// Part of the document that a line belongs to, where the format says so; neighbouring lines of one part are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// A line of the title.
    Title,
    /// A line of a heading.
    Heading {
        /// Its level, from 1 for the highest.
        level: u8,
        /// Tells headings apart that follow each other.
        ordinal: u32,
    },
}

impl Part {
    pub(super) fn heading(self) -> Option<Label> {
        let Self::Heading { level, .. } = self else {
            return None;
        };
        Some(Label {
            numbering: Numbering::Given(level),
            alone: false,
        })
    }

    pub(super) fn is_title(self) -> bool {
        self == Self::Title
    }
}

/// Lines with what is known of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Laid {
    /// The text: lines, a form feed where a page ends, notes as lines that begin with [`note_mark`].
    pub text: String,
    /// What is known of each line of the text, the first line first; lines beyond the end are not known.
    pub parts: Vec<Option<Part>>,
    /// Lines, from 0, that stand at the edge of a page and are no text.
    pub furniture: Vec<usize>,
    /// What the reader of the format left out before there were lines: deleted text, tables of contents, navigation.
    pub left_out: Vec<Dropped>,
    /// Whether each line is a paragraph or heading, as in formats that know paragraphs.
    pub has_paragraphs: bool,
}

impl Laid {
    /// A text of which nothing is known.
    pub(super) fn plain(text: &str) -> Self {
        Self {
            text: without_given_marks(text).into_owned(),
            ..Self::default()
        }
    }

    /// What is known of the line with this number, from 1.
    pub(super) fn part(&self, number: usize) -> Option<Part> {
        self.parts.get(number - 1).copied().flatten()
    }

    /// Adds one line.
    pub(super) fn line(&mut self, text: &str, part: Option<Part>) {
        self.parts.push(part);
        self.text
            .extend(text.chars().map(|c| if is_line_end(c) { ' ' } else { c }));
        self.text.push('\n');
    }

    /// Ends a page behind the lines so far.
    pub(super) fn end_page(&mut self) {
        self.text.push('\u{c}');
    }

    /// Says that a piece of the source is not in the text.
    pub(super) fn leave_out(&mut self, text: &str, why: &str) {
        self.left_out.push(Dropped {
            line: 0,
            text: text.trim().to_owned(),
            why: why.to_owned(),
        });
    }

    /// The text for people: notes and marks in square brackets.
    pub(super) fn readable(&self) -> String {
        self.text.replace(GIVEN_OPEN, "[").replace(GIVEN_CLOSE, "]")
    }
}

/// The mark of a note that the format ties to it, in the text and before the note alike.
pub(super) fn note_mark(number: u32) -> String {
    format!("{GIVEN_OPEN}{number}{GIVEN_CLOSE}")
}

/// Text of a file without the code points that this module uses; they are no characters.
pub(super) fn without_given_marks(text: &str) -> Cow<'_, str> {
    if text.contains([GIVEN_OPEN, GIVEN_CLOSE]) {
        Cow::Owned(text.replace([GIVEN_OPEN, GIVEN_CLOSE], ""))
    } else {
        Cow::Borrowed(text)
    }
}
