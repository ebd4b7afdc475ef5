use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// A sound header, so that a test speaks of its body alone.
const HEADER: &str =
    "---\ntitle: 天津峰会随记\ntype: news\ndate: 2025-09-01\nlanguage: zh-Hans\n---\n\n";

/// Two sentences without fault, so that no text is very short.
const SOUND: &str = "各方重申恪守《上海合作组织宪章》，弘扬“互信、互利、平等、协商”的上海精神（2001年提出）。\
                     会议强调，应当进一步深化政治、安全、经贸、人文等领域务实合作，共同维护地区和平、安全与稳定。";

fn codes_of(file: &str) -> BTreeSet<&'static str> {
    let found = inspect_text(file, Path::new("a.md")).findings;
    found.iter().map(|finding| finding.code.code()).collect()
}

/// Codes of a body behind a sound header, in Chinese.
fn codes(body: &str) -> Vec<&'static str> {
    let found = codes_of(&format!("{HEADER}{body}\n\n{SOUND}\n"));
    found.into_iter().collect()
}

/// Codes of a body in another language.
fn codes_in(language: &str, body: &str) -> Vec<&'static str> {
    let header = HEADER.replace("zh-Hans", language);
    codes_of(&format!("{header}{body}\n")).into_iter().collect()
}

const RUSSIAN: &str = "Главы государств подписали Декларацию и приняли решение о дальнейшем укреплении \
                       сотрудничества между государствами-членами Шанхайской организации.";
const ENGLISH: &str = "The heads of state signed the declaration and decided to go on strengthening the \
                       cooperation of the member states of the Organisation in all fields.";

#[test]
fn sound_texts_have_no_findings() {
    assert_eq!(codes(SOUND), [""; 0]);
    assert_eq!(codes_in("ru", RUSSIAN), [""; 0]);
    assert_eq!(codes_in("en", ENGLISH), [""; 0]);
}

#[test]
fn each_damage_has_its_code() {
    for (body, code) in [
        ("国家主席在阿斯□纳会见各方。", "missing-glyph"),
        ("二\u{FFFD}三五年远景目标。", "replacement-character"),
        ("会议决定\u{E123}继续合作。", "private-use"),
        ("会议\u{200B}决定。", "invisible-character"),
        ("会议讨论了⼯作计划。", "look-alike"),
        ("会议决定&nbsp;继续合作。", "markup"),
        ("会议决定<br/>继续合作。", "markup"),
        ("手持两把锟斤拷，口中疾呼烫烫烫。", "garbled"),
        ("鏀垮簻宸ヤ綔鎶ュ憡", "garbled"),
        ("上合组织（ØÎ´ó»áÒé）举行。", "garbled"),
        ("各方关(guān)于合作的立场。", "pinyin"),
        ("各方関（guan）于合作的立场。", "pinyin"),
        ("会议于20l8年召开。", "ocr"),
        ("会议于2O18年6月召开。", "ocr"),
        ("会议己经通过宣言。", "ocr"),
        (
            "元首们在 上 海 合 作 组 织 峰会上发言。",
            "spaced-characters",
        ),
        ("见http//www.example.org/a.html。", "broken-url"),
        ("见 https://www.example.org/a/ b/c.html。", "broken-url"),
        ("见https://www。", "broken-url"),
        ("见http：//www.example.org/a。", "broken-url"),
        ("见https://example.org/%E4%B8%。", "broken-url"),
        ("签署了《上海合作组织宪章，并发表宣言。", "unbalanced"),
        ("各方指出，“要加强合作。", "unbalanced"),
        ("元首理事会（以下简称理事会举行会议。", "unbalanced"),
        ("会议通过了宣言[^1]。", "mark-without-note"),
        ("会议通过了宣言①，并发表公报。", "bare-mark"),
        ("会议于2023年2月30日召开。", "impossible-date"),
        ("，并决定继续合作。", "mid-sentence"),
        (
            "会议决定，各成员国将在未来一年内进一步深化在政治、安全、经贸、人文等各个领域内的务实合作，共同维护地区和平，",
            "mid-sentence",
        ),
    ] {
        assert!(
            codes(body).contains(&code),
            "{code}: {body}: {:?}",
            codes(body)
        );
    }
    for (language, body, code) in [
        ("ru", "Главы госудаpств подписали.", "mixed-script"),
        ("ru", "РџСЂРµР·РёРґРµРЅС‚ подписал.", "garbled"),
        ("ru", "Ïðåçèäåíò Ðîññèè подписал.", "garbled"),
        ("ru", "оПЕГХДЕМР пНЯЯХХ ОНДОХЯЮК дЕЙКЮПЮЖХЧ.", "garbled"),
        ("en", "It was cafÃ© diplomacy.", "garbled"),
        ("en", "æ¿åºå·¥ä½æ¥å is the title.", "garbled"),
        ("en", "The coop- eration of states.", "broken-word"),
        ("en", "The co0peration of states.", "ocr"),
    ] {
        let text = if language == "ru" { RUSSIAN } else { ENGLISH };
        let found = codes_in(language, &format!("{body}\n\n{text}"));
        assert!(found.contains(&code), "{code}: {body}: {found:?}");
    }
}

#[test]
fn what_looks_like_damage_and_is_none_is_passed_over() {
    for body in [
        "他自己经历了这一切，周末来到上海。",
        "深入民心，纳入民生工程。",
        "（一）加强合作；（二）深化互信；1）开放；2）包容。",
        "①加强合作；②深化互信。",
        "面积为100 m²，人口120万。",
        "上合组织（SCO）与东盟（ASEAN）合作。",
        "中国(上海)自由贸易试验区。",
        "他说：“中国古人讲：‘德不孤，必有邻。’”",
        "《关于〈公约〉的决定》已经生效。",
        "见 https://www.example.org/a_(b)/c.html?d=1%20e 和 http://president.gov.by/ru。",
        "浏览器、渤海、玮、榻榻米、淅沥。",
        "COVID-19、G20、5G、B2B、3D、Wi-Fi与B3W。",
        "气温20℃，纬度39°54′。",
    ] {
        assert_eq!(codes(body), [""; 0], "{body}");
    }
    for body in [
        "«Круглый стол» (Москва) и „Шёлковый путь“ — в XXI веке.",
        "МОЁ ПРАВО и ВСЁ ЕЩЁ; VIP-зал, IT-компания.",
        "Средне- и долгосрочные планы.",
    ] {
        assert_eq!(
            codes_in("ru", &format!("{body}\n\n{RUSSIAN}")),
            [""; 0],
            "{body}"
        );
    }
    for body in [
        "Short- and long-term plans; naïve façade; Île-de-France, Müßiggang, Ålesund, créée.",
        "It's the states' right: a) peace; b) trade.",
        "“We agree,” he said.",
    ] {
        assert_eq!(
            codes_in("en", &format!("{body}\n\n{ENGLISH}")),
            [""; 0],
            "{body}"
        );
    }
}

#[test]
fn a_quotation_may_run_over_several_paragraphs() {
    let body = "他说：“我们要加强合作。\n\n“我们要深化互信。\n\n“我们要共同发展。”";
    assert_eq!(codes(body), [""; 0]);
    let body = "他说：“我们要加强合作。\n\n会议结束了。";
    assert_eq!(codes(body), ["unbalanced"]);
}

#[test]
fn a_finding_says_where_and_how_sure_and_what_to_do() {
    let file = format!("{HEADER}{SOUND}\n\n签署了《上海合作组织宪章，并发表宣言。\n");
    let found = inspect_text(&file, Path::new("a.md")).findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].line, 10);
    assert_eq!(found[0].severity, Severity::Warning);
    assert_eq!(found[0].confidence, Confidence::High);
    assert!(found[0].text.contains("签署了《上海"));
    assert!(!found[0].advice.is_empty());
}

#[test]
fn what_garbled_text_was_is_said() {
    let file = format!("{HEADER}鏀垮簻宸ヤ綔鎶ュ憡\n\n{SOUND}\n");
    let found = inspect_text(&file, Path::new("a.md")).findings;
    assert!(found[0].what.contains("政府工作"), "{found:?}");
    let header = HEADER.replace("zh-Hans", "ru");
    let file = format!("{header}Ïðåçèäåíò Ðîññèè\n\n{RUSSIAN}\n");
    let found = inspect_text(&file, Path::new("a.md")).findings;
    assert!(found[0].what.contains("Президент"), "{found:?}");
}

#[test]
fn notes_without_marks_and_gaps_are_found() {
    let body = format!("{SOUND}[^1]\n\n[^1]: 甲。\n[^2]: 乙。\n[^4]:\n");
    let found = codes_of(&format!("{HEADER}{body}"));
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["empty-note", "note-gap", "note-without-mark"]
    );
}

#[test]
fn the_date_line_is_held_against_the_header() {
    assert_eq!(codes("（2024年7月4日，阿斯塔纳）"), ["date-mismatch"]);
    assert_eq!(codes("（2025年9月1日，天津）"), [""; 0]);
    assert_eq!(codes("2025年8月31日"), ["date-mismatch"]);
    assert_eq!(codes("会议回顾了2024年7月4日的阿斯塔纳峰会。"), [""; 0]);
    let ranged = HEADER.replace("2025-09-01", "2025-08-31/2025-09-01");
    let file = format!("{ranged}（2025年8月31日至9月1日，天津）\n\n{SOUND}\n");
    assert_eq!(codes_of(&file), BTreeSet::new());
}

#[test]
fn empty_short_and_cut_texts_are_told_apart() {
    let of = |body: &str| {
        codes_of(&format!("{HEADER}{body}\n"))
            .into_iter()
            .collect::<Vec<_>>()
    };
    assert_eq!(of(""), ["empty"]);
    assert_eq!(of("会议举行。"), ["very-short"]);
    let cut = SOUND.trim_end_matches("稳定。");
    assert_eq!(of(cut), ["truncated"]);
    assert_eq!(of(&format!("{SOUND}\n\n点击查看全文")), ["truncated"]);
    let extract = HEADER.replace("type: news", "type: news\nextent: extract");
    assert_eq!(codes_of(&format!("{extract}{cut}\n")), BTreeSet::new());
}

#[test]
fn the_language_is_held_against_the_text() {
    assert_eq!(codes_in("ru", ENGLISH), ["language-mismatch"]);
    assert_eq!(codes_in("en", SOUND), ["language-mismatch"]);
    assert_eq!(codes_in("zh-Hant", &SOUND.repeat(2)), ["language-mismatch"]);
    let traditional = "各國元首在會晤中發表講話，就區域經濟合作與發展問題交換意見。各方重申恪守《上海合作組織憲章》，弘揚“互信、互利、平等、協商”的精神，會議強調應當進一步深化務實合作。";
    assert_eq!(codes_in("zh-Hans", traditional), ["language-mismatch"]);
    assert_eq!(codes_in("zh-Hant", traditional), [""; 0]);
    assert_eq!(
        codes_in("de", ENGLISH),
        [""; 0],
        "only scripts are told apart"
    );
}

#[test]
fn a_file_with_faults_is_looked_at_all_the_same() {
    let file = "---\ntitel: 甲\nstatus: withdrawn\n---\n\n会议□决定。\n第二行。\n";
    let found = inspect_text(file, Path::new("a.md"));
    let told: Vec<_> = found
        .findings
        .iter()
        .map(|f| (f.line, f.code.code()))
        .collect();
    assert!(told.contains(&(2, "header")), "{told:?}");
    assert!(told.contains(&(3, "header")), "{told:?}");
    assert!(told.contains(&(7, "form")), "{told:?}");
    assert!(
        told.iter()
            .any(|(line, code)| (*line, *code) == (6, "missing-glyph")),
        "{told:?}"
    );
    for broken in ["", "no header", "---\nid: a\n"] {
        let found = inspect_text(broken, Path::new("a.md")).findings;
        assert_eq!(found[0].code, Code::Header, "{broken}: {found:?}");
    }
}

#[test]
fn an_accepted_finding_says_why_and_a_useless_acceptance_is_found() {
    let accepted =
        "accepted:\n  - finding: missing-glyph\n    text: 阿斯□纳\n    reason: 原文如此\n";
    let header = HEADER.replace("---\n\n", &format!("{accepted}---\n\n"));
    let file = format!("{header}在阿斯□纳会见。\n\n{SOUND}\n");
    let found = inspect_text(&file, Path::new("a.md")).findings;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].accepted.as_deref(), Some("原文如此"));
    let elsewhere = format!("{header}在比什□克会见。\n\n{SOUND}\n");
    let found = inspect_text(&elsewhere, Path::new("a.md")).findings;
    assert!(
        found.iter().all(|finding| finding.accepted.is_none()),
        "{found:?}"
    );
    let sound = format!("{header}{SOUND}\n");
    let found = inspect_text(&sound, Path::new("a.md")).findings;
    assert_eq!(found[0].code, Code::IdleAcceptance);
    let unknown = sound.replace("missing-glyph", "missing-glif");
    let found = inspect_text(&unknown, Path::new("a.md")).findings;
    assert_eq!(found[0].code, Code::UnknownFinding);
}

#[test]
fn broken_rules_cannot_be_accepted_away() {
    let accepted = "accepted:\n  - finding: mark-without-note\n    reason: 不要紧\n";
    let header = HEADER.replace("---\n\n", &format!("{accepted}---\n\n"));
    let found = inspect_text(
        &format!("{header}宣言[^1]。\n\n{SOUND}\n"),
        Path::new("a.md"),
    );
    let mark = found
        .findings
        .iter()
        .find(|f| f.code == Code::MarkWithoutNote);
    assert_eq!(mark.and_then(|finding| finding.accepted.as_deref()), None);
}

#[test]
fn a_file_of_nothing_but_damage_is_told_briefly() {
    let body = "会议□决定。\n\n".repeat(500);
    let found = inspect_text(&format!("{HEADER}{body}"), Path::new("a.md"));
    assert_eq!(found.findings.len(), TOLD_OF_A_KIND);
    assert_eq!(found.more, [(Code::MissingGlyph, 500 - TOLD_OF_A_KIND)]);
}

#[test]
fn bytes_that_are_no_text_are_a_finding() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    let mut bytes = format!("{HEADER}{SOUND}\n\n").into_bytes();
    bytes.extend([0xC9, 0xCF, 0xBA, 0xA3]);
    std::fs::write(&path, bytes).unwrap();
    let found = inspect(&path);
    assert_eq!(
        (found.findings[0].code, found.findings[0].line),
        (Code::NotUtf8, 10)
    );
    assert!(!found.unreadable);
    let missing = inspect(&folder.path().join("b.md"));
    assert!(missing.unreadable);
    assert_eq!(missing.findings[0].code, Code::Unreadable);
}

proptest! {
    /// Nothing that stands in a file stops the check, and a finding names a line of the file.
    #[test]
    fn every_text_can_be_checked(body in "([《》“”（）\\[\\]①□\u{FFFD}中文上海 a-zа-яÀ-ÿ鏀垮0-9年月日.。，:/%\n^-]|\\PC){0,200}") {
        let file = format!("{HEADER}{body}\n");
        let lines = file.split('\n').count();
        for finding in inspect_text(&file, Path::new("a.md")).findings {
            prop_assert!((1..=lines).contains(&finding.line), "{finding:?}");
            prop_assert!(finding.text.chars().count() <= 60);
        }
    }
}
