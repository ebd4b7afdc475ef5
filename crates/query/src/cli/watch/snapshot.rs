//! The files of a corpus as they lie on the disk, and what differs between two looks at them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sco_corpus::document_files;

/// What tells whether a file has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stamp {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Another file under the same name has another number, where the system has numbers.
    number: u64,
}

/// The files of a corpus at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Snapshot {
    files: BTreeMap<PathBuf, Stamp>,
    lexicon: Option<Stamp>,
}

impl Snapshot {
    /// Looks at a corpus; `None` where its folder of documents is not there, moved away perhaps.
    pub(super) fn take(corpus: &Path, lexicon: &Path) -> Option<Snapshot> {
        if !corpus.join("documents").is_dir() {
            return None;
        }
        let files = document_files(corpus).filter_map(Result::ok);
        let stamped = files.filter_map(|path| stamp(&path).map(|stamp| (path, stamp)));
        let files: BTreeMap<PathBuf, Stamp> = stamped.collect();
        // Removed between two lines of this function: then nothing was seen, which is not the same as nothing being there.
        corpus.join("documents").is_dir().then(|| Snapshot {
            files,
            lexicon: stamp(lexicon),
        })
    }

    /// Files that were added, changed or removed since an earlier look.
    pub(super) fn changed_since(&self, earlier: &Snapshot) -> BTreeSet<PathBuf> {
        let all = self.files.keys().chain(earlier.files.keys());
        let differs = |path: &&PathBuf| self.files.get(*path) != earlier.files.get(*path);
        all.filter(differs).cloned().collect()
    }

    /// Whether the lexicon is another one.
    pub(super) fn has_other_lexicon(&self, earlier: &Snapshot) -> bool {
        self.lexicon != earlier.lexicon
    }

    /// Takes back what is known of some files, so that they count as changed at the next look.
    pub(super) fn forget(&mut self, files: &BTreeSet<PathBuf>, earlier: &Snapshot) {
        for file in files {
            match earlier.files.get(file) {
                Some(stamp) => self.files.insert(file.clone(), *stamp),
                None => self.files.remove(file),
            };
        }
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some(Stamp {
        bytes: metadata.len(),
        modified: metadata.modified().ok(),
        number: number_of(&metadata),
    })
}

#[cfg(unix)]
fn number_of(metadata: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number_of(_: &fs::Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_between_two_looks_is_found_until_it_was_dealt_with() {
        let corpus = tempfile::tempdir().unwrap();
        let (documents, lexicon) = (
            corpus.path().join("documents"),
            corpus.path().join("lexicon.tsv"),
        );
        assert_eq!(Snapshot::take(corpus.path(), &lexicon), None);
        fs::create_dir_all(documents.join("deep")).unwrap();
        for name in ["a.md", "b.md", "deep/c.md", "note.txt", ".hidden.md"] {
            fs::write(documents.join(name), "x").unwrap();
        }
        let first = Snapshot::take(corpus.path(), &lexicon).unwrap();
        fs::write(documents.join("a.md"), "xy").unwrap();
        fs::remove_dir_all(documents.join("deep")).unwrap();
        fs::write(documents.join("d.md"), "x").unwrap();
        fs::write(&lexicon, "x").unwrap();
        let mut second = Snapshot::take(corpus.path(), &lexicon).unwrap();
        let names = |files: BTreeSet<PathBuf>| -> Vec<String> {
            let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
            files.into_iter().map(name).collect()
        };
        assert_eq!(
            names(second.changed_since(&first)),
            ["a.md", "d.md", "c.md"]
        );
        assert!(second.has_other_lexicon(&first));
        let held = BTreeSet::from([documents.join("a.md"), documents.join("d.md")]);
        second.forget(&held, &first);
        let third = Snapshot::take(corpus.path(), &lexicon).unwrap();
        assert_eq!(names(third.changed_since(&second)), ["a.md", "d.md"]);
    }
}
