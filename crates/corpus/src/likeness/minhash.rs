//! `MinHash` with bands: which documents probably share most of their shingles, without comparing each with each.
//!
//! Of each of a hundred orders of all shingles a document keeps the first that it has; two documents agree in as many of
//! them as they share shingles (Broder 1997). Cut into bands, documents that agree in a whole band are candidates
//! (Indyk and Motwani, STOC 1998; Leskovec, Rajaraman and Ullman, “Mining of Massive Datasets”, ch. 3): with 20 bands of
//! 5, of pairs with a resemblance of .8 all but 4 in 10,000, of pairs with .5 every second, of pairs with .2 one in 150.

use super::shingles::mix;

/// Bands of a signature.
const BANDS: usize = 20;
/// Numbers of a band.
const ROWS: usize = 5;
/// Numbers of a signature.
const LENGTH: usize = BANDS * ROWS;

/// Documents in one bucket that are compared each with each; of more, each is compared with the first and with its
/// neighbours, so that a thousand reprints do not make half a million pairs.
const COMPARED_ALL: usize = 64;

/// What is kept of a document's shingles: the least of their hashes in each of a hundred orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature(Box<[u32; LENGTH]>);

impl Signature {
    /// The signature of a set of hashes; `None` of the empty set.
    pub(super) fn of(shingles: &[u64]) -> Option<Self> {
        if shingles.is_empty() {
            return None;
        }
        let mut least = Box::new([u64::MAX; LENGTH]);
        for &shingle in shingles {
            for (least, (factor, addend)) in least.iter_mut().zip(orders()) {
                *least = (*least).min(shingle.wrapping_mul(*factor).wrapping_add(*addend));
            }
        }
        let high = |number: u64| u32::try_from(number >> 32).unwrap_or(u32::MAX);
        Some(Self(Box::new(least.map(high))))
    }

    fn band(&self, band: usize) -> u64 {
        let rows = &self.0[band * ROWS..(band + 1) * ROWS];
        rows.iter()
            .fold(mix(band as u64), |hash, row| mix(hash ^ u64::from(*row)))
    }
}

/// Factors and addends that put the hashes into a hundred orders; always the same, so that the answer is.
fn orders() -> &'static [(u64, u64); LENGTH] {
    static ORDERS: std::sync::LazyLock<[(u64, u64); LENGTH]> = std::sync::LazyLock::new(|| {
        std::array::from_fn(|i| {
            let seed = 2 * i as u64 + 1;
            // An odd factor loses no bit.
            (mix(seed) | 1, mix(seed ^ 0xD1B5_4A32_D192_ED03))
        })
    });
    &ORDERS
}

/// Pairs of documents, by their numbers, that agree in a band; each once, the smaller number first, in order.
pub(super) fn candidates(signatures: &[(u32, &Signature)]) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    let mut keys: Vec<(u64, u32)> = Vec::with_capacity(signatures.len());
    for band in 0..BANDS {
        keys.clear();
        keys.extend(
            signatures
                .iter()
                .map(|(document, signature)| (signature.band(band), *document)),
        );
        keys.sort_unstable();
        for bucket in keys.chunk_by(|a, b| a.0 == b.0) {
            push_pairs(bucket, &mut pairs);
        }
        pairs.sort_unstable();
        pairs.dedup();
    }
    pairs
}

fn push_pairs(bucket: &[(u64, u32)], pairs: &mut Vec<(u32, u32)>) {
    let document = |at: usize| bucket[at].1;
    for i in 1..bucket.len() {
        let compared = if bucket.len() <= COMPARED_ALL {
            0..i
        } else {
            pairs.push((document(0), document(i)));
            i - 1..i
        };
        pairs.extend(compared.map(|j| (document(j), document(i))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets of 1,000 hashes of which two share a part.
    fn sets(shared: u64) -> (Vec<u64>, Vec<u64>) {
        let of = |from: u64, until: u64| (from..until).map(mix).collect();
        (of(0, 1000), of(1000 - shared, 2000 - shared))
    }

    fn agreeing(a: &Signature, b: &Signature) -> usize {
        a.0.iter().zip(b.0.iter()).filter(|(a, b)| a == b).count()
    }

    #[test]
    fn signatures_agree_as_far_as_sets_do() {
        for shared in [0, 333, 667, 889, 1000] {
            let (a, b) = sets(shared);
            let (a, b) = (Signature::of(&a).unwrap(), Signature::of(&b).unwrap());
            let expected = usize::try_from(shared * 100 / (2000 - shared)).unwrap();
            let agreeing = agreeing(&a, &b);
            // Three standard deviations of a hundred throws are 15 at most.
            assert!(
                agreeing.abs_diff(expected) <= 15,
                "{shared}: {agreeing}, not {expected}"
            );
        }
    }

    #[test]
    fn like_sets_are_candidates_and_unlike_ones_are_not() {
        let (a, b) = sets(940);
        let (c, _) = sets(0);
        let other: Vec<u64> = c.iter().map(|hash| mix(hash ^ 7)).collect();
        let signatures: Vec<Signature> = [&a, &b, &other]
            .into_iter()
            .filter_map(|set| Signature::of(set))
            .collect();
        let numbered: Vec<(u32, &Signature)> = (0..).zip(&signatures).collect();
        assert_eq!(candidates(&numbered), [(0, 1)]);
        assert_eq!(Signature::of(&[]), None);
    }

    #[test]
    fn many_copies_do_not_make_every_pair() {
        let signature = Signature::of(&[1, 2, 3]).unwrap();
        let numbered: Vec<(u32, &Signature)> = (0..1000).map(|n| (n, &signature)).collect();
        let pairs = candidates(&numbered);
        assert!(pairs.len() < 2000);
        assert!((1..1000).all(|n| pairs.contains(&(0, n))));
    }
}
