//! Two lines become one: with a space, with nothing, or with a hyphen less.

use std::collections::HashSet;

use super::script::{Side, is_cjk, is_closer, is_han, is_opener, side, side_of};

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
        self.has(&format!("{head}-{tail}"))
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
    if is_opener(last) && !matches!(last, '“' | '‘') || matches!(last, '/' | '“' | '‘') {
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
    if last.is_ascii_digit() && first.is_ascii_digit() && number_is_cut(above, below) {
        return Glue::Nothing;
    }
    Glue::Space
}

/// Digits of one number: Chinese stands right before or right after it.
fn number_is_cut(above: &[char], below: &str) -> bool {
    let before = above.iter().rev().find(|c| !c.is_ascii_digit());
    let after = below.chars().find(|c| !c.is_ascii_digit());
    before.copied().is_some_and(is_cjk) && after.is_some_and(is_cjk)
}

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

/// Whether the text ends inside an address that the next line continues.
fn address_goes_on(above: &[char], below: &str) -> bool {
    let token = tail_of(above, is_address_character, above.len());
    let Some(address) = address_in(&token) else {
        return false;
    };
    let next: String = below
        .chars()
        .take_while(|&c| is_address_character(c))
        .take(512)
        .collect();
    if next.is_empty() || next.contains("://") {
        return false;
    }
    let last = above.last().copied().unwrap_or(' ');
    let after = below.chars().nth(next.chars().count());
    let (_, behind_scheme) = address.split_once("://").unwrap_or(("", address));
    if matches!(
        last,
        '/' | '_' | '=' | '&' | '?' | '%' | '#' | '-' | '~' | '+'
    ) {
        return true;
    }
    let looks_like_part = next.contains(['/', '=', '_', '&', '%', '#'])
        || next.trim_end_matches(['.', ',', ';', ')']).contains('.')
        || next.contains('-') && next.len() > 12;
    if matches!(last, '.' | ':' | ',' | ';') {
        let is_ending = matches!(last, '.')
            && EXTENSIONS.contains(&next.trim_end_matches(['.', ',', ';', ')']));
        if is_ending
            || (matches!(last, '.')
                && after.is_some_and(is_cjk)
                && next.chars().all(|c| c.is_ascii_lowercase()))
        {
            return true;
        }
        let host_only = !behind_scheme.contains('/');
        return looks_like_part
            || (host_only
                && matches!(last, '.')
                && next.chars().next().is_some_and(|c| c.is_ascii_lowercase()));
    }
    // Inside a name: the address ended with the line only if what follows reads like a word of the sentence.
    let ends_here = after.is_none_or(char::is_whitespace) && next.chars().all(char::is_alphabetic);
    looks_like_part
        || next.chars().any(|c| c.is_ascii_digit())
        || !ends_here && !next.starts_with(['(', '['])
}

/// What addresses of single pages end with.
const EXTENSIONS: &[&str] = &[
    "html", "htm", "shtml", "pdf", "aspx", "asp", "php", "jsp", "doc", "docx", "xml",
];

fn is_address_character(c: char) -> bool {
    c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

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
        ] {
            assert_eq!(joined(above, below), Glue::Nothing, "{above} | {below}");
        }
        assert_eq!(
            joined("see https://a.gov/b.html", "and elsewhere"),
            Glue::Space
        );
    }
}
