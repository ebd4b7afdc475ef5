//! Notes: which lines are footnotes or endnotes, and which number does each have?
//!
//! A block of notes is a run of lines at the end of a page (or of the text) that begin with numbers counting up, whose
//! numbers stand as marks in the text above. How notes are printed is found out once for the document: the printing that
//! ties most notes to marks is the document's own.

use std::collections::HashSet;

use super::headings::is_notes_heading;
use super::lines::Line;
use super::marks::{Family, note_start, scan_marks};
use super::note_lines::collect;
use super::odd_notes::infer_pages;
use super::pages::Pages;
use super::report::Report;
use super::shape::{Ending, Shape};
use crate::model::NoteKey;

/// A note as lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NoteLines {
    /// Name of the note.
    pub key: NoteKey,
    /// Its lines, counted from 0, in order.
    pub lines: Vec<usize>,
    /// Characters of the first line that are the number.
    pub mark_chars: usize,
    /// First and last line in the source, from 1.
    pub source_lines: (usize, usize),
}

/// All notes of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Notes {
    /// The notes in order.
    pub list: Vec<NoteLines>,
    /// How marks are printed in the text.
    pub mark_families: Vec<Family>,
    /// Whether a line belongs to a note.
    pub is_note: Vec<bool>,
    /// Whether no number stands for two notes.
    pub are_continuous: bool,
}

impl Notes {
    /// Adds a note at its place in the order of the lines.
    pub(super) fn insert(&mut self, note: NoteLines) {
        for &line in &note.lines {
            self.is_note[line] = true;
        }
        let at = self.list.partition_point(|n| n.lines < note.lines);
        self.list.insert(at, note);
    }
}

/// A line that could begin a note.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    /// The line, counted from 0.
    pub line: usize,
    /// The number it begins with.
    pub number: u32,
    /// Characters the number takes as printed.
    pub mark_chars: usize,
}

/// A run of lines that begin notes, and where the last of them ends.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// The first line of each note.
    pub starts: Vec<Start>,
    /// One past the last line of the last note.
    pub end: usize,
    /// Notes whose mark stands above.
    pub matched: usize,
}

/// How notes may be printed and how their marks in the text.
const PRINTINGS: &[(Family, Family)] = &[
    (Family::Square, Family::Square),
    (Family::Circled, Family::Circled),
    (Family::Superscript, Family::Superscript),
    (Family::Tortoise, Family::Tortoise),
    (Family::Word, Family::Word),
    (Family::Round, Family::Round),
    (Family::Square, Family::Superscript),
    (Family::Bare, Family::Superscript),
    (Family::Bare, Family::Square),
    (Family::Circled, Family::Superscript),
    (Family::Circled, Family::Square),
    (Family::Square, Family::Circled),
    (Family::Bare, Family::Circled),
    (Family::Star, Family::Star),
];

/// Facts about the lines that every printing is tried with.
struct Source<'a, 't> {
    lines: &'a [Line<'t>],
    pages: &'a Pages,
    wrapped: bool,
    /// Line ranges of the pages; one range for a text without pages.
    ranges: Vec<(usize, usize)>,
}

/// Finds the notes of a text.
pub(super) fn find(
    lines: &[Line<'_>],
    pages: &mut Pages,
    wrapped: bool,
    report: &mut Report,
) -> Notes {
    let given = given_runs(lines);
    if !given.is_empty() {
        return collect(lines, pages, &given, vec![Family::Given], report);
    }
    let source = Source {
        lines,
        pages,
        wrapped,
        ranges: pages.ranges(),
    };
    let mut best: Option<(usize, Vec<Run>, Family, bool)> = None;
    for &(of_note, of_mark) in PRINTINGS.iter().filter(|p| p.0 != Family::Star) {
        for by_page in [true, false] {
            let runs = if by_page {
                source.runs_by_page(of_note, of_mark)
            } else {
                source.runs_anywhere(of_note, of_mark)
            };
            let matched: usize = runs.iter().map(|r| r.matched).sum();
            if matched > best.as_ref().map_or(0, |b| b.0) {
                best = Some((matched, runs, of_mark, by_page));
            }
        }
    }
    let best = best.or_else(|| source.plain_runs());
    let (mut runs, mut families) = (Vec::new(), Vec::new());
    if let Some((_, found, family, _)) = best {
        runs = found;
        families.push(family);
    }
    let stars = source.star_runs(&runs);
    if !stars.is_empty() {
        families.push(Family::Star);
        runs.extend(stars);
        runs.sort_by_key(|r| r.starts[0].line);
    }
    let infer = !pages.are_known() && restarts(&runs);
    if infer {
        infer_pages(&runs, pages, report);
    }
    collect(lines, pages, &runs, families, report)
}

/// Notes that the format of the file ties to their marks: each stands on one line at the end.
fn given_runs(lines: &[Line<'_>]) -> Vec<Run> {
    let start = |(line, text): (usize, &Line<'_>)| {
        let mark = note_start(text.text).filter(|mark| mark.family == Family::Given)?;
        Some(Start {
            line,
            number: mark.number,
            mark_chars: mark.length_chars,
        })
    };
    let runs = lines.iter().enumerate().filter_map(start);
    runs.map(|start| Run {
        end: start.line + 1,
        matched: 1,
        starts: vec![start],
    })
    .collect()
}

pub(super) fn restarts(runs: &[Run]) -> bool {
    let mut seen = HashSet::new();
    runs.iter()
        .flat_map(|r| &r.starts)
        .any(|s| !seen.insert(s.number))
}

impl Source<'_, '_> {
    /// Lines from `first` to `end` that begin with a number of the family.
    fn starts(&self, family: Family, first: usize, end: usize) -> Vec<Start> {
        (first..end)
            .filter(|&i| !self.pages.is_furniture[i])
            .filter_map(|line| {
                let text = self.lines[line].text;
                let mark = note_start(text).filter(|m| m.family == family)?;
                let follows = text.chars().nth(mark.length_chars).is_some() || self.wrapped;
                follows.then_some(Start {
                    line,
                    number: mark.number,
                    mark_chars: mark.length_chars,
                })
            })
            .collect()
    }

    /// Numbers that stand as marks in the text of the lines, at a place where a mark can stand.
    fn marks(&self, family: Family, first: usize, end: usize) -> HashSet<u32> {
        let mut found = HashSet::new();
        for i in (first..end).filter(|&i| !self.pages.is_furniture[i]) {
            // In a text without wraps a number at the start of a line belongs to the line, not to the text above.
            let text = self.lines[i].text;
            let skipped = if self.wrapped {
                None
            } else {
                note_start(text).filter(|m| m.family == family)
            };
            let from = skipped
                .and_then(|m| text.char_indices().nth(m.length_chars))
                .map_or(0, |(at, _)| at);
            scan_marks(&text[from..], family, |number| {
                found.insert(number);
            });
        }
        found
    }

    /// The notes at the end of each page.
    fn runs_by_page(&self, of_note: Family, of_mark: Family) -> Vec<Run> {
        let mut last_number = 0;
        let mut runs = Vec::new();
        for &(first, end) in &self.ranges {
            let starts = self.starts(of_note, first, end);
            let Some(run) = self.page_run(&starts, of_mark, first, end, last_number) else {
                continue;
            };
            last_number = run.starts.last().map_or(0, |s| s.number);
            runs.push(run);
        }
        runs
    }

    /// The run of counting numbers that goes to the end of the page.
    fn page_run(
        &self,
        starts: &[Start],
        of_mark: Family,
        first: usize,
        end: usize,
        last: u32,
    ) -> Option<Run> {
        let mut from = starts.len().checked_sub(1)?;
        while from > 0 && follows(starts[from - 1].number, starts[from].number) {
            from -= 1;
        }
        // The marks may count as well and run into the notes: begin where the notes must begin.
        let begins_with = |n: u32| (from..starts.len()).find(|&k| starts[k].number == n);
        let begin = begins_with(1)
            .or_else(|| begins_with(last + 1))
            .unwrap_or(from);
        let run = starts[begin..].to_vec();
        let marks = self.marks(of_mark, first, run[0].line);
        let matched = run.iter().filter(|s| marks.contains(&s.number)).count();
        (matched * 2 >= run.len() && matched > 0).then_some(Run {
            end,
            matched,
            starts: run,
        })
    }

    /// Notes at the end of the text or in blocks inside it: each run of counting numbers whose marks stand above.
    fn runs_anywhere(&self, of_note: Family, of_mark: Family) -> Vec<Run> {
        let starts = self.starts(of_note, 0, self.lines.len());
        let mut runs: Vec<Run> = Vec::new();
        // Marks between the last block and the run at hand; each line is looked at once.
        let mut marks = HashSet::new();
        let mut scanned = 0;
        for counting in starts.chunk_by(|a, b| a.number + 1 == b.number) {
            let mut rest = counting;
            while let Some(first) = rest.first().map(|s| s.line) {
                let is_behind = first >= scanned;
                if is_behind {
                    marks.extend(self.marks(of_mark, scanned, first));
                    scanned = first;
                }
                let (block, others) = rest.split_at(self.block_length(rest, &marks, of_mark));
                rest = others;
                if let Some(run) = self.run_with_marks(block, &marks).filter(|_| is_behind) {
                    scanned = run.end;
                    marks.clear();
                    runs.push(run);
                }
            }
        }
        runs
    }

    /// Notes with plain numbers whose marks are plain numbers too, raised in print: only where each note has its mark.
    fn plain_runs(&self) -> Option<(usize, Vec<Run>, Family, bool)> {
        const LEAST: usize = 2;
        for by_page in [true, false] {
            let runs = if by_page {
                self.runs_by_page(Family::Bare, Family::Plain)
            } else {
                self.runs_anywhere(Family::Bare, Family::Plain)
            };
            let matched: usize = runs.iter().map(|r| r.matched).sum();
            let agrees = runs.iter().all(|r| r.matched == r.starts.len());
            let from_one = runs.first().is_some_and(|r| r.starts[0].number == 1);
            if agrees && from_one && matched >= LEAST {
                return Some((matched, runs, Family::Plain, by_page));
            }
        }
        None
    }

    /// How many of these notes stand in one block: continuous numbers may count over many pages, and a note whose mark
    /// stands below the note before it belongs to the next block.
    fn block_length(&self, starts: &[Start], marks: &HashSet<u32>, of_mark: Family) -> usize {
        let goes_on = |pair: &[Start]| {
            marks.contains(&pair[1].number) || {
                let text = self.note_end(pair[0].line, pair[1].line);
                text >= pair[1].line
                    || !self
                        .marks(of_mark, text, pair[1].line)
                        .contains(&pair[1].number)
            }
        };
        1 + starts.windows(2).take_while(|pair| goes_on(pair)).count()
    }

    fn run_with_marks(&self, starts: &[Start], marks: &HashSet<u32>) -> Option<Run> {
        let first = starts.first()?.line;
        let headed = first > 0 && is_notes_heading(self.lines[first - 1].text);
        let matched = starts.iter().filter(|s| marks.contains(&s.number)).count();
        let enough = if headed {
            matched > 0
        } else {
            matched * 10 >= starts.len() * 6 && matched > 0
        };
        if !enough || starts[0].number > 1 && !marks.contains(&starts[0].number) {
            return None;
        }
        let last = starts.last()?.line;
        Some(Run {
            starts: starts.to_vec(),
            end: self.note_end(last, self.lines.len()),
            matched,
        })
    }

    /// Where a note ends that nothing follows before the limit: at the end of its sentence, or of its line in a text without
    /// wraps.
    fn note_end(&self, start: usize, limit: usize) -> usize {
        if !self.wrapped {
            return start + 1;
        }
        let gap = |i: usize| self.lines[i].blank_before;
        let usual_gap = if start + 1 < self.lines.len() {
            gap(start + 1)
        } else {
            0
        };
        let mut i = start;
        while i + 1 < limit {
            let shape = Shape::of(&self.lines[i]);
            let ends = shape.ending == Ending::Stop && !ends_in_address(self.lines[i].text);
            if ends || gap(i + 1) > usual_gap.max(1) {
                break;
            }
            i += 1;
        }
        i + 1
    }

    /// `*` notes: a line that begins with `*` at the end of a page whose text holds one `*`.
    fn star_runs(&self, runs: &[Run]) -> Vec<Run> {
        let mut found = Vec::new();
        for &(first, end) in &self.ranges {
            let starts = self.starts(Family::Star, first, end);
            let [start] = starts.as_slice() else { continue };
            let next = runs.partition_point(|r| r.starts[0].line <= start.line);
            let after = runs.get(next).filter(|r| r.starts[0].line < end);
            let block_end = after.map_or(end, |r| r.starts[0].line);
            let marks = self.marks(Family::Star, first, start.line);
            let inside = next > 0 && start.line < runs[next - 1].end;
            let known = self.pages.are_known() || after.is_some();
            if !marks.contains(&0) || inside {
                continue;
            }
            let end = if known {
                block_end
            } else {
                self.note_end(start.line, self.lines.len())
            };
            found.push(Run {
                starts: vec![*start],
                end,
                matched: 1,
            });
        }
        found
    }
}

/// One number may be missing where a number could not be read.
fn follows(number: u32, next: u32) -> bool {
    next == number + 1 || next == number + 2
}

fn ends_in_address(text: &str) -> bool {
    text.rsplit(char::is_whitespace)
        .next()
        .is_some_and(|w| w.contains("://") && !w.contains(['。', '）']) && w.ends_with("www."))
}
