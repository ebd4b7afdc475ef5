//! The words of a question, found in the index's own vocabulary: every word that was ever cut stands there with its frequency, so
//! no dictionary is needed.

use sco_analysis::{LetterKind, Letters, Row};
use sco_indexer::{Fields, Zone};
use tantivy::Searcher;
use tantivy::schema::Term;

use crate::engine::SearchError;
use crate::names::Names;
use crate::postings::row_occurrences;

/// Longest word that is looked up in the vocabulary, letters.
const WORD_LETTERS: usize = 10;
/// Cost, in natural logarithms of probability, of a letter that no word covers: dearer than any word.
const UNKNOWN_COST: f64 = 25.0;

/// A word of a question.
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) is_han: bool,
    pub(crate) known: bool,
    pub(crate) boost: f32,
}

impl Word {
    fn new(text: String, is_han: bool, known: bool) -> Word {
        Word {
            text,
            is_han,
            known,
            boost: 1.0,
        }
    }

    /// What no name goes over.
    pub(crate) fn end() -> Word {
        Word::new(String::new(), false, false)
    }
}

/// The words that the index knows.
pub(crate) struct Vocabulary<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
}

impl Vocabulary<'_> {
    /// Whether a document holds one of some rows.
    pub(crate) fn holds_any(&self, rows: &[Row]) -> Result<bool, SearchError> {
        for row in rows {
            let query = row.grams();
            for segment in self.searcher.segment_readers() {
                for zone in [Zone::Body, Zone::Title, Zone::Note] {
                    if !row_occurrences(segment, self.fields.zone(zone), &query)?.is_empty() {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// Documents that hold a word in their title, body or notes; the sum, so one document may count thrice.
    fn frequency(&self, word: &str) -> tantivy::Result<u64> {
        let zones = [Zone::Body, Zone::Title, Zone::Note];
        let terms = zones.map(|zone| Term::from_field_text(self.fields.zone(zone).words, word));
        terms.iter().map(|term| self.searcher.doc_freq(term)).sum()
    }

    /// Cuts letters into the most probable row of known words; letters that none covers are joined to unknown ones.
    pub(crate) fn cut(&self, run: &[String], names: Option<&Names>) -> tantivy::Result<Vec<Word>> {
        let mut words = Vec::new();
        let mut start = 0;
        while start < run.len() {
            if !is_han(&run[start]) {
                words.push(Word::new(run[start].clone(), false, true));
                start += 1;
                continue;
            }
            let length = run[start..]
                .iter()
                .take_while(|letter| is_han(letter))
                .count();
            words.extend(self.cut_han(&run[start..start + length], names)?);
            start += length;
        }
        Ok(words)
    }

    /// The dynamic programme behind [`cut`](Vocabulary::cut): cheapest row of words up to every letter.
    fn cut_han(&self, run: &[String], names: Option<&Names>) -> tantivy::Result<Vec<Word>> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "frequencies become probabilities"
        )]
        let total = (self.searcher.num_docs() as f64).max(1.0) * 50.0;
        // For every end: cost, start of the last word, whether it is known.
        let mut best: Vec<(f64, usize, bool)> = vec![(0.0, 0, false)];
        for end in 1..=run.len() {
            let mut cheapest = (best[end - 1].0 + UNKNOWN_COST, end - 1, false);
            for start in (end.saturating_sub(WORD_LETTERS)..end.saturating_sub(1)).rev() {
                let word = run[start..end].concat();
                let mut frequency = self.frequency(&word)?;
                if frequency == 0 && names.is_some_and(|names| names.has_others(&word)) {
                    frequency = 1;
                }
                if frequency == 0 {
                    continue;
                }
                #[expect(
                    clippy::cast_precision_loss,
                    reason = "frequencies become probabilities"
                )]
                let cost = best[start].0 + (total / frequency as f64).ln();
                if cost < cheapest.0 {
                    cheapest = (cost, start, true);
                }
            }
            best.push(cheapest);
        }
        Ok(words_of(run, &best))
    }
}

fn words_of(run: &[String], best: &[(f64, usize, bool)]) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut end = run.len();
    while end > 0 {
        let (_, start, known) = best[end];
        let text = run[start..end].concat();
        match words.last_mut().filter(|last| !last.known && !known) {
            Some(last) => last.text.insert_str(0, &text),
            None => words.push(Word::new(text, true, known)),
        }
        end = start;
    }
    words.reverse();
    words
}

pub(crate) fn is_han(letter: &str) -> bool {
    Letters::of(letter)
        .as_slice()
        .first()
        .is_some_and(|letter| letter.kind == LetterKind::Han)
}
