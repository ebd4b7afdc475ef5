//! The lexicon: names of things in all languages, one row a thing, kept by librarians in `lexicon.tsv`.
//!
//! Tab-separated with a header line; lines that begin with `#` are comments; several names in a cell are separated by `;`.

mod slips;
mod table;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use sco_analysis::{LetterKind, Letters, fold};

pub use table::{LexiconTable, NameColumn};

/// The lexicon of the sample corpus, for corpora that have none of their own.
pub const BUILT_IN_LEXICON: &str = include_str!("../../../corpus/lexicon.tsv");

/// Columns that a lexicon must have; others are allowed and kept out of the program's way.
const REQUIRED: [&str; 5] = ["id", "zh", "zh_variants", "en", "ru"];

/// Columns of which each cell holds names.
const NAME_COLUMNS: [&str; 5] = ["zh", "zh_variants", "en", "ru", "ambiguous"];

/// What stands between two names of a cell.
const NAME_SEPARATORS: [char; 2] = [';', '；'];

/// Category of the rows that are general vocabulary and no names of single things.
const VOCABULARY: &str = "term";

/// Names of things.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// The rows that could be read.
    pub entries: Vec<LexiconEntry>,
    /// The rows that could not, those with a slip of the pen, those that share an unmarked name with another, and why; in
    /// the order of the lines.
    pub problems: Vec<LexiconProblem>,
}

/// One thing and its names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LexiconEntry {
    /// 1-based line of the file.
    pub line: usize,
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
    /// Kind of thing as the librarians call it, `term` for general vocabulary; empty where it is not said.
    pub category: String,
}

impl LexiconEntry {
    /// Whether it is general vocabulary, and no name of a thing.
    pub fn is_vocabulary(&self) -> bool {
        self.category == VOCABULARY
    }

    /// Every name in every language.
    fn names(&self) -> impl Iterator<Item = &str> {
        let names = self.zh.iter().chain(&self.en).chain(&self.ru);
        names.map(String::as_str)
    }
}

/// A row that could not be read, that has a slip of the pen, or that does not go with another.
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
    /// Reads a lexicon file; bad rows, and what is badly written in others, are kept as problems.
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
        let mut ids = HashSet::new();
        for (line, row) in rows {
            let cells: Vec<&str> = row.split('\t').collect();
            let told = slips::in_cells(&columns, &cells).into_iter();
            let told = told.map(|reason| LexiconProblem { line, reason });
            lexicon.problems.extend(told);
            match entry(&columns, &cells) {
                Ok(entry) if !ids.insert(entry.id.clone()) => {
                    let reason = format!(
                        "the id `{}` stands in an earlier line too; give this row another",
                        entry.id
                    );
                    lexicon.problems.push(LexiconProblem { line, reason });
                }
                Ok(entry) => lexicon.entries.push(LexiconEntry { line, ..entry }),
                Err(reason) => lexicon.problems.push(LexiconProblem { line, reason }),
            }
        }
        Ok(lexicon)
    }

    /// Adds to the problems categories that there are not, ambiguous names that are none of their row, and names that stand
    /// in two rows though neither says that they are ambiguous.
    pub fn check(&mut self) {
        for entry in &self.entries {
            let line = entry.line;
            let told = slips::in_entry(entry).into_iter();
            let told = told.map(|reason| LexiconProblem { line, reason });
            self.problems.extend(told);
        }
        let shared = shared_names(&self.entries);
        self.problems.extend(shared);
        self.problems.sort_by_key(|problem| problem.line);
    }

    /// Every name in every language.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().flat_map(LexiconEntry::names)
    }

    /// The names that words are cut with: folded, wholly in Han and of two characters or more, each once and in order.
    /// General vocabulary is left out: a dictionary of words knows it already.
    pub fn dictionary_names(&self) -> Vec<String> {
        let things = self.entries.iter().filter(|entry| !entry.is_vocabulary());
        let names: BTreeSet<String> = things
            .flat_map(LexiconEntry::names)
            .filter_map(in_han)
            .collect();
        names.into_iter().collect()
    }
}

/// The folded characters of a name that is wholly in Han.
fn in_han(name: &str) -> Option<String> {
    let letters = Letters::of(name);
    let is_han = letters
        .as_slice()
        .iter()
        .all(|letter| letter.kind == LetterKind::Han);
    let characters = || (0..letters.len()).map(|at| letters.text(at)).collect();
    (is_han && letters.len() >= 2).then(characters)
}

/// What a name is told from others by: its letters, whatever their script, width, case and punctuation, and the signs that
/// make another name of it (上合组织+).
fn key(name: &str) -> String {
    let letters = Letters::of(name);
    let letters: Vec<&str> = (0..letters.len()).map(|at| letters.text(at)).collect();
    let signs = fold(name).replace(|c| !matches!(c, '+' | '&' | '%' | '#'), "");
    format!("{}{signs}", letters.join(" "))
}

/// Names that stand in two rows while neither says that they are ambiguous.
fn shared_names(entries: &[LexiconEntry]) -> Vec<LexiconProblem> {
    let marked: Vec<HashSet<String>> = entries
        .iter()
        .map(|entry| entry.ambiguous.iter().map(|name| key(name)).collect())
        .collect();
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut problems = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut own = HashSet::new();
        for name in entry.names() {
            let key = key(name);
            if key.is_empty() || marked[at].contains(&key) || !own.insert(key.clone()) {
                continue;
            }
            let holder = *first.entry(key).or_insert(at);
            // Words of the general vocabulary have several meanings: that is no mistake.
            let is_vocabulary = [at, holder].iter().any(|row| entries[*row].is_vocabulary());
            if holder != at && !is_vocabulary {
                let reason = format!(
                    "the name `{name}` of `{}` is a name of `{}` too; write it under `ambiguous` in one of the rows",
                    entry.id, entries[holder].id
                );
                let line = entry.line;
                problems.push(LexiconProblem { line, reason });
            }
        }
    }
    problems
}

fn is_row(line: &str) -> bool {
    !line.trim().is_empty() && !line.starts_with('#')
}

/// The names in the cell of a column.
fn names_in(columns: &[&str], cells: &[&str], column: &str) -> Vec<String> {
    let at = columns.iter().position(|name| *name == column);
    let cell = at.and_then(|at| cells.get(at)).copied().unwrap_or_default();
    let names = cell.split(NAME_SEPARATORS).map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn entry(columns: &[&str], cells: &[&str]) -> Result<LexiconEntry, String> {
    if cells.len() > columns.len() {
        return Err(format!(
            "has {} cells, the header line {}; is there a tab too many?",
            cells.len(),
            columns.len()
        ));
    }
    let names = |column: &str| names_in(columns, cells, column);
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
        line: 0,
        category: names("category").into_iter().next().unwrap_or_default(),
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
    fn words_are_cut_with_names_in_han_that_are_no_vocabulary() {
        let lexicon = Lexicon::parse(&format!(
            "{HEADER}G1\t上海合作組織\t上海合作组织;SCO组织;一\tSCO\tШОС\torganisation\nT1\t合作\t\tcooperation\t\tterm\n"
        ))
        .unwrap();
        assert_eq!(lexicon.entries[1].category, "term");
        assert_eq!(lexicon.dictionary_names(), ["上海合作组织"]);
    }

    #[test]
    fn a_name_of_two_rows_is_reported_unless_it_is_marked() {
        let header = "id\tzh\tzh_variants\ten\tru\tambiguous\n";
        let rows = "G1\t综合中心\t\tUniversal Centre\t\t\nG2\t綜合中心\t综合中心\tuniversal centre;Other\t\t\n\
                    G3\t秘书长\t\t\t\t秘书长\nG4\t秘书长\t“综合中心＋”\n";
        let mut lexicon = Lexicon::parse(&format!("{header}{rows}")).unwrap();
        lexicon.check();
        assert_eq!(lexicon.entries.len(), 4);
        let told: Vec<String> = lexicon.problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].contains("line 3: the name `綜合中心` of `G2` is a name of `G1` too"));
        assert!(told[1].contains("`universal centre`"), "{told:?}");
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
