//! Where do pages turn? Form feeds, running heads and page numbers, or the space before the first line of each page.

use std::collections::HashMap;

use super::furniture::{
    Candidate, candidate, closes_text, counting_chain, is_full_line, is_issue, is_numbered_head,
    is_regular, repeated_lines,
};
use super::given::Laid;
use super::leading_space::by_leading_space;
use super::lines::Line;
use super::report::{Action, Report};

/// Pages of the lines of a text.
#[derive(Debug, Clone, Default)]
pub(super) struct Pages {
    /// Page of each line; `None` throughout where pages are not known.
    pub page: Vec<Option<u32>>,
    /// Whether a line is page furniture and no text.
    pub is_furniture: Vec<bool>,
    /// Lines that look like the first of a page but are none, in order.
    pub(super) strays: Vec<usize>,
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

    /// Line ranges of the pages; one range for a text without pages.
    pub(super) fn ranges(&self) -> Vec<(usize, usize)> {
        let mut first = 0;
        self.page
            .chunk_by(|a, b| a == b)
            .map(|page| {
                let own = (first, first + page.len());
                first = own.1;
                own
            })
            .collect()
    }

    /// Whether a line looks like the first of a page but is none.
    pub(super) fn is_stray(&self, line: usize) -> bool {
        self.strays.binary_search(&line).is_ok()
    }
}

/// Fewest lines from one page number to the next.
pub(super) const LEAST_LINES: usize = 5;

/// Finds the pages of a text.
pub(super) fn find(lines: &[Line<'_>], laid: &Laid, report: &mut Report) -> Pages {
    if laid.has_paragraphs {
        return Pages::unknown(lines.len());
    }
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
    let mut pages = found.unwrap_or_else(|| Pages::unknown(lines.len()));
    if let (Some(line), Some(first)) = (lines.first(), pages.is_furniture.first_mut()) {
        *first |= lines.len() > 1 && is_issue(line.text);
    }
    for (line, is_furniture) in lines.iter().zip(&mut pages.is_furniture) {
        *is_furniture |= laid.furniture.binary_search(&(line.number - 1)).is_ok();
    }
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
    let mut chain = counting_chain(candidates, LEAST_LINES, lines);
    let sure = is_sure(&chain, lines);
    if !sure {
        chain.clear();
    }
    let mut is_furniture = vec![false; lines.len()];
    for c in &chain {
        is_furniture[c.line] = true;
    }
    mark_running_heads(lines, candidates, sure, &mut is_furniture);
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

/// Whether numbers that count up are those of pages: enough of them, or signs that only page numbers have, or even
/// distances.
fn is_sure(chain: &[&Candidate], lines: &[Line<'_>]) -> bool {
    const LEAST_OF_HEADS: usize = 3;
    const LEAST_OF_TWO: usize = 10;
    let decorated = |c: &&Candidate| c.decorated;
    let closes = |c: &Candidate| closes_text(lines, c.line);
    match chain {
        [] => false,
        [only] if only.line == 0 => only.decorated || is_numbered_head(only, lines),
        [only] => {
            (only.decorated || (only.is_number_only && only.line >= LEAST_OF_TWO)) && closes(only)
        }
        [first, second] => {
            let distance = second.line - first.line;
            let are_heads = [first, second].iter().all(|c| is_numbered_head(c, lines))
                && (first.line == 0 || first.key == second.key);
            let is_foot =
                closes(second) && first.line >= LEAST_OF_TWO && distance <= first.line * 2;
            chain.iter().all(decorated) || is_foot || (are_heads && distance >= LEAST_LINES)
        }
        _ => {
            let mut at: Vec<usize> = chain.iter().map(|c| c.line).collect();
            if at.len() > 3 && chain.last().copied().is_some_and(closes) {
                at.pop(); // the last page may be short
            }
            let are_heads = chain.iter().all(|c| !c.is_number_only);
            let least = if are_heads {
                LEAST_OF_HEADS
            } else {
                LEAST_LINES
            };
            chain.len() >= 5 || chain.iter().any(decorated) || is_regular(&at, least)
        }
    }
}

/// Marks lines that repeat beside page numbers, or without page numbers at even distances.
fn mark_running_heads(
    lines: &[Line<'_>],
    candidates: &[Candidate],
    numbered: bool,
    is_furniture: &mut [bool],
) {
    // The first line names the journal and its issue, and so do others.
    let is_named = lines.first().is_some_and(|line| is_issue(line.text));
    let named: Vec<usize> = candidates
        .iter()
        .map(|c| c.line)
        .filter(|&i| is_named && lines[i].text == lines[0].text)
        .collect();
    if named.len() > 1 {
        for i in named {
            is_furniture[i] = true;
        }
    }
    let is_full = is_full_line(lines);
    for group in repeated_lines(candidates, lines, if numbered { 2 } else { 3 }) {
        // A full line that breaks off a sentence is no head, however often it comes back.
        if is_full(group[0]) {
            continue;
        }
        let near = |i: &&usize| near_furniture(is_furniture, **i);
        let fits = if numbered {
            group.iter().filter(near).count() * 2 >= group.len()
        } else {
            group.len() >= 3 && is_regular(&group, 8)
        };
        if fits {
            for i in group {
                is_furniture[i] = true;
            }
        }
    }
}

fn near_furniture(is_furniture: &[bool], i: usize) -> bool {
    let low = i.saturating_sub(2);
    is_furniture[low..is_furniture.len().min(i + 3)].contains(&true)
}

/// Whether page numbers stand below their page. A number before any text stands above it; with text before the first
/// number and below the last, the first page has none, as title pages have, or the last was cut off.
fn is_at_foot(lines: &[Line<'_>], is_furniture: &[bool], chain: &[&Candidate]) -> bool {
    let Some(first) = chain.first() else {
        return false;
    };
    let opens = is_furniture[..=first.line].iter().all(|&f| f);
    let Some(last) = chain.last() else {
        return false;
    };
    let closes = closes_text(lines, last.line);
    if opens {
        return closes && first.line > 2;
    }
    let usual = (last.line - first.line) / (chain.len() - 1).max(1);
    let is_cut_off = (lines.len() - last.line) * 2 < usual;
    closes || (chain.iter().all(|c| c.is_number_only) && is_cut_off)
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
