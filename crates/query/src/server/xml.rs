//! XML documents: the one place where this server writes elements, so that text is escaped everywhere.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// Name and value of attributes.
pub(crate) type Attributes<'a> = [(&'a str, &'a str)];

/// An XML document under way.
pub(crate) struct Xml {
    writer: Writer<Vec<u8>>,
}

impl Xml {
    /// A document with nothing but its declaration.
    pub(crate) fn new() -> Xml {
        let mut xml = Xml {
            writer: Writer::new(Vec::new()),
        };
        xml.put(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml
    }

    /// Begins an element.
    pub(crate) fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        let start = start(name, attributes);
        self.put(Event::Start(start));
    }

    /// Ends the element that was begun last.
    pub(crate) fn close(&mut self, name: &str) {
        self.put(Event::End(BytesEnd::new(name)));
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        let start = start(name, attributes);
        self.put(Event::Empty(start));
    }

    /// An element with nothing but text.
    pub(crate) fn text(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.put(Event::Text(BytesText::new(&as_xml(text))));
        self.close(name);
    }

    /// The document in UTF-8.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.writer.into_inner()
    }

    /// Bytes written so far.
    pub(crate) fn written(&mut self) -> usize {
        self.writer.get_mut().len()
    }

    fn put(&mut self, event: Event<'_>) {
        let _ = self.writer.write_event(event); // memory does not refuse
    }
}

fn start<'a>(name: &'a str, attributes: &Attributes<'a>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*as_xml(value)));
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
    fn whatever_a_text_holds_it_is_text() {
        let mut xml = Xml::new();
        xml.open("a", &[("x", "\"><b y='&amp;\u{1}")]);
        xml.text("t", &[], "]]></t><script>&lt;\u{0}\u{FFFF}上海");
        xml.empty("e", &[("x", "<")]);
        xml.close("a");
        let text = String::from_utf8(xml.into_bytes()).unwrap();
        assert_eq!(
            text,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><a x=\"&quot;&gt;&lt;b y=&apos;&amp;amp;\"><t>]]&gt;&lt;/t&gt;&lt;script&gt;&amp;lt;上海</t><e x=\"&lt;\"/></a>"
        );
    }
}
