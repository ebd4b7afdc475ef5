//! Snippets: text as a list of runs, some of them hits.

use std::ops::Range;

use serde::Serialize;
use utoipa::ToSchema;

/// A piece of a snippet.
///
/// # Wire format
///
/// `{"text": "上海精神", "hit": true}`; the runs of a snippet, written one after the other, are its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Run {
    /// The text, not escaped.
    pub text: String,
    /// Whether it was looked for.
    pub hit: bool,
}

/// Cuts a text into runs. `hits` are byte ranges in any order; those that overlap or touch become one run.
pub fn runs(text: &str, mut hits: Vec<Range<usize>>) -> Vec<Run> {
    hits.retain(|hit| hit.start < hit.end);
    hits.sort_unstable_by_key(|hit| (hit.start, hit.end));
    let mut merged: Vec<Range<usize>> = Vec::new();
    for hit in hits {
        match merged.last_mut().filter(|last| last.end >= hit.start) {
            Some(last) => last.end = last.end.max(hit.end),
            None => merged.push(hit),
        }
    }
    let mut runs = Vec::new();
    let mut push = |range: Range<usize>, hit| {
        if !range.is_empty() {
            runs.push(Run {
                text: text[range].to_owned(),
                hit,
            });
        }
    };
    let mut end = 0;
    for hit in merged {
        push(end..hit.start, false);
        push(hit.clone(), true);
        end = hit.end;
    }
    push(end..text.len(), false);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touching_hits_are_one_run_and_nothing_is_lost() {
        let runs = runs("扎实推动共同富裕。", vec![18..24, 12..18, 0..6, 3..6]);
        let shown: Vec<_> = runs
            .iter()
            .map(|run| (run.text.as_str(), run.hit))
            .collect();
        assert_eq!(
            shown,
            [
                ("扎实", true),
                ("推动", false),
                ("共同富裕", true),
                ("。", false)
            ]
        );
    }

    #[test]
    fn no_hits_leave_the_text_whole() {
        assert_eq!(
            runs("文", vec![]),
            [Run {
                text: "文".into(),
                hit: false
            }]
        );
        assert_eq!(runs("", vec![]), []);
    }
}
