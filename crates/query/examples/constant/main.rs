//! Answers every request with so many bytes: what the server's answers are compared with under load.
//!
//! `constant ADDR BYTES`; the routes, the runtime and the connection are those of the server, the work is none.

use anyhow::Context;
use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (addr, bytes) = arguments
        .next()
        .zip(arguments.next())
        .context("usage: constant ADDR BYTES")?;
    let body = "x".repeat(bytes.parse().context("BYTES is a number")?);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(&addr).await?;
        let answer = move || {
            let body = body.clone();
            async move { ([(header::CONTENT_TYPE, "application/json")], body).into_response() }
        };
        axum::serve(listener, Router::new().fallback(answer)).await?;
        Ok(())
    })
}
