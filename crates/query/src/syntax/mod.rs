//! The query language: the tree of a question, and its reader.
//!
//! The tree knows nothing of the index. `docs/query-language.md` says what can be asked.

mod exact;
mod filter;
mod lexer;
mod marks;
mod mask;
mod mistake;
mod parser;
mod plain;
mod regex;
mod shape;
mod token;
mod tree;

pub use exact::Exact;
pub use filter::{Filter, FilterKey, FilterTest};
pub(crate) use lexer::starred;
pub use mask::Mask;
pub(crate) use mask::{MaskPiece, expression};
pub use mistake::Mistake;
pub(crate) use parser::conditions;
pub use parser::{Parsed, SyntaxProblem, parse};
pub use regex::{FoldedRegex, RegexMistake};
pub use tree::{
    Alternative, AlternativeKind, Expanded, Leaf, LeafKind, Near, Node, Place, Scope, Speaker,
};
