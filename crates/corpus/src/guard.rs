//! A reader that panics costs one file, not the run.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `read` gives, or the message of its panic.
///
/// What `read` works on is thrown away with it, so nothing half made is seen afterwards.
pub(crate) fn guarded<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|payload| message(payload.as_ref()))
}

fn message(payload: &(dyn Any + Send)) -> String {
    let words = payload.downcast_ref::<&str>().copied();
    words
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_becomes_its_message() {
        assert_eq!(guarded(|| 1), Ok(1));
        let five = 5;
        assert_eq!(
            guarded(|| assert!(five < 3, "page {five}")),
            Err("page 5".to_owned())
        );
        assert_eq!(
            guarded(|| panic!("words")),
            Err::<(), _>("words".to_owned())
        );
    }
}
