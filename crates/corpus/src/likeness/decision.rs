//! Writing down what was decided about two documents that look alike.

use crate::metadata::{Relation, RelationKind};
use crate::model::Document;

/// Puts into the header of `document` what it is to the document with the id `other`; what its header said of the two before
/// is replaced. Gives whether anything changed.
pub fn relate(
    document: &mut Document,
    kind: RelationKind,
    other: &str,
    note: Option<&str>,
) -> bool {
    let relation = Relation {
        kind,
        document: other.to_owned(),
        note: note.map(ToOwned::to_owned),
    };
    let relations = &mut document.metadata.relations;
    let before = relations.clone();
    match relations.iter_mut().find(|known| known.document == other) {
        Some(known) => *known = relation,
        None => relations.push(relation),
    }
    // A header made by hand may say two things of one document.
    let mut seen = std::collections::HashSet::new();
    relations.retain(|known| known.document != other || seen.insert(known.document.clone()));
    *relations != before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_decision_is_the_one_that_stands() {
        let mut document = Document::default();
        assert!(relate(&mut document, RelationKind::Same, "b", None));
        assert!(!relate(&mut document, RelationKind::Same, "b", None));
        assert!(relate(
            &mut document,
            RelationKind::Version,
            "b",
            Some("另一译本")
        ));
        assert!(relate(&mut document, RelationKind::Extract, "c", None));
        let said: Vec<_> = document
            .metadata
            .relations
            .iter()
            .map(|relation| {
                (
                    relation.kind,
                    relation.document.as_str(),
                    relation.note.as_deref(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                (RelationKind::Version, "b", Some("另一译本")),
                (RelationKind::Extract, "c", None)
            ]
        );
    }
}
