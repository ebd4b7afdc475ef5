//! Why a document could not be read or written.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::check::Problem;

/// Faults of one file that are kept; what lies beyond is counted.
const FAULTS_KEPT: usize = 50;

/// Why a document could not be read or written; the other documents are unharmed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file system refused.
    #[error("cannot {action} `{}`", path.display())]
    Io {
        /// What was tried: read, write, walk.
        action: &'static str,
        /// File or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A folder contains itself through a link.
    #[error("`{}` leads back to `{}`: a loop of links is not followed; remove the link", path.display(), ancestor.display())]
    Loop {
        /// The link.
        path: PathBuf,
        /// Where it leads.
        ancestor: PathBuf,
    },
    /// What stands under a document's name is no plain file.
    #[error("`{}` is not a plain file; allowed: files that end in .md", path.display())]
    NotAFile {
        /// The name.
        path: PathBuf,
    },
    /// The file is larger than any document may be.
    #[error("`{}` has {bytes} bytes; allowed: {limit}; split it into several documents", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes, at least.
        bytes: u64,
        /// The largest size allowed, in bytes.
        limit: u64,
    },
    /// Reading broke off; the other files are unharmed.
    #[error("the reader failed on `{}`, please report it: {reason}", path.display())]
    ReaderFailed {
        /// The file.
        path: PathBuf,
        /// What the reader said last.
        reason: String,
    },
    /// The Markdown form has faults.
    #[error("{}", faults.located(path))]
    Markdown {
        /// The file.
        path: PathBuf,
        /// What is wrong, line by line.
        faults: Faults,
    },
    /// The JSON form has not the shape of a document.
    #[error("`{}` is not a document in JSON", path.display())]
    Json {
        /// The file, or whatever names the place the JSON came from.
        path: PathBuf,
        /// The parser's reason.
        source: serde_json::Error,
    },
    /// The document breaks a rule of the model.
    #[error("`{}` is not a valid document: {}", path.display(), join(problems))]
    Invalid {
        /// The file, or whatever names the place the document came from.
        path: PathBuf,
        /// The rules broken.
        problems: Vec<Problem>,
    },
    /// Somebody else changed the file after it was read.
    #[error("`{}` was changed by somebody else meanwhile; read it again and repeat the change", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// Two documents have one identifier; the second is refused.
    #[error("`{}` has the id `{id}`, which `{}` has already; give one of them another id", second.display(), first.display())]
    DuplicateId {
        /// The identifier.
        id: String,
        /// The file that has it.
        first: PathBuf,
        /// The file that has it too.
        second: PathBuf,
    },
}

fn join(problems: &[Problem]) -> String {
    problems
        .iter()
        .take(FAULTS_KEPT)
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("; ")
}

/// One thing wrong in a file: where, what was found, and what is allowed instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, 1-based.
    pub line: usize,
    /// What was found and what is allowed.
    pub message: String,
}

/// The faults of one file in the order of its lines: the first fifty, and how many more there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    kept: Vec<Fault>,
    more: usize,
}

impl Faults {
    /// The faults kept.
    pub fn kept(&self) -> &[Fault] {
        &self.kept
    }

    /// Faults beyond those kept.
    pub fn more(&self) -> usize {
        self.more
    }

    pub(crate) fn count(&self) -> usize {
        self.kept.len() + self.more
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub(crate) fn add(&mut self, line: usize, message: impl Into<String>) {
        if self.kept.len() == FAULTS_KEPT {
            self.more += 1;
            return;
        }
        self.kept.push(Fault {
            line,
            message: message.into(),
        });
    }

    pub(crate) fn sort_by_line(&mut self) {
        self.kept.sort_by_key(|fault| fault.line);
    }

    fn located(&self, path: &std::path::Path) -> String {
        let mut lines: Vec<String> = self
            .kept
            .iter()
            .map(|fault| format!("{}:{}: {}", path.display(), fault.line, fault.message))
            .collect();
        if self.more > 0 {
            lines.push(format!("{}: and {} more faults", path.display(), self.more));
        }
        lines.join("\n")
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}
