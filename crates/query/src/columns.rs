//! Texts from the columns of an index, many at a time.

use tantivy::columnar::StrColumn;
use tantivy::{DocId, Searcher, TantivyError};

/// The texts with the ordinals given, which must be sorted and each there once.
pub(crate) fn texts(column: &StrColumn, ordinals: &[u64]) -> tantivy::Result<Vec<String>> {
    let mut texts = Vec::with_capacity(ordinals.len());
    let push = |text: &[u8]| texts.push(String::from_utf8_lossy(text).into_owned());
    // A lookup for each would read a block of the dictionary for each.
    if column.dictionary().sorted_ords_to_term_cb(ordinals, push)? {
        Ok(texts)
    } else {
        let what = "a column names a text that is not in its dictionary";
        Err(TantivyError::InternalError(what.to_owned()))
    }
}

/// The first text of a column for every document, given as segment and number, in their order.
pub(crate) fn first_texts(
    searcher: &Searcher,
    name: &str,
    documents: &[(u32, DocId)],
) -> tantivy::Result<Vec<Option<String>>> {
    let mut found = vec![None; documents.len()];
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let Some(column) = reader.fast_fields().str(name)? else {
            continue;
        };
        let own = documents
            .iter()
            .enumerate()
            .filter(|(_, (of, _))| *of == segment);
        let mut places: Vec<(u64, usize)> = own
            .filter_map(|(at, (_, doc))| Some((column.term_ords(*doc).next()?, at)))
            .collect();
        places.sort_unstable();
        let mut ordinals: Vec<u64> = places.iter().map(|(ordinal, _)| *ordinal).collect();
        ordinals.dedup();
        let texts = texts(&column, &ordinals)?;
        for (ordinal, at) in places {
            let number = ordinals.binary_search(&ordinal);
            found[at] = number.ok().map(|number| texts[number].clone());
        }
    }
    Ok(found)
}
