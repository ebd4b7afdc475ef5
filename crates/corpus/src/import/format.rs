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
            "html" | "htm" | "xhtml" => Self::Html,
            _ => Self::PlainText,
        })
    }

    fn by_content(bytes: &[u8], extension: &str) -> Option<Self> {
        let head = &bytes[..bytes.len().min(1024)];
        let starts = |mark: &[u8]| head.starts_with(mark);
        if starts(b"%PDF-") {
            return Some(Self::Pdf);
        }
        if starts(b"PK\x03\x04") {
            return Some(if extension == "docx" {
                Self::Docx
            } else {
                Self::Zip
            });
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
        (text.starts_with("<!doctype html") || text.starts_with("<html")).then_some(Self::Html)
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
            Self::Image => "pictures",
        }
    }
}
