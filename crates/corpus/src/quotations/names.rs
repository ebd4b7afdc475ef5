//! Names of persons as Chinese writes them: family name first, one or two characters after it.

use std::sync::LazyLock;

use regex::Regex;
use sco_analysis::{KnownWord, known_word};

use super::speakers::OFFICES;
use crate::pattern::pattern;

/// Family names of one character.
const SURNAMES: &str = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦昌马苗凤\
    方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄米贝明臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季\
    强贾路娄江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠曲封芮储靳邴\
    段富巫乌焦巴侯班仇伊宫宁甘厉祖武符刘景詹束龙叶幸司黎薄印白蒲从赖卓蔺屠蒙池乔闻党翟谭劳姬申冉桑桂牛边燕冀尚农温庄晏柴瞿阎连习艾鱼容向\
    古易慎戈廖居衡步都耿满匡国文寇广东欧沃利越隆师巩聂晁勾敖冷辛阚那简饶曾关蒯相查游竺权盖益桓公趙錢孫馮陳衛蔣韓楊許呂嚴謝鄒蘇潘魯馬鳳\
    鮑賀倪湯羅畢鄔樂於齊顧黃蕭祁龐紀項藍閔賈婁顏鍾駱盧莫應鄧單龔陸榮劉葉黎喬聞黨譚邊溫莊閻連習簡饒關曾";

/// Family names of two characters.
const DOUBLE_SURNAMES: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "司徒", "夏侯",
];

/// Places and bodies that speak or have offices, 俄罗斯总统, and whose names end or sound like those of persons.
pub(super) const PLACES: &str = "\
    俄罗斯 白俄罗斯 罗斯 哈萨克斯坦 吉尔吉斯斯坦 塔吉克斯坦 乌兹别克斯坦 土库曼斯坦 巴基斯坦 斯坦 印度 伊朗 蒙古 土耳其 阿富汗 古巴 巴西 埃及 南非 越南 老挝 缅甸 泰国 韩国 \
    朝鲜 日本 美国 法国 德国 英国 中国 柬埔寨 塞尔维亚 匈牙利 阿塞拜疆 亚美尼亚 格鲁吉亚 \
    摩尔多瓦 乌克兰 立陶宛 拉脱维亚 爱沙尼亚 马来西亚 印度尼西亚 印尼 新加坡 菲律宾 尼泊尔 \
    斯里兰卡 沙特 沙特阿拉伯 阿联酋 卡塔尔 科威特 巴林 阿曼 也门 约旦 黎巴嫩 叙利亚 伊拉克 \
    以色列 巴勒斯坦 马尔代夫 利比亚 阿尔及利亚 埃塞俄比亚 尼日利亚 肯尼亚 意大利 西班牙 葡萄牙 \
    希腊 奥地利 瑞士 瑞典 芬兰 波兰 捷克 保加利亚 罗马尼亚 澳大利亚 新西兰 加拿大 墨西哥 \
    阿根廷 智利 秘鲁 委内瑞拉 中亚 南亚 西亚 东亚 欧亚 欧洲 亚洲 非洲 高加索 西伯利亚 \
    乌拉尔 贝加尔 里海 伊斯兰 莫斯科 圣彼得堡 叶卡捷琳堡 乌法 喀山 索契 明斯克 塔什干 \
    撒马尔罕 阿斯塔纳 杜尚别 比什凯克 阿什哈巴德 乌兰巴托 德黑兰 喀布尔 伊斯兰堡 新德里 孟买 \
    果阿 乌鲁木齐 华盛顿 华尔街 伦敦 巴黎 柏林 布鲁塞尔 东京 联合国 欧盟 东盟 国家 全国 \
    政府 外交部 索马里 莫桑比克 尼加拉瓜 厄瓜多尔 苏里南 卢旺达 布隆迪 马达加斯加 巴拉圭 乌拉圭 \
    毛里求斯 毛里塔尼亚 塞内加尔 塞拉利昂 喀麦隆 加蓬 冈比亚 几内亚 赞比亚 坦桑尼亚 乌干达 纳米比亚 安哥拉 \
    厄立特里亚 吉布提 苏丹 利比里亚 科摩罗 塞舌尔 突尼斯 摩洛哥 危地马拉 巴拿马 牙买加 玻利维亚 哥伦比亚 \
    斯洛伐克 斯洛文尼亚 克罗地亚 波黑 黑山 马其顿 科索沃 阿尔巴尼亚 卢森堡 冰岛 爱尔兰 荷兰 挪威 丹麦 比利时 \
    安卡拉 马德里 马尼拉 雅加达 科伦坡 加德满都 维也纳 日内瓦 达沃斯 阿拉木图 巴格达 大马士革 利雅得 \
    阿布扎比 克里米亚 顿巴斯 达吉斯坦 鞑靼斯坦 布里亚特 巴勒斯坦 塔利班 哈马斯 费尔干纳 帕米尔 克什米尔 \
    克里姆林";

/// The most frequent ordinary words that begin with a family name, and words of this field that do.
const WORDS: &str = "\
    国家 公司 文化 关系 管理 方面 许多 国际 包括 应该 那么 东西 方法 单位 方式 那些 农业 \
    任务 任何 权力 那个 解决 关于 利用 于是 项目 那里 公里 公民 相关 国内 范围 农民 劳动 \
    农村 左右 严重 程度 安全 干部 相同 明显 那样 武器 应用 公路 容易 利益 广泛 安排 权利 \
    从而 宣布 万元 广场 解释 尤其 方案 从事 居民 简单 相信 公元 文章 封建 相当 相对 应当 \
    金融 曾经 强调 连续 高速 高度 毕业 宗教 明确 高级 关键 周围 相互 程序 公布 任期 从此 \
    相应 关注 常常 公开 强烈 广大 万吨 常务 解放 文物 宣传 高中 严格 满足 文字 习惯 武装 \
    任免 毕竟 利润 那时 路线 符合 那种 金属 卫生 文件 公共 方针 相比 国民 相反 国外 高校 \
    费用 尚未 国防 方便 高考 从来 简称 国有 祖国 满意 相似 居然 向前 公众 包含 广告 申请 \
    公安 纪念 简介 富有 连接 司法 司令 任职 相继 安装 简直 何况 周期 单独 陆续 施工 高等 \
    国土 季度 连忙 印象 庄严 干涉 巩固 相连 宣告 任命 边缘 广播 那位 公告 关闭 何必 党员 \
    那边 管辖 边界 强度 高于 封闭 权益 施行 边境 公社 何处 文献 单纯 党委 严肃 公平 包围 \
    干扰 相等 越是 从未 公报 宣言 高官 高层 常委 荣誉 易于 应对 都 \
    曾任 党中央 国务院 白皮书 安理会";

/// States by one character, as in 俄方.
const SIDES: &str = "中俄哈吉塔乌印巴伊白蒙阿土美英法德日欧韩朝越古双各我对";

/// Words that begin with a family name or sound like a transliterated one, name nobody, and stand in jieba's dictionary as
/// persons or not at all.
const MORE_WORDS: &str = "\
    万言 于理 俄媒 公众号 关键句 华媒 华社 单说 印媒 安理 容后 常说 应询 文旅 文明观 白房子 简名 英媒 许多人 金句 韩媒 高光 \
    万隆 严正 何谓 卢布 卢比 史载 图瓦 多哈 多谢 安全观 安曼 尼斯 左传 易经 易言之 查明 柯达 梅花 毛诗 毛语录 汤加 沙特 \
    牛津 瓦斯 白宫 白话文 盛赞 祝福 祝词 祝贺 祝酒词 祝酒辞 科普 科米 简言之 红皮书 纳米 萨哈 蓝皮书 谢词 谢谢 贺信 贺词 \
    达卡 达沃 迪奥 里加 雷达 马赛 高喊 麦加 黄皮书";

static BEHIND_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(?:{OFFICES}|在|同|向|致|会见|出席|就|外交|谈|论|文选|文集|选集|著作|关于|与)"
    ))
});

/// Characters that the tables of transliteration use, as far as they are rare in ordinary words.
const SOUNDS: &str = "阿埃艾奥巴鲍贝比彼勃博布查茨楚达德迪杜顿多厄恩尔菲夫弗盖戈哥格古哈赫霍基吉加杰捷金京卡凯科柯克肯库拉莱兰勒雷里莉利列林琳\
    卢鲁伦罗洛玛马迈麦曼梅蒙米莫默姆穆娜纳奈尼涅诺欧帕佩皮珀普奇切丘乔琼茹瑞若萨塞赛桑瑟森沙莎什舍申舒斯丝苏索娃塔泰坦汤特廷图托瓦万威韦维\
    温沃乌西希谢辛逊雅亚耶伊因尤约扎泽詹兹佐";

/// Characters that the tables use and that are frequent in ordinary words too.
const MORE_SOUNDS: &str = "安班本宾别波丹道得登蒂丁恩法方芬福富冈根贡哈海汉豪亨洪胡华怀惠济贾坚简江津康考孔劳黎连良龙隆路吕毛门孟密木拿南内宁农努派潘\
    庞彭钱荣山尚圣施石史松孙台唐陶田土外旺魏翁武席夏香肖欣兴休许延扬叶依永云赞曾张哲治朱宗祖";

/// The dot between the parts of a name: 弗拉基米尔·普京.
const DOTS: [char; 3] = ['·', '•', '・'];

/// Longest transliterated name that is looked for, in characters.
const LONGEST_FOREIGN: usize = 24;

/// Names of other languages are longer than Chinese ones; the characters most used for them give them away.
pub(super) fn is_foreign(name: &str) -> bool {
    let letters = name.chars().filter(|c| !DOTS.contains(c)).count();
    let sounding = name.chars().filter(|c| SOUNDS.contains(*c)).count();
    has_dot(name) || (letters >= 2 && sounding * 3 >= letters * 2)
}

/// Whether a name has several parts with a dot between them; such a name is one name.
pub(super) fn has_dot(name: &str) -> bool {
    name.contains(DOTS)
}

/// The whole transliterated name at the very end of a text, long enough or with dots enough to be one.
pub(super) fn foreign_before(text: &str) -> Option<String> {
    if PLACES.split(' ').any(|place| text.ends_with(place)) {
        return None;
    }
    let tail: Vec<(usize, char)> = text.char_indices().rev().take(LONGEST_FOREIGN).collect();
    let is_sound = |c: char| SOUNDS.contains(c) || MORE_SOUNDS.contains(c) || DOTS.contains(&c);
    let length = tail.iter().take_while(|(_, c)| is_sound(*c)).count();
    let (mut start, _) = *tail[..length].last()?;
    // A place before the name sounds alike: 印尼普拉博沃, 乌兹别克斯坦米尔济约耶夫.
    let near = tail.last().map_or(0, |&(at, _)| at);
    let mut behind_place = false;
    for place in PLACES.split(' ') {
        let at = text[near..].find(place).map_or(text.len(), |at| near + at);
        if at <= start && at + place.len() > start {
            (start, behind_place) = (at + place.len(), true);
        }
    }
    let name = text[start..].trim_matches(DOTS);
    let enough = if behind_place { 2 } else { 3 };
    let sound = has_dot(name) || (name.chars().count() >= enough && is_foreign(name));
    (sound && !is_no_name(name)).then(|| name.to_owned())
}

/// A name at the very end of a text, Chinese or transliterated.
pub(super) fn name_before(text: &str) -> Option<String> {
    if PLACES.split(' ').any(|place| text.ends_with(place)) {
        return None;
    }
    foreign_before(text).or_else(|| chinese_before(text))
}

fn chinese_before(text: &str) -> Option<String> {
    [3, 4, 2].into_iter().find_map(|length| {
        let (at, _) = text.char_indices().rev().nth(length - 1)?;
        let name = &text[at..];
        let own = name_at(name, false)?;
        (own == name && !is_no_name(name)).then_some(own)
    })
}

/// Whether the whole of a text is the name of a person, though no office beside it says so.
pub(super) fn is_plain_name(text: &str) -> bool {
    let is_office = OFFICES.split('|').any(|office| text.ends_with(office));
    if is_office || is_no_name(text) || is_ordinary(text) {
        return false;
    }
    let is_chinese = || name_at(text, false).is_some_and(|name| name == text);
    let is_long_foreign = || foreign_before(text).is_some_and(|name| name == text);
    is_chinese() || is_long_foreign() || is_short_foreign(text)
}

/// Persons whose names jieba's dictionary has as places and other things, or whose names begin like such words.
const PERSONS: &str = "普京 奥巴马 安南 辛格 多瓦尔 马苏德 麦金德";

/// Whether a text is an ordinary word, or one with a third character behind it: 宁夏行. Where no office stands beside a word, it is
/// no person for being two characters long.
fn is_ordinary(text: &str) -> bool {
    let is_among = |words: &str, text: &str| words.split_whitespace().any(|word| word == text);
    if is_among(PERSONS, text)
        || known_word(text) == Some(KnownWord::Person) && !is_among(MORE_WORDS, text)
    {
        return false;
    }
    let is_word =
        |word: &str| is_among(MORE_WORDS, word) || known_word(word) == Some(KnownWord::Ordinary);
    let mut ends = text.char_indices().map(|(at, _)| at).skip(2);
    let is_longer = |second: usize| is_word(&text[..second]);
    is_word(text) || (ends.next().is_some_and(is_longer) && ends.next().is_none())
}

/// Whether a text has the two characters that a short transliterated name has, 普京, and both are those of the tables.
fn is_short_foreign(text: &str) -> bool {
    text.chars().count() == 2 && text.chars().all(|c| SOUNDS.contains(c))
}

/// A Chinese name at the start of a text: a family name and one or two characters; `bounded`: followed by what can stand
/// behind a name.
pub(super) fn name_at(text: &str, bounded: bool) -> Option<String> {
    let characters: Vec<char> = text.chars().take(4).collect();
    let head: String = characters.iter().take(2).collect();
    let double = DOUBLE_SURNAMES.contains(&head.as_str());
    let family = if double {
        2
    } else {
        usize::from(SURNAMES.contains(*characters.first()?))
    };
    if family == 0 {
        return None;
    }
    [family + 2, family + 1]
        .into_iter()
        .filter(|&n| characters.len() >= n)
        .find_map(|n| {
            let name: String = characters[..n].iter().collect();
            let han = name.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            let behind = &text[name.len()..];
            let fits = if bounded {
                BEHIND_NAME.is_match(behind)
            } else {
                behind.is_empty()
            };
            (han && fits && !is_no_name(&name)).then_some(name)
        })
}

/// Whether a piece looks like a name and is none.
pub(super) fn is_no_name(name: &str) -> bool {
    const ENDS: &[char] = &[
        '方', '会', '部', '件', '章', '书', '国', '家', '者', '们', '省', '市', '院', '局', '委',
        '报', '社', '组', '的', '地', '上', '中', '等', '也', '还', '亦', '來', '来', '織', '织',
    ];
    let mut characters = name.chars();
    let side =
        characters.next().is_some_and(|c| SIDES.contains(c)) && characters.next() == Some('方');
    let two = name
        .char_indices()
        .nth(2)
        .map_or(name, |(at, _)| &name[..at]);
    side || name.ends_with(ENDS)
        || PLACES.split(' ').any(|place| place == name)
        || WORDS.split(' ').any(|word| word == name || word == two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_where_the_text_ends() {
        for (text, name) in [
            ("国务委员王毅", Some("王毅")),
            ("欧阳修远", Some("欧阳修远")),
            ("彼得罗夫", Some("彼得罗夫")),
            ("马尔科姆·麦克唐纳", Some("马尔科姆·麦克唐纳")),
            ("来自英国的马尔科姆·麦克唐纳", Some("马尔科姆·麦克唐纳")),
            ("俄罗斯普京", Some("普京")),
            ("乌兹别克斯坦米尔济约耶夫", Some("米尔济约耶夫")),
            ("印尼普拉博沃", Some("普拉博沃")),
            ("万里", Some("万里")),
            ("哈萨克斯坦", None),
            ("华盛顿", None),
            ("贝加尔", None),
            ("文件", None),
            ("乌方", None),
            ("高官", None),
        ] {
            assert_eq!(name_before(text).as_deref(), name, "{text}");
        }
    }
}
