//! Mistakes in Chinese: characters that sound or look like the right one, too few, too many, exchanged.
//!
//! A row of Han characters is cut into what is known; only a stretch that is not known as a whole is compared, and only with
//! phrases that sound like it, or differ from it in one character.

mod differences;
mod nearby;

use std::ops::Range;

use super::asked::Asked;
use super::phrasebook::{Phrase, Phrasebook};
use super::{Candidate, SuggestionKind};
use differences::{SAME_SHAPE, compare, uneven};
use nearby::{one_changed, one_too_many, same_sound};

/// Longest stretch that is compared, and longest phrase that covers a row, characters.
const LONGEST: usize = 12;
/// Shortest phrase that may lack a character, have one too many or two exchanged.
const SHORTEST_UNEVEN: usize = 4;

/// What the cost of a mistake takes from the score of a phrase of one character; set by the tables of the tests.
const WEIGHT: f32 = 1.2;
/// What a word takes that nobody put into the lexicon.
const ORDINARY: f32 = 0.12;
/// What it takes when all characters belong to known words.
const COVERED: f32 = 0.05;

/// Characters whose exchange makes another thing of a thing, and no mistake: the Second for the First.
const NUMBERS: &str = "〇零一二三四五六七八九十百千万亿两几";

/// Phrases of four characters and more by their first and by their last two.
#[derive(Debug, Default)]
pub(super) struct Edges {
    /// Sorted.
    edges: Vec<((char, char, bool), u32)>,
}

impl Edges {
    pub(super) fn of(book: &Phrasebook) -> Edges {
        let mut edges = Vec::new();
        for (id, phrase) in (0..).zip(book.phrases()) {
            // Most words have two or three characters of three bytes.
            if phrase.key.len() < 3 * SHORTEST_UNEVEN || !is_han(&phrase.key) {
                continue;
            }
            let mut characters = phrase.key.chars();
            let (first, second) = (characters.next(), characters.next());
            let (last, before) = (characters.next_back(), characters.next_back());
            if let (Some(first), Some(second), Some(before), Some(last)) =
                (first, second, before, last)
            {
                edges.push(((first, second, true), id));
                edges.push(((before, last, false), id));
            }
        }
        edges.sort_unstable();
        Edges { edges }
    }

    fn with(&self, edge: (char, char, bool)) -> impl Iterator<Item = u32> + '_ {
        let start = self.edges.partition_point(|(other, _)| *other < edge);
        let found = self.edges[start..]
            .iter()
            .take_while(move |(other, _)| *other == edge);
        found.map(|(_, id)| *id)
    }
}

fn is_han(text: &str) -> bool {
    text.starts_with(|c: char| ('\u{3400}'..='\u{9FFF}').contains(&c))
}

/// A row of Han characters of the question.
struct Run {
    /// Folded.
    characters: Vec<char>,
    /// The characters as text, and where each begins in it; one more for the end.
    text: String,
    starts: Vec<usize>,
    /// Whether a known word covers the character.
    is_covered: Vec<bool>,
    /// Whether a known word ends before the character.
    is_border: Vec<bool>,
}

/// Adds what the Han characters of a question may have been meant to be.
pub(super) fn corrections(
    book: &Phrasebook,
    edges: &Edges,
    asked: &Asked<'_>,
    out: &mut Vec<Candidate>,
) {
    for letters in asked.han_runs() {
        let run = Run::new(book, asked, &letters);
        for start in 0..run.len() {
            for end in start + 2..=run.len().min(start + LONGEST) {
                let stretch = start..end;
                if !run.may_be_wrong(book, &stretch) {
                    continue;
                }
                let from = out.len();
                run.correct(book, edges, &stretch, out);
                let bytes = asked.bytes(&(letters.start + start..letters.start + end));
                for candidate in &mut out[from..] {
                    candidate.bytes = bytes.clone();
                }
            }
        }
    }
}

impl Run {
    fn new(book: &Phrasebook, asked: &Asked<'_>, letters: &Range<usize>) -> Run {
        let mut run = Run {
            characters: Vec::new(),
            text: String::new(),
            starts: Vec::new(),
            is_covered: vec![false; letters.len()],
            is_border: vec![true; letters.len() + 1],
        };
        for at in letters.clone() {
            let character = asked.letters.text(at).chars().next().unwrap_or_default();
            run.starts.push(run.text.len());
            run.text.push(character);
            run.characters.push(character);
        }
        run.starts.push(run.text.len());
        run.cover(book);
        run
    }

    fn len(&self) -> usize {
        self.characters.len()
    }

    fn text(&self, stretch: &Range<usize>) -> &str {
        &self.text[self.starts[stretch.start]..self.starts[stretch.end]]
    }

    /// Cuts the row into known words so that most characters are covered, by as few words as may be.
    fn cover(&mut self, book: &Phrasebook) {
        let mut best: Vec<(usize, usize, usize)> = vec![(0, 0, 0)]; // not covered, words, start of the last word
        for end in 1..=self.len() {
            let (bare, words, _) = best[end - 1];
            let mut cheapest = (bare + 1, words, end - 1);
            let first = end.saturating_sub(LONGEST);
            for (start, (bare, words, _)) in (first..).zip(&best[first..end - 1]) {
                if (*bare, *words + 1) < (cheapest.0, cheapest.1)
                    && book.find(self.text(&(start..end))).is_some()
                {
                    cheapest = (*bare, *words + 1, start);
                }
            }
            best.push(cheapest);
        }
        let mut end = self.len();
        while end > 0 {
            let start = best[end].2;
            if end - start > 1 {
                self.is_covered[start..end].fill(true);
                self.is_border[start + 1..end].fill(false);
            }
            end = start;
        }
    }

    /// Characters of a stretch that no known word covers.
    fn bare(&self, stretch: &Range<usize>) -> usize {
        let covered = self.is_covered[stretch.clone()].iter();
        covered.filter(|covered| !**covered).count()
    }

    /// Whether a stretch cuts no known word.
    fn is_whole(&self, stretch: &Range<usize>) -> bool {
        self.is_border[stretch.start] && self.is_border[stretch.end]
    }

    /// Whether a stretch is not known, and not merely a piece of what is.
    fn may_be_wrong(&self, book: &Phrasebook, stretch: &Range<usize>) -> bool {
        let may_be = match stretch.len() {
            // Two characters sound like others too often: only alone.
            2 => self.len() == 2,
            3 => self.bare(stretch) > 0,
            _ => self.bare(stretch) > 0 || self.is_whole(stretch),
        };
        may_be && book.find(self.text(stretch)).is_none()
    }

    /// Adds the phrases that a stretch may stand for.
    fn correct(
        &self,
        book: &Phrasebook,
        edges: &Edges,
        stretch: &Range<usize>,
        out: &mut Vec<Candidate>,
    ) {
        let typed = &self.characters[stretch.clone()];
        let mut offer = |id: u32, found: Option<(SuggestionKind, f32)>| {
            let phrase = book.phrase(id);
            let Some((kind, cost)) = found else { return };
            if let Some(score) = self.score(book, stretch, phrase, kind, cost) {
                out.push(Candidate {
                    bytes: 0..0,
                    by: phrase.text().to_owned(),
                    kind,
                    score,
                });
            }
        };
        for id in same_sound(book, typed) {
            offer(id, compare(typed, &book.phrase(id).key));
        }
        for id in one_changed(book, typed) {
            offer(id, compare(typed, &book.phrase(id).key));
        }
        for id in one_too_many(book, typed) {
            offer(id, uneven(&book.phrase(id).key, typed));
        }
        if typed.len() < SHORTEST_UNEVEN {
            return;
        }
        let (first, last) = (
            (typed[0], typed[1], true),
            (typed[typed.len() - 2], typed[typed.len() - 1], false),
        );
        for id in edges.with(first).chain(edges.with(last)) {
            let key = &book.phrase(id).key;
            let meant: Vec<char> = key.chars().collect();
            if meant.len() == typed.len() {
                offer(id, compare(typed, key));
            } else if meant.len() == typed.len() + 1 {
                offer(id, uneven(self.text(stretch), &meant));
            }
        }
    }

    /// The score of a phrase for a stretch; `None` where it would be a guess.
    fn score(
        &self,
        book: &Phrasebook,
        stretch: &Range<usize>,
        phrase: &Phrase,
        kind: SuggestionKind,
        cost: f32,
    ) -> Option<f32> {
        let meant: Vec<char> = phrase.key.chars().collect();
        let typed = &self.characters[stretch.clone()];
        let numbers = |text: &[char]| {
            let numbers = text.iter().filter(|c| NUMBERS.contains(**c));
            numbers.copied().collect::<String>()
        };
        let common = meant.iter().filter(|c| typed.contains(c)).count();
        let is_name = phrase.is_chosen();
        let sounds = kind == SuggestionKind::Homophone;
        let enough = if is_name && sounds {
            1
        } else {
            typed.len().div_ceil(2)
        };
        if common < enough || numbers(&meant) != numbers(typed) {
            return None;
        }
        let bare = self.bare(stretch);
        let covered = bare == 0 && stretch.len() > 2;
        let is_likely = match stretch.len() {
            2 => phrase.is_proper && sounds,
            // Of known words something else is made only when it is a name that sounds the same.
            _ if covered => is_name && sounds,
            _ if phrase.is_proper => true,
            // A word of one character beside a known one is common, and 走和平 is no mistake.
            3 => bare > 1 && cost <= SAME_SHAPE,
            _ => is_name || (bare > 1 && self.is_whole(stretch)),
        };
        if !is_likely {
            return None;
        }
        let ordinary = if is_name { 0.0 } else { ORDINARY };
        let covered = if covered { COVERED } else { 0.0 };
        Some(
            1.0 - WEIGHT * cost / as_score(meant.len()) - ordinary - covered
                + 0.05 * book.frequency(phrase),
        )
    }
}

#[expect(clippy::cast_precision_loss, reason = "stretches are short")]
fn as_score(count: usize) -> f32 {
    count as f32
}
