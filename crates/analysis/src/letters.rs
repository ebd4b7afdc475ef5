//! Letters: the units that positions count.
//!
//! # Units
//!
//! * A *letter* is one Han character, or one whole Latin, Cyrillic or number word.
//! * An *offset* is a byte index into the text as given, half-open, on a `char` boundary.
//! * A *position* counts letters from the start of the text; spaces and punctuation inside a sentence are transparent, and
//!   the end of a sentence is a gap of one, so a phrase crosses it only where the phrase itself has one.

use unicode_normalization::char::compose;

use crate::{fold_char, sentences};

/// Positions left free between the last letter of a sentence and the first of the next.
pub(crate) const SENTENCE_GAP: u32 = 1;

/// What kind of letter it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterKind {
    /// One character of a script written without spaces (Han, kana).
    Han,
    /// A run of letters and digits of any other script.
    Word,
}

/// One letter of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// First byte in the text.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// First byte in the folded text.
    folded_start: u32,
    /// Byte after the last in the folded text.
    folded_end: u32,
    /// Letters and gaps before this one.
    pub position: u32,
    /// Kind of letter.
    pub kind: LetterKind,
    /// The year that ends with this letter where it is written in Han digits (二〇二四年), else 0.
    pub year: u16,
}

/// The letters of one text, with their folded forms.
#[derive(Debug, Clone, Default)]
pub struct Letters {
    folded: String,
    letters: Vec<Letter>,
}

/// Whether a folded character belongs to a script written without spaces.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '〇' | '々' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{3041}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{20000}'..='\u{323AF}')
        && c != '·'
}

/// Whether a folded letter is a Han letter.
pub(crate) fn starts_with_han(letter: &str) -> bool {
    letter.chars().next().is_some_and(is_han)
}

/// Whether a folded character continues a word.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining(c)
}

fn is_combining(c: char) -> bool {
    may_combine(c) && unicode_normalization::char::is_combining_mark(c)
}

/// Whether a character lies where there are combining marks; looking up all others would cost more than all the rest.
fn may_combine(c: char) -> bool {
    !matches!(c, '\0'..='\u{2FF}' | '\u{3001}'..='\u{3029}' | '\u{3100}'..='\u{9FFF}' | '\u{FF00}'..='\u{FFEF}')
}

/// Characters that print nothing and stand inside words: soft hyphen, zero-width space and joiners, byte order mark.
fn is_ignorable(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

impl Letters {
    /// Cuts a text into letters.
    pub fn of(text: &str) -> Letters {
        let mut letters = Letters::default();
        letters.refill(text);
        letters
    }

    /// Cuts another text into letters, keeping the memory.
    pub fn refill(&mut self, text: &str) {
        self.folded.clear();
        self.letters.clear();
        let mut position = 0;
        for sentence in sentences(text) {
            let before = self.letters.len();
            let first = sentence.start;
            position = self.push_sentence(&text[sentence], first, position);
            if self.letters.len() > before {
                position += SENTENCE_GAP;
            }
        }
        self.mark_years();
    }

    /// Appends the letters of one sentence that starts at byte `base`; gives the position after the last.
    fn push_sentence(&mut self, sentence: &str, base: usize, mut position: u32) -> u32 {
        let mut chars = sentence.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let folded = fold_char(c);
            let kind = match folded {
                _ if is_han(folded) => LetterKind::Han,
                _ if folded.is_alphanumeric() => LetterKind::Word,
                _ => continue,
            };
            let folded_start = self.folded.len();
            self.folded.push(folded);
            let mut end = at + c.len_utf8();
            while let Some(&(next_at, next)) = chars.peek() {
                if kind == LetterKind::Han && !may_combine(next) {
                    break;
                }
                let next_folded = fold_char(next);
                let belongs = match kind {
                    LetterKind::Han => is_combining(next_folded),
                    LetterKind::Word => {
                        is_ignorable(next) || (is_word(next_folded) && !is_han(next_folded))
                    }
                };
                if !belongs {
                    break;
                }
                if kind == LetterKind::Word && !is_ignorable(next) {
                    self.push_folded(next_folded);
                }
                end = next_at + next.len_utf8();
                chars.next();
            }
            self.letters.push(Letter {
                start: as_u32(base + at),
                end: as_u32(base + end),
                folded_start: as_u32(folded_start),
                folded_end: as_u32(self.folded.len()),
                position,
                kind,
                year: 0,
            });
            position += 1;
        }
        position
    }

    /// Adds a character to the word under way; a combining mark joins the letter before it, as if they had been one
    /// character in the text (й, é).
    fn push_folded(&mut self, c: char) {
        let composed = self
            .folded
            .chars()
            .next_back()
            .and_then(|last| compose(last, c));
        if let Some(composed) = composed {
            self.folded.pop();
            self.folded.push(fold_char(composed));
        } else {
            self.folded.push(c);
        }
    }

    /// Marks the last digit of every year in Han digits that 年 follows.
    fn mark_years(&mut self) {
        for last in 4..self.letters.len() {
            if self.text(last) != "年" || !self.is_adjacent_run(last - 4, last) {
                continue;
            }
            let digits: Option<Vec<u16>> = (last - 4..last)
                .map(|at| han_digit(self.text(at)))
                .collect();
            let Some(digits) = digits else { continue };
            let year = digits.iter().fold(0, |year, digit| year * 10 + digit);
            if (1000..3000).contains(&year) {
                self.letters[last - 1].year = year;
            }
        }
    }

    fn is_adjacent_run(&self, first: usize, last: usize) -> bool {
        self.letters[last].position - self.letters[first].position == as_u32(last - first)
    }

    /// Number of letters.
    pub fn len(&self) -> usize {
        self.letters.len()
    }

    /// Whether there are no letters.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// The letter at an index below [`len`](Letters::len).
    pub fn letter(&self, index: usize) -> Letter {
        self.letters[index]
    }

    /// All letters in order.
    pub fn as_slice(&self) -> &[Letter] {
        &self.letters
    }

    /// The folded form of the letter at an index below [`len`](Letters::len).
    pub fn text(&self, index: usize) -> &str {
        let letter = &self.letters[index];
        &self.folded[letter.folded_start as usize..letter.folded_end as usize]
    }

    /// The folded form of the letter at `index` and the next one, written together.
    pub fn pair(&self, index: usize) -> &str {
        self.joined(index, 2)
    }

    /// The folded form of `count` neighbouring letters from `index`, written together.
    pub(crate) fn joined(&self, index: usize, count: usize) -> &str {
        let (first, last) = (&self.letters[index], &self.letters[index + count - 1]);
        &self.folded[first.folded_start as usize..last.folded_end as usize]
    }

    /// Indexes of the letters at which a run of folded Han letters may begin: where it does, and where its letters stand on
    /// both sides of a sentence's end.
    pub(crate) fn starts_of<'a>(&'a self, run: &'a str) -> impl Iterator<Item = usize> + 'a {
        let finder = memchr::memmem::Finder::new(run);
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let at = from + finder.find(self.folded.as_bytes().get(from..)?)?;
                from = at + 1; // occurrences may overlap
                let start = as_u32(at);
                let found = self
                    .letters
                    .binary_search_by_key(&start, |letter| letter.folded_start);
                if let Ok(index) = found {
                    return Some(index);
                }
            }
        })
    }

    /// Whether another sentence begins after the letter at `index`.
    pub(crate) fn ends_sentence(&self, index: usize) -> bool {
        self.letters
            .get(index + 1)
            .is_some_and(|next| next.position > self.letters[index].position + 1)
    }

    /// Whether no sentence ends inside a range of letters.
    pub fn in_one_sentence(&self, range: std::ops::Range<usize>) -> bool {
        if range.len() < 2 {
            return true;
        }
        let (first, last) = (self.letters[range.start], self.letters[range.end - 1]);
        (last.position - first.position) as usize == range.len() - 1
    }

    /// Whether letter `index` and the next one are both Han and stand in one sentence.
    pub fn is_pair(&self, index: usize) -> bool {
        let (Some(a), Some(b)) = (self.letters.get(index), self.letters.get(index + 1)) else {
            return false;
        };
        a.kind == LetterKind::Han && b.kind == LetterKind::Han && b.position == a.position + 1
    }
}

fn han_digit(text: &str) -> Option<u16> {
    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if text == "零" {
        return Some(0);
    }
    (0u16..)
        .zip(DIGITS)
        .find(|(_, digit)| *digit == text)
        .map(|(value, _)| value)
}

/// Offsets are kept in 32 bits: texts are bounded far below 4 GiB where they are read.
fn as_u32(offset: usize) -> u32 {
    u32::try_from(offset).expect("texts are bounded below 4 GiB when read")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> Vec<(String, u32)> {
        let letters = Letters::of(text);
        (0..letters.len())
            .map(|i| (letters.text(i).to_owned(), letters.letter(i).position))
            .collect()
    }

    #[test]
    fn punctuation_is_transparent_and_a_sentence_end_is_a_gap() {
        let expected = [
            ("平", 0),
            ("等", 1),
            ("守", 2),
            ("望", 3),
            ("2024", 5),
            ("年", 6),
        ];
        let expected: Vec<_> = expected
            .iter()
            .map(|(t, p)| ((*t).to_owned(), *p))
            .collect();
        assert_eq!(folded("平等、守望。2024 年"), expected);
    }

    #[test]
    fn words_are_whole() {
        let words: Vec<_> = folded("“C5+1”机制 co\u{AD}op ШОС-2024")
            .into_iter()
            .map(|(text, _)| text)
            .collect();
        assert_eq!(words, ["c5", "1", "机", "制", "coop", "шос", "2024"]);
    }

    #[test]
    fn a_combining_mark_belongs_to_its_letter() {
        assert_eq!(
            folded("шанхайский café"),
            folded("шанхаи\u{306}скии\u{306} cafe\u{301}")
        );
    }

    #[test]
    fn no_mark_is_passed_over() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let is_mark = unicode_normalization::char::is_combining_mark(c);
            assert_eq!(is_combining(c), is_mark, "U+{:04X}", c as u32);
        }
    }

    #[test]
    fn years_in_han_digits_are_known() {
        let letters = Letters::of("在二○二四年和二零二五年，三四五六年");
        let years: Vec<_> = letters
            .as_slice()
            .iter()
            .filter(|l| l.year > 0)
            .map(|l| l.year)
            .collect();
        assert_eq!(years, [2024, 2025]);
    }
}
