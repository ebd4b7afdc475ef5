//! `sco search --batch`: many questions at once.

use std::collections::BTreeSet;
use std::fs;

use crate::search::corpus;

#[test]
fn a_batch_writes_a_ranking_in_trec_form() {
    let fixture = corpus();
    fixture.write(
        "questions.tsv",
        "\u{FEFF}q1\t上海精神\n\nq2\t“火星移民”\r\nq3\t青岛\n",
    );
    let outcome = fixture.run(&["search", "--batch", "questions.tsv", "--run", "out.trec"]);
    outcome.code(0).says("3 questions");
    assert_eq!(outcome.stdout, "");
    let run = fs::read_to_string(fixture.path("out.trec")).expect("the run was written");
    let lines: Vec<Vec<&str>> = run.lines().map(|line| line.split(' ').collect()).collect();
    let shape: Vec<_> = lines
        .iter()
        .map(|line| (line[0], line[1], line[3], line[5], line.len()))
        .collect();
    assert_eq!(
        shape,
        [
            ("q1", "Q0", "1", "sco", 6),
            ("q1", "Q0", "2", "sco", 6),
            ("q1", "Q0", "3", "sco", 6),
            ("q3", "Q0", "1", "sco", 6)
        ]
    );
    assert_eq!(
        lines.iter().map(|line| line[2]).collect::<BTreeSet<_>>(),
        BTreeSet::from(["news", "speech", "trad"])
    );
    assert!(lines.iter().all(|line| line[4].parse::<f64>().is_ok()));
}

#[test]
fn identifiers_that_would_spoil_a_run_are_refused() {
    let fixture = corpus();
    for (questions, told) in [
        ("q 1\t上海\n", "line 1: the identifier `q 1`"),
        (
            "q1\t上海\n\nq1\t精神\n",
            "line 3: the identifier `q1` stands in line 1 too",
        ),
    ] {
        fixture.write("questions.tsv", questions);
        let outcome = fixture.run(&["search", "--batch", "questions.tsv", "--run", "out.trec"]);
        outcome.code(2).says(told);
    }
}

#[test]
fn a_batch_says_which_line_is_wrong() {
    let fixture = corpus();
    fixture.write("questions.tsv", "q1\t上海精神\nno tab here\n");
    fixture
        .run(&["search", "--batch", "questions.tsv", "--run", "out.trec"])
        .code(2)
        .says("`questions.tsv` line 2 has no tab");
    fixture
        .run(&["search", "--batch", "absent.tsv", "--run", "out.trec"])
        .code(2)
        .says("absent.tsv");
    fixture
        .run(&["search", "--batch", "questions.tsv"])
        .code(2)
        .says("--run");
    fixture.write(
        "long.tsv",
        format!("q1\t{}\nq2\t上海精神\n", "上".repeat(4001)),
    );
    fixture
        .run(&["search", "--batch", "long.tsv", "--run", "out.trec"])
        .code(2)
        .says("question q1: the question has 4001");
    let run = fs::read_to_string(fixture.path("out.trec")).expect("the run was written");
    assert!(run.starts_with("q2 Q0 "), "{run}");
}

#[test]
fn a_question_that_asks_for_too_much_does_not_stop_the_others() {
    use std::fmt::Write as _;
    let mut words = String::new();
    for number in 0..2_100 {
        let _ = write!(words, "ab{number} ");
    }
    let fixture = crate::support::Fixture::indexed(&[(
        "words.md",
        &crate::support::plain("词表", &format!("{words}。合作。")),
    )]);
    fixture.write("questions.tsv", "q1\tab*\nq2\t合作\n");
    let arguments = ["search", "--batch", "questions.tsv", "--run", "out.trec"];
    let outcome = fixture.run(&arguments);
    outcome.says("question q1: ").says("more than 2000 words");
    let run = fs::read_to_string(fixture.path("out.trec")).expect("the run was written");
    assert!(run.starts_with("q2 Q0 words 1 "), "{run}");
    fixture
        .run(&["count", "--batch", "questions.tsv"])
        .says("question q1: ");
}
