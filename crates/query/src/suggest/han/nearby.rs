//! The phrases that a stretch of Han characters may stand for.

use super::super::phrasebook::Phrasebook;
use super::super::pinyin::{common_readings_of, sound};
use super::super::shapes::alike;
use super::SHORTEST_UNEVEN;
use super::differences::PARTICLES;

/// Ways to read a stretch that are tried.
const WAYS_TO_READ: usize = 16;

/// Phrases that sound like a stretch.
pub(super) fn same_sound(book: &Phrasebook, typed: &[char]) -> Vec<u32> {
    let mut ways = vec![Vec::with_capacity(typed.len())];
    for character in typed {
        let readings: Vec<_> = common_readings_of(*character).collect();
        let so_far = ways.len();
        for other in readings.iter().skip(1) {
            for at in 0..so_far {
                if ways.len() < WAYS_TO_READ {
                    let mut branch: Vec<_> = ways[at].clone();
                    branch.push(*other);
                    ways.push(branch);
                }
            }
        }
        let Some(first) = readings.first() else {
            return Vec::new();
        };
        for way in &mut ways[..so_far] {
            way.push(*first);
        }
    }
    let sounds = ways.into_iter().map(|way| sound(way.into_iter()));
    let mut found: Vec<u32> = sounds
        .flat_map(|sound| book.readings().with_sound(sound))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Phrases that a stretch becomes with one character put for its like, or two neighbours exchanged.
pub(super) fn one_changed(book: &Phrasebook, typed: &[char]) -> Vec<u32> {
    let mut changed = typed.to_vec();
    let mut found = Vec::new();
    let mut look = |changed: &[char]| found.extend(book.find(&changed.iter().collect::<String>()));
    for at in 0..typed.len() {
        if typed.len() > 2 {
            for other in alike(typed[at]) {
                changed[at] = *other;
                look(&changed);
            }
            changed[at] = typed[at];
        }
        if at > 0 && typed.len() >= SHORTEST_UNEVEN {
            changed.swap(at - 1, at);
            look(&changed);
            changed.swap(at - 1, at);
        }
    }
    found
}

/// Phrases that a stretch becomes without one of its characters.
pub(super) fn one_too_many(book: &Phrasebook, typed: &[char]) -> Vec<u32> {
    if typed.len() <= SHORTEST_UNEVEN {
        return Vec::new();
    }
    let without = |at: usize| {
        typed[..at]
            .iter()
            .chain(&typed[at + 1..])
            .collect::<String>()
    };
    // At the ends the shorter stretch is known by itself.
    (1..typed.len() - 1)
        .filter(|at| !PARTICLES.contains(typed[*at]))
        .filter_map(|at| book.find(&without(at)))
        .collect()
}
