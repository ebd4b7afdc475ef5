//! A document to its Markdown form.

use std::path::PathBuf;

use super::inline::{self, FULL_WIDTH_COLON, page_mark};
use crate::check::{Part, Problem};
use crate::error::Error;
use crate::header;
use crate::model::{Document, Footnote, Paragraph, Section};

/// See [`Document::to_markdown`].
pub(super) fn markdown(document: &Document) -> Result<String, Error> {
    let name = document.metadata.id.clone().unwrap_or_default();
    let invalid = |problems| Error::Invalid {
        path: PathBuf::from(name),
        problems,
    };
    let problems = document.check();
    if !problems.is_empty() {
        return Err(invalid(problems));
    }
    let header = header::write(&document.metadata).map_err(|message| {
        invalid(vec![Problem {
            part: Part::Metadata("header"),
            message,
        }])
    })?;
    let mut writer = Writer {
        out: format!("---\n{header}---\n"),
        page: None,
    };
    writer.front_notes(document);
    for section in &document.sections {
        writer.section(section);
    }
    writer.footnotes(&document.footnotes);
    Ok(writer.out)
}

struct Writer {
    out: String,
    /// The page the text has reached.
    page: Option<u32>,
}

impl Writer {
    fn front_notes(&mut self, document: &Document) {
        if document.front_notes.is_empty() {
            return;
        }
        self.out.push('\n');
        for key in &document.front_notes {
            self.out.push_str(&key.to_string());
        }
        self.out.push('\n');
    }

    fn section(&mut self, section: &Section) {
        if let Some(heading) = &section.heading {
            self.begin_block(section.heading_page);
            self.out.push_str(&"#".repeat(usize::from(section.level)));
            self.out.push(' ');
            inline::write(&mut self.out, heading, &section.heading_notes, &[]);
            self.out.push('\n');
        }
        for paragraph in &section.paragraphs {
            self.paragraph(paragraph);
        }
    }

    fn paragraph(&mut self, paragraph: &Paragraph) {
        self.begin_block(paragraph.page_first);
        let start = self.out.len();
        inline::write(
            &mut self.out,
            &paragraph.text,
            &paragraph.notes,
            &paragraph.page_breaks,
        );
        if let Some(at) = misread_at(&self.out[start..]) {
            self.out.insert(start + at, '\\');
        }
        self.out.push('\n');
        self.page = paragraph
            .page_breaks
            .last()
            .map(|turn| turn.page)
            .or(self.page);
    }

    /// An empty line, and the page mark where a new page has begun.
    fn begin_block(&mut self, page: Option<u32>) {
        self.out.push('\n');
        if page == self.page {
            return;
        }
        if let Some(page) = page {
            self.out.push_str(&page_mark(page));
            self.out.push_str("\n\n");
        }
        self.page = page;
    }

    fn footnotes(&mut self, notes: &[Footnote]) {
        if !notes.is_empty() {
            self.out.push('\n');
        }
        for note in notes {
            self.out.push_str(&note.key.to_string());
            self.out.push(':');
            if !note.text.is_empty() {
                self.out.push(' ');
                inline::write(&mut self.out, &note.text, &[], &[]);
            }
            self.out.push('\n');
        }
    }
}

/// The byte before which a backslash must stand so that the line of a paragraph is read as one.
fn misread_at(line: &str) -> Option<usize> {
    if line.starts_with('#') || line == "---" {
        return Some(0);
    }
    inline::note_line(line).map(|(_, text)| {
        let after = line.len() - text.len();
        let colon = if line[..after].ends_with(FULL_WIDTH_COLON) {
            FULL_WIDTH_COLON.len_utf8()
        } else {
            1
        };
        after - colon
    })
}
