//! Dates: days that no calendar has, and the date a text is signed with against the header's.

use super::finding::{Code, Confidence, Finding, around};
use super::page::{Block, Page, Zone};
use crate::edtf::Edtf;
use crate::written_dates::{WrittenDate, written_dates};

/// Characters of a paragraph that may be a date line: date, place, signatory.
const LONGEST_DATE_LINE_CHARS: usize = 40;
/// Characters beside the dates of such a line: the place, 至9月1日, brackets.
const BESIDE_DATE_CHARS: usize = 18;
/// Paragraphs at the beginning and at the end of a text among which the date line stands.
const AT_AN_END: usize = 4;

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    for block in page.body() {
        for date in written_dates(block.text).filter(|date| !date.is_possible()) {
            let written = &block.text[date.start..date.end];
            findings.push(Finding::new(
                Code::ImpossibleDate,
                block.line,
                Confidence::High,
                around(block.text, date.start, date.end),
                format!("`{written}` is a day that no calendar has"),
            ));
        }
    }
    mismatch(page, findings);
}

fn mismatch(page: &Page<'_>, findings: &mut Vec<Finding>) {
    let metadata = page.metadata();
    let Some(date) = &metadata.date else { return };
    let dates: Vec<&Edtf> = [Some(date), metadata.date_published.as_ref()]
        .into_iter()
        .flatten()
        .collect();
    let lines = date_lines(page);
    let agrees = lines
        .iter()
        .any(|(_, written)| dates.iter().any(|date| meets(date, written)));
    let Some((block, written)) = lines.first().filter(|_| !agrees) else {
        return;
    };
    let said = &block.text[written.start..written.end];
    findings.push(Finding::new(
        Code::DateMismatch,
        block.line,
        Confidence::Medium,
        around(block.text, written.start, written.end),
        format!("the text is dated `{said}`, the header says `{date}`"),
    ));
}

/// The dates of the lines at the beginning and the end that are nothing but a date with a place or a name.
fn date_lines<'p>(page: &'p Page<'_>) -> Vec<(&'p Block<'p>, WrittenDate)> {
    let blocks: Vec<&Block<'_>> = page
        .blocks
        .iter()
        .filter(|block| matches!(block.zone, Zone::Paragraph | Zone::Heading))
        .collect();
    let last = blocks.len().saturating_sub(AT_AN_END);
    let ends = blocks
        .iter()
        .enumerate()
        .filter(|(at, _)| *at < AT_AN_END || *at >= last)
        .map(|(_, block)| *block);
    ends.filter(|block| is_date_line(block.text))
        .flat_map(|block| written_dates(block.text).map(move |date| (block, date)))
        .filter(|(_, date)| date.day > 0 && date.is_possible())
        .collect()
}

/// Whether a line is dates with little beside them, and no sentence.
fn is_date_line(text: &str) -> bool {
    let length = |text: &str| text.chars().count();
    if length(text) > LONGEST_DATE_LINE_CHARS || text.ends_with(['。', '！', '？', '；', '：', ':'])
    {
        return false;
    }
    let dates: usize = written_dates(text)
        .map(|date| length(&text[date.start..date.end]))
        .sum();
    dates > 0 && length(text) - dates <= BESIDE_DATE_CHARS
}

/// Whether a written day can be the day, or lies in the time, of a date.
fn meets(date: &Edtf, written: &WrittenDate) -> bool {
    let day =
        u32::from(written.year) * 10_000 + u32::from(written.month) * 100 + u32::from(written.day);
    let from = date.start().map_or(0, crate::CalendarDay::number);
    let until = date.end().map_or(u32::MAX, crate::CalendarDay::number);
    (from..=until).contains(&day)
}
