//! Quotation marks and brackets without their partners.

use super::finding::{Code, Confidence, Finding, around};
use super::page::{Block, Page, Script, Zone, is_han};

/// Paragraphs over which a quotation may go on before it is closed.
const LONGEST_QUOTATION_PARAGRAPHS: usize = 40;

/// Marks that open and close.
const PAIRS: [(char, char); 11] = [
    ('《', '》'),
    ('〈', '〉'),
    ('“', '”'),
    ('「', '」'),
    ('『', '』'),
    ('（', '）'),
    ('(', ')'),
    ('【', '】'),
    ('〔', '〕'),
    ('«', '»'),
    ('[', ']'),
];

/// A mark that has no partner in its block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Lone {
    /// Index into [`PAIRS`].
    pair: usize,
    is_open: bool,
    /// First byte in the block.
    at: usize,
}

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    let blocks: Vec<(&Block<'_>, Vec<Lone>)> = page
        .blocks
        .iter()
        .map(|block| (block, lone_marks(block.text)))
        .collect();
    for (number, (block, lone)) in blocks.iter().enumerate() {
        for mark in lone {
            if mark.pair == QUOTES && goes_on(&blocks, number, mark.is_open) {
                continue;
            }
            findings.push(told(block, *mark));
        }
        straight(page, block, findings);
    }
}

/// The index of “ and ”.
const QUOTES: usize = 2;

/// The marks of a text without partners; of each kind of mark the first only.
fn lone_marks(text: &str) -> Vec<Lone> {
    let mut open: [Vec<usize>; PAIRS.len()] = std::array::from_fn(|_| Vec::new());
    let mut lone: Vec<Lone> = Vec::new();
    let mut low_quotes = 0_usize;
    for (at, c) in text.char_indices() {
        // In Russian and German, “ closes what „ has opened.
        if c == '„' {
            low_quotes += 1;
            continue;
        }
        if low_quotes > 0 && matches!(c, '“' | '”') {
            low_quotes -= 1;
            continue;
        }
        let Some(pair) = PAIRS
            .iter()
            .position(|(opens, closes)| c == *opens || c == *closes)
        else {
            continue;
        };
        if c == PAIRS[pair].0 {
            open[pair].push(at);
        } else if open[pair].pop().is_none() {
            // （ and ) are one pair of brackets to a careless typist.
            let other = partner_of_other_width(pair);
            if other.is_none_or(|other| open[other].pop().is_none()) && !is_enumeration(text, at, c)
            {
                lone.push(Lone {
                    pair,
                    is_open: false,
                    at,
                });
            }
        }
    }
    for (pair, places) in open.iter().enumerate() {
        lone.extend(places.iter().map(|&at| Lone {
            pair,
            is_open: true,
            at,
        }));
    }
    lone.sort_by_key(|mark| mark.at);
    let mut seen = std::collections::HashSet::new();
    lone.retain(|mark| seen.insert((mark.pair, mark.is_open)));
    lone
}

fn partner_of_other_width(pair: usize) -> Option<usize> {
    match PAIRS[pair].0 {
        '（' => Some(6),
        '(' => Some(5),
        _ => None,
    }
}

/// Whether a closing bracket belongs to a number: `1)`, `a）`, `二）`, also in the middle of a sentence.
fn is_enumeration(text: &str, at: usize, c: char) -> bool {
    if !matches!(c, ')' | '）') {
        return false;
    }
    let before: Vec<char> = text[..at].chars().rev().take(4).collect();
    let length = before
        .iter()
        .take_while(|c| c.is_ascii_alphanumeric() || "一二三四五六七八九十абвгдежз".contains(**c))
        .count();
    let edge = before.get(length);
    (1..=3).contains(&length)
        && edge.is_none_or(|c| c.is_whitespace() || "：:；;，,。.、".contains(*c))
}

/// Whether a quotation runs over several paragraphs: each begins with “ and only the last has a ”.
fn goes_on(blocks: &[(&Block<'_>, Vec<Lone>)], number: usize, is_open: bool) -> bool {
    let zone = blocks[number].0.zone;
    let is_other = |other: &&(&Block<'_>, Vec<Lone>)| {
        other.0.zone == zone
            && other
                .1
                .iter()
                .any(|mark| mark.pair == QUOTES && mark.is_open != is_open)
    };
    if zone != Zone::Paragraph {
        return false;
    }
    if is_open {
        // Each paragraph of a long quotation may begin with “, whether the last one is closed or not.
        let next = blocks.get(number + 1).map(|(block, _)| block);
        if next.is_some_and(|next| next.zone == zone && next.text.starts_with('“')) {
            return true;
        }
        let behind = blocks[number + 1..]
            .iter()
            .take(LONGEST_QUOTATION_PARAGRAPHS);
        return behind.into_iter().any(|other| is_other(&other));
    }
    let from = number.saturating_sub(LONGEST_QUOTATION_PARAGRAPHS);
    blocks[from..number].iter().any(|other| is_other(&other))
}

fn told(block: &Block<'_>, mark: Lone) -> Finding {
    let (opens, closes) = PAIRS[mark.pair];
    let (found, missing) = if mark.is_open {
        (opens, closes)
    } else {
        (closes, opens)
    };
    let length = found.len_utf8();
    let confidence = match opens {
        '[' => Confidence::Low,
        _ => Confidence::High,
    };
    let text = around(block.text, mark.at, mark.at + length);
    let what = format!("`{found}` has no `{missing}`");
    Finding::new(Code::Unbalanced, block.line, confidence, text, what)
}

/// Straight quotation marks are the same at both ends: an odd number of them is one too few.
fn straight(page: &Page<'_>, block: &Block<'_>, findings: &mut Vec<Finding>) {
    // Behind a digit the mark is an inch or a second.
    let marks: Vec<usize> = block
        .text
        .match_indices('"')
        .map(|(at, _)| at)
        .filter(|at| !block.text[..*at].ends_with(|c: char| c.is_ascii_digit()))
        .collect();
    let Some(last) = marks.last().filter(|_| marks.len() % 2 == 1) else {
        return;
    };
    let beside_han = block.text[last + 1..].chars().next().is_some_and(is_han);
    let confidence = if page.script == Script::Han && beside_han {
        Confidence::Medium
    } else {
        Confidence::Low
    };
    let what = format!(
        "{} straight quotation marks: one has no partner",
        marks.len()
    );
    let text = around(block.text, *last, last + 1);
    findings.push(Finding::new(
        Code::Unbalanced,
        block.line,
        confidence,
        text,
        what,
    ));
}
