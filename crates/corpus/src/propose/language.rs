//! In which language and script is it? By the letters that only some scripts and languages have, and by frequent words.

use sco_analysis::fold_char;
use serde::Serialize;

use super::{Block, EvidencePlace, Material, Proposal, proposal};
use crate::events::primary;
use crate::model::Document;

/// Code points from the beginning that are looked at.
const SAMPLE_CHARS: usize = 20_000;

/// Letters that a paragraph needs before its language is judged by itself.
const LEAST_LETTERS: usize = 12;

/// Characters of the simplified script that the traditional one does not have, the frequent ones.
const SIMPLIFIED: &str = "们国会说这与为应对发来时个学经济组织东产业义关开战军书车马长门问间见风让认识进边员区协议领导击张团险贸质欧亚维护卫条约规则读习动务实现样";

/// Letters of languages in the Cyrillic alphabet that Russian does not have.
const CYRILLIC: [(&str, &str); 4] = [
    ("tg", "ғӣқӯҳҷ"),
    ("kk", "әғқңөұүһі"),
    ("ky", "ңөү"),
    ("uk", "їєґі"),
];

const FREQUENT: [(&str, &[&str]); 3] = [
    ("ru", &["и", "в", "на", "что", "с", "по"]),
    ("en", &["the", "of", "and", "to", "in", "a"]),
    ("fr", &["le", "la", "les", "des", "et", "du"]),
];

/// The language of a text with how sure that is, `None` where its letters do not show one.
pub(super) fn language_of(text: &str) -> Option<(&'static str, f32)> {
    let (mut han, mut cyrillic, mut latin) = (0_usize, 0_usize, 0_usize);
    for c in text.chars() {
        match c {
            '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}' => {
                han += 1;
            }
            '\u{0400}'..='\u{052F}' => cyrillic += 1,
            c if c.is_alphabetic() && c < '\u{0250}' => latin += 1,
            _ => {}
        }
    }
    // A Han character weighs as much as the better part of a word.
    if han > 0 && han * 3 > cyrillic.max(latin) {
        return Some(chinese(text, han));
    }
    if cyrillic > latin {
        return cyrillic_language(text, cyrillic);
    }
    frequent(text, &["en", "fr"]).map(|language| (language, 0.95))
}

/// The script of a Chinese text: folding makes simplified characters of traditional ones, so what it changes is traditional.
fn chinese(text: &str, han: usize) -> (&'static str, f32) {
    let traditional = text.chars().filter(|&c| is_traditional(c)).count();
    let simplified = text.chars().filter(|&c| SIMPLIFIED.contains(c)).count();
    match (simplified, traditional) {
        (0, 0) => ("zh", 0.9),
        // A quotation or a variant or two does not make a text traditional.
        (s, t) if t > s && t * 20 > han => ("zh-Hant", 0.95),
        (s, t) if s > t => ("zh-Hans", if t * 20 > han { 0.7 } else { 0.98 }),
        _ => ("zh", 0.7),
    }
}

fn is_traditional(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c) && fold_char(c) != c
}

fn cyrillic_language(text: &str, letters: usize) -> Option<(&'static str, f32)> {
    let lower = text.to_lowercase();
    let share = |own: &str| lower.chars().filter(|c| own.contains(*c)).count();
    let (language, own) = CYRILLIC
        .iter()
        .map(|(language, own)| (*language, share(own)))
        .max_by_key(|(_, count)| *count)?;
    if own * 50 > letters {
        return Some((language, 0.8));
    }
    frequent(text, &["ru"]).map(|language| (language, 0.97))
}

/// The language of which most frequent words occur, and more than one.
fn frequent(text: &str, languages: &[&str]) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
    let listed = FREQUENT
        .iter()
        .filter(|(language, _)| languages.contains(language));
    let counted = listed.map(|(language, list)| {
        (
            words.iter().filter(|word| list.contains(word)).count(),
            *language,
        )
    });
    counted
        .max_by_key(|(count, _)| *count)
        .filter(|(count, _)| *count > 1)
        .map(|(_, l)| l)
}

/// A paragraph in another language than its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ForeignParagraph {
    /// Section it stands in, from 0.
    pub section: usize,
    /// Paragraph within the section, from 0.
    pub paragraph: usize,
    /// Its language (BCP 47).
    pub language: &'static str,
}

/// The paragraphs whose language is surely another than that of the document: its header's, else that of its text.
pub fn foreign_paragraphs(document: &Document) -> Vec<ForeignParagraph> {
    let own = document.metadata.language.clone();
    let own =
        own.or_else(|| language_of(&sample(document)).map(|(language, _)| language.to_owned()));
    let Some(own) = own else { return Vec::new() };
    let mut foreign = Vec::new();
    for (s, section) in document.sections.iter().enumerate() {
        for (p, paragraph) in section.paragraphs.iter().enumerate() {
            let letters = paragraph.text.chars().filter(|c| c.is_alphabetic());
            if letters.take(LEAST_LETTERS).count() < LEAST_LETTERS {
                continue;
            }
            let Some((language, _)) = language_of(&paragraph.text) else {
                continue;
            };
            // zh beside zh-Hans is no other language, zh-Hant is another script.
            let is_same = language == own
                || (primary(language) == primary(&own) && (language == "zh" || own == "zh"))
                || (primary(language) == primary(&own) && primary(language) != "zh");
            if !is_same {
                foreign.push(ForeignParagraph {
                    section: s,
                    paragraph: p,
                    language,
                });
            }
        }
    }
    foreign
}

fn sample(document: &Document) -> String {
    let texts = document.sections.iter().flat_map(|section| {
        let paragraphs = section
            .paragraphs
            .iter()
            .map(|paragraph| paragraph.text.as_str());
        section.heading.as_deref().into_iter().chain(paragraphs)
    });
    texts
        .flat_map(|text| text.chars().chain(['\n']))
        .take(SAMPLE_CHARS)
        .collect()
}

pub(super) fn propose(material: &Material<'_>) -> Vec<Proposal> {
    let known = material.metadata().language.as_deref();
    if known.is_some_and(|known| known != "zh") {
        return Vec::new();
    }
    let text = sample(material.document);
    let Some((language, confidence)) = language_of(&text) else {
        return Vec::new();
    };
    if known.is_some() && !language.starts_with("zh-") {
        return Vec::new();
    }
    let block = Block {
        place: EvidencePlace::Text,
        text: text.lines().next().unwrap_or_default().to_owned(),
    };
    let why = "by its letters and frequent words";
    vec![proposal("language", language, &block, why, confidence)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_and_scripts_are_told_apart() {
        for (text, wanted) in [
            (
                "上海合作组织成员国发表了联合声明，强调维护地区安全。",
                Some("zh-Hans"),
            ),
            (
                "上海合作組織成員國發表了聯合聲明，強調維護地區安全。",
                Some("zh-Hant"),
            ),
            ("上海精神", Some("zh")),
            (
                "Совет глав государств и главы правительств на встрече",
                Some("ru"),
            ),
            (
                "Мемлекет басшыларының кеңесі өңірлік қауіпсіздікті қолдайды",
                Some("kk"),
            ),
            ("The Council of Heads of State met in Tianjin", Some("en")),
            ("12345 —— ……", None),
            ("", None),
        ] {
            assert_eq!(
                language_of(text).map(|(language, _)| language),
                wanted,
                "{text}"
            );
        }
    }

    #[test]
    fn paragraphs_in_another_language_are_named() {
        let text = "---\nlanguage: zh-Hans\n---\n\n上海合作组织成员国发表了联合声明。\n\nThe Council of Heads of State met in the city of Tianjin.\n\nSCO\n\n上海合作組織成員國發表了聯合聲明，強調維護。\n";
        let document = Document::from_markdown(text, "a.md".as_ref()).unwrap();
        let foreign = foreign_paragraphs(&document);
        let found: Vec<_> = foreign.iter().map(|f| (f.paragraph, f.language)).collect();
        assert_eq!(found, [(1, "en"), (3, "zh-Hant")]);
    }
}
