//! Which documents are exported, and where their text is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use sco_corpus::{
    Status, StoredDocument, content_hash, document_files, read_document, read_documents,
};

use crate::columns::first_texts;
use crate::engine::{Engine, SearchError};
use crate::request::SearchRequest;

/// A document that a question found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDocument {
    /// Its identifier.
    pub id: String,
    /// First digits of the hash of its content when it was indexed.
    pub hash: String,
    /// File it was read from then.
    pub file: String,
}

impl Engine {
    /// Every document that holds a question as it was typed, other names of the lexicon too unless the request says otherwise: as
    /// many as a search counts, not a page of them. In the order of their identifiers.
    ///
    /// # Errors
    ///
    /// When the request is wrong or the index cannot be read.
    pub fn all_found(&self, request: &SearchRequest) -> Result<Vec<FoundDocument>, SearchError> {
        request.check()?;
        let parsed = request.parsed()?;
        let asked = self.asked(request, &parsed.tree)?;
        let matched = self.evaluator(&asked).matches(&asked.zones, &asked.tree)?;
        let places = matched.places();
        let column = |name| first_texts(&self.index.searcher, name, &places);
        let (ids, hashes, files) = (column("id")?, column("hash")?, column("file")?);
        let rows = ids.into_iter().zip(hashes).zip(files);
        let found = rows.filter_map(|((id, hash), file)| {
            let (hash, file) = (hash.unwrap_or_default(), file.unwrap_or_default());
            id.map(|id| FoundDocument { id, hash, file })
        });
        let mut found: Vec<FoundDocument> = found.collect();
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }
}

/// A document on its way out of the corpus.
#[derive(Debug)]
pub enum Selected {
    /// As it was indexed, or one that need not be indexed.
    Document(Box<StoredDocument>),
    /// Changed since it was indexed.
    Changed(Box<StoredDocument>),
    /// A draft or withdrawn, and not asked for.
    Withheld,
    /// What cannot be exported, and why.
    Refused(String),
}

/// The texts of documents that were found, from the corpus, in their order.
pub fn selected<'f>(
    corpus: &Path,
    found: &'f [FoundDocument],
) -> impl Iterator<Item = Selected> + use<'f> {
    let mut elsewhere: Option<HashMap<String, PathBuf>> = None;
    let corpus = corpus.to_owned();
    found.iter().map(move |wanted| {
        if let Some(stored) = at_its_place(&corpus, wanted) {
            return compared(stored, wanted);
        }
        // It has moved: only now is the whole corpus read for its identifiers.
        let files = elsewhere.get_or_insert_with(|| by_identifier(&corpus));
        match files.get(&wanted.id).map(|path| (path, read_document(path))) {
            Some((path, Ok(document))) => {
                let path = path.clone();
                compared(StoredDocument { document, path }, wanted)
            }
            Some((_, Err(error))) => Selected::Refused(error.to_string()),
            None => Selected::Refused(format!(
                "`{}` is in the index but not in the corpus `{}`; name its corpus with --corpus, or update the index",
                wanted.id,
                corpus.display()
            )),
        }
    })
}

/// Every document of a corpus.
pub fn whole_corpus(corpus: &Path, withheld: bool) -> impl Iterator<Item = Selected> + use<> {
    read_documents(corpus).map(move |read| match read {
        Err(error) => Selected::Refused(error.to_string()),
        Ok(stored) if is_withheld(&stored) && !withheld => Selected::Withheld,
        Ok(stored) => Selected::Document(Box::new(stored)),
    })
}

fn is_withheld(stored: &StoredDocument) -> bool {
    matches!(
        stored.document.metadata.status,
        Some(Status::Draft | Status::Withdrawn)
    )
}

/// The document in the file that it was indexed from, where that is in this corpus.
fn at_its_place(corpus: &Path, wanted: &FoundDocument) -> Option<StoredDocument> {
    let path = PathBuf::from(&wanted.file);
    let is_inside = path.starts_with(corpus.join("documents"))
        && path
            .components()
            .all(|part| part != std::path::Component::ParentDir);
    let document = is_inside.then(|| read_document(&path).ok()).flatten()?;
    let is_it = document.metadata.id.as_deref() == Some(&wanted.id);
    is_it.then_some(StoredDocument { document, path })
}

fn compared(stored: StoredDocument, wanted: &FoundDocument) -> Selected {
    if is_withheld(&stored) {
        return Selected::Refused(format!(
            "`{}` has been withdrawn or made a draft since it was indexed; update the index",
            wanted.id
        ));
    }
    if content_hash(&stored.document).starts_with(&wanted.hash) {
        Selected::Document(Box::new(stored))
    } else {
        Selected::Changed(Box::new(stored))
    }
}

/// The files of a corpus by the identifiers of their documents; of two with one identifier the first.
fn by_identifier(corpus: &Path) -> HashMap<String, PathBuf> {
    let mut files = HashMap::new();
    for path in document_files(corpus).flatten() {
        // What cannot be read is missed by its identifier, and refused then.
        if let Ok(document) = read_document(&path)
            && let Some(id) = document.metadata.id
        {
            files.entry(id).or_insert(path);
        }
    }
    files
}
