//! Input that is hostile, broken or too much: a clear message, exit code 2, and what was there before still answers.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Fixture, Outcome, plain, skip};

/// An index of one good document beside which something goes wrong.
fn with_one_document() -> Fixture {
    Fixture::indexed(&[("good.md", &plain("好", "上海精神。"))])
}

/// Indexes again, expects that one thing is passed over, and that the good document is still found.
#[track_caller]
fn index_passes_over(fixture: &Fixture, place: &str, reason: &str) -> Outcome {
    let outcome = fixture.run(&["index"]);
    outcome.code(2).says("passed over").says(place).says(reason);
    fixture.run(&["search", "上海精神"]).code(0);
    outcome
}

#[track_caller]
fn import_refuses(fixture: &Fixture, file: &str, reason: &str) {
    let outcome = fixture.run(&["import", file]);
    outcome
        .code(2)
        .says(&format!("refused `{file}`"))
        .says(reason);
    assert_eq!(outcome.stdout, "");
    assert!(!fixture.path("corpus/documents/bad.md").exists());
}

#[test]
fn an_empty_file_is_refused() {
    let fixture = with_one_document();
    fixture.write("bad.txt", "");
    import_refuses(&fixture, "bad.txt", "holds no text");
    fixture.write("bad.txt", " \n\t\u{3000}\n");
    import_refuses(&fixture, "bad.txt", "holds no text");
    fixture.document("empty.md", "");
    index_passes_over(&fixture, "empty.md:1", "an empty file");
    fixture.write("empty.jsonl", "");
    fixture
        .run(&["index", "--jsonl", "empty.jsonl"])
        .code(2)
        .says("no documents in `empty.jsonl`");
    fixture.run(&["search", "上海精神"]).code(0);
}

/// Writes a line of 1 GiB until the reader has had enough.
fn gigabyte(input: &mut dyn Write) {
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..1024 {
        if input.write_all(&piece).is_err() {
            return;
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_a_gigabyte_is_refused_without_being_held_in_memory() {
    let fixture = with_one_document();
    let outcome = fixture.run_fed(&["import", "/dev/stdin"], 600_000, gigabyte);
    outcome.code(2).says("line 1 is longer than ");
    fixture.run(&["search", "上海精神"]).code(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_gigabyte_line_among_json_lines_costs_that_line_alone() {
    let fixture = with_one_document();
    let outcome = fixture.run_fed(
        &[
            "index",
            "--jsonl",
            "/dev/stdin",
            "--index",
            "big",
            "--threads",
            "1",
        ],
        900_000,
        |input| {
            // The reader goes on after the line, so every write succeeds.
            input
                .write_all(b"{\"id\":\"big\",\"body\":\"")
                .expect("the program reads");
            gigabyte(input);
            input
                .write_all("\"}\n{\"id\":\"next\",\"body\":\"命运共同体\"}\n".as_bytes())
                .expect("the program reads");
        },
    );
    outcome
        .code(2)
        .says("/dev/stdin:1")
        .says("the line is longer than 64 MiB")
        .says("1 passed over");
    fixture
        .run(&["search", "命运共同体", "--index", "big"])
        .code(0);
}

#[test]
fn a_document_file_of_a_gigabyte_is_passed_over() {
    let fixture = with_one_document();
    let file =
        File::create(fixture.path("corpus/documents/huge.md")).expect("the file can be made");
    file.set_len(1 << 30).expect("a file may have holes");
    index_passes_over(&fixture, "huge.md", "67108864");
}

#[test]
fn binary_rubbish_is_refused() {
    let fixture = with_one_document();
    let rubbish: Vec<u8> = (0..4096u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0])
        .collect();
    fixture.write("bad.txt", &rubbish);
    import_refuses(&fixture, "bad.txt", "is not text");
    fixture.write(
        "bad.txt",
        [b"\x7fELF\x02\x01\x01".as_slice(), &[0; 200]].concat(),
    );
    import_refuses(&fixture, "bad.txt", "");
    fixture.document("rubbish.md", "");
    fixture.write("corpus/documents/rubbish.md", &rubbish);
    index_passes_over(&fixture, "rubbish.md", "UTF-8");
}

#[test]
fn truncated_utf8_is_refused_by_the_index_and_reported_by_the_import() {
    let fixture = with_one_document();
    let whole = plain("坏", "命运共同体");
    fixture.write(
        "corpus/documents/cut.md",
        &whole.trim_end().as_bytes()[..whole.trim_end().len() - 1],
    );
    index_passes_over(&fixture, "cut.md:5", "bytes that are not UTF-8");
    let sentence = "上海合作组织弘扬上海精神，成员国平等相待、守望相助，共同应对各种威胁和挑战，推动构建命运共同体。";
    fixture.write("bad.txt", &sentence.as_bytes()[..sentence.len() - 4]);
    let outcome = fixture.run(&["import", "bad.txt", "--report", "--json"]);
    outcome.code(0).says("no character can be read here");
    assert!(outcome.stdout.contains("推动构建命运共同"), "{outcome:#?}");
}

#[cfg(unix)]
#[test]
fn a_loop_of_folders_is_reported_and_left() {
    let fixture = with_one_document();
    std::os::unix::fs::symlink(".", fixture.path("corpus/documents/loop"))
        .expect("a link can be made");
    let outcome = fixture.run(&["index"]);
    outcome
        .code(2)
        .says("leads back to `corpus/documents`")
        .says("1 passed over");
    assert_eq!(fixture.run(&["count", "上海精神"]).code(0).stdout, "1\t1\n");
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = with_one_document();
    std::os::unix::fs::symlink("nowhere.md", fixture.path("corpus/documents/dangling.md"))
        .expect("a link can be made");
    index_passes_over(&fixture, "dangling.md", "");
    std::fs::remove_file(fixture.path("corpus/documents/dangling.md")).expect("the link is there");
    let locked = fixture.document("locked.md", &plain("锁", "秘密。"));
    std::fs::set_permissions(&locked, std::fs::Permissions::from_mode(0o000))
        .expect("it is our file");
    if File::open(&locked).is_ok() {
        skip("permissions do not bind this user");
    } else {
        index_passes_over(&fixture, "locked.md", "ermission denied");
    }
    import_refuses(&fixture, "absent.txt", "cannot be opened");
    fixture.write("folder.txt/inside", b"\0\x01\x02");
    fixture
        .run(&["import", "folder.txt"])
        .code(2)
        .says("refused `folder.txt/inside`: is not text");
    fixture
        .run(&["index", "--jsonl", "absent.jsonl"])
        .code(2)
        .says("absent.jsonl");
    fixture
        .run(&["index", "--jsonl", "folder.txt"])
        .code(2)
        .says("folder.txt");
    fixture.run(&["search", "上海精神"]).code(0);
}

#[test]
fn a_folder_with_the_name_of_a_document_holds_documents() {
    let fixture = with_one_document();
    fixture.document("folder.md/inside.md", &plain("内", "里面的。"));
    fixture.run(&["index"]).code(0).says("2 documents");
}

#[test]
fn a_document_that_became_unreadable_stays_found_as_it_was() {
    let fixture = with_one_document();
    fixture.document("second.md", &plain("二", "命运共同体。"));
    fixture.run(&["index"]).code(0);
    fixture.document("second.md", "the header is gone");
    index_passes_over(&fixture, "second.md", "header");
    fixture.run(&["search", "命运共同体"]).code(0);
}

#[test]
fn when_every_document_became_unreadable_the_index_stays() {
    let fixture = with_one_document();
    fixture.document("good.md", "the header is gone");
    fixture.run(&["index"]).code(2);
    fixture.run(&["index", "--rebuild"]).code(2).says("good.md");
    fixture.run(&["search", "上海精神"]).code(0);
}

#[test]
fn of_two_documents_with_one_id_the_first_is_kept_and_both_are_named() {
    let fixture = with_one_document();
    fixture.document("twice.md", "---\nid: good\ntitle: 二\n---\n\n冒名。\n");
    index_passes_over(&fixture, "twice.md", "good.md").says("`good`");
    fixture.run(&["search", "冒名"]).code(1);
}

#[test]
fn an_index_of_another_version_is_refused_with_the_way_out() {
    let fixture = with_one_document();
    let path = fixture.path("index/generation-1/manifest.json");
    let manifest = std::fs::read_to_string(&path).expect("the manifest is there");
    let mut edited: serde_json::Value =
        serde_json::from_str(&manifest).expect("the manifest is JSON");
    for (key, value) in [
        ("analyzer", "0-of-yesterday".into()),
        ("format", serde_json::Value::from(999)),
    ] {
        edited[key] = value;
        fixture.write("index/generation-1/manifest.json", edited.to_string());
        for command in ["search", "count"] {
            let refused = fixture.run(&[command, "上海精神"]);
            refused
                .code(2)
                .says("was made by another version of the program")
                .says("rebuild it with `sco index`");
        }
        fixture
            .run(&["index", "--verify"])
            .code(2)
            .says("another version");
    }
    fixture
        .run(&["index"])
        .code(0)
        .says("index built anew: it was made by another version of the program");
    fixture.run(&["search", "上海精神"]).code(0);
}

#[test]
fn a_missing_index_is_said_with_the_way_out() {
    let fixture = with_one_document();
    let missing = fixture.run(&["search", "上海精神", "--index", "elsewhere"]);
    missing
        .code(2)
        .says("no index in `elsewhere`; build one with `sco index`");
    assert!(!fixture.path("elsewhere").exists());
    fixture
        .run(&["index", "--verify", "--index", "elsewhere"])
        .code(2)
        .says("no index in `elsewhere`");
    fixture
        .run(&["index", "--corpus", "nowhere"])
        .code(2)
        .says("no documents in `nowhere`");
    fixture.run(&["search", "上海精神"]).code(0);
}

/// A header or body with a fault, where the fault stands, and what is said of it.
const FAULTS: [(&str, usize, &str); 6] = [
    (
        "---\ntitle: 坏\ntitel: 坏\n---\n\n文。\n",
        3,
        "unknown key `titel`, did you mean `title`?",
    ),
    (
        "---\ntitle: 坏\ndate: 2024-13-01\n---\n\n文。\n",
        3,
        "2024-13-01",
    ),
    ("---\ntitle: 坏\ntype: poem\n---\n\n文。\n", 3, "poem"),
    ("---\ntitle: 坏\n---\n\n一段。\n\n二段[^2-1]。\n", 7, "2-1"),
    ("---\ntitle: 坏\n---\n\n一行\n又一行\n", 6, ""),
    ("---\ntitle: 坏\n\n文。\n", 1, "header"),
];

#[test]
fn a_fault_in_a_document_is_told_with_file_and_line() {
    for (text, line, reason) in FAULTS {
        let fixture = with_one_document();
        fixture.document("bad.md", text);
        index_passes_over(&fixture, &format!("bad.md:{line}"), reason);
    }
}

#[test]
fn a_null_character_or_rubbish_in_a_question_does_no_harm() {
    let fixture = with_one_document();
    for question in ["\u{7f}", "“", "--", "《", "-“", "\u{FFFD}\u{202E}", "🦀"] {
        let outcome = fixture.run(&["search", "--", question]);
        assert!(matches!(outcome.status.code(), Some(1 | 2)), "{outcome:#?}");
        assert!(!outcome.stderr.contains("did not expect"), "{outcome:#?}");
    }
    for term in ["上 ", "“上海精神” "] {
        fixture.run(&["search", &term.repeat(200)]).code(0);
        let outcome = fixture.run(&["search", &term.repeat(201)]);
        outcome.code(2).says("more than 200 terms");
    }
}

/// A small disk of its own, unmounted when the test ends.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts `size_kib` at a folder; `None`, and said, where that is not allowed.
    fn mount(folder: &Path, size_kib: u32) -> Option<SmallDisk> {
        std::fs::create_dir_all(folder).expect("the folder can be made");
        let mut command = Command::new("mount");
        command
            .args(["-t", "tmpfs", "-o", &format!("size={size_kib}k"), "tmpfs"])
            .arg(folder);
        if command.output().is_ok_and(|output| output.status.success()) {
            return Some(SmallDisk(folder.to_owned()));
        }
        skip("no small disk can be mounted here");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A disk that stays mounted harms nobody but the temporary folder.
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[test]
fn when_the_disk_is_full_the_index_stays_as_it_was() {
    let fixture = Fixture::of(&[("good.md", &plain("好", "上海精神。"))]);
    let Some(_disk) = SmallDisk::mount(&fixture.path("index"), 512) else {
        return;
    };
    fixture.run(&["index"]).code(0);
    // No two texts alike, or the engine would press them together.
    let mut state = 7u32;
    for number in 0..40 {
        let mut letter = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from_u32(0x4E00 + (state >> 12) % 20_000).expect("a Han character")
        };
        let body: String = (0..8000).map(|_| letter()).collect();
        fixture.document(&format!("big-{number}.md"), &plain("大", &body));
    }
    for arguments in [&["index"][..], &["index", "--rebuild"]] {
        fixture
            .run(arguments)
            .code(2)
            .says("is full")
            .says("searches go on with what was written before");
        assert_eq!(
            fixture.run(&["count", "上海精神"]).code(0).stdout,
            "1\t1\n",
            "{arguments:?}"
        );
        // Half a rebuild would keep the disk full.
        assert!(
            !fixture.path("index/generation-2").exists(),
            "{arguments:?}"
        );
    }
    for number in 0..40 {
        fixture.remove(&format!("big-{number}.md"));
    }
    fixture.document("new.md", &plain("新", "命运共同体。"));
    fixture.run(&["index"]).code(0);
    fixture.run(&["search", "命运共同体"]).code(0);
}

#[test]
fn when_the_disk_is_full_an_import_leaves_no_half_document() {
    let fixture = with_one_document();
    fixture.write(
        "long.txt",
        "上海合作组织成员国弘扬上海精神，深化务实合作。\n".repeat(20_000),
    );
    let Some(_disk) = SmallDisk::mount(&fixture.path("out"), 64) else {
        return;
    };
    let refused = fixture.run(&["import", "long.txt", "--out", "out"]);
    refused
        .code(2)
        .says("refused `long.txt`")
        .says("No space left on device");
    assert_eq!(
        std::fs::read_dir(fixture.path("out"))
            .expect("the folder is there")
            .count(),
        0
    );
}
