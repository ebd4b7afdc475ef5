//! Authority data on meetings: which councils there are, when and where each met, and what it is expected to have issued.
//!
//! A table `events.tsv` in the corpus, kept by librarians; for corpora without one the program carries its own. A row without
//! a number is a council, a row with a number is one of its meetings. Tab-separated, with a header line; `#` begins a comment;
//! several names in a cell are separated by `;`.

mod ordinal;
mod recognise;

use std::fs;
use std::io;
use std::path::Path;

use crate::document_type::DocumentType;
use crate::edtf::Edtf;
use recognise::Patterns;
pub(crate) use recognise::overlaps;
pub use recognise::{Recognised, Recognition};

/// The meetings that the program knows without being told.
pub const BUILT_IN_EVENTS: &str = include_str!("../../../corpus/events.tsv");

const COLUMNS: [&str; 8] = [
    "id", "council", "number", "date", "zh", "en", "ru", "expected",
];

/// Councils and their meetings.
#[derive(Debug, Clone, Default)]
pub struct Events {
    /// The councils, in the order of the file.
    pub councils: Vec<Council>,
    /// The meetings, in the order of the file.
    pub meetings: Vec<Meeting>,
    /// Rows that could not be read, with their 1-based line, and why.
    pub problems: Vec<(usize, String)>,
    patterns: Vec<Patterns>,
}

/// Names of one thing in three languages, the preferred one of each first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// In Chinese.
    pub zh: Vec<String>,
    /// In English.
    pub en: Vec<String>,
    /// In Russian.
    pub ru: Vec<String>,
}

impl Names {
    /// The preferred name in the language of a text, `None` where there is none.
    pub fn preferred(&self, language: &str) -> Option<&str> {
        let names = match primary(language) {
            "en" => &self.en,
            "ru" => &self.ru,
            _ => &self.zh,
        };
        names.first().map(String::as_str)
    }

    /// Every name.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let names = self.zh.iter().chain(&self.en).chain(&self.ru);
        names.map(String::as_str)
    }
}

/// The primary subtag of a language tag.
pub(crate) fn primary(language: &str) -> &str {
    language.split('-').next().unwrap_or(language)
}

/// A body that meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Council {
    /// Its code.
    pub id: String,
    /// Its names.
    pub names: Names,
}

/// One meeting of a council.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// Its code.
    pub id: String,
    /// Code of its council.
    pub council: String,
    /// Which one it was, from 1.
    pub number: u32,
    /// When, as far as it is known.
    pub date: Option<Edtf>,
    /// Names of the place, the full one first.
    pub place: Names,
    /// Types of documents that it is expected to have issued: one of each list.
    pub expected: Vec<Vec<DocumentType>>,
}

impl Events {
    /// The corpus's `events.tsv`, else what the program carries.
    ///
    /// # Errors
    ///
    /// As [`Events::parse`], and when the file is there and cannot be read.
    pub fn of_corpus(corpus: &Path) -> io::Result<Events> {
        match fs::read_to_string(corpus.join("events.tsv")) {
            Ok(text) => Events::parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Events::parse(BUILT_IN_EVENTS),
            Err(error) => Err(error),
        }
    }

    /// Reads the text of a table; bad rows are kept as problems.
    ///
    /// # Errors
    ///
    /// When there is no header line with the required columns.
    pub fn parse(text: &str) -> io::Result<Events> {
        let mut rows = (1..)
            .zip(text.trim_start_matches('\u{FEFF}').lines())
            .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
        let mut events = Events::default();
        let Some((_, header)) = rows.next() else {
            return Ok(events);
        };
        let columns: Vec<&str> = header.split('\t').map(str::trim).collect();
        if let Some(missing) = COLUMNS.iter().find(|name| !columns.contains(name)) {
            let needed = COLUMNS.join(", ");
            let reason = format!("the header line has no column `{missing}`; it needs {needed}");
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        let mut expected_of = Vec::new();
        for (line, row) in rows {
            let cells: Vec<&str> = row.split('\t').map(str::trim).collect();
            let read = events.row(&columns, &cells, &mut expected_of);
            if let Err(reason) = read {
                events.problems.push((line, reason));
            }
        }
        events.patterns = events.councils.iter().map(Patterns::of).collect();
        Ok(events)
    }

    fn row(
        &mut self,
        columns: &[&str],
        cells: &[&str],
        expected_of: &mut Vec<(String, Vec<Vec<DocumentType>>)>,
    ) -> Result<(), String> {
        let cell = |name: &str| {
            let at = columns.iter().position(|column| *column == name);
            at.and_then(|at| cells.get(at)).copied().unwrap_or_default()
        };
        let names = Names {
            zh: several(cell("zh")),
            en: several(cell("en")),
            ru: several(cell("ru")),
        };
        let id = cell("id").to_owned();
        if id.is_empty() {
            return Err("has no id in its first cell".into());
        }
        let expected = cell("expected");
        if cell("number").is_empty() {
            expected_of.push((id.clone(), types(expected)?));
            self.councils.push(Council { id, names });
            return Ok(());
        }
        let number = cell("number").parse().map_err(|_| {
            format!(
                "`{}` is no number of a meeting; allowed: 1, 2, 3 …",
                cell("number")
            )
        })?;
        let council = cell("council").to_owned();
        let of_council = expected_of.iter().find(|(id, _)| *id == council);
        let Some((_, of_council)) = of_council else {
            return Err(format!(
                "the council `{council}` stands in no row above; write a row for it, without a number"
            ));
        };
        let date = match cell("date") {
            "" => None,
            date => Some(date.parse::<Edtf>().map_err(|error| error.to_string())?),
        };
        let expected = match expected.strip_prefix('+') {
            Some(more) => [of_council.clone(), types(more)?].concat(),
            None if expected.is_empty() => of_council.clone(),
            None => types(expected)?,
        };
        self.meetings.push(Meeting {
            id,
            council,
            number,
            date,
            place: names,
            expected,
        });
        Ok(())
    }

    /// The council with a code.
    pub fn council(&self, id: &str) -> Option<&Council> {
        self.councils.iter().find(|council| council.id == id)
    }

    /// The meeting of a council with a number.
    pub fn meeting(&self, council: &str, number: u32) -> Option<&Meeting> {
        let mut meetings = self.meetings.iter();
        meetings.find(|meeting| meeting.council == council && meeting.number == number)
    }

    /// What a meeting is called in a language: 成员国元首理事会第二十三次会议.
    pub fn name(&self, council: &str, number: u32, language: &str) -> Option<String> {
        let name = self.council(council)?.names.preferred(language)?;
        Some(match primary(language) {
            "en" => format!("{} Meeting of the {name}", ordinal::english(number)),
            "ru" => {
                let name = genitive(name);
                format!("{} заседание {name}", ordinal::russian(number))
            }
            _ => format!("{name}第{}次会议", ordinal::chinese(number)),
        })
    }
}

/// Совета глав государств of Совет глав государств: the first word alone changes, as far as its ending shows how.
fn genitive(name: &str) -> String {
    let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
    let first = match first.chars().next_back() {
        Some('т' | 'м' | 'к' | 'н' | 'р' | 'л') => format!("{first}а"),
        Some('е') => format!("{}я", first.trim_end_matches('е')),
        _ => first.to_owned(),
    };
    format!("{first} {rest}").trim_end().to_owned()
}

fn several(cell: &str) -> Vec<String> {
    let names = cell.split([';', '；']).map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn types(cell: &str) -> Result<Vec<Vec<DocumentType>>, String> {
    let groups = cell
        .split([',', '，'])
        .map(str::trim)
        .filter(|group| !group.is_empty());
    let one = |code: &str| {
        let kind = code.trim().parse::<DocumentType>();
        kind.map_err(|error| error.to_string())
    };
    groups
        .map(|group| group.split('|').map(one).collect())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_that_the_program_carries_is_sound() {
        let events = Events::parse(BUILT_IN_EVENTS).unwrap();
        assert_eq!(events.problems, []);
        assert_eq!(events.councils.len(), 2);
        for council in &events.councils {
            let meetings = events.meetings.iter().filter(|m| m.council == council.id);
            let meetings: Vec<&Meeting> = meetings.collect();
            let numbers: Vec<u32> = meetings.iter().map(|m| m.number).collect();
            assert_eq!(
                numbers,
                (1..=u32::try_from(numbers.len()).unwrap()).collect::<Vec<_>>()
            );
            assert!(
                meetings.is_sorted_by_key(|m| m.date.clone()),
                "{}",
                council.id
            );
        }
    }

    #[test]
    fn meetings_are_named_in_three_languages() {
        let events = Events::parse(BUILT_IN_EVENTS).unwrap();
        let name = |language| events.name("heads-of-state", 23, language).unwrap();
        assert_eq!(name("zh-Hans"), "成员国元首理事会第二十三次会议");
        assert_eq!(
            name("en"),
            "Twenty-Third Meeting of the Council of Heads of State"
        );
        assert_eq!(
            name("ru"),
            "Двадцать третье заседание Совета глав государств"
        );
    }

    #[test]
    fn bad_rows_say_their_line_and_what_is_allowed() {
        let text = "id\tcouncil\tnumber\tdate\tzh\ten\tru\texpected\nc\t\t\t\t会\t\t\tspeech\n\
                    m1\tc\t1\t2001-13\t\t\t\t\nm2\td\t2\t\t\t\t\t\nm3\tc\tx\t\t\t\t\t\nm4\tc\t4\t\t\t\t\tdeclaraton\n\
                    m5\tc\t5\t2005\t\t\t\t+report|news\n";
        let events = Events::parse(text).unwrap();
        let lines: Vec<usize> = events.problems.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [3, 4, 5, 6], "{:?}", events.problems);
        assert!(events.problems[3].1.contains("did you mean `declaration`?"));
        let expected = vec![
            vec![DocumentType::Speech],
            vec![DocumentType::Report, DocumentType::News],
        ];
        assert_eq!(events.meetings[0].expected, expected);
        assert!(Events::parse("a\tb\n").is_err());
    }
}
