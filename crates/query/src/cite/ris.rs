//! Entries in RIS (the tagged format of reference managers): a line `XX  - value` for each value, lines end with CRLF.

use sco_corpus::{Edtf, PlainDate};

use super::biblatex::one_line;
use super::csl_json::without_doubt;
use super::entry::Entry;
use super::person::Name;

/// Entries as a RIS file.
pub(super) fn file(entries: &[Entry]) -> String {
    entries.iter().map(record).collect()
}

fn record(entry: &Entry) -> String {
    let mut lines = Lines(String::new());
    lines.push("TY", entry.kind.ris());
    lines.push_known("ID", Some(&entry.id));
    for (tag, names) in [
        ("AU", &entry.authors),
        ("A2", &entry.editors),
        ("A4", &entry.translators),
    ] {
        for name in names {
            lines.push(tag, &written(name));
        }
    }
    lines.push_known("TI", entry.title.as_ref());
    lines.push_known("T2", entry.container.as_ref());
    if let Some(date) = &entry.issued {
        lines.push_date(date);
    }
    lines.push_known("VL", entry.volume.as_ref());
    lines.push_known("IS", entry.issue.as_ref());
    if let Some(page) = &entry.page {
        let (first, last) = ends(page);
        lines.push("SP", first);
        lines.push_known("EP", last);
    }
    lines.push_known("PB", entry.publisher.as_ref());
    lines.push_known("CY", entry.publisher_place.as_ref());
    lines.push_known("SN", entry.isbn.as_ref());
    lines.push_known("M1", entry.number.as_ref());
    lines.push_known("M3", entry.genre);
    lines.push_known("UR", entry.url.as_ref());
    lines.push_known("DO", entry.doi.as_ref());
    if let Some(accessed) = entry.accessed {
        lines.push("Y2", &slashed(accessed));
    }
    lines.push_known("LA", entry.language.as_ref());
    lines.push_known("AB", entry.summary.as_ref());
    for subject in &entry.subjects {
        lines.push("KW", subject);
    }
    let event_date = entry.event_date.as_ref().map(ToString::to_string);
    let event = [entry.event.clone(), entry.event_place.clone(), event_date];
    let event: Vec<String> = event.into_iter().flatten().collect();
    if !event.is_empty() {
        lines.push("N1", &format!("Event: {}", event.join(", ")));
    }
    lines.0.push_str("ER  - \r\n");
    lines.0
}

struct Lines(String);

impl Lines {
    /// One value on one line; an empty one is none.
    fn push(&mut self, tag: &str, value: &str) {
        let value = one_line(value);
        if !value.is_empty() {
            self.0.push_str(tag);
            self.0.push_str("  - ");
            self.0.push_str(&value);
            self.0.push_str("\r\n");
        }
    }

    fn push_known(&mut self, tag: &str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.push(tag, value.as_ref());
        }
    }

    /// Year and day as far as they are known; what RIS cannot say of a date is said in a note.
    fn push_date(&mut self, date: &Edtf) {
        let first = without_doubt(date).and_then(|date| date.plain());
        if let Some((first, _)) = first {
            self.push("PY", &first.year.to_string());
            self.push("DA", &slashed(first));
        }
        if date.plain().is_none_or(|(_, last)| last.is_some()) {
            self.push("N1", &format!("Date: {date}"));
        }
    }
}

/// A day as RIS writes it: year, month, day and other, with a slash for each that is not known.
fn slashed(date: PlainDate) -> String {
    let two = |number: Option<u8>| number.map_or_else(String::new, |number| format!("{number:02}"));
    format!("{:04}/{}/{}", date.year, two(date.month), two(date.day))
}

fn written(name: &Name) -> String {
    match &name.parts {
        Some((family, given)) => format!("{family}, {given}"),
        // A comma would part a name that has no parts.
        None => name.printed.replace(',', ";"),
    }
}

/// First and last page.
fn ends(pages: &str) -> (&str, Option<&str>) {
    match pages.split_once(['-', '–', '—']) {
        Some((first, last)) => (
            first.trim(),
            Some(last.trim_start_matches(['-', '–', '—', ' '])),
        ),
        None => (pages, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sco_corpus::Metadata;

    use super::*;

    proptest! {
        /// A value cannot begin a line of its own or end the record.
        #[test]
        fn whatever_a_title_holds_it_is_one_line(title in "\\PC{0,10}(\r\n|\n|\r|\u{2028}|ER  - |TY  - |\u{0}|\u{1b}){0,6}\\PC{0,10}") {
            let metadata = Metadata { title: Some(title), ..Metadata::default() };
            let out = file(&[Entry::of("a", &metadata, None)]);
            prop_assert!(out.ends_with("ER  - \r\n"));
            let lines: Vec<&str> = out.trim_end_matches("\r\n").split("\r\n").collect();
            prop_assert!(lines.iter().all(|line| line.get(2..6) == Some("  - ")), "{out:?}");
            prop_assert_eq!(lines.iter().filter(|line| line.starts_with("ER")).count(), 1);
            prop_assert!(lines.iter().all(|line| !line.chars().any(char::is_control)));
        }
    }

    #[test]
    fn a_date_says_no_more_than_is_known() {
        let dated = |date: &str| {
            let metadata = Metadata {
                date: Some(date.parse().unwrap()),
                ..Metadata::default()
            };
            let out = file(&[Entry::of("a", &metadata, None)]);
            let lines = out
                .split("\r\n")
                .filter(|line| ["PY", "DA", "N1"].iter().any(|tag| line.starts_with(tag)));
            lines.map(str::to_owned).collect::<Vec<_>>().join("|")
        };
        assert_eq!(dated("2024"), "PY  - 2024|DA  - 2024//");
        assert_eq!(dated("2024-07"), "PY  - 2024|DA  - 2024/07/");
        assert_eq!(dated("2024-07-04"), "PY  - 2024|DA  - 2024/07/04");
        assert_eq!(
            dated("2018-06-09/2018-06-10"),
            "PY  - 2018|DA  - 2018/06/09|N1  - Date: 2018-06-09/2018-06-10"
        );
        assert_eq!(dated("../2024"), "N1  - Date: ../2024");
    }

    #[test]
    fn pages_have_ends() {
        assert_eq!(ends("115–120"), ("115", Some("120")));
        assert_eq!(ends("115--120"), ("115", Some("120")));
        assert_eq!(ends("2"), ("2", None));
    }
}
