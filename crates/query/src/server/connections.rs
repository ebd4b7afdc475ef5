//! Connections: how many, how long, and their end.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_io_timeout::TimeoutStream;
use tower::Service;

use super::client::caller_of;
use super::{App, ServeError, Settings, app, live, log};

/// Time that a caller may take to send the head of a request; whoever is slower is cut off.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Time for which a caller may take nothing of his answer; then he is cut off.
const STALLED: Duration = Duration::from_secs(30);
/// Time that requests which have begun get when the server stops.
const GRACE: Duration = Duration::from_secs(10);
/// One address may hold this part of all connections, so that nobody alone keeps the others out.
const ONE_ADDRESS: usize = 4;
/// Pause after a connection could not be taken, for want of files for one.
const PAUSE: Duration = Duration::from_millis(50);

/// Takes connections until the server is told to stop.
pub(crate) async fn serve(state: App, ready: impl FnOnce(SocketAddr)) -> Result<(), ServeError> {
    let addr = state.0.settings.addr;
    let listener = TcpListener::bind(addr).await;
    let listener = listener.map_err(|source| ServeError::Listen { addr, source })?;
    let addr = listener.local_addr().unwrap_or(addr);
    tokio::spawn(live::watch(Arc::clone(&state.0.current)));
    tokio::spawn(sweep(state.clone()));
    if state.0.settings.keys.is_some() {
        tokio::spawn(watch_keys(state.clone()));
    }
    ready(addr);
    log::event(json!({"event": "listening", "addr": addr.to_string()}));
    let places = Arc::new(Semaphore::new(state.0.settings.connections));
    let peers = Arc::new(Peers::new(&state.0.settings));
    let connections = GracefulShutdown::new();
    let routes = app(state);
    let mut stop = std::pin::pin!(told_to_stop());
    loop {
        // No more connections are taken than there is room for: the rest wait in the system's queue.
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut stop => break,
        };
        let Ok(place) = place else { break };
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = taken else {
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // Dropped at once: whoever holds as many already takes none of the others' places.
        let Some(peer_place) = peers.admit(peer.ip()) else {
            continue;
        };
        let routes = routes.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            routes.clone().call(request)
        });
        let connection = Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(Box::pin(bounded(stream))), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // A caller that goes away is no error of ours.
            let _ = connection.await;
            drop((place, peer_place));
        });
    }
    log::event(json!({"event": "stopping"}));
    let _ = tokio::time::timeout(GRACE, connections.shutdown()).await;
    Ok(())
}

/// A connection that is cut when its answer is not taken.
fn bounded(stream: TcpStream) -> TimeoutStream<TcpStream> {
    let mut bounded = TimeoutStream::new(stream);
    bounded.set_write_timeout(Some(STALLED));
    bounded
}

/// How many connections every address holds.
#[derive(Debug)]
struct Peers {
    /// What one address may hold at most.
    most: usize,
    settings: Settings,
    held: Mutex<HashMap<IpAddr, usize>>,
}

impl Peers {
    fn new(settings: &Settings) -> Peers {
        Peers {
            most: (settings.connections / ONE_ADDRESS).max(1),
            settings: settings.clone(),
            held: Mutex::default(),
        }
    }

    /// A place for one more connection of an address; none where it has too many. Behind a proxy stand many.
    fn admit(self: &Arc<Peers>, peer: IpAddr) -> Option<PeerPlace> {
        let is_trusted = self.settings.trusts(peer);
        let peer = caller_of(peer);
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let of_peer = held.entry(peer).or_default();
        if *of_peer >= self.most && !is_trusted {
            return None;
        }
        *of_peer += 1;
        Some(PeerPlace {
            peers: Arc::clone(self),
            peer,
        })
    }
}

/// The place of a connection; given back when it ends.
#[derive(Debug)]
struct PeerPlace {
    peers: Arc<Peers>,
    peer: IpAddr,
}

impl Drop for PeerPlace {
    fn drop(&mut self) {
        let held = self.peers.held.lock();
        let mut held = held.unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut of_peer) = held.entry(self.peer) {
            *of_peer.get_mut() -= 1;
            if *of_peer.get() == 0 {
                of_peer.remove();
            }
        }
    }
}

/// Reads the keys again when their file changes.
async fn watch_keys(state: App) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let state = state.clone();
        // What goes wrong in it is in the log.
        let _ = tokio::task::spawn_blocking(move || state.0.keys.renew()).await;
    }
}

async fn sweep(state: App) {
    let mut ticks = tokio::time::interval(Duration::from_mins(1));
    loop {
        ticks.tick().await;
        state.0.clients.sweep();
    }
}

async fn told_to_stop() {
    let interrupted = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_all_places() {
        let mut settings = Settings::new("index".into());
        settings.connections = 8;
        settings.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
        let peers = Arc::new(Peers::new(&settings));
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let first = peers.admit(address("192.0.2.1"));
        let second = peers.admit(address("::ffff:192.0.2.1"));
        assert!(first.is_some() && second.is_some());
        assert!(peers.admit(address("192.0.2.1")).is_none());
        assert!(peers.admit(address("192.0.2.2")).is_some());
        drop(first);
        assert!(peers.admit(address("192.0.2.1")).is_some());
        let proxied: Vec<_> = (0..8).map(|_| peers.admit(address("10.0.0.1"))).collect();
        assert!(proxied.iter().all(Option::is_some));
        drop((second, proxied));
        assert!(peers.held.lock().unwrap().is_empty());
    }
}
