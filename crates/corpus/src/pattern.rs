//! The patterns this crate is written with.

use regex::Regex;

/// A pattern that stands in the source of this crate.
///
/// A rule whose pattern has a typing error must show it the first time it is asked, not be silently off.
///
/// # Panics
///
/// When `source` is no regular expression.
pub(crate) fn pattern(source: &str) -> Regex {
    Regex::new(source).unwrap_or_else(|error| panic!("the pattern `{source}` is sound: {error}"))
}
