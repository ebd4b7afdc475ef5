//! What the operator is told: a JSON object a line, on standard error.

use std::io::Write;
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

/// Writes an error that is ours, with what is behind it: the caller is told nothing of it.
pub(crate) fn failure(error: &dyn std::error::Error) {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let causes: Vec<String> = causes.map(ToString::to_string).collect();
    event(json!({"event": "error", "error": error.to_string(), "causes": causes}));
}
