//! What an answer says in words: why there is nothing, and what a score is made of.

use std::fmt::Write as _;

use sco_indexer::Zone;
use sco_query::{
    Answer, By, Coverage, FacetCount, Holds, Nothing, Relaxation, RelaxationKind, ScorePart,
    SearchRequest,
};

use super::paint::printable;
use super::search::counted;

/// Most terms and pairs that are told of in words; JSON tells of all.
const TOLD: usize = 4;
/// Most parts of a score that are told one by one.
const PARTS: usize = 12;

/// The honest nothing: why there are no hits, and what to try; at most eight lines.
pub(crate) fn nothing(request: &SearchRequest, answer: &Answer) -> String {
    let found = match request.by {
        By::Document => answer.total.documents,
        By::Passage => answer.total.passages,
    };
    if found > 0 {
        let at_least = if answer.total.at_least {
            "at least "
        } else {
            ""
        };
        return format!(
            "no hits from {} on; there are {at_least}{found}",
            request.offset + 1
        );
    }
    let Some(nothing) = &answer.nothing else {
        return format!("nothing found for `{}`", request.q);
    };
    let mut lines = vec![first_line(request, nothing)];
    lines.extend(terms_line(nothing));
    lines.extend(pairs_line(request, nothing));
    match &nothing.relaxation {
        Some(relaxation) => lines.push(relaxation_line(request, relaxation)),
        None => lines.push("no single change finds anything; try fewer or other words".to_owned()),
    }
    lines.push(corpus_line(&nothing.corpus));
    lines.join("\n")
}

fn first_line(request: &SearchRequest, nothing: &Nothing) -> String {
    let is_marks = nothing
        .relaxation
        .as_ref()
        .is_some_and(|nearer| nearer.change == RelaxationKind::Marks);
    if is_marks {
        return format!(
            "nothing found word for word for `{}`: what stands in marks is looked for letter for letter",
            request.q
        );
    }
    match (nothing.terms.len(), request.by) {
        (..=1, _) => format!("nothing found for `{}`", request.q),
        (_, By::Document) => format!("nothing holds all of `{}`", request.q),
        (_, By::Passage) => format!("no sentence, heading or note holds all of `{}`", request.q),
    }
}

fn terms_line(nothing: &Nothing) -> Option<String> {
    let told = nothing.terms.iter().take(TOLD).map(|term| {
        let excluded = if term.excluded { "the excluded " } else { "" };
        let documents = match term.documents {
            0 => "none".to_owned(),
            documents => counted(documents as u64, "document"),
        };
        format!("{excluded}`{}` in {documents}", term.text)
    });
    let told: Vec<String> = told.collect();
    let rest = nothing.terms.len().saturating_sub(TOLD);
    let more = if rest > 0 {
        format!(", and {rest} more (--json)")
    } else {
        String::new()
    };
    (!told.is_empty()).then(|| format!("alone: {}{more}", told.join(", ")))
}

/// The pairs that do not stand together although each of the two stands somewhere.
fn pairs_line(request: &SearchRequest, nothing: &Nothing) -> Option<String> {
    let stands = |text: &String| {
        nothing
            .terms
            .iter()
            .any(|term| term.text == *text && term.documents > 0)
    };
    let apart = nothing.pairs.iter().filter(|pair| {
        let nowhere = pair.documents == 0 || pair.passages == Some(0);
        nowhere && pair.terms.iter().all(stands)
    });
    let told = apart.take(TOLD).map(|pair| {
        let both = format!("`{}` and `{}`", pair.terms[0], pair.terms[1]);
        match (pair.documents, request.by) {
            (0, _) | (_, By::Document) => format!("{both} in no document"),
            (documents, By::Passage) => {
                format!(
                    "{both} in {}, but in no one passage",
                    counted(documents as u64, "document")
                )
            }
        }
    });
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("together: {}", told.join("; ")))
}

fn relaxation_line(request: &SearchRequest, nearer: &Relaxation) -> String {
    let what: Vec<String> = nearer.what.iter().map(|what| format!("`{what}`")).collect();
    let what = what.join(", ");
    let change = match nearer.change {
        RelaxationKind::Zones => "in all zones".to_owned(),
        RelaxationKind::Condition | RelaxationKind::Exclusion | RelaxationKind::Term => {
            format!("without {what}")
        }
        RelaxationKind::Marks => format!("without the quotation marks or other marks of {what}"),
        RelaxationKind::Place => format!("without the place of {what}"),
        RelaxationKind::Operator => format!(
            "anywhere in the {}, not as near as {what}",
            asked(request.by)
        ),
    };
    let at_least = if nearer.at_least { "at least " } else { "" };
    let documents = counted(nearer.documents as u64, "document");
    let most = match nearer.holds {
        Holds::Words => " with all its words",
        Holds::Most => " with most of it",
        Holds::All | Holds::Nothing => "",
    };
    let are = if nearer.documents == 1 { "is" } else { "are" };
    format!(
        "{change} there {are} {at_least}{documents}{most}: {}",
        command(request, nearer)
    )
}

fn asked(by: By) -> &'static str {
    match by {
        By::Document => "document",
        By::Passage => "passage",
    }
}

/// The command that asks a nearer question.
fn command(request: &SearchRequest, nearer: &Relaxation) -> String {
    let mut command = format!("sco search {}", in_shell(&nearer.query));
    if request.by == By::Passage {
        command.push_str(" --by passage");
    }
    if !request.zones.is_empty() && nearer.change != RelaxationKind::Zones {
        let zones: Vec<&str> = request.zones().into_iter().map(Zone::name).collect();
        let _ = write!(command, " --in {}", zones.join(","));
    }
    if !request.expand {
        command.push_str(" --no-expand");
    }
    command
}

/// A question as one argument of a shell: quoted where a sign in it could mean something there.
fn in_shell(question: &str) -> String {
    let is_plain =
        |c: char| c.is_alphanumeric() || matches!(c, '-' | ':' | '.' | ',' | '_') || !c.is_ascii();
    if question.chars().all(is_plain) {
        return question.to_owned();
    }
    format!("'{}'", question.replace('\'', r"'\''"))
}

fn corpus_line(corpus: &Coverage) -> String {
    let mut parts = vec![counted(corpus.documents as u64, "document")];
    parts.extend(corpus.years.map(|[first, last]| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        }
    }));
    let most = |counts: &[FacetCount]| {
        let told: Vec<String> = counts
            .iter()
            .take(TOLD)
            .map(|facet| format!("{} {}", facet.count, facet.value))
            .collect();
        let more = if counts.len() > TOLD { ", …" } else { "" };
        (!told.is_empty()).then(|| format!("{}{more}", told.join(", ")))
    };
    parts.extend(most(&corpus.types));
    parts.extend(most(&corpus.languages));
    format!("the corpus has {}", parts.join("; "))
}

/// The parts of a score, the largest first, each on a line.
pub(crate) fn explanation(score: f32, parts: &[ScorePart]) -> String {
    if parts.is_empty() {
        return String::new();
    }
    let mut told = format!("   score {score:.3}:\n");
    let (mut adding, saying): (Vec<&ScorePart>, Vec<&ScorePart>) =
        parts.iter().partition(|part| part.value != 0.0);
    adding.sort_by(|a, b| b.value.total_cmp(&a.value));
    let rest = adding.split_off(adding.len().min(PARTS));
    for part in adding {
        let (part_of, words) = (printable(&part.part, false), printable(&part.words, false));
        let _ = writeln!(told, "   {:>8.3}  {part_of}: {words}", part.value);
    }
    if !rest.is_empty() {
        let sum: f32 = rest.iter().map(|part| part.value).sum();
        let _ = writeln!(
            told,
            "   {sum:>8.3}  {} more, each less than these",
            rest.len()
        );
    }
    for part in saying {
        let (part_of, words) = (printable(&part.part, false), printable(&part.words, false));
        let _ = writeln!(told, "   {:>8}  {part_of}: {words}", "");
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_one_argument() {
        assert_eq!(in_shell("上海精神"), "上海精神");
        assert_eq!(in_shell("“协商一致”"), "“协商一致”");
        assert_eq!(in_shell("上海 精神"), "'上海 精神'");
        assert_eq!(in_shell("it's (a)"), r"'it'\''s (a)'");
    }

    #[test]
    fn the_largest_parts_come_first_and_what_adds_nothing_last() {
        let part = |part: &str, value| ScorePart {
            part: part.into(),
            value,
            words: "words".into(),
        };
        let parts: Vec<ScorePart> = (1u8..=14)
            .map(|n| part(&n.to_string(), f32::from(n)))
            .chain([part("order", 0.0)])
            .collect();
        let told = explanation(105.0, &parts);
        let lines: Vec<&str> = told.lines().map(str::trim_start).collect();
        assert_eq!(lines.len(), 1 + PARTS + 2);
        assert_eq!(lines[1], "14.000  14: words");
        assert_eq!(lines[PARTS + 1], "3.000  2 more, each less than these");
        assert_eq!(lines[PARTS + 2], "order: words");
    }
}
