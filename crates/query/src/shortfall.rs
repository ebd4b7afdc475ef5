//! What a document lacks of a part of a question, and the text that comes nearest to it.

use std::ops::Range;

use sco_analysis::{LONGEST_GAP, Letters, Loose, Pattern, sentences};
use sco_indexer::Zone;

use crate::columns::texts;
use crate::engine::SearchError;
use crate::nearest::{Nearest, Place as NearPlace, nearest};
use crate::request::DISTANCE_LIMIT;
use crate::syntax::{Expanded, Filter, FilterKey, Leaf, LeafKind, Near, Node, Place, Scope};
use crate::why::{Examined, WhyPart, inside};

/// What is lacking.
#[derive(Debug, Default)]
pub(crate) struct Shortfall {
    /// In words, where its own parts do not say it.
    pub(crate) reason: Option<String>,
    /// The nearest text.
    pub(crate) places: Vec<NearPlace>,
}

impl Shortfall {
    fn of(reason: &str) -> Shortfall {
        Shortfall {
            reason: Some(reason.to_owned()),
            places: Vec::new(),
        }
    }

    fn at(reason: String, places: Vec<NearPlace>) -> Shortfall {
        Shortfall {
            reason: Some(reason),
            places,
        }
    }
}

impl From<Nearest> for Shortfall {
    fn from(nearest: Nearest) -> Shortfall {
        Shortfall::at(nearest.reason, nearest.place.into_iter().collect())
    }
}

/// How two things stand that should be near each other.
struct Apart {
    letters: usize,
    is_in_order: bool,
    place: NearPlace,
}

impl Examined<'_> {
    /// What the document lacks of a node, which has to stand in some places and has the parts given.
    pub(crate) fn shortfall(&self, node: &Node, places: &[&Place], parts: &[WhyPart]) -> Shortfall {
        let all_parts_hold = !parts.is_empty() && parts.iter().all(|part| part.holds);
        match node {
            Node::Not(_) => Shortfall::of("what is excluded stands there"),
            Node::Near(near) if all_parts_hold => self.apart(near, places),
            Node::Within(scope, inner) if all_parts_hold => self.scattered(*scope, inner, places),
            Node::In(place, inner) if inner.looks_for_nothing() => Shortfall::of(nothing_at(place)),
            Node::Leaf(leaf) => self.lacking(leaf, places),
            Node::Expanded(expanded) => self.lacking_names(expanded, places),
            Node::Boost(_, inner) => self.shortfall(inner, places, parts),
            _ if all_parts_hold => Shortfall::of("each part stands there, but not together"),
            _ => Shortfall::default(),
        }
    }

    fn lacking_names(&self, expanded: &Expanded, places: &[&Place]) -> Shortfall {
        let Node::Leaf(leaf) = expanded.typed.as_ref() else {
            return Shortfall::default();
        };
        let mut lacking = self.lacking(leaf, places);
        if let Some(reason) = &mut lacking.reason {
            reason.push_str("; nor does another name or form of it");
        }
        lacking
    }

    fn lacking(&self, leaf: &Leaf, places: &[&Place]) -> Shortfall {
        let alone = Node::Leaf(leaf.clone());
        if let Some((block, spans)) = self.spans(&alone, &Zone::WHOLE).into_iter().next() {
            let zone = self.record.blocks[block].zone.name();
            let place = NearPlace::around(&self.record, block, spans.into_iter().take(1).collect());
            return Shortfall::at(
                format!(
                    "it stands elsewhere in the document, in the {zone}, not where it is asked for"
                ),
                vec![place],
            );
        }
        let zones = self.zones_of(&inside(&alone, places));
        match &leaf.kind {
            LeafKind::Word(pattern) | LeafKind::Phrase(pattern) => {
                nearest(pattern, &self.record, &zones).into()
            }
            LeafKind::Title(pattern) => self.unmarked(
                pattern,
                "its letters stand there, but not between 《 and 》, nor as the document's title",
                &zones,
            ),
            LeafKind::Exact(exact) => match exact.pattern() {
                Some(pattern) => {
                    self.unmarked(pattern, "it stands there written differently", &zones)
                }
                None => Shortfall::of("these signs do not stand there"),
            },
            LeafKind::Gapped(gapped) => {
                let is_there = |row: &sco_analysis::Row| {
                    let mut blocks = self
                        .record
                        .blocks
                        .iter()
                        .filter(|block| zones.contains(&block.zone));
                    blocks.any(|block| !row.find_in(&Letters::of(&block.text)).is_empty())
                };
                let missing = gapped.rows().iter().filter(|row| !is_there(row)).count();
                match (missing, gapped.rows().len()) {
                    (0, _) => Shortfall::of(&format!(
                        "its parts stand there, but nowhere in this order in one sentence with at most {LONGEST_GAP} letters between two of them"
                    )),
                    (_, 1) => Shortfall::of("nothing of this form stands there"),
                    (missing, all) => {
                        Shortfall::of(&format!("{missing} of its {all} parts do not stand there"))
                    }
                }
            }
            LeafKind::Loose(loose) => self.too_loose(leaf, loose, &zones),
            LeafKind::Regex(_) => Shortfall::of("no sentence matches it"),
        }
    }

    /// Letters that stand there without what else is asked for, else what comes nearest to them.
    fn unmarked(&self, pattern: &Pattern, reason: &str, zones: &[Zone]) -> Shortfall {
        for (at, block) in self
            .record
            .blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| zones.contains(&block.zone))
        {
            let letters = Letters::of(&block.text);
            if let Some(found) = pattern.find_in(&letters).first() {
                let bytes = bytes_of(&letters, found);
                let reason = format!("{reason}: `{}`", &block.text[bytes.clone()]);
                return Shortfall::at(
                    reason,
                    vec![NearPlace::around(&self.record, at, vec![bytes])],
                );
            }
        }
        nearest(pattern, &self.record, zones).into()
    }

    /// How many other letters would have to be allowed.
    fn too_loose(&self, leaf: &Leaf, loose: &Loose, zones: &[Zone]) -> Shortfall {
        let blocks = self
            .record
            .blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| zones.contains(&block.zone));
        let texts: Vec<(usize, Letters)> = blocks
            .map(|(at, block)| (at, Letters::of(&block.text)))
            .collect();
        let holds = |letter: &String| {
            texts
                .iter()
                .any(|(_, letters)| (0..letters.len()).any(|at| letters.text(at) == letter))
        };
        let missing: Vec<&str> = loose
            .letters()
            .iter()
            .filter(|letter| !holds(letter))
            .map(String::as_str)
            .collect();
        if !missing.is_empty() {
            return Shortfall::of(&format!(
                "of its letters `{}` stand nowhere there",
                missing.join("`, `")
            ));
        }
        for others in 1..=DISTANCE_LIMIT {
            let Some(looser) = Loose::of(&leaf.text, others) else {
                break;
            };
            for (block, letters) in &texts {
                let Some(found) = looser.find_in(letters).into_iter().next() else {
                    continue;
                };
                let place =
                    NearPlace::around(&self.record, *block, vec![bytes_of(letters, &found)]);
                return Shortfall::at(
                    format!("its letters stand there with {others} others among them"),
                    vec![place],
                );
            }
        }
        Shortfall::of("its letters stand there, but not in this order in one sentence")
    }

    /// Two things that stand there, but not near enough, or in the other order.
    fn apart(&self, near: &Near, places: &[&Place]) -> Shortfall {
        let (left, right) = (inside(&near.left, places), inside(&near.right, places));
        let (lefts, rights) = (
            self.spans(&left, &self.zones_of(&left)),
            self.spans(&right, &self.zones_of(&right)),
        );
        let mut nearest: Option<Apart> = None;
        for (block, of_left) in &lefts {
            let Some((_, of_right)) = rights.iter().find(|(other, _)| other == block) else {
                continue;
            };
            let letters = Letters::of(&self.record.blocks[*block].text);
            for a in of_left {
                for b in of_right {
                    let Some((distance, is_in_order)) = distance(&letters, a, b) else {
                        continue;
                    };
                    let is_better = nearest
                        .as_ref()
                        .is_none_or(|known| distance < known.letters);
                    if is_better {
                        let mut marked = vec![a.clone(), b.clone()];
                        marked.sort_by_key(|mark| mark.start);
                        let place = NearPlace::around(&self.record, *block, marked);
                        nearest = Some(Apart {
                            letters: distance,
                            is_in_order,
                            place,
                        });
                    }
                }
            }
        }
        let Some(Apart {
            letters,
            is_in_order,
            place,
        }) = nearest
        else {
            let first = [&lefts, &rights]
                .into_iter()
                .filter_map(|side| side.first());
            let first = first
                .map(|(block, spans)| NearPlace::around(&self.record, *block, spans[..1].to_vec()));
            return Shortfall::at(
                "both stand there, but never in one sentence".to_owned(),
                first.collect(),
            );
        };
        let is_near = letters <= near.letters;
        let reason = match (near.ordered && !is_in_order, is_near) {
            (true, true) => format!("they stand in the other order, {letters} letters apart"),
            (true, false) => format!(
                "they stand in the other order, {letters} letters apart; at most {} are asked for",
                near.letters
            ),
            (false, _) => format!(
                "in one sentence they stand at least {letters} letters apart; at most {} are asked for",
                near.letters
            ),
        };
        Shortfall::at(reason, vec![place])
    }

    /// Things that all stand there, but in no one sentence or paragraph.
    fn scattered(&self, scope: Scope, inner: &Node, places: &[&Place]) -> Shortfall {
        let name = match scope {
            Scope::Sentence => "sentence",
            Scope::Paragraph => "paragraph",
        };
        let parts = match inner {
            Node::And(nodes) => nodes.clone(),
            node => vec![node.clone()],
        };
        let wanted = parts.iter().map(|part| inside(part, places));
        let first = wanted.filter_map(|part| {
            let (block, spans) = self
                .spans(&part, &self.zones_of(&part))
                .into_iter()
                .next()?;
            Some(NearPlace::around(
                &self.record,
                block,
                spans.into_iter().take(1).collect(),
            ))
        });
        let mut first: Vec<NearPlace> = first.collect();
        first.dedup();
        Shortfall::at(
            format!("each part stands there, but no one {name} holds all of them"),
            first,
        )
    }

    /// The sentence that holds the most of some nodes.
    pub(crate) fn fullest_sentence(&self, nodes: &[&Node]) -> Option<NearPlace> {
        let parts: Vec<Node> = nodes.iter().flat_map(|node| node.parts()).collect();
        let found: Vec<_> = parts
            .iter()
            .map(|part| self.spans(part, &self.zones_of(part)))
            .collect();
        let mut best: Option<(usize, NearPlace)> = None;
        for (block, content) in self.record.blocks.iter().enumerate() {
            for unit in sentences(&content.text) {
                let inside = |spans: &[(usize, Vec<Range<usize>>)]| -> Vec<Range<usize>> {
                    let own = spans
                        .iter()
                        .filter(|(at, _)| *at == block)
                        .flat_map(|(_, spans)| spans);
                    own.filter(|span| unit.start <= span.start && span.end <= unit.end)
                        .cloned()
                        .collect()
                };
                let held: Vec<Vec<Range<usize>>> =
                    found.iter().map(|spans| inside(spans)).collect();
                let count = held.iter().filter(|spans| !spans.is_empty()).count();
                if count > best.as_ref().map_or(0, |(known, _)| *known) {
                    let mut marked = held.concat();
                    marked.sort_by_key(|mark| (mark.start, mark.end));
                    best = Some((count, NearPlace::around(&self.record, block, marked)));
                }
            }
        }
        best.map(|(_, place)| place)
    }

    /// What the document has that a condition asks about.
    pub(crate) fn value_of(&self, filter: &Filter) -> Result<String, SearchError> {
        let record = &self.record;
        let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<String>>();
        let values = match filter.key {
            FilterKey::Type => one(&record.kind),
            FilterKey::Lang => one(&record.language),
            FilterKey::Date | FilterKey::Year => one(&record.date),
            FilterKey::Id => vec![record.id.clone()],
            FilterKey::Issuer => self.column("body")?,
            key => self.column(key.name())?,
        };
        let name = match filter.key {
            FilterKey::Year => "date",
            key => key.name(),
        };
        Ok(if values.is_empty() {
            format!("the document has no {name}")
        } else {
            format!("the document has {name} `{}`", values.join("`, `"))
        })
    }

    fn column(&self, name: &str) -> Result<Vec<String>, SearchError> {
        let reader = self.engine.index.searcher.segment_reader(self.segment);
        let Some(column) = reader.fast_fields().str(name)? else {
            return Ok(Vec::new());
        };
        let mut ordinals: Vec<u64> = column.term_ords(self.doc).collect();
        ordinals.sort_unstable();
        ordinals.dedup();
        Ok(texts(&column, &ordinals)?)
    }
}

fn nothing_at(place: &Place) -> &'static str {
    match place {
        Place::Speaker(_) => "nobody of this name is quoted there",
        _ => "the document has nothing there",
    }
}

/// The bytes of some letters.
fn bytes_of(letters: &Letters, range: &Range<usize>) -> Range<usize> {
    letters.letter(range.start).start as usize..letters.letter(range.end - 1).end as usize
}

/// Letters between two pieces of one sentence, and whether the first comes first; `None` when a sentence ends between them or
/// they overlap.
fn distance(letters: &Letters, a: &Range<usize>, b: &Range<usize>) -> Option<(usize, bool)> {
    let of_bytes = |bytes: &Range<usize>| {
        let all = letters.as_slice();
        let first = all.partition_point(|letter| letter.end as usize <= bytes.start);
        first
            ..all
                .partition_point(|letter| (letter.start as usize) < bytes.end)
                .max(first)
    };
    let (a, b) = (of_bytes(a), of_bytes(b));
    let is_in_order = a.start <= b.start;
    let (first, second) = if is_in_order { (a, b) } else { (b, a) };
    let is_apart = second.start >= first.end && letters.in_one_sentence(first.start..second.end);
    is_apart.then(|| (second.start - first.end, is_in_order))
}
