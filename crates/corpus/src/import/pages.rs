//! Where do pages turn? Form feeds, running heads and page numbers, or the space before the first line of each page.

use std::collections::HashMap;

use super::furniture::{Candidate, candidate, counting_chain, is_regular, repeated_lines};
use super::lines::Line;
use super::report::{Action, Report};
use super::script::CELL;

/// Pages of the lines of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    /// Page of each line; `None` throughout where pages are not known.
    pub page: Vec<Option<u32>>,
    /// Whether a line is page furniture and no text.
    pub is_furniture: Vec<bool>,
    /// Lines that look like the first of a page but are none, in order.
    strays: Vec<usize>,
}

impl Pages {
    fn unknown(lines: usize) -> Self {
        Self {
            page: vec![None; lines],
            is_furniture: vec![false; lines],
            strays: Vec::new(),
        }
    }

    /// Whether pages are known.
    pub(super) fn are_known(&self) -> bool {
        self.page.iter().any(Option::is_some)
    }

    /// Whether a line looks like the first of a page but is none.
    pub(super) fn is_stray(&self, line: usize) -> bool {
        self.strays.binary_search(&line).is_ok()
    }
}

/// Fewest lines from one page number to the next.
const LEAST_LINES: usize = 5;

/// Finds the pages of a text.
pub(super) fn find(lines: &[Line<'_>], report: &mut Report) -> Pages {
    let candidates: Vec<Candidate> = lines
        .iter()
        .enumerate()
        .filter_map(|(i, l)| candidate(i, l))
        .collect();
    let has_feeds = lines.iter().skip(1).any(|l| l.feeds_before > 0);
    let found = if has_feeds {
        Some(by_feeds(lines, &candidates, report))
    } else {
        by_furniture(lines, &candidates, report).or_else(|| by_leading_space(lines, report))
    };
    let pages = found.unwrap_or_else(|| Pages::unknown(lines.len()));
    for (line, _) in lines.iter().zip(&pages.is_furniture).filter(|(_, f)| **f) {
        report.drop_text(
            line.number,
            line.text,
            "page furniture: running head or page number",
        );
    }
    pages
}

/// Form feeds are certain; what stands at the edges of the pages and repeats or counts is furniture.
fn by_feeds(lines: &[Line<'_>], candidates: &[Candidate], report: &mut Report) -> Pages {
    const EDGE_LINES: usize = 3;
    let mut ordinals = Vec::with_capacity(lines.len());
    let mut ordinal = 1;
    for (i, line) in lines.iter().enumerate() {
        ordinal += if i == 0 {
            0
        } else {
            u32::try_from(line.feeds_before).unwrap_or(1)
        };
        ordinals.push(ordinal);
    }
    let at_edge = |i: usize| {
        let near = |j: Option<usize>| {
            j.and_then(|j| ordinals.get(j))
                .is_none_or(|&o| o != ordinals[i])
        };
        near(i.checked_sub(EDGE_LINES)) || near(Some(i + EDGE_LINES))
    };
    let edges: Vec<Candidate> = candidates
        .iter()
        .filter(|c| at_edge(c.line))
        .cloned()
        .collect();
    let pages_total = usize::try_from(ordinal).unwrap_or(usize::MAX);
    let mut is_furniture = vec![false; lines.len()];
    let shift = mark_numbers(&edges, &ordinals, pages_total, &mut is_furniture);
    for group in repeated_lines(&edges, lines, if pages_total <= 4 { 2 } else { 3 }) {
        let mut on_pages: Vec<u32> = group.iter().map(|&i| ordinals[i]).collect();
        on_pages.dedup();
        if on_pages.len() == group.len() && group.len() * 3 >= pages_total {
            for i in group {
                is_furniture[i] = true;
            }
        }
    }
    report.note(
        Action::Found,
        (0, 0),
        &format!("{pages_total} pages"),
        "form feeds",
        1.0,
    );
    let page = ordinals.iter().map(|&o| Some(printed(o, shift))).collect();
    Pages {
        page,
        is_furniture,
        strays: Vec::new(),
    }
}

/// Marks the numbers at page edges that run along with the pages; how far they are ahead of them.
fn mark_numbers(
    edges: &[Candidate],
    ordinals: &[u32],
    pages_total: usize,
    is_furniture: &mut [bool],
) -> i64 {
    let mut alike: HashMap<&str, usize> = HashMap::new();
    for c in edges {
        *alike.entry(c.key.as_str()).or_insert(0) += 1;
    }
    let shift_of = |c: &Candidate| {
        let is_head = c.is_number_only || alike.get(c.key.as_str()).is_some_and(|&n| n >= 2);
        let number = c.number.filter(|_| is_head)?;
        Some(i64::from(number) - i64::from(ordinals[c.line]))
    };
    let mut shifts: Vec<i64> = edges.iter().filter_map(shift_of).collect();
    shifts.sort_unstable();
    let best = shifts
        .chunk_by(|a, b| a == b)
        .max_by_key(|run| run.len())
        .map(|run| (run[0], run.len()));
    let Some((shift, _)) =
        best.filter(|&(_, count)| count >= 2 && count * 2 >= pages_total.min(200))
    else {
        return 0;
    };
    for c in edges.iter().filter(|c| shift_of(c) == Some(shift)) {
        is_furniture[c.line] = true;
    }
    shift
}

fn printed(ordinal: u32, shift: i64) -> u32 {
    u32::try_from(i64::from(ordinal) + shift)
        .unwrap_or(ordinal)
        .max(1)
}

/// Page numbers that count up, and running heads beside them or at even distances.
fn by_furniture(
    lines: &[Line<'_>],
    candidates: &[Candidate],
    report: &mut Report,
) -> Option<Pages> {
    let chain = counting_chain(candidates, LEAST_LINES, lines.len().saturating_sub(1));
    let chain_at: Vec<usize> = chain.iter().map(|c| c.line).collect();
    let sure = match chain.len() {
        0 | 1 => false,
        2 => chain.iter().all(|c| c.decorated),
        _ => {
            chain.len() >= 5
                || chain.iter().any(|c| c.decorated)
                || is_regular(&chain_at, LEAST_LINES)
        }
    };
    let chain = if sure { chain } else { Vec::new() };
    let mut is_furniture = vec![false; lines.len()];
    for c in &chain {
        is_furniture[c.line] = true;
    }
    for group in repeated_lines(candidates, lines, if sure { 2 } else { 3 }) {
        let beside = group
            .iter()
            .filter(|&&i| near_furniture(&is_furniture, i))
            .count();
        let regular = group.len() >= 3 && is_regular(&group, 8);
        if (sure && beside * 2 >= group.len()) || (!sure && regular) {
            for i in group {
                is_furniture[i] = true;
            }
        }
    }
    if !is_furniture.contains(&true) {
        return None;
    }
    let at_foot = is_at_foot(lines, &is_furniture, &chain);
    let pages = number_pages(&is_furniture, &chain, at_foot);
    let why = if sure {
        "page numbers that count up"
    } else {
        "a running head at even distances"
    };
    let total = pages.iter().flatten().max().copied().unwrap_or(1);
    report.note(
        Action::Found,
        (0, 0),
        &format!("pages up to {total}"),
        why,
        if sure { 0.95 } else { 0.8 },
    );
    Some(Pages {
        page: pages,
        is_furniture,
        strays: Vec::new(),
    })
}

fn near_furniture(is_furniture: &[bool], i: usize) -> bool {
    let low = i.saturating_sub(2);
    is_furniture[low..is_furniture.len().min(i + 3)].contains(&true)
}

/// Whether page numbers stand below their page. A number before any text stands above it.
fn is_at_foot(lines: &[Line<'_>], is_furniture: &[bool], chain: &[&Candidate]) -> bool {
    let Some(first) = chain.first() else {
        return false;
    };
    let opens = is_furniture[..=first.line].iter().all(|&f| f);
    let closes = chain
        .last()
        .is_some_and(|last| last.line + 1 >= lines.len());
    !opens || (closes && first.line > 2)
}

/// Pages of all lines: each cluster of furniture is a page turn.
fn number_pages(is_furniture: &[bool], chain: &[&Candidate], at_foot: bool) -> Vec<Option<u32>> {
    let mut ordinals = vec![1_u32; is_furniture.len()];
    let (mut ordinal, mut seen_text) = (1, false);
    for i in 0..is_furniture.len() {
        let ends_cluster = i > 0 && is_furniture[i - 1] && !is_furniture[i];
        if ends_cluster && seen_text {
            ordinal += 1;
        }
        seen_text |= !is_furniture[i];
        ordinals[i] = ordinal;
    }
    // A number above its page stands in the cluster before the page's text.
    let mut shifts: Vec<i64> = chain
        .iter()
        .filter_map(|c| {
            let own = if at_foot {
                ordinals[c.line]
            } else {
                let text = (c.line..is_furniture.len()).find(|&i| !is_furniture[i])?;
                ordinals[text]
            };
            Some(i64::from(c.number?) - i64::from(own))
        })
        .collect();
    shifts.sort_unstable();
    let best = shifts.chunk_by(|a, b| a == b).max_by_key(|run| run.len());
    let shift = best
        .filter(|run| run.len() * 10 >= shifts.len() * 6)
        .map_or(0, |run| run[0]);
    ordinals
        .into_iter()
        .map(|o| Some(printed(o, shift)))
        .collect()
}

/// Some extractors put one space before the first line of each page and nowhere else.
fn by_leading_space(lines: &[Line<'_>], report: &mut Report) -> Option<Pages> {
    let starts: Vec<usize> = (0..lines.len())
        .filter(|&i| lines[i].lead_is_one_space)
        .collect();
    let leads_otherwise = lines
        .iter()
        .filter(|l| l.lead >= 2 && l.lead < 6 * CELL && !l.lead_is_one_space)
        .count();
    let interior = starts.iter().filter(|&&i| i > 0).count();
    let rare = starts.len() * 8 <= lines.len();
    if interior == 0 || !rare || leads_otherwise * 20 > lines.len() {
        return None;
    }
    let from_the_start = starts.first() == Some(&0);
    // A space that got before a line by accident stands close to another; pages do not.
    let apart: Vec<usize> = starts
        .iter()
        .copied()
        .filter(|&i| i == 0 || !starts.contains_near(i))
        .collect();
    if !(is_regular(&apart, LEAST_LINES) && (from_the_start || apart.len() >= 4)) {
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
    let sure = if from_the_start { 0.9 } else { 0.7 };
    report.note(
        Action::Found,
        (0, 0),
        &format!("{ordinal} pages"),
        "one space before the first line of each page",
        sure,
    );
    for &i in &strays {
        let why = "a space as before the first line of a page, but the next page begins at once";
        report.note(
            Action::Guessed,
            (lines[i].number, lines[i].number),
            lines[i].text,
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

/// A spaced line whose page would end with the next spaced line, one or two lines on, begins no page.
fn is_stray(starts: &[usize], i: usize) -> bool {
    let next = starts
        .binary_search(&i)
        .ok()
        .and_then(|k| starts.get(k + 1));
    next.is_some_and(|&n| n - i <= 2)
}

trait Near {
    /// Whether another number one or two above is there too.
    fn contains_near(&self, i: usize) -> bool;
}

impl Near for Vec<usize> {
    fn contains_near(&self, i: usize) -> bool {
        [i + 1, i + 2].iter().any(|n| self.binary_search(n).is_ok())
    }
}
