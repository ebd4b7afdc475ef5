//! `sco serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use ipnet::IpNet;
use sco_query::server::{Settings, serve};

use super::{Outcome, Places, open_or_build, say};

#[derive(Debug, Args)]
#[command(
    after_help = "Serves the page at /, the API at /api/v1 (described at /api), the script for other pages at /embed.js.
A newer state of the index is taken over while requests go on. Ctrl-C or SIGTERM stops it.

Examples:
  sco serve
  sco serve --addr 0.0.0.0:8080 --base-url https://search.example.org --origins https://portal.example.org"
)]
pub(crate) struct ServeArgs {
    /// Address to listen at; only this machine can reach the default
    #[arg(
        long,
        value_name = "ADDR",
        default_value = "127.0.0.1:8080",
        env = "SCO_ADDR"
    )]
    addr: SocketAddr,
    /// Address under which others reach the server, for feeds and links
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Origins whose pages may ask from the browser, parted by commas; `*` for all [default: none]
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    origins: Vec<String>,
    /// Requests of one address in a minute; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 600)]
    rate: u32,
    /// Proxies whose X-Forwarded-For is believed, as addresses or networks, parted by commas
    #[arg(long, value_name = "NET", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,
    /// Searches that run at a time [default: one for each core]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    workers: usize,
    /// Seconds until a request is given up
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    timeout: u64,
    /// Memory for answers that are kept, MiB
    #[arg(long, value_name = "MIB", default_value_t = 64)]
    cache: u64,
    /// Write questions into the log
    #[arg(long)]
    log_queries: bool,
    #[command(flatten)]
    places: Places,
}

fn network(text: &str) -> Result<IpNet, String> {
    let of_address = |_| text.parse::<std::net::IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(of_address);
    network.map_err(|_| format!("`{text}` is neither an address nor a network like 10.0.0.0/8"))
}

pub(crate) fn run(args: ServeArgs) -> anyhow::Result<Outcome> {
    let index: PathBuf = args.places.index().to_owned();
    drop(open_or_build(&args.places)?);
    let settings = Settings {
        addr: args.addr,
        base_url: args.base_url,
        origins: args.origins,
        rate: args.rate,
        trusted_proxies: args.trusted_proxies,
        workers: args.workers,
        timeout: Duration::from_secs(args.timeout.max(1)),
        cache_bytes: args.cache.saturating_mul(1024 * 1024),
        log_queries: args.log_queries,
        ..Settings::new(index)
    };
    serve(settings, |addr| {
        say(&format!("serving http://{addr}/ (Ctrl-C stops it)"));
    })?;
    Ok(Outcome::Found)
}
