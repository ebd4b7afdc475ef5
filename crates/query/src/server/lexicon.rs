//! The lexicon for programs: names of things in all languages.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::App;
use super::api::json;
use super::extract::UrlParams;
use super::formats::Format;
use super::params::limit;
use super::problem::{Problem, Refusals};

/// Most rows of the lexicon in one answer.
const MOST_ROWS: usize = 500;

/// Which rows of the lexicon.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LexiconParams {
    /// Only things one of whose names holds this, in any script and case
    q: String,
    /// Most rows, 1 to 500 (default 50)
    limit: Option<usize>,
}

/// A thing and its names.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LexiconRow {
    /// Identifier of the row.
    id: String,
    /// Kind of thing.
    category: String,
    /// Names in Chinese, the preferred one first.
    zh: Vec<String>,
    /// Names in English.
    en: Vec<String>,
    /// Names in Russian.
    ru: Vec<String>,
    /// Names that other things have too.
    ambiguous: Vec<String>,
}

/// Rows of the lexicon.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct LexiconRows {
    /// Rows that match, whether given or not.
    total: usize,
    /// Rows in the order of the lexicon.
    rows: Vec<LexiconRow>,
}

/// Names of things in all languages.
#[utoipa::path(get, path = "/api/v1/lexicon", params(LexiconParams), responses(
    (status = 200, description = "Rows of the lexicon", body = LexiconRows),
    Refusals,
))]
pub(crate) async fn lexicon(
    State(app): State<App>,
    headers: HeaderMap,
    UrlParams(params): UrlParams<LexiconParams>,
) -> Result<Response, Problem> {
    let limit = limit(params.limit, 50, MOST_ROWS)?;
    let key = format!("lexicon {limit} {:?}", params.q);
    app.answer(&headers, key, Format::Json.media_type(), move |live| {
        let wanted = sco_analysis::fold(params.q.trim());
        let table = live.engine.lexicon();
        let holds = |number: &usize| {
            let mut names = table.names(*number);
            names.any(|(_, _, name)| sco_analysis::fold(name).contains(&wanted))
        };
        let found: Vec<usize> = (0..table.len()).filter(holds).collect();
        let rows = found.iter().take(limit).map(|number| {
            let entry = table.entry(*number);
            LexiconRow {
                id: entry.id.clone(),
                category: entry.category.clone(),
                zh: entry.zh.clone(),
                en: entry.en.clone(),
                ru: entry.ru.clone(),
                ambiguous: entry.ambiguous.clone(),
            }
        });
        json(&LexiconRows {
            total: found.len(),
            rows: rows.collect(),
        })
    })
    .await
}
