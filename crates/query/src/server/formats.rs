//! Answers in other forms than JSON: JSON Lines, CSV for spreadsheets, Atom feeds.

use std::collections::BTreeMap;

use atom_syndication::{Category, Content, Entry, Feed, Generator, Link, Person, Text};
use axum::http::{HeaderMap, header};
use serde_json::{Value, json};

use super::fragment::directive;
use super::problem::Problem;
use super::xml::as_xml;
use crate::answer::{Answer, DocumentHit, FacetCount, Hits, PassageHit, ShownPassage};
use crate::spreadsheet::{harmless, spreadsheet};

/// The form of an answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Format {
    /// One JSON object.
    #[default]
    Json,
    /// A JSON object a line, one for each hit.
    JsonLines,
    /// A table for spreadsheets.
    Csv,
    /// A feed of documents.
    Atom,
}

impl Format {
    const ALL: [Format; 4] = [Format::Json, Format::JsonLines, Format::Csv, Format::Atom];

    /// The name in `format=`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::JsonLines => "jsonl",
            Format::Csv => "csv",
            Format::Atom => "atom",
        }
    }

    /// The media type, as it is sent.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Format::Json => "application/json",
            Format::JsonLines => "application/x-ndjson; charset=utf-8",
            Format::Csv => "text/csv; charset=utf-8",
            Format::Atom => "application/atom+xml; charset=utf-8",
        }
    }

    /// The form that is asked for by name, else by the header `Accept`, else JSON.
    pub(crate) fn asked(name: Option<&str>, headers: &HeaderMap) -> Result<Format, Problem> {
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            let known = Format::ALL.into_iter().find(|format| format.name() == name);
            return known.ok_or_else(|| {
                Problem::bad_request(
                    format!("`format`: `{name}` is none of json, jsonl, csv, atom"),
                    "leave it out for JSON",
                )
            });
        }
        let accepted = headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok());
        let accepted = accepted.unwrap_or_default();
        let named = accepted.split(',').filter_map(|part| {
            let (media_type, weight) = weighed(part)?;
            let essence = |format: &Format| format.media_type().split(';').next();
            let format = match media_type {
                "*/*" | "application/*" => Format::Json,
                "text/*" => Format::Csv,
                _ => Format::ALL
                    .into_iter()
                    .find(|format| essence(format) == Some(media_type))?,
            };
            Some((format, weight))
        });
        // Of equal ones the first that is named.
        let heaviest = named.fold(None, |best: Option<(Format, f32)>, next| match best {
            Some(best) if best.1 >= next.1 => Some(best),
            _ => Some(next),
        });
        Ok(heaviest.map_or_else(Format::default, |(format, _)| format))
    }
}

/// A part of the header `Accept` with its weight (RFC 9110, 12.4.2); `None` for what is not accepted.
fn weighed(part: &str) -> Option<(&str, f32)> {
    let mut parameters = part.split(';').map(str::trim);
    let media_type = parameters.next()?;
    let weight = parameters.find_map(|parameter| parameter.strip_prefix("q="));
    let weight = weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0));
    (weight > 0.0).then_some((media_type, weight))
}

/// What a feed has to know beside its answer.
pub(crate) struct About<'a> {
    /// Address of the server, without a slash at its end.
    pub(crate) base: &'a str,
    /// Path and parameters of the request.
    pub(crate) request: &'a str,
}

/// One line for each hit of an answer in JSON.
pub(crate) fn json_lines(answer: &Value) -> String {
    let hits = answer["hits"].as_array().into_iter().flatten();
    hits.map(|hit| hit.to_string() + "\n").collect()
}

/// One line for each value of a facet.
pub(crate) fn facet_lines(facets: &BTreeMap<String, Vec<FacetCount>>) -> String {
    let line = |facet: &str, count: &FacetCount| {
        let line = json!({"facet": facet, "value": count.value, "count": count.count});
        line.to_string() + "\n"
    };
    let counts = facets.iter();
    counts
        .flat_map(|(facet, counts)| counts.iter().map(move |count| line(facet, count)))
        .collect()
}

/// A table with a row for each value of a facet.
///
/// # Errors
///
/// When the table cannot be written, which memory does not refuse.
pub(crate) fn facet_table(
    facets: &BTreeMap<String, Vec<FacetCount>>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = spreadsheet(Vec::new())?;
    writer.write_record(["facet", "value", "count"])?;
    for (facet, counts) in facets {
        for count in counts {
            let cells = [
                facet.clone(),
                harmless(count.value.clone()),
                count.count.to_string(),
            ];
            writer.write_record(cells)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// Columns of the table.
const COLUMNS: [&str; 10] = [
    "document", "title", "date", "type", "language", "zone", "section", "page", "text", "score",
];

/// A table with a row for each passage that is shown.
///
/// # Errors
///
/// When the table cannot be written, which memory does not refuse.
pub(crate) fn table(answer: &Answer) -> Result<Vec<u8>, csv::Error> {
    let mut writer = spreadsheet(Vec::new())?;
    writer.write_record(COLUMNS)?;
    match &answer.hits {
        Hits::Documents(hits) => {
            for hit in hits {
                if hit.passages.is_empty() {
                    writer.write_record(row(hit, None))?;
                }
                for passage in &hit.passages {
                    writer.write_record(row(hit, Some(passage)))?;
                }
            }
        }
        Hits::Passages(hits) => {
            for hit in hits {
                writer.write_record(row(&document_of(hit), Some(&hit.passage)))?;
            }
        }
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

pub(crate) fn document_of(hit: &PassageHit) -> DocumentHit {
    DocumentHit {
        document: hit.document.clone(),
        title: hit.title.clone(),
        date: hit.date.clone(),
        kind: hit.kind.clone(),
        language: hit.language.clone(),
        score: hit.score,
        coverage: hit.coverage,
        explanation: Vec::new(),
        variants: hit.variants.clone(),
        passages: Vec::new(),
    }
}

fn row(hit: &DocumentHit, passage: Option<&ShownPassage>) -> [String; 10] {
    let known = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells = [
        hit.document.clone(),
        known(&hit.title),
        known(&hit.date),
        known(&hit.kind),
        known(&hit.language),
        passage.map_or_else(String::new, |passage| passage.zone.to_owned()),
        passage.map_or_else(String::new, |passage| passage.section.join(" › ")),
        passage
            .and_then(|passage| passage.page)
            .map_or_else(String::new, |page| page.to_string()),
        passage.map_or_else(String::new, |passage| passage.text.clone()),
        format!("{:.4}", hit.score),
    ];
    cells.map(harmless)
}

/// A feed of what was found (RFC 4287); asked with `sort=date` it has new documents first.
pub(crate) fn feed(answer: &Answer, about: &About<'_>) -> String {
    let own = format!("{}{}", about.base, about.request);
    let mut entries: Vec<Entry> = match &answer.hits {
        Hits::Documents(hits) => hits.iter().map(|hit| entry(hit, about.base)).collect(),
        Hits::Passages(hits) => {
            let hits = hits.iter();
            hits.map(|hit| passage_entry(hit, about.base)).collect()
        }
    };
    number_equal_ids(&mut entries);
    let updated = entries.iter().map(|entry| entry.updated).max();
    let feed = Feed {
        title: Text::plain(as_xml(&format!("{} · sco", answer.query))),
        // A feed has an author, or each of its entries has (RFC 4287, 4.1.1).
        authors: vec![Person {
            name: "sco".to_owned(),
            ..Person::default()
        }],
        id: own.clone(),
        updated: updated.unwrap_or_default(),
        links: vec![link(own, "self", "application/atom+xml")],
        generator: Some(Generator {
            value: "sco".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            uri: None,
        }),
        entries,
        ..Feed::default()
    };
    feed.to_string()
}

/// A passage as an entry of its own: its address says where in the document it stands.
fn passage_entry(hit: &PassageHit, base: &str) -> Entry {
    let document = DocumentHit {
        passages: vec![hit.passage.clone()],
        ..document_of(hit)
    };
    let mut entry = entry(&document, base);
    let address = format!("{}#{}", entry.id, directive(&hit.passage.text));
    entry.links = vec![link(address.clone(), "alternate", "text/html")];
    entry.id = address;
    entry
}

/// No two entries may have the same identifier (RFC 4287, 4.2.6), though a document may say the same twice.
fn number_equal_ids(entries: &mut [Entry]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries {
        let times = seen.entry(entry.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            entry.id = format!("{}&n={times}", entry.id);
        }
    }
}

fn entry(hit: &DocumentHit, base: &str) -> Entry {
    let address = format!("{base}/documents/{}", super::escaped_path(&hit.document));
    let passages: Vec<&str> = hit
        .passages
        .iter()
        .map(|passage| passage.text.as_str())
        .collect();
    let title = hit.title.clone().unwrap_or_else(|| hit.document.clone());
    Entry {
        title: Text::plain(as_xml(&title)),
        id: address.clone(),
        updated: day(hit.date.as_deref()),
        links: vec![link(address, "alternate", "text/html")],
        categories: hit
            .kind
            .iter()
            .map(|kind| Category {
                term: kind.clone(),
                ..Category::default()
            })
            .collect(),
        content: Some(Content {
            value: Some(as_xml(&passages.join("\n"))),
            content_type: Some("text".to_owned()),
            lang: hit.language.clone(),
            ..Content::default()
        }),
        ..Entry::default()
    }
}

fn link(href: String, rel: &str, media_type: &str) -> Link {
    Link {
        href,
        rel: rel.to_owned(),
        mime_type: Some(media_type.to_owned()),
        ..Link::default()
    }
}

/// The first day of an EDTF date as a moment; the epoch where there is none, since a feed must say something.
fn day(date: Option<&str>) -> atom_syndication::FixedDateTime {
    let first = date
        .and_then(|date| date.parse::<sco_corpus::Edtf>().ok())
        .and_then(|date| date.start());
    let day = first.map(sco_corpus::CalendarDay::number);
    let text = day.map(|day| {
        format!(
            "{:04}-{:02}-{:02}T00:00:00Z",
            day / 10_000,
            day / 100 % 100,
            day % 100
        )
    });
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_asked_for_by_name_or_by_media_type() {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, "text/html, text/csv;q=0.9".parse().unwrap());
        assert_eq!(Format::asked(None, &headers), Ok(Format::Csv));
        assert_eq!(Format::asked(Some("atom"), &headers), Ok(Format::Atom));
        for (accept, format) in [
            (
                "text/csv;q=0.2, application/x-ndjson; q=0.9",
                Format::JsonLines,
            ),
            ("text/csv, application/atom+xml", Format::Csv),
            ("text/csv;q=0, application/atom+xml;q=0.1", Format::Atom),
            ("text/html, */*", Format::Json),
            ("text/csv;q=0.1, */*", Format::Json),
            ("text/csv, */*;q=0.1", Format::Csv),
        ] {
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(Format::asked(None, &headers), Ok(format), "{accept}");
        }
        assert_eq!(Format::asked(None, &HeaderMap::new()), Ok(Format::Json));
        assert!(Format::asked(Some("xml"), &headers).is_err());
    }

    #[test]
    fn days_are_those_of_the_date() {
        assert_eq!(
            day(Some("2024-07")).to_rfc3339(),
            "2024-07-01T00:00:00+00:00"
        );
        assert_eq!(day(None).timestamp(), 0);
    }
}
