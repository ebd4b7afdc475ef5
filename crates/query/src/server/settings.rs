//! How a server is to run.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;

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
}

impl Settings {
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
        }
    }

    /// Whether a peer is a proxy that is believed.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.trusted_proxies.iter().any(|net| net.contains(&peer))
    }
}
