//! `sco index --watch`: whatever is saved in the corpus is searchable at once.
//!
//! The system's events only wake this loop; what has changed is found by looking at the files, since events get lost, come
//! from renamed folders, or do not come at all. A burst of saves is one update; a file that is still being written waits. The
//! index is locked only while an update runs.

mod snapshot;
mod writers;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use anyhow::Context;
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use sco_indexer::{Error, LexiconSource, Options, Scope, Skipped, Summary, update_within};

use super::{Outcome, Places, say};
use snapshot::Snapshot;
use writers::{Writers, is_change};

/// A burst is over when nothing has happened for so long …
const QUIET: Duration = Duration::from_millis(120);
/// … and is dealt with after so long in any case.
const LONGEST_BURST: Duration = Duration::from_millis(500);
/// Time between two looks at a file, which is being written when they differ.
const STABLE: Duration = Duration::from_millis(80);
/// How soon what waited is looked at again.
const AGAIN: Duration = Duration::from_millis(250);
/// How often the files are looked at although nothing was heard of them: network drives send no events.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What wakes the loop.
enum Wake {
    Event(notify::Result<notify::Event>),
    Stop,
}

/// Makes a first update by `first`, then watches the corpus until it is told to stop (Ctrl-C, SIGTERM).
pub(super) fn run(
    places: &Places,
    options: &Options,
    first: impl FnOnce() -> anyhow::Result<Summary>,
) -> anyhow::Result<Outcome> {
    check(places)?;
    let (sender, receiver) = channel();
    stop_on_signal(sender.clone()).context("cannot listen for Ctrl-C")?;
    // Listening and looking come first: what is saved during the first update is found afterwards.
    let mut watch = Watch::new(places, options, receiver, sender);
    let before = watch.snapshot();
    match first() {
        Ok(summary) => watch.begin_with(before.unwrap_or_default(), &summary),
        Err(error) if can_wait(&error) => say(&format!("not indexed yet: {error:#}")),
        Err(error) => return Err(error),
    }
    say(&format!(
        "watching `{}` (Ctrl-C stops it)",
        places.corpus().display()
    ));
    watch.until_stopped();
    say("stopped watching");
    Ok(Outcome::Found)
}

/// Whether what stood against a first update may pass by itself.
fn can_wait(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(Error::NoDocuments { .. } | Error::NothingReadable { .. } | Error::Locked { .. })
    )
}

fn troubled_file(skipped: &Skipped) -> PathBuf {
    PathBuf::from(&skipped.file)
}

struct Watch<'w> {
    places: &'w Places,
    options: &'w Options,
    lexicon: PathBuf,
    receiver: Receiver<Wake>,
    sender: Sender<Wake>,
    watcher: Option<RecommendedWatcher>,
    writers: Writers,
    /// The files as they are in the index.
    known: Snapshot,
    /// Files that gave no document: another file's change may set them right (an id that becomes free).
    troubled: BTreeSet<PathBuf>,
    /// What was said of them, so that it is said once.
    said: BTreeMap<PathBuf, String>,
    is_gone: bool,
    waits_for_lock: bool,
}

impl<'w> Watch<'w> {
    fn new(
        places: &'w Places,
        options: &'w Options,
        receiver: Receiver<Wake>,
        sender: Sender<Wake>,
    ) -> Self {
        let lexicon = match &options.lexicon {
            LexiconSource::File(path) => path.clone(),
            _ => places.corpus().join("lexicon.tsv"),
        };
        let mut watch = Self {
            places,
            options,
            lexicon,
            receiver,
            sender,
            watcher: None,
            writers: Writers::default(),
            known: Snapshot::default(),
            troubled: BTreeSet::new(),
            said: BTreeMap::new(),
            is_gone: false,
            waits_for_lock: false,
        };
        watch.listen();
        watch
    }

    /// Takes over what a first update of all files did.
    fn begin_with(&mut self, known: Snapshot, summary: &Summary) {
        self.known = known;
        self.troubled = summary.skipped.iter().map(troubled_file).collect();
        let said = summary
            .skipped
            .iter()
            .map(|skipped| (troubled_file(skipped), skipped.reason.clone()));
        self.said = said.collect();
    }

    /// Asks the system for events of the corpus; without them the files are looked at now and then.
    fn listen(&mut self) {
        let sender = self.sender.clone();
        let made = notify::recommended_watcher(move |event| {
            // Nobody listens any more when the loop has ended.
            let _ = sender.send(Wake::Event(event));
        });
        let corpus = self.places.corpus();
        let watching = made.and_then(|mut watcher| {
            watcher.watch(corpus, RecursiveMode::Recursive)?;
            Ok(watcher)
        });
        match watching {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(error) => {
                self.watcher = None;
                if corpus.is_dir() {
                    say(&format!(
                        "no events of `{}`: {error}; looking every two seconds instead",
                        corpus.display()
                    ));
                }
            }
        }
    }

    fn until_stopped(&mut self) {
        let mut wait = Duration::ZERO;
        loop {
            if self.sleep(wait) {
                return;
            }
            wait = if self.look() { LOOK_EVERY } else { AGAIN };
        }
    }

    /// Waits for a burst to come and to be over, at most so long for it to come; says whether to stop.
    fn sleep(&mut self, most: Duration) -> bool {
        let mut deadline = Instant::now() + most;
        let mut burst: Option<Instant> = None;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.receiver.recv_timeout(left) {
                Ok(Wake::Stop) | Err(RecvTimeoutError::Disconnected) => return true,
                // Too many events to tell them is a reason to look as well.
                Err(RecvTimeoutError::Timeout) | Ok(Wake::Event(Err(_))) => return false,
                Ok(Wake::Event(Ok(event))) => {
                    let now = Instant::now();
                    self.writers.hear(&event, now);
                    if is_change(&event) {
                        let begun = *burst.get_or_insert(now);
                        deadline = (now + QUIET).min(begun + LONGEST_BURST);
                    }
                }
            }
        }
    }

    /// Looks at the files and brings the index up to date; says whether nothing is left to do.
    fn look(&mut self) -> bool {
        let Some(before) = self.snapshot() else {
            return false;
        };
        if before == self.known {
            return true;
        }
        std::thread::sleep(STABLE);
        let Some(mut now) = self.snapshot() else {
            return false;
        };
        let changed = now.changed_since(&self.known);
        let mut held: BTreeSet<PathBuf> = now.changed_since(&before);
        held.extend(self.being_written());
        held.retain(|path| changed.contains(path) && path.exists());
        let mut files: BTreeSet<PathBuf> = changed.difference(&held).cloned().collect();
        if files.is_empty() && !now.has_other_lexicon(&self.known) {
            return held.is_empty();
        }
        files.extend(self.troubled.iter().cloned());
        if !self.update(files, &held) {
            return false;
        }
        now.forget(&held, &self.known);
        self.known = now;
        held.is_empty()
    }

    /// The files that are open for writing, as the path of the corpus leads to them: events have absolute paths.
    fn being_written(&mut self) -> BTreeSet<PathBuf> {
        let corpus = self.places.corpus();
        let root = std::path::absolute(corpus).unwrap_or_else(|_| corpus.to_owned());
        let busy = self.writers.busy(Instant::now()).into_iter();
        busy.map(|path| {
            path.strip_prefix(&root)
                .map_or(path.clone(), |inside| corpus.join(inside))
        })
        .collect()
    }

    /// The files now; when the folder has gone, that is said once, and what the index has of it stays.
    fn snapshot(&mut self) -> Option<Snapshot> {
        let found = Snapshot::take(self.places.corpus(), &self.lexicon);
        let corpus = self.places.corpus().display();
        match (&found, self.is_gone) {
            (None, false) => {
                say(&format!(
                    "there is no folder `documents` in `{corpus}` any more; the index stays as it is until there is one"
                ));
                self.is_gone = true;
            }
            (Some(_), true) => {
                say(&format!(
                    "the folder `documents` in `{corpus}` is there again"
                ));
                self.is_gone = false;
                self.listen();
            }
            _ => {}
        }
        found
    }

    /// One update; says whether it was made.
    fn update(&mut self, files: BTreeSet<PathBuf>, held: &BTreeSet<PathBuf>) -> bool {
        let scope = Scope {
            changed: Some(files.iter().cloned().collect()),
            held: held.iter().cloned().collect(),
        };
        let options = Options {
            rebuild: false,
            lexicon: self.lexicon(),
            ..self.options.clone()
        };
        match update_within(self.places.index(), &options, &scope, &mut |_| {}) {
            Ok(summary) => {
                self.waits_for_lock = false;
                self.tell(&summary, &files, held);
                true
            }
            Err(Error::Locked { .. }) => {
                if !self.waits_for_lock {
                    say("another process writes the index: waiting for it");
                }
                self.waits_for_lock = true;
                false
            }
            // What cannot be done now is tried again when something changes.
            Err(error) => {
                say(&format!("not indexed: {:#}", anyhow::Error::from(error)));
                self.troubled.extend(files);
                true
            }
        }
    }

    /// The lexicon to use now: the corpus's own may come and go while it is watched.
    fn lexicon(&self) -> LexiconSource {
        match &self.options.lexicon {
            LexiconSource::File(path) if *path != self.places.corpus().join("lexicon.tsv") => {
                self.options.lexicon.clone()
            }
            _ => self.places.lexicon(),
        }
    }

    fn tell(&mut self, summary: &Summary, files: &BTreeSet<PathBuf>, held: &BTreeSet<PathBuf>) {
        for file in files {
            self.troubled.remove(file);
        }
        let mut still: BTreeMap<PathBuf, String> = BTreeMap::new();
        for skipped in &summary.skipped {
            let file = troubled_file(skipped);
            if held.contains(&file) {
                continue;
            }
            if self.said.get(&file) != Some(&skipped.reason) {
                say(&format!("passed over {}", told(skipped)));
            }
            still.insert(file.clone(), skipped.reason.clone());
            self.troubled.insert(file);
        }
        self.said = still;
        for problem in &summary.lexicon_problems {
            if summary.lexicon_updated || summary.rebuilt.is_some() {
                say(&format!("lexicon.tsv {problem}"));
            }
        }
        if summary.indexed + summary.removed > 0
            || summary.lexicon_updated
            || summary.rebuilt.is_some()
        {
            say(&format!(
                "{} indexed, {} removed, {} in all; {:.2} s",
                summary.indexed,
                summary.removed,
                super::search::counted(summary.documents, "document"),
                summary.elapsed.as_secs_f64()
            ));
        }
    }
}

/// A file that gave no document, and why; a reason that names its own place need not be told where it is.
fn told(skipped: &Skipped) -> String {
    let is_told = skipped.reason.contains(&skipped.place);
    if is_told {
        skipped.reason.clone()
    } else {
        format!("`{}`: {}", skipped.place, skipped.reason)
    }
}

/// Ends the loop at Ctrl-C or SIGTERM; an update under way comes to its end first.
fn stop_on_signal(sender: Sender<Wake>) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            runtime.block_on(signalled());
            let _ = sender.send(Wake::Stop);
        })?;
    Ok(())
}

#[cfg(unix)]
async fn signalled() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signalled() {
    let _ = tokio::signal::ctrl_c().await;
}

/// Whether what is watched can be watched: a folder, not a list of files.
fn check(places: &Places) -> anyhow::Result<()> {
    let documents = places.corpus().join("documents");
    if documents.is_dir() {
        return Ok(());
    }
    anyhow::bail!(
        "there is no folder `{}` to watch; make it, or name the corpus with --corpus",
        documents.display()
    )
}
