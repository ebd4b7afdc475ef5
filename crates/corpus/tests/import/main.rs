//! Reading plain text: typeset documents of known structure, real texts, bad input.

mod bad_input;
mod features;
mod prose;
mod real_texts;
mod round_trip;
mod typeset;
