//! What a search gives: the JSON of the command line and of HTTP alike.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::explain::ScorePart;
use crate::nothing::Nothing;
use crate::request::SearchRequest;
use crate::snippet::Run;
use crate::syntax::{Mistake, SyntaxProblem};
use crate::variants::Variant;

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Answer {
    /// The question as asked.
    pub query: String,
    /// Time from request to answer, milliseconds.
    pub took_ms: f64,
    /// Whether the hits hold all of the question or, because nothing holds all of it, most of it.
    pub holds: Holds,
    /// How much was found.
    pub total: Total,
    /// What was wrong with the question, and how it was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
    /// The question that was searched instead, because nothing holds the one asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<String>,
    /// Names and forms that were looked for besides those typed.
    pub expansions: Vec<Expansion>,
    /// Questions that may have been meant.
    pub suggestions: Vec<String>,
    /// How the documents found divide by year, type and language.
    pub facets: BTreeMap<String, Vec<FacetCount>>,
    /// Facets that have more values than are given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facets_cut: Vec<String>,
    /// Why there are no hits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing: Option<Nothing>,
    /// The hits of the page, best first: documents or passages, as asked for.
    #[schema(value_type = Vec<Hit>)]
    pub hits: Hits,
}

impl Answer {
    /// An answer whose hits, if there are any, hold so much of the question.
    pub(crate) fn new(
        request: &SearchRequest,
        holds: Holds,
        total: Total,
        facets: Facets,
        hits: Hits,
    ) -> Answer {
        let holds = if total.documents == 0 {
            Holds::Nothing
        } else {
            holds
        };
        Answer {
            query: request.q.clone(),
            took_ms: 0.0,
            holds,
            total,
            notices: Vec::new(),
            corrected: None,
            expansions: Vec::new(),
            suggestions: Vec::new(),
            facets: facets.values,
            facets_cut: facets.cut,
            nothing: None,
            hits,
        }
    }
}

/// How much of the question the hits hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Holds {
    /// Everything.
    All,
    /// All its words, but not as they were typed.
    Words,
    /// Most of it; nothing holds everything.
    Most,
    /// There are no hits.
    Nothing,
}

/// How much was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Total {
    /// Documents.
    pub documents: usize,
    /// Passages.
    pub passages: usize,
    /// Occurrences of what was typed.
    pub occurrences: u64,
    /// Occurrences of other names and forms, which are not among the others.
    pub added: u64,
    /// Occurrences of what was typed in each zone searched; quotations are part of the body.
    pub occurrences_by_zone: BTreeMap<&'static str, u64>,
    /// Hits among them that are not shown, because they are the same as one that is and are named there as its variants:
    /// documents, or by passage passages.
    #[serde(skip_serializing_if = "is_zero")]
    pub same: usize,
    /// True when only the best documents were read for passages: by document `passages`, by passage all of these, are then
    /// lower bounds.
    pub at_least: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Names that were looked for besides one that was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Expansion {
    /// As typed.
    pub term: String,
    /// The other names.
    pub added: Vec<String>,
    /// Whether other forms of the same word were looked for too.
    pub forms: bool,
    /// For a name that belongs to several things: what it could mean. Nothing is added then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub could_mean: Vec<String>,
}

/// Something the asker should know about how a question was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Notice {
    /// Where in the question, code points from its start.
    pub at: usize,
    /// What is wrong there, what was expected, what was done.
    pub message: String,
    /// The same, for who has other words for it.
    #[serde(skip)]
    pub mistake: Mistake,
}

impl From<SyntaxProblem> for Notice {
    fn from(problem: SyntaxProblem) -> Notice {
        Notice {
            at: problem.at,
            message: problem.message,
            mistake: problem.mistake,
        }
    }
}

/// A value of a facet with its documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FacetCount {
    /// The value.
    pub value: String,
    /// Documents that have it.
    pub count: usize,
}

/// Facets by name.
#[derive(Debug, Default)]
pub(crate) struct Facets {
    pub(crate) values: BTreeMap<String, Vec<FacetCount>>,
    /// Names of those that have more values.
    pub(crate) cut: Vec<String>,
}

impl Facets {
    /// Keeps the first values of a facet.
    pub(crate) fn insert(&mut self, name: &str, mut values: Vec<FacetCount>, most: usize) {
        if values.len() > most {
            values.truncate(most);
            self.cut.push(name.to_owned());
        }
        self.values.insert(name.to_owned(), values);
    }
}

/// A hit as the description of the API has it: an empty list of documents is one of passages too, so the list cannot choose.
#[derive(ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only described")]
enum Hit {
    /// A document with its best passages.
    Document(DocumentHit),
    /// A passage.
    Passage(PassageHit),
}

/// Hits of one kind.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Hits {
    /// Documents with their best passages.
    Documents(Vec<DocumentHit>),
    /// Passages.
    Passages(Vec<PassageHit>),
}

impl Hits {
    /// Number of hits on the page.
    pub fn len(&self) -> usize {
        match self {
            Hits::Documents(hits) => hits.len(),
            Hits::Passages(hits) => hits.len(),
        }
    }

    /// Whether the page is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DocumentHit {
    /// Identifier.
    pub document: String,
    /// Title as printed.
    pub title: Option<String>,
    /// EDTF date.
    pub date: Option<String>,
    /// Code of the document type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// Score, comparable within one answer.
    pub score: f32,
    /// How much of a loosened question it holds, by weight, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<f32>,
    /// What the score is made of, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<ScorePart>,
    /// Other documents of the same work: copies, versions, translations, extracts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// Its best passages, best first.
    pub passages: Vec<ShownPassage>,
}

/// A passage that was found.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PassageHit {
    /// Identifier of its document.
    pub document: String,
    /// Title of its document.
    pub title: Option<String>,
    /// EDTF date of its document.
    pub date: Option<String>,
    /// Code of its document's type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// BCP 47 language of its document.
    pub language: Option<String>,
    /// Score, comparable within one answer.
    pub score: f32,
    /// How much of a loosened question it holds, by weight, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<f32>,
    /// Words of a loosened question that it does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// What the score is made of, where that was asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub explanation: Vec<ScorePart>,
    /// Other documents of the same work: copies, versions, translations, extracts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// The passage.
    #[serde(flatten)]
    pub passage: ShownPassage,
}

/// A passage as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ShownPassage {
    /// Zone.
    pub zone: &'static str,
    /// Headings that lead to it.
    pub section: Vec<String>,
    /// Page on which it begins, where pages are known.
    pub page: Option<u32>,
    /// For a note, its page and number.
    pub footnote: Option<FootnoteName>,
    /// For a quotation, who said it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speaker: Option<String>,
    /// The text.
    pub text: String,
    /// The text again, cut where hits begin and end.
    pub runs: Vec<Run>,
}

/// Names a footnote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FootnoteName {
    /// Page, where pages are known.
    pub page: Option<u32>,
    /// Number.
    pub number: u32,
}

/// The answer to a count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Count {
    /// The question as asked.
    pub query: String,
    /// Documents that hold all of it.
    pub documents: usize,
    /// Occurrences of what was typed, in those documents.
    pub occurrences: u64,
    /// Occurrences of other names and forms, where expansion was asked for.
    pub added: u64,
    /// Occurrences of what was typed in each zone searched.
    pub occurrences_by_zone: BTreeMap<&'static str, u64>,
    /// True when not everything could be read: the numbers are then lower bounds.
    pub at_least: bool,
    /// Names and forms that were counted besides those typed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expansions: Vec<Expansion>,
    /// What was wrong with the question, and how it was read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}
