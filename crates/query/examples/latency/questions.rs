//! Questions of every kind, made of an index's own words.

use std::collections::BTreeSet;

use sco_indexer::OpenIndex;

use crate::sample::{Chance, Sample, Word};

/// Questions of a kind.
const QUESTIONS: usize = 120;
/// Draws after which a kind gets no more questions.
const DRAWS: usize = 20_000;
/// Makes the questions the same in every run.
const SEED: u64 = 20_010_615;
/// The kind of question that the engine's own phrase query is asked too.
pub(crate) const PHRASE: &str = "phrase";

/// A question with the kind it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) kind: String,
    pub(crate) text: String,
}

/// Makes one question by chance; `None` when the draw was of no use.
type Maker = fn(&Sample, &mut Chance) -> Option<String>;

const KINDS: [(&str, Maker); 27] = [
    ("word", |sample, chance| Some(word(sample, chance)?.text)),
    ("rare word", |sample, chance| {
        chance.one_of(&sample.vocabulary).cloned()
    }),
    ("two words", |sample, chance| joined(sample, chance, " ")),
    (PHRASE, |sample, chance| {
        Some(format!("“{}”", phrase(sample, chance, 4, 8)?))
    }),
    ("single character", |sample, chance| {
        phrase(sample, chance, 1, 1)
    }),
    ("OR", |sample, chance| {
        let (one, other) = (word(sample, chance)?, word(sample, chance)?);
        Some(format!("{} OR {}", one.text, other.text))
    }),
    ("NOT", |sample, chance| joined(sample, chance, " -")),
    ("parentheses", |sample, chance| {
        let third = word(sample, chance)?.text;
        Some(format!(
            "({} OR {third}) {}",
            word(sample, chance)?.text,
            word(sample, chance)?.text
        ))
    }),
    ("prefix", |sample, chance| {
        let word = chance.one_of(&sample.latin)?;
        Some(format!("{}*", &word[..3]))
    }),
    ("Han prefix", |sample, chance| {
        Some(format!("{}*", word(sample, chance)?.text))
    }),
    ("wildcard", |sample, chance| {
        let (one, other) = two_words(sample, chance, 0, 12)?;
        Some(format!("{one}*{other}"))
    }),
    ("wildcard, single characters", |sample, chance| {
        let (one, other) = two_words(sample, chance, 0, 10)?;
        Some(format!(
            "\"{}*{}\"",
            one.chars().next()?,
            other.chars().last()?
        ))
    }),
    ("slop", |sample, chance| {
        let (one, other) = two_words(sample, chance, 1, 4)?;
        Some(format!("\"{one}{other}\"~4"))
    }),
    ("NEAR", |sample, chance| {
        let (one, other) = two_words(sample, chance, 0, 5)?;
        Some(format!("{other} NEAR/5 {one}"))
    }),
    ("BEFORE", |sample, chance| {
        let (one, other) = two_words(sample, chance, 0, 5)?;
        Some(format!("{one} BEFORE/5 {other}"))
    }),
    ("SENTENCE", |sample, chance| {
        Some(format!("SENTENCE({})", joined(sample, chance, " ")?))
    }),
    ("PARAGRAPH", |sample, chance| {
        Some(format!("PARAGRAPH({})", joined(sample, chance, " ")?))
    }),
    ("regex with a literal", |sample, chance| {
        let (one, other) = two_words(sample, chance, 0, 6)?;
        Some(format!("/{one}.{{0,6}}{other}/"))
    }),
    ("regex without", without_literal),
    ("zone title", |sample, chance| {
        let title = chance.one_of(&sample.titles)?;
        Some(format!("title:{}", chance.one_of(&title.words)?.text))
    }),
    ("zone body", |sample, chance| {
        Some(format!("body:{}", word(sample, chance)?.text))
    }),
    ("metadata", |sample, chance| {
        let (condition, sentence) = chance.one_of(&sample.conditions)?;
        let word = chance.one_of(&sample.sentences[*sentence].words)?;
        Some(format!("{} {condition}", word.text))
    }),
    ("speaker", |sample, chance| {
        let speaker = chance.one_of(&sample.speakers)?;
        Some(format!("speaker:{speaker} {}", word(sample, chance)?.text))
    }),
    ("exact", |sample, chance| {
        Some(format!("={}", phrase(sample, chance, 2, 6)?))
    }),
    ("title", |sample, chance| {
        Some(format!("《{}》", chance.one_of(&sample.named)?))
    }),
    ("boost", |sample, chance| {
        joined(sample, chance, "^3 ").map(|question| format!("{question}^0.5"))
    }),
    ("spoken", spoken),
];

/// Makes the questions of all kinds that the index has words for.
pub(crate) fn made(open: &OpenIndex) -> anyhow::Result<Vec<Question>> {
    let mut chance = Chance::new(SEED);
    let sample = Sample::of(open, &mut chance)?;
    let mut made = Vec::new();
    for (kind, maker) in KINDS {
        let mut texts = BTreeSet::new();
        for _ in 0..DRAWS {
            texts.extend(maker(&sample, &mut chance));
            if texts.len() == QUESTIONS {
                break;
            }
        }
        made.extend(texts.into_iter().map(|text| Question {
            kind: kind.to_owned(),
            text,
        }));
    }
    Ok(made)
}

/// A word, by chance as often as it occurs: most are common ones.
fn word(sample: &Sample, chance: &mut Chance) -> Option<Word> {
    let sentence = chance.one_of(&sample.sentences)?;
    chance.one_of(&sentence.words).cloned()
}

/// Two different words of one sentence.
fn joined(sample: &Sample, chance: &mut Chance, by: &str) -> Option<String> {
    let words = &chance.one_of(&sample.sentences)?.words;
    let (one, other) = (chance.one_of(words)?, chance.one_of(words)?);
    (one.text != other.text).then(|| format!("{}{by}{}", one.text, other.text))
}

/// Two words of one sentence with so many characters between them.
fn two_words(
    sample: &Sample,
    chance: &mut Chance,
    least: usize,
    most: usize,
) -> Option<(String, String)> {
    let sentence = chance.one_of(&sample.sentences)?;
    let one = chance.one_of(&sentence.words)?;
    let other = chance.one_of(&sentence.words)?;
    let between = sentence.text.get(one.end()..other.start)?;
    let is_wanted = (least..=most).contains(&between.chars().count());
    is_wanted.then(|| (one.text.clone(), other.text.clone()))
}

/// Han characters in a row, as they stand in the text.
fn phrase(sample: &Sample, chance: &mut Chance, least: usize, most: usize) -> Option<String> {
    let wanted = least + chance.below(most - least + 1);
    let mut rows = chance.one_of(&sample.sentences)?.rows();
    rows.retain(|row| row.len() >= wanted);
    let row = chance.one_of(&rows)?;
    let start = chance.below(row.len() - wanted + 1);
    Some(row[start..start + wanted].iter().collect())
}

/// Classes of characters only: nothing in the index can be looked up for it.
fn without_literal(sample: &Sample, chance: &mut Chance) -> Option<String> {
    let (one, other) = (phrase(sample, chance, 3, 3)?, phrase(sample, chance, 3, 3)?);
    let classes = one.chars().zip(other.chars());
    let classes: String = classes.flat_map(|(a, b)| ['[', a, b, ']']).collect();
    Some(format!("/{classes}/"))
}

/// A long question as it is spoken, of three pieces of the text.
fn spoken(sample: &Sample, chance: &mut Chance) -> Option<String> {
    const FRAMES: [[&str; 4]; 4] = [
        ["如果", "而且没有", "，", "的时候应该怎么办？"],
        ["请问", "和", "之间有什么关系，", "是什么时候规定的？"],
        ["我想知道为什么", "以后还要", "，", "由谁来负责？"],
        ["在", "的情况下，", "能不能算作", "？"],
    ];
    let frame = chance.one_of(&FRAMES)?;
    let mut question = String::new();
    for part in &frame[..3] {
        question.push_str(part);
        question.push_str(&phrase(sample, chance, 4, 8)?);
    }
    question.push_str(frame[3]);
    Some(question)
}
