//! How good the answers are, on questions with known answers. Figures may rise, never fall.

use std::collections::BTreeMap;
use std::process::Command;

use crate::support::{Fixture, has_python, shared};

/// Questions about the real article that were answered right when this was written.
const RIGHT: u32 = 44;

#[test]
fn questions_about_the_real_article_are_answered_right() {
    let (Some(seed), Some(tool)) = (shared("domain/seed.txt"), shared("tools/eval_queries.py"))
    else {
        return;
    };
    if !has_python() {
        return;
    }
    let fixture = Fixture::of(&[]);
    fixture
        .run(&["import", &seed.display().to_string()])
        .code(0);
    fixture.run(&["index"]).code(0);
    let mut command = Command::new("python3");
    command
        .arg(tool)
        .arg(env!("CARGO_BIN_EXE_sco"))
        .arg(fixture.path("index"))
        .arg("-v");
    let output = command.output().expect("Python starts");
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    let right = report.lines().find_map(|line| {
        line.strip_prefix("right: ")?
            .split('/')
            .next()?
            .parse::<u32>()
            .ok()
    });
    assert!(right.is_some_and(|right| right >= RIGHT), "{report}");
}

#[test]
fn words_and_grams_together_rank_better_than_either_alone() {
    let (Some(set), Some(tool)) = (shared("data/ir/xquad_zh"), shared("tools/eval_ir.py")) else {
        return;
    };
    if !has_python() {
        return;
    }
    let fixture = Fixture::of(&[]);
    let inside = |name: &str| set.join(name).display().to_string();
    fixture
        .run(&["index", "--jsonl", &inside("docs.jsonl")])
        .code(0);
    let ndcg = |ranking: &str| {
        let run = format!("{ranking}.trec");
        let arguments = [
            "search",
            "--batch",
            &inside("queries.tsv"),
            "--run",
            &run,
            "--ranking",
            ranking,
        ];
        fixture.run(&arguments).code(0);
        let mut command = Command::new("python3");
        command
            .arg(&tool)
            .arg(set.join("qrels.tsv"))
            .arg(fixture.path(&run));
        let measures = String::from_utf8(command.output().expect("Python starts").stdout)
            .expect("measures are text");
        let pairs = measures
            .split_whitespace()
            .filter_map(|measure| measure.split_once('='));
        let measures: BTreeMap<String, f64> = pairs
            .filter_map(|(name, value)| Some((name.to_owned(), value.parse().ok()?)))
            .collect();
        *measures.get("nDCG@10").expect("the tool prints nDCG@10")
    };
    let (both, words, grams) = (ndcg("both"), ndcg("words"), ndcg("grams"));
    assert!(
        both >= words && both >= grams,
        "both {both}, words {words}, grams {grams}"
    );
}
