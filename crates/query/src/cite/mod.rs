//! Citations: from the description of a document, and the place in it that is cited, to a reference in the form that is wanted.
//!
//! Nothing is invented: what the description does not say is left out or said to be unknown, and named in [`Citation::missing`].

mod biblatex;
mod csl_json;
mod entry;
mod person;
mod pinpoint;
mod prose;
mod ris;
mod style;
mod venue;

use std::fmt::Write as _;

use chrono::Datelike;
use sco_corpus::{Metadata, PlainDate};
use sco_indexer::Record;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

pub use entry::Entry;
pub use person::Name;
pub use pinpoint::Pinpoint;
pub use prose::Place;
pub use style::{Style, UnknownStyle};
pub use venue::Kind;

use crate::engine::{Engine, SearchError};
use crate::syntax::Filter;

/// How a document is to be cited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CiteRequest {
    /// Form of the citation.
    pub style: Style,
    /// Page that is cited, as the caller says: `3` or `3-4`.
    pub page: Option<String>,
    /// Passage that is cited: its text, or the number of a paragraph.
    pub passage: Option<String>,
    /// When the caller saw the document on the web.
    pub accessed: Option<PlainDate>,
    /// Address at which the document is shown, for documents of which nothing is known where they were printed.
    pub here: Option<String>,
}

impl CiteRequest {
    /// A document as a whole, in one form.
    pub fn of(style: Style) -> CiteRequest {
        CiteRequest {
            style,
            page: None,
            passage: None,
            accessed: None,
            here: None,
        }
    }
}

/// A citation of one document.
///
/// # Wire format
///
/// `{"document", "style", "citation", "page"?, "speaker"?, "quoted_from"?, "missing": [], "item": {CSL-JSON}}`
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Citation {
    /// Identifier of the document.
    pub document: String,
    /// Form of the citation.
    pub style: &'static str,
    /// The citation.
    pub citation: String,
    /// Page that is cited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Who said what is quoted there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// Where the document has it from, as its note says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quoted_from: Option<String>,
    /// What the form asks for and nobody knows: `title`, `date`, `page`, `accessed`.
    pub missing: Vec<&'static str>,
    /// The entry in CSL-JSON.
    #[schema(value_type = Object)]
    pub item: Value,
    /// The entry itself.
    #[serde(skip)]
    pub entry: Entry,
    /// The citation of a single page, `{page}` in the place of its number; `None` where printed pages are not known.
    #[serde(skip)]
    pub page_form: Option<String>,
}

/// Why a document cannot be cited as wanted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CiteError {
    /// There is no such document, or the index cannot be read.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The document does not hold the passage.
    #[error(
        "`{id}` does not hold `{passage}`; copy the passage from the document, or give the number of its paragraph"
    )]
    NoPassage {
        /// The document.
        id: String,
        /// The passage.
        passage: String,
    },
    /// The passage stands in several places.
    #[error("`{passage}` stands {} and {}; give more of the passage, or the page", on_page(pages[0]), on_page(pages[1]))]
    SeveralPages {
        /// The passage.
        passage: String,
        /// Two of its pages.
        pages: [Option<u32>; 2],
    },
    /// The page is none, or none of the document.
    #[error("page `{page}` is none of `{id}`, which has {known}")]
    NoPage {
        /// The document.
        id: String,
        /// The page.
        page: String,
        /// The pages it has, in words.
        known: String,
    },
    /// A style could not be read, which is a mistake of this program.
    #[error(
        "the style `{0}` could not be read; this is a mistake of the program, please report it"
    )]
    Style(&'static str),
}

fn on_page(page: Option<u32>) -> String {
    match page {
        Some(page) => format!("on page {page}"),
        None => "before the first page mark".to_owned(),
    }
}

/// Today in this place: year, month, day.
pub fn today() -> (i32, u32, u32) {
    let today = chrono::Utc::now().date_naive();
    (today.year(), today.month(), today.day())
}

impl Engine {
    /// Cites a document.
    ///
    /// # Errors
    ///
    /// When there is no such document, or it has not the page or the passage.
    pub fn cite(&self, id: &str, request: &CiteRequest) -> Result<Citation, CiteError> {
        let (segment, doc) = self.find_document(&Filter::of_id(id))?;
        cite(&self.record(segment, doc)?, request)
    }
}

/// Cites the document of a record.
///
/// # Errors
///
/// When it has not the page or the passage.
pub(crate) fn cite(record: &Record, request: &CiteRequest) -> Result<Citation, CiteError> {
    let metadata = metadata(record);
    let mut entry = Entry::of(&record.id, &metadata, request.here.as_deref());
    entry.accessed = request.accessed;
    let place = match &request.passage {
        Some(passage) => pinpoint::pinpoint(record, passage)?,
        None => Pinpoint::default(),
    };
    let mut missing = missing(&entry, request.style);
    let page = match &request.page {
        Some(page) => Some(page_asked(record, &metadata, page)?),
        None => place.pages.and_then(|pages| printed(&metadata, pages)),
    };
    // A page of a newspaper is its 版, which page marks are not.
    let is_by_edition = entry.kind == Kind::Newspaper && entry.page.is_some();
    if page.is_some() && !(is_by_edition && request.page.is_none()) {
        entry.page.clone_from(&page);
    }
    if page.is_none() && request.passage.is_some() {
        missing.push("page");
    }
    let own = written(&entry, request.style, Place::Note)?;
    let page_form = page_form(record, &metadata, &entry, request.style)?;
    let citation = match &place.reference {
        Some(reference) if request.style.is_prose() => {
            quoted_from(reference, &own, &entry, request.style)
        }
        _ => own,
    };
    Ok(Citation {
        document: record.id.clone(),
        style: request.style.name(),
        citation,
        page: entry.page.clone().filter(|_| page.is_some()),
        speaker: place.speaker,
        quoted_from: place.reference,
        missing,
        item: csl_json::item(&entry),
        entry,
        page_form,
    })
}

/// The citation with a place for the number of a page, where the document's page marks are printed pages.
fn page_form(
    record: &Record,
    metadata: &Metadata,
    entry: &Entry,
    style: Style,
) -> Result<Option<String>, CiteError> {
    let marked = pinpoint::marked_pages(record).and_then(|pages| printed(metadata, pages));
    if marked.is_none() || !style.is_prose() || entry.kind == Kind::Newspaper {
        return Ok(None);
    }
    let of_page = Entry {
        page: Some("{page}".to_owned()),
        ..entry.clone()
    };
    written(&of_page, style, Place::Note).map(Some)
}

/// Several entries in one form: a file for programs, or a list of sources, each on a line.
///
/// # Errors
///
/// When a style cannot be read.
pub fn bibliography(entries: &[Entry], style: Style) -> Result<String, CiteError> {
    match style {
        Style::Bibtex => return Ok(biblatex::file(entries)),
        Style::Ris => return Ok(ris::file(entries)),
        Style::CslJson => {
            let items: Vec<Value> = entries.iter().map(csl_json::item).collect();
            return Ok(format!("{:#}\n", Value::Array(items)));
        }
        _ => {}
    }
    let mut list = String::new();
    for (number, entry) in (1..).zip(entries) {
        // Both editions number their lists; the processor numbers one reference at a time.
        if style.is_gb() {
            let _ = write!(list, "[{number}] "); // nothing can fail in writing to a string
        }
        list.push_str(&biblatex::one_line(&written(entry, style, Place::List)?));
        list.push('\n');
    }
    Ok(list)
}

/// One entry in one form.
fn written(entry: &Entry, style: Style, place: Place) -> Result<String, CiteError> {
    if !style.is_prose() {
        return bibliography(std::slice::from_ref(entry), style);
    }
    prose::prose(entry, style, place).ok_or(CiteError::Style(style.name()))
}

/// A quotation by its own source, and the document that has it from there.
fn quoted_from(reference: &str, own: &str, entry: &Entry, style: Style) -> String {
    let reference = reference.trim_end_matches(['。', '.', '；', ';']);
    let is_journals = style == Style::ChineseJournals;
    match entry.primary_language() {
        "zh" if is_journals => format!("{reference}，转引自{own}"),
        "zh" => format!("{reference}. 转引自: {own}"),
        "ru" => format!("{reference}. Цит. по: {own}"),
        _ => format!("{reference}, quoted in {own}"),
    }
}

/// What the form asks for and nobody knows.
fn missing(entry: &Entry, style: Style) -> Vec<&'static str> {
    // Since the edition of 2025 only what is on the web and nowhere else has a date of access.
    let asks_for_access = match style {
        Style::Gb2015 => entry.is_online(),
        Style::Gb2025 => entry.is_online() && !entry.kind.is_article(),
        _ => false,
    };
    let lacks = [
        ("title", entry.title.is_none()),
        ("date", entry.issued.is_none()),
        ("accessed", asks_for_access && entry.accessed.is_none()),
    ];
    lacks
        .into_iter()
        .filter(|(_, lacks)| *lacks)
        .map(|(what, _)| what)
        .collect()
}

/// The description of a record's document.
fn metadata(record: &Record) -> Metadata {
    let mut keys: serde_json::Map<String, Value> =
        serde_json::from_str(&record.header).unwrap_or_default();
    let own = [
        ("title", &record.title),
        ("date", &record.date),
        ("type", &record.kind),
        ("language", &record.language),
    ];
    for (key, value) in own {
        if let Some(value) = value {
            keys.insert(key.into(), value.clone().into());
        }
    }
    serde_json::from_value(Value::Object(keys)).unwrap_or_default()
}

/// Pages as page marks have them, where they are the printed ones: of a document whose printed pages are known, marks outside
/// of these count the pages of a file.
fn printed(metadata: &Metadata, (first, last): (u32, u32)) -> Option<String> {
    if let Some(pages) = metadata.pages.as_deref() {
        let (from, to) = range(pages)?;
        if first < from || last > to {
            return None;
        }
    }
    Some(spanned(first, last))
}

fn spanned(first: u32, last: u32) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}-{last}")
    }
}

/// The page that the caller names, if the document can have it.
fn page_asked(record: &Record, metadata: &Metadata, page: &str) -> Result<String, CiteError> {
    let known = [
        metadata.pages.as_deref().and_then(range),
        pinpoint::marked_pages(record),
    ];
    let known: Vec<(u32, u32)> = known.into_iter().flatten().collect();
    let refused = |known: String| CiteError::NoPage {
        id: record.id.clone(),
        page: page.to_owned(),
        known,
    };
    let (first, last) =
        range(page).ok_or_else(|| refused("pages with numbers, such as 3 or 3-4".to_owned()))?;
    let has_it = |(from, to): &(u32, u32)| *from <= first && last <= *to;
    if !known.is_empty() && !known.iter().any(has_it) {
        let spans = known.iter().map(|(from, to)| spanned(*from, *to));
        return Err(refused(format!(
            "the pages {}",
            spans.collect::<Vec<_>>().join(" and ")
        )));
    }
    Ok(spanned(first, last))
}

/// First and last page: `115–120`, or `3` alone.
fn range(pages: &str) -> Option<(u32, u32)> {
    let (first, last) = pages.split_once(['-', '–', '—']).unwrap_or((pages, pages));
    let number = |text: &str| text.trim_matches(['-', '–', '—', ' ']).parse::<u32>().ok();
    let (first, last) = (number(first)?, number(last)?);
    (first <= last).then_some((first, last))
}
