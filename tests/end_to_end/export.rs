//! `sco export`, through the real program.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sco_corpus::{Document, read_documents};
use serde_json::Value;

use crate::support::{Fixture, repository};

fn library() -> Fixture {
    let mut documents: Vec<(String, String)> = Vec::new();
    for number in 0..60 {
        let text = format!(
            "---\nid: d{number}\ntitle: =题{number}\ndate: 20{:02}\nlanguage: zh-Hans\n---\n\n# 一、上海精神\n\n弘扬上海精神，第{number}篇。[^1]\n\n[^1]: 注。\n",
            number % 20
        );
        documents.push((format!("d{number}.md"), text));
    }
    documents.push((
        "other.md".into(),
        "---\ntitle: 别的\n---\n\n没有。\n".into(),
    ));
    documents.push((
        "gone.md".into(),
        "---\ntitle: 撤下\nstatus: withdrawn\nstatus_reason: 误\n---\n\n上海精神。\n".into(),
    ));
    let documents: Vec<(&str, &str)> = documents
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Fixture::indexed(&documents)
}

fn total(fixture: &Fixture, question: &str) -> usize {
    let answer = fixture.run(&["search", question, "--json"]);
    answer.code(0);
    let answer: Value = serde_json::from_str(&answer.stdout).expect("JSON");
    usize::try_from(answer["total"]["documents"].as_u64().expect("a number")).expect("small")
}

#[test]
fn all_hits_are_exported_and_not_a_page_of_them() {
    let fixture = library();
    for question in ["上海精神", "上海精神 year:2003..2005", "title:题 -第7篇"] {
        let outcome = fixture.run(&["export", question, "--format", "jsonl", "--out", "-"]);
        outcome.code(0);
        assert_eq!(
            outcome.stdout.lines().count(),
            total(&fixture, question),
            "{question}"
        );
        for line in outcome.stdout.lines() {
            let json: Value = serde_json::from_str(line).expect("a line of JSON");
            Document::from_json(&json, Path::new("line")).expect("the JSON of a document");
        }
    }
    let outcome = fixture.run(&[
        "export",
        "完全没有的词语",
        "--format",
        "jsonl",
        "--out",
        "-",
    ]);
    assert_eq!(outcome.code(1).stdout, "");
}

#[test]
fn the_whole_corpus_comes_back_as_it_was() {
    let fixture = library();
    fixture
        .run(&["export", "--all", "--format", "md", "--out", "copy"])
        .code(0);
    let read = |folder: &str| -> Vec<Document> {
        let read = read_documents(&fixture.path(folder));
        let mut read: Vec<Document> = read
            .map(|read| read.expect("it is sound").document)
            .collect();
        read.sort_by(|a, b| a.metadata.id.cmp(&b.metadata.id));
        read
    };
    let mut corpus = read("corpus");
    corpus.retain(|document| document.metadata.status.is_none());
    assert_eq!(read("copy"), corpus);
    // It is a corpus: it can be indexed, and exported again to the same bytes.
    fixture
        .run(&["index", "--corpus", "copy", "--index", "again"])
        .code(0);
    fixture
        .run(&[
            "export", "--all", "--corpus", "copy", "--format", "md", "--out", "copy2",
        ])
        .code(0);
    let bytes = |folder: &str| -> BTreeSet<(String, Vec<u8>)> {
        let files = fs::read_dir(fixture.path(folder).join("documents")).expect("there");
        files
            .map(|file| {
                let path = file.expect("there").path();
                let name = path
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                (name, fs::read(path).expect("readable"))
            })
            .collect()
    };
    assert_eq!(bytes("copy"), bytes("copy2"));
    fixture
        .run(&[
            "export",
            "--all",
            "--withheld",
            "--format",
            "md",
            "--out",
            "more",
        ])
        .code(0);
    assert_eq!(bytes("more").len(), bytes("copy").len() + 1);
}

#[test]
fn a_table_does_nothing_in_a_spreadsheet_and_nothing_is_replaced_unasked() {
    let fixture = library();
    let run = |more: &[&str]| {
        fixture.run(
            &[
                &["export", "上海精神", "--format", "csv", "--out", "out.csv"],
                more,
            ]
            .concat(),
        )
    };
    run(&[]).code(0);
    let table = fs::read_to_string(fixture.path("out.csv")).expect("it is there");
    assert!(table.starts_with("\u{FEFF}id,title,"));
    assert!(table.contains(",'=题3,") && table.contains("\r\n"));
    let outcome = run(&[]);
    outcome.code(2);
    assert!(outcome.stderr.contains("--overwrite"), "{}", outcome.stderr);
    run(&["--overwrite"]).code(0);
    let outcome = fixture.run(&[
        "export",
        "--all",
        "--format",
        "md",
        "--out",
        "corpus",
        "--overwrite",
    ]);
    assert!(outcome.code(2).stderr.contains("left alone"));
    for format in ["md", "bagit"] {
        fixture
            .run(&["export", "--all", "--format", format, "--out", "-"])
            .code(2);
    }
}

#[test]
fn what_changed_since_it_was_indexed_is_said() {
    let fixture = library();
    fixture.document(
        "d1.md",
        "---\nid: d1\ntitle: 新\n---\n\n弘扬上海精神，新。\n",
    );
    fixture.remove("d2.md");
    let outcome = fixture.run(&["export", "上海精神", "--format", "jsonl", "--out", "-"]);
    outcome.code(2);
    assert_eq!(outcome.stdout.lines().count(), 59);
    assert!(
        outcome.stderr.contains("`d2`") && outcome.stderr.contains("1 changed"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn the_sample_corpus_makes_a_bag() {
    let fixture = Fixture::of(&[]);
    let corpus = repository().join("corpus");
    let corpus = corpus.to_str().expect("UTF-8");
    let export = [
        "export", "--all", "--corpus", corpus, "--format", "bagit", "--out",
    ];
    fixture.run(&[&export[..], &["bag"]].concat()).code(0);
    fixture.run(&[&export[..], &["bag.zip"]].concat()).code(0);
    let manifest = fs::read_to_string(fixture.path("bag/manifest-sha256.txt")).expect("there");
    let documents = read_documents(Path::new(corpus)).count();
    assert_eq!(manifest.lines().count(), documents);
    assert!(
        manifest
            .lines()
            .all(|line| line[64..].starts_with("  data/documents/"))
    );
    assert!(fs::metadata(fixture.path("bag.zip")).expect("there").len() > 1_000);
}
