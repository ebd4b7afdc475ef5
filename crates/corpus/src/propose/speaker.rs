//! Who spoke or signed it? The name before 在……上的讲话, behind “Remarks by”, or alone on a line below the title.

use std::sync::LazyLock;

use regex::Regex;
use sco_analysis::fold;

use super::people::named;
use super::{Block, Material, Proposal, kind, proposal};
use crate::document_type::DocumentType;
use crate::metadata::Role;
use crate::pattern::pattern;
use crate::quotations::person_before;

/// Who stands before what he did.
static BEFORE_ACT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[—–\-\s]*(?P<who>[\p{Han}·•\s]{2,40}?)(?:在|于|就|致|向|同|接受).{0,80}(?:讲话|致辞|演讲|发言|贺信|贺电|专访|答记者问|署名文章)",
    )
});

/// Offices that a line with a name may hold.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"主席|总统|总理|部长|外长|秘书长|大使|书记|主任|代表|President|Prime Minister|Minister|Secretary|Президент|Председател|Премьер|Министр|секретар",
    )
});

pub(super) fn propose(material: &Material<'_>) -> Vec<Proposal> {
    let title_kind = material
        .title
        .as_ref()
        .and_then(|title| kind::kind_of(&title.text));
    let known = material.metadata().kind;
    let sure = title_kind
        .filter(|(_, confidence)| *confidence >= 0.5)
        .map(|(kind, _)| kind);
    let subtitle =
        material.front.iter().take(3).find_map(|block| {
            kind::kind_of(&block.text).filter(|(_, confidence)| *confidence >= 0.8)
        });
    let Some(role) = known
        .or(sure)
        .or(subtitle.map(|(kind, _)| kind))
        .and_then(role_in)
    else {
        return Vec::new();
    };
    let mut proposals = Vec::new();
    let mut add = |name: &str, block: &Block, why, confidence| {
        let value = format!("{role}:{name}");
        proposals.push(proposal("creators", value, block, why, confidence));
    };
    for block in material.title.iter().chain(material.front.iter().take(3)) {
        let joined = without_gaps(&block.text);
        if let Some(name) = before_act(material, &joined) {
            add(&name, block, "the name before what was said or sent", 0.9);
        } else if let Some(name) = spaced_name(material, &block.text) {
            add(
                &name,
                block,
                "a person of the lexicon where speakers are named",
                0.8,
            );
        } else if let Some(name) = alone(material, &joined) {
            add(
                &name,
                block,
                "a name by itself, or with an office, near the beginning",
                0.75,
            );
        }
    }
    // Who is named in the header already, in whatever part, is no news.
    let creators = &material.metadata().creators;
    proposals.retain(|p| {
        let name = p.value.split_once(':').map_or("", |(_, name)| name);
        !creators
            .iter()
            .any(|agent| fold(&agent.name) == fold(name) && agent.role == role)
    });
    if creators.iter().any(|agent| agent.role == role) {
        return Vec::new();
    }
    proposals
}

/// The part that the person played who is named first in a document of a kind.
fn role_in(kind: DocumentType) -> Option<Role> {
    match kind {
        DocumentType::Speech => Some(Role::Speaker),
        DocumentType::ArticleSigned | DocumentType::Message | DocumentType::Interview => {
            Some(Role::Author)
        }
        _ => None,
    }
}

/// 习 近 平 becomes 习近平: single Han characters set apart to fill a line.
fn without_gaps(text: &str) -> String {
    let pieces: Vec<&str> = text.split_whitespace().collect();
    let is_single = |piece: &&str| piece.chars().count() == 1;
    if pieces.len() > 1 && pieces.iter().rev().take(2).all(is_single) {
        pieces.concat()
    } else {
        text.to_owned()
    }
}

fn before_act(material: &Material<'_>, text: &str) -> Option<String> {
    let found = BEFORE_ACT.captures(text)?;
    let who = found.name("who")?.as_str().trim();
    person_at_end(material, who)
}

/// The person whose name ends a text: one of the lexicon, else what looks like a name behind an office.
fn person_at_end(material: &Material<'_>, text: &str) -> Option<String> {
    let length = fold(text).len();
    let listed = material.context.lexicon.and_then(|lexicon| {
        let found = named(lexicon, "person", text);
        found
            .into_iter()
            .rev()
            .find(|f| f.at.end == length)
            .map(|f| f.name.to_owned())
    });
    listed.or_else(|| person_before(text))
}

/// A line of nothing but a name, with or without an office before it.
fn alone(material: &Material<'_>, text: &str) -> Option<String> {
    const LONGEST: usize = 32;
    let text = text.trim().trim_matches(['（', '）', '(', ')', '—']);
    if text.chars().take(LONGEST + 1).count() > LONGEST
        || !text
            .chars()
            .all(|c| c.is_alphabetic() || c.is_whitespace() || "·•（）()、".contains(c))
    {
        return None;
    }
    let name = person_at_end(material, text)?;
    let rest = text.strip_suffix(name.as_str()).unwrap_or_default().trim();
    (rest.is_empty() || OFFICE.is_match(rest)).then_some(name)
}

/// English and Russian: a person of the lexicon in the title or in a short line with an office.
fn spaced_name(material: &Material<'_>, text: &str) -> Option<String> {
    let is_spaced = text
        .chars()
        .filter(|c| c.is_alphabetic() && *c < '\u{0530}')
        .count()
        * 2
        > text.chars().count();
    let is_said = OFFICE.is_match(text) || text.to_lowercase().contains(" by ");
    if !is_spaced || !is_said || text.chars().count() > 200 {
        return None;
    }
    let found = named(material.context.lexicon?, "person", text);
    found.first().map(|f| f.name.to_owned())
}
