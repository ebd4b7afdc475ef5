//! Which meeting does a text name? By council and ordinal, by place and year, or by date.

use regex::Regex;
use sco_analysis::fold;

use super::{Council, Events, Meeting, Names, ordinal};
use crate::edtf::Edtf;
use crate::metadata::Metadata;

/// A meeting that a text names, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognised {
    /// Code of the council.
    pub council: String,
    /// Number of the meeting.
    pub number: u32,
    /// Code points of the text before the words that name it, and before what follows them.
    pub chars: (usize, usize),
    /// By what it was recognised.
    pub by: Recognition,
}

/// By what a meeting was recognised, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recognition {
    /// The council and the ordinal stand in the text.
    Ordinal,
    /// The place stands in the text beside a word for a summit, and only one meeting was there (in the year that the text names).
    Place,
    /// The date is that of a meeting of the council that issued it.
    Date,
}

/// Reads the number of a meeting as texts write it.
type ReadNumber = fn(&str) -> Option<u32>;

/// The ways in which texts write “the Nth meeting of this council”.
#[derive(Debug, Clone)]
pub(super) struct Patterns {
    council: String,
    ways: Vec<(Regex, ReadNumber)>,
}

const HAN_NUMBER: &str = "[零〇一二三四五六七八九十0-9]{1,3}";

impl Patterns {
    pub(super) fn of(council: &Council) -> Patterns {
        let mut ways: Vec<(String, ReadNumber)> = Vec::new();
        if let Some(names) = alternation(&council.names.zh, regex::escape) {
            ways.push((
                format!("(?:{names})(?:会议)?第(?P<n>{HAN_NUMBER})次(?:会议|会晤|峰会)?"),
                ordinal::read_chinese,
            ));
            ways.push((
                format!("第(?P<n>{HAN_NUMBER})次(?:上海合作组织|上合组织)?(?:{names})(?:会议|会晤|峰会)?"),
                ordinal::read_chinese,
            ));
        }
        if let Some(names) = alternation(&council.names.en, regex::escape) {
            ways.push((
                format!(
                    r"\b(?P<n>\d{{1,2}}(?:st|nd|rd|th)|(?:[a-z]+ty[- ])?[a-z]+(?:st|nd|rd|th))\s+(?:regular\s+)?(?:meeting|session|summit)\s+of\s+(?:the\s+)?(?:[a-z]+\s+){{0,4}}?(?:{names})\b"
                ),
                ordinal::read_english,
            ));
        }
        if let Some(names) = alternation(&council.names.ru, inflected) {
            ways.push((
                format!(
                    r"(?P<n>\b\d{{1,2}}(?:-?(?:е|го|м|ом|ое|му))?|(?:\b[а-я]+(?:ь|о|к)\s)?\b[а-я]+(?:ое|ье|ого|ьего|ом|ьем|ому|ьему))\s+(?:очередн[а-я]+\s+)?(?:заседани|саммит)[а-я]*\s+(?:[а-я]+\s+){{0,2}}?(?:{names})"
                ),
                ordinal::read_russian,
            ));
        }
        let compiled = ways
            .into_iter()
            .filter_map(|(way, read)| Some((Regex::new(&way).ok()?, read)));
        Patterns {
            council: council.id.clone(),
            ways: compiled.collect(),
        }
    }

    /// Council, number and bytes of the first mention in a folded text.
    fn find(&self, folded: &str) -> Option<(u32, std::ops::Range<usize>)> {
        let found = self.ways.iter().filter_map(|(way, read)| {
            let captures = way.captures(folded)?;
            let number = read(captures.name("n")?.as_str())?;
            Some((number, captures.get(0)?.range()))
        });
        found.min_by_key(|(_, range)| range.start)
    }
}

/// The names as alternatives, the longest first.
fn alternation(names: &[String], write: fn(&str) -> String) -> Option<String> {
    let mut names: Vec<String> = names.iter().map(|name| fold(name)).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let written: Vec<String> = names.iter().map(|name| write(name)).collect();
    (!written.is_empty()).then(|| written.join("|"))
}

/// A Russian name whose words may stand in any case.
fn inflected(name: &str) -> String {
    let words = name.split_whitespace().map(|word| {
        let stem = word.trim_end_matches(['а', 'я', 'ы', 'и', 'о', 'е', 'у', 'ю', 'ь', 'й']);
        format!("{}[а-я]*", regex::escape(stem))
    });
    words.collect::<Vec<_>>().join(r"\s+")
}

impl Events {
    /// The first meeting that a text names by its council and ordinal, whether the table knows that meeting or not.
    pub fn named_in(&self, text: &str) -> Option<Recognised> {
        let folded = fold(text);
        let found = self.patterns.iter().filter_map(|patterns| {
            let (number, range) = patterns.find(&folded)?;
            Some((patterns, number, range))
        });
        let (patterns, number, range) = found.min_by_key(|(.., range)| range.start)?;
        let before = |byte: usize| folded[..byte].chars().count();
        Some(Recognised {
            council: patterns.council.clone(),
            number,
            chars: (before(range.start), before(range.end)),
            by: Recognition::Ordinal,
        })
    }

    /// The meeting that a text names by a place and a word for a summit (青岛峰会), where only one can be meant: one meeting was
    /// ever there, or one in the year.
    pub fn summit_in(&self, text: &str, year: Option<u16>) -> Option<Recognised> {
        let folded = fold(text);
        let mut found: Vec<(&Meeting, usize)> = Vec::new();
        for meeting in &self.meetings {
            let at = summit_at(&folded, &meeting.place);
            found.extend(at.map(|at| (meeting, at)));
        }
        let of_year =
            |meeting: &Meeting| year.is_none() || meeting.date.as_ref().map(Edtf::year) == year;
        found.retain(|(meeting, _)| of_year(meeting));
        // Only heads of state hold what is called a summit when a place alone names it: they stand first in the table.
        let first_council = self.councils.first().map(|council| council.id.as_str());
        found.retain(|(meeting, _)| Some(meeting.council.as_str()) == first_council);
        let [(meeting, at)] = found.as_slice() else {
            return None;
        };
        Some(Recognised {
            council: meeting.council.clone(),
            number: meeting.number,
            chars: (*at, folded.chars().count()),
            by: Recognition::Place,
        })
    }

    /// The meeting that a document belongs to by its description: its event, its title, or its date and issuing body.
    pub fn of_document(&self, metadata: &Metadata) -> Option<Recognised> {
        let year = metadata.date.as_ref().map(Edtf::year);
        let texts = [&metadata.event, &metadata.title];
        let texts = || texts.into_iter().flatten();
        texts()
            .find_map(|text| self.named_in(text))
            .or_else(|| texts().find_map(|text| self.summit_in(text, year)))
            .or_else(|| self.on_date(metadata))
    }

    /// The meeting of the issuing body on the day of the document.
    fn on_date(&self, metadata: &Metadata) -> Option<Recognised> {
        let date = metadata.date.as_ref()?;
        let said = [&metadata.body, &metadata.event, &metadata.title];
        let said: String = said
            .into_iter()
            .flatten()
            .map(|text| fold(text) + "\n")
            .collect();
        let council = self
            .councils
            .iter()
            .find(|council| council.names.all().any(|name| said.contains(&fold(name))))?;
        let mut meetings = self.meetings.iter().filter(|m| m.council == council.id);
        let meeting = meetings.find(|m| m.date.as_ref().is_some_and(|day| overlaps(day, date)))?;
        Some(Recognised {
            council: council.id.clone(),
            number: meeting.number,
            chars: (0, 0),
            by: Recognition::Date,
        })
    }
}

/// Whether two dates known to the day share one.
pub(crate) fn overlaps(one: &Edtf, other: &Edtf) -> bool {
    let days = |date: &Edtf| {
        let (start, end) = (date.start()?, date.end()?);
        // A month or a year holds the day of many a meeting.
        let is_narrow = end.number().saturating_sub(start.number()) <= 5
            || date.precision() == crate::Precision::Interval;
        is_narrow.then_some((start, end))
    };
    match (days(one), days(other)) {
        (Some(one), Some(other)) => one.0 <= other.1 && other.0 <= one.1,
        _ => false,
    }
}

/// Code points before the place where it stands with a word for a summit.
fn summit_at(folded: &str, place: &Names) -> Option<usize> {
    let position = |needle: &str| folded.find(needle).map(|at| folded[..at].chars().count());
    let zh = place
        .zh
        .iter()
        .flat_map(|name| ["峰会", "会晤", "宣言"].map(|word| format!("{}{word}", fold(name))));
    let en = place
        .en
        .iter()
        .flat_map(|name| ["summit", "declaration"].map(|word| format!("{} {word}", fold(name))));
    let ru = place.ru.iter().map(|name| {
        // саммит в Астане: the case of the place shows in its last letters.
        let name = fold(name);
        let stem = name.trim_end_matches(['а', 'я', 'ь', 'й', 'о']);
        format!("саммит шос в {stem}")
    });
    zh.chain(en).chain(ru).find_map(|needle| position(&needle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::BUILT_IN_EVENTS;

    fn events() -> Events {
        Events::parse(BUILT_IN_EVENTS).expect("the table is sound")
    }

    fn named(text: &str) -> Option<(String, u32)> {
        let found = events().named_in(text)?;
        Some((found.council, found.number))
    }

    #[test]
    fn councils_and_ordinals_are_read_in_three_languages() {
        let state = |number| Some(("heads-of-state".to_owned(), number));
        let government = |number| Some(("heads-of-government".to_owned(), number));
        for (text, wanted) in [
            (
                "在上海合作组织成员国元首理事会第二十三次会议上的讲话",
                state(23),
            ),
            ("上海合作組織成員國元首理事會第23次會議", state(23)),
            ("上合组织第十三次元首理事会会议", state(13)),
            (
                "成员国政府首脑（总理）理事会第二十四次会议联合公报",
                government(24),
            ),
            (
                "the 25th meeting of the SCO Council of Heads of State",
                state(25),
            ),
            (
                "Twenty-First Meeting of the Council of Heads of State",
                state(21),
            ),
            ("Седьмое заседание Совета глав государств ШОС", state(7)),
            (
                "на двадцать четвёртом заседании Совета глав государств-членов",
                state(24),
            ),
            ("元首理事会会议", None),
            ("第二十三次会议", None),
            ("the first time the Council of Heads of State met", None),
        ] {
            assert_eq!(named(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_names_the_meeting_is_shown_by_its_place() {
        let text = "说明：《成员国元首理事会第六次会议》";
        let found = events().named_in(text).expect("a meeting is named");
        let shown: String = text
            .chars()
            .take(found.chars.1)
            .skip(found.chars.0)
            .collect();
        assert_eq!(shown, "成员国元首理事会第六次会议");
    }

    #[test]
    fn a_place_names_a_summit_only_where_one_can_be_meant() {
        let number = |text: &str, year| events().summit_in(text, year).map(|found| found.number);
        assert_eq!(number("青岛峰会的意义", None), Some(18));
        assert_eq!(number("阿斯塔纳峰会", None), None);
        assert_eq!(number("阿斯塔纳峰会", Some(2017)), Some(17));
        assert_eq!(number("Samarkand Summit", None), Some(22));
        assert_eq!(number("在青岛举行", None), None);
    }

    #[test]
    fn a_document_belongs_to_the_meeting_of_its_body_on_its_day() {
        let metadata = Metadata {
            title: Some("联合公报".into()),
            body: Some("上海合作组织成员国政府首脑（总理）理事会".into()),
            date: "2023-10-26".parse().ok(),
            ..Metadata::default()
        };
        let found = events()
            .of_document(&metadata)
            .expect("there was a meeting");
        assert_eq!((found.number, found.by), (22, Recognition::Date));
        let month = Metadata {
            date: "2023-10".parse().ok(),
            ..metadata
        };
        assert_eq!(events().of_document(&month), None);
    }
}
