//! Where in a document a passage stands: its page, and whose words it quotes.

use std::ops::Range;

use sco_analysis::fold_char;
use sco_indexer::{Block, Record, Zone};

use super::CiteError;

/// Longest note that is taken for a reference, code points: a longer one discusses.
const LONGEST_REFERENCE: usize = 300;
/// Code points between the end of a quotation and the mark of its note: the closing mark and a sign.
const MARK_DISTANCE: usize = 3;
/// Beginnings of notes that only lead to other notes or to further reading.
const NO_REFERENCE: [&str; 14] = [
    "同上",
    "同前",
    "前引",
    "前揭",
    "参见",
    "参阅",
    "详见",
    "见前",
    "Ibid",
    "ibid",
    "See ",
    "Там же",
    "Ср.",
    "См.",
];

/// A place in a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pinpoint {
    /// Pages on which it stands, by the document's page marks.
    pub pages: Option<(u32, u32)>,
    /// Who said what is quoted there.
    pub speaker: Option<String>,
    /// The note of that quotation, where it names its source.
    pub reference: Option<String>,
}

/// The place of a passage: the text of a part of the document, or the number of one of its paragraphs.
///
/// # Errors
///
/// When the document has no such passage, or has it on different pages.
pub(super) fn pinpoint(record: &Record, passage: &str) -> Result<Pinpoint, CiteError> {
    let passage = passage.trim();
    let missing = || CiteError::NoPassage {
        id: record.id.clone(),
        passage: passage.to_owned(),
    };
    if !passage.is_empty() && passage.chars().all(|c| c.is_ascii_digit()) {
        let number: usize = passage.parse().map_err(|_| missing())?;
        let block = record.zone(Zone::Body).nth(number.wrapping_sub(1));
        let block = block.ok_or_else(missing)?;
        return Ok(place(record, block, &(0..block.text.len())));
    }
    let wanted: Vec<char> = letters(passage).map(|(_, c)| c).collect();
    if wanted.is_empty() {
        return Err(missing());
    }
    let shown = record
        .blocks
        .iter()
        .filter(|block| block.zone != Zone::Quote);
    let mut places = shown.flat_map(|block| {
        let spans = spans(&block.text, &wanted).into_iter();
        spans.map(move |span| place(record, block, &span))
    });
    let first = places.next().ok_or_else(missing)?;
    match places.find(|other| other.pages != first.pages) {
        None => Ok(first),
        Some(other) => Err(CiteError::SeveralPages {
            passage: passage.to_owned(),
            pages: [first.pages, other.pages].map(|pages| pages.map(|(page, _)| page)),
        }),
    }
}

/// The first and the last page mark of a document.
pub(super) fn marked_pages(record: &Record) -> Option<(u32, u32)> {
    let blocks = record
        .blocks
        .iter()
        .filter(|block| block.zone == Zone::Body);
    let pages = blocks.flat_map(|block| {
        let turned = block.page_breaks.iter().map(|(_, page)| *page);
        block.page.into_iter().chain(turned)
    });
    let pages: Vec<u32> = pages.collect();
    Some((*pages.iter().min()?, *pages.iter().max()?))
}

/// Folded letters of a text with the bytes where they begin; spaces count for nothing.
fn letters(text: &str) -> impl Iterator<Item = (usize, char)> {
    let letters = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    letters.map(|(at, c)| (at, fold_char(c)))
}

/// Bytes of a text that hold some letters in a row.
fn spans(text: &str, wanted: &[char]) -> Vec<Range<usize>> {
    let letters: Vec<(usize, char)> = letters(text).collect();
    let windows = letters.windows(wanted.len());
    let found = windows.filter(|window| window.iter().map(|(_, c)| c).eq(wanted));
    let span = |window: &[(usize, char)]| {
        let (start, last) = (window[0].0, window[window.len() - 1].0);
        let length = text[last..].chars().next().map_or(0, char::len_utf8);
        start..last + length
    };
    found.map(span).collect()
}

fn place(record: &Record, block: &Block, span: &Range<usize>) -> Pinpoint {
    let pages = block
        .page_at(span.start)
        .zip(block.page_at(span.end.saturating_sub(1)));
    let holds = |start: u32, end: u32| start as usize <= span.start && span.end <= end as usize;
    let quoted = block
        .quotes
        .iter()
        .find(|quoted| holds(quoted.start, quoted.end));
    Pinpoint {
        pages,
        speaker: quoted.and_then(|quoted| quoted.speaker.clone()),
        reference: quoted.and_then(|quoted| reference(record, block, quoted.end as usize)),
    }
}

/// The note whose mark stands right behind a quotation, where it looks like a reference.
fn reference(record: &Record, block: &Block, end: usize) -> Option<String> {
    let near = |at: u32| {
        let between = block.text.get(end..at as usize);
        between.is_some_and(|between| between.chars().count() <= MARK_DISTANCE)
    };
    let (_, key) = block.notes.iter().find(|(at, _)| near(*at))?;
    let mut notes = record.zone(Zone::Note);
    let note = notes.find(|note| note.footnote == Some(*key))?;
    let text = note.text.trim();
    let is_reference = !text.is_empty()
        && text.chars().count() <= LONGEST_REFERENCE
        && NO_REFERENCE
            .iter()
            .all(|beginning| !text.starts_with(beginning));
    is_reference.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sco_corpus::Document;

    use super::*;

    const TEXT: &str = "---\nid: a\ntitle: 题\n---\n\n<!-- page 3 -->\n\n丁一强调：“我们应当弘扬上海精神，深化务实合作。”[^3-1]各方同意<!-- page 4 -->继续合作。\n\n各方同意继续努力。\n\n乙方表示：“这是我们共同的选择和期待。”[^4-1]\n\n[^3-1]: 丁一：《讲话》，《某报》2023年7月5日，第2版。\n\n[^4-1]: 参见某书。\n";

    fn record() -> Record {
        let document = Document::from_markdown(TEXT, Path::new("a.md")).unwrap();
        Record::of("a", &document)
    }

    #[test]
    fn a_passage_stands_on_the_page_where_it_begins_and_ends() {
        let record = record();
        let pages = |passage: &str| pinpoint(&record, passage).map(|place| place.pages);
        assert_eq!(pages("弘扬上海精神").unwrap(), Some((3, 3)));
        assert_eq!(pages("各方同意 繼續合作").unwrap(), Some((3, 4)));
        assert_eq!(pages("2").unwrap(), Some((4, 4)));
        assert!(matches!(
            pages("各方同意"),
            Err(CiteError::SeveralPages {
                pages: [Some(3), Some(4)],
                ..
            })
        ));
        for missing in ["没有这句", "9", "0", "", "  "] {
            assert!(
                matches!(pages(missing), Err(CiteError::NoPassage { .. })),
                "{missing}"
            );
        }
        assert_eq!(marked_pages(&record), Some((3, 4)));
    }

    #[test]
    fn a_quotation_has_the_source_that_its_note_names_and_no_other() {
        let record = record();
        let quoted = pinpoint(&record, "深化务实合作").unwrap();
        assert_eq!(quoted.speaker.as_deref(), Some("丁一"));
        assert_eq!(
            quoted.reference.as_deref(),
            Some("丁一：《讲话》，《某报》2023年7月5日，第2版。")
        );
        let other = pinpoint(&record, "共同的选择和期待").unwrap();
        assert_eq!(other.reference, None, "“参见” leads elsewhere");
        assert_eq!(pinpoint(&record, "继续努力").unwrap().reference, None);
    }
}
