//! Nothing is lost and nothing invented: the characters of the source against those of what was made of it.

use std::collections::HashMap;

use super::Imported;
use super::report::Report;
use super::script::{compose, is_ink};
use crate::model::Document;

/// A character whose count differs between the source and what was made of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{character}` occurs {in_source} times in the source and {in_result} times in the document and the report"
)]
pub struct Difference {
    /// The character.
    pub character: char,
    /// How often it stands in the source.
    pub in_source: usize,
    /// How often it stands in the document and the report together.
    pub in_result: usize,
}

/// Compares a source with what was made of it: every character that leaves ink is in the document, in the marks as
/// printed, or in what the report says was taken out, as often as in the source.
///
/// # Errors
///
/// The first character, in code point order, whose counts differ.
pub fn account(source: &str, imported: &Imported) -> Result<(), Difference> {
    let mut expected = Counts::default();
    expected.add(&compose(source));
    let mut found = Counts::default();
    add_document(&imported.document, &mut found);
    add_report(&imported.report, &mut found);
    let mut characters: Vec<char> = expected.0.keys().chain(found.0.keys()).copied().collect();
    characters.sort_unstable();
    for character in characters {
        let (in_source, in_result) = (expected.of(character), found.of(character));
        if in_source != in_result {
            return Err(Difference {
                character,
                in_source,
                in_result,
            });
        }
    }
    Ok(())
}

#[derive(Default)]
struct Counts(HashMap<char, usize>);

impl Counts {
    fn add(&mut self, text: &str) {
        for c in text.chars().filter(|&c| is_ink(c)) {
            *self.0.entry(c).or_insert(0) += 1;
        }
    }

    fn of(&self, character: char) -> usize {
        self.0.get(&character).copied().unwrap_or(0)
    }
}

fn add_document(document: &Document, counts: &mut Counts) {
    for section in &document.sections {
        counts.add(section.heading.as_deref().unwrap_or(""));
        for paragraph in &section.paragraphs {
            counts.add(&paragraph.text);
        }
    }
    for note in &document.footnotes {
        counts.add(&note.text);
    }
}

fn add_report(report: &Report, counts: &mut Counts) {
    for piece in report.dropped.iter().chain(&report.described) {
        counts.add(&piece.text);
    }
    for mark in &report.marks {
        counts.add(&mark.printed);
    }
}
