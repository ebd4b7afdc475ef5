//! Indexes of random described documents, for tests.

use std::fs;

use sco_indexer::{LexiconSource, OpenIndex, Options, Source, open, update};
use serde_json::{Value, json};
use tantivy::DocId;
use tempfile::TempDir;

use crate::columns::first_texts;

/// Dates with first and last day and the year they are counted under.
#[expect(clippy::inconsistent_digit_grouping, reason = "year, month and day")]
pub(crate) const DATES: [(&str, u32, u32, u16); 9] = [
    ("2018", 2018_01_01, 2018_12_31, 2018),
    ("2018-06", 2018_06_01, 2018_06_30, 2018),
    ("2018-06-10", 2018_06_10, 2018_06_10, 2018),
    ("2018-06-09/2018-06-10", 2018_06_09, 2018_06_10, 2018),
    ("2018-12-31/2019-01-01", 2018_12_31, 2019_01_01, 2018),
    ("2019/..", 2019_01_01, u32::MAX, 2019),
    ("../2017-03", 0, 2017_03_31, 2017),
    ("2020~", 2020_01_01, 2020_12_31, 2020),
    ("2024-07-04", 2024_07_04, 2024_07_04, 2024),
];

/// An index and what it holds.
pub(crate) struct TestIndex {
    folder: TempDir,
    pub(crate) index: OpenIndex,
    /// The documents as JSON, in the order of their identifiers.
    pub(crate) documents: Vec<Value>,
}

impl TestIndex {
    /// Some documents, in one segment or in several with deleted documents among them.
    pub(crate) fn random(seed: u64, in_one_segment: bool) -> TestIndex {
        let mut random = Random(seed);
        let documents: Vec<Value> = (0..150).map(|n| document(n, &mut random)).collect();
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        if !in_one_segment {
            let mut others = documents[..80].to_vec();
            for other in &mut others {
                other["place"] = "别处".into();
            }
            write(
                &folder,
                &[&others[..], &[json!({"id": "gone", "body": "已删。"})]].concat(),
            );
            write(&folder, &[&others[..40], &documents[40..120]].concat());
        }
        write(&folder, &documents);
        let index = open(&folder.path().join("index")).expect("the index is sound");
        TestIndex {
            folder,
            index,
            documents,
        }
    }

    /// These documents in one segment.
    pub(crate) fn of(documents: Vec<Value>) -> TestIndex {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        write(&folder, &documents);
        let index = open(&folder.path().join("index")).expect("the index is sound");
        TestIndex {
            folder,
            index,
            documents,
        }
    }

    /// The documents of the index as segment and number.
    pub(crate) fn all(&self) -> Vec<(u32, DocId)> {
        let segments = (0..).zip(self.index.searcher.segment_readers());
        segments
            .flat_map(|(segment, reader)| reader.doc_ids_alive().map(move |doc| (segment, doc)))
            .collect()
    }

    /// Identifiers of documents, given as segment and number.
    pub(crate) fn ids(&self, documents: &[(u32, DocId)]) -> Vec<String> {
        let ids = first_texts(&self.index.searcher, "id", documents).expect("the index is sound");
        ids.into_iter().flatten().collect()
    }

    /// Keeps the folder until here.
    pub(crate) fn close(self) {
        self.folder.close().expect("the folder can be removed");
    }
}

/// Brings the index up to date with the documents given.
fn write(folder: &TempDir, documents: &[Value]) {
    let source = folder.path().join("documents.jsonl");
    let lines: Vec<String> = documents.iter().map(Value::to_string).collect();
    fs::write(&source, lines.join("\n")).expect("the file can be written");
    let options = Options {
        sources: vec![Source::JsonLines(source)],
        lexicon: LexiconSource::Nothing,
        threads: 1,
        rebuild: false,
    };
    let summary = update(&folder.path().join("index"), &options, &mut |_| {});
    let summary = summary.expect("the documents are indexed");
    assert!(summary.skipped.is_empty(), "{:?}", summary.skipped);
}

fn document(number: usize, random: &mut Random) -> Value {
    let mut document = json!({"id": format!("d{number:03}"), "body": "正文。"});
    let mut set = |key: &str, values: &[&str]| {
        if let Some(value) = random.one_or_none(values) {
            document[key] = value.into();
        }
    };
    set(
        "title",
        &[
            "上海宣言",
            "“上海”宣言",
            "Agreement",
            "青岛宣言",
            "agreement on transit",
            "2018年公报",
        ],
    );
    set(
        "type",
        &["speech", "declaration", "charter", "joint-communique"],
    );
    set("language", &["zh-Hans", "zh-Hant", "zh", "ru", "en"]);
    set("date", &DATES.map(|(date, ..)| date));
    set(
        "place",
        &["中国青岛", "上海", "上海市", "Ташкент", "New York"],
    );
    set("event", &["青岛峰会", "上海峰會", "撒马尔罕会议"]);
    set(
        "body",
        &[
            "正文。",
            "签署《宪章》和《公约》，又及《宪章》。",
            "丁一强调：“我们应当弘扬上海精神，深化合作。”《公约》生效。",
        ],
    );
    set("status", &["published"]);
    let sources = [
        "https://www.ecrats.org/cn/1",
        "https://ecrats.org/ru/2",
        "http://scorussia.ru:80/x",
        "人民日报",
    ];
    let people = ["习近平", "Vladimir Putin", "丁一"];
    document["source"] = json!(random.some(&sources));
    let creators: Vec<Value> = random
        .some(&people)
        .into_iter()
        .map(|name| json!({"name": name}))
        .collect();
    document["creators"] = json!(creators);
    document
}

/// Small numbers without a pattern (Knuth's linear congruential generator, MMIX).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn one_or_none<'a>(&mut self, values: &[&'a str]) -> Option<&'a str> {
        values.get(self.below(values.len() + 1)).copied()
    }

    fn some<'a>(&mut self, values: &[&'a str]) -> Vec<&'a str> {
        values
            .iter()
            .copied()
            .filter(|_| self.below(3) == 0)
            .collect()
    }
}
