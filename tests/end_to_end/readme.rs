//! The README shows commands; every one of them works.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Fixture, Outcome, copy_folder, repository};

/// How a fresh checkout calls the program.
const FROM_SOURCE: &str = "cargo run --release -- ";

/// The lines of all ```` ```sh ```` blocks.
fn shell_lines(readme: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match line.trim_end() {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => lines.push(line.to_owned()),
            _ => {}
        }
    }
    lines
}

#[test]
fn every_command_of_the_readme_succeeds_in_its_order() {
    let Ok(readme) = fs::read_to_string(repository().join("README.md")) else {
        return;
    };
    let fixture = Fixture::of(&[]);
    copy_folder(&repository().join("corpus"), &fixture.path("corpus"));
    let program = Path::new(env!("CARGO_BIN_EXE_sco"))
        .parent()
        .expect("the program lies in a folder");
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(
        [program.to_owned()]
            .into_iter()
            .chain(env::split_paths(&others)),
    )
    .expect("folders without colons");
    let mut commands = 0;
    for line in shell_lines(&readme) {
        let line = line
            .strip_prefix(FROM_SOURCE)
            .map_or(line.clone(), |rest| format!("sco {rest}"));
        // `printf` makes the files that the next lines read.
        if !line.starts_with("sco ") && !line.starts_with("printf ") {
            continue;
        }
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(&line)
            .current_dir(fixture.path("."))
            .env("PATH", &path);
        shell.env_remove("SCO_INDEX").env_remove("SCO_CORPUS");
        let outcome = Outcome::of(shell.output().expect("a shell is there"));
        assert!(outcome.status.success(), "{line}: {outcome:#?}");
        commands += usize::from(line.starts_with("sco "));
    }
    assert!(commands > 0, "the README shows no command");
}
