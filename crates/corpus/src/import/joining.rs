//! Two lines become one: with a space, with nothing, or with a hyphen less.

use std::collections::HashSet;

use super::script::{Side, is_cjk, is_closer, is_han, is_opener, side, side_of};
use crate::urls::is_address_char;

/// What stands between two joined lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Glue {
    /// Nothing.
    Nothing,
    /// One space.
    Space,
    /// Nothing, and the hyphen at the end of the upper line is dropped.
    DropHyphen,
    /// Nothing, and the hyphen stays.
    KeepHyphen,
}

/// The words of a document, by which hyphens at line ends are judged.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: HashSet<String>,
}

impl Vocabulary {
    /// The words of a text.
    pub(super) fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        let mut words = HashSet::new();
        for line in lines {
            let parts = line.split(|c: char| c != '-' && (!c.is_alphabetic() || is_han(c)));
            words.extend(
                parts
                    .filter(|w| w.len() > 1 && w.len() < 64)
                    .map(str::to_lowercase),
            );
        }
        Self { words }
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(&word.to_lowercase())
    }

    /// Whether a word cut in two by a hyphen at a line end has the hyphen elsewhere.
    fn keeps_hyphen(&self, head: &str, tail: &str) -> bool {
        if self.has(&format!("{head}{tail}")) {
            return false;
        }
        let is_usual = COMPOUND_HEADS.contains(&head.to_lowercase().as_str())
            || COMPOUND_TAILS.contains(&tail.to_lowercase().as_str());
        is_usual
            || self.has(&format!("{head}-{tail}"))
            || (self.has(head) && self.has(tail) && head.chars().count() > 2)
    }
}

/// What to put between the text so far and the next line.
pub(super) fn glue(above: &[char], below: &str, vocabulary: &Vocabulary) -> Glue {
    let (Some(&last), Some(first)) = (above.last(), below.chars().next()) else {
        return Glue::Nothing;
    };
    if address_goes_on(above, below) {
        return Glue::Nothing;
    }
    if matches!(last, '-' | '\u{2010}') && first.is_alphabetic() && !is_cjk(first) {
        return hyphen(above, below, vocabulary);
    }
    let (left, right) = (side_of(above.iter().rev().copied()), side_of(below.chars()));
    if left == Side::Cjk && side(last) != Side::Spaced
        || right == Side::Cjk && side(first) != Side::Spaced
    {
        return Glue::Nothing;
    }
    if is_cjk(last) || is_cjk(first) || is_han(last) {
        return Glue::Nothing;
    }
    if is_opener(last) && !matches!(last, '“' | '‘') || matches!(last, '“' | '‘') {
        return Glue::Nothing;
    }
    if last == '/' && !ends_in_address(above) {
        return Glue::Nothing;
    }
    if (is_closer(first) && !matches!(first, '"' | '\''))
        || matches!(first, ',' | '.' | ';' | ':' | '!' | '?' | '%' | '/')
    {
        return Glue::Nothing;
    }
    if matches!(last, '—' | '–') {
        let spaced_dash = above.len() > 1 && above[above.len() - 2].is_whitespace();
        return if spaced_dash {
            Glue::Space
        } else {
            Glue::Nothing
        };
    }
    if matches!(first, '—' | '–') && !below.chars().nth(1).is_some_and(char::is_whitespace) {
        return Glue::Nothing;
    }
    if first.is_ascii_digit() && (number_is_cut(above, below) || range_is_cut(above, below)) {
        return Glue::Nothing;
    }
    Glue::Space
}

/// Digits of one number: Chinese stands right before and right after it.
fn number_is_cut(above: &[char], below: &str) -> bool {
    // Longer ones are no numbers of a text, and a column of digits is not walked back at each of its lines.
    const LONGEST: usize = 24;
    if !above.last().is_some_and(char::is_ascii_digit) {
        return false;
    }
    let is_no_digit = |c: &char| !c.is_ascii_digit();
    let before = above.iter().rev().take(LONGEST).find(|c| is_no_digit(c));
    let after = below.chars().take(LONGEST).find(is_no_digit);
    before.copied().is_some_and(is_cjk) && after.is_some_and(is_cjk)
}

/// A range of numbers, 48—111 or 14-105, that the line end cuts: its end is not yet greater than its beginning.
fn range_is_cut(above: &[char], below: &str) -> bool {
    const LONGEST: usize = 4;
    let digits = |text: &[char]| -> String {
        let count = text
            .iter()
            .rev()
            .take(LONGEST + 1)
            .take_while(|c| c.is_ascii_digit())
            .count();
        text[text.len() - count..].iter().collect()
    };
    let end = digits(above);
    let Some((dash, before)) = above[..above.len() - end.len()].split_last() else {
        return false;
    };
    let start = digits(before);
    if !matches!(dash, '-' | '\u{2010}' | '–' | '—') || start.is_empty() || start.len() > LONGEST
    {
        return false;
    }
    let goes_on: String = below
        .chars()
        .take(LONGEST + 1)
        .take_while(char::is_ascii_digit)
        .collect();
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    let whole = format!("{end}{goes_on}");
    end.is_empty()
        || (number(&end) <= number(&start)
            && whole.len() <= LONGEST
            && number(&whole) > number(&start))
}

/// First and last parts of compounds that keep their hyphen in English.
const COMPOUND_HEADS: &[&str] = &[
    "well", "ill", "long", "short", "medium", "high", "low", "self", "cross", "large", "small",
    "far", "full", "half", "open", "so", "ex", "vice", "non", "one", "two", "three", "four",
    "first", "second", "third", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty",
    "ninety", "decision", "policy", "state", "people",
];
const COMPOUND_TAILS: &[&str] = &[
    "term",
    "known",
    "based",
    "level",
    "wide",
    "oriented",
    "century",
    "related",
    "called",
    "scale",
    "owned",
    "range",
    "friendly",
    "making",
    "building",
    "keeping",
    "sponsored",
    "driven",
];

fn hyphen(above: &[char], below: &str, vocabulary: &Vocabulary) -> Glue {
    let head: String = tail_of(above, |c| c.is_alphabetic() && !is_cjk(c), above.len() - 1);
    let tail: String = below
        .chars()
        .take_while(|c| c.is_alphabetic() && !is_cjk(*c))
        .take(64)
        .collect();
    if head.is_empty() {
        let dash = above.len() > 1 && above[above.len() - 2].is_whitespace();
        return if dash { Glue::Space } else { Glue::Nothing };
    }
    let capital = tail.chars().next().is_some_and(char::is_uppercase);
    let compound = above.len() > head.chars().count() + 1
        && above[above.len() - 2 - head.chars().count()] == '-';
    if capital || compound || vocabulary.keeps_hyphen(&head, &tail) {
        Glue::KeepHyphen
    } else {
        Glue::DropHyphen
    }
}

fn tail_of(text: &[char], wanted: impl Fn(char) -> bool, end: usize) -> String {
    const LONGEST: usize = 2048;
    let start = text[..end]
        .iter()
        .rev()
        .take(LONGEST)
        .take_while(|&&c| wanted(c))
        .count();
    text[end - start..end].iter().collect()
}

fn ends_in_address(text: &[char]) -> bool {
    address_in(&tail_of(text, is_address_char, text.len())).is_some()
}

/// Whether the text ends inside an address that the next line continues.
fn address_goes_on(above: &[char], below: &str) -> bool {
    let token = tail_of(above, is_address_char, above.len());
    let Some(address) = address_in(&token) else {
        return false;
    };
    let next: String = below
        .chars()
        .take_while(|&c| is_address_char(c))
        .take(512)
        .collect();
    if next.is_empty() || next.contains("://") {
        return false;
    }
    let last = above.last().copied().unwrap_or(' ');
    let after = below.chars().nth(next.chars().count());
    let parts_go_on = matches!(
        last,
        '/' | '_' | '=' | '&' | '?' | '%' | '#' | '-' | '~' | '+'
    );
    let is_plain = next.starts_with(|c: char| c.is_ascii() && !matches!(c, '(' | '['));
    if !is_plain && (last == '/' || address.is_ascii() && !parts_go_on) {
        // A Russian sentence or a bracket stands behind an address, unless what follows has the signs of one.
        return last == '/' && next.contains(['_', '/', '=', '%']);
    }
    if parts_go_on {
        return true;
    }
    if matches!(last, '.' | ':' | ',' | ';') {
        return goes_on_behind_point(address, &next, after);
    }
    // Inside a name: the address ended with the line only if what follows reads like a word of the sentence.
    let ends_here = after.is_none_or(char::is_whitespace) && next.chars().all(char::is_alphabetic);
    looks_like_part(&next)
        || next.chars().any(|c| c.is_ascii_digit())
        || !ends_here && !next.starts_with(['(', '['])
}

fn looks_like_part(next: &str) -> bool {
    next.contains(['/', '=', '_', '&', '%', '#'])
        || next.trim_end_matches(['.', ',', ';', ')']).contains('.')
        || next.contains('-') && next.chars().count() > 12
}

/// Whether an address that ends with a mark of punctuation goes on with `next`, behind which `after` stands.
fn goes_on_behind_point(address: &str, next: &str, after: Option<char>) -> bool {
    if looks_like_part(next) {
        return true;
    }
    if !address.ends_with('.') {
        return false;
    }
    let is_extension = EXTENSIONS.contains(&next.trim_end_matches(['.', ',', ';', ')']));
    let ends_in_chinese = after.is_some_and(is_cjk) && next.chars().all(char::is_lowercase);
    let (_, behind_scheme) = address.split_once("://").unwrap_or(("", address));
    let host_goes_on = !behind_scheme.contains('/') && next.starts_with(char::is_lowercase);
    is_extension || ends_in_chinese || host_goes_on
}

/// What addresses of single pages end with.
const EXTENSIONS: &[&str] = &[
    "html", "htm", "shtml", "pdf", "aspx", "asp", "php", "jsp", "doc", "docx", "xml",
];

fn address_in(token: &str) -> Option<&str> {
    let start = ["https://", "http://", "ftp://", "www."]
        .iter()
        .filter_map(|scheme| token.find(scheme))
        .min()?;
    Some(&token[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(above: &str, below: &str) -> Glue {
        let characters: Vec<char> = above.chars().collect();
        glue(
            &characters,
            below,
            &Vocabulary::of(["policy making making-policy cooperation"].into_iter()),
        )
    }

    #[test]
    fn han_joins_with_nothing_and_words_with_a_space() {
        assert_eq!(joined("成为构建人类", "命运共同体"), Glue::Nothing);
        assert_eq!(joined("2024", "年"), Glue::Nothing);
        assert_eq!(joined("自20", "24年"), Glue::Nothing);
        assert_eq!(joined("the leaders", "of states"), Glue::Space);
        assert_eq!(joined("Index 2025,”", "The Institute"), Glue::Space);
        assert_eq!(joined("形成“经", "认证"), Glue::Nothing);
        assert_eq!(joined("слово —", "слово"), Glue::Space);
    }

    #[test]
    fn hyphens_are_judged_by_the_document() {
        assert_eq!(joined("a policy-", "making body"), Glue::KeepHyphen);
        assert_eq!(joined("the coope-", "ration of"), Glue::DropHyphen);
        assert_eq!(joined("Sino-", "Russian"), Glue::KeepHyphen);
    }

    #[test]
    fn addresses_go_on_in_every_form() {
        for (above, below) in [
            (
                "，https://a.com/bfae7bd753346c7a2910ec56b3f",
                "246a/c.html。",
            ),
            ("https://www.scora.org.cn/c/2024/", "0705/7136.shtml。"),
            ("2023, https://", "www.whitehouse.gov/x"),
            ("2023, https://www.", "whitehouse.gov/briefing-room"),
            ("http://www.news.", "cn/20240708/d2dc"),
            ("https://a.gov/representative-", "katherine-tai-to"),
            ("https://eur-lex.", "europa.eu/legal-content"),
            ("https://a.org/2018/c_74434.", "html。"),
            (
                "/attachment/880087/https://a.b/EU_Sanctions_",
                "against_Russia_EN.pdf.",
            ),
            ("https://ru.wikipedia.org/wiki/Шанхайская_", "организация"),
            ("https://ru.wikipedia.org/wiki/", "Шанхайская_организация"),
            (
                "https://ru.wikipedia.org/wiki/Шанхай",
                "ская_организация_сотрудничества",
            ),
        ] {
            assert_eq!(joined(above, below), Glue::Nothing, "{above} | {below}");
        }
        assert_eq!(
            joined("see https://a.gov/b.html", "and elsewhere"),
            Glue::Space
        );
        for below in [
            "и других сайтах",
            "т.е. на сайте",
            "(дата обращения: 12.03.2020)",
        ] {
            for above in ["на сайте https://a.ru/b", "на сайте https://a.ru/"] {
                assert_eq!(joined(above, below), Glue::Space, "{above} | {below}");
            }
        }
        assert_eq!(joined("сайт http://шос.", "рф, дата"), Glue::Nothing);
    }
}
