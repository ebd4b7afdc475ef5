//! Entries for `BibLaTeX` and `BibTeX` (biblatex manual 3.20, sections 2.1 and 2.2), in UTF-8.

use std::collections::HashSet;
use std::fmt::Write as _;

use sco_corpus::PlainDate;

use super::entry::Entry;
use super::person::Name;
use super::venue::Kind;

/// Entries as a `.bib` file; keys are made of the identifiers, each another.
pub(super) fn file(entries: &[Entry]) -> String {
    let mut keys = HashSet::new();
    let records = entries
        .iter()
        .map(|entry| record(entry, &new_key(&entry.id, &mut keys)));
    records.collect::<Vec<_>>().join("\n")
}

fn record(entry: &Entry, key: &str) -> String {
    let mut out = format!("@{}{{{key},\n", entry.kind.biblatex());
    for (field, value) in fields(entry) {
        let _ = writeln!(out, "  {field} = {{{value}}},"); // nothing can fail in writing to a string
    }
    out.push_str("}\n");
    out
}

/// The fields that are known, escaped.
fn fields(entry: &Entry) -> Vec<(&'static str, String)> {
    let text = |text: &Option<String>| text.as_deref().map(escaped);
    let names = |names: &[Name]| (!names.is_empty()).then(|| joined(names));
    let (container, publisher) = match entry.kind {
        Kind::Newspaper | Kind::Journal | Kind::Magazine => ("journaltitle", "publisher"),
        Kind::Report => ("booktitle", "institution"),
        Kind::Webpage => ("booktitle", "organization"),
        _ => ("booktitle", "publisher"),
    };
    let subtype = match entry.kind {
        Kind::Newspaper => Some("newspaper".to_owned()),
        Kind::Magazine => Some("magazine".to_owned()),
        _ => None,
    };
    let number = match &entry.issue {
        Some(issue) => Some(escaped(issue)),
        None => text(&entry.number),
    };
    let fields = [
        ("entrysubtype", subtype),
        ("author", names(&entry.authors)),
        ("editor", names(&entry.editors)),
        ("translator", names(&entry.translators)),
        ("title", text(&entry.title)),
        (container, text(&entry.container)),
        ("date", entry.issued.as_ref().map(ToString::to_string)),
        ("volume", text(&entry.volume)),
        ("number", number),
        (
            "pages",
            text(&entry.page).map(|pages| pages.replace(['–', '—'], "--")),
        ),
        ("eventtitle", text(&entry.event)),
        ("venue", text(&entry.event_place)),
        (
            "eventdate",
            entry.event_date.as_ref().map(ToString::to_string),
        ),
        ("type", entry.genre.map(escaped)),
        (publisher, text(&entry.publisher)),
        ("location", text(&entry.publisher_place)),
        ("isbn", text(&entry.isbn)),
        ("doi", entry.doi.as_deref().map(verbatim)),
        ("url", entry.url.as_deref().map(verbatim)),
        ("urldate", entry.accessed.map(day)),
        (
            "langid",
            langid(entry.primary_language()).map(str::to_owned),
        ),
        (
            "keywords",
            (!entry.subjects.is_empty()).then(|| escaped(&entry.subjects.join(", "))),
        ),
        ("abstract", text(&entry.summary)),
    ];
    let known = fields
        .into_iter()
        .filter_map(|(field, value)| Some((field, value?)));
    known.filter(|(_, value)| !value.is_empty()).collect()
}

/// Name of a language for babel and polyglossia.
fn langid(primary: &str) -> Option<&'static str> {
    match primary {
        "zh" => Some("chinese"),
        "ru" => Some("russian"),
        "en" => Some("english"),
        _ => None,
    }
}

fn day(date: PlainDate) -> String {
    match (date.month, date.day) {
        (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", date.year),
        (Some(month), None) => format!("{:04}-{month:02}", date.year),
        _ => format!("{:04}", date.year),
    }
}

fn joined(names: &[Name]) -> String {
    let one = |name: &Name| match &name.parts {
        Some((family, given)) => format!("{}, {}", in_braces(family), in_braces(given)),
        None if is_one_word(&name.printed) && !name.is_body => escaped(&name.printed),
        // Braces keep together what is no name in parts.
        None => format!("{{{}}}", escaped(&name.printed)),
    };
    names.iter().map(one).collect::<Vec<_>>().join(" and ")
}

/// Whether a name of a single word is read as such: nothing in it parts names.
fn is_one_word(name: &str) -> bool {
    !name.is_empty() && name.chars().all(char::is_alphabetic)
}

/// A part of a name; in braces where something in it would part names.
fn in_braces(part: &str) -> String {
    let is_plain = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | ' ' | '\'' | '’');
    let has_and = part.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
    if part.chars().all(is_plain) && !has_and {
        return part.to_owned();
    }
    format!("{{{}}}", escaped(part))
}

/// A text between braces: signs of TeX as commands, so that the braces stay in pairs, and no control characters.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '#' | '$' | '%' | '&' | '_' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// An address, which is read letter by letter: what would end the field is written by its bytes (RFC 3986).
fn verbatim(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            '\\' => out.push_str("%5C"),
            ' ' => out.push_str("%20"),
            _ => out.push(c),
        }
    }
    out
}

/// A text on one line: line breaks are spaces, other control characters are nothing.
pub(crate) fn one_line(text: &str) -> String {
    let spaced = text.split(['\n', '\r', '\t', '\u{85}', '\u{2028}', '\u{2029}']);
    let words: Vec<&str> = spaced
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect()
}

/// A key that no other entry has: letters, digits and `-_.:`, which no program parts.
fn new_key(id: &str, keys: &mut HashSet<String>) -> String {
    let is_of_key = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    let key: String = id
        .chars()
        .map(|c| if is_of_key(c) { c } else { '-' })
        .collect();
    let key = if key.is_empty() {
        "document".to_owned()
    } else {
        key
    };
    let numbered = (2..).map(|number| format!("{key}-{number}"));
    let mut candidates = std::iter::once(key.clone()).chain(numbered);
    let free = candidates.find(|candidate| keys.insert(candidate.to_lowercase()));
    free.unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// A field closes where it should: braces stand in pairs, a line is a line.
        #[test]
        fn whatever_a_text_holds_its_field_is_whole(text in "\\PC{0,20}[{}\\\\%\"\n\r\u{0}-\u{1f}@#$&_~^]{0,12}\\PC{0,20}") {
            let out = escaped(&text);
            let mut depth = 0_i32;
            for c in out.chars() {
                depth += i32::from(c == '{') - i32::from(c == '}');
                prop_assert!(depth >= 0, "{out:?}");
            }
            prop_assert_eq!(depth, 0);
            prop_assert!(!out.chars().any(char::is_control));
            let breaks = ['{', '}', '\n', '\\'];
            prop_assert!(!verbatim(&text).contains(breaks));
        }

        #[test]
        fn no_two_entries_have_one_key(ids in proptest::collection::vec("[aA ,{}中-]{0,3}", 0..8)) {
            let mut keys = HashSet::new();
            let made: HashSet<String> = ids.iter().map(|id| new_key(id, &mut keys)).collect();
            prop_assert_eq!(made.len(), ids.len());
        }
    }

    #[test]
    fn what_is_a_sign_of_tex_is_written_as_a_command() {
        assert_eq!(
            escaped("50% & {x}\\y\n二"),
            "50\\% \\& \\textbraceleft{}x\\textbraceright{}\\textbackslash{}y 二"
        );
        assert_eq!(
            verbatim("https://x.example/{a}?b=1%20&c_d"),
            "https://x.example/%7Ba%7D?b=1%20&c_d"
        );
    }

    #[test]
    fn names_stay_whole() {
        let names = [
            Name::of_person("习近平"),
            Name::of_person("Фролова М."),
            Name::of_person("Xi Jinping"),
            Name::of_body("Tom and Sons"),
        ];
        assert_eq!(
            joined(&names),
            "习近平 and Фролова, М. and {Xi Jinping} and {Tom and Sons}"
        );
    }
}
