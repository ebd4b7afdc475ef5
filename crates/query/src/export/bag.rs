//! A bag (`BagIt` 1.0, RFC 8493): documents and originals as payload, with checksums of everything.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sco_corpus::{Document, Original, sha256_hex};

use super::folder::{Aside, markdown};
use super::{ExportError, Exported};

/// What a bag has in its folder.
pub(super) const NAMES: [&str; 5] = [
    "bagit.txt",
    "bag-info.txt",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "data",
];

/// Largest original that is put into a bag, bytes: more than the largest file that is imported.
const LARGEST_ORIGINAL: u64 = 1 << 30;

/// What a bag says of itself (RFC 8493, 2.2.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BagInfo {
    /// Day of bagging, ISO 8601.
    pub date: String,
    /// Which documents are in it, in words.
    pub description: String,
}

/// A bag that is being written.
#[derive(Debug)]
pub(super) struct Bag {
    aside: Aside,
    originals: PathBuf,
    info: BagInfo,
    /// Payload: path in the bag, checksum.
    manifest: BTreeMap<String, String>,
    bytes: u64,
}

impl Bag {
    pub(super) fn begin(aside: Aside, originals: &Path, info: BagInfo) -> Result<Bag, ExportError> {
        let documents = aside.path().join("data/documents");
        fs::create_dir_all(&documents).map_err(ExportError::io(&documents))?;
        Ok(Bag {
            aside,
            originals: originals.to_owned(),
            info,
            manifest: BTreeMap::new(),
            bytes: 0,
        })
    }

    pub(super) fn add(
        &mut self,
        document: &Document,
        exported: &mut Exported,
    ) -> Result<(), ExportError> {
        let (name, text) = markdown(document)?;
        self.put(format!("data/documents/{name}"), text.as_bytes())?;
        let Some(original) = &document.metadata.original else {
            return Ok(());
        };
        let path = payload_path(original);
        if self.manifest.contains_key(&path) {
            return Ok(()); // two documents were made of one file
        }
        let Some(bytes) = kept(&self.originals, original) else {
            exported.without_original += 1;
            return Ok(());
        };
        exported.originals += 1;
        self.put(path, &bytes)
    }

    fn put(&mut self, path: String, bytes: &[u8]) -> Result<(), ExportError> {
        let file = self.aside.path().join(&path);
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(ExportError::io(folder))?;
        }
        fs::write(&file, bytes).map_err(ExportError::io(&file))?;
        self.bytes += bytes.len() as u64;
        self.manifest.insert(path, sha256_hex(bytes));
        Ok(())
    }

    pub(super) fn finish(self) -> Result<(), ExportError> {
        let mut tags = BTreeMap::new();
        let texts = [
            (
                "bagit.txt",
                "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned(),
            ),
            ("bag-info.txt", self.described()),
            ("manifest-sha256.txt", lines(&self.manifest)),
        ];
        for (name, text) in texts {
            let file = self.aside.path().join(name);
            fs::write(&file, &text).map_err(ExportError::io(&file))?;
            tags.insert(name.to_owned(), sha256_hex(text.as_bytes()));
        }
        let file = self.aside.path().join("tagmanifest-sha256.txt");
        fs::write(&file, lines(&tags)).map_err(ExportError::io(&file))?;
        self.aside.publish()
    }

    fn described(&self) -> String {
        format!(
            "Bag-Software-Agent: sco {}\nBagging-Date: {}\nExternal-Description: {}\nPayload-Oxum: {}.{}\n",
            env!("CARGO_PKG_VERSION"),
            self.info.date,
            one_line(&self.info.description),
            self.bytes,
            self.manifest.len()
        )
    }
}

/// A manifest: checksum and path a line; what would end the line is written by its number (RFC 8493, 2.1.3).
fn lines(manifest: &BTreeMap<String, String>) -> String {
    let mut out = String::new();
    for (path, checksum) in manifest {
        let path = path
            .replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A");
        let _ = writeln!(out, "{checksum}  {path}"); // nothing can fail in writing to a string
    }
    out
}

fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Where an original stands in a bag: by its checksum, since its name is a text of others; its ending stays.
fn payload_path(original: &Original) -> String {
    format!(
        "data/originals/{}{}",
        original.sha256,
        ending(&original.file)
    )
}

/// The ending of a file name with its full stop, where it is a short word.
fn ending(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((_, ending))
            if (1..=8).contains(&ending.len())
                && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) =>
        {
            format!(".{}", ending.to_ascii_lowercase())
        }
        _ => String::new(),
    }
}

/// The bytes of an original where the corpus keeps them, by its checksum or under its name; only if they are the same bytes.
fn kept(folder: &Path, original: &Original) -> Option<Vec<u8>> {
    let is_checksum =
        original.sha256.len() == 64 && original.sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_checksum {
        return None;
    }
    let name = Path::new(&original.file).file_name()?;
    let candidates = [
        folder.join(format!("{}{}", original.sha256, ending(&original.file))),
        folder.join(&original.sha256),
        folder.join(&original.sha256).join(name),
        folder.join(name),
    ];
    candidates.iter().find_map(|path| {
        let found = fs::metadata(path).ok()?;
        if !found.is_file() || found.len() > LARGEST_ORIGINAL {
            return None;
        }
        let bytes = fs::read(path).ok()?;
        (sha256_hex(&bytes) == original.sha256).then_some(bytes)
    })
}
