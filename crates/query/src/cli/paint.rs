//! Printing answers for people: the one place where marks are put around hits in a terminal.

use std::fmt::Write as _;
use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use sco_query::{Answer, DocumentHit, Hits, PassageHit, Run, ShownPassage, Variant};

use super::{Color, words};

/// Says something to the user, on standard error.
pub(crate) fn say(words: &str) {
    // Nothing can be done when even standard error is closed.
    let _ = writeln!(std::io::stderr(), "{}", printable(words, true));
}

/// A text that stands in one column of a line.
pub(crate) fn plain(text: &str) -> String {
    printable(text, false).replace('\t', " ")
}

/// How to mark things: with colours, bold and underline on a terminal, with 【】 elsewhere.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paint {
    colored: bool,
}

impl Paint {
    /// Decides for standard output. `NO_COLOR` (no-color.org) is respected.
    pub(crate) fn for_stdout(color: Color) -> Paint {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let colored = match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => wanted && std::io::stdout().is_terminal(),
        };
        Paint { colored }
    }

    pub(crate) fn styled(self, style: Style, text: &str) -> String {
        let text = printable(text, false);
        if self.colored {
            format!("{style}{text}{style:#}")
        } else {
            text
        }
    }

    /// A snippet on one line.
    pub(crate) fn runs(self, runs: &[Run]) -> String {
        let hit = Style::new()
            .bold()
            .underline()
            .fg_color(Some(AnsiColor::Red.into()));
        let one = |run: &Run| match (run.hit, self.colored) {
            (false, _) => printable(&run.text, false),
            (true, true) => self.styled(hit, &run.text),
            (true, false) => format!("【{}】", printable(&run.text, false)),
        };
        runs.iter().map(one).collect()
    }

    /// All hits of an answer; `first` is the number of the first.
    pub(crate) fn answer(self, answer: &Answer, first: usize) -> String {
        let mut out = String::new();
        match &answer.hits {
            Hits::Documents(hits) => {
                for (number, hit) in (first..).zip(hits) {
                    self.document(&mut out, number, hit);
                }
            }
            Hits::Passages(hits) => {
                for (number, hit) in (first..).zip(hits) {
                    self.passage(&mut out, number, hit);
                }
            }
        }
        out
    }

    fn document(self, out: &mut String, number: usize, hit: &DocumentHit) {
        let details = [&hit.date, &hit.kind, &hit.language];
        self.headline(out, number, hit.title.as_deref(), &hit.document, &details);
        out.push_str(&words::explanation(hit.score, &hit.explanation));
        self.variants(out, &hit.variants);
        for passage in &hit.passages {
            let place = place(passage);
            let _ = writeln!(out, "   {}", self.runs(&passage.runs));
            if !place.is_empty() {
                let _ = writeln!(out, "   {}", self.styled(Style::new().dimmed(), &place));
            }
        }
        out.push('\n');
    }

    fn passage(self, out: &mut String, number: usize, hit: &PassageHit) {
        let _ = writeln!(out, "{number}. {}", self.runs(&hit.passage.runs));
        let title = hit.title.as_deref().unwrap_or(&hit.document);
        let parts = [
            Some(title.to_owned()),
            hit.date.clone(),
            Some(place(&hit.passage)),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .collect();
        let _ = writeln!(
            out,
            "   {}",
            self.styled(Style::new().dimmed(), &parts.join(" · "))
        );
        out.push_str(&words::explanation(hit.score, &hit.explanation));
        self.variants(out, &hit.variants);
        out.push('\n');
    }

    /// The other documents of the same work, on one line; of many the first.
    fn variants(self, out: &mut String, variants: &[Variant]) {
        const TOLD: usize = 5;
        if variants.is_empty() {
            return;
        }
        let one = |variant: &Variant| {
            let title = variant.title.as_deref().unwrap_or("(no title)");
            format!("{}: {title} [{}]", variant.kind.name(), variant.document)
        };
        let mut told: Vec<String> = variants.iter().take(TOLD).map(one).collect();
        if variants.len() > TOLD {
            told.push(format!("and {} more (--json)", variants.len() - TOLD));
        }
        let line = self.styled(Style::new().dimmed(), &told.join("; "));
        let _ = writeln!(out, "   {line}");
    }

    fn headline(
        self,
        out: &mut String,
        number: usize,
        title: Option<&str>,
        id: &str,
        details: &[&Option<String>],
    ) {
        let mut details: Vec<&str> = details
            .iter()
            .filter_map(|detail| detail.as_deref())
            .collect();
        details.push(id);
        let title = self.styled(Style::new().bold(), title.unwrap_or("(no title)"));
        let _ = writeln!(
            out,
            "{number}. {title}  [{}]",
            printable(&details.join(", "), false)
        );
    }
}

/// Where a passage stands.
pub(crate) fn place(passage: &ShownPassage) -> String {
    let mut parts = Vec::new();
    if !passage.section.is_empty() && passage.zone != "heading" {
        parts.push(passage.section.join(" › "));
    }
    if passage.zone != "body" {
        parts.push(passage.zone.to_owned());
    }
    if let Some(page) = passage.page {
        parts.push(format!("p. {page}"));
    }
    if let Some(note) = &passage.footnote {
        parts.push(format!("note {}", note.number));
    }
    parts.extend(passage.speaker.clone());
    parts.join(" · ")
}

/// Whether a character turns the direction of what follows, so that a line shows other than it is (Unicode Technical Report
/// 36, "Bidirectional Text Spoofing").
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Text without characters that steer a terminal.
pub(crate) fn printable(text: &str, lines: bool) -> String {
    text.chars()
        .map(|c| {
            if turns_direction(c) || c.is_control() && !(lines && c == '\n') {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(colored: bool) -> String {
        let run = |text: &str, hit| Run {
            text: text.into(),
            hit,
        };
        Paint { colored }.runs(&[run("弘扬", false), run("上海\u{1b}精\u{202e}神", true)])
    }

    #[test]
    fn hits_are_marked_with_and_without_colour_and_nothing_steers_the_terminal() {
        assert_eq!(marked(false), "弘扬【上海\u{FFFD}精\u{FFFD}神】");
        let colored = marked(true);
        assert!(
            colored.starts_with("弘扬\u{1b}[") && colored.contains("上海\u{FFFD}精\u{FFFD}神"),
            "{colored:?}"
        );
    }
}
