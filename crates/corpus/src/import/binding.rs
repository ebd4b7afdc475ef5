//! Marks in the text are tied to their notes.

use std::collections::{HashMap, HashSet};

use super::flow::{Flow, Item};
use super::layout::BodyLine;
use super::marks::{Family, Mark, mark_at, plain_mark, scan_marks};
use super::notes::Notes;
use super::report::{Action, PrintedMark, Report};
use super::script::{is_closer, is_stop};
use crate::model::NoteKey;

/// A mark in the text that may point to a note.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    flow: usize,
    item: usize,
    mark: Mark,
    key: NoteKey,
    /// How well a mark fits in at this place; 0 is the place of the number of a list item.
    fit: u8,
}

/// Finds the lines at whose start a mark fell that belongs to the sentence above. A circled or round number there looks
/// like that of a list; it is a mark when its note has no other.
pub(super) fn find_fallen_marks(body: &mut [BodyLine<'_>], notes: &Notes) {
    let is_ambiguous = |f: &&Family| matches!(f, Family::Circled | Family::Round);
    let Some(&family) = notes.mark_families.iter().find(is_ambiguous) else {
        return;
    };
    let page = |page: Option<u32>| page.filter(|_| !notes.are_continuous);
    let keys: HashSet<(Option<u32>, u32)> = notes
        .list
        .iter()
        .map(|note| (page(note.key.page), note.key.number))
        .collect();
    let mut count: HashMap<(Option<u32>, u32), usize> = HashMap::new();
    for line in body.iter() {
        scan_marks(line.line.text, family, |number| {
            *count.entry((page(line.page), number)).or_insert(0) += 1;
        });
    }
    for line in body.iter_mut() {
        let head: Vec<char> = line.line.text.chars().take(12).collect();
        let key = mark_at(&head)
            .filter(|mark| mark.family == family)
            .map(|mark| (page(line.page), mark.number));
        line.opens_with_mark =
            key.is_some_and(|key| keys.contains(&key) && count.get(&key) == Some(&1));
    }
}

/// Replaces the marks that have notes; says which marks and which notes stay alone.
pub(super) fn bind(flows: &mut [Flow], notes: &Notes, report: &mut Report) {
    let keys: HashSet<NoteKey> = notes.list.iter().map(|n| n.key).collect();
    let mut by_number: HashMap<u32, Vec<NoteKey>> = HashMap::new();
    for &key in &keys {
        by_number.entry(key.number).or_default().push(key);
    }
    let mut candidates = Vec::new();
    for (i, flow) in flows.iter().enumerate() {
        let resolve = |number: u32, page: Option<u32>| {
            let exact = NoteKey { page, number };
            if keys.contains(&exact) {
                return Some(exact);
            }
            by_number
                .get(&number)
                .filter(|k| k.len() == 1 && notes.are_continuous)
                .map(|k| k[0])
        };
        collect(
            flow,
            i,
            &notes.mark_families,
            resolve,
            &mut candidates,
            report,
        );
    }
    let chosen = choose(candidates);
    let bound: HashSet<NoteKey> = chosen.iter().map(|c| c.key).collect();
    replace(flows, &chosen, report);
    for note in notes.list.iter().filter(|n| !bound.contains(&n.key)) {
        let text = format!("note {}", note.key.number);
        report.note(
            Action::Left,
            note.source_lines,
            &text,
            "no mark in the text points to this note",
            0.8,
        );
    }
}

fn collect(
    flow: &Flow,
    index: usize,
    families: &[Family],
    resolve: impl Fn(u32, Option<u32>) -> Option<NoteKey>,
    candidates: &mut Vec<Candidate>,
    report: &mut Report,
) {
    let has_plain = families.contains(&Family::Plain);
    let mut page = flow.page;
    let mut skip = 0_usize;
    for (i, item) in flow.items.iter().enumerate() {
        match *item {
            Item::Page(next) => page = Some(next),
            Item::Char(_) if skip > 0 => skip -= 1,
            Item::Char(first) if may_begin_mark(first) || (has_plain && first.is_ascii_digit()) => {
                let window: Vec<char> = flow.items[i..]
                    .iter()
                    .filter_map(Item::character)
                    .take(12)
                    .collect();
                let found = if first.is_ascii_digit() {
                    plain_mark(&two_before(flow, i), &window)
                } else {
                    mark_at(&window)
                };
                let Some(mark) = found.filter(|m| families.contains(&m.family)) else {
                    continue;
                };
                skip = mark.length_chars - 1;
                if let Some(key) = resolve(mark.number, page) {
                    let fit = fit(flow, i, mark.length_chars);
                    candidates.push(Candidate {
                        flow: index,
                        item: i,
                        mark,
                        key,
                        fit,
                    });
                } else if mark.family != Family::Plain {
                    let printed: String = window[..mark.length_chars].iter().collect();
                    let why = "no note has this number here; left in the text";
                    report.note(Action::Left, flow.lines, &printed, why, 0.7);
                }
            }
            Item::Char(_) | Item::Mark(_) => {}
        }
    }
}

/// The two characters before an item.
fn two_before(flow: &Flow, item: usize) -> Vec<char> {
    let mut before: Vec<char> = flow.items[..item]
        .iter()
        .rev()
        .filter_map(Item::character)
        .take(2)
        .collect();
    before.reverse();
    before
}

/// Cheap test before [`mark_at`].
fn may_begin_mark(c: char) -> bool {
    !c.is_alphanumeric()
        || matches!(c, '注' | '¹' | '²' | '³' | '⁰'..='⁹' | '①'..='⑳' | '\u{3251}'..='\u{32BF}')
}

fn fit(flow: &Flow, item: usize, length_chars: usize) -> u8 {
    let before = flow.items[..item]
        .iter()
        .rev()
        .take(8)
        .filter_map(Item::character)
        .find(|c| !c.is_whitespace());
    let something_follows = flow.items.len() > item + length_chars;
    match before {
        None if something_follows => 0,
        Some('：' | ':' | '；' | ';') => 0,
        Some('，' | '、' | ',') => 1,
        Some(c) if is_stop(c) || is_closer(c) => 3,
        _ => 2,
    }
}

/// Brackets and raised numbers may point to one note from many places; a circled or round number may also number the
/// items of a list, so of these only the best placed is a mark.
fn choose(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let mut best: HashMap<NoteKey, u8> = HashMap::new();
    for c in &candidates {
        let fit = best.entry(c.key).or_insert(0);
        *fit = (*fit).max(c.fit);
    }
    let mut taken = HashSet::new();
    let mut chosen = Vec::with_capacity(candidates.len());
    for c in candidates {
        let best_fit = best.get(&c.key).copied().unwrap_or(0);
        let once = matches!(
            c.mark.family,
            Family::Circled | Family::Round | Family::Word | Family::Star | Family::Plain
        );
        let fits = if c.mark.family == Family::Given {
            true
        } else if once {
            c.fit == best_fit && taken.insert(c.key)
        } else {
            c.fit > 0 || best_fit == 0
        };
        if fits {
            chosen.push(c);
        }
    }
    chosen
}

fn replace(flows: &mut [Flow], chosen: &[Candidate], report: &mut Report) {
    let mut rest = chosen;
    while let Some(first) = rest.first() {
        let count = rest.iter().take_while(|c| c.flow == first.flow).count();
        let (own, others) = rest.split_at(count);
        rest = others;
        let flow = &mut flows[first.flow];
        let mut items = Vec::with_capacity(flow.items.len());
        let mut marks = own.iter().peekable();
        let mut skip = 0;
        let mut printed = String::new();
        for (i, item) in flow.items.iter().enumerate() {
            if let Some(c) = marks.next_if(|c| c.item == i) {
                items.push(Item::Mark(c.key));
                skip = c.mark.length_chars;
                report.marks.push(PrintedMark {
                    printed: String::new(),
                    number: c.mark.number,
                    at_note: false,
                });
            }
            match *item {
                Item::Char(c) if skip > 0 => {
                    printed.push(c);
                    skip -= 1;
                    if skip == 0
                        && let Some(mark) = report.marks.last_mut()
                    {
                        mark.printed = std::mem::take(&mut printed);
                    }
                }
                other => items.push(other),
            }
        }
        flow.items = items;
    }
}
