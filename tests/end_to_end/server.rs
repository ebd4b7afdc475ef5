//! The server through a real port.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

use crate::support::{Fixture, plain};

/// A server that is stopped when the test ends.
pub(crate) struct Server {
    child: Child,
    addr: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A response.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: String,
    body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the body is UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the body is JSON")
    }

    /// A header by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut values = lines.filter(|(own, _)| own.eq_ignore_ascii_case(name));
        values.next().map(|(_, value)| value)
    }
}

impl Server {
    pub(crate) fn start(fixture: &Fixture, arguments: &[&str]) -> Server {
        let unlimited: &[&str] = if arguments.contains(&"--rate") {
            &[]
        } else {
            &["--rate", "0"]
        };
        let arguments = [&["serve", "--addr", "127.0.0.1:0"], unlimited, arguments].concat();
        let mut child = fixture.start(&arguments);
        let words = child.stderr.take().expect("standard error is piped");
        let mut lines = BufReader::new(words).lines();
        let addr = loop {
            let line = lines
                .next()
                .expect("the server says where it is")
                .expect("in UTF-8");
            if let Some((_, rest)) = line.split_once("serving http://") {
                break rest.split('/').next().expect("an address").to_owned();
            }
        };
        // The log must be read, or the server would wait for somebody to do so.
        let log = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                written.lock().expect("nobody panics with it").push(line);
            }
        });
        Server { child, addr, log }
    }

    /// Host and port.
    pub(crate) fn addr(&self) -> &str {
        &self.addr
    }

    /// What the server wrote to standard error so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().expect("nobody panics with it").join("\n")
    }

    fn ask(&self, request: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.addr).expect("the server listens");
        let patience = Some(Duration::from_secs(30));
        stream
            .set_read_timeout(patience)
            .expect("a timeout can be set");
        stream
            .write_all(request.as_bytes())
            .expect("the request can be sent");
        let mut reply = Vec::new();
        stream
            .read_to_end(&mut reply)
            .expect("the reply can be read");
        let end = reply.windows(4).position(|window| window == b"\r\n\r\n");
        let end = end.expect("the head ends");
        let head = String::from_utf8(reply[..end].to_vec()).expect("the head is ASCII");
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        let body = reply[end + 4..].to_vec();
        let chunked = head
            .to_ascii_lowercase()
            .contains("transfer-encoding: chunked");
        Reply {
            status: status.expect("a status"),
            body: if chunked { joined(&body) } else { body },
            head,
        }
    }

    pub(crate) fn get_with(&self, target: &str, headers: &str) -> Reply {
        let target = escaped(target);
        self.ask(&format!(
            "GET {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n",
            self.addr
        ))
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.get_with(target, "")
    }

    pub(crate) fn post(&self, target: &str, body: &str) -> Reply {
        self.ask(&format!(
            "POST {target} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.addr,
            body.len()
        ))
    }
}

/// The chunks of a body put together.
fn joined(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = body
            .windows(2)
            .position(|window| window == b"\r\n")
            .expect("a chunk has a length");
        let length = std::str::from_utf8(&body[..end]).expect("in ASCII");
        let length = usize::from_str_radix(length, 16).expect("in hexadecimal");
        if length == 0 {
            return whole;
        }
        whole.extend_from_slice(&body[end + 2..end + 2 + length]);
        body = &body[end + 2 + length + 2..];
    }
}

/// An address as a browser would send it.
fn escaped(target: &str) -> String {
    let one = |byte: u8| {
        let is_plain = byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte);
        if is_plain {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    target.bytes().map(one).collect()
}

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
    assert!(page.contains("《在论坛上的讲话》，2018-06-10"), "{page}");
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
fn what_is_wrong_is_said_with_what_to_do() {
    let server = Server::start(&corpus(), &[]);
    for (target, status, told) in [
        (
            "/api/v1/search?q=x&by=word",
            400,
            "neither `document` nor `passage`",
        ),
        ("/api/v1/search?q=x&colour=red", 400, "colour"),
        ("/api/v1/search?q=-x", 400, "only says what not to find"),
        ("/api/v1/search?q=x&limit=99999", 400, "limit"),
        ("/api/v1/documents/speech-2", 404, "speech-1"),
        ("/api/v1/nothing", 404, "nothing at this address"),
        (
            "/api/v1/documents/..%2f..%2fetc%2fpasswd",
            404,
            "no document",
        ),
    ] {
        let reply = server.get(target);
        assert_eq!(reply.status, status, "{target}: {}", reply.text());
        assert_eq!(
            reply.header("content-type"),
            Some("application/problem+json"),
            "{target}"
        );
        let problem = reply.json();
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| detail.contains(told)),
            "{problem}"
        );
        assert!(
            problem["next"]
                .as_str()
                .is_some_and(|next| !next.is_empty()),
            "{problem}"
        );
    }
    assert_eq!(server.post("/api/v1/search", "{").status, 400);
    assert_eq!(
        server.post("/api/v1/search", r#"{"colour":"red"}"#).status,
        422
    );
    let long = "长".repeat(5_000);
    assert_eq!(
        server
            .post("/api/v1/search", &format!(r#"{{"q":"{long}"}}"#))
            .status,
        400
    );
    assert_eq!(server.get(&format!("/api/v1/search?q={long}")).status, 414);
    assert_eq!(server.get("/nowhere").status, 404);
    assert_eq!(server.get("/documents/nowhere").status, 404);
    assert_eq!(server.get("/search?q=%ff%fe").status, 400); // no letter to look for
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
    for target in [
        "/".to_owned(),
        "/search?q=上海精神".to_owned(),
        "/search?q=上海精神&by=passage".to_owned(),
        format!("/search?q={hostile}"),
        format!("/search?q=上海精神&place={hostile}"),
        "/documents/evil?q=上海精神".to_owned(),
        format!("/documents/{}", hostile.replace('/', "%2f")),
        "/api/v1/search?q=上海精神&format=atom".to_owned(),
    ] {
        let reply = server.get(&target);
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
