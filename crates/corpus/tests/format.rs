//! The written forms of a document: what was written is read again, and what cannot be read says why.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use sco_corpus::{
    Accepted, Agent, Change, Document, DocumentType, Edtf, Error, Extent, Footnote,
    LARGEST_DOCUMENT_BYTES, Metadata, NoteKey, NoteMark, Original, PageBreak, Paragraph, Relation,
    RelationKind, Role, Section, Status, Version, content_hash, document_files, file_name,
    read_document, read_documents, write_document,
};
use serde_json::json;
use unicode_normalization::UnicodeNormalization;

// ---- arbitrary valid documents ----

/// One line of text out of every script, and of everything that has a meaning somewhere in the form.
fn line() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => "[上合组织命运共同体，。；：“”《》（）、①②０１]{1,8}",
        2 => "[A-Za-z0-9ЖжшцЁ .,:;'\"!?()%&*_~`|@$+=/{}<>^\\[\\]-]{1,8}",
        1 => "\\PC{1,4}",
        2 => prop::sample::select(vec![
            "[^1]", "[^2-1]", "[^", "[^2-1]:", "<!-- page 3 -->", "<!--", "-->", "\\", "\\\\", "\\[^", "---", "# ", "##", "#",
            "：", ":", "1. ", "- ", "> ", "null", "~", "true", "no", "2024", "007", "1.50", "0x1F", "1e3", "2024-07-04", "{{",
            "&a", "*a", "!!str", "%", "@", "'", "\"", "a: b", " #c", "e\u{301}", "👩‍👩‍👧", "𠀀", "\u{200f}", "\u{feff}", "\u{3000}",
            "\u{a0}", "\u{fffe}", "\u{e000}", "\u{10ffff}",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..6).prop_map(|pieces| one_line(&pieces.concat()))
}

/// Makes any text one that the model allows.
fn one_line(text: &str) -> String {
    let mut line: String = text
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}'))
        .collect();
    while line.contains("  ") {
        line = line.replace("  ", " ");
    }
    line.trim().to_owned()
}

fn filled_line() -> impl Strategy<Value = String> {
    line().prop_map(|line| {
        if line.is_empty() {
            "文".to_owned()
        } else {
            line
        }
    })
}

fn edtf() -> impl Strategy<Value = Edtf> {
    prop::sample::select(vec![
        "2024",
        "0024",
        "2024-07",
        "2024-07-04",
        "2018-06-09/2018-06-10",
        "2024/..",
        "../2024",
        "2001?",
        "2001-06~",
        "2001%",
    ])
    .prop_map(|date| date.parse().expect("a date"))
}

fn agent() -> impl Strategy<Value = Agent> {
    (filled_line(), prop::sample::select(Role::ALL)).prop_map(|(name, role)| Agent { name, role })
}

prop_compose! {
    fn original()(
        file in filled_line(), sha256 in "[0-9a-f]{64}",
        (from, retrieved, http_status) in (some_line(), some_line(), some_line()),
    ) -> Original {
        Original { file, sha256, from, retrieved, http_status }
    }
}

prop_compose! {
    fn relation()(
        kind in prop::sample::select(RelationKind::ALL), document in filled_line(), note in some_line(),
    ) -> Relation {
        Relation { kind, document, note }
    }
}

prop_compose! {
    fn accepted()(finding in filled_line(), text in some_line(), reason in filled_line()) -> Accepted {
        Accepted { finding, text, reason }
    }
}

prop_compose! {
    fn change()(
        at in filled_line(), who in filled_line(), why in filled_line(), previous in some_line(),
    ) -> Change {
        Change { at, who, why, previous }
    }
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(filled_line(), 0..3)
}

fn some_line() -> impl Strategy<Value = Option<String>> {
    prop::option::of(filled_line())
}

prop_compose! {
    fn metadata()(
        (id, title, body, event, place) in (some_line(), some_line(), some_line(), some_line(), some_line()),
        (publisher, issue, pages, summary, rights) in (some_line(), some_line(), some_line(), some_line(), some_line()),
        (alternative, source, identifiers, subjects) in (texts(), texts(), texts(), texts()),
        (kind, date, date_published) in
            (prop::option::of(prop::sample::select(DocumentType::ALL)), prop::option::of(edtf()), prop::option::of(edtf())),
        language in prop::option::of(prop::sample::select(vec!["zh-Hans", "ru", "no", "zh-Hant-TW"])),
        (creators, version_of, reason) in (prop::collection::vec(agent(), 0..3), some_line(), filled_line()),
        (extent, version, status) in (
            prop::option::of(prop::sample::select(Extent::ALL)),
            prop::option::of(prop::sample::select(Version::ALL)),
            prop::option::of(prop::sample::select(Status::ALL)),
        ),
        original in prop::option::of(original()),
        (relations, accepted, changes) in (
            prop::collection::vec(relation(), 0..3),
            prop::collection::vec(accepted(), 0..3),
            prop::collection::vec(change(), 0..3),
        ),
    ) -> Metadata {
        Metadata {
            id, title, alternative, kind, date, date_published, language: language.map(str::to_owned), creators, body, event,
            place, publisher, issue, pages, source, identifiers, subjects, summary, extent, version, rights, status,
            status_reason: (status == Some(Status::Withdrawn)).then_some(reason), version_of,
            original, relations, accepted, changes,
        }
    }
}

/// A block before marks and pages are put into it: text, seeds of marks, steps of pages.
type Block = (
    String,
    Vec<(prop::sample::Index, prop::sample::Index)>,
    Vec<(prop::sample::Index, u32)>,
    u32,
);

fn block() -> impl Strategy<Value = Block> {
    (
        filled_line(),
        prop::collection::vec(any::<(prop::sample::Index, prop::sample::Index)>(), 0..3),
        prop::collection::vec((any::<prop::sample::Index>(), 1..3_u32), 0..3),
        0..3_u32,
    )
}

fn marks(
    text: &str,
    seeds: &[(prop::sample::Index, prop::sample::Index)],
    keys: &[NoteKey],
) -> Vec<NoteMark> {
    let places = text.chars().count() + 1;
    let mut marks: Vec<NoteMark> = seeds
        .iter()
        .filter(|_| !keys.is_empty())
        .map(|(place, key)| NoteMark {
            offset_chars: place.index(places),
            key: *key.get(keys),
        })
        .collect();
    marks.sort_by_key(|mark| mark.offset_chars);
    marks
}

fn page_breaks(
    text: &str,
    seeds: &[(prop::sample::Index, u32)],
    page: &mut Option<u32>,
) -> Vec<PageBreak> {
    let places = text.chars().count().saturating_sub(1);
    let mut offsets: Vec<usize> = seeds
        .iter()
        .filter(|_| places > 0)
        .map(|(place, _)| 1 + place.index(places))
        .collect();
    offsets.sort_unstable();
    offsets
        .into_iter()
        .zip(seeds)
        .map(|(offset_chars, (_, step))| {
            let turned = page.unwrap_or(0) + step;
            *page = Some(turned);
            PageBreak {
                offset_chars,
                page: turned,
            }
        })
        .collect()
}

prop_compose! {
    /// A document that keeps every rule of the model.
    fn document()(
        metadata in metadata(),
        notes in prop::collection::btree_map((prop::option::of(1..4_u32), 0..5_u32), line(), 0..5),
        front in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
        opening in prop::collection::vec(block(), 0..3),
        sections in prop::collection::vec((1..=6_u8, block(), prop::collection::vec(block(), 0..4)), 0..4),
        paged in any::<bool>(),
    ) -> Document {
        let footnotes: Vec<Footnote> =
            notes.into_iter().map(|((page, number), text)| Footnote::new(NoteKey { page, number }, text)).collect();
        let keys: Vec<NoteKey> = footnotes.iter().map(|note| note.key).collect();
        let mut page = None;
        let turn = |page: &mut Option<u32>, step: u32| {
            if paged && (step > 0 || page.is_some()) {
                *page = Some(page.unwrap_or(0) + step);
            }
            *page
        };
        let paragraph = |page: &mut Option<u32>, (text, seeds, turns, step): Block| {
            let page_first = turn(page, step);
            let notes = marks(&text, &seeds, &keys);
            let page_breaks = if paged { page_breaks(&text, &turns, page) } else { Vec::new() };
            Paragraph { text, notes, page_first, page_breaks }
        };
        let mut made = Vec::new();
        if !opening.is_empty() {
            let paragraphs = opening.into_iter().map(|block| paragraph(&mut page, block)).collect();
            made.push(Section { paragraphs, ..Section::default() });
        }
        for (level, (heading, seeds, _, step), blocks) in sections {
            let heading_page = turn(&mut page, step);
            let heading_notes = marks(&heading, &seeds, &keys);
            let paragraphs = blocks.into_iter().map(|block| paragraph(&mut page, block)).collect();
            made.push(Section { level, heading: Some(heading), heading_notes, heading_page, paragraphs });
        }
        let front_notes = front.iter().filter(|_| !keys.is_empty()).map(|index| *index.get(&keys)).collect();
        Document { metadata, front_notes, sections: made, footnotes }
    }
}

fn read(text: &str) -> Result<Document, Error> {
    Document::from_markdown(text, Path::new("documents/某文.md"))
}

/// Every fault of a text, one a line.
fn faults(text: &str) -> String {
    read(text).expect_err(text).to_string()
}

/// 128 cases, or as many as `PROPTEST_CASES` asks for.
fn config() -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok());
    ProptestConfig::with_cases(asked.unwrap_or(128))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn markdown_gives_back_every_valid_document(document in document()) {
        prop_assert_eq!(document.check(), vec![]);
        let text = document.to_markdown().expect("a valid document is written");
        let again = read(&text).map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
        prop_assert_eq!(&again, &document, "{}", text);
        prop_assert_eq!(again.to_markdown().expect("valid"), text);
    }

    #[test]
    fn json_gives_back_every_valid_document(document in document()) {
        let text = document.to_json().to_string();
        let json = serde_json::from_str(&text).expect("JSON");
        prop_assert_eq!(Document::from_json(&json, Path::new("a.json")).expect("valid"), document);
    }

    #[test]
    fn lines_ended_by_crlf_and_blanks_say_the_same(document in document()) {
        let text = document.to_markdown().expect("valid").replace('\n', " \t\r\n");
        let text = format!("\u{feff}\r\n{text}\r\n\r\n");
        prop_assert_eq!(read(&text).map_err(|e| TestCaseError::fail(format!("{e}\n{text}")))?, document);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "(---|# |\\[\\^1\\]:?|<!-- page 2 -->|title: |\n|\\\\|- |: |\\{|\\[|\"|&a|\\*a|\\PC|[\\x00-\\x20]){0,40}") {
        let _ = read(&text);
        if let Ok(document) = read(&format!("---\n---\n{text}")) {
            let written = document.to_markdown().expect("what was read is valid");
            prop_assert_eq!(read(&written).expect("what was written is read"), document);
        }
    }

    #[test]
    fn no_header_makes_the_reader_panic(yaml in "(title|date|creators|source|original|: |: |\n|\n  |- |\\{|\\}|\\[|\\]|\"|'|&a|\\*a|<<|!!int|#|\\||>|\\?|%|@|\t|\\PC){0,30}") {
        if let Ok(document) = read(&format!("---\n{yaml}\n---\n")) {
            let written = document.to_markdown().expect("what was read is valid");
            prop_assert_eq!(read(&written).expect("what was written is read"), document);
        }
    }
}

// ---- what is written ----

#[test]
fn the_header_is_written_for_people() {
    let metadata = Metadata {
        id: Some("qingdao-2018".to_owned()),
        title: Some("上海合作组织成员国元首理事会青岛宣言: 全文".to_owned()),
        kind: Some(DocumentType::Declaration),
        date: Some("2018-06-10".parse().expect("a date")),
        date_published: Some("2018".parse().expect("a date")),
        language: Some("zh-Hans".to_owned()),
        creators: vec![Agent {
            name: "张三".to_owned(),
            role: Role::Author,
        }],
        source: vec!["https://chn.sectsco.org/documents/".to_owned()],
        ..Metadata::default()
    };
    let document = Document {
        metadata,
        ..Document::default()
    };
    let expected = "---\nid: qingdao-2018\ntitle: '上海合作组织成员国元首理事会青岛宣言: 全文'\ntype: declaration\n\
                    date: 2018-06-10\ndate_published: 2018\nlanguage: zh-Hans\ncreators:\n  - name: 张三\n    role: author\n\
                    source:\n  - https://chn.sectsco.org/documents/\n---\n";
    let written = document.to_markdown().expect("valid");
    assert_eq!(written.replace('"', "'"), expected);
}

#[test]
fn marks_and_pages_stand_where_they_belong() {
    let text = "---\ntitle: 文\n---\n\n[^1-1]\n\n<!-- page 1 -->\n\n正文[^1-2]甲<!-- page 2 -->乙。\n\n# 一、题[^2-1]\n\n\
                <!-- page 3 -->\n\n丙。\n\n[^1-1]: 课题。\n[^1-2]: 见https://a.cn/b。\n[^2-1]:\n";
    let document = read(text).expect("a document");
    assert_eq!(
        document.front_notes,
        [NoteKey {
            page: Some(1),
            number: 1
        }]
    );
    let opening = &document.sections[0].paragraphs[0];
    assert_eq!(
        (
            opening.text.as_str(),
            opening.page_first,
            opening.notes[0].offset_chars
        ),
        ("正文甲乙。", Some(1), 2)
    );
    assert_eq!(
        opening.page_breaks,
        [PageBreak {
            offset_chars: 3,
            page: 2
        }]
    );
    assert_eq!(
        (
            document.sections[1].heading_page,
            document.sections[1].paragraphs[0].page_first
        ),
        (Some(2), Some(3))
    );
    assert_eq!(document.footnotes[1].urls, ["https://a.cn/b"]);
    assert_eq!(document.to_markdown().expect("valid"), text);
}

#[test]
fn the_json_has_every_key_and_null_for_what_is_unknown() {
    let document = read("---\n---\n甲[^1]\n\n[^1]: 乙\n").expect("a document");
    let json = document.to_json();
    assert_eq!(json["metadata"]["title"], json!(null));
    for key in sco_corpus::METADATA_KEYS {
        assert!(json["metadata"].get(key).is_some(), "{key}");
    }
    let paragraph = json!({"text": "甲", "notes": [{"offset_chars": 1, "page": null, "number": 1}], "page_first": null, "page_breaks": []});
    assert_eq!(json["sections"][0]["paragraphs"][0], paragraph);
    assert_eq!(
        json["footnotes"][0],
        json!({"page": null, "number": 1, "text": "乙", "urls": []})
    );
    assert!(json["quotes"].is_array() && json["titles"].is_array());
}

#[test]
fn json_that_breaks_a_rule_is_refused() {
    let refused = |value: serde_json::Value, expected: &str| {
        let error = Document::from_json(&value, Path::new("a.json")).expect_err(expected);
        let message = format!(
            "{error}: {:?}",
            std::error::Error::source(&error).map(ToString::to_string)
        );
        assert!(
            message.starts_with("`a.json` is not a") && message.contains(expected),
            "{message}"
        );
    };
    let paragraph = |value: serde_json::Value| json!({"sections": [{"level": 0, "heading": null, "paragraphs": [value]}]});
    refused(
        json!({"metadata": {"titel": "x"}, "sections": []}),
        "unknown field `titel`",
    );
    refused(
        json!({"metadata": {"date": "2024-13"}, "sections": []}),
        "there is no month 13; allowed: 2024",
    );
    refused(
        json!({"metadata": {"type": "tweet"}, "sections": []}),
        "allowed: charter",
    );
    refused(
        json!({"metadata": {"status": "withdrawn"}, "sections": []}),
        "add the key `status_reason`",
    );
    refused(
        json!({"sections": [{"level": 2, "heading": null, "paragraphs": []}]}),
        "at level 0 before all others",
    );
    refused(
        json!({"sections": [{"level": 7, "heading": "x", "paragraphs": []}]}),
        "allowed: 1 to 6",
    );
    refused(
        paragraph(json!({"text": ""})),
        "section 1, paragraph 1: empty text",
    );
    refused(
        paragraph(json!({"text": "a\nb"})),
        "control character U+000A",
    );
    refused(paragraph(json!({"text": " a"})), "white space at an end");
    refused(
        paragraph(json!({"text": "a", "notes": [{"offset_chars": 1, "page": 2, "number": 1}]})),
        "the mark `[^2-1]` has no note",
    );
    refused(
        paragraph(json!({"text": "a", "page_breaks": [{"offset_chars": 1, "page": 2}]})),
        "strictly inside",
    );
    refused(json!([]), "is not a document in JSON");
    refused(json!("text"), "is not a document in JSON");
}

#[test]
fn the_hash_knows_the_content_and_not_the_file() {
    let one = read("---\ntitle: 甲\n---\n\n乙。\n").expect("a document");
    let same = read("\u{feff}---\r\ntitle: \"甲\"\r\n---\r\n乙。").expect("a document");
    let other = read("---\ntitle: 甲\n---\n\n乙\n").expect("a document");
    assert_eq!(content_hash(&one), content_hash(&same));
    assert_ne!(content_hash(&one), content_hash(&other));
    assert_eq!(content_hash(&one).len(), 64);
}

// ---- hand-edited files ----

#[test]
fn a_single_value_stands_for_a_list_and_spelling_is_kept() {
    let document = read(
        "\n---\n# for the library\nsource: https://a.cn/b#c\ncreators: 张三\nidentifiers: [1.50, 007, yes, 0x1F]\ndate: 2024\n\
         title:   1_000   次   \nsubjects:\nplace: ~\nbody: \"\"\npages: 12:30\n---\n",
    )
    .expect("a document");
    let metadata = document.metadata;
    assert_eq!(metadata.source, ["https://a.cn/b#c"]);
    assert_eq!(
        metadata.creators,
        [Agent {
            name: "张三".to_owned(),
            role: Role::Author
        }]
    );
    assert_eq!(metadata.identifiers, ["1.50", "007", "yes", "0x1F"]);
    assert_eq!(
        metadata.date.map(|d| d.to_string()).as_deref(),
        Some("2024")
    );
    assert_eq!(metadata.title.as_deref(), Some("1_000 次"));
    assert_eq!(
        (metadata.place, metadata.body, metadata.pages.as_deref()),
        (None, None, Some("12:30"))
    );
}

#[test]
fn creators_are_names_or_names_with_roles() {
    let document =
        read("---\ncreators:\n- 张三\n- name: 李四\n  role: translator\n- {name: 王五}\n---\n")
            .expect("a document");
    let creators: Vec<_> = document
        .metadata
        .creators
        .iter()
        .map(|a| (a.name.as_str(), a.role))
        .collect();
    assert_eq!(
        creators,
        [
            ("张三", Role::Author),
            ("李四", Role::Translator),
            ("王五", Role::Author)
        ]
    );
    let one = read("---\ncreators: {name: 张三, role: chair}\n---\n").expect("a document");
    assert_eq!(one.metadata.creators[0].role, Role::Chair);
}

#[test]
fn blanks_indents_and_missing_empty_lines_are_forgiven() {
    let edited = "\u{feff}---  \r\ntitle: 文\r\n---\r\n#   一、题  \r\n\u{3000}\u{3000}甲  乙[^1] 。\t\r\n<!--page 2-->\r\n\r\n\r\n丙<!-- page 3 -->\r\n## 二\r\n[^1]：注  \r\n\r\n\r\n";
    let clean = "---\ntitle: 文\n---\n\n# 一、题\n\n甲 乙[^1] 。\n\n<!-- page 2 -->\n\n丙\n\n<!-- page 3 -->\n\n## 二\n\n[^1]: 注\n";
    assert_eq!(
        read(edited)
            .expect("a document")
            .to_markdown()
            .expect("valid"),
        clean
    );
}

#[test]
fn notes_may_stand_under_their_paragraph() {
    let document = read("---\n---\n甲[^1]\n[^1]: 注\n\n乙\n").expect("a document");
    assert_eq!(document.sections[0].paragraphs.len(), 2);
    assert_eq!(document.footnotes[0].text, "注");
}

#[test]
fn list_signs_quotes_and_numbers_are_text() {
    let text = "---\n---\n\n1. 甲\n\n- 乙\n\n> 丙\n\n* * *\n\n（一）丁 | 戊\n";
    let document = read(text).expect("a document");
    let texts: Vec<_> = document.sections[0]
        .paragraphs
        .iter()
        .map(|p| p.text.as_str())
        .collect();
    assert_eq!(texts, ["1. 甲", "- 乙", "> 丙", "* * *", "（一）丁 | 戊"]);
    assert_eq!(document.to_markdown().expect("valid"), text);
}

// ---- faults: file, line, what was found, what is allowed ----

/// A file, the line of its fault, what was found, what is allowed.
const HEADER_FAULTS: &[(&str, usize, &str, &str)] = &[
    ("", 1, "an empty file", "begins with a line `---`"),
    (
        "# 题\n",
        1,
        "no header",
        "a line `---`, lines `key: value`, and a line `---`",
    ),
    (
        "---\ntitle: 文\n\n正文\n",
        1,
        "the header is not closed",
        "write a line `---`",
    ),
    (
        "---\ntitle: 文\ntitel: 文\n---\n",
        3,
        "unknown key `titel`, did you mean `title`?",
        "allowed: id, title, alternative, type, date",
    ),
    (
        "---\ntitle: 文\ndate: 2024\ntitle: 章\n---\n",
        4,
        "the key `title` stands on line 2 already",
        "allowed: each key once",
    ),
    (
        "---\ntitle: 文\ndate: 2023-02-29\n---\n",
        3,
        "`date`: `2023-02-29` is not a date: 2023-02 has 28 days",
        "allowed: 2024, 2024-07, 2024-07-04",
    ),
    (
        "---\ndate: 2024年7月4日\n---\n",
        2,
        "`2024年7月4日` is not a date",
        "allowed: 2024, 2024-07",
    ),
    (
        "---\ndate: 20240704\n---\n",
        2,
        "`20240704` is not a date",
        "allowed: 2024, 2024-07",
    ),
    (
        "---\ntype: speach\n---\n",
        2,
        "`type`: `speach` is not on the list, did you mean `speech`?",
        "allowed: charter, treaty",
    ),
    (
        "---\ntype: 讲话\n---\n",
        2,
        "`讲话` is the name of a type, not its code",
        "write `speech`",
    ),
    (
        "---\nlanguage: 中文\n---\n",
        2,
        "`language`: `中文` is not a BCP 47 tag",
        "allowed: such as zh-Hans",
    ),
    (
        "---\nlanguage: zh-hans\n---\n",
        2,
        "`zh-hans` is not the usual spelling",
        "write `zh-Hans`",
    ),
    (
        "---\nstatus: gone\n---\n",
        2,
        "`status`: `gone` is not on the list",
        "allowed: draft, published, withdrawn",
    ),
    (
        "---\ntitle: 文\nstatus: withdrawn\n---\n",
        3,
        "`status`: a withdrawn document needs a reason",
        "add the key `status_reason`",
    ),
    (
        "---\ntitle: [甲, 乙]\n---\n",
        2,
        "`title` is a list",
        "allowed: one text on one line",
    ),
    (
        "---\ntitle: |\n  甲\n  乙\n---\n",
        2,
        "`title` has several lines",
        "allowed: one text on one line",
    ),
    (
        "---\ntitle: 文\ncreators:\n  - name: 张三\n    role: boss\n---\n",
        5,
        "`role`: `boss` is not on the list",
        "allowed: author, speaker",
    ),
    (
        "---\ncreators:\n  - nam: 张三\n---\n",
        3,
        "unknown key `nam` in `creators`",
        "allowed: name, role",
    ),
    (
        "---\ncreators:\n  - role: chair\n---\n",
        3,
        "a person without a name",
        "allowed: `name: 张三`",
    ),
    (
        "---\noriginal: {file: a.pdf}\n---\n",
        2,
        "`original` is not whole",
        "allowed: both `file:` and `sha256:`",
    ),
    (
        "---\noriginal: a.pdf\n---\n",
        2,
        "`original` is a text",
        "allowed: the keys file, sha256",
    ),
    (
        "---\noriginal: {file: a.pdf, sha256: ABC}\n---\n",
        2,
        "`sha256` is not a hash",
        "allowed: 64 lower-case",
    ),
    (
        "---\ntitle: 文\nbody: \"上合\n---\n",
        3,
        "the header is not YAML",
        "allowed: lines `key: value`",
    ),
    (
        "---\n- 甲\n---\n",
        2,
        "the header is a list",
        "allowed: lines `key: value`",
    ),
    (
        "---\na: &x [甲]\nb: *x\n---\n",
        2,
        "the header is not YAML",
        "allowed: lines `key: value`",
    ),
];

/// The same behind a header of three lines.
const BODY_FAULTS: &[(&str, usize, &str, &str)] = &[
    (
        "\n甲[^2-1]乙\n",
        5,
        "the mark `[^2-1]` has no note",
        "add a line `[^2-1]: text of the note`",
    ),
    (
        "\n# 题[^1]\n",
        5,
        "the mark `[^1]` has no note",
        "add a line `[^1]: text of the note`",
    ),
    (
        "[^1]\n\n甲\n",
        4,
        "the mark `[^1]` has no note",
        "add a line `[^1]: text",
    ),
    (
        "\n[^1]: 甲\n[^1]: 乙\n",
        6,
        "the note `[^1]` stands here a second time",
        "allowed: each note once",
    ),
    (
        "\n[^1]: 见[^2]\n",
        5,
        "a mark inside the note `[^1]`",
        "written `\\[^`",
    ),
    (
        "\n甲[^a]\n",
        5,
        "`[^a]` is no footnote mark",
        "allowed: `[^2-1]` (page 2, note 1) or `[^1]`",
    ),
    (
        "\n<!-- 待查 -->\n",
        5,
        "`<!-- 待查 -->` is no page mark",
        "allowed: `<!-- page 3 -->`",
    ),
    (
        "\n<!-- page 3 -->\n\n甲\n\n<!-- page 2 -->\n\n乙\n",
        9,
        "page 2 begins on page 3",
        "pages go forward, allowed: 4 or more",
    ),
    (
        "\n<!-- page 3 -->\n\n甲<!-- page 3 -->乙\n",
        7,
        "page 3 begins on page 3",
        "allowed: 4 or more",
    ),
    (
        "\n# 甲<!-- page 3 -->乙\n",
        5,
        "a page mark inside a heading",
        "on a line of its own",
    ),
    (
        "\n甲乙，\n丙丁。\n",
        6,
        "text directly under the paragraph on line 5",
        "allowed: everything of the paragraph on one line",
    ),
    (
        "\n[^1]: 甲乙，\n丙丁。\n",
        6,
        "text directly under the note on line 5",
        "or an empty line between",
    ),
    ("\n#题\n", 5, "no space behind `#`", "allowed: `# heading`"),
    (
        "\n####### 题\n",
        5,
        "a heading of more than six `#`",
        "allowed: `#` to `######`",
    ),
    (
        "\n##\n",
        5,
        "a heading without text",
        "allowed: `# heading`",
    ),
    ("\n甲\n\n---\n", 7, "`---` in the text", "written `\\---`"),
    (
        "\n甲[^1]\n\n[^1]\n\n[^1]: 注\n",
        7,
        "marks without a text",
        "behind the words they explain",
    ),
    ("\n甲\u{7}乙\n", 5, "control character U+0007", "remove it"),
    (
        "\n甲\u{2028}乙\n",
        5,
        "control character U+2028",
        "remove it",
    ),
];

fn assert_one_fault(text: &str, line: usize, found: &str, allowed: &str) {
    let message = faults(text);
    let place = format!("documents/某文.md:{line}: ");
    let fault = message
        .lines()
        .find(|l| l.starts_with(&place) && l.contains(found));
    let expected = format!("expected {place}{found} … {allowed}");
    assert!(
        fault.is_some_and(|f| f.contains(allowed)),
        "{expected}\n{message}"
    );
    assert_eq!(
        message.lines().count(),
        1,
        "one mistake is one fault:\n{message}"
    );
}

#[test]
fn each_fault_names_file_line_and_what_is_allowed() {
    for (text, line, found, allowed) in HEADER_FAULTS {
        assert_one_fault(text, *line, found, allowed);
    }
    for (text, line, found, allowed) in BODY_FAULTS {
        assert_one_fault(
            &format!("---\ntitle: 文\n---\n{text}"),
            *line,
            found,
            allowed,
        );
    }
}

#[test]
fn all_faults_of_a_file_are_reported_in_order() {
    let message = faults("---\ntitel: 文\ndate: 2024-13\n---\n\n甲[^1]\n\n#题\n");
    let places: Vec<&str> = message
        .lines()
        .map(|l| l.split(": ").next().unwrap_or_default())
        .collect();
    assert_eq!(
        places,
        [
            "documents/某文.md:2",
            "documents/某文.md:3",
            "documents/某文.md:6",
            "documents/某文.md:8"
        ]
    );
}

#[test]
fn very_many_faults_are_counted() {
    let message = faults(&format!("---\n---\n{}", "#题\n".repeat(1000)));
    assert!(message.ends_with("and 950 more faults"), "{message}");
}

#[test]
fn a_bomb_of_aliases_and_a_deep_nest_are_refused_at_once() {
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (name, of) in ["b", "c", "d", "e", "f", "g", "h"]
        .iter()
        .zip(["a", "b", "c", "d", "e", "f", "g"])
    {
        let aliases = format!("*{of},").repeat(8);
        bomb.extend([name, ": &", name, " [", &aliases, "]\n"]);
    }
    assert!(faults(&format!("---\n{bomb}---\n")).contains("the header is not YAML"));
    assert!(
        faults(&format!("---\ntitle: {}\n---\n", "[".repeat(100_000)))
            .contains("the header is not YAML")
    );
    assert!(
        faults(&format!("---\ntitle: {}\n---\n", "x".repeat(2 << 20)))
            .contains("bytes, allowed are")
    );
}

#[test]
fn megabytes_of_one_thing_are_read_or_refused() {
    for piece in [
        "[^",
        "[^1]",
        "[^1]: ",
        "<!--",
        "<!-- page 1 -->",
        "\\",
        "#",
        "# 题\n",
        "甲\n",
        "甲\n\n",
        "甲",
        "\u{3000}",
        "\r",
    ] {
        let text = format!("---\n---\n{}", piece.repeat((2 << 20) / piece.len()));
        if let Ok(document) = read(&text) {
            assert_eq!(
                read(&document.to_markdown().expect("valid")).expect("read again"),
                document
            );
        }
    }
}

// ---- the folder ----

#[test]
fn a_folder_is_read_and_each_bad_file_is_one_error() {
    let corpus = tempfile::tempdir().expect("a folder");
    let documents = corpus.path().join("documents");
    fs::create_dir_all(documents.join("2018")).expect("a folder");
    fs::write(documents.join("2018/青岛.md"), "---\ntitle: 甲\n---\n").expect("written");
    fs::write(documents.join("a.md"), "---\nid: 一\n---\n").expect("written");
    fs::write(documents.join("b.md"), "---\nid: 一\n---\n").expect("written");
    fs::write(documents.join("c.md"), b"---\ntitle: x\n---\n\n\xff\xfe\n").expect("written");
    fs::write(documents.join("d.md"), "").expect("written");
    fs::write(documents.join("note.txt"), "passed over").expect("written");
    fs::write(documents.join(".hidden.md"), "passed over").expect("written");
    let read: Vec<_> = read_documents(corpus.path()).collect();
    let ids: Vec<_> = read
        .iter()
        .flatten()
        .filter_map(|s| s.document.metadata.id.as_deref())
        .collect();
    assert_eq!(ids, ["青岛", "一"]);
    let errors: Vec<String> = read
        .iter()
        .filter_map(|r| r.as_ref().err())
        .map(ToString::to_string)
        .collect();
    assert_eq!(errors.len(), 3, "{errors:?}");
    assert!(
        errors[0].contains("b.md` has the id `一`, which `")
            && errors[0].contains("a.md` has already"),
        "{errors:?}"
    );
    assert!(
        errors[1].contains("c.md:5: bytes that are not UTF-8; allowed: UTF-8"),
        "{errors:?}"
    );
    assert!(errors[2].contains("d.md:1: an empty file"), "{errors:?}");
}

#[test]
fn a_missing_folder_and_a_huge_file_are_errors() {
    let corpus = tempfile::tempdir().expect("a folder");
    let error = read_documents(corpus.path())
        .next()
        .and_then(Result::err)
        .expect("an error");
    assert!(error.to_string().contains("documents`"), "{error}");
    let huge = corpus.path().join("huge.md");
    fs::File::create(&huge)
        .and_then(|f| f.set_len(LARGEST_DOCUMENT_BYTES + 1))
        .expect("a sparse file");
    let error = read_document(&huge).expect_err("too large").to_string();
    assert!(
        error.contains("huge.md` has 67108865 bytes; allowed: 67108864; split it"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_loop_of_links_and_a_broken_link_are_reported_and_not_followed() {
    use std::os::unix::fs::symlink;
    let corpus = tempfile::tempdir().expect("a folder");
    let documents = corpus.path().join("documents");
    fs::create_dir(&documents).expect("a folder");
    fs::write(documents.join("a.md"), "---\n---\n").expect("written");
    symlink(&documents, documents.join("again")).expect("a link");
    symlink(documents.join("nowhere"), documents.join("z.md")).expect("a link");
    let found: Vec<_> = document_files(corpus.path()).collect();
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].is_ok());
    assert!(
        matches!(&found[1], Err(Error::Loop { path, .. }) if path.ends_with("again")),
        "{found:?}"
    );
    assert!(
        matches!(&found[2], Err(Error::Io { path, .. }) if path.ends_with("z.md")),
        "{found:?}"
    );
}

#[test]
fn what_is_written_is_read_and_replaces_what_was_there() {
    let corpus = tempfile::tempdir().expect("a folder");
    let documents = corpus.path().join("documents");
    let mut document =
        read("---\nid: 国办发〔2024〕3号/附件\ntitle: 甲\n---\n\n乙。\n").expect("a document");
    let path = write_document(&documents, &document).expect("written");
    document.metadata.title = Some("丙".to_owned());
    assert_eq!(
        write_document(&documents, &document).expect("written"),
        path
    );
    assert_eq!(read_document(&path).expect("read"), document);
    assert_eq!(
        fs::read_dir(&documents).expect("a folder").count(),
        1,
        "nothing is left aside"
    );
    document.sections[0].paragraphs[0].text.clear();
    assert!(write_document(&documents, &document).is_err());
    assert_eq!(
        read_document(&path)
            .expect("the old one")
            .metadata
            .title
            .as_deref(),
        Some("丙")
    );
    document.metadata.id = None;
    assert!(
        write_document(&documents, &document)
            .expect_err("no id")
            .to_string()
            .contains("give it an id")
    );
}

#[test]
fn what_could_not_be_read_again_is_not_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut document = Document::default();
    document.metadata.id = Some("large".to_owned());
    document.sections.push(Section {
        paragraphs: vec![Paragraph {
            text: "字".repeat(22 << 20),
            ..Paragraph::default()
        }],
        ..Section::default()
    });
    let error = write_document(folder.path(), &document).expect_err("refused");
    assert!(matches!(error, Error::TooLarge { .. }));
    assert!(error.to_string().contains("split it"), "{error}");
    assert!(!folder.path().join("large.md").exists());
}

#[test]
fn two_ids_never_share_a_file_name() {
    assert_eq!(file_name("青岛宣言-2018"), "青岛宣言-2018.md");
    let names = [
        file_name("a/b"),
        file_name("a_b"),
        file_name("a:b"),
        file_name(".."),
        file_name("__"),
        file_name(""),
        file_name("SCO-2018"),
        file_name("sco-2018"),
        file_name("й"),
        file_name("и\u{306}"),
    ];
    // Some file systems take these for one.
    let names = names.map(|name| name.to_lowercase().nfc().collect::<String>());
    for (i, name) in names.iter().enumerate() {
        assert!(
            !name.contains(['/', ':']) && !name.starts_with('.'),
            "{name}"
        );
        assert!(!names[..i].contains(name), "{name}");
    }
    assert!(file_name(&"长".repeat(500)).len() < 255);
}

// ---- documents of the world ----

/// The example of the manual is one of the form it describes.
#[test]
fn the_example_of_the_manual_is_read() {
    let manual = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/document-format.md"),
    )
    .expect("the manual");
    let example = manual
        .split("````markdown\n")
        .nth(1)
        .and_then(|rest| rest.split("````").next())
        .expect("an example");
    let document = read(example).expect("the example is a document");
    assert_eq!(
        document.to_markdown().expect("valid"),
        example,
        "the example is as the program would write it"
    );
    for key in sco_corpus::METADATA_KEYS {
        assert!(
            manual.contains(&format!("| `{key}` |")),
            "the manual does not explain `{key}`"
        );
    }
    for kind in DocumentType::ALL {
        assert!(
            manual.contains(&format!("`{kind}`")),
            "the manual does not name the type `{kind}`"
        );
    }
}

/// A real article in JSON, with 58 notes on 17 pages, goes through Markdown unharmed.
#[expect(clippy::print_stdout, reason = "says why nothing was tested")]
#[test]
fn a_real_article_goes_through_markdown_unharmed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/domain/seed_gold.json");
    let Ok(text) = fs::read_to_string(&path) else {
        println!("passed over: {} is not there", path.display());
        return;
    };
    let mut json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    json["metadata"] = json!({"language": "zh-Hans"});
    let mut document = Document::from_json(&json, &path).expect("a valid document");
    document.front_notes = vec![NoteKey {
        page: Some(1),
        number: 1,
    }];
    let markdown = document.to_markdown().expect("valid");
    assert_eq!(read(&markdown).expect("read again"), document);
    let urls = |notes: &serde_json::Value| -> Vec<serde_json::Value> {
        notes
            .as_array()
            .expect("notes")
            .iter()
            .map(|note| note["urls"].clone())
            .collect()
    };
    assert_eq!(
        urls(&document.to_json()["footnotes"]),
        urls(&json["footnotes"])
    );
}
