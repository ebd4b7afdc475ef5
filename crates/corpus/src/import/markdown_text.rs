//! Markdown of any kind, read as the page it makes (`CommonMark`, with footnotes and tables).

use dom_query::Document as Page;
use pulldown_cmark::{Options, Parser, html};

use super::given::{Laid, note_mark, without_given_marks};
use super::html::{About, lay, page_lines, take_notes};

/// Reads a Markdown text; the header of another program between lines `---` is not text.
pub(super) fn read(text: &str) -> Laid {
    let (header, body) = split_header(text);
    let options =
        Options::ENABLE_FOOTNOTES | Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut made = String::new();
    html::push_html(
        &mut made,
        Parser::new_ext(&without_given_marks(body), options),
    );
    let page = Page::from(made);
    let notes = take_notes(&page);
    let mut laid = lay(&page_lines(&page), &About::default());
    for (number, text) in (1..).zip(&notes) {
        laid.line(&format!("{}{text}", note_mark(number)), None);
    }
    if !header.trim().is_empty() {
        laid.leave_out(
            &header.split_whitespace().collect::<Vec<_>>().join(" "),
            "header of the file",
        );
    }
    laid
}

/// The header without its lines `---`, and what follows.
fn split_header(text: &str) -> (&str, &str) {
    let after = text
        .strip_prefix("---\n")
        .or_else(|| text.strip_prefix("---\r\n"));
    let split = after.and_then(|after| {
        let end = after.find("\n---")?;
        let rest = &after[end + 4..];
        rest.starts_with(['\n', '\r'])
            .then(|| (&after[..end], rest))
    });
    split.unwrap_or(("", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_and_notes_are_known_and_marks_are_no_text() {
        let laid = read("---\ntitle: x\n---\n# 一、*总则*\n\n第一\n段。[^a]\n\n[^a]: 注文。\n");
        assert_eq!(
            laid.text,
            "一、总则\n第一段。\u{FDD0}1\u{FDD1}\n\u{FDD0}1\u{FDD1}注文。\n"
        );
        assert!(laid.part(1).is_some() && laid.part(2).is_none());
        assert_eq!(laid.left_out[0].text, "title: x");
    }
}
