//! Where was it adopted or spoken? The place beside the date of a byline or a signature, or the place of the meeting.

use std::sync::LazyLock;

use regex::Regex;

use super::people::named;
use super::{Material, Proposal, date, is_line, proposal};
use crate::pattern::pattern;

/// The place of a dateline: 新华社青岛6月10日电.
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[（(]?(?:新华社|中新社|人民网|央视网|本报)(?P<place>\p{Han}{2,8}?)\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:电|讯)",
    )
});

pub(super) fn propose(material: &Material<'_>) -> Vec<Proposal> {
    if material.metadata().place.is_some() {
        return Vec::new();
    }
    let mut proposals = Vec::new();
    by_lines(material, &mut proposals);
    by_meeting(material, &mut proposals);
    for block in &material.front {
        if let Some(place) = DATELINE
            .captures(&block.text)
            .and_then(|found| found.name("place"))
        {
            let why = "the place of the dateline, where the news comes from";
            proposals.push(proposal("place", place.as_str(), block, why, 0.5));
        }
    }
    proposals
}

/// A place of the lexicon in a line that holds a date and little else: （2018年6月10日，青岛）.
fn by_lines(material: &Material<'_>, proposals: &mut Vec<Proposal>) {
    let Some(lexicon) = material.context.lexicon else {
        return;
    };
    let lines = material.front.iter().chain(&material.tail);
    for block in lines.filter(|block| is_line(&block.text)) {
        if date::dates_in(&block.text).is_empty() {
            continue;
        }
        // The narrowest place stands last in Chinese, first in other languages.
        let places = named(lexicon, "place", &block.text);
        let narrow = if material.language.starts_with("zh") {
            places.last()
        } else {
            places.first()
        };
        if let Some(place) = narrow {
            let why = "the place beside the date";
            proposals.push(proposal("place", place.name, block, why, 0.85));
        }
    }
}

fn by_meeting(material: &Material<'_>, proposals: &mut Vec<Proposal>) {
    let (Some((found, block)), Some(events)) = (&material.meeting, material.context.events) else {
        return;
    };
    let meeting = events.meeting(&found.council, found.number);
    let place = meeting.and_then(|meeting| meeting.place.preferred(&material.language));
    let is_title = material
        .title
        .as_ref()
        .is_some_and(|title| title.place == block.place);
    let why = "the place of the meeting it names, from the table of events";
    let confidence = if is_title { 0.8 } else { 0.5 };
    proposals.extend(place.map(|place| proposal("place", place, block, why, confidence)));
}
