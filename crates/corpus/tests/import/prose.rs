//! Invented prose in three languages, and documents of known structure made of it.

/// A small generator of numbers that gives the same numbers on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % u64::try_from(limit.max(1)).expect("small"))
            .expect("small")
    }

    pub(crate) fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    Russian,
    English,
}

/// A footnote mark: characters of the paragraph before it, and the note's text.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) offset: usize,
    pub(crate) text: String,
}

#[derive(Debug, Clone)]
pub(crate) enum Block {
    Heading { level: u8, text: String },
    Paragraph { text: String, notes: Vec<Note> },
}

const HAN: &[&str] = &[
    "区域", "合作", "各国", "持续", "推进", "经济", "发展", "机制", "安全", "对话", "加强", "人文",
    "交流", "山河", "邻里", "贸易", "通道", "建设", "港口", "铁路", "农业", "技术", "青年", "论坛",
    "教育", "能源", "转型", "数字", "平台", "协调", "立场", "共识", "深化", "互信", "尊重", "多样",
    "文明", "成果", "稳步", "提升", "水平", "面对", "挑战", "风险", "共同", "应对", "维护", "和平",
    "稳定", "开放", "包容", "与", "在", "为", "以", "并", "将", "对", "从", "向", "大众", "河谷",
    "草原", "商旅", "驿站", "丝绸", "茶叶", "音乐", "史料", "学者", "研究", "显示", "方面", "不断",
    "扩大", "规模", "优化", "结构", "完善", "规则", "推动", "落实", "倡议", "行动", "有效", "改善",
    "民生", "环境", "保护", "绿色", "低碳", "目标", "进程", "阶段", "特征", "意义", "重大", "积极",
    "作用", "发挥",
];
const CYRILLIC: &[&str] = &[
    "сотрудничество",
    "государства",
    "развитие",
    "укрепление",
    "доверия",
    "регион",
    "торговля",
    "железная",
    "дорога",
    "культура",
    "обмен",
    "молодёжь",
    "форум",
    "и",
    "в",
    "на",
    "с",
    "для",
    "по",
    "между",
    "через",
    "общий",
    "новый",
    "устойчивый",
    "рост",
    "энергия",
    "рынок",
    "степь",
    "река",
    "город",
    "учёные",
    "отмечают",
    "значение",
    "мир",
    "безопасность",
    "диалог",
    "право",
    "народы",
    "дружба",
    "соседство",
    "проект",
    "соглашение",
    "страны",
];
const LATIN: &[&str] = &[
    "the",
    "region",
    "of",
    "and",
    "trade",
    "growth",
    "council",
    "members",
    "dialogue",
    "between",
    "neighbours",
    "rivers",
    "railway",
    "markets",
    "energy",
    "culture",
    "with",
    "from",
    "shared",
    "security",
    "policy",
    "scholars",
    "observe",
    "that",
    "common",
    "projects",
    "in",
    "a",
    "new",
    "framework",
    "long",
    "history",
    "exchange",
    "agreement",
    "development",
    "cooperation",
    "is",
    "for",
    "to",
    "its",
    "states",
    "joint",
    "statement",
    "youth",
    "forum",
    "on",
];

impl Language {
    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Chinese => HAN,
            Self::Russian => CYRILLIC,
            Self::English => LATIN,
        }
    }
}

/// A few words, as a heading or title has them.
pub(crate) fn phrase(dice: &mut Dice, language: Language, words: usize) -> String {
    let mut picked: Vec<String> = (0..words)
        .map(|_| dice.pick(language.words()).to_owned())
        .collect();
    if language == Language::Chinese {
        return picked.concat();
    }
    picked[0] = capital(&picked[0]);
    picked.join(" ")
}

fn capital(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map_or(String::new(), |c| {
        c.to_uppercase().chain(characters).collect()
    })
}

pub(crate) fn sentence(dice: &mut Dice, language: Language) -> String {
    match language {
        Language::Chinese => han_sentence(dice),
        _ => spaced_sentence(dice, language),
    }
}

fn han_sentence(dice: &mut Dice) -> String {
    let mut text = String::new();
    let clauses = 1 + dice.below(4);
    for clause in 0..clauses {
        for _ in 0..3 + dice.below(6) {
            text.push_str(dice.pick(HAN));
        }
        match dice.below(14) {
            0 => text.extend([format!("{}年", 2001 + dice.below(25))]),
            1 => text.extend([format!(
                "{}年{}月{}日",
                2001 + dice.below(25),
                1 + dice.below(12),
                1 + dice.below(28)
            )]),
            2 => text.extend([format!("“{}”", phrase(dice, Language::Chinese, 2))]),
            3 => text.extend([format!(
                "《{}（{}—{}年）》",
                phrase(dice, Language::Chinese, 4),
                2020 + dice.below(5),
                2025 + dice.below(5)
            )]),
            4 => text.extend([format!("{}个项目", 2 + dice.below(900))]),
            5 => text.extend([format!(
                "《{}》《{}》",
                phrase(dice, Language::Chinese, 3),
                phrase(dice, Language::Chinese, 4)
            )]),
            6 => text.extend([format!("{}.{}%", 1 + dice.below(90), dice.below(10))]),
            _ => {}
        }
        text.push(if clause + 1 == clauses {
            '。'
        } else if dice.chance(15) {
            '；'
        } else {
            '，'
        });
    }
    text
}

fn spaced_sentence(dice: &mut Dice, language: Language) -> String {
    let count = 6 + dice.below(18);
    let mut words: Vec<String> = (0..count)
        .map(|_| dice.pick(language.words()).to_owned())
        .collect();
    words[0] = capital(&words[0]);
    for word in words.iter_mut().take(count - 1).skip(2) {
        match dice.below(20) {
            0 => word.push(','),
            1 => *word = format!("{}", 2001 + dice.below(25)),
            2 if language == Language::Russian => *word = format!("«{word}»"),
            3 if language == Language::English => *word = format!("“{word}”"),
            _ => {}
        }
    }
    words.join(" ") + "."
}

pub(crate) fn note_text(dice: &mut Dice, language: Language) -> String {
    let url = format!(
        "https://www.{}.org/{}/{:08x}{:08x}/c_{}.html",
        dice.pick(LATIN),
        2010 + dice.below(15),
        dice.below(1 << 31),
        dice.below(1 << 31),
        dice.below(99_999)
    );
    match (language, dice.below(3)) {
        (Language::Chinese, 0) => {
            let (title, half) = (phrase(dice, language, 4), phrase(dice, language, 4));
            format!(
                "{}：《{title} {half}》，《某某学报》{}年第{}期，第{}页。",
                "何某某",
                2005 + dice.below(20),
                1 + dice.below(12),
                1 + dice.below(200)
            )
        }
        (Language::Chinese, 1) => {
            format!(
                "《{}》，某某网，{}年{}月{}日，{url}。",
                phrase(dice, language, 7),
                2005 + dice.below(20),
                1 + dice.below(12),
                1 + dice.below(28)
            )
        }
        (Language::Chinese, _) => format!("参见{}", sentence(dice, language)),
        (Language::Russian, 0) => format!(
            "Иванов И.И. {}. — М., {}. — С. {}.",
            phrase(dice, language, 6),
            2005 + dice.below(20),
            1 + dice.below(300)
        ),
        (Language::English, 0) => format!(
            "John Brown, “{},” {} 12 ({}): {}–{}.",
            phrase(dice, language, 6),
            phrase(dice, language, 2),
            2005 + dice.below(20),
            10 + dice.below(20),
            40 + dice.below(20)
        ),
        (_, 1) => format!("{}, {url}.", phrase(dice, language, 8)),
        _ => sentence(dice, language),
    }
}

/// A document: `notes_percent` of the sentences carry a note.
pub(crate) fn document(
    dice: &mut Dice,
    language: Language,
    paragraphs: usize,
    notes_percent: usize,
    before_stop: bool,
) -> Vec<Block> {
    const NUMBERS: &[&str] = &["一", "二", "三", "四", "五", "六", "七", "八"];
    const ROMAN: &[&str] = &["I", "II", "III", "IV", "V", "VI", "VII", "VIII"];
    let mut blocks = Vec::new();
    let (mut first_level, mut second_level) = (0, 0);
    for i in 0..paragraphs {
        if i > 0 && i % 4 == 1 && first_level < NUMBERS.len() {
            let words = 4 + dice.below(2);
            let name = phrase(dice, language, words);
            let text = if language == Language::Chinese {
                format!("{}、{name}", NUMBERS[first_level])
            } else {
                format!("{}. {name}", ROMAN[first_level])
            };
            blocks.push(Block::Heading { level: 1, text });
            first_level += 1;
            second_level = 0;
        } else if i > 0 && i % 2 == 0 && first_level > 0 {
            let name = phrase(dice, language, 5);
            let text = if language == Language::Chinese {
                format!("（{}）{name}", NUMBERS[second_level])
            } else {
                format!("{}. {name}", second_level + 1)
            };
            blocks.push(Block::Heading { level: 2, text });
            second_level += 1;
        }
        blocks.push(paragraph(dice, language, notes_percent, before_stop));
    }
    blocks
}

fn paragraph(
    dice: &mut Dice,
    language: Language,
    notes_percent: usize,
    before_stop: bool,
) -> Block {
    let mut text = String::new();
    let mut notes = Vec::new();
    for _ in 0..2 + dice.below(5) {
        if language != Language::Chinese && !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&sentence(dice, language));
        if dice.chance(notes_percent) {
            let length = text.chars().count();
            notes.push(Note {
                offset: length - usize::from(before_stop),
                text: note_text(dice, language),
            });
        }
    }
    Block::Paragraph { text, notes }
}
