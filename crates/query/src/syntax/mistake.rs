//! What can be wrong with a question. The words are English; the page has others for its readers.

use super::filter::FilterKey;
use super::regex::RegexMistake;
use crate::request::{BOOST_LIMIT, DISTANCE_LIMIT};

/// What is wrong with a question, and what to write.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Mistake {
    /// An operator with nothing behind it.
    #[error(
        "behind `{0}` a term is expected; write one, leave `{0}` out, or put it in quotation marks to look for it"
    )]
    NothingBehind(String),
    /// An operator with nothing before it.
    #[error(
        "before `{0}` a term is expected; write one, leave `{0}` out, or put it in quotation marks to look for it"
    )]
    NothingBefore(String),
    /// An exclusion where a term has to stand.
    #[error("behind `{0}` a term is expected, no exclusion; exclude the whole: `-(A NEAR/5 B)`")]
    Exclusion(String),
    /// Brackets around nothing.
    #[error("in these brackets a term is expected; write one, or leave the brackets out")]
    EmptyBrackets,
    /// A closing bracket too many.
    #[error("this bracket closes nothing; leave it out, or open the group with `(`")]
    ClosesNothing,
    /// An opening bracket too many.
    #[error("this bracket is not closed; write `)` where the group ends")]
    NotClosed,
    /// A boost behind nothing.
    #[error("a boost stands directly behind a word, a phrase or a group; write `A^2` or `(A B)^2`")]
    StrayBoost,
    /// A boost without a number, or with one that is not allowed.
    #[error("a boost is a number above 0 and at most {BOOST_LIMIT}; write `A^2` or `A^0.5`")]
    BoostNumber,
    /// Something else than terms beside NEAR.
    #[error(
        "on both sides of NEAR and BEFORE one term is expected, or terms joined by OR in brackets; write `A NEAR/5 (B OR C)`, and whatever concerns the whole around it: `title:(A NEAR/5 B)`, `-(A NEAR/5 B)`"
    )]
    Sides,
    /// A distance without a number, or with one that is not allowed.
    #[error(
        "here a number of letters from 0 to {DISTANCE_LIMIT} is expected; write `NEAR/5`, `BEFORE/5` or `\"…\"~5`"
    )]
    Distance,
    /// A star inside a phrase with slop.
    #[error("a phrase has either `*` inside or `~` behind it; leave one of them out")]
    StarAndSlop,
    /// A group behind a field that takes a value.
    #[error("`{0}:` takes one value, not a group; write it before every value: `{0}:A OR {0}:B`")]
    GroupAsValue(String),
    /// `in:` with another name.
    #[error(
        "`{0}` is no part of a document; write `in:title`, `in:heading`, `in:body`, `in:note` or `in:quote`"
    )]
    NoPart(String),
    /// `speaker:` without a name.
    #[error("here a name is expected; write `speaker:习近平`")]
    NoName,
    /// A regular expression that cannot be used.
    #[error(
        "this regular expression cannot be used: {0}; correct it, or put the text in quotation marks"
    )]
    Regex(RegexMistake),
    /// A value that a field does not have.
    #[error("{reason}")]
    Value {
        /// The field.
        key: FilterKey,
        /// The value as typed.
        value: String,
        /// Why not, and what is allowed.
        reason: String,
    },
}
