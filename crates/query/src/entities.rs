//! The things of the lexicon that documents name: the facet that no column can hold, because librarians change the lexicon.

use std::collections::HashSet;

use sco_analysis::Row;
use sco_corpus::LexiconEntry;
use sco_indexer::Zone;
use tantivy::DocId;

use crate::answer::FacetCount;
use crate::engine::{Engine, SearchError};
use crate::names::ends_in_sign;

impl Engine {
    /// For every thing of the lexicon, how many of some documents name it in one of the zones, by one of the names that are its
    /// alone. Looked up name by name: some hundred milliseconds for a thousand things.
    pub(crate) fn entities(
        &self,
        zones: &[Zone],
        documents: &HashSet<(u32, DocId)>,
    ) -> Result<Vec<FacetCount>, SearchError> {
        let things = self
            .index
            .lexicon()
            .entries()
            .filter(|entry| !entry.is_vocabulary());
        let mut counts = Vec::new();
        for entry in things {
            let count = self.naming(entry, zones)?.intersection(documents).count();
            let value = entry.zh.iter().chain(&entry.en).chain(&entry.ru).next();
            if let Some(value) = value.filter(|_| count > 0) {
                counts.push(FacetCount {
                    value: value.clone(),
                    count,
                });
            }
        }
        counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
        Ok(counts)
    }

    /// The documents that name a thing.
    fn naming(
        &self,
        entry: &LexiconEntry,
        zones: &[Zone],
    ) -> Result<HashSet<(u32, DocId)>, SearchError> {
        let names = entry.zh.iter().chain(&entry.en).chain(&entry.ru);
        // A name that differs from another by a sign alone cannot be told from it by its letters.
        let own = names.filter(|name| !entry.ambiguous.contains(name) && !ends_in_sign(name));
        let mut naming = HashSet::new();
        for query in own
            .filter_map(|name| Row::of_forms(name))
            .map(|row| row.grams())
        {
            for (segment, reader) in (0..).zip(self.index.searcher.segment_readers()) {
                for zone in zones {
                    let fields = self.index.fields.zone(*zone);
                    let found = crate::postings::row_occurrences(reader, fields, &query)?;
                    naming.extend(found.into_iter().map(|(doc, _)| (segment, doc)));
                }
            }
        }
        Ok(naming)
    }
}
