//! Folding: one character to one character, each by itself.
//!
//! # Invariants
//!
//! * `fold(a + b) = fold(a) + fold(b)`: a character index is valid in both texts, and a piece folds like the whole.
//! * `fold(fold(a)) = fold(a)`.
//!
//! Neither NFKC (it changes lengths: ㎡ becomes m2) nor phrase-wise conversion of traditional text (乾隆 keeps 乾 where
//! 乾 alone gives 干) has these properties.

use unicode_normalization::char::{decompose_canonical, decompose_compatible};

include!(concat!(env!("OUT_DIR"), "/han.rs"));

/// CJK radicals that PDF fonts put in the place of characters, with the character each stands for
/// (Unicode Character Database, `EquivalentUnifiedIdeograph.txt`; Kangxi radicals have compatibility mappings instead).
const RADICALS: [(char, char); 75] = [
    ('⺀', '冫'),
    ('⺁', '厂'),
    ('⺂', '乙'),
    ('⺃', '乚'),
    ('⺄', '乙'),
    ('⺅', '亻'),
    ('⺆', '冂'),
    ('⺈', '刀'),
    ('⺉', '刂'),
    ('⺊', '卜'),
    ('⺋', '㔾'),
    ('⺌', '小'),
    ('⺍', '小'),
    ('⺎', '兀'),
    ('⺏', '尣'),
    ('⺐', '尢'),
    ('⺒', '巳'),
    ('⺓', '幺'),
    ('⺔', '彑'),
    ('⺖', '忄'),
    ('⺗', '心'),
    ('⺘', '扌'),
    ('⺙', '攵'),
    ('⺛', '旡'),
    ('⺝', '月'),
    ('⺞', '歺'),
    ('⺟', '母'),
    ('⺠', '民'),
    ('⺡', '氵'),
    ('⺢', '氺'),
    ('⺣', '灬'),
    ('⺤', '爫'),
    ('⺦', '丬'),
    ('⺨', '犭'),
    ('⺩', '王'),
    ('⺪', '疋'),
    ('⺫', '罒'),
    ('⺬', '示'),
    ('⺭', '礻'),
    ('⺯', '糸'),
    ('⺰', '纟'),
    ('⺱', '罒'),
    ('⺲', '罒'),
    ('⺶', '羊'),
    ('⺷', '羊'),
    ('⺸', '羊'),
    ('⺹', '老'),
    ('⺻', '聿'),
    ('⺼', '肉'),
    ('⺽', '臼'),
    ('⺾', '艹'),
    ('⺿', '艹'),
    ('⻀', '艹'),
    ('⻁', '虎'),
    ('⻂', '衤'),
    ('⻃', '西'),
    ('⻄', '西'),
    ('⻅', '见'),
    ('⻆', '角'),
    ('⻈', '讠'),
    ('⻉', '贝'),
    ('⻊', '足'),
    ('⻋', '车'),
    ('⻌', '辶'),
    ('⻍', '辶'),
    ('⻎', '辶'),
    ('⻏', '阝'),
    ('⻐', '钅'),
    ('⻑', '长'),
    ('⻓', '长'),
    ('⻔', '门'),
    ('⻗', '雨'),
    ('⻘', '青'),
    ('⻛', '风'),
    ('⻝', '食'),
];

/// Folds one character: width, script (traditional to simplified), case, radicals, kinds of quotation marks and dashes.
///
/// ```
/// use sco_analysis::fold_char;
/// assert_eq!([fold_char('Ｓ'), fold_char('體'), fold_char('Ш'), fold_char('“'), fold_char('—')], ['s', '体', 'ш', '"', '-']);
/// ```
pub fn fold_char(c: char) -> char {
    if c.is_ascii() {
        return if c.is_ascii_whitespace() {
            ' '
        } else {
            c.to_ascii_lowercase()
        };
    }
    match c {
        '\u{3400}'..='\u{9FFF}' => fold_han(c),
        // Punctuation that folds to itself and stands everywhere: 、。《》【】.
        '\u{3001}'..='\u{3002}' | '\u{3008}'..='\u{300B}' | '\u{3010}'..='\u{3011}' => c,
        '\u{FF01}'..='\u{FF5E}' => fold_char(char::from_u32(c as u32 - 0xFEE0).unwrap_or(c)),
        '\u{0400}'..='\u{04FF}' => fold_cyrillic(c),
        _ => fold_rare(c),
    }
}

/// Folds a text, character by character.
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn fold_han(c: char) -> char {
    let index = c as usize - 0x3400;
    char::from_u32(u32::from(HAN[index])).unwrap_or(c)
}

fn fold_cyrillic(c: char) -> char {
    match single_lowercase(c) {
        'ё' => 'е',
        lower => lower,
    }
}

fn fold_rare(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '‘' | '’' | '‚' | '‛'
        | '‹' | '›' | '〝' | '〞' | '〟' | '﹁' | '﹂' | '﹃' | '﹄' | '｢' | '｣' => {
            '"'
        }
        '‐'..='―' | '−' | '﹘' | '﹣' | '─' => '-',
        '·' | '•' | '・' | '‧' | '∙' | '⋅' | '･' => '·',
        '○' | '◯' => '〇',
        '～' | '〜' | '∼' => '~',
        '｡' => '。',
        '⺀'..='⻳' => fold_radical(c),
        '\u{2F00}'..='\u{2FDF}' => fold_single(decompose_one(c, false)),
        '\u{F900}'..='\u{FAFF}' | '\u{2F800}'..='\u{2FA1F}' => fold_single(decompose_one(c, true)),
        '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' | '\u{212A}' | '\u{212B}' => {
            fold_latin(c)
        }
        _ if c.is_whitespace() => ' ',
        _ => single_lowercase(c),
    }
}

fn fold_radical(c: char) -> char {
    RADICALS
        .binary_search_by_key(&c, |(radical, _)| *radical)
        .map_or(c, |found| fold_single(RADICALS[found].1))
}

/// Takes a character that a decomposition gave on to its simplified form.
fn fold_single(c: char) -> char {
    if matches!(c, '\u{3400}'..='\u{9FFF}') {
        fold_han(c)
    } else {
        c
    }
}

/// The only character of a decomposition; the character itself when there are several.
fn decompose_one(c: char, canonical: bool) -> char {
    let (mut first, mut count) = (c, 0);
    let keep = |part: char| {
        if count == 0 {
            first = part;
        }
        count += 1;
    };
    if canonical {
        decompose_canonical(c, keep);
    } else {
        decompose_compatible(c, keep);
    }
    if count == 1 { first } else { c }
}

/// Latin letters lose case and accents: Şanghay is found by sanghay.
fn fold_latin(c: char) -> char {
    let lower = single_lowercase(c);
    let mut base = None;
    decompose_canonical(lower, |part| {
        base.get_or_insert(part);
    });
    base.filter(char::is_ascii_alphabetic)
        .map_or(lower, |letter| letter.to_ascii_lowercase())
}

/// The lower-case form where it is a single character.
fn single_lowercase(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_folds_to_one_that_stays() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let folded = fold_char(c);
            assert_eq!(
                fold_char(folded),
                folded,
                "{c:?} U+{:04X} gives {folded:?}",
                c as u32
            );
        }
    }

    #[test]
    fn the_radicals_are_sorted() {
        assert!(RADICALS.is_sorted_by_key(|(radical, _)| *radical));
    }

    #[test]
    fn variants_meet() {
        for (a, b) in [
            ("上海合作組織", "上海合作组织"),
            ("ＳＣＯ　２０２４", "sco 2024"),
            ("「三股勢力」", "“三股势力”"),
            ("—－–―", "----"),
            ("⺠⽣", "民生"),
            ("ШОС", "шос"),
            ("Ёлка", "елка"),
            ("Café", "cafe"),
            ("二○二四", "二〇二四"),
        ] {
            assert_eq!(fold(a), fold(b));
        }
    }

    #[test]
    fn letters_that_differ_stay_apart() {
        assert_ne!(fold("й"), fold("и"));
        assert_ne!(fold("末"), fold("未"));
    }
}
