//! The documents that meet the conditions of a question.

use sco_indexer::Fields;
use tantivy::{DocId, DocSet, Searcher, TERMINATED};

use crate::evaluate::Evaluator;
use crate::filter::documents;
use crate::syntax::{Filter, Node, Speaker};

/// For every condition of a question, the documents that meet it.
#[derive(Debug, Default)]
pub(crate) struct FilterSets {
    sets: Vec<(Filter, Vec<Vec<DocId>>)>,
}

impl FilterSets {
    /// Looks up the conditions of a tree.
    pub(crate) fn of(
        tree: &Node,
        searcher: &Searcher,
        fields: &Fields,
    ) -> tantivy::Result<FilterSets> {
        let mut filters = Vec::new();
        collect(tree, &mut filters);
        let mut sets = Vec::new();
        for filter in filters {
            sets.push((filter.clone(), documents(searcher, fields, filter)?));
        }
        Ok(FilterSets { sets })
    }

    /// The documents of a segment that meet a condition, sorted.
    pub(crate) fn documents(&self, filter: &Filter, segment: u32) -> &[DocId] {
        let is_same = |known: &Filter| known.key == filter.key && known.value == filter.value;
        let known = self.sets.iter().find(|(known, _)| is_same(known));
        known
            .and_then(|(_, sets)| sets.get(segment as usize))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a document meets a condition.
    pub(crate) fn holds(&self, filter: &Filter, segment: u32, doc: DocId) -> bool {
        self.documents(filter, segment).binary_search(&doc).is_ok()
    }
}

fn collect<'a>(node: &'a Node, filters: &mut Vec<&'a Filter>) {
    match node {
        Node::Filter(filter) => filters.push(filter),
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| collect(node, filters)),
        Node::Not(inner) | Node::Within(_, inner) | Node::In(_, inner) | Node::Boost(_, inner) => {
            collect(inner, filters);
        }
        Node::Near(_) | Node::Expanded(_) | Node::Leaf(_) => {}
    }
}

impl Evaluator<'_> {
    /// The documents of a segment that quote somebody, sorted.
    pub(crate) fn quoting(&self, speaker: &Speaker, segment: u32) -> tantivy::Result<Vec<DocId>> {
        let index = self
            .searcher
            .segment_reader(segment)
            .inverted_index(self.fields.speaker)?;
        let mut docs = Vec::new();
        let mut names = index.terms().stream()?;
        while names.advance() {
            if !speaker.is(std::str::from_utf8(names.key()).ok()) {
                continue;
            }
            let option = tantivy::schema::IndexRecordOption::Basic;
            let mut postings = index.read_postings_from_terminfo(names.value(), option)?;
            while postings.doc() != TERMINATED {
                docs.push(postings.doc());
                postings.advance();
            }
        }
        docs.sort_unstable();
        docs.dedup();
        Ok(docs)
    }
}
