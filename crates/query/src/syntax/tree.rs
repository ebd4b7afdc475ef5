//! The syntax tree of a question. It knows nothing of the index.

use std::ops::Range;

use sco_analysis::{Gapped, Loose, Pattern, Row};
use sco_indexer::Zone;

use super::exact::Exact;
use super::filter::Filter;
use super::regex::FoldedRegex;

/// A node of the tree.
#[derive(Debug, Clone)]
pub enum Node {
    /// All of these; without any, everything.
    And(Vec<Node>),
    /// Any of these.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// Two things close to each other.
    Near(Near),
    /// All of it in one sentence or one paragraph.
    Within(Scope, Box<Node>),
    /// All of it at a place of the document.
    In(Place, Box<Node>),
    /// A condition on the description of the document.
    Filter(Filter),
    /// The same, worth more or less in the ranking.
    Boost(f32, Box<Node>),
    /// What was typed, or something that means the same.
    Expanded(Expanded),
    /// Something to look for in the text.
    Leaf(Leaf),
}

/// Two things in one sentence with few letters between them.
#[derive(Debug, Clone)]
pub struct Near {
    /// The one; its leaves are joined by AND, OR and nothing else.
    pub left: Box<Node>,
    /// The other; likewise.
    pub right: Box<Node>,
    /// Most letters between them.
    pub letters: usize,
    /// Whether the left one must come first.
    pub ordered: bool,
}

/// How much text something has to stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One sentence.
    Sentence,
    /// One paragraph, heading or note.
    Paragraph,
}

/// Where in a document something has to stand.
#[derive(Debug, Clone)]
pub enum Place {
    /// In this zone.
    Zone(Zone),
    /// Anywhere but in this zone; outside quotations for [`Zone::Quote`].
    NotZone(Zone),
    /// In a quotation of somebody.
    Speaker(Speaker),
    /// Anywhere but in a quotation of somebody.
    NotSpeaker(Speaker),
}

/// Somebody who is quoted.
#[derive(Debug, Clone)]
pub struct Speaker {
    /// The name as typed.
    pub name: String,
    /// What the name of a quotation's speaker must hold: the name, or one of its other forms.
    pub patterns: Vec<Pattern>,
    /// Other names of the same person, from the lexicon.
    pub other_names: Vec<String>,
}

/// What was typed with what else means the same.
#[derive(Debug, Clone)]
pub struct Expanded {
    /// As typed.
    pub typed: Box<Node>,
    /// Its text, for the reader.
    pub text: String,
    /// The others.
    pub others: Vec<Alternative>,
}

/// Another name or another form of what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// For the reader.
    pub text: String,
    /// What is looked for.
    pub row: Row,
    /// Why.
    pub kind: AlternativeKind,
}

/// Why something else than what was typed is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlternativeKind {
    /// Another form of the same word.
    Form,
    /// Another name of the same thing, from the lexicon.
    Name,
    /// The same term with another name inside it.
    Inside,
}

/// Something to look for in the text.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// As typed, without quotation marks and operators.
    pub text: String,
    /// Its bytes in the question.
    pub at: Range<usize>,
    /// What is looked for.
    pub kind: LeafKind,
}

/// What a leaf looks for.
#[derive(Debug, Clone)]
pub enum LeafKind {
    /// Letters in a row, typed without marks: may be expanded and loosened.
    Word(Pattern),
    /// Letters in a row, typed in quotation marks: never expanded, never loosened.
    Phrase(Pattern),
    /// The title of a document, typed in 《》: stands between such marks in the text, or in the title of a document.
    Title(Pattern),
    /// Letters with gaps, `构建*共同体`.
    Gapped(Gapped),
    /// Letters with others among them, `"构建共同体"~4`.
    Loose(Loose),
    /// A regular expression over the folded text of a sentence.
    Regex(FoldedRegex),
    /// These characters exactly as typed, `=词`.
    Exact(Exact),
}

impl Leaf {
    /// The letters in a row that it looks for, if it is of that kind.
    pub fn pattern(&self) -> Option<&Pattern> {
        match &self.kind {
            LeafKind::Word(pattern) | LeafKind::Phrase(pattern) | LeafKind::Title(pattern) => {
                Some(pattern)
            }
            LeafKind::Exact(exact) => exact.pattern(),
            LeafKind::Gapped(_) | LeafKind::Loose(_) | LeafKind::Regex(_) => None,
        }
    }

    /// Whether it may be loosened when nothing holds all of a question.
    pub fn may_be_loosened(&self) -> bool {
        matches!(self.kind, LeafKind::Word(_) | LeafKind::Title(_))
    }
}
