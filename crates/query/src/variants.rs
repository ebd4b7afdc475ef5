//! Variants of a document: what its header and the headers of others say about the two (`relations`, `version_of`), and
//! documents with the very same text.
//!
//! Of documents that are the same one is a hit and the others are its variants, so that a reprint does not push other results
//! away. Versions, translations and extracts stay hits of their own and are named beside each other.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde::Serialize;
use tantivy::DocId;
use utoipa::ToSchema;

use crate::columns::{first_texts, texts};
use crate::engine::{Engine, Ranked, SearchError};
use crate::filter::documents;
use crate::syntax::Filter;

/// Variants of one hit that are named, at most.
const MOST: usize = 50;

/// Another document of the same work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Variant {
    /// Identifier.
    pub document: String,
    /// Title as printed.
    pub title: Option<String>,
    /// What it is to the hit.
    pub kind: VariantKind,
    /// BCP 47 language.
    pub language: Option<String>,
}

/// What a variant is to the hit it is named at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum VariantKind {
    /// The same text once more.
    Same,
    /// Another version.
    Version,
    /// The same work in another language.
    Translation,
    /// The whole text, of which the hit is an extract.
    Whole,
    /// An extract of the hit.
    Extract,
}

impl VariantKind {
    /// The name in JSON and in the terminal.
    pub fn name(self) -> &'static str {
        match self {
            VariantKind::Same => "same",
            VariantKind::Version => "version",
            VariantKind::Translation => "translation",
            VariantKind::Whole => "whole",
            VariantKind::Extract => "extract",
        }
    }

    /// What the header's document is to the other, and the other to it.
    fn of_relation(name: &str) -> Option<(VariantKind, VariantKind)> {
        match name {
            "same" => Some((VariantKind::Same, VariantKind::Same)),
            "version" => Some((VariantKind::Version, VariantKind::Version)),
            "translation" => Some((VariantKind::Translation, VariantKind::Translation)),
            "extract" => Some((VariantKind::Extract, VariantKind::Whole)),
            _ => None,
        }
    }
}

/// Segment and number of a document.
type Place = (u32, DocId);

/// Which documents of an index are variants of each other.
#[derive(Debug, Default)]
pub(crate) struct Variants {
    /// Documents that are the same, by any of them: the one to show first, the others in the order of their ids.
    same: HashMap<Place, usize>,
    groups: Vec<Vec<Place>>,
    others: HashMap<Place, BTreeSet<(VariantKind, Place)>>,
}

/// What the index holds about likeness.
#[derive(Debug, Default)]
struct Said {
    /// Document, name of the relation, id of the other.
    relations: Vec<(Place, String, String)>,
    /// Documents by the hash of their text.
    by_text: HashMap<u64, Vec<Place>>,
}

impl Engine {
    /// The variants of the index, looked up when they are first needed.
    fn variants(&self) -> Result<&Variants, SearchError> {
        if let Some(known) = self.variants.get() {
            return Ok(known);
        }
        let built = self.build_variants()?;
        Ok(self.variants.get_or_init(|| built))
    }

    fn build_variants(&self) -> Result<Variants, SearchError> {
        let said = self.said()?;
        if said.relations.is_empty() && said.by_text.is_empty() {
            return Ok(Variants::default());
        }
        let mut places: HashMap<String, Option<Place>> = HashMap::new();
        for (_, _, id) in &said.relations {
            if !places.contains_key(id.as_str()) {
                let found =
                    documents(&self.index.searcher, &self.index.fields, &Filter::of_id(id))?;
                let mut found = (0..).zip(found);
                let place = found.find_map(|(segment, docs)| Some((segment, *docs.first()?)));
                places.insert(id.clone(), place);
            }
        }
        let place_of = |id: &str| places.get(id).copied().flatten();
        let involved: Vec<Place> = said
            .relations
            .iter()
            .flat_map(|(place, _, id)| [Some(*place), place_of(id)])
            .chain(said.by_text.values().flatten().map(|place| Some(*place)))
            .flatten()
            .collect();
        let column = |name| first_texts(&self.index.searcher, name, &involved);
        let (ids, languages) = (column("id")?, column("language")?);
        let ids: HashMap<Place, String> = involved
            .iter()
            .copied()
            .zip(ids.into_iter().map(Option::unwrap_or_default))
            .collect();
        let languages = involved.iter().copied().zip(languages).collect();
        Ok(Builder {
            said,
            ids,
            languages,
        }
        .variants(place_of))
    }

    fn said(&self) -> Result<Said, SearchError> {
        let mut said = Said::default();
        for (segment, reader) in (0..).zip(self.index.searcher.segment_readers()) {
            let fields = reader.fast_fields();
            let hashes = fields.u64("text_hash")?;
            let relations = fields.str("relation")?;
            let mut named: Vec<(u64, DocId)> = Vec::new();
            for doc in reader.doc_ids_alive() {
                if let Some(hash) = hashes.first(doc) {
                    said.by_text.entry(hash).or_default().push((segment, doc));
                }
                let ordinals = relations.iter().flat_map(|column| column.term_ords(doc));
                named.extend(ordinals.map(|ordinal| (ordinal, doc)));
            }
            let Some(column) = relations.filter(|_| !named.is_empty()) else {
                continue;
            };
            named.sort_unstable();
            let mut ordinals: Vec<u64> = named.iter().map(|(ordinal, _)| *ordinal).collect();
            ordinals.dedup();
            let texts: HashMap<u64, String> = ordinals
                .iter()
                .copied()
                .zip(texts(&column, &ordinals)?)
                .collect();
            for (ordinal, doc) in named {
                let text = texts.get(&ordinal).and_then(|text| text.split_once('\t'));
                let relation =
                    text.map(|(kind, id)| ((segment, doc), kind.to_owned(), id.to_owned()));
                said.relations.extend(relation);
            }
        }
        said.by_text.retain(|_, places| places.len() > 1);
        Ok(said)
    }

    /// The documents to show of those found: of documents that are the same the first. Gives `None` where all are shown.
    pub(crate) fn without_copies(
        &self,
        found: &[Ranked],
    ) -> Result<Option<Vec<Ranked>>, SearchError> {
        let variants = self.variants()?;
        let places = found.iter().map(|ranked| (ranked.segment, ranked.doc));
        let hidden = variants.copies(places);
        if hidden.is_empty() {
            return Ok(None);
        }
        let is_shown = |ranked: &&Ranked| !hidden.contains(&(ranked.segment, ranked.doc));
        Ok(Some(found.iter().filter(is_shown).copied().collect()))
    }

    /// Of documents that were found, those that are the same as one that comes before them.
    pub(crate) fn copies(
        &self,
        found: impl Iterator<Item = Place>,
    ) -> Result<HashSet<Place>, SearchError> {
        Ok(self.variants()?.copies(found))
    }

    /// The variants of each of some documents. Where not everything may be shown, only those are named that `may_show`.
    pub(crate) fn variants_of(
        &self,
        hits: &[Place],
        may_show: &dyn Fn(Place) -> bool,
    ) -> Result<Vec<Vec<Variant>>, SearchError> {
        let variants = self.variants()?;
        let of_each: Vec<Vec<(VariantKind, Place)>> = hits
            .iter()
            .map(|place| {
                let mut own = variants.of(*place);
                own.retain(|(_, other)| may_show(*other));
                own.truncate(MOST);
                own
            })
            .collect();
        let all: Vec<Place> = of_each.iter().flatten().map(|(_, place)| *place).collect();
        if all.is_empty() {
            return Ok(vec![Vec::new(); hits.len()]);
        }
        let column = |name| first_texts(&self.index.searcher, name, &all);
        let mut told = column("id")?
            .into_iter()
            .zip(column("title")?)
            .zip(column("language")?);
        let of_one = |own: Vec<(VariantKind, Place)>| {
            let mut own: Vec<Variant> = own
                .into_iter()
                .zip(told.by_ref())
                .map(|((kind, _), ((id, title), language))| Variant {
                    document: id.unwrap_or_default(),
                    title,
                    kind,
                    language,
                })
                .collect();
            own.sort_by(|a, b| (a.kind, &a.document).cmp(&(b.kind, &b.document)));
            own
        };
        Ok(of_each.into_iter().map(of_one).collect())
    }
}

impl Variants {
    fn of(&self, place: Place) -> Vec<(VariantKind, Place)> {
        let group = self.same.get(&place).map(|group| &self.groups[*group]);
        let same = group.into_iter().flatten().filter(|other| **other != place);
        let same = same.map(|other| (VariantKind::Same, *other));
        same.chain(self.others.get(&place).into_iter().flatten().copied())
            .collect()
    }

    fn copies(&self, found: impl Iterator<Item = Place>) -> HashSet<Place> {
        if self.groups.is_empty() {
            return HashSet::new();
        }
        let in_groups: HashSet<Place> = found
            .filter(|place| self.same.contains_key(place))
            .collect();
        let mut copies = HashSet::new();
        for group in &self.groups {
            copies.extend(
                group
                    .iter()
                    .filter(|place| in_groups.contains(*place))
                    .skip(1),
            );
        }
        copies
    }
}

/// Makes the variants of what the index says.
struct Builder {
    said: Said,
    ids: HashMap<Place, String>,
    languages: HashMap<Place, Option<String>>,
}

impl Builder {
    fn variants(self, place_of: impl Fn(&str) -> Option<Place>) -> Variants {
        let mut variants = Variants::default();
        let mut joined = Joined::default();
        let mut parted: HashSet<(Place, Place)> = HashSet::new();
        let mut reprints: HashSet<Place> = HashSet::new();
        let mut works: HashMap<&str, Vec<Place>> = HashMap::new();
        for (place, name, id) in &self.said.relations {
            if name == "version_of" {
                works.entry(id).or_default().push(*place);
                continue;
            }
            let Some(other) = place_of(id).filter(|other| other != place) else {
                continue;
            };
            if name == VariantKind::Same.name() {
                joined.join(*place, other);
                reprints.insert(*place);
                continue;
            }
            parted.extend([(*place, other), (other, *place)]);
            if let Some((own, others)) = VariantKind::of_relation(name) {
                variants
                    .others
                    .entry(*place)
                    .or_default()
                    .insert((others, other));
                variants
                    .others
                    .entry(other)
                    .or_default()
                    .insert((own, *place));
            }
        }
        for (id, mut places) in works {
            places.extend(place_of(id));
            self.versions(&places, &mut variants, &mut parted);
        }
        for places in self.said.by_text.values() {
            for other in &places[1..] {
                if !parted.contains(&(places[0], *other)) {
                    joined.join(places[0], *other);
                }
            }
        }
        for mut group in joined.groups() {
            // A reprint that says so stands behind what it is a reprint of.
            group.sort_by_key(|place| (reprints.contains(place), self.ids.get(place)));
            let number = variants.groups.len();
            variants
                .same
                .extend(group.iter().map(|place| (*place, number)));
            variants.groups.push(group);
        }
        variants
    }

    /// Documents of one work are versions of each other, or translations.
    fn versions(
        &self,
        places: &[Place],
        variants: &mut Variants,
        parted: &mut HashSet<(Place, Place)>,
    ) {
        let primary = |place: &Place| {
            let language = self.languages.get(place).and_then(Option::as_deref);
            language.and_then(|language| language.split('-').next())
        };
        for a in places {
            for b in places.iter().filter(|b| *b != a) {
                let is_known = variants
                    .others
                    .get(a)
                    .is_some_and(|known| known.iter().any(|(_, other)| other == b));
                if is_known {
                    continue;
                }
                let kind = if primary(a) == primary(b) {
                    VariantKind::Version
                } else {
                    VariantKind::Translation
                };
                variants.others.entry(*a).or_default().insert((kind, *b));
                parted.insert((*a, *b));
            }
        }
    }
}

/// Documents joined into groups (Galler and Fischer 1964).
#[derive(Debug, Default)]
struct Joined {
    parents: HashMap<Place, Place>,
}

impl Joined {
    fn root(&self, place: Place) -> Place {
        let mut root = place;
        while let Some(parent) = self.parents.get(&root).filter(|parent| **parent != root) {
            root = *parent;
        }
        root
    }

    fn join(&mut self, a: Place, b: Place) {
        let (a_root, b_root) = (self.root(a), self.root(b));
        let root = a_root.min(b_root);
        // Paths stay short: whoever is joined points to the root.
        for place in [a, b, a_root, b_root] {
            self.parents.insert(place, root);
        }
    }

    fn groups(&self) -> Vec<Vec<Place>> {
        let mut groups: HashMap<Place, Vec<Place>> = HashMap::new();
        for place in self.parents.keys() {
            groups.entry(self.root(*place)).or_default().push(*place);
        }
        let mut groups: Vec<Vec<Place>> = groups.into_values().collect();
        groups.sort_unstable();
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn builder(relations: &[(DocId, &str, &str)], texts: &[&[DocId]]) -> Variants {
        let place = |doc: DocId| (0, doc);
        let said = Said {
            relations: relations
                .iter()
                .map(|(doc, kind, id)| (place(*doc), (*kind).to_owned(), (*id).to_owned()))
                .collect(),
            by_text: (0..)
                .zip(texts)
                .map(|(hash, docs)| (hash, docs.iter().map(|doc| place(*doc)).collect()))
                .collect(),
        };
        let ids: HashMap<Place, String> =
            (0..9).map(|doc| (place(doc), format!("d{doc}"))).collect();
        let languages = (0..9).map(|doc| {
            let language = if doc % 2 == 0 { "zh-Hans" } else { "ru" };
            (place(doc), Some(language.to_owned()))
        });
        let languages = languages.collect();
        let of = |id: &str| {
            ids.iter()
                .find(|(_, own)| *own == id)
                .map(|(place, _)| *place)
        };
        let places: HashMap<String, Place> = ids
            .values()
            .filter_map(|id| Some((id.clone(), of(id)?)))
            .collect();
        Builder {
            said,
            ids,
            languages,
        }
        .variants(|id| places.get(id).copied())
    }

    fn of(variants: &Variants, doc: DocId) -> Vec<(VariantKind, DocId)> {
        variants
            .of((0, doc))
            .into_iter()
            .map(|(kind, (_, doc))| (kind, doc))
            .collect()
    }

    #[test]
    fn both_sides_of_a_relation_know_it() {
        let variants = builder(
            &[
                (1, "extract", "d2"),
                (3, "version", "d4"),
                (5, "different", "d6"),
            ],
            &[],
        );
        assert_eq!(of(&variants, 1), [(VariantKind::Whole, 2)]);
        assert_eq!(of(&variants, 2), [(VariantKind::Extract, 1)]);
        assert_eq!(of(&variants, 4), [(VariantKind::Version, 3)]);
        assert_eq!(of(&variants, 5), []);
    }

    #[test]
    fn what_is_the_same_is_one_group_with_the_reprint_behind() {
        let variants = builder(&[(0, "same", "d1"), (2, "same", "d0")], &[]);
        assert_eq!(variants.groups, [[(0, 1), (0, 0), (0, 2)]]);
        let found = [(0, 0), (0, 2), (0, 5)];
        assert_eq!(variants.copies(found.into_iter()), HashSet::from([(0, 2)]));
    }

    #[test]
    fn one_text_is_one_group_unless_it_was_decided_otherwise() {
        let variants = builder(&[(1, "different", "d0")], &[&[0, 1, 2]]);
        assert_eq!(variants.groups, [[(0, 0), (0, 2)]]);
    }

    #[test]
    fn documents_of_one_work_are_versions_or_translations() {
        let variants = builder(&[(1, "version_of", "d0"), (2, "version_of", "d0")], &[]);
        assert_eq!(
            of(&variants, 0),
            [(VariantKind::Version, 2), (VariantKind::Translation, 1)]
        );
        assert_eq!(
            of(&variants, 1),
            [(VariantKind::Translation, 0), (VariantKind::Translation, 2)]
        );
    }
}
