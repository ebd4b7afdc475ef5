//! Where sentences end, in Chinese, Russian and English running text.
//!
//! A sentence ends after 。！？ (and their half-width forms), with the closing quotation marks and brackets that follow,
//! after a Latin full stop that is not an abbreviation's, and at a line end. A semicolon does not end one: measured on the
//! questions of the field, an answer in three ；-clauses is one answer.

use std::ops::Range;

/// Abbreviations (folded, without their stop) after which a full stop ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "al", "apr", "art", "aug", "ave", "capt", "cf", "ch", "co", "col", "corp", "dec", "dept", "dr",
    "ed", "eds", "e.g", "eg", "est", "etc", "feb", "fig", "gen", "gov", "hon", "i.e", "ie", "inc",
    "jan", "jr", "jul", "jun", "lt", "ltd", "mar", "mr", "mrs", "ms", "no", "nos", "nov", "oct",
    "p", "pp", "prof", "rep", "rev", "sen", "sep", "sept", "sr", "st", "u.k", "u.n", "u.s", "viz",
    "vol", "vols", "vs", // English
    "акад", "в", "вв", "г", "гг", "гл", "гр", "д", "долл", "др", "им", "кв", "млн", "млрд", "напр",
    "обл", "п", "пер", "пп", "пр", "проф", "рис", "руб", "с", "св", "см", "ст", "стр", "т", "табл",
    "тов", "трлн", "тыс", "ул", "ч",
];

/// Cuts a text into sentences: byte ranges that cover the whole text, in order and without gaps.
///
/// White space after a sentence belongs to it. The empty text has no sentences.
///
/// ```
/// use sco_analysis::sentences;
/// let text = "他说：“好。”会议结束。\nThe U.S. agreed. Next";
/// let cut: Vec<_> = sentences(text).map(|range| text[range].trim_end()).collect();
/// assert_eq!(cut, ["他说：“好。”", "会议结束。", "The U.S. agreed.", "Next"]);
/// ```
pub fn sentences(text: &str) -> Sentences<'_> {
    Sentences { text, start: 0 }
}

/// The iterator made by [`sentences`].
#[derive(Debug, Clone)]
pub struct Sentences<'a> {
    text: &'a str,
    start: usize,
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.start >= self.text.len() {
            return None;
        }
        let start = self.start;
        self.start = start + length_of_first(&self.text[start..]);
        Some(start..self.start)
    }
}

/// Bytes of the first sentence of a text that is not empty, with the white space after it.
fn length_of_first(text: &str) -> usize {
    let mut open_straight_quote = false;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        if c == '"' {
            open_straight_quote = !open_straight_quote;
        }
        let after = at + c.len_utf8();
        if c == '\n' {
            return after + white(&text[after..]);
        }
        if !is_terminator(c) {
            continue;
        }
        let end = after + closing(&text[after..], open_straight_quote);
        if ends_here(text, at, c, end) {
            return end + white(&text[end..]);
        }
        while chars.offset() < end {
            chars.next();
        }
        if text[after..end].contains('"') {
            open_straight_quote = false;
        }
    }
    text.len()
}

fn is_terminator(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '.' | '｡' | '．')
}

/// Bytes of further terminators and closing marks at the start of `rest`.
fn closing(rest: &str, mut open_straight_quote: bool) -> usize {
    let mut length = 0;
    for c in rest.chars() {
        let closes = match c {
            '”' | '’' | '」' | '』' | '）' | ')' | ']' | '］' | '】' | '》' | '〉' | '»' => {
                true
            }
            '"' if open_straight_quote => {
                open_straight_quote = false;
                true
            }
            _ => is_terminator(c),
        };
        if !closes {
            break;
        }
        length += c.len_utf8();
    }
    length
}

/// Whether the terminator `mark` at byte `at`, with the closing marks up to `end`, ends the sentence.
fn ends_here(text: &str, at: usize, mark: char, end: usize) -> bool {
    let rest = &text[end..];
    let Some(next) = rest.chars().next() else {
        return true;
    };
    if matches!(
        next,
        '，' | '、' | '；' | '：' | ',' | ';' | ':' | '》' | '〉'
    ) {
        return false;
    }
    let closed = text[..end].chars().next_back().unwrap_or(mark);
    if matches!(closed, '》' | '〉') {
        return false; // a title that ends with a mark: 《为什么？》
    }
    if matches!(mark, '.' | '．') {
        return full_stop_ends(text, at, end);
    }
    let goes_on =
        matches!(mark, '？' | '！' | '?' | '!') && closed != mark && !is_terminator(closed);
    if goes_on && next.is_alphabetic() {
        return false; // “好吗？”他问道。
    }
    !matches!(mark, '?' | '!') || next.is_whitespace() || !next.is_ascii_alphanumeric()
}

/// Whether a Latin full stop at `at`, closed at `end`, ends a sentence rather than an abbreviation, a number or an address.
fn full_stop_ends(text: &str, at: usize, end: usize) -> bool {
    let before = &text[..at];
    let Some(previous) = before.chars().next_back() else {
        return false;
    };
    let rest = &text[end..];
    let follower = rest.trim_start().chars().next();
    if is_han(previous) {
        return rest.starts_with(char::is_whitespace) || follower.is_none_or(is_han);
    }
    if !rest.starts_with(char::is_whitespace) {
        return follower.is_none();
    }
    if rest.starts_with('\n') {
        return true;
    }
    if follower.is_some_and(|c| {
        c.is_lowercase() || (c.is_ascii_punctuation() && !matches!(c, '"' | '\'' | '(' | '['))
    }) {
        return false;
    }
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '（' | '“' | '"' | '«' | ','))
        .next();
    let word = word.unwrap_or("").to_lowercase();
    let numbers_only = before.trim().chars().all(|c| c.is_numeric() || c == '.');
    let initial = word.chars().count() == 1 && !word.chars().all(char::is_numeric);
    !(numbers_only || initial || ABBREVIATIONS.contains(&word.as_str()))
}

fn is_han(c: char) -> bool {
    crate::letters::is_han(crate::fold_char(c))
}

fn white(rest: &str) -> usize {
    rest.len() - rest.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text)
            .map(|range| text[range].trim_end())
            .collect()
    }

    #[test]
    fn chinese_sentences_keep_their_closing_marks() {
        assert_eq!(
            cut("甲说：“一。”乙来了！真的？！是。"),
            ["甲说：“一。”", "乙来了！", "真的？！", "是。"]
        );
        assert_eq!(
            cut("旅游较为顺利；环保停留在草案。"),
            ["旅游较为顺利；环保停留在草案。"]
        );
        assert_eq!(
            cut("《为什么？》是一本书。“好吗？”他问。"),
            ["《为什么？》是一本书。", "“好吗？”他问。"]
        );
        assert_eq!(cut("说\"好。\"再说。"), ["说\"好。\"", "再说。"]);
    }

    #[test]
    fn stops_of_abbreviations_numbers_and_addresses_do_not_end() {
        assert_eq!(
            cut("See pp. 10-11, https://a.b/c. It was 3.5 percent."),
            ["See pp. 10-11, https://a.b/c.", "It was 3.5 percent."]
        );
        assert_eq!(
            cut("В 2024 г. Россия вошла. И т. д. Всё."),
            ["В 2024 г. Россия вошла.", "И т. д. Всё."]
        );
        assert_eq!(
            cut("1. The first. A. Smith came."),
            ["1. The first.", "A. Smith came."]
        );
    }

    #[test]
    fn a_line_end_ends_a_sentence() {
        assert_eq!(cut("标题\n正文"), ["标题", "正文"]);
    }
}
