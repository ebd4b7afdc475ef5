//! Lines that stand between a title and its text: authors, abstract and key words, dateline, address to the audience.

use std::sync::LazyLock;

use regex::Regex;

use super::script::is_han;
use crate::metadata::{Agent, Role};
use crate::pattern::pattern;

/// Family names of one character, the most frequent ones.
const SURNAMES: &str = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖萧蕭田董袁潘于\
    蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鐘谭譚陆陸汪范廖石金韦韋贾賈夏付傅方邹鄒熊白孟秦邱丘江尹薛闫阎\
    段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄\
    莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單裴霍涂涂成苗谷曲盛曾冉骆\
    駱蓝藍路游辛靳欧管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽时時穆农農司卓古吉缪繆简簡车車项項连連芦麦麥褚\
    娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾欒隋商刁沙荣榮巫寇桑郎\
    甄丛仲虞敖巩鞏明佘池查麻苑迟邝鄺";

/// Family names of two characters.
const LONG_SURNAMES: &[&str] = &[
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方", "皇甫", "尉迟", "公孙",
    "慕容", "令狐", "夏侯", "司徒", "端木", "南宫", "呼延", "申屠", "拓跋", "闻人", "独孤", "完颜",
];

static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[【\[［〔]?\s*(?:(?:内容|中文|英文)?摘\s*要|内容提要|提\s*要|关\s*键\s*词|關\s*鍵\s*詞|主题词|作者简介|作者单位|作者介绍|基金项目|项目基金|收稿日期|修回日期|中图分类号|文献标识码|文章编号|(?i:abstract|key\s?words|summary|doi)|Аннотация|Ключевые слова|УДК)\s*[】\]］〕：:]",
    )
});

static DATELINE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\p{Han}{2,14}\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*(?:电|電|讯|訊)"));

static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:尊敬的|各位|同志们|女士们|先生们|朋友们|同事们|Уважаемы|Дорогие|Distinguished|Excellenc|Your Excellenc|Dear |Ladies and).{0,60}[：:！!，,]$",
    )
});

/// Names of several words, with small words of names, initials or capital letters only.
static SPACED_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:\p{Lu}\.\s?){1,3}\p{Lu}[\p{L}’'-]+$|^\p{Lu}[\p{L}’'-]+\s(?:\p{Lu}\.\s?){1,3}$|^\p{Lu}[\p{L}’'-]+(?:\s(?:\p{Lu}\.|de|van|von|der|bin|al))*\s\p{Lu}[\p{L}’'-]+$",
    )
});

/// Whether a line begins a part of its own whatever stands above: an abstract, key words, a dateline, an address.
pub(super) fn opens_part(text: &str) -> bool {
    text.len() > 3 && (FIELD.is_match(text) || DATELINE.is_match(text) || ADDRESS.is_match(text))
}

/// The authors, when a line holds nothing but names that are written in Chinese characters.
pub(super) fn han_authors(text: &str) -> Option<Vec<Agent>> {
    const LONGEST_CHARS: usize = 40;
    if text.chars().take(LONGEST_CHARS + 1).count() > LONGEST_CHARS {
        return None;
    }
    let bare = text
        .strip_prefix("作者：")
        .or_else(|| text.strip_prefix("作者:"))
        .unwrap_or(text);
    let pieces: Vec<&str> = bare
        .split(|c: char| c.is_whitespace() || matches!(c, '、' | '，' | ',' | ';' | '；' | '/'))
        .map(without_signs)
        .filter(|piece| !piece.is_empty())
        .collect();
    let names = match pieces.as_slice() {
        // 张　三: two characters set apart to the width of three.
        [family, given] if family.chars().count() == 1 && given.chars().count() == 1 => {
            vec![format!("{family}{given}")]
        }
        pieces => pieces.iter().map(|&piece| piece.to_owned()).collect(),
    };
    let sound = !names.is_empty() && names.iter().all(|name| is_han_name(name));
    sound.then(|| names.into_iter().map(author).collect())
}

/// The authors, when a line holds nothing but names of an alphabet; a title of two words looks the same.
pub(super) fn spaced_authors(text: &str) -> Option<Vec<Agent>> {
    const LONGEST_BYTES: usize = 160;
    if text.len() > LONGEST_BYTES {
        return None;
    }
    let mut names = Vec::new();
    for piece in text
        .split([',', ';'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" и "))
    {
        let name = without_signs(piece.trim());
        if name.is_empty() {
            continue;
        }
        if !SPACED_NAME.is_match(name) {
            return None;
        }
        names.push(author(name.to_owned()));
    }
    (!names.is_empty()).then_some(names)
}

fn author(name: String) -> Agent {
    Agent {
        name,
        role: Role::Author,
    }
}

/// A name without the signs that point to notes and offices.
fn without_signs(piece: &str) -> &str {
    piece.trim_end_matches(|c: char| {
        c.is_ascii_digit()
            || matches!(c, '*' | '＊' | '∗' | '†' | '¹' | '²' | '³' | '⁴'..='⁹' | '①'..='⑳' | '[' | ']' | '［' | '］')
    })
}

fn is_han_name(name: &str) -> bool {
    let characters: Vec<char> = name.chars().collect();
    if !characters.iter().all(|&c| is_han(c)) {
        return false;
    }
    let has_long = LONG_SURNAMES.iter().any(|family| name.starts_with(family));
    match characters.len() {
        2 | 3 => has_long || SURNAMES.contains(characters[0]),
        4 => has_long,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let found = han_authors(text).or_else(|| spaced_authors(text));
        found
            .unwrap_or_default()
            .into_iter()
            .map(|agent| agent.name)
            .collect()
    }

    #[test]
    fn names_are_told_from_other_short_lines() {
        assert_eq!(names("周明远　吴 桐*"), [""; 0]);
        assert_eq!(names("周明远　吴桐*"), ["周明远", "吴桐"]);
        assert_eq!(names("欧阳明德、李 某"), [""; 0]);
        assert_eq!(names("吴　桐"), ["吴桐"]);
        assert_eq!(
            names("A. B. Carter and Dora Evans"),
            ["A. B. Carter", "Dora Evans"]
        );
        assert_eq!(names("会议纪要"), [""; 0]);
        assert_eq!(names("主席致辞"), [""; 0]);
    }

    #[test]
    fn parts_are_known_by_their_names() {
        for text in [
            "摘　要：本文",
            "【关键词】合作",
            "Abstract: It",
            "各位来宾：",
            "某通讯社青岛6月1日电 会议",
        ] {
            assert!(opens_part(text), "{text}");
        }
        assert!(!opens_part("摘要写作的方法") && !opens_part("各位代表在会上讨论了这一问题。"));
    }
}
