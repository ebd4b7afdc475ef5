//! The nearest text to letters in a row that a document does not hold.
//!
//! First an occurrence with one letter wrong (Sellers, "The theory and computation of evolutionary distances", 1980: edit
//! distance to the best piece of a text), then the longest part, then the sentence with most of the letters.

use std::collections::HashSet;
use std::ops::Range;

use sco_analysis::{LetterKind, Letters, Pattern, sentences};
use sco_indexer::{Block, Record, Zone};

/// Longest pattern that is compared letter by letter; of a longer one its beginning.
const LONGEST: usize = 200;
/// Shortest pattern of which a piece with a wrong letter says something: of a shorter one half would be wrong.
const SHORTEST_ROW: usize = 4;
/// Shortest word that is looked for inside others, characters.
const SHORTEST_WORD: usize = 3;

/// A place in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// Index of the block.
    pub(crate) block: usize,
    /// What is shown, bytes of the block: whole sentences.
    pub(crate) range: Range<usize>,
    /// What is marked in it, bytes of the block.
    pub(crate) marked: Vec<Range<usize>>,
}

/// What comes nearest, and in what it differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Nearest {
    /// In words.
    pub(crate) reason: String,
    /// Where it stands.
    pub(crate) place: Option<Place>,
}

impl Place {
    /// The sentences of a block that some bytes of it touch.
    pub(crate) fn around(record: &Record, block: usize, marked: Vec<Range<usize>>) -> Place {
        let text = &record.blocks[block].text;
        let (start, end) = (
            marked.first().map_or(0, |mark| mark.start),
            marked.last().map_or(0, |mark| mark.end),
        );
        let touched = sentences(text)
            .filter(|sentence| sentence.start < end.max(start + 1) && start < sentence.end);
        let range = touched
            .reduce(|all, next| all.start..next.end)
            .unwrap_or(0..text.len());
        let trimmed = range.start + text[range.clone()].trim_end().len();
        Place {
            block,
            range: range.start..trimmed,
            marked,
        }
    }
}

/// The text of some zones of a record that comes nearest to a pattern which does not stand there.
pub(crate) fn nearest(pattern: &Pattern, record: &Record, zones: &[Zone]) -> Nearest {
    let blocks = record
        .blocks
        .iter()
        .enumerate()
        .filter(|(_, block)| zones.contains(&block.zone));
    let texts: Vec<(usize, &Block, Letters)> = blocks
        .map(|(at, block)| (at, block, Letters::of(&block.text)))
        .collect();
    let wanted = Wanted::of(pattern);
    let search = Search {
        record,
        texts: &texts,
        wanted: &wanted,
    };
    let found = search.over_the_end_of_a_sentence(pattern);
    let found = found
        .or_else(|| search.one_wrong_letter())
        .or_else(|| search.similar_word());
    let found = found.or_else(|| search.longest_part());
    found.unwrap_or_else(|| Nearest {
        reason: "nothing like it stands there".to_owned(),
        place: None,
    })
}

/// The letters that are looked for.
struct Wanted<'a> {
    letters: Vec<&'a str>,
    is_one_word: bool,
}

impl<'a> Wanted<'a> {
    fn of(pattern: &'a Pattern) -> Wanted<'a> {
        let letters = pattern.letters();
        let count = letters.len().min(LONGEST);
        Wanted {
            letters: (0..count).map(|at| letters.text(at)).collect(),
            is_one_word: letters.len() == 1 && letters.letter(0).kind == LetterKind::Word,
        }
    }
}

struct Search<'a> {
    record: &'a Record,
    texts: &'a [(usize, &'a Block, Letters)],
    wanted: &'a Wanted<'a>,
}

impl Search<'_> {
    /// A range of letters of a block, as it is printed and where.
    fn at(&self, block: usize, letters: &Letters, range: &Range<usize>) -> (String, Place) {
        let bytes =
            letters.letter(range.start).start as usize..letters.letter(range.end - 1).end as usize;
        let printed = self.record.blocks[block].text[bytes.clone()].to_owned();
        (printed, Place::around(self.record, block, vec![bytes]))
    }

    /// The same letters, with the end of a sentence among them here or there.
    fn over_the_end_of_a_sentence(&self, pattern: &Pattern) -> Option<Nearest> {
        let wanted = &self.wanted.letters;
        if pattern.len() > wanted.len() {
            return None;
        }
        self.texts.iter().find_map(|(block, _, letters)| {
            let same = |start: usize| wanted.iter().enumerate().all(|(at, text)| letters.text(start + at) == *text);
            let start = (0..(letters.len() + 1).saturating_sub(wanted.len())).find(|start| same(*start))?;
            let (_, place) = self.at(*block, letters, &(start..start + wanted.len()));
            let reason = if pattern.spans_sentences() {
                "its letters stand there in a row, but no sentence ends where one ends in the question"
            } else {
                "its letters stand there in a row, but a sentence ends among them"
            };
            Some(Nearest { reason: reason.to_owned(), place: Some(place) })
        })
    }

    /// An occurrence with one letter wrong, missing or too many.
    fn one_wrong_letter(&self) -> Option<Nearest> {
        if self.wanted.letters.len() < SHORTEST_ROW {
            return None;
        }
        self.texts.iter().find_map(|(block, _, letters)| {
            let range = sellers(&self.wanted.letters, letters)?;
            let (printed, place) = self.at(*block, letters, &range);
            Some(Nearest {
                reason: format!("`{printed}` stands there, which differs by one letter"),
                place: Some(place),
            })
        })
    }

    /// For a single Latin or Cyrillic word or number: a word that has it inside, or differs little.
    fn similar_word(&self) -> Option<Nearest> {
        if !self.wanted.is_one_word {
            return None;
        }
        let typed = self.wanted.letters.first()?;
        let length = typed.chars().count();
        let slips = (length / 4).min(2);
        let mut nearest: Option<(usize, bool, usize, usize)> = None;
        for (number, (_, _, letters)) in self.texts.iter().enumerate() {
            for at in 0..letters.len() {
                if letters.letter(at).kind != LetterKind::Word {
                    continue;
                }
                let word = letters.text(at);
                let is_inside = length >= SHORTEST_WORD && word.contains(typed);
                let distance = if is_inside {
                    0
                } else {
                    strsim::osa_distance(typed, word)
                };
                let is_near = is_inside || distance <= slips;
                if is_near && nearest.is_none_or(|(known, ..)| distance < known) {
                    nearest = Some((distance, is_inside, number, at));
                }
            }
        }
        let (_, is_inside, number, at) = nearest?;
        let (block, _, letters) = &self.texts[number];
        let (printed, place) = self.at(*block, letters, &(at..at + 1));
        let reason = if is_inside {
            format!(
                "it stands there only as a part of `{printed}`; a word is found whole, or with a star: `*{typed}*`"
            )
        } else {
            format!("`{printed}` stands there, which differs by a letter or two")
        };
        Some(Nearest {
            reason,
            place: Some(place),
        })
    }

    /// The longest part in a row, or the sentence with most of the letters where that has more of them.
    fn longest_part(&self) -> Option<Nearest> {
        let in_row = self.longest_row();
        let scattered = self.most_letters();
        let in_row_length = in_row.as_ref().map_or(0, |(length, _)| *length);
        let (most, place) = scattered?;
        // A row of half the letters tells more than most of them scattered.
        if in_row_length >= 2
            && (in_row_length * 2 >= self.wanted.letters.len() || in_row_length >= most)
        {
            return in_row.map(|(_, nearest)| nearest);
        }
        let all = self.wanted.letters.iter().collect::<HashSet<_>>().len();
        if all < 2 || most * 2 <= all {
            return in_row
                .filter(|(length, _)| *length >= 2)
                .map(|(_, nearest)| nearest);
        }
        let reason = if most == all {
            "no part of it stands there in a row; this sentence has all of its letters, apart from each other".to_owned()
        } else {
            format!("this sentence has most of its letters, {most} of {all}")
        };
        Some(Nearest {
            reason,
            place: Some(place),
        })
    }

    /// The longest part that stands somewhere in a row, and its length.
    fn longest_row(&self) -> Option<(usize, Nearest)> {
        let mut best: Option<(Range<usize>, usize)> = None;
        for (number, (_, _, letters)) in self.texts.iter().enumerate() {
            if let Some(range) = longest_common(&self.wanted.letters, letters)
                && best
                    .as_ref()
                    .is_none_or(|(known, _)| range.len() > known.len())
            {
                best = Some((range, number));
            }
        }
        let (range, number) = best?;
        let (block, _, letters) = &self.texts[number];
        let (printed, place) = self.at(*block, letters, &range);
        let reason = format!("the longest part of it that stands there is `{printed}`");
        Some((
            range.len(),
            Nearest {
                reason,
                place: Some(place),
            },
        ))
    }

    /// The sentence with the most of the letters, and how many different ones.
    fn most_letters(&self) -> Option<(usize, Place)> {
        let wanted: HashSet<&str> = self.wanted.letters.iter().copied().collect();
        let mut best: Option<(usize, Place)> = None;
        for (block, content, _) in self.texts {
            for range in sentences(&content.text) {
                let letters = Letters::of(&content.text[range.clone()]);
                let found: Vec<usize> = (0..letters.len())
                    .filter(|at| wanted.contains(letters.text(*at)))
                    .collect();
                let different = found
                    .iter()
                    .map(|at| letters.text(*at))
                    .collect::<HashSet<_>>()
                    .len();
                if different > best.as_ref().map_or(0, |(known, _)| *known) {
                    let bytes = |at: &usize| {
                        let letter = letters.letter(*at);
                        range.start + letter.start as usize..range.start + letter.end as usize
                    };
                    let marked = found.iter().map(bytes).collect();
                    best = Some((different, Place::around(self.record, *block, marked)));
                }
            }
        }
        best
    }
}

/// The first piece of a text that becomes the pattern by changing, leaving out or adding a single letter: its letters. It does
/// not go over the end of a sentence.
fn sellers(pattern: &[&str], text: &Letters) -> Option<Range<usize>> {
    // For every prefix of the pattern: the fewest changes that make it of a piece ending here, and where that piece starts.
    let fresh = |at: usize| {
        (0..=pattern.len())
            .map(|row| (row, at))
            .collect::<Vec<(usize, usize)>>()
    };
    let mut column = fresh(0);
    for at in 0..text.len() {
        if at > 0 && !text.in_one_sentence(at - 1..at + 1) {
            column = fresh(at);
        }
        let mut next = vec![(0, at + 1)];
        for row in 0..pattern.len() {
            let (so_far, from) = column[row];
            let from = if row == 0 { at } else { from };
            let changed = (so_far + usize::from(pattern[row] != text.text(at)), from);
            let too_many = (column[row + 1].0 + 1, column[row + 1].1);
            let missing = (next[row].0 + 1, next[row].1);
            next.push(changed.min(too_many).min(missing));
        }
        column = next;
        if let Some((1, start)) = column.last()
            && *start <= at
        {
            return Some(complete(pattern, text, *start..at + 1));
        }
    }
    None
}

/// Takes the next letter in where the last one of the pattern is only wrong, not missing.
fn complete(pattern: &[&str], text: &Letters, range: Range<usize>) -> Range<usize> {
    let lacks_one = range.len() + 1 == pattern.len();
    let lacks_last =
        lacks_one && (0..range.len()).all(|at| text.text(range.start + at) == pattern[at]);
    let goes_on = range.end < text.len() && text.in_one_sentence(range.start..range.end + 1);
    if lacks_last && goes_on {
        range.start..range.end + 1
    } else {
        range
    }
}

/// The longest row of letters that a pattern and a text have in common, as letters of the text, within a sentence.
fn longest_common(pattern: &[&str], text: &Letters) -> Option<Range<usize>> {
    let mut best: Range<usize> = 0..0;
    let mut lengths = vec![0usize; pattern.len() + 1];
    for at in 0..text.len() {
        let goes_on = at > 0 && text.in_one_sentence(at - 1..at + 1);
        for row in (0..pattern.len()).rev() {
            lengths[row + 1] = match (pattern[row] == text.text(at), goes_on) {
                (false, _) => 0,
                (true, true) => lengths[row] + 1,
                (true, false) => 1,
            };
            if lengths[row + 1] > best.len() {
                best = at + 1 - lengths[row + 1]..at + 1;
            }
        }
    }
    (!best.is_empty()).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(pattern: &str, text: &str) -> (String, String) {
        let block = Block {
            zone: Zone::Body,
            section: None,
            page: None,
            page_breaks: Vec::new(),
            notes: Vec::new(),
            footnote: None,
            speaker: None,
            quotes: Vec::new(),
            text: text.to_owned(),
        };
        let record = Record {
            blocks: vec![block],
            ..Record::default()
        };
        let pattern = Pattern::of(pattern).unwrap();
        assert!(
            pattern.find_in(&Letters::of(text)).is_empty(),
            "it stands there"
        );
        let found = nearest(&pattern, &record, &Zone::WHOLE);
        let place = found.place.unwrap_or(Place {
            block: 0,
            range: 0..0,
            marked: Vec::new(),
        });
        (found.reason, text[place.range].to_owned())
    }

    #[test]
    fn one_letter_wrong_missing_or_too_many() {
        let text = "会议开始。各方弘扬上海的精神，深化合作。会议结束。";
        for (pattern, printed) in [
            ("上海精神", "上海的精神"),
            ("弘扬上海地精神", "弘扬上海的精神"),
            ("发扬上海的精神", "弘扬上海的精神"),
            ("深化了合作", "深化合作"),
        ] {
            let (reason, sentence) = told(pattern, text);
            assert_eq!(
                reason,
                format!("`{printed}` stands there, which differs by one letter")
            );
            assert_eq!(sentence, "各方弘扬上海的精神，深化合作。");
        }
        // What lacks the last letter is shown with the letter that stands in its place.
        assert!(told("深化合同", text).0.contains("`深化合作`"));
    }

    #[test]
    fn a_sentence_that_ends_between() {
        let (reason, shown) = told("同意乙方", "前一句。甲方同意。乙方反对。");
        assert!(reason.contains("a sentence ends among them"), "{reason}");
        assert_eq!(shown, "甲方同意。乙方反对。");
        assert!(
            told("同意。乙方", "甲方同意，乙方反对。")
                .0
                .contains("no sentence ends")
        );
    }

    #[test]
    fn words_are_found_whole() {
        assert!(
            told("024年", "在2024年。").0.contains("`024年`")
                || told("024", "在2024年。").0.contains("a part of `2024`")
        );
        assert!(
            told("Shangai", "the Shanghai spirit")
                .0
                .starts_with("`Shanghai` stands there")
        );
        assert_eq!(
            told("zebra", "the Shanghai spirit").0,
            "nothing like it stands there"
        );
    }

    #[test]
    fn the_longest_part_or_the_sentence_with_most_letters() {
        let text = "加强合作。安全与发展合作机制。";
        assert_eq!(
            told("安全与和平机制", text).0,
            "this sentence has most of its letters, 5 of 7"
        );
        assert_eq!(
            told("安全与和平", text).0,
            "the longest part of it that stands there is `安全与`"
        );
        let (reason, sentence) = told("机合制展安", text);
        assert_eq!(
            reason,
            "no part of it stands there in a row; this sentence has all of its letters, apart from each other"
        );
        assert_eq!(sentence, "安全与发展合作机制。");
        assert_eq!(told("火星", text).0, "nothing like it stands there");
    }

    #[test]
    fn the_best_piece_is_what_a_naive_search_finds() {
        let text = Letters::of("甲乙丙丁戊。乙丁丙甲乙");
        for pattern in ["乙丙己戊", "甲丙丁戊", "乙己丙甲", "丁戊乙丁", "丙甲己己"]
        {
            let letters: Vec<String> = pattern.chars().map(String::from).collect();
            let wanted: Vec<&str> = letters.iter().map(String::as_str).collect();
            let pieces = (0..text.len())
                .flat_map(|start| (start + 1..=text.len()).map(move |end| start..end));
            let mut within = pieces.filter(|piece| text.in_one_sentence(piece.clone()));
            let is_near = within.any(|piece| {
                let piece: String = piece.map(|at| text.text(at)).collect();
                strsim::levenshtein(pattern, &piece) == 1
            });
            assert_eq!(sellers(&wanted, &text).is_some(), is_near, "{pattern}");
        }
    }
}
