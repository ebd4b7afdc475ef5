//! `sco stats`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use clap::Args;
use sco_corpus::{DocumentType, Events, Gap, Holding, Holdings, read_documents, spreadsheet_cell};

use super::paint::plain;
use super::{Outcome, Places, say};

#[derive(Debug, Args)]
#[command(
    after_help = "Counts the files of the corpus, drafts and withdrawn documents too. What each meeting is expected to have issued stands in
`events.tsv` of the corpus, else in the program's own table; drafts and withdrawn documents fill no gap.

Examples:
  sco stats
  sco stats --json
  sco stats --csv"
)]
pub(crate) struct StatsArgs {
    /// Print them as JSON
    #[arg(long)]
    json: bool,
    /// Print them as CSV: group, value, documents, characters
    #[arg(long, conflicts_with = "json")]
    csv: bool,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: &StatsArgs) -> anyhow::Result<Outcome> {
    let corpus = args.places.corpus();
    let events = events_of(corpus)?;
    let mut holdings = Holdings::default();
    let mut unread = 0;
    for read in read_documents(corpus) {
        match read {
            Ok(stored) => holdings.add(&stored.document, &events),
            Err(error) => {
                say(&format!("passed over {:#}", anyhow::Error::from(error)));
                unread += 1;
            }
        }
    }
    holdings.finish(&events);
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&holdings)?)?;
    } else if args.csv {
        out.write_all(table(&holdings)?.as_bytes())?;
    } else {
        out.write_all(shown(&holdings, &events).as_bytes())?;
    }
    out.flush()?;
    Ok(match (unread, holdings.documents) {
        (0, 0) => Outcome::Empty,
        (0, _) => Outcome::Found,
        _ => Outcome::Partial,
    })
}

/// The events of a corpus; rows that cannot be read are said and passed over.
pub(crate) fn events_of(corpus: &Path) -> anyhow::Result<Events> {
    let events = Events::of_corpus(corpus);
    let events = events.map_err(|error| {
        anyhow::anyhow!(
            "cannot read `{}`: {error}",
            corpus.join("events.tsv").display()
        )
    })?;
    for (line, reason) in &events.problems {
        say(&format!("events.tsv line {line}: {reason}"));
    }
    Ok(events)
}

/// Plain lines for people.
fn shown(holdings: &Holdings, events: &Events) -> String {
    let mut out = format!(
        "{} documents, {} characters\n",
        holdings.documents, holdings.characters
    );
    for group in Holdings::GROUPS {
        let values = holdings.by.get(group).map_or(&[][..], Vec::as_slice);
        if values.is_empty() {
            continue;
        }
        let _ = write!(out, "\n{group}\n");
        for Holding {
            value,
            documents,
            characters,
        } in values
        {
            let value = value
                .as_deref()
                .map_or_else(|| "(not said)".to_owned(), plain);
            let _ = writeln!(out, "{documents:>8} {characters:>12}  {value}");
        }
    }
    let lines = gap_lines(&holdings.gaps, events);
    if !lines.is_empty() {
        let _ = write!(out, "\ngaps\n{}", lines.join(""));
    }
    out
}

/// The gaps of each council, those that lack the same in one line: `heads-of-state 5: no statement`.
fn gap_lines(gaps: &[Gap], events: &Events) -> Vec<String> {
    let mut lines = Vec::new();
    for council in &events.councils {
        let mut by_lack: BTreeMap<Vec<DocumentType>, Vec<u32>> = BTreeMap::new();
        for gap in gaps.iter().filter(|gap| gap.council == council.id) {
            by_lack
                .entry(gap.missing.clone())
                .or_default()
                .push(gap.number);
        }
        for (missing, numbers) in by_lack {
            let name = council
                .names
                .zh
                .first()
                .map(|name| format!(" ({name})"))
                .unwrap_or_default();
            lines.push(format!(
                "  {}{name} {}: no {}\n",
                council.id,
                ranges(&numbers),
                lack(&missing)
            ));
        }
    }
    lines
}

fn lack(missing: &[DocumentType]) -> String {
    if missing.is_empty() {
        return "document at all".into();
    }
    let codes: Vec<&str> = missing.iter().map(|kind| kind.code()).collect();
    codes.join(" or ")
}

/// 1–3, 5 of 1, 2, 3, 5.
fn ranges(numbers: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let written = ranges.iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        _ => format!("{first}–{last}"),
    });
    written.collect::<Vec<_>>().join(", ")
}

fn table(holdings: &Holdings) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer.write_record(["group", "value", "documents", "characters"])?;
    let all = (
        holdings.documents.to_string(),
        holdings.characters.to_string(),
    );
    writer.write_record(["all", "", &all.0, &all.1])?;
    for group in Holdings::GROUPS {
        for holding in holdings.by.get(group).into_iter().flatten() {
            let value = spreadsheet_cell(holding.value.as_deref().unwrap_or_default());
            writer.write_record([
                *group,
                value.as_str(),
                &holding.documents.to_string(),
                &holding.characters.to_string(),
            ])?;
        }
    }
    for gap in &holdings.gaps {
        let value = format!("{} {}: no {}", gap.council, gap.number, lack(&gap.missing));
        writer.write_record(["gap", value.as_str(), "0", "0"])?;
    }
    let bytes = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_one_range() {
        assert_eq!(ranges(&[1, 2, 3, 5, 7, 8]), "1–3, 5, 7–8");
        assert_eq!(ranges(&[]), "");
    }
}
