//! From the tree of a CQL query to the tree that the engine answers.

use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::indexes::{Index, IndexKind, Scope};
use super::proximity::proximity;
use super::tree::{Boolean, Clause, Modifier, Query, SortKey, Triple};
use crate::request::TERM_LIMIT;
use crate::sort::Sort;
use crate::syntax::Node;

/// A query as the engine is asked.
#[derive(Debug, Clone)]
pub struct Translated {
    /// What is looked for.
    pub tree: Node,
    /// Order of the records.
    pub sort: Sort,
    /// Whether other names and forms are looked for too: of the terms that ask for it, and of no others.
    pub expand: bool,
}

/// Translates a query.
///
/// # Errors
///
/// A diagnostic when it asks for something that is not there.
pub fn translate(query: &Query) -> Result<Translated, Diagnostic> {
    let mut translator = Translator::default();
    let tree = translator.clause(&query.clause)?;
    // Prefixes before a whole query hold for what it is sorted by too.
    if let Clause::Prefixed(prefixes, _) = &query.clause {
        translator.scope.enter(prefixes);
    }
    Ok(Translated {
        tree,
        sort: sort(&translator.scope, &query.sort)?,
        expand: translator.expand,
    })
}

/// The index that a name stands for where a whole query is read.
///
/// # Errors
///
/// A diagnostic when there is no such index or context set.
pub fn index(query: &Query, name: &str) -> Result<&'static Index, Diagnostic> {
    let mut scope = Scope::default();
    if let Clause::Prefixed(prefixes, _) = &query.clause {
        scope.enter(prefixes);
    }
    scope.index(name)
}

/// What is known while a query is read.
#[derive(Debug, Default)]
pub(super) struct Translator<'a> {
    pub(super) scope: Scope<'a>,
    /// Terms so far.
    terms: usize,
    /// Whether a term asks for its other names and forms.
    pub(super) expand: bool,
}

impl<'a> Translator<'a> {
    /// Counts a term.
    pub(super) fn count_term(&mut self) -> Result<(), Diagnostic> {
        self.terms += 1;
        if self.terms <= TERM_LIMIT {
            return Ok(());
        }
        Err(Diagnostic::new(
            DiagnosticKind::TooManyBooleans,
            (TERM_LIMIT - 1).to_string(),
            format!(
                "at most {TERM_LIMIT} terms are allowed, those of `any` and `all` counted one by one"
            ),
        ))
    }

    pub(super) fn clause(&mut self, clause: &'a Clause) -> Result<Node, Diagnostic> {
        match clause {
            Clause::Search(clause) => self.search(clause),
            Clause::Prefixed(prefixes, inner) => {
                let before = self.scope.len();
                self.scope.enter(prefixes);
                let node = self.clause(inner)?;
                self.scope.leave(before);
                Ok(node)
            }
            Clause::Boolean(triple) => self.boolean(triple),
        }
    }

    fn boolean(&mut self, triple: &'a Triple) -> Result<Node, Diagnostic> {
        if triple.boolean == Boolean::Prox {
            return proximity(self, triple);
        }
        refuse_modifiers(&triple.modifiers)?;
        let left = self.clause(&triple.left)?;
        let right = self.clause(&triple.right)?;
        Ok(match triple.boolean {
            Boolean::Or => {
                let mut nodes = Vec::new();
                for node in [left, right] {
                    match node {
                        Node::Or(inner) => nodes.extend(inner),
                        node => nodes.push(node),
                    }
                }
                Node::Or(nodes)
            }
            Boolean::Not => both(left, Node::Not(Box::new(right))),
            Boolean::And | Boolean::Prox => both(left, right),
        })
    }
}

/// Two nodes that must both hold.
pub(super) fn both(left: Node, right: Node) -> Node {
    let mut nodes = Vec::new();
    for node in [left, right] {
        match node {
            Node::And(inner) => nodes.extend(inner),
            node => nodes.push(node),
        }
    }
    Node::And(nodes)
}

/// Modifiers of relevance change no set of records; there are no others of AND, OR and NOT.
fn refuse_modifiers(modifiers: &[Modifier]) -> Result<(), Diagnostic> {
    let is_of_relevance = |modifier: &Modifier| {
        let name = modifier.name.to_ascii_lowercase();
        name.starts_with("rel.") || name == "relevant"
    };
    match modifiers.iter().find(|modifier| !is_of_relevance(modifier)) {
        None => Ok(()),
        Some(modifier) => Err(Diagnostic::new(
            DiagnosticKind::BooleanModifier,
            &modifier.name,
            "only prox has modifiers: unit, distance, ordered, unordered",
        )),
    }
}

fn sort(scope: &Scope<'_>, keys: &[SortKey]) -> Result<Sort, Diagnostic> {
    let [key] = keys else {
        let [_, second, ..] = keys else {
            return Ok(Sort::Relevance);
        };
        return Err(Diagnostic::new(
            DiagnosticKind::SortKeys,
            &second.index,
            "one key is allowed; records that are equal in it stand in the order of their identifiers",
        ));
    };
    let descends = descends(&key.modifiers)?;
    let index = scope.index(&key.index)?;
    match (index.kind, descends) {
        (IndexKind::Date, true) => Ok(Sort::Date),
        (IndexKind::Date, false) => Ok(Sort::DateAscending),
        (IndexKind::Type, false) => Ok(Sort::Type),
        (IndexKind::Text(Some(sco_indexer::Zone::Title)), false) => Ok(Sort::Title),
        (_, true) if index.sorts => Err(Diagnostic::new(
            DiagnosticKind::SortDirection,
            "descending",
            "only dc.date sorts in both directions",
        )),
        _ => Err(Diagnostic::new(
            DiagnosticKind::SortPath,
            &key.index,
            "dc.date, dc.title and dc.type can be sorted by",
        )),
    }
}

fn descends(modifiers: &[Modifier]) -> Result<bool, Diagnostic> {
    let mut descends = false;
    for modifier in modifiers {
        let name = modifier.name.to_ascii_lowercase();
        let name = name.strip_prefix("sort.").unwrap_or(&name);
        let refused = |kind, hint: &str| Err(Diagnostic::new(kind, &modifier.name, hint));
        match name {
            "ascending" => descends = false,
            "descending" => descends = true,
            // So it is anyway.
            "ignorecase" | "ignoreaccents" | "missinghigh" | "unicodecollate" => {}
            "respectcase" | "respectaccents" => {
                return refused(DiagnosticKind::SortCase, "letters are compared folded");
            }
            name if name.starts_with("missing") => {
                return refused(
                    DiagnosticKind::SortMissing,
                    "records without a value stand behind all others",
                );
            }
            _ => {
                return refused(
                    DiagnosticKind::Sort,
                    "a key may be sort.ascending or sort.descending",
                );
            }
        }
    }
    Ok(descends)
}

#[cfg(test)]
mod tests;
