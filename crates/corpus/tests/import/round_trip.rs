//! Documents of known structure are typeset in many ways and must be found again.

use std::collections::HashMap;
use std::hash::Hash;

use sco_corpus::{Document, ReadOptions, account, read_text};

use crate::prose::{Dice, Language, document};
use crate::typeset::{Blank, Indent, NoteStyle, Numbering, PageStyle, Style, Truth, typeset};

/// F1 of two multisets.
pub(crate) fn f1<T: Eq + Hash + Clone>(expected: &[T], found: &[T]) -> f64 {
    let mut counts: HashMap<T, i64> = HashMap::new();
    for x in expected {
        *counts.entry(x.clone()).or_default() += 1;
    }
    let mut common = 0_u32;
    for x in found {
        let left = counts.entry(x.clone()).or_default();
        common += u32::from(*left > 0);
        *left -= 1;
    }
    let total = u32::try_from(expected.len() + found.len()).expect("few");
    if total == 0 {
        1.0
    } else {
        f64::from(2 * common) / f64::from(total)
    }
}

/// F1 of headings, paragraphs, notes, marks, page breaks.
fn scores(truth: &Truth, document: &Document) -> [f64; 5] {
    let sections = &document.sections;
    let headings: Vec<_> = sections
        .iter()
        .filter_map(|s| Some((s.level, s.heading.clone()?)))
        .collect();
    let paragraphs: Vec<_> = sections.iter().flat_map(|s| &s.paragraphs).collect();
    let texts: Vec<_> = paragraphs.iter().map(|p| p.text.clone()).collect();
    let notes: Vec<_> = document
        .footnotes
        .iter()
        .map(|n| (n.key.page, n.key.number, n.text.clone()))
        .collect();
    let marks: Vec<_> = paragraphs
        .iter()
        .flat_map(|p| {
            p.notes
                .iter()
                .map(|m| (p.text.clone(), m.offset_chars, m.key.page, m.key.number))
        })
        .collect();
    let breaks: Vec<_> = paragraphs
        .iter()
        .flat_map(|p| {
            p.page_breaks
                .iter()
                .map(|b| (p.text.clone(), b.offset_chars, b.page))
        })
        .collect();
    [
        f1(&truth.headings, &headings),
        f1(&truth.paragraphs, &texts),
        f1(&truth.notes, &notes),
        f1(&truth.marks, &marks),
        f1(&truth.breaks, &breaks),
    ]
}

fn average(style: &Style, before_stop: bool, seeds: u64) -> [f64; 5] {
    let mut sums = [0.0; 5];
    for seed in 0..seeds {
        let mut dice = Dice::new(seed * 7919 + 13);
        let blocks = document(&mut dice, style.language, 24, 30, before_stop);
        let (text, truth) = typeset(&blocks, style);
        let imported = read_text(&text, &ReadOptions::default());
        assert_eq!(account(&text, &imported), Ok(()), "{style:?}");
        assert_eq!(imported.document.check(), [], "{style:?}");
        let found = scores(&truth, &imported.document);
        if let Ok(folder) = std::env::var("SCO_TEST_DUMP")
            && found.iter().any(|&f| f < 1.0)
        {
            let name = format!(
                "{folder}/{:?}-{}-{:?}-{:?}-{:?}-{:?}-{:?}-{seed}.txt",
                style.language,
                style.width_cells,
                style.blank,
                style.indent,
                style.pages,
                style.notes,
                style.numbering
            );
            std::fs::write(&name, &text).expect("writable");
            let report = format!("{found:?}\n{:#?}\n{}", truth, imported.report);
            std::fs::write(name + ".truth", report).expect("writable");
        }
        for (sum, value) in sums.iter_mut().zip(found) {
            *sum += value;
        }
    }
    let count = f64::from(u32::try_from(seeds).expect("few"));
    sums.map(|s| s / count)
}

pub(crate) const COMMON: Style = Style {
    language: Language::Chinese,
    width_cells: 33,
    lines_per_page: 28,
    blank: Blank::Never,
    indent: Indent::Lost,
    pages: PageStyle::FormFeed,
    notes: NoteStyle::Square,
    numbering: Numbering::PerPage,
    loose_digits: true,
    breaks_anywhere: false,
};

/// Prints a line of the table and returns the least of its values.
fn row(name: &str, style: &Style, before_stop: bool) -> f64 {
    let values = average(style, before_stop, 16);
    let least = values.iter().copied().fold(1.0, f64::min);
    println!("{name:60} {}", values.map(|v| format!("{v:.3}")).join("  "));
    least
}

fn sweep(styles: &[(String, Style)], floor: f64) {
    println!("{:60} heads  paras  notes  marks  turns", "");
    let weak: Vec<String> = styles
        .iter()
        .filter_map(|(name, style)| {
            let least = row(name, style, false);
            (least < floor).then(|| format!("{name}: {least:.3}"))
        })
        .collect();
    assert!(weak.is_empty(), "below {floor}: {weak:#?}");
}

#[test]
fn chinese_columns_of_every_width_are_read() {
    let mut styles = Vec::new();
    for width_cells in [20, 26, 33, 40, 48, 60] {
        for blank in [Blank::Never, Blank::EveryLine, Blank::BetweenParagraphs] {
            for indent in [Indent::Kept, Indent::Lost] {
                let style = Style {
                    width_cells,
                    blank,
                    indent,
                    ..COMMON
                };
                styles.push((
                    format!("width {width_cells}, blank {blank:?}, indent {indent:?}"),
                    style,
                ));
            }
        }
    }
    sweep(&styles, 0.93);
}

#[test]
fn pages_of_every_style_are_found() {
    let mut styles = Vec::new();
    for pages in [
        PageStyle::None,
        PageStyle::FormFeed,
        PageStyle::FormFeedHeaderNumber,
        PageStyle::LeadingSpace,
        PageStyle::NumberAtFoot,
        PageStyle::HeaderNumberAtTop,
    ] {
        for blank in [Blank::Never, Blank::EveryLine, Blank::BetweenParagraphs] {
            let numbering = if pages == PageStyle::None {
                Numbering::Endnotes
            } else {
                Numbering::PerPage
            };
            styles.push((
                format!("pages {pages:?}, blank {blank:?}"),
                Style {
                    blank,
                    pages,
                    numbering,
                    ..COMMON
                },
            ));
        }
    }
    sweep(&styles, 0.93);
}

#[test]
fn notes_of_every_style_are_tied_to_their_marks() {
    let mut styles = Vec::new();
    for notes in [
        NoteStyle::Square,
        NoteStyle::FullSquare,
        NoteStyle::Circled,
        NoteStyle::Superscript,
        NoteStyle::Tortoise,
    ] {
        for numbering in [
            Numbering::PerPage,
            Numbering::Continuous,
            Numbering::Endnotes,
        ] {
            for pages in [PageStyle::FormFeed, PageStyle::NumberAtFoot] {
                let too_many = notes == NoteStyle::Circled && numbering != Numbering::PerPage;
                if !too_many {
                    styles.push((
                        format!("notes {notes:?}, numbering {numbering:?}, pages {pages:?}"),
                        Style {
                            pages,
                            notes,
                            numbering,
                            ..COMMON
                        },
                    ));
                }
            }
        }
    }
    sweep(&styles, 0.93);
}

#[test]
fn texts_in_alphabets_are_read() {
    let mut styles = Vec::new();
    for language in [Language::Russian, Language::English] {
        for blank in [Blank::Never, Blank::BetweenParagraphs] {
            for indent in [Indent::Kept, Indent::None] {
                if blank == Blank::Never && indent == Indent::None {
                    continue;
                }
                for (pages, numbering) in [
                    (PageStyle::None, Numbering::Endnotes),
                    (PageStyle::FormFeed, Numbering::PerPage),
                    (PageStyle::NumberAtFoot, Numbering::Continuous),
                ] {
                    let style = Style {
                        language,
                        width_cells: 36,
                        blank,
                        indent,
                        pages,
                        numbering,
                        ..COMMON
                    };
                    styles.push((format!("{language:?}, blank {blank:?}, indent {indent:?}, {pages:?}, {numbering:?}"), style));
                }
            }
        }
    }
    sweep(&styles, 0.9);
}

#[test]
fn marks_before_the_stop_are_read() {
    assert!(row("marks before the stop", &COMMON, true) > 0.95);
}

#[test]
fn lines_broken_before_punctuation_are_read() {
    let mut styles = Vec::new();
    for width_cells in [24, 33, 42] {
        for indent in [Indent::Kept, Indent::Lost] {
            let style = Style {
                width_cells,
                indent,
                breaks_anywhere: true,
                ..COMMON
            };
            styles.push((
                format!("broken anywhere, width {width_cells}, indent {indent:?}"),
                style,
            ));
        }
    }
    sweep(&styles, 0.93);
}
