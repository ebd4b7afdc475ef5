//! What is it called? The first heading, a first line that ends no sentence, what the file says of itself, or its name.

use super::{Block, EvidencePlace, Material, Proposal, kind, proposal};

/// Longest title, in code points.
const LONGEST: usize = 100;

/// Values that programs write where a title is meant.
const NO_TITLES: &[&str] = &[
    "untitled",
    "无标题",
    "document",
    "microsoft word",
    "powerpoint",
    "文档1",
    "新建",
];

pub(super) fn propose(material: &Material<'_>) -> Vec<Proposal> {
    if material.metadata().title.is_some() {
        return Vec::new();
    }
    let mut proposals = Vec::new();
    if let Some(first) = material.front.first()
        && may_be_title(&first.text)
    {
        let is_kind = kind::kind_of(&first.text).is_some_and(|(_, sure)| sure > 0.8);
        let (why, confidence) = match (&first.place, is_kind) {
            (EvidencePlace::Heading(_), true) => (
                "the first heading, with the name of a kind of document",
                0.85,
            ),
            (EvidencePlace::Heading(_), false) => ("the first heading", 0.6),
            (_, true) => ("the first line, with the name of a kind of document", 0.8),
            (_, false) => ("the first line, which ends no sentence", 0.5),
        };
        proposals.push(proposal(
            "title",
            one_line(&first.text),
            first,
            why,
            confidence,
        ));
    }
    for (name, value) in material.fields(&["title", "og:title", "dc.title", "citation_title"]) {
        let value = one_line(value);
        if may_be_title(&value) && !is_junk(&value) {
            let block = Block {
                place: EvidencePlace::Field(name.to_owned()),
                text: value.clone(),
            };
            proposals.push(proposal(
                "title",
                value,
                &block,
                "what the file calls itself",
                0.65,
            ));
        }
    }
    proposals.extend(by_name(material));
    proposals
}

/// The name of the file, where it is made of words and not of numbers.
fn by_name(material: &Material<'_>) -> Option<Proposal> {
    let stem = material.file_stem()?;
    let words = stem
        .split(['_', '-', ' ', '+'])
        .filter(|word| !word.is_empty());
    let words = words.filter(|word| !word.chars().all(|c| c.is_ascii_digit()));
    let title = words.collect::<Vec<_>>().join(" ");
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    let block = Block {
        place: EvidencePlace::FileName,
        text: stem.to_owned(),
    };
    let is_title = letters >= 4 && may_be_title(&title) && !is_junk(&title);
    is_title.then(|| proposal("title", title, &block, "the name of the file", 0.35))
}

fn is_junk(value: &str) -> bool {
    let lower = value.to_lowercase();
    NO_TITLES.iter().any(|junk| lower.contains(junk))
}

fn may_be_title(text: &str) -> bool {
    let length = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let ends_sentence = text
        .trim_end()
        .ends_with(['。', '；', '：', '，', '.', ';', ':', ',', '!', '！']);
    (2..=LONGEST).contains(&length) && letters >= 2 && !ends_sentence
}

/// A text as the model wants it.
fn one_line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
