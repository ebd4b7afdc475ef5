//! How much of a loosened question every document holds.

use std::collections::{HashMap, HashSet};

use sco_indexer::{Fields, Zone};
use tantivy::{DocId, Searcher};

use crate::engine::SearchError;
use crate::postings::{occurrences, row_occurrences, term_occurrences};
use crate::rank::inverse_frequency;
use crate::units::Unit;

/// How much of a question a document holds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    /// Its share, by weight.
    pub(crate) share: f32,
    /// Its units.
    pub(crate) units: usize,
}

/// How much of a question documents hold; those that hold nothing are absent.
pub(crate) fn coverage(
    searcher: &Searcher,
    fields: &Fields,
    zones: &[Zone],
    units: &[Unit],
) -> Result<HashMap<(u32, DocId), Held>, SearchError> {
    let mut held: HashMap<(u32, DocId), Held> = HashMap::new();
    let mut all = 0.0;
    #[expect(clippy::cast_precision_loss, reason = "a statistic")]
    let documents = searcher.num_docs() as f32;
    for unit in units {
        let holders = holders_of(searcher, fields, zones, unit)?;
        if holders.is_empty() && unit.is_foreign() {
            continue; // what it means may stand there under a name that is not known
        }
        #[expect(clippy::cast_precision_loss, reason = "a statistic")]
        let weight = unit.boost * inverse_frequency(holders.len() as f32, documents);
        all += weight;
        for holder in holders {
            let held = held.entry(holder).or_default();
            held.share += weight;
            held.units += 1;
        }
    }
    for held in held.values_mut() {
        held.share /= all;
    }
    Ok(held)
}

/// The documents that hold a unit.
fn holders_of(
    searcher: &Searcher,
    fields: &Fields,
    zones: &[Zone],
    unit: &Unit,
) -> Result<HashSet<(u32, DocId)>, SearchError> {
    let mut holders = HashSet::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        for zone in zones {
            let fields = fields.zone(*zone);
            let typed = match &unit.stem {
                Some(stem) => term_occurrences(reader, fields.words, stem)?,
                None => occurrences(reader, fields, &unit.pattern.grams())?,
            };
            holders.extend(typed.into_iter().map(|(doc, _)| (segment, doc)));
            for other in &unit.others {
                let found = row_occurrences(reader, fields, &other.grams())?;
                holders.extend(found.into_iter().map(|(doc, _)| (segment, doc)));
            }
        }
    }
    let mut parts = unit.parts.iter();
    if let Some(first) = parts.next() {
        let mut all = holders_of(searcher, fields, zones, first)?;
        for part in parts {
            let next = holders_of(searcher, fields, zones, part)?;
            all.retain(|holder| next.contains(holder));
        }
        holders.extend(all);
    }
    Ok(holders)
}
