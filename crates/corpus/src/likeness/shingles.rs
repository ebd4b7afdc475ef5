//! Shingles: every five letters in a row of a folded text, as a set of hashes; what two texts share of them.
//!
//! Resemblance and containment are those of A. Broder, “On the resemblance and containment of documents”,
//! Compression and Complexity of Sequences, 1997.

use sco_analysis::fold_char;

use crate::model::Document;

/// Letters of a shingle.
pub(super) const SHINGLE_CHARS: usize = 5;

/// The folded letters and digits of a document's text, without spaces, punctuation and marks: what is the same however a
/// text was set.
pub(super) fn letters(document: &Document) -> Vec<char> {
    let sections = document.sections.iter().flat_map(|section| {
        let paragraphs = section.paragraphs.iter().map(|paragraph| &paragraph.text);
        section.heading.iter().chain(paragraphs)
    });
    let notes = document.footnotes.iter().map(|note| &note.text);
    let characters = sections.chain(notes).flat_map(|text| text.chars());
    characters
        .map(fold_char)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Letters from which a text is known by them: less is a formula, or a table without its table.
const LEAST_LETTERS: usize = 50;

/// A hash of a document's folded letters, by which the same text is known however it was set; `None` of a short text.
pub fn text_hash(document: &Document) -> Option<u64> {
    let letters = letters(document);
    if letters.len() < LEAST_LETTERS {
        return None;
    }
    let hash = |hash, c: &char| mix(hash ^ u64::from(u32::from(*c)));
    Some(letters.iter().fold(mix(letters.len() as u64), hash))
}

/// The shingles of some letters as hashes, sorted and each once.
pub(super) fn shingles(letters: &[char]) -> Vec<u64> {
    let mut hashes: Vec<u64> = letters.windows(SHINGLE_CHARS).map(hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// A hash of five characters. Each has 21 bits, so that three of them are one number.
fn hash(letters: &[char]) -> u64 {
    let packed = |letters: &[char]| {
        letters
            .iter()
            .fold(0_u64, |packed, c| packed << 21 | u64::from(u32::from(*c)))
    };
    mix(packed(&letters[..3]) ^ mix(packed(&letters[3..]).wrapping_add(0x9E37_79B9_7F4A_7C15)))
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014): every bit of the number changes half of the bits.
pub(super) fn mix(number: u64) -> u64 {
    let mut z = number;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// What two sets of shingles share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shared {
    /// Shared shingles in all shingles of both, 0 to 1.
    pub(super) resemblance: f64,
    /// Shared shingles in those of the smaller set, 0 to 1.
    pub(super) containment: f64,
}

/// Compares two sorted sets.
pub(super) fn shared(a: &[u64], b: &[u64]) -> Shared {
    let (mut i, mut j, mut both) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, both) = (i + 1, j + 1, both + 1),
        }
    }
    let union = a.len() + b.len() - both;
    Shared {
        resemblance: share(both, union),
        containment: share(both, a.len().min(b.len())),
    }
}

/// A part of a whole; nothing of nothing is 0.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of shingles lie far below 2^52"
)]
pub(super) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    part as f64 / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<u64> {
        shingles(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn resemblance_and_containment_are_what_can_be_counted_by_hand() {
        // abcde bcdef cdefg | abcde bcdef: two of three, and all of the smaller.
        let shared = shared(&of("abcdefg"), &of("abcdef"));
        assert!((shared.resemblance - 2.0 / 3.0).abs() < 1e-9);
        assert!((shared.containment - 1.0).abs() < 1e-9);
        assert!(super::shared(&of("abcdefg"), &of("hijklmn")).resemblance < 1e-9);
        assert!(super::shared(&[], &[]).resemblance < 1e-9);
    }

    #[test]
    fn the_order_of_letters_matters_and_places_of_shingles_do_not() {
        assert_ne!(of("abcde"), of("edcba"));
        assert_ne!(of("aabbb"), of("abbba"));
        assert_eq!(of("abcdeabcde").len(), 5);
        assert_eq!(of("abcd"), [0; 0]);
    }
}
