//! Reads a question: the grammar.
//!
//! ```text
//! any     = all { OR all }
//! all     = not { [AND] not }
//! not     = { NOT } near
//! near    = boosted { NEAR/N boosted }
//! boosted = primary [ ^number ]
//! primary = leaf | filter | place | zone boosted | [scope] ( any )
//! ```

use super::filter::Filter;
use super::lexer::tokens;
use super::mistake::Mistake;
use super::plain;
use super::token::{Kind, Token};
use super::tree::{LeafKind, Near, Node, Place};
use crate::request::RequestError;

/// A question that was read.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// Its tree; the root is an AND.
    pub tree: Node,
    /// What was wrong with it, when it was read as plain words for that.
    pub problem: Option<SyntaxProblem>,
}

/// Why a question could not be read as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxProblem {
    /// Where, code points from the start of the question.
    pub at: usize,
    /// What is wrong there.
    pub mistake: Mistake,
    /// The same in English: what was expected there, what to do.
    pub message: String,
}

/// Reads a question; one that cannot be read as it stands is read as plain words, and the problem is told.
///
/// # Errors
///
/// When there is nothing to look for, or more than can be looked for.
pub fn parse(question: &str) -> Result<Parsed, RequestError> {
    let tokens = tokens(question)?;
    let (nodes, problem) = match Parser::new(question, &tokens).whole() {
        Ok(nodes) => (nodes, None),
        Err((byte, mistake)) => {
            let mut terms = Terms::default();
            terms.extend(plain::terms(question, &tokens));
            let at = question[..byte].chars().count();
            (
                terms.nodes,
                Some(SyntaxProblem {
                    at,
                    message: mistake.to_string(),
                    mistake,
                }),
            )
        }
    };
    let tree = Node::And(nodes);
    match (&tree, &problem) {
        (Node::And(nodes), Some(problem)) if nodes.is_empty() => {
            Err(RequestError::Mistaken(problem.mistake.clone()))
        }
        (Node::And(nodes), None) if nodes.is_empty() => Err(RequestError::Empty),
        (tree, _) if !has_something_to_find(tree) => Err(RequestError::OnlyNegative),
        _ => Ok(Parsed { tree, problem }),
    }
}

/// Reads conditions on the description of documents: what a question may say of them, and nothing to look for in the text.
///
/// # Errors
///
/// What is wrong, in words.
pub(crate) fn conditions(text: &str) -> Result<Node, String> {
    let tokens = tokens(text).map_err(|error| error.to_string())?;
    let nodes = Parser::new(text, &tokens)
        .whole()
        .map_err(|(_, mistake)| mistake.to_string())?;
    let tree = Node::And(nodes);
    if tree.looks_for_nothing() || !is_condition(&tree) {
        return Err(format!(
            "`{text}` is no condition; write for example `type:speech`, `lang:zh year:2018..2024` or `-lang:ru`"
        ));
    }
    Ok(beside_the_question(tree))
}

/// Conditions that have no place in the question.
fn beside_the_question(node: Node) -> Node {
    let all = |nodes: Vec<Node>| nodes.into_iter().map(beside_the_question).collect();
    match node {
        Node::And(nodes) => Node::And(all(nodes)),
        Node::Or(nodes) => Node::Or(all(nodes)),
        Node::Not(inner) => Node::Not(Box::new(beside_the_question(*inner))),
        Node::Filter(filter) => Node::Filter(Filter { at: 0..0, ..filter }),
        other => other,
    }
}

fn is_condition(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().all(is_condition),
        Node::Not(inner) => is_condition(inner),
        Node::Filter(_) => true,
        _ => false,
    }
}

/// Whether something is looked for, not only excluded.
fn has_something_to_find(node: &Node) -> bool {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(has_something_to_find),
        Node::Not(_) => false,
        Node::Within(_, inner) | Node::Boost(_, inner) => has_something_to_find(inner),
        Node::In(..) | Node::Near(_) | Node::Filter(_) | Node::Expanded(_) | Node::Leaf(_) => true,
    }
}

/// Nodes joined by AND or by OR.
#[derive(Default)]
struct Terms {
    nodes: Vec<Node>,
}

impl Terms {
    /// Adds a node. A term said twice is looked for once, lest its occurrences be counted twice; said once in quotation marks,
    /// it is a phrase.
    fn push(&mut self, node: Node) {
        let Some(same) = self.nodes.iter_mut().find(|term| term.is_same(&node)) else {
            self.nodes.push(node);
            return;
        };
        if matches!(&node, Node::Leaf(leaf) if matches!(leaf.kind, LeafKind::Phrase(_))) {
            *same = node;
        }
    }

    fn extend(&mut self, nodes: impl IntoIterator<Item = Node>) {
        nodes.into_iter().for_each(|node| self.push(node));
    }

    /// What they make together, `None` when there are none.
    fn joined(mut self, join: fn(Vec<Node>) -> Node) -> Option<Node> {
        match self.nodes.len() {
            0 => None,
            1 => self.nodes.pop(),
            _ => Some(join(self.nodes)),
        }
    }
}

/// What was read where a term can stand.
enum Item {
    /// Something without a letter.
    Nothing,
    Node(Node),
    /// A place that the whole AND has to stand in.
    Place(Place),
}

/// Something read, or the byte where reading failed and why.
type Read<T> = Result<T, (usize, Mistake)>;

struct Parser<'a> {
    question: &'a str,
    tokens: &'a [Token],
    next: usize,
}

impl<'a> Parser<'a> {
    fn new(question: &'a str, tokens: &'a [Token]) -> Parser<'a> {
        Parser {
            question,
            tokens,
            next: 0,
        }
    }

    fn peek(&self) -> Option<&'a Kind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    /// The token before the next one, as typed.
    fn previous(&self) -> Option<&'a Token> {
        self.next.checked_sub(1).map(|at| &self.tokens[at])
    }

    fn typed(&self, token: &Token) -> &'a str {
        &self.question[token.at.clone()]
    }

    /// A problem at the next token, or at the end.
    fn problem<T>(&self, mistake: Mistake) -> Read<T> {
        let end = self.question.trim_end().len();
        let byte = self
            .tokens
            .get(self.next)
            .map_or(end, |token| token.at.start);
        Err((byte, mistake))
    }

    /// The whole question: nodes that must all hold.
    fn whole(mut self) -> Read<Vec<Node>> {
        if self.tokens.is_empty() {
            return Ok(Vec::new());
        }
        let node = self.any()?;
        if self.next < self.tokens.len() {
            return self.problem(Mistake::ClosesNothing);
        }
        Ok(match node {
            Some(Node::And(nodes)) => nodes,
            other => other.into_iter().collect(),
        })
    }

    fn any(&mut self) -> Read<Option<Node>> {
        let mut alternatives = Terms::default();
        loop {
            match self.all()? {
                Some(Node::Or(nodes)) => alternatives.extend(nodes),
                node => alternatives.extend(node),
            }
            if !matches!(self.peek(), Some(Kind::Or)) {
                return Ok(alternatives.joined(Node::Or));
            }
            self.next += 1;
        }
    }

    fn all(&mut self) -> Read<Option<Node>> {
        let (mut terms, mut places) = (Terms::default(), Vec::new());
        loop {
            match self.not()? {
                Item::Nothing => {}
                Item::Node(Node::And(nodes)) => terms.extend(nodes),
                Item::Node(node) => terms.push(node),
                Item::Place(place) => places.push(place),
            }
            match self.peek() {
                None | Some(Kind::Close | Kind::Or) => break,
                Some(Kind::And) => self.next += 1,
                Some(_) => {}
            }
        }
        let node = terms.joined(Node::And);
        if places.is_empty() {
            return Ok(node);
        }
        let inside = |node, place| Node::In(place, Box::new(node));
        let node = node.unwrap_or_else(Node::everything);
        Ok(Some(places.into_iter().rev().fold(node, inside)))
    }

    fn not(&mut self) -> Read<Item> {
        let mut excluded = false;
        while matches!(self.peek(), Some(Kind::Not)) {
            excluded = !excluded;
            self.next += 1;
        }
        let item = self.near()?;
        Ok(if excluded { opposite(item) } else { item })
    }

    fn near(&mut self) -> Read<Item> {
        let mut start_of_left = self.next;
        let mut item = self.boosted()?;
        let mut pairs = Vec::new();
        while let Some(&Kind::Near { letters, ordered }) = self.peek() {
            let left = self.operand(item, start_of_left)?;
            self.next += 1;
            start_of_left = self.next;
            let right = self.boosted()?;
            let right = self.operand(right, start_of_left)?;
            item = Item::Node(right.clone());
            pairs.push(Node::Near(Near {
                left: Box::new(left),
                right: Box::new(right),
                letters,
                ordered,
            }));
        }
        if pairs.is_empty() {
            return Ok(item);
        }
        let pairs = Terms { nodes: pairs }.joined(Node::And);
        Ok(pairs.map_or(Item::Nothing, Item::Node))
    }

    /// One side of NEAR: a leaf, or leaves joined by OR.
    fn operand(&self, item: Item, start: usize) -> Read<Node> {
        let is_leaf = |node: &Node| matches!(node, Node::Leaf(_));
        match item {
            Item::Node(node) if is_leaf(&node) => Ok(node),
            Item::Node(Node::Or(nodes)) if nodes.iter().all(is_leaf) => Ok(Node::Or(nodes)),
            _ => Err((self.tokens[start].at.start, Mistake::Sides)),
        }
    }

    fn boosted(&mut self) -> Read<Item> {
        let item = self.primary()?;
        let Some(&Kind::Boost(factor)) = self.peek() else {
            return Ok(item);
        };
        let is_adjacent = self
            .previous()
            .is_some_and(|token| token.at.end == self.tokens[self.next].at.start);
        match item {
            Item::Node(node) if is_adjacent && !matches!(node, Node::Filter(_)) => {
                self.next += 1;
                Ok(Item::Node(Node::Boost(factor, Box::new(node))))
            }
            Item::Nothing if is_adjacent => {
                self.next += 1;
                Ok(Item::Nothing)
            }
            _ => self.stray_boost(),
        }
    }

    fn stray_boost<T>(&self) -> Read<T> {
        self.problem(Mistake::StrayBoost)
    }

    fn primary(&mut self) -> Read<Item> {
        let Some(kind) = self.peek() else {
            return self.missing();
        };
        let item = match kind {
            Kind::Leaf(leaf) => Item::Node(Node::Leaf(leaf.clone())),
            Kind::Filter(filter) => Item::Node(Node::Filter(filter.clone())),
            Kind::Place(place) => Item::Place(place.clone()),
            Kind::Blank => Item::Nothing,
            Kind::Open => return self.group(),
            Kind::Scope(scope) => {
                self.next += 1;
                return Ok(wrapped(self.group()?, |node| Node::Within(*scope, node)));
            }
            Kind::Zone(zone) => {
                self.next += 1;
                return Ok(wrapped(self.boosted()?, |node| {
                    Node::In(Place::Zone(*zone), node)
                }));
            }
            Kind::Bad(mistake, _) => return self.problem(mistake.clone()),
            Kind::Boost(_) => return self.stray_boost(),
            Kind::Not => {
                let before = self.previous().map_or("", |token| self.typed(token));
                return self.problem(Mistake::Exclusion(before.to_owned()));
            }
            Kind::Close | Kind::And | Kind::Or | Kind::Near { .. } => return self.missing(),
        };
        self.next += 1;
        Ok(item)
    }

    /// A group; the next token opens it.
    fn group(&mut self) -> Read<Item> {
        let open = self.next;
        self.next += 1;
        let node = if self.next < self.tokens.len() {
            self.any()?
        } else {
            None
        };
        if !matches!(self.peek(), Some(Kind::Close)) {
            return Err((self.tokens[open].at.start, Mistake::NotClosed));
        }
        self.next += 1;
        Ok(node.map_or(Item::Nothing, Item::Node))
    }

    /// The problem that no term stands where one is expected.
    fn missing<T>(&self) -> Read<T> {
        let next = self.tokens.get(self.next);
        let closes = next.is_some_and(|token| matches!(token.kind, Kind::Close));
        let typed = |token: &Token| self.typed(token).to_owned();
        self.problem(match (self.previous(), next) {
            (Some(before), _) if !matches!(before.kind, Kind::Open) => {
                Mistake::NothingBehind(typed(before))
            }
            (Some(_), _) if closes => Mistake::EmptyBrackets,
            (None, _) if closes => Mistake::ClosesNothing,
            (_, next) => Mistake::NothingBefore(next.map(typed).unwrap_or_default()),
        })
    }
}

/// The item that excludes what this one looks for.
fn opposite(item: Item) -> Item {
    match item {
        Item::Nothing => Item::Nothing,
        Item::Node(Node::Not(inner)) => Item::Node(*inner),
        Item::Node(node) => Item::Node(Node::Not(Box::new(node))),
        Item::Place(place) => Item::Place(match place {
            Place::Zone(zone) => Place::NotZone(zone),
            Place::NotZone(zone) => Place::Zone(zone),
            Place::Speaker(speaker) => Place::NotSpeaker(speaker),
            Place::NotSpeaker(speaker) => Place::Speaker(speaker),
        }),
    }
}

fn wrapped(item: Item, wrap: impl Fn(Box<Node>) -> Node) -> Item {
    match item {
        Item::Node(node) => Item::Node(wrap(Box::new(node))),
        other => other,
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
