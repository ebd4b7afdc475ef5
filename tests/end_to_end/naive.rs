//! The query language as a patient reader of `docs/query-language.md` would work it out: every document is read whole for every
//! question. It shares nothing with the program but folding, the ends of sentences, and what is a quotation.

use std::ops::Range;

use regex::Regex;
use sco_analysis::{fold, sentences};
use sco_corpus::{Document, QuotationKind, quotations, title_spans};
use sco_indexer::Zone;

use crate::oracle::{Letter, letters};

/// Most letters in the place of a star.
const STAR_LETTERS: usize = 12;

/// A question in the form of a tree.
#[derive(Debug, Clone)]
pub(crate) enum Asked {
    And(Vec<Asked>),
    Or(Vec<Asked>),
    Not(Box<Asked>),
    Near(Near),
    Sentence(Box<Asked>),
    Paragraph(Box<Asked>),
    /// What is looked for at a place, or all that stands there.
    At(Place, Option<Box<Asked>>),
    Meets(Condition),
    Term(Term),
}

/// One of some terms, and one of others close to it.
#[derive(Debug, Clone)]
pub(crate) struct Near {
    pub(crate) left: Vec<Term>,
    pub(crate) right: Vec<Term>,
    /// Most letters between them.
    pub(crate) letters: usize,
    /// Whether the left one comes first.
    pub(crate) ordered: bool,
}

/// Where something stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Place {
    /// In a zone, in direct quotations for [`Zone::Quote`].
    In(Zone),
    /// Outside.
    NotIn(Zone),
    /// In direct quotations of somebody.
    Said(String),
    /// Outside those.
    NotSaid(String),
}

/// A condition on the header.
#[derive(Debug, Clone)]
pub(crate) enum Condition {
    Type(&'static str),
    Lang(&'static str),
    /// From year to year.
    Years(u16, u16),
    /// From day to day, as `2018-06-09`.
    Days(&'static str, &'static str, &'static str),
}

/// A term: how it is typed, and what it looks for.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    pub(crate) typed: String,
    pub(crate) sense: Sense,
}

/// What a term looks for.
#[derive(Debug, Clone)]
pub(crate) enum Sense {
    /// The letters of a text in a row.
    Row(String),
    /// The same inside 《》, or in the title of the document.
    Title(String),
    /// The letters of a text in their order with at most some others among them.
    Loose(String, usize),
    /// Rows one after the other, few letters between them; in a row, words may have stars.
    Starred(Vec<Vec<String>>),
    /// A regular expression, folded.
    Regex(String),
    /// Characters as typed.
    Exact(String),
    /// Any of these: what was typed first, then its other names.
    Any(Vec<Sense>),
}

/// A piece of text of a document.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) zone: Zone,
    pub(crate) text: String,
    /// Index of the heading above it.
    heading: Option<usize>,
    /// Direct quotations, without their marks, and who said them.
    quotes: Vec<(Range<usize>, Option<String>)>,
    letters: Vec<Letter>,
    /// For every letter, the number of its sentence.
    sentence_of: Vec<usize>,
}

/// A document as the reader has it before him.
#[derive(Debug)]
pub(crate) struct Paper {
    pub(crate) id: String,
    kind: String,
    language: String,
    date: String,
    pub(crate) blocks: Vec<Block>,
}

/// Something found in a block: its letters and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) block: usize,
    letters: Range<usize>,
    pub(crate) bytes: Range<usize>,
    /// Whether it is another name of what was typed.
    pub(crate) is_other: bool,
}

/// Text that a question is put to: pieces of blocks.
#[derive(Debug, Clone)]
pub(crate) struct Unit<'a> {
    pub(crate) paper: &'a Paper,
    pub(crate) pieces: Vec<(usize, Range<usize>)>,
    /// Whether the title of the document and the heading above stand for the text.
    inherits: bool,
}

impl Block {
    fn new(zone: Zone, text: &str, heading: Option<usize>) -> Block {
        let letters = letters(text);
        let ends: Vec<usize> = sentences(text).map(|sentence| sentence.end).collect();
        let sentence_of = |letter: &Letter| ends.partition_point(|end| *end <= letter.bytes.start);
        Block {
            zone,
            text: text.to_owned(),
            heading,
            quotes: Vec::new(),
            sentence_of: letters.iter().map(sentence_of).collect(),
            letters,
        }
    }

    /// The letters that some bytes touch.
    fn letters_of(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = self
            .letters
            .partition_point(|letter| letter.bytes.end <= bytes.start);
        let last = self
            .letters
            .partition_point(|letter| letter.bytes.start < bytes.end);
        first..last.max(first)
    }

    fn bytes_of(&self, letters: &Range<usize>) -> Range<usize> {
        self.letters[letters.start].bytes.start..self.letters[letters.end - 1].bytes.end
    }

    fn in_one_sentence(&self, letters: &Range<usize>) -> bool {
        self.sentence_of[letters.clone()]
            .windows(2)
            .all(|pair| pair[0] == pair[1])
    }

    fn is_inside_word(&self, byte: usize) -> bool {
        let mut letters = self.letters.iter();
        letters.any(|letter| letter.bytes.start < byte && byte < letter.bytes.end)
    }

    fn is_quoted(&self, bytes: &Range<usize>, by: Option<&str>) -> bool {
        let mut quotes = self
            .quotes
            .iter()
            .filter(|(_, speaker)| is_said_by(speaker.as_deref(), by));
        quotes.any(|(quote, _)| quote.start <= bytes.start && bytes.end <= quote.end)
    }
}

fn is_said_by(speaker: Option<&str>, wanted: Option<&str>) -> bool {
    let ends_a_name = |speaker: &str, wanted: &str| {
        let mut found = speaker.match_indices(wanted);
        found.any(|(at, _)| !speaker[at + wanted.len()..].starts_with(char::is_alphanumeric))
    };
    wanted.is_none_or(|wanted| {
        speaker.is_some_and(|speaker| ends_a_name(&fold(speaker), &fold(wanted)))
    })
}

impl Paper {
    /// Cuts a document into what can be looked through.
    pub(crate) fn of(document: &Document) -> Paper {
        let metadata = &document.metadata;
        let titles = metadata.title.iter().chain(&metadata.alternative);
        let mut blocks: Vec<Block> = titles
            .map(|title| Block::new(Zone::Title, title, None))
            .collect();
        let quotations = quotations(document);
        for (section, content) in document.sections.iter().enumerate() {
            let heading = content.heading.as_ref().map(|heading| {
                blocks.push(Block::new(Zone::Heading, heading, None));
                blocks.len() - 1
            });
            for (at, paragraph) in content.paragraphs.iter().enumerate() {
                let mut block = Block::new(Zone::Body, &paragraph.text, heading);
                let own = quotations.iter().filter(|quotation| {
                    (quotation.section, quotation.paragraph) == (section, at)
                        && quotation.kind == QuotationKind::Direct
                });
                block.quotes = own
                    .map(|quotation| {
                        let characters = paragraph.text.chars().take(quotation.offset_chars);
                        let start = characters.map(char::len_utf8).sum::<usize>();
                        (
                            start..start + quotation.text.len(),
                            quotation.speaker.clone(),
                        )
                    })
                    .collect();
                blocks.push(block);
            }
        }
        let notes = document.footnotes.iter();
        blocks.extend(notes.map(|note| Block::new(Zone::Note, &note.text, None)));
        let text = |value: Option<String>| value.unwrap_or_default();
        Paper {
            id: text(metadata.id.clone()),
            kind: text(metadata.kind.as_ref().map(ToString::to_string)),
            language: text(metadata.language.clone()),
            date: text(metadata.date.as_ref().map(ToString::to_string)),
            blocks,
        }
    }

    /// The document as one text.
    pub(crate) fn whole(&self) -> Unit<'_> {
        let pieces = self
            .blocks
            .iter()
            .enumerate()
            .map(|(at, block)| (at, 0..block.text.len()));
        Unit {
            paper: self,
            pieces: pieces.collect(),
            inherits: false,
        }
    }

    /// The passages: sentences of the body, or whole paragraphs where the question asks for such; anything else whole.
    pub(crate) fn passages(&self, asked: &Asked) -> Vec<Unit<'_>> {
        let mut units = Vec::new();
        for (at, block) in self.blocks.iter().enumerate() {
            let ranges: Vec<Range<usize>> = match block.zone {
                Zone::Body if !asked.wants_paragraphs() => sentences(&block.text).collect(),
                _ => std::iter::once(0..block.text.len()).collect(),
            };
            for range in ranges {
                let end = range.start + block.text[range.clone()].trim_end().len();
                let pieces = vec![(at, range.start..end)];
                units.push(Unit {
                    paper: self,
                    pieces,
                    inherits: true,
                });
            }
        }
        units
    }

    fn meets(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Type(code) => self.kind == *code,
            Condition::Lang(code) => {
                self.language == *code || self.language.starts_with(&format!("{code}-"))
            }
            Condition::Years(first, last) => {
                let year = self.date.get(..4).and_then(|year| year.parse::<u16>().ok());
                year.is_some_and(|year| (*first..=*last).contains(&year))
            }
            Condition::Days(_, first, last) => {
                // The dates here are whole days, months or years: the days of one begin with it.
                let (start, end) = (
                    format!("{}-01-01", self.date),
                    format!("{}-12-31", self.date),
                );
                let day = |padded: &str| -> String { padded.chars().take(10).collect() };
                let (start, end) = match self.date.len() {
                    7 => (format!("{}-01", self.date), format!("{}-31", self.date)),
                    _ => (day(&start), day(&end)),
                };
                let (start, end) = if self.date.len() == 10 {
                    (self.date.clone(), self.date.clone())
                } else {
                    (start, end)
                };
                !self.date.is_empty() && start.as_str() <= *last && end.as_str() >= *first
            }
        }
    }
}

impl Found {
    fn new(block: usize, letters: Range<usize>, bytes: Range<usize>) -> Found {
        Found {
            block,
            letters,
            bytes,
            is_other: false,
        }
    }
}

impl<'a> Unit<'a> {
    /// What a question finds in the text, `None` when the text does not hold it. Something that stands only in the title or
    /// the heading above makes no passage an answer.
    pub(crate) fn answer(&self, asked: &Asked) -> Option<Vec<Found>> {
        let found = self.find(asked, &[])?;
        let alone = Unit {
            inherits: false,
            ..self.clone()
        };
        (!found.is_empty() || alone.find(asked, &[]).is_some()).then_some(found)
    }

    /// The text of a passage.
    pub(crate) fn text(&self) -> &'a str {
        let (block, range) = &self.pieces[0];
        &self.paper.blocks[*block].text[range.clone()]
    }

    pub(crate) fn zone(&self) -> Zone {
        self.paper.blocks[self.pieces[0].0].zone
    }

    /// Whether there is a letter in it.
    pub(crate) fn has_letters(&self) -> bool {
        self.pieces
            .iter()
            .any(|(block, range)| !self.paper.blocks[*block].letters_of(range).is_empty())
    }

    fn find(&self, asked: &Asked, places: &[Place]) -> Option<Vec<Found>> {
        match asked {
            Asked::And(parts) => {
                let found: Option<Vec<_>> =
                    parts.iter().map(|part| self.find(part, places)).collect();
                Some(found?.concat())
            }
            Asked::Or(parts) => {
                let found: Vec<_> = parts
                    .iter()
                    .filter_map(|part| self.find(part, places))
                    .collect();
                (!found.is_empty()).then(|| found.concat())
            }
            Asked::Not(part) => self.find(part, places).is_none().then(Vec::new),
            Asked::Near(near) => some(self.near(near, places)),
            Asked::Sentence(part) => some_unit(&self.sentences(), part, places),
            Asked::Paragraph(part) => some_unit(&self.paragraphs(), part, places),
            Asked::At(place, part) => self.at(place, part.as_deref(), places),
            Asked::Meets(condition) => self.paper.meets(condition).then(Vec::new),
            Asked::Term(term) => some(self.occurrences(&term.sense, places)),
        }
    }

    fn at(&self, place: &Place, part: Option<&Asked>, places: &[Place]) -> Option<Vec<Found>> {
        if let Some(elsewhere) = self.elsewhere(place) {
            return elsewhere
                .iter()
                .any(|unit| part.is_none_or(|part| unit.find(part, places).is_some()))
                .then(Vec::new);
        }
        let places = [places, std::slice::from_ref(place)].concat();
        let Some(part) = part else {
            let windows = self.pieces.iter().flat_map(|(at, range)| {
                let windows = self.paper.blocks[*at].windows(range, &places);
                windows.into_iter().map(|window| (*at, window))
            });
            let windows: Vec<(usize, Range<usize>)> = windows.collect();
            let shown = windows.iter().map(|(at, window)| {
                Found::new(
                    *at,
                    self.paper.blocks[*at].letters_of(window),
                    window.clone(),
                )
            });
            let is_quoted = places.iter().any(Place::is_in_quotations);
            return (!windows.is_empty()).then(|| {
                if is_quoted {
                    shown.collect()
                } else {
                    Vec::new()
                }
            });
        };
        self.find(part, &places)
    }

    /// The title of the document, or the heading above, where they stand for the text.
    fn elsewhere(&self, place: &Place) -> Option<Vec<Unit<'a>>> {
        let paper = self.paper;
        let own = self.pieces.first().map(|(at, _)| &paper.blocks[*at])?;
        let wanted: Vec<usize> = match place {
            _ if !self.inherits => return None,
            Place::In(Zone::Title) if own.zone != Zone::Title => (0..paper.blocks.len())
                .filter(|at| paper.blocks[*at].zone == Zone::Title)
                .collect(),
            Place::In(Zone::Heading) if own.zone != Zone::Heading => {
                own.heading.into_iter().collect()
            }
            _ => return None,
        };
        let unit = |at: usize| Unit {
            paper,
            pieces: vec![(at, 0..paper.blocks[at].text.len())],
            inherits: true,
        };
        Some(wanted.into_iter().map(unit).collect())
    }

    fn sentences(&self) -> Vec<Unit<'a>> {
        let mut units = Vec::new();
        for (at, range) in &self.pieces {
            for sentence in sentences(&self.paper.blocks[*at].text) {
                let piece = sentence.start.max(range.start)..sentence.end.min(range.end);
                if piece.start < piece.end {
                    units.push(Unit {
                        pieces: vec![(*at, piece)],
                        ..self.clone()
                    });
                }
            }
        }
        units
    }

    fn paragraphs(&self) -> Vec<Unit<'a>> {
        self.pieces
            .iter()
            .map(|piece| Unit {
                pieces: vec![piece.clone()],
                ..self.clone()
            })
            .collect()
    }

    fn near(&self, near: &Near, places: &[Place]) -> Vec<Found> {
        let all = |terms: &[Term]| -> Vec<Found> {
            terms
                .iter()
                .flat_map(|term| self.occurrences(&term.sense, places))
                .collect()
        };
        let (left, right) = (all(&near.left), all(&near.right));
        let is_near = |a: &Found, b: &Found| {
            let (first, second) = if a.letters.start <= b.letters.start {
                (a, b)
            } else {
                (b, a)
            };
            a.block == b.block
                && (!near.ordered || first == a)
                && first.letters.end <= second.letters.start
                && second.letters.start - first.letters.end <= near.letters
                && self.paper.blocks[a.block]
                    .in_one_sentence(&(first.letters.start..second.letters.end))
        };
        let mut found: Vec<Found> = left
            .iter()
            .filter(|a| right.iter().any(|b| is_near(a, b)))
            .cloned()
            .collect();
        found.extend(
            right
                .iter()
                .filter(|b| left.iter().any(|a| is_near(a, b)))
                .cloned(),
        );
        found
    }

    /// Every occurrence of a term at some places.
    pub(crate) fn occurrences(&self, sense: &Sense, places: &[Place]) -> Vec<Found> {
        let mut found = Vec::new();
        for (at, range) in &self.pieces {
            let block = &self.paper.blocks[*at];
            for window in block.windows(range, places) {
                let inside = block.occurrences(sense, &window).into_iter();
                found.extend(inside.map(|(letters, bytes, is_other)| Found {
                    is_other,
                    ..Found::new(*at, letters, bytes)
                }));
            }
        }
        found.retain(|found| {
            let block = &self.paper.blocks[found.block];
            places.iter().all(|place| match place {
                Place::NotIn(Zone::Quote) => !block.is_quoted(&found.bytes, None),
                Place::NotSaid(name) => !block.is_quoted(&found.bytes, Some(name)),
                _ => true,
            })
        });
        found
    }
}

fn some(found: Vec<Found>) -> Option<Vec<Found>> {
    (!found.is_empty()).then_some(found)
}

fn some_unit(units: &[Unit<'_>], part: &Asked, places: &[Place]) -> Option<Vec<Found>> {
    let found: Vec<Vec<Found>> = units
        .iter()
        .filter_map(|unit| unit.find(part, places))
        .collect();
    (!found.is_empty()).then(|| found.concat())
}

impl Place {
    fn is_in_quotations(&self) -> bool {
        matches!(self, Place::In(Zone::Quote) | Place::Said(_))
    }
}

impl Block {
    /// The stretches of some bytes that lie at all of some places; what lies outside quotations is told by occurrence.
    fn windows(&self, range: &Range<usize>, places: &[Place]) -> Vec<Range<usize>> {
        let mut windows = vec![range.clone()];
        for place in places {
            let by = match place {
                Place::In(Zone::Quote) => None,
                Place::Said(name) => Some(name.as_str()),
                Place::In(zone) if self.zone != *zone => return Vec::new(),
                Place::NotIn(zone) if self.zone == *zone => return Vec::new(),
                _ => continue,
            };
            let quotes = self
                .quotes
                .iter()
                .filter(|(_, speaker)| is_said_by(speaker.as_deref(), by));
            let quotes: Vec<&Range<usize>> = quotes.map(|(quote, _)| quote).collect();
            let clip = |window: &Range<usize>| {
                let clipped = quotes
                    .iter()
                    .map(|quote| window.start.max(quote.start)..window.end.min(quote.end));
                clipped
                    .filter(|clipped| clipped.start < clipped.end)
                    .collect::<Vec<_>>()
            };
            windows = windows.iter().flat_map(clip).collect();
        }
        windows
    }

    /// Occurrences inside some bytes: letters, bytes, and whether it is another name.
    fn occurrences(
        &self,
        sense: &Sense,
        window: &Range<usize>,
    ) -> Vec<(Range<usize>, Range<usize>, bool)> {
        if let Sense::Any(senses) = sense {
            return self.any(senses, window);
        }
        let by_letters = |found: Vec<Range<usize>>| -> Vec<(Range<usize>, Range<usize>)> {
            found
                .into_iter()
                .map(|letters| (letters.clone(), self.bytes_of(&letters)))
                .collect()
        };
        let by_bytes = |found: Vec<Range<usize>>| -> Vec<(Range<usize>, Range<usize>)> {
            found
                .into_iter()
                .map(|bytes| (self.letters_of(&bytes), bytes))
                .collect()
        };
        let mut found = match sense {
            Sense::Row(text) => by_letters(self.rows(text)),
            Sense::Title(text) => by_letters(self.titles(text)),
            Sense::Loose(text, others) => by_letters(self.loose(text, *others, window)),
            Sense::Starred(rows) => by_letters(self.starred(rows, window)),
            Sense::Regex(pattern) => by_bytes(self.regex(pattern, window)),
            Sense::Exact(text) => by_bytes(self.exact(text)),
            Sense::Any(_) => Vec::new(),
        };
        found.retain(|(_, bytes)| window.start <= bytes.start && bytes.end <= window.end);
        found
            .into_iter()
            .map(|(letters, bytes)| (letters, bytes, false))
            .collect()
    }

    /// What was typed, and its other names where they do not lie inside something found already.
    fn any(
        &self,
        senses: &[Sense],
        window: &Range<usize>,
    ) -> Vec<(Range<usize>, Range<usize>, bool)> {
        let mut found: Vec<(Range<usize>, Range<usize>, bool)> = Vec::new();
        for (number, sense) in senses.iter().enumerate() {
            for (letters, bytes, _) in self.occurrences(sense, window) {
                let is_inside = |(_, known, _): &(_, Range<usize>, bool)| {
                    known.start <= bytes.start && bytes.end <= known.end
                };
                if number == 0 || !found.iter().any(is_inside) {
                    found.push((letters, bytes, number > 0));
                }
            }
        }
        found
    }

    fn rows(&self, text: &str) -> Vec<Range<usize>> {
        let wanted = with_year_as_number(letters(text));
        let same = |wanted: &[Letter], start: usize| {
            let Some(found) = self.letters.get(start..start + wanted.len()) else {
                return false;
            };
            let mut pairs = wanted.iter().zip(found);
            pairs.all(|(w, f)| {
                w.folded == f.folded && w.place - wanted[0].place == f.place - found[0].place
            })
        };
        let end = |start: usize| {
            if same(&wanted, start) {
                return Some(start + wanted.len());
            }
            // 2024年 for 二〇二四年: the last digit stands in the number's place.
            let is_year = self
                .year_at(start)
                .is_some_and(|year| year == wanted[0].folded);
            let rest = &wanted[1..];
            let follows = rest.first().is_none_or(|next| {
                same(rest, start + 4)
                    && next.place - wanted[0].place
                        == self.letters[start + 4].place - self.letters[start + 3].place
            });
            (is_year && follows).then_some(start + 3 + wanted.len())
        };
        (0..self.letters.len())
            .filter_map(|start| Some(start..end(start)?))
            .collect()
    }

    /// The year in Han digits that begins at a letter and that 年 follows.
    fn year_at(&self, start: usize) -> Option<String> {
        let five = self.letters.get(start..start + 5)?;
        let is_row = five[4].place - five[0].place == 4;
        year_of(five).filter(|_| is_row)
    }

    fn titles(&self, text: &str) -> Vec<Range<usize>> {
        let spans = title_spans(&self.text);
        let mut rows = self.rows(text);
        rows.retain(|row| {
            let bytes = self.bytes_of(row);
            self.zone == Zone::Title
                || spans
                    .iter()
                    .any(|span| span.start <= bytes.start && bytes.end <= span.end)
        });
        rows
    }

    /// Stretches of one sentence that begin and end with the first and last letter wanted and hold all in their order, none
    /// of them around another.
    fn loose(&self, text: &str, others: usize, window: &Range<usize>) -> Vec<Range<usize>> {
        let wanted = letters(text);
        let inside = self.letters_of(window);
        let holds = |stretch: &Range<usize>| {
            let mut found = self.letters[stretch.clone()].iter();
            wanted
                .iter()
                .all(|wanted| found.any(|letter| letter.folded == wanted.folded))
        };
        let mut all = Vec::new();
        for start in inside.clone() {
            for end in start + wanted.len()..=(start + wanted.len() + others).min(inside.end) {
                if self.in_one_sentence(&(start..end)) && holds(&(start..end)) {
                    all.push(start..end);
                }
            }
        }
        let is_around =
            |a: &Range<usize>, b: &Range<usize>| a != b && a.start <= b.start && b.end <= a.end;
        all.iter()
            .filter(|a| !all.iter().any(|b| is_around(a, b)))
            .cloned()
            .collect()
    }

    /// For every place where the first row stands, the shortest stretch of one sentence that holds them all.
    fn starred(&self, rows: &[Vec<String>], window: &Range<usize>) -> Vec<Range<usize>> {
        let inside = self.letters_of(window);
        let fits = |row: &[String], start: usize| {
            start + row.len() <= inside.end
                && row
                    .iter()
                    .zip(&self.letters[start..])
                    .all(|(slot, letter)| glob(slot, &letter.folded))
        };
        let ends = |row: &[String], start: usize| {
            // A row that begins with a number may begin with a year in Han digits.
            let is_year = self.year_at(start).is_some_and(|year| glob(&row[0], &year));
            let rest = is_year && start + 4 <= inside.end && fits(&row[1..], start + 4);
            if rest {
                return Some(start + 3 + row.len());
            }
            fits(row, start).then_some(start + row.len())
        };
        let mut found = Vec::new();
        for start in inside.clone() {
            let mut reached: Vec<usize> = ends(&rows[0], start).into_iter().collect();
            for row in &rows[1..] {
                let starts = reached.iter().flat_map(|end| *end..=end + STAR_LETTERS);
                let mut next: Vec<usize> = starts.filter_map(|start| ends(row, start)).collect();
                next.sort_unstable();
                next.dedup();
                reached = next;
            }
            let end = reached
                .into_iter()
                .find(|end| self.in_one_sentence(&(start..*end)));
            found.extend(end.map(|end| start..end));
        }
        found
    }

    /// A regular expression is put to every sentence.
    fn regex(&self, pattern: &str, window: &Range<usize>) -> Vec<Range<usize>> {
        let regex = Regex::new(pattern).expect("the expressions of the tests are sound");
        let mut found = Vec::new();
        for sentence in sentences(&self.text) {
            let piece = sentence.start.max(window.start)..sentence.end.min(window.end);
            if piece.start >= piece.end {
                continue;
            }
            let printed = &self.text[piece.clone()];
            let folded = fold(printed);
            let place = |byte: usize| {
                let characters = folded[..byte].chars().count();
                piece.start
                    + printed
                        .chars()
                        .take(characters)
                        .map(char::len_utf8)
                        .sum::<usize>()
            };
            found.extend(
                regex
                    .find_iter(&folded)
                    .map(|hit| place(hit.start())..place(hit.end())),
            );
        }
        found
    }

    /// Characters as typed, words only whole, occurrences that overlap included.
    fn exact(&self, text: &str) -> Vec<Range<usize>> {
        let starts = self.text.char_indices().map(|(at, _)| at);
        let found = starts.filter(|at| self.text[*at..].starts_with(text));
        let ranges = found.map(|at| at..at + text.len());
        ranges
            .filter(|range| !self.is_inside_word(range.start) && !self.is_inside_word(range.end))
            .collect()
    }
}

/// The year that four Han digits before 年 make.
fn year_of(five: &[Letter]) -> Option<String> {
    let digit = |letter: &Letter| {
        "〇一二三四五六七八九"
            .chars()
            .position(|c| letter.folded == c.to_string())
    };
    let digits: Option<Vec<usize>> = five[..4].iter().map(digit).collect();
    let year: String = digits?.iter().map(usize::to_string).collect();
    (five[4].folded == "年").then_some(year)
}

/// A year in Han digits at the start of a question is the number too.
fn with_year_as_number(mut wanted: Vec<Letter>) -> Vec<Letter> {
    let year = wanted
        .get(..5)
        .filter(|five| five[4].place - five[0].place == 4)
        .and_then(year_of);
    if let Some(year) = year {
        wanted.drain(..3);
        wanted[0].folded = year;
    }
    wanted
}

/// Whether a folded word is of a form in which stars stand for any letters.
fn glob(form: &str, word: &str) -> bool {
    match form.split_once('*') {
        None => form == word,
        Some((start, rest)) => word.strip_prefix(start).is_some_and(|word| {
            let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
            ends.into_iter().any(|at| glob(rest, &word[at..]))
        }),
    }
}

impl Asked {
    /// Whether a passage is a paragraph: one is asked for, or a phrase that goes over the end of a sentence.
    fn wants_paragraphs(&self) -> bool {
        match self {
            Asked::And(parts) | Asked::Or(parts) => parts.iter().any(Asked::wants_paragraphs),
            Asked::Paragraph(_) => true,
            Asked::Sentence(part) | Asked::At(_, Some(part)) => part.wants_paragraphs(),
            Asked::Term(term) => term.sense.spans_sentences(),
            Asked::Not(_) | Asked::Near(_) | Asked::At(_, None) | Asked::Meets(_) => false,
        }
    }

    /// Whether it only says what not to find.
    pub(crate) fn only_excludes(&self) -> bool {
        match self {
            Asked::And(parts) | Asked::Or(parts) => parts.iter().all(Asked::only_excludes),
            Asked::Not(_) => true,
            Asked::Sentence(part) | Asked::Paragraph(part) => part.only_excludes(),
            _ => false,
        }
    }

    /// Whether it looks for signs, which a passage without letters may hold.
    pub(crate) fn looks_for_signs(&self) -> bool {
        match self {
            Asked::And(parts) | Asked::Or(parts) => parts.iter().any(Asked::looks_for_signs),
            Asked::Sentence(part) | Asked::Paragraph(part) | Asked::At(_, Some(part)) => {
                part.looks_for_signs()
            }
            Asked::Term(term) => matches!(term.sense, Sense::Exact(_) | Sense::Regex(_)),
            Asked::Near(_) | Asked::Not(_) | Asked::Meets(_) | Asked::At(_, None) => false,
        }
    }
}

impl Sense {
    fn spans_sentences(&self) -> bool {
        match self {
            Sense::Row(text) | Sense::Title(text) => {
                let letters = letters(text);
                letters
                    .windows(2)
                    .any(|pair| pair[1].place - pair[0].place > 1)
            }
            Sense::Exact(text) => sentences(text).count() > 1,
            _ => false,
        }
    }
}
