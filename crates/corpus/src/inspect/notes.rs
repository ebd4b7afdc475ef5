//! Notes and their marks: notes that nothing points to, empty ones, gaps in the numbers, marks that were not recognised.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use regex::Regex;

use super::finding::{Code, Confidence, Finding, around, head};
use super::page::{Page, is_han};
use crate::check::Part;
use crate::model::{Document, NoteKey};
use crate::pattern::pattern;

/// What a footnote mark looks like where it was not read as one.
static BARE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[①-⑳]|\[\d{1,3}\]|［\d{1,3}］|〔\d{1,2}〕|[¹²³⁴-⁹]{1,2}"));

/// Every mark of a document with the part it stands in.
pub(super) fn marks(document: &Document) -> impl Iterator<Item = (Part, NoteKey)> {
    let front = document.front_notes.iter();
    let front = front.map(|key| (Part::FrontNotes, *key));
    let sections = document.sections.iter().enumerate();
    front.chain(sections.flat_map(|(i, section)| {
        let heading = section.heading_notes.iter();
        let heading = heading.map(move |mark| (Part::Section(i), mark.key));
        let paragraphs = section.paragraphs.iter().enumerate();
        heading.chain(paragraphs.flat_map(move |(j, paragraph)| {
            let notes = paragraph.notes.iter();
            notes.map(move |mark| (Part::Paragraph(i, j), mark.key))
        }))
    }))
}

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    let document = page.document;
    let marked: HashSet<NoteKey> = marks(document).map(|(_, key)| key).collect();
    for (i, note) in document.footnotes.iter().enumerate() {
        let line = page.lines.get(&Part::Footnote(i)).copied().unwrap_or(1);
        if !marked.contains(&note.key) {
            let what = format!("no mark `{}` stands in the text", note.key);
            findings.push(Finding::new(
                Code::NoteWithoutMark,
                line,
                Confidence::High,
                head(&note.text),
                what,
            ));
        }
        if note.text.is_empty() {
            let what = format!("the note `{}` is empty", note.key);
            findings.push(Finding::new(
                Code::EmptyNote,
                line,
                Confidence::High,
                "",
                what,
            ));
        }
    }
    gaps(page, findings);
    bare_marks(page, findings);
}

/// Numbers left out between the first and the last of a page, or of a document that counts through.
fn gaps(page: &Page<'_>, findings: &mut Vec<Finding>) {
    let notes = &page.document.footnotes;
    let mut by_page: BTreeMap<Option<u32>, BTreeSet<u32>> = BTreeMap::new();
    for note in notes {
        by_page
            .entry(note.key.page)
            .or_default()
            .insert(note.key.number);
    }
    let mut missing: Vec<String> = Vec::new();
    for (page, numbers) in &by_page {
        let mut before: Option<u32> = None;
        for &number in numbers.iter().filter(|number| **number > 0) {
            // A far jump is another way of counting, not many lost notes.
            if let Some(before) = before
                && (2..=5).contains(&(number - before))
            {
                let left_out = before + 1..number;
                missing.extend(left_out.map(|number| {
                    NoteKey {
                        page: *page,
                        number,
                    }
                    .to_string()
                }));
            }
            before = Some(number);
        }
    }
    if missing.is_empty() {
        return;
    }
    let line = page.lines.get(&Part::Footnote(0)).copied().unwrap_or(1);
    missing.truncate(10);
    let what = format!("the numbers of the notes leave out {}", missing.join(", "));
    findings.push(Finding::new(
        Code::NoteGap,
        line,
        Confidence::Medium,
        "",
        what,
    ));
}

/// Signs that stand as footnote marks do, between a word and a punctuation mark, and were left in the text.
fn bare_marks(page: &Page<'_>, findings: &mut Vec<Finding>) {
    for block in page.paragraphs() {
        for found in BARE.find_iter(block.text) {
            let before = block.text[..found.start()].chars().next_back();
            let behind = block.text[found.end()..].chars().next();
            let is_power = found.as_str().starts_with(['²', '³'])
                && before.is_some_and(|c| c.is_ascii_alphanumeric() || "米里м".contains(c));
            let follows_word =
                before.is_some_and(|c| is_han(c) || c.is_alphabetic() || "”》」）)".contains(c));
            let ends = behind.is_none_or(|c| "，。；、！？,.;".contains(c));
            if !follows_word || !ends || is_power {
                continue;
            }
            let what = format!("`{}` stands where footnote marks stand", found.as_str());
            let text = around(block.text, found.start(), found.end());
            findings.push(Finding::new(
                Code::BareMark,
                block.line,
                Confidence::Medium,
                text,
                what,
            ));
        }
    }
}
