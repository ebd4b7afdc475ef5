//! Ordinal numbers of meetings, from the first to the ninety-ninth, in Chinese, English and Russian.

/// English ordinals below twenty and of the tens, each with its number.
const ENGLISH: &[(&str, u32)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("thirteenth", 13),
    ("fourteenth", 14),
    ("fifteenth", 15),
    ("sixteenth", 16),
    ("seventeenth", 17),
    ("eighteenth", 18),
    ("nineteenth", 19),
    ("twentieth", 20),
    ("thirtieth", 30),
    ("fortieth", 40),
    ("fiftieth", 50),
    ("sixtieth", 60),
    ("seventieth", 70),
    ("eightieth", 80),
    ("ninetieth", 90),
];

/// English tens that stand before another ordinal.
const ENGLISH_TENS: &[(&str, u32)] = &[
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Russian ordinals in the neuter nominative, each with the stem that all its cases share and its number.
const RUSSIAN: &[(&str, &str, u32)] = &[
    ("первое", "перв", 1),
    ("второе", "втор", 2),
    ("третье", "трет", 3),
    ("четвёртое", "четверт", 4),
    ("пятое", "пят", 5),
    ("шестое", "шест", 6),
    ("седьмое", "седьм", 7),
    ("восьмое", "восьм", 8),
    ("девятое", "девят", 9),
    ("десятое", "десят", 10),
    ("одиннадцатое", "одиннадцат", 11),
    ("двенадцатое", "двенадцат", 12),
    ("тринадцатое", "тринадцат", 13),
    ("четырнадцатое", "четырнадцат", 14),
    ("пятнадцатое", "пятнадцат", 15),
    ("шестнадцатое", "шестнадцат", 16),
    ("семнадцатое", "семнадцат", 17),
    ("восемнадцатое", "восемнадцат", 18),
    ("девятнадцатое", "девятнадцат", 19),
    ("двадцатое", "двадцат", 20),
    ("тридцатое", "тридцат", 30),
    ("сороковое", "сороков", 40),
    ("пятидесятое", "пятидесят", 50),
    ("шестидесятое", "шестидесят", 60),
    ("семидесятое", "семидесят", 70),
    ("восьмидесятое", "восьмидесят", 80),
    ("девяностое", "девяност", 90),
];

/// Russian tens that stand before another ordinal.
const RUSSIAN_TENS: &[(&str, u32)] = &[
    ("двадцать", 20),
    ("тридцать", 30),
    ("сорок", 40),
    ("пятьдесят", 50),
    ("шестьдесят", 60),
    ("семьдесят", 70),
    ("восемьдесят", 80),
    ("девяносто", 90),
];

const HAN_DIGITS: &str = "零一二三四五六七八九";

/// A number below a hundred in Han or ASCII digits: 二十三, 23, 十.
pub(super) fn read_chinese(text: &str) -> Option<u32> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digit = |c: char| {
        let c = if c == '〇' { '零' } else { c };
        HAN_DIGITS
            .chars()
            .zip(0..)
            .find(|&(d, _)| d == c)
            .map(|(_, n)| n)
    };
    let one = |part: &str| {
        let mut chars = part.chars();
        let first = digit(chars.next()?)?;
        chars.next().is_none().then_some(first)
    };
    match text.split_once('十') {
        None => one(text),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { one(tens)? };
            let ones = if ones.is_empty() { 0 } else { one(ones)? };
            Some(tens * 10 + ones)
        }
    }
}

/// An ordinal in lower-case English: twenty-third, 23rd.
pub(super) fn read_english(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        return digits.parse().ok();
    }
    let words: Vec<&str> = text
        .split([' ', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let last = |word: &str| {
        ENGLISH
            .iter()
            .find(|(name, _)| *name == word)
            .map(|(_, n)| *n)
    };
    match words.as_slice() {
        [one] => last(one),
        [tens, one] => {
            let tens = ENGLISH_TENS.iter().find(|(name, _)| name == tens)?.1;
            last(one).filter(|one| *one < 10).map(|one| tens + one)
        }
        _ => None,
    }
}

/// An ordinal in lower-case Russian with е for ё, in any case: двадцать третьего, 23-го.
pub(super) fn read_russian(text: &str) -> Option<u32> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        return digits.parse().ok();
    }
    let words: Vec<&str> = text
        .split([' ', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    // The longest stem decides: пятнадцатое begins as пятое does.
    let last = |word: &str| {
        let fitting = RUSSIAN.iter().filter(|(_, stem, _)| {
            word.strip_prefix(stem)
                .is_some_and(|ending| (2..=4).contains(&ending.chars().count()))
        });
        fitting
            .max_by_key(|(_, stem, _)| stem.len())
            .map(|(_, _, n)| *n)
    };
    match words.as_slice() {
        [one] => last(one),
        [tens, one] => {
            let tens = RUSSIAN_TENS.iter().find(|(name, _)| name == tens)?.1;
            last(one).filter(|one| *one < 10).map(|one| tens + one)
        }
        _ => None,
    }
}

/// 二十三.
pub(super) fn chinese(number: u32) -> String {
    let digit = |n: u32| {
        HAN_DIGITS
            .chars()
            .nth(n as usize)
            .map(String::from)
            .unwrap_or_default()
    };
    match (number / 10, number % 10) {
        (0, ones) => digit(ones),
        (tens @ 1..=9, ones) => {
            let tens = if tens == 1 {
                String::new()
            } else {
                digit(tens)
            };
            let ones = if ones == 0 {
                String::new()
            } else {
                digit(ones)
            };
            format!("{tens}十{ones}")
        }
        _ => number.to_string(),
    }
}

/// Twenty-Third.
pub(super) fn english(number: u32) -> String {
    let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
    if let Some((word, _)) = ENGLISH.iter().find(|(_, n)| *n == number) {
        return capital(word);
    }
    let tens = ENGLISH_TENS.iter().find(|(_, n)| *n == number / 10 * 10);
    let ones = ENGLISH.iter().find(|(_, n)| *n == number % 10);
    match (tens, ones) {
        (Some((tens, _)), Some((ones, _))) => format!("{}-{}", capital(tens), capital(ones)),
        _ => format!("{number}th"),
    }
}

/// Двадцать третье, as it stands before заседание.
pub(super) fn russian(number: u32) -> String {
    let capital = |word: &str| {
        let mut chars = word.chars();
        let first: String = chars
            .next()
            .map(|c| c.to_uppercase().collect())
            .unwrap_or_default();
        first + chars.as_str()
    };
    if let Some((word, ..)) = RUSSIAN.iter().find(|(_, _, n)| *n == number) {
        return capital(word);
    }
    let tens = RUSSIAN_TENS.iter().find(|(_, n)| *n == number / 10 * 10);
    let ones = RUSSIAN.iter().find(|(_, _, n)| *n == number % 10);
    match (tens, ones) {
        (Some((tens, _)), Some((ones, ..))) => format!("{} {ones}", capital(tens)),
        _ => format!("{number}-е"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ordinal_that_is_written_is_read_again() {
        for number in 1..100 {
            assert_eq!(read_chinese(&chinese(number)), Some(number));
            assert_eq!(read_english(&english(number).to_lowercase()), Some(number));
            let russian = russian(number).to_lowercase().replace('ё', "е");
            assert_eq!(read_russian(&russian), Some(number), "{russian}");
        }
    }

    #[test]
    fn digits_and_other_cases_are_read_and_other_words_are_not() {
        assert_eq!(read_russian("двадцать третьего"), Some(23));
        assert_eq!(read_russian("25-го"), Some(25));
        assert_eq!(read_russian("пятнадцатом"), Some(15));
        assert_eq!(read_russian("двадцать двадцатое"), None);
        assert_eq!(read_english("23rd"), Some(23));
        assert_eq!(read_english("twenty-tenth"), None);
        assert_eq!(read_chinese("三十三三"), None);
        assert_eq!(read_chinese("百"), None);
    }
}
