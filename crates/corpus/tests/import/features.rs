//! One phenomenon a test: lists, headings, marks that are none, salutations, signatures, tables, hyphens.

use sco_corpus::{
    AttributionKind, Document, Imported, QuotationKind, ReadOptions, account, quotations, read_text,
};

fn read(text: &str) -> Imported {
    let imported = read_text(text, &ReadOptions::default());
    assert_eq!(account(text, &imported), Ok(()));
    assert_eq!(imported.document.check(), []);
    imported
}

fn paragraphs(document: &Document) -> Vec<&str> {
    document
        .sections
        .iter()
        .flat_map(|s| &s.paragraphs)
        .map(|p| p.text.as_str())
        .collect()
}

fn headings(document: &Document) -> Vec<(u8, &str)> {
    document
        .sections
        .iter()
        .filter_map(|s| Some((s.level, s.heading.as_deref()?)))
        .collect()
}

#[test]
fn numbers_in_brackets_without_notes_stay_text() {
    for text in [
        "各方依据〔2024〕15号文件开展工作。\n会议讨论了[1999] 2号决议和C5+1机制[1]。\n第三段也在这里。",
        "主要有两项：(1) 首先加强协作，(2) 其次扩大开放。\n①政治互信；②安全合作。\n结束。",
    ] {
        let imported = read(text);
        assert!(
            imported.document.footnotes.is_empty(),
            "{}",
            imported.report
        );
        assert_eq!(
            paragraphs(&imported.document),
            text.lines().collect::<Vec<_>>()
        );
    }
}

#[test]
fn notes_at_the_end_of_a_clean_text_are_tied() {
    let text = "上合组织不断发展。[1] 各国合作[2]，成果丰硕。\n第二段没有注释。\n注释\n[1] 张三：《文章》，2020年。\n[2] 《报告》，2021年。";
    let document = read(text).document;
    let paragraph = &document.sections[0].paragraphs[0];
    assert_eq!(paragraph.text, "上合组织不断发展。各国合作，成果丰硕。");
    let marks: Vec<_> = paragraph
        .notes
        .iter()
        .map(|n| (n.offset_chars, n.key.page, n.key.number))
        .collect();
    assert_eq!(marks, [(9, None, 1), (13, None, 2)]);
    assert_eq!(document.footnotes[1].text, "《报告》，2021年。");
}

#[test]
fn notes_in_place_that_begin_again_show_pages() {
    let text = "第一页的话说完了①，还有一句②。\n① 第一个注。\n② 第二个注。\n第二页的话也说完了①。\n① 又一个注。\n最后一段。";
    let document = read(text).document;
    let keys: Vec<_> = document
        .footnotes
        .iter()
        .map(|n| (n.key.page, n.key.number))
        .collect();
    assert_eq!(keys, [(Some(1), 1), (Some(1), 2), (Some(2), 1)]);
    assert_eq!(
        paragraphs(&document),
        [
            "第一页的话说完了，还有一句。",
            "第二页的话也说完了。",
            "最后一段。"
        ]
    );
}

#[test]
fn a_mark_without_note_and_a_note_without_mark_are_reported() {
    let text =
        "这里有注[1]，那里没有[7]。\n又一段[2]文字。\n[1] 注一。\n[2] 注二。\n[3] 没有标记的注。";
    let imported = read(text);
    assert_eq!(imported.document.footnotes.len(), 3);
    assert!(paragraphs(&imported.document)[0].contains("[7]"));
    let report = imported.report.to_string();
    assert!(
        report.contains("[7]") && report.contains("note 3"),
        "{report}"
    );
}

#[test]
fn headings_are_told_from_numbered_sentences() {
    let text = "第一章 总则\n第一条 为了规范合作，制定本办法。\n第二条\n各方应当遵守本办法。\n第二章 合作\n一、主要领域\n（一）贸易\n贸易持续增长。\n（二）能源合作稳步推进，成果丰硕。\n结语\n前景光明。";
    let document = read(text).document;
    assert_eq!(
        headings(&document),
        [
            (1, "第一章 总则"),
            (2, "第二条"),
            (1, "第二章 合作"),
            (2, "一、主要领域"),
            (3, "（一）贸易"),
            (1, "结语")
        ]
    );
    assert_eq!(
        paragraphs(&document)[3],
        "（二）能源合作稳步推进，成果丰硕。"
    );
}

#[test]
fn lists_and_tables_of_contents_are_no_headings() {
    let text = "本文讨论以下内容。\n1. 贸易\n2. 能源\n3. 人文\n以上各项分别论述。";
    let document = read(text).document;
    assert!(headings(&document).is_empty());
    assert_eq!(paragraphs(&document).len(), 5);
}

#[test]
fn english_and_russian_headings_have_levels() {
    let text = "Introduction\nThe council met again this year.\nI. Security\nThe members agreed on measures.\n1. Borders\nThe borders are open now.\nConclusion\nThat is all there is.";
    let levels: Vec<u8> = headings(&read(text).document).iter().map(|h| h.0).collect();
    assert_eq!(levels, [1, 1, 2, 1]);
    let russian = "Введение\nСовет собрался вновь.\nГлава 1. Безопасность\nЧлены договорились о мерах.\nЗаключение\nВот и всё.";
    assert_eq!(headings(&read(russian).document).len(), 3);
}

#[test]
fn a_title_with_its_date_is_described_and_nothing_is_invented() {
    let text = "弘扬“上海精神” 携手共同发展\n——在某次会议上的讲话\n（2024年7月4日）\n尊敬的各位同事：\n很高兴同大家见面。";
    let document = read(text).document;
    assert_eq!(
        document.metadata.title.as_deref(),
        Some("弘扬“上海精神” 携手共同发展——在某次会议上的讲话")
    );
    assert_eq!(
        document
            .metadata
            .date
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("2024-07-04")
    );
    assert_eq!(
        paragraphs(&document),
        ["（2024年7月4日）", "尊敬的各位同事：", "很高兴同大家见面。"]
    );
    let bare = read("各国元首举行了会谈。\n会谈很成功。").document;
    assert_eq!((bare.metadata.title, bare.metadata.date), (None, None));
}

#[test]
fn a_declaration_keeps_its_signatures() {
    let line = "各方将继续加强在政治经济安全人文等领域的合作推动区域持";
    let text = format!(
        "\u{3000}\u{3000}{}\n{line}\n续发展。\n\u{3000}\u{3000}{}\n{line}\n续繁荣。\n                    哈萨克斯坦共和国总统\n                    某某\n                    二〇二四年七月四日于阿斯塔纳",
        &line[..line.len() - 6],
        &line[..line.len() - 6]
    );
    let document = read(&text).document;
    let found = paragraphs(&document);
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(found[4], "二〇二四年七月四日于阿斯塔纳");
}

#[test]
fn tables_keep_their_lines() {
    let full = "本组织成员国之间的贸易额近年来持续增长，各国贸易情况如下表所示，数据来源";
    let text = format!(
        "{full}\n于各国统计部门。{}\n已经公布。\n国家    出口额    进口额\n中国    100    200\n俄罗斯    300    400\n印度    50    60\n{full}\n很多。",
        &full[..full.len() - 24]
    );
    let imported = read(&text);
    let found = paragraphs(&imported.document);
    assert!(
        found.contains(&"中国 100 200") || found.contains(&"中国    100    200"),
        "{found:?}"
    );
}

#[test]
fn hyphens_at_line_ends_are_judged_and_reported() {
    let text = "The members of the organisation agreed on further coope-\nration between all of their states in the region this year\nand on a policy of openness, which is a matter of decision-\nmaking in the councils; decision and making are words here\nand cooperation goes on.";
    let imported = read(text);
    assert_eq!(
        paragraphs(&imported.document).len(),
        1,
        "{}",
        imported.report
    );
    let found = paragraphs(&imported.document)[0];
    assert!(
        found.contains("further cooperation between") && found.contains("decision-making"),
        "{found}"
    );
    assert!(imported.report.to_string().contains("hyphen"));
}

#[test]
fn poems_stay_in_lines() {
    let poem = "滚滚长江东逝水，\n浪花淘尽英雄。\n是非成败转头空。\n青山依旧在，\n几度夕阳红。";
    assert_eq!(
        paragraphs(&read(poem).document),
        poem.lines().collect::<Vec<_>>()
    );
}

#[test]
fn reading_the_plain_output_again_changes_nothing() {
    let text = "各国元首举行了会谈，就合作交换意见。\n会谈很成功，2024 年将继续。\n一、合作\n合作不断深化。\n（一）贸易\n贸易增长 10%。";
    let once = read(text).document;
    let plain: Vec<String> = once
        .sections
        .iter()
        .flat_map(|s| {
            s.heading
                .iter()
                .cloned()
                .chain(s.paragraphs.iter().map(|p| p.text.clone()))
        })
        .collect();
    let again = read(&plain.join("\n")).document;
    assert_eq!(once.sections, again.sections);
}

#[test]
fn a_quotation_in_two_halves_has_one_speaker() {
    let document = read("“我们不会后退，”彼得罗夫说，“也不会停下。”").document;
    let found: Vec<_> = quotations(&document)
        .into_iter()
        .map(|q| (q.text, q.speaker.unwrap_or_default()))
        .collect();
    let said = |text: &str| (text.to_owned(), "彼得罗夫".to_owned());
    assert_eq!(found, [said("我们不会后退，"), said("也不会停下。")]);
}

#[test]
fn quotations_have_speakers_from_sentence_or_note() {
    let text = "李强总理指出：“合作是发展的动力。”弘扬“上海精神”很重要。\n“团结是我们共同的力量源泉。”[1] 各国赞同。\n王毅表示，各方应当加强协作，共同应对挑战。\nPresident Putin said: “We support the new initiative.” It was noted.\n[1] 习近平：《讲话》，《某报》2020年1月1日。";
    let document = read(text).document;
    let found: Vec<_> = quotations(&document)
        .into_iter()
        .map(|q| (q.kind, q.speaker.unwrap_or_default(), q.attribution, q.text))
        .collect();
    let row = |kind, speaker: &str, attribution, text: &str| {
        (kind, speaker.to_owned(), attribution, text.to_owned())
    };
    assert_eq!(
        found,
        [
            row(
                QuotationKind::Direct,
                "李强",
                AttributionKind::Explicit,
                "合作是发展的动力。"
            ),
            row(
                QuotationKind::Direct,
                "习近平",
                AttributionKind::Footnote,
                "团结是我们共同的力量源泉。"
            ),
            row(
                QuotationKind::Reported,
                "王毅",
                AttributionKind::Explicit,
                "各方应当加强协作，共同应对挑战。"
            ),
            row(
                QuotationKind::Direct,
                "Putin",
                AttributionKind::Explicit,
                "We support the new initiative."
            ),
        ]
    );
}
