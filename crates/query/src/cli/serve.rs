//! `sco serve`.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use ipnet::IpNet;
use sco_query::server::{Settings, serve};
use serde::Deserialize;

use super::{Outcome, Places, open_or_build, say};

#[derive(Debug, Args)]
#[command(
    after_help = "Serves the page at /, the API at /api/v1 (described at /api), the script for other pages at /embed.js.
A newer state of the index is taken over while requests go on. Ctrl-C or SIGTERM stops it.
A configuration file holds the same names: addr = \"0.0.0.0:8080\", origins = [\"https://portal.example.org\"]; what the command line says goes before it.

Examples:
  sco serve
  sco serve --addr 0.0.0.0:8080 --base-url https://search.example.org --origins https://portal.example.org
  sco serve --config sco.toml"
)]
pub(crate) struct ServeArgs {
    /// File with the same settings, in TOML
    #[arg(long, value_name = "FILE", env = "SCO_CONFIG")]
    config: Option<PathBuf>,
    /// Address to listen at; only this machine can reach the default [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "SCO_ADDR")]
    addr: Option<SocketAddr>,
    /// Address under which others reach the server, for feeds and links
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Origins whose pages may ask from the browser, parted by commas; `*` for all [default: none]
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',')]
    origins: Option<Vec<String>>,
    /// Requests of one address in a minute; 0 for any number [default: 600]
    #[arg(long, value_name = "N")]
    rate: Option<u32>,
    /// Proxies whose X-Forwarded-For is believed, as addresses or networks, parted by commas
    #[arg(long, value_name = "NET", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Option<Vec<IpNet>>,
    /// Searches that run at a time [default: one for each core]
    #[arg(long, value_name = "N")]
    workers: Option<usize>,
    /// Requests that wait for a worker before others are turned away [default: 256]
    #[arg(long, value_name = "N")]
    queue: Option<usize>,
    /// Connections at a time [default: 2048]
    #[arg(long, value_name = "N")]
    connections: Option<usize>,
    /// Seconds until a request is given up [default: 10]
    #[arg(long, value_name = "SECONDS")]
    timeout: Option<u64>,
    /// Memory for answers that are kept, MiB [default: 64]
    #[arg(long, value_name = "MIB")]
    cache: Option<u64>,
    /// Write questions into the log, for `sco queries`
    #[arg(long)]
    log_queries: bool,
    /// File of the API keys that `sco key` makes
    #[arg(long, value_name = "FILE", env = "SCO_KEYS")]
    keys: Option<PathBuf>,
    /// Answer the API only to who has a key; the server's own pages need none
    #[arg(long)]
    require_key: bool,
    /// Domain in the identifiers for harvesters, `oai:DOMAIN:ID` [default: the one of --base-url]
    #[arg(long, value_name = "DOMAIN")]
    oai_domain: Option<String>,
    /// Address of who answers for the repository, for harvesters [default: postmaster of the domain]
    #[arg(long, value_name = "EMAIL")]
    admin_email: Option<String>,
    /// Name of the repository, for harvesters
    #[arg(long, value_name = "TEXT")]
    repository_name: Option<String>,
    #[command(flatten)]
    places: Places,
}

/// The file of settings.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct ConfigFile {
    index: Option<PathBuf>,
    corpus: Option<PathBuf>,
    addr: Option<SocketAddr>,
    base_url: Option<String>,
    origins: Option<Vec<String>>,
    rate: Option<u32>,
    trusted_proxies: Vec<String>,
    workers: Option<usize>,
    queue: Option<usize>,
    connections: Option<usize>,
    timeout: Option<u64>,
    cache: Option<u64>,
    log_queries: bool,
    keys: Option<PathBuf>,
    require_key: bool,
    oai_domain: Option<String>,
    admin_email: Option<String>,
    repository_name: Option<String>,
}

impl ConfigFile {
    fn read(path: &Path) -> anyhow::Result<ConfigFile> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the configuration `{}`", path.display()))?;
        toml::from_str(&text)
            .with_context(|| format!("the configuration `{}` makes no sense", path.display()))
    }
}

fn network(text: &str) -> Result<IpNet, String> {
    let of_address = |_| text.parse::<std::net::IpAddr>().map(IpNet::from);
    let network = text.parse::<IpNet>().or_else(of_address);
    network.map_err(|_| format!("`{text}` is neither an address nor a network like 10.0.0.0/8"))
}

pub(crate) fn run(args: ServeArgs) -> anyhow::Result<Outcome> {
    let file = match &args.config {
        Some(path) => ConfigFile::read(path)?,
        None => ConfigFile::default(),
    };
    let places = args.places.or(file.index.clone(), file.corpus.clone());
    drop(open_or_build(&places)?);
    let settings = settings(args, file, places.index().to_owned())?;
    serve(settings, |addr| {
        say(&format!("serving http://{addr}/ (Ctrl-C stops it)"));
    })?;
    Ok(Outcome::Found)
}

/// What the command line says, else the file, else what is usual.
fn settings(args: ServeArgs, file: ConfigFile, index: PathBuf) -> anyhow::Result<Settings> {
    let usual = Settings::new(index);
    let of_file = file.trusted_proxies.iter().map(|text| network(text));
    let of_file = of_file.collect::<Result<Vec<IpNet>, String>>();
    let of_file = of_file.map_err(anyhow::Error::msg)?;
    let timeout = args.timeout.or(file.timeout);
    let cache = args.cache.or(file.cache);
    let settings = Settings {
        addr: args.addr.or(file.addr).unwrap_or(usual.addr),
        base_url: args.base_url.or(file.base_url),
        origins: args.origins.or(file.origins).unwrap_or_default(),
        rate: args.rate.or(file.rate).unwrap_or(usual.rate),
        trusted_proxies: args.trusted_proxies.unwrap_or(of_file),
        workers: args.workers.or(file.workers).unwrap_or(usual.workers),
        queue: args.queue.or(file.queue).unwrap_or(usual.queue),
        connections: args
            .connections
            .or(file.connections)
            .unwrap_or(usual.connections),
        timeout: timeout.map_or(usual.timeout, Duration::from_secs),
        cache_bytes: cache.map_or(usual.cache_bytes, |mib| mib.saturating_mul(1024 * 1024)),
        log_queries: args.log_queries || file.log_queries,
        keys: args.keys.or(file.keys),
        require_key: args.require_key || file.require_key,
        oai_domain: args.oai_domain.or(file.oai_domain),
        admin_email: args.admin_email.or(file.admin_email),
        repository_name: args.repository_name.or(file.repository_name),
        ..usual
    };
    settings.check()?;
    if settings.require_key && settings.keys.is_none() {
        anyhow::bail!(
            "keys are asked for, but there is no file of keys; make one with `sco key add NAME` and name it with --keys"
        );
    }
    if let Some(path) = settings.keys.as_deref().filter(|path| !path.exists()) {
        anyhow::bail!(
            "there is no file of keys `{0}`; make one with `sco key add NAME --keys {0}`",
            path.display()
        );
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_a_wrong_name_in_it_is_said() {
        let read = |text: &str| toml::from_str::<ConfigFile>(text);
        let file = read(
            "addr = \"0.0.0.0:80\"\norigins = [\"https://a.org\"]\nrate = 5\nrequire_key = true\n",
        );
        let file = file.expect("it is sound");
        assert_eq!((file.rate, file.require_key), (Some(5), true));
        let error = read("adress = \"0.0.0.0:80\"").expect_err("it is misspelt");
        assert!(error.to_string().contains("adress"));
    }
}
