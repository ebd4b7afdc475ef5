//! The honest nothing, `sco why` and `--explain`: what is said of an answer is true.

use serde_json::{Value, json};

use crate::support::{Fixture, Outcome, plain, text};

const SPEECH: &str = "---
title: 在论坛上的讲话
type: speech
date: 2018-06-10
language: zh-Hans
place: 青岛
---

<!-- page 1 -->

各位来宾，我们要弘扬“上海精神”，深化务实合作。会议在青岛举行。

# 一、安全合作

平等相待、守望相助，打击三股势力。<!-- page 2 -->各方反对制裁，反恐联合演习将于秋天举行。粮食安全和农业也谈到了。

会议通过了《青岛宣言》。王同志指出：“安全是发展的前提，各国都应当重视。”禁毒工作在2017年冬天总结。
";

const NEWS: &str = "---
title: 上海精神二十年
type: news
date: 2021-09
language: zh-Hans
---

俄罗斯谈到制裁。上海精神写进公报。
";

fn corpus() -> Fixture {
    let fixture = Fixture::of(&[
        ("speech.md", SPEECH),
        ("news.md", NEWS),
        (
            "lists.md",
            &plain("青岛名单", "秘书处设在北京。\n观察员国。"),
        ),
    ]);
    fixture.write(
        "corpus/lexicon.tsv",
        "id\tzh\tzh_variants\ten\tru\nG1\t秘书处\t\tSecretariat\tСекретариат\n",
    );
    fixture.run(&["index"]).code(0);
    fixture
}

fn nothing(fixture: &Fixture, question: &[&str]) -> Value {
    let answer = fixture
        .run(&[&["search", "--json"], question].concat())
        .code(1)
        .json();
    assert_eq!(answer["hits"], json!([]));
    answer["nothing"].clone()
}

/// The nearest question, checked: what it promises is found.
#[track_caller]
fn nearest(fixture: &Fixture, question: &[&str]) -> (String, String) {
    let nearest = nothing(fixture, question)["relaxation"].clone();
    let (query, change) = (text(&nearest["query"]), text(&nearest["change"]));
    let options = if change == "zones" {
        &[][..]
    } else {
        &question[1..]
    };
    let answer = fixture
        .run(&[&["search", "--json", &query], options].concat())
        .code(0)
        .json();
    assert_eq!(
        answer["total"]["documents"], nearest["documents"],
        "{nearest}"
    );
    assert_eq!(answer["holds"], nearest["holds"], "{nearest}");
    (query, change)
}

fn why(fixture: &Fixture, document: &str, question: &[&str]) -> Value {
    let outcome = fixture.run(&[&["why", document, "--json"], question].concat());
    let why = outcome.json();
    outcome.code(i32::from(why["holds"] != true));
    // It says the same as a search.
    let found = fixture.run(&[&["search", "--json"], question].concat());
    let holds =
        found.json()["holds"] == "all" && found.documents().iter().any(|found| found == document);
    assert_eq!(why["holds"], holds, "{question:?}");
    why
}

#[test]
fn nothing_tells_of_every_term_every_pair_and_of_the_corpus() {
    let fixture = corpus();
    let told = nothing(&fixture, &["上海精神 飞碟 -俄罗斯 type:speech"]);
    let terms: Vec<(String, u64)> = told["terms"]
        .as_array()
        .expect("terms are a list")
        .iter()
        .map(|term| {
            (
                text(&term["text"]),
                term["documents"].as_u64().expect("a number"),
            )
        })
        .collect();
    let wanted = [
        ("上海精神", 2),
        ("飞碟", 0),
        ("俄罗斯", 1),
        ("type:speech", 1),
    ];
    assert_eq!(terms, wanted.map(|(term, count)| (term.to_owned(), count)));
    assert_eq!(
        (
            &told["terms"][0]["occurrences"],
            &told["terms"][2]["excluded"]
        ),
        (&json!(3), &json!(true))
    );
    assert_eq!(told["pairs"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        told["pairs"][1],
        json!({"terms": ["上海精神", "type:speech"], "documents": 1})
    );
    let corpus = &told["corpus"];
    assert_eq!(
        (&corpus["documents"], &corpus["years"]),
        (&json!(3), &json!([2018, 2021]))
    );
    assert_eq!(
        corpus["types"],
        json!([{"value": "news", "count": 1}, {"value": "speech", "count": 1}])
    );
    let found = fixture
        .run(&["search", "上海精神", "--json"])
        .code(0)
        .json();
    assert!(found.get("nothing").is_none());
}

#[test]
fn nothing_is_said_in_at_most_eight_lines() {
    let fixture = corpus();
    let said = fixture.run(&["search", "上海精神 飞碟"]);
    said.code(1)
        .says("nothing holds all of `上海精神 飞碟`")
        .says("`上海精神` in 2 documents, `飞碟` in none")
        .says("without `飞碟` there are 2 documents: sco search 上海精神")
        .says("the corpus has 3 documents; 2018–2021");
    assert_eq!(said.stdout, "");
    for question in [
        "上海精神 飞碟 制裁 -粮食 type:news 北京 观察员",
        "飞碟",
        "“飞碟 飞船”~3",
        "飞碟 speaker:甲",
    ] {
        for by in ["document", "passage"] {
            let said = fixture.run(&["search", question, "--by", by]);
            assert!(said.code(1).stderr.lines().count() <= 8, "{said:#?}");
        }
    }
    fixture
        .run(&["search", "禁毒 三股势力", "--by", "passage"])
        .code(0)
        .says("most of it");
    let apart = fixture.run(&["search", "“禁毒” “三股势力”", "--by", "passage"]);
    apart
        .code(1)
        .says("`“禁毒”` and `“三股势力”` in 1 document, but in no one passage");
}

#[test]
fn the_nearest_question_has_the_hits_it_promises() {
    let fixture = corpus();
    for (question, query, change) in [
        (&["上海精神 飞碟"][..], "上海精神", "term"),
        (&["“上海精神” type:charter"], "“上海精神”", "condition"),
        (
            &["“上海精神” type:speech year:2021"],
            "“上海精神” year:2021",
            "condition",
        ),
        (
            &["“制裁” -“各方” -“俄罗斯”"],
            "“制裁” -“俄罗斯”",
            "exclusion",
        ),
        (&["note:“制裁”"], "“制裁”", "place"),
        (&["“会议” speaker:王同志"], "“会议”", "place"),
        (&["“制裁三股势力”"], "制裁三股势力", "marks"),
        (&["“粮食 农业”"], "粮食 农业", "marks"),
        (&["=平等相待守望相助"], "平等相待守望相助", "marks"),
        (&["反恐 NEAR/1 演习"], "反恐 演习", "operator"),
        (
            &["SENTENCE(上海精神 三股势力)"],
            "上海精神 三股势力",
            "operator",
        ),
        (&["“飞碟” OR (“飞船” “上海精神”)"], "“上海精神”", "term"),
        (&["“飞碟” “飞船” “上海精神”"], "“上海精神”", "term"),
        (&["“上海精神”", "--in", "note"], "“上海精神”", "zones"),
        (
            &["“禁毒” “三股势力”", "--by", "passage"],
            "“三股势力”",
            "term",
        ),
        (
            &["“上海精神” “务实合作” -“弘扬”", "--by", "passage"],
            "“上海精神” “务实合作”",
            "exclusion",
        ),
    ] {
        let (found, how) = nearest(&fixture, question);
        assert_eq!(how, change, "{question:?} → {found}");
        assert!(found == query || change == "term", "{question:?} → {found}");
    }
    assert_eq!(nothing(&fixture, &["火星移民"])["relaxation"], Value::Null);
}

#[test]
fn why_tells_what_every_part_lacks() {
    let fixture = corpus();
    let reason = |question: &str| {
        let why = why(&fixture, "speech", &[question]);
        let failed = why["parts"]
            .as_array()
            .expect("parts are a list")
            .iter()
            .find(|part| part["holds"] == false);
        failed.map_or_else(String::new, |part| {
            part["reason"].as_str().unwrap_or_default().to_owned()
        })
    };
    for (question, wanted) in [
        ("上海精神", ""),
        ("上海精神 飞碟", "nothing like it"),
        (
            "上海新精神",
            "`上海精神` stands there, which differs by one letter",
        ),
        (
            "平等对待守望相助",
            "`平等相待、守望相助` stands there, which differs by one letter",
        ),
        (
            "“打击三股恐怖势力”",
            "the longest part of it that stands there is `打击三股`",
        ),
        ("合作会议", "a sentence ends among them"),
        ("017", "a part of `2017`"),
        ("反恐 NEAR/1 演习", "at least 2 letters apart; at most 1"),
        ("演习 BEFORE/9 反恐", "in the other order, 2 letters apart"),
        ("上海精神 NEAR/5 三股势力", "never in one sentence"),
        ("SENTENCE(上海精神 青岛)", "no one sentence holds all"),
        ("PARAGRAPH(上海精神 禁毒)", "no one paragraph holds all"),
        ("type:news", "the document has type `speech`"),
        ("year:2021..", "the document has date `2018-06-10`"),
        ("place:北京", "the document has place `青岛`"),
        ("event:峰会", "the document has no event"),
        ("title:上海精神", "in the body, not where it is asked for"),
        (
            "会议 speaker:王同志",
            "in the body, not where it is asked for",
        ),
        ("speaker:李同志", "nobody of this name"),
        ("《上海精神》", "not between 《 and 》"),
        (
            "=平等相待守望相助",
            "written differently: `平等相待、守望相助`",
        ),
        ("反恐*农业", "at most 12 letters"),
        ("“粮食 农业”~1", "with 3 others among them"),
        ("/火星[一二]/", "no sentence matches"),
        ("制裁 -三股势力", "what is excluded stands there"),
        ("Secretariat", "nor does another name"),
    ] {
        let told = reason(question);
        let fits = if wanted.is_empty() {
            told.is_empty()
        } else {
            told.contains(wanted) || is_inside(&fixture, question, wanted)
        };
        assert!(fits, "{question}: {told}");
    }
}

/// Whether a reason stands somewhere among the parts.
fn is_inside(fixture: &Fixture, question: &str, wanted: &str) -> bool {
    why(fixture, "speech", &[question])["parts"]
        .to_string()
        .contains(wanted)
}

#[test]
fn why_shows_where_and_how_often() {
    let fixture = corpus();
    let told = why(
        &fixture,
        "speech",
        &["安全 -飞碟 (俄罗斯 OR 制裁) type:speech"],
    );
    assert_eq!(told["holds"], true);
    let parts = told["parts"].as_array().expect("parts are a list");
    assert!(parts.iter().all(|part| part["holds"] == true), "{told}");
    assert_eq!(parts[0]["occurrences"], 3);
    assert_eq!(
        (
            &parts[0]["places"][0]["zone"],
            &parts[0]["places"][1]["page"]
        ),
        (&json!("heading"), &json!(2))
    );
    assert_eq!(parts[2]["parts"][0]["holds"], false);
    let said = fixture.run(&["why", "lists", "Secretariat"]);
    assert!(
        said.code(0).stdout.contains("1 of other names or forms"),
        "{said:#?}"
    );
    assert!(said.stdout.contains("【秘书处】设在北京"), "{said:#?}");
    let said = fixture.run(&["why", "speech", "飞碟", "-制裁"]);
    assert!(
        said.code(1)
            .stdout
            .contains("✗ -制裁: what is excluded stands there"),
        "{said:#?}"
    );
}

#[test]
fn why_by_passage_shows_the_sentence_that_holds_most() {
    let fixture = corpus();
    let told = why(
        &fixture,
        "speech",
        &["上海精神 务实合作 禁毒", "--by", "passage"],
    );
    assert_eq!(told["holds"], false);
    assert!(text(&told["reason"]).contains("no sentence"));
    assert_eq!(
        told["passage"]["text"],
        "各位来宾，我们要弘扬“上海精神”，深化务实合作。"
    );
    let told = why(
        &fixture,
        "news",
        &["上海精神 -俄罗斯", "--by", "passage", "--in", "body"],
    );
    assert_eq!(
        (&told["holds"], &told["passage"]["text"]),
        (&json!(true), &json!("上海精神写进公报。"))
    );
}

#[test]
fn a_document_that_is_not_there_is_an_error_with_advice() {
    let fixture = corpus();
    fixture
        .run(&["why", "speach", "上海精神"])
        .code(2)
        .says("there is no document `speach`")
        .says("did you mean `speech`?");
    fixture
        .run(&["why", "zzzzzzzzz", "上海精神"])
        .code(2)
        .says("there is no document");
    fixture.run(&["why", "speech"]).code(2);
}

#[test]
fn the_parts_of_a_score_are_the_score() {
    let fixture = corpus();
    for question in [
        "上海精神",
        "上海精神^3 制裁",
        "Secretariat",
        "会议什么时候通过宣言",
        "各方反对制裁和核电站建设",
        "青岛有没有秘书处火星",
        "note:上海精神 OR 青岛",
        "“务实合作” OR 秘书处",
        "type:speech",
    ] {
        for options in [
            &["--by", "document"][..],
            &["--by", "passage"],
            &["--sort", "date"],
            &["--ranking", "words"],
        ] {
            let outcome =
                fixture.run(&[&["search", "--json", "--explain", question], options].concat());
            adds_up(&outcome, question);
        }
    }
    let said = fixture.run(&["search", "上海精神", "--explain"]);
    assert!(
        said.code(0)
            .stdout
            .contains("上海精神: letters in a row, as typed, 1 in title, 1 in body; weight "),
        "{said:#?}"
    );
    let said = fixture.run(&["search", "上海精神", "--explain", "--sort", "date"]);
    assert!(
        said.code(0)
            .stdout
            .contains("order: the hits are in the order of date"),
        "{said:#?}"
    );
    let plain = fixture
        .run(&["search", "上海精神", "--json"])
        .code(0)
        .json();
    assert!(plain["hits"][0].get("explanation").is_none());
}

fn adds_up(outcome: &Outcome, question: &str) {
    for hit in outcome.json()["hits"].as_array().expect("hits are a list") {
        let score = hit["score"].as_f64().expect("a number");
        let parts = hit["explanation"].as_array().map_or(&[][..], Vec::as_slice);
        let sum: f64 = parts.iter().filter_map(|part| part["value"].as_f64()).sum();
        assert!(
            (sum - score).abs() < 1e-3,
            "{question}: {sum} is not {score}: {hit}"
        );
    }
}

/// Chinese is written without spaces: the words are told apart all the same.
#[test]
fn the_words_of_a_chinese_question_are_explained_one_by_one() {
    let nothing = nothing(&corpus(), &["火星禁毒殖民计划"]);
    let terms = nothing["terms"].as_array().expect("terms are a list");
    let held: Vec<(String, u64)> = terms
        .iter()
        .map(|term| {
            let documents = term["documents"].as_u64().expect("a number");
            (text(&term["text"]), documents)
        })
        .collect();
    assert!(held.contains(&("禁毒".to_owned(), 1)), "{held:?}");
    assert!(held.contains(&("火星".to_owned(), 0)), "{held:?}");
    assert!(nothing["relaxation"]["query"].is_string(), "{nothing}");
}
