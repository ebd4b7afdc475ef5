//! `sco describe`: what is known about a document, what could be, and its correction; as a table for all documents.

mod change;
mod shown;
mod table;

use std::path::{Path, PathBuf};

use clap::Args;
use sco_corpus::{Lexicon, Metadata, StoredDocument, read_documents};
use sco_indexer::LexiconSource;

use super::correction::By;
use super::{Outcome, Places, say};

/// From here on a proposal is taken without being named.
const SURE: f32 = 0.8;

#[derive(Debug, Args)]
#[command(
    after_help = "Without assignments it shows the header, what could be added (with the words that show it), and linked versions. Nothing is
taken over by itself. Every change is recorded in the header's `changes`, and the text before is kept.

Assignments: key=value; key= removes; of a list, key=a key=b replaces it, key+=a adds, key-=a takes out; creators=speaker:习近平;
relations+=translation:ID. In a table several values of a list stand in one cell, a line each.

Examples:
  sco describe hos-2018-qingdao
  sco describe hos-2018-qingdao subjects+=贸易便利化 --why '补主题词'
  sco describe hos-2018-qingdao --accept
  sco describe --csv descriptions.csv
  sco describe --apply descriptions.csv --yes"
)]
pub(crate) struct DescribeArgs {
    /// Identifier of the document, then assignments; with --csv, identifiers of the documents that are wanted
    #[arg(value_name = "DOCUMENT [KEY=VALUE]")]
    arguments: Vec<String>,
    /// Take over what is proposed: for the keys named, else all that is at least 80 % sure
    #[arg(long, value_name = "KEY", num_args = 0..)]
    accept: Option<Vec<String>>,
    /// Write the descriptions as a table to a file; `-` for standard output
    #[arg(long, value_name = "FILE", conflicts_with_all = ["accept", "apply"])]
    csv: Option<PathBuf>,
    /// Read a table back: show what it changes, and change all of it or nothing; `-` for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["accept", "arguments"])]
    apply: Option<PathBuf>,
    /// Change without asking
    #[arg(long, requires = "apply")]
    yes: bool,
    /// Print header, proposals and versions as JSON
    #[arg(long, conflicts_with_all = ["csv", "apply", "accept"])]
    json: bool,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: &DescribeArgs) -> anyhow::Result<Outcome> {
    if let Some(file) = &args.csv {
        return table::write(args.places.corpus(), file, &args.arguments);
    }
    if let Some(file) = &args.apply {
        return table::apply(args, file);
    }
    let Some((id, assignments)) = args.arguments.split_first() else {
        anyhow::bail!("which document? Name its identifier, or use --csv or --apply for many");
    };
    if let Some(keys) = &args.accept {
        if !assignments.is_empty() {
            anyhow::bail!("assignments and --accept at once; do one after the other");
        }
        return change::accept(args, id, keys);
    }
    if assignments.is_empty() {
        return shown::show(args, id);
    }
    change::assign_to(args, id, assignments)
}

/// Every document of the corpus that can be read, and how many cannot.
fn all_documents(corpus: &Path) -> (Vec<StoredDocument>, usize) {
    let mut documents = Vec::new();
    let mut unread = 0;
    for read in read_documents(corpus) {
        match read {
            Ok(stored) => documents.push(stored),
            Err(error) => {
                say(&format!("passed over {:#}", anyhow::Error::from(error)));
                unread += 1;
            }
        }
    }
    (documents, unread)
}

fn descriptions(documents: Vec<StoredDocument>) -> Vec<Metadata> {
    documents
        .into_iter()
        .map(|stored| stored.document.metadata)
        .collect()
}

/// The lexicon of the corpus, else the program's own; one that cannot be read is said and done without.
fn lexicon(places: &Places) -> Lexicon {
    let read = match places.lexicon() {
        LexiconSource::File(path) => Lexicon::read(&path),
        LexiconSource::BuiltIn => Lexicon::parse(sco_corpus::BUILT_IN_LEXICON),
        LexiconSource::Nothing => Ok(Lexicon::default()),
    };
    read.unwrap_or_else(|error| {
        say(&format!(
            "the lexicon cannot be read, names are proposed without it: {error}"
        ));
        Lexicon::default()
    })
}

/// The id of the corpus that is most like another, where one is like it.
pub(crate) fn nearest_id(corpus: &Path, wanted: &str) -> Option<String> {
    const LEAST_LIKENESS: f64 = 0.75;
    let read = read_documents(corpus).filter_map(Result::ok);
    let ids = read.filter_map(|stored| stored.document.metadata.id);
    let liked = ids.map(|id| (strsim::jaro_winkler(&id, wanted), id));
    let best = liked.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(likeness, _)| *likeness >= LEAST_LIKENESS)
        .map(|(_, id)| id)
}

/// Asks for a yes or no; `None` where nobody is there to answer. An empty answer means `usual`.
pub(crate) fn confirmed(question: &str, usual: bool) -> Option<bool> {
    let choice = if usual { "[Y/n]" } else { "[y/N]" };
    let answer = super::edit::answer(&format!("{question} {choice}"))?;
    Some(match answer.as_str() {
        "" => usual,
        "y" | "yes" | "д" | "да" | "是" => true,
        _ => false,
    })
}
