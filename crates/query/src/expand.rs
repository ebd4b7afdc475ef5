//! Expansion: other names of what was typed, from the lexicon, and other forms of its words.
//!
//! Names are rewritten where they stand in the tree, so AND, OR and NOT go on to hold. What is excluded, and what stands in
//! quotation marks, is never expanded: it means what it says.

use sco_analysis::{LetterKind, Pattern, Row, fold};

use crate::names::Names;
use crate::question_words::is_function_word;
use crate::syntax::{Alternative, AlternativeKind, Expanded, Leaf, LeafKind, Node, Place};

/// Longest name that is looked for, words.
const LONGEST_NAME: usize = 14;

/// Rewrites a tree with the other names and forms of what it looks for; `could_mean` gets what was ambiguous.
pub(crate) fn expand(
    node: Node,
    names: &Names,
    could_mean: &mut Vec<(String, Vec<String>)>,
) -> Node {
    match node {
        Node::And(nodes) => Node::And(expand_row(&nodes, names, could_mean)),
        Node::Or(nodes) => Node::Or(
            nodes
                .into_iter()
                .map(|node| expand(node, names, could_mean))
                .collect(),
        ),
        Node::Within(scope, inner) => {
            Node::Within(scope, Box::new(expand(*inner, names, could_mean)))
        }
        Node::In(place, inner) => Node::In(
            with_other_names(place, names),
            Box::new(expand(*inner, names, could_mean)),
        ),
        Node::Boost(factor, inner) => {
            Node::Boost(factor, Box::new(expand(*inner, names, could_mean)))
        }
        Node::Leaf(leaf) => match expand_row(&[Node::Leaf(leaf)], names, could_mean) {
            mut nodes if nodes.len() == 1 => nodes.remove(0),
            nodes => Node::And(nodes),
        },
        // A name is near to something in all its forms; what is excluded means what it says.
        Node::Near(near) => Node::Near(crate::syntax::Near {
            left: Box::new(expand(*near.left, names, could_mean)),
            right: Box::new(expand(*near.right, names, could_mean)),
            ..near
        }),
        Node::Not(_) | Node::Filter(_) | Node::Expanded(_) => node,
    }
}

/// Lets somebody who is quoted be named in any language. Whom to leave out means what it says.
fn with_other_names(place: Place, names: &Names) -> Place {
    let Place::Speaker(mut speaker) = place else {
        return place;
    };
    for other in names.look_up(&speaker.name).others {
        if let Some(pattern) = Pattern::of(&other.text) {
            speaker.patterns.push(pattern);
            speaker.other_names.push(other.text);
        }
    }
    Place::Speaker(speaker)
}

/// Rewrites what stands side by side: names of several words are looked for first.
fn expand_row(
    nodes: &[Node],
    names: &Names,
    could_mean: &mut Vec<(String, Vec<String>)>,
) -> Vec<Node> {
    let mut rewritten = Vec::new();
    let mut rest = nodes;
    while let Some(first) = rest.first() {
        let words = rest.iter().take(LONGEST_NAME).map_while(word_of);
        let words: Vec<&str> = words.collect();
        let name = (1..=words.len()).rev().find_map(|length| {
            let typed = words[..length].join(" ");
            let known = names.look_up(&typed);
            let found = !known.others.is_empty() || !known.could_mean.is_empty();
            found.then_some((length, typed, known))
        });
        let Some((length, typed, known)) = name else {
            rewritten.push(match first {
                Node::Leaf(leaf) => {
                    let inside =
                        word_of(first).map_or_else(Vec::new, |typed| names.look_up_inside(typed));
                    with_forms(leaf, inside)
                }
                other => expand(other.clone(), names, could_mean),
            });
            rest = &rest[1..];
            continue;
        };
        if !known.could_mean.is_empty() {
            could_mean.push((typed.clone(), known.could_mean));
        }
        rewritten.push(named(&rest[..length], &typed, known.others));
        rest = &rest[length..];
    }
    rewritten
}

/// Leaves out English and Russian function words (who, the, in) that are no part of a name: they stand everywhere, or, in texts of
/// another language, nowhere.
pub(crate) fn without_function_words(node: Node) -> Node {
    match node {
        Node::And(nodes) => {
            let nodes: Vec<Node> = nodes.into_iter().map(without_function_words).collect();
            if !nodes.iter().any(says_something) {
                return Node::And(nodes);
            }
            Node::And(nodes.into_iter().filter(|node| !is_silent(node)).collect())
        }
        Node::In(place, inner) => Node::In(place, Box::new(without_function_words(*inner))),
        Node::Boost(factor, inner) => Node::Boost(factor, Box::new(without_function_words(*inner))),
        node => node,
    }
}

fn is_silent(node: &Node) -> bool {
    match node {
        Node::Expanded(expanded) => word_of(&expanded.typed).is_some_and(is_silent_word),
        node => word_of(node).is_some_and(is_silent_word),
    }
}

fn says_something(node: &Node) -> bool {
    !is_silent(node) && !matches!(node, Node::Not(_) | Node::Filter(_))
}

fn is_silent_word(text: &str) -> bool {
    text.chars().any(char::is_lowercase) && is_function_word(&fold(bare(text)))
}

/// A text without the punctuation around it.
fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The text of a leaf typed without marks.
fn word_of(node: &Node) -> Option<&str> {
    match node {
        Node::Leaf(Leaf {
            text,
            kind: LeafKind::Word(_),
            ..
        }) => Some(text),
        _ => None,
    }
}

/// A name of one or several words with its other names.
fn named(nodes: &[Node], text: &str, others: Vec<Alternative>) -> Node {
    if let [Node::Leaf(leaf)] = nodes {
        return with_forms(leaf, others);
    }
    let words = nodes.iter().map(|node| match node {
        Node::Leaf(leaf) => with_forms(leaf, Vec::new()),
        other => other.clone(),
    });
    let typed = Box::new(Node::And(words.collect()));
    if others.is_empty() {
        return *typed;
    }
    Node::Expanded(Expanded {
        typed,
        text: bare(text).to_owned(),
        others,
    })
}

/// A leaf with its other names and, when it is a single Latin or Cyrillic word, its other forms.
fn with_forms(leaf: &Leaf, mut others: Vec<Alternative>) -> Node {
    if let Some(form) = form_of(leaf) {
        others.insert(0, form);
    }
    if others.is_empty() {
        return Node::Leaf(leaf.clone());
    }
    Node::Expanded(Expanded {
        typed: Box::new(Node::Leaf(leaf.clone())),
        text: bare(&leaf.text).to_owned(),
        others,
    })
}

fn form_of(leaf: &Leaf) -> Option<Alternative> {
    let LeafKind::Word(pattern) = &leaf.kind else {
        return None;
    };
    let letters = pattern.letters();
    let is_word = pattern.len() == 1 && letters.letter(0).kind == LetterKind::Word;
    // An abbreviation in capitals has no forms, nor has a number.
    let is_inflected =
        leaf.text.chars().any(char::is_lowercase) && !leaf.text.chars().any(|c| c.is_ascii_digit());
    if !is_word || !is_inflected || letters.text(0).chars().count() < 3 {
        return None;
    }
    Some(Alternative {
        text: leaf.text.clone(),
        row: Row::of_forms(&leaf.text)?,
        kind: AlternativeKind::Form,
    })
}
