//! Zones: the parts of a document that are indexed and weighed apart.

use serde::{Deserialize, Serialize};

/// A part of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// The title and its alternatives.
    Title,
    /// Headings of sections.
    Heading,
    /// Paragraphs.
    Body,
    /// Footnotes and endnotes.
    Note,
    /// Direct quotations in the paragraphs; their text is in `Body` too.
    Quote,
}

impl Zone {
    /// All zones, in the order of the text.
    pub const ALL: [Zone; 5] = [
        Zone::Title,
        Zone::Heading,
        Zone::Body,
        Zone::Note,
        Zone::Quote,
    ];

    /// The zones that cover every letter of a document once.
    pub const WHOLE: [Zone; 4] = [Zone::Title, Zone::Heading, Zone::Body, Zone::Note];

    /// The name in JSON, on the command line and in the index.
    pub fn name(self) -> &'static str {
        match self {
            Zone::Title => "title",
            Zone::Heading => "heading",
            Zone::Body => "body",
            Zone::Note => "note",
            Zone::Quote => "quote",
        }
    }
}

impl std::fmt::Display for Zone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Zone {
    type Err = String;

    fn from_str(name: &str) -> Result<Zone, String> {
        let known = || Zone::ALL.map(Zone::name).join(", ");
        Zone::ALL
            .into_iter()
            .find(|zone| zone.name() == name)
            .ok_or_else(|| format!("`{name}` is none of {}", known()))
    }
}
