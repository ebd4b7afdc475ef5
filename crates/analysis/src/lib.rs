//! Text to tokens: folding, sentences, letters, grams and words.
//!
//! Words rank, characters decide: [`Grams`] say exactly what a text holds, [`Dictionary::words`] says what it is about.
//! Both are cut from one folded text, so that width, script, case and kinds of quotation marks never matter.
//!
//! # Units
//!
//! * An *offset* is a byte index into the text as given, half-open, on a `char` boundary.
//! * A *letter* is one Han character, or one whole Latin, Cyrillic or number word.
//! * A *position* counts letters; the end of a sentence is a gap of one.
//!
//! # Invariants
//!
//! [`check()`] says them as code; property tests and fuzzing call it.
//!
//! # Example
//!
//! ```
//! use sco_analysis::{Letters, Pattern};
//!
//! let text = Letters::of("構建“平等相待、守望相助”的命運共同體。");
//! let found = Pattern::of("平等相待守望相助").expect("it has letters").find_in(&text);
//! assert_eq!(found, [2..10]);
//! ```

mod check;
mod fingerprint;
mod fold;
mod grams;
mod letters;
mod pattern;
mod row;
mod sentences;
mod words;

pub use check::check;
pub use fingerprint::FINGERPRINT;
pub use fold::{fold, fold_char};
pub use grams::{Gram, Grams, SENTENCE_END};
pub use letters::{Letter, LetterKind, Letters};
pub use pattern::{GramQuery, Pattern};
pub use row::{Atom, Gapped, LONGEST_GAP, Loose, Row, RowQuery};
pub use sentences::{Sentences, sentences};
pub use words::{Dictionary, KnownWord, known_word, stem};
