//! `sco count`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use clap::Args;
use sco_indexer::Zone;
use sco_query::SearchRequest;

use super::search::{counted, pointed_at};
use super::{Outcome, Places, batch, open_or_build, question, say, zone};

#[derive(Debug, Args)]
#[command(
    after_help = "Prints `documents<TAB>occurrences`, with --expand `<TAB>occurrences of other names` too; for a batch `qid<TAB>documents<TAB>occurrences`, a line each.

Examples:
  sco count 上合组织
  sco count “2024年” --in body
  sco count --batch formulations.tsv > counts.tsv"
)]
pub(crate) struct CountArgs {
    /// Words, “phrases” and -exclusions
    #[arg(required_unless_present = "batch", value_name = "QUERY")]
    query: Vec<String>,
    /// Zones to look in: title, heading, body, note, quote [default: all but quote]
    #[arg(long = "in", value_name = "ZONE", value_parser = zone, value_delimiter = ',')]
    zones: Vec<Zone>,
    /// Count for every line `qid<TAB>question` of a file
    #[arg(long, value_name = "FILE", conflicts_with = "query")]
    batch: Option<PathBuf>,
    /// Count other names from the lexicon and other forms of words too, apart from what was typed
    #[arg(long)]
    expand: bool,
    /// Print the count as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: CountArgs) -> anyhow::Result<Outcome> {
    let engine = open_or_build(&args.places)?;
    let request = SearchRequest {
        q: question(&args.query),
        zones: args.zones,
        expand: args.expand,
        ..SearchRequest::default()
    };
    if let Some(questions) = args.batch {
        return batch::count(&engine, &request, &questions, args.json);
    }
    let count = engine.count(&request)?;
    for notice in &count.notices {
        say(&pointed_at(&count.query, notice));
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&count)?)?;
    } else {
        write!(out, "{}\t{}", count.documents, count.occurrences)?;
        if request.expand {
            write!(out, "\t{}", count.added)?;
        }
        writeln!(out)?;
    }
    out.flush()?;
    if !args.json && out.is_terminal() {
        let (documents, occurrences) = (
            counted(count.documents as u64, "document"),
            counted(count.occurrences, "occurrence"),
        );
        say(&format!("{documents}, {occurrences}"));
    }
    Ok(if count.documents == 0 {
        Outcome::Empty
    } else {
        Outcome::Found
    })
}
