//! What the index keeps of a document, so that a hit can be shown without the corpus.

use std::collections::{BTreeSet, HashSet};

use sco_corpus::{
    Document, Metadata, NoteMark, Paragraph, Quotation, QuotationKind, quotations, title_spans,
};
use serde::{Deserialize, Serialize};

use crate::zone::Zone;

/// A document as the index keeps it: its description and its text in blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Permanent identifier.
    pub id: String,
    /// Title as printed.
    pub title: Option<String>,
    /// EDTF date.
    pub date: Option<String>,
    /// Code of the document type.
    pub kind: Option<String>,
    /// BCP 47 language.
    pub language: Option<String>,
    /// What else is known about it: the header's other keys as a JSON object, empty where there are none.
    pub header: String,
    /// For each section, the headings that lead to it, its own last.
    pub sections: Vec<Vec<String>>,
    /// Titles, headings, paragraphs, notes and quotations, in the order of the text.
    pub blocks: Vec<Block>,
}

/// A piece of text without line breaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The zone it belongs to.
    pub zone: Zone,
    /// Index into the record's sections; `None` for titles and notes.
    pub section: Option<u32>,
    /// Page on which it begins.
    pub page: Option<u32>,
    /// Places where a page begins: byte offset into `text`, page.
    pub page_breaks: Vec<(u32, u32)>,
    /// Marks of footnotes: byte offset into `text`, page and number of the note.
    pub notes: Vec<(u32, (Option<u32>, u32))>,
    /// For a note, its page and number.
    pub footnote: Option<(Option<u32>, u32)>,
    /// For a quotation, who said it.
    pub speaker: Option<String>,
    /// For a paragraph, its direct quotations in order; each of them is a block of its own too.
    pub quotes: Vec<Quoted>,
    /// The text.
    pub text: String,
}

/// Where a direct quotation stands in its paragraph: half-open bytes of the block's text, without the quotation marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Who said it, where that is known.
    pub speaker: Option<String>,
}

impl Block {
    fn new(zone: Zone, text: &str) -> Block {
        let text = text.to_owned();
        Block {
            zone,
            section: None,
            page: None,
            page_breaks: Vec::new(),
            notes: Vec::new(),
            footnote: None,
            speaker: None,
            quotes: Vec::new(),
            text,
        }
    }

    /// Page on which the byte at an offset into the text stands.
    pub fn page_at(&self, offset: usize) -> Option<u32> {
        let turned = self
            .page_breaks
            .iter()
            .take_while(|(at, _)| *at as usize <= offset)
            .last();
        turned.map(|(_, page)| *page).or(self.page)
    }
}

impl Record {
    /// What the index keeps of a document with the identifier given.
    pub fn of(id: &str, document: &Document) -> Record {
        let metadata = &document.metadata;
        let mut record = Record {
            id: id.to_owned(),
            title: metadata.title.clone(),
            date: metadata.date.as_ref().map(ToString::to_string),
            kind: metadata.kind.as_ref().map(ToString::to_string),
            language: metadata.language.clone(),
            header: header(metadata),
            ..Record::default()
        };
        let titles = metadata.title.iter().chain(&metadata.alternative);
        record
            .blocks
            .extend(titles.map(|title| Block::new(Zone::Title, title)));
        record.push_sections(document);
        record.push_notes(document);
        record
    }

    /// The bytes that [`decode`](Record::decode) reads.
    pub(crate) fn encode(&self) -> Vec<u8> {
        // Only a type that postcard does not know could fail here, and this one has none.
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads what the index keeps; `None` when the bytes are damaged.
    pub fn decode(bytes: &[u8]) -> Option<Record> {
        postcard::from_bytes(bytes).ok()
    }

    /// The blocks of a zone.
    pub fn zone(&self, zone: Zone) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.zone == zone)
    }

    /// The titles named between 《 and 》 in headings, paragraphs and notes, as printed, in order, each once.
    pub(crate) fn named_titles(&self) -> Vec<&str> {
        let mut seen = HashSet::new();
        let blocks = self
            .blocks
            .iter()
            .filter(|block| matches!(block.zone, Zone::Heading | Zone::Body | Zone::Note));
        let spans = blocks.flat_map(|block| {
            let spans = title_spans(&block.text).into_iter();
            spans.map(|span| block.text[span].trim())
        });
        spans
            .filter(|title| !title.is_empty() && seen.insert(*title))
            .collect()
    }

    /// Those who are quoted directly, each once.
    pub(crate) fn speakers(&self) -> BTreeSet<&str> {
        let quotes = self.blocks.iter().flat_map(|block| &block.quotes);
        quotes
            .filter_map(|quoted| quoted.speaker.as_deref())
            .collect()
    }

    /// Code points of the text, each counted once.
    pub fn chars(&self) -> usize {
        self.whole().map(|text| text.chars().count()).sum()
    }

    /// Bytes of the text, each counted once.
    pub fn bytes(&self) -> usize {
        self.whole().map(str::len).sum()
    }

    /// The text without the quotations, which stand in the paragraphs too.
    fn whole(&self) -> impl Iterator<Item = &str> {
        let blocks = self.blocks.iter().filter(|block| block.zone != Zone::Quote);
        blocks.map(|block| block.text.as_str())
    }

    fn push_sections(&mut self, document: &Document) {
        let mut quotations = quotations(document)
            .into_iter()
            .filter(|quotation| quotation.kind == QuotationKind::Direct)
            .peekable();
        let mut path: Vec<(u8, String)> = Vec::new();
        for (index, section) in document.sections.iter().enumerate() {
            if let Some(heading) = &section.heading {
                path.retain(|(level, _)| *level < section.level);
                path.push((section.level, heading.clone()));
            }
            let number = u32::try_from(self.sections.len()).ok();
            self.sections
                .push(path.iter().map(|(_, heading)| heading.clone()).collect());
            if let Some(heading) = &section.heading {
                let block = Block::new(Zone::Heading, heading);
                self.blocks.push(Block {
                    section: number,
                    page: section.heading_page,
                    notes: note_marks(&section.heading_notes, heading),
                    ..block
                });
            }
            for (at, paragraph) in section.paragraphs.iter().enumerate() {
                let mut block = paragraph_block(paragraph, number);
                let mut blocks = Vec::new();
                while let Some(quotation) =
                    quotations.next_if(|next| (next.section, next.paragraph) == (index, at))
                {
                    let quoted = quoted(&quotation, &block.text);
                    blocks.push(quotation_block(&quotation, &block, quoted.start as usize));
                    block.quotes.push(quoted);
                }
                self.blocks.push(block);
                self.blocks.extend(blocks);
            }
        }
    }

    fn push_notes(&mut self, document: &Document) {
        for note in &document.footnotes {
            let block = Block::new(Zone::Note, &note.text);
            let footnote = Some((note.key.page, note.key.number));
            self.blocks.push(Block {
                page: note.key.page,
                footnote,
                ..block
            });
        }
    }
}

fn paragraph_block(paragraph: &Paragraph, section: Option<u32>) -> Block {
    let page_breaks = paragraph
        .page_breaks
        .iter()
        .map(|turn| (byte_offset(&paragraph.text, turn.offset_chars), turn.page));
    Block {
        section,
        page: paragraph.page_first,
        page_breaks: page_breaks.collect(),
        notes: note_marks(&paragraph.notes, &paragraph.text),
        ..Block::new(Zone::Body, &paragraph.text)
    }
}

fn note_marks(marks: &[NoteMark], text: &str) -> Vec<(u32, (Option<u32>, u32))> {
    let place = |mark: &NoteMark| {
        (
            byte_offset(text, mark.offset_chars),
            (mark.key.page, mark.key.number),
        )
    };
    marks.iter().map(place).collect()
}

/// Keys of the header that a record has in fields of its own.
const OWN_KEYS: [&str; 5] = ["id", "title", "date", "type", "language"];

/// The header's other keys as JSON, without what is not known.
pub(crate) fn header(metadata: &Metadata) -> String {
    let Ok(serde_json::Value::Object(mut keys)) = serde_json::to_value(metadata) else {
        return String::new(); // a plain struct with string keys is an object
    };
    let is_known = |value: &serde_json::Value| {
        !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
    };
    keys.retain(|key, value| !OWN_KEYS.contains(&key.as_str()) && is_known(value));
    if keys.is_empty() {
        String::new()
    } else {
        serde_json::Value::Object(keys).to_string()
    }
}

/// Where a quotation stands in its paragraph.
fn quoted(quotation: &Quotation, paragraph: &str) -> Quoted {
    let start = byte_offset(paragraph, quotation.offset_chars);
    let length = u32::try_from(quotation.text.len()).unwrap_or(u32::MAX);
    Quoted {
        start,
        end: start.saturating_add(length),
        speaker: quotation.speaker.clone(),
    }
}

/// A quotation that begins at a byte of its paragraph.
fn quotation_block(quotation: &Quotation, paragraph: &Block, start: usize) -> Block {
    Block {
        section: paragraph.section,
        page: paragraph.page_at(start),
        speaker: quotation.speaker.clone(),
        ..Block::new(Zone::Quote, &quotation.text)
    }
}

/// Byte offset of a code point offset.
fn byte_offset(text: &str, chars: usize) -> u32 {
    let offset = text
        .char_indices()
        .nth(chars)
        .map_or(text.len(), |(offset, _)| offset);
    u32::try_from(offset).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use sco_corpus::Section;

    use super::*;

    fn record(paragraphs: &[&str]) -> Record {
        let paragraphs = paragraphs.iter().map(|text| Paragraph {
            text: (*text).to_owned(),
            ..Paragraph::default()
        });
        let section = Section {
            paragraphs: paragraphs.collect(),
            ..Section::default()
        };
        let document = Document {
            sections: vec![section],
            ..Document::default()
        };
        Record::of("a", &document)
    }

    #[test]
    fn a_paragraph_knows_its_quotations_and_who_said_them() {
        let record = record(&[
            "丁一强调：“我们应当弘扬上海精神，深化务实合作。”",
            "没有引文，只有“上海精神”。",
            "会议指出：“各方愿意继续加强团结与互信。”丁一表示：“这是我们共同的选择和期待。”",
        ]);
        let bodies: Vec<&Block> = record.zone(Zone::Body).collect();
        let quotes: Vec<&Block> = record.zone(Zone::Quote).collect();
        let places = bodies
            .iter()
            .flat_map(|block| block.quotes.iter().map(|quoted| (*block, quoted)));
        let said: Vec<(&str, Option<&str>)> = places
            .map(|(block, quoted)| {
                let text = &block.text[quoted.start as usize..quoted.end as usize];
                (text, quoted.speaker.as_deref())
            })
            .collect();
        let blocks: Vec<(&str, Option<&str>)> = quotes
            .iter()
            .map(|block| (block.text.as_str(), block.speaker.as_deref()))
            .collect();
        assert_eq!(said, blocks);
        assert_eq!(bodies[0].quotes.len(), 1);
        assert!(bodies[1].quotes.is_empty());
        assert!(
            said[0].0.starts_with("我们应当") && said[0].1 == Some("丁一"),
            "{said:?}"
        );
        assert_eq!(record.speakers().into_iter().collect::<Vec<_>>(), ["丁一"]);
    }

    #[test]
    fn titles_named_in_a_text_are_kept_once_and_as_printed() {
        let record = record(&[
            "签署《宪章》和《〈宪章〉实施纲要》。",
            "《宪章》生效，《 》没有。",
        ]);
        assert_eq!(record.named_titles(), ["宪章", "〈宪章〉实施纲要"]);
    }
}
