//! The texts of one work: versions and translations, linked by `version_of` and by `relations`.

use serde::Serialize;

use crate::metadata::{Metadata, RelationKind};

/// Another document that has to do with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Linked {
    /// Its id.
    pub id: String,
    /// What it is to the one, in a word: `work`, `version`, or the kind of a relation; `has-extract` where it is the one that has
    /// the extract taken from it.
    pub link: &'static str,
    /// Its language.
    pub language: Option<String>,
    /// Its title.
    pub title: Option<String>,
}

/// The documents that a document is linked to, in both directions: its work, the other versions of that, and what `relations`
/// say here or there.
pub fn linked_to(metadata: &Metadata, all: &[Metadata]) -> Vec<Linked> {
    let Some(id) = metadata.id.as_deref() else {
        return Vec::new();
    };
    let work = metadata.version_of.as_deref().unwrap_or(id);
    let mut linked = Vec::new();
    for other in all {
        let Some(other_id) = other.id.as_deref().filter(|other_id| *other_id != id) else {
            continue;
        };
        let mut links: Vec<&'static str> = Vec::new();
        if other_id == work {
            links.push("work");
        } else if other.version_of.as_deref() == Some(work) {
            links.push("version");
        }
        let here = metadata
            .relations
            .iter()
            .filter(|relation| relation.document == other_id);
        links.extend(here.map(|relation| relation.kind.code()));
        let there = other
            .relations
            .iter()
            .filter(|relation| relation.document == id);
        links.extend(there.map(|relation| seen_from_behind(relation.kind)));
        links.dedup();
        linked.extend(links.into_iter().map(|link| Linked {
            id: other_id.to_owned(),
            link,
            language: other.language.clone(),
            title: other.title.clone(),
        }));
    }
    linked
}

/// What the other is, when this one is an extract, a translation … of it.
fn seen_from_behind(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Extract => "has-extract",
        other => other.code(),
    }
}

/// What is wrong with the links of a document, one line for each; `all` are the descriptions of the corpus.
pub fn link_problems(metadata: &Metadata, all: &[Metadata]) -> Vec<String> {
    let id = metadata.id.as_deref().unwrap_or_default();
    let find = |wanted: &str| all.iter().find(|other| other.id.as_deref() == Some(wanted));
    let mut problems = Vec::new();
    if let Some(work) = metadata.version_of.as_deref() {
        match find(work) {
            _ if work == id => {
                problems.push("`version_of`: a document is no version of itself".to_owned());
            }
            None => problems.push(format!("`version_of`: there is no document `{work}`")),
            Some(other) => {
                problems.extend(other.version_of.as_ref().map(|first| {
                    format!("`version_of`: `{work}` is itself a version of `{first}`; write `version_of={first}`")
                }));
            }
        }
        let versions = all
            .iter()
            .filter(|other| other.version_of.as_deref() == Some(id) && !id.is_empty());
        let versions: Vec<&str> = versions.filter_map(|other| other.id.as_deref()).collect();
        if !versions.is_empty() {
            let versions = versions.join(", ");
            problems.push(format!("`version_of`: others are versions of this document ({versions}); make them versions of `{work}` first"));
        }
    }
    for relation in &metadata.relations {
        if relation.document == id {
            problems.push("`relations`: a document has no relation to itself".to_owned());
        } else if find(&relation.document).is_none() {
            problems.push(format!(
                "`relations`: there is no document `{}`",
                relation.document
            ));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::Relation;

    fn document(id: &str, work: Option<&str>) -> Metadata {
        Metadata {
            id: Some(id.into()),
            version_of: work.map(str::to_owned),
            ..Metadata::default()
        }
    }

    #[test]
    fn versions_are_seen_from_every_one_of_them() {
        let mut extract = document("x", None);
        extract.relations.push(Relation {
            kind: RelationKind::Extract,
            document: "q".into(),
            note: None,
        });
        let all = [
            document("q", None),
            document("q.ru", Some("q")),
            document("q.en", Some("q")),
            extract.clone(),
            document("t", None),
        ];
        let links = |of: &Metadata| -> Vec<(String, &str)> {
            linked_to(of, &all)
                .into_iter()
                .map(|l| (l.id, l.link))
                .collect()
        };
        assert_eq!(
            links(&all[1]),
            [("q".into(), "work"), ("q.en".into(), "version")]
        );
        assert_eq!(
            links(&all[0]),
            [
                ("q.ru".into(), "version"),
                ("q.en".into(), "version"),
                ("x".into(), "has-extract")
            ]
        );
        assert_eq!(links(&extract), [("q".into(), "extract")]);
    }

    #[test]
    fn links_to_nothing_to_itself_and_in_chains_are_told() {
        let all = [document("q", None), document("q.ru", Some("q"))];
        let problems =
            |id: &str, work: &str| link_problems(&document(id, Some(work)), &all).join("\n");
        assert_eq!(problems("n", "q"), "");
        assert!(problems("n", "nowhere").contains("there is no document `nowhere`"));
        assert!(problems("n", "n").contains("no version of itself"));
        assert!(problems("n", "q.ru").contains("write `version_of=q`"));
        assert!(problems("q", "n").contains("q.ru"));
    }
}
