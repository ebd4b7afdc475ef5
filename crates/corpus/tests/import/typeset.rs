//! A typesetter: documents of known structure become text as it falls out of a PDF.

use crate::prose::{Block, Language};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blank {
    Never,
    EveryLine,
    BetweenParagraphs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Indent {
    Kept,
    Lost,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PageStyle {
    None,
    FormFeed,
    FormFeedHeaderNumber,
    LeadingSpace,
    NumberAtFoot,
    HeaderNumberAtTop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoteStyle {
    Square,
    Circled,
    Superscript,
    FullSquare,
    Tortoise,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbering {
    PerPage,
    Continuous,
    Endnotes,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) language: Language,
    pub(crate) width_cells: usize,
    pub(crate) lines_per_page: usize,
    pub(crate) blank: Blank,
    pub(crate) indent: Indent,
    pub(crate) pages: PageStyle,
    pub(crate) notes: NoteStyle,
    pub(crate) numbering: Numbering,
    pub(crate) loose_digits: bool,
    /// Whether lines may begin with a stop or comma, as simple programs break them.
    pub(crate) breaks_anywhere: bool,
}

/// What a reader must find: texts with their places.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    pub(crate) headings: Vec<(u8, String)>,
    pub(crate) paragraphs: Vec<String>,
    pub(crate) notes: Vec<(Option<u32>, u32, String)>,
    pub(crate) marks: Vec<(String, usize, Option<u32>, u32)>,
    pub(crate) breaks: Vec<(String, usize, u32)>,
}

/// A set line: which block, its text with marks as private characters, and its first character in the block's text.
struct Set {
    block: usize,
    text: Vec<char>,
    offset: usize,
    first: bool,
    last: bool,
}

const MARK: u32 = 0xE000;
/// Marks that are a raised digit and nothing else.
const RAISED: u32 = 0xF000;
/// Marks that are one circled number.
const CIRCLED: u32 = 0xE800;

/// Width in half cells: brackets and numbers of marks are printed small.
fn half_cells(c: char) -> usize {
    match u32::from(c) {
        MARK..CIRCLED => 3,
        CIRCLED..RAISED => 2,
        RAISED..=0xF8FF | 0..0x2010 => 1,
        _ => 2,
    }
}

/// The note a private character stands for.
fn note_of(c: char) -> Option<usize> {
    let code = u32::from(c);
    let base = match code {
        RAISED..=0xF8FF => RAISED,
        CIRCLED..RAISED => CIRCLED,
        MARK..CIRCLED => MARK,
        _ => return None,
    };
    usize::try_from(code - base).ok()
}

fn never_first(c: char) -> bool {
    "，。、；：！？）》〉”’%".contains(c) || note_of(c).is_some()
}

fn never_last(c: char) -> bool {
    "（《〈“‘".contains(c)
}

/// Pieces that are not broken, each with the offset of its first character; a space parts words and is no piece.
fn pieces(
    text: &[char],
    loose_digits: bool,
    breaks_anywhere: bool,
) -> Vec<(usize, Vec<char>, bool)> {
    let mut out: Vec<(usize, Vec<char>, bool)> = Vec::new();
    let (mut offset, mut space) = (0, false);
    let wide = |c: char| half_cells(c) == 2 && note_of(c).is_none();
    for &c in text {
        let is_mark = note_of(c).is_some();
        if c == ' ' {
            space = true;
            offset += 1;
            continue;
        }
        let glued = out.last().is_some_and(|(_, p, _)| {
            let last = p[p.len() - 1];
            !space
                && (!breaks_anywhere && (never_first(c) || never_last(last))
                    || (!wide(c) && !wide(last)))
        });
        if glued {
            if let Some(piece) = out.last_mut() {
                piece.1.push(c);
            }
        } else {
            let loose = loose_digits
                && out.last().is_some_and(|(_, p, _)| {
                    let last = p[p.len() - 1];
                    c.is_ascii_digit() && ('\u{4e00}'..='\u{9fff}').contains(&last)
                        || last.is_ascii_digit() && ('\u{4e00}'..='\u{9fff}').contains(&c)
                });
            out.push((offset, vec![c], space || loose));
        }
        space = false;
        offset += usize::from(!is_mark);
    }
    out
}

fn wrap(text: &[char], block: usize, width: usize, indent: usize, style: &Style) -> Vec<Set> {
    let mut lines: Vec<Set> = Vec::new();
    let mut room = width.saturating_sub(indent);
    let mut used = 0;
    for (offset, piece, space) in pieces(text, style.loose_digits, style.breaks_anywhere) {
        // Addresses are broken wherever the line ends.
        let mut rest: &[char] = &piece;
        let mut at = offset;
        let mut space = space;
        loop {
            let size: usize = rest.iter().map(|&c| half_cells(c)).sum();
            let hang =
                !style.breaks_anywhere && rest.last().is_some_and(|&c| "，。、；：".contains(c));
            let fits = used + usize::from(space) + size <= room + if hang { 2 } else { 0 };
            if let Some(line) = lines.last_mut().filter(|_| used > 0 && fits) {
                if space {
                    line.text.push(' ');
                    used += 1;
                }
                line.text.extend(rest);
                used += size;
                break;
            }
            if used > 0 || lines.is_empty() {
                room = if lines.is_empty() { room } else { width };
                lines.push(Set {
                    block,
                    text: Vec::new(),
                    offset: at,
                    first: lines.is_empty(),
                    last: false,
                });
                used = 0;
                space = false;
            }
            if size <= room {
                continue_line(&mut lines, rest, &mut used, size);
                break;
            }
            let mut cut = 0;
            let mut taken = 0;
            while cut < rest.len() && taken + half_cells(rest[cut]) <= room {
                taken += half_cells(rest[cut]);
                cut += 1;
            }
            continue_line(&mut lines, &rest[..cut], &mut used, taken);
            at += cut;
            rest = &rest[cut..];
        }
    }
    if let Some(line) = lines.last_mut() {
        line.last = true;
    }
    lines
}

fn continue_line(lines: &mut [Set], piece: &[char], used: &mut usize, size: usize) {
    if let Some(line) = lines.last_mut() {
        line.text.extend(piece);
        *used += size;
    }
}

fn printed(style: NoteStyle, number: u32) -> String {
    match style {
        NoteStyle::Square => format!("[{number}]"),
        NoteStyle::FullSquare => format!("［{number}］"),
        NoteStyle::Tortoise => format!("〔{number}〕"),
        NoteStyle::Circled => char::from_u32(if number <= 20 {
            0x245F + number
        } else {
            0x3250 + number - 20
        })
        .expect("circled")
        .to_string(),
        NoteStyle::Superscript => number
            .to_string()
            .chars()
            .map(|c| match c {
                '1' => '¹',
                '2' => '²',
                '3' => '³',
                d => char::from_u32(0x2070 + d.to_digit(10).expect("digit")).expect("raised"),
            })
            .collect(),
    }
}

/// Sets a document; the text and what is to be found in it.
pub(crate) fn typeset(blocks: &[Block], style: &Style) -> (String, Truth) {
    Setter {
        style,
        out: String::new(),
        truth: Truth::default(),
        page: 1,
        last_number: 0,
        note_texts: Vec::new(),
        numbers: Vec::new(),
    }
    .set(blocks)
}

struct Setter<'a> {
    style: &'a Style,
    out: String,
    truth: Truth,
    page: u32,
    last_number: u32,
    /// Texts of all notes in order of their marks.
    note_texts: Vec<String>,
    /// Page and number of each mark.
    numbers: Vec<(Option<u32>, u32)>,
}

impl Setter<'_> {
    fn set(mut self, blocks: &[Block]) -> (String, Truth) {
        let lines = self.lines(blocks);
        let mut placed = vec![(0_u32, false); lines.len()];
        let per_page = if self.style.pages == PageStyle::None {
            usize::MAX
        } else {
            self.style.lines_per_page
        };
        let mut from = 0;
        while from < lines.len() {
            let to = self.fill_page(&lines, from, per_page);
            for (k, place) in placed.iter_mut().enumerate().take(to).skip(from) {
                *place = (self.page, k == from);
            }
            self.print_page(&lines[from..to], from == 0, to == lines.len());
            from = to;
            self.page += 1;
        }
        self.record(blocks, &lines, &placed);
        (self.out, self.truth)
    }

    fn lines(&mut self, blocks: &[Block]) -> Vec<Set> {
        let width = self.style.width_cells * 2;
        let indent = if self.style.indent == Indent::None {
            0
        } else {
            4
        };
        let mut lines = Vec::new();
        for (i, block) in blocks.iter().enumerate() {
            match block {
                Block::Heading { text, .. } => {
                    let characters: Vec<char> = text.chars().collect();
                    lines.extend(wrap(&characters, i, width, indent, self.style));
                }
                Block::Paragraph { text, notes } => {
                    let mut characters = Vec::new();
                    let mut next = notes.iter().peekable();
                    let plain: Vec<char> = text.chars().collect();
                    for at in 0..=plain.len() {
                        while let Some(note) = next.next_if(|n| n.offset == at) {
                            let id = u32::try_from(self.note_texts.len()).expect("few");
                            let base = match self.style.notes {
                                NoteStyle::Superscript => RAISED,
                                NoteStyle::Circled => CIRCLED,
                                _ => MARK,
                            };
                            characters.push(char::from_u32(base + id).expect("private"));
                            self.note_texts.push(note.text.clone());
                        }
                        characters.extend(plain.get(at));
                    }
                    lines.extend(wrap(&characters, i, width, indent, self.style));
                }
            }
        }
        lines
    }

    fn marks(line: &Set) -> Vec<usize> {
        line.text.iter().filter_map(|&c| note_of(c)).collect()
    }

    /// Lines of the page that begins at `from`, so that its notes fit below.
    fn fill_page(&self, lines: &[Set], from: usize, per_page: usize) -> usize {
        let mut used = 0;
        let mut to = from;
        while to < lines.len() {
            let notes: usize = if self.style.numbering == Numbering::Endnotes {
                0
            } else {
                Self::marks(&lines[to])
                    .iter()
                    .map(|&n| self.note_lines(n, 1).len())
                    .sum()
            };
            if to > from && used + 1 + notes > per_page {
                break;
            }
            used += 1 + notes;
            to += 1;
        }
        to
    }

    fn note_lines(&self, id: usize, number: u32) -> Vec<String> {
        let head = format!("{}\u{3000}", printed(self.style.notes, number));
        let text: Vec<char> = format!("{head}{}", self.note_texts[id]).chars().collect();
        wrap(&text, 0, self.style.width_cells * 2 + 6, 4, self.style)
            .iter()
            .map(|l| l.text.iter().collect())
            .collect()
    }

    fn print_page(&mut self, lines: &[Set], is_first: bool, is_last: bool) {
        let has_pages = self.style.pages != PageStyle::None;
        if self.style.numbering == Numbering::PerPage {
            self.last_number = 0;
        }
        let mut page_notes = Vec::new();
        if !is_first
            && matches!(
                self.style.pages,
                PageStyle::FormFeed | PageStyle::FormFeedHeaderNumber
            )
        {
            self.out.push('\u{c}');
        }
        if matches!(
            self.style.pages,
            PageStyle::HeaderNumberAtTop | PageStyle::FormFeedHeaderNumber
        ) {
            let number = self.page + 20;
            let head = if self.page.is_multiple_of(2) {
                format!("{number}    某某学报 总第 88 期")
            } else {
                format!("邻里与商旅的往来    {number}")
            };
            self.out.extend([head.as_str(), "\n"]);
        }
        for (i, line) in lines.iter().enumerate() {
            let mut text = String::new();
            for &c in &line.text {
                if let Some(note) = note_of(c) {
                    self.last_number += 1;
                    let page = has_pages.then_some(self.printed_page());
                    self.numbers.push((page, self.last_number));
                    page_notes.push((note, self.last_number));
                    text.push_str(&printed(self.style.notes, self.last_number));
                } else {
                    text.push(c);
                }
            }
            let lead = match (self.style.indent, line.first) {
                (Indent::Kept, true) if self.style.language == Language::Chinese => {
                    "\u{3000}\u{3000}"
                }
                (Indent::Kept, true) => "    ",
                _ if i == 0 && self.style.pages == PageStyle::LeadingSpace => " ",
                _ => "",
            };
            self.out.push_str(lead);
            self.out.push_str(&text);
            self.out.push('\n');
            let blank = self.style.blank == Blank::EveryLine
                || self.style.blank == Blank::BetweenParagraphs && line.last;
            if blank
                && !(i + 1 == lines.len()
                    && self.style.pages == PageStyle::LeadingSpace
                    && page_notes.is_empty())
            {
                self.out.push('\n');
            }
        }
        if self.style.numbering == Numbering::Endnotes {
            self.keep_endnotes(&page_notes, is_last);
        } else {
            self.print_notes(&page_notes);
        }
        if self.style.pages == PageStyle::NumberAtFoot {
            self.out
                .extend(["· ", &(self.page + 20).to_string(), " ·\n"]);
        }
    }

    fn printed_page(&self) -> u32 {
        match self.style.pages {
            PageStyle::NumberAtFoot
            | PageStyle::HeaderNumberAtTop
            | PageStyle::FormFeedHeaderNumber => self.page + 20,
            _ => self.page,
        }
    }

    fn print_notes(&mut self, notes: &[(usize, u32)]) {
        let page = (self.style.pages != PageStyle::None).then_some(self.printed_page());
        for &(id, number) in notes {
            for line in self.note_lines(id, number) {
                self.out.extend([line.as_str(), "\n"]);
            }
            self.truth
                .notes
                .push((page, number, self.note_texts[id].clone()));
        }
    }

    fn keep_endnotes(&mut self, _: &[(usize, u32)], is_last: bool) {
        if !is_last {
            return;
        }
        let page = (self.style.pages != PageStyle::None).then_some(self.printed_page());
        let heading = match self.style.language {
            Language::Chinese => "注释",
            Language::Russian => "Примечания",
            Language::English => "Notes",
        };
        self.out.extend([heading, "\n"]);
        for place in &mut self.numbers {
            place.0 = page;
        }
        let all: Vec<(usize, u32)> = (0..self.note_texts.len()).zip(1..).collect();
        self.print_notes(&all);
    }

    fn record(&mut self, blocks: &[Block], lines: &[Set], placed: &[(u32, bool)]) {
        let shift = self.printed_page().saturating_sub(self.page);
        let mut marks = self.numbers.clone().into_iter();
        for block in blocks {
            match block {
                Block::Heading { level, text } => self.truth.headings.push((*level, text.clone())),
                Block::Paragraph { text, notes } => {
                    self.truth.paragraphs.push(text.clone());
                    for note in notes {
                        let (page, number) = marks.next().expect("a number for each mark");
                        self.truth
                            .marks
                            .push((text.clone(), note.offset, page, number));
                    }
                }
            }
        }
        if self.style.numbering == Numbering::Endnotes {
            let heading = match self.style.language {
                Language::Chinese => "注释",
                Language::Russian => "Примечания",
                Language::English => "Notes",
            };
            self.truth.headings.push((1, heading.to_owned()));
        }
        if self.style.pages == PageStyle::None {
            return;
        }
        for (line, &(page, first)) in lines.iter().zip(placed) {
            if let Block::Paragraph { text, .. } = &blocks[line.block]
                && first
                && line.offset > 0
            {
                self.truth
                    .breaks
                    .push((text.clone(), line.offset, page + shift));
            }
        }
    }
}
