//! What an operator watches: counters for Prometheus, whether the server is ready, a line of log for each request.

use std::sync::Mutex;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::{EncodeLabelSet, text::encode};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use serde_json::json;

use super::{App, DocumentsFound, QuestionAsked, log};

/// Bounds of the times that are counted, seconds.
const TIMES: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Which requests a number is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    route: String,
    status: u16,
}

/// The counters.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Mutex<Registry>,
    requests: Family<Labels, Counter>,
    times: Histogram,
    /// Answers that were kept from before.
    pub(crate) kept: Counter,
}

impl Metrics {
    pub(crate) fn new() -> Metrics {
        let mut registry = Registry::with_prefix("sco");
        let requests = Family::default();
        let times = Histogram::new(TIMES);
        let kept = Counter::default();
        registry.register("requests", "Requests by route and status", requests.clone());
        registry.register("request_seconds", "Time of an answer", times.clone());
        registry.register("answers_kept", "Answers kept from before", kept.clone());
        Metrics {
            registry: Mutex::new(registry),
            requests,
            times,
            kept,
        }
    }
}

/// The counters in Prometheus' text format.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    let mut text = String::new();
    let registry = &app.0.metrics.registry;
    let registry = registry
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if encode(&mut text, &registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

/// Whether the server can answer: it holds an index.
pub(crate) async fn ready(State(app): State<App>) -> String {
    let live = app.live();
    format!("{} {} documents\n", live.state, live.coverage.documents)
}

/// Counts a request and writes a line of log; questions stand in it only where that is asked for.
pub(crate) async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or_else(|| "none".to_owned(), |route| route.as_str().to_owned());
    let target = if app.0.settings.log_queries {
        request.uri().to_string()
    } else {
        request.uri().path().to_owned()
    };
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let seconds = started.elapsed().as_secs_f64();
    let metrics = &app.0.metrics;
    metrics
        .requests
        .get_or_create(&Labels { route, status })
        .inc();
    metrics.times.observe(seconds);
    let id = response
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok());
    let mut event = json!({
        "event": "request", "id": id, "method": method.as_str(), "target": target, "status": status,
        "ms": (seconds * 1e5).round() / 100.0,
    });
    if app.0.settings.log_queries {
        let asked = response.extensions().get::<QuestionAsked>();
        let found = response.extensions().get::<DocumentsFound>();
        if let (Some(QuestionAsked(q)), Some(DocumentsFound(documents))) = (asked, found) {
            event["q"] = json!(q);
            event["documents"] = json!(documents);
        }
    }
    log::event(event);
    response
}
