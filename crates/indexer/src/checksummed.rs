//! Text files of a generation that are replaced as a whole while the manifest stays. Their first line is a comment that holds the
//! checksum of the rest, the one that the engine keeps of its own files (CRC-32, ISO 3309).

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::generation::{sync_folder, write_durably};

/// What the first line begins with.
const CHECKSUM: &str = "# crc32 ";

/// A change of a file that waits to be made.
#[derive(Debug)]
pub(crate) struct Change {
    file: PathBuf,
    removes: bool,
}

/// Writes a new state of a file beside it, where it differs; a full disk is noticed here, before anything else has changed.
pub(crate) fn put_aside(file: &Path, wanted: Option<&str>) -> Result<Option<Change>, Error> {
    let wanted = wanted.map(with_checksum);
    let held = match fs::read(file) {
        Ok(held) => Some(held),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Error::io(file, error)),
    };
    if held.as_deref() == wanted.as_deref().map(str::as_bytes) {
        return Ok(None);
    }
    if let Some(wanted) = &wanted {
        write_durably(&aside(file), wanted)?;
    }
    Ok(Some(Change {
        file: file.to_owned(),
        removes: wanted.is_none(),
    }))
}

/// Name under which a new state waits until the documents are written.
fn aside(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

impl Change {
    /// Makes the new state the current one; readers see the old one or the new one.
    pub(crate) fn make(self) -> Result<(), Error> {
        let made = if self.removes {
            fs::remove_file(&self.file)
        } else {
            fs::rename(aside(&self.file), &self.file)
        };
        made.map_err(|error| Error::io(&self.file, error))?;
        sync_folder(self.file.parent().unwrap_or(Path::new(".")))
    }
}

/// The checksum that a file begins with, whether it is right or not; empty where there is no file. Who only wants to know whether
/// it is another one need not read it whole.
pub(crate) fn checksum(path: &Path) -> Result<String, Error> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(String::new()),
        Err(error) => return Err(Error::io(path, error)),
    };
    let mut first = String::new();
    let length = (CHECKSUM.len() + 8) as u64;
    let read = file.take(length).read_to_string(&mut first);
    read.map_err(|error| Error::io(path, error))?;
    Ok(first.strip_prefix(CHECKSUM).unwrap_or_default().to_owned())
}

fn with_checksum(text: &str) -> String {
    format!("{CHECKSUM}{:08x}\n{text}", crc32fast::hash(text.as_bytes()))
}

/// The text behind its checksum; `None` when it is another one.
pub(crate) fn without_checksum(copy: &str) -> Option<&str> {
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
