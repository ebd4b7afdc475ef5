//! Harvesting: the Open Archives Initiative's protocol, OAI-PMH 2.0 (2002-06-14), at `/oai`.

mod answer;
mod arguments;
mod dublin_core;
mod mods;
mod token;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, http::StatusCode};

use super::App;
use super::api::base_url;
use super::client::Caller;
use super::escaped_path;
use super::extract::Form;
use super::problem::Problem;
use super::settings::{Settings, is_domain};

/// Name of the repository where the settings give none.
const NAME: &str = "上合文献检索 · SCO document search";
/// Domain in identifiers where the settings name none; reserved, so that it is nobody's (RFC 2606).
const NO_DOMAIN: &str = "sco.invalid";

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/oai", get(by_address).post(by_body))
}

/// A format of descriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Prefix {
    /// Unqualified Dublin Core.
    DublinCore,
    /// MODS 3.4.
    Mods,
}

impl Prefix {
    pub(crate) const ALL: [Prefix; 2] = [Prefix::DublinCore, Prefix::Mods];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Prefix::DublinCore => "oai_dc",
            Prefix::Mods => "mods",
        }
    }

    /// Address of the schema, and namespace.
    fn schema(self) -> (&'static str, &'static str) {
        match self {
            Prefix::DublinCore => (
                "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
                "http://www.openarchives.org/OAI/2.0/oai_dc/",
            ),
            Prefix::Mods => (
                "http://www.loc.gov/standards/mods/v3/mods-3-4.xsd",
                "http://www.loc.gov/mods/v3",
            ),
        }
    }
}

/// How the repository is called, and under which addresses and names its documents are known.
#[derive(Debug, Clone)]
pub(crate) struct Addresses {
    /// Address of the server, without a slash at its end.
    base: String,
    /// Domain in the identifiers.
    domain: String,
    name: String,
    admin_email: String,
}

impl Addresses {
    fn new(settings: &Settings, base: String) -> Addresses {
        let host = settings.base_url.as_deref().and_then(host_of);
        let host = host.filter(|host| is_domain(host));
        let domain = settings.oai_domain.clone().or(host);
        let domain = domain.unwrap_or_else(|| NO_DOMAIN.to_owned());
        let name = settings.repository_name.clone();
        let admin_email = settings.admin_email.clone();
        Addresses {
            base,
            name: name.unwrap_or_else(|| NAME.to_owned()),
            // Every domain that has mail has this address (RFC 5321, 4.5.1).
            admin_email: admin_email.unwrap_or_else(|| format!("postmaster@{domain}")),
            domain,
        }
    }

    /// The address of a document's page.
    fn page(&self, id: &str) -> String {
        format!("{}/documents/{}", self.base, escaped_path(id))
    }

    /// The name of a document for harvesters (OAI guidelines, "Specification and XML Schema for the OAI Identifier Format").
    fn identifier(&self, id: &str) -> String {
        format!("oai:{}:{}", self.domain, escaped_path(id))
    }

    /// The document that an identifier names; `None` where it is none of ours.
    fn id_of(&self, identifier: &str) -> Option<String> {
        let rest = identifier.strip_prefix("oai:")?;
        let (domain, id) = rest.split_once(':')?;
        let is_own = domain.eq_ignore_ascii_case(&self.domain);
        token::unescaped(id).filter(|_| is_own)
    }
}

fn host_of(base: &str) -> Option<String> {
    base.parse::<Uri>().ok()?.host().map(str::to_owned)
}

async fn by_address(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let query = uri.query().unwrap_or_default().to_owned();
    harvested(&app, &caller, &headers, query).await
}

async fn by_body(
    State(app): State<App>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Form(body): Form,
) -> Result<Response, Problem> {
    harvested(&app, &caller, &headers, body).await
}

async fn harvested(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    query: String,
) -> Result<Response, Problem> {
    // Of a document that is gone nobody can say whether it met the condition of a key.
    if !caller.only.is_empty() {
        let detail = "this key shows only some of the documents; whoever harvests gets all of them";
        let next = "harvest without this key, or with one that has no filter";
        return Err(Problem::new(StatusCode::FORBIDDEN, detail, next));
    }
    let addresses = Addresses::new(&app.0.settings, base_url(app, headers));
    let live = app.live();
    let work = move || answer::answer(&live, &addresses, &query);
    let body = app.0.pool.run(work).await??;
    let media_type = HeaderValue::from_static("text/xml; charset=utf-8");
    let mut response = ([(header::CONTENT_TYPE, media_type)], body).into_response();
    // Its date says when it was answered.
    let kept = HeaderValue::from_static("no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    Ok(response)
}
