//! `sco edit`: a document in an editor. What was typed is never lost: it stands in a copy until it is a sound document in its place.

use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;
use clap::Args;
use sco_corpus::{
    Amendment, Document, METADATA_KEYS, Opened, amend, find_document_file, open_document, values_of,
};
use tempfile::TempDir;

use super::correction::{By, tell_kept};
use super::{Outcome, Places, say};

#[derive(Debug, Args)]
#[command(
    after_help = "The editor is $VISUAL, else $EDITOR, else vi; it opens a copy. What is saved is checked: a fault is named with its line and
what is allowed, and the editor can be opened again. Comments in the header are not kept.

Examples:
  EDITOR='code --wait' sco edit hos-2018-qingdao --why '校对'"
)]
pub(crate) struct EditArgs {
    /// Identifier of the document, as a search shows it
    #[arg(value_name = "DOCUMENT")]
    document: String,
    #[command(flatten)]
    by: By,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: &EditArgs) -> anyhow::Result<Outcome> {
    let corpus = args.places.corpus();
    let path = file_of(corpus, &args.document)?;
    edit(corpus, &path, &args.by)
}

/// The file of a document, or an error that names the ids that are like it.
pub(crate) fn file_of(corpus: &Path, id: &str) -> anyhow::Result<PathBuf> {
    if let Some(path) = find_document_file(corpus, id)? {
        return Ok(path);
    }
    let meant = super::describe::nearest_id(corpus, id);
    let meant = meant
        .map(|meant| format!(", did you mean `{meant}`?"))
        .unwrap_or_default();
    anyhow::bail!(
        "there is no document `{id}` in `{}`{meant}",
        corpus.display()
    )
}

/// Opens one document in the editor until what is saved is sound, or given up.
pub(crate) fn edit(corpus: &Path, path: &Path, by: &By) -> anyhow::Result<Outcome> {
    let opened = open_document(path)?;
    let copy = WorkingCopy::of(&opened)?;
    say(&format!("editing the copy `{}`", copy.path.display()));
    loop {
        let ended = run_editor(&copy.path);
        if let Err(error) = ended {
            return Err(error.context(copy.keep_if_changed(&opened)));
        }
        let text = match fs::read_to_string(&copy.path) {
            Ok(text) => text,
            Err(error) => {
                let kept = copy.keep();
                anyhow::bail!(
                    "cannot read `{}` again: {error}; nothing was changed",
                    kept.display()
                );
            }
        };
        if text == opened.text {
            say("nothing was changed");
            return Ok(Outcome::Found);
        }
        match sound(&text, &copy.path, &opened) {
            Ok(document) => return finish(corpus, opened, document, by, copy, &text),
            Err(faults) => say(&faults),
        }
        if !asked_again() {
            let kept = copy.keep();
            anyhow::bail!(
                "`{}` was not changed; your text is in `{}`",
                path.display(),
                kept.display()
            );
        }
    }
}

/// The copy that the editor works on; it goes away only when it is of no more use.
struct WorkingCopy {
    folder: TempDir,
    path: PathBuf,
}

impl WorkingCopy {
    fn of(opened: &Opened) -> anyhow::Result<WorkingCopy> {
        let folder = tempfile::Builder::new()
            .prefix("sco-edit-")
            .tempdir()
            .context("cannot make a copy to edit")?;
        let name = opened.path.file_name().unwrap_or("document.md".as_ref());
        let path = folder.path().join(name);
        fs::write(&path, &opened.text).context("cannot make a copy to edit")?;
        Ok(WorkingCopy { folder, path })
    }

    /// Keeps the copy for good.
    fn keep(self) -> PathBuf {
        let _ = self.folder.keep();
        self.path
    }

    /// Keeps the copy where it holds something new, and says so.
    fn keep_if_changed(self, opened: &Opened) -> String {
        let is_same = fs::read_to_string(&self.path).is_ok_and(|text| text == opened.text);
        if is_same {
            return "nothing was changed".into();
        }
        format!(
            "the document was not changed; your text is in `{}`",
            self.keep().display()
        )
    }
}

/// The document that a text is, or its faults.
fn sound(text: &str, path: &Path, opened: &Opened) -> Result<Document, String> {
    let mut document = Document::from_markdown(text, path).map_err(|error| error.to_string())?;
    let before = opened.document.as_ref().ok();
    let id = before.and_then(|before| before.metadata.id.clone());
    if document.metadata.id.is_none() {
        document.metadata.id.clone_from(&id);
    }
    if id.is_some() && document.metadata.id != id {
        let id = id.unwrap_or_default();
        return Err(format!(
            "{}: the id was `{id}`; an id is permanent, put it back",
            path.display()
        ));
    }
    let problems = document.check();
    match problems.first() {
        Some(problem) => Err(format!("{}: {problem}", path.display())),
        None => Ok(document),
    }
}

fn finish(
    corpus: &Path,
    opened: Opened,
    document: Document,
    by: &By,
    copy: WorkingCopy,
    text: &str,
) -> anyhow::Result<Outcome> {
    let told = told(opened.document.as_ref().ok(), &document);
    let has_comment = header_of(text).any(|line| line.trim_start().starts_with('#'));
    let amendment = Amendment {
        path: opened.path,
        seen: opened.seen,
        document,
        why: by.why(&told),
    };
    match amend(corpus, amendment, &by.correction(corpus)) {
        Ok(amended) => {
            if has_comment {
                say("comments in the header were not kept");
            }
            tell_kept(&amended);
            Ok(Outcome::Found)
        }
        Err(error) => {
            let kept = copy.keep();
            Err(anyhow::Error::from(error).context(format!("your text is in `{}`", kept.display())))
        }
    }
}

fn header_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .skip(1)
        .take_while(|line| line.trim_end() != "---")
}

/// What changed, as a reason that nobody gave.
fn told(before: Option<&Document>, after: &Document) -> String {
    let Some(before) = before else {
        return "edited: faults mended".into();
    };
    let keys = METADATA_KEYS
        .iter()
        .filter(|key| values_of(&before.metadata, key) != values_of(&after.metadata, key));
    let mut parts: Vec<&str> = keys.copied().collect();
    if before.sections != after.sections {
        parts.push("text");
    }
    if before.footnotes != after.footnotes || before.front_notes != after.front_notes {
        parts.push("notes");
    }
    if parts.is_empty() {
        "edited".into()
    } else {
        format!("edited: {}", parts.join(", "))
    }
}

/// Asks whether to open the editor again, where somebody is there to answer.
fn asked_again() -> bool {
    super::describe::confirmed("open the editor again?", true).unwrap_or(false)
}

fn run_editor(path: &Path) -> anyhow::Result<()> {
    let words = editor()?;
    let (program, arguments) = words
        .split_first()
        .context("the name of the editor is empty; set $EDITOR")?;
    let status = Command::new(program).args(arguments).arg(path).status();
    let status = status.with_context(|| {
        format!("cannot run the editor `{program}`; set $VISUAL or $EDITOR to one that is there")
    })?;
    if !status.success() {
        anyhow::bail!("the editor `{program}` ended with {status}");
    }
    Ok(())
}

/// The editor with its arguments.
fn editor() -> anyhow::Result<Vec<String>> {
    let set = ["VISUAL", "EDITOR"]
        .into_iter()
        .filter_map(|name| std::env::var(name).ok());
    let line = set.into_iter().find(|line| !line.trim().is_empty());
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    words(&line.unwrap_or_else(|| usual.into()))
}

/// The words of a command line, as far as quotation marks and backslashes go: no shell reads it, so nothing in it is executed but
/// the program it names.
fn words(line: &str) -> anyhow::Result<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            // A backslash parts folders where it does not protect a space.
            (_, '\\') if !cfg!(windows) => word.get_or_insert_default().extend(characters.next()),
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        anyhow::bail!(
            "the name of the editor has an open quotation mark: `{line}`; correct $VISUAL or $EDITOR"
        );
    }
    words.extend(word);
    Ok(words)
}

/// Asks a question on standard error; `None` where nobody is there to answer.
pub(crate) fn answer(question: &str) -> Option<String> {
    if !std::io::stdin().is_terminal() {
        return None;
    }
    let _ = write!(std::io::stderr(), "{question} ");
    let _ = std::io::stderr().flush();
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .ok()
        .filter(|read| *read > 0)?;
    Some(line.trim().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn the_words_of_an_editor_are_cut_without_a_shell() {
        for (line, wanted) in [
            ("vi", vec!["vi"]),
            ("code --wait", vec!["code", "--wait"]),
            (
                "'/opt/my editor/e' -x \"a b\" c\\ d",
                vec!["/opt/my editor/e", "-x", "a b", "c d"],
            ),
            (
                "e; rm -rf $HOME `x`",
                vec!["e;", "rm", "-rf", "$HOME", "`x`"],
            ),
            ("  ", vec![]),
        ] {
            assert_eq!(words(line).unwrap(), wanted, "{line}");
        }
        assert!(words("'vi").is_err());
    }

    #[test]
    fn what_changed_is_told_by_its_keys() {
        let read = |text: &str| Document::from_markdown(text, "a.md".as_ref()).unwrap();
        let before = read("---\ntitle: 甲\n---\n\n文。\n");
        let after = read("---\ntitle: 乙\ndate: 2018\n---\n\n文字。\n");
        assert_eq!(told(Some(&before), &after), "edited: title, date, text");
        assert_eq!(told(None, &after), "edited: faults mended");
    }
}
