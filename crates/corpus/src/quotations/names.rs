//! Names of persons as Chinese writes them: family name first, one or two characters after it.

use std::sync::LazyLock;

use regex::Regex;

use super::speakers::OFFICES;

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

/// Places whose names end like a Chinese name, before an office: 俄罗斯总统.
const PLACES: &[&str] = &[
    "罗斯",
    "斯坦",
    "印度",
    "伊朗",
    "蒙古",
    "土耳其",
    "阿富汗",
    "古巴",
    "巴西",
    "埃及",
    "南非",
    "越南",
    "老挝",
    "缅甸",
    "泰国",
    "韩国",
    "朝鲜",
    "日本",
    "美国",
    "法国",
    "德国",
    "英国",
    "中国",
    "柬埔寨",
    "塞尔维亚",
    "匈牙利",
    "阿塞拜疆",
    "亚美尼亚",
    "马来西亚",
    "印度尼西亚",
    "尼泊尔",
    "斯里兰卡",
    "沙特",
    "阿联酋",
    "卡塔尔",
    "科威特",
    "巴林",
    "马尔代夫",
    "委内瑞拉",
    "联合国",
    "欧盟",
    "东盟",
    "国家",
    "全国",
    "政府",
    "外交部",
];

/// Words that look like a name and are none.
const NOT_NAMES: &[&str] = &[
    "文件",
    "文章",
    "方案",
    "白皮书",
    "高官",
    "高层",
    "安理会",
    "公报",
    "宣言",
    "国家",
    "国际",
    "应当",
    "应该",
    "曾经",
    "任何",
    "关于",
    "向前",
    "有关",
    "从此",
    "相关",
    "公开",
    "广大",
    "东盟",
    "于是",
    "明确",
    "单位",
    "高度",
    "金融",
    "贝加尔",
    "常委",
    "全会",
    "成员",
    "连续",
    "尤其",
    "能够",
    "强烈",
    "和平",
    "安全",
    "常务",
    "荣誉",
    "华盛顿",
    "华尔街",
    "伊朗",
    "伊斯兰",
    "乌方",
    "马方",
    "印度",
    "印方",
    "巴方",
    "蒙方",
    "都",
    "党中央",
    "国务院",
    "易于",
    "应对",
];

static BEHIND_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^(?:{OFFICES}|在|同|向|致|会见|出席|就|外交|谈|论|文选|文集|选集|著作|关于|与)"
    ))
    .ok()
});

/// Names of other languages are longer than Chinese ones; the characters most used for them give them away.
pub(super) fn is_foreign(name: &str) -> bool {
    const SOUNDS: &str = "阿巴贝比布查达德迪杜多厄尔菲夫弗盖格古哈赫霍基吉加杰卡凯科克库拉莱兰勒雷里利林卢鲁伦罗洛马迈曼梅蒙米莫默穆纳尼涅诺帕佩皮普奇\
        乔琼茹若萨塞森莎沙什舍申斯苏塔泰坦汤特廷图托瓦万韦维温沃乌西希谢辛雅亚耶伊尤约扎泽詹京因瑟夫";
    let letters = name.chars().filter(|c| !matches!(c, '·' | '•')).count();
    let sounding = name.chars().filter(|c| SOUNDS.contains(*c)).count();
    name.contains('·') || (letters >= 2 && sounding * 3 >= letters * 2)
}

/// A Chinese name at the very end of a text.
pub(super) fn name_before(text: &str) -> Option<String> {
    if PLACES.iter().any(|place| text.ends_with(place)) {
        return None;
    }
    let tail: Vec<char> = text
        .chars()
        .rev()
        .take(4)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    [3, 4, 2]
        .into_iter()
        .filter(|&n| tail.len() >= n)
        .find_map(|n| {
            let name: String = tail[tail.len() - n..].iter().collect();
            let own = name_at(&name, false)?;
            (own == name && !is_no_name(&name)).then_some(name)
        })
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
                BEHIND_NAME.as_ref().is_some_and(|r| r.is_match(behind))
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
        '报', '社', '组', '的', '地', '上', '中', '等', '也', '还', '会', '織', '织',
    ];
    NOT_NAMES.contains(&name)
        || NOT_NAMES
            .iter()
            .any(|n| n.chars().count() == 2 && name.starts_with(n))
        || name.ends_with(ENDS)
}
