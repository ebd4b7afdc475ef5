//! The paragraphs of a Word document, tables and text boxes put in line.

use crate::import::ImportError;
use crate::import::given::without_given_marks;
use crate::import::report::Dropped;
use crate::import::xml::{Element, Step, walk};

/// What a paragraph is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// A line broken by hand.
    Break,
    /// The mark of the footnote with this id.
    Footnote(String),
    /// The mark of the endnote with this id.
    Endnote(String),
}

/// A paragraph, or the row of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    /// Id of its style; empty for the usual one.
    pub style: String,
    /// Its level in the outline where it says one itself, from 0.
    pub outline: Option<u8>,
    /// The list it belongs to and its level there.
    pub numbering: Option<(String, usize)>,
    pub pieces: Vec<Piece>,
}

/// The text of a document.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub paragraphs: Vec<Paragraph>,
    /// Text that was deleted with changes tracked.
    pub left_out: Vec<Dropped>,
}

/// Between the cells of a row: wide enough for the eye, and no ink.
const BETWEEN_CELLS: &str = "\u{3000}";

/// Elements whose text nobody reads on the page: fields' codes, deleted and moved text, a second form of the same drawing,
/// readings above characters.
const SKIPPED: &[&str] = &["instrText", "delInstrText", "Fallback", "rt", "moveFrom"];

/// Reads the main part of a document.
pub(super) fn read(xml: &str) -> Result<Body, ImportError> {
    let mut reader = Reader::new();
    walk(xml, super::KIND, |step| reader.step(&step))?;
    reader.deleted.retain(|text| !text.trim().is_empty());
    let left_out = reader.deleted.into_iter().map(|text| Dropped {
        line: 0,
        text,
        why: "deleted with changes tracked".to_owned(),
    });
    Ok(Body {
        left_out: left_out.collect(),
        paragraphs: reader.flows.into_iter().flatten().collect(),
    })
}

/// Reads the notes of one kind: their ids and texts, without the lines that part them from the text.
pub(super) fn read_notes(
    xml: &str,
    element: &'static str,
) -> Result<Vec<(String, String)>, ImportError> {
    let mut reader = Reader::new();
    let mut notes = Vec::new();
    let mut id = None;
    walk(xml, super::KIND, |step| match &step {
        Step::Open(e) if e.name == element => {
            let is_text = e.attribute("type").is_none_or(|kind| kind == "normal");
            id = e.attribute("id").filter(|_| is_text).map(ToOwned::to_owned);
            reader = Reader::new();
        }
        Step::Close(name) if *name == element => {
            let paragraphs = std::mem::take(&mut reader.flows).into_iter().flatten();
            let texts: Vec<String> = paragraphs.map(|p| text_of(&p)).collect();
            if let Some(id) = id.take() {
                notes.push((id, texts.join(" ").trim().to_owned()));
            }
            reader = Reader::new();
        }
        step => reader.step(step),
    })?;
    Ok(notes)
}

fn text_of(paragraph: &Paragraph) -> String {
    let mut text = String::new();
    for piece in &paragraph.pieces {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Break => text.push(' '),
            Piece::Footnote(_) | Piece::Endnote(_) => {}
        }
    }
    text
}

/// Where a walk through a document stands.
struct Reader {
    /// Finished paragraphs of the body and of each open cell and text box, the innermost last.
    flows: Vec<Vec<Paragraph>>,
    /// Open paragraphs, the innermost last: a text box stands inside a paragraph.
    open: Vec<Paragraph>,
    /// Cells of each open row.
    rows: Vec<Vec<Vec<Paragraph>>>,
    /// Elements inside one that is skipped, itself included.
    skipped: usize,
    /// Open elements of deletion.
    deletions: usize,
    deleted: Vec<String>,
    /// Whether the text between tags is text of the page.
    in_text: bool,
}

impl Reader {
    fn new() -> Self {
        Self {
            flows: vec![Vec::new()],
            open: Vec::new(),
            rows: Vec::new(),
            skipped: 0,
            deletions: 0,
            deleted: Vec::new(),
            in_text: false,
        }
    }

    fn step(&mut self, step: &Step<'_>) {
        match step {
            Step::Open(element) if self.skipped > 0 || is_skipped(element) => self.skipped += 1,
            Step::Close(_) if self.skipped > 0 => self.skipped -= 1,
            Step::Open(element) => self.open(element),
            Step::Close(name) => self.close(name),
            Step::Text(text) if self.skipped == 0 && self.in_text => self.text(text),
            Step::Text(_) => {}
        }
    }

    fn open(&mut self, element: &Element) {
        let value = || element.attribute("val");
        match element.name.as_str() {
            "p" => self.open.push(Paragraph::default()),
            "t" | "delText" => self.in_text = true,
            "del" => {
                self.deletions += 1;
                self.deleted.push(String::new());
            }
            "tab" | "ptab" => self.push(Piece::Text(" ".to_owned())),
            "noBreakHyphen" => self.push(Piece::Text("-".to_owned())),
            "sym" => self.symbol(element),
            "br" | "cr"
                if element
                    .attribute("type")
                    .is_none_or(|t| t == "textWrapping") =>
            {
                self.push(Piece::Break);
            }
            "footnoteReference" => self.note(element, Piece::Footnote),
            "endnoteReference" => self.note(element, Piece::Endnote),
            "pStyle" => self.with_open(|p| value().unwrap_or_default().clone_into(&mut p.style)),
            "outlineLvl" => self.with_open(|p| p.outline = value().and_then(|v| v.parse().ok())),
            "numId" => self.with_open(|p| {
                let level = p.numbering.take().map_or(0, |(_, level)| level);
                p.numbering = value().map(|list| (list.to_owned(), level));
            }),
            "ilvl" => self.with_open(|p| {
                let level = value().and_then(|v| v.parse().ok()).unwrap_or(0);
                let list = p.numbering.take().map(|(list, _)| list).unwrap_or_default();
                p.numbering = Some((list, level));
            }),
            "tr" => self.rows.push(Vec::new()),
            "tc" | "txbxContent" => self.flows.push(Vec::new()),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "p" => {
                if let Some(paragraph) = self.open.pop() {
                    self.add([paragraph]);
                }
            }
            "t" | "delText" => self.in_text = false,
            "del" => self.deletions = self.deletions.saturating_sub(1),
            "tc" => {
                let cell = self.take_flow();
                match self.rows.last_mut() {
                    Some(row) => row.push(cell),
                    None => self.add(cell),
                }
            }
            "txbxContent" => {
                let box_text = self.take_flow();
                self.add(box_text);
            }
            "tr" => {
                let cells = self.rows.pop().unwrap_or_default();
                let row = row(cells);
                self.add(row);
            }
            _ => {}
        }
    }

    fn take_flow(&mut self) -> Vec<Paragraph> {
        if self.flows.len() > 1 {
            self.flows.pop().unwrap_or_default()
        } else {
            Vec::new()
        }
    }

    fn add(&mut self, paragraphs: impl IntoIterator<Item = Paragraph>) {
        if let Some(flow) = self.flows.last_mut() {
            flow.extend(paragraphs);
        }
    }

    fn text(&mut self, text: &str) {
        if self.deletions > 0 {
            if let Some(deleted) = self.deleted.last_mut() {
                deleted.push_str(text);
            }
            return;
        }
        self.push(Piece::Text(without_given_marks(text).into_owned()));
    }

    fn push(&mut self, piece: Piece) {
        if self.deletions > 0 {
            return;
        }
        let Some(paragraph) = self.open.last_mut() else {
            return;
        };
        match (paragraph.pieces.last_mut(), piece) {
            (Some(Piece::Text(before)), Piece::Text(text)) => before.push_str(&text),
            (_, piece) => paragraph.pieces.push(piece),
        }
    }

    fn note(&mut self, element: &Element, piece: fn(String) -> Piece) {
        if let Some(id) = element.attribute("id") {
            self.push(piece(id.to_owned()));
        }
    }

    /// A character of a named font: nothing is lost where its code is that of a character.
    fn symbol(&mut self, element: &Element) {
        let code = element
            .attribute("char")
            .and_then(|c| u32::from_str_radix(c, 16).ok());
        if let Some(c) = code.and_then(char::from_u32) {
            self.push(Piece::Text(c.to_string()));
        }
    }

    fn with_open(&mut self, set: impl FnOnce(&mut Paragraph)) {
        if let Some(paragraph) = self.open.last_mut() {
            set(paragraph);
        }
    }
}

fn is_skipped(element: &Element) -> bool {
    SKIPPED.contains(&element.name.as_str())
}

/// A row as one line; the only cell of a row is a frame around paragraphs.
fn row(mut cells: Vec<Vec<Paragraph>>) -> Vec<Paragraph> {
    if cells.len() == 1 {
        return cells.pop().unwrap_or_default();
    }
    let mut line = Paragraph::default();
    for (i, cell) in cells.into_iter().enumerate() {
        if i > 0 {
            line.pieces.push(Piece::Text(BETWEEN_CELLS.to_owned()));
        }
        let filled = cell.into_iter().filter(|p| !p.pieces.is_empty());
        for (j, paragraph) in filled.enumerate() {
            if j > 0 {
                line.pieces.push(Piece::Text(" ".to_owned()));
            }
            let pieces = paragraph.pieces.into_iter().map(|piece| match piece {
                Piece::Break => Piece::Text(" ".to_owned()),
                piece => piece,
            });
            line.pieces.extend(pieces);
        }
    }
    vec![line]
}
