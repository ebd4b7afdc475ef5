//! Changing documents that are there already: the one door for corrections.
//!
//! Every change keeps the text before it (in git where it is committed there, else in the corpus's folder `previous`), says in
//! the header who changed it, when and why, is written so that no reader sees half of it, and is refused when the file is no
//! longer the one that was read.

mod git;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::guard::guarded;
use crate::hash::sha256_hex;
use crate::metadata::Change;
use crate::model::Document;
use crate::store::{
    aside, check_size, document_files, document_of, file_name, folder_of, read_bytes,
    read_document, replace_file, sync_folder, write_aside, write_document,
};

/// Folder of a corpus that keeps texts as they were.
const PREVIOUS: &str = "previous";

/// Bytes of the name of a file that is kept, with room for what is put behind it.
const LONGEST_STEM_BYTES: usize = 200;

/// A document as it was read, with what tells later whether its file is still the same.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of its bytes.
    pub seen: String,
    /// Its text.
    pub text: String,
    /// The document, or why the text is none.
    pub document: Result<Document, String>,
}

/// Reads a document file in order to change it; one with faults may be opened too, so that they can be mended.
///
/// # Errors
///
/// When the file cannot be read or is not UTF-8.
pub fn open_document(path: &Path) -> Result<Opened, Error> {
    let bytes = read_bytes(path)?;
    let seen = sha256_hex(&bytes);
    let read = guarded(|| document_of(bytes.clone(), path));
    let read = read.unwrap_or_else(|reason| {
        Err(Error::ReaderFailed {
            path: path.to_owned(),
            reason,
        })
    });
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(read.err().unwrap_or(Error::NotAFile {
            path: path.to_owned(),
        }));
    };
    Ok(Opened {
        path: path.to_owned(),
        seen,
        text,
        document: read.map_err(|error| error.to_string()),
    })
}

/// Who corrects, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub who: String,
}

/// One document as it shall be.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// Its file.
    pub path: PathBuf,
    /// SHA-256 of the bytes that the file had when it was read.
    pub seen: String,
    /// What it shall say.
    pub document: Document,
    /// Why, and what.
    pub why: String,
}

/// What became of one amendment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended {
    /// The file.
    pub path: PathBuf,
    /// Where the text before is.
    pub kept: Kept,
}

/// Where the text before a change is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// Nothing was changed.
    Unchanged,
    /// In git, in this commit.
    Git(String),
    /// In this file of the folder `previous`.
    File(PathBuf),
}

/// Changes one document; see [`amend_all`].
///
/// # Errors
///
/// As [`amend_all`].
pub fn amend(
    corpus: &Path,
    amendment: Amendment,
    correction: &Correction,
) -> Result<Amended, Error> {
    let path = amendment.path.clone();
    let amended = amend_all(corpus, vec![amendment], correction)?;
    Ok(amended.into_iter().next().unwrap_or(Amended {
        path,
        kept: Kept::Unchanged,
    }))
}

/// Changes documents of a corpus: all of them, or none.
///
/// The text before goes into git's care or into `previous/`, an entry into `changes`. A document that already says what it shall
/// say is left alone.
///
/// # Errors
///
/// [`Error::Changed`] when a file is not as it was read, [`Error::Invalid`] when a document breaks a rule of the model,
/// [`Error::Io`] when the disk refuses. Every file is then as it was.
pub fn amend_all(
    corpus: &Path,
    amendments: Vec<Amendment>,
    correction: &Correction,
) -> Result<Vec<Amended>, Error> {
    let _lock = lock(corpus);
    let mut prepared = Vec::new();
    let mut amended = Vec::new();
    for amendment in amendments {
        match prepare(corpus, amendment, correction) {
            Ok((change, result)) => {
                prepared.extend(change);
                amended.push(result);
            }
            Err(error) => {
                prepared.iter().for_each(Prepared::forget);
                return Err(error);
            }
        }
    }
    for (at, change) in prepared.iter().enumerate() {
        if let Err(source) = fs::rename(&change.aside, &change.target) {
            for done in &prepared[..at] {
                // The disk that refuses one rename may refuse this too; the text before is kept all the same.
                let _ = replace_file(&done.target, &done.before);
            }
            prepared.iter().for_each(Prepared::forget);
            return Err(write_error(&change.target, source));
        }
    }
    for change in &prepared {
        sync_folder(folder_of(&change.target))
            .map_err(|source| write_error(&change.target, source))?;
    }
    Ok(amended)
}

/// A change that waits in a file aside.
struct Prepared {
    target: PathBuf,
    aside: PathBuf,
    before: Vec<u8>,
    /// The file of the folder `previous` that was made for it.
    copy: Option<PathBuf>,
}

impl Prepared {
    fn forget(&self) {
        let _ = fs::remove_file(&self.aside);
        if let Some(copy) = &self.copy {
            let _ = fs::remove_file(copy);
        }
    }
}

fn prepare(
    corpus: &Path,
    amendment: Amendment,
    correction: &Correction,
) -> Result<(Option<Prepared>, Amended), Error> {
    let Amendment {
        path,
        seen,
        mut document,
        why,
    } = amendment;
    let before = read_bytes(&path)?;
    if sha256_hex(&before) != seen {
        return Err(Error::Changed { path });
    }
    let old = read_document(&path).ok();
    if let Some(old) = &old {
        // What is on record stays on record, whatever an editor did to it.
        document.metadata.changes.clone_from(&old.metadata.changes);
    }
    if old.as_ref() == Some(&document) {
        let kept = Kept::Unchanged;
        return Ok((None, Amended { path, kept }));
    }
    let committed = git::commit_with(&path, &before);
    let previous = committed.is_none().then(|| previous_name(&path, &seen));
    document.metadata.changes.push(Change {
        at: one_line(&correction.at),
        who: one_line(&correction.who),
        why: one_line(&why),
        previous: previous.clone(),
    });
    let text = document.to_markdown()?;
    check_size(&path, text.len() as u64)?;
    let mut copy = None;
    let kept = match (committed, previous) {
        (Some(commit), _) => Kept::Git(commit),
        (None, name) => {
            let (kept, is_new) = keep(corpus, &name.unwrap_or_default(), &before)?;
            copy = is_new.then(|| kept.clone());
            Kept::File(kept)
        }
    };
    // A link is followed: its target changes, the link stays.
    let target = fs::canonicalize(&path).map_err(|source| write_error(&path, source))?;
    let prepared = Prepared {
        aside: aside(&target),
        target,
        before,
        copy,
    };
    let written = write_aside(&prepared.aside, text.as_bytes()).and_then(|()| {
        let permissions = fs::metadata(&prepared.target)?.permissions();
        fs::set_permissions(&prepared.aside, permissions)
    });
    if let Err(source) = written {
        prepared.forget();
        return Err(write_error(&prepared.target, source));
    }
    Ok((Some(prepared), Amended { path, kept }))
}

/// The name under which a text is kept: that of its file, and eight digits of its hash.
fn previous_name(path: &Path, hash: &str) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut end = stem.len().min(LONGEST_STEM_BYTES);
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    one_line(&format!("{}-{}.md", &stem[..end], &hash[..8]))
}

/// Keeps a text in `previous/`; says whether it was not there yet.
fn keep(corpus: &Path, name: &str, bytes: &[u8]) -> Result<(PathBuf, bool), Error> {
    let folder = corpus.join(PREVIOUS);
    let path = folder.join(name);
    if fs::read(&path).is_ok_and(|there| there == bytes) {
        return Ok((path, false));
    }
    if path.exists() {
        let source = std::io::Error::other(
            "a file of that name with another text is there already; move it away",
        );
        return Err(write_error(&path, source));
    }
    let written = fs::create_dir_all(&folder).and_then(|()| replace_file(&path, bytes));
    written.map_err(|source| write_error(&path, source))?;
    Ok((path, true))
}

/// Writes a new document into `corpus/documents` under a free id: the one it has, or that with -2, -3 … behind it.
///
/// # Errors
///
/// [`Error::Invalid`] when the document breaks a rule of the model, [`Error::Io`] when the disk refuses.
pub fn create_document(corpus: &Path, document: &mut Document) -> Result<PathBuf, Error> {
    let folder = corpus.join("documents");
    fs::create_dir_all(&folder).map_err(|source| write_error(&folder, source))?;
    let _lock = lock(corpus);
    let wanted = document
        .metadata
        .id
        .clone()
        .unwrap_or_else(|| "document".into());
    let taken: Vec<String> = document_files(corpus)
        .filter_map(Result::ok)
        .flat_map(|path| {
            let stem = path
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned());
            let id = read_document(&path)
                .ok()
                .and_then(|document| document.metadata.id);
            stem.into_iter().chain(id)
        })
        .map(|id| id.to_lowercase())
        .collect();
    let mut id = wanted.clone();
    for number in 2.. {
        if !taken.contains(&id.to_lowercase()) && !folder.join(file_name(&id)).exists() {
            break;
        }
        id = format!("{wanted}-{number}");
    }
    document.metadata.id = Some(id);
    write_document(&folder, document)
}

/// Keeps other processes of this program from changing the corpus meanwhile, where the system can; it is given back when dropped.
fn lock(corpus: &Path) -> Option<File> {
    let folder = File::open(corpus.join("documents")).ok()?;
    folder.lock().ok()?;
    Some(folder)
}

fn write_error(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        action: "write",
        path: path.to_owned(),
        source,
    }
}

/// A text as the header takes it: one line without control characters.
fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || crate::check::is_forbidden(c));
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests;
