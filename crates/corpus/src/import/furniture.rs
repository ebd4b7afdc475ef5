//! What the page printed around the text: page numbers and running heads.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::headings::label;
use super::lines::Line;
use super::script::{CELL, is_stop};

/// A line that could be page furniture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Line, counted from 0.
    pub line: usize,
    /// Page number it prints, if any.
    pub number: Option<u32>,
    /// Whether it holds nothing but the page number.
    pub is_number_only: bool,
    /// The text with digits made alike and white space taken out.
    pub key: String,
    /// Whether a number stands between signs that only page numbers have: `- 12 -`, 第12页.
    pub decorated: bool,
}

/// Widest line, in cells, that can be a running head.
const WIDEST_CELLS: i32 = 50;

static DECORATED: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"^[-—–―·•.~‧∙・\s]{1,6}(\d{1,4})[-—–―·•.~‧∙・\s]{1,6}$",
        r"^第\s*(\d{1,4})\s*[页頁](?:\s*[,，/（(]?\s*共\s*\d+\s*[页頁][)）]?)?$",
        r"^(?i:page|p\.)\s*(\d{1,4})(?:\s*(?:of|/)\s*\d+)?$",
        r"^(\d{1,4})\s*(?:/|of)\s*\d{1,4}$",
        r"^(?i:стр(?:аница|\.)?|с\.)\s*(\d{1,4})(?:\s*из\s*\d+)?$",
    ]
    .iter()
    .filter_map(|pattern| Regex::new(pattern).ok())
    .collect()
});

/// Reads a line as page furniture, if it could be some.
pub(super) fn candidate(line: usize, text: &Line<'_>) -> Option<Candidate> {
    if text.width > WIDEST_CELLS * CELL {
        return None;
    }
    let plain: String = text.text.chars().map(half_width).collect();
    let decorated = DECORATED
        .iter()
        .find_map(|r| r.captures(&plain)?.get(1)?.as_str().parse().ok());
    let bare = plain
        .trim()
        .parse::<u32>()
        .ok()
        .filter(|_| plain.trim().len() <= 4);
    let key: String = plain
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| if c.is_ascii_digit() { '#' } else { c })
        .collect();
    let is_number_only = decorated.is_some() || bare.is_some();
    let number = decorated.or(bare).or_else(|| edge_number(&plain));
    Some(Candidate {
        line,
        number,
        is_number_only,
        key: squeeze(&key),
        decorated: decorated.is_some(),
    })
}

/// Number at the beginning or end of a running head, parted from it by white space or signs.
fn edge_number(plain: &str) -> Option<u32> {
    static EDGE: LazyLock<Option<(Regex, Regex)>> = LazyLock::new(|| {
        let start = Regex::new(r"^[-—–·•\s]*(\d{1,4})[-—–·•|]*\s+\D").ok()?;
        let end = Regex::new(r"\D\s+[-—–·•|]*\s*(?:第\s*)?(\d{1,4})\s*(?:页)?[-—–·•\s]*$").ok()?;
        Some((start, end))
    });
    let (start, end) = EDGE.as_ref()?;
    let found = start.captures(plain).or_else(|| end.captures(plain))?;
    found.get(1)?.as_str().parse().ok()
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFF10 + 0x30).unwrap_or(c),
        '\u{3000}' => ' ',
        c => c,
    }
}

/// Runs of `#` count as one, so that page 9 and page 10 have one key.
fn squeeze(key: &str) -> String {
    let mut squeezed = String::with_capacity(key.len());
    for c in key.chars() {
        if c != '#' || !squeezed.ends_with('#') {
            squeezed.push(c);
        }
    }
    squeezed
}

/// Candidates whose numbers count up by one, far enough apart to be pages: `(candidate, number)`.
///
/// The number of the last page may follow at once: that page may be short.
pub(super) fn counting_chain(
    candidates: &[Candidate],
    least_distance: usize,
    last_line: usize,
) -> Vec<&Candidate> {
    let mut repeated: HashMap<&str, usize> = HashMap::new();
    for c in candidates {
        *repeated.entry(c.key.as_str()).or_insert(0) += 1;
    }
    let eligible: Vec<&Candidate> = candidates
        .iter()
        .filter(|c| {
            c.number.is_some()
                && (c.is_number_only || repeated.get(c.key.as_str()).is_some_and(|&n| n >= 2))
        })
        .collect();
    // Longest chain that ends with each number, by the last line of it.
    let mut best_for: HashMap<u32, (usize, usize)> = HashMap::new();
    let mut length_and_previous = vec![(1_usize, None); eligible.len()];
    for (i, c) in eligible.iter().enumerate() {
        let Some(number) = c.number else { continue };
        for step in 1..=2 {
            let Some(&(length, previous)) = number.checked_sub(step).and_then(|n| best_for.get(&n))
            else {
                continue;
            };
            let is_last = c.line == last_line && c.key == eligible[previous].key;
            let far = is_last || c.line >= eligible[previous].line + least_distance;
            if far && length + 1 > length_and_previous[i].0 {
                length_and_previous[i] = (length + 1, Some(previous));
            }
        }
        let length = length_and_previous[i].0;
        let kept = best_for.entry(number).or_insert((length, i));
        if length >= kept.0 {
            *kept = (length, i);
        }
    }
    let mut at =
        (0..eligible.len()).max_by_key(|&i| (length_and_previous[i].0, std::cmp::Reverse(i)));
    let mut chain = Vec::new();
    while let Some(i) = at {
        chain.push(eligible[i]);
        at = length_and_previous[i].1;
    }
    chain.reverse();
    chain
}

/// Lines printed again and again in the very same words, at about even distances: running heads without numbers.
pub(super) fn repeated_lines<'t>(
    candidates: &[Candidate],
    lines: &[Line<'t>],
    least: usize,
) -> Vec<Vec<usize>> {
    let mut groups: HashMap<&'t str, Vec<usize>> = HashMap::new();
    for c in candidates {
        let text = lines[c.line].text;
        let looks_like_text = text
            .chars()
            .next_back()
            .is_some_and(|e| is_stop(e) || "：，、；:,;".contains(e));
        let is_short = c.key.chars().count() < 4;
        if !looks_like_text && !is_short && label(text).is_none() && !c.is_number_only {
            groups.entry(text).or_default().push(c.line);
        }
    }
    let mut found: Vec<Vec<usize>> = groups.into_values().filter(|g| g.len() >= least).collect();
    found.sort_unstable();
    found
}

/// Whether lines come at distances that pages could have: none less than half and none more than twice the median.
pub(super) fn is_regular(at: &[usize], least_distance: usize) -> bool {
    let mut distances: Vec<usize> = at.windows(2).map(|w| w[1] - w[0]).collect();
    if distances.is_empty() {
        return false;
    }
    distances.sort_unstable();
    let median = distances[distances.len() / 2];
    let odd = distances
        .iter()
        .filter(|&&d| d * 2 < median || d > median * 2)
        .count();
    median >= least_distance && odd * 5 <= distances.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lines::split;

    fn number(text: &str) -> Option<u32> {
        candidate(0, &split(text)[0]).and_then(|c| c.number)
    }

    #[test]
    fn page_numbers_are_read_in_every_dress() {
        for text in [
            "· 12 ·",
            "- 12 -",
            "—12—",
            "第12页",
            "第 12 页 共 20 页",
            "12",
            "Page 12 of 20",
            "12/20",
            "стр. 12",
            "１２",
        ] {
            assert_eq!(number(text), Some(12), "{text}");
        }
        assert_eq!(number("12    国际问题研究"), Some(12));
        assert_eq!(number("上海合作组织研究    12"), Some(12));
        assert_eq!(number("2024年7月4日"), None);
    }

    #[test]
    fn a_chain_counts_pages_and_not_items() {
        let text = "1\nx\nx\nx\nx\n2\nx\nx\nx\nx\n3\n1\n2\n3\nx";
        let lines = split(text);
        let candidates: Vec<_> = lines
            .iter()
            .enumerate()
            .filter_map(|(i, l)| candidate(i, l))
            .collect();
        let chain: Vec<usize> = counting_chain(&candidates, 4, lines.len() - 1)
            .iter()
            .map(|c| c.line)
            .collect();
        assert_eq!(chain, [0, 5, 10]);
    }
}
