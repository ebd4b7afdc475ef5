//! `sco export`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use sco_indexer::Zone;
use sco_query::SearchRequest;
use sco_query::export::{
    BagInfo, ExportError, ExportFormat, Exporter, Selected, Target, selected, whole_corpus,
};

use super::search::counted;
use super::{Outcome, Places, open_or_build, question, say, zone};

/// Reasons shown for documents passed over; the others are counted.
const REFUSED_SHOWN: usize = 20;

#[derive(Debug, Args)]
#[command(
    after_help = "The index says which documents hold the question, all of them and not a page; their text comes from the corpus.
What is there already is not replaced without --overwrite, and only an export is ever replaced.

Examples:
  sco export 上海精神 type:讲话 --format jsonl --out - | head -1
  sco export --all --format bagit --out sco-corpus.zip
  sco export 'year:2018..2024 lang:ru' --format csv --out ru.csv"
)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct ExportArgs {
    /// Words, “phrases” and -exclusions, as in `sco search`
    #[arg(
        required_unless_present = "all",
        conflicts_with = "all",
        value_name = "QUERY"
    )]
    query: Vec<String>,
    /// Every document of the corpus that readers see; needs no index
    #[arg(long)]
    all: bool,
    /// Drafts and withdrawn documents too
    #[arg(long, requires = "all")]
    withheld: bool,
    /// Zones to look in: title, heading, body, note, quote [default: all but quote]
    #[arg(long = "in", value_name = "ZONE", value_parser = zone, value_delimiter = ',')]
    zones: Vec<Zone>,
    /// Look for nothing but what was typed: no other names from the lexicon, no other forms of words
    #[arg(long)]
    no_expand: bool,
    /// `md` (a folder, itself a corpus), `jsonl`, `csv`, `bagit` (RFC 8493, with the originals that were kept)
    #[arg(long, value_name = "FORM")]
    format: ExportFormat,
    /// File or folder to write; a folder that ends in `.zip` becomes an archive; `-` for standard output
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
    /// Replace an export that is there already
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<Outcome> {
    if args.all {
        if !args.places.corpus().join("documents").is_dir() {
            let corpus = args.places.corpus().display();
            anyhow::bail!("no `documents` in `{corpus}`; name the corpus with --corpus");
        }
        let documents = whole_corpus(args.places.corpus(), args.withheld);
        return written(args, documents, None, "all documents");
    }
    let engine = open_or_build(&args.places)?;
    let request = SearchRequest {
        q: question(&args.query),
        zones: args.zones.clone(),
        expand: !args.no_expand,
        ..SearchRequest::default()
    };
    let found = engine.all_found(&request)?;
    if found.is_empty() {
        say("no document holds this as it was typed; `sco search` shows what comes near");
        return Ok(Outcome::Empty);
    }
    let documents = selected(args.places.corpus(), &found);
    written(args, documents, Some(found.len()), &request.q)
}

/// Writes documents out, and says what became of them.
fn written(
    args: &ExportArgs,
    documents: impl Iterator<Item = Selected>,
    found: Option<usize>,
    described: &str,
) -> anyhow::Result<Outcome> {
    let target = if args.out.as_os_str() == "-" {
        Target::Stdout
    } else {
        Target::Path {
            path: args.out.clone(),
            overwrite: args.overwrite,
        }
    };
    let info = BagInfo {
        date: chrono::Utc::now().format("%Y-%m-%d").to_string(),
        description: described.to_owned(),
    };
    let originals = args.places.corpus().join("originals");
    let mut exporter = Exporter::begin(args.format, &target, &originals, info)?;
    let bar = progress_bar(found);
    let (mut changed, mut withheld, mut refused) = (Vec::new(), 0, Vec::new());
    for document in documents {
        bar.inc(1);
        let stored = match document {
            Selected::Document(stored) => stored,
            Selected::Changed(stored) => {
                changed.push(stored.path.display().to_string());
                stored
            }
            Selected::Withheld => {
                withheld += 1;
                continue;
            }
            Selected::Refused(reason) => {
                refused.push(reason);
                continue;
            }
        };
        match exporter.add(&stored) {
            Ok(()) => {}
            Err(ExportError::Document(error)) => refused.push(error.to_string()),
            Err(error) => return Err(error.into()),
        }
    }
    let done = exporter.finish()?;
    bar.finish_and_clear();
    for reason in refused.iter().take(REFUSED_SHOWN) {
        say(&format!("passed over: {reason}"));
    }
    let mut parts = vec![format!(
        "{} exported",
        counted(done.documents as u64, "document")
    )];
    if done.originals + done.without_original > 0 {
        parts.push(format!(
            "{} with them, {} not found as taken in",
            counted(done.originals as u64, "original"),
            done.without_original
        ));
    }
    if !changed.is_empty() {
        parts.push(format!(
            "{} changed since indexed, exported as now (`{}`)",
            changed.len(),
            changed[0]
        ));
    }
    if withheld > 0 {
        parts.push(format!("{withheld} drafts or withdrawn left out"));
    }
    parts.push(format!("{} passed over", refused.len()));
    say(&parts.join("; "));
    let is_partial = !refused.is_empty() || !changed.is_empty();
    Ok(match (done.documents, is_partial) {
        (_, true) => Outcome::Partial,
        (0, false) => Outcome::Empty,
        _ => Outcome::Found,
    })
}

/// A bar where it is known how many documents there are, else a count. Hidden off a terminal.
fn progress_bar(documents: Option<usize>) -> ProgressBar {
    let (bar, template) = match documents {
        Some(documents) => (
            ProgressBar::new(documents as u64),
            "{bar:40} {pos}/{len} documents, {elapsed}",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {pos} documents, {elapsed}",
        ),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}
