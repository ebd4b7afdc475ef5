//! What a URL or a JSON body asks for, made into the one request type.

use std::str::FromStr;

use sco_indexer::Zone;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::problem::{Problem, ProblemSort, WrongParameter};
use crate::request::SearchRequest;
use crate::syntax::{Filter, FilterKey, conditions};

/// Most hits of one answer over HTTP.
const MOST_HITS: usize = 200;

/// A search, as parameters of a URL or as a JSON object.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, IntoParams, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// The question in the query language; may be empty where a condition is given
    pub q: String,
    /// What a hit is: `document` (default) or `passage`
    pub by: Option<String>,
    /// Zones to look in, parted by commas: title, heading, body, note, quote
    #[serde(rename = "in")]
    #[param(rename = "in")]
    pub zones: Option<String>,
    /// Most hits to return, 0 to 200 (default 10)
    #[param(minimum = 0, maximum = 200)]
    #[schema(minimum = 0, maximum = 200)]
    pub limit: Option<usize>,
    /// Hits to pass over (default 0); with `limit` at most 10,000
    pub offset: Option<usize>,
    /// Order: `relevance` (default), `date`, `date-asc`, `title`, `type`
    pub sort: Option<String>,
    /// Facets to count, parted by commas: year, month, type, language, speaker, person, body, event, place, source, named,
    /// status, entity
    pub facet: Option<String>,
    /// Whether other names and forms are looked for too (default true)
    pub expand: Option<bool>,
    /// Whether every hit says what its score is made of (default false)
    pub explain: Option<bool>,
    /// Most passages of a document hit, 1 to 20 (default 3)
    #[param(minimum = 1, maximum = 20)]
    #[schema(minimum = 1, maximum = 20)]
    pub passages: Option<usize>,
    /// Only documents of this type: code or name in Chinese, English, Russian
    #[serde(rename = "type")]
    #[param(rename = "type")]
    pub kind: Option<String>,
    /// Only documents in this language: a BCP 47 code
    pub language: Option<String>,
    /// Only documents of this year or span of years: `2018`, `2018..2024`
    pub year: Option<String>,
    /// Only documents of this date or span: `2018`, `2018-06..2024-07-04`
    pub date: Option<String>,
    /// Only documents whose place holds this
    pub place: Option<String>,
    /// Only documents whose event holds this
    pub event: Option<String>,
    /// Only documents of which this person is a creator
    pub person: Option<String>,
    /// Only documents of an issuing body whose name holds this
    pub body: Option<String>,
    /// Only documents whose source holds this
    pub source: Option<String>,
    /// Only documents that meet these conditions, in the query language: `lang:zh year:2018..2024 -type:speech`
    pub filter: Option<String>,
    /// `json` (default), `jsonl`, `csv` or `atom`; goes before the header `Accept`
    pub format: Option<String>,
    /// Adds the places of the hits in every text: `codepoints` or `utf16`
    pub offsets: Option<String>,
}

impl SearchParams {
    /// The conditions that stand beside the question, with their values.
    pub fn conditions(&self) -> Vec<(FilterKey, &str)> {
        let all = [
            (FilterKey::Type, &self.kind),
            (FilterKey::Lang, &self.language),
            (FilterKey::Year, &self.year),
            (FilterKey::Date, &self.date),
            (FilterKey::Place, &self.place),
            (FilterKey::Event, &self.event),
            (FilterKey::Person, &self.person),
            (FilterKey::Issuer, &self.body),
            (FilterKey::Source, &self.source),
        ];
        let given = all
            .into_iter()
            .filter_map(|(key, value)| Some((key, value.as_deref()?)));
        given
            .filter(|(_, value)| !value.trim().is_empty())
            .collect()
    }

    /// The request.
    ///
    /// # Errors
    ///
    /// When a value is not allowed, with what is.
    pub fn request(&self) -> Result<SearchRequest, Problem> {
        let default = SearchRequest::default();
        let limit = self.limit.unwrap_or(default.limit);
        if limit > MOST_HITS {
            let reason = format!("`{limit}` is more than {MOST_HITS}");
            return Err(refused("limit", &limit.to_string(), reason));
        }
        let passages = self.passages.unwrap_or(default.passages);
        if !(1..=20).contains(&passages) {
            let reason = format!("`{passages}` is not from 1 to 20");
            return Err(refused("passages", &passages.to_string(), reason));
        }
        let mut filters = Vec::new();
        for (key, value) in self.conditions() {
            let filter = Filter::parse(key, value, 0..0);
            filters.push(filter.map_err(|reason| refused_condition(key, value, reason))?);
        }
        if let Some(filter) = given(self.filter.as_deref()) {
            conditions(filter).map_err(|reason| refused("filter", filter, reason))?;
        }
        Ok(SearchRequest {
            q: self.q.clone(),
            by: one("by", self.by.as_deref())?.unwrap_or(default.by),
            zones: list::<Zone>("in", self.zones.as_deref())?.unwrap_or_default(),
            filters,
            only: given(self.filter.as_deref())
                .map(str::to_owned)
                .into_iter()
                .collect(),
            limit,
            offset: self.offset.unwrap_or(0),
            ranking: default.ranking,
            sort: one("sort", self.sort.as_deref())?.unwrap_or_default(),
            expand: self.expand.unwrap_or(true),
            facets: list("facet", self.facet.as_deref())?.unwrap_or(default.facets),
            explain: self.explain.unwrap_or(false),
            passages,
        })
    }
}

/// How many things to give, from 1 to `most`.
///
/// # Errors
///
/// When it is outside of that.
pub(crate) fn limit(asked: Option<usize>, usual: usize, most: usize) -> Result<usize, Problem> {
    match asked.unwrap_or(usual) {
        limit if (1..=most).contains(&limit) => Ok(limit),
        wrong => {
            let reason = format!("`{wrong}` is not from 1 to {most}");
            Err(refused("limit", &wrong.to_string(), reason))
        }
    }
}

fn given(value: Option<&str>) -> Option<&str> {
    value.map(str::trim).filter(|value| !value.is_empty())
}

fn refused(name: &str, value: &str, reason: impl std::fmt::Display) -> Problem {
    of_parameter(name, value, None, reason)
}

fn refused_condition(key: FilterKey, value: &str, reason: impl std::fmt::Display) -> Problem {
    of_parameter(key.name(), value, Some(key), reason)
}

fn of_parameter(
    name: &str,
    value: &str,
    key: Option<FilterKey>,
    reason: impl std::fmt::Display,
) -> Problem {
    let detail = format!("`{name}`: {reason}");
    let wrong = WrongParameter {
        name: name.to_owned(),
        value: value.to_owned(),
        key,
    };
    Problem::bad_request(detail, "what is allowed is described at /api")
        .of_sort(ProblemSort::Parameter(Box::new(wrong)))
}

fn one<T: FromStr<Err: std::fmt::Display>>(
    name: &str,
    value: Option<&str>,
) -> Result<Option<T>, Problem> {
    given(value)
        .map(|value| value.parse().map_err(|reason| refused(name, value, reason)))
        .transpose()
}

fn list<T: FromStr<Err: std::fmt::Display>>(
    name: &str,
    value: Option<&str>,
) -> Result<Option<Vec<T>>, Problem> {
    let Some(value) = value else {
        return Ok(None);
    };
    let values = value
        .split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty());
    let values = values.map(|value| value.parse().map_err(|reason| refused(name, value, reason)));
    values.collect::<Result<Vec<T>, Problem>>().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::By;

    #[test]
    fn what_is_not_given_is_as_on_the_command_line() {
        let params = SearchParams {
            q: "上海精神".into(),
            ..SearchParams::default()
        };
        let expected = SearchRequest {
            q: "上海精神".into(),
            ..SearchRequest::default()
        };
        assert_eq!(params.request(), Ok(expected));
    }

    #[test]
    fn values_are_read_and_conditions_go_beside_the_question() {
        let params = SearchParams {
            q: "反恐".into(),
            by: Some("passage".into()),
            zones: Some("body, note".into()),
            year: Some("2018..2020".into()),
            kind: Some("讲话".into()),
            language: Some(String::new()),
            ..SearchParams::default()
        };
        let request = params.request().unwrap();
        assert_eq!(request.by, By::Passage);
        assert_eq!(request.zones, [Zone::Body, Zone::Note]);
        let keys: Vec<FilterKey> = request.filters.iter().map(|filter| filter.key).collect();
        assert_eq!(keys, [FilterKey::Type, FilterKey::Year]);
    }

    #[test]
    fn a_wrong_value_is_named_with_what_is_allowed() {
        let refused = |params: SearchParams| params.request().unwrap_err().detail;
        let by = SearchParams {
            by: Some("word".into()),
            ..SearchParams::default()
        };
        assert!(refused(by).contains("`by`: `word` is neither `document` nor `passage`"));
        let year = SearchParams {
            year: Some("18".into()),
            ..SearchParams::default()
        };
        assert!(refused(year).contains("2018..2020"));
        let limit = SearchParams {
            limit: Some(201),
            ..SearchParams::default()
        };
        assert!(refused(limit).contains("200"));
    }
}
