//! Anchors: what a translation keeps of its original, names of the lexicon, days, and numbers.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use regex::Regex;
use sco_analysis::{LetterKind, Letters, stem};

use super::shingles::mix;
use crate::lexicon::Lexicon;
use crate::model::Document;
use crate::pattern::pattern;
use crate::written_dates::written_dates;

/// Anchors of a document that are kept, at most.
const KEPT: usize = 2_000;

/// The names of things in all languages, to be found in a text.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the first letter of the folded name or its stem: the letters behind it, the longest first, and the thing.
    by_first: HashMap<String, Vec<(Vec<String>, u32)>>,
}

impl Names {
    /// The names of a lexicon that belong to one thing only; its general vocabulary is left out.
    pub(super) fn of(lexicon: &Lexicon) -> Self {
        let mut names = Self::default();
        for (thing, entry) in (0..).zip(&lexicon.entries) {
            if entry.is_vocabulary() {
                continue;
            }
            let all = entry.zh.iter().chain(&entry.en).chain(&entry.ru);
            for name in all.filter(|name| !entry.ambiguous.contains(name)) {
                names.add(name, thing);
            }
        }
        for of_first in names.by_first.values_mut() {
            of_first.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
        names
    }

    fn add(&mut self, name: &str, thing: u32) {
        let mut letters = stems(&Letters::of(name));
        // One Han character is in every other word.
        let is_telling = letters.len() > 1 || letters.first().is_some_and(|word| word.len() > 3);
        if is_telling {
            let first = letters.remove(0);
            self.by_first
                .entry(first)
                .or_default()
                .push((letters, thing));
        }
    }

    /// The longest name that begins at a letter: the thing, and the letters of the name.
    fn at(&self, letters: &[String]) -> Option<(u32, usize)> {
        let (first, rest) = letters.split_first()?;
        let names = self.by_first.get(first)?;
        let (name, thing) = names.iter().find(|(name, _)| rest.starts_with(name))?;
        Some((*thing, name.len() + 1))
    }
}

/// The letters of a text; words as their stems, so that cases and numbers do not matter.
fn stems(letters: &Letters) -> Vec<String> {
    let one = |at: usize| match letters.letter(at).kind {
        LetterKind::Han => letters.text(at).to_owned(),
        LetterKind::Word => stem(letters.text(at)),
    };
    (0..letters.len()).map(one).collect()
}

/// The anchors of a document as hashes, sorted and each once.
pub(super) fn anchors(document: &Document, names: &Names) -> Vec<u64> {
    let mut found = BTreeSet::new();
    for section in &document.sections {
        let paragraphs = section.paragraphs.iter().map(|paragraph| &paragraph.text);
        for text in section.heading.iter().chain(paragraphs) {
            of_text(text, names, &mut found);
        }
        if found.len() > KEPT {
            break;
        }
    }
    found.into_iter().take(KEPT).collect()
}

fn of_text(text: &str, names: &Names, found: &mut BTreeSet<u64>) {
    const NAME: u64 = 1 << 60;
    const DAY: u64 = 2 << 60;
    const NUMBER: u64 = 3 << 60;
    let stems = stems(&Letters::of(text));
    let mut at = 0;
    while at < stems.len() {
        match names.at(&stems[at..]) {
            Some((thing, length)) => {
                found.insert(mix(NAME | u64::from(thing)));
                at += length;
            }
            None => at += 1,
        }
    }
    let mut in_dates = Vec::new();
    for date in written_dates(text) {
        let day = u64::from(date.year) * 10_000 + u64::from(date.month) * 100 + u64::from(date.day);
        found.insert(mix(DAY | day));
        in_dates.push(date.start..date.end);
    }
    for (start, digits) in numbers(text) {
        let is_in_date = in_dates.iter().any(|range| range.contains(&start));
        if !is_in_date && let Ok(number) = digits.parse::<u32>() {
            found.insert(mix(NUMBER | u64::from(number)));
        }
    }
}

/// Runs of two digits and more, with their first byte.
fn numbers(text: &str) -> impl Iterator<Item = (usize, &str)> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern("[0-9]{2,}"));
    NUMBER
        .find_iter(text)
        .map(|found| (found.start(), found.as_str()))
}

/// Documents by how many of the compared ones have each anchor.
pub(super) fn frequencies<'a>(sets: impl Iterator<Item = &'a Vec<u64>>) -> HashMap<u64, usize> {
    let mut frequencies = HashMap::new();
    for anchor in sets.flatten() {
        *frequencies.entry(*anchor).or_default() += 1;
    }
    frequencies
}

/// How much of the lesser of two sets of anchors the other has too, rare anchors weighing more; and how many they share.
pub(super) fn likeness(a: &[u64], b: &[u64], weight: impl Fn(u64) -> f64) -> (f64, usize) {
    let total = |set: &[u64]| set.iter().map(|anchor| weight(*anchor)).sum::<f64>();
    let both: Vec<u64> = a
        .iter()
        .copied()
        .filter(|anchor| b.binary_search(anchor).is_ok())
        .collect();
    let least = total(a).min(total(b));
    if least <= 0.0 {
        return (0.0, both.len());
    }
    ((total(&both) / least).min(1.0), both.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Paragraph, Section};

    fn document(text: &str) -> Document {
        let paragraph = Paragraph {
            text: text.to_owned(),
            ..Paragraph::default()
        };
        let section = Section {
            paragraphs: vec![paragraph],
            ..Section::default()
        };
        Document {
            sections: vec![section],
            ..Document::default()
        }
    }

    #[test]
    fn a_translation_has_the_anchors_of_its_original() {
        let lexicon = Lexicon::parse(
            "id\tzh\tzh_variants\ten\tru\nG1\t上海合作组织\t\tShanghai Cooperation Organisation\tШанхайская организация сотрудничества\n",
        )
        .unwrap();
        let names = Names::of(&lexicon);
        let of = |text: &str| anchors(&document(text), &names);
        let zh = of("2001年6月15日，六国元首在上海成立上海合作组织，签署第28号文件。");
        let en = of(
            "On 15 June 2001 the heads of state founded the Shanghai Cooperation Organisation by document 28.",
        );
        let ru = of(
            "15 июня 2001 года главы государств создали Шанхайскую организацию сотрудничества, документ 28.",
        );
        assert_eq!(zh.len(), 3);
        assert_eq!(zh, en);
        assert_eq!(zh, ru);
        assert_eq!(of("没有什么。"), [0; 0]);
        assert_eq!(likeness(&zh, &en, |_| 1.0), (1.0, 3));
        assert_eq!(likeness(&zh, &[], |_| 1.0), (0.0, 0));
    }
}
