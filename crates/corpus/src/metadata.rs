//! What is known about a document, and nothing that is not known: absent values are `None`, never guesses.

use serde::{Deserialize, Serialize};

use crate::closed_list::closed_list;
use crate::document_type::DocumentType;
use crate::edtf::Edtf;

/// Bibliographic description of one document.
///
/// Every text here is one line, without white space at either end, and not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Metadata {
    /// Permanent identifier; the file's stem when the header has none.
    pub id: Option<String>,
    /// Title as printed.
    pub title: Option<String>,
    /// Other titles: abbreviated, uniform or translated.
    pub alternative: Vec<String>,
    /// Code of the closed list of document types.
    #[serde(rename = "type")]
    pub kind: Option<DocumentType>,
    /// Date adopted, spoken or published: the one to sort by.
    pub date: Option<Edtf>,
    /// Date of publication where it differs from `date`.
    pub date_published: Option<Edtf>,
    /// BCP 47 language of the text.
    pub language: Option<String>,
    /// Persons with their roles.
    pub creators: Vec<Agent>,
    /// Issuing body.
    pub body: Option<String>,
    /// Meeting or other event the document belongs to.
    pub event: Option<String>,
    /// Place of the event or of issue.
    pub place: Option<String>,
    /// Newspaper, site or press.
    pub publisher: Option<String>,
    /// Volume, issue or newspaper page, as printed: 2024年第14期, 第2版.
    pub issue: Option<String>,
    /// Pages of the source the text stands on, as printed.
    pub pages: Option<String>,
    /// Addresses the text or the facts were taken from.
    pub source: Vec<String>,
    /// Identifiers given by others: DOI, document number 〔2024〕15号, ISBN.
    pub identifiers: Vec<String>,
    /// Topics.
    pub subjects: Vec<String>,
    /// A few sentences on the content.
    #[serde(rename = "abstract")]
    pub summary: Option<String>,
    /// Whether the text is whole; absent means nothing is known of it.
    pub extent: Option<Extent>,
    /// What this text is to the work it is a version of.
    pub version: Option<Version>,
    /// Licence or terms.
    pub rights: Option<String>,
    /// Draft, published or withdrawn; absent means published.
    pub status: Option<Status>,
    /// Why the status is what it is; required when withdrawn.
    pub status_reason: Option<String>,
    /// Identifier of the work this is a version or translation of.
    pub version_of: Option<String>,
    /// The file the document was made from.
    pub original: Option<Original>,
    /// What people decided about its likeness to other documents.
    pub relations: Vec<Relation>,
    /// Findings of a check that were looked at and are right as they are.
    pub accepted: Vec<Accepted>,
    /// Corrections since it came in, the oldest first.
    pub changes: Vec<Change>,
}

/// Every key of the header and of the JSON `metadata`, in the order they are written.
pub const METADATA_KEYS: &[&str] = &[
    "id",
    "title",
    "alternative",
    "type",
    "date",
    "date_published",
    "language",
    "creators",
    "body",
    "event",
    "place",
    "publisher",
    "issue",
    "pages",
    "source",
    "identifiers",
    "subjects",
    "abstract",
    "extent",
    "version",
    "rights",
    "status",
    "status_reason",
    "version_of",
    "original",
    "relations",
    "accepted",
    "changes",
];

/// A person or body with the part it played.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// Name as printed.
    pub name: String,
    /// Part played.
    #[serde(default)]
    pub role: Role,
}

/// Part a person or body played.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Wrote the text.
    #[default]
    Author,
    /// Spoke the text.
    Speaker,
    /// Chaired the meeting.
    Chair,
    /// Received the guests of the meeting.
    Host,
    /// Signed the text.
    Signatory,
    /// Asked the questions.
    Interviewer,
    /// Edited the text.
    Editor,
    /// Translated the text.
    Translator,
}

closed_list!(Role {
    Author = "author",
    Speaker = "speaker",
    Chair = "chair",
    Host = "host",
    Signatory = "signatory",
    Interviewer = "interviewer",
    Editor = "editor",
    Translator = "translator",
});

/// Whether readers see the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Not yet for readers.
    Draft,
    /// For readers.
    Published,
    /// Taken back, with a reason.
    Withdrawn,
}

closed_list!(Status {
    Draft = "draft",
    Published = "published",
    Withdrawn = "withdrawn",
});

/// How much of the printed text the document holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Extent {
    /// 全文.
    Full,
    /// 摘要, shortened by its publisher.
    Abridged,
    /// 节选, a part.
    Extract,
}

closed_list!(Extent {
    Full = "full",
    Abridged = "abridged",
    Extract = "extract",
});

/// What a text is to the work it is a version of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// The text as adopted or spoken.
    Original,
    /// A translation made or accepted by the issuing body.
    OfficialTranslation,
    /// Any other translation.
    UnofficialTranslation,
    /// A later text that corrects an earlier one.
    Corrected,
}

closed_list!(Version {
    Original = "original",
    OfficialTranslation = "official-translation",
    UnofficialTranslation = "unofficial-translation",
    Corrected = "corrected",
});

/// The file a document was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Original {
    /// File name as given.
    pub file: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Where it came from: an address, or a path as it was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// When it was taken in (RFC 3339, UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<String>,
    /// What the server answered, where it came from an address (RFC 9110): 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_status: Option<String>,
}

/// A decision about two documents that look alike; it is recorded, nothing is deleted for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// What this document is to the other.
    pub kind: RelationKind,
    /// Id of the other document.
    pub document: String,
    /// Why it was decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What one document is to another that looks like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RelationKind {
    /// The same text once more, as a reprint.
    Same,
    /// Another version of the same work.
    Version,
    /// A part of the other.
    Extract,
    /// The same work in another language.
    Translation,
    /// Another work, however alike it looks.
    Different,
}

closed_list!(RelationKind {
    Same = "same",
    Version = "version",
    Extract = "extract",
    Translation = "translation",
    Different = "different",
});

/// A finding of a check that somebody has looked at and found to be right as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// Code of the finding.
    pub finding: String,
    /// The text it concerns, where only one place is meant; absent means every place in the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Why it is right as it is.
    pub reason: String,
}

/// A correction: who changed the document, when, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Who.
    pub who: String,
    /// Why, and what.
    pub why: String,
    /// Name of the file that keeps the previous text, in the corpus's folder `previous`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
}

/// The usual spelling of a BCP 47 language tag (`zh-Hans`, `ru`, `en-GB`), or `None` where `tag` has not that form.
pub(crate) fn canonical_language(tag: &str) -> Option<String> {
    let mut subtags = tag.split('-');
    let primary = subtags
        .next()
        .filter(|s| (2..=3).contains(&s.len()) && is_ascii_alpha(s))?;
    let mut canonical = primary.to_ascii_lowercase();
    // The kinds of subtag stand in a fixed order: script, region, variants.
    let mut stage = 0;
    for subtag in subtags {
        let (kind, spelling) = canonical_subtag(subtag)?;
        if kind < stage || (kind == stage && kind < 3) {
            return None;
        }
        stage = kind;
        canonical.push('-');
        canonical.push_str(&spelling);
    }
    Some(canonical)
}

/// The place of a subtag in the order of subtags (1 script, 2 region, 3 variant) and its usual spelling.
fn canonical_subtag(subtag: &str) -> Option<(u8, String)> {
    let digit_first = subtag.starts_with(|c: char| c.is_ascii_digit());
    match subtag.len() {
        4 if is_ascii_alpha(subtag) => Some((
            1,
            subtag[..1].to_ascii_uppercase() + &subtag[1..].to_ascii_lowercase(),
        )),
        2 if is_ascii_alpha(subtag) => Some((2, subtag.to_ascii_uppercase())),
        3 if subtag.bytes().all(|b| b.is_ascii_digit()) => Some((2, subtag.to_owned())),
        4..=8
            if subtag.bytes().all(|b| b.is_ascii_alphanumeric())
                && (digit_first || subtag.len() > 4) =>
        {
            Some((3, subtag.to_ascii_lowercase()))
        }
        _ => None,
    }
}

fn is_ascii_alpha(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_keys_is_the_keys_of_the_struct() {
        let value = serde_json::to_value(Metadata::default()).unwrap();
        let mut keys: Vec<&str> = value
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let mut listed = METADATA_KEYS.to_vec();
        keys.sort_unstable();
        listed.sort_unstable();
        assert_eq!(keys, listed);
    }

    #[test]
    fn language_tags_have_one_spelling() {
        for (tag, canonical) in [
            ("zh-Hans", Some("zh-Hans")),
            ("ZH-hant-tw", Some("zh-Hant-TW")),
            ("ru", Some("ru")),
            ("es-419", Some("es-419")),
            ("sl-rozaj-biske", Some("sl-rozaj-biske")),
            ("de-1996", Some("de-1996")),
            ("中文", None),
            ("chinese", None),
            ("zh_CN", None),
            ("zh-CN-Hans", None),
            ("zh-", None),
            ("", None),
            ("zh-Hans-Hant", None),
        ] {
            assert_eq!(canonical_language(tag).as_deref(), canonical, "{tag}");
        }
    }
}
