//! Which files an update looks at.

use std::path::{Path, PathBuf};

/// What of the sources an update looks at.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Files of a corpus that were added, changed or removed since the last update, as the path of the source leads to them;
    /// absent, all files. An index that has to be built anew is made of all of them in any case.
    pub changed: Option<Vec<PathBuf>>,
    /// Files that somebody is writing: what the index has of them stays.
    pub held: Vec<PathBuf>,
}

impl Scope {
    /// Whether a file is looked at.
    pub(crate) fn holds(&self, file: &Path) -> bool {
        self.changed
            .as_ref()
            .is_none_or(|changed| changed.iter().any(|path| path == file))
    }
}
