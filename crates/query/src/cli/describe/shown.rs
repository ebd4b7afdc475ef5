//! One document with what could be known about it.

use std::fmt::Write as _;
use std::io::Write;

use sco_corpus::{
    Document, ForeignParagraph, Linked, Proposal, ProposalContext, content_digits,
    foreign_paragraphs, linked_to, open_document, propose, propose_links,
};
use serde::Serialize;

use super::super::edit::file_of;
use super::super::paint::{plain, printable};
use super::super::{Outcome, holdings};
use super::{DescribeArgs, all_documents, descriptions, lexicon};

/// Everything that is shown of a document.
#[derive(Debug, Serialize)]
struct Description<'d> {
    file: String,
    content_hash: String,
    metadata: &'d sco_corpus::Metadata,
    proposals: Vec<Proposal>,
    linked: Vec<Linked>,
    other_languages: Vec<ForeignParagraph>,
}

/// Shows a document.
pub(super) fn show(args: &DescribeArgs, id: &str) -> anyhow::Result<Outcome> {
    let corpus = args.places.corpus();
    let path = file_of(corpus, id)?;
    let document = open_document(&path)?.document.map_err(anyhow::Error::msg)?;
    let (all, _) = all_documents(corpus);
    let all = descriptions(all);
    let mut proposals = proposals(args, &document)?;
    proposals.extend(propose_links(&document.metadata, &all));
    let description = Description {
        file: path.display().to_string(),
        content_hash: content_digits(&document),
        metadata: &document.metadata,
        proposals,
        linked: linked_to(&document.metadata, &all),
        other_languages: foreign_paragraphs(&document),
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&description)?)?;
    } else {
        out.write_all(text(&description)?.as_bytes())?;
    }
    out.flush()?;
    Ok(Outcome::Found)
}

/// What is proposed for a document from itself.
pub(super) fn proposals(args: &DescribeArgs, document: &Document) -> anyhow::Result<Vec<Proposal>> {
    let lexicon = lexicon(&args.places);
    let events = holdings::events_of(args.places.corpus())?;
    let context = ProposalContext {
        lexicon: Some(&lexicon),
        events: Some(&events),
        ..ProposalContext::default()
    };
    Ok(propose(document, &context))
}

fn text(description: &Description<'_>) -> anyhow::Result<String> {
    let bare = Document {
        metadata: description.metadata.clone(),
        ..Document::default()
    };
    let header = bare.to_markdown()?;
    let lines = header.lines().filter(|line| *line != "---");
    let mut out = format!("# {}\n", plain(&description.file));
    for line in lines {
        let _ = writeln!(out, "{}", printable(line, false));
    }
    if !description.proposals.is_empty() {
        out.push_str("\n# proposed (take over with --accept)\n");
    }
    for proposal in &description.proposals {
        let _ = writeln!(out, "{}", line(proposal));
    }
    if !description.linked.is_empty() {
        out.push_str("\n# linked\n");
    }
    for linked in &description.linked {
        let language = linked.language.as_deref().unwrap_or("-");
        let title = linked.title.as_deref().unwrap_or_default();
        let _ = writeln!(
            out,
            "{}\t{}\t{}\t{}",
            linked.link,
            plain(&linked.id),
            plain(language),
            plain(title)
        );
    }
    if !description.other_languages.is_empty() {
        out.push_str("\n# paragraphs in another language\n");
    }
    for foreign in &description.other_languages {
        let (section, paragraph) = (foreign.section + 1, foreign.paragraph + 1);
        let _ = writeln!(
            out,
            "section {section}, paragraph {paragraph}: {}",
            foreign.language
        );
    }
    Ok(out)
}

/// `date=2018-06-10  90 %  “（2018年6月10日，青岛）”, section 1, paragraph 1: a line with the date …`
fn line(proposal: &Proposal) -> String {
    let evidence = &proposal.evidence;
    format!(
        "{}={}  {:.0} %  “{}”, {}: {}",
        proposal.key,
        plain(&proposal.value),
        proposal.confidence * 100.0,
        plain(&evidence.text),
        evidence.place,
        evidence.why
    )
}
