//! A description in unqualified Dublin Core (ISO 15836-1), the format that every repository has to give: `oai_dc`.

use sco_corpus::{Metadata, RelationKind, Role};

use super::Addresses;
use crate::server::xml::Xml;

const NAMESPACES: [(&str, &str); 4] = [
    (
        "xmlns:oai_dc",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
    ),
    ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    ),
];

/// Writes a description.
pub(super) fn write(xml: &mut Xml, id: &str, metadata: &Metadata, addresses: &Addresses) {
    xml.open("oai_dc:dc", &NAMESPACES);
    let language = metadata.language.as_deref();
    let of_text: Vec<(&str, &str)> = language.iter().map(|code| ("xml:lang", *code)).collect();
    let mut all = |name: &str, values: &mut dyn Iterator<Item = &str>| {
        for value in values {
            xml.text_with(name, &[], value);
        }
    };
    all(
        "dc:identifier",
        &mut [addresses.page(id).as_str()].into_iter(),
    );
    all(
        "dc:identifier",
        &mut metadata.identifiers.iter().map(String::as_str),
    );
    all("dc:creator", &mut metadata.body.as_deref().into_iter());
    let (creators, others): (Vec<_>, Vec<_>) = metadata
        .creators
        .iter()
        .partition(|agent| matches!(agent.role, Role::Author | Role::Speaker | Role::Signatory));
    all(
        "dc:creator",
        &mut creators.iter().map(|agent| agent.name.as_str()),
    );
    all(
        "dc:contributor",
        &mut others.iter().map(|agent| agent.name.as_str()),
    );
    all(
        "dc:publisher",
        &mut metadata.publisher.as_deref().into_iter(),
    );
    let date = metadata.date.as_ref().or(metadata.date_published.as_ref());
    all(
        "dc:date",
        &mut date.map(ToString::to_string).as_deref().into_iter(),
    );
    let kind = metadata.kind.map(sco_corpus::DocumentType::code);
    all("dc:type", &mut ["Text"].into_iter().chain(kind));
    all("dc:format", &mut ["text/html"].into_iter());
    all("dc:language", &mut language.into_iter());
    all(
        "dc:coverage",
        &mut metadata
            .event
            .iter()
            .chain(&metadata.place)
            .map(String::as_str),
    );
    all(
        "dc:source",
        &mut printed_in(metadata).as_deref().into_iter(),
    );
    all("dc:source", &mut metadata.source.iter().map(String::as_str));
    let related: Vec<String> = related(metadata).map(|id| addresses.page(id)).collect();
    all("dc:relation", &mut related.iter().map(String::as_str));
    all("dc:rights", &mut metadata.rights.as_deref().into_iter());
    let titles = metadata
        .title
        .iter()
        .map(|title| ("dc:title", title, &*of_text));
    let alternative = metadata
        .alternative
        .iter()
        .map(|title| ("dc:title", title, &[][..]));
    let subjects = metadata
        .subjects
        .iter()
        .map(|subject| ("dc:subject", subject, &*of_text));
    let summary = metadata
        .summary
        .iter()
        .map(|summary| ("dc:description", summary, &*of_text));
    for (name, text, attributes) in titles.chain(alternative).chain(subjects).chain(summary) {
        xml.text_with(name, attributes, text);
    }
    xml.close("oai_dc:dc");
}

/// Where a text was printed, in one line; `None` where nothing but the publisher is known, which is told apart.
fn printed_in(metadata: &Metadata) -> Option<String> {
    let place = [&metadata.issue, &metadata.pages];
    let place: Vec<&str> = place.into_iter().flatten().map(String::as_str).collect();
    let whole = metadata
        .publisher
        .as_deref()
        .into_iter()
        .chain(place.iter().copied());
    (!place.is_empty()).then(|| whole.collect::<Vec<_>>().join(", "))
}

/// Documents that have to do with this one.
fn related(metadata: &Metadata) -> impl Iterator<Item = &str> {
    let relations = metadata.relations.iter();
    let relations = relations.filter(|relation| relation.kind != RelationKind::Different);
    let relations = relations.map(|relation| relation.document.as_str());
    metadata.version_of.as_deref().into_iter().chain(relations)
}
