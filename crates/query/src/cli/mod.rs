//! The command line.
//!
//! Exit status: 0 something was found or done, 1 nothing was found, 2 an error, a soft one (a file passed over) too. Data goes
//! to standard output, words to standard error.

mod batch;
mod beside;
mod build;
mod check;
mod cite;
mod correction;
mod count;
mod create;
mod describe;
mod duplicates;
mod edit;
mod export;
mod holdings;
mod import;
mod key;
mod located;
mod paint;
mod queries;
mod search;
mod serve;
mod suggest;
mod table;
mod watch;
mod why;
mod withdraw;
mod words;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sco_indexer::{LexiconSource, Zone};

pub(crate) use paint::say;

/// What a finished command tells the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Something was found or done: 0.
    Found,
    /// The search ran and found nothing: 1.
    Empty,
    /// Something was passed over and said so: 2.
    Partial,
}

/// Full-text search for policy documents of the Shanghai Cooperation Organisation
///
/// Chinese, Russian and English. Exit status: 0 found, 1 nothing found, 2 error.
#[derive(Debug, Parser)]
#[command(
    name = "sco",
    version,
    arg_required_else_help = true,
    max_term_width = 100
)]
#[command(after_help = "Examples:
  sco search 命运共同体
  sco search “协商一致” 灵活 --by passage
  sco count 上合组织
  sco import article.txt && sco index")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Find documents or passages and show them with the hits marked
    Search(search::SearchArgs),
    /// Count documents and occurrences
    Count(count::CountArgs),
    /// Say why a document holds a question or does not
    Why(why::WhyArgs),
    /// Complete what was typed so far: names, titles, frequent words; pinyin will do
    Suggest(suggest::SuggestArgs),
    /// Cite documents: GB/T 7714, notes of journals, Chicago, BibTeX, RIS, CSL-JSON
    Cite(cite::CiteArgs),
    /// Write whole documents: Markdown, JSON Lines, CSV, bags
    Export(export::ExportArgs),
    /// Serve the page, the API, and the box that other pages embed
    Serve(serve::ServeArgs),
    /// Make, show and revoke the keys of a server
    Key(key::KeyArgs),
    /// Show what people asked a server and did not find
    Queries(queries::QueriesArgs),
    /// Bring the index up to date with the corpus
    Index(build::IndexArgs),
    /// Make clean documents of messy files
    Import(import::ImportArgs),
    /// Read one file for `import`, which watches this process
    #[command(hide = true)]
    ReadFile(import::ReadFileArgs),
    /// Look for damage and mistakes in the documents of the corpus
    Check(check::CheckArgs),
    /// Look for documents that are the same, nearly the same, or parts or translations of each other
    Duplicates(duplicates::DuplicatesArgs),
    /// Take a document back from readers; a tombstone with the reason stays at its address
    Withdraw(withdraw::WithdrawArgs),
    /// Give a withdrawn document to readers again
    Restore(withdraw::RestoreArgs),
    /// Show, propose and correct what is known about a document; as a table for all
    Describe(describe::DescribeArgs),
    /// Make an empty document
    New(create::NewArgs),
    /// Open a document in an editor, check it on save, and record the correction
    Edit(edit::EditArgs),
    /// Count what the corpus holds, and say what it lacks
    Stats(holdings::StatsArgs),
}

/// Where index and corpus lie.
#[derive(Debug, Clone, Args)]
pub(crate) struct Places {
    /// Folder of the index [default: index]
    #[arg(long, value_name = "DIR", env = "SCO_INDEX")]
    index: Option<PathBuf>,
    /// Folder of the corpus: `documents/` and, if wanted, `lexicon.tsv` [default: corpus]
    #[arg(long, value_name = "DIR", env = "SCO_CORPUS")]
    corpus: Option<PathBuf>,
}

impl Places {
    /// Folder of the index.
    pub(crate) fn index(&self) -> &Path {
        self.index.as_deref().unwrap_or(Path::new("index"))
    }

    /// Folder of the corpus.
    pub(crate) fn corpus(&self) -> &Path {
        self.corpus.as_deref().unwrap_or(Path::new("corpus"))
    }

    /// The same, with other folders where none was named.
    pub(crate) fn or(&self, index: Option<PathBuf>, corpus: Option<PathBuf>) -> Places {
        Places {
            index: self.index.clone().or(index),
            corpus: self.corpus.clone().or(corpus),
        }
    }

    /// Whether the two belong together: an index named alone is not filled from a corpus that was not named.
    fn belong_together(&self) -> bool {
        self.index.is_none() || self.corpus.is_some()
    }

    /// The lexicon of the corpus, else the one that the program carries.
    pub(crate) fn lexicon(&self) -> LexiconSource {
        let own = self.corpus().join("lexicon.tsv");
        if own.exists() {
            LexiconSource::File(own)
        } else {
            LexiconSource::BuiltIn
        }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Reads the arguments and runs the command.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse_from(spare_exclusions(std::env::args_os()));
    let outcome = match cli.command {
        Command::Search(args) => search::run(args),
        Command::Count(args) => count::run(args),
        Command::Why(args) => why::run(args),
        Command::Suggest(args) => suggest::run(&args),
        Command::Cite(args) => cite::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Key(args) => key::run(args),
        Command::Queries(args) => queries::run(&args),
        Command::Index(args) => build::run(&args),
        Command::Import(args) => import::run(&args),
        Command::ReadFile(args) => import::read_file(&args),
        Command::Check(args) => check::run(&args),
        Command::Duplicates(args) => duplicates::run(&args),
        Command::Withdraw(args) => withdraw::withdraw(&args),
        Command::Restore(args) => withdraw::restore(&args),
        Command::Describe(args) => describe::run(&args),
        Command::New(args) => create::run(&args),
        Command::Edit(args) => edit::run(&args),
        Command::Stats(args) => holdings::run(&args),
    };
    match outcome {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Empty) => ExitCode::from(1),
        Ok(Outcome::Partial) => ExitCode::from(2),
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS, // the reader has seen enough: `sco search … | head`
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::from(2)
        }
    }
}

/// Lets `-俄罗斯` and `-SCO` through as exclusions: after `search`, `count`, `why` and `export` whatever begins with one minus and is no short
/// flag is meant as one. The minus sign proper keeps it out of clap's way until [`question`] takes it back.
fn spare_exclusions(arguments: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = arguments.collect();
    if !arguments.get(1).is_some_and(|command| {
        ["search", "count", "why", "export"]
            .iter()
            .any(|known| command == known)
    }) {
        return arguments;
    }
    for argument in &mut arguments[2..] {
        let Some(text) = argument.to_str() else {
            continue;
        };
        if text == "--" {
            break;
        }
        let Some(rest) = text.strip_prefix('-') else {
            continue;
        };
        let is_limit = rest
            .strip_prefix('n')
            .is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit()));
        if !(rest.is_empty() || rest.starts_with('-') || matches!(rest, "h" | "V") || is_limit) {
            *argument = format!("{SPARED}{rest}").into();
        }
    }
    arguments
}

/// Stands for the minus of an exclusion while clap reads the arguments.
const SPARED: char = '−';

/// The question that the arguments make.
pub(crate) fn question(words: &[String]) -> String {
    let restored = words.iter().map(|word| match word.strip_prefix(SPARED) {
        Some(rest) => format!("-{rest}"),
        None => word.clone(),
    });
    restored.collect::<Vec<_>>().join(" ")
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io = error
        .chain()
        .find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

/// A zone from the command line.
fn zone(name: &str) -> Result<Zone, String> {
    name.trim().parse()
}

/// Builds the index first where there is none but a corpus lies ready.
pub(crate) fn open_or_build(places: &Places) -> anyhow::Result<sco_query::Engine> {
    match sco_query::Engine::open(places.index()) {
        Err(sco_query::SearchError::Index(sco_indexer::Error::Missing { .. }))
            if can_build(places) =>
        {
            let (index, corpus) = (places.index().display(), places.corpus().display());
            say(&format!(
                "no index in `{index}` yet: building it from the corpus in `{corpus}`"
            ));
            match build::build_missing(places) {
                Err(error) if is_locked(&error) => wait_for_another(places),
                built => built.and_then(|()| Ok(sco_query::Engine::open(places.index())?)),
            }
        }
        opened => Ok(opened?),
    }
}

fn is_locked(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(sco_indexer::Error::Locked { .. })
    )
}

/// Waits, at most a minute, for the index that another process is building.
fn wait_for_another(places: &Places) -> anyhow::Result<sco_query::Engine> {
    say("another process is building it: waiting");
    for _ in 0..600 {
        std::thread::sleep(std::time::Duration::from_millis(100));
        if let Ok(engine) = sco_query::Engine::open(places.index()) {
            return Ok(engine);
        }
    }
    Ok(sco_query::Engine::open(places.index())?)
}

fn can_build(places: &Places) -> bool {
    places.belong_together() && places.corpus().join("documents").is_dir()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_exclusion_is_no_flag() {
        let spared = |line: &str| {
            let arguments = spare_exclusions(line.split(' ').map(OsString::from));
            arguments
                .iter()
                .map(|argument| argument.to_string_lossy().into_owned())
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            spared("sco search 制裁 -俄罗斯 -SCO -2018年 --json -n 5 -n5"),
            "sco search 制裁 −俄罗斯 −SCO −2018年 --json -n 5 -n5"
        );
        assert_eq!(spared("sco search -- -俄罗斯"), "sco search -- -俄罗斯");
        assert_eq!(spared("sco import -俄罗斯"), "sco import -俄罗斯");
        assert_eq!(question(&["制裁".into(), "−俄罗斯".into()]), "制裁 -俄罗斯");
    }
}
