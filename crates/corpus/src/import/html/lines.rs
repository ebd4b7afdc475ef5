//! The elements of a page as lines: a block is a line, what stands inside a line runs on.

use dom_query::{Document as Page, NodeRef};

use crate::import::script::is_han;

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::import) struct PageLine {
    /// The text, white space of the source run together.
    pub text: String,
    /// Level of the heading that it is.
    pub heading: Option<u8>,
    /// Code points of it that are links.
    pub linked_chars: usize,
}

impl PageLine {
    pub(super) fn chars(&self) -> usize {
        self.text.chars().filter(|c| !c.is_whitespace()).count()
    }
}

/// Elements that nobody reads on the page.
const UNREAD: &str = "script, style, noscript, template, iframe, object, embed, svg, math annotation, canvas, audio, video, \
    select, button, input, textarea, dialog, [hidden], [aria-hidden=true]";

/// Elements deeper than this are read as one text.
const DEEPEST: usize = 300;

/// Between the cells of a row: wide enough for the eye, and no ink.
const BETWEEN_CELLS: char = '\u{3000}';

/// Takes out what nobody reads on the page.
pub(super) fn remove_unread(page: &Page) {
    page.select(UNREAD).remove();
    for node in page.select("[style]").nodes() {
        let style: String = node
            .attr_or("style", "")
            .to_lowercase()
            .split_whitespace()
            .collect();
        if style.contains("display:none") || style.contains("visibility:hidden") {
            node.remove_from_parent();
        }
    }
}

/// The lines of an element and all below it.
pub(super) fn lines(root: &NodeRef<'_>) -> Vec<PageLine> {
    let mut writer = Writer::default();
    writer.children(root, 0);
    writer.end_line();
    writer.lines
}

#[derive(Default)]
struct Writer {
    lines: Vec<PageLine>,
    line: PageLine,
    /// White space of the source that stands before the next character, and whether a line of the source ended in it.
    white: Option<bool>,
    heading: Option<u8>,
    links: usize,
    /// Whether white space counts, as in `pre`.
    verbatim: bool,
    in_cell: usize,
}

impl Writer {
    fn children(&mut self, node: &NodeRef<'_>, depth: usize) {
        let mut number = node
            .attr("start")
            .and_then(|s| s.parse::<i64>().ok())
            .unwrap_or(1);
        let is_numbered = node.node_name().is_some_and(|name| &*name == "ol");
        for child in node.children_it(false) {
            if is_numbered && child.node_name().is_some_and(|name| &*name == "li") {
                self.end_line();
                self.text(&format!("{number}. "));
                number += 1;
            }
            self.node(&child, depth);
        }
    }

    fn node(&mut self, node: &NodeRef<'_>, depth: usize) {
        if node.is_text() || depth > DEEPEST {
            self.text(&node.text());
            return;
        }
        let Some(name) = node.node_name().filter(|_| node.is_element()) else {
            return;
        };
        match &*name {
            "br" | "hr" if self.heading.is_some() || self.in_cell > 0 => self.white = Some(false),
            "br" | "hr" => self.end_line(),
            "head" | "title" | "rt" | "rp" => {} // readings above characters are not read twice
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.as_bytes()[1] - b'0';
                self.end_line();
                self.heading = Some(level);
                self.children(node, depth + 1);
                self.end_line();
                self.heading = None;
            }
            "a" => {
                self.links += 1;
                self.children(node, depth + 1);
                self.links -= 1;
            }
            "sup" => self.raised(node, depth),
            "pre" => {
                self.end_line();
                self.verbatim = true;
                self.children(node, depth + 1);
                self.verbatim = false;
                self.end_line();
            }
            "tr" if is_row(node) => self.row(node, depth),
            name if is_block(name) && self.in_cell == 0 => {
                self.end_line();
                self.children(node, depth + 1);
                self.end_line();
            }
            name if is_block(name) => {
                self.white = Some(false);
                self.children(node, depth + 1);
                self.white = Some(false);
            }
            _ => self.children(node, depth + 1),
        }
    }

    fn row(&mut self, row: &NodeRef<'_>, depth: usize) {
        self.end_line();
        self.in_cell += 1;
        for (i, cell) in row.element_children().iter().enumerate() {
            self.white = None;
            if i > 0 {
                self.line.text.push(BETWEEN_CELLS);
            }
            self.children(cell, depth + 1);
        }
        self.in_cell -= 1;
        self.end_line();
    }

    /// Small digits above the line: of a footnote, or an exponent.
    fn raised(&mut self, node: &NodeRef<'_>, depth: usize) {
        let text = node.text();
        let text = text.trim();
        let raised: Option<String> = text.chars().map(raised_digit).collect();
        match raised.filter(|_| (1..=3).contains(&text.len())) {
            Some(raised) => self.text(&raised),
            None => self.children(node, depth + 1),
        }
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if self.verbatim && matches!(c, '\n' | '\r') {
                self.end_line();
            } else if matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}') {
                let ends_line = matches!(c, '\n' | '\r');
                self.white = Some(self.white.unwrap_or(false) || ends_line);
            } else {
                self.character(c);
            }
        }
    }

    fn character(&mut self, c: char) {
        if let Some(ends_line) = self.white.take() {
            let before = self.line.text.chars().next_back();
            // A line of the source that ends between two Han characters was broken by an editor: Chinese has no spaces.
            let is_broken =
                ends_line && before.is_some_and(is_written_close) && is_written_close(c);
            if before.is_some_and(|c| !c.is_whitespace()) && !is_broken {
                self.line.text.push(' ');
            }
        }
        self.line.text.push(c);
        if self.links > 0 {
            self.line.linked_chars += usize::from(!c.is_whitespace());
        }
    }

    fn end_line(&mut self) {
        self.white = None;
        let mut line = std::mem::take(&mut self.line);
        line.heading = self.heading;
        if line.chars() > 0 {
            self.lines.push(line);
        }
    }
}

fn is_written_close(c: char) -> bool {
    is_han(c) || crate::import::script::is_cjk(c)
}

fn raised_digit(c: char) -> Option<char> {
    const RAISED: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    RAISED.get(c.to_digit(10)? as usize).copied()
}

/// Whether a table row holds cells of data and is no frame of the layout: more than one cell, none with paragraphs in it.
fn is_row(row: &NodeRef<'_>) -> bool {
    const MOST_BLOCKS: usize = 3;
    let cells = row.element_children();
    let holds_page = |cell: &NodeRef<'_>| {
        let blocks = cell.descendants_it().filter(|node| {
            node.node_name()
                .is_some_and(|name| matches!(&*name, "p" | "table" | "br" | "div"))
        });
        blocks.take(MOST_BLOCKS + 1).count() > MOST_BLOCKS
    };
    cells.len() > 1 && !cells.iter().any(holds_page)
}

pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}
