//! Word documents, web pages, books, Markdown, JSON Lines and PDF, made here.

use proptest::prelude::*;
use sco_corpus::{Document, ImportError, Imported, Limits, import_bytes, import_file};

use crate::made::{Piece, archive, docx, pdf};

fn read(name: &str, bytes: &[u8]) -> Imported {
    import_bytes(name, bytes, &Limits::default()).expect("a document")
}

/// Headings with their levels and paragraphs, in order.
fn outline(document: &Document) -> Vec<String> {
    let mut lines = Vec::new();
    for section in &document.sections {
        if let Some(heading) = &section.heading {
            lines.push(format!("{} {heading}", "#".repeat(section.level.into())));
        }
        lines.extend(section.paragraphs.iter().map(|p| p.text.clone()));
    }
    lines
}

fn notes(document: &Document) -> Vec<(u32, &str)> {
    document
        .footnotes
        .iter()
        .map(|n| (n.key.number, n.text.as_str()))
        .collect()
}

/// The text before each mark.
fn marked(document: &Document) -> Vec<(String, u32)> {
    let paragraphs = document.sections.iter().flat_map(|s| &s.paragraphs);
    let marks = paragraphs.flat_map(|p| {
        p.notes
            .iter()
            .map(|m| (p.text.chars().take(m.offset_chars).collect(), m.key.number))
    });
    marks.collect()
}

const STYLES: &str = r#"<w:styles xmlns:w="w">
    <w:style w:styleId="T"><w:name w:val="Title"/></w:style>
    <w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style>
    <w:style w:styleId="H2"><w:name w:val="heading 2"/></w:style></w:styles>"#;

fn styled(style: &str, text: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
}

#[test]
fn a_word_document_keeps_its_headings_notes_and_tables_and_drops_what_was_deleted() {
    let body = [
        &styled("T", "塔什干会议纪要"),
        &styled("H1", "交通"),
        r#"<w:p><w:r><w:t>各方同意修路</w:t></w:r><w:del><w:r><w:delText>和架桥</w:delText></w:r></w:del>
            <w:ins><w:r><w:t>并通航</w:t></w:r></w:ins><w:r><w:footnoteReference w:id="7"/></w:r><w:r><w:t>。</w:t></w:r></w:p>"#,
        &styled("H2", "经费"),
        r"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>国家</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>数额</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        r#"<w:p><w:r><w:t>尾声见后</w:t><w:endnoteReference w:id="2"/><w:t>。</w:t></w:r></w:p>"#,
    ]
    .map(|part| part.replace("\n            ", ""))
    .concat();
    let footnotes = r#"<w:footnotes xmlns:w="w"><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>
        <w:footnote w:id="7"><w:p><w:r><w:t>见附图。</w:t></w:r></w:p></w:footnote></w:footnotes>"#;
    let endnotes = r#"<w:endnotes xmlns:w="w"><w:endnote w:id="2"><w:p><w:r><w:t>同上。</w:t></w:r></w:p></w:endnote></w:endnotes>"#;
    let file = docx(
        &body,
        &[
            ("word/styles.xml", STYLES),
            ("word/footnotes.xml", footnotes),
            ("word/endnotes.xml", endnotes),
        ],
    );
    let imported = read("a.docx", &file);
    let document = &imported.document;
    assert_eq!(document.metadata.title.as_deref(), Some("塔什干会议纪要"));
    assert_eq!(
        outline(document),
        [
            "# 交通",
            "各方同意修路并通航。",
            "## 经费",
            "国家\u{3000}数额",
            "尾声见后。"
        ]
    );
    assert_eq!(notes(document), [(1, "见附图。"), (2, "同上。")]);
    assert_eq!(
        marked(document),
        [
            ("各方同意修路并通航".to_owned(), 1),
            ("尾声见后".to_owned(), 2)
        ]
    );
    assert!(imported.report.dropped.iter().any(|d| d.text == "和架桥"));
}

#[test]
fn an_entity_that_a_word_document_defines_is_not_followed() {
    let body = r"<w:p><w:r><w:t>密&x;码</w:t></w:r></w:p>";
    let document = format!(
        r#"<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#
    );
    let file = archive(&[("word/document.xml", document.as_bytes())]);
    assert_eq!(outline(&read("a.docx", &file).document), ["密码"]);
}

#[test]
fn an_archive_that_unpacks_without_end_is_refused() {
    let zeros = vec![b' '; 80 << 20];
    let file = archive(&[("word/document.xml", &zeros)]);
    assert!(file.len() < 1 << 20);
    let error = import_bytes("a.docx", &file, &Limits::default()).unwrap_err();
    assert!(matches!(error, ImportError::Damaged { .. }), "{error}");
}

#[test]
fn a_page_is_read_without_what_stands_around_its_text() {
    let sentences =
        "会议在撒马尔罕举行，与会者讨论了粮食运输与边境口岸的问题，并商定明年再次会晤。".repeat(3);
    let page = format!(
        r##"<!doctype html><html lang="zh"><head><meta charset="gb2312"><title>撒马尔罕粮食会议_某网</title>
        <meta name="PubDate" content="2022-09-16 10:20"><script>var x="脚本";</script></head><body>
        <div class="nav"><a href="/">首页</a> &gt; <a href="/a">要闻</a></div>
        <h1>撒马尔罕粮食会议</h1><div class="info">2022-09-16 10:20 来源：某社</div>
        <div class="article"><p>{sentences}</p><h2>运输</h2><p>{sentences}铁路先行<sup><a href="#n1" id="r1">[1]</a></sup>。</p>
        <p style="display:none">看不见的字</p></div>
        <ol><li id="n1"><a href="#r1">↑</a> 据会议记录。</li></ol>
        <div class="related"><a href="/1">别的新闻一</a><a href="/2">别的新闻二</a></div>
        <div class="footer">版权所有 某网</div></body></html>"##
    );
    let imported = read("a.html", page.as_bytes());
    let document = &imported.document;
    let metadata = &document.metadata;
    assert_eq!(metadata.title.as_deref(), Some("撒马尔罕粮食会议"));
    assert_eq!(
        metadata.date.as_ref().map(ToString::to_string).as_deref(),
        Some("2022-09-16")
    );
    assert_eq!(metadata.publisher.as_deref(), Some("某社"));
    let text = outline(document).join("\n");
    assert!(
        text.contains("# 运输") && text.contains("铁路先行。"),
        "{text}"
    );
    for around in ["首页", "脚本", "别的新闻", "版权所有", "看不见"] {
        assert!(!text.contains(around), "{around}: {text}");
    }
    assert_eq!(notes(document), [(1, "据会议记录。")]);
}

#[test]
fn a_page_in_another_encoding_than_it_says_is_read() {
    let page = "<html><head><meta charset=utf-8></head><body><p>各位代表，现在报告工作，请予审议。</p></body></html>";
    let (bytes, _, _) = encoding_rs::GB18030.encode(page);
    assert_eq!(
        outline(&read("a.html", &bytes).document),
        ["各位代表，现在报告工作，请予审议。"]
    );
}

#[test]
fn a_book_is_read_in_the_order_of_its_spine_and_finds_its_notes() {
    let container =
        r#"<container><rootfiles><rootfile full-path="OPS/p.opf"/></rootfiles></container>"#;
    let package = r#"<package xmlns:dc="d"><metadata><dc:title>草原之书</dc:title><dc:creator>某人</dc:creator><dc:date>2019</dc:date></metadata>
        <manifest><item id="b" href="b.xhtml"/><item id="a" href="a%20a.xhtml"/><item id="n" href="n.xhtml"/></manifest>
        <spine><itemref idref="a"/><itemref idref="b"/><itemref idref="n"/></spine></package>"#;
    let first =
        r#"<html><body><h1>上篇</h1><p>草很高<a href="n.xhtml#x">1</a>。</p></body></html>"#;
    let second = "<html><body><h1>下篇</h1><p>河很宽。</p></body></html>";
    let last = r#"<html><body><p id="x">1. 见地图。</p></body></html>"#;
    let file = archive(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("OPS/p.opf", package.as_bytes()),
        ("OPS/b.xhtml", second.as_bytes()),
        ("OPS/a a.xhtml", first.as_bytes()),
        ("OPS/n.xhtml", last.as_bytes()),
    ]);
    let document = read("a.epub", &file).document;
    assert_eq!(
        outline(&document),
        ["# 上篇", "草很高。", "# 下篇", "河很宽。"]
    );
    assert_eq!(notes(&document), [(1, "见地图。")]);
    assert_eq!(document.metadata.title.as_deref(), Some("草原之书"));
    assert_eq!(document.metadata.creators[0].name, "某人");
}

#[test]
fn markdown_loses_its_marks_and_a_document_of_this_corpus_is_taken_as_it_is() {
    let document = read(
        "a.md",
        "# 总则\n\n**各方**\n同意。[^1]\n\n[^1]: 附件。\n".as_bytes(),
    )
    .document;
    assert_eq!(outline(&document), ["# 总则", "各方同意。"]);
    assert_eq!(notes(&document), [(1, "附件。")]);
    let own = "---\nid: x\ntitle: 标题\n---\n\n**各方**同意。\n";
    let document = read("b.md", own.as_bytes()).document;
    assert_eq!(outline(&document), ["**各方**同意。"]);
    assert_eq!(document.metadata.id.as_deref(), Some("x"));
}

#[test]
fn lines_of_json_are_documents_and_unknown_keys_are_said() {
    let lines = concat!(
        r#"{"id":"a","title":"甲","body":"第一段。\n第二段。","lang":"zh-Hans","wind":"north"}"#,
        "\n\n{\"title\":\"无文\"}\nnot json\n",
        r#"{"text":"只有文字。","authors":["某人"]}"#
    );
    let file = import_file("many.jsonl", lines.as_bytes(), &Limits::default()).unwrap();
    let ids: Vec<_> = file
        .documents
        .iter()
        .map(|d| d.document.metadata.id.as_deref())
        .collect();
    assert_eq!(ids, [Some("a"), Some("many-2")]);
    assert_eq!(
        file.documents[0].document.metadata.language.as_deref(),
        Some("zh-Hans")
    );
    assert!(
        file.documents[0]
            .report
            .entries
            .iter()
            .any(|e| e.text == "wind")
    );
    assert_eq!(file.documents[1].document.metadata.creators[0].name, "某人");
    assert_eq!(
        file.refused.iter().map(|r| r.line).collect::<Vec<_>>(),
        [3, 4]
    );
}

/// Lines of so many characters of one sentence, from a height on, and the height below them.
fn set<'t>(lines: &[&'t str], left: f32, top: f32, size: f32) -> (Vec<Piece<'t>>, f32) {
    let mut base = top;
    let pieces = lines.iter().map(|line| {
        base -= size * 1.5;
        (left, base, size, *line)
    });
    (pieces.collect(), base)
}

#[test]
fn a_pdf_is_read_by_the_places_of_its_text() {
    let first = [
        "\u{3000}\u{3000}会议在撒马尔罕举行与会者讨论了粮食运输",
        "和边境口岸的问题并商定明年再次会晤届时将",
        "通过三份文件。",
    ];
    let second = [
        "\u{3000}\u{3000}铁路先行而后是公路各方对此没有异议并将",
        "在下次会议上听取报告然后决定经费的来源和",
        "使用的办法。",
    ];
    let mut pages = Vec::new();
    for (number, (lines, note)) in [
        (first, "1\u{3000}据会议记录第三页。"),
        (second, "2\u{3000}据另一份记录。"),
    ]
    .iter()
    .enumerate()
    {
        let head = "边疆研究 2022 年第 3 期";
        let (mut pieces, base) = set(lines, 80.0, 740.0, 12.0);
        pieces.push((80.0, 800.0, 9.0, head));
        if number == 0 {
            pieces.push((200.0, 760.0, 20.0, "粮食与铁路"));
        }
        // Raised, at the end of the last line.
        let end = 80.0 + lines[2].chars().map(|_| 12.0).sum::<f32>();
        pieces.push((end, base + 4.0, 7.0, if number == 0 { "1" } else { "2" }));
        pieces.push((80.0, 90.0, 9.0, note));
        pieces.push((290.0, 40.0, 9.0, if number == 0 { "17" } else { "18" }));
        pages.push(pieces);
    }
    let imported = read("a.pdf", &pdf(&pages));
    let document = &imported.document;
    assert_eq!(
        document.metadata.title.as_deref(),
        Some("粮食与铁路"),
        "{:?}",
        imported.report.entries
    );
    assert_eq!(
        outline(document),
        [
            "会议在撒马尔罕举行与会者讨论了粮食运输和边境口岸的问题并商定明年再次会晤届时将通过三份文件。",
            "铁路先行而后是公路各方对此没有异议并将在下次会议上听取报告然后决定经费的来源和使用的办法。"
        ]
    );
    assert_eq!(
        notes(document),
        [(1, "据会议记录第三页。"), (2, "据另一份记录。")]
    );
    assert_eq!(document.footnotes[1].key.page, Some(18));
}

#[test]
fn two_columns_of_a_pdf_are_read_one_after_the_other() {
    let left: Vec<String> = (0..8)
        .map(|n| format!("左栏第{n}行的文字写满了这一整行没有空"))
        .collect();
    let right: Vec<String> = (0..8)
        .map(|n| format!("右栏第{n}行的文字写满了这一整行没有空"))
        .collect();
    let left: Vec<&str> = left.iter().map(String::as_str).collect();
    let right: Vec<&str> = right.iter().map(String::as_str).collect();
    let mut pieces = set(&left, 60.0, 700.0, 12.0).0;
    pieces.extend(set(&right, 320.0, 700.0, 12.0).0);
    let text = outline(&read("a.pdf", &pdf(&[pieces])).document).concat();
    let expected: String = left.iter().chain(&right).copied().collect();
    assert_eq!(text, expected);
}

#[test]
fn what_is_no_text_is_refused_with_what_to_do() {
    for (name, bytes, said) in [
        ("a.pdf", &pdf(&[vec![]])[..], "a scan"),
        ("a.pdf", b"%PDF-1.4\nnothing", "is no PDF"),
        ("a.docx", b"PK\x03\x04nothing", "is no DOCX"),
        ("a.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "LibreOffice"),
        ("a.png", b"\x89PNG....", "tesseract"),
        ("a.zip", b"PK\x03\x04", "unpack it"),
        (
            "a.html",
            b"<html><body><script>1</script></body></html>",
            "no text",
        ),
        (
            "a.epub",
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "EPUB",
        ),
    ] {
        let error = import_bytes(name, bytes, &Limits::default()).expect_err(name);
        assert!(error.to_string().contains(said), "{name}: {error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Damaged files give a document or a reason, and whatever comes out is a valid document.
    #[test]
    fn a_damaged_file_breaks_nothing(
        kind in 0_usize..4, places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20), cut in any::<prop::sample::Index>(), cuts in any::<bool>(),
    ) {
        let (name, mut bytes) = match kind {
            0 => ("a.pdf", pdf(&[set(&["会议在撒马尔罕举行", "讨论了粮食"], 80.0, 700.0, 12.0).0])),
            1 => ("a.docx", docx(&styled("H1", "交通"), &[("word/styles.xml", STYLES)])),
            2 => ("a.html", "<html><body><h1>题</h1><p>正文<a href='#a'>1</a></p><table><tr><td>甲<td>乙</table><p id=a>1. 注</p></body></html>".as_bytes().to_vec()),
            _ => ("a.md", "# 题\n\n正文[^1]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: 注\n".as_bytes().to_vec()),
        };
        for (place, byte) in places {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()).max(1));
        }
        if let Ok(file) = import_file(name, &bytes, &Limits::default()) {
            for imported in file.documents {
                prop_assert_eq!(imported.document.check(), vec![]);
            }
        }
    }
}
