//! Changing the description of one document.

use std::io::Write;

use sco_corpus::{
    Amendment, Assignment, Document, METADATA_KEYS, Opened, Proposal, amend, assign, link_problems,
    open_document, propose_links, values_of,
};

use super::super::correction::tell_kept;
use super::super::create::assignment;
use super::super::edit::file_of;
use super::super::paint::plain;
use super::super::{Outcome, say};
use super::{DescribeArgs, SURE, all_documents, descriptions, shown};

/// Makes assignments.
pub(super) fn assign_to(
    args: &DescribeArgs,
    id: &str,
    texts: &[String],
) -> anyhow::Result<Outcome> {
    let assignments = texts
        .iter()
        .map(|text| assignment(text))
        .collect::<anyhow::Result<Vec<Assignment>>>()?;
    let (opened, document) = opened(args, id)?;
    let keys: Vec<&str> = assignments
        .iter()
        .map(|assignment| assignment.key.as_str())
        .collect();
    let told = format!("described: {}", each_once(&keys).join(", "));
    change(args, opened, &document, &assignments, &told)
}

/// Takes over proposals: the surest one of each key that is named, else all that are sure.
pub(super) fn accept(args: &DescribeArgs, id: &str, keys: &[String]) -> anyhow::Result<Outcome> {
    let (opened, document) = opened(args, id)?;
    let mut proposals = shown::proposals(args, &document)?;
    if keys.is_empty() || keys.iter().any(|key| key == "version_of") {
        let all = descriptions(all_documents(args.places.corpus()).0);
        proposals.extend(propose_links(&document.metadata, &all));
    }
    let chosen = chosen(&proposals, keys)?;
    if chosen.is_empty() {
        say(
            "nothing is proposed that is sure enough; name keys to take over what is not: --accept KEY",
        );
        return Ok(Outcome::Empty);
    }
    let assignments: Vec<Assignment> = chosen
        .iter()
        .map(|proposal| Assignment::add_or_set(proposal.key, &proposal.value))
        .collect();
    let told: Vec<String> = chosen
        .iter()
        .map(|proposal| {
            format!(
                "{} ({:.0} %, {})",
                proposal.key,
                proposal.confidence * 100.0,
                proposal.evidence.why
            )
        })
        .collect();
    let told = format!("proposals accepted: {}", told.join("; "));
    change(args, opened, &document, &assignments, &told)
}

fn opened(args: &DescribeArgs, id: &str) -> anyhow::Result<(Opened, Document)> {
    let path = file_of(args.places.corpus(), id)?;
    let opened = open_document(&path)?;
    let document = opened.document.clone().map_err(anyhow::Error::msg)?;
    Ok((opened, document))
}

fn chosen<'p>(proposals: &'p [Proposal], keys: &[String]) -> anyhow::Result<Vec<&'p Proposal>> {
    for key in keys {
        if !METADATA_KEYS.contains(&key.as_str()) {
            anyhow::bail!("unknown key `{key}`; allowed: {}", METADATA_KEYS.join(", "));
        }
        if !proposals.iter().any(|proposal| proposal.key == key) {
            anyhow::bail!("nothing is proposed for `{key}`; assign it: {key}=…");
        }
    }
    let mut chosen: Vec<&Proposal> = Vec::new();
    for proposal in proposals {
        // The surest stands first; of identifiers all that are sure are true at once.
        let is_first = !chosen.iter().any(|other| other.key == proposal.key);
        let is_wanted = if keys.is_empty() {
            proposal.confidence >= SURE
        } else {
            keys.iter().any(|key| key == proposal.key)
        };
        let goes_with = proposal.key == "identifiers" && proposal.confidence >= SURE;
        if is_wanted && (is_first || goes_with) {
            chosen.push(proposal);
        }
    }
    Ok(chosen)
}

fn change(
    args: &DescribeArgs,
    opened: Opened,
    document: &Document,
    assignments: &[Assignment],
    told: &str,
) -> anyhow::Result<Outcome> {
    let corpus = args.places.corpus();
    let mut changed = document.clone();
    assign(&mut changed.metadata, assignments)?;
    if let Some(problem) = changed.check().first() {
        anyhow::bail!("{problem}");
    }
    let is_linked =
        |key: &str| values_of(&document.metadata, key) != values_of(&changed.metadata, key);
    if is_linked("version_of") || is_linked("relations") {
        let all = descriptions(all_documents(corpus).0);
        let problems = link_problems(&changed.metadata, &all);
        if !problems.is_empty() {
            anyhow::bail!("{}", problems.join("\n"));
        }
    }
    let mut out = std::io::stdout().lock();
    for key in METADATA_KEYS {
        let (before, after) = (
            values_of(&document.metadata, key),
            values_of(&changed.metadata, key),
        );
        if before != after {
            writeln!(
                out,
                "{}",
                difference(key, &before.join("; "), &after.join("; "))
            )?;
        }
    }
    out.flush()?;
    let amendment = Amendment {
        path: opened.path,
        seen: opened.seen,
        document: changed,
        why: args.by.why(told),
    };
    let amended = amend(corpus, amendment, &args.by.correction(corpus))?;
    tell_kept(&amended);
    Ok(Outcome::Found)
}

/// `date: 2018 → 2018-06-10`, with `-` for what is not there.
pub(super) fn difference(key: &str, before: &str, after: &str) -> String {
    let shown = |text: &str| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            plain(text)
        }
    };
    format!("{key}: {} → {}", shown(before), shown(after))
}

fn each_once<'k>(keys: &[&'k str]) -> Vec<&'k str> {
    let mut once: Vec<&str> = Vec::new();
    for key in keys {
        if !once.contains(key) {
            once.push(key);
        }
    }
    once
}
