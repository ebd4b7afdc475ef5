//! `sco new`.

use std::io::Write;

use clap::Args;
use sco_corpus::{Assignment, Document, Metadata, Status, assign, create_document};

use super::correction::By;
use super::{Outcome, Places, edit, say};

/// Longest identifier that is made of a title, in code points.
const LONGEST_ID: usize = 60;

#[derive(Debug, Args)]
#[command(
    after_help = "Prints the path of the new file. It is a draft, which readers do not see, until its `status` is removed or `published`.

Examples:
  sco new --title '青岛峰会随记' --type academic-article
  sco new --id qingdao-notes language=zh-Hans creators=author:张三 --edit"
)]
pub(crate) struct NewArgs {
    /// Further keys of the header, as for `sco describe`
    #[arg(value_name = "KEY=VALUE")]
    assignments: Vec<String>,
    /// Title
    #[arg(long)]
    title: Option<String>,
    /// Type, a code of the closed list
    #[arg(long = "type", value_name = "CODE")]
    kind: Option<String>,
    /// Identifier; one that is taken gets a number behind it [default: made of the title]
    #[arg(long)]
    id: Option<String>,
    /// Open it in the editor
    #[arg(long)]
    edit: bool,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: &NewArgs) -> anyhow::Result<Outcome> {
    let mut document = Document {
        metadata: Metadata {
            status: Some(Status::Draft),
            ..Metadata::default()
        },
        ..Document::default()
    };
    let of_flag = |key: &str, value: Option<&String>| value.map(|value| format!("{key}={value}"));
    let flags = [
        of_flag("title", args.title.as_ref()),
        of_flag("type", args.kind.as_ref()),
    ];
    let texts = flags
        .into_iter()
        .flatten()
        .chain(args.assignments.iter().cloned());
    let assignments = texts
        .map(|text| assignment(&text))
        .collect::<anyhow::Result<Vec<_>>>()?;
    assign(&mut document.metadata, &assignments)?;
    let wanted = args.id.clone().unwrap_or_else(|| id_of(&document.metadata));
    document.metadata.id = Some(wanted.clone());
    let path = create_document(args.places.corpus(), &mut document)?;
    if document.metadata.id.as_deref() != Some(wanted.as_str()) {
        let id = document.metadata.id.as_deref().unwrap_or_default();
        say(&format!(
            "the id `{wanted}` is taken; the new document is `{id}`"
        ));
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", path.display())?;
    out.flush()?;
    if args.edit {
        return edit::edit(args.places.corpus(), &path, &By::default());
    }
    Ok(Outcome::Found)
}

/// An assignment from the command line.
pub(crate) fn assignment(text: &str) -> anyhow::Result<Assignment> {
    let read = Assignment::parse(text);
    read.ok_or_else(|| {
        anyhow::anyhow!(
            "`{text}` is no assignment; allowed: key=value, key+=value, key-=value, key= to remove"
        )
    })
}

/// An identifier made of the title, else of type and year: letters and digits, with hyphens between.
fn id_of(metadata: &Metadata) -> String {
    let title = metadata.title.as_deref().map(slug);
    let year = metadata.date.as_ref().map(|date| date.year().to_string());
    let kind = metadata.kind.map(|kind| kind.code().to_owned());
    let described = kind.into_iter().chain(year).collect::<Vec<_>>().join("-");
    let mut ids = title.into_iter().chain([described]);
    ids.find(|id| !id.is_empty())
        .unwrap_or_else(|| "document".into())
}

/// Small letters: a file system may take capital ones for them.
fn slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let id = words.collect::<Vec<_>>().join("-");
    let id: String = id.chars().take(LONGEST_ID).collect();
    id.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_what_is_known() {
        let metadata = |title: &str, kind: &str| Metadata {
            title: Some(title.to_owned()).filter(|title| !title.is_empty()),
            kind: kind.parse().ok(),
            date: "2018-06".parse().ok(),
            ..Metadata::default()
        };
        assert_eq!(
            id_of(&metadata("弘扬“上海精神” 构建 SCO", "speech")),
            "弘扬-上海精神-构建-sco"
        );
        assert_eq!(id_of(&metadata("——", "speech")), "speech-2018");
        assert_eq!(id_of(&Metadata::default()), "document");
        assert_eq!(slug(&"长".repeat(100)).chars().count(), LONGEST_ID);
    }
}
