//! Two documents side by side: which paragraph stands beside which, and which characters differ.

use std::time::{Duration, Instant};

use serde::Serialize;
use similar::{Algorithm, ChangeTag, DiffOp, TextDiff, capture_diff_slices_deadline};

use super::shingles::share;
use crate::model::Document;

/// Time for one comparison; when it is over, the rest is compared more coarsely, which is right but shows more than needed.
const PATIENCE: Duration = Duration::from_secs(10);
/// Share of the pairs of letters that two paragraphs must have in common to stand side by side.
const BESIDE: f64 = 0.3;
/// Characters of a paragraph that are compared one by one.
const COMPARED_CHARS: usize = 10_000;
/// Paragraphs on both sides that are matched each with each, as a product.
const MATCHED: usize = 10_000;

/// A piece of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether the other side has something else here.
    pub differs: bool,
}

/// What stands side by side: a paragraph of each, or of one side only.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DifferenceRow {
    /// The paragraph of the first document; empty where it has none here.
    pub a: Vec<Piece>,
    /// The paragraph of the second.
    pub b: Vec<Piece>,
}

impl DifferenceRow {
    /// Whether both sides are the same.
    pub fn is_equal(&self) -> bool {
        !self.a.iter().chain(&self.b).any(|piece| piece.differs)
    }
}

/// The title, headings, paragraphs and notes of a document, in order.
fn texts(document: &Document) -> Vec<&str> {
    let sections = document.sections.iter().flat_map(|section| {
        let paragraphs = section
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str());
        section.heading.as_deref().into_iter().chain(paragraphs)
    });
    let title = document.metadata.title.as_deref();
    let notes = document.footnotes.iter().map(|note| note.text.as_str());
    title.into_iter().chain(sections).chain(notes).collect()
}

/// Both documents from their beginning to their end, row by row.
pub fn differences(a: &Document, b: &Document) -> Vec<DifferenceRow> {
    let (a, b) = (texts(a), texts(b));
    let until = Instant::now() + PATIENCE;
    let mut rows = Vec::new();
    for op in capture_diff_slices_deadline(Algorithm::Patience, &a, &b, Some(until)) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                rows.extend(a[old_index..old_index + len].iter().map(|text| equal(text)));
            }
            DiffOp::Delete {
                old_index, old_len, ..
            } => {
                rows.extend(
                    a[old_index..old_index + old_len]
                        .iter()
                        .map(|text| only_a(text)),
                );
            }
            DiffOp::Insert {
                new_index, new_len, ..
            } => {
                rows.extend(
                    b[new_index..new_index + new_len]
                        .iter()
                        .map(|text| only_b(text)),
                );
            }
            DiffOp::Replace {
                old_index,
                old_len,
                new_index,
                new_len,
            } => {
                let left = &a[old_index..old_index + old_len];
                let right = &b[new_index..new_index + new_len];
                replaced(left, right, until, &mut rows);
            }
        }
    }
    rows
}

fn whole(text: &str, differs: bool) -> Vec<Piece> {
    vec![Piece {
        text: text.to_owned(),
        differs,
    }]
}

fn equal(text: &str) -> DifferenceRow {
    DifferenceRow {
        a: whole(text, false),
        b: whole(text, false),
    }
}

fn only_a(text: &str) -> DifferenceRow {
    DifferenceRow {
        a: whole(text, true),
        b: Vec::new(),
    }
}

fn only_b(text: &str) -> DifferenceRow {
    DifferenceRow {
        a: Vec::new(),
        b: whole(text, true),
    }
}

/// Puts paragraphs that differ beside each other where they are alike, without changing the order of either side.
fn replaced(a: &[&str], b: &[&str], until: Instant, rows: &mut Vec<DifferenceRow>) {
    let (mut i, mut j) = (0, 0);
    for (x, y) in beside(a, b) {
        rows.extend(a[i..x].iter().map(|text| only_a(text)));
        rows.extend(b[j..y].iter().map(|text| only_b(text)));
        rows.push(compared(a[x], b[y], until));
        (i, j) = (x + 1, y + 1);
    }
    rows.extend(a[i..].iter().map(|text| only_a(text)));
    rows.extend(b[j..].iter().map(|text| only_b(text)));
}

/// The pairs of paragraphs, in order on both sides, whose likeness is the greatest in sum.
fn beside(a: &[&str], b: &[&str]) -> Vec<(usize, usize)> {
    if a.len() * b.len() > MATCHED {
        let in_order = (0..a.len().min(b.len())).map(|at| (at, at));
        return in_order
            .filter(|(x, y)| alike(&pairs(a[*x]), &pairs(b[*y])) >= BESIDE)
            .collect();
    }
    let (left, right): (Vec<_>, Vec<_>) = (
        a.iter().map(|text| pairs(text)).collect(),
        b.iter().map(|text| pairs(text)).collect(),
    );
    let likeness = |x: usize, y: usize| {
        let likeness = alike(&left[x], &right[y]);
        if likeness >= BESIDE { likeness } else { 0.0 }
    };
    // The best sum for the paragraphs from x and from y on.
    let mut best = vec![vec![0.0_f64; b.len() + 1]; a.len() + 1];
    let mut one = vec![vec![0.0_f64; b.len()]; a.len()];
    for x in (0..a.len()).rev() {
        for y in (0..b.len()).rev() {
            one[x][y] = likeness(x, y);
            let without = best[x + 1][y].max(best[x][y + 1]);
            best[x][y] = without.max(best[x + 1][y + 1] + one[x][y]);
        }
    }
    let (mut x, mut y, mut found) = (0, 0, Vec::new());
    while x < a.len() && y < b.len() {
        if one[x][y] > 0.0 && best[x][y] <= best[x + 1][y + 1] + one[x][y] {
            found.push((x, y));
            (x, y) = (x + 1, y + 1);
        } else if best[x + 1][y] >= best[x][y + 1] {
            x += 1;
        } else {
            y += 1;
        }
    }
    found
}

/// The pairs of neighbouring characters of a text, sorted.
fn pairs(text: &str) -> Vec<(char, char)> {
    let chars = || text.chars().take(COMPARED_CHARS);
    let mut pairs: Vec<_> = chars().zip(chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The coefficient of Dice (1945): twice what both have in what each has.
fn alike(a: &[(char, char)], b: &[(char, char)]) -> f64 {
    let both = a
        .iter()
        .filter(|pair| b.binary_search(pair).is_ok())
        .count();
    share(2 * both, a.len() + b.len())
}

fn compared(a: &str, b: &str, until: Instant) -> DifferenceRow {
    let is_long = |text: &str| text.chars().nth(COMPARED_CHARS).is_some();
    if is_long(a) || is_long(b) {
        return DifferenceRow {
            a: whole(a, true),
            b: whole(b, true),
        };
    }
    let mut row = DifferenceRow::default();
    let diff = TextDiff::configure().deadline(until).diff_chars(a, b);
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => {
                push(&mut row.a, change.value(), false);
                push(&mut row.b, change.value(), false);
            }
            ChangeTag::Delete => push(&mut row.a, change.value(), true),
            ChangeTag::Insert => push(&mut row.b, change.value(), true),
        }
    }
    row
}

fn push(pieces: &mut Vec<Piece>, text: &str, differs: bool) {
    match pieces.last_mut() {
        Some(last) if last.differs == differs => last.text.push_str(text),
        _ => pieces.extend(whole(text, differs)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Paragraph, Section};

    fn document(paragraphs: &[&str]) -> Document {
        let paragraphs = paragraphs.iter().map(|text| Paragraph {
            text: (*text).to_owned(),
            ..Paragraph::default()
        });
        let section = Section {
            paragraphs: paragraphs.collect(),
            ..Section::default()
        };
        Document {
            sections: vec![section],
            ..Document::default()
        }
    }

    /// A row in letters: what differs stands in brackets.
    fn drawn(pieces: &[Piece]) -> String {
        let one = |piece: &Piece| {
            if piece.differs {
                format!("[{}]", piece.text)
            } else {
                piece.text.clone()
            }
        };
        pieces.iter().map(one).collect()
    }

    #[test]
    fn the_characters_that_differ_are_marked_and_paragraphs_stand_beside_their_like() {
        let a = document(&["弘扬上海精神。", "深化安全合作，打击三股势力。", "结束。"]);
        let b = document(&[
            "弘扬上海精神。",
            "新的一段。",
            "深化安保合作，打击“三股势力”。",
            "结束。",
        ]);
        let rows: Vec<(String, String)> = differences(&a, &b)
            .iter()
            .map(|row| (drawn(&row.a), drawn(&row.b)))
            .collect();
        let expected = [
            ("弘扬上海精神。", "弘扬上海精神。"),
            ("", "[新的一段。]"),
            (
                "深化安[全]合作，打击三股势力。",
                "深化安[保]合作，打击[“]三股势力[”]。",
            ),
            ("结束。", "结束。"),
        ];
        let expected = expected.map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(rows, expected);
    }

    proptest! {
        /// Read down one side, the rows are that document, and what is not marked is the same on both.
        #[test]
        fn nothing_is_lost_or_made_up(
            a in prop::collection::vec("[上海精神abc，。]{1,12}", 0..8),
            b in prop::collection::vec("[上海精神abc，。]{1,12}", 0..8),
        ) {
            let texts = |paragraphs: &[String]| paragraphs.concat();
            let (x, y): (Vec<&str>, Vec<&str>) =
                (a.iter().map(String::as_str).collect(), b.iter().map(String::as_str).collect());
            let rows = differences(&document(&x), &document(&y));
            let side = |of: fn(&DifferenceRow) -> &Vec<Piece>, all: bool| {
                let pieces = rows.iter().flat_map(of).filter(|piece| all || !piece.differs);
                pieces.map(|piece| piece.text.as_str()).collect::<String>()
            };
            prop_assert_eq!(side(|row| &row.a, true), texts(&a));
            prop_assert_eq!(side(|row| &row.b, true), texts(&b));
            prop_assert_eq!(side(|row| &row.a, false), side(|row| &row.b, false));
        }
    }
}
