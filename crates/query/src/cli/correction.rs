//! Who corrects a document, when, and what to tell about where the text before is.

use std::path::Path;
use std::process::{Command, Stdio};

use chrono::{SecondsFormat, Utc};
use clap::Args;
use sco_corpus::{Amended, Correction, Kept};

use super::say;

/// Who, and why.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct By {
    /// Who makes the correction [default: git's `user.name`, else the user of the system]
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Why [default: the keys that change]
    #[arg(long, value_name = "TEXT")]
    why: Option<String>,
}

impl By {
    /// The correction that is made now.
    pub(crate) fn correction(&self, corpus: &Path) -> Correction {
        let given = self.by.clone().filter(|name| !name.trim().is_empty());
        let user = || {
            let names = ["USER", "LOGNAME", "USERNAME"].into_iter();
            names
                .filter_map(|name| std::env::var(name).ok())
                .find(|name| !name.trim().is_empty())
        };
        let who = given.or_else(|| git_user(corpus)).or_else(user);
        Correction {
            at: Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true),
            who: who.unwrap_or_else(|| "unknown".into()),
        }
    }

    /// Why, as it was said, else as it can be told from what changes.
    pub(crate) fn why(&self, told: &str) -> String {
        let given = self
            .why
            .as_deref()
            .map(str::trim)
            .filter(|why| !why.is_empty());
        given.unwrap_or(told).to_owned()
    }
}

fn git_user(corpus: &Path) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(corpus).args(["config", "user.name"]);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let name = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !name.is_empty()).then_some(name)
}

/// Says where the text before a change is.
pub(crate) fn tell_kept(amended: &Amended) {
    let path = amended.path.display();
    match &amended.kept {
        Kept::Unchanged => say(&format!("`{path}` says that already; nothing was changed")),
        Kept::Git(commit) => say(&format!(
            "changed `{path}`; git has the text before, in {commit}"
        )),
        Kept::File(kept) => say(&format!(
            "changed `{path}`; the text before is in `{}`",
            kept.display()
        )),
    }
}
