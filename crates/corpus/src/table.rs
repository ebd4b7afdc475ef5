//! Descriptions as a table (CSV, RFC 4180) for a spreadsheet, and back.
//!
//! One row a document, one column a key; several values of a list stand in one cell, a line each. What spreadsheets do to a table
//! is borne: a byte order mark or none, `;` or tabs for commas, GB18030 for UTF-8, 2018/6/10 for 2018-06-10. A cell that a
//! spreadsheet would take for a formula has an apostrophe before it, which is taken off again (OWASP, “CSV Injection”).

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::hash::content_hash;
use crate::header::{AssignError, Assignment, Operation, assign, assignable_keys, values_of};
use crate::import::decode;
use crate::metadata::Metadata;
use crate::model::Document;
use crate::pattern::pattern;

/// Column that says which document.
const ID: &str = "id";
/// Column with the hash of what the document said when the table was written.
const HASH: &str = "content_hash";
/// Digits of it that are written: no two states of one document share them.
const HASH_DIGITS: usize = 16;

/// Most bytes of a table that is read.
const LONGEST_BYTES: usize = 64 << 20;

/// What a spreadsheet makes of a date: 2018/6/10, 2018年6月10日, 2018/6.
static SHEET_DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?P<y>\d{4})(?:/(?P<m>\d{1,2})/(?P<d>\d{1,2})|年(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日)?)$",
    )
});

/// The digits of a document's hash that tables hold.
pub fn content_digits(document: &Document) -> String {
    let mut hash = content_hash(document);
    hash.truncate(HASH_DIGITS);
    hash
}

/// The descriptions of documents as CSV: `id`, `content_hash`, and every key that can be assigned to.
///
/// # Errors
///
/// When the writer fails, which it does not in memory.
pub fn write_table<'d>(
    documents: impl Iterator<Item = &'d Document>,
) -> Result<String, csv::Error> {
    let keys = assignable_keys();
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record([ID, HASH].iter().chain(&keys))?;
    for document in documents {
        let id = document.metadata.id.clone().unwrap_or_default();
        let cells = keys
            .iter()
            .map(|key| spreadsheet_cell(&values_of(&document.metadata, key).join("\n")));
        writer.write_record(
            [spreadsheet_cell(&id), content_digits(document)]
                .into_iter()
                .chain(cells),
        )?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell that no spreadsheet takes for a formula.
pub fn spreadsheet_cell(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

fn unshielded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest,
        _ => cell,
    }
}

/// Why a table is not taken; one line for each fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", faults.join("\n"))]
pub struct TableError {
    /// The faults, each with its row where it has one.
    pub faults: Vec<String>,
}

impl From<String> for TableError {
    fn from(fault: String) -> Self {
        Self {
            faults: vec![fault],
        }
    }
}

/// What a table asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableChanges {
    /// The rows that change something.
    pub rows: Vec<RowChange>,
    /// Rows that say what the document says already.
    pub unchanged: usize,
    /// Encoding of the file, where it was not UTF-8.
    pub encoding: Option<&'static str>,
    /// Whether the table has hashes, without which nobody knows whether a document changed since.
    pub has_hashes: bool,
}

/// What one row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// Row of the table, from 1, the header being the first.
    pub row: usize,
    /// The document.
    pub id: String,
    /// Its description as it shall be.
    pub metadata: Metadata,
    /// Key, what it says, what it shall say.
    pub differences: Vec<(&'static str, String, String)>,
}

/// Reads a table against the documents that it is about; `find` gives the document with an id.
///
/// # Errors
///
/// With every fault of every row: an unknown column or document, a document twice, one that changed since the table was
/// written, a value that a header may not have.
pub fn read_table<'d>(
    bytes: &[u8],
    find: impl Fn(&str) -> Option<&'d Document>,
) -> Result<TableChanges, TableError> {
    if bytes.len() > LONGEST_BYTES {
        return Err(format!(
            "the table has {} bytes; allowed: {LONGEST_BYTES}",
            bytes.len()
        )
        .into());
    }
    let (text, encoding) = text_of(bytes)?;
    let (mut reader, columns) = opened(&text)?;
    let mut changes = TableChanges {
        encoding,
        has_hashes: columns.contains(&HASH),
        ..TableChanges::default()
    };
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    for (record, row) in reader.records().zip(2..) {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(format!("row {row}: {error}"));
                continue;
            }
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue; // spreadsheets leave empty rows behind
        }
        let cell = |name: &str| {
            let at = columns.iter().position(|column| *column == name);
            at.and_then(|at| record.get(at))
                .map(|cell| unshielded(cell.trim()))
        };
        let id = cell(ID).unwrap_or_default().to_owned();
        let read = match find(&id) {
            None => Err(vec![format!("there is no document `{id}`")]),
            Some(_) if !seen.insert(id.clone()) => {
                Err(vec![format!("`{id}` stands in an earlier row too")])
            }
            Some(document) => row_change(row, &id, document, &columns, &cell),
        };
        match read {
            Ok(Some(change)) => changes.rows.push(change),
            Ok(None) => changes.unchanged += 1,
            Err(messages) => faults.extend(
                messages
                    .iter()
                    .map(|message| format!("row {row}: {message}")),
            ),
        }
    }
    if faults.is_empty() {
        return Ok(changes);
    }
    Err(TableError { faults })
}

/// The characters of a table, and their encoding where it was not UTF-8.
fn text_of(bytes: &[u8]) -> Result<(String, Option<&'static str>), TableError> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.trim_start_matches('\u{FEFF}').to_owned(), None));
    }
    let decoded = decode(bytes).map_err(|error| format!("the table {error}"))?;
    if let Some(offset) = decoded.bad_offsets.first() {
        let fault = format!(
            "byte {offset} of the table is no character in {}; save the table as UTF-8",
            decoded.encoding
        );
        return Err(fault.into());
    }
    let text = decoded.text.trim_start_matches('\u{FEFF}').to_owned();
    Ok((text, Some(decoded.encoding)))
}

type Opened<'t> = (csv::Reader<&'t [u8]>, Vec<&'static str>);

/// The rows of a table with its columns, whatever separates them.
fn opened(text: &str) -> Result<Opened<'_>, TableError> {
    // Excel writes such a line to say what separates the cells.
    let (said, text) = match text
        .strip_prefix("sep=")
        .and_then(|rest| rest.split_once('\n'))
    {
        Some((said, rest)) => (said.bytes().next(), rest),
        None => (None, text),
    };
    let header = text.lines().next().unwrap_or_default();
    let most = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|separator| header.bytes().filter(|byte| byte == separator).count());
    let separator = said.or(most).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(text.as_bytes());
    let header = reader
        .headers()
        .map_err(|error| format!("the header line cannot be read: {error}"))?
        .clone();
    let allowed: Vec<&'static str> = [ID, HASH].into_iter().chain(assignable_keys()).collect();
    let mut columns = Vec::new();
    let mut faults = Vec::new();
    for name in header.iter().map(str::trim) {
        match allowed.iter().find(|known| **known == name) {
            Some(known) if columns.contains(known) => {
                faults.push(format!("the column `{name}` is there twice"));
            }
            Some(known) => columns.push(*known),
            None => {
                let meant = crate::closed_list::nearest(name, &allowed)
                    .map(|meant| format!(", did you mean `{meant}`?"));
                let meant = meant.unwrap_or_default();
                faults.push(format!(
                    "unknown column `{name}`{meant}; allowed: {}",
                    allowed.join(", ")
                ));
            }
        }
    }
    if faults.is_empty() && !columns.contains(&ID) {
        faults.push(format!("the header line has no column `{ID}`"));
    }
    if faults.is_empty() {
        Ok((reader, columns))
    } else {
        Err(TableError { faults })
    }
}

fn row_change<'c>(
    row: usize,
    id: &str,
    document: &Document,
    columns: &[&'static str],
    cell: &impl Fn(&str) -> Option<&'c str>,
) -> Result<Option<RowChange>, Vec<String>> {
    let expected = cell(HASH).unwrap_or_default();
    if !expected.is_empty() && expected != content_digits(document) {
        let message = format!(
            "`{id}` has changed since the table was written; write the table again (`sco describe --csv`)"
        );
        return Err(vec![message]);
    }
    let mut metadata = document.metadata.clone();
    let mut differences = Vec::new();
    let mut messages = Vec::new();
    for &key in columns.iter().filter(|column| ![ID, HASH].contains(column)) {
        let before = values_of(&document.metadata, key);
        // A row that ends early says nothing of the columns behind its end.
        let Some(cell) = cell(key) else { continue };
        let after = values_in(key, cell);
        if before == after {
            continue;
        }
        match set(&mut metadata, key, &after) {
            Ok(()) => {
                differences.push((key, before.join("; "), values_of(&metadata, key).join("; ")));
            }
            Err(error) => messages.extend(
                error
                    .messages
                    .iter()
                    .map(|message| format!("`{id}`: {message}")),
            ),
        }
    }
    if !messages.is_empty() {
        return Err(messages);
    }
    differences.retain(|(_, before, after)| before != after);
    let mut changed = document.clone();
    changed.metadata.clone_from(&metadata);
    if let Some(problem) = changed.check().first() {
        return Err(vec![format!("`{id}`: {problem}")]);
    }
    Ok((!differences.is_empty()).then_some(RowChange {
        row,
        id: id.to_owned(),
        metadata,
        differences,
    }))
}

/// The values in a cell, a line each.
fn values_in(key: &str, cell: &str) -> Vec<String> {
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    let as_meant = |line: &str| {
        if key.starts_with("date") {
            date_of_sheet(line)
        } else {
            line.to_owned()
        }
    };
    lines.map(as_meant).collect()
}

/// A date as a spreadsheet shows it becomes what it was; anything else is left for the header's reader to judge.
fn date_of_sheet(text: &str) -> String {
    let Some(found) = SHEET_DATE.captures(text) else {
        return text.to_owned();
    };
    let part = |names: [&str; 2]| {
        let number = names.iter().find_map(|name| found.name(name))?;
        number.as_str().parse::<u8>().ok()
    };
    let year = &found["y"];
    match (part(["m", "m2"]), part(["d", "d2"])) {
        (Some(month), Some(day)) => format!("{year}-{month:02}-{day:02}"),
        (Some(month), None) => format!("{year}-{month:02}"),
        _ => text.to_owned(),
    }
}

/// Puts values in the place of what a key says.
fn set(metadata: &mut Metadata, key: &str, values: &[String]) -> Result<(), AssignError> {
    let assignment = |value: &str| Assignment {
        key: key.to_owned(),
        operation: Operation::Set,
        value: value.to_owned(),
    };
    let assignments: Vec<Assignment> = if values.is_empty() {
        vec![assignment("")]
    } else {
        values.iter().map(|value| assignment(value)).collect()
    };
    assign(metadata, &assignments)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn document(id: &str, header: &str) -> Document {
        let text = format!("---\nid: {id}\n{header}---\n\n上海精神。\n");
        Document::from_markdown(&text, "a.md".as_ref()).expect("the document is sound")
    }

    fn sample() -> Document {
        document(
            "a",
            "title: 甲, \"乙\"\ntype: speech\ndate: 2018-06-10\ncreators:\n  - name: 习近平\n    role: speaker\n  - name: 王毅\nsubjects:\n  - 合作\n  - 安全\n",
        )
    }

    fn changes(table: &[u8], document: &Document) -> Result<TableChanges, TableError> {
        read_table(table, |id| {
            (document.metadata.id.as_deref() == Some(id)).then_some(document)
        })
    }

    #[test]
    fn what_is_written_and_not_touched_changes_nothing() {
        let document = sample();
        let table = write_table([&document].into_iter()).unwrap();
        for bytes in [
            table.clone().into_bytes(),
            format!("\u{FEFF}{table}").into_bytes(),
            table.replace("\r\n", "\n").into_bytes(),
        ] {
            let read = changes(&bytes, &document).unwrap();
            assert_eq!(
                (read.rows, read.unchanged, read.has_hashes),
                (vec![], 1, true)
            );
        }
    }

    #[test]
    fn changes_are_shown_and_taken_whatever_the_spreadsheet_made_of_the_table() {
        let document = sample();
        let table = "id;date;title;subjects;type\r\na;2018/6/9;\"丙;丁\";\"合作\r\n\r\n文化\";speech\r\n;;;;\r\n";
        let read = changes(table.as_bytes(), &document).unwrap();
        let row = &read.rows[0];
        let shown: Vec<(&str, &str)> = row
            .differences
            .iter()
            .map(|(key, _, after)| (*key, after.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                ("date", "2018-06-09"),
                ("title", "丙;丁"),
                ("subjects", "合作; 文化")
            ]
        );
        assert_eq!(
            row.metadata.creators, document.metadata.creators,
            "a column that is not there changes nothing"
        );
        let (gbk, ..) = encoding_rs::GB18030
            .encode("id\tplace\tdate\na\t中华人民共和国上海市和平饭店会议厅\t2018年6月\n");
        let read = changes(&gbk, &document).unwrap();
        assert!(read.encoding.is_some());
        assert_eq!(
            read.rows[0].metadata.date.as_ref().unwrap().to_string(),
            "2018-06"
        );
    }

    #[test]
    fn every_fault_of_every_row_is_told() {
        let document = sample();
        let table = "id,type,date\na,speach,2018-13\nb,speech,2018\na,,\n";
        let all = changes(table.as_bytes(), &document)
            .unwrap_err()
            .to_string();
        for words in [
            "row 2: `a`: ",
            "did you mean `speech`?",
            "is not a date",
            "row 3: there is no document `b`",
            "row 4: `a` stands in an earlier row",
        ] {
            assert!(all.contains(words), "{words}: {all}");
        }
        let error = changes(b"id,titel\n", &document).unwrap_err().to_string();
        assert!(
            error.contains("unknown column `titel`, did you mean `title`?"),
            "{error}"
        );
        assert!(changes(b"title\nx\n", &document).is_err());
        assert!(changes(b"", &document).is_err());
    }

    #[test]
    fn a_document_that_changed_since_is_refused() {
        let document = sample();
        let table = write_table([&document].into_iter()).unwrap();
        let mut other = document.clone();
        other.sections[0].paragraphs[0].text.push('改');
        let error = changes(table.as_bytes(), &other).unwrap_err().to_string();
        assert!(
            error.contains("has changed since the table was written"),
            "{error}"
        );
    }

    #[test]
    fn no_cell_is_a_formula_and_none_is_changed_for_it() {
        for title in ["=HYPERLINK(\"http://x\")", "-1+2", "@a", "+b", "'=c", "'d"] {
            let mut document = sample();
            document.metadata.title = Some(title.into());
            let table = write_table([&document].into_iter()).unwrap();
            assert!(
                !table.contains(&format!(",{title}")) || title == "'d",
                "{table}"
            );
            assert_eq!(
                changes(table.as_bytes(), &document).unwrap().rows,
                [],
                "{title}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever a description holds comes back from a table, and whatever stands in a table does no harm.
        #[test]
        fn tables_give_back_what_they_were_given(
            title in "[=+@'\",;a-z上海 -]{1,12}", subjects in prop::collection::vec("[=+@'\",;|:a-z合作-]{1,8}", 0..4), junk in prop::collection::vec(any::<u8>(), 0..80),
        ) {
            let mut document = sample();
            let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
            document.metadata.title = Some(title).filter(|title| !title.is_empty());
            let mut unique: Vec<String> = Vec::new();
            for subject in subjects {
                if !unique.contains(&subject) { unique.push(subject); }
            }
            document.metadata.subjects = unique;
            let table = write_table([&document].into_iter()).unwrap();
            let read = changes(table.as_bytes(), &document).unwrap();
            prop_assert_eq!(read.rows, vec![]);
            let _ = changes(&junk, &document);
            let _ = changes(&[b"id,title,date\na,".as_slice(), &junk].concat(), &document);
        }
    }
}
