//! The Contextual Query Language (CQL 1.2, and OASIS `searchRetrieve`, Part 5, 2013), in which library systems ask.
//!
//! [`parse`] reads a query into a tree, [`translate()`] makes of it the tree that the engine answers ([`Node`](crate::Node)), not a
//! text in the other language. Nothing here knows of HTTP or of the index; what cannot be read or answered is a [`Diagnostic`]
//! with its official number.

mod clause;
mod dates;
mod diagnostic;
mod indexes;
mod lexer;
mod names;
mod parser;
mod proximity;
mod translate;
mod tree;

pub use diagnostic::{Diagnostic, DiagnosticKind};
pub use indexes::{CONTEXT_SETS, ContextSet, INDEXES, Index, IndexKind};
pub use parser::parse;
pub use translate::{Translated, index, translate};
pub use tree::{
    Boolean, Clause, Comparison, Modifier, Prefix, Query, Relation, SearchClause, Sign, SortKey,
    Term, Triple,
};
