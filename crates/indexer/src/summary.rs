//! What an update tells of itself.

use std::time::Duration;

use crate::source::Skipped;

/// What an update did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Documents in the index now.
    pub documents: u64,
    /// Documents added or changed.
    pub indexed: u64,
    /// Documents that had not changed.
    pub unchanged: u64,
    /// Documents removed because their source is gone.
    pub removed: u64,
    /// Documents kept as they were because their file or folder could not be read this time.
    pub kept: u64,
    /// Drafts and withdrawn documents, which are not for readers.
    pub withheld: u64,
    /// Code points of the documents added or changed.
    pub chars: u64,
    /// Bytes of UTF-8 of the documents added or changed.
    pub bytes: u64,
    /// Time it took.
    pub elapsed: Duration,
    /// Whether the index was built anew, and why.
    pub rebuilt: Option<String>,
    /// Files and lines that gave no document.
    pub skipped: Vec<Skipped>,
    /// Whether the index was kept and took over another lexicon.
    pub lexicon_updated: bool,
    /// Things that the lexicon's reader did not understand.
    pub lexicon_problems: Vec<String>,
}

impl Summary {
    /// Megabytes (10⁶ bytes) of text a second.
    pub fn megabytes_per_second(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
        let megabytes = self.bytes as f64 / 1e6;
        megabytes / self.elapsed.as_secs_f64().max(1e-6)
    }
}
