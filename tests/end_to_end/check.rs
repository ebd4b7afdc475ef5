//! `sco check` and `sco duplicates`, and what a search makes of decisions.

use std::fs;

use serde_json::Value;

use crate::support::{Fixture, repository, run_shell_blocks, text};

/// A text of more than a hundred letters without fault.
const SOUND: &str = "各方重申恪守《上海合作组织宪章》，弘扬“互信、互利、平等、协商”的上海精神。\
                     会议强调，应当进一步深化政治、安全、经贸、人文等领域务实合作，共同维护地区和平、安全与稳定。";

/// A document with a whole header.
fn document(id: &str, keys: &str, body: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: 题名{id}\ntype: news\ndate: 2025-09-01\nlanguage: zh-Hans\n{keys}---\n\n{body}\n"
    )
}

fn codes(report: &Value) -> Vec<(String, String)> {
    let findings = report["findings"].as_array().expect("findings are a list");
    let mut codes: Vec<_> = findings
        .iter()
        .map(|found| (text(&found["document"]), text(&found["code"])))
        .collect();
    codes.sort();
    codes
}

#[test]
fn a_clean_corpus_is_0_a_damaged_one_1_and_what_cannot_be_read_2() {
    let fixture = Fixture::of(&[("a.md", &document("a", "", SOUND))]);
    let clean = fixture.run(&["check"]);
    clean
        .code(0)
        .says("1 file checked: 0 errors, 0 warnings, 0 info");
    assert_eq!(clean.stdout, "");
    fixture.document(
        "b.md",
        &document("b", "", &format!("签署了《宪章，并发表□明。\n\n{SOUND}")),
    );
    let found = fixture.run(&["check"]);
    found.code(1);
    let line = found
        .stdout
        .lines()
        .find(|line| line.contains("unbalanced"))
        .expect("it is found");
    assert!(
        line.starts_with("corpus/documents/b.md:9: warning unbalanced (high): "),
        "{line}"
    );
    fixture.run(&["check", "a"]).code(0);
    fixture.run(&["check", "--severity", "error"]).code(0);
    fixture
        .run(&["check", "a", "nobody"])
        .code(2)
        .says("nobody");
    fixture
        .run(&["check", "--corpus", "elsewhere"])
        .code(2)
        .says("--corpus");
}

#[test]
fn a_file_that_is_no_text_or_breaks_the_form_is_a_finding_and_stops_nothing() {
    let fixture = Fixture::of(&[
        ("a.md", "---\ntitel: 甲\n---\n\n会议□决定。\n"),
        (
            "c.md",
            &document("c", "version_of: z\n", &format!("{SOUND}[^1]")),
        ),
        ("d.md", &document("c", "", SOUND)),
    ]);
    fixture.write("corpus/documents/b.md", [b'-', b'-', 0xFF, 0x00, 0xC4]);
    let found = fixture.run(&["check", "--json", "--severity", "warning"]);
    found.code(1);
    let found = codes(&found.json());
    let expected = [
        ("a", "header"),
        ("a", "very-short"),
        ("b", "header"),
        ("b", "not-utf8"),
        ("c", "duplicate-id"),
        ("c", "mark-without-note"),
        ("c", "unknown-document"),
    ];
    for (id, code) in expected {
        assert!(
            found.contains(&(id.to_owned(), code.to_owned())),
            "{id} {code}: {found:?}"
        );
    }
}

#[test]
fn the_table_is_a_table_and_no_cell_is_a_formula() {
    let body = format!("=cmd()□x,“\"引\n\n{SOUND}");
    let fixture = Fixture::of(&[("a.md", &document("a", "", &body))]);
    let found = fixture.run(&["check", "--csv"]);
    found.code(1);
    let mut reader = csv_rows(&found.stdout);
    let names = reader.remove(0);
    let cell = |row: &[String], name: &str| {
        row[names
            .iter()
            .position(|own| own == name)
            .expect("the column is there")]
        .clone()
    };
    assert!(
        reader
            .iter()
            .any(|row| cell(row, "text").starts_with("'=cmd()")),
        "{reader:?}"
    );
    assert!(reader.iter().all(|row| row.len() == names.len()));
}

/// Rows of a table, read plainly.
fn csv_rows(table: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    for c in table.chars() {
        let row = rows.last_mut().expect("there is a row");
        match c {
            '"' => {
                let cell = row.last_mut().expect("there is a cell");
                // Two in a row inside a quoted cell are one.
                if quoted || !cell.is_empty() {
                    cell.push('\u{0}');
                }
                quoted = !quoted;
            }
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => row.last_mut().expect("there is a cell").push(c),
        }
    }
    rows.retain(|row| row.len() > 1);
    for cell in rows.iter_mut().flatten() {
        *cell = cell.replace('\u{0}', "");
    }
    rows
}

#[test]
fn a_finding_is_accepted_in_the_header_and_counted() {
    let body = format!("在阿斯□纳会见。\n\n{SOUND}");
    let fixture = Fixture::of(&[("sub/名.md", &document("a", "", &body))]);
    fixture.run(&["check"]).code(1);
    let accept = [
        "check",
        "a",
        "--accept",
        "missing-glyph",
        "--reason",
        "原文如此",
    ];
    fixture
        .run(&[&accept[..], &["--text", "比什"]].concat())
        .code(2)
        .says("no finding");
    fixture
        .run(&[&accept[..], &["--text", "阿斯□纳"]].concat())
        .code(0);
    let header =
        fs::read_to_string(fixture.path("corpus/documents/sub/名.md")).expect("it is there");
    assert!(
        header.contains("原文如此") && header.contains(&body),
        "{header}"
    );
    fixture.run(&["check"]).code(0).says("1 accepted");
    let told = fixture.run(&["check", "--accepted", "--json"]).json();
    assert_eq!(told["findings"][0]["accepted"], "原文如此");
    // A second time there is nothing left to accept.
    fixture.run(&accept).code(2);
    fixture.run(&["index"]).code(0);
}

/// Sentences that share nothing.
const SENTENCES: [&str; 6] = [
    "元首们在会晤中回顾了过去二十年的历程，并对未来合作提出了设想。",
    "各方愿加强粮食安全领域的协作，扩大农产品相互准入。",
    "教育部长会议商定扩大奖学金名额，支持青年学者往来。",
    "交通走廊建设取得进展，跨境铁路已完成勘察设计。",
    "反恐机构通报演习情况，强调情报共享须依法进行。",
    "数字经济专家讨论电子签名互认，以及数据跨境流动规则。",
];

fn alike() -> Fixture {
    let whole = SENTENCES.join("\n\n");
    Fixture::of(&[
        ("speech.md", &document("speech", "", &whole)),
        (
            "reprint.md",
            &document("reprint", "", &whole.replace('，', "、")),
        ),
        (
            "corrected.md",
            &document("corrected", "", &whole.replace("青年", "中年")),
        ),
        ("part.md", &document("part", "", &SENTENCES[1..4].join(""))),
        ("other.md", &document("other", "", SOUND)),
    ])
}

fn pairs(fixture: &Fixture, more: &[&str]) -> Vec<(String, String, String)> {
    let listed = fixture.run(&[&["duplicates", "--json"], more].concat());
    let listed = listed.json();
    let pairs = listed["pairs"].as_array().expect("pairs are a list");
    pairs
        .iter()
        .map(|pair| {
            (
                text(&pair["kind"]),
                text(&pair["a"]["id"]),
                text(&pair["b"]["id"]),
            )
        })
        .collect()
}

#[test]
fn alike_documents_are_listed_shown_and_decided() {
    let fixture = alike();
    let triple = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
    let expected = [
        triple("same-text", "reprint", "speech"),
        triple("near", "corrected", "reprint"),
        triple("extract", "part", "reprint"),
        triple("extract", "part", "corrected"),
    ];
    assert_eq!(pairs(&fixture, &[]), expected);
    let listed = fixture.run(&["duplicates"]);
    listed
        .code(0)
        .says("5 documents compared: 4 pairs shown, 0 decided");
    let shown = fixture.run(&["duplicates", "speech", "corrected"]);
    shown.code(0);
    assert!(
        shown.stdout.contains("[-青-]年") && shown.stdout.contains("{+中+}年"),
        "{}",
        shown.stdout
    );
    fixture.run(&["duplicates", "speech"]).code(2);
    fixture
        .run(&[
            "duplicates",
            "decide",
            "reprint",
            "same",
            "speech",
            "--note",
            "转载",
        ])
        .code(0);
    assert_eq!(pairs(&fixture, &[]), expected[1..]);
    assert_eq!(pairs(&fixture, &["--all"]).len(), 4);
    fixture
        .run(&["duplicates", "decide", "speech", "version", "reprint"])
        .code(2)
        .says("reprint");
    fixture
        .run(&["duplicates", "decide", "speech", "same", "speech"])
        .code(2);
    fixture
        .run(&["duplicates", "decide", "speech", "alike", "other"])
        .code(2);
    fixture.run(&["duplicates", "--kind", "same-text"]).code(1);
}

fn answer(fixture: &Fixture, more: &[&str]) -> Value {
    fixture
        .run(&[&["search", "奖学金", "--json"], more].concat())
        .json()
}

fn variants(hit: &Value) -> Vec<(String, String)> {
    let variants = hit["variants"].as_array().map_or(&[][..], Vec::as_slice);
    variants
        .iter()
        .map(|variant| (text(&variant["kind"]), text(&variant["document"])))
        .collect()
}

#[test]
fn what_is_the_same_is_one_hit_and_no_total_lies() {
    let fixture = alike();
    for [a, kind, b] in [
        ["reprint", "same", "speech"],
        ["corrected", "version", "speech"],
        ["part", "extract", "speech"],
    ] {
        fixture.run(&["duplicates", "decide", a, kind, b]).code(0);
    }
    fixture.run(&["index"]).code(0);
    let found = answer(&fixture, &[]);
    let hits = found["hits"].as_array().expect("hits are a list");
    let mut ids: Vec<String> = hits.iter().map(|hit| text(&hit["document"])).collect();
    ids.sort();
    assert_eq!(ids, ["corrected", "part", "speech"]);
    assert_eq!(
        (&found["total"]["documents"], &found["total"]["same"]),
        (&4.into(), &1.into())
    );
    let of = |id: &str| {
        let hit = hits
            .iter()
            .find(|hit| hit["document"] == id)
            .expect("it is a hit");
        variants(hit)
    };
    let pair = |kind: &str, id: &str| (kind.to_owned(), id.to_owned());
    assert_eq!(
        of("speech"),
        [
            pair("same", "reprint"),
            pair("version", "corrected"),
            pair("extract", "part")
        ]
    );
    assert_eq!(of("part"), [pair("whole", "speech")]);
    // Page by page the same hits come.
    let paged: Vec<String> = (0..3)
        .map(|offset| {
            let page = answer(&fixture, &["-n", "1", "--offset", &offset.to_string()]);
            text(&page["hits"][0]["document"])
        })
        .collect();
    let in_order: Vec<String> = hits.iter().map(|hit| text(&hit["document"])).collect();
    assert_eq!(paged, in_order);
    let by_passage = answer(&fixture, &["--by", "passage"]);
    assert_eq!(by_passage["hits"].as_array().map(Vec::len), Some(3));
    assert_eq!(by_passage["total"]["passages"], 4);
    let words = fixture.run(&["search", "奖学金"]);
    assert!(
        words.stdout.contains("same: 题名reprint [reprint]"),
        "{}",
        words.stdout
    );
    words.says("1 the same as others");
}

#[test]
fn one_text_is_one_hit_until_it_is_decided_otherwise() {
    let fixture = alike();
    fixture.run(&["index"]).code(0);
    assert_eq!(answer(&fixture, &[])["total"]["same"], 1);
    fixture
        .run(&["duplicates", "decide", "reprint", "different", "speech"])
        .code(0);
    fixture.run(&["index"]).code(0);
    let found = answer(&fixture, &[]);
    assert_eq!(found["hits"].as_array().map(Vec::len), Some(4));
    assert_eq!(found["total"]["same"], Value::Null);
}

#[test]
fn every_command_of_the_page_about_checking_succeeds() {
    let page = repository().join("docs/check.md");
    let page = fs::read_to_string(page).expect("the page is there");
    assert!(run_shell_blocks(&page) >= 8);
}
