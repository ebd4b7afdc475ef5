//! PDF: pieces of text with their places on the page become lines in reading order, with what their print says.
//!
//! `pdf_oxide` reads the file; where it cannot, `lopdf` does, which knows lines but no places. Lines go to the same recogniser as
//! those of a plain text: it finds paragraphs, notes and page furniture.

mod columns;
mod print;
mod rows;

use std::collections::HashSet;

use pdf_oxide::PdfDocument;
use pdf_oxide::document::ReadingOrder;
use pdf_oxide::layout::TextSpan;
use pdf_oxide::optional_content::compute_default_off_ocgs;

use super::ImportError;
use super::given::{Laid, without_given_marks};
use super::report::Dropped;
use super::script::is_ink;
use rows::{Page, Run};

const KIND: &str = "PDF";

/// Most pages of one file.
const MOST_PAGES: usize = 5_000;

/// What a PDF holds, and who could read it.
pub(super) struct Read {
    pub laid: Laid,
    /// Why the second reader had to be asked, if it was.
    pub doubt: Option<String>,
}

/// Reads a PDF.
///
/// # Errors
///
/// When it is encrypted with a password, damaged beyond reading, or holds pictures of text only.
pub(super) fn read(bytes: &[u8]) -> Result<Read, ImportError> {
    let first = crate::guard::guarded(|| by_places(bytes).and_then(sound))
        .unwrap_or_else(|reason| Err(ImportError::Damaged { kind: KIND, reason }));
    match first {
        Ok(laid) if has_ink(&laid) => return Ok(Read { laid, doubt: None }),
        Err(error @ ImportError::Encrypted) => return Err(error),
        _ => {}
    }
    let second = crate::guard::guarded(|| by_lines(bytes)).unwrap_or(None);
    let second = second.and_then(|laid| sound(laid).ok());
    match (second, first) {
        (Some(laid), first) if has_ink(&laid) => Ok(Read {
            laid,
            doubt: Some(match first {
                Err(error) => error.to_string(),
                Ok(_) => "it found no text".to_owned(),
            }),
        }),
        (_, Err(error)) => Err(error),
        _ => Err(ImportError::Pictures),
    }
}

/// A reading that is text, and not the numbers of glyphs whose font does not say what they mean.
fn sound(laid: Laid) -> Result<Laid, ImportError> {
    let (mut ink, mut odd) = (0_usize, 0_usize);
    for c in laid.text.chars().filter(|&c| is_ink(c)) {
        ink += 1;
        odd += usize::from(is_odd(c));
    }
    if odd * 10 > ink * 3 {
        let reason = "its fonts do not say what their signs mean (a damaged file?)";
        return Err(damaged(reason));
    }
    Ok(laid)
}

/// Signs that are rare in any text, and frequent where bytes are taken for letters.
fn is_odd(c: char) -> bool {
    matches!(c, '!'..='\'' | '*' | '+' | '<'..='@' | '['..='`' | '{'..='~' | '\u{80}'..='\u{ff}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}')
}

fn has_ink(laid: &Laid) -> bool {
    laid.text.chars().any(is_ink)
}

fn damaged(reason: &(impl ToString + ?Sized)) -> ImportError {
    ImportError::Damaged {
        kind: KIND,
        reason: reason.to_string(),
    }
}

fn by_places(bytes: &[u8]) -> Result<Laid, ImportError> {
    let pdf = PdfDocument::from_bytes(bytes.to_vec()).map_err(|error| damaged(&error))?;
    if pdf.is_encrypted() && !pdf.authenticate(b"").unwrap_or(false) {
        return Err(ImportError::Encrypted);
    }
    let count = pdf.page_count().map_err(|error| damaged(&error))?;
    if count > MOST_PAGES {
        return Err(damaged(&format!("{count} pages, allowed are {MOST_PAGES}")));
    }
    let hidden = compute_default_off_ocgs(&pdf);
    let mut pages = Vec::with_capacity(count);
    let mut left_out = Vec::new();
    for number in 0..count {
        match page(&pdf, number, &hidden) {
            Ok(page) => pages.push(page),
            Err(reason) => {
                pages.push(Page::default());
                left_out.push(Dropped {
                    line: 0,
                    text: format!("page {}", number + 1),
                    why: format!("cannot be read: {reason}"),
                });
            }
        }
    }
    if left_out.len() == count && count > 0 {
        return Err(damaged(&left_out[0].why));
    }
    let mut laid = print::lay(pages);
    laid.left_out.extend(left_out);
    Ok(laid)
}

fn page(pdf: &PdfDocument, number: usize, hidden: &HashSet<String>) -> Result<Page, String> {
    let order = ReadingOrder::TopToBottom;
    let inks = HashSet::new();
    let spans = pdf.extract_spans_filtered_with_reading_order(number, order, hidden.clone(), inks);
    let (_, bottom, _, top) = pdf.get_page_media_box(number).unwrap_or_default();
    let mut page = Page {
        bottom: bottom.min(top),
        top: bottom.max(top),
        ..Page::default()
    };
    for span in spans.map_err(|error| error.to_string())? {
        if span.rotation_degrees.abs() > 1.0 && span.wmode == 0 {
            page.turned.push(span.text);
        } else if let Some(run) = run(&span) {
            page.runs.push(run);
        }
    }
    Ok(page)
}

fn run(span: &TextSpan) -> Option<Run> {
    let text = without_given_marks(&span.text).into_owned();
    let (x, y, width, size) = (span.bbox.x, span.bbox.y, span.bbox.width, span.font_size);
    let is_sound = [x, y, width, size].iter().all(|n| n.is_finite());
    let size = if size > 0.5 { size } else { span.bbox.height };
    (is_sound && size > 0.5 && text.chars().any(|c| !c.is_control())).then_some(Run {
        text,
        left: x,
        right: x + width.max(0.0),
        base: y + span.text_rise.min(0.0),
        size,
    })
}

/// The second reader: lines without places.
fn by_lines(bytes: &[u8]) -> Option<Laid> {
    let pdf = lopdf::Document::load_mem(bytes).ok()?;
    let mut laid = Laid::default();
    for (at, number) in pdf.get_pages().keys().take(MOST_PAGES).enumerate() {
        let text = pdf.extract_text(&[*number]).unwrap_or_default();
        if at > 0 {
            laid.end_page();
        }
        for line in without_given_marks(&text).lines() {
            laid.line(line, None);
        }
    }
    Some(laid)
}
