//! The header and the written form: rules that are broken, and keys that are missing.

use super::finding::{Code, Confidence, Finding};
use crate::check::{Part, mark_without_note};
use crate::markdown::Sheet;
use crate::model::Document;

/// The fault of a file whose reading stopped before the text.
const HEADER_FAULTS: [&str; 3] = ["no header", "the header is not", "an empty file"];

pub(super) fn inspect(sheet: &Sheet, findings: &mut Vec<Finding>) {
    let first_text_line = first_text_line(sheet);
    for fault in sheet.faults.kept() {
        let in_header = fault.line < first_text_line
            || HEADER_FAULTS
                .iter()
                .any(|words| fault.message.starts_with(words));
        let code = if in_header { Code::Header } else { Code::Form };
        findings.push(Finding::new(
            code,
            fault.line,
            Confidence::High,
            "",
            fault.message.clone(),
        ));
    }
    broken_rules(sheet, findings);
    if sheet.faults.kept().is_empty() {
        missing_keys(&sheet.document, findings);
    }
}

/// The line of the first part behind the header.
fn first_text_line(sheet: &Sheet) -> usize {
    let text = sheet
        .lines
        .iter()
        .filter(|(part, _)| !matches!(part, Part::Metadata(_)))
        .map(|(_, line)| *line);
    let header = sheet
        .lines
        .iter()
        .filter(|(part, _)| matches!(part, Part::Metadata(_)))
        .map(|(_, line)| *line);
    // Without any text everything that has a fault is the header's.
    let last_key = header.max().unwrap_or(0);
    text.min().unwrap_or(usize::MAX).max(last_key + 1)
}

fn broken_rules(sheet: &Sheet, findings: &mut Vec<Finding>) {
    let marks: std::collections::HashSet<String> = marks(&sheet.document)
        .into_iter()
        .map(mark_without_note)
        .collect();
    for problem in sheet.document.check() {
        let line = sheet.lines.get(&problem.part).copied().unwrap_or(1);
        let (code, what) = match problem.part {
            Part::Metadata(key) => (Code::Header, format!("`{key}`: {}", problem.message)),
            _ if marks.contains(&problem.message) => (Code::MarkWithoutNote, problem.message),
            _ => (Code::Form, problem.message),
        };
        findings.push(Finding::new(code, line, Confidence::High, "", what));
    }
}

fn marks(document: &Document) -> Vec<crate::model::NoteKey> {
    super::notes::marks(document).map(|(_, key)| key).collect()
}

fn missing_keys(document: &Document, findings: &mut Vec<Finding>) {
    let metadata = &document.metadata;
    let keys = [
        ("title", metadata.title.is_none()),
        ("type", metadata.kind.is_none()),
        ("date", metadata.date.is_none()),
        ("language", metadata.language.is_none()),
    ];
    let missing: Vec<String> = keys
        .into_iter()
        .filter(|(_, is_missing)| *is_missing)
        .map(|(key, _)| format!("`{key}`"))
        .collect();
    if !missing.is_empty() {
        let what = format!("the header does not say {}", missing.join(", "));
        findings.push(Finding::new(
            Code::MissingKey,
            1,
            Confidence::High,
            "",
            what,
        ));
    }
}

/// The documents that the header names, with the line of the key.
pub(super) fn named(sheet: &Sheet) -> Vec<(String, usize)> {
    let metadata = &sheet.document.metadata;
    let line = |key| sheet.lines.get(&Part::Metadata(key)).copied().unwrap_or(1);
    let version_of = metadata.version_of.iter();
    let version_of = version_of.map(|id| (id.clone(), line("version_of")));
    let relations = metadata.relations.iter();
    let relations = relations.map(|relation| (relation.document.clone(), line("relations")));
    version_of.chain(relations).collect()
}
