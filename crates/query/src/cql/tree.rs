//! The tree of a CQL query, and its written form.

use std::fmt;

/// A query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What is looked for.
    pub clause: Clause,
    /// What the records are ordered by, the first key first.
    pub sort: Vec<SortKey>,
}

/// Something that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// A term.
    Search(SearchClause),
    /// Two clauses and what joins them.
    Boolean(Box<Triple>),
    /// A clause in which prefixes stand for other context sets.
    Prefixed(Vec<Prefix>, Box<Clause>),
}

/// Two clauses and what joins them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triple {
    /// The one.
    pub left: Clause,
    /// What joins them.
    pub boolean: Boolean,
    /// How.
    pub modifiers: Vec<Modifier>,
    /// The other.
    pub right: Clause,
}

/// What joins two clauses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boolean {
    /// Both.
    And,
    /// Any.
    Or,
    /// The one and not the other.
    Not,
    /// Both close to each other.
    Prox,
}

/// A term with where and how to look for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchClause {
    /// Where and how; without it the server chooses both.
    pub scope: Option<(String, Relation)>,
    /// The term.
    pub term: Term,
}

/// How a term and an index are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// `=`, `any`, `within`.
    pub comparator: String,
    /// Further conditions.
    pub modifiers: Vec<Modifier>,
}

/// A further condition: `/stem`, `/distance<=3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Its name.
    pub name: String,
    /// Its value, where it has one.
    pub value: Option<(Comparison, String)>,
}

/// A sign of comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`.
    Equal,
    /// `==`.
    Exact,
    /// `<>`.
    Different,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
}

/// A prefix that stands for a context set; without a name, the set of indexes without a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// The prefix.
    pub name: Option<String>,
    /// Identifier of the set.
    pub uri: String,
}

/// An index to sort by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortKey {
    /// The index.
    pub index: String,
    /// How: `sort.descending`.
    pub modifiers: Vec<Modifier>,
}

/// What a term is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// A character.
    Char(char),
    /// `*`: any characters, or none.
    Any,
    /// `?`: one character.
    One,
    /// `^`: the beginning or the end of the value.
    Anchor,
}

/// A term: characters, and signs that stand for others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Term {
    /// Its signs in order.
    pub signs: Vec<Sign>,
}

impl Comparison {
    /// The sign.
    pub fn symbol(self) -> &'static str {
        match self {
            Comparison::Equal => "=",
            Comparison::Exact => "==",
            Comparison::Different => "<>",
            Comparison::Less => "<",
            Comparison::AtMost => "<=",
            Comparison::Greater => ">",
            Comparison::AtLeast => ">=",
        }
    }
}

impl Boolean {
    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Boolean::And => "and",
            Boolean::Or => "or",
            Boolean::Not => "not",
            Boolean::Prox => "prox",
        }
    }

    /// The boolean with this name, in letters of any case.
    pub fn from_name(name: &str) -> Option<Boolean> {
        [Boolean::And, Boolean::Or, Boolean::Not, Boolean::Prox]
            .into_iter()
            .find(|boolean| boolean.name().eq_ignore_ascii_case(name))
    }
}

impl Term {
    /// A term of these characters and nothing that stands for others.
    pub fn of(text: &str) -> Term {
        Term {
            signs: text.chars().map(Sign::Char).collect(),
        }
    }

    /// Its characters, each sign as typed.
    pub fn text(&self) -> String {
        self.signs
            .iter()
            .map(|sign| match sign {
                Sign::Char(c) => *c,
                Sign::Any => '*',
                Sign::One => '?',
                Sign::Anchor => '^',
            })
            .collect()
    }

    /// Whether signs in it stand for other characters.
    pub fn is_masked(&self) -> bool {
        self.signs
            .iter()
            .any(|sign| matches!(sign, Sign::Any | Sign::One))
    }

    /// Its words: what stands between white space.
    pub fn words(&self) -> Vec<Term> {
        let is_space = |sign: &Sign| matches!(sign, Sign::Char(c) if c.is_whitespace());
        let words = self.signs.split(is_space);
        words
            .filter(|word| !word.is_empty())
            .map(|word| Term {
                signs: word.to_vec(),
            })
            .collect()
    }
}

/// Words that join clauses where they stand without quotation marks.
pub(super) fn is_reserved(word: &str) -> bool {
    Boolean::from_name(word).is_some() || word.eq_ignore_ascii_case("sortby")
}

/// Whether a character ends a word that stands without quotation marks.
pub(super) fn ends_word(c: char) -> bool {
    c.is_whitespace() || "()=<>\"/".contains(c)
}

/// A name, in quotation marks where it has to be.
struct Name<'a>(&'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_plain = |c: char| !ends_word(c) && !"*?^\\".contains(c);
        if !self.0.is_empty() && self.0.chars().all(is_plain) && !is_reserved(self.0) {
            return f.write_str(self.0);
        }
        Term::of(self.0).fmt(f)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        for sign in &self.signs {
            match sign {
                Sign::Char(c) if "*?^\"\\".contains(*c) => write!(f, "\\{c}")?,
                Sign::Char(c) => write!(f, "{c}")?,
                Sign::Any => f.write_str("*")?,
                Sign::One => f.write_str("?")?,
                Sign::Anchor => f.write_str("^")?,
            }
        }
        f.write_str("\"")
    }
}

fn write_modifiers(f: &mut fmt::Formatter<'_>, modifiers: &[Modifier]) -> fmt::Result {
    for modifier in modifiers {
        write!(f, "/{}", Name(&modifier.name))?;
        if let Some((comparison, value)) = &modifier.value {
            write!(f, "{}{}", comparison.symbol(), Name(value))?;
        }
    }
    Ok(())
}

impl fmt::Display for SearchClause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((index, relation)) = &self.scope {
            write!(f, "{} {}", Name(index), relation.comparator)?;
            write_modifiers(f, &relation.modifiers)?;
            f.write_str(" ")?;
        }
        self.term.fmt(f)
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Clause::Search(clause) => clause.fmt(f),
            Clause::Boolean(triple) => {
                match &triple.left {
                    left @ Clause::Prefixed(..) => write!(f, "({left})")?,
                    left => left.fmt(f)?,
                }
                write!(f, " {}", triple.boolean.name())?;
                write_modifiers(f, &triple.modifiers)?;
                match &triple.right {
                    right @ Clause::Search(_) => write!(f, " {right}"),
                    right => write!(f, " ({right})"),
                }
            }
            Clause::Prefixed(prefixes, inner) => {
                for prefix in prefixes {
                    match &prefix.name {
                        Some(name) => write!(f, "> {} = {} ", Name(name), Name(&prefix.uri))?,
                        None => write!(f, "> {} ", Name(&prefix.uri))?,
                    }
                }
                inner.fmt(f)
            }
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clause.fmt(f)?;
        if !self.sort.is_empty() {
            f.write_str(" sortBy")?;
        }
        for key in &self.sort {
            write!(f, " {}", Name(&key.index))?;
            write_modifiers(f, &key.modifiers)?;
        }
        Ok(())
    }
}
