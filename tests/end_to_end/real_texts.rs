//! Real texts against the oracle: pieces of them, cut at random, are counted and found where they stand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::oracle::{Letter, letters, places};
use crate::support::{Fixture, Numbers, shared, skip};

/// Paragraphs of real texts that have no year in Han digits, which the oracle does not know.
fn real_paragraphs(policy: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    let russian = fs::read_to_string(policy.join("kremlin_ru.jsonl")).unwrap_or_default();
    for line in russian.lines().take(20) {
        let document: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        texts.push(
            document["body"]
                .as_str()
                .unwrap_or_default()
                .chars()
                .take(2000)
                .collect(),
        );
    }
    let reports = fs::read_to_string(policy.join("gwr_zh/2024.txt")).unwrap_or_default();
    texts.extend(
        reports
            .lines()
            .filter(|line| line.chars().count() > 40)
            .take(20)
            .map(str::to_owned),
    );
    let mut laws: Vec<PathBuf> = markdown_below(&policy.join("prc_laws"));
    laws.sort();
    for law in laws.iter().step_by(laws.len().div_ceil(20).max(1)) {
        let law = fs::read_to_string(law).unwrap_or_default();
        texts.push(law.chars().take(1500).collect());
    }
    let clean = |text: &String| {
        text.split(|c: char| c.is_whitespace() || c.is_control())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let numbered = |text: &String| text.contains(['〇', '○', '零']) && text.contains('年');
    texts
        .iter()
        .map(clean)
        .filter(|text| !numbered(text) && !letters(text).is_empty())
        .collect()
}

fn markdown_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(markdown_below(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    files
}

#[test]
fn in_real_texts_every_string_is_counted_and_every_document_found() {
    let Some(policy) = shared("data/policy") else {
        return;
    };
    let texts = real_paragraphs(&policy);
    if texts.len() < 30 {
        return skip("too few of the real texts are there");
    }
    let cut: Vec<Vec<Letter>> = texts.iter().map(|text| letters(text)).collect();
    let questions = cut_questions(&texts, &cut);
    let (counted, found) = answers(&texts, &questions);
    assert_eq!(counted.len(), questions.len());
    for (qid, (question, source)) in questions.iter().enumerate() {
        let wanted = letters(question);
        let counts: Vec<usize> = cut.iter().map(|text| places(&wanted, text).len()).collect();
        let holding: BTreeSet<usize> = (0..counts.len())
            .filter(|document| counts[*document] > 0)
            .collect();
        let expected = format!("{qid}\t{}\t{}", holding.len(), counts.iter().sum::<usize>());
        assert_eq!(counted[qid], expected, "{question}");
        assert_eq!(
            found.get(&qid).cloned().unwrap_or_default(),
            holding,
            "{question}"
        );
        assert!(
            source.is_none_or(|source| holding.contains(&source)),
            "{question} stands in {source:?}"
        );
    }
}

/// What the program says of every question: the lines of its counts, and by question the documents that it found.
fn answers(
    texts: &[String],
    questions: &[(String, Option<usize>)],
) -> (Vec<String>, BTreeMap<usize, BTreeSet<usize>>) {
    let fixture = Fixture::of(&[]);
    let line = |(id, body): (usize, &String)| {
        serde_json::json!({ "id": id.to_string(), "body": body }).to_string()
    };
    fixture.write(
        "documents.jsonl",
        texts
            .iter()
            .enumerate()
            .map(line)
            .collect::<Vec<_>>()
            .join("\n"),
    );
    fixture
        .run(&["index", "--jsonl", "documents.jsonl"])
        .code(0);
    let line = |(qid, (question, _)): (usize, &(String, _))| format!("{qid}\t\"{question}\"");
    fixture.write(
        "questions.tsv",
        questions
            .iter()
            .enumerate()
            .map(line)
            .collect::<Vec<_>>()
            .join("\n"),
    );
    let counted = fixture.run(&["count", "--batch", "questions.tsv"]);
    let counted = counted.code(0).stdout.lines().map(str::to_owned).collect();
    fixture
        .run(&["search", "--batch", "questions.tsv", "--run", "run.trec"])
        .code(0);
    let run = fs::read_to_string(fixture.path("run.trec")).expect("the run was written");
    let mut found: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for line in run.lines() {
        let fields: Vec<&str> = line.split(' ').collect();
        let number = |field: &str| field.parse().expect("names are numbers here");
        found
            .entry(number(fields[0]))
            .or_default()
            .insert(number(fields[2]));
    }
    (counted, found)
}

/// Random pieces of texts, each with the text it was cut from where it lies inside a sentence and so must be found there.
fn cut_questions(texts: &[String], letters: &[Vec<Letter>]) -> Vec<(String, Option<usize>)> {
    let mut numbers = Numbers(2001);
    let mut questions = Vec::new();
    while questions.len() < 300 {
        let at = numbers.below(texts.len());
        let first = numbers.below(letters[at].len());
        let last = (first + numbers.below(12)).min(letters[at].len() - 1);
        let (from, to) = (&letters[at][first], &letters[at][last]);
        let question = &texts[at][from.bytes.start..to.bytes.end];
        // A star stands for letters, in quotation marks too.
        if !question.contains(['"', '*']) {
            let inside = to.place - from.place == last - first;
            questions.push((question.to_owned(), inside.then_some(at)));
        }
    }
    questions
}
