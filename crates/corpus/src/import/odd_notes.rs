//! What odd notes show: pages that nothing else marks, and the end of a note whose beginning is missing.

use std::collections::BTreeMap;

use super::lines::Line;
use super::marks::scan_marks;
use super::notes::{NoteLines, Notes, Run, ranges};
use super::pages::Pages;
use super::report::{Action, Report};
use crate::model::NoteKey;

/// Numbers that begin again show pages although nothing else does: each block of notes ends one.
pub(super) fn infer_pages(runs: &[Run], pages: &mut Pages, report: &mut Report) {
    let mut page = 1;
    let mut last = 0;
    let mut turns = BTreeMap::new();
    for run in runs {
        if run.starts[0].number <= last {
            page += 1;
        }
        last = run.starts.last().map_or(0, |s| s.number);
        turns.insert(run.end, page);
    }
    for i in 0..pages.page.len() {
        let ended = turns.range(..=i).next_back().map_or(0, |(_, &p)| p);
        let own = turns.range(i + 1..).next().map_or(ended, |(_, &p)| p);
        pages.page[i] = Some(own.max(1));
    }
    let why = "the numbers of the notes begin again, so each block of notes ends a page";
    report.note(Action::Guessed, (0, 0), &format!("{page} pages"), why, 0.6);
}

/// The end of a note whose beginning is missing: the last line of a page without notes, set apart like a page of its own,
/// when one mark of the page has no note.
pub(super) fn add_headless(
    lines: &[Line<'_>],
    pages: &Pages,
    notes: &mut Notes,
    report: &mut Report,
) {
    let Some(&family) = notes.mark_families.first() else {
        return;
    };
    for (first, end) in ranges(pages) {
        let Some(last) = (first..end).rev().find(|&i| !pages.is_furniture[i]) else {
            continue;
        };
        let apart = last > first && lines[last].lead_is_one_space && pages.is_stray(last);
        if !apart || (first..end).any(|i| notes.is_note[i]) {
            continue;
        }
        let mut missing = Vec::new();
        (first..last).for_each(|i| scan_marks(lines[i].text, family, |n| missing.push(n)));
        let number = missing.first().copied().unwrap_or(1);
        let key = NoteKey {
            page: pages.page[last],
            number,
        };
        notes.is_note[last] = true;
        let source_lines = (lines[last].number, lines[last].number);
        let note = NoteLines {
            key,
            lines: vec![last],
            mark_chars: 0,
            source_lines,
        };
        let at = notes
            .list
            .partition_point(|n| n.lines.first().is_some_and(|&l| l < last));
        notes.list.insert(at, note);
        let why = "set apart at the end of a page whose mark has no note: the end of a note whose beginning is missing";
        report.note(Action::Guessed, source_lines, lines[last].text, why, 0.75);
    }
}
