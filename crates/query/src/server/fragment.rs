//! Links to a text inside a page (WICG Scroll To Text Fragment): the browser goes to it and marks it.

use std::fmt::Write as _;
use std::ops::Range;

/// Longest text that is named whole, code points; of a longer one its beginning and its end.
const WHOLE: usize = 60;
/// Longest beginning or end, code points.
const EDGE: usize = 40;

/// The directive for a text: to be put behind the `#` and the place, if there is one.
pub(crate) fn directive(text: &str) -> String {
    let chars: Vec<char> = text.trim().chars().collect();
    directive_between(&chars, &[])
}

/// The same for characters among which something else is printed at some places, the marks of notes: no part goes over them.
pub(crate) fn directive_between(chars: &[char], cuts: &[usize]) -> String {
    let clauses = clauses(chars, cuts);
    let (Some(first), Some(last)) = (clauses.first(), clauses.last()) else {
        return String::new();
    };
    let named = |range: Range<usize>| escaped(&chars[range]);
    let is_whole = cuts.is_empty() && chars.len() <= WHOLE;
    if is_whole || clauses.len() == 1 {
        let whole = first.start..last.end;
        return format!(":~:text={}", named(whole));
    }
    let start = first.start..word_end(chars, first, first.start + EDGE);
    let end = word_start(chars, last, last.end.saturating_sub(EDGE))..last.end;
    format!(":~:text={},{}", named(start), named(end))
}

/// The end of the last word of a clause that ends by `at`; of one without spaces, the end of the clause: where the browser ends
/// a word in it is not known here.
fn word_end(chars: &[char], clause: &Range<usize>, at: usize) -> usize {
    if at >= clause.end {
        return clause.end;
    }
    let is_end = |at: &usize| chars[*at].is_whitespace();
    (clause.start + 1..=at)
        .rev()
        .find(is_end)
        .unwrap_or(clause.end)
}

/// The same for the start of the first word that starts from `at` on.
fn word_start(chars: &[char], clause: &Range<usize>, at: usize) -> usize {
    if at <= clause.start {
        return clause.start;
    }
    let is_start = |at: &usize| chars[*at - 1].is_whitespace();
    (at..clause.end).find(is_start).unwrap_or(clause.start)
}

/// What stands between punctuation marks: browsers find only whole words, and a mark is where a word ends in any language.
fn clauses(chars: &[char], cuts: &[usize]) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for at in 0..=chars.len() {
        let is_mark = chars
            .get(at)
            .is_none_or(|c| !c.is_alphanumeric() && !c.is_whitespace());
        if (is_mark || cuts.contains(&at)) && start < at {
            clauses.push(start..at);
        }
        if is_mark {
            start = at + 1;
        } else if cuts.contains(&at) {
            start = at;
        }
    }
    clauses.retain(|clause| chars[clause.clone()].iter().any(|c| c.is_alphanumeric()));
    clauses
}

/// Percent-encoded, the signs too that a directive gives a meaning: `-`, `,` and `&`.
fn escaped(chars: &[char]) -> String {
    let text: String = chars.iter().collect();
    let mut out = String::new();
    for byte in text.trim().bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}"); // nothing can fail in writing to a string
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_named_whole_and_a_long_one_by_its_ends() {
        assert_eq!(directive("one, two-three."), ":~:text=one%2C%20two%2Dthree");
        let long = format!("alpha, {}, omega.", "beta ".repeat(30));
        assert_eq!(directive(&long), ":~:text=alpha,omega");
        assert_eq!(directive("……"), "");
    }

    #[test]
    fn no_word_is_cut() {
        let clause = "the member states of the organisation and its observers agree";
        let made = directive(&format!("{clause}, {clause}."));
        let parts: Vec<String> = made[":~:text=".len()..]
            .split(',')
            .map(|part| part.replace("%20", " "))
            .collect();
        assert!(clause.starts_with(&format!("{} ", parts[0])), "{made}");
        assert!(clause.ends_with(&format!(" {}", parts[1])), "{made}");
        let han = "长".repeat(50);
        let made = directive(&format!("{han}，{han}。"));
        assert_eq!(made.matches("%E9%95%BF").count(), 100);
    }

    #[test]
    fn no_part_goes_over_the_mark_of_a_note() {
        let chars: Vec<char> = "alpha beta gamma".chars().collect();
        assert_eq!(
            directive_between(&chars, &[5]),
            ":~:text=alpha,beta%20gamma"
        );
    }

    #[test]
    fn any_text_is_taken() {
        for text in ["", " ", "\"><script>", "一，二。", &"长".repeat(500)] {
            let made = directive(text);
            assert!(
                made.chars()
                    .all(|c| c.is_ascii_alphanumeric() || ":~=%,".contains(c)),
                "{made}"
            );
        }
    }
}
