//! What an answer shows: passages with their marks, and what was looked for besides what was typed.

use sco_analysis::Letters;
use sco_indexer::Record;
use std::ops::Range;
use tantivy::DocId;

use crate::answer::{Expansion, FootnoteName, ShownPassage};
use crate::engine::Asked;
use crate::matching::{Around, Text};
use crate::passages::Passage;
use crate::question::{Question, mark};
use crate::snippet::Run;
use crate::syntax::{AlternativeKind, Filter};

/// What was looked for besides what was typed.
pub(crate) fn expansions(asked: &Asked<'_>) -> Vec<Expansion> {
    let mut expansions = Vec::new();
    asked.tree.each_expanded(&mut |expanded| {
        let names = expanded
            .others
            .iter()
            .filter(|other| other.kind != AlternativeKind::Form);
        expansions.push(Expansion {
            term: expanded.text.clone(),
            added: names.map(|other| other.text.clone()).collect(),
            forms: expanded
                .others
                .iter()
                .any(|other| other.kind == AlternativeKind::Form),
            could_mean: Vec::new(),
        });
    });
    asked.tree.each_speaker(&mut |speaker| {
        if !speaker.other_names.is_empty() {
            expansions.push(Expansion {
                term: speaker.name.clone(),
                added: speaker.other_names.clone(),
                forms: false,
                could_mean: Vec::new(),
            });
        }
    });
    expansions.extend(asked.could_mean.iter().map(|(term, could_mean)| Expansion {
        term: term.clone(),
        added: Vec::new(),
        forms: false,
        could_mean: could_mean.clone(),
    }));
    expansions
}

/// A passage as it is shown, with its marks.
pub(crate) fn show(
    record: &Record,
    segment: u32,
    doc: DocId,
    passage: &Passage,
    question: &Question<'_>,
) -> ShownPassage {
    let block = &record.blocks[passage.block];
    let text = &block.text[passage.range.clone()];
    let letters = Letters::of(text);
    let meets = |filter: &Filter| question.filters.holds(filter, segment, doc);
    let around = Around {
        record,
        meets: &meets,
        inherits: true,
    };
    let marked = Text {
        content: text,
        letters: &letters,
        offset: passage.range.start,
        block,
        around,
    };
    shown(
        record,
        passage.block,
        &passage.range,
        mark(&marked, question),
    )
}

/// Some bytes of a block as they are shown, with their marks.
pub(crate) fn shown(
    record: &Record,
    block: usize,
    range: &Range<usize>,
    runs: Vec<Run>,
) -> ShownPassage {
    let block = &record.blocks[block];
    let section = block
        .section
        .and_then(|section| record.sections.get(section as usize))
        .cloned();
    ShownPassage {
        zone: block.zone.name(),
        section: section.unwrap_or_default(),
        page: block.page_at(range.start),
        footnote: block
            .footnote
            .map(|(page, number)| FootnoteName { page, number }),
        speaker: block.speaker.clone(),
        text: block.text[range.clone()].to_owned(),
        runs,
    }
}
