//! Numbers that others gave it: document numbers 国办发〔2024〕3号 (GB/T 9704-2012, 7.2.5), DOI, ISBN.

use std::sync::LazyLock;

use regex::Regex;

use super::{Material, Proposal, is_line, proposal};
use crate::pattern::pattern;

/// Code, year and number, with whatever brackets the printer had.
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?P<code>\p{Han}[\p{Han}]{0,9})\s*[〔［\[（(【]\s*(?P<year>(?:19|20)\d{2}|(?:１９|２０)[０-９]{2})\s*[〕］\])）】]\s*(?:第\s*)?(?P<number>[0-9０-９]{1,5})\s*号",
    )
});

static DOI: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"(?i)\bdoi\s*[：:]?\s*(?:https?://(?:dx\.)?doi\.org/)?(?P<doi>10\.\d{4,9}/[^\s，。；、）)\]"']{2,120})"#,
    )
});

static ISBN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\bISBN[\s：:]*(?P<isbn>(?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dXx])\b")
});

/// Words before a document number that are not its code.
const BEFORE: &[&str] = &["文号", "发文字号", "根据", "按照", "依据", "以", "见", "的"];

/// A document number in its standard form, 国办发〔2024〕3号: six-cornered brackets, ASCII digits, no spaces, no 第, no leading
/// zeros; `None` where the text is none.
///
/// ```
/// use sco_corpus::normal_document_number;
/// assert_eq!(normal_document_number("国办发[2024] 第03 号").as_deref(), Some("国办发〔2024〕3号"));
/// assert_eq!(normal_document_number("2024年第3号"), None);
/// ```
pub fn normal_document_number(text: &str) -> Option<String> {
    let found = NUMBER.captures(text.trim())?;
    let whole = found.get(0)?;
    let is_all = whole.start() == 0 && whole.end() == text.trim().len();
    is_all.then(|| normal(&found)).flatten()
}

fn normal(found: &regex::Captures<'_>) -> Option<String> {
    let mut code = found.name("code")?.as_str();
    for word in BEFORE {
        code = code.rsplit_once(word).map_or(code, |(_, rest)| rest);
    }
    let digits = |name: &str| -> Option<u32> {
        let digits = found.name(name)?.as_str().chars().map(ascii_digit);
        digits.collect::<String>().parse().ok()
    };
    let (year, number) = (digits("year")?, digits("number")?);
    (!code.is_empty()).then(|| format!("{code}〔{year}〕{number}号"))
}

fn ascii_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        c => c,
    }
}

pub(super) fn propose(material: &Material<'_>) -> Vec<Proposal> {
    let known: Vec<String> = material
        .metadata()
        .identifiers
        .iter()
        .map(|identifier| normal_document_number(identifier).unwrap_or_else(|| identifier.clone()))
        .collect();
    let mut proposals = Vec::new();
    for block in material.title.iter().chain(&material.front) {
        let mut add = |value: String, why, confidence| {
            proposals.push(proposal("identifiers", value, block, why, confidence));
        };
        if let Some(number) = NUMBER
            .captures(&block.text)
            .and_then(|found| normal(&found))
            && is_line(&block.text)
        {
            add(
                number,
                "a document number in a line near the beginning",
                0.9,
            );
        }
        if let Some(doi) = DOI
            .captures(&block.text)
            .and_then(|found| found.name("doi"))
        {
            let doi = doi.as_str().trim_end_matches(['.', ',', ';']);
            add(format!("doi:{doi}"), "a DOI near the beginning", 0.85);
        }
        if let Some(isbn) = ISBN
            .captures(&block.text)
            .and_then(|found| found.name("isbn"))
            && is_isbn(isbn.as_str())
        {
            let digits = isbn.as_str().replace([' ', '-'], "");
            add(
                format!("ISBN {digits}"),
                "an ISBN with its right check digit",
                0.9,
            );
        }
    }
    proposals.retain(|p| !known.contains(&p.value));
    proposals
}

/// Whether the check digit is right (ISO 2108).
fn is_isbn(text: &str) -> bool {
    let digits: Vec<u32> = text
        .chars()
        .filter_map(|c| {
            if matches!(c, 'X' | 'x') {
                Some(10)
            } else {
                c.to_digit(10)
            }
        })
        .collect();
    match digits.len() {
        10 => {
            digits
                .iter()
                .zip((1..=10).rev())
                .map(|(d, w)| d * w)
                .sum::<u32>()
                % 11
                == 0
        }
        13 => {
            digits
                .iter()
                .zip([1, 3].into_iter().cycle())
                .map(|(d, w)| d * w)
                .sum::<u32>()
                % 10
                == 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_numbers_have_one_form() {
        for written in [
            "国办发〔2024〕15号",
            "国办发[2024]15号",
            "国办发（２０２４）第１５号",
            "国办发【2024】 015 号",
        ] {
            assert_eq!(
                normal_document_number(written).as_deref(),
                Some("国办发〔2024〕15号"),
                "{written}"
            );
        }
        assert_eq!(normal_document_number("发文字号：国办发〔2024〕15号"), None);
        assert_eq!(normal_document_number("〔2024〕15号"), None);
    }

    #[test]
    fn check_digits_are_checked() {
        assert!(is_isbn("978-7-119-12345-7") == is_isbn("9787119123457"));
        assert!(is_isbn("0-306-40615-2") && is_isbn("9780306406157"));
        assert!(!is_isbn("0-306-40615-3") && !is_isbn("123"));
    }
}
