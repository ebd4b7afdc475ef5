//! What the operator is told: a JSON object a line, on standard error.

use std::io::Write;
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

/// Writes an event.
pub(crate) fn event(mut event: Value) {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    event["unix_ms"] = json!(u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
    // Nothing can be done when even standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "{event}");
}

/// What goes wrong again and again, said once.
#[derive(Debug, Default)]
pub(crate) struct Trouble(Mutex<Option<String>>);

impl Trouble {
    /// Writes an error, unless it is the one that was written last.
    pub(crate) fn say(&self, error: &dyn std::error::Error) {
        let now = Some(error.to_string());
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *last != now {
            failure(error);
            *last = now;
        }
    }

    /// All is well again: the next error is said, whatever it is.
    pub(crate) fn is_over(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Writes an error that is ours, with what is behind it: the caller is told nothing of it.
pub(crate) fn failure(error: &dyn std::error::Error) {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let causes: Vec<String> = causes.map(ToString::to_string).collect();
    event(json!({"event": "error", "error": error.to_string(), "causes": causes}));
}
