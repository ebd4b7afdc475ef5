//! What the index keeps of a document, so that a hit can be shown without the corpus.

use sco_corpus::{Document, Paragraph, Quotation, QuotationKind, quotations};
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
    /// For a note, its page and number.
    pub footnote: Option<(Option<u32>, u32)>,
    /// For a quotation, who said it.
    pub speaker: Option<String>,
    /// The text.
    pub text: String,
}

impl Block {
    fn new(zone: Zone, text: &str) -> Block {
        let text = text.to_owned();
        Block {
            zone,
            section: None,
            page: None,
            page_breaks: Vec::new(),
            footnote: None,
            speaker: None,
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
                    ..block
                });
            }
            for (at, paragraph) in section.paragraphs.iter().enumerate() {
                let block = paragraph_block(paragraph, number);
                let mut quotes = Vec::new();
                while let Some(quotation) =
                    quotations.next_if(|next| (next.section, next.paragraph) == (index, at))
                {
                    quotes.push(quotation_block(&quotation, &block));
                }
                self.blocks.push(block);
                self.blocks.extend(quotes);
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
        ..Block::new(Zone::Body, &paragraph.text)
    }
}

fn quotation_block(quotation: &Quotation, paragraph: &Block) -> Block {
    let start = byte_offset(&paragraph.text, quotation.offset_chars) as usize;
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
