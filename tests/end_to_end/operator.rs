//! What whoever runs a server can do: keys, a file of settings, a report of what was not found.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::http::{Reply, Server};
use crate::server::corpus;
use crate::support::Fixture;

/// A new key, made on the command line.
fn made(fixture: &Fixture, arguments: &[&str]) -> String {
    let arguments = [&["key", "add", "--keys", "keys.toml"], arguments].concat();
    let made = fixture.run(&arguments);
    made.code(0);
    made.stdout.trim().to_owned()
}

fn with_key(key: &str) -> String {
    format!("X-API-Key: {key}\r\n")
}

fn ids(reply: &Reply) -> Vec<String> {
    let hits = reply.json()["hits"].as_array().cloned().unwrap_or_default();
    let id = |hit: &Value| hit["document"].as_str().unwrap_or_default().to_owned();
    hits.iter().map(id).collect()
}

#[test]
fn a_key_shows_only_what_its_filter_lets_through() {
    let fixture = corpus();
    let key = made(&fixture, &["portal", "--filter", "type:speech"]);
    let server = Server::start(&fixture, &["--keys", "keys.toml"]);
    let search = "/api/v1/search?q=上海精神";
    assert_eq!(ids(&server.get(search)).len(), 2);
    let limited = server.get_with(search, &with_key(&key));
    assert_eq!(ids(&limited), ["speech-1"]);
    // A mistake in the question, or a condition of its own, opens nothing.
    for (q, shown) in [
        ("上海精神 OR (", &["speech-1"] as &[&str]),
        ("上海精神 OR type:report", &["speech-1"]),
        ("(上海精神 OR lang:zh) type:report", &[]),
        ("-type:speech 上海精神", &[]),
    ] {
        let reply = server.get_with(&format!("/api/v1/search?q={q}"), &with_key(&key));
        assert_eq!(reply.status, 200, "{q}");
        assert_eq!(ids(&reply), shown, "{q}: {}", reply.text());
    }
    // Nor is told what stands in documents that are not shown.
    let question = "/api/v1/search?q=命运共同体 火星";
    let of_term = |reply: &Reply| reply.json()["nothing"]["terms"][0]["documents"].clone();
    assert_eq!(of_term(&server.get(question)), 1);
    assert_eq!(of_term(&server.get_with(question, &with_key(&key))), 0);
    assert_eq!(limited.header("cache-control"), Some("private, max-age=10"));
    let other = "/api/v1/documents/b";
    assert_eq!(server.get(other).status, 200);
    assert_eq!(server.get_with(other, &with_key(&key)).status, 404);
    let why = "/api/v1/why?document=b&q=上海精神";
    assert_eq!(
        (
            server.get(why).status,
            server.get_with(why, &with_key(&key)).status
        ),
        (200, 404)
    );
    let facets = server
        .get_with("/api/v1/facets?facet=type", &with_key(&key))
        .json();
    assert_eq!(facets["documents"], 1, "{facets}");
    let suggested = server
        .get_with("/api/v1/suggest?q=另一", &with_key(&key))
        .json();
    assert_eq!(suggested["completions"], serde_json::json!([]));
}

#[test]
fn a_key_is_for_its_origins_its_rate_and_its_days() {
    let fixture = corpus();
    let key = made(
        &fixture,
        &[
            "portal",
            "--origin",
            "https://portal.example",
            "--rate",
            "3",
        ],
    );
    let server = Server::start(&fixture, &["--keys", "keys.toml", "--require-key"]);
    let target = "/api/v1/stats";
    let refused = server.get(target);
    assert_eq!(refused.status, 401);
    assert!(refused.text().contains("X-API-Key"), "{}", refused.text());
    assert_eq!(
        server
            .get_with(target, "Sec-Fetch-Site: same-origin\r\n")
            .status,
        200
    );
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.get_with(target, &with_key("sco_wrong")).status, 401);
    let from = |origin: &str| format!("{}Origin: {origin}\r\n", with_key(&key));
    let allowed = server.get_with(target, &from("https://portal.example"));
    assert_eq!(
        (
            allowed.status,
            allowed.header("access-control-allow-origin")
        ),
        (200, Some("https://portal.example"))
    );
    assert_eq!(
        server
            .get_with(target, &from("https://other.example"))
            .status,
        403
    );
    // A refused request was not counted; two more of three are left.
    let statuses: Vec<u16> = (0..3)
        .map(|_| {
            server
                .get_with(target, &from("https://portal.example"))
                .status
        })
        .collect();
    assert_eq!(statuses, [200, 200, 429]);
    let late = server.get_with(target, &from("https://portal.example"));
    assert!(late.header("retry-after").is_some());
    assert_eq!(
        late.header("access-control-allow-origin"),
        Some("https://portal.example")
    );
}

#[test]
fn a_revoked_key_is_no_longer_good_at_a_running_server() {
    let fixture = corpus();
    let key = made(&fixture, &["portal"]);
    let server = Server::start(&fixture, &["--keys", "keys.toml", "--require-key"]);
    let ask = || server.get_with("/api/v1/stats", &with_key(&key)).status;
    assert_eq!(ask(), 200);
    let listed = fixture.run(&["key", "list", "--keys", "keys.toml", "--json"]);
    let listed: Value = serde_json::from_str(&listed.code(0).stdout).expect("JSON");
    assert!(listed[0]["hash"].is_null() && !listed.to_string().contains(&key));
    let id = listed[0]["id"].as_str().expect("an identifier").to_owned();
    fixture
        .run(&["key", "revoke", &id, "--keys", "keys.toml"])
        .code(0);
    let started = Instant::now();
    while ask() == 200 && started.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(ask(), 401);
    fixture
        .run(&["key", "revoke", &id, "--keys", "keys.toml"])
        .code(2)
        .says("there is no key");
    fixture.run(&["key", "list", "--keys", "keys.toml"]).code(1);
}

#[test]
fn settings_stand_in_a_file_and_the_command_line_goes_before_it() {
    let fixture = corpus();
    fixture.write(
        "sco.toml",
        "rate = 2\norigins = [\"https://portal.example\"]\n",
    );
    let server = Server::start(&fixture, &["--config", "sco.toml", "--rate", "4"]);
    let asks = "Origin: https://portal.example\r\n";
    let replies: Vec<Reply> = (0..5)
        .map(|_| server.get_with("/api/v1/stats", asks))
        .collect();
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [200, 200, 200, 200, 429]);
    assert_eq!(
        replies[0].header("access-control-allow-origin"),
        Some("https://portal.example")
    );
    for (text, words) in [
        ("adress = \"127.0.0.1:0\"\n", "unknown field `adress`"),
        ("origins = [\"portal.example/\"]\n", "is no origin"),
        (
            "trusted_proxies = [\"here\"]\n",
            "neither an address nor a network",
        ),
        ("require_key = true\n", "no file of keys"),
    ] {
        fixture.write("wrong.toml", text);
        fixture
            .run(&["serve", "--config", "wrong.toml"])
            .code(2)
            .says(words);
    }
    fixture
        .run(&["serve", "--config", "absent.toml"])
        .code(2)
        .says("absent.toml");
}

#[test]
fn questions_stand_in_the_log_only_where_that_is_asked_for() {
    let fixture = corpus();
    let silent = Server::start(&fixture, &[]);
    silent.get("/api/v1/search?q=飞碟");
    silent.get("/api/v1/search?q=上海精神");
    let written = |server: &Server| {
        let started = Instant::now();
        while server.log().matches("\"request\"").count() < 2
            && started.elapsed() < Duration::from_secs(20)
        {
            std::thread::sleep(Duration::from_millis(20));
        }
        server.log()
    };
    let log = written(&silent);
    assert!(
        log.contains("/api/v1/search") && !log.contains("q=") && !log.contains("飞碟"),
        "{log}"
    );
    let server = Server::start(&fixture, &["--log-queries"]);
    for target in [
        "/api/v1/search?q=飞碟",
        "/search?q=飞碟",
        "/api/v1/search?q=上海精神",
    ] {
        server.get(target);
    }
    let started = Instant::now();
    while server.log().matches("\"documents\"").count() < 3
        && started.elapsed() < Duration::from_secs(20)
    {
        std::thread::sleep(Duration::from_millis(20));
    }
    fixture.write("sco.log", server.log());
    let report = fixture.run(&["queries", "sco.log"]);
    let columns: Vec<&str> = report.code(0).stdout.trim_end().split('\t').collect();
    assert_eq!(
        (columns[0], columns[1], columns[3]),
        ("2", "0", "飞碟"),
        "{}",
        report.stdout
    );
    let all = fixture.run(&["queries", "sco.log", "--all", "--json"]);
    let all: Value = serde_json::from_str(&all.code(0).stdout).expect("JSON");
    assert_eq!(
        (&all[1]["q"], &all[1]["documents"]),
        (&"上海精神".into(), &2.into())
    );
    fixture.write("empty.log", "");
    fixture
        .run(&["queries", "empty.log"])
        .code(1)
        .says("--log-queries");
}
