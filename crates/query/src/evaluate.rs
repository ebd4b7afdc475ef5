//! The compiler from the tree to the index: which documents a question matches, and how often.

use sco_analysis::GramQuery;
use sco_indexer::{Fields, Zone};
use tantivy::{DocId, Searcher, SegmentReader};

use crate::postings::occurrences;
use crate::syntax::{Leaf, Node};

/// Occurrences in the zones of a document, in the order of [`Zone::ALL`].
pub(crate) type ZoneCounts = [u32; 5];

/// A document of the index that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
    /// Occurrences of all that was looked for.
    pub(crate) counts: ZoneCounts,
}

/// The documents that match a tree in some zones, in the order of the index.
pub(crate) fn matches(
    searcher: &Searcher,
    fields: &Fields,
    zones: &[Zone],
    node: &Node,
) -> tantivy::Result<Vec<Match>> {
    let mut all = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let scope = Scope {
            reader,
            fields,
            zones,
        };
        let found = scope.evaluate(node)?;
        all.extend(found.into_iter().map(|(doc, counts)| Match {
            segment,
            doc,
            counts,
        }));
    }
    Ok(all)
}

/// Sorted by document.
type Found = Vec<(DocId, ZoneCounts)>;

/// One segment and where to look in it.
struct Scope<'a> {
    reader: &'a SegmentReader,
    fields: &'a Fields,
    zones: &'a [Zone],
}

impl Scope<'_> {
    fn evaluate(&self, node: &Node) -> tantivy::Result<Found> {
        match node {
            Node::Leaf(leaf) => self.leaf(leaf),
            Node::Or(nodes) => self.any(nodes),
            Node::Not(node) => Ok(except(self.everything(), &self.evaluate(node)?)),
            Node::And(nodes) => self.all(nodes),
        }
    }

    fn leaf(&self, leaf: &Leaf) -> tantivy::Result<Found> {
        let query: GramQuery = leaf.pattern.grams();
        let mut found = Found::new();
        for zone in self.zones {
            let in_zone = occurrences(self.reader, self.fields.zone(*zone).grams, &query)?;
            let counts = in_zone.into_iter().map(|(doc, count)| {
                let mut counts = ZoneCounts::default();
                counts[*zone as usize] = count;
                (doc, counts)
            });
            found = union(found, counts.collect());
        }
        Ok(found)
    }

    fn any(&self, nodes: &[Node]) -> tantivy::Result<Found> {
        let mut found = Found::new();
        for node in nodes {
            found = union(found, self.evaluate(node)?);
        }
        Ok(found)
    }

    fn all(&self, nodes: &[Node]) -> tantivy::Result<Found> {
        let mut found: Option<Found> = None;
        for node in nodes.iter().filter(|node| !matches!(node, Node::Not(_))) {
            let next = self.evaluate(node)?;
            found = Some(found.map_or_else(|| next.clone(), |so_far| intersection(so_far, &next)));
        }
        let mut found = found.unwrap_or_else(|| self.everything());
        for node in nodes {
            if let Node::Not(excluded) = node {
                found = except(found, &self.evaluate(excluded)?);
            }
        }
        Ok(found)
    }

    fn everything(&self) -> Found {
        self.reader
            .doc_ids_alive()
            .map(|doc| (doc, ZoneCounts::default()))
            .collect()
    }
}

fn add(a: ZoneCounts, b: ZoneCounts) -> ZoneCounts {
    std::array::from_fn(|zone| a[zone] + b[zone])
}

fn union(a: Found, b: Found) -> Found {
    if a.is_empty() {
        return b;
    }
    let mut merged = Found::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    while let (Some(&(left, in_left)), Some(&(right, in_right))) = (a.peek(), b.peek()) {
        let doc = left.min(right);
        let mut counts = ZoneCounts::default();
        if left == doc {
            counts = add(counts, in_left);
            a.next();
        }
        if right == doc {
            counts = add(counts, in_right);
            b.next();
        }
        merged.push((doc, counts));
    }
    merged.extend(a.chain(b));
    merged
}

fn intersection(a: Found, b: &Found) -> Found {
    let mut at = 0;
    a.into_iter()
        .filter_map(|(doc, counts)| {
            while at < b.len() && b[at].0 < doc {
                at += 1;
            }
            b.get(at)
                .filter(|(other, _)| *other == doc)
                .map(|(_, others)| (doc, add(counts, *others)))
        })
        .collect()
}

fn except(a: Found, b: &Found) -> Found {
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
