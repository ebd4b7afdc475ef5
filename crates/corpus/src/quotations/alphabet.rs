//! Persons in English and Russian sentences: who said it, before a quotation, behind it, or in a line of their own.

use std::sync::LazyLock;

use regex::Regex;

use super::speakers::Attribution;
use super::words_of_names::{PARTICLES, bare_name, holds_office, is_function_word};
use crate::pattern::pattern;

/// Verbs of saying in English.
const ENGLISH: &str = r"said|says|stated|states|noted|notes|stressed|stresses|emphasi[sz]ed|emphasi[sz]es|pointed\s+out|points\s+out|declared|declares|told|added|adds|argued|argues|warned|warns|wrote|writes|announced|remarked|called|reaffirmed|underlined|underscored|observed|commented|insisted|replied|answered|explained|concluded|recalled|reiterated|highlighted|affirmed|asserted";

/// Verbs of saying in Russian that one person is the subject of.
const RUSSIAN: &str = r"(?:сказал|заявил|отметил|подчеркнул|указал|добавил|напомнил|написал|пояснил|объявил|призвал|сообщил|ответил|уточнил|заметил|констатировал|заключил|рассказал|признал|продолжил|резюмировал)а?|говорит|считает|заявляет|отмечает|подч[её]ркивает|указывает|добавляет|пишет|утверждает";

/// The same with more than one subject, or with nobody named.
const RUSSIAN_OF_SEVERAL: &str = r"(?:сказал|заявил|отметил|подчеркнул|указал|добавил|напомнил|написал|пояснил|объявил|призвал|сообщил|ответил|уточнил)и|говорят|считают";

/// Capitalised words in a row.
fn run() -> String {
    let word = r"\p{Lu}(?:[\p{L}'’-]+\.?|\.)";
    format!(r"{word}(?:(?:\s+|\b)(?:{word}|{PARTICLES}\b)){{0,7}}")
}

static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let adverbs = r"(?:(?:\w+ly|has|had|also|then|once|later|также|вновь|ранее|затем|однажды|ещё|еще)\s+){0,2}";
    let place = r"(?:(?:в|во|на|после|по|in|at)\s[^,.;:!?…«»“”]{1,60}?\s)?";
    let apposition = r"(?:,\s[^.;:!?…«»“”]{3,90},)?";
    let run = run();
    pattern(&format!(
        r"({run})({apposition})\s+{place}{adverbs}(?:{ENGLISH}|{RUSSIAN}|{RUSSIAN_OF_SEVERAL})\b"
    ))
});

/// A verb of saying, to see whether one stands somewhere.
static VERB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:{ENGLISH}|{RUSSIAN}|{RUSSIAN_OF_SEVERAL}|reads?|гласит|говорится)\b"
    ))
});

static OF_SEVERAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?:{RUSSIAN_OF_SEVERAL})$")));

/// Verbs of saying in English that their subject may follow, unlike *told*.
const ENGLISH_FIRST: &str = r"said|says|stated|states|noted|notes|stressed|emphasi[sz]ed|declared|added|argued|warned|wrote|writes|announced|remarked|observed|commented|insisted|replied|answered|explained|concluded|recalled|reiterated";

/// A verb of saying that its subject may follow.
static VERB_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:{ENGLISH_FIRST}|{RUSSIAN}|{RUSSIAN_OF_SEVERAL})\b"
    ))
});

/// The same directly behind a quotation.
static VERB_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^[\s,]*(?:[—–-]\s*)?(?:{ENGLISH_FIRST}|{RUSSIAN}|{RUSSIAN_OF_SEVERAL})\b"
    ))
});

/// The one who is spoken to: Путину, Белоусову, Дворковичу.
static DATIVE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:[её]ву|ову|ину|ыну|ичу|ому|ему)$"));

static NAME_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let run = run();
    pattern(&format!(
        r"^[\s,]*({run})(?:,\s[^.;:!?…«»“”]{{3,90}},)?\s+(?:(?:\w+ly|also|then)\s+)?(?:{ENGLISH})\b"
    ))
});

static PRONOUN_BEHIND: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[\s,]*(?:he|she|they)\s+(?:said|added|noted)\b"));

static RUN: LazyLock<Regex> = LazyLock::new(|| pattern(&run()));

/// A name that is written with initials: В.Путин, N. Yermekbayev.
static INITIALS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:\p{Lu}\.[\s-]?){1,2}\p{Lu}[\p{L}'’-]+$"));

/// Code points between a verb of saying and the quotation it introduces.
const TAIL_CHARS: usize = 60;

/// Who speaks in a sentence before a quotation, its punctuation at the end taken off; `None` where no subject and verb
/// stand near the end.
pub(super) fn before(told: &str) -> Option<Attribution> {
    if !VERB.is_match(told) {
        return None;
    }
    let subject_first = subject_and_verb(told);
    if subject_first
        .as_ref()
        .is_some_and(|said| said.speaker.is_some())
    {
        return subject_first;
    }
    verb_and_subject(told).or(subject_first)
}

/// Как отметил Сергей Лавров: the subject stands between its verb and the quotation.
fn verb_and_subject(told: &str) -> Option<Attribution> {
    let verb = VERB_FIRST.find_iter(told).last()?;
    let said = subject_behind(&told[verb.start()..], verb.len());
    let ends_here = said
        .speaker
        .as_ref()
        .is_some_and(|name| told.trim_end().ends_with(name));
    ends_here.then_some(said)
}

/// Sergei Lavrov also noted: the subject stands before its verb.
fn subject_and_verb(told: &str) -> Option<Attribution> {
    let found = BEFORE.captures_iter(told).last()?;
    let whole = found.get(0)?;
    let tail = &told[whole.end()..];
    let is_near = tail.chars().count() <= TAIL_CHARS
        && !tail.contains(['“', '”', '«', '»', '"', '.', '!', '?'])
        && !VERB.is_match(tail);
    if !is_near {
        return None;
    }
    let apposition = found.get(2).map_or("", |m| m.as_str());
    let is_person = (apposition.is_empty() || holds_office(apposition))
        && !OF_SEVERAL.is_match(whole.as_str())
        && !ends_with_function_word(&told[..whole.start()]);
    Some(Attribution {
        speaker: found
            .get(1)
            .filter(|_| is_person)
            .and_then(|m| bare_name(m.as_str())),
        phrase: told[whole.start()..].trim().to_owned(),
    })
}

/// Who is said to speak directly behind a quotation; `closes_sentence`: the quotation ends with a full stop, so that a name
/// behind it begins a sentence of its own.
pub(super) fn behind(text: &str, closes_sentence: bool) -> Option<Attribution> {
    if let Some(verb) = VERB_BEHIND.find(text) {
        let phrase = &text[verb.start()..];
        return Some(subject_behind(phrase, verb.len()));
    }
    if let Some(found) = PRONOUN_BEHIND.find(text) {
        return Some(Attribution {
            speaker: None,
            phrase: trimmed(found.as_str()),
        });
    }
    if closes_sentence {
        return None;
    }
    let found = NAME_BEHIND.captures(text)?;
    let name = found.get(1)?.as_str();
    Some(Attribution {
        speaker: bare_name(name),
        phrase: trimmed(&found[0]),
    })
}

/// The person behind a verb of saying at the beginning of `text`, which is `verb` bytes long.
fn subject_behind(text: &str, verb: usize) -> Attribution {
    let end = clause_end(text, verb);
    let clause = &text[verb..end];
    let nobody = Attribution {
        speaker: None,
        phrase: trimmed(&text[..verb]),
    };
    if OF_SEVERAL.is_match(&text[..verb]) {
        return nobody;
    }
    for run in RUN.find_iter(clause) {
        let between = &clause[..run.start()];
        let fits =
            is_article(between) || (holds_office(between) && !ends_with_function_word(between));
        let name = bare_name(run.as_str()).filter(|name| fits && !DATIVE.is_match(name));
        if let Some(name) = name {
            return Attribution {
                speaker: Some(name),
                phrase: trimmed(&text[..verb + run.end()]),
            };
        }
    }
    nobody
}

fn is_article(between: &str) -> bool {
    matches!(between.trim(), "" | "the" | "The")
}

/// Where the clause behind a verb ends, a point behind an initial or an abbreviated office not counted.
fn clause_end(text: &str, from: usize) -> usize {
    let stops =
        text[from..].match_indices(['.', ';', ':', '!', '?', '…', '—', '«', '“', '"', '(', ',']);
    for (at, mark) in stops {
        let at = from + at;
        let word = text[from..at].rsplit([' ', '.']).next().unwrap_or_default();
        let is_short =
            word.chars().count() == 1 || matches!(word, "Mr" | "Mrs" | "Ms" | "Dr" | "Gen");
        if !(mark == "." && is_short) {
            return at;
        }
    }
    text.len()
}

/// The person who is named alone, or with an office before, behind a comma or in brackets, and nothing else:
/// `President Xi Jinping`, `Nurlan Yermekbayev, SCO Secretary-General`. `bare`: a full name is enough, without an office.
pub(super) fn signature(text: &str, bare: bool) -> Option<String> {
    let text = text.trim().trim_end_matches('.').trim_end();
    let split = text.find([',', '(', '—', '–']).unwrap_or(text.len());
    let (line, rest) = (text[..split].trim(), &text[split..]);
    if VERB.is_match(text) {
        return None;
    }
    if INITIALS.is_match(line) {
        return rest.is_empty().then(|| line.to_owned());
    }
    let run = RUN
        .find_iter(line)
        .last()
        .filter(|run| run.end() == line.len())?;
    let lower = &line[..run.start()];
    let name = bare_name(run.as_str())?;
    let stands_alone = lower.trim().is_empty();
    if !stands_alone && (!holds_office(lower) || ends_with_function_word(lower)) {
        return None;
    }
    let is_titled = holds_office(lower) || holds_office(rest) || name_is_cut_by_office(&name, line);
    let is_full = (2..=4).contains(&name.split_whitespace().count()) && stands_alone;
    (is_titled || (bare && is_full && rest.is_empty())).then_some(name)
}

fn name_is_cut_by_office(name: &str, line: &str) -> bool {
    line.strip_suffix(name).is_some_and(holds_office)
}

fn ends_with_function_word(text: &str) -> bool {
    let parted = text.trim_end();
    parted.len() < text.len()
        && parted
            .rsplit(|c: char| !c.is_alphabetic())
            .next()
            .is_some_and(is_function_word)
}

fn trimmed(phrase: &str) -> String {
    let is_edge = |c: char| c.is_whitespace() || matches!(c, ',' | '—' | '–' | '-');
    phrase.trim_matches(is_edge).to_owned()
}
