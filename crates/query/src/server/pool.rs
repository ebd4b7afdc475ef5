//! The workers that search: as many as cores, with a bounded queue before them, so that the runtime never waits for a search
//! and a flood is turned away instead of waited for.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout_at;

use super::problem::Problem;

/// A bounded pool of workers.
#[derive(Debug)]
pub(crate) struct Pool {
    /// One for every request that is worked on or waits.
    places: Semaphore,
    workers: Arc<Semaphore>,
    timeout: Duration,
}

impl Pool {
    /// A pool of so many workers, 0 for one for each core, with so many places to wait.
    pub(crate) fn new(workers: usize, queue: usize, timeout: Duration) -> Pool {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = if workers == 0 { cores } else { workers };
        Pool {
            places: Semaphore::new(workers.saturating_add(queue).min(Semaphore::MAX_PERMITS)),
            workers: Arc::new(Semaphore::new(workers.min(Semaphore::MAX_PERMITS))),
            timeout,
        }
    }

    /// Runs some work on a thread of its own.
    ///
    /// # Errors
    ///
    /// 503 when too many wait already, or when the answer is not there in time. Work that has begun goes on to its end and holds
    /// its worker until then: every reading of texts that it needs ends after ten seconds.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let deadline = tokio::time::Instant::now() + self.timeout;
        let Ok(_place) = self.places.try_acquire() else {
            return Err(Problem::busy("too many requests are waiting already"));
        };
        let late = |_| Problem::too_slow("the answer took too long");
        let worker = Arc::clone(&self.workers).acquire_owned();
        let waited = |_| Problem::busy("no worker was free in time");
        let worker = timeout_at(deadline, worker).await.map_err(waited)?;
        let running = tokio::task::spawn_blocking(move || {
            // Given back when the work ends, not when the caller gives up.
            let _worker = worker;
            work()
        });
        match timeout_at(deadline, running).await.map_err(late)? {
            Ok(done) => Ok(done),
            // What the failure says may hold the question; the place of it is in the log already.
            Err(_) => Err(Problem::broken("the program failed on this request")),
        }
    }
}
