//! Clauses on values of the description: names, types, languages, identifiers.

use sco_analysis::{Pattern, fold};

use super::clause::{Asked, Comparator, joined};
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::tree::{Sign, Term};
use crate::syntax::{Filter, FilterKey, FilterTest, Node, Place, Speaker};

/// Codes of ISO 639-2, in which library systems write languages, with those of ISO 639-1.
const LANGUAGES: [(&str, &str); 16] = [
    ("chi", "zh"),
    ("zho", "zh"),
    ("rus", "ru"),
    ("eng", "en"),
    ("kaz", "kk"),
    ("kir", "ky"),
    ("tgk", "tg"),
    ("uzb", "uz"),
    ("hin", "hi"),
    ("urd", "ur"),
    ("per", "fa"),
    ("fas", "fa"),
    ("bel", "be"),
    ("mon", "mn"),
    ("tuk", "tk"),
    ("tur", "tr"),
];

fn has_signs(term: &Term) -> bool {
    term.is_masked() || term.signs.contains(&Sign::Anchor)
}

/// Values that hold or are a term.
pub(super) fn values(asked: &Asked, keys: &[FilterKey], term: &Term) -> Result<Node, Diagnostic> {
    let text = term.text();
    let nodes = keys.iter().map(|key| {
        let test = value_test(asked, *key, term)?;
        Ok(asked.filter(*key, test, &text))
    });
    let nodes: Result<Vec<Node>, Diagnostic> = nodes.collect();
    Ok(joined(nodes?, false))
}

fn value_test(asked: &Asked, key: FilterKey, term: &Term) -> Result<FilterTest, Diagnostic> {
    match asked.comparator {
        Comparator::Is => return Ok(FilterTest::Masked(asked.mask(term, true)?)),
        Comparator::Holds | Comparator::Any | Comparator::All => {}
        _ => return Err(asked.unrelated("a name is asked with = == any all <>")),
    }
    if has_signs(term) {
        return Ok(FilterTest::Masked(asked.mask(term, false)?));
    }
    let text = term.text();
    let pattern =
        Pattern::of(&text).ok_or_else(|| asked.malformed("it holds no letter or digit"))?;
    Ok(match key {
        FilterKey::Source => FilterTest::HoldsText(pattern, fold(&text)),
        _ => FilterTest::Holds(pattern),
    })
}

/// Refuses relations and signs that a closed list does not have.
fn check_code(asked: &Asked, term: &Term) -> Result<(), Diagnostic> {
    match asked.comparator {
        Comparator::Holds | Comparator::Is | Comparator::Any | Comparator::All => {}
        _ => return Err(asked.unrelated("a code is asked with = == any <>")),
    }
    if has_signs(term) {
        let hint = "write the whole code";
        return Err(Diagnostic::new(DiagnosticKind::Masking, term.text(), hint));
    }
    Ok(())
}

/// Document types by code or name.
pub(super) fn types(asked: &Asked, term: &Term) -> Result<Node, Diagnostic> {
    check_code(asked, term)?;
    let filter = Filter::parse(FilterKey::Type, &term.text(), 0..0);
    Ok(Node::Filter(filter.map_err(|hint| asked.malformed(hint))?))
}

/// Languages with their varieties; with `==` without them.
pub(super) fn language(asked: &Asked, term: &Term) -> Result<Node, Diagnostic> {
    check_code(asked, term)?;
    let text = term.text();
    let lower = text.trim().to_ascii_lowercase();
    let short = LANGUAGES.iter().find(|(long, _)| *long == lower);
    let code = short.map_or(text.trim(), |(_, short)| short);
    let filter = Filter::parse(FilterKey::Lang, code, 0..0);
    let filter = filter.map_err(|hint| asked.malformed(hint))?;
    if asked.comparator == Comparator::Is {
        let mask = asked.mask(&Term::of(code), true)?;
        return Ok(asked.filter(FilterKey::Lang, FilterTest::Masked(mask), code));
    }
    Ok(Node::Filter(filter))
}

/// Documents with this identifier, given by us or by others, or from this address.
pub(super) fn identifiers(asked: &Asked, term: &Term) -> Result<Node, Diagnostic> {
    match asked.comparator {
        Comparator::Holds | Comparator::Is | Comparator::Any | Comparator::All => {}
        _ => return Err(asked.unrelated("an identifier is asked with = == any <>")),
    }
    let text = term.text();
    let keys = [FilterKey::Id, FilterKey::Identifier, FilterKey::Source];
    if has_signs(term) {
        let mask = asked.mask(term, asked.comparator == Comparator::Is)?;
        let of_key = |key| asked.filter(key, FilterTest::Masked(mask.clone()), &text);
        return Ok(joined(keys.map(of_key).to_vec(), false));
    }
    let whole = asked.mask(term, true)?;
    let own = own_identifier(&text).unwrap_or_else(|| text.trim().to_owned());
    let mut nodes = vec![Node::Filter(Filter::of_id(&own))];
    nodes.extend(
        [FilterKey::Identifier, FilterKey::Source]
            .map(|key| asked.filter(key, FilterTest::Masked(whole.clone()), &text)),
    );
    Ok(joined(nodes, false))
}

/// The identifier at the end of an address of a document's page, as records give it.
fn own_identifier(address: &str) -> Option<String> {
    let address = address.trim();
    if !address.starts_with("http://") && !address.starts_with("https://") {
        return None;
    }
    let (_, last) = address.rsplit_once("/documents/")?;
    let mut bytes = Vec::new();
    let mut rest = last.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Documents that quote somebody.
pub(super) fn speaker(asked: &Asked, term: &Term) -> Result<Node, Diagnostic> {
    let place = Place::Speaker(speaker_of(asked, term)?);
    Ok(Node::In(place, Box::new(Node::everything())))
}

/// Somebody who is quoted.
pub(super) fn speaker_of(asked: &Asked, term: &Term) -> Result<Speaker, Diagnostic> {
    match asked.comparator {
        Comparator::Holds | Comparator::Any | Comparator::All => {}
        _ => return Err(asked.unrelated("a speaker is asked with = any all <>")),
    }
    if has_signs(term) {
        let hint = "write the name, or its last part";
        return Err(Diagnostic::new(DiagnosticKind::Masking, term.text(), hint));
    }
    let name = term.text();
    let pattern = Pattern::of(&name).ok_or_else(|| asked.malformed("it holds no letter"))?;
    Ok(Speaker {
        name: name.trim().to_owned(),
        patterns: vec![pattern],
        other_names: Vec::new(),
    })
}
