//! SRU through a real port: requests of library systems in 1.2 and 2.0, and what their programs read.

use std::collections::BTreeSet;

use quick_xml::events::Event;

use crate::http::{Reply, Server};
use crate::support::Fixture;

const SRW: &str = "http://www.loc.gov/zing/srw/";
const OASIS: &str = "http://docs.oasis-open.org/ns/search-ws/sruResponse";

fn corpus() -> Fixture {
    Fixture::indexed(&[
        (
            "speech.md",
            "---\nid: speech\ntitle: 上海宣言之后：在论坛上的讲话\nalternative: 论坛讲话\ntype: speech\ndate: 2018-06-10\nlanguage: zh-Hans\ncreators:\n- name: 丁一\n  role: speaker\n- name: 王译\n  role: translator\nevent: 青岛峰会\nplace: 青岛\npublisher: 人民日报\nissue: 第2版\nsource: https://example.org/a?b=1&c=2\nidentifiers: 〔2018〕15号\nsubjects:\n- 上海精神\n- 安全合作\nrights: CC0\n---\n\n# 一、合作\n\n丁一强调：“弘扬上海精神，构建人类命运共同体。”各方都受益[^1]。\n\n# 二、安全\n\n反恐合作不断深化。地区稳定。\n\n[^1]: 见上海合作组织宪章。\n",
        ),
        (
            "declaration.md",
            "---\nid: declaration\ntitle: 上海宣言\ntype: declaration\ndate: 2001-06\nlanguage: zh-Hans\nbody: 元首理事会\nplace: 上海\nsubjects: 地区安全\n---\n\n成员国声明：上海精神是各方的财富。戊二指出：“反恐合作十分重要。”\n",
        ),
        (
            "declaration-ru.md",
            "---\nid: declaration-ru\ntitle: Шанхайская декларация\ntype: declaration\ndate: 2001-06\nlanguage: ru\nbody: Совет глав государств\nversion_of: declaration\n---\n\nГосударства сотрудничают. Сотрудничество & доверие <прочны>.\n",
        ),
        (
            "undated.md",
            "---\nid: undated\ntitle: Notes on cooperation\nlanguage: en\ncreators:\n- name: A. B. Scholar\ntype: academic-article\npublisher: Journal of Notes\npages: \"115–120\"\n---\n\nCooperation and cooperative security in 2018 and 2028.\n",
        ),
    ])
}

/// Every element with the path of local names that leads to it, its namespace, and its own text.
fn elements(xml: &str) -> Vec<(String, String, String)> {
    let mut reader = quick_xml::NsReader::from_str(xml);
    let (mut path, mut open, mut found) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let (namespace, event) = reader
            .read_resolved_event()
            .unwrap_or_else(|error| panic!("{error}: {xml}"));
        let namespace = match namespace {
            quick_xml::name::ResolveResult::Bound(own) => own.0.to_owned(),
            _ => String::new(),
        };
        match event {
            Event::Start(start) => {
                path.push(start.local_name().as_ref().to_owned());
                open.push(found.len());
                found.push((path.join("/"), namespace, String::new()));
            }
            Event::Text(text) => {
                if let Some(last) = open.last() {
                    let own: &mut (String, String, String) = &mut found[*last];
                    own.2 += &text;
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(last) = open.last() {
                    let written = format!("&{};", &*reference);
                    let own: &mut (String, String, String) = &mut found[*last];
                    own.2 += &quick_xml::escape::unescape(&written).expect("a known reference");
                }
            }
            Event::End(_) => {
                path.pop();
                open.pop();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty(), "{xml}");
    found
}

fn all(reply: &Reply, end: &str) -> Vec<String> {
    let found = elements(&reply.text()).into_iter();
    found
        .filter(|(path, ..)| path.ends_with(end))
        .map(|(_, _, text)| text)
        .collect()
}

fn one(reply: &Reply, end: &str) -> String {
    let mut found = all(reply, end);
    assert_eq!(found.len(), 1, "{end}: {}", reply.text());
    found.remove(0)
}

/// The number of the diagnostic, `None` when there is none.
fn diagnostic(reply: &Reply) -> Option<String> {
    let uris = all(reply, "/diagnostics/diagnostic/uri");
    let uri = uris.first()?;
    Some(uri.rsplit('/').next().expect("a number").to_owned())
}

/// What may not stand in a parameter as it is.
fn parameter(text: &str) -> String {
    text.bytes()
        .fold(String::new(), |escaped, byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => escaped + &char::from(byte).to_string(),
            _ => format!("{escaped}%{byte:02X}"),
        })
}

fn search(server: &Server, query: &str) -> Reply {
    server.get(&format!(
        "/sru?query={}&recordSchema=sco&maximumRecords=50",
        parameter(query)
    ))
}

/// Identifiers of what holds a query; refused queries give the number of the diagnostic.
fn held(server: &Server, query: &str) -> Vec<String> {
    let reply = search(server, query);
    if let Some(number) = diagnostic(&reply) {
        return vec![format!("refused {number}")];
    }
    let pieces = reply.text();
    let ids = pieces
        .split("<document xmlns=\"urn:x-sco:record:1\" id=\"")
        .skip(1);
    let ids = ids.map(|rest| rest.split('"').next().expect("an id").to_owned());
    let mut ids: Vec<String> = ids.collect();
    assert_eq!(
        one(&reply, "/numberOfRecords"),
        ids.len().to_string(),
        "{query}"
    );
    ids.sort();
    ids
}

#[test]
fn both_versions_find_the_same_in_their_own_namespaces() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    let query = parameter("上海精神");
    let old = server.get(&format!(
        "/sru?operation=searchRetrieve&version=1.2&query={query}"
    ));
    let new = server.get(&format!("/sru?query={query}"));
    assert_eq!(old.header("content-type"), Some("text/xml; charset=utf-8"));
    assert_eq!(
        new.header("content-type"),
        Some("application/sru+xml; charset=utf-8")
    );
    for (reply, namespace) in [(&old, SRW), (&new, OASIS)] {
        let elements = elements(&reply.text());
        assert_eq!(elements[0].0, "searchRetrieveResponse");
        let of_protocol = elements
            .iter()
            .filter(|(path, ..)| !path.contains("recordData/") && !path.contains("xQuery/"));
        for (path, own, _) in of_protocol {
            assert_eq!(own, namespace, "{path}");
        }
        assert_eq!(one(reply, "/numberOfRecords"), "2");
        assert_eq!(all(reply, "/recordPosition"), ["1", "2"]);
        assert_eq!(
            all(reply, "/record/recordSchema"),
            ["info:srw/schema/1/dc-v1.1"; 2]
        );
        assert_eq!(one(reply, "/echoedSearchRetrieveRequest/query"), "上海精神");
        assert_eq!(diagnostic(reply), None);
    }
    assert_eq!(all(&old, "/title"), all(&new, "/title"));
    assert_eq!(one(&old, "searchRetrieveResponse/version"), "1.2");
    assert!(all(&new, "searchRetrieveResponse/version").is_empty());
    assert_eq!(
        one(&new, "/resultCountPrecision"),
        "info:srw/vocabulary/resultCountPrecision/1/exact"
    );
    // Forms work like addresses, and there is an answer for who asks with the number of the newer version too.
    let body = format!("version=1.2&operation=searchRetrieve&query={query}");
    let posted = server.ask(&format!(
        "POST /sru HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        server.addr(),
        body.len()
    ));
    assert_eq!(posted.text(), old.text());
    let named = server.get(&format!(
        "/sru?version=2.0&operation=searchRetrieve&query={query}"
    ));
    assert_eq!(elements(&named.text())[0].1, OASIS);
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table of questions")]
fn every_index_finds_what_a_reader_would() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    for (query, wanted) in [
        (
            "cql.allRecords = 1",
            "declaration declaration-ru speech undated",
        ),
        ("上海精神", "declaration speech"),
        ("\"上海精神\" and 反恐", "declaration speech"),
        ("上海精神 not 命运共同体", "declaration"),
        ("命运共同体 or доверие", "declaration-ru speech"),
        ("飞碟", ""),
        (
            "cql.anywhere any \"命运共同体 прочны\"",
            "declaration-ru speech",
        ),
        ("cql.anywhere all \"上海精神 财富\"", "declaration"),
        ("cooperat*", "undated"),
        ("anywhere = \"20?8\"", "undated"),
        ("сотрудничать", ""),
        ("anywhere =/stem сотрудничать", "declaration-ru"),
        ("anywhere =/respectCase Cooperation", "undated"),
        ("anywhere =/respectCase COOPERATION", ""),
        ("anywhere =/regexp \"20[12]8\"", "undated"),
        ("dc.title = 上海宣言", "declaration speech"),
        ("dc.title == 上海宣言", "declaration"),
        ("dc.title exact 论坛讲话", "speech"),
        ("dc.title = ^上海宣言", "declaration speech"),
        ("dc.title = 讲话^", "speech"),
        (
            "dc.title any \"notes декларация\"",
            "declaration-ru undated",
        ),
        ("dc.creator = 丁一", "speech"),
        ("dc.creator = 理事会", "declaration"),
        ("dc.creator = \"Schol*\"", "undated"),
        ("dc.creator <> 丁一", "declaration declaration-ru undated"),
        ("dc.subject = 安全", "declaration speech"),
        ("dc.subject == 安全合作", "speech"),
        ("dc.publisher = 人民日报", "speech"),
        ("dc.type = 宣言", "declaration declaration-ru"),
        ("dc.type any \"speech academic-article\"", "speech undated"),
        ("dc.type <> declaration", "speech undated"),
        ("dc.language = zh", "declaration speech"),
        ("dc.language = chi", "declaration speech"),
        ("dc.language == zh", ""),
        ("dc.identifier = speech", "speech"),
        ("dc.identifier = 〔2018〕15号", "speech"),
        (
            "dc.identifier = \"https://example.org/a?b=1&c=2\"",
            "speech",
        ),
        (
            "dc.identifier =/unmasked \"https://example.org/a?b=1&c=2\"",
            "speech",
        ),
        (
            "dc.identifier = \"https://any.example/documents/undated\"",
            "undated",
        ),
        ("dc.identifier = \"decl*\"", "declaration declaration-ru"),
        ("dc.source = example.org", "speech"),
        ("dc.coverage = 青岛", "speech"),
        ("dc.date = 2001", "declaration declaration-ru"),
        ("dc.date = 2001-06-15", "declaration declaration-ru"),
        ("dc.date == 2001-06", "declaration declaration-ru"),
        ("dc.date == 2001", ""),
        ("dc.date < 2001-06-15", ""),
        ("dc.date <= 2001-06-30", "declaration declaration-ru"),
        ("dc.date > 2001-06-15", "speech"),
        ("dc.date >= 2001-06-01", "declaration declaration-ru speech"),
        ("dc.date within \"2001 2017\"", "declaration declaration-ru"),
        (
            "dc.date < 2018 and dc.date > 2000",
            "declaration declaration-ru",
        ),
        ("dc.date <> 2018", "declaration declaration-ru undated"),
        ("sco.speaker = 丁一", "speech"),
        ("sco.quote = 反恐合作", "declaration"),
        ("反恐合作", "declaration speech"),
        ("sco.quote any 上海精神 and sco.speaker = 丁一", "speech"),
        (
            "sco.quote = 上海精神 prox/unit=element sco.speaker = 丁一",
            "speech",
        ),
        ("sco.quote = 反恐 prox/unit=element sco.speaker = 丁一", ""),
        ("sco.event = 青岛", "speech"),
        ("sco.place = 上海", "declaration"),
        ("sco.session = 安全", "speech"),
        ("sco.footnote = 宪章", "speech"),
        ("sco.text = 宪章", ""),
        ("弘扬 prox/distance<=1 上海精神", "speech"),
        ("弘扬 prox/distance<=3 构建", ""),
        ("弘扬 prox/distance<=5 构建", "speech"),
        ("构建 prox/distance<=9/ordered 弘扬", ""),
        ("上海精神 prox/unit=sentence 财富", "declaration"),
        ("反恐 prox/unit=sentence 稳定", ""),
        ("反恐 prox/unit=paragraph 稳定", "speech"),
        ("dc.speaker = a", "refused 16"),
        ("上海精神 命运共同体", "refused 10"),
    ] {
        let wanted: Vec<&str> = wanted.split_inclusive(' ').map(str::trim).collect();
        let wanted = match wanted.as_slice() {
            ["refused", number] => vec![format!("refused {number}")],
            ids => ids.iter().map(|id| (*id).to_owned()).collect(),
        };
        assert_eq!(held(&server, query), wanted, "{query}");
    }
}

#[test]
fn records_are_paged_and_sorted_as_asked() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    let titles = |rest: &str| {
        let reply = server.get(&format!("/sru?version=1.2&operation=searchRetrieve&{rest}"));
        assert_eq!(diagnostic(&reply), None, "{}", reply.text());
        (
            all(&reply, "/date"),
            all(&reply, "/nextRecordPosition"),
            one(&reply, "/numberOfRecords"),
        )
    };
    let query = parameter("cql.allRecords=1 sortby dc.date/sort.descending");
    let (dates, next, total) = titles(&format!("query={query}&maximumRecords=2"));
    assert_eq!(
        (dates, next, total),
        (
            vec!["2018-06-10".into(), "2001-06".into()],
            vec!["3".into()],
            "4".into()
        )
    );
    let (dates, next, total) = titles(&format!("query={query}&maximumRecords=2&startRecord=3"));
    assert_eq!(
        (dates, next, total),
        (vec!["2001-06".into()], vec![], "4".into())
    );
    let (dates, next, total) = titles(&format!("query={query}&maximumRecords=0"));
    assert_eq!((dates, next, total), (vec![], vec![], "4".into()));
    let query = parameter("cql.allRecords=1 sortby dc.date");
    let (dates, ..) = titles(&format!("query={query}"));
    assert_eq!(dates, ["2001-06", "2001-06", "2018-06-10"]);
    let behind = server.get(&format!("/sru?query={query}&startRecord=5"));
    assert_eq!(diagnostic(&behind).as_deref(), Some("61"));
    // Nothing found is an answer and no mistake.
    let nothing = server.get("/sru?query=nothing-of-this");
    assert_eq!(
        (diagnostic(&nothing), one(&nothing, "/numberOfRecords")),
        (None, "0".into())
    );
}

#[test]
fn a_record_says_what_the_header_says_whatever_stands_in_it() {
    let fixture = corpus();
    let server = Server::start(&fixture, &["--base-url", "https://search.example.org"]);
    let query = "dc.identifier=speech";
    let reply = server.get(&format!("/sru?query={query}"));
    for (name, values) in [
        ("title", vec!["上海宣言之后：在论坛上的讲话", "论坛讲话"]),
        ("creator", vec!["丁一"]),
        ("contributor", vec!["王译"]),
        ("subject", vec!["上海精神", "安全合作"]),
        ("publisher", vec!["人民日报"]),
        ("date", vec!["2018-06-10"]),
        ("type", vec!["speech"]),
        (
            "identifier",
            vec![
                "https://search.example.org/documents/speech",
                "speech",
                "〔2018〕15号",
            ],
        ),
        ("source", vec!["https://example.org/a?b=1&c=2"]),
        ("language", vec!["zh-Hans"]),
        ("coverage", vec!["青岛峰会", "青岛"]),
        ("rights", vec!["CC0"]),
    ] {
        assert_eq!(
            all(&reply, &format!("recordData/dc/{name}")),
            values,
            "{name}"
        );
    }
    let in_record = elements(&reply.text());
    let in_record = in_record
        .iter()
        .filter(|(path, ..)| path.contains("recordData/dc/"));
    for (path, namespace, _) in in_record {
        assert_eq!(namespace, "http://purl.org/dc/elements/1.1/", "{path}");
    }
    // As a text it is the same XML.
    let packed = server.get(&format!("/sru?query={query}&recordXMLEscaping=string"));
    let inner = elements(&one(&packed, "/recordData"));
    let outer = elements(&reply.text());
    let outer = outer.into_iter().filter_map(|(path, namespace, text)| {
        let (_, path) = path.split_once("recordData/")?;
        Some((path.to_owned(), namespace, text))
    });
    assert_eq!(inner, outer.collect::<Vec<_>>());
    let russian = server.get(&format!(
        "/sru?query={}&recordSchema=sco",
        parameter("доверие")
    ));
    assert_eq!(one(&russian, "/document/version_of"), "declaration");
    assert_eq!(one(&russian, "/passage/hit"), "доверие");
    assert!(one(&russian, "/passage").contains("& ") && russian.text().contains("&lt;прочны&gt;"));
}

#[test]
fn what_is_wrong_is_told_by_its_official_number_in_either_version() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    for (target, number, details) in [
        ("operation=searchRetrieve&version=1.2", "7", "query"),
        ("operation=searchRetrieve&query=a", "7", "version"),
        ("operation=fly&version=1.2", "4", "fly"),
        ("operation=searchRetrieve&version=3.1&query=a", "5", "2.0"),
        (
            "operation=searchRetrieve&version=1.2&query=a&startRecord=0",
            "6",
            "startRecord",
        ),
        ("query=a&maximumRecords=-1", "6", "maximumRecords"),
        ("query=a&maximumRecords=x", "6", "maximumRecords"),
        ("query=a&query=b", "6", "query"),
        ("query=a&queryType=pqf", "6", "queryType"),
        ("query=a&colour=red", "8", "colour"),
        ("startRecord=1", "7", "query"),
        ("query=a&recordSchema=marcxml", "66", "marcxml"),
        ("query=a&recordXMLEscaping=json", "71", "json"),
        (
            "operation=searchRetrieve&version=1.2&query=a&recordPacking=json",
            "71",
            "json",
        ),
        ("query=a&stylesheet=/x.xsl", "110", "/x.xsl"),
        ("query=%22a", "14", ""),
        ("query=dc.nothing%3Da", "16", "dc.nothing"),
        (
            "query=a&startRecord=99999999999999999999999",
            "6",
            "startRecord",
        ),
        ("scanClause=cql.anywhere%3Da", "16", "cql.anywhere"),
        ("operation=scan&version=1.2", "7", "scanClause"),
    ] {
        let reply = server.get(&format!("/sru?{target}"));
        assert_eq!(reply.status, 200, "{target}");
        assert_eq!(
            diagnostic(&reply).as_deref(),
            Some(number),
            "{target}: {}",
            reply.text()
        );
        let told = all(&reply, "/diagnostic/details");
        assert_eq!(told.first().map_or("", String::as_str), details, "{target}");
        let is_old = target.contains("operation=");
        let found = elements(&reply.text());
        let namespace = found
            .iter()
            .find(|(path, ..)| path.ends_with("/diagnostic"));
        let wanted = if is_old {
            "http://www.loc.gov/zing/srw/diagnostic/"
        } else {
            "http://docs.oasis-open.org/ns/search-ws/diagnostic"
        };
        assert_eq!(
            namespace.map(|(_, own, _)| own.as_str()),
            Some(wanted),
            "{target}"
        );
    }
    // Extensions are for who knows them.
    let extended = server.get("/sru?query=nothing-of-this&x-other=1");
    assert_eq!(diagnostic(&extended), None);
    let refused = server.get("/sru?query=a&httpAccept=application/json");
    assert_eq!(refused.status, 406);
    let chosen = server.get_with(
        "/sru?query=a",
        "Accept: text/html, application/xml;q=0.9\r\n",
    );
    assert_eq!(
        chosen.header("content-type"),
        Some("application/xml; charset=utf-8")
    );
}

/// Whatever the description of the server lists can be asked for.
#[test]
fn the_description_lists_what_can_be_asked() {
    let fixture = corpus();
    let server = Server::start(
        &fixture,
        &["--base-url", "https://search.example.org:8443/find"],
    );
    let bare = server.get("/sru");
    let old = server.get("/sru?operation=explain&version=1.2");
    for (reply, namespace) in [(&bare, OASIS), (&old, SRW)] {
        let elements = elements(&reply.text());
        assert_eq!(
            (elements[0].0.as_str(), elements[0].1.as_str()),
            ("explainResponse", namespace)
        );
        let record = elements
            .iter()
            .find(|(path, ..)| path.ends_with("recordData/explain"));
        assert_eq!(
            record.expect("a record").1,
            "http://explain.z3950.org/dtd/2.0/"
        );
        assert_eq!(one(reply, "/serverInfo/host"), "search.example.org");
        assert_eq!(one(reply, "/serverInfo/port"), "8443");
        assert_eq!(one(reply, "/serverInfo/database"), "find/sru");
        assert_eq!(one(reply, "/extent"), "4 documents");
    }
    let text = bare.text();
    let mut seen = BTreeSet::new();
    for index in text.split("<index ").skip(1) {
        let set = index.split("<name set=\"").nth(1).expect("a name");
        let (set, rest) = set.split_once("\">").expect("a set");
        let name = format!("{set}.{}", rest.split('<').next().expect("a name"));
        let term = match name.as_str() {
            "dc.date" => "2018",
            "dc.type" => "speech",
            "dc.language" => "zh",
            _ => "上海",
        };
        for relation in index.split("<supports type=\"relation\">").skip(1) {
            let relation = relation.split('<').next().expect("a relation");
            let relation = relation.replace("&lt;", "<").replace("&gt;", ">");
            let found = held(&server, &format!("{name} {relation} \"{term}\""));
            assert!(
                !found.first().is_some_and(|id| id.starts_with("refused")),
                "{name} {relation}: {found:?}"
            );
            seen.insert(relation);
        }
        let scans = index.starts_with("search=\"true\" scan=\"true\"");
        let reply = server.get(&format!(
            "/sru?scanClause={}",
            parameter(&format!("{name}=\"\\\"\""))
        ));
        let answered = diagnostic(&reply).is_none();
        assert_eq!(answered, scans, "{name}: {}", reply.text());
        if index.contains("sort=\"true\"") {
            let found = held(&server, &format!("cql.allRecords=1 sortby {name}"));
            assert_eq!(found.len(), 4, "{name}");
        }
    }
    assert_eq!(seen.len(), 12, "{seen:?}");
}

#[test]
fn the_values_of_an_index_are_listed_around_a_term() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    let scan = |rest: &str| {
        let reply = server.get(&format!("/sru?{rest}"));
        assert_eq!(diagnostic(&reply), None, "{}", reply.text());
        let values = all(&reply, "/term/value");
        let counts = all(&reply, "/term/numberOfRecords");
        values
            .into_iter()
            .zip(counts)
            .map(|(value, count)| format!("{value} {count}"))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        scan("operation=scan&version=1.2&scanClause=dc.date%3D2010"),
        ["2018 1"]
    );
    assert_eq!(
        scan("scanClause=dc.date%3D2010&responsePosition=2"),
        ["2001 2", "2018 1"]
    );
    assert_eq!(
        scan("scanClause=dc.type%3Da&maximumTerms=2"),
        ["academic-article 1", "declaration 2"]
    );
    assert_eq!(
        scan("scanClause=dc.creator%3Da"),
        [
            "A. B. Scholar 1",
            "Совет глав государств 1",
            "丁一 1",
            "元首理事会 1",
            "王译 1"
        ]
    );
    // A value that is given is found as often as is said.
    for value in scan("scanClause=dc.subject%3D%220%22") {
        let (value, count) = value.rsplit_once(' ').expect("a number");
        let found = held(&server, &format!("dc.subject == \"{value}\""));
        assert_eq!(found.len().to_string(), count, "{value}");
    }
}

#[test]
fn a_key_with_a_filter_sees_no_more_here_than_elsewhere() {
    let fixture = corpus();
    let made = fixture.run(&[
        "key",
        "add",
        "--keys",
        "keys.toml",
        "portal",
        "--filter",
        "lang:ru",
    ]);
    let secret = made.code(0).stdout.trim().to_owned();
    let server = Server::start(&fixture, &["--keys", "keys.toml", "--require-key"]);
    let header = format!("X-API-Key: {secret}\r\n");
    assert_eq!(server.get("/sru?query=cql.allRecords%3D1").status, 401);
    let reply = server.get_with("/sru?query=cql.allRecords%3D1", &header);
    assert_eq!(one(&reply, "/numberOfRecords"), "1");
    let reply = server.get_with("/sru?scanClause=dc.type%3Da", &header);
    assert_eq!(all(&reply, "/term/numberOfRecords"), ["1"]);
}

#[test]
fn hostile_requests_get_well_formed_answers() {
    let fixture = corpus();
    let server = Server::start(&fixture, &[]);
    let hostile = [
        "%00%01%FF",
        "%3C%2Fx%3E%3C!%5BCDATA%5B",
        "%26amp%3B%3Cscript%3E",
        "&&&===",
        "%",
        "query",
        "query=%F0%90",
        "query=%EF%BF%BF",
        "query[]=a",
        "version=%3C1.2%3E&operation=%3Cx%3E",
    ];
    for attack in hostile {
        for target in [
            format!("/sru?{attack}"),
            format!("/sru?query={attack}"),
            format!("/sru?query=dc.title%3D%22{attack}%22"),
            format!("/sru?operation={attack}&version=1.2"),
            format!("/sru?query=a&recordSchema={attack}"),
            format!("/sru?scanClause=dc.creator%3D{attack}"),
        ] {
            let reply = server.get(&target);
            assert_eq!(reply.status, 200, "{target}");
            assert!(!elements(&reply.text()).is_empty(), "{target}");
        }
    }
    let mut deep = "(".repeat(3000);
    assert_eq!(held(&server, &deep), ["refused 13"]);
    deep = vec!["a"; 300].join(" or ");
    assert_eq!(held(&server, &deep), ["refused 38"]);
    assert_eq!(held(&server, &"上".repeat(4001)), ["refused 12"]);
}

#[test]
fn the_description_for_browsers_is_well_formed_and_its_suggestions_answer() {
    let fixture = corpus();
    let server = Server::start(&fixture, &["--base-url", "https://search.example.org"]);
    let reply = server.get("/opensearch.xml");
    let elements = elements(&reply.text());
    assert!(
        elements
            .iter()
            .all(|(_, namespace, _)| namespace == "http://a9.com/-/spec/opensearch/1.1/")
    );
    let short = one(&reply, "/ShortName");
    let description = one(&reply, "/Description");
    assert!(short.chars().count() <= 16 && description.chars().count() <= 1024);
    assert!(
        reply
            .text()
            .contains("https://search.example.org/search?q={searchTerms}")
    );
    let suggestions = server.get("/opensearch/suggestions?q=上海").json();
    assert_eq!(suggestions[0], "上海");
    assert!(
        suggestions[1]
            .as_array()
            .is_some_and(|list| !list.is_empty()),
        "{suggestions}"
    );
    assert_eq!(
        server.get("/opensearch/suggestions").json()[1],
        serde_json::json!([])
    );
}
