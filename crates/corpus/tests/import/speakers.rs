//! Who is said to have said it: short forms in three languages, and what looks like them and is none.

use proptest::prelude::*;
use sco_corpus::{Document, Paragraph, QuotationKind, Section, quotations};

fn document(paragraphs: &[&str]) -> Document {
    let paragraphs = paragraphs
        .iter()
        .map(|text| Paragraph {
            text: (*text).to_owned(),
            ..Paragraph::default()
        })
        .collect();
    Document {
        sections: vec![Section {
            paragraphs,
            ..Section::default()
        }],
        ..Document::default()
    }
}

/// The speakers of all direct quotations, `-` where nobody is named.
fn speakers(paragraphs: &[&str]) -> Vec<String> {
    quotations(&document(paragraphs))
        .into_iter()
        .filter(|quotation| quotation.kind == QuotationKind::Direct)
        .map(|quotation| quotation.speaker.unwrap_or_else(|| "-".to_owned()))
        .collect()
}

fn check(table: &[(&str, &str)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(text, expected)| {
            let found = speakers(&[text]).join(" | ");
            (found != *expected).then(|| format!("{text}\n    is {found}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// No speaker may be found, whether or not the words count as a quotation.
fn check_nobody(texts: &[&str]) {
    let invented: Vec<String> = texts
        .iter()
        .filter_map(|text| {
            let named: Vec<String> = speakers(&[text])
                .into_iter()
                .filter(|name| name != "-")
                .collect();
            (!named.is_empty()).then(|| format!("{text}\n    is said by {}", named.join(" | ")))
        })
        .collect();
    assert!(invented.is_empty(), "\n{}", invented.join("\n"));
}

#[test]
fn chinese_speakers_are_found() {
    check(&[
        ("普京说：“我们支持上海合作组织扩员。”", "普京"),
        ("温家宝：“我们要加强团结协作，共同应对挑战。”", "温家宝"),
        ("莫迪表示：“印度愿意加强互联互通。”", "莫迪"),
        ("普京在会上说，“我们支持本组织发展。”", "普京"),
        ("各方进行了讨论。普京回答：“这个问题已经解决。”", "普京"),
        ("王毅：“中方愿同各方加强协作。”", "王毅"),
        ("王毅外长：“中方愿同各方加强协作。”", "王毅"),
        ("王毅（中国外长）：“中方愿同各方加强协作。”", "王毅"),
        ("中国外交部发言人林剑：“中方对此表示欢迎。”", "林剑"),
        (
            "秘书长努尔兰·叶尔梅克巴耶夫：“本组织的大门是敞开的。”",
            "努尔兰·叶尔梅克巴耶夫",
        ),
        (
            "上合组织秘书长努尔兰·叶尔梅克巴耶夫：“本组织的大门是敞开的。”",
            "努尔兰·叶尔梅克巴耶夫",
        ),
        (
            "努尔兰·叶尔梅克巴耶夫秘书长：“本组织的大门是敞开的。”",
            "努尔兰·叶尔梅克巴耶夫",
        ),
        (
            "努尔兰·叶尔梅克巴耶夫：“本组织的大门是敞开的。”",
            "努尔兰·叶尔梅克巴耶夫",
        ),
        ("俄罗斯总统普京：“我们的关系处于最好水平。”", "普京"),
        ("哈萨克斯坦总统托卡耶夫：“我们支持这一倡议。”", "托卡耶夫"),
        (
            "中国社会科学院俄罗斯东欧中亚研究所所长孙壮志：“合作空间广阔，前景光明。”",
            "孙壮志",
        ),
        (
            "会议结束后发表了谈话。李强总理：“合作成果丰硕，未来可期。”",
            "李强",
        ),
        ("“志合者，不以山海为远。”——习近平", "习近平"),
        ("“志合者，不以山海为远。”——国家主席习近平", "习近平"),
        (
            "“各国人民对美好生活的向往就是我们的奋斗目标”——习近平主席",
            "习近平",
        ),
        (
            "“志合者，不以山海为远。”——习近平在上海合作组织峰会上的讲话",
            "习近平",
        ),
        ("“我们的友谊经得起任何考验。” — 普京", "普京"),
        ("“中方愿同各方加强协作”，王毅说。", "王毅"),
        ("“中方愿同各方加强协作。”王毅这样说道", "王毅"),
        ("“中方愿同各方加强协作。”王毅外长如此表示。", "王毅"),
        ("“我们对此十分赞同。”普京说。", "普京"),
        ("“谢谢各位！”普京说。", "普京"),
        (
            "“我们不会后退，”彼得罗夫说，“也不会停下。”",
            "彼得罗夫 | 彼得罗夫",
        ),
        (
            "习近平主席会见普京总统，普京说：“我们支持这一立场。”",
            "普京",
        ),
        ("王毅会见拉夫罗夫外长时强调：“双方要加强战略协作。”", "王毅"),
        (
            "李强说：“开放是方向。”王毅说：“合作是道路。”",
            "李强 | 王毅",
        ),
        ("习近平深刻地指出：“我们要加强团结协作。”", "习近平"),
        ("国家主席习近平深刻地指出：“我们要加强团结协作。”", "习近平"),
        ("习近平主席极富远见地指出：“我们要加强团结协作。”", "习近平"),
        ("王毅曾在会上表示：“我们要加强团结协作。”", "王毅"),
        ("習近平主席強調：「我們要加強團結協作。」", "習近平"),
    ]);
}

#[test]
fn english_speakers_are_found() {
    check(&[
        (
            "“We will work together for peace,” said Xi Jinping.",
            "Xi Jinping",
        ),
        (
            "“We will work together for peace,” said Chinese President Xi Jinping.",
            "Xi Jinping",
        ),
        (
            "“We will work together for peace,” said SCO Secretary-General Nurlan Yermekbayev.",
            "Nurlan Yermekbayev",
        ),
        (
            "“We will work together for peace,” said Chinese Foreign Ministry spokesperson Mao Ning on Monday.",
            "Mao Ning",
        ),
        (
            "“We will work together for peace,” said Kassym-Jomart Tokayev, President of Kazakhstan.",
            "Kassym-Jomart Tokayev",
        ),
        (
            "“We will work together for peace,” Putin stressed.",
            "Putin",
        ),
        (
            "“Shall we work together for peace?” Lavrov added.",
            "Lavrov",
        ),
        (
            "Xi Jinping said: “We will work together for peace.”",
            "Xi Jinping",
        ),
        (
            "President Putin told reporters: “We support the new initiative.”",
            "Putin",
        ),
        (
            "He Lifeng noted: “We support the new initiative.”",
            "He Lifeng",
        ),
        (
            "Speaking in Astana, Sergey Lavrov said: “We support the new initiative.”",
            "Sergey Lavrov",
        ),
        (
            "Xi Jinping, the Chinese President, said: “We support the new initiative.”",
            "Xi Jinping",
        ),
        (
            "As Prime Minister Narendra Modi stated, “We support the new initiative.”",
            "Narendra Modi",
        ),
        (
            "\"Our doors are open to all\" – Nurlan Yermekbayev, SCO Secretary-General",
            "Nurlan Yermekbayev",
        ),
        (
            "“Our doors are open to all.” — President Xi Jinping",
            "Xi Jinping",
        ),
        ("“Our doors are open to all.” — Xi Jinping", "Xi Jinping"),
        (
            "“Our doors are open to all.” — Putin, President of Russia",
            "Putin",
        ),
        (
            "President Xi Jinping: “Our doors are open to all.”",
            "Xi Jinping",
        ),
        (
            "Nurlan Yermekbayev, SCO Secretary-General: “Our doors are open to all.”",
            "Nurlan Yermekbayev",
        ),
        (
            "Nurlan Yermekbayev (Secretary-General): “Our doors are open to all.”",
            "Nurlan Yermekbayev",
        ),
    ]);
}

#[test]
fn russian_speakers_are_found() {
    check(&[
        (
            "«Мы полностью поддерживаем эту инициативу», — сказал Путин.",
            "Путин",
        ),
        (
            "«Мы полностью поддерживаем эту инициативу», — заявил глава МИД Сергей Лавров.",
            "Сергей Лавров",
        ),
        (
            "«Мы полностью поддерживаем эту инициативу», — заявил министр иностранных дел РФ Сергей Лавров.",
            "Сергей Лавров",
        ),
        (
            "«Мы полностью поддерживаем эту инициативу», — отметил президент Казахстана Касым-Жомарт Токаев.",
            "Касым-Жомарт Токаев",
        ),
        (
            "«Мы полностью поддерживаем эту инициативу», — подчеркнул генеральный секретарь ШОС Нурлан Ермекбаев.",
            "Нурлан Ермекбаев",
        ),
        (
            "«Мы полностью поддерживаем эту инициативу», — сказал Президент Республики Узбекистан Шавкат Мирзиёев.",
            "Шавкат Мирзиёев",
        ),
        (
            "«Мы полностью поддерживаем эту инициативу», – сказал В.В. Путин.",
            "В.В. Путин",
        ),
        (
            "«Мы полностью поддерживаем эту инициативу», — отметила Мария Захарова в ходе брифинга.",
            "Мария Захарова",
        ),
        (
            "Путин подчеркнул: «Мы полностью поддерживаем эту инициативу».",
            "Путин",
        ),
        (
            "Касым-Жомарт Токаев отметил: «Мы полностью поддерживаем эту инициативу».",
            "Касым-Жомарт Токаев",
        ),
        (
            "Путин в Астане заявил: «Мы полностью поддерживаем эту инициативу».",
            "Путин",
        ),
        (
            "Как отметил Сергей Лавров, «мы полностью поддерживаем эту инициативу».",
            "Сергей Лавров",
        ),
        (
            "Об этом сообщил министр обороны Андрей Белоусов: «Мы полностью поддерживаем эту инициативу».",
            "Андрей Белоусов",
        ),
        (
            "В.Путин: «Мы полностью поддерживаем эту инициативу».",
            "В.Путин",
        ),
        (
            "Президент России Владимир Путин: «Мы полностью поддерживаем эту инициативу».",
            "Владимир Путин",
        ),
        (
            "«Мы полностью поддерживаем эту инициативу» — Владимир Путин, Президент России",
            "Владимир Путин",
        ),
    ]);
}

#[test]
fn nobody_is_made_to_speak_in_chinese() {
    check_nobody(&[
        "各方弘扬“上海精神”，加强团结。",
        "王毅强调弘扬“上海精神”，加强团结。",
        "会议发表文件，题为：“携手构建更加紧密的命运共同体。”",
        "主题：“携手构建更加紧密的命运共同体。”",
        "口号是：“携手构建更加紧密的命运共同体。”",
        "时间：“二〇二四年七月四日上午九时整。”",
        "地点：“阿斯塔纳独立宫大会议厅第一会场。”",
        "章程：“各成员国相互尊重主权和领土完整。”",
        "章程指出：“各成员国相互尊重主权和领土完整。”",
        "公约强调：“各成员国相互尊重主权和领土完整。”",
        "古人说：“国之交在于民相亲，民相亲在于心相通。”",
        "古语：“国之交在于民相亲，民相亲在于心相通。”",
        "金句：“国之交在于民相亲，民相亲在于心相通。”",
        "关键词：“安全、发展、合作、共赢、团结、互信。”",
        "会议指出：“各方要加强团结协作，共同应对挑战。”",
        "外交部：“中方对此表示欢迎，愿同各方加强协作。”",
        "新华社：“上海合作组织峰会今天在阿斯塔纳举行。”",
        "俄罗斯：“我们支持上海合作组织发挥更大作用。”",
        "塔利班说：“我们愿意同各方开展对话与合作。”",
        "莫桑比克表示：“我们愿意同各方开展对话与合作。”",
        "罗马：“我们愿意同各方开展对话与合作，共谋发展。”",
        "记者问：“怎么办？”王毅说，各方要加强协作。",
        "尊敬的习近平主席：“我谨代表各国人民致以问候。”",
        "普京致信国家主席习近平：“值此佳节之际谨致祝贺。”",
        "发言人：“中方对此表示欢迎，愿同各方加强协作。”",
        "记者李强：“请问中方对此有何评论和进一步打算？”",
        "他指出：“各方要加强团结协作，共同应对挑战。”",
        "习近平主席会见来访客人，对方表示：“我们高度评价中国的发展。”",
        "赵华胜：“上海合作组织的发展前景与挑战”，《国际问题研究》2020年第3期。",
        "“互信、互利、平等、协商的上海精神”——共同家园",
        "“志合者，不以山海为远。”——《抱朴子》",
        "“志合者，不以山海为远。”——阿斯塔纳宣言",
        "习近平主席会见来宾，代表团兴奋地表示：“我们高度评价中国的发展。”",
        "秦策一：“又欲伐虞，而惮宫之奇存，荀息进言。”",
        "白宫表示：“我们愿意同各方开展对话与合作。”",
        "乌总统说：“我们愿意同各方开展对话与合作。”",
        "李先生：“我们愿意同各方开展对话与合作，共谋发展。”",
        "祝酒辞：“我们愿意同各方开展对话与合作，共谋发展。”",
        "文件写道“国之交在于民相亲，民相亲在于心相通”，王毅表示。",
        "应习近平主席邀请，来宾表示：“我们愿意同各方开展对话。”",
        "王毅援引习近平主席的话指出：“国之交在于民相亲，心相通。”",
        "普查显示：“各国民众对本组织的认知度明显提高。”",
    ]);
}

#[test]
fn nobody_is_made_to_speak_in_english() {
    check_nobody(&[
        "The summit upheld the “Shanghai Spirit” and its principles.",
        "Theme: “Strengthening multilateral dialogue for sustainable peace.”",
        "Opening Remarks: “Strengthening multilateral dialogue for sustainable peace.”",
        "Panel Discussion: “Strengthening multilateral dialogue for sustainable peace.”",
        "Silk Road: “Strengthening multilateral dialogue for sustainable peace.”",
        "China said: “We support the new initiative of all members.”",
        "The Foreign Ministry said: “We support the new initiative of all members.”",
        "The Astana Declaration states: “Member States respect each other.”",
        "The Secretary-General said: “We support the new initiative of all members.”",
        "The Ministry of Foreign Affairs said: “We support the new initiative.”",
        "Xi Jinping said the Charter states: “Member States respect each other.”",
        "Experts noted: “We support the new initiative of all members.”",
        "He told Putin: “We support the new initiative of all members.”",
        "“We will work together for peace,” he said in Astana.",
        "“We will work together for peace,” said the Ministry of Foreign Affairs.",
        "“We will work together for peace,” said a spokesman for Xi Jinping.",
        "The Charter reads: “Member States respect each other fully.” Putin said that he agreed.",
        "“Our doors are open to all.” — Astana Declaration",
        "The Supreme Court said: “We support the new initiative of all members.”",
        "“Our doors are open to all.” — Global Times",
        "“Our doors are open to all members” – New Delhi",
        "“Our doors are open to all.” – Chinese proverb",
    ]);
}

#[test]
fn nobody_is_made_to_speak_in_russian() {
    check_nobody(&[
        "Стороны привержены «шанхайскому духу» и его принципам.",
        "Тема: «Укрепление многостороннего диалога ради устойчивого мира».",
        "Место проведения: «Дворец независимости в городе Астане».",
        "Россия заявила: «Мы полностью поддерживаем эту инициативу всех членов».",
        "МИД России заявил: «Мы полностью поддерживаем эту инициативу всех членов».",
        "В МИД Китая заявили: «Мы полностью поддерживаем эту инициативу всех членов».",
        "Организация отметила: «Мы полностью поддерживаем эту инициативу всех членов».",
        "Как отметил генеральный секретарь: «Мы полностью поддерживаем эту инициативу».",
        "«Мы полностью поддерживаем эту инициативу», — заявили в Кремле.",
        "«Мы полностью поддерживаем эту инициативу», — отметили в Пекине.",
        "«Мы полностью поддерживаем эту инициативу», — сказал он в Астане.",
        "«Мы полностью поддерживаем эту инициативу», — заявил Пекин.",
        "«Мы полностью поддерживаем эту инициативу», — ответил Лаврову его собеседник.",
        "«Мы полностью поддерживаем эту инициативу», — говорится в Астанинской декларации.",
        "«Мы полностью поддерживаем эту инициативу» — Астанинская декларация",
        "Верховный Суд отметил: «Мы поддерживаем эту инициативу всех членов».",
        "Коммерсант пишет: «Мы полностью поддерживаем эту инициативу всех».",
        "Эксперты отметили: «Мы полностью поддерживаем эту инициативу всех членов».",
    ]);
}

#[test]
fn turns_of_a_conversation_belong_to_those_who_speak_them() {
    let spoken = |paragraphs: &[&str]| {
        quotations(&document(paragraphs))
            .into_iter()
            .filter_map(|quotation| Some((quotation.paragraph, quotation.speaker?, quotation.text)))
            .collect::<Vec<_>>()
    };
    let answer = "中方愿同各方加强协作。";
    let said = |paragraph, name: &str, text: &str| (paragraph, name.to_owned(), text.to_owned());
    assert_eq!(
        spoken(&["记者：您如何评价这次峰会？", &format!("王毅：{answer}")]),
        [said(1, "王毅", answer)]
    );
    assert_eq!(
        spoken(&[
            "В.Путин: Добрый день, уважаемые коллеги!",
            "С.Лавров: Спасибо большое.",
            "В.Путин: Спасибо."
        ]),
        [
            said(0, "В.Путин", "Добрый день, уважаемые коллеги!"),
            said(1, "С.Лавров", "Спасибо большое.")
        ]
    );
    assert_eq!(
        spoken(&[
            "Moderator: The floor is yours.",
            "President Xi Jinping: Our doors are open to all."
        ]),
        [said(1, "Xi Jinping", "Our doors are open to all.")]
    );
}

#[test]
fn whoever_is_met_or_followed_does_not_speak() {
    for text in [
        "各级党委要深入贯彻习近平总书记关于农村工作的重要论述，全面加强党的领导，巩固成果。",
        "要按照以习近平同志为核心的党中央部署要求，完整准确全面贯彻新发展理念。",
    ] {
        assert_eq!(quotations(&document(&[text])), [], "{text}");
    }
}

#[test]
fn a_list_of_persons_is_no_conversation() {
    assert_eq!(
        speakers(&[
            "王毅：中华人民共和国外交部长。",
            "张明：上海合作组织秘书长。",
            "作者：某大学教授。"
        ]),
        Vec::<String>::new()
    );
    assert_eq!(
        speakers(&["时间：二〇二四年七月四日上午。", "问：谁出席了会议？"]),
        Vec::<String>::new()
    );
}

/// Pieces that the rules for speakers look for, in any order.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "王毅",
        "普京",
        "秘书长",
        "努尔兰·叶尔梅克巴耶夫",
        "外长",
        "说",
        "强调",
        "在会上",
        "深刻地",
        "：",
        "，",
        "。",
        "“",
        "”",
        "——",
        "「",
        "」",
        "Xi Jinping",
        "President ",
        " said",
        "said ",
        ": ",
        ", ",
        ".",
        "\"",
        " – ",
        "He ",
        "the ",
        "В.Путин",
        "Сергей Лавров",
        "— сказал ",
        " заявил",
        "глава МИД ",
        "«",
        "»",
        "(",
        ")",
        "（",
        "）",
        "记者：",
        "《",
        "》",
        " ",
        "𠀀",
        "\u{301}",
        "1. ",
        "- ",
        "'s",
        "İ",
        "ß",
    ]);
    prop_oneof![
        6 => words.prop_map(str::to_owned),
        1 => "[上合作组织国发展]{1,12}",
        1 => "[a-zA-Zа-яёА-Я ]{1,24}",
        1 => "\\PC{0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    /// Whatever the text, its quotations stand where they say, in order, and speakers are words of the document.
    #[test]
    fn quotations_are_pieces_of_their_paragraphs(
        paragraphs in prop::collection::vec(prop::collection::vec(piece(), 0..24), 1..4)
    ) {
        let paragraphs: Vec<String> = paragraphs.iter().map(|pieces| pieces.concat()).collect();
        let paragraphs: Vec<&str> = paragraphs.iter().map(String::as_str).collect();
        let mut reached = (0, 0);
        for quotation in quotations(&document(&paragraphs)) {
            let text = paragraphs[quotation.paragraph];
            let slice: String = text.chars().skip(quotation.offset_chars).take(quotation.length_chars).collect();
            prop_assert_eq!(slice, quotation.text);
            if let Some(speaker) = quotation.speaker {
                prop_assert!(text.contains(&speaker), "{} in {}", speaker, text);
            }
            let at = (quotation.paragraph, quotation.offset_chars);
            prop_assert!(reached <= at);
            reached = at;
        }
    }
}
