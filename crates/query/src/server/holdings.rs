//! What is and was held, as harvesters and crawlers read it: the ledger of the index in the order of its times.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, SecondsFormat};
use sco_indexer::{Ledger, LedgerEntry, Standing};

/// Every document that was ever shown.
#[derive(Debug, Default)]
pub(crate) struct Holdings {
    /// In the order of their times, then of their identifiers.
    entries: Vec<LedgerEntry>,
    /// Identifier → place among the entries.
    places: HashMap<String, usize>,
    /// Sets that hold something, each behind the one that it belongs to.
    sets: BTreeSet<String>,
}

impl Holdings {
    /// The holdings that a ledger tells of.
    pub(crate) fn of(ledger: Ledger) -> Holdings {
        let mut entries: Vec<LedgerEntry> = ledger.into_entries().collect();
        entries.sort_by(|a, b| key(a).cmp(&key(b)));
        let places = (0..).zip(&entries);
        let places = places
            .map(|(place, entry)| (entry.id.clone(), place))
            .collect();
        let mut sets = BTreeSet::new();
        for set in entries.iter().flat_map(sets_of) {
            if let Some((parent, _)) = set.split_once(':') {
                sets.insert(parent.to_owned());
            }
            sets.insert(set);
        }
        Holdings {
            entries,
            places,
            sets,
        }
    }

    /// What is said of one document.
    pub(crate) fn get(&self, id: &str) -> Option<&LedgerEntry> {
        self.entries.get(*self.places.get(id)?)
    }

    /// What stands behind a time and an identifier, in order.
    pub(crate) fn behind(&self, position: (i64, &str)) -> &[LedgerEntry] {
        let start = self.entries.partition_point(|entry| key(entry) <= position);
        &self.entries[start..]
    }

    /// The documents that are shown, in the order of their identifiers.
    pub(crate) fn shown(&self) -> Vec<&LedgerEntry> {
        let entries = self.entries.iter();
        let mut shown: Vec<&LedgerEntry> = entries
            .filter(|entry| entry.standing == Standing::Published)
            .collect();
        shown.sort_by(|a, b| a.id.cmp(&b.id));
        shown
    }

    /// The sets that hold something, each behind the one that it belongs to.
    pub(crate) fn sets(&self) -> &BTreeSet<String> {
        &self.sets
    }

    /// The first of all times, seconds since 1970 UTC.
    pub(crate) fn earliest(&self) -> Option<i64> {
        self.entries.first().map(|entry| entry.stamped)
    }

    /// Some entry, for an example.
    pub(crate) fn first_shown(&self) -> Option<&LedgerEntry> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.standing == Standing::Published)
    }
}

fn key(entry: &LedgerEntry) -> (i64, &str) {
    (entry.stamped, &entry.id)
}

/// The sets that a document is in: by type, language, and year.
pub(crate) fn sets_of(entry: &LedgerEntry) -> Vec<String> {
    let sets = [
        entry.kind.as_ref().map(|kind| format!("type:{kind}")),
        entry
            .language
            .as_ref()
            .map(|language| format!("language:{language}")),
        entry.year.map(|year| format!("year:{year:04}")),
    ];
    sets.into_iter().flatten().collect()
}

/// A time in UTC as RFC 3339 has it; seconds since 1970.
pub(crate) fn utc(seconds: i64) -> String {
    let time = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_utc() {
        assert_eq!(utc(1_735_758_245), "2025-01-01T19:04:05Z");
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
    }
}
