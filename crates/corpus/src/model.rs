//! A document as the program holds it in memory and as it crosses the wire in JSON.
//!
//! # Units
//!
//! Every offset in this module is a count of Unicode code points from the start of the text it belongs to; pages are
//! 1-based ordinals of the source (printed page numbers where the source prints them).
//!
//! # Invariants
//!
//! [`Document::check`] says them as code; the Markdown and the JSON form give back exactly every document that keeps them.
//!
//! * A text holds neither footnote marks nor page marks: they stand beside it, at offsets.
//! * `notes` and `page_breaks` are sorted by offset, and no offset exceeds the length of its text.
//! * A text is one line: no control characters or line separators, no white space at either end, no two spaces (U+0020)
//!   in a row. Headings and paragraphs are never empty; a footnote may be.
//! * (`page`, `number`) names one footnote, and every mark names a footnote of the document.
//! * Only the first section may be without a heading, at level 0, and then it has paragraphs.
//! * Pages count from 1 and go forward in reading order; behind the first known page every heading and paragraph has one.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::metadata::Metadata;
use crate::urls::urls;

/// One document: what is known about it, its text in reading order, and its notes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What is known about the document; `null` where nothing is known.
    #[serde(default)]
    pub metadata: Metadata,
    /// Marks that stand at the title or before any text; their notes are in `footnotes`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub front_notes: Vec<NoteKey>,
    /// The text in reading order; text before the first heading is a section of level 0 without a heading.
    pub sections: Vec<Section>,
    /// Footnotes and endnotes in the order of the source.
    #[serde(default)]
    pub footnotes: Vec<Footnote>,
}

/// A heading and the paragraphs under it, up to the next heading of any level.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// 0 for text before the first heading, else 1 to 6.
    pub level: u8,
    /// The heading as printed, without its marks; `null` only at level 0.
    pub heading: Option<String>,
    /// Footnote marks inside the heading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heading_notes: Vec<NoteMark>,
    /// Page on which the heading stands, where pages are known.
    #[serde(default)]
    pub heading_page: Option<u32>,
    /// The paragraphs of the section.
    #[serde(default)]
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph: one line of text with the places of its notes and page turns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// The text without marks.
    pub text: String,
    /// Footnote marks, sorted by offset.
    #[serde(default)]
    pub notes: Vec<NoteMark>,
    /// Page on which the paragraph begins, where pages are known.
    #[serde(default)]
    pub page_first: Option<u32>,
    /// Places inside the paragraph where a new page begins, sorted by offset; each offset lies strictly inside the text.
    #[serde(default)]
    pub page_breaks: Vec<PageBreak>,
}

/// The name of a footnote: the page it is printed on, where pages are known, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NoteKey {
    /// Page of the note; `null` where the document has no pages.
    pub page: Option<u32>,
    /// Number as printed (① is 1, * is 0).
    pub number: u32,
}

impl fmt::Display for NoteKey {
    /// The mark as it stands in the Markdown form: `[^2-1]`, or `[^1]` without a page.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.page {
            Some(page) => write!(f, "[^{page}-{}]", self.number),
            None => write!(f, "[^{}]", self.number),
        }
    }
}

/// A footnote mark in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteMark {
    /// Code points of the text before the mark.
    pub offset_chars: usize,
    /// The note it points to.
    #[serde(flatten)]
    pub key: NoteKey,
}

/// A place inside a paragraph where a page begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageBreak {
    /// Code points of the text before the page turn.
    pub offset_chars: usize,
    /// The page that begins here.
    pub page: u32,
}

/// A footnote or endnote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Footnote {
    /// Its name.
    #[serde(flatten)]
    pub key: NoteKey,
    /// The text without its number.
    pub text: String,
    /// Addresses in the text, whole and without the sentence's full stop; derived from `text`.
    #[serde(default)]
    pub urls: Vec<String>,
}

impl Footnote {
    /// A footnote with the addresses that stand in its text.
    pub fn new(key: NoteKey, text: impl Into<String>) -> Self {
        let text = text.into();
        let urls = urls(&text).into_iter().map(ToOwned::to_owned).collect();
        Self { key, text, urls }
    }
}
