//! The lexicon: names of things in all languages, one row a thing, kept by librarians in `lexicon.tsv`.
//!
//! Tab-separated with a header line; lines that begin with `#` are comments; several names in a cell are separated by `;`.

use std::fs;
use std::io;
use std::path::Path;

/// Columns that a lexicon must have; others are allowed and kept out of the program's way.
const REQUIRED: [&str; 5] = ["id", "zh", "zh_variants", "en", "ru"];

/// Names of things.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// The rows that could be read.
    pub entries: Vec<LexiconEntry>,
    /// The rows that could not, and why.
    pub problems: Vec<LexiconProblem>,
}

/// One thing and its names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LexiconEntry {
    /// Identifier of the row.
    pub id: String,
    /// Names in Chinese, the preferred one first.
    pub zh: Vec<String>,
    /// Names in English, the preferred one first.
    pub en: Vec<String>,
    /// Names in Russian, the preferred one first.
    pub ru: Vec<String>,
    /// Names that other things have too.
    pub ambiguous: Vec<String>,
}

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LexiconProblem {
    /// 1-based line of the file.
    pub line: usize,
    /// What is wrong and what is allowed.
    pub reason: String,
}

impl std::fmt::Display for LexiconProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl Lexicon {
    /// Reads a lexicon file; bad rows are kept as problems.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is not UTF-8, or has no header line with the required columns.
    pub fn read(path: &Path) -> io::Result<Lexicon> {
        Lexicon::parse(&fs::read_to_string(path)?)
    }

    /// Reads the text of a lexicon.
    ///
    /// # Errors
    ///
    /// When there is no header line with the required columns.
    pub fn parse(text: &str) -> io::Result<Lexicon> {
        let mut rows = (1..)
            .zip(text.trim_start_matches('\u{FEFF}').lines())
            .filter(|(_, line)| is_row(line));
        let Some((_, header)) = rows.next() else {
            return Ok(Lexicon::default());
        };
        let columns: Vec<&str> = header.split('\t').map(str::trim).collect();
        if let Some(missing) = REQUIRED.iter().find(|name| !columns.contains(name)) {
            let reason = format!(
                "the header line has no column `{missing}`; it needs {}",
                REQUIRED.join(", ")
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        let mut lexicon = Lexicon::default();
        let mut ids = std::collections::HashSet::new();
        for (line, row) in rows {
            match entry(&columns, row) {
                Ok(entry) if !ids.insert(entry.id.clone()) => {
                    let reason = format!(
                        "the id `{}` stands in an earlier line too; give this row another",
                        entry.id
                    );
                    lexicon.problems.push(LexiconProblem { line, reason });
                }
                Ok(entry) => lexicon.entries.push(entry),
                Err(reason) => lexicon.problems.push(LexiconProblem { line, reason }),
            }
        }
        Ok(lexicon)
    }

    /// Every name in every language.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries
            .iter()
            .flat_map(|entry| entry.zh.iter().chain(&entry.en).chain(&entry.ru))
            .map(String::as_str)
    }
}

fn is_row(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

fn entry(columns: &[&str], row: &str) -> Result<LexiconEntry, String> {
    let cells: Vec<&str> = row.split('\t').collect();
    if cells.len() > columns.len() {
        return Err(format!(
            "has {} cells, the header line {}; is there a tab too many?",
            cells.len(),
            columns.len()
        ));
    }
    let names = |column: &str| -> Vec<String> {
        let cell = columns
            .iter()
            .position(|name| *name == column)
            .and_then(|at| cells.get(at));
        let names = cell
            .into_iter()
            .flat_map(|cell| cell.split([';', '；']))
            .map(str::trim);
        names
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let Some(id) = names("id").into_iter().next() else {
        return Err("has no id in its first cell".into());
    };
    let zh = names("zh")
        .into_iter()
        .chain(names("zh_variants"))
        .collect();
    let entry = LexiconEntry {
        id,
        zh,
        en: names("en"),
        ru: names("ru"),
        ambiguous: names("ambiguous"),
    };
    if entry.zh.is_empty() && entry.en.is_empty() && entry.ru.is_empty() {
        return Err(format!("`{}` has no name in any of zh, en, ru", entry.id));
    }
    Ok(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "# CC0\nid\tzh\tzh_variants\ten\tru\tcategory\n";

    #[test]
    fn names_come_from_all_cells() {
        let lexicon = Lexicon::parse(&format!(
            "{HEADER}G1\t上海精神\t上海 精神；SHJS\tShanghai Spirit\tшанхайский дух\tx\n"
        ))
        .unwrap();
        assert_eq!(
            lexicon.names().collect::<Vec<_>>(),
            [
                "上海精神",
                "上海 精神",
                "SHJS",
                "Shanghai Spirit",
                "шанхайский дух"
            ]
        );
        assert!(lexicon.problems.is_empty());
    }

    #[test]
    fn bad_rows_are_reported_with_their_line() {
        let lexicon = Lexicon::parse(&format!(
            "{HEADER}\tx\t\t\t\t\nG2\t\t\t\t\tbody\nG3\ta\nG3\tb\nG4\ta\t\t\t\t\t\t\n"
        ))
        .unwrap();
        assert_eq!(lexicon.entries.len(), 1);
        assert_eq!(
            lexicon
                .problems
                .iter()
                .map(|problem| problem.line)
                .collect::<Vec<_>>(),
            [3, 4, 6, 7]
        );
    }

    #[test]
    fn a_file_without_the_columns_is_refused_with_their_names() {
        let error = Lexicon::parse("name\tzh\n").unwrap_err();
        assert!(error.to_string().contains("zh_variants"), "{error}");
    }
}
