//! Characters that look alike, for mistakes of the eye, of handwriting and stroke input, and of text recognition.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

const GROUPS: &str = include_str!("shapes.txt");

static ALIKE: LazyLock<FxHashMap<char, Vec<char>>> = LazyLock::new(|| {
    let mut alike: FxHashMap<char, Vec<char>> = FxHashMap::default();
    for (a, b) in pairs() {
        alike.entry(a).or_default().push(b);
        alike.entry(b).or_default().push(a);
    }
    alike
});

/// The pairs of the table, each once.
fn pairs() -> FxHashSet<(char, char)> {
    let lines = GROUPS.lines().filter(|line| !line.starts_with('#'));
    let groups = lines.flat_map(str::split_whitespace);
    let pairs = groups.flat_map(|group| {
        let mut characters = group.chars();
        let first = characters.next().unwrap_or_default();
        characters.map(move |other| (first.min(other), first.max(other)))
    });
    pairs.collect()
}

/// The characters that one is taken for.
pub(super) fn alike(c: char) -> &'static [char] {
    ALIKE.get(&c).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use sco_analysis::fold_char;

    use super::*;

    #[test]
    fn the_table_is_sound() {
        assert!(pairs().len() > 2_000);
        let is_wrong = |(a, b): &(char, char)| {
            let is_folded = |c: char| c > '\u{4DFF}' && fold_char(c) == c;
            a == b || !is_folded(*a) || !is_folded(*b)
        };
        let wrong: Vec<_> = pairs().into_iter().filter(is_wrong).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn what_is_often_confused_is_in_it() {
        for pair in [
            "末未", "己已", "巳已", "戊戌", "戍戌", "土士", "侯候", "梁粱", "折拆", "沮阻", "入人",
            "八入", "曰日", "干千", "于千", "大太", "犬太", "木本", "天夭", "夫天", "贝见", "鸟乌",
            "壁璧", "辨辩", "辫瓣", "赢羸", "汗汉", "撒撤", "杨扬",
        ] {
            let mut characters = pair.chars();
            let (a, b) = (characters.next().unwrap(), characters.next().unwrap());
            assert!(alike(a).contains(&b), "{pair}");
            assert!(alike(b).contains(&a), "{pair}");
        }
    }
}
