//! What was read of the index for a question, so that ranking does not read again what finding has read.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use sco_analysis::GramQuery;
use sco_indexer::ZoneFields;
use tantivy::SegmentReader;
use tantivy::index::SegmentId;
use tantivy::schema::Field;

use crate::postings::{Occurrences, occurrences};

/// Most documents that are remembered, for all phrases together: 32 MiB.
const MOST: usize = 4 << 20;

/// The occurrences of the phrases of one question.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// Documents that are remembered.
    size: Cell<usize>,
    found: RefCell<HashMap<(SegmentId, Field, GramQuery), Rc<Occurrences>>>,
}

impl Memo {
    /// Counts a pattern's occurrences in a zone, or gives what was counted before.
    pub(crate) fn occurrences(
        &self,
        segment: &SegmentReader,
        zone: ZoneFields,
        query: &GramQuery,
    ) -> tantivy::Result<Rc<Occurrences>> {
        let key = (segment.segment_id(), zone.grams, query.clone());
        if let Some(found) = self.found.borrow().get(&key) {
            return Ok(Rc::clone(found));
        }
        let found = Rc::new(occurrences(segment, zone, query)?);
        let size = self.size.get() + found.len();
        if size <= MOST {
            self.size.set(size);
            self.found.borrow_mut().insert(key, Rc::clone(&found));
        }
        Ok(found)
    }
}
