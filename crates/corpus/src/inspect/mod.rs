//! What is wrong with a document file: damage of encodings and scanners, lost notes, wrong dates, cut texts.
//!
//! Each family of findings has a module of its own, which looks at the blocks of a [`Page`] and knows no other family. A
//! file that breaks the rules of the form is looked at as far as it can be read.

mod acceptance;
mod addresses;
mod balance;
mod characters;
mod dates;
mod ends;
mod finding;
mod garbled;
mod header;
mod notes;
mod ocr;
mod page;
mod script;
mod survey;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::guard::guarded;
use crate::markdown::sheet;
use crate::store::read_bytes;
use page::Page;

pub use finding::{Code, Confidence, Finding, Severity};
pub use survey::{Survey, survey};

/// Findings of one kind that are told of one file; the others are counted.
const TOLD_OF_A_KIND: usize = 20;

/// What a check finds in one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspection {
    /// The file.
    pub path: PathBuf,
    /// Id of the document; the stem of the file's name where the header has none.
    pub id: String,
    /// Whether the file could not be looked at.
    pub unreadable: bool,
    /// The findings in the order of the lines; of each kind twenty at most.
    pub findings: Vec<Finding>,
    /// Findings beyond those told, by kind.
    pub more: Vec<(Code, usize)>,
    /// Ids of documents that the header names, with the key's line.
    pub named: Vec<(String, usize)>,
}

/// Looks at one document file. Nothing stops it: what cannot be read is a finding.
///
/// # Example
///
/// ```
/// use sco_corpus::{Code, inspect_text};
/// use std::path::Path;
///
/// let text = "---\ntitle: 上海精神\n---\n\n各国元首签署了《上海合作组织宪章，并发表宣言。\n";
/// let found = inspect_text(text, Path::new("a.md")).findings;
/// assert!(found.iter().any(|finding| finding.code == Code::Unbalanced && finding.line == 5));
/// ```
pub fn inspect(path: &Path) -> Inspection {
    let inspected = guarded(|| match read_bytes(path) {
        Ok(bytes) => inspect_bytes(bytes, path),
        Err(error) => refused(path, reason(&error)),
    });
    inspected.unwrap_or_else(|reason| {
        refused(
            path,
            format!("the check failed, please report it: {reason}"),
        )
    })
}

fn reason(error: &dyn std::error::Error) -> String {
    let source = error.source().map(|source| format!(": {source}"));
    format!("{error}{}", source.unwrap_or_default())
}

fn refused(path: &Path, what: String) -> Inspection {
    Inspection {
        path: path.to_owned(),
        id: stem(path),
        unreadable: true,
        findings: vec![Finding::new(
            Code::Unreadable,
            1,
            Confidence::High,
            "",
            what,
        )],
        ..Inspection::default()
    }
}

fn inspect_bytes(bytes: Vec<u8>, path: &Path) -> Inspection {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return inspect_text(&text, path),
        Err(error) => error,
    };
    let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    let line = before.split(|byte| *byte == b'\n').count();
    let what = "bytes that are not UTF-8; a document file is UTF-8";
    let finding = Finding::new(Code::NotUtf8, line, Confidence::High, "", what);
    let mut inspection = inspect_text(&String::from_utf8_lossy(error.as_bytes()), path);
    // What the reading made of the bytes is no finding of its own.
    let told = |found: &Finding| found.code != Code::ReplacementCharacter;
    inspection.findings.retain(told);
    inspection.findings.insert(0, finding);
    inspection
}

/// Looks at the text of a document file; `path` names it.
pub fn inspect_text(text: &str, path: &Path) -> Inspection {
    let sheet = sheet(text);
    let page = Page::of(&sheet);
    let mut findings = Vec::new();
    header::inspect(&sheet, &mut findings);
    characters::inspect(&page, &mut findings);
    garbled::inspect(&page, &mut findings);
    script::inspect(&page, &mut findings);
    ocr::inspect(&page, &mut findings);
    addresses::inspect(&page, &mut findings);
    balance::inspect(&page, &mut findings);
    notes::inspect(&page, &mut findings);
    dates::inspect(&page, &mut findings);
    // Of a file whose header has no end nobody knows the text.
    if sheet.faults.kept().is_empty() || !page.document.sections.is_empty() {
        ends::inspect(&page, &mut findings);
    }
    acceptance::settle(&page, &mut findings);
    findings.sort_by_key(|finding| (finding.line, finding.code));
    let metadata = &sheet.document.metadata;
    let (findings, more) = bounded(findings);
    Inspection {
        path: path.to_owned(),
        id: metadata.id.clone().unwrap_or_else(|| stem(path)),
        unreadable: false,
        findings,
        more,
        named: header::named(&sheet),
    }
}

fn stem(path: &Path) -> String {
    let stem = path.file_stem().map(OsStr::to_string_lossy);
    stem.unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first of each kind, and how many more there are.
fn bounded(findings: Vec<Finding>) -> (Vec<Finding>, Vec<(Code, usize)>) {
    let mut counts = std::collections::BTreeMap::<Code, usize>::new();
    let kept = findings.into_iter().filter(|finding| {
        let count = counts.entry(finding.code).or_default();
        *count += 1;
        *count <= TOLD_OF_A_KIND
    });
    let kept = kept.collect();
    let more = counts
        .into_iter()
        .filter_map(|(code, count)| Some((code, count.checked_sub(TOLD_OF_A_KIND)?)))
        .filter(|(_, count)| *count > 0);
    (kept, more.collect())
}

#[cfg(test)]
mod tests;
