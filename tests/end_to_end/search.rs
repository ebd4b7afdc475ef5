//! `sco search`: what is found and what is not.

use std::collections::BTreeSet;

use serde_json::json;

use crate::support::{Fixture, Outcome, plain, text};

/// A speech with pages, sections, notes and a quotation.
const SPEECH: &str = "---
title: 在论坛上的讲话
type: speech
date: 2018-06-10
language: zh-Hans
---

[^1-1]

<!-- page 1 -->

各位来宾，我们要弘扬“上海精神”，深化务实合作。会议在青岛举行<!-- page 2 -->，5G网络同时开通[^2-1]。

# 一、安全合作

平等相待、守望相助，打击三股势力。各方反对制裁。

## （一）文件

会议通过了《青岛宣言》。李明指出：“安全是发展的前提。”[^3-1]<!-- page 3 -->宣言重申上海精神，也谈到俄罗斯。

[^1-1]: 本文有删节。
[^2-1]: 网络由主办方建设，参见青岛日报。
[^3-1]: 讲话全文另见公报。
";

const NEWS: &str = "---
title: 上海精神二十年
type: news
date: 2021-09
language: zh-Hans
---

俄罗斯谈到制裁。上海精神写进公报。
";

const TRADITIONAL: &str = "---
title: 組織的發展
language: zh-Hant
---

上海合作組織弘揚「上海精神」，構建命運共同體。
";

/// Three documents, indexed.
pub(crate) fn corpus() -> Fixture {
    Fixture::indexed(&[
        ("speech.md", SPEECH),
        ("news.md", NEWS),
        ("trad.md", TRADITIONAL),
    ])
}

fn found(outcome: &Outcome) -> BTreeSet<String> {
    outcome.code(0).documents().into_iter().collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn the_exit_status_tells_found_from_nothing_and_from_an_error() {
    let fixture = corpus();
    fixture.run(&["search", "上海精神"]).code(0);
    fixture
        .run(&["search", "火星移民"])
        .code(1)
        .says("nothing found for `火星移民`");
    fixture
        .run(&["search", "，。！“”"])
        .code(2)
        .says("type a word");
    fixture.run(&["search"]).code(2);
    fixture
        .run(&["search", "上海精神", "--in", "chapter"])
        .code(2)
        .says("title, heading, body, note, quote");
    fixture
        .run(&["search", "上海精神", "--by", "word"])
        .code(2)
        .says("neither `document` nor `passage`");
    fixture.run(&["frobnicate"]).code(2);
    assert!(
        fixture
            .run(&["--version"])
            .code(0)
            .stdout
            .starts_with("sco ")
    );
}

#[test]
fn a_question_that_only_excludes_is_refused_with_advice() {
    corpus()
        .run(&["search", "-俄罗斯"])
        .code(2)
        .says("add a word to look for");
}

#[test]
fn a_question_that_is_too_long_is_refused() {
    let fixture = corpus();
    fixture
        .run(&["search", &"上".repeat(4001)])
        .code(2)
        .says("4001 characters, at most 4000");
    fixture
        .run(&["count", &"上".repeat(4001)])
        .code(2)
        .says("4001 characters, at most 4000");
    fixture.run(&["search", &"上".repeat(4000)]).code(1);
}

#[test]
fn a_search_looks_only_in_the_zones_asked_for() {
    let fixture = corpus();
    let search = |zones: &str| fixture.run(&["search", "上海精神", "--json", "--in", zones]);
    assert_eq!(found(&search("title")), set(&["news"]));
    assert_eq!(
        found(&search("title,body")),
        set(&["news", "speech", "trad"])
    );
    search("note").code(1);
    search("heading,note").code(1);
    assert_eq!(
        found(&fixture.run(&["search", "青岛", "--json", "--in", "note"])),
        set(&["speech"])
    );
    let total = fixture
        .run(&["search", "青岛", "--json", "--in", "body"])
        .json()["total"]["occurrences_by_zone"]
        .clone();
    assert_eq!(
        total,
        json!({"body": 2, "heading": 0, "note": 0, "title": 0})
    );
}

#[test]
fn by_passage_the_question_is_put_to_each_sentence() {
    let fixture = corpus();
    let texts = |question: &[&str]| -> BTreeSet<String> {
        let answer = fixture
            .run(&[&["search", "--by", "passage", "--json"], question].concat())
            .code(0)
            .json();
        assert_eq!(answer["holds"], "all");
        answer["hits"]
            .as_array()
            .expect("hits are a list")
            .iter()
            .map(|hit| text(&hit["text"]))
            .collect()
    };
    assert_eq!(
        texts(&["上海精神", "-俄罗斯", "-命运共同体", "--in", "body"]),
        set(&[
            "各位来宾，我们要弘扬“上海精神”，深化务实合作。",
            "上海精神写进公报。",
        ])
    );
    assert_eq!(
        texts(&["上海精神", "俄罗斯"]),
        set(&["宣言重申上海精神，也谈到俄罗斯。"])
    );
    // The document holds what is excluded, another sentence of it answers all the same.
    assert_eq!(texts(&["制裁", "-俄罗斯"]), set(&["各方反对制裁。"]));
}

#[test]
fn by_document_all_words_must_be_there_and_none_of_the_excluded() {
    let fixture = corpus();
    let search =
        |question: &[&str]| found(&fixture.run(&[&["search", "--json"], question].concat()));
    assert_eq!(search(&["上海精神", "制裁"]), set(&["news", "speech"]));
    assert_eq!(search(&["上海精神", "-制裁"]), set(&["trad"]));
    assert_eq!(search(&["上海精神 -命运共同体"]), set(&["news", "speech"]));
    assert_eq!(
        search(&["上海精神", "－命运共同体"]),
        set(&["news", "speech"])
    );
    assert_eq!(search(&["上海精神", "-“青岛日报”"]), set(&["news", "trad"]));
}

#[test]
fn when_nothing_holds_all_what_holds_most_is_shown_and_that_is_said() {
    let fixture = corpus();
    let question = ["search", "青岛会议何时通过宣言并开通核电站"];
    fixture
        .run(&question)
        .code(0)
        .says("nothing holds all of the question; these hold the most of it");
    for by in ["document", "passage"] {
        let answer = fixture
            .run(&[&question[..], &["--json", "--by", by]].concat())
            .code(0)
            .json();
        assert_eq!(
            (&answer["holds"], &answer["hits"][0]["document"]),
            (&json!("most"), &json!("speech")),
            "{by}"
        );
    }
    assert!(
        !fixture
            .run(&["search", "上海精神"])
            .stderr
            .contains("the most of it")
    );
}

#[test]
fn what_a_spoken_question_is_padded_with_hides_nothing() {
    let fixture = Fixture::indexed(&[
        (
            "bank.md",
            &plain("银行", "开发银行的设想由来已久。各方同意成立开发银行。"),
        ),
        ("other.md", &plain("其他", "各方讨论了铁路。")),
    ]);
    for question in ["开发银行啥时候批的", "为啥没搞开发银行呢", "开发银行咋办的"]
    {
        let answer = fixture.run(&["search", question, "--json"]).code(0).json();
        assert_eq!(answer["hits"][0]["document"], "bank", "{question}");
    }
    fixture.run(&["search", "啥时候养熊猫"]).code(1);
}

#[test]
fn a_quoted_phrase_is_never_loosened_and_the_way_out_is_shown() {
    let fixture = corpus();
    let nothing = fixture.run(&["search", "“三股势力写进公报”"]);
    nothing.code(1);
    assert_eq!(nothing.stdout, "");
    fixture
        .run(&["search", "“制裁三股势力”"])
        .code(1)
        .says("nothing found word for word");
    fixture.run(&["search", "“制裁三股势力”", "--json"]).code(1);
    fixture
        .run(&["search", "“制裁三股势力”", "--by", "passage"])
        .code(1);
    fixture
        .run(&["search", "“火星移民”"])
        .code(1)
        .says("nothing found for `“火星移民”`");
}

#[test]
fn a_phrase_over_the_end_of_a_sentence_is_found_by_passage_too() {
    let fixture = Fixture::indexed(&[(
        "a.md",
        &plain("记录", "会前一句。甲方同意。乙方反对。会后一句。"),
    )]);
    let found = fixture.run(&["search", "“同意。乙方”", "--by", "passage", "--json"]);
    let answer = found.code(0).json();
    assert_eq!(answer["total"]["passages"], 1);
    assert_eq!(answer["hits"][0]["runs"][1]["text"], "同意。乙方");
}

#[test]
fn a_term_said_twice_counts_once() {
    let fixture = Fixture::indexed(&[("a.md", &plain("记录", "公约生效，公约开放。"))]);
    for question in [&["count", "公约"][..], &["count", "公约", "公约"]] {
        assert_eq!(fixture.run(question).code(0).stdout, "1\t2\n");
    }
}

#[test]
fn an_exclusion_is_never_loosened() {
    let fixture = corpus();
    let question = [
        "search",
        "青岛会议何时通过宣言并开通核电站",
        "-三股势力",
        "--json",
    ];
    let outcome = fixture.run(&question);
    assert!(
        !outcome.documents().contains(&"speech".to_owned()),
        "{outcome:?}"
    );
}

#[test]
fn any_quotation_marks_make_a_phrase() {
    let fixture = corpus();
    for question in [
        "“弘扬上海精神”",
        "\"弘扬上海精神\"",
        "「弘揚上海精神」",
        "『弘揚上海精神』",
        "«弘扬上海精神»",
        "＂弘扬上海精神＂",
    ] {
        assert_eq!(
            found(&fixture.run(&["search", question, "--json"])),
            set(&["speech", "trad"]),
            "{question}"
        );
    }
}

#[test]
fn script_width_and_punctuation_of_the_question_do_not_matter() {
    let fixture = corpus();
    let same = |questions: &[&[&str]], documents: &[&str]| {
        for question in questions {
            let outcome = fixture.run(&[&["search", "--json"], *question].concat());
            assert_eq!(found(&outcome), set(documents), "{question:?}");
        }
    };
    same(
        &[&["命運共同體"], &["命运共同体"], &["“命運、共同體”"]],
        &["trad"],
    );
    same(
        &[
            &["平等相待守望相助"],
            &["平等相待　守望相助"],
            &["平等相待", "守望相助"],
            &["平等相待，守望相助"],
        ],
        &["speech"],
    );
    same(&[&["5G网络"], &["５Ｇ网络"], &["5g網絡"]], &["speech"]);
    same(&[&["《青岛宣言》"], &["青島宣言"]], &["speech"]);
}

#[test]
fn an_end_of_a_sentence_is_not_bridged() {
    corpus().run(&["search", "“制裁上海精神”"]).code(1);
}

#[test]
fn an_index_that_is_missing_is_built_first_where_the_corpus_is_there() {
    let fixture = Fixture::of(&[("a.md", NEWS)]);
    let outcome = fixture.run(&["search", "上海精神"]);
    outcome
        .code(0)
        .says("no index in `index` yet: building it from the corpus in `corpus`");
    assert!(outcome.stdout.contains("上海精神"));
    assert!(
        !fixture
            .run(&["search", "上海精神"])
            .code(0)
            .stderr
            .contains("building")
    );
}

#[test]
fn folders_can_be_named_by_flags_and_by_the_environment() {
    let fixture = Fixture::of(&[]);
    fixture.write("mine/documents/a.md", NEWS);
    fixture
        .run(&["index", "--corpus", "mine", "--index", "its-index"])
        .code(0);
    fixture
        .run(&["search", "公报", "--index", "its-index"])
        .code(0);
    fixture
        .run_with(&["search", "公报"], &[("SCO_INDEX", "its-index")])
        .code(0);
    assert!(!fixture.path("index").exists());
}

#[test]
fn a_document_is_found_by_its_other_titles() {
    let text = "---\ntitle: 青岛宣言\nalternative:\n  - Qingdao Declaration\n  - Циндаоская декларация\n---\n\n正文。\n";
    let fixture = Fixture::indexed(&[("a.md", text)]);
    for question in ["qingdao declaration", "“ЦИНДАОСКАЯ ДЕКЛАРАЦИЯ”", "宣言"]
    {
        let outcome = fixture.run(&["search", question, "--json", "--in", "title"]);
        assert_eq!(found(&outcome), set(&["a"]), "{question}");
    }
}
