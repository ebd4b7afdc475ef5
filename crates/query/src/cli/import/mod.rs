//! `sco import`.

mod account;
mod inputs;
mod worker;
mod write;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use sco_corpus::Imported;

use super::search::counted;
use super::{Outcome, say};
use account::{Account, Ending};
use inputs::{Input, Inputs};

pub(super) use worker::{ReadFileArgs, read_file};

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, each on or off"
)]
#[command(
    after_help = "Reads plain text in any encoding, PDF, DOCX, HTML, Markdown, EPUB, JSON Lines, and zip archives of them; DOC, RTF, ODT and scans
where LibreOffice, antiword or tesseract is installed. Rejoins lines, finds pages, footnotes, headings and quotations, mends
addresses and dates, proposes a description, and says what it did. Nothing is lost: what is not in the document is in the
report, and the bytes that came in are kept beside the documents, in `originals`.

Every file ends as imported, as a duplicate of what is there, or refused with a reason. Exit status: 0 all were taken,
1 there was nothing to take, 2 something was refused.

Examples:
  sco import article.pdf
  sco import --json article.txt | less
  sco import folder-of-files https://example.org/speech.html --report what-became-of-them.csv
  sco import *.txt --out my-corpus/documents --report"
)]
pub(crate) struct ImportArgs {
    /// Files, folders, zip archives and `http(s)://` addresses to read
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    /// Folder to write the documents to
    #[arg(long, value_name = "DIR", default_value = "corpus/documents")]
    out: PathBuf,
    /// Print the documents as JSON, a line each, and write nothing
    #[arg(long)]
    json: bool,
    /// Say in full what was joined, dropped, mended and guessed, and where; with a name in .csv or .json, write what became
    /// of each file there
    #[arg(long, value_name = "FILE.csv|json", num_args = 0..=1, default_missing_value = "")]
    report: Option<String>,
    /// Write over a document that is already there
    #[arg(long)]
    overwrite: bool,
    /// Do not keep the bytes that came in
    #[arg(long)]
    no_originals: bool,
    /// Longest time for reading one file
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=3600))]
    time_limit: u64,
    /// Let addresses lead to this machine and to private networks
    #[arg(long)]
    allow_private: bool,
}

impl ImportArgs {
    /// What was named, with what `--report` took for its file and is none.
    fn named(&self) -> Vec<String> {
        let swallowed = self
            .report
            .iter()
            .filter(|name| !name.is_empty() && !is_report(name));
        self.files.iter().chain(swallowed).cloned().collect()
    }

    fn report_file(&self) -> Option<&Path> {
        self.report
            .as_deref()
            .filter(|name| is_report(name))
            .map(Path::new)
    }

    fn tells_all(&self) -> bool {
        self.report.is_some() && self.report_file().is_none()
    }

    fn time_limit(&self) -> Duration {
        Duration::from_secs(self.time_limit)
    }
}

fn is_report(name: &str) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|e| e.eq_ignore_ascii_case("csv") || e.eq_ignore_ascii_case("json"))
}

pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let named = args.named();
    if named.is_empty() {
        anyhow::bail!(
            "name the files, folders or addresses to import; `sco import --help` says more"
        );
    }
    let inputs = Inputs::of(&named, args)?;
    let mut writer = write::Writer::new(args)?;
    let mut account = Account::default();
    let bar = progress_bar(inputs.len());
    read_all(&inputs, args, |input, read| {
        let ending = match read {
            Ok(read) => writer.take(input, read),
            Err(reason) => Ending::refused(input, &reason),
        };
        bar.suspend(|| tell(args, &ending))?;
        bar.inc(1);
        account.add(ending);
        Ok(())
    })?;
    bar.finish_and_clear();
    if let Some(file) = args.report_file() {
        account.write(file)?;
    }
    if account.len() > 1 {
        say(&account.to_string());
    }
    Ok(account.outcome())
}

/// What reading a file gave: its documents, or why there are none.
pub(crate) type Read = Result<worker::ReadInput, String>;

/// Reads all inputs, as many at a time as there are cores, and hands them over in their order.
fn read_all(
    inputs: &Inputs,
    args: &ImportArgs,
    mut take: impl FnMut(&Input, Read) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let next = Mutex::new(0..inputs.len());
    let (send, receive) = channel();
    std::thread::scope(|scope| {
        for _ in 0..workers.min(inputs.len()) {
            let (send, next) = (send.clone(), &next);
            scope.spawn(move || {
                loop {
                    let at = next.lock().ok().and_then(|mut next| next.next());
                    let Some(at) = at else { break };
                    // Fails when nobody listens any more: the reader of our output has gone.
                    if send.send((at, worker::read(inputs.get(at), args))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(send);
        let mut early = std::collections::BTreeMap::new();
        let mut due = 0;
        for (at, read) in receive {
            early.insert(at, read);
            while let Some(read) = early.remove(&due) {
                take(inputs.get(due), read)?;
                due += 1;
            }
        }
        Ok(())
    })
}

/// Hidden off a terminal, and for a single file.
fn progress_bar(files: usize) -> ProgressBar {
    if files < 2 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(files as u64);
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// Says what became of a file.
fn tell(args: &ImportArgs, ending: &Ending) -> anyhow::Result<()> {
    let file = &ending.file;
    for imported in &ending.imported {
        let report = imported.report.to_string();
        if args.tells_all() {
            report
                .lines()
                .for_each(|line| say(&format!("{file}: {line}")));
        }
        if args.json {
            let mut out = std::io::stdout().lock();
            writeln!(out, "{}", imported.document.to_json())?;
            out.flush()?;
        }
    }
    for path in &ending.written {
        writeln!(std::io::stdout(), "{}", path.display())?;
    }
    if let Some(sentence) = sentence(args, ending) {
        say(&sentence);
    }
    for refused in &ending.refused_parts {
        say(&format!(
            "refused line {} of `{file}`: {}",
            refused.line, refused.reason
        ));
    }
    Ok(())
}

fn sentence(args: &ImportArgs, ending: &Ending) -> Option<String> {
    let file = &ending.file;
    if let Some(reason) = &ending.refused {
        return Some(format!("refused `{file}`: {reason}"));
    }
    if let Some(id) = &ending.duplicate_of {
        return Some(format!(
            "duplicate `{file}`: its bytes were imported already, as `{id}`"
        ));
    }
    if args.json || args.tells_all() || ending.imported.is_empty() {
        return None;
    }
    let remarks = |imported: &Imported| imported.report.to_string().lines().count() as u64;
    let remarks = counted(ending.imported.iter().map(remarks).sum(), "remark");
    Some(format!(
        "imported `{file}`: {remarks}, read them with --report"
    ))
}
