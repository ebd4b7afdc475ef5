//! What became of each file of an import.

use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sco_corpus::{Imported, Refused};
use serde::Serialize;

use super::Outcome;
use super::inputs::Input;
use crate::cli::search::counted;

/// What became of one file.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// The file as it was named.
    pub file: String,
    pub sha256: Option<String>,
    pub bytes: u64,
    pub imported: Vec<Imported>,
    /// Where the documents were written.
    pub written: Vec<PathBuf>,
    pub refused_parts: Vec<Refused>,
    pub refused: Option<String>,
    pub duplicate_of: Option<String>,
}

impl Ending {
    pub(super) fn refused(input: &Input, reason: &str) -> Self {
        Self {
            file: input.shown.clone(),
            refused: Some(reason.to_owned()),
            ..Self::default()
        }
    }

    fn is_refused(&self) -> bool {
        self.refused.is_some() || !self.refused_parts.is_empty()
    }
}

/// One line of the account, as it is written for others.
#[derive(Debug, Serialize)]
struct Line<'a> {
    file: &'a str,
    /// `imported`, `duplicate` or `refused`.
    result: &'static str,
    /// Ids of the documents, or of the one that was there, with semicolons between.
    documents: String,
    reason: &'a str,
    remarks: usize,
    bytes: u64,
    sha256: &'a str,
}

/// What became of all files.
#[derive(Debug, Default)]
pub(super) struct Account(Vec<Ending>);

impl Account {
    pub(super) fn add(&mut self, mut ending: Ending) {
        // The texts are on the disk or printed by now.
        for imported in &mut ending.imported {
            imported.document.sections.clear();
            imported.document.footnotes.clear();
        }
        self.0.push(ending);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn outcome(&self) -> Outcome {
        match () {
            () if self.0.is_empty() => Outcome::Empty,
            () if self.0.iter().any(Ending::is_refused) => Outcome::Partial,
            () => Outcome::Found,
        }
    }

    /// Writes the account as CSV or JSON, by the extension of the file.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let context = || format!("cannot write the report `{}`", path.display());
        let file = File::create(path).with_context(context)?;
        let lines: Vec<Line<'_>> = self.0.iter().flat_map(lines).collect();
        if path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("json"))
        {
            return serde_json::to_writer_pretty(file, &lines).with_context(context);
        }
        let mut csv = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(file);
        for line in &lines {
            csv.serialize(line).with_context(context)?;
        }
        csv.flush().with_context(context)
    }
}

fn lines(ending: &Ending) -> Vec<Line<'_>> {
    let ids = ending
        .imported
        .iter()
        .filter_map(|i| i.document.metadata.id.as_deref());
    let ids: Vec<&str> = ids.chain(ending.duplicate_of.as_deref()).collect();
    let line = |result, reason| Line {
        file: &ending.file,
        result,
        documents: ids.join("; "),
        reason,
        remarks: ending.imported.iter().map(|i| i.report.entries.len()).sum(),
        bytes: ending.bytes,
        sha256: ending.sha256.as_deref().unwrap_or_default(),
    };
    let mut lines = Vec::new();
    match (&ending.refused, &ending.duplicate_of) {
        (Some(reason), _) => lines.push(line("refused", reason.as_str())),
        (None, Some(_)) => lines.push(line("duplicate", "its bytes were imported already")),
        _ if !ending.imported.is_empty() => lines.push(line("imported", "")),
        _ => {}
    }
    lines.extend(ending.refused_parts.iter().map(|part| Line {
        documents: format!("line {}", part.line),
        remarks: 0,
        ..line("refused", part.reason.as_str())
    }));
    lines
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |of: fn(&Ending) -> bool| self.0.iter().filter(|ending| of(ending)).count();
        write!(
            f,
            "{}: {} imported, {} duplicates, {} refused",
            counted(self.0.len() as u64, "file"),
            count(|e| e.refused.is_none() && e.duplicate_of.is_none()),
            count(|e| e.duplicate_of.is_some()),
            count(|e| e.refused.is_some()),
        )
    }
}
