//! `sco index`: what changed, what is gone, and what readers see meanwhile.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::time::Duration;

use sco_query::{Engine, SearchRequest};

use crate::support::{Fixture, plain};

fn corpus() -> Fixture {
    let (a, b, c) = (
        plain("甲", "上海精神。"),
        plain("乙", "命运共同体。"),
        plain("丙", "互利共赢。"),
    );
    Fixture::of(&[("a.md", &a), ("b.md", &b), ("c.md", &c)])
}

fn generations(fixture: &Fixture) -> Vec<String> {
    let entries = fs::read_dir(fixture.path("index")).expect("the index is there");
    let names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|name| name.starts_with("generation-"))
        .collect();
    names.sort();
    names
}

#[test]
fn only_what_changed_is_indexed_and_what_is_gone_is_removed() {
    let fixture = corpus();
    fixture
        .run(&["index"])
        .code(0)
        .says("3 documents; 3 indexed, 0 unchanged, 0 removed");
    fixture
        .run(&["index"])
        .code(0)
        .says("3 documents; 0 indexed, 3 unchanged, 0 removed");
    fixture.document("b.md", &plain("乙", "平等协商。"));
    fixture.document("d.md", &plain("丁", "共同发展。"));
    fixture.remove("c.md");
    fixture
        .run(&["index"])
        .code(0)
        .says("3 documents; 2 indexed, 1 unchanged, 1 removed");
    for (question, code) in [
        ("上海精神", 0),
        ("命运共同体", 1),
        ("平等协商", 0),
        ("互利共赢", 1),
        ("共同发展", 0),
    ] {
        fixture.run(&["search", question]).code(code);
    }
    assert_eq!(generations(&fixture), ["generation-1"]);
    fixture
        .run(&["index"])
        .code(0)
        .says("3 documents; 0 indexed, 3 unchanged, 0 removed");
}

#[test]
fn a_change_of_the_description_alone_is_a_change() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    fixture.document("a.md", "---\ntitle: 甲\ndate: 2018-06\n---\n\n上海精神。\n");
    fixture
        .run(&["index"])
        .code(0)
        .says("1 indexed, 2 unchanged");
    assert_eq!(
        fixture.run(&["search", "上海精神", "--json"]).json()["hits"][0]["date"],
        "2018-06"
    );
}

#[test]
fn drafts_and_withdrawn_documents_are_not_for_readers() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    fixture.document(
        "a.md",
        "---\ntitle: 甲\nstatus: withdrawn\nstatus_reason: 误收\n---\n\n上海精神。\n",
    );
    fixture.document("e.md", "---\ntitle: 戊\nstatus: draft\n---\n\n尚未定稿。\n");
    fixture.document(
        "f.md",
        "---\ntitle: 己\nstatus: published\n---\n\n已经定稿。\n",
    );
    fixture
        .run(&["index"])
        .code(0)
        .says("1 removed; 2 drafts or withdrawn");
    for (question, code) in [("上海精神", 1), ("尚未定稿", 1), ("已经定稿", 0)] {
        fixture.run(&["search", question]).code(code);
    }
}

#[test]
fn when_the_last_document_is_withdrawn_nothing_is_found_any_more() {
    let fixture = Fixture::indexed(&[("a.md", &plain("甲", "上海精神。"))]);
    fixture.document(
        "a.md",
        "---\ntitle: 甲\nstatus: withdrawn\nstatus_reason: 误收\n---\n\n上海精神。\n",
    );
    fixture
        .run(&["index"])
        .code(0)
        .says("1 removed; 1 drafts or withdrawn");
    fixture.run(&["search", "上海精神"]).code(1);
}

#[test]
fn a_rebuild_leaves_readers_on_the_old_state_and_sweeps_it_away() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    let engine = Engine::open(&fixture.path("index")).expect("the index is sound");
    fixture.document("a.md", &plain("甲", "全新的正文。"));
    fixture
        .run(&["index", "--rebuild"])
        .code(0)
        .says("index built anew: asked for");
    assert_eq!(generations(&fixture), ["generation-2"]);
    let documents = |engine: &Engine, q: &str| {
        let answer = engine.search(&SearchRequest {
            q: q.to_owned(),
            ..SearchRequest::default()
        });
        answer.expect("the engine answers").total.documents
    };
    assert_eq!(
        (
            documents(&engine, "上海精神"),
            documents(&engine, "全新的正文")
        ),
        (1, 0)
    );
    let engine = Engine::open(&fixture.path("index")).expect("the index is sound");
    assert_eq!(
        (
            documents(&engine, "上海精神"),
            documents(&engine, "全新的正文")
        ),
        (0, 1)
    );
}

#[test]
fn a_generation_that_was_never_finished_is_not_seen_and_is_swept_away() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    fixture.write("index/generation-7/meta.json", "half a rebuild");
    fixture.write("index/CURRENT.new", "gener");
    fixture.run(&["search", "上海精神"]).code(0);
    fixture.document("a.md", &plain("甲", "改过的正文。"));
    fixture
        .run(&["index"])
        .code(0)
        .says("1 indexed, 2 unchanged");
    assert_eq!(generations(&fixture), ["generation-1"]);
    fixture.run(&["search", "改过的正文"]).code(0);
}

#[test]
fn a_second_writer_is_told_who_holds_the_lock_while_readers_go_on() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    let lock = File::options()
        .read(true)
        .write(true)
        .open(fixture.path("index/lock"))
        .expect("the lock is there");
    lock.lock().expect("nobody else holds it");
    fixture.write("index/lock", "process 4711");
    let refused = fixture.run(&["index"]);
    refused
        .code(2)
        .says("is being written by another process (process 4711)");
    fixture.run(&["search", "上海精神"]).code(0);
    drop(lock);
    fixture.run(&["index"]).code(0);
}

#[test]
fn json_lines_are_indexed_with_their_description() {
    let fixture = Fixture::of(&[]);
    let lines = [
        r#"{"id":"a","title":"公报","body":"双方同意。\n第二段讲上海精神。","date":"2018-06-10","type":"joint-communique","language":"zh-Hans"}"#,
        r#"{"id":"b","body":"没有标题，别人的键不碍事。","colour":"red"}"#,
        r#"{"id":"c","title":"只有标题"}"#,
    ];
    fixture.write("documents.jsonl", lines.join("\n"));
    fixture
        .run(&["index", "--jsonl", "documents.jsonl"])
        .code(0)
        .says("3 documents; 3 indexed");
    let hit = fixture
        .run(&["search", "上海精神", "--json"])
        .code(0)
        .json()["hits"][0]
        .clone();
    assert_eq!(
        (&hit["document"], &hit["title"], &hit["date"]),
        (&"a".into(), &"公报".into(), &"2018-06-10".into())
    );
    assert_eq!(
        (&hit["type"], &hit["language"]),
        (&"joint-communique".into(), &"zh-Hans".into())
    );
    assert_eq!(hit["passages"][0]["text"], "第二段讲上海精神。");
    let hit = fixture
        .run(&["search", "别人的键", "--json"])
        .code(0)
        .json()["hits"][0]
        .clone();
    assert!(hit["title"].is_null() && hit["date"].is_null(), "{hit}");
    fixture.run(&["search", "只有标题"]).code(0);
    let again = fixture.run(&["index", "--jsonl", "documents.jsonl"]);
    again.code(0).says("0 indexed, 3 unchanged, 0 removed");
}

#[test]
fn a_wrong_value_among_json_lines_is_told_with_its_line() {
    let fixture = Fixture::of(&[]);
    let lines = [
        r#"{"id":"a","body":"上海精神。"}"#,
        r#"{"id":"b","body":"日期不明。","date":"someday"}"#,
        r#"{"id":"c","body":"没有这种文件。","type":"poem"}"#,
    ];
    fixture.write("documents.jsonl", lines.join("\n"));
    let outcome = fixture.run(&["index", "--jsonl", "documents.jsonl"]);
    outcome
        .code(2)
        .says("documents.jsonl:2")
        .says("`someday` is not a date");
    outcome
        .says("documents.jsonl:3")
        .says("poem")
        .says("1 document; 1 indexed")
        .says("2 passed over");
    fixture.run(&["search", "上海精神"]).code(0);
    fixture.run(&["search", "日期不明"]).code(1);
}

#[test]
fn an_index_of_another_source_is_replaced_only_when_that_is_said() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    fixture.write(
        "documents.jsonl",
        "{\"id\":\"a1\",\"body\":\"别的来源。\"}\n",
    );
    let refused = fixture.run(&["index", "--jsonl", "documents.jsonl"]);
    refused
        .code(2)
        .says("documents of another source")
        .says("--rebuild");
    fixture.run(&["search", "上海精神"]).code(0);
    fixture
        .run(&["index", "--jsonl", "documents.jsonl", "--rebuild"])
        .code(0);
    fixture.run(&["search", "别的来源"]).code(0);
    fixture.run(&["search", "上海精神"]).code(1);
}

#[test]
fn several_files_of_json_lines_make_one_index() {
    let fixture = Fixture::of(&[]);
    fixture.write("a.jsonl", "{\"id\":\"a\",\"body\":\"甲方。\"}\n");
    fixture.write("b.jsonl", "{\"id\":\"b\",\"body\":\"乙方。\"}\n");
    fixture
        .run(&["index", "--jsonl", "a.jsonl", "--jsonl", "b.jsonl"])
        .code(0)
        .says("2 documents");
}

#[test]
fn lines_that_are_no_documents_are_reported_and_the_rest_is_indexed() {
    let fixture = Fixture::of(&[]);
    let good = |id: &str| format!("{{\"id\":\"{id}\",\"body\":\"正文{id}。\"}}\n");
    let bad = "not json\n{\"title\":\"no id\"}\n{\"id\":\"\",\"body\":\"x\"}\n\u{FEFF}\n";
    let rubbish = b"{\"id\":\"d\",\"body\":\"\xff\"}\n";
    let lines = [
        good("a").into(),
        bad.as_bytes().to_vec(),
        rubbish.to_vec(),
        good("b").into(),
        good("a").into(),
    ];
    fixture.write("documents.jsonl", lines.concat());
    let outcome = fixture.run(&["index", "--jsonl", "documents.jsonl"]);
    outcome
        .code(2)
        .says("2 documents; 2 indexed")
        .says("5 passed over");
    outcome
        .says("documents.jsonl:2")
        .says("documents.jsonl:3")
        .says("documents.jsonl:4")
        .says("documents.jsonl:6");
    outcome.says("is not UTF-8").says("its id `a` belongs to");
    fixture.run(&["search", "正文b"]).code(0);
}

/// Writes a lexicon of one name and a word of general vocabulary.
fn lexicon(fixture: &Fixture, zh_variants: &str, en: &str, word: &str) {
    let text = format!(
        "id\tzh\tzh_variants\ten\tru\tcategory\n\
         G1\t上海精神\t{zh_variants}\t{en}\tшанхайский дух\tformulation\n\
         T1\t{word}\t\tmutual benefit\t\tterm\n"
    );
    fixture.write("corpus/lexicon.tsv", text);
}

/// English names in the index's own copy of the lexicon.
fn english(fixture: &Fixture) -> Vec<String> {
    let index = sco_indexer::open(&fixture.path("index")).expect("the index is sound");
    let entries = index.lexicon().entries();
    entries.flat_map(|entry| entry.en.clone()).collect()
}

#[test]
fn names_that_words_are_cut_with_rebuild_the_index_when_they_change() {
    let fixture = corpus();
    lexicon(&fixture, "", "Shanghai Spirit", "互利");
    fixture.run(&["index"]).code(0);
    fixture
        .run(&["index"])
        .code(0)
        .says("0 indexed, 3 unchanged");
    lexicon(&fixture, "上合精神", "Shanghai Spirit", "互利");
    fixture
        .run(&["index"])
        .code(0)
        .says("index built anew: names in the lexicon have changed")
        .says("3 indexed, 0 unchanged");
    assert_eq!(generations(&fixture), ["generation-2"]);
    fixture.run(&["search", "上海精神"]).code(0);
}

#[test]
fn every_other_change_of_the_lexicon_is_taken_over_without_a_rebuild() {
    let fixture = corpus();
    lexicon(&fixture, "上合精神", "Shanghai Spirit", "互利");
    let first = fixture.run(&["index"]);
    assert!(!first.code(0).stderr.contains("taken over"), "{first:#?}");
    assert_eq!(english(&fixture), ["Shanghai Spirit", "mutual benefit"]);
    // English, a name that is not wholly in Han, another script of the same characters, general vocabulary.
    lexicon(
        &fixture,
        "上合精神;SCO精神;上海精神",
        "Spirit of Shanghai",
        "互利共赢",
    );
    fixture
        .run(&["index"])
        .code(0)
        .says("0 indexed, 3 unchanged, 0 removed; lexicon taken over");
    assert_eq!(english(&fixture), ["Spirit of Shanghai", "mutual benefit"]);
    let again = fixture.run(&["index"]);
    assert!(!again.code(0).stderr.contains("taken over"), "{again:#?}");
    assert_eq!(generations(&fixture), ["generation-1"]);
}

#[test]
fn an_index_needs_no_corpus_beside_it_and_forgets_a_lexicon_that_is_gone() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    assert_eq!(english(&fixture), [""; 0]);
    let text = "id\tzh\tzh_variants\ten\tru\nG1\t\t\tShanghai Spirit\t\n";
    let path = fixture.write("corpus/lexicon.tsv", text);
    fixture.run(&["index"]).code(0).says("lexicon taken over");
    fs::write(&path, "").expect("the file can be written");
    assert_eq!(english(&fixture), ["Shanghai Spirit"]);
    fixture.run(&["index"]).code(0).says("lexicon taken over");
    assert_eq!(english(&fixture), [""; 0]);
    assert_eq!(generations(&fixture), ["generation-1"]);
}

#[test]
fn a_corpus_without_a_lexicon_has_the_one_that_the_program_carries() {
    let fixture = Fixture::of(&[("a.md", &plain("论坛", "上海合作组织弘扬上海精神。"))]);
    fixture.remove("../lexicon.tsv");
    fixture.run(&["index"]).code(0);
    fixture.run(&["search", "Shanghai Spirit"]).code(0);
    fixture.run(&["search", "上合"]).code(0);
    fixture.write(
        "mine.tsv",
        "id\tzh\tzh_variants\ten\tru\nG1\t论坛\t\tgathering\t\n",
    );
    fixture.run(&["index", "--lexicon", "mine.tsv"]).code(0);
    assert_eq!(english(&fixture), ["gathering"]);
    fixture.run(&["search", "gathering"]).code(0);
    let missing = fixture.run(&["index", "--lexicon", "nowhere.tsv"]);
    missing.code(2).says("nowhere.tsv");
}

#[test]
fn a_damaged_copy_of_the_lexicon_is_noticed_and_indexing_again_mends_it() {
    let fixture = corpus();
    lexicon(&fixture, "", "Shanghai Spirit", "互利");
    fixture.run(&["index"]).code(0);
    let path = fixture.path("index/generation-1/lexicon.tsv");
    let whole = fs::read(&path).expect("the copy is there");
    let (cut, mut flipped) = (whole[..whole.len() / 2].to_vec(), whole.clone());
    flipped[whole.len() - 5] ^= 1;
    for damaged in [cut, flipped, Vec::new()] {
        fs::write(&path, damaged).expect("the file can be written");
        fixture
            .run(&["search", "上海精神"])
            .code(2)
            .says("damaged (lexicon.tsv)");
        fixture.run(&["index", "--verify"]).code(2);
        fixture.run(&["index"]).code(0).says("lexicon taken over");
        assert_eq!(fs::read(&path).expect("the copy is there"), whole);
        fixture.run(&["search", "上海精神"]).code(0);
    }
}

#[test]
fn a_lexicon_that_makes_no_sense_is_named_and_changes_nothing() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    fixture.write("corpus/lexicon.tsv", "no\theader\n");
    fixture
        .run(&["index"])
        .code(2)
        .says("lexicon.tsv")
        .says("zh_variants");
    fixture.run(&["search", "上海精神"]).code(0);
    fixture.write(
        "corpus/lexicon.tsv",
        "id\tzh\tzh_variants\ten\tru\nG1\t上海精神\t\t\t\nG1\t互利\t\t\t\n",
    );
    fixture
        .run(&["index"])
        .code(2)
        .says("lexicon.tsv line 3")
        .says("3 documents");
    fixture.run(&["search", "上海精神"]).code(0);
    fixture.write(
        "corpus/lexicon.tsv",
        "id\tzh\tzh_variants\ten\tru\nG1\t上海精神\t\t\t\nG2\t互利\t上海精神\t\t\n",
    );
    fixture
        .run(&["index"])
        .code(2)
        .says("lexicon.tsv line 3: the name `上海精神` of `G2` is a name of `G1` too")
        .says("3 documents");
}

#[test]
fn a_whole_index_is_verified() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    fixture.run(&["index", "--verify"]).code(0).says("is whole");
}

#[test]
fn documents_lie_at_any_depth_and_hidden_files_are_passed_over() {
    let fixture = corpus();
    fixture.document("2018/summits/青岛.md", &plain("青岛", "在青岛举行。"));
    fixture.document(".hidden.md", "no header");
    fixture.document("notes.txt", "not a document");
    fixture.run(&["index"]).code(0).says("4 documents");
    assert_eq!(
        fixture.run(&["search", "在青岛举行", "--json"]).documents(),
        ["青岛"]
    );
}

#[test]
fn many_documents_are_indexed_by_several_threads_as_by_one() {
    let names: Vec<String> = (0..300).map(|number| format!("{number}.md")).collect();
    let texts: Vec<String> = (0..300)
        .map(|n| plain(&format!("第{n}号"), &format!("编号{}的上海精神。", n % 7)))
        .collect();
    let corpus: Vec<(&str, &str)> = names
        .iter()
        .map(String::as_str)
        .zip(texts.iter().map(String::as_str))
        .collect();
    let fixture = Fixture::of(&corpus);
    for threads in ["1", "4"] {
        fixture
            .run(&["index", "--rebuild", "--threads", threads])
            .code(0)
            .says("300 documents");
        assert_eq!(fixture.run(&["count", "上海精神"]).stdout, "300\t300\n");
        assert_eq!(fixture.run(&["count", "编号3的"]).stdout, "43\t43\n");
        let found = fixture
            .run(&["search", "编号3的", "--json", "--limit", "300"])
            .documents();
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 43);
    }
}

#[test]
fn while_the_index_is_rebuilt_every_search_answers() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    for _ in 0..3 {
        let mut writer = fixture.start(&["index", "--rebuild", "--threads", "1"]);
        loop {
            let finished = writer.try_wait().expect("the program runs").is_some();
            let engine = Engine::open(&fixture.path("index")).expect("one generation is current");
            let request = SearchRequest {
                q: "上海精神".to_owned(),
                ..SearchRequest::default()
            };
            let answer = engine.search(&request).expect("the engine answers");
            assert_eq!(answer.total.documents, 1);
            if finished {
                break;
            }
        }
    }
    assert_eq!(generations(&fixture), ["generation-4"]);
}

#[test]
fn a_writer_that_is_killed_leaves_the_last_state_and_no_lock() {
    let fixture = corpus();
    fixture.run(&["index"]).code(0);
    for (round, delay) in [5, 60, 150, 220, 260, 300, 350, 400]
        .into_iter()
        .enumerate()
    {
        let changed = format!("第{round}次改动的正文。");
        fixture.document("a.md", &plain("甲", &format!("上海精神。\n{changed}")));
        let how: &[&str] = if round % 2 == 0 {
            &["index"]
        } else {
            &["index", "--rebuild"]
        };
        let mut writer = fixture.start(how);
        std::thread::sleep(Duration::from_millis(delay));
        writer.kill().expect("it is our child");
        writer.wait().expect("it is our child");
        assert_eq!(
            fixture.run(&["count", "上海精神"]).code(0).stdout,
            "1\t1\n",
            "after {delay} ms"
        );
    }
    fixture.run(&["index"]).code(0).says("3 documents");
    fixture.run(&["search", "第7次改动的正文"]).code(0);
    assert_eq!(generations(&fixture).len(), 1);
}
