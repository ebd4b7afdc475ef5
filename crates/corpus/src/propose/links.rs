//! Which work is it a version or translation of? By ids that differ in a language only, or by event, type and date.

use super::{Block, EvidencePlace, Proposal, proposal};
use crate::events::primary;
use crate::metadata::Metadata;

/// Endings of ids that name a language.
const LANGUAGES: [&str; 8] = ["zh", "ru", "en", "zh-hans", "zh-hant", "cn", "rus", "eng"];

/// Proposals for `version_of`, the surest first; none where the document has one, or where others are versions of it.
///
/// The work is the text that names no other work; of several texts of one meeting the Chinese one, as it is listed first in
/// the Organisation's own collections together with the Russian one.
pub fn propose_links(metadata: &Metadata, others: &[Metadata]) -> Vec<Proposal> {
    let Some(id) = &metadata.id else {
        return Vec::new();
    };
    let is_work = others
        .iter()
        .any(|other| other.version_of.as_ref() == Some(id));
    if metadata.version_of.is_some() || is_work {
        return Vec::new();
    }
    let mut proposals: Vec<Proposal> = others
        .iter()
        .filter(|other| other.id.as_ref() != Some(id) && other.version_of.is_none())
        .filter_map(|other| link(metadata, other))
        .collect();
    proposals.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    // Two works that fit equally well show that neither does.
    if let [first, second, ..] = proposals.as_slice()
        && (first.confidence - second.confidence).abs() < 0.01
    {
        return Vec::new();
    }
    proposals.truncate(3);
    proposals
}

fn link(one: &Metadata, other: &Metadata) -> Option<Proposal> {
    let (id, work) = (one.id.as_deref()?, other.id.as_deref()?);
    let block = |text: &str| Block {
        place: EvidencePlace::Document(work.to_owned()),
        text: text.to_owned(),
    };
    let languages = (one.language.as_deref(), other.language.as_deref());
    let differ = matches!(languages, (Some(a), Some(b)) if primary(a) != primary(b));
    if let Some((stem, language)) = without_language(id) {
        let is_stem = stem == work
            || without_language(work)
                .is_some_and(|(s, l)| s == stem && l.starts_with("zh") && l != language);
        if is_stem && (differ || languages.0.is_none() || languages.1.is_none()) {
            let why = "its id is that of the other and the name of a language";
            return Some(proposal("version_of", work, &block(work), why, 0.9));
        }
    }
    let is_chinese = languages
        .1
        .is_some_and(|language| primary(language) == "zh");
    let is_same = one.kind.is_some()
        && one.kind == other.kind
        && one.date.is_some()
        && one.date == other.date;
    if !(differ && is_chinese && is_same) {
        return None;
    }
    let same_place = one.event.is_some() && other.event.is_some();
    let title = other.title.as_deref().unwrap_or(work);
    let why = "the same type and date in another language";
    let confidence = if same_place { 0.7 } else { 0.6 };
    Some(proposal("version_of", work, &block(title), why, confidence))
}

/// An id without the language behind its last full stop, hyphen or underscore.
fn without_language(id: &str) -> Option<(&str, &str)> {
    LANGUAGES.iter().find_map(|language| {
        let stem = id.strip_suffix(language)?;
        let stem = stem.strip_suffix(['.', '-', '_'])?;
        (!stem.is_empty()).then_some((stem, *language))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(id: &str, language: &str, date: &str) -> Metadata {
        Metadata {
            id: Some(id.into()),
            language: Some(language.into()),
            date: date.parse().ok(),
            kind: "declaration".parse().ok(),
            ..Metadata::default()
        }
    }

    #[test]
    fn a_translation_is_linked_by_its_id_or_by_what_it_is() {
        let others = [
            card("q", "zh-Hans", "2018-06-10"),
            card("t", "zh-Hans", "2025-09-01"),
        ];
        let linked = |id: &str, language: &str, date: &str| -> Vec<String> {
            let found = propose_links(&card(id, language, date), &others);
            found.into_iter().map(|p| p.value).collect()
        };
        assert_eq!(linked("q.ru", "ru", "2018-06-10"), ["q"]);
        assert_eq!(linked("x", "en", "2025-09-01"), ["t"]);
        assert_eq!(linked("x", "zh-Hans", "2025-09-01"), [""; 0]);
        assert_eq!(linked("x", "en", "2024-01-01"), [""; 0]);
    }

    #[test]
    fn two_works_that_fit_alike_are_not_guessed_between() {
        let others = [
            card("a", "zh-Hans", "2018-06-10"),
            card("b", "zh-Hans", "2018-06-10"),
        ];
        assert_eq!(propose_links(&card("x", "en", "2018-06-10"), &others), []);
    }
}
