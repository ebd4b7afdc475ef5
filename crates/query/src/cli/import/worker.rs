//! Files are read by a process of their own, which is stopped when it hangs or eats the memory: that costs one file.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use sco_corpus::{
    Bounds, Converted, FetchLimits, Format, ImportError, ImportedFile, Limits, Original, convert,
    fetch, import_file, now, read_within, run_bounded, sha256_hex, unpack_archive,
};
use serde::{Deserialize, Serialize};

use super::inputs::{Input, Place};
use super::{ImportArgs, Outcome, Read};

/// Most memory that reading one file may take, bytes.
const MEMORY_BYTES: u64 = 900 << 20;
/// Most that a reader may answer, bytes: a document may have twice the bytes of its file, and JSON again.
const ANSWER_BYTES: u64 = 512 << 20;

/// What a file gave, with where its bytes came from.
#[derive(Debug)]
pub(crate) struct ReadInput {
    pub file: ImportedFile,
    pub bytes: Vec<u8>,
    pub original: Original,
}

/// Arguments of the process that reads one file.
#[derive(Debug, Args)]
pub(crate) struct ReadFileArgs {
    /// The file
    path: PathBuf,
    /// Its name
    #[arg(long, default_value = "")]
    name: String,
    /// Unpack it into this folder instead of reading it
    #[arg(long)]
    unpack: Option<PathBuf>,
}

/// An entry of an archive.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Its name in the archive.
    pub name: String,
    /// Name of the file that it was unpacked to.
    pub file: String,
    /// Why it was not.
    pub problem: Option<String>,
}

/// What the process answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Read(ImportedFile),
    Unpacked(Vec<Entry>),
    Refused {
        reason: String,
        /// Whether another program may make something of it.
        other_program: bool,
    },
}

/// The process that reads one file: `sco read-file`.
pub(crate) fn read_file(args: &ReadFileArgs) -> anyhow::Result<Outcome> {
    let answer = answer(args);
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &answer)?;
    out.flush()?;
    Ok(Outcome::Found)
}

fn answer(args: &ReadFileArgs) -> Answer {
    let done = || -> Result<Answer, ImportError> {
        let file = std::fs::File::open(&args.path)?;
        let bytes = read_within(&args.name, file, &Limits::default())?;
        if let Some(folder) = &args.unpack {
            let entries = unpack_archive(&bytes, folder)?;
            let entries = entries.into_iter().map(|entry| Entry {
                name: entry.name,
                file: entry.file,
                problem: entry.problem,
            });
            return Ok(Answer::Unpacked(entries.collect()));
        }
        Ok(Answer::Read(import_file(
            &args.name,
            &bytes,
            &Limits::default(),
        )?))
    };
    done().unwrap_or_else(|error| Answer::Refused {
        reason: with_causes(&error),
        other_program: matches!(
            error,
            ImportError::NeedsProgram { .. } | ImportError::Pictures
        ),
    })
}

fn with_causes(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let causes = causes.map(ToString::to_string);
    std::iter::once(error.to_string())
        .chain(causes)
        .collect::<Vec<_>>()
        .join(": ")
}

/// Reads one input.
pub(super) fn read(input: &Input, args: &ImportArgs) -> Read {
    let retrieved = now();
    let (bytes, name, original) = match &input.place {
        Place::Nowhere(reason) => return Err(reason.clone()),
        Place::File(path) => {
            let bytes = bytes_of(path, &input.name)?;
            let original = Original {
                from: Some(one_line(&input.shown)),
                retrieved: Some(retrieved),
                ..Original::default()
            };
            (bytes, input.name.clone(), original)
        }
        Place::Web(address) => fetched(address, &input.name, args)?,
    };
    let original = Original {
        file: one_line(&name),
        sha256: sha256_hex(&bytes),
        ..original
    };
    let file = read_apart(&name, &bytes, args)?;
    Ok(ReadInput {
        file,
        bytes,
        original,
    })
}

fn bytes_of(path: &Path, name: &str) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|error| format!("cannot be opened: {error}"))?;
    read_within(name, file, &Limits::default()).map_err(|error| with_causes(&error))
}

fn fetched(
    address: &str,
    name: &str,
    args: &ImportArgs,
) -> Result<(Vec<u8>, String, Original), String> {
    let limits = FetchLimits {
        private: args.allow_private,
        ..FetchLimits::default()
    };
    let fetched = fetch(address, &limits).map_err(|error| with_causes(&error))?;
    let original = Original {
        from: Some(fetched.address),
        retrieved: Some(fetched.retrieved),
        http_status: Some(fetched.status.to_string()),
        ..Original::default()
    };
    // An address need not tell the kind of what it leads to; the server does.
    let extension = match fetched.media_type.as_deref() {
        Some("text/html" | "application/xhtml+xml") => Some("html"),
        Some("application/pdf") => Some("pdf"),
        Some("text/plain") => Some("txt"),
        _ => None,
    };
    let stem = Path::new(name)
        .file_stem()
        .map_or_else(|| "page".into(), |stem| stem.to_string_lossy());
    let name = extension.map_or_else(
        || name.to_owned(),
        |extension| format!("{stem}.{extension}"),
    );
    Ok((fetched.bytes, name, original))
}

/// Reads bytes in a process of their own; what it cannot read, another program may turn into what it can.
fn read_apart(name: &str, bytes: &[u8], args: &ImportArgs) -> Result<ImportedFile, String> {
    let failed = |error: std::io::Error| format!("cannot be put aside for reading: {error}");
    let mut aside = tempfile::NamedTempFile::new().map_err(failed)?;
    aside
        .write_all(bytes)
        .and_then(|()| aside.flush())
        .map_err(failed)?;
    match ask(aside.path(), name, None, args.time_limit())? {
        Answer::Read(file) => Ok(file),
        Answer::Refused {
            reason,
            other_program: true,
        } => converted(name, bytes, args).map_err(|more| format!("{reason}; {more}")),
        Answer::Refused { reason, .. } => Err(reason),
        Answer::Unpacked(_) => Err("was taken for an archive".to_owned()),
    }
}

fn converted(name: &str, bytes: &[u8], args: &ImportArgs) -> Result<ImportedFile, String> {
    let failed =
        |error: std::io::Error| format!("cannot be put aside for another program: {error}");
    // Other programs tell the kind of a file by its name.
    let extension = Path::new(name)
        .extension()
        .map_or_else(String::new, |e| format!(".{}", e.to_string_lossy()));
    let mut aside = tempfile::Builder::new()
        .suffix(&extension)
        .tempfile()
        .map_err(failed)?;
    aside
        .write_all(bytes)
        .and_then(|()| aside.flush())
        .map_err(failed)?;
    let Converted {
        name: made_name,
        bytes,
        program,
    } = convert(Format::detect(name, bytes), aside.path()).map_err(|error| with_causes(&error))?;
    let mut made = tempfile::NamedTempFile::new().map_err(failed)?;
    made.write_all(&bytes)
        .and_then(|()| made.flush())
        .map_err(failed)?;
    match ask(made.path(), &made_name, None, args.time_limit())? {
        Answer::Read(mut file) => {
            for imported in &mut file.documents {
                imported.document.metadata.id = None;
                imported.report.converted_by(program);
            }
            Ok(file)
        }
        Answer::Refused { reason, .. } => Err(format!("what `{program}` made of it {reason}")),
        Answer::Unpacked(_) => Err("was taken for an archive".to_owned()),
    }
}

/// Unpacks an archive in a process of its own.
pub(super) fn unpack(path: &Path, into: &Path, args: &ImportArgs) -> Result<Vec<Entry>, String> {
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    match ask(path, &name, Some(into), args.time_limit())? {
        Answer::Unpacked(entries) => Ok(entries),
        Answer::Refused { reason, .. } => Err(reason),
        Answer::Read(_) => Err("was taken for a document".to_owned()),
    }
}

fn ask(path: &Path, name: &str, unpack: Option<&Path>, time: Duration) -> Result<Answer, String> {
    let program = std::env::current_exe()
        .map_err(|error| format!("this program does not find itself: {error}"))?;
    let mut command = Command::new(program);
    // The equals sign keeps names that begin with a hyphen from being taken for flags.
    command.arg("read-file").arg(format!("--name={name}"));
    if let Some(folder) = unpack {
        command.arg("--unpack").arg(folder);
    }
    command.arg("--").arg(path);
    let bounds = Bounds {
        time,
        memory_bytes: MEMORY_BYTES,
        output_bytes: ANSWER_BYTES,
    };
    let output = run_bounded(command, bounds).map_err(|error| {
        format!(
            "reading it {}; --time-limit gives more time",
            with_causes(&error)
        )
    })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = said.lines().next().unwrap_or_default();
        return Err(
            format!("the reader broke off on it ({}) {said}", output.status)
                .trim_end()
                .to_owned(),
        );
    }
    serde_json::from_slice(&output.stdout)
        .context("the reader gave no answer")
        .map_err(|error| format!("{error:#}"))
}

/// A name as the header can hold it.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    if words.is_empty() {
        "unnamed".to_owned()
    } else {
        words.join(" ")
    }
}
