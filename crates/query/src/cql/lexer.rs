//! Cuts a CQL query into tokens.

use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::tree::{Comparison, Sign, Term, ends_word};

/// A piece of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `/`.
    Slash,
    /// A sign of comparison.
    Symbol(Comparison),
    /// Characters without quotation marks.
    Word(Term),
    /// Characters in quotation marks.
    Quoted(Term),
}

/// A piece of a query and where it begins, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: usize,
}

/// The tokens of a query.
pub(super) fn tokens(query: &str) -> Result<Vec<Token>, Diagnostic> {
    let chars: Vec<char> = query.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at).copied() {
        if c.is_whitespace() {
            at += 1;
            continue;
        }
        let (kind, length) = token(c, &chars[at..], at)?;
        tokens.push(Token { kind, at });
        at += length;
    }
    Ok(tokens)
}

/// A token and its length in characters.
fn token(first: char, rest: &[char], at: usize) -> Result<(Kind, usize), Diagnostic> {
    let next = rest.get(1).copied();
    Ok(match (first, next) {
        ('(', _) => (Kind::Open, 1),
        (')', _) => (Kind::Close, 1),
        ('/', _) => (Kind::Slash, 1),
        ('=', Some('=')) => (Kind::Symbol(Comparison::Exact), 2),
        ('=', _) => (Kind::Symbol(Comparison::Equal), 1),
        ('<', Some('>')) => (Kind::Symbol(Comparison::Different), 2),
        ('<', Some('=')) => (Kind::Symbol(Comparison::AtMost), 2),
        ('<', _) => (Kind::Symbol(Comparison::Less), 1),
        ('>', Some('=')) => (Kind::Symbol(Comparison::AtLeast), 2),
        ('>', _) => (Kind::Symbol(Comparison::Greater), 1),
        ('"', _) => {
            let (term, length) = signs(&rest[1..], at + 1, |c| c == '"')?;
            if rest.get(length + 1) != Some(&'"') {
                return Err(Diagnostic::new(
                    DiagnosticKind::Quotes,
                    "",
                    format!("the quotation mark at character {} is not closed", at + 1),
                ));
            }
            (Kind::Quoted(term), length + 2)
        }
        _ => {
            let (term, length) = signs(rest, at, ends_word)?;
            (Kind::Word(term), length)
        }
    })
}

/// Signs up to a character that ends them, and their length in characters.
fn signs(
    chars: &[char],
    start: usize,
    ends: impl Fn(char) -> bool,
) -> Result<(Term, usize), Diagnostic> {
    let mut signs = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at).copied() {
        if ends(c) {
            break;
        }
        at += 1;
        signs.push(match c {
            '*' => Sign::Any,
            '?' => Sign::One,
            '^' => Sign::Anchor,
            '\\' => {
                let escaped = chars.get(at).copied();
                at += 1;
                match escaped {
                    Some(c @ ('*' | '?' | '^' | '"' | '\\')) => Sign::Char(c),
                    other => return Err(wrong_escape(other, start + at)),
                }
            }
            c => Sign::Char(c),
        });
    }
    Ok((Term { signs }, at))
}

fn wrong_escape(escaped: Option<char>, at: usize) -> Diagnostic {
    Diagnostic::new(
        DiagnosticKind::Escape,
        escaped.map(String::from).unwrap_or_default(),
        format!(
            "at character {at} a backslash stands before none of * ? ^ \" \\; write \\\\ for a backslash"
        ),
    )
}
