//! Exact citations in every style of text.

use sco_corpus::{Agent, DocumentType, Metadata, Role};

use super::*;

fn described(header: &str) -> Entry {
    let text = format!("---\nid: a\n{header}---\n\n文。\n");
    let document = sco_corpus::Document::from_markdown(&text, std::path::Path::new("a.md"));
    Entry::of("a", &document.expect("the header is sound").metadata, None)
}

fn cited(header: &str, style: Style) -> String {
    prose(&described(header), style, Place::Note).expect("the style is there")
}

fn accessed(header: &str, style: Style) -> String {
    let mut entry = described(header);
    entry.accessed = Some(PlainDate {
        year: 2026,
        month: Some(11),
        day: Some(29),
    });
    prose(&entry, style, Place::Note).expect("the style is there")
}

const NEWSPAPER: &str = "title: 携手同行——在论坛上的讲话\ntype: speech\ndate: 2023-07-05\nlanguage: zh-Hans\ncreators:\n  - name: 丁一\n    role: speaker\npublisher: 人民日报\nissue: 第2版\n";
const UNSIGNED: &str = "title: 弘扬“上海精神” 加强团结协作\ntype: news\ndate: 2024-10-14\nlanguage: zh-Hans\npublisher: 人民日报\nissue: 第2版\n";
const JOURNAL: &str = "title: 命运共同体：一项研究议题\ntype: academic-article\ndate: 2020\nlanguage: zh-Hans\ncreators:\n  - 丁一\n  - 王二\npublisher: 世界经济与政治\nissue: 2020年第1期\npages: \"115\"\n";
const BOOK: &str = "title: 演讲集：第二卷\ntype: academic-book\ndate: 2022-05\nlanguage: zh-Hans\npublisher: 中央文献出版社\npages: \"377\"\n";
const WEB: &str = "title: 高举旗帜 开创新局面\ntype: article-signed\ndate: 2025-01-02\nlanguage: zh-Hans\ncreators:\n  - 丁一\nsource: https://www.example.cn/t20250102_1.shtml\n";
const ENGLISH: &str = "title: C5+1 leaders’ joint statement\ntype: statement\ndate: 2023-09-21\nlanguage: en\nbody: The White House\nsource: https://www.example.gov/briefing-room/1\n";
const RUSSIAN: &str = "title: Вербовка в Сети\ntype: news\ndate: 2024-03-27\nlanguage: ru\ncreators:\n  - Фролова М.\npublisher: Известия\nsource: https://iz.example.ru/1\n";
const BARE: &str =
    "title: 成立宣言\ntype: declaration\ndate: 2001-06-15\nlanguage: zh-Hans\nbody: 上海合作组织\n";

#[test]
fn gb_t_7714_2015_is_written_as_its_examples() {
    let is = |header: &str, citation: &str| assert_eq!(cited(header, Style::Gb2015), citation);
    is(
        NEWSPAPER,
        "丁一. 携手同行: 在论坛上的讲话[N]. 人民日报, 2023-07-05(2).",
    );
    is(
        UNSIGNED,
        "弘扬“上海精神” 加强团结协作[N]. 人民日报, 2024-10-14(2).",
    );
    is(
        JOURNAL,
        "丁一, 王二. 命运共同体: 一项研究议题[J]. 世界经济与政治, 2020(1): 115.",
    );
    is(
        BOOK,
        "演讲集: 第二卷[M]. [出版地不详]: 中央文献出版社, 2022: 377.",
    );
    is(
        WEB,
        "丁一. 高举旗帜 开创新局面[EB/OL]. (2025-01-02). https://www.example.cn/t20250102_1.shtml.",
    );
    is(BARE, "上海合作组织. 成立宣言[Z]. 2001-06-15.");
    assert_eq!(
        accessed(WEB, Style::Gb2015),
        "丁一. 高举旗帜 开创新局面[EB/OL]. (2025-01-02)[2026-11-29]. https://www.example.cn/t20250102_1.shtml."
    );
    is(
        &format!("{WEB}pages: \"3\"\n"),
        "丁一. 高举旗帜 开创新局面[EB/OL]. 2025-01-02: 3. https://www.example.cn/t20250102_1.shtml.",
    );
    assert_eq!(
        accessed(ENGLISH, Style::Gb2015),
        "The White House. C5+1 leaders’ joint statement[EB/OL]. (2023-09-21)[2026-11-29]. https://www.example.gov/briefing-room/1."
    );
    assert_eq!(
        accessed(RUSSIAN, Style::Gb2015),
        "ФРОЛОВА М. Вербовка в Сети[N/OL]. Известия, 2024-03-27[2026-11-29]. https://iz.example.ru/1."
    );
}

#[test]
fn the_edition_of_2025_writes_names_without_capitals_and_access_dates_of_the_web_alone() {
    assert_eq!(
        accessed(RUSSIAN, Style::Gb2025),
        "Фролова М. Вербовка в Сети[N/OL]. Известия, 2024-03-27. https://iz.example.ru/1."
    );
    assert_eq!(accessed(WEB, Style::Gb2025), accessed(WEB, Style::Gb2015));
    assert_eq!(cited(BOOK, Style::Gb2025), cited(BOOK, Style::Gb2015));
}

#[test]
fn what_is_not_known_of_a_book_is_said_in_its_language() {
    let book = |language: &str, more: &str| {
        let header =
            format!("title: T\ntype: academic-book\ndate: 2022\nlanguage: {language}\n{more}");
        cited(&header, Style::Gb2015)
    };
    assert_eq!(
        book("en", "publisher: Macmillan\n"),
        "T[M]. [S.l.]: Macmillan, 2022."
    );
    assert_eq!(
        book("zh-Hans", ""),
        "T[M]. [出版地不详]: [出版者不详], 2022."
    );
    assert_eq!(
        book("ru", "place: Москва\n"),
        "T[M]. Москва: [б. и.], 2022."
    );
}

#[test]
fn more_than_three_authors_are_three_and_others_in_the_language_of_the_document() {
    let of = |language: &str, names: &[&str], style| {
        let creators = names.iter().map(|name| Agent {
            name: (*name).to_owned(),
            role: Role::Author,
        });
        let metadata = Metadata {
            title: Some("T".into()),
            kind: Some(DocumentType::AcademicArticle),
            language: Some(language.into()),
            creators: creators.collect(),
            date: "2020".parse().ok(),
            publisher: Some("P".into()),
            issue: Some("1".into()),
            ..Metadata::default()
        };
        prose(&Entry::of("a", &metadata, None), style, Place::Note).unwrap()
    };
    let chinese = ["甲乙", "丙丁", "戊己", "庚辛"];
    assert_eq!(
        of("zh-Hans", &chinese, Style::Gb2015),
        "甲乙, 丙丁, 戊己, 等. T[J]. P, 2020(1)."
    );
    assert_eq!(
        of("zh-Hans", &chinese, Style::ChineseJournals),
        "甲乙、丙丁、戊己等：《T》，《P》2020年第1期。"
    );
    assert_eq!(
        of("ru", &["Ав Б.", "Вг Д.", "Еж З.", "Ик Л."], Style::Gb2015),
        "АВ Б, ВГ Д, ЕЖ З, и др. T[J]. P, 2020(1)."
    );
    assert!(
        of("en", &["A B", "C D", "E F", "G H"], Style::Gb2015)
            .starts_with("A B, C D, E F, et al. T[J]")
    );
}

#[test]
fn notes_of_chinese_journals_are_in_the_language_of_the_source() {
    let is = |header, citation: &str| assert_eq!(cited(header, Style::ChineseJournals), citation);
    is(
        NEWSPAPER,
        "丁一：《携手同行——在论坛上的讲话》，《人民日报》2023年7月5日，第2版。",
    );
    is(
        UNSIGNED,
        "《弘扬“上海精神” 加强团结协作》，《人民日报》2024年10月14日，第2版。",
    );
    is(
        JOURNAL,
        "丁一、王二：《命运共同体：一项研究议题》，《世界经济与政治》2020年第1期，第115页。",
    );
    is(
        BOOK,
        "《演讲集：第二卷》，中央文献出版社2022年版，第377页。",
    );
    is(BARE, "上海合作组织：《成立宣言》，2001年6月15日。");
    assert_eq!(
        accessed(WEB, Style::ChineseJournals),
        "丁一：《高举旗帜 开创新局面》，2025年1月2日，https://www.example.cn/t20250102_1.shtml，访问时间：2026年11月29日。"
    );
    assert_eq!(
        accessed(ENGLISH, Style::ChineseJournals),
        "The White House, “C5+1 leaders’ joint statement,” September 21, 2023, https://www.example.gov/briefing-room/1, accessed November 29, 2026."
    );
    assert_eq!(
        accessed(RUSSIAN, Style::ChineseJournals),
        "М. Фролова. Вербовка в Сети // Известия. 27.03.2024. URL: https://iz.example.ru/1 (дата обращения: 29.11.2026)."
    );
    is(
        "title: 《宪章》解读\nlanguage: zh-Hans\ndate: 2024-07\n",
        "《〈宪章〉解读》，2024年7月。",
    );
}

#[test]
fn chicago_notes_have_the_page_that_is_cited() {
    let is = |header, citation: &str| assert_eq!(cited(header, Style::Chicago), citation);
    is(
        JOURNAL,
        "丁一 and 王二, “命运共同体：一项研究议题,” 世界经济与政治, no. 1 (2020): 115.",
    );
    is(
        NEWSPAPER,
        "丁一, “携手同行——在论坛上的讲话,” 人民日报, July 5, 2023, 2.",
    );
    let list = prose(&described(RUSSIAN), Style::Chicago, Place::List).unwrap();
    assert_eq!(
        list,
        "Фролова, М. “Вербовка в Сети.” Известия, March 27, 2024. https://iz.example.ru/1."
    );
}

#[test]
fn a_date_is_said_with_its_precision() {
    let dated = |date: &str, style| {
        cited(
            &format!("title: 题\ntype: declaration\nlanguage: zh-Hans\ndate: {date}\n"),
            style,
        )
    };
    for (date, gb, journals) in [
        ("2024", "题[Z]. 2024.", "《题》，2024年。"),
        ("2024-12", "题[Z]. 2024-12.", "《题》，2024年12月。"),
        (
            "2018-06-09/2018-06-10",
            "题[Z]. 2018-06-09/2018-06-10.",
            "《题》，2018年6月9日至10日。",
        ),
        ("2001-06~", "题[Z]. [2001-06].", "《题》，2001-06~。"),
        ("2024/..", "题[Z]. 2024-.", "《题》，2024/..。"),
    ] {
        assert_eq!(dated(date, Style::Gb2015), gb);
        assert_eq!(dated(date, Style::ChineseJournals), journals);
    }
    assert_eq!(
        cited("title: 题\nlanguage: zh-Hans\n", Style::Gb2025),
        "题[Z]."
    );
}

#[test]
fn what_is_printed_stays_as_it_is_printed() {
    for title in [
        "<i>x</i> & \\{y}",
        "a.. b ,, c",
        "“x” ‘y’",
        "iPhone И СССР",
        "x\u{F0000}y",
        "9000 年",
    ] {
        let header = Metadata {
            title: Some(title.to_owned()),
            language: Some("zh-Hans".into()),
            date: "2001~".parse().ok(),
            ..Metadata::default()
        };
        let cited = prose(&Entry::of("a", &header, None), Style::Gb2015, Place::Note).unwrap();
        assert_eq!(cited, format!("{title}[Z]. [2001]."));
    }
}

#[test]
fn a_full_stop_is_not_doubled_and_a_list_has_every_document() {
    let header = "title: Заседание\ntype: meeting-record\nlanguage: ru\ndate: 2018-06-09/2018-06-10\ncreators:\n  - name: Си Цзиньпин\n    role: speaker\nbody: Совет\n";
    assert_eq!(
        cited(header, Style::ChineseJournals),
        "Совет. Заседание. 9–10 июня 2018 г."
    );
    let list = prose(&described(header), Style::Chicago, Place::List).unwrap();
    assert!(list.contains("Заседание") && !list.contains(".."), "{list}");
}
