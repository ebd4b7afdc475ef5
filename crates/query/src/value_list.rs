//! The values of fields with their documents, in the order of a list.

use std::collections::{BTreeMap, HashSet};

use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, TERMINATED, TantivyError};

use sco_analysis::fold;

use crate::engine::{Engine, SearchError};
use crate::request::SearchRequest;
use crate::syntax::Node;

/// A value under what it is sorted by: its folded letters, then itself.
pub(crate) type Listed = (String, String);

impl Engine {
    /// Every value of some fields with the number of documents that have it, of those that meet some conditions.
    ///
    /// # Errors
    ///
    /// When a condition is none, or the index cannot be read.
    pub(crate) fn values(
        &self,
        fields: &[Field],
        only: &[String],
    ) -> Result<BTreeMap<Listed, usize>, SearchError> {
        let shown = self.shown(only)?;
        let mut documents: BTreeMap<Listed, Vec<(u32, DocId)>> = BTreeMap::new();
        for (segment, reader) in (0..).zip(self.index.searcher.segment_readers()) {
            let is_shown = |doc: DocId| {
                let is_alive = reader
                    .alive_bitset()
                    .is_none_or(|alive| alive.is_alive(doc));
                is_alive
                    && shown
                        .as_ref()
                        .is_none_or(|shown| shown.contains(&(segment, doc)))
            };
            for field in fields {
                let index = reader.inverted_index(*field)?;
                let mut values = index.terms().stream().map_err(TantivyError::from)?;
                while values.advance() {
                    let Ok(value) = std::str::from_utf8(values.key()) else {
                        continue;
                    };
                    let own = documents
                        .entry((fold(value), value.to_owned()))
                        .or_default();
                    let option = IndexRecordOption::Basic;
                    let mut postings = index
                        .read_postings_from_terminfo(values.value(), option)
                        .map_err(TantivyError::from)?;
                    while postings.doc() != TERMINATED {
                        if is_shown(postings.doc()) {
                            own.push((segment, postings.doc()));
                        }
                        postings.advance();
                    }
                }
            }
        }
        let counted = documents.into_iter().map(|(value, mut documents)| {
            documents.sort_unstable();
            documents.dedup();
            (value, documents.len())
        });
        Ok(counted.filter(|(_, count)| *count > 0).collect())
    }

    /// The documents that meet some conditions; `None` for all.
    fn shown(&self, only: &[String]) -> Result<Option<HashSet<(u32, DocId)>>, SearchError> {
        if only.is_empty() {
            return Ok(None);
        }
        let request = SearchRequest {
            only: only.to_vec(),
            ..SearchRequest::default()
        };
        let asked = self.asked(&request, &Node::everything())?;
        let matched = self.evaluator(&asked).matches(&asked.zones, &asked.tree)?;
        Ok(Some(matched.places().into_iter().collect()))
    }
}
