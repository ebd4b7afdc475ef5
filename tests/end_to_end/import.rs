//! `sco import`: from a messy file to a document that the index takes.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{Fixture, has_python, shared};

/// A short article as it falls out of a page: lines broken at one width, no header.
const ARTICLE: &str = "论区域合作

一、缘起

　　区域合作的缘起可以追溯到上个世纪末，当时有关国
家就边境问题举行了多次谈判，并且逐步建立了相互之间
的信任。此后各国领导人定期会晤，商讨经济往来与人员
交流的办法，先后签署了一系列文件。
　　这些文件的内容涉及军事领域的信任措施，也涉及海
关、交通、能源等方面的合作安排，为后来的机制打下了
坚实的基础。随着形势发展，参加的国家越来越多，议题
也越来越广泛。

二、前景

　　展望未来，区域合作仍然面临不少困难，各国的发展
水平不一，利益诉求各不相同，需要通过耐心的协商逐步
加以解决。
";

/// Words of the article that a line break cut in two.
const CUT_IN_TWO: &str = "“有关国家就边境问题”";

#[test]
fn an_imported_document_is_taken_by_the_index() {
    let fixture = Fixture::of(&[]);
    fixture.write("article.txt", ARTICLE);
    let outcome = fixture.run(&["import", "article.txt"]);
    assert_eq!(outcome.code(0).stdout, "corpus/documents/article.md\n");
    outcome.says("imported `article.txt`").says("--report");
    fixture
        .run(&["index"])
        .code(0)
        .says("1 document; 1 indexed");
    let found = fixture.run(&["search", CUT_IN_TWO, "--by", "passage", "--json"]);
    assert_eq!(found.code(0).documents(), ["article"]);
}

#[test]
fn a_file_name_of_several_words_makes_an_identifier() {
    let fixture = Fixture::of(&[]);
    fixture.write("会议 记录 (终).txt", ARTICLE);
    let outcome = fixture.run(&["import", "会议 记录 (终).txt"]);
    assert_eq!(outcome.code(0).stdout, "corpus/documents/会议-记录-终.md\n");
    fixture.run(&["index"]).code(0);
}

#[test]
fn a_document_that_is_there_is_replaced_only_when_that_is_said() {
    let fixture = Fixture::of(&[]);
    fixture.write("article.txt", ARTICLE);
    fixture.run(&["import", "article.txt"]).code(0);
    fixture.document("article.md", "corrected by hand");
    fixture
        .run(&["import", "article.txt"])
        .code(2)
        .says("is there already; say --overwrite");
    let kept = std::fs::read_to_string(fixture.path("corpus/documents/article.md"))
        .expect("the document is there");
    assert_eq!(kept, "corrected by hand");
    fixture
        .run(&["import", "article.txt", "--overwrite"])
        .code(0);
    fixture.run(&["index"]).code(0);
}

#[test]
fn json_is_one_line_for_each_file_and_writes_nothing() {
    let fixture = Fixture::of(&[]);
    fixture.write("a.txt", ARTICLE);
    fixture.write("b.txt", "第二篇\n\n正文只有一句。\n");
    let outcome = fixture.run(&["import", "--json", "a.txt", "b.txt"]);
    let lines: Vec<&str> = outcome.code(0).stdout.lines().collect();
    assert_eq!(lines.len(), 2);
    for (line, id) in lines.iter().zip(["a", "b"]) {
        let document: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
        assert_eq!(document["metadata"]["id"], id);
        for key in ["sections", "footnotes", "quotes", "titles"] {
            assert!(document[key].is_array(), "{key}");
        }
    }
    assert!(!fixture.path("corpus/documents/a.md").exists());
}

#[test]
fn the_report_says_what_was_done_and_where() {
    let fixture = Fixture::of(&[]);
    fixture.write("article.txt", ARTICLE);
    fixture
        .run(&["import", "article.txt", "--report"])
        .code(0)
        .says("article.txt: ")
        .says("joined")
        .says("decoded");
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let fixture = Fixture::of(&[]);
    fixture.write("a.txt", ARTICLE);
    fixture.write("bad.txt", "");
    fixture.write("b.txt", "第二篇\n\n正文只有一句。\n");
    let outcome = fixture.run(&["import", "a.txt", "bad.txt", "b.txt"]);
    outcome.code(2).says("refused `bad.txt`: holds no text");
    assert_eq!(
        outcome.stdout,
        "corpus/documents/a.md\ncorpus/documents/b.md\n"
    );
    fixture.run(&["index"]).code(0).says("2 documents");
}

#[test]
fn a_file_may_be_in_an_old_encoding() {
    let fixture = Fixture::of(&[]);
    let sixteen: Vec<u8> = std::iter::once(0xFEFF)
        .chain(ARTICLE.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    fixture.write("article.txt", sixteen);
    fixture.run(&["import", "article.txt"]).code(0);
    fixture.run(&["index"]).code(0);
    fixture.run(&["search", CUT_IN_TWO]).code(0);
}

#[test]
fn clean_text_goes_through_unharmed() {
    let fixture = Fixture::of(&[]);
    let paragraphs = [
        "第一段讲的是合作，共有两句。第二句在这里。",
        "第二段讲的是 SCO 和 2024 年的会议。",
        "第三段很短。",
    ];
    fixture.write("clean.txt", paragraphs.join("\n\n"));
    let document = fixture
        .run(&["import", "--json", "clean.txt"])
        .code(0)
        .json();
    let sections = document["sections"].as_array().expect("a list").iter();
    let texts: Vec<String> = sections
        .flat_map(|section| section["paragraphs"].as_array().expect("a list").clone())
        .map(|paragraph| crate::support::text(&paragraph["text"]))
        .collect();
    let whole = [
        document["metadata"]["title"]
            .as_str()
            .map(str::to_owned)
            .into_iter()
            .collect(),
        texts,
    ]
    .concat();
    for paragraph in paragraphs {
        assert!(
            whole.iter().any(|text| text == paragraph),
            "{paragraph}: {whole:?}"
        );
    }
}

#[test]
fn the_real_article_is_read_as_people_read_it() {
    let (Some(seed), Some(compare)) =
        (shared("domain/seed.txt"), shared("tools/compare_import.py"))
    else {
        return;
    };
    if !has_python() {
        return;
    }
    let fixture = Fixture::of(&[]);
    let seed = seed.display().to_string();
    let imported = fixture.run(&["import", "--json", &seed]);
    imported.code(0);
    let mut child = Command::new("python3")
        .arg(compare)
        .arg("-")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = child.stdin.take().expect("standard input is piped");
    input
        .write_all(imported.stdout.as_bytes())
        .expect("the comparison reads");
    drop(input);
    let output = child.wait_with_output().expect("the comparison ends");
    let measures = String::from_utf8(output.stdout).expect("measures are text");
    assert!(
        output.status.success() && measures.lines().count() >= 9,
        "{measures}"
    );
    assert!(
        measures.lines().all(|line| line.contains(": 1.0000")),
        "{measures}"
    );
}
