//! Scripts: letters of two scripts in one word, pronunciation in brackets, the language of the header.

use std::sync::LazyLock;

use regex::Regex;
use sco_analysis::fold_char;

use super::finding::{Code, Confidence, Finding, around, head};
use super::page::{Page, Script, is_han, script_of};
use crate::pattern::pattern;

/// Latin letters that look like Cyrillic ones (Unicode Technical Standard 39, `confusables.txt`).
const LATIN_DOUBLES: &str = "aceijopsxyABCEHIJKMOPSTXY";
/// Cyrillic letters that look like Latin ones.
const CYRILLIC_DOUBLES: &str = "асеіјорѕхуАВСЕНІЈКМОРЅТХУ";

/// A run of Latin or Cyrillic letters.
static WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{Latin}\p{Cyrillic}]{2,}"));

/// A pronunciation in brackets behind a Han character: 关(guān).
static PRONOUNCED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\p{Han}[（(]\s?([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,6}(?:[ ·]?[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}){0,3})\s?[)）]",
    )
});

/// A syllable of Mandarin in Hanyu Pinyin without its tone (ISO 7098).
static SYLLABLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[bpmf]|[dtnl]|[gkh]|[jqx]|zh|ch|sh|[rzcsyw])?(?:a|o|e|i|u|v|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|in|iang|ing|iong|ua|uo|uai|ui|uan|un|uang|ue|er)$",
    )
});

/// Letters of Cyrillic alphabets other than the Russian.
const NOT_RUSSIAN: &str = "әғқңөұүһіӘҒҚҢӨҰҮҺІҷӣӯҳҶӢӮҲїєґЇЄҐўЎ";

pub(super) fn inspect(page: &Page<'_>, findings: &mut Vec<Finding>) {
    for block in &page.blocks {
        if !block.text.is_ascii() {
            mixed_words(block.text, block.line, findings);
            pronunciations(block.text, block.line, findings);
        }
    }
    language(page, findings);
}

fn mixed_words(text: &str, line: usize, findings: &mut Vec<Finding>) {
    for word in WORD.find_iter(text) {
        let count = |script| {
            word.as_str()
                .chars()
                .filter(|c| script_of(*c) == script)
                .count()
        };
        let (latin, cyrillic) = (count(Script::Latin), count(Script::Cyrillic));
        if latin == 0 || cyrillic == 0 {
            continue;
        }
        let (strange, doubles) = if latin <= cyrillic {
            (Script::Latin, LATIN_DOUBLES)
        } else {
            (Script::Cyrillic, CYRILLIC_DOUBLES)
        };
        let letters: String = word
            .as_str()
            .chars()
            .filter(|c| script_of(*c) == strange)
            .collect();
        // A letter that nobody could take for another was meant: PDFка.
        let confidence = if letters.chars().all(|c| doubles.contains(c)) {
            Confidence::High
        } else {
            Confidence::Low
        };
        let name = if strange == Script::Latin {
            "Latin"
        } else {
            "Cyrillic"
        };
        let what = format!(
            "`{}` has letters of two scripts; {name}: {letters}",
            word.as_str()
        );
        let text = around(text, word.start(), word.end());
        findings.push(Finding::new(
            Code::MixedScript,
            line,
            confidence,
            text,
            what,
        ));
    }
}

fn pronunciations(text: &str, line: usize, findings: &mut Vec<Finding>) {
    for found in PRONOUNCED.captures_iter(text) {
        let (Some(whole), Some(spoken)) = (found.get(0), found.get(1)) else {
            continue;
        };
        let has_tone = !spoken.as_str().is_ascii();
        // A single letter numbers a paragraph: 第一款(a)项.
        let is_syllable = spoken.len() > 1 && SYLLABLE.is_match(spoken.as_str());
        let goes_on = text[whole.end()..].chars().next().is_some_and(is_han);
        let confidence = match (has_tone, is_syllable && goes_on) {
            (true, _) => Confidence::High,
            (false, true) => Confidence::Medium,
            (false, false) => continue,
        };
        let what = format!("`{}` is the pronunciation of a character", spoken.as_str());
        let text = around(text, whole.start(), whole.end());
        findings.push(Finding::new(Code::Pinyin, line, confidence, text, what));
    }
}

/// Letters of a text by script, and what tells languages of one script apart.
#[derive(Default)]
struct Letters {
    han: usize,
    traditional: usize,
    cyrillic: usize,
    not_russian: usize,
    latin: usize,
}

impl Letters {
    fn of(page: &Page<'_>) -> Self {
        let mut letters = Self::default();
        for c in page.body().flat_map(|block| block.text.chars()) {
            match script_of(c) {
                Script::Han => {
                    letters.han += 1;
                    letters.traditional += usize::from(fold_char(c) != c);
                }
                Script::Cyrillic => {
                    letters.cyrillic += 1;
                    letters.not_russian += usize::from(NOT_RUSSIAN.contains(c));
                }
                Script::Latin => letters.latin += 1,
                Script::Other => {}
            }
        }
        letters
    }

    fn all(&self) -> usize {
        self.han + self.cyrillic + self.latin
    }
}

fn language(page: &Page<'_>, findings: &mut Vec<Finding>) {
    /// Letters from which a text shows its language.
    const LEAST: usize = 30;
    let Some(tag) = page.metadata().language.as_deref() else {
        return;
    };
    let letters = Letters::of(page);
    if letters.all() < LEAST {
        return;
    }
    let Some((confidence, what)) = contradiction(tag, page.script, &letters) else {
        return;
    };
    let first = page.paragraphs().next().map_or("", |block| block.text);
    findings.push(Finding::new(
        Code::LanguageMismatch,
        page.line_of("language"),
        confidence,
        head(first),
        format!("the header says `{tag}`, but {what}"),
    ));
}

/// Why a text is not in the language of its header, and how sure that is.
fn contradiction(tag: &str, script: Script, letters: &Letters) -> Option<(Confidence, String)> {
    let expected = match tag.split('-').next()? {
        "zh" | "ja" => Script::Han,
        "ru" | "kk" | "ky" | "tg" | "be" | "uk" | "mn" | "bg" | "sr" => Script::Cyrillic,
        "en" | "fr" | "de" | "es" | "uz" | "tk" | "tr" | "az" | "it" | "pt" => Script::Latin,
        _ => return None,
    };
    // Serbian, Uzbek and others are written in two alphabets.
    let has_two = matches!(
        tag.split('-').next(),
        Some("uz" | "sr" | "kk" | "tk" | "az")
    );
    if expected != script && !(has_two && script != Script::Han) {
        let name = match script {
            Script::Han => "Han characters",
            Script::Cyrillic => "Cyrillic letters",
            Script::Latin => "Latin letters",
            Script::Other => return None,
        };
        return Some((Confidence::High, format!("the text is mostly in {name}")));
    }
    let percent = |part: usize, whole: usize| part * 100 / whole.max(1);
    let traditional = percent(letters.traditional, letters.han);
    // Of a text in traditional characters about a third has another form; in a simplified one only quoted names have.
    if tag.contains("Hans") && traditional >= 10 {
        let what = format!("{traditional} % of the characters are traditional");
        return Some((Confidence::High, what));
    }
    if tag.contains("Hant") && letters.han >= 100 && letters.traditional * 100 < letters.han * 3 {
        let what = format!("only {traditional} % of the characters are traditional");
        return Some((Confidence::High, what));
    }
    if tag == "ru" && letters.not_russian * 100 >= letters.cyrillic * 2 {
        let share = percent(letters.not_russian, letters.cyrillic);
        let what = format!("{share} % of the letters are not in the Russian alphabet");
        return Some((Confidence::Medium, what));
    }
    None
}
