//! Reads a CQL query: the grammar of CQL 1.2.
//!
//! ```text
//! query   = cql [ "sortBy" { index { modifier } } ]
//! cql     = { ">" [ prefix "=" ] uri } scoped
//! scoped  = clause { boolean { modifier } clause }          all booleans alike, from the left
//! clause  = "(" cql ")" | [ index relation { modifier } ] term
//! modifier = "/" name [ comparison value ]
//! ```

use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::lexer::{Kind, Token, tokens};
use super::tree::{
    Boolean, Clause, Comparison, Modifier, Prefix, Query, Relation, SearchClause, SortKey, Term,
    Triple, is_reserved,
};
use crate::request::{DEPTH_LIMIT, QUERY_LIMIT, TERM_LIMIT};

/// Reads a query.
///
/// # Errors
///
/// A diagnostic when it is no CQL, or longer, deeper or with more clauses than is allowed: 4,000 characters, 40 brackets inside
/// each other, 200 clauses.
pub fn parse(query: &str) -> Result<Query, Diagnostic> {
    let found = query.chars().count();
    if found > QUERY_LIMIT {
        return Err(Diagnostic::new(
            DiagnosticKind::QueryTooLong,
            QUERY_LIMIT.to_string(),
            format!("the query has {found} characters, at most {QUERY_LIMIT} are allowed"),
        ));
    }
    let tokens = tokens(query)?;
    let mut parser = Parser {
        tokens: &tokens,
        next: 0,
        depth: 0,
        clauses: 0,
    };
    parser.query()
}

struct Parser<'a> {
    tokens: &'a [Token],
    next: usize,
    depth: usize,
    clauses: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a Kind> {
        self.tokens.get(self.next).map(|token| &token.kind)
    }

    /// The next token, if it is a word without quotation marks, as text.
    fn word(&self) -> Option<String> {
        match self.peek()? {
            Kind::Word(term) => Some(term.text()),
            _ => None,
        }
    }

    fn takes(&mut self, kind: &Kind) -> bool {
        let is_next = self.peek() == Some(kind);
        self.next += usize::from(is_next);
        is_next
    }

    fn place(&self) -> String {
        match self.tokens.get(self.next) {
            Some(token) => format!("at character {}", token.at + 1),
            None => "at the end".to_owned(),
        }
    }

    fn wrong<T>(&self, expected: &str) -> Result<T, Diagnostic> {
        Err(Diagnostic::new(
            DiagnosticKind::Syntax,
            "",
            format!("{} {expected}", self.place()),
        ))
    }

    fn query(&mut self) -> Result<Query, Diagnostic> {
        let clause = self.cql()?;
        let sort = if self.is_sort() {
            self.next += 1;
            self.sort_keys()?
        } else {
            Vec::new()
        };
        match self.peek() {
            None => Ok(Query { clause, sort }),
            Some(Kind::Close) => Err(Diagnostic::new(
                DiagnosticKind::Parentheses,
                "",
                format!("the bracket {} closes nothing", self.place()),
            )),
            Some(_) => self.wrong(
                "something follows that nothing joins to what stands before it; put several words into quotation marks, or `and` between them",
            ),
        }
    }

    fn is_sort(&self) -> bool {
        self.word()
            .is_some_and(|word| word.eq_ignore_ascii_case("sortby"))
    }

    fn sort_keys(&mut self) -> Result<Vec<SortKey>, Diagnostic> {
        let mut keys = Vec::new();
        while self.peek().is_some() {
            let index = self.term("an index to sort by is missing")?.text();
            let modifiers = self.modifiers()?;
            keys.push(SortKey { index, modifiers });
        }
        if keys.is_empty() {
            return self.wrong("an index to sort by is missing");
        }
        Ok(keys)
    }

    fn cql(&mut self) -> Result<Clause, Diagnostic> {
        let mut prefixes = Vec::new();
        while self.takes(&Kind::Symbol(Comparison::Greater)) {
            let first = self
                .term("a prefix or the identifier of a context set is missing")?
                .text();
            let prefix = if self.takes(&Kind::Symbol(Comparison::Equal)) {
                let uri = self.term("the identifier of a context set is missing")?;
                Prefix {
                    name: Some(first),
                    uri: uri.text(),
                }
            } else {
                Prefix {
                    name: None,
                    uri: first,
                }
            };
            prefixes.push(prefix);
        }
        let clause = self.scoped()?;
        if prefixes.is_empty() {
            return Ok(clause);
        }
        Ok(Clause::Prefixed(prefixes, Box::new(clause)))
    }

    fn scoped(&mut self) -> Result<Clause, Diagnostic> {
        let mut left = self.clause()?;
        while let Some(boolean) = self.word().as_deref().and_then(Boolean::from_name) {
            self.next += 1;
            let modifiers = self.modifiers()?;
            let right = self.clause()?;
            left = Clause::Boolean(Box::new(Triple {
                left,
                boolean,
                modifiers,
                right,
            }));
        }
        Ok(left)
    }

    fn clause(&mut self) -> Result<Clause, Diagnostic> {
        if self.takes(&Kind::Open) {
            return self.group();
        }
        self.clauses += 1;
        if self.clauses > TERM_LIMIT {
            return Err(Diagnostic::new(
                DiagnosticKind::TooManyBooleans,
                (TERM_LIMIT - 1).to_string(),
                format!("at most {TERM_LIMIT} clauses are allowed"),
            ));
        }
        let first = self.term("a term is missing")?;
        let Some(comparator) = self.comparator() else {
            return Ok(Clause::Search(SearchClause {
                scope: None,
                term: first,
            }));
        };
        let modifiers = self.modifiers()?;
        let term = self.term(
            "a term is missing behind the relation; put several words into quotation marks",
        )?;
        let relation = Relation {
            comparator,
            modifiers,
        };
        Ok(Clause::Search(SearchClause {
            scope: Some((first.text(), relation)),
            term,
        }))
    }

    /// What stands in brackets; the opening one is read.
    fn group(&mut self) -> Result<Clause, Diagnostic> {
        let open = self.next;
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(Diagnostic::new(
                DiagnosticKind::Parentheses,
                "",
                format!("brackets stand inside brackets more than {DEPTH_LIMIT} deep"),
            ));
        }
        let clause = self.cql()?;
        if !self.takes(&Kind::Close) {
            let at = self.tokens.get(open - 1).map_or(0, |token| token.at + 1);
            return Err(Diagnostic::new(
                DiagnosticKind::Parentheses,
                "",
                format!(
                    "the bracket at character {at} is not closed {}",
                    self.place()
                ),
            ));
        }
        self.depth -= 1;
        Ok(clause)
    }

    /// A sign of comparison, or the name of a relation: a word behind a term that joins nothing.
    fn comparator(&mut self) -> Option<String> {
        let comparator = match self.peek()? {
            Kind::Symbol(comparison) => comparison.symbol().to_owned(),
            Kind::Word(term) => relation_name(&term.text())?,
            _ => return None,
        };
        self.next += 1;
        Some(comparator)
    }

    fn modifiers(&mut self) -> Result<Vec<Modifier>, Diagnostic> {
        let mut modifiers = Vec::new();
        while self.takes(&Kind::Slash) {
            let name = self.term("the name of a modifier is missing")?.text();
            let value = match self.peek() {
                Some(Kind::Symbol(comparison)) => {
                    self.next += 1;
                    let value = self.term("the value of a modifier is missing")?;
                    Some((*comparison, value.text()))
                }
                _ => None,
            };
            modifiers.push(Modifier { name, value });
        }
        Ok(modifiers)
    }

    fn term(&mut self, missing: &str) -> Result<Term, Diagnostic> {
        match self.peek() {
            Some(Kind::Word(term) | Kind::Quoted(term)) => {
                self.next += 1;
                Ok(term.clone())
            }
            _ => self.wrong(missing),
        }
    }
}

/// The name of a relation, if a word can be one.
fn relation_name(word: &str) -> Option<String> {
    let is_name = word
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
    (is_name && !is_reserved(word)).then(|| word.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
