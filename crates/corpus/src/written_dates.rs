//! Days and months written out in Chinese, Russian and English text.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::pattern::pattern;

/// A date as it stands in a text. It may be a day that no calendar has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WrittenDate {
    /// First byte in the text.
    pub(crate) start: usize,
    /// Byte after the last.
    pub(crate) end: usize,
    pub(crate) year: u16,
    pub(crate) month: u8,
    /// Day of the month; 0 where only the month is written.
    pub(crate) day: u8,
}

impl WrittenDate {
    /// Whether there is such a day or month.
    pub(crate) fn is_possible(&self) -> bool {
        if self.day == 0 {
            return (1..=12).contains(&self.month);
        }
        let day = format!("{:04}-{:02}-{:02}", self.year, self.month, self.day);
        day.parse::<crate::Edtf>().is_ok()
    }
}

/// Three ways to write a date: with Han signs (in digits or Han digits), with the name of the month, in digits alone.
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?P<zy>\d{{4}}|[一二两三四五六七八九〇零○]{{4}})\s?年\s?(?P<zm>\d{{1,2}}|[一二三四五六七八九十〇]{{1,3}})\s?月(?:\s?(?P<zd>\d{{1,2}}|[一二三四五六七八九十廿〇]{{1,3}})\s?日)?|\b(?P<rd>\d{{1,2}})(?:st|nd|rd|th)?(?:\s(?P<rm>{months})[\s,]+)(?P<ry>\d{{4}})\b|\b(?P<em>{months})\s(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<ey>\d{{4}})\b|\b(?P<iy>(?:19|20)\d\d)[-./](?P<im>\d{{1,2}})[-./](?P<id>\d{{1,2}})\b|\b(?P<pd>\d{{1,2}})\.(?P<pm>\d{{2}})\.(?P<py>(?:19|20)\d\d)\b",
        months = MONTHS.map(|(name, _)| name).join("|")
    ))
});

/// Names of months as patterns, with their numbers.
const MONTHS: [(&str, u8); 24] = [
    ("January", 1),
    ("February", 2),
    ("March", 3),
    ("April", 4),
    ("May", 5),
    ("June", 6),
    ("July", 7),
    ("August", 8),
    ("September", 9),
    ("October", 10),
    ("November", 11),
    ("December", 12),
    ("января", 1),
    ("февраля", 2),
    ("марта", 3),
    ("апреля", 4),
    ("мая", 5),
    ("июня", 6),
    ("июля", 7),
    ("августа", 8),
    ("сентября", 9),
    ("октября", 10),
    ("ноября", 11),
    ("декабря", 12),
];

/// The dates of a text in their order.
pub(crate) fn written_dates(text: &str) -> impl Iterator<Item = WrittenDate> {
    DATE.captures_iter(text).filter_map(|found| date(&found))
}

fn date(found: &Captures<'_>) -> Option<WrittenDate> {
    let whole = found.get(0)?;
    let named = |name: &str| found.name(name).map(|part| part.as_str());
    let ways = [
        ("zy", "zm", "zd"),
        ("ry", "rm", "rd"),
        ("ey", "em", "ed"),
        ("iy", "im", "id"),
        ("py", "pm", "pd"),
    ];
    let (year, month, day) = ways
        .into_iter()
        .find_map(|(year, month, day)| Some((named(year)?, named(month)?, named(day))))?;
    let date = WrittenDate {
        start: whole.start(),
        end: whole.end(),
        year: year_number(year)?,
        month: month_number(month)?,
        day: match day {
            Some(day) => small_number(day)?,
            None => 0,
        },
    };
    // Digits with stops or hyphens may be anything; they are a date only where there is such a day.
    let is_in_words = found.name("iy").or_else(|| found.name("py")).is_none();
    (is_in_words || date.is_possible()).then_some(date)
}

fn year_number(text: &str) -> Option<u16> {
    if let Ok(year) = text.parse() {
        return Some(year);
    }
    let mut year = 0;
    for c in text.chars() {
        year = year * 10 + u16::from(han_digit(c)?);
    }
    Some(year)
}

fn month_number(text: &str) -> Option<u8> {
    let name = text.to_lowercase();
    let named = MONTHS
        .iter()
        .find(|(month, _)| month.to_lowercase() == name);
    named
        .map(|(_, number)| *number)
        .or_else(|| small_number(text))
}

/// A number below a hundred in digits or Han digits: 10, 十, 二十一, 廿一.
fn small_number(text: &str) -> Option<u8> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (mut tens, mut ones, mut has_ten) = (0_u8, 0_u8, false);
    for c in text.chars() {
        match c {
            '十' => (tens, ones, has_ten) = (ones.max(1), 0, true),
            '廿' => (tens, has_ten) = (2, true),
            c => {
                ones = if has_ten {
                    han_digit(c)?
                } else {
                    ones * 10 + han_digit(c)?
                }
            }
        }
    }
    tens.checked_mul(10)?.checked_add(ones)
}

fn han_digit(c: char) -> Option<u8> {
    let digits = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let at = match c {
        '零' | '○' => 0,
        '两' => 2,
        c => digits.iter().position(|digit| *digit == c)?,
    };
    u8::try_from(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_same_in_every_way_of_writing_it() {
        for text in [
            "2018年6月10日",
            "2018 年 6 月 10 日",
            "二〇一八年六月十日",
            "June 10, 2018",
            "10 June 2018",
            "10 июня 2018 года",
            "2018-06-10",
            "2018.6.10",
            "10.06.2018",
        ] {
            let found: Vec<_> = written_dates(text)
                .map(|d| (d.year, d.month, d.day))
                .collect();
            assert_eq!(found, [(2018, 6, 10)], "{text}");
        }
    }

    #[test]
    fn months_stand_alone_and_tens_are_read() {
        let found = |text| {
            written_dates(text)
                .map(|d| (d.year, d.month, d.day))
                .collect::<Vec<_>>()
        };
        assert_eq!(found("2018年6月"), [(2018, 6, 0)]);
        assert_eq!(found("二〇二一年十二月三十一日"), [(2021, 12, 31)]);
        assert_eq!(found("一九九九年十月廿一日"), [(1999, 10, 21)]);
        assert_eq!(found("第2018.6条，电话10-12-33"), []);
    }

    #[test]
    fn a_day_that_is_in_no_calendar_is_read_and_known() {
        let date = written_dates("2023年2月30日")
            .next()
            .expect("it is written");
        assert!(!date.is_possible());
        let month = written_dates("2023年13月").next().expect("it is written");
        assert!(!month.is_possible());
    }
}
