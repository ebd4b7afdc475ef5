//! What lies in an index folder, and how a new state becomes the current one.
//!
//! ```text
//! index/
//!   CURRENT            one line: the name of the current generation
//!   lock               held while somebody writes
//!   generation-7/      a tantivy index, `manifest.json`, the ledger and, where there is one, a copy of the lexicon
//! ```
//!
//! A rebuild is written into a generation of its own; renaming the file `CURRENT` over the old one makes it current, which
//! is atomic. Readers that have opened the old generation finish on it: a removed file lives until it is closed.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use sco_analysis::FINGERPRINT;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// Version of the fields, of what a record holds, the rules for quotations included, and of what stands beside the engine's files.
pub(crate) const FORMAT: u32 = 4;

/// What an index says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Version of the fields and of the record's encoding.
    pub(crate) format: u32,
    /// Fingerprint of the analyzer.
    pub(crate) analyzer: String,
    /// Hash of the names that the words were cut with.
    pub(crate) names: String,
}

impl Manifest {
    /// The manifest of an index that this program makes.
    pub(crate) fn new(names: String) -> Manifest {
        Manifest {
            format: FORMAT,
            analyzer: FINGERPRINT.to_owned(),
            names,
        }
    }

    /// Format and analyzer in words.
    fn version(&self) -> String {
        format!("format {} analyzer {}", self.format, self.analyzer)
    }

    /// Whether this program can read the index.
    pub(crate) fn is_readable(&self) -> bool {
        self.format == FORMAT && self.analyzer == FINGERPRINT
    }

    /// The error that says why the index cannot be read.
    pub(crate) fn version_error(&self, path: &Path) -> Error {
        let expected = Manifest::new(String::new()).version();
        Error::Version {
            path: path.to_owned(),
            found: self.version(),
            expected,
        }
    }
}

/// An index folder.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    pub(crate) fn new(root: &Path) -> Folder {
        Folder {
            root: root.to_owned(),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the current generation and its manifest.
    pub(crate) fn current(&self) -> Result<(PathBuf, Manifest), Error> {
        let pointer = self.root.join("CURRENT");
        let name = match fs::read_to_string(&pointer) {
            Ok(name) => name,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::Missing {
                    path: self.root.clone(),
                });
            }
            Err(error) => return Err(Error::io(&pointer, error)),
        };
        let Some(number) = generation_number(name.trim()) else {
            return Err(self.damaged("CURRENT names no generation"));
        };
        let generation = self.generation(number);
        let manifest = generation.join("manifest.json");
        let text = fs::read_to_string(&manifest)
            .map_err(|_| self.damaged("the manifest is missing or unreadable"))?;
        let manifest =
            serde_json::from_str(&text).map_err(|_| self.damaged("the manifest cannot be read"))?;
        Ok((generation, manifest))
    }

    /// An empty folder for a generation that nobody reads yet.
    pub(crate) fn begin(&self) -> Result<PathBuf, Error> {
        self.sweep_unfinished();
        let next = self.numbers().into_iter().max().unwrap_or(0) + 1;
        let generation = self.generation(next);
        fs::create_dir_all(&generation).map_err(|error| Error::io(&generation, error))?;
        Ok(generation)
    }

    /// Makes a finished generation the current one and removes the others.
    pub(crate) fn publish(&self, generation: &Path, manifest: &Manifest) -> Result<(), Error> {
        let text = serde_json::to_string_pretty(manifest).unwrap_or_default();
        write_durably(&generation.join("manifest.json"), &text)?;
        sync_folder(generation)?;
        sync_folder(&self.root)?; // the generation's own name lasts before anything points to it
        let name = generation.file_name().unwrap_or_default().to_string_lossy();
        let aside = self.root.join("CURRENT.new");
        write_durably(&aside, &format!("{name}\n"))?;
        let pointer = self.root.join("CURRENT");
        fs::rename(&aside, &pointer).map_err(|error| Error::io(&pointer, error))?;
        sync_folder(&self.root)?;
        self.sweep(generation);
        Ok(())
    }

    /// Removes the generations that never became current: they take the room of those that will.
    pub(crate) fn sweep_unfinished(&self) {
        match self.current() {
            Ok((current, _)) => self.sweep(&current),
            Err(Error::Missing { .. }) => self.sweep(Path::new("")),
            Err(_) => {} // what is damaged may still be told from what is not
        }
    }

    /// Removes every generation but one; what cannot be removed now is removed next time.
    pub(crate) fn sweep(&self, keep: &Path) {
        for number in self.numbers() {
            let generation = self.generation(number);
            if generation != keep {
                let _ = fs::remove_dir_all(generation);
            }
        }
    }

    /// Takes the writer's lock; it is given back when the file is dropped, whatever becomes of the process.
    pub(crate) fn lock(&self) -> Result<File, Error> {
        fs::create_dir_all(&self.root).map_err(|error| Error::io(&self.root, error))?;
        let path = self.root.join("lock");
        let mut options = File::options();
        let mut file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| Error::io(&path, error))?;
        if let Err(error) = file.try_lock() {
            if let TryLockError::Error(error) = error {
                return Err(Error::io(&path, error)); // a file system without locks
            }
            let holder = fs::read_to_string(&path).unwrap_or_default();
            return Err(Error::Locked {
                path: self.root.clone(),
                holder: holder.trim().to_owned(),
            });
        }
        let _ = file.set_len(0);
        let _ = write!(file, "process {}", std::process::id()); // only for the message above
        Ok(file)
    }

    pub(crate) fn damaged(&self, what: &str) -> Error {
        Error::Damaged {
            path: self.root.clone(),
            what: what.to_owned(),
        }
    }

    fn generation(&self, number: u64) -> PathBuf {
        self.root.join(format!("generation-{number}"))
    }

    /// The folders of all generations, the newest first.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = PathBuf> {
        let mut numbers = self.numbers();
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers.into_iter().map(|number| self.generation(number))
    }

    fn numbers(&self) -> Vec<u64> {
        let Ok(entries) = fs::read_dir(&self.root) else {
            return Vec::new();
        };
        entries
            .flatten()
            .filter_map(|entry| generation_number(&entry.file_name().to_string_lossy()))
            .collect()
    }
}

fn generation_number(name: &str) -> Option<u64> {
    name.strip_prefix("generation-")?.parse().ok()
}

/// Writes a file and waits until the disk has it.
pub(crate) fn write_durably(path: &Path, text: &str) -> Result<(), Error> {
    let write = || {
        let mut file = File::create(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|error| Error::io(path, error))
}

/// Gives every file of a generation the permissions of its manifest: the engine keeps some of its files to itself, and then
/// only who built an index could search it.
pub(crate) fn share_permissions(generation: &Path) {
    let Ok(manifest) = fs::metadata(generation.join("manifest.json")) else {
        return;
    };
    let Ok(entries) = fs::read_dir(generation) else {
        return;
    };
    for entry in entries.flatten() {
        let _ = fs::set_permissions(entry.path(), manifest.permissions()); // a courtesy, no condition
    }
}

/// Makes names in a folder last, where folders can be opened as files.
pub(crate) fn sync_folder(path: &Path) -> Result<(), Error> {
    if !cfg!(unix) {
        return Ok(());
    }
    File::open(path)
        .and_then(|folder| folder.sync_all())
        .map_err(|error| Error::io(path, error))
}
