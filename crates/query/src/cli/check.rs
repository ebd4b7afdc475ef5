//! `sco check`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use sco_corpus::{
    Accepted, Code, Finding, Inspection, Severity, Survey, document_files, inspect, read_document,
    replace_document, survey,
};
use serde::Serialize;

use super::paint::plain;
use super::search::counted;
use super::{Outcome, located, say, table};

#[derive(Debug, Args)]
#[command(
    after_help = "Looks for damage of encodings and scanners, broken addresses, lost notes, quotation marks without partners, dates and
languages that contradict the header, and texts that are cut off. docs/check.md has every code. A finding that is right
as it is can be accepted in the header of its document (--accept); it is then counted and no longer told.

Exit status: 0 nothing of the severity warning or worse, 1 findings, 2 something could not be checked.

Examples:
  sco check
  sco check corpus/documents/summits/hos-2018-qingdao.md
  sco check --severity error --json
  sco check hos-2018-qingdao --accept missing-glyph --text 阿斯□纳 --reason 原文如此"
)]
pub(crate) struct CheckArgs {
    /// Files, or ids of documents [default: the whole corpus]
    #[arg(value_name = "FILE|ID")]
    documents: Vec<String>,
    /// Folder of the corpus [default: corpus]
    #[arg(long, value_name = "DIR", env = "SCO_CORPUS", default_value = "corpus")]
    corpus: PathBuf,
    /// Least severity that is told: info, warning, error
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    severity: Severity,
    /// Print the findings as JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the findings as a table of comma-separated values
    #[arg(long)]
    csv: bool,
    /// Tell of findings that are accepted too
    #[arg(long)]
    accepted: bool,
    /// Accept the findings of this code in the document, for a reason
    #[arg(long, value_name = "CODE", requires = "reason")]
    accept: Option<Code>,
    /// Why they are right as they are
    #[arg(long, value_name = "TEXT", requires = "accept")]
    reason: Option<String>,
    /// Accept only where this stands in the text of the finding
    #[arg(long, value_name = "TEXT", requires = "accept")]
    text: Option<String>,
}

pub(crate) fn run(args: &CheckArgs) -> anyhow::Result<Outcome> {
    if let (Some(code), Some(reason)) = (args.accept, &args.reason) {
        return accept(args, code, reason);
    }
    let mut failed = 0;
    let paths = paths(args, &mut failed)?;
    let found = survey(&paths, args.documents.is_empty(), &mut |_| {});
    let report = Report::of(&found, args);
    if args.json {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
        out.flush()?;
    } else if args.csv {
        print_table(&report)?;
    } else {
        print_lines(&report)?;
    }
    say(&report.in_words());
    let unreadable = found
        .inspections
        .iter()
        .any(|inspection| inspection.unreadable);
    Ok(if failed > 0 || unreadable {
        Outcome::Partial
    } else if report.is_clean(args.severity) {
        Outcome::Found
    } else {
        Outcome::Empty
    })
}

/// The files to check; those that cannot be found are said and counted.
fn paths(args: &CheckArgs, failed: &mut usize) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    let mut add = |path: anyhow::Result<PathBuf>| match path {
        Ok(path) => paths.push(path),
        Err(error) => {
            say(&format!("not checked: {error:#}"));
            *failed += 1;
        }
    };
    if args.documents.is_empty() {
        let documents = args.corpus.join("documents");
        std::fs::read_dir(&documents).with_context(|| {
            let folder = documents.display();
            format!("cannot read `{folder}`; name the folder of the corpus with --corpus, or files")
        })?;
        document_files(&args.corpus).for_each(|path| add(path.map_err(Into::into)));
    } else {
        let named = args.documents.iter();
        named.for_each(|name| add(located::file_of(name, &args.corpus)));
    }
    Ok(paths)
}

/// What is printed: the findings of all files.
///
/// # Wire format
///
/// `{"files", "findings": [{"file", "document", "code", "severity", "confidence", "line", "text", "what", "advice",
/// "accepted"?}], "more": [{"file", "code", "findings"}], "summary": {"error", "warning", "info", "accepted", "codes": {…}}}`.
/// Of one kind in one file twenty findings are given, and `more` counts the rest.
#[derive(Debug, Serialize)]
struct Report<'s> {
    files: usize,
    findings: Vec<Told<'s>>,
    more: Vec<More<'s>>,
    summary: Summary,
}

#[derive(Debug, Serialize)]
struct Told<'s> {
    file: String,
    document: &'s str,
    #[serde(flatten)]
    finding: &'s Finding,
}

#[derive(Debug, Serialize)]
struct More<'s> {
    file: String,
    document: &'s str,
    code: Code,
    findings: usize,
}

#[derive(Debug, Default, Serialize)]
struct Summary {
    error: usize,
    warning: usize,
    info: usize,
    accepted: usize,
    /// Findings that are not accepted, by code.
    codes: BTreeMap<&'static str, usize>,
}

impl<'s> Report<'s> {
    fn of(survey: &'s Survey, args: &CheckArgs) -> Self {
        let mut report = Report {
            files: survey.files,
            findings: Vec::new(),
            more: Vec::new(),
            summary: Summary::default(),
        };
        for inspection in &survey.inspections {
            report.add(inspection, args);
        }
        report
    }

    fn add(&mut self, inspection: &'s Inspection, args: &CheckArgs) {
        let file = || inspection.path.display().to_string();
        for finding in &inspection.findings {
            self.summary.count(finding);
            let is_told =
                finding.severity >= args.severity && (args.accepted || finding.accepted.is_none());
            if is_told {
                self.findings.push(Told {
                    file: file(),
                    document: &inspection.id,
                    finding,
                });
            }
        }
        for &(code, findings) in &inspection.more {
            *self.summary.of(code.severity()) += findings;
            *self.summary.codes.entry(code.code()).or_default() += findings;
            if code.severity() >= args.severity {
                self.more.push(More {
                    file: file(),
                    document: &inspection.id,
                    code,
                    findings,
                });
            }
        }
    }

    /// Whether there is nothing that somebody should look at.
    fn is_clean(&self, severity: Severity) -> bool {
        let is_bad =
            |severity: Severity, count: usize, least: Severity| severity >= least && count > 0;
        let least = severity.max(Severity::Warning);
        !is_bad(Severity::Error, self.summary.error, least)
            && !is_bad(Severity::Warning, self.summary.warning, least)
    }

    fn in_words(&self) -> String {
        let summary = &self.summary;
        let mut words = format!(
            "{} checked: {}, {}, {} info",
            counted(self.files as u64, "file"),
            counted(summary.error as u64, "error"),
            counted(summary.warning as u64, "warning"),
            summary.info
        );
        if summary.accepted > 0 {
            words = format!("{words}; {} accepted", summary.accepted);
        }
        let mut codes: Vec<(&str, usize)> = summary
            .codes
            .iter()
            .map(|(code, count)| (*code, *count))
            .collect();
        codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
        let codes: Vec<String> = codes
            .into_iter()
            .map(|(code, count)| format!("{code} {count}"))
            .collect();
        if codes.is_empty() {
            words
        } else {
            format!("{words}\n{}", codes.join(", "))
        }
    }
}

impl Summary {
    fn count(&mut self, finding: &Finding) {
        if finding.accepted.is_some() {
            self.accepted += 1;
            return;
        }
        *self.of(finding.severity) += 1;
        *self.codes.entry(finding.code.code()).or_default() += 1;
    }

    fn of(&mut self, severity: Severity) -> &mut usize {
        match severity {
            Severity::Error => &mut self.error,
            Severity::Warning => &mut self.warning,
            Severity::Info => &mut self.info,
        }
    }
}

/// A line for each finding, as compilers write them, so that editors and continuous integration know the place.
fn print_lines(report: &Report<'_>) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for told in &report.findings {
        let found = told.finding;
        let text = if found.text.is_empty() {
            String::new()
        } else {
            format!(" | {}", plain(&found.text))
        };
        let then = match &found.accepted {
            Some(reason) => format!("accepted: {reason}"),
            None => found.advice.to_owned(),
        };
        writeln!(
            out,
            "{}:{}: {} {} ({}): {}; {}{text}",
            plain(&told.file),
            found.line,
            found.severity,
            found.code,
            found.confidence,
            plain(&found.what),
            plain(&then)
        )?;
    }
    for more in &report.more {
        writeln!(
            out,
            "{}: {} more of {}",
            plain(&more.file),
            more.findings,
            more.code
        )?;
    }
    out.flush()?;
    Ok(())
}

fn print_table(report: &Report<'_>) -> anyhow::Result<()> {
    let names = [
        "file",
        "line",
        "document",
        "severity",
        "confidence",
        "code",
        "what",
        "text",
        "advice",
        "accepted",
    ];
    let rows = report.findings.iter().map(|told| {
        let found = told.finding;
        [
            told.file.clone(),
            found.line.to_string(),
            told.document.to_owned(),
            found.severity.to_string(),
            found.confidence.to_string(),
            found.code.to_string(),
            found.what.clone(),
            found.text.clone(),
            found.advice.to_owned(),
            found.accepted.clone().unwrap_or_default(),
        ]
    });
    table::print(names, rows)
}

/// Writes into the header of one document that its findings of one kind are right as they are.
fn accept(args: &CheckArgs, code: Code, reason: &str) -> anyhow::Result<Outcome> {
    let [name] = args.documents.as_slice() else {
        anyhow::bail!("--accept concerns one document; name its file or its id");
    };
    let path = located::file_of(name, &args.corpus)?;
    let mut document = read_document(&path)?;
    let accepted = Accepted {
        finding: code.to_string(),
        text: args.text.clone(),
        reason: reason.to_owned(),
    };
    let open = |inspection: &Inspection| {
        let findings = inspection.findings.iter();
        findings
            .filter(|found| found.accepted.is_none() && found.code == code)
            .count()
    };
    let before = open(&inspect(&path));
    document.metadata.accepted.push(accepted);
    let text = document.to_markdown()?;
    let after = open(&sco_corpus::inspect_text(&text, &path));
    if before == after {
        anyhow::bail!(
            "`{}` has no finding `{code}`{} that could be accepted; `sco check {name}` shows its findings",
            path.display(),
            args.text
                .as_ref()
                .map(|text| format!(" with `{text}`"))
                .unwrap_or_default()
        );
    }
    replace_document(&path, &document)?;
    say(&format!(
        "{} accepted in `{}`",
        counted((before - after) as u64, "finding"),
        path.display()
    ));
    Ok(Outcome::Found)
}
