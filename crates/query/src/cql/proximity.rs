//! `prox`: two things close to each other.

use sco_indexer::Zone;

use super::clause::{Asked, Comparator, placed};
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::indexes::IndexKind;
use super::names::speaker_of;
use super::translate::{Translator, both};
use super::tree::{Boolean, Clause, Comparison, Triple};
use crate::request::DISTANCE_LIMIT;
use crate::syntax::{Near, Node, Place, Scope};

/// In what distances are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    /// Letters as the index counts them: a Han character, or a whole word of another script.
    Letter,
    /// Sentences.
    Sentence,
    /// Paragraphs.
    Paragraph,
    /// Quotations.
    Element,
}

/// How close two things have to be.
#[derive(Debug, Clone, Copy)]
struct Closeness {
    unit: Unit,
    /// Most letters between the two, where letters are counted.
    letters: usize,
    ordered: bool,
}

/// A side of `prox`: text, and the zone it has to stand in.
struct Operand {
    zone: Option<Zone>,
    node: Node,
    /// What the next one has to be near to.
    last: Node,
}

/// The node of two clauses that stand close to each other.
pub(super) fn proximity<'a>(
    translator: &mut Translator<'a>,
    triple: &'a Triple,
) -> Result<Node, Diagnostic> {
    if closeness(triple)?.unit == Unit::Element {
        return in_one_quotation(translator, triple);
    }
    let operand = near(translator, triple)?;
    Ok(placed(operand.zone, operand.node))
}

fn near<'a>(translator: &mut Translator<'a>, triple: &'a Triple) -> Result<Operand, Diagnostic> {
    let closeness = closeness(triple)?;
    let left = operand(translator, &triple.left)?;
    let right = operand(translator, &triple.right)?;
    if left.zone != right.zone {
        return Err(Diagnostic::new(
            DiagnosticKind::Indexes,
            "",
            "both sides of prox have to be of one index",
        ));
    }
    let zone = left.zone;
    let scope = match closeness.unit {
        Unit::Letter => return by_letters(closeness, left, right),
        Unit::Sentence => Scope::Sentence,
        Unit::Paragraph | Unit::Element => Scope::Paragraph,
    };
    let node = Node::Within(scope, Box::new(both(left.node, right.node)));
    Ok(Operand {
        zone,
        last: node.clone(),
        node,
    })
}

fn by_letters(closeness: Closeness, left: Operand, right: Operand) -> Result<Operand, Diagnostic> {
    if !is_of_leaves(&left.last) || !is_of_leaves(&right.node) {
        return Err(unfit(
            "counted in words, both sides have to be terms, or terms joined by or",
        ));
    }
    let pair = Node::Near(Near {
        left: Box::new(left.last.clone()),
        right: Box::new(right.node.clone()),
        letters: closeness.letters,
        ordered: closeness.ordered,
    });
    // a prox b prox c: b near to a, and c near to b.
    let node = if is_of_leaves(&left.node) {
        pair
    } else {
        both(left.node, pair)
    };
    Ok(Operand {
        zone: left.zone,
        node,
        last: right.node,
    })
}

fn is_of_leaves(node: &Node) -> bool {
    let is_leaf = |node: &Node| matches!(node, Node::Leaf(_));
    match node {
        Node::Or(nodes) => nodes.iter().all(is_leaf),
        node => is_leaf(node),
    }
}

fn unfit(hint: &str) -> Diagnostic {
    Diagnostic::new(DiagnosticKind::Proximity, "", hint)
}

fn operand<'a>(translator: &mut Translator<'a>, clause: &'a Clause) -> Result<Operand, Diagnostic> {
    match clause {
        Clause::Search(clause) => {
            let asked = translator.asked(clause)?;
            let IndexKind::Text(zone) = asked.index.kind else {
                return Err(unfit(
                    "only what stands in the text can be close to something",
                ));
            };
            if asked.comparator == Comparator::Lacks {
                return Err(unfit("what is not there is close to nothing"));
            }
            let node = translator.unplaced_text(&asked)?;
            Ok(Operand {
                zone,
                last: node.clone(),
                node,
            })
        }
        Clause::Prefixed(prefixes, inner) => {
            let before = translator.scope.len();
            translator.scope.enter(prefixes);
            let operand = operand(translator, inner)?;
            translator.scope.leave(before);
            Ok(operand)
        }
        Clause::Boolean(triple) if triple.boolean == Boolean::Prox => {
            if closeness(triple)?.unit == Unit::Element {
                return Err(unfit("a quotation of somebody is a side of no other prox"));
            }
            near(translator, triple)
        }
        Clause::Boolean(triple) => {
            let left = operand(translator, &triple.left)?;
            let right = operand(translator, &triple.right)?;
            if left.zone != right.zone {
                return Err(unfit("all terms of a side have to be of one index"));
            }
            let node = match triple.boolean {
                Boolean::And => both(left.node, right.node),
                Boolean::Or => either(left.node, right.node),
                Boolean::Not | Boolean::Prox => {
                    return Err(unfit("what is not there is close to nothing"));
                }
            };
            Ok(Operand {
                zone: left.zone,
                last: node.clone(),
                node,
            })
        }
    }
}

fn either(left: Node, right: Node) -> Node {
    let mut nodes = Vec::new();
    for node in [left, right] {
        match node {
            Node::Or(inner) => nodes.extend(inner),
            node => nodes.push(node),
        }
    }
    Node::Or(nodes)
}

/// `sco.quote … prox/unit=element sco.speaker …`: a quotation, and who said it.
fn in_one_quotation<'a>(
    translator: &mut Translator<'a>,
    triple: &'a Triple,
) -> Result<Node, Diagnostic> {
    let mut sides = Vec::new();
    for side in [&triple.left, &triple.right] {
        let Clause::Search(clause) = side else {
            return Err(element());
        };
        sides.push(translator.asked(clause)?);
    }
    let is_speaker = |asked: &Asked| asked.index.kind == IndexKind::Speaker;
    sides.sort_by_key(is_speaker);
    let [quote, speaker] = sides.as_slice() else {
        return Err(element());
    };
    let is_quote = quote.index.kind == IndexKind::Text(Some(Zone::Quote));
    if !is_quote || !is_speaker(speaker) || quote.comparator == Comparator::Lacks {
        return Err(element());
    }
    let text = translator.unplaced_text(quote)?;
    let place = Place::Speaker(speaker_of(speaker, &speaker.term)?);
    Ok(Node::In(place, Box::new(text)))
}

fn element() -> Diagnostic {
    Diagnostic::new(
        DiagnosticKind::ProximityUnit,
        "element",
        "an element is a quotation: write sco.quote = … prox/unit=element sco.speaker = …; other units are word, sentence, paragraph",
    )
}

fn closeness(triple: &Triple) -> Result<Closeness, Diagnostic> {
    let (mut unit, mut distance, mut ordered) = (Unit::Letter, None, false);
    for modifier in &triple.modifiers {
        let name = modifier.name.to_ascii_lowercase();
        match (name.strip_prefix("cql.").unwrap_or(&name), &modifier.value) {
            ("unit", Some((Comparison::Equal, value))) => unit = unit_of(value)?,
            ("distance", Some((comparison, value))) => {
                distance = Some((*comparison, value.as_str()));
            }
            ("ordered", None) => ordered = true,
            ("unordered", None) => ordered = false,
            _ => {
                return Err(Diagnostic::new(
                    DiagnosticKind::BooleanModifier,
                    &modifier.name,
                    "prox has the modifiers unit=…, distance<=…, ordered, unordered",
                ));
            }
        }
    }
    if ordered && unit != Unit::Letter {
        return Err(Diagnostic::new(
            DiagnosticKind::ProximityOrdering,
            "ordered",
            "only words have an order",
        ));
    }
    // Distances are 1 for words that follow each other, 0 for what stands in one sentence (CQL 1.2, prox).
    let usual = usize::from(unit == Unit::Letter);
    let distance = distance.map_or(Ok(usual), most)?;
    let letters = match unit {
        Unit::Letter => distance.checked_sub(1).filter(|n| *n <= DISTANCE_LIMIT),
        _ => (distance == 0).then_some(0),
    };
    let letters = letters.ok_or_else(|| {
        let hint = match unit {
            Unit::Letter => format!("words can be 1 to {} apart", DISTANCE_LIMIT + 1),
            _ => "the distance is 0: in one and the same".to_owned(),
        };
        Diagnostic::new(
            DiagnosticKind::ProximityDistance,
            distance.to_string(),
            hint,
        )
    })?;
    Ok(Closeness {
        unit,
        letters,
        ordered,
    })
}

fn unit_of(name: &str) -> Result<Unit, Diagnostic> {
    Ok(match name.to_ascii_lowercase().as_str() {
        "word" | "character" => Unit::Letter,
        "sentence" => Unit::Sentence,
        "paragraph" => Unit::Paragraph,
        "element" => Unit::Element,
        _ => {
            return Err(Diagnostic::new(
                DiagnosticKind::ProximityUnit,
                name,
                "there are word (in Chinese one character), sentence, paragraph, element",
            ));
        }
    })
}

/// The largest distance that a modifier allows.
fn most((comparison, value): (Comparison, &str)) -> Result<usize, Diagnostic> {
    let number: usize = value.trim().parse().map_err(|_| {
        Diagnostic::new(
            DiagnosticKind::ProximityDistance,
            value,
            "write a number: distance<=3",
        )
    })?;
    let refused = |kind| {
        Err(Diagnostic::new(
            kind,
            comparison.symbol(),
            "write distance<=N",
        ))
    };
    match comparison {
        Comparison::AtMost => Ok(number),
        Comparison::Less => number
            .checked_sub(1)
            .map_or_else(|| refused(DiagnosticKind::ProximityDistance), Ok),
        // Nothing is closer.
        Comparison::Equal | Comparison::Exact if number <= 1 => Ok(number),
        _ => refused(DiagnosticKind::ProximityRelation),
    }
}
