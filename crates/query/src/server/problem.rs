//! What went wrong, for programs: RFC 9457 problem details with what to do next.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use super::tombstone::Tombstone;
use crate::engine::SearchError;
use crate::request::RequestError;
use crate::syntax::FilterKey;

/// Media type of a problem (RFC 9457).
const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request was not answered (RFC 9457).
///
/// # Wire format
///
/// `{"type": "about:blank", "title": "Bad Request", "status": 400, "detail": "…", "next": "…"}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// What to do next.
    pub next: String,
    /// Seconds after which the request may be tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// What is left of a document that is no longer shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tombstone: Option<Box<Tombstone>>,
    /// What it is, for pages that say it in the language of their readers.
    #[serde(skip)]
    pub(crate) sort: ProblemSort,
}

/// What kind of problem it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum ProblemSort {
    /// Told in English alone: programs see it, readers of the page do not.
    #[default]
    Other,
    /// The question or what is asked for with it.
    Request(Box<RequestError>),
    /// A value that a parameter does not have.
    Parameter(Box<WrongParameter>),
    /// A wildcard that stands for too much.
    TooMuch,
    /// Reading took too long.
    TooSlow,
    /// No such document, no such address.
    NotFound,
    /// A document that is no longer shown.
    Gone,
    /// Too many others ask.
    Busy,
    /// Too many requests of one address.
    TooMany,
    /// A mistake of ours, or a damaged index.
    Broken,
}

/// What any operation of the API may say instead of its answer; for the description.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never made")]
pub(crate) enum Refusals {
    #[response(status = 304, description = "As the caller has it already")]
    Known,
    #[response(
        status = 400,
        description = "The request makes no sense",
        content_type = "application/problem+json"
    )]
    Mistaken(Problem),
    #[response(
        status = 401,
        description = "A key is needed, or the one sent is not good",
        content_type = "application/problem+json"
    )]
    NoKey(Problem),
    #[response(
        status = 403,
        description = "The key is not for pages of this origin",
        content_type = "application/problem+json"
    )]
    Forbidden(Problem),
    #[response(
        status = 414,
        description = "The address is too long",
        content_type = "application/problem+json"
    )]
    TooLong(Problem),
    #[response(
        status = 429,
        description = "Too many requests; Retry-After says when to come back",
        content_type = "application/problem+json"
    )]
    TooMany(Problem),
    #[response(
        status = 503,
        description = "Too busy, or it took too long",
        content_type = "application/problem+json"
    )]
    Busy(Problem),
}

/// A value that a parameter does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrongParameter {
    /// The parameter.
    pub(crate) name: String,
    /// What was given.
    pub(crate) value: String,
    /// The field of the query language that it stands for, if it does.
    pub(crate) key: Option<FilterKey>,
}

impl Problem {
    /// A problem with a status, what is wrong, and what to do next.
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>, next: &str) -> Problem {
        Problem {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            next: next.to_owned(),
            retry_after: None,
            tombstone: None,
            sort: ProblemSort::Other,
        }
    }

    pub(crate) fn of_sort(self, sort: ProblemSort) -> Problem {
        Problem { sort, ..self }
    }

    /// A request that makes no sense.
    pub(crate) fn bad_request(detail: impl Into<String>, next: &str) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, detail, next)
    }

    /// A request without a key that is good.
    pub(crate) fn no_key(detail: &str) -> Problem {
        let next = "send a key in the header X-API-Key; whoever runs this server makes them with `sco key add`";
        Problem::new(StatusCode::UNAUTHORIZED, detail, next)
    }

    /// A request from where it may not come.
    pub(crate) fn forbidden(detail: &str) -> Problem {
        let next = "ask whoever runs this server to add the origin to the key";
        Problem::new(StatusCode::FORBIDDEN, detail, next)
    }

    /// Something that is not there.
    pub(crate) fn not_found(detail: impl Into<String>, next: &str) -> Problem {
        Problem::new(StatusCode::NOT_FOUND, detail, next).of_sort(ProblemSort::NotFound)
    }

    /// An address where nothing is.
    pub(crate) fn no_address() -> Problem {
        Problem::not_found(
            "there is nothing at this address",
            "the API is described at /api, the page is at /",
        )
    }

    /// Too much to do just now.
    pub(crate) fn busy(detail: &str) -> Problem {
        Problem {
            retry_after: Some(2),
            sort: ProblemSort::Busy,
            ..Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                detail,
                "try again in a few seconds, or ask a simpler question",
            )
        }
    }

    /// An answer that is not there in time.
    pub(crate) fn too_slow(detail: &str) -> Problem {
        Problem::busy(detail).of_sort(ProblemSort::TooSlow)
    }

    /// A mistake of ours.
    pub(crate) fn broken(detail: &str) -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            detail,
            "try again; if it stays so, tell whoever runs this server",
        )
        .of_sort(ProblemSort::Broken)
    }

    /// Too many requests of one caller.
    pub(crate) fn too_many(seconds: u64) -> Problem {
        Problem {
            retry_after: Some(u32::try_from(seconds.max(1)).unwrap_or(u32::MAX)),
            sort: ProblemSort::TooMany,
            ..Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "more requests than this address or key may make in a minute",
                "wait as many seconds as Retry-After says",
            )
        }
    }

    /// The status of the response.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Adds to a response when the request may be tried again.
    pub(crate) fn say_when(&self, response: &mut Response) {
        if let Some(seconds) = self.retry_after {
            let seconds = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
    }
}

/// What a caller may know of an error: his own mistakes in words, ours not at all.
impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Problem {
        match error {
            SearchError::Request(error) => {
                // The words of the error are for the command line.
                let detail = match error {
                    RequestError::Empty => {
                        "there is nothing to look for: `q` holds no letter or digit".to_owned()
                    }
                    _ => error.to_string(),
                };
                let next = match error {
                    RequestError::Empty => {
                        "send a question as `q`, or a condition such as `type=speech`"
                    }
                    RequestError::TooLong { .. } | RequestError::Window { .. } => {
                        "ask for less; the limits are in /api"
                    }
                    _ => "change `q`; the query language is described at /help",
                };
                Problem::bad_request(detail, next).of_sort(ProblemSort::Request(Box::new(error)))
            }
            SearchError::TooMuch(_) => {
                let next = "change `q`; the query language is described at /help";
                Problem::bad_request(error.to_string(), next).of_sort(ProblemSort::TooMuch)
            }
            SearchError::TooSlow => Problem::too_slow(&error.to_string()),
            SearchError::NoDocument { .. } => {
                Problem::not_found(error.to_string(), "take an `id` from /api/v1/search")
            }
            SearchError::Index(_) | SearchError::Engine(_) | SearchError::Record => {
                super::log::failure(&error);
                Problem::broken("the index could not be read")
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status(), Json(&self)).into_response();
        let media_type = HeaderValue::from_static(MEDIA_TYPE);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type);
        self.say_when(&mut response);
        // For whoever says it in another language.
        response.extensions_mut().insert(self);
        response
    }
}
