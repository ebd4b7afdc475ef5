//! An index with a damaged file: a message and exit code 2 or the right answer, never a wrong one, and `sco index` mends it.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use sco_query::{Engine, Hits, SearchRequest};

use crate::support::{Fixture, plain};

const QUESTIONS: [&str; 4] = ["上海精神", "命运", "2024年", "共"];

fn corpus() -> Fixture {
    let texts: Vec<(String, String)> = (0..6)
        .map(|n| {
            (
                format!("{n}.md"),
                plain(
                    &format!("第{n}号"),
                    &format!("上海精神。\n命运共同体{n}。\n在202{n}年。"),
                ),
            )
        })
        .collect();
    let texts: Vec<(&str, &str)> = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    Fixture::indexed(&texts)
}

/// Every file of an index that holds anything.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in fs::read_dir(folder)
        .expect("the folder is there")
        .flatten()
        .map(|entry| entry.path())
    {
        if path.is_dir() {
            files.extend(self::files(&path));
        } else if fs::metadata(&path).is_ok_and(|file| file.len() > 0) {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// What the index answers; `None` when it says that it cannot.
fn answers(index: &Path) -> Option<Vec<(u64, usize, BTreeSet<String>)>> {
    // The program prints a message and exits with 2 when something panics; so that counts as a refusal.
    let asked = catch_unwind(AssertUnwindSafe(|| {
        let engine = Engine::open(index).ok()?;
        let one = |q: &str| {
            let request = SearchRequest {
                q: q.to_owned(),
                ..SearchRequest::default()
            };
            let (count, answer) = (engine.count(&request).ok()?, engine.search(&request).ok()?);
            let Hits::Documents(hits) = answer.hits else {
                return None;
            };
            let found = hits
                .into_iter()
                .map(|hit| format!("{} {:?}", hit.document, hit.passages))
                .collect();
            Some((count.occurrences, answer.total.documents, found))
        };
        QUESTIONS.iter().map(|q| one(q)).collect()
    }));
    asked.unwrap_or(None)
}

#[test]
fn no_flipped_byte_anywhere_makes_a_wrong_answer() {
    let fixture = corpus();
    let index = fixture.path("index");
    let right = answers(&index).expect("the index is sound");
    for path in files(&index) {
        let whole = fs::read(&path).expect("the file can be read");
        let step = (whole.len() / 60).max(1);
        let places: BTreeSet<usize> = (0..whole.len())
            .step_by(step)
            .chain([whole.len() - 1])
            .collect();
        for (at, bit) in places.into_iter().flat_map(|at| [(at, 0x01), (at, 0x40)]) {
            let mut damaged = whole.clone();
            damaged[at] ^= bit;
            fs::write(&path, damaged).expect("the file can be written");
            let given = answers(&index);
            let sound = given.as_ref().is_none_or(|given| *given == right);
            assert!(
                sound,
                "{} at byte {at} bit {bit:#x}: {given:?}",
                path.display()
            );
        }
        fs::write(&path, whole).expect("the file can be written");
    }
    assert_eq!(answers(&index), Some(right), "every file is whole again");
}

/// Files in which any damage must be noticed; the others are marks of the lock and of the engine's housekeeping.
fn must_be_noticed(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !matches!(&*name, "lock" | ".managed.json")
}

#[test]
fn a_damaged_file_is_noticed_and_indexing_again_mends_it() {
    let fixture = corpus();
    let index = fixture.path("index");
    let number_of_files = files(&index).len();
    for number in 0..number_of_files {
        for truncated in [false, true] {
            let path = files(&index)[number].clone();
            let mut content = fs::read(&path).expect("the file can be read");
            let middle = content.len() / 2;
            if truncated {
                content.truncate(middle);
            } else {
                content[middle] ^= 0x20;
            }
            fs::write(&path, content).expect("the file can be written");
            check_and_mend(&fixture, &path);
        }
    }
}

#[track_caller]
fn check_and_mend(fixture: &Fixture, path: &Path) {
    let outcome = fixture.run(&["count", "上海精神"]);
    if must_be_noticed(path) || outcome.status.code() != Some(0) {
        assert_eq!(
            outcome.status.code(),
            Some(2),
            "{}: {outcome:#?}",
            path.display()
        );
        outcome.says("sco index");
        fixture.run(&["index", "--verify"]).code(2);
    }
    fixture.run(&["index"]).code(0);
    let mended = fixture.run(&["count", "上海精神"]);
    assert_eq!(mended.code(0).stdout, "6\t6\n", "{}", path.display());
}

#[test]
fn a_missing_file_of_the_index_is_noticed_and_indexing_again_mends_it() {
    let fixture = corpus();
    let index = fixture.path("index");
    for number in 0..files(&index).len() {
        let path = files(&index)[number].clone();
        fs::remove_file(&path).expect("the file is there");
        let outcome = fixture.run(&["count", "上海精神", "--index", "index"]);
        assert!(
            matches!(outcome.status.code(), Some(0 | 2)),
            "{}: {outcome:#?}",
            path.display()
        );
        assert!(
            outcome.status.code() == Some(2) || outcome.stdout == "6\t6\n",
            "{}: {outcome:#?}",
            path.display()
        );
        fixture.run(&["index"]).code(0);
        assert_eq!(
            fixture.run(&["count", "上海精神"]).code(0).stdout,
            "6\t6\n",
            "{}",
            path.display()
        );
    }
}
