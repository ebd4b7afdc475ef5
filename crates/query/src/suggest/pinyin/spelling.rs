//! What people type for a Chinese phrase: full syllables, initials, or a mixture.

use sco_analysis::fold_char;

use super::{Syllable, spelled};

/// How much of a phrase was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spelling {
    /// Syllables typed in full.
    pub(crate) full: usize,
    /// Syllables of which the initial was typed.
    pub(crate) initials: usize,
}

/// The letters of a word as pinyin, with `u` for ü and v; `None` when it cannot be pinyin. Tone marks and tone numbers are
/// passed over.
pub(crate) fn spelling_of(word: &str) -> Option<String> {
    let mut spelling = String::new();
    let mut may_be_tone = false;
    for c in word.chars() {
        match fold_char(c) {
            'v' => spelling.push('u'),
            folded if folded.is_ascii_lowercase() => spelling.push(folded),
            '0'..='5' if may_be_tone => {
                may_be_tone = false;
                continue;
            }
            // Combining tone marks and the dots of ü.
            '\u{300}'..='\u{30C}' if may_be_tone => continue,
            _ => return None,
        }
        may_be_tone = true;
    }
    (!spelling.is_empty()).then_some(spelling)
}

/// Whether syllables can be typed so; with `as_prefix` the typing may have stopped anywhere.
pub(crate) fn matches_spelling(
    syllables: &[Syllable],
    typed: &[u8],
    as_prefix: bool,
) -> Option<Spelling> {
    let Some((&first, rest)) = syllables.split_first() else {
        return typed.is_empty().then_some(Spelling {
            full: 0,
            initials: 0,
        });
    };
    if typed.is_empty() {
        return as_prefix.then_some(Spelling {
            full: 0,
            initials: 0,
        });
    }
    let syllable = spelled(first).as_bytes();
    if syllable.first() != typed.first() {
        return None;
    }
    if let Some(left) = typed.strip_prefix(syllable)
        && let Some(found) = matches_spelling(rest, left, as_prefix)
    {
        return Some(Spelling {
            full: found.full + 1,
            ..found
        });
    }
    if as_prefix && syllable.starts_with(typed) {
        return Some(Spelling {
            full: 1, // still being typed
            initials: 0,
        });
    }
    let has_h = syllable.get(1) == Some(&b'h') && typed.get(1) == Some(&b'h');
    let lengths = [2 * usize::from(has_h), 1];
    let found = lengths
        .iter()
        .filter(|len| **len > 0)
        .find_map(|len| matches_spelling(rest, &typed[*len..], as_prefix))?;
    Some(Spelling {
        initials: found.initials + 1,
        ..found
    })
}
