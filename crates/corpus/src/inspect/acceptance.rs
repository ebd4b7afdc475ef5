//! Findings that the header accepts, and acceptances that accept nothing.

use super::finding::{Code, Confidence, Finding};
use super::page::Page;
use crate::metadata::Accepted;

/// Notes at each finding that it is accepted, and adds findings for acceptances that are none.
pub(super) fn settle(page: &Page<'_>, findings: &mut Vec<Finding>) {
    let line = page.line_of("accepted");
    for accepted in &page.metadata().accepted {
        if accepted.finding.parse::<Code>().is_err() {
            let what = format!("`{}` is the code of no finding", accepted.finding);
            findings.push(Finding::new(
                Code::UnknownFinding,
                line,
                Confidence::High,
                accepted.finding.clone(),
                what,
            ));
            continue;
        }
        let mut is_idle = true;
        for finding in findings
            .iter_mut()
            .filter(|found| is_meant(accepted, found))
        {
            finding.accepted = Some(accepted.reason.clone());
            is_idle = false;
        }
        if is_idle {
            let place = accepted.text.as_deref().unwrap_or_default();
            let what = format!("`{}` is accepted but was not found", accepted.finding);
            findings.push(Finding::new(
                Code::IdleAcceptance,
                line,
                Confidence::High,
                place,
                what,
            ));
        }
    }
}

/// Whether an acceptance speaks of a finding. What keeps a file from being read cannot be accepted away.
fn is_meant(accepted: &Accepted, finding: &Finding) -> bool {
    let is_broken = matches!(
        finding.code,
        Code::Header | Code::Form | Code::MarkWithoutNote | Code::Unreadable | Code::NotUtf8
    );
    let is_there = |text: &String| {
        finding.text.contains(text.as_str())
            || (!finding.text.is_empty() && text.contains(finding.text.as_str()))
    };
    !is_broken
        && finding.code.code() == accepted.finding
        && accepted.text.as_ref().is_none_or(is_there)
}
