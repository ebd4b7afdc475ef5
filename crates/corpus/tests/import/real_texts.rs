//! Real texts, read where they lie; nothing is asked where they are not there.

use std::path::{Path, PathBuf};

use crate::prose::{Block, Language};
use crate::round_trip::{COMMON, f1};
use crate::typeset::{Blank, Indent, PageStyle, Style, typeset};
use sco_corpus::{
    Imported, Limits, ReadOptions, account, import_bytes, named_titles, quotations, read_text,
};
use serde_json::Value;

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared")
        .join(path);
    if !path.exists() {
        println!("not asked: {} is not there", path.display());
        return None;
    }
    Some(path)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("readable")
        .map(|e| e.expect("readable").path())
        .collect();
    files.sort();
    files
}

fn import(path: &Path) -> Imported {
    let bytes = std::fs::read(path).expect("readable");
    let name = path.file_name().and_then(|n| n.to_str()).expect("a name");
    import_bytes(name, &bytes, &Limits::default())
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Every text of the document in order, title first.
fn texts(imported: &Imported) -> Vec<String> {
    let document = &imported.document;
    let title = imported.report.described.iter().map(|d| d.text.clone());
    let sections = document.sections.iter().flat_map(|s| {
        s.heading
            .iter()
            .cloned()
            .chain(s.paragraphs.iter().map(|p| p.text.clone()))
    });
    title.chain(sections).collect()
}

fn squeezed(line: &str) -> String {
    let wide = |run: &str| {
        if run.contains('\u{3000}') {
            '\u{3000}'
        } else {
            ' '
        }
    };
    let mut out = String::new();
    let mut run = String::new();
    for c in line.trim().chars().filter(|&c| c != '\u{feff}') {
        if c.is_whitespace() {
            run.push(c);
        } else {
            if !run.is_empty() {
                out.push(wide(&run));
                run.clear();
            }
            out.push(c);
        }
    }
    out
}

fn passes_unharmed(text: &str, name: &str) {
    let imported = read_text(text, &ReadOptions::default());
    assert_eq!(account(text, &imported), Ok(()), "{name}");
    assert_eq!(imported.document.check(), [], "{name}");
    let expected: Vec<String> = text
        .lines()
        .map(squeezed)
        .filter(|l| !l.is_empty())
        .collect();
    let found = texts(&imported);
    for (e, f) in expected.iter().zip(&found) {
        assert_eq!(e, f, "{name}");
    }
    assert_eq!(expected.len(), found.len(), "{name}");
}

#[test]
fn clean_texts_pass_unharmed() {
    for folder in [
        "data/policy/gwr_zh",
        "data/policy/gwr_en",
        "data/policy/official_docs",
    ] {
        let Some(folder) = shared(folder) else { return };
        for file in files(&folder) {
            let text = std::fs::read_to_string(&file).expect("UTF-8");
            passes_unharmed(&text, &file.display().to_string());
        }
    }
}

#[test]
fn every_encoding_is_read_or_refused() {
    let Some(folder) = shared("data/messy/encodings") else {
        return;
    };
    for file in files(&folder) {
        let bytes = std::fs::read(&file).expect("readable");
        let name = file.file_name().and_then(|n| n.to_str()).expect("a name");
        match import_bytes(name, &bytes, &Limits::default()) {
            Ok(imported) => {
                let first: String = texts(&imported).concat().chars().take(24).collect();
                println!(
                    "{name}: {} | {first}",
                    imported
                        .report
                        .entries
                        .iter()
                        .filter(|e| e.kind == sco_corpus::Action::Decoded)
                        .map(|e| e.text.clone())
                        .take(3)
                        .collect::<Vec<_>>()
                        .join(" ")
                );
            }
            Err(error) => println!("{name}: {error}"),
        }
    }
    let read = |name: &str| texts(&import(&folder.join(name)));
    assert_eq!(read("sanguo_gb18030.txt"), read("sanguo_utf8.txt"));
    assert_eq!(read("sanguo_utf16le_bom.txt"), read("sanguo_utf8_bom.txt"));
    assert_eq!(read("sanguo_utf16be_bom.txt"), read("sanguo_utf8.txt"));
    assert_eq!(read("kremlin_koi8r.txt"), read("kremlin_utf8.txt"));
    assert_eq!(read("kremlin_cp1251.txt"), read("kremlin_utf8.txt"));
    assert_eq!(read("moj_law_big5.txt"), read("moj_law_utf8.txt"));
}

#[test]
fn every_real_text_is_accounted_for() {
    let Some(seed) = shared("domain/seed.txt") else {
        return;
    };
    let text = std::fs::read_to_string(seed).expect("UTF-8");
    assert_eq!(
        account(&text, &read_text(&text, &ReadOptions::default())),
        Ok(())
    );
    for file in ["data/policy/kremlin_ru.jsonl", "data/policy/moj_trad.jsonl"] {
        let Some(file) = shared(file) else { return };
        for line in std::fs::read_to_string(&file).expect("UTF-8").lines() {
            let value: Value = serde_json::from_str(line).expect("JSON");
            let body = value["body"].as_str().expect("a text");
            let imported = read_text(body, &ReadOptions::default());
            assert_eq!(account(body, &imported), Ok(()), "{}", value["id"]);
            let fell_back = imported.report.entries.iter().any(|e| e.confidence == 0.0);
            assert!(!fell_back, "{}: {}", value["id"], imported.report);
        }
    }
}

/// Average F1 of the texts of a folder that are typeset here and read again.
fn found_again(folder: &Path, style: &Style) -> f64 {
    let plain = |line: &str| {
        line.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    let files = files(folder);
    let mut sum = 0.0;
    for file in &files {
        let text = std::fs::read_to_string(file).expect("UTF-8");
        let lines: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
        let block = |line: &&str| Block::Paragraph {
            text: squeezed(line).replace('\u{3000}', " "),
            notes: Vec::new(),
        };
        let blocks: Vec<Block> = lines.iter().map(block).collect();
        let (set, _) = typeset(&blocks, style);
        let imported = read_text(&set, &ReadOptions::default());
        let expected: Vec<String> = lines.iter().map(|l| plain(l)).collect();
        let found: Vec<String> = texts(&imported).iter().map(|t| plain(t)).collect();
        sum += f1(&expected, &found);
    }
    sum / f64::from(u32::try_from(files.len()).expect("few"))
}

/// Real prose, typeset here: paragraphs are found again.
#[test]
fn real_prose_survives_the_typesetter() {
    let chinese = Style {
        pages: PageStyle::FormFeed,
        ..COMMON
    };
    let english = Style {
        language: Language::English,
        width_cells: 38,
        ..chinese
    };
    let spaced = Style {
        blank: Blank::BetweenParagraphs,
        indent: Indent::None,
        ..english
    };
    for (folder, style) in [
        (
            "data/policy/official_docs",
            Style {
                width_cells: 22,
                indent: Indent::Kept,
                ..chinese
            },
        ),
        (
            "data/policy/official_docs",
            Style {
                width_cells: 33,
                indent: Indent::Lost,
                ..chinese
            },
        ),
        (
            "data/policy/official_docs",
            Style {
                width_cells: 33,
                indent: Indent::Kept,
                ..chinese
            },
        ),
        (
            "data/policy/official_docs",
            Style {
                width_cells: 45,
                indent: Indent::Lost,
                ..chinese
            },
        ),
        (
            "data/policy/gwr_en",
            Style {
                indent: Indent::Kept,
                ..english
            },
        ),
        ("data/policy/gwr_en", spaced),
    ] {
        let Some(path) = shared(folder) else { return };
        let average = found_again(&path, &style);
        let (width, indent) = (style.width_cells, style.indent);
        println!("{folder}, width {width}, indent {indent:?}: {average:.3}");
        assert!(
            average > 0.95,
            "{folder}, width {width}, indent {indent:?}: {average:.3}"
        );
    }
}

/// The journal article is read exactly as people read it.
#[test]
fn a_journal_article_is_read_in_full() {
    let (Some(seed), Some(gold)) = (shared("domain/seed.txt"), shared("domain/seed_gold.json"))
    else {
        return;
    };
    let document = import(&seed).document;
    let gold: Value =
        serde_json::from_slice(&std::fs::read(gold).expect("readable")).expect("JSON");
    let list = |value: &Value| value.as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let number = |value: &Value| value.as_u64().unwrap_or_default();
    for (section, expected) in document.sections.iter().zip(list(&gold["sections"])) {
        assert_eq!(
            section.heading.clone().unwrap_or_default(),
            text(&expected["heading"])
        );
        assert_eq!(u64::from(section.level), number(&expected["level"]));
        for (paragraph, expected) in section.paragraphs.iter().zip(list(&expected["paragraphs"])) {
            assert_eq!(paragraph.text, text(&expected["text"]));
            let json = serde_json::to_value(paragraph).expect("JSON");
            assert_eq!(json["notes"], expected["notes"]);
            assert_eq!(json["page_breaks"], expected["page_breaks"]);
        }
        assert_eq!(
            section.paragraphs.len(),
            list(&expected["paragraphs"]).len()
        );
    }
    assert_eq!(document.sections.len(), list(&gold["sections"]).len());
    let notes: Vec<_> = document.footnotes.iter().map(|n| n.text.clone()).collect();
    let expected: Vec<_> = list(&gold["footnotes"])
        .iter()
        .map(|n| text(&n["text"]))
        .collect();
    assert_eq!(notes, expected);
    let quotes: Vec<_> = quotations(&document)
        .into_iter()
        .map(|q| (q.speaker.unwrap_or_default(), q.text))
        .collect();
    let mut expected: Vec<_> = list(&gold["quotes"])
        .iter()
        .map(|q| (text(&q["speaker"]), text(&q["text"])))
        .collect();
    expected.sort_by_key(|q| quotes.iter().position(|found| found == q));
    assert_eq!(quotes, expected);
    let titles: Vec<_> = named_titles(&document)
        .into_iter()
        .map(|t| t.title)
        .collect();
    let expected: Vec<_> = list(&gold["titles_in_body"])
        .iter()
        .map(|t| text(&t["title"]))
        .collect();
    assert_eq!(titles, expected);
}
