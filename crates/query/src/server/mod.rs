//! The HTTP server: the API under `/api/v1`, the page, and what portals embed.
//!
//! Reads only: nothing that is asked changes the index. A newer state of the index is taken over while requests go on.

mod answers;
mod api;
mod assets;
mod citation;
mod client;
mod connections;
mod extract;
mod formats;
mod fragment;
mod holdings;
mod keys;
mod lexicon;
mod live;
mod log;
mod metrics;
mod oai;
mod openapi;
mod page;
mod params;
mod pool;
mod problem;
mod settings;
mod sitemap;
mod sru;
mod tombstone;
mod xml;

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{
    MakeRequestId, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};

use crate::engine::SearchError;
use answers::{Answers, Kept, answers};
use keys::KeyRing;
use live::{Current, Live};
use metrics::Metrics;
use pool::Pool;
use problem::Problem;

pub(crate) use page::{Language, date_words};

pub use keys::{ApiKey, KeyError, KeyFile};
pub use params::SearchParams;
pub use settings::{Settings, SettingsError};

/// Longest body of a request, bytes: a question has at most 4,000 characters.
const BODY_LIMIT: usize = 64 * 1024;
/// Longest address of a request, bytes: 4,000 Chinese characters, each written as nine.
const ADDRESS_LIMIT: usize = 40 * 1024;
/// How long an answer may be used without asking again, seconds; then its `ETag` tells whether it has changed.
const MAX_AGE: &str = "public, max-age=10";

/// Why a server could not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The index cannot be asked.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The address cannot be listened at.
    #[error("cannot listen at {addr}; is another server running there?")]
    Listen {
        /// The address.
        addr: std::net::SocketAddr,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The keys cannot be read.
    #[error(transparent)]
    Keys(#[from] KeyError),
    /// The runtime cannot be started.
    #[error("cannot start the server")]
    Runtime(#[source] std::io::Error),
}

/// A server's state, cheap to clone.
#[derive(Debug, Clone)]
pub struct App(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: Settings,
    current: Arc<Current>,
    pool: Pool,
    answers: Answers,
    metrics: Metrics,
    clients: client::Clients,
    keys: KeyRing,
}

impl App {
    /// Opens the index that the settings name.
    ///
    /// # Errors
    ///
    /// When there is no index, or it cannot be read.
    pub fn open(settings: Settings) -> Result<App, ServeError> {
        Ok(App(Arc::new(Shared {
            current: Arc::new(Current::open(settings.index.clone())?),
            pool: Pool::new(settings.workers, settings.queue, settings.timeout),
            answers: answers(settings.cache_bytes),
            metrics: Metrics::new(),
            clients: client::Clients::new(settings.rate),
            keys: KeyRing::open(settings.keys.clone())?,
            settings,
        })))
    }

    fn live(&self) -> Arc<Live> {
        self.0.current.live()
    }

    /// The answer to a request: kept from before, or worked out on one of the workers.
    async fn answer(
        &self,
        headers: &HeaderMap,
        key: String,
        media_type: &'static str,
        work: impl FnOnce(&Live) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let work = |live: &Live| work(live).map(|body| (body, None));
        self.answer_found(headers, key, media_type, work).await
    }

    /// As [`answer`](App::answer), with the number of documents that were found, for the log.
    async fn answer_found(
        &self,
        headers: &HeaderMap,
        key: String,
        media_type: &'static str,
        work: impl FnOnce(&Live) -> Result<(Vec<u8>, Option<usize>), Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        let live = self.live();
        let key: answers::Key = format!("{}\u{0}{media_type}\u{0}{key}", live.state).into();
        let tag = format!(
            "W/\"{}-{:08x}\"",
            live.state,
            crc32fast::hash(key.as_bytes())
        );
        if is_known(headers, &tag) {
            return Ok(with_tag(StatusCode::NOT_MODIFIED.into_response(), &tag));
        }
        // Of several that ask the same at once, one works and the others wait for it.
        let kept = match self.0.answers.get_value_or_guard_async(&key).await {
            Ok(kept) => {
                self.0.metrics.kept.inc();
                kept
            }
            Err(place) => {
                let (body, documents) = self.0.pool.run(move || work(&live)).await??;
                let kept = Kept {
                    body: Bytes::from(body),
                    media_type,
                    documents,
                };
                let _ = place.insert(kept.clone()); // fails when it was thrown out meanwhile
                kept
            }
        };
        let content_type = [(
            header::CONTENT_TYPE,
            HeaderValue::from_static(kept.media_type),
        )];
        let mut response = with_tag((content_type, kept.body).into_response(), &tag);
        if let Some(documents) = kept.documents {
            response.extensions_mut().insert(DocumentsFound(documents));
        }
        Ok(response)
    }
}

/// How many documents an answer found, for the log.
#[derive(Debug, Clone, Copy)]
struct DocumentsFound(usize);

/// What was asked, for the log.
#[derive(Debug, Clone)]
struct QuestionAsked(String);

/// Whether the caller has this answer already (RFC 9110, If-None-Match). `*` is for whoever wants to write, and means nothing here.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    // Compared weakly (RFC 9110, 8.8.3.2): the answer is the same in meaning, in whatever form it travels.
    let strong = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    known.any(|known| strong(known) == strong(tag))
}

fn with_tag(mut response: Response, tag: &str) -> Response {
    let headers = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(MAX_AGE));
    headers.append(
        header::VARY,
        HeaderValue::from_static("accept, accept-language, cookie, x-api-key"),
    );
    response
}

/// Text as one segment of a path (RFC 3986).
pub(crate) fn escaped_path(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}"); // nothing can fail in writing to a string
        }
    }
    escaped
}

/// Numbers requests, so that a line of the log and an answer can be put together.
#[derive(Debug, Clone, Default)]
struct Numbered(Arc<std::sync::atomic::AtomicU64>);

impl MakeRequestId for Numbered {
    fn make_request_id<B>(&mut self, _request: &axum::http::Request<B>) -> Option<RequestId> {
        let number = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let started = std::process::id();
        let id = HeaderValue::from_str(&format!("{started:x}-{number:x}")).ok()?;
        Some(RequestId::new(id))
    }
}

/// Everything the server answers.
pub fn app(app: App) -> Router {
    let admit = from_fn_with_state(app.clone(), client::admit);
    // Who is turned away is told so across origins too: admission stands inside.
    let open = Router::new()
        .nest("/api/v1", api::routes())
        .merge(assets::open_routes())
        .merge(sru::routes())
        .merge(oai::routes())
        .layer(admit.clone())
        .layer(from_fn(page::translate))
        .layer(client::cross_origin(app.clone()));
    Router::new()
        .merge(page::routes())
        .merge(assets::routes())
        .merge(openapi::routes())
        .merge(sitemap::routes())
        .fallback(page::not_found)
        .layer(admit)
        .layer(from_fn_with_state(app.clone(), page::as_page))
        .merge(open)
        // Who watches the server is never turned away.
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(metrics::ready))
        .route("/metrics", get(metrics::metrics))
        .layer(from_fn(client::secure))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(from_fn_with_state(app.clone(), metrics::observe))
        .layer(SetRequestIdLayer::x_request_id(Numbered::default()))
        .with_state(app)
}

/// Serves until it is told to stop (Ctrl-C, SIGTERM); then answers what it has begun. `ready` is called with the address.
///
/// # Errors
///
/// When the index cannot be read or the address is taken.
pub fn serve(
    settings: Settings,
    ready: impl FnOnce(std::net::SocketAddr),
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let runtime = runtime.map_err(ServeError::Runtime)?;
    let app = App::open(settings)?;
    // What a panic says may hold the question, which does not belong in the log.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        log::event(serde_json::json!({"event": "panic", "place": place}));
    }));
    runtime.block_on(connections::serve(app, ready))
}
