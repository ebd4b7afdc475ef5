//! `sco import`.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use sco_corpus::{Document, Imported, Limits, file_name, import_reader, write_document};

use super::search::counted;
use super::{Outcome, say};

#[derive(Debug, Args)]
#[command(
    after_help = "Rejoins lines, finds pages, footnotes, headings and quotations, mends addresses and dates, and says what it did
(--report). Nothing is lost: what is not in the document is in the report.

Examples:
  sco import article.txt
  sco import --json article.txt | less
  sco import *.txt --out my-corpus/documents --report"
)]
pub(crate) struct ImportArgs {
    /// Files to read
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Folder to write the documents to
    #[arg(long, value_name = "DIR", default_value = "corpus/documents")]
    out: PathBuf,
    /// Print the documents as JSON, a line each, and write nothing
    #[arg(long)]
    json: bool,
    /// Say in full what was joined, dropped, mended and guessed, and where
    #[arg(long)]
    report: bool,
    /// Write over a document that is already there
    #[arg(long)]
    overwrite: bool,
}

pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<Outcome> {
    let mut refused = 0;
    for path in &args.files {
        match import(path).and_then(|imported| finish(args, path, &imported)) {
            Ok(()) => {}
            Err(error) if super::is_broken_pipe(&error) => return Err(error),
            Err(error) => {
                say(&format!("refused `{}`: {error:#}", path.display()));
                refused += 1;
            }
        }
    }
    Ok(if refused == 0 {
        Outcome::Found
    } else {
        Outcome::Partial
    })
}

fn import(path: &Path) -> anyhow::Result<Imported> {
    let file = File::open(path).context("cannot be opened")?;
    if file.metadata().context("cannot be read")?.is_dir() {
        anyhow::bail!("is a folder; name the files in it");
    }
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let mut imported = import_reader(&name, file, &Limits::default())?;
    let id = &mut imported.document.metadata.id;
    if id.is_none() {
        *id = Some(id_of(path));
    }
    Ok(imported)
}

/// An identifier made of a file's name: its letters and digits, with a hyphen for what lies between.
fn id_of(path: &Path) -> String {
    let stem = path
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let words = stem
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    if id.is_empty() { "document".into() } else { id }
}

fn finish(args: &ImportArgs, path: &Path, imported: &Imported) -> anyhow::Result<()> {
    let report = imported.report.to_string();
    if args.report {
        for line in report.lines() {
            say(&format!("{}: {line}", path.display()));
        }
    }
    if args.json {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", imported.document.to_json())?;
        out.flush()?;
        return Ok(());
    }
    let written = write(args, &imported.document)?;
    writeln!(std::io::stdout(), "{}", written.display())?;
    if !args.report {
        let remarks = counted(report.lines().count() as u64, "remark");
        say(&format!(
            "imported `{}`: {remarks}, read them with --report",
            path.display()
        ));
    }
    Ok(())
}

/// Writes a document into the folder; one that is there already may hold somebody's corrections.
fn write(args: &ImportArgs, document: &Document) -> anyhow::Result<PathBuf> {
    let id = document.metadata.id.as_deref().unwrap_or_default();
    let path = args.out.join(file_name(id));
    if path.exists() && !args.overwrite {
        anyhow::bail!(
            "`{}` is there already; say --overwrite to replace it",
            path.display()
        );
    }
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make the folder `{}`", args.out.display()))?;
    Ok(write_document(&args.out, document)?)
}
