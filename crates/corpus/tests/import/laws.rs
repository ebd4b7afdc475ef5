//! Laws that hold for every text.

use proptest::prelude::*;
use sco_corpus::{ReadOptions, account, named_titles, quotations, read_text};

/// Pieces of lines that readers trip over.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[上合作组织国发展，。、；：“”《》（）〈〉‘’]{1,40}",
        2 => "[a-zA-Zа-яё ,.:-]{1,40}",
        2 => prop::sample::select(vec![
            "[1]", "［2］", "①", "②", "¹", "(1)", "〔3〕", "注1", "*", "[1]\u{3000}", "① ", "一、", "（一）", "1. ", "第一章 ", "第 1 條",
            "https://www.a.org/b-", "c.html。", "2024", "年", "· 1 ·", "- 2 -", "第3页", "12", "\u{c}", "\u{3000}\u{3000}", " ", "  ",
            "\t", "\u{feff}", "\u{301}", "\u{ad}", "\r", "\u{85}", "\u{200b}", "coope-", "【责任编辑：某某】", "注释", "Notes", "……",
            "\u{0}", "\u{fffd}", "習近平主席强调：", "“", "”", "《", "》", "𠀀", "——",
        ]).prop_map(str::to_owned),
    ]
}

fn text() -> impl Strategy<Value = String> {
    let line = prop::collection::vec(piece(), 0..4).prop_map(|pieces| pieces.concat());
    let end = prop::sample::select(vec![
        "\n",
        "\n\n",
        "\r\n",
        "\n ",
        "\n\u{3000}\u{3000}",
        "\u{c}",
    ]);
    prop::collection::vec((line, end), 0..40)
        .prop_map(|lines| lines.into_iter().map(|(l, e)| l + e).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Nothing is lost, nothing invented, the document is valid, and no reading has to be thrown away.
    #[test]
    fn every_text_is_accounted_for(text in text()) {
        let imported = read_text(&text, &ReadOptions::default());
        prop_assert_eq!(account(&text, &imported), Ok(()));
        prop_assert_eq!(imported.document.check(), []);
        let thrown_away: Vec<_> = imported.report.entries.iter().filter(|e| e.confidence <= 0.0).collect();
        prop_assert!(thrown_away.is_empty(), "{:?}", thrown_away);
    }

    /// Quotations and titles stand where they say.
    #[test]
    fn derived_parts_stand_at_their_offsets(text in text()) {
        let document = read_text(&text, &ReadOptions::default()).document;
        let at = |section: usize, paragraph: usize, offset: usize, length: usize| -> String {
            let text = &document.sections[section].paragraphs[paragraph].text;
            text.chars().skip(offset).take(length).collect()
        };
        for q in quotations(&document) {
            prop_assert_eq!(at(q.section, q.paragraph, q.offset_chars, q.length_chars), q.text);
        }
        for t in named_titles(&document) {
            prop_assert_eq!(at(t.section, t.paragraph, t.offset_chars, 1), "《");
        }
    }

    /// A clean text is read the same from its own plain form.
    #[test]
    fn plain_reading_keeps_every_line(lines in prop::collection::vec("[上合作组织国发展，]{1,60}。", 1..12)) {
        let document = read_text(&lines.join("\n"), &ReadOptions { plain: true }).document;
        let found: Vec<_> = document.sections.iter().flat_map(|s| &s.paragraphs).map(|p| p.text.clone()).collect();
        prop_assert_eq!(found, lines);
    }
}

/// What random text found once.
#[test]
fn texts_that_were_read_wrongly_once_are_accounted_for() {
    for text in ["【责任编辑：某某】\n\u{c}【责任编辑：某某】\n"] {
        let imported = read_text(text, &ReadOptions::default());
        assert_eq!(account(text, &imported), Ok(()), "{text:?}");
        for entry in imported.report.entries {
            assert!(entry.confidence > 0.0, "{text:?}: {entry:?}");
        }
    }
}
