//! Which documents may hold another: by the shingles whose hash is divisible, a sample that is taken of every text alike
//! (the sketch for containment of Broder 1997).

/// One shingle in so many is in the sample.
const RATE: u64 = 8;
/// A shingle in more documents than this says nothing: it is a formula of the trade.
const MOST_DOCUMENTS: usize = 64;
/// Shingles of the shorter document's sample that must be there to compare at all.
const LEAST: usize = 3;

/// The sample of a set of shingles, sorted.
pub(super) fn sample(shingles: &[u64]) -> Vec<u64> {
    // The high bits decide, since the low ones order nothing.
    shingles
        .iter()
        .copied()
        .take_while(|hash| *hash < u64::MAX / RATE)
        .collect()
}

/// A document's number, the size of its text, and its sample.
pub(super) type Sampled<'a> = (u32, usize, &'a [u64]);

/// Pairs of which the first, the shorter, may be held by the second: it has more than half of the telling sample.
pub(super) fn candidates(documents: &[Sampled<'_>]) -> Vec<(u32, u32)> {
    let mut postings: Vec<(u64, u32)> = (0..)
        .zip(documents)
        .flat_map(|(at, (_, _, sample))| sample.iter().map(move |hash| (*hash, at)))
        .collect();
    postings.sort_unstable();
    let mut shared = vec![0_usize; documents.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut pairs = Vec::new();
    for &(document, size, sample) in documents {
        let mut telling = 0;
        for hash in sample {
            let from = postings.partition_point(|(other, _)| other < hash);
            let of_this = postings[from..].iter().take(MOST_DOCUMENTS + 1);
            let others: Vec<u32> = of_this
                .take_while(|(other, _)| other == hash)
                .map(|(_, at)| *at)
                .collect();
            if others.len() > MOST_DOCUMENTS {
                continue;
            }
            telling += 1;
            for at in others {
                if shared[at as usize] == 0 {
                    touched.push(at);
                }
                shared[at as usize] += 1;
            }
        }
        for at in touched.drain(..) {
            let count = std::mem::take(&mut shared[at as usize]);
            let (other, other_size, _) = documents[at as usize];
            let is_longer = (other_size, other) > (size, document);
            if is_longer && telling >= LEAST && count * 2 > telling {
                pairs.push((document, other));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

#[cfg(test)]
mod tests {
    use super::super::shingles::mix;
    use super::*;

    fn sampled(range: std::ops::Range<u64>) -> Vec<u64> {
        let mut hashes: Vec<u64> = range.map(mix).collect();
        hashes.sort_unstable();
        sample(&hashes)
    }

    #[test]
    fn a_part_is_a_candidate_for_its_whole_and_for_nothing_else() {
        let (whole, part, other) = (
            sampled(0..10_000),
            sampled(400..900),
            sampled(20_000..22_000),
        );
        let documents = [
            (0, 10_000, whole.as_slice()),
            (1, 500, part.as_slice()),
            (2, 2_000, other.as_slice()),
        ];
        assert_eq!(candidates(&documents), [(1, 0)]);
    }

    #[test]
    fn the_sample_is_an_eighth() {
        let size = sampled(0..80_000).len();
        assert!((9_500..10_500).contains(&size), "{size}");
    }

    #[test]
    fn formulas_that_stand_everywhere_tell_nothing() {
        let formula = sampled(0..200);
        let documents: Vec<Sampled<'_>> = (0..100)
            .map(|n| (n, n as usize, formula.as_slice()))
            .collect();
        assert_eq!(candidates(&documents), []);
    }
}
