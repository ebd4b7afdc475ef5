//! `sco index`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use sco_indexer::{LexiconSource, Options, Source, Summary, update};

use super::search::counted;
use super::{Outcome, Places, say};

/// Reasons shown for files passed over; the others are counted.
const SKIPPED_SHOWN: usize = 20;

#[derive(Debug, Args)]
#[command(
    after_help = "Only what changed since the last time is indexed; what is gone from the corpus is removed. While the
index is written, searches go on with its last state.

Examples:
  sco index
  sco index --corpus my-corpus --index my-index
  sco index --watch
  sco index --jsonl documents.jsonl --index my-index"
)]
pub(crate) struct IndexArgs {
    /// Index documents given as JSON Lines: `{"id", "title", "body", …metadata}` a line
    #[arg(long, value_name = "FILE")]
    jsonl: Vec<PathBuf>,
    /// Build the index anew even where nothing has changed
    #[arg(long)]
    rebuild: bool,
    /// Compare every file of the index with its checksum and change nothing
    #[arg(long, conflicts_with_all = ["rebuild", "jsonl"])]
    verify: bool,
    /// Go on: index whatever is saved in the corpus within two seconds, until Ctrl-C
    #[arg(long, conflicts_with_all = ["jsonl", "verify"])]
    watch: bool,
    /// Threads that index [default: one for each core]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    threads: usize,
    /// Names and vocabulary, instead of the corpus's `lexicon.tsv`; an empty file for none [default: that file, else the
    /// program's own]
    #[arg(long, value_name = "FILE")]
    lexicon: Option<PathBuf>,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: &IndexArgs) -> anyhow::Result<Outcome> {
    if args.verify {
        sco_indexer::verify(args.places.index())?;
        say(&format!(
            "the index in `{}` is whole",
            args.places.index().display()
        ));
        return Ok(Outcome::Found);
    }
    let sources = if args.jsonl.is_empty() {
        vec![Source::Corpus(args.places.corpus().to_owned())]
    } else {
        args.jsonl.iter().cloned().map(Source::JsonLines).collect()
    };
    let options = Options {
        sources,
        lexicon: match &args.lexicon {
            Some(file) => LexiconSource::File(file.clone()),
            None => args.places.lexicon(),
        },
        threads: args.threads,
        rebuild: args.rebuild,
    };
    if args.watch {
        return super::watch::run(&args.places, &options, || updated(&args.places, &options));
    }
    index(&args.places, &options)
}

/// Builds the index that a search found missing.
pub(crate) fn build_missing(places: &Places) -> anyhow::Result<()> {
    let sources = vec![Source::Corpus(places.corpus().to_owned())];
    index(
        places,
        &Options {
            sources,
            lexicon: places.lexicon(),
            threads: 0,
            rebuild: false,
        },
    )?;
    Ok(())
}

fn index(places: &Places, options: &Options) -> anyhow::Result<Outcome> {
    let summary = updated(places, options)?;
    let clean = summary.skipped.is_empty() && summary.lexicon_problems.is_empty();
    Ok(if clean {
        Outcome::Found
    } else {
        Outcome::Partial
    })
}

/// Brings the index up to date and says what that did.
fn updated(places: &Places, options: &Options) -> anyhow::Result<Summary> {
    let bar = progress_bar();
    let summary = update(places.index(), options, &mut |summary| {
        bar.set_position(summary.indexed + summary.unchanged);
    });
    bar.finish_and_clear();
    let summary = summary?;
    report(&summary, &options.lexicon);
    Ok(summary)
}

/// A spinner with a count: how many documents there will be is not known before they are read. Hidden off a terminal.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {pos} documents, {per_sec}, {elapsed}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

fn report(summary: &Summary, lexicon: &LexiconSource) {
    let lexicon = match lexicon {
        LexiconSource::File(path) => path.file_name().map(|name| name.to_string_lossy()),
        LexiconSource::BuiltIn | LexiconSource::Nothing => None,
    };
    let lexicon = lexicon.unwrap_or("lexicon.tsv".into());
    for problem in &summary.lexicon_problems {
        say(&format!("{lexicon} {problem}"));
    }
    for skipped in summary.skipped.iter().take(SKIPPED_SHOWN) {
        // A reason that names its own place need not be told where it is.
        let told = skipped.reason.contains(&format!("`{}`", skipped.place))
            || skipped.reason.starts_with(&skipped.place);
        let place = if told {
            String::new()
        } else {
            format!("`{}`: ", skipped.place)
        };
        say(&format!("passed over {place}{}", skipped.reason));
    }
    if summary.skipped.len() > SKIPPED_SHOWN {
        say(&format!(
            "passed over {} more",
            summary.skipped.len() - SKIPPED_SHOWN
        ));
    }
    if let Some(why) = &summary.rebuilt {
        say(&format!("index built anew: {why}"));
    }
    let mut parts = vec![counted(summary.documents, "document")];
    parts.push(format!(
        "{} indexed, {} unchanged, {} removed",
        summary.indexed, summary.unchanged, summary.removed
    ));
    if summary.lexicon_updated {
        parts.push("lexicon taken over".to_owned());
    }
    if summary.kept > 0 {
        parts.push(format!(
            "{} kept because their files could not be read",
            summary.kept
        ));
    }
    if summary.withheld > 0 {
        parts.push(format!("{} drafts or withdrawn", summary.withheld));
    }
    if summary.indexed > 0 {
        parts.push(counted(summary.chars, "character"));
    }
    parts.push(format!("{:.2} s", summary.elapsed.as_secs_f64()));
    if summary.indexed > 0 {
        parts.push(format!("{:.1} MB/s", summary.megabytes_per_second()));
    }
    parts.push(format!("{} passed over", summary.skipped.len()));
    say(&parts.join("; "));
}
