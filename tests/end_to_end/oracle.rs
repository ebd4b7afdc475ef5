//! What a reader with infinite patience finds: a scan that shares nothing with the program but folding and sentence ends.
//!
//! A letter is a Han character or a whole word of other letters and digits. Spaces and punctuation inside a sentence are
//! transparent, the end of a sentence and the end of a paragraph are not.

use std::ops::Range;

use sco_analysis::{fold, sentences};

/// A letter of a text: its bytes, its folded form, and its place in a count that leaves one free between sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Letter {
    pub(crate) bytes: Range<usize>,
    pub(crate) folded: String,
    pub(crate) place: usize,
}

/// Whether a character is a letter by itself.
fn is_han(c: char) -> bool {
    matches!(c, '〇' | '々' | '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

/// Whether a character prints nothing and does not end a word.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Cuts a paragraph into letters.
pub(crate) fn letters(paragraph: &str) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut place = 0;
    for sentence in sentences(paragraph) {
        let (base, before) = (sentence.start, letters.len());
        let sentence = &paragraph[sentence];
        let mut in_word = false;
        for ((at, c), folded) in sentence.char_indices().zip(fold(sentence).chars()) {
            let end = base + at + c.len_utf8();
            let goes_on =
                folded.is_alphanumeric() && !is_han(folded) || matches!(c, '\u{300}'..='\u{36F}');
            match letters.last_mut().filter(|_| in_word) {
                Some(word) if is_invisible(c) => word.bytes.end = end,
                Some(word) if goes_on => {
                    word.bytes.end = end;
                    word.folded.push(folded);
                }
                _ if folded.is_alphanumeric() || is_han(folded) => {
                    letters.push(Letter {
                        bytes: base + at..end,
                        folded: folded.into(),
                        place,
                    });
                    place += 1;
                    in_word = !is_han(folded);
                }
                _ => in_word = false,
            }
        }
        place += usize::from(letters.len() > before);
    }
    letters
}

/// Where a row of letters stands in a text, overlapping places included: bytes of the text.
pub(crate) fn places(wanted: &[Letter], text: &[Letter]) -> Vec<Range<usize>> {
    let same = |window: &[Letter]| {
        let pairs = || window.iter().zip(wanted);
        pairs().all(|(found, wanted)| found.folded == wanted.folded)
            && pairs().all(|(found, wanted)| found.place - window[0].place == wanted.place)
    };
    let found = text
        .windows(wanted.len().max(1))
        .filter(|window| !wanted.is_empty() && same(window));
    found
        .map(|window| window[0].bytes.start..window[wanted.len() - 1].bytes.end)
        .collect()
}

/// Ranges that overlap or touch, as one.
pub(crate) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match merged.last_mut().filter(|last| last.end >= range.start) {
            Some(last) => last.end = last.end.max(range.end),
            None => merged.push(range),
        }
    }
    merged
}

#[test]
fn the_oracle_itself_reads_as_people_do() {
    let count = |wanted: &str, text: &str| places(&letters(wanted), &letters(text)).len();
    assert_eq!(count("平等相待守望相助", "構建平等相待、守望相助的"), 1);
    assert_eq!(count("024年", "在2024年"), 0);
    assert_eq!(count("2024年", "在２０２４ 年"), 1);
    assert_eq!(count("哈哈", "哈哈哈"), 2);
    assert_eq!(count("意乙", "同意。乙方"), 0);
    assert_eq!(count("意。乙", "同意。乙方"), 1);
}
