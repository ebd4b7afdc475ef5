//! Which documents have to be read: those that hold all letters that a node cannot do without.

use regex_syntax::hir::{Class, Hir, HirKind};
use sco_analysis::{GramQuery, LetterKind, Letters, Pattern, RowQuery};
use sco_indexer::{Zone, ZoneFields};
use tantivy::DocId;

use crate::engine::SearchError;
use crate::evaluate::Pass;
use crate::postings::{occurrences, row_occurrences};
use crate::syntax::{Leaf, LeafKind, Node, Place, Scope};

/// Sorted documents of a segment that may hold a node; `None` when any may.
pub(crate) type Candidates = Option<Vec<DocId>>;

/// Most characters of a class in a regular expression that are looked up one by one.
const CLASS_CHARS: usize = 16;
/// Most pairs of characters of two neighbouring classes that are looked up one by one.
const CLASS_PAIRS: usize = 64;

impl Pass<'_> {
    /// The documents that may hold a node in some zones.
    pub(crate) fn candidates(
        &self,
        node: &Node,
        zones: &[Zone],
    ) -> Result<Candidates, SearchError> {
        match node {
            Node::And(nodes) => all_of(nodes.iter().map(|node| self.candidates(node, zones))),
            Node::Or(nodes) => any_of(nodes.iter().map(|node| self.candidates(node, zones))),
            Node::Near(near) => {
                let sides = [&near.left, &near.right];
                let docs = all_of(sides.into_iter().map(|side| self.candidates(side, zones)))?;
                self.near_by_position(near, zones, docs)
            }
            Node::Within(Scope::Sentence, inner) => {
                let docs = self.candidates(inner, zones)?;
                self.in_sentence_by_position(inner, zones, docs)
            }
            Node::Within(Scope::Paragraph, inner) | Node::Boost(_, inner) => {
                self.candidates(inner, zones)
            }
            Node::In(Place::Speaker(speaker), inner) => {
                let quoting = self.evaluator.quoting(speaker, self.segment)?;
                all_of([Ok(Some(quoting)), self.candidates(inner, &Zone::ALL)].into_iter())
            }
            Node::In(_, inner) => self.candidates(inner, &Zone::ALL),
            Node::Filter(filter) => Ok(Some(
                self.evaluator
                    .filters
                    .documents(filter, self.segment)
                    .to_vec(),
            )),
            Node::Not(_) => Ok(None),
            Node::Expanded(expanded) => {
                let typed = self.candidates(&expanded.typed, zones);
                let others = expanded
                    .others
                    .iter()
                    .map(|other| self.row_docs(&other.row.grams(), zones).map(Some));
                any_of(std::iter::once(typed).chain(others))
            }
            Node::Leaf(leaf) => self.of_leaf(leaf, zones),
        }
    }

    fn of_leaf(&self, leaf: &Leaf, zones: &[Zone]) -> Result<Candidates, SearchError> {
        match &leaf.kind {
            LeafKind::Word(pattern) | LeafKind::Phrase(pattern) | LeafKind::Title(pattern) => {
                self.pattern(pattern, zones).map(Some)
            }
            LeafKind::Exact(exact) => exact
                .pattern()
                .map(|pattern| self.pattern(pattern, zones))
                .transpose(),
            LeafKind::Gapped(gapped) => {
                let rows = gapped.rows().iter();
                let docs = all_of(rows.map(|row| self.row_docs(&row.grams(), zones).map(Some)))?;
                self.gapped_by_position(gapped, zones, docs)
            }
            LeafKind::Loose(loose) => {
                let letters = loose
                    .letters()
                    .iter()
                    .filter_map(|letter| Pattern::of(letter));
                let docs = all_of(letters.map(|letter| self.pattern(&letter, zones).map(Some)))?;
                self.loose_by_position(loose, zones, docs)
            }
            LeafKind::Regex(regex) => self.of_regex(regex.hir(), zones),
        }
    }

    fn pattern(&self, pattern: &Pattern, zones: &[Zone]) -> Result<Vec<DocId>, SearchError> {
        let query: GramQuery = pattern.grams();
        self.in_zones(zones, |field| Ok(occurrences(self.reader, field, &query)?))
    }

    fn row_docs(&self, query: &RowQuery, zones: &[Zone]) -> Result<Vec<DocId>, SearchError> {
        self.in_zones(zones, |field| {
            Ok(row_occurrences(self.reader, field, query)?)
        })
    }

    fn in_zones(
        &self,
        zones: &[Zone],
        look: impl Fn(ZoneFields) -> Result<crate::postings::Occurrences, SearchError>,
    ) -> Result<Vec<DocId>, SearchError> {
        let mut docs = Vec::new();
        for zone in zones {
            let found = look(self.evaluator.fields.zone(*zone))?;
            docs.extend(found.into_iter().map(|(doc, _)| doc));
        }
        docs.sort_unstable();
        docs.dedup();
        Ok(docs)
    }

    /// The documents that hold what a row of parts cannot do without: neighbours together, since side by side in a text they
    /// stand side by side in its letters, else each alone.
    fn of_regex_row(&self, hir: &Hir, zones: &[Zone]) -> Result<Candidates, SearchError> {
        let parts = regex_parts(hir);
        let mut needed: Vec<Candidates> = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            match part {
                // The characters of a literal have nothing to say one by one.
                RegexPart::Other(other) if matches!(other.kind(), HirKind::Literal(_)) => {}
                RegexPart::Other(other) => needed.push(self.of_regex(other, zones)?),
                RegexPart::Han(chars) => {
                    let next = parts.get(at + 1);
                    if let Some(RegexPart::Han(next)) = next
                        && chars.len() * next.len() <= CLASS_PAIRS
                    {
                        let pairs = chars
                            .iter()
                            .flat_map(|a| next.iter().map(move |b| format!("{a}{b}")));
                        needed.push(self.any_text(pairs, zones)?);
                    } else if !matches!(
                        at.checked_sub(1).map(|at| &parts[at]),
                        Some(RegexPart::Han(_))
                    ) {
                        needed.push(self.any_text(chars.iter().map(char::to_string), zones)?);
                    }
                }
            }
        }
        all_of(needed.into_iter().map(Ok))
    }

    /// The documents that hold one of some texts.
    fn any_text(
        &self,
        texts: impl Iterator<Item = String>,
        zones: &[Zone],
    ) -> Result<Candidates, SearchError> {
        let patterns = texts.filter_map(|text| Pattern::of(&text));
        any_of(patterns.map(|pattern| self.pattern(&pattern, zones).map(Some)))
    }

    /// What a regular expression cannot do without: its Han letters. A Latin word may be part of a longer one.
    fn of_regex(&self, hir: &Hir, zones: &[Zone]) -> Result<Candidates, SearchError> {
        match hir.kind() {
            HirKind::Literal(_) | HirKind::Concat(_) => self.of_regex_row(hir, zones),
            HirKind::Alternation(parts) => {
                any_of(parts.iter().map(|part| self.of_regex(part, zones)))
            }
            HirKind::Capture(capture) => self.of_regex(&capture.sub, zones),
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                self.of_regex(&repetition.sub, zones)
            }
            HirKind::Class(_) => {
                let Some(chars) = han_class(hir) else {
                    return Ok(None);
                };
                self.any_text(chars.iter().map(char::to_string), zones)
            }
            _ => Ok(None),
        }
    }
}

/// One part of a row of parts of a regular expression.
enum RegexPart<'a> {
    /// One of a few Han letters.
    Han(Vec<char>),
    /// Anything else.
    Other(&'a Hir),
}

/// The parts of a literal or a concatenation.
fn regex_parts(hir: &Hir) -> Vec<RegexPart<'_>> {
    match hir.kind() {
        HirKind::Concat(parts) => parts.iter().flat_map(regex_parts).collect(),
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0)
            .chars()
            .map(|c| {
                if is_han(c) {
                    RegexPart::Han(vec![c])
                } else {
                    RegexPart::Other(hir)
                }
            })
            .collect(),
        _ => vec![han_class(hir).map_or(RegexPart::Other(hir), RegexPart::Han)],
    }
}

/// The letters of a class of a few Han letters.
fn han_class(hir: &Hir) -> Option<Vec<char>> {
    let HirKind::Class(Class::Unicode(class)) = hir.kind() else {
        return None;
    };
    let chars = class.iter().flat_map(|range| range.start()..=range.end());
    let chars: Vec<char> = chars.take(CLASS_CHARS + 1).collect();
    (chars.len() <= CLASS_CHARS && chars.iter().all(|c| is_han(*c))).then_some(chars)
}

fn is_han(c: char) -> bool {
    let letters = Letters::of(c.encode_utf8(&mut [0; 4]));
    letters.len() == 1 && letters.letter(0).kind == LetterKind::Han
}

/// What is in all of the sorted sets that are known.
pub(crate) fn all_of<T: Ord>(
    parts: impl Iterator<Item = Result<Option<Vec<T>>, SearchError>>,
) -> Result<Option<Vec<T>>, SearchError> {
    let mut all: Option<Vec<T>> = None;
    for part in parts {
        let Some(next) = part? else { continue };
        all = Some(match all {
            None => next,
            Some(mut so_far) => {
                so_far.retain(|item| next.binary_search(item).is_ok());
                so_far
            }
        });
    }
    Ok(all)
}

/// What is in any of some sets, sorted; `None` when one of them is not known.
pub(crate) fn any_of<T: Ord>(
    parts: impl Iterator<Item = Result<Option<Vec<T>>, SearchError>>,
) -> Result<Option<Vec<T>>, SearchError> {
    let mut any = Vec::new();
    for part in parts {
        let Some(next) = part? else { return Ok(None) };
        any.extend(next);
    }
    any.sort_unstable();
    any.dedup();
    Ok(Some(any))
}
