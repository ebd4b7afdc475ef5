//! What a reader did to a text, said so that a librarian can check it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What kind of thing was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Bytes became characters.
    Decoded,
    /// Lines became one paragraph.
    Joined,
    /// Something was taken out of the text.
    Dropped,
    /// A decision that could have gone the other way.
    Guessed,
    /// Spaces or letters were set right.
    Mended,
    /// A part of the structure was recognised.
    Found,
    /// Something was moved into the description of the document.
    Described,
    /// Something the reader could not make sense of and left as it was.
    Left,
}

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// What kind of thing was done.
    pub kind: Action,
    /// First line of the source it concerns, from 1; 0 for the whole file.
    pub line_first: usize,
    /// Last line of the source it concerns.
    pub line_last: usize,
    /// The text concerned, or a description of it.
    pub text: String,
    /// The clue that led to it.
    pub why: String,
    /// From 0 (a coin toss) to 1 (certain).
    pub confidence: f32,
}

/// A piece of the source that is not in the document's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// Line of the source, from 1.
    pub line: usize,
    /// The text as printed.
    pub text: String,
    /// What it was taken for.
    pub why: String,
}

/// A footnote mark or the number before a note, as printed; the document keeps only its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintedMark {
    /// As printed, such as `[1]`, `①` or `注1`.
    pub printed: String,
    /// The number it means.
    pub number: u32,
    /// Whether it stands before a note and not in the text.
    pub at_note: bool,
}

/// What was done to one file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// What was done, in the order of the source as far as possible.
    pub entries: Vec<Entry>,
    /// Page furniture and other pieces that are not in the document's text.
    pub dropped: Vec<Dropped>,
    /// Pieces that became metadata and stand there word for word.
    pub described: Vec<Dropped>,
    /// Footnote marks as printed.
    pub marks: Vec<PrintedMark>,
}

impl Report {
    /// Adds an entry that concerns the lines from `first` to `last`.
    pub(super) fn note(
        &mut self,
        kind: Action,
        lines: (usize, usize),
        text: &str,
        why: &str,
        confidence: f32,
    ) {
        self.entries.push(Entry {
            kind,
            line_first: lines.0,
            line_last: lines.1,
            text: shortened(text),
            why: why.to_owned(),
            confidence,
        });
    }

    /// Says that another program made the text: somebody should compare it with the original.
    pub fn converted_by(&mut self, program: &str) {
        let why = "another program read the file; compare the text with the original";
        let text = format!("read by `{program}`");
        self.entries.insert(
            0,
            Entry {
                kind: Action::Decoded,
                line_first: 0,
                line_last: 0,
                text,
                why: why.to_owned(),
                confidence: 0.6,
            },
        );
    }

    /// Adds a piece that is taken out of the text.
    pub(super) fn drop_text(&mut self, line: usize, text: &str, why: &str) {
        self.dropped.push(Dropped {
            line,
            text: text.to_owned(),
            why: why.to_owned(),
        });
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Decoded => "decoded",
            Self::Joined => "joined",
            Self::Dropped => "dropped",
            Self::Guessed => "guessed",
            Self::Mended => "mended",
            Self::Found => "found",
            Self::Described => "described",
            Self::Left => "left",
        })
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line_first, self.line_last) {
            (0, _) => write!(f, "whole file")?,
            (first, last) if first == last => write!(f, "line {first}")?,
            (first, last) => write!(f, "lines {first}-{last}")?,
        }
        write!(
            f,
            ": {} ({:.0} %): {}: {}",
            self.kind,
            self.confidence * 100.0,
            self.text,
            self.why
        )
    }
}

impl fmt::Display for Report {
    /// One plain line for each entry, and one for each piece taken out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.entries {
            writeln!(f, "{entry}")?;
        }
        for piece in &self.dropped {
            writeln!(
                f,
                "line {}: not in the text: {}: {}",
                piece.line, piece.text, piece.why
            )?;
        }
        Ok(())
    }
}

/// The first characters of a text, enough to recognise it.
fn shortened(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}
