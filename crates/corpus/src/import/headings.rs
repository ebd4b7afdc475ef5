//! Headings: their labels (一、 （一） 1. 第一章 Глава 1), their shape, their levels.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

/// A way of numbering headings. The order is the usual order of nesting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Numbering {
    /// Said by the format of the file, with its level: the styles of Word, `h2` of a page, the size of the print.
    Given(u8),
    /// 第一编, 第一部分, Part I, Раздел I.
    Part,
    /// 第一章, Chapter 1, Глава 1.
    Chapter,
    /// 第一节, Section 1.
    Section,
    /// 引言, 结语, Introduction, Заключение: no number.
    Name,
    /// 一、
    Han,
    /// I. and Ⅰ、
    Roman,
    /// （一）
    HanInBrackets,
    /// A.
    Letter,
    /// 1. 1． 1、
    Digit,
    /// 1.1
    Decimal,
    /// 1.1.1
    DeepDecimal,
    /// (1)
    DigitInBrackets,
    /// 第一条, Article 1, Статья 1.
    Article,
}

/// The label at the start of a line, without what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// How it is numbered.
    pub numbering: Numbering,
    /// Whether nothing but the label stands in the line.
    pub alone: bool,
}

const HAN_NUMBER: &str = r"[〇零一二三四五六七八九十百千两]";

static LABELS: LazyLock<Vec<(Numbering, Regex)>> = LazyLock::new(|| {
    let number = r"\s?[〇零一二三四五六七八九十百千两\d０-９]{1,6}\s?";
    let patterns = [
        (
            Numbering::Part,
            format!(r"^第{number}(?:编|編|部分|卷)(?:[\s：:]|$|\P{{P}})"),
        ),
        (
            Numbering::Part,
            r"^(?:Part|PART|Раздел|РАЗДЕЛ|Часть|ЧАСТЬ)\s+(?:\d{1,3}|[IVXLC]{1,7})\b".to_owned(),
        ),
        (Numbering::Chapter, format!(r"^第{number}章")),
        (
            Numbering::Chapter,
            r"^(?:Chapter|CHAPTER|Глава|ГЛАВА)\s+(?:\d{1,3}|[IVXLC]{1,7})\b".to_owned(),
        ),
        (Numbering::Section, format!(r"^第{number}[节節]")),
        (
            Numbering::Section,
            r"^(?:Section|SECTION|§)\s*(?:\d{1,3}|[IVXLC]{1,7})\b".to_owned(),
        ),
        (
            Numbering::Article,
            format!(r"^第{number}[条條](?:[\s：:之（(【]|$)"),
        ),
        (
            Numbering::Article,
            r"^(?:Article|ARTICLE|Статья|СТАТЬЯ)\s+(?:\d{1,3}|[IVXLC]{1,7})\b".to_owned(),
        ),
        (Numbering::Han, format!(r"^{HAN_NUMBER}{{1,3}}[、．]")),
        (
            Numbering::Roman,
            r"^(?:[Ⅰ-Ⅻ]\s?[、．.\s]|[IVX]{1,5}[.．、]\s?)".to_owned(),
        ),
        (
            Numbering::HanInBrackets,
            format!(r"^[（(]\s?{HAN_NUMBER}{{1,3}}\s?[）)]"),
        ),
        // Two initials are those of a person.
        (
            Numbering::Letter,
            r"^[A-ZА-Я][.．]\s(?:[^A-ZА-Я]|[A-ZА-Я][^.．]|$)".to_owned(),
        ),
        (
            Numbering::DeepDecimal,
            r"^\d{1,2}[.．]\d{1,2}[.．]\d{1,2}[.．]?(?:\s|[^\d.%．])".to_owned(),
        ),
        (
            Numbering::Decimal,
            r"^\d{1,2}[.．]\d{1,2}[.．]?(?:\s|[\p{Han}--[亿万千百十元倍个度米公吨人年月日美名家项次号亩]])".to_owned(),
        ),
        (
            Numbering::Digit,
            r"^\d{1,2}(?:[.．]\s?[^\d\s.]|、)".to_owned(),
        ),
        (Numbering::DigitInBrackets, r"^[（(]\d{1,2}[）)]".to_owned()),
    ];
    patterns
        .into_iter()
        .map(|(numbering, source)| (numbering, pattern(&source)))
        .collect()
});

/// Headings that need no number, white space taken out and letters made small.
const NAMES: &[&str] = &[
    "引言",
    "前言",
    "导言",
    "導言",
    "导论",
    "绪论",
    "序言",
    "结语",
    "結語",
    "结论",
    "結論",
    "结束语",
    "余论",
    "尾声",
    "摘要",
    "内容提要",
    "关键词",
    "目录",
    "附则",
    "总则",
    "附录",
    "附件",
    "注释",
    "註釋",
    "注解",
    "参考文献",
    "參考文獻",
    "introduction",
    "conclusion",
    "conclusions",
    "conclusion(s)",
    "abstract",
    "keywords",
    "references",
    "bibliography",
    "notes",
    "endnotes",
    "footnotes",
    "appendix",
    "annex",
    "preamble",
    "foreword",
    "введение",
    "заключение",
    "аннотация",
    "ключевыеслова",
    "примечания",
    "литература",
    "списоклитературы",
    "приложение",
    "преамбула",
    "выводы",
    "источники",
];

/// Names of headings over endnotes.
const NOTE_NAMES: &[&str] = &[
    "注释",
    "註釋",
    "注释：",
    "注解",
    "尾注",
    "参考文献",
    "參考文獻",
    "注释与参考文献",
    "注释和参考文献",
    "notes",
    "notes:",
    "endnotes",
    "footnotes",
    "references",
    "references:",
    "bibliography",
    "примечания",
    "примечания:",
    "сноски",
    "литература",
    "списоклитературы",
    "источники",
    "注：",
    "注释:",
];

/// The label a line begins with.
pub(super) fn label(text: &str) -> Option<Label> {
    let head = &text[..text.char_indices().nth(48).map_or(text.len(), |(i, _)| i)];
    if is_name(text) {
        return Some(Label {
            numbering: Numbering::Name,
            alone: true,
        });
    }
    let first = head.chars().next()?;
    if !may_begin_label(first) {
        return None;
    }
    LABELS.iter().find_map(|(numbering, pattern)| {
        let found = pattern.find(head)?;
        Some(Label {
            numbering: *numbering,
            alone: text[found.end()..].trim().is_empty(),
        })
    })
}

/// Whether a line is the heading over the notes at the end of a text.
pub(super) fn is_notes_heading(text: &str) -> bool {
    let bare = bare_name(text);
    NOTE_NAMES.contains(&bare.as_str())
}

fn is_name(text: &str) -> bool {
    text.len() <= 48 && NAMES.contains(&bare_name(text).as_str())
}

fn bare_name(text: &str) -> String {
    let trimmed = text.trim_matches(|c| {
        matches!(
            c,
            '【' | '】' | '[' | ']' | '［' | '］' | '〔' | '〕' | '*' | '—' | '-'
        )
    });
    trimmed
        .chars()
        .take(40)
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

fn may_begin_label(c: char) -> bool {
    matches!(c, '第' | '（' | '(' | '§' | 'Ⅰ'..='Ⅻ' | '0'..='9' | 'A'..='Z' | 'А'..='Я')
        || "〇零一二三四五六七八九十百千两".contains(c)
}

/// Gives levels to headings by the order in which their numberings nest in this document.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    open: Vec<Numbering>,
}

impl Nesting {
    /// Level of the next heading, from 1 to 6.
    pub(super) fn level(&mut self, numbering: Numbering) -> u8 {
        if numbering == Numbering::Name {
            // 结语 stands beside the highest numbered headings of the document.
            self.open.truncate(1);
            return 1;
        }
        if let Some(depth) = self.open.iter().position(|&open| open == numbering) {
            self.open.truncate(depth + 1);
        } else {
            while self.open.last().is_some_and(|&open| open > numbering) {
                self.open.pop();
            }
            self.open.push(numbering);
        }
        u8::try_from(self.open.len()).unwrap_or(6).min(6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbering(text: &str) -> Option<Numbering> {
        label(text).map(|l| l.numbering)
    }

    #[test]
    fn labels_are_read() {
        assert_eq!(numbering("一、内涵"), Some(Numbering::Han));
        assert_eq!(numbering("（二）安全"), Some(Numbering::HanInBrackets));
        assert_eq!(numbering("第一章 总则"), Some(Numbering::Chapter));
        assert_eq!(numbering("第 1 條"), Some(Numbering::Article));
        assert_eq!(numbering("第三条 缔约各方"), Some(Numbering::Article));
        assert_eq!(numbering("1.1 Overview"), Some(Numbering::Decimal));
        assert_eq!(numbering("1. 概述"), Some(Numbering::Digit));
        assert_eq!(
            numbering("III. Conclusions of the meeting"),
            Some(Numbering::Roman)
        );
        assert_eq!(numbering("Глава 2. Цели"), Some(Numbering::Chapter));
        assert_eq!(numbering("结 语"), Some(Numbering::Name));
    }

    #[test]
    fn numbers_of_the_text_are_no_labels() {
        assert_eq!(numbering("2027 年）》《关于"), None);
        assert_eq!(numbering("1.5亿元"), None);
        assert_eq!(numbering("第二条规定，各方"), None);
        assert_eq!(numbering("100 余项农业技术。"), None);
        assert_eq!(numbering("第三次会议"), None);
    }

    #[test]
    fn levels_follow_the_order_of_nesting() {
        let mut nesting = Nesting::default();
        let levels: Vec<u8> = [
            Numbering::Name,
            Numbering::Han,
            Numbering::HanInBrackets,
            Numbering::Digit,
            Numbering::Han,
            Numbering::Name,
        ]
        .into_iter()
        .map(|n| nesting.level(n))
        .collect();
        assert_eq!(levels, [1, 1, 2, 3, 1, 1]);
        let mut statute = Nesting::default();
        assert_eq!(
            [Numbering::Chapter, Numbering::Article, Numbering::Chapter].map(|n| statute.level(n)),
            [1, 2, 1]
        );
    }
}
