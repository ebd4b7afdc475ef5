//! What odd notes show: pages that nothing else marks, and the end of a note whose beginning is missing.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::lines::Line;
use super::marks::scan_marks;
use super::notes::{NoteLines, Notes, Run};
use super::pages::Pages;
use super::report::{Action, Report};
use crate::model::NoteKey;

/// Numbers that begin again show pages although nothing else does: each block of notes ends one.
pub(super) fn infer_pages(runs: &[Run], pages: &mut Pages, report: &mut Report) {
    let mut page = 1;
    let mut last = 0;
    let mut turns = BTreeMap::new();
    for run in runs {
        if run.starts[0].number == 0 {
            // A `*` note says nothing: it stands above the numbered ones of its page.
            continue;
        }
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
/// when exactly one mark of the page has no note. Without such a mark, or with several, it stays where it stands.
pub(super) fn add_headless(
    lines: &[Line<'_>],
    pages: &Pages,
    notes: &mut Notes,
    report: &mut Report,
) {
    let Some(&family) = notes.mark_families.first() else {
        return;
    };
    let known = Known::of(notes);
    for (first, end) in pages.ranges() {
        let Some(last) = (first..end).rev().find(|&i| !pages.is_furniture[i]) else {
            continue;
        };
        let apart = last > first && lines[last].lead_is_one_space && pages.is_stray(last);
        if !apart || (first..end).any(|i| notes.is_note[i]) {
            continue;
        }
        let page = pages.page[last];
        let mut unmatched = BTreeSet::new();
        for line in (first..last).filter(|&i| !pages.is_furniture[i]) {
            scan_marks(lines[line].text, family, |number| {
                if !known.has(page, number) {
                    unmatched.insert(number);
                }
            });
        }
        let (Some(&number), 1) = (unmatched.first(), unmatched.len()) else {
            continue;
        };
        let source_lines = (lines[last].number, lines[last].number);
        notes.insert(NoteLines {
            key: NoteKey { page, number },
            lines: vec![last],
            mark_chars: 0,
            source_lines,
        });
        let why = "set apart at the end of a page with one mark that has no note: the end of a note whose beginning is missing";
        report.note(Action::Guessed, source_lines, lines[last].text, why, 0.75);
    }
}

/// The notes that marks can point to.
struct Known {
    keys: HashSet<NoteKey>,
    /// Numbers of notes that marks of other pages point to as well.
    everywhere: HashSet<u32>,
}

impl Known {
    fn of(notes: &Notes) -> Self {
        let keys: HashSet<NoteKey> = notes.list.iter().map(|n| n.key).collect();
        let anywhere = keys.iter().filter(|_| notes.are_continuous);
        Self {
            everywhere: anywhere.map(|k| k.number).collect(),
            keys,
        }
    }

    fn has(&self, page: Option<u32>, number: u32) -> bool {
        self.everywhere.contains(&number) || self.keys.contains(&NoteKey { page, number })
    }
}

#[cfg(test)]
mod tests {
    use super::super::given::Laid;
    use super::super::marks::Family;
    use super::super::pages;
    use super::*;
    use crate::import::lines::split;

    /// Numbers and pages of the notes found in five pages, the first of which ends with a line set apart.
    fn headless(front: &str, continuous: Option<u32>) -> Vec<(Option<u32>, u32)> {
        let mut words = ('一'..).map(|c| format!("{c}方继续深化合作并维护地区和平\n"));
        let mut column = || words.by_ref().take(12).collect::<String>();
        let mut text = format!(" {front}\n{} 目编号）的成果。\n", column());
        for _ in 2..=5 {
            text = text + " " + &column();
        }
        let lines = split(&text);
        let mut report = Report::default();
        let pages = pages::find(&lines, &Laid::default(), &mut report);
        let mut notes = Notes {
            mark_families: vec![Family::Square],
            is_note: vec![false; lines.len()],
            are_continuous: continuous.is_some(),
            ..Notes::default()
        };
        notes.list.extend(continuous.map(|number| NoteLines {
            key: NoteKey {
                page: Some(5),
                number,
            },
            lines: vec![lines.len() - 1],
            mark_chars: 0,
            source_lines: (0, 0),
        }));
        add_headless(&lines, &pages, &mut notes, &mut report);
        notes
            .list
            .iter()
            .map(|n| (n.key.page, n.key.number))
            .collect()
    }

    #[test]
    fn the_end_of_a_note_needs_one_mark_without_a_note() {
        assert_eq!(headless("[1]", None), [(Some(1), 1)]);
        assert_eq!(headless("开头[3]", None), [(Some(1), 3)]);
        assert_eq!(headless("开头", None), []);
        assert_eq!(headless("开头[1]和[2]", None), []);
        assert_eq!(headless("开头[7]", Some(7)), [(Some(5), 7)]);
        assert_eq!(
            headless("开头[7]和[8]", Some(8)),
            [(Some(1), 7), (Some(5), 8)]
        );
    }
}
