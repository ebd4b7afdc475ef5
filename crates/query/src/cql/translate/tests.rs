use super::*;
use crate::cql::parse;
use crate::syntax::{FilterKey, FilterTest, LeafKind, Near, Place, Scope as Extent};

fn read(query: &str) -> Result<Translated, Diagnostic> {
    translate(&parse(query)?)
}

/// A tree in short: what hangs on what.
fn short(node: &Node) -> String {
    let all = |nodes: &[Node]| nodes.iter().map(short).collect::<Vec<_>>().join(" ");
    match node {
        Node::And(nodes) => format!("(and {})", all(nodes)),
        Node::Or(nodes) => format!("(or {})", all(nodes)),
        Node::Not(inner) => format!("(not {})", short(inner)),
        Node::Near(Near {
            left,
            right,
            letters,
            ordered,
        }) => {
            let order = if *ordered { "before" } else { "near" };
            format!("({order}{letters} {} {})", short(left), short(right))
        }
        Node::Within(Extent::Sentence, inner) => format!("(sentence {})", short(inner)),
        Node::Within(Extent::Paragraph, inner) => format!("(paragraph {})", short(inner)),
        Node::In(Place::Zone(zone), inner) => format!("({zone} {})", short(inner)),
        Node::In(Place::Speaker(speaker), inner) => {
            format!("(by {} {})", speaker.name, short(inner))
        }
        Node::In(..) => "(elsewhere)".to_owned(),
        Node::Filter(filter) => format!("{}:{}", filter.key.name(), filter.value),
        Node::Boost(..) | Node::Expanded(_) => "(other)".to_owned(),
        Node::Leaf(leaf) => match &leaf.kind {
            LeafKind::Phrase(_) => leaf.text.clone(),
            LeafKind::Word(_) => format!("{}~", leaf.text),
            LeafKind::Gapped(_) => format!("{}…", leaf.text),
            LeafKind::Regex(_) => format!("/{}/", leaf.text),
            LeafKind::Exact(_) => format!("={}", leaf.text),
            LeafKind::Title(_) | LeafKind::Loose(_) => "(other)".to_owned(),
        },
    }
}

#[test]
fn queries_become_trees_and_not_texts() {
    for (query, tree) in [
        ("上海精神", "上海精神"),
        ("a and b and c", "(and a b c)"),
        ("a or b not c", "(and (or a b) (not c))"),
        ("cql.allRecords = 1", "(and )"),
        ("cql.anywhere all \"a b\"", "(and a b)"),
        ("dc.title any \"a b\"", "(title (or a b))"),
        ("title adj \"a b\"", "(title a b)"),
        ("sco.session = a", "(heading a)"),
        ("sco.footnote <> a", "(not (note a))"),
        (
            "sco.quote = a and sco.speaker = 习近平",
            "(and (quote a) (by 习近平 (and )))",
        ),
        (
            "sco.quote = a prox/unit=element sco.speaker = 习近平",
            "(by 习近平 a)",
        ),
        (
            "sco.speaker = 习近平 prox/unit=element sco.quote any \"a b\"",
            "(by 习近平 (or a b))",
        ),
        ("a =/stem b", "refused 16"),
        ("anywhere =/stem b", "b~"),
        ("anywhere =/respectCase Ａb", "=Ａb"),
        (
            "anywhere =/regexp \"20\\\\\\\\d\\\\\\\\d\"",
            "/20\\\\d\\\\d/",
        ),
        ("anywhere =/unmasked \"a*\"", "a*"),
        ("cooperat*", "cooperat*…"),
        ("构建*共同体", "构建*共同体…"),
        ("20?8", "/20?8/"),
        ("\"and\" and or", "(and and or)"),
        (
            "dc.creator = 秘书处",
            "(or person:= 秘书处 issuer:= 秘书处)",
        ),
        (
            "dc.creator all \"a b\"",
            "(and (or person:all a issuer:all a) (or person:all b issuer:all b))",
        ),
        ("dc.subject any \"a b\"", "(or subject:any a subject:any b)"),
        ("dc.publisher == 人民日报", "publisher:== 人民日报"),
        ("dc.date within \"2013 2018\"", "date:within 2013 2018"),
        ("dc.type = 讲话", "type:讲话"),
        ("dc.language = chi", "lang:zh"),
        ("dc.title == 上海宣言", "title:== 上海宣言"),
        ("dc.title = ^上海", "title:= ^上海"),
        (
            "> d = \"info:srw/cql-context-set/1/dc-v1.1\" d.title = a",
            "(title a)",
        ),
        ("> \"urn:x-sco:cql-context-set:1\" quote = a", "(quote a)"),
        (
            "(> d = \"info:srw/cql-context-set/1/dc-v1.1\" d.title = a) and d.title = b",
            "refused 15",
        ),
    ] {
        let found = match read(query) {
            Ok(translated) => short(&translated.tree),
            Err(diagnostic) => format!("refused {}", diagnostic.kind.number()),
        };
        assert_eq!(found, tree, "{query}");
    }
}

#[test]
fn nearness_is_counted_in_letters_sentences_and_paragraphs() {
    for (query, tree) in [
        ("a prox b", "(near0 a b)"),
        ("a prox/unit=word/distance<=3 b", "(near2 a b)"),
        ("a prox/distance<3/ordered b", "(before1 a b)"),
        ("a prox/unit=character/distance<=10 b", "(near9 a b)"),
        ("a prox/distance=1 b", "(near0 a b)"),
        (
            "a prox/distance<=2 b prox/distance<=2 c",
            "(and (near1 a b) (near1 b c))",
        ),
        ("(a or b) prox/distance<=2 c", "(near1 (or a b) c)"),
        ("a prox/unit=sentence b", "(sentence (and a b))"),
        (
            "a prox/unit=paragraph/distance=0 (b and c)",
            "(paragraph (and a b c))",
        ),
        (
            "sco.quote = a prox/unit=sentence sco.quote = b",
            "(quote (sentence (and a b)))",
        ),
        (
            "dc.title = a prox dc.title any \"b c\"",
            "(title (near0 a (or b c)))",
        ),
    ] {
        let translated = read(query).unwrap_or_else(|diagnostic| panic!("{query}: {diagnostic}"));
        assert_eq!(short(&translated.tree), tree, "{query}");
    }
}

#[test]
fn what_is_not_there_has_its_official_number() {
    for (query, number) in [
        ("x.title = a", 15),
        ("> dc = \"info:other\" dc.title = a", 15),
        ("dc.nothing = a", 16),
        ("nothing = a", 16),
        ("a prox dc.title = b", 18),
        ("dc.title near b", 19),
        ("dc.date encloses 2018", 19),
        ("dc.title =/phonetic b", 20),
        ("sco.quote == b", 22),
        ("anywhere < b", 22),
        ("dc.creator within \"a b\"", 22),
        ("dc.title = \"\"", 27),
        ("\"  \"", 27),
        ("dc.type = spe*", 28),
        ("dc.date = 201?", 28),
        ("dc.creator = \"*\"", 29),
        ("??", 29),
        ("sco.quote = ^a", 31),
        ("dc.title = a^b", 32),
        ("，", 36),
        ("dc.date = someday", 36),
        ("dc.date within \"2018 2013\"", 36),
        ("dc.type = poem", 36),
        ("dc.language = 中文", 36),
        ("anywhere =/regexp \"(\"", 36),
        ("dc.type = speech prox b", 39),
        ("(a not b) prox c", 39),
        ("(a and b) prox c", 39),
        ("a prox/distance>3 b", 40),
        ("a prox/distance=3 b", 40),
        ("a prox/distance<=0 b", 41),
        ("a prox/distance<=1000 b", 41),
        ("a prox/distance<=x b", 41),
        ("a prox/unit=sentence/distance<=1 b", 41),
        ("a prox/unit=chapter b", 42),
        ("a prox/unit=element b", 42),
        ("a prox/unit=sentence/ordered b", 43),
        ("a and/x b", 46),
        ("a prox/x b", 46),
        ("cql.resultSetId = a", 50),
        ("a sortby dc.date dc.title", 84),
        ("a sortby dc.creator", 88),
        ("a sortby dc.title/sort.descending", 90),
        ("a sortby dc.title/sort.respectCase", 91),
        ("a sortby dc.title/sort.missingOmit", 92),
        ("a sortby dc.title/other", 80),
    ] {
        let refused = read(query).map(|translated| short(&translated.tree));
        let refused = refused.map_err(|diagnostic| diagnostic.kind.number());
        assert_eq!(refused, Err(number), "{query}");
    }
}

#[test]
fn words_of_any_and_all_count_as_terms() {
    let many = format!("anywhere any \"{}\"", vec!["a"; TERM_LIMIT].join(" "));
    assert_eq!(read(&many).expect_err("too many").kind.number(), 38);
}

#[test]
fn records_are_sorted_by_one_key() {
    for (query, sort) in [
        ("a", Sort::Relevance),
        ("a sortby dc.date", Sort::DateAscending),
        ("a sortBy date/sort.descending", Sort::Date),
        ("a sortby title/ascending/ignoreCase", Sort::Title),
        (
            "> d = \"info:srw/cql-context-set/1/dc-v1.1\" a sortby d.type",
            Sort::Type,
        ),
    ] {
        assert_eq!(read(query).expect(query).sort, sort, "{query}");
    }
}

fn test(query: &str) -> FilterTest {
    match read(query).expect(query).tree {
        Node::Filter(filter) => {
            assert_eq!(filter.key, FilterKey::Date);
            filter.test
        }
        other => panic!("{query}: {}", short(&other)),
    }
}

#[test]
#[expect(clippy::inconsistent_digit_grouping, reason = "year, month and day")]
fn dates_are_compared_by_what_is_certain() {
    for (query, expected) in [
        (
            "dc.date = 2018-06",
            FilterTest::Days(Some(2018_06_01), Some(2018_06_30)),
        ),
        (
            "dc.date = 20180609",
            FilterTest::Days(Some(2018_06_09), Some(2018_06_09)),
        ),
        (
            "dc.date == 2018",
            FilterTest::DaysAre(Some(2018_01_01), Some(2018_12_31)),
        ),
        (
            "dc.date < 2018",
            FilterTest::DaysInside(None, Some(2018_01_00)),
        ),
        (
            "dc.date <= 2018",
            FilterTest::DaysInside(None, Some(2018_12_31)),
        ),
        (
            "dc.date > 2018-06-09",
            FilterTest::DaysInside(Some(2018_06_10), None),
        ),
        (
            "dc.date >= 2018",
            FilterTest::DaysInside(Some(2018_01_01), None),
        ),
        (
            "dc.date within \"2013 2018-06\"",
            FilterTest::DaysInside(Some(2013_01_01), Some(2018_06_30)),
        ),
        (
            "dc.date within \"2018-06-09/2018-06-10\"",
            FilterTest::DaysInside(Some(2018_06_09), Some(2018_06_10)),
        ),
        (
            "dc.date within \"2018/..\"",
            FilterTest::DaysInside(Some(2018_01_01), None),
        ),
    ] {
        assert_eq!(test(query), expected, "{query}");
    }
}

#[test]
fn an_identifier_is_ours_others_or_an_address() {
    let translated = read("dc.identifier = \"https://x.org/documents/a%2Fb\"").expect("CQL");
    let tree = short(&translated.tree);
    assert!(tree.starts_with("(or id:a/b identifier:"), "{tree}");
}
