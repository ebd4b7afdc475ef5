//! `sco index --watch`: what is saved is found, what is half written waits, and others may write meanwhile.

use std::fs::{self, File};
use std::io::Write;
use std::process::Child;
use std::time::{Duration, Instant};

use crate::support::{Fixture, Outcome, plain};

/// Far more than an update takes, so that a slow machine fails no test; how long it takes is measured, not tested.
const PATIENCE: Duration = Duration::from_mins(1);

struct Watched {
    fixture: Fixture,
    child: Option<Child>,
}

impl Watched {
    fn of(documents: &[(&str, &str)]) -> Watched {
        let fixture = Fixture::indexed(documents);
        let child = Some(fixture.start(&["index", "--watch", "--threads", "1"]));
        Watched { fixture, child }
    }

    fn finds(&self, question: &str) -> bool {
        self.fixture.run(&["search", question]).status.code() == Some(0)
    }

    #[track_caller]
    fn waits_until(what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < PATIENCE, "{what}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Stops it as Ctrl-C does.
    fn stop(mut self) -> Outcome {
        let child = self.child.take().expect("it is stopped once");
        let id = child.id().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-INT", &id])
            .status();
        assert!(
            sent.is_ok_and(|status| status.success()),
            "the signal is sent"
        );
        Outcome::of(child.wait_with_output().expect("it ends"))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

#[cfg(unix)]
#[test]
fn what_is_saved_changed_moved_and_removed_is_followed_until_ctrl_c() {
    let watched = Watched::of(&[
        ("a.md", &plain("甲", "上海精神。")),
        ("deep/b.md", &plain("乙", "平等协商。")),
    ]);
    let fixture = &watched.fixture;
    fixture.document("new/c.md", &plain("丙", "互利共赢。"));
    Watched::waits_until("a new file in a new folder is found", || {
        watched.finds("互利共赢")
    });
    fixture.document("a.md", &plain("甲", "命运共同体。"));
    Watched::waits_until("a change is found", || {
        watched.finds("命运共同体") && !watched.finds("上海精神")
    });
    fs::rename(
        fixture.path("corpus/documents/deep"),
        fixture.path("corpus/documents/deeper"),
    )
    .expect("it is renamed");
    fixture.document("deeper/b.md", &plain("乙", "和平发展。"));
    Watched::waits_until("a change in a renamed folder is found", || {
        watched.finds("和平发展")
    });
    fs::remove_dir_all(fixture.path("corpus/documents/new")).expect("it is removed");
    Watched::waits_until("what is removed is found no more", || {
        !watched.finds("互利共赢")
    });
    // Between two updates the index is free.
    Watched::waits_until("another process may write", || {
        fixture.run(&["index"]).status.code() == Some(0)
    });
    let ended = watched.stop();
    ended.code(0).says("watching").says("stopped watching");
}

#[cfg(unix)]
#[test]
fn a_folder_that_goes_away_takes_nothing_with_it_and_may_come_back() {
    let watched = Watched::of(&[("a.md", &plain("甲", "上海精神。"))]);
    let fixture = &watched.fixture;
    // A folder that is gone before anybody watches is an error of its own.
    fixture.document("first.md", &plain("先", "睦邻友好。"));
    Watched::waits_until("it is watched", || watched.finds("睦邻友好"));
    let (here, away) = (fixture.path("corpus/documents"), fixture.path("away"));
    fs::rename(&here, &away).expect("it is moved away");
    std::thread::sleep(Duration::from_secs(3));
    assert!(watched.finds("上海精神"), "the index stays as it was");
    fs::write(away.join("b.md"), plain("乙", "平等协商。")).expect("it can be written");
    fs::rename(&away, &here).expect("it is moved back");
    Watched::waits_until("what came with it is found", || watched.finds("平等协商"));
    fixture.document("c.md", &plain("丙", "互利共赢。"));
    Watched::waits_until("it is watched again", || watched.finds("互利共赢"));
    watched
        .stop()
        .code(0)
        .says("there is no folder `documents`")
        .says("is there again");
}

#[cfg(unix)]
#[test]
fn faults_are_told_once_and_mended_files_are_found() {
    let watched = Watched::of(&[("a.md", &plain("甲", "上海精神。"))]);
    let fixture = &watched.fixture;
    fixture.document("b.md", "---\ntitel: 乙\n---\n\n平等协商。\n");
    fixture.document("c.md", &plain("丙", "互利共赢。"));
    Watched::waits_until("the sound one is found", || watched.finds("互利共赢"));
    fixture.document("d.md", "---\nid: a\ntitle: 丁\n---\n\n和平发展。\n");
    fixture.document("b.md", &plain("乙", "平等协商。"));
    Watched::waits_until("the mended one is found", || watched.finds("平等协商"));
    assert!(!watched.finds("和平发展"), "its id belongs to another file");
    fixture.remove("a.md");
    Watched::waits_until("the id is free, and taken", || watched.finds("和平发展"));
    let ended = watched.stop();
    ended
        .code(0)
        .says("did you mean `title`?")
        .says("belongs to");
    assert_eq!(
        ended.stderr.matches("did you mean `title`?").count(),
        1,
        "{ended:#?}"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_is_being_written_waits_until_it_is_closed() {
    let watched = Watched::of(&[("a.md", &plain("甲", "上海精神。"))]);
    let fixture = &watched.fixture;
    fixture.document("z.md", &plain("癸", "先到先得。"));
    Watched::waits_until("it watches", || watched.finds("先到先得"));
    let mut file = File::create(fixture.path("corpus/documents/b.md")).expect("it can be made");
    file.write_all("---\ntitle: 乙\n---\n\n平等协商。\n".as_bytes())
        .expect("it can be written");
    file.flush().expect("it can be written");
    fixture.document("c.md", &plain("丙", "互利共赢。"));
    Watched::waits_until("others do not wait", || watched.finds("互利共赢"));
    assert!(!watched.finds("平等协商"), "the file is still open");
    file.write_all("\n和平发展。\n".as_bytes())
        .expect("it can be written");
    drop(file);
    Watched::waits_until("the whole file is found", || {
        watched.finds("平等协商") && watched.finds("和平发展")
    });
    watched.stop().code(0);
}
