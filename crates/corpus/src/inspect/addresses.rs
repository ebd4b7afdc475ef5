//! Addresses that cannot be followed (RFC 3986): broken by a space, cut off, with a host that is none.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::{Code, Confidence, Finding, around};
use super::page::{Block, Page, Zone, is_han};
use crate::pattern::pattern;

/// A scheme that was spoilt on the way: `http//`, `htp://`, `http：//`, `https:/ /`.
static BAD_SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[^a-z])(https?(?:：/{1,2}|//|[:：]\s?/\s/|:\s//|:/[a-z0-9])|(?:htps?|htttps?|ttps?|hhttps?)://)",
    )
});

/// What may follow a space inside an address: more of the path, the name of a page, the end of a host.
static MORE_PATH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ [A-Za-z0-9_%-]+(?:/[A-Za-z0-9_.%-]*)+"));
static PAGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\.? [A-Za-z0-9_/%-]*[A-Za-z0-9_%-]\.(?:s?html?|pdf|aspx?|jsp|php)\b")
});
static HOST_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\.? (?:com|cn|org|net|gov|ru|kz|kg|uz|tj|edu)(?:[/.][A-Za-z0-9_./%-]*)?(?:$|[\s，。；,;)）])",
    )
});

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    for block in page.body() {
        addresses(block, findings);
    }
    let line = page.line_of("source");
    for source in &page.metadata().source {
        let block = Block {
            zone: Zone::Header,
            line,
            text: source,
        };
        addresses(&block, findings);
    }
}

fn addresses(block: &Block<'_>, findings: &mut Vec<Finding>) {
    let text = block.text;
    if !text.contains("//") && !text.contains(":/") {
        return;
    }
    for found in BAD_SCHEME
        .captures_iter(text)
        .filter_map(|found| found.get(1))
    {
        let what = format!("`{}` begins no address", found.as_str().trim_end());
        let text = around(text, found.start(), found.end());
        findings.push(Finding::new(
            Code::BrokenUrl,
            block.line,
            Confidence::High,
            text,
            what,
        ));
    }
    let mut from = 0;
    for url in crate::urls(text) {
        // Each is a piece of the text, in its order.
        let Some(at) = text[from..].find(url).map(|at| from + at) else {
            continue;
        };
        from = at + url.len();
        if let Some((confidence, what)) = fault(url, &text[from..]) {
            let text = around(text, at, from);
            findings.push(Finding::new(
                Code::BrokenUrl,
                block.line,
                confidence,
                text,
                what,
            ));
        }
    }
}

/// What is wrong with an address, before what follows it.
fn fault(url: &str, rest: &str) -> Option<(Confidence, String)> {
    let inner = url.split_once("://")?.1;
    let host = inner.split(['/', '?', '#']).next().unwrap_or_default();
    if let Some(reason) = host_fault(host) {
        return Some((Confidence::High, format!("`{url}`: {reason}")));
    }
    let more_path = MORE_PATH
        .find(rest)
        .filter(|_| url.ends_with('/') && host.len() < inner.len());
    let host_end = HOST_END.find(rest).filter(|_| host.len() == inner.len());
    if let Some(found) = more_path.or_else(|| PAGE.find(rest)).or(host_end) {
        let more = found.as_str().trim();
        return Some((
            Confidence::High,
            format!("a space breaks the address before `{more}`"),
        ));
    }
    if has_bad_escape(inner) {
        let what = format!("`{url}`: a % without two hexadecimal digits");
        return Some((Confidence::High, what));
    }
    if rest.starts_with('…') || url.ends_with("..") || rest.starts_with("..") {
        return Some((Confidence::High, format!("`{url}` was cut off")));
    }
    if url.ends_with(['-', '_', '=', '&', '%'])
        && rest.chars().next().is_none_or(|c| c == ' ' || is_han(c))
    {
        return Some((Confidence::Medium, format!("`{url}` may have been cut off")));
    }
    None
}

/// Why a host with its port is none.
fn host_fault(host: &str) -> Option<&'static str> {
    let host = host.rsplit('@').next().unwrap_or(host);
    if host.starts_with('[') {
        return None; // a number of six or eight parts
    }
    let (name, port) = host.split_once(':').unwrap_or((host, ""));
    if !port.bytes().all(|b| b.is_ascii_digit()) {
        return Some("the port is no number");
    }
    if name.eq_ignore_ascii_case("localhost") {
        return Some("it leads to the reader's own machine");
    }
    if !name.contains('.') {
        return Some("the host has no domain");
    }
    let is_label =
        |label: &str| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-');
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.trim_end_matches('.').split('.').all(is_label) || !name.chars().all(is_letter) {
        return Some("the host is no domain");
    }
    None
}

fn has_bad_escape(text: &str) -> bool {
    text.match_indices('%').any(|(at, _)| {
        let digits = text.as_bytes().get(at + 1..at + 3);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}
