//! Who asks: rates, origins, and what every answer tells browsers.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroU32;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::problem::Problem;
use super::settings::Settings;
use super::{ADDRESS_LIMIT, App};

/// Nothing but what this server sends itself; frames of the page only on pages of its own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

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
        limiter.check_key(&address).map_err(|until| {
            let wait = until.wait_time_from(DefaultClock::default().now());
            wait.as_secs() + 1
        })
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
        let Ok(before) = before.parse() else { break };
        address = before;
    }
    address
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
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    if let Some(ConnectInfo(peer)) = peer {
        let address = address(&app.0.settings, peer.ip(), request.headers());
        if let Err(seconds) = app.0.clients.admit(address) {
            return Problem::too_many(seconds).into_response();
        }
    }
    next.run(request).await
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

/// Pages of which origins may ask.
pub(crate) fn cross_origin(settings: &Settings) -> CorsLayer {
    let origins = if settings.origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        let origins = settings.origins.iter();
        AllowOrigin::list(origins.filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    CorsLayer::new()
        .allow_origin(origins)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            header::ACCEPT,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            HeaderName::from_static("x-api-key"),
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
    }
}
