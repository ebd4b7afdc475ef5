//! Which kind of file is it?

use std::path::Path;

/// Kinds of file an import may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// Plain text of any encoding.
    PlainText,
    /// Portable Document Format.
    Pdf,
    /// Office Open XML text.
    Docx,
    /// Word before 2007, and other compound files.
    Doc,
    /// A web page.
    Html,
    /// A zip archive of another kind.
    Zip,
    /// Rich Text Format.
    Rtf,
    /// `OpenDocument` text.
    OpenText,
    /// A book.
    Epub,
    /// Markdown.
    Markdown,
    /// A document a line, as JSON.
    JsonLines,
    /// A web page with its pictures in one file (MHTML).
    WebArchive,
    /// A picture.
    Image,
}

impl Format {
    /// The kind of file, by its first bytes where they are plain, else by its name.
    pub fn detect(name: &str, bytes: &[u8]) -> Self {
        let extension = Path::new(name)
            .extension()
            .and_then(|e| e.to_str())
            .unwrap_or("")
            .to_ascii_lowercase();
        Self::by_content(bytes, &extension).unwrap_or(match extension.as_str() {
            "pdf" => Self::Pdf,
            "docx" => Self::Docx,
            "html" | "htm" | "xhtml" | "shtml" => Self::Html,
            "md" | "markdown" => Self::Markdown,
            "jsonl" | "ndjson" => Self::JsonLines,
            _ => Self::PlainText,
        })
    }

    fn by_content(bytes: &[u8], extension: &str) -> Option<Self> {
        let head = &bytes[..bytes.len().min(1024)];
        let starts = |mark: &[u8]| head.starts_with(mark);
        if starts(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if starts(b"PK\x03\x04") || starts(b"PK\x05\x06") {
            return Some(Self::in_zip(bytes, extension));
        }
        if starts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return Some(Self::Doc);
        }
        if starts(b"{\\rtf") {
            return Some(Self::Rtf);
        }
        if starts(b"\x89PNG")
            || starts(b"\xFF\xD8\xFF")
            || starts(b"GIF8")
            || starts(b"II*\0")
            || starts(b"MM\0*")
        {
            return Some(Self::Image);
        }
        let text = String::from_utf8_lossy(head)
            .trim_start_matches('\u{FEFF}')
            .trim_start()
            .to_ascii_lowercase();
        let is_page = text.starts_with("<!doctype html")
            || text.starts_with("<html")
            || (text.starts_with("<?xml") && text.contains("<html"));
        let is_web_archive = text.contains("mime-version:") && text.contains("multipart/related");
        match (is_page, is_web_archive) {
            (true, _) => Some(Self::Html),
            (_, true) => Some(Self::WebArchive),
            _ => None,
        }
    }

    /// Kinds of file that are zip archives tell by the names of their entries, which stand in them as they are.
    fn in_zip(bytes: &[u8], extension: &str) -> Self {
        let holds = |name: &str| memchr::memmem::find(bytes, name.as_bytes()).is_some();
        match extension {
            "docx" | "docm" => Self::Docx,
            "epub" => Self::Epub,
            "zip" => Self::Zip,
            _ if holds("word/document.xml") => Self::Docx,
            _ if holds("application/epub+zip") => Self::Epub,
            _ if holds("application/vnd.oasis.opendocument.text") => Self::OpenText,
            _ => Self::Zip,
        }
    }

    /// What to do about a file of a kind that cannot be read here.
    pub(super) fn way_out(self) -> &'static str {
        match self {
            Self::Doc | Self::Rtf | Self::OpenText => {
                "install LibreOffice (`soffice`) or, for DOC, `antiword`; or save it as DOCX and import that"
            }
            Self::Image | Self::Pdf => {
                "install `tesseract` with the languages chi_sim, rus and eng (and `pdftoppm` for PDF)"
            }
            Self::Zip => "unpack it and import the files in it",
            Self::WebArchive => "save the page as HTML and import that",
            _ => "save it as text and import that",
        }
    }

    /// Whether files of this kind are text with something around it.
    pub(super) fn is_text(self) -> bool {
        matches!(
            self,
            Self::PlainText | Self::Html | Self::Markdown | Self::JsonLines
        )
    }

    /// Name of the kind of file, for messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlainText => "plain text",
            Self::Pdf => "PDF",
            Self::Docx => "DOCX",
            Self::Doc => "DOC",
            Self::Html => "HTML",
            Self::Zip => "zip archives",
            Self::Rtf => "RTF",
            Self::OpenText => "ODT",
            Self::Epub => "EPUB",
            Self::Markdown => "Markdown",
            Self::JsonLines => "JSON Lines",
            Self::WebArchive => "MHTML",
            Self::Image => "pictures",
        }
    }
}
