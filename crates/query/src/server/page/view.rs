//! What templates show: answers put into the shape of the page.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::language::Language;
use super::words::Words;
use crate::answer::{FacetCount, ShownPassage};
use crate::server::params::SearchParams;

/// Parameters of the search page. Whatever else an address carries is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct PageParams {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) q: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sort: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expand: Option<String>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) year: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) filter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) offset: Option<String>,
    #[serde(skip_serializing)]
    pub(crate) lang: Option<String>,
}

/// Hits on a page.
pub(crate) const PAGE: usize = 10;
/// Facets of the page, in their order.
const FACETS: &str = "year,type,language,event,place,body,person,source";
/// Values of a facet that are shown at once; the others are in a disclosure.
const SHOWN: usize = 6;

impl PageParams {
    /// The same as parameters of the API. Empty fields of a form count as not given, and what makes no sense as the default.
    pub(crate) fn search(&self) -> SearchParams {
        let given = |value: &Option<String>| value.clone().filter(|value| !value.trim().is_empty());
        let known = |value: &Option<String>, known: &[&str]| {
            given(value).filter(|value| known.contains(&value.as_str()))
        };
        SearchParams {
            q: self.q.clone(),
            by: known(&self.by, &["document", "passage"]),
            sort: known(
                &self.sort,
                &["relevance", "date", "date-asc", "title", "type"],
            ),
            expand: given(&self.expand).map(|expand| expand != "false"),
            kind: given(&self.kind),
            language: given(&self.language),
            year: given(&self.year),
            place: given(&self.place),
            event: given(&self.event),
            person: given(&self.person),
            body: given(&self.body),
            source: given(&self.source),
            filter: given(&self.filter),
            facet: Some(FACETS.to_owned()),
            limit: Some(PAGE),
            offset: Some(self.offset()),
            ..SearchParams::default()
        }
    }

    pub(crate) fn offset(&self) -> usize {
        let offset = self
            .offset
            .as_deref()
            .and_then(|offset| offset.parse().ok());
        offset.unwrap_or(0)
    }

    /// Whether there is anything to look for.
    pub(crate) fn asks(&self) -> bool {
        let search = self.search();
        !self.q.trim().is_empty() || search.filter.is_some() || !search.conditions().is_empty()
    }

    pub(crate) fn by_passage(&self) -> bool {
        self.by.as_deref() == Some("passage")
    }

    /// The address of this search.
    /// The same without values that mean nothing, as the page reads it.
    pub(crate) fn sound(&self) -> PageParams {
        let read = self.search();
        PageParams {
            by: read.by,
            sort: read.sort,
            ..self.clone()
        }
    }

    pub(crate) fn href(&self) -> String {
        let parameters = serde_urlencoded::to_string(self).unwrap_or_default();
        format!("/search?{parameters}")
    }

    /// The address of the same search with something changed; paging starts anew.
    pub(crate) fn changed(&self, change: impl FnOnce(&mut PageParams)) -> String {
        let mut changed = PageParams {
            offset: None,
            ..self.clone()
        };
        change(&mut changed);
        changed.href()
    }

    fn facet(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "type" => &mut self.kind,
            "language" => &mut self.language,
            "year" => &mut self.year,
            "place" => &mut self.place,
            "event" => &mut self.event,
            "person" => &mut self.person,
            "body" => &mut self.body,
            "source" => &mut self.source,
            _ => return None,
        })
    }

    fn with(&self, name: &str, value: Option<String>) -> String {
        self.changed(|params| {
            if let Some(facet) = params.facet(name) {
                *facet = value;
            }
        })
    }
}

/// A facet with links.
pub(crate) struct Facet {
    pub(crate) title: &'static str,
    pub(crate) shown: Vec<FacetLink>,
    pub(crate) more: Vec<FacetLink>,
}

/// A value of a facet.
pub(crate) struct FacetLink {
    pub(crate) label: String,
    pub(crate) lang: String,
    pub(crate) count: usize,
    pub(crate) href: String,
}

/// A condition or a name that can be taken away.
pub(crate) struct Chip {
    pub(crate) label: String,
    pub(crate) href: String,
}

/// The facets that were counted, but for years, which have a chart.
pub(crate) fn facets(
    counted: &BTreeMap<String, Vec<FacetCount>>,
    params: &PageParams,
    words: Words,
) -> Vec<Facet> {
    let titles = [
        ("type", words.kind()),
        ("language", words.document_language()),
        ("event", words.event()),
        ("place", words.place()),
        ("body", words.body()),
        ("person", words.person()),
        ("source", words.source()),
    ];
    let facet = |(name, title): (&str, &'static str)| {
        let values = counted.get(name)?;
        let mut links = values.iter().map(|value| FacetLink {
            label: label(name, &value.value, words.0),
            lang: lang_of_label(name, words.0),
            count: value.count,
            href: params.with(name, Some(whole(name, &value.value))),
        });
        let shown: Vec<FacetLink> = links.by_ref().take(SHOWN).collect();
        let more = links.collect();
        (!shown.is_empty()).then_some(Facet { title, shown, more })
    };
    titles.into_iter().filter_map(facet).collect()
}

/// The condition that a facet has exactly this value; a place, event, body or person is found by any part of its name otherwise.
fn whole(facet: &str, value: &str) -> String {
    match facet {
        "event" | "place" | "body" | "person" => format!("={value}"),
        _ => value.to_owned(),
    }
}

/// The conditions of a search, to be taken away.
pub(crate) fn conditions(params: &PageParams, words: Words) -> Vec<Chip> {
    let given = [
        ("type", &params.kind, words.kind()),
        ("language", &params.language, words.document_language()),
        ("year", &params.year, words.year()),
        ("place", &params.place, words.place()),
        ("event", &params.event, words.event()),
        ("person", &params.person, words.person()),
        ("body", &params.body, words.body()),
        ("source", &params.source, words.source()),
    ];
    let chip = |(name, value, title): (&str, &Option<String>, &str)| {
        let value = value.as_deref().filter(|value| !value.trim().is_empty())?;
        Some(Chip {
            label: format!("{title}: {}", label(name, value, words.0)),
            href: params.with(name, None),
        })
    };
    let filter = params.search().filter.map(|filter| Chip {
        label: format!("{}: {filter}", words.filters()),
        href: params.changed(|params| params.filter = None),
    });
    given.into_iter().filter_map(chip).chain(filter).collect()
}

/// A value as people read it.
pub(crate) fn label(facet: &str, value: &str, language: Language) -> String {
    match facet {
        "type" => type_label(value, language),
        "language" => language_label(value, language).unwrap_or(value).to_owned(),
        _ => value.strip_prefix('=').unwrap_or(value).to_owned(),
    }
}

/// The language that a label stands in: of the page where it is a word of ours, unknown where it is the corpus's.
fn lang_of_label(facet: &str, language: Language) -> String {
    match facet {
        "type" | "language" => language.code().to_owned(),
        _ => "und".to_owned(),
    }
}

pub(crate) fn type_label(code: &str, language: Language) -> String {
    let Ok(kind) = code.parse::<sco_corpus::DocumentType>() else {
        return code.to_owned();
    };
    let labels = kind.labels();
    language.of([labels.zh, labels.en, labels.ru]).to_owned()
}

fn language_label(code: &str, language: Language) -> Option<&'static str> {
    let words = match code.split('-').next()? {
        "zh" if code.contains("Hant") => [
            "繁体中文",
            "Traditional Chinese",
            "китайский (традиционный)",
        ],
        "zh" => ["中文", "Chinese", "китайский"],
        "en" => ["英文", "English", "английский"],
        "ru" => ["俄文", "Russian", "русский"],
        _ => return None,
    };
    Some(language.of(words))
}

/// One bar of the chart of years.
pub(crate) struct Bar {
    pub(crate) x: usize,
    pub(crate) year: String,
    pub(crate) found: usize,
    pub(crate) held: usize,
    pub(crate) found_height: usize,
    pub(crate) held_height: usize,
    pub(crate) href: String,
    /// Whether its year is written under it.
    pub(crate) labelled: bool,
}

/// Height of the chart and width of a bar with its gap, in its own units.
const HEIGHT: usize = 60;
pub(crate) const STEP: usize = 26;

/// The chart of years: documents found before documents held, on the scale of the square root, so that few are seen beside many.
pub(crate) fn bars(
    found: &[FacetCount],
    held: &BTreeMap<String, usize>,
    params: &PageParams,
) -> Vec<Bar> {
    let number = |year: &str| year.parse::<usize>().ok();
    let years: Vec<usize> = held.keys().filter_map(|year| number(year)).collect();
    let (Some(first), Some(last)) = (years.iter().min(), years.iter().max()) else {
        return Vec::new();
    };
    let first = (*first).max(last.saturating_sub(39)); // as many as can be told apart
    let most = held.values().copied().max().unwrap_or(1).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a height of some pixels")]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 60"
    )]
    let height = |count: usize| {
        let share = (count as f64 / most as f64).sqrt();
        let height = (share * HEIGHT as f64).round() as usize;
        if count > 0 { height.max(2) } else { 0 }
    };
    (first..=*last)
        .enumerate()
        .map(|(at, year)| {
            let name = year.to_string();
            let held = held.get(&name).copied().unwrap_or(0);
            let own = found.iter().find(|count| count.value == name);
            let found = own.map_or(0, |count| count.count);
            Bar {
                x: at * STEP,
                found,
                held,
                found_height: height(found),
                held_height: height(held),
                href: params.with("year", Some(name.clone())),
                year: name,
                labelled: (last - year).is_multiple_of(4),
            }
        })
        .collect()
}

/// Where a passage stands, in words.
pub(crate) fn place(passage: &ShownPassage, words: Words) -> String {
    let mut parts = Vec::new();
    if passage.zone != "heading" && !passage.section.is_empty() {
        parts.push(passage.section.join(" › "));
    }
    match passage.zone {
        "title" => parts.push(words.title().to_owned()),
        "heading" => parts.push(words.heading().to_owned()),
        _ => {}
    }
    if let Some(note) = &passage.footnote {
        parts.push(format!("{} {}", words.note(), note.number));
    }
    if let Some(page) = passage.page {
        parts.push(page_number(page, words));
    }
    parts.extend(passage.speaker.clone());
    parts.join(" · ")
}

pub(crate) fn page_number(page: u32, words: Words) -> String {
    match words.0 {
        Language::Chinese => format!("第 {page} 页"),
        Language::English | Language::Russian => format!("{} {page}", words.page()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_keep_what_was_chosen_and_start_paging_anew() {
        let params = PageParams {
            q: "上海 精神&<".into(),
            kind: Some("speech".into()),
            offset: Some("20".into()),
            ..PageParams::default()
        };
        let href = params.with("year", Some("2018".into()));
        assert!(href.starts_with("/search?q=%E4%B8%8A%E6%B5%B7+"), "{href}");
        assert!(href.contains("%26%3C&type=speech&year=2018"), "{href}");
        assert!(!href.contains("offset"));
        assert!(!params.with("type", None).contains("type="));
    }

    #[test]
    fn a_chart_has_every_year_and_what_is_behind_it() {
        let held = BTreeMap::from([("2018".to_owned(), 4), ("2021".to_owned(), 100)]);
        let found = [FacetCount {
            value: "2018".into(),
            count: 1,
        }];
        let bars = bars(&found, &held, &PageParams::default());
        let years: Vec<&str> = bars.iter().map(|bar| bar.year.as_str()).collect();
        assert_eq!(years, ["2018", "2019", "2020", "2021"]);
        assert_eq!(
            (bars[0].found, bars[0].held, bars[1].held_height),
            (1, 4, 0)
        );
        assert_eq!(bars[3].held_height, HEIGHT);
        assert!(bars[0].found_height >= 2);
    }

    #[test]
    fn nonsense_in_an_address_is_the_default() {
        let params = PageParams {
            by: Some("nothing".into()),
            sort: Some("<".into()),
            offset: Some("x".into()),
            ..PageParams::default()
        };
        assert!(params.search().request().is_ok());
        assert_eq!(params.offset(), 0);
    }
}
