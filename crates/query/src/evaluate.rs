//! The compiler from the tree to the index: which documents a question matches, and how often.
//!
//! Letters in a row are counted by the index alone. What the index cannot say (operators of nearness, regular expressions,
//! quotations) is looked for in the text of the documents that may hold it: see `candidates` and `matching`.

use std::time::Instant;

use sco_indexer::{Fields, Zone};
use tantivy::{DocId, Searcher, SegmentReader};

use crate::engine::SearchError;
use crate::filter_sets::FilterSets;
use crate::found::{
    Counts, Found, except, intersection, union, without_counts, without_those_inside,
};
use crate::matching::{Around, Text, find};
use crate::memo::Memo;
use crate::postings::row_occurrences;
use crate::records::record;
use crate::search_error::check_time;
use crate::syntax::{Expanded, Leaf, LeafKind, Node, Place};
use sco_analysis::{Letters, sentences};

/// Text that is read to decide what the index cannot, bytes; beyond it a count is a lower bound.
const READ_BYTES: usize = 64 * 1024 * 1024;

/// A document of the index that matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
    pub(crate) counts: Counts,
}

/// What matches.
#[derive(Debug, Clone, Default)]
pub(crate) struct Matches {
    /// In the order of the index.
    pub(crate) found: Vec<Match>,
    /// Whether there may be more, because not all could be read.
    pub(crate) at_least: bool,
}

impl Matches {
    /// Segments and numbers of the documents, sorted.
    pub(crate) fn places(&self) -> Vec<(u32, DocId)> {
        self.found
            .iter()
            .map(|matched| (matched.segment, matched.doc))
            .collect()
    }

    /// How many of the documents hold something that was looked for, and are not found by conditions or exclusions alone.
    pub(crate) fn holding(&self) -> usize {
        let holds = |counts: &Counts| counts.added > 0 || counts.typed.iter().any(|n| *n > 0);
        self.found
            .iter()
            .filter(|matched| holds(&matched.counts))
            .count()
    }
}

/// An index that trees are put to.
pub(crate) struct Evaluator<'a> {
    pub(crate) searcher: &'a Searcher,
    pub(crate) fields: &'a Fields,
    pub(crate) filters: &'a FilterSets,
    /// When the answering began.
    pub(crate) started: Instant,
    /// What was read for the question so far.
    pub(crate) memo: &'a Memo,
}

impl Evaluator<'_> {
    /// The documents that match a tree in some zones.
    pub(crate) fn matches(&self, zones: &[Zone], node: &Node) -> Result<Matches, SearchError> {
        let mut all = Matches::default();
        let mut read = 0;
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let mut pass = Pass {
                evaluator: self,
                segment,
                reader,
                read: &mut read,
                at_least: false,
            };
            let found = pass.evaluate(node, &Where::in_zones(zones), None)?;
            all.at_least |= pass.at_least;
            all.found
                .extend(found.into_iter().map(|(doc, counts)| Match {
                    segment,
                    doc,
                    counts,
                }));
        }
        Ok(all)
    }
}

/// Where in the documents to look.
#[derive(Debug, Clone)]
pub(crate) struct Where<'a> {
    zones: Vec<Zone>,
    /// Whether the question says the zones, and not only the request.
    narrowed: bool,
    /// Whether quotations are looked through as parts of the body.
    quoted: bool,
    /// Conditions on places that only the text can tell.
    places: Vec<&'a Place>,
}

impl<'a> Where<'a> {
    fn in_zones(zones: &[Zone]) -> Where<'a> {
        Where {
            zones: zones.to_vec(),
            narrowed: false,
            quoted: false,
            places: Vec::new(),
        }
    }

    /// This, further restricted: a place inside another has to be in both, but a zone of the question goes before those of the
    /// request.
    fn at(&self, place: &'a Place) -> Where<'a> {
        let mut narrowed = self.clone();
        let is_open = |zone: Zone| !self.narrowed || self.zones.contains(&zone);
        match place {
            Place::Zone(Zone::Quote) => {
                let is_open = is_open(Zone::Quote) || is_open(Zone::Body);
                narrowed.zones = if is_open {
                    vec![Zone::Quote]
                } else {
                    Vec::new()
                };
                narrowed.quoted = self.quoted || !self.zones.contains(&Zone::Quote);
            }
            Place::Zone(Zone::Body) if self.quoted => {}
            Place::Zone(zone) => {
                narrowed.zones = if is_open(*zone) {
                    vec![*zone]
                } else {
                    Vec::new()
                }
            }
            Place::NotZone(zone) if *zone != Zone::Quote => {
                narrowed.zones.retain(|other| other != zone);
            }
            Place::NotZone(_) | Place::Speaker(_) | Place::NotSpeaker(_) => {
                narrowed.places.push(place);
            }
        }
        narrowed.narrowed |= matches!(place, Place::Zone(_) | Place::NotZone(_));
        narrowed
    }
}

/// A pass over one segment.
pub(crate) struct Pass<'a> {
    pub(crate) evaluator: &'a Evaluator<'a>,
    pub(crate) segment: u32,
    pub(crate) reader: &'a SegmentReader,
    /// Bytes read so far.
    read: &'a mut usize,
    at_least: bool,
}

impl Pass<'_> {
    /// The documents, `among` some when given, that hold a node.
    fn evaluate(
        &mut self,
        node: &Node,
        at: &Where<'_>,
        among: Option<&Found>,
    ) -> Result<Found, SearchError> {
        match node {
            Node::And(nodes) => self.all(nodes, at, among),
            Node::Or(nodes) => {
                let mut found = Found::new();
                for node in nodes {
                    found = union(found, self.evaluate(node, at, among)?);
                }
                Ok(found)
            }
            Node::Not(inner) => {
                let excluded = self.excluded(inner, at, among)?;
                // What was counted in them so far is counted already.
                let all = among.map_or_else(|| self.everything(), without_counts);
                Ok(except(all, &excluded))
            }
            Node::Boost(_, inner) => self.evaluate(inner, at, among),
            Node::In(place, inner) if !inner.looks_for_nothing() => {
                self.evaluate(inner, &at.at(place), among)
            }
            Node::Filter(filter) => Ok(self
                .evaluator
                .filters
                .documents(filter, self.segment)
                .iter()
                .map(|doc| (*doc, Counts::default()))
                .collect()),
            Node::Leaf(leaf) if at.places.is_empty() && is_of_the_index(leaf) => {
                self.leaf(leaf, at)
            }
            Node::Expanded(expanded) if at.places.is_empty() && is_countable(&expanded.typed) => {
                self.expanded(expanded, at, among)
            }
            Node::Leaf(_) | Node::Expanded(_) | Node::Near(_) | Node::Within(..) | Node::In(..) => {
                self.read(node, at, among)
            }
        }
    }

    fn all(
        &mut self,
        nodes: &[Node],
        at: &Where<'_>,
        among: Option<&Found>,
    ) -> Result<Found, SearchError> {
        let (excluded, mut wanted): (Vec<&Node>, Vec<&Node>) =
            nodes.iter().partition(|node| matches!(node, Node::Not(_)));
        // What the index can say comes first, so that little has to be read for the rest.
        wanted.sort_by_key(|node| !is_countable(node));
        let mut found: Option<Found> = None;
        for node in wanted {
            let next = self.evaluate(node, at, found.as_ref().or(among))?;
            found = Some(match found {
                None => next,
                Some(so_far) => intersection(so_far, &next),
            });
        }
        let mut found = match found {
            Some(found) => found,
            None => among.map_or_else(|| self.everything(), without_counts),
        };
        for node in excluded {
            if let Node::Not(inner) = node {
                let excluded = self.excluded(inner, at, Some(&found))?;
                found = except(found, &excluded);
            }
        }
        Ok(found)
    }

    /// What is to be excluded, and all of it: of a part, the rest would be taken for hits.
    fn excluded(
        &mut self,
        node: &Node,
        at: &Where<'_>,
        among: Option<&Found>,
    ) -> Result<Found, SearchError> {
        let was_cut_short = std::mem::take(&mut self.at_least);
        let excluded = self.evaluate(node, at, among)?;
        if std::mem::replace(&mut self.at_least, was_cut_short) {
            return Err(SearchError::TooMuch(format!(
                "to exclude this, more than {} MiB of text would have to be read; exclude a word or a phrase, or ask in fewer documents (`year:`, `type:`)",
                READ_BYTES >> 20
            )));
        }
        Ok(excluded)
    }

    fn leaf(&mut self, leaf: &Leaf, at: &Where<'_>) -> Result<Found, SearchError> {
        let (segment, fields) = (self.reader, self.evaluator.fields);
        let mut found = Found::new();
        for zone in &at.zones {
            let field = fields.zone(*zone);
            let in_zone = match &leaf.kind {
                LeafKind::Gapped(gapped) => {
                    let row = row_occurrences(segment, field, &gapped.rows()[0].grams())?;
                    counted(&row, *zone, at)
                }
                _ => match leaf.pattern() {
                    Some(pattern) => {
                        let memo = self.evaluator.memo;
                        let found = memo.occurrences(segment, field, &pattern.grams())?;
                        counted(&found, *zone, at)
                    }
                    None => Found::new(),
                },
            };
            found = union(found, in_zone);
        }
        Ok(found)
    }

    fn expanded(
        &mut self,
        expanded: &Expanded,
        at: &Where<'_>,
        among: Option<&Found>,
    ) -> Result<Found, SearchError> {
        let typed = self.evaluate(&expanded.typed, at, among)?;
        let mut found = typed.clone();
        for other in &expanded.others {
            let query = other.row.grams();
            let mut of_other = Found::new();
            for zone in &at.zones {
                let in_zone =
                    row_occurrences(self.reader, self.evaluator.fields.zone(*zone), &query)?;
                let added = in_zone.into_iter().map(|(doc, added)| {
                    (
                        doc,
                        Counts {
                            added,
                            ..Counts::default()
                        },
                    )
                });
                of_other = union(of_other, added.collect());
            }
            let inside = expanded.times_inside_typed(&other.row);
            found = union(found, without_those_inside(of_other, &typed, inside));
        }
        Ok(found)
    }

    /// Reads the documents that may hold a node.
    fn read(
        &mut self,
        node: &Node,
        at: &Where<'_>,
        among: Option<&Found>,
    ) -> Result<Found, SearchError> {
        let candidates = self.candidates(node, &at.zones)?;
        let candidates: Vec<DocId> = match (candidates, among) {
            (Some(candidates), Some(among)) => candidates
                .into_iter()
                .filter(|doc| among.binary_search_by_key(doc, |(doc, _)| *doc).is_ok())
                .collect(),
            (Some(candidates), None) => candidates,
            (None, Some(among)) => among.iter().map(|(doc, _)| *doc).collect(),
            (None, None) => self.reader.doc_ids_alive().collect(),
        };
        let node = at.places.iter().fold(node.clone(), |node, place| {
            Node::In((*place).clone(), Box::new(node))
        });
        let mut found = Found::new();
        let mut letters = Letters::default();
        for doc in candidates {
            if *self.read > READ_BYTES {
                self.at_least = true;
                break;
            }
            check_time(self.evaluator.started)?;
            if let Some(counts) = self.read_document(&node, at, doc, &mut letters)? {
                found.push((doc, counts));
            }
        }
        Ok(found)
    }

    /// Occurrences in the text of a document, `None` when no block holds the node.
    fn read_document(
        &mut self,
        node: &Node,
        at: &Where<'_>,
        doc: DocId,
        letters: &mut Letters,
    ) -> Result<Option<Counts>, SearchError> {
        let record = record(
            self.evaluator.searcher,
            self.evaluator.fields,
            self.segment,
            doc,
        )?;
        *self.read += record.bytes();
        let meets = |filter: &_| self.evaluator.filters.holds(filter, self.segment, doc);
        let around = Around {
            record: &record,
            meets: &meets,
            inherits: false,
        };
        let mut held = None;
        for block in record
            .blocks
            .iter()
            .filter(|block| at.zones.contains(&block.zone))
        {
            if is_ruled_out(node, &block.text) {
                continue;
            }
            letters.refill(&block.text);
            let Some(spans) = find(node, &Text::of_block(block, letters, around)) else {
                continue;
            };
            let counts: &mut Counts = held.get_or_insert_default();
            let added = spans.iter().filter(|span| span.added).count();
            counts.added += u32::try_from(added).unwrap_or(u32::MAX);
            counts.typed[at.counted_as(block.zone) as usize] +=
                u32::try_from(spans.len() - added).unwrap_or(u32::MAX);
        }
        Ok(held)
    }

    fn everything(&self) -> Found {
        self.reader
            .doc_ids_alive()
            .map(|doc| (doc, Counts::default()))
            .collect()
    }
}

impl Where<'_> {
    /// Quotations that are looked through as parts of the body count as such.
    fn counted_as(&self, zone: Zone) -> Zone {
        if self.quoted && zone == Zone::Quote {
            Zone::Body
        } else {
            zone
        }
    }
}

impl Expanded {
    /// How often another name stands inside what was typed.
    fn times_inside_typed(&self, row: &sco_analysis::Row) -> u32 {
        let Node::Leaf(leaf) = self.typed.as_ref() else {
            return 0;
        };
        let times = leaf
            .pattern()
            .map_or(0, |pattern| row.find_in(pattern.letters()).len());
        u32::try_from(times).unwrap_or(0)
    }
}

/// Whether a text cannot hold a node for want of what a regular expression matches: cheaper to tell than to cut the text.
fn is_ruled_out(node: &Node, text: &str) -> bool {
    let Node::Leaf(Leaf {
        kind: LeafKind::Regex(regex),
        ..
    }) = node
    else {
        return false;
    };
    sentences(text).all(|sentence| regex.find_in(&text[sentence]).is_empty())
}

/// Whether the index alone can count a leaf.
fn is_of_the_index(leaf: &Leaf) -> bool {
    match &leaf.kind {
        LeafKind::Word(_) | LeafKind::Phrase(_) => true,
        LeafKind::Gapped(gapped) => gapped.rows().len() == 1,
        LeafKind::Title(_) | LeafKind::Loose(_) | LeafKind::Regex(_) | LeafKind::Exact(_) => false,
    }
}

/// Whether the index alone can say what holds a node.
fn is_countable(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(is_countable),
        Node::Not(inner) | Node::Boost(_, inner) => is_countable(inner),
        Node::In(Place::Zone(_), inner) => !inner.looks_for_nothing() && is_countable(inner),
        Node::In(Place::NotZone(zone), inner) => {
            *zone != Zone::Quote && !inner.looks_for_nothing() && is_countable(inner)
        }
        Node::Filter(_) => true,
        Node::Leaf(leaf) => is_of_the_index(leaf),
        Node::Expanded(expanded) => is_countable(&expanded.typed),
        Node::In(..) | Node::Near(_) | Node::Within(..) => false,
    }
}

fn counted(found: &[(DocId, u32)], zone: Zone, at: &Where<'_>) -> Found {
    let counts = |count| {
        let mut counts = Counts::default();
        counts.typed[at.counted_as(zone) as usize] = count;
        counts
    };
    found
        .iter()
        .map(|(doc, count)| (*doc, counts(*count)))
        .collect()
}
