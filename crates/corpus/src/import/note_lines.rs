//! Runs of notes become notes: each with its lines and its name.

use std::collections::HashSet;

use super::lines::Line;
use super::marks::Family;
use super::notes::{NoteLines, Notes, Run, Start, restarts};
use super::pages::Pages;
use super::report::{Action, Report};
use crate::model::NoteKey;

/// The notes of all runs in order.
pub(super) fn collect(
    lines: &[Line<'_>],
    pages: &Pages,
    runs: &[Run],
    mark_families: Vec<Family>,
    report: &mut Report,
) -> Notes {
    let mut notes = Notes {
        mark_families,
        is_note: vec![false; lines.len()],
        are_continuous: !restarts(runs),
        ..Notes::default()
    };
    let mut keys = HashSet::new();
    for run in runs {
        for (k, start) in run.starts.iter().enumerate() {
            let end = run.starts.get(k + 1).map_or(run.end, |next| next.line);
            let note = note_lines(lines, pages, start, end);
            if keys.insert(note.key) {
                notes.insert(note);
                continue;
            }
            let line = lines[start.line].number;
            let why = "a second note of this number on the page";
            report.note(Action::Left, (line, line), lines[start.line].text, why, 0.5);
        }
    }
    notes
}

/// The note that begins at `start` and ends before line `end`.
fn note_lines(lines: &[Line<'_>], pages: &Pages, start: &Start, end: usize) -> NoteLines {
    let own: Vec<usize> = (start.line..end)
        .filter(|&i| !pages.is_furniture[i])
        .collect();
    let last = own.last().map_or(0, |&i| lines[i].number);
    NoteLines {
        key: NoteKey {
            page: pages.page[start.line],
            number: start.number,
        },
        lines: own,
        mark_chars: start.mark_chars,
        source_lines: (lines[start.line].number, last),
    }
}
