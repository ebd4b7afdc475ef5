//! What is kept of each document while likeness is looked for: a sketch, not its text.

use std::path::{Path, PathBuf};

use super::minhash::Signature;
use super::samples::sample;
use super::shingles::{letters, shingles};
use crate::error::Error;
use crate::hash::sha256_hex;
use crate::metadata::Relation;
use crate::model::Document;
use crate::parallel::in_parallel;
use crate::store::read_document;

/// What is kept of a document.
#[derive(Debug)]
pub(super) struct Sketch {
    pub(super) path: PathBuf,
    pub(super) id: String,
    pub(super) title: Option<String>,
    pub(super) date: Option<String>,
    /// First day of the date as `yyyymmdd`, where the day is known.
    pub(super) day: Option<u32>,
    pub(super) language: Option<String>,
    /// Letters and digits of the text.
    pub(super) letters: usize,
    /// Hash of the folded letters; `None` where there are none.
    pub(super) text: Option<[u8; 16]>,
    /// Hash of the bytes it was made from.
    pub(super) original: Option<String>,
    /// `None` of a text too short to be compared.
    pub(super) signature: Option<Signature>,
    pub(super) sample: Vec<u64>,
    pub(super) relations: Vec<Relation>,
    pub(super) version_of: Option<String>,
}

/// Shingles from which texts are compared: of fewer, chance decides.
const LEAST_SHINGLES: usize = 20;

impl Sketch {
    pub(super) fn of(path: &Path, document: Document) -> Self {
        let letters = letters(&document);
        let set = shingles(&letters);
        let is_compared = set.len() >= LEAST_SHINGLES;
        let metadata = document.metadata;
        let day = metadata.date.as_ref().and_then(|date| {
            let is_day =
                date.start() == date.end() || date.precision() == crate::Precision::Interval;
            date.start()
                .filter(|_| is_day)
                .map(crate::CalendarDay::number)
        });
        Self {
            path: path.to_owned(),
            id: metadata.id.unwrap_or_default(),
            title: metadata.title,
            date: metadata.date.map(|date| date.to_string()),
            day,
            language: metadata.language.or_else(|| guessed(&letters)),
            letters: letters.len(),
            text: text_hash(&letters),
            original: metadata.original.map(|original| original.sha256),
            signature: Signature::of(&set).filter(|_| is_compared),
            sample: if is_compared {
                sample(&set)
            } else {
                Vec::new()
            },
            relations: metadata.relations,
            version_of: metadata.version_of,
        }
    }

    /// The primary language: `zh` of `zh-Hans`.
    pub(super) fn primary_language(&self) -> Option<&str> {
        self.language.as_deref()?.split('-').next()
    }
}

/// The language that the letters of a text without one in its header suggest.
fn guessed(letters: &[char]) -> Option<String> {
    let some = &letters[..letters.len().min(2_000)];
    let most = |is: fn(&char) -> bool| some.iter().filter(|c| is(c)).count() * 2 > some.len();
    let language = if most(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)) {
        "zh"
    } else if most(|c| ('а'..='я').contains(c)) {
        "ru"
    } else if most(char::is_ascii_alphabetic) {
        "en"
    } else {
        return None;
    };
    Some(language.to_owned())
}

fn text_hash(letters: &[char]) -> Option<[u8; 16]> {
    if letters.is_empty() {
        return None;
    }
    let text: String = letters.iter().collect();
    let digest = sha256_hex(text.as_bytes());
    let mut hash = [0; 16];
    for (byte, pair) in hash.iter_mut().zip(digest.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).unwrap_or("00");
        *byte = u8::from_str_radix(pair, 16).unwrap_or(0);
    }
    Some(hash)
}

/// Reads the files, as many at a time as there are cores; the sketches come in the order of the files.
pub(super) fn sketches(paths: &[PathBuf]) -> (Vec<Sketch>, Vec<Error>) {
    let read = in_parallel(paths.len(), |at| {
        read_document(&paths[at]).map(|document| Sketch::of(&paths[at], document))
    });
    let mut found = (Vec::new(), Vec::new());
    for sketch in read {
        match sketch {
            Ok(sketch) => found.0.push(sketch),
            Err(error) => found.1.push(error),
        }
    }
    found
}
