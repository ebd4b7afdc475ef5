//! Lines to paragraphs: where does one end and the next begin?
//!
//! Every boundary between two lines is either a break or a join, and every line is either the first of its paragraph or
//! not; what speaks for each is added up as a cost, and the cheapest reading of the whole text is taken (Viterbi). So a
//! full line that ends a sentence is judged together with the line below it: a first line is shorter by its indent.

use super::costs::Costs;
use super::headings::{Label, Numbering, label};
use super::layout::{BodyLine, Layout};
use super::script::{CELL, is_closer};
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
    /// Whether the format of the file says that it is the title.
    pub is_title: bool,
    /// From 0 (could as well go on) to 1: how sure it is that the block ends here.
    pub sure: f32,
}

/// Part of a heading that a line may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HeadingPart {
    /// None.
    No,
    /// All of it.
    Whole,
    /// Its first line.
    Start,
    /// Its second line.
    Tail,
}

/// Cuts lines into blocks; headings that the format of the file knows stand as they are.
pub(super) fn blocks(lines: &[BodyLine<'_>], layout: &Layout) -> Vec<Block> {
    let mut all = Vec::new();
    let mut first = 0;
    for run in lines.chunk_by(|a, b| a.part == b.part) {
        let end = first + run.len();
        match run[0].part {
            Some(part) => all.push(Block {
                first,
                end,
                heading: part.heading(),
                is_title: part.is_title(),
                sure: 1.0,
            }),
            None => all.extend(measured_blocks(run, layout).into_iter().map(|block| Block {
                first: first + block.first,
                end: first + block.end,
                ..block
            })),
        }
        first = end;
    }
    all
}

/// Cuts lines into blocks by what was measured.
fn measured_blocks(lines: &[BodyLine<'_>], layout: &Layout) -> Vec<Block> {
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
        .map(|&indent| {
            Reader {
                lines,
                layout,
                parts: &parts,
                aligned: &aligned,
                indent,
            }
            .cheapest()
        })
        .min_by(|a, b| a.0.total_cmp(&b.0));
    let Some((_, breaks)) = best else {
        return Vec::new();
    };
    let mut blocks = Vec::new();
    let mut first = 0;
    for (i, &(is_break, margin)) in breaks.iter().enumerate() {
        if !is_break {
            continue;
        }
        blocks.push(block(
            lines,
            &parts,
            layout,
            first,
            i + 1,
            certainty(margin),
        ));
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
    let single_start = end - first == 1 && has_heading_form(lines, first, layout);
    let heading = if flagged || single_start {
        label(lines[first].line.text)
    } else {
        None
    };
    Block {
        first,
        end,
        heading,
        is_title: false,
        sure,
    }
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
                let is_heading = has_heading_form(lines, i, layout);
                let heading = if is_heading {
                    label(line.line.text)
                } else {
                    None
                };
                blocks.push(Block {
                    first: i,
                    end: i + 1,
                    heading,
                    is_title: false,
                    sure: 1.0,
                });
            }
        }
    }
    blocks
}

/// Whether a line has a heading's label, ends as headings end and is short enough to be all of it.
fn has_heading_form(lines: &[BodyLine<'_>], i: usize, layout: &Layout) -> bool {
    const LONGEST_CELLS: i32 = 45;
    let line = &lines[i];
    let Some(label) = label(line.line.text).filter(|_| !line.opens_with_mark) else {
        return false;
    };
    let asks = line.line.text.ends_with(['？', '?']);
    let numbered_high = !matches!(
        label.numbering,
        Numbering::Digit | Numbering::DigitInBrackets | Numbering::Article
    );
    let ends_well = match line.shape.ending {
        Ending::Word | Ending::Close => !line.shape.left_open,
        Ending::Stop => (asks && numbered_high) || is_bare_label(line.line.text, label),
        Ending::Weak => label.numbering == Numbering::Name,
        _ => false,
    };
    let inside = line
        .line
        .text
        .trim_end_matches(is_closer)
        .trim_end_matches(['？', '?']);
    if !ends_well || inside.contains(['。', '；']) {
        return false;
    }
    if !layout.wrapped {
        return line.line.width <= LONGEST_CELLS * CELL;
    }
    // A line that is full but for an indent may as well be the first of a paragraph.
    let could_go_on = line.line.width > layout.full - 7 * CELL / 2;
    line.line.width <= layout.full && (!could_go_on || next_begins_paragraph(lines, i, layout))
}

/// Whether the line below is certainly the first of a paragraph, or a heading.
fn next_begins_paragraph(lines: &[BodyLine<'_>], i: usize, layout: &Layout) -> bool {
    let Some(next) = lines.get(i + 1) else {
        return true;
    };
    if let Some(first_lead) = layout.first_lead {
        return (next.line.lead - first_lead).abs() <= CELL;
    }
    if layout.gap_means_break && !next.turns_page {
        return next.line.blank_before > layout.gap_inside;
    }
    let room = layout.full - next.line.width;
    let has_first_width = (3 * CELL / 2..=5 * CELL / 2).contains(&room);
    label(next.line.text).is_some() || (has_first_width && next.shape.ending != Ending::Stop)
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
        if has_heading_form(lines, i, layout) {
            parts[i] = HeadingPart::Whole;
        }
        let goes_on = label(lines[i].line.text).is_some_and(|l| !l.alone)
            && !lines[i].opens_with_mark
            && matches!(
                lines[i].shape.ending,
                Ending::Word | Ending::Comma | Ending::Open | Ending::Close
            )
            && lines[i].line.width >= layout.full - 4 * CELL
            && !layout.is_overlong(lines[i].line.width);
        let Some(next) = lines.get(i + 1) else {
            continue;
        };
        let short = next.line.width < layout.full - 4 * CELL;
        let plain_end =
            matches!(next.shape.ending, Ending::Word | Ending::Close) && !next.shape.left_open;
        let above_ends =
            i == 0 || !matches!(lines[i - 1].shape.ending, Ending::Comma | Ending::Open);
        if goes_on && short && plain_end && above_ends && label(next.line.text).is_none() {
            parts[i] = HeadingPart::Start;
            parts[i + 1] = HeadingPart::Tail;
        }
    }
    parts
}

/// Lines of a table: three or more in a row that hold two gaps of white space inside, or one tab.
fn table_lines(lines: &[BodyLine<'_>]) -> Vec<bool> {
    let gapped: Vec<bool> = lines
        .iter()
        .map(|l| column_gaps(l.line.text) >= 1)
        .collect();
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

/// The reading of one text with one indent.
pub(super) struct Reader<'a, 't> {
    /// The lines.
    pub lines: &'a [BodyLine<'t>],
    /// How they are set.
    pub layout: &'a Layout,
    /// Part of a heading that each line may be.
    pub parts: &'a [HeadingPart],
    /// Whether each line is a line of a table.
    pub aligned: &'a [bool],
    /// Quarter cells by which first lines are shorter.
    pub indent: i32,
}

impl Reader<'_, '_> {
    /// Cost of the cheapest reading, and for each boundary whether it is a break there and by what margin.
    fn cheapest(&self) -> (f64, Vec<(bool, f64)>) {
        let n = self.lines.len();
        let costs: Vec<[Costs; 2]> = (0..n - 1)
            .map(|i| [self.costs(i, true), self.costs(i, false)])
            .collect();
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
                let margin = (forward[i][later] + backward[i][later])
                    - (forward[i][first] + backward[i][first]);
                (margin > 0.0, margin)
            })
            .collect();
        (forward[n - 1][first].min(forward[n - 1][later]), breaks)
    }
}
