//! The XML inside office files and books as a walk of elements and texts. Entities that the document defines itself are not
//! expanded and nothing is fetched, so neither a small file can grow large nor a file name another file.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::ImportError;

/// Most levels of elements inside each other.
const DEEPEST: usize = 512;

/// An element that begins.
#[derive(Debug)]
pub(super) struct Element {
    /// Its name without the prefix of its namespace.
    pub name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// The value of an attribute, by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// One step of a walk.
#[derive(Debug)]
pub(super) enum Step<'a> {
    /// An element begins.
    Open(&'a Element),
    /// An element ends.
    Close(&'a str),
    /// Text between tags.
    Text(&'a str),
}

/// Walks through XML.
///
/// # Errors
///
/// [`ImportError::Damaged`] when it is not well-formed, or too deep.
pub(super) fn walk(
    xml: &str,
    kind: &'static str,
    mut visit: impl FnMut(Step<'_>),
) -> Result<(), ImportError> {
    let damaged = |reason: String| ImportError::Damaged { kind, reason };
    let mut reader = Reader::from_str(xml);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|e| damaged(e.to_string()))? {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(damaged(format!(
                        "more than {DEEPEST} elements in each other"
                    )));
                }
                visit(Step::Open(&element(&start)));
            }
            Event::Empty(start) => {
                let element = element(&start);
                visit(Step::Open(&element));
                visit(Step::Close(&element.name));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Step::Close(end.local_name().as_ref()));
            }
            Event::Text(text) => visit(Step::Text(&text.xml10_content())),
            Event::CData(text) => visit(Step::Text(&text.xml10_content())),
            Event::GeneralRef(reference) => {
                if let Some(text) = referred(&reference.into_inner()) {
                    visit(Step::Text(&text));
                }
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let mut attributes = start.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let attributes = attributes.map(|attribute| {
        let key = attribute.key.local_name().as_ref().to_owned();
        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
        let value = value.map_or_else(|_| attribute.value.to_string(), Into::into);
        (key, value)
    });
    Element {
        name: start.local_name().as_ref().to_owned(),
        attributes: attributes.collect(),
    }
}

/// What `&name;` stands for: one of the five of XML, or a character by its number.
fn referred(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).map(String::from);
    }
    quick_xml::escape::resolve_predefined_entity(name).map(ToOwned::to_owned)
}
