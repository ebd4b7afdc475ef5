//! Matching on text: the one definition of what a question finds, and where.
//!
//! [`find`] puts a tree to a text (a sentence, a paragraph, a heading, a note). The index answers the same question faster
//! where it can (`evaluate`); what it cannot say is looked for here, and every mark that is shown comes from here.

use std::ops::Range;

use sco_analysis::{Letters, Pattern, sentences};
use sco_corpus::title_spans;
use sco_indexer::{Block, Record, Zone};

use crate::syntax::{Expanded, Filter, Leaf, LeafKind, Near, Node, Place, Scope, Speaker};

/// Something found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    /// Its bytes in the text.
    pub(crate) bytes: Range<usize>,
    /// Its letters.
    letters: Range<usize>,
    /// Whether it is another name or form of what was typed.
    pub(crate) added: bool,
}

/// A text that a question is put to.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) content: &'a str,
    pub(crate) letters: &'a Letters,
    /// Where the text begins in its block, bytes.
    pub(crate) offset: usize,
    pub(crate) block: &'a Block,
    pub(crate) around: Around<'a>,
}

/// What stands around a text: its document.
#[derive(Clone, Copy)]
pub(crate) struct Around<'a> {
    pub(crate) record: &'a Record,
    /// Whether the document meets a condition.
    pub(crate) meets: &'a dyn Fn(&Filter) -> bool,
    /// Whether a title counts for all passages of its document, and a heading for those under it.
    pub(crate) inherits: bool,
}

/// Where a text holds a tree; `None` when it does not hold it.
pub(crate) fn find(node: &Node, text: &Text<'_>) -> Option<Vec<Span>> {
    match node {
        Node::Leaf(leaf) => some(leaf_spans(leaf, text)),
        Node::And(nodes) => {
            let mut spans = Vec::new();
            for node in nodes {
                spans.extend(find(node, text)?);
            }
            Some(spans)
        }
        Node::Or(nodes) => {
            let found: Vec<Vec<Span>> = nodes.iter().filter_map(|node| find(node, text)).collect();
            (!found.is_empty()).then(|| found.concat())
        }
        Node::Not(inner) => find(inner, text).is_none().then(Vec::new),
        Node::Near(near) => some(near_spans(near, text, &|_| true)),
        Node::Within(scope, inner) => within(*scope, inner, text),
        Node::In(place, inner) => inside(place, inner, text),
        Node::Filter(filter) => (text.around.meets)(filter).then(Vec::new),
        Node::Boost(_, inner) => find(inner, text),
        Node::Expanded(expanded) => expanded_spans(expanded, text),
    }
}

fn some(spans: Vec<Span>) -> Option<Vec<Span>> {
    (!spans.is_empty()).then_some(spans)
}

fn leaf_spans(leaf: &Leaf, text: &Text<'_>) -> Vec<Span> {
    let by_letters = |ranges: Vec<Range<usize>>| -> Vec<Span> {
        ranges
            .into_iter()
            .map(|range| text.span_of_letters(range))
            .collect()
    };
    let by_bytes = |ranges: Vec<Range<usize>>| -> Vec<Span> {
        ranges
            .into_iter()
            .map(|range| text.span_of_bytes(range))
            .collect()
    };
    match &leaf.kind {
        LeafKind::Word(pattern) | LeafKind::Phrase(pattern) => {
            by_letters(pattern.find_in(text.letters))
        }
        LeafKind::Title(pattern) => title_occurrences(pattern, text),
        LeafKind::Gapped(gapped) => by_letters(gapped.find_in(text.letters)),
        LeafKind::Loose(loose) => by_letters(loose.find_in(text.letters)),
        LeafKind::Exact(exact) => by_bytes(exact.find_in(text.content, text.letters)),
        LeafKind::Regex(regex) => {
            let mut found = Vec::new();
            for sentence in sentences(text.content) {
                let inside = regex.find_in(&text.content[sentence.clone()]).into_iter();
                found.extend(
                    inside.map(|range| sentence.start + range.start..sentence.start + range.end),
                );
            }
            by_bytes(found)
        }
    }
}

/// Occurrences inside 《》; in the title of a document, anywhere.
fn title_occurrences(pattern: &Pattern, text: &Text<'_>) -> Vec<Span> {
    let found = pattern.find_in(text.letters);
    if found.is_empty() {
        return Vec::new();
    }
    let spans = found.into_iter().map(|range| text.span_of_letters(range));
    if text.block.zone == Zone::Title {
        return spans.collect();
    }
    // The marks may stand in another sentence of the paragraph.
    let titles = title_spans(&text.block.text);
    let is_inside = |span: &Span| {
        let (start, end) = (span.bytes.start + text.offset, span.bytes.end + text.offset);
        titles
            .iter()
            .any(|title| title.start <= start && end <= title.end)
    };
    spans.filter(is_inside).collect()
}

/// Both sides where they stand close to each other in one sentence.
fn near_spans(near: &Near, text: &Text<'_>, passes: &dyn Fn(&Span) -> bool) -> Vec<Span> {
    let (Some(mut left), Some(mut right)) = (find(&near.left, text), find(&near.right, text))
    else {
        return Vec::new();
    };
    left.retain(passes);
    right.retain(passes);
    let mut spans = with_a_neighbour(&left, &right, near.letters, |a, b| {
        near.joins(a, b, text.letters)
    });
    spans.extend(with_a_neighbour(&right, &left, near.letters, |b, a| {
        near.joins(a, b, text.letters)
    }));
    spans
}

/// Those spans that one of some others joins, at most so many letters before or after it.
fn with_a_neighbour(
    spans: &[Span],
    others: &[Span],
    letters: usize,
    joins: impl Fn(&Span, &Span) -> bool,
) -> Vec<Span> {
    let mut by_start: Vec<&Span> = others.iter().collect();
    by_start.sort_by_key(|other| other.letters.start);
    let mut by_end: Vec<&Span> = others.iter().collect();
    by_end.sort_by_key(|other| other.letters.end);
    let has_neighbour = |span: &&Span| {
        let (start, end) = (span.letters.start, span.letters.end);
        let first = by_start.partition_point(|other| other.letters.start < end);
        let after = by_start[first..]
            .iter()
            .take_while(|other| other.letters.start - end <= letters);
        let last = by_end.partition_point(|other| other.letters.end <= start);
        let before = by_end[..last].iter().rev();
        let before = before.take_while(|other| start - other.letters.end <= letters);
        after.chain(before).any(|other| joins(span, other))
    };
    spans.iter().filter(has_neighbour).cloned().collect()
}

impl Near {
    fn joins(&self, left: &Span, right: &Span, letters: &Letters) -> bool {
        let (first, second) = if left.letters.start <= right.letters.start {
            (left, right)
        } else if self.ordered {
            return false;
        } else {
            (right, left)
        };
        second.letters.start >= first.letters.end
            && second.letters.start - first.letters.end <= self.letters
            && letters.in_one_sentence(first.letters.start..second.letters.end)
    }
}

fn within(scope: Scope, inner: &Node, text: &Text<'_>) -> Option<Vec<Span>> {
    if scope == Scope::Paragraph {
        return find(inner, text);
    }
    // What no sentence excludes must stand somewhere in the whole text; most texts are done with here.
    let anywhere = find(&inner.without_exclusions(), text)?;
    let is_marked = inner.is_always_marked();
    let may_hold = |range: &Range<usize>| {
        let touches = |span: &Span| span.bytes.start < range.end && range.start < span.bytes.end;
        !is_marked || anywhere.iter().any(touches)
    };
    let mut spans = Vec::new();
    let mut holds = false;
    let mut letters = Letters::default();
    for range in sentences(text.content).filter(may_hold) {
        letters.refill(&text.content[range.clone()]);
        let sentence = Text {
            content: &text.content[range.clone()],
            letters: &letters,
            offset: text.offset + range.start,
            ..*text
        };
        let Some(found) = find(inner, &sentence) else {
            continue;
        };
        holds = true;
        let moved = found.into_iter().map(|span| {
            text.span_of_bytes(span.bytes.start + range.start..span.bytes.end + range.start)
                .with(span.added)
        });
        spans.extend(moved);
    }
    holds.then_some(spans)
}

fn inside(place: &Place, inner: &Node, text: &Text<'_>) -> Option<Vec<Span>> {
    // What AND joins may stand at two places of the kind, in two quotations for one.
    if let Node::And(nodes) = inner
        && !inner.looks_for_nothing()
    {
        let mut spans = Vec::new();
        for node in nodes {
            spans.extend(inside(place, node, text)?);
        }
        return Some(spans);
    }
    if let Node::Not(excluded) = inner {
        return inside(place, excluded, text).is_none().then(Vec::new);
    }
    let zone = text.block.zone;
    match place {
        Place::Zone(Zone::Quote) if zone != Zone::Quote => inside_quotations(inner, text, |_| true),
        Place::Zone(wanted) if *wanted == zone => find(inner, text),
        Place::Zone(Zone::Title) if text.around.inherits => {
            in_blocks(inner, text, |block| block.zone == Zone::Title)
        }
        Place::Zone(Zone::Heading) if text.around.inherits => in_headings(inner, text),
        Place::Zone(_) => None,
        Place::NotZone(Zone::Quote) => outside_quotations(inner, text, |_| true),
        Place::NotZone(unwanted) => (*unwanted != zone).then(|| find(inner, text)).flatten(),
        Place::Speaker(speaker) => inside_quotations(inner, text, |name| speaker.is(name)),
        Place::NotSpeaker(speaker) => outside_quotations(inner, text, |name| speaker.is(name)),
    }
}

impl Speaker {
    /// Whether this is the name of who is quoted, or the last part of it: 张三 is in 外长张三 and in 张三·李四, not in 张三丰.
    pub(crate) fn is(&self, name: Option<&str>) -> bool {
        let Some(name) = name else { return false };
        let letters = Letters::of(name);
        let ends_a_name = |found: Range<usize>| {
            let Some(next) = letters.as_slice().get(found.end) else {
                return true;
            };
            let last = letters.letter(found.end - 1);
            last.end < next.start || last.kind != next.kind
        };
        self.patterns
            .iter()
            .any(|pattern| pattern.find_in(&letters).into_iter().any(ends_a_name))
    }
}

/// The quotations of some speakers inside a text, as its bytes.
fn quotations(text: &Text<'_>, wanted: impl Fn(Option<&str>) -> bool) -> Vec<Range<usize>> {
    let end = text.offset + text.content.len();
    if text.block.zone == Zone::Quote {
        return wanted(text.block.speaker.as_deref())
            .then_some(0..text.content.len())
            .into_iter()
            .collect();
    }
    let quoted = text
        .block
        .quotes
        .iter()
        .filter(|quoted| wanted(quoted.speaker.as_deref()));
    let clipped = quoted
        .map(|quoted| (quoted.start as usize).max(text.offset)..(quoted.end as usize).min(end));
    clipped
        .filter(|range| range.start < range.end)
        .map(|range| range.start - text.offset..range.end - text.offset)
        .collect()
}

/// What stands inside a single quotation; the quotations themselves when nothing is looked for.
fn inside_quotations(
    inner: &Node,
    text: &Text<'_>,
    wanted: impl Fn(Option<&str>) -> bool,
) -> Option<Vec<Span>> {
    let mut spans = Vec::new();
    let mut holds = false;
    for range in quotations(text, wanted) {
        let letters = Letters::of(&text.content[range.clone()]);
        let quotation = Text {
            content: &text.content[range.clone()],
            letters: &letters,
            offset: text.offset + range.start,
            ..*text
        };
        let Some(found) = find(inner, &quotation) else {
            continue;
        };
        holds = true;
        if inner.looks_for_nothing() {
            spans.push(text.span_of_bytes(range));
            continue;
        }
        spans.extend(found.into_iter().map(|span| {
            text.span_of_bytes(span.bytes.start + range.start..span.bytes.end + range.start)
                .with(span.added)
        }));
    }
    holds.then_some(spans)
}

/// What does not stand inside such quotations.
fn outside_quotations(
    inner: &Node,
    text: &Text<'_>,
    unwanted: impl Fn(Option<&str>) -> bool,
) -> Option<Vec<Span>> {
    let quoted = quotations(text, unwanted);
    if text.block.zone == Zone::Quote && !quoted.is_empty() {
        return None;
    }
    let is_outside = |span: &Span| {
        !quoted
            .iter()
            .any(|range| range.start <= span.bytes.start && span.bytes.end <= range.end)
    };
    find_where(inner, text, &is_outside)
}

/// As [`find`], with only those occurrences counting that pass a test.
fn find_where(node: &Node, text: &Text<'_>, passes: &dyn Fn(&Span) -> bool) -> Option<Vec<Span>> {
    match node {
        Node::And(nodes) => {
            let mut spans = Vec::new();
            for node in nodes {
                spans.extend(find_where(node, text, passes)?);
            }
            Some(spans)
        }
        Node::Or(nodes) => {
            let found = nodes
                .iter()
                .filter_map(|node| find_where(node, text, passes));
            let found: Vec<Vec<Span>> = found.collect();
            (!found.is_empty()).then(|| found.concat())
        }
        Node::Not(inner) => find_where(inner, text, passes).is_none().then(Vec::new),
        Node::Boost(_, inner) => find_where(inner, text, passes),
        Node::Filter(_) => find(node, text),
        Node::Near(near) => some(near_spans(near, text, passes)),
        Node::Leaf(_) | Node::Within(..) | Node::In(..) | Node::Expanded(_) => {
            let found = find(node, text)?;
            let looked_for = !found.is_empty();
            let kept: Vec<Span> = found.into_iter().filter(|span| passes(span)).collect();
            (!looked_for || !kept.is_empty()).then_some(kept)
        }
    }
}

/// Whether other blocks of the document hold it; nothing is marked.
fn in_blocks(inner: &Node, text: &Text<'_>, wanted: impl Fn(&Block) -> bool) -> Option<Vec<Span>> {
    let mut blocks = text
        .around
        .record
        .blocks
        .iter()
        .filter(|block| wanted(block));
    let holds = blocks.any(|block| {
        let letters = Letters::of(&block.text);
        find(inner, &Text::of_block(block, &letters, text.around)).is_some()
    });
    holds.then(Vec::new)
}

/// Whether one of the headings above the text holds it; nothing is marked.
fn in_headings(inner: &Node, text: &Text<'_>) -> Option<Vec<Span>> {
    let sections = &text.around.record.sections;
    let path_of = |block: &Block| sections.get(block.section? as usize);
    let path = path_of(text.block)?;
    in_blocks(inner, text, |block| {
        block.zone == Zone::Heading && path_of(block).is_some_and(|above| path.starts_with(above))
    })
}

/// What was typed, and its other names and forms where they do not stand inside it.
fn expanded_spans(expanded: &Expanded, text: &Text<'_>) -> Option<Vec<Span>> {
    let mut spans = find(&expanded.typed, text).unwrap_or_default();
    let typed = spans.len();
    for other in &expanded.others {
        for range in other.row.find_in(text.letters) {
            let span = text.span_of_letters(range).with(true);
            let covered = |known: &Span| {
                known.bytes.start <= span.bytes.start && span.bytes.end <= known.bytes.end
            };
            if !spans.iter().any(covered) {
                spans.push(span);
            }
        }
    }
    spans[typed..].sort_by_key(|span| span.bytes.start);
    some(spans)
}

impl Node {
    /// Whether it is [`Node::everything`].
    pub(crate) fn looks_for_nothing(&self) -> bool {
        matches!(self, Node::And(nodes) if nodes.iter().all(Node::looks_for_nothing))
    }

    /// Whether nothing can hold it without an occurrence of its own, in the same place.
    fn is_always_marked(&self) -> bool {
        match self {
            Node::And(nodes) => nodes.iter().any(Node::is_always_marked),
            Node::Or(nodes) => !nodes.is_empty() && nodes.iter().all(Node::is_always_marked),
            Node::Boost(_, inner) => inner.is_always_marked(),
            Node::Leaf(_) | Node::Near(_) | Node::Expanded(_) => true,
            Node::Not(_) | Node::Filter(_) | Node::In(..) | Node::Within(..) => false,
        }
    }

    /// Whether it may be found in a text without letters.
    pub(crate) fn looks_for_signs(&self) -> bool {
        let is_sign = |leaf: &Leaf| matches!(leaf.kind, LeafKind::Regex(_) | LeafKind::Exact(_));
        self.positive_leaves().into_iter().any(is_sign)
    }
}

impl Span {
    fn with(mut self, added: bool) -> Span {
        self.added = added;
        self
    }
}

impl<'a> Text<'a> {
    /// The whole text of a block.
    pub(crate) fn of_block(block: &'a Block, letters: &'a Letters, around: Around<'a>) -> Text<'a> {
        Text {
            content: &block.text,
            letters,
            offset: 0,
            block,
            around,
        }
    }

    pub(crate) fn span_of_letters(&self, letters: Range<usize>) -> Span {
        let start = self.letters.letter(letters.start).start as usize;
        let end = self.letters.letter(letters.end - 1).end as usize;
        Span {
            bytes: start..end,
            letters,
            added: false,
        }
    }

    fn span_of_bytes(&self, bytes: Range<usize>) -> Span {
        let all = self.letters.as_slice();
        let first = all.partition_point(|letter| letter.end as usize <= bytes.start);
        let last = all.partition_point(|letter| (letter.start as usize) < bytes.end);
        Span {
            bytes,
            letters: first..last.max(first),
            added: false,
        }
    }
}
