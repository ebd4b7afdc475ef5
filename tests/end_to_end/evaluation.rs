//! How good the answers are, on questions with known answers. Figures may rise, never fall.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use sco_indexer::Source;
use sco_query::{By, Engine, Hits, SearchRequest};

use crate::support::{Fixture, has_python, repository, shared};

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

/// A question in one language with its right sentences in Chinese, white space left out.
struct Crosslingual {
    id: String,
    question: String,
    sentences: Vec<String>,
}

/// Most characters that a passage may hold beside a right sentence; `tests/bench/crosslingual.py` judges alike.
const AROUND: usize = 12;

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

fn crosslingual_questions() -> Vec<Crosslingual> {
    let path = repository().join("tests/evaluation/crosslingual.tsv");
    let table = fs::read_to_string(path).expect("the questions are there");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let mut questions: Vec<Crosslingual> = Vec::new();
    for row in rows.skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [id, _, question, _, sentence, _] = columns[..] else {
            panic!("six columns: {row}");
        };
        if questions.last().is_none_or(|last| last.id != id) {
            questions.push(Crosslingual {
                id: id.to_owned(),
                question: question.to_owned(),
                sentences: Vec::new(),
            });
        }
        let last = questions.last_mut().expect("one was pushed");
        last.sentences.push(bare(sentence));
    }
    questions
}

/// The questions without a right sentence among the first ten passages.
fn crosslingual_misses(engine: &Engine, expand: bool) -> Vec<String> {
    let mut misses = Vec::new();
    for asked in crosslingual_questions() {
        let request = SearchRequest {
            q: format!("{} lang:zh", asked.question),
            by: By::Passage,
            expand,
            ..SearchRequest::default()
        };
        let answer = engine
            .search(&request)
            .unwrap_or_else(|error| panic!("{}: {error}", asked.id));
        let Hits::Passages(hits) = answer.hits else {
            panic!("passages were asked for");
        };
        let right = |text: &str| {
            let passage = bare(text);
            let mut sentences = asked.sentences.iter();
            sentences.any(|sentence| {
                passage.contains(sentence)
                    && passage.chars().count() < sentence.chars().count() + AROUND
            })
        };
        if !hits.iter().any(|hit| right(&hit.passage.text)) {
            let best = hits
                .first()
                .map_or("nothing", |hit| hit.passage.text.as_str());
            misses.push(format!("{} {}\n    {best}", asked.id, asked.question));
        }
    }
    misses
}

#[test]
fn crosslingual() {
    let corpus = repository().join("corpus");
    let lexicon = corpus.join("lexicon.tsv");
    let fixture = Fixture::of(&[]);
    let engine = fixture.engine(Source::Corpus(corpus), Some(lexicon));
    let asked = crosslingual_questions().len();
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let recall = |misses: &[String]| 1.0 - misses.len() as f64 / asked as f64;
    let with = crosslingual_misses(&engine, true);
    let without = crosslingual_misses(&engine, false);
    assert!(
        recall(&with) >= 0.9 && recall(&without) <= 0.2,
        "recall at 10 of {asked} questions: {:.3} with the lexicon, {:.3} without; missed with it:\n{}",
        recall(&with),
        recall(&without),
        with.join("\n"),
    );
}
