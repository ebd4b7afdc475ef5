//! Index to answers: the syntax tree of a question, matching, ranking and highlighting.
//!
//! A question is read into a tree ([`Node`]), the tree is evaluated exactly on the index's grams, the documents it matches are
//! ranked by words, pairs and characters, and their passages are cut, scored and marked on the stored text.

mod answer;
mod by_document;
mod by_passage;
mod engine;
mod evaluate;
mod facets;
mod passages;
mod postings;
mod question_words;
mod rank;
mod request;
mod snippet;
mod syntax;
mod terms;
mod units;

pub use answer::{
    Answer, Count, DocumentHit, Expansion, FacetCount, FootnoteName, Hits, Holds, PassageHit,
    ShownPassage, Total,
};
pub use engine::{Engine, SearchError};
pub use request::{By, QUERY_LIMIT, Ranking, RequestError, SearchRequest, WINDOW_LIMIT};
pub use snippet::{Run, runs};
pub use syntax::{Leaf, Node};
