//! What an import was given: files, folders with all that is in them, zip archives, addresses.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use sco_corpus::{Format, is_web_address};
use tempfile::TempDir;
use walkdir::WalkDir;

use super::ImportArgs;
use super::worker::unpack;

/// One file or address.
#[derive(Debug)]
pub(super) struct Input {
    /// As it is shown to people.
    pub shown: String,
    /// Name of the file, which tells its kind and gives the document its id.
    pub name: String,
    /// Folders it stood in, below what was named.
    pub folders: Vec<String>,
    pub place: Place,
}

/// Where the bytes are.
#[derive(Debug)]
pub(super) enum Place {
    File(PathBuf),
    /// An address of the web.
    Web(String),
    /// Nowhere: what was named cannot be read.
    Nowhere(String),
}

/// All inputs, and the folders that archives were unpacked to.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    list: Vec<Input>,
    unpacked: Vec<TempDir>,
}

impl Inputs {
    /// Walks through folders and unpacks archives.
    pub(super) fn of(named: &[String], args: &ImportArgs) -> anyhow::Result<Self> {
        let mut inputs = Self::default();
        for name in named {
            if is_web_address(name) {
                inputs.list.push(web(name));
                continue;
            }
            let path = Path::new(name);
            if path.is_dir() {
                inputs.folder(path, args)?;
            } else {
                inputs.file(path, Vec::new(), args)?;
            }
        }
        Ok(inputs)
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, at: usize) -> &Input {
        &self.list[at]
    }

    /// Every file below a folder, in the order of names; what begins with a full stop is passed over.
    fn folder(&mut self, folder: &Path, args: &ImportArgs) -> anyhow::Result<()> {
        let is_shown = |entry: &walkdir::DirEntry| {
            entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".")
        };
        let entries = WalkDir::new(folder).follow_links(true).sort_by_file_name();
        for entry in entries.into_iter().filter_entry(is_shown) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let shown = error.path().unwrap_or(folder).display().to_string();
                    self.nowhere(shown, error.to_string());
                    continue;
                }
            };
            if entry.file_type().is_dir() {
                continue;
            }
            if !entry.file_type().is_file() {
                // Opening a pipe would wait for somebody to write to it.
                let reason = "is no file but a pipe or device".to_owned();
                self.nowhere(entry.path().display().to_string(), reason);
                continue;
            }
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            let folders = below.parent().into_iter().flat_map(Path::iter);
            let folders = folders
                .map(|name| name.to_string_lossy().into_owned())
                .collect();
            self.file(entry.path(), folders, args)?;
        }
        Ok(())
    }

    fn file(&mut self, path: &Path, folders: Vec<String>, args: &ImportArgs) -> anyhow::Result<()> {
        if is_zip(path) {
            return self.archive(path, args);
        }
        self.list.push(Input {
            shown: path.display().to_string(),
            name: name_of(path),
            folders,
            place: Place::File(path.to_owned()),
        });
        Ok(())
    }

    fn archive(&mut self, path: &Path, args: &ImportArgs) -> anyhow::Result<()> {
        let folder = tempfile::tempdir().context("cannot make a folder to unpack archives in")?;
        match unpack(path, folder.path(), args) {
            Ok(entries) => {
                for entry in entries {
                    let mut parts: Vec<String> = entry
                        .name
                        .split(['/', '\\'])
                        .map(ToOwned::to_owned)
                        .collect();
                    let name = parts.pop().unwrap_or_default();
                    self.list.push(Input {
                        shown: format!("{}/{}", path.display(), entry.name),
                        name,
                        folders: parts,
                        place: match entry.problem {
                            None => Place::File(folder.path().join(entry.file)),
                            Some(problem) => Place::Nowhere(problem),
                        },
                    });
                }
            }
            Err(reason) => self.nowhere(path.display().to_string(), reason),
        }
        self.unpacked.push(folder);
        Ok(())
    }

    fn nowhere(&mut self, shown: String, reason: String) {
        self.list.push(Input {
            name: String::new(),
            folders: Vec::new(),
            shown,
            place: Place::Nowhere(reason),
        });
    }
}

fn web(address: &str) -> Input {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let name = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    Input {
        shown: address.to_owned(),
        name: name.to_owned(),
        folders: Vec::new(),
        place: Place::Web(address.to_owned()),
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// Whether a file is an archive of files, and no office document or book.
fn is_zip(path: &Path) -> bool {
    let head = || {
        let mut head = [0; 4];
        let mut file = fs::File::open(path).ok()?;
        file.read_exact(&mut head).ok()?;
        Some(head)
    };
    if !path.is_file() || head() != Some(*b"PK\x03\x04") {
        return false;
    }
    let bytes = fs::read(path).unwrap_or_default();
    Format::detect(&name_of(path), &bytes) == Format::Zip
}
