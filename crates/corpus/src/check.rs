//! The rules of the model as code: what a document must be so that every written form gives it back.

use std::collections::HashSet;
use std::fmt;

use crate::metadata::{Metadata, Status, canonical_language};
use crate::model::{Document, NoteKey, NoteMark, Paragraph, Section};
use crate::urls::urls;

/// Levels of headings, as Markdown has them.
pub(crate) const DEEPEST_LEVEL: u8 = 6;

/// Problems of one document that are told; a document of nothing else must not fill the memory.
const PROBLEMS_KEPT: usize = 1000;

/// A rule of the model that a document breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The part of the document.
    pub part: Part,
    /// What was found and what is allowed.
    pub message: String,
}

/// A part of a document; numbers count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// A key of the metadata.
    Metadata(&'static str),
    /// The marks before any text.
    FrontNotes,
    /// The heading of a section, or the section itself.
    Section(usize),
    /// A paragraph: section, and paragraph within it.
    Paragraph(usize, usize),
    /// A footnote.
    Footnote(usize),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metadata(key) => write!(f, "`{key}`"),
            Self::FrontNotes => f.write_str("front notes"),
            Self::Section(section) => write!(f, "section {}", section + 1),
            Self::Paragraph(section, paragraph) => {
                write!(f, "section {}, paragraph {}", section + 1, paragraph + 1)
            }
            Self::Footnote(note) => write!(f, "footnote {}", note + 1),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.part, self.message)
    }
}

impl Document {
    /// Every rule of the model that the document breaks, a thousand at most; none for a valid one.
    ///
    /// The rules are in the head of the module `model`; a valid document is what its Markdown and its JSON form give
    /// back exactly.
    pub fn check(&self) -> Vec<Problem> {
        let mut checker = Checker {
            problems: Vec::new(),
            notes: HashSet::new(),
            page: None,
        };
        checker.metadata(&self.metadata);
        checker.footnotes(self);
        for &key in &self.front_notes {
            checker.mark(Part::FrontNotes, key);
        }
        for (i, section) in self.sections.iter().enumerate() {
            checker.section(i, section);
        }
        checker.problems
    }
}

/// Why `text` may not stand where one line of text is asked for.
pub(crate) fn line_problem(text: &str) -> Option<String> {
    if let Some(c) = text.chars().find(|&c| is_forbidden(c)) {
        return Some(format!(
            "control character U+{:04X} in a text; remove it",
            u32::from(c)
        ));
    }
    if text != text.trim() {
        return Some("white space at an end of a text; remove it".to_owned());
    }
    text.contains("  ")
        .then(|| "two spaces in a row in a text; one is allowed".to_owned())
}

/// What is said of a mark that points to nothing.
pub(crate) fn mark_without_note(key: NoteKey) -> String {
    format!(
        "the mark `{key}` has no note; add a line `{key}: text of the note`, or remove the mark"
    )
}

/// Characters that end a line, or print nothing and are never meant.
pub(crate) fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

struct Checker {
    problems: Vec<Problem>,
    notes: HashSet<NoteKey>,
    /// The page the text has reached, once pages are known.
    page: Option<u32>,
}

impl Checker {
    fn add(&mut self, part: Part, message: impl Into<String>) {
        if self.problems.len() == PROBLEMS_KEPT {
            return;
        }
        self.problems.push(Problem {
            part,
            message: message.into(),
        });
    }

    fn text(&mut self, part: Part, text: &str) {
        if let Some(problem) = line_problem(text) {
            self.add(part, problem);
        }
    }

    fn filled_text(&mut self, part: Part, text: &str) {
        if text.is_empty() {
            self.add(part, "empty text; leave the part out");
        }
        self.text(part, text);
    }

    fn metadata(&mut self, metadata: &Metadata) {
        for (key, text) in metadata_texts(metadata) {
            self.filled_text(Part::Metadata(key), text);
        }
        if let Some(language) = &metadata.language {
            self.language(language);
        }
        if metadata.status == Some(Status::Withdrawn) && metadata.status_reason.is_none() {
            let message = "a withdrawn document needs a reason; add the key `status_reason`";
            self.add(Part::Metadata("status"), message);
        }
        if let Some(original) = &metadata.original {
            let hexadecimal = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
            if original.sha256.len() != 64 || !original.sha256.bytes().all(hexadecimal) {
                self.add(
                    Part::Metadata("original"),
                    "`sha256` is not a hash; allowed: 64 lower-case hexadecimal digits",
                );
            }
        }
    }

    fn language(&mut self, tag: &str) {
        let message = match canonical_language(tag) {
            Some(canonical) if canonical == tag => return,
            Some(canonical) => {
                format!("`{tag}` is not the usual spelling of the language; write `{canonical}`")
            }
            None => format!(
                "`{tag}` is not a BCP 47 language tag; allowed: such as zh-Hans, zh-Hant, ru, en"
            ),
        };
        self.add(Part::Metadata("language"), message);
    }

    fn footnotes(&mut self, document: &Document) {
        for (i, note) in document.footnotes.iter().enumerate() {
            let part = Part::Footnote(i);
            self.text(part, &note.text);
            if note.key.page == Some(0) {
                self.add(
                    part,
                    format!("the note `{}` is on page 0; pages count from 1", note.key),
                );
            }
            if !self.notes.insert(note.key) {
                self.add(
                    part,
                    format!(
                        "the note `{}` stands here a second time; allowed: each note once",
                        note.key
                    ),
                );
            }
            if note.urls != urls(&note.text) {
                self.add(
                    part,
                    "the addresses are not those of the text; make the note with Footnote::new",
                );
            }
        }
    }

    fn mark(&mut self, part: Part, key: NoteKey) {
        if !self.notes.contains(&key) {
            self.add(part, mark_without_note(key));
        }
    }

    fn section(&mut self, i: usize, section: &Section) {
        let part = Part::Section(i);
        match &section.heading {
            Some(heading) => self.heading(part, section, heading),
            None => self.opening(part, i, section),
        }
        for (j, paragraph) in section.paragraphs.iter().enumerate() {
            self.paragraph(Part::Paragraph(i, j), paragraph);
        }
    }

    fn heading(&mut self, part: Part, section: &Section, heading: &str) {
        if !(1..=DEEPEST_LEVEL).contains(&section.level) {
            self.add(
                part,
                format!(
                    "a heading of level {}; allowed: 1 to {DEEPEST_LEVEL}",
                    section.level
                ),
            );
        }
        self.filled_text(part, heading);
        self.marks(part, heading.chars().count(), &section.heading_notes);
        self.block_page(part, section.heading_page);
    }

    /// A section without a heading: only the text before the first heading is one.
    fn opening(&mut self, part: Part, i: usize, section: &Section) {
        if i > 0 || section.level != 0 {
            self.add(
                part,
                "a section without a heading; allowed: at level 0 before all others",
            );
        }
        if section.paragraphs.is_empty() {
            self.add(
                part,
                "a section with neither heading nor paragraphs; leave it out",
            );
        }
        if !section.heading_notes.is_empty() || section.heading_page.is_some() {
            self.add(
                part,
                "marks or a page of a heading that is not there; remove them",
            );
        }
    }

    fn paragraph(&mut self, part: Part, paragraph: &Paragraph) {
        self.filled_text(part, &paragraph.text);
        let length = paragraph.text.chars().count();
        self.marks(part, length, &paragraph.notes);
        self.block_page(part, paragraph.page_first);
        if !paragraph.page_breaks.is_sorted_by_key(|b| b.offset_chars) {
            self.add(part, "page turns out of order; allowed: sorted by offset");
        }
        for turn in &paragraph.page_breaks {
            if turn.offset_chars == 0 || turn.offset_chars >= length {
                self.add(
                    part,
                    format!(
                        "page {} begins at an end of the paragraph; allowed: strictly inside",
                        turn.page
                    ),
                );
            }
            if turn.page == 0 || self.page.is_some_and(|reached| turn.page <= reached) {
                self.add(
                    part,
                    format!(
                        "page {} begins on page {}; pages go forward",
                        turn.page,
                        self.page.unwrap_or(0)
                    ),
                );
            }
            self.page = Some(turn.page);
        }
    }

    fn marks(&mut self, part: Part, length: usize, marks: &[NoteMark]) {
        if !marks.is_sorted_by_key(|m| m.offset_chars) {
            self.add(part, "marks out of order; allowed: sorted by offset");
        }
        for mark in marks {
            if mark.offset_chars > length {
                let offset = mark.offset_chars;
                self.add(
                    part,
                    format!(
                        "the mark `{}` at {offset} lies behind the text of {length} characters",
                        mark.key
                    ),
                );
            }
            self.mark(part, mark.key);
        }
    }

    fn block_page(&mut self, part: Part, page: Option<u32>) {
        match (self.page, page) {
            (Some(reached), None) => {
                self.add(part, format!("no page after page {reached}; allowed: a page for everything behind the first"));
            }
            (Some(reached), Some(page)) if page < reached => {
                self.add(
                    part,
                    format!("page {page} after page {reached}; pages go forward"),
                );
            }
            (None, Some(0)) => self.add(part, "page 0; pages count from 1"),
            _ => {}
        }
        self.page = page.or(self.page);
    }
}

/// Every free text of the metadata with its key.
pub(crate) fn metadata_texts(metadata: &Metadata) -> impl Iterator<Item = (&'static str, &str)> {
    let single = [
        ("id", &metadata.id),
        ("title", &metadata.title),
        ("language", &metadata.language),
        ("body", &metadata.body),
        ("event", &metadata.event),
        ("place", &metadata.place),
        ("publisher", &metadata.publisher),
        ("issue", &metadata.issue),
        ("pages", &metadata.pages),
        ("abstract", &metadata.summary),
        ("rights", &metadata.rights),
        ("status_reason", &metadata.status_reason),
        ("version_of", &metadata.version_of),
    ];
    let lists = [
        ("alternative", &metadata.alternative),
        ("source", &metadata.source),
        ("identifiers", &metadata.identifiers),
        ("subjects", &metadata.subjects),
    ];
    let creators = metadata
        .creators
        .iter()
        .map(|agent| ("creators", agent.name.as_str()));
    let original = metadata.original.iter().flat_map(|original| {
        let rest = [&original.from, &original.retrieved, &original.http_status];
        let rest = rest.into_iter().flatten().map(String::as_str);
        std::iter::once(original.file.as_str())
            .chain(rest)
            .map(|text| ("original", text))
    });
    let relations = metadata.relations.iter().flat_map(|relation| {
        let note = relation.note.as_deref();
        std::iter::once(relation.document.as_str())
            .chain(note)
            .map(|text| ("relations", text))
    });
    let accepted = metadata.accepted.iter().flat_map(|accepted| {
        let text = accepted.text.as_deref();
        [accepted.finding.as_str(), accepted.reason.as_str()]
            .into_iter()
            .chain(text)
            .map(|text| ("accepted", text))
    });
    let changes = metadata.changes.iter().flat_map(|change| {
        let previous = change.previous.as_deref();
        [change.at.as_str(), change.who.as_str(), change.why.as_str()]
            .into_iter()
            .chain(previous)
            .map(|text| ("changes", text))
    });
    single
        .into_iter()
        .filter_map(|(key, text)| text.as_deref().map(|t| (key, t)))
        .chain(
            lists
                .into_iter()
                .flat_map(|(key, texts)| texts.iter().map(move |t| (key, t.as_str()))),
        )
        .chain(creators)
        .chain(original)
        .chain(relations)
        .chain(accepted)
        .chain(changes)
}
