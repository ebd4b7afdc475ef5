//! What the styles of a Word document say about paragraphs: title, headings, tables of contents.

use std::collections::HashMap;

use crate::import::ImportError;
use crate::import::xml::{Step, walk};

/// What a paragraph is by its style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Title,
    /// A heading, 1 for the highest level.
    Heading(u8),
    /// A line of a table of contents.
    Contents,
    Text,
}

#[derive(Debug, Clone, Default)]
struct Definition {
    name: String,
    based_on: Option<String>,
    outline: Option<u8>,
    numbering: Option<(String, usize)>,
}

/// The styles of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles(HashMap<String, Definition>);

/// Styles on which a style may be based, one on the other.
const LONGEST_CHAIN: usize = 20;

impl Styles {
    pub(super) fn read(xml: Option<&str>) -> Result<Self, ImportError> {
        let mut styles = Self::default();
        let Some(xml) = xml else { return Ok(styles) };
        let mut id = String::new();
        let mut open = Definition::default();
        walk(xml, super::KIND, |step| match step {
            Step::Open(e) => {
                let value = e.attribute("val");
                match e.name.as_str() {
                    "style" => {
                        e.attribute("styleId")
                            .unwrap_or_default()
                            .clone_into(&mut id);
                        open = Definition::default();
                    }
                    "name" => value
                        .unwrap_or_default()
                        .to_lowercase()
                        .clone_into(&mut open.name),
                    "basedOn" => open.based_on = value.map(ToOwned::to_owned),
                    "outlineLvl" => open.outline = value.and_then(|v| v.parse().ok()),
                    "ilvl" => {
                        let level = value.and_then(|v| v.parse().ok()).unwrap_or(0);
                        let list = open.numbering.take().map(|(list, _)| list);
                        open.numbering = Some((list.unwrap_or_default(), level));
                    }
                    "numId" => {
                        let level = open.numbering.take().map_or(0, |(_, level)| level);
                        open.numbering = value.map(|list| (list.to_owned(), level));
                    }
                    _ => {}
                }
            }
            Step::Close("style") => {
                styles
                    .0
                    .insert(std::mem::take(&mut id), std::mem::take(&mut open));
            }
            Step::Close(_) | Step::Text(_) => {}
        })?;
        Ok(styles)
    }

    /// What a paragraph of this style is, with the level in the outline that it may say itself (from 0; 9 is text).
    pub(super) fn get(&self, id: &str, outline: Option<u8>) -> Style {
        let by_level = |level: u8| match level {
            0..=8 => Style::Heading((level + 1).min(6)),
            _ => Style::Text,
        };
        if let Some(level) = outline {
            return by_level(level);
        }
        for definition in self.chain(id) {
            if let Some(style) = by_name(&definition.name) {
                return style;
            }
            if let Some(level) = definition.outline {
                return by_level(level);
            }
        }
        // Styles that are not defined in the file still have their usual ids.
        by_name(&id.to_lowercase()).unwrap_or(Style::Text)
    }

    /// The list that paragraphs of this style belong to.
    pub(super) fn numbering(&self, id: &str) -> Option<(String, usize)> {
        self.chain(id)
            .find_map(|definition| definition.numbering.clone())
    }

    fn chain(&self, id: &str) -> impl Iterator<Item = &Definition> {
        let next = |definition: &&Definition| self.0.get(definition.based_on.as_deref()?);
        std::iter::successors(self.0.get(id), next).take(LONGEST_CHAIN)
    }
}

/// The styles that every Word has, by their names in English, Chinese and Russian and by their ids.
fn by_name(name: &str) -> Option<Style> {
    if matches!(name, "title" | "标题" | "название" | "заголовок") {
        return Some(Style::Title);
    }
    if name.starts_with("toc") || name.starts_with("contents") || name.starts_with("目录") {
        return Some(Style::Contents);
    }
    let level = ["heading", "标题", "заголовок"]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))?;
    let level: u8 = level.trim().parse().ok()?;
    (1..=9)
        .contains(&level)
        .then_some(Style::Heading(level.min(6)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_is_what_the_style_is_that_it_is_based_on() {
        let xml = r#"<w:styles xmlns:w="w"><w:style w:styleId="a"><w:name w:val="heading 2"/></w:style>
            <w:style w:styleId="b"><w:name w:val="公文标题"/><w:basedOn w:val="a"/></w:style>
            <w:style w:styleId="c"><w:name w:val="x"/><w:basedOn w:val="c"/></w:style></w:styles>"#;
        let styles = Styles::read(Some(xml)).unwrap();
        assert_eq!(styles.get("b", None), Style::Heading(2));
        assert_eq!(styles.get("c", None), Style::Text);
        assert_eq!(styles.get("Heading1", None), Style::Heading(1));
        assert_eq!(styles.get("b", Some(9)), Style::Text);
    }
}
