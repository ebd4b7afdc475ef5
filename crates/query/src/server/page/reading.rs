//! A document in the shape of the reading page: its text cut where a hit, a note or a page begins.

use serde_json::Value;

use super::cited::Cited;
use super::date::date_words;
use super::view::{page_number, type_label};
use super::words::Words;
use crate::answer::FootnoteName;
use crate::reading::{Reading, ReadingBlock};
use crate::server::fragment::directive_between;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Text, and the number of the hit that it is a part of.
    Text(String, Option<usize>),
    /// Where a sentence begins: its number in the paragraph, and the directive that names its text.
    Sentence(usize, String),
    /// The mark of a note: the identifier of the note and what is printed.
    Note(String, u32),
    /// Where a page begins.
    Page(u32),
}

/// A paragraph, heading or note.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// Identifier in the page.
    pub(crate) id: String,
    pub(crate) pieces: Vec<Piece>,
    pub(crate) page: Option<u32>,
    /// What is printed before a note.
    pub(crate) number: Option<u32>,
}

/// A heading with its paragraphs.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    pub(crate) level: usize,
    pub(crate) heading: Option<Block>,
    pub(crate) text: String,
    pub(crate) paragraphs: Vec<Block>,
}

/// The document as the page shows it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    pub(crate) title: String,
    pub(crate) title_pieces: Vec<Piece>,
    pub(crate) lang: String,
    pub(crate) meta: String,
    pub(crate) sections: Vec<Section>,
    pub(crate) notes: Vec<Block>,
    /// Names and values of the description.
    pub(crate) about: Vec<(&'static str, Vec<String>)>,
    /// Addresses of the original.
    pub(crate) sources: Vec<String>,
    /// How it is cited.
    pub(crate) cited: Cited,
    pub(crate) has_hits: bool,
}

/// Counts hits through a document.
#[derive(Default)]
struct Counter {
    hits: usize,
    paragraphs: usize,
    /// The page on which one is.
    page: Option<u32>,
}

impl Shown {
    pub(crate) fn of(document: &Reading, cited: Cited, w: Words) -> Shown {
        let mut counter = Counter::default();
        let title = document
            .title
            .clone()
            .unwrap_or_else(|| w.untitled().to_owned());
        let title_pieces = match document.titles.first() {
            Some(block) => counter.pieces(block),
            None => vec![Piece::Text(title.clone(), None)],
        };
        let mut sections = Vec::new();
        for (number, section) in document.sections.iter().enumerate() {
            let heading = section.heading.as_ref().map(|heading| Block {
                id: format!("s{}", number + 1),
                pieces: counter.pieces(heading),
                page: heading.page,
                number: None,
            });
            let text = section.heading.as_ref().map(|heading| heading.text.clone());
            sections.push(Section {
                level: section.level.clamp(1, 5) + 1,
                heading,
                text: text.unwrap_or_default(),
                paragraphs: section
                    .paragraphs
                    .iter()
                    .map(|block| counter.paragraph(block))
                    .collect(),
            });
        }
        let notes = document.footnotes.iter().map(|note| Block {
            id: note.footnote.map(note_id).unwrap_or_default(),
            pieces: counter.pieces(note),
            page: note.page,
            number: note.footnote.map(|name| name.number),
        });
        let notes: Vec<Block> = notes.collect();
        let kind = document.kind.as_deref().map(|kind| type_label(kind, w.0));
        let meta = [
            date_words(document.date.as_deref(), w.0),
            kind.clone(),
            text_of(&document.metadata, "place"),
        ];
        let meta: Vec<String> = meta.into_iter().flatten().collect();
        Shown {
            meta: meta.join(" · "),
            lang: document
                .language
                .clone()
                .unwrap_or_else(|| "und".to_owned()),
            about: about(document, kind, w),
            sources: texts_of(&document.metadata, "source"),
            cited,
            has_hits: counter.hits > 0,
            title,
            title_pieces,
            sections,
            notes,
        }
    }
}

impl Counter {
    fn paragraph(&mut self, block: &ReadingBlock) -> Block {
        self.paragraphs += 1;
        Block {
            id: format!("p{}", self.paragraphs),
            pieces: self.pieces(block),
            page: block.page,
            number: None,
        }
    }

    /// The page that begins with a block, if one does; a first page that is the first needs no mark.
    fn turned(&mut self, block: &ReadingBlock) -> Option<u32> {
        // Notes are printed at the end, wherever their pages are.
        let first = block.page.filter(|_| block.footnote.is_none())?;
        let before = self.page.replace(first).unwrap_or(1);
        if let Some((_, last)) = block.page_breaks.last() {
            self.page = Some(*last);
        }
        (first != before).then_some(first)
    }

    /// Cuts a text where something begins or stands.
    fn pieces(&mut self, block: &ReadingBlock) -> Vec<Piece> {
        let mut stands: Vec<(usize, Piece)> = Vec::new();
        stands.extend(sentences(block));
        let notes = block.notes.iter();
        stands.extend(notes.map(|mark| {
            (
                mark.offset,
                Piece::Note(note_id(mark.note), mark.note.number),
            )
        }));
        let pages = block.page_breaks.iter();
        stands.extend(pages.map(|(at, page)| (*at, Piece::Page(*page))));
        if let Some(begun) = self.turned(block) {
            stands.push((0, Piece::Page(begun)));
        }
        stands.sort_by_key(|(at, _)| *at);
        let mut stands = stands.into_iter().peekable();
        let (mut pieces, mut at) = (Vec::new(), 0);
        for run in &block.runs {
            let hit = run.hit.then(|| {
                self.hits += 1;
                self.hits
            });
            let mut text = String::new();
            for c in run.text.chars() {
                while let Some((_, piece)) = stands.next_if(|(place, _)| *place <= at) {
                    if !text.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut text), hit));
                    }
                    pieces.push(piece);
                }
                text.push(c);
                at += 1;
            }
            if !text.is_empty() {
                pieces.push(Piece::Text(text, hit));
            }
        }
        pieces.extend(stands.map(|(_, piece)| piece));
        pieces
    }
}

/// Where sentences begin, with the directive of each.
fn sentences(block: &ReadingBlock) -> impl Iterator<Item = (usize, Piece)> {
    let chars: Vec<char> = block.text.chars().collect();
    let ends = block.sentences.iter().skip(1).copied().chain([chars.len()]);
    let ranges = block.sentences.iter().copied().zip(ends);
    (1..).zip(ranges).map(move |(number, (start, end))| {
        let cuts = block.notes.iter().map(|mark| mark.offset);
        let turns = block.page_breaks.iter().map(|(at, _)| *at);
        let cuts = cuts.chain(turns).filter(|at| (start + 1..end).contains(at));
        let cuts: Vec<usize> = cuts.map(|at| at - start).collect();
        let text = chars.get(start..end).unwrap_or_default();
        (
            start,
            Piece::Sentence(number, directive_between(text, &cuts)),
        )
    })
}

fn note_id(name: FootnoteName) -> String {
    match name.page {
        Some(page) => format!("n{page}-{}", name.number),
        None => format!("n{}", name.number),
    }
}

fn text_of(metadata: &serde_json::Map<String, Value>, key: &str) -> Option<String> {
    metadata.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn texts_of(metadata: &serde_json::Map<String, Value>, key: &str) -> Vec<String> {
    let values = metadata
        .get(key)
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    values
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

pub(super) fn about(
    document: &Reading,
    kind: Option<String>,
    w: Words,
) -> Vec<(&'static str, Vec<String>)> {
    let one = |key: &str| {
        text_of(&document.metadata, key)
            .into_iter()
            .collect::<Vec<_>>()
    };
    let rows = [
        (
            w.date(),
            date_words(document.date.as_deref(), w.0)
                .into_iter()
                .collect(),
        ),
        (w.kind(), kind.into_iter().collect()),
        (w.creators(), creators(document)),
        (w.body(), one("body")),
        (w.event(), one("event")),
        (w.place(), one("place")),
        (w.rights(), one("rights")),
        (w.identifier(), vec![document.id.clone()]),
    ];
    rows.into_iter()
        .filter(|(_, values): &(_, Vec<String>)| !values.is_empty())
        .collect()
}

/// Names of the creators, each once.
fn creators(document: &Reading) -> Vec<String> {
    let creators = document.metadata.get("creators").and_then(Value::as_array);
    let names = creators
        .into_iter()
        .flatten()
        .filter_map(|creator| creator["name"].as_str());
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !once.iter().any(|known| known == name) {
            once.push(name.to_owned());
        }
    }
    once
}

/// The page's number in words.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates hand over references"
)]
pub(crate) fn page_words(page: &u32, w: &Words) -> String {
    page_number(*page, *w)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snippet::Run;

    #[test]
    fn a_text_is_cut_where_something_stands_and_nothing_is_lost() {
        let run = |text: &str, hit| Run {
            text: text.into(),
            hit,
        };
        let note = FootnoteName {
            page: Some(2),
            number: 1,
        };
        let block = ReadingBlock {
            text: "弘扬上海精神。合作共赢。".into(),
            runs: vec![
                run("弘扬", false),
                run("上海精神", true),
                run("。合作共赢。", false),
            ],
            sentences: vec![0, 7],
            page_breaks: vec![(4, 3)],
            notes: vec![crate::reading::ReadingMark { offset: 12, note }],
            ..ReadingBlock::default()
        };
        let pieces = Counter::default().pieces(&block);
        let text: String = pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Text(text, _) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(text, block.text);
        assert_eq!(
            pieces[..5],
            [
                Piece::Sentence(
                    1,
                    ":~:text=%E5%BC%98%E6%89%AC%E4%B8%8A%E6%B5%B7,%E7%B2%BE%E7%A5%9E".into()
                ),
                Piece::Text("弘扬".into(), None),
                Piece::Text("上海".into(), Some(1)),
                Piece::Page(3),
                Piece::Text("精神".into(), Some(1)),
            ]
        );
        assert_eq!(pieces.last(), Some(&Piece::Note("n2-1".into(), 1)));
    }
}
