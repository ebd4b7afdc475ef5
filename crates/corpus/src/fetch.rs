//! Files from `http(s)://` addresses, within bounds of size, time, redirects and networks.

use std::io::Read;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error as HttpError, ResponseExt};

/// What is fetched, and how far it may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchLimits {
    /// Most bytes of the answer, unpacked.
    pub bytes: u64,
    /// Longest time for all of it.
    pub time: Duration,
    /// Most redirects that are followed.
    pub redirects: u32,
    /// Whether addresses of this machine and of private networks may be asked (RFC 6890).
    pub private: bool,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            time: Duration::from_mins(1),
            redirects: 5,
            private: false,
        }
    }
}

/// An answer as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The address that answered, behind all redirects.
    pub address: String,
    /// Status of the answer (RFC 9110): 200.
    pub status: u16,
    /// Kind of content that the server names, without parameters.
    pub media_type: Option<String>,
    /// When it came (RFC 3339, UTC, seconds).
    pub retrieved: String,
    /// The content, unpacked.
    pub bytes: Vec<u8>,
}

/// Why nothing was fetched.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// The address is not one of the web.
    #[error("is no `http://` or `https://` address")]
    Address,
    /// The address leads into this machine or a private network.
    #[error("leads to a private network ({0}); say --allow-private if that is meant")]
    Private(IpAddr),
    /// The server answered, but not with the file.
    #[error("the server answered {0}")]
    Status(u16),
    /// The answer is longer than allowed.
    #[error("is longer than {0} bytes, the most that is fetched")]
    TooLong(u64),
    /// There was no answer.
    #[error("could not be fetched: {0}")]
    NoAnswer(String),
}

/// Whether a name is an address of the web and not that of a file.
pub fn is_web_address(name: &str) -> bool {
    let scheme = name
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    scheme.is_some_and(|scheme| scheme == "http" || scheme == "https")
}

/// Fetches what is at an address.
///
/// # Errors
///
/// When the address is none of the web or private, when the server says no, and beyond the limits.
pub fn fetch(address: &str, limits: &FetchLimits) -> Result<Fetched, FetchError> {
    let uri: Uri = address.parse().map_err(|_| FetchError::Address)?;
    if !is_web_address(address) || uri.host().is_none() {
        return Err(FetchError::Address);
    }
    let config = Agent::config_builder()
        .timeout_global(Some(limits.time))
        .max_redirects(limits.redirects)
        .http_status_as_error(false)
        // A proxy would resolve names itself, and nobody would know which network they lead to.
        .proxy(None)
        .user_agent(concat!("sco/", env!("CARGO_PKG_VERSION")))
        .accept("text/html, application/pdf, text/plain, */*;q=0.5")
        .build();
    let guard = PublicOnly {
        inner: DefaultResolver::default(),
        private: limits.private,
    };
    let agent = Agent::with_parts(config, DefaultConnector::default(), guard);
    let mut response = agent.get(uri).call().map_err(|error| no_answer(&error))?;
    let status = response.status().as_u16();
    if !(200..300).contains(&status) {
        return Err(FetchError::Status(status));
    }
    let address = response.get_uri().to_string();
    let media_type = response.body().mime_type().map(ToOwned::to_owned);
    let mut bytes = Vec::new();
    let body = response
        .body_mut()
        .with_config()
        .limit(limits.bytes + 1)
        .reader();
    let read = body.take(limits.bytes + 1).read_to_end(&mut bytes);
    if bytes.len() as u64 > limits.bytes {
        return Err(FetchError::TooLong(limits.bytes));
    }
    read.map_err(|error| FetchError::NoAnswer(error.to_string()))?;
    Ok(Fetched {
        address,
        status,
        media_type,
        retrieved: now(),
        bytes,
    })
}

/// This moment (RFC 3339, UTC, seconds).
pub fn now() -> String {
    chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn no_answer(error: &HttpError) -> FetchError {
    if let HttpError::Other(other) = error
        && let Some(private) = other.downcast_ref::<PrivateAddress>()
    {
        return FetchError::Private(private.0);
    }
    FetchError::NoAnswer(error.to_string())
}

#[derive(Debug, thiserror::Error)]
#[error("a private address: {0}")]
struct PrivateAddress(IpAddr);

/// Resolves names, and refuses those that lead to a private network: behind every redirect too, and at the moment of
/// connecting, so that a name cannot mean one thing when it is checked and another when it is used.
#[derive(Debug)]
struct PublicOnly {
    inner: DefaultResolver,
    private: bool,
}

impl Resolver for PublicOnly {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, HttpError> {
        let addresses = self.inner.resolve(uri, config, timeout)?;
        let private = addresses
            .iter()
            .map(std::net::SocketAddr::ip)
            .find(|ip| is_private(*ip));
        match private.filter(|_| !self.private) {
            Some(ip) => Err(HttpError::Other(Box::new(PrivateAddress(ip)))),
            None => Ok(addresses),
        }
    }
}

/// Addresses that mean this machine, its network, or nobody (RFC 6890).
fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => ip
            .to_ipv4_mapped()
            .map_or_else(|| is_private_v6(ip), is_private_v4),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_broadcast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b)) // shared between carriers
        || (a == 198 && (18..20).contains(&b)) // for measurements
        || (a == 192 && b == 0 && c == 0)
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let first = ip.segments()[0];
    let carries_v4 = first == 0x2002 || (first == 0x64 && ip.segments()[1] == 0xff9b);
    ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || ip.is_unique_local()
        || ip.is_unicast_link_local()
        || first == 0x2001 && ip.segments()[1] == 0xdb8
        || carries_v4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_networks_are_known() {
        for private in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
            "2002:7f00:1::",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in ["8.8.8.8", "202.96.128.86", "2400:3200::1"] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn this_machine_is_not_asked_and_other_schemes_are_none() {
        let limits = FetchLimits::default();
        for address in [
            "http://127.0.0.1:1/x",
            "http://localhost:1/",
            "http://[::1]:1/",
            "http://2130706433:1/",
        ] {
            let error = fetch(address, &limits).unwrap_err();
            assert!(
                matches!(error, FetchError::Private(_) | FetchError::NoAnswer(_)),
                "{address}: {error}"
            );
        }
        for address in [
            "file:///etc/passwd",
            "ftp://example.org/",
            "/etc/passwd",
            "http://",
            "gopher://x",
        ] {
            assert!(
                matches!(fetch(address, &limits), Err(FetchError::Address)),
                "{address}"
            );
        }
    }
}
