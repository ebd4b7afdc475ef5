//! `sco key`: who may ask the server with a key of his own.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use sco_query::server::{ApiKey, KeyFile};

use super::{Outcome, say};

#[derive(Debug, Args)]
#[command(
    after_help = "The file keeps hashes, not keys: a key is printed once, when it is made. A running server reads the file again when it changes.

Examples:
  sco key add portal --origin https://portal.example.org --filter 'lang:zh' --rate 600 --days 365
  sco key list
  sco key revoke 1a2b3c4d
  sco serve --keys keys.toml --require-key"
)]
pub(crate) struct KeyArgs {
    #[command(subcommand)]
    command: KeyCommand,
    /// File of the keys
    #[arg(
        long,
        value_name = "FILE",
        default_value = "keys.toml",
        env = "SCO_KEYS",
        global = true
    )]
    keys: PathBuf,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Make a key and print it
    Add(AddArgs),
    /// Show the keys: identifier, name, made, last day, rate, origins, filter
    List {
        /// Print the keys as a JSON list, without their hashes
        #[arg(long)]
        json: bool,
    },
    /// Take a key out: it is no longer good
    Revoke {
        /// Identifier, as `sco key list` shows it
        id: String,
    },
}

#[derive(Debug, Args)]
struct AddArgs {
    /// Whose it is
    name: String,
    /// Origin of the pages that may use it, as browsers send it; may be given again [default: all]
    #[arg(long, value_name = "ORIGIN")]
    origin: Vec<String>,
    /// Condition that every document shown has to meet, in the query language: `lang:zh year:2018..`
    #[arg(long, value_name = "CONDITION")]
    filter: Option<String>,
    /// Requests in a minute; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 600)]
    rate: u32,
    /// Days for which it is good, today not counted [default: for ever]
    #[arg(long, value_name = "N")]
    days: Option<u32>,
}

pub(crate) fn run(args: KeyArgs) -> anyhow::Result<Outcome> {
    let path = args.keys;
    let mut file = KeyFile::read(&path)?;
    let mut out = std::io::stdout().lock();
    match args.command {
        KeyCommand::Add(new) => {
            let today = chrono::Utc::now().date_naive();
            let expires = new.days.map(|days| {
                today
                    .checked_add_days(chrono::Days::new(days.into()))
                    .unwrap_or(chrono::NaiveDate::MAX)
            });
            let (key, secret) =
                ApiKey::make(&new.name, new.origin, new.filter, (new.rate, expires))?;
            say(&format!(
                "key {} of {} is in {}; this is the only time that it is shown",
                key.id,
                key.name,
                path.display()
            ));
            file.keys.push(key);
            file.write(&path)?;
            writeln!(out, "{secret}")?;
        }
        KeyCommand::List { json } if json => {
            let mut keys = serde_json::to_value(&file.keys)?;
            for key in keys.as_array_mut().into_iter().flatten() {
                if let Some(key) = key.as_object_mut() {
                    key.remove("hash");
                }
            }
            writeln!(out, "{keys}")?;
        }
        KeyCommand::List { .. } if file.keys.is_empty() => {
            say(&format!("there are no keys in {}", path.display()));
            return Ok(Outcome::Empty);
        }
        KeyCommand::List { .. } => {
            for key in &file.keys {
                writeln!(out, "{}", line(key))?;
            }
        }
        KeyCommand::Revoke { id } => {
            let key = file.revoke(&id)?;
            file.write(&path)?;
            say(&format!("key {} of {} is no longer good", key.id, key.name));
        }
    }
    out.flush()?;
    Ok(Outcome::Found)
}

/// A key in columns parted by tabs.
fn line(key: &ApiKey) -> String {
    let or_dash = |text: String| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text
        }
    };
    let last = key.expires.map(|last| last.to_string()).unwrap_or_default();
    let columns = [
        key.id.clone(),
        super::paint::plain(&key.name),
        key.created.to_string(),
        or_dash(last),
        format!("{}/min", key.rate),
        or_dash(key.origins.join(",")),
        or_dash(key.filter.clone().unwrap_or_default()),
    ];
    columns.join("\t")
}
