//! Which quotation mark closes which?

use crate::titles::outermost;

/// Marks that open a quotation.
const OPENERS: [char; 6] = ['“', '「', '『', '«', '„', '"'];

/// Whether `mark` closes what `opener` opened.
fn closes(opener: char, mark: char) -> bool {
    match opener {
        '“' => mark == '”',
        '「' => mark == '」',
        '『' => mark == '』',
        '«' => mark == '»',
        '„' => matches!(mark, '“' | '”'),
        '"' => mark == '"',
        _ => false,
    }
}

/// Outermost pairs of quotation marks that are not inside a title, as the positions of both marks.
///
/// A mark that has lost its partner costs nothing but itself: what stands around it closes over it.
pub(super) fn outermost_quoted(text: &[char]) -> Vec<(usize, usize)> {
    let titles = outermost(text);
    let mut title = titles.iter().peekable();
    let mut open = OpenMarks::default();
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for i in 0..text.len() {
        while title.next_if(|t| t.1 < i).is_some() {}
        if title.peek().is_some_and(|t| t.0 < i) {
            continue;
        }
        let Some(start) = open.meet(text, i) else {
            continue;
        };
        while spans.last().is_some_and(|s| s.0 > start) {
            spans.pop();
        }
        spans.push((start, i));
    }
    spans
}

/// The marks that wait for their partners.
#[derive(Default)]
struct OpenMarks {
    /// Each mark and where it stands, innermost last.
    stack: Vec<(char, usize)>,
    /// How many of each of [`OPENERS`] are open. Without it every stray closing mark would search the whole stack.
    counts: [usize; OPENERS.len()],
}

impl OpenMarks {
    /// Takes in the character at `i`; where it closes a quotation, gives the position of its opening mark.
    fn meet(&mut self, text: &[char], i: usize) -> Option<usize> {
        let mark = text[i];
        let innermost = self.stack.last().map(|&(opener, _)| opener);
        let closes_innermost = innermost.is_some_and(|opener| closes(opener, mark));
        if !OPENERS.contains(&mark) {
            return self.close(mark);
        }
        // A straight mark never stands inside its own kind; “ does, so it closes „ only next to it.
        let may_close = mark == '"' || closes_innermost && !opens_word(text, i);
        if may_close && let Some(start) = self.close(mark) {
            return Some(start);
        }
        self.count(mark, |n| n + 1);
        self.stack.push((mark, i));
        None
    }

    /// Takes away the marks down to the innermost one that `mark` closes.
    fn close(&mut self, mark: char) -> Option<usize> {
        let mut kinds = OPENERS.iter().zip(self.counts);
        if !kinds.any(|(&opener, open)| open > 0 && closes(opener, mark)) {
            return None;
        }
        while let Some((opener, start)) = self.stack.pop() {
            self.count(opener, |n| n.saturating_sub(1));
            if closes(opener, mark) {
                return Some(start);
            }
        }
        None
    }

    fn count(&mut self, opener: char, change: impl Fn(usize) -> usize) {
        if let Some(kind) = OPENERS.iter().position(|&o| o == opener) {
            self.counts[kind] = change(self.counts[kind]);
        }
    }
}

/// Whether a word begins directly behind the mark at `i` and none ends directly before it.
fn opens_word(text: &[char], i: usize) -> bool {
    let parted = i == 0 || text[i - 1].is_whitespace() || matches!(text[i - 1], '(' | '（' | '—');
    parted && text.get(i + 1).is_some_and(|c| c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        outermost_quoted(&characters)
            .into_iter()
            .map(|(start, end)| characters[start + 1..end].iter().collect())
            .collect()
    }

    #[test]
    fn quotations_nest_in_every_manner() {
        for (text, expected) in [
            ("“甲“乙”丙”和“丁”", vec!["甲“乙”丙", "丁"]),
            ("「甲『乙』丙」", vec!["甲『乙』丙"]),
            ("„слово“ и „дело“", vec!["слово", "дело"]),
            ("„слово” и „дело”", vec!["слово", "дело"]),
            (
                "«Газета „Правда“ пишет» и „ещё“",
                vec!["Газета „Правда“ пишет", "ещё"],
            ),
            ("„Er las “Faust” laut.”", vec!["Er las “Faust” laut."]),
            ("\"a «b» c\" \"d\"", vec!["a «b» c", "d"]),
            ("“见《“引”论》”", vec!["见《“引”论》"]),
        ] {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }

    #[test]
    fn a_mark_without_partner_costs_nothing_else() {
        for (text, expected) in [
            ("“甲「乙”丙“丁”", vec!["甲「乙", "丁"]),
            ("“甲」乙”", vec!["甲」乙"]),
            ("«слово „дело» и «ещё»", vec!["слово „дело", "ещё"]),
            ("「甲“乙”丙", vec!["乙"]),
            ("”甲“", vec![]),
            ("\"a «b\" \"c\"", vec!["a «b", "c"]),
        ] {
            assert_eq!(quoted(text), expected, "{text}");
        }
    }
}
