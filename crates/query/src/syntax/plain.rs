//! Reads a question that cannot be read as it stands as plain words.

use sco_analysis::Pattern;

use super::filter::{Filter, FilterKey};
use super::token::{Kind, Token};
use super::tree::{Leaf, LeafKind, Node, Place};
use crate::request::TERM_LIMIT;

/// The words, phrases and other terms of a question, without its operators, brackets and fields. What follows a minus or NOT
/// stays excluded: it is the last thing that was wanted.
pub(super) fn terms(question: &str, tokens: &[Token]) -> Vec<Node> {
    let read = as_terms(tokens);
    if read.iter().any(|node| !matches!(node, Node::Not(_))) {
        return read;
    }
    // Nothing but operators and exclusions: then they are words too.
    let mut end = 0;
    let words = question
        .split_inclusive(char::is_whitespace)
        .filter_map(|text| {
            let start = end;
            end += text.len();
            word(text.trim_end(), start..start + text.trim_end().len())
        });
    words.take(TERM_LIMIT).map(Node::Leaf).collect()
}

fn as_terms(tokens: &[Token]) -> Vec<Node> {
    let mut terms = Vec::new();
    let (mut excluded, mut depth) = (false, 0usize);
    // Depth of the group that is excluded as a whole: its terms need not be excluded each by itself.
    let mut passed_over = None;
    for token in tokens {
        match &token.kind {
            Kind::Not => {
                excluded = !excluded;
                continue;
            }
            Kind::Zone(_) | Kind::Scope(_) => continue,
            Kind::Open => {
                depth += 1;
                if excluded && passed_over.is_none() {
                    passed_over = Some(depth);
                }
            }
            Kind::Close => {
                if passed_over == Some(depth) {
                    passed_over = None;
                }
                depth = depth.saturating_sub(1);
            }
            kind if passed_over.is_none() => {
                let leaf = leaf_of(kind, token).map(Node::Leaf);
                let node = leaf.map(|leaf| {
                    if excluded {
                        Node::Not(Box::new(leaf))
                    } else {
                        leaf
                    }
                });
                terms.extend(node);
            }
            _ => {}
        }
        excluded = false;
    }
    terms
}

/// What a token looks for in the text.
fn leaf_of(kind: &Kind, token: &Token) -> Option<Leaf> {
    match kind {
        Kind::Leaf(leaf) => Some(leaf.clone()),
        Kind::Bad(_, instead) => instead.clone(),
        Kind::Place(Place::Speaker(speaker)) => word(&speaker.name, token.at.clone()),
        Kind::Filter(filter) if is_named_in_text(filter) => word(&filter.value, token.at.clone()),
        _ => None,
    }
}

/// Whether the value is a name, which a text on it will hold.
fn is_named_in_text(filter: &Filter) -> bool {
    use FilterKey::{Event, Issuer, Person, Place};
    matches!(filter.key, Event | Issuer | Person | Place)
}

fn word(text: &str, at: std::ops::Range<usize>) -> Option<Leaf> {
    Some(Leaf {
        text: text.to_owned(),
        at,
        kind: LeafKind::Word(Pattern::of(text)?),
    })
}
