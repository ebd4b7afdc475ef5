//! A corpus and an index in a folder of their own, and the program run there.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use sco_indexer::{LexiconSource, Options, Source, update};
use sco_query::Engine;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with `corpus/documents` and, once the program has made it, `index`; the program runs inside it.
pub(crate) struct Fixture {
    folder: TempDir,
}

impl Fixture {
    /// A corpus of Markdown files: name below `documents`, text.
    pub(crate) fn of(documents: &[(&str, &str)]) -> Fixture {
        let fixture = Fixture {
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        };
        fs::create_dir_all(fixture.path("corpus/documents"))
            .expect("the corpus folder can be made");
        // What other names do is tested by itself: these corpora know none, not even the program's own.
        fixture.write("corpus/lexicon.tsv", "");
        for (name, text) in documents {
            fixture.document(name, text);
        }
        fixture
    }

    /// As [`of`](Fixture::of), indexed.
    pub(crate) fn indexed(documents: &[(&str, &str)]) -> Fixture {
        let fixture = Fixture::of(documents);
        fixture.run(&["index"]).code(0);
        fixture
    }

    /// A path inside the folder.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }

    /// Writes a file inside the folder.
    pub(crate) fn write(&self, inside: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(inside);
        fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("the folder can be made");
        fs::write(&path, content).expect("the file can be written");
        path
    }

    /// Writes a document of the corpus.
    pub(crate) fn document(&self, name: &str, text: &str) -> PathBuf {
        self.write(&format!("corpus/documents/{name}"), text)
    }

    /// Removes a document of the corpus.
    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.path("corpus/documents").join(name)).expect("the document is there");
    }

    /// Indexes a source in this process and opens the index, for tests that ask too much to start the program each time.
    pub(crate) fn engine(&self, source: Source, lexicon: Option<PathBuf>) -> Engine {
        let options = Options {
            sources: vec![source],
            lexicon: lexicon.map_or(LexiconSource::Nothing, LexiconSource::File),
            threads: 1,
            rebuild: false,
        };
        let index = self.path("index");
        let summary = update(&index, &options, &mut |_| {}).expect("the source can be indexed");
        assert_eq!(summary.skipped, [], "every document is indexed");
        Engine::open(&index).expect("the index can be opened")
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, &[])
    }

    /// Runs the program with variables of the environment.
    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Outcome {
        let mut command = self.command(arguments);
        command.envs(variables.iter().copied());
        Outcome::of(command.output().expect("the program starts"))
    }

    /// Runs the program with at most some address space, standard input coming from `feed`; a program that takes more is
    /// killed.
    pub(crate) fn run_fed(
        &self,
        arguments: &[&str],
        address_kib: u64,
        feed: impl FnOnce(&mut dyn Write),
    ) -> Outcome {
        let script = format!("ulimit -v {address_kib}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command
            .arg("-c")
            .arg(script)
            .arg(env!("CARGO_BIN_EXE_sco"))
            .args(arguments);
        let mut child = self
            .prepare(command)
            .stdin(Stdio::piped())
            .spawn()
            .expect("a shell is there");
        let mut input = child.stdin.take().expect("standard input is piped");
        let drain = std::thread::spawn(move || child.wait_with_output());
        feed(&mut input);
        drop(input);
        Outcome::of(
            drain
                .join()
                .expect("waiting does not panic")
                .expect("the program ends"),
        )
    }

    /// Starts the program and leaves it running, its output piped.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().expect("the program starts")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sco"));
        command.args(arguments);
        self.prepare(command)
    }

    fn prepare(&self, mut command: Command) -> Command {
        command
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        for variable in ["SCO_INDEX", "SCO_CORPUS", "NO_COLOR", "RUST_BACKTRACE"] {
            command.env_remove(variable);
        }
        command
    }
}

/// What a finished program left behind.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(crate) fn of(output: std::process::Output) -> Outcome {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes UTF-8");
        Outcome {
            status: output.status,
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn code(&self, wanted: i32) -> &Outcome {
        assert_eq!(self.status.code(), Some(wanted), "{self:#?}");
        self
    }

    /// Asserts that standard error says something.
    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Outcome {
        assert!(
            self.stderr.contains(words),
            "`{words}` is not said: {self:#?}"
        );
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:#?}"))
    }

    /// The documents of a JSON answer's hits, in order.
    #[track_caller]
    pub(crate) fn documents(&self) -> Vec<String> {
        let answer = self.json();
        let hits = answer["hits"].as_array().expect("hits are a list").iter();
        hits.map(|hit| text(&hit["document"])).collect()
    }
}

/// A JSON value that is a text.
#[track_caller]
pub(crate) fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}

/// A document with nothing but a title and paragraphs, one a line.
pub(crate) fn plain(title: &str, paragraphs: &str) -> String {
    let body = paragraphs.replace('\n', "\n\n");
    format!("---\ntitle: {title}\n---\n\n{body}\n")
}

/// The repository.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file or folder of `../shared`; where it is absent that is said, and the test has to return.
pub(crate) fn shared(inside: &str) -> Option<PathBuf> {
    let path = repository().join("../shared").join(inside);
    if path.exists() {
        return Some(path);
    }
    skip(&format!("{} is absent", path.display()));
    None
}

/// Whether Python 3 can be run; where it cannot, that is said, and the test has to return.
pub(crate) fn has_python() -> bool {
    let found = Command::new("python3")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success());
    if !found {
        skip("python3 is absent");
    }
    found
}

/// Says why a test is passed over.
#[expect(
    clippy::print_stderr,
    reason = "a test that is passed over must say so"
)]
pub(crate) fn skip(reason: &str) {
    eprintln!("skipped: {reason}");
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the file can be copied");
        }
    }
}

/// How a fresh checkout calls the program.
const FROM_SOURCE: &str = "cargo run --release -- ";

/// The lines of all ```` ```sh ```` blocks.
fn shell_lines(page: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line.trim_end() {
            "```sh" => inside = true,
            "```" => inside = false,
            line if inside => lines.push(line),
            _ => {}
        }
    }
    lines
}

/// Runs the commands that a page shows, in their order and beside the sample corpus, and asserts that each succeeds; gives how
/// many there are. `printf` makes the files that the next lines read; other programs than `sco` are passed over.
#[track_caller]
pub(crate) fn run_shell_blocks(page: &str) -> usize {
    let fixture = Fixture::of(&[]);
    copy_folder(&repository().join("corpus"), &fixture.path("corpus"));
    let program = Path::new(env!("CARGO_BIN_EXE_sco"));
    let program = program
        .parent()
        .expect("the program lies in a folder")
        .to_owned();
    let others = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(program).chain(env::split_paths(&others)));
    let path = path.expect("folders without colons");
    let (mut commands, mut failed) = (0, Vec::new());
    for line in shell_lines(page) {
        let line = line
            .strip_prefix(FROM_SOURCE)
            .map_or(line.to_owned(), |rest| format!("sco {rest}"));
        if !line.starts_with("sco ") && !line.starts_with("printf ") {
            continue;
        }
        let mut shell = Command::new("sh");
        shell
            .arg("-c")
            .arg(&line)
            .current_dir(fixture.path("."))
            .env("PATH", &path);
        shell.env_remove("SCO_INDEX").env_remove("SCO_CORPUS");
        let outcome = Outcome::of(shell.output().expect("a shell is there"));
        if !outcome.status.success() {
            failed.push(format!("{line}: {outcome:#?}"));
        }
        commands += usize::from(line.starts_with("sco "));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(commands > 0, "the page shows no command");
    commands
}

/// A plain generator of numbers (Knuth's MMIX constants), so that the questions are the same on every run.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// A number below a bound above 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits are a usize") % bound
    }

    /// One of some things.
    pub(crate) fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.below(things.len())]
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&mut self, cases: usize) -> bool {
        self.below(100) < cases
    }
}
