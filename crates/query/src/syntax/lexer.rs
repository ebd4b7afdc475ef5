//! Cuts a question into tokens, in one pass.
//!
//! What a character means depends on where it stands: an operator, a minus, a bracket, a field is one only at the start of a
//! term, so that pasted text stays text.

mod terms;

use std::collections::HashSet;

use sco_analysis::Pattern;

use super::filter::Filter;
use super::marks::{Marks, is_closing_bracket, is_opening_bracket, is_quotation_mark, narrow};
use super::mistake::Mistake;
use super::token::{Condition, Field, Kind, Token};
use super::tree::{Place, Speaker};
use crate::request::{DEPTH_LIMIT, DISTANCE_LIMIT, RequestError, TERM_LIMIT};

pub(crate) use terms::starred;

/// The tokens of a question.
///
/// # Errors
///
/// When it is nested too deep or has too many terms.
pub(super) fn tokens(question: &str) -> Result<Vec<Token>, RequestError> {
    let mut lexer = Lexer {
        question,
        marks: Marks::of(question),
        regex_ends: regex_ends(question),
        at: 0,
        depth: 0,
        terms: 0,
        text_brackets: HashSet::new(),
        tokens: Vec::new(),
    };
    while lexer.skip_white() {
        lexer.step();
        if lexer.depth > DEPTH_LIMIT {
            return Err(RequestError::TooDeep);
        }
        if lexer.terms > TERM_LIMIT {
            return Err(RequestError::TooManyTerms);
        }
    }
    Ok(lexer.tokens)
}

struct Lexer<'a> {
    question: &'a str,
    marks: Marks,
    /// Slashes that may close a regular expression.
    regex_ends: Vec<usize>,
    at: usize,
    /// Groups that are open.
    depth: usize,
    terms: usize,
    /// Closing brackets that belong to words.
    text_brackets: HashSet<usize>,
    tokens: Vec<Token>,
}

/// Slashes, not escaped, with the end of a term behind them.
fn regex_ends(question: &str) -> Vec<usize> {
    let (mut ends, mut escaped) = (Vec::new(), false);
    let mut chars = question.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let ends_term = next.is_none_or(|next| {
            next.is_whitespace() || is_closing_bracket(next) || narrow(next) == '^'
        });
        if narrow(c) == '/' && !escaped && ends_term {
            ends.push(at);
        }
        escaped = c == '\\' && !escaped;
    }
    ends
}

impl<'a> Lexer<'a> {
    fn char_at(&self, at: usize) -> Option<char> {
        self.question[at..].chars().next()
    }

    /// The byte after the character at this byte.
    fn after(&self, at: usize) -> usize {
        at + self.char_at(at).map_or(0, char::len_utf8)
    }

    /// Goes on to the next character that is no white space; whether there is one.
    fn skip_white(&mut self) -> bool {
        self.at = self.after_white(self.at);
        self.at < self.question.len()
    }

    fn after_white(&self, at: usize) -> usize {
        self.question.len() - self.question[at..].trim_start().len()
    }

    fn push(&mut self, kind: Kind, end: usize) {
        match kind {
            Kind::Leaf(_) | Kind::Filter(_) | Kind::Place(_) | Kind::Bad(..) => self.terms += 1,
            Kind::Open => self.depth += 1,
            Kind::Close => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        let at = self.at..end;
        self.tokens.push(Token { kind, at });
        self.at = end;
    }

    /// Whether the bracket at this byte closes a group.
    fn closes_group(&self, at: usize) -> bool {
        self.depth > 0
            && self.char_at(at).is_some_and(is_closing_bracket)
            && !self.text_brackets.contains(&at)
    }

    /// Whether a term that goes to this byte is at its end there.
    fn is_boundary(&self, at: usize) -> bool {
        self.char_at(at).is_none_or(char::is_whitespace) || self.closes_group(at)
    }

    /// Reads what begins at a character that is no white space.
    fn step(&mut self) {
        let (c, next) = (self.char_at(self.at), self.after(self.at));
        let is_alone = self.is_boundary(next) || self.char_at(next).is_some_and(is_closing_bracket);
        if self.closes_group(self.at) || c.is_some_and(is_closing_bracket) && is_alone {
            return self.push(Kind::Close, next);
        }
        if let Some((kind, end)) = self.operator_at(self.at) {
            return self.push(kind, end);
        }
        if self.is_minus() {
            let kind = if self.is_boundary(next) {
                Kind::Blank
            } else {
                Kind::Not
            };
            self.push(kind, next);
            if self.is_boundary(next) {
                return;
            }
        }
        if !self.field() {
            self.term();
        }
    }

    /// The operator that stands between two terms at this byte, or before one, with its end.
    fn operator_at(&self, at: usize) -> Option<(Kind, usize)> {
        let (word, end) = self.capitals_at(at);
        let kind = match word.as_str() {
            "AND" => Kind::And,
            "OR" => Kind::Or,
            "NOT" => Kind::Not,
            "NEAR" | "BEFORE" => return self.distance_at(end, word == "BEFORE"),
            _ => return None,
        };
        self.is_delimiter(end).then_some((kind, end))
    }

    /// A short word in capitals, and its end.
    fn capitals_at(&self, at: usize) -> (String, usize) {
        let letters = self.question[at..].chars().take(10);
        let letters: Vec<char> = letters
            .take_while(|c| narrow(*c).is_ascii_uppercase())
            .collect();
        let length: usize = letters.iter().map(|c| c.len_utf8()).sum();
        (letters.into_iter().map(narrow).collect(), at + length)
    }

    /// Whether an operator may end here.
    fn is_delimiter(&self, at: usize) -> bool {
        self.is_boundary(at)
            || self
                .char_at(at)
                .is_some_and(|c| is_opening_bracket(c) || is_quotation_mark(c) || c == '《')
    }

    /// The `/N` of NEAR and BEFORE.
    fn distance_at(&self, slash: usize, ordered: bool) -> Option<(Kind, usize)> {
        if self.char_at(slash).is_none_or(|c| narrow(c) != '/') {
            // Between two terms it is meant, and only its number is missing.
            let is_between = self.is_delimiter(slash)
                && !self.tokens.is_empty()
                && !self.question[slash..].trim().is_empty();
            return is_between.then(|| (Kind::Bad(Mistake::Distance, None), slash));
        }
        // A sign or a fraction is a mistake in a number, and no word.
        let (digits, end) = self.run_at(self.after(slash), |c| {
            c.is_ascii_digit() || "+-.,".contains(c)
        });
        if !self.is_delimiter(end) {
            return None;
        }
        let kind = match distance(&digits) {
            Ok(letters) => Kind::Near { letters, ordered },
            Err(message) => Kind::Bad(message, None),
        };
        Some((kind, end))
    }

    /// Characters of a kind in their narrow form, and their end.
    fn run_at(&self, at: usize, of_kind: impl Fn(char) -> bool) -> (String, usize) {
        let (mut run, mut end) = (String::new(), at);
        for c in self.question[at..].chars() {
            if !of_kind(narrow(c)) {
                break;
            }
            run.push(narrow(c));
            end += c.len_utf8();
        }
        (run, end)
    }

    /// Whether a minus stands here where it can only mean an exclusion.
    fn is_minus(&self) -> bool {
        let before = self.question[..self.at].chars().next_back();
        let starts = before.is_none_or(char::is_whitespace)
            || self.tokens.last().is_some_and(|token| {
                matches!(token.kind, Kind::Open | Kind::Close) && token.at.end == self.at
            });
        starts && matches!(self.char_at(self.at), Some('-' | '－' | '−'))
    }

    /// Reads a field with its value.
    fn field(&mut self) -> bool {
        let (name, colon) = self.run_at(self.at, |c| c.is_ascii_alphabetic());
        let field = Field::named(&name.to_ascii_lowercase());
        let value = self.after(colon);
        let is_colon = self.char_at(colon).is_some_and(|c| narrow(c) == ':');
        let (Some(field), true, false) = (field, is_colon, self.is_boundary(value)) else {
            return false;
        };
        match field {
            Field::Zone(zone) => {
                self.push(Kind::Zone(zone), value);
                self.term();
            }
            Field::Condition(_) if self.opens_group(value) => {
                self.push(Kind::Bad(Mistake::GroupAsValue(name), None), value);
            }
            Field::Condition(condition) => {
                let (text, end) = self.value_at(value);
                let kind = self.condition(condition, text, end);
                self.push(kind.unwrap_or_else(|message| Kind::Bad(message, None)), end);
            }
        }
        true
    }

    /// The value of a field, without quotation marks, and its end.
    fn value_at(&mut self, at: usize) -> (&'a str, usize) {
        if let Some((inside, end)) = self.enclosed_at(at) {
            return (inside, end);
        }
        let end = self.word_end(at);
        (&self.question[at..end], end)
    }

    fn condition(&self, condition: Condition, value: &str, end: usize) -> Result<Kind, Mistake> {
        match condition {
            Condition::In => place_in(value),
            Condition::Speaker => speaker(value),
            Condition::Filter(key) => {
                let filter = Filter::parse(key, value, self.at..end);
                let filter = filter.map_err(|reason| Mistake::Value {
                    key,
                    value: value.to_owned(),
                    reason,
                })?;
                Ok(Kind::Filter(filter))
            }
        }
    }
}

/// Letters that may stand between two things.
fn distance(digits: &str) -> Result<usize, Mistake> {
    let letters = digits
        .parse()
        .ok()
        .filter(|letters| *letters <= DISTANCE_LIMIT);
    letters.ok_or(Mistake::Distance)
}

fn place_in(name: &str) -> Result<Kind, Mistake> {
    let zone = name.trim().to_ascii_lowercase().parse();
    let zone = zone.map_err(|_| Mistake::NoPart(name.to_owned()))?;
    Ok(Kind::Place(Place::Zone(zone)))
}

fn speaker(name: &str) -> Result<Kind, Mistake> {
    let pattern = Pattern::of(name).ok_or(Mistake::NoName)?;
    Ok(Kind::Place(Place::Speaker(Speaker {
        name: name.trim().to_owned(),
        patterns: vec![pattern],
        other_names: Vec::new(),
    })))
}
