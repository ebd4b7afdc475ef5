//! Records in the schemas that can be asked for.

use sco_corpus::DocumentType;
use serde_json::Value;

use super::super::escaped_path;
use super::super::xml::Xml;
use crate::answer::ShownPassage;
use crate::cql::{Diagnostic, DiagnosticKind};
use crate::retrieve::{Description, RetrievedRecord};

/// Form of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Schema {
    /// Simple Dublin Core.
    Dc,
    /// All that is known, and the passages that answer.
    Sco,
}

impl Schema {
    /// Every schema, the usual one first.
    pub(super) const ALL: [Schema; 2] = [Schema::Dc, Schema::Sco];

    /// Short name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Schema::Dc => "dc",
            Schema::Sco => "sco",
        }
    }

    /// Identifier.
    pub(super) fn uri(self) -> &'static str {
        match self {
            Schema::Dc => "info:srw/schema/1/dc-v1.1",
            Schema::Sco => "urn:x-sco:record:1",
        }
    }

    /// What it is called.
    pub(super) fn title(self) -> &'static str {
        match self {
            Schema::Dc => "Dublin Core",
            Schema::Sco => "Full description with passages",
        }
    }

    pub(super) fn shows_passages(self) -> bool {
        self == Schema::Sco
    }

    /// The schema with a short name or identifier; without one the usual one.
    pub(super) fn asked(name: Option<&str>) -> Result<Schema, Diagnostic> {
        let Some(name) = name.map(str::trim) else {
            return Ok(Schema::Dc);
        };
        let is_it =
            |schema: &Schema| schema.name().eq_ignore_ascii_case(name) || schema.uri() == name;
        Schema::ALL.into_iter().find(is_it).ok_or_else(|| {
            let known = Schema::ALL.map(|schema| format!("{} ({})", schema.name(), schema.uri()));
            Diagnostic::new(
                DiagnosticKind::Schema,
                name,
                format!("there are {}", known.join(", ")),
            )
        })
    }
}

/// Writes a record.
pub(super) fn write_record(xml: &mut Xml, schema: Schema, record: &RetrievedRecord, base: &str) {
    match schema {
        Schema::Dc => dublin_core(xml, &record.description, base),
        Schema::Sco => full(xml, record, base),
    }
}

/// The address of a document's page.
fn address(base: &str, id: &str) -> String {
    format!("{base}/documents/{}", escaped_path(id))
}

/// Roles of those who made the text; others helped or took part.
const CREATORS: [&str; 3] = ["author", "speaker", "signatory"];

fn dublin_core(xml: &mut Xml, document: &Description, base: &str) {
    let namespaces = [
        ("xmlns:srw_dc", "info:srw/schema/1/dc-schema"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    let people = document.creators();
    // Whoever made the text and took part otherwise too is a creator.
    let made_it = |name: &str| {
        let mut own = people.iter().filter(|(other, _)| *other == name);
        own.any(|(_, role)| CREATORS.contains(role))
    };
    let of_kind = |creators: bool| {
        let people = people.iter().map(|(name, _)| *name);
        people.filter(move |name| made_it(name) == creators)
    };
    let mut elements: Vec<(&str, String)> = Vec::new();
    let mut add = |name, values: &mut dyn Iterator<Item = &str>| {
        for value in values {
            let element = (name, value.to_owned());
            // A person may have two roles.
            if !elements.contains(&element) {
                elements.push(element);
            }
        }
    };
    let one = |key: &str| document.value(key).into_iter();
    add("dc:title", &mut document.title.as_deref().into_iter());
    add("dc:title", &mut document.values("alternative").into_iter());
    add("dc:creator", &mut of_kind(true).chain(one("body")));
    add("dc:contributor", &mut of_kind(false));
    add("dc:subject", &mut document.values("subjects").into_iter());
    add("dc:description", &mut one("abstract"));
    add("dc:publisher", &mut one("publisher"));
    add("dc:date", &mut document.date.as_deref().into_iter());
    add("dc:type", &mut document.kind.as_deref().into_iter());
    let page = address(base, &document.id);
    add(
        "dc:identifier",
        &mut [page.as_str(), document.id.as_str()].into_iter(),
    );
    add(
        "dc:identifier",
        &mut document.values("identifiers").into_iter(),
    );
    add("dc:source", &mut document.values("source").into_iter());
    add("dc:language", &mut document.language.as_deref().into_iter());
    let work = document.value("version_of").map(|work| address(base, work));
    add("dc:relation", &mut work.as_deref().into_iter());
    add("dc:coverage", &mut one("event").chain(one("place")));
    add("dc:rights", &mut one("rights"));
    xml.element("srw_dc:dc", &namespaces, |xml| {
        for (name, value) in &elements {
            xml.text(name, value);
        }
    });
}

/// Keys of the header that are work notes of its keepers.
const NOT_FOR_READERS: [&str; 3] = ["accepted", "changes", "original"];

fn full(xml: &mut Xml, record: &RetrievedRecord, base: &str) {
    let document = &record.description;
    let page = address(base, &document.id);
    let attributes = [
        ("xmlns", Schema::Sco.uri()),
        ("id", document.id.as_str()),
        ("href", page.as_str()),
    ];
    xml.element("document", &attributes, |xml| {
        let own = [
            ("title", &document.title),
            ("date", &document.date),
            ("language", &document.language),
        ];
        for (name, value) in own {
            if let Some(value) = value {
                xml.text(name, value);
            }
        }
        if let Some(code) = &document.kind {
            let labels = code.parse::<DocumentType>().ok().map(DocumentType::labels);
            let label = labels.map_or(code.as_str(), |labels| labels.zh);
            xml.text_with("type", &[("code", code)], label);
        }
        for (key, value) in &document.metadata {
            if !NOT_FOR_READERS.contains(&key.as_str()) {
                write_value(xml, key, value);
            }
        }
        if !record.passages.is_empty() {
            xml.element("passages", &[], |xml| {
                for passage in &record.passages {
                    write_passage(xml, passage);
                }
            });
        }
    });
}

/// A value of the header: each of a list by itself, the parts of an agent or a relation as attributes.
fn write_value(xml: &mut Xml, key: &str, value: &Value) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| write_value(xml, key, value)),
        Value::Object(parts) => {
            let parts = parts.iter();
            let texts = parts.filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
            let (names, others): (Vec<_>, Vec<_>) = texts.partition(|(name, _)| *name == "name");
            let name = names.first().map_or("", |(_, name)| name);
            xml.text_with(key, &others, name);
        }
        Value::String(text) => xml.text(key, text),
        other => xml.text(key, &other.to_string()),
    }
}

fn write_passage(xml: &mut Xml, passage: &ShownPassage) {
    let page = passage.page.map(|page| page.to_string());
    let section = passage.section.join(" › ");
    let mut attributes = vec![("zone", passage.zone)];
    let optional = [
        ("page", page.as_deref()),
        ("speaker", passage.speaker.as_deref()),
    ];
    attributes.extend(
        optional
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    if !section.is_empty() {
        attributes.push(("section", &section));
    }
    xml.element("passage", &attributes, |xml| {
        for run in &passage.runs {
            if run.hit {
                xml.text("hit", &run.text);
            } else {
                xml.characters(&run.text);
            }
        }
    });
}
