//! The API described for programs (`/openapi.json`); the page at `/api` is made from the same.

use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use utoipa::OpenApi;

use super::{App, api, citation, lexicon};

/// The paths and types of the API.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "sco",
        description = "Full-text search for policy documents of the Shanghai Cooperation Organisation"
    ),
    paths(
        api::search,
        api::search_by_body,
        api::document,
        citation::citation,
        api::suggest,
        api::facets,
        api::why,
        api::stats,
        lexicon::lexicon
    )
)]
struct Api;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/openapi.json", get(description))
}

async fn description() -> Response {
    let media_type = HeaderValue::from_static("application/json");
    let text = Api::openapi().to_json().unwrap_or_default();
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

/// One path with one method.
pub(crate) struct Operation {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) responses: Vec<(String, String)>,
}

/// What an operation takes.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) place: String,
    pub(crate) required: bool,
    /// In turns text and code.
    pub(crate) description: Vec<String>,
}

/// What stands outside and inside of backquotes, in turns.
fn in_turns(text: &Value) -> Vec<String> {
    let text = text.as_str().unwrap_or_default();
    text.split('`').map(str::to_owned).collect()
}

/// All operations of the API, from the same description.
pub(crate) fn all_operations() -> Vec<Operation> {
    operations(&serde_json::to_value(Api::openapi()).unwrap_or_default())
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn operations(description: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, methods) in description["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let responses = operation["responses"].as_object().into_iter().flatten();
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                summary: text(&operation["summary"]),
                parameters: parameters
                    .map(|parameter| Parameter {
                        name: text(&parameter["name"]),
                        place: text(&parameter["in"]),
                        required: parameter["required"].as_bool().unwrap_or_default(),
                        description: in_turns(&parameter["description"]),
                    })
                    .collect(),
                responses: responses
                    .map(|(status, response)| (status.clone(), text(&response["description"])))
                    .collect(),
            });
        }
    }
    operations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_described() {
        let description = serde_json::to_value(Api::openapi()).unwrap();
        let operations = operations(&description);
        assert_eq!(operations.len(), 9);
        for operation in operations {
            assert!(!operation.summary.is_empty(), "{}", operation.path);
            let is_told = |parameter: &Parameter| !parameter.description.concat().is_empty();
            assert!(
                operation.parameters.iter().all(is_told),
                "{}",
                operation.path
            );
        }
    }
}
