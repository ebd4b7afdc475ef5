//! A paragraph under construction: characters with footnote marks and page turns between them.

use super::headings::Label;
use super::joining::{Glue, Vocabulary, glue};
use super::lines::Line;
use super::report::{Action, Report};
use super::script::is_invisible;
use crate::model::{NoteKey, NoteMark, PageBreak, Paragraph};

/// One thing in the flow of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    /// A character of the text.
    Char(char),
    /// A footnote mark.
    Mark(NoteKey),
    /// The page turns here.
    Page(u32),
}

/// A paragraph, heading or note as a flow.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// Characters, marks and page turns in order.
    pub items: Vec<Item>,
    /// First and last line in the source, from 1.
    pub lines: (usize, usize),
    /// Page of the beginning.
    pub page: Option<u32>,
    /// Label, where the flow has the form of a heading.
    pub heading: Option<Label>,
    /// Whether it was one line of the source.
    pub is_one_line: bool,
    /// White space before the first line, in quarter cells.
    pub lead: i32,
    /// Whether the format of the file says that it is the title.
    pub is_title: bool,
}

impl Flow {
    /// Joins lines, each with the page it stands on.
    pub(super) fn join(
        lines: &[(&Line<'_>, Option<u32>)],
        vocabulary: &Vocabulary,
        report: &mut Report,
    ) -> Self {
        let mut text: Vec<char> = Vec::new();
        let mut turns: Vec<(usize, u32)> = Vec::new();
        let mut page = lines.first().and_then(|l| l.1);
        for &(line, line_page) in lines {
            match glue(&text, line.text, vocabulary) {
                _ if text.is_empty() => {}
                Glue::Nothing => {}
                Glue::Space => text.push(' '),
                Glue::DropHyphen => drop_hyphen(&mut text, line, report),
                Glue::KeepHyphen => {
                    let why = "a hyphen at a line end was kept: the document has the word with it, or both parts alone, or such compounds have one";
                    report.note(
                        Action::Guessed,
                        (line.number - 1, line.number),
                        line.text,
                        why,
                        0.7,
                    );
                }
            }
            if let Some(next) = line_page.filter(|_| line_page != page) {
                turns.push((text.len(), next));
                page = line_page;
            }
            text.extend(line.text.chars().filter(|&c| !is_invisible(c) || c == '\t'));
        }
        let number = |l: Option<&(&Line<'_>, Option<u32>)>| l.map_or(0, |l| l.0.number);
        Self {
            items: with_turns(&text, &turns),
            lines: (number(lines.first()), number(lines.last())),
            page: lines.first().and_then(|l| l.1),
            heading: None,
            is_one_line: lines.len() == 1,
            lead: lines.first().map_or(0, |l| l.0.lead),
            is_title: false,
        }
    }

    /// The text without marks and turns.
    pub(super) fn text(&self) -> String {
        self.items.iter().filter_map(Item::character).collect()
    }

    /// Whether nothing but marks and turns is left.
    pub(super) fn is_bare(&self) -> bool {
        !self.items.iter().any(|i| matches!(i, Item::Char(_)))
    }

    /// The marks alone.
    pub(super) fn marks(&self) -> impl Iterator<Item = NoteKey> + '_ {
        self.items.iter().filter_map(|i| {
            if let Item::Mark(key) = i {
                Some(*key)
            } else {
                None
            }
        })
    }

    /// The paragraph with marks and turns at their offsets.
    pub(super) fn paragraph(&self) -> Paragraph {
        let mut paragraph = Paragraph {
            page_first: self.page,
            ..Paragraph::default()
        };
        let mut offset_chars = 0;
        for item in &self.items {
            match *item {
                Item::Char(c) => {
                    paragraph.text.push(c);
                    offset_chars += 1;
                }
                Item::Mark(key) => paragraph.notes.push(NoteMark { offset_chars, key }),
                Item::Page(page) => paragraph.page_breaks.push(PageBreak { offset_chars, page }),
            }
        }
        // A turn at an end is no turn inside.
        let length = offset_chars;
        paragraph
            .page_breaks
            .retain(|b| b.offset_chars > 0 && b.offset_chars < length);
        paragraph
    }
}

impl Item {
    /// The character, if it is one.
    pub(super) fn character(&self) -> Option<char> {
        if let Self::Char(c) = self {
            Some(*c)
        } else {
            None
        }
    }
}

/// Characters of a word before a hyphen that the report shows.
const LONGEST_SHOWN: usize = 40;

fn drop_hyphen(text: &mut Vec<char>, line: &Line<'_>, report: &mut Report) {
    let Some(hyphen) = text.pop() else { return };
    report.drop_text(
        line.number.saturating_sub(1),
        &hyphen.to_string(),
        "hyphen at a line end",
    );
    // The end is cut off first: a long paragraph without white space has many line ends.
    let shown = &text[text.len().saturating_sub(LONGEST_SHOWN)..];
    let start = shown
        .iter()
        .rposition(|c| c.is_whitespace())
        .map_or(0, |i| i + 1);
    let head: String = shown[start..].iter().collect();
    let tail: String = line
        .text
        .chars()
        .take_while(|c| c.is_alphabetic())
        .collect();
    let why = "a word cut by a hyphen at a line end was made whole";
    report.note(
        Action::Guessed,
        (line.number.saturating_sub(1), line.number),
        &format!("{head}{tail}"),
        why,
        0.7,
    );
}

fn with_turns(text: &[char], turns: &[(usize, u32)]) -> Vec<Item> {
    let mut items = Vec::with_capacity(text.len() + turns.len());
    let mut turns = turns.iter().peekable();
    for (i, &c) in text.iter().enumerate() {
        while let Some(&(_, page)) = turns.next_if(|t| t.0 == i) {
            items.push(Item::Page(page));
        }
        items.push(Item::Char(c));
    }
    items
}
