//! The invariants hold for every text, of all scripts.

use proptest::prelude::*;
use sco_analysis::{FINGERPRINT, GramQuery, Grams, Letters, Pattern, check, fold};

/// Words of the trade, punctuation, full width, Latin, Cyrillic, digits, years, rare and astral characters.
const TEXT: &str = "([共同富裕国务院中央上海合作组织二〇四年，。；“”‘’《》（）ＡＢａＳ０-９a-zа-я0-9 \\n\u{3000}\u{20000}\u{AD}]|\\PC){0,80}";

/// Few letters, so that random patterns are found in random texts.
const DENSE: &str = "[共同体年2、。 ]{0,60}";

/// Asks the grams of a text for a pattern, as an index would.
fn occurrences_by_grams(text: &str, pattern: &Pattern) -> usize {
    let mut grams = Grams::default();
    grams.start(text);
    let mut terms = Vec::new();
    while let Some(gram) = grams.advance() {
        terms.push((gram.term.to_owned(), gram.position));
    }
    match pattern.grams() {
        GramQuery::Prefix(prefix) => terms
            .iter()
            .filter(|(term, _)| term.starts_with(&prefix))
            .count(),
        GramQuery::Phrase(wanted) => {
            let starts = terms
                .iter()
                .filter(|(term, _)| *term == wanted[0].1)
                .map(|(_, position)| *position);
            let all = |start: u32| {
                wanted
                    .iter()
                    .all(|(at, term)| terms.contains(&(term.clone(), start + at)))
            };
            starts.filter(|start| all(*start)).count()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_text_is_analysed_soundly(text in TEXT) {
        prop_assert_eq!(check(&text), Ok(()));
    }

    #[test]
    fn folding_is_piecewise(a in TEXT, b in TEXT) {
        prop_assert_eq!(fold(&format!("{a}{b}")), fold(&a) + &fold(&b));
    }

    #[test]
    fn grams_and_letters_agree_on_what_matches(text in DENSE, pattern in "[共同体年2、。 ]{1,6}") {
        if let Some(pattern) = Pattern::of(&pattern) {
            let by_letters = pattern.find_in(&Letters::of(&text)).len();
            prop_assert_eq!(occurrences_by_grams(&text, &pattern), by_letters);
        }
    }

    #[test]
    fn years_agree_too(text in "[二〇四年共2024]{0,40}", pattern in "[二〇四年共2024]{1,6}") {
        if let Some(pattern) = Pattern::of(&pattern) {
            let by_letters = pattern.find_in(&Letters::of(&text)).len();
            prop_assert_eq!(occurrences_by_grams(&text, &pattern), by_letters);
        }
    }
}

#[test]
fn the_fingerprint_fits_on_a_line() {
    assert!(FINGERPRINT.len() < 40 && !FINGERPRINT.contains(char::is_whitespace));
}
