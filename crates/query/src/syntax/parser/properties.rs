//! What holds of any question: it is read, in linear time, and a tree printed and read again is the same.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::tests::{read, show};
use super::*;
use crate::syntax::tree::Scope;

#[test]
fn a_long_question_is_read_in_linear_time() {
    for piece in [
        "“a ",
        "”x",
        "(a)b",
        "((",
        "）",
        "《",
        "》x ",
        "/a ",
        "a/ ",
        "^2",
        "*",
        "- ",
        "--",
        "NOT ",
        "AND ",
        "-(",
        "title:",
        "=",
        "~3",
        "„“",
        "“a” ",
        "SENTENCE ( ",
        "a NEAR/3 ",
        "^1.",
        "“a”，",
    ] {
        let start = Instant::now();
        let _ = parse(&piece.repeat(20_000 / piece.len()));
        let _ = parse(&format!("{}{}", "“a ".repeat(3_000), "”x".repeat(3_000)));
        assert!(start.elapsed() < Duration::from_millis(500), "{piece}");
    }
}

/// Pieces of questions; in any order they make anything from a good question to nonsense.
const PIECES: &[&str] = &[
    " ",
    "\u{3000}",
    "(",
    "（",
    ")",
    "）",
    "-",
    "－",
    "AND",
    " OR ",
    " NOT ",
    " NEAR/3 ",
    "BEFORE/",
    "\"",
    "“",
    "”",
    "„",
    "«",
    "»",
    "「",
    "」",
    "《",
    "》",
    "~2",
    "*",
    "＊",
    "=",
    "^2",
    "^",
    "/",
    "title:",
    "in:quote ",
    "-in:note",
    "speaker:",
    "type:",
    "date:2024",
    "SENTENCE(",
    "PARAGRAPH（",
    "上海",
    "精神",
    "SCO",
    "дух",
    "2024",
    "，",
    "。",
    "\u{301}",
    "\\",
    "\n",
];

proptest! {
    #[test]
    fn any_text_is_read_without_panic(question in "\\PC{0,200}") {
        let _ = parse(&question);
    }

    #[test]
    fn any_pieces_are_read_without_panic(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let question = pieces.concat();
        if let Ok(parsed) = parse(&question) {
            prop_assert!(matches!(&parsed.tree, Node::And(nodes) if !nodes.is_empty()));
            let is_inside = |at: &std::ops::Range<usize>| question.get(at.clone()).is_some_and(|text| !text.is_empty());
            let leaves = parsed.tree.positive_leaves();
            prop_assert!(leaves.iter().all(|leaf| is_inside(&leaf.at)), "{question}");
            if let Some(problem) = parsed.problem {
                prop_assert!(problem.at <= question.chars().count());
            }
        }
    }

    #[test]
    fn a_tree_printed_and_read_again_is_the_same(tree in arbitrary_tree()) {
        let shown = read(&show(&tree));
        prop_assert_eq!(read(&shown), shown);
    }
}

/// A tree of words, most of which differ.
fn arbitrary_tree() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        "[a-z]{3}",
        "“[a-z]{3} [上海精神]{2}”",
        "=[a-z]{3}",
        "《[上海精神]{3}》",
        "/[a-z]{3}/"
    ]
    .prop_map(|text| parse(&text).unwrap().tree);
    leaf.prop_recursive(6, 40, 4, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        let some = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            some().prop_map(Node::And),
            some().prop_map(Node::Or),
            boxed().prop_map(Node::Not),
            boxed().prop_map(|inner| Node::Within(Scope::Sentence, inner)),
            boxed().prop_map(|inner| Node::In(Place::Zone(sco_indexer::Zone::Quote), inner)),
            boxed().prop_map(|inner| Node::In(Place::NotZone(sco_indexer::Zone::Note), inner)),
            boxed().prop_map(|inner| Node::Boost(2.5, inner)),
        ]
    })
}
