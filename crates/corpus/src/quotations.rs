//! Quotations: words of somebody in the text, with who said them and which footnote vouches for them.
//!
//! A quoted term, such as “上海精神”, is no quotation. What counts is a quotation that a verb of saying introduces, one of
//! the length of a sentence, or a quoted piece with a footnote mark directly behind it; and reported speech, where a
//! named person is said to say or think something. In a conversation the turns of named persons are quotations too.

mod alphabet;
mod labels;
mod marks;
mod names;
mod speakers;
mod turns;
mod words_of_names;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::model::{Document, NoteKey, Paragraph};
use crate::punctuation::is_stop;
use marks::outermost_quoted;
use speakers::{Attribution, Ending};
use turns::{Turn, turns};

/// The name of a person, Chinese or transliterated, at the very end of a text.
pub(crate) fn person_before(text: &str) -> Option<String> {
    names::name_before(text)
}

/// Whether words are given as they were said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuotationKind {
    /// In quotation marks, or as a turn of a conversation.
    Direct,
    /// Told without quotation marks.
    Reported,
}

/// Where the speaker is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AttributionKind {
    /// In the sentence.
    Explicit,
    /// Only in the footnote.
    Footnote,
    /// Nowhere.
    NotStated,
}

/// Words of somebody in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quotation {
    /// Whether the words are given as they were said.
    pub kind: QuotationKind,
    /// Name of the person who said them, where one is named.
    pub speaker: Option<String>,
    /// Where the speaker is named.
    pub attribution: AttributionKind,
    /// The phrase that introduces the words, such as 习近平主席强调.
    pub attribution_phrase: Option<String>,
    /// The words, without quotation marks.
    pub text: String,
    /// Section they stand in, from 0.
    pub section: usize,
    /// Paragraph within the section, from 0.
    pub paragraph: usize,
    /// Code points of the paragraph before the words.
    pub offset_chars: usize,
    /// Length of the words in code points.
    pub length_chars: usize,
    /// Whether a page turns inside the words.
    pub crosses_page: bool,
    /// Footnote whose mark stands directly behind the words.
    pub footnote: Option<NoteKey>,
}

/// Fewest letters of a quotation of the length of a sentence.
const SENTENCE_LETTERS: usize = 8;
/// Fewest words of a quotation in an alphabet.
const SENTENCE_WORDS: usize = 5;
/// Code points before a quotation in which its introduction is looked for.
const REACH_CHARS: usize = 300;

/// Longest label before a quotation at the beginning of its paragraph, in code points.
const LABEL_CHARS: usize = 100;
/// Code points behind a quotation in which the one who says it is looked for.
const FOLLOWING_CHARS: usize = 120;

/// The quotations of a document, in order.
pub fn quotations(document: &Document) -> Vec<Quotation> {
    let notes: HashMap<NoteKey, &str> = document
        .footnotes
        .iter()
        .map(|n| (n.key, n.text.as_str()))
        .collect();
    let turns = turns(document);
    let mut found = Vec::new();
    for (section, s) in document.sections.iter().enumerate() {
        for (paragraph, p) in s.paragraphs.iter().enumerate() {
            let reader = Reader {
                notes: &notes,
                paragraph: p,
                text: p.text.chars().collect(),
                at: (section, paragraph),
                turn: turns.get(&(section, paragraph)),
            };
            reader.read(&mut found);
        }
    }
    found
}

struct Reader<'a> {
    notes: &'a HashMap<NoteKey, &'a str>,
    paragraph: &'a Paragraph,
    text: Vec<char>,
    at: (usize, usize),
    turn: Option<&'a Turn>,
}

impl Reader<'_> {
    fn read(&self, found: &mut Vec<Quotation>) {
        let first_own = found.len();
        let spans = outermost_quoted(&self.text);
        let mut sentence_start = 0;
        let mut reached = 0;
        for &(start, end) in &spans {
            // The sentence begins behind the last stop outside quotations.
            for i in reached..start {
                if is_stop(self.text[i]) {
                    sentence_start = i + 1;
                }
            }
            reached = end + 1;
            found.extend(self.direct(sentence_start, start, end));
            if end > start + 1 && is_stop(self.text[end - 1]) {
                sentence_start = end + 1;
            }
        }
        if spans.is_empty()
            && let Some(turn) = self.turn
        {
            found.push(self.spoken(turn));
            return;
        }
        let reported = self.reported(&spans, &found[first_own..]);
        found.extend(reported);
        found[first_own..].sort_by_key(|q| q.offset_chars);
    }

    fn direct(&self, sentence_start: usize, start: usize, end: usize) -> Option<Quotation> {
        let words: String = self.text[start + 1..end].iter().collect();
        let footnote = self.mark_behind(end);
        let measure = Measure::of(&words);
        if measure.letters == 0 {
            return None;
        }
        let attribution = self.attribution(sentence_start, start, end, measure);
        let sentence = measure.ends_sentence && measure.is_long;
        let vouched = footnote.is_some() && measure.is_long;
        if attribution.is_none() && !sentence && !vouched {
            return None;
        }
        Some(self.quotation(
            QuotationKind::Direct,
            attribution,
            (start + 1, end),
            footnote,
        ))
    }

    /// A paragraph that is somebody's turn in a conversation.
    fn spoken(&self, turn: &Turn) -> Quotation {
        let said = Attribution {
            speaker: Some(turn.speaker.clone()),
            phrase: turn.label.clone(),
        };
        let end = self.text.len();
        let footnote = self.mark_behind(end - 1);
        let words = (turn.offset_chars, end);
        self.quotation(QuotationKind::Direct, Some(said), words, footnote)
    }

    /// The phrase that introduces or follows a quotation.
    fn attribution(
        &self,
        sentence_start: usize,
        start: usize,
        end: usize,
        measure: Measure,
    ) -> Option<Attribution> {
        let from = sentence_start.max(start.saturating_sub(REACH_CHARS));
        let before: String = self.text[from..start].iter().collect();
        let pauses = before.trim_end().ends_with(['：', ':']);
        let comma =
            before.trim_end().ends_with(['，', ',']) && (measure.is_long || measure.ends_sentence);
        let introduced =
            pauses || comma || (measure.is_long && measure.ends_sentence) || measure.words >= 4;
        let introduction = introduced.then(|| speakers::before(&before)).flatten();
        introduction
            .or_else(|| self.label(&before, start, end, measure))
            .or_else(|| self.following(end, measure, speakers::leads_up(&before)))
    }

    /// The person who stands alone before the colon of a quotation.
    fn label(
        &self,
        before: &str,
        start: usize,
        end: usize,
        measure: Measure,
    ) -> Option<Attribution> {
        if !(measure.is_long || measure.ends_sentence) || self.is_cited_title(end) {
            return None;
        }
        // The points of initials, В.Путин:, look like ends of sentences.
        let head = || -> Option<Attribution> {
            let is_short = start <= LABEL_CHARS;
            let whole: String = self.text[..start].iter().collect();
            is_short.then(|| labels::label_before(&whole)).flatten()
        };
        labels::label_before(before).or_else(head)
    }

    /// Whether a source stands behind the quotation, which is then the title of a work and not what its author says.
    fn is_cited_title(&self, end: usize) -> bool {
        let behind: String = self.text[end + 1..].iter().take(8).collect();
        let behind = behind.trim_start_matches(['，', ',', '.', ' ']);
        behind.starts_with(['《', '«', '/', '/'])
            || behind.starts_with(|c: char| c.is_ascii_digit())
            || ["载", "刊", "见", "in ", "In "]
                .iter()
                .any(|word| behind.starts_with(word))
    }

    /// The person named behind a quotation; `introduced`: what stands before it leads up to it.
    fn following(&self, end: usize, measure: Measure, introduced: bool) -> Option<Attribution> {
        let behind: String = self.text[end + 1..].iter().take(FOLLOWING_CHARS).collect();
        let is_said = measure.is_long || measure.breaks_off || measure.ends_sentence;
        if !is_said {
            return None;
        }
        let ending = if measure.breaks_off || behind.starts_with([',', '，']) {
            Ending::BreaksOff
        } else if self.text[end - 1] == '.' {
            Ending::FullStop
        } else {
            Ending::Other
        };
        let said = if introduced {
            None
        } else {
            speakers::behind(&behind, ending)
        };
        said.or_else(|| labels::signature_behind(&behind))
    }

    fn quotation(
        &self,
        kind: QuotationKind,
        said: Option<Attribution>,
        (start, end): (usize, usize),
        footnote: Option<NoteKey>,
    ) -> Quotation {
        let (named, phrase) = said.map_or((None, None), |a| (a.speaker, Some(a.phrase)));
        let noted = if named.is_none() {
            footnote.and_then(|key| self.speaker_in_note(key))
        } else {
            None
        };
        let attribution = match (&named, &noted) {
            (Some(_), _) => AttributionKind::Explicit,
            (None, Some(_)) => AttributionKind::Footnote,
            (None, None) => AttributionKind::NotStated,
        };
        let turns = &self.paragraph.page_breaks;
        let next_turn = turns.partition_point(|b| b.offset_chars <= start);
        Quotation {
            kind,
            speaker: named.or(noted),
            attribution,
            attribution_phrase: phrase,
            text: self.text[start..end].iter().collect(),
            section: self.at.0,
            paragraph: self.at.1,
            offset_chars: start,
            length_chars: end - start,
            crosses_page: turns.get(next_turn).is_some_and(|b| b.offset_chars < end),
            footnote,
        }
    }

    /// The note whose mark stands directly behind the closing mark at `end`, or behind one stop or comma after it.
    fn mark_behind(&self, end: usize) -> Option<NoteKey> {
        let at = |offset: usize| {
            let first = self
                .paragraph
                .notes
                .partition_point(|n| n.offset_chars < offset);
            self.paragraph
                .notes
                .get(first)
                .filter(|n| n.offset_chars == offset)
                .map(|n| n.key)
        };
        let inside = at(end).filter(|_| is_stop(self.text[end - 1]));
        let behind_stop = || {
            let follows = self
                .text
                .get(end + 1)
                .is_some_and(|&c| is_stop(c) || matches!(c, '，' | ',' | '；' | ';'));
            if follows { at(end + 2) } else { None }
        };
        at(end + 1).or_else(behind_stop).or(inside)
    }

    fn speaker_in_note(&self, key: NoteKey) -> Option<String> {
        speakers::in_note(self.notes.get(&key)?)
    }

    /// Sentences outside quotations of the form: person, verb of saying, comma, what was said.
    fn reported(&self, spans: &[(usize, usize)], direct: &[Quotation]) -> Vec<Quotation> {
        let mut found = Vec::new();
        let mut spans = spans.iter().peekable();
        let (mut start, mut i) = (0, 0);
        while i < self.text.len() {
            while spans.next_if(|s| s.1 < i).is_some() {}
            if let Some(&&(_, end)) = spans.peek().filter(|s| s.0 == i) {
                i = end + 1;
                start = if is_stop(self.text[end - 1]) {
                    i
                } else {
                    start
                };
            } else if matches!(self.text[i], '。' | '！' | '？') {
                let quoted = direct.partition_point(|q| q.offset_chars <= start);
                if direct.get(quoted).is_none_or(|q| q.offset_chars > i) {
                    found.extend(self.reported_sentence(start, i + 1));
                }
                i += 1;
                start = i;
            } else {
                i += 1;
            }
        }
        found
    }

    fn reported_sentence(&self, start: usize, end: usize) -> Option<Quotation> {
        const VERB_REACH: usize = 40;
        let comma = (start..end.min(start + VERB_REACH)).find(|&k| self.text[k] == '，')?;
        if end - comma <= SENTENCE_LETTERS {
            return None;
        }
        let head: String = self.text[start..=comma].iter().collect();
        let said = speakers::before(head.trim_start()).filter(|a| a.speaker.is_some())?;
        let note = self.mark_behind(end - 1);
        Some(self.quotation(QuotationKind::Reported, Some(said), (comma + 1, end), note))
    }
}

/// How long a piece is and whether it ends as a sentence does.
#[derive(Debug, Clone, Copy)]
struct Measure {
    letters: usize,
    words: usize,
    is_long: bool,
    ends_sentence: bool,
    /// Whether it ends with a comma, because the words go on behind the one who says them.
    breaks_off: bool,
}

impl Measure {
    fn of(words: &str) -> Self {
        let letters = words.chars().filter(|c| c.is_alphanumeric()).count();
        let han = words
            .chars()
            .filter(|c| ('\u{3400}'..='\u{9fff}').contains(c))
            .count();
        let latin_words = if han * 4 > letters {
            0
        } else {
            words.split_whitespace().count()
        };
        Self {
            letters,
            words: latin_words,
            is_long: if latin_words > 0 {
                latin_words >= SENTENCE_WORDS
            } else {
                letters >= SENTENCE_LETTERS
            },
            ends_sentence: words.trim_end().ends_with(is_stop),
            breaks_off: words.trim_end().ends_with(['，', ',']),
        }
    }
}
