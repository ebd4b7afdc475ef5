//! Documents with their occurrences, and how two sets of them are joined.

use tantivy::DocId;

/// Occurrences in the zones of a document, in the order of [`Zone::ALL`](sco_indexer::Zone::ALL).
pub(crate) type ZoneCounts = [u32; 5];

/// Occurrences in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Of what was typed.
    pub(crate) typed: ZoneCounts,
    /// Of other names and forms.
    pub(crate) added: u32,
}

/// So many times as many make looking each of a few up cheaper than going through all.
const FEW: usize = 8;

/// Sorted by document.
pub(crate) type Found = Vec<(DocId, Counts)>;

/// Takes from the occurrences of another name those that stand inside what was typed.
pub(crate) fn without_those_inside(mut others: Found, typed: &Found, inside: u32) -> Found {
    if inside == 0 {
        return others;
    }
    for (doc, counts) in &mut others {
        if let Ok(at) = typed.binary_search_by_key(doc, |(doc, _)| *doc) {
            let of_typed: u32 = typed[at].1.typed.iter().sum();
            counts.added = counts.added.saturating_sub(of_typed * inside);
        }
    }
    others
}

pub(crate) fn without_counts(found: &Found) -> Found {
    found
        .iter()
        .map(|(doc, _)| (*doc, Counts::default()))
        .collect()
}

impl std::ops::Add for Counts {
    type Output = Counts;

    fn add(self, other: Counts) -> Counts {
        Counts {
            typed: std::array::from_fn(|zone| self.typed[zone] + other.typed[zone]),
            added: self.added + other.added,
        }
    }
}

/// Adds the counts of a few documents to those of many, where all of the few are among them: what stands in a title stands in
/// the body as a rule, and nothing has to be moved then.
fn with_all(mut many: Found, few: &Found) -> Result<Found, Found> {
    if few.len() * FEW > many.len() {
        return Err(many);
    }
    let at = |(doc, _): &(DocId, Counts)| many.binary_search_by_key(doc, |(doc, _)| *doc);
    let Ok(places) = few.iter().map(at).collect::<Result<Vec<usize>, usize>>() else {
        return Err(many);
    };
    for (at, (_, counts)) in places.into_iter().zip(few) {
        many[at].1 = many[at].1 + *counts;
    }
    Ok(many)
}

pub(crate) fn union(a: Found, b: Found) -> Found {
    // Most zones hold nothing of a question.
    if a.is_empty() {
        return b;
    }
    if b.is_empty() {
        return a;
    }
    let (large, small) = if a.len() < b.len() { (b, a) } else { (a, b) };
    let (a, b) = match with_all(large, &small) {
        Ok(joined) => return joined,
        Err(large) => (large, small),
    };
    let mut merged = Found::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    while let (Some(&(left, in_left)), Some(&(right, in_right))) = (a.peek(), b.peek()) {
        let doc = left.min(right);
        let mut counts = Counts::default();
        if left == doc {
            counts = counts + in_left;
            a.next();
        }
        if right == doc {
            counts = counts + in_right;
            b.next();
        }
        merged.push((doc, counts));
    }
    merged.extend(a.chain(b));
    merged
}

pub(crate) fn intersection(a: Found, b: &Found) -> Found {
    let mut at = 0;
    a.into_iter()
        .filter_map(|(doc, counts)| {
            while at < b.len() && b[at].0 < doc {
                at += 1;
            }
            b.get(at)
                .filter(|(other, _)| *other == doc)
                .map(|(_, others)| (doc, counts + *others))
        })
        .collect()
}

pub(crate) fn except(a: Found, b: &Found) -> Found {
    let mut at = 0;
    a.into_iter()
        .filter(|(doc, _)| {
            while at < b.len() && b[at].0 < *doc {
                at += 1;
            }
            b.get(at).is_none_or(|(other, _)| other != doc)
        })
        .collect()
}
