//! A description in MODS 3.4 (Library of Congress), the fuller format: roles, dates with their precision, where the text was printed,
//! and what it is to its work.

use sco_corpus::{Agent, Edtf, Metadata, RelationKind, Role};
use sco_indexer::LedgerEntry;

use super::Addresses;
use crate::server::holdings::utc;
use crate::server::xml::Xml;

const NAMESPACES: [(&str, &str); 4] = [
    ("xmlns", "http://www.loc.gov/mods/v3"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.loc.gov/mods/v3 http://www.loc.gov/standards/mods/v3/mods-3-4.xsd",
    ),
    ("version", "3.4"),
];

/// Writes a description.
pub(super) fn write(
    xml: &mut Xml,
    entry: &LedgerEntry,
    metadata: &Metadata,
    addresses: &Addresses,
) {
    xml.open("mods", &NAMESPACES);
    titles(xml, metadata);
    names(xml, metadata);
    xml.text_with("typeOfResource", &[], "text");
    if let Some(kind) = metadata.kind {
        xml.text_with("genre", &[], kind.code());
    }
    origin(xml, metadata);
    if let Some(language) = &metadata.language {
        xml.open("language", &[]);
        xml.text_with(
            "languageTerm",
            &[("type", "code"), ("authority", "rfc4646")],
            language,
        );
        xml.close("language");
    }
    xml.open("physicalDescription", &[]);
    xml.text_with("internetMediaType", &[], "text/html");
    xml.close("physicalDescription");
    if let Some(summary) = &metadata.summary {
        xml.text_with("abstract", &[], summary);
    }
    let notes = [
        (
            "completeness",
            metadata.extent.map(sco_corpus::Extent::code),
        ),
        (
            "version identification",
            metadata.version.map(sco_corpus::Version::code),
        ),
    ];
    for (kind, note) in notes {
        if let Some(note) = note {
            xml.text_with("note", &[("type", kind)], note);
        }
    }
    for subject in &metadata.subjects {
        topic(xml, "topic", subject);
    }
    if let Some(place) = &metadata.place {
        topic(xml, "geographic", place);
    }
    related(xml, metadata, addresses);
    for identifier in &metadata.identifiers {
        xml.text_with("identifier", &[("type", "local")], identifier);
    }
    xml.text_with("identifier", &[("type", "uri")], &addresses.page(&entry.id));
    xml.open("location", &[]);
    xml.text_with(
        "url",
        &[("usage", "primary display")],
        &addresses.page(&entry.id),
    );
    for source in metadata.source.iter().filter(|source| is_address(source)) {
        xml.text_with("url", &[("displayLabel", "source")], source);
    }
    xml.close("location");
    if let Some(rights) = &metadata.rights {
        xml.text_with(
            "accessCondition",
            &[("type", "use and reproduction")],
            rights,
        );
    }
    xml.open("recordInfo", &[]);
    xml.text_with("recordContentSource", &[], &addresses.domain);
    xml.text_with(
        "recordChangeDate",
        &[("encoding", "w3cdtf")],
        &utc(entry.modified),
    );
    xml.text_with(
        "recordIdentifier",
        &[("source", addresses.domain.as_str())],
        &addresses.identifier(&entry.id),
    );
    xml.close("recordInfo");
    xml.close("mods");
}

fn titles(xml: &mut Xml, metadata: &Metadata) {
    let language = metadata.language.iter();
    let language: Vec<(&str, &str)> = language.map(|code| ("xml:lang", code.as_str())).collect();
    let own = metadata.title.iter().map(|title| (title, &*language));
    let others = metadata.alternative.iter();
    let others = others.map(|title| (title, &[("type", "alternative")][..]));
    for (title, attributes) in own.chain(others) {
        xml.open("titleInfo", attributes);
        xml.text_with("title", &[], title);
        xml.close("titleInfo");
    }
}

fn names(xml: &mut Xml, metadata: &Metadata) {
    for agent in &metadata.creators {
        name(xml, "personal", &agent.name, Some(role(agent)));
    }
    if let Some(body) = &metadata.body {
        name(xml, "corporate", body, Some((Some("isb"), "issuing body")));
    }
    if let Some(event) = &metadata.event {
        name(xml, "conference", event, None);
    }
}

fn name(xml: &mut Xml, kind: &str, name: &str, role: Option<(Option<&str>, &str)>) {
    xml.open("name", &[("type", kind)]);
    xml.text_with("namePart", &[], name);
    if let Some((code, text)) = role {
        xml.open("role", &[]);
        if let Some(code) = code {
            let attributes = [("type", "code"), ("authority", "marcrelator")];
            xml.text_with("roleTerm", &attributes, code);
        }
        xml.text_with("roleTerm", &[("type", "text")], text);
        xml.close("role");
    }
    xml.close("name");
}

/// The code of a role in the list of the Library of Congress (marcrelator), where there is one, and its name.
fn role(agent: &Agent) -> (Option<&'static str>, &'static str) {
    let code = match agent.role {
        Role::Author => Some("aut"),
        Role::Speaker => Some("spk"),
        Role::Host => Some("hst"),
        Role::Signatory => Some("sgn"),
        Role::Interviewer => Some("ivr"),
        Role::Editor => Some("edt"),
        Role::Translator => Some("trl"),
        Role::Chair => None,
    };
    (code, agent.role.code())
}

fn origin(xml: &mut Xml, metadata: &Metadata) {
    let dates = [
        ("dateCreated", &metadata.date),
        ("dateIssued", &metadata.date_published),
    ];
    let is_known = metadata.publisher.is_some() || dates.iter().any(|(_, date)| date.is_some());
    if !is_known {
        return;
    }
    xml.open("originInfo", &[]);
    if let Some(publisher) = &metadata.publisher {
        xml.text_with("publisher", &[], publisher);
    }
    for (name, date) in dates {
        if let Some(date) = date {
            self::date(xml, name, date);
        }
    }
    xml.close("originInfo");
}

/// A date as it is known (EDTF), nothing added; the one to sort by is marked.
fn date(xml: &mut Xml, name: &str, date: &Edtf) {
    let key: &[(&str, &str)] = match name {
        "dateCreated" => &[("encoding", "edtf"), ("keyDate", "yes")],
        _ => &[("encoding", "edtf")],
    };
    xml.text_with(name, key, &date.to_string());
}

fn topic(xml: &mut Xml, name: &str, text: &str) {
    xml.open("subject", &[]);
    xml.text_with(name, &[], text);
    xml.close("subject");
}

fn related(xml: &mut Xml, metadata: &Metadata, addresses: &Addresses) {
    let of_work = metadata.version_of.as_deref().map(|id| ("original", id));
    let relations = metadata.relations.iter().filter_map(|relation| {
        let kind = match relation.kind {
            RelationKind::Same | RelationKind::Version | RelationKind::Translation => {
                "otherVersion"
            }
            RelationKind::Extract => "host",
            RelationKind::Different => return None,
        };
        Some((kind, relation.document.as_str()))
    });
    for (kind, id) in of_work.into_iter().chain(relations) {
        xml.open("relatedItem", &[("type", kind)]);
        xml.text_with("identifier", &[("type", "uri")], &addresses.page(id));
        xml.close("relatedItem");
    }
    printed_in(xml, metadata);
}

/// The newspaper or journal that a text was printed in.
fn printed_in(xml: &mut Xml, metadata: &Metadata) {
    let (issue, pages) = (&metadata.issue, &metadata.pages);
    if issue.is_none() && pages.is_none() {
        return;
    }
    xml.open("relatedItem", &[("type", "host")]);
    if let Some(publisher) = &metadata.publisher {
        xml.open("titleInfo", &[]);
        xml.text_with("title", &[], publisher);
        xml.close("titleInfo");
    }
    xml.open("part", &[]);
    if let Some(issue) = issue {
        xml.open("detail", &[("type", "issue")]);
        xml.text_with("caption", &[], issue);
        xml.close("detail");
    }
    if let Some(pages) = pages {
        xml.open("extent", &[("unit", "pages")]);
        xml.text_with("list", &[], pages);
        xml.close("extent");
    }
    xml.close("part");
    xml.close("relatedItem");
}

/// Whether a source may stand as an address (`xs:anyURI`).
fn is_address(source: &str) -> bool {
    source
        .parse::<axum::http::Uri>()
        .is_ok_and(|uri| uri.host().is_some())
}
