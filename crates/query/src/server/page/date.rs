//! Dates as readers write them.

use super::language::Language;

const ENGLISH: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const RUSSIAN: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];
/// Months without a day.
const RUSSIAN_ALONE: [&str; 12] = [
    "январь",
    "февраль",
    "март",
    "апрель",
    "май",
    "июнь",
    "июль",
    "август",
    "сентябрь",
    "октябрь",
    "ноябрь",
    "декабрь",
];

/// An EDTF date (ISO 8601-2) in words: a day, a month, a year, or from one to another; anything else as it is written.
pub(crate) fn date_words(date: Option<&str>, language: Language) -> Option<String> {
    let date = date?;
    let Some((first, last)) = date.split_once('/') else {
        return Some(
            Calendar::parse(date).map_or_else(|| date.to_owned(), |day| day.words(language)),
        );
    };
    let (Some(first), Some(last)) = (Calendar::parse(first), Calendar::parse(last)) else {
        return Some(date.to_owned());
    };
    Some(first.span(last, language))
}

/// A day, a month or a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Calendar<'a> {
    year: &'a str,
    month: Option<usize>,
    day: Option<u8>,
}

impl<'a> Calendar<'a> {
    fn parse(text: &'a str) -> Option<Calendar<'a>> {
        let mut parts = text.split('-');
        let year = parts
            .next()
            .filter(|year| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()))?;
        let mut number = || parts.next().map(str::parse::<u8>).transpose().ok();
        let (month, day) = (number()?, number()?);
        if parts.next().is_some() {
            return None;
        }
        let month = match month {
            Some(month @ 1..=12) => Some(usize::from(month)),
            Some(_) => return None,
            None => None,
        };
        Some(Calendar { year, month, day })
    }

    fn words(self, language: Language) -> String {
        let year = self.year;
        let Some(month) = self.month else {
            return language.of([format!("{year}年"), year.to_owned(), format!("{year} г.")]);
        };
        let (english, russian) = (ENGLISH[month - 1], RUSSIAN[month - 1]);
        match self.day {
            None => language.of([
                format!("{year}年{month}月"),
                format!("{english} {year}"),
                format!("{} {year} г.", RUSSIAN_ALONE[month - 1]),
            ]),
            Some(day) => language.of([
                format!("{year}年{month}月{day}日"),
                format!("{day} {english} {year}"),
                format!("{day} {russian} {year} г."),
            ]),
        }
    }

    /// From this day to another; what both have in common is said once.
    fn span(self, last: Calendar<'_>, language: Language) -> String {
        let in_one_month = (self.year, self.month) == (last.year, last.month);
        let (Some(month), Some(first), Some(end), true) =
            (self.month, self.day, last.day, in_one_month)
        else {
            return format!("{} – {}", self.words(language), last.words(language));
        };
        let year = self.year;
        language.of([
            format!("{year}年{month}月{first}日至{end}日"),
            format!("{first}–{end} {} {year}", ENGLISH[month - 1]),
            format!("{first}–{end} {} {year} г.", RUSSIAN[month - 1]),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_as_readers_write_them() {
        let words = |date| Language::ALL.map(|language| date_words(Some(date), language).unwrap());
        assert_eq!(
            words("2018-06-10"),
            ["2018年6月10日", "10 June 2018", "10 июня 2018 г."]
        );
        assert_eq!(words("2018-06"), ["2018年6月", "June 2018", "июнь 2018 г."]);
        assert_eq!(words("2018"), ["2018年", "2018", "2018 г."]);
        assert_eq!(
            words("2018-06-09/2018-06-10"),
            ["2018年6月9日至10日", "9–10 June 2018", "9–10 июня 2018 г."]
        );
        assert_eq!(words("2019/2020")[1], "2019 – 2020");
        for as_it_is in [
            "2020~",
            "2019/..",
            "../2017-03",
            "201X",
            "2018-13",
            "2018-06-10-1x",
        ] {
            assert_eq!(words(as_it_is)[1], as_it_is);
        }
    }
}
