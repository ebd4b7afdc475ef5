//! Word documents (Office Open XML, ISO/IEC 29500-1): paragraphs with their styles, numbers of lists, notes, tables.
//!
//! What was deleted with changes tracked is left out, what was inserted is in. Headers and footers stand in parts of their
//! own and are not read.

mod body;
mod numbering;
mod styles;

use super::ImportError;
use super::archive::Archive;
use super::given::{Laid, Part, note_mark};
use body::{Body, Paragraph};
use numbering::Numbers;
use styles::{Style, Styles};

const KIND: &str = "DOCX";

/// Reads a Word document.
///
/// # Errors
///
/// When it is no archive, holds no document, is not well-formed, or unpacks to more than is read.
pub(super) fn read(bytes: &[u8]) -> Result<Laid, ImportError> {
    let mut archive = Archive::open(bytes, KIND)?;
    let Some(document) = archive.text("word/document.xml")? else {
        return Err(ImportError::Damaged {
            kind: KIND,
            reason: "holds no `word/document.xml`; is it a Word document?".to_owned(),
        });
    };
    let styles = Styles::read(archive.text("word/styles.xml")?.as_deref())?;
    let mut numbers = Numbers::read(archive.text("word/numbering.xml")?.as_deref())?;
    let footnotes = notes(archive.text("word/footnotes.xml")?.as_deref(), "footnote")?;
    let endnotes = notes(archive.text("word/endnotes.xml")?.as_deref(), "endnote")?;
    let body = body::read(&document)?;
    Ok(lay(&body, &styles, &mut numbers, &footnotes, &endnotes))
}

/// Notes by their id in the file.
type Notes = Vec<(String, String)>;

fn notes(xml: Option<&str>, element: &'static str) -> Result<Notes, ImportError> {
    xml.map_or_else(|| Ok(Notes::new()), |xml| body::read_notes(xml, element))
}

/// Lines with what is known of them: the body, then the notes in the order of their marks.
fn lay(
    body: &Body,
    styles: &Styles,
    numbers: &mut Numbers,
    footnotes: &Notes,
    endnotes: &Notes,
) -> Laid {
    let mut laid = Laid {
        has_paragraphs: true,
        left_out: body.left_out.clone(),
        ..Laid::default()
    };
    let mut cited = Cited::default();
    for (ordinal, paragraph) in (1..).zip(&body.paragraphs) {
        let style = styles.get(&paragraph.style, paragraph.outline);
        let number = paragraph
            .numbering
            .clone()
            .or_else(|| styles.numbering(&paragraph.style));
        let number = number
            .map(|(list, level)| numbers.next(&list, level))
            .unwrap_or_default();
        let lines = lines(paragraph, &number, footnotes, endnotes, &mut cited);
        if style == Style::Contents {
            laid.leave_out(&lines.join(" "), "table of contents");
            continue;
        }
        let part = match style {
            Style::Title => Some(Part::Title),
            Style::Heading(level) => Some(Part::Heading { level, ordinal }),
            Style::Contents | Style::Text => None,
        };
        // A heading broken by hand is one heading; paragraphs broken by hand are those of a text pasted from elsewhere.
        if part.is_some() {
            laid.line(
                &lines.join(" "),
                part.filter(|_| !lines.join("").trim().is_empty()),
            );
        } else {
            for line in &lines {
                laid.line(line, None);
            }
        }
    }
    for (number, text) in (1..).zip(&cited.texts) {
        laid.line(&format!("{}{text}", note_mark(number)), None);
    }
    laid
}

/// Notes whose mark was met, in the order of the marks.
#[derive(Default)]
struct Cited {
    keys: Vec<(bool, String)>,
    texts: Vec<String>,
}

impl Cited {
    /// The mark of a note; nothing where the file has no such note.
    fn mark(&mut self, is_endnote: bool, id: &str, notes: &Notes) -> String {
        let key = (is_endnote, id.to_owned());
        let Some((_, text)) = notes.iter().find(|(known, _)| known == id) else {
            return String::new();
        };
        let at = self.keys.iter().position(|k| *k == key).unwrap_or_else(|| {
            self.keys.push(key);
            self.texts.push(text.clone());
            self.keys.len() - 1
        });
        note_mark(u32::try_from(at + 1).unwrap_or(u32::MAX))
    }
}

fn lines(
    paragraph: &Paragraph,
    number: &str,
    footnotes: &Notes,
    endnotes: &Notes,
    cited: &mut Cited,
) -> Vec<String> {
    let mut lines = vec![number.to_owned()];
    for piece in &paragraph.pieces {
        let Some(line) = lines.last_mut() else {
            break;
        };
        match piece {
            body::Piece::Text(text) => line.push_str(text),
            body::Piece::Break => lines.push(String::new()),
            body::Piece::Footnote(id) => line.push_str(&cited.mark(false, id, footnotes)),
            body::Piece::Endnote(id) => line.push_str(&cited.mark(true, id, endnotes)),
        }
    }
    lines
}
