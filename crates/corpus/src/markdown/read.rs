//! The Markdown form to a document, with every fault it has.

use std::collections::HashMap;

use super::inline::{self, Inline};
use crate::check::{DEEPEST_LEVEL, Part};
use crate::error::Faults;
use crate::header;
use crate::model::{Document, Footnote, NoteKey, PageBreak, Paragraph, Section};

/// The line before and behind the header.
const FENCE: &str = "---";

/// See [`Document::from_markdown`].
pub(super) fn document(text: &str) -> Result<Document, Faults> {
    reader(text).finish()
}

/// As much of a document as a file gives, however many faults it has, and where everything stands.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    /// What could be read.
    pub(crate) document: Document,
    /// The line of each part.
    pub(crate) lines: HashMap<Part, usize>,
    /// What is wrong with the written form.
    pub(crate) faults: Faults,
}

/// Reads a file for somebody who wants to know what is wrong with it.
pub(crate) fn sheet(text: &str) -> Sheet {
    let reader = reader(text);
    Sheet {
        document: reader.document,
        lines: reader.lines,
        faults: reader.faults,
    }
}

fn reader(text: &str) -> Reader {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::default();
    if let Some(body) = reader.header(text) {
        reader.body(text, &body);
    }
    reader
}

/// See [`super::body_offset`].
pub(super) fn body_offset(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('\u{feff}').unwrap_or(text);
    let body = Reader::default().header(inner)?;
    Some(text.len() - inner.len() + body.offset_bytes)
}

/// Where the body begins.
struct Body {
    offset_bytes: usize,
    /// Lines before it.
    lines: usize,
}

/// What the line before was, to tell a paragraph that was broken by hand.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    #[default]
    Nothing,
    Paragraph,
    Note,
}

#[derive(Debug, Default)]
struct Reader {
    document: Document,
    faults: Faults,
    lines: HashMap<Part, usize>,
    /// The page the text has reached.
    page: Option<u32>,
    before: Before,
}

impl Reader {
    /// Reads the header; `None` where it has no end, so that nobody knows where the body begins.
    fn header(&mut self, text: &str) -> Option<Body> {
        let mut opened: Option<(usize, usize)> = None;
        let mut offset = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let (start, number) = (offset, index + 1);
            offset += line.len();
            match opened {
                None if line.trim().is_empty() => {}
                None if line.trim_end() == FENCE => opened = Some((offset, number + 1)),
                None => {
                    let message = "no header; a document begins with a line `---`, lines `key: value`, and a line `---`";
                    self.faults.add(number, message);
                    return None;
                }
                Some((from, first_line)) if line.trim_end() == FENCE => {
                    self.metadata(&text[from..start], first_line);
                    return Some(Body {
                        offset_bytes: offset,
                        lines: number,
                    });
                }
                Some(_) => {}
            }
        }
        match opened {
            Some((_, first_line)) => {
                self.faults.add(
                    first_line - 1,
                    "the header is not closed; write a line `---` behind its last key",
                );
            }
            None => self
                .faults
                .add(1, "an empty file; a document begins with a line `---`"),
        }
        None
    }

    fn metadata(&mut self, yaml: &str, first_line: usize) {
        let header = header::read(yaml, first_line, &mut self.faults);
        self.document.metadata = header.metadata;
        self.lines.extend(
            header
                .lines
                .into_iter()
                .map(|(key, line)| (Part::Metadata(key), line)),
        );
    }

    fn body(&mut self, text: &str, body: &Body) {
        for (index, line) in text[body.offset_bytes..].split('\n').enumerate() {
            self.line(body.lines + 1 + index, line.trim());
        }
    }

    fn line(&mut self, number: usize, line: &str) {
        let before = std::mem::take(&mut self.before);
        if line.is_empty() {
            return;
        }
        if line.starts_with('#') {
            return self.heading(number, line);
        }
        if let Some((key, text)) = inline::note_line(line) {
            self.before = Before::Note;
            return self.note(number, key, text);
        }
        if line == FENCE {
            let message = "`---` in the text; the header is closed already, and a text of three dashes is written `\\---`";
            return self.faults.add(number, message);
        }
        let mut read = Inline::read(line);
        self.take_faults(number, &mut read);
        if !read.text.is_empty() {
            self.before = Before::Paragraph;
            return self.paragraph(number, read, before);
        }
        for turn in &read.pages {
            self.turn_page(number, turn.page);
        }
        if !read.notes.is_empty() {
            self.marks_alone(number, &read);
        }
    }

    fn take_faults(&mut self, number: usize, read: &mut Inline) {
        for message in std::mem::take(&mut read.faults) {
            self.faults.add(number, message);
        }
    }

    fn heading(&mut self, number: usize, line: &str) {
        let text = line.trim_start_matches('#');
        let Some(level) = u8::try_from(line.len() - text.len())
            .ok()
            .filter(|l| *l <= DEEPEST_LEVEL)
        else {
            return self.faults.add(
                number,
                "a heading of more than six `#`; allowed: `#` to `######` and a space",
            );
        };
        if !text.is_empty() && !text.starts_with(char::is_whitespace) {
            let message = "no space behind `#`; allowed: `# heading`, and a text that begins with # is written `\\#`";
            return self.faults.add(number, message);
        }
        let mut read = Inline::read(text);
        self.take_faults(number, &mut read);
        if read.text.is_empty() {
            return self
                .faults
                .add(number, "a heading without text; allowed: `# heading`");
        }
        let inner = self.outer_turns(number, &mut read);
        if !inner.is_empty() {
            self.faults.add(
                number,
                "a page mark inside a heading; put it on a line of its own before the heading",
            );
        }
        self.lines
            .insert(Part::Section(self.document.sections.len()), number);
        self.document.sections.push(Section {
            level,
            heading: Some(read.text),
            heading_notes: read.notes,
            heading_page: self.page,
            paragraphs: Vec::new(),
        });
        self.turn_pages_behind(number, &read.pages);
    }

    fn paragraph(&mut self, number: usize, mut read: Inline, before: Before) {
        if before != Before::Nothing {
            self.broken_by_hand(number, before);
        }
        let inner = self.outer_turns(number, &mut read);
        let page_first = self.page;
        let mut page_breaks = Vec::new();
        for turn in inner {
            if self.turn_page(number, turn.page) {
                page_breaks.push(turn);
            }
        }
        let paragraph = Paragraph {
            text: read.text,
            notes: read.notes,
            page_first,
            page_breaks,
        };
        let sections = &mut self.document.sections;
        if sections.is_empty() {
            sections.push(Section::default());
        }
        let last = sections.len() - 1;
        self.lines.insert(
            Part::Paragraph(last, sections[last].paragraphs.len()),
            number,
        );
        sections[last].paragraphs.push(paragraph);
        self.turn_pages_behind(number, &read.pages);
    }

    fn broken_by_hand(&mut self, number: usize, before: Before) {
        let what = if before == Before::Note {
            "the note"
        } else {
            "the paragraph"
        };
        let above = number - 1;
        let message = format!(
            "text directly under {what} on line {above}; allowed: everything of {what} on one line, \
             or an empty line between them when it is a new paragraph"
        );
        self.faults.add(number, message);
    }

    /// Turns the pages that stand before the first character; gives those inside, and leaves those behind the last.
    fn outer_turns(&mut self, number: usize, read: &mut Inline) -> Vec<PageBreak> {
        let mut pages = std::mem::take(&mut read.pages);
        let first_inside = pages.partition_point(|turn| turn.offset_chars == 0);
        let first_behind = pages.partition_point(|turn| turn.offset_chars < read.length);
        read.pages = pages.split_off(first_behind);
        for turn in pages.drain(..first_inside) {
            self.turn_page(number, turn.page);
        }
        pages
    }

    fn turn_pages_behind(&mut self, number: usize, pages: &[PageBreak]) {
        for turn in pages {
            self.turn_page(number, turn.page);
        }
    }

    /// Whether the page could be turned: pages go forward.
    fn turn_page(&mut self, number: usize, page: u32) -> bool {
        if let Some(reached) = self.page.filter(|reached| page <= *reached) {
            let message = format!(
                "page {page} begins on page {reached}; pages go forward, allowed: {} or more",
                reached.saturating_add(1)
            );
            self.faults.add(number, message);
            return false;
        }
        self.page = Some(page);
        true
    }

    fn note(&mut self, number: usize, key: NoteKey, text: &str) {
        let mut read = Inline::read(text);
        self.take_faults(number, &mut read);
        if !read.notes.is_empty() || !read.pages.is_empty() {
            let message = format!(
                "a mark inside the note `{key}`; a text that looks like one is written `\\[^` or `\\<!--`"
            );
            self.faults.add(number, message);
        }
        self.lines
            .insert(Part::Footnote(self.document.footnotes.len()), number);
        self.document.footnotes.push(Footnote::new(key, read.text));
    }

    /// Marks without a text: those of the title, which stand before everything.
    fn marks_alone(&mut self, number: usize, read: &Inline) {
        if !self.document.sections.is_empty() {
            let message = "marks without a text; they belong behind the words they explain, or, for the title, before all text";
            return self.faults.add(number, message);
        }
        self.lines.entry(Part::FrontNotes).or_insert(number);
        self.document
            .front_notes
            .extend(read.notes.iter().map(|mark| mark.key));
    }

    fn finish(mut self) -> Result<Document, Faults> {
        for problem in self.document.check() {
            let line = self.lines.get(&problem.part).copied().unwrap_or(1);
            let message = match problem.part {
                Part::Metadata(key) => format!("`{key}`: {}", problem.message),
                _ => problem.message,
            };
            self.faults.add(line, message);
        }
        if self.faults.is_empty() {
            return Ok(self.document);
        }
        self.faults.sort_by_line();
        Err(self.faults)
    }
}
