//! Many questions at once, from a file with a line `qid<TAB>question` each.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use sco_query::{Engine, Hits, RequestError, SearchError, SearchRequest};

use super::{Outcome, say};

/// One question of a batch.
struct Question {
    qid: String,
    text: String,
}

fn questions(path: &Path) -> anyhow::Result<Vec<Question>> {
    let file = File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    let mut questions: Vec<Question> = Vec::new();
    let mut known = HashMap::new();
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let line =
            line.with_context(|| format!("cannot read `{}` line {number}", path.display()))?;
        let line = line.trim_start_matches('\u{FEFF}');
        if line.trim().is_empty() {
            continue;
        }
        let Some((qid, text)) = line.split_once('\t') else {
            anyhow::bail!(
                "`{}` line {number} has no tab; a line is `qid<TAB>question`",
                path.display()
            );
        };
        let qid = qid.trim();
        if qid.is_empty() || qid.contains(char::is_whitespace) {
            anyhow::bail!(
                "`{}` line {number}: the identifier `{qid}` is empty or has white space in it, which parts the columns of a run",
                path.display()
            );
        }
        if let Some(first) = known.insert(qid.to_owned(), number) {
            anyhow::bail!(
                "`{}` line {number}: the identifier `{qid}` stands in line {first} too; give this question another",
                path.display()
            );
        }
        questions.push(Question {
            qid: qid.to_owned(),
            text: text.to_owned(),
        });
    }
    Ok(questions)
}

/// Searches for every question and writes a TREC run: `qid Q0 document rank score tag`.
pub(crate) fn search(
    engine: &Engine,
    request: &SearchRequest,
    batch: &Path,
    run: &Path,
) -> anyhow::Result<Outcome> {
    let questions = questions(batch)?;
    let file = File::create(run).with_context(|| format!("cannot write `{}`", run.display()))?;
    let mut out = BufWriter::new(file);
    let (mut hits, mut refused) = (0, 0);
    for question in &questions {
        let request = SearchRequest {
            q: question.text.clone(),
            ..request.clone()
        };
        let Some(answer) = answered(engine.search(&request), question, &mut refused)? else {
            continue;
        };
        for (rank, (document, score)) in (1..).zip(ranking(&answer.hits)) {
            writeln!(out, "{} Q0 {document} {rank} {score:.6} sco", question.qid)?;
            hits += 1;
        }
    }
    out.flush()
        .with_context(|| format!("cannot write `{}`", run.display()))?;
    say(&format!(
        "{} questions, {hits} hits written to `{}`",
        questions.len(),
        run.display()
    ));
    Ok(outcome(hits, refused))
}

/// Counts for every question: `qid<TAB>documents<TAB>occurrences`, or JSON Lines with a `qid`.
pub(crate) fn count(
    engine: &Engine,
    request: &SearchRequest,
    batch: &Path,
    json: bool,
) -> anyhow::Result<Outcome> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut found, mut refused) = (0, 0);
    for question in &questions(batch)? {
        let request = SearchRequest {
            q: question.text.clone(),
            ..request.clone()
        };
        let counted = answered(engine.count(&request), question, &mut refused)?;
        let (documents, occurrences) = counted
            .as_ref()
            .map_or((0, 0), |count| (count.documents, count.occurrences));
        found += documents;
        for notice in counted.iter().flat_map(|count| &count.notices) {
            say(&format!("question {}: {}", question.qid, notice.message));
        }
        if json {
            let mut line = serde_json::json!({ "qid": question.qid });
            if let (Some(line), serde_json::Value::Object(count)) =
                (line.as_object_mut(), serde_json::to_value(&counted)?)
            {
                line.extend(count);
            }
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "{}\t{documents}\t{occurrences}", question.qid)?;
        }
    }
    out.flush()?;
    Ok(outcome(found, refused))
}

/// A question that cannot be asked, or asks for too much, is said, counted and passed over; anything else stops the batch.
fn answered<T>(
    result: Result<T, SearchError>,
    question: &Question,
    refused: &mut usize,
) -> anyhow::Result<Option<T>> {
    match result {
        Ok(answer) => Ok(Some(answer)),
        Err(SearchError::Request(RequestError::Empty)) => Ok(None),
        Err(error @ (SearchError::Request(_) | SearchError::TooMuch(_) | SearchError::TooSlow)) => {
            say(&format!("question {}: {error}", question.qid));
            *refused += 1;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn outcome(found: usize, refused: usize) -> Outcome {
    match (found, refused) {
        (_, 1..) => Outcome::Partial,
        (0, 0) => Outcome::Empty,
        _ => Outcome::Found,
    }
}

fn ranking(hits: &Hits) -> Vec<(&str, f32)> {
    match hits {
        Hits::Documents(hits) => hits
            .iter()
            .map(|hit| (hit.document.as_str(), hit.score))
            .collect(),
        Hits::Passages(hits) => hits
            .iter()
            .map(|hit| (hit.document.as_str(), hit.score))
            .collect(),
    }
}
