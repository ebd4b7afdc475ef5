//! `sco duplicates`.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use sco_corpus::{
    Alike, BUILT_IN_LEXICON, Lexicon, Likeness, LikenessKind, RelationKind, differences,
    likenesses, read_document, relate, replace_document,
};
use serde::Serialize;

use super::beside::columns;
use super::paint::{Paint, plain};
use super::search::counted;
use super::{Color, Outcome, located, say, table};

/// Cells of the terminal where nothing says how many there are.
const WIDTH: usize = 100;

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches, each on or off"
)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Without documents: lists pairs of the corpus that look alike and about which nothing was decided. With two documents: shows
them side by side, `[-what only the first has-]`, `{+what only the second has+}`.

same-bytes   made from files of the same bytes         near         80 % of all shingles (five letters) in both
same-text    the same letters, whatever the setting    extract      90 % of the first in the second
                                                       translation  maybe: other language, same day, names, numbers

A decision is written into the header of A (`relations`); nothing is deleted. A search shows documents that are the same
as one result.

Exit status: 0 pairs were found, 1 none, 2 a file could not be read.

Examples:
  sco duplicates
  sco duplicates --kind near --show
  sco duplicates hos-2018-qingdao hos-2019-bishkek
  sco duplicates decide speech-reprint same speech --note 另一网站转载"
)]
pub(crate) struct DuplicatesArgs {
    #[command(subcommand)]
    command: Option<DuplicatesCommand>,
    /// Two documents to show side by side: files or ids
    #[arg(value_name = "A B", num_args = 0..=2)]
    documents: Vec<String>,
    /// Folder of the corpus
    #[arg(
        long,
        value_name = "DIR",
        env = "SCO_CORPUS",
        default_value = "corpus",
        global = true
    )]
    corpus: PathBuf,
    /// Only pairs of this kind; may be given again
    #[arg(long, value_name = "KIND")]
    kind: Vec<LikenessKind>,
    /// List decided pairs too
    #[arg(long)]
    all: bool,
    /// Show each pair side by side
    #[arg(long)]
    show: bool,
    /// Show the paragraphs that are alike too
    #[arg(long)]
    full: bool,
    /// Width of the two columns, in cells of the terminal [default: COLUMNS, else 100]
    #[arg(long, value_name = "N")]
    width: Option<usize>,
    /// Print as JSON
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Print the pairs as a table of comma-separated values
    #[arg(long)]
    csv: bool,
    /// When to use colour
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum DuplicatesCommand {
    /// Write down what document A is to document B: same, version, extract, translation, different
    Decide(DecideArgs),
}

#[derive(Debug, Args)]
struct DecideArgs {
    /// The document whose header says it: file or id
    a: String,
    /// What it is to the other
    kind: RelationKind,
    /// The other document: file or id
    b: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub(crate) fn run(args: &DuplicatesArgs) -> anyhow::Result<Outcome> {
    match (&args.command, args.documents.as_slice()) {
        (Some(DuplicatesCommand::Decide(decision)), _) => decide(decision, &args.corpus),
        (None, []) => list(args),
        (None, [a, b]) => {
            let (a, _) = located::document_of(a, &args.corpus)?;
            let (b, _) = located::document_of(b, &args.corpus)?;
            show(args, &a, &b)
        }
        (None, _) => anyhow::bail!("two documents can be shown side by side; name both"),
    }
}

/// What is printed as JSON: `{"documents", "pairs": […]}`.
#[derive(Serialize)]
struct Listed<'l> {
    documents: usize,
    pairs: Vec<&'l Likeness>,
}

fn list(args: &DuplicatesArgs) -> anyhow::Result<Outcome> {
    let documents = args.corpus.join("documents");
    if !documents.is_dir() {
        anyhow::bail!(
            "there is no folder `{}`; name the folder of the corpus with --corpus",
            documents.display()
        );
    }
    let lexicon = lexicon(&args.corpus)?;
    let found = likenesses(&args.corpus, &lexicon);
    for error in &found.errors {
        say(&format!("passed over {error}"));
    }
    let is_told = |pair: &&Likeness| {
        (args.all || pair.decided.is_none())
            && (args.kind.is_empty() || args.kind.contains(&pair.kind))
    };
    let pairs: Vec<&Likeness> = found.pairs.iter().filter(is_told).collect();
    let decided = found
        .pairs
        .iter()
        .filter(|pair| pair.decided.is_some())
        .count();
    let (count, documents) = (pairs.len(), found.documents);
    if args.json {
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{}",
            serde_json::to_string(&Listed { documents, pairs })?
        )?;
        out.flush()?;
    } else if args.csv {
        print_table(&pairs)?;
    } else {
        print_pairs(args, &pairs)?;
    }
    say(&format!(
        "{} compared: {} shown, {decided} decided",
        counted(documents as u64, "document"),
        counted(count as u64, "pair"),
    ));
    Ok(match (found.errors.is_empty(), count) {
        (false, _) => Outcome::Partial,
        (true, 0) => Outcome::Empty,
        (true, _) => Outcome::Found,
    })
}

/// The lexicon of the corpus, else the program's own.
fn lexicon(corpus: &Path) -> anyhow::Result<Lexicon> {
    let path = corpus.join("lexicon.tsv");
    Ok(if path.exists() {
        Lexicon::read(&path)?
    } else {
        Lexicon::parse(BUILT_IN_LEXICON)?
    })
}

/// The likeness in whole percent; what is not the same is never said to be all of it.
fn percent(pair: &Likeness) -> String {
    let percent = (pair.likeness * 100.0).round();
    let is_same = matches!(pair.kind, LikenessKind::SameBytes | LikenessKind::SameText);
    let maybe = if pair.kind == LikenessKind::Translation {
        " maybe"
    } else {
        ""
    };
    if is_same {
        "100 %".to_owned()
    } else {
        format!("{percent:.0} %{maybe}")
    }
}

fn print_pairs(args: &DuplicatesArgs, pairs: &[&Likeness]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for pair in pairs {
        let decided = pair.decided.as_ref().map(|decided| {
            let note = decided
                .note
                .as_ref()
                .map(|note| format!(" ({})", plain(note)));
            let note = note.unwrap_or_default();
            format!(
                "\tdecided by {}: {}{note}",
                plain(&decided.by),
                decided.kind
            )
        });
        writeln!(
            out,
            "{}\t{}{}",
            pair.kind,
            percent(pair),
            decided.unwrap_or_default()
        )?;
        for one in [&pair.a, &pair.b] {
            writeln!(out, "  {}", line(one))?;
        }
        if args.show {
            side_by_side(&mut out, args, &pair.a.path, &pair.b.path)?;
        }
    }
    out.flush()?;
    Ok(())
}

/// A document in columns parted by tabs: id, title, date, language, letters, file.
fn line(one: &Alike) -> String {
    let or_dash = |text: &Option<String>| plain(text.as_deref().unwrap_or("-"));
    [
        plain(&one.id),
        or_dash(&one.title),
        or_dash(&one.date),
        or_dash(&one.language),
        counted(one.letters as u64, "letter"),
        plain(&one.path.display().to_string()),
    ]
    .join("\t")
}

fn print_table(pairs: &[&Likeness]) -> anyhow::Result<()> {
    let names = [
        "kind",
        "likeness",
        "a",
        "a_title",
        "a_date",
        "a_language",
        "a_file",
        "b",
        "b_title",
        "b_date",
        "b_language",
        "b_file",
        "decided",
        "note",
    ];
    let rows = pairs.iter().map(|pair| {
        let decided = pair.decided.as_ref();
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let (a, b) = (&pair.a, &pair.b);
        [
            pair.kind.to_string(),
            format!("{:.4}", pair.likeness),
            a.id.clone(),
            text(&a.title),
            text(&a.date),
            text(&a.language),
            a.path.display().to_string(),
            b.id.clone(),
            text(&b.title),
            text(&b.date),
            text(&b.language),
            b.path.display().to_string(),
            decided
                .map(|decided| decided.kind.to_string())
                .unwrap_or_default(),
            decided
                .and_then(|decided| decided.note.clone())
                .unwrap_or_default(),
        ]
    });
    table::print(names, rows)
}

fn show(args: &DuplicatesArgs, a: &Path, b: &Path) -> anyhow::Result<Outcome> {
    if args.csv {
        anyhow::bail!("two documents side by side are no table; say --json, or nothing");
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        let rows = differences(&read_document(a)?, &read_document(b)?);
        writeln!(out, "{}", serde_json::to_string(&rows)?)?;
    } else {
        side_by_side(&mut out, args, a, b)?;
    }
    out.flush()?;
    Ok(Outcome::Found)
}

fn side_by_side(
    out: &mut impl Write,
    args: &DuplicatesArgs,
    a: &Path,
    b: &Path,
) -> anyhow::Result<()> {
    let rows = differences(&read_document(a)?, &read_document(b)?);
    let columns_said = std::env::var("COLUMNS")
        .ok()
        .and_then(|width| width.parse().ok());
    let width = args.width.or(columns_said).unwrap_or(WIDTH);
    let paint = Paint::for_stdout(args.color);
    out.write_all(columns(&rows, width, args.full, paint).as_bytes())?;
    writeln!(out)?;
    Ok(())
}

fn decide(decision: &DecideArgs, corpus: &Path) -> anyhow::Result<Outcome> {
    let (path, mut document) = located::document_of(&decision.a, corpus)?;
    let (_, other) = located::document_of(&decision.b, corpus)?;
    let id = document.metadata.id.clone().unwrap_or_default();
    let other_id = other.metadata.id.clone().unwrap_or_default();
    if id == other_id {
        anyhow::bail!("`{id}` is one document; a decision concerns two");
    }
    if let Some(said) = other
        .metadata
        .relations
        .iter()
        .find(|said| said.document == id)
    {
        anyhow::bail!(
            "the header of `{other_id}` says already that it is `{}` to `{id}`; change it there: \
             `sco duplicates decide {other_id} KIND {id}`",
            said.kind
        );
    }
    let is_new = relate(
        &mut document,
        decision.kind,
        &other_id,
        decision.note.as_deref(),
    );
    if is_new {
        replace_document(&path, &document)?;
    }
    let was = if is_new { "" } else { " (it said so already)" };
    say(&format!(
        "`{}` says: {} of `{other_id}`{was}; the next `sco index` takes it over",
        path.display(),
        decision.kind
    ));
    Ok(Outcome::Found)
}
