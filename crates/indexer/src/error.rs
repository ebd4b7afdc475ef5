//! Why an index could not be built or opened.

use std::path::PathBuf;

/// Why an index could not be built or opened; every variant says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder holds no index.
    #[error("no index in `{}`; build one with `sco index`", path.display())]
    Missing {
        /// The index folder.
        path: PathBuf,
    },
    /// The index was written in another format or by another analyzer.
    #[error("the index in `{}` was made by another version of the program ({found}, this one reads {expected}); rebuild it with `sco index`", path.display())]
    Version {
        /// The index folder.
        path: PathBuf,
        /// Format and analyzer of the index.
        found: String,
        /// Format and analyzer of this program.
        expected: String,
    },
    /// Files of the index are not what was written.
    #[error("the index in `{}` is damaged ({what}); rebuild it with `sco index`, the corpus is unharmed", path.display())]
    Damaged {
        /// The index folder.
        path: PathBuf,
        /// Which files, or what else.
        what: String,
    },
    /// Another process is writing to the index.
    #[error("the index in `{}` is being written by another process{}; wait until it has finished", path.display(), in_brackets(holder))]
    Locked {
        /// The index folder.
        path: PathBuf,
        /// What the lock file says of its holder.
        holder: String,
    },
    /// There is nothing to index.
    #[error("no documents in `{}`, the index is as it was before; a corpus is a folder that holds a folder `documents` with `.md` files, a file of JSON Lines has a document a line", path.display())]
    NoDocuments {
        /// The corpus folder or file.
        path: PathBuf,
    },
    /// The index holds documents of another source, and none of this one.
    #[error("the index in `{}` holds {documents} documents of another source, which would all be removed; name another folder with --index, or say --rebuild to replace them", path.display())]
    OtherSource {
        /// The index folder.
        path: PathBuf,
        /// Documents it holds.
        documents: usize,
    },
    /// Not one document could be read.
    #[error(
        "no document could be read, the index is as it was before; the first that could not is `{place}`: {reason}"
    )]
    NothingReadable {
        /// The first file or line that gave no document.
        place: String,
        /// Why.
        reason: String,
    },
    /// The disk is full.
    #[error("the disk that holds `{}` is full; free some space and run the command again, searches go on with what was written before", path.display())]
    DiskFull {
        /// The index folder.
        path: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("cannot access `{}`", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        #[source]
        source: std::io::Error,
    },
    /// The lexicon cannot be read.
    #[error("cannot read the lexicon `{}`: {reason}; mend it or move it away", path.display())]
    Lexicon {
        /// The file.
        path: PathBuf,
        /// Line and reason.
        reason: String,
    },
    /// The index engine failed.
    #[error("the index engine failed")]
    Engine(#[from] tantivy::TantivyError),
}

impl Error {
    /// An error of the system at a path.
    pub(crate) fn io(path: &std::path::Path, source: std::io::Error) -> Error {
        if source.kind() == std::io::ErrorKind::StorageFull {
            return Error::DiskFull {
                path: path.to_owned(),
            };
        }
        Error::Io {
            path: path.to_owned(),
            source,
        }
    }

    /// Names the full disk where an engine's error hides one.
    pub(crate) fn at(self, path: &std::path::Path) -> Error {
        let mut cause: Option<&dyn std::error::Error> = Some(&self);
        while let Some(error) = cause {
            let text = error.to_string();
            if text.contains("No space left on device") || text.contains("StorageFull") {
                return Error::DiskFull {
                    path: path.to_owned(),
                };
            }
            cause = error.source();
        }
        self
    }
}

fn in_brackets(holder: &str) -> String {
    if holder.is_empty() {
        String::new()
    } else {
        format!(" ({holder})")
    }
}
