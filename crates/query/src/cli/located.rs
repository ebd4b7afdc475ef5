//! Documents of a corpus by their id or by the path of their file.

use std::path::{Path, PathBuf};

use anyhow::Context;
use sco_corpus::{Document, document_files, file_name, read_document};

/// The file of the document that is named by an id or a path.
///
/// # Errors
///
/// When there is neither a file of that name nor a document of that id.
pub(crate) fn file_of(name: &str, corpus: &Path) -> anyhow::Result<PathBuf> {
    let path = Path::new(name);
    if path.is_file() {
        return Ok(path.to_owned());
    }
    let has_id = |path: &PathBuf| {
        read_document(path).is_ok_and(|found| found.metadata.id.as_deref() == Some(name))
    };
    // Most files are called after their id: these are read first.
    let own_name = file_name(name);
    let (likely, others): (Vec<PathBuf>, Vec<PathBuf>) = document_files(corpus)
        .filter_map(Result::ok)
        .partition(|path| path.file_name().is_some_and(|name| *name == *own_name));
    let found = likely.into_iter().chain(others).find(has_id);
    found.with_context(|| {
        let corpus = corpus.display();
        format!("no file and no document of the corpus `{corpus}` is called `{name}`; name a file, or an id")
    })
}

/// The document that is named by an id or a path, and its file.
///
/// # Errors
///
/// As [`file_of`], and when the file is not a valid document.
pub(crate) fn document_of(name: &str, corpus: &Path) -> anyhow::Result<(PathBuf, Document)> {
    let path = file_of(name, corpus)?;
    let document = read_document(&path)?;
    Ok((path, document))
}
