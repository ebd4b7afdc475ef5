//! Spaces: which mean something, and which were left by the typesetting?
//!
//! In a wrapped text the spaces beside Han characters come from the page, where digits and Latin words stand a little
//! apart; between two words of an alphabet they part words, and between the halves of a Chinese title they part halves.
//! In a clean text every space was typed, and stays.

use super::flow::{Flow, Item};
use super::headings::label;
use super::script::{Side, is_closer, is_han, is_stop, side, side_of};

/// Puts the spaces of a flow right: none at the ends, no two in a row, and in a wrapped text only those that mean
/// something.
pub(super) fn tidy(flow: &mut Flow, wrapped: bool) {
    let text: Vec<char> = flow.items.iter().filter_map(Item::character).collect();
    let keeper = Keeper::new(&text, wrapped, flow);
    let mut kept: Vec<Item> = Vec::with_capacity(flow.items.len());
    let mut at = 0;
    let mut pending = Pending::default();
    for item in &flow.items {
        match *item {
            Item::Char(c) if c.is_whitespace() => {
                pending.white = Some(if pending.white == Some('\u{3000}') || c == '\u{3000}' {
                    '\u{3000}'
                } else {
                    ' '
                });
                pending.white_from.get_or_insert(at);
                at += 1;
            }
            Item::Char(c) => {
                pending.flush(&keeper, at, &mut kept);
                kept.push(Item::Char(c));
                at += 1;
            }
            Item::Mark(_) | Item::Page(_) => pending.others.push(*item),
        }
    }
    kept.append(&mut pending.others);
    flow.items = kept;
}

/// White space, marks and turns between two characters that leave ink.
#[derive(Default)]
struct Pending {
    white: Option<char>,
    white_from: Option<usize>,
    others: Vec<Item>,
}

impl Pending {
    fn flush(&mut self, keeper: &Keeper<'_>, at: usize, kept: &mut Vec<Item>) {
        let others = std::mem::take(&mut self.others);
        let has_mark = others.iter().any(|i| matches!(i, Item::Mark(_)));
        let from = self.white_from.take();
        let space = self
            .white
            .take()
            .zip(from)
            .and_then(|(white, from)| keeper.space(white, from, at, has_mark));
        // A mark belongs to the text before it, a turned page to the text behind it.
        let last_mark = others
            .iter()
            .rposition(|i| matches!(i, Item::Mark(_)))
            .map_or(0, |i| i + 1);
        kept.extend_from_slice(&others[..last_mark]);
        kept.extend(space.map(Item::Char));
        kept.extend_from_slice(&others[last_mark..]);
    }
}

struct Keeper<'a> {
    text: &'a [char],
    wrapped: bool,
    /// Depth of 《 before each character.
    title_depth: Vec<u16>,
    /// Whether the flow was one line of the source.
    is_one_line: bool,
    /// Whether spaces between Han characters part halves of a heading or title.
    is_title_like: bool,
    /// One past the label of a heading or article, whose space is meant.
    label_end: usize,
}

impl<'a> Keeper<'a> {
    fn new(text: &'a [char], wrapped: bool, flow: &Flow) -> Self {
        let mut depth = 0_u16;
        let title_depth = text
            .iter()
            .map(|c| {
                match c {
                    '《' => depth = depth.saturating_add(1),
                    '》' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                depth
            })
            .collect();
        let ends = text
            .iter()
            .rev()
            .find(|&&c| !is_closer(c))
            .is_some_and(|&c| is_stop(c) || c == '，');
        let head: String = text.iter().take(24).collect();
        let label_end = label(&head).map_or(0, |_| {
            head.chars().position(char::is_whitespace).unwrap_or(0) + 1
        });
        Self {
            text,
            wrapped,
            title_depth,
            is_one_line: flow.is_one_line,
            is_title_like: flow.heading.is_some() || (flow.is_one_line && !ends),
            label_end,
        }
    }

    /// The space to keep between the characters before `from` and from `at` on.
    fn space(&self, white: char, from: usize, at: usize, has_mark: bool) -> Option<char> {
        if from == 0 {
            return None;
        }
        if !self.wrapped && !has_mark {
            return Some(white);
        }
        if self.is_one_line && parts_columns(&self.text[from..at]) {
            return Some(' ');
        }
        let (left, right) = (self.text[from - 1], self.text[at]);
        let (left_side, right_side) = (
            side_of(self.text[..from].iter().rev().copied()),
            side_of(self.text[at..].iter().copied()),
        );
        if left_side != Side::Cjk && right_side != Side::Cjk {
            let closes = has_mark
                && (is_closer(right) || is_stop(right) || matches!(right, ',' | ';' | ':'));
            return (!closes).then_some(' ');
        }
        if has_mark {
            return None;
        }
        if from < self.label_end
            && at <= self.label_end + 1
            && !matches!(side(left), Side::Cjk if !is_han(left))
        {
            return Some(' ');
        }
        let in_title = self.title_depth[from - 1] > 0;
        let halves = |c: char, s: Side| is_han(c) || (side(c) == Side::Either && s == Side::Cjk);
        let parts =
            halves(left, left_side) && halves(right, right_side) && !self.is_letterspaced(from, at);
        (parts && (in_title || self.is_title_like)).then_some(' ')
    }

    /// Whether a single character stands between this white space and another: letters set apart for show.
    fn is_letterspaced(&self, from: usize, at: usize) -> bool {
        let before = from < 2 || self.text[from - 2].is_whitespace();
        let after = self.text.get(at + 1).is_none_or(|c| c.is_whitespace());
        before || after
    }
}

/// White space as wide as between the columns of a table.
fn parts_columns(white: &[char]) -> bool {
    white.len() >= 3 || white.contains(&'\t')
}

#[cfg(test)]
mod tests {
    use super::super::joining::Vocabulary;
    use super::super::lines::split;
    use super::super::report::Report;
    use super::*;

    fn tidied(text: &str, wrapped: bool) -> String {
        let lines = split(text);
        let mut flow = Flow::join(
            &[(&lines[0], None)],
            &Vocabulary::default(),
            &mut Report::default(),
        );
        tidy(&mut flow, wrapped);
        flow.text()
    }

    #[test]
    fn spaces_of_the_page_go_and_spaces_of_the_words_stay() {
        for (printed, meant) in [
            ("2025 年 1 月 2日，第 2版。", "2025年1月2日，第2版。"),
            (
                "《弘扬“上海精神” 深化团结协作》2013 年。",
                "《弘扬“上海精神” 深化团结协作》2013年。",
            ),
            ("《光辉旗帜 不断开创》。", "《光辉旗帜 不断开创》。"),
            ("“上合组织 +”峰会。", "“上合组织+”峰会。"),
            ("执行 < 上海公约 > 的情况。", "执行<上海公约>的情况。"),
            (
                "参见 Office of Control, “List,”  https://a.b/。",
                "参见Office of Control, “List,” https://a.b/。",
            ),
            ("（一） 政治合作", "（一）政治合作"),
            ("第一章 总则", "第一章 总则"),
            ("上 海 合 作 组 织", "上海合作组织"),
            ("弘扬精神 促进发展", "弘扬精神 促进发展"),
        ] {
            assert_eq!(tidied(printed, true), meant);
        }
        assert_eq!(
            tidied("2025 年 1 月，李　强 出席", false),
            "2025 年 1 月，李　强 出席"
        );
    }
}
