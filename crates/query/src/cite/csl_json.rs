//! Entries as CSL-JSON (CSL 1.0.2, csl-data), which Zotero, Pandoc and citeproc read.

use sco_corpus::{Edtf, PlainDate};
use serde_json::{Map, Value, json};

use super::entry::Entry;
use super::person::Name;

/// An entry as an item of CSL-JSON; what is not known is left out.
pub(super) fn item(entry: &Entry) -> Value {
    let mut item = Map::new();
    item.insert("id".into(), entry.id.clone().into());
    item.insert("type".into(), entry.kind.csl().into());
    let texts = [
        ("title", &entry.title),
        ("container-title", &entry.container),
        ("volume", &entry.volume),
        ("issue", &entry.issue),
        ("page", &entry.page),
        ("event-title", &entry.event),
        ("event-place", &entry.event_place),
        ("authority", &entry.authority),
        ("publisher", &entry.publisher),
        ("publisher-place", &entry.publisher_place),
        ("URL", &entry.url),
        ("DOI", &entry.doi),
        ("ISBN", &entry.isbn),
        ("number", &entry.number),
        ("language", &entry.language),
        ("abstract", &entry.summary),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            item.insert(key.into(), text.clone().into());
        }
    }
    if let Some(genre) = entry.genre {
        item.insert("genre".into(), genre.into());
    }
    if !entry.subjects.is_empty() {
        item.insert("keyword".into(), entry.subjects.join(", ").into());
    }
    let names = [
        ("author", &entry.authors),
        ("editor", &entry.editors),
        ("translator", &entry.translators),
        ("interviewer", &entry.interviewers),
    ];
    for (key, names) in names {
        if !names.is_empty() {
            let one = |name: &Name| name.to_csl(&mut str::to_owned);
            item.insert(key.into(), names.iter().map(one).collect());
        }
    }
    for (key, date) in [("issued", &entry.issued), ("event-date", &entry.event_date)] {
        if let Some(date) = date {
            item.insert(key.into(), csl_date(date));
        }
    }
    if let Some(accessed) = entry.accessed {
        item.insert("accessed".into(), json!({"date-parts": [parts(accessed)]}));
    }
    Value::Object(item)
}

/// A date with the precision that it has: its parts, or as it is written where one end is open.
fn csl_date(date: &Edtf) -> Value {
    let Some((first, last)) = without_doubt(date).and_then(|date| date.plain()) else {
        return json!({"literal": date.to_string()});
    };
    let days: Vec<Vec<u16>> = std::iter::once(first).chain(last).map(parts).collect();
    let mut value = json!({"date-parts": days});
    if date.is_uncertain() || date.is_approximate() {
        value["circa"] = true.into();
    }
    value
}

/// The same date without the marks of doubt.
pub(crate) fn without_doubt(date: &Edtf) -> Option<Edtf> {
    date.to_string().replace(['?', '~', '%'], "").parse().ok()
}

/// Year, month and day, as far as they are known.
pub(crate) fn parts(date: PlainDate) -> Vec<u16> {
    let month = date.month.map(u16::from);
    let day = date.day.map(u16::from).filter(|_| month.is_some());
    std::iter::once(date.year).chain(month).chain(day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_keeps_its_precision() {
        let of = |date: &str| csl_date(&date.parse().unwrap());
        assert_eq!(of("2024"), json!({"date-parts": [[2024]]}));
        assert_eq!(of("2024-12"), json!({"date-parts": [[2024, 12]]}));
        assert_eq!(of("2023-07-05"), json!({"date-parts": [[2023, 7, 5]]}));
        assert_eq!(
            of("2018-06-09/2018-06-10"),
            json!({"date-parts": [[2018, 6, 9], [2018, 6, 10]]})
        );
        assert_eq!(
            of("2001-06~"),
            json!({"date-parts": [[2001, 6]], "circa": true})
        );
        assert_eq!(of("2024/.."), json!({"literal": "2024/.."}));
    }
}
