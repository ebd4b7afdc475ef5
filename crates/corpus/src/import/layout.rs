//! How this document is set: is it wrapped, how wide are its lines, what do indents and blank lines mean in it?
//!
//! Everything is measured in the document at hand; there is no width or habit known beforehand.

use std::collections::HashMap;

use super::given::Part;
use super::headings::label;
use super::lines::Line;
use super::script::{CELL, Side, side};
use super::shape::{Ending, Shape, may_hang};

/// A line of running text with its clues and page.
#[derive(Debug, Clone)]
pub(super) struct BodyLine<'t> {
    /// The line.
    pub line: Line<'t>,
    /// Its clues.
    pub shape: Shape,
    /// Page it stands on.
    pub page: Option<u32>,
    /// Whether a page begins with it.
    pub turns_page: bool,
    /// Whether a footnote mark of the sentence above fell to its start.
    pub opens_with_mark: bool,
    /// The heading or title it is, where the format of the file knows.
    pub part: Option<Part>,
}

/// How a document is set.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent measurements, each yes or no"
)]
pub(super) struct Layout {
    /// Whether lines were broken by a typesetter; if not, each line is a paragraph.
    pub wrapped: bool,
    /// Width of a full line, in quarter cells.
    pub full: i32,
    /// Whether the text is mostly of alphabets, which are set with uneven line ends.
    pub spaced: bool,
    /// White space before most lines, in quarter cells.
    pub base_lead: i32,
    /// White space before the first line of a paragraph, where paragraphs are indented.
    pub first_lead: Option<i32>,
    /// Blank lines between two lines of one paragraph.
    pub gap_inside: usize,
    /// Whether stops and commas hang over the edge of full lines.
    pub hangs: bool,
    /// Whether lines break before stops and commas too, as simple programs break them.
    pub breaks_anywhere: bool,
    /// Whether paragraphs stand farther apart than lines.
    pub gap_means_break: bool,
}

/// Widest line, in cells, that is still taken for a line of a column or page.
const WIDEST_CELLS: i32 = 75;
/// Narrowest column, in cells.
const NARROWEST_CELLS: i32 = 10;

impl Layout {
    /// Measures a text.
    ///
    /// The width of the lines is mended on the way: how wide spaces between scripts are set is measured too.
    pub(super) fn measure(lines: &mut [BodyLine<'_>]) -> Self {
        measure_spaces(lines);
        let lines: &[BodyLine<'_>] = lines;
        let spaced = is_spaced(lines);
        let widths = open_widths(lines);
        let full = if spaced {
            full_ragged(&widths)
        } else {
            full_justified(&widths)
        };
        let mut layout = Self {
            wrapped: false,
            full,
            spaced,
            base_lead: base_lead(lines),
            first_lead: None,
            gap_inside: 0,
            gap_means_break: false,
            hangs: false,
            breaks_anywhere: false,
        };
        let bad_starts = lines.iter().filter(|l| l.shape.starts_badly).count();
        layout.breaks_anywhere = bad_starts >= 2 && bad_starts * 60 >= lines.len();
        layout.hangs = layout.hangs_punctuation(lines);
        layout.wrapped = layout.looks_wrapped(lines, &widths);
        if layout.wrapped {
            layout.measure_gaps(lines);
            layout.measure_indent(lines);
        }
        layout
    }

    /// Whether a line of this width is about full.
    pub(super) fn is_about_full(&self, width: i32) -> bool {
        let (low, high) = self.full_range();
        (low..=high).contains(&width)
    }

    /// Whether a line of this width is longer than any line of the column.
    pub(super) fn is_overlong(&self, width: i32) -> bool {
        width
            > if self.spaced {
                self.full * 5 / 4
            } else {
                self.full + 4 * CELL
            }
    }

    fn full_range(&self) -> (i32, i32) {
        if self.spaced {
            (self.full * 3 / 4, self.full * 11 / 10)
        } else {
            (self.full - 3 * CELL, self.full + 2 * CELL)
        }
    }

    /// Lines one cell longer than full that end with a stop or comma.
    fn hangs_punctuation(&self, lines: &[BodyLine<'_>]) -> bool {
        let long = |w: i32| (self.full + CELL / 2 + 1..=self.full + CELL + 1).contains(&w);
        let is_full = |l: &&BodyLine<'_>| (l.line.width - self.full).abs() <= CELL / 2;
        let hanging = lines
            .iter()
            .filter(|l| long(l.line.width) && l.line.text.ends_with(may_hang))
            .count();
        let full = lines.iter().filter(is_full).count();
        hanging >= 2 && hanging * 40 >= full
    }

    fn looks_wrapped(&self, lines: &[BodyLine<'_>], open_widths: &[i32]) -> bool {
        if !(NARROWEST_CELLS * CELL..=WIDEST_CELLS * CELL).contains(&self.full) {
            return false;
        }
        let near = open_widths
            .iter()
            .filter(|&&w| self.is_about_full(w))
            .count();
        let overlong = lines
            .iter()
            .filter(|l| self.is_overlong(l.line.width))
            .count();
        let all_near = near * 10 >= open_widths.len() * 6;
        let share_near = near * 100 >= open_widths.len() * 45;
        if overlong * 12 > lines.len() {
            // Some parts wrapped, some not: only a strong cluster of unfinished lines shows it.
            return near >= 5 && all_near && near * 8 >= lines.len();
        }
        match near {
            0 | 1 => false,
            2 => all_near && near * 3 >= lines.len(),
            _ => share_near && near * 8 >= lines.len(),
        }
    }

    /// Certainly inside a paragraph / certainly between two.
    fn sure_pairs<'a, 't>(
        &'a self,
        lines: &'a [BodyLine<'t>],
        inside: bool,
    ) -> impl Iterator<Item = &'a BodyLine<'t>> + 'a {
        lines.windows(2).filter_map(move |pair| {
            let (above, below) = (&pair[0], &pair[1]);
            let sure = if inside {
                is_open_ended(above) && self.is_about_full(above.line.width)
            } else {
                above.shape.ending == Ending::Stop && above.line.width < self.full * 3 / 4
            };
            (sure && !below.turns_page && label(below.line.text).is_none()).then_some(below)
        })
    }

    fn measure_gaps(&mut self, lines: &[BodyLine<'_>]) {
        let inside = common(self.sure_pairs(lines, true).map(|l| l.line.blank_before));
        let between = common(self.sure_pairs(lines, false).map(|l| l.line.blank_before));
        self.gap_inside = inside.unwrap_or(0);
        self.gap_means_break = between.is_some_and(|gap| gap > self.gap_inside);
    }

    fn measure_indent(&mut self, lines: &[BodyLine<'_>]) {
        let deeper = |l: &BodyLine<'_>| {
            let more = l.line.lead - self.base_lead;
            (CELL..=6 * CELL).contains(&more).then_some(l.line.lead)
        };
        let (mut after_break, mut indented, mut inside, mut indented_inside) =
            (0, Vec::new(), 0, 0);
        for below in self.sure_pairs(lines, false) {
            after_break += 1;
            indented.extend(deeper(below));
        }
        for below in self.sure_pairs(lines, true) {
            inside += 1;
            indented_inside += usize::from(deeper(below).is_some());
        }
        let usual = indented.len() * 10 >= after_break * 6 && !indented.is_empty();
        let rare_inside = indented_inside * 8 <= inside;
        let anywhere: Vec<i32> = lines.iter().filter_map(deeper).collect();
        if usual && rare_inside {
            self.first_lead = common(indented.into_iter());
        } else if after_break == 0
            && rare_inside
            && anywhere.len() >= 2
            && (anywhere.len() * 2 <= lines.len() || (inside >= 3 && indented_inside == 0))
        {
            self.first_lead = common(anywhere.into_iter());
        }
    }
}

/// Spaces between Chinese and digits are a quarter of a cell or a half: whichever makes full lines more alike.
fn measure_spaces(lines: &mut [BodyLine<'_>]) {
    let alike = |extra: i32| {
        let widths = lines
            .iter()
            .filter(|l| is_open_ended(l) && l.line.loose_spaces > 0);
        let widths: Vec<i32> = widths
            .map(|l| l.line.width + extra * l.line.loose_spaces)
            .collect();
        let exact: Vec<i32> = lines
            .iter()
            .filter(|l| is_open_ended(l))
            .map(|l| l.line.width + extra * l.line.loose_spaces)
            .collect();
        let full = full_justified(&exact);
        widths.iter().filter(|&&w| (w - full).abs() <= 2).count()
    };
    if alike(1) > alike(0) {
        for line in lines.iter_mut() {
            line.line.width += line.line.loose_spaces;
        }
    }
}

/// Widths of the lines that break off inside a sentence, those of first lines with their indent.
fn open_widths(lines: &[BodyLine<'_>]) -> Vec<i32> {
    let mut widths = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let next = lines.get(i + 1);
        if is_open_ended(line) || next.is_some_and(|next| is_open_clause(line, next)) {
            let indent = next.map_or(0, |next| line.line.lead - next.line.lead);
            let is_indent = (CELL..=6 * CELL).contains(&indent);
            widths.push(line.line.width + if is_indent { indent } else { 0 });
        }
    }
    widths
}

/// A numbered clause of a declaration or law that breaks off and goes on in the next line: no heading, although it has
/// the label of one.
fn is_open_clause(line: &BodyLine<'_>, next: &BodyLine<'_>) -> bool {
    let reach = line.line.lead + line.line.width + 2 * CELL;
    let goes_on = next.line.lead <= line.line.lead && next.line.width <= reach;
    let is_clause = line.line.text.contains(['，', '。', '；']);
    breaks_off(line) && is_clause && goes_on && label(next.line.text).is_none()
}

/// White space before the lines that go on from the line above; before most lines where few go on.
fn base_lead(lines: &[BodyLine<'_>]) -> i32 {
    const FEW: usize = 3;
    let going_on: Vec<i32> = lines
        .windows(2)
        .filter(|pair| is_open_ended(&pair[0]) || is_open_clause(&pair[0], &pair[1]))
        .map(|pair| pair[1].line.lead)
        .collect();
    if going_on.len() >= FEW {
        common(going_on.into_iter()).unwrap_or(0)
    } else {
        common(lines.iter().map(|l| l.line.lead)).unwrap_or(0)
    }
}

/// A line that breaks off inside a sentence and is no heading.
fn is_open_ended(line: &BodyLine<'_>) -> bool {
    breaks_off(line) && label(line.line.text).is_none()
}

fn breaks_off(line: &BodyLine<'_>) -> bool {
    let open = matches!(
        line.shape.ending,
        Ending::Word | Ending::Comma | Ending::Open
    ) || line.shape.left_open;
    open && line.line.width >= NARROWEST_CELLS * CELL
}

fn is_spaced(lines: &[BodyLine<'_>]) -> bool {
    let (mut spaced, mut cjk) = (0_usize, 0_usize);
    for c in lines
        .iter()
        .take(2000)
        .flat_map(|l| l.line.text.chars().take(400))
        .filter(|c| !c.is_whitespace())
    {
        match side(c) {
            Side::Spaced => spaced += 1,
            Side::Cjk => cjk += 1,
            Side::Either => {}
        }
    }
    // A Han character says about as much as three letters.
    spaced > cjk * 3
}

/// The width most lines have, give or take a cell; 0 where there is none.
fn full_justified(widths: &[i32]) -> i32 {
    let mut counts: HashMap<i32, usize> = HashMap::new();
    for &w in widths.iter().filter(|&&w| w <= (WIDEST_CELLS + 5) * CELL) {
        *counts.entry(w).or_insert(0) += 1;
    }
    let near = |w: i32, reach: i32| {
        (w - reach..=w + reach)
            .filter_map(|x| counts.get(&x))
            .sum::<usize>()
    };
    counts
        .keys()
        .copied()
        .max_by_key(|&w| (near(w, CELL / 2) + 2 * near(w, 0), w))
        .unwrap_or(0)
}

/// The width that lines with uneven ends come close to and hardly exceed.
fn full_ragged(widths: &[i32]) -> i32 {
    let mut sorted: Vec<i32> = widths
        .iter()
        .copied()
        .filter(|&w| w <= (WIDEST_CELLS + 5) * CELL)
        .collect();
    sorted.sort_unstable();
    let (mut best, mut best_count, mut low) = (0, 0, 0);
    for high in 0..sorted.len() {
        while sorted[low] * 5 < sorted[high] * 4 {
            low += 1;
        }
        if high - low + 1 >= best_count {
            best_count = high - low + 1;
            best = sorted[high];
        }
    }
    best
}

/// The most frequent value, the smaller one of equals.
fn common<T: Copy + Ord + std::hash::Hash>(values: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: HashMap<T, usize> = HashMap::new();
    for value in values {
        *counts.entry(value).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .max_by_key(|&(value, count)| (count, std::cmp::Reverse(value)))
        .map(|(value, _)| value)
}
