//! The nearest question to one without hits that has some.

use sco_indexer::Zone;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::Holds;
use crate::engine::{Asked, Engine, SCANNED_BYTES, SearchError};
use crate::nothing::Term;
use crate::request::{By, SearchRequest};
use crate::retype::{Change, each_operator, retyped};
use crate::syntax::{LeafKind, Node};

/// Most other questions that are tried.
const MOST_TRIED: usize = 32;
/// Most of them that leave out a single term.
const MOST_WITHOUT_ONE: usize = 6;
/// Terms of which two are left out together, where each stands somewhere.
const MOST_PAIRED: usize = 4;

/// A question near to one without hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Relaxation {
    /// The question, to be typed.
    pub query: String,
    /// What was changed.
    pub change: RelaxationKind,
    /// What the change concerns, as typed.
    pub what: Vec<String>,
    /// Documents that are found.
    pub documents: usize,
    /// Whether there may be more, because not all could be read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
    /// Whether they hold all of that question or most of it.
    pub holds: Holds,
}

/// What is changed in a question without hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RelaxationKind {
    /// All zones are searched, not only those chosen.
    Zones,
    /// A condition is left out.
    Condition,
    /// An exclusion is left out.
    Exclusion,
    /// A place in the document is left out.
    Place,
    /// The marks around a phrase are left out.
    Marks,
    /// NEAR, BEFORE, SENTENCE or PARAGRAPH is left out.
    Operator,
    /// One or more terms are left out.
    Term,
}

/// A change that may give hits.
struct Candidate {
    kind: RelaxationKind,
    what: Vec<String>,
    change: Change,
}

impl Candidate {
    /// Whether marks are left out around something that stands somewhere as it is.
    fn concerns_what_stands(&self, terms: &[Term]) -> bool {
        let is_meant = |term: &&Term| {
            self.change
                .bare
                .is_some_and(|bare| term.starts.contains(&bare))
        };
        terms
            .iter()
            .filter(is_meant)
            .any(|term| term.hits.documents > 0)
    }
}

impl Engine {
    /// The nearest question that has hits.
    pub(crate) fn relaxation(
        &self,
        request: &SearchRequest,
        tree: &Node,
        terms: &[Term],
    ) -> Result<Option<Relaxation>, SearchError> {
        let mut unread = SCANNED_BYTES;
        if !request.zones.is_empty() && !Zone::WHOLE.iter().all(|zone| request.zones.contains(zone))
        {
            let everywhere = SearchRequest {
                zones: Vec::new(),
                ..request.clone()
            };
            let found = self.found(&everywhere, false, &mut unread)?;
            if let Some((documents, at_least, holds)) = found {
                let what = request
                    .zones()
                    .iter()
                    .map(|zone| zone.name().to_owned())
                    .collect();
                let (query, change) = (request.q.clone(), RelaxationKind::Zones);
                return Ok(Some(Relaxation {
                    query,
                    change,
                    what,
                    documents,
                    at_least,
                    holds,
                }));
            }
        }
        for candidate in candidates(tree, &request.q, terms)
            .into_iter()
            .take(MOST_TRIED)
        {
            let Some(query) = retyped(tree, &request.q, &candidate.change) else {
                continue;
            };
            let nearer = SearchRequest {
                q: query.clone(),
                facets: Vec::new(),
                limit: 0,
                offset: 0,
                ..request.clone()
            };
            let may_be_loosened = candidate.kind == RelaxationKind::Marks;
            if let Some((documents, at_least, holds)) =
                self.found(&nearer, may_be_loosened, &mut unread)?
            {
                // What stands somewhere with its marks is not lacking because of them.
                if holds == Holds::Most && candidate.concerns_what_stands(terms) {
                    continue;
                }
                let Candidate {
                    kind: change, what, ..
                } = candidate;
                return Ok(Some(Relaxation {
                    query,
                    change,
                    what,
                    documents,
                    at_least,
                    holds,
                }));
            }
        }
        Ok(None)
    }

    /// Documents that a question finds, whether there may be more, and how much of it they hold; `None` when it finds nothing
    /// or cannot be asked.
    fn found(
        &self,
        request: &SearchRequest,
        may_be_loosened: bool,
        unread: &mut usize,
    ) -> Result<Option<(usize, bool, Holds)>, SearchError> {
        let Ok(parsed) = request.parsed() else {
            return Ok(None);
        };
        if parsed.problem.is_some() {
            return Ok(None);
        }
        let asked = self.asked(request, &parsed.tree)?;
        let (documents, at_least) = self.holding(&asked, unread)?;
        if documents > 0 {
            return Ok(Some((documents, at_least, Holds::All)));
        }
        if !may_be_loosened || !parsed.tree.may_be_loosened() {
            return Ok(None);
        }
        // As a search goes on when nothing holds all of it, but without what it would guess.
        let answer = self.answer(request, &parsed.tree)?;
        let is_found = answer.total.documents > 0 && answer.corrected.is_none();
        let at_least = request.by == By::Passage && answer.total.at_least;
        Ok(is_found.then_some((answer.total.documents, at_least, answer.holds)))
    }

    /// Documents that hold all of a question, and whether there may be more.
    fn holding(&self, asked: &Asked<'_>, unread: &mut usize) -> Result<(usize, bool), SearchError> {
        let evaluator = self.evaluator(asked);
        if asked.request.by == By::Document {
            let matched = evaluator.matches(&asked.zones, &asked.tree)?;
            return Ok((matched.found.len(), matched.at_least));
        }
        let matched = evaluator.matches(&asked.zones, &asked.tree.without_exclusions())?;
        let mut found = 0;
        for place in matched.places() {
            let Some((documents, _)) =
                self.passages_holding(asked, &asked.tree, &[place], unread)?
            else {
                return Ok((found, true));
            };
            found += documents;
        }
        Ok((found, matched.at_least))
    }
}

/// What may be changed in a question, the mildest change first.
fn candidates(tree: &Node, question: &str, terms: &[Term]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let conditions = terms
        .iter()
        .filter(|term| term.is_condition && !term.hits.excluded && !term.starts.is_empty());
    let conditions: Vec<&Term> = conditions.collect();
    let one = conditions.iter();
    candidates.extend(one.map(|term| leaving_out(RelaxationKind::Condition, &[term])));
    if conditions.len() > 1 {
        candidates.push(leaving_out(RelaxationKind::Condition, &conditions));
    }
    let operators = operators(tree, question);
    let (outer, inner): (Vec<Candidate>, Vec<Candidate>) = operators
        .into_iter()
        .partition(|candidate| candidate.kind != RelaxationKind::Operator);
    candidates.extend(outer);
    candidates.extend(marks(tree, question));
    candidates.extend(inner);
    candidates.extend(fewer_terms(terms));
    candidates
}

/// Leaving out exclusions, places, nearness and scopes.
fn operators(tree: &Node, question: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    each_operator(tree, &mut 0, &mut |number, node| {
        let kind = match node {
            Node::Not(_) => RelaxationKind::Exclusion,
            Node::In(..) => RelaxationKind::Place,
            _ => RelaxationKind::Operator,
        };
        found.push(Candidate {
            kind,
            what: retyped(node, question, &Change::default())
                .into_iter()
                .collect(),
            change: Change {
                opened: Some(number),
                ..Change::default()
            },
        });
    });
    found.sort_by_key(|candidate| candidate.kind != RelaxationKind::Exclusion);
    found
}

/// Leaving out the marks that forbid to loosen a term.
fn marks(tree: &Node, question: &str) -> Vec<Candidate> {
    let is_marked = |kind: &LeafKind| {
        matches!(
            kind,
            LeafKind::Phrase(_) | LeafKind::Title(_) | LeafKind::Exact(_) | LeafKind::Loose(_)
        )
    };
    let leaves = tree
        .positive_leaves()
        .into_iter()
        .filter(|leaf| is_marked(&leaf.kind));
    let bare = leaves.map(|leaf| Candidate {
        kind: RelaxationKind::Marks,
        what: vec![question[leaf.at.clone()].to_owned()],
        change: Change {
            bare: Some(leaf.at.start),
            ..Change::default()
        },
    });
    bare.collect()
}

/// Leaving out one term, the rarest first; then all that stand nowhere; then one more, or two of the rarest; then all but the
/// rarest that stands somewhere.
fn fewer_terms(terms: &[Term]) -> Vec<Candidate> {
    let mut rarest: Vec<&Term> = terms
        .iter()
        .filter(|term| term.is_looked_for() && !term.starts.is_empty())
        .collect();
    if rarest.len() < 2 {
        return Vec::new();
    }
    rarest.sort_by_key(|term| term.hits.documents);
    let without = |left_out: &[&Term]| leaving_out(RelaxationKind::Term, left_out);
    let one = rarest.iter().map(|term| without(&[term]));
    let mut candidates: Vec<Candidate> = one.take(MOST_WITHOUT_ONE).collect();
    let (somewhere, nowhere): (Vec<&Term>, Vec<&Term>) =
        rarest.iter().partition(|term| term.hits.documents > 0);
    let Some((_, others)) = somewhere.split_first() else {
        return candidates;
    };
    if nowhere.len() > 1 {
        candidates.push(without(&nowhere));
    }
    let few = &somewhere[..somewhere.len().min(MOST_PAIRED)];
    for (at, first) in few.iter().enumerate() {
        let pairs = few[at + 1..].iter().map(|second| without(&[first, second]));
        if !nowhere.is_empty() {
            candidates.push(without(&[&nowhere[..], &[*first]].concat()));
        } else if rarest.len() > 3 {
            candidates.extend(pairs);
        }
    }
    let all_but_one: Vec<&Term> = nowhere.iter().chain(others).copied().collect();
    if all_but_one.len() > 1 {
        candidates.push(without(&all_but_one));
    }
    candidates
}

fn leaving_out(kind: RelaxationKind, terms: &[&Term]) -> Candidate {
    Candidate {
        kind,
        what: terms.iter().map(|term| term.hits.text.clone()).collect(),
        change: Change {
            left_out: terms
                .iter()
                .flat_map(|term| term.starts.iter().copied())
                .collect(),
            ..Change::default()
        },
    }
}
