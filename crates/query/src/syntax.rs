//! The syntax tree of a question, and its reader.
//!
//! The tree knows nothing of the index. The language so far: words (all of them, AND), phrases in any quotation marks,
//! 《titles》 as one phrase, `-word` for what must not be there. A minus counts only at the start of a term, so 中国-中亚峰会
//! and 2024-2029 stay words.

use sco_analysis::{Letters, Pattern};

use crate::request::RequestError;

/// A node of the tree.
#[derive(Debug, Clone)]
pub enum Node {
    /// All of these.
    And(Vec<Node>),
    /// Any of these.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// A row of letters.
    Leaf(Leaf),
}

/// A row of letters to look for.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// As typed, without quotation marks and operators.
    pub text: String,
    /// Whether it was typed in quotation marks: then it is never loosened.
    pub quoted: bool,
    /// The letters.
    pub pattern: Pattern,
}

impl Node {
    /// Reads a question.
    ///
    /// # Errors
    ///
    /// When there is nothing to look for.
    pub fn parse(question: &str) -> Result<Node, RequestError> {
        let mut terms: Vec<Node> = Vec::new();
        for node in (Terms { rest: question }).filter_map(Term::into_node) {
            // A term said twice is looked for once, lest its occurrences be counted twice.
            if !terms.iter().any(|term| term.is_same(&node)) {
                terms.push(node);
            }
        }
        if terms.is_empty() {
            return Err(RequestError::Empty);
        }
        if terms.iter().all(|node| matches!(node, Node::Not(_))) {
            return Err(RequestError::OnlyNegative);
        }
        Ok(Node::And(terms))
    }

    /// The leaves that are looked for, not those that are excluded.
    pub fn positive_leaves(&self) -> Vec<&Leaf> {
        match self {
            Node::And(nodes) | Node::Or(nodes) => {
                nodes.iter().flat_map(Node::positive_leaves).collect()
            }
            Node::Not(_) => Vec::new(),
            Node::Leaf(leaf) => vec![leaf],
        }
    }

    /// The tree without its exclusions: what a document must hold so that one of its passages may answer.
    pub fn without_exclusions(&self) -> Option<Node> {
        let kept = |nodes: &[Node]| -> Vec<Node> {
            nodes.iter().filter_map(Node::without_exclusions).collect()
        };
        match self {
            Node::Not(_) => None,
            Node::Leaf(_) => Some(self.clone()),
            Node::And(nodes) => Some(Node::And(kept(nodes))).filter(Node::is_not_empty),
            Node::Or(nodes) => Some(Node::Or(kept(nodes))).filter(Node::is_not_empty),
        }
    }

    /// What a passage must hold when the rest of the question is loosened: quoted phrases and exclusions.
    pub fn strict_part(&self) -> Option<Node> {
        match self {
            Node::Not(_) => Some(self.clone()),
            Node::Leaf(leaf) => leaf.quoted.then(|| self.clone()),
            Node::And(nodes) => Some(Node::And(
                nodes.iter().filter_map(Node::strict_part).collect(),
            ))
            .filter(Node::is_not_empty),
            // One alternative that may be loosened loosens them all.
            Node::Or(nodes) => {
                let strict: Option<Vec<Node>> = nodes.iter().map(Node::strict_part).collect();
                strict.map(Node::Or)
            }
        }
    }

    /// Whether two leaves, or two exclusions, look for the same letters; quotation marks make no difference to what is found.
    fn is_same(&self, other: &Node) -> bool {
        match (self, other) {
            (Node::Leaf(a), Node::Leaf(b)) => a.pattern == b.pattern,
            (Node::Not(a), Node::Not(b)) => a.is_same(b),
            _ => false,
        }
    }

    fn is_not_empty(&self) -> bool {
        match self {
            Node::And(nodes) | Node::Or(nodes) => !nodes.is_empty(),
            _ => true,
        }
    }

    /// Whether a text holds what the tree says.
    pub fn holds(&self, text: &Letters) -> bool {
        match self {
            Node::And(nodes) => nodes.iter().all(|node| node.holds(text)),
            Node::Or(nodes) => nodes.iter().any(|node| node.holds(text)),
            Node::Not(node) => !node.holds(text),
            Node::Leaf(leaf) => !leaf.pattern.find_in(text).is_empty(),
        }
    }
}

/// A term as typed.
struct Term<'a> {
    text: &'a str,
    quoted: bool,
    excluded: bool,
}

impl Term<'_> {
    fn into_node(self) -> Option<Node> {
        let pattern = Pattern::of(self.text)?;
        let leaf = Node::Leaf(Leaf {
            text: self.text.trim().to_owned(),
            quoted: self.quoted,
            pattern,
        });
        Some(if self.excluded {
            Node::Not(Box::new(leaf))
        } else {
            leaf
        })
    }
}

/// Cuts a question into terms.
struct Terms<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Terms<'a> {
    type Item = Term<'a>;

    fn next(&mut self) -> Option<Term<'a>> {
        let rest = self.rest.trim_start();
        let first = rest.chars().next()?;
        let minus = matches!(first, '-' | '－' | '−')
            && rest
                .chars()
                .nth(1)
                .is_some_and(|next| !next.is_whitespace());
        let rest = if minus {
            &rest[first.len_utf8()..]
        } else {
            rest
        };
        let (text, quoted, length) = match rest.chars().next().and_then(closing_of) {
            Some((closing, quoted)) => enclosed(rest, closing, quoted),
            None => bare(rest),
        };
        self.rest = &rest[length..];
        Some(Term {
            text,
            quoted,
            excluded: minus,
        })
    }
}

/// The mark that closes what this one opens, and whether it makes a phrase that is never loosened.
fn closing_of(opening: char) -> Option<(char, bool)> {
    Some(match opening {
        '“' | '”' | '„' => ('”', true),
        '"' => ('"', true),
        '＂' => ('＂', true),
        '«' => ('»', true),
        '「' => ('」', true),
        '『' => ('』', true),
        '‘' => ('’', true),
        '《' => ('》', false),
        _ => return None,
    })
}

/// A term that begins with an opening mark: the text inside, and the bytes of it all. Marks of the same kind may nest; what
/// is not closed goes to the end. Letters glued to the closing mark belong to the term, which then is no phrase.
fn enclosed(rest: &str, closing: char, quoted: bool) -> (&str, bool, usize) {
    let opening = rest.chars().next().unwrap_or(closing);
    let opening_length = opening.len_utf8();
    let mut depth = 1;
    for (at, c) in rest.char_indices().skip(1) {
        // The typist of „…“ or “…“ closes with a mark that opens elsewhere.
        let closes = c == closing
            || (opening != '《' && closing == '”' && c == '“' && depth == 1 && opening != '“');
        if closes {
            depth -= 1;
        } else if c == opening {
            depth += 1;
        }
        if depth == 0 {
            let end = at + c.len_utf8();
            let glued = rest[end..]
                .chars()
                .next()
                .is_some_and(|next| !next.is_whitespace() && closing_of(next).is_none());
            if glued {
                return bare(rest);
            }
            return (&rest[opening_length..at], quoted, end);
        }
    }
    (&rest[opening_length..], quoted, rest.len())
}

/// A term up to the next white space outside 《》; quotation marks inside it are letters' company, as in 弘扬“上海精神”.
fn bare(rest: &str) -> (&str, bool, usize) {
    let mut inside_title = 0u32;
    for (at, c) in rest.char_indices() {
        match c {
            '《' if rest[at..].contains('》') => inside_title += 1,
            '》' => inside_title = inside_title.saturating_sub(1),
            _ if c.is_whitespace() && inside_title == 0 => return (&rest[..at], false, at),
            _ => {}
        }
    }
    (rest, false, rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(question: &str) -> String {
        let Ok(Node::And(nodes)) = Node::parse(question) else {
            return "error".into();
        };
        let one = |node: &Node| match node {
            Node::Leaf(leaf) if leaf.quoted => format!("[{}]", leaf.text),
            Node::Leaf(leaf) => leaf.text.clone(),
            Node::Not(inner) => match &**inner {
                Node::Leaf(leaf) if leaf.quoted => format!("!([{}])", leaf.text),
                Node::Leaf(leaf) => format!("!({})", leaf.text),
                _ => "?".into(),
            },
            _ => "?".into(),
        };
        nodes.iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn words_phrases_titles_and_exclusions() {
        for (question, tree) in [
            ("上海精神 命运共同体", "上海精神 | 命运共同体"),
            ("上海精神　命运共同体", "上海精神 | 命运共同体"),
            ("“协商一致”", "[协商一致]"),
            ("\"协商一致\" 灵活", "[协商一致] | 灵活"),
            ("「三股勢力」", "[三股勢力]"),
            ("«шанхайский дух»", "[шанхайский дух]"),
            ("“要让‘上海精神’深入”", "[要让‘上海精神’深入]"),
            ("上海精神 -命运共同体", "上海精神 | !(命运共同体)"),
            ("上海精神 -“命运 共同体”", "上海精神 | !([命运 共同体])"),
            ("中国-中亚峰会 2024-2029", "中国-中亚峰会 | 2024-2029"),
            ("《光辉旗帜 新局面》 外交", "光辉旗帜 新局面 | 外交"),
            ("弘扬“上海精神”的人", "弘扬“上海精神”的人"),
            ("“上海精神”的内涵", "“上海精神”的内涵"),
            ("“没有关上", "[没有关上]"),
            ("， 。", "error"),
            ("-俄罗斯", "error"),
            ("俄罗斯 - 中国", "俄罗斯 | 中国"),
        ] {
            assert_eq!(show(question), tree, "{question}");
        }
    }

    #[test]
    fn any_question_is_read_without_panic() {
        for question in [
            "“”", "-", "--", "- -", "《", "》", "“《", "\"\"\"", "-“", "«»«", "\u{0}",
        ] {
            let _ = Node::parse(question);
        }
    }
}
