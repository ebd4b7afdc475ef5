//! Two texts side by side in a terminal. What differs is marked by signs, `[-…-]` on the left and `{+…+}` on the right (as
//! `wdiff` has them), and only besides by colour.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use sco_corpus::{DifferenceRow, Piece};
use unicode_width::UnicodeWidthChar;

use super::paint::Paint;

/// Rows that are the same on both sides and are shown around a difference.
const AROUND: usize = 1;
/// Narrowest column, in cells of a terminal.
const LEAST_COLUMN: usize = 16;

/// A character and whether it belongs to what differs.
type Cell = (char, bool);

/// The rows in two columns that fill `width` cells; of more equal rows than stand around a difference, only the number.
pub(crate) fn columns(rows: &[DifferenceRow], width: usize, full: bool, paint: Paint) -> String {
    let column = (width.saturating_sub(3) / 2).max(LEAST_COLUMN);
    let mut out = String::new();
    let mut hidden = 0;
    for (at, row) in rows.iter().enumerate() {
        if !full && !is_near_difference(rows, at) {
            hidden += 1;
            continue;
        }
        say_hidden(&mut out, &mut hidden);
        row_lines(&mut out, row, column, paint);
    }
    say_hidden(&mut out, &mut hidden);
    out
}

fn is_near_difference(rows: &[DifferenceRow], at: usize) -> bool {
    let until = (at + AROUND + 1).min(rows.len());
    let mut near = rows[at.saturating_sub(AROUND)..until].iter();
    near.any(|row| !row.is_equal())
}

fn say_hidden(out: &mut String, hidden: &mut usize) {
    if *hidden > 0 {
        let paragraphs = super::search::counted(*hidden as u64, "paragraph");
        let _ = writeln!(out, "… {paragraphs} alike …");
    }
    *hidden = 0;
}

fn row_lines(out: &mut String, row: &DifferenceRow, column: usize, paint: Paint) {
    let left = wrapped(&cells(&row.a, ["[-", "-]"]), column);
    let right = wrapped(&cells(&row.b, ["{+", "+}"]), column);
    let sign = match (row.a.is_empty(), row.b.is_empty()) {
        (true, _) => '>',
        (_, true) => '<',
        _ if row.is_equal() => ' ',
        _ => '|',
    };
    for at in 0..left.len().max(right.len()) {
        let a = left.get(at).map_or(&[][..], Vec::as_slice);
        let b = right.get(at).map_or(&[][..], Vec::as_slice);
        let padding = " ".repeat(column.saturating_sub(width_of(a)));
        let (a, b) = (
            painted(a, AnsiColor::Red, paint),
            painted(b, AnsiColor::Green, paint),
        );
        let line = format!("{a}{padding} {sign} {b}");
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

/// The characters of a side with signs around what differs.
fn cells(pieces: &[Piece], [opens, closes]: [&str; 2]) -> Vec<Cell> {
    let mut cells = Vec::new();
    for piece in pieces {
        let text = super::paint::plain(&piece.text);
        let differs = piece.differs;
        let (before, behind) = if differs { (opens, closes) } else { ("", "") };
        cells.extend(
            [before, &text, behind]
                .iter()
                .flat_map(|part| part.chars().map(|c| (c, differs))),
        );
    }
    cells
}

/// Lines of at most `column` cells, cut at a space where one is near.
fn wrapped(cells: &[Cell], column: usize) -> Vec<Vec<Cell>> {
    let mut lines = Vec::new();
    let mut line: Vec<Cell> = Vec::new();
    for &cell in cells {
        if width_of(&line) + cell.0.width().unwrap_or(0) > column {
            let space = line.iter().rposition(|(c, _)| *c == ' ');
            let is_word = cell.0.is_alphabetic() && !is_wide(cell.0);
            let rest = match space.filter(|at| is_word && *at > column / 2) {
                Some(at) => line.split_off(at + 1),
                None => Vec::new(),
            };
            lines.push(std::mem::replace(&mut line, rest));
        }
        line.push(cell);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

fn width_of(cells: &[Cell]) -> usize {
    cells.iter().map(|(c, _)| c.width().unwrap_or(0)).sum()
}

fn painted(cells: &[Cell], color: AnsiColor, paint: Paint) -> String {
    let style = Style::new().bold().fg_color(Some(color.into()));
    cells
        .chunk_by(|a, b| a.1 == b.1)
        .map(|run| {
            let text: String = run.iter().map(|(c, _)| *c).collect();
            if run[0].1 {
                paint.styled(style, &text)
            } else {
                text
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Color;
    use super::*;

    fn piece(text: &str, differs: bool) -> Piece {
        Piece {
            text: text.into(),
            differs,
        }
    }

    #[test]
    fn what_differs_is_marked_by_signs_and_columns_are_straight() {
        let rows = [
            DifferenceRow {
                a: vec![
                    piece("深化安", false),
                    piece("全", true),
                    piece("合作", false),
                ],
                b: vec![
                    piece("深化安", false),
                    piece("保", true),
                    piece("合作", false),
                ],
            },
            DifferenceRow {
                a: vec![],
                b: vec![piece("New paragraph of words", true)],
            },
        ];
        let shown = columns(&rows, 43, false, Paint::for_stdout(Color::Never));
        let expected = "深化安[-全-]合作     | 深化安{+保+}合作\n\
                        \u{20}                    > {+New paragraph of\n\
                        \u{20}                    > words+}\n";
        assert_eq!(shown, expected);
        let colored = columns(&rows, 43, false, Paint::for_stdout(Color::Always));
        assert!(
            colored.contains("\u{1b}[") && colored.contains("[-全-]"),
            "{colored:?}"
        );
    }

    #[test]
    fn what_is_alike_is_counted() {
        let equal = DifferenceRow {
            a: vec![piece("同", false)],
            b: vec![piece("同", false)],
        };
        let other = DifferenceRow {
            a: vec![piece("甲", true)],
            b: vec![],
        };
        let rows = [vec![equal.clone(); 5], vec![other], vec![equal; 3]].concat();
        let shown = columns(&rows, 40, false, Paint::for_stdout(Color::Never));
        assert!(shown.starts_with("… 4 paragraphs alike …\n"), "{shown}");
        assert!(shown.ends_with("… 2 paragraphs alike …\n"), "{shown}");
        let all = columns(&rows, 40, true, Paint::for_stdout(Color::Never));
        assert_eq!(all.lines().count(), 9);
    }
}
