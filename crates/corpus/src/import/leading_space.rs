//! Pages shown by nothing but one space before their first lines.

use super::furniture::is_regular;
use super::lines::Line;
use super::pages::{LEAST_LINES, Pages};
use super::report::{Action, Report};
use super::script::CELL;

/// Some extractors put one space before the first line of each page and nowhere else.
pub(super) fn by_leading_space(lines: &[Line<'_>], report: &mut Report) -> Option<Pages> {
    let starts: Vec<usize> = (0..lines.len())
        .filter(|&i| lines[i].lead_is_one_space)
        .collect();
    if !begin_pages(lines, &starts) {
        return None;
    }
    let mut page = Vec::with_capacity(lines.len());
    let mut ordinal = 1;
    let mut strays = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        if i > 0 && line.lead_is_one_space {
            let stray = is_stray(&starts, i);
            ordinal += u32::from(!stray);
            strays.extend(stray.then_some(i));
        }
        page.push(Some(ordinal));
    }
    let sure = if starts.first() == Some(&0) { 0.9 } else { 0.7 };
    let why = "one space before the first line of each page";
    report.note(
        Action::Found,
        (0, 0),
        &format!("{ordinal} pages"),
        why,
        sure,
    );
    for line in strays.iter().map(|&i| &lines[i]) {
        let why = "a space as before the first line of a page, but the next page begins at once";
        report.note(
            Action::Guessed,
            (line.number, line.number),
            line.text,
            why,
            0.7,
        );
    }
    Some(Pages {
        page,
        is_furniture: vec![false; lines.len()],
        strays,
    })
}

/// Whether the lines with one space before them are the first lines of pages.
fn begin_pages(lines: &[Line<'_>], starts: &[usize]) -> bool {
    let leads_otherwise = lines
        .iter()
        .filter(|l| l.lead >= 2 && l.lead < 6 * CELL && !l.lead_is_one_space)
        .count();
    let interior = starts.iter().filter(|&&i| i > 0).count();
    let rare = starts.len() * 8 <= lines.len();
    if interior == 0 || !rare || leads_otherwise * 20 > lines.len() {
        return false;
    }
    // A space that got before a line by accident stands close to another; pages do not.
    let apart: Vec<usize> = starts
        .iter()
        .copied()
        .filter(|&i| i == 0 || !is_stray(starts, i))
        .collect();
    let from_the_start = starts.first() == Some(&0);
    is_regular(&apart, LEAST_LINES) && (from_the_start || apart.len() >= 4)
}

/// A spaced line whose page would end with the next spaced line, one or two lines on, begins no page.
fn is_stray(starts: &[usize], i: usize) -> bool {
    let next = starts
        .binary_search(&i)
        .ok()
        .and_then(|k| starts.get(k + 1));
    next.is_some_and(|&n| n - i <= 2)
}
