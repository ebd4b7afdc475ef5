//! Bringing an index up to date with its sources.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use sco_analysis::Dictionary;
use sco_corpus::{Status, content_hash};
use tantivy::schema::Term;
use tantivy::{Index, IndexSettings, IndexWriter};

use crate::checksummed::Change;
use crate::entry::Entry;
use crate::error::Error;
use crate::generation::{Folder, Manifest, share_permissions};
use crate::known::{Known, reusable_generation};
use crate::ledger::Ledger;
use crate::lexicon_copy::{Given, LexiconSource};
use crate::purge::purge;
use crate::record::Record;
use crate::schema::{Fields, GRAMS, WORDS};
use crate::scope::Scope;
use crate::source::{Incoming, Skipped, Source};
use crate::summary::Summary;
use crate::tokenizers::{GramTokenizer, WordTokenizer};

/// Memory for postings before they are written out, bytes for each thread.
const ARENA_BYTES: usize = 96 * 1024 * 1024;

/// Least text that is compressed together, bytes: whoever reads one short record unpacks all of its block.
const BLOCK_BYTES: usize = 4096;

/// Hexadecimal digits that are kept of a content hash: 128 bits tell any number of documents apart.
const HASH_DIGITS: usize = 32;
/// Longest identifier, bytes: longer terms would be left out of the index by the engine.
const ID_LIMIT: usize = 1_000;

/// What an update is to do.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where the documents come from.
    pub sources: Vec<Source>,
    /// Where the lexicon comes from.
    pub lexicon: LexiconSource,
    /// Threads that index; 0 means one for each core.
    pub threads: usize,
    /// Build anew even where nothing has changed.
    pub rebuild: bool,
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
    update_within(folder, options, &Scope::default(), progress)
}

/// As [`update`], looking at some files of the sources only: what whoever watches a corpus knows to have changed.
///
/// # Errors
///
/// As [`update`].
pub fn update_within(
    folder: &Path,
    options: &Options,
    scope: &Scope,
    progress: &mut dyn FnMut(&Summary),
) -> Result<Summary, Error> {
    let started = Instant::now();
    let folder = Folder::new(folder);
    let lock = folder.lock()?;
    let mut summary = Summary::default();
    let mut lexicon = Given::read(&options.lexicon)?;
    summary.lexicon_problems = std::mem::take(&mut lexicon.problems);
    let manifest = Manifest::new(lexicon.names_hash());
    let begun = Job::begin(&folder, options, &manifest, lexicon, &mut summary);
    let finished = begun.and_then(|mut job| {
        job.scope = if job.aside {
            Scope {
                changed: None,
                ..scope.clone()
            }
        } else {
            scope.clone()
        };
        job.run(&options.sources, &mut summary, &mut |summary| {
            summary.elapsed = started.elapsed();
            progress(summary);
        })?;
        job.finish(&folder, &options.sources, &manifest, &mut summary)
    });
    summary.elapsed = started.elapsed();
    if finished.is_err() {
        folder.sweep_unfinished();
    }
    if let Ok((generation, _)) = folder.current() {
        share_permissions(&generation);
    }
    drop(lock);
    finished
        .map(|()| summary)
        .map_err(|error| error.at(folder.root()))
}

/// An update under way.
struct Job {
    generation: PathBuf,
    /// Whether the generation is new and has to be published.
    aside: bool,
    writer: IndexWriter,
    fields: Fields,
    lexicon: Given,
    /// Identifier → content hash and file of what is indexed and has not been seen in the sources yet.
    known: Known,
    /// Identifier → place of what has been seen.
    seen: HashMap<String, String>,
    /// Documents that the index held before.
    before: usize,
    /// Documents that come last, because another file has their identifiers.
    challengers: Vec<Incoming>,
    /// What was ever shown.
    ledger: Ledger,
    /// Identifier → place of withdrawn documents.
    withdrawn: HashMap<String, String>,
    /// Whether something was in the index that readers may see no more.
    purges: bool,
    scope: Scope,
}

impl Job {
    fn begin(
        folder: &Folder,
        options: &Options,
        manifest: &Manifest,
        lexicon: Given,
        summary: &mut Summary,
    ) -> Result<Job, Error> {
        let ledger = Ledger::held(folder); // before anything is swept away
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
                let settings = IndexSettings {
                    docstore_blocksize: BLOCK_BYTES,
                    ..IndexSettings::default()
                };
                let index = Index::builder().schema(schema).settings(settings);
                let index = index
                    .create_in_dir(&generation)
                    .map_err(|error| Error::from(error).at(folder.root()))?;
                (generation, index, HashMap::new())
            }
        };
        let aside = summary.rebuilt.is_some();
        let before = known.len();
        index.tokenizers().register(GRAMS, GramTokenizer::default());
        let dictionary = Dictionary::with_names(lexicon.names.iter().map(String::as_str));
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
            lexicon,
            known,
            seen: HashMap::new(),
            before,
            challengers: Vec::new(),
            ledger,
            withdrawn: HashMap::new(),
            purges: false,
            scope: Scope::default(),
        })
    }

    fn run(
        &mut self,
        sources: &[Source],
        summary: &mut Summary,
        progress: &mut dyn FnMut(&mut Summary),
    ) -> Result<(), Error> {
        for source in sources {
            for incoming in source.read(self.scope.changed.as_deref())? {
                match incoming {
                    Ok(incoming) if self.is_held(&incoming) => {
                        summary.skipped.push(being_written(incoming));
                    }
                    Ok(incoming) if self.is_challenger(&incoming) => {
                        self.challengers.push(incoming);
                    }
                    Ok(incoming) => self.take(incoming, summary)?,
                    Err(skipped) => summary.skipped.push(skipped),
                }
                progress(summary);
            }
        }
        for incoming in std::mem::take(&mut self.challengers) {
            match self.holder(&incoming.id) {
                Some(holder) => summary.skipped.push(already_taken(incoming, &holder)),
                None => self.take(incoming, summary)?,
            }
        }
        let documents = self.seen.len()
            + if self.scope.changed.is_some() {
                self.known.len()
            } else {
                0
            };
        if documents == 0 && summary.skipped.is_empty() && summary.withheld == 0 {
            let path = sources
                .first()
                .map_or(PathBuf::new(), |source| source.path().to_owned());
            return Err(Error::NoDocuments { path });
        }
        Ok(())
    }

    fn is_held(&self, incoming: &Incoming) -> bool {
        self.scope
            .held
            .iter()
            .any(|held| held == Path::new(&incoming.file))
    }

    /// The file outside the scope that has an identifier: it is not read, and keeps it.
    fn holder(&self, id: &str) -> Option<String> {
        let (_, file) = self.known.get(id)?;
        (!self.scope.holds(Path::new(file))).then(|| file.clone())
    }

    /// Whether a document claims an identifier that the index knows from another file which is still there: the file that has
    /// been in the index keeps it.
    fn is_challenger(&self, incoming: &Incoming) -> bool {
        let known = self.known.get(&incoming.id).map(|(_, file)| file.as_str());
        let known = known.or_else(|| self.ledger.file_of_withdrawn(&incoming.id));
        known.is_some_and(|file| *file != incoming.file && Path::new(file).exists())
    }

    fn take(&mut self, incoming: Incoming, summary: &mut Summary) -> Result<(), Error> {
        let Incoming {
            id,
            document,
            file,
            place,
        } = incoming;
        let mut refuse = |reason: String| {
            summary.skipped.push(Skipped {
                place: place.clone(),
                file: file.clone(),
                reason,
            });
            Ok(())
        };
        let first = self.seen.get(&id).or_else(|| self.withdrawn.get(&id));
        if let Some(first) = first {
            return refuse(belongs_to(&id, first));
        }
        if id.len() > ID_LIMIT {
            return refuse(format!(
                "its id has {} bytes; allowed: {ID_LIMIT}",
                id.len()
            ));
        }
        let mut hash = content_hash(&document);
        hash.truncate(HASH_DIGITS);
        self.ledger.note(&id, &hash, &document, &file);
        if let Some(status @ (Status::Draft | Status::Withdrawn)) = document.metadata.status {
            self.withhold(&id, status, place, summary);
            return Ok(());
        }
        self.seen.insert(id.clone(), place.clone());
        let known = self.known.remove(&id);
        if known.as_ref() == Some(&(hash.clone(), file.clone())) {
            summary.unchanged += 1;
            return Ok(());
        }
        if known.is_some() {
            self.writer
                .delete_term(Term::from_field_text(self.fields.id, &id));
        }
        // A document that the rules for quotations choke on costs itself, not the others.
        let Ok(record) = std::panic::catch_unwind(|| Record::of(&id, &document)) else {
            self.seen.remove(&id);
            let reason =
                "the program failed on this document; please report it with the document".into();
            summary.skipped.push(Skipped {
                place,
                file,
                reason,
            });
            return Ok(());
        };
        summary.bytes += record.bytes() as u64;
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

    /// Takes out what the index holds of a document that is not for readers, whatever else could not be read this time.
    fn withhold(&mut self, id: &str, status: Status, place: String, summary: &mut Summary) {
        summary.withheld += 1;
        if status == Status::Withdrawn {
            self.withdrawn.insert(id.to_owned(), place);
        }
        if self.known.remove(id).is_some() {
            self.writer
                .delete_term(Term::from_field_text(self.fields.id, id));
            self.purges = true;
            summary.removed += 1;
        }
    }

    fn finish(
        mut self,
        folder: &Folder,
        sources: &[Source],
        manifest: &Manifest,
        summary: &mut Summary,
    ) -> Result<(), Error> {
        self.refuse_other_sources(folder, sources, summary)?;
        self.remove_what_is_gone(summary);
        summary.documents = self.seen.len() as u64 + self.known.len() as u64;
        if summary.documents == 0 && !summary.skipped.is_empty() {
            // Publishing an empty index would lose what is there.
            let first = &summary.skipped[0];
            return Err(Error::NothingReadable {
                place: first.place.clone(),
                reason: first.reason.clone(),
            });
        }
        let lexicon = self.lexicon.put_aside(&self.generation)?;
        let (seen, kept) = (&self.seen, &self.known);
        let is_shown = |id: &str| seen.contains_key(id) || kept.contains_key(id);
        self.ledger.close(is_shown, chrono::Utc::now().timestamp());
        let ledger = self.ledger.put_aside(&self.generation)?;
        if self.aside || summary.indexed + summary.removed > 0 {
            self.writer.commit()?;
        }
        // At once: what is in the index now is what the ledger says.
        ledger.map_or(Ok(()), Change::make)?;
        let index = self.writer.index().clone();
        self.writer.wait_merging_threads()?;
        if self.purges && !self.aside {
            purge(&index)?;
        }
        summary.lexicon_updated = !self.aside && lexicon.is_some();
        lexicon.map_or(Ok(()), Change::make)?;
        if self.aside {
            folder.publish(&self.generation, manifest)?;
        }
        Ok(())
    }

    /// Replacing every document by those of another folder is rather a mistake in the arguments than a change of the corpus.
    fn refuse_other_sources(
        &self,
        folder: &Folder,
        sources: &[Source],
        summary: &Summary,
    ) -> Result<(), Error> {
        let all_replaced =
            !self.known.is_empty() && self.known.len() == self.before && summary.indexed > 0;
        let is_ours = |file: &String| {
            sources
                .iter()
                .any(|source| Path::new(file).starts_with(source.path()))
        };
        if !self.aside && all_replaced && !self.known.values().any(|(_, file)| is_ours(file)) {
            return Err(Error::OtherSource {
                path: folder.root().to_owned(),
                documents: self.before,
            });
        }
        Ok(())
    }

    /// Removes documents whose source is gone; a document whose file or folder could not be read this time stays as it was.
    fn remove_what_is_gone(&mut self, summary: &mut Summary) {
        let unreadable: Vec<&Path> = summary
            .skipped
            .iter()
            .map(|skipped| Path::new(&skipped.file))
            .collect();
        // Every path begins with the empty one: when it is not known what could not be read, nothing is gone.
        let is_unreadable = |file: &str| {
            unreadable
                .iter()
                .any(|place| Path::new(file).starts_with(place))
        };
        let is_gone = |file: &str| self.scope.holds(Path::new(file)) && !is_unreadable(file);
        let gone: Vec<String> = self
            .known
            .iter()
            .filter(|(_, (_, file))| is_gone(file))
            .map(|(id, _)| id.clone())
            .collect();
        for id in gone {
            self.writer
                .delete_term(Term::from_field_text(self.fields.id, &id));
            self.known.remove(&id);
            summary.removed += 1;
        }
        let kept = self
            .known
            .values()
            .filter(|(_, file)| self.scope.holds(Path::new(file)));
        summary.kept = kept.count() as u64;
        if self.scope.changed.is_some() {
            summary.unchanged += self.known.len() as u64 - summary.kept;
        }
    }
}

fn belongs_to(id: &str, file: &str) -> String {
    format!("its id `{id}` belongs to `{file}` already; give one of them another id")
}

fn already_taken(incoming: Incoming, holder: &str) -> Skipped {
    Skipped {
        reason: belongs_to(&incoming.id, holder),
        place: incoming.place,
        file: incoming.file,
    }
}

fn being_written(incoming: Incoming) -> Skipped {
    Skipped {
        place: incoming.place,
        file: incoming.file,
        reason: "somebody is writing it".into(),
    }
}
