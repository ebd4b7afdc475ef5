//! What the page printed around the text: page numbers and running heads.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::headings::{is_notes_heading, label};
use super::lines::Line;
use super::paragraphs::column_gaps;
use super::script::{CELL, is_stop};
use crate::pattern::pattern;

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

static DECORATED: LazyLock<[Regex; 5]> = LazyLock::new(|| {
    [
        r"^[-—–―·•.~‧∙・\s]{1,6}(\d{1,4})[-—–―·•.~‧∙・\s]{1,6}$",
        r"^第\s*(\d{1,4})\s*[页頁](?:\s*[,，/（(]?\s*共\s*\d+\s*[页頁][)）]?)?$",
        r"^(?i:page|p\.)\s*(\d{1,4})(?:\s*(?:of|/)\s*\d+)?$",
        r"^(\d{1,4})\s*(?:/|of)\s*\d{1,4}$",
        r"^(?i:стр(?:аница|\.)?|с\.)\s*(\d{1,4})(?:\s*из\s*\d+)?$",
    ]
    .map(pattern)
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
    static START: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"^[-—–·•\s]*(\d{1,4})[-—–·•|]*\s+\D"));
    static END: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"\D\s+[-—–·•|]*\s*(?:第\s*)?(\d{1,4})\s*(?:页)?[-—–·•\s]*$"));
    let found = START.captures(plain).or_else(|| END.captures(plain))?;
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
///
/// Signs that only page numbers have and a head that is printed again and again stand for themselves: pages of such
/// numbers may be shorter.
pub(super) fn counting_chain<'c>(
    candidates: &'c [Candidate],
    least_distance: usize,
    lines: &[Line<'_>],
) -> Vec<&'c Candidate> {
    const LEAST_OF_DECORATED: usize = 2;
    const LEAST_OF_HEADS: usize = 3;
    let mut repeated: HashMap<&str, usize> = HashMap::new();
    for c in candidates {
        *repeated.entry(c.key.as_str()).or_insert(0) += 1;
    }
    // Left and right pages may have heads of their own; the one in the first line tells that they have numbers.
    let has_heads = candidates
        .first()
        .is_some_and(|c| c.line == 0 && is_numbered_head(c, lines));
    let eligible: Vec<&Candidate> = candidates
        .iter()
        .filter(|c| {
            c.number.is_some()
                && (c.is_number_only
                    || (has_heads && is_numbered_head(c, lines))
                    || (repeated.get(c.key.as_str()).is_some_and(|&n| n >= 2)
                        && !is_counted_by_nature(lines[c.line].text)))
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
            let same = c.key == eligible[previous].key;
            let is_last = same && closes_text(lines, c.line);
            let least = match c {
                c if c.decorated && same => LEAST_OF_DECORATED,
                c if !c.is_number_only && same => LEAST_OF_HEADS.min(least_distance),
                _ => least_distance,
            };
            let far = is_last || c.line >= eligible[previous].line + least;
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

/// Whether a line is a page number with words that a wide gap parts from it.
pub(super) fn is_numbered_head(c: &Candidate, lines: &[Line<'_>]) -> bool {
    let text = lines[c.line].text;
    !c.is_number_only
        && c.number.is_some_and(|n| n < 1900)
        && column_gaps(text) == 1
        && !is_counted_by_nature(text)
}

/// Whether a line names a journal and its issue and nothing else.
pub(super) fn is_issue(text: &str) -> bool {
    static ISSUE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"^[^，。；：、]{2,24}[\s·(（]*(?:19|20)\d{2}\s*年\s*第\s*\d{1,3}\s*期[^，。；：、]{0,10}$",
        )
    });
    text.len() <= 120 && ISSUE.is_match(text)
}

/// Whether nothing follows a line but the notes at the end of the text.
pub(super) fn closes_text(lines: &[Line<'_>], line: usize) -> bool {
    lines
        .get(line + 1)
        .is_none_or(|next| is_notes_heading(next.text))
}

/// Articles, tables and figures have numbers that count up and stand alone in their lines, and are text.
fn is_counted_by_nature(text: &str) -> bool {
    const CAPTIONS: &[&str] = &[
        "表",
        "图",
        "圖",
        "例",
        "附",
        "Table",
        "Figure",
        "Fig",
        "Annex",
        "Appendix",
        "Chart",
        "Box",
        "Таблица",
        "Рис",
        "Приложение",
        "TABLE",
        "FIGURE",
        "ANNEX",
        "APPENDIX",
        "ТАБЛИЦА",
        "ПРИЛОЖЕНИЕ",
    ];
    label(text).is_some() || CAPTIONS.iter().any(|caption| text.starts_with(caption))
}

/// Lines as wide as those of the text that hold no wide gap: a sentence may break off in them.
pub(super) fn is_full_line<'l>(lines: &'l [Line<'_>]) -> impl Fn(usize) -> bool + 'l {
    let mut widths: Vec<i32> = lines.iter().map(|l| l.lead + l.width).collect();
    widths.sort_unstable();
    let full = widths.get(widths.len() * 3 / 4).copied().unwrap_or(0);
    move |i| lines[i].lead + lines[i].width >= full - 3 * CELL && column_gaps(lines[i].text) == 0
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
        let holds_sentence = text.contains(['。', '；']);
        if !looks_like_text
            && !holds_sentence
            && !is_short
            && label(text).is_none()
            && !c.is_number_only
        {
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
        let chain: Vec<usize> = counting_chain(&candidates, 4, &lines)
            .iter()
            .map(|c| c.line)
            .collect();
        assert_eq!(chain, [0, 5, 10]);
    }
}
