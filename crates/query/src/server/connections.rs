//! Connections: how many, how long, and their end.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tower::Service;

use super::{App, ServeError, app, live, log};

/// Time that a caller may take to send the head of a request; whoever is slower is cut off.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// Time that requests which have begun get when the server stops.
const GRACE: Duration = Duration::from_secs(10);
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
    let places = Arc::new(Semaphore::new(state.0.settings.connections.max(1)));
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
        let routes = routes.clone();
        let service = hyper::service::service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(axum::body::Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            routes.clone().call(request)
        });
        let connection = Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            // A caller that goes away is no error of ours.
            let _ = connection.await;
            drop(place);
        });
    }
    log::event(json!({"event": "stopping"}));
    let _ = tokio::time::timeout(GRACE, connections.shutdown()).await;
    Ok(())
}

/// Reads the keys again when their file changes.
async fn watch_keys(state: App) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let state = state.clone();
        if let Err(failed) = tokio::task::spawn_blocking(move || state.0.keys.renew()).await {
            log::failure(&failed);
        }
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
