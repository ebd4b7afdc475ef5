//! What kind of document is it? The words of its title say so: a Chinese title ends with them, others begin with them.

use std::ops::Range;
use std::sync::LazyLock;

use sco_analysis::fold;

use super::people::inflected_at;
use super::{Material, Proposal, is_line, proposal};
use crate::document_type::DocumentType;

/// Codes of the closed list with the words of titles in three languages.
const TABLE: &str = include_str!("kinds.tsv");

/// The words of one type, folded.
struct Words {
    kind: DocumentType,
    zh: Vec<String>,
    /// English and Russian words.
    begin: Vec<String>,
}

static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(words_of).collect()
});

fn words_of(row: &str) -> Option<Words> {
    let mut cells = row.split('\t');
    let kind = cells.next()?.parse().ok()?;
    let mut several = || -> Vec<String> {
        let cell = cells.next().unwrap_or_default();
        let words = cell
            .split(';')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        words.map(fold).collect()
    };
    let zh = several();
    let mut begin = several();
    begin.extend(several());
    Some(Words { kind, zh, begin })
}

/// What a title shows, and how sure that is.
pub(super) fn kind_of(title: &str) -> Option<(DocumentType, f32)> {
    let bare = without_asides(title);
    chinese(&bare).or_else(|| spaced(&bare))
}

/// The title folded, without what stands in brackets at its end, and without titles of other documents that it names.
fn without_asides(title: &str) -> String {
    let folded = fold(title);
    let mut bare = folded.trim().to_owned();
    let is_named_whole =
        bare.starts_with('《') && bare.find('》') == bare.rfind('》') && bare.ends_with('》');
    if is_named_whole {
        bare = bare.trim_matches(['《', '》']).to_owned();
    }
    loop {
        let trimmed = bare.trim_end_matches(|c: char| c.is_whitespace() || "”\"』」》".contains(c));
        let closed = trimmed.strip_suffix([')', '）', ']']);
        let Some(inside) = closed else {
            bare = trimmed.to_owned();
            break;
        };
        let Some(open) = inside.rfind(['(', '（', '[']) else {
            bare = trimmed.to_owned();
            break;
        };
        bare = inside[..open].to_owned();
    }
    let mut outside = String::new();
    let mut depth = 0_usize;
    for c in bare.chars() {
        match c {
            '《' => depth += 1,
            '》' => depth = depth.saturating_sub(1),
            c if depth == 0 => outside.push(c),
            _ => {}
        }
    }
    outside
}

fn chinese(bare: &str) -> Option<(DocumentType, f32)> {
    let mut best: Option<(usize, usize, DocumentType)> = None;
    for words in WORDS.iter() {
        for word in &words.zh {
            let Some(at) = bare.rfind(word.as_str()) else {
                continue;
            };
            let candidate = (at + word.len(), word.len(), words.kind);
            // The last word of the title is its head, and of two that end together the longer one.
            if best.is_none_or(|best| (candidate.0, candidate.1) > (best.0, best.1)) {
                best = Some(candidate);
            }
        }
    }
    let (end, length, kind) = best?;
    let before = &bare[..end - length];
    let is_told = [
        "发表", "出席", "举行", "召开", "通过", "签署", "会见", "解读", "评", "论",
    ];
    let confidence = match (
        end == bare.len(),
        is_told.iter().any(|verb| before.contains(verb)),
    ) {
        (true, false) => 0.95,
        // A report that somebody made a speech is no speech.
        (true, true) => 0.45,
        (false, false) => 0.55,
        (false, true) => 0.35,
    };
    Some((kind, confidence))
}

/// English and Russian: the first words that name a kind, near the beginning; of two that overlap the longer ones.
fn spaced(bare: &str) -> Option<(DocumentType, f32)> {
    const NEAR_WORDS: usize = 3;
    let mut best: Option<(Range<usize>, DocumentType)> = None;
    for words in WORDS.iter() {
        for word in &words.begin {
            let Some(at) = inflected_at(bare, word) else {
                continue;
            };
            let is_better = |best: &Range<usize>| {
                let is_around = at.start <= best.start && at.end >= best.end;
                is_around || at.end <= best.start
            };
            if best.as_ref().is_none_or(|(best, _)| is_better(best)) {
                best = Some((at, words.kind));
            }
        }
    }
    let (at, kind) = best?;
    let before = bare[..at.start].split_whitespace().count();
    Some((kind, if before <= NEAR_WORDS { 0.85 } else { 0.5 }))
}

pub(super) fn propose(material: &Material<'_>) -> Vec<Proposal> {
    if material.metadata().kind.is_some() {
        return Vec::new();
    }
    let mut proposals = Vec::new();
    if let Some(title) = &material.title
        && let Some((kind, confidence)) = kind_of(&title.text)
    {
        let why = "the word of the title that names its kind";
        proposals.push(proposal("type", kind.code(), title, why, confidence));
    }
    for block in &material.front {
        if is_line(&block.text)
            && block.text.starts_with(['—', '–', '-'])
            && let Some((kind, confidence)) = kind_of(&block.text)
        {
            let why = "the word of the subtitle that names its kind";
            proposals.push(proposal("type", kind.code(), block, why, confidence * 0.95));
        }
    }
    proposals.extend(by_opening(material));
    proposals
}

/// An address to an audience opens a speech, a dateline a piece of news.
fn by_opening(material: &Material<'_>) -> Option<Proposal> {
    const ADDRESS: [&str; 9] = [
        "尊敬的",
        "各位同事",
        "各位嘉宾",
        "女士们",
        "同志们",
        "уважаемые",
        "distinguished",
        "your excellenc",
        "dear colleagues",
    ];
    for block in &material.front {
        let folded = fold(&block.text);
        let is_address = ADDRESS.iter().any(|word| folded.starts_with(word));
        if is_address && is_line(&block.text) {
            let why = "it opens by addressing an audience";
            return Some(proposal(
                "type",
                DocumentType::Speech.code(),
                block,
                why,
                0.7,
            ));
        }
        if folded.starts_with("新华社") && folded.chars().take(30).any(|c| c == '电') {
            let why = "it opens with the dateline of an agency";
            return Some(proposal(
                "type",
                DocumentType::News.code(),
                block,
                why,
                0.65,
            ));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_a_type_and_no_word_means_two() {
        let rows = TABLE
            .lines()
            .filter(|line| !line.starts_with('#'))
            .skip(1)
            .count();
        assert_eq!(WORDS.len(), rows);
        let mut seen = std::collections::HashMap::new();
        for words in WORDS.iter() {
            for word in words.zh.iter().chain(&words.begin) {
                assert_eq!(seen.insert(word.clone(), words.kind), None, "{word}");
            }
        }
    }

    #[test]
    fn the_head_of_a_title_names_its_kind() {
        for (title, wanted) in [
            (
                "弘扬“上海精神” 构建命运共同体——在理事会第十八次会议上的讲话",
                "speech",
            ),
            ("上海合作组织成员国元首理事会青岛宣言", "declaration"),
            ("《上海合作组织反恐怖主义公约》", "convention"),
            (
                "上海合作组织成员国元首关于贸易便利化的联合声明",
                "statement",
            ),
            (
                "政府首脑（总理）理事会第二十二次会议联合公报（全文）",
                "joint-communique",
            ),
            (
                "〈长期睦邻友好合作条约〉实施纲要（2013—2017年）",
                "action-plan",
            ),
            ("打击三股势力2025年至2027年合作纲要", "programme"),
            ("关于接收新成员的决定", "decision"),
            ("關於支持示範區發展的意見", "opinion-national"),
            ("上合组织扩员的影响：一项比较研究", "academic-article"),
            ("Joint Statement of the Heads of State", "statement"),
            (
                "Qingdao Declaration of the Council of Heads of State",
                "declaration",
            ),
            ("Program of Cooperation against Terrorism", "programme"),
            ("Выступление Председателя на заседании", "speech"),
            (
                "Совместное коммюнике по итогам заседания",
                "joint-communique",
            ),
            ("План действий по реализации Стратегии", "action-plan"),
            ("Протокол заседания Совета", "minutes"),
        ] {
            let found = kind_of(title).map(|(kind, confidence)| (kind.code(), confidence > 0.8));
            assert_eq!(found, Some((wanted, true)), "{title}");
        }
    }

    #[test]
    fn a_report_about_a_document_is_not_surely_that_document() {
        for title in [
            "国家主席出席会议并发表重要讲话",
            "《青岛宣言》的意义",
            "上海精神",
            "",
            "》（",
        ] {
            assert!(
                kind_of(title).is_none_or(|(_, confidence)| confidence < 0.6),
                "{title}"
            );
        }
    }
}
