//! How a server is to run.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use axum::http::Uri;
use ipnet::IpNet;

use super::keys::is_origin;

/// Threads that search, at most: each needs memory of its own.
const MOST_WORKERS: u64 = 1_024;
/// Requests that wait, and connections, at most: as many as a process can have files on a large machine.
const MOST_WAITING: u64 = 1_048_576;
/// Longest time for an answer, seconds: an hour.
const LONGEST_TIMEOUT: u64 = 3_600;

/// How a server is to run.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Folder of the index.
    pub index: PathBuf,
    /// Address to listen at; loopback unless told otherwise.
    pub addr: SocketAddr,
    /// Address under which the server is reached from outside, without a slash at its end; needed for feeds and `OpenSearch`
    /// behind a proxy.
    pub base_url: Option<String>,
    /// Origins whose pages may ask from the browser, exactly as browsers send them; `*` for all.
    pub origins: Vec<String>,
    /// Requests of one address in a minute; 0 for any number.
    pub rate: u32,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Searches that run at a time; 0 for one for each core.
    pub workers: usize,
    /// Requests that wait for a worker before others are turned away.
    pub queue: usize,
    /// Longest time until an answer is there.
    pub timeout: Duration,
    /// Connections at a time.
    pub connections: usize,
    /// Memory for answers that are kept, bytes.
    pub cache_bytes: u64,
    /// Whether questions stand in the log.
    pub log_queries: bool,
    /// File of the API keys, if there are any.
    pub keys: Option<PathBuf>,
    /// Whether the API answers only to who has a key; the server's own pages need none.
    pub require_key: bool,
    /// Domain in the identifiers that harvesters get, `oai:<domain>:<id>`; the one of the base address where none is named.
    pub oai_domain: Option<String>,
    /// Address of who answers for the repository, for harvesters.
    pub admin_email: Option<String>,
    /// Name of the repository, for harvesters.
    pub repository_name: Option<String>,
}

/// Why a server cannot run with some settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// A number is too small or too large.
    #[error("`{name}` is {found}; it can be from {least} to {most}")]
    Number {
        /// The setting.
        name: &'static str,
        /// What was asked for.
        found: u64,
        /// Smallest value.
        least: u64,
        /// Largest value.
        most: u64,
    },
    /// An origin is none.
    #[error(
        "`{0}` is no origin; write it as browsers send it, without a path: https://portal.example.org"
    )]
    Origin(String),
    /// The base address is none.
    #[error(
        "`{0}` is no address under which a server can be reached; write it like https://search.example.org"
    )]
    BaseUrl(String),
    /// A domain is none.
    #[error(
        "`{0}` is no domain for identifiers; write it like search.example.org, every part beginning with a letter"
    )]
    Domain(String),
    /// An address of mail is none.
    #[error("`{0}` is no address of mail; write it like library@example.org")]
    Email(String),
}

impl Settings {
    /// Checks what is given.
    ///
    /// # Errors
    ///
    /// The first setting with which no server can run.
    pub fn check(&self) -> Result<(), SettingsError> {
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        for (name, found, least, most) in [
            ("workers", count(self.workers), 0, MOST_WORKERS),
            ("queue", count(self.queue), 0, MOST_WAITING),
            ("connections", count(self.connections), 1, MOST_WAITING),
            ("timeout", self.timeout.as_secs(), 1, LONGEST_TIMEOUT),
        ] {
            if !(least..=most).contains(&found) {
                return Err(SettingsError::Number {
                    name,
                    found,
                    least,
                    most,
                });
            }
        }
        let mut origins = self.origins.iter();
        if let Some(wrong) = origins.find(|origin| *origin != "*" && !is_origin(origin)) {
            return Err(SettingsError::Origin(wrong.clone()));
        }
        if let Some(domain) = self.oai_domain.as_ref().filter(|domain| !is_domain(domain)) {
            return Err(SettingsError::Domain(domain.clone()));
        }
        if let Some(email) = self.admin_email.as_ref().filter(|email| !is_email(email)) {
            return Err(SettingsError::Email(email.clone()));
        }
        match &self.base_url {
            Some(base) if !is_base_url(base) => Err(SettingsError::BaseUrl(base.clone())),
            _ => Ok(()),
        }
    }

    /// Settings for an index: loopback, no other origins.
    pub fn new(index: PathBuf) -> Settings {
        Settings {
            index,
            addr: SocketAddr::from(([127, 0, 0, 1], 8080)),
            base_url: None,
            origins: Vec::new(),
            rate: 600,
            trusted_proxies: Vec::new(),
            workers: 0,
            queue: 256,
            timeout: Duration::from_secs(10),
            connections: 2_048,
            cache_bytes: 64 * 1024 * 1024,
            log_queries: false,
            keys: None,
            require_key: false,
            oai_domain: None,
            admin_email: None,
            repository_name: None,
        }
    }

    /// Whether a peer is a proxy that is believed.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.trusted_proxies.iter().any(|net| net.contains(&peer))
    }
}

/// Whether a text may stand as the domain in an identifier (oai-identifier.xsd): at least two parts, each beginning with a letter.
pub(crate) fn is_domain(text: &str) -> bool {
    let is_part = |part: &str| {
        let is_plain = part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_plain && part.starts_with(|c: char| c.is_ascii_alphabetic())
    };
    text.contains('.') && text.split('.').all(is_part)
}

/// Whether a text looks like an address of mail (OAI-PMH.xsd, `emailType`).
fn is_email(text: &str) -> bool {
    let parts = text.split_once('@');
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control());
    is_plain && parts.is_some_and(|(who, host)| !who.is_empty() && is_host(host))
}

fn is_host(text: &str) -> bool {
    text.contains('.') && text.split('.').all(|part| !part.is_empty())
}

/// Whether a text is an absolute address without parameters.
fn is_base_url(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else {
        return false;
    };
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    is_web && uri.host().is_some_and(|host| !host.is_empty()) && uri.query().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_server_can_run_with_is_said() {
        let checked = |change: &dyn Fn(&mut Settings)| {
            let mut settings = Settings::new("index".into());
            change(&mut settings);
            settings.check()
        };
        assert_eq!(checked(&|_| {}), Ok(()));
        for base in [
            "search.example.org",
            "//x",
            "ftp://x.org",
            "https://",
            "https://x.org?a",
            "javascript:alert(1)",
        ] {
            let wrong = checked(&|settings| settings.base_url = Some(base.into()));
            assert_eq!(wrong, Err(SettingsError::BaseUrl(base.into())));
        }
        for base in ["https://x.org", "http://x.org:8080/sco/"] {
            assert_eq!(
                checked(&|settings| settings.base_url = Some(base.into())),
                Ok(())
            );
        }
        assert!(checked(&|settings| settings.origins = vec!["x.org".into()]).is_err());
        assert!(checked(&|settings| settings.workers = 99_999).is_err());
        for domain in ["localhost", "163.com", "x..org", "x.org:80", "例子.org", ""] {
            let wrong = checked(&|settings| settings.oai_domain = Some(domain.into()));
            assert_eq!(wrong, Err(SettingsError::Domain(domain.into())));
        }
        for email in ["x", "x@y", "@x.org", "x y@z.org", "x@z.", ""] {
            let wrong = checked(&|settings| settings.admin_email = Some(email.into()));
            assert_eq!(wrong, Err(SettingsError::Email(email.into())));
        }
        let sound = checked(&|settings| {
            settings.oai_domain = Some("search.example.org".into());
            settings.admin_email = Some("library@example.org".into());
        });
        assert_eq!(sound, Ok(()));
        assert!(checked(&|settings| settings.connections = 0).is_err());
        let error = checked(&|settings| settings.timeout = Duration::ZERO).unwrap_err();
        assert_eq!(
            error.to_string(),
            "`timeout` is 0; it can be from 1 to 3600"
        );
    }
}
