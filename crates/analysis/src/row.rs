//! Rows: letters in a row of which some are given by form or by pieces only, and rows with gaps between them.
//!
//! [`Pattern`](crate::Pattern) is a row whose letters are all given; it alone can be asked of an index of grams. A row says
//! what an index can be asked for first ([`Row::atoms`]) and is then looked for in the text.

use std::ops::Range;

use crate::letters::{LetterKind, Letters};
use crate::words::stem;

/// Most letters between two rows of a [`Gapped`] pattern.
pub const LONGEST_GAP: usize = 12;

/// What one letter of a row must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Atom {
    /// This letter, folded.
    Letter(String),
    /// A Latin or Cyrillic word with this stem.
    Stem(String),
    /// A word that begins with the first piece, ends with the last, and holds those between in their order.
    Pieces(Vec<String>),
}

/// Letters in a row within one sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    atoms: Vec<Atom>,
}

/// How an index of grams is asked for a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowQuery {
    /// Every term with this prefix: one Han letter alone.
    Prefix(String),
    /// At each distance, in letters, from the first: this gram, or a word of this form.
    Terms(Vec<(u32, Atom)>),
}

/// Rows one after the other in a sentence, at most [`LONGEST_GAP`] letters between two of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gapped {
    rows: Vec<Row>,
}

/// Letters in their order within a sentence, with at most some others among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loose {
    letters: Vec<String>,
    others: usize,
}

impl Atom {
    fn matches(&self, text: &Letters, index: usize) -> bool {
        let found = text.text(index);
        match self {
            Atom::Letter(wanted) => wanted == found || is_year(wanted, text, index),
            Atom::Stem(wanted) => is_form(wanted, text, index),
            // A year in Han digits is a number too.
            Atom::Pieces(pieces) => match text.letter(index).year {
                0 => text.letter(index).kind == LetterKind::Word && holds_pieces(pieces, found),
                year => holds_pieces(pieces, &year.to_string()),
            },
        }
    }
}

fn is_year(wanted: &str, text: &Letters, index: usize) -> bool {
    let year = text.letter(index).year;
    year > 0 && wanted.len() == 4 && wanted.parse() == Ok(year)
}

fn is_form(wanted: &str, text: &Letters, index: usize) -> bool {
    is_year(wanted, text, index)
        || text.letter(index).kind == LetterKind::Word && has_stem(text.text(index), wanted)
}

fn has_stem(word: &str, wanted: &str) -> bool {
    word == wanted || word.starts_with(prefix_of_forms(wanted)) && stem(word) == wanted
}

/// What all forms of a word begin with, so that they can be found in a sorted list: the stem without its last letter, since
/// stemmers change little else (`policy`, `polici`); of a short stem the first two letters.
fn prefix_of_forms(stem: &str) -> &str {
    let letters = stem.chars().count();
    let kept = if letters < 5 { 2 } else { letters - 1 };
    let end = stem
        .char_indices()
        .nth(kept)
        .map_or(stem.len(), |(at, _)| at);
    &stem[..end]
}

impl Atom {
    /// Whether a folded word is of the form asked for.
    pub fn allows(&self, word: &str) -> bool {
        match self {
            Atom::Letter(wanted) => wanted == word,
            Atom::Stem(wanted) => has_stem(word, wanted),
            Atom::Pieces(pieces) => holds_pieces(pieces, word),
        }
    }

    /// What every word of the form begins with.
    pub fn prefix(&self) -> &str {
        match self {
            Atom::Letter(wanted) => wanted,
            Atom::Stem(wanted) => prefix_of_forms(wanted),
            Atom::Pieces(pieces) => pieces.first().map_or("", String::as_str),
        }
    }
}

/// Whether a word is made of the pieces, with anything between two of them.
fn holds_pieces(pieces: &[String], word: &str) -> bool {
    let [first, middle @ .., last] = pieces else {
        return pieces.first().is_none_or(|only| only == word);
    };
    let Some(mut rest) = word.strip_prefix(first.as_str()) else {
        return false;
    };
    for piece in middle {
        let Some(at) = rest.find(piece.as_str()) else {
            return false;
        };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last.as_str())
}

impl Row {
    /// The row of a text in which Latin and Cyrillic words stand for all their forms, but abbreviations in capitals and words of
    /// one or two letters for themselves; `None` when it has no letters.
    pub fn of_forms(text: &str) -> Option<Row> {
        let letters = Letters::of(text);
        let atom = |index| {
            let (letter, folded) = (letters.letter(index), letters.text(index));
            let printed = &text[letter.start as usize..letter.end as usize];
            let has_forms = folded.chars().nth(2).is_some() && printed.contains(char::is_lowercase);
            if letter.kind == LetterKind::Han || !has_forms {
                Atom::Letter(folded.to_owned())
            } else {
                Atom::Stem(stem(folded))
            }
        };
        let atoms: Vec<Atom> = (0..letters.len()).map(atom).collect();
        (!atoms.is_empty()).then_some(Row { atoms })
    }

    /// What each letter must be.
    pub fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    /// What an index of grams has to be asked: at each distance, in letters, one of these terms.
    pub fn grams(&self) -> RowQuery {
        if let [Atom::Letter(only)] = self.atoms.as_slice()
            && crate::letters::starts_with_han(only)
        {
            return RowQuery::Prefix(only.clone());
        }
        let mut terms = Vec::new();
        let mut index = 0;
        while index < self.atoms.len() {
            index += self.push_gram(index, &mut terms);
        }
        RowQuery::Terms(terms)
    }

    /// As [`Pattern`](crate::Pattern) does it: pairs that cover a run of Han letters, edges beside words.
    fn push_gram(&self, index: usize, terms: &mut Vec<(u32, Atom)>) -> usize {
        let offset = u32::try_from(index).unwrap_or(u32::MAX);
        let Some(letter) = self.han(index) else {
            terms.push((offset, self.atoms[index].clone()));
            return 1;
        };
        let gram = |text: String| (offset, Atom::Letter(text));
        if let Some(next) = self.han(index + 1) {
            terms.push(gram(format!("{letter}{next}")));
            let odd_end = self.han(index + 2).is_some() && self.han(index + 3).is_none();
            return if odd_end { 1 } else { 2 };
        }
        let alone = index == 0 || self.han(index - 1).is_none();
        match (alone, index) {
            (true, 0) => terms.push(gram(format!("{letter}$"))),
            (true, _) => terms.push(gram(format!("^{letter}"))),
            (false, _) => {}
        }
        1
    }

    /// The Han letter at an index.
    fn han(&self, index: usize) -> Option<&str> {
        match self.atoms.get(index)? {
            Atom::Letter(letter) if crate::letters::starts_with_han(letter) => Some(letter),
            _ => None,
        }
    }

    /// Every occurrence: half-open ranges of indexes of the text's letters, in order.
    pub fn find_in(&self, text: &Letters) -> Vec<Range<usize>> {
        let wanted = self.atoms.len();
        let ends = (text.len() + 1).saturating_sub(wanted);
        let run: String = (0..wanted).map_while(|index| self.han(index)).collect();
        if !run.is_empty() {
            let starts = text.starts_of(&run);
            return starts
                .filter(|&start| start < ends && self.matches_at(text, start))
                .map(|start| start..start + wanted)
                .collect();
        }
        (0..ends)
            .filter(|&start| self.matches_at(text, start))
            .map(|start| self.first_letter(text, start)..start + wanted)
            .collect()
    }

    /// A match that begins with the number of a year in Han digits begins at its first digit.
    fn first_letter(&self, text: &Letters, start: usize) -> usize {
        let is_digit =
            matches!(self.atoms.first(), Some(Atom::Letter(letter)) if letter == text.text(start));
        if text.letter(start).year > 0 && !is_digit {
            start - 3
        } else {
            start
        }
    }

    fn matches_at(&self, text: &Letters, start: usize) -> bool {
        self.atoms
            .iter()
            .enumerate()
            .all(|(at, atom)| atom.matches(text, start + at))
            && text.in_one_sentence(start..start + self.atoms.len())
    }
}

impl Gapped {
    /// The pattern of a text in which `*` stands for what is not known: inside or at the edge of a Latin or Cyrillic word for
    /// any letters of that word, else for up to [`LONGEST_GAP`] letters. `None` when nothing but stars is there.
    ///
    /// ```
    /// use sco_analysis::{Gapped, Letters};
    /// let found = |pattern: &str, text: &str| Gapped::of(pattern).expect("has letters").find_in(&Letters::of(text));
    /// assert_eq!(found("构建*共同体", "构建人类命运共同体"), [0..9]);
    /// assert_eq!(found("integrat*", "regional integration"), [1..2]);
    /// ```
    pub fn of(text: &str) -> Option<Gapped> {
        let letters = Letters::of(text);
        let (first, last) = (letters.as_slice().first()?, letters.as_slice().last()?);
        let before_first = Stars::between(&text[..first.start as usize]);
        let mut atoms = vec![Piece::begin(&letters, 0, before_first.touches_end)];
        let mut rows = Vec::new();
        for index in 1..letters.len() {
            let (end, start) = (letters.letter(index - 1).end, letters.letter(index).start);
            let between = Stars::between(&text[end as usize..start as usize]);
            let left = between.touches_start && is_word(&letters, index - 1);
            let right = between.touches_end && is_word(&letters, index);
            let previous = atoms.last_mut()?;
            if left && right && between.count == 1 {
                previous.pieces.push(letters.text(index).to_owned());
                continue;
            }
            if left {
                previous.pieces.push(String::new());
            }
            if between.count > usize::from(left) + usize::from(right) {
                rows.push(row(&mut atoms));
            }
            atoms.push(Piece::begin(&letters, index, right));
        }
        let after_last = Stars::between(&text[last.end as usize..]);
        if after_last.touches_start && is_word(&letters, letters.len() - 1) {
            atoms.last_mut()?.pieces.push(String::new());
        }
        rows.push(row(&mut atoms));
        Some(Gapped { rows })
    }

    /// The rows, in their order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// For every occurrence of the first row that the others follow, the shortest occurrence: half-open ranges of indexes of
    /// the text's letters, in order.
    pub fn find_in(&self, text: &Letters) -> Vec<Range<usize>> {
        let Some((last, before)) = self.rows.split_last() else {
            return Vec::new();
        };
        let mut found = last.find_in(text);
        for row in before.iter().rev() {
            let starts = row.find_in(text).into_iter();
            found = starts
                .filter_map(|start| nearest(&start, &found, text))
                .collect();
        }
        found
    }
}

/// The first of some occurrences that follows a row closely enough, joined with it.
fn nearest(row: &Range<usize>, following: &[Range<usize>], text: &Letters) -> Option<Range<usize>> {
    let next = following.partition_point(|next| next.start < row.end);
    let next = following.get(next)?;
    let joined = row.start..next.end;
    (next.start - row.end <= LONGEST_GAP && text.in_one_sentence(joined.clone())).then_some(joined)
}

fn is_word(letters: &Letters, index: usize) -> bool {
    letters.letter(index).kind == LetterKind::Word
}

fn row(pieces: &mut Vec<Piece>) -> Row {
    let atoms = pieces.drain(..).map(Piece::finish).collect();
    Row { atoms }
}

/// The stars between two letters.
struct Stars {
    count: usize,
    touches_start: bool,
    touches_end: bool,
}

impl Stars {
    fn between(text: &str) -> Stars {
        let is_star = |c: char| matches!(c, '*' | '＊');
        Stars {
            count: text.chars().filter(|c| is_star(*c)).count(),
            touches_start: text.starts_with(is_star),
            touches_end: text.ends_with(is_star),
        }
    }
}

/// A letter of a row under construction.
struct Piece {
    pieces: Vec<String>,
}

impl Piece {
    fn begin(letters: &Letters, index: usize, star_before: bool) -> Piece {
        let star = (star_before && is_word(letters, index)).then(String::new);
        let own = letters.text(index).to_owned();
        Piece {
            pieces: star.into_iter().chain([own]).collect(),
        }
    }

    fn finish(mut self) -> Atom {
        if self.pieces.len() > 1 {
            return Atom::Pieces(self.pieces);
        }
        Atom::Letter(self.pieces.pop().unwrap_or_default())
    }
}

impl Loose {
    /// The letters of a text, with at most `others` letters among them; `None` when it has no letters.
    pub fn of(text: &str, others: usize) -> Option<Loose> {
        let letters = Letters::of(text);
        let wanted: Vec<String> = (0..letters.len())
            .map(|index| letters.text(index).to_owned())
            .collect();
        (!wanted.is_empty()).then_some(Loose {
            letters: wanted,
            others,
        })
    }

    /// The letters, folded.
    pub fn letters(&self) -> &[String] {
        &self.letters
    }

    /// Most others among them.
    pub fn others(&self) -> usize {
        self.others
    }

    /// The shortest occurrences: half-open ranges of indexes of the text's letters, in order, none inside another.
    pub fn find_in(&self, text: &Letters) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        for start in 0..text.len() {
            let Some(end) = self.shortest_from(text, start) else {
                continue;
            };
            // A later start with the same end is the shorter one.
            if found.last().is_some_and(|last| last.end == end) {
                found.pop();
            }
            found.push(start..end);
        }
        found
    }

    /// Where the letters that begin at `start` end first.
    fn shortest_from(&self, text: &Letters, start: usize) -> Option<usize> {
        let furthest = (start + self.letters.len() + self.others).min(text.len());
        let mut wanted = self.letters.iter().enumerate().peekable();
        let mut end = start;
        for index in start..furthest {
            let (number, letter) = *wanted.peek()?;
            if letter == text.text(index) {
                wanted.next();
                end = index + 1;
            } else if number == 0 {
                return None;
            }
            if wanted.peek().is_none() {
                break;
            }
        }
        (wanted.peek().is_none() && text.in_one_sentence(start..end)).then_some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ranges as pairs, which read better in a list.
    fn pairs(found: Vec<Range<usize>>) -> Vec<(usize, usize)> {
        found
            .into_iter()
            .map(|range| (range.start, range.end))
            .collect()
    }

    fn gapped(pattern: &str, text: &str) -> Vec<(usize, usize)> {
        pairs(Gapped::of(pattern).unwrap().find_in(&Letters::of(text)))
    }

    #[test]
    fn a_star_between_han_letters_is_a_gap() {
        assert_eq!(gapped("构建*共同体", "构建人类命运共同体"), [(0, 9)]);
        assert_eq!(gapped("构建*共同体", "构建共同体"), [(0, 5)]);
        assert_eq!(gapped("构建*共同体", "构建。共同体"), []);
        assert_eq!(
            gapped("构建＊共同体", "构建一二三四五六七八九十一二三共同体"),
            []
        );
        assert_eq!(gapped("构建*合作*体", "构建全面合作的整体"), [(0, 9)]);
        assert_eq!(gapped("友好*", "世代友好的"), [(2, 4)]);
    }

    #[test]
    fn a_star_at_a_word_is_part_of_it() {
        assert_eq!(
            gapped("integrat*", "integrity and integration, integrated"),
            [(2, 3), (3, 4)]
        );
        assert_eq!(
            gapped("*operation", "co-operation cooperation"),
            [(1, 2), (2, 3)]
        );
        assert_eq!(
            gapped("organi*ation", "organisation organizations organization"),
            [(0, 1), (2, 3)]
        );
        assert_eq!(
            gapped("shared * future", "shared and bright future"),
            [(0, 4)]
        );
        assert_eq!(gapped("integrat* process", "integration process"), [(0, 2)]);
        assert_eq!(Gapped::of("**"), None);
    }

    #[test]
    fn loose_letters_keep_their_order_and_sentence() {
        let found = |text: &str, others, inside: &str| {
            let loose = Loose::of(text, others).unwrap();
            pairs(loose.find_in(&Letters::of(inside)))
        };
        assert_eq!(found("构建共同体", 4, "构建人类命运共同体"), [(0, 9)]);
        assert_eq!(found("构建共同体", 3, "构建人类命运共同体"), []);
        assert_eq!(found("甲乙", 2, "甲甲乙乙"), [(1, 3)]);
        assert_eq!(found("甲乙", 2, "甲。乙"), []);
    }

    #[test]
    fn a_row_asks_for_what_a_pattern_asks_for() {
        for text in [
            "共",
            "共同",
            "共同体",
            "命运共同",
            "命运共同体",
            "2024年7月",
            "第2版",
            "甲SCO乙丙",
        ] {
            let crate::GramQuery::Phrase(wanted) = crate::Pattern::of(text).unwrap().grams() else {
                assert_eq!(
                    Row::of_forms(text).unwrap().grams(),
                    RowQuery::Prefix(text.into())
                );
                continue;
            };
            let RowQuery::Terms(terms) = Row::of_forms(text).unwrap().grams() else {
                panic!("{text}")
            };
            let terms: Vec<_> = terms
                .into_iter()
                .map(|(at, atom)| match atom {
                    Atom::Letter(term) | Atom::Stem(term) => (at, term),
                    Atom::Pieces(_) => panic!("{text}"),
                })
                .collect();
            assert_eq!(terms, wanted, "{text}");
        }
    }

    #[test]
    fn rows_of_forms_find_all_forms() {
        let row = Row::of_forms("шанхайский дух").unwrap();
        let text = Letters::of("Верность шанхайскому духу и шанхайского духа");
        assert_eq!(pairs(row.find_in(&text)), [(1, 3), (4, 6)]);
        let abbreviation = Row::of_forms("RATS").unwrap();
        assert_eq!(
            pairs(abbreviation.find_in(&Letters::of("no rat in the RATS"))),
            [(4, 5)]
        );
    }
}
