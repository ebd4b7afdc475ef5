//! Records for programs: what holds a tree, strictly. Nothing is loosened or corrected, and totals are exact.

use std::collections::HashSet;

use sco_indexer::Record;
use serde_json::{Map, Value};

use crate::answer::ShownPassage;
use crate::by_document::ranked;
use crate::engine::{Engine, SearchError};
use crate::filter::documents;
use crate::question::Question;
use crate::rank::Pool;
use crate::request::SearchRequest;
use crate::syntax::{Filter, FilterKey, FilterTest, Node};

/// The description of a document, without its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    /// Identifier.
    pub id: String,
    /// Title as printed.
    pub title: Option<String>,
    /// EDTF date.
    pub date: Option<String>,
    /// Code of the document type.
    pub kind: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// The other keys of the header that are known.
    pub metadata: Map<String, Value>,
}

/// What holds a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct Retrieved {
    /// Documents in all.
    pub documents: usize,
    /// True when not everything could be read: the number is then a lower bound.
    pub at_least: bool,
    /// Those asked for, in order.
    pub records: Vec<RetrievedRecord>,
}

/// A document that holds a tree.
#[derive(Debug, Clone, PartialEq)]
pub struct RetrievedRecord {
    /// Its description.
    pub description: Description,
    /// Its best passages, as many as were asked for.
    pub passages: Vec<ShownPassage>,
}

impl Description {
    fn of(record: &Record) -> Description {
        Description {
            id: record.id.clone(),
            title: record.title.clone(),
            date: record.date.clone(),
            kind: record.kind.clone(),
            language: record.language.clone(),
            metadata: serde_json::from_str(&record.header).unwrap_or_default(),
        }
    }

    /// The value of a key that has one.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.metadata.get(key).and_then(Value::as_str)
    }

    /// The values of a key that has a list.
    pub fn values(&self, key: &str) -> Vec<&str> {
        let list = self.metadata.get(key).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// Persons with their roles, in the order of the header.
    pub fn creators(&self) -> Vec<(&str, &str)> {
        let list = self.metadata.get("creators").and_then(Value::as_array);
        let agents = list.into_iter().flatten();
        agents
            .filter_map(|agent| {
                let role = agent.get("role").and_then(Value::as_str);
                Some((agent.get("name")?.as_str()?, role.unwrap_or("author")))
            })
            .collect()
    }
}

impl Engine {
    /// The documents that hold a tree and the conditions of a request, sorted and cut as the request says, each with so many
    /// passages; the question, `by` and the facets of the request are not looked at.
    ///
    /// # Errors
    ///
    /// When the request is out of bounds, too much would have to be read, or the index cannot be read.
    pub fn retrieve(
        &self,
        request: &SearchRequest,
        tree: &Node,
        passages: usize,
    ) -> Result<Retrieved, SearchError> {
        request.check()?;
        let asked = self.asked(request, tree)?;
        let matched = self.evaluator(&asked).matches(&asked.zones, &asked.tree)?;
        let terms = self.terms(&asked, false)?;
        let scores = self.scores(&terms, &asked, &Pool::Some(&matched.places()))?;
        let page = self.page(&asked, &ranked(&matched, &scores))?;
        let question = Question {
            tree: &asked.tree,
            terms: &terms,
            zones: &asked.zones,
            loosened: false,
            filters: &asked.filters,
            explains: false,
        };
        let records = page.into_iter().map(|ranked| {
            let record = self.record(ranked.segment, ranked.doc)?;
            let description = Description::of(&record);
            let hit = self.document_hit(ranked, &record, &question, passages);
            Ok(RetrievedRecord {
                description,
                passages: hit.passages,
            })
        });
        Ok(Retrieved {
            documents: matched.found.len(),
            at_least: matched.at_least,
            records: records.collect::<Result<_, SearchError>>()?,
        })
    }

    /// The description of a document.
    ///
    /// # Errors
    ///
    /// When there is no such document, or the index cannot be read.
    pub fn description(&self, id: &str) -> Result<Description, SearchError> {
        let (segment, doc) = self.find_document(&Filter::of_id(id))?;
        Ok(Description::of(&self.record(segment, doc)?))
    }

    /// The other versions of a document's work that the index has: those the headers link by `version_of`, in either
    /// direction, in the order of their identifiers.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn versions(&self, description: &Description) -> Result<Vec<Description>, SearchError> {
        let work = description.value("version_of").unwrap_or(&description.id);
        let versions = Filter {
            key: FilterKey::Work,
            value: work.to_owned(),
            test: FilterTest::Is(work.to_owned()),
            at: 0..0,
        };
        let mut found = Vec::new();
        let mut seen = HashSet::from([description.id.clone()]);
        for filter in [Filter::of_id(work), versions] {
            let segments = documents(&self.index.searcher, &self.index.fields, &filter)?;
            for (segment, docs) in (0..).zip(segments) {
                for doc in docs {
                    let version = Description::of(&self.record(segment, doc)?);
                    if seen.insert(version.id.clone()) {
                        found.push(version);
                    }
                }
            }
        }
        found.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(found)
    }
}
