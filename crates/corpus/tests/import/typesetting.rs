//! What typesetters do to short documents: clauses, page furniture, marks, titles, numbers and compounds at line ends.

use sco_corpus::{Document, Imported, Limits, ReadOptions, account, import_bytes, read_text};

fn read(text: &str) -> Imported {
    let imported = read_text(text, &ReadOptions::default());
    assert_eq!(account(text, &imported), Ok(()));
    assert_eq!(imported.document.check(), []);
    imported
}

fn paragraphs(document: &Document) -> Vec<&str> {
    let all = document.sections.iter().flat_map(|s| &s.paragraphs);
    all.map(|p| p.text.as_str()).collect()
}

fn headings(document: &Document) -> Vec<&str> {
    let all = document.sections.iter();
    all.filter_map(|s| s.heading.as_deref()).collect()
}

fn creators(document: &Document) -> Vec<&str> {
    let all = document.metadata.creators.iter();
    all.map(|agent| agent.name.as_str()).collect()
}

#[test]
fn numbered_clauses_that_go_on_are_paragraphs() {
    let text = "湖畔公约\n　　缔约各国为发展睦邻关系，遵循平等互利的原则，经友\n好协商，达成协议如下：\n　　一、缔约各国应当就边境地区的安全问题交换情报，并\n在必要时举行磋商。\n　　二、缔约各国鼓励边境贸易，为此简化查验手续，延长\n口岸开放的时间。\n　　三、缔约各国在科学、教育和卫生领域开展合作，并设\n立联合委员会。";
    let document = read(text).document;
    assert_eq!(headings(&document), [""; 0]);
    let found = paragraphs(&document);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert_eq!(
        found[2],
        "二、缔约各国鼓励边境贸易，为此简化查验手续，延长口岸开放的时间。"
    );
}

#[test]
fn articles_and_their_items_are_paragraphs_below_their_chapters() {
    let text = "山口保护办法\n第一章　总则\n　　第一条　为了保护山口的自然环境，规范通行活动，根\n据本地实际，制定本办法。\n　　第二条　在山口通行的车辆应当遵守下列规定，不得随\n意停放：\n　　（一）限速；\n　　（二）夜间通行的，应当事先向管理站报告，并按指定\n的路线行驶。\n第二章　附则\n　　第三条　违反前条规定的，由管理站责令改正，可以处\n五百元以下的罚款。";
    let document = read(text).document;
    assert_eq!(headings(&document), ["第一章 总则", "第二章 附则"]);
    let found = paragraphs(&document);
    assert_eq!(found.len(), 5, "{found:#?}");
    assert_eq!(
        found[3],
        "（二）夜间通行的，应当事先向管理站报告，并按指定的路线行驶。"
    );
}

/// Pages of seven lines of Han text, numbered by the caller.
fn page(number: usize) -> String {
    let line = "山地牧民的迁徙路线随着季节而变化并且受到水源的限制";
    let mut lines: Vec<String> = (0..6).map(|_| line.to_owned()).collect();
    lines.push(format!("第{number}处的水源。"));
    lines.join("\n")
}

#[test]
fn a_number_above_each_page_but_the_first_belongs_to_the_page_below() {
    let text = format!(
        "{}\n山地研究　　21\n{}\n山地研究　　22\n{}",
        page(1),
        page(2),
        page(3)
    );
    let document = read(&text).document;
    let pages: Vec<_> = document.sections[0]
        .paragraphs
        .iter()
        .map(|p| p.page_first)
        .collect();
    assert_eq!(
        (pages.first(), pages.last()),
        (Some(&Some(20)), Some(&Some(22)))
    );
    let below = format!("{}\n21\n{}\n22\n{}\n23", page(1), page(2), page(3));
    assert_eq!(
        read(&below).document.sections[0].paragraphs[0].page_first,
        Some(21)
    );
}

#[test]
fn furniture_of_two_short_pages_is_found() {
    let text = format!("湖泊学报　　9\n{}\n10　　湖泊的水位\n{}", page(1), page(2));
    let two = format!("{}\n{}\n118\n{}\n119", page(1), page(2), page(3));
    let decorated = "会议开始。\n各方讨论。\n- 1 -\n会议继续。\n各方表决。\n- 2 -";
    for text in [text.as_str(), two.as_str(), decorated] {
        let imported = read(text);
        assert_eq!(imported.report.dropped.len(), 2, "{}", imported.report);
    }
    // Captions and articles count as well.
    let counted = "表 1\n甲\n乙\n丙\n表 2\n甲\n乙\n丙\n表 3\n甲\n乙\n丙\n表 4";
    assert!(read(counted).report.dropped.is_empty());
}

#[test]
fn a_sentence_that_comes_back_beside_page_numbers_is_text() {
    let refrain = "山地牧民的迁徙路线随着季节而变化并且受到水源的限";
    let pages = (3..8).map(|number| format!("{}\n{refrain}\n- {number} -\n制。\n", page(number)));
    let text: String = pages.collect();
    let document = read(&text).document;
    let kept = paragraphs(&document).concat().matches("水源的限制").count();
    assert_eq!(kept, 5 * 7);
}

#[test]
fn a_mark_at_the_start_of_a_line_belongs_to_the_sentence_above() {
    let text = "　　湖区居民以捕鱼为生，兼营运输，每年春季修补渔船和渔网，\n秋季则把鱼运往山下的集市①。湖面封冻以后，运输由雪橇承担，\n这种情形一直持续到铁路建成。此后湖区的经济发生了变化了。\n②渔业逐渐让位于旅游业，年轻人离开了湖区，去城市寻找工\n作，老人则留在原地。\n① 甲某：《渔业》，第1页。\n② 乙某：《铁路》，第2页。";
    let document = read(text).document;
    let found = paragraphs(&document);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(document.sections[0].paragraphs[0].notes.len(), 2);
}

#[test]
fn text_cut_off_inside_a_character_is_utf8() {
    let text = "湖区公报\n\n湖区贸易增长。\n\n贸易额增长了三";
    let mut bytes = text.as_bytes().to_vec();
    bytes.extend_from_slice(&[0xE5, 0x80, 0xE4, 0xBA]);
    let imported = import_bytes("cut.txt", &bytes, &Limits::default());
    let imported = imported.expect("it is text");
    let found = paragraphs(&imported.document).concat();
    assert!(found.contains("贸易额增长了三\u{FFFD}"), "{found}");
    assert!(imported.report.to_string().contains("U+FFFD"));
}

#[test]
fn titles_authors_and_abstracts_stand_apart() {
    let body = "　　湖区的水位在最近几十年里发生了变化，对此有不同的\n解释，有人归因于气候，也有人归因于灌溉，本文逐一讨论\n这些解释。\n　　观测数据来自沿岸的水文站，时间跨度超过六十年，其\n中有两次中断。";
    for head in [
        "湖区水位的变化\n陈若谷　欧阳明*\n",
        "湖区水位的变化\n\n陈若谷、欧阳明\n\n摘　要：本文讨论水位。\n\n关键词：水位；湖区\n\n",
        "【水文研究】\n湖区水位的变化\n陈若谷 欧阳明\n",
    ] {
        let document = read(&format!("{head}{body}")).document;
        assert_eq!(
            document.metadata.title.as_deref(),
            Some("湖区水位的变化"),
            "{head}"
        );
        assert_eq!(creators(&document), ["陈若谷", "欧阳明"], "{head}");
        assert!(
            paragraphs(&document)
                .iter()
                .any(|p| p.starts_with("湖区的水位")),
            "{head}"
        );
    }
    let speech = "在湖区论坛上的讲话\n东道主　陈若谷\n各位来宾：\n　　很高兴在湖边同大家见面。几十年前，这里\n还是一个小渔村；几十年后的今天，它已经成为\n一座城市。";
    let document = read(speech).document;
    assert_eq!(paragraphs(&document)[..2], ["东道主 陈若谷", "各位来宾："]);
    let english = read("The Level of the Lake\n\nA. B. Carter and Dora Evans\n\nAbstract: It varies from one year to the next, and from one shore to the other.\n\nThe lake rises when the snow melts in the mountains, and falls in autumn.").document;
    assert_eq!(
        english.metadata.title.as_deref(),
        Some("The Level of the Lake")
    );
    assert_eq!(creators(&english), ["A. B. Carter", "Dora Evans"]);
}

#[test]
fn a_star_at_the_title_turns_no_page() {
    let text = "湖区水位研究*\n陈若谷\n水位逐年下降[1]，原因不明[2]，并且\n* 本文是一项研究的成果。\n[1] 甲某：《水位》，第1页。\n[2] 乙某：《原因》，第2页。\n尚无定论[1]。\n[1] 丙某：《定论》，第3页。";
    let document = read(text).document;
    let keys: Vec<_> = document
        .footnotes
        .iter()
        .map(|n| (n.key.page, n.key.number))
        .collect();
    assert_eq!(
        keys,
        [(Some(1), 0), (Some(1), 1), (Some(1), 2), (Some(2), 1)]
    );
    assert_eq!(document.metadata.title.as_deref(), Some("湖区水位研究"));
}

#[test]
fn continuous_notes_below_each_page_are_found_without_pages() {
    let text = "水位逐年下降[1]，原因不明[2]。\n[1] 甲某：《水位》，第1页。\n[2] 乙某：《原因》，第2页。\n雨量没有变化[3]。\n[3] 丙某：《雨量》，第3页。\n灌溉有所增加[4]。\n[4] 丁某：《灌溉》，第4页。";
    let document = read(text).document;
    let numbers: Vec<_> = document.footnotes.iter().map(|n| n.key.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(
        paragraphs(&document),
        [
            "水位逐年下降，原因不明。",
            "雨量没有变化。",
            "灌溉有所增加。"
        ]
    );
}

#[test]
fn plain_numbers_are_marks_only_where_each_note_has_one() {
    let text = "The lake has been falling for years.1 Some blame the canals,2 and others the winds.\n\nNotes\n\n1 A. Carter, Levels, p. 4.\n\n2 D. Evans, Canals, p. 5.";
    let document = read(text).document;
    assert_eq!(document.footnotes.len(), 2);
    assert_eq!(
        paragraphs(&document)[0],
        "The lake has been falling for years. Some blame the canals, and others the winds."
    );
    let lists = "The group of G7, and of T20, met in room 1.\n1 First point of the list.\n2 Second point of the list.";
    assert!(read(lists).document.footnotes.is_empty());
}

#[test]
fn ranges_and_compounds_are_whole_again() {
    let text = "The level of the lake was measured in the long-\nterm study by Carter, which is cited on pages 98-\n104 and again on pages 112—1\n18 of the report, and its results are well-\nknown to all who live there.";
    let imported = read(text);
    let found = paragraphs(&imported.document).concat();
    for whole in ["long-term", "98-104", "112—118", "well-known"] {
        assert!(found.contains(whole), "{found}");
    }
    assert!(imported.report.to_string().contains("hyphen"));
}
