//! The order of hits.

use std::str::FromStr;

use sco_analysis::Letters;
use sco_corpus::DocumentType;
use sco_indexer::Fields;
use tantivy::{DocId, Searcher};

use crate::columns::first_texts;
use crate::records::record;
use crate::search_error::SearchError;

/// What hits are ordered by. Hits that are equal in it are in the order of their identifiers, those without it come last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Score, best first.
    #[default]
    Relevance,
    /// First known day of the date, newest first.
    Date,
    /// First known day of the date, oldest first.
    DateAscending,
    /// Letters of the title.
    Title,
    /// Document type, in the order of the closed list.
    Type,
}

impl Sort {
    /// Every order.
    pub const ALL: [Sort; 5] = [
        Sort::Relevance,
        Sort::Date,
        Sort::DateAscending,
        Sort::Title,
        Sort::Type,
    ];

    /// The name on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Sort::Relevance => "relevance",
            Sort::Date => "date",
            Sort::DateAscending => "date-asc",
            Sort::Title => "title",
            Sort::Type => "type",
        }
    }
}

impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Sort {
    type Err = String;

    fn from_str(name: &str) -> Result<Sort, String> {
        let known = || Sort::ALL.map(Sort::name).join(", ");
        Sort::ALL
            .into_iter()
            .find(|sort| sort.name() == name)
            .ok_or_else(|| format!("`{name}` is no order of hits; allowed: {}", known()))
    }
}

/// A document as segment, number and score.
pub(crate) type Scored = (u32, DocId, f32);

/// Most documents whose identifiers are read one by one.
const READ_ONE_BY_ONE: usize = 64;

/// Key of what has no value: behind every other.
const LAST: u64 = u64::MAX;

/// Puts documents in order, the same however the index was built; of equal ones at least the first `wanted`.
pub(crate) fn sort(
    (searcher, fields): (&Searcher, &Fields),
    by: Sort,
    documents: &mut [Scored],
    wanted: usize,
) -> Result<(), SearchError> {
    let keys = match by {
        Sort::Relevance => documents
            .iter()
            .map(|(.., score)| descending(*score))
            .collect(),
        Sort::Date => days(searcher, documents, |day| LAST - 1 - day)?,
        Sort::DateAscending => days(searcher, documents, |day| day)?,
        Sort::Title => titles(searcher, documents)?,
        Sort::Type => types(searcher, documents)?,
    };
    let mut keyed: Vec<(u64, Scored)> = keys.into_iter().zip(documents.iter().copied()).collect();
    keyed.sort_unstable_by_key(|(key, _)| *key);
    let mut before = 0;
    for equal in keyed.chunk_by_mut(|a, b| a.0 == b.0) {
        if equal.len() > 1 && before < wanted {
            by_id((searcher, fields), equal, wanted - before)?;
        }
        before += equal.len();
    }
    for (place, (_, document)) in documents.iter_mut().zip(keyed) {
        *place = document;
    }
    Ok(())
}

/// A key that is smaller the larger the score is.
fn descending(score: f32) -> u64 {
    let bits = (score + 0.0).to_bits(); // there is one zero then
    let ascending = if bits >> 31 == 1 {
        !bits
    } else {
        bits | 1 << 31
    };
    u64::from(!ascending)
}

fn days(
    searcher: &Searcher,
    documents: &[Scored],
    key: impl Fn(u64) -> u64,
) -> tantivy::Result<Vec<u64>> {
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        let fast = segment.fast_fields();
        let starts = fast.column_opt::<u64>("date_start")?;
        columns.push((starts, fast.column_opt::<u64>("date_end")?));
    }
    let day = |segment: u32, doc: DocId| {
        let (starts, ends) = columns.get(segment as usize)?;
        let start = starts.as_ref().and_then(|column| column.first(doc));
        start.or_else(|| ends.as_ref().and_then(|column| column.first(doc)))
    };
    let keys = documents
        .iter()
        .map(|(segment, doc, _)| day(*segment, *doc).map_or(LAST, &key));
    Ok(keys.collect())
}

/// The rank of each title among all.
fn titles(searcher: &Searcher, documents: &[Scored]) -> tantivy::Result<Vec<u64>> {
    let titles = first_texts(searcher, "title", &addresses(documents))?;
    let letters = |title: String| {
        let letters = Letters::of(&title);
        let letters: Vec<&str> = (0..letters.len()).map(|at| letters.text(at)).collect();
        letters.join(" ")
    };
    let titles: Vec<Option<String>> = titles.into_iter().map(|title| title.map(letters)).collect();
    let mut ranks: Vec<&String> = titles.iter().flatten().collect();
    ranks.sort_unstable();
    ranks.dedup();
    let rank = |title: &String| ranks.binary_search(&title).map_or(LAST, |rank| rank as u64);
    Ok(titles
        .iter()
        .map(|title| title.as_ref().map_or(LAST, rank))
        .collect())
}

fn types(searcher: &Searcher, documents: &[Scored]) -> tantivy::Result<Vec<u64>> {
    let codes = first_texts(searcher, "type", &addresses(documents))?;
    let place = |code: &str| {
        code.parse::<DocumentType>()
            .map_or(LAST, |kind| kind as u64)
    };
    Ok(codes
        .iter()
        .map(|code| code.as_deref().map_or(LAST, place))
        .collect())
}

/// Puts equal documents in the order of their identifiers, as many of them as are wanted; the others come behind in any order.
fn by_id(
    (searcher, fields): (&Searcher, &Fields),
    equal: &mut [(u64, Scored)],
    wanted: usize,
) -> Result<(), SearchError> {
    let mut documents: Vec<Scored> = equal.iter().map(|(_, document)| *document).collect();
    let rest = behind_in_segments(searcher, &mut documents, wanted)?;
    let ids = ids(searcher, fields, &addresses(&documents))?;
    let mut named: Vec<(Option<String>, Scored)> = ids.into_iter().zip(documents).collect();
    named.sort_by(|a, b| a.0.cmp(&b.0));
    let ordered = named.into_iter().map(|(_, document)| document).chain(rest);
    for (place, document) in equal.iter_mut().zip(ordered) {
        place.1 = document;
    }
    Ok(())
}

/// Identifiers: of a few documents from their records, which are read for the page anyway and cost less each than a block of
/// the column's dictionary; of many from the column.
fn ids(
    searcher: &Searcher,
    fields: &Fields,
    documents: &[(u32, DocId)],
) -> Result<Vec<Option<String>>, SearchError> {
    if documents.len() > READ_ONE_BY_ONE {
        return Ok(first_texts(searcher, "id", documents)?);
    }
    documents
        .iter()
        .map(|(segment, doc)| Ok(Some(record(searcher, fields, *segment, *doc)?.id)))
        .collect()
}

/// Takes away the documents that so many others of their segment precede: in a segment, texts are numbered in their order, and
/// comparing numbers is much cheaper than reading texts.
fn behind_in_segments(
    searcher: &Searcher,
    documents: &mut Vec<Scored>,
    wanted: usize,
) -> tantivy::Result<Vec<Scored>> {
    let mut columns = Vec::new();
    for segment in searcher.segment_readers() {
        columns.push(segment.fast_fields().str("id")?);
    }
    let ordinal = |(segment, doc, _): &Scored| {
        let column = columns.get(*segment as usize).and_then(Option::as_ref);
        column.and_then(|column| column.term_ords(*doc).next())
    };
    documents.sort_by_cached_key(|document| (document.0, ordinal(document)));
    let mut rest = Vec::new();
    let (mut segment, mut before) = (None, 0);
    documents.retain(|document| {
        if segment != Some(document.0) {
            (segment, before) = (Some(document.0), 0);
        }
        before += 1;
        if before > wanted {
            rest.push(*document);
        }
        before <= wanted
    });
    Ok(rest)
}

fn addresses(documents: &[Scored]) -> Vec<(u32, DocId)> {
    documents
        .iter()
        .map(|(segment, doc, _)| (*segment, *doc))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;
    use crate::test_index::{DATES, Random, TestIndex};

    /// Identifiers in order; the score hangs on the identifier alone, and many are equal.
    fn order(index: &TestIndex, by: Sort) -> Vec<String> {
        let all = index.all();
        let ids = index.ids(&all);
        let mut random = Random(9);
        let mut documents: Vec<Scored> = all
            .iter()
            .zip(&ids)
            .map(|((segment, doc), id)| (*segment, *doc, score(id)))
            .collect();
        for at in (1..documents.len()).rev() {
            documents.swap(at, random.below(at + 1));
        }
        sort(
            (&index.index.searcher, &index.index.fields),
            by,
            &mut documents,
            usize::MAX,
        )
        .expect("the index is sound");
        index.ids(&addresses(&documents))
    }

    fn score(id: &str) -> f32 {
        [0.0, -0.0, 1.5, 0.25, 3.0][id.bytes().map(usize::from).sum::<usize>() % 5]
    }

    fn day(document: &Value) -> Option<u32> {
        let date = document["date"].as_str()?;
        let (_, first, last, _) = DATES.iter().find(|known| known.0 == date)?;
        Some(if *first == 0 { *last } else { *first })
    }

    #[test]
    fn the_order_is_that_of_a_reader_however_the_index_was_built() {
        let (one, several) = (TestIndex::random(6, true), TestIndex::random(6, false));
        assert_eq!(one.documents, several.documents);
        assert!(several.index.searcher.segment_readers().len() > 1);
        let places: BTreeMap<&str, usize> = [
            ("charter", 0),
            ("declaration", 1),
            ("joint-communique", 2),
            ("speech", 3),
        ]
        .into();
        let titles = [
            "2018年公报",
            "Agreement",
            "agreement on transit",
            "上海宣言",
            "青岛宣言",
        ];
        for by in Sort::ALL {
            let mut wanted: Vec<(i64, String)> = one
                .documents
                .iter()
                .map(|document| {
                    let id = document["id"].as_str().expect("an id").to_owned();
                    let title = document["title"]
                        .as_str()
                        .unwrap_or_default()
                        .replace(['“', '”'], "");
                    #[expect(clippy::cast_possible_truncation, reason = "small numbers")]
                    let key = match by {
                        Sort::Relevance => Some((score(&id) * -100.0) as i64),
                        Sort::Date => day(document).map(|day| -i64::from(day)),
                        Sort::DateAscending => day(document).map(i64::from),
                        Sort::Title => titles
                            .iter()
                            .position(|known| *known == title)
                            .and_then(|at| i64::try_from(at).ok()),
                        Sort::Type => places
                            .get(document["type"].as_str().unwrap_or_default())
                            .and_then(|at| i64::try_from(*at).ok()),
                    };
                    (key.unwrap_or(i64::MAX), id)
                })
                .collect();
            wanted.sort();
            let wanted: Vec<String> = wanted.into_iter().map(|(_, id)| id).collect();
            assert_eq!(order(&one, by), wanted, "{by}");
            assert_eq!(order(&several, by), wanted, "{by}");
        }
        one.close();
        several.close();
    }

    #[test]
    fn an_unknown_order_is_told_which_there_are() {
        assert_eq!("date-asc".parse(), Ok(Sort::DateAscending));
        assert!(
            "size"
                .parse::<Sort>()
                .unwrap_err()
                .contains("relevance, date, date-asc")
        );
    }
}
