//! `sco count`: documents and occurrences, all of them.

use serde_json::json;

use crate::support::{Fixture, plain};

fn corpus() -> Fixture {
    let first = "---\ntitle: 上海精神\n---\n\n# 上海精神\n\n上海精神，上海精神。甲说：“上海精神好。”[^1]\n\n[^1]: 论上海精神。\n";
    let second = plain("乙", "上海的精神。哈哈哈。\n在２０２４ 年。");
    Fixture::indexed(&[("a.md", first), ("b.md", &second)])
}

#[test]
fn documents_and_occurrences_stand_on_one_line() {
    let fixture = corpus();
    assert_eq!(fixture.run(&["count", "上海精神"]).code(0).stdout, "1\t6\n");
    assert_eq!(fixture.run(&["count", "上海"]).code(0).stdout, "2\t7\n");
    assert_eq!(fixture.run(&["count", "火星"]).code(1).stdout, "0\t0\n");
}

#[test]
fn occurrences_that_overlap_count_each() {
    assert_eq!(corpus().run(&["count", "哈哈"]).code(0).stdout, "1\t2\n");
}

#[test]
fn a_word_typed_twice_counts_once() {
    assert_eq!(
        corpus()
            .run(&["count", "上海精神", "“上海精神”", "上海精神"])
            .code(0)
            .stdout,
        "1\t6\n"
    );
}

#[test]
fn a_part_of_a_number_is_not_the_number() {
    let fixture = corpus();
    assert_eq!(fixture.run(&["count", "2024年"]).code(0).stdout, "1\t1\n");
    assert_eq!(fixture.run(&["count", "024年"]).code(1).stdout, "0\t0\n");
}

#[test]
fn zones_can_be_counted_apart() {
    let fixture = corpus();
    for (zone, expected) in [
        ("title", 1),
        ("heading", 1),
        ("body", 3),
        ("note", 1),
        ("quote", 1),
    ] {
        assert_eq!(
            fixture.run(&["count", "上海精神", "--in", zone]).stdout,
            format!("1\t{expected}\n"),
            "{zone}"
        );
    }
    let count = fixture.run(&["count", "上海精神", "--json"]).code(0).json();
    let by_zone = json!({"title": 1, "heading": 1, "body": 3, "note": 1});
    assert_eq!(
        count,
        json!({"query": "上海精神", "documents": 1, "occurrences": 6, "added": 0, "occurrences_by_zone": by_zone, "at_least": false})
    );
}

#[test]
fn a_count_is_never_loosened() {
    let fixture = corpus();
    assert_eq!(
        fixture.run(&["count", "上海精神", "哈哈"]).code(1).stdout,
        "0\t0\n"
    );
    assert_eq!(
        fixture.run(&["count", "上海", "-哈哈"]).code(0).stdout,
        "1\t6\n"
    );
}

#[test]
fn a_batch_counts_a_line_each_and_answers_every_line() {
    let fixture = corpus();
    fixture.write(
        "questions.tsv",
        "q1\t上海精神\nq2\t火星\nq3\t，。\nq4\t“上海的精神”\n",
    );
    let outcome = fixture.run(&["count", "--batch", "questions.tsv"]);
    assert_eq!(
        outcome.code(0).stdout,
        "q1\t1\t6\nq2\t0\t0\nq3\t0\t0\nq4\t1\t1\n"
    );
    let lines = fixture
        .run(&["count", "--batch", "questions.tsv", "--json"])
        .code(0)
        .stdout
        .clone();
    let first: serde_json::Value =
        serde_json::from_str(lines.lines().next().expect("a line")).expect("JSON");
    assert_eq!(
        (&first["qid"], &first["documents"], &first["occurrences"]),
        (&json!("q1"), &json!(1), &json!(6))
    );
    assert_eq!(lines.lines().count(), 4);
}

#[test]
fn a_batch_in_which_nothing_stands_exits_with_one() {
    let fixture = corpus();
    fixture.write("questions.tsv", "q1\t火星\n");
    fixture.run(&["count", "--batch", "questions.tsv"]).code(1);
}

#[test]
fn what_is_excluded_inside_a_group_counts_nothing_twice() {
    let fixture = crate::search::corpus();
    let counted = |question: &str| {
        let count = fixture.run(&["count", question, "--json"]).code(0).json();
        (count["documents"].clone(), count["occurrences"].clone())
    };
    let plain = counted("上海精神");
    for question in [
        "上海精神 (-火星)^2",
        "上海精神 (火星 OR -月球)",
        "上海精神 -(-上海精神)",
    ] {
        assert_eq!(counted(question), plain, "{question}");
    }
}
