//! Opening an index for reading.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sco_corpus::LexiconTable;
use tantivy::{Index, IndexReader, ReloadPolicy, Searcher};

use crate::error::Error;
use crate::generation::Folder;
use crate::ledger::Ledger;
use crate::lexicon_copy;
use crate::read_only::ReadOnly;
use crate::schema::Fields;

/// Indexes up to this size are checked whole at every opening, bytes; larger ones with [`verify`].
pub(crate) const CHECKED_AT_OPENING: u64 = 24 * 1024 * 1024;

/// An index opened for reading: one unchanging state of it.
pub struct OpenIndex {
    /// The state that is read.
    pub searcher: Searcher,
    /// The fields.
    pub fields: Fields,
    /// The index folder.
    pub path: PathBuf,
    lexicon: Arc<LexiconTable>,
}

impl OpenIndex {
    /// The lexicon that the index was last brought up to date with, without anything where there was none.
    pub fn lexicon(&self) -> &Arc<LexiconTable> {
        &self.lexicon
    }
}

impl std::fmt::Debug for OpenIndex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OpenIndex({})", self.path.display())
    }
}

/// Opens the current generation of an index folder.
///
/// # Errors
///
/// When there is none, when another version of the program made it, when its files are missing or damaged.
pub fn open(path: &Path) -> Result<OpenIndex, Error> {
    let folder = Folder::new(path);
    let (reader, lexicon) = while_it_changes(|| {
        let (generation, index, reader) = open_current(&folder)?;
        if size_on_disk(&generation) <= CHECKED_AT_OPENING {
            check_files(&folder, &index)?;
            check_ledger(&folder, &generation)?;
        }
        Ok((reader, lexicon_copy::read(&folder, &generation)?))
    })?;
    Ok(OpenIndex {
        searcher: reader.searcher(),
        fields: Fields::schema().1,
        path: path.to_owned(),
        lexicon: Arc::new(LexiconTable::read(lexicon)),
    })
}

/// A name for the state of an index: another one whenever readers would find something else. A server looks at it to know
/// when to open the index again.
///
/// # Errors
///
/// When there is no index or it cannot be read.
pub fn state(path: &Path) -> Result<String, Error> {
    let folder = Folder::new(path);
    let (generation, _) = folder.current()?;
    let read = |name: &str| {
        let path = generation.join(name);
        std::fs::read(&path).map_err(|error| Error::io(&path, error))
    };
    // The engine lists its files here, and replaces the list at every commit.
    let files = crc32fast::hash(&read("meta.json")?);
    let lexicon = lexicon_copy::checksum(&generation)?;
    let ledger = Ledger::checksum(&generation)?;
    let name = generation.file_name().unwrap_or_default();
    Ok(format!(
        "{}-{files:08x}-{lexicon}-{ledger}",
        name.to_string_lossy()
    ))
}

/// Reads the ledger of the current generation: what was ever shown.
///
/// # Errors
///
/// As [`open`].
pub fn ledger(path: &Path) -> Result<Ledger, Error> {
    let folder = Folder::new(path);
    while_it_changes(|| {
        let (generation, manifest) = folder.current()?;
        if !manifest.is_readable() {
            return Err(manifest.version_error(folder.root()));
        }
        Ledger::read(&folder, &generation)
    })
}

/// Tries again when files are missing or other than expected: between two looks a writer may have published.
fn while_it_changes<T>(attempt: impl Fn() -> Result<T, Error>) -> Result<T, Error> {
    for pause_ms in [1, 10] {
        match attempt() {
            Err(Error::Damaged { .. }) => std::thread::sleep(Duration::from_millis(pause_ms)),
            done => return done,
        }
    }
    attempt()
}

/// Reads every file of an index and compares it with its checksum.
///
/// # Errors
///
/// As [`open`]; also when a file is not what was written.
pub fn verify(path: &Path) -> Result<(), Error> {
    let folder = Folder::new(path);
    while_it_changes(|| {
        let (generation, index, _) = open_current(&folder)?;
        check_files(&folder, &index)?;
        check_ledger(&folder, &generation)?;
        lexicon_copy::read(&folder, &generation).map(drop)
    })
}

fn open_current(folder: &Folder) -> Result<(PathBuf, Index, IndexReader), Error> {
    let (generation, manifest) = folder.current()?;
    if !manifest.is_readable() {
        return Err(manifest.version_error(folder.root()));
    }
    let (index, reader) = open_engine(folder, &generation)?;
    Ok((generation, index, reader))
}

/// Opens the engine's files; whatever is wrong with them is damage.
pub(crate) fn open_engine(
    folder: &Folder,
    generation: &Path,
) -> Result<(Index, IndexReader), Error> {
    let opened = std::panic::catch_unwind(|| {
        let index = Index::open(ReadOnly::open(generation)?)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok::<_, tantivy::TantivyError>((index, reader))
    });
    match opened {
        // The engine's list of files has no checksum; most of it is the schema, which is known.
        Ok(Ok((index, _))) if index.schema() != Fields::schema().0 => {
            Err(folder.damaged("its list of fields is not what was written"))
        }
        Ok(Ok((index, _))) if !is_as_written(&index, generation) => {
            Err(folder.damaged("its list of files is not what was written"))
        }
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(error)) => Err(refused(folder, generation, &error)),
        Err(_) => Err(folder.damaged("its files make no sense")),
    }
}

/// Whether the engine's list of files is to the letter what the engine would write: damage in what it does not read is
/// damage too.
fn is_as_written(index: &Index, generation: &Path) -> bool {
    let written = index
        .load_metas()
        .ok()
        .and_then(|metas| serde_json::to_vec_pretty(&metas).ok());
    let read = std::fs::read(generation.join("meta.json")).ok();
    written
        .zip(read)
        .is_some_and(|(written, read)| written.trim_ascii() == read.trim_ascii())
}

/// Damage, unless the system says that it will not let us look.
fn refused(folder: &Folder, generation: &Path, error: &tantivy::TantivyError) -> Error {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(reason) = cause {
        if let Some(io) = reason.downcast_ref::<std::io::Error>()
            && matches!(
                io.kind(),
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem
            )
        {
            return Error::Io {
                path: generation.to_owned(),
                source: io.kind().into(),
            };
        }
        cause = reason.source();
    }
    folder.damaged(&error.to_string())
}

fn check_files(folder: &Folder, index: &Index) -> Result<(), Error> {
    let damaged = index
        .validate_checksum()
        .map_err(|error| folder.damaged(&error.to_string()))?;
    let mut names: Vec<String> = damaged
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    names.sort();
    if names.is_empty() {
        Ok(())
    } else {
        Err(folder.damaged(&names.join(", ")))
    }
}

fn check_ledger(folder: &Folder, generation: &Path) -> Result<(), Error> {
    Ledger::read(folder, generation).map(drop)
}

/// Bytes of all files of a generation.
fn size_on_disk(generation: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(generation) else {
        return u64::MAX;
    };
    entries
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .map(|file| file.len())
        .sum()
}
