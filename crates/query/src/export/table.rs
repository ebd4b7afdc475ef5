//! Documents as a table: a column for each key of the description, and the text.

use std::io::Write;

use sco_corpus::{Document, METADATA_KEYS};
use serde_json::Value;

use super::{ExportError, Stream};
use crate::spreadsheet::{harmless, spreadsheet};

/// A table that is being written.
pub(super) struct Table<W: Write>(csv::Writer<W>);

impl Table<Stream> {
    pub(super) fn begin(out: Stream) -> Result<Table<Stream>, ExportError> {
        let writer = spreadsheet(out).map_err(ExportError::Stdout)?;
        let mut table = Table(writer);
        let columns = METADATA_KEYS.iter().copied().chain(["text"]);
        table.row(columns.map(str::to_owned).collect())?;
        Ok(table)
    }

    pub(super) fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        self.row(row(document))
    }

    fn row(&mut self, cells: Vec<String>) -> Result<(), ExportError> {
        let written = self.0.write_record(cells);
        written.map_err(|error| self.0.get_ref().failed(error.into()))
    }

    pub(super) fn finish(mut self) -> Result<Stream, ExportError> {
        let flushed = self.0.flush();
        flushed.map_err(|source| self.0.get_ref().failed(source))?;
        let written = self.0.into_inner();
        written.map_err(|error| ExportError::Stdout(error.into_error()))
    }
}

/// The cells of a document: its description in the order of the keys, then its text, a paragraph a line.
fn row(document: &Document) -> Vec<String> {
    // A plain struct with string keys is an object.
    let metadata = serde_json::to_value(&document.metadata).unwrap_or_default();
    let cells = METADATA_KEYS.iter().map(|key| cell(key, &metadata[*key]));
    cells.chain([text(document)]).map(harmless).collect()
}

fn cell(key: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            let texts = values.iter().map(|value| match key {
                "creators" => creator(value),
                _ => cell("", value),
            });
            texts.collect::<Vec<_>>().join("; ")
        }
        other => other.to_string(),
    }
}

fn creator(value: &Value) -> String {
    let part = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    format!("{} ({})", part("name"), part("role"))
}

/// Headings, paragraphs and notes, each on a line.
fn text(document: &Document) -> String {
    let sections = document.sections.iter().flat_map(|section| {
        let paragraphs = section
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str());
        section.heading.as_deref().into_iter().chain(paragraphs)
    });
    let notes = document.footnotes.iter().map(|note| note.text.as_str());
    sections.chain(notes).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
pub(super) fn cells(document: &Document) -> Vec<String> {
    row(document)
}
