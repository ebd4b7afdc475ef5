//! The README shows commands; every one of them works.

use std::fs;

use crate::support::{repository, run_shell_blocks};

#[test]
fn every_command_of_the_readme_succeeds_in_its_order() {
    let Ok(readme) = fs::read_to_string(repository().join("README.md")) else {
        return;
    };
    run_shell_blocks(&readme);
}
