//! What is written into the index for one document.

use sco_corpus::{Document, Status, text_hash};
use tantivy::TantivyDocument;
use tantivy::schema::Field;

use crate::record::Record;
use crate::schema::Fields;
use crate::zone::Zone;

/// Most titles named in a text that are kept.
const NAMED: usize = 500;
/// Longest named title, bytes: a longer one is a 《 that was never closed.
const NAMED_BYTES: usize = 1_000;

/// A document ready to be written.
pub(crate) struct Entry<'a> {
    pub(crate) id: &'a str,
    /// Hash of its content.
    pub(crate) hash: &'a str,
    /// File it was read from.
    pub(crate) file: &'a str,
    pub(crate) document: &'a Document,
    pub(crate) record: &'a Record,
}

impl<'a> Entry<'a> {
    /// The engine's document.
    pub(crate) fn fields(&self, fields: &Fields) -> TantivyDocument {
        let mut out = TantivyDocument::default();
        out.add_text(fields.id, self.id);
        out.add_text(fields.hash, self.hash);
        out.add_text(fields.file, self.file);
        out.add_u64(fields.chars, self.record.chars() as u64);
        self.add_keywords(fields, &mut out);
        self.add_likeness(fields, &mut out);
        self.add_dates(fields, &mut out);
        self.add_zones(fields, &mut out);
        out.add_bytes(fields.record, &self.record.encode());
        out
    }

    fn add_keywords(&self, fields: &Fields, out: &mut TantivyDocument) {
        let metadata = &self.document.metadata;
        let mut add = |field: Field, values: &mut dyn Iterator<Item = &str>| {
            for value in values {
                out.add_text(field, value);
            }
        };
        add(fields.kind, &mut self.record.kind.as_deref().into_iter());
        add(
            fields.language,
            &mut self.record.language.as_deref().into_iter(),
        );
        add(fields.body, &mut metadata.body.as_deref().into_iter());
        add(fields.event, &mut metadata.event.as_deref().into_iter());
        add(fields.place, &mut metadata.place.as_deref().into_iter());
        add(
            fields.person,
            &mut metadata.creators.iter().map(|agent| agent.name.as_str()),
        );
        add(
            fields.source,
            &mut metadata.source.iter().map(String::as_str),
        );
        add(fields.speaker, &mut self.record.speakers().into_iter());
        let named = self.record.named_titles().into_iter();
        add(
            fields.named,
            &mut named.filter(|title| title.len() <= NAMED_BYTES).take(NAMED),
        );
        let status = metadata.status.unwrap_or(Status::Published);
        add(fields.status, &mut std::iter::once(status.code()));
        add(fields.title, &mut metadata.title.as_deref().into_iter());
        let titles = metadata.title.iter().chain(&metadata.alternative);
        add(fields.titles, &mut titles.map(String::as_str));
        let list = |values: &'a [String]| values.iter().map(String::as_str);
        add(fields.subject, &mut list(&metadata.subjects));
        add(fields.identifier, &mut list(&metadata.identifiers));
        add(
            fields.publisher,
            &mut metadata.publisher.as_deref().into_iter(),
        );
        add(
            fields.version_of,
            &mut metadata.version_of.as_deref().into_iter(),
        );
    }

    /// What the header says of other documents, and what the text is known by.
    fn add_likeness(&self, fields: &Fields, out: &mut TantivyDocument) {
        let metadata = &self.document.metadata;
        for relation in &metadata.relations {
            out.add_text(
                fields.relation,
                format!("{}\t{}", relation.kind, relation.document),
            );
        }
        if let Some(work) = &metadata.version_of {
            out.add_text(fields.relation, format!("version_of\t{work}"));
        }
        if let Some(hash) = text_hash(self.document) {
            out.add_u64(fields.text_hash, hash);
        }
    }

    /// First and last day, year and month of the date; what the date does not say is not written.
    fn add_dates(&self, fields: &Fields, out: &mut TantivyDocument) {
        let Some(date) = &self.document.metadata.date else {
            return;
        };
        out.add_u64(fields.year, u64::from(date.year()));
        if let Some((year, month)) = date.year_month() {
            out.add_u64(fields.year_month, u64::from(year) * 100 + u64::from(month));
        }
        if let Some(start) = date.start() {
            out.add_u64(fields.date_start, u64::from(start.number()));
        }
        if let Some(end) = date.end() {
            out.add_u64(fields.date_end, u64::from(end.number()));
        }
    }

    fn add_zones(&self, fields: &Fields, out: &mut TantivyDocument) {
        for zone in Zone::ALL {
            let blocks: Vec<&str> = self
                .record
                .zone(zone)
                .map(|block| block.text.as_str())
                .collect();
            if !blocks.is_empty() {
                let text = blocks.join("\n");
                out.add_text(fields.zone(zone).grams, &text);
                out.add_text(fields.zone(zone).words, text);
            }
        }
    }
}
