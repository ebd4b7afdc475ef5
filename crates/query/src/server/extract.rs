//! What requests carry, taken out of them; what cannot be is a [`Problem`] in words of ours.

use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::{Json, RequestPartsExt};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::problem::Problem;

/// Parameters of the URL.
pub(crate) struct UrlParams<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for UrlParams<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<UrlParams<T>, Problem> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(params)) => Ok(UrlParams(params)),
            Err(rejection) => Err(Problem::bad_request(
                format!("the parameters make no sense: {}", innermost(&rejection)),
                "what is allowed is described at /api",
            )),
        }
    }
}

/// The part of the path that names something.
pub(crate) struct UrlPath(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for UrlPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<UrlPath, Problem> {
        match parts.extract::<Path<String>>().await {
            Ok(Path(name)) => Ok(UrlPath(name)),
            Err(_) => Err(Problem::bad_request(
                "the path is no UTF-8",
                "write it in UTF-8, every byte outside of ASCII as % and two digits",
            )),
        }
    }
}

/// A JSON object in the body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Body<T>, Problem> {
        // A list would do for a structure too, in the order of its fields, which nobody knows.
        let object = Json::<Map<String, Value>>::from_request(request, state);
        let object = tokio::time::timeout(BODY_TIMEOUT, object).await;
        let object = object.map_err(|_| late())?;
        let Json(object) = object.map_err(|rejection| refused(&rejection))?;
        serde_json::from_value(Value::Object(object))
            .map(Body)
            .map_err(|error| {
                let detail = format!("the body makes no sense: {error}");
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail, NEXT)
            })
    }
}

/// A body as forms send it, unread.
pub(crate) struct Form(pub(crate) String);

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Form, Problem> {
        let text = String::from_request(request, state);
        let text = tokio::time::timeout(BODY_TIMEOUT, text).await;
        let text = text.map_err(|_| late())?;
        text.map(Form).map_err(|rejection| {
            let status = rejection.status();
            let next = "send the arguments as application/x-www-form-urlencoded";
            Problem::new(status, "the body could not be read", next)
        })
    }
}

/// A body that is not there in time.
fn late() -> Problem {
    let detail = format!(
        "the body was not there within {} seconds",
        BODY_TIMEOUT.as_secs()
    );
    Problem::new(StatusCode::REQUEST_TIMEOUT, detail, "send it again")
}

/// Time that a caller may take to send a body.
const BODY_TIMEOUT: Duration = Duration::from_secs(10);
const NEXT: &str = "send a JSON object with Content-Type: application/json, as described at /api";

fn refused(rejection: &JsonRejection) -> Problem {
    let status = rejection.status();
    let detail = match rejection {
        _ if status == StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = format!("the body has more than {} bytes", super::BODY_LIMIT);
            return Problem::new(status, detail, "ask a shorter question");
        }
        JsonRejection::MissingJsonContentType(_) => "the body is not said to be JSON".to_owned(),
        JsonRejection::JsonDataError(_) => "the body is no JSON object".to_owned(),
        JsonRejection::JsonSyntaxError(error) => {
            format!("the body is no JSON: {}", innermost(error))
        }
        _ => "the body could not be read".to_owned(),
    };
    Problem::new(status, detail, NEXT)
}

/// What is wrong in the words of who found it, without what others put around it.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
