//! The copy of the lexicon that a generation carries, so that an index folder alone answers.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sco_corpus::{BUILT_IN_LEXICON, Lexicon, LexiconTable, sha256_hex};

use crate::checksummed::{self, Change, without_checksum};
use crate::error::Error;
use crate::generation::Folder;

/// Name of the copy in its generation.
const FILE: &str = "lexicon.tsv";

/// Where the lexicon comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum LexiconSource {
    /// There is none.
    Nothing,
    /// The one that the program carries.
    #[default]
    BuiltIn,
    /// A file.
    File(PathBuf),
}

/// The lexicon that an update was given, as rows for [`LexiconTable`].
#[derive(Debug, Default)]
pub(crate) struct Given {
    text: Option<String>,
    /// The names that words are cut with.
    pub(crate) names: Vec<String>,
    /// What its reader did not understand.
    pub(crate) problems: Vec<String>,
}

impl Given {
    /// Reads the lexicon, where there is one.
    pub(crate) fn read(source: &LexiconSource) -> Result<Given, Error> {
        let read = match source {
            LexiconSource::Nothing => return Ok(Given::default()),
            LexiconSource::BuiltIn => Lexicon::parse(BUILT_IN_LEXICON),
            LexiconSource::File(path) => Lexicon::read(path),
        };
        let mut lexicon = read.map_err(|error| Error::Lexicon {
            path: match source {
                LexiconSource::File(path) => path.clone(),
                _ => PathBuf::from("lexicon.tsv"),
            },
            reason: error.to_string(),
        })?;
        lexicon.check();
        Ok(Given {
            text: Some(LexiconTable::write(&lexicon)),
            names: lexicon.dictionary_names(),
            problems: lexicon.problems.iter().map(ToString::to_string).collect(),
        })
    }

    /// Hash of the names that words are cut with: when it changes, every document has to be cut anew.
    pub(crate) fn names_hash(&self) -> String {
        let mut hash = sha256_hex(self.names.join("\n").as_bytes());
        hash.truncate(16);
        hash
    }

    /// Writes the copy beside the one of a generation, where that differs; a full disk is noticed here, before anything
    /// else has changed.
    pub(crate) fn put_aside(&self, generation: &Path) -> Result<Option<Change>, Error> {
        checksummed::put_aside(&generation.join(FILE), self.text.as_deref())
    }
}

/// The text of a generation's copy; empty where there is none.
pub(crate) fn read(folder: &Folder, generation: &Path) -> Result<String, Error> {
    let path = generation.join(FILE);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            // A generation that has just been replaced may have lost its copy already.
            let (current, _) = folder.current()?;
            return if current == generation {
                Ok(String::new())
            } else {
                Err(folder.damaged("it was replaced"))
            };
        }
        Err(error) => return Err(Error::io(&path, error)),
    };
    let text = String::from_utf8(bytes).ok();
    let text = text.and_then(|text| without_checksum(&text).map(str::to_owned));
    text.ok_or_else(|| folder.damaged(FILE))
}

/// The checksum that a generation's copy begins with, whether it is right or not; empty where there is no copy.
pub(crate) fn checksum(generation: &Path) -> Result<String, Error> {
    checksummed::checksum(&generation.join(FILE))
}
