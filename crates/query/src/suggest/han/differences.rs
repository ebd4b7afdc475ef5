//! How a stretch of Han characters and a phrase differ, and what that costs.

use super::super::SuggestionKind;
use super::super::pinyin::character_distance;
use super::super::shapes::alike;
use super::SHORTEST_UNEVEN;

/// Shortest name in which one character may be any other.
const SHORTEST_LOOSE: usize = 5;

// The costs of mistakes, set by the tables of the tests.
const SAME_SOUND: f32 = 0.5;
pub(super) const SAME_SHAPE: f32 = 0.6;
const OTHER_CHARACTER: f32 = 0.9;
const EXCHANGED: f32 = 0.7;
const DOUBLED: f32 = 0.5;
const UNEVEN: f32 = 0.8;

/// Particles that stand beside a word more often than they are a mistake in it.
pub(super) const PARTICLES: &str = "的了是";

/// What makes a phrase of as many characters out of a stretch, and its cost.
pub(super) fn compare(typed: &[char], meant: &str) -> Option<(SuggestionKind, f32)> {
    let (mut kind, mut cost, mut others, mut count) = (SuggestionKind::Homophone, 0.0, 0, 0);
    let mut differing: Vec<(char, char)> = Vec::new();
    for (at, c) in meant.chars().enumerate() {
        count += 1;
        let typed = *typed.get(at)?;
        if typed == c {
            continue;
        }
        if PARTICLES.contains(typed) {
            return None;
        }
        differing.push((typed, c));
        let by_sound = character_distance(typed, c).map(|distance| SAME_SOUND + distance);
        let by_shape = alike(typed).contains(&c).then_some(SAME_SHAPE);
        match (by_sound, by_shape) {
            (Some(sound), shape) if shape.is_none_or(|shape| sound <= shape) => cost += sound,
            (_, Some(shape)) => {
                (kind, cost) = (SuggestionKind::Shape, cost + shape);
            }
            _ => {
                (others, cost) = (others + 1, cost + OTHER_CHARACTER);
            }
        }
    }
    let exchanged = matches!(differing[..], [(a, b), (c, d)] if a == d && b == c);
    match others {
        _ if count != typed.len() || differing.is_empty() => None,
        _ if exchanged && count >= SHORTEST_UNEVEN => Some((SuggestionKind::Typo, EXCHANGED)),
        0 => Some((kind, cost)),
        1 if differing.len() == 1 && count >= SHORTEST_LOOSE => Some((SuggestionKind::Typo, cost)),
        _ => None,
    }
}

/// Whether `longer` is `shorter` with one character more, and what that costs.
pub(super) fn uneven(shorter: &str, longer: &[char]) -> Option<(SuggestionKind, f32)> {
    let shorter: Vec<char> = shorter.chars().collect();
    if shorter.len() + 1 != longer.len() || shorter.len() < SHORTEST_UNEVEN {
        return None;
    }
    let same = shorter
        .iter()
        .zip(longer)
        .take_while(|(a, b)| a == b)
        .count();
    if shorter[same..] != longer[same + 1..] {
        return None;
    }
    let doubled = same > 0 && longer[same] == longer[same - 1];
    Some((SuggestionKind::Typo, if doubled { DOUBLED } else { UNEVEN }))
}
