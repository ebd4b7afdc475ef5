//! What can be seen of a tree, and its simpler forms.

use sco_analysis::Pattern;

use super::tree::{AlternativeKind, Expanded, Leaf, LeafKind, Near, Node, Place, Scope, Speaker};

impl Node {
    /// What holds everything and looks for nothing.
    pub fn everything() -> Node {
        Node::And(Vec::new())
    }

    /// The leaves that are looked for, not those that are excluded; without other names.
    pub fn positive_leaves(&self) -> Vec<&Leaf> {
        let mut leaves = Vec::new();
        self.each_positive_leaf(1.0, &mut |leaf, _| leaves.push(leaf));
        leaves
    }

    /// Calls `each` with every leaf that is looked for and the boost it stands under.
    pub(crate) fn each_positive_leaf<'a>(
        &'a self,
        boost: f32,
        each: &mut impl FnMut(&'a Leaf, f32),
    ) {
        match self {
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    node.each_positive_leaf(boost, each);
                }
            }
            Node::Near(near) => {
                near.left.each_positive_leaf(boost, each);
                near.right.each_positive_leaf(boost, each);
            }
            Node::Within(_, inner) | Node::In(_, inner) => inner.each_positive_leaf(boost, each),
            Node::Boost(factor, inner) => inner.each_positive_leaf(boost * factor, each),
            Node::Expanded(expanded) => expanded.typed.each_positive_leaf(boost, each),
            Node::Leaf(leaf) => each(leaf, boost),
            Node::Not(_) | Node::Filter(_) => {}
        }
    }

    /// Calls `each` with everything that was expanded.
    pub(crate) fn each_expanded<'a>(&'a self, each: &mut impl FnMut(&'a Expanded)) {
        match self {
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    node.each_expanded(each);
                }
            }
            Node::Near(near) => {
                near.left.each_expanded(each);
                near.right.each_expanded(each);
            }
            Node::Within(_, inner) | Node::In(_, inner) | Node::Boost(_, inner) => {
                inner.each_expanded(each);
            }
            Node::Expanded(expanded) => {
                each(expanded);
                expanded.typed.each_expanded(each);
            }
            Node::Not(_) | Node::Filter(_) | Node::Leaf(_) => {}
        }
    }

    /// Calls `each` with everybody who has to be quoted.
    pub(crate) fn each_speaker<'a>(&'a self, each: &mut impl FnMut(&'a Speaker)) {
        match self {
            Node::And(nodes) | Node::Or(nodes) => {
                for node in nodes {
                    node.each_speaker(each);
                }
            }
            Node::Within(_, inner) | Node::In(_, inner) | Node::Boost(_, inner) => {
                if let Node::In(Place::Speaker(speaker), _) = self {
                    each(speaker);
                }
                inner.each_speaker(each);
            }
            Node::Near(_) | Node::Not(_) | Node::Filter(_) | Node::Leaf(_) | Node::Expanded(_) => {}
        }
    }

    /// Whether a term is looked for with another name inside it.
    pub(crate) fn has_names_inside(&self) -> bool {
        let mut has = false;
        self.each_expanded(&mut |expanded| {
            has |= expanded
                .others
                .iter()
                .any(|other| other.kind == AlternativeKind::Inside);
        });
        has
    }

    /// The tree without terms that have another name inside them.
    pub(crate) fn without_names_inside(&self) -> Node {
        let each = |nodes: &[Node]| nodes.iter().map(Node::without_names_inside).collect();
        match self {
            Node::And(nodes) => Node::And(each(nodes)),
            Node::Or(nodes) => Node::Or(each(nodes)),
            Node::Near(near) => Node::Near(Near {
                left: Box::new(near.left.without_names_inside()),
                right: Box::new(near.right.without_names_inside()),
                ..near.clone()
            }),
            Node::Within(scope, inner) => {
                Node::Within(*scope, Box::new(inner.without_names_inside()))
            }
            Node::In(place, inner) => {
                Node::In(place.clone(), Box::new(inner.without_names_inside()))
            }
            Node::Boost(factor, inner) => {
                Node::Boost(*factor, Box::new(inner.without_names_inside()))
            }
            Node::Expanded(expanded) => {
                let kept = expanded
                    .others
                    .iter()
                    .filter(|other| other.kind != AlternativeKind::Inside);
                let others: Vec<_> = kept.cloned().collect();
                if others.is_empty() {
                    return *expanded.typed.clone();
                }
                Node::Expanded(Expanded {
                    others,
                    ..expanded.clone()
                })
            }
            Node::Not(_) | Node::Filter(_) | Node::Leaf(_) => self.clone(),
        }
    }

    /// The parts of a question each of which alone makes a passage worth showing.
    pub(crate) fn parts(&self) -> Vec<Node> {
        match self {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().flat_map(Node::parts).collect(),
            Node::Not(_) | Node::Filter(_) => Vec::new(),
            Node::Boost(_, inner) => inner.parts(),
            Node::In(place, inner) => {
                let parts = inner.parts();
                let parts = if parts.is_empty() {
                    vec![Node::everything()]
                } else {
                    parts
                };
                let inside = |part| Node::In(place.clone(), Box::new(part));
                parts.into_iter().map(inside).collect()
            }
            // The words of a term may stand apart, its other names do not.
            Node::Expanded(expanded) if matches!(*expanded.typed, Node::And(_)) => {
                let names = Expanded {
                    typed: Box::new(Node::Or(Vec::new())),
                    ..expanded.clone()
                };
                let mut parts = expanded.typed.parts();
                parts.push(Node::Expanded(names));
                parts
            }
            Node::Near(_) | Node::Within(..) | Node::Expanded(_) | Node::Leaf(_) => {
                vec![self.clone()]
            }
        }
    }

    /// The tree without its exclusions: what a document must hold so that one of its passages may answer.
    #[must_use]
    pub fn without_exclusions(&self) -> Node {
        let kept = |nodes: &[Node]| -> Vec<Node> {
            let kept = nodes.iter().filter(|node| !matches!(node, Node::Not(_)));
            kept.map(Node::without_exclusions).collect()
        };
        match self {
            Node::Not(_) => Node::everything(),
            Node::And(nodes) => Node::And(kept(nodes)),
            // An alternative that only excludes may be anywhere.
            Node::Or(nodes) if nodes.iter().any(|node| matches!(node, Node::Not(_))) => {
                Node::everything()
            }
            Node::Or(nodes) => Node::Or(kept(nodes)),
            Node::Within(scope, inner) => {
                Node::Within(*scope, Box::new(inner.without_exclusions()))
            }
            Node::In(place, inner) => Node::In(place.clone(), Box::new(inner.without_exclusions())),
            Node::Boost(factor, inner) => {
                Node::Boost(*factor, Box::new(inner.without_exclusions()))
            }
            Node::Near(_) | Node::Filter(_) | Node::Expanded(_) | Node::Leaf(_) => self.clone(),
        }
    }

    /// What must hold when the rest of the question is loosened: phrases, operators, places, conditions and exclusions.
    pub fn strict_part(&self) -> Option<Node> {
        match self {
            Node::Leaf(leaf) => (!leaf.may_be_loosened()).then(|| self.clone()),
            Node::And(nodes) => {
                let strict: Vec<Node> = nodes.iter().filter_map(Node::strict_part).collect();
                (!strict.is_empty()).then_some(Node::And(strict))
            }
            // One alternative that may be loosened loosens them all.
            Node::Or(nodes) => {
                let strict: Option<Vec<Node>> = nodes.iter().map(Node::strict_part).collect();
                strict.map(Node::Or)
            }
            Node::Boost(_, inner) => inner.strict_part(),
            Node::Expanded(expanded) => expanded.typed.strict_part(),
            // What was asked for at a place is not looked for elsewhere.
            Node::Not(_) | Node::Filter(_) | Node::Near(_) | Node::Within(..) | Node::In(..) => {
                Some(self.clone())
            }
        }
    }

    /// What must hold even of documents that are only ranked: places, conditions and exclusions.
    pub(crate) fn conditions(&self) -> Option<Node> {
        match self {
            Node::Not(_) | Node::Filter(_) => Some(self.clone()),
            Node::And(nodes) => {
                let conditions: Vec<Node> = nodes.iter().filter_map(Node::conditions).collect();
                (!conditions.is_empty()).then_some(Node::And(conditions))
            }
            Node::In(place, inner) => {
                let inner = inner.conditions().unwrap_or_else(Node::everything);
                Some(Node::In(place.clone(), Box::new(inner)))
            }
            Node::Boost(_, inner) => inner.conditions(),
            Node::Or(_) | Node::Near(_) | Node::Within(..) | Node::Expanded(_) | Node::Leaf(_) => {
                None
            }
        }
    }

    /// Whether something may be loosened: there are words typed without marks or operators.
    pub fn may_be_loosened(&self) -> bool {
        match self {
            Node::Leaf(leaf) => leaf.may_be_loosened(),
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::may_be_loosened),
            Node::Boost(_, inner) => inner.may_be_loosened(),
            Node::Expanded(expanded) => expanded.typed.may_be_loosened(),
            Node::Not(_) | Node::Filter(_) | Node::Near(_) | Node::Within(..) | Node::In(..) => {
                false
            }
        }
    }

    /// Whether two nodes look for the same; quotation marks make no difference to what is found.
    pub(crate) fn is_same(&self, other: &Node) -> bool {
        match (self, other) {
            (Node::Leaf(a), Node::Leaf(b)) => {
                std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)
                    && a.text == b.text
                    || a.is_plain() && b.is_plain() && a.pattern() == b.pattern()
            }
            (Node::Not(a), Node::Not(b)) => a.is_same(b),
            (Node::Filter(a), Node::Filter(b)) => a.key == b.key && a.value == b.value,
            _ => false,
        }
    }

    /// Whether a phrase asked for goes over the end of a sentence, or a whole paragraph is asked for: then a passage is a
    /// paragraph.
    pub(crate) fn wants_paragraphs(&self) -> bool {
        match self {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(Node::wants_paragraphs),
            Node::Within(Scope::Paragraph, _) => true,
            Node::In(_, inner) | Node::Boost(_, inner) | Node::Within(_, inner) => {
                inner.wants_paragraphs()
            }
            Node::Expanded(expanded) => expanded.typed.wants_paragraphs(),
            Node::Leaf(leaf) => match &leaf.kind {
                LeafKind::Exact(exact) => exact.spans_sentences(),
                _ => leaf.pattern().is_some_and(Pattern::spans_sentences),
            },
            Node::Not(_) | Node::Filter(_) | Node::Near(_) => false,
        }
    }
}

impl Leaf {
    /// Whether it looks for letters in a row and nothing else.
    fn is_plain(&self) -> bool {
        matches!(self.kind, LeafKind::Word(_) | LeafKind::Phrase(_))
    }
}
