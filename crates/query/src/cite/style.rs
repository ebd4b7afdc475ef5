//! The forms that a citation can be given in.

use std::fmt;

/// First day on which GB/T 7714-2025 is in force (announcement of its publication; it replaces the edition of 2015): year, month, day.
const GB_2025_IN_FORCE: (i32, u32, u32) = (2026, 7, 1);

/// A form of a citation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Style {
    /// GB/T 7714-2015, numeric.
    Gb2015,
    /// GB/T 7714-2025, numeric, as far as its changes are known here.
    Gb2025,
    /// Notes of Chinese journals of international relations.
    ChineseJournals,
    /// Chicago Manual of Style, notes.
    Chicago,
    /// `BibLaTeX` and `BibTeX`.
    Bibtex,
    /// RIS.
    Ris,
    /// CSL-JSON.
    CslJson,
}

impl Style {
    /// Every form.
    pub const ALL: [Style; 7] = [
        Style::Gb2015,
        Style::Gb2025,
        Style::ChineseJournals,
        Style::Chicago,
        Style::Bibtex,
        Style::Ris,
        Style::CslJson,
    ];

    /// The edition of GB/T 7714 that is in force on a day: year, month, day.
    pub fn gb7714(today: (i32, u32, u32)) -> Style {
        if today < GB_2025_IN_FORCE {
            Style::Gb2015
        } else {
            Style::Gb2025
        }
    }

    /// The form with a name; `gb7714` is the edition in force on the day given.
    ///
    /// # Errors
    ///
    /// When no form has this name.
    pub fn named(name: &str, today: (i32, u32, u32)) -> Result<Style, UnknownStyle> {
        if name == "gb7714" {
            return Ok(Style::gb7714(today));
        }
        let found = Style::ALL.into_iter().find(|style| style.name() == name);
        found.ok_or_else(|| UnknownStyle(name.to_owned()))
    }

    /// Its name on the command line and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Style::Gb2015 => "gb7714-2015",
            Style::Gb2025 => "gb7714-2025",
            Style::ChineseJournals => "cn-ir",
            Style::Chicago => "chicago",
            Style::Bibtex => "bibtex",
            Style::Ris => "ris",
            Style::CslJson => "csl-json",
        }
    }

    /// Media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Style::Bibtex => "application/x-bibtex; charset=utf-8",
            Style::Ris => "application/x-research-info-systems; charset=utf-8",
            Style::CslJson => "application/vnd.citationstyles.csl+json",
            _ => "text/plain; charset=utf-8",
        }
    }

    /// Ending of a file in this form.
    pub fn extension(self) -> &'static str {
        match self {
            Style::Bibtex => "bib",
            Style::Ris => "ris",
            Style::CslJson => "json",
            _ => "txt",
        }
    }

    /// Whether it is text for readers, and not data for programs.
    pub fn is_prose(self) -> bool {
        !matches!(self, Style::Bibtex | Style::Ris | Style::CslJson)
    }

    /// Whether it is an edition of GB/T 7714.
    pub fn is_gb(self) -> bool {
        matches!(self, Style::Gb2015 | Style::Gb2025)
    }
}

/// A name that no form of a citation has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownStyle(pub String);

impl fmt::Display for UnknownStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = Style::ALL.iter().map(|style| style.name()).collect();
        write!(
            f,
            "`{}` is no form of a citation; there are gb7714, {}",
            self.0,
            names.join(", ")
        )
    }
}

impl std::error::Error for UnknownStyle {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_in_force_is_that_of_the_day() {
        assert_eq!(Style::named("gb7714", (2026, 6, 30)), Ok(Style::Gb2015));
        assert_eq!(Style::named("gb7714", (2026, 7, 1)), Ok(Style::Gb2025));
        assert_eq!(Style::named("gb7714", (2026, 11, 29)), Ok(Style::Gb2025));
        for style in Style::ALL {
            assert_eq!(Style::named(style.name(), (2020, 1, 1)), Ok(style));
        }
        let message = Style::named("mla", (2026, 7, 1)).unwrap_err().to_string();
        assert!(
            message.starts_with("`mla`") && message.contains("gb7714-2025"),
            "{message}"
        );
    }
}
