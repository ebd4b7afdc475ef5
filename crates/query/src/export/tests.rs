//! What is written is whole, can be read back, and replaces nothing that was not an export.

use std::fs;

use proptest::prelude::*;
use sco_corpus::{Metadata, Original, Paragraph, Section, read_documents, sha256_hex};
use tempfile::tempdir;

use super::*;

fn document(id: &str, title: &str, text: &str) -> StoredDocument {
    let section = Section {
        paragraphs: vec![Paragraph {
            text: text.to_owned(),
            ..Paragraph::default()
        }],
        ..Section::default()
    };
    let metadata = Metadata {
        id: Some(id.to_owned()),
        title: Some(title.to_owned()),
        ..Metadata::default()
    };
    let document = Document {
        metadata,
        sections: vec![section],
        ..Document::default()
    };
    StoredDocument {
        document,
        path: PathBuf::from("unread"),
    }
}

fn export(
    format: ExportFormat,
    path: &Path,
    overwrite: bool,
    documents: &[StoredDocument],
) -> Result<Exported, ExportError> {
    let target = Target::Path {
        path: path.to_owned(),
        overwrite,
    };
    let originals = path.parent().unwrap().join("originals");
    let mut exporter = Exporter::begin(format, &target, &originals, BagInfo::default())?;
    for document in documents {
        exporter.add(document)?;
    }
    exporter.finish()
}

#[test]
fn markdown_is_read_back_exactly_and_is_a_corpus() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let written = [
        document("a/b", "题：一", "正文 # 不是标题。"),
        document("A/B", "二", "[^1] 也是正文。"),
    ];
    assert_eq!(
        export(ExportFormat::Markdown, &out, false, &written)
            .unwrap()
            .documents,
        2
    );
    let read: Vec<Document> = read_documents(&out)
        .map(|read| read.unwrap().document)
        .collect();
    for stored in &written {
        assert!(read.contains(&stored.document), "{read:?}");
    }
    assert_eq!(read.len(), 2);
}

#[test]
fn nothing_is_replaced_unasked_and_nothing_but_an_export_ever() {
    let folder = tempdir().unwrap();
    let one = [document("a", "一", "文。")];
    for (format, name) in [
        (ExportFormat::Markdown, "md"),
        (ExportFormat::BagIt, "bag"),
        (ExportFormat::BagIt, "bag.zip"),
        (ExportFormat::JsonLines, "a.jsonl"),
        (ExportFormat::Csv, "a.csv"),
    ] {
        let out = folder.path().join(name);
        export(format, &out, false, &one).unwrap();
        assert!(
            matches!(
                export(format, &out, false, &one),
                Err(ExportError::Exists { .. })
            ),
            "{name}"
        );
        export(format, &out, true, &one).unwrap();
    }
    let home = folder.path().join("home");
    fs::create_dir(&home).unwrap();
    fs::write(home.join("letter.txt"), "dear").unwrap();
    for format in [ExportFormat::Markdown, ExportFormat::BagIt] {
        assert!(matches!(
            export(format, &home, true, &one),
            Err(ExportError::Foreign { .. })
        ));
    }
    assert_eq!(fs::read_to_string(home.join("letter.txt")).unwrap(), "dear");
    assert!(matches!(
        export(ExportFormat::Csv, &home, true, &one),
        Err(ExportError::Exists { .. })
    ));
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| !name.to_string_lossy().ends_with(".tmp")),
        "{left:?}"
    );
}

#[test]
fn an_export_that_is_given_up_leaves_nothing() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("out");
    let target = Target::Path {
        path: out.clone(),
        overwrite: false,
    };
    let mut exporter = Exporter::begin(
        ExportFormat::BagIt,
        &target,
        folder.path(),
        BagInfo::default(),
    )
    .unwrap();
    exporter.add(&document("a", "一", "文。")).unwrap();
    drop(exporter);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_bag_has_the_checksum_of_every_file_and_originals_only_if_they_are_the_same() {
    let folder = tempdir().unwrap();
    fs::create_dir(folder.path().join("originals")).unwrap();
    fs::write(folder.path().join("originals/a.pdf"), "%PDF").unwrap();
    fs::write(folder.path().join("originals/b.pdf"), "another").unwrap();
    let mut documents = [
        document("a", "一", "文。"),
        document("b", "二", "文。"),
        document("c", "三", "文。"),
    ];
    for (stored, file) in documents.iter_mut().zip(["../x/a.pdf", "b.pdf", "c.pdf"]) {
        stored.document.metadata.original = Some(Original {
            file: file.to_owned(),
            sha256: sha256_hex(b"%PDF"),
            ..Original::default()
        });
    }
    documents[1]
        .document
        .metadata
        .original
        .as_mut()
        .unwrap()
        .sha256 = sha256_hex(b"gone");
    let bag = folder.path().join("bag");
    let exported = export(ExportFormat::BagIt, &bag, false, &documents).unwrap();
    assert_eq!(
        (
            exported.documents,
            exported.originals,
            exported.without_original
        ),
        (3, 1, 1)
    );
    let mut checked = 0;
    for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
        for line in fs::read_to_string(bag.join(manifest)).unwrap().lines() {
            let (checksum, path) = line.split_once("  ").unwrap();
            assert_eq!(
                sha256_hex(&fs::read(bag.join(path)).unwrap()),
                checksum,
                "{path}"
            );
            checked += 1;
        }
    }
    assert_eq!(checked, 3 + 1 + 3, "documents, the original, the tag files");
    let info = fs::read_to_string(bag.join("bag-info.txt")).unwrap();
    assert!(
        info.contains(".4\n") && info.contains("Payload-Oxum: "),
        "{info}"
    );
}

#[test]
fn lines_are_the_json_of_the_documents() {
    let folder = tempdir().unwrap();
    let out = folder.path().join("a.jsonl");
    let one = document("a", "一", "文。");
    export(
        ExportFormat::JsonLines,
        &out,
        false,
        std::slice::from_ref(&one),
    )
    .unwrap();
    let text = fs::read_to_string(&out).unwrap();
    let json: serde_json::Value = serde_json::from_str(text.trim_end()).unwrap();
    assert_eq!(Document::from_json(&json, &out).unwrap(), one.document);
}

proptest! {
    /// Whatever a text holds, the table has its rows and cells, and no cell is a formula.
    #[test]
    fn a_table_is_read_back_whatever_its_texts_hold(title in "\\PC{0,5}[=+@\",;'-]{0,4}\\PC{0,5}", text in "[=+@\",;'文-]{1,6}") {
        let folder = tempdir().unwrap();
        let out = folder.path().join("a.csv");
        let stored = document("a", &title, &text);
        export(ExportFormat::Csv, &out, false, std::slice::from_ref(&stored)).unwrap();
        let bytes = fs::read_to_string(&out).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.strip_prefix('\u{FEFF}').unwrap().as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(rows.len(), 1);
        let cells = table::cells(&stored.document);
        prop_assert_eq!(rows[0].iter().collect::<Vec<_>>(), cells.iter().map(String::as_str).collect::<Vec<_>>());
        prop_assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
    }
}
