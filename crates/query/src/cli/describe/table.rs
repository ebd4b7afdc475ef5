//! Descriptions as a table, and back.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

use anyhow::Context;
use sco_corpus::{
    Amendment, Metadata, RowChange, StoredDocument, amend_all, link_problems, open_document,
    read_table, write_table,
};

use super::super::paint::plain;
use super::super::search::counted;
use super::super::{Outcome, say};
use super::change::difference;
use super::{DescribeArgs, all_documents, confirmed};

/// Writes the table; a file that is there already may hold somebody's work.
pub(super) fn write(corpus: &Path, file: &Path, ids: &[String]) -> anyhow::Result<Outcome> {
    let (documents, unread) = all_documents(corpus);
    let has_id =
        |stored: &StoredDocument, id: &str| stored.document.metadata.id.as_deref() == Some(id);
    for id in ids {
        if !documents.iter().any(|stored| has_id(stored, id)) {
            anyhow::bail!("there is no document `{id}` in `{}`", corpus.display());
        }
    }
    let wanted =
        |stored: &&StoredDocument| ids.is_empty() || ids.iter().any(|id| has_id(stored, id));
    let wanted: Vec<_> = documents
        .iter()
        .filter(wanted)
        .map(|stored| &stored.document)
        .collect();
    let table = write_table(wanted.iter().copied())?;
    if file.as_os_str() == "-" {
        let mut out = std::io::stdout().lock();
        out.write_all(table.as_bytes())?;
        out.flush()?;
    } else {
        let new = File::options().write(true).create_new(true).open(file);
        let mut new = new.with_context(|| {
            format!(
                "cannot write `{}`; name a file that is not there yet",
                file.display()
            )
        })?;
        // Excel takes a table for UTF-8 only by its mark.
        new.write_all("\u{FEFF}".as_bytes())
            .and_then(|()| new.write_all(table.as_bytes()))?;
        say(&format!(
            "{} in `{}`",
            counted(wanted.len() as u64, "document"),
            file.display()
        ));
    }
    Ok(match (unread, wanted.len()) {
        (0, 0) => Outcome::Empty,
        (0, _) => Outcome::Found,
        _ => Outcome::Partial,
    })
}

/// Reads a table, shows what it changes, and changes all of it or nothing.
pub(super) fn apply(args: &DescribeArgs, file: &Path) -> anyhow::Result<Outcome> {
    let corpus = args.places.corpus();
    let bytes = bytes_of(file)?;
    let (documents, _) = all_documents(corpus);
    let by_id: HashMap<&str, &StoredDocument> = documents
        .iter()
        .filter_map(|stored| Some((stored.document.metadata.id.as_deref()?, stored)))
        .collect();
    let changes = read_table(&bytes, |id| by_id.get(id).map(|stored| &stored.document))
        .with_context(|| format!("`{}` is not taken, nothing was changed", file.display()))?;
    refuse_bad_links(&documents, &changes.rows)?;
    if let Some(encoding) = changes.encoding {
        say(&format!("the table is read as {encoding}"));
    }
    if !changes.has_hashes {
        say(
            "the table has no column `content_hash`: nothing tells whether a document changed since it was made",
        );
    }
    show(&changes.rows)?;
    let count = counted(changes.rows.len() as u64, "document");
    if changes.rows.is_empty() {
        say(&format!(
            "nothing to change; {} as they are",
            changes.unchanged
        ));
        return Ok(Outcome::Found);
    }
    if !args.yes {
        match confirmed(&format!("change {count}?"), false).filter(|_| file.as_os_str() != "-") {
            Some(true) => {}
            Some(false) => {
                say("nothing was changed");
                return Ok(Outcome::Empty);
            }
            None => {
                say(&format!("{count} would change; say --yes to change them"));
                return Ok(Outcome::Empty);
            }
        }
    }
    let mut amendments = Vec::new();
    for row in &changes.rows {
        amendments.extend(
            by_id
                .get(row.id.as_str())
                .map(|stored| amendment(args, stored, row))
                .transpose()?,
        );
    }
    let amended = amend_all(corpus, amendments, &args.by.correction(corpus))
        .context("nothing was changed")?;
    say(&format!(
        "{} changed, {} as they are",
        counted(amended.len() as u64, "document"),
        changes.unchanged
    ));
    Ok(Outcome::Found)
}

fn bytes_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file.as_os_str() != "-" {
        return fs::read(file)
            .with_context(|| format!("cannot read the table `{}`", file.display()));
    }
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .context("cannot read the table from standard input")?;
    Ok(bytes)
}

/// Links are judged by the corpus as it will be.
fn refuse_bad_links(documents: &[StoredDocument], rows: &[RowChange]) -> anyhow::Result<()> {
    let changed: HashMap<&str, &RowChange> =
        rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let after = |stored: &StoredDocument| -> Metadata {
        let id = stored.document.metadata.id.as_deref().unwrap_or_default();
        changed.get(id).map_or_else(
            || stored.document.metadata.clone(),
            |row| row.metadata.clone(),
        )
    };
    let all: Vec<Metadata> = documents.iter().map(after).collect();
    let links = ["version_of", "relations"];
    let relinked = rows
        .iter()
        .filter(|row| row.differences.iter().any(|(key, ..)| links.contains(key)));
    let problems: Vec<String> = relinked
        .flat_map(|row| {
            let problems = link_problems(&row.metadata, &all).into_iter();
            problems.map(|problem| format!("row {}: `{}`: {problem}", row.row, row.id))
        })
        .collect();
    if problems.is_empty() {
        return Ok(());
    }
    anyhow::bail!("nothing was changed:\n{}", problems.join("\n"));
}

fn show(rows: &[RowChange]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for row in rows {
        for (key, before, after) in &row.differences {
            writeln!(
                out,
                "{}\t{}",
                plain(&row.id),
                difference(key, before, after)
            )?;
        }
    }
    out.flush()?;
    Ok(())
}

fn amendment(
    args: &DescribeArgs,
    stored: &StoredDocument,
    row: &RowChange,
) -> anyhow::Result<Amendment> {
    let opened = open_document(&stored.path)?;
    if opened.document.as_ref() != Ok(&stored.document) {
        return Err(sco_corpus::Error::Changed {
            path: stored.path.clone(),
        })
        .context("nothing was changed");
    }
    let mut document = stored.document.clone();
    document.metadata = row.metadata.clone();
    let keys: Vec<&str> = row.differences.iter().map(|(key, ..)| *key).collect();
    Ok(Amendment {
        path: opened.path,
        seen: opened.seen,
        document,
        why: args
            .by
            .why(&format!("described by a table: {}", keys.join(", "))),
    })
}
