//! The copy of the lexicon that a generation carries, so that an index folder alone answers.
//!
//! Its first line is a comment that holds the checksum of the rest: the file is replaced as a whole while the manifest stays.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use sco_corpus::{BUILT_IN_LEXICON, Lexicon, LexiconTable, sha256_hex};

use crate::error::Error;
use crate::generation::{Folder, sync_folder, write_durably};

/// Name of the copy in its generation.
const FILE: &str = "lexicon.tsv";
/// Name under which a new copy waits until the documents are written.
const ASIDE: &str = "lexicon.tsv.new";
/// What the first line begins with; the checksum is the one that the engine keeps of its own files (CRC-32, ISO 3309).
const CHECKSUM: &str = "# crc32 ";

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

/// A change of a generation's copy that waits to be made.
#[derive(Debug)]
pub(crate) struct Change {
    generation: PathBuf,
    removes: bool,
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
        let current = generation.join(FILE);
        let wanted = self.text.as_deref().map(with_checksum);
        let held = match fs::read(&current) {
            Ok(held) => Some(held),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(Error::io(&current, error)),
        };
        if held.as_deref() == wanted.as_deref().map(str::as_bytes) {
            return Ok(None);
        }
        if let Some(wanted) = &wanted {
            write_durably(&generation.join(ASIDE), wanted)?;
        }
        Ok(Some(Change {
            generation: generation.to_owned(),
            removes: wanted.is_none(),
        }))
    }
}

impl Change {
    /// Makes the new copy the current one; readers see the old one or the new one.
    pub(crate) fn make(self) -> Result<(), Error> {
        let copy = self.generation.join(FILE);
        let made = if self.removes {
            fs::remove_file(&copy)
        } else {
            fs::rename(self.generation.join(ASIDE), &copy)
        };
        made.map_err(|error| Error::io(&copy, error))?;
        sync_folder(&self.generation)
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

/// The checksum that a generation's copy begins with, whether it is right or not; empty where there is no copy. Who only wants to
/// know whether the copy is another one need not read it whole.
pub(crate) fn checksum(generation: &Path) -> Result<String, Error> {
    let path = generation.join(FILE);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(Error::io(&path, error)),
    };
    let mut first = String::new();
    let length = (CHECKSUM.len() + 8) as u64;
    let read = file.take(length).read_to_string(&mut first);
    read.map_err(|error| Error::io(&path, error))?;
    Ok(first.strip_prefix(CHECKSUM).unwrap_or_default().to_owned())
}

fn with_checksum(text: &str) -> String {
    format!("{CHECKSUM}{:08x}\n{text}", crc32fast::hash(text.as_bytes()))
}

/// The text behind its checksum; `None` when it is another one.
fn without_checksum(copy: &str) -> Option<&str> {
    let (checksum, text) = copy.strip_prefix(CHECKSUM)?.split_once('\n')?;
    (checksum == format!("{:08x}", crc32fast::hash(text.as_bytes()))).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_says_whether_it_is_whole() {
        let copy = with_checksum("\u{FEFF}id\tzh\nG1\t上海精神");
        assert_eq!(
            without_checksum(&copy),
            Some("\u{FEFF}id\tzh\nG1\t上海精神")
        );
        for at in [0, 3, 20, copy.len() - 1] {
            let mut damaged = copy.clone().into_bytes();
            damaged[at] ^= 1;
            let noticed =
                String::from_utf8(damaged).map_or(true, |text| without_checksum(&text).is_none());
            assert!(noticed, "byte {at}");
        }
        assert_eq!(without_checksum(&copy[..copy.len() / 2]), None);
    }
}
