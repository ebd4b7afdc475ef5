//! The server through a real port.

use std::time::Duration;

use serde_json::Value;

use crate::http::{Reply, Server};
use crate::support::{Fixture, plain};

pub(crate) fn corpus() -> Fixture {
    let speech = "---\nid: speech-1\ntitle: 在论坛上的讲话\ndate: 2018-06-10\ntype: speech\nlanguage: zh-Hans\nplace: 青岛\nsource:\n- https://example.org/1\n---\n\n# 一、合作\n\n弘扬上海精神[^1]，深化合作。各方都受益。\n\n[^1]: 注文说明上海精神。\n";
    Fixture::indexed(&[
        ("speech-1.md", speech),
        ("b.md", &plain("另一篇", "命运共同体与上海精神。")),
    ])
}

#[test]
fn the_api_answers_what_the_command_line_answers() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    for by in ["document", "passage"] {
        let reply = server.get(&format!("/api/v1/search?q=上海精神&by={by}&limit=5"));
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (200, Some("application/json"))
        );
        let line = fixture.run(&["search", "上海精神", "--by", by, "--json", "--limit", "5"]);
        let (mut over_http, mut on_line) = (
            reply.json(),
            serde_json::from_str::<Value>(&line.stdout).expect("JSON"),
        );
        over_http["took_ms"] = Value::Null;
        on_line["took_ms"] = Value::Null;
        assert_eq!(over_http, on_line);
        let body = format!(r#"{{"q":"上海精神","by":"{by}","limit":5}}"#);
        let mut posted = server.post("/api/v1/search", &body).json();
        posted["took_ms"] = Value::Null;
        assert_eq!(posted, over_http);
    }
    let narrowed = server
        .get("/api/v1/search?q=上海精神&type=讲话&year=2018")
        .json();
    assert_eq!(narrowed["total"]["documents"], 1);
    let browsed = server.get("/api/v1/search?language=zh-Hans").json();
    assert_eq!(browsed["hits"][0]["document"], "speech-1");
    for (target, key) in [
        ("/api/v1/suggest?q=上海", "completions"),
        ("/api/v1/facets?q=上海精神&facet=type", "facets"),
        ("/api/v1/why?document=speech-1&q=飞碟", "parts"),
        ("/api/v1/stats", "documents"),
        ("/api/v1/lexicon?q=上海", "rows"),
        ("/openapi.json", "paths"),
    ] {
        let reply = server.get(target);
        assert_eq!(reply.status, 200, "{target}: {}", reply.text());
        assert!(!reply.json()[key].is_null(), "{target}: {}", reply.text());
    }
}

#[test]
fn a_document_is_read_whole_with_its_hits() {
    let server = Server::start(&corpus(), &[]);
    let document = server.get("/api/v1/documents/speech-1?q=上海精神").json();
    let paragraph = &document["sections"][0]["paragraphs"][0];
    assert_eq!(paragraph["text"], "弘扬上海精神，深化合作。各方都受益。");
    assert_eq!(paragraph["notes"][0]["offset"], 6);
    assert_eq!(paragraph["runs"][1]["text"], "上海精神");
    assert_eq!(document["hits"], 2);
    assert_eq!(document["metadata"]["place"], "青岛");
    let page = server.get("/documents/speech-1?q=上海精神").text();
    assert!(
        page.contains("<mark id=\"hit-p1-1\" data-hit=\"1\">上海精神</mark>"),
        "{page}"
    );
    assert!(
        page.contains("href=\"#n1\"") && page.contains("id=\"n1\""),
        "{page}"
    );
    assert!(page.contains("《在论坛上的讲话》，2018年6月10日"), "{page}");
}

#[test]
fn answers_have_other_forms() {
    let server = Server::start(&corpus(), &[]);
    let table = server.get("/api/v1/search?q=上海精神&format=csv");
    assert!(
        table.text().starts_with("\u{FEFF}document,title,"),
        "{}",
        table.text()
    );
    let lines = server.get_with(
        "/api/v1/search?q=上海精神",
        "Accept: application/x-ndjson\r\n",
    );
    assert_eq!(lines.text().lines().count(), 2);
    let feed = server
        .get("/api/v1/search?q=上海精神&format=atom&sort=date")
        .text();
    assert!(
        feed.contains("<feed") && feed.contains("/documents/speech-1"),
        "{feed}"
    );
    let description = server.get("/opensearch.xml").text();
    assert!(description.contains("{searchTerms}"), "{description}");
    assert!(table.text().contains("\r\n"));
    assert_eq!(
        table.header("content-disposition"),
        Some("attachment; filename=\"sco.csv\"")
    );
    let years = server.get("/api/v1/facets?q=上海精神&facet=year&format=csv");
    assert_eq!(years.text(), "\u{FEFF}facet,value,count\r\nyear,2018,1\r\n");
    let years = server.get("/api/v1/facets?q=上海精神&facet=year&format=jsonl");
    assert_eq!(
        years.json(),
        serde_json::json!({"facet": "year", "value": "2018", "count": 1})
    );
    let passages = server
        .get("/api/v1/search?q=上海精神&by=passage&format=atom")
        .text();
    let ids: Vec<&str> = passages.split("<id>").skip(2).collect();
    let distinct: std::collections::HashSet<&str> =
        ids.iter().filter_map(|id| id.split('<').next()).collect();
    assert_eq!((ids.len(), distinct.len()), (3, 3), "{passages}");
    let offsets = server
        .get("/api/v1/search?q=上海精神&by=passage&offsets=utf16")
        .json();
    assert_eq!(offsets["hits"][0]["runs"][0]["start"], 0);
    let feed = server
        .get("/api/v1/search?q=上海精神%00%0b&format=atom")
        .text();
    assert!(feed.contains("<author><name>sco</name></author>"), "{feed}");
    assert!(
        !feed.contains(|c: char| c.is_control() && c != '\n'),
        "{feed}"
    );
}

#[test]
fn an_answer_that_the_caller_has_is_not_sent_again_until_the_index_changes() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    let target = "/api/v1/search?q=上海精神";
    let tag = server.get(target).header("etag").expect("a tag").to_owned();
    let known = format!("If-None-Match: {tag}\r\n");
    assert_eq!(server.get_with(target, &known).status, 304);
    fixture.document("c.md", &plain("新的一篇", "又见上海精神。"));
    fixture.run(&["index"]).code(0);
    let renewed = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        server.get_with(target, &known).status == 200
    });
    assert!(renewed, "the server takes over the new state");
    assert_eq!(server.get(target).json()["total"]["documents"], 3);
}

#[test]
fn whatever_a_document_holds_is_shown_as_text() {
    let hostile = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";
    let document = serde_json::json!({
        "id": "evil", "title": hostile, "body": format!("上海精神{hostile}"), "place": hostile, "source": ["javascript:alert(3)"],
    });
    let fixture = Fixture::of(&[]);
    fixture.write("documents.jsonl", document.to_string());
    fixture
        .run(&["index", "--jsonl", "documents.jsonl"])
        .code(0);
    let server = Server::start(&fixture, &[]);
    for (status, target) in [
        (200, "/".to_owned()),
        (200, "/search?q=上海精神".to_owned()),
        (200, "/search?q=上海精神&by=passage".to_owned()),
        (200, format!("/search?q={hostile}")),
        (200, format!("/search?q=上海精神&place={hostile}")),
        (400, format!("/search?q=-上海精神&x={hostile}")),
        (200, "/documents/evil?q=上海精神".to_owned()),
        (404, format!("/documents/{}", hostile.replace('/', "%2f"))),
        (200, "/api/v1/search?q=上海精神&format=atom".to_owned()),
    ] {
        let reply = server.get(&target);
        assert_eq!(reply.status, status, "{target}");
        let text = reply.text();
        assert!(
            !text.contains("<script>alert") && !text.contains("<img"),
            "{target}: {text}"
        );
        assert!(!text.contains("href=\"javascript:"), "{target}: {text}");
        let policy = reply.header("content-security-policy").expect("a policy");
        assert!(
            policy.contains("script-src 'self'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
    }
}

#[test]
fn the_page_speaks_three_languages() {
    let server = Server::start(&corpus(), &[]);
    for (asked, lang, told) in [
        ("Accept-Language: zh-CN\r\n", "zh-Hans", "2 篇文献"),
        ("Accept-Language: ru\r\n", "ru", "2 документа"),
        ("Accept-Language: en-GB, ru;q=0.5\r\n", "en", "2 documents"),
    ] {
        let reply = server.get_with("/search?q=上海精神", asked);
        assert_eq!(reply.header("content-language"), Some(lang));
        let page = reply.text();
        assert!(
            page.contains(&format!("<html lang=\"{lang}\">")) && page.contains(told),
            "{page}"
        );
        assert!(
            page.contains("lang=\"zh-Hans\""),
            "snippets say their language"
        );
    }
    let chosen = server.get_with("/help?lang=ru", "Accept-Language: en\r\n");
    assert!(
        chosen
            .header("set-cookie")
            .is_some_and(|cookie| cookie.starts_with("lang=ru"))
    );
}

#[test]
fn a_mistake_is_said_in_the_language_of_the_page() {
    let server = Server::start(&corpus(), &[]);
    for (lang, words) in [
        ("zh", "后面应有检索词"),
        ("en", "a term is expected"),
        ("ru", "нужно слово"),
    ] {
        let reply = server.get(&format!("/search?q=上海精神 OR&lang={lang}"));
        assert_eq!(reply.status, 200);
        assert!(reply.text().contains(words), "{lang}: {}", reply.text());
    }
    for (lang, words) in [("zh", "没有可检索的字词"), ("ru", "нечего искать")] {
        let reply = server.get(&format!("/search?q=。。&lang={lang}"));
        assert_eq!(reply.status, 400);
        assert!(reply.text().contains(words), "{lang}: {}", reply.text());
    }
    let absent = server.get("/documents/none?lang=ru");
    assert_eq!(absent.status, 404);
    assert!(
        absent.text().contains("здесь ничего нет"),
        "{}",
        absent.text()
    );
    // Nobody can mend an address by hand.
    for target in [
        "/search?q=上海精神&q=b&by=c&by=passage",
        "/?lang=en&lang=ru",
        "/documents/b?q=1&q=2",
    ] {
        assert_eq!(server.get(target).status, 200, "{target}");
    }
}

#[test]
fn every_passage_and_sentence_has_an_address() {
    let server = Server::start(&corpus(), &[]);
    let results = server.get("/search?q=上海精神").text();
    let link = "/documents/speech-1?q=%E4%B8%8A%E6%B5%B7%E7%B2%BE%E7%A5%9E#:~:text=";
    assert!(results.contains(link), "{results}");
    let page = server.get("/documents/speech-1?q=上海精神").text();
    for anchor in [
        "id=\"p1-1\" href=\"#p1-1:~:text=",
        "id=\"p1-2\" href=\"#p1-2:~:text=%E5%90%84%E6%96%B9",
    ] {
        assert!(page.contains(anchor), "{anchor}: {page}");
    }
    let narrowed = server.get("/search?q=上海精神&filter=type:speech").text();
    assert!(
        narrowed.contains("speech-1") && !narrowed.contains("/documents/b?"),
        "{narrowed}"
    );
    let wrong = server.get("/api/v1/search?q=上海精神&filter=反恐");
    assert_eq!(wrong.status, 400);
    assert!(wrong.text().contains("is no condition"), "{}", wrong.text());
}

#[test]
fn pages_of_other_origins_ask_only_where_that_is_allowed() {
    let fixture = corpus();
    let closed = Server::start(&fixture, &[]);
    let open = Server::start(&fixture, &["--origins", "https://portal.example"]);
    let asks = "Origin: https://portal.example\r\n";
    let target = "/api/v1/search?q=上海精神";
    let allowed = |reply: &Reply| {
        reply
            .header("access-control-allow-origin")
            .map(str::to_owned)
    };
    assert_eq!(allowed(&closed.get_with(target, asks)), None);
    assert_eq!(
        allowed(&open.get_with(target, asks)).as_deref(),
        Some("https://portal.example")
    );
    assert_eq!(
        allowed(&open.get_with(target, "Origin: https://other.example\r\n")),
        None
    );
    let script = open.get("/embed.js");
    assert!(
        script
            .header("content-type")
            .is_some_and(|kind| kind.starts_with("text/javascript"))
    );
}

#[test]
fn who_asks_too_often_is_told_to_wait() {
    let server = Server::start(&corpus(), &["--rate", "3"]);
    let statuses: Vec<u16> = (0..5).map(|_| server.get("/api/v1/stats").status).collect();
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    let refused = server.get("/api/v1/stats");
    assert!(
        refused
            .header("retry-after")
            .is_some_and(|seconds| seconds.parse::<u64>().is_ok())
    );
}

#[test]
fn an_operator_sees_how_it_goes() {
    let server = Server::start(&corpus(), &[]);
    server.get("/api/v1/search?q=上海精神");
    assert_eq!(server.get("/healthz").text(), "ok\n");
    assert!(server.get("/readyz").text().ends_with("2 documents\n"));
    let metrics = server.get("/metrics").text();
    let counted = "sco_requests_total{route=\"/api/v1/search\",status=\"200\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
}

#[test]
fn what_is_kept_of_one_address_is_not_shown_at_another() {
    let server = Server::start(&corpus(), &[]);
    for path in [
        "/?",
        "/help?",
        "/search?q=上海精神&",
        "/documents/speech-1?",
    ] {
        server.get(&format!("{path}mark=first"));
        let page = server.get(&format!("{path}mark=second")).text();
        assert!(
            page.contains("mark=second") && !page.contains("mark=first"),
            "{path}: {page}"
        );
    }
}
