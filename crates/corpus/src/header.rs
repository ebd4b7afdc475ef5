//! The YAML header of a document's Markdown form: metadata as a librarian writes it.
//!
//! A library reads the YAML, within bounds; this module knows the keys. The node tree between the two keeps the line of
//! every value and the spelling of every scalar, so that `identifiers: 1.50` stays `1.50` and a fault names its line.

mod assign;
mod yaml;

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde::ser::{Error as _, SerializeMap, Serializer};

use crate::closed_list::nearest;
use crate::document_type::DocumentType;
use crate::edtf;
use crate::error::Faults;
use crate::metadata::{
    Accepted, Agent, Change, METADATA_KEYS, Metadata, Original, Relation, Role, canonical_language,
};
pub use assign::{AssignError, Assignment, Operation, assign, assignable_keys, values_of};
use yaml::{Node, Value};

/// The metadata of a header and the line of each key.
#[derive(Debug, Default)]
pub(crate) struct Header {
    pub(crate) metadata: Metadata,
    pub(crate) lines: HashMap<&'static str, usize>,
}

/// Reads the YAML between the `---` lines; `first_line` is the line of the file on which it begins.
pub(crate) fn read(yaml: &str, first_line: usize, faults: &mut Faults) -> Header {
    let mut reader = Reader {
        header: Header::default(),
        faults,
    };
    match yaml::parse(yaml, first_line) {
        Ok(None) => {}
        Ok(Some(Node {
            value: Value::Map(entries),
            ..
        })) => {
            for (key, value) in entries {
                reader.entry(&key, value);
            }
        }
        Ok(Some(node)) => {
            let message = format!(
                "the header is {}; allowed: lines `key: value`",
                node.value.kind()
            );
            reader.faults.add(node.line, message);
        }
        Err((line, message)) => {
            reader.faults.add(
                line,
                format!("the header is not YAML: {message}; allowed: lines `key: value`"),
            );
        }
    }
    reader.header
}

struct Reader<'f> {
    header: Header,
    faults: &'f mut Faults,
}

impl Reader<'_> {
    fn entry(&mut self, key: &Node, value: Node) {
        let value = value.at_its_key(key);
        let name = key.value.text().unwrap_or_default();
        let Some(&known) = METADATA_KEYS.iter().find(|k| **k == name) else {
            self.faults.add(key.line, unknown_key(name));
            return;
        };
        if let Some(first) = self.header.lines.insert(known, key.line) {
            self.faults.add(
                key.line,
                format!("the key `{name}` stands on line {first} already; allowed: each key once"),
            );
            return;
        }
        self.value(known, value);
    }

    fn value(&mut self, key: &'static str, node: Node) {
        let mut metadata = std::mem::take(&mut self.header.metadata);
        match key {
            "id" => metadata.id = self.text(key, node),
            "title" => metadata.title = self.text(key, node),
            "alternative" => metadata.alternative = self.texts(key, node),
            "type" => metadata.kind = self.document_type(node),
            "date" => metadata.date = self.parsed(key, node),
            "date_published" => metadata.date_published = self.parsed(key, node),
            "language" => metadata.language = self.language(node),
            "creators" => metadata.creators = self.agents(node),
            "body" => metadata.body = self.text(key, node),
            "event" => metadata.event = self.text(key, node),
            "place" => metadata.place = self.text(key, node),
            "publisher" => metadata.publisher = self.text(key, node),
            "issue" => metadata.issue = self.text(key, node),
            "pages" => metadata.pages = self.text(key, node),
            "source" => metadata.source = self.texts(key, node),
            "identifiers" => metadata.identifiers = self.texts(key, node),
            "subjects" => metadata.subjects = self.texts(key, node),
            "abstract" => metadata.summary = self.text(key, node),
            "extent" => metadata.extent = self.parsed(key, node),
            "version" => metadata.version = self.parsed(key, node),
            "rights" => metadata.rights = self.text(key, node),
            "status" => metadata.status = self.parsed(key, node),
            "status_reason" => metadata.status_reason = self.text(key, node),
            "version_of" => metadata.version_of = self.text(key, node),
            "original" => metadata.original = self.original(node),
            "relations" => metadata.relations = self.each(node, Self::relation),
            "accepted" => metadata.accepted = self.each(node, Self::accepted),
            "changes" => metadata.changes = self.each(node, Self::change),
            _ => self
                .faults
                .add(node.line, format!("the key `{key}` is listed but not read")),
        }
        self.header.metadata = metadata;
    }

    /// One line of text; nothing where the value is empty.
    fn text(&mut self, key: &str, node: Node) -> Option<String> {
        let (line, kind) = (node.line, node.value.kind());
        let text = match node.value {
            Value::Null => return None,
            Value::Text(text) => text,
            Value::List(_) | Value::Map(_) => {
                self.faults.add(
                    line,
                    format!("`{key}` is {kind}; allowed: one text on one line"),
                );
                return None;
            }
        };
        let text = one_spaced(&text);
        if text.contains('\n') {
            self.faults.add(
                line,
                format!("`{key}` has several lines; allowed: one text on one line"),
            );
            return None;
        }
        (!text.is_empty()).then_some(text)
    }

    /// A list of texts; a single text is a list of one.
    fn texts(&mut self, key: &str, node: Node) -> Vec<String> {
        match node.value {
            Value::List(nodes) => nodes
                .into_iter()
                .filter_map(|n| self.text(key, n))
                .collect(),
            value => self.text(key, Node { value, ..node }).into_iter().collect(),
        }
    }

    fn parsed<T>(&mut self, key: &str, node: Node) -> Option<T>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        let line = node.line;
        let text = self.text(key, node)?;
        text.parse()
            .map_err(|error| self.faults.add(line, format!("`{key}`: {error}")))
            .ok()
    }

    fn document_type(&mut self, node: Node) -> Option<DocumentType> {
        let line = node.line;
        let text = self.text("type", node)?;
        let kind = text.parse::<DocumentType>();
        if let (Err(_), Some(meant)) = (&kind, DocumentType::from_label(&text)) {
            self.faults.add(
                line,
                format!("`type`: `{text}` is the name of a type, not its code; write `{meant}`"),
            );
            return None;
        }
        kind.map_err(|error| self.faults.add(line, format!("`type`: {error}")))
            .ok()
    }

    fn language(&mut self, node: Node) -> Option<String> {
        let line = node.line;
        let tag = self.text("language", node)?;
        match canonical_language(&tag) {
            Some(canonical) if canonical == tag => return Some(tag),
            Some(canonical) => self
                .faults
                .add(line, format!("`language`: `{tag}` is not the usual spelling; write `{canonical}`")),
            None => self.faults.add(
                line,
                format!("`language`: `{tag}` is not a BCP 47 tag; allowed: such as zh-Hans, zh-Hant, ru, en"),
            ),
        }
        None
    }

    /// Persons: a name alone means its author.
    fn agents(&mut self, node: Node) -> Vec<Agent> {
        match node.value {
            Value::List(nodes) => nodes.into_iter().filter_map(|n| self.agent(n)).collect(),
            value => self.agent(Node { value, ..node }).into_iter().collect(),
        }
    }

    fn agent(&mut self, node: Node) -> Option<Agent> {
        if !matches!(node.value, Value::Map(_)) {
            let name = self.text("creators", node)?;
            return Some(Agent {
                name,
                role: Role::Author,
            });
        }
        let (line, faults_before) = (node.line, self.faults.count());
        let [name, role] = self.fields("creators", node, ["name", "role"]);
        let name = name.and_then(|n| self.text("name", n));
        let role = role
            .and_then(|r| self.parsed("role", r))
            .unwrap_or_default();
        if name.is_none() && self.faults.count() == faults_before {
            let message =
                "`creators`: a person without a name; allowed: `name: 张三` and `role: author`";
            self.faults.add(line, message);
        }
        name.map(|name| Agent { name, role })
    }

    fn original(&mut self, node: Node) -> Option<Original> {
        if matches!(node.value, Value::Null) {
            return None;
        }
        let (line, faults_before) = (node.line, self.faults.count());
        let keys = ["file", "sha256", "from", "retrieved", "http_status"];
        let [file, sha256, from, retrieved, http_status] = self.line_fields("original", node, keys);
        if let (Some(file), Some(sha256)) = (file, sha256) {
            return Some(Original {
                file,
                sha256,
                from,
                retrieved,
                http_status,
            });
        }
        if self.faults.count() == faults_before {
            let message = "`original` is not whole; allowed: both `file:` and `sha256:`";
            self.faults.add(line, message);
        }
        None
    }

    /// A list of small maps; a single map is a list of one.
    fn each<T>(&mut self, node: Node, read: fn(&mut Self, Node) -> Option<T>) -> Vec<T> {
        match node.value {
            Value::Null => Vec::new(),
            Value::List(nodes) => nodes.into_iter().filter_map(|n| read(self, n)).collect(),
            value => read(self, Node { value, ..node }).into_iter().collect(),
        }
    }

    fn relation(&mut self, node: Node) -> Option<Relation> {
        let (line, faults_before) = (node.line, self.faults.count());
        let [kind, document, note] = self.fields("relations", node, ["kind", "document", "note"]);
        let kind = kind.and_then(|n| self.parsed("kind", n));
        let document = document.and_then(|n| self.text("document", n));
        let note = note.and_then(|n| self.text("note", n));
        if let (Some(kind), Some(document)) = (kind, document) {
            return Some(Relation {
                kind,
                document,
                note,
            });
        }
        self.not_whole(line, faults_before, "relations", "`kind:` and `document:`");
        None
    }

    fn accepted(&mut self, node: Node) -> Option<Accepted> {
        let (line, faults_before) = (node.line, self.faults.count());
        let [finding, text, reason] =
            self.line_fields("accepted", node, ["finding", "text", "reason"]);
        if let (Some(finding), Some(reason)) = (finding, reason) {
            return Some(Accepted {
                finding,
                text,
                reason,
            });
        }
        self.not_whole(line, faults_before, "accepted", "`finding:` and `reason:`");
        None
    }

    fn change(&mut self, node: Node) -> Option<Change> {
        let (line, faults_before) = (node.line, self.faults.count());
        let keys = ["at", "who", "why", "previous"];
        let [at, who, why, previous] = self.line_fields("changes", node, keys);
        if let (Some(at), Some(who), Some(why)) = (at, who, why) {
            return Some(Change {
                at,
                who,
                why,
                previous,
            });
        }
        self.not_whole(line, faults_before, "changes", "`at:`, `who:` and `why:`");
        None
    }

    /// Says that a small map lacks what it must have, unless something was said of it already.
    fn not_whole(&mut self, line: usize, faults_before: usize, key: &str, needed: &str) {
        if self.faults.count() == faults_before {
            let message = format!("an entry of `{key}` is not whole; it needs {needed}");
            self.faults.add(line, message);
        }
    }

    /// The values of a small map with fixed keys, one line of text each.
    fn line_fields<const N: usize>(
        &mut self,
        key: &str,
        node: Node,
        names: [&'static str; N],
    ) -> [Option<String>; N] {
        let mut nodes = self.fields(key, node, names);
        std::array::from_fn(|i| nodes[i].take().and_then(|n| self.text(names[i], n)))
    }

    /// The values of a small map with fixed keys.
    fn fields<const N: usize>(
        &mut self,
        key: &str,
        node: Node,
        names: [&'static str; N],
    ) -> [Option<Node>; N] {
        let mut found = [const { None }; N];
        let (line, kind) = (node.line, node.value.kind());
        let Value::Map(entries) = node.value else {
            self.faults.add(
                line,
                format!("`{key}` is {kind}; allowed: the keys {}", names.join(", ")),
            );
            return found;
        };
        for (name, value) in entries {
            let text = name.value.text().unwrap_or_default();
            match names.iter().position(|n| *n == text) {
                Some(i) if found[i].is_none() => found[i] = Some(value.at_its_key(&name)),
                Some(_) => self.faults.add(
                    name.line,
                    format!("the key `{text}` stands here a second time; allowed: each key once"),
                ),
                None => self.faults.add(
                    name.line,
                    format!(
                        "unknown key `{text}` in `{key}`; allowed: {}",
                        names.join(", ")
                    ),
                ),
            }
        }
        found
    }
}

fn unknown_key(name: &str) -> String {
    let meant = nearest(name, METADATA_KEYS).map(|key| format!(", did you mean `{key}`?"));
    let allowed = METADATA_KEYS.join(", ");
    format!(
        "unknown key `{name}`{}; allowed: {allowed}",
        meant.unwrap_or_default()
    )
}

/// Trimmed, and with no two spaces in a row: what an editor's line breaking leaves behind is not meant.
fn one_spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for c in text.trim().chars().map(|c| if c == '\t' { ' ' } else { c }) {
        if c != ' ' || !spaced.ends_with(' ') {
            spaced.push(c);
        }
    }
    spaced
}

/// Writes the header without its `---` lines: keys in their fixed order, what is unknown left out.
///
/// # Errors
///
/// When the YAML library refuses a value, which it does for none that a valid document holds.
pub(crate) fn write(metadata: &Metadata) -> Result<String, String> {
    if *metadata == Metadata::default() {
        return Ok(String::new());
    }
    let options = serde_saphyr::ser_options! {
        // Dates stay bare, and a long title stays on its line.
        yaml_12: true,
        no_lang_directive: true,
        prefer_block_scalars: false,
        compact_list_indent: false,
    };
    serde_saphyr::to_string_with_options(&Written(metadata), options).map_err(|e| e.to_string())
}

/// Metadata in the order and with the omissions of the header.
struct Written<'m>(&'m Metadata);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let values = serde_json::to_value(self.0).map_err(S::Error::custom)?;
        let mut map = serializer.serialize_map(None)?;
        for key in METADATA_KEYS {
            let value = &values[*key];
            if value.is_null() || value.as_array().is_some_and(Vec::is_empty) {
                continue;
            }
            let date = value
                .as_str()
                .filter(|_| key.starts_with("date"))
                .and_then(|d| d.parse::<edtf::Edtf>().ok());
            match date.and_then(|d| d.plain_year()).filter(|year| *year > 999) {
                // A bare number: as a text, YAML would put the year in quotation marks.
                Some(year) => map.serialize_entry(key, &year)?,
                None => map.serialize_entry(key, value)?,
            }
        }
        map.end()
    }
}
