//! `sco import` of folders, archives, addresses and other formats: what becomes of each file.

use std::io::{Cursor, Read, Write};
use std::net::TcpListener;
use std::thread;

use sco_corpus::sha256_hex;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::Fixture;

const PAGE: &str = "<!doctype html><html><head><title>边境贸易会议_某网</title></head><body><ul class=\"menu\"><li><a href=\"/\">首页导航</a></li></ul>\
    <h1>边境贸易会议</h1><p>与会者讨论了口岸的开放时间，并商定每年会晤一次。</p></body></html>";

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("an entry");
        zip.write_all(bytes).expect("memory takes all");
    }
    zip.finish().expect("an archive").into_inner()
}

fn report(fixture: &Fixture, name: &str) -> Vec<Value> {
    let json = std::fs::read_to_string(fixture.path(name)).expect("the report is there");
    serde_json::from_str(&json).expect("the report is JSON")
}

/// `file: result` of each line.
fn results(lines: &[Value]) -> Vec<String> {
    let of = |line: &Value| {
        format!(
            "{}: {}",
            line["file"].as_str().unwrap_or("?"),
            line["result"].as_str().unwrap_or("?")
        )
    };
    lines.iter().map(of).collect()
}

#[test]
fn every_file_of_a_folder_ends_as_imported_duplicate_or_refused() {
    let fixture = Fixture::of(&[]);
    fixture.write("in/a/same.txt", "甲地的会议决定修路。\n");
    fixture.write("in/b/same.txt", "乙地的会议决定架桥。\n");
    fixture.write("in/b/twice.txt", "甲地的会议决定修路。\n");
    fixture.write("in/c/page.html", PAGE);
    fixture.write("in/c/broken.pdf", "%PDF-1.7\nrubbish");
    fixture.write("in/c/.hidden", "x");
    let inner = archive(&[
        ("内/一.txt", "压缩包里的会议记录。".as_bytes()),
        ("__MACOSX/x", b"x"),
        ("../../evil.txt", "坏名字。".as_bytes()),
    ]);
    fixture.write("in/d.zip", &inner);
    let outcome = fixture.run(&["import", "in", "--report", "out.json"]);
    outcome
        .code(2)
        .says("7 files: 5 imported, 1 duplicates, 1 refused")
        .says("refused `in/c/broken.pdf`: is no PDF");
    assert_eq!(
        results(&report(&fixture, "out.json")),
        [
            "in/a/same.txt: imported",
            "in/b/same.txt: imported",
            "in/b/twice.txt: duplicate",
            "in/c/broken.pdf: refused",
            "in/c/page.html: imported",
            "in/d.zip/内/一.txt: imported",
            "in/d.zip/../../evil.txt: imported",
        ]
    );
    let names: Vec<String> = outcome.stdout.lines().map(ToOwned::to_owned).collect();
    assert!(
        names.contains(&"corpus/documents/same.md".to_owned())
            && names.contains(&"corpus/documents/b-same.md".to_owned()),
        "{names:?}"
    );
    assert!(!fixture.path("../evil.md").exists());
    // What came in is kept, under its hash, and the header says where it came from.
    let hash = sha256_hex(PAGE.as_bytes());
    let kept = fixture.path(&format!("corpus/originals/{hash}.html"));
    assert_eq!(
        std::fs::read(kept).expect("the original is kept"),
        PAGE.as_bytes()
    );
    let page = std::fs::read_to_string(fixture.path("corpus/documents/page.md"))
        .expect("the document is there");
    assert!(
        page.contains(&hash)
            && page.contains("from: in/c/page.html")
            && page.contains("retrieved: "),
        "{page}"
    );
    assert!(
        page.contains("title: 边境贸易会议\n") && !page.contains("首页导航"),
        "{page}"
    );
    fixture.run(&["index"]).code(0).says("5 documents");
    // Once more: nothing is written twice.
    fixture
        .run(&["import", "in/a", "in/b", "--report", "out.csv"])
        .code(0)
        .says("3 files: 0 imported, 3 duplicates");
    let csv = std::fs::read_to_string(fixture.path("out.csv")).expect("the report is there");
    assert!(
        csv.starts_with("file,result,documents,") && csv.matches("\r\n").count() == 4,
        "{csv}"
    );
}

#[test]
fn nothing_to_take_is_1_and_nothing_named_is_an_error() {
    let fixture = Fixture::of(&[]);
    std::fs::create_dir(fixture.path("empty")).expect("a folder can be made");
    fixture.run(&["import", "empty"]).code(1);
    fixture.run(&["import"]).code(2).says("name the files");
    fixture
        .run(&["import", "absent.txt"])
        .code(2)
        .says("cannot be opened");
}

#[test]
fn a_document_of_another_format_is_found_sentence_by_sentence() {
    let fixture = Fixture::of(&[]);
    let body = "<w:p><w:r><w:t>各方决定在边境修建粮仓</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t>。</w:t></w:r></w:p>";
    let document = format!("<w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"2\"><w:p><w:r><w:t>见粮食协定。</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let file = archive(&[
        ("word/document.xml", document.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
    ]);
    fixture.write("粮仓.docx", file);
    fixture.run(&["import", "粮仓.docx"]).code(0);
    fixture.run(&["index"]).code(0);
    fixture
        .run(&["search", "“修建粮仓。”", "--by", "passage"])
        .code(0);
    let found = fixture.run(&["search", "note:粮食协定", "--by", "passage", "--json"]);
    assert_eq!(found.code(0).documents(), ["粮仓"]);
}

#[test]
fn an_address_is_fetched_and_a_private_one_only_when_that_is_said() {
    let fixture = Fixture::of(&[]);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = thread::spawn(move || {
        // One redirect, one page, one refusal.
        for answer in [
            "HTTP/1.1 302 Found\r\nlocation: /real/page.html\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
            format!("HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{PAGE}", PAGE.len()),
            "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned(),
        ] {
            let (mut stream, _) = listener.accept().expect("a caller");
            let mut head = [0; 4096];
            let _ = stream.read(&mut head).expect("a request");
            stream.write_all(answer.as_bytes()).expect("an answer");
        }
    });
    let address = format!("http://127.0.0.1:{port}/short");
    fixture
        .run(&["import", &address])
        .code(2)
        .says("private network");
    fixture
        .run(&["import", &address, "--allow-private"])
        .code(0);
    let page = std::fs::read_to_string(fixture.path("corpus/documents/short.md"))
        .expect("the document is there");
    assert!(
        page.contains(&format!("from: http://127.0.0.1:{port}/real/page.html")),
        "{page}"
    );
    assert!(
        page.contains("http_status: \"200\"") || page.contains("http_status: 200"),
        "{page}"
    );
    let missing = format!("http://127.0.0.1:{port}/missing");
    fixture
        .run(&["import", &missing, "--allow-private"])
        .code(2)
        .says("the server answered 404");
    server.join().expect("the server ended");
}

#[test]
fn a_pipe_in_a_folder_is_passed_over() {
    let fixture = Fixture::of(&[]);
    // A pipe that nobody writes to.
    fixture.write("in/sound.txt", "会议记录。\n");
    let pipe = fixture.path("in/endless.txt");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    fixture
        .run(&["import", "in", "--time-limit", "5"])
        .code(2)
        .says("no file");
}

#[test]
fn a_missing_program_is_named() {
    let fixture = Fixture::of(&[]);
    fixture.write("old.doc", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest");
    let outcome = fixture.run_with(&["import", "old.doc"], &[("PATH", "")]);
    outcome.code(2).says("soffice").says("antiword");
}
