//! SRU, Search/Retrieve via URL: 1.1 and 1.2 (Library of Congress), 2.0 (OASIS `searchRetrieve` 1.0, Part 3, 2013), with CQL.

mod explain;
mod record;
mod request;
mod response;
mod scan;
mod xcql;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::api::base_url;
use super::client::Caller;
use super::live::Live;
use super::problem::Problem;
use super::{App, QuestionAsked, log};
use crate::cql::{Diagnostic, DiagnosticKind, Translated};
use crate::engine::SearchError;
use crate::request::{RequestError, SearchRequest, WINDOW_LIMIT};
use request::{Operation, Search, SruRequest};
use response::Answer;

/// Most records of one answer.
pub(super) const MOST_RECORDS: usize = 100;
/// Records of an answer that asks for no number.
pub(super) const USUAL_RECORDS: usize = 10;
/// Passages of a record that shows some.
const PASSAGES: usize = 3;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/sru", get(by_address).post(by_form))
}

async fn by_address(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let parameters = uri.query().unwrap_or_default().to_owned();
    answer(&app, caller, &headers, &parameters).await
}

/// The parameters as a form (SRU via POST).
async fn by_form(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let parameters = String::from_utf8_lossy(&body).into_owned();
    answer(&app, caller, &headers, &parameters).await
}

async fn answer(app: &App, caller: Caller, headers: &HeaderMap, parameters: &str) -> Response {
    let request = SruRequest::read(parameters, headers);
    let refused = match &request.operation {
        Err(diagnostic) => Some(diagnostic.clone()),
        Ok(_) => None,
    };
    if let Some(diagnostic) = refused {
        return diagnosed(&request, &diagnostic);
    }
    let base = base_url(app, headers);
    let key = format!("sru {base} {request:?} {:?}", caller.only);
    let question = match &request.operation {
        Ok(Operation::Search(search)) => Some(QuestionAsked(search.query.clone())),
        _ => None,
    };
    let media_type = request.media_type;
    let asked = request.clone();
    let work = move |live: &Live| Ok(worked_out(live, &asked, &base, &caller));
    match app.answer_found(headers, key, media_type, work).await {
        Ok(mut response) => {
            if let Some(question) = question {
                response.extensions_mut().insert(question);
            }
            response
        }
        Err(problem) => failed(&request, &problem),
    }
}

/// The answer, and the number of records that were found.
fn worked_out(
    live: &Live,
    request: &SruRequest,
    base: &str,
    caller: &Caller,
) -> (Vec<u8>, Option<usize>) {
    let answer = Answer { request, base };
    match &request.operation {
        Ok(Operation::Explain(escaped)) => (explain::explain(&answer, live, *escaped), None),
        Ok(Operation::Scan(scan)) => match scan::terms(live, scan, caller) {
            Ok(terms) => (answer.terms(&terms), None),
            Err(diagnostic) => (answer.diagnostic(&diagnostic), None),
        },
        Ok(Operation::Search(search)) => match found(live, search, caller) {
            Ok(retrieved) => (
                answer.records(search, &retrieved),
                Some(retrieved.documents),
            ),
            Err(diagnostic) => (answer.diagnostic(&diagnostic), None),
        },
        Err(diagnostic) => (answer.diagnostic(diagnostic), None),
    }
}

/// The records that a search asks for.
fn found(
    live: &Live,
    search: &Search,
    caller: &Caller,
) -> Result<crate::retrieve::Retrieved, Diagnostic> {
    let query = crate::cql::parse(&search.query)?;
    let Translated { tree, sort, expand } = crate::cql::translate(&query)?;
    let offset = search.start - 1;
    // Behind the last page that can be shown only the number of records is asked for.
    let is_far = offset.saturating_add(search.most) > WINDOW_LIMIT;
    let request = SearchRequest {
        only: caller.only.clone(),
        limit: if is_far { 0 } else { search.most },
        offset: if is_far { 0 } else { offset },
        sort,
        expand,
        facets: Vec::new(),
        passages: PASSAGES,
        ..SearchRequest::default()
    };
    let passages = if search.schema.shows_passages() {
        PASSAGES
    } else {
        0
    };
    let retrieved = live
        .engine
        .retrieve(&request, &tree, passages)
        .map_err(|error| told(&error))?;
    if offset > 0 && offset >= retrieved.documents {
        return Err(Diagnostic::new(
            DiagnosticKind::FirstRecord,
            search.start.to_string(),
            format!("there are {} records", retrieved.documents),
        ));
    }
    if is_far {
        return Err(Diagnostic::new(
            DiagnosticKind::FirstRecord,
            search.start.to_string(),
            format!("records can be paged through to the {WINDOW_LIMIT}th; ask a narrower query"),
        ));
    }
    Ok(retrieved)
}

/// What a caller may know of an error: what he can change in words, failures of ours not at all.
fn told(error: &SearchError) -> Diagnostic {
    let (kind, hint) = match error {
        SearchError::Request(RequestError::Window { .. }) => {
            (DiagnosticKind::FirstRecord, error.to_string())
        }
        SearchError::Request(_) | SearchError::TooMuch(_) | SearchError::TooSlow => {
            (DiagnosticKind::CannotProcess, error.to_string())
        }
        _ => {
            log::failure(error);
            (DiagnosticKind::SystemError, "try again later".to_owned())
        }
    };
    Diagnostic::new(kind, "", hint)
}

fn diagnosed(request: &SruRequest, diagnostic: &Diagnostic) -> Response {
    let answer = Answer { request, base: "" };
    let media_type = HeaderValue::from_static(request.media_type);
    let body = answer.diagnostic(diagnostic);
    let mut response = ([(header::CONTENT_TYPE, media_type)], body).into_response();
    if request.accepts_nothing_of_ours {
        *response.status_mut() = StatusCode::NOT_ACCEPTABLE;
    }
    response
}

/// What kept the server from answering, in the form that the caller reads.
fn failed(request: &SruRequest, problem: &Problem) -> Response {
    let kind = match problem.status() {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
            DiagnosticKind::TemporarilyUnavailable
        }
        _ => DiagnosticKind::SystemError,
    };
    let diagnostic = Diagnostic::new(kind, "", format!("{}; {}", problem.detail, problem.next));
    let mut response = diagnosed(request, &diagnostic);
    *response.status_mut() = problem.status();
    problem.say_when(&mut response);
    response
}
