//! `sco cite`.

use std::io::Write;

use clap::Args;
use sco_corpus::{PlainDate, Precision};
use sco_query::cite::{Citation, CiteError, CiteRequest, Style, bibliography, today};

use super::paint::printable;
use super::{Outcome, Places, open_or_build, say};

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is invented: a place or a publisher that is not known is said to be unknown, a date has the precision it
has, and the day of access is yours to give (--accessed). Of several documents a list of sources is made.

Examples:
  sco cite hos-2018-qingdao
  sco cite essay-shared-future --style cn-ir --passage 构想由此进入公众视野
  sco cite hos-2018-qingdao hos-2019-bishkek --style bibtex > sources.bib
  sco cite essay-shared-future --style gb7714-2015 --page 2 --accessed 2026-11-29"
)]
pub(crate) struct CiteArgs {
    /// Identifiers of documents
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// gb7714 (the edition in force today), gb7714-2015, gb7714-2025, cn-ir (notes of Chinese journals), chicago, bibtex, ris, csl-json
    #[arg(long, value_name = "NAME", default_value = "gb7714", value_parser = style)]
    style: Style,
    /// Passage that is cited: its text, or the number of its paragraph; its page is found
    #[arg(long, value_name = "TEXT|N")]
    passage: Option<String>,
    /// Page that is cited: 3, or 3-4
    #[arg(long, value_name = "N", conflicts_with = "passage")]
    page: Option<String>,
    /// Day on which you saw the document on the web
    #[arg(long, value_name = "DATE", value_parser = day)]
    accessed: Option<PlainDate>,
    /// Print each citation as JSON, with its entry in CSL-JSON and what is missing
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    places: Places,
}

fn style(name: &str) -> Result<Style, String> {
    Style::named(name, today()).map_err(|error| error.to_string())
}

/// A whole day, as dates of access are.
fn day(text: &str) -> Result<PlainDate, String> {
    let date: sco_corpus::Edtf = text
        .parse()
        .map_err(|error: sco_corpus::EdtfError| error.to_string())?;
    match date.plain() {
        Some((day, None)) if date.precision() == Precision::Day => Ok(day),
        _ => Err(format!("`{text}` is no day; write it as 2026-11-29")),
    }
}

pub(crate) fn run(args: &CiteArgs) -> anyhow::Result<Outcome> {
    let is_single = args.ids.len() == 1;
    if !is_single && (args.page.is_some() || args.passage.is_some()) {
        anyhow::bail!("--page and --passage are of one document; cite it alone");
    }
    let engine = open_or_build(&args.places)?;
    let request = CiteRequest {
        page: args.page.clone(),
        passage: args.passage.clone(),
        accessed: args.accessed,
        ..CiteRequest::of(args.style)
    };
    let mut cited = Vec::new();
    let mut refused = 0;
    for id in &args.ids {
        match engine.cite(id, &request) {
            Ok(citation) => cited.push(citation),
            Err(error @ CiteError::Search(sco_query::SearchError::NoDocument { .. }))
                if !is_single =>
            {
                say(&format!("passed over: {error}"));
                refused += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    print(args, &cited)?;
    say_missing(&cited);
    Ok(match (refused, cited.len()) {
        (0, _) => Outcome::Found,
        (_, 0) => anyhow::bail!("none of these documents is in the index"),
        _ => Outcome::Partial,
    })
}

fn print(args: &CiteArgs, cited: &[Citation]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if args.json {
        for citation in cited {
            writeln!(out, "{}", serde_json::to_string(citation)?)?;
        }
        return Ok(out.flush()?);
    }
    let text = match cited {
        [one] => one.citation.trim_end().to_owned() + "\n",
        several => {
            let entries: Vec<_> = several
                .iter()
                .map(|citation| citation.entry.clone())
                .collect();
            bibliography(&entries, args.style)?
        }
    };
    if args.style.is_prose() {
        out.write_all(printable(&text, true).as_bytes())?;
    } else {
        out.write_all(text.as_bytes())?;
    }
    Ok(out.flush()?)
}

/// Says what nobody knows, once for each kind.
fn say_missing(cited: &[Citation]) {
    let told = [
        ("title", "has no title"),
        ("date", "has no date"),
        ("page", "has no printed page for this passage"),
        (
            "accessed",
            "is on the web, and the style asks for the day you saw it: --accessed 2026-11-29",
        ),
    ];
    for (what, words) in told {
        let ids = cited
            .iter()
            .filter(|citation| citation.missing.contains(&what));
        let ids: Vec<&str> = ids.map(|citation| citation.document.as_str()).collect();
        if !ids.is_empty() {
            say(&format!("`{}` {words}", ids.join("`, `")));
        }
    }
}
