//! The numbers that Word puts before the paragraphs of a list; they are printed but stand in no text.

use std::collections::HashMap;

use crate::import::ImportError;
use crate::import::xml::{Step, walk};

/// A level of a list.
#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    /// The number as printed, `%1` for the number of the first level.
    text: String,
}

/// Levels of a list; there are nine.
const LEVELS: usize = 9;

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    kinds: HashMap<String, Vec<Level>>,
    /// The kind of each list, and numbers with which levels begin in it.
    lists: HashMap<String, (String, HashMap<usize, u32>)>,
    counts: HashMap<String, [u32; LEVELS]>,
}

impl Numbers {
    pub(super) fn read(xml: Option<&str>) -> Result<Self, ImportError> {
        let mut numbers = Self::default();
        let Some(xml) = xml else { return Ok(numbers) };
        let mut kind = String::new();
        let mut list = String::new();
        let mut level = 0_usize;
        walk(xml, super::KIND, |step| {
            let Step::Open(e) = step else { return };
            let value = e.attribute("val");
            match e.name.as_str() {
                "abstractNum" => {
                    e.attribute("abstractNumId")
                        .unwrap_or_default()
                        .clone_into(&mut kind);
                    numbers
                        .kinds
                        .insert(kind.clone(), vec![Level::default(); LEVELS]);
                    list.clear();
                }
                "num" => e
                    .attribute("numId")
                    .unwrap_or_default()
                    .clone_into(&mut list),
                "abstractNumId" => {
                    let kind = value.unwrap_or_default().to_owned();
                    numbers.lists.insert(list.clone(), (kind, HashMap::new()));
                }
                "lvl" | "lvlOverride" => {
                    level = e
                        .attribute("ilvl")
                        .and_then(|v| v.parse().ok())
                        .unwrap_or(0);
                }
                "startOverride" => {
                    let start = value.and_then(|v| v.parse().ok());
                    if let (Some((_, starts)), Some(start)) = (numbers.lists.get_mut(&list), start)
                    {
                        starts.insert(level, start);
                    }
                }
                // Only levels of a kind: what a list changes in single levels is rare and looks alike.
                name if list.is_empty() => {
                    let levels = numbers.kinds.get_mut(&kind);
                    let Some(open) = levels.and_then(|levels| levels.get_mut(level)) else {
                        return;
                    };
                    let value = value.unwrap_or_default();
                    match name {
                        "start" => open.start = value.parse().unwrap_or(1),
                        "numFmt" => value.clone_into(&mut open.format),
                        "lvlText" => value.clone_into(&mut open.text),
                        _ => {}
                    }
                }
                _ => {}
            }
        })?;
        Ok(numbers)
    }

    /// What is printed before the next paragraph of a list: `（二）`, `3.`; nothing for bullets and lists that are not known.
    pub(super) fn next(&mut self, list: &str, level: usize) -> String {
        let Some((kind, starts)) = self.lists.get(list) else {
            return String::new();
        };
        let Some(levels) = self.kinds.get(kind).filter(|_| level < LEVELS) else {
            return String::new();
        };
        // Lists of one kind count on from each other unless one says where it begins.
        let counter = if starts.is_empty() {
            format!("kind {kind}")
        } else {
            list.to_owned()
        };
        let counts = self.counts.entry(counter).or_insert([0; LEVELS]);
        let start = |at: usize| starts.get(&at).copied().unwrap_or(levels[at].start);
        counts[level] = if counts[level] == 0 {
            start(level).max(1)
        } else {
            counts[level] + 1
        };
        counts[level + 1..].fill(0);
        let mut printed = levels[level].text.clone();
        for (at, (one, count)) in levels.iter().zip(counts.iter()).enumerate() {
            let count = if *count == 0 {
                start(at).max(1)
            } else {
                *count
            };
            let Some(number) = formatted(count, &one.format) else {
                if at == level {
                    return String::new();
                }
                continue;
            };
            printed = printed.replace(&format!("%{}", at + 1), &number);
        }
        let needs_space = printed.ends_with(|c: char| c.is_ascii());
        if needs_space && !printed.is_empty() {
            printed.push(' ');
        }
        printed
    }
}

/// A number in one of the formats of ISO/IEC 29500-1, 17.18.59; `None` for bullets and formats that print none.
fn formatted(number: u32, format: &str) -> Option<String> {
    Some(match format {
        "bullet" | "none" => return None,
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "ideographDigital"
        | "taiwaneseCountingThousand" => han(number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "upperLetter" => letter(number, b'A'),
        "lowerLetter" => letter(number, b'a'),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).to_lowercase(),
        "decimalZero" => format!("{number:02}"),
        _ => number.to_string(),
    })
}

fn han(number: u32) -> String {
    const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u32| DIGITS[(n % 10) as usize];
    match number {
        0..10 => digit(number).to_owned(),
        10..20 => format!("十{}", if number == 10 { "" } else { digit(number) }),
        20..100 => {
            let ones = if number.is_multiple_of(10) {
                ""
            } else {
                digit(number)
            };
            format!("{}十{ones}", digit(number / 10))
        }
        100..1000 if number.is_multiple_of(100) => format!("{}百", digit(number / 100)),
        100..1000 => {
            let rest = number % 100;
            let joint = if rest < 10 { "零" } else { "" };
            let one = if (10..20).contains(&rest) { "一" } else { "" };
            format!("{}百{joint}{one}{}", digit(number / 100), han(rest))
        }
        _ => number.to_string(),
    }
}

fn circled(number: u32) -> String {
    let code = match number {
        1..=20 => 0x2460 + number - 1,
        21..=35 => 0x3251 + number - 21,
        _ => return number.to_string(),
    };
    char::from_u32(code).map_or_else(|| number.to_string(), String::from)
}

/// a, b … z, aa, bb …
fn letter(number: u32, first: u8) -> String {
    let Some(number) = number.checked_sub(1) else {
        return String::new();
    };
    let letter = char::from(first + u8::try_from(number % 26).unwrap_or(0));
    let times = usize::try_from(number / 26 + 1).unwrap_or(1).min(50);
    letter.to_string().repeat(times)
}

fn roman(number: u32) -> String {
    const VALUES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 3999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut printed = String::new();
    for (value, letters) in VALUES {
        while rest >= value {
            printed.push_str(letters);
            rest -= value;
        }
    }
    printed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_word_prints_them() {
        let han: Vec<String> = [1, 10, 11, 20, 21, 100, 105, 112].map(han).to_vec();
        assert_eq!(
            han,
            [
                "一",
                "十",
                "十一",
                "二十",
                "二十一",
                "一百",
                "一百零五",
                "一百一十二"
            ]
        );
        assert_eq!(roman(1994), "MCMXCIV");
        assert_eq!([letter(1, b'a'), letter(28, b'a')], ["a", "bb"]);
        assert_eq!(circled(21), "㉑");
    }

    #[test]
    fn a_list_counts_and_its_inner_levels_begin_anew() {
        let xml = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7">
            <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
            <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
            <w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#;
        let mut numbers = Numbers::read(Some(xml)).unwrap();
        let printed = [0, 1, 1, 0, 1].map(|level| numbers.next("3", level));
        assert_eq!(printed, ["一、", "1. ", "2. ", "二、", "1. "]);
        assert_eq!(numbers.next("9", 0), "");
    }
}
