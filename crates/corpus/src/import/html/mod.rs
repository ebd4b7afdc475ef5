//! Web pages: the text of the page without what stands around it, with its headings, notes, title, date and source.
//!
//! Two readings are made, that of the library `dom_smoothie` (after Mozilla's Readability) and a plain one without navigation; the
//! first is taken unless it lost sentences. Nothing is fetched and no script is run.

mod about;
mod content;
mod lines;
mod notes;

use dom_query::Document as Page;

use super::ImportError;
use super::decode::Decoded;
use super::given::{Laid, Part, note_mark};
use super::script::is_ink;

pub(super) use about::About;
pub(super) use lines::PageLine;

/// A page as lines, with what it says about itself.
pub(super) struct Read {
    pub laid: Laid,
    pub about: About,
}

/// Reads a web page.
///
/// # Errors
///
/// When no text is left.
pub(super) fn read(decoded: &Decoded) -> Result<Read, ImportError> {
    let page = Page::from(super::given::without_given_marks(&decoded.text).as_ref());
    let mut about = About::read(&page);
    lines::remove_unread(&page);
    let notes = notes::take(&page);
    let content = content::choose(&page);
    about.look_at(&content.everything);
    let mut laid = lay(&content.lines, &about);
    laid.left_out = content.left_out;
    for (number, text) in (1..).zip(&notes) {
        laid.line(&format!("{}{text}", note_mark(number)), None);
    }
    if !laid.text.chars().any(is_ink) {
        return Err(ImportError::Empty);
    }
    Ok(Read { laid, about })
}

/// Lines with their headings; the one that says what the page calls itself is the title.
pub(super) fn lay(lines: &[PageLine], about: &About) -> Laid {
    let mut laid = Laid {
        has_paragraphs: true,
        ..Laid::default()
    };
    let title = about.title_line(lines);
    for (ordinal, (i, line)) in (1..).zip(lines.iter().enumerate()) {
        let part = match line.heading {
            _ if Some(i) == title => Some(Part::Title),
            Some(level) => Some(Part::Heading { level, ordinal }),
            None => None,
        };
        laid.line(&line.text, part);
    }
    laid
}

/// Takes the notes out of a page that is text from end to end.
pub(super) fn take_notes(page: &Page) -> Vec<String> {
    lines::remove_unread(page);
    notes::take(page)
}

/// The lines of a page that is text from end to end.
pub(super) fn page_lines(page: &Page) -> Vec<PageLine> {
    lines::lines(&page.body().unwrap_or_else(|| page.root()))
}
