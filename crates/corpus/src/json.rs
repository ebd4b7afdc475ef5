//! The JSON form of a document.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;
use crate::model::Document;
use crate::{named_titles, quotations};

impl Document {
    /// The document as JSON.
    ///
    /// # Wire format
    ///
    /// `metadata` (every key, `null` or `[]` when unknown), `front_notes` (only when there are any), `sections` → `paragraphs`
    /// with `text`, `notes[{offset_chars,page,number}]`, `page_first` and `page_breaks[{offset_chars,page}]`,
    /// `footnotes[{page,number,text,urls}]`, and, derived from the text, `quotes` and `titles`. Offsets are code points.
    pub fn to_json(&self) -> Value {
        let mut json = to_value(self);
        json["quotes"] = to_value(&quotations(self));
        json["titles"] = to_value(&named_titles(self));
        json
    }

    /// Reads the JSON form; `path` names the place it came from in errors. What is derived is derived anew: `quotes`,
    /// `titles` and the `urls` of footnotes are not read, and keys of others in the text are passed over.
    ///
    /// # Errors
    ///
    /// [`Error::Json`] when the value has not the shape of a document, [`Error::Invalid`] when the document breaks a rule
    /// of the model ([`Document::check`]).
    pub fn from_json(json: &Value, path: &Path) -> Result<Self, Error> {
        let mut document = Self::deserialize(json).map_err(|source| Error::Json {
            path: path.to_owned(),
            source,
        })?;
        for note in &mut document.footnotes {
            note.urls = crate::urls(&note.text)
                .into_iter()
                .map(ToOwned::to_owned)
                .collect();
        }
        let problems = document.check();
        if !problems.is_empty() {
            return Err(Error::Invalid {
                path: path.to_owned(),
                problems,
            });
        }
        Ok(document)
    }
}

/// JSON of a value of this crate; all of them have string keys and no fallible parts, which is when serde fails.
pub(crate) fn to_value<T: serde::Serialize>(value: &T) -> Value {
    serde_json::to_value(value).expect("plain structs with string keys become JSON")
}
