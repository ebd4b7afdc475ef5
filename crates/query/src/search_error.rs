//! Why a question could not be answered.

use std::time::{Duration, Instant};

use crate::postings::PostingsError;
use crate::request::RequestError;

/// How long the texts of an answer are read at most.
pub(crate) const LONGEST_READING: Duration = Duration::from_secs(10);

/// Why a question could not be answered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SearchError {
    /// The request is wrong.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// The index is missing, of another version, or damaged.
    #[error(transparent)]
    Index(#[from] sco_indexer::Error),
    /// The engine failed while reading.
    #[error("the index could not be read; rebuild it with `sco index`")]
    Engine(#[from] tantivy::TantivyError),
    /// A wildcard of the question stands for too much.
    #[error("{0}")]
    TooMuch(String),
    /// Answering took too long.
    #[error(
        "the question was stopped after {} seconds of reading; ask for less at once: with a word that has to be there, or in fewer documents (`year:`, `type:`)",
        LONGEST_READING.as_secs()
    )]
    TooSlow,
    /// No document of the index has this identifier.
    #[error("there is no document `{id}` in the index{}", suggested(similar))]
    NoDocument {
        /// The identifier asked for.
        id: String,
        /// Identifiers that look like it.
        similar: Vec<String>,
    },
    /// A document's record makes no sense.
    #[error(
        "a record of the index is damaged; rebuild it with `sco index`, the corpus is unharmed"
    )]
    Record,
}

/// Stops what has been read for too long.
pub(crate) fn check_time(started: Instant) -> Result<(), SearchError> {
    if started.elapsed() > LONGEST_READING {
        return Err(SearchError::TooSlow);
    }
    Ok(())
}

fn suggested(similar: &[String]) -> String {
    if similar.is_empty() {
        String::new()
    } else {
        format!("; did you mean `{}`?", similar.join("`, `"))
    }
}

impl From<PostingsError> for SearchError {
    fn from(error: PostingsError) -> SearchError {
        match error {
            PostingsError::Engine(error) => SearchError::Engine(error),
            PostingsError::TooManyForms(_) => SearchError::TooMuch(error.to_string()),
        }
    }
}
