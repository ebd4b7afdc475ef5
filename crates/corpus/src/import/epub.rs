//! Books (EPUB 3.3): the chapters in the order of the spine become one page, so that notes in a chapter of their own are found.

use std::collections::HashMap;

use dom_query::Document as Page;

use super::ImportError;
use super::archive::Archive;
use super::decode;
use super::given::{Laid, note_mark, without_given_marks};
use super::html::{About, lay, page_lines, take_notes};
use super::script::is_ink;
use super::xml::{Step, walk};

const KIND: &str = "EPUB";

/// A book as lines, with what its package says about it.
pub(super) struct Read {
    pub laid: Laid,
    pub title: Option<String>,
    pub creators: Vec<String>,
    pub publisher: Option<String>,
    pub date: Option<String>,
    pub identifiers: Vec<String>,
}

/// Reads a book.
///
/// # Errors
///
/// When it is no archive, has no package, or unpacks to more than is read.
pub(super) fn read(bytes: &[u8]) -> Result<Read, ImportError> {
    let mut archive = Archive::open(bytes, KIND)?;
    let damaged = |reason: &str| ImportError::Damaged {
        kind: KIND,
        reason: reason.to_owned(),
    };
    let container = archive.text("META-INF/container.xml")?;
    let container = container.ok_or_else(|| damaged("holds no `META-INF/container.xml`"))?;
    let mut root = None;
    walk(&container, KIND, |step| {
        if let Step::Open(e) = step
            && e.name == "rootfile"
            && root.is_none()
        {
            root = e.attribute("full-path").map(ToOwned::to_owned);
        }
    })?;
    let root = root.ok_or_else(|| damaged("its container names no package"))?;
    let package = archive.text(&root)?;
    let package = package.ok_or_else(|| damaged("its package is not in it"))?;
    let package = Package::read(&package)?;
    let folder = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut chapters = Vec::new();
    for href in package.chapters() {
        let path = resolved(folder, href);
        if let Some(bytes) = archive.read(&path)? {
            chapters.push((path, bytes));
        }
    }
    let mut laid = one_page(&chapters);
    if !laid.text.chars().any(is_ink) {
        return Err(ImportError::Empty);
    }
    laid.left_out.extend(package.contents_left_out());
    Ok(Read {
        laid,
        title: package.first("title"),
        creators: package.all("creator"),
        publisher: package.first("publisher"),
        date: package.first("date"),
        identifiers: package.all("identifier"),
    })
}

/// What the package of a book says.
#[derive(Default)]
struct Package {
    said: Vec<(String, String)>,
    /// Path of each item and whether it is the table of contents.
    items: HashMap<String, (String, bool)>,
    spine: Vec<String>,
}

impl Package {
    fn read(xml: &str) -> Result<Self, ImportError> {
        const SAID: &[&str] = &[
            "title",
            "creator",
            "publisher",
            "date",
            "identifier",
            "language",
        ];
        let mut package = Self::default();
        let mut open: Option<(String, String)> = None;
        walk(xml, KIND, |step| match step {
            Step::Open(e) if SAID.contains(&e.name.as_str()) => {
                open = Some((e.name.clone(), String::new()));
            }
            Step::Open(e) if e.name == "item" => {
                if let (Some(id), Some(href)) = (e.attribute("id"), e.attribute("href")) {
                    let properties = e.attribute("properties").unwrap_or_default();
                    let is_contents = properties.split(' ').any(|property| property == "nav");
                    package
                        .items
                        .insert(id.to_owned(), (href.to_owned(), is_contents));
                }
            }
            Step::Open(e) if e.name == "itemref" => {
                package
                    .spine
                    .extend(e.attribute("idref").map(ToOwned::to_owned));
            }
            Step::Text(text) => {
                if let Some((_, value)) = &mut open {
                    value.push_str(text);
                }
            }
            Step::Close(name) => {
                if let Some((key, value)) = open.take_if(|(key, _)| key == name) {
                    let words: Vec<&str> = value.split_whitespace().collect();
                    package.said.push((key, words.join(" ")));
                }
            }
            Step::Open(_) => {}
        })?;
        Ok(package)
    }

    fn chapters(&self) -> impl Iterator<Item = &str> {
        let item = |id: &String| self.items.get(id).filter(|(_, is_contents)| !is_contents);
        self.spine
            .iter()
            .filter_map(item)
            .map(|(href, _)| href.as_str())
    }

    fn contents_left_out(&self) -> Option<super::report::Dropped> {
        let has_contents = self
            .spine
            .iter()
            .any(|id| self.items.get(id).is_some_and(|item| item.1));
        has_contents.then(|| super::report::Dropped {
            line: 0,
            text: "table of contents".to_owned(),
            why: "the book makes it of its headings".to_owned(),
        })
    }

    fn all(&self, key: &str) -> Vec<String> {
        let own = self
            .said
            .iter()
            .filter(|(known, value)| known == key && !value.is_empty());
        own.map(|(_, value)| value.clone()).collect()
    }

    fn first(&self, key: &str) -> Option<String> {
        self.all(key).into_iter().next()
    }
}

/// The path that a reference from a folder of the archive means (RFC 3986, 5.2).
fn resolved(folder: &str, href: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let href = unescaped(href);
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// `%20` and the like as the characters they stand for.
fn unescaped(href: &str) -> String {
    let mut bytes = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let hexadecimal = after.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let code = hexadecimal.and_then(|two| u8::from_str_radix(two, 16).ok());
        if let Some(code) = code.filter(|_| byte == b'%') {
            bytes.push(code);
            rest = &after[2..];
        } else {
            bytes.push(byte);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Chapters in one page: names of places get the number of their chapter before them, so that none is there twice.
fn one_page(chapters: &[(String, Vec<u8>)]) -> Laid {
    let number: HashMap<&str, usize> = chapters
        .iter()
        .zip(0..)
        .map(|((path, _), n)| (path.as_str(), n))
        .collect();
    let mut html = String::new();
    for (at, (path, bytes)) in chapters.iter().enumerate() {
        let text = decode::decode(bytes).map(|decoded| decoded.text);
        let Ok(text) = text else { continue };
        let page = Page::from(without_given_marks(&text).as_ref());
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for node in page.select("[id]").nodes() {
            node.set_attr("id", &format!("{at}-{}", node.attr_or("id", "")));
        }
        for link in page.select("a[href]").nodes() {
            let href = link.attr_or("href", "");
            let Some((file, id)) = href.split_once('#') else {
                continue;
            };
            let target = if file.is_empty() {
                Some(&at)
            } else {
                number.get(resolved(folder, file).as_str())
            };
            if let Some(target) = target {
                link.set_attr("href", &format!("#{target}-{id}"));
            }
        }
        if let Some(body) = page.body() {
            html.push_str("<section>");
            html.push_str(&body.inner_html());
            html.push_str("</section>");
        }
    }
    let page = Page::from(html);
    let notes = take_notes(&page);
    let lines = page_lines(&page);
    let mut laid = lay(&lines, &About::default());
    for (number, text) in (1..).zip(&notes) {
        laid.line(&format!("{}{text}", note_mark(number)), None);
    }
    laid
}
