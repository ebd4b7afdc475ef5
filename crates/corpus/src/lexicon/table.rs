//! A lexicon as an index carries it: only the rows that could be read, in one order of columns, each read when it is first
//! asked for. A single question needs a few of thousands.

use std::fmt::Write as _;
use std::ops::Range;
use std::sync::OnceLock;

use super::{Lexicon, LexiconEntry};

/// Parts the names in a cell.
const BETWEEN_NAMES: char = ';';

/// The rows of a lexicon.
#[derive(Debug, Default)]
pub struct LexiconTable {
    text: String,
    rows: Vec<Row>,
}

/// A row of the text, and the entry that it makes.
#[derive(Debug)]
struct Row {
    bytes: Range<usize>,
    entry: OnceLock<Box<LexiconEntry>>,
}

/// A column of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameColumn {
    /// Names in Chinese.
    Chinese,
    /// Names in English.
    English,
    /// Names in Russian.
    Russian,
    /// Names that other things have too.
    Ambiguous,
}

impl NameColumn {
    /// All columns, in the order of a row.
    pub const ALL: [NameColumn; 4] = [
        NameColumn::Chinese,
        NameColumn::English,
        NameColumn::Russian,
        NameColumn::Ambiguous,
    ];

    /// The names of an entry in this column.
    pub fn names(self, entry: &LexiconEntry) -> &[String] {
        match self {
            NameColumn::Chinese => &entry.zh,
            NameColumn::English => &entry.en,
            NameColumn::Russian => &entry.ru,
            NameColumn::Ambiguous => &entry.ambiguous,
        }
    }
}

impl LexiconTable {
    /// The text that [`read`](LexiconTable::read) takes: a row a line, its identifier and category before its names.
    pub fn write(lexicon: &Lexicon) -> String {
        let mut text = String::new();
        for entry in &lexicon.entries {
            // Nothing can fail in writing to a string.
            let _ = write!(text, "{}\t{}", entry.id, entry.category);
            for column in NameColumn::ALL {
                let names = column.names(entry).join(";");
                let _ = write!(text, "\t{names}");
            }
            text.push('\n');
        }
        text
    }

    /// The rows of a text that [`write`](LexiconTable::write) made.
    pub fn read(text: String) -> LexiconTable {
        let mut rows = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let bytes = start..start + line.trim_end_matches('\n').len();
            start += line.len();
            rows.push(Row {
                bytes,
                entry: OnceLock::new(),
            });
        }
        LexiconTable { text, rows }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// An entry by its number.
    ///
    /// # Panics
    ///
    /// When there are not so many rows.
    pub fn entry(&self, number: usize) -> &LexiconEntry {
        let row = &self.rows[number];
        row.entry
            .get_or_init(|| Box::new(entry(&self.text[row.bytes.clone()], number)))
    }

    /// Every entry, all of them read.
    pub fn entries(&self) -> impl Iterator<Item = &LexiconEntry> {
        (0..self.len()).map(|number| self.entry(number))
    }

    /// The names of a row as they are written, with their columns and numbers in them; the row is not read for it.
    ///
    /// # Panics
    ///
    /// When there are not so many rows.
    pub fn names(&self, number: usize) -> impl Iterator<Item = (NameColumn, usize, &str)> {
        let cells = self.cells(number).skip(2);
        NameColumn::ALL
            .into_iter()
            .zip(cells)
            .flat_map(|(column, cell)| {
                names_of(cell)
                    .enumerate()
                    .map(move |(at, name)| (column, at, name))
            })
    }

    /// Whether a row is general vocabulary and no name of a thing; the row is not read for it.
    ///
    /// # Panics
    ///
    /// When there are not so many rows.
    pub fn is_vocabulary(&self, number: usize) -> bool {
        self.cells(number).nth(1) == Some(super::VOCABULARY)
    }

    fn cells(&self, number: usize) -> std::str::Split<'_, char> {
        self.text[self.rows[number].bytes.clone()].split('\t')
    }
}

fn names_of(cell: &str) -> impl Iterator<Item = &str> {
    cell.split(BETWEEN_NAMES).filter(|name| !name.is_empty())
}

fn entry(row: &str, number: usize) -> LexiconEntry {
    let mut cells = row.split('\t');
    let mut cell = || cells.next().unwrap_or_default();
    let (id, category) = (cell().to_owned(), cell().to_owned());
    let mut names = || names_of(cell()).map(str::to_owned).collect();
    LexiconEntry {
        line: number + 1,
        id,
        category,
        zh: names(),
        en: names(),
        ru: names(),
        ambiguous: names(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEXICON: &str = "id\tzh\tzh_variants\ten\tru\tcategory\tnote\tambiguous\n\
        G1\t上海精神\t上海 精神；SHJS\tShanghai Spirit\t\tformulation\tx\tSHJS\n\
        bad row\n\
        T1\t合作\t\tcooperation; work together\tсотрудничество\tterm\n";

    #[test]
    fn what_was_written_is_read_again() {
        let lexicon = Lexicon::parse(LEXICON).unwrap();
        assert_eq!(lexicon.problems.len(), 1);
        let table = LexiconTable::read(LexiconTable::write(&lexicon));
        let lines = |entry: &LexiconEntry, line| LexiconEntry {
            line,
            ..entry.clone()
        };
        let expected = (1..).zip(&lexicon.entries);
        let expected: Vec<LexiconEntry> = expected.map(|(at, entry)| lines(entry, at)).collect();
        assert_eq!(table.entries().cloned().collect::<Vec<_>>(), expected);
        assert!(table.is_vocabulary(1) && !table.is_vocabulary(0));
        for number in 0..table.len() {
            for (column, at, name) in table.names(number) {
                assert_eq!(column.names(table.entry(number))[at], name);
            }
        }
        assert_eq!(table.names(0).count(), 5);
    }

    #[test]
    fn nothing_makes_an_empty_table() {
        assert!(LexiconTable::read(String::new()).is_empty());
        assert_eq!(LexiconTable::write(&Lexicon::default()), "");
    }
}
