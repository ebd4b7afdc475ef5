//! Dates with their own precision (EDTF, ISO 8601-2:2019): what is not known is not invented.
//!
//! Read here are years, months and days, intervals of them with an open end, and a qualifier after each date:
//! `2024`, `2024-07`, `2024-07-04`, `2018-06-09/2018-06-10`, `2024/..`, `../2024`, `2001?`, `2001-06~`, `2001%`.

mod calendar;

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use calendar::CalendarDay;
use calendar::days_in_month;

/// The forms a date may have, for messages.
pub(crate) const ALLOWED: &str = "2024, 2024-07, 2024-07-04, 2018-06-09/2018-06-10, 2024/.. or ../2024, \
     each date with ? (uncertain), ~ (approximate) or % (both) after it";

/// A date as it is known: a year, a month, a day, or an interval.
///
/// The order is the order of time by what is known: a year stands before its months, a month before its days, and an
/// interval after its first date; an unknown beginning stands before everything.
///
/// # Example
///
/// ```
/// use sco_corpus::{Edtf, Precision};
///
/// let month: Edtf = "2024-07~".parse()?;
/// assert_eq!(month.precision(), Precision::Month);
/// assert_eq!(month.year(), 2024);
/// assert_eq!(month.start().expect("a month begins").to_string(), "2024-07-01");
/// assert_eq!(month.end().expect("a month ends").to_string(), "2024-07-31");
/// assert_eq!(month.to_string(), "2024-07~");
/// assert!("2023-02-29".parse::<Edtf>().is_err());
/// # Ok::<(), sco_corpus::EdtfError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Edtf(Form);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Form {
    /// One date.
    On(Point),
    /// An interval with both ends.
    Between(Point, Point),
    /// An interval without an end.
    From(Point),
    /// An interval without a beginning.
    Until(Point),
}

/// One date of known precision; a month or day of 0 is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Point {
    year: u16,
    month: u8,
    day: u8,
    qualifier: Qualifier,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Qualifier {
    Sure,
    Uncertain,
    Approximate,
    Both,
}

/// How finely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// The year only.
    Year,
    /// The year and the month.
    Month,
    /// The day.
    Day,
    /// From one date to another.
    Interval,
}

/// A year, a month of it, or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PlainDate {
    /// Year of the common era.
    pub year: u16,
    /// Month from 1 to 12, where it is known.
    pub month: Option<u8>,
    /// Day of the month, where it is known.
    pub day: Option<u8>,
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{found}` is not a date: {reason}; allowed: {ALLOWED}")]
pub struct EdtfError {
    /// The text.
    pub found: String,
    /// What is wrong with it.
    pub reason: String,
}

impl Edtf {
    /// How finely the date is known.
    pub fn precision(&self) -> Precision {
        match self.0 {
            Form::On(point) => point.precision(),
            Form::Between(..) | Form::From(_) | Form::Until(_) => Precision::Interval,
        }
    }

    /// The year to count the date under: the first one, or the last where the beginning is open.
    pub fn year(&self) -> u16 {
        self.first_known().year
    }

    /// The year and month to count the date under, where the month is known.
    pub fn year_month(&self) -> Option<(u16, u8)> {
        let point = self.first_known();
        (point.month > 0).then_some((point.year, point.month))
    }

    /// The earliest day the date can mean; `None` where the beginning is open.
    pub fn start(&self) -> Option<CalendarDay> {
        match self.0 {
            Form::On(point) | Form::Between(point, _) | Form::From(point) => {
                Some(point.first_day())
            }
            Form::Until(_) => None,
        }
    }

    /// The latest day the date can mean; `None` where the end is open.
    pub fn end(&self) -> Option<CalendarDay> {
        match self.0 {
            Form::On(point) | Form::Between(_, point) | Form::Until(point) => {
                Some(point.last_day())
            }
            Form::From(_) => None,
        }
    }

    /// Whether any part of the date is marked uncertain (`?` or `%`).
    pub fn is_uncertain(&self) -> bool {
        self.has_qualifier(|q| matches!(q, Qualifier::Uncertain | Qualifier::Both))
    }

    /// Whether any part of the date is marked approximate (`~` or `%`).
    pub fn is_approximate(&self) -> bool {
        self.has_qualifier(|q| matches!(q, Qualifier::Approximate | Qualifier::Both))
    }

    /// The date, or the first and the last of an interval; `None` where one of them is open, uncertain or approximate.
    pub fn plain(&self) -> Option<(PlainDate, Option<PlainDate>)> {
        if self.is_uncertain() || self.is_approximate() {
            return None;
        }
        match self.0 {
            Form::On(point) => Some((point.plain(), None)),
            Form::Between(first, last) => Some((first.plain(), Some(last.plain()))),
            Form::From(_) | Form::Until(_) => None,
        }
    }

    /// The year as a number where the date is a plain year and nothing else.
    pub(crate) fn plain_year(&self) -> Option<u16> {
        let sure = !self.is_uncertain() && !self.is_approximate();
        (sure && self.precision() == Precision::Year).then(|| self.year())
    }

    fn has_qualifier(&self, wanted: impl Fn(Qualifier) -> bool) -> bool {
        match self.0 {
            Form::Between(start, end) => wanted(start.qualifier) || wanted(end.qualifier),
            Form::On(point) | Form::From(point) | Form::Until(point) => wanted(point.qualifier),
        }
    }

    fn first_known(&self) -> Point {
        match self.0 {
            Form::On(point) | Form::Between(point, _) | Form::From(point) | Form::Until(point) => {
                point
            }
        }
    }

    /// What the order compares: the beginning, then one date before an interval, a closed interval before an open one.
    fn sort_key(&self) -> (Option<(u16, u8, u8)>, u8, Point, Qualifier) {
        let (start, rank, end) = match self.0 {
            Form::Until(end) => (None, 0, end),
            Form::On(point) => (Some(point), 0, point),
            Form::Between(start, end) => (Some(start), 1, end),
            Form::From(start) => (Some(start), 2, start),
        };
        let qualifier = start.map_or(Qualifier::Sure, |point| point.qualifier);
        (
            start.map(|point| (point.year, point.month, point.day)),
            rank,
            end,
            qualifier,
        )
    }
}

impl Ord for Edtf {
    fn cmp(&self, other: &Self) -> Ordering {
        self.sort_key().cmp(&other.sort_key())
    }
}

impl PartialOrd for Edtf {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Point {
    fn precision(self) -> Precision {
        match (self.month, self.day) {
            (0, _) => Precision::Year,
            (_, 0) => Precision::Month,
            _ => Precision::Day,
        }
    }

    fn plain(self) -> PlainDate {
        PlainDate {
            year: self.year,
            month: (self.month > 0).then_some(self.month),
            day: (self.day > 0).then_some(self.day),
        }
    }

    fn first_day(self) -> CalendarDay {
        CalendarDay {
            year: self.year,
            month: self.month.max(1),
            day: self.day.max(1),
        }
    }

    fn last_day(self) -> CalendarDay {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 {
            days_in_month(self.year, month)
        } else {
            self.day
        };
        CalendarDay {
            year: self.year,
            month,
            day,
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        let (digits, qualifier) = match text.chars().last() {
            Some('?') => (&text[..text.len() - 1], Qualifier::Uncertain),
            Some('~') => (&text[..text.len() - 1], Qualifier::Approximate),
            Some('%') => (&text[..text.len() - 1], Qualifier::Both),
            _ => (text, Qualifier::Sure),
        };
        let mut parts = digits.split('-');
        let year = number(parts.next(), 4, "a year has four digits")?;
        let month = parts
            .next()
            .map(|p| number(Some(p), 2, "a month has two digits"))
            .transpose()?;
        let day = parts
            .next()
            .map(|p| number(Some(p), 2, "a day has two digits"))
            .transpose()?;
        if parts.next().is_some() {
            return Err("there is more after the day".to_owned());
        }
        let month = calendar_month(month)?;
        let day = calendar_day(year, month, day)?;
        Ok(Self {
            year,
            month,
            day,
            qualifier,
        })
    }
}

fn number(part: Option<&str>, digits: usize, rule: &str) -> Result<u16, String> {
    part.filter(|p| p.len() == digits && p.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|p| p.parse().ok())
        .ok_or_else(|| rule.to_owned())
}

fn calendar_month(month: Option<u16>) -> Result<u8, String> {
    match month {
        None => Ok(0),
        Some(m @ 1..=12) => u8::try_from(m).map_err(|e| e.to_string()),
        Some(m) => Err(format!("there is no month {m:02}")),
    }
}

fn calendar_day(year: u16, month: u8, day: Option<u16>) -> Result<u8, String> {
    let Some(day) = day else { return Ok(0) };
    let last = days_in_month(year, month);
    match u8::try_from(day) {
        Ok(d) if (1..=last).contains(&d) => Ok(d),
        _ => Err(format!(
            "{year:04}-{month:02} has {last} days, not a day {day:02}"
        )),
    }
}

impl FromStr for Edtf {
    type Err = EdtfError;

    /// # Errors
    ///
    /// When the text has none of the forms named in the module's head, when there is no such month or day, and when an
    /// interval ends before it begins or is open on both sides.
    fn from_str(text: &str) -> Result<Self, EdtfError> {
        parse(text).map_err(|reason| EdtfError {
            found: text.to_owned(),
            reason,
        })
    }
}

fn parse(text: &str) -> Result<Edtf, String> {
    let Some((start, end)) = text.split_once('/') else {
        return Ok(Edtf(Form::On(Point::parse(text)?)));
    };
    let form = match (start, end) {
        ("..", "..") => return Err("an interval needs a beginning or an end".to_owned()),
        ("..", end) => Form::Until(Point::parse(end)?),
        (start, "..") => Form::From(Point::parse(start)?),
        (start, end) => Form::Between(Point::parse(start)?, Point::parse(end)?),
    };
    match form {
        Form::Between(s, e) if s.first_day() > e.last_day() => {
            Err("the interval ends before it begins".to_owned())
        }
        form => Ok(Edtf(form)),
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Form::On(point) => point.fmt(f),
            Form::Between(start, end) => write!(f, "{start}/{end}"),
            Form::From(start) => write!(f, "{start}/.."),
            Form::Until(end) => write!(f, "../{end}"),
        }
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        f.write_str(match self.qualifier {
            Qualifier::Sure => "",
            Qualifier::Uncertain => "?",
            Qualifier::Approximate => "~",
            Qualifier::Both => "%",
        })
    }
}

impl Serialize for Edtf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Edtf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EdtfVisitor)
    }
}

/// Takes a text, or a bare number for the year.
struct EdtfVisitor;

impl Visitor<'_> for EdtfVisitor {
    type Value = Edtf;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a date such as {ALLOWED}")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Edtf, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, year: u64) -> Result<Edtf, E> {
        format!("{year:04}").parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, year: i64) -> Result<Edtf, E> {
        format!("{year:04}").parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests;
