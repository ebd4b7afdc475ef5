//! Programs that turn into text or DOCX what is not read here: old Word files, pictures of pages. Used where they are installed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::import::Format;
use crate::supervised::{Bounds, Output, Stopped, run_bounded};

/// A file that another program made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// Name of the file, whose extension tells its kind.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The program that made it.
    pub program: &'static str,
}

/// Why no program could turn a file into text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// None of the programs is installed.
    #[error("none of these programs is installed: {}", .0.join(", "))]
    NotInstalled(Vec<&'static str>),
    /// A program was stopped or could not be started.
    #[error("`{program}` {source}")]
    Stopped {
        /// The program.
        program: &'static str,
        /// Why.
        source: Stopped,
    },
    /// A program ran and made nothing.
    #[error("`{program}` made nothing of it: {said}")]
    Nothing {
        /// The program.
        program: &'static str,
        /// The last it said.
        said: String,
    },
    /// The file system refused.
    #[error("cannot be prepared for another program")]
    Io(#[from] std::io::Error),
}

const OFFICE_BOUNDS: Bounds = Bounds {
    time: Duration::from_mins(1),
    memory_bytes: 2 << 30,
    output_bytes: 64 << 20,
};

/// A page takes a few seconds; a file of hundreds of pages is better read by a program made for that.
const PAGES_BOUNDS: Bounds = Bounds {
    time: Duration::from_mins(10),
    ..OFFICE_BOUNDS
};

/// Turns a file that is not read here into one that is.
///
/// # Errors
///
/// When no program for its kind is installed, or none could read it.
pub fn convert(format: Format, file: &Path) -> Result<Converted, ConvertError> {
    match format {
        Format::Doc => by_office(file).or_else(|error| match error {
            ConvertError::NotInstalled(mut missing) => {
                by_antiword(file).map_err(|error| match error {
                    ConvertError::NotInstalled(more) => {
                        missing.extend(more);
                        ConvertError::NotInstalled(missing)
                    }
                    error => error,
                })
            }
            error => by_antiword(file).map_err(|_| error),
        }),
        Format::Pdf => by_recognition_of_pages(file),
        Format::Image => Ok(text(recognise(file)?, "tesseract")),
        _ => by_office(file),
    }
}

fn text(text: String, program: &'static str) -> Converted {
    Converted {
        name: "converted.txt".to_owned(),
        bytes: text.into_bytes(),
        program,
    }
}

fn by_office(file: &Path) -> Result<Converted, ConvertError> {
    let folder = tempfile::tempdir()?;
    let program = installed(&["soffice", "libreoffice"])?;
    let mut command = Command::new(program);
    // A profile of its own: a window that somebody has open would take the work over and answer nothing.
    let profile = format!(
        "-env:UserInstallation=file://{}/profile",
        folder.path().display()
    );
    command
        .args([
            profile.as_str(),
            "--headless",
            "--norestore",
            "--convert-to",
            "docx",
            "--outdir",
        ])
        .arg(folder.path())
        .arg(file);
    let output = finished(command, program, OFFICE_BOUNDS)?;
    let made = std::fs::read_dir(folder.path())?
        .flatten()
        .map(|entry| entry.path());
    let made = made
        .into_iter()
        .find(|path| path.extension().is_some_and(|e| e == "docx"));
    let Some(made) = made else {
        return Err(nothing(program, &output));
    };
    Ok(Converted {
        name: "converted.docx".to_owned(),
        bytes: std::fs::read(made)?,
        program,
    })
}

fn by_antiword(file: &Path) -> Result<Converted, ConvertError> {
    let program = installed(&["antiword"])?;
    let mut command = Command::new(program);
    command.args(["-m", "UTF-8.txt", "-w", "0"]).arg(file);
    let output = finished(command, program, OFFICE_BOUNDS)?;
    let made = String::from_utf8_lossy(&output.stdout).into_owned();
    if made.trim().is_empty() {
        return Err(nothing(program, &output));
    }
    Ok(text(made, program))
}

/// Pictures of the pages, each read, with a form feed between.
fn by_recognition_of_pages(file: &Path) -> Result<Converted, ConvertError> {
    let folder = tempfile::tempdir()?;
    let program = installed(&["pdftoppm"])?;
    installed(&["tesseract"])?;
    let mut command = Command::new(program);
    command
        .args(["-r", "300", "-gray", "-png"])
        .arg(file)
        .arg(folder.path().join("page"));
    let output = finished(command, program, PAGES_BOUNDS)?;
    let mut pages: Vec<PathBuf> = std::fs::read_dir(folder.path())?
        .flatten()
        .map(|entry| entry.path())
        .collect();
    pages.sort();
    if pages.is_empty() {
        return Err(nothing(program, &output));
    }
    let mut read = Vec::with_capacity(pages.len());
    for page in &pages {
        read.push(recognise(page)?);
    }
    Ok(text(read.join("\u{c}"), "tesseract"))
}

/// Reads a picture in the languages of the corpus that are installed.
fn recognise(picture: &Path) -> Result<String, ConvertError> {
    let program = installed(&["tesseract"])?;
    let mut asked = Command::new(program);
    asked.arg("--list-langs");
    let known = finished(asked, program, OFFICE_BOUNDS)?;
    let known = String::from_utf8_lossy(&known.stdout).into_owned()
        + &String::from_utf8_lossy(&known.stderr);
    let languages: Vec<&str> = ["chi_sim", "rus", "eng"]
        .into_iter()
        .filter(|language| known.lines().any(|line| line.trim() == *language))
        .collect();
    let mut command = Command::new(program);
    command.arg(picture).arg("stdout");
    if !languages.is_empty() {
        command.arg("-l").arg(languages.join("+"));
    }
    let output = finished(command, program, PAGES_BOUNDS)?;
    if !output.status.success() {
        return Err(nothing(program, &output));
    }
    Ok(spaces_out(&String::from_utf8_lossy(&output.stdout)))
}

/// The recogniser puts a space between any two Han characters, and a form feed behind each page.
fn spaces_out(text: &str) -> String {
    let is_close = |c: char| {
        !c.is_ascii() && c.is_alphabetic() && u32::from(c) >= 0x2E80
            || "，。、；：？！“”（）《》".contains(c)
    };
    let characters: Vec<char> = text.chars().filter(|c| *c != '\u{c}').collect();
    let keeps = |i: usize| {
        let between = |at: Option<usize>| {
            at.and_then(|at| characters.get(at))
                .is_some_and(|&c| is_close(c))
        };
        characters[i] != ' ' || !(between(i.checked_sub(1)) && between(Some(i + 1)))
    };
    (0..characters.len())
        .filter(|&i| keeps(i))
        .map(|i| characters[i])
        .collect()
}

/// The first of these programs that is on the path.
fn installed(programs: &[&'static str]) -> Result<&'static str, ConvertError> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |program: &&&'static str| {
        std::env::split_paths(&folders).any(|folder| folder.join(program).is_file())
    };
    let found = programs.iter().find(is_there).copied();
    found.ok_or_else(|| ConvertError::NotInstalled(programs.to_vec()))
}

fn finished(
    command: Command,
    program: &'static str,
    bounds: Bounds,
) -> Result<Output, ConvertError> {
    run_bounded(command, bounds).map_err(|source| ConvertError::Stopped { program, source })
}

fn nothing(program: &'static str, output: &Output) -> ConvertError {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or("it said nothing");
    ConvertError::Nothing {
        program,
        said: said.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_between_han_go_and_those_between_words_stay() {
        assert_eq!(
            spaces_out("上 合 组 织 SCO in 2024\u{c}"),
            "上合组织 SCO in 2024"
        );
    }

    #[test]
    fn a_missing_program_is_named() {
        let error = installed(&["no-such-a", "no-such-b"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "none of these programs is installed: no-such-a, no-such-b"
        );
    }
}
