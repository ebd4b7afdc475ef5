//! The arrows of the design: which crate may know which, and how large a file may be.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::repository;

/// A crate, the crates of the workspace that it may use, and the libraries that only some crates may use.
struct Room {
    name: &'static str,
    may_use: &'static [&'static str],
}

const ROOMS: [Room; 4] = [
    Room {
        name: "analysis",
        may_use: &[],
    },
    Room {
        name: "corpus",
        may_use: &["sco-analysis"],
    },
    Room {
        name: "indexer",
        may_use: &["sco-analysis", "sco-corpus"],
    },
    Room {
        name: "query",
        may_use: &["sco-analysis", "sco-corpus", "sco-indexer"],
    },
];

/// Libraries with the only crates that may use them.
const KEPT_IN: [(&str, &[&str]); 5] = [
    ("tantivy", &["indexer", "query"]),
    ("clap", &["query"]),
    ("axum", &["query"]),
    ("tokio", &["query"]),
    ("jieba-rs", &["analysis"]),
];

/// Most lines of a file of the program, its tests not counted.
const MOST_LINES: usize = 500;

fn manifest(room: &str) -> String {
    let path = repository().join("crates").join(room).join("Cargo.toml");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Names of all dependencies of a crate, those of its tests and of its build script too.
fn dependencies(room: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut inside = false;
    for line in manifest(room).lines().map(str::trim) {
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end_matches(']');
            inside = table.ends_with("dependencies");
            if let Some((_, name)) = table.split_once("dependencies.") {
                names.insert(name.to_owned());
            }
        } else if inside && !line.is_empty() && !line.starts_with('#') {
            let name = line.split(['.', '=', ' ']).next().unwrap_or_default();
            names.insert(name.to_owned());
        }
    }
    names
}

#[test]
fn every_crate_of_the_workspace_has_its_room() {
    let folders = fs::read_dir(repository().join("crates"))
        .expect("the crates are there")
        .flatten();
    let found: BTreeSet<String> = folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let known: BTreeSet<String> = ROOMS.iter().map(|room| room.name.to_owned()).collect();
    assert_eq!(
        found, known,
        "a new crate needs its arrows here; `common` and `utils` are no rooms"
    );
    for room in ROOMS {
        assert!(
            manifest(room.name).contains(&format!("name = \"sco-{}\"", room.name)),
            "{}",
            room.name
        );
    }
}

#[test]
fn a_crate_uses_only_the_crates_that_the_design_allows() {
    for room in ROOMS {
        let used: BTreeSet<String> = dependencies(room.name)
            .into_iter()
            .filter(|name| name.starts_with("sco-"))
            .collect();
        let allowed: BTreeSet<String> =
            room.may_use.iter().map(|name| (*name).to_owned()).collect();
        assert!(
            used.is_subset(&allowed),
            "{} uses {used:?}, allowed are {allowed:?}",
            room.name
        );
    }
}

#[test]
fn the_engine_the_command_line_and_the_dictionary_stay_in_their_rooms() {
    for room in ROOMS {
        let used = dependencies(room.name);
        assert!(!used.is_empty(), "{} has dependencies", room.name);
        for (library, rooms) in KEPT_IN {
            let prefix = format!("{library}-");
            let is_used = used
                .iter()
                .any(|name| name == library || name.starts_with(&prefix));
            assert!(
                !is_used || rooms.contains(&room.name),
                "{} uses {library}",
                room.name
            );
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in fs::read_dir(folder)
        .expect("the folder can be read")
        .flatten()
        .map(|entry| entry.path())
    {
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn no_file_of_the_program_is_too_long() {
    let mut seen = 0;
    for room in ROOMS {
        for path in sources(&repository().join("crates").join(room.name).join("src")) {
            let text = fs::read_to_string(&path).expect("the file can be read");
            let lines = text
                .lines()
                .take_while(|line| !line.starts_with("#[cfg(test)]"))
                .count();
            assert!(
                lines <= MOST_LINES,
                "{} has {lines} lines, at most {MOST_LINES} are allowed",
                path.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 20, "the files were found");
}

#[test]
fn no_module_is_a_drawer_for_everything() {
    for room in ROOMS {
        for path in sources(&repository().join("crates").join(room.name)) {
            let name = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            assert!(
                !["common", "utils", "util", "helpers", "misc"].contains(&name.as_str()),
                "{}",
                path.display()
            );
        }
    }
}
