//! Clauses on dates. A date is a span of days (EDTF), and only what is certain holds: a document of 2018-06 is neither before
//! nor after 2018-06-09.

use sco_analysis::fold;
use sco_corpus::Edtf;

use super::clause::{Asked, Comparator};
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::tree::{Sign, Term};
use crate::syntax::{FilterKey, FilterTest, Node};

/// First and last day as year × 10,000 + month × 100 + day, open where absent.
type Days = (Option<u32>, Option<u32>);

/// Documents of a date.
pub(super) fn dates(asked: &Asked, term: &Term) -> Result<Node, Diagnostic> {
    if term.is_masked() || term.signs.contains(&Sign::Anchor) {
        let hint = "write the year or the month: 2018, 2018-06";
        return Err(Diagnostic::new(DiagnosticKind::Masking, term.text(), hint));
    }
    let text = term.text();
    let test = match asked.comparator {
        Comparator::Within => {
            let (first, last) = span(asked, &text)?;
            FilterTest::DaysInside(first, last)
        }
        comparator => {
            let days = days(asked, &text)?;
            compared(asked, comparator, days)?
        }
    };
    Ok(asked.filter(FilterKey::Date, test, &text))
}

fn compared(
    asked: &Asked,
    comparator: Comparator,
    (first, last): Days,
) -> Result<FilterTest, Diagnostic> {
    let known = |day: Option<u32>| {
        day.ok_or_else(|| asked.malformed("it is open at the end that is compared"))
    };
    Ok(match comparator {
        Comparator::Holds | Comparator::Any | Comparator::All | Comparator::Lacks => {
            FilterTest::Days(first, last)
        }
        Comparator::Is => FilterTest::DaysAre(first, last),
        // Numbers between the days of two months are no days, which does no harm in a comparison.
        Comparator::Before => FilterTest::DaysInside(None, Some(known(first)?.saturating_sub(1))),
        Comparator::UpTo => FilterTest::DaysInside(None, Some(known(last)?)),
        Comparator::After => FilterTest::DaysInside(Some(known(last)?.saturating_add(1)), None),
        Comparator::From => FilterTest::DaysInside(Some(known(first)?), None),
        Comparator::Within => return Err(asked.unrelated("")),
    })
}

/// Two dates parted by a space, or one span of EDTF.
fn span(asked: &Asked, text: &str) -> Result<Days, Diagnostic> {
    let ends: Vec<&str> = text.split_whitespace().collect();
    let (first, last) = match ends.as_slice() {
        [one] => days(asked, one)?,
        [first, last] => (days(asked, first)?.0, days(asked, last)?.1),
        _ => {
            return Err(asked.malformed("write two dates with a space between: \"2013 2018\""));
        }
    };
    match (first, last) {
        (Some(first), Some(last)) if first > last => {
            Err(asked.malformed("the second date is before the first"))
        }
        _ => Ok((first, last)),
    }
}

fn days(asked: &Asked, text: &str) -> Result<Days, Diagnostic> {
    let text = fold(text.trim());
    let is_basic = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    // The basic form of ISO 8601, which older systems send.
    let text = if is_basic {
        format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
    } else {
        text
    };
    let date: Edtf = text.parse().map_err(|error: sco_corpus::EdtfError| {
        asked.malformed(format!(
            "{}; write 2018, 2018-06, 2018-06-09 or 2018-06-09/2018-06-10",
            error.reason
        ))
    })?;
    let number = |day: sco_corpus::CalendarDay| day.number();
    Ok((date.start().map(number), date.end().map(number)))
}
