//! A whole document for reading, with the hits of a question marked.

use std::ops::Range;

use sco_analysis::{Letters, sentences};
use sco_indexer::{Block, Record, Zone};
use serde::Serialize;
use tantivy::DocId;
use utoipa::ToSchema;

use crate::answer::FootnoteName;
use crate::engine::{Asked, Engine, SearchError};
use crate::matching::{Around, Text, find};
use crate::question::Question;
use crate::request::SearchRequest;
use crate::snippet::{Run, runs};
use crate::syntax::{Filter, Node};

/// A document as it is read.
///
/// Offsets are code points from the start of the text they belong to.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Reading {
    /// Identifier.
    pub id: String,
    /// Title as printed.
    pub title: Option<String>,
    /// EDTF date.
    pub date: Option<String>,
    /// Code of the document type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// The other keys of the header that are known.
    #[schema(value_type = Object)]
    pub metadata: serde_json::Map<String, serde_json::Value>,
    /// The title and other titles, with their hits marked.
    pub titles: Vec<ReadingBlock>,
    /// The text in reading order.
    pub sections: Vec<ReadingSection>,
    /// Footnotes in the order of the source.
    pub footnotes: Vec<ReadingBlock>,
    /// The question whose hits are marked; absent where none was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Hits that are marked.
    pub hits: usize,
}

/// A heading and the paragraphs under it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct ReadingSection {
    /// Depth of the heading, from 1; 0 for text before the first heading.
    pub level: usize,
    /// The heading; absent for text before the first one.
    pub heading: Option<ReadingBlock>,
    /// The paragraphs.
    pub paragraphs: Vec<ReadingBlock>,
}

/// A heading, paragraph or footnote.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct ReadingBlock {
    /// The text.
    pub text: String,
    /// The text again, cut where hits begin and end.
    pub runs: Vec<Run>,
    /// Where its sentences begin.
    pub sentences: Vec<usize>,
    /// Page on which it begins, where pages are known.
    pub page: Option<u32>,
    /// Where other pages begin in it: offset and page.
    pub page_breaks: Vec<(usize, u32)>,
    /// Marks of footnotes in it.
    pub notes: Vec<ReadingMark>,
    /// For a footnote, its page and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub footnote: Option<FootnoteName>,
}

/// A mark of a footnote in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReadingMark {
    /// Where it stands.
    pub offset: usize,
    /// Which note it names.
    pub note: FootnoteName,
}

impl Engine {
    /// A whole document, with the hits of a question marked where one is given. A question that the document holds only in part
    /// is marked by its words.
    ///
    /// # Errors
    ///
    /// When there is no such document, the question is wrong, or the index cannot be read.
    pub fn read(&self, id: &str, request: Option<&SearchRequest>) -> Result<Reading, SearchError> {
        let (segment, doc) = self.find_document(&Filter::of_id(id))?;
        let record = self.record(segment, doc)?;
        let Some(request) = request else {
            return Ok(Reading::of(&record, &[]));
        };
        request.check()?;
        let parsed = request.parsed()?;
        let asked = self.asked(request, &parsed.tree)?;
        let marks = self.marks(&asked, (&record, segment, doc))?;
        Ok(Reading {
            query: Some(request.q.clone()),
            ..Reading::of(&record, &marks)
        })
    }

    /// Refuses a document that does not meet some conditions, as if it were not there.
    ///
    /// # Errors
    ///
    /// When it does not, or is not there, or a condition is none.
    pub fn check_shown(&self, id: &str, only: &[String]) -> Result<(), SearchError> {
        if only.is_empty() {
            return Ok(());
        }
        let request = SearchRequest {
            filters: vec![Filter::of_id(id)],
            only: only.to_vec(),
            ..SearchRequest::default()
        };
        let parsed = request.parsed()?;
        let asked = self.asked(&request, &parsed.tree)?;
        let found = self.evaluator(&asked).matches(&asked.zones, &asked.tree)?;
        if found.found.is_empty() {
            return Err(SearchError::NoDocument {
                id: id.to_owned(),
                similar: Vec::new(),
            });
        }
        Ok(())
    }

    /// The bytes to mark in every block of a document.
    fn marks(
        &self,
        asked: &Asked<'_>,
        document: (&Record, u32, DocId),
    ) -> Result<Vec<Vec<Range<usize>>>, SearchError> {
        for loosened in [false, true] {
            let terms = self.terms(asked, loosened)?;
            let question = Question {
                tree: &asked.tree,
                terms: &terms,
                zones: &asked.zones,
                loosened,
                filters: &asked.filters,
                explains: false,
            };
            let marks = question.marks_of_blocks(document);
            if marks.iter().any(|marks| !marks.is_empty()) || !asked.tree.may_be_loosened() {
                return Ok(marks);
            }
        }
        Ok(Vec::new())
    }
}

impl Question<'_> {
    fn marks_of_blocks(
        &self,
        (record, segment, doc): (&Record, u32, DocId),
    ) -> Vec<Vec<Range<usize>>> {
        let parts = Node::Or(self.tree.parts());
        let meets = |filter: &Filter| self.filters.holds(filter, segment, doc);
        let around = Around {
            record,
            meets: &meets,
            inherits: true,
        };
        let mut letters = Letters::default();
        let marks = record.blocks.iter().map(|block| {
            // A quotation is a part of its paragraph, which is what is shown.
            let is_asked = self.zones.contains(&block.zone)
                || block.zone == Zone::Body && self.zones.contains(&Zone::Quote);
            if !is_asked {
                return Vec::new();
            }
            letters.refill(&block.text);
            let text = Text::of_block(block, &letters, around);
            let mut spans = find(&parts, &text).unwrap_or_default();
            if self.loosened {
                spans.extend(self.unit_spans(&text));
            }
            spans.into_iter().map(|span| span.bytes).collect()
        });
        marks.collect()
    }
}

impl Reading {
    /// A document with some bytes of each of its blocks marked.
    fn of(record: &Record, marks: &[Vec<Range<usize>>]) -> Reading {
        let mut reading = Reading {
            id: record.id.clone(),
            title: record.title.clone(),
            date: record.date.clone(),
            kind: record.kind.clone(),
            language: record.language.clone(),
            metadata: serde_json::from_str(&record.header).unwrap_or_default(),
            titles: Vec::new(),
            sections: Vec::new(),
            footnotes: Vec::new(),
            query: None,
            hits: 0,
        };
        let mut section = None;
        for (number, block) in record.blocks.iter().enumerate() {
            if block.zone == Zone::Quote {
                continue; // it stands in its paragraph
            }
            let own = marks.get(number).cloned().unwrap_or_default();
            let shown = ReadingBlock::of(block, own);
            reading.hits += shown.runs.iter().filter(|run| run.hit).count();
            if block.section.is_some() && block.section != section {
                section = block.section;
                reading.sections.push(ReadingSection::default());
            }
            match block.zone {
                Zone::Title => reading.titles.push(shown),
                Zone::Note => reading.footnotes.push(shown),
                Zone::Heading | Zone::Body | Zone::Quote => {
                    let path = section.and_then(|number| record.sections.get(number as usize));
                    let Some(last) = reading.sections.last_mut() else {
                        continue; // a heading or paragraph is always in a section
                    };
                    if block.zone == Zone::Heading {
                        last.level = path.map_or(1, Vec::len);
                        last.heading = Some(shown);
                    } else {
                        last.paragraphs.push(shown);
                    }
                }
            }
        }
        reading
    }
}

impl ReadingBlock {
    fn of(block: &Block, marks: Vec<Range<usize>>) -> ReadingBlock {
        let text = &block.text;
        let chars = |byte: u32| text[..byte as usize].chars().count();
        let starts = sentences(text).map(|range| text[..range.start].chars().count());
        let note = |(page, number): (Option<u32>, u32)| FootnoteName { page, number };
        ReadingBlock {
            text: text.clone(),
            runs: runs(text, marks),
            sentences: starts.collect(),
            page: block.page,
            page_breaks: block
                .page_breaks
                .iter()
                .map(|(at, page)| (chars(*at), *page))
                .collect(),
            notes: block
                .notes
                .iter()
                .map(|(at, name)| ReadingMark {
                    offset: chars(*at),
                    note: note(*name),
                })
                .collect(),
            footnote: block.footnote.map(note),
        }
    }
}
