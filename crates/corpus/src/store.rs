//! A folder of documents: reading all of it, and writing one document so that a reader never sees half of it.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use unicode_normalization::is_nfc;
use walkdir::{DirEntry, WalkDir};

use crate::check::{Part, Problem};
use crate::error::{Error, Faults};
use crate::guard::guarded;
use crate::hash::sha256_hex;
use crate::model::Document;

/// Size of the largest document file that is read and written, in bytes: room for the largest import ([`crate::Limits`]).
pub const LARGEST_DOCUMENT_BYTES: u64 = 64 << 20;

/// Bytes of a file name that every file system takes, with room for what is put around it.
const LONGEST_STEM_BYTES: usize = 200;

/// The folder inside a corpus that holds its documents.
const DOCUMENTS: &str = "documents";

/// A document and the file it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// The document; it always has an id.
    pub document: Document,
    /// The file.
    pub path: PathBuf,
}

/// Every document file under `corpus/documents`, at any depth, in the order of their names, without reading them.
///
/// Names that begin with a full stop are passed over. Links are followed; a loop of links is an error of its own.
pub fn document_files(corpus: &Path) -> impl Iterator<Item = Result<PathBuf, Error>> + use<> {
    WalkDir::new(corpus.join(DOCUMENTS))
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry))
        .filter_map(|entry| document_file(entry).transpose())
}

fn is_hidden(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// The path of an entry that is a document.
fn document_file(entry: walkdir::Result<DirEntry>) -> Result<Option<PathBuf>, Error> {
    let entry = entry.map_err(walk_error)?;
    let is_document = entry
        .path()
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("md"));
    if !is_document || entry.file_type().is_dir() {
        return Ok(None);
    }
    let path = entry.into_path();
    if path.is_file() {
        Ok(Some(path))
    } else {
        Err(Error::NotAFile { path })
    }
}

fn walk_error(error: walkdir::Error) -> Error {
    let path = error.path().map(Path::to_owned).unwrap_or_default();
    if let Some(ancestor) = error.loop_ancestor().map(Path::to_owned) {
        return Error::Loop { path, ancestor };
    }
    let source = error
        .into_io_error()
        .unwrap_or_else(|| io::Error::other("unknown reason"));
    Error::Io {
        action: "walk",
        path,
        source,
    }
}

/// Every document under `corpus/documents`, one after the other; what cannot be read is an error among the others.
///
/// Of two documents with one id the second is [`Error::DuplicateId`].
pub fn read_documents(
    corpus: &Path,
) -> impl Iterator<Item = Result<StoredDocument, Error>> + use<> {
    let mut ids = DocumentIds::default();
    document_files(corpus).map(move |path| {
        let path = path?;
        let document = read_document(&path)?;
        ids.claim(document.metadata.id.as_deref().unwrap_or_default(), &path)?;
        Ok(StoredDocument { document, path })
    })
}

/// The file of the document with an id, whether it can be read or not: one with the id in its header, else one whose name
/// stands for the id. `None` where there is neither.
///
/// # Errors
///
/// When the folder cannot be read; files that cannot are passed over.
pub fn find_document_file(corpus: &Path, id: &str) -> Result<Option<PathBuf>, Error> {
    let files: Vec<PathBuf> = document_files(corpus).filter_map(Result::ok).collect();
    if files.is_empty()
        && let Some(Err(error)) = document_files(corpus).next()
    {
        return Err(error);
    }
    let own_name = file_name(id);
    let is_named_so = |path: &Path| {
        path.file_stem().is_some_and(|stem| stem == id)
            || path
                .file_name()
                .is_some_and(|name| name == own_name.as_str())
    };
    let has_id = |path: &Path| {
        read_document(path)
            .ok()
            .map(|document| document.metadata.id.as_deref() == Some(id))
    };
    let (named, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
        files.iter().partition(|path| is_named_so(path));
    let mut unreadable = None;
    for path in named {
        match has_id(path) {
            Some(true) => return Ok(Some(path.clone())),
            Some(false) => {}
            None => unreadable = unreadable.or(Some(path)),
        }
    }
    let other = others.into_iter().find(|path| has_id(path) == Some(true));
    Ok(other.or(unreadable).cloned())
}

/// The ids seen so far and the files that have them.
#[derive(Debug, Default)]
pub struct DocumentIds {
    files: HashMap<String, PathBuf>,
}

impl DocumentIds {
    /// Notes that the document in `path` has `id`.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateId`] when another file has it already.
    pub fn claim(&mut self, id: &str, path: &Path) -> Result<(), Error> {
        if let Some(first) = self.files.get(id) {
            return Err(Error::DuplicateId {
                id: id.to_owned(),
                first: first.clone(),
                second: path.to_owned(),
            });
        }
        self.files.insert(id.to_owned(), path.to_owned());
        Ok(())
    }
}

/// Reads one document file; without an id in its header it has the stem of the file's name.
///
/// # Errors
///
/// When the file cannot be read, is larger than [`LARGEST_DOCUMENT_BYTES`], is not UTF-8, or has faults.
pub fn read_document(path: &Path) -> Result<Document, Error> {
    guarded(|| read_checked(path)).unwrap_or_else(|reason| {
        Err(Error::ReaderFailed {
            path: path.to_owned(),
            reason,
        })
    })
}

fn read_checked(path: &Path) -> Result<Document, Error> {
    document_of(read_bytes(path)?, path)
}

/// The document that the bytes of a file are.
pub(crate) fn document_of(bytes: Vec<u8>, path: &Path) -> Result<Document, Error> {
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(path, &error))?;
    let mut document = Document::from_markdown(&text, path)?;
    if document.metadata.id.is_none() {
        let stem = path
            .file_stem()
            .map(OsStr::to_string_lossy)
            .unwrap_or_default();
        document.metadata.id = Some(stem.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    let problems = document.check();
    if !problems.is_empty() {
        return Err(Error::Invalid {
            path: path.to_owned(),
            problems,
        });
    }
    Ok(document)
}

/// The bytes of a document file, unless there are too many.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Io {
        action: "read",
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let mut bytes = Vec::new();
    // One byte more than allowed: the file may have grown since its size was asked for.
    if size <= LARGEST_DOCUMENT_BYTES {
        file.take(LARGEST_DOCUMENT_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    check_size(path, size.max(bytes.len() as u64))?;
    Ok(bytes)
}

/// Refuses a file that could not be read again.
pub(crate) fn check_size(path: &Path, bytes: u64) -> Result<(), Error> {
    if bytes <= LARGEST_DOCUMENT_BYTES {
        return Ok(());
    }
    Err(Error::TooLarge {
        path: path.to_owned(),
        bytes,
        limit: LARGEST_DOCUMENT_BYTES,
    })
}

fn not_utf8(path: &Path, error: &std::string::FromUtf8Error) -> Error {
    let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    let line = before.split(|byte| *byte == b'\n').count();
    let mut faults = Faults::default();
    faults.add(
        line,
        "bytes that are not UTF-8; allowed: UTF-8 (`sco import` reads other encodings)",
    );
    Error::Markdown {
        path: path.to_owned(),
        faults,
    }
}

/// The name of the file of the document `id`: the id, with `_` for what file systems refuse.
///
/// Where that leaves a doubt which id is meant, a piece of the id's hash stands behind it: file systems may take capital
/// letters for small ones and decomposed letters for composed ones. So no two ids share a file, except by an accident
/// of 32 bits or where one was made up to look like the name of the other.
pub fn file_name(id: &str) -> String {
    let mut stem = String::new();
    for c in id.chars() {
        let refused = c.is_control()
            || "/\\:*?\"<>|".contains(c)
            || (stem.is_empty() && matches!(c, '.' | ' '));
        let c = if refused { '_' } else { c };
        if stem.len() + c.len_utf8() > LONGEST_STEM_BYTES {
            break;
        }
        stem.push(c);
    }
    if stem != id || stem.is_empty() || is_ambiguous(id) {
        let hash = &sha256_hex(id.as_bytes())[..8];
        stem = format!("{stem}-{hash}");
    }
    stem + ".md"
}

/// Whether another id could have a name that some file system takes for this one.
fn is_ambiguous(id: &str) -> bool {
    id.to_lowercase() != id || !is_nfc(id)
}

/// Writes `document` into `folder` under the name made of its id, and gives the path. A reader sees the old file or the new
/// one, never a part; a power cut leaves one of them.
///
/// # Errors
///
/// [`Error::Invalid`] when the document breaks a rule of the model or has no id, [`Error::TooLarge`] when its file could not
/// be read again, [`Error::Io`] when the file system refuses; the old file, if there was one, is then unharmed.
pub fn write_document(folder: &Path, document: &Document) -> Result<PathBuf, Error> {
    let Some(id) = &document.metadata.id else {
        let message = "a document without an id has no file name; give it an id".to_owned();
        let problems = vec![Problem {
            part: Part::Metadata("id"),
            message,
        }];
        return Err(Error::Invalid {
            path: folder.to_owned(),
            problems,
        });
    };
    let text = document.to_markdown()?;
    let path = folder.join(file_name(id));
    check_size(&path, text.len() as u64)?;
    let failed = |source| Error::Io {
        action: "write",
        path: path.clone(),
        source,
    };
    fs::create_dir_all(folder).map_err(failed)?;
    replace_file(&path, text.as_bytes()).map_err(failed)?;
    Ok(path)
}

/// Puts bytes in the place of a file, which readers see whole or not at all.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = aside(path);
    if let Err(error) = write_aside(&aside, bytes).and_then(|()| fs::rename(&aside, path)) {
        // What is left aside harms nobody; the reason of the failure is what the caller must hear.
        let _ = fs::remove_file(&aside);
        return Err(error);
    }
    sync_folder(folder_of(path))
}

/// The folder that a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// Where a file is written before it takes its place: hidden, so that a reader of the folder passes it over, and of this
/// process, so that two writers do not meet.
pub(crate) fn aside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = if name.len() > LONGEST_STEM_BYTES {
        sha256_hex(name.as_bytes()).into()
    } else {
        name
    };
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Writes a file and waits until the disk has it.
pub(crate) fn write_aside(aside: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(aside)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the new name last, where folders can be opened as files.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}
