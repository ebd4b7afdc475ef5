//! Folders and files that are written aside and get their name when they are whole.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter};
use std::path::{Path, PathBuf};

use sco_corpus::{Document, file_name};
use walkdir::WalkDir;
use zip::write::SimpleFileOptions;

use super::ExportError;

/// Something that is written beside its target; dropped before it is published, it is removed.
#[derive(Debug)]
pub(super) struct Aside {
    path: PathBuf,
    target: PathBuf,
    overwrite: bool,
    is_folder: bool,
    /// What an export of this form writes into its folder: only what holds nothing else is ever replaced.
    names: Vec<&'static str>,
}

impl Aside {
    /// A file that is written aside.
    pub(super) fn file(target: &Path, overwrite: bool) -> Result<Aside, ExportError> {
        Aside::new(target, overwrite, false, &[])
    }

    /// A folder that is written aside.
    pub(super) fn folder(
        target: &Path,
        overwrite: bool,
        names: &[&'static str],
    ) -> Result<Aside, ExportError> {
        let aside = Aside::new(target, overwrite, true, names)?;
        fs::create_dir(&aside.path).map_err(ExportError::io(&aside.path))?;
        Ok(aside)
    }

    fn new(
        target: &Path,
        overwrite: bool,
        is_folder: bool,
        names: &[&'static str],
    ) -> Result<Aside, ExportError> {
        let name = target.file_name().ok_or(ExportError::Target(
            "--out names no file or folder; give it a name of its own",
        ))?;
        let parent = target
            .parent()
            .filter(|parent| !parent.as_os_str().is_empty());
        let parent = parent.unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(ExportError::io(parent))?;
        let aside = format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id());
        let aside = Aside {
            path: parent.join(aside),
            target: target.to_owned(),
            overwrite,
            is_folder,
            names: names.to_vec(),
        };
        aside.check_target()?;
        Ok(aside)
    }

    /// Where it is written.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where it will be.
    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    fn is_zip(&self) -> bool {
        let extension = self.target.extension();
        self.is_folder && extension.is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
    }

    /// Refuses to replace what should stay.
    fn check_target(&self) -> Result<(), ExportError> {
        // A link that leads nowhere is something too.
        let Ok(found) = fs::symlink_metadata(&self.target) else {
            return Ok(());
        };
        let exists = || ExportError::Exists {
            path: self.target.clone(),
        };
        if !self.is_folder || self.is_zip() {
            return if self.overwrite && !found.is_dir() {
                Ok(())
            } else {
                Err(exists())
            };
        }
        if !found.is_dir() {
            return Err(exists());
        }
        let entries = fs::read_dir(&self.target).map_err(ExportError::io(&self.target))?;
        for entry in entries {
            let name = entry.map_err(ExportError::io(&self.target))?.file_name();
            if !self.overwrite {
                return Err(exists());
            }
            let name = name.to_string_lossy().into_owned();
            if !self.names.contains(&name.as_str()) {
                let path = self.target.clone();
                return Err(ExportError::Foreign { path, found: name });
            }
        }
        Ok(())
    }

    /// Gives it its name; what was there before is there until then.
    pub(super) fn publish(self) -> Result<(), ExportError> {
        self.check_target()?;
        let failed = ExportError::io(&self.target);
        if self.is_zip() {
            let archive = self.path.with_extension("zip.tmp");
            let root = self
                .target
                .file_stem()
                .map(|stem| stem.to_string_lossy().into_owned());
            let zipped = zip_folder(&self.path, &archive, &root.unwrap_or_default());
            let named = zipped.and_then(|()| fs::rename(&archive, &self.target).map_err(failed));
            if named.is_err() {
                let _ = fs::remove_file(&archive); // what is left aside harms nobody; the reason is what must be heard
            }
            return named;
        }
        if self.is_folder && self.target.is_dir() {
            let before = self.path.with_extension("old.tmp");
            fs::rename(&self.target, &before).map_err(ExportError::io(&self.target))?;
            if let Err(source) = fs::rename(&self.path, &self.target) {
                let _ = fs::rename(&before, &self.target);
                return Err(failed(source));
            }
            return fs::remove_dir_all(&before).map_err(ExportError::io(&before));
        }
        fs::rename(&self.path, &self.target).map_err(failed)
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        // Published, it is not there any more; else nobody wants the half of it.
        let _ = if self.is_folder {
            fs::remove_dir_all(&self.path)
        } else {
            fs::remove_file(&self.path)
        };
    }
}

/// A folder as an archive; its files lie in a folder with the name of the archive, as unpacking programs expect.
fn zip_folder(folder: &Path, archive: &Path, root: &str) -> Result<(), ExportError> {
    let file = File::create(archive).map_err(ExportError::io(archive))?;
    let mut writer = zip::ZipWriter::new(BufWriter::new(file));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| ExportError::io(folder)(error.into()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let inside: Vec<_> = inside
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        writer.start_file(format!("{root}/{}", inside.join("/")), options)?;
        let file = File::open(entry.path()).map_err(ExportError::io(entry.path()))?;
        io::copy(&mut BufReader::new(file), &mut writer).map_err(ExportError::io(archive))?;
    }
    let file = writer.finish()?.into_inner();
    let file = file.map_err(|error| ExportError::io(archive)(error.into_error()))?;
    file.sync_all().map_err(ExportError::io(archive))
}

/// A folder of Markdown files that is being written: a corpus.
#[derive(Debug)]
pub(super) struct Documents {
    aside: Aside,
    folder: PathBuf,
}

impl Documents {
    pub(super) fn begin(aside: Aside) -> Result<Documents, ExportError> {
        let folder = aside.path().join("documents");
        fs::create_dir(&folder).map_err(ExportError::io(&folder))?;
        Ok(Documents { aside, folder })
    }

    pub(super) fn add(&mut self, document: &Document) -> Result<(), ExportError> {
        let (name, text) = markdown(document)?;
        let path = self.folder.join(name);
        fs::write(&path, text).map_err(ExportError::io(&path))
    }

    pub(super) fn finish(self) -> Result<(), ExportError> {
        self.aside.publish()
    }
}

/// The name of a document's file, which no other document has, and its text.
pub(super) fn markdown(document: &Document) -> Result<(String, String), ExportError> {
    let id = document.metadata.id.as_deref().unwrap_or_default();
    Ok((file_name(id), document.to_markdown()?))
}
