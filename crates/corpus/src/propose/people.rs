//! Persons and places of the lexicon in a text, in whatever case they stand.

use sco_analysis::fold;

use crate::lexicon::{Lexicon, LexiconEntry};

/// A thing of the lexicon in a text.
pub(super) struct Found<'l> {
    /// The name as the lexicon has it, in the language of the text.
    pub(super) name: &'l str,
    /// Bytes of the folded text.
    pub(super) at: std::ops::Range<usize>,
}

/// Things of a category that a text names, in the order of the text; of names that overlap the longest.
pub(super) fn named<'l>(lexicon: &'l Lexicon, category: &str, text: &str) -> Vec<Found<'l>> {
    let folded = fold(text);
    let entries = lexicon
        .entries
        .iter()
        .filter(|entry| entry.category == category);
    let mut found: Vec<Found<'l>> = entries
        .filter_map(|entry| in_text(entry, &folded))
        .collect();
    found.sort_by_key(|f| (f.at.start, std::cmp::Reverse(f.at.end)));
    let mut end = 0;
    found.retain(|f| {
        let is_free = f.at.start >= end;
        end = if is_free { f.at.end } else { end };
        is_free
    });
    found
}

/// The longest name of a thing that the text holds.
fn in_text<'l>(entry: &'l LexiconEntry, folded: &str) -> Option<Found<'l>> {
    let is_sure = |name: &&String| !entry.ambiguous.contains(name) && name.chars().count() >= 2;
    let zh = entry.zh.iter().filter(is_sure).filter_map(|name| {
        let at = folded.find(&fold(name))?;
        Some((name, at..at + fold(name).len()))
    });
    let spaced = entry.en.iter().chain(&entry.ru).filter(is_sure);
    let spaced = spaced.filter_map(|name| Some((name, inflected_at(folded, &fold(name))?)));
    // Of names that fold to the same the first is the usual one.
    let longest = zh
        .chain(spaced)
        .min_by_key(|(_, at)| std::cmp::Reverse(at.len()))?;
    Some(Found {
        name: longest.0,
        at: longest.1,
    })
}

/// Where the words of a folded name stand one behind the other, each with any short ending of a case.
pub(super) fn inflected_at(folded: &str, name: &str) -> Option<std::ops::Range<usize>> {
    const LONGEST_ENDING: usize = 3;
    let words: Vec<&str> = name.split_whitespace().collect();
    let first = words.first()?;
    let stem = stem(first);
    let mut from = 0;
    while let Some(start) = folded.get(from..)?.find(stem).map(|at| from + at) {
        from = start + stem.len();
        if folded[..start]
            .chars()
            .next_back()
            .is_some_and(char::is_alphanumeric)
        {
            continue;
        }
        let mut rest = &folded[start..];
        let mut end = start;
        let fits = words.iter().all(|word| {
            let trimmed = rest.trim_start();
            let skipped = rest.len() - trimmed.len();
            let length = trimmed
                .find(|c: char| !(c.is_alphanumeric() || c == '-' || c == '.'))
                .unwrap_or(trimmed.len());
            let (here, after) = trimmed.split_at(length);
            let stem = self::stem(word);
            let ending = here.strip_prefix(stem);
            end += skipped + length;
            rest = after;
            ending.is_some_and(|ending| ending.chars().count() <= LONGEST_ENDING)
        });
        if fits {
            return Some(start..end);
        }
    }
    None
}

/// A Cyrillic word without the vowel or sign that changes with the case; other words whole.
fn stem(word: &str) -> &str {
    let is_long = word.chars().count() > 3;
    let is_cyrillic = word
        .chars()
        .all(|c| ('\u{0400}'..='\u{04FF}').contains(&c) || c == '-');
    if is_long && is_cyrillic {
        word.trim_end_matches(['а', 'я', 'й', 'ь', 'о', 'е', 'и', 'ы'])
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let text = "id\tzh\tzh_variants\ten\tru\tcategory\tambiguous\n\
            G1\t习近平\t習近平\tXi Jinping\tСи Цзиньпин\tperson\t\n\
            G2\t张三\t\tZhang San\tЧжан Сань\tperson\t\n\
            G3\t俄罗斯\t俄\tRussia\tРоссия\tplace\t俄\n";
        Lexicon::parse(text).expect("the lexicon is sound")
    }

    #[test]
    fn names_are_found_in_any_script_and_case() {
        let lexicon = lexicon();
        for (text, wanted) in [
            ("中国国家主席習近平在会上", vec!["习近平"]),
            ("Выступление Председателя Си Цзиньпина", vec!["Си Цзиньпин"]),
            (
                "Remarks by Xi Jinping and Zhang San",
                vec!["Xi Jinping", "Zhang San"],
            ),
            ("Xi Jinpingology", vec![]),
            ("俄方", vec![]),
            ("", vec![]),
        ] {
            let found: Vec<&str> = named(&lexicon, "person", text)
                .iter()
                .map(|f| f.name)
                .collect();
            // A traditional spelling is shown as the lexicon's variant has it.
            let found: Vec<String> = found.iter().map(|name| fold(name)).collect();
            let wanted: Vec<String> = wanted.iter().map(|name| fold(name)).collect();
            assert_eq!(found, wanted, "{text}");
        }
        let places = named(&lexicon, "place", "в России");
        assert_eq!(
            places.iter().map(|f| f.name).collect::<Vec<_>>(),
            ["Россия"]
        );
    }
}
