//! Files that somebody has open for writing, where the system tells when they are closed.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Event, EventKind};

/// After so long without another write a file counts as closed, whatever was or was not heard of it.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(5);

/// Files with writes that no closing has followed yet.
#[derive(Debug, Default)]
pub(super) struct Writers {
    since: HashMap<PathBuf, Instant>,
}

/// Whether an event can mean that a document is another one now; reading, which this program does itself, cannot.
pub(super) fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

impl Writers {
    /// Takes note of an event.
    pub(super) fn hear(&mut self, event: &Event, now: Instant) {
        match event.kind {
            // Only inotify says that a writer has closed its file; elsewhere a file would never be free again.
            EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => {
                self.since
                    .extend(event.paths.iter().map(|path| (path.clone(), now)));
            }
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Remove(_)
            | EventKind::Modify(ModifyKind::Name(_)) => {
                for path in &event.paths {
                    self.since.remove(path);
                }
            }
            _ => {}
        }
    }

    /// The files that are being written now.
    pub(super) fn busy(&mut self, now: Instant) -> BTreeSet<PathBuf> {
        self.since
            .retain(|_, since| now.duration_since(*since) < FORGOTTEN_AFTER);
        self.since.keys().cloned().collect()
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use notify::event::DataChange;

    use super::*;

    #[test]
    fn a_file_is_busy_from_its_first_write_until_it_is_closed_or_forgotten() {
        let event = |kind, path: &str| Event::new(kind).add_path(path.into());
        let write = |path| event(EventKind::Modify(ModifyKind::Data(DataChange::Any)), path);
        let close = |path| {
            event(
                EventKind::Access(AccessKind::Close(AccessMode::Write)),
                path,
            )
        };
        let now = Instant::now();
        let mut writers = Writers::default();
        writers.hear(&write("a"), now);
        writers.hear(&write("b"), now);
        writers.hear(&close("a"), now);
        assert_eq!(writers.busy(now), BTreeSet::from([PathBuf::from("b")]));
        assert_eq!(writers.busy(now + FORGOTTEN_AFTER), BTreeSet::new());
        assert!(is_change(&close("a")));
        assert!(!is_change(&event(
            EventKind::Access(AccessKind::Open(AccessMode::Any)),
            "a"
        )));
    }
}
