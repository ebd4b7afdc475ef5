//! The bytes that documents were made of, kept under their hash: what came in can be shown ten years later.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::hash::sha256_hex;

/// Folder of a corpus that keeps originals.
pub const ORIGINALS: &str = "originals";

/// Keeps the bytes of a file in `folder`, under the SHA-256 of the bytes and the extension of the name, and gives the path.
/// Bytes that are there already are not written again.
///
/// # Errors
///
/// When the file system refuses.
pub fn keep_original(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    let hash = sha256_hex(bytes);
    let path = folder.join(match extension(name) {
        Some(extension) => format!("{hash}.{extension}"),
        None => hash.clone(),
    });
    if let Some(kept) = original_file(folder, &hash) {
        return Ok(kept);
    }
    let written = write(folder, &path, bytes);
    if written.is_err() {
        // A folder that was made for nothing goes; one that holds something cannot be removed so.
        let _ = fs::remove_dir(folder);
    }
    written.map(|()| path)
}

fn write(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut aside = tempfile::NamedTempFile::new_in(folder)?;
    aside.write_all(bytes)?;
    aside.as_file().sync_all()?;
    aside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The file that keeps the bytes with this hash.
pub fn original_file(folder: &Path, sha256: &str) -> Option<PathBuf> {
    let is_hash = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
    let names = fs::read_dir(folder).ok().filter(|_| is_hash)?;
    let is_meant = |path: &PathBuf| {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy());
        stem.is_some_and(|stem| stem == sha256)
    };
    names.flatten().map(|entry| entry.path()).find(is_meant)
}

/// The extension of a name, where it is a plain one.
fn extension(name: &str) -> Option<String> {
    let extension = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    let is_plain = extension.len() <= 8 && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    is_plain.then_some(extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_kept_once_and_found_by_their_hash() {
        let folder = tempfile::tempdir().unwrap();
        let first = keep_original(folder.path(), "宣言.PDF", b"abc").unwrap();
        let second = keep_original(folder.path(), "other.pdf", b"abc").unwrap();
        assert_eq!(first, second);
        assert_eq!(fs::read(&first).unwrap(), b"abc");
        assert_eq!(
            original_file(folder.path(), &sha256_hex(b"abc")),
            Some(first)
        );
        assert_eq!(original_file(folder.path(), "zz"), None);
    }
}
