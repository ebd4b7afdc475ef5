//! How the documents found divide by year, type, language and other parts of their description.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::{DocId, Searcher, SegmentReader};

use crate::answer::{FacetCount, Facets};
use crate::columns::texts;
use crate::engine::{Asked, Engine, SearchError};
use crate::request::SearchRequest;

/// Most values of a facet that are given.
pub(crate) const VALUES: usize = 50;
/// Most years or months that are given: the latest.
const TIMES: usize = 200;

/// What documents are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetName {
    /// Year that the document is counted under.
    Year,
    /// Month, where it is known, as `2024-07`.
    Month,
    /// Code of the document type.
    Type,
    /// BCP 47 language.
    Language,
    /// Those who are quoted directly.
    Speaker,
    /// Persons, whatever part they played.
    Person,
    /// Issuing body.
    Body,
    /// Meeting or other event.
    Event,
    /// Place.
    Place,
    /// Host of the source's address, without `www.`; a source that is no address as it is.
    Source,
    /// Titles named in the text between 《 and 》.
    Named,
    /// State of publication.
    Status,
    /// Things of the lexicon that are named in the text.
    Entity,
}

impl FacetName {
    /// Every facet.
    pub const ALL: [FacetName; 13] = [
        FacetName::Year,
        FacetName::Month,
        FacetName::Type,
        FacetName::Language,
        FacetName::Speaker,
        FacetName::Person,
        FacetName::Body,
        FacetName::Event,
        FacetName::Place,
        FacetName::Source,
        FacetName::Named,
        FacetName::Status,
        FacetName::Entity,
    ];

    /// The facets of an answer where none is asked for.
    pub const USUAL: [FacetName; 3] = [FacetName::Year, FacetName::Type, FacetName::Language];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            FacetName::Year => "year",
            FacetName::Month => "month",
            FacetName::Type => "type",
            FacetName::Language => "language",
            FacetName::Speaker => "speaker",
            FacetName::Person => "person",
            FacetName::Body => "body",
            FacetName::Event => "event",
            FacetName::Place => "place",
            FacetName::Source => "source",
            FacetName::Named => "named",
            FacetName::Status => "status",
            FacetName::Entity => "entity",
        }
    }

    fn is_time(self) -> bool {
        matches!(self, FacetName::Year | FacetName::Month)
    }
}

impl std::fmt::Display for FacetName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for FacetName {
    type Err = String;

    fn from_str(name: &str) -> Result<FacetName, String> {
        let known = || FacetName::ALL.map(FacetName::name).join(", ");
        FacetName::ALL
            .into_iter()
            .find(|facet| facet.name() == name)
            .ok_or_else(|| format!("`{name}` is no facet; allowed: {}", known()))
    }
}

/// Counts facets of documents, given as segment and number, each once: a document counts once for each of its values.
///
/// What a document says of the things of the lexicon is in no column: [`FacetName::Entity`] is not counted here and left
/// out.
pub(crate) fn count(
    searcher: &Searcher,
    documents: impl Iterator<Item = (u32, DocId)>,
    names: &[FacetName],
) -> tantivy::Result<Facets> {
    let mut by_segment: BTreeMap<u32, Vec<DocId>> = BTreeMap::new();
    for (segment, doc) in documents {
        by_segment.entry(segment).or_default().push(doc);
    }
    for docs in by_segment.values_mut() {
        docs.sort_unstable(); // as columns are read
    }
    let mut facets = Facets::default();
    for &name in names.iter().filter(|name| **name != FacetName::Entity) {
        let mut tally = Tally::default();
        for (segment, docs) in &by_segment {
            let reader = searcher.segment_reader(*segment);
            if name.is_time() {
                tally.add_times(reader, docs, name)?;
            } else {
                tally.add_texts(reader, docs, name)?;
            }
        }
        tally.give(name, &mut facets);
    }
    Ok(facets)
}

impl Engine {
    /// How the documents that hold a question divide, and how many they are; never those of another question.
    ///
    /// # Errors
    ///
    /// As [`search`](Engine::search).
    pub(crate) fn facets_of(
        &self,
        request: &SearchRequest,
    ) -> Result<(usize, BTreeMap<String, Vec<FacetCount>>), SearchError> {
        request.check()?;
        let parsed = request.parsed()?;
        let asked = self.asked(request, &parsed.tree)?;
        let matched = self.evaluator(&asked).matches(&asked.zones, &asked.tree)?;
        let places = matched.places();
        Ok((places.len(), self.facets(&asked, places)?.values))
    }

    /// How documents divide by the facets asked for.
    pub(crate) fn facets(
        &self,
        asked: &Asked<'_>,
        documents: Vec<(u32, DocId)>,
    ) -> Result<Facets, SearchError> {
        let names = &asked.request.facets;
        let mut facets = count(&self.index.searcher, documents.iter().copied(), names)?;
        if names.contains(&FacetName::Entity) {
            let documents = documents.into_iter().collect();
            let entities = self.entities(&asked.zones, &documents)?;
            facets.insert(FacetName::Entity.name(), entities, VALUES);
        }
        Ok(facets)
    }
}

/// Documents of each value.
#[derive(Debug, Default)]
struct Tally {
    counts: HashMap<String, usize>,
}

impl Tally {
    fn add_times(
        &mut self,
        segment: &SegmentReader,
        docs: &[DocId],
        name: FacetName,
    ) -> tantivy::Result<()> {
        let column = if name == FacetName::Month {
            "year_month"
        } else {
            "year"
        };
        let Some(column) = segment.fast_fields().column_opt::<u64>(column)? else {
            return Ok(());
        };
        let mut counts: FxHashMap<u64, usize> = FxHashMap::default();
        let mut last = None;
        for (doc, time) in values(&column, docs) {
            // Of several the first counts.
            if last.replace(doc) != Some(doc) {
                *counts.entry(time).or_default() += 1;
            }
        }
        for (time, count) in counts {
            let value = match name {
                FacetName::Month => format!("{:04}-{:02}", time / 100, time % 100),
                _ => format!("{time:04}"),
            };
            *self.counts.entry(value).or_default() += count;
        }
        Ok(())
    }

    fn add_texts(
        &mut self,
        segment: &SegmentReader,
        docs: &[DocId],
        name: FacetName,
    ) -> tantivy::Result<()> {
        let Some(column) = segment.fast_fields().str(name.name())? else {
            return Ok(());
        };
        let of_docs: Vec<(DocId, u64)> = values(column.ords(), docs).collect();
        let terms = column.num_terms();
        let mut is_seen = vec![false; terms];
        for (_, ordinal) in &of_docs {
            is_seen[index(*ordinal)] = true;
        }
        let seen: Vec<u64> = (0..)
            .zip(&is_seen)
            .filter(|(_, seen)| **seen)
            .map(|(at, _)| at)
            .collect();
        // The number of the value of each ordinal: several addresses have one host.
        let mut numbers: HashMap<String, usize> = HashMap::new();
        let mut number_of = vec![0; terms];
        for (ordinal, text) in seen.iter().zip(texts(&column, &seen)?) {
            let value = if name == FacetName::Source {
                host(&text).to_owned()
            } else {
                text
            };
            let next = numbers.len();
            number_of[index(*ordinal)] = *numbers.entry(value).or_insert(next);
        }
        // A document counts once for a value, and they come in order.
        let mut counts: Vec<(Option<DocId>, usize)> = vec![(None, 0); numbers.len()];
        for (doc, ordinal) in of_docs {
            let (last, count) = &mut counts[number_of[index(ordinal)]];
            if last.replace(doc) != Some(doc) {
                *count += 1;
            }
        }
        for (value, number) in numbers {
            *self.counts.entry(value).or_default() += counts[number].1;
        }
        Ok(())
    }

    /// Times in order, other values by their number of documents and then by themselves.
    fn give(self, name: FacetName, facets: &mut Facets) {
        let values = self.counts.into_iter();
        let mut values: Vec<FacetCount> = values
            .map(|(value, count)| FacetCount { value, count })
            .collect();
        if !name.is_time() {
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            return facets.insert(name.name(), values, VALUES);
        }
        // Of too many times the latest are given.
        values.sort_by(|a, b| b.value.cmp(&a.value));
        facets.insert(name.name(), values, TIMES);
        if let Some(given) = facets.values.get_mut(name.name()) {
            given.reverse();
        }
    }
}

/// The values of a column with their documents, which are sorted.
fn values(column: &Column<u64>, docs: &[DocId]) -> impl Iterator<Item = (DocId, u64)> + use<> {
    let (mut of, mut rows) = (Vec::new(), Vec::new());
    column.row_ids_for_docs(docs, &mut of, &mut rows);
    let mut values = vec![0; rows.len()];
    column.values.get_vals(&rows, &mut values);
    of.into_iter().zip(values)
}

fn index(ordinal: u64) -> usize {
    usize::try_from(ordinal).unwrap_or(usize::MAX)
}

/// The host of an address; a text that is no address is its own.
fn host(source: &str) -> &str {
    let Some((_, rest)) = source.split_once("://") else {
        return source;
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let host = rest[..end].rsplit('@').next().unwrap_or_default();
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    host.strip_prefix("www.").unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::test_index::{DATES, TestIndex};

    type Naive = fn(&Value) -> Vec<String>;

    fn text(value: &Value) -> Vec<String> {
        value.as_str().map(str::to_owned).into_iter().collect()
    }

    fn date(document: &Value) -> Option<&'static (&'static str, u32, u32, u16)> {
        let date = document["date"].as_str()?;
        DATES.iter().find(|known| known.0 == date)
    }

    fn named(document: &Value) -> Vec<String> {
        let body = document["body"].as_str().unwrap_or_default();
        let names = ["宪章", "公约"].into_iter();
        names
            .filter(|name| body.contains(name))
            .map(str::to_owned)
            .collect()
    }

    fn hosts(document: &Value) -> Vec<String> {
        let sources = document["source"].as_array().into_iter().flatten();
        let host = |source: &Value| {
            let source = source.as_str().unwrap_or_default();
            let hosts = ["ecrats.org", "scorussia.ru", "人民日报"];
            hosts
                .into_iter()
                .find(|host| source.contains(host))
                .map(str::to_owned)
        };
        sources.filter_map(host).collect()
    }

    #[test]
    fn every_document_counts_once_for_each_of_its_values() {
        let index = TestIndex::random(4, false);
        let facets: [(FacetName, Naive); 10] = [
            (FacetName::Type, |document| text(&document["type"])),
            (FacetName::Language, |document| text(&document["language"])),
            (FacetName::Place, |document| text(&document["place"])),
            (FacetName::Event, |document| text(&document["event"])),
            (FacetName::Status, |_| vec!["published".to_owned()]),
            (FacetName::Person, |document| {
                let people = document["creators"].as_array().into_iter().flatten();
                people.flat_map(|person| text(&person["name"])).collect()
            }),
            (FacetName::Speaker, |document| {
                let speaks = document["body"]
                    .as_str()
                    .is_some_and(|body| body.contains("丁一强调"));
                speaks.then(|| "丁一".to_owned()).into_iter().collect()
            }),
            (FacetName::Named, named),
            (FacetName::Source, hosts),
            (FacetName::Year, |document| {
                date(document)
                    .map(|date| date.3.to_string())
                    .into_iter()
                    .collect()
            }),
        ];
        let names: Vec<FacetName> = facets
            .iter()
            .map(|(name, _)| *name)
            .chain([FacetName::Entity])
            .collect();
        let counted = count(&index.index.searcher, index.all().into_iter(), &names)
            .expect("the index is sound");
        assert_eq!(counted.values.len(), facets.len());
        for (name, values) in facets {
            let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
            for document in &index.documents {
                for value in values(document).into_iter().collect::<BTreeSet<_>>() {
                    *wanted.entry(value).or_default() += 1;
                }
            }
            let mut wanted: Vec<(String, usize)> = wanted.into_iter().collect();
            if name != FacetName::Year {
                wanted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
            }
            let given: Vec<(String, usize)> = counted.values[name.name()]
                .iter()
                .map(|facet| (facet.value.clone(), facet.count))
                .collect();
            assert_eq!(given, wanted, "{name}");
            assert!(!given.is_empty(), "{name}");
        }
        index.close();
    }

    #[test]
    fn months_are_in_order_and_only_where_they_are_known() {
        let index = TestIndex::random(5, true);
        let some: Vec<(u32, DocId)> = index
            .all()
            .into_iter()
            .filter(|(_, doc)| doc % 2 == 0)
            .collect();
        let ids: BTreeSet<String> = index.ids(&some).into_iter().collect();
        let counted = count(&index.index.searcher, some.into_iter(), &[FacetName::Month])
            .expect("the index is sound");
        let months: Vec<&str> = counted.values["month"]
            .iter()
            .map(|facet| facet.value.as_str())
            .collect();
        assert_eq!(months, ["2017-03", "2018-06", "2018-12", "2024-07"]);
        let of_june = index.documents.iter().filter(|document| {
            ids.contains(document["id"].as_str().unwrap_or_default())
                && document["date"]
                    .as_str()
                    .is_some_and(|date| date.starts_with("2018-06"))
        });
        assert_eq!(counted.values["month"][1].count, of_june.count());
        index.close();
    }

    #[test]
    fn hosts_of_addresses() {
        for (source, wanted) in [
            ("https://www.gov.cn/zhengce?x=1", "gov.cn"),
            ("http://user@ecrats.org:8080", "ecrats.org"),
            ("https://ru.scorussia.ru#a", "ru.scorussia.ru"),
            ("人民日报，2018年", "人民日报，2018年"),
        ] {
            assert_eq!(host(source), wanted);
        }
    }

    #[test]
    fn an_unknown_facet_is_told_which_there_are() {
        assert_eq!("month".parse(), Ok(FacetName::Month));
        let told = "colour".parse::<FacetName>().unwrap_err();
        assert!(
            told.contains("`colour`") && told.contains("year, month, type"),
            "{told}"
        );
    }
}
