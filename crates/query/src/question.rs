//! A question as passages are asked it: what is a passage, what is marked.

use std::ops::Range;

use sco_analysis::{Letters, sentences};
use sco_indexer::{Block, Record, Zone};
use tantivy::DocId;

use crate::filter_sets::FilterSets;
use crate::matching::{Around, Span, Text, find};
use crate::snippet::{Run, runs};
use crate::syntax::{Filter, Node};
use crate::terms::Terms;

/// A question as passages are asked it.
pub(crate) struct Question<'a> {
    /// The whole tree.
    pub(crate) tree: &'a Node,
    pub(crate) terms: &'a Terms,
    pub(crate) zones: &'a [Zone],
    /// Whether passages that hold most of it will do.
    pub(crate) loosened: bool,
    /// The documents that meet its conditions.
    pub(crate) filters: &'a FilterSets,
    /// Whether passages keep what their scores are made of.
    pub(crate) explains: bool,
}

/// Passages of a document that hold a part of the question, or one of its words when it was loosened.
pub(crate) fn count(record: &Record, segment: u32, doc: DocId, question: &Question<'_>) -> usize {
    let parts = Node::Or(question.tree.parts());
    let meets = |filter: &Filter| question.filters.holds(filter, segment, doc);
    let around = Around {
        record,
        meets: &meets,
        inherits: true,
    };
    let mut letters = Letters::default();
    let mut passages = 0;
    for block in record
        .blocks
        .iter()
        .filter(|block| question.zones.contains(&block.zone))
    {
        for range in question.passages_of(block) {
            letters.refill(&block.text[range.clone()]);
            let text = Text {
                content: &block.text[range.clone()],
                letters: &letters,
                offset: range.start,
                block,
                around,
            };
            let by_part = find(&parts, &text).is_some_and(|spans| !spans.is_empty());
            let units = &question.terms.units;
            let by_unit = || question.loosened && units.iter().any(|unit| unit.stands_in(&letters));
            passages += usize::from(by_part || by_unit());
        }
    }
    passages
}

impl Question<'_> {
    /// The passages of a block: a paragraph's sentences, anything else whole. A paragraph is whole too when a phrase asked for
    /// goes over the end of a sentence, since no sentence holds it, and when a paragraph is asked for.
    pub(crate) fn passages_of(&self, block: &Block) -> Vec<Range<usize>> {
        if block.zone != Zone::Body || (!self.loosened && self.tree.wants_paragraphs()) {
            return std::iter::once(0..block.text.len()).collect();
        }
        let trimmed =
            |range: Range<usize>| range.start..range.start + block.text[range].trim_end().len();
        sentences(&block.text).map(trimmed).collect()
    }

    /// Whether a text that holds the question does so only for what stands elsewhere (the title of its document, a heading
    /// above it), though something is looked for.
    pub(crate) fn is_elsewhere(&self, spans: &[Span], text: &Text<'_>) -> bool {
        let alone = Text {
            around: Around {
                inherits: false,
                ..text.around
            },
            ..*text
        };
        spans.is_empty() && !self.tree.parts().is_empty() && find(self.tree, &alone).is_none()
    }

    /// The words of the question that are not among some units.
    pub(crate) fn missing(&self, held: &[(usize, u32)]) -> Vec<String> {
        let units = self.terms.units.iter().enumerate();
        let missing = units.filter(|(index, _)| !held.iter().any(|(unit, _)| unit == index));
        missing.map(|(_, unit)| unit.text.clone()).collect()
    }

    /// Where a text holds the words of a question that was loosened.
    pub(crate) fn unit_spans(&self, text: &Text<'_>) -> Vec<Span> {
        let units = self.terms.units.iter();
        units
            .flat_map(|unit| unit.places(text.letters))
            .map(|range| text.span_of_letters(range))
            .collect()
    }
}

/// Marks in a passage what a question looked for.
pub(crate) fn mark(text: &Text<'_>, question: &Question<'_>) -> Vec<Run> {
    let spans = if question.loosened {
        let mut spans = question.unit_spans(text);
        let strict = question.tree.strict_part();
        spans.extend(
            strict
                .and_then(|strict| find(&strict, text))
                .unwrap_or_default(),
        );
        spans
    } else {
        find(question.tree, text).unwrap_or_default()
    };
    runs(
        text.content,
        spans.into_iter().map(|span| span.bytes).collect(),
    )
}
