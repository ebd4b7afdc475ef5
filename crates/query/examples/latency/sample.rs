//! Sentences and descriptions taken from an index, the same ones however its segments lie.

use std::collections::BTreeSet;

use anyhow::Context;
use sco_analysis::{Dictionary, sentences};
use sco_indexer::{OpenIndex, Record, Zone};
use tantivy::schema::IndexRecordOption;
use tantivy::schema::document::Value;
use tantivy::{DocAddress, DocSet, TERMINATED, TantivyDocument};

/// Documents that questions are made of.
const DOCUMENTS: usize = 1_500;
/// Shortest Latin word that a prefix is made of, letters.
const LATIN_WORD: usize = 4;

/// What questions are made of.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    /// Sentences of paragraphs, headings and notes with at least one word.
    pub(crate) sentences: Vec<Sentence>,
    /// Titles with at least one word.
    pub(crate) titles: Vec<Sentence>,
    /// Conditions on a description, each with the sentences that make questions with it.
    pub(crate) conditions: Vec<(String, usize)>,
    /// Every word of the paragraphs once: most are rare.
    pub(crate) vocabulary: Vec<String>,
    /// Latin words.
    pub(crate) latin: Vec<String>,
    /// Titles of documents, and titles that stand between 《 and 》 in the text.
    pub(crate) named: Vec<String>,
    /// Speakers of quotations.
    pub(crate) speakers: Vec<String>,
}

/// A sentence with its words.
#[derive(Debug)]
pub(crate) struct Sentence {
    pub(crate) text: String,
    /// Words of two and more Han characters, in the order of the text.
    pub(crate) words: Vec<Word>,
}

/// A word of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Word {
    /// First byte in the sentence.
    pub(crate) start: usize,
    pub(crate) text: String,
}

impl Word {
    pub(crate) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// Numbers that look drawn by chance: `SplitMix64` (Steele, Lea & Flood, OOPSLA 2014).
#[derive(Debug)]
pub(crate) struct Chance {
    state: u64,
}

impl Chance {
    pub(crate) fn new(seed: u64) -> Chance {
        Chance { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the remainder is below a usize"
    )]
    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    /// One of a slice, `None` when there is none.
    pub(crate) fn one_of<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        (!of.is_empty()).then(|| &of[self.below(of.len())])
    }
}

impl Sample {
    /// Reads documents drawn by chance.
    pub(crate) fn of(open: &OpenIndex, chance: &mut Chance) -> anyhow::Result<Sample> {
        let mut documents = documents(open)?;
        let dictionary = Dictionary::with_names([]);
        let mut sample = Sample::default();
        let mut latin = BTreeSet::new();
        for _ in 0..DOCUMENTS.min(documents.len()) {
            let drawn = documents.swap_remove(chance.below(documents.len()));
            let document: TantivyDocument = open.searcher.doc(drawn.1)?;
            let record = document.get_first(open.fields.record);
            let record = record
                .and_then(|value| value.as_bytes())
                .and_then(Record::decode)
                .context("a record of the index is damaged")?;
            sample.take(&record, &dictionary, &mut latin);
        }
        let words = sample.sentences.iter().flat_map(|one| &one.words);
        let words: BTreeSet<&String> = words.map(|word| &word.text).collect();
        sample.vocabulary = words.into_iter().cloned().collect();
        sample.latin = latin.into_iter().collect();
        Ok(sample)
    }

    fn take(&mut self, record: &Record, dictionary: &Dictionary, latin: &mut BTreeSet<String>) {
        self.named.extend(record.title.clone());
        for block in &record.blocks {
            if block.zone == Zone::Quote {
                self.speakers.extend(block.speaker.clone());
                continue;
            }
            self.named.extend(between_marks(&block.text));
            latin.extend(latin_words(&block.text));
            for range in sentences(&block.text) {
                let Some(sentence) = Sentence::of(&block.text[range], dictionary) else {
                    continue;
                };
                if block.zone == Zone::Title {
                    self.titles.push(sentence);
                } else {
                    self.sentences.push(sentence);
                }
            }
        }
        if let Some(last) = self.sentences.len().checked_sub(1) {
            let conditions = conditions(record).into_iter();
            self.conditions
                .extend(conditions.map(|condition| (condition, last)));
        }
    }
}

impl Sentence {
    fn of(text: &str, dictionary: &Dictionary) -> Option<Sentence> {
        let text = text.trim();
        let mut words = BTreeSet::new();
        dictionary.words(text, |word| {
            let is_han = word.chars().all(|c| c >= '\u{2E80}') && word.chars().nth(1).is_some();
            // The text of a word is folded: one that is not found was printed otherwise.
            if let Some(start) = text.find(word).filter(|_| is_han) {
                words.insert(Word {
                    start,
                    text: word.to_owned(),
                });
            }
        });
        (!words.is_empty()).then(|| Sentence {
            text: text.to_owned(),
            words: words.into_iter().collect(),
        })
    }

    /// Longest rows of Han characters without anything between them.
    pub(crate) fn rows(&self) -> Vec<Vec<char>> {
        let rows = self
            .text
            .split(|c: char| c < '\u{2E80}' || !c.is_alphanumeric());
        rows.map(|row| row.chars().collect()).collect()
    }
}

/// All documents with their ids, in the order of the ids.
fn documents(open: &OpenIndex) -> anyhow::Result<Vec<(Vec<u8>, DocAddress)>> {
    let mut found = Vec::new();
    for (segment, reader) in (0..).zip(open.searcher.segment_readers()) {
        let ids = reader.inverted_index(open.fields.id)?;
        let mut terms = ids.terms().stream()?;
        while terms.advance() {
            let mut postings =
                ids.read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                if !reader.is_deleted(postings.doc()) {
                    let address = DocAddress::new(segment, postings.doc());
                    found.push((terms.key().to_owned(), address));
                }
                postings.advance();
            }
        }
    }
    found.sort();
    Ok(found)
}

fn between_marks(text: &str) -> impl Iterator<Item = String> {
    let opened = text.split('《').skip(1);
    opened
        .filter_map(|rest| rest.split_once('》'))
        .map(|(title, _)| title.to_owned())
}

fn latin_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_ascii_alphabetic())
        .filter(|word| word.len() >= LATIN_WORD)
        .map(str::to_ascii_lowercase)
}

fn conditions(record: &Record) -> Vec<String> {
    let year = record.date.as_deref().and_then(|date| date.get(..4));
    let year = year.filter(|year| year.parse::<u16>().is_ok_and(|year| year > 0));
    let described = [
        year.map(|year| format!("year:{year}")),
        year.map(|year| format!("date:{year}..")),
        record.kind.as_ref().map(|kind| format!("type:{kind}")),
        record
            .language
            .as_ref()
            .map(|language| format!("lang:{language}")),
    ];
    described.into_iter().flatten().collect()
}
