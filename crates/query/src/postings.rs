//! Occurrences of a pattern in a segment of the index: how often in which document.

use sco_analysis::GramQuery;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED};

/// Documents with their numbers of occurrences, in the order of their numbers; deleted documents are left out.
pub(crate) type Occurrences = Vec<(DocId, u32)>;

/// Counts a pattern's occurrences in a field of grams.
pub(crate) fn occurrences(
    segment: &SegmentReader,
    field: Field,
    query: &GramQuery,
) -> tantivy::Result<Occurrences> {
    let index = segment.inverted_index(field)?;
    let mut found = match query {
        GramQuery::Prefix(prefix) => by_prefix(&index, prefix, segment.max_doc())?,
        GramQuery::Phrase(terms) => by_phrase(&index, field, terms)?,
    };
    if let Some(alive) = segment.alive_bitset() {
        found.retain(|(doc, _)| alive.is_alive(*doc));
    }
    Ok(found)
}

/// Sums the frequencies of all terms with a prefix.
fn by_prefix(
    index: &InvertedIndexReader,
    prefix: &str,
    max_doc: DocId,
) -> tantivy::Result<Occurrences> {
    let mut counts = vec![0u32; max_doc as usize];
    let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
    while terms.advance() {
        if !terms.key().starts_with(prefix.as_bytes()) {
            break;
        }
        let mut postings =
            index.read_postings_from_terminfo(terms.value(), IndexRecordOption::WithFreqs)?;
        while postings.doc() != TERMINATED {
            counts[postings.doc() as usize] += postings.term_freq();
            postings.advance();
        }
    }
    Ok((0..).zip(counts).filter(|(_, count)| *count > 0).collect())
}

fn by_phrase(
    index: &InvertedIndexReader,
    field: Field,
    terms: &[(u32, String)],
) -> tantivy::Result<Occurrences> {
    let mut lists = Vec::with_capacity(terms.len());
    let option = if terms.len() == 1 {
        IndexRecordOption::WithFreqs
    } else {
        IndexRecordOption::WithFreqsAndPositions
    };
    for (offset, term) in terms {
        let Some(postings) = index.read_postings(&Term::from_field_text(field, term), option)?
        else {
            return Ok(Occurrences::new());
        };
        lists.push((*offset, postings));
    }
    if let [(_, only)] = lists.as_mut_slice() {
        return Ok(frequencies(only));
    }
    // The rarest term leads: the others are only asked about its documents.
    lists.sort_by_key(|(_, postings)| postings.doc_freq());
    Ok(Intersection::new(lists, terms).collect())
}

fn frequencies(postings: &mut SegmentPostings) -> Occurrences {
    let mut found = Occurrences::new();
    while postings.doc() != TERMINATED {
        found.push((postings.doc(), postings.term_freq()));
        postings.advance();
    }
    found
}

/// The documents in which all terms stand at their distances.
struct Intersection {
    lists: Vec<(u32, SegmentPostings)>,
    /// Added to positions so that none of them becomes negative: the largest distance.
    shift: u32,
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl Intersection {
    fn new(lists: Vec<(u32, SegmentPostings)>, terms: &[(u32, String)]) -> Intersection {
        let shift = terms.iter().map(|(offset, _)| *offset).max().unwrap_or(0);
        Intersection {
            lists,
            shift,
            starts: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// Moves the others to the leader's document; gives the first document where that may succeed.
    fn align(&mut self, doc: DocId) -> Result<(), DocId> {
        for (_, postings) in &mut self.lists[1..] {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() != doc {
                return Err(postings.doc());
            }
        }
        Ok(())
    }

    /// Starts of the phrase in the document on which all lists stand.
    fn count(&mut self) -> u32 {
        for (number, (offset, postings)) in self.lists.iter_mut().enumerate() {
            if number == 0 {
                postings.positions_with_offset(self.shift - *offset, &mut self.starts);
                continue;
            }
            postings.positions_with_offset(self.shift - *offset, &mut self.positions);
            retain_common(&mut self.starts, &self.positions);
            if self.starts.is_empty() {
                return 0;
            }
        }
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }
}

impl Iterator for Intersection {
    type Item = (DocId, u32);

    fn next(&mut self) -> Option<(DocId, u32)> {
        loop {
            let doc = self.lists[0].1.doc();
            if doc == TERMINATED {
                return None;
            }
            match self.align(doc) {
                Ok(()) => {
                    let count = self.count();
                    self.lists[0].1.advance();
                    if count > 0 {
                        return Some((doc, count));
                    }
                }
                Err(TERMINATED) => return None,
                Err(next) => {
                    self.lists[0].1.seek(next);
                }
            }
        }
    }
}

/// Keeps what is in both sorted lists.
fn retain_common(kept: &mut Vec<u32>, other: &[u32]) {
    let mut at = 0;
    kept.retain(|position| {
        while at < other.len() && other[at] < *position {
            at += 1;
        }
        other.get(at) == Some(position)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_positions_are_kept() {
        let mut kept = vec![1, 4, 6, 9];
        retain_common(&mut kept, &[0, 4, 5, 9, 12]);
        assert_eq!(kept, [4, 9]);
    }
}
