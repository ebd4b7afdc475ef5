//! How a question under way may go on.

use std::cmp::Reverse;
use std::sync::Arc;

use sco_analysis::Letters;
use serde::Serialize;
use utoipa::ToSchema;

use super::phrasebook::{Origin, Phrase, Phrasebook, key};
use super::pinyin::{matches_spelling, spelling_of};

/// Words at the end of what was typed with which a phrase may begin.
const LAST_WORDS: usize = 4;

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CompletionKind {
    /// A name of the lexicon.
    Name,
    /// The title of a document.
    Title,
    /// A word of the index.
    Word,
}

/// One way in which a question may go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Completion {
    /// All that was typed, completed.
    pub text: String,
    /// What it is completed by.
    pub kind: CompletionKind,
    /// The preferred name of the thing, where it was completed to another of its names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// Completes questions.
#[derive(Debug)]
pub(crate) struct Completions {
    book: Arc<Phrasebook>,
    /// Phrases by their keys: names and titles, and words.
    chosen: Vec<u32>,
    words: Vec<u32>,
}

/// A phrase that begins as typed, in the order of merit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    origin: Origin,
    is_general: bool,
    /// Initials were typed, or a character is read in a rare way.
    is_doubtful: bool,
    documents: Reverse<u32>,
    is_pinyin: bool,
    bytes: usize,
    id: u32,
}

impl Completions {
    /// Completions to the phrases given.
    pub(crate) fn new(book: Arc<Phrasebook>) -> Completions {
        let (mut chosen, mut words) = (Vec::new(), Vec::new());
        for (id, phrase) in (0..).zip(book.phrases()) {
            match phrase.origin {
                Origin::Name | Origin::Title => chosen.push(id),
                Origin::Word => words.push(id),
                Origin::Part => {}
            }
        }
        for ids in [&mut chosen, &mut words] {
            // Stable on purpose: the words come in rows that are sorted already, and that sort finds them.
            ids.sort_by(|a, b| book.phrase(*a).key.cmp(&book.phrase(*b).key));
        }
        Completions {
            book,
            chosen,
            words,
        }
    }

    /// How what was typed may go on, best first, at most `limit`: names (general vocabulary last) before titles before words, initials
    /// of pinyin after what is spelled out, the frequent before the rare. Spaces and punctuation do not matter. What the last words begin comes
    /// after what the whole begins.
    pub(crate) fn complete(&self, typed: &str, limit: usize) -> Vec<Completion> {
        let mut found: Vec<Completion> = Vec::new();
        for start in starts(typed) {
            let missing = limit.saturating_sub(found.len());
            for id in self.beginning_with(&typed[start..], missing) {
                let completion = self.completion(&typed[..start], id);
                if !found.iter().any(|other| other.text == completion.text) {
                    found.push(completion);
                }
            }
            if found.len() >= limit {
                break;
            }
        }
        found
    }

    fn completion(&self, before: &str, id: u32) -> Completion {
        let phrase = self.book.phrase(id);
        let kind = match phrase.origin {
            Origin::Name | Origin::Part => CompletionKind::Name,
            Origin::Title => CompletionKind::Title,
            Origin::Word => CompletionKind::Word,
        };
        Completion {
            text: format!("{before}{}", phrase.text()),
            kind,
            name: phrase
                .preferred
                .map(|id| self.book.phrase(id).text().to_owned()),
        }
    }

    /// The best phrases that begin with a text, and are longer than it.
    fn beginning_with(&self, typed: &str, limit: usize) -> Vec<u32> {
        let prefix = key(&Letters::of(typed));
        if prefix.is_empty() || limit == 0 {
            return Vec::new();
        }
        let mut found: Vec<Found> = Vec::new();
        for ids in [&self.chosen, &self.words] {
            let literal = self.with_prefix(ids, &prefix);
            found.extend(literal.map(|id| of(id, self.book.phrase(id))));
        }
        found.retain(|found| *self.book.phrase(found.id).key != *prefix);
        self.add_pinyin(typed, &mut found);
        // A phrase that begins with the letters and with their pinyin is there once, as the better.
        found.sort_unstable();
        let mut best: Vec<u32> = Vec::new();
        for found in found {
            if !best.contains(&found.id) {
                best.push(found.id);
            }
            if best.len() == limit {
                break;
            }
        }
        best
    }

    fn with_prefix<'a>(
        &'a self,
        ids: &'a [u32],
        prefix: &'a str,
    ) -> impl Iterator<Item = u32> + 'a {
        let key = |id: &u32| &*self.book.phrase(*id).key;
        let start = ids.partition_point(|id| key(id) < prefix);
        let same = ids[start..]
            .iter()
            .take_while(move |id| key(id).starts_with(prefix));
        same.copied()
    }

    fn add_pinyin(&self, typed: &str, found: &mut Vec<Found>) {
        let letters = Letters::of(typed);
        let words = (0..letters.len()).map(|at| {
            let letter = letters.letter(at);
            spelling_of(&typed[letter.start as usize..letter.end as usize])
        });
        let Some(spelling) = words
            .collect::<Option<Vec<String>>>()
            .map(|words| words.concat())
        else {
            return;
        };
        let Some(&first) = spelling.as_bytes().first() else {
            return;
        };
        let readings = self.book.readings();
        for of_words in [false, true] {
            for reading in readings.beginning_with(first, of_words) {
                let phrase = self.book.phrase(reading.phrase);
                let syllables = readings.syllables(reading);
                let spelled = matches_spelling(syllables, spelling.as_bytes(), true);
                if spelled.is_some() && phrase.origin != Origin::Part {
                    let is_doubtful = reading.uncommon > 0
                        || spelled.is_some_and(|spelling| spelling.initials > 0);
                    found.push(Found {
                        is_doubtful,
                        is_pinyin: true,
                        ..of(reading.phrase, phrase)
                    });
                }
            }
        }
    }
}

fn of(id: u32, phrase: &Phrase) -> Found {
    Found {
        origin: phrase.origin,
        is_general: !phrase.is_proper,
        is_doubtful: false,
        documents: Reverse(phrase.documents),
        is_pinyin: false,
        bytes: phrase.key.len(),
        id,
    }
}

/// Where in a text the part may begin that is to be completed: at its first letter, and after its last spaces, the longest
/// part first.
fn starts(typed: &str) -> Vec<usize> {
    let letters = Letters::of(typed);
    let after_space = |at: &usize| {
        *at == 0 || {
            let between = letters.letter(at - 1).end as usize..letters.letter(*at).start as usize;
            typed[between].contains(char::is_whitespace)
        }
    };
    let all: Vec<usize> = (0..letters.len())
        .filter(after_space)
        .map(|at| letters.letter(at).start as usize)
        .collect();
    let Some((whole, last)) = all.split_first() else {
        return Vec::new();
    };
    let skipped = last.len().saturating_sub(LAST_WORDS);
    std::iter::once(*whole)
        .chain(last[skipped..].iter().copied())
        .collect()
}
