//! The parts of a document that a check looks at, each with its line.

use std::collections::HashMap;

use crate::check::{Part, metadata_texts};
use crate::markdown::Sheet;
use crate::metadata::Metadata;
use crate::model::Document;

/// What kind of text a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Zone {
    /// A value of the header.
    Header,
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// A footnote.
    Note,
}

/// A piece of text on one line of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<'a> {
    pub(super) zone: Zone,
    /// Line of the file, 1-based.
    pub(super) line: usize,
    pub(super) text: &'a str,
}

/// The script that most letters of a text are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Han,
    Cyrillic,
    Latin,
    /// Another one, or no letters at all.
    Other,
}

/// A document laid open for a check.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) document: &'a Document,
    pub(super) lines: &'a HashMap<Part, usize>,
    /// Values of the header, headings, paragraphs and notes, in the order of the file.
    pub(super) blocks: Vec<Block<'a>>,
    /// The script of the text.
    pub(super) script: Script,
}

/// Keys of the header whose values are prose or names; the others are codes, addresses and records.
const PROSE_KEYS: [&str; 12] = [
    "title",
    "alternative",
    "creators",
    "body",
    "event",
    "place",
    "publisher",
    "issue",
    "identifiers",
    "subjects",
    "abstract",
    "rights",
];

impl<'a> Page<'a> {
    pub(super) fn of(sheet: &'a Sheet) -> Self {
        let document = &sheet.document;
        let mut blocks = Vec::new();
        let line = |part| sheet.lines.get(&part).copied().unwrap_or(1);
        let prose = metadata_texts(&document.metadata).filter(|(key, _)| PROSE_KEYS.contains(key));
        blocks.extend(prose.map(|(key, text)| Block {
            zone: Zone::Header,
            line: line(Part::Metadata(key)),
            text,
        }));
        for (i, section) in document.sections.iter().enumerate() {
            blocks.extend(section.heading.as_deref().map(|text| Block {
                zone: Zone::Heading,
                line: line(Part::Section(i)),
                text,
            }));
            let paragraphs = section.paragraphs.iter().enumerate();
            blocks.extend(paragraphs.map(|(j, paragraph)| Block {
                zone: Zone::Paragraph,
                line: line(Part::Paragraph(i, j)),
                text: &paragraph.text,
            }));
        }
        let notes = document.footnotes.iter().enumerate();
        blocks.extend(notes.map(|(i, note)| Block {
            zone: Zone::Note,
            line: line(Part::Footnote(i)),
            text: &note.text,
        }));
        let script = script(&blocks);
        Self {
            document,
            lines: &sheet.lines,
            blocks,
            script,
        }
    }

    pub(super) fn metadata(&self) -> &'a Metadata {
        &self.document.metadata
    }

    /// The line of a key of the header; the first line where the header does not have it.
    pub(super) fn line_of(&self, key: &'static str) -> usize {
        let line = self.lines.get(&Part::Metadata(key));
        line.copied().unwrap_or(1)
    }

    /// The paragraphs in the order of the text.
    pub(super) fn paragraphs(&self) -> impl Iterator<Item = &Block<'a>> {
        let is_paragraph = |block: &&Block<'_>| block.zone == Zone::Paragraph;
        self.blocks.iter().filter(is_paragraph)
    }

    /// Headings, paragraphs and notes.
    pub(super) fn body(&self) -> impl Iterator<Item = &Block<'a>> {
        self.blocks
            .iter()
            .filter(|block| block.zone != Zone::Header)
    }
}

fn script(blocks: &[Block<'_>]) -> Script {
    let mut counts = [0_usize; 3];
    let body = blocks.iter().filter(|block| block.zone != Zone::Header);
    for c in body.flat_map(|block| block.text.chars()) {
        match script_of(c) {
            // A Han character says about as much as two letters.
            Script::Han => counts[0] += 2,
            Script::Cyrillic => counts[1] += 1,
            Script::Latin => counts[2] += 1,
            Script::Other => {}
        }
    }
    let [han, cyrillic, latin] = counts;
    match counts.into_iter().max() {
        Some(most) if most > 0 && most == han => Script::Han,
        Some(most) if most > 0 && most == cyrillic => Script::Cyrillic,
        Some(most) if most > 0 && most == latin => Script::Latin,
        _ => Script::Other,
    }
}

/// The script of one character.
pub(super) fn script_of(c: char) -> Script {
    match c {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        c if is_han(c) => Script::Han,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_alphabetic() => Script::Latin,
        _ => Script::Other,
    }
}

/// Whether a character is a Han character.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '々' | '〇'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}
