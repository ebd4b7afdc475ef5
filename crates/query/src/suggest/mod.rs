//! Suggestions: what a question that found nothing may have meant, and how a question under way may go on.
//!
//! Both know the words of the index, the names of the lexicon and the titles ([`Phrasebook`]). A suggestion is a guess, so it is
//! made only above a bar, and never says what the question says already.

mod asked;
mod completions;
mod han;
mod keyboard;
mod phrasebook;
mod pinyin;
mod romanised;
mod shapes;
#[cfg(test)]
mod tests;
mod typos;
mod vocabulary;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use sco_analysis::Letters;
use serde::Serialize;

pub(crate) use completions::Completions;
pub use completions::{Completion, CompletionKind};
pub(crate) use phrasebook::{Name, Phrasebook};
pub(crate) use vocabulary::{titles, vocabulary};

use asked::Asked;

/// Suggestions that are given of one question, at most.
const MOST: usize = 5;
/// Score below which silence is better; set so that the tables of questions without suggestions in the tests stay silent.
const BAR: f32 = 0.6;
/// Places that are mended at once, at most.
const PLACES: usize = 4;

/// What kind of mistake a suggestion mends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SuggestionKind {
    /// Pinyin or its initials were typed for Chinese.
    Pinyin,
    /// Characters were typed that sound the same or nearly so.
    Homophone,
    /// Characters were typed that look alike.
    Shape,
    /// Letters or characters are wrong, missing, too many or exchanged.
    Typo,
    /// The other keyboard layout was on.
    Layout,
}

/// A question that may have been meant.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Suggestion {
    /// The whole question, mended.
    pub(crate) text: String,
    /// The part of the question that was mended; from the first to the last place when there are several.
    pub(crate) replaced: String,
    /// What stands there now.
    pub(crate) by: String,
    /// What kind of mistake it was; of several, that of the first.
    pub(crate) kind: SuggestionKind,
    /// How likely it was meant, up to about 1.
    pub(crate) score: f32,
}

/// A part of the question and what it may have been meant to be.
#[derive(Debug, Clone)]
struct Candidate {
    bytes: Range<usize>,
    by: String,
    kind: SuggestionKind,
    score: f32,
}

/// Finds what a question may have meant.
#[derive(Debug)]
pub(crate) struct Suggester {
    book: Arc<Phrasebook>,
    words: OnceLock<typos::Words>,
    edges: OnceLock<han::Edges>,
}

impl Suggester {
    /// A suggester of the phrases given; what it needs is worked out when a question first needs it.
    pub(crate) fn new(book: Arc<Phrasebook>) -> Suggester {
        Suggester {
            book,
            words: OnceLock::new(),
            edges: OnceLock::new(),
        }
    }

    /// What a question may have meant, best first, at most five; nothing when nothing is likely.
    ///
    /// To be asked when a question, read literally, finds nothing or next to nothing: it does not know how much that is.
    pub(crate) fn corrections(&self, question: &str) -> Vec<Suggestion> {
        let asked = Asked::new(question);
        let book = &*self.book;
        let mut candidates = Vec::new();
        if !asked.han_runs().is_empty() {
            let edges = self.edges.get_or_init(|| han::Edges::of(book));
            han::corrections(book, edges, &asked, &mut candidates);
        }
        if !asked.word_runs().is_empty() {
            let words = self.words.get_or_init(|| typos::Words::of(book));
            words.corrections(book, &asked, &mut candidates);
            romanised::corrections(book, &asked, &mut candidates);
        }
        typos::other_layout(book, &asked, &mut candidates);
        candidates
            .retain(|candidate| candidate.score >= BAR && says_something_new(&asked, candidate));
        candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.by.cmp(&b.by)));
        suggestions(&asked, candidates)
    }
}

/// Whether a candidate says something else than the part of the question it is for, and nothing the question says anyway.
fn says_something_new(asked: &Asked<'_>, candidate: &Candidate) -> bool {
    let is_said = |by: &str| {
        asked.key.match_indices(by).any(|(at, _)| {
            let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_han(c));
            let (before, after) = (
                asked.key[..at].chars().next_back(),
                asked.key[at + by.len()..].chars().next(),
            );
            let starts_inside = is_word(by.chars().next()) && is_word(before);
            let ends_inside = is_word(by.chars().next_back()) && is_word(after);
            !(starts_inside || ends_inside)
        })
    };
    let by = phrasebook::key(&Letters::of(&candidate.by));
    !by.is_empty() && !is_said(&by)
}

fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&c)
}

/// Writes candidates, best first, into the question: all places at once where there are several, then each by itself.
fn suggestions(asked: &Asked<'_>, candidates: Vec<Candidate>) -> Vec<Suggestion> {
    let mut places: Vec<Candidate> = Vec::new();
    for candidate in &candidates {
        let is_apart = |other: &Candidate| {
            other.bytes.end <= candidate.bytes.start || candidate.bytes.end <= other.bytes.start
        };
        if places.len() < PLACES && places.iter().all(is_apart) {
            places.push(candidate.clone());
        }
    }
    places.sort_by_key(|place| place.bytes.start);
    let together = (places.len() > 1).then_some(places);
    let alone = candidates.into_iter().map(|candidate| vec![candidate]);
    let mut found: Vec<Suggestion> = Vec::new();
    let mut seen: HashSet<String> = HashSet::new();
    for places in together.into_iter().chain(alone) {
        let Some(suggestion) = write(asked, &places) else {
            continue;
        };
        let key = phrasebook::key(&Letters::of(&suggestion.text));
        if key != asked.key && seen.insert(key) {
            found.push(suggestion);
        }
        if found.len() == MOST {
            break;
        }
    }
    found
}

/// The question with the places mended, which are in order and apart.
fn write(asked: &Asked<'_>, places: &[Candidate]) -> Option<Suggestion> {
    let (first, last) = (places.first()?, places.last()?);
    let mut by = String::new();
    let mut from = first.bytes.start;
    for place in places {
        by.push_str(&asked.text[from..place.bytes.start]);
        by.push_str(&place.by);
        from = place.bytes.end;
    }
    let (before, after) = (
        &asked.text[..first.bytes.start],
        &asked.text[last.bytes.end..],
    );
    Some(Suggestion {
        text: format!("{before}{by}{after}"),
        replaced: asked.text[first.bytes.start..last.bytes.end].to_owned(),
        by,
        kind: first.kind,
        score: places
            .iter()
            .map(|place| place.score)
            .fold(f32::INFINITY, f32::min),
    })
}
