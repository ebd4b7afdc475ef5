//! Which documents have to be read: those that hold all letters that a node cannot do without.

use regex_syntax::hir::{Class, Hir, HirKind};
use sco_analysis::{GramQuery, LetterKind, Letters, Pattern, RowQuery};
use sco_indexer::{Zone, ZoneFields};
use tantivy::DocId;

use crate::engine::SearchError;
use crate::evaluate::Pass;
use crate::postings::{occurrences, row_occurrences};
use crate::syntax::{Leaf, LeafKind, Node, Place};

/// Sorted documents of a segment that may hold a node; `None` when any may.
pub(crate) type Candidates = Option<Vec<DocId>>;

/// Most characters of a class in a regular expression that are looked up one by one.
const CLASS_CHARS: usize = 16;

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
                all_of(sides.into_iter().map(|side| self.candidates(side, zones)))
            }
            Node::Within(_, inner) | Node::Boost(_, inner) => self.candidates(inner, zones),
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
                    .map(|other| self.row(&other.row.grams(), zones).map(Some));
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
            LeafKind::Gapped(gapped) => all_of(
                gapped
                    .rows()
                    .iter()
                    .map(|row| self.row(&row.grams(), zones).map(Some)),
            ),
            LeafKind::Loose(loose) => {
                let letters = loose
                    .letters()
                    .iter()
                    .filter_map(|letter| Pattern::of(letter));
                all_of(letters.map(|letter| self.pattern(&letter, zones).map(Some)))
            }
            LeafKind::Regex(regex) => self.of_regex(regex.hir(), zones),
        }
    }

    fn pattern(&self, pattern: &Pattern, zones: &[Zone]) -> Result<Vec<DocId>, SearchError> {
        let query: GramQuery = pattern.grams();
        self.in_zones(zones, |field| Ok(occurrences(self.reader, field, &query)?))
    }

    fn row(&self, query: &RowQuery, zones: &[Zone]) -> Result<Vec<DocId>, SearchError> {
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

    /// What a regular expression cannot do without: its Han letters. A Latin word may be part of a longer one.
    fn of_regex(&self, hir: &Hir, zones: &[Zone]) -> Result<Candidates, SearchError> {
        match hir.kind() {
            HirKind::Literal(literal) => {
                let text = String::from_utf8_lossy(&literal.0);
                let runs = han_runs(&text);
                all_of(runs.iter().map(|run| self.pattern(run, zones).map(Some)))
            }
            HirKind::Concat(parts) => all_of(parts.iter().map(|part| self.of_regex(part, zones))),
            HirKind::Alternation(parts) => {
                any_of(parts.iter().map(|part| self.of_regex(part, zones)))
            }
            HirKind::Capture(capture) => self.of_regex(&capture.sub, zones),
            HirKind::Repetition(repetition) if repetition.min > 0 => {
                self.of_regex(&repetition.sub, zones)
            }
            HirKind::Class(Class::Unicode(class)) => {
                let chars = class.iter().flat_map(|range| range.start()..=range.end());
                let chars: Vec<String> = chars.take(CLASS_CHARS + 1).map(String::from).collect();
                if chars.len() > CLASS_CHARS || chars.iter().any(|c| han_runs(c).is_empty()) {
                    return Ok(None);
                }
                any_of(
                    chars
                        .iter()
                        .flat_map(|c| han_runs(c))
                        .map(|run| self.pattern(&run, zones).map(Some)),
                )
            }
            _ => Ok(None),
        }
    }
}

fn all_of(
    parts: impl Iterator<Item = Result<Candidates, SearchError>>,
) -> Result<Candidates, SearchError> {
    let mut all: Candidates = None;
    for part in parts {
        let Some(next) = part? else { continue };
        all = Some(match all {
            None => next,
            Some(mut so_far) => {
                so_far.retain(|doc| next.binary_search(doc).is_ok());
                so_far
            }
        });
    }
    Ok(all)
}

fn any_of(
    parts: impl Iterator<Item = Result<Candidates, SearchError>>,
) -> Result<Candidates, SearchError> {
    let mut any = Vec::new();
    for part in parts {
        let Some(next) = part? else { return Ok(None) };
        any.extend(next);
    }
    any.sort_unstable();
    any.dedup();
    Ok(Some(any))
}

/// The rows of Han letters in a text.
fn han_runs(text: &str) -> Vec<Pattern> {
    let letters = Letters::of(text);
    let mut runs = Vec::new();
    let mut start = 0;
    for index in 0..=letters.len() {
        let goes_on = index < letters.len() && letters.letter(index).kind == LetterKind::Han;
        if goes_on {
            continue;
        }
        if start < index {
            let range =
                letters.letter(start).start as usize..letters.letter(index - 1).end as usize;
            runs.extend(Pattern::of(&text[range]));
        }
        start = index + 1;
    }
    runs
}
