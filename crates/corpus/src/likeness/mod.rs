//! Documents that look alike: the same bytes, the same text, nearly the same, one inside the other, translations.
//!
//! Nothing is compared by its text until a sketch says that it is worth it: hashes of shingles find candidates ([`minhash`]
//! for resemblance, [`samples`] for containment), and only candidates are read again and compared shingle by shingle.
//! Memory therefore grows with the number of documents and not with their length. The answer is always the same.

mod anchors;
mod decision;
mod difference;
mod minhash;
mod samples;
mod shingles;
mod sketch;
mod translation;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::closed_list::closed_list;
use crate::error::Error;
use crate::lexicon::Lexicon;
use crate::metadata::RelationKind;
use crate::parallel::in_parallel;
use crate::store::{document_files, read_document};
use shingles::{letters, shared, shingles};
use sketch::{Sketch, sketches};

pub use decision::relate;
pub use difference::{DifferenceRow, Piece, differences};
pub use shingles::text_hash;

/// Resemblance from which two texts are nearly the same.
const NEAR: f64 = 0.8;
/// Containment from which the shorter is an extract of the longer.
const EXTRACT: f64 = 0.9;
/// Letters from which a text can be an extract: less is a formula or a quotation.
const LEAST_EXTRACT_LETTERS: usize = 50;
/// Shingles that are kept at hand while candidates are compared, in each thread: 32 MiB.
const SHINGLES_AT_HAND: usize = 4 << 20;
/// Pairs that a thread compares in a row.
const PAIRS_IN_A_ROW: usize = 256;

/// How two documents look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LikenessKind {
    /// Both were made from files of the same bytes.
    SameBytes,
    /// Both have the same letters in the same order, whatever the punctuation, script and setting.
    SameText,
    /// At least 80 % of the shingles of both are in both.
    Near,
    /// At least 90 % of the shingles of the first are in the second, which has more.
    Extract,
    /// Maybe one is a translation of the other: another language, the same day, and names and numbers in common.
    Translation,
}

closed_list!(LikenessKind {
    SameBytes = "same-bytes",
    SameText = "same-text",
    Near = "near",
    Extract = "extract",
    Translation = "translation",
});

/// One of two documents that look alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// Id.
    pub id: String,
    /// Title as printed.
    pub title: Option<String>,
    /// EDTF date.
    pub date: Option<String>,
    /// BCP 47 language, of the header or, without one, as the letters suggest.
    pub language: Option<String>,
    /// Letters and digits of the text.
    pub letters: usize,
    /// The file.
    pub path: PathBuf,
}

/// What was decided about two documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decided {
    /// What `by` is to the other.
    pub kind: RelationKind,
    /// Id of the document whose header says so.
    pub by: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Two documents that look alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Likeness {
    /// How.
    pub kind: LikenessKind,
    /// How much, 0 to 1: resemblance; of an extract containment; of a translation the share of names, days and numbers.
    pub likeness: f64,
    /// The one; of an extract the shorter.
    pub a: Alike,
    /// The other.
    pub b: Alike,
    /// What was decided, where something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<Decided>,
}

/// What was found in a corpus.
#[derive(Debug, Default)]
pub struct Likenesses {
    /// Pairs, the surest kind first, then the most alike. Of many documents with one text each is paired with the first.
    pub pairs: Vec<Likeness>,
    /// Documents that were compared.
    pub documents: usize,
    /// Files that could not be read.
    pub errors: Vec<Error>,
}

/// A pair of documents by their numbers, with its kind and likeness.
type Found = (LikenessKind, f64, u32, u32);

/// Looks for documents of a corpus that look alike. Names in several languages, for translations, come from the lexicon.
pub fn likenesses(corpus: &Path, lexicon: &Lexicon) -> Likenesses {
    let (mut paths, mut errors) = (Vec::new(), Vec::new());
    for file in document_files(corpus) {
        match file {
            Ok(path) => paths.push(path),
            Err(error) => errors.push(error),
        }
    }
    let (sketches, unread) = sketches(&paths);
    errors.extend(unread);
    drop(paths);
    let mut found = same(&sketches);
    let compared = compared(&sketches);
    found.extend(alike(&sketches, &compared));
    found.extend(translation::translations(&sketches, lexicon));
    Likenesses {
        pairs: told(&sketches, found),
        documents: sketches.len(),
        errors,
    }
}

fn at(sketches: &[Sketch], number: u32) -> &Sketch {
    &sketches[number as usize]
}

/// Pairs of the same bytes and of the same text: each document with the first of its group.
fn same(sketches: &[Sketch]) -> Vec<Found> {
    let mut by_bytes: HashMap<&str, u32> = HashMap::new();
    let mut by_text: HashMap<[u8; 16], u32> = HashMap::new();
    let mut found = Vec::new();
    for (number, sketch) in (0..).zip(sketches) {
        let text = sketch
            .text
            .map(|text| *by_text.entry(text).or_insert(number));
        let bytes = sketch.original.as_deref();
        let bytes = bytes.map(|bytes| *by_bytes.entry(bytes).or_insert(number));
        let bytes = bytes.filter(|first| *first != number);
        if let Some(first) = bytes {
            found.push((LikenessKind::SameBytes, 1.0, first, number));
        }
        if let Some(first) = text.filter(|first| *first != number && Some(*first) != bytes) {
            found.push((LikenessKind::SameText, 1.0, first, number));
        }
    }
    found
}

/// The documents that are compared by their shingles: of those with one text the first.
fn compared(sketches: &[Sketch]) -> Vec<u32> {
    let mut seen = std::collections::HashSet::new();
    (0..)
        .zip(sketches)
        .filter(|(_, sketch)| sketch.signature.is_some())
        .filter(|(_, sketch)| sketch.text.is_none_or(|text| seen.insert(text)))
        .map(|(number, _)| number)
        .collect()
}

/// Pairs that are nearly the same, and extracts.
fn alike(sketches: &[Sketch], compared: &[u32]) -> Vec<Found> {
    let signatures: Vec<_> = compared
        .iter()
        .filter_map(|number| Some((*number, at(sketches, *number).signature.as_ref()?)))
        .collect();
    let mut pairs = minhash::candidates(&signatures);
    let sampled: Vec<samples::Sampled<'_>> = compared
        .iter()
        .map(|number| (*number, at(sketches, *number)))
        .map(|(number, sketch)| (number, sketch.letters, sketch.sample.as_slice()))
        .collect();
    let held = samples::candidates(&sampled);
    pairs.extend(held.into_iter().map(|(a, b)| (a.min(b), a.max(b))));
    pairs.sort_unstable();
    pairs.dedup();
    let parts: Vec<&[(u32, u32)]> = pairs.chunks(PAIRS_IN_A_ROW).collect();
    in_parallel(parts.len(), |part| {
        let mut at_hand = AtHand::default();
        let verified = parts[part]
            .iter()
            .filter_map(|&(a, b)| verified(sketches, (a, b), &mut at_hand));
        verified.collect::<Vec<Found>>()
    })
    .concat()
}

/// Compares two candidates shingle by shingle.
fn verified(sketches: &[Sketch], (a, b): (u32, u32), at_hand: &mut AtHand) -> Option<Found> {
    let shared = shared(
        &at_hand.shingles(sketches, a)?,
        &at_hand.shingles(sketches, b)?,
    );
    if shared.resemblance >= NEAR {
        return Some((LikenessKind::Near, shared.resemblance, a, b));
    }
    let size = |number| (at(sketches, number).letters, number);
    let (shorter, longer) = if size(a) <= size(b) { (a, b) } else { (b, a) };
    let is_extract = shared.containment >= EXTRACT && size(shorter).0 >= LEAST_EXTRACT_LETTERS;
    is_extract.then_some((LikenessKind::Extract, shared.containment, shorter, longer))
}

/// The shingles of the documents that were compared last.
#[derive(Default)]
struct AtHand {
    sets: HashMap<u32, Arc<Vec<u64>>>,
    order: VecDeque<u32>,
    kept: usize,
}

impl AtHand {
    /// The shingles of a document; `None` where its file can no longer be read.
    fn shingles(&mut self, sketches: &[Sketch], number: u32) -> Option<Arc<Vec<u64>>> {
        if let Some(set) = self.sets.get(&number) {
            return Some(Arc::clone(set));
        }
        let document = read_document(&at(sketches, number).path).ok()?;
        let set = Arc::new(shingles(&letters(&document)));
        while self.kept + set.len() > SHINGLES_AT_HAND
            && let Some(oldest) = self.order.pop_front()
        {
            self.kept -= self.sets.remove(&oldest).map_or(0, |set| set.len());
        }
        self.kept += set.len();
        self.order.push_back(number);
        self.sets.insert(number, Arc::clone(&set));
        Some(set)
    }
}

/// The pairs as they are told, with what was decided about them.
fn told(sketches: &[Sketch], found: Vec<Found>) -> Vec<Likeness> {
    let mut surest: BTreeMap<(u32, u32), Found> = BTreeMap::new();
    for pair in found {
        let key = (pair.2.min(pair.3), pair.2.max(pair.3));
        surest
            .entry(key)
            .and_modify(|known| {
                if pair.0 < known.0 {
                    *known = pair;
                }
            })
            .or_insert(pair);
    }
    let mut pairs: Vec<Likeness> = surest
        .into_values()
        .map(|(kind, likeness, a, b)| {
            let (a, b) = (at(sketches, a), at(sketches, b));
            Likeness {
                kind,
                likeness,
                decided: decided(a, b),
                a: described(a),
                b: described(b),
            }
        })
        .collect();
    pairs.sort_by(|x, y| {
        let key = |pair: &Likeness| (pair.kind, std::cmp::Reverse(ordered(pair.likeness)));
        let ids = |pair: &Likeness| (pair.a.id.clone(), pair.b.id.clone());
        key(x).cmp(&key(y)).then_with(|| ids(x).cmp(&ids(y)))
    });
    pairs
}

/// A share as a number that sorts.
fn ordered(share: f64) -> u64 {
    share.max(0.0).to_bits() // positive numbers sort as their bits do
}

fn described(sketch: &Sketch) -> Alike {
    Alike {
        id: sketch.id.clone(),
        title: sketch.title.clone(),
        date: sketch.date.clone(),
        language: sketch.language.clone(),
        letters: sketch.letters,
        path: sketch.path.clone(),
    }
}

/// What one of two headers says about the two: a relation, or `version_of`.
fn decided(a: &Sketch, b: &Sketch) -> Option<Decided> {
    let relation = |one: &Sketch, other: &Sketch| {
        let relation = one
            .relations
            .iter()
            .find(|relation| relation.document == other.id)?;
        Some(Decided {
            kind: relation.kind,
            by: one.id.clone(),
            note: relation.note.clone(),
        })
    };
    let version = |one: &Sketch, other: &Sketch| {
        let of_the_other = one.version_of.as_ref() == Some(&other.id);
        let of_one_work = one.version_of.is_some() && one.version_of == other.version_of;
        let kind = if one.primary_language() == other.primary_language() {
            RelationKind::Version
        } else {
            RelationKind::Translation
        };
        (of_the_other || of_one_work).then(|| Decided {
            kind,
            by: one.id.clone(),
            note: None,
        })
    };
    relation(a, b)
        .or_else(|| relation(b, a))
        .or_else(|| version(a, b))
        .or_else(|| version(b, a))
}

/// Numbers of sketches, each once.
type Numbers = BTreeSet<u32>;

#[cfg(test)]
mod tests;
