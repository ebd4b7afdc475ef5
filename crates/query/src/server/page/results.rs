//! The page of results.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

use super::language::Noun;
use super::view::{self, Bar, Chip, Facet, PAGE, PageParams};
use super::words::Words;
use super::{Frame, Row, Visit, page_found, rendered, row};
use crate::answer::{Answer, Hits, Holds, ShownPassage};
use crate::server::escaped_path;
use crate::server::formats::document_of;
use crate::server::fragment::directive;
use crate::server::live::Live;
use crate::server::problem::Problem;
use crate::server::{App, QuestionAsked};
use crate::variants::{Variant, VariantKind};

#[derive(Template)]
#[template(path = "search.html")]
struct Results {
    frame: Frame,
    w: Words,
    params: PageParams,
    answer: Answer,
    totals: String,
    bars: Vec<Bar>,
    facets: Vec<Facet>,
    conditions: Vec<Chip>,
    expansions: Vec<Expansion>,
    hits: Vec<Found>,
    suggestions: Vec<Chip>,
    literal: String,
    wider: String,
    views: [(bool, &'static str, String); 2],
    orders: Vec<(bool, &'static str, String)>,
    exports: Vec<(&'static str, String)>,
    previous: Option<String>,
    next: Option<String>,
    relaxed: Option<Chip>,
}

/// Other names that were looked for.
struct Expansion {
    term: String,
    added: Vec<String>,
    forms: bool,
    could_mean: Vec<String>,
    /// The address of the same search for the term as it was typed alone.
    without: Option<String>,
}

/// A hit as the page shows it.
struct Found {
    row: Row,
    /// Passages, where each stands, and the address of the place.
    passages: Vec<(ShownPassage, String, String)>,
    /// Other documents of the same work: what each is, its address, title and language.
    variants: Vec<(&'static str, Row)>,
}

impl Results {
    fn width(&self) -> usize {
        self.bars.len() * view::STEP
    }
}

pub(crate) async fn search(
    State(app): State<App>,
    visit: Visit<PageParams>,
) -> Result<Response, Problem> {
    let params = visit.params.clone();
    if !params.asks() {
        return Ok(Redirect::to("/").into_response());
    }
    let key = format!("search {params:?}");
    let question = QuestionAsked(params.q.clone());
    let own = visit.here.clone();
    let work = move |live: &Live, w| {
        let request = params.search().request()?;
        let answer = live.engine.search(&request)?;
        let documents = answer.total.documents;
        let page = rendered(&results(live, w, params, answer, own))?;
        Ok((page, Some(documents)))
    };
    let mut response = page_found(&app, &visit, key, work).await?;
    response.extensions_mut().insert(question);
    Ok(response)
}

fn results(live: &Live, w: Words, params: PageParams, answer: Answer, here: String) -> Results {
    // A hit is read with what was looked for, and leads back to this search.
    let shown = PageParams {
        q: answer.corrected.clone().unwrap_or_else(|| params.q.clone()),
        ..params.clone()
    };
    let query = serde_urlencoded::to_string(&shown).unwrap_or_default();
    let total = &answer.total;
    let totals = totals(&answer, params.by_passage(), w);
    let nothing_found = answer.hits.is_empty();
    let found_years = answer.facets.get("year").cloned().unwrap_or_default();
    let all = if params.by_passage() {
        total.passages
    } else {
        total.documents
    };
    // What is the same as a hit stands there as its variant.
    let all = all - total.same.min(all);
    let offset = params.offset();
    let page_at = |offset: usize| {
        let mut other = params.clone();
        other.offset = (offset > 0).then(|| offset.to_string());
        other.href()
    };
    let with = |name: &str| {
        params.changed(|params| params.sort = (name != "relevance").then(|| name.to_owned()))
    };
    let sort = params.sort.as_deref().unwrap_or("relevance");
    let order = |name: &'static str, label| (sort == name, label, with(name));
    let by =
        |passage: bool| params.changed(|params| params.by = passage.then(|| "passage".to_owned()));
    let api = params
        .sound()
        .href()
        .replacen("/search?", "/api/v1/search?", 1);
    let suggestions = answer.suggestions.iter().map(|text| Chip {
        label: text.clone(),
        href: params.changed(|params| params.q.clone_from(text)),
    });
    let relaxed = answer
        .nothing
        .as_ref()
        .and_then(|nothing| nothing.relaxation.as_ref());
    Results {
        bars: view::bars(&found_years, &live.years, &params),
        facets: view::facets(&answer.facets, &params, w),
        conditions: view::conditions(&params, w),
        expansions: answer
            .expansions
            .iter()
            // That other forms were looked for says nothing where nothing was found.
            .filter(|expansion| !nothing_found || !expansion.added.is_empty())
            .map(|expansion| Expansion {
                term: expansion.term.clone(),
                added: expansion.added.clone(),
                forms: expansion.forms,
                could_mean: expansion.could_mean.clone(),
                without: exactly(&params.q, &expansion.term)
                    .map(|q| params.changed(|params| params.q = q)),
            })
            .collect(),
        hits: found(&answer, w, &query),
        suggestions: suggestions.collect(),
        literal: params.changed(|params| params.expand = Some("false".to_owned())),
        wider: params.changed(|params| params.expand = None),
        views: [
            (!params.by_passage(), w.by_document(), by(false)),
            (params.by_passage(), w.by_passage(), by(true)),
        ],
        orders: vec![
            order("relevance", w.relevance()),
            order("date", w.newest()),
            order("date-asc", w.oldest()),
        ],
        exports: ["json", "csv", "atom"]
            .map(|name| (name, format!("{api}&format={name}")))
            .into(),
        previous: (offset > 0).then(|| page_at(offset.saturating_sub(PAGE))),
        next: (offset + PAGE < all).then(|| page_at(offset + PAGE)),
        relaxed: relaxed.map(|relaxed| Chip {
            label: format!(
                "{} ({})",
                relaxed.query,
                w.0.count(relaxed.documents, Noun::Document)
            ),
            href: params.changed(|params| params.q.clone_from(&relaxed.query)),
        }),
        totals,
        frame: Frame::new(w, &params.q, live, here),
        w,
        params,
        answer,
    }
}

/// How much was found, as far as it is known, and how long it took.
fn totals(answer: &Answer, by_passage: bool, w: Words) -> String {
    let total = &answer.total;
    let mut parts = vec![w.0.count(total.documents, Noun::Document)];
    let passages = w.0.count(total.passages, Noun::Passage);
    match (total.at_least, by_passage) {
        (false, _) => parts.push(passages),
        (true, true) => parts.push(format!("{} {passages}", w.at_least())),
        // Not counted: the bound would say the number of documents again.
        (true, false) => {}
    }
    // Of a question that was loosened, single words are marked: nothing stands there as it was asked for.
    if answer.holds == Holds::All {
        let count = |number: u64| {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            w.0.count(number, Noun::Occurrence)
        };
        parts.push(if total.added > 0 {
            let (typed, added) = (count(total.occurrences), total.added);
            format!("{typed} + {added} {}", w.of_other_names())
        } else {
            count(total.occurrences)
        });
    }
    parts.push(format!(
        "{:.0} {}",
        answer.took_ms.max(1.0),
        w.milliseconds()
    ));
    parts.join(" · ")
}

/// A question with one of its terms to be found exactly as typed, where it stands there as a word of its own.
fn exactly(q: &str, term: &str) -> Option<String> {
    let is_free = |at: usize| {
        let before = q[..at].chars().next_back();
        let after = q[at + term.trim_matches('"').len()..].chars().next();
        before.is_none_or(|c| c.is_whitespace() || c == '(' || c == '（')
            && after.is_none_or(|c| c.is_whitespace() || c == ')' || c == '）' || c == '^')
    };
    let (at, _) = q.match_indices(term).find(|(at, _)| is_free(*at))?;
    let term = if term.contains(char::is_whitespace) {
        format!("\"{term}\"")
    } else {
        term.to_owned()
    };
    let end = at + term.trim_matches('"').len();
    Some(format!("{}={term}{}", &q[..at], &q[end..]))
}

/// The hits of an answer, linked to the reading page with the question.
fn found(answer: &Answer, w: Words, query: &str) -> Vec<Found> {
    let linked = |row: Row| Row {
        href: format!("{}?{query}", row.href),
        ..row
    };
    let found = |row: Row, variants: &[Variant], passages: &[ShownPassage]| {
        let row = linked(row);
        let variants = variants.iter();
        let variants =
            variants.map(|variant| (variant_name(variant.kind, w), variant_row(variant)));
        let passages = passages.iter().map(|passage| {
            let href = format!("{}#{}", row.href, directive(&passage.text));
            let place = view::place(passage, w);
            let place = if place.is_empty() {
                w.in_text().to_owned()
            } else {
                place
            };
            (passage.clone(), place, href)
        });
        Found {
            passages: passages.collect(),
            variants: variants.collect(),
            row,
        }
    };
    match &answer.hits {
        Hits::Documents(hits) => {
            let hits = hits.iter();
            hits.map(|hit| found(row(hit, w), &hit.variants, &hit.passages))
                .collect()
        }
        Hits::Passages(hits) => {
            let hits = hits.iter();
            hits.map(|hit| {
                found(
                    row(&document_of(hit), w),
                    &hit.variants,
                    std::slice::from_ref(&hit.passage),
                )
            })
            .collect()
        }
    }
}

fn variant_name(kind: VariantKind, w: Words) -> &'static str {
    match kind {
        VariantKind::Same => w.variant_same(),
        VariantKind::Version => w.variant_version(),
        VariantKind::Translation => w.variant_translation(),
        VariantKind::Whole => w.variant_whole(),
        VariantKind::Extract => w.variant_extract(),
    }
}

fn variant_row(variant: &Variant) -> Row {
    let title = variant.title.as_ref().unwrap_or(&variant.document);
    Row {
        href: format!("/documents/{}", escaped_path(&variant.document)),
        title: title.clone(),
        lang: variant.language.clone().unwrap_or_else(|| "und".to_owned()),
        meta: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_asked_for_exactly_where_it_stands_alone() {
        assert_eq!(
            exactly("上海精神 合作", "合作").as_deref(),
            Some("上海精神 =合作")
        );
        assert_eq!(
            exactly("three evils OR x", "three evils").as_deref(),
            Some("=\"three evils\" OR x")
        );
        assert_eq!(
            exactly("上合组织 上合", "上合").as_deref(),
            Some("上合组织 =上合")
        );
        assert_eq!(exactly("-合作 上海", "合作"), None);
        assert_eq!(exactly("上海", "合作"), None);
    }
}
