//! Characters that stand where others were lost, that print nothing, or that are not what they look like; remains of HTML.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::{Code, Confidence, Finding, around};
use super::page::{Block, Page, is_han};
use crate::pattern::pattern;

/// Entities and tags of HTML. A sign of less or more in a text is none of them.
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|ensp|emsp|#\d{2,6}|#x[0-9A-Fa-f]{2,5});|</?(?:p|br|div|span|a|b|i|u|td|tr|th|table|font|strong|em|img|li|ul|ol|sup|sub|h[1-6]|script|style)(?:\s[^<>]{0,300})?/?>",
    )
});

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    for block in &page.blocks {
        runs(block, findings);
        for found in MARKUP.find_iter(block.text) {
            let what = format!("`{}` belongs to a web page", found.as_str());
            let text = around(block.text, found.start(), found.end());
            findings.push(Finding::new(
                Code::Markup,
                block.line,
                Confidence::High,
                text,
                what,
            ));
        }
    }
}

/// One finding for each run of bad characters of one kind.
fn runs(block: &Block<'_>, findings: &mut Vec<Finding>) {
    let mut before: Option<Code> = None;
    let mut last = ' ';
    let mut chars = block.text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        // By far most characters are none of these.
        let code = if c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{400}'..='\u{52F}') {
            stroke(c, last)
        } else {
            kind(c)
        };
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        if let Some(code) = code
            && before != Some(code)
        {
            findings.push(told(block, at, c, code, (last, next)));
        }
        (before, last) = (code, c);
    }
}

fn told(block: &Block<'_>, at: usize, c: char, code: Code, beside: (char, char)) -> Finding {
    let number = u32::from(c);
    let (confidence, what) = match code {
        Code::ReplacementCharacter => (
            Confidence::High,
            "U+FFFD stands where a character was lost".to_owned(),
        ),
        // □ before a text is a box to tick.
        Code::MissingGlyph if is_letter(beside.0) && is_letter(beside.1) => (
            Confidence::High,
            format!("`{c}` stands where a character was lost"),
        ),
        Code::MissingGlyph => (
            Confidence::Low,
            format!("`{c}` may stand where a character was lost"),
        ),
        Code::PrivateUse => (
            Confidence::High,
            format!("U+{number:04X} has a shape in one font only; nobody else can read it"),
        ),
        Code::LookAlike => (
            Confidence::High,
            format!(
                "`{c}` (U+{number:04X}) only looks like `{}`",
                sco_analysis::fold_char(c)
            ),
        ),
        Code::Ocr => (
            Confidence::Medium,
            format!("`{c}` is a stroke and hardly ever a character of a text"),
        ),
        _ => (Confidence::High, format!("U+{number:04X} prints nothing")),
    };
    let text = around(block.text, at, at + c.len_utf8());
    Finding::new(code, block.line, confidence, text, what)
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '·' | '”' | '“')
}

/// What is wrong with a character that is neither ASCII nor an everyday letter.
fn kind(c: char) -> Option<Code> {
    match c {
        '\u{FFFD}' => Some(Code::ReplacementCharacter),
        '□' | '▯' | '◻' | '⬜' => Some(Code::MissingGlyph),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}' => Some(Code::PrivateUse),
        '\u{AD}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{E0000}'..='\u{E007F}' => Some(Code::InvisibleCharacter),
        '\u{2E80}'..='\u{2FDF}' | '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}'
            if sco_analysis::fold_char(c) != c =>
        {
            Some(Code::LookAlike)
        }
        _ => None,
    }
}

/// Strokes that scanners make of specks and of edges of tables; only beside a Han character.
fn stroke(c: char, before: char) -> Option<Code> {
    let is_stroke = matches!(c, '丨' | '丿' | '亅' | '囗' | '冂' | '凵');
    (is_stroke && is_han(before)).then_some(Code::Ocr)
}
