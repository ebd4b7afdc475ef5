//! Asking an index.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use sco_indexer::{OpenIndex, Record, Zone};
use tantivy::DocId;
use tantivy::schema::Term;

use crate::answer::{Answer, Count, Holds, Notice};
use crate::evaluate::{Evaluator, Match};
use crate::expand::{expand, without_function_words};
use crate::filter_sets::FilterSets;
use crate::memo::Memo;
use crate::names::Names;
use crate::rank::{Pool, Scores, scores};
use crate::records::record;
use crate::request::{By, Ranking, SearchRequest};
pub use crate::search_error::SearchError;
use crate::shown::expansions;
use crate::sort::{Sort, sort};
use crate::suggest::{Completions, Phrasebook, Suggester};
use crate::syntax::Node;
use crate::terms::{RankingTerm, TermKind, Terms};
use crate::variants::Variants;
use crate::vocabulary::Vocabulary;

/// Text that is read to count the passages of an answer by document, bytes: reading is slow beside everything else.
pub(crate) const COUNTED_BYTES: usize = 64 * 1024;
/// Documents that are read for it, at most: of short ones it is the reading that costs, not the text.
pub(crate) const COUNTED_DOCUMENTS: usize = 40;
/// Text that is read for an answer by passage, bytes: the best documents of some 3 million characters.
pub(crate) const SCANNED_BYTES: usize = 8 * 1024 * 1024;

/// An index that is asked.
#[derive(Debug)]
pub struct Engine {
    pub(crate) index: OpenIndex,
    names: OnceLock<Names>,
    pub(crate) phrasebook: OnceLock<Arc<Phrasebook>>,
    pub(crate) suggester: OnceLock<Suggester>,
    pub(crate) completions: OnceLock<Completions>,
    pub(crate) variants: OnceLock<Variants>,
}

/// A document with its score.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranked {
    pub(crate) segment: u32,
    pub(crate) doc: DocId,
    pub(crate) score: f32,
    /// Whether it holds only other names than those that were typed.
    pub(crate) by_other_names: bool,
    /// How much of the question it holds, by weight.
    pub(crate) coverage: f32,
    /// Words of a loosened question that it does not hold.
    pub(crate) missing: usize,
}

impl Ranked {
    pub(crate) fn new(segment: u32, doc: DocId, score: f32) -> Ranked {
        Ranked {
            segment,
            doc,
            score,
            by_other_names: false,
            coverage: 1.0,
            missing: 0,
        }
    }

    pub(crate) fn holds_all_words(&self) -> bool {
        self.missing == 0
    }

    pub(crate) fn holds_all(&self) -> bool {
        self.coverage >= crate::passages::ALL
    }
}

/// A request made ready to be answered.
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a SearchRequest,
    /// The tree with other names and forms.
    pub(crate) tree: Node,
    pub(crate) filters: FilterSets,
    pub(crate) zones: Vec<Zone>,
    /// The names of the lexicon, unless expansion is switched off.
    pub(crate) names: Option<&'a Names>,
    /// What was ambiguous, and what it could mean.
    pub(crate) could_mean: Vec<(String, Vec<String>)>,
    /// When it was made ready.
    pub(crate) started: Instant,
    /// What was read for it so far.
    pub(crate) memo: Memo,
}

impl Engine {
    /// Opens the index in a folder.
    ///
    /// # Errors
    ///
    /// When it is missing, of another version, or damaged.
    pub fn open(path: &Path) -> Result<Engine, SearchError> {
        Ok(Engine {
            index: sco_indexer::open(path)?,
            names: OnceLock::new(),
            phrasebook: OnceLock::new(),
            suggester: OnceLock::new(),
            completions: OnceLock::new(),
            variants: OnceLock::new(),
        })
    }

    /// Answers a question: with what holds all of it; else with what holds the question as it may have been meant; else with
    /// what holds most of it; else with the reason why there is nothing.
    ///
    /// # Errors
    ///
    /// When the request is wrong or the index cannot be read.
    pub fn search(&self, request: &SearchRequest) -> Result<Answer, SearchError> {
        let started = Instant::now();
        request.check()?;
        let parsed = request.parsed()?;
        let mut answer = self.answer(request, &parsed.tree)?;
        if answer.total.documents == 0 && request.passages > 0 {
            answer.nothing = Some(self.nothing(request, &parsed.tree)?);
        }
        answer.notices.extend(parsed.problem.map(Notice::from));
        answer.took_ms = (started.elapsed().as_secs_f64() * 1e5).round() / 100.0;
        Ok(answer)
    }

    pub(crate) fn answer(
        &self,
        request: &SearchRequest,
        tree: &Node,
    ) -> Result<Answer, SearchError> {
        let asked = self.asked(request, tree)?;
        let literal = self.answer_asked(&asked, false)?;
        if literal.total.documents > 0 {
            return Ok(literal);
        }
        let may_be_loosened = tree.may_be_loosened() && !tree.looks_for_nothing();
        if request.passages == 0 {
            return self.answer_asked(&asked, true);
        }
        let loosened = if may_be_loosened {
            self.answer_asked(&asked, true)?
        } else {
            literal
        };
        if loosened.holds == Holds::Words {
            return Ok(loosened);
        }
        let meant = self.meant(request, tree)?;
        if let Some(answer) = self.answer_meant(request, &meant, false)? {
            return Ok(answer);
        }
        if loosened.total.documents == 0
            && let Some(answer) = self.answer_meant(request, &meant, true)?
        {
            return Ok(answer);
        }
        // Where nothing was found for any of them either, they are no help.
        let suggestions = if loosened.total.documents == 0 {
            Vec::new()
        } else {
            meant
        };
        Ok(Answer {
            suggestions,
            ..loosened
        })
    }

    /// A term with another name put inside it only stands beside one that is found: when nothing holds what was typed, its
    /// words are looked for, which finds more.
    fn settle_names_inside(&self, asked: &mut Asked<'_>) -> Result<(), SearchError> {
        let without = asked.tree.without_names_inside();
        let found = self
            .evaluator(asked)
            .matches(&asked.zones, &without.without_exclusions())?;
        if found.found.is_empty() {
            asked.tree = without;
        }
        Ok(())
    }

    /// Makes a request ready: other names, conditions, zones.
    pub(crate) fn asked<'a>(
        &'a self,
        request: &'a SearchRequest,
        tree: &Node,
    ) -> Result<Asked<'a>, SearchError> {
        let names = request.expand.then(|| self.names());
        let mut could_mean = Vec::new();
        let tree = match names {
            // Where only the ranking is asked for, function words weigh a little.
            Some(names) if request.passages > 0 => {
                without_function_words(expand(tree.clone(), names, &mut could_mean))
            }
            Some(names) => expand(tree.clone(), names, &mut could_mean),
            None => tree.clone(),
        };
        let tree = with_conditions(tree, request)?;
        let filters = FilterSets::of(&tree, &self.index.searcher, &self.index.fields)?;
        let mut asked = Asked {
            request,
            tree,
            filters,
            zones: request.zones(),
            names,
            could_mean,
            started: Instant::now(),
            memo: Memo::default(),
        };
        if asked.tree.has_names_inside() {
            self.settle_names_inside(&mut asked)?;
        }
        Ok(asked)
    }

    pub(crate) fn answer_asked(
        &self,
        asked: &Asked<'_>,
        loosened: bool,
    ) -> Result<Answer, SearchError> {
        let mut answer = match asked.request.by {
            By::Document => self.by_document(asked, loosened)?,
            By::Passage => self.by_passage(asked, loosened)?,
        };
        answer.expansions = expansions(asked);
        Ok(answer)
    }

    /// Counts documents and occurrences of what was typed, all of them.
    ///
    /// # Errors
    ///
    /// As [`search`](Engine::search).
    pub fn count(&self, request: &SearchRequest) -> Result<Count, SearchError> {
        request.check()?;
        let parsed = request.parsed()?;
        let asked = self.asked(request, &parsed.tree)?;
        let matched = self.evaluator(&asked).matches(&asked.zones, &asked.tree)?;
        let by_zone = occurrences_by_zone(&matched.found, &asked.zones);
        Ok(Count {
            query: request.q.clone(),
            documents: matched.found.len(),
            occurrences: occurrences(&by_zone, &asked.zones),
            added: matched
                .found
                .iter()
                .map(|matched| u64::from(matched.counts.added))
                .sum(),
            occurrences_by_zone: by_zone,
            at_least: matched.at_least,
            expansions: expansions(&asked),
            notices: parsed.problem.map(Notice::from).into_iter().collect(),
        })
    }

    /// The lexicon that the index carries.
    pub(crate) fn lexicon(&self) -> &sco_corpus::LexiconTable {
        self.index.lexicon()
    }

    /// The names of the index's lexicon.
    pub(crate) fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(self.index.lexicon()))
    }

    pub(crate) fn evaluator<'a>(&'a self, asked: &'a Asked<'_>) -> Evaluator<'a> {
        Evaluator {
            searcher: &self.index.searcher,
            fields: &self.index.fields,
            filters: &asked.filters,
            started: asked.started,
            memo: &asked.memo,
        }
    }

    pub(crate) fn terms(&self, asked: &Asked<'_>, loosened: bool) -> Result<Terms, SearchError> {
        let vocabulary = Vocabulary {
            searcher: &self.index.searcher,
            fields: &self.index.fields,
        };
        let by_words = asked.request.ranking == Ranking::Words;
        if !loosened && !by_words {
            return Ok(Terms::literal(&asked.tree));
        }
        let terms = Terms::loosened(&asked.tree, &vocabulary, asked.names, loosened)?;
        // A question of question words alone (谁？) is taken at its word.
        let spoken_only = loosened && terms.units.is_empty();
        if spoken_only {
            return Terms::loosened(&asked.tree, &vocabulary, asked.names, false);
        }
        Ok(terms)
    }

    pub(crate) fn scores(
        &self,
        terms: &Terms,
        asked: &Asked<'_>,
        pool: &Pool<'_>,
    ) -> Result<Scores, SearchError> {
        let ranking = asked.request.ranking;
        let terms = (terms.for_ranking(ranking), &terms.units);
        let (searcher, fields) = (&self.index.searcher, &self.index.fields);
        scores(
            searcher,
            fields,
            &asked.zones,
            pool,
            (&terms.0, terms.1, ranking),
            &asked.memo,
        )
    }

    /// The documents that hold something of a question whose strict part they hold.
    pub(crate) fn scored(
        &self,
        scores: &Scores,
        asked: &Asked<'_>,
    ) -> Result<Vec<Ranked>, SearchError> {
        let ranked = scores
            .positive()
            .map(|(segment, doc, score)| Ranked::new(segment, doc, score));
        let mut ranked: Vec<Ranked> = ranked.collect();
        let strict = match asked.request.passages {
            // Who asks for the ranking alone wants phrases to weigh, not to decide.
            0 => asked.tree.conditions(),
            _ => asked.tree.strict_part(),
        };
        if let Some(strict) = strict {
            // What must hold in a passage need only hold somewhere in its document here.
            let strict = match asked.request.by {
                By::Passage => strict.without_exclusions(),
                By::Document => strict,
            };
            let allowed = self.evaluator(asked).matches(&asked.zones, &strict)?.found;
            let allowed: std::collections::HashSet<(u32, DocId)> = allowed
                .iter()
                .map(|matched| (matched.segment, matched.doc))
                .collect();
            ranked.retain(|ranked| allowed.contains(&(ranked.segment, ranked.doc)));
        }
        Ok(ranked)
    }

    /// The documents of the page asked for, in the order asked for. Of many, only those that may stand on it are sorted.
    pub(crate) fn page(
        &self,
        asked: &Asked<'_>,
        ranked: &[Ranked],
    ) -> Result<Vec<Ranked>, SearchError> {
        let request = asked.request;
        let end = request.offset.saturating_add(request.limit);
        let standing = |ranked: &Ranked| {
            (
                ranked.by_other_names,
                std::cmp::Reverse(ordered(ranked.score)),
            )
        };
        let mut page = ranked.to_vec();
        if request.sort == Sort::Relevance && end > 0 && end < ranked.len() {
            let (_, last, _) = page.select_nth_unstable_by_key(end - 1, standing);
            let last = standing(last);
            page.retain(|ranked| standing(ranked) <= last);
        }
        self.sort(asked, &mut page, end)?;
        Ok(page
            .into_iter()
            .skip(request.offset)
            .take(request.limit)
            .collect())
    }

    /// Puts documents into the order asked for, at least the first `wanted`; of equal standing, those that hold what was typed
    /// come first.
    pub(crate) fn sort(
        &self,
        asked: &Asked<'_>,
        ranked: &mut Vec<Ranked>,
        wanted: usize,
    ) -> Result<(), SearchError> {
        let by_relevance = asked.request.sort == Sort::Relevance;
        let by_place: HashMap<(u32, DocId), Ranked> = ranked
            .iter()
            .map(|ranked| ((ranked.segment, ranked.doc), *ranked))
            .collect();
        let (mut first, mut last): (Vec<Ranked>, Vec<Ranked>) = ranked
            .iter()
            .partition(|ranked| !(by_relevance && ranked.by_other_names));
        ranked.clear();
        for part in [&mut first, &mut last] {
            let mut scored: Vec<_> = part
                .iter()
                .map(|ranked| (ranked.segment, ranked.doc, ranked.score))
                .collect();
            sort(
                (&self.index.searcher, &self.index.fields),
                asked.request.sort,
                &mut scored,
                wanted,
            )?;
            ranked.extend(
                scored
                    .iter()
                    .filter_map(|(segment, doc, _)| by_place.get(&(*segment, *doc))),
            );
        }
        Ok(())
    }

    pub(crate) fn record(&self, segment: u32, doc: DocId) -> Result<Record, SearchError> {
        record(&self.index.searcher, &self.index.fields, segment, doc)
    }

    /// Documents in all, and how many of them hold a term.
    pub(crate) fn collection(&self, term: &RankingTerm) -> (u32, u32) {
        let all = u32::try_from(self.index.searcher.num_docs()).unwrap_or(u32::MAX);
        let body = self.index.fields.zone(Zone::Body);
        let field = if term.kind == TermKind::Pair {
            body.grams
        } else {
            body.words
        };
        let with = self
            .index
            .searcher
            .doc_freq(&Term::from_field_text(field, &term.text))
            .unwrap_or(0);
        (all, u32::try_from(with).unwrap_or(u32::MAX))
    }
}

/// A tree with the conditions that stand beside the question.
pub(crate) fn with_conditions(tree: Node, request: &SearchRequest) -> Result<Node, SearchError> {
    let conditions = request.conditions()?;
    if conditions.is_empty() {
        return Ok(tree);
    }
    Ok(Node::And(std::iter::once(tree).chain(conditions).collect()))
}

/// Occurrences in every zone of a document; quotations only where they were asked for.
pub(crate) fn occurrences_by_zone(
    matched: &[Match],
    zones: &[Zone],
) -> BTreeMap<&'static str, u64> {
    let sum = |zone: Zone| {
        matched
            .iter()
            .map(|matched| u64::from(matched.counts.typed[zone as usize]))
            .sum()
    };
    let asked = Zone::WHOLE.into_iter().chain(zones.iter().copied());
    asked.map(|zone| (zone.name(), sum(zone))).collect()
}

/// Occurrences in all zones, each printed place once: what stands in a quotation stands in the body too.
pub(crate) fn occurrences(by_zone: &BTreeMap<&'static str, u64>, zones: &[Zone]) -> u64 {
    let counted = zones
        .iter()
        .filter(|zone| **zone != Zone::Quote || !zones.contains(&Zone::Body));
    counted.filter_map(|zone| by_zone.get(zone.name())).sum()
}

/// Scores as numbers that sort like them; scores are never negative.
fn ordered(score: f32) -> u32 {
    score.max(0.0).to_bits()
}
