//! What scanners typically misread, and spaces and hyphens that typesetting left behind.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::{Code, Confidence, Finding, around};
use super::page::{Block, Page, Script, Zone};
use crate::pattern::pattern;

/// Letters that stand for digits in a number or date.
static LETTER_IN_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^A-Za-z0-9])(?P<a>[0-9OolI]*[0-9][0-9OolI]*)\s?(?:年|月|日|号|％|%|亿|万)|(?:^|[^A-Za-z0-9])(?P<b>(?:19|20)[0-9Ool]{2})(?:[^A-Za-z0-9]|$)",
    )
});

/// Digits that stand for letters in a lower-case word of English or Russian.
static DIGIT_IN_WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\p{Ll}{2,}[0136]\p{Ll}{2,}"));

/// Pairs of Han characters that a scanner makes of common words, with the word, and with the characters before and behind
/// that make the pair a right one (自己|经历, 周末|来).
const MISREAD: [(&str, &str, &str, &str); 14] = [
    ("己经", "已经", "自律利克知异", "历验受常过络由济营"),
    ("末来", "未来", "周期月年岁始本终", ""),
    ("末能", "未能", "周期月年岁始本终", "源"),
    ("末经", "未经", "周期月年岁始本终", ""),
    ("曰报", "日报", "", ""),
    ("曰本", "日本", "", ""),
    ("今曰", "今日", "", ""),
    ("入民共和", "人民共和", "", ""),
    ("入民代表", "人民代表", "", ""),
    ("合怍", "合作", "", ""),
    ("巳经", "已经", "", ""),
    ("士地", "土地", "护战卫兵武人战志学博硕院骑女男", ""),
    ("侮关", "海关", "", ""),
    ("发晨", "发展", "", ""),
];

/// Han characters with a space between each two.
static SPACED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\p{Han} ){5,}\p{Han}"));

/// A hyphen of a line end inside a word: `coop- eration`.
static HYPHENATED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(\p{L}{2,})[-\u{AD}\u{2010}] (\p{Ll}{2,})"));

/// Words before which a hyphen may hang: short- and long-term, средне- и долгосрочный.
const HANGING: [&str; 12] = [
    "and", "or", "to", "versus", "but", "nor", "as", "и", "или", "либо", "а", "und",
];

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    for block in page.body() {
        numbers(block, findings);
        words(block, findings);
        if page.script == Script::Han {
            misread(block, findings);
        }
        spaced(block, findings);
    }
}

fn push(
    findings: &mut Vec<Finding>,
    block: &Block<'_>,
    (code, confidence): (Code, Confidence),
    (start, end): (usize, usize),
    what: String,
) {
    let text = around(block.text, start, end);
    findings.push(Finding::new(code, block.line, confidence, text, what));
}

fn numbers(block: &Block<'_>, findings: &mut Vec<Finding>) {
    for found in LETTER_IN_NUMBER.captures_iter(block.text) {
        let Some(number) = found.name("a").or_else(|| found.name("b")) else {
            continue;
        };
        if number.as_str().bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let what = format!("a letter stands for a digit in `{}`", number.as_str());
        let span = (number.start(), number.end());
        push(findings, block, (Code::Ocr, Confidence::High), span, what);
    }
}

fn words(block: &Block<'_>, findings: &mut Vec<Finding>) {
    // Addresses and names of files hold anything.
    let urls = crate::urls(block.text);
    for found in DIGIT_IN_WORD.find_iter(block.text) {
        if urls.iter().any(|url| url.contains(found.as_str())) {
            continue;
        }
        let what = format!("a digit stands for a letter in `{}`", found.as_str());
        let span = (found.start(), found.end());
        push(findings, block, (Code::Ocr, Confidence::Medium), span, what);
    }
    for found in HYPHENATED.captures_iter(block.text) {
        let (Some(whole), Some(second)) = (found.get(0), found.get(2)) else {
            continue;
        };
        if HANGING.contains(&second.as_str()) {
            continue;
        }
        let what = format!("`{}` may be one word that a line end cut", whole.as_str());
        let span = (whole.start(), whole.end());
        push(
            findings,
            block,
            (Code::BrokenWord, Confidence::Medium),
            span,
            what,
        );
    }
}

fn misread(block: &Block<'_>, findings: &mut Vec<Finding>) {
    for (wrong, right, before, behind) in MISREAD {
        for (at, _) in block.text.match_indices(wrong) {
            let end = at + wrong.len();
            let is_right = block.text[..at]
                .chars()
                .next_back()
                .is_some_and(|c| before.contains(c))
                || block.text[end..]
                    .chars()
                    .next()
                    .is_some_and(|c| behind.contains(c));
            if is_right {
                continue;
            }
            let what = format!("`{wrong}` is probably `{right}`");
            push(
                findings,
                block,
                (Code::Ocr, Confidence::Medium),
                (at, end),
                what,
            );
        }
    }
}

fn spaced(block: &Block<'_>, findings: &mut Vec<Finding>) {
    // Headings are set wide on purpose.
    if block.zone == Zone::Heading {
        return;
    }
    for found in SPACED.find_iter(block.text) {
        let what = "a space between each two characters".to_owned();
        let span = (found.start(), found.end());
        push(
            findings,
            block,
            (Code::SpacedCharacters, Confidence::Medium),
            span,
            what,
        );
    }
}
