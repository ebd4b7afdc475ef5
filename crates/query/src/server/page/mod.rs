//! The page: rendered here, complete without scripts.

mod cited;
mod date;
mod language;
mod machine;
mod reading;
mod results;
mod said;
mod tombstone;
mod view;
mod words;

use askama::Template;
use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::App;
use super::api::{ReadParams, base_url};
use super::extract::UrlPath;
use super::live::Live;
use super::openapi::{Operation, all_operations};
use super::problem::Problem;
use crate::answer::Hits;
use crate::request::SearchRequest;
use crate::sort::Sort;
use cited::Cited;
use language::Noun;
use machine::Head;
use reading::{Piece, Shown};
use view::{Bar, Facet, PageParams};
use words::Words;

pub(crate) use date::date_words;
pub(crate) use language::Language;
pub(crate) use said::translate;

/// Media type of a page.
const HTML: &str = "text/html; charset=utf-8";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/search", get(results::search))
        .route("/documents/{id}", get(document))
        .route("/documents/{id}/citation", get(super::citation::of_page))
        .route("/help", get(help))
        .route("/api", get(reference))
        .route("/opensearch.xml", get(opensearch))
        .route("/opensearch/suggestions", get(suggestions))
}

/// What every page has.
struct Frame {
    w: Words,
    q: String,
    documents: String,
    /// Path and parameters of the page, for the links to its other languages.
    here: String,
}

impl Frame {
    fn new(w: Words, q: &str, live: &Live, here: String) -> Frame {
        Frame {
            documents: w.0.count(live.coverage.documents, Noun::Document),
            w,
            q: q.to_owned(),
            here,
        }
    }

    /// The languages with the address of this page in each.
    fn languages(&self) -> Vec<(Language, String)> {
        let joint = if self.here.contains('?') { '&' } else { '?' };
        let address = |language: Language| format!("{}{joint}lang={}", self.here, language.code());
        Language::ALL
            .into_iter()
            .map(|language| (language, address(language)))
            .collect()
    }

    fn is(&self, language: Language) -> bool {
        self.w.0 == language
    }
}

/// Parameters of a page's address. A reader cannot mend an address: of a name given twice the first value counts, and what makes
/// no sense is passed over.
fn parameters<T: DeserializeOwned + Default>(uri: &Uri) -> T {
    let query = uri.query().unwrap_or_default();
    let mut pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let mut seen = std::collections::HashSet::new();
    pairs.retain(|(name, _)| seen.insert(name.clone()));
    let once = serde_urlencoded::to_string(pairs).unwrap_or_default();
    serde_urlencoded::from_str(&once).unwrap_or_default()
}

/// What asks for a page.
struct Visit<T> {
    params: T,
    headers: HeaderMap,
    /// The language that the address names.
    lang: Option<String>,
    /// Path and parameters without the language.
    here: String,
}

impl<T: DeserializeOwned + Default> Visit<T> {
    fn new(uri: &Uri, headers: &HeaderMap) -> Visit<T> {
        Visit {
            params: parameters(uri),
            headers: headers.clone(),
            lang: parameters::<LangParam>(uri).lang,
            here: here(uri),
        }
    }

    fn language(&self) -> Language {
        Language::asked(self.lang.as_deref(), &self.headers)
    }

    /// Says what language an answer has, and remembers it when it was chosen.
    fn mark(&self, response: &mut Response) {
        let code = self.language().code();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(code));
        if self.lang.is_none() {
            return;
        }
        let cookie = format!("lang={code}; Path=/; Max-Age=31536000; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.insert(header::SET_COOKIE, cookie);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

impl<T: DeserializeOwned + Default, S: Send + Sync> FromRequestParts<S> for Visit<T> {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        _state: &S,
    ) -> Result<Visit<T>, Self::Rejection> {
        Ok(Visit::new(&parts.uri, &parts.headers))
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LangParam {
    lang: Option<String>,
}

/// Path and parameters without the language, as an address on this server: two slashes before it would name another.
fn here(uri: &Uri) -> String {
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    let query = uri.query().unwrap_or_default();
    let kept: Vec<&str> = query
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("lang="))
        .collect();
    if kept.is_empty() {
        path
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}

fn rendered(page: &impl Template) -> Result<Vec<u8>, Problem> {
    page.render().map(String::into_bytes).map_err(|error| {
        super::log::failure(&error);
        Problem::broken("the page could not be written")
    })
}

/// A page in the language asked for.
async fn page<T: DeserializeOwned + Default>(
    app: &App,
    visit: &Visit<T>,
    // All that the page shows hangs on this, its address, the state of the index, and the language.
    key: String,
    work: impl FnOnce(&Live, Words) -> Result<Vec<u8>, Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let work = |live: &Live, words| work(live, words).map(|page| (page, None));
    page_found(app, visit, key, work).await
}

/// As [`page`], with the number of documents that were found, for the log.
async fn page_found<T: DeserializeOwned + Default>(
    app: &App,
    visit: &Visit<T>,
    key: String,
    work: impl FnOnce(&Live, Words) -> Result<(Vec<u8>, Option<usize>), Problem> + Send + 'static,
) -> Result<Response, Problem> {
    let words = Words(visit.language());
    let key = format!("{} {key} {}", words.0.code(), visit.here);
    let work = move |live: &Live| work(live, words);
    let mut response = app.answer_found(&visit.headers, key, HTML, work).await?;
    visit.mark(&mut response);
    Ok(response)
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct Trouble<'a> {
    frame: Frame,
    w: Words,
    title: &'a str,
    said: said::Said,
}

/// Shows a problem as a page, in the language of its reader and with his question in the box; programs that take no page get it
/// as it is.
pub(crate) async fn as_page(State(app): State<App>, request: Request, next: Next) -> Response {
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let mut response = next.run(request).await;
    if uri.path().starts_with("/api/") || !takes_pages(&headers) {
        return response;
    }
    let Some(problem) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let visit: Visit<PageParams> = Visit::new(&uri, &headers);
    let mut page = trouble(&app, &visit, &problem);
    visit.mark(&mut page);
    page
}

fn takes_pages(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT);
    let accepted = accepted.and_then(|value| value.to_str().ok());
    accepted.is_none_or(|accepted| accepted.contains("text/html") || accepted.contains("*/*"))
}

fn trouble(app: &App, visit: &Visit<PageParams>, problem: &Problem) -> Response {
    let w = Words(visit.language());
    if let Some(tombstone) = &problem.tombstone {
        return tombstone::page(app, visit, problem, tombstone);
    }
    let page = Trouble {
        frame: Frame::new(w, &visit.params.q, &app.live(), visit.here.clone()),
        w,
        title: if problem.status == 404 {
            w.not_found()
        } else {
            w.error()
        },
        said: said::problem(w, problem),
    };
    let html = page.render().unwrap_or_else(|_| problem.title.to_owned());
    let mut response = (problem.status(), Html(html)).into_response();
    problem.say_when(&mut response);
    response
}

/// What is answered where nothing is.
pub(crate) async fn not_found() -> Problem {
    Problem::no_address()
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    w: Words,
    head: Head,
    bars: Vec<Bar>,
    facets: Vec<Facet>,
    latest: Vec<Row>,
}

/// A document with its description.
struct Row {
    href: String,
    title: String,
    lang: String,
    meta: String,
}

async fn home(State(app): State<App>, visit: Visit<LangParam>) -> Result<Response, Problem> {
    let own = visit.here.clone();
    let base = base_url(&app, &visit.headers);
    page(&app, &visit, format!("home {base}"), move |live, w| {
        let params = PageParams::default();
        let facets = super::params::SearchParams {
            facet: params.search().facet,
            ..Default::default()
        };
        let names = facets.request()?.facets;
        let all = live.engine.facets_of_all(&names)?;
        let newest = SearchRequest {
            filters: vec![any_date()?],
            sort: Sort::Date,
            limit: 6,
            passages: 1,
            ..SearchRequest::default()
        };
        let latest = match live.engine.search(&newest)?.hits {
            Hits::Documents(hits) => hits.iter().map(|hit| row(hit, w)).collect(),
            Hits::Passages(_) => Vec::new(),
        };
        rendered(&Home {
            bars: view::bars(&[], &live.years, &params),
            facets: view::facets(&all, &params, w),
            latest,
            head: machine::of_site(&base, w),
            frame: Frame::new(w, "", live, own),
            w,
        })
    })
    .await
}

/// The condition that a document has a date.
fn any_date() -> Result<crate::syntax::Filter, Problem> {
    let filter = crate::syntax::Filter::parse(crate::syntax::FilterKey::Date, "0001..", 0..0);
    filter.map_err(|reason| Problem::bad_request(reason, "this is a mistake of the program"))
}

fn row(hit: &crate::answer::DocumentHit, w: Words) -> Row {
    let meta = [
        date::date_words(hit.date.as_deref(), w.0),
        hit.kind.as_deref().map(|kind| view::type_label(kind, w.0)),
    ];
    Row {
        href: format!("/documents/{}", super::escaped_path(&hit.document)),
        title: hit.title.clone().unwrap_or_else(|| w.untitled().to_owned()),
        lang: hit.language.clone().unwrap_or_else(|| "und".to_owned()),
        meta: meta.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

#[derive(Template)]
#[template(path = "document.html")]
struct Document {
    frame: Frame,
    w: Words,
    head: Head,
    shown: Shown,
    hits: String,
    back: Option<String>,
}

async fn document(
    State(app): State<App>,
    id: Result<UrlPath, Problem>,
    visit: Visit<PageParams>,
) -> Result<Response, Problem> {
    let UrlPath(id) = id.map_err(|_| Problem::no_address())?;
    let params = visit.params.clone();
    let asked = ReadParams {
        q: params.q.clone(),
        expand: params.search().expand,
    };
    let base = base_url(&app, &visit.headers);
    let key = format!("document {id:?} {params:?} {base}");
    let own = visit.here.clone();
    page(&app, &visit, key, move |live, w| {
        let request = asked.request();
        let document = live.engine.read(&id, request.as_ref());
        let document = document.map_err(|error| live.unread(&id, error))?;
        // The question came with all that the search had: it leads back to where one was.
        let back = params.asks().then(|| params.href());
        let versions = live.engine.versions(&live.engine.description(&id)?)?;
        rendered(&Document {
            head: machine::of_document(&document, &versions, &base),
            hits: w.0.count(document.hits, Noun::Hit),
            shown: Shown::of(&document, Cited::of(&live.engine, &id, &base, w)?, w),
            frame: Frame::new(w, &params.q, live, own),
            back,
            w,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "help.html")]
struct Help {
    frame: Frame,
    w: Words,
}

async fn help(State(app): State<App>, visit: Visit<LangParam>) -> Result<Response, Problem> {
    let own = visit.here.clone();
    page(&app, &visit, "help".to_owned(), move |live, w| {
        rendered(&Help {
            frame: Frame::new(w, "", live, own),
            w,
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "api.html")]
struct Reference {
    frame: Frame,
    w: Words,
    operations: Vec<Operation>,
}

/// The API for people; they are programmers, and its words are English.
async fn reference(State(app): State<App>, visit: Visit<LangParam>) -> Result<Response, Problem> {
    let own = visit.here.clone();
    page(&app, &visit, "api".to_owned(), move |live, w| {
        rendered(&Reference {
            frame: Frame::new(w, "", live, own),
            w,
            operations: all_operations(),
        })
    })
    .await
}

#[derive(Template)]
#[template(path = "opensearch.xml", escape = "html")]
struct OpenSearch {
    base: String,
}

/// Lets browsers add this search (`OpenSearch` 1.1).
async fn opensearch(State(app): State<App>, headers: HeaderMap) -> Response {
    let description = OpenSearch {
        base: base_url(&app, &headers),
    };
    let media_type =
        HeaderValue::from_static("application/opensearchdescription+xml; charset=utf-8");
    match description.render() {
        Ok(text) => ([(header::CONTENT_TYPE, media_type)], text).into_response(),
        Err(error) => {
            super::log::failure(&error);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Completions in the form of `OpenSearch` suggestions, for the address bar of browsers.
async fn suggestions(
    State(app): State<App>,
    visit: Visit<PageParams>,
) -> Result<Response, Problem> {
    const MOST: usize = 8;
    let q = visit.params.q.clone();
    let request = SearchRequest {
        q: q.clone(),
        ..SearchRequest::default()
    };
    request.check().map_err(crate::engine::SearchError::from)?;
    let media_type = "application/x-suggestions+json; charset=utf-8";
    let work = move |live: &Live| {
        let completions = if q.trim().is_empty() {
            Vec::new()
        } else {
            live.engine.completions(&q, MOST)?
        };
        let texts: Vec<String> = completions.into_iter().map(|own| own.text).collect();
        super::api::json(&(q, texts))
    };
    let key = format!("suggestions {:?}", visit.params.q);
    app.answer(&visit.headers, key, media_type, work).await
}
