//! Titles named in a text: what stands between 《 and 》.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::model::Document;

/// A title named in the body of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedTitle {
    /// The title without its 《》; titles named inside it keep their 〈〉.
    pub title: String,
    /// Section it stands in, from 0.
    pub section: usize,
    /// Paragraph within the section, from 0.
    pub paragraph: usize,
    /// Code points of the paragraph before its 《.
    pub offset_chars: usize,
}

/// The titles named in the paragraphs of a document, in order. A title inside a title is part of it.
///
/// # Example
///
/// ```
/// use sco_corpus::{Document, Paragraph, Section, named_titles};
///
/// let text = "恪守《〈宪章〉实施纲要》《公约》。".to_owned();
/// let paragraph = Paragraph { text, ..Paragraph::default() };
/// let section = Section { paragraphs: vec![paragraph], ..Section::default() };
/// let document = Document { sections: vec![section], ..Document::default() };
/// let titles: Vec<_> = named_titles(&document).into_iter().map(|t| (t.title, t.offset_chars)).collect();
/// assert_eq!(titles, [("〈宪章〉实施纲要".to_owned(), 2), ("公约".to_owned(), 12)]);
/// ```
pub fn named_titles(document: &Document) -> Vec<NamedTitle> {
    let mut titles = Vec::new();
    for (section, s) in document.sections.iter().enumerate() {
        for (paragraph, p) in s.paragraphs.iter().enumerate() {
            let text: Vec<char> = p.text.chars().collect();
            for (start, end) in outermost(&text) {
                let title: String = text[start + 1..end].iter().collect();
                if !title.trim().is_empty() {
                    titles.push(NamedTitle {
                        title: title.trim().to_owned(),
                        section,
                        paragraph,
                        offset_chars: start,
                    });
                }
            }
        }
    }
    titles
}

/// The insides of the titles in a text, as byte ranges in their order; a title inside a title is part of it.
///
/// ```
/// let text = "恪守《〈宪章〉实施纲要》《公约》。";
/// let titles: Vec<_> = sco_corpus::title_spans(text).into_iter().map(|span| &text[span]).collect();
/// assert_eq!(titles, ["〈宪章〉实施纲要", "公约"]);
/// ```
pub fn title_spans(text: &str) -> Vec<Range<usize>> {
    if !text.contains('》') {
        return Vec::new(); // most paragraphs name none
    }
    let (offsets, characters): (Vec<usize>, Vec<char>) = text.char_indices().unzip();
    outermost(&characters)
        .into_iter()
        .map(|(start, end)| offsets[start + 1]..offsets[end])
        .collect()
}

/// Positions of 《 and its 》 for every title that is not inside another. A 《 without its 》 counts for nothing.
pub(crate) fn outermost(text: &[char]) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut closed: Vec<(usize, usize)> = Vec::new();
    for (i, c) in text.iter().enumerate() {
        match c {
            '《' => open.push(i),
            '》' => {
                let Some(start) = open.pop() else { continue };
                while closed.last().is_some_and(|&(inner, _)| inner > start) {
                    closed.pop();
                }
                closed.push((start, i));
            }
            _ => {}
        }
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        outermost(&characters)
            .into_iter()
            .map(|(a, b)| characters[a + 1..b].iter().collect())
            .collect()
    }

    #[test]
    fn nested_titles_are_one_and_broken_ones_do_no_harm() {
        assert_eq!(
            spans("《关于〈甲〉的决定》《乙》"),
            ["关于〈甲〉的决定", "乙"]
        );
        assert_eq!(spans("《关于《甲》的决定》"), ["关于《甲》的决定"]);
        assert_eq!(spans("《没有结尾，后有《甲》"), ["甲"]);
        assert_eq!(spans("》《"), Vec::<String>::new());
    }
}
