//! Which documents can hold things close to each other, told by the positions in the index, so that the others need not be read.
//!
//! All tests here are necessary and not sufficient: what passes is read. Positions count letters, the end of a sentence takes
//! one and the end of a block more, so what stands close in a sentence stands as close by position.

use sco_analysis::{Atom, Gapped, GramQuery, LONGEST_GAP, Loose, Pattern, Row, RowQuery};
use sco_indexer::{Zone, ZoneFields};
use tantivy::DocId;

use crate::candidates::{Candidates, all_of, any_of};
use crate::engine::SearchError;
use crate::evaluate::Pass;
use crate::postings::{Places, places, sentence_ends};
use crate::syntax::{Leaf, LeafKind, Near, Node};

/// Documents that are read without asking for positions first: reading one costs some microseconds.
const FEW: usize = 32;
/// The number of a year in Han digits stands at the last of them, the year begins three before.
const YEAR: u32 = 3;

/// Where something stands, and how many letters it has at most.
struct Stretches {
    starts: Places,
    longest: u32,
}

/// Sentences as document and number of those before it in the zone, sorted, each once.
type SentenceSet = Vec<(DocId, u32)>;

impl Pass<'_> {
    /// Those of some documents that may hold two things close to each other.
    pub(crate) fn near_by_position(
        &self,
        near: &Near,
        zones: &[Zone],
        docs: Candidates,
    ) -> Result<Candidates, SearchError> {
        self.narrowed(zones, docs, |field, docs| {
            let left = self.stretches(&near.left, field, docs)?;
            let right = self.stretches(&near.right, field, docs)?;
            let (Some(left), Some(right)) = (left, right) else {
                return Ok(None);
            };
            let letters = u32::try_from(near.letters).unwrap_or(u32::MAX);
            let after = reach(letters, left.longest);
            let before = if near.ordered {
                YEAR
            } else {
                reach(letters, right.longest)
            };
            Ok(Some(following(
                &left.starts,
                &right.starts,
                (before, after),
            )))
        })
    }

    /// Those of some documents that may hold rows with gaps between them.
    pub(crate) fn gapped_by_position(
        &self,
        gapped: &Gapped,
        zones: &[Zone],
        docs: Candidates,
    ) -> Result<Candidates, SearchError> {
        let [_, _, ..] = gapped.rows() else {
            return Ok(docs);
        };
        let gap = u32::try_from(LONGEST_GAP).unwrap_or(u32::MAX);
        self.narrowed(zones, docs, |field, docs| {
            let rows = gapped.rows().iter();
            let steps = rows.map(|row| (row.grams(), reach(gap, letters_of(row))));
            self.chain(steps, field, docs).map(Some)
        })
    }

    /// Those of some documents that may hold letters with others among them.
    pub(crate) fn loose_by_position(
        &self,
        loose: &Loose,
        zones: &[Zone],
        docs: Candidates,
    ) -> Result<Candidates, SearchError> {
        let step = reach(u32::try_from(loose.others()).unwrap_or(u32::MAX), 1);
        self.narrowed(zones, docs, |field, docs| {
            let letters = loose
                .letters()
                .iter()
                .filter_map(|letter| Pattern::of(letter));
            let steps = letters.map(|letter| (row_query(&letter), step));
            self.chain(steps, field, docs).map(Some)
        })
    }

    /// Those of some documents that may hold a node in one sentence.
    pub(crate) fn in_sentence_by_position(
        &self,
        node: &Node,
        zones: &[Zone],
        docs: Candidates,
    ) -> Result<Candidates, SearchError> {
        self.narrowed(zones, docs, |field, docs| {
            let ends = sentence_ends(self.reader, field, docs)?;
            self.sentences(node, field, (docs, &ends))
        })
    }

    /// Keeps the documents of which one zone passes a test; all where there are few, or where the test cannot tell.
    fn narrowed(
        &self,
        zones: &[Zone],
        docs: Candidates,
        test: impl Fn(ZoneFields, &[DocId]) -> Result<Option<Places>, SearchError>,
    ) -> Result<Candidates, SearchError> {
        let docs = match docs {
            Some(docs) if docs.len() > FEW => docs,
            few_or_unknown => return Ok(few_or_unknown),
        };
        let mut passed = Vec::new();
        for zone in zones {
            let Some(in_zone) = test(self.evaluator.fields.zone(*zone), &docs)? else {
                return Ok(Some(docs));
            };
            passed.extend(in_zone.into_iter().map(|(doc, _)| doc));
        }
        passed.sort_unstable();
        passed.dedup();
        Ok(Some(passed))
    }

    /// Where the last of some rows stands that follow each other, each within its reach of the one before.
    fn chain(
        &self,
        steps: impl Iterator<Item = (RowQuery, u32)>,
        field: ZoneFields,
        docs: &[DocId],
    ) -> Result<Places, SearchError> {
        let mut reached: Option<(Places, u32)> = None;
        for (query, reach) in steps {
            let next = places(self.reader, field, &query, docs)?;
            let next = match reached {
                None => next,
                Some((before, within)) => following(&before, &next, (YEAR, within)),
            };
            reached = Some((next, reach));
        }
        Ok(reached.map_or_else(Places::new, |(places, _)| places))
    }

    /// Where a node of leaves, AND and OR stands; `None` when positions cannot tell.
    fn stretches(
        &self,
        node: &Node,
        field: ZoneFields,
        docs: &[DocId],
    ) -> Result<Option<Stretches>, SearchError> {
        match node {
            Node::Boost(_, inner) => self.stretches(inner, field, docs),
            Node::And(nodes) | Node::Or(nodes) => {
                let parts = nodes.iter().map(|node| self.stretches(node, field, docs));
                joined(parts)
            }
            Node::Expanded(expanded) => {
                let typed = self.stretches(&expanded.typed, field, docs);
                let others = expanded.others.iter();
                let others = others.map(|other| self.row(&other.row, field, docs).map(Some));
                joined(std::iter::once(typed).chain(others))
            }
            Node::Leaf(leaf) => match (&leaf.kind, leaf.pattern()) {
                (LeafKind::Gapped(gapped), _) => match gapped.rows() {
                    [row] => self.row(row, field, docs).map(Some),
                    _ => Ok(None),
                },
                (_, Some(pattern)) => self.pattern_stretches(pattern, field, docs).map(Some),
                (_, None) => Ok(None),
            },
            Node::Not(_) | Node::Near(_) | Node::Within(..) | Node::In(..) | Node::Filter(_) => {
                Ok(None)
            }
        }
    }

    fn pattern_stretches(
        &self,
        pattern: &Pattern,
        field: ZoneFields,
        docs: &[DocId],
    ) -> Result<Stretches, SearchError> {
        let letters = pattern.letters().as_slice();
        let last = letters.last().map_or(0, |letter| letter.position);
        Ok(Stretches {
            starts: places(self.reader, field, &row_query(pattern), docs)?,
            longest: last + 1,
        })
    }

    fn row(&self, row: &Row, field: ZoneFields, docs: &[DocId]) -> Result<Stretches, SearchError> {
        Ok(Stretches {
            starts: places(self.reader, field, &row.grams(), docs)?,
            longest: letters_of(row),
        })
    }

    /// The sentences that may hold a node; `None` when positions cannot tell.
    fn sentences(
        &self,
        node: &Node,
        field: ZoneFields,
        among: (&[DocId], &Places),
    ) -> Result<Option<SentenceSet>, SearchError> {
        let (docs, ends) = among;
        match node {
            Node::Boost(_, inner) | Node::Within(_, inner) => self.sentences(inner, field, among),
            Node::And(nodes) => {
                let parts = nodes.iter().map(|node| self.sentences(node, field, among));
                all_of(parts)
            }
            Node::Near(near) => {
                let sides = [&near.left, &near.right].into_iter();
                all_of(sides.map(|side| self.sentences(side, field, among)))
            }
            Node::Or(nodes) => {
                let parts = nodes.iter().map(|node| self.sentences(node, field, among));
                any_of(parts)
            }
            Node::Leaf(Leaf {
                kind: LeafKind::Gapped(gapped),
                ..
            }) => {
                let rows = gapped.rows().iter();
                all_of(rows.map(|row| {
                    let row = self.row(row, field, docs)?;
                    Ok(Some(numbered(&row.starts, ends)))
                }))
            }
            Node::Leaf(_) | Node::Expanded(_) => {
                let stretches = self.stretches(node, field, docs)?;
                Ok(stretches.map(|stretches| numbered(&stretches.starts, ends)))
            }
            Node::Not(_) | Node::In(..) | Node::Filter(_) => Ok(None),
        }
    }
}

/// How far from the start of a row, by position, the next may start with so many letters between them.
fn reach(between: u32, letters: u32) -> u32 {
    between.saturating_add(letters).saturating_add(YEAR)
}

fn letters_of(row: &Row) -> u32 {
    u32::try_from(row.atoms().len()).unwrap_or(u32::MAX)
}

/// How a pattern is looked for as a row.
fn row_query(pattern: &Pattern) -> RowQuery {
    match pattern.grams() {
        GramQuery::Prefix(character) => RowQuery::Prefix(character),
        GramQuery::Phrase(terms) => {
            let terms = terms.into_iter();
            RowQuery::Terms(terms.map(|(at, term)| (at, Atom::Letter(term))).collect())
        }
    }
}

fn joined(
    parts: impl Iterator<Item = Result<Option<Stretches>, SearchError>>,
) -> Result<Option<Stretches>, SearchError> {
    let mut all = Stretches {
        starts: Places::new(),
        longest: 0,
    };
    for part in parts {
        let Some(part) = part? else { return Ok(None) };
        all.longest = all.longest.max(part.longest);
        all.starts.extend(part.starts);
    }
    all.starts.sort_unstable();
    Ok(Some(all))
}

/// Those of `next` that stand in a document at most `back` before and at most `ahead` after one of `first`.
fn following(first: &Places, next: &Places, (back, ahead): (u32, u32)) -> Places {
    let mut at = 0;
    let mut stands = |&(doc, position): &(DocId, u32)| {
        let earliest = (doc, position.saturating_sub(ahead));
        while first.get(at).is_some_and(|place| *place < earliest) {
            at += 1;
        }
        let latest = position.saturating_add(back);
        first
            .get(at)
            .is_some_and(|place| place.0 == doc && place.1 <= latest)
    };
    next.iter().copied().filter(|place| stands(place)).collect()
}

/// The sentences in which some places are, given all ends of sentences.
fn numbered(places: &Places, ends: &Places) -> SentenceSet {
    let mut sentences = SentenceSet::new();
    let (mut at, mut first_of_document) = (0, 0);
    let mut document = None;
    for place in places {
        if document != Some(place.0) {
            document = Some(place.0);
            at += ends[at..].partition_point(|end| end.0 < place.0);
            first_of_document = at;
        }
        while ends.get(at).is_some_and(|end| end < place) {
            at += 1;
        }
        let number = u32::try_from(at - first_of_document).unwrap_or(u32::MAX);
        if sentences.last() != Some(&(place.0, number)) {
            sentences.push((place.0, number));
        }
    }
    sentences
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evaluate::Evaluator;
    use crate::filter_sets::FilterSets;
    use crate::matching::{Around, Text, find};
    use crate::records::record;
    use crate::request::SearchRequest;
    use crate::test_index::{Random, TestIndex};
    use sco_analysis::Letters;

    fn text(random: &mut Random, letters: usize) -> String {
        let pieces = [
            "甲",
            "乙",
            "丙",
            "丁",
            "戊",
            "，",
            "。",
            "SCO",
            "pact",
            "二〇二四年",
            "2024",
            "\n\n",
        ];
        (0..letters)
            .map(|_| pieces[random.below(pieces.len())])
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn question(random: &mut Random) -> String {
        let words = [
            "甲",
            "乙丙",
            "丁",
            "甲乙",
            "SCO",
            "pact",
            "2024年",
            "戊己",
            "(甲乙 OR 丁)",
            "年",
        ];
        let mut word = || words[random.below(words.len())];
        let (a, b, c) = (word(), word(), word());
        let number = random.below(5);
        match random.below(7) {
            0 => format!("{a} NEAR/{number} {b}"),
            1 => format!("{a} BEFORE/{number} {b}"),
            2 => "\"甲*丁\"".to_owned(),
            3 => "\"乙丙*2024*甲\"".to_owned(),
            4 => format!("\"甲乙丁\"~{number}"),
            5 => format!("SENTENCE({a} {b} NOT {c})"),
            _ => format!("SENTENCE({a} NEAR/{number} {b} {c})"),
        }
    }

    #[test]
    fn nothing_that_holds_the_question_is_passed_over() {
        let mut random = Random(77);
        let documents = (0..300).map(|number| {
            let letters = 5 + random.below(60);
            json!({"id": format!("d{number:03}"), "title": text(&mut random, 4), "body": text(&mut random, letters)})
        });
        let index = TestIndex::of(documents.collect());
        let (searcher, fields) = (&index.index.searcher, &index.index.fields);
        let (mut held, mut passed_over) = (0, 0);
        for _ in 0..400 {
            let q = question(&mut random);
            let request = SearchRequest {
                q: q.clone(),
                ..SearchRequest::default()
            };
            let tree = request.parsed().expect("the question is short").tree;
            let filters = FilterSets::of(&tree, searcher, fields).expect("there are no conditions");
            let evaluator = Evaluator {
                searcher,
                fields,
                filters: &filters,
                started: std::time::Instant::now(),
                memo: &crate::memo::Memo::default(),
            };
            let matches = evaluator
                .matches(&request.zones(), &tree)
                .expect("the index is sound");
            let wanted: Vec<(u32, DocId)> = index
                .all()
                .into_iter()
                .filter(|(segment, doc)| {
                    let record =
                        record(searcher, fields, *segment, *doc).expect("the record is sound");
                    let meets = |_: &_| true;
                    let around = Around {
                        record: &record,
                        meets: &meets,
                        inherits: false,
                    };
                    record
                        .blocks
                        .iter()
                        .filter(|block| request.zones().contains(&block.zone))
                        .any(|block| {
                            let letters = Letters::of(&block.text);
                            find(&tree, &Text::of_block(block, &letters, around)).is_some()
                        })
                })
                .collect();
            assert_eq!(matches.places(), wanted, "{q}");
            held += wanted.len();
            passed_over += index.all().len() - wanted.len();
        }
        assert!(held > 1_000 && passed_over > 1_000, "{held} {passed_over}");
        index.close();
    }
}
