//! Changing what is known about a document in its file, and nothing else: the text below the header stays byte for byte.

use std::fs;
use std::path::{Path, PathBuf};

use crate::check::{Part, Problem};
use crate::error::Error;
use crate::metadata::Metadata;
use crate::model::Document;
use crate::store::{
    document_files, file_name, io_error, read_document, read_text_of, replace_text,
};
use crate::{header, markdown};

/// What a look for a document in a corpus gave.
#[derive(Debug, Default)]
pub struct Located {
    /// The file of the document; `None` where no file that could be read has its id.
    pub path: Option<PathBuf>,
    /// The ids of the others, as far as they had to be read.
    pub others: Vec<String>,
    /// Files that could not be read: the document may be one of them.
    pub unreadable: Vec<Error>,
}

/// Looks for the file of the document `id`, first under the name that [`file_name`] gives, then in every file of the corpus.
pub fn locate_document(corpus: &Path, id: &str) -> Located {
    let usual = corpus.join("documents").join(file_name(id));
    if usual.is_file() && has_id(&usual, id) {
        return Located {
            path: Some(usual),
            ..Located::default()
        };
    }
    let mut located = Located::default();
    for path in document_files(corpus) {
        let read = path.and_then(|path| Ok((read_document(&path)?, path)));
        match read {
            Ok((document, path)) if document.metadata.id.as_deref() == Some(id) => {
                located.path = Some(path);
                return located;
            }
            Ok((document, _)) => located.others.extend(document.metadata.id),
            Err(error) => located.unreadable.push(error),
        }
    }
    located
}

fn has_id(path: &Path, id: &str) -> bool {
    read_document(path).is_ok_and(|document| document.metadata.id.as_deref() == Some(id))
}

/// Changes the header of a document's file. A reader sees the old file or the new one, never a part; comments in the header are
/// lost, its keys stand in their fixed order, the text is untouched.
///
/// # Errors
///
/// When the file cannot be read or has faults, when what `edit` makes breaks a rule of the model ([`Error::Invalid`]), or when the
/// file system refuses; the old file is then unharmed.
pub fn edit_metadata(path: &Path, edit: impl FnOnce(&mut Metadata)) -> Result<Document, Error> {
    // A link stays a link: what it leads to is replaced.
    let path = fs::canonicalize(path).map_err(|source| io_error("read", path, source))?;
    let text = read_text_of(&path)?;
    let mut document = Document::from_markdown(&text, &path)?;
    edit(&mut document.metadata);
    let invalid = |problems| Error::Invalid {
        path: path.clone(),
        problems,
    };
    let problems = document.check();
    if !problems.is_empty() {
        return Err(invalid(problems));
    }
    let changed = with_header(&text, &document.metadata).map_err(|message| {
        invalid(vec![Problem {
            part: Part::Metadata("header"),
            message,
        }])
    })?;
    // What was written must be what will be read, or the file would be lost to the corpus.
    if Document::from_markdown(&changed, &path)? != document {
        return Err(Error::ReaderFailed {
            path,
            reason: "its header cannot be written so that it is read again".to_owned(),
        });
    }
    replace_text(&path, &changed)?;
    Ok(document)
}

/// The file's text with another header.
fn with_header(text: &str, metadata: &Metadata) -> Result<String, String> {
    let body = markdown::body_offset(text).ok_or("the header has no end")?;
    let header = header::write(metadata)?;
    Ok(format!("---\n{header}---\n{}", &text[body..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Status;

    const TEXT: &str = "\u{feff}---\r\n# a comment\r\ntitle: \"合作: 回顾\"\r\ndate: 2018\r\n---\r\n\r\n  　　首段[^1]。  \r\n\r\n\r\n[^1]: 注文。\r\n";

    fn withdrawn(metadata: &mut Metadata) {
        metadata.status = Some(Status::Withdrawn);
        metadata.status_reason = Some("误收: 'x' #1".to_owned());
    }

    #[test]
    fn the_header_is_changed_and_the_text_stays_byte_for_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, TEXT).unwrap();
        let before = read_document(&path).unwrap();
        edit_metadata(&path, withdrawn).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let body = |text: &str| {
            text.rsplit_once("---")
                .map(|(_, body)| body.trim_start_matches('\r').to_owned())
        };
        assert_eq!(body(&text), body(TEXT));
        let after = read_document(&path).unwrap();
        assert_eq!(after.metadata.status, Some(Status::Withdrawn));
        assert_eq!(after.metadata.title, before.metadata.title);
        assert_eq!(
            (after.sections, after.footnotes),
            (before.sections, before.footnotes)
        );
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "nothing is left aside"
        );
    }

    #[test]
    fn what_breaks_a_rule_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, TEXT).unwrap();
        let refused = edit_metadata(&path, |metadata| metadata.status = Some(Status::Withdrawn));
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
        let refused = edit_metadata(&path, |metadata| metadata.title = Some("two\nlines".into()));
        assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), TEXT);
    }

    #[test]
    fn a_document_is_found_by_its_id_wherever_its_file_lies() {
        let corpus = tempfile::tempdir().unwrap();
        let inner = corpus.path().join("documents/2018");
        fs::create_dir_all(&inner).unwrap();
        fs::write(inner.join("other.md"), "---\nid: a\n---\n\n文。\n").unwrap();
        fs::write(inner.join("b.md"), "---\ntitle: 乙\n---\n\n文。\n").unwrap();
        fs::write(corpus.path().join("documents/c.md"), "no header").unwrap();
        let path = |id| locate_document(corpus.path(), id).path;
        assert_eq!(path("a"), Some(inner.join("other.md")));
        assert_eq!(path("b"), Some(inner.join("b.md")));
        let missing = locate_document(corpus.path(), "x");
        assert_eq!(
            (missing.path, missing.others.len(), missing.unreadable.len()),
            (None, 2, 1)
        );
    }
}
