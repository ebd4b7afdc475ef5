//! The page of a document that is no longer shown.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use super::date::date_words;
use super::reading::about;
use super::view::{PageParams, type_label};
use super::words::Words;
use super::{Frame, Visit, said};
use crate::server::App;
use crate::server::problem::Problem;
use crate::server::tombstone::Tombstone;

#[derive(Template)]
#[template(path = "tombstone.html")]
struct Stone<'a> {
    frame: Frame,
    w: Words,
    /// What has become of the document.
    fate: &'a str,
    title: Option<&'a str>,
    lang: &'a str,
    reason: Option<&'a str>,
    /// The day in words, and the time for machines.
    since: (String, &'a str),
    about: Vec<(&'static str, Vec<String>)>,
    said: said::Said,
}

/// What is left of a document, in the language of the reader.
pub(super) fn page(
    app: &App,
    visit: &Visit<PageParams>,
    problem: &Problem,
    tombstone: &Tombstone,
) -> Response {
    let w = Words(visit.language());
    let day = tombstone.since.get(..10);
    let kind = tombstone.kind.as_deref().map(|code| type_label(code, w.0));
    let page = Stone {
        frame: Frame::new(w, &visit.params.q, &app.live(), visit.here.clone()),
        w,
        fate: if tombstone.withdrawn {
            w.withdrawn()
        } else {
            w.removed()
        },
        title: tombstone.title.as_deref(),
        lang: tombstone.language.as_deref().unwrap_or("und"),
        reason: tombstone.reason.as_deref(),
        since: (date_words(day, w.0).unwrap_or_default(), &tombstone.since),
        about: about(&tombstone.reading(), kind, w),
        said: said::problem(w, problem),
    };
    let html = page.render().unwrap_or_else(|_| problem.title.to_owned());
    (problem.status(), Html(html)).into_response()
}
