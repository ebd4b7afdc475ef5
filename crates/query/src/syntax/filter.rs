//! Conditions on the description of a document: `type:speech`, `date:2018..2024-07`.

use std::ops::Range;

use sco_analysis::{Letters, Pattern, fold};
use sco_corpus::{CalendarDay, DocumentType, Edtf, Precision, Status};

use super::mask::Mask;

/// A condition on the description of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What is asked about.
    pub key: FilterKey,
    /// The value as typed, without quotation marks.
    pub value: String,
    /// What the value means.
    pub test: FilterTest,
    /// Its bytes in the question, with the key.
    pub at: Range<usize>,
}

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FilterKey {
    /// Document type.
    Type,
    /// Language.
    Lang,
    /// Days.
    Date,
    /// Years.
    Year,
    /// Address of the source.
    Source,
    /// Place.
    Place,
    /// Meeting or other event.
    Event,
    /// Person, whatever part they played.
    Person,
    /// State of publication.
    Status,
    /// Issuing body.
    Issuer,
    /// Identifier.
    Id,
    /// Title as printed, or another one; like those below asked by other query languages alone.
    Title,
    /// Topic.
    Subject,
    /// Newspaper, site or press.
    Publisher,
    /// Identifier given by others.
    Identifier,
    /// Identifier of the work that the document is a version of.
    Work,
}

/// What the value of a condition means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilterTest {
    /// The value itself.
    Is(String),
    /// A language or one of its varieties, in lower case: `zh` is `zh-Hans` too.
    Language(String),
    /// The document's days and these have one in common: first and last as year × 10,000 + month × 100 + day, open where
    /// absent. A document without a date has no days.
    Days(Option<u32>, Option<u32>),
    /// The year that the document is counted under is one of these, first and last, open where absent.
    Years(Option<u16>, Option<u16>),
    /// The value holds these letters in a row.
    Holds(Pattern),
    /// The value holds these letters in a row, or this folded text anywhere, inside words too.
    HoldsText(Pattern, String),
    /// The value matches a text with signs that stand for others.
    Masked(Mask),
    /// All of the document's days are among these, first and last, open where absent.
    DaysInside(Option<u32>, Option<u32>),
    /// The document's days are these and no others.
    DaysAre(Option<u32>, Option<u32>),
}

impl FilterKey {
    /// Every key of the query language.
    pub const ALL: [FilterKey; 11] = [
        FilterKey::Type,
        FilterKey::Lang,
        FilterKey::Date,
        FilterKey::Year,
        FilterKey::Source,
        FilterKey::Place,
        FilterKey::Event,
        FilterKey::Person,
        FilterKey::Status,
        FilterKey::Issuer,
        FilterKey::Id,
    ];

    /// The name in a question.
    pub fn name(self) -> &'static str {
        match self {
            FilterKey::Type => "type",
            FilterKey::Lang => "lang",
            FilterKey::Date => "date",
            FilterKey::Year => "year",
            FilterKey::Source => "source",
            FilterKey::Place => "place",
            FilterKey::Event => "event",
            FilterKey::Person => "person",
            FilterKey::Status => "status",
            FilterKey::Issuer => "issuer",
            FilterKey::Id => "id",
            FilterKey::Title => "title",
            FilterKey::Subject => "subject",
            FilterKey::Publisher => "publisher",
            FilterKey::Identifier => "identifier",
            FilterKey::Work => "version_of",
        }
    }

    /// The key with this name; the case of its letters does not matter.
    pub fn from_name(name: &str) -> Option<FilterKey> {
        FilterKey::ALL
            .into_iter()
            .find(|key| key.name().eq_ignore_ascii_case(name))
    }
}

impl Filter {
    /// Reads a condition; `at` is where it stands in the question.
    ///
    /// # Errors
    ///
    /// What is wrong with the value and what is allowed, in words.
    pub fn parse(key: FilterKey, value: &str, at: Range<usize>) -> Result<Filter, String> {
        let value = value.trim();
        if value.is_empty() {
            return Err(format!("`{}:` needs a value; {}", key.name(), allowed(key)));
        }
        Ok(Filter {
            key,
            value: value.to_owned(),
            test: test(key, value)?,
            at,
        })
    }
}

impl FilterTest {
    /// Whether one value of a description meets the condition. Days and years are numbers in an index and no texts: none
    /// meets it here.
    pub fn accepts(&self, value: &str) -> bool {
        match self {
            FilterTest::Is(wanted) => wanted == value,
            FilterTest::Language(prefix) => is_variety(value, prefix),
            FilterTest::Holds(pattern) => holds(value, pattern),
            FilterTest::HoldsText(pattern, text) => {
                fold(value).contains(text) || holds(value, pattern)
            }
            FilterTest::Masked(mask) => mask.accepts(value),
            FilterTest::Days(..)
            | FilterTest::DaysInside(..)
            | FilterTest::DaysAre(..)
            | FilterTest::Years(..) => false,
        }
    }
}

fn holds(value: &str, pattern: &Pattern) -> bool {
    !pattern.find_in(&Letters::of(value)).is_empty()
}

/// Whether a language tag is a language or one of its varieties (RFC 4647, basic filtering).
fn is_variety(tag: &str, prefix: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    let rest = tag.strip_prefix(prefix);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn test(key: FilterKey, value: &str) -> Result<FilterTest, String> {
    let refused = |reason: &str| format!("`{value}` {reason}; {}", allowed(key));
    let folded = fold(value);
    match key {
        FilterKey::Id | FilterKey::Work => Ok(FilterTest::Is(value.to_owned())),
        FilterKey::Type => {
            let kind = document_type(&folded);
            let kind = kind.ok_or_else(|| refused("is no document type"))?;
            Ok(FilterTest::Is(kind.code().to_owned()))
        }
        FilterKey::Status => {
            let status: Result<Status, _> = folded.parse();
            let status = status.map_err(|_| refused("is no state of publication"))?;
            Ok(FilterTest::Is(status.code().to_owned()))
        }
        FilterKey::Lang if is_language(&folded) => Ok(FilterTest::Language(folded)),
        FilterKey::Lang => Err(refused("is no code of a language")),
        FilterKey::Date => {
            let (first, last) = days(&folded).map_err(|reason| refused(&reason))?;
            let number = |day: CalendarDay| day.number();
            Ok(FilterTest::Days(first.map(number), last.map(number)))
        }
        FilterKey::Year => {
            let (first, last) = years(&folded).map_err(|reason| refused(&reason))?;
            Ok(FilterTest::Years(first, last))
        }
        FilterKey::Source
        | FilterKey::Place
        | FilterKey::Event
        | FilterKey::Person
        | FilterKey::Issuer
        | FilterKey::Title
        | FilterKey::Subject
        | FilterKey::Publisher
        | FilterKey::Identifier => {
            // As a facet gives it: one value may stand inside of another.
            if let Some(whole) = value.strip_prefix('=') {
                return Ok(FilterTest::Is(whole.trim().to_owned()));
            }
            let pattern = Pattern::of(value).ok_or_else(|| refused("has no letters"))?;
            Ok(match key {
                FilterKey::Source => FilterTest::HoldsText(pattern, folded),
                _ => FilterTest::Holds(pattern),
            })
        }
    }
}

/// What a key may be asked for.
fn allowed(key: FilterKey) -> String {
    let text = match key {
        FilterKey::Type => {
            let codes: Vec<&str> = DocumentType::ALL.iter().map(|kind| kind.code()).collect();
            return format!(
                "allowed: a name in Chinese, English or Russian (讲话, speech, выступление) or one of {}",
                codes.join(", ")
            );
        }
        FilterKey::Status => {
            let codes: Vec<&str> = Status::ALL.iter().map(|status| status.code()).collect();
            return format!("allowed: {}", codes.join(", "));
        }
        FilterKey::Lang => "allowed: a code of BCP 47 such as zh, zh-Hans, ru, en",
        FilterKey::Date => {
            "allowed: 2024, 2024-07, 2024-07-04, and from one to another 2018..2024-07, 2018.., ..2024-07-04"
        }
        FilterKey::Year => "allowed: 2018, 2018..2020, 2018.., ..2020",
        FilterKey::Source => "allowed: a part of the address, such as ecrats.org",
        FilterKey::Place => "allowed: a part of the place's name",
        FilterKey::Event => "allowed: a part of the event's name",
        FilterKey::Person => "allowed: a part of the person's name",
        FilterKey::Issuer => "allowed: a part of the issuing body's name",
        FilterKey::Id | FilterKey::Work => "allowed: the identifier of a document",
        FilterKey::Title => "allowed: a part of the title",
        FilterKey::Subject => "allowed: a part of the topic",
        FilterKey::Publisher => "allowed: a part of the publisher's name",
        FilterKey::Identifier => "allowed: a part of the identifier",
    };
    text.to_owned()
}

/// The type with this folded code or name in one of the three languages.
fn document_type(folded: &str) -> Option<DocumentType> {
    let code = folded.replace([' ', '_'], "-");
    DocumentType::ALL.iter().copied().find(|kind| {
        let labels = kind.labels();
        let names = [labels.zh, labels.en, labels.ru];
        kind.code() == code || names.iter().any(|name| fold(name) == folded)
    })
}

fn is_language(folded: &str) -> bool {
    let mut subtags = folded.split('-');
    let primary = subtags.next().unwrap_or_default();
    (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|subtag| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

type Ends<T> = (Option<T>, Option<T>);

/// First and last day of a date or of a range of dates.
fn days(folded: &str) -> Result<Ends<CalendarDay>, String> {
    let date = folded.parse::<Edtf>();
    let (first, last) = match (date, folded.split_once("..")) {
        (Ok(date), _) => return Ok((date.start(), date.end())),
        (Err(error), None) => return Err(format!("is no date: {}", error.reason)),
        (Err(_), Some(ends)) => ends,
    };
    let end = |text: &str| -> Result<Option<Edtf>, String> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        match text.parse::<Edtf>() {
            Ok(date) if date.precision() != Precision::Interval => Ok(Some(date)),
            Ok(_) => Err(format!("has a range, `{text}`, at one of its ends")),
            Err(error) => Err(format!("has no date at one of its ends: {}", error.reason)),
        }
    };
    let first = end(first)?.and_then(|date| date.start());
    let last = end(last)?.and_then(|date| date.end());
    in_order(first, last)
}

/// First and last year of a range of years.
fn years(folded: &str) -> Result<Ends<u16>, String> {
    let year = |text: &str| -> Result<Option<u16>, String> {
        let text = text.trim();
        let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            _ if text.is_empty() => Ok(None),
            Ok(year) if is_year => Ok(Some(year)),
            _ => Err("is no year: a year has four digits".to_owned()),
        }
    };
    let Some((first, last)) = folded.split_once("..") else {
        let year = year(folded)?;
        return Ok((year, year));
    };
    in_order(year(first)?, year(last)?)
}

fn in_order<T: PartialOrd>(first: Option<T>, last: Option<T>) -> Result<Ends<T>, String> {
    match (&first, &last) {
        (None, None) => Err("is a range without ends".to_owned()),
        (Some(first), Some(last)) if first > last => Err("ends before it begins".to_owned()),
        _ => Ok((first, last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(key: &str, value: &str) -> Result<FilterTest, String> {
        let key = FilterKey::from_name(key).expect("there is such a key");
        Filter::parse(key, value, 0..value.len()).map(|filter| filter.test)
    }

    #[test]
    fn keys_are_known_in_any_case() {
        assert_eq!(FilterKey::from_name("Type"), Some(FilterKey::Type));
        assert_eq!(FilterKey::from_name("LANG"), Some(FilterKey::Lang));
        assert_eq!(FilterKey::from_name("title"), None);
        for key in FilterKey::ALL {
            assert_eq!(FilterKey::from_name(key.name()), Some(key));
        }
    }

    #[test]
    fn types_have_a_code_and_three_names() {
        for name in [
            "joint-communique",
            "联合公报",
            "聯合公報",
            "Joint communiqué",
            "Joint_Communique",
            "совместное коммюнике",
        ] {
            assert_eq!(
                read("type", name),
                Ok(FilterTest::Is("joint-communique".into())),
                "{name}"
            );
        }
        let refused = read("type", "poem").unwrap_err();
        assert!(
            refused.contains("`poem` is no document type") && refused.contains("speech, "),
            "{refused}"
        );
    }

    #[test]
    #[expect(clippy::inconsistent_digit_grouping, reason = "year, month and day")]
    fn dates_are_ranges_of_days() {
        for (value, first, last) in [
            ("2024", Some(2024_01_01), Some(2024_12_31)),
            ("2024-02", Some(2024_02_01), Some(2024_02_29)),
            ("２０２４－０７－０４", Some(2024_07_04), Some(2024_07_04)),
            ("2018..2024-07", Some(2018_01_01), Some(2024_07_31)),
            ("2018-06-09..", Some(2018_06_09), None),
            ("..2018-06", None, Some(2018_06_30)),
            ("2018-06-09/2018-06-10", Some(2018_06_09), Some(2018_06_10)),
            ("2018/..", Some(2018_01_01), None),
            ("2001?", Some(2001_01_01), Some(2001_12_31)),
        ] {
            assert_eq!(
                read("date", value),
                Ok(FilterTest::Days(first, last)),
                "{value}"
            );
        }
        for value in [
            "24",
            "2024-13",
            "2024-02-30",
            "..",
            "2024..2018",
            "2018...2024",
            "someday",
            "2018..2019..2020",
            "2018/2019..2020",
        ] {
            let refused = read("date", value).unwrap_err();
            assert!(
                refused.contains(value) && refused.contains("2018..2024-07"),
                "{refused}"
            );
        }
    }

    #[test]
    fn years_are_ranges_of_numbers() {
        for (value, first, last) in [
            ("2018", Some(2018), Some(2018)),
            ("2018..2020", Some(2018), Some(2020)),
            ("2018..", Some(2018), None),
            ("．．2020", None, Some(2020)),
        ] {
            assert_eq!(
                read("year", value),
                Ok(FilterTest::Years(first, last)),
                "{value}"
            );
        }
        for value in ["18", "2018-07", "2020..2018", "..", "+201"] {
            assert!(read("year", value).is_err(), "{value}");
        }
    }

    #[test]
    fn a_language_is_found_with_its_varieties() {
        let accepts =
            |asked: &str, tag: &str| read("lang", asked).expect("a language").accepts(tag);
        assert!(
            accepts("zh", "zh-Hans") && accepts("ZH-hans", "zh-Hans-CN") && accepts("ru", "ru")
        );
        assert!(
            !accepts("zh-Hant", "zh") && !accepts("en", "enm") && !accepts("zh-Han", "zh-Hans")
        );
        for value in ["中文", "chinese", "z", "zh-"] {
            assert!(
                read("lang", value).unwrap_err().contains("zh-Hans"),
                "{value}"
            );
        }
    }

    #[test]
    fn names_are_found_letter_for_letter_and_addresses_by_any_part() {
        let accepts =
            |key: &str, asked: &str, value: &str| read(key, asked).expect("a value").accepts(value);
        assert!(accepts("place", "青島", "中国青岛") && accepts("event", "峰会", "青岛“峰会”"));
        assert!(
            accepts("person", "PUTIN", "Vladimir Putin")
                && !accepts("person", "Put", "Vladimir Putin")
        );
        assert!(
            accepts("source", "ecrats.org", "https://ecrats.org/cn/news/1")
                && accepts("source", "crats", "https://ecrats.org")
        );
        assert!(accepts("id", "Hos-2018", "Hos-2018") && !accepts("id", "hos", "Hos-2018"));
        assert_eq!(
            read("status", "Published"),
            Ok(FilterTest::Is("published".into()))
        );
        assert!(
            read("status", "new")
                .unwrap_err()
                .contains("draft, published, withdrawn")
        );
        assert!(read("place", "，").unwrap_err().contains("no letters"));
        assert!(
            read("issuer", "  ")
                .unwrap_err()
                .contains("`issuer:` needs a value")
        );
    }
}
