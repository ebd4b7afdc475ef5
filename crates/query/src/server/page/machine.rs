//! What a page says to machines: canonical address, languages, JSON-LD (schema.org), Highwire and Dublin Core tags.
//!
//! The tags follow what Zotero's reader of embedded metadata makes of them: `z.itemType` names the type, Highwire tags the rest.
//! `citation_journal_title` and `citation_technical_report_institution` set the type too, so they stand only where it is theirs,
//! and there is no `DC.source`, which would be taken for the newspaper.

use serde_json::{Map, Value, json};

use super::language::Language;
use super::words::Words;
use crate::reading::Reading;
use crate::retrieve::Description;
use crate::server::escaped_path;

/// What stands in the head of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Head {
    /// The address of the page.
    pub(crate) canonical: String,
    /// Languages with the address of the page in each.
    pub(crate) alternates: Vec<(String, String)>,
    /// Names and contents of tags.
    pub(crate) tags: Vec<(&'static str, String)>,
    /// JSON-LD, escaped for a script element.
    pub(crate) data: String,
}

/// JSON that can stand in a script element: no character of it ends the element or begins another (HTML, 4.12.1.3).
fn for_script(value: &Value) -> String {
    let mut text = String::new();
    for c in value.to_string().chars() {
        match c {
            '<' => text.push_str("\\u003c"),
            '>' => text.push_str("\\u003e"),
            '&' => text.push_str("\\u0026"),
            '\u{2028}' => text.push_str("\\u2028"),
            '\u{2029}' => text.push_str("\\u2029"),
            c => text.push(c),
        }
    }
    text
}

/// The head of the front page.
pub(crate) fn of_site(base: &str, w: Words) -> Head {
    let languages: Vec<&str> = Language::ALL.into_iter().map(Language::code).collect();
    let data = json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": w.brand(),
        "url": format!("{base}/"),
        "inLanguage": languages,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": format!("{base}/search?q={{search_term_string}}"),
            },
            "query-input": "required name=search_term_string",
        },
    });
    let address = |language: &&str| (String::from(*language), format!("{base}/?lang={language}"));
    Head {
        canonical: format!("{base}/"),
        alternates: languages.iter().map(address).collect(),
        tags: Vec::new(),
        data: for_script(&data),
    }
}

/// The head of a document's page; `versions` are the other versions of its work.
pub(crate) fn of_document(document: &Reading, versions: &[Description], base: &str) -> Head {
    let described = Described {
        document: Description {
            id: document.id.clone(),
            title: document.title.clone(),
            date: document.date.clone(),
            kind: document.kind.clone(),
            language: document.language.clone(),
            metadata: document.metadata.clone(),
        },
        base,
    };
    let mut alternates = Vec::new();
    let own = std::iter::once(&described.document);
    for version in own.chain(versions) {
        let Some(language) = &version.language else {
            continue;
        };
        // A language has one address; the page's own goes first.
        if !alternates.iter().any(|(known, _)| known == language) {
            alternates.push((language.clone(), described.address(&version.id)));
        }
    }
    Head {
        canonical: described.address(&document.id),
        alternates,
        tags: described.tags(),
        data: for_script(&described.linked_data(versions)),
    }
}

/// Roles of those who made the text.
const AUTHORS: [&str; 3] = ["author", "speaker", "signatory"];

/// Roles of those who helped or took part.
const HELPERS: [&str; 5] = ["chair", "host", "interviewer", "editor", "translator"];

/// Item types of Zotero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ItemType {
    Journal,
    Newspaper,
    Report,
    Statute,
    Book,
    Presentation,
    Interview,
    Letter,
    Document,
}

impl ItemType {
    fn name(self) -> &'static str {
        match self {
            ItemType::Journal => "journalArticle",
            ItemType::Newspaper => "newspaperArticle",
            ItemType::Report => "report",
            ItemType::Statute => "statute",
            ItemType::Book => "book",
            ItemType::Presentation => "presentation",
            ItemType::Interview => "interview",
            ItemType::Letter => "letter",
            ItemType::Document => "document",
        }
    }

    /// The item type of a document type; what a newspaper prints is an article of it.
    fn of(kind: Option<&str>, is_printed: bool) -> ItemType {
        match kind.unwrap_or_default() {
            "academic-article" => ItemType::Journal,
            "academic-book" | "collection" => ItemType::Book,
            "charter" | "treaty" | "convention" | "agreement" | "protocol" | "decision"
            | "regulation" | "opinion-national" | "notice-national" => ItemType::Statute,
            "declaration" | "statement" | "joint-communique" | "press-communique"
            | "initiative" | "strategy" | "programme" | "action-plan" | "concept" | "framework"
            | "memorandum" | "minutes" | "report" | "meeting-record" => ItemType::Report,
            "speech" | "article-signed" | "interview" | "message" | "news" | "readout"
                if is_printed =>
            {
                ItemType::Newspaper
            }
            "speech" => ItemType::Presentation,
            "interview" => ItemType::Interview,
            "message" => ItemType::Letter,
            "article-signed" | "news" | "readout" => ItemType::Newspaper,
            _ => ItemType::Document,
        }
    }
}

/// A document on this server.
struct Described<'a> {
    document: Description,
    base: &'a str,
}

impl Described<'_> {
    fn address(&self, id: &str) -> String {
        format!("{}/documents/{}", self.base, escaped_path(id))
    }

    fn value(&self, key: &str) -> Option<&str> {
        self.document.value(key)
    }

    /// Names of those who played one of some parts, each once.
    fn names(&self, roles: &[&str]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (name, role) in self.document.creators() {
            if roles.contains(&role) && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
        names
    }

    /// Those who made the text; where none is named, who issued it.
    fn authors(&self) -> Vec<String> {
        let authors = self.names(&AUTHORS);
        if authors.is_empty() {
            return self.value("body").map(str::to_owned).into_iter().collect();
        }
        authors
    }

    /// As [`names`](Described::names), without those who made the text.
    fn others(&self, roles: &[&str]) -> Vec<String> {
        let authors = self.names(&AUTHORS);
        let mut others = self.names(roles);
        others.retain(|name| !authors.contains(name));
        others
    }

    fn tags(&self) -> Vec<(&'static str, String)> {
        let document = &self.document;
        let publisher = self.value("publisher");
        let item = ItemType::of(document.kind.as_deref(), publisher.is_some());
        let mut tags = vec![("z.itemType", item.name().to_owned())];
        let mut add = |name: &'static str, values: Vec<String>| {
            tags.extend(values.into_iter().map(|value| (name, value)));
        };
        let one = |value: Option<&str>| value.map(str::to_owned).into_iter().collect();
        add("citation_title", one(document.title.as_deref()));
        add("citation_author", self.authors());
        add("citation_editor", self.names(&["editor"]));
        // Google Scholar's guidelines have slashes.
        let date = first_date(document.date.as_deref());
        add(
            "citation_publication_date",
            one(date.map(|date| date.replace('-', "/")).as_deref()),
        );
        add("citation_language", one(document.language.as_deref()));
        match item {
            ItemType::Journal => {
                add("citation_journal_title", one(publisher));
                add("citation_issue", one(self.value("issue")));
            }
            ItemType::Report => {
                let institution = self.value("body").or(publisher);
                add("citation_technical_report_institution", one(institution));
            }
            ItemType::Book => add("citation_publisher", one(publisher)),
            _ => add("prism.publicationName", one(publisher)),
        }
        let (first, last) = pages(self.value("pages"));
        add("citation_firstpage", first.into_iter().collect());
        add("citation_lastpage", last.into_iter().collect());
        add("citation_doi", self.doi().into_iter().collect());
        add("citation_abstract", one(self.value("abstract")));
        add("citation_keywords", self.keywords());
        add("citation_public_url", vec![self.address(&document.id)]);
        self.add_dublin_core(&mut add);
        tags
    }

    fn keywords(&self) -> Vec<String> {
        let subjects = self.document.values("subjects");
        let subjects = subjects.into_iter().map(str::to_owned);
        subjects.collect()
    }

    /// The DOI among the identifiers.
    fn doi(&self) -> Option<String> {
        let identifiers = self.document.values("identifiers");
        identifiers.into_iter().find_map(|identifier| {
            let lower = identifier.to_ascii_lowercase();
            let bare = ["https://doi.org/", "http://doi.org/", "doi:"]
                .iter()
                .find_map(|prefix| lower.strip_prefix(prefix))
                .unwrap_or(&lower);
            let bare = bare.trim();
            let is_doi = bare.starts_with("10.") && bare.contains('/');
            is_doi.then(|| identifier[identifier.len() - bare.len()..].to_owned())
        })
    }

    fn add_dublin_core(&self, add: &mut impl FnMut(&'static str, Vec<String>)) {
        let document = &self.document;
        let one = |value: Option<&str>| value.map(str::to_owned).into_iter().collect();
        let list = |key: &str| -> Vec<String> {
            let values = document.values(key).into_iter();
            values.map(str::to_owned).collect()
        };
        add("DC.title", one(document.title.as_deref()));
        add("DC.creator", self.authors());
        add("DC.contributor", self.others(&HELPERS));
        add("DC.date", one(document.date.as_deref()));
        add("DC.language", one(document.language.as_deref()));
        add("DC.type", one(document.kind.as_deref()));
        add("DC.publisher", one(self.value("publisher")));
        add("DC.subject", list("subjects"));
        add("DC.description", one(self.value("abstract")));
        add("DC.identifier", vec![self.address(&document.id)]);
        add("DC.identifier", list("identifiers"));
        add("DC.relation", list("source"));
        add("DC.coverage", one(self.value("event")));
        add("DC.coverage", one(self.value("place")));
        add("DC.rights", one(self.value("rights")));
    }

    fn linked_data(&self, versions: &[Description]) -> Value {
        let document = &self.document;
        let mut data = Map::new();
        let mut set = |key: &str, value: Value| {
            let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
            if !is_empty {
                data.insert(key.to_owned(), value);
            }
        };
        let kind = schema_type(document.kind.as_deref());
        set("@context", json!("https://schema.org"));
        set("@type", json!(kind));
        set("@id", json!(self.address(&document.id)));
        set("url", json!(self.address(&document.id)));
        set("name", json!(document.title));
        if kind != "Book" && kind != "Legislation" && kind != "CreativeWork" {
            set("headline", json!(document.title));
        }
        set("alternateName", json!(document.values("alternative")));
        set("inLanguage", json!(document.language));
        set("author", self.author_data());
        set("editor", people(&self.names(&["editor"])));
        set("translator", people(&self.names(&["translator"])));
        set(
            "contributor",
            people(&self.others(&["chair", "host", "interviewer"])),
        );
        set("genre", json!(document.kind));
        set("keywords", json!(document.values("subjects")));
        set("abstract", json!(self.value("abstract")));
        set("publisher", organization(self.value("publisher")));
        set("sourceOrganization", organization(self.value("body")));
        set("identifier", json!(self.identifiers()));
        set("isBasedOn", json!(document.values("source")));
        set("pagination", json!(self.value("pages")));
        set("copyrightNotice", json!(self.value("rights")));
        set("creativeWorkStatus", json!(self.value("status")));
        set("recordedAt", self.event());
        if let Some(issue) = self.value("issue") {
            let periodical = self
                .value("publisher")
                .map(|name| json!({"@type": "Periodical", "name": name}));
            set(
                "isPartOf",
                json!({"@type": "PublicationIssue", "issueNumber": issue, "isPartOf": periodical}),
            );
        }
        self.set_dates(kind, &mut set);
        self.set_versions(versions, &mut set);
        Value::Object(data)
    }

    fn author_data(&self) -> Value {
        let authors = self.names(&AUTHORS);
        if authors.is_empty() {
            return organization(self.value("body"));
        }
        people(&authors)
    }

    fn identifiers(&self) -> Vec<&str> {
        let others = self.document.values("identifiers");
        std::iter::once(self.document.id.as_str())
            .chain(others)
            .collect()
    }

    fn event(&self) -> Value {
        let place = self
            .value("place")
            .map(|name| json!({"@type": "Place", "name": name}));
        match (self.value("event"), place) {
            (Some(event), Some(place)) => {
                json!({"@type": "Event", "name": event, "location": place})
            }
            (Some(event), None) => json!({"@type": "Event", "name": event}),
            (None, Some(place)) => json!({"@type": "Event", "location": place}),
            (None, None) => Value::Null,
        }
    }

    /// Dates of a text: when it was made, and when it was published where that is known to be another day. A span or a doubt
    /// is no day.
    fn set_dates(&self, kind: &str, set: &mut impl FnMut(&str, Value)) {
        let plain = |date: Option<&str>| {
            let date = date?;
            (!date.contains(['/', '?', '~', '%'])).then(|| date.to_owned())
        };
        let date = plain(self.document.date.as_deref());
        let published = plain(self.value("date_published"));
        if date.is_none() {
            set("temporalCoverage", json!(self.document.date));
        }
        if kind == "Legislation" {
            set("legislationDate", json!(date));
            set("legislationType", json!(self.document.kind));
            set("legislationPassedBy", organization(self.value("body")));
        }
        set("dateCreated", json!(date));
        set("datePublished", json!(published.or(date)));
    }

    fn set_versions(&self, versions: &[Description], set: &mut impl FnMut(&str, Value)) {
        let work = self.value("version_of");
        let is_translation = |version: &&Description| version.language != self.document.language;
        let reference = |version: &Description| {
            json!({
                "@type": schema_type(version.kind.as_deref()),
                "@id": self.address(&version.id),
                "name": version.title,
                "inLanguage": version.language,
            })
        };
        let translations = versions.iter().filter(is_translation);
        let (original, others): (Vec<_>, Vec<_>) =
            translations.partition(|version| Some(version.id.as_str()) == work);
        set(
            "translationOfWork",
            original
                .first()
                .map_or(Value::Null, |version| reference(version)),
        );
        let others: Vec<Value> = others.into_iter().map(reference).collect();
        set("workTranslation", Value::Array(others));
    }
}

/// The date as far as it is known, without doubts and ends: `2018-06-09`, `2018-06`, `2018`.
fn first_date(date: Option<&str>) -> Option<String> {
    let first = date?.split('/').next()?.trim_end_matches(['?', '~', '%']);
    (!first.is_empty() && first != "..").then(|| first.to_owned())
}

/// Pages as printed, first and last: `115–120`.
fn pages(pages: Option<&str>) -> (Option<String>, Option<String>) {
    let mut parts = pages.unwrap_or_default().splitn(2, ['-', '–', '—', '－']);
    let mut part = || {
        let part = parts.next()?.trim();
        (!part.is_empty()).then(|| part.to_owned())
    };
    (part(), part())
}

fn people(names: &[String]) -> Value {
    let person = |name: &String| json!({"@type": "Person", "name": name});
    Value::Array(names.iter().map(person).collect())
}

fn organization(name: Option<&str>) -> Value {
    name.map_or(
        Value::Null,
        |name| json!({"@type": "Organization", "name": name}),
    )
}

/// The type of schema.org.
fn schema_type(kind: Option<&str>) -> &'static str {
    match kind.unwrap_or_default() {
        "charter" | "treaty" | "convention" | "agreement" | "protocol" | "decision"
        | "regulation" | "opinion-national" | "notice-national" => "Legislation",
        "declaration" | "statement" | "joint-communique" | "press-communique" | "initiative"
        | "strategy" | "programme" | "action-plan" | "concept" | "framework" | "memorandum"
        | "minutes" | "report" | "meeting-record" => "Report",
        "news" | "readout" => "NewsArticle",
        "article-signed" => "OpinionNewsArticle",
        "speech" | "interview" => "Article",
        "academic-article" => "ScholarlyArticle",
        "academic-book" | "collection" => "Book",
        _ => "CreativeWork",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(kind: &str, metadata: Value) -> Reading {
        let Value::Object(metadata) = metadata else {
            panic!("a header is an object")
        };
        Reading {
            id: "a/b".into(),
            title: Some("弘扬</script><b>“上海精神” & co".into()),
            date: Some("2018-06-10".into()),
            kind: Some(kind.into()),
            language: Some("zh-Hans".into()),
            metadata,
            titles: Vec::new(),
            sections: Vec::new(),
            footnotes: Vec::new(),
            query: None,
            hits: 0,
        }
    }

    fn of<'a>(head: &'a Head, name: &str) -> Vec<&'a str> {
        let tags = head.tags.iter().filter(|(own, _)| *own == name);
        tags.map(|(_, value)| value.as_str()).collect()
    }

    #[test]
    fn linked_data_cannot_leave_its_script_and_says_what_it_said() {
        let head = of_document(&reading("speech", json!({})), &[], "http://x");
        assert!(
            !head.data.contains(['<', '>', '&', '\u{2028}']),
            "{}",
            head.data
        );
        let data: Value = serde_json::from_str(&head.data).expect("JSON");
        assert_eq!(data["name"], "弘扬</script><b>“上海精神” & co");
        assert_eq!(data["@id"], "http://x/documents/a%2Fb");
        assert_eq!(data["datePublished"], "2018-06-10");
    }

    #[test]
    fn every_document_type_has_its_item_type_and_its_schema_type() {
        for kind in sco_corpus::DocumentType::ALL {
            let code = kind.code();
            let is_other = code == "other";
            assert_eq!(
                ItemType::of(Some(code), false) == ItemType::Document,
                is_other,
                "{code}"
            );
            let general = schema_type(Some(code)) == "CreativeWork";
            assert_eq!(general, is_other || code == "message", "{code}");
        }
    }

    #[test]
    fn a_container_stands_under_the_name_of_its_type_and_no_other() {
        let metadata =
            json!({"publisher": "人民日报", "body": "秘书处", "source": ["https://x.org/1"]});
        for (kind, name, value) in [
            ("academic-article", "citation_journal_title", "人民日报"),
            (
                "declaration",
                "citation_technical_report_institution",
                "秘书处",
            ),
            ("collection", "citation_publisher", "人民日报"),
            ("speech", "prism.publicationName", "人民日报"),
            ("treaty", "prism.publicationName", "人民日报"),
        ] {
            let head = of_document(&reading(kind, metadata.clone()), &[], "http://x");
            let containers = [
                "citation_journal_title",
                "citation_technical_report_institution",
                "citation_publisher",
                "prism.publicationName",
            ];
            for container in containers {
                let wanted: &[&str] = if container == name { &[value] } else { &[] };
                assert_eq!(of(&head, container), wanted, "{kind} {container}");
            }
            // Zotero would take it for the newspaper.
            assert_eq!(of(&head, "DC.source"), [""; 0]);
            assert_eq!(of(&head, "DC.relation"), ["https://x.org/1"]);
        }
    }

    #[test]
    fn authors_are_those_who_made_the_text_each_once_else_who_issued_it() {
        let people = json!({"body": "秘书处", "creators": [
            {"name": "习近平", "role": "speaker"}, {"name": "习近平", "role": "chair"},
            {"name": "王五", "role": "translator"}, {"name": "A. B.", "role": "author"},
        ]});
        let head = of_document(&reading("speech", people), &[], "http://x");
        assert_eq!(of(&head, "citation_author"), ["习近平", "A. B."]);
        assert_eq!(of(&head, "DC.contributor"), ["王五"]);
        let head = of_document(
            &reading("declaration", json!({"body": "秘书处"})),
            &[],
            "http://x",
        );
        assert_eq!(of(&head, "citation_author"), ["秘书处"]);
    }

    #[test]
    fn no_date_is_invented() {
        for (date, tag, published, covered) in [
            ("2018-06", Some("2018/06"), Some("2018-06"), None),
            ("2018?", Some("2018"), None, Some("2018?")),
            (
                "2018-06-09/2018-06-10",
                Some("2018/06/09"),
                None,
                Some("2018-06-09/2018-06-10"),
            ),
            ("../2018", None, None, Some("../2018")),
        ] {
            let mut document = reading("speech", json!({}));
            document.date = Some(date.into());
            let head = of_document(&document, &[], "http://x");
            assert_eq!(
                of(&head, "citation_publication_date").first().copied(),
                tag,
                "{date}"
            );
            let data: Value = serde_json::from_str(&head.data).expect("JSON");
            assert_eq!(data["datePublished"].as_str(), published, "{date}");
            assert_eq!(data["temporalCoverage"].as_str(), covered, "{date}");
        }
    }

    #[test]
    fn a_doi_is_found_among_the_identifiers_however_it_is_written() {
        for identifier in [
            "10.1000/Abc",
            "doi:10.1000/Abc",
            "https://doi.org/10.1000/Abc",
        ] {
            let metadata = json!({"identifiers": ["国办发〔2024〕3号", identifier]});
            let head = of_document(&reading("academic-article", metadata), &[], "http://x");
            assert_eq!(of(&head, "citation_doi"), ["10.1000/Abc"]);
        }
    }

    #[test]
    fn translations_are_linked_in_both_directions() {
        let version = |id: &str, language: &str| Description {
            id: id.into(),
            title: Some(id.to_uppercase()),
            date: None,
            kind: None,
            language: Some(language.into()),
            metadata: Map::new(),
        };
        let document = reading("speech", json!({"version_of": "ru"}));
        let head = of_document(
            &document,
            &[version("ru", "ru"), version("en", "en")],
            "http://x",
        );
        let languages: Vec<&str> = head
            .alternates
            .iter()
            .map(|(code, _)| code.as_str())
            .collect();
        assert_eq!(languages, ["zh-Hans", "ru", "en"]);
        let data: Value = serde_json::from_str(&head.data).expect("JSON");
        assert_eq!(data["translationOfWork"]["@id"], "http://x/documents/ru");
        assert_eq!(data["workTranslation"][0]["inLanguage"], "en");
    }
}
