//! What dates are allowed, and how they sort.

use super::*;

fn date(text: &str) -> Edtf {
    text.parse().expect("a date")
}

#[test]
fn what_was_written_comes_back() {
    for text in [
        "2024",
        "0999",
        "2024-07",
        "2024-07-04",
        "2024-02-29",
        "2000-02-29",
        "2018-06-09/2018-06-10",
        "2024/2025",
        "2024/..",
        "../2024-05",
        "2001?",
        "2001-06~",
        "2001-06-15%",
        "2001?/2002~",
        "2024-05/2024",
    ] {
        assert_eq!(date(text).to_string(), text);
    }
}

#[test]
fn what_is_no_date_is_refused_with_the_allowed_forms() {
    for (text, reason) in [
        ("", "a year has four digits"),
        ("24", "a year has four digits"),
        ("20240704", "a year has four digits"),
        ("２０２４", "a year has four digits"),
        ("2024年", "a year has four digits"),
        ("-2024", "a year has four digits"),
        ("2024-7", "a month has two digits"),
        ("2024-", "a month has two digits"),
        ("2024-13", "there is no month 13"),
        ("2024-00", "there is no month 00"),
        ("2024-07-4", "a day has two digits"),
        ("2024-07-00", "2024-07 has 31 days"),
        ("2023-02-29", "2023-02 has 28 days"),
        ("1900-02-29", "1900-02 has 28 days"),
        ("2024-06-31", "2024-06 has 30 days"),
        ("2024-07-04-01", "more after the day"),
        ("2024-07-04T10:00", "a day has two digits"),
        ("2024??", "a year has four digits"),
        ("2025/2024", "ends before it begins"),
        ("../..", "a beginning or an end"),
        ("2024/", "a year has four digits"),
        ("2024/2025/2026", "a year has four digits"),
        (" 2024", "a year has four digits"),
    ] {
        let message = text.parse::<Edtf>().expect_err(text).to_string();
        assert!(message.contains(reason), "{text}: {message}");
        assert!(
            message.contains("allowed: 2024, 2024-07, 2024-07-04"),
            "{message}"
        );
    }
}

#[test]
fn bounds_are_days_and_open_sides_have_none() {
    assert_eq!(
        date("2024-02").end().map(CalendarDay::number),
        Some(20_240_229)
    );
    assert_eq!(
        date("2024").start().map(CalendarDay::number),
        Some(20_240_101)
    );
    assert_eq!(date("2024/..").end(), None);
    assert_eq!(date("../2024").start(), None);
    assert_eq!(
        date("2018-06/2019").end().map(|d| d.to_string()).as_deref(),
        Some("2019-12-31")
    );
}

#[test]
fn year_and_month_are_known_or_not() {
    assert_eq!(
        (date("2024").year(), date("2024").year_month()),
        (2024, None)
    );
    assert_eq!(date("2018-06-09/2018-07-01").year_month(), Some((2018, 6)));
    assert_eq!(
        (date("../2024-05").year(), date("../2024-05").year_month()),
        (2024, Some((2024, 5)))
    );
    assert_eq!(date("2024/2025").precision(), Precision::Interval);
    assert!(
        date("2024/2025%").is_uncertain()
            && date("2024~").is_approximate()
            && !date("2024").is_uncertain()
    );
}

#[test]
fn the_order_is_that_of_time_and_invents_no_day() {
    let sorted = [
        "../2001",
        "2023-12-31",
        "2024",
        "2024?",
        "2024/2025",
        "2024/..",
        "2024-01",
        "2024-01-01",
        "2024-02",
    ];
    let mut dates: Vec<Edtf> = sorted.iter().rev().map(|t| date(t)).collect();
    dates.sort();
    assert_eq!(
        dates.iter().map(Edtf::to_string).collect::<Vec<_>>(),
        sorted
    );
}

#[test]
fn a_number_is_a_year() {
    let year: Edtf = serde_json::from_str("2024").expect("a year");
    assert_eq!(year, date("2024"));
    assert!(serde_json::from_str::<Edtf>("20240704").is_err());
    assert!(serde_json::from_str::<Edtf>("-24").is_err());
}
