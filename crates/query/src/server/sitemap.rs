//! What crawlers are told: which pages there are (sitemaps.org, protocol 0.9), and which they need not ask for (RFC 9309).

use std::collections::{BTreeMap, HashMap};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sco_corpus::Version;
use sco_indexer::LedgerEntry;
use serde::Deserialize;

use super::App;
use super::api::base_url;
use super::extract::UrlParams;
use super::holdings::utc;
use super::problem::Problem;
use super::xml::Xml;

/// Most addresses of one file (sitemaps.org).
const MOST_ADDRESSES: usize = 50_000;
/// Room for the addresses of one file, bytes: 50 MiB are allowed, the last address and the frame need some.
const MOST_BYTES: usize = 49 * 1024 * 1024;
/// Longest address (sitemaps.org).
const LONGEST_ADDRESS: usize = 2_047;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";
const MEDIA_TYPE: &str = "application/xml; charset=utf-8";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sitemap.xml", get(sitemap))
        .route("/robots.txt", get(robots))
}

/// Pages are for crawlers; lists of results are without end, and programs have the API.
async fn robots(State(app): State<App>, headers: HeaderMap) -> Response {
    let base = base_url(&app, &headers);
    let text = format!(
        "User-agent: *\nDisallow: /search\nDisallow: /api/v1/\nDisallow: /oai\n\nSitemap: {base}/sitemap.xml\n"
    );
    let media_type = HeaderValue::from_static("text/plain; charset=utf-8");
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

/// Which file of several.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct PartParam {
    part: Option<usize>,
}

async fn sitemap(
    State(app): State<App>,
    headers: HeaderMap,
    UrlParams(params): UrlParams<PartParam>,
) -> Result<Response, Problem> {
    let base = base_url(&app, &headers);
    let key = format!("sitemap {base} {params:?}");
    app.answer(&headers, key, MEDIA_TYPE, move |live| {
        let shown = live.holdings.shown();
        let mut files = Files::new(&base, MOST_ADDRESSES);
        files.add_all(&shown);
        files.answer(params.part).ok_or_else(Problem::no_address)
    })
    .await
}

/// The files of a sitemap; of most collections there is one.
struct Files<'a> {
    base: &'a str,
    most: usize,
    /// The file under way and its addresses.
    current: Xml,
    addresses: usize,
    done: Vec<Vec<u8>>,
}

impl<'a> Files<'a> {
    fn new(base: &'a str, most: usize) -> Files<'a> {
        Files {
            base,
            most,
            current: begun(),
            addresses: 0,
            done: Vec::new(),
        }
    }

    fn add_all(&mut self, shown: &[&LedgerEntry]) {
        let alternates = alternates(shown);
        self.add(&format!("{}/", self.base), None, &[]);
        for entry in shown {
            let of_work = alternates.get(entry.id.as_str());
            let of_work: Vec<(&str, String)> = of_work
                .into_iter()
                .flat_map(|all| all.iter())
                .map(|(language, id)| (*language, self.address(id)))
                .collect();
            let address = self.address(&entry.id);
            self.add(&address, Some(entry.modified), &of_work);
        }
    }

    fn address(&self, id: &str) -> String {
        format!("{}/documents/{}", self.base, super::escaped_path(id))
    }

    fn add(&mut self, address: &str, changed: Option<i64>, alternates: &[(&str, String)]) {
        if address.len() > LONGEST_ADDRESS {
            return;
        }
        if self.addresses >= self.most || self.current.written() > MOST_BYTES {
            self.end();
        }
        self.addresses += 1;
        let xml = &mut self.current;
        xml.open("url", &[]);
        xml.text_with("loc", &[], address);
        if let Some(changed) = changed {
            xml.text_with("lastmod", &[], &utc(changed));
        }
        for (language, address) in alternates {
            let attributes = [
                ("rel", "alternate"),
                ("hreflang", *language),
                ("href", address.as_str()),
            ];
            xml.empty("xhtml:link", &attributes);
        }
        xml.close("url");
    }

    fn end(&mut self) {
        let mut file = std::mem::replace(&mut self.current, begun());
        file.close("urlset");
        self.done.push(file.finish());
        self.addresses = 0;
    }

    /// One of the files, or without a number the only file or the list of them.
    fn answer(mut self, part: Option<usize>) -> Option<Vec<u8>> {
        self.end();
        match part {
            Some(part) => self.done.into_iter().nth(part.checked_sub(1)?),
            None if self.done.len() == 1 => self.done.pop(),
            None => Some(self.index()),
        }
    }

    fn index(&self) -> Vec<u8> {
        let mut xml = Xml::new();
        xml.open("sitemapindex", &[("xmlns", NAMESPACE)]);
        for part in 1..=self.done.len() {
            xml.open("sitemap", &[]);
            xml.text_with(
                "loc",
                &[],
                &format!("{}/sitemap.xml?part={part}", self.base),
            );
            xml.close("sitemap");
        }
        xml.close("sitemapindex");
        xml.finish()
    }
}

fn begun() -> Xml {
    let mut xml = Xml::new();
    xml.open("urlset", &[("xmlns", NAMESPACE), ("xmlns:xhtml", XHTML)]);
    xml
}

/// For the documents that stand for their work in a language: language and identifier of all of them, itself too. Crawlers believe
/// only what the other page says as well, so a work has one document for each language here: the original before translations, then
/// by identifier.
fn alternates<'a>(shown: &[&'a LedgerEntry]) -> HashMap<&'a str, BTreeMap<&'a str, &'a str>> {
    let mut works = Works::default();
    for &entry in shown {
        let related = entry.version_of.iter().chain(&entry.translations);
        for other in related {
            works.join(&entry.id, other);
        }
    }
    let mut by_work: HashMap<&str, BTreeMap<&str, &LedgerEntry>> = HashMap::new();
    for &entry in shown {
        let (Some(work), Some(language)) = (works.of(&entry.id), entry.language.as_deref()) else {
            continue;
        };
        let first = by_work
            .entry(work)
            .or_default()
            .entry(language)
            .or_insert(entry);
        if standing(entry) < standing(first) {
            *first = entry;
        }
    }
    let mut alternates = HashMap::new();
    for languages in by_work.values().filter(|languages| languages.len() > 1) {
        let all: BTreeMap<&str, &str> = languages
            .iter()
            .map(|(language, entry)| (*language, entry.id.as_str()))
            .collect();
        for entry in languages.values() {
            alternates.insert(entry.id.as_str(), all.clone());
        }
    }
    alternates
}

/// Which of two documents of a work in one language stands for it: the lesser.
fn standing(entry: &LedgerEntry) -> (usize, &str) {
    let version = entry.version.as_deref().and_then(|code| code.parse().ok());
    let order = match version {
        Some(Version::Original) => 0,
        Some(Version::OfficialTranslation) => 1,
        None => 2,
        Some(Version::Corrected) => 3,
        Some(Version::UnofficialTranslation) => 4,
    };
    (order, &entry.id)
}

/// Which documents are of one work: a forest of disjoint sets (Galler and Fischer, 1964).
#[derive(Default)]
struct Works<'a> {
    parents: HashMap<&'a str, &'a str>,
}

impl<'a> Works<'a> {
    fn join(&mut self, one: &'a str, other: &'a str) {
        let (one, other) = (self.root(one), self.root(other));
        // The lesser name becomes the root, so that the roots do not hang on the order.
        let (root, child) = if one <= other {
            (one, other)
        } else {
            (other, one)
        };
        self.parents.insert(root, root);
        self.parents.insert(child, root);
    }

    fn root(&mut self, id: &'a str) -> &'a str {
        let mut at = id;
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            self.parents.insert(at, above); // halves the way for the next who asks
            at = parent;
        }
        at
    }

    /// The work of a document that was joined with another.
    fn of(&mut self, id: &'a str) -> Option<&'a str> {
        self.parents.contains_key(id).then(|| self.root(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, language: &str, rest: &str) -> LedgerEntry {
        let line = format!(
            r#"{{"id":"{id}","standing":"published","stamped":1,"modified":86400,"hash":"","language":"{language}"{rest}}}"#
        );
        serde_json::from_str(&line).expect("an entry")
    }

    #[test]
    fn translations_name_each_other_and_one_of_each_language() {
        let entries = [
            entry("zh", "zh-Hans", r#","version":"original""#),
            entry("zh-corrected", "zh-Hans", r#","version_of":"zh""#),
            entry("ru", "ru", r#","translations":["zh"]"#),
            entry("en", "en", r#","version_of":"zh-corrected""#),
            entry("alone", "en", ""),
            entry("same-language", "en", r#","version_of":"alone""#),
            entry("loop-a", "en", r#","version_of":"loop-b""#),
            entry("loop-b", "en", r#","version_of":"loop-a""#),
        ];
        let shown: Vec<&LedgerEntry> = entries.iter().collect();
        let found = alternates(&shown);
        let work = BTreeMap::from([("en", "en"), ("ru", "ru"), ("zh-Hans", "zh")]);
        assert_eq!(found.len(), 3, "{found:?}");
        for id in ["zh", "ru", "en"] {
            assert_eq!(found[id], work);
        }
    }

    #[test]
    fn many_addresses_are_parted_and_listed() {
        let entries: Vec<LedgerEntry> = (0..7)
            .map(|n| entry(&format!("第{n}号&"), "zh-Hans", ""))
            .collect();
        let shown: Vec<&LedgerEntry> = entries.iter().collect();
        let answer = |most, part| {
            let mut files = Files::new("https://x.org", most);
            files.add_all(&shown);
            files
                .answer(part)
                .map(|file| String::from_utf8(file).expect("UTF-8"))
        };
        let count = |file: &str| file.matches("<loc>").count();
        let whole = answer(8, None).unwrap();
        assert_eq!(count(&whole), 8, "the start page and seven documents");
        assert!(whole.contains("<loc>https://x.org/documents/%E7%AC%AC0%E5%8F%B7%26</loc><lastmod>1970-01-02T00:00:00Z</lastmod>"), "{whole}");
        let index = answer(3, None).unwrap();
        assert!(
            index.contains("<sitemapindex")
                && index.contains("<loc>https://x.org/sitemap.xml?part=3</loc>"),
            "{index}"
        );
        let parts = [1, 2, 3].map(|part| count(&answer(3, Some(part)).unwrap()));
        assert_eq!((count(&index), parts), (3, [3, 3, 2]));
        assert_eq!((answer(3, Some(0)), answer(3, Some(4))), (None, None));
    }
}
