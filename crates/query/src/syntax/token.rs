//! The pieces that a question is cut into.

use std::ops::Range;

use super::filter::{Filter, FilterKey};
use super::mistake::Mistake;
use super::tree::{Leaf, Place, Scope};
use sco_indexer::Zone;

/// A piece of a question.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Its bytes in the question.
    pub(super) at: Range<usize>,
}

/// What a piece is.
#[derive(Debug)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    /// `NOT`, or a minus.
    Not,
    /// `NEAR/N`, `BEFORE/N`.
    Near {
        letters: usize,
        ordered: bool,
    },
    /// `SENTENCE`, `PARAGRAPH`; a group follows.
    Scope(Scope),
    /// `title:`; a term follows.
    Zone(Zone),
    /// `in:quote`, `speaker:name`.
    Place(Place),
    Filter(Filter),
    Leaf(Leaf),
    /// `^2`.
    Boost(f32),
    /// Something typed that holds nothing to look for.
    Blank,
    /// Something that cannot be read: why, and what may be looked for instead.
    Bad(Mistake, Option<Leaf>),
}

/// What stands before a colon.
pub(super) enum Field {
    /// The next term has to stand there.
    Zone(Zone),
    /// A value stands behind it.
    Condition(Condition),
}

/// A field with a value.
#[derive(Clone, Copy)]
pub(super) enum Condition {
    In,
    Speaker,
    Filter(FilterKey),
}

impl Field {
    /// The field of this name in lower case.
    pub(super) fn named(name: &str) -> Option<Field> {
        let condition = match name {
            "in" => Condition::In,
            "speaker" => Condition::Speaker,
            _ => match FilterKey::from_name(name) {
                Some(key) => Condition::Filter(key),
                None => return name.parse().ok().map(Field::Zone),
            },
        };
        Some(Field::Condition(condition))
    }
}
