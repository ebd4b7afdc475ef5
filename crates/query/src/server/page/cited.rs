//! The citations of a document as the reading page offers them.

use super::words::Words;
use crate::cite::{CiteError, CiteRequest, Style, today};
use crate::engine::Engine;
use crate::server::citation::shown_at;
use crate::server::escaped_path;

/// The citations of a document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cited {
    /// By the standard in force.
    pub(crate) text: String,
    /// The same of a single page, `{page}` in the place of its number; empty where pages of the document are not known.
    pub(crate) page_form: String,
    /// Name of that standard.
    pub(crate) standard: &'static str,
    /// In other styles: name and text.
    pub(crate) others: Vec<(&'static str, String)>,
    /// For programs: name and address.
    pub(crate) files: Vec<(&'static str, String)>,
}

/// What a style is called on the page.
fn name(style: Style, w: Words) -> &'static str {
    match style {
        Style::Gb2015 => "GB/T 7714—2015",
        Style::Gb2025 => "GB/T 7714—2025",
        Style::ChineseJournals => w.journal_notes(),
        Style::Chicago => w.chicago(),
        Style::Bibtex => "BibTeX",
        Style::Ris => "RIS",
        Style::CslJson => "CSL-JSON",
    }
}

impl Cited {
    /// The citations of a document that is shown by this server.
    pub(crate) fn of(engine: &Engine, id: &str, base: &str, w: Words) -> Result<Cited, CiteError> {
        let standard = Style::gb7714(today());
        let mut cited = Cited {
            standard: name(standard, w),
            ..Cited::default()
        };
        for style in Style::ALL {
            if !style.is_prose() {
                let address = format!(
                    "/documents/{}/citation?style={}",
                    escaped_path(id),
                    style.name()
                );
                cited.files.push((name(style, w), address));
                continue;
            }
            let request = CiteRequest {
                here: Some(shown_at(base, id)),
                ..CiteRequest::of(style)
            };
            let citation = engine.cite(id, &request)?;
            if style == standard {
                cited.text = citation.citation;
                cited.page_form = citation.page_form.unwrap_or_default();
            } else {
                cited.others.push((name(style, w), citation.citation));
            }
        }
        Ok(cited)
    }
}
