//! JSON Lines: a document on each line, in the form of this program or with the usual names for title and text.

use serde_json::{Map, Value};

use super::report::Action;
use super::{ImportError, Imported, ImportedFile, ReadOptions, Refused, read_text};
use crate::metadata::{Agent, METADATA_KEYS, Metadata};
use crate::model::Document;

/// Names under which the text of a document may stand, the most exact first.
const TEXTS: &[&str] = &["body", "text", "content", "正文", "内容"];
/// Other names of the header's keys.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("url", "source"),
    ("link", "source"),
    ("lang", "language"),
    ("author", "creators"),
    ("authors", "creators"),
    ("published", "date"),
    ("publish_date", "date"),
    ("标题", "title"),
    ("日期", "date"),
    ("来源", "publisher"),
    ("summary", "abstract"),
];

/// Reads every line; a line that is no document is refused alone.
pub(super) fn read(text: &str) -> Result<ImportedFile, ImportError> {
    let mut file = ImportedFile::default();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Map<String, Value>>(line) {
            Ok(keys) => match document(keys) {
                Ok(imported) => file.documents.push(imported),
                Err(reason) => file.refused.push(Refused {
                    line: number,
                    reason,
                }),
            },
            Err(error) => file.refused.push(Refused {
                line: number,
                reason: format!("is no JSON object: {error}"),
            }),
        }
    }
    if file.documents.is_empty() && file.refused.is_empty() {
        return Err(ImportError::Empty);
    }
    Ok(file)
}

fn document(mut keys: Map<String, Value>) -> Result<Imported, String> {
    if keys.contains_key("sections") {
        let place = std::path::Path::new("line");
        let document =
            Document::from_json(&Value::Object(keys), place).map_err(|e| e.to_string())?;
        return Ok(Imported {
            document,
            ..Imported::default()
        });
    }
    let name = TEXTS
        .iter()
        .find(|name| keys.get(**name).is_some_and(Value::is_string));
    let name = name.ok_or_else(|| format!("has no text; allowed names: {}", TEXTS.join(", ")))?;
    let text = keys
        .remove(*name)
        .and_then(|text| text.as_str().map(ToOwned::to_owned));
    let mut imported = read_text(&text.unwrap_or_default(), &ReadOptions::default());
    let (said, unknown) = metadata(keys)?;
    merge(&mut imported.document.metadata, said);
    for key in unknown {
        let why = "a key that is not known here; it is not in the document";
        imported.report.note(Action::Left, (0, 0), &key, why, 1.0);
    }
    Ok(imported)
}

/// The description that a line gives, and its keys that are not known.
fn metadata(keys: Map<String, Value>) -> Result<(Metadata, Vec<String>), String> {
    let mut known = Map::new();
    let mut unknown = Vec::new();
    for (key, value) in keys.into_iter().filter(|(_, value)| !value.is_null()) {
        let name = OTHER_NAMES
            .iter()
            .find(|(other, _)| *other == key)
            .map_or(key.as_str(), |(_, name)| name);
        if !METADATA_KEYS.contains(&name) || known.contains_key(name) {
            unknown.push(key);
            continue;
        }
        known.insert(name.to_owned(), fitting(name, value));
    }
    let metadata =
        serde_json::from_value(Value::Object(known)).map_err(|error| error.to_string())?;
    Ok((metadata, unknown))
}

/// Lists where the header has lists, names as persons, numbers as text.
fn fitting(name: &str, value: Value) -> Value {
    let value = match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::String(text) => Value::String(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        value => value,
    };
    let is_list = matches!(
        name,
        "alternative" | "creators" | "source" | "identifiers" | "subjects"
    );
    let values = match value {
        Value::Array(values) => values,
        value if is_list => vec![value],
        value => return value,
    };
    if name != "creators" {
        return Value::Array(values);
    }
    let person = |value: Value| match value {
        Value::String(name) => serde_json::to_value(Agent {
            name,
            ..Agent::default()
        })
        .unwrap_or_default(),
        value => value,
    };
    Value::Array(values.into_iter().map(person).collect())
}

/// What the line says goes before what was read from the text.
fn merge(read: &mut Metadata, said: Metadata) {
    let (title, date, language) = (read.title.take(), read.date.take(), read.language.take());
    let (creators, identifiers) = (
        std::mem::take(&mut read.creators),
        std::mem::take(&mut read.identifiers),
    );
    *read = said;
    // The title of the text goes where the line has another: it must not be lost.
    match (&read.title, title) {
        (None, title) => read.title = title,
        (Some(said), Some(title)) if *said != title => read.alternative.push(title),
        _ => {}
    }
    read.date = read.date.take().or(date);
    read.language = read.language.take().or(language);
    if read.creators.is_empty() {
        read.creators = creators;
    }
    if read.identifiers.is_empty() {
        read.identifiers = identifiers;
    }
}
