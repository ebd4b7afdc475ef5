//! What a page says about itself: title, date, source, authors, address.

use std::sync::LazyLock;

use dom_query::Document as Page;
use regex::Regex;

use super::lines::PageLine;
use crate::edtf::Edtf;
use crate::import::script::is_ink;
use crate::pattern::pattern;

/// What a page says about itself, and where it says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::import) struct About {
    /// Titles, the most trustworthy first.
    pub titles: Vec<Said<String>>,
    pub date_published: Option<Said<Edtf>>,
    pub publisher: Option<Said<String>>,
    pub authors: Vec<Said<String>>,
    pub address: Option<Said<String>>,
    pub language: Option<Said<String>>,
}

/// A value and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) struct Said<T> {
    pub value: T,
    pub place: String,
}

const TITLES: &[&str] = &["articletitle", "dc.title", "citation_title", "og:title"];
const DATES: &[&str] = &[
    "pubdate",
    "publishdate",
    "article:published_time",
    "dc.date",
    "dcterms.issued",
    "citation_publication_date",
    "date",
    "firstpublishedtime",
];
const PUBLISHERS: &[&str] = &[
    "contentsource",
    "dc.publisher",
    "citation_journal_title",
    "og:site_name",
    "source",
    "sitename",
];
const AUTHORS: &[&str] = &["author", "dc.creator", "citation_author", "article:author"];

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"((?:19|20)\d{2})\s*[-年./]\s*(\d{1,2})\s*[-月./]\s*(\d{1,2})\s*日?")
});
static RUSSIAN_SOURCE_OR_CHINESE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:来源|來源|稿件来源|文章来源|источник|source)\s*[：:]\s*([^\s|｜/\d]{2,40})")
});

impl About {
    /// Reads the head of a page.
    pub(super) fn read(page: &Page) -> Self {
        let mut metas: Vec<(String, String)> = Vec::new();
        for meta in page.select("meta[content]").nodes() {
            let key = ["name", "property", "itemprop"]
                .iter()
                .find_map(|key| meta.attr(key));
            if let Some(key) = key {
                metas.push((key.to_lowercase(), one_line(&meta.attr_or("content", ""))));
            }
        }
        let named = |keys: &[&str]| -> Vec<Said<String>> {
            let of = |key: &&str| {
                let key = (*key).to_owned();
                let own = metas
                    .iter()
                    .filter(move |(name, value)| *name == key && !value.is_empty());
                own.map(|(name, value)| said(value.clone(), &format!("meta {name}")))
            };
            keys.iter().flat_map(of).collect()
        };
        let text = |selector: &str| {
            let found = page.select_single(selector).text();
            Some(one_line(&found)).filter(|text| !text.is_empty())
        };
        let mut titles = named(TITLES);
        titles.extend(text("h1").map(|title| said(title, "h1")));
        titles.extend(text("title").map(|title| said(title, "title")));
        let date = named(DATES)
            .into_iter()
            .find_map(|found| date(&found.value).map(|date| said(date, &found.place)));
        let canonical = page.select_single("link[rel=canonical]").attr("href");
        let language = page.select_single("html").attr("lang");
        Self {
            titles,
            date_published: date,
            publisher: named(PUBLISHERS).into_iter().next(),
            authors: named(AUTHORS),
            address: canonical
                .map(|href| one_line(&href))
                .filter(|href| href.starts_with("http"))
                .map(|href| said(href, "link canonical")),
            language: language.map(|tag| said(one_line(&tag), "html lang")),
        }
    }

    /// Looks for what the head did not say in the first lines of the page: 2024-07-04 16:20 来源：新华社.
    pub(super) fn look_at(&mut self, lines: &[PageLine]) {
        const FIRST_LINES: usize = 15;
        const LONGEST_CHARS: usize = 80;
        let short = lines
            .iter()
            .take(FIRST_LINES)
            .filter(|line| line.text.chars().count() <= LONGEST_CHARS);
        for line in short {
            let source = RUSSIAN_SOURCE_OR_CHINESE.captures(&line.text);
            let source = source.as_ref().and_then(|found| found.get(1));
            if let (None, Some(source)) = (&self.publisher, source) {
                self.publisher = Some(said(source.as_str().to_owned(), line.text.trim()));
            }
            let is_dateline = source.is_some()
                || DATE.find(&line.text).is_some_and(|found| {
                    (line.text.trim().len() - found.len()) < 30 && line.text.contains([':', '：'])
                });
            if self.date_published.is_none() && is_dateline {
                self.date_published = date(&line.text).map(|date| said(date, line.text.trim()));
            }
        }
    }

    /// The line among the first that says the title.
    pub(super) fn title_line(&self, lines: &[PageLine]) -> Option<usize> {
        const FIRST_LINES: usize = 10;
        const LEAST_CHARS: usize = 4;
        let titles: Vec<String> = self
            .titles
            .iter()
            .map(|said| squeezed(&said.value))
            .collect();
        lines.iter().take(FIRST_LINES).position(|line| {
            let line = squeezed(&line.text);
            line.chars().count() >= LEAST_CHARS
                && titles.iter().any(|title| title.starts_with(&line))
        })
    }

    /// The title by the head alone, without the name of the site behind it.
    pub(in crate::import) fn title(&self) -> Option<Said<String>> {
        let said = self.titles.first()?;
        let title = if said.place == "title" || said.place.ends_with("og:title") {
            without_site(&said.value).to_owned()
        } else {
            said.value.clone()
        };
        Some(Said {
            value: title,
            place: said.place.clone(),
        })
    }
}

fn said<T>(value: T, place: &str) -> Said<T> {
    Said {
        value,
        place: place.to_owned(),
    }
}

/// `标题_新华网`, `Title | Site`, `Title - Site`.
fn without_site(title: &str) -> &str {
    const LEAST_CHARS: usize = 6;
    let at = ["_", " | ", "|", " - ", " – ", " — ", "--"]
        .iter()
        .filter_map(|s| title.find(s))
        .min();
    match at {
        Some(at) if title[..at].chars().count() >= LEAST_CHARS => title[..at].trim(),
        _ => title,
    }
}

fn date(text: &str) -> Option<Edtf> {
    let found = DATE.captures(text)?;
    let part = |i: usize| found.get(i)?.as_str().parse::<u32>().ok();
    format!("{:04}-{:02}-{:02}", part(1)?, part(2)?, part(3)?)
        .parse()
        .ok()
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

fn squeezed(text: &str) -> String {
    text.chars()
        .filter(|&c| is_ink(c))
        .flat_map(char::to_lowercase)
        .collect()
}
