//! The index that is asked, and its exchange for a newer one while requests go on.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use serde_json::json;

use super::holdings::Holdings;
use super::log;
use crate::engine::{Engine, SearchError};
use crate::facets::FacetName;
use crate::nothing::Coverage;

/// How often the server looks whether the index has changed.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// One state of the index.
#[derive(Debug)]
pub(crate) struct Live {
    pub(crate) engine: Engine,
    /// Another one for every state; part of every `ETag`.
    pub(crate) state: String,
    /// What the index holds: what is behind every chart.
    pub(crate) coverage: Coverage,
    /// What is and was held.
    pub(crate) holdings: Holdings,
    /// Documents of each year.
    pub(crate) years: BTreeMap<String, usize>,
}

impl Live {
    /// Opens the index in its present state.
    pub(crate) fn open(path: &std::path::Path) -> Result<Live, SearchError> {
        let state = sco_indexer::state(path)?;
        let engine = Engine::open(path)?;
        let mut facets = engine.facets_of_all(&[FacetName::Year])?;
        let years = facets.remove(FacetName::Year.name()).unwrap_or_default();
        Ok(Live {
            holdings: Holdings::of(sco_indexer::ledger(path)?),
            coverage: engine.coverage()?,
            years: years
                .into_iter()
                .map(|year| (year.value, year.count))
                .collect(),
            engine,
            state,
        })
    }
}

/// The present state, for as many readers as there are.
#[derive(Debug)]
pub(crate) struct Current {
    path: PathBuf,
    live: RwLock<Arc<Live>>,
    trouble: log::Trouble,
}

impl Current {
    /// Opens the index.
    pub(crate) fn open(path: PathBuf) -> Result<Current, SearchError> {
        let live = Live::open(&path)?;
        Ok(Current {
            path,
            live: RwLock::new(Arc::new(live)),
            trouble: log::Trouble::default(),
        })
    }

    /// The present state; whoever holds it goes on with it when there is a newer one.
    pub(crate) fn live(&self) -> Arc<Live> {
        let live = self
            .live
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        Arc::clone(&live)
    }

    /// Opens the index again if it has changed; what cannot be opened leaves the old state in place.
    pub(crate) fn renew(&self) {
        let live = match self.newer() {
            Ok(Some(live)) => live,
            Ok(None) => return self.trouble.is_over(),
            Err(error) => return self.trouble.say(&error),
        };
        self.trouble.is_over();
        let documents = live.coverage.documents;
        log::event(json!({"event": "index", "state": live.state, "documents": documents}));
        let mut current = self
            .live
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *current = Arc::new(live);
    }

    /// The state of the index, if it is another than the one that is open.
    fn newer(&self) -> Result<Option<Live>, SearchError> {
        let state = sco_indexer::state(&self.path)?;
        if state == self.live().state {
            return Ok(None);
        }
        Live::open(&self.path).map(Some)
    }
}

/// Looks for newer states of the index as long as the server runs.
pub(crate) async fn watch(current: Arc<Current>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let current = Arc::clone(&current);
        // What goes wrong in it is in the log.
        let _ = tokio::task::spawn_blocking(move || current.renew()).await;
    }
}
