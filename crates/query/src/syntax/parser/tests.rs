use std::time::{Duration, Instant};

use super::*;
use crate::syntax::tree::{Leaf, Scope};

/// A tree in the query language, every group in brackets, every NOT as a minus.
pub(super) fn show(node: &Node) -> String {
    let joined = |nodes: &[Node], by: &str| nodes.iter().map(show).collect::<Vec<_>>().join(by);
    match node {
        Node::And(nodes) => format!("({})", joined(nodes, " ")),
        Node::Or(nodes) => format!("({})", joined(nodes, " OR ")),
        Node::Not(inner) => format!("-{}", show(inner)),
        Node::Near(near) => {
            let word = if near.ordered { "BEFORE" } else { "NEAR" };
            let (left, right) = (show(&near.left), show(&near.right));
            format!("({left} {word}/{} {right})", near.letters)
        }
        Node::Within(Scope::Sentence, inner) => format!("SENTENCE({})", show(inner)),
        Node::Within(Scope::Paragraph, inner) => format!("PARAGRAPH({})", show(inner)),
        Node::In(place, inner) => {
            let place = match place {
                Place::Zone(zone) => format!("in:{zone}"),
                Place::NotZone(zone) => format!("-in:{zone}"),
                Place::Speaker(speaker) => format!("speaker:“{}”", speaker.name),
                Place::NotSpeaker(speaker) => format!("-speaker:“{}”", speaker.name),
            };
            match &**inner {
                Node::And(nodes) if nodes.is_empty() => format!("({place})"),
                inner => format!("({place} {})", show(inner)),
            }
        }
        Node::Filter(filter) => format!("{}:“{}”", filter.key.name(), filter.value),
        // `-A^2` excludes the whole, and `A^2^2` is no boost.
        Node::Boost(factor, inner) if matches!(**inner, Node::Not(_) | Node::Boost(..)) => {
            format!("({})^{factor}", show(inner))
        }
        Node::Boost(factor, inner) => format!("{}^{factor}", show(inner)),
        Node::Expanded(_) => "?".to_owned(),
        Node::Leaf(leaf) => show_leaf(leaf),
    }
}

fn show_leaf(leaf: &Leaf) -> String {
    let text = &leaf.text;
    match &leaf.kind {
        LeafKind::Word(_) => text.clone(),
        LeafKind::Phrase(_) => format!("“{text}”"),
        LeafKind::Title(_) => format!("《{text}》"),
        // The pattern a star makes is told from a word with a star by its braces.
        LeafKind::Gapped(_) => format!("{{{text}}}"),
        LeafKind::Loose(_) => format!("“{text}”~?"),
        LeafKind::Regex(_) => format!("/{text}/"),
        LeafKind::Exact(_) => format!("=“{text}”"),
    }
}

/// The tree of a question; behind !, where it was not read as it stands; or the error.
pub(super) fn read(question: &str) -> String {
    let parsed = match parse(question) {
        Ok(parsed) => parsed,
        Err(error) => return format!("{error:?}"),
    };
    let shown = match &parsed.tree {
        Node::And(nodes) => nodes.iter().map(show).collect::<Vec<_>>().join(" "),
        other => show(other),
    };
    match parsed.problem {
        Some(problem) => format!("!{} {shown}", problem.at),
        None => shown,
    }
}

fn check(table: &[(&str, &str)]) {
    let read = table
        .iter()
        .map(|(question, _)| (*question, read(question)));
    let read: Vec<(&str, String)> = read.collect();
    let wanted = table
        .iter()
        .map(|(question, tree)| (*question, (*tree).to_owned()));
    let wrong: Vec<_> = read
        .iter()
        .zip(wanted)
        .filter(|(read, wanted)| *read != wanted)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn words_phrases_titles_and_exclusions() {
    check(&[
        ("上海精神 命运共同体", "上海精神 命运共同体"),
        ("上海精神　命运共同体", "上海精神 命运共同体"),
        ("“协商一致”", "“协商一致”"),
        ("\"协商一致\" 灵活", "“协商一致” 灵活"),
        ("「三股勢力」", "“三股勢力”"),
        ("«шанхайский дух»", "“шанхайский дух”"),
        ("„a b“ ＂c d＂ 『e』 ‘f’", "“a b” “c d” “e” “f”"),
        ("”协商一致”", "“协商一致”"),
        ("“要让‘上海精神’深入”", "“要让‘上海精神’深入”"),
        ("“a “b” c” d", "“a “b” c” d"),
        ("上海精神 -命运共同体", "上海精神 -命运共同体"),
        ("上海精神 －命运共同体 −制裁", "上海精神 -命运共同体 -制裁"),
        ("上海精神 -“命运 共同体”", "上海精神 -“命运 共同体”"),
        ("《光辉旗帜 新局面》 外交", "《光辉旗帜 新局面》 外交"),
        ("《乌法宣言》“一致”《条约》", "《乌法宣言》 “一致” 《条约》"),
        ("弘扬《光辉旗帜 新局面》精神", "弘扬《光辉旗帜 新局面》精神"),
        ("《乌法宣言》的意义", "《乌法宣言》的意义"),
        ("弘扬“上海精神”的人", "弘扬“上海精神”的人"),
        ("“上海精神”的内涵", "“上海精神”的内涵"),
        ("“上海精神”。", "“上海精神”"),
        ("“没有关上", "“没有关上”"),
        ("《没有关上 的", "《没有关上 的》"),
        ("， 。", "Empty"),
        ("", "Empty"),
        (" \u{3000}", "Empty"),
        ("-俄罗斯", "OnlyNegative"),
        ("-俄罗斯 NOT 中国", "OnlyNegative"),
        ("俄罗斯 - 中国", "俄罗斯 中国"),
    ]);
}

#[test]
fn what_stands_inside_a_word_is_no_operator() {
    check(&[
        (
            "中国-中亚峰会 2024-2029 北约-俄罗斯",
            "中国-中亚峰会 2024-2029 北约-俄罗斯",
        ),
        ("和平 —发展 ——合作", "和平 —发展 ——合作"),
        ("上海或北京 且 或 非", "上海或北京 且 或 非"),
        ("war and peace or not near", "war and peace or not near"),
        (
            "上海OR北京 ANDROID NEARBY BEFOREHAND",
            "上海OR北京 ANDROID NEARBY BEFOREHAND",
        ),
        (
            "成员国政府首脑（总理）理事会",
            "成员国政府首脑（总理）理事会",
        ),
        ("（总理）理事会 会议", "（总理）理事会 会议"),
        ("(RATS)机构", "(RATS)机构"),
        ("((a)b)c", "((a)b)c"),
        ("1) 总则 2）分则", "1) 总则 2）分则"),
        ("(f(a b) c)", "f(a b) c"),
        (
            "a/b https://x.org/y/ /usr/bin/env x",
            "a/b https://x.org/y/ /usr/bin/env x",
        ),
        ("上海 / 北京 / 广州 // x/", "上海 北京 广州 x/"),
        ("习近平：讲话 C:\\x 12:30", "习近平：讲话 C:\\x 12:30"),
        ("a=b a = b x^y c^", "!15 a=b a b x^y c"),
        ("note: text title:", "note: text title:"),
        ("“上海精神”-内涵", "“上海精神”-内涵"),
        ("上海～北京 5*3", "上海～北京 {5*3}"),
    ]);
}

#[test]
fn operators_and_groups() {
    check(&[
        ("a AND b", "a b"),
        ("a ＡＮＤ b", "a b"),
        ("a OR b", "(a OR b)"),
        ("a b OR c d", "((a b) OR (c d))"),
        ("a OR b AND c OR d", "(a OR (b c) OR d)"),
        ("a NOT b", "a -b"),
        ("a AND NOT b", "a -b"),
        ("NOT NOT a", "a"),
        ("a -(b c)", "a -(b c)"),
        ("a -(-b)", "a b"),
        ("(a OR b) c", "(a OR b) c"),
        ("（a OR b） c", "(a OR b) c"),
        ("（反恐）AND（禁毒）", "反恐 禁毒"),
        ("“反恐”OR“禁毒”", "(“反恐” OR “禁毒”)"),
        ("(a b)(c OR d)", "a b (c OR d)"),
        ("(a b)c", "a b c"),
        ("(a (b (c OR d)))", "a b (c OR d)"),
        ("a OR (b OR c)", "(a OR b OR c)"),
        ("a OR -b", "(a OR -b)"),
        ("(-a b)", "-a b"),
        ("(a -) b", "a b"),
        ("(，) a OR 。", "a"),
        ("(“a b OR c) d", "((“a b) OR c) d"),
    ]);
}

#[test]
fn a_term_said_twice_is_kept_once() {
    check(&[
        ("a b a", "a b"),
        ("組織 组织", "組織"),
        ("上海精神 “上海精神”", "“上海精神”"),
        ("a OR a", "a"),
        ("(a b) a -c -c", "a b -c"),
        ("type:speech type:speech =a a", "type:“speech” =“a” a"),
    ]);
}

#[test]
fn stars_slop_and_distance() {
    check(&[
        ("友好*", "友好"),
        ("*友好＊", "友好"),
        ("构建*共同体", "{构建*共同体}"),
        ("构建＊共同体", "{构建＊共同体}"),
        ("integrat* *operation", "{integrat*} {*operation}"),
        ("“构建*共同体”", "{构建*共同体}"),
        ("“友好*”", "“友好”"),
        ("“*” a", "a"),
        ("“构建 共同体”~4", "“构建 共同体”~?"),
        ("「构建共同体」～４", "“构建共同体”~?"),
        ("“a”~3x", "“a”~3x"),
        ("“a”~", "!0 “a”"),
        ("a NEAR/3 b", "(a NEAR/3 b)"),
        ("a ＮＥＡＲ／３ b", "(a NEAR/3 b)"),
        ("a BEFORE/0 “b c”", "(a BEFORE/0 “b c”)"),
        ("-a NEAR/3 b c", "-(a NEAR/3 b) c"),
        ("a NEAR/3 (b OR c OR d)", "(a NEAR/3 (b OR c OR d))"),
        ("(a) NEAR/3(b)", "(a NEAR/3 b)"),
        ("a NEAR/3 b BEFORE/4 c", "(a NEAR/3 b) (b BEFORE/4 c)"),
        (
            "a NEAR/3 b NEAR/3 c OR d",
            "(((a NEAR/3 b) (b NEAR/3 c)) OR d)",
        ),
        ("(a NEAR/3 b)^2", "(a NEAR/3 b)^2"),
        ("NEAR/FAR a", "NEAR/FAR a"),
        ("NEAR a", "NEAR a"),
        ("a NEAR", "a NEAR"),
    ]);
}

#[test]
fn scopes_exact_terms_boosts_and_regular_expressions() {
    check(&[
        ("SENTENCE(a b)", "SENTENCE((a b))"),
        ("SENTENCE （a OR b）c", "SENTENCE((a OR b)) c"),
        ("-ＰＡＲＡＧＲＡＰＨ（a） b", "-PARAGRAPH(a) b"),
        ("SENTENCE PARAGRAPH", "SENTENCE PARAGRAPH"),
        ("=組織", "=“組織”"),
        ("＝“C5+1” =“a”b", "=“C5+1” =““a”b”"),
        ("-=組織 組織", "-=“組織” 組織"),
        ("=+", "=“+”"),
        ("a^2", "a^2"),
        ("a＾２ “b c”^0.5 (d e)^100", "a^2 “b c”^0.5 (d e)^100"),
        ("“b c”~2^3 =x^2 a*b^2", "“b c”~?^3 =“x”^2 {a*b}^2"),
        ("-a^2 b", "-a^2 b"),
        ("，^2 a", "a"),
        ("/第[一二]次/", "/第[一二]次/"),
        ("(/a b/^2 OR -/c|d/)", "(/a b/^2 OR -/c|d/)"),
        ("／a＋／ x", "/a＋/ x"),
        ("/a\\/b/", "/a\\/b/"),
    ]);
}

#[test]
fn places_and_conditions() {
    check(&[
        ("title:a b", "(in:title a) b"),
        ("TITLE：“a b” c", "(in:title “a b”) c"),
        ("ｔｉｔｌｅ：a", "(in:title a)"),
        (
            "heading:(a OR b) body:(a b)",
            "(in:heading (a OR b)) (in:body (a b))",
        ),
        (
            "-note:a quote:=b title:a^2",
            "-(in:note a) (in:quote =“b”) (in:title a^2)",
        ),
        (
            "title:《a b》 title:/a|b/ body:a*b",
            "(in:title 《a b》) (in:title /a|b/) (in:body {a*b})",
        ),
        ("title:SENTENCE(a b)", "(in:title SENTENCE((a b)))"),
        ("title:（总理）理事会", "(in:title （总理）理事会)"),
        ("title:-a", "(in:title -a)"),
        ("(a title:)", "a title:"),
        ("in:quote a b", "(in:quote (a b))"),
        ("a -in:quote", "(-in:quote a)"),
        ("a NOT in:Quote", "(-in:quote a)"),
        ("(in:quote a) b", "(in:quote a) b"),
        ("in:title a OR b", "((in:title a) OR b)"),
        ("in:quote", "(in:quote)"),
        ("speaker:习近平", "(speaker:“习近平”)"),
        (
            "speaker：“Xi Jinping” -speaker:a b",
            "(speaker:“Xi Jinping” (-speaker:“a” b))",
        ),
        ("SENTENCE(in:quote a)", "SENTENCE((in:quote a))"),
        ("type:speech", "type:“speech”"),
        ("a type：speech -lang:ru", "a type:“speech” -lang:“ru”"),
        (
            "date:2018..2024-07 year:2024",
            "date:“2018..2024-07” year:“2024”",
        ),
        (
            "(place:塔什干 OR place:“a b”) x",
            "(place:“塔什干” OR place:“a b”) x",
        ),
        (
            "source:http://x.org/y id:hos-2001.en",
            "source:“http://x.org/y” id:“hos-2001.en”",
        ),
        ("-type:speech", "OnlyNegative"),
    ]);
}

#[test]
fn a_question_with_a_mistake_is_read_as_plain_words() {
    check(&[
        ("a OR", "!4 a"),
        ("OR a", "!0 a"),
        ("a AND OR b", "!6 a b"),
        ("a NOT", "!5 a"),
        ("反恐 AND", "!6 反恐"),
        ("(a b", "!0 a b"),
        ("x (a (b)", "!2 x a b"),
        ("（a OR “b c” d", "!0 a “b c” d"),
        ("a ()", "!3 a"),
        ("a )", "!2 a"),
        ("(a))", "!3 a"),
        (") a", "!0 a"),
        ("SENTENCE() a", "!9 a"),
        ("a /[/", "!2 a"),
        ("/(上海/ b", "!0 (上海 b"),
        ("a NEAR/3", "!8 a"),
        ("NEAR/3 a", "!0 a"),
        ("a NEAR/ b", "!2 a b"),
        ("a NEAR b", "!2 a b"),
        ("a BEFORE（b）", "!2 a b"),
        ("a NEAR/101 b", "!2 a b"),
        ("a NEAR/3 (b c)", "!9 a b c"),
        ("(a b) NEAR/3 c", "!0 a b c"),
        ("a NEAR/3 -b", "!9 a -b"),
        ("title:a NEAR/3 b", "!0 a b"),
        ("a NEAR/3 ，", "!9 a"),
        ("“a b”~101", "!0 “a b”"),
        ("“a*b”~3", "!0 “a*b”"),
        ("a^0 b", "!1 a b"),
        ("a^101", "!1 a"),
        ("a^-2", "!1 a"),
        ("a ^2", "!2 a"),
        ("in:quote^2 a", "!8 a"),
        ("in:footnotes a", "!0 a"),
        ("speaker:“，” a", "!0 a"),
        ("date:20x8 a", "!0 a"),
        ("person:习近平 type:speech OR", "!25 习近平"),
        ("place:(a OR b)", "!0 a b"),
        ("a -b OR", "!7 a -b"),
        ("a -(b c) OR", "!11 a"),
        ("title:a^2 AND", "!13 a"),
        ("AND", "!0 AND"),
        ("NOT OR", "!4 NOT OR"),
        ("-b AND", "!6 -b AND"),
        ("()", "Mistaken(EmptyBrackets)"),
    ]);
}

#[test]
fn a_problem_says_what_to_write() {
    let problem = |question| parse(question).unwrap().problem.unwrap().message;
    assert_eq!(
        problem("反恐 OR"),
        "behind `OR` a term is expected; write one, leave `OR` out, or put it in quotation marks to look for it"
    );
    assert_eq!(
        problem("ＯＲ 反恐"),
        "before `ＯＲ` a term is expected; write one, leave `ＯＲ` out, or put it in quotation marks to look for it"
    );
    assert_eq!(
        problem("（反恐 禁毒"),
        "this bracket is not closed; write `)` where the group ends"
    );
}

#[test]
fn a_number_that_is_none_is_said() {
    let problem = |question: &str| {
        parse(question)
            .unwrap()
            .problem
            .map(|problem| problem.message)
    };
    for question in [
        "反恐^",
        "反恐^NaN",
        "反恐^3^2",
        "反恐^1e9",
        "反恐^-1",
        "“上海精神”~",
        "“上海精神”~3~4",
        "“上海精神”~-1",
        "上海 NEAR/-1 精神",
        "上海 NEAR/ 精神",
        "上海 BEFORE/1.5 精神",
    ] {
        let message = problem(question).unwrap_or_default();
        assert!(message.contains("a number"), "{question}: {message}");
    }
    for question in [
        "反恐^2",
        "反恐^0.5",
        "“上海精神”~3^2",
        "x^y",
        "“上海”～“北京”",
        "^_^ 反恐",
        "上海 NEAR/5 精神",
    ] {
        assert_eq!(problem(question), None, "{question}");
    }
    let mistaken = parse("/(/").map(|_| ()).unwrap_err();
    assert!(
        matches!(mistaken, RequestError::Mistaken(Mistake::Regex(_))),
        "{mistaken}"
    );
}

#[test]
fn a_leaf_knows_its_place_in_the_question() {
    let question = "x “上海 精神” (title:=組織^2 OR 构建*体) “a b”~3";
    let parsed = parse(question).unwrap();
    let leaves = parsed.tree.positive_leaves().into_iter();
    let places: Vec<&str> = leaves.map(|leaf| &question[leaf.at.clone()]).collect();
    assert_eq!(places, ["x", "“上海 精神”", "=組織", "构建*体", "“a b”~3"]);
}

#[test]
fn a_question_is_bounded() {
    let nested = |depth: usize| format!("{}a b{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(read(&nested(40)), "a b");
    assert_eq!(read(&nested(41)), "TooDeep");
    let terms = |count: usize| {
        let terms: Vec<String> = (0..count).map(|n| format!("w{n}")).collect();
        terms.join(" ")
    };
    assert!(parse(&terms(200)).is_ok());
    assert_eq!(read(&terms(201)), "TooManyTerms");
    let start = Instant::now();
    for nested in [nested(10_000), "(".repeat(10_000), "（a OR ".repeat(10_000)] {
        assert_eq!(read(&nested), "TooDeep");
    }
    assert!(start.elapsed() < Duration::from_millis(200));
}
