//! Withdrawal, tombstones, harvesting and the sitemap, through the program and a real port.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use crate::http::{Reply, Server};
use crate::support::{Fixture, plain, repository, run_shell_blocks};

const REASON: &str = "版权方要求撤回 <b>&";

fn speech() -> String {
    "---\n# 馆员的注\nid: speech-1\ntitle: 论坛上的讲话\ndate: 2018-06-10\ntype: speech\nlanguage: zh-Hans\ncreators:\n  - name: 张三\n    role: speaker\nbody: 秘书处\nevent: 青岛峰会\nplace: 青岛\npublisher: 某报\nissue: 第2版\nsource: https://example.org/1\nidentifiers: 国办发〔2024〕3号\nsubjects: 上海精神\nrights: CC0\n---\n\n弘扬独有词汇精神，深化合作。\n".to_owned()
}

fn corpus() -> Fixture {
    let translation = "---\nid: speech-1-ru\ntitle: Выступление\ntype: speech\nlanguage: ru\nversion: official-translation\nversion_of: speech-1\n---\n\nОсобое слово.\n";
    Fixture::indexed(&[
        ("2018/talk.md", &speech()),
        ("ru.md", translation),
        ("另一篇.md", &plain("另一篇", "命运共同体。")),
    ])
}

/// Asks until the server has taken over a newer state of the index.
fn until(mut is_so: impl FnMut() -> bool) -> bool {
    (0..150).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        is_so()
    })
}

/// The texts of all elements with a name.
fn texts<'a>(xml: &'a str, name: &str) -> Vec<&'a str> {
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let pieces = xml.split(open.as_str()).skip(1);
    let inside = pieces.filter(|piece| piece.starts_with(['>', ' ']));
    inside
        .filter_map(|piece| piece.split_once('>')?.1.split_once(close.as_str()))
        .map(|(text, _)| text)
        .collect()
}

fn oai(server: &Server, query: &str) -> String {
    let reply = server.get(&format!("/oai?{query}"));
    assert_eq!(reply.status, 200, "{query}: {}", reply.text());
    assert_eq!(
        reply.header("content-type"),
        Some("text/xml; charset=utf-8")
    );
    reply.text()
}

#[track_caller]
fn code(xml: &str) -> &str {
    let error = xml.split_once("<error code=\"").map(|(_, rest)| rest);
    error
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default()
}

#[test]
#[expect(clippy::too_many_lines, reason = "one life of a repository, in order")]
fn a_withdrawn_document_leaves_everything_but_its_tombstone_and_comes_back() {
    let fixture = corpus();
    let server = Server::start(&fixture, &["--base-url", "https://search.example.org"]);
    let path = fixture.path("corpus/documents/2018/talk.md");
    let read = || std::fs::read_to_string(&path).expect("the file is there");
    let body = |text: &str| text.split("---\n").nth(2).map(str::to_owned);
    let before = read();
    let withdraw = ["withdraw", "speech-1", "--reason", REASON, "--by", "李娜"];
    fixture.run(&withdraw).code(0).says("run `sco index`");
    assert_eq!(body(&read()), body(&before), "the text is untouched");
    fixture
        .run(&["index"])
        .code(0)
        .says("1 removed; 1 drafts or withdrawn");

    fixture.run(&["search", "独有词汇"]).code(1);
    let facets = fixture.run(&["search", "type:speech", "--json", "--facet", "type"]);
    assert_eq!(
        facets.json()["facets"]["type"][0]["count"],
        1,
        "{}",
        facets.stdout
    );
    for typed in ["独有", "论坛上", "duyou"] {
        let completions = fixture.run(&["suggest", typed]);
        assert!(
            !completions.stdout.contains("独有") && !completions.stdout.contains("论坛"),
            "{typed}: {completions:?}"
        );
    }
    assert!(until(|| server.get("/documents/speech-1").status == 410));

    let page = server.get_with(
        "/documents/speech-1",
        "Accept: text/html\r\nAccept-Language: ru\r\n",
    );
    let text = page.text();
    assert!(
        !text.contains("<b>"),
        "what people wrote is no markup: {text}"
    );
    for wanted in [
        "论坛上的讲话",
        "Документ отозван",
        "版权方要求撤回 &#60;b&#62;&#38;",
        "张三",
        "青岛峰会",
        "noindex",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing in {text}");
    }
    assert!(
        !text.contains("弘扬"),
        "the text of the document is gone: {text}"
    );
    let english = server.get_with("/documents/speech-1?lang=en", "Accept: text/html\r\n");
    assert!(english.text().contains("This document has been withdrawn"));
    let told = server.get("/api/v1/documents/speech-1");
    assert_eq!(
        (told.status, told.header("content-type")),
        (410, Some("application/problem+json"))
    );
    let told = told.json();
    assert_eq!(told["tombstone"]["reason"], REASON);
    assert_eq!(told["tombstone"]["title"], "论坛上的讲话");
    assert_eq!(told["tombstone"]["metadata"]["body"], "秘书处");
    assert_eq!(told["tombstone"]["metadata"]["changes"][0]["who"], "李娜");
    let chinese = server
        .get_with("/api/v1/documents/speech-1", "Accept-Language: zh\r\n")
        .json();
    assert!(
        chinese["detail"]
            .as_str()
            .is_some_and(|detail| detail.starts_with("本文献已撤下：")),
        "{chinese}"
    );
    assert_eq!(
        server.get("/api/v1/why?document=speech-1&q=合作").status,
        404
    );
    let sitemap = server.get("/sitemap.xml").text();
    assert!(
        !sitemap.contains("/speech-1<") && sitemap.contains("/speech-1-ru<"),
        "{sitemap}"
    );
    let feed = server.get("/api/v1/search?type=speech&format=atom").text();
    assert!(
        !feed.contains("documents/speech-1<") && feed.contains("speech-1-ru"),
        "{feed}"
    );
    let record = oai(
        &server,
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:search.example.org:speech-1",
    );
    assert!(
        record.contains("<header status=\"deleted\">") && !record.contains("<metadata>"),
        "{record}"
    );
    assert_eq!(
        texts(&record, "setSpec"),
        ["type:speech", "language:zh-Hans", "year:2018"]
    );

    fixture.run(&withdraw).code(2).says("is withdrawn already");
    let restore = [
        "restore",
        "speech-1",
        "--reason",
        "授权已恢复",
        "--by",
        "李娜",
    ];
    fixture.run(&restore).code(0);
    fixture.run(&restore).code(2).says("is not withdrawn");
    fixture
        .run(&["index"])
        .code(0)
        .says("1 indexed, 2 unchanged, 0 removed");
    fixture.run(&["search", "独有词汇"]).code(0);
    assert!(until(|| server.get("/documents/speech-1").status == 200));
    let document = server.get("/api/v1/documents/speech-1").json();
    let history: Vec<&str> = document["metadata"]["changes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|change| change["why"].as_str())
        .collect();
    assert_eq!(
        history,
        [
            format!("withdrawn: {REASON}"),
            "restored: 授权已恢复".to_owned()
        ]
    );
    let record = oai(
        &server,
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:search.example.org:speech-1",
    );
    assert!(
        record.contains("<dc:title xml:lang=\"zh-Hans\">论坛上的讲话</dc:title>"),
        "{record}"
    );
}

#[test]
fn what_cannot_be_withdrawn_is_said_and_nothing_is_changed() {
    let fixture = corpus();
    fixture.document("bad.md", "no header");
    fixture.document("draft.md", "---\nid: draft\nstatus: draft\n---\n\n文。\n");
    let run = |arguments: &[&str]| fixture.run(arguments);
    let unknown = run(&["withdraw", "speach-1", "--reason", "x", "--by", "y"]);
    unknown
        .code(2)
        .says("did you mean `speech-1`")
        .says("could not be read")
        .says("bad.md");
    run(&["withdraw", "speech-1"]).code(2).says("--reason");
    run(&["withdraw", "speech-1", "--reason", " \n\t", "--by", "y"])
        .code(2)
        .says("the reason is empty");
    run(&["restore", "draft", "--reason", "x", "--by", "y"])
        .code(2)
        .says("is a draft");
    run(&["withdraw", "x", "--reason", "y", "--corpus", "nowhere"])
        .code(2)
        .says("--corpus");
    let nobody = [("USER", ""), ("LOGNAME", ""), ("USERNAME", "")];
    let nobody = fixture.run_with(&["withdraw", "speech-1", "--reason", "x"], &nobody);
    nobody.code(2).says("--by");
    let text = std::fs::read_to_string(fixture.path("corpus/documents/2018/talk.md"));
    assert_eq!(text.expect("the file is there"), speech());
    let odd = "two\nlines: 'quoted' #x\u{7}";
    run(&["withdraw", "speech-1", "--reason", odd, "--by", "y"]).code(0);
    fixture.remove("bad.md");
    run(&["index"]).code(0).says("2 drafts or withdrawn");
}

#[test]
fn a_withdrawn_document_is_gone_even_when_not_all_files_can_be_read() {
    let fixture = corpus();
    fixture
        .run(&["withdraw", "speech-1", "--reason", "x", "--by", "y"])
        .code(0);
    fixture.document("bad.md", "no header");
    fixture.document("copy.md", &speech());
    fixture
        .run(&["index"])
        .code(2)
        .says("its id `speech-1` belongs to");
    fixture.run(&["search", "独有词汇"]).code(1);
}

#[test]
fn deletions_outlive_rebuilds_and_other_formats_and_nothing_takes_an_older_time() {
    let fixture = corpus();
    let server = |fixture: &Fixture| Server::start(fixture, &["--oai-domain", "x.org"]);
    let headers = |fixture: &Fixture| {
        let xml = oai(&server(fixture), "verb=ListIdentifiers&metadataPrefix=mods");
        let ids = texts(&xml, "identifier").into_iter().map(str::to_owned);
        let times = texts(&xml, "datestamp").into_iter().map(str::to_owned);
        (
            ids.zip(times).collect::<Vec<_>>(),
            xml.matches("status=\"deleted\"").count(),
        )
    };
    let (first, deleted) = headers(&fixture);
    assert_eq!((first.len(), deleted), (3, 0));
    std::thread::sleep(Duration::from_millis(1100)); // for another second
    fixture.remove("另一篇.md");
    fixture.run(&["index"]).code(0);
    let (second, deleted) = headers(&fixture);
    assert_eq!((second.len(), deleted), (3, 1));
    let other = "oai:x.org:%E5%8F%A6%E4%B8%80%E7%AF%87";
    let (kept, moved): (Vec<_>, Vec<_>) = second.iter().partition(|pair| first.contains(pair));
    assert_eq!((kept.len(), moved[0].0.as_str()), (2, other));
    assert!(moved[0].1 > first[0].1);
    fixture.run(&["index", "--rebuild"]).code(0);
    assert_eq!(
        headers(&fixture),
        (second.clone(), 1),
        "a rebuild changes no time"
    );
    let manifest = fixture.path("index/generation-2/manifest.json");
    let text = std::fs::read_to_string(&manifest).expect("the manifest is there");
    std::fs::write(&manifest, text.replace("\"format\": ", "\"format\": 9"))
        .expect("it can be written");
    fixture
        .run(&["index"])
        .code(0)
        .says("another version of the program");
    assert_eq!(
        headers(&fixture),
        (second, 1),
        "another format of the index too"
    );
    let gone = server(&fixture).get("/documents/另一篇");
    assert_eq!(gone.status, 410);
    let gone = gone.text();
    assert!(gone.contains("<h1>本文献已移出馆藏</h1>"), "{gone}");
    assert!(!gone.contains("<article"), "{gone}");
}

#[test]
fn a_long_list_is_harvested_whole_while_documents_change() {
    let fixture = Fixture::of(&[]);
    let line = |n: usize, title: &str| {
        let kind = if n.is_multiple_of(2) {
            "speech"
        } else {
            "news"
        };
        format!(
            "{{\"id\":\"d{n}\",\"title\":\"{title}\",\"type\":\"{kind}\",\"body\":\"第{n}号。\"}}\n"
        )
    };
    let lines = |changed: &[usize]| {
        let title = |n: usize| if changed.contains(&n) { "改" } else { "原" };
        (0..250).map(|n| line(n, title(n))).collect::<String>()
    };
    fixture.write("d.jsonl", lines(&[]));
    fixture.run(&["index", "--jsonl", "d.jsonl"]).code(0);
    let server = Server::start(&fixture, &["--oai-domain", "x.org"]);
    let mut xml = oai(&server, "verb=ListRecords&metadataPrefix=oai_dc");
    assert!(
        xml.contains("completeListSize=\"250\" cursor=\"0\""),
        "{xml}"
    );
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let (mut pages, mut titles) = (0, 0);
    loop {
        pages += 1;
        seen.extend(texts(&xml, "identifier").into_iter().map(str::to_owned));
        titles += xml.matches(">改</dc:title>").count();
        let token = texts(&xml, "resumptionToken")
            .first()
            .map(|token| (*token).to_owned());
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            break;
        };
        if pages == 1 {
            // One that was sent and one that was not are changed now.
            fixture.write("d.jsonl", lines(&[0, 99]));
            fixture.run(&["index", "--jsonl", "d.jsonl"]).code(0);
            let target = "verb=ListRecords&metadataPrefix=oai_dc&set=nothing:here";
            assert_eq!(code(&oai(&server, target)), "noRecordsMatch");
            assert!(until(|| oai(
                &server,
                "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x.org:d99"
            )
            .contains(">改<")));
        }
        xml = oai(
            &server,
            &format!("verb=ListRecords&resumptionToken={token}"),
        );
    }
    assert_eq!((pages, seen.len(), titles), (3, 250, 2));
    let last = texts(&xml, "resumptionToken");
    assert_eq!(
        last,
        [""],
        "the end of a list that was begun before says so"
    );
    let speeches = oai(
        &server,
        "verb=ListIdentifiers&metadataPrefix=oai_dc&set=type:speech",
    );
    assert!(speeches.contains("completeListSize=\"125\""), "{speeches}");
    let token = texts(&speeches, "resumptionToken")[0];
    let restarted = Server::start(&fixture, &["--oai-domain", "x.org"]);
    let rest = oai(
        &restarted,
        &format!("verb=ListIdentifiers&resumptionToken={token}"),
    );
    assert_eq!(
        texts(&rest, "header").len(),
        25,
        "another server understands it"
    );
    assert_eq!(
        code(&oai(
            &server,
            &format!("verb=ListRecords&resumptionToken={token}")
        )),
        "badResumptionToken"
    );
    assert_eq!(
        code(&oai(
            &server,
            &format!("verb=ListIdentifiers&resumptionToken={token}x")
        )),
        "badResumptionToken"
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "one life of a repository, in order")]
fn every_verb_answers_and_every_error_has_its_code() {
    let fixture = corpus();
    let server = Server::start(
        &fixture,
        &[
            "--base-url",
            "https://search.example.org/sco",
            "--admin-email",
            "library@example.org",
            "--repository-name",
            "文献 & 库",
        ],
    );
    let identity = oai(&server, "verb=Identify");
    for wanted in [
        "<repositoryName>文献 &amp; 库</repositoryName>",
        "<baseURL>https://search.example.org/sco/oai</baseURL>",
        "<adminEmail>library@example.org</adminEmail>",
        "<deletedRecord>persistent</deletedRecord>",
        "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>",
        "<repositoryIdentifier>search.example.org</repositoryIdentifier>",
    ] {
        assert!(
            identity.contains(wanted),
            "{wanted} is missing in {identity}"
        );
    }
    let sets = oai(&server, "verb=ListSets");
    let wanted = [
        "language",
        "language:ru",
        "language:zh-Hans",
        "type",
        "type:speech",
        "year",
        "year:2018",
    ];
    assert_eq!(texts(&sets, "setSpec"), wanted);
    let formats = oai(&server, "verb=ListMetadataFormats");
    assert_eq!(texts(&formats, "metadataPrefix"), ["oai_dc", "mods"]);
    let russian = oai(
        &server,
        "verb=ListRecords&metadataPrefix=mods&set=language:ru",
    );
    assert_eq!(
        texts(&russian, "identifier")[0],
        "oai:search.example.org:speech-1-ru"
    );
    assert!(russian.contains("<relatedItem type=\"original\"><identifier type=\"uri\">https://search.example.org/sco/documents/speech-1<"), "{russian}");
    let form = "application/x-www-form-urlencoded";
    let body = "verb=ListIdentifiers&metadataPrefix=oai_dc&set=type";
    let posted = server.ask(&format!(
        "POST /oai HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: {form}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    ));
    assert_eq!(texts(&posted.text(), "header").len(), 2);
    let id = "identifier=oai:search.example.org:speech-1";
    let day = texts(&posted.text(), "datestamp")[0][..10].to_owned();
    let of_day = oai(
        &server,
        &format!("verb=ListIdentifiers&metadataPrefix=oai_dc&from={day}&until={day}"),
    );
    assert_eq!(texts(&of_day, "header").len(), 3);
    for (query, wanted) in [
        (String::new(), "badVerb"),
        ("verb=Nonsense".into(), "badVerb"),
        ("verb=Identify&verb=ListSets".into(), "badVerb"),
        ("verb=ListRecords".into(), "badArgument"),
        (
            format!("verb=GetRecord&{id}&{id}&metadataPrefix=oai_dc"),
            "badArgument",
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2020-13-01".into(),
            "badArgument",
        ),
        (
            format!("verb=GetRecord&{id}&metadataPrefix=marc21"),
            "cannotDisseminateFormat",
        ),
        (
            format!("verb=GetRecord&{id}x&metadataPrefix=oai_dc"),
            "idDoesNotExist",
        ),
        (
            "verb=GetRecord&identifier=speech-1&metadataPrefix=oai_dc".into(),
            "idDoesNotExist",
        ),
        (
            "verb=ListMetadataFormats&identifier=oai:other.org:speech-1".into(),
            "idDoesNotExist",
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&until=1999-01-01".into(),
            "noRecordsMatch",
        ),
        (
            "verb=ListRecords&metadataPrefix=oai_dc&from=2999-01-01".into(),
            "noRecordsMatch",
        ),
        (
            "verb=ListRecords&resumptionToken=%00%ff<x>".into(),
            "badResumptionToken",
        ),
        (
            "verb=ListSets&resumptionToken=x".into(),
            "badResumptionToken",
        ),
    ] {
        let xml = oai(&server, &query);
        assert_eq!(code(&xml), wanted, "{query}: {xml}");
        let repeats = xml.contains("<request verb=");
        assert_eq!(
            repeats,
            !matches!(wanted, "badVerb" | "badArgument"),
            "{xml}"
        );
    }
    let bare = Fixture::indexed(&[("a.md", &plain("甲", "文。"))]);
    let bare = Server::start(&bare, &[]);
    assert_eq!(code(&oai(&bare, "verb=ListSets")), "noSetHierarchy");
}

#[test]
fn crawlers_find_every_page_with_its_translations_and_no_lists() {
    let fixture = corpus();
    let server = Server::start(&fixture, &["--base-url", "https://search.example.org"]);
    let sitemap = server.get("/sitemap.xml");
    assert_eq!(
        sitemap.header("content-type"),
        Some("application/xml; charset=utf-8")
    );
    let text = sitemap.text();
    let base = "https://search.example.org/";
    let wanted = [
        "",
        "documents/speech-1",
        "documents/speech-1-ru",
        "documents/%E5%8F%A6%E4%B8%80%E7%AF%87",
    ];
    assert_eq!(
        texts(&text, "loc"),
        wanted.map(|rest| format!("{base}{rest}"))
    );
    assert_eq!(texts(&text, "lastmod").len(), 3);
    let link = |language: &str, id: &str| {
        format!(
            "<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{base}documents/{id}\"/>"
        )
    };
    for link in [link("zh-Hans", "speech-1"), link("ru", "speech-1-ru")] {
        assert_eq!(text.matches(&link).count(), 2, "{link}: {text}");
    }
    let tag = sitemap.header("etag").expect("a tag").to_owned();
    assert_eq!(
        server
            .get_with("/sitemap.xml", &format!("If-None-Match: {tag}\r\n"))
            .status,
        304
    );
    assert_eq!(server.get("/sitemap.xml?part=2").status, 404);
    let robots = server.get("/robots.txt").text();
    for wanted in [
        "Disallow: /search\n",
        "Sitemap: https://search.example.org/sitemap.xml\n",
    ] {
        assert!(robots.contains(wanted), "{robots}");
    }
}

#[test]
fn keys_and_rates_hold_for_harvesters_too() {
    let fixture = corpus();
    let make = |arguments: &[&str]| {
        let made = fixture.run(&[&["key", "add"], arguments].concat());
        format!("X-API-Key: {}\r\n", made.code(0).stdout.trim())
    };
    let whole = make(&["library"]);
    let part = make(&["portal", "--filter", "lang:ru"]);
    let server = Server::start(&fixture, &["--keys", "keys.toml", "--require-key"]);
    let target = "/oai?verb=Identify";
    let statuses = ["", &whole, &part].map(|key| server.get_with(target, key).status);
    assert_eq!(statuses, [401, 200, 403]);
    assert_eq!(
        server.get("/sitemap.xml").status,
        200,
        "the pages need no key"
    );
    fixture
        .run(&["withdraw", "speech-1", "--reason", "x", "--by", "y"])
        .code(0);
    fixture.run(&["index"]).code(0);
    let read = |key: &str| server.get_with("/api/v1/documents/speech-1", key);
    assert!(until(|| read(&whole).status == 410));
    let hidden: Reply = read(&part);
    assert_eq!(
        hidden.status, 404,
        "whoever may not see a document does not learn its fate"
    );
    assert_eq!(hidden.json()["tombstone"], Value::Null);
    let slow = Server::start(&fixture, &["--rate", "2"]);
    let replies = [0, 1, 2].map(|_| slow.get(target));
    assert_eq!(
        replies.each_ref().map(|reply| reply.status),
        [200, 200, 429]
    );
    assert!(replies[2].header("retry-after").is_some());
}

#[test]
fn every_command_about_exchange_succeeds() {
    let page = repository().join("docs/exchange.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    assert_eq!(run_shell_blocks(&page), 4);
}
