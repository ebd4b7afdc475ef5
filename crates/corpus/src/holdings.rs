//! What a corpus holds, counted, and what it lacks: meetings without the documents that they are expected to have issued.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::document_type::DocumentType;
use crate::edtf::Edtf;
use crate::events::{Events, Meeting};
use crate::metadata::{Metadata, Status};
use crate::model::Document;

/// What holdings are counted by, in the order they are shown.
const GROUPS: [&str; 5] = ["type", "year", "language", "status", "body"];

/// Documents and characters of one value of one group.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Holding {
    /// The value; absent where the header says nothing.
    pub value: Option<String>,
    /// Documents.
    pub documents: u64,
    /// Code points of their headings, paragraphs and notes.
    pub characters: u64,
}

/// A meeting that the corpus has too little of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Code of the council.
    pub council: String,
    /// Number of the meeting.
    pub number: u32,
    /// When it was.
    pub date: Option<Edtf>,
    /// Types of which there is none though one is expected; empty where there is no document of the meeting at all.
    pub missing: Vec<DocumentType>,
}

/// What a corpus holds.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Holdings {
    /// Documents.
    pub documents: u64,
    /// Code points of their headings, paragraphs and notes.
    pub characters: u64,
    /// Group → its values, the largest first; years in their order.
    pub by: BTreeMap<&'static str, Vec<Holding>>,
    /// What is lacking, in the order of the table of events.
    pub gaps: Vec<Gap>,
    #[serde(skip)]
    counts: BTreeMap<(usize, Option<String>), (u64, u64)>,
    /// What there is of each meeting.
    #[serde(skip)]
    of_meeting: BTreeMap<(String, u32), BTreeSet<DocumentType>>,
    /// Descriptions by id, for versions of works: a translation belongs to the meeting of its work.
    #[serde(skip)]
    belongs: Vec<(Metadata, Option<(String, u32)>)>,
}

impl Holdings {
    /// The groups that holdings are counted by.
    pub const GROUPS: &'static [&'static str] = &GROUPS;

    /// Counts one document in.
    pub fn add(&mut self, document: &Document, events: &Events) {
        let metadata = &document.metadata;
        let characters = characters(document);
        self.documents += 1;
        self.characters += characters;
        let values = [
            metadata.kind.map(|kind| kind.code().to_owned()),
            metadata.date.as_ref().map(|date| date.year().to_string()),
            metadata.language.clone(),
            Some(
                metadata
                    .status
                    .unwrap_or(Status::Published)
                    .code()
                    .to_owned(),
            ),
            metadata.body.clone(),
        ];
        for (group, value) in values.into_iter().enumerate() {
            let count = self.counts.entry((group, value)).or_default();
            count.0 += 1;
            count.1 += characters;
        }
        // A draft or a withdrawn document fills no gap: readers do not see it.
        if !matches!(metadata.status, Some(Status::Draft | Status::Withdrawn)) {
            let meeting = events
                .of_document(metadata)
                .map(|found| (found.council, found.number));
            let short = Metadata {
                id: metadata.id.clone(),
                kind: metadata.kind,
                version_of: metadata.version_of.clone(),
                ..Metadata::default()
            };
            self.belongs.push((short, meeting));
        }
    }

    /// Ends the counting: orders the groups and finds the gaps.
    pub fn finish(&mut self, events: &Events) {
        for (at, group) in GROUPS.iter().enumerate() {
            let counted = self.counts.iter().filter(|((group, _), _)| *group == at);
            let mut holdings: Vec<Holding> = counted
                .map(|((_, value), (documents, characters))| Holding {
                    value: value.clone(),
                    documents: *documents,
                    characters: *characters,
                })
                .collect();
            if *group != "year" {
                holdings.sort_by(|a, b| {
                    let known = a.value.is_none().cmp(&b.value.is_none());
                    known
                        .then_with(|| b.documents.cmp(&a.documents))
                        .then_with(|| a.value.cmp(&b.value))
                });
            }
            self.by.insert(group, holdings);
        }
        self.assign_meetings();
        self.gaps = events
            .meetings
            .iter()
            .flat_map(|meeting| self.gaps_of(meeting))
            .collect();
    }

    fn assign_meetings(&mut self) {
        let works: BTreeMap<String, (String, u32)> = self
            .belongs
            .iter()
            .filter_map(|(metadata, meeting)| Some((metadata.id.clone()?, meeting.clone()?)))
            .collect();
        for (metadata, meeting) in &self.belongs {
            let of_work = || works.get(metadata.version_of.as_ref()?).cloned();
            if let Some(meeting) = meeting.clone().or_else(of_work) {
                let types = self.of_meeting.entry(meeting).or_default();
                types.insert(metadata.kind.unwrap_or(DocumentType::Other));
            }
        }
    }

    fn gaps_of(&self, meeting: &Meeting) -> Vec<Gap> {
        let gap = |missing: Vec<DocumentType>| Gap {
            council: meeting.council.clone(),
            number: meeting.number,
            date: meeting.date.clone(),
            missing,
        };
        let key = (meeting.council.clone(), meeting.number);
        let Some(types) = self.of_meeting.get(&key) else {
            return vec![gap(Vec::new())];
        };
        let lacking = meeting
            .expected
            .iter()
            .filter(|one_of| !one_of.iter().any(|kind| types.contains(kind)));
        lacking.map(|one_of| gap(one_of.clone())).collect()
    }
}

fn characters(document: &Document) -> u64 {
    let sections = document.sections.iter().flat_map(|section| {
        let paragraphs = section
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str());
        section.heading.as_deref().into_iter().chain(paragraphs)
    });
    let notes = document.footnotes.iter().map(|note| note.text.as_str());
    sections
        .chain(notes)
        .map(|text| text.chars().count() as u64)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: &str = "id\tcouncil\tnumber\tdate\tzh\ten\tru\texpected\n\
        c\t\t\t\t元首理事会\tCouncil of Heads\t\tdeclaration|statement, speech\n\
        m1\tc\t1\t2001-06-15\t上海\t\t\t\nm2\tc\t2\t2002-06-07\t乌法\t\t\t\nm3\tc\t3\t2003-05-29\t青岛\t\t\t\n";

    fn held(headers: &[&str]) -> Holdings {
        let events = Events::parse(EVENTS).unwrap();
        let mut holdings = Holdings::default();
        for header in headers {
            let text = format!("---\n{header}\n---\n\n文字。\n");
            let document = Document::from_markdown(&text, "a.md".as_ref()).unwrap();
            holdings.add(&document, &events);
        }
        holdings.finish(&events);
        holdings
    }

    #[test]
    fn documents_are_counted_by_every_group() {
        let held = held(&[
            "type: speech\ndate: 2018-06-10",
            "type: speech\ndate: 2001",
            "language: ru\nstatus: draft",
        ]);
        assert_eq!((held.documents, held.characters), (3, 9));
        let values = |group: &str| -> Vec<(Option<&str>, u64)> {
            held.by[group]
                .iter()
                .map(|h| (h.value.as_deref(), h.documents))
                .collect()
        };
        assert_eq!(values("type"), [(Some("speech"), 2), (None, 1)]);
        assert_eq!(
            values("year"),
            [(None, 1), (Some("2001"), 1), (Some("2018"), 1)]
        );
        assert_eq!(
            values("status"),
            [(Some("published"), 2), (Some("draft"), 1)]
        );
    }

    #[test]
    fn gaps_are_what_is_expected_and_not_there() {
        let held = held(&[
            "id: a\ntype: declaration\nevent: 元首理事会第一次会议",
            "id: b\ntype: speech\nversion_of: a",
            "id: c\ntype: statement\ntitle: 元首理事会第二次会议声明",
            "id: d\ntype: declaration\nevent: 元首理事会第三次会议\nstatus: draft",
        ]);
        let gaps: Vec<(u32, Vec<&str>)> = held
            .gaps
            .iter()
            .map(|gap| {
                (
                    gap.number,
                    gap.missing.iter().map(|kind| kind.code()).collect(),
                )
            })
            .collect();
        assert_eq!(gaps, [(2, vec!["speech"]), (3, vec![])]);
    }
}
