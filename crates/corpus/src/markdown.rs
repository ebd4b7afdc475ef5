//! The Markdown form of a document: a YAML header between `---` lines, then the text, then the notes.
//!
//! `docs/document-format.md` describes it for those who edit it. Only what stands there has a meaning: headings, footnote
//! marks, page marks and the backslash; `1.`, `-`, `*` or `>` at the beginning of a line are text.

mod inline;
mod read;
mod write;

use std::path::Path;

use crate::error::Error;
use crate::model::Document;

pub(crate) use read::{Sheet, sheet};

/// Byte at which the text behind the header begins; `None` where the header has no end.
pub(crate) fn body_offset(text: &str) -> Option<usize> {
    read::body_offset(text)
}

impl Document {
    /// The document as a Markdown file: what [`Document::from_markdown`] gives back exactly.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] when the document breaks a rule of the model ([`Document::check`]).
    pub fn to_markdown(&self) -> Result<String, Error> {
        write::markdown(self)
    }

    /// Reads a Markdown file; `path` names it in errors.
    ///
    /// Forgiven are a byte order mark, CRLF, blanks around lines, missing or extra empty lines around headings, marks and
    /// notes, and a single value where the header has a list. Two lines of text without an empty line between them are
    /// an error: nobody but the writer knows whether they are one paragraph or two.
    ///
    /// # Errors
    ///
    /// [`Error::Markdown`] with every fault found, each with its line, what was found and what is allowed.
    ///
    /// # Example
    ///
    /// ```
    /// use std::path::Path;
    /// use sco_corpus::Document;
    ///
    /// let text = "---\ntitle: 青岛峰会\ndate: 2018-06-10\n---\n\n# 一、成果\n\n发表了宣言[^1]。\n\n[^1]: 《青岛宣言》。\n";
    /// let document = Document::from_markdown(text, Path::new("qingdao.md"))?;
    /// assert_eq!(document.sections[0].paragraphs[0].text, "发表了宣言。");
    /// assert_eq!(document.to_markdown()?, text);
    ///
    /// let error = Document::from_markdown("---\ntitel: 峰会\n---\n", Path::new("a.md")).unwrap_err().to_string();
    /// assert!(error.starts_with("a.md:2: unknown key `titel`, did you mean `title`?; allowed: id, title"));
    /// # Ok::<(), sco_corpus::Error>(())
    /// ```
    pub fn from_markdown(text: &str, path: &Path) -> Result<Self, Error> {
        read::document(text).map_err(|faults| Error::Markdown {
            path: path.to_owned(),
            faults,
        })
    }
}
