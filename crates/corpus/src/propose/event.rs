//! To which meeting does it belong, and which body issued it? By the council and ordinal that title or first lines name.

use super::{Block, EvidencePlace, Material, Proposal, proposal};
use crate::document_type::DocumentType;
use crate::edtf::Edtf;
use crate::events::{Recognised, Recognition, overlaps};

/// The meeting that the title names, else the first lines, else the date and the body of the header.
pub(super) fn meeting(material: &Material<'_>) -> Option<(Recognised, Block)> {
    let events = material.context.events?;
    let year = material.metadata().date.as_ref().map(Edtf::year);
    let blocks = || material.title.iter().chain(material.front.iter().take(4));
    let named = blocks().find_map(|block| Some((events.named_in(&block.text)?, block.clone())));
    named
        .or_else(|| {
            let year = year.or_else(|| blocks().find_map(|block| year_in(&block.text)));
            let title = material.title.as_ref()?;
            Some((events.summit_in(&title.text, year)?, title.clone()))
        })
        .or_else(|| {
            let found = events.of_document(material.metadata())?;
            let date = material.metadata().date.as_ref().map(ToString::to_string);
            let block = Block {
                place: EvidencePlace::Key("date"),
                text: date.unwrap_or_default(),
            };
            (found.by == Recognition::Date).then_some((found, block))
        })
}

fn year_in(text: &str) -> Option<u16> {
    super::date::dates_in(text)
        .first()
        .map(|found| found.date.year())
}

pub(super) fn propose(material: &Material<'_>) -> Vec<Proposal> {
    let (Some((found, block)), Some(events)) = (&material.meeting, material.context.events) else {
        return Vec::new();
    };
    let mut proposals = Vec::new();
    let confidence = confidence(material, found, block);
    if material.metadata().event.is_none()
        && let Some(name) = events.name(&found.council, found.number, &material.language)
    {
        let why = match found.by {
            Recognition::Ordinal => "the council and the ordinal of the meeting",
            Recognition::Place => "the place of a summit that can only be this one",
            Recognition::Date => "the issuing body met on this day",
        };
        proposals.push(proposal("event", name, block, why, confidence));
    }
    let is_of_council = material.metadata().kind.is_some_and(is_issued_by_council);
    let title_kind = material
        .title
        .as_ref()
        .and_then(|title| super::kind::kind_of(&title.text));
    let is_of_council = is_of_council
        || title_kind.is_some_and(|(kind, sure)| sure > 0.8 && is_issued_by_council(kind));
    if material.metadata().body.is_none() && is_of_council {
        let council = events.council(&found.council);
        let name = council.and_then(|council| council.names.preferred(&material.language));
        let why = "the council whose meeting it names issues such documents";
        proposals.extend(name.map(|name| proposal("body", name, block, why, confidence * 0.85)));
    }
    proposals
}

/// A date that is not the meeting's speaks against it: articles name meetings that are long past.
fn confidence(material: &Material<'_>, found: &Recognised, block: &Block) -> f32 {
    let is_title = material
        .title
        .as_ref()
        .is_some_and(|title| title.place == block.place);
    let sure = match found.by {
        Recognition::Ordinal if is_title => 0.92,
        Recognition::Place if is_title => 0.75,
        Recognition::Ordinal | Recognition::Place => 0.6,
        Recognition::Date => 0.7,
    };
    let events = material.context.events;
    let meeting = events.and_then(|events| events.meeting(&found.council, found.number));
    let day = meeting.and_then(|meeting| meeting.date.as_ref());
    match (day, &material.metadata().date) {
        (Some(day), Some(date)) if overlaps(day, date) => sure + 0.05,
        (Some(day), Some(date)) if day.year() != date.year() => sure * 0.5,
        _ => sure,
    }
}

/// Whether documents of a kind are issued by the council that meets.
fn is_issued_by_council(kind: DocumentType) -> bool {
    use DocumentType as Type;
    matches!(
        kind,
        Type::Declaration
            | Type::Statement
            | Type::JointCommunique
            | Type::PressCommunique
            | Type::Initiative
            | Type::Decision
            | Type::MeetingRecord
    )
}
