//! `sco why`.

use std::fmt::Write as _;
use std::io::Write;

use clap::Args;
use sco_indexer::Zone;
use sco_query::{By, SearchRequest, ShownPassage, Why, WhyPart};

use super::paint::{Paint, place, printable};
use super::search::counted;
use super::{Color, Outcome, Places, open_or_build, question, say, zone};

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the document holds the question, 1 it does not, 2 there is no such document.

Examples:
  sco why hos-2001-shanghai 上海精神 飞碟
  sco why hos-2001-shanghai '反恐 NEAR/3 演习' --json"
)]
pub(crate) struct WhyArgs {
    /// Identifier of the document, as a search shows it
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// The question, as for a search
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// Whether the `document` should hold it, or one `passage` of it
    #[arg(long, default_value = "document", value_name = "WHAT")]
    by: By,
    /// Zones to look in: title, heading, body, note, quote [default: all but quote]
    #[arg(long = "in", value_name = "ZONE", value_parser = zone, value_delimiter = ',')]
    zones: Vec<Zone>,
    /// Look for nothing but what was typed: no other names from the lexicon, no other forms of words
    #[arg(long)]
    no_expand: bool,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// When to use colour
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Color,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: WhyArgs) -> anyhow::Result<Outcome> {
    let engine = open_or_build(&args.places)?;
    let request = SearchRequest {
        q: question(&args.query),
        by: args.by,
        zones: args.zones,
        expand: !args.no_expand,
        ..SearchRequest::default()
    };
    let why = engine.why(&args.document, &request)?;
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&why)?)?;
    } else {
        for notice in &why.notices {
            say(&notice.message);
        }
        if let Some(corrected) = &why.corrected {
            say(&format!(
                "nothing holds `{}` anywhere; a search shows what holds `{corrected}`",
                why.query
            ));
        }
        out.write_all(in_words(&why, args.by, Paint::for_stdout(args.color)).as_bytes())?;
    }
    out.flush()?;
    Ok(if why.holds {
        Outcome::Found
    } else {
        Outcome::Empty
    })
}

fn in_words(why: &Why, by: By, paint: Paint) -> String {
    let mut out = String::new();
    let what = match by {
        By::Document => "",
        By::Passage => "a passage of ",
    };
    let title = why.title.as_deref().map_or(String::new(), |title| {
        format!(" ({})", printable(title, false))
    });
    let document = format!("{}{title}", printable(&why.document, false));
    let query = printable(&why.query, false);
    let _ = match (why.holds, by) {
        (true, _) => writeln!(out, "{what}{document} holds `{query}`"),
        (false, By::Document) => writeln!(out, "{document} does not hold `{query}`"),
        (false, By::Passage) => writeln!(out, "no passage of {document} holds `{query}`"),
    };
    if let Some(reason) = &why.reason {
        let _ = writeln!(out, "  {reason}");
    }
    if let Some(passage) = &why.passage {
        push_passage(&mut out, passage, 1, paint);
    }
    for part in &why.parts {
        push_part(&mut out, part, 0, paint);
    }
    out
}

fn push_part(out: &mut String, part: &WhyPart, depth: usize, paint: Paint) {
    let mark = if part.holds { '✓' } else { '✗' };
    let indent = "  ".repeat(depth);
    let _ = write!(out, "{indent}{mark} {}", printable(&part.text, false));
    let _ = writeln!(out, "{}", state(part));
    for passage in part.nearest.iter().chain(&part.places) {
        push_passage(out, passage, depth + 1, paint);
    }
    for part in &part.parts {
        push_part(out, part, depth + 1, paint);
    }
}

/// How often a part stands there, or why it fails.
fn state(part: &WhyPart) -> String {
    let mut said = Vec::new();
    if part.kind != "not" && part.occurrences > 0 {
        said.push(counted(part.occurrences, "occurrence"));
    }
    if part.added > 0 {
        said.push(format!("{} of other names or forms", part.added));
    }
    said.extend(part.reason.clone());
    if said.is_empty() {
        String::new()
    } else {
        format!(": {}", printable(&said.join(", "), false))
    }
}

fn push_passage(out: &mut String, passage: &ShownPassage, depth: usize, paint: Paint) {
    let indent = "  ".repeat(depth + 1);
    let _ = writeln!(out, "{indent}{}", paint.runs(&passage.runs));
    let place = place(passage);
    if !place.is_empty() {
        let _ = writeln!(out, "{indent}{}", printable(&place, false));
    }
}
