//! Why a document holds a question or does not: every part of it put to the document, with the nearest text of what fails.

use sco_analysis::Letters;
use sco_indexer::{Record, Zone};
use serde::Serialize;
use tantivy::DocId;
use utoipa::ToSchema;

use crate::answer::{Notice, ShownPassage};
use crate::engine::{Asked, Engine, SearchError};
use crate::evaluate::Evaluator;
use crate::filter_sets::FilterSets;
use crate::found::Counts;
use crate::matching::{Around, Text, find};
use crate::nearest::Place as NearPlace;
use crate::passages::Scan;
use crate::question::Question;
use crate::request::{By, SearchRequest};
use crate::retype::{Change, retyped};
use crate::shortfall::Shortfall;
use crate::shown::{show, shown};
use crate::snippet::runs;
use crate::syntax::{Filter, LeafKind, Node, Place, Scope};
use crate::terms::Terms;

/// Most places that are shown of a part.
const PLACES: usize = 3;

/// Why a document holds a question or does not.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Why {
    /// The question as asked.
    pub query: String,
    /// Identifier of the document.
    pub document: String,
    /// Title of the document.
    pub title: Option<String>,
    /// Whether the document, or by passage one of its passages, holds all of the question.
    pub holds: bool,
    /// By passage: why none of its passages answers, although the document holds all parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// By passage: the best passage that answers or, when none does, the one that holds the most parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passage: Option<ShownPassage>,
    /// The parts of the question.
    pub parts: Vec<WhyPart>,
    /// When nothing in the index holds the question: what a search shows instead, as it may have been meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
    /// What was wrong with the question, and how it was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

/// A part of a question put to a document.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct WhyPart {
    /// As it can be typed.
    pub text: String,
    /// What it is: `word`, `phrase`, `title`, `wildcard`, `loose`, `regex`, `exact`, `condition`, `all`, `any`, `not`, `near`,
    /// `before`, `sentence`, `paragraph` or `place`.
    pub kind: &'static str,
    /// Whether the document holds it; for an exclusion, whether it holds nothing of what is excluded.
    pub holds: bool,
    /// Occurrences of what was typed.
    pub occurrences: u64,
    /// Occurrences of other names and forms.
    pub added: u64,
    /// Why it fails or, of a condition, what the document has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where it stands; at most three places.
    pub places: Vec<ShownPassage>,
    /// For what fails, the nearest text.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<ShownPassage>,
    /// Its own parts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    pub parts: Vec<WhyPart>,
}

impl WhyPart {
    /// Leaves out what is lacking: nothing more is wanted of what is excluded.
    fn leave_it_there(&mut self) {
        self.nearest.clear();
        if !self.holds {
            self.reason = None;
        }
        self.parts.iter_mut().for_each(WhyPart::leave_it_there);
    }
}

impl Engine {
    /// Says why a document holds a question or does not.
    ///
    /// # Errors
    ///
    /// When there is no such document, the request is wrong, or the index cannot be read.
    pub fn why(&self, document: &str, request: &SearchRequest) -> Result<Why, SearchError> {
        request.check()?;
        let parsed = request.parsed()?;
        let id = Filter::of_id(document);
        let (segment, doc) = self.find_document(&id)?;
        let asked = self.asked(request, &parsed.tree)?;
        let with_id = Node::And(vec![Node::Filter(id.clone()), asked.tree.clone()]);
        let examined = Examined {
            engine: self,
            filters: FilterSets::of(&with_id, &self.index.searcher, &self.index.fields)?,
            record: self.record(segment, doc)?,
            asked: &asked,
            id,
            segment,
            doc,
        };
        let mut why = examined.why()?;
        if !why.holds {
            let search = SearchRequest {
                limit: 0,
                facets: Vec::new(),
                ..request.clone()
            };
            why.corrected = self.answer(&search, &parsed.tree)?.corrected;
        }
        why.notices.extend(parsed.problem.map(Notice::from));
        Ok(why)
    }
}

/// A document that a question is put to, part by part.
pub(crate) struct Examined<'a> {
    pub(crate) engine: &'a Engine,
    filters: FilterSets,
    pub(crate) record: Record,
    pub(crate) asked: &'a Asked<'a>,
    /// The condition that only this document meets.
    id: Filter,
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
}

impl Examined<'_> {
    fn why(&self) -> Result<Why, SearchError> {
        let (holds, passage) = match self.asked.request.by {
            By::Document => (self.counts(&self.asked.tree)?.is_some(), None),
            By::Passage => self.answering_passage(),
        };
        let nodes = members(&self.asked.tree);
        let mut parts = Vec::new();
        for node in &nodes {
            parts.push(self.part(node, &mut Vec::new())?);
        }
        let mut why = Why {
            query: self.asked.request.q.clone(),
            document: self.record.id.clone(),
            title: self.record.title.clone(),
            holds,
            reason: None,
            passage,
            parts,
            corrected: None,
            notices: Vec::new(),
        };
        if holds {
            for part in why
                .parts
                .iter_mut()
                .filter(|part| !part.holds && part.kind == "not")
            {
                part.holds = true;
                part.reason =
                    Some("it stands in the document, but not in every passage".to_owned());
            }
        } else if self.asked.request.by == By::Passage {
            if why
                .parts
                .iter()
                .all(|part| part.holds || part.kind == "not")
            {
                why.reason = Some("each part stands in the document, but no sentence, heading or note holds all of them".to_owned());
            }
            why.passage = self.fullest_sentence(&nodes).map(|place| self.show(&place));
        }
        Ok(why)
    }

    /// Whether one of the document's passages answers, and the best that does.
    fn answering_passage(&self) -> (bool, Option<ShownPassage>) {
        let terms = Terms::literal(&self.asked.tree);
        let question = Question {
            tree: &self.asked.tree,
            terms: &terms,
            zones: &self.asked.zones,
            loosened: false,
            filters: &self.filters,
            explains: false,
        };
        let mut scan = Scan::new(&question);
        scan.add(&self.record, self.segment, self.doc);
        let best = scan.finish(&|_| (0, 0)).into_iter().next();
        let shown =
            best.map(|passage| show(&self.record, self.segment, self.doc, &passage, &question));
        (shown.is_some(), shown)
    }

    /// Occurrences in the document, exactly as a search counts them; `None` when it does not hold the node.
    pub(crate) fn counts(&self, node: &Node) -> Result<Option<Counts>, SearchError> {
        let index = &self.engine.index;
        let evaluator = Evaluator {
            searcher: &index.searcher,
            fields: &index.fields,
            filters: &self.filters,
            started: self.asked.started,
            memo: &self.asked.memo,
        };
        let here = Node::And(vec![Node::Filter(self.id.clone()), node.clone()]);
        let matched = evaluator.matches(&self.asked.zones, &here)?;
        Ok(matched.found.first().map(|matched| matched.counts))
    }

    /// A node inside the places it has to stand in.
    fn part<'n>(
        &self,
        node: &'n Node,
        places: &mut Vec<&'n Place>,
    ) -> Result<WhyPart, SearchError> {
        let whole = inside(node, places);
        let counts = self.counts(&whole)?;
        let mut part = WhyPart {
            text: retyped(&whole, &self.asked.request.q, &Change::default()).unwrap_or_default(),
            kind: kind(node),
            holds: counts.is_some(),
            occurrences: 0,
            added: 0,
            reason: None,
            places: Vec::new(),
            nearest: Vec::new(),
            parts: Vec::new(),
        };
        let counts = counts.unwrap_or_default();
        part.occurrences = counts.typed.iter().map(|count| u64::from(*count)).sum();
        part.added = u64::from(counts.added);
        self.add_parts(&mut part, node, places)?;
        if let Node::Filter(filter) = node {
            part.reason = Some(self.value_of(filter)?);
        } else if part.holds && part.parts.is_empty() {
            part.places = self.places(&whole);
        } else if !part.holds {
            self.add_shortfall(&mut part, node, places);
        }
        if part.holds && matches!(node, Node::Not(_)) {
            part.parts.iter_mut().for_each(WhyPart::leave_it_there);
        }
        Ok(part)
    }

    fn add_parts<'n>(
        &self,
        part: &mut WhyPart,
        node: &'n Node,
        places: &mut Vec<&'n Place>,
    ) -> Result<(), SearchError> {
        let inner: Vec<&Node> = match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().collect(),
            Node::Near(near) => vec![&near.left, &near.right],
            Node::Within(_, inner) | Node::Not(inner) | Node::Boost(_, inner) => members(inner),
            Node::In(place, inner) if !inner.looks_for_nothing() => {
                places.push(place);
                for node in members(inner) {
                    part.parts.push(self.part(node, places)?);
                }
                places.pop();
                return Ok(());
            }
            Node::Expanded(expanded) => match expanded.typed.as_ref() {
                Node::And(nodes) => nodes.iter().collect(),
                _ => Vec::new(),
            },
            Node::In(..) | Node::Filter(_) | Node::Leaf(_) => Vec::new(),
        };
        for node in inner {
            part.parts.push(self.part(node, places)?);
        }
        Ok(())
    }

    fn add_shortfall(&self, part: &mut WhyPart, node: &Node, places: &[&Place]) {
        let Shortfall { reason, places } = self.shortfall(node, places, &part.parts);
        part.reason = reason;
        part.nearest = places.into_iter().map(|place| self.show(&place)).collect();
    }

    /// A text of the document with what is marked in it.
    fn show(&self, place: &NearPlace) -> ShownPassage {
        let text = &self.record.blocks[place.block].text[place.range.clone()];
        let start = place.range.start;
        let inside = place
            .marked
            .iter()
            .filter(|mark| place.range.start <= mark.start && mark.end <= place.range.end);
        let marked = inside
            .map(|mark| mark.start - start..mark.end - start)
            .collect();
        shown(&self.record, place.block, &place.range, runs(text, marked))
    }

    /// The first places where a node stands.
    fn places(&self, node: &Node) -> Vec<ShownPassage> {
        let mut found: Vec<NearPlace> = Vec::new();
        for (block, spans) in self.spans(node, &self.zones_of(node)) {
            for span in spans {
                let place = NearPlace::around(&self.record, block, vec![span]);
                let is_full = found.len() == PLACES;
                match found.last_mut() {
                    Some(last) if last.block == block && last.range == place.range => {
                        last.marked.extend(place.marked);
                    }
                    _ if is_full => break,
                    _ => found.push(place),
                }
            }
        }
        found.iter().map(|place| self.show(place)).collect()
    }

    /// The zones that a node is looked for in.
    pub(crate) fn zones_of(&self, node: &Node) -> Vec<Zone> {
        match node {
            Node::In(Place::Zone(zone), _) => vec![*zone],
            _ => self.asked.zones.clone(),
        }
    }

    /// What stands in each block of some zones, as its bytes; blocks with nothing to mark are left out.
    pub(crate) fn spans(
        &self,
        node: &Node,
        zones: &[Zone],
    ) -> Vec<(usize, Vec<std::ops::Range<usize>>)> {
        let meets = |filter: &Filter| self.filters.holds(filter, self.segment, self.doc);
        let around = Around {
            record: &self.record,
            meets: &meets,
            inherits: false,
        };
        let mut found = Vec::new();
        let mut letters = Letters::default();
        for (at, block) in self
            .record
            .blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| zones.contains(&block.zone))
        {
            letters.refill(&block.text);
            let Some(spans) = find(node, &Text::of_block(block, &letters, around)) else {
                continue;
            };
            let mut bytes: Vec<_> = spans
                .into_iter()
                .map(|span| span.bytes)
                .filter(|bytes| !bytes.is_empty())
                .collect();
            bytes.sort_by_key(|bytes| (bytes.start, bytes.end));
            if !bytes.is_empty() {
                found.push((at, bytes));
            }
        }
        found
    }
}

/// What stands side by side in a node.
fn members(node: &Node) -> Vec<&Node> {
    match node {
        Node::And(nodes) => nodes.iter().collect(),
        node => vec![node],
    }
}

/// A node inside places, the first of them outermost.
pub(crate) fn inside(node: &Node, places: &[&Place]) -> Node {
    let inside = |node, place: &&Place| Node::In((*place).clone(), Box::new(node));
    places.iter().rev().fold(node.clone(), inside)
}

fn kind(node: &Node) -> &'static str {
    match node {
        Node::And(_) => "all",
        Node::Or(_) => "any",
        Node::Not(_) => "not",
        Node::Near(near) if near.ordered => "before",
        Node::Near(_) => "near",
        Node::Within(Scope::Sentence, _) => "sentence",
        Node::Within(Scope::Paragraph, _) => "paragraph",
        Node::In(..) => "place",
        Node::Filter(_) => "condition",
        Node::Boost(_, inner) => kind(inner),
        Node::Expanded(expanded) => kind(&expanded.typed),
        Node::Leaf(leaf) => match leaf.kind {
            LeafKind::Word(_) => "word",
            LeafKind::Phrase(_) => "phrase",
            LeafKind::Title(_) => "title",
            LeafKind::Gapped(_) => "wildcard",
            LeafKind::Loose(_) => "loose",
            LeafKind::Regex(_) => "regex",
            LeafKind::Exact(_) => "exact",
        },
    }
}
