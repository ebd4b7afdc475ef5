use std::fs;

use tempfile::TempDir;

use super::*;

/// Sentences of which texts are made; they share no five letters.
const SENTENCES: [&str; 8] = [
    "元首们在会晤中回顾了过去二十年的历程，并对未来合作提出了设想。",
    "各方愿加强粮食安全领域的协作，扩大农产品相互准入。",
    "教育部长会议商定扩大奖学金名额，支持青年学者往来。",
    "交通走廊建设取得进展，跨境铁路已完成勘察设计。",
    "反恐机构通报演习情况，强调情报共享须依法进行。",
    "数字经济专家讨论电子签名互认，以及数据跨境流动规则。",
    "卫生主管部门就传染病监测建立热线，每季度交换信息。",
    "环境部门倡议保护雪豹栖息地，开展冰川联合观测。",
];

struct Corpus(TempDir);

impl Corpus {
    fn of(documents: &[(&str, &str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("documents")).unwrap();
        for (id, header, body) in documents {
            let text = format!("---\nid: {id}\n{header}---\n\n{body}\n");
            fs::write(folder.path().join(format!("documents/{id}.md")), text).unwrap();
        }
        Self(folder)
    }

    fn found(&self) -> Vec<(LikenessKind, String, String)> {
        let found = likenesses(self.0.path(), &Lexicon::default());
        assert!(found.errors.is_empty(), "{:?}", found.errors);
        let pairs = found.pairs.into_iter();
        pairs
            .map(|pair| (pair.kind, pair.a.id, pair.b.id))
            .collect()
    }
}

fn pair(kind: LikenessKind, a: &str, b: &str) -> (LikenessKind, String, String) {
    (kind, a.to_owned(), b.to_owned())
}

#[test]
fn each_kind_of_likeness_is_found_and_nothing_else() {
    let whole = SENTENCES.join("\n\n");
    let other_setting = SENTENCES.join("").replace('，', "、 ");
    let corrected = whole.replace("热线", "专线");
    let extract = SENTENCES[2..5].join("");
    let original =
        |hash: &str| format!("original:\n  file: a.txt\n  sha256: {}\n", hash.repeat(64));
    let corpus = Corpus::of(&[
        ("a", "", &whole),
        ("b", "", &other_setting),
        ("c", "", &corrected),
        ("d", "", &extract),
        (
            "e",
            &original("e"),
            "会议讨论了今后几年的工作安排和预算草案等事项。",
        ),
        (
            "f",
            &original("e"),
            "完全不同的文字，由同一个文件另行整理而成。",
        ),
        (
            "g",
            "",
            "另有一篇短文，与上述各篇毫无关系，只谈论茶叶与丝绸的古代贸易路线及其驿站。",
        ),
    ]);
    assert_eq!(
        corpus.found(),
        [
            pair(LikenessKind::SameBytes, "e", "f"),
            pair(LikenessKind::SameText, "a", "b"),
            pair(LikenessKind::Near, "a", "c"),
            pair(LikenessKind::Extract, "d", "a"),
            pair(LikenessKind::Extract, "d", "c"),
        ]
    );
}

#[test]
fn traditional_characters_and_full_width_are_the_same_text() {
    let corpus = Corpus::of(&[
        ("a", "", "上海合作组织成员国元首理事会2024年会议，ABC。"),
        (
            "b",
            "",
            "上海合作組織成員國元首理事會２０２４年會議：ＡＢＣ",
        ),
    ]);
    assert_eq!(corpus.found(), [pair(LikenessKind::SameText, "a", "b")]);
}

#[test]
fn a_translation_is_told_by_day_and_numbers() {
    let corpus = Corpus::of(&[
        (
            "zh",
            "date: 2024-07-04\nlanguage: zh-Hans\n",
            "2024年7月4日举行第24次会议，签署25份文件，其中包括2035年前发展战略和2025年至2027年计划。",
        ),
        (
            "ru",
            "date: 2024-07-04\nlanguage: ru\n",
            "4 июля 2024 года состоялось 24-е заседание, подписано 25 документов, в том числе стратегия до 2035 года и план на 2025–2027 годы.",
        ),
        (
            "en",
            "date: 2024-07-04\nlanguage: en\n",
            "On the same day 17 ministers spoke about 300 schools, 48 bridges and 1200 kilometres of road.",
        ),
    ]);
    assert_eq!(
        corpus.found(),
        [pair(LikenessKind::Translation, "ru", "zh")]
    );
}

#[test]
fn what_was_decided_is_said_from_either_side() {
    let whole = SENTENCES.join("\n\n");
    let relation = "relations:\n  - kind: version\n    document: a\n    note: 另一版\n";
    let corpus = Corpus::of(&[
        ("a", "", &whole),
        ("b", relation, &whole),
        ("c", "version_of: a\n", &whole),
    ]);
    let found = likenesses(corpus.0.path(), &Lexicon::default()).pairs;
    let decided: Vec<_> = found
        .iter()
        .map(|pair| {
            (
                pair.b.id.as_str(),
                pair.decided.as_ref().map(|decided| decided.kind),
            )
        })
        .collect();
    assert_eq!(
        decided,
        [
            ("b", Some(RelationKind::Version)),
            ("c", Some(RelationKind::Version))
        ]
    );
}

#[test]
fn a_file_that_cannot_be_read_does_not_stop_the_others() {
    let corpus = Corpus::of(&[
        ("a", "", "甲乙丙丁戊己庚辛。"),
        ("b", "", "甲乙丙丁戊己庚辛！"),
    ]);
    fs::write(corpus.0.path().join("documents/c.md"), [0xFF, 0xFE]).unwrap();
    let found = likenesses(corpus.0.path(), &Lexicon::default());
    assert_eq!(
        (found.documents, found.errors.len(), found.pairs.len()),
        (2, 1, 1)
    );
}

/// On a corpus of random mixtures the search finds exactly what comparing each with each finds.
#[test]
fn the_search_finds_what_comparing_all_pairs_finds() {
    let mut state = 7_u64;
    let mut below = |bound: usize| {
        state = shingles::mix(state.wrapping_add(0x9E37_79B9_7F4A_7C15));
        usize::try_from(state % bound as u64).unwrap()
    };
    let texts: BTreeSet<String> = (0..60)
        .map(|_| {
            let count = 1 + below(6);
            (0..count)
                .map(|_| SENTENCES[below(SENTENCES.len())])
                .collect()
        })
        .collect();
    let documents: Vec<(String, String)> = (0..)
        .zip(texts)
        .map(|(n, text): (u32, _)| (format!("d{n:02}"), text))
        .collect();
    let borrowed: Vec<_> = documents
        .iter()
        .map(|(id, text)| (id.as_str(), "", text.as_str()))
        .collect();
    let mut found = Corpus::of(&borrowed).found();
    let letters = |text: &str| -> Vec<char> {
        text.chars()
            .map(sco_analysis::fold_char)
            .filter(|c| c.is_alphanumeric())
            .collect()
    };
    let mut expected = Vec::new();
    for (i, (a, text_a)) in documents.iter().enumerate() {
        for (b, text_b) in &documents[i + 1..] {
            let (x, y) = (letters(text_a), letters(text_b));
            let shared = shared(&shingles(&x), &shingles(&y));
            if shared.resemblance >= NEAR {
                expected.push(pair(LikenessKind::Near, a, b));
            } else if shared.containment >= EXTRACT && x.len().min(y.len()) >= LEAST_EXTRACT_LETTERS
            {
                let is_a = x.len() <= y.len();
                let (shorter, longer) = if is_a { (a, b) } else { (b, a) };
                expected.push(pair(LikenessKind::Extract, shorter, longer));
            }
        }
    }
    found.sort();
    expected.sort();
    assert!(expected.len() > 20, "{}", expected.len());
    // The sketch may pass over an extract of two dozen shingles; whatever is said must be so.
    let missed = expected.iter().filter(|pair| !found.contains(pair)).count();
    assert!(
        missed * 20 <= expected.len(),
        "{missed} of {} missed",
        expected.len()
    );
    assert!(
        found.iter().all(|pair| expected.contains(pair)),
        "{found:?}"
    );
}
