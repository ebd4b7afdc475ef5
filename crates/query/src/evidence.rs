//! What kind of answer a spoken question wants, and whether a passage has something of that kind.
//!
//! “几个成员国” asks for a number of member states: of two sentences that hold the words, the one with a number beside them
//! answers.

use sco_analysis::{LetterKind, Letters};

use crate::units::Unit;

/// Furthest distance of a number from what it counts, letters.
const BESIDE: usize = 4;

/// What kind of answer a question wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// How many?
    Number,
    /// When?
    Time,
}

/// Words that ask for a kind of answer; folded.
const ASKING: [(Wanted, &[&str]); 2] = [
    (
        Wanted::Time,
        &[
            "什么时候",
            "什么时间",
            "何时",
            "哪一年",
            "哪年",
            "哪一天",
            "哪天",
            "几月",
            "几号",
            "几年",
            "when",
            "what year",
            "which year",
            "what date",
            "когда",
            "в каком году",
            "какого числа",
            "какого года",
        ],
    ),
    (
        Wanted::Number,
        &[
            "几个",
            "几国",
            "几次",
            "几项",
            "几",
            "多少",
            "how many",
            "сколько",
        ],
    ),
];

/// Characters that count something when a numeral stands before them.
const MEASURES: &str = "个名国项次家位人份条届种所座亿万千百余多";

impl Wanted {
    /// What a folded question wants, if it says so.
    pub(crate) fn of(folded: &str) -> Option<Wanted> {
        let asks = |words: &[&str]| words.iter().any(|word| folded.contains(word));
        ASKING
            .iter()
            .find(|(_, words)| asks(words))
            .map(|(wanted, _)| *wanted)
    }

    /// Whether a passage that holds some units has an answer of the kind.
    pub(crate) fn is_met(self, letters: &Letters, units: &[&Unit]) -> bool {
        match self {
            Wanted::Time => (0..letters.len()).any(|index| is_date(letters, index)),
            Wanted::Number => {
                let counted: Vec<_> = units.iter().flat_map(|unit| unit.places(letters)).collect();
                let is_beside = |index: usize| {
                    counted.iter().any(|place| {
                        let gap = if index < place.start {
                            place.start - index
                        } else {
                            index.saturating_sub(place.end - 1)
                        };
                        gap > 0
                            && gap <= BESIDE
                            && letters
                                .in_one_sentence(index.min(place.start)..place.end.max(index + 1))
                    })
                };
                (0..letters.len()).any(|index| is_amount(letters, index) && is_beside(index))
            }
        }
    }
}

/// Whether a year or a day of a month stands at a letter.
fn is_date(letters: &Letters, index: usize) -> bool {
    let letter = letters.letter(index);
    if letter.year > 0 {
        return true;
    }
    let text = letters.text(index);
    let is_year = text.len() == 4
        && text
            .parse()
            .is_ok_and(|year: u32| (1900..2100).contains(&year));
    is_year
        || is_number(text) && follows(letters, index).is_some_and(|next| "年月日".contains(next))
}

/// Whether an amount, and no date, stands at a letter.
fn is_amount(letters: &Letters, index: usize) -> bool {
    let next = follows(letters, index);
    if next.is_some_and(|next| "年月日".contains(next)) {
        return false;
    }
    let text = letters.text(index);
    match letters.letter(index).kind {
        LetterKind::Word => is_number(text) && text.len() < 4 || is_number_word(text),
        LetterKind::Han => {
            "一二三四五六七八九十百千两数".contains(text)
                && next.is_some_and(|next| MEASURES.contains(next))
        }
    }
}

fn follows(letters: &Letters, index: usize) -> Option<&str> {
    (index + 1 < letters.len()).then(|| letters.text(index + 1))
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_number_word(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twelve",
        "twenty",
        "два",
        "две",
        "три",
        "четыре",
        "пять",
        "шесть",
        "семь",
        "восемь",
        "девять",
        "десять",
        "двенадцать",
        "двадцать",
    ];
    WORDS.contains(&text)
}

#[cfg(test)]
mod tests {
    use sco_analysis::Pattern;

    use super::*;

    #[test]
    fn questions_say_what_they_want() {
        assert_eq!(Wanted::of("上合组织现在有几个成员国"), Some(Wanted::Number));
        assert_eq!(Wanted::of("首次是什么时候提出的"), Some(Wanted::Time));
        assert_eq!(Wanted::of("how many members"), Some(Wanted::Number));
        assert_eq!(Wanted::of("上海精神的内涵"), None);
    }

    #[test]
    fn an_amount_stands_beside_what_it_counts() {
        let unit = Unit::literal(Pattern::of("成员国").unwrap());
        let met = |text: &str| Wanted::Number.is_met(&Letters::of(text), &[&unit]);
        assert!(met("正式成员国已增至10个"));
        assert!(met("增至十个成员国"));
        assert!(!met("2024年成员国会议"));
        assert!(!met("成员国的合作在今年取得了三十项新的成果和进展"));
    }
}
