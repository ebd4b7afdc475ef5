//! Reading what the index keeps of a document.

use sco_indexer::{Fields, Record};
use tantivy::schema::document::Value;
use tantivy::{DocAddress, DocId, Searcher, TantivyDocument};

use crate::engine::SearchError;

/// The record of a document.
pub(crate) fn record(
    searcher: &Searcher,
    fields: &Fields,
    segment: u32,
    doc: DocId,
) -> Result<Record, SearchError> {
    let document: TantivyDocument = searcher.doc(DocAddress::new(segment, doc))?;
    let bytes = document
        .get_first(fields.record)
        .and_then(|value| value.as_bytes());
    bytes.and_then(Record::decode).ok_or(SearchError::Record)
}
