//! `sco queries`: what people asked a server, and what they did not find.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use anyhow::Context;
use chrono::DateTime;
use clap::Args;
use serde::{Deserialize, Serialize};

use super::{Outcome, say};

#[derive(Debug, Args)]
#[command(
    after_help = "Reads the log that `sco serve --log-queries` writes to standard error, and prints the questions that found nothing, the most asked first:
how often, how many documents it found the last time, when that was, the question.

Examples:
  sco serve --log-queries 2>> sco.log
  sco queries sco.log
  journalctl -u sco -o cat | sco queries - --all"
)]
pub(crate) struct QueriesArgs {
    /// The log; `-` for standard input
    #[arg(value_name = "LOG")]
    log: PathBuf,
    /// All questions, not only those that found nothing
    #[arg(long)]
    all: bool,
    /// Questions to show, at most
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Print them as a JSON list
    #[arg(long)]
    json: bool,
}

/// A line of the log, as far as it matters here.
#[derive(Debug, Deserialize)]
struct Line {
    q: String,
    documents: u64,
    unix_ms: i64,
}

/// A question with what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Asked {
    q: String,
    /// How often it was asked.
    times: u64,
    /// Documents it found the last time.
    documents: u64,
    /// When that was, milliseconds since 1970.
    unix_ms: i64,
}

pub(crate) fn run(args: &QueriesArgs) -> anyhow::Result<Outcome> {
    let log: Box<dyn Read> = if args.log.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        let file = File::open(&args.log);
        Box::new(file.with_context(|| format!("cannot read the log `{}`", args.log.display()))?)
    };
    let mut asked = questions(BufReader::new(log))?;
    let of_all = asked.len();
    asked.retain(|asked| args.all || asked.documents == 0);
    asked.truncate(args.limit);
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&asked)?)?;
    } else {
        for asked in &asked {
            let when = DateTime::from_timestamp_millis(asked.unix_ms).unwrap_or_default();
            writeln!(
                out,
                "{}\t{}\t{}\t{}",
                asked.times,
                asked.documents,
                when.format("%Y-%m-%d %H:%M"),
                super::paint::plain(&asked.q)
            )?;
        }
    }
    out.flush()?;
    say(&format!(
        "{} of {of_all} different questions shown",
        asked.len()
    ));
    if of_all == 0 {
        say("the log holds no questions; they stand in it when the server runs with --log-queries");
    }
    Ok(if asked.is_empty() {
        Outcome::Empty
    } else {
        Outcome::Found
    })
}

/// The questions of a log, each once, the most asked first; other lines are passed over.
fn questions(mut log: impl BufRead) -> anyhow::Result<Vec<Asked>> {
    let mut by_question: HashMap<String, Asked> = HashMap::new();
    let mut bytes = Vec::new();
    while log
        .read_until(b'\n', &mut bytes)
        .context("cannot read the log")?
        > 0
    {
        if let Ok(line) = serde_json::from_slice::<Line>(&bytes) {
            let q = line.q.trim();
            let asked = by_question.entry(q.to_owned()).or_insert_with(|| Asked {
                q: q.to_owned(),
                times: 0,
                documents: 0,
                unix_ms: i64::MIN,
            });
            asked.times += 1;
            if line.unix_ms >= asked.unix_ms {
                (asked.documents, asked.unix_ms) = (line.documents, line.unix_ms);
            }
        }
        bytes.clear();
    }
    let mut questions: Vec<Asked> = by_question.into_values().collect();
    questions.sort_by(|a, b| b.times.cmp(&a.times).then_with(|| a.q.cmp(&b.q)));
    Ok(questions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_counted_and_other_lines_passed_over() {
        let log = concat!(
            "{\"event\":\"request\",\"q\":\"甲\",\"documents\":0,\"unix_ms\":2}\n",
            "no json\n{\"event\":\"listening\",\"unix_ms\":1}\n",
            "{\"q\":\"乙\",\"documents\":3,\"unix_ms\":1}\n{\"q\":\" 甲 \",\"documents\":5,\"unix_ms\":1}\n",
        );
        let found = questions(log.as_bytes()).expect("the log can be read");
        let found: Vec<(&str, u64, u64)> = found
            .iter()
            .map(|asked| (asked.q.as_str(), asked.times, asked.documents))
            .collect();
        assert_eq!(found, [("甲", 2, 0), ("乙", 1, 3)]);
    }
}
