//! How the documents found divide by year, type and language.

use std::collections::BTreeMap;

use tantivy::{DocId, Searcher};

use crate::answer::FacetCount;

/// Most values of a facet that are given.
const VALUES: usize = 50;

/// Counts the facets of documents, given as segment and number.
pub(crate) fn count(
    searcher: &Searcher,
    documents: impl Iterator<Item = (u32, DocId)>,
) -> tantivy::Result<BTreeMap<String, Vec<FacetCount>>> {
    let mut counts: BTreeMap<&str, BTreeMap<String, usize>> = ["year", "type", "language"]
        .into_iter()
        .map(|name| (name, BTreeMap::new()))
        .collect();
    let mut by_segment: BTreeMap<u32, Vec<DocId>> = BTreeMap::new();
    for (segment, doc) in documents {
        by_segment.entry(segment).or_default().push(doc);
    }
    for (segment, docs) in by_segment {
        let fast = searcher.segment_reader(segment).fast_fields();
        let year = fast.column_opt::<u64>("year")?;
        for value in docs.iter().filter_map(|doc| year.as_ref()?.first(*doc)) {
            *counts
                .entry("year")
                .or_default()
                .entry(value.to_string())
                .or_default() += 1;
        }
        for name in ["type", "language"] {
            let Some(column) = fast.str(name)? else {
                continue;
            };
            let mut by_ordinal: BTreeMap<u64, usize> = BTreeMap::new();
            for ordinal in docs.iter().filter_map(|doc| column.term_ords(*doc).next()) {
                *by_ordinal.entry(ordinal).or_default() += 1;
            }
            for (ordinal, count) in by_ordinal {
                let mut value = String::new();
                column.ord_to_str(ordinal, &mut value)?;
                *counts.entry(name).or_default().entry(value).or_default() += count;
            }
        }
    }
    Ok(counts
        .into_iter()
        .map(|(name, values)| (name.to_owned(), sorted(name, values)))
        .collect())
}

/// Years in order, other values by their number of documents.
fn sorted(name: &str, values: BTreeMap<String, usize>) -> Vec<FacetCount> {
    let mut values: Vec<FacetCount> = values
        .into_iter()
        .map(|(value, count)| FacetCount { value, count })
        .collect();
    if name != "year" {
        values.sort_by_key(|facet| std::cmp::Reverse(facet.count));
        values.truncate(VALUES);
    }
    values
}
