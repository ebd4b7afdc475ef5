//! Each kind of file by its reader; what comes of all of them is a [`Laid`] text for the one recogniser.

use super::decode::{Decoded, decode};
use super::given::Laid;
use super::html::About;
use super::report::{Action, Report};
use super::{
    Format, ImportError, Imported, ImportedFile, Limits, LineMeasure, ReadOptions, docx, epub,
    html, json_lines, markdown_text, pdf, read_laid, read_text, report_encoding,
};
use crate::metadata::{Agent, Metadata};
use crate::model::Document;

/// Reads a file of a known kind.
pub(super) fn read(
    format: Format,
    name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<ImportedFile, ImportError> {
    if bytes.is_empty() {
        return Err(ImportError::Empty);
    }
    let one = |imported: Imported| ImportedFile {
        documents: vec![imported],
        refused: Vec::new(),
    };
    match format {
        Format::PlainText => {
            LineMeasure::default().add(bytes, limits)?;
            let decoded = decode(bytes)?;
            Ok(one(decoded_by(
                &decoded,
                read_text(&decoded.text, &ReadOptions::default()),
            )))
        }
        Format::Markdown => {
            let decoded = decode(bytes)?;
            Ok(one(decoded_by(&decoded, markdown(name, &decoded.text))))
        }
        Format::JsonLines => json_lines::read(&decode(bytes)?.text),
        Format::Pdf => pdf(bytes).map(one),
        Format::Docx => docx::read(bytes).and_then(|laid| finished(&laid)).map(one),
        Format::Epub => epub(bytes).map(one),
        Format::Html => {
            let decoded = decode(bytes)?;
            let read = html::read(&decoded)?;
            let mut imported = decoded_by(&decoded, finished(&read.laid)?);
            describe_page(&read.about, &mut imported);
            Ok(one(imported))
        }
        Format::Doc | Format::Rtf | Format::OpenText | Format::Image => {
            Err(ImportError::NeedsProgram { format })
        }
        Format::Zip | Format::WebArchive => Err(ImportError::Unsupported { format }),
    }
}

fn finished(laid: &Laid) -> Result<Imported, ImportError> {
    if !laid.text.chars().any(super::script::is_ink) {
        return Err(ImportError::Empty);
    }
    let mut imported = read_laid(laid);
    imported
        .report
        .dropped
        .extend(laid.left_out.iter().cloned());
    Ok(imported)
}

fn decoded_by(decoded: &Decoded, mut imported: Imported) -> Imported {
    report_encoding(decoded, &mut imported.report);
    imported
}

/// A document of this program is taken as it is; other Markdown is read as the page it makes.
fn markdown(name: &str, text: &str) -> Imported {
    let has_header = text.trim_start_matches('\u{FEFF}').starts_with("---");
    let own = Document::from_markdown(text, std::path::Path::new(name)).ok();
    if let Some(document) =
        own.filter(|document| has_header && document.metadata != Metadata::default())
    {
        let mut report = Report::default();
        report.note(
            Action::Found,
            (0, 0),
            name,
            "a document of this corpus's form, taken as it is",
            1.0,
        );
        return Imported { document, report };
    }
    let laid = markdown_text::read(text);
    let mut imported = read_laid(&laid);
    imported.report.dropped.extend(laid.left_out);
    imported
}

fn pdf(bytes: &[u8]) -> Result<Imported, ImportError> {
    let read = pdf::read(bytes)?;
    let mut imported = finished(&read.laid)?;
    if let Some(doubt) = read.doubt {
        let why = format!(
            "the first reader failed ({doubt}); this one knows lines but no places: check the order of the text"
        );
        imported.report.note(
            Action::Guessed,
            (0, 0),
            "read by the second reader of PDF",
            &why,
            0.5,
        );
    }
    Ok(imported)
}

fn epub(bytes: &[u8]) -> Result<Imported, ImportError> {
    let read = epub::read(bytes)?;
    let mut imported = finished(&read.laid)?;
    let Imported { document, report } = &mut imported;
    let metadata = &mut document.metadata;
    let place = "the package of the book";
    if let Some(title) = &read.title {
        say(report, "title", title, place, 0.95);
        match metadata.title.replace(title.clone()) {
            Some(printed) if printed != *title => metadata.alternative.push(printed),
            _ => {}
        }
    }
    if metadata.creators.is_empty() {
        metadata.creators = read.creators.iter().map(|name| author(name)).collect();
        read.creators
            .iter()
            .for_each(|name| say(report, "creators", name, place, 0.9));
    }
    metadata.publisher = metadata.publisher.take().or_else(|| read.publisher.clone());
    let date = read
        .date
        .as_deref()
        .and_then(|date| date.get(..10).unwrap_or(date).parse().ok());
    metadata.date = metadata.date.take().or(date);
    metadata.identifiers.extend(read.identifiers);
    Ok(imported)
}

fn author(name: &str) -> Agent {
    Agent {
        name: name.to_owned(),
        ..Agent::default()
    }
}

/// What a page says about itself where its text says nothing.
fn describe_page(about: &About, imported: &mut Imported) {
    let Imported { document, report } = imported;
    let metadata = &mut document.metadata;
    if metadata.title.is_none()
        && let Some(title) = about.title()
    {
        say(report, "title", &title.value, &title.place, 0.8);
        metadata.title = Some(title.value);
    }
    if let Some(date) = &about.date_published {
        say(
            report,
            "date_published",
            &date.value.to_string(),
            &date.place,
            0.85,
        );
        if metadata.date.is_none() {
            metadata.date = Some(date.value.clone());
        } else if metadata.date.as_ref() != Some(&date.value) {
            metadata.date_published = Some(date.value.clone());
        }
    }
    if let Some(publisher) = &about.publisher {
        say(report, "publisher", &publisher.value, &publisher.place, 0.8);
        metadata.publisher = Some(publisher.value.clone());
    }
    if let Some(address) = &about.address {
        say(report, "source", &address.value, &address.place, 0.9);
        metadata.source.push(address.value.clone());
    }
    let named = about
        .authors
        .iter()
        .filter(|said| said.place != "meta author");
    for name in named
        .filter(|_| metadata.creators.is_empty())
        .collect::<Vec<_>>()
    {
        say(report, "creators", &name.value, &name.place, 0.8);
        metadata.creators.push(author(&name.value));
    }
}

fn say(report: &mut Report, key: &str, value: &str, place: &str, confidence: f32) {
    let text = format!("{key}: {value}");
    report.note(Action::Described, (0, 0), &text, place, confidence);
}
