//! Export: whole documents of a result, or of the whole corpus, in forms that others read.
//!
//! The index says which documents; their text comes from the corpus, which is the truth and holds all of it (the index keeps
//! no levels of headings). A document that has changed since it was indexed is exported as it is now, and named.

mod bag;
mod folder;
mod select;
mod table;

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sco_corpus::{Document, StoredDocument};

pub use bag::BagInfo;
pub use select::{FoundDocument, Selected, selected, whole_corpus};

use bag::Bag;
use folder::{Aside, Documents};
use table::Table;

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A folder of Markdown files, or a `.zip` of it.
    Markdown,
    /// The JSON of a document, one a line.
    JsonLines,
    /// A table: the description, and the text in the last column.
    Csv,
    /// A bag (RFC 8493): the Markdown files and the originals that were kept, with checksums; a folder, or a `.zip` of it.
    BagIt,
}

impl FromStr for ExportFormat {
    type Err = String;

    fn from_str(name: &str) -> Result<ExportFormat, String> {
        match name {
            "md" => Ok(ExportFormat::Markdown),
            "jsonl" => Ok(ExportFormat::JsonLines),
            "csv" => Ok(ExportFormat::Csv),
            "bagit" => Ok(ExportFormat::BagIt),
            _ => Err(format!("`{name}` is none of `md`, `jsonl`, `csv`, `bagit`")),
        }
    }
}

/// Where an export goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// A file or folder.
    Path {
        /// The path.
        path: PathBuf,
        /// Whether an export that is there already may be replaced.
        overwrite: bool,
    },
}

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// Something is there already.
    #[error("`{}` is there already; name another path, or replace it with --overwrite", path.display())]
    Exists {
        /// The path.
        path: PathBuf,
    },
    /// What is there is no export, and is not removed.
    #[error("`{}` holds `{found}`, which no export has written; it is left alone, name another path", path.display())]
    Foreign {
        /// The folder.
        path: PathBuf,
        /// What is in it.
        found: String,
    },
    /// The form cannot go there.
    #[error("{0}")]
    Target(&'static str),
    /// The file system refuses.
    #[error("cannot write `{}`", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// Standard output refuses.
    #[error("cannot write to standard output")]
    Stdout(#[source] io::Error),
    /// A document cannot be written in this form.
    #[error(transparent)]
    Document(#[from] sco_corpus::Error),
    /// The archive cannot be written.
    #[error("cannot write the archive")]
    Zip(#[from] zip::result::ZipError),
}

impl ExportError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> ExportError + use<> {
        let path = path.to_owned();
        |source| ExportError::Io { path, source }
    }
}

/// What an export wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exported {
    /// Documents.
    pub documents: usize,
    /// Originals beside them.
    pub originals: usize,
    /// Documents whose original was not found as it was taken in.
    pub without_original: usize,
}

/// An export that is being written; it is there under its name only once it is finished.
pub struct Exporter {
    sink: Sink,
    exported: Exported,
}

enum Sink {
    Lines(Stream),
    Table(Box<Table<Stream>>),
    Documents(Documents),
    Bag(Bag),
}

impl Exporter {
    /// Begins an export; `originals` is the folder where originals are kept, `info` what a bag says of itself.
    ///
    /// # Errors
    ///
    /// When the target is there already, or cannot be written, or the form cannot go there.
    pub fn begin(
        format: ExportFormat,
        target: &Target,
        originals: &Path,
        info: BagInfo,
    ) -> Result<Exporter, ExportError> {
        let sink = match (format, target) {
            (ExportFormat::JsonLines, target) => Sink::Lines(Stream::open(target)?),
            (ExportFormat::Csv, target) => {
                Sink::Table(Box::new(Table::begin(Stream::open(target)?)?))
            }
            (ExportFormat::Markdown, Target::Stdout) => {
                return Err(ExportError::Target(
                    "Markdown is a file for each document; name a folder or a .zip with --out, or ask for jsonl",
                ));
            }
            (ExportFormat::BagIt, Target::Stdout) => {
                return Err(ExportError::Target(
                    "a bag is a folder; name it, or a .zip, with --out",
                ));
            }
            (ExportFormat::Markdown, Target::Path { path, overwrite }) => Sink::Documents(
                Documents::begin(Aside::folder(path, *overwrite, &["documents"])?)?,
            ),
            (ExportFormat::BagIt, Target::Path { path, overwrite }) => {
                let aside = Aside::folder(path, *overwrite, &bag::NAMES)?;
                Sink::Bag(Bag::begin(aside, originals, info)?)
            }
        };
        Ok(Exporter {
            sink,
            exported: Exported::default(),
        })
    }

    /// Writes one document.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn add(&mut self, stored: &StoredDocument) -> Result<(), ExportError> {
        let document = &stored.document;
        match &mut self.sink {
            Sink::Lines(out) => out.line(document)?,
            Sink::Table(table) => table.add(document)?,
            Sink::Documents(documents) => documents.add(document)?,
            Sink::Bag(bag) => bag.add(document, &mut self.exported)?,
        }
        self.exported.documents += 1;
        Ok(())
    }

    /// Ends the export and gives it its name.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(self) -> Result<Exported, ExportError> {
        match self.sink {
            Sink::Lines(out) => out.finish()?,
            Sink::Table(table) => table.finish()?.finish()?,
            Sink::Documents(documents) => documents.finish()?,
            Sink::Bag(bag) => bag.finish()?,
        }
        Ok(self.exported)
    }
}

/// A file that is being written, or standard output.
enum Stream {
    Stdout(io::Stdout),
    File(BufWriter<File>, Aside),
}

impl Stream {
    fn open(target: &Target) -> Result<Stream, ExportError> {
        match target {
            Target::Stdout => Ok(Stream::Stdout(io::stdout())),
            Target::Path { path, overwrite } => {
                let aside = Aside::file(path, *overwrite)?;
                let file = File::create(aside.path()).map_err(ExportError::io(path))?;
                Ok(Stream::File(BufWriter::new(file), aside))
            }
        }
    }

    fn line(&mut self, document: &Document) -> Result<(), ExportError> {
        let line = document.to_json().to_string() + "\n";
        self.write_all(line.as_bytes())
            .map_err(|source| self.failed(source))
    }

    /// The error of a write.
    fn failed(&self, source: io::Error) -> ExportError {
        match self {
            Stream::Stdout(_) => ExportError::Stdout(source),
            Stream::File(_, aside) => ExportError::io(aside.target())(source),
        }
    }

    fn finish(mut self) -> Result<(), ExportError> {
        self.flush().map_err(|source| self.failed(source))?;
        match self {
            Stream::Stdout(_) => Ok(()),
            Stream::File(writer, aside) => {
                let synced = writer.get_ref().sync_all();
                synced.map_err(ExportError::io(aside.target()))?;
                drop(writer);
                aside.publish()
            }
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Stdout(out) => out.write(bytes),
            Stream::File(out, _) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Stdout(out) => out.flush(),
            Stream::File(out, _) => out.flush(),
        }
    }
}

#[cfg(test)]
mod tests;
