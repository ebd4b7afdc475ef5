//! Files that are sent as they are; they lie in `assets/` and are a part of the program.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::{App, is_known};

/// Path, media type, content.
type Asset = (&'static str, &'static str, &'static str);

/// Files of the page.
const OWN: [Asset; 3] = [
    (
        "/assets/page.css",
        "text/css; charset=utf-8",
        include_str!("../../assets/page.css"),
    ),
    (
        "/assets/page.js",
        "text/javascript; charset=utf-8",
        include_str!("../../assets/page.js"),
    ),
    (
        "/favicon.svg",
        "image/svg+xml",
        include_str!("../../assets/favicon.svg"),
    ),
];

/// Files that pages of other origins may load.
const OPEN: [Asset; 2] = [
    (
        "/embed.js",
        "text/javascript; charset=utf-8",
        include_str!("../../assets/embed.js"),
    ),
    (
        "/instantsearch.js",
        "text/javascript; charset=utf-8",
        include_str!("../../assets/instantsearch.js"),
    ),
];

pub(crate) fn routes() -> Router<App> {
    served(&OWN)
}

pub(crate) fn open_routes() -> Router<App> {
    served(&OPEN)
}

fn served(assets: &'static [Asset]) -> Router<App> {
    let mut router = Router::new();
    for asset in assets {
        router = router.route(
            asset.0,
            get(move |headers: HeaderMap| async move { sent(asset, &headers) }),
        );
    }
    router
}

fn sent((_, media_type, content): &Asset, headers: &HeaderMap) -> Response {
    let tag = format!("\"{:08x}\"", crc32fast::hash(content.as_bytes()));
    let mut response = if is_known(headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        (
            [(header::CONTENT_TYPE, HeaderValue::from_static(media_type))],
            *content,
        )
            .into_response()
    };
    let kept = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    // A script that is loaded into a page of another origin must be allowed to be.
    let policy = HeaderValue::from_static("cross-origin");
    response
        .headers_mut()
        .insert("cross-origin-resource-policy", policy);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_knows_the_names_of_all_document_types() {
        let script = OPEN[0].2;
        for kind in sco_corpus::DocumentType::ALL {
            let labels = kind.labels();
            // Its English is the code unless that reads otherwise.
            for label in [kind.code(), labels.zh, labels.ru] {
                assert!(script.contains(label), "{label}");
            }
        }
    }
}
