//! What a reference needs to know of a document: read from its description, with nothing added.

use sco_corpus::{DocumentType, Edtf, Metadata, PlainDate, Role};

use super::person::Name;
use super::venue::{Kind, Serial};

/// A bibliographic entry, from which every form of a citation is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Identifier of the document.
    pub id: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// Code of the document type.
    pub genre: Option<&'static str>,
    /// Title as printed.
    pub title: Option<String>,
    /// Authors and speakers; without any of them the body that issued it.
    pub authors: Vec<Name>,
    /// Editors.
    pub editors: Vec<Name>,
    /// Translators.
    pub translators: Vec<Name>,
    /// Who asked the questions.
    pub interviewers: Vec<Name>,
    /// Newspaper, journal or magazine it stands in.
    pub container: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages, or the page of a newspaper; the place that is cited, where one is.
    pub page: Option<String>,
    /// When it was published.
    pub issued: Option<Edtf>,
    /// Meeting it belongs to.
    pub event: Option<String>,
    /// Where that meeting was.
    pub event_place: Option<String>,
    /// When it was adopted or spoken, where it was published another day.
    pub event_date: Option<Edtf>,
    /// Body that issued it, where persons are its authors.
    pub authority: Option<String>,
    /// Publisher, or site.
    pub publisher: Option<String>,
    /// Place of publication.
    pub publisher_place: Option<String>,
    /// Address it was taken from.
    pub url: Option<String>,
    /// Digital object identifier, without its resolver.
    pub doi: Option<String>,
    /// ISBN.
    pub isbn: Option<String>,
    /// Number of the document.
    pub number: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// A few sentences on the content.
    pub summary: Option<String>,
    /// Topics.
    pub subjects: Vec<String>,
    /// When the reader saw it on the web; known to nobody else.
    pub accessed: Option<PlainDate>,
}

impl Entry {
    /// The entry of a description; `here` is the address at which this program shows the document, which is cited where nothing
    /// is known of where it was printed.
    pub fn of(id: &str, metadata: &Metadata, here: Option<&str>) -> Entry {
        let serial = Serial::read(metadata.issue.as_deref().unwrap_or_default());
        let printed = metadata.publisher.is_some() || metadata.issue.is_some();
        let url = address(metadata).or_else(|| here.filter(|_| !printed).map(str::to_owned));
        let kind = Kind::of(metadata, &serial, url.is_some());
        let roles: &[Role] = if is_spoken(metadata.kind) {
            &[Role::Author, Role::Speaker]
        } else {
            &[Role::Author]
        };
        let mut authors = named(metadata, roles);
        let mut authority = metadata.body.clone();
        if authors.is_empty() {
            authors = authority
                .take()
                .map(|body| Name::of_body(&body))
                .into_iter()
                .collect();
        }
        let page = if kind == Kind::Newspaper {
            serial.edition_page.or_else(|| metadata.pages.clone())
        } else {
            metadata.pages.clone()
        };
        let of_issue = |number: Option<String>| number.filter(|_| kind.is_article());
        let own = |text: &Option<String>, holds: bool| text.clone().filter(|_| holds);
        Entry {
            id: id.to_owned(),
            kind,
            genre: metadata.kind.map(DocumentType::code),
            title: metadata.title.clone(),
            authors,
            editors: named(metadata, &[Role::Editor]),
            translators: named(metadata, &[Role::Translator]),
            interviewers: named(metadata, &[Role::Interviewer]),
            container: own(&metadata.publisher, kind.is_article()),
            volume: of_issue(serial.volume),
            issue: of_issue(serial.issue),
            page,
            issued: metadata
                .date_published
                .clone()
                .or_else(|| metadata.date.clone())
                .or_else(|| serial.year.and_then(|year| year.to_string().parse().ok())),
            event: metadata.event.clone(),
            // Of a book the place is where it was published, of anything else where it was spoken or adopted.
            event_place: own(&metadata.place, !kind.is_monograph()),
            event_date: metadata.date_published.as_ref().and(metadata.date.clone()),
            authority,
            publisher: own(&metadata.publisher, !kind.is_article()),
            publisher_place: own(&metadata.place, kind.is_monograph()),
            url,
            doi: identifier(metadata, doi),
            isbn: identifier(metadata, isbn),
            number: metadata
                .identifiers
                .iter()
                .find(|own| doi(own).is_none() && isbn(own).is_none())
                .cloned(),
            language: metadata.language.clone(),
            summary: metadata.summary.clone(),
            subjects: metadata.subjects.clone(),
            accessed: None,
        }
    }

    /// Whether it is cited by its address.
    pub(crate) fn is_online(&self) -> bool {
        self.url.is_some()
    }

    /// The primary subtag of its language: `zh`, `ru`, `en`, or nothing.
    pub(crate) fn primary_language(&self) -> &str {
        let language = self.language.as_deref().unwrap_or_default();
        language.split('-').next().unwrap_or_default()
    }
}

/// Whether the text is that of its speakers; who spoke at a meeting did not write its record.
fn is_spoken(kind: Option<DocumentType>) -> bool {
    matches!(
        kind,
        None | Some(
            DocumentType::Speech
                | DocumentType::Interview
                | DocumentType::Message
                | DocumentType::ArticleSigned
                | DocumentType::Other
        )
    )
}

/// The persons with one of some roles, each once.
fn named(metadata: &Metadata, roles: &[Role]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for agent in metadata
        .creators
        .iter()
        .filter(|agent| roles.contains(&agent.role))
    {
        if names.iter().all(|known| known.printed != agent.name) {
            names.push(Name::of_person(&agent.name));
        }
    }
    names
}

/// The address the text was taken from: that of the original, or the only source. Of several sources none is known to hold the
/// text and not only facts for it.
fn address(metadata: &Metadata) -> Option<String> {
    let original = metadata
        .original
        .as_ref()
        .and_then(|original| original.from.as_deref());
    let only = match metadata.source.as_slice() {
        [one] => Some(one.as_str()),
        _ => None,
    };
    let is_address = |text: &&str| {
        (text.starts_with("https://") || text.starts_with("http://"))
            && !text.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    original
        .filter(is_address)
        .or(only.filter(is_address))
        .map(str::to_owned)
}

fn identifier(metadata: &Metadata, read: fn(&str) -> Option<String>) -> Option<String> {
    metadata.identifiers.iter().find_map(|own| read(own))
}

/// A DOI without its resolver or its label (ISO 26324): `10.` and the rest.
fn doi(text: &str) -> Option<String> {
    let mut bare = text.trim();
    for prefix in [
        "https://doi.org/",
        "http://doi.org/",
        "https://dx.doi.org/",
        "http://dx.doi.org/",
    ] {
        bare = bare.strip_prefix(prefix).unwrap_or(bare);
    }
    let labelled = bare
        .get(..4)
        .is_some_and(|label| label.eq_ignore_ascii_case("doi:"));
    let bare = if labelled {
        bare[4..].trim_start()
    } else {
        bare
    };
    let registrant = bare.strip_prefix("10.")?;
    let is_doi = registrant.starts_with(|c: char| c.is_ascii_digit()) && registrant.contains('/');
    (is_doi && !bare.contains(char::is_whitespace)).then(|| bare.to_owned())
}

/// An ISBN: 10 or 13 digits, with or without hyphens and its label (ISO 2108).
fn isbn(text: &str) -> Option<String> {
    let label = text
        .get(..4)
        .filter(|label| label.eq_ignore_ascii_case("isbn"));
    let bare = text[label.map_or(0, str::len)..]
        .trim_start_matches([' ', ':', '：'])
        .trim();
    let digits = bare
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == 'X')
        .count();
    let is_of_isbn = |c: char| c.is_ascii_digit() || matches!(c, 'X' | '-' | ' ');
    (matches!(digits, 10 | 13) && bare.chars().all(is_of_isbn)).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_that_of_the_original_or_of_the_only_source() {
        let with = |sources: &[&str]| Metadata {
            source: sources.iter().map(|source| (*source).to_owned()).collect(),
            ..Metadata::default()
        };
        assert_eq!(
            address(&with(&["https://a.example/1"])).as_deref(),
            Some("https://a.example/1")
        );
        assert_eq!(
            address(&with(&["https://a.example/1", "https://b.example/2"])),
            None
        );
        assert_eq!(address(&with(&["javascript:alert(1)"])), None);
        assert_eq!(address(&with(&["https://a.example/1 2"])), None);
    }

    #[test]
    fn identifiers_are_known_by_their_form() {
        assert_eq!(
            doi("https://doi.org/10.1000/x1").as_deref(),
            Some("10.1000/x1")
        );
        assert_eq!(doi("DOI: 10.1000/x1").as_deref(), Some("10.1000/x1"));
        assert_eq!(doi("10 писем"), None);
        assert_eq!(
            isbn("ISBN 978-7-5012-3456-7").as_deref(),
            Some("978-7-5012-3456-7")
        );
        assert_eq!(isbn("国办发〔2024〕3号"), None);
        assert_eq!(isbn("上合"), None);
    }

    #[test]
    fn a_document_of_unknown_print_is_cited_where_it_was_read_and_nothing_else_is_added() {
        let entry = Entry::of(
            "a",
            &Metadata::default(),
            Some("https://x.example/documents/a"),
        );
        assert_eq!(entry.url.as_deref(), Some("https://x.example/documents/a"));
        assert_eq!(
            (entry.title, entry.publisher, entry.publisher_place),
            (None, None, None)
        );
        let printed = Metadata {
            publisher: Some("人民日报".into()),
            ..Metadata::default()
        };
        assert_eq!(
            Entry::of("a", &printed, Some("https://x.example/documents/a")).url,
            None
        );
    }
}
