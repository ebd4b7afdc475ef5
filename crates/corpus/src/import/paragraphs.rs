//! Lines to paragraphs: where does one end and the next begin?
//!
//! Every boundary between two lines is either a break or a join, and every line is either the first of its paragraph or
//! not; what speaks for each is added up as a cost, and the cheapest reading of the whole text is taken (Viterbi). So a
//! full line that ends a sentence is judged together with the line below it: a first line is shorter by its indent.

use super::headings::{Label, Numbering, label};
use super::layout::{BodyLine, Layout};
use super::script::{CELL, side_of};
use super::shape::Ending;

/// Lines that belong together, and how sure it is that they end there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// First line, counted from 0 in the lines given.
    pub first: usize,
    /// One past the last line.
    pub end: usize,
    /// Whether it has the form of a heading, and with what label.
    pub heading: Option<Label>,
    /// From 0 (could as well go on) to 1: how sure it is that the block ends here.
    pub sure: f32,
}

/// What a boundary costs.
#[derive(Debug, Clone, Copy)]
struct Costs {
    join: f64,
    break_: f64,
}

/// Part of a heading that a line may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeadingPart {
    No,
    Whole,
    Start,
    Tail,
}

/// Cuts lines into blocks.
pub(super) fn blocks(lines: &[BodyLine<'_>], layout: &Layout) -> Vec<Block> {
    if lines.is_empty() {
        return Vec::new();
    }
    if !layout.wrapped {
        return plain_blocks(lines, layout);
    }
    let parts = heading_parts(lines, layout);
    let aligned = table_lines(lines);
    // The indent of first lines may be kept as white space or lost; either way it shortens the line. Which, is tried.
    let indents: &[i32] = if layout.spaced { &[0] } else { &[2 * CELL, 0] };
    let best = indents
        .iter()
        .map(|&indent| Reader { lines, layout, parts: &parts, aligned: &aligned, indent }.cheapest())
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, breaks)) = best else { return Vec::new() };
    let mut blocks = Vec::new();
    let mut first = 0;
    for (i, &(is_break, margin)) in breaks.iter().enumerate() {
        if !is_break {
            continue;
        }
        blocks.push(block(lines, &parts, layout, first, i + 1, certainty(margin)));
        first = i + 1;
    }
    blocks.push(block(lines, &parts, layout, first, lines.len(), 1.0));
    blocks
}

#[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
fn certainty(margin: f64) -> f32 {
    (1.0 - (-margin.abs()).exp()) as f32
}

fn block(
    lines: &[BodyLine<'_>],
    parts: &[HeadingPart],
    layout: &Layout,
    first: usize,
    end: usize,
    sure: f32,
) -> Block {
    let flagged = match end - first {
        1 => parts[first] == HeadingPart::Whole,
        2 => parts[first] == HeadingPart::Start && parts[first + 1] == HeadingPart::Tail,
        _ => false,
    };
    let single_start = end - first == 1 && has_heading_form(lines, first, layout, true);
    let heading = if flagged || single_start { label(lines[first].line.text) } else { None };
    Block { first, end, heading, sure }
}

/// Clean text: each line is a paragraph, unless it begins with what never begins one.
fn plain_blocks(lines: &[BodyLine<'_>], layout: &Layout) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let follows = i > 0
            && line.shape.starts_badly
            && line.line.blank_before == 0
            && matches!(lines[i - 1].shape.ending, Ending::Word | Ending::Close);
        match blocks.last_mut() {
            Some(block) if follows => {
                block.end = i + 1;
                block.heading = None;
            }
            _ => {
                let is_heading = has_heading_form(lines, i, layout, true);
                let heading = if is_heading { label(line.line.text) } else { None };
                blocks.push(Block { first: i, end: i + 1, heading, sure: 1.0 });
            }
        }
    }
    blocks
}

/// Whether a line has a heading's label and ends as headings end; `whole`: and is short enough to be all of it.
fn has_heading_form(lines: &[BodyLine<'_>], i: usize, layout: &Layout, whole: bool) -> bool {
    const LONGEST_CELLS: i32 = 45;
    let line = &lines[i];
    let Some(label) = label(line.line.text) else { return false };
    let asks = line.line.text.ends_with(['？', '?']);
    let numbered_high = !matches!(label.numbering, Numbering::Digit | Numbering::DigitInBrackets | Numbering::Article);
    let ends_well = match line.shape.ending {
        Ending::Word | Ending::Close => !line.shape.left_open,
        Ending::Stop => (asks && numbered_high) || is_bare_label(line.line.text, label),
        Ending::Weak => label.numbering == Numbering::Name,
        _ => false,
    };
    let limit = if layout.wrapped { layout.full - CELL } else { LONGEST_CELLS * CELL };
    ends_well && (!whole || line.line.width <= limit.max(8 * CELL))
}

/// `1.` or `I.` alone in a line ends with its own stop.
fn is_bare_label(text: &str, label: Label) -> bool {
    label.alone && text.chars().count() <= 12
}

/// Heading lines, and headings that go on in a second line.
fn heading_parts(lines: &[BodyLine<'_>], layout: &Layout) -> Vec<HeadingPart> {
    let mut parts = vec![HeadingPart::No; lines.len()];
    for i in 0..lines.len() {
        if parts[i] == HeadingPart::Tail {
            continue;
        }
        if has_heading_form(lines, i, layout, true) {
            parts[i] = HeadingPart::Whole;
        }
        let goes_on = label(lines[i].line.text).is_some_and(|l| !l.alone)
            && matches!(lines[i].shape.ending, Ending::Word | Ending::Comma | Ending::Open | Ending::Close)
            && lines[i].line.width >= layout.full - 4 * CELL
            && !layout.is_overlong(lines[i].line.width);
        let Some(next) = lines.get(i + 1) else { continue };
        let short = next.line.width < layout.full - 4 * CELL;
        let plain_end = matches!(next.shape.ending, Ending::Word | Ending::Close) && !next.shape.left_open;
        let above_ends = i == 0 || !matches!(lines[i - 1].shape.ending, Ending::Comma | Ending::Open) ;
        if goes_on && short && plain_end && above_ends && label(next.line.text).is_none() {
            parts[i] = HeadingPart::Start;
            parts[i + 1] = HeadingPart::Tail;
        }
    }
    parts
}

/// Lines of a table: three or more in a row that hold two gaps of white space inside, or one tab.
fn table_lines(lines: &[BodyLine<'_>]) -> Vec<bool> {
    let gapped: Vec<bool> = lines.iter().map(|l| column_gaps(l.line.text) >= 1).collect();
    let mut table = vec![false; lines.len()];
    let mut first = 0;
    while first < lines.len() {
        let run = gapped[first..].iter().take_while(|&&g| g).count();
        if run >= 3 {
            table[first..first + run].fill(true);
        }
        first += run.max(1);
    }
    table
}

/// Runs of white space inside a line that are wide enough to part columns.
pub(super) fn column_gaps(text: &str) -> usize {
    let (mut gaps, mut run) = (0, 0_usize);
    for c in text.chars() {
        if c.is_whitespace() {
            run += match c {
                '\t' => 3,
                '\u{3000}' => 2,
                _ => 1,
            };
        } else {
            gaps += usize::from(run >= 3);
            run = 0;
        }
    }
    gaps
}

struct Reader<'a, 't> {
    lines: &'a [BodyLine<'t>],
    layout: &'a Layout,
    parts: &'a [HeadingPart],
    aligned: &'a [bool],
    indent: i32,
}

impl Reader<'_, '_> {
    /// Cost of the cheapest reading, and for each boundary whether it is a break there and by what margin.
    fn cheapest(&self) -> (f64, Vec<(bool, f64)>) {
        let n = self.lines.len();
        let costs: Vec<[Costs; 2]> = (0..n - 1).map(|i| [self.costs(i, true), self.costs(i, false)]).collect();
        // State 0: the line is the first of its paragraph; state 1: it is not.
        let (first, later) = (0, 1);
        let mut forward = vec![[0.0, f64::INFINITY]; n];
        for i in 0..n - 1 {
            let [a, b] = forward[i];
            forward[i + 1][first] = (a + costs[i][first].break_).min(b + costs[i][later].break_);
            forward[i + 1][later] = (a + costs[i][first].join).min(b + costs[i][later].join);
        }
        let mut backward = vec![[0.0, 0.0]; n];
        for i in (0..n - 1).rev() {
            let after = backward[i + 1];
            for state in [first, later] {
                let cost = costs[i][state];
                backward[i][state] = (cost.break_ + after[first]).min(cost.join + after[later]);
            }
        }
        let breaks = (1..n)
            .map(|i| {
                let margin = (forward[i][later] + backward[i][later]) - (forward[i][first] + backward[i][first]);
                (margin > 0.0, margin)
            })
            .collect();
        (forward[n - 1][first].min(forward[n - 1][later]), breaks)
    }

    fn costs(&self, i: usize, is_first: bool) -> Costs {
        let mut costs = self.width_costs(i, is_first);
        self.add_endings(i, &mut costs);
        self.add_beginnings(i, &mut costs);
        self.add_spacing(i, &mut costs);
        costs
    }

    /// A line inside a paragraph is full: the first piece of the next line would not have fitted.
    fn width_costs(&self, i: usize, is_first: bool) -> Costs {
        const BREAK: f64 = 1.7;
        const MOST: f64 = 10.0;
        let (line, next) = (&self.lines[i], &self.lines[i + 1]);
        if self.layout.is_overlong(line.line.width) {
            return Costs { join: MOST, break_: 0.1 };
        }
        let room = self.layout.full - if is_first { self.indent } else { 0 } - line.line.width;
        let cells = |quarters: i32| f64::from(quarters) / f64::from(CELL);
        if self.layout.spaced {
            let unit = next.shape.first_unit + CELL / 2;
            let left = f64::from(room - unit) / f64::from(self.layout.full);
            let join = 0.1 + if left > 0.0 { (left * 14.0).powi(2).min(MOST) } else { 0.0 };
            return Costs { join, break_: if left < 0.04 { BREAK + 1.2 } else { BREAK } };
        }
        // A piece longer than a character explains room left over.
        let hangs = if self.layout.hangs { next.shape.first_unit_hangs } else { 0 };
        let longer = if self.layout.breaks_anywhere { 0 } else { (next.shape.first_unit - hangs - CELL).max(0) };
        let unexplained = cells(room - longer);
        // Such room is rare, and a first line has just this much: the longer the piece, the less it proves.
        let explained = if cells(room.min(longer)) > 0.75 { (2.0 * (1.0 + cells(longer))).ln() } else { 0.0 };
        // The width of a line of Han characters alone is exact; digits and letters blur it.
        let blur = 0.4 + f64::from(line.shape.inexact.min(24)) * 0.05;
        let under = ((unexplained - 0.8) / blur * 1.6).clamp(0.0, MOST);
        let squeezed = f64::from(line.shape.squeezable.min(6)) * 0.25;
        let over = ((cells(-room) - 0.7 - squeezed) / blur).clamp(0.0, 6.0);
        // A last line is as often full as it has any other width.
        let by_chance = if unexplained < 1.0 { cells(self.layout.full).ln() - 0.9 } else { 0.3 };
        // Too wide for a first line is too wide whatever comes after.
        Costs { join: 0.1 + under + explained + over, break_: BREAK + by_chance + over }
    }

    fn add_endings(&self, i: usize, costs: &mut Costs) {
        let line = &self.lines[i];
        let (join, break_) = match line.shape.ending {
            Ending::Stop => (3.0, 0.0),
            Ending::Weak if line.line.text.ends_with(['；', ';']) => (0.4, 2.8),
            Ending::Weak => (1.5, 1.2),
            Ending::Close => (0.4, 2.4),
            Ending::Word => (0.0, 3.6),
            Ending::Comma => (0.0, 5.5),
            Ending::Open => (0.0, 7.0),
        };
        costs.join += join;
        costs.break_ += break_ + if line.shape.left_open { 2.5 } else { 0.0 };
        match self.parts[i] {
            HeadingPart::Whole | HeadingPart::Tail => {
                costs.join += 5.0;
                costs.break_ = costs.break_.min(0.4);
            }
            HeadingPart::Start => costs.break_ += 5.0,
            HeadingPart::No => {}
        }
    }

    fn add_beginnings(&self, i: usize, costs: &mut Costs) {
        let (line, next) = (&self.lines[i], &self.lines[i + 1]);
        if next.shape.starts_badly {
            costs.break_ += 8.0;
        }
        if next.shape.starts_small {
            costs.break_ += 2.5;
        }
        if self.aligned[i] && self.aligned[i + 1] {
            *costs = Costs { join: 20.0, break_: 0.0 };
        }
        if self.parts[i + 1] == HeadingPart::Tail {
            return;
        }
        let after_text = matches!(line.shape.ending, Ending::Stop | Ending::Weak | Ending::Close)
            || self.parts[i] != HeadingPart::No
            || line.line.width < self.layout.full * 3 / 4;
        if after_text && self.parts[i + 1] != HeadingPart::No {
            costs.join += 5.0;
            costs.break_ -= 1.5;
        } else if after_text && is_item(next.line.text) {
            costs.join += 3.0;
            costs.break_ -= if line.shape.ending == Ending::Weak { 2.6 } else { 1.0 };
        }
    }

    /// Indents and blank lines, as far as they mean anything in this document.
    fn add_spacing(&self, i: usize, costs: &mut Costs) {
        let next = &self.lines[i + 1];
        let more = next.line.lead - self.layout.base_lead;
        let known_heading = self.parts[i + 1] != HeadingPart::No || self.parts[i] != HeadingPart::No;
        if let Some(first_lead) = self.layout.first_lead {
            let indented = (next.line.lead - first_lead).abs() <= CELL;
            if indented {
                costs.join += 6.0;
                costs.break_ -= 1.0;
            } else if !known_heading && more < CELL {
                costs.break_ += 5.0;
            }
        }
        if more > 6 * CELL && self.layout.first_lead.is_none_or(|lead| next.line.lead > lead + 2 * CELL) {
            // Set to the right or the middle: a signature, a date, a title.
            costs.join += 4.0;
        }
        if next.turns_page {
            return;
        }
        let gap = next.line.blank_before;
        if gap > self.layout.gap_inside {
            costs.join += if self.layout.gap_means_break { 6.0 } else { 2.5 };
            costs.break_ -= if self.layout.gap_means_break { 1.0 } else { 0.0 };
        } else if self.layout.gap_means_break && !known_heading {
            costs.break_ += 2.5;
        }
    }
}

/// Whether a line begins as an item of a list does.
fn is_item(text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next().unwrap_or(' ');
    let second = characters.next().unwrap_or(' ');
    match first {
        '•' | '●' | '■' | '◆' | '▪' | '○' | '※' | '★' | '►' => true,
        '—' => second == '—',
        '-' | '–' | '·' | '*' => second.is_whitespace(),
        '①'..='⑳' => side_of(text.chars().skip(1)) != super::script::Side::Spaced || second.is_whitespace(),
        _ => label(text).is_some(),
    }
}
