//! Assignments `key=value` to the keys of a header, judged by the very reader that judges files.

use super::{Header, Reader};
use crate::closed_list::nearest;
use crate::error::Faults;
use crate::header::yaml::{Node, Value};
use crate::metadata::{Metadata, Role};

/// Keys that take several values.
const LISTS: &[&str] = &[
    "alternative",
    "creators",
    "source",
    "identifiers",
    "subjects",
    "relations",
];

/// Keys that are not assigned to, each with what to do instead.
const KEPT: &[(&str, &str)] = &[
    (
        "id",
        "an id is permanent; make a new document (`sco new`) and withdraw this one",
    ),
    ("original", "the import writes it"),
    ("accepted", "open the document with `sco edit`"),
    ("changes", "the program writes it with every correction"),
];

/// One assignment to a key of the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The key as given.
    pub key: String,
    /// What to do.
    pub operation: Operation,
    /// The value; empty to remove the key.
    pub value: String,
}

/// What an assignment does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `key=value`: the value, or for a list the first of those given, stands in place of what was there.
    Set,
    /// `key+=value`: one more of a list.
    Add,
    /// `key-=value`: one less of a list.
    TakeOut,
}

impl Assignment {
    /// Reads `key=value`, `key+=value` or `key-=value`; `None` where there is no `=`.
    pub fn parse(text: &str) -> Option<Assignment> {
        let (key, value) = text.split_once('=')?;
        let (key, operation) = match (key.strip_suffix('+'), key.strip_suffix('-')) {
            (Some(key), _) => (key, Operation::Add),
            (_, Some(key)) => (key, Operation::TakeOut),
            _ => (key, Operation::Set),
        };
        Some(Assignment {
            key: key.trim().to_owned(),
            operation,
            value: value.trim().to_owned(),
        })
    }

    /// One more of a list, or the value of any other key.
    pub fn add_or_set(key: &str, value: &str) -> Assignment {
        let operation = if LISTS.contains(&key) {
            Operation::Add
        } else {
            Operation::Set
        };
        Assignment {
            key: key.to_owned(),
            operation,
            value: value.to_owned(),
        }
    }
}

/// What is wrong with assignments, one line for each fault: what was found and what is allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", messages.join("\n"))]
pub struct AssignError {
    /// The faults.
    pub messages: Vec<String>,
}

/// The keys that may be assigned to, in the order of the header.
pub fn assignable_keys() -> Vec<&'static str> {
    let keys = crate::metadata::METADATA_KEYS.iter().copied();
    keys.filter(|key| !KEPT.iter().any(|(kept, _)| kept == key))
        .collect()
}

/// Changes `metadata` by all assignments, or by none.
///
/// # Errors
///
/// When a key is unknown, kept by the program or given twice, or a value is none that the header's reader takes; with every
/// fault found.
pub fn assign(metadata: &mut Metadata, assignments: &[Assignment]) -> Result<(), AssignError> {
    let mut changed = metadata.clone();
    let mut messages = Vec::new();
    let mut set: Vec<&'static str> = Vec::new();
    for assignment in assignments {
        let done =
            known_key(&assignment.key).and_then(|key| one(&mut changed, key, assignment, &mut set));
        if let Err(message) = done {
            messages.push(message);
        }
    }
    if !messages.is_empty() {
        return Err(AssignError { messages });
    }
    *metadata = changed;
    Ok(())
}

fn known_key(key: &str) -> Result<&'static str, String> {
    if let Some((_, way_out)) = KEPT.iter().find(|(kept, _)| *kept == key) {
        return Err(format!("`{key}` cannot be assigned to: {way_out}"));
    }
    let keys = assignable_keys();
    if let Some(known) = keys.iter().find(|known| **known == key) {
        return Ok(known);
    }
    let meant = nearest(key, &keys).map(|meant| format!(", did you mean `{meant}`?"));
    let meant = meant.unwrap_or_default();
    Err(format!(
        "unknown key `{key}`{meant}; allowed: {}",
        keys.join(", ")
    ))
}

fn one(
    metadata: &mut Metadata,
    key: &'static str,
    assignment: &Assignment,
    set: &mut Vec<&'static str>,
) -> Result<(), String> {
    let is_list = LISTS.contains(&key);
    let is_again = set.contains(&key);
    match assignment.operation {
        Operation::Set if !is_list && is_again => {
            return Err(format!("`{key}` is given twice; it takes one value"));
        }
        Operation::Add | Operation::TakeOut if !is_list => {
            return Err(format!("`{key}` takes one value; write `{key}=…`"));
        }
        Operation::Set if !is_again => {
            clear(metadata, key);
            set.push(key);
            if assignment.value.is_empty() {
                return Ok(());
            }
        }
        _ if assignment.value.is_empty() => return Err(format!("`{key}`: the value is empty")),
        _ => {}
    }
    let mut read = read_value(key, &assignment.value)?;
    if assignment.operation == Operation::TakeOut {
        return take_out(metadata, &read, key, &assignment.value);
    }
    if is_list {
        append(metadata, &mut read);
    } else {
        replace(metadata, key, read);
    }
    Ok(())
}

/// A value as the header's reader takes it, or its complaint.
fn read_value(key: &'static str, value: &str) -> Result<Metadata, String> {
    let mut faults = Faults::default();
    let mut reader = Reader {
        header: Header::default(),
        faults: &mut faults,
    };
    let node = match key {
        "creators" => agent_node(value),
        "relations" => relation_node(value),
        _ => text_node(value),
    };
    reader.value(key, node);
    let metadata = reader.header.metadata;
    let first = faults.kept().first();
    let problem =
        |text: &str| crate::check::line_problem(text).map(|problem| format!("`{key}`: {problem}"));
    match first {
        Some(fault) => Err(fault.message.clone()),
        None => values_of(&metadata, key)
            .iter()
            .find_map(|text| problem(text))
            .map_or(Ok(metadata), Err),
    }
}

fn text_node(text: &str) -> Node {
    Node {
        line: 0,
        value: Value::Text(text.to_owned()),
    }
}

fn map_node(entries: &[(&str, &str)]) -> Node {
    let entries = entries
        .iter()
        .map(|(name, value)| (text_node(name), text_node(value)));
    Node {
        line: 0,
        value: Value::Map(entries.collect()),
    }
}

/// `speaker:习近平`, or a name alone for an author.
fn agent_node(value: &str) -> Node {
    let Some((role, name)) = value.split_once([':', '：']) else {
        return text_node(value);
    };
    let looks_like_role =
        !role.is_empty() && role.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    if looks_like_role || role.parse::<Role>().is_ok() {
        map_node(&[("name", name.trim()), ("role", role)])
    } else {
        text_node(value)
    }
}

/// `translation:ID`, with ` | note` behind it.
fn relation_node(value: &str) -> Node {
    let (kind, rest) = value.split_once([':', '：']).unwrap_or(("", value));
    let (document, note) = rest.split_once(" | ").unwrap_or((rest, ""));
    let entries = [
        ("kind", kind.trim()),
        ("document", document.trim()),
        ("note", note.trim()),
    ];
    map_node(&entries)
}

fn clear(metadata: &mut Metadata, key: &'static str) {
    replace(metadata, key, Metadata::default());
}

/// Takes one key over from another header.
fn replace(metadata: &mut Metadata, key: &'static str, from: Metadata) {
    match key {
        "title" => metadata.title = from.title,
        "alternative" => metadata.alternative = from.alternative,
        "type" => metadata.kind = from.kind,
        "date" => metadata.date = from.date,
        "date_published" => metadata.date_published = from.date_published,
        "language" => metadata.language = from.language,
        "creators" => metadata.creators = from.creators,
        "body" => metadata.body = from.body,
        "event" => metadata.event = from.event,
        "place" => metadata.place = from.place,
        "publisher" => metadata.publisher = from.publisher,
        "issue" => metadata.issue = from.issue,
        "pages" => metadata.pages = from.pages,
        "source" => metadata.source = from.source,
        "identifiers" => metadata.identifiers = from.identifiers,
        "subjects" => metadata.subjects = from.subjects,
        "abstract" => metadata.summary = from.summary,
        "extent" => metadata.extent = from.extent,
        "version" => metadata.version = from.version,
        "rights" => metadata.rights = from.rights,
        "status" => metadata.status = from.status,
        "status_reason" => metadata.status_reason = from.status_reason,
        "version_of" => metadata.version_of = from.version_of,
        "relations" => metadata.relations = from.relations,
        _ => {}
    }
}

/// Puts what another header lists behind what is listed, each value once.
fn append(metadata: &mut Metadata, from: &mut Metadata) {
    fn more<T: PartialEq>(list: &mut Vec<T>, from: &mut Vec<T>) {
        for item in from.drain(..) {
            if !list.contains(&item) {
                list.push(item);
            }
        }
    }
    more(&mut metadata.alternative, &mut from.alternative);
    more(&mut metadata.creators, &mut from.creators);
    more(&mut metadata.source, &mut from.source);
    more(&mut metadata.identifiers, &mut from.identifiers);
    more(&mut metadata.subjects, &mut from.subjects);
    more(&mut metadata.relations, &mut from.relations);
}

fn take_out(
    metadata: &mut Metadata,
    read: &Metadata,
    key: &'static str,
    value: &str,
) -> Result<(), String> {
    let before = values_of(metadata, key).len();
    metadata
        .alternative
        .retain(|item| !read.alternative.contains(item));
    metadata
        .creators
        .retain(|item| !read.creators.contains(item));
    metadata.source.retain(|item| !read.source.contains(item));
    metadata
        .identifiers
        .retain(|item| !read.identifiers.contains(item));
    metadata
        .subjects
        .retain(|item| !read.subjects.contains(item));
    metadata
        .relations
        .retain(|item| !read.relations.contains(item));
    if values_of(metadata, key).len() < before {
        return Ok(());
    }
    let there = values_of(metadata, key).join("; ");
    Err(format!(
        "`{key}` does not hold `{value}`; it holds: {there}"
    ))
}

/// The values of a key as assignments take them, none where the key is absent.
pub fn values_of(metadata: &Metadata, key: &str) -> Vec<String> {
    match key {
        "creators" => {
            let agents = metadata.creators.iter();
            agents
                .map(|agent| format!("{}:{}", agent.role, agent.name))
                .collect()
        }
        "relations" => {
            let relations = metadata.relations.iter();
            let written = relations.map(|relation| {
                let note = relation.note.as_ref().map(|note| format!(" | {note}"));
                format!(
                    "{}:{}{}",
                    relation.kind,
                    relation.document,
                    note.unwrap_or_default()
                )
            });
            written.collect()
        }
        key => match &crate::json::to_value(metadata)[key] {
            serde_json::Value::String(text) => vec![text.clone()],
            serde_json::Value::Array(items) => items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            _ => Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assigned(start: &Metadata, texts: &[&str]) -> Result<Metadata, AssignError> {
        let assignments: Vec<Assignment> = texts
            .iter()
            .filter_map(|text| Assignment::parse(text))
            .collect();
        let mut metadata = start.clone();
        assign(&mut metadata, &assignments).map(|()| metadata)
    }

    #[test]
    fn every_key_that_may_be_assigned_to_is_taken_over_and_shown_again() {
        for key in assignable_keys() {
            let value = match key {
                "type" => "speech",
                "date" | "date_published" => "2018-06-09/2018-06-10",
                "language" => "zh-Hans",
                "creators" => "speaker:习近平",
                "extent" => "full",
                "version" => "original",
                "status" => "draft",
                "relations" => "translation:q.ru | 译本",
                _ => "值 = a:b",
            };
            let metadata = assigned(&Metadata::default(), &[&format!("{key}={value}")]).unwrap();
            assert_eq!(values_of(&metadata, key), [value], "{key}");
            assert_eq!(
                assigned(&metadata, &[&format!("{key}=")]),
                Ok(Metadata::default()),
                "{key}"
            );
        }
    }

    #[test]
    fn lists_grow_shrink_and_are_replaced_as_a_whole() {
        let start = assigned(&Metadata::default(), &["subjects=甲", "subjects=乙"]).unwrap();
        assert_eq!(start.subjects, ["甲", "乙"]);
        let more = assigned(&start, &["subjects+=丙", "subjects+=甲", "subjects-=乙"]).unwrap();
        assert_eq!(more.subjects, ["甲", "丙"]);
        assert_eq!(assigned(&more, &["subjects=丁"]).unwrap().subjects, ["丁"]);
        let error = assigned(&more, &["subjects-=戊"]).unwrap_err().to_string();
        assert!(error.contains("it holds: 甲; 丙"), "{error}");
    }

    #[test]
    fn every_fault_is_told_with_what_is_allowed_and_nothing_is_changed() {
        let texts = [
            "titel=x",
            "type=declaraton",
            "date=2018-13",
            "creators=speeker:甲",
            "id=y",
            "title+=z",
            "place=a",
            "place=b",
            "language=中文",
        ];
        let error = assigned(&Metadata::default(), &texts).unwrap_err();
        let all = error.to_string();
        for words in [
            "unknown key `titel`, did you mean `title`?",
            "did you mean `declaration`?",
            "is not a date",
            "did you mean `speaker`?",
            "an id is permanent",
            "`title` takes one value",
            "`place` is given twice",
            "BCP 47",
        ] {
            assert!(all.contains(words), "{words}: {all}");
        }
        assert_eq!(error.messages.len(), texts.len() - 1);
    }

    #[test]
    fn control_characters_are_refused() {
        let error = assigned(&Metadata::default(), &["title=a\u{1b}[31m"]).unwrap_err();
        assert!(error.to_string().contains("U+001B"), "{error}");
        assert!(assigned(&Metadata::default(), &["title=a\nb"]).is_err());
    }
}
