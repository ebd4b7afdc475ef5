//! Citations over HTTP: for programs under `/api/v1`, and as files that the page links to.

use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sco_corpus::{Edtf, PlainDate, Precision};
use serde::Deserialize;
use utoipa::IntoParams;

use super::api::{base_url, json};
use super::client::Caller;
use super::extract::{UrlParams, UrlPath};
use super::live::Live;
use super::problem::{Problem, Refusals};
use super::{App, escaped_path};
use crate::cite::{Citation, CiteError, CiteRequest, Style, today};

/// How a citation is wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CiteParams {
    /// `gb7714` (the edition in force today), `gb7714-2015`, `gb7714-2025`, `cn-ir`, `chicago`, `bibtex`, `ris`, `csl-json`; without it what `Accept` names, else `gb7714`
    style: Option<String>,
    /// Page that is cited: `3`, or `3-4`
    page: Option<String>,
    /// Passage that is cited: its text, or the number of its paragraph
    passage: Option<String>,
    /// Day on which the reader saw the document on the web: `2026-11-29`
    accessed: Option<String>,
    /// `json` for the citation with its parts and what is missing
    format: Option<String>,
}

/// What is wanted, checked.
struct Wanted {
    request: CiteRequest,
    as_json: bool,
}

impl CiteParams {
    fn wanted(self, here: String, headers: &HeaderMap) -> Result<Wanted, Problem> {
        let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (style, accepts_json) = match some(self.style) {
            Some(name) => (named(&name)?, false),
            None => accepted(headers),
        };
        let as_json = match some(self.format).as_deref() {
            Some("json") => true,
            None => accepts_json,
            Some(other) => {
                let detail = format!("`format`: `{other}` is not `json`");
                return Err(Problem::bad_request(
                    detail,
                    "leave it out for the citation alone",
                ));
            }
        };
        let request = CiteRequest {
            style,
            page: some(self.page),
            passage: some(self.passage),
            accessed: some(self.accessed).map(|day| accessed(&day)).transpose()?,
            here: Some(here),
        };
        if request.page.is_some() && request.passage.is_some() {
            return Err(Problem::bad_request(
                "`page` and `passage` both say which page is cited",
                "send one of them",
            ));
        }
        Ok(Wanted { request, as_json })
    }
}

fn named(name: &str) -> Result<Style, Problem> {
    let style = Style::named(name, today());
    style.map_err(|error| {
        Problem::bad_request(format!("`style`: {error}"), "leave it out for gb7714")
    })
}

/// The form that the header `Accept` names first, and whether it is JSON with the parts; else the standard in force.
fn accepted(headers: &HeaderMap) -> (Style, bool) {
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok());
    let essence = |media_type: &str| {
        media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let standard = Style::gb7714(today());
    for part in accept.unwrap_or_default().split(',') {
        let wanted = essence(part);
        if wanted == "application/json" {
            return (standard, true);
        }
        let data = [Style::Bibtex, Style::Ris, Style::CslJson];
        if let Some(style) = data
            .into_iter()
            .find(|style| essence(style.media_type()) == wanted)
        {
            return (style, false);
        }
    }
    (standard, false)
}

fn accessed(day: &str) -> Result<PlainDate, Problem> {
    let date = day.parse::<Edtf>().ok();
    let date = date.filter(|date| date.precision() == Precision::Day);
    match date.and_then(|date| date.plain()) {
        Some((day, None)) => Ok(day),
        _ => Err(Problem::bad_request(
            format!("`accessed`: `{day}` is no day"),
            "write it as 2026-11-29",
        )),
    }
}

/// A citation of a document, of a page or of a passage in it.
#[utoipa::path(get, path = "/api/v1/documents/{id}/citation", params(("id" = String, Path, description = "Identifier, as a search gives it"), CiteParams), responses(
    (status = 200, description = "The citation, in the media type of its style; with `format=json` its parts", body = Citation),
    (status = 404, description = "There is no such document", body = Problem, content_type = "application/problem+json"),
    Refusals,
))]
pub(crate) async fn citation(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    UrlPath(id): UrlPath,
    UrlParams(params): UrlParams<CiteParams>,
) -> Result<Response, Problem> {
    answer(&app, &headers, (id, params), caller.only).await
}

/// The same for readers of the page, who have no key.
pub(crate) async fn of_page(
    State(app): State<App>,
    headers: HeaderMap,
    UrlPath(id): UrlPath,
    UrlParams(params): UrlParams<CiteParams>,
) -> Result<Response, Problem> {
    answer(&app, &headers, (id, params), Vec::new()).await
}

async fn answer(
    app: &App,
    headers: &HeaderMap,
    (id, params): (String, CiteParams),
    only: Vec<String>,
) -> Result<Response, Problem> {
    let here = shown_at(&base_url(app, headers), &id);
    let Wanted { request, as_json } = params.wanted(here, headers)?;
    let style = request.style;
    let media_type = if as_json {
        "application/json"
    } else {
        style.media_type()
    };
    let key = format!("citation {id:?} {request:?} {as_json} {only:?}");
    let work = move |live: &Live| {
        live.engine.check_shown(&id, &only)?;
        let citation = live.engine.cite(&id, &request)?;
        if as_json {
            return json(&citation);
        }
        let end = if style.is_prose() { "\n" } else { "" };
        Ok((citation.citation + end).into_bytes())
    };
    let mut response = app.answer(headers, key, media_type, work).await?;
    if !as_json && !style.is_prose() {
        let name = format!("attachment; filename=\"citation.{}\"", style.extension());
        if let Ok(name) = HeaderValue::from_str(&name) {
            response
                .headers_mut()
                .insert(header::CONTENT_DISPOSITION, name);
        }
    }
    Ok(response)
}

/// The address at which a document is shown.
pub(crate) fn shown_at(base: &str, id: &str) -> String {
    format!("{base}/documents/{}", escaped_path(id))
}

impl From<CiteError> for Problem {
    fn from(error: CiteError) -> Problem {
        match error {
            CiteError::Search(error) => error.into(),
            CiteError::Style(_) => {
                super::log::failure(&error);
                Problem::broken("the citation could not be written")
            }
            _ => Problem::bad_request(error.to_string(), "the parameters are described at /api"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_asked_for_by_name_or_by_media_type() {
        let mut headers = HeaderMap::new();
        let asked = |headers: &HeaderMap| accepted(headers);
        assert!(asked(&headers).0.is_gb());
        for (accept, style, as_json) in [
            ("application/x-bibtex", Some(Style::Bibtex), false),
            (
                "application/vnd.citationstyles.csl+json;q=0.9",
                Some(Style::CslJson),
                false,
            ),
            (
                "text/html, application/x-research-info-systems",
                Some(Style::Ris),
                false,
            ),
            ("application/json", None, true),
            ("text/html,*/*", None, false),
        ] {
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            let (found, json) = asked(&headers);
            assert_eq!(
                (style.unwrap_or(Style::gb7714(today())), as_json),
                (found, json),
                "{accept}"
            );
        }
        assert!(
            named("mla").is_err() && accessed("2026-11").is_err() && accessed("2026-11-29").is_ok()
        );
    }
}
