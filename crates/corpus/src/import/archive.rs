//! Zip archives within bounds: what they hold is read up to a limit, whatever they claim.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::ImportError;

/// Most bytes of one entry, unpacked.
const ENTRY_BYTES: u64 = 64 << 20;
/// Most bytes of all entries that are read of one archive, unpacked.
const ALL_BYTES: u64 = 256 << 20;
/// Most entries of an archive.
const ENTRIES: usize = 5_000;

/// An archive in memory, and how much of it may still be read.
pub(super) struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    left_bytes: u64,
}

impl<'b> Archive<'b> {
    /// Opens an archive.
    ///
    /// # Errors
    ///
    /// [`ImportError::Damaged`] when it is none, or holds more than 5,000 entries.
    pub(super) fn open(bytes: &'b [u8], kind: &'static str) -> Result<Self, ImportError> {
        let damaged = |reason: String| ImportError::Damaged { kind, reason };
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
        if zip.len() > ENTRIES {
            return Err(damaged(format!(
                "{} entries, allowed are {ENTRIES}",
                zip.len()
            )));
        }
        Ok(Self {
            zip,
            left_bytes: ALL_BYTES,
        })
    }

    /// Names of the entries that are files, in the order of the archive; those that cannot be read are passed over.
    pub(super) fn names(&mut self) -> Vec<String> {
        let mut names = Vec::new();
        for i in 0..self.zip.len() {
            let Ok(entry) = self.zip.by_index_raw(i) else {
                continue;
            };
            if let (true, Ok(name)) = (entry.is_file(), entry.name()) {
                names.push(name.into_owned());
            }
        }
        names
    }

    /// The bytes of an entry, `None` where there is none of this name.
    ///
    /// # Errors
    ///
    /// When it cannot be unpacked, or holds more than is read: an archive may unpack to a thousand times its size.
    pub(super) fn read(&mut self, name: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let Some(at) = self.zip.index_for_name(name) else {
            return Ok(None);
        };
        let limit_bytes = ENTRY_BYTES.min(self.left_bytes);
        let damaged = |reason: String| ImportError::Damaged {
            kind: "archive",
            reason: format!("`{name}`: {reason}"),
        };
        let entry = self.zip.by_index(at).map_err(|e| damaged(e.to_string()))?;
        let mut bytes = Vec::new();
        let read = entry.take(limit_bytes + 1).read_to_end(&mut bytes);
        read.map_err(|e| damaged(e.to_string()))?;
        let length_bytes = bytes.len() as u64;
        if length_bytes > limit_bytes {
            return Err(damaged(format!(
                "unpacks to more than {limit_bytes} bytes, the most that is read"
            )));
        }
        self.left_bytes -= length_bytes;
        Ok(Some(bytes))
    }

    /// The text of an entry in UTF-8 (XML parts of office files), `None` where there is none.
    ///
    /// # Errors
    ///
    /// As [`Archive::read`].
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, ImportError> {
        let bytes = self.read(name)?;
        Ok(bytes.map(|bytes| super::decode::decode_xml(&bytes)))
    }
}

/// An entry of an archive that was unpacked, or was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnpackedEntry {
    /// Its name in the archive.
    pub name: String,
    /// Name of the file it was unpacked to; names of the archive are never used on the disk.
    pub file: String,
    /// Why it was not unpacked.
    pub problem: Option<String>,
}

/// Unpacks an archive of files into a folder, within bounds. What only helps an operating system is passed over.
///
/// # Errors
///
/// [`ImportError::Damaged`] when it is no archive, or holds too many entries; what is wrong with one entry is in the list.
pub fn unpack_archive(
    bytes: &[u8],
    folder: &std::path::Path,
) -> Result<Vec<UnpackedEntry>, ImportError> {
    let mut archive = Archive::open(bytes, "archive")?;
    let mut entries = Vec::new();
    for (number, name) in archive.names().into_iter().enumerate() {
        let is_hidden = name
            .split('/')
            .any(|part| (part.starts_with('.') && part != "..") || part == "__MACOSX");
        if is_hidden {
            continue;
        }
        let file = format!("{number:05}");
        let problem = match archive.read(&name) {
            Ok(Some(bytes)) => {
                std::fs::write(folder.join(&file), bytes)?;
                None
            }
            Ok(None) => Some("is not where the archive says".to_owned()),
            Err(error) => Some(error.to_string()),
        };
        entries.push(UnpackedEntry {
            name,
            file,
            problem,
        });
    }
    Ok(entries)
}
