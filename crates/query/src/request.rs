//! What to search for, as the user gave it; filled by the command line or by a URL, checked in one place.

use std::str::FromStr;

use sco_indexer::Zone;

use crate::facets::FacetName;
use crate::sort::Sort;
use crate::syntax::{Filter, Mistake, Node, Parsed, conditions, parse};

/// Longest question, code points.
pub const QUERY_LIMIT: usize = 4_000;
/// Most hits of one answer, and the furthest that paging goes.
pub const WINDOW_LIMIT: usize = 10_000;

/// Most groups of a question inside each other.
pub const DEPTH_LIMIT: usize = 40;
/// Most terms of a question: words, phrases, conditions.
pub const TERM_LIMIT: usize = 200;
/// Most letters that NEAR, BEFORE and `~` may leave between two things.
pub const DISTANCE_LIMIT: usize = 100;
/// Largest boost of a term.
pub const BOOST_LIMIT: f32 = 100.0;

/// What a hit is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// A document with its best passages.
    #[default]
    Document,
    /// A sentence, heading or footnote; the question is put to each.
    Passage,
}

/// What the ranking of documents looks at; anything but `Both` serves to measure what the others are worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ranking {
    /// Words, pairs and characters together.
    #[default]
    Both,
    /// Words of the dictionary alone.
    Words,
    /// Pairs of characters alone.
    Grams,
}

/// A question and how its answer is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchRequest {
    /// The question in the query language.
    pub q: String,
    /// What a hit is.
    pub by: By,
    /// Zones to look in; empty means title, headings, body and notes.
    pub zones: Vec<Zone>,
    /// Conditions on the description of the documents, beside those in the question.
    pub filters: Vec<Filter>,
    /// Further conditions, in the query language (`lang:zh year:2018..`), all of which hold.
    pub only: Vec<String>,
    /// Most hits to return.
    pub limit: usize,
    /// Hits to pass over.
    pub offset: usize,
    /// What the ranking looks at.
    pub ranking: Ranking,
    /// Order of the hits.
    pub sort: Sort,
    /// Whether other names and forms of what was typed are looked for too.
    pub expand: bool,
    /// Facets that are counted.
    pub facets: Vec<FacetName>,
    /// Whether every hit says what its score is made of.
    pub explain: bool,
    /// Most passages to show of a document; 0 asks for the ranking alone: no passage is read, and no document that holds
    /// little of the question is left out.
    pub passages: usize,
}

impl Default for SearchRequest {
    fn default() -> SearchRequest {
        SearchRequest {
            q: String::new(),
            by: By::Document,
            zones: Vec::new(),
            filters: Vec::new(),
            only: Vec::new(),
            limit: 10,
            offset: 0,
            ranking: Ranking::Both,
            sort: Sort::Relevance,
            expand: true,
            facets: FacetName::USUAL.to_vec(),
            explain: false,
            passages: 3,
        }
    }
}

/// A request that cannot be answered, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// Nothing to look for.
    #[error(
        "the question holds no letter or digit to look for; type a word, e.g. `sco search 上海精神`"
    )]
    Empty,
    /// A mistake, and nothing beside it to look for.
    #[error("{0}")]
    Mistaken(Mistake),
    /// What should be a condition is none.
    #[error("{0}")]
    Condition(String),
    /// Only exclusions.
    #[error("the question only says what not to find; add a word to look for, e.g. `制裁 -俄罗斯`")]
    OnlyNegative,
    /// Too long.
    #[error("the question has {found} characters, at most {QUERY_LIMIT} are allowed")]
    TooLong {
        /// Its length in code points.
        found: usize,
    },
    /// Too many groups inside each other.
    #[error(
        "the question has brackets inside brackets more than {DEPTH_LIMIT} deep; ask with fewer of them"
    )]
    TooDeep,
    /// Too many terms.
    #[error("the question has more than {TERM_LIMIT} terms; ask with fewer, or ask two questions")]
    TooManyTerms,
    /// Too far into the results.
    #[error(
        "limit and offset together are {found}, at most {WINDOW_LIMIT} hits can be paged through; ask a narrower question"
    )]
    Window {
        /// Limit and offset together.
        found: usize,
    },
}

impl SearchRequest {
    /// Checks the bounds.
    ///
    /// # Errors
    ///
    /// When the question is too long or the page too far away.
    pub fn check(&self) -> Result<(), RequestError> {
        let found = self.q.chars().count();
        if found > QUERY_LIMIT {
            return Err(RequestError::TooLong { found });
        }
        let found = self.limit.saturating_add(self.offset);
        if found > WINDOW_LIMIT {
            return Err(RequestError::Window { found });
        }
        Ok(())
    }

    /// The question read into a tree, without the conditions beside it; those may stand alone.
    ///
    /// # Errors
    ///
    /// When the question is out of bounds or looks for nothing.
    pub(crate) fn parsed(&self) -> Result<Parsed, RequestError> {
        if self.q.trim().is_empty() && self.has_conditions() {
            return Ok(Parsed {
                tree: Node::everything(),
                problem: None,
            });
        }
        parse(&self.q)
    }

    /// Whether conditions stand beside the question.
    pub fn has_conditions(&self) -> bool {
        !self.filters.is_empty() || !self.only.is_empty()
    }

    /// The conditions beside the question.
    ///
    /// # Errors
    ///
    /// When one of them is none.
    pub(crate) fn conditions(&self) -> Result<Vec<Node>, RequestError> {
        let filters = self.filters.iter().cloned().map(Node::Filter).map(Ok);
        let only = self
            .only
            .iter()
            .map(|text| conditions(text).map_err(RequestError::Condition));
        filters.chain(only).collect()
    }

    /// The zones to look in, each once.
    pub fn zones(&self) -> Vec<Zone> {
        if self.zones.is_empty() {
            return Zone::WHOLE.to_vec();
        }
        let mut zones = self.zones.clone();
        zones.sort_unstable();
        zones.dedup();
        zones
    }
}

impl FromStr for By {
    type Err = String;

    fn from_str(name: &str) -> Result<By, String> {
        match name {
            "document" => Ok(By::Document),
            "passage" => Ok(By::Passage),
            _ => Err(format!("`{name}` is neither `document` nor `passage`")),
        }
    }
}

impl FromStr for Ranking {
    type Err = String;

    fn from_str(name: &str) -> Result<Ranking, String> {
        match name {
            "both" => Ok(Ranking::Both),
            "words" => Ok(Ranking::Words),
            "grams" => Ok(Ranking::Grams),
            _ => Err(format!("`{name}` is none of `both`, `words`, `grams`")),
        }
    }
}
