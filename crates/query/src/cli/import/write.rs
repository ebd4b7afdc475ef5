//! Documents of an import go into the corpus, the bytes that they were made of beside it.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sco_corpus::{
    Document, ORIGINALS, documents_by_original, file_name, keep_original, write_document,
};

use super::ImportArgs;
use super::account::Ending;
use super::inputs::Input;
use super::worker::ReadInput;

/// Writes what is imported.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    args: &'a ImportArgs,
    /// Ids of documents by the hash of the bytes they were made of.
    known: HashMap<String, String>,
    /// Files written in this run.
    written: HashSet<PathBuf>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(args: &'a ImportArgs) -> anyhow::Result<Self> {
        let known = if args.json || !args.out.exists() {
            HashMap::new()
        } else {
            documents_by_original(&args.out)
                .context("cannot look through the documents that are there")?
        };
        Ok(Self {
            args,
            known,
            written: HashSet::new(),
        })
    }

    /// Takes what a file gave, and says what became of it.
    pub(super) fn take(&mut self, input: &Input, read: ReadInput) -> Ending {
        let mut ending = Ending {
            file: input.shown.clone(),
            sha256: Some(read.original.sha256.clone()),
            bytes: read.bytes.len() as u64,
            refused_parts: read.file.refused,
            ..Ending::default()
        };
        if !self.args.overwrite
            && let Some(id) = self.known.get(&read.original.sha256)
        {
            ending.duplicate_of = Some(id.clone());
            return ending;
        }
        let mut documents = read.file.documents;
        for imported in &mut documents {
            let metadata = &mut imported.document.metadata;
            // A document of this corpus's form keeps what it says of its own original.
            if metadata
                .original
                .as_ref()
                .is_none_or(|o| o.sha256 == read.original.sha256 || o.from.is_none())
            {
                metadata.original = Some(read.original.clone());
            }
            if metadata.id.is_none() {
                metadata.id = Some(id_of(&input.name));
            }
        }
        if !self.args.json
            && let Err(error) = self.write(input, &mut documents, &read.bytes, &mut ending)
        {
            ending.refused = Some(format!("{error:#}"));
            return ending;
        }
        if let Some(id) = documents
            .first()
            .and_then(|i| i.document.metadata.id.clone())
        {
            self.known.entry(read.original.sha256).or_insert(id);
        }
        ending.imported = documents;
        ending
    }

    fn write(
        &mut self,
        input: &Input,
        documents: &mut [sco_corpus::Imported],
        bytes: &[u8],
        ending: &mut Ending,
    ) -> anyhow::Result<()> {
        let out = &self.args.out;
        std::fs::create_dir_all(out)
            .with_context(|| format!("cannot make the folder `{}`", out.display()))?;
        for imported in documents.iter_mut() {
            self.name(input, &mut imported.document)?;
        }
        // The bytes first: a document whose original is missing would be worse than an original without a document.
        if !self.args.no_originals {
            let folder = originals(out);
            keep_original(&folder, &input.name, bytes)
                .with_context(|| format!("cannot keep the original in `{}`", folder.display()))?;
        }
        for imported in documents.iter() {
            let path = write_document(out, &imported.document)?;
            self.written.insert(path.clone());
            ending.written.push(path);
        }
        Ok(())
    }

    /// Finds a name that is free; a document that is there may hold somebody's corrections.
    fn name(&self, input: &Input, document: &mut Document) -> anyhow::Result<()> {
        let id = document.metadata.id.clone().unwrap_or_default();
        let path = self.args.out.join(file_name(&id));
        let is_ours = self.written.contains(&path);
        if !path.exists() || (self.args.overwrite && !is_ours) {
            return Ok(());
        }
        // Files of one name in several folders are told apart by the folders.
        let longer = format!("{}-{id}", input.folders.join("-"));
        let longer_path = self.args.out.join(file_name(&longer));
        if !input.folders.is_empty() && !longer_path.exists() {
            document.metadata.id = Some(longer);
            return Ok(());
        }
        if is_ours {
            anyhow::bail!(
                "gives a document of the same name as another of these files, `{}`; rename one",
                path.display()
            );
        }
        anyhow::bail!(
            "`{}` is there already; say --overwrite to replace it",
            path.display()
        )
    }
}

/// The folder of originals of the corpus that documents are written to.
fn originals(out: &Path) -> PathBuf {
    let is_documents = out.file_name().is_some_and(|name| name == "documents");
    match out.parent() {
        Some(corpus) if is_documents => corpus.join(ORIGINALS),
        _ => out.join(format!(".{ORIGINALS}")),
    }
}

/// An identifier made of a file's name: its letters and digits, with a hyphen for what lies between.
fn id_of(name: &str) -> String {
    let stem = Path::new(name)
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let words = stem
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    if id.is_empty() { "document".into() } else { id }
}
