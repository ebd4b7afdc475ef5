//! What an index already holds, to see what has changed.

use std::collections::HashMap;
use std::path::PathBuf;

use tantivy::Index;

use crate::error::Error;
use crate::generation::{Folder, Manifest};
use crate::ledger::Ledger;
use crate::open::open_engine;

/// Identifier → content hash and file.
pub(crate) type Known = HashMap<String, (String, String)>;

/// The current generation, where it can be updated in place; else why not.
pub(crate) fn reusable_generation(
    folder: &Folder,
    wanted: &Manifest,
    rebuild: bool,
) -> Result<(PathBuf, Index, Known), String> {
    if rebuild {
        return Err("asked for".into());
    }
    let (generation, manifest) = folder.current().map_err(|error| match error {
        Error::Missing { .. } => "there was none".to_owned(),
        other => other.to_string(),
    })?;
    if !manifest.is_readable() {
        return Err("it was made by another version of the program".into());
    }
    if manifest.names != wanted.names {
        return Err("names in the lexicon have changed".into());
    }
    let (index, reader) = open_engine(folder, &generation).map_err(|error| error.to_string())?;
    let damaged = index
        .validate_checksum()
        .map_err(|error| error.to_string())?;
    if !damaged.is_empty() || !Ledger::is_whole(&generation) {
        return Err("files of it were damaged".into());
    }
    let known = known_documents(&reader.searcher()).map_err(|error| error.to_string())?;
    let index = Index::open_in_dir(&generation).map_err(|error| error.to_string())?; // this time to write
    Ok((generation, index, known))
}

/// Identifier → content hash and file of every document of an index.
fn known_documents(searcher: &tantivy::Searcher) -> tantivy::Result<Known> {
    let mut known = Known::new();
    for segment in searcher.segment_readers() {
        let column = |name: &str| segment.fast_fields().str(name);
        let (Some(ids), Some(hashes), Some(files)) =
            (column("id")?, column("hash")?, column("file")?)
        else {
            continue;
        };
        let text = |column: &tantivy::columnar::StrColumn, doc| -> tantivy::Result<String> {
            let mut text = String::new();
            if let Some(ord) = column.term_ords(doc).next() {
                column.ord_to_str(ord, &mut text)?;
            }
            Ok(text)
        };
        for doc in segment.doc_ids_alive() {
            known.insert(text(&ids, doc)?, (text(&hashes, doc)?, text(&files, doc)?));
        }
    }
    Ok(known)
}
