//! Reads a term: a word, a phrase, a title, a regular expression, characters as typed, or the beginning of a group.

use sco_analysis::{Atom, Gapped, Loose, Pattern};

use super::{Lexer, distance};
use crate::request::BOOST_LIMIT;
use crate::syntax::exact::Exact;
use crate::syntax::marks::{is_closing_bracket, is_opening_bracket, is_quotation_mark, narrow};
use crate::syntax::mistake::Mistake;
use crate::syntax::regex::FoldedRegex;
use crate::syntax::token::Kind;
use crate::syntax::tree::{Leaf, LeafKind, Scope};

impl<'a> Lexer<'a> {
    /// Reads a term: a group, a word, something in marks.
    pub(super) fn term(&mut self) {
        let Some(c) = self.char_at(self.at) else {
            return;
        };
        if let Some((scope, end)) = self.scope_at(self.at) {
            self.push(Kind::Scope(scope), end);
            self.at = self.after_white(end);
            return self.push(Kind::Open, self.after(self.at));
        }
        if self.opens_group(self.at) {
            return self.push(Kind::Open, self.after(self.at));
        }
        if let Some((kind, end)) = self.boost_at(self.at) {
            return self.push(kind, end);
        }
        let is_read = match narrow(c) {
            '/' => self.regex(),
            '=' => self.exact(),
            _ => self.phrase() || self.title(),
        };
        if !is_read {
            self.word();
        }
    }

    /// SENTENCE or PARAGRAPH before a bracket.
    fn scope_at(&self, at: usize) -> Option<(Scope, usize)> {
        let (word, end) = self.capitals_at(at);
        let scope = match word.as_str() {
            "SENTENCE" => Scope::Sentence,
            "PARAGRAPH" => Scope::Paragraph,
            _ => return None,
        };
        let bracket = self.char_at(self.after_white(end))?;
        is_opening_bracket(bracket).then_some((scope, end))
    }

    /// Whether a group begins here, and not a remark in brackets that is part of a word, as in （总理）理事会.
    pub(super) fn opens_group(&self, at: usize) -> bool {
        if !self.char_at(at).is_some_and(is_opening_bracket) {
            return false;
        }
        let Some(closing) = self.marks.closing(at) else {
            return true;
        };
        let behind = self.after(closing);
        let is_glued = self.char_at(behind).is_some_and(char::is_alphanumeric);
        let is_remark = is_glued && !self.question[at..closing].contains(char::is_whitespace);
        !is_remark || self.operator_at(behind).is_some()
    }

    /// A boost, and its end.
    pub(super) fn boost_at(&self, at: usize) -> Option<(Kind, usize)> {
        self.char_at(at).filter(|c| narrow(*c) == '^')?;
        let (number, end) = self.run_at(self.after(at), |c| {
            c.is_ascii_alphanumeric() || ".,+-^".contains(c)
        });
        // With other letters behind it, the mark belongs to a word.
        let is_number = number.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
        let is_number = ["", "nan", "inf", "infinity"]
            .contains(&is_number.to_ascii_lowercase().as_str())
            || number.parse::<f32>().is_ok();
        let before = self.question[..at].chars().next_back();
        let is_face = number.is_empty() && before.is_none_or(|c| "^_".contains(c));
        if !is_number || is_face || !self.is_boundary(end) {
            return None;
        }
        let factor = number.parse().unwrap_or(f32::NAN);
        let kind = if factor > 0.0 && factor <= BOOST_LIMIT {
            Kind::Boost(factor)
        } else {
            Kind::Bad(Mistake::BoostNumber, None)
        };
        Some((kind, end))
    }

    fn leaf(&mut self, text: &str, kind: Option<LeafKind>, end: usize) {
        let leaf = kind.map(|kind| self.leaf_of(text, kind, end));
        self.push(leaf.map_or(Kind::Blank, Kind::Leaf), end);
    }

    fn leaf_of(&self, text: &str, kind: LeafKind, end: usize) -> Leaf {
        Leaf {
            text: text.trim().to_owned(),
            at: self.at..end,
            kind,
        }
    }

    fn regex(&mut self) -> bool {
        let start = self.after(self.at);
        let first = self.char_at(start);
        if first.is_none_or(|first| first.is_whitespace() || narrow(first) == '/') {
            return false;
        }
        let next = self.regex_ends.partition_point(|end| *end < start);
        let Some(&closing) = self.regex_ends.get(next) else {
            return false;
        };
        let (text, end) = (&self.question[start..closing], self.after(closing));
        match FoldedRegex::new(text) {
            Ok(regex) => self.leaf(text, Some(LeafKind::Regex(regex)), end),
            Err(error) => {
                let mistake = Mistake::Regex(error);
                let instead = Pattern::of(text).map(LeafKind::Word);
                let instead = instead.map(|kind| self.leaf_of(text, kind, end));
                self.push(Kind::Bad(mistake, instead), end);
            }
        }
        true
    }

    fn exact(&mut self) -> bool {
        let start = self.after(self.at);
        if self.is_boundary(start) {
            return false;
        }
        let (mut text, end) = self.value_at(start);
        if self.char_at(start) == Some('《')
            && let Some(closing) = self.marks.closing(start)
        {
            text = &self.question[start..self.after(closing)]; // marks of a title count, as typed
        }
        self.leaf(text, Exact::of(text).map(LeafKind::Exact), end);
        true
    }

    fn phrase(&mut self) -> bool {
        if !self.char_at(self.at).is_some_and(is_quotation_mark) {
            return false;
        }
        if let Some(closing) = self.marks.closing(self.at)
            && let Some((digits, end)) = self.slop_at(self.after(closing))
        {
            self.loose(&self.question[self.after(self.at)..closing], &digits, end);
            return true;
        }
        let Some((inside, end)) = self.enclosed_at(self.at) else {
            return false;
        };
        let (text, kind) = starred(inside, LeafKind::Phrase);
        self.leaf(&text, kind, end);
        true
    }

    /// The `~N` behind a phrase, and its end.
    fn slop_at(&self, at: usize) -> Option<(String, usize)> {
        self.char_at(at)
            .filter(|c| matches!(c, '~' | '～' | '〜'))?;
        let (digits, end) = self.run_at(self.after(at), |c| {
            c.is_ascii_digit() || "+-.,~〜".contains(c)
        });
        let ends = self.is_boundary(end) || self.boost_at(end).is_some();
        ends.then_some((digits, end))
    }

    fn loose(&mut self, text: &str, digits: &str, end: usize) {
        let others = if text.contains(is_star) {
            Err(Mistake::StarAndSlop)
        } else {
            distance(digits)
        };
        match others {
            Ok(others) => self.leaf(text, Loose::of(text, others).map(LeafKind::Loose), end),
            Err(mistake) => {
                let instead = Pattern::of(text).map(LeafKind::Phrase);
                let instead = instead.map(|kind| self.leaf_of(text, kind, end));
                self.push(Kind::Bad(mistake, instead), end);
            }
        }
    }

    fn title(&mut self) -> bool {
        if self.char_at(self.at) != Some('《') {
            return false;
        }
        let Some((inside, end)) = self.enclosed_at(self.at) else {
            return false;
        };
        self.leaf(inside, Pattern::of(inside).map(LeafKind::Title), end);
        true
    }

    /// What stands between the mark at this byte and the one that closes it, and the end of both; `None` when letters are
    /// glued to it, which makes it part of a word. What is not closed goes to the end, because people paste.
    pub(super) fn enclosed_at(&self, at: usize) -> Option<(&'a str, usize)> {
        self.char_at(at)
            .filter(|c| is_quotation_mark(*c) || *c == '《')?;
        let start = self.after(at);
        match self.marks.closing(at) {
            Some(closing) => {
                let end = self.end_without_letters(self.after(closing))?;
                Some((&self.question[start..closing], end))
            }
            None if self.depth == 0 => Some((&self.question[start..], self.question.len())),
            None => None,
        }
    }

    /// The end of a term whose last mark ends at this byte, unless letters follow.
    fn end_without_letters(&self, at: usize) -> Option<usize> {
        let next = self.char_at(at);
        if next.is_some_and(|c| is_quotation_mark(c) || c == '《') || self.operator_at(at).is_some()
        {
            return Some(at);
        }
        for (offset, c) in self.question[at..].char_indices() {
            let here = at + offset;
            if self.is_boundary(here) || self.boost_at(here).is_some() {
                return Some(here);
            }
            if c.is_alphanumeric() {
                return None;
            }
        }
        Some(self.question.len())
    }

    fn word(&mut self) {
        let end = self.word_end(self.at);
        let (text, kind) = starred(&self.question[self.at..end], LeafKind::Word);
        self.leaf(&text, kind, end);
    }

    /// The end of a word: white space outside 《》, the end of the group it stands in, or a boost. Marks inside it are
    /// letters' company, as in 弘扬“上海精神” or 成员国政府首脑（总理）理事会.
    pub(super) fn word_end(&mut self, start: usize) -> usize {
        let (mut titles, mut brackets) = (0usize, Vec::new());
        let mut end = self.question.len();
        for (offset, c) in self.question[start..].char_indices() {
            let here = start + offset;
            match c {
                '《' if self.marks.closing(here).is_some() => titles += 1,
                '》' => titles = titles.saturating_sub(1),
                _ if titles > 0 => {}
                _ if is_opening_bracket(c) => brackets.push(here),
                _ if is_closing_bracket(c) && brackets.pop().is_some() => {}
                _ if offset > 0 && (self.is_boundary(here) || self.boost_at(here).is_some()) => {
                    end = here;
                    break;
                }
                _ => {}
            }
        }
        let text_brackets = brackets.into_iter().filter_map(|at| self.marks.closing(at));
        self.text_brackets.extend(text_brackets);
        end
    }
}

fn is_star(c: char) -> bool {
    matches!(c, '*' | '＊')
}

/// A text in which stars stand for something, or for nothing where they are no gap: at the edge of a word in Han letters.
pub(crate) fn starred(text: &str, plain: fn(Pattern) -> LeafKind) -> (String, Option<LeafKind>) {
    if !text.contains(is_star) {
        return (text.to_owned(), Pattern::of(text).map(plain));
    }
    let is_letter = |atom: &Atom| matches!(atom, Atom::Letter(_));
    match Gapped::of(text) {
        Some(gapped)
            if gapped.rows().len() > 1
                || !gapped
                    .rows()
                    .iter()
                    .all(|row| row.atoms().iter().all(is_letter)) =>
        {
            (text.to_owned(), Some(LeafKind::Gapped(gapped)))
        }
        _ => (text.replace(is_star, ""), Pattern::of(text).map(plain)),
    }
}
