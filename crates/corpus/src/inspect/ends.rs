//! Ends: documents without a text or with hardly any, texts that stop before their end, paragraphs cut in mid-sentence.

use super::finding::{Code, Confidence, Finding, head, tail};
use super::page::{Block, Page, Script, Zone, is_han, script_of};
use crate::metadata::Extent;
use crate::punctuation::{is_closer, is_stop};

/// Letters (a Han character is two) under which a document is very short.
const VERY_SHORT_LETTERS: usize = 100;
/// Characters from which a paragraph is prose, and no line of a list, of a table or of verse.
const PROSE_CHARS: usize = 45;

/// What sites write where they cut a text.
const CUTS: [&str; 14] = [
    "未完待续",
    "阅读全文",
    "查看全文",
    "点击查看",
    "展开全文",
    "全文见",
    "下一页",
    "[全文]",
    "Read more",
    "read more",
    "Continue reading",
    "[...]",
    "Читать далее",
    "Читать полностью",
];

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    let letters: usize = page
        .body()
        .flat_map(|block| block.text.chars())
        .map(|c| match script_of(c) {
            Script::Han => 2,
            _ => usize::from(c.is_alphanumeric()),
        })
        .sum();
    if letters == 0 {
        let what = "the document has no text";
        findings.push(Finding::new(Code::Empty, 1, Confidence::High, "", what));
        return;
    }
    if letters < VERY_SHORT_LETTERS {
        let first = page.body().next();
        let (line, text) = first.map_or((1, String::new()), |block| (block.line, head(block.text)));
        let what = "the document has hardly any text";
        findings.push(Finding::new(
            Code::VeryShort,
            line,
            Confidence::Medium,
            text,
            what,
        ));
    }
    truncated(page, findings);
    mid_sentence(page, findings);
}

fn truncated(page: &Page<'_>, findings: &mut Vec<Finding>) {
    let is_part = matches!(
        page.metadata().extent,
        Some(Extent::Extract | Extent::Abridged)
    );
    let Some(last) = page.paragraphs().last() else {
        return;
    };
    if is_part {
        return;
    }
    let end = tail(last.text);
    if let Some(cut) = CUTS.iter().find(|cut| end.contains(**cut)) {
        let what = format!("the text ends with `{cut}`");
        findings.push(Finding::new(
            Code::Truncated,
            last.line,
            Confidence::High,
            end,
            what,
        ));
        return;
    }
    let length = last.text.chars().count();
    let confidence = match last_char(last.text) {
        Some('，' | ',' | '、' | '；' | '：' | '（' | '《' | '“') if length >= 12 => {
            Confidence::High
        }
        Some('…') if length >= PROSE_CHARS => Confidence::Medium,
        Some(c) if length >= PROSE_CHARS && c.is_alphanumeric() => Confidence::Medium,
        _ => return,
    };
    let what = "the text ends in the middle of a sentence";
    findings.push(Finding::new(
        Code::Truncated,
        last.line,
        confidence,
        end,
        what,
    ));
}

/// The last character before closing quotation marks and brackets.
fn last_char(text: &str) -> Option<char> {
    text.chars()
        .rev()
        .find(|c| !is_closer(*c) && !c.is_whitespace())
}

fn mid_sentence(page: &Page<'_>, findings: &mut Vec<Finding>) {
    let mut before: Option<&Block<'_>> = None;
    for block in &page.blocks {
        match block.zone {
            Zone::Paragraph => {
                if let Some((confidence, what)) = bad_start(block.text) {
                    let text = head(block.text);
                    findings.push(Finding::new(
                        Code::MidSentence,
                        block.line,
                        confidence,
                        text,
                        what,
                    ));
                } else if let Some(before) = before
                    && let Some((confidence, what)) = bad_end(before.text, block.text)
                {
                    let text = tail(before.text);
                    findings.push(Finding::new(
                        Code::MidSentence,
                        before.line,
                        confidence,
                        text,
                        what,
                    ));
                }
                before = Some(block);
            }
            // A heading ends what was before it.
            _ => before = None,
        }
    }
}

/// A paragraph that begins with what only stands inside a sentence.
fn bad_start(text: &str) -> Option<(Confidence, String)> {
    let first = text.chars().next()?;
    let is_inner = matches!(
        first,
        '，' | '。' | '、' | '；' | '！' | '？' | '）' | '》' | '”' | ',' | ';'
    );
    is_inner.then(|| {
        (
            Confidence::High,
            format!("the paragraph begins with `{first}`"),
        )
    })
}

/// A paragraph that stops where its sentence goes on in the next.
fn bad_end(text: &str, next: &str) -> Option<(Confidence, String)> {
    let length = text.chars().count();
    let last = text.chars().next_back()?;
    let end = last_char(text)?;
    let follows = next.chars().next()?;
    if is_stop(end) || length < PROSE_CHARS {
        return None;
    }
    let goes_on = follows.is_lowercase() && script_of(follows) != Script::Other;
    if matches!(last, '，' | '、' | '（' | '《' | '“') || (last == ',' && goes_on) {
        return Some((
            Confidence::High,
            format!("the paragraph ends with `{last}`"),
        ));
    }
    // A lower-case letter begins the items of some lists: `a) …`, `в том числе …`.
    let is_item = next
        .chars()
        .nth(1)
        .is_some_and(|c| matches!(c, ')' | '.' | '）'));
    if last.is_alphanumeric() && !is_han(last) && goes_on && !is_item {
        let what = "the paragraph stops without a full stop, and the next goes on in lower case";
        return Some((Confidence::High, what.to_owned()));
    }
    // Titles, names and lines of tables are rarely so long without any punctuation of a sentence.
    let is_prose = text.contains('，') || text.contains('。');
    if is_han(last) && is_han(follows) && is_prose {
        let what = "the paragraph stops without a full stop";
        return Some((Confidence::Medium, what.to_owned()));
    }
    None
}
