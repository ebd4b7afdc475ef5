//! Reading plain text: typeset documents of known structure, real texts, bad input.

#![expect(
    clippy::print_stdout,
    reason = "tables of figures, and why a test asked nothing"
)]

mod bad_input;
mod features;
mod formats;
mod laws;
mod made;
mod prose;
mod real_texts;
mod round_trip;
mod speakers;
mod typeset;
mod typesetting;
