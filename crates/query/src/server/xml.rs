//! Writes XML: the one place where it is escaped.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document that is being written. Characters that XML 1.0 does not have are left out.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// A document with its declaration.
    pub(crate) fn new() -> Xml {
        let mut xml = Xml::fragment();
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// A part of a document.
    pub(crate) fn fragment() -> Xml {
        Xml {
            writer: Writer::new(Vec::new()),
        }
    }

    fn write(&mut self, event: Event<'_>) {
        let _ = self.writer.write_event(event); // memory refuses nothing
    }

    /// An element with what stands inside it.
    pub(crate) fn element(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        inside: impl FnOnce(&mut Xml),
    ) {
        self.open(name, attributes);
        inside(self);
        self.close(name);
    }

    /// Begins an element.
    pub(crate) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let start = start(name, attributes);
        self.write(Event::Start(start));
    }

    /// Ends the element that was begun last.
    pub(crate) fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let start = start(name, attributes);
        self.write(Event::Empty(start));
    }

    /// Bytes written so far.
    pub(crate) fn written(&mut self) -> usize {
        self.writer.get_mut().len()
    }

    /// An element with a text.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// An element with attributes and a text.
    pub(crate) fn text_with(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.element(name, attributes, |xml| xml.characters(text));
    }

    /// Characters.
    pub(crate) fn characters(&mut self, text: &str) {
        self.write(Event::Text(BytesText::new(&as_xml(text))));
    }

    /// The bytes, UTF-8.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    /// The text of a fragment.
    pub(crate) fn into_text(self) -> String {
        String::from_utf8(self.finish()).unwrap_or_default()
    }
}

fn start<'a>(name: &'a str, attributes: &[(&'a str, &'a str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, as_xml(value).as_str()));
    }
    start
}

/// A text without the characters that XML 1.0 does not have (2.2, Char).
pub(crate) fn as_xml(text: &str) -> String {
    let is_char = |c: &char| matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
    text.chars().filter(is_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_well_formed_whatever_it_holds() {
        let mut xml = Xml::fragment();
        let hostile = "</a><b x='\"'>&\u{1}\u{FFFF}]]>";
        xml.text_with("a", &[("x", hostile)], hostile);
        let text = xml.into_text();
        let mut reader = quick_xml::Reader::from_str(&text);
        let mut names = Vec::new();
        loop {
            match reader.read_event().expect("well-formed") {
                Event::Start(start) => names.push(start.name().as_ref().to_owned()),
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(names, ["a"], "{text}");
        assert!(
            !text.contains(['\u{1}', '\u{FFFF}']) && !text.contains("]]>"),
            "{text}"
        );
    }
}
