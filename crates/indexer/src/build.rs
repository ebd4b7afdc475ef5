//! Bringing an index up to date with its sources.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sco_analysis::Dictionary;
use sco_corpus::{Lexicon, Status, content_hash, sha256_hex};
use tantivy::schema::Term;
use tantivy::{Index, IndexWriter};

use crate::entry::Entry;
use crate::error::Error;
use crate::generation::{Folder, Manifest};
use crate::open::open_engine;
use crate::record::Record;
use crate::schema::{Fields, GRAMS, WORDS};
use crate::source::{Incoming, Skipped, Source};
use crate::tokenizers::{GramTokenizer, WordTokenizer};
use crate::zone::Zone;

/// Memory for postings before they are written out, bytes for each thread.
const ARENA_BYTES: usize = 96 * 1024 * 1024;

/// What an update is to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the documents come from.
    pub sources: Vec<Source>,
    /// The lexicon, where there is one.
    pub lexicon: Option<PathBuf>,
    /// Threads that index; 0 means one for each core.
    pub threads: usize,
    /// Build anew even where nothing has changed.
    pub rebuild: bool,
}

/// What an update did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// Documents in the index now.
    pub documents: u64,
    /// Documents added or changed.
    pub indexed: u64,
    /// Documents that had not changed.
    pub unchanged: u64,
    /// Documents removed because their source is gone.
    pub removed: u64,
    /// Drafts and withdrawn documents, which are not for readers.
    pub withheld: u64,
    /// Code points of the documents added or changed.
    pub chars: u64,
    /// Bytes of UTF-8 of the documents added or changed.
    pub bytes: u64,
    /// Time it took.
    pub elapsed: Duration,
    /// Whether the index was built anew, and why.
    pub rebuilt: Option<String>,
    /// Files and lines that gave no document.
    pub skipped: Vec<Skipped>,
    /// Things that the lexicon's reader did not understand.
    pub lexicon_problems: Vec<String>,
}

impl Summary {
    /// Megabytes (10⁶ bytes) of text a second.
    pub fn megabytes_per_second(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
        let megabytes = self.bytes as f64 / 1e6;
        megabytes / self.elapsed.as_secs_f64().max(1e-6)
    }
}

/// Brings the index in a folder up to date: only what changed is indexed, what is gone is removed.
///
/// `progress` is called with the summary so far, now and then.
///
/// # Errors
///
/// When another process writes, when the sources hold no document at all, when the disk is full or fails. The index is then
/// as it was before.
pub fn update(
    folder: &Path,
    options: &Options,
    progress: &mut dyn FnMut(&Summary),
) -> Result<Summary, Error> {
    let started = Instant::now();
    let folder = Folder::new(folder);
    let lock = folder.lock()?;
    let mut summary = Summary::default();
    let names = read_names(options.lexicon.as_deref(), &mut summary)?;
    let manifest = Manifest::new(hash_of_names(&names));
    let begun = Job::begin(&folder, options, &manifest, &names, &mut summary);
    let finished = begun.and_then(|mut job| {
        job.run(&options.sources, &mut summary, &mut |summary| {
            summary.elapsed = started.elapsed();
            progress(summary);
        })?;
        job.finish(&folder, &manifest, &mut summary)
    });
    summary.elapsed = started.elapsed();
    if finished.is_err() {
        folder.sweep_unfinished();
    }
    drop(lock);
    finished
        .map(|()| summary)
        .map_err(|error| error.at(folder.root()))
}

fn read_names(lexicon: Option<&Path>, summary: &mut Summary) -> Result<Vec<String>, Error> {
    let Some(path) = lexicon else {
        return Ok(Vec::new());
    };
    let lexicon = Lexicon::read(path).map_err(|error| Error::Lexicon {
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    summary.lexicon_problems = lexicon.problems.iter().map(ToString::to_string).collect();
    let mut names: Vec<String> = lexicon.names().map(str::to_owned).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

fn hash_of_names(names: &[String]) -> String {
    let mut hash = sha256_hex(names.join("\n").as_bytes());
    hash.truncate(16);
    hash
}

/// An update under way.
struct Job {
    generation: PathBuf,
    /// Whether the generation is new and has to be published.
    aside: bool,
    writer: IndexWriter,
    fields: Fields,
    /// Identifier → content hash and file of what is indexed and has not been seen in the sources yet.
    known: HashMap<String, (String, String)>,
    /// Identifier → file of what has been seen.
    seen: HashMap<String, String>,
}

impl Job {
    fn begin(
        folder: &Folder,
        options: &Options,
        manifest: &Manifest,
        names: &[String],
        summary: &mut Summary,
    ) -> Result<Job, Error> {
        let reusable = reusable_generation(folder, manifest, options.rebuild);
        let (generation, index, known) = match reusable {
            Ok((generation, index, known)) => {
                folder.sweep(&generation);
                (generation, index, known)
            }
            Err(why) => {
                summary.rebuilt = Some(why);
                let generation = folder.begin()?;
                let (schema, _) = Fields::schema();
                let index = Index::create_in_dir(&generation, schema)
                    .map_err(|error| Error::from(error).at(folder.root()))?;
                (generation, index, HashMap::new())
            }
        };
        let aside = summary.rebuilt.is_some();
        index.tokenizers().register(GRAMS, GramTokenizer::default());
        let dictionary = Dictionary::with_names(names.iter().map(String::as_str));
        index
            .tokenizers()
            .register(WORDS, WordTokenizer::new(dictionary));
        let threads = match options.threads {
            0 => std::thread::available_parallelism()
                .map_or(1, usize::from)
                .min(8),
            threads => threads,
        };
        let writer = index.writer_with_num_threads(threads, threads * ARENA_BYTES)?;
        // What an update that failed left behind may take the very room that this one needs.
        let _ = writer.garbage_collect_files().wait();
        let (_, fields) = Fields::schema();
        Ok(Job {
            generation,
            aside,
            writer,
            fields,
            known,
            seen: HashMap::new(),
        })
    }

    fn run(
        &mut self,
        sources: &[Source],
        summary: &mut Summary,
        progress: &mut dyn FnMut(&mut Summary),
    ) -> Result<(), Error> {
        for source in sources {
            for incoming in source.read()? {
                match incoming {
                    Ok(incoming) => self.take(incoming, summary)?,
                    Err(skipped) => summary.skipped.push(skipped),
                }
                progress(summary);
            }
        }
        let documents = self.seen.len();
        if documents == 0 && summary.skipped.is_empty() && summary.withheld == 0 {
            let path = sources
                .first()
                .map_or(PathBuf::new(), |source| source.path().to_owned());
            return Err(Error::NoDocuments { path });
        }
        Ok(())
    }

    fn take(&mut self, incoming: Incoming, summary: &mut Summary) -> Result<(), Error> {
        let Incoming { id, document, file } = incoming;
        if let Some(first) = self.seen.get(&id) {
            let reason =
                format!("has the identifier `{id}` of `{first}`; give one of them another `id`");
            summary.skipped.push(Skipped {
                place: file.clone(),
                file,
                reason,
            });
            return Ok(());
        }
        if matches!(
            document.metadata.status,
            Some(Status::Draft | Status::Withdrawn)
        ) {
            summary.withheld += 1; // what is in the index of it is removed as gone
            return Ok(());
        }
        self.seen.insert(id.clone(), file.clone());
        let hash = content_hash(&document);
        let known = self.known.remove(&id);
        if known.as_ref() == Some(&(hash.clone(), file.clone())) {
            summary.unchanged += 1;
            return Ok(());
        }
        if known.is_some() {
            self.writer
                .delete_term(Term::from_field_text(self.fields.id, &id));
        }
        let record = Record::of(&id, &document);
        let whole = record
            .blocks
            .iter()
            .filter(|block| block.zone != Zone::Quote);
        summary.bytes += whole.map(|block| block.text.len() as u64).sum::<u64>();
        summary.chars += record.chars() as u64;
        summary.indexed += 1;
        let entry = Entry {
            id: &id,
            hash: &hash,
            file: &file,
            document: &document,
            record: &record,
        };
        let fields = entry.fields(&self.fields);
        self.writer.add_document(fields)?;
        Ok(())
    }

    fn finish(
        mut self,
        folder: &Folder,
        manifest: &Manifest,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        self.remove_what_is_gone(summary);
        summary.documents = self.seen.len() as u64 + self.known.len() as u64;
        if summary.documents == 0 && !summary.skipped.is_empty() {
            return Err(self.refusal(summary));
        }
        if self.aside || summary.indexed + summary.removed > 0 {
            self.writer.commit()?;
        }
        self.writer.wait_merging_threads()?;
        if self.aside {
            folder.publish(&self.generation, manifest)?;
        }
        Ok(())
    }

    /// Every file failed: publishing an empty index would lose what is there.
    fn refusal(&self, summary: &Summary) -> Error {
        let first = summary.skipped.first();
        let reason = first.map_or_else(String::new, |skipped| {
            format!("{}: {}", skipped.place, skipped.reason)
        });
        Error::Io {
            path: self.generation.clone(),
            source: std::io::Error::other(format!("no document could be read; {reason}")),
        }
    }

    /// Removes documents whose source is gone; a document whose file could not be read this time stays as it was.
    fn remove_what_is_gone(&mut self, summary: &mut Summary) {
        let unreadable: std::collections::HashSet<&str> = summary
            .skipped
            .iter()
            .map(|skipped| skipped.file.as_str())
            .collect();
        let gone: Vec<String> = self
            .known
            .iter()
            .filter(|(_, (_, file))| !unreadable.contains(file.as_str()))
            .map(|(id, _)| id.clone())
            .collect();
        for id in gone {
            self.writer
                .delete_term(Term::from_field_text(self.fields.id, &id));
            self.known.remove(&id);
            summary.removed += 1;
        }
    }
}

type Known = HashMap<String, (String, String)>;

/// The current generation, where it can be updated in place; else why not.
fn reusable_generation(
    folder: &Folder,
    wanted: &Manifest,
    rebuild: bool,
) -> Result<(PathBuf, Index, Known), String> {
    if rebuild {
        return Err("asked for".into());
    }
    let (generation, manifest) = folder.current().map_err(|error| match error {
        Error::Missing { .. } => "there was none".to_owned(),
        other => other.to_string(),
    })?;
    if !manifest.is_readable() {
        return Err("it was made by another version of the program".into());
    }
    if manifest.names != wanted.names {
        return Err("names in the lexicon have changed".into());
    }
    let (index, reader) = open_engine(folder, &generation).map_err(|error| error.to_string())?;
    let damaged = index
        .validate_checksum()
        .map_err(|error| error.to_string())?;
    if !damaged.is_empty() {
        return Err("files of it were damaged".into());
    }
    let known = known_documents(&reader.searcher()).map_err(|error| error.to_string())?;
    Ok((generation, index, known))
}

/// Identifier → content hash and file of every document of an index.
fn known_documents(searcher: &tantivy::Searcher) -> tantivy::Result<Known> {
    let mut known = Known::new();
    for segment in searcher.segment_readers() {
        let column = |name: &str| segment.fast_fields().str(name);
        let (Some(ids), Some(hashes), Some(files)) =
            (column("id")?, column("hash")?, column("file")?)
        else {
            continue;
        };
        let text = |column: &tantivy::columnar::StrColumn, doc| -> tantivy::Result<String> {
            let mut text = String::new();
            if let Some(ord) = column.term_ords(doc).next() {
                column.ord_to_str(ord, &mut text)?;
            }
            Ok(text)
        };
        for doc in segment.doc_ids_alive() {
            known.insert(text(&ids, doc)?, (text(&hashes, doc)?, text(&files, doc)?));
        }
    }
    Ok(known)
}
