//! What speaks for a break between two lines and what for a join, as costs.
//!
//! A cost is about the negative logarithm of a probability: 0 for what is to be expected, 3 for one case in twenty.

use super::byline::han_authors;
use super::headings::label;
use super::paragraphs::{HeadingPart, Reader};
use super::script::{CELL, Side, side_of};
use super::shape::Ending;

/// What a boundary costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Costs {
    /// If the lines belong to one paragraph.
    pub join: f64,
    /// If a paragraph ends between them.
    pub break_: f64,
}

/// What any break costs.
const BREAK: f64 = 1.7;
/// Most that the width of a line can cost.
const MOST: f64 = 10.0;

fn cells(quarters: i32) -> f64 {
    f64::from(quarters) / f64::from(CELL)
}

impl Reader<'_, '_> {
    /// Costs of the boundary below line `i`, which is the first of its paragraph or not.
    pub(super) fn costs(&self, i: usize, is_first: bool) -> Costs {
        let mut costs = self.width_costs(i, is_first);
        self.add_endings(i, &mut costs);
        self.add_beginnings(i, &mut costs);
        self.add_spacing(i, &mut costs);
        costs
    }

    /// A line inside a paragraph is full: the first piece of the next line would not have fitted.
    fn width_costs(&self, i: usize, is_first: bool) -> Costs {
        let width = self.lines[i].line.width;
        if self.layout.is_overlong(width) {
            return Costs {
                join: MOST,
                break_: 0.1,
            };
        }
        let indent = if is_first { self.indent } else { 0 };
        let room = self.layout.full - indent - width;
        if self.layout.spaced {
            self.word_costs(i, room)
        } else {
            self.han_costs(i, room)
        }
    }

    /// In an alphabet lines break between words: the next word would have had to fit in the `room`, in quarter cells.
    fn word_costs(&self, i: usize, room: i32) -> Costs {
        let unit = self.lines[i + 1].shape.first_unit + CELL / 2;
        let left = f64::from(room - unit) / f64::from(self.layout.full);
        let fits = if left > 0.0 {
            (left * 14.0).powi(2).min(MOST)
        } else {
            0.0
        };
        Costs {
            join: 0.1 + fits,
            break_: if left < 0.04 { BREAK + 1.2 } else { BREAK },
        }
    }

    /// In Chinese lines break almost anywhere: `room`, in quarter cells, is left over only before a longer piece.
    fn han_costs(&self, i: usize, room: i32) -> Costs {
        let shape = &self.lines[i].shape;
        let longer = self.longer_than_a_character(i + 1);
        let unexplained = cells(room - longer);
        // Such room is rare, and a first line has just this much: the longer the piece, the less it proves.
        let explained = if cells(room.min(longer)) > 0.75 {
            (2.0 * (1.0 + cells(longer))).ln()
        } else {
            0.0
        };
        // The width of a line of Han characters alone is exact; digits and letters blur it.
        let blur = 0.4 + f64::from(shape.inexact.min(24)) * 0.05;
        let under = ((unexplained - 0.8) / blur * 1.6).clamp(0.0, MOST);
        let squeezed = f64::from(shape.squeezable.min(6)) * 0.25;
        let over = ((cells(-room) - 0.7 - squeezed) / blur).clamp(0.0, 6.0);
        // A last line is as often full as it has any other width.
        let by_chance = if unexplained < 1.0 {
            cells(self.layout.full).ln() - 0.9
        } else {
            0.3
        };
        // Too wide for a first line is too wide whatever comes after.
        Costs {
            join: 0.1 + under + explained + over,
            break_: BREAK + by_chance + over,
        }
    }

    /// By how many quarter cells the first piece of a line is longer than one character.
    fn longer_than_a_character(&self, i: usize) -> i32 {
        if self.layout.breaks_anywhere {
            return 0;
        }
        let shape = &self.lines[i].shape;
        let hangs = if self.layout.hangs {
            shape.first_unit_hangs
        } else {
            0
        };
        (shape.first_unit - hangs - CELL).max(0)
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
        if line.shape.is_date || next.shape.is_date {
            costs.join += 4.0;
            costs.break_ = costs.break_.min(2.0);
        }
        if next.shape.opens_part || self.is_byline(i) || self.is_byline(i + 1) {
            costs.join += 8.0;
            costs.break_ = costs.break_.min(0.4);
        }
        if next.opens_with_mark {
            // The sentence above ends with the mark, so no paragraph begins before it.
            costs.break_ += 6.0;
        }
        if next.shape.starts_badly {
            costs.break_ += 8.0;
        }
        if next.shape.starts_small {
            costs.break_ += 2.5;
        }
        if self.aligned[i] && self.aligned[i + 1] {
            *costs = Costs {
                join: 20.0,
                break_: 0.0,
            };
        }
        if self.parts[i + 1] == HeadingPart::Tail {
            return;
        }
        let after_text = matches!(
            line.shape.ending,
            Ending::Stop | Ending::Weak | Ending::Close
        ) || self.parts[i] != HeadingPart::No
            || line.line.width < self.layout.full * 3 / 4;
        if after_text && self.parts[i + 1] != HeadingPart::No {
            costs.join += 5.0;
            costs.break_ -= 1.5;
        } else if after_text && !next.opens_with_mark && is_item(next.line.text) {
            let after_sentence = matches!(line.shape.ending, Ending::Stop | Ending::Weak);
            costs.join += if after_sentence { 6.0 } else { 3.0 };
            costs.break_ -= if after_sentence { 2.6 } else { 1.0 };
        }
    }

    /// Whether a line near the top holds nothing but names.
    fn is_byline(&self, i: usize) -> bool {
        const TOP_LINES: usize = 6;
        (1..TOP_LINES).contains(&i) && han_authors(self.lines[i].line.text).is_some()
    }

    /// Indents and blank lines, as far as they mean anything in this document.
    fn add_spacing(&self, i: usize, costs: &mut Costs) {
        let next = &self.lines[i + 1];
        let more = next.line.lead - self.layout.base_lead;
        let known_heading =
            self.parts[i + 1] != HeadingPart::No || self.parts[i] != HeadingPart::No;
        if let Some(first_lead) = self.layout.first_lead {
            let indented = (next.line.lead - first_lead).abs() <= CELL;
            if indented {
                costs.join += 6.0;
                costs.break_ -= 1.0;
            } else if !known_heading && more < CELL {
                costs.break_ += 5.0;
            }
        }
        if more > 6 * CELL
            && self
                .layout
                .first_lead
                .is_none_or(|lead| next.line.lead > lead + 2 * CELL)
        {
            // Set to the right or the middle: a signature, a date, a title.
            costs.join += 4.0;
        }
        if next.turns_page {
            return;
        }
        let gap = next.line.blank_before;
        if gap > self.layout.gap_inside {
            costs.join += if self.layout.gap_means_break {
                6.0
            } else {
                2.5
            };
            costs.break_ -= if self.layout.gap_means_break {
                1.0
            } else {
                0.0
            };
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
        '①'..='⑳' => side_of(text.chars().skip(1)) != Side::Spaced || second.is_whitespace(),
        _ => label(text).is_some(),
    }
}
