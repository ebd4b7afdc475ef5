use proptest::prelude::*;

use super::*;
use crate::cql::tree::Sign::{self, Anchor, Any, Char, One};

fn read(query: &str) -> String {
    parse(query)
        .unwrap_or_else(|diagnostic| panic!("{query}: {diagnostic}"))
        .to_string()
}

fn refused(query: &str) -> u16 {
    match parse(query) {
        Ok(query) => panic!("{query} was read"),
        Err(diagnostic) => diagnostic.kind.number(),
    }
}

#[test]
fn queries_are_read_as_the_grammar_has_them() {
    for (query, written) in [
        ("上海精神", r#""上海精神""#),
        (r"dc.title=上海", r#"dc.title = "上海""#),
        (r#"title any "a b""#, r#"title any "a b""#),
        ("a AND b or c", r#""a" and "b" or "c""#),
        ("a and (b or c)", r#""a" and ("b" or "c")"#),
        ("((a))", r#""a""#),
        (
            "a prox/unit=word/distance<=3/ordered b",
            r#""a" prox/unit=word/distance<=3/ordered "b""#,
        ),
        (
            r"dc.title =/stem/cql.relevant x sortby dc.date/sort.descending dc.title",
            r#"dc.title =/stem/cql.relevant "x" sortBy dc.date/sort.descending dc.title"#,
        ),
        (
            r#">d="info:x" > "info:y" d.title <> x"#,
            r#"> d = info:x > info:y d.title <> "x""#,
        ),
        (r#"a >= "b""#, r#"a >= "b""#),
        ("dc.date<2018", r#"dc.date < "2018""#),
        // A word that joins is a term where nothing else can stand.
        ("and and or", r#""and" and "or""#),
        (r#"x = "AND""#, r#"x = "AND""#),
        (r#""a \"b\" \\ c""#, r#""a \"b\" \\ c""#),
        ("上海　and　北京", r#""上海" and "北京""#),
    ] {
        assert_eq!(read(query), written, "{query}");
    }
}

#[test]
fn booleans_join_from_the_left_and_all_alike() {
    let query = parse("a or b and c not d").expect("CQL");
    let Clause::Boolean(not) = query.clause else {
        panic!("a boolean")
    };
    assert_eq!(
        (not.boolean, not.right.to_string()),
        (Boolean::Not, "\"d\"".into())
    );
    let Clause::Boolean(and) = not.left else {
        panic!("a boolean")
    };
    assert_eq!(and.boolean, Boolean::And);
    assert_eq!(and.left.to_string(), r#""a" or "b""#);
}

#[test]
fn signs_stand_for_others_unless_escaped() {
    let query = parse(r"^a\*b*c?\?^").expect("CQL");
    let Clause::Search(clause) = query.clause else {
        panic!("a term")
    };
    assert_eq!(
        clause.term.signs,
        [
            Anchor,
            Char('a'),
            Char('*'),
            Char('b'),
            Any,
            Char('c'),
            One,
            Char('?'),
            Anchor
        ]
    );
}

#[test]
fn what_cannot_be_read_has_its_official_number() {
    for (query, number) in [
        ("", 10),
        ("   ", 10),
        ("a and", 10),
        ("a b", 10),
        ("a \"b\"", 10),
        ("a b c d", 10),
        ("= x", 10),
        ("dc.title =", 10),
        ("a sortby", 10),
        ("> a", 10),
        ("a/", 10),
        ("a prox/ b", 10),
        ("(a", 13),
        ("a)", 13),
        ("()", 10),
        ("(a or b", 13),
        ("\"a", 14),
        ("dc.title = \"a", 14),
        (r"a\b", 26),
        (r"a\", 26),
        (r#""a\n""#, 26),
    ] {
        assert_eq!(refused(query), number, "{query}");
    }
}

#[test]
fn bounds_are_kept() {
    assert_eq!(refused(&"a".repeat(QUERY_LIMIT + 1)), 12);
    let deep = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&deep(DEPTH_LIMIT)).is_ok());
    assert_eq!(refused(&deep(DEPTH_LIMIT + 1)), 13);
    let many = |clauses: usize| vec!["a"; clauses].join(" or ");
    assert!(parse(&many(TERM_LIMIT)).is_ok());
    assert_eq!(refused(&many(TERM_LIMIT + 1)), 38);
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,4}(\\.[a-zA-Z]{1,6})?",
        Just("and".to_owned()),
        Just("题名 \"x\"".to_owned()),
    ]
}

fn modifiers() -> impl Strategy<Value = Vec<Modifier>> {
    let comparison = prop_oneof![
        Just(Comparison::Equal),
        Just(Comparison::Exact),
        Just(Comparison::Different),
        Just(Comparison::Less),
        Just(Comparison::AtMost),
        Just(Comparison::Greater),
        Just(Comparison::AtLeast),
    ];
    let value = proptest::option::of((comparison, name()));
    proptest::collection::vec(
        (name(), value).prop_map(|(name, value)| Modifier { name, value }),
        0..3,
    )
}

fn term() -> impl Strategy<Value = Term> {
    let sign = prop_oneof![
        4 => any::<char>().prop_map(Sign::Char),
        2 => prop_oneof![Just('*'), Just('"'), Just('\\'), Just('海'), Just(' ')].prop_map(Sign::Char),
        1 => Just(Sign::Any),
        1 => Just(Sign::One),
        1 => Just(Sign::Anchor),
    ];
    proptest::collection::vec(sign, 0..8).prop_map(|signs| Term { signs })
}

fn search() -> impl Strategy<Value = Clause> {
    let comparator = prop_oneof![
        Just("="),
        Just("=="),
        Just("<>"),
        Just("any"),
        Just("cql.all")
    ];
    let relation = (comparator, modifiers()).prop_map(|(comparator, modifiers)| Relation {
        comparator: comparator.to_owned(),
        modifiers,
    });
    let scope = proptest::option::of((name(), relation));
    (scope, term()).prop_map(|(scope, term)| Clause::Search(SearchClause { scope, term }))
}

fn clause() -> impl Strategy<Value = Clause> {
    search().prop_recursive(4, 16, 2, |inner| {
        let boolean = prop_oneof![
            Just(Boolean::And),
            Just(Boolean::Or),
            Just(Boolean::Not),
            Just(Boolean::Prox)
        ];
        let triple = (inner.clone(), boolean, modifiers(), inner.clone());
        let prefix =
            (proptest::option::of(name()), name()).prop_map(|(name, uri)| Prefix { name, uri });
        prop_oneof![
            triple.prop_map(|(left, boolean, modifiers, right)| {
                Clause::Boolean(Box::new(Triple {
                    left,
                    boolean,
                    modifiers,
                    right,
                }))
            }),
            (proptest::collection::vec(prefix, 1..3), inner).prop_map(|(prefixes, inner)| {
                match inner {
                    // Prefixes before prefixes are read as one list.
                    Clause::Prefixed(more, inner) => {
                        Clause::Prefixed([prefixes, more].concat(), inner)
                    }
                    inner => Clause::Prefixed(prefixes, Box::new(inner)),
                }
            }),
        ]
    })
}

proptest! {
    #[test]
    fn a_tree_is_read_as_it_was_written(
        clause in clause(),
        sort in proptest::collection::vec((name(), modifiers()), 0..3),
    ) {
        let sort = sort.into_iter().map(|(index, modifiers)| SortKey { index, modifiers });
        let query = Query { clause, sort: sort.collect() };
        prop_assert_eq!(parse(&query.to_string()), Ok(query.clone()), "{}", query);
    }

    #[test]
    fn no_text_breaks_the_reader(
        query in "([a-z. \"\\\\()/=<>*?^上海，　]|and |or |not |prox |sortby |\\PC){0,60}",
    ) {
        if let Ok(read) = parse(&query) {
            // What was read says the same when it is written, and can be translated or is refused.
            prop_assert_eq!(parse(&read.to_string()), Ok(read.clone()));
            let _ = crate::cql::translate(&read);
        }
    }
}
