//! Which documents may be translations of each other: another language, the same day, names and numbers in common.

use std::collections::{BTreeMap, HashMap};

use super::anchors::{Names, anchors, frequencies, likeness};
use super::sketch::Sketch;
use super::{Found, LikenessKind, Numbers, at};
use crate::lexicon::Lexicon;
use crate::parallel::in_parallel;
use crate::store::read_document;

/// Share of the lesser set of anchors from which two texts may be translations.
const TRANSLATION: f64 = 0.5;
/// Anchors that two texts must have in common.
const LEAST_ANCHORS: usize = 4;
/// Documents of one day that are compared; a day with more is a day of the calendar, not of an event.
const MOST_OF_A_DAY: usize = 200;

/// Pairs that may be translations. Documents without a day in their headers are not looked at.
pub(super) fn translations(sketches: &[Sketch], lexicon: &Lexicon) -> Vec<Found> {
    let days = days(sketches);
    let wanted: Numbers = days.iter().flatten().copied().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let names = Names::of(lexicon);
    let numbers: Vec<u32> = wanted.into_iter().collect();
    let read = in_parallel(numbers.len(), |i| {
        let document = read_document(&at(sketches, numbers[i]).path).ok()?;
        Some(anchors(&document, &names))
    });
    let sets: HashMap<u32, Vec<u64>> = numbers
        .into_iter()
        .zip(read)
        .filter_map(|(number, set)| Some((number, set?)))
        .collect();
    let frequencies = frequencies(sets.values());
    let weight = |anchor: u64| weight(frequencies.get(&anchor).copied().unwrap_or(1), sets.len());
    let mut found = Vec::new();
    for (a, b) in days.iter().flat_map(|day| pairs(sketches, day)) {
        let (Some(of_a), Some(of_b)) = (sets.get(&a), sets.get(&b)) else {
            continue;
        };
        let (share, both) = likeness(of_a, of_b, weight);
        if share >= TRANSLATION && both >= LEAST_ANCHORS {
            found.push((LikenessKind::Translation, share, a, b));
        }
    }
    found
}

/// Inverse document frequency (Spärck Jones 1972); what everybody has still weighs a little.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of documents lie far below 2^52"
)]
fn weight(documents: usize, of: usize) -> f64 {
    ((of as f64 + 1.0) / documents as f64).ln() + 0.1
}

/// Documents of one day in more than one language.
fn days(sketches: &[Sketch]) -> Vec<Vec<u32>> {
    let mut days: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, sketch) in (0..).zip(sketches) {
        if let Some(day) = sketch.day.filter(|_| sketch.language.is_some()) {
            days.entry(day).or_default().push(number);
        }
    }
    let has_two_languages = |day: &Vec<u32>| {
        let first = at(sketches, day[0]).primary_language();
        day.iter()
            .any(|number| at(sketches, *number).primary_language() != first)
    };
    days.into_values()
        .filter(|day| day.len() <= MOST_OF_A_DAY && has_two_languages(day))
        .collect()
}

fn pairs<'s>(sketches: &'s [Sketch], day: &'s [u32]) -> impl Iterator<Item = (u32, u32)> + 's {
    let language = |number: u32| at(sketches, number).primary_language();
    day.iter().enumerate().flat_map(move |(i, &a)| {
        let others = day[i + 1..].iter().copied();
        others
            .filter(move |b| language(*b) != language(a))
            .map(move |b| (a, b))
    })
}
