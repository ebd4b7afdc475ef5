//! The words of an index, read from its dictionaries of terms.

use sco_indexer::{Fields, Record, Zone};
use tantivy::schema::Field;
use tantivy::schema::document::Value;
use tantivy::{DocAddress, Searcher, TantivyDocument};

use super::phrasebook::Vocabulary;

/// Where in a sorted dictionary the words stand, first byte inclusive, last exclusive. Sorted UTF-8 is sorted by code point.
const DIGITS_AND_LATIN: (&str, &str) = ("0", "{");
const OTHER_LATIN_AND_CYRILLIC: (&str, &str) = ("\u{C0}", "\u{530}");
const HAN: (&str, &str) = ("\u{3400}", "\u{A000}");

/// Titles are read from the records of this many documents; larger collections are completed from words and names.
const DOCUMENTS_WITH_TITLES: u32 = 2_000;

/// A word in one zone of one segment, with the documents that hold it there.
type Count = (Box<str>, usize, u64);

/// The words and stems of an index. Documents are counted in the zone where most hold the word: zones are not added up,
/// because one document has several.
///
/// # Errors
///
/// When the index cannot be read.
pub(crate) fn vocabulary(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vocabulary> {
    let mut counts: Vec<Count> = Vec::new();
    let mut stems: Vec<Count> = Vec::new();
    for (number, zone) in Zone::WHOLE.into_iter().enumerate() {
        let zone = fields.zone(zone);
        // The fields of words hold stems; whole Latin and Cyrillic words are grams.
        for range in [DIGITS_AND_LATIN, OTHER_LATIN_AND_CYRILLIC] {
            read(searcher, zone.grams, range, number, &mut counts)?;
            read(searcher, zone.words, range, number, &mut stems)?;
        }
        read(searcher, zone.words, HAN, number, &mut counts)?;
    }
    counts.retain(|(word, ..)| word.chars().nth(1).is_some());
    let stems = by_word(stems).into_iter().map(|(stem, _)| stem);
    Ok(Vocabulary {
        words: by_word(counts),
        stems: stems.collect(),
    })
}

/// Reads the terms of a field in a range of its dictionary.
fn read(
    searcher: &Searcher,
    field: Field,
    (from, to): (&str, &str),
    zone: usize,
    counts: &mut Vec<Count>,
) -> tantivy::Result<()> {
    for segment in searcher.segment_readers() {
        let index = segment.inverted_index(field)?;
        let mut terms = index.terms().range().ge(from).lt(to).into_stream()?;
        while terms.advance() {
            let documents = u64::from(terms.value().doc_freq);
            if let Ok(word) = std::str::from_utf8(terms.key()) {
                counts.push((word.into(), zone, documents));
            }
        }
    }
    Ok(())
}

/// Adds segments up and takes the zone with most documents, word by word.
fn by_word(mut counts: Vec<Count>) -> Vec<(String, u64)> {
    counts.sort(); // stable: it makes use of the sorted rows that dictionaries are
    let mut words: Vec<(String, u64)> = Vec::new();
    let mut in_zone = (usize::MAX, 0);
    for (word, zone, documents) in counts {
        let is_same = words.last().is_some_and(|(last, _)| **last == *word);
        if !is_same {
            words.push((word.into(), 0));
        }
        in_zone = if is_same && in_zone.0 == zone {
            (zone, in_zone.1 + documents)
        } else {
            (zone, documents)
        };
        if let Some((_, most)) = words.last_mut() {
            *most = (*most).max(in_zone.1);
        }
    }
    words
}

/// The titles of the documents; none of a large collection, whose records would take too long to read.
///
/// # Errors
///
/// When the index cannot be read.
pub(crate) fn titles(searcher: &Searcher, fields: &Fields) -> tantivy::Result<Vec<String>> {
    let documents: u32 = searcher
        .segment_readers()
        .iter()
        .map(tantivy::SegmentReader::num_docs)
        .sum();
    if documents > DOCUMENTS_WITH_TITLES {
        return Ok(Vec::new());
    }
    let mut titles = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        for doc in reader.doc_ids_alive() {
            let document: TantivyDocument = searcher.doc(DocAddress::new(segment, doc))?;
            let bytes = document
                .get_first(fields.record)
                .and_then(|value| value.as_bytes());
            titles.extend(
                bytes
                    .and_then(Record::decode)
                    .and_then(|record| record.title),
            );
        }
    }
    Ok(titles)
}
