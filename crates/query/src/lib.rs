//! Index to answers: the syntax tree of a question, matching, ranking and highlighting.
//!
//! A question is read into a tree ([`Node`]), the tree is evaluated exactly on the index's grams, the documents it matches are
//! ranked by words, pairs and characters, and their passages are cut, scored and marked on the stored text.

mod answer;
mod by_document;
mod by_passage;
mod candidates;
pub mod cite;
mod columns;
mod coverage;
pub mod cql;
mod engine;
mod entities;
mod evaluate;
mod evidence;
mod expand;
mod explain;
pub mod export;
mod facets;
mod filter;
mod filter_sets;
mod found;
mod identifiers;
mod matching;
mod meant;
mod memo;
mod names;
mod nearest;
mod nothing;
mod passages;
mod places;
mod postings;
mod question;
mod question_words;
mod rank;
mod reading;
mod records;
mod relax;
mod request;
mod retrieve;
mod retype;
mod search_error;
pub mod server;
mod shortfall;
mod shown;
mod snippet;
mod sort;
mod spreadsheet;
mod suggest;
mod syntax;
mod terms;
#[cfg(test)]
mod test_index;
mod units;
mod value_list;
mod variants;
mod vocabulary;
mod why;

pub use answer::{
    Answer, Count, DocumentHit, Expansion, FacetCount, FootnoteName, Hits, Holds, Notice,
    PassageHit, ShownPassage, Total,
};
pub use engine::{Engine, SearchError};
pub use explain::ScorePart;
pub use facets::FacetName;
pub use identifiers::most_alike;
pub use nothing::{Coverage, Nothing, PairHits, TermHits};
pub use reading::{Reading, ReadingBlock, ReadingMark, ReadingSection};
pub use relax::{Relaxation, RelaxationKind};
pub use request::{
    BOOST_LIMIT, By, DEPTH_LIMIT, DISTANCE_LIMIT, QUERY_LIMIT, Ranking, RequestError,
    SearchRequest, TERM_LIMIT, WINDOW_LIMIT,
};
pub use retrieve::{Description, Retrieved, RetrievedRecord};
pub use snippet::{Run, runs};
pub use sort::Sort;
pub use spreadsheet::harmless;
pub use suggest::{Completion, CompletionKind};
pub use syntax::{
    Alternative, AlternativeKind, Exact, Expanded, Filter, FilterKey, FilterTest, FoldedRegex,
    Leaf, LeafKind, Mask, Mistake, Near, Node, Parsed, Place, RegexMistake, Scope, Speaker,
    SyntaxProblem, parse,
};
pub use variants::{Variant, VariantKind};
pub use why::{Why, WhyPart};
