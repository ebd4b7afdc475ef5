//! The values of an index around a term: the operation `scan`.

use std::collections::BTreeMap;

use sco_analysis::fold;
use sco_corpus::DocumentType;
use sco_indexer::Zone;
use tantivy::schema::Field;

use super::request::Scan;
use super::{Caller, Live, told};
use crate::cql::{Clause, Diagnostic, DiagnosticKind, Index, IndexKind};
use crate::facets::FacetName;
use crate::filter::field;
use crate::request::SearchRequest;
use crate::syntax::FilterKey;

/// A value of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScanTerm {
    /// As it is searched for.
    pub(super) value: String,
    /// Records that have it.
    pub(super) records: usize,
    /// As it is shown, where that is another text.
    pub(super) shown: Option<String>,
}

/// The values that a scan asks for.
pub(super) fn terms(
    live: &Live,
    scan: &Scan,
    caller: &Caller,
) -> Result<Vec<ScanTerm>, Diagnostic> {
    let query = crate::cql::parse(&scan.clause)?;
    let Clause::Search(clause) = &query.clause else {
        let hint = "a scan takes one index, relation and term: dc.creator = 习";
        return Err(Diagnostic::new(DiagnosticKind::Syntax, "", hint));
    };
    let name = clause
        .scope
        .as_ref()
        .map_or("cql.serverChoice", |(name, _)| name);
    let index = crate::cql::index(&query, name)?;
    let values = values(live, index, name, caller)?;
    let from = fold(&clause.term.text());
    let at = values.partition_point(|(folded, _, _)| *folded < from);
    // The position is where in the answer the term stands: 1 begins with it, 3 shows two before it.
    let first = (at + 1).saturating_sub(scan.position);
    let terms = values.into_iter().skip(first).take(scan.most);
    Ok(terms
        .map(|(_, value, records)| ScanTerm {
            shown: label(index, &value),
            value,
            records,
        })
        .collect())
}

/// What a document type is called.
fn label(index: &Index, value: &str) -> Option<String> {
    if index.kind != IndexKind::Type {
        return None;
    }
    let labels = value.parse::<DocumentType>().ok()?.labels();
    Some(format!("{} / {} / {}", labels.zh, labels.en, labels.ru))
}

/// All values of an index in their order: folded, as written, records.
fn values(
    live: &Live,
    index: &Index,
    name: &str,
    caller: &Caller,
) -> Result<Vec<(String, String, usize)>, Diagnostic> {
    if index.kind == IndexKind::Date {
        return years(live, caller);
    }
    let fields = live.engine.index.fields;
    let of_key = |key: FilterKey| field(&fields, key);
    let fields: Vec<Field> = match index.kind {
        IndexKind::Values(keys) => keys.iter().copied().filter_map(of_key).collect(),
        IndexKind::Type => vec![fields.kind],
        IndexKind::Language => vec![fields.language],
        IndexKind::Identifier => vec![fields.id, fields.identifier],
        IndexKind::Speaker => vec![fields.speaker],
        IndexKind::Text(Some(Zone::Title)) => vec![fields.titles],
        _ => {
            return Err(Diagnostic::new(
                DiagnosticKind::Index,
                name,
                "indexes of the description and dc.title can be scanned",
            ));
        }
    };
    let values = live
        .engine
        .values(&fields, &caller.only)
        .map_err(|error| told(&error))?;
    Ok(values
        .into_iter()
        .map(|((folded, value), records)| (folded, value, records))
        .collect())
}

fn years(live: &Live, caller: &Caller) -> Result<Vec<(String, String, usize)>, Diagnostic> {
    let years: BTreeMap<String, usize> = if caller.only.is_empty() {
        live.years.clone()
    } else {
        let request = SearchRequest {
            only: caller.only.clone(),
            facets: vec![FacetName::Year],
            ..SearchRequest::default()
        };
        let counted = live
            .engine
            .facets_of(&request)
            .map_err(|error| told(&error))?;
        let years = counted.1.into_values().flatten();
        years.map(|year| (year.value, year.count)).collect()
    };
    Ok(years
        .into_iter()
        .map(|(year, records)| (year.clone(), year, records))
        .collect())
}
