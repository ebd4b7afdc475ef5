//! Which mark closes which, found in one pass over a question.

use std::collections::HashMap;

/// Marks that open and close with different characters; “, ” and „ are apart because typists mix them.
const PAIRS: [(char, char); 11] = [
    ('«', '»'),
    ('‹', '›'),
    ('「', '」'),
    ('『', '』'),
    ('｢', '｣'),
    ('﹁', '﹂'),
    ('﹃', '﹄'),
    ('〝', '〞'),
    ('‘', '’'),
    ('《', '》'),
    ('(', ')'),
];

/// What is closed where.
#[derive(Debug, Default)]
pub(super) struct Marks {
    closing: HashMap<usize, usize>,
}

/// Whether it opens a phrase. ” does too, for those whose keyboard types nothing else.
pub(super) fn is_quotation_mark(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '"' | '＂')
        || PAIRS
            .iter()
            .any(|(opening, _)| c == *opening && !matches!(c, '《' | '('))
}

/// Whether it opens a group, or a remark inside a word.
pub(super) fn is_opening_bracket(c: char) -> bool {
    matches!(c, '(' | '（')
}

/// Whether it closes one.
pub(super) fn is_closing_bracket(c: char) -> bool {
    matches!(c, ')' | '）')
}

/// The ASCII character for its full-width form, else the character itself.
pub(super) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

impl Marks {
    /// Pairs the marks of a question, each kind by itself.
    pub(super) fn of(question: &str) -> Marks {
        let mut marks = Marks::default();
        // By the closing mark: where marks are still open. By the mark: where it stood last.
        let (mut open, mut last) = (HashMap::new(), HashMap::new());
        for (at, c) in question.char_indices() {
            marks.pair(at, c, &mut open);
            if matches!(c, '"' | '＂' | '”')
                && let Some(before) = last.insert(c, at)
            {
                marks.closing.insert(before, at);
            }
        }
        marks
    }

    fn pair(&mut self, at: usize, c: char, open: &mut HashMap<char, Vec<(usize, char)>>) {
        let bracket = is_opening_bracket(c) || is_closing_bracket(c);
        let c = if bracket { narrow(c) } else { c };
        if matches!(c, '“' | '„' | '”') {
            self.pair_curly(at, c, open.entry('”').or_default());
            return;
        }
        for (opening, closing) in PAIRS {
            if c == opening {
                open.entry(closing).or_default().push((at, c));
            } else if c == closing
                && let Some((start, _)) = open.entry(closing).or_default().pop()
            {
                self.closing.insert(start, at);
            }
        }
    }

    fn pair_curly(&mut self, at: usize, c: char, open: &mut Vec<(usize, char)>) {
        // The typist of „…“ closes with a mark that opens elsewhere.
        let closes = c == '”' || c == '“' && open.last().is_some_and(|(_, mark)| *mark == '„');
        if closes && let Some((start, _)) = open.pop() {
            self.closing.insert(start, at);
        }
        if !closes || c == '“' && open.is_empty() {
            open.push((at, c));
        }
    }

    /// Byte of the mark that closes the one at this byte.
    pub(super) fn closing(&self, at: usize) -> Option<usize> {
        self.closing.get(&at).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_paired_by_their_kind() {
        let closing = |text: &str, opening: usize| {
            let byte = |number: usize| text.char_indices().nth(number).unwrap().0;
            let found = Marks::of(text).closing(byte(opening))?;
            Some(text[..found].chars().count())
        };
        assert_eq!(closing("“a‘b’c”", 0), Some(6));
        assert_eq!(closing("“a‘b’c”", 2), Some(4));
        assert_eq!(closing("“a“b”c”", 0), Some(6));
        assert_eq!(closing("„a“ “b”", 0), Some(2));
        assert_eq!(closing("„a“ “b”", 4), Some(6));
        assert_eq!(closing("“a „b“ c”", 0), Some(8));
        assert_eq!(closing("”a” b", 0), Some(2));
        assert_eq!(closing("\"a\" \"b\"", 4), Some(6));
        assert_eq!(closing("（a(b)c)", 0), Some(6));
        assert_eq!(closing("«a", 0), None);
        assert_eq!(closing("(a“)b”", 0), Some(3));
    }
}
