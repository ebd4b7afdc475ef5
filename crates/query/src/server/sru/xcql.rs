//! A CQL query as XML (XCQL): 1.1 and 1.2 want it in the echo of a request.

use super::super::xml::Xml;
use crate::cql::{Clause, Modifier, Prefix, Query, SearchClause, Triple};

/// Namespace of XCQL up to 1.2.
const XCQL: &str = "http://www.loc.gov/zing/cql/xcql/";

/// Writes a query under an element with this name.
pub(super) fn write_query(xml: &mut Xml, name: &str, query: &Query) {
    xml.element(name, &[], |xml| {
        write_clause(xml, &query.clause, &[], true);
    });
}

/// Writes a clause; the prefixes before it belong inside it.
fn write_clause(xml: &mut Xml, clause: &Clause, prefixes: &[Prefix], is_first: bool) {
    let namespace: &[(&str, &str)] = if is_first { &[("xmlns", XCQL)] } else { &[] };
    match clause {
        Clause::Prefixed(more, inner) => {
            let prefixes = [prefixes, more].concat();
            write_clause(xml, inner, &prefixes, is_first);
        }
        Clause::Search(clause) => xml.element("searchClause", namespace, |xml| {
            write_prefixes(xml, prefixes);
            write_search(xml, clause);
        }),
        Clause::Boolean(triple) => xml.element("triple", namespace, |xml| {
            write_prefixes(xml, prefixes);
            write_triple(xml, triple);
        }),
    }
}

fn write_prefixes(xml: &mut Xml, prefixes: &[Prefix]) {
    if prefixes.is_empty() {
        return;
    }
    xml.element("prefixes", &[], |xml| {
        for prefix in prefixes {
            xml.element("prefix", &[], |xml| {
                if let Some(name) = &prefix.name {
                    xml.text("name", name);
                }
                xml.text("identifier", &prefix.uri);
            });
        }
    });
}

fn write_search(xml: &mut Xml, clause: &SearchClause) {
    let (index, relation, modifiers) = match &clause.scope {
        Some((index, relation)) => (
            index.as_str(),
            relation.comparator.as_str(),
            relation.modifiers.as_slice(),
        ),
        None => ("cql.serverChoice", "=", &[][..]),
    };
    xml.text("index", index);
    xml.element("relation", &[], |xml| {
        xml.text("value", relation);
        write_modifiers(xml, modifiers);
    });
    xml.text("term", &clause.term.text());
}

fn write_triple(xml: &mut Xml, triple: &Triple) {
    xml.element("boolean", &[], |xml| {
        xml.text("value", triple.boolean.name());
        write_modifiers(xml, &triple.modifiers);
    });
    for (name, clause) in [
        ("leftOperand", &triple.left),
        ("rightOperand", &triple.right),
    ] {
        xml.element(name, &[], |xml| write_clause(xml, clause, &[], false));
    }
}

fn write_modifiers(xml: &mut Xml, modifiers: &[Modifier]) {
    if modifiers.is_empty() {
        return;
    }
    xml.element("modifiers", &[], |xml| {
        for modifier in modifiers {
            xml.element("modifier", &[], |xml| {
                xml.text("type", &modifier.name);
                if let Some((comparison, value)) = &modifier.value {
                    xml.text("comparison", comparison.symbol());
                    xml.text("value", value);
                }
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_written_as_the_schema_has_it() {
        let query = "> d = \"info:x\" d.title any/stem \"a b\" prox/distance<=3 c";
        let query = crate::cql::parse(query).expect("CQL");
        let mut xml = Xml::fragment();
        write_query(&mut xml, "xQuery", &query);
        assert_eq!(
            xml.into_text(),
            concat!(
                "<xQuery><triple xmlns=\"http://www.loc.gov/zing/cql/xcql/\">",
                "<prefixes><prefix><name>d</name><identifier>info:x</identifier></prefix></prefixes>",
                "<boolean><value>prox</value><modifiers><modifier><type>distance</type>",
                "<comparison>&lt;=</comparison><value>3</value></modifier></modifiers></boolean>",
                "<leftOperand><searchClause><index>d.title</index><relation><value>any</value>",
                "<modifiers><modifier><type>stem</type></modifier></modifiers></relation>",
                "<term>a b</term></searchClause></leftOperand>",
                "<rightOperand><searchClause><index>cql.serverChoice</index>",
                "<relation><value>=</value></relation><term>c</term></searchClause></rightOperand>",
                "</triple></xQuery>",
            )
        );
    }
}
