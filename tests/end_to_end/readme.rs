//! The README shows commands; every one of them works.

use std::fs;

use std::process::Command;

use crate::http::Server;
use crate::support::{Fixture, copy_folder, repository, run_shell_blocks, skip};

#[test]
fn every_command_of_the_readme_succeeds_in_its_order() {
    let Ok(readme) = fs::read_to_string(repository().join("README.md")) else {
        return;
    };
    run_shell_blocks(&readme);
}

/// Lines of a page that begin like this.
fn lines<'a>(page: &'a str, start: &'a str) -> impl Iterator<Item = &'a str> {
    page.lines().filter(move |line| line.starts_with(start))
}

#[test]
fn what_the_readme_shows_of_the_server_is_there() {
    let Ok(readme) = fs::read_to_string(repository().join("README.md")) else {
        return;
    };
    assert_eq!(lines(&readme, "sco serve").count(), 1);
    let fixture = Fixture::of(&[]);
    copy_folder(&repository().join("corpus"), &fixture.path("corpus"));
    let server = Server::start(&fixture, &[]);
    for (script, _) in lines(&readme, "<script src=").filter_map(|line| line.split_once("\" ")) {
        let path = script.rsplit('/').next().expect("a file");
        let reply = server.get(&format!("/{path}"));
        assert!(reply.text().contains("sco-search"), "{path}");
    }
    let commands: Vec<&str> = lines(&readme, "curl ").collect();
    assert!(commands.len() >= 3, "{commands:?}");
    if Command::new("curl").arg("--version").output().is_err() {
        return skip("there is no curl");
    }
    for command in commands {
        let here = command.replace("127.0.0.1:8080", server.addr());
        let command = here.replace("curl ", "curl --silent --show-error --fail ");
        let answer = Command::new("sh")
            .args(["-c", &command])
            .output()
            .expect("a shell is there");
        let words = String::from_utf8_lossy(&answer.stderr);
        assert!(answer.status.success(), "{command}: {words}");
        let answer: serde_json::Value = serde_json::from_slice(&answer.stdout).expect("JSON");
        let has_more = |key: &str| {
            answer[key]
                .as_array()
                .is_some_and(|found| !found.is_empty())
        };
        assert!(
            ["hits", "sections", "completions"]
                .into_iter()
                .any(has_more),
            "{command}: {answer}"
        );
    }
}
