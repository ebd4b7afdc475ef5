//! Corrections on a disk of their own.

use std::process::Command;

use tempfile::TempDir;

use super::*;

const TEXT: &str = "---\ntitle: 甲\n---\n\n上海精神。\n";

fn corpus(files: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir_all(folder.path().join("documents")).expect("a folder can be made");
    for file in files {
        fs::write(folder.path().join("documents").join(file), TEXT).expect("a file can be written");
    }
    folder
}

fn file(corpus: &TempDir, name: &str) -> PathBuf {
    corpus.path().join("documents").join(name)
}

fn retitled(path: &Path, title: &str) -> Amendment {
    let opened = open_document(path).expect("the file can be read");
    let mut document = opened.document.expect("the file is a document");
    document.metadata.title = Some(title.into());
    Amendment {
        path: opened.path,
        seen: opened.seen,
        document,
        why: "题名有误\n改正".into(),
    }
}

fn somebody() -> Correction {
    Correction {
        at: "2026-01-02T03:04:05Z".into(),
        who: "馆员".into(),
    }
}

#[test]
fn a_change_keeps_the_text_before_and_says_who_when_and_why() {
    let corpus = corpus(&["a.md"]);
    let path = file(&corpus, "a.md");
    let amended = amend(corpus.path(), retitled(&path, "乙"), &somebody()).unwrap();
    let Kept::File(kept) = &amended.kept else {
        panic!("{amended:?}")
    };
    assert_eq!(fs::read_to_string(kept).unwrap(), TEXT);
    let document = read_document(&path).unwrap();
    assert_eq!(document.metadata.title.as_deref(), Some("乙"));
    let change = &document.metadata.changes[0];
    assert_eq!(
        (change.who.as_str(), change.why.as_str()),
        ("馆员", "题名有误 改正")
    );
    assert_eq!(
        change.previous.as_deref(),
        kept.file_name().and_then(|name| name.to_str())
    );
    let again = amend(corpus.path(), retitled(&path, "丙"), &somebody()).unwrap();
    assert_ne!(again.kept, amended.kept);
    assert_eq!(read_document(&path).unwrap().metadata.changes.len(), 2);
}

#[test]
fn what_is_not_changed_is_not_written() {
    let corpus = corpus(&["a.md"]);
    let amended = amend(
        corpus.path(),
        retitled(&file(&corpus, "a.md"), "甲"),
        &somebody(),
    )
    .unwrap();
    assert_eq!(amended.kept, Kept::Unchanged);
    assert_eq!(fs::read_to_string(file(&corpus, "a.md")).unwrap(), TEXT);
    assert!(!corpus.path().join("previous").exists());
}

#[test]
fn a_file_that_somebody_else_changed_is_left_alone() {
    let corpus = corpus(&["a.md"]);
    let path = file(&corpus, "a.md");
    let amendment = retitled(&path, "乙");
    let other = TEXT.replace('甲', "丁");
    fs::write(&path, &other).unwrap();
    let error = amend(corpus.path(), amendment, &somebody()).unwrap_err();
    assert!(matches!(error, Error::Changed { .. }), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), other);
}

#[test]
fn of_several_changes_all_are_made_or_none() {
    let corpus = corpus(&["a.md", "b.md", "c.md"]);
    let paths = ["a.md", "b.md", "c.md"].map(|name| file(&corpus, name));
    let mut amendments: Vec<Amendment> = paths.iter().map(|path| retitled(path, "乙")).collect();
    amendments[2].document.metadata.title = Some("两行\n文字".into());
    assert!(amend_all(corpus.path(), amendments, &somebody()).is_err());
    for path in &paths {
        assert_eq!(fs::read_to_string(path).unwrap(), TEXT);
    }
    let left = fs::read_dir(corpus.path().join("documents"))
        .unwrap()
        .count();
    assert_eq!(left, 3, "nothing is left aside");
    assert!(fs::read_dir(corpus.path().join("previous")).map_or(0, Iterator::count) == 0);
    let amendments = paths.iter().map(|path| retitled(path, "乙")).collect();
    assert_eq!(
        amend_all(corpus.path(), amendments, &somebody())
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn a_record_of_changes_cannot_be_edited_away() {
    let corpus = corpus(&["a.md"]);
    let path = file(&corpus, "a.md");
    amend(corpus.path(), retitled(&path, "乙"), &somebody()).unwrap();
    let mut amendment = retitled(&path, "丙");
    amendment.document.metadata.changes.clear();
    amend(corpus.path(), amendment, &somebody()).unwrap();
    assert_eq!(read_document(&path).unwrap().metadata.changes.len(), 2);
}

#[test]
fn a_document_with_faults_can_be_opened_and_mended() {
    let corpus = corpus(&[]);
    let path = file(&corpus, "a.md");
    fs::write(&path, "---\ntitel: 甲\n---\n\n文。\n").unwrap();
    let opened = open_document(&path).unwrap();
    assert!(
        opened
            .document
            .as_ref()
            .unwrap_err()
            .contains("did you mean `title`?")
    );
    let amendment = Amendment {
        path: path.clone(),
        seen: opened.seen,
        document: Document::from_markdown(TEXT, &path).unwrap(),
        why: "x".into(),
    };
    amend(corpus.path(), amendment, &somebody()).unwrap();
    assert_eq!(
        read_document(&path).unwrap().metadata.title.as_deref(),
        Some("甲")
    );
}

#[test]
fn what_git_keeps_is_not_kept_twice_and_what_it_does_not_is() {
    let corpus = corpus(&["a.md"]);
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(corpus.path()).args([
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
        ]);
        command
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE");
        command
            .args(arguments)
            .output()
            .is_ok_and(|output| output.status.success())
    };
    if !git(&["init", "-q"]) {
        return; // no git here: what is kept then is tested above
    }
    assert!(git(&["add", "."]) && git(&["commit", "-q", "-m", "x"]));
    let path = file(&corpus, "a.md");
    let amended = amend(corpus.path(), retitled(&path, "乙"), &somebody()).unwrap();
    assert!(matches!(amended.kept, Kept::Git(_)), "{amended:?}");
    let changes = read_document(&path).unwrap().metadata.changes;
    assert_eq!((changes.len(), changes[0].previous.clone()), (1, None));
    // The text with this change is not committed: it must be kept before the next.
    let amended = amend(corpus.path(), retitled(&path, "丙"), &somebody()).unwrap();
    assert!(matches!(amended.kept, Kept::File(_)), "{amended:?}");
}

#[cfg(unix)]
#[test]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let corpus = corpus(&[]);
    let outside = corpus.path().join("elsewhere.md");
    fs::write(&outside, TEXT).unwrap();
    fs::set_permissions(&outside, fs::Permissions::from_mode(0o640)).unwrap();
    let link = file(&corpus, "a.md");
    symlink(&outside, &link).unwrap();
    amend(corpus.path(), retitled(&link, "乙"), &somebody()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&outside).unwrap().contains("乙"));
    assert_eq!(
        fs::metadata(&outside).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn new_documents_get_free_ids() {
    let corpus = corpus(&["峰会.md"]);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let mut document = Document::default();
        document.metadata.id = Some("峰会".into());
        let path = create_document(corpus.path(), &mut document).unwrap();
        assert!(path.is_file());
        ids.extend(document.metadata.id);
    }
    assert_eq!(ids, ["峰会-2", "峰会-3"]);
}
