//! `sco`: full-text search for policy documents of the Shanghai Cooperation Organisation.

mod cli;

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// The system's allocator lets a server grow whose index changes under load: what is freed lies between what is kept.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {})); // the message below is for people
    }
    std::panic::catch_unwind(cli::run).unwrap_or_else(|_| {
        cli::say(
            "error: the program met something it did not expect; if it was searching, the index may be damaged: \
             rebuild it with `sco index --rebuild`",
        );
        ExitCode::from(2)
    })
}
