//! `sco describe`, `sco new`, `sco edit`, `sco stats`: a librarian's corrections, through the real program.

use std::fs;

use sco_corpus::read_document;

use crate::support::{Fixture, copy_folder, repository, run_shell_blocks};

const SPEECH: &str = "---\nid: qd-speech\ntitle: 在上海合作组织成员国元首理事会第十八次会议上的讲话\n---\n\n（2018年6月10日，青岛）\n\n中华人民共和国主席　习近平\n\n各位同事：\n\n很高兴同大家在会议上见面，我们讨论组织的发展。\n";

fn corpus() -> Fixture {
    let fixture = Fixture::of(&[
        ("speech.md", SPEECH),
        (
            "work.md",
            "---\ntitle: 青岛宣言\ntype: declaration\ndate: 2018-06-10\nlanguage: zh-Hans\n---\n\n成员国发表宣言。\n",
        ),
        (
            "work.ru.md",
            "---\ntitle: Декларация\nlanguage: ru\ntype: declaration\ndate: 2018-06-10\n---\n\nДекларация принята на саммите.\n",
        ),
    ]);
    fixture.write("corpus/lexicon.tsv", sco_corpus::BUILT_IN_LEXICON);
    fixture
}

fn text(fixture: &Fixture, name: &str) -> String {
    fs::read_to_string(fixture.path("corpus/documents").join(name)).expect("the document is there")
}

#[test]
fn a_document_is_shown_with_what_could_be_known_and_nothing_is_taken_over() {
    let fixture = corpus();
    let shown = fixture.run(&["describe", "qd-speech"]);
    shown.code(0);
    for words in [
        "date=2018-06-10",
        "type=speech",
        "creators=speaker:习近平",
        "“（2018年6月10日，青岛）”",
        "section 1, paragraph 1",
    ] {
        assert!(shown.stdout.contains(words), "{words}: {shown:#?}");
    }
    assert_eq!(text(&fixture, "speech.md"), SPEECH);
    let json = fixture.run(&["describe", "work.ru", "--json"]).json();
    assert_eq!(json["proposals"][0]["key"], "version_of");
    assert_eq!(json["proposals"][0]["value"], "work");
    fixture
        .run(&["describe", "qd-speach"])
        .code(2)
        .says("did you mean `qd-speech`?");
}

#[test]
fn proposals_are_taken_over_when_somebody_says_so_and_that_is_recorded() {
    let fixture = corpus();
    fixture
        .run(&["describe", "qd-speech", "--accept", "--by", "馆员"])
        .code(0)
        .says("the text before is in");
    let document = read_document(&fixture.path("corpus/documents/speech.md")).expect("it is sound");
    let metadata = document.metadata;
    assert_eq!(
        metadata.date.map(|date| date.to_string()).as_deref(),
        Some("2018-06-10")
    );
    assert_eq!(
        metadata.kind.map(sco_corpus::DocumentType::code),
        Some("speech")
    );
    assert_eq!(metadata.changes.len(), 1);
    assert_eq!(metadata.changes[0].who, "馆员");
    assert!(
        metadata.changes[0].why.starts_with("proposals accepted: "),
        "{:?}",
        metadata.changes
    );
    let previous = metadata.changes[0]
        .previous
        .clone()
        .expect("the text before is kept");
    let kept = fs::read_to_string(fixture.path("corpus/previous").join(previous))
        .expect("the text before is there");
    assert_eq!(kept, SPEECH);
    fixture
        .run(&["describe", "qd-speech", "--accept", "extent"])
        .code(2)
        .says("nothing is proposed for `extent`");
}

#[test]
fn assignments_are_judged_as_headers_are() {
    let fixture = corpus();
    let described = fixture.run(&[
        "describe",
        "work",
        "date=2018-06-09/2018-06-10",
        "subjects+=合作",
        "subjects+=安全",
        "creators+=chair:习近平",
    ]);
    described.code(0);
    assert!(
        described
            .stdout
            .contains("date: 2018-06-10 → 2018-06-09/2018-06-10"),
        "{described:#?}"
    );
    for (assignment, words) in [
        ("type=declaraton", "did you mean `declaration`?"),
        ("titel=x", "did you mean `title`?"),
        ("date=2018-13", "is not a date"),
        ("id=x", "an id is permanent"),
        ("status=withdrawn", "needs a reason"),
        ("version_of=nowhere", "there is no document `nowhere`"),
        ("version_of=work", "no version of itself"),
        ("nonsense", "is no assignment"),
    ] {
        let before = text(&fixture, "work.md");
        fixture
            .run(&["describe", "work", assignment])
            .code(2)
            .says(words);
        assert_eq!(text(&fixture, "work.md"), before, "{assignment}");
    }
    fixture
        .run(&["describe", "work.ru", "version_of=work"])
        .code(0);
    let shown = fixture.run(&["describe", "work"]);
    assert!(
        shown.stdout.contains("version\twork.ru\tru\tДекларация"),
        "{shown:#?}"
    );
    fixture
        .run(&["describe", "work", "version_of=qd-speech"])
        .code(2)
        .says("work.ru");
}

#[test]
fn a_table_goes_out_and_comes_back_as_a_whole_or_not_at_all() {
    let fixture = corpus();
    fixture
        .run(&["describe", "--csv", "out.csv"])
        .code(0)
        .says("3 documents");
    fixture
        .run(&["describe", "--csv", "out.csv"])
        .code(2)
        .says("not there yet");
    fixture
        .run(&["describe", "--apply", "out.csv", "--yes"])
        .code(0)
        .says("nothing to change; 3 as they are");
    let table = fs::read_to_string(fixture.path("out.csv")).expect("the table is there");
    let changed = table.replace("青岛宣言", "成员国元首青岛宣言");
    fixture.write("in.csv", &changed);
    let shown = fixture.run(&["describe", "--apply", "in.csv"]);
    shown.code(1).says("1 document would change; say --yes");
    assert!(
        shown
            .stdout
            .contains("work\ttitle: 青岛宣言 → 成员国元首青岛宣言"),
        "{shown:#?}"
    );
    assert!(!text(&fixture, "work.md").contains("成员国元首"));
    fixture.write("bad.csv", changed.replace(",ru,", ",russisch,"));
    fixture
        .run(&["describe", "--apply", "bad.csv", "--yes"])
        .code(2)
        .says("BCP 47");
    assert!(!text(&fixture, "work.md").contains("成员国元首"));
    fixture
        .run(&["describe", "--apply", "in.csv", "--yes"])
        .code(0)
        .says("1 document changed, 2 as they are");
    assert!(text(&fixture, "work.md").contains("成员国元首青岛宣言"));
    fixture
        .run(&["describe", "--apply", "in.csv", "--yes"])
        .code(2)
        .says("has changed since the table was written");
}

#[test]
fn a_new_document_is_a_sound_draft_with_a_free_id() {
    let fixture = corpus();
    let made = fixture.run(&[
        "new",
        "--title",
        "青岛峰会随记",
        "--type",
        "academic-article",
        "language=zh-Hans",
    ]);
    made.code(0);
    let path = fixture.path(made.stdout.trim());
    let document = read_document(&path).expect("it is sound");
    assert_eq!(document.metadata.id.as_deref(), Some("青岛峰会随记"));
    fixture
        .run(&["new", "--title", "青岛峰会随记"])
        .code(0)
        .says("is taken; the new document is `青岛峰会随记-2`");
    fixture
        .run(&["new", "--type", "speach"])
        .code(2)
        .says("did you mean `speech`?");
    fixture
        .run(&["index"])
        .code(0)
        .says("2 drafts or withdrawn");
}

/// A program that stands for an editor: it changes the file that it is given as `sed` is told.
#[cfg(unix)]
fn editor(fixture: &Fixture, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = fixture.write(name, format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755))
        .expect("it can be made a program");
    path.display().to_string()
}

#[cfg(unix)]
#[test]
fn an_edit_is_checked_recorded_and_never_lost() {
    let fixture = corpus();
    let good = editor(
        &fixture,
        "good editor",
        "sed -i 's/青岛宣言/青岛宣言（修订）/' \"$2\"",
    );
    let quoted = format!("'{good}' --wait");
    let edited = fixture.run_with(
        &["edit", "work", "--by", "馆员", "--why", "校对"],
        &[("VISUAL", &quoted)],
    );
    edited.code(0).says("the text before is in");
    let document = read_document(&fixture.path("corpus/documents/work.md")).expect("it is sound");
    assert_eq!(document.metadata.title.as_deref(), Some("青岛宣言（修订）"));
    assert_eq!(document.metadata.changes[0].why, "校对");

    let before = text(&fixture, "work.md");
    let bad = editor(
        &fixture,
        "bad",
        "sed -i 's/^type: .*/type: declaraton/' \"$1\"",
    );
    let refused = fixture.run_with(&["edit", "work"], &[("VISUAL", &bad)]);
    refused
        .code(2)
        .says("did you mean `declaration`?")
        .says("your text is in `");
    assert_eq!(text(&fixture, "work.md"), before);
    let kept = refused
        .stderr
        .rsplit_once("your text is in `")
        .and_then(|(_, rest)| rest.split_once('`'));
    let kept = fs::read_to_string(kept.expect("the copy is named").0).expect("the copy is there");
    assert!(kept.contains("type: declaraton"));

    let racing = format!(
        "sed -i 's/青岛/天津/' \"$1\"; printf ' ' >> {}",
        fixture.path("corpus/documents/work.md").display()
    );
    let racing = editor(&fixture, "racing", &racing);
    let raced = fixture.run_with(&["edit", "work"], &[("VISUAL", &racing)]);
    raced
        .code(2)
        .says("was changed by somebody else")
        .says("your text is in `");
    let same = editor(&fixture, "same", "true");
    fixture
        .run_with(&["edit", "work"], &[("VISUAL", &same)])
        .code(0)
        .says("nothing was changed");
    let failing = editor(&fixture, "failing", "exit 3");
    fixture
        .run_with(&["edit", "work"], &[("VISUAL", &failing)])
        .code(2)
        .says("ended with");
    fixture
        .run_with(&["edit", "work"], &[("VISUAL", "/no/such/editor")])
        .code(2)
        .says("set $VISUAL or $EDITOR");
    let renaming = editor(&fixture, "renaming", "sed -i 's/^id: .*/id: other/' \"$1\"");
    fixture
        .run_with(&["edit", "work"], &[("VISUAL", &renaming)])
        .code(2)
        .says("an id is permanent");
}

#[cfg(unix)]
#[test]
fn a_document_with_faults_is_mended_in_the_editor() {
    let fixture = corpus();
    fixture.document("broken.md", "---\ntitel: 甲\n---\n\n文。\n");
    fixture
        .run(&["describe", "broken"])
        .code(2)
        .says("did you mean `title`?");
    let mending = editor(&fixture, "mending", "sed -i 's/titel/title/' \"$1\"");
    fixture
        .run_with(&["edit", "broken"], &[("EDITOR", &mending), ("VISUAL", "")])
        .code(0);
    let document = read_document(&fixture.path("corpus/documents/broken.md")).expect("it is sound");
    assert_eq!(document.metadata.title.as_deref(), Some("甲"));
}

#[test]
fn holdings_are_counted_and_gaps_are_told() {
    let fixture = corpus();
    let table = "id\tcouncil\tnumber\tdate\tzh\ten\tru\texpected\nhos\t\t\t\t元首理事会\t\t\tdeclaration, speech\n\
                 a\thos\t17\t2017-06-09\t阿斯塔纳\t\t\t\nb\thos\t18\t2018-06-09/2018-06-10\t青岛\t\t\t\n";
    fixture.write("corpus/events.tsv", table);
    let stats = fixture.run(&["stats"]);
    stats.code(0);
    assert!(stats.stdout.contains("3 documents"), "{stats:#?}");
    assert!(
        stats
            .stdout
            .contains("hos (元首理事会) 17: no document at all"),
        "{stats:#?}"
    );
    assert!(
        stats.stdout.contains("hos (元首理事会) 18: no speech"),
        "the speech has no type yet: {stats:#?}"
    );
    fixture
        .run(&["describe", "qd-speech", "type=speech"])
        .code(0);
    let stats = fixture.run(&["stats", "--json"]).json();
    let gaps = stats["gaps"].as_array().expect("gaps are a list");
    assert_eq!(
        (gaps.len(), &gaps[0]["number"]),
        (1, &17.into()),
        "{gaps:?}"
    );
    assert_eq!(stats["by"]["type"][0]["documents"], 2);
    let csv = fixture.run(&["stats", "--csv"]);
    assert!(
        csv.stdout
            .starts_with("group,value,documents,characters\r\n"),
        "{csv:#?}"
    );
    fixture.document("broken.md", "no header\n");
    fixture.run(&["stats"]).code(2).says("passed over");
    Fixture::of(&[]).run(&["stats"]).code(1);
}

#[test]
fn the_sample_has_no_meeting_without_a_document_but_those_it_says() {
    let fixture = Fixture::of(&[]);
    copy_folder(&repository().join("corpus"), &fixture.path("corpus"));
    let stats = fixture.run(&["stats", "--json"]);
    let stats = stats.code(0).json();
    let gaps = stats["gaps"].as_array().expect("gaps are a list").iter();
    let empty = gaps.filter(|gap| gap["missing"].as_array().is_some_and(Vec::is_empty));
    let empty: Vec<(String, u64)> = empty
        .map(|gap| {
            (
                crate::support::text(&gap["council"]),
                gap["number"].as_u64().expect("a number"),
            )
        })
        .collect();
    // The sample's own page says that nothing sure was found about them.
    let wanted: Vec<(String, u64)> = (5..=8)
        .map(|number| ("heads-of-government".to_owned(), number))
        .collect();
    assert_eq!(empty, wanted);
}

#[test]
fn every_command_for_librarians_succeeds() {
    let page =
        fs::read_to_string(repository().join("docs/librarian.md")).expect("the page is there");
    assert!(run_shell_blocks(&page) >= 8);
}
