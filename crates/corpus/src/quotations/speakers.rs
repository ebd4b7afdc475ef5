//! Who said it: persons named before, behind or below a quotation.
//!
//! Surnames, offices and verbs of saying are lists of the language, not of any document.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::alphabet;
use super::names::{
    foreign_before, has_dot, is_foreign, is_no_name, is_plain_name, name_at, name_before,
};
use crate::pattern::pattern;
use crate::punctuation::is_closer;

/// Offices and ranks that stand before or behind a name.
pub(super) const OFFICES: &str = "国家主席|主席|总书记|总理|总统|首相|国王|总干事|秘书长|委员长|外交部长|国防部长|外长|防长|部长|副部长|大使|特使|国务委员|\
    发言人|司令|将军|元帅|主任|局长|会长|院长|所长|校长|教授|研究员|学者|专家|记者|同志|先生|女士|总裁|行长|议长|大臣|州长|省长|市长|主编|博士";

/// Verbs of saying and meaning, the longer before the shorter.
const VERBS: &str = "指出|强调|強調|提出|表示|认为|認為|宣布|宣佈|说道|说过|说|說|称|稱|谈到|讲到|谈道|讲道|提到|回答|答道|解释|感慨|感叹|坚称|重申|呼吁|呼籲|主张|主張|写道|寫道|坦言|\
    回应|警告|声明|声称|承诺|倡议|建议|介绍|告诉记者|直言|评价|断言|透露|补充|阐述|阐明|论述|要求|号召";

static OFFICE: LazyLock<Regex> = LazyLock::new(|| pattern(&format!(r"(?:{OFFICES})")));

static ENDS_WITH_VERB: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(?:{VERBS})(?:过|道|了)?$")));

/// What may stand before a name at the beginning of a clause.
static LEAD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:正如|如|据|而|但|对此，?|其中，?)"));

/// What stands behind a name up to the end of the clause.
static PREDICATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"^(?:{ADVERBS})*(?:{VERBS})(?:过|道|了)?$")));

/// The same with an adverb that is on no list, and of which one cannot be sure where it begins: 习近|平深刻地.
static LOOSE_PREDICATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(?:{ADVERBS}|[\p{{Han}}]{{2,6}}地)*(?:{VERBS})(?:过|道|了)?$"
    ))
});

/// A clause that has its subject in an earlier one.
static SUBJECTLESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(?:并且|又|且|{ADVERBS})*(?:{VERBS})(?:过|道|了)?$"
    ))
});

/// What makes the person behind it somebody who is met, told or thanked, and not the one who speaks.
static OBJECT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:会见|会晤|拜会|见|同|与|和|及|、|向|对|给|致|跟|为|受|应|代表|转达|感谢|欢迎|祝贺|援引|引用|转述|访问|专访|采访|问|告诉|陪同|邀请|请|关于|继|随|学习|贯彻|落实|遵循|按照|根据|围绕|坚持|以|的)$",
    )
});

/// Longest name that is looked for, in characters.
const LONGEST_NAME: usize = 24;

/// Code points behind a quotation in which the one who says it is looked for.
const BEHIND_CHARS: usize = 120;

/// What stands between a name and a verb of saying.
const ADVERBS: &str = "明确|多次|曾|也|还|再次|一再|进一步|深刻|特别|郑重|反复|先后|随后|则|就此|同时|并|公开|(?:深刻|前瞻性|明确|坚定|清楚|形象|生动|严肃|郑重|坦率|直截了当|自豪|高兴|意味深长|由衷|鲜明|创造性|旗帜鲜明)地|\
    在[\\p{Han}、]{1,24}(?:中|上|时|会上|期间)|(?:会见|会晤|出席|访问|接受|主持|参加|同|与|向)[\\p{Han}·•]{1,24}时|\
    发表[\\p{Han}]{0,10}(?:讲话|演讲|致辞|文章)时?|这样|如此|如是|这么|近日|日前|当天|[一二三四五六七八九十\\d年月日]+日|对[\\p{Han}]{1,10}";

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
    if let Some(found) = alphabet::before(told) {
        return Some(found);
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
    Some(said_in_earlier_clause(&told[..clause_start], clause))
}

/// The subject may stand in an earlier clause: 习近平主席高度重视…，明确提出：
fn said_in_earlier_clause(earlier: &str, clause: &str) -> Attribution {
    let has_no_subject = SUBJECTLESS.is_match(clause) && !clause.starts_with("对方");
    match first_person(earlier).filter(|_| has_no_subject) {
        Some((speaker, mention)) => Attribution {
            speaker: Some(speaker),
            phrase: format!("{mention}…{clause}"),
        },
        None => Attribution {
            speaker: None,
            phrase: clause.to_owned(),
        },
    }
}

/// Whether a clause with a verb of saying leads up to a quotation, which is then nobody else's.
pub(super) fn leads_up(sentence: &str) -> bool {
    let sentence = sentence.trim_end();
    sentence.ends_with(['：', ':']) || ENDS_WITH_VERB.is_match(sentence)
}

/// Who is said to speak directly behind a quotation; `ending`: how the quotation ends.
pub(super) fn behind(text: &str, ending: Ending) -> Option<Attribution> {
    let head: String = text.chars().take(BEHIND_CHARS).collect();
    if ending != Ending::BreaksOff && introduces_another(&head) {
        return None;
    }
    if let Some(found) = alphabet::behind(&head, ending == Ending::FullStop) {
        return Some(found);
    }
    let head = head.trim_start_matches(['，', '。', ',']);
    let end = head
        .find(['。', '，', '：', '；', '！', '“', '「', '\n'])
        .unwrap_or(head.len());
    let clause = head[..end].trim();
    ENDS_WITH_VERB.find(clause)?;
    let (speaker, start) = person_in_clause(clause)?;
    Some(Attribution {
        speaker: Some(speaker),
        phrase: clause[start..].to_owned(),
    })
}

/// How a quotation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a comma, because the words go on behind the one who says them.
    BreaksOff,
    /// With the full stop of an alphabet.
    FullStop,
    /// Otherwise.
    Other,
}

/// Whether the clause directly behind a quotation has a colon and so introduces the next one: “怎么办？”王毅说：“……”
fn introduces_another(head: &str) -> bool {
    let clause_end = head.find(['：', ':', '。', '！', '？', '；', '“', '«', '.', '!', '?']);
    clause_end.is_some_and(|at| head[at..].starts_with(['：', ':']))
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
    person_behind_office(clause)
        .or_else(|| first_person_at(clause))
        .or_else(|| person_with_verb(clause))
        .or_else(|| person_at_end(clause))
}

/// A clause that is a name, adverbs and a verb.
fn person_with_verb(clause: &str) -> Option<(String, usize)> {
    let start = LEAD.find(clause).map_or(0, |lead| lead.end());
    let name = subject(&clause[start..], is_plain_name)?;
    Some((name.to_owned(), start))
}

fn person_behind_office(clause: &str) -> Option<(String, usize)> {
    OFFICE.find_iter(clause).find_map(|office| {
        let name = subject(&clause[office.end()..], is_name_beside_office)?;
        Some((name.to_owned(), office.start()))
    })
}

/// A name of several parts with something before it that is no office.
fn person_at_end(clause: &str) -> Option<(String, usize)> {
    let end = clause
        .char_indices()
        .map(|(at, _)| at)
        .find(|&at| PREDICATE.is_match(&clause[at..]))?;
    let name = foreign_before(&clause[..end]).filter(|name| has_dot(name))?;
    let start = end - name.len();
    (!OBJECT.is_match(&clause[..start])).then_some((name, start))
}

/// Whether a piece that has an office beside it is a name.
pub(super) fn is_name_beside_office(name: &str) -> bool {
    !is_no_name(name) && (name_at(name, false).is_some_and(|own| own == name) || is_foreign(name))
}

/// The name that a text begins with, where nothing but adverbs and a verb of saying stand behind it.
fn subject(text: &str, is_name: impl Fn(&str) -> bool) -> Option<&str> {
    let ends = text
        .char_indices()
        .map(|(at, _)| at)
        .skip(2)
        .take(LONGEST_NAME);
    let names: Vec<(&str, &str)> = ends
        .map(|at| text.split_at(at))
        .filter(|(name, _)| is_name(name))
        .collect();
    let sure = names.iter().find(|(_, rest)| PREDICATE.is_match(rest));
    let mut loose = names
        .iter()
        .filter(|(_, rest)| LOOSE_PREDICATE.is_match(rest));
    let only = || loose.next().filter(|_| loose.next().is_none());
    sure.or_else(only).map(|&(name, _)| name)
}

/// The first person with an office in a text: name and the mention as printed.
fn first_person(text: &str) -> Option<(String, String)> {
    persons_with_offices(text)
        .next()
        .map(|(name, mention)| (name, text[mention].to_owned()))
}

fn first_person_at(clause: &str) -> Option<(String, usize)> {
    persons_with_offices(clause)
        .next()
        .map(|(name, mention)| (name, mention.start))
}

/// Persons whose office stands behind their name and who do something themselves, with the bytes of the mention.
fn persons_with_offices(text: &str) -> impl Iterator<Item = (String, Range<usize>)> {
    OFFICE.find_iter(text).filter_map(|office| {
        let name = name_before(&text[..office.start()])?;
        let start = office.start() - name.len();
        (!OBJECT.is_match(&text[..start])).then_some((name, start..office.end()))
    })
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
            behind(" said President Putin.", Ending::Other)
                .and_then(|a| a.speaker)
                .as_deref(),
            Some("Putin")
        );
        assert_eq!(
            behind(", — сказал Путин.", Ending::Other)
                .and_then(|a| a.speaker)
                .as_deref(),
            Some("Путин")
        );
        assert_eq!(
            behind("李强总理说。", Ending::Other)
                .and_then(|a| a.speaker)
                .as_deref(),
            Some("李强")
        );
    }
}
