//! Taking removed documents off the disk.

use tantivy::{Index, IndexWriter};

use crate::error::Error;

/// Memory of the writer, bytes; it writes no documents.
const ARENA_BYTES: usize = 16 * 1024 * 1024;

/// Writes the segments anew that hold removed documents. The engine only marks a document as deleted; its words would stay in the
/// dictionaries that completions are read from, and its text on the disk, until a merge happens to come by.
pub(crate) fn purge(index: &Index) -> Result<(), Error> {
    let mut writer: IndexWriter = index.writer_with_num_threads(1, ARENA_BYTES)?;
    for segment in index.searchable_segment_metas()? {
        if segment.has_deletes() {
            writer.merge(&[segment.id()]).wait()?;
        }
    }
    writer.wait_merging_threads()?;
    Ok(())
}
