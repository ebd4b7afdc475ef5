//! YAML to a tree of nodes with lines, within bounds.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{DuplicateKeyPolicy, MergeKeyPolicy, Spanned};

/// Bytes of a header; the longest abstract is far below.
const LONGEST_BYTES: usize = 1 << 20;

/// A value with the line of the file on which it stands.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) line: usize,
    pub(super) value: Value,
}

impl Node {
    /// A text that begins below its key belongs to the line of the key.
    pub(super) fn at_its_key(mut self, key: &Self) -> Self {
        if matches!(self.value, Value::Text(_)) {
            self.line = key.line;
        }
        self
    }
}

/// A value of the header; scalars as they are spelled.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Text(String),
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Value {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "empty",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Map(_) => "a map of keys",
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Parses one YAML document, `None` when it is empty; an error has its line and reason.
///
/// Anchors, aliases and merge keys are refused: a header has no use for them, and they are how a small file grows large.
pub(super) fn parse(yaml: &str, first_line: usize) -> Result<Option<Node>, (usize, String)> {
    if yaml.len() > LONGEST_BYTES {
        return Err((
            first_line,
            format!("it has {} bytes, allowed are {LONGEST_BYTES}", yaml.len()),
        ));
    }
    if yaml.trim().is_empty() {
        return Ok(None);
    }
    // Empty lines in front make the parser count the lines of the file.
    let padded = "\n".repeat(first_line.saturating_sub(1)) + yaml;
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_anchors: 0,
            max_aliases: 0,
            max_depth: 8,
            max_nodes: 20_000,
            max_events: 50_000,
            max_documents: 1,
            max_merge_keys: 0,
        },
        duplicate_keys: DuplicateKeyPolicy::PassThrough,
        merge_keys: MergeKeyPolicy::AsOrdinary,
        with_snippet: false,
    };
    let raw: Spanned<Raw> =
        serde_saphyr::from_str_with_options(&padded, options).map_err(|error| {
            let line = error
                .location()
                .map_or(first_line, |l| line_number(l.line()));
            (line, error.to_string().replace('\n', " "))
        })?;
    Ok(Some(node(raw, &padded)))
}

fn line_number(line: u64) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}

/// What the library makes of a value; numbers and truth values are spelled by [`node`].
enum Raw {
    Null,
    Text(String),
    Bare(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

fn node(raw: Spanned<Raw>, source: &str) -> Node {
    let line = line_number(raw.referenced.line());
    let value = match raw.value {
        Raw::Null => Value::Null,
        Raw::Text(text) => Value::Text(text),
        Raw::Bare(text) => {
            Value::Text(spelling(&raw.referenced, source).map_or(text, ToOwned::to_owned))
        }
        Raw::List(items) => Value::List(items.into_iter().map(|n| node(n, source)).collect()),
        Raw::Map(entries) => Value::Map(
            entries
                .into_iter()
                .map(|(k, v)| (node(k, source), node(v, source)))
                .collect(),
        ),
    };
    Node { line, value }
}

/// The characters of a bare scalar as they stand in the source.
fn spelling<'s>(location: &serde_saphyr::Location, source: &'s str) -> Option<&'s str> {
    let start = usize::try_from(location.span().byte_offset()?).ok()?;
    let length = usize::try_from(location.span().byte_len()?).ok()?;
    let spelled = source.get(start..start.checked_add(length)?)?.trim();
    // A tag or quotation marks: the value is not what is spelled.
    (!spelled.is_empty() && !spelled.starts_with(['!', '"', '\''])).then_some(spelled)
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a list or a map of keys")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Bare(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Bare(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Bare(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Bare(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Bare(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Bare(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}
