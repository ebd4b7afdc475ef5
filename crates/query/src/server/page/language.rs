//! The words of the page in three languages.

use axum::http::{HeaderMap, header};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use unic_langid::LanguageIdentifier;

/// A language of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum Language {
    /// Simplified Chinese.
    #[default]
    Chinese,
    /// English.
    English,
    /// Russian.
    Russian,
}

/// The language of a code and of its varieties.
fn of_code(code: &str) -> Option<Language> {
    let wanted = code.split('-').next().unwrap_or_default();
    let is_it = |language: &Language| {
        let own = language.code().split('-').next();
        own.is_some_and(|own| own.eq_ignore_ascii_case(wanted))
    };
    Language::ALL.into_iter().find(is_it)
}

impl Language {
    pub(crate) const ALL: [Language; 3] = [Language::Chinese, Language::English, Language::Russian];

    /// BCP 47 code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Language::Chinese => "zh-Hans",
            Language::English => "en",
            Language::Russian => "ru",
        }
    }

    /// Its own name, short.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Language::Chinese => "中文",
            Language::English => "English",
            Language::Russian => "Русский",
        }
    }

    /// The language that is asked for by its code, by the cookie, or by the browser.
    pub(crate) fn asked(code: Option<&str>, headers: &HeaderMap) -> Language {
        let cookies = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let mut cookies = cookies.flat_map(|value| value.split(';'));
        let cookie = cookies.find_map(|cookie| cookie.trim().strip_prefix("lang="));
        let named = code.and_then(of_code).or_else(|| cookie.and_then(of_code));
        named
            .or_else(|| Language::accepted(headers))
            .unwrap_or_default()
    }

    /// The language that a browser or a program prefers of those there are.
    pub(crate) fn accepted(headers: &HeaderMap) -> Option<Language> {
        let accepted = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let accepted = accept_language::parse(accepted?);
        accepted.iter().find_map(|code| of_code(code))
    }

    /// The word of a list [Chinese, English, Russian].
    pub(crate) fn of<T>(self, words: [T; 3]) -> T {
        let [zh, en, ru] = words;
        match self {
            Language::Chinese => zh,
            Language::English => en,
            Language::Russian => ru,
        }
    }

    /// The same, as templates hand it over.
    pub(crate) fn one_of(self, words: &[&'static str; 3]) -> &'static str {
        self.of(*words)
    }

    /// A number with its noun in the right form (Unicode CLDR plural rules).
    pub(crate) fn count(self, number: usize, noun: Noun) -> String {
        let grouped = grouped(number, self);
        let [zh, en_one, en_many, ru_one, ru_few, ru_many] = noun.forms();
        let form = match (self, self.category(number)) {
            (Language::Chinese, _) => return format!("{grouped} {zh}"),
            (Language::English, PluralCategory::ONE) => en_one,
            (Language::English, _) => en_many,
            (Language::Russian, PluralCategory::ONE) => ru_one,
            (Language::Russian, PluralCategory::FEW) => ru_few,
            (Language::Russian, _) => ru_many,
        };
        format!("{grouped} {form}")
    }

    fn category(self, number: usize) -> PluralCategory {
        let id: Option<LanguageIdentifier> = self.code().parse().ok();
        let rules = id.and_then(|id| PluralRules::create(id, PluralRuleType::CARDINAL).ok());
        let category = rules.and_then(|rules| rules.select(number).ok());
        category.unwrap_or(PluralCategory::OTHER)
    }
}

/// Digits in groups of three as the language writes them.
fn grouped(number: usize, language: Language) -> String {
    let digits = number.to_string();
    let separator = match language {
        Language::Russian => '\u{A0}',
        Language::Chinese | Language::English => ',',
    };
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    Document,
    Passage,
    Occurrence,
    Hit,
}

impl Noun {
    /// Chinese; English one, many; Russian one, few, many.
    fn forms(self) -> [&'static str; 6] {
        match self {
            Noun::Document => [
                "篇文献",
                "document",
                "documents",
                "документ",
                "документа",
                "документов",
            ],
            Noun::Passage => [
                "句",
                "passage",
                "passages",
                "фрагмент",
                "фрагмента",
                "фрагментов",
            ],
            Noun::Occurrence => [
                "处",
                "occurrence",
                "occurrences",
                "вхождение",
                "вхождения",
                "вхождений",
            ],
            Noun::Hit => [
                "处命中",
                "hit",
                "hits",
                "совпадение",
                "совпадения",
                "совпадений",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_right_forms() {
        let count = |number| Language::Russian.count(number, Noun::Document);
        assert_eq!(count(1), "1 документ");
        assert_eq!(count(3), "3 документа");
        assert_eq!(count(11), "11 документов");
        assert_eq!(count(21), "21 документ");
        assert_eq!(count(12_345), "12\u{A0}345 документов");
        assert_eq!(Language::English.count(1, Noun::Hit), "1 hit");
        assert_eq!(Language::English.count(0, Noun::Hit), "0 hits");
        assert_eq!(Language::Chinese.count(24, Noun::Document), "24 篇文献");
    }

    #[test]
    fn the_language_is_the_askers() {
        let mut headers = HeaderMap::new();
        assert_eq!(Language::asked(None, &headers), Language::Chinese);
        headers.insert(
            header::ACCEPT_LANGUAGE,
            "de, ru-RU;q=0.8, en;q=0.5".parse().unwrap(),
        );
        assert_eq!(Language::asked(None, &headers), Language::Russian);
        headers.insert(header::COOKIE, "a=b; lang=en".parse().unwrap());
        assert_eq!(Language::asked(None, &headers), Language::English);
        assert_eq!(
            Language::asked(Some("zh-Hans"), &headers),
            Language::Chinese
        );
    }
}
