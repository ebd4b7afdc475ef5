//! The query language against a naive reader: every kind of term, every operator, random trees over random corpora.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::*;
use sco_corpus::read_documents;
use sco_indexer::{Source, Zone};
use sco_query::{By, Engine, Hits, Holds, Run, SearchRequest, ShownPassage};

use crate::naive::{Asked, Condition, Near, Paper, Place, Sense, Term, Unit};
use crate::oracle::merged;
use crate::random_questions::{KINDS, Questions, markdown, typed};
use crate::support::{Fixture, Numbers};

/// A corpus that is indexed, and as the naive reader has it.
pub(crate) struct Library {
    pub(crate) papers: Vec<Paper>,
    pub(crate) engine: Engine,
    _fixture: Fixture,
}

impl Library {
    pub(crate) fn of(documents: &[(String, String)], lexicon: Option<&str>) -> Library {
        let fixture = Fixture::of(&[]);
        for (name, text) in documents {
            fixture.document(name, text);
        }
        let lexicon: Option<PathBuf> =
            lexicon.map(|rows| fixture.write("corpus/lexicon.tsv", rows));
        let engine = fixture.engine(Source::Corpus(fixture.path("corpus")), lexicon);
        let read = read_documents(&fixture.path("corpus"));
        let papers = read.map(|read| Paper::of(&read.expect("the document is sound").document));
        Library {
            papers: papers.collect(),
            engine,
            _fixture: fixture,
        }
    }

    fn random(seed: u64, documents: usize) -> Library {
        let mut numbers = Numbers(seed);
        let documents: Vec<(String, String)> = (0..documents)
            .map(|number| (format!("{number}.md"), markdown(&mut numbers)))
            .collect();
        Library::of(&documents, None)
    }

    /// What differs between the program's answer to a question and the reader's.
    pub(crate) fn differences(&self, q: &str, asked: &Asked, expand: bool) -> Vec<String> {
        let mut differences = self.by_document(q, asked, expand);
        differences.extend(self.by_passage(q, asked, expand));
        differences
    }

    fn by_document(&self, q: &str, asked: &Asked, expand: bool) -> Vec<String> {
        let request = SearchRequest {
            q: q.to_owned(),
            limit: 1_000,
            passages: 1_000,
            expand,
            ..SearchRequest::default()
        };
        let answer = match self.engine.search(&request) {
            Ok(answer) => answer,
            Err(error) => return vec![format!("by document: {error}")],
        };
        let expected = self
            .papers
            .iter()
            .filter_map(|paper| Some((paper, paper.whole().answer(asked)?)));
        let expected: Vec<_> = expected.collect();
        let Hits::Documents(hits) = &answer.hits else {
            panic!("documents were asked for")
        };
        let found: BTreeSet<&str> = hits.iter().map(|hit| hit.document.as_str()).collect();
        let wanted: BTreeSet<&str> = expected
            .iter()
            .map(|(paper, _)| paper.id.as_str())
            .collect();
        let mut differences = notices(&answer.notices);
        if wanted.is_empty() && (answer.holds != Holds::All || answer.corrected.is_some()) {
            return differences; // what holds most of it may be shown
        }
        differences.extend(unlike("documents", &found, &wanted));
        differences.extend(unlike(
            "total of documents",
            &answer.total.documents,
            &wanted.len(),
        ));
        if let Asked::Term(_) = asked {
            let count = |others: bool| {
                let marks = expected.iter().flat_map(|(_, marks)| marks);
                marks.filter(|mark| mark.is_other == others).count() as u64
            };
            differences.extend(unlike(
                "occurrences by document",
                &answer.total.occurrences,
                &count(false),
            ));
            differences.extend(unlike(
                "added by document",
                &answer.total.added,
                &count(true),
            ));
            let shown = hits.iter().flat_map(|hit| {
                hit.passages
                    .iter()
                    .map(|passage| (hit.document.as_str(), passage))
            });
            differences.extend(self.shown("passages of documents", shown, asked));
        }
        differences
    }

    fn by_passage(&self, q: &str, asked: &Asked, expand: bool) -> Vec<String> {
        let request = SearchRequest {
            q: q.to_owned(),
            limit: 10_000,
            by: By::Passage,
            expand,
            ..SearchRequest::default()
        };
        let answer = match self.engine.search(&request) {
            Ok(answer) => answer,
            Err(error) => return vec![format!("by passage: {error}")],
        };
        let Hits::Passages(hits) = &answer.hits else {
            panic!("passages were asked for")
        };
        let expected = self.passages(asked);
        if expected.is_empty() && (answer.holds != Holds::All || answer.corrected.is_some()) {
            return Vec::new();
        }
        let shown = hits.iter().map(|hit| (hit.document.as_str(), &hit.passage));
        let mut differences = self.shown("passages", shown, asked);
        if let Asked::Term(_) = asked {
            let occurrences = |others: bool| {
                let marks = expected.iter().flat_map(|(_, marks)| marks);
                marks.filter(|mark| mark.is_other == others).count() as u64
            };
            differences.extend(unlike(
                "occurrences by passage",
                &answer.total.occurrences,
                &occurrences(false),
            ));
            differences.extend(unlike(
                "added by passage",
                &answer.total.added,
                &occurrences(true),
            ));
        }
        differences
    }

    /// The passages that answer, with what is marked in them.
    fn passages(&self, asked: &Asked) -> Vec<(Unit<'_>, Vec<crate::naive::Found>)> {
        let signs = asked.looks_for_signs();
        let units = self.papers.iter().flat_map(|paper| paper.passages(asked));
        let readable = units.filter(|unit| signs || unit.has_letters());
        readable
            .filter_map(|unit| unit.answer(asked).map(|marks| (unit, marks)))
            .collect()
    }

    /// Passages as they are shown: document, zone, and text with the marks in brackets.
    fn shown<'a>(
        &self,
        what: &str,
        shown: impl Iterator<Item = (&'a str, &'a ShownPassage)>,
        asked: &Asked,
    ) -> Vec<String> {
        let mut found: Vec<String> = shown
            .map(|(document, passage)| {
                format!("{document} {} {}", passage.zone, bracketed(&passage.runs))
            })
            .collect();
        let expected = self.passages(asked).into_iter().map(|(unit, marks)| {
            let start = unit.pieces[0].1.start;
            let marks = marks
                .iter()
                .map(|mark| mark.bytes.start - start..mark.bytes.end - start);
            format!(
                "{} {} {}",
                unit.paper.id,
                unit.zone().name(),
                marked(unit.text(), merged(marks.collect()))
            )
        });
        let mut expected: Vec<String> = expected.collect();
        found.sort();
        expected.sort();
        if found == expected {
            return Vec::new();
        }
        let only = |a: &[String], b: &[String]| {
            a.iter()
                .filter(|text| !b.contains(text))
                .take(4)
                .cloned()
                .collect::<Vec<_>>()
        };
        let (more, less) = (only(&found, &expected), only(&expected, &found));
        vec![format!(
            "{what}: {} found, {} expected; only found {more:#?}; only expected {less:#?}",
            found.len(),
            expected.len()
        )]
    }
}

fn notices(notices: &[sco_query::Notice]) -> Vec<String> {
    notices
        .iter()
        .map(|notice| format!("notice at {}: {}", notice.at, notice.message))
        .collect()
}

fn unlike<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Option<String> {
    (found != expected).then(|| format!("{what}: found {found:?}, expected {expected:?}"))
}

fn bracketed(runs: &[Run]) -> String {
    let shown = runs.iter().map(|run| {
        if run.hit {
            format!("【{}】", run.text)
        } else {
            run.text.clone()
        }
    });
    shown.collect()
}

fn marked(text: &str, marks: Vec<Range<usize>>) -> String {
    let (mut shown, mut end) = (String::new(), 0);
    for mark in marks.into_iter().filter(|mark| mark.start < mark.end) {
        shown.push_str(&text[end..mark.start]);
        shown.push('【');
        shown.push_str(&text[mark.clone()]);
        shown.push('】');
        end = mark.end;
    }
    shown + &text[end..]
}

/// Asserts that nothing differs; a report shows the shortest questions first.
pub(crate) fn assert_alike(asked: usize, mut differing: Vec<(String, Vec<String>)>) {
    differing.sort_by_key(|(question, _)| question.chars().count());
    let shown: Vec<String> = differing
        .iter()
        .take(12)
        .map(|(question, differences)| format!("{question}\n    {}", differences.join("\n    ")))
        .collect();
    assert!(
        differing.is_empty(),
        "{} of {asked} questions differ:\n{}",
        differing.len(),
        shown.join("\n")
    );
}

/// Random corpora; few indexes for many questions.
static LIBRARIES: LazyLock<Vec<Library>> =
    LazyLock::new(|| (0..20).map(|seed| Library::random(seed, 10)).collect());

/// Asks questions that `make` makes of every corpus.
fn ask_all(seed: u64, each: usize, make: impl Fn(&mut Questions<'_>, usize) -> Asked) {
    let (mut asked_in_all, mut differing) = (0, Vec::new());
    for (corpus, library) in (0..).zip(LIBRARIES.iter()) {
        let mut questions = Questions {
            numbers: Numbers(seed * 1_000 + corpus),
            papers: &library.papers,
        };
        for number in 0..each {
            let asked = make(&mut questions, number);
            let q = typed(&asked, &mut questions.numbers);
            if asked.only_excludes() || q.chars().count() > 1_000 {
                continue;
            }
            asked_in_all += 1;
            let differences = library.differences(&q, &asked, false);
            if !differences.is_empty() {
                differing.push((format!("corpus {corpus}: {q}"), differences));
            }
        }
    }
    assert!(asked_in_all >= 500, "{asked_in_all} questions were asked");
    assert_alike(asked_in_all, differing);
}

#[test]
fn single_terms_of_every_kind_are_found_counted_and_marked_as_a_reader_would() {
    ask_all(1, 3 * KINDS.len(), |questions, number| {
        Asked::Term(questions.term(KINDS[number % KINDS.len()]))
    });
}

#[test]
fn and_or_and_not_hold_for_every_kind_of_leaf() {
    ask_all(2, 52, |questions, number| {
        let (leaf, other) = (
            questions.leaf(number),
            Asked::Term(questions.term(KINDS[0])),
        );
        match (number / 13) % 4 {
            0 => Asked::And(vec![leaf, other]),
            1 => Asked::Or(vec![leaf, other]),
            2 => Asked::And(vec![other, Asked::Not(Box::new(leaf))]),
            _ => leaf,
        }
    });
}

#[test]
fn random_trees_hold_by_document_and_by_passage() {
    ask_all(3, 26, |questions, _| questions.tree(4));
}

fn row(text: &str) -> Term {
    Term {
        typed: text.to_owned(),
        sense: Sense::Row(text.to_owned()),
    }
}

fn exact(text: &str) -> Term {
    Term {
        typed: format!("={text}"),
        sense: Sense::Exact(text.to_owned()),
    }
}

fn said_at(place: Place, inner: Asked) -> Asked {
    Asked::At(place, Some(Box::new(inner)))
}

/// Asserts that a question about a few paragraphs is answered as the naive reader answers it, who finds something or nothing.
#[track_caller]
fn assert_reads(paragraphs: &str, asked: &Asked, expected_found: bool) {
    let text = format!(
        "---\ntitle: 上海宣言\ntype: speech\n---\n\n# 安全\n\n{}\n",
        paragraphs.replace('\n', "\n\n")
    );
    let library = Library::of(
        &[
            ("a.md".to_owned(), text),
            (
                "b.md".to_owned(),
                "---\ntitle: 又\n---\n\n没有。\n".to_owned(),
            ),
        ],
        None,
    );
    let q = typed(asked, &mut Numbers(1));
    let holds = |unit: &Unit<'_>| unit.answer(asked).is_some();
    let mut papers = library.papers.iter();
    let is_found =
        papers.any(|paper| holds(&paper.whole()) || paper.passages(asked).iter().any(holds));
    assert_eq!(is_found, expected_found, "{q}");
    let differences = library.differences(&q, asked, false);
    assert_alike(
        1,
        if differences.is_empty() {
            Vec::new()
        } else {
            vec![(q, differences)]
        },
    );
}

#[test]
fn characters_as_typed_are_counted_where_they_overlap() {
    assert_reads("哈哈哈。", &Asked::Term(exact("哈哈")), true);
    let spaced = Term {
        typed: "=\"5 5\"".to_owned(),
        sense: Sense::Exact("5 5".to_owned()),
    };
    assert_reads("15 5 5号。", &Asked::Term(spaced), true);
}

#[test]
fn characters_as_typed_may_be_the_marks_of_a_title() {
    assert_reads("宪章和《宪章》。", &Asked::Term(exact("《宪章》")), true);
}

#[test]
fn characters_as_typed_may_begin_with_the_end_of_a_sentence() {
    assert_reads("甲乙。丙丁。", &Asked::Term(exact("。丙")), true);
}

#[test]
fn a_star_word_may_be_a_year_in_han_digits() {
    let starred = Term {
        typed: "20*".to_owned(),
        sense: Sense::Starred(vec![vec!["20*".to_owned()]]),
    };
    assert_reads("二〇二四年。2030年。", &Asked::Term(starred), true);
}

#[test]
fn a_condition_makes_passages_answers_as_it_makes_documents() {
    let speech = || Asked::Meets(Condition::Type("speech"));
    assert_reads(
        "上海。合作。",
        &Asked::Or(vec![speech(), Asked::Term(row("合作"))]),
        true,
    );
    assert_reads(
        "上海。合作。安全。",
        &Asked::Or(vec![
            Asked::Term(row("上海")),
            Asked::Not(Box::new(Asked::Term(row("合作")))),
        ]),
        true,
    );
    assert_reads(
        "上海。合作。",
        &Asked::And(vec![
            speech(),
            Asked::Not(Box::new(Asked::Term(row("合作")))),
        ]),
        true,
    );
}

#[test]
fn two_things_near_each_other_stand_both_outside_quotations() {
    let near = || {
        Asked::Near(Near {
            left: vec![row("合作")],
            right: vec![row("安全")],
            letters: 8,
            ordered: false,
        })
    };
    let outside = || said_at(Place::NotIn(Zone::Quote), near());
    let inside = || said_at(Place::In(Zone::Quote), near());
    let over_the_edge = "合作，普京主席指出：“安全是各方共同的关切。”";
    assert_reads(over_the_edge, &near(), true);
    assert_reads(over_the_edge, &outside(), false);
    assert_reads(over_the_edge, &inside(), false);
    let within = "普京主席指出：“合作与安全是各方共同的关切。”";
    assert_reads(within, &outside(), false);
    assert_reads(within, &inside(), true);
}

#[test]
fn what_is_quoted_may_stand_in_two_quotations_of_a_sentence() {
    let text = "普京主席指出：“各方要深化合作”，“各方要共同保障地区安全。”";
    let both = || Asked::And(vec![Asked::Term(row("合作")), Asked::Term(row("安全"))]);
    assert_reads(text, &said_at(Place::In(Zone::Quote), both()), true);
}

#[test]
fn a_place_inside_another_narrows_it() {
    let title = || said_at(Place::In(Zone::Title), Asked::Term(row("上海")));
    assert_reads(
        "上海合作。",
        &said_at(Place::In(Zone::Body), title()),
        false,
    );
    assert_reads(
        "上海合作。",
        &said_at(Place::NotIn(Zone::Title), title()),
        false,
    );
    let body = said_at(Place::In(Zone::Body), Asked::Term(row("上海")));
    assert_reads("上海合作。", &said_at(Place::In(Zone::Note), body), false);
}

#[test]
fn a_regular_expression_knows_the_ends_of_a_sentence() {
    let regex = |pattern: &str| {
        Asked::Term(Term {
            typed: format!("/{pattern}/"),
            sense: Sense::Regex(pattern.to_owned()),
        })
    };
    for pattern in [
        "^合",
        "合作。$",
        "^上海$",
        "合 作",
        "[^合]作",
        "(?:上海){2}",
        "\\bsco\\b",
        "上(?i:海)",
    ] {
        assert_reads(
            "合作。不合作。上海上海 合 作。 SCO 组织。\n上海",
            &regex(pattern),
            true,
        );
    }
}

#[test]
fn a_gap_may_follow_a_year_in_either_writing() {
    let year = Term {
        typed: "“2024年”".to_owned(),
        sense: Sense::Row("2024年".to_owned()),
    };
    let near = Near {
        left: vec![year],
        right: vec![row("会议")],
        letters: 3,
        ordered: true,
    };
    assert_reads(
        "二〇二四年的会议。2024年会议。二〇二四年。",
        &Asked::Near(near),
        true,
    );
}

#[test]
fn operators_bind_as_documented() {
    let term = |text: &str| Asked::Term(row(text));
    let not = |text: &str| Asked::Not(Box::new(term(text)));
    let documents = ["甲乙", "甲丁", "丙", "丙丁", "甲乙丁", "乙", "甲丙"];
    let documents: Vec<(String, String)> = documents
        .iter()
        .map(|text| {
            (
                format!("{text}.md"),
                format!(
                    "---\ntitle: 无\n---\n\n{}。\n",
                    text.replace("", "，").trim_matches('，')
                ),
            )
        })
        .collect();
    let library = Library::of(&documents, None);
    let near = |a: &str, b: &str| {
        Asked::Near(Near {
            left: vec![row(a)],
            right: vec![row(b)],
            letters: 0,
            ordered: false,
        })
    };
    let either = Asked::Or(vec![
        Asked::And(vec![term("甲"), term("乙")]),
        Asked::And(vec![term("丙"), not("丁")]),
    ]);
    for (q, asked) in [
        ("甲 乙 OR 丙 -丁", either.clone()),
        ("甲 AND 乙 OR 丙 NOT 丁", either.clone()),
        ("（甲 乙）OR（丙 -丁）", either),
        (
            "甲 -乙 NEAR/0 丁",
            Asked::And(vec![term("甲"), Asked::Not(Box::new(near("乙", "丁")))]),
        ),
        (
            "甲 NEAR/0 乙 NEAR/0 丁",
            Asked::And(vec![near("甲", "乙"), near("乙", "丁")]),
        ),
        (
            "甲 乙 in:title",
            said_at(
                Place::In(Zone::Title),
                Asked::And(vec![term("甲"), term("乙")]),
            ),
        ),
        (
            "甲 in:title OR 丙",
            Asked::Or(vec![
                said_at(Place::In(Zone::Title), term("甲")),
                term("丙"),
            ]),
        ),
        (
            "body:甲 乙",
            Asked::And(vec![said_at(Place::In(Zone::Body), term("甲")), term("乙")]),
        ),
        (
            "甲^3 OR (乙 丁)^0.5",
            Asked::Or(vec![term("甲"), Asked::And(vec![term("乙"), term("丁")])]),
        ),
        (
            "甲 -(乙 丁)",
            Asked::And(vec![
                term("甲"),
                Asked::Not(Box::new(Asked::And(vec![term("乙"), term("丁")]))),
            ]),
        ),
        (
            "甲 and 乙",
            Asked::And(vec![term("甲"), term("and"), term("乙")]),
        ),
        ("丙 NOT NOT 丁", Asked::And(vec![term("丙"), term("丁")])),
    ] {
        assert_eq!(
            library.differences(q, &asked, false),
            Vec::<String>::new(),
            "{q}"
        );
    }
}

/// Pieces of questions that mean something, to be put together in any way.
const PIECES: [&str; 44] = [
    "上海",
    "合作",
    "SCO",
    "дух",
    "security",
    "2024",
    "二〇二四年",
    " ",
    "　",
    " ",
    "AND",
    "OR",
    "NOT",
    "NEAR/3",
    "BEFORE/2",
    "NEAR/",
    "SENTENCE(",
    "PARAGRAPH（",
    "(",
    ")",
    "（",
    "）",
    "“",
    "”",
    "\"",
    "«",
    "»",
    "《",
    "》",
    "*",
    "/",
    "=",
    "^2",
    "^",
    "~3",
    "-",
    "－",
    "title:",
    "in:note",
    "-in:quote",
    "speaker:习近平",
    "type:",
    "date:2018..",
    "/[上合]+/",
];

fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// Whatever is typed, an answer is whole: as many hits as wanted at most, the text in its runs, JSON that can be read.
fn check_whole(engine: &Engine, q: &str, by: By, expand: bool) -> Result<(), TestCaseError> {
    let request = SearchRequest {
        q: q.to_owned(),
        by,
        expand,
        limit: 3,
        ..SearchRequest::default()
    };
    let answer = match engine.search(&request) {
        Ok(answer) => answer,
        Err(error) => {
            prop_assert!(!error.to_string().is_empty());
            return Ok(());
        }
    };
    prop_assert!(
        answer.hits.len() <= 3,
        "{} hits of {q:?}",
        answer.hits.len()
    );
    let shown: Vec<&ShownPassage> = match &answer.hits {
        Hits::Documents(hits) => hits.iter().flat_map(|hit| &hit.passages).collect(),
        Hits::Passages(hits) => hits.iter().map(|hit| &hit.passage).collect(),
    };
    for passage in shown {
        let joined: String = passage.runs.iter().map(|run| run.text.as_str()).collect();
        prop_assert_eq!(&joined, &passage.text, "runs of {:?}", q);
    }
    let json = serde_json::to_string(&answer).expect("an answer can be written");
    let read: serde_json::Value = serde_json::from_str(&json).expect("an answer can be read");
    prop_assert_eq!(&read["query"], q);
    let length = q.chars().count();
    prop_assert!(
        answer.notices.iter().all(|notice| notice.at <= length),
        "a place outside {q:?}"
    );
    Ok(())
}

#[test]
fn whatever_is_typed_the_answer_is_whole() {
    let lexicon = "id\tzh\tzh_variants\ten\tru\nO1\t上海合作组织\t上合组织\tSCO\tШОС\n";
    let mut numbers = Numbers(7);
    let documents: Vec<(String, String)> = (0..10)
        .map(|number| (format!("{number}.md"), markdown(&mut numbers)))
        .collect();
    let library = Library::of(&documents, Some(lexicon));
    let config = ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(q in soup(), by_passage in any::<bool>(), expand in any::<bool>())| {
        let by = if by_passage { By::Passage } else { By::Document };
        check_whole(&library.engine, &q, by, expand)?;
    });
}

#[test]
fn what_is_out_of_bounds_is_refused_at_once_and_said() {
    let fixture = Fixture::indexed(&[("a.md", "---\ntitle: 上海\n---\n\n上海合作。\n")]);
    let started = std::time::Instant::now();
    // 10,000 brackets are more characters than a question may have, and 1,990 more brackets than it may.
    fixture
        .run(&["search", &"(".repeat(10_000)])
        .code(2)
        .says("at most 4000 are allowed");
    let nested = format!("{}上海{}", "(".repeat(1_990), ")".repeat(1_990));
    fixture
        .run(&["search", &nested])
        .code(2)
        .says("more than 40 deep");
    fixture
        .run(&["count", &nested])
        .code(2)
        .says("more than 40 deep");
    let terms: Vec<String> = (0..201).map(|number| number.to_string()).collect();
    fixture
        .run(&["search", &terms.join(" OR ")])
        .code(2)
        .says("more than 200 terms");
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn what_is_within_bounds_is_answered() {
    let fixture = Fixture::indexed(&[("a.md", "---\ntitle: 上海\n---\n\n上海合作。\n")]);
    let nested = format!("{}上海{}", "(".repeat(40), ")".repeat(40));
    fixture.run(&["search", &nested]).code(0);
    let terms: Vec<String> = (0..199).map(|number| number.to_string()).collect();
    fixture
        .run(&["search", &format!("{} OR 上海", terms.join(" OR "))])
        .code(0);
    fixture.run(&["search", "上海 NEAR/100 合作"]).code(0);
}

#[test]
fn a_star_that_stands_for_too_many_words_is_refused() {
    let words: Vec<String> = (0..30_000).map(|number| format!("a{number}")).collect();
    let fixture = Fixture::of(&[]);
    let line = serde_json::json!({"id": "a", "body": words.join(" ")}).to_string();
    fixture.write("a.jsonl", line);
    fixture.run(&["index", "--jsonl", "a.jsonl"]).code(0);
    let outcome = fixture.run(&["search", "a*"]);
    assert!(!outcome.code(2).stderr.trim().is_empty(), "{outcome:#?}");
}

#[test]
fn a_question_that_cannot_be_read_is_answered_as_plain_words_and_the_place_is_shown() {
    let fixture = Fixture::indexed(&[("a.md", "---\ntitle: 无\n---\n\n上海合作，反恐年。\n")]);
    for (question, at) in [
        ("上海 OR", 5),
        ("上海 NEAR/101 合作", 3),
        ("(上海 合作", 0),
        ("上海 )", 3),
        ("上海 AND OR 合作", 7),
        ("上海 /[/", 3),
        ("上海 ^2", 3),
        ("上海 合作 in:nowhere", 6),
        ("上海 date:someday", 3),
        ("type:(合作) 上海", 0),
        ("“上 海”~101", 0),
    ] {
        let outcome = fixture.run(&["search", "--json", "--", question]);
        let answer = outcome.code(0).json();
        let notice = &answer["notices"][0];
        assert_eq!(notice["at"], at, "{question}: {notice}");
        assert_eq!(answer["holds"], "all", "{question}: {answer:#}");
        assert_eq!(answer["hits"][0]["document"], "a", "{question}");
        let told = fixture.run(&["search", "--", question]);
        assert!(told.code(0).stderr.contains('^'), "{question}: {told:#?}");
    }
}
