//! Text that was read in the wrong encoding (mojibake), with what it was where that can still be seen.
//!
//! A run of suspect characters is written back into the bytes of the encoding that it was wrongly read in; where these are
//! text in another encoding, the run is garbled. Ordinary text hardly ever passes: UTF-8 is a narrow form (RFC 3629).

use std::collections::HashMap;
use std::sync::LazyLock;

use encoding_rs::{Encoding, GB18030, KOI8_R, WINDOWS_1251, WINDOWS_1252};
use regex::Regex;

use super::finding::{Code, Confidence, Finding, around};
use super::page::{Block, Page, Script, is_han, script_of};
use crate::pattern::pattern;

/// What the program that makes 锟斤拷 and its like leaves behind: U+FFFD written in UTF-8 and read as GBK, memory that was
/// never filled, a byte order mark read as Latin-1 or GBK.
const WELL_KNOWN: [&str; 6] = ["锟斤拷", "锟斤", "斤拷锟", "烫烫烫", "屯屯屯", "ï»¿"];

/// Characters of a run that are written back, at most; what the whole is can be seen by then.
const SAMPLE_CHARS: usize = 60;

/// A word whose letters have changed their case: KOI8-R and Windows-1251 have small and capital letters in each other's places.
static SWAPPED_CASE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b\p{Ll}\p{Lu}{3,}\b"));

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    for block in &page.blocks {
        if block.text.is_ascii() {
            continue;
        }
        if let Some(found) = well_known(block)
            .or_else(|| latin(block))
            .or_else(|| cyrillic(block))
            .or_else(|| swapped_case(block))
            .or_else(|| han(block))
        {
            findings.push(found);
        }
    }
}

fn finding(block: &Block<'_>, span: (usize, usize), confidence: Confidence, what: &str) -> Finding {
    let text = around(block.text, span.0, span.1);
    Finding::new(Code::Garbled, block.line, confidence, text, what)
}

fn well_known(block: &Block<'_>) -> Option<Finding> {
    let (at, mark) = WELL_KNOWN
        .iter()
        .find_map(|mark| Some((block.text.find(mark)?, mark)))?;
    let what = format!("`{mark}` is what is left of text that was decoded wrongly, perhaps twice");
    let span = (at, at + mark.len());
    Some(finding(block, span, Confidence::High, &what))
}

/// Characters and the single bytes that they are in an encoding of 256 characters.
struct Alphabet(HashMap<char, u8>);

impl Alphabet {
    fn of(encoding: &'static Encoding) -> Self {
        let bytes = 0x80..=0xFF_u8;
        let one = |byte: u8| {
            let bytes = [byte];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            text.chars().next().map(|c| (c, byte))
        };
        Self(bytes.filter_map(one).collect())
    }

    /// Runs of at least `least` characters that are high bytes, as byte range and bytes.
    fn runs(&self, text: &str, least: usize) -> Vec<(usize, usize, Vec<u8>)> {
        let mut runs = Vec::new();
        let (mut start, mut bytes) = (0, Vec::new());
        let ended = text.char_indices().chain([(text.len(), '\0')]);
        for (at, c) in ended {
            let byte = (!c.is_ascii()).then(|| self.0.get(&c)).flatten();
            if let Some(byte) = byte {
                if bytes.is_empty() {
                    start = at;
                }
                bytes.push(*byte);
            } else if bytes.len() >= least {
                runs.push((start, at, std::mem::take(&mut bytes)));
            } else {
                bytes.clear();
            }
        }
        runs
    }
}

static LATIN: LazyLock<Alphabet> = LazyLock::new(|| Alphabet::of(WINDOWS_1252));
static CYRILLIC: LazyLock<Alphabet> = LazyLock::new(|| Alphabet::of(WINDOWS_1251));

/// What bytes are as UTF-8, where most of them are sound: a run may be cut at both ends.
fn as_utf8(bytes: &[u8], least: usize) -> Option<String> {
    let sample = &bytes[..bytes.len().min(SAMPLE_CHARS * 3)];
    let text = String::from_utf8_lossy(sample);
    let good = text.chars().filter(|c| !c.is_ascii() && *c != '\u{FFFD}');
    let bad = text.chars().filter(|c| *c == '\u{FFFD}' || c.is_ascii());
    let (good, bad) = (good.count(), bad.count());
    (good >= least && bad * 3 <= good).then(|| text.trim_matches('\u{FFFD}').to_owned())
}

/// UTF-8, GBK or Cyrillic bytes read as Latin-1 or Windows-1252.
fn latin(block: &Block<'_>) -> Option<Finding> {
    for (start, end, bytes) in LATIN.runs(block.text, 2) {
        let span = (start, end);
        if let Some(was) = as_utf8(&bytes, 1).filter(|was| was.chars().all(is_sound)) {
            let what = format!("UTF-8 that was read as Latin-1; it was `{was}`");
            return Some(finding(block, span, Confidence::High, &what));
        }
        let run = &block.text[start..end];
        let letters = run.chars().filter(|c| c.is_alphabetic()).count();
        let has_signs = run
            .chars()
            .any(|c| matches!(c, '\u{A1}'..='\u{BF}' | '×' | '÷'));
        let is_word = letters >= 2 && run.chars().all(|c| matches!(c, '\u{A1}'..='\u{FF}'));
        if is_word && (bytes.len() >= 5 || (bytes.len() == 4 && has_signs)) {
            return Some(finding(block, span, Confidence::High, &was_latin(&bytes)));
        }
        // Letters that UTF-8 leaves when its control characters were thrown away: `æ¿åºå·¥ä½`.
        if letters >= 2
            && has_signs
            && bytes.len() >= 3
            && script_of(run.chars().next()?) == Script::Latin
        {
            let what = "accented letters and signs in one word: text that was read as Latin-1";
            return Some(finding(block, span, Confidence::High, what));
        }
    }
    None
}

/// A character that a text may well have had.
fn is_sound(c: char) -> bool {
    script_of(c) != Script::Other || is_punctuation(c)
}

fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{BF}' | '\u{2010}'..='\u{2044}' | '\u{20AC}' | '№' | '\u{3000}'..='\u{301F}' | '\u{FF00}'..='\u{FFEF}')
}

fn was_latin(bytes: &[u8]) -> String {
    let read = |encoding: &'static Encoding| {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        (!had_errors).then(|| text.into_owned())
    };
    let is_chinese = |text: &String| text.chars().all(|c| is_han(c) || is_punctuation(c));
    let is_russian = |text: &String| text.chars().all(|c| script_of(c) == Script::Cyrillic);
    if let Some(was) = read(WINDOWS_1251).filter(is_russian) {
        let other = read(GB18030)
            .filter(is_chinese)
            .filter(|_| bytes.len().is_multiple_of(2));
        return match other {
            Some(chinese) => {
                format!("text that was read as Latin-1; it was `{was}` or `{chinese}`")
            }
            None => format!("Windows-1251 that was read as Latin-1; it was `{was}`"),
        };
    }
    match read(GB18030).filter(is_chinese) {
        Some(was) => format!("GBK that was read as Latin-1; it was `{was}`"),
        None => "text that was read as Latin-1".to_owned(),
    }
}

/// UTF-8 read as Windows-1251: `РџСЂРµР·РёРґРµРЅС‚`.
fn cyrillic(block: &Block<'_>) -> Option<Finding> {
    CYRILLIC
        .runs(block.text, 4)
        .into_iter()
        .find_map(|(start, end, bytes)| {
            let was = as_utf8(&bytes, 2).filter(|was| was.chars().all(is_sound))?;
            let what = format!("UTF-8 that was read as Windows-1251; it was `{was}`");
            Some(finding(block, (start, end), Confidence::High, &what))
        })
}

/// KOI8-R and Windows-1251 taken for each other: `оПЕГХДЕМР`.
fn swapped_case(block: &Block<'_>) -> Option<Finding> {
    let is_cyrillic = |word: &str| word.chars().all(|c| script_of(c) == Script::Cyrillic);
    let mut words = SWAPPED_CASE.find_iter(block.text);
    let first = words.by_ref().find(|word| is_cyrillic(word.as_str()))?;
    let swapped = 1 + words.filter(|word| is_cyrillic(word.as_str())).count();
    let (koi8, _, _) = WINDOWS_1251.encode(first.as_str());
    let (was, _) = KOI8_R.decode_without_bom_handling(&koi8);
    // One such word may be a name of a firm.
    let confidence = if swapped >= 2 {
        Confidence::High
    } else {
        Confidence::Low
    };
    let what = format!("KOI8-R that was read as Windows-1251, or the reverse; it was `{was}`");
    Some(finding(
        block,
        (first.start(), first.end()),
        confidence,
        &what,
    ))
}

/// Characters of GBK whose first byte begins a Han character in UTF-8: all of them rare, and a third of garbled text.
static LEADS: LazyLock<std::collections::HashSet<char>> = LazyLock::new(|| {
    let pairs = (0xE3..=0xE9_u8).flat_map(|lead| (0x80..=0xBF_u8).map(move |trail| [lead, trail]));
    let read = |pair: [u8; 2]| {
        let (text, had_errors) = GB18030.decode_without_bom_handling(&pair);
        text.chars().next().filter(|_| !had_errors)
    };
    pairs.filter_map(read).collect()
});

/// UTF-8 read as GBK: 鏀垮簻宸ヤ綔鎶ュ憡.
fn han(block: &Block<'_>) -> Option<Finding> {
    /// Characters that are looked at together.
    const WINDOW: usize = 12;
    /// Rare characters among them that make them suspect.
    const RARE: usize = 3;
    let suspects: Vec<(usize, usize)> = block
        .text
        .char_indices()
        .enumerate()
        .filter(|(_, (_, c))| is_han(*c) && LEADS.contains(c))
        .map(|(number, (at, _))| (number, at))
        .collect();
    // A short title is garbled as a whole.
    let close = suspects
        .windows(RARE)
        .filter(|few| few[RARE - 1].0 - few[0].0 < WINDOW)
        .map(|few| few[0].1);
    for start in close {
        let run: String = block.text[start..]
            .chars()
            .take_while(|c| !c.is_ascii_whitespace() && *c != '\u{FFFD}')
            .take(SAMPLE_CHARS)
            .collect();
        let (bytes, _, _) = GB18030.encode(&run);
        let was = String::from_utf8_lossy(&bytes);
        let good = was
            .chars()
            .filter(|c| is_han(*c) || is_punctuation(*c))
            .count();
        if good >= 3 && good * 3 * 2 >= bytes.len() {
            let was: String = was.chars().filter(|c| *c != '\u{FFFD}').take(20).collect();
            let what = format!("UTF-8 that was read as GBK; it was `{was}…`");
            let end = start + run.len();
            return Some(finding(block, (start, end), Confidence::High, &what));
        }
    }
    None
}
