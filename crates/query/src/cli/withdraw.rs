//! `sco withdraw` and `sco restore`: taking a document back from readers, with a reason, and giving it to them again.

use std::fmt::Write as _;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use sco_corpus::{Change, Metadata, Status, edit_metadata, locate_document, read_document};
use sco_query::most_alike;

use super::{Outcome, Places, say};

/// Files named that could not be read; the others are counted.
const UNREADABLE_SHOWN: usize = 3;

#[derive(Debug, Args)]
#[command(
    after_help = "The document leaves searches, facets, completions, feeds and the sitemap with the next `sco index`. At its address
stays a tombstone with the reason and its description; harvesters are told that it is deleted. Its text stays in the corpus.

Examples:
  sco withdraw speech-2018 --reason 版权方要求撤回
  sco withdraw speech-2018 --reason \"a fake\" --by \"Li Na\" --corpus my-corpus && sco index --corpus my-corpus"
)]
pub(crate) struct WithdrawArgs {
    #[command(flatten)]
    decision: Decision,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The document is shown again after the next `sco index`, and harvesters get it again. Both decisions stay in its header.

Examples:
  sco restore speech-2018 --reason 授权已恢复
  sco restore speech-2018 --reason \"genuine after all\" --by \"Li Na\" && sco index"
)]
pub(crate) struct RestoreArgs {
    #[command(flatten)]
    decision: Decision,
}

/// Who decides what, and why.
#[derive(Debug, Args)]
struct Decision {
    /// Identifier of the document, as a search gives it
    id: String,
    /// Why, on one line
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who decides [default: the user of this machine]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn withdraw(args: &WithdrawArgs) -> anyhow::Result<Outcome> {
    let decision = args.decision.checked()?;
    let path = decision.document()?;
    let before = read_document(&path)?.metadata;
    if before.status == Some(Status::Withdrawn) {
        bail!(
            "`{}` is withdrawn already ({}); `sco restore` gives it to readers again",
            decision.id,
            before.status_reason.unwrap_or_default()
        );
    }
    let change = decision.change("withdrawn")?;
    edit_metadata(&path, |metadata| {
        metadata.status = Some(Status::Withdrawn);
        metadata.status_reason = Some(decision.reason.clone());
        metadata.changes.push(change);
    })?;
    decision.say_done("withdrawn", &path);
    Ok(Outcome::Found)
}

pub(crate) fn restore(args: &RestoreArgs) -> anyhow::Result<Outcome> {
    let decision = args.decision.checked()?;
    let path = decision.document()?;
    let before = read_document(&path)?.metadata;
    match before.status {
        Some(Status::Withdrawn) => {}
        Some(Status::Draft) => bail!(
            "`{}` is a draft, not withdrawn; publish it by taking `status` out of the header of `{}`",
            decision.id,
            path.display()
        ),
        Some(Status::Published) | None => {
            bail!(
                "`{}` is not withdrawn; there is nothing to restore",
                decision.id
            )
        }
    }
    let change = decision.change("restored")?;
    edit_metadata(&path, |metadata| published(metadata, change))?;
    decision.say_done("restored", &path);
    Ok(Outcome::Found)
}

/// A document without a status is published.
fn published(metadata: &mut Metadata, change: Change) {
    metadata.status = None;
    metadata.status_reason = None;
    metadata.changes.push(change);
}

impl Decision {
    /// The decision with its texts on one line each, as the header has them.
    fn checked(&self) -> anyhow::Result<Decision> {
        let reason = one_line(&self.reason);
        if reason.is_empty() {
            bail!(
                "the reason is empty; say why with --reason, it is shown at the document's address"
            );
        }
        Ok(Decision {
            id: self.id.clone(),
            reason,
            by: self.by.as_deref().map(one_line),
            places: self.places.clone(),
        })
    }

    /// The file of the document.
    fn document(&self) -> anyhow::Result<PathBuf> {
        let corpus = self.places.corpus();
        let documents = corpus.join("documents");
        std::fs::read_dir(&documents).with_context(|| {
            format!(
                "there is no corpus in `{}`; name its folder with --corpus",
                corpus.display()
            )
        })?;
        let located = locate_document(corpus, &self.id);
        if let Some(path) = located.path {
            return Ok(path);
        }
        let mut message = format!(
            "no document of `{}` has the id `{}`",
            corpus.display(),
            self.id
        );
        let alike = most_alike(&self.id, located.others);
        if !alike.is_empty() {
            let _ = write!(message, "; did you mean `{}`?", alike.join("`, `"));
        }
        for error in located.unreadable.iter().take(UNREADABLE_SHOWN) {
            let _ = write!(
                message,
                "\nit may be in a file that could not be read: {error}"
            );
        }
        let more = located.unreadable.len().saturating_sub(UNREADABLE_SHOWN);
        if more > 0 {
            let _ = write!(message, "\nand in {more} more");
        }
        bail!(message)
    }

    /// The entry for the document's history.
    fn change(&self, what: &str) -> anyhow::Result<Change> {
        let named = self.by.clone().filter(|name| !name.is_empty());
        let user = || {
            ["USER", "LOGNAME", "USERNAME"]
                .iter()
                .find_map(|name| std::env::var(name).ok())
        };
        let who = named.or_else(|| user().map(|name| one_line(&name)));
        let who = who.filter(|name| !name.is_empty());
        Ok(Change {
            at: chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            who: who.context("it is not known who decides; say so with --by NAME")?,
            why: format!("{what}: {}", self.reason),
            previous: None,
        })
    }

    fn say_done(&self, what: &str, path: &Path) {
        say(&format!(
            "`{}` is {what} in `{}`; run `sco index` to take it over",
            self.id,
            path.display()
        ));
    }
}

/// A text on one line, without control characters, and without white space at its ends or twice in a row.
fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}
