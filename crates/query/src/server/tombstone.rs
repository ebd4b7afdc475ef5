//! What stands at the address of a document that is no longer shown.

use axum::http::StatusCode;
use sco_indexer::{LedgerEntry, Standing};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::holdings::utc;
use super::live::Live;
use super::problem::{Problem, ProblemSort};
use crate::engine::SearchError;
use crate::reading::Reading;

/// What is left of a document that is no longer shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Tombstone {
    /// Identifier.
    pub document: String,
    /// Since when it is no longer shown (RFC 3339, UTC).
    pub since: String,
    /// Whether it was withdrawn with a reason; else it was only removed, and nothing more is told of it.
    pub withdrawn: bool,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Title as printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// EDTF date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Code of the document type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// BCP 47 language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The other keys of the header that are known.
    #[schema(value_type = Object)]
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub metadata: Map<String, Value>,
}

impl Tombstone {
    /// The tombstone of a document; `None` where it is shown.
    fn of(entry: &LedgerEntry) -> Option<Tombstone> {
        if entry.standing == Standing::Published {
            return None;
        }
        let removed = Tombstone {
            document: entry.id.clone(),
            since: utc(entry.stamped),
            withdrawn: false,
            reason: None,
            title: None,
            date: None,
            kind: None,
            language: None,
            metadata: Map::new(),
        };
        let Some(left) = entry
            .left
            .as_ref()
            .filter(|_| entry.standing == Standing::Withdrawn)
        else {
            return Some(removed);
        };
        Some(Tombstone {
            withdrawn: true,
            reason: Some(left.reason.clone()),
            title: left.title.clone(),
            date: left.date.clone(),
            kind: entry.kind.clone(),
            language: entry.language.clone(),
            metadata: serde_json::from_str(&left.header).unwrap_or_default(),
            ..removed
        })
    }

    /// The document's description as one without text.
    pub(crate) fn reading(&self) -> Reading {
        Reading {
            id: self.document.clone(),
            title: self.title.clone(),
            date: self.date.clone(),
            kind: self.kind.clone(),
            language: self.language.clone(),
            metadata: self.metadata.clone(),
            titles: Vec::new(),
            sections: Vec::new(),
            footnotes: Vec::new(),
            query: None,
            hits: 0,
        }
    }
}

impl Live {
    /// Why a document cannot be read: where it was shown once, what is left of it.
    pub(crate) fn unread(&self, id: &str, error: SearchError) -> Problem {
        let entry = match &error {
            SearchError::NoDocument { .. } => self.holdings.get(id),
            _ => None,
        };
        match entry.and_then(Tombstone::of) {
            Some(tombstone) => gone(tombstone),
            None => error.into(),
        }
    }
}

fn gone(tombstone: Tombstone) -> Problem {
    let detail = match &tombstone.reason {
        Some(reason) => format!("this document was withdrawn: {reason}"),
        None => "this document was removed from the collection".to_owned(),
    };
    let next = "delete your copy, or keep it marked as withdrawn";
    Problem {
        tombstone: Some(Box::new(tombstone)),
        ..Problem::new(StatusCode::GONE, detail, next).of_sort(ProblemSort::Gone)
    }
}
