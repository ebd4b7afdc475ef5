//! Whole documents with what is proposed for them.

use proptest::prelude::*;

use super::*;
use crate::events::BUILT_IN_EVENTS;
use crate::lexicon::BUILT_IN_LEXICON;

fn document(text: &str) -> Document {
    Document::from_markdown(text, "a.md".as_ref()).expect("the document is sound")
}

fn proposals(text: &str, file_name: Option<&str>) -> Vec<Proposal> {
    let lexicon = Lexicon::parse(BUILT_IN_LEXICON).expect("the lexicon is sound");
    let events = Events::parse(BUILT_IN_EVENTS).expect("the table is sound");
    let context = ProposalContext {
        file_name,
        lexicon: Some(&lexicon),
        events: Some(&events),
        ..ProposalContext::default()
    };
    propose(&document(text), &context)
}

fn best<'p>(proposals: &'p [Proposal], key: &str) -> Option<&'p str> {
    proposals
        .iter()
        .find(|p| p.key == key)
        .map(|p| p.value.as_str())
}

#[test]
fn a_speech_is_described_from_its_first_lines() {
    let text = "---\n---\n\n# 弘扬精神 共建家园——在上海合作组织成员国元首理事会第十八次会议上的讲话\n\n（2018年6月10日，青岛）\n\n中华人民共和国主席　习近平\n\n各位同事：\n\n很高兴同大家在会议上见面，我们讨论组织的发展。\n";
    let found = proposals(text, None);
    for (key, value) in [
        (
            "title",
            "弘扬精神 共建家园——在上海合作组织成员国元首理事会第十八次会议上的讲话",
        ),
        ("type", "speech"),
        ("date", "2018-06-10"),
        ("language", "zh-Hans"),
        ("creators", "speaker:习近平"),
        ("event", "成员国元首理事会第十八次会议"),
        ("place", "青岛"),
    ] {
        assert_eq!(best(&found, key), Some(value), "{found:#?}");
    }
    assert!(
        found
            .iter()
            .all(|p| !p.evidence.text.is_empty() && p.confidence > 0.0 && p.confidence <= 1.0)
    );
}

#[test]
fn a_russian_speech_names_its_speaker_in_the_nominative() {
    let text = "---\ntitle: Выступление Председателя КНР Си Цзиньпина на двадцать пятом заседании Совета глав государств\n---\n\n1 сентября 2025 года, Тяньцзинь\n\nУважаемые коллеги, мы рады приветствовать вас в городе на реке и обсудить с вами, что делать по повестке.\n";
    let found = proposals(text, None);
    assert_eq!(
        best(&found, "creators"),
        Some("speaker:Си Цзиньпин"),
        "{found:#?}"
    );
    assert_eq!(
        best(&found, "event"),
        Some("Двадцать пятое заседание Совета глав государств")
    );
    assert_eq!(best(&found, "date"), Some("2025-09-01"));
    assert_eq!(best(&found, "language"), Some("ru"));
}

#[test]
fn a_national_document_has_its_number_and_its_day_at_the_end() {
    let text = "---\ntitle: 关于支持示范区发展的意见\n---\n\n国办发[2024]  第15号\n\n各省、自治区、直辖市人民政府：现就支持示范区发展提出以下意见，请认真贯彻执行。\n\n办公厅\n\n2024年3月5日\n";
    let found = proposals(&text.replace("  第", " 第"), None);
    assert_eq!(
        best(&found, "identifiers"),
        Some("国办发〔2024〕15号"),
        "{found:#?}"
    );
    assert_eq!(best(&found, "date"), Some("2024-03-05"));
    assert_eq!(best(&found, "type"), Some("opinion-national"));
    assert_eq!(best(&found, "creators"), None);
}

#[test]
fn what_the_header_says_is_not_proposed_again_but_made_more_exact() {
    let text = "---\ntitle: 宣言\ntype: statement\ndate: 2018\nlanguage: ru\n---\n\n（2018年6月10日）\n\n（2019年1月2日）\n";
    let found = proposals(text, Some("2018-06_x.txt"));
    let dates: Vec<&str> = found
        .iter()
        .filter(|p| p.key == "date")
        .map(|p| p.value.as_str())
        .collect();
    assert_eq!(dates, ["2018-06-10"], "{found:#?}");
    assert!(
        ["type", "language", "title"]
            .iter()
            .all(|key| best(&found, key).is_none())
    );
}

#[test]
fn a_file_that_says_little_gives_little() {
    let found = proposals("---\n---\n\n好。\n", Some("20240704_会议纪要.txt"));
    assert_eq!(best(&found, "date"), Some("2024-07-04"), "{found:#?}");
    assert_eq!(best(&found, "title"), Some("会议纪要"));
    assert!(
        found
            .iter()
            .all(|p| p.key == "type" || p.confidence < 0.8 || p.key == "language"),
        "{found:#?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever stands in a document, nothing panics, and every proposal can be accepted.
    #[test]
    fn every_proposal_can_be_accepted(
        title in "[在上合元首理事会第二十三次议讲话宣言（）《》—2018年6月10日, A-Яa-я]{1,30}",
        lines in prop::collection::vec("[习近平国家主席第〔2024〕15号年月日至—：。，青岛 Xi Jinping июня\\PC]{1,40}", 0..5),
    ) {
        let mut text = String::from("---\n---\n");
        for line in std::iter::once(&title).chain(&lines) {
            let line: Vec<&str> = line.split_whitespace().collect();
            let line = line.join(" ").replace(['\\', '<', '[', '#'], "");
            if !line.is_empty() && line.chars().all(|c| !c.is_control()) && line != "---" {
                text.extend(["\n", &line, "\n"]);
            }
        }
        let Ok(document) = Document::from_markdown(&text, "a.md".as_ref()) else { return Ok(()) };
        let events = Events::parse(BUILT_IN_EVENTS).expect("the table is sound");
        let context = ProposalContext { events: Some(&events), file_name: Some(&title), ..ProposalContext::default() };
        for proposal in propose(&document, &context) {
            let mut changed = document.clone();
            let assignment = crate::header::Assignment::add_or_set(proposal.key, &proposal.value);
            prop_assert!(crate::header::assign(&mut changed.metadata, &[assignment]).is_ok());
            prop_assert_eq!(changed.check(), vec![]);
        }
    }
}
