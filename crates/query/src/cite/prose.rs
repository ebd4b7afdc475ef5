//! Citations as text, through the CSL processor.
//!
//! # What happens before and after the processor
//!
//! The processor is made for English: it changes letters of titles, takes spaces and signs away where two meet, and knows one
//! language for each bibliography. What is printed has to stay as printed, so it never sees a text: every text of the entry goes
//! in as one private character and is put back afterwards. Before, the entry gets what depends on the language of each reference:
//! the code of its kind ([N/OL]), 出版地不详 or S.l., the form of names, the signs inside of titles. Afterwards, a date that CSL
//! has no form for (an interval, one of doubt) takes the place of a year that no entry has.

use std::sync::OnceLock;

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::json::Item;
use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, BufWriteFormat, CitationItem, CitationRequest,
    ElemChildren, LocatorPayload, SpecificLocator,
};
use sco_corpus::{Edtf, PlainDate, Precision};
use serde_json::{Map, Value, json};

use super::csl_json::{parts, without_doubt};
use super::entry::Entry;
use super::person::Name;
use super::style::Style;
use super::venue::Kind;
use crate::server::{Language, date_words};

/// The first of the private characters that stand for texts (Unicode, Supplementary Private Use Area-A).
const FIRST_MASK: u32 = 0xF_0000;
/// The first year that may stand for a date without a form; further ones where this is a number of the entry.
const FIRST_STAND_IN: u16 = 9_000;

/// Whether the citation stands in a note, or in a list of sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A note: names in their usual order, the page that is cited.
    Note,
    /// A list.
    List,
}

/// The citation of an entry as text; `None` for what is no style of text, or where a style of ours could not be read.
pub(super) fn prose(entry: &Entry, style: Style, place: Place) -> Option<String> {
    let rules = Rules::of(style, entry)?;
    let mut masked = Masked::default();
    let stand_in = stand_in(entry);
    let item = item(entry, &rules, stand_in, &mut masked);
    let item: Item = serde_json::from_value(Value::Object(item)).ok()?;
    let is_note = style == Style::Chicago && place == Place::Note;
    let locator = entry
        .page
        .as_deref()
        .filter(|_| is_note)
        .map(|page| masked.number(page));
    let rendered = rendered(&item, &rules, is_note, locator.as_deref())?;
    let dated = match irregular(entry.issued.as_ref()) {
        Some(date) => with_date(&rendered, stand_in, &rules.date(date), &mut masked),
        None => rendered,
    };
    // The processor puts a space before 等, which Chinese does not; no text of the entry is there yet.
    let spaced = match style {
        Style::ChineseJournals => dated.replace(" 等", "等"),
        _ => dated,
    };
    Some(masked.restored(spaced.trim()))
}

/// How a style treats an entry.
struct Rules {
    style: Style,
    csl: &'static IndependentStyle,
    locale: &'static str,
    language: Language,
}

impl Rules {
    fn of(style: Style, entry: &Entry) -> Option<Rules> {
        let (locale, language) = match entry.primary_language() {
            "zh" => ("zh-CN", Language::Chinese),
            "ru" => ("ru-RU", Language::Russian),
            _ => ("en-US", Language::English),
        };
        let styles = Styles::loaded();
        let (csl, locale) = match (style, language) {
            (Style::Gb2015, _) => (&styles.gb2015, locale),
            (Style::Gb2025, _) => (&styles.gb2025, locale),
            (Style::ChineseJournals, Language::Chinese) => (&styles.journals[0], locale),
            (Style::ChineseJournals, Language::English) => (&styles.journals[1], locale),
            (Style::ChineseJournals, Language::Russian) => (&styles.journals[2], locale),
            (Style::Chicago, _) => (&styles.chicago, "en-US"),
            _ => return None,
        };
        let csl = csl.as_ref()?;
        Some(Rules {
            style,
            csl,
            locale,
            language,
        })
    }

    /// The title with the signs that the style wants inside of it.
    fn title(&self, title: &str, kind: Kind) -> String {
        match (self.style, self.language) {
            // 题名: 其他题名信息 (GB/T 7714-2015, 8.2.2).
            (Style::Gb2015 | Style::Gb2025, _) => with_colons(title),
            // Inside of 《》 stand 〈〉 (GB/T 15834-2011, 4.15.3).
            (Style::ChineseJournals, Language::Chinese) => {
                title.replace('《', "〈").replace('》', "〉")
            }
            (Style::ChineseJournals | Style::Chicago, _) if !kind.is_monograph() => {
                title.replace('“', "‘").replace('”', "’")
            }
            _ => title.to_owned(),
        }
    }

    /// A date that CSL has no form for.
    fn date(&self, date: &Edtf) -> String {
        let language = if self.style == Style::Chicago {
            Language::English
        } else {
            self.language
        };
        if !self.style.is_gb() {
            return date_words(Some(&date.to_string()), language).unwrap_or_default();
        }
        // What goes on has a line behind its beginning; it became a long one in 2025.
        if let Some(since) = date.to_string().strip_suffix("/..") {
            let line = if self.style == Style::Gb2015 {
                '-'
            } else {
                '—'
            };
            return format!("{since}{line}");
        }
        // An estimated date stands in brackets (GB/T 7714-2015, 8.4.3).
        match without_doubt(date) {
            Some(sure) if sure != *date => format!("[{sure}]"),
            _ => date.to_string(),
        }
    }

    /// Names as the style writes them.
    fn name(&self, name: &Name, masked: &mut Masked) -> Value {
        let written = match self.style {
            Style::Gb2015 => name.in_capitals(),
            Style::Gb2025 => name.family_first(),
            _ => return name.to_csl(&mut |text| masked.text(text)),
        };
        json!({"literal": masked.text(&written)})
    }

    /// Where it is not known where or by whom a book was published, that is said, and not invented (GB/T 7714-2015, 8.4.1, 8.4.2).
    fn unknown(&self) -> [&'static str; 2] {
        self.language.of([
            ["[出版地不详]", "[出版者不详]"],
            ["[S.l.]", "[s.n.]"],
            ["[Б. м.]", "[б. и.]"],
        ])
    }
}

/// A subtitle behind a colon, whatever sign it was printed behind.
fn with_colons(title: &str) -> String {
    let parts = title.split("——").flat_map(|part| part.split('：'));
    let parts: Vec<&str> = parts
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(": ")
}

/// Texts that the processor does not see.
#[derive(Debug, Default)]
struct Masked(Vec<String>);

impl Masked {
    /// The character that stands for a text.
    fn text(&mut self, text: &str) -> String {
        let number = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        match char::from_u32(FIRST_MASK.saturating_add(number)) {
            Some(mask) => {
                self.0.push(text.to_owned());
                mask.into()
            }
            None => String::new(),
        }
    }

    /// A number or a range of numbers as it is, since the processor has to know how many they are; any other text masked.
    fn number(&mut self, text: &str) -> String {
        let plain = text.replace(['–', '—'], "-");
        let mut numbers = plain.split('-');
        let is_number = |part: &str| {
            !part.is_empty()
                && part.len() < 9
                && part.chars().all(|c| c.is_ascii_digit())
                && !part.starts_with('0')
        };
        if plain.matches('-').count() < 2 && numbers.all(is_number) {
            plain
        } else {
            self.text(text)
        }
    }

    /// What was rendered, with the texts put back.
    fn restored(&self, rendered: &str) -> String {
        let mut out = String::with_capacity(rendered.len() * 2);
        let mut rendered = rendered.chars().peekable();
        while let Some(c) = rendered.next() {
            let number = (c as u32).checked_sub(FIRST_MASK);
            let Some(text) = number.and_then(|number| self.0.get(number as usize)) else {
                out.push(c);
                continue;
            };
            out.push_str(text);
            // A text that ends with a full stop (М., Inc.) needs no second one.
            if text.ends_with('.') {
                rendered.next_if_eq(&'.');
            }
        }
        out
    }
}

/// A date that cannot be written by parts: one of doubt, or an interval.
fn irregular(date: Option<&Edtf>) -> Option<&Edtf> {
    date.filter(|date| !matches!(date.plain(), Some((_, None))))
}

/// A year that is no number of the entry.
fn stand_in(entry: &Entry) -> u16 {
    let numbers = [&entry.page, &entry.issue, &entry.volume];
    let is_used = |year: &u16| {
        let year = year.to_string();
        numbers
            .iter()
            .any(|text| text.as_deref().is_some_and(|text| text.contains(&year)))
    };
    (FIRST_STAND_IN..=9_999)
        .find(|year| !is_used(year))
        .unwrap_or(FIRST_STAND_IN)
}

/// The date in the place of the year that stands for it, and of the 年 behind that year.
fn with_date(rendered: &str, stand_in: u16, date: &str, masked: &mut Masked) -> String {
    let year = stand_in.to_string();
    let chinese = format!("{year}年");
    let date = masked.text(date);
    rendered.replace(&chinese, &date).replace(&year, &date)
}

/// The entry as the processor gets it.
fn item(entry: &Entry, rules: &Rules, stand_in: u16, masked: &mut Masked) -> Map<String, Value> {
    let mut item = Map::new();
    item.insert("id".into(), "one".into());
    item.insert("type".into(), rendered_type(entry, rules).into());
    if let Some(title) = &entry.title {
        let title = rules.title(title, entry.kind);
        item.insert("title".into(), masked.text(&title).into());
    }
    if rules.style.is_gb() {
        let code = entry.kind.gb_code(entry.is_online());
        let carrier = if entry.is_online() { "/OL" } else { "" };
        item.insert(
            "medium".into(),
            masked.text(&format!("{code}{carrier}")).into(),
        );
    }
    let texts = [
        ("container-title", entry.container.clone()),
        ("publisher", publisher(entry, rules)),
        ("publisher-place", publisher_place(entry, rules)),
        ("URL", entry.url.clone()),
        ("DOI", entry.doi.clone()),
        ("event-title", entry.event.clone()),
        ("event-place", entry.event_place.clone()),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            item.insert(key.into(), masked.text(&text).into());
        }
    }
    for (key, text) in [
        ("volume", &entry.volume),
        ("issue", &entry.issue),
        ("page", &entry.page),
    ] {
        if let Some(text) = text {
            item.insert(key.into(), masked.number(text).into());
        }
    }
    let names = [
        ("author", &entry.authors),
        ("editor", &entry.editors),
        ("translator", &entry.translators),
        ("interviewer", &entry.interviewers),
    ];
    for (key, names) in names {
        if !names.is_empty() {
            let names: Vec<Value> = names.iter().map(|name| rules.name(name, masked)).collect();
            item.insert(key.into(), names.into());
        }
    }
    if let Some(date) = &entry.issued {
        item.insert("issued".into(), date_of(date, stand_in));
    }
    if let Some(accessed) = entry.accessed.filter(|_| entry.is_online()) {
        item.insert("accessed".into(), json!({"date-parts": [parts(accessed)]}));
    }
    item
}

/// The type by which a style writes the entry.
fn rendered_type(entry: &Entry, rules: &Rules) -> &'static str {
    if !rules.style.is_gb() || entry.kind.is_article() {
        return match entry.kind {
            Kind::Report if rules.style == Style::ChineseJournals => "book",
            kind => kind.csl(),
        };
    }
    match entry.kind {
        // What is on the web is cited by its address, unless it is a book.
        Kind::Book | Kind::Collection => "book",
        _ if entry.is_online() => "webpage",
        Kind::Report => "book",
        _ => "document",
    }
}

/// The publisher; of a book that is not on the web, that there is none known.
fn publisher(entry: &Entry, rules: &Rules) -> Option<String> {
    let says_so = rules.style.is_gb() && entry.kind.is_monograph() && !entry.is_online();
    let unknown = says_so.then(|| rules.unknown()[1].to_owned());
    entry.publisher.clone().or(unknown)
}

/// The place of publication; where there is a publisher, or should be one, that it is not known.
fn publisher_place(entry: &Entry, rules: &Rules) -> Option<String> {
    let is_published = entry.kind.is_monograph() || entry.publisher.is_some();
    let says_so = rules.style.is_gb() && is_published && !entry.is_online();
    let unknown = says_so.then(|| rules.unknown()[0].to_owned());
    entry.publisher_place.clone().or(unknown)
}

fn date_of(date: &Edtf, stand_in: u16) -> Value {
    let known: Option<PlainDate> = match date.plain() {
        Some((day, None)) if date.precision() != Precision::Interval => Some(day),
        _ => None,
    };
    let parts = known.map_or_else(|| vec![stand_in], parts);
    json!({"date-parts": [parts]})
}

/// What the processor makes of one entry.
fn rendered(item: &Item, rules: &Rules, is_note: bool, locator: Option<&str>) -> Option<String> {
    let locales = &Styles::loaded().locales;
    let locale = Some(LocaleCode(rules.locale.to_owned()));
    let locator = locator.map(|page| SpecificLocator(Locator::Page, LocatorPayload::Str(page)));
    let cited = CitationItem::new(item, locator, locale.clone(), false, None);
    let mut driver = BibliographyDriver::new();
    driver.citation(CitationRequest::new(
        vec![cited],
        rules.csl,
        locale.clone(),
        locales,
        Some(1),
    ));
    let rendered = driver.finish(BibliographyRequest::new(rules.csl, locale, locales));
    let note = rendered.citations.first();
    let note = note.map(|note| plain(&note.citation));
    let item = rendered.bibliography.as_ref();
    let item = item
        .and_then(|list| list.items.first())
        .map(|item| plain(&item.content));
    // Chicago lists no documents without a publisher; a list that was asked for has them as a note has.
    let item = item.filter(|item| !item.trim().is_empty());
    if is_note { note } else { item.or(note) }
}

fn plain(content: &ElemChildren) -> String {
    let mut text = String::new();
    // Nothing can fail in writing to a string.
    let _ = content.write_buf(&mut text, BufWriteFormat::Plain);
    text
}

/// The styles and the locales of their terms, read once.
struct Styles {
    gb2015: Option<IndependentStyle>,
    gb2025: Option<IndependentStyle>,
    chicago: Option<IndependentStyle>,
    /// For sources in Chinese, English and Russian.
    journals: [Option<IndependentStyle>; 3],
    locales: Vec<Locale>,
}

impl Styles {
    fn loaded() -> &'static Styles {
        static STYLES: OnceLock<Styles> = OnceLock::new();
        STYLES.get_or_init(|| {
            let own = |xml: &str| IndependentStyle::from_xml(xml).ok();
            let chicago = match ArchivedStyle::ChicagoNotes.get() {
                hayagriva::citationberg::Style::Independent(style) => Some(style),
                hayagriva::citationberg::Style::Dependent(_) => None,
            };
            let is_used = |locale: &Locale| {
                let code = locale.lang.as_ref().map(|lang| lang.0.as_str());
                matches!(code, Some("zh-CN" | "en-US" | "ru-RU"))
            };
            Styles {
                gb2015: own(include_str!("../../styles/gb7714-2015.csl")),
                gb2025: own(include_str!("../../styles/gb7714-2025.csl")),
                chicago,
                journals: [
                    own(include_str!("../../styles/cn-ir-zh.csl")),
                    own(include_str!("../../styles/cn-ir-en.csl")),
                    own(include_str!("../../styles/cn-ir-ru.csl")),
                ],
                locales: locales().into_iter().filter(is_used).collect(),
            }
        })
    }
}

#[cfg(test)]
mod tests;
