//! The honest nothing: why a question has no hits, and the nearest question that has some.

use std::collections::{BTreeMap, HashSet};

use sco_analysis::{LetterKind, Letters};
use serde::Serialize;
use tantivy::DocId;
use utoipa::ToSchema;

use crate::answer::FacetCount;
use crate::engine::{
    Asked, Engine, SCANNED_BYTES, SearchError, occurrences, occurrences_by_zone, with_conditions,
};
use crate::facets::{self, FacetName};
use crate::passages::Scan;
use crate::question::Question;
use crate::relax::Relaxation;
use crate::request::{By, SearchRequest};
use crate::retype::{Change, retyped};
use crate::syntax::{Node, Place};
use crate::terms::Terms;

/// Most terms whose hits are told.
const MOST_TERMS: usize = 12;
/// Most terms of which every pair is told.
const MOST_PAIRED: usize = 6;

/// Why a question has no hits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Nothing {
    /// Its first twelve terms, each asked alone.
    pub terms: Vec<TermHits>,
    /// Every pair of at most six of them, exclusions left out.
    pub pairs: Vec<PairHits>,
    /// The nearest question that has hits.
    pub relaxation: Option<Relaxation>,
    /// What there is to be found at all.
    pub corpus: Coverage,
}

/// A term or condition of a question asked alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TermHits {
    /// As it can be typed.
    pub text: String,
    /// Documents that hold it or one of its other names.
    pub documents: usize,
    /// Occurrences in them, other names among them; 0 for a condition.
    pub occurrences: u64,
    /// Whether the question excludes it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub excluded: bool,
}

/// Two terms of a question asked together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PairHits {
    /// As they can be typed.
    pub terms: [String; 2],
    /// Documents that hold both.
    pub documents: usize,
    /// By passage: passages that hold both; absent where it would take too long to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passages: Option<usize>,
}

/// What an index holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Coverage {
    /// Documents.
    pub documents: usize,
    /// First and last year of a document, where years are known.
    pub years: Option<[u64; 2]>,
    /// Document types with their documents, most first.
    pub types: Vec<FacetCount>,
    /// Languages with their documents, most first.
    pub languages: Vec<FacetCount>,
}

/// A term of a question with what holds it.
pub(crate) struct Term {
    pub(crate) hits: TermHits,
    node: Node,
    /// Bytes of the question where its leaves begin.
    pub(crate) starts: Vec<usize>,
    pub(crate) is_condition: bool,
    places: Vec<(u32, DocId)>,
}

impl Term {
    pub(crate) fn is_looked_for(&self) -> bool {
        !self.is_condition && !self.hits.excluded
    }
}

impl Engine {
    /// Explains why a question, read as `tree`, has no hits.
    pub(crate) fn nothing(
        &self,
        request: &SearchRequest,
        tree: &Node,
    ) -> Result<Nothing, SearchError> {
        if let Some(spaced) = self.word_by_word(request, tree)? {
            let tree = spaced.parsed()?.tree;
            return self.explained(&spaced, &tree);
        }
        self.explained(request, tree)
    }

    /// The same question with its words apart, when it is written as Chinese is, without spaces: as one word it could only be
    /// said that nothing holds it.
    fn word_by_word(
        &self,
        request: &SearchRequest,
        tree: &Node,
    ) -> Result<Option<SearchRequest>, SearchError> {
        // Who types spaces has told the words apart himself.
        let only = match tree {
            Node::And(nodes) if nodes.len() == 1 => &nodes[0],
            node => node,
        };
        if !matches!(only, Node::Leaf(leaf) if leaf.may_be_loosened()) {
            return Ok(None);
        }
        let units = self.terms(&self.asked(request, tree)?, true)?.units;
        let words: Vec<&str> = units.iter().map(|unit| unit.text.as_str()).collect();
        let is_han = |word: &&str| {
            let letters = Letters::of(word);
            let mut letters = letters.as_slice().iter();
            letters.all(|letter| letter.kind == LetterKind::Han)
        };
        let q = words.join(" ");
        Ok(
            (words.len() > 1 && words.iter().all(is_han)).then(|| SearchRequest {
                q,
                ..request.clone()
            }),
        )
    }

    fn explained(&self, request: &SearchRequest, tree: &Node) -> Result<Nothing, SearchError> {
        let asked = self.asked(request, tree)?;
        let terms = self.terms_alone(&asked)?;
        let mut unread = SCANNED_BYTES;
        Ok(Nothing {
            pairs: self.pairs(&asked, &terms, &mut unread)?,
            relaxation: self.relaxation(request, tree, &terms)?,
            corpus: self.coverage()?,
            terms: terms.into_iter().map(|term| term.hits).collect(),
        })
    }

    /// How all documents divide by some facets.
    pub(crate) fn facets_of_all(
        &self,
        names: &[FacetName],
    ) -> Result<BTreeMap<String, Vec<FacetCount>>, SearchError> {
        let searcher = &self.index.searcher;
        let segments = (0..).zip(searcher.segment_readers());
        let all = segments
            .flat_map(|(segment, reader)| reader.doc_ids_alive().map(move |doc| (segment, doc)));
        Ok(facets::count(searcher, all, names)?.values)
    }

    /// What the index holds.
    pub(crate) fn coverage(&self) -> Result<Coverage, SearchError> {
        let searcher = &self.index.searcher;
        let mut facets = self.facets_of_all(&FacetName::USUAL)?;
        let mut take = |name: FacetName| facets.remove(name.name()).unwrap_or_default();
        let years = take(FacetName::Year);
        let year = |count: Option<&FacetCount>| count.and_then(|count| count.value.parse().ok());
        Ok(Coverage {
            documents: usize::try_from(searcher.num_docs()).unwrap_or(usize::MAX),
            years: year(years.first())
                .zip(year(years.last()))
                .map(|(first, last)| [first, last]),
            types: take(FacetName::Type),
            languages: take(FacetName::Language),
        })
    }

    /// The terms and conditions of a question, each put to the index alone.
    fn terms_alone(&self, asked: &Asked<'_>) -> Result<Vec<Term>, SearchError> {
        let mut terms = Vec::new();
        collect(
            &asked.tree,
            &mut Vec::new(),
            false,
            &mut |node, excluded| {
                if terms.len() < MOST_TERMS {
                    terms.push((node, excluded));
                }
            },
        );
        let only = SearchRequest {
            only: asked.request.only.clone(),
            ..SearchRequest::default()
        };
        let evaluator = self.evaluator(asked);
        let mut alone = Vec::new();
        for (node, excluded) in terms {
            // Alone, but among the documents that may be shown.
            let shown = with_conditions(node.clone(), &only)?;
            let matched = evaluator.matches(&asked.zones, &shown)?;
            let by_zone = occurrences_by_zone(&matched.found, &asked.zones);
            let added: u64 = matched
                .found
                .iter()
                .map(|matched| u64::from(matched.counts.added))
                .sum();
            let text = retyped(&node, &asked.request.q, &Change::default()).unwrap_or_default();
            alone.push(Term {
                hits: TermHits {
                    text,
                    documents: matched.found.len(),
                    occurrences: occurrences(&by_zone, &asked.zones) + added,
                    excluded,
                },
                starts: match &node {
                    Node::Filter(filter) if filter.at.is_empty() => Vec::new(),
                    node => starts(node),
                },
                is_condition: matches!(node, Node::Filter(_)),
                places: matched.places(),
                node,
            });
        }
        Ok(alone)
    }

    fn pairs(
        &self,
        asked: &Asked<'_>,
        terms: &[Term],
        unread: &mut usize,
    ) -> Result<Vec<PairHits>, SearchError> {
        let mut paired: Vec<&Term> = terms.iter().filter(|term| !term.hits.excluded).collect();
        // Of many terms those are paired that stand somewhere.
        if paired.len() > MOST_PAIRED {
            paired.sort_by_key(|term| term.places.is_empty());
            paired.truncate(MOST_PAIRED);
        }
        let mut pairs = Vec::new();
        for (at, one) in paired.iter().enumerate() {
            for other in &paired[at + 1..] {
                let known: HashSet<&(u32, DocId)> = other.places.iter().collect();
                let both = one
                    .places
                    .iter()
                    .filter(|place| known.contains(place))
                    .copied();
                let both: Vec<(u32, DocId)> = both.collect();
                let passages = match asked.request.by {
                    By::Document => None,
                    By::Passage => {
                        let tree = Node::And(vec![one.node.clone(), other.node.clone()]);
                        self.passages_holding(asked, &tree, &both, unread)?
                    }
                };
                pairs.push(PairHits {
                    terms: [one.hits.text.clone(), other.hits.text.clone()],
                    documents: both.len(),
                    passages: passages.map(|(_, passages)| passages),
                });
            }
        }
        Ok(pairs)
    }

    /// Documents with a passage that holds a tree, among some, and those passages; `None` when there is more to read than
    /// `unread` bytes, which become fewer.
    pub(crate) fn passages_holding(
        &self,
        asked: &Asked<'_>,
        tree: &Node,
        among: &[(u32, DocId)],
        unread: &mut usize,
    ) -> Result<Option<(usize, usize)>, SearchError> {
        let terms = Terms::default();
        let (mut documents, mut passages) = (0, 0);
        for (segment, doc) in among {
            if *unread == 0 {
                return Ok(None);
            }
            let record = self.record(*segment, *doc)?;
            *unread = unread.saturating_sub(record.bytes());
            let question = Question {
                tree,
                terms: &terms,
                zones: &asked.zones,
                loosened: false,
                filters: &asked.filters,
                explains: false,
            };
            let mut scan = Scan::new(&question);
            scan.add(&record, *segment, *doc);
            let found = scan.finish(&|_| (0, 0)).len();
            documents += usize::from(found > 0);
            passages += found;
        }
        Ok(Some((documents, passages)))
    }
}

/// Calls `each` with every term and condition of an expanded tree, inside the places it has to stand in, and whether it is
/// excluded.
fn collect<'a>(
    node: &'a Node,
    places: &mut Vec<&'a Place>,
    excluded: bool,
    each: &mut impl FnMut(Node, bool),
) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => {
            for node in nodes {
                collect(node, places, excluded, each);
            }
        }
        Node::Not(inner) => collect(inner, places, !excluded, each),
        Node::Near(near) => {
            collect(&near.left, places, excluded, each);
            collect(&near.right, places, excluded, each);
        }
        Node::In(place, inner) if !inner.looks_for_nothing() => {
            places.push(place);
            collect(inner, places, excluded, each);
            places.pop();
        }
        Node::Within(_, inner) | Node::Boost(_, inner) => collect(inner, places, excluded, each),
        // A condition beside the question is no part of it.
        Node::Filter(filter) if filter.at.is_empty() => {}
        Node::Filter(_) => each(node.clone(), excluded),
        Node::Expanded(_) | Node::Leaf(_) | Node::In(..) => {
            let inside = |node, place: &&Place| Node::In((*place).clone(), Box::new(node));
            each(places.iter().rev().fold(node.clone(), inside), excluded);
        }
    }
}

/// Bytes of the question where the leaves and conditions of a tree begin.
fn starts(node: &Node) -> Vec<usize> {
    match node {
        Node::Filter(filter) => vec![filter.at.start],
        node => node
            .positive_leaves()
            .iter()
            .map(|leaf| leaf.at.start)
            .collect(),
    }
}
