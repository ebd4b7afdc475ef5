//! Time of an answer in process, in one thread, by kind of question.
//!
//! `cargo run --release -p sco-query --example latency -- INDEX [QUESTIONS]`. QUESTIONS has lines `kind<TAB>question`; without
//! it questions of every kind are made of the index's own words, the same ones for the same documents. With `--list` in
//! its place the made questions are printed and not asked. Every answer has ten hits with their marks; before the first round
//! that is timed all questions are asked once. `documents` is the median of the documents found. The last column is the ratio
//! of the median to that of the engine's own phrase query, which gives no more than the numbers of ten documents, for the
//! questions of the kind `phrase`.

mod questions;
mod sample;

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use sco_analysis::{GramQuery, Pattern};
use sco_indexer::{OpenIndex, Zone};
use sco_query::{By, Engine, SearchRequest};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::PhraseQuery;
use tantivy::schema::Term;

use questions::{PHRASE, Question};

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Rounds that are timed; every time of every round counts.
const ROUNDS: usize = 3;
/// Hits of an answer.
const HITS: usize = 10;

#[expect(clippy::print_stdout, reason = "a table for people")]
fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (index, questions) = match arguments.as_slice() {
        [index] => (index, None),
        [index, questions] => (index, Some(questions.as_str())),
        _ => bail!("usage: latency INDEX [QUESTIONS | --list]"),
    };
    let path = Path::new(index);
    let open = sco_indexer::open(path)?;
    let asked = match questions {
        None | Some("--list") => questions::made(&open)?,
        Some(file) => read(Path::new(file))?,
    };
    if questions == Some("--list") {
        for question in &asked {
            println!("{}\t{}", question.kind, question.text);
        }
        return Ok(());
    }
    let bare = bare_phrases(&open, &asked)?;
    let engine = Engine::open(path)?;
    println!("{}", heading(&open, &bare));
    for (name, by) in [("document", By::Document), ("passage", By::Passage)] {
        for (kind, times) in timed(&engine, &asked, by)? {
            println!("{}", times.row(&kind, name, &bare));
        }
    }
    println!("{}", bare.row("bare phrase query", "document", &bare));
    Ok(())
}

fn read(file: &Path) -> anyhow::Result<Vec<Question>> {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("cannot read `{}`", file.display()))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let (kind, text) = line
                .split_once('\t')
                .with_context(|| format!("`{line}` is not `kind<TAB>question`"))?;
            Ok(Question {
                kind: kind.to_owned(),
                text: text.to_owned(),
            })
        })
        .collect()
}

/// What the questions of a kind took.
#[derive(Debug, Default)]
struct Times {
    /// Documents found for each question.
    documents: Vec<usize>,
    all: Vec<Duration>,
}

impl Times {
    /// Notes the documents found in the round that is not timed, the time in the others.
    fn note(&mut self, round: usize, documents: usize, time: Duration) {
        if round == 0 {
            self.documents.push(documents);
        } else {
            self.all.push(time);
        }
    }

    /// The time, in milliseconds, that this share of the answers did not exceed (nearest rank).
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a few thousand times"
    )]
    fn percentile(&self, share: f64) -> f64 {
        let mut sorted = self.all.clone();
        sorted.sort_unstable();
        let rank = (share * sorted.len() as f64).ceil() as usize;
        let time = sorted.get(rank.saturating_sub(1)).copied();
        time.unwrap_or_default().as_secs_f64() * 1e3
    }

    /// Questions that found something.
    fn answered(&self) -> usize {
        self.documents.iter().filter(|found| **found > 0).count()
    }

    /// The median of the documents found.
    fn documents(&self) -> usize {
        let mut sorted = self.documents.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    }

    fn row(&self, kind: &str, by: &str, bare: &Times) -> String {
        let [median, p95, p99, most] = [0.5, 0.95, 0.99, 1.0].map(|share| self.percentile(share));
        let ratio = if bare.all.is_empty() {
            "–".to_owned()
        } else {
            format!("{:.1}", median / bare.percentile(0.5))
        };
        format!(
            "| {kind} | {by} | {} | {} | {} | {median:.3} | {p95:.3} | {p99:.3} | {most:.3} | {ratio} |",
            self.documents.len(),
            self.answered(),
            self.documents()
        )
    }
}

fn heading(open: &OpenIndex, bare: &Times) -> String {
    format!(
        "{} documents, one thread, {HITS} hits with marks, {ROUNDS} rounds after one that is not timed; bare phrase query: \
         median {:.3} ms\n\n\
         | kind | by | questions | answered | documents | median ms | p95 | p99 | most | ratio |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        open.searcher.num_docs(),
        bare.percentile(0.5)
    )
}

/// Asks every question in every round, so that no kind has a quiet minute of the machine for itself.
fn timed(engine: &Engine, asked: &[Question], by: By) -> anyhow::Result<Vec<(String, Times)>> {
    let mut by_kind: BTreeMap<&str, Times> = BTreeMap::new();
    for round in 0..=ROUNDS {
        for question in asked {
            let request = SearchRequest {
                q: question.text.clone(),
                by,
                limit: HITS,
                ..SearchRequest::default()
            };
            let started = Instant::now();
            let answer = engine.search(&request);
            let time = started.elapsed();
            let answer = answer.with_context(|| format!("the question `{}`", question.text))?;
            let times = by_kind.entry(&question.kind).or_default();
            times.note(round, answer.total.documents, time);
        }
    }
    // In the order of the questions.
    let mut rows = Vec::new();
    for question in asked {
        if let Some(times) = by_kind.remove(question.kind.as_str()) {
            rows.push((question.kind.clone(), times));
        }
    }
    Ok(rows)
}

/// The phrases as the engine's own phrase query in the field of the paragraphs' grams.
fn bare_phrases(open: &OpenIndex, asked: &[Question]) -> anyhow::Result<Times> {
    let field = open.fields.zone(Zone::Body).grams;
    let phrases: Vec<PhraseQuery> = asked
        .iter()
        .filter(|question| question.kind == PHRASE)
        .filter_map(|question| match Pattern::of(&question.text)?.grams() {
            GramQuery::Phrase(grams) if grams.len() > 1 => Some(PhraseQuery::new_with_offset(
                grams
                    .iter()
                    .map(|(offset, gram)| (*offset as usize, Term::from_field_text(field, gram)))
                    .collect(),
            )),
            _ => None,
        })
        .collect();
    let mut times = Times::default();
    for round in 0..=ROUNDS {
        for phrase in &phrases {
            let best = TopDocs::with_limit(HITS).order_by_score();
            let started = Instant::now();
            open.searcher.search(phrase, &best)?;
            let time = started.elapsed();
            let documents = if round == 0 {
                open.searcher.search(phrase, &Count)?
            } else {
                0
            };
            times.note(round, documents, time);
        }
    }
    Ok(times)
}
