//! What a document's description could say, proposed from its text, its file and the authority data: each with the words that
//! show it and how sure it is. Nothing here changes a document; a person, or a threshold that a person has set, accepts.
//!
//! Only keys that the description lacks are proposed, or knows less exactly (2018 for 2018-06-10, zh for zh-Hans).

mod date;
mod event;
mod kind;
mod language;
mod links;
mod number;
mod people;
mod place;
mod speaker;
mod title;

use std::fmt;

use serde::{Serialize, Serializer};

use crate::events::{Events, Recognised};
use crate::lexicon::Lexicon;
use crate::metadata::Metadata;
use crate::model::Document;
pub use language::{ForeignParagraph, foreign_paragraphs};
pub use links::propose_links;
pub use number::normal_document_number;

/// A value that a key of the header could have.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// The key.
    pub key: &'static str,
    /// The value, as an assignment `key=value` takes it (`speaker:习近平` for `creators`); of a list, one more entry.
    pub value: String,
    /// What shows it.
    pub evidence: Evidence,
    /// From 0 (a coin toss) to 1 (certain).
    pub confidence: f32,
}

/// What shows that a proposal is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The words as they stand there.
    pub text: String,
    /// Where they stand.
    pub place: EvidencePlace,
    /// What they show.
    pub why: &'static str,
}

/// Where evidence stands; numbers count from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidencePlace {
    /// A value of the header.
    Key(&'static str),
    /// The name of the file it was made from.
    FileName,
    /// A field that the file says of itself (a PDF's title, a page's date).
    Field(String),
    /// A heading: section.
    Heading(usize),
    /// A paragraph: section, and paragraph within it.
    Paragraph(usize, usize),
    /// The whole text.
    Text,
    /// Another document of the corpus.
    Document(String),
}

impl fmt::Display for EvidencePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => write!(f, "key `{key}`"),
            Self::FileName => f.write_str("file name"),
            Self::Field(name) => write!(f, "field `{name}` of the file"),
            Self::Heading(section) => write!(f, "heading of section {}", section + 1),
            Self::Paragraph(section, paragraph) => {
                write!(f, "section {}, paragraph {}", section + 1, paragraph + 1)
            }
            Self::Text => f.write_str("whole text"),
            Self::Document(id) => write!(f, "document `{id}`"),
        }
    }
}

impl Serialize for EvidencePlace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What is known beside the document itself.
#[derive(Debug, Clone, Default)]
pub struct ProposalContext<'c> {
    /// Name of the file it was made from, without folders; absent, that in the header is taken.
    pub file_name: Option<&'c str>,
    /// What the file says of itself: name of the field (`title`, `author`, `article:published_time`) and value.
    pub fields: &'c [(String, String)],
    /// Names of persons and places.
    pub lexicon: Option<&'c Lexicon>,
    /// Councils and their meetings.
    pub events: Option<&'c Events>,
}

/// Proposals for one document: by key in the order of the header, the surest of a key first.
///
/// # Example
///
/// ```
/// use sco_corpus::{Document, Events, BUILT_IN_EVENTS, ProposalContext, propose};
///
/// let text = "---\ntitle: 在上海合作组织成员国元首理事会第十八次会议上的讲话\n---\n\n（2018年6月10日，青岛）\n";
/// let document = Document::from_markdown(text, "a.md".as_ref())?;
/// let events = Events::parse(BUILT_IN_EVENTS).expect("the table is sound");
/// let context = ProposalContext { events: Some(&events), ..ProposalContext::default() };
/// let proposals = propose(&document, &context);
/// let value = |key| proposals.iter().find(|p| p.key == key).map(|p| p.value.as_str());
/// assert_eq!(value("date"), Some("2018-06-10"));
/// assert_eq!(value("type"), Some("speech"));
/// assert_eq!(value("event"), Some("成员国元首理事会第十八次会议"));
/// # Ok::<(), sco_corpus::Error>(())
/// ```
pub fn propose(document: &Document, context: &ProposalContext<'_>) -> Vec<Proposal> {
    let mut material = Material::of(document, context);
    let mut proposals = title::propose(&material);
    let best = proposals
        .iter()
        .max_by(|a, b| a.confidence.total_cmp(&b.confidence));
    if let (None, Some(best)) = (&document.metadata.title, best) {
        material.title = Some(Block {
            place: best.evidence.place.clone(),
            text: best.value.clone(),
        });
    }
    let languages = language::propose(&material);
    if let (None, Some(found)) = (&document.metadata.language, languages.first()) {
        material.language.clone_from(&found.value);
    }
    material.meeting = event::meeting(&material);
    proposals.extend(languages);
    for family in [
        kind::propose,
        date::propose,
        speaker::propose,
        event::propose,
        place::propose,
        number::propose,
    ] {
        proposals.extend(family(&material));
    }
    settle(proposals, &document.metadata)
}

/// A piece of text with its place.
#[derive(Debug, Clone)]
struct Block {
    place: EvidencePlace,
    text: String,
}

/// What the families of keys look at.
struct Material<'m> {
    document: &'m Document,
    context: &'m ProposalContext<'m>,
    /// The title, or what is proposed for it.
    title: Option<Block>,
    /// The first headings and paragraphs.
    front: Vec<Block>,
    /// The last paragraphs, the last first.
    tail: Vec<Block>,
    language: String,
    /// The meeting that title or front name.
    meeting: Option<(Recognised, Block)>,
}

/// Blocks from the beginning, and from the end, that may say what a document is.
const FRONT_BLOCKS: usize = 8;
const TAIL_BLOCKS: usize = 3;

/// Code points of a block that are looked at.
const BLOCK_CHARS: usize = 400;

/// Code points of a line that stands by itself, like a byline or a signature.
const LINE_CHARS: usize = 48;

impl<'m> Material<'m> {
    fn of(document: &'m Document, context: &'m ProposalContext<'m>) -> Self {
        let metadata = &document.metadata;
        let title = metadata.title.as_ref().map(|text| Block {
            place: EvidencePlace::Key("title"),
            text: text.clone(),
        });
        let tail = document
            .sections
            .iter()
            .enumerate()
            .rev()
            .flat_map(|(s, section)| {
                let paragraphs = section.paragraphs.iter().enumerate().rev();
                paragraphs.map(move |(p, paragraph)| {
                    block(EvidencePlace::Paragraph(s, p), &paragraph.text)
                })
            });
        Self {
            document,
            context,
            title,
            front: blocks(document).take(FRONT_BLOCKS).collect(),
            tail: tail.take(TAIL_BLOCKS).collect(),
            language: metadata.language.clone().unwrap_or_default(),
            meeting: None,
        }
    }

    fn metadata(&self) -> &Metadata {
        &self.document.metadata
    }

    /// Name of the source file, without what stands behind the last full stop.
    fn file_stem(&self) -> Option<&str> {
        let original = self
            .metadata()
            .original
            .as_ref()
            .map(|original| original.file.as_str());
        let name = self.context.file_name.or(original)?;
        Some(name.rsplit_once('.').map_or(name, |(stem, _)| stem))
    }

    /// The values of fields with one of these names.
    fn fields<'f>(&'f self, names: &'f [&str]) -> impl Iterator<Item = (&'f str, &'f str)> {
        let wanted = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
        let fields = self.context.fields.iter();
        fields
            .filter(move |(name, _)| wanted(name))
            .map(|(name, value)| (name.as_str(), value.trim()))
    }
}

fn is_line(text: &str) -> bool {
    text.chars().take(LINE_CHARS + 1).count() <= LINE_CHARS
}

fn block(place: EvidencePlace, text: &str) -> Block {
    Block {
        place,
        text: text.chars().take(BLOCK_CHARS).collect(),
    }
}

/// Headings and paragraphs in reading order.
fn blocks(document: &Document) -> impl Iterator<Item = Block> {
    document
        .sections
        .iter()
        .enumerate()
        .flat_map(|(s, section)| {
            let heading = section
                .heading
                .iter()
                .map(move |text| block(EvidencePlace::Heading(s), text));
            let paragraphs = section.paragraphs.iter().enumerate();
            heading.chain(
                paragraphs.map(move |(p, paragraph)| {
                    block(EvidencePlace::Paragraph(s, p), &paragraph.text)
                }),
            )
        })
}

/// A proposal from words in a block.
fn proposal(
    key: &'static str,
    value: impl Into<String>,
    block: &Block,
    why: &'static str,
    confidence: f32,
) -> Proposal {
    Proposal {
        key,
        value: value.into(),
        evidence: Evidence {
            text: shown(&block.text),
            place: block.place.clone(),
            why,
        },
        confidence,
    }
}

/// Enough of a text to recognise it.
fn shown(text: &str) -> String {
    const SHOWN: usize = 80;
    let mut characters = text.chars();
    let mut shown: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Each value once, with what shows it best; in the order of the header, the surest of a key first.
fn settle(mut proposals: Vec<Proposal>, metadata: &Metadata) -> Vec<Proposal> {
    let order = |key: &str| {
        let keys = crate::metadata::METADATA_KEYS.iter();
        keys.clone()
            .position(|known| *known == key)
            .unwrap_or(keys.len())
    };
    // What another part of this crate would refuse is no proposal.
    proposals.retain(|proposal| {
        let mut changed = metadata.clone();
        let assignment = crate::header::Assignment::add_or_set(proposal.key, &proposal.value);
        crate::header::assign(&mut changed, &[assignment]).is_ok() && changed != *metadata
    });
    proposals.sort_by(|a, b| {
        let keys = order(a.key).cmp(&order(b.key));
        keys.then_with(|| b.confidence.total_cmp(&a.confidence))
    });
    let mut kept: Vec<Proposal> = Vec::new();
    for proposal in proposals {
        let is_known = |k: &Proposal| k.key == proposal.key && k.value == proposal.value;
        if !kept.iter().any(is_known) {
            kept.push(proposal);
        }
    }
    kept
}

#[cfg(test)]
mod tests;
