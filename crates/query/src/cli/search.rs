//! `sco search`.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use sco_indexer::Zone;
use sco_query::{
    Answer, By, Expansion, FacetName, Hits, Holds, Notice, Ranking, SearchRequest, Sort,
};

use super::paint::{Paint, printable};
use super::{Color, Outcome, Places, batch, open_or_build, question, say, words, zone};

/// Hits of a batch question when no limit is given, as evaluation programs expect.
const BATCH_LIMIT: usize = 100;

#[derive(Debug, Args)]
#[command(after_help = "The question:
  words            all of them            命运共同体 反恐
  “a phrase”       these very characters  “协商一致”
  -word            but not this           制裁 -俄罗斯

Examples:
  sco search 上海精神 --by passage --in body
  sco search 三股势力 --json
  sco search --batch questions.tsv --run out.trec")]
pub(crate) struct SearchArgs {
    /// Words, “phrases” and -exclusions
    #[arg(required_unless_present = "batch", value_name = "QUERY")]
    query: Vec<String>,
    /// What a hit is: `document` (with its best sentences) or `passage` (sentence, heading or note)
    #[arg(long, default_value = "document", value_name = "WHAT")]
    by: By,
    /// Zones to look in: title, heading, body, note, quote [default: all but quote]
    #[arg(long = "in", value_name = "ZONE", value_parser = zone, value_delimiter = ',')]
    zones: Vec<Zone>,
    /// Most hits to show [default: 10, of a batch question 100]
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Hits to pass over
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
    /// When to use colour
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    color: Color,
    /// Ask every line `qid<TAB>question` of a file
    #[arg(long, value_name = "FILE", requires = "run", conflicts_with = "query")]
    batch: Option<PathBuf>,
    /// Write the batch's ranking to a file in TREC form
    #[arg(long, value_name = "FILE", requires = "batch")]
    run: Option<PathBuf>,
    /// What ranks: `both`, or `words` or `grams` alone (to measure what they are worth)
    #[arg(long, default_value = "both", value_name = "WHAT")]
    ranking: Ranking,
    /// Look for nothing but what was typed: no other names from the lexicon, no other forms of words
    #[arg(long)]
    no_expand: bool,
    /// Order of the hits: relevance, date (newest first), date-asc, title, type
    #[arg(long, default_value = "relevance", value_name = "ORDER")]
    sort: Sort,
    /// Show how the documents found divide, by year, type, language, speaker, body, event, place, source, named, …
    #[arg(long = "facet", value_name = "NAME", value_delimiter = ',')]
    facets: Vec<FacetName>,
    /// Say of every hit what its score is made of
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    places: Places,
}

pub(crate) fn run(args: SearchArgs) -> anyhow::Result<Outcome> {
    if args.run.is_some() && args.batch.is_none() {
        anyhow::bail!("--run writes the ranking of a --batch; name the file of questions too");
    }
    let engine = open_or_build(&args.places)?;
    let request = SearchRequest {
        q: question(&args.query),
        by: args.by,
        zones: args.zones,
        filters: Vec::new(),
        only: Vec::new(),
        limit: args.limit.unwrap_or(if args.batch.is_some() {
            BATCH_LIMIT
        } else {
            10
        }),
        offset: args.offset,
        ranking: args.ranking,
        sort: args.sort,
        expand: !args.no_expand,
        explain: args.explain,
        facets: if args.facets.is_empty() {
            SearchRequest::default().facets
        } else {
            args.facets.clone()
        },
        passages: if args.batch.is_some() {
            0
        } else {
            SearchRequest::default().passages
        },
    };
    if let (Some(questions), Some(run)) = (args.batch, args.run) {
        return batch::search(&engine, &request, &questions, &run);
    }
    let answer = engine.search(&request)?;
    if args.json {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(&answer)?)?;
        out.flush()?;
    } else {
        print(&request, &answer, Paint::for_stdout(args.color))?;
        if !args.facets.is_empty() {
            print_facets(&answer)?;
        }
    }
    Ok(if answer.total.documents == 0 {
        Outcome::Empty
    } else {
        Outcome::Found
    })
}

fn print(request: &SearchRequest, answer: &Answer, paint: Paint) -> anyhow::Result<()> {
    explain_reading(answer);
    let mut out = std::io::stdout().lock();
    out.write_all(paint.answer(answer, request.offset + 1).as_bytes())?;
    out.flush()?;
    if answer.hits.is_empty() {
        let asked_for_none = request.limit == 0 && answer.total.documents > 0;
        say(&if asked_for_none {
            summary(answer)
        } else {
            words::nothing(request, answer)
        });
        return Ok(());
    }
    match answer.holds {
        Holds::Words => say("nothing holds the question as it was typed; these hold all its words"),
        Holds::Most => say("nothing holds all of the question; these hold the most of it"),
        Holds::All | Holds::Nothing => {}
    }
    say(&summary(answer));
    Ok(())
}

/// How the question was read: what was wrong with it, what was looked for besides.
pub(crate) fn explain_reading(answer: &Answer) {
    for notice in &answer.notices {
        say(&pointed_at(&answer.query, notice));
    }
    if let Some(corrected) = &answer.corrected {
        say(&format!(
            "nothing holds `{}`; showing what holds `{corrected}`",
            answer.query
        ));
    }
    for expansion in &answer.expansions {
        if let Some(words) = expansion_in_words(expansion) {
            say(&words);
        }
    }
    if answer
        .expansions
        .iter()
        .any(|expansion| !expansion.added.is_empty())
    {
        say("(--no-expand or =word looks for nothing else)");
    }
}

/// A notice with the place in the question that it speaks of.
pub(crate) fn pointed_at(query: &str, notice: &Notice) -> String {
    let before: usize = query
        .chars()
        .take(notice.at)
        .map(|c| 1 + usize::from(!c.is_ascii()))
        .sum();
    let line: String = query
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    format!("{line}\n{}^ {}", " ".repeat(before), notice.message)
}

fn expansion_in_words(expansion: &Expansion) -> Option<String> {
    let Expansion {
        term,
        added,
        forms,
        could_mean,
    } = expansion;
    if !could_mean.is_empty() {
        let things = could_mean.join(", ");
        return Some(format!(
            "`{term}` could mean {things}; type which one to look for its other names too"
        ));
    }
    if added.is_empty() {
        return forms.then(|| format!("also: other forms of {term}"));
    }
    let forms = if *forms { "its other forms, " } else { "" };
    Some(format!("also for {term}: {forms}{}", added.join(", ")))
}

/// The facets asked for: `name<TAB>value<TAB>documents`.
fn print_facets(answer: &Answer) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for (name, values) in &answer.facets {
        for value in values {
            writeln!(
                out,
                "{name}\t{}\t{}",
                printable(&value.value, false),
                value.count
            )?;
        }
    }
    out.flush()?;
    for name in &answer.facets_cut {
        let given = answer.facets.get(name).map_or(0, Vec::len);
        say(&format!("{name} has more values than the {given} shown"));
    }
    Ok(())
}

fn summary(answer: &Answer) -> String {
    let total = &answer.total;
    let by_passage = matches!(answer.hits, Hits::Passages(_));
    let bound = |lower: bool| {
        if lower && total.at_least {
            "at least "
        } else {
            ""
        }
    };
    let added = match total.added {
        0 => String::new(),
        added => format!(" and {added} of other names or forms"),
    };
    let same = match total.same {
        0 => String::new(),
        same => format!("; {same} the same as others"),
    };
    format!(
        "{}{}, {}{}, {}{}{added}; {} shown{same}; {} ms",
        bound(by_passage),
        counted(total.documents as u64, "document"),
        bound(true),
        counted(total.passages as u64, "passage"),
        bound(by_passage),
        counted(total.occurrences, "occurrence"),
        answer.hits.len(),
        answer.took_ms
    )
}

pub(crate) fn counted(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
