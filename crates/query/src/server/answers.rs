//! Answers that are kept: the same request of the same state of the index is worked on once, by the first of those who ask.

use std::sync::Arc;

use axum::body::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

/// What an answer is kept under: the state of the index, the kind of answer, and the request.
pub(crate) type Key = Arc<str>;

/// An answer as it goes over the wire, before compression.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) body: Bytes,
    pub(crate) media_type: &'static str,
    /// Documents that were found, where something was looked for.
    pub(crate) documents: Option<usize>,
}

/// Weighs answers by their bytes.
#[derive(Debug, Clone)]
pub(crate) struct ByBytes;

/// What an entry takes beside its key and body, bytes.
const OVERHEAD: u64 = 128;

impl Weighter<Key, Kept> for ByBytes {
    fn weight(&self, key: &Key, kept: &Kept) -> u64 {
        key.len() as u64 + kept.body.len() as u64 + OVERHEAD
    }
}

/// The answers that are kept.
pub(crate) type Answers = Cache<Key, Kept, ByBytes>;

/// Room for so many bytes of answers.
pub(crate) fn answers(bytes: u64) -> Answers {
    /// Answers of some kilobytes each.
    const USUAL: u64 = 8 * 1024;
    let entries = usize::try_from(bytes / USUAL).unwrap_or(usize::MAX).max(16);
    Cache::with_weighter(entries, bytes, ByBytes)
}
