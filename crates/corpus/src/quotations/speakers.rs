//! Who said it: persons named before, behind or below a quotation.
//!
//! Surnames, offices and verbs of saying are lists of the language, not of any document.

use std::sync::LazyLock;

use regex::Regex;

use super::names::{foreign_before, has_dot, is_foreign, is_no_name, name_at, name_before};
use crate::pattern::pattern;
use crate::punctuation::is_closer;

/// Offices and ranks that stand before or behind a name.
pub(super) const OFFICES: &str = "国家主席|主席|总书记|总理|总统|首相|国王|总干事|秘书长|委员长|外交部长|国防部长|外长|防长|部长|副部长|大使|特使|国务委员|\
    发言人|司令|将军|元帅|主任|局长|会长|院长|所长|校长|教授|研究员|学者|专家|记者|同志|先生|女士|总裁|行长|议长|大臣|州长|省长|市长|主编|博士";

/// Verbs of saying and meaning, the longer before the shorter.
const VERBS: &str = "指出|强调|強調|提出|表示|认为|認為|宣布|宣佈|说道|说过|说|說|称|稱|谈到|讲到|重申|呼吁|呼籲|主张|主張|写道|寫道|坦言|\
    回应|警告|声明|声称|承诺|倡议|建议|介绍|告诉记者|直言|评价|断言|透露|补充|阐述|阐明|论述|要求|号召";

static OFFICE_THEN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?:{OFFICES})([\p{{Han}}·•]{{2,24}}?)(?:{ADVERBS})*(?:{VERBS})$"
    ))
});

static OFFICE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?:{OFFICES})")));

static ENDS_WITH_VERB: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?:{VERBS})(?:过|道|了)?$")));

static PLAIN_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(?:正如|如|据|而|但|对此，?|其中，?)?([\p{{Han}}·•]{{2,24}}?)(?:{ADVERBS})*(?:{VERBS})$"
    ))
});

/// What stands between a name and a verb of saying.
const ADVERBS: &str = "明确|多次|曾|也|还|再次|一再|进一步|深刻|特别|郑重|反复|先后|随后|则|就此|同时|并|公开|[\\p{Han}]{1,6}地|\
    在[\\p{Han}、]{1,24}(?:中|上|时|会上|期间)|近日|日前|当天|[一二三四五六七八九十\\d年月日]+日|对[\\p{Han}]{1,10}";

static LATIN_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"([A-Z][\p{L}'’.-]+(?:\s+(?:[A-Z][\p{L}'’.-]+|al|bin|de|van|von)){0,4})\s+(?:\w+ly\s+|has\s+|had\s+|also\s+|then\s+|once\s+){0,2}(?:said|says|stated|states|noted|notes|stressed|emphasi[sz]ed|pointed\s+out|declared|told|added|argued|argues|warned|wrote|writes|announced|remarked|called|reaffirmed|underlined)\b[^“”«»\x22.!?]{0,60}$",
    )
});

static LATIN_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\s,]*(?:(?:said|says|stated|noted|stressed|added|declared|wrote|argued|warned)\s+([A-Z][\p{L}'’.-]+(?:\s+[A-Z][\p{L}'’.-]+){0,4})|([A-Z][\p{L}'’.-]+(?:\s+[A-Z][\p{L}'’.-]+){0,4})\s+(?:said|says|stated|noted|stressed|added|declared|wrote|argued|warned)\b|(?:he|she|they)\s+(?:said|added|noted)\b)",
    )
});

static RUSSIAN_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"([А-ЯЁ][а-яё-]+(?:\s+[А-ЯЁ][а-яё.-]+){0,2})\s+(?:также\s+|вновь\s+|ранее\s+)?(?:сказал|заявил|отметил|подчеркнул|указал|добавил|напомнил|написал|говорит|считает|пояснил|объявил|призвал)[аи]?\b[^«»“”.!?]{0,60}$",
    )
});

static RUSSIAN_BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[\s,]*[—–-]\s*(?:сказал|заявил|отметил|подчеркнул|указал|добавил|напомнил|написал|считает|пояснил|говорит)[аи]?\b(?:[^А-ЯЁ.«»]{0,40}(?:Президент|Премьер-министр|Министр)?[^А-ЯЁ.«»]{0,40}([А-ЯЁ][а-яё-]+(?:\s+[А-ЯЁ][а-яё.-]+){0,2}))?",
    )
});

static OFFICES_LATIN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:The|Chinese|Russian|Kazakh|Indian|Foreign|Prime|Secretary|Deputy|Vice|President|Minister|Secretary-General|Chairman|Premier|Ambassador|Professor|Mr\.|Mrs\.|Ms\.|Dr\.|General|Президент|Министр|Премьер-министр|Председатель|Генеральный|Секретарь|Посол|Профессор|России|Китая|Казахстана|Киргизии|Кыргызстана|Таджикистана|Узбекистана|Туркменистана|Индии|Пакистана|Ирана|Белоруссии|Беларуси|Монголии|Афганистана|Турции|Азербайджана|Армении)\s+)+",
    )
});

/// A person to whom words are ascribed, and the phrase that does so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribution {
    /// Name, where a person is named.
    pub speaker: Option<String>,
    /// The phrase.
    pub phrase: String,
}

/// Who is said to speak in the part of a sentence before a quotation, punctuation at its end included.
pub(super) fn before(sentence: &str) -> Option<Attribution> {
    let told = sentence
        .trim_end()
        .trim_end_matches(['：', ':', '，', ','])
        .trim_end();
    let told = told
        .trim_end_matches("что")
        .trim_end_matches("that")
        .trim_end()
        .trim_end_matches(',');
    if let Some(found) = LATIN_BEFORE
        .captures(told)
        .or_else(|| RUSSIAN_BEFORE.captures(told))
    {
        return Some(Attribution {
            speaker: found.get(1).and_then(|m| person_in_alphabet(m.as_str())),
            phrase: found[0].trim().to_owned(),
        });
    }
    ENDS_WITH_VERB.find(told)?;
    let clause_start = told.rfind(['，', '；', '。', ',', ';']).map_or(0, |i| {
        i + told[i..].chars().next().map_or(1, char::len_utf8)
    });
    // The clause may go on between two halves of a quotation.
    let clause = told[clause_start..].trim_start_matches(is_closer).trim();
    if let Some((speaker, start)) = person_in_clause(clause) {
        return Some(Attribution {
            speaker: Some(speaker),
            phrase: clause[start..].to_owned(),
        });
    }
    // The subject may stand in an earlier clause: 习近平主席高度重视…，明确提出：
    let earlier = &told[..clause_start];
    match first_person(earlier) {
        Some((speaker, mention)) => Some(Attribution {
            speaker: Some(speaker),
            phrase: format!("{mention}…{clause}"),
        }),
        None => Some(Attribution {
            speaker: None,
            phrase: clause.to_owned(),
        }),
    }
}

/// Who is said to speak directly behind a quotation.
pub(super) fn behind(text: &str) -> Option<Attribution> {
    let head: String = text.chars().take(120).collect();
    for told in [&LATIN_BEHIND, &RUSSIAN_BEHIND] {
        if let Some(found) = told.captures(&head) {
            let name = found
                .iter()
                .skip(1)
                .flatten()
                .next()
                .and_then(|m| person_in_alphabet(m.as_str()));
            let phrase = found[0]
                .trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '—' | '–' | '-'));
            return Some(Attribution {
                speaker: name,
                phrase: phrase.to_owned(),
            });
        }
    }
    let head = head.trim_start_matches(['，', '。', ',']);
    let end = head.find(['。', '，', '：', '；', '！'])?;
    let clause = head[..end].trim();
    ENDS_WITH_VERB.find(clause)?;
    let (speaker, start) = person_in_clause(clause)?;
    Some(Attribution {
        speaker: Some(speaker),
        phrase: clause[start..].to_owned(),
    })
}

/// The person a footnote ascribes its source to: the author, or the one whose speech or book it names.
pub(super) fn in_note(note: &str) -> Option<String> {
    let note = note
        .trim_start_matches("参见")
        .trim_start_matches("转引自")
        .trim();
    if let Some(author) = author(note) {
        return Some(author);
    }
    let start = note.find('《')?;
    let title = &note[start + '《'.len_utf8()..];
    let title = &title[..title.find('》').unwrap_or(title.len())];
    title
        .match_indices(['—', '“', '：'])
        .map(|(i, m)| i + m.len())
        .chain([0])
        .filter_map(|i| name_at(&title[i..], true))
        .next_back()
}

/// A name in an alphabet before a title in quotation marks.
static LATIN_AUTHOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^([A-ZА-ЯЁ][\p{L}'’-]+(?:\s+[A-ZА-ЯЁ](?:[\p{L}'’-]+|\.))(?:\s*[A-ZА-ЯЁ](?:[\p{L}'’-]+|\.)){0,2})[,.:]\s*[“«\x22]",
    )
});
/// Parts of names of bodies, which are no persons.
const BODIES: &[&str] = &[
    "Bank",
    "Commission",
    "Union",
    "Council",
    "Office",
    "Department",
    "Ministry",
    "Forum",
    "Nations",
    "Organi",
    "Institute",
    "Committee",
    "House",
    "Agency",
    "Center",
    "Centre",
    "Совет",
    "Министерств",
    "Комисси",
    "Банк",
];

fn author(note: &str) -> Option<String> {
    if let Some(colon) = note.find(['：', ':']) {
        let names = &note[..colon];
        let first = names.split(['、', '，', ',']).next()?.trim();
        let han = first
            .chars()
            .all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '·' | '•'));
        let length = first.chars().count();
        if han
            && ((2..=4).contains(&length) || (first.contains('·') && length <= 16))
            && !is_no_name(first)
        {
            return Some(first.to_owned());
        }
    }
    let found = LATIN_AUTHOR.captures(note)?;
    let name = found.get(1)?.as_str();
    (!BODIES.iter().any(|b| name.contains(b))).then(|| name.to_owned())
}

/// A person named in a clause that ends with a verb of saying, and the byte at which the mention begins.
fn person_in_clause(clause: &str) -> Option<(String, usize)> {
    if let Some(found) = OFFICE_THEN_NAME.captures(clause) {
        let name = found.get(1)?;
        let text = name.as_str();
        let sound = !is_no_name(text)
            && (name_at(text, false).is_some_and(|n| n == text) || is_foreign(text));
        if sound {
            let start = found.get(0).map_or(0, |m| m.start());
            return Some((text.to_owned(), start));
        }
    }
    if let Some(found) = first_person_at(clause) {
        return Some(found);
    }
    let found = PLAIN_NAME.captures(clause)?;
    let subject = found.get(1)?;
    let text = subject.as_str();
    let is_chinese = !is_no_name(text) && name_at(text, false).is_some_and(|n| n == text);
    let name = if is_chinese {
        text.to_owned()
    } else {
        // Without an office only a whole clause is sure to be a name, or one of several parts.
        foreign_before(text).filter(|name| name == text || has_dot(name))?
    };
    let start = subject.end() - name.len();
    Some((name, start))
}

/// The first person with an office in a text: name and the mention as printed.
fn first_person(text: &str) -> Option<(String, String)> {
    OFFICE.find_iter(text).find_map(|m| {
        let name = name_before(&text[..m.start()])?;
        Some((name.clone(), format!("{name}{}", m.as_str())))
    })
}

fn first_person_at(clause: &str) -> Option<(String, usize)> {
    OFFICE.find_iter(clause).find_map(|m| {
        let name = name_before(&clause[..m.start()])?;
        let start = m.start() - name.len();
        Some((name, start))
    })
}

/// The person among capitalised words before or behind a verb of saying; `None` where they only begin the sentence.
fn person_in_alphabet(words: &str) -> Option<String> {
    let mut name = words;
    while let Some(first) = name.split_whitespace().next() {
        if !SENTENCE_STARTS.contains(&first) {
            return Some(without_office(name));
        }
        name = name[first.len()..].trim_start();
    }
    None
}

/// Words that stand at the beginning of a sentence and name nobody.
const SENTENCE_STARTS: &[&str] = &[
    "He",
    "She",
    "It",
    "They",
    "We",
    "I",
    "You",
    "As",
    "The",
    "This",
    "That",
    "These",
    "Who",
    "What",
    "When",
    "While",
    "But",
    "And",
    "However",
    "Also",
    "Then",
    "There",
    "Here",
    "Later",
    "Earlier",
    "Both",
    "One",
    "All",
    "Some",
    "Many",
    "Others",
    "Он",
    "Она",
    "Оно",
    "Они",
    "Мы",
    "Я",
    "Вы",
    "Как",
    "Так",
    "Что",
    "Кто",
    "Это",
    "Этот",
    "Эта",
    "Также",
    "Там",
    "Здесь",
    "Тогда",
    "Затем",
    "Потом",
    "Позже",
    "Позднее",
    "Ранее",
    "Далее",
    "Однако",
    "Но",
    "И",
    "А",
    "При",
    "Именно",
    "Сегодня",
    "Вчера",
    "Вновь",
    "Многие",
    "Некоторые",
    "Другие",
    "Все",
    "Оба",
];

fn without_office(name: &str) -> String {
    let bare = OFFICES_LATIN.replace(name, "");
    let bare = bare.trim().trim_end_matches('.');
    if bare.is_empty() {
        name.to_owned()
    } else {
        bare.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(sentence: &str) -> Option<String> {
        before(sentence).and_then(|a| a.speaker)
    }

    #[test]
    fn persons_before_a_quotation_are_found() {
        assert_eq!(speaker("习近平主席强调："), Some("习近平".to_owned()));
        assert_eq!(speaker("李强总理在会上指出："), Some("李强".to_owned()));
        assert_eq!(speaker("国家主席习近平强调，"), Some("习近平".to_owned()));
        assert_eq!(speaker("俄罗斯总统普京表示："), Some("普京".to_owned()));
        assert_eq!(
            speaker("哈萨克斯坦总统托卡耶夫随后指出："),
            Some("托卡耶夫".to_owned())
        );
        assert_eq!(speaker("王毅指出："), Some("王毅".to_owned()));
        assert_eq!(
            speaker("上合组织秘书长张明在会上表示："),
            Some("张明".to_owned())
        );
        assert_eq!(
            speaker("President Xi Jinping said: "),
            Some("Xi Jinping".to_owned())
        );
        assert_eq!(
            speaker("Владимир Путин заявил: "),
            Some("Владимир Путин".to_owned())
        );
        assert_eq!(speaker("彼得罗夫在会上表示："), Some("彼得罗夫".to_owned()));
        for clause in ["教授认为", "认为", "主席在会上表示"] {
            assert_eq!(
                speaker(&format!("马尔科姆·麦克唐纳{clause}：")),
                Some("马尔科姆·麦克唐纳".to_owned())
            );
        }
        for nobody in [
            "Как отметил генеральный секретарь: ",
            "Он заявил: ",
            "As he noted, ",
            "She also said: ",
            "乌兹别克斯坦表示：",
            "莫斯科认为：",
            "华盛顿指出：",
            "乌方强调：",
            "有关专家认为：",
        ] {
            assert_eq!(speaker(nobody), None, "{nobody}");
        }
        assert_eq!(
            speaker("Президент России Владимир Путин заявил: "),
            Some("Владимир Путин".to_owned())
        );
        assert_eq!(speaker("文件强调："), None);
        assert_eq!(speaker("会议指出："), None);
    }

    #[test]
    fn the_subject_of_an_earlier_clause_speaks() {
        let found = before("习近平主席高度重视互信，明确提出：").expect("a verb of saying");
        assert_eq!(found.speaker.as_deref(), Some("习近平"));
        assert_eq!(found.phrase, "习近平主席…明确提出");
    }

    #[test]
    fn notes_name_their_authors() {
        for (note, name) in [
            ("习近平：《牢记初心使命》，《人民日报》", Some("习近平")),
            (
                "《王毅在上海合作组织成员国外长理事会会议上的讲话》，外交部网站",
                Some("王毅"),
            ),
            ("《李强外交演讲集》（第二卷），某出版社", Some("李强")),
            (
                "《“共同建设家园”——习近平主席出席峰会纪实》，新华网",
                Some("习近平"),
            ),
            ("《弘扬精神 加强协作》，《人民日报》", None),
            ("World Bank, “The World Bank in Pakistan,” 2024.", None),
            (
                "Alexander Cooley, “Great Games,” 2012.",
                Some("Alexander Cooley"),
            ),
        ] {
            assert_eq!(in_note(note).as_deref(), name, "{note}");
        }
    }

    #[test]
    fn persons_behind_a_quotation_are_found() {
        assert_eq!(
            behind(" said President Putin.")
                .and_then(|a| a.speaker)
                .as_deref(),
            Some("Putin")
        );
        assert_eq!(
            behind(", — сказал Путин.")
                .and_then(|a| a.speaker)
                .as_deref(),
            Some("Путин")
        );
        assert_eq!(
            behind("李强总理说。").and_then(|a| a.speaker).as_deref(),
            Some("李强")
        );
    }
}
