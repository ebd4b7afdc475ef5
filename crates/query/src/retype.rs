//! The way back from a tree to a question that can be typed, as it was or with something changed.

use sco_indexer::Zone;

use crate::syntax::{LeafKind, Node, Place, Scope};

/// What is changed in a question that is typed again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Change {
    /// Leaves and conditions that are left out, by the byte of the question where they begin.
    pub(crate) left_out: Vec<usize>,
    /// An operator that is left out, by its number; its operands stay, but what a minus excludes goes too.
    pub(crate) opened: Option<usize>,
    /// A leaf that is typed without its marks, by the byte where it begins.
    pub(crate) bare: Option<usize>,
}

/// A tree read from `question` as a question, `None` when the change leaves nothing of it.
pub(crate) fn retyped(node: &Node, question: &str, change: &Change) -> Option<String> {
    let mut typist = Typist {
        question,
        change,
        operators: 0,
    };
    typist.node(node).map(|typed| typed.text)
}

/// Calls `each` with every operator of a tree (exclusions, places, nearness, scopes) and its number.
pub(crate) fn each_operator<'a>(
    node: &'a Node,
    next: &mut usize,
    each: &mut impl FnMut(usize, &'a Node),
) {
    if is_operator(node) {
        each(*next, node);
        *next += 1;
    }
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes
            .iter()
            .for_each(|node| each_operator(node, next, each)),
        Node::Near(near) => {
            each_operator(&near.left, next, each);
            each_operator(&near.right, next, each);
        }
        Node::Not(inner) | Node::Within(_, inner) | Node::In(_, inner) | Node::Boost(_, inner) => {
            each_operator(inner, next, each);
        }
        Node::Expanded(expanded) => each_operator(&expanded.typed, next, each),
        Node::Filter(_) | Node::Leaf(_) => {}
    }
}

fn is_operator(node: &Node) -> bool {
    matches!(
        node,
        Node::Not(_) | Node::In(..) | Node::Near(_) | Node::Within(..)
    )
}

/// A part of a question.
struct Typed {
    text: String,
    /// Whether it is one term without brackets around it.
    is_term: bool,
}

impl Typed {
    fn term(text: String) -> Typed {
        Typed {
            text,
            is_term: true,
        }
    }

    fn row(text: String) -> Typed {
        Typed {
            text,
            is_term: false,
        }
    }

    /// As one term.
    fn bound(self) -> String {
        if self.is_term {
            self.text
        } else {
            format!("({})", self.text)
        }
    }
}

struct Typist<'a> {
    question: &'a str,
    change: &'a Change,
    /// Operators passed so far.
    operators: usize,
}

impl Typist<'_> {
    fn node(&mut self, node: &Node) -> Option<Typed> {
        let is_opened = is_operator(node) && {
            self.operators += 1;
            self.change.opened == Some(self.operators - 1)
        };
        match node {
            Node::And(nodes) => self.joined(nodes, " "),
            Node::Or(nodes) => self.joined(nodes, " OR "),
            Node::Not(_) if is_opened => None,
            Node::Not(inner) => Some(Typed::term(format!("-{}", self.node(inner)?.bound()))),
            Node::Near(near) => {
                let between = match (is_opened, near.ordered) {
                    (true, _) => " ".to_owned(),
                    (false, true) => format!(" BEFORE/{} ", near.letters),
                    (false, false) => format!(" NEAR/{} ", near.letters),
                };
                self.joined([near.left.as_ref(), near.right.as_ref()], &between)
            }
            Node::Within(_, inner) if is_opened => self.node(inner),
            Node::Within(scope, inner) => {
                let name = match scope {
                    Scope::Sentence => "SENTENCE",
                    Scope::Paragraph => "PARAGRAPH",
                };
                Some(Typed::term(format!("{name}({})", self.node(inner)?.text)))
            }
            Node::In(_, inner) if is_opened => self.node(inner),
            Node::In(place, inner) => self.inside(place, inner),
            Node::Boost(factor, inner) => {
                let is_leaf = matches!(**inner, Node::Leaf(_));
                let typed = self.node(inner)?;
                let typed = if is_leaf {
                    typed.text
                } else {
                    format!("({})", typed.text)
                };
                Some(Typed::term(format!("{typed}^{factor}")))
            }
            Node::Expanded(expanded) => self.node(&expanded.typed),
            Node::Filter(filter) if filter.at.is_empty() => {
                // It stands beside the question.
                Some(Typed::term(format!(
                    "{}:{}",
                    filter.key.name(),
                    filter.value
                )))
            }
            Node::Filter(filter) => self.kept(filter.at.start, &self.question[filter.at.clone()]),
            Node::Leaf(leaf) => match leaf.kind {
                // A question that could not be read as it stands has words where marks were typed.
                LeafKind::Word(_) => self.kept(leaf.at.start, &leaf.text),
                _ if self.change.bare == Some(leaf.at.start) => Some(bare(&leaf.text)),
                _ => self.kept(leaf.at.start, &self.question[leaf.at.clone()]),
            },
        }
    }

    fn kept(&self, start: usize, typed: &str) -> Option<Typed> {
        (!self.change.left_out.contains(&start)).then(|| Typed::term(typed.trim().to_owned()))
    }

    fn joined<'n>(
        &mut self,
        nodes: impl IntoIterator<Item = &'n Node>,
        between: &str,
    ) -> Option<Typed> {
        let mut typed: Vec<Typed> = nodes
            .into_iter()
            .filter_map(|node| self.node(node))
            .collect();
        if typed.len() < 2 {
            return typed.pop();
        }
        let typed: Vec<String> = typed.into_iter().map(Typed::bound).collect();
        Some(Typed::row(typed.join(between)))
    }

    fn inside(&mut self, place: &Place, inner: &Node) -> Option<Typed> {
        let everything = inner.looks_for_nothing();
        let condition = match place {
            Place::Zone(zone) if !everything => {
                return Some(Typed::term(format!(
                    "{}:{}",
                    zone.name(),
                    self.node(inner)?.bound()
                )));
            }
            Place::Zone(zone) => in_zone(*zone),
            Place::NotZone(zone) => format!("-{}", in_zone(*zone)),
            Place::Speaker(speaker) => format!("speaker:“{}”", speaker.name),
            Place::NotSpeaker(speaker) => format!("-speaker:“{}”", speaker.name),
        };
        if everything {
            return Some(Typed::row(condition));
        }
        let is_row = matches!(inner, Node::And(_));
        let typed = self.node(inner)?;
        let typed = if is_row { typed.text } else { typed.bound() };
        Some(Typed::row(format!("{typed} {condition}")))
    }
}

/// Words without the marks that stood around them.
fn bare(text: &str) -> Typed {
    Typed {
        text: text.to_owned(),
        is_term: !text.contains(char::is_whitespace),
    }
}

fn in_zone(zone: Zone) -> String {
    format!("in:{}", zone.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    fn again(question: &str, change: &Change) -> Option<String> {
        let parsed = parse(question).unwrap();
        assert_eq!(parsed.problem, None, "{question}");
        retyped(&parsed.tree, question, change)
    }

    /// A tree without the bytes where its parts stand.
    fn shape(question: &str) -> String {
        let shown = format!("{:?}", parse(question).unwrap().tree);
        let bytes = regex::Regex::new(r"at: \d+\.\.\d+").unwrap();
        bytes.replace_all(&shown, "at").into_owned()
    }

    #[test]
    fn a_question_typed_again_asks_the_same() {
        for question in [
            "上海精神 飞碟",
            "制裁 -俄罗斯 “协商 一致” 《宪章》 =SCO /第[一二]次/ 构建*共同体 “安全 合作”~3",
            "反恐 (禁毒 OR 制裁)",
            "禁毒 OR (反恐 制裁)",
            "-(反恐 禁毒) 制裁",
            "反恐 NEAR/3 演习 NEAR/4 禁毒",
            "长期 BEFORE/6 (条约 OR 协定)",
            "SENTENCE(禁毒 杜尚别) -PARAGRAPH(粮食)",
            "title:(总理 OR 元首) 2024",
            "协定 -in:note",
            "(协定 in:title) OR (协定 in:heading)",
            "合作 speaker:张三",
            "(合作 -speaker:张三) OR 制裁",
            "speaker:张三",
            "in:quote",
            "type:speech 上海精神 -lang:ru date:2018..",
            "反恐^3 (禁毒 制裁)^2 “合作”^0.5",
            "title:反恐^2 (title:反恐)^2",
            "-title:反恐 禁毒",
        ] {
            let typed = again(question, &Change::default()).unwrap();
            assert_eq!(shape(&typed), shape(question), "{question} → {typed}");
        }
    }

    #[test]
    fn a_change_is_the_only_one() {
        let without = |question: &str, text: &str| {
            let left_out = vec![question.find(text).unwrap()];
            again(
                question,
                &Change {
                    left_out,
                    ..Change::default()
                },
            )
        };
        assert_eq!(
            without("上海精神 飞碟", "飞碟").as_deref(),
            Some("上海精神")
        );
        assert_eq!(
            without("飞碟 NEAR/3 上海精神 -制裁", "飞碟").as_deref(),
            Some("上海精神 -制裁")
        );
        assert_eq!(without("飞碟", "飞碟"), None);
        let opened = |question: &str, number| {
            again(
                question,
                &Change {
                    opened: Some(number),
                    ..Change::default()
                },
            )
        };
        assert_eq!(
            opened("title:上海 -青岛 制裁", 0).as_deref(),
            Some("上海 -青岛 制裁")
        );
        assert_eq!(
            opened("title:上海 -青岛 制裁", 1).as_deref(),
            Some("title:上海 制裁")
        );
        assert_eq!(
            opened("-(反恐 NEAR/3 演习) 制裁", 0).as_deref(),
            Some("制裁")
        );
        assert_eq!(
            opened("反恐 NEAR/3 演习 制裁", 0).as_deref(),
            Some("(反恐 演习) 制裁")
        );
        let bare = Change {
            bare: Some(0),
            ..Change::default()
        };
        assert_eq!(
            again("“制裁三股势力”", &bare).as_deref(),
            Some("制裁三股势力")
        );
    }
}
