//! Footnote marks as printed: `[1]`, `［1］`, `①`, `¹`, `(1)`, `〔1〕`, `注1`, `*`, and a bare `1` before a note.

use super::script::{GIVEN_CLOSE, GIVEN_OPEN, is_closer, is_han, is_stop};

/// A way of printing footnote numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Family {
    /// Tied to its note by the format of the file.
    Given,
    /// `[1]` and `［1］`.
    Square,
    /// `①` to `㊿`.
    Circled,
    /// `¹`, `¹²`.
    Superscript,
    /// `(1)` and `（1）`.
    Round,
    /// `〔1〕`.
    Tortoise,
    /// `注1`, `注释1`, `［注1］`.
    Word,
    /// `*`, which is number 0.
    Star,
    /// A plain number before a note: `1 `, `1.`, `1、`.
    Bare,
    /// A plain number right behind a word or stop, which was raised in print.
    Plain,
}

/// A mark found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// How it is printed.
    pub family: Family,
    /// The number it means; 0 for `*`.
    pub number: u32,
    /// Characters it takes.
    pub length_chars: usize,
}

/// The mark that begins at the first of these characters, if one does. At most a dozen characters are looked at.
pub(super) fn mark_at(text: &[char]) -> Option<Mark> {
    let first = *text.first()?;
    match first {
        '[' | '［' => {
            bracketed(text, Family::Square, &[']', '］']).or_else(|| word_in_brackets(text))
        }
        GIVEN_OPEN => given(text),
        '(' | '（' => bracketed(text, Family::Round, &[')', '）']),
        '〔' => bracketed(text, Family::Tortoise, &['〕']),
        '注' => word(text),
        '*' | '＊' | '∗' => star(text),
        '⁰' | '¹' | '²' | '³' | '⁴'..='⁹' => superscript(text),
        _ => circled(first).map(|number| Mark {
            family: Family::Circled,
            number,
            length_chars: 1,
        }),
    }
}

/// The mark before a note at the start of a line: those of [`mark_at`], or a plain number that something follows.
pub(super) fn note_start(text: &str) -> Option<Mark> {
    let head: Vec<char> = text.chars().take(16).collect();
    mark_at(&head).or_else(|| bare(&head))
}

/// A plain number right behind a word or a stop, at the end of a word or sentence: `stability.1 Since`, `担忧2，`.
pub(super) fn plain_mark(before: &[char], text: &[char]) -> Option<Mark> {
    let (number, length_chars) = number_at(text)?;
    let &last = before.last()?;
    let is_behind_digit = before
        .iter()
        .rev()
        .nth(1)
        .is_some_and(|c| digit(*c).is_some());
    let is_behind_stop =
        (is_stop(last) || matches!(last, '，' | '；' | ',' | ';')) && !is_behind_digit;
    let is_behind_word = last.is_alphabetic() && !(last.is_uppercase() && last.is_ascii());
    if !(is_behind_stop || is_closer(last) || is_behind_word) {
        return None;
    }
    let ends = text.get(length_chars).is_none_or(|&c| {
        c.is_whitespace()
            || is_stop(c)
            || is_closer(c)
            || matches!(c, '，' | '；' | '、' | '：' | ',' | ';' | ':' | '—')
    });
    let goes_on =
        (is_behind_stop || is_closer(last)) && text.get(length_chars).copied().is_some_and(is_han);
    (ends || goes_on).then_some(Mark {
        family: Family::Plain,
        number,
        length_chars,
    })
}

/// Calls `found` with the number of each mark of the family in the text.
pub(super) fn scan_marks(text: &str, family: Family, mut found: impl FnMut(u32)) {
    let characters: Vec<char> = text.chars().collect();
    let mut i = 0;
    while i < characters.len() {
        let window = &characters[i..characters.len().min(i + 12)];
        let mark = if family == Family::Plain {
            plain_mark(&characters[..i], window)
        } else {
            mark_at(window)
        };
        match mark {
            Some(mark) if mark.family == family => {
                found(mark.number);
                i += mark.length_chars;
            }
            _ => i += 1,
        }
    }
}

fn given(text: &[char]) -> Option<Mark> {
    let digits: Vec<u32> = text[1..].iter().map_while(|&c| digit(c)).take(6).collect();
    let closes = text.get(1 + digits.len()) == Some(&GIVEN_CLOSE);
    (closes && !digits.is_empty()).then(|| Mark {
        family: Family::Given,
        number: digits.iter().fold(0, |n, d| n * 10 + d),
        length_chars: digits.len() + 2,
    })
}

fn bracketed(text: &[char], family: Family, closers: &[char]) -> Option<Mark> {
    let (number, digits) = number_at(&text[1..])?;
    let closer = text.get(1 + digits)?;
    closers.contains(closer).then_some(Mark {
        family,
        number,
        length_chars: digits + 2,
    })
}

fn word_in_brackets(text: &[char]) -> Option<Mark> {
    let inner = word(&text[1..])?;
    matches!(text.get(1 + inner.length_chars)?, ']' | '］').then_some(Mark {
        length_chars: inner.length_chars + 2,
        ..inner
    })
}

fn word(text: &[char]) -> Option<Mark> {
    if text.first() != Some(&'注') {
        return None;
    }
    let skip = if matches!(text.get(1), Some('释' | '釋')) {
        2
    } else {
        1
    };
    let rest = text.get(skip..)?;
    let (number, length) = match rest.first().copied().and_then(circled) {
        Some(number) => (number, 1),
        None => number_at(rest)?,
    };
    Some(Mark {
        family: Family::Word,
        number,
        length_chars: skip + length,
    })
}

fn star(text: &[char]) -> Option<Mark> {
    let alone = text.get(1).is_none_or(|c| !matches!(c, '*' | '＊' | '∗'));
    alone.then_some(Mark {
        family: Family::Star,
        number: 0,
        length_chars: 1,
    })
}

fn superscript(text: &[char]) -> Option<Mark> {
    let digits: Vec<u32> = text
        .iter()
        .map_while(|&c| superscript_digit(c))
        .take(4)
        .collect();
    let number = digits.iter().fold(0, |n, d| n * 10 + d);
    (digits.len() <= 3 && number > 0).then_some(Mark {
        family: Family::Superscript,
        number,
        length_chars: digits.len(),
    })
}

fn superscript_digit(c: char) -> Option<u32> {
    match c {
        '⁰' => Some(0),
        '¹' => Some(1),
        '²' => Some(2),
        '³' => Some(3),
        '⁴'..='⁹' => Some(u32::from(c) - 0x2070),
        _ => None,
    }
}

fn circled(c: char) -> Option<u32> {
    match u32::from(c) {
        code @ 0x2460..=0x2473 => Some(code - 0x2460 + 1),
        code @ 0x3251..=0x325F => Some(code - 0x3251 + 21),
        code @ 0x32B1..=0x32BF => Some(code - 0x32B1 + 36),
        _ => None,
    }
}

fn bare(text: &[char]) -> Option<Mark> {
    let (number, digits) = number_at(text)?;
    let after = text.get(digits)?;
    let length_chars = match after {
        '.' | '．' | '、' if text.get(digits + 1).is_some_and(|c| !c.is_ascii_digit()) => {
            digits + 1
        }
        c if c.is_whitespace() => digits,
        _ => return None,
    };
    Some(Mark {
        family: Family::Bare,
        number,
        length_chars,
    })
}

/// A number of one to three digits, ASCII or of full width, that does not begin with 0, and how many digits it has.
fn number_at(text: &[char]) -> Option<(u32, usize)> {
    let digits: Vec<u32> = text.iter().map_while(|&c| digit(c)).take(4).collect();
    let number = digits.iter().fold(0, |n, d| n * 10 + d);
    let sound = (1..=3).contains(&digits.len()) && digits.first() != Some(&0);
    sound.then_some((number, digits.len()))
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(u32::from(c) - 0xFF10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Option<(Family, u32, usize)> {
        let characters: Vec<char> = text.chars().collect();
        mark_at(&characters).map(|m| (m.family, m.number, m.length_chars))
    }

    #[test]
    fn each_family_is_read() {
        assert_eq!(seen("[2]2024 年"), Some((Family::Square, 2, 3)));
        assert_eq!(seen("［１２］"), Some((Family::Square, 12, 4)));
        assert_eq!(seen("⑳"), Some((Family::Circled, 20, 1)));
        assert_eq!(seen("㉑"), Some((Family::Circled, 21, 1)));
        assert_eq!(seen("¹²年"), Some((Family::Superscript, 12, 2)));
        assert_eq!(seen("（3）"), Some((Family::Round, 3, 3)));
        assert_eq!(seen("注①"), Some((Family::Word, 1, 2)));
        assert_eq!(seen("[注3]"), Some((Family::Word, 3, 4)));
    }

    #[test]
    fn years_in_brackets_are_no_marks() {
        assert_eq!(seen("〔2024〕15号"), None);
        assert_eq!(seen("[1999] 2"), None);
        assert_eq!(seen("[0]"), None);
    }
}
