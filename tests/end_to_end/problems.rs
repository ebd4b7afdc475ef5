//! What the server says when it does not answer.

use crate::http::{Reply, Server};
use crate::server::corpus;

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

/// A problem in words of ours: no page, no bare text, nothing of the libraries.
fn is_problem(reply: &Reply, status: u16, told: &str) {
    assert_eq!(reply.status, status, "{}", reply.text());
    let media_type = reply.header("content-type");
    assert_eq!(
        media_type,
        Some("application/problem+json"),
        "{}",
        reply.text()
    );
    let problem = reply.json();
    let detail = problem["detail"].as_str().expect("a text");
    assert!(detail.contains(told), "{detail}");
    assert!(!detail.contains("deserialize"), "{detail}");
    // A page of another origin must be able to read what is wrong.
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
}

#[test]
fn whatever_goes_wrong_in_the_api_is_a_problem_that_other_origins_can_read() {
    let server = Server::start(&corpus(), &["--origins", "*"]);
    let origin = "Origin: https://portal.example\r\n";
    for (target, status, told) in [
        ("/api/v1/nothing", 404, "nothing at this address"),
        ("/api/v1/documents/%ff", 400, "no UTF-8"),
        ("/api/v1/search?q=a&q=b", 400, "duplicate field `q`"),
        ("/api/v1/search?limit=many", 400, "limit"),
        ("/api/v1/suggest?limit=0", 400, "not from 1 to 50"),
        ("/api/v1/lexicon?limit=0", 400, "not from 1 to"),
        ("/api/v1/facets?format=atom", 400, "no feed of facets"),
    ] {
        is_problem(&server.get_with(target, origin), status, told);
    }
    let send = |method: &str, kind: &str, body: &str| {
        server.ask(&format!(
            "{method} /api/v1/search HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{origin}{kind}Content-Length: {}\r\n\r\n{body}",
            body.len()
        ))
    };
    let json = "Content-Type: application/json\r\n";
    is_problem(&send("DELETE", "", ""), 405, "DELETE");
    is_problem(&send("POST", "", "{}"), 415, "not said to be JSON");
    is_problem(&send("POST", json, "[\"a\"]"), 422, "no JSON object");
    is_problem(&send("POST", json, "{\"q\":"), 400, "no JSON");
    is_problem(&send("POST", json, "{\"q\":1}"), 422, "expected a string");
    let large = format!("{{\"q\":\"{}\"}}", "a".repeat(70_000));
    is_problem(&send("POST", json, &large), 413, "65536 bytes");
}

#[test]
fn settings_with_which_no_server_can_run_are_refused() {
    let fixture = corpus();
    for (arguments, told) in [
        (["--timeout", "0"], "`timeout` is 0"),
        (["--connections", "0"], "`connections` is 0"),
        (["--workers", "99999"], "`workers` is 99999"),
        (
            ["--base-url", "search.example.org"],
            "https://search.example.org",
        ),
        (["--origins", "portal.example"], "is no origin"),
    ] {
        let arguments = [&["serve", "--addr", "127.0.0.1:0"], arguments.as_slice()].concat();
        fixture.run(&arguments).code(2).says(told);
    }
}

#[test]
fn an_index_that_is_gone_is_said_once_and_answers_go_on() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    std::fs::rename(fixture.path("index"), fixture.path("elsewhere")).expect("it is there");
    let said = || server.log().matches("\"event\":\"error\"").count();
    for _ in 0..100 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        if said() > 0 {
            break;
        }
    }
    std::thread::sleep(std::time::Duration::from_millis(2_500)); // two more looks
    assert_eq!(said(), 1, "{}", server.log());
    assert_eq!(server.get("/api/v1/search?q=上海精神").status, 200);
}

#[test]
fn a_problem_is_said_in_the_language_that_is_preferred() {
    let server = Server::start(&corpus(), &[]);
    let target = "/api/v1/search?q=x&year=abc";
    for (accept, language, told) in [
        ("", "en", "is no year"),
        ("Accept-Language: de\r\n", "en", "is no year"),
        ("Accept-Language: de, zh-CN;q=0.5\r\n", "zh-Hans", "不能用"),
        ("Accept-Language: ru\r\n", "ru", "не годится"),
    ] {
        let reply = server.get_with(target, accept);
        assert_eq!(reply.header("content-language"), Some(language), "{accept}");
        assert_eq!(
            reply.header("content-type"),
            Some("application/problem+json")
        );
        let problem = reply.json();
        assert_eq!(problem["status"], 400);
        assert!(
            problem["detail"].as_str().is_some_and(|d| d.contains(told)),
            "{problem}"
        );
    }
}

#[test]
fn a_problem_of_a_page_is_a_page_that_goes_on() {
    let server = Server::start(&corpus(), &["--rate", "3"]);
    let page = server.get("/search?q=-粮食&lang=ru");
    assert_eq!(
        (page.status, page.header("content-language")),
        (400, Some("ru"))
    );
    let text = page.text();
    assert!(
        text.contains("value=\"-粮食\"") && text.contains("lang=\"ru\""),
        "{text}"
    );
    let nowhere = server.get("//evil.example/x?lang=en");
    assert_eq!(nowhere.status, 404);
    assert!(!nowhere.text().contains("href=\"//"), "{}", nowhere.text());
    assert!(nowhere.text().contains("<html lang=\"en\""));
    let _ = server.get("/");
    let turned_away = server.get_with("/", "Accept: text/html\r\nAccept-Language: zh\r\n");
    assert_eq!(turned_away.status, 429);
    assert!(turned_away.header("retry-after").is_some());
    assert!(
        turned_away.text().contains("过于频繁"),
        "{}",
        turned_away.text()
    );
    // Who watches the server is never turned away, and a program gets what programs get.
    assert_eq!(server.get("/healthz").status, 200);
    let program = server.get_with("/", "Accept: application/json\r\n");
    assert_eq!(
        program.header("content-type"),
        Some("application/problem+json")
    );
}

#[test]
fn only_an_answer_that_was_given_is_not_sent_again() {
    let server = Server::start(&corpus(), &[]);
    for target in ["/api/v1/documents/none", "/documents/none"] {
        assert_eq!(server.get_with(target, "If-None-Match: *\r\n").status, 404);
    }
    let target = "/api/v1/search?q=上海精神";
    let tag = server.get(target).header("etag").expect("a tag").to_owned();
    for sent in [tag.clone(), tag.replace("W/", ""), format!("\"x\", {tag}")] {
        let reply = server.get_with(target, &format!("If-None-Match: {sent}\r\n"));
        assert_eq!(reply.status, 304, "{sent}");
    }
}

#[test]
fn facets_are_those_of_the_question_and_of_no_other() {
    let server = Server::start(&corpus(), &[]);
    let facets = server
        .get("/api/v1/facets?q=合作上海精神&facet=type")
        .json();
    assert_eq!(facets["documents"], 0, "{facets}");
    // A search looks for its words then, and says so.
    let search = server.get("/api/v1/search?q=合作上海精神").json();
    assert_eq!(search["holds"], "words", "{search}");
    assert_eq!(search["total"]["documents"], 1, "{search}");
}

#[test]
fn who_does_not_end_his_request_is_cut_off() {
    use std::io::{Read, Write};
    let server = Server::start(&corpus(), &[]);
    let mut stream = std::net::TcpStream::connect(server.addr()).expect("the server listens");
    let head = "POST /api/v1/search HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("it can be sent");
    let patience = Some(std::time::Duration::from_mins(1));
    stream
        .set_read_timeout(patience)
        .expect("a timeout can be set");
    let mut reply = [0; 12];
    stream.read_exact(&mut reply).expect("there is an answer");
    assert_eq!(&reply, b"HTTP/1.1 408");
}
