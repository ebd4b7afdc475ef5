//! Footnotes of a page: a link with a number to an element of the page that holds the note.

use std::collections::HashMap;
use std::sync::LazyLock;

use dom_query::{Document as Page, NodeRef};
use regex::Regex;

use crate::import::given::note_mark;
use crate::pattern::pattern;

/// The text of a link to a note.
static MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:[\[［(（〔]?\s*(?:注|注释|note)?\s*(?:\d{1,3}|[ivx]{1,5}|[①-⑳]|\*{1,3}|†|‡)\s*[\]］)）〕]?|[①-⑳])\s*$",
    )
});

/// What stands before the text of a note: its number, an arrow back.
static OWN_MARK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\s↑^↩]*(?:[\[［(（〔]\s*(?:注|注释)?\s*\d{1,3}\s*[\]］)）〕]|[①-⑳]|[⁰¹²³⁴-⁹]{1,3}|\d{1,3}\s*[.、．]|\*|†|‡)?[\s↑^↩]*",
    )
});

/// Takes the notes out of the page and puts [`note_mark`]s in the place of the links to them; their texts in the order of
/// the marks.
pub(super) fn take(page: &Page) -> Vec<String> {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut found: Vec<(NodeRef<'_>, String)> = Vec::new();
    let mut marks: Vec<(NodeRef<'_>, u32)> = Vec::new();
    let targets = targets(page);
    for link in page.select("a[href]").nodes() {
        let href = link.attr_or("href", "");
        let Some(id) = href.strip_prefix('#').filter(|id| !id.is_empty()) else {
            continue;
        };
        if found.iter().any(|(note, _)| is_inside(link, note)) || !is_mark(link) {
            continue;
        }
        let Some(number) = numbers.get(id).copied().or_else(|| {
            let note = targets.get(id).and_then(note_of)?;
            let text = text_of(&note);
            let is_note = !is_inside(link, &note) && !text.is_empty();
            is_note.then(|| {
                found.push((note, text));
                u32::try_from(found.len()).unwrap_or(u32::MAX)
            })
        }) else {
            continue;
        };
        numbers.insert(id.to_owned(), number);
        marks.push((*link, number));
    }
    for (link, number) in marks {
        let raised = link.parent().filter(|above| {
            let name = above.node_name();
            name.is_some_and(|name| matches!(&*name, "sup" | "small")) && is_mark(above)
        });
        let place = raised.unwrap_or(link);
        place.set_text(note_mark(number));
        place.rename("span");
    }
    let texts = found.iter().map(|(_, text)| text.clone()).collect();
    for (note, _) in &found {
        note.remove_from_parent();
    }
    texts
}

/// Elements that can be linked to, by their id or name.
fn targets(page: &Page) -> HashMap<String, NodeRef<'_>> {
    let mut targets = HashMap::new();
    for node in page.select("[id], a[name]").nodes() {
        for key in ["id", "name"] {
            if let Some(value) = node.attr(key) {
                targets.entry(value.to_string()).or_insert(*node);
            }
        }
    }
    targets
}

fn is_mark(link: &NodeRef<'_>) -> bool {
    let says_so = ["epub:type", "role"].iter().any(|key| {
        let value = link.attr_or(key, "");
        value
            .split_whitespace()
            .any(|v| v.trim_start_matches("doc-") == "noteref")
    });
    says_so || MARK.is_match(&link.text().to_lowercase())
}

/// The smallest block that holds the target of a link.
fn note_of<'p>(target: &NodeRef<'p>) -> Option<NodeRef<'p>> {
    let is_block = |node: &NodeRef<'p>| {
        node.node_name().is_some_and(|name| {
            matches!(
                &*name,
                "li" | "p" | "div" | "aside" | "dd" | "tr" | "section" | "blockquote"
            )
        })
    };
    // A number in a paragraph of its own list item: the item is the note.
    let own = if is_block(target) {
        Some(*target)
    } else {
        target.ancestors_it(Some(4)).find(is_block)
    };
    let own = own?;
    let item = own.parent().filter(|above| {
        let name = above.node_name();
        name.is_some_and(|name| matches!(&*name, "li" | "aside"))
            && above.element_children().len() == 1
    });
    Some(item.unwrap_or(own))
}

/// The text of a note without its number and the links back.
fn text_of(note: &NodeRef<'_>) -> String {
    let mut text = String::new();
    for line in super::lines::lines(note) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line.text.trim());
    }
    let start = OWN_MARK.find(&text).map_or(0, |found| found.end());
    text[start..]
        .trim_end_matches(['↩', '↑', '\u{fe0e}', ' '])
        .to_owned()
}

fn is_inside(node: &NodeRef<'_>, outer: &NodeRef<'_>) -> bool {
    node.id == outer.id || node.ancestors_it(None).any(|above| above.id == outer.id)
}
