//! Rows in reading order become lines as a typesetter's text has them: indents and gaps as white space, raised numbers as such,
//! headings and the title by the size of their print.

use std::collections::BTreeMap;

use super::columns::{Placed, in_order};
use super::rows::{Page, Row, Run, ink, rows};
use crate::import::given::{Laid, Part};
use crate::import::marks::note_start;
use crate::import::report::Dropped;
use crate::import::script::is_cjk;

/// Lays out all pages.
pub(super) fn lay(pages: Vec<Page>) -> Laid {
    let mut turned = Vec::new();
    let mut placed: Vec<Vec<Placed>> = Vec::with_capacity(pages.len());
    let mut heights = Vec::with_capacity(pages.len());
    for page in pages {
        turned.extend(page.turned);
        heights.push((page.bottom, page.top));
        placed.push(in_order(rows(page.runs)));
    }
    let sizes = Sizes::of(&placed);
    let mut laid = Laid::default();
    let mut parts = Parts {
        sizes: &sizes,
        ordinal: 0,
        has_title: false,
    };
    for (number, page) in placed.iter().enumerate() {
        if number > 0 {
            laid.end_page();
        }
        let edges = edges(page, &sizes, heights[number]);
        for column in page.chunk_by(|a, b| a.column == b.column) {
            lay_column(column, &edges, &mut parts, &mut laid);
        }
    }
    laid.left_out = turned
        .into_iter()
        .filter(|text| ink(text) > 0)
        .map(|text| Dropped {
            line: 0,
            text,
            why: "printed at an angle, as watermarks are".to_owned(),
        })
        .collect();
    laid
}

/// Heights of rows that stand at the edge of the page in small print, parted from the text: running heads and feet of a page that
/// has no neighbour to compare it with.
fn edges(page: &[Placed], sizes: &Sizes, (bottom, top): (f32, f32)) -> Vec<f32> {
    const EDGE: f32 = 0.1;
    const SMALLER: f32 = 0.92;
    const APART: f32 = 1.8;
    const LONGEST: usize = 40;
    let mut bases: Vec<f32> = page.iter().map(|placed| placed.row.base()).collect();
    bases.sort_by(f32::total_cmp);
    let height = top - bottom;
    let is_edge = |row: &Row, next: Option<&f32>| {
        let text = text(row);
        let is_far = next.is_none_or(|next| (next - row.base()).abs() > APART * sizes.body);
        let is_note =
            note_start(text.trim()).is_some() || text.trim_end().ends_with(['。', '.', '；']);
        row.size() <= SMALLER * sizes.body && is_far && !is_note && text.chars().count() <= LONGEST
    };
    let mut edges = Vec::new();
    for placed in page.iter().filter(|_| height > 0.0 && bases.len() > 2) {
        let base = placed.row.base();
        let is_top = base > top - EDGE * height && bases.last() == Some(&base);
        let is_bottom = base < bottom + EDGE * height && bases.first() == Some(&base);
        let next = if is_top {
            bases.get(bases.len() - 2)
        } else {
            bases.get(1)
        };
        if (is_top || is_bottom) && is_edge(&placed.row, next) {
            edges.push(base);
        }
    }
    edges
}

fn lay_column(column: &[Placed], edges: &[f32], parts: &mut Parts<'_>, laid: &mut Laid) {
    const EM_QUARTERS: f32 = 4.0;
    let margin = margin(column);
    let pitch = pitch(column);
    let mut above: Option<&Row> = None;
    for placed in column {
        let row = &placed.row;
        let gap = above.map_or(1.0, |above| (above.base() - row.base()) / pitch);
        for _ in 1..blank_lines(gap) {
            laid.line("", None);
        }
        if edges.contains(&row.base()) {
            laid.furniture.push(laid.parts.len());
        }
        let part = parts.part(row, above.filter(|_| gap < 1.6));
        let indent = ((row.left() - margin) / row.size().max(1.0) * EM_QUARTERS).round();
        laid.line(&(white(indent) + &text(row)), part);
        above = Some(row);
    }
}

/// Lines down to the next row, 1 for the usual distance.
fn blank_lines(gap: f32) -> usize {
    match gap {
        gap if gap > 4.0 => 4,
        gap if gap > 2.6 => 3,
        gap if gap > 1.45 => 2,
        _ => 1,
    }
}

/// White space of so many quarters of the print's size.
fn white(quarters: f32) -> String {
    const MOST: f32 = 160.0;
    let mut left = quarters.clamp(0.0, MOST);
    let mut white = String::new();
    while left >= 4.0 {
        white.push('\u{3000}');
        left -= 4.0;
    }
    if left >= 2.0 {
        white.push(' ');
    }
    white
}

/// Where the lines of a column begin: the leftmost place that more than one row has.
fn margin(column: &[Placed]) -> f32 {
    const NEAR: f32 = 2.0;
    let mut lefts: Vec<f32> = column.iter().map(|placed| placed.row.left()).collect();
    lefts.sort_by(f32::total_cmp);
    let repeated = lefts.windows(2).find(|pair| pair[1] - pair[0] < NEAR);
    repeated.map_or_else(|| lefts.first().copied().unwrap_or(0.0), |pair| pair[0])
}

/// The usual distance from one row to the next.
fn pitch(column: &[Placed]) -> f32 {
    let mut distances: Vec<f32> = column
        .windows(2)
        .map(|pair| pair[0].row.base() - pair[1].row.base())
        .filter(|distance| *distance > 1.0)
        .collect();
    distances.sort_by(f32::total_cmp);
    // The lower quartile: gaps between paragraphs are wider than lines, nothing is closer.
    let usual = distances.get(distances.len() / 4).copied();
    usual
        .unwrap_or_else(|| {
            column
                .first()
                .map_or(12.0, |placed| placed.row.size() * 1.5)
        })
        .max(1.0)
}

/// The text of a row, its raised numbers as raised digits.
fn text(row: &Row) -> String {
    const WORD_GAP: f32 = 0.18;
    const HAN_GAP: f32 = 0.7;
    const WIDE_GAP: f32 = 3.0;
    let (base, size) = (row.base(), row.size());
    let mut text = String::new();
    let mut right: Option<f32> = None;
    for run in &row.runs {
        let gap = right.map_or(0.0, |right| (run.left - right) / size.max(1.0));
        let piece = raised(run, base, size).unwrap_or_else(|| run.text.clone());
        let is_close = |c: Option<char>| c.is_some_and(is_cjk);
        let both_han = is_close(text.chars().next_back()) && is_close(piece.chars().next());
        let has_space =
            text.ends_with(char::is_whitespace) || piece.starts_with(char::is_whitespace);
        match gap {
            gap if gap > WIDE_GAP => text.push_str("    "),
            gap if has_space || gap < WORD_GAP || (both_han && gap < HAN_GAP) => {}
            _ => text.push(' '),
        }
        text.push_str(&piece);
        right = Some(right.unwrap_or(run.right).max(run.right));
    }
    text
}

/// A number of footnotes: small digits above the line.
fn raised(run: &Run, base: f32, size: f32) -> Option<String> {
    const SMALL: f32 = 0.82;
    const RAISED: f32 = 0.12;
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let is_raised = run.size < SMALL * size && run.base - base > RAISED * size;
    let digits = run.text.trim();
    if !is_raised || !(1..=3).contains(&digits.len()) {
        return None;
    }
    digits
        .chars()
        .map(|c| DIGITS.get(c.to_digit(10)? as usize).copied())
        .collect()
}

/// The sizes of print in a document.
struct Sizes {
    /// That of most of the text.
    body: f32,
    /// Those of headings, the largest first.
    headings: Vec<f32>,
}

/// Print this much larger than the text is that of headings.
const LARGER: f32 = 1.12;
/// Sizes closer than this are one size, points.
const SAME: f32 = 0.6;
/// Longest line of a heading, characters.
const LONGEST_HEADING: usize = 60;

impl Sizes {
    fn of(pages: &[Vec<Placed>]) -> Self {
        let mut classes: BTreeMap<i32, Class> = BTreeMap::new();
        for page in pages {
            for rows in page.chunk_by(|a, b| half_points(a.row.size()) == half_points(b.row.size()))
            {
                let class = classes.entry(half_points(rows[0].row.size())).or_default();
                let ink_of = |row: &Row| row.runs.iter().map(|run| ink(&run.text)).sum::<usize>();
                class.ink += rows.iter().map(|placed| ink_of(&placed.row)).sum::<usize>();
                class.rows += rows.len();
                if rows.len() >= PARAGRAPH_ROWS {
                    class.rows_of_paragraphs += rows.len();
                }
            }
        }
        let total: usize = classes.values().map(|class| class.ink).sum();
        // The largest print that a good part of the text has: tables and notes may hold more, in smaller print.
        let is_body = |class: &Class| class.ink * 5 >= total;
        let body = classes
            .iter()
            .rev()
            .find(|(_, class)| is_body(class))
            .map_or(0, |(size, _)| *size);
        let most = if total < SHORT_TEXT {
            total * 3 / 10
        } else {
            total / 8
        };
        let is_of_headings =
            |class: &Class| class.ink <= most && class.rows_of_paragraphs * 5 <= class.rows * 2;
        let headings = classes
            .iter()
            .rev()
            .filter(|(size, class)| {
                points(**size) >= LARGER * points(body) && is_of_headings(class)
            })
            .map(|(size, _)| points(*size));
        Self {
            body: points(body),
            // Many sizes are no system of headings but a poster.
            headings: headings.take(6).collect(),
        }
    }

    /// Place of a row's print among those of headings, the largest first.
    fn rank(&self, row: &Row) -> Option<usize> {
        let text = text(row);
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let may_be = letters >= 2 && text.chars().count() <= LONGEST_HEADING;
        self.headings
            .iter()
            .position(|size| may_be && (size - row.size()).abs() < SAME)
    }
}

/// Rows of one size of print.
#[derive(Debug, Default)]
struct Class {
    ink: usize,
    rows: usize,
    /// Rows that stand together with others of the size, as those of paragraphs do.
    rows_of_paragraphs: usize,
}

/// Fewest rows of one print together that are no heading.
const PARAGRAPH_ROWS: usize = 4;
/// Characters of a text so short that its title is a good part of it.
const SHORT_TEXT: usize = 800;

#[expect(clippy::cast_precision_loss, reason = "a size of print")]
fn points(half_points: i32) -> f32 {
    half_points as f32 / 2.0
}

#[expect(clippy::cast_possible_truncation, reason = "a size of print")]
fn half_points(size: f32) -> i32 {
    (size.clamp(0.0, 1000.0) * 2.0).round() as i32
}

/// Gives rows their parts.
struct Parts<'s> {
    sizes: &'s Sizes,
    ordinal: u32,
    has_title: bool,
}

impl Parts<'_> {
    /// The part that a row belongs to; `above` is the row above it at the usual distance.
    fn part(&mut self, row: &Row, above: Option<&Row>) -> Option<Part> {
        let rank = self.sizes.rank(row)?;
        let goes_on = above.is_some_and(|above| self.sizes.rank(above) == Some(rank));
        if !goes_on {
            self.ordinal += 1;
        }
        let is_title = rank == 0 && self.ordinal == 1;
        if is_title {
            self.has_title = true;
            return Some(Part::Title);
        }
        let level = u8::try_from(rank + usize::from(!self.has_title))
            .unwrap_or(6)
            .clamp(1, 6);
        Some(Part::Heading {
            level,
            ordinal: self.ordinal,
        })
    }
}
