//! Dates as readers write them.

use sco_corpus::{Edtf, PlainDate};

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
    let plain = date.parse::<Edtf>().ok().and_then(|date| date.plain());
    Some(match plain {
        None => date.to_owned(),
        Some((day, None)) => words(day, language),
        Some((first, Some(last))) => span(first, last, language),
    })
}

fn words(date: PlainDate, language: Language) -> String {
    let year = date.year;
    let Some(month) = date.month else {
        return language.of([format!("{year}年"), year.to_string(), format!("{year} г.")]);
    };
    let of_year = usize::from(month - 1);
    let english = ENGLISH[of_year];
    match date.day {
        None => language.of([
            format!("{year}年{month}月"),
            format!("{english} {year}"),
            format!("{} {year} г.", RUSSIAN_ALONE[of_year]),
        ]),
        Some(day) => language.of([
            format!("{year}年{month}月{day}日"),
            format!("{day} {english} {year}"),
            format!("{day} {} {year} г.", RUSSIAN[of_year]),
        ]),
    }
}

/// From one date to another; what both have in common is said once.
fn span(first: PlainDate, last: PlainDate, language: Language) -> String {
    let in_one_month = (first.year, first.month) == (last.year, last.month);
    let (Some(month), Some(from), Some(to), true) =
        (first.month, first.day, last.day, in_one_month)
    else {
        return format!("{} – {}", words(first, language), words(last, language));
    };
    let (year, of_year) = (first.year, usize::from(month - 1));
    language.of([
        format!("{year}年{month}月{from}日至{to}日"),
        format!("{from}–{to} {} {year}", ENGLISH[of_year]),
        format!("{from}–{to} {} {year} г.", RUSSIAN[of_year]),
    ])
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
