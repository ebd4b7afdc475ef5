//! Where a text was printed, and so what kind of reference it is: read from what the description says in words.

use sco_corpus::{DocumentType, Metadata};

/// What kind of thing is cited. Where a text was printed decides before what it is: a declaration in a newspaper is cited as
/// that newspaper's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Printed in a newspaper.
    Newspaper,
    /// Printed in a journal.
    Journal,
    /// Printed in a magazine.
    Magazine,
    /// A book.
    Book,
    /// A collection of documents.
    Collection,
    /// A report.
    Report,
    /// A charter, treaty, convention, agreement, protocol or memorandum.
    Treaty,
    /// A regulation or a national act.
    Regulation,
    /// A speech that was not printed.
    Speech,
    /// An interview that was not printed.
    Interview,
    /// A page of the web.
    Webpage,
    /// Any other document.
    Document,
}

impl Kind {
    /// The kind of a description.
    pub(crate) fn of(metadata: &Metadata, serial: &Serial, has_address: bool) -> Kind {
        use DocumentType as D;
        let kind = metadata.kind.unwrap_or(DocumentType::Other);
        let publisher = metadata.publisher.as_deref().unwrap_or_default();
        if serial.is_newspaper || is_newspaper(publisher) {
            return Kind::Newspaper;
        }
        if kind == D::AcademicArticle && !publisher.is_empty() {
            return Kind::Journal;
        }
        if serial.issue.is_some() && !publisher.is_empty() {
            return Kind::Magazine;
        }
        let of_the_web = if has_address {
            Kind::Webpage
        } else {
            Kind::Document
        };
        match kind {
            D::AcademicBook => Kind::Book,
            D::Collection => Kind::Collection,
            D::Report => Kind::Report,
            D::Charter | D::Treaty | D::Convention | D::Agreement | D::Protocol | D::Memorandum => {
                Kind::Treaty
            }
            D::Regulation | D::OpinionNational | D::NoticeNational => Kind::Regulation,
            D::Speech => Kind::Speech,
            D::Interview => Kind::Interview,
            D::News if !publisher.is_empty() && !is_site(publisher) => Kind::Newspaper,
            D::News | D::Readout | D::Message | D::ArticleSigned | D::AcademicArticle => of_the_web,
            _ => Kind::Document,
        }
    }

    /// Type in CSL-JSON (CSL 1.0.2, Appendix III).
    pub fn csl(self) -> &'static str {
        match self {
            Kind::Newspaper => "article-newspaper",
            Kind::Journal => "article-journal",
            Kind::Magazine => "article-magazine",
            Kind::Book | Kind::Collection => "book",
            Kind::Report => "report",
            Kind::Treaty => "treaty",
            Kind::Regulation => "regulation",
            Kind::Speech => "speech",
            Kind::Interview => "interview",
            Kind::Webpage => "webpage",
            Kind::Document => "document",
        }
    }

    /// Entry type of `BibLaTeX`.
    pub fn biblatex(self) -> &'static str {
        match self {
            Kind::Newspaper | Kind::Journal | Kind::Magazine => "article",
            Kind::Book => "book",
            Kind::Collection => "collection",
            Kind::Report => "report",
            Kind::Regulation => "legislation",
            Kind::Webpage => "online",
            Kind::Treaty | Kind::Speech | Kind::Interview | Kind::Document => "misc",
        }
    }

    /// Type of a reference in RIS.
    pub fn ris(self) -> &'static str {
        match self {
            Kind::Newspaper => "NEWS",
            Kind::Journal => "JOUR",
            Kind::Magazine => "MGZN",
            Kind::Book | Kind::Collection => "BOOK",
            Kind::Report => "RPRT",
            Kind::Treaty => "LEGAL",
            Kind::Regulation => "STAT",
            Kind::Webpage => "ELEC",
            Kind::Speech | Kind::Interview => "GEN",
            Kind::Document => "GOVDOC",
        }
    }

    /// Code of the kind in GB/T 7714 (2015, Table B.1); what stands on the web and was not printed is `EB`.
    pub(crate) fn gb_code(self, on_the_web: bool) -> &'static str {
        match self {
            Kind::Newspaper => "N",
            Kind::Journal | Kind::Magazine => "J",
            Kind::Book => "M",
            Kind::Collection => "G",
            Kind::Report => "R",
            _ if on_the_web => "EB",
            _ => "Z",
        }
    }

    /// Whether it stands in something that has a title of its own.
    pub(crate) fn is_article(self) -> bool {
        matches!(self, Kind::Newspaper | Kind::Journal | Kind::Magazine)
    }

    /// Whether it is a publication of its own, that has a place of publication and a publisher.
    pub(crate) fn is_monograph(self) -> bool {
        matches!(self, Kind::Book | Kind::Collection | Kind::Report)
    }
}

/// The name of a newspaper, where its last word says so.
fn is_newspaper(publisher: &str) -> bool {
    publisher.ends_with('报') && !publisher.ends_with("学报")
}

/// The name of a site or of an office, not of a newspaper.
fn is_site(publisher: &str) -> bool {
    let ends = ["网", "网站", "部", "社", "秘书处", "办公室", "办公厅"];
    publisher.contains('.') || ends.iter().any(|end| publisher.ends_with(end))
}

/// Volume, issue and newspaper page, as far as the printed words say them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Serial {
    /// Volume.
    pub(crate) volume: Option<String>,
    /// Number of the issue.
    pub(crate) issue: Option<String>,
    /// Page of a newspaper (版).
    pub(crate) edition_page: Option<String>,
    /// Year, where the words name it.
    pub(crate) year: Option<u16>,
    /// Whether the words are those of a newspaper.
    pub(crate) is_newspaper: bool,
}

impl Serial {
    /// Reads 2024年第14期, 第2版, Vol. 3, No. 2, № 4, 12(3); what cannot be read is the issue as printed.
    pub(crate) fn read(printed: &str) -> Serial {
        let edition_page = before(printed, '版');
        let is_newspaper = edition_page.is_some();
        let mut serial = Serial {
            volume: before(printed, '卷').or_else(|| behind(printed, &["Vol.", "vol.", "Т."])),
            issue: before(printed, '期').or_else(|| behind(printed, &["No.", "no.", "№"])),
            year: before(printed, '年').and_then(|year| year.parse().ok()),
            edition_page,
            is_newspaper,
        };
        if let Some((volume, issue)) = volume_and_issue(printed) {
            serial.volume = Some(volume);
            serial.issue = Some(issue);
        }
        let is_read = is_newspaper || serial.volume.is_some() || serial.issue.is_some();
        if !is_read && !printed.trim().is_empty() {
            serial.issue = Some(printed.trim().to_owned());
        }
        serial
    }
}

fn is_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '-' | '–' | '、' | ',')
}

/// The number that stands before a sign: 14 in 第14期.
fn before(text: &str, sign: char) -> Option<String> {
    text.match_indices(sign).find_map(|(at, _)| {
        let head = text[..at].trim_end();
        let start = head.trim_end_matches(is_of_number).len();
        number(&head[start..])
    })
}

/// The number that stands behind one of some words: 3 in Vol. 3.
fn behind(text: &str, words: &[&str]) -> Option<String> {
    words.iter().find_map(|word| {
        let (_, tail) = text.split_once(word)?;
        let tail = tail.trim_start();
        let end = tail.len() - tail.trim_start_matches(is_of_number).len();
        number(&tail[..end])
    })
}

/// 12(3): volume and issue.
fn volume_and_issue(text: &str) -> Option<(String, String)> {
    let (volume, issue) = text
        .trim()
        .strip_suffix([')', '）'])?
        .split_once(['(', '（'])?;
    Some((number(volume.trim())?, number(issue.trim())?))
}

/// A number or a range of numbers, without what stands around it.
fn number(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| !c.is_ascii_digit());
    (!text.is_empty() && text.chars().all(is_of_number)).then(|| text.replace('–', "-"))
}

#[cfg(test)]
mod tests {
    use DocumentType as D;

    use super::*;

    #[test]
    fn volume_issue_and_page_are_read_from_what_is_printed() {
        let read = |printed| {
            let serial = Serial::read(printed);
            let text = |text: Option<String>| text.unwrap_or_default();
            [
                text(serial.volume),
                text(serial.issue),
                text(serial.edition_page),
            ]
            .join("|")
        };
        for (printed, found) in [
            ("2024年第14期", "|14|"),
            ("第2版", "||2"),
            ("第1、2版", "||1、2"),
            ("第12卷第3期", "12|3|"),
            ("Vol. 3, No. 2", "3|2|"),
            ("№ 4", "|4|"),
            ("12(3)", "12|3|"),
            ("2024年第1-2期", "|1-2|"),
            ("海外版", "|海外版|"),
            ("special issue", "|special issue|"),
            ("", "||"),
        ] {
            assert_eq!(read(printed), found, "{printed}");
        }
        assert_eq!(Serial::read("2024年第14期").year, Some(2024));
    }

    #[test]
    fn where_a_text_was_printed_decides_before_what_it_is() {
        let kind = |kind, publisher: &str, issue: &str, web| {
            let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let metadata = Metadata {
                kind: Some(kind),
                publisher: some(publisher),
                ..Metadata::default()
            };
            Kind::of(&metadata, &Serial::read(issue), web)
        };
        assert_eq!(
            kind(D::Declaration, "人民日报", "第2版", true),
            Kind::Newspaper
        );
        assert_eq!(kind(D::Speech, "解放军报", "", false), Kind::Newspaper);
        assert_eq!(
            kind(D::AcademicArticle, "北京大学学报", "2020年第1期", false),
            Kind::Journal
        );
        assert_eq!(
            kind(D::ArticleSigned, "世界知识", "2024年第14期", false),
            Kind::Magazine
        );
        assert_eq!(kind(D::News, "Известия", "", true), Kind::Newspaper);
        assert_eq!(kind(D::News, "外交部网站", "", true), Kind::Webpage);
        assert_eq!(kind(D::Readout, "外交部", "", true), Kind::Webpage);
        assert_eq!(kind(D::Charter, "", "", true), Kind::Treaty);
        assert_eq!(kind(D::AcademicArticle, "", "", false), Kind::Document);
    }
}
