//! When was it adopted, spoken or published? Dates as they are written in three languages, with the precision they have.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use sco_analysis::fold;

use super::{Block, EvidencePlace, Material, Proposal, is_line, proposal};
use crate::edtf::{Edtf, Precision};
use crate::pattern::pattern;

/// A date in a text: what it says and the bytes of the folded text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) date: Edtf,
    pub(super) at: Range<usize>,
}

/// First letters of the months' names, English and Russian.
const MONTHS: [[&str; 2]; 12] = [
    ["jan", "янв"],
    ["feb", "фев"],
    ["mar", "мар"],
    ["apr", "апр"],
    ["may", "ма"],
    ["jun", "июн"],
    ["jul", "июл"],
    ["aug", "авг"],
    ["sep", "сен"],
    ["oct", "окт"],
    ["nov", "ноя"],
    ["dec", "дек"],
];

/// The ways of writing a date, those that say more first. Groups: year, month or name of it, day, last month, last day.
static WAYS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const NAME: &str = "(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    const NAME_RU: &str = "(?P<name>январ[яьеи]+|феврал[яьеи]+|март[ае]?|апрел[яьеи]+|ма[яйе]|июн[яьеи]+|июл[яьеи]+|август[ае]?|сентябр[яьеи]+|октябр[яьеи]+|ноябр[яьеи]+|декабр[яьеи]+)";
    const HAN: &str = "[〇零○一二三四五六七八九十]";
    [
        r"(?P<y>(?:19|20)\d{2})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?\s*(?:至|到|[-—–~])\s*(?:(?P<m2>\d{1,2})\s*月\s*)?(?P<d2>\d{1,2})\s*[日号]".to_owned(),
        r"(?P<y>(?:19|20)\d{2})\s*年\s*(?:(?P<m>\d{1,2})\s*月\s*(?:(?P<d>\d{1,2})\s*[日号])?)?".to_owned(),
        format!("(?P<y>{HAN}{{4}})年(?:(?P<m>{HAN}{{1,2}})月(?:(?P<d>{HAN}{{1,3}})[日号])?)?"),
        format!(r"\b(?P<d>\d{{1,2}})\s*[-—–]\s*(?P<d2>\d{{1,2}})\s+(?:{NAME})\.?,?\s+(?P<y>(?:19|20)\d{{2}})\b"),
        format!(r"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{NAME}\.?,?\s+(?P<y>(?:19|20)\d{{2}})\b"),
        format!(r"\b{NAME}\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>(?:19|20)\d{{2}})\b"),
        format!(r"\b{NAME}\.?,?\s+(?P<y>(?:19|20)\d{{2}})\b"),
        format!(r"\b(?P<d>\d{{1,2}})\s*[-—–]\s*(?P<d2>\d{{1,2}})\s+{NAME_RU}\s+(?P<y>(?:19|20)\d{{2}})\b"),
        format!(r"\b(?P<d>\d{{1,2}})\s+{NAME_RU}\s+(?P<y>(?:19|20)\d{{2}})\b"),
        format!(r"\b{NAME_RU}\s+(?P<y>(?:19|20)\d{{2}})\b"),
        r"(?:^|[^\d.])(?P<y>(?:19|20)\d{2})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})(?:$|[^\d.])".to_owned(),
        r"(?:^|[^\d.])(?P<d>\d{2})\.(?P<m>\d{2})\.(?P<y>(?:19|20)\d{2})(?:$|[^\d.])".to_owned(),
    ]
    .iter()
    .map(|way| pattern(way))
    .collect()
});

/// A date inside an address or a name of a file: 2024-07/04, 20240704, `t20240704_1`.
static PACKED: LazyLock<[Regex; 2]> = LazyLock::new(|| {
    [
        r"(?:^|\D)(?P<y>(?:19|20)\d{2})(?P<m>[01]\d)(?P<d>[0-3]\d)(?:\D|$)",
        r"(?:^|\D)(?P<y>(?:19|20)\d{2})[-_./](?P<m>[01]?\d)[-_./](?P<d>[0-3]?\d)(?:\D|$)",
    ]
    .map(pattern)
});

/// The dates of a text in their order; of two that overlap the longer one.
pub(super) fn dates_in(text: &str) -> Vec<Found> {
    let folded = fold(text);
    let mut found: Vec<Found> = Vec::new();
    for way in WAYS.iter() {
        for captures in way.captures_iter(&folded) {
            let Some(date) = date_of(&captures) else {
                continue;
            };
            let at = captures.get(0).map_or(0..0, |whole| whole.range());
            found.push(Found { date, at });
        }
    }
    found.sort_by_key(|f| (f.at.start, std::cmp::Reverse(f.at.end)));
    let mut end = 0;
    found.retain(|f| {
        let is_free = f.at.start >= end;
        end = if is_free { f.at.end } else { end };
        is_free
    });
    found
}

fn date_of(captures: &Captures<'_>) -> Option<Edtf> {
    let number = |name: &str| captures.name(name).and_then(|m| number(m.as_str()));
    let year = number("y")?;
    let month = match captures.name("name") {
        Some(name) => Some(month_named(name.as_str())?),
        None => number("m"),
    };
    let mut written = format!("{year:04}");
    if let Some(month) = month {
        written = format!("{written}-{month:02}");
    }
    if let (Some(month), Some(day)) = (month, number("d")) {
        written = format!("{written}-{day:02}");
        if let Some(last) = number("d2") {
            let last_month = number("m2").unwrap_or(month);
            written = format!("{written}/{year:04}-{last_month:02}-{last:02}");
        }
    }
    written.parse().ok()
}

fn month_named(name: &str) -> Option<u32> {
    let months = MONTHS.iter().zip(1..);
    // Май has two letters, март three: the longer beginning decides.
    let fitting = months.filter_map(|(names, n)| {
        let longest = names
            .iter()
            .filter(|begin| name.starts_with(**begin))
            .map(|b| b.len())
            .max()?;
        Some((longest, n))
    });
    fitting.max().map(|(_, n)| n)
}

/// A number in ASCII or Han digits, 二〇二四 and 十二 alike.
fn number(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| match c {
        '〇' | '零' | '○' => Some(0),
        c => "一二三四五六七八九"
            .chars()
            .zip(1..)
            .find(|&(d, _)| d == c)
            .map(|(_, n)| n),
    };
    let all = |part: &str| part.chars().try_fold(0, |n, c| Some(n * 10 + digit(c)?));
    match text.split_once('十') {
        None => all(text),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { all(tens)? };
            Some(tens * 10 + all(ones)?)
        }
    }
}

pub(super) fn propose(material: &Material<'_>) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    if lacks(material.metadata().date.as_ref()) {
        by_lines(material, &mut proposals);
        by_meeting(material, &mut proposals);
        packed(material, "date", &mut proposals);
        let known = material.metadata().date.as_ref();
        proposals.retain(|p| known.is_none_or(|known| is_within(&p.value, known)));
    }
    if material.metadata().date_published.is_none() {
        published(material, &mut proposals);
    }
    proposals
}

/// Whether a date could still be more exact.
fn lacks(date: Option<&Edtf>) -> bool {
    date.is_none_or(|date| {
        date.is_uncertain() || matches!(date.precision(), Precision::Year | Precision::Month)
    })
}

/// Whether a proposed date lies inside the one that is known.
fn is_within(proposed: &str, known: &Edtf) -> bool {
    let Ok(proposed) = proposed.parse::<Edtf>() else {
        return false;
    };
    known.start() <= proposed.start() && (known.end().is_none() || proposed.end() <= known.end())
}

/// Lines by themselves: below the title, and at the end where a document is signed.
fn by_lines(material: &Material<'_>, proposals: &mut Vec<Proposal>) {
    for block in material.title.iter().chain(&material.front) {
        if !is_line(&block.text) {
            continue;
        }
        let dates = dates_in(&block.text);
        let Some(found) = dates.first() else {
            continue;
        };
        let (why, confidence) = match (&block.place, is_mostly(found, &block.text)) {
            (EvidencePlace::Key("title"), _) if found.date.precision() == Precision::Year => {
                continue;
            }
            (EvidencePlace::Key("title"), _) => ("a date in the title", 0.7),
            (_, true) => (
                "a line with the date and little else near the beginning",
                0.9,
            ),
            (_, false) => ("a date in a short line near the beginning", 0.6),
        };
        proposals.push(by_precision("date", found, block, why, confidence));
    }
    for block in &material.tail {
        let dates = dates_in(&block.text);
        let Some(found) = dates.last() else { continue };
        if is_line(&block.text) && is_mostly(found, &block.text) {
            let why = "a line with the date and little else at the end, as documents are signed";
            proposals.push(by_precision("date", found, block, why, 0.85));
        }
    }
}

/// Whether a line holds little besides the date: a place, brackets, the name of an office.
fn is_mostly(found: &Found, text: &str) -> bool {
    const REST: usize = 14;
    let folded = fold(text);
    let inside = folded[found.at.clone()].chars().count();
    folded.chars().filter(|c| c.is_alphanumeric()).count() <= inside + REST
}

/// A year alone says less than it could mean.
fn by_precision(
    key: &'static str,
    found: &Found,
    block: &Block,
    why: &'static str,
    confidence: f32,
) -> Proposal {
    let factor = match found.date.precision() {
        Precision::Day | Precision::Interval => 1.0,
        Precision::Month => 0.9,
        Precision::Year => 0.6,
    };
    proposal(key, found.date.to_string(), block, why, confidence * factor)
}

/// The day of the meeting that the title names: what councils adopt and say there has its date.
fn by_meeting(material: &Material<'_>, proposals: &mut Vec<Proposal>) {
    let (Some((meeting, block)), Some(events)) = (&material.meeting, material.context.events)
    else {
        return;
    };
    let Some(date) = events
        .meeting(&meeting.council, meeting.number)
        .and_then(|meeting| meeting.date.as_ref())
    else {
        return;
    };
    let is_title = material
        .title
        .as_ref()
        .is_some_and(|title| title.place == block.place);
    let confidence = if is_title { 0.75 } else { 0.5 };
    let why = "the date of the meeting it names, from the table of events";
    proposals.push(proposal("date", date.to_string(), block, why, confidence));
}

/// A date in the name of the file.
fn packed(material: &Material<'_>, key: &'static str, proposals: &mut Vec<Proposal>) {
    let Some(stem) = material.file_stem() else {
        return;
    };
    let block = Block {
        place: EvidencePlace::FileName,
        text: stem.to_owned(),
    };
    let written = dates_in(stem).into_iter().map(|found| found.date).next();
    if let Some(date) = packed_in(stem).or(written) {
        proposals.push(proposal(
            key,
            date.to_string(),
            &block,
            "a date in the name of the file",
            0.55,
        ));
    }
}

fn packed_in(text: &str) -> Option<Edtf> {
    let found = PACKED.iter().find_map(|way| way.captures(text))?;
    date_of(&found)
}

/// When it was published: what the page says of itself, or its address.
fn published(material: &Material<'_>, proposals: &mut Vec<Proposal>) {
    const FIELDS: &[&str] = &[
        "article:published_time",
        "datePublished",
        "pubdate",
        "publishdate",
        "publish_time",
        "dc.date",
        "dcterms.issued",
        "date",
    ];
    let mut all: Vec<Proposal> = Vec::new();
    for (name, value) in material.fields(FIELDS) {
        let day = value.split(['T', ' ']).next().unwrap_or_default();
        let date = day.parse::<Edtf>().ok();
        let date = date.or_else(|| dates_in(value).into_iter().map(|found| found.date).next());
        let block = Block {
            place: EvidencePlace::Field(name.to_owned()),
            text: value.to_owned(),
        };
        let why = "what the file says of its publication";
        all.extend(date.map(|date| proposal("date_published", date.to_string(), &block, why, 0.8)));
    }
    for address in &material.metadata().source {
        let block = Block {
            place: EvidencePlace::Key("source"),
            text: address.clone(),
        };
        let why = "a date in the address";
        all.extend(
            packed_in(address)
                .map(|date| proposal("date_published", date.to_string(), &block, why, 0.6)),
        );
    }
    let day = material.metadata().date.as_ref().map(ToString::to_string);
    // The same day twice would say nothing.
    proposals.extend(all.into_iter().filter(|p| Some(&p.value) != day.as_ref()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(text: &str) -> Vec<String> {
        dates_in(text)
            .iter()
            .map(|found| found.date.to_string())
            .collect()
    }

    #[test]
    fn dates_are_read_in_three_languages_with_the_precision_they_have() {
        for (text, wanted) in [
            ("（2018年6月10日，青岛）", "2018-06-10"),
            ("二〇二四年七月四日于阿斯塔纳", "2024-07-04"),
            ("２０２４年７月", "2024-07"),
            ("2018年6月9日至10日", "2018-06-09/2018-06-10"),
            ("2025年8月31日至9月1日", "2025-08-31/2025-09-01"),
            ("4 июля 2024 года", "2024-07-04"),
            ("в мае 2018 года", "2018-05"),
            ("9–10 июня 2018 года", "2018-06-09/2018-06-10"),
            ("Tianjin, September 1, 2025", "2025-09-01"),
            ("31st of August 2025", "2025-08-31"),
            ("March 2019", "2019-03"),
            ("04.07.2024", "2024-07-04"),
            ("2024-07-04", "2024-07-04"),
            ("2024年", "2024"),
        ] {
            assert_eq!(dates(text), [wanted], "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "2024年13月40日后",
            "第2024号",
            "1.2.3.2024.5",
            "30 февраля 2024",
            "",
        ] {
            let day = |date: &String| date.len() > 7;
            assert!(!dates(text).iter().any(day), "{text}: {:?}", dates(text));
        }
    }

    #[test]
    fn dates_in_addresses_are_found() {
        let date = |text| packed_in(text).map(|date| date.to_string());
        assert_eq!(
            date("http://a.cn/2025-01/02/t.html").as_deref(),
            Some("2025-01-02")
        );
        assert_eq!(
            date("https://a.cn/t20250102_11.shtml").as_deref(),
            Some("2025-01-02")
        );
        assert_eq!(date("https://a.cn/120250102345.html"), None);
    }
}
