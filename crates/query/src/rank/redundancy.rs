//! Terms that say the same: 胡格诺派 is four characters and three pairs, all of them in the same documents, and would outweigh
//! everything else of a question were each counted in full.
//!
//! A term's weight is divided by √(1 + Σ J), over the neighbours that share a letter with it or stand beside it in the
//! question, where J is the share of the documents of either that hold both (Jaccard 1901). Measured on the sets of
//! `docs/measurements.md`; exponents of .4 to .75 do as well.

use tantivy::schema::IndexRecordOption;
use tantivy::schema::Term;
use tantivy::{DocSet, Searcher, TERMINATED};

use super::WeighedZone;
use crate::engine::SearchError;
use crate::terms::{RankingTerm, TermKind};

/// By how much the weight of every term is multiplied.
pub(super) fn discounts(
    searcher: &Searcher,
    zones: &[WeighedZone],
    terms: &[RankingTerm],
) -> Result<Vec<f32>, SearchError> {
    if terms.iter().all(|term| term.kind == TermKind::Phrase) {
        return Ok(vec![1.0; terms.len()]); // each is something of its own
    }
    let mut holders = Vec::with_capacity(terms.len());
    for term in terms {
        holders.push(Holders::of(searcher, zones, term)?);
    }
    let mut shared = vec![0.0; terms.len()];
    for (one, term) in terms.iter().enumerate() {
        for (other, neighbour) in terms.iter().enumerate().skip(one + 1) {
            if term.is_beside(neighbour) {
                let likeness = holders[one].likeness(&holders[other]);
                shared[one] += likeness;
                shared[other] += likeness;
            }
        }
    }
    Ok(shared
        .into_iter()
        .map(|shared: f32| (1.0 + shared).sqrt().recip())
        .collect())
}

/// The documents that hold a term, one bit each.
struct Holders {
    bits: Vec<u64>,
    count: u32,
}

impl Holders {
    fn of(
        searcher: &Searcher,
        zones: &[WeighedZone],
        term: &RankingTerm,
    ) -> Result<Holders, SearchError> {
        let mut bits = Vec::new();
        for reader in searcher.segment_readers() {
            let base = bits.len();
            bits.resize(base + (reader.max_doc() as usize).div_ceil(64), 0u64);
            if matches!(term.kind, TermKind::Word | TermKind::Phrase) {
                continue; // not summed, or alone
            }
            for zone in zones {
                let field = if term.kind == TermKind::Pair {
                    zone.fields.grams
                } else {
                    zone.fields.words
                };
                let index = reader.inverted_index(field)?;
                let wanted = Term::from_field_text(field, &term.text);
                let postings = index.read_postings(&wanted, IndexRecordOption::Basic);
                let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else {
                    continue;
                };
                while postings.doc() != TERMINATED {
                    let doc = postings.doc() as usize;
                    bits[base + doc / 64] |= 1 << (doc % 64);
                    postings.advance();
                }
            }
        }
        let count = bits.iter().map(|word| word.count_ones()).sum();
        Ok(Holders { bits, count })
    }

    /// The share of the documents that hold one of two terms which hold both.
    fn likeness(&self, other: &Holders) -> f32 {
        let both = self.bits.iter().zip(&other.bits);
        let both: u32 = both.map(|(a, b)| (a & b).count_ones()).sum();
        let either = self.count + other.count - both;
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        if either == 0 {
            0.0
        } else {
            both as f32 / either as f32
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holders(bits: u64) -> Holders {
        Holders {
            bits: vec![bits],
            count: bits.count_ones(),
        }
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "exact fractions")]
    fn likeness_is_the_share_of_those_that_hold_both() {
        assert_eq!(holders(0b0111).likeness(&holders(0b1110)), 0.5);
        assert_eq!(holders(0b11).likeness(&holders(0b11)), 1.0);
        assert_eq!(holders(0).likeness(&holders(0)), 0.0);
    }
}
