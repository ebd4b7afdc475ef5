//! The ledger of an index: every document that was ever shown, whether it still is, since when, and what is left of it.
//!
//! It stands beside the engine's files, where no search, count, facet or completion looks. It is the one part of an index that the
//! corpus does not give again, since a file that is gone says nothing; so a rebuild takes it over, whatever became of the rest.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::UNIX_EPOCH;

use sco_corpus::{Document, Metadata, RelationKind, Status};
use serde::{Deserialize, Serialize};

use crate::checksummed::{self, Change, without_checksum};
use crate::error::Error;
use crate::generation::Folder;
use crate::record::header;

/// Name of the ledger in its generation: an entry in JSON a line.
const FILE: &str = "ledger.jsonl";
/// Stands for the time at which an update will be published.
const PENDING: i64 = i64::MAX;
/// A clock that was ahead by more than this was wrong, seconds: what it wrote does not bind later times.
const CLOCK_SLIP: i64 = 24 * 60 * 60;

/// How a document stands to readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is shown.
    Published,
    /// It was taken back with a reason; a tombstone stands at its address.
    Withdrawn,
    /// Its file is gone, or it is a draft again.
    Removed,
}

/// What the ledger says of one document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerEntry {
    /// Permanent identifier.
    pub id: String,
    /// How it stands.
    pub standing: Standing,
    /// When readers of the index first saw it as it is now, seconds since 1970 UTC; never before the time of an older state.
    pub stamped: i64,
    /// When the document was last changed, seconds since 1970 UTC: its last correction or when it was taken in, else when its file
    /// was written.
    pub modified: i64,
    /// Hash of its content; empty when it was removed.
    hash: String,
    /// Code of the document type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// BCP 47 language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// First year of its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// What it is to its work: `original`, `official-translation` ….
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Identifier of the work that it is a version of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version_of: Option<String>,
    /// Identifiers of the same work in other languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<String>,
    /// What is left of a withdrawn document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<Left>,
}

/// What is left of a withdrawn document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Title as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// EDTF date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Why it was withdrawn.
    pub reason: String,
    /// The header's other keys as a JSON object, empty where there are none.
    pub header: String,
    /// File of the document.
    file: String,
}

/// The ledger of an index, in the order of identifiers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    entries: BTreeMap<String, LedgerEntry>,
    /// Times of entries that an update under way has replaced.
    replaced: Vec<i64>,
}

impl Ledger {
    /// Every document that was ever shown.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = &LedgerEntry> {
        self.entries.values()
    }

    /// As [`entries`](Ledger::entries), handed over.
    pub fn into_entries(self) -> impl Iterator<Item = LedgerEntry> {
        self.entries.into_values()
    }

    /// What is said of one document.
    pub fn get(&self, id: &str) -> Option<&LedgerEntry> {
        self.entries.get(id)
    }

    /// The ledger of a generation.
    pub(crate) fn read(folder: &Folder, generation: &Path) -> Result<Ledger, Error> {
        let text = fs::read_to_string(generation.join(FILE)).ok();
        let entries = text.as_deref().and_then(without_checksum);
        let entries = entries.and_then(|lines| lines.lines().map(entry).collect());
        let entries = entries.ok_or_else(|| folder.damaged(FILE))?;
        Ok(Ledger {
            entries,
            ..Ledger::default()
        })
    }

    /// What can be read of the ledger that a folder holds, whatever became of the rest of its index.
    pub(crate) fn held(folder: &Folder) -> Ledger {
        let current = folder.current().map(|(generation, _)| generation);
        let candidates = current.into_iter().chain(folder.newest_first());
        let mut texts = candidates.filter_map(|generation| fs::read(generation.join(FILE)).ok());
        let Some(bytes) = texts.next() else {
            return Ledger::default();
        };
        let text = String::from_utf8_lossy(&bytes);
        Ledger {
            entries: text.lines().filter_map(entry).collect(),
            ..Ledger::default()
        }
    }

    /// Whether the ledger of a generation is what was written.
    pub(crate) fn is_whole(generation: &Path) -> bool {
        let text = fs::read_to_string(generation.join(FILE));
        text.is_ok_and(|text| without_checksum(&text).is_some())
    }

    /// The checksum that the ledger of a generation begins with.
    pub(crate) fn checksum(generation: &Path) -> Result<String, Error> {
        checksummed::checksum(&generation.join(FILE))
    }

    /// Writes the ledger beside the one of a generation, where that differs.
    pub(crate) fn put_aside(&self, generation: &Path) -> Result<Option<Change>, Error> {
        let mut lines = String::new();
        for entry in self.entries.values() {
            // Only a map with keys that are no texts could fail here, and there is none.
            lines.push_str(&serde_json::to_string(entry).unwrap_or_default());
            lines.push('\n');
        }
        checksummed::put_aside(&generation.join(FILE), Some(&lines))
    }

    /// The file of a withdrawn document.
    pub(crate) fn file_of_withdrawn(&self, id: &str) -> Option<&str> {
        let left = self.entries.get(id)?.left.as_ref()?;
        Some(&left.file)
    }

    /// Notes a document as its file has it now: shown or withdrawn. A draft is nothing to the ledger.
    pub(crate) fn note(&mut self, id: &str, hash: &str, document: &Document, file: &str) {
        let standing = match document.metadata.status {
            Some(Status::Draft) => return,
            Some(Status::Withdrawn) => Standing::Withdrawn,
            Some(Status::Published) | None => Standing::Published,
        };
        let held = self.entries.get_mut(id);
        if let Some(held) = held.filter(|held| held.standing == standing && held.hash == hash) {
            if let Some(left) = &mut held.left {
                file.clone_into(&mut left.file);
            }
            return;
        }
        let entry = LedgerEntry {
            standing,
            hash: hash.to_owned(),
            modified: last_changed(&document.metadata).unwrap_or_else(|| written(file)),
            left: (standing == Standing::Withdrawn).then(|| left(&document.metadata, file)),
            ..described(id, &document.metadata)
        };
        let replaced = self.entries.insert(id.to_owned(), entry);
        self.replaced.extend(replaced.map(|entry| entry.stamped));
    }

    /// Ends an update that is published at `now`, seconds since 1970 UTC: what is shown no more is noted as removed, and what has
    /// changed gets its time.
    pub(crate) fn close(&mut self, is_shown: impl Fn(&str) -> bool, now: i64) {
        let bound = |stamped: &i64| *stamped < now.saturating_add(CLOCK_SLIP);
        let stamps = self.entries.values().map(|entry| entry.stamped);
        let stamps = stamps.chain(self.replaced.drain(..));
        let latest = stamps.filter(bound).max();
        // Later than all before it, so that who reads on from where he was misses nothing.
        let now = latest.map_or(now, |latest| now.max(latest.saturating_add(1)));
        for entry in self.entries.values_mut() {
            if entry.standing == Standing::Published && !is_shown(&entry.id) {
                entry.remove(now);
            }
            if entry.stamped == PENDING {
                entry.stamped = now;
            }
            entry.modified = entry.modified.min(now);
        }
    }
}

impl LedgerEntry {
    /// Keeps of a document that is gone what harvesters of a set need to learn it.
    fn remove(&mut self, now: i64) {
        self.standing = Standing::Removed;
        self.stamped = now;
        self.modified = now;
        self.hash.clear();
        self.version_of = None;
        self.translations.clear();
    }
}

fn entry(line: &str) -> Option<(String, LedgerEntry)> {
    let entry: LedgerEntry = serde_json::from_str(line).ok()?;
    Some((entry.id.clone(), entry))
}

fn described(id: &str, metadata: &Metadata) -> LedgerEntry {
    let relations = metadata.relations.iter();
    let translations = relations.filter(|relation| relation.kind == RelationKind::Translation);
    LedgerEntry {
        id: id.to_owned(),
        standing: Standing::Published,
        stamped: PENDING,
        modified: 0,
        hash: String::new(),
        kind: metadata.kind.as_ref().map(ToString::to_string),
        language: metadata.language.clone(),
        year: metadata.date.as_ref().map(sco_corpus::Edtf::year),
        version: metadata.version.as_ref().map(ToString::to_string),
        version_of: metadata.version_of.clone(),
        translations: translations
            .map(|relation| relation.document.clone())
            .collect(),
        left: None,
    }
}

fn left(metadata: &Metadata, file: &str) -> Left {
    Left {
        title: metadata.title.clone(),
        date: metadata.date.as_ref().map(ToString::to_string),
        reason: metadata.status_reason.clone().unwrap_or_default(),
        header: header(metadata),
        file: file.to_owned(),
    }
}

/// The last correction of a document, or when it was taken in; `None` where neither says a time.
fn last_changed(metadata: &Metadata) -> Option<i64> {
    let changes = metadata.changes.iter().map(|change| &change.at);
    let retrieved = metadata
        .original
        .iter()
        .flat_map(|original| &original.retrieved);
    changes
        .chain(retrieved)
        .filter_map(|text| moment(text))
        .max()
}

/// A time of RFC 3339 in seconds since 1970 UTC.
fn moment(text: &str) -> Option<i64> {
    let time = chrono::DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.timestamp())
}

/// When a file was written, seconds since 1970 UTC; the epoch where the system does not say.
fn written(file: &str) -> i64 {
    let time = fs::metadata(file).and_then(|file| file.modified());
    let since = time
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sco_corpus::{Change as Correction, Original};

    fn document(status: Option<Status>) -> Document {
        let mut document = Document::default();
        document.metadata.title = Some("甲".into());
        document.metadata.status = status;
        document.metadata.status_reason = Some("误收".into());
        document
    }

    fn standing(ledger: &Ledger) -> Option<(Standing, i64)> {
        ledger.get("a").map(|entry| (entry.standing, entry.stamped))
    }

    #[test]
    fn a_document_goes_through_all_its_states_and_none_takes_an_older_time() {
        let mut ledger = Ledger::default();
        let mut step = |hash: Option<&str>, status, now| {
            if let Some(hash) = hash {
                ledger.note("a", hash, &document(status), "a.md");
            }
            let is_shown =
                hash.is_some() && !matches!(status, Some(Status::Draft | Status::Withdrawn));
            ledger.close(|_| is_shown, now);
            standing(&ledger)
        };
        assert_eq!(step(Some("1"), Some(Status::Draft), 5), None, "never shown");
        assert_eq!(step(Some("1"), None, 10), Some((Standing::Published, 10)));
        assert_eq!(
            step(Some("1"), None, 20),
            Some((Standing::Published, 10)),
            "unchanged"
        );
        assert_eq!(
            step(Some("2"), None, 20),
            Some((Standing::Published, 20)),
            "changed"
        );
        assert_eq!(
            step(Some("3"), Some(Status::Withdrawn), 20),
            Some((Standing::Withdrawn, 21)),
            "in the same second"
        );
        assert_eq!(
            step(None, None, 40),
            Some((Standing::Withdrawn, 21)),
            "a tombstone outlives its file"
        );
        assert_eq!(
            step(Some("4"), None, 15),
            Some((Standing::Published, 22)),
            "restored, the clock set back"
        );
        assert_eq!(step(None, None, 60), Some((Standing::Removed, 60)));
        assert_eq!(step(None, None, 70), Some((Standing::Removed, 60)));
        assert_eq!(
            step(Some("4"), None, 80),
            Some((Standing::Published, 80)),
            "the file is back"
        );
        assert_eq!(
            step(Some("5"), Some(Status::Draft), 90),
            Some((Standing::Removed, 90))
        );
    }

    #[test]
    fn a_removed_document_keeps_nothing_but_its_name_and_sets() {
        let mut ledger = Ledger::default();
        let mut speech = document(None);
        speech.metadata.language = Some("zh-Hans".into());
        speech.metadata.version_of = Some("b".into());
        ledger.note("a", "1", &speech, "a.md");
        ledger.close(|_| false, 7);
        let line = serde_json::to_string(ledger.get("a").unwrap()).unwrap();
        assert_eq!(
            line,
            r#"{"id":"a","standing":"removed","stamped":7,"modified":7,"hash":"","language":"zh-Hans"}"#
        );
    }

    #[test]
    fn the_time_of_change_is_the_last_that_the_header_knows() {
        let mut metadata = Metadata::default();
        assert_eq!(last_changed(&metadata), None);
        metadata.original = Some(Original {
            retrieved: Some("2025-01-02T03:04:05+08:00".into()),
            ..Original::default()
        });
        assert_eq!(last_changed(&metadata), Some(1_735_758_245));
        metadata.changes = ["2025-03-01T00:00:00Z", "2025-02-01T00:00:00Z", "yesterday"]
            .map(|at| Correction {
                at: at.into(),
                who: "某人".into(),
                why: "勘误".into(),
                previous: None,
            })
            .to_vec();
        assert_eq!(last_changed(&metadata), Some(1_740_787_200));
    }

    #[test]
    fn a_clock_that_was_years_ahead_does_not_bind_later_times() {
        let mut ledger = Ledger::default();
        ledger.note("a", "1", &document(None), "a.md");
        ledger.close(|_| true, 4_000_000_000);
        ledger.note("b", "1", &document(None), "b.md");
        ledger.close(|_| true, 1_800_000_000);
        assert_eq!(
            ledger.get("b").map(|entry| entry.stamped),
            Some(1_800_000_000)
        );
    }

    #[test]
    fn what_is_written_is_read_again_and_damage_costs_single_lines() {
        let root = tempfile::tempdir().unwrap();
        let folder = Folder::new(root.path());
        let generation = folder.begin().unwrap();
        let mut ledger = Ledger::default();
        for id in ["a", "b", "丙\n\"x\""] {
            ledger.note(id, "1", &document(Some(Status::Withdrawn)), "a.md");
        }
        ledger.close(|_| true, 7);
        ledger
            .put_aside(&generation)
            .unwrap()
            .unwrap()
            .make()
            .unwrap();
        assert_eq!(Ledger::read(&folder, &generation).unwrap(), ledger);
        assert!(
            ledger.put_aside(&generation).unwrap().is_none(),
            "nothing has changed"
        );
        let file = generation.join(FILE);
        let text = fs::read_to_string(&file)
            .unwrap()
            .replacen("\"id\":\"b\"", "\"id\":\"b", 1);
        fs::write(&file, text).unwrap();
        assert!(Ledger::read(&folder, &generation).is_err() && !Ledger::is_whole(&generation));
        let held = Ledger::held(&folder);
        assert_eq!(
            held.entries()
                .map(|entry| entry.id.as_str())
                .collect::<Vec<_>>(),
            ["a", "丙\n\"x\""]
        );
    }
}
