//! Who asks: rates, origins, and what every answer tells browsers.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::problem::Problem;
use super::settings::Settings;
use super::{ADDRESS_LIMIT, App};

/// Nothing but what this server sends itself; frames of the page only on pages of its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/// Header that carries a key.
pub(crate) const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// Whole seconds to wait until a limiter admits the next request.
pub(crate) fn seconds_until(until: &NotUntil<<DefaultClock as Clock>::Instant>) -> u64 {
    let wait = until.wait_time_from(DefaultClock::default().now());
    wait.as_secs() + 1
}

/// Whom an address stands for: whoever has one IPv6 address has the 2⁶⁴ of its network (RFC 6177).
pub(crate) fn caller_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            IpAddr::V6(network.into())
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// The rate of every address.
pub(crate) struct Clients {
    limiter: Option<DefaultKeyedRateLimiter<IpAddr>>,
}

impl std::fmt::Debug for Clients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clients")
    }
}

impl Clients {
    /// So many requests of an address in a minute, 0 for any number.
    pub(crate) fn new(rate: u32) -> Clients {
        let quota = NonZeroU32::new(rate).map(Quota::per_minute);
        Clients {
            limiter: quota.map(RateLimiter::keyed),
        }
    }

    /// Counts a request; the seconds to wait when there were too many.
    fn admit(&self, address: IpAddr) -> Result<(), u64> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        limiter
            .check_key(&caller_of(address))
            .map_err(|until| seconds_until(&until))
    }

    /// Forgets addresses that have not asked for a while.
    pub(crate) fn sweep(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }
}

/// The address of who asks: the peer's, or what trusted proxies say of it, read from the nearest proxy on.
fn address(settings: &Settings, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let forwarded = headers.get_all("x-forwarded-for").iter();
    let forwarded: Vec<&str> = forwarded
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let mut address = peer;
    for before in forwarded.iter().rev() {
        if !settings.trusts(address) {
            break;
        }
        let Some(before) = forwarded_for(before) else {
            break;
        };
        address = before;
    }
    address
}

/// An address as proxies write it, with or without a port.
fn forwarded_for(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let with_port = || text.parse::<SocketAddr>().ok().map(|addr| addr.ip());
    bare.parse().ok().or_else(with_port)
}

/// Lets a request through unless its address is too long or asks too often.
pub(crate) async fn admit(State(app): State<App>, request: Request, next: Next) -> Response {
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if length > ADDRESS_LIMIT {
        let detail = format!("the address has {length} bytes, at most {ADDRESS_LIMIT} are allowed");
        let next = "send long questions as JSON with POST /api/v1/search";
        return Problem::new(StatusCode::URI_TOO_LONG, detail, next).into_response();
    }
    let caller = match identified(&app, &request) {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    // What was answered to a key, or to a page of ours where others need one, is for nobody else.
    let is_private = app.0.settings.require_key || request.headers().get(&API_KEY).is_some();
    let mut request = request;
    request.extensions_mut().insert(caller);
    let mut response = next.run(request).await;
    if is_private && response.headers().contains_key(header::CACHE_CONTROL) {
        let private = HeaderValue::from_static("private, max-age=10");
        response
            .headers_mut()
            .insert(header::CACHE_CONTROL, private);
    }
    response
}

/// Who asks: what he may see.
#[derive(Debug, Clone, Default)]
pub(crate) struct Caller {
    /// Conditions that every document shown to him has to meet.
    pub(crate) only: Vec<String>,
}

/// Who asks, by his key or by his address, if he may ask now.
fn identified(app: &App, request: &Request) -> Result<Caller, Problem> {
    // A browser asks whether it may ask: without a key, and for nothing.
    if request.method() == Method::OPTIONS {
        return Ok(Caller::default());
    }
    if let Some(secret) = request.headers().get(&API_KEY) {
        return by_key(app, request, secret);
    }
    // Harvesters are programs too, and take more than any other.
    let path = request.uri().path();
    let is_api = path.starts_with("/api/v1/") || path == "/sru" || path == "/oai";
    if is_api && app.0.settings.require_key && !is_of_own_page(request) {
        return Err(Problem::no_key("this server answers only to who has a key"));
    }
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(ConnectInfo(peer)) = peer {
        let address = address(&app.0.settings, peer.ip(), request.headers());
        app.0.clients.admit(address).map_err(Problem::too_many)?;
    }
    Ok(Caller::default())
}

fn by_key(app: &App, request: &Request, secret: &HeaderValue) -> Result<Caller, Problem> {
    let secret = secret.to_str().unwrap_or_default();
    let known = app.0.keys.find(secret.trim());
    let known = known.ok_or_else(|| Problem::no_key("this key is not known"))?;
    if known.key.has_expired() {
        return Err(Problem::no_key("this key is no longer good"));
    }
    let origin = request.headers().get(header::ORIGIN);
    let origins = &known.key.origins;
    // Who asks from no page, a program, sends no origin.
    if let Some(origin) = origin
        && !origins.is_empty()
        && !origins.iter().any(|own| origin == own.as_str())
    {
        return Err(Problem::forbidden(
            "this key is not for pages of this origin",
        ));
    }
    known.admit().map_err(Problem::too_many)?;
    Ok(Caller {
        only: known.key.filter.clone().into_iter().collect(),
    })
}

/// Whether a page of this server asks: browsers say so themselves, and let no script say it (Fetch Metadata).
fn is_of_own_page(request: &Request) -> bool {
    let site = request.headers().get("sec-fetch-site");
    site.is_some_and(|site| site == "same-origin")
}

/// Tells browsers to run and load nothing that this server did not send.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ] {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Pages of which origins may ask: those of the settings, and those of the keys.
pub(crate) fn cross_origin(app: App) -> CorsLayer {
    let origins = if app.0.settings.origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::predicate(move |origin, _| {
            let origin = origin.to_str().unwrap_or_default();
            let mut allowed = app.0.settings.origins.iter();
            allowed.any(|allowed| allowed == origin) || app.0.keys.knows_origin(origin)
        })
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            API_KEY,
        ])
        .expose_headers([
            header::ETAG,
            header::RETRY_AFTER,
            HeaderName::from_static("x-request-id"),
        ])
        .max_age(std::time::Duration::from_hours(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let mut settings = Settings::new("index".into());
        settings.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        headers.insert(
            "x-forwarded-for",
            "1.2.3.4, 5.6.7.8, 10.0.0.9".parse().unwrap(),
        );
        let of = |peer: &str| address(&settings, peer.parse().unwrap(), &headers).to_string();
        assert_eq!(of("10.0.0.1"), "5.6.7.8");
        assert_eq!(of("192.0.2.1"), "192.0.2.1");
        for (written, meant) in [
            ("1.2.3.4:5678", "1.2.3.4"),
            ("[2001:db8::1]:80", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ] {
            headers.insert("x-forwarded-for", written.parse().unwrap());
            let found = address(&settings, "10.0.0.1".parse().unwrap(), &headers);
            assert_eq!(found.to_string(), meant);
        }
    }

    #[test]
    fn who_asks_too_often_is_told_when_to_come_back() {
        let clients = Clients::new(2);
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        assert_eq!(
            (clients.admit(address), clients.admit(address)),
            (Ok(()), Ok(()))
        );
        assert!(
            clients
                .admit(address)
                .is_err_and(|seconds| (1..=60).contains(&seconds))
        );
        assert_eq!(clients.admit("192.0.2.2".parse().unwrap()), Ok(()));
        assert!(clients.admit("::ffff:192.0.2.1".parse().unwrap()).is_err());
        let of_network = |last: u16| IpAddr::from([0x2001, 0xdb8, 0, 1, 0, 0, 0, last]);
        assert_eq!(clients.admit(of_network(1)), Ok(()));
        assert_eq!(clients.admit(of_network(2)), Ok(()));
        assert!(clients.admit(of_network(3)).is_err());
    }
}
