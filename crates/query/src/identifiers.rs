//! Finding a document by its identifier, and identifiers that look like one that is not there.

use sco_indexer::Record;
use tantivy::DocId;

use crate::engine::{Engine, SearchError};
use crate::filter::documents;
use crate::syntax::{Filter, FilterKey, FilterTest};

/// Most identifiers that are suggested for one that is not there.
const SIMILAR: usize = 3;
/// Least likeness of such an identifier, from 0 to 1.
const LIKENESS: f64 = 0.5;

impl Filter {
    /// The condition that only the document with this identifier meets.
    pub(crate) fn of_id(id: &str) -> Filter {
        Filter {
            key: FilterKey::Id,
            value: id.to_owned(),
            test: FilterTest::Is(id.to_owned()),
            at: 0..0,
        }
    }
}

impl Engine {
    /// Segment and number of the document that meets a condition on its identifier.
    fn place_of(&self, id: &Filter) -> Result<Option<(u32, DocId)>, SearchError> {
        let found = documents(&self.index.searcher, &self.index.fields, id)?;
        let mut found = (0..).zip(found);
        Ok(found.find_map(|(segment, docs)| docs.first().map(|doc| (segment, *doc))))
    }

    /// What the index keeps of a document; `None` where it has none with this identifier.
    pub(crate) fn record_of(&self, id: &str) -> Result<Option<Record>, SearchError> {
        let place = self.place_of(&Filter::of_id(id))?;
        place
            .map(|(segment, doc)| self.record(segment, doc))
            .transpose()
    }

    /// As [`place_of`](Engine::place_of); identifiers that look alike are named where there is none.
    pub(crate) fn find_document(&self, id: &Filter) -> Result<(u32, DocId), SearchError> {
        match self.place_of(id)? {
            Some(found) => Ok(found),
            None => Err(SearchError::NoDocument {
                id: id.value.clone(),
                similar: self.similar_ids(&id.value)?,
            }),
        }
    }

    /// Identifiers that look like one that is not there, the likest first.
    fn similar_ids(&self, wanted: &str) -> Result<Vec<String>, SearchError> {
        let mut all: Vec<String> = Vec::new();
        for segment in self.index.searcher.segment_readers() {
            let index = segment.inverted_index(self.index.fields.id)?;
            let mut ids = index
                .terms()
                .stream()
                .map_err(tantivy::TantivyError::from)?;
            while ids.advance() {
                let Ok(id) = std::str::from_utf8(ids.key()) else {
                    continue;
                };
                if likeness(wanted, id) >= LIKENESS {
                    all.push(id.to_owned());
                }
            }
        }
        Ok(most_alike(wanted, all))
    }
}

/// The identifiers that look like one that is not there, the likest first, three at most.
pub fn most_alike(wanted: &str, ids: impl IntoIterator<Item = String>) -> Vec<String> {
    let alike = ids.into_iter().map(|id| (likeness(wanted, &id), id));
    let mut alike: Vec<(f64, String)> = alike
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .collect();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut ids: Vec<String> = alike.into_iter().map(|(_, id)| id).collect();
    ids.dedup();
    ids.truncate(SIMILAR);
    ids
}

/// How much two identifiers look alike, from 0 to 1; one that is a part of the other looks much like it.
fn likeness(wanted: &str, id: &str) -> f64 {
    let (wanted, id) = (wanted.to_lowercase(), id.to_lowercase());
    let by_slips = strsim::normalized_damerau_levenshtein(&wanted, &id);
    let is_part = wanted.chars().count() > 2 && (id.contains(&wanted) || wanted.contains(&id));
    if is_part { by_slips.max(0.9) } else { by_slips }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_parts_look_alike_and_others_do_not() {
        assert!(likeness("speach", "speech") >= LIKENESS);
        assert!(likeness("Shanghai", "hos-2001-shanghai") >= LIKENESS);
        assert!(likeness("zzzz", "speech") < LIKENESS);
        assert!(
            likeness("hos-2001-shanghai", "hos-2001-shanghai")
                > likeness("hos-2001-shanghai", "hos-2002-shanghai")
        );
    }
}
