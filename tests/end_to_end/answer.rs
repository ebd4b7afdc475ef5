//! The answers of `sco search`, as JSON and as people see them.

use serde_json::{Value, json};

use crate::search::corpus;
use crate::support::{Fixture, Outcome, plain, text};

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_page_too_far_away_is_refused() {
    let fixture = corpus();
    fixture
        .run(&["search", "上海精神", "--offset", "10000"])
        .code(2)
        .says("at most 10000 hits");
    fixture
        .run(&["search", "上海精神", "--offset", "50"])
        .code(0)
        .says("no hits from 51 on; there are 3");
    fixture
        .run(&["search", "上海精神", "--offset", "50", "--by", "passage"])
        .code(0)
        .says("no hits from 51 on; there are 5");
}

#[test]
fn the_answer_in_json_has_the_shape_of_the_design() {
    let answer = corpus()
        .run(&["search", "上海精神", "--json"])
        .code(0)
        .json();
    let expected = [
        "expansions",
        "facets",
        "hits",
        "holds",
        "query",
        "suggestions",
        "took_ms",
        "total",
    ];
    assert_eq!(keys(&answer), expected);
    assert_eq!(answer["query"], "上海精神");
    assert_eq!(answer["holds"], "all");
    assert!(answer["took_ms"].as_f64().is_some_and(|took| took >= 0.0));
    let by_zone = json!({"title": 1, "heading": 0, "body": 4, "note": 0});
    let total = json!({"documents": 3, "passages": 5, "occurrences": 5, "added": 0, "occurrences_by_zone": by_zone, "at_least": false});
    assert_eq!(answer["total"], total);
    assert_eq!(
        (&answer["expansions"], &answer["suggestions"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(
        answer["facets"]["year"],
        json!([{"value": "2018", "count": 1}, {"value": "2021", "count": 1}])
    );
    for hit in answer["hits"].as_array().expect("hits are a list") {
        assert_eq!(
            keys(hit),
            [
                "date", "document", "language", "passages", "score", "title", "type"
            ]
        );
        for passage in hit["passages"].as_array().expect("passages are a list") {
            assert_eq!(
                keys(passage),
                ["footnote", "page", "runs", "section", "text", "zone"]
            );
            assert_eq!(keys(&passage["runs"][0]), ["hit", "text"]);
        }
    }
}

#[test]
fn the_answer_by_passage_has_the_shape_of_the_design() {
    let answer = corpus()
        .run(&["search", "上海精神", "--json", "--by", "passage"])
        .code(0)
        .json();
    let expected = [
        "expansions",
        "facets",
        "hits",
        "holds",
        "query",
        "suggestions",
        "took_ms",
        "total",
    ];
    assert_eq!(keys(&answer), expected);
    assert_eq!(
        (&answer["total"]["documents"], &answer["total"]["passages"]),
        (&json!(3), &json!(5))
    );
    assert_eq!(answer["hits"].as_array().map(Vec::len), Some(5));
    for hit in answer["hits"].as_array().expect("hits are a list") {
        let expected = [
            "date", "document", "footnote", "language", "page", "runs", "score", "section", "text",
            "title", "type", "zone",
        ];
        assert_eq!(keys(hit), expected);
    }
}

#[test]
fn every_score_is_at_most_the_one_before() {
    for by in ["document", "passage"] {
        let answer = corpus()
            .run(&["search", "上海精神", "--json", "--by", by])
            .code(0)
            .json();
        let hits = answer["hits"].as_array().expect("hits are a list");
        let scores: Vec<f64> = hits
            .iter()
            .map(|hit| hit["score"].as_f64().expect("a number"))
            .collect();
        assert!(scores.is_sorted_by(|a, b| a >= b), "{by}: {scores:?}");
    }
}

#[test]
fn a_hit_knows_its_page_section_and_footnote() {
    let fixture = corpus();
    let hit = |question: &str| {
        let hits = fixture
            .run(&["search", question, "--json", "--by", "passage"])
            .code(0)
            .json()["hits"]
            .clone();
        assert_eq!(hits.as_array().map(Vec::len), Some(1), "{question}: {hits}");
        let hit = &hits[0];
        (
            text(&hit["zone"]),
            hit["section"].clone(),
            hit["page"].clone(),
            hit["footnote"].clone(),
        )
    };
    let at = |zone: &str, section: Value, page: Value, note: Value| {
        (zone.to_owned(), section, page, note)
    };
    let none = Value::Null;
    // The page of a passage is the page on which it begins.
    assert_eq!(
        hit("深化务实合作"),
        at("body", json!([]), json!(1), none.clone())
    );
    assert_eq!(
        hit("网络同时开通"),
        at("body", json!([]), json!(1), none.clone())
    );
    assert_eq!(
        hit("打击三股势力"),
        at("body", json!(["一、安全合作"]), json!(2), none.clone())
    );
    assert_eq!(
        hit("通过了《青岛宣言》"),
        at(
            "body",
            json!(["一、安全合作", "（一）文件"]),
            json!(2),
            none.clone()
        )
    );
    assert_eq!(
        hit("宣言重申"),
        at(
            "body",
            json!(["一、安全合作", "（一）文件"]),
            json!(3),
            none.clone()
        )
    );
    assert_eq!(
        hit("一文件"),
        at(
            "heading",
            json!(["一、安全合作", "（一）文件"]),
            json!(2),
            none.clone()
        )
    );
    assert_eq!(
        hit("论坛上的讲话"),
        at("title", json!([]), none.clone(), none)
    );
    assert_eq!(
        hit("青岛日报"),
        at("note", json!([]), json!(2), json!({"page": 2, "number": 1}))
    );
    assert_eq!(
        hit("另见公报"),
        at("note", json!([]), json!(3), json!({"page": 3, "number": 1}))
    );
}

#[test]
fn a_quotation_is_found_with_its_speaker() {
    let answer = corpus()
        .run(&[
            "search", "安全", "--in", "quote", "--by", "passage", "--json",
        ])
        .code(0)
        .json();
    assert_eq!(answer["hits"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&answer["hits"][0]["speaker"], &answer["hits"][0]["zone"]),
        (&json!("李明"), &json!("quote"))
    );
    assert_eq!(answer["hits"][0]["text"], "安全是发展的前提。");
}

#[test]
fn pages_of_hits_are_stable_and_complete() {
    let names: Vec<String> = (0..23).map(|number| format!("{number}.md")).collect();
    let texts: Vec<String> = (0..23)
        .map(|n| plain(&format!("第{n}号"), &"上海精神。".repeat(1 + n % 4)))
        .collect();
    let corpus: Vec<(&str, &str)> = names
        .iter()
        .map(String::as_str)
        .zip(texts.iter().map(String::as_str))
        .collect();
    let fixture = Fixture::indexed(&corpus);
    for by in ["document", "passage"] {
        let page = |limit: &str, offset: &str| -> Vec<Value> {
            let arguments = [
                "search",
                "上海精神",
                "--json",
                "--by",
                by,
                "--limit",
                limit,
                "--offset",
                offset,
            ];
            fixture.run(&arguments).code(0).json()["hits"]
                .as_array()
                .expect("hits are a list")
                .clone()
        };
        let all = page("100", "0");
        let mut paged = Vec::new();
        for offset in (0..all.len()).step_by(5) {
            paged.extend(page("5", &offset.to_string()));
        }
        assert_eq!(paged, all, "{by}");
        assert_eq!(
            all.len(),
            if by == "document" {
                23
            } else {
                (0..23).map(|n| 1 + n % 4).sum()
            }
        );
        assert_eq!(page("100", "0"), all, "{by}");
    }
}

#[test]
fn ten_hits_are_shown_when_no_limit_is_given() {
    let texts: Vec<String> = (0..12).map(|n| format!("{n}.md")).collect();
    let corpus: Vec<(&str, &str)> = texts
        .iter()
        .map(|name| (name.as_str(), "---\ntitle: 上海精神\n---\n\n正文。\n"))
        .collect();
    let answer = Fixture::indexed(&corpus)
        .run(&["search", "上海精神", "--json"])
        .json();
    assert_eq!(
        (
            answer["hits"].as_array().map(Vec::len),
            &answer["total"]["documents"]
        ),
        (Some(10), &json!(12))
    );
}

#[test]
fn hits_are_marked_with_brackets_where_there_is_no_colour() {
    let fixture = corpus();
    for arguments in [
        &["search", "青岛日报"][..],
        &["search", "青岛日报", "--color", "never"],
        &["search", "青岛日报", "--color", "auto"],
    ] {
        let outcome = fixture.run(arguments);
        assert!(
            outcome
                .code(0)
                .stdout
                .contains("网络由主办方建设，参见【青岛日报】。"),
            "{outcome:#?}"
        );
        assert!(!outcome.stdout.contains('\u{1b}'), "{outcome:#?}");
    }
}

#[test]
fn hits_are_coloured_when_that_is_asked_for() {
    let fixture = corpus();
    for variables in [&[][..], &[("NO_COLOR", "1")]] {
        let outcome = fixture.run_with(&["search", "青岛日报", "--color", "always"], variables);
        assert!(outcome.code(0).stdout.contains("\u{1b}[1m"), "{outcome:#?}");
        assert!(!outcome.stdout.contains('【'), "{outcome:#?}");
    }
    let outcome = fixture.run_with(&["search", "青岛日报"], &[("NO_COLOR", "1")]);
    assert!(!outcome.code(0).stdout.contains('\u{1b}'), "{outcome:#?}");
}

#[test]
fn a_text_cannot_steer_the_terminal() {
    let fixture = Fixture::of(&[]);
    fixture.write(
        "documents.jsonl",
        "{\"id\":\"a\",\"title\":\"甲\\u009b31m\",\"body\":\"上海\\u001b[31m精神\"}\n",
    );
    fixture
        .run(&["index", "--jsonl", "documents.jsonl"])
        .code(0);
    let outcome = fixture.run(&["search", "上海", "--color", "never"]);
    assert!(
        !outcome.code(0).stdout.contains(['\u{1b}', '\u{9b}']),
        "{outcome:#?}"
    );
}

#[test]
fn a_document_shows_where_its_hits_stand() {
    let outcome = corpus().run(&["search", "通过了青岛宣言"]);
    let expected = "1. 在论坛上的讲话  [2018-06-10, speech, zh-Hans, speech]\n   \
                    会议【通过了《青岛宣言】》。\n   一、安全合作 › （一）文件 · p. 2\n\n";
    assert_eq!(outcome.code(0).stdout, expected);
    outcome.says("1 document, 1 passage, 1 occurrence; 1 shown");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let fixture = corpus();
    for arguments in [
        &["search", "上海精神"][..],
        &["search", "上海精神", "--json"],
        &["count", "上海精神"],
    ] {
        let mut child = fixture.start(arguments);
        drop(child.stdout.take());
        let outcome = Outcome::of(child.wait_with_output().expect("the program ends"));
        outcome.code(0);
        assert!(!outcome.stderr.contains("error"), "{outcome:#?}");
    }
}

/// Of many documents the passages are not counted; what is said instead may depend on nothing that is shown.
#[test]
fn the_number_of_passages_does_not_depend_on_the_page() {
    let texts: Vec<(String, String)> = (0..60)
        .map(|number| {
            let second = if number % 3 == 0 {
                "合作要扩大。"
            } else {
                "没有别的。"
            };
            let paragraphs = format!("合作是基础。{second}第{number}段。");
            (
                format!("d{number:02}.md"),
                plain(&format!("第{number}篇"), &paragraphs),
            )
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let fixture = Fixture::indexed(&texts);
    for (question, bound, passages) in [("合作", 60, 80), ("扩大", 20, 20), ("title:篇", 60, 60)]
    {
        let total = |more: &[&str]| {
            let mut arguments = vec!["search", question, "--json"];
            arguments.extend(more);
            fixture.run(&arguments).json()["total"].clone()
        };
        let pages = ["1", "10", "41", "60"].map(|limit| total(&["--limit", limit]));
        for page in &pages {
            assert_eq!(page, &pages[0], "{question}");
        }
        assert_eq!(pages[0]["passages"], bound, "{question}");
        assert_eq!(
            pages[0]["at_least"],
            pages[0]["documents"].as_u64() > Some(40)
        );
        let by_passage = total(&["--by", "passage"]);
        assert_eq!(by_passage["passages"], passages, "{question}");
    }
}
