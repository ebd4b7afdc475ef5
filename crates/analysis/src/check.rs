//! The invariants of the analysis as code, for property tests and fuzzing.

use crate::{Grams, Letters, Pattern, fold, sentences};

/// Says which invariant of the analysis a text breaks, if any.
///
/// # Errors
///
/// The broken invariant in words, with the place.
pub fn check(text: &str) -> Result<(), String> {
    check_folding(text)?;
    check_sentences(text)?;
    check_letters(text)?;
    check_grams(text)?;
    check_matching(text)
}

fn ensure(holds: bool, what: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what()) }
}

fn check_folding(text: &str) -> Result<(), String> {
    let folded = fold(text);
    ensure(folded.chars().count() == text.chars().count(), || {
        "folding changed the number of characters".into()
    })?;
    ensure(fold(&folded) == folded, || {
        "folding twice is not folding once".into()
    })
}

fn check_sentences(text: &str) -> Result<(), String> {
    let mut end = 0;
    for sentence in sentences(text) {
        ensure(sentence.start == end && sentence.end > end, || {
            format!("sentence {sentence:?} leaves a gap at {end}")
        })?;
        ensure(text.is_char_boundary(sentence.end), || {
            format!("sentence ends inside a character at {}", sentence.end)
        })?;
        end = sentence.end;
    }
    ensure(end == text.len(), || {
        format!("sentences end at {end} of {}", text.len())
    })
}

fn check_letters(text: &str) -> Result<(), String> {
    let letters = Letters::of(text);
    let mut previous = None;
    for (index, letter) in letters.as_slice().iter().enumerate() {
        let (start, end) = (letter.start as usize, letter.end as usize);
        ensure(start < end && text.get(start..end).is_some(), || {
            format!("letter {index} has bad offsets")
        })?;
        ensure(!letters.text(index).is_empty(), || {
            format!("letter {index} is empty")
        })?;
        if let Some((position, last_end)) = previous {
            ensure(letter.position > position, || {
                format!("position of letter {index} does not grow")
            })?;
            ensure(start >= last_end, || {
                format!("letter {index} overlaps the one before")
            })?;
        }
        previous = Some((letter.position, end));
    }
    Ok(())
}

fn check_grams(text: &str) -> Result<(), String> {
    let mut grams = Grams::default();
    grams.start(text);
    let mut last = 0;
    let mut covered = 0;
    while let Some(gram) = grams.advance() {
        ensure(!gram.term.is_empty(), || "empty gram".into())?;
        ensure(gram.position >= last, || {
            format!("position of gram {:?} goes backward", gram.term)
        })?;
        ensure(
            text.get(gram.start as usize..gram.end as usize).is_some(),
            || "gram has bad offsets".into(),
        )?;
        last = gram.position;
        covered += usize::from(!gram.term.starts_with(['^', '.']));
    }
    let years = grams
        .letters()
        .as_slice()
        .iter()
        .filter(|letter| letter.year > 0)
        .count();
    ensure(covered == grams.letters().len() + years, || {
        "not every letter starts one gram".into()
    })
}

/// A text finds itself, letter for letter.
fn check_matching(text: &str) -> Result<(), String> {
    let Some(pattern) = Pattern::of(text) else {
        return Ok(());
    };
    let letters = Letters::of(text);
    let found = pattern.find_in(&letters);
    ensure(found.first().is_some_and(|range| range.start == 0), || {
        "a text does not find itself".into()
    })
}
