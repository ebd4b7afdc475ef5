//! The stages of reading, one after the other.

use super::account::account;
use super::binding::{bind, find_fallen_marks};
use super::flow::Flow;
use super::front;
use super::given::Laid;
use super::headings::{Label, Nesting, Numbering};
use super::joining::Vocabulary;
use super::layout::{BodyLine, Layout};
use super::lines::{Line, split};
use super::notes::{self, Notes};
use super::odd_notes::add_headless;
use super::pages::{self, Pages};
use super::paragraphs::{Block, blocks, column_gaps};
use super::report::{Action, Dropped, PrintedMark, Report};
use super::script::compose;
use super::shape::Shape;
use super::spaces::tidy;
use super::{Imported, ReadOptions};
use crate::metadata::Agent;
use crate::model::{Document, Footnote, Paragraph, Section};

/// Reads a text as a document.
///
/// A reading that would lose or invent a character, or make a document against the rules of the model, is thrown away
/// for a plain one, in which each line is a paragraph; the report says so.
pub fn read_text(text: &str, options: &ReadOptions) -> Imported {
    if options.plain {
        return plain(&split(&compose(text)));
    }
    read_laid(&Laid::plain(text))
}

/// Reads a text of which the format of its file knows something, as [`read_text`] reads one that knows nothing.
pub(super) fn read_laid(laid: &Laid) -> Imported {
    let composed = compose(&laid.text);
    let lines = split(&composed);
    let imported = read_lines(&lines, laid);
    let problem = account(&composed, &imported)
        .err()
        .map(|difference| difference.to_string())
        .or_else(|| imported.document.check().first().map(ToString::to_string));
    let Some(problem) = problem else {
        return imported;
    };
    let mut fallback = plain(&split(&compose(&laid.readable())));
    fallback.report.note(
        Action::Guessed,
        (0, 0),
        "each line is a paragraph",
        &problem,
        0.0,
    );
    fallback
}

fn plain(lines: &[Line<'_>]) -> Imported {
    let none = Vocabulary::default();
    let mut report = Report::default();
    let paragraphs: Vec<Paragraph> = lines
        .iter()
        .map(|line| {
            let mut flow = Flow::join(&[(line, None)], &none, &mut report);
            tidy(&mut flow, false);
            flow.paragraph()
        })
        .collect();
    let mut document = Document::default();
    if !paragraphs.is_empty() {
        document.sections.push(Section {
            paragraphs,
            ..Section::default()
        });
    }
    Imported { document, report }
}

fn read_lines(lines: &[Line<'_>], laid: &Laid) -> Imported {
    let mut report = Report::default();
    let mut pages = pages::find(lines, laid, &mut report);
    let editors = take_credits(lines, &mut pages, &mut report);
    let mut everything = body_lines(lines, laid, &pages, |i| !pages.is_furniture[i]);
    let wrapped_somewhere = !laid.has_paragraphs && Layout::measure(&mut everything).wrapped;
    let mut notes = notes::find(lines, &mut pages, wrapped_somewhere, &mut report);
    add_headless(lines, &pages, &mut notes, &mut report);

    let mut body = body_lines(lines, laid, &pages, |i| {
        !pages.is_furniture[i] && !notes.is_note[i]
    });
    find_fallen_marks(&mut body, &notes);
    let mut layout = Layout::measure(&mut body);
    layout.wrapped &= !laid.has_paragraphs;
    report_layout(&layout, &mut report);
    let vocabulary = Vocabulary::of(lines.iter().map(|l| l.text));
    let cut = blocks(&body, &layout);
    report_blocks(&cut, &body, &mut report);
    let mut flows: Vec<Flow> = cut
        .iter()
        .map(|b| flow(b, &body, &vocabulary, &mut report))
        .collect();
    demote_lists(&mut flows, &mut report);
    bind(&mut flows, &notes, &mut report);
    for flow in &mut flows {
        tidy(flow, layout.wrapped);
    }

    let mut document = Document::default();
    document.metadata.creators = editors;
    document.front_notes = front::take_front_notes(&mut flows);
    front::describe(
        &mut flows,
        &mut document.metadata,
        &mut document.front_notes,
        &mut report,
    );
    document.sections = sections(&flows, &mut report);
    document.footnotes = footnotes(lines, &notes, wrapped_somewhere, &vocabulary, &mut report);
    Imported { document, report }
}

/// Credits of editors are part of the description, wherever they stand.
fn take_credits(lines: &[Line<'_>], pages: &mut Pages, report: &mut Report) -> Vec<Agent> {
    let mut editors = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        if let Some(found) = front::editors(line) {
            editors.extend(found);
            report.note(
                Action::Described,
                (line.number, line.number),
                line.text,
                "a line that credits the editor",
                0.95,
            );
            // As a running head the line has been dropped already.
            if std::mem::replace(&mut pages.is_furniture[i], true) {
                continue;
            }
            let why = "editor, in the description".to_owned();
            report.dropped.push(Dropped {
                line: line.number,
                text: line.text.to_owned(),
                why,
            });
        }
    }
    editors.dedup();
    editors
}

fn body_lines<'t>(
    lines: &[Line<'t>],
    laid: &Laid,
    pages: &Pages,
    is_body: impl Fn(usize) -> bool,
) -> Vec<BodyLine<'t>> {
    let mut body: Vec<BodyLine<'t>> = Vec::with_capacity(lines.len());
    let mut skipped_blank = 0;
    for (i, line) in lines.iter().enumerate() {
        if !is_body(i) {
            skipped_blank += line.blank_before;
            continue;
        }
        let page = pages.page[i];
        let turns_page = body.last().is_some_and(|above| above.page != page);
        let mut line = line.clone();
        line.blank_before += std::mem::take(&mut skipped_blank);
        body.push(BodyLine {
            shape: Shape::of(&line),
            part: laid.part(line.number),
            line,
            page,
            turns_page,
            opens_with_mark: false,
        });
    }
    body
}

fn flow(
    block: &Block,
    body: &[BodyLine<'_>],
    vocabulary: &Vocabulary,
    report: &mut Report,
) -> Flow {
    let lines: Vec<(&Line<'_>, Option<u32>)> = body[block.first..block.end]
        .iter()
        .map(|l| (&l.line, l.page))
        .collect();
    let mut flow = Flow::join(&lines, vocabulary, report);
    flow.heading = block.heading;
    flow.is_title = block.is_title;
    flow
}

/// Two headings of one kind with nothing between them are items of a list, or a table of contents.
fn demote_lists(flows: &mut [Flow], report: &mut Report) {
    let is_listed = |l: Label| {
        !matches!(
            l.numbering,
            Numbering::Given(_)
                | Numbering::Part
                | Numbering::Chapter
                | Numbering::Section
                | Numbering::Article
                | Numbering::Name
        )
    };
    let siblings: Vec<bool> = flows
        .windows(2)
        .map(|pair| match (pair[0].heading, pair[1].heading) {
            (Some(a), Some(b)) => a.numbering == b.numbering && is_listed(a),
            _ => false,
        })
        .collect();
    for (i, flow) in flows.iter_mut().enumerate() {
        let listed = siblings.get(i) == Some(&true) || (i > 0 && siblings[i - 1]);
        if listed {
            flow.heading = None;
            let why = "has a number as headings have, but stands beside another with no text between: an item of a list";
            report.note(Action::Guessed, flow.lines, &flow.text(), why, 0.7);
        }
    }
}

fn sections(flows: &[Flow], report: &mut Report) -> Vec<Section> {
    let mut nesting = Nesting::default();
    let mut sections: Vec<Section> = Vec::new();
    for flow in flows {
        let mut paragraph = flow.paragraph();
        if let Some(label) = flow.heading {
            let level = nesting.level(label.numbering);
            report.note(
                Action::Found,
                flow.lines,
                &paragraph.text,
                &format!("a heading of level {level}, by its label and form"),
                0.9,
            );
            sections.push(Section {
                level,
                heading: Some(paragraph.text),
                heading_notes: std::mem::take(&mut paragraph.notes),
                heading_page: flow.page,
                paragraphs: Vec::new(),
            });
            continue;
        }
        if sections.is_empty() {
            sections.push(Section::default());
        }
        if let Some(section) = sections.last_mut() {
            section.paragraphs.push(paragraph);
        }
    }
    sections
}

fn footnotes(
    lines: &[Line<'_>],
    notes: &Notes,
    wrapped: bool,
    vocabulary: &Vocabulary,
    report: &mut Report,
) -> Vec<Footnote> {
    let mut footnotes = Vec::with_capacity(notes.list.len());
    for note in &notes.list {
        let mut own: Vec<(Line<'_>, Option<u32>)> = note
            .lines
            .iter()
            .map(|&i| (lines[i].clone(), None))
            .collect();
        let Some((first, _)) = own.first_mut() else {
            continue;
        };
        let mark_bytes = first
            .text
            .char_indices()
            .nth(note.mark_chars)
            .map_or(first.text.len(), |(i, _)| i);
        let (printed, rest) = first.text.split_at(mark_bytes);
        if !printed.is_empty() {
            report.marks.push(PrintedMark {
                printed: printed.to_owned(),
                number: note.key.number,
                at_note: true,
            });
        }
        first.text = rest.trim();
        let borrowed: Vec<(&Line<'_>, Option<u32>)> = own.iter().map(|(l, p)| (l, *p)).collect();
        let mut flow = Flow::join(&borrowed, vocabulary, report);
        flow.is_one_line = false;
        tidy(&mut flow, wrapped);
        footnotes.push(Footnote::new(note.key, flow.text()));
    }
    footnotes
}

fn report_layout(layout: &Layout, report: &mut Report) {
    if !layout.wrapped {
        report.note(
            Action::Found,
            (0, 0),
            "each line is a paragraph",
            "lines do not break inside sentences at one width",
            0.9,
        );
        return;
    }
    let text = format!(
        "lines of about {} cells, broken by a typesetter",
        f64::from(layout.full) / 4.0
    );
    report.note(
        Action::Found,
        (0, 0),
        &text,
        "most lines that break off inside a sentence have this width",
        0.95,
    );
}

fn report_blocks(blocks: &[Block], body: &[BodyLine<'_>], report: &mut Report) {
    const UNSURE: f32 = 0.8;
    for block in blocks {
        let (first, last) = (&body[block.first].line, &body[block.end - 1].line);
        let lines = (first.number, last.number);
        if block.end - block.first > 1 {
            let why = format!(
                "{} lines, each about full or open at its end",
                block.end - block.first
            );
            report.note(Action::Joined, lines, first.text, &why, 0.95);
        }
        if lines.0 == lines.1 && column_gaps(first.text) > 0 {
            report.note(
                Action::Guessed,
                lines,
                first.text,
                "wide gaps inside: a line of a table, kept as a line",
                0.7,
            );
        }
        if block.sure < UNSURE {
            let why =
                "the paragraph ends here or goes on: width, stop, indent and gaps do not agree";
            report.note(
                Action::Guessed,
                (last.number, last.number),
                last.text,
                why,
                block.sure,
            );
        }
    }
}
