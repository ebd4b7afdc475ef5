//! Where documents come from: a corpus folder or a file of JSON Lines.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use sco_corpus::{
    Document, METADATA_KEYS, Metadata, Paragraph, Section, document_files, read_document,
};
use serde::Deserialize;

use crate::error::Error;

/// Longest line of a JSON Lines file, bytes.
pub(crate) const LINE_LIMIT: usize = 64 * 1024 * 1024;

/// Where documents come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A folder that holds `documents/`.
    Corpus(PathBuf),
    /// A file with one document a line: `{"id", "title", "body", …metadata}`.
    JsonLines(PathBuf),
}

/// A document on its way into the index.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) id: String,
    pub(crate) document: Document,
    /// The file it was read from.
    pub(crate) file: String,
    /// The file, and the line of a file that holds several documents.
    pub(crate) place: String,
}

/// A file or line that gave no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file, and the line where one is known.
    pub place: String,
    /// The file alone.
    pub file: String,
    /// Why.
    pub reason: String,
}

type Item = Result<Incoming, Skipped>;

impl Source {
    /// The path that the source was given by.
    pub fn path(&self) -> &Path {
        match self {
            Source::Corpus(path) | Source::JsonLines(path) => path,
        }
    }

    /// The documents of the source, one after the other; of a corpus, only those in some of its files where these are named.
    pub(crate) fn read(
        &self,
        files: Option<&[PathBuf]>,
    ) -> Result<Box<dyn Iterator<Item = Item>>, Error> {
        match (self, files) {
            (Source::Corpus(_), Some(files)) => Ok(Box::new(in_files(files.to_vec()))),
            (Source::Corpus(folder), None) => corpus(folder),
            (Source::JsonLines(file), _) => json_lines(file),
        }
    }
}

fn corpus(folder: &Path) -> Result<Box<dyn Iterator<Item = Item>>, Error> {
    let documents = folder.join("documents");
    std::fs::read_dir(&documents).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => Error::NoDocuments {
            path: folder.to_owned(),
        },
        _ => Error::Io {
            path: documents.clone(),
            source,
        },
    })?;
    Ok(Box::new(document_files(folder).map(|found| {
        let path = found.map_err(|error| skipped(&error))?;
        in_file(&path)
    })))
}

/// The documents of files that are there still.
fn in_files(files: Vec<PathBuf>) -> impl Iterator<Item = Item> {
    let there = files.into_iter().filter(|path| path.exists());
    there.map(|path| in_file(&path))
}

fn in_file(path: &Path) -> Item {
    let document = read_document(path).map_err(|error| skipped(&error))?;
    let id = document.metadata.id.clone().unwrap_or_default();
    let file = path.display().to_string();
    Ok(Incoming {
        id,
        document,
        place: file.clone(),
        file,
    })
}

fn skipped(error: &sco_corpus::Error) -> Skipped {
    let file = file_of(error).display().to_string();
    Skipped {
        place: file.clone(),
        file,
        reason: with_causes(error),
    }
}

/// The file that an error is about.
fn file_of(error: &sco_corpus::Error) -> &Path {
    match error {
        sco_corpus::Error::Io { path, .. }
        | sco_corpus::Error::Loop { path, .. }
        | sco_corpus::Error::NotAFile { path }
        | sco_corpus::Error::TooLarge { path, .. }
        | sco_corpus::Error::Markdown { path, .. }
        | sco_corpus::Error::Json { path, .. }
        | sco_corpus::Error::Invalid { path, .. }
        | sco_corpus::Error::DuplicateId { second: path, .. } => path,
        _ => Path::new(""),
    }
}

/// An error with the reasons behind it, on one line.
fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    std::iter::once(error.to_string())
        .chain(causes.map(ToString::to_string))
        .collect::<Vec<_>>()
        .join(": ")
}

fn json_lines(path: &Path) -> Result<Box<dyn Iterator<Item = Item>>, Error> {
    let io = |source| Error::Io {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(io)?;
    if file.metadata().map_err(io)?.is_dir() {
        return Err(io(std::io::ErrorKind::IsADirectory.into()));
    }
    let name = path.display().to_string();
    Ok(Box::new(Lines {
        reader: BufReader::with_capacity(1 << 20, file),
        file: name,
        number: 0,
        line: Vec::new(),
        failed: false,
    }))
}

/// The documents of a file of JSON Lines.
struct Lines {
    reader: BufReader<File>,
    file: String,
    number: u64,
    line: Vec<u8>,
    failed: bool,
}

/// Bytes from which on the room for a line is made at once.
const LONG_LINE: usize = 4 * 1024 * 1024;

impl Lines {
    /// Reads on to the end of the line, at most so many bytes.
    fn read_some(&mut self, most: usize) -> std::io::Result<usize> {
        let mut some = self.reader.by_ref().take(most as u64);
        some.read_until(b'\n', &mut self.line)
    }

    fn refuse(&self, reason: impl Into<String>) -> Skipped {
        let place = format!("{}:{}", self.file, self.number);
        Skipped {
            place,
            file: self.file.clone(),
            reason: reason.into(),
        }
    }

    /// Reads one line of at most [`LINE_LIMIT`] bytes; `None` at the end of the file.
    fn next_line(&mut self) -> Option<Result<(), Skipped>> {
        if self.failed {
            return None; // a disk that fails once would fail for ever
        }
        self.line.clear();
        self.number += 1;
        match self.read_some(LONG_LINE).and_then(|read| {
            if self.line.len() < LONG_LINE || self.line.ends_with(b"\n") {
                return Ok(read);
            }
            // Grown by doubling it would take twice its room.
            let rest = LINE_LIMIT + 1 - self.line.len();
            self.line.reserve_exact(rest);
            self.read_some(rest).map(|more| read + more)
        }) {
            Err(error) => {
                self.failed = true;
                Some(Err(self.refuse(format!("cannot be read: {error}"))))
            }
            Ok(0) => None,
            Ok(_) if self.line.len() > LINE_LIMIT => {
                self.line.clear();
                self.line.shrink_to_fit();
                let rest = self.reader.skip_until(b'\n');
                let reason = format!(
                    "the line is longer than {} MiB; split the document",
                    LINE_LIMIT / 1024 / 1024
                );
                Some(Err(self.refuse(
                    rest.map_or_else(|error| error.to_string(), |_| reason),
                )))
            }
            Ok(_) => Some(Ok(())),
        }
    }
}

impl Iterator for Lines {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Err(skipped) = self.next_line()? {
                return Some(Err(skipped));
            }
            let text = match std::str::from_utf8(&self.line) {
                Ok(text) => text.trim().trim_start_matches('\u{FEFF}'),
                Err(error) => {
                    return Some(Err(self.refuse(format!(
                        "is not UTF-8 (at byte {} of the line)",
                        error.valid_up_to()
                    ))));
                }
            };
            if text.is_empty() {
                continue;
            }
            return Some(match serde_json::from_str::<JsonLine>(text) {
                Ok(line) if line.id.trim().is_empty() => Err(self.refuse("the key `id` is empty")),
                Ok(line) => line
                    .into_incoming(&self.file, self.number)
                    .map_err(|reason| self.refuse(reason)),
                Err(error) => Err(self.refuse(format!(
                    "{error}; a line is {{\"id\": …, \"title\": …, \"body\": …}}"
                ))),
            });
        }
    }
}

/// One line of a JSON Lines file.
#[derive(Deserialize)]
struct JsonLine {
    id: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    body: String,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

impl JsonLine {
    /// The document, or why the line gives none.
    fn into_incoming(self, file: &str, number: u64) -> Result<Incoming, String> {
        let mut metadata = self.metadata()?;
        metadata.id = Some(self.id.clone());
        metadata.title = self
            .title
            .map(|title| one_line(&title))
            .filter(|title| !title.is_empty());
        let lines = self
            .body
            .split(['\n', '\r', '\u{2028}', '\u{2029}'])
            .map(one_line);
        let paragraphs: Vec<Paragraph> = lines
            .filter(|line| !line.is_empty())
            .map(|text| Paragraph {
                text,
                ..Paragraph::default()
            })
            .collect();
        let sections = if paragraphs.is_empty() {
            vec![]
        } else {
            vec![Section {
                paragraphs,
                ..Section::default()
            }]
        };
        let document = Document {
            metadata,
            sections,
            ..Document::default()
        };
        if let Some(problem) = document.check().first() {
            return Err(problem.to_string());
        }
        Ok(Incoming {
            id: self.id,
            document,
            file: file.to_owned(),
            place: format!("{file}:{number}"),
        })
    }

    /// The keys that are keys of a document's header; others belong to whoever made the file and are passed over.
    fn metadata(&self) -> Result<Metadata, String> {
        let known = self
            .rest
            .iter()
            .filter(|(key, _)| METADATA_KEYS.contains(&key.as_str()));
        let known = known
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key.clone(), value.clone()));
        serde_json::from_value(serde_json::Value::Object(known.collect()))
            .map_err(|error| error.to_string())
    }
}

/// A text as the model wants it: one line without control characters, without white space at its ends or twice in a row.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        if c != ' ' || !line.ends_with(' ') {
            line.push(c);
        }
    }
    line.trim().to_owned()
}
