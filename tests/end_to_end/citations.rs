//! `sco cite` and the citations of the server, through the real program.

use std::process::Command;

use serde_json::Value;

use crate::http::Server;
use crate::support::{Fixture, repository};

const SPEECH: &str = "---\nid: speech\ntitle: 携手同行——在论坛上的讲话\ntype: speech\ndate: 2023-07-05\nlanguage: zh-Hans\ncreators:\n  - name: 丁一\n    role: speaker\npublisher: 人民日报\nissue: 第2版\n---\n\n各国应当弘扬“上海精神”。\n";
const ARTICLE: &str = "---\nid: article\ntitle: 共同体研究\ntype: academic-article\ndate: 2020\nlanguage: zh-Hans\ncreators:\n  - 王二\npublisher: 世界经济与政治\nissue: 2020年第1期\npages: \"115–116\"\n---\n\n<!-- page 115 -->\n\n第一段讨论概念。\n\n<!-- page 116 -->\n\n丁一强调：“我们应当弘扬上海精神，深化务实合作。”[^116-1]此后如此。\n\n[^116-1]: 丁一：《携手同行》，《人民日报》2023年7月5日，第2版。\n";
const WEB: &str = "---\nid: web\ntitle: Joint statement\ntype: statement\ndate: 2023-09\nlanguage: en\nbody: The Secretariat\nsource: https://www.example.org/1\n---\n\nText.\n";
const BOOK: &str = "---\nid: book\ntitle: 论文集\ntype: academic-book\ndate: 2022\nlanguage: zh-Hans\npublisher: 某某出版社\n---\n\n文。\n";

fn library() -> Fixture {
    Fixture::indexed(&[
        ("speech.md", SPEECH),
        ("article.md", ARTICLE),
        ("web.md", WEB),
        ("book.md", BOOK),
    ])
}

#[test]
fn a_citation_is_data_and_what_is_missing_is_said() {
    let fixture = library();
    let run = |arguments: &[&str]| fixture.run(&[&["cite"], arguments].concat());
    let outcome = run(&["speech", "--style", "cn-ir"]);
    assert_eq!(
        outcome.code(0).stdout,
        "丁一：《携手同行——在论坛上的讲话》，《人民日报》2023年7月5日，第2版。\n"
    );
    let outcome = run(&["book"]);
    assert_eq!(
        outcome.code(0).stdout,
        "论文集[M]. [出版地不详]: 某某出版社, 2022.\n"
    );
    let outcome = run(&["web", "--style", "gb7714-2015"]);
    outcome.code(0);
    assert_eq!(
        outcome.stdout,
        "The Secretariat. Joint statement[EB/OL]. (2023-09). https://www.example.org/1.\n"
    );
    assert!(outcome.stderr.contains("--accessed"), "{}", outcome.stderr);
    let outcome = run(&["web", "--style", "gb7714-2015", "--accessed", "2026-11-29"]);
    outcome.code(0);
    assert!(
        outcome.stdout.contains("(2023-09)[2026-11-29]."),
        "{}",
        outcome.stdout
    );
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_passage_is_cited_with_its_page_and_a_quotation_with_its_source() {
    let fixture = library();
    let run = |arguments: &[&str]| fixture.run(&[&["cite", "article"], arguments].concat());
    let outcome = run(&["--style", "gb7714-2015", "--passage", "讨论概念"]);
    assert_eq!(
        outcome.code(0).stdout,
        "王二. 共同体研究[J]. 世界经济与政治, 2020(1): 115.\n"
    );
    let outcome = run(&["--style", "gb7714-2015"]);
    assert_eq!(
        outcome.code(0).stdout,
        "王二. 共同体研究[J]. 世界经济与政治, 2020(1): 115-116.\n"
    );
    let outcome = run(&["--style", "cn-ir", "--passage", "弘扬上海精神"]);
    assert_eq!(
        outcome.code(0).stdout,
        "丁一：《携手同行》，《人民日报》2023年7月5日，第2版，转引自王二：《共同体研究》，《世界经济与政治》2020年第1期，第116页。\n"
    );
    let outcome = run(&["--style", "cn-ir", "--passage", "1"]);
    assert!(outcome.code(0).stdout.ends_with("第115页。\n"));
    for wrong in [["--passage", "没有这句"], ["--page", "9"], ["--page", "x"]] {
        let outcome = run(&wrong);
        outcome.code(2);
        assert_eq!(outcome.stdout, "");
        assert!(outcome.stderr.starts_with("error: "), "{}", outcome.stderr);
    }
}

#[test]
fn several_documents_are_a_list_and_one_that_is_not_there_is_said() {
    let fixture = library();
    let outcome = fixture.run(&[
        "cite",
        "speech",
        "nowhere",
        "book",
        "--style",
        "gb7714-2025",
    ]);
    outcome.code(2);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("[1] 丁一. ") && lines[1].starts_with("[2] 论文集[M]"));
    assert!(outcome.stderr.contains("`nowhere`"), "{}", outcome.stderr);
    fixture.run(&["cite", "nowhere"]).code(2);
    fixture.run(&["cite", "speech", "--style", "mla"]).code(2);
    fixture
        .run(&["cite", "speech", "--accessed", "2026-11"])
        .code(2);
    let outcome = fixture.run(&["cite", "speech", "--style", "bibtex", "--json"]);
    outcome.code(0);
    let json: Value = serde_json::from_str(&outcome.stdout).expect("a line of JSON");
    assert_eq!(
        json["item"]["issued"]["date-parts"],
        serde_json::json!([[2023, 7, 5]])
    );
    assert_eq!(json["missing"], serde_json::json!([]));
    let outcome = fixture.run(&["cite", "speech", "web", "--style", "csl-json"]);
    outcome.code(0);
    let items: Value = serde_json::from_str(&outcome.stdout).expect("CSL-JSON");
    assert_eq!(items[1]["type"], "document");
    assert_eq!(items[0]["page"], "2");
}

#[test]
fn the_server_cites_in_every_form_and_the_page_offers_them_without_scripts() {
    let fixture = library();
    let server = Server::start(&fixture, &["--base-url", "https://search.example.org"]);
    for (style, media_type, holds) in [
        (
            "gb7714-2015",
            "text/plain; charset=utf-8",
            "[N]. 人民日报, 2023-07-05(2).",
        ),
        (
            "bibtex",
            "application/x-bibtex; charset=utf-8",
            "@article{speech,",
        ),
        (
            "ris",
            "application/x-research-info-systems; charset=utf-8",
            "TY  - NEWS\r\n",
        ),
        (
            "csl-json",
            "application/vnd.citationstyles.csl+json",
            "\"article-newspaper\"",
        ),
    ] {
        for root in ["/api/v1", ""] {
            let reply = server.get(&format!("{root}/documents/speech/citation?style={style}"));
            assert_eq!(
                (reply.status, reply.header("content-type")),
                (200, Some(media_type))
            );
            assert!(reply.text().contains(holds), "{}", reply.text());
        }
    }
    let reply = server.get("/api/v1/documents/article/citation?style=cn-ir&page=116");
    assert!(reply.text().ends_with("第116页。\n"), "{}", reply.text());
    let reply = server.get("/api/v1/documents/article/citation?format=json");
    assert_eq!(reply.json()["document"], "article");
    for wrong in [
        "style=mla",
        "page=9",
        "page=1&passage=x",
        "accessed=x",
        "passage=没有",
        "colour=red",
    ] {
        let reply = server.get(&format!("/api/v1/documents/article/citation?{wrong}"));
        assert_eq!(reply.status, 400, "{wrong}");
        assert!(!reply.json()["next"].to_string().is_empty());
    }
    assert_eq!(server.get("/api/v1/documents/nowhere/citation").status, 404);
    let page = server.get("/documents/article?lang=en").text();
    for holds in [
        "《共同体研究》，《世界经济与政治》2020年第1期，第115—116页。",
        "href=\"/documents/article/citation?style=bibtex\"",
        "Other styles",
    ] {
        assert!(page.contains(holds), "{holds}");
    }
}

/// Reads what was written with programs of others, where they are installed; the script says what it passes over.
#[test]
fn others_read_what_is_written() {
    let script = repository().join("tests/exchange/citations.py");
    let python = Command::new("python3")
        .arg(&script)
        .args(["--sco", env!("CARGO_BIN_EXE_sco"), "--installed-only"])
        .output();
    let Ok(output) = python else {
        return; // no Python here
    };
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{told}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(
        told.contains("read back") || told.contains("skipped"),
        "{told}"
    );
}

#[test]
fn every_command_about_citations_succeeds() {
    let page = repository().join("docs/citations.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    assert!(crate::support::run_shell_blocks(&page) >= 12);
}
