//! A search clause: index, relation and term, made into a node.

use sco_analysis::{Gapped, Pattern};
use sco_indexer::Zone;

use super::dates::dates;
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::indexes::{Index, IndexKind, SERVER_CHOICE};
use super::names::{identifiers, language, speaker, types, values};
use super::translate::Translator;
use super::tree::{Modifier, SearchClause, Sign, Term};
use crate::syntax::{
    Exact, Filter, FilterKey, FilterTest, FoldedRegex, Leaf, LeafKind, Mask, MaskPiece, Node,
    Place, expression, starred,
};

/// How an index and a term are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparator {
    /// `=`, `adj`: holds the term, its words in a row.
    Holds,
    /// `==`, `exact`: is the term and nothing else.
    Is,
    /// `<>`: does not hold the term.
    Lacks,
    /// `any`: holds one of the words.
    Any,
    /// `all`: holds all of the words.
    All,
    /// `<`.
    Before,
    /// `<=`.
    UpTo,
    /// `>`.
    After,
    /// `>=`.
    From,
    /// `within`: between two values.
    Within,
}

impl Comparator {
    fn of(name: &str) -> Option<Comparator> {
        Some(match name.strip_prefix("cql.").unwrap_or(name) {
            "=" | "adj" | "scr" => Comparator::Holds,
            "==" | "exact" => Comparator::Is,
            "<>" => Comparator::Lacks,
            "any" => Comparator::Any,
            "all" => Comparator::All,
            "<" => Comparator::Before,
            "<=" => Comparator::UpTo,
            ">" => Comparator::After,
            ">=" => Comparator::From,
            "within" => Comparator::Within,
            _ => return None,
        })
    }
}

/// What the modifiers of a relation ask for.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a modifier that stands there or not"
)]
pub(super) struct Wishes {
    /// Script, width, case and accents count.
    as_typed: bool,
    /// Other names and forms count too.
    forms: bool,
    /// The term is a regular expression.
    regex: bool,
    /// Signs stand for themselves.
    unmasked: bool,
}

impl Wishes {
    fn of(modifiers: &[Modifier]) -> Result<Wishes, Diagnostic> {
        let mut wishes = Wishes::default();
        for modifier in modifiers {
            let name = modifier.name.to_ascii_lowercase();
            match name.strip_prefix("cql.").unwrap_or(&name) {
                "respectcase" | "respectaccents" => wishes.as_typed = true,
                "stem" | "fuzzy" => wishes.forms = true,
                "regexp" => wishes.regex = true,
                "unmasked" => wishes.unmasked = true,
                // So it is anyway, or it changes no set of records.
                "relevant" | "ignorecase" | "ignoreaccents" | "masked" | "word" | "string"
                | "isodate" | "locale" => {}
                _ => {
                    return Err(Diagnostic::new(
                        DiagnosticKind::RelationModifier,
                        &modifier.name,
                        "there are stem, fuzzy, respectCase, respectAccents, regexp, unmasked",
                    ));
                }
            }
        }
        Ok(wishes)
    }
}

/// A clause whose names were looked up.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) index: &'static Index,
    pub(super) comparator: Comparator,
    pub(super) wishes: Wishes,
    pub(super) term: Term,
    /// Index and relation as typed, for diagnostics.
    typed: (String, String),
}

impl Asked {
    /// The diagnostic that the index does not have the relation.
    pub(super) fn unrelated(&self, hint: &str) -> Diagnostic {
        let (index, relation) = &self.typed;
        Diagnostic::new(
            DiagnosticKind::RelationOfIndex,
            format!("{index} {relation}"),
            hint,
        )
    }

    /// The diagnostic that the index cannot have the term.
    pub(super) fn malformed(&self, hint: impl Into<String>) -> Diagnostic {
        Diagnostic::new(DiagnosticKind::TermFormat, self.term.text(), hint)
    }

    /// The term, or each of its words, and whether all of them must hold.
    pub(super) fn terms(&self) -> (Vec<Term>, bool) {
        match self.comparator {
            Comparator::Any => (self.term.words(), false),
            Comparator::All => (self.term.words(), true),
            _ => (vec![self.term.clone()], true),
        }
    }

    /// A condition on the description; `value` tells it from others on the same key.
    pub(super) fn filter(&self, key: FilterKey, test: FilterTest, term: &str) -> Node {
        Node::Filter(Filter {
            key,
            value: format!("{} {term}", self.typed.1),
            test,
            at: 0..0,
        })
    }

    /// The mask of a term that has signs, or that has to be the whole value.
    pub(super) fn mask(&self, term: &Term, whole: bool) -> Result<Mask, Diagnostic> {
        let (from_start, signs, to_end) = anchored(term)?;
        let pieces = pieces(signs);
        if !pieces
            .iter()
            .any(|piece| matches!(piece, MaskPiece::Text(_)))
        {
            return Err(Diagnostic::new(
                DiagnosticKind::MaskedTooShort,
                term.text(),
                "write a letter beside the signs",
            ));
        }
        Mask::of(&pieces, from_start || whole, to_end || whole)
            .ok_or_else(|| self.malformed("it is too long"))
    }
}

impl<'a> Translator<'a> {
    pub(super) fn search(&mut self, clause: &'a SearchClause) -> Result<Node, Diagnostic> {
        let asked = self.asked(clause)?;
        self.node(&asked)
    }

    /// Looks up the names of a clause.
    pub(super) fn asked(&mut self, clause: &'a SearchClause) -> Result<Asked, Diagnostic> {
        self.count_term()?;
        let mut term = clause.term.clone();
        if term.text().trim().is_empty() {
            return Err(Diagnostic::new(
                DiagnosticKind::EmptyTerm,
                "",
                "write something between the quotation marks",
            ));
        }
        let Some((name, relation)) = &clause.scope else {
            return Ok(Asked {
                index: SERVER_CHOICE,
                comparator: Comparator::Holds,
                wishes: Wishes::default(),
                term,
                typed: ("cql.serverChoice".to_owned(), "=".to_owned()),
            });
        };
        let index = self.scope.index(name)?;
        let comparator = Comparator::of(&relation.comparator).ok_or_else(|| {
            Diagnostic::new(
                DiagnosticKind::Relation,
                &relation.comparator,
                "there are = == exact <> any all adj < <= > >= within; put several words into quotation marks",
            )
        })?;
        let wishes = Wishes::of(&relation.modifiers)?;
        if wishes.unmasked {
            term = Term::of(&term.text());
        }
        Ok(Asked {
            index,
            comparator,
            wishes,
            term,
            typed: (name.clone(), relation.comparator.clone()),
        })
    }

    pub(super) fn node(&mut self, asked: &Asked) -> Result<Node, Diagnostic> {
        if asked.comparator == Comparator::Lacks {
            let held = Asked {
                comparator: Comparator::Holds,
                ..asked.clone()
            };
            return Ok(Node::Not(Box::new(self.node(&held)?)));
        }
        match asked.index.kind {
            IndexKind::AllRecords => Ok(Node::everything()),
            IndexKind::ResultSet => Err(Diagnostic::new(
                DiagnosticKind::ResultSets,
                asked.term.text(),
                "ask the whole query again; equal queries are answered from memory",
            )),
            IndexKind::Text(zone) => self.text(zone, asked),
            IndexKind::Values(keys) => self.each_word(asked, &|term| values(asked, keys, term)),
            IndexKind::Date => self.each_word(asked, &|term| dates(asked, term)),
            IndexKind::Type => self.each_word(asked, &|term| types(asked, term)),
            IndexKind::Language => self.each_word(asked, &|term| language(asked, term)),
            IndexKind::Identifier => self.each_word(asked, &|term| identifiers(asked, term)),
            IndexKind::Speaker => self.each_word(asked, &|term| speaker(asked, term)),
        }
    }

    /// The words of `any` and `all` each by itself, any other term as a whole.
    fn each_word(
        &mut self,
        asked: &Asked,
        node: &dyn Fn(&Term) -> Result<Node, Diagnostic>,
    ) -> Result<Node, Diagnostic> {
        let (terms, all) = asked.terms();
        let mut nodes = Vec::new();
        for term in &terms {
            self.count_term()?;
            nodes.push(node(term)?);
        }
        Ok(joined(nodes, all))
    }

    fn text(&mut self, zone: Option<Zone>, asked: &Asked) -> Result<Node, Diagnostic> {
        let is_anchored = |term: &Term| term.signs.contains(&Sign::Anchor);
        // Only titles are short enough to be compared as a whole.
        if zone == Some(Zone::Title)
            && (asked.comparator == Comparator::Is || is_anchored(&asked.term))
        {
            return self.each_word(asked, &|term| {
                let mask = asked.mask(term, asked.comparator == Comparator::Is)?;
                let test = FilterTest::Masked(mask);
                Ok(asked.filter(FilterKey::Title, test, &term.text()))
            });
        }
        let node = self.unplaced_text(asked)?;
        Ok(placed(zone, node))
    }

    /// The text that a clause looks for, wherever it has to stand.
    pub(super) fn unplaced_text(&mut self, asked: &Asked) -> Result<Node, Diagnostic> {
        if asked.term.signs.contains(&Sign::Anchor) && !asked.wishes.regex {
            let kind = DiagnosticKind::Anchoring;
            let hint = "only dc.title and the indexes of the description know their ends; write \\^ for the sign itself";
            return Err(Diagnostic::new(kind, asked.term.text(), hint));
        }
        match asked.comparator {
            Comparator::Holds | Comparator::Any | Comparator::All => {}
            Comparator::Is => {
                return Err(asked.unrelated(
                    "a long text is no term; use =, or /respectCase for characters exactly as typed",
                ));
            }
            _ => return Err(asked.unrelated("a text is asked with = adj any all <>")),
        }
        self.expand |= asked.wishes.forms;
        self.each_word(asked, &|term| leaf(asked, term))
    }
}

/// Nodes of which all or any must hold; one alone stands for itself.
pub(super) fn joined(mut nodes: Vec<Node>, all: bool) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        Some(last) => {
            nodes.push(last);
            if all {
                Node::And(nodes)
            } else {
                Node::Or(nodes)
            }
        }
        None => Node::everything(),
    }
}

/// A node at a place.
pub(super) fn placed(zone: Option<Zone>, node: Node) -> Node {
    match zone {
        Some(zone) => Node::In(Place::Zone(zone), Box::new(node)),
        None => node,
    }
}

/// What a term looks for in the text.
fn leaf(asked: &Asked, term: &Term) -> Result<Node, Diagnostic> {
    let wishes = asked.wishes;
    let text = term.text();
    let kind = if wishes.regex {
        let regex = FoldedRegex::new(&text).map_err(|error| asked.malformed(error.to_string()))?;
        Some(LeafKind::Regex(regex))
    } else if term.signs.contains(&Sign::One) {
        Some(LeafKind::Regex(masked(asked, term)?))
    } else if term.is_masked() {
        with_gaps(term)
    } else if wishes.as_typed {
        Exact::of(&text).map(LeafKind::Exact)
    } else if wishes.forms {
        Pattern::of(&text).map(LeafKind::Word)
    } else {
        Pattern::of(&text).map(LeafKind::Phrase)
    };
    let kind = kind.ok_or_else(|| asked.malformed("it holds no letter or digit"))?;
    Ok(Node::Leaf(Leaf {
        text,
        at: 0..0,
        kind,
    }))
}

/// A term in which stars stand for other letters.
fn with_gaps(term: &Term) -> Option<LeafKind> {
    // A star that stands for itself is no letter, and must not be taken for a gap.
    let signs = term.signs.iter().map(|sign| match sign {
        Sign::Char('*' | '＊') => Sign::Char(' '),
        sign => *sign,
    });
    let text = Term {
        signs: signs.collect(),
    };
    let (_, kind) = starred(&text.text(), LeafKind::Phrase);
    match kind {
        Some(LeafKind::Gapped(gapped)) if Gapped::rows(&gapped).is_empty() => None,
        kind => kind,
    }
}

/// A term in which question marks stand for one character each.
fn masked(asked: &Asked, term: &Term) -> Result<FoldedRegex, Diagnostic> {
    let pieces = pieces(&term.signs);
    if !pieces
        .iter()
        .any(|piece| matches!(piece, MaskPiece::Text(_)))
    {
        return Err(Diagnostic::new(
            DiagnosticKind::MaskedTooShort,
            term.text(),
            "write a letter beside the signs",
        ));
    }
    FoldedRegex::new(&expression(&pieces, "\\w*"))
        .map_err(|error| asked.malformed(error.to_string()))
}

/// Whether a term begins and ends with an anchor, and what stands between.
fn anchored(term: &Term) -> Result<(bool, &[Sign], bool), Diagnostic> {
    let mut signs = term.signs.as_slice();
    let from_start = signs.first() == Some(&Sign::Anchor);
    signs = &signs[usize::from(from_start)..];
    let to_end = signs.last() == Some(&Sign::Anchor);
    signs = &signs[..signs.len() - usize::from(to_end)];
    if signs.contains(&Sign::Anchor) {
        return Err(Diagnostic::new(
            DiagnosticKind::AnchorPosition,
            term.text(),
            "^ stands before or behind a term; write \\^ for the sign itself",
        ));
    }
    Ok((from_start, signs, to_end))
}

fn pieces(signs: &[Sign]) -> Vec<MaskPiece> {
    let mut pieces = Vec::new();
    for sign in signs {
        match (sign, pieces.last_mut()) {
            (Sign::Char(c), Some(MaskPiece::Text(text))) => text.push(*c),
            (Sign::Char(c), _) => pieces.push(MaskPiece::Text(c.to_string())),
            (Sign::Any, Some(MaskPiece::Any)) | (Sign::Anchor, _) => {}
            (Sign::Any, _) => pieces.push(MaskPiece::Any),
            (Sign::One, _) => pieces.push(MaskPiece::One),
        }
    }
    pieces
}
