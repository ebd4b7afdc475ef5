//! Files to documents: text that fell out of a PDF, an editor or an archive is read as a clean document.
//!
//! # The way of a text
//!
//! bytes → characters ([`decode()`]) → lines → pages and their furniture → notes → paragraphs → headings → spaces → marks
//! tied to notes → description. Every stage measures the document at hand; none knows a width, an indent or a style of
//! notes beforehand. What a stage was unsure of is in the [`Report`].
//!
//! # Invariants
//!
//! * Every character of the source that leaves ink is in the document, in a mark as printed, or in what the report says was
//!   taken out, as often as in the source: [`account()`] says this as code, and every import ends with it. A reading that
//!   fails it is thrown away for a plain one in which each line is a paragraph.
//! * The document is valid: [`Document::check`] finds nothing.
//! * Time is linear in the length of the text, but for sorting; looks back and ahead are bounded, which a test of hostile
//!   texts watches.

mod account;
mod archive;
mod binding;
mod byline;
mod costs;
mod decode;
mod docx;
mod epub;
mod flow;
mod format;
mod formats;
mod front;
mod furniture;
mod given;
mod headings;
mod html;
mod joining;
mod json_lines;
mod layout;
mod leading_space;
mod lines;
mod markdown_text;
mod marks;
mod note_lines;
mod notes;
mod odd_notes;
mod pages;
mod paragraphs;
mod pdf;
mod reading;
mod report;
mod script;
mod shape;
mod spaces;
mod xml;

use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use account::{Difference, account};
pub use archive::{UnpackedEntry, unpack_archive};
pub use decode::{Decoded, decode};
pub use format::Format;
use reading::read_laid;
pub use reading::read_text;
pub use report::{Action, Dropped, Entry, PrintedMark, Report};

use crate::guard::guarded;
use crate::hash::sha256_hex;
use crate::metadata::Original;
use crate::model::Document;

/// How a text is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Take each line as a paragraph, recognise nothing.
    pub plain: bool,
}

/// A document made of a file, and what was done to make it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    /// The document.
    pub document: Document,
    /// What was joined, dropped and guessed, and where.
    pub report: Report,
}

/// What one file gave: most files hold one document, files of JSON Lines hold many.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportedFile {
    /// The documents, in the order of the file.
    pub documents: Vec<Imported>,
    /// Parts of the file that gave none.
    pub refused: Vec<Refused>,
}

/// A part of a file that gave no document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Line of the file, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// Bounds of one import.
///
/// What is imported must be readable afterwards: characters of two bytes grow to three on the way to UTF-8 and punctuation
/// gets a backslash in Markdown, so a document file may have twice the bytes ([`crate::LARGEST_DOCUMENT_BYTES`]).
/// Memory is a multiple of the file as well: a text in an alphabet of `file_bytes` takes some 600 MB at the peak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of a file of text.
    pub file_bytes: usize,
    /// Most bytes of a file of another kind: most of a PDF may be pictures.
    pub binary_bytes: usize,
    /// Most bytes of one line.
    pub line_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 32 << 20,
            binary_bytes: 128 << 20,
            line_bytes: 16 << 20,
        }
    }
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// There is nothing in the file but white space.
    #[error("holds no text")]
    Empty,
    /// The bytes are no text in any encoding known here.
    #[error("is not text: {reason}")]
    Binary {
        /// What speaks against it.
        reason: String,
    },
    /// The file is of a kind that is not read.
    #[error("cannot read {}; {}", format.name(), format.way_out())]
    Unsupported {
        /// Its kind.
        format: Format,
    },
    /// The file is of a kind that another program must read first.
    #[error("is {}, which another program must read: {}", format.name(), format.way_out())]
    NeedsProgram {
        /// Its kind.
        format: Format,
    },
    /// The file is damaged, or made to harm.
    #[error("is no {kind} that can be read: {reason}")]
    Damaged {
        /// What it should be.
        kind: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The file asks for a password.
    #[error("asks for a password; save it without one and import that")]
    Encrypted,
    /// The file holds pictures of pages, no text.
    #[error("holds pictures of text and no text (a scan)")]
    Pictures,
    /// The file holds several documents where one was asked for.
    #[error("holds {documents} documents, not one")]
    Several {
        /// How many.
        documents: usize,
    },
    /// The file is longer than allowed.
    #[error("is longer than {limit_bytes} bytes, the most that is read; split it")]
    FileTooLong {
        /// The limit, in bytes.
        limit_bytes: usize,
    },
    /// A line is longer than allowed.
    #[error(
        "line {line} is longer than {limit_bytes} bytes, the most that is read; break it into paragraphs"
    )]
    LineTooLong {
        /// The line, from 1.
        line: usize,
        /// The limit, in bytes.
        limit_bytes: usize,
    },
    /// A stage of the reading broke off; the other files are unharmed.
    #[error("the reader failed on this file, please report it: {reason}")]
    ReaderFailed {
        /// What the stage said last.
        reason: String,
    },
    /// The file could not be read from the disk.
    #[error("cannot be read")]
    Io(#[from] std::io::Error),
}

/// Reads a file from a stream, which is refused as soon as it goes beyond the limits, however much would follow.
///
/// # Errors
///
/// As [`import_bytes`], and when the stream fails.
pub fn import_reader(
    name: &str,
    reader: impl Read,
    limits: &Limits,
) -> Result<Imported, ImportError> {
    whole(|| import(name, &read_within(name, reader, limits)?, limits)).and_then(single)
}

/// Reads the bytes of a file; `name` is its name without folders.
///
/// # Errors
///
/// When the file is empty, no text, of a kind that cannot be read yet, beyond the limits, or too much for the reader.
pub fn import_bytes(name: &str, bytes: &[u8], limits: &Limits) -> Result<Imported, ImportError> {
    import_file(name, bytes, limits).and_then(single)
}

/// Reads the bytes of a file that may hold several documents.
///
/// # Errors
///
/// As [`import_bytes`]; a part of a file that gives no document is in what is returned.
pub fn import_file(name: &str, bytes: &[u8], limits: &Limits) -> Result<ImportedFile, ImportError> {
    whole(|| import(name, bytes, limits))
}

/// The document of a file that holds one.
fn single(mut file: ImportedFile) -> Result<Imported, ImportError> {
    if file.documents.len() > 1 {
        return Err(ImportError::Several {
            documents: file.documents.len(),
        });
    }
    file.documents.pop().ok_or(ImportError::Empty)
}

/// A reading that came to its end, well or badly.
fn whole(
    read: impl FnOnce() -> Result<ImportedFile, ImportError>,
) -> Result<ImportedFile, ImportError> {
    guarded(read).unwrap_or_else(|reason| Err(ImportError::ReaderFailed { reason }))
}

/// Reads a stream to its end, or until it goes beyond the limits for its kind of file, however much would follow.
///
/// # Errors
///
/// When the stream fails or is too long.
pub fn read_within(
    name: &str,
    mut reader: impl Read,
    limits: &Limits,
) -> Result<Vec<u8>, ImportError> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    let mut measure = LineMeasure::default();
    let mut is_text = None;
    loop {
        let count = match reader.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error.into()),
        };
        let limit_bytes = if is_text == Some(true) {
            limits.file_bytes
        } else {
            limits.binary_bytes
        };
        if bytes.len() + count > limit_bytes {
            return Err(ImportError::FileTooLong { limit_bytes });
        }
        // Only text has lines: a picture inside a PDF may be one of sixteen million bytes.
        let first = || Format::detect(name, &chunk[..count]) == Format::PlainText;
        if *is_text.get_or_insert_with(first) {
            measure.add(&chunk[..count], limits)?;
        }
        bytes.extend_from_slice(&chunk[..count]);
    }
    Ok(bytes)
}

fn import(name: &str, bytes: &[u8], limits: &Limits) -> Result<ImportedFile, ImportError> {
    let format = Format::detect(name, bytes);
    let limit_bytes = if format.is_text() {
        limits.file_bytes
    } else {
        limits.binary_bytes
    };
    if bytes.len() > limit_bytes {
        return Err(ImportError::FileTooLong { limit_bytes });
    }
    let mut file = formats::read(format, name, bytes, limits)?;
    let stem = identifier(name);
    let is_alone = file.documents.len() + file.refused.len() == 1;
    for (number, imported) in (1..).zip(&mut file.documents) {
        let metadata = &mut imported.document.metadata;
        if metadata.id.is_none() {
            metadata.id = match &stem {
                stem if is_alone => stem.clone(),
                Some(stem) => Some(format!("{stem}-{number}")),
                None => Some(format!("document-{number}")),
            };
        }
        metadata.original = Some(Original {
            file: file_name(name),
            sha256: sha256_hex(bytes),
            ..Original::default()
        });
    }
    Ok(file)
}

/// Length of the line that is being read, in bytes.
#[derive(Default)]
struct LineMeasure {
    lines: usize,
    length_bytes: usize,
}

impl LineMeasure {
    fn add(&mut self, bytes: &[u8], limits: &Limits) -> Result<(), ImportError> {
        for piece in bytes.split_inclusive(|&b| b == b'\n' || b == b'\r') {
            self.length_bytes += piece.len();
            if self.length_bytes > limits.line_bytes {
                return Err(ImportError::LineTooLong {
                    line: self.lines + 1,
                    limit_bytes: limits.line_bytes,
                });
            }
            if piece.ends_with(b"\n") || piece.ends_with(b"\r") {
                self.lines += usize::from(piece.ends_with(b"\n"));
                self.length_bytes = 0;
            }
        }
        Ok(())
    }
}

fn report_encoding(decoded: &Decoded, report: &mut Report) {
    const SHOWN: usize = 20;
    let (why, confidence) = if decoded.guessed {
        ("by the statistics of its bytes", 0.85)
    } else {
        ("by its mark or form", 1.0)
    };
    report.note(Action::Decoded, (0, 0), decoded.encoding, why, confidence);
    for line in decoded.foreign_lines.iter().take(SHOWN) {
        let why = "a line in another encoding than the rest of the file";
        report.note(Action::Decoded, (*line, *line), "GB18030", why, 0.85);
    }
    for offset in decoded.bad_offsets.iter().take(SHOWN) {
        let text = format!("byte {offset}");
        report.note(
            Action::Decoded,
            (0, 0),
            &text,
            "no character can be read here; U+FFFD stands for it",
            1.0,
        );
    }
    if decoded.bad_offsets.len() > SHOWN {
        let text = format!("{} more places", decoded.bad_offsets.len() - SHOWN);
        report.note(
            Action::Decoded,
            (0, 0),
            &text,
            "no character can be read there; U+FFFD stands for each",
            1.0,
        );
    }
}

fn file_name(name: &str) -> String {
    let name = Path::new(name)
        .file_name()
        .and_then(|n| n.to_str())
        .unwrap_or(name);
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    if words.is_empty() {
        "unnamed".to_owned()
    } else {
        words.join(" ")
    }
}

/// The stem of the file name where it can name a document: letters, digits, `-`, `_` and `.`.
fn identifier(name: &str) -> Option<String> {
    let file = file_name(name);
    let stem = Path::new(&file).file_stem()?.to_str()?;
    let sound = stem
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    (sound && stem.chars().any(char::is_alphanumeric) && stem.chars().count() <= 120)
        .then(|| stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_come_from_sound_names_only() {
        assert_eq!(identifier("seed.txt").as_deref(), Some("seed"));
        assert_eq!(
            identifier("2024-07-04_宣言.txt").as_deref(),
            Some("2024-07-04_宣言")
        );
        assert_eq!(identifier("a b.txt"), None);
        assert_eq!(identifier("***"), None);
    }
}
