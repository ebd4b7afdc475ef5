//! `sco suggest`.

use std::io::Write;

use clap::Args;

use super::{Outcome, Places, open_or_build, question};

#[derive(Debug, Args)]
#[command(
    after_help = "Prints a completion a line, best first: names, titles, frequent words. Pinyin and its initials will do.

Examples:
  sco suggest 上海合
  sco suggest shjs
  sco suggest 上海精神 命 -n 5
  sco suggest шанхайский --json"
)]
pub(crate) struct SuggestArgs {
    /// What was typed so far
    #[arg(required = true, value_name = "PREFIX")]
    prefix: Vec<String>,
    /// Completions to show, at most
    #[arg(
        short = 'n',
        long,
        value_name = "N",
        default_value_t = 10,
        value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=1000)
    )]
    limit: usize,
    /// Print the completions as a JSON list
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: &SuggestArgs) -> anyhow::Result<Outcome> {
    let engine = open_or_build(&args.places)?;
    let completions = engine.completions(&question(&args.prefix), args.limit)?;
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&completions)?)?;
    } else {
        for completion in &completions {
            writeln!(out, "{}", completion.text)?;
        }
    }
    out.flush()?;
    Ok(if completions.is_empty() {
        Outcome::Empty
    } else {
        Outcome::Found
    })
}
