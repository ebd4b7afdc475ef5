//! The API under `/api/v1`: what the command line answers, for programs.

use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

use super::client::Caller;
use super::extract::{Body, UrlParams, UrlPath};
use super::formats::{About, Format, facet_lines, facet_table, feed, json_lines, table};
use super::live::Live;
use super::params::{SearchParams, limit};
use super::problem::{Problem, Refusals};
use super::{App, QuestionAsked, citation, lexicon};
use crate::answer::{Answer, Hits};
use crate::facets::FacetName;
use crate::reading::Reading;
use crate::request::SearchRequest;
use crate::suggest::{Completion, CompletionKind};
use crate::why::Why;

/// Most completions of one answer.
const MOST_COMPLETIONS: usize = 50;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/search", get(search).post(search_by_body))
        .route("/documents/{id}", get(document))
        .route("/documents/{id}/citation", get(citation::citation))
        .route("/suggest", get(suggest))
        .route("/facets", get(facets))
        .route("/why", get(why))
        .route("/stats", get(stats))
        .route("/lexicon", get(lexicon::lexicon))
        .fallback(|| async { Problem::no_address() })
        .method_not_allowed_fallback(method_not_allowed)
}

async fn method_not_allowed(method: Method) -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        format!("{method} is not answered here"),
        "use GET, or POST where /api says so",
    )
}

impl Caller {
    /// A request for no more than he may see.
    fn limited(&self, mut request: SearchRequest) -> SearchRequest {
        request.only.extend(self.only.iter().cloned());
        request
    }
}

pub(crate) fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(|error| {
        super::log::failure(&error);
        Problem::broken("the answer could not be written")
    })
}

/// A table is for a spreadsheet, not for the browser: it gets a name to be kept under.
fn as_file(mut response: Response, format: Format) -> Response {
    if format == Format::Csv {
        let name = HeaderValue::from_static("attachment; filename=\"sco.csv\"");
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

fn unwritten(error: &csv::Error) -> Problem {
    super::log::failure(error);
    Problem::broken("the table could not be written")
}

/// Documents or passages that hold a question.
#[utoipa::path(get, path = "/api/v1/search", params(SearchParams), responses(
    (status = 200, description = "What was found; also as JSON Lines, CSV and Atom (`format`, `Accept`)", body = Answer),
    Refusals,
))]
pub(crate) async fn search(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    UrlParams(params): UrlParams<SearchParams>,
) -> Result<Response, Problem> {
    let target = uri.path_and_query().map_or("", |target| target.as_str());
    answer_search(&app, &headers, (params, caller), target.to_owned()).await
}

/// The same question as a JSON object.
#[utoipa::path(post, path = "/api/v1/search", request_body = SearchParams, responses(
    (status = 200, description = "What was found", body = Answer),
    (status = 408, description = "The body was not there in time", body = Problem, content_type = "application/problem+json"),
    (status = 413, description = "The body is too large", body = Problem, content_type = "application/problem+json"),
    (status = 415, description = "The body is no JSON", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The body is another JSON object", body = Problem, content_type = "application/problem+json"),
    Refusals,
))]
pub(crate) async fn search_by_body(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Body(params): Body<SearchParams>,
) -> Result<Response, Problem> {
    answer_search(
        &app,
        &headers,
        (params, caller),
        "/api/v1/search".to_owned(),
    )
    .await
}

async fn answer_search(
    app: &App,
    headers: &HeaderMap,
    (params, caller): (SearchParams, Caller),
    target: String,
) -> Result<Response, Problem> {
    let request = caller.limited(params.request()?);
    let question = QuestionAsked(request.q.clone());
    let format = Format::asked(params.format.as_deref(), headers)?;
    let offsets = Offsets::asked(params.offsets.as_deref())?;
    let base = base_url(app, headers);
    let key = format!("search {request:?} {offsets:?} {base} {target}");
    let work = move |live: &Live| {
        let answer = live.engine.search(&request)?;
        let body = match format {
            Format::Json if offsets == Offsets::None => json(&answer)?,
            Format::Json => json(&with_offsets(&answer, offsets)?)?,
            Format::JsonLines => json_lines(&with_offsets(&answer, offsets)?).into_bytes(),
            Format::Csv => table(&answer).map_err(|error| unwritten(&error))?,
            Format::Atom => {
                let about = About {
                    base: &base,
                    request: &target,
                };
                feed(&answer, &about).into_bytes()
            }
        };
        Ok((body, Some(answer.total.documents)))
    };
    let mut response = app
        .answer_found(headers, key, format.media_type(), work)
        .await?;
    response.extensions_mut().insert(question);
    Ok(as_file(response, format))
}

/// The address of this server as the caller knows it.
pub(crate) fn base_url(app: &App, headers: &HeaderMap) -> String {
    if let Some(base) = &app.0.settings.base_url {
        return base.trim_end_matches('/').to_owned();
    }
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let is_host = |host: &&str| {
        host.bytes()
            .all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b))
            && host.len() < 256
    };
    let host = host
        .filter(is_host)
        .map_or_else(|| app.0.settings.addr.to_string(), str::to_owned);
    format!("http://{host}")
}

/// The unit of the offsets that are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offsets {
    None,
    CodePoints,
    Utf16,
}

impl Offsets {
    fn asked(name: Option<&str>) -> Result<Offsets, Problem> {
        match name {
            None | Some("") => Ok(Offsets::None),
            Some("codepoints") => Ok(Offsets::CodePoints),
            Some("utf16") => Ok(Offsets::Utf16),
            Some(other) => Err(Problem::bad_request(
                format!("`offsets`: `{other}` is neither `codepoints` nor `utf16`"),
                "leave it out for none",
            )),
        }
    }

    fn length(self, text: &str) -> usize {
        match self {
            Offsets::None => 0,
            Offsets::CodePoints => text.chars().count(),
            Offsets::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// An answer as JSON; with offsets, every run says where it begins and ends in its text: `start`, `end`.
fn with_offsets(answer: &Answer, offsets: Offsets) -> Result<Value, Problem> {
    let mut value = serde_json::to_value(answer).map_err(|error| {
        super::log::failure(&error);
        Problem::broken("the answer could not be written")
    })?;
    if offsets == Offsets::None {
        return Ok(value);
    }
    for hit in value["hits"].as_array_mut().into_iter().flatten() {
        match &answer.hits {
            Hits::Passages(_) => add_offsets(&mut hit["runs"], offsets),
            Hits::Documents(_) => {
                for passage in hit["passages"].as_array_mut().into_iter().flatten() {
                    add_offsets(&mut passage["runs"], offsets);
                }
            }
        }
    }
    Ok(value)
}

fn add_offsets(runs: &mut Value, offsets: Offsets) {
    let mut start = 0;
    for run in runs.as_array_mut().into_iter().flatten() {
        let end = start + offsets.length(run["text"].as_str().unwrap_or_default());
        run["start"] = start.into();
        run["end"] = end.into();
        start = end;
    }
}

/// Which document to read, and what to mark in it.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ReadParams {
    /// Question whose hits are marked
    pub(crate) q: String,
    /// Whether other names and forms are marked too (default true)
    pub(crate) expand: Option<bool>,
}

impl ReadParams {
    /// The question to mark, if there is one.
    pub(crate) fn request(&self) -> Option<SearchRequest> {
        (!self.q.trim().is_empty()).then(|| SearchRequest {
            q: self.q.clone(),
            expand: self.expand.unwrap_or(true),
            ..SearchRequest::default()
        })
    }
}

/// A whole document with its structure; the hits of a question are marked where one is given.
#[utoipa::path(get, path = "/api/v1/documents/{id}", params(("id" = String, Path, description = "Identifier, as a search gives it"), ReadParams), responses(
    (status = 200, description = "The document", body = Reading),
    (status = 404, description = "There is no such document", body = Problem, content_type = "application/problem+json"),
    (status = 410, description = "The document is no longer shown; `tombstone` says what is left of it", body = Problem, content_type = "application/problem+json"),
    Refusals,
))]
pub(crate) async fn document(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    UrlPath(id): UrlPath,
    UrlParams(params): UrlParams<ReadParams>,
) -> Result<Response, Problem> {
    let request = params.request();
    let key = format!("document {id:?} {request:?} {:?}", caller.only);
    app.answer(&headers, key, Format::Json.media_type(), move |live| {
        live.engine.check_shown(&id, &caller.only)?;
        let read = live.engine.read(&id, request.as_ref());
        json(&read.map_err(|error| live.unread(&id, error))?)
    })
    .await
}

/// What was typed so far.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SuggestParams {
    /// What was typed so far: names, titles, words; pinyin and its initials will do
    q: String,
    /// Most completions, 1 to 50 (default 8)
    limit: Option<usize>,
}

/// How a question may go on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Completed {
    /// What was typed.
    query: String,
    /// Best first.
    completions: Vec<Completion>,
}

/// Completes what was typed.
#[utoipa::path(get, path = "/api/v1/suggest", params(SuggestParams), responses(
    (status = 200, description = "Completions", body = Completed),
    Refusals,
))]
pub(crate) async fn suggest(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    UrlParams(params): UrlParams<SuggestParams>,
) -> Result<Response, Problem> {
    let limit = limit(params.limit, 8, MOST_COMPLETIONS)?;
    let request = SearchRequest {
        q: params.q.clone(),
        ..SearchRequest::default()
    };
    request.check().map_err(crate::engine::SearchError::from)?;
    let is_limited = !caller.only.is_empty();
    let key = format!("suggest {limit} {is_limited} {:?}", params.q);
    app.answer(&headers, key, Format::Json.media_type(), move |live| {
        // Titles and words may be those of documents that are not shown to him; names are anybody's.
        let most = if is_limited {
            4 * MOST_COMPLETIONS
        } else {
            limit
        };
        let mut completions = if params.q.trim().is_empty() {
            Vec::new()
        } else {
            live.engine.completions(&params.q, most)?
        };
        completions.retain(|completion| !is_limited || completion.kind == CompletionKind::Name);
        completions.truncate(limit);
        json(&Completed {
            query: params.q,
            completions,
        })
    })
    .await
}

/// How the documents that hold a question divide; without a question, all documents.
#[utoipa::path(get, path = "/api/v1/facets", params(SearchParams), responses(
    (status = 200, description = "Values of the facets asked for, with their documents; also as JSON Lines and CSV (`format`, `Accept`)", body = Facets),
    Refusals,
))]
pub(crate) async fn facets(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    UrlParams(params): UrlParams<SearchParams>,
) -> Result<Response, Problem> {
    // No passages are counted for it, and nothing is looked for that was not asked.
    let request = SearchRequest {
        limit: 0,
        ..caller.limited(params.request()?)
    };
    let format = Format::asked(params.format.as_deref(), &headers)?;
    if format == Format::Atom {
        return Err(Problem::bad_request(
            "there is no feed of facets",
            "ask for json, jsonl or csv",
        ));
    }
    let key = format!("facets {request:?}");
    let work = move |live: &Live| {
        let facets = counted(live, &request)?;
        match format {
            Format::JsonLines => Ok(facet_lines(&facets.values).into_bytes()),
            Format::Csv => facet_table(&facets.values).map_err(|error| unwritten(&error)),
            Format::Json | Format::Atom => json(&facets),
        }
    };
    let response = app.answer(&headers, key, format.media_type(), work).await?;
    Ok(as_file(response, format))
}

/// Facets of the documents found.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Facets {
    /// The question.
    query: String,
    /// Documents in all.
    documents: usize,
    /// By facet, its values with their documents.
    #[serde(rename = "facets")]
    values: std::collections::BTreeMap<String, Vec<crate::answer::FacetCount>>,
}

fn counted(live: &Live, request: &SearchRequest) -> Result<Facets, Problem> {
    if request.q.trim().is_empty() && !request.has_conditions() {
        let names: Vec<FacetName> = request.facets.clone();
        return Ok(Facets {
            query: String::new(),
            documents: live.coverage.documents,
            values: live.engine.facets_of_all(&names)?,
        });
    }
    let (documents, values) = live.engine.facets_of(request)?;
    Ok(Facets {
        query: request.q.clone(),
        documents,
        values,
    })
}

/// Which document, and which question.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WhyParams {
    /// Identifier of the document
    document: String,
    /// The question
    q: String,
    /// `document` (default) or `passage`
    by: Option<String>,
}

/// Why a document holds a question or does not.
#[utoipa::path(get, path = "/api/v1/why", params(WhyParams), responses(
    (status = 200, description = "Every part of the question, with its places or what comes nearest", body = Why),
    (status = 404, description = "There is no such document", body = Problem, content_type = "application/problem+json"),
    Refusals,
))]
pub(crate) async fn why(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    UrlParams(params): UrlParams<WhyParams>,
) -> Result<Response, Problem> {
    let asked = SearchParams {
        q: params.q,
        by: params.by,
        ..SearchParams::default()
    };
    let request = asked.request()?;
    let key = format!("why {:?} {request:?} {:?}", params.document, caller.only);
    app.answer(&headers, key, Format::Json.media_type(), move |live| {
        live.engine.check_shown(&params.document, &caller.only)?;
        json(&live.engine.why(&params.document, &request)?)
    })
    .await
}

/// What the index holds.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Stats {
    /// Another text for every state of the index.
    state: String,
    /// Version of the program.
    version: &'static str,
    /// Rows of the lexicon.
    lexicon_rows: usize,
    /// Documents, years, types, languages.
    #[serde(flatten)]
    coverage: crate::nothing::Coverage,
    /// Documents of each year.
    by_year: std::collections::BTreeMap<String, usize>,
}

/// What the index holds: documents, years, types, languages.
#[utoipa::path(get, path = "/api/v1/stats", responses(
    (status = 200, description = "What the index holds", body = Stats),
    Refusals,
))]
pub(crate) async fn stats(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    app.answer(
        &headers,
        "stats".to_owned(),
        Format::Json.media_type(),
        |live| {
            json(&Stats {
                state: live.state.clone(),
                version: env!("CARGO_PKG_VERSION"),
                lexicon_rows: live.engine.lexicon().len(),
                coverage: live.coverage.clone(),
                by_year: live.years.clone(),
            })
        },
    )
    .await
}
