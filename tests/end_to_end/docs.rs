//! The documents show commands too; every one of them finds something.

use std::fs;

use crate::support::{repository, run_shell_blocks};

#[test]
fn every_command_of_the_query_language_finds_something() {
    let page = repository().join("docs/query-language.md");
    let page = fs::read_to_string(page).expect("the page is there");
    let commands = run_shell_blocks(&page);
    assert!(commands >= 50, "{commands} commands");
}

#[test]
fn every_command_about_the_server_succeeds() {
    let page = repository().join("docs/server.md");
    let page = fs::read_to_string(page).expect("the page is there");
    assert!(run_shell_blocks(&page) >= 2);
}
