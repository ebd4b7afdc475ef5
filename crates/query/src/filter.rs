//! The documents that meet a condition on their description.

use sco_indexer::Fields;
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, InvertedIndexReader, Searcher, SegmentReader, TERMINATED};

use crate::syntax::{Filter, FilterKey, FilterTest};

/// For every segment the documents that meet a condition, sorted; deleted ones are left out.
pub(crate) fn documents(
    searcher: &Searcher,
    fields: &Fields,
    filter: &Filter,
) -> tantivy::Result<Vec<Vec<DocId>>> {
    let in_segment = |segment: &SegmentReader| match &filter.test {
        FilterTest::Days(..) | FilterTest::DaysInside(..) | FilterTest::DaysAre(..) => {
            by_days(segment, &filter.test)
        }
        FilterTest::Years(first, last) => by_year(segment, *first, *last),
        FilterTest::Is(value) => match field(fields, filter.key) {
            Some(field) => by_value(segment, field, value),
            None => Ok(Vec::new()),
        },
        test => match field(fields, filter.key) {
            Some(field) => by_test(segment, field, test),
            None => Ok(Vec::new()),
        },
    };
    searcher.segment_readers().iter().map(in_segment).collect()
}

/// The field of keywords that a key asks; dates have columns of numbers.
pub(crate) fn field(fields: &Fields, key: FilterKey) -> Option<Field> {
    match key {
        FilterKey::Type => Some(fields.kind),
        FilterKey::Lang => Some(fields.language),
        FilterKey::Source => Some(fields.source),
        FilterKey::Place => Some(fields.place),
        FilterKey::Event => Some(fields.event),
        FilterKey::Person => Some(fields.person),
        FilterKey::Status => Some(fields.status),
        FilterKey::Issuer => Some(fields.body),
        FilterKey::Id => Some(fields.id),
        FilterKey::Title => Some(fields.titles),
        FilterKey::Subject => Some(fields.subject),
        FilterKey::Publisher => Some(fields.publisher),
        FilterKey::Identifier => Some(fields.identifier),
        FilterKey::Work => Some(fields.version_of),
        FilterKey::Date | FilterKey::Year => None,
    }
}

fn by_days(segment: &SegmentReader, test: &FilterTest) -> tantivy::Result<Vec<DocId>> {
    let columns = segment.fast_fields();
    let starts = columns.column_opt::<u64>("date_start")?;
    let ends = columns.column_opt::<u64>("date_end")?;
    let meets = |doc: &DocId| {
        let start = starts.as_ref().and_then(|column| column.first(*doc));
        let end = ends.as_ref().and_then(|column| column.first(*doc));
        if start.is_none() && end.is_none() {
            return false; // a date is open at one end at most
        }
        has_days(test, start, end)
    };
    Ok(segment.doc_ids_alive().filter(meets).collect())
}

/// Whether the first and the last day of a date, open where absent, meet a test.
fn has_days(test: &FilterTest, start: Option<u64>, end: Option<u64>) -> bool {
    match test {
        FilterTest::Days(first, last) => {
            let begins_in_time = last.is_none_or(|last| start.is_none_or(|s| s <= u64::from(last)));
            let ends_late_enough =
                first.is_none_or(|first| end.is_none_or(|e| e >= u64::from(first)));
            begins_in_time && ends_late_enough
        }
        FilterTest::DaysInside(first, last) => {
            let begins_inside =
                first.is_none_or(|first| start.is_some_and(|s| s >= u64::from(first)));
            let ends_inside = last.is_none_or(|last| end.is_some_and(|e| e <= u64::from(last)));
            begins_inside && ends_inside
        }
        FilterTest::DaysAre(first, last) => {
            start == first.map(u64::from) && end == last.map(u64::from)
        }
        _ => false,
    }
}

fn by_year(
    segment: &SegmentReader,
    first: Option<u16>,
    last: Option<u16>,
) -> tantivy::Result<Vec<DocId>> {
    let Some(years) = segment.fast_fields().column_opt::<u64>("year")? else {
        return Ok(Vec::new());
    };
    let meets = |doc: &DocId| {
        let year = years.first(*doc);
        year.is_some_and(|year| {
            first.is_none_or(|first| u64::from(first) <= year)
                && last.is_none_or(|last| year <= u64::from(last))
        })
    };
    Ok(segment.doc_ids_alive().filter(meets).collect())
}

fn by_value(segment: &SegmentReader, field: Field, value: &str) -> tantivy::Result<Vec<DocId>> {
    let index = segment.inverted_index(field)?;
    let mut docs = Vec::new();
    if let Some(info) = index.get_term_info(&Term::from_field_text(field, value))? {
        add_documents(&index, &info, &mut docs)?;
    }
    Ok(alive(segment, docs))
}

/// Puts a test to every value of the field: there are far fewer values than letters in the texts.
fn by_test(
    segment: &SegmentReader,
    field: Field,
    test: &FilterTest,
) -> tantivy::Result<Vec<DocId>> {
    let index = segment.inverted_index(field)?;
    let mut docs = Vec::new();
    let mut values = index.terms().stream()?;
    while values.advance() {
        if std::str::from_utf8(values.key()).is_ok_and(|value| test.accepts(value)) {
            add_documents(&index, values.value(), &mut docs)?;
        }
    }
    docs.sort_unstable();
    docs.dedup();
    Ok(alive(segment, docs))
}

fn add_documents(
    index: &InvertedIndexReader,
    info: &tantivy::postings::TermInfo,
    docs: &mut Vec<DocId>,
) -> tantivy::Result<()> {
    let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while postings.doc() != TERMINATED {
        docs.push(postings.doc());
        postings.advance();
    }
    Ok(())
}

fn alive(segment: &SegmentReader, mut docs: Vec<DocId>) -> Vec<DocId> {
    if let Some(alive) = segment.alive_bitset() {
        docs.retain(|doc| alive.is_alive(*doc));
    }
    docs
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::test_index::{DATES, TestIndex};

    fn found(index: &TestIndex, key: &str, value: &str) -> Vec<String> {
        let key = FilterKey::from_name(key).expect("there is such a key");
        let filter = Filter::parse(key, value, 0..1).expect("the value is allowed");
        let opened = &index.index;
        let sets =
            documents(&opened.searcher, &opened.fields, &filter).expect("the index is sound");
        assert!(sets.iter().all(|docs| docs.is_sorted()));
        let segments = (0..).zip(sets);
        let found: Vec<(u32, DocId)> = segments
            .flat_map(|(segment, docs)| docs.into_iter().map(move |doc| (segment, doc)))
            .collect();
        let mut ids = index.ids(&found);
        ids.sort();
        ids
    }

    fn expected(index: &TestIndex, meets: impl Fn(&Value) -> bool) -> Vec<String> {
        let met = index.documents.iter().filter(|document| meets(document));
        met.map(|document| document["id"].as_str().expect("an id").to_owned())
            .collect()
    }

    fn any_of(document: &Value, key: &str, values: &[&str]) -> bool {
        let is_one = |value: &Value| value.as_str().is_some_and(|value| values.contains(&value));
        match &document[key] {
            Value::Array(list) => list
                .iter()
                .any(|value| is_one(value) || is_one(&value["name"])),
            value => is_one(value),
        }
    }

    #[test]
    fn keywords_are_found_as_a_reader_would() {
        for (seed, in_one_segment) in [(1, true), (2, false)] {
            let index = TestIndex::random(seed, in_one_segment);
            assert_eq!(index.all().len(), index.documents.len());
            for (filter, value, key, values) in [
                ("type", "讲话", "type", &["speech"][..]),
                ("type", "joint communiqué", "type", &["joint-communique"]),
                ("type", "report", "type", &[]),
                ("lang", "zh", "language", &["zh", "zh-Hans", "zh-Hant"]),
                ("lang", "zh-hans", "language", &["zh-Hans"]),
                ("place", "上海", "place", &["上海", "上海市"]),
                ("place", "york", "place", &["New York"]),
                ("place", "别处", "place", &[]),
                ("event", "峰会", "event", &["青岛峰会", "上海峰會"]),
                ("person", "習近平", "creators", &["习近平"]),
                ("person", "putin", "creators", &["Vladimir Putin"]),
                (
                    "source",
                    "ecrats.org",
                    "source",
                    &["https://www.ecrats.org/cn/1", "https://ecrats.org/ru/2"],
                ),
                ("source", "scoruss", "source", &["http://scorussia.ru:80/x"]),
                ("id", "d007", "id", &["d007"]),
                ("id", "gone", "id", &[]),
            ] {
                let wanted = expected(&index, |document| any_of(document, key, values));
                assert_eq!(found(&index, filter, value), wanted, "{filter}:{value}");
            }
            assert_eq!(
                found(&index, "status", "published").len(),
                index.documents.len()
            );
            index.close();
        }
    }

    #[test]
    #[expect(clippy::inconsistent_digit_grouping, reason = "year, month and day")]
    fn dates_overlap_and_years_are_those_they_are_counted_under() {
        let index = TestIndex::random(3, false);
        let date = |document: &Value| {
            let date = document["date"].as_str()?;
            DATES.iter().find(|known| known.0 == date)
        };
        for (asked, first, last) in [
            ("2018", 2018_01_01, 2018_12_31),
            ("2018-06-10", 2018_06_10, 2018_06_10),
            ("2018-06..2019-01-01", 2018_06_01, 2019_01_01),
            ("2019-01..", 2019_01_01, u32::MAX),
            ("..2017", 0, 2017_12_31),
            ("2017-04..2017-12", 2017_04_01, 2017_12_31),
            ("1990/1991", 1990_01_01, 1991_12_31),
            ("2030", 2030_01_01, 2030_12_31),
        ] {
            let wanted = expected(&index, |document| {
                date(document).is_some_and(|date| date.1 <= last && first <= date.2)
            });
            assert_eq!(found(&index, "date", asked), wanted, "date:{asked}");
        }
        for (asked, first, last) in [
            ("2018", 2018, 2018),
            ("2018..2020", 2018, 2020),
            ("2019..", 2019, u16::MAX),
            ("..2017", 0, 2017),
        ] {
            let wanted = expected(&index, |document| {
                date(document).is_some_and(|date| (first..=last).contains(&date.3))
            });
            assert!(!wanted.is_empty());
            assert_eq!(found(&index, "year", asked), wanted, "year:{asked}");
        }
        index.close();
    }
}
