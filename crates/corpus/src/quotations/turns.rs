//! Turns of a conversation: paragraphs that begin with the name of the one who speaks them, without quotation marks.
//!
//! 王毅：谢谢。 in a transcript is said by 王毅; the same line in a list of persons is not. What tells them apart is the
//! conversation: somebody asks, or somebody speaks twice.

use std::collections::{HashMap, HashSet};

use super::labels;
use crate::model::Document;
use crate::punctuation::is_stop;

/// Labels of those who ask.
const ASKING: &[&str] = &[
    "问",
    "记者",
    "主持人",
    "提问",
    "Q",
    "Question",
    "Moderator",
    "Вопрос",
    "Ведущий",
    "Ведущая",
    "Модератор",
    "Реплика",
    "Корреспондент",
];

/// Longest label, in code points.
const LONGEST: usize = 60;

/// Fewest letters of a turn.
const SHORTEST_LETTERS: usize = 8;

/// A paragraph that begins with a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    /// Who speaks.
    pub speaker: String,
    /// The label as printed, without its colon.
    pub label: String,
    /// Code points of the paragraph before the words.
    pub offset_chars: usize,
}

/// The turns of a document by section and paragraph, where it is a conversation.
pub(super) fn turns(document: &Document) -> HashMap<(usize, usize), Turn> {
    let mut found = HashMap::new();
    let mut speakers = HashSet::new();
    let mut is_conversation = false;
    for (section, s) in document.sections.iter().enumerate() {
        for (paragraph, p) in s.paragraphs.iter().enumerate() {
            let Some((label, words)) = parted(&p.text) else {
                continue;
            };
            is_conversation |= ASKING.contains(&label);
            let Some(speaker) = labels::named(label) else {
                continue;
            };
            is_conversation |= !speakers.insert(speaker.clone());
            if is_said(words) {
                found.insert(
                    (section, paragraph),
                    Turn::new(speaker, label, &p.text, words),
                );
            }
        }
    }
    if !is_conversation {
        found.clear();
    }
    found
}

/// The label at the beginning of a paragraph, and what stands behind its colon.
fn parted(text: &str) -> Option<(&str, &str)> {
    let mut head = text.char_indices().take(LONGEST);
    let (at, mark) = head.find(|(_, c)| matches!(c, '：' | ':'))?;
    Some((text[..at].trim(), text[at + mark.len_utf8()..].trim_start()))
}

fn is_said(words: &str) -> bool {
    let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
    letters >= SHORTEST_LETTERS && words.ends_with(is_stop) && !words.starts_with('《')
}

impl Turn {
    fn new(speaker: String, label: &str, text: &str, words: &str) -> Self {
        let before = &text[..text.len() - words.len()];
        Self {
            speaker,
            label: label.to_owned(),
            offset_chars: before.chars().count(),
        }
    }
}
