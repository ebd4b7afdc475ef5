//! The sample corpus: whole, valid, and as large as promised.

use std::collections::{BTreeMap, BTreeSet};

use sco_corpus::{Document, Lexicon, read_documents};

use crate::support::{Fixture, copy_folder, repository};

fn documents() -> Vec<Document> {
    let read = read_documents(&repository().join("corpus"));
    read.map(|read| read.unwrap_or_else(|error| panic!("{error:#}")).document)
        .collect()
}

fn kind(document: &Document) -> String {
    document
        .metadata
        .kind
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn id(document: &Document) -> String {
    document
        .metadata
        .id
        .clone()
        .expect("a document that was read has an id")
}

#[test]
fn the_sample_is_indexed_without_a_complaint() {
    let fixture = Fixture::of(&[]);
    copy_folder(&repository().join("corpus"), &fixture.path("corpus"));
    let outcome = fixture.run(&["index"]);
    outcome.code(0).says("0 passed over");
    assert!(!outcome.stderr.contains("lexicon.tsv line"), "{outcome:#?}");
    fixture.run(&["search", "命运共同体"]).code(0);
    fixture.run(&["search", "шанхайский дух"]).code(0);
    fixture.run(&["search", "Shanghai Spirit"]).code(0);
}

#[test]
fn the_sample_holds_sixty_documents_with_distinct_titles() {
    let documents = documents();
    assert!(documents.len() >= 60, "{}", documents.len());
    let titles: BTreeSet<_> = documents
        .iter()
        .map(|document| document.metadata.title.clone())
        .collect();
    assert_eq!(
        titles.len(),
        documents.len(),
        "every document has a title of its own"
    );
}

#[test]
fn ten_meetings_are_recorded_in_chinese_russian_and_english() {
    let documents = documents();
    let mut languages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for record in documents
        .iter()
        .filter(|document| kind(document) == "meeting-record")
    {
        let work = record
            .metadata
            .version_of
            .clone()
            .unwrap_or_else(|| id(record));
        let language = record
            .metadata
            .language
            .clone()
            .expect("a record has a language");
        languages
            .entry(work)
            .or_default()
            .insert(language.chars().take(2).collect());
    }
    let ids: BTreeSet<String> = documents.iter().map(id).collect();
    assert!(
        languages.keys().all(|work| ids.contains(work)),
        "every version names a record that is there"
    );
    let wanted: BTreeSet<String> = ["en", "ru", "zh"].map(str::to_owned).into();
    let parallel = languages
        .values()
        .filter(|own| own.is_superset(&wanted))
        .count();
    assert!(parallel >= 10, "{parallel} meetings in three languages");
}

#[test]
fn every_record_names_its_sources() {
    for record in documents()
        .iter()
        .filter(|document| kind(document) == "meeting-record")
    {
        assert!(
            !record.metadata.source.is_empty(),
            "{} names no source",
            id(record)
        );
        let sound = record
            .metadata
            .source
            .iter()
            .all(|source| source.starts_with("http"));
        assert!(sound, "{}: {:?}", id(record), record.metadata.source);
    }
}

#[test]
fn ten_essays_are_long_enough_and_marked_as_samples() {
    let documents = documents();
    let essays: Vec<&Document> = documents
        .iter()
        .filter(|document| kind(document) == "academic-article")
        .collect();
    let mut full_size = 0;
    for essay in &essays {
        assert_eq!(
            essay.metadata.rights.as_deref(),
            Some("CC0, sample written for this project"),
            "{}",
            id(essay)
        );
        assert!(
            essay
                .sections
                .iter()
                .any(|section| section.heading.is_some()),
            "{} has sections",
            id(essay)
        );
        assert!(!essay.footnotes.is_empty(), "{} has footnotes", id(essay));
        let paragraphs = essay
            .sections
            .iter()
            .flat_map(|section| &section.paragraphs);
        let characters: usize = paragraphs
            .map(|paragraph| paragraph.text.chars().count())
            .sum();
        full_size += usize::from((1_500..=4_000).contains(&characters));
    }
    assert!(
        full_size >= 10,
        "{full_size} of {} essays have 1,500 to 4,000 characters",
        essays.len()
    );
}

#[test]
fn the_lexicon_of_the_sample_has_no_problems() {
    let lexicon =
        Lexicon::read(&repository().join("corpus/lexicon.tsv")).expect("the lexicon can be read");
    assert_eq!(lexicon.problems, []);
    assert!(lexicon.entries.len() > 100);
}
