//! What a question may have meant: asked when nothing holds it as it stands.

use std::sync::Arc;

use sco_analysis::{LetterKind, Letters};

use crate::answer::Answer;
use crate::engine::{Engine, SearchError};
use crate::request::SearchRequest;
use crate::suggest::{Completion, Completions, Name, Phrasebook, Suggester, titles, vocabulary};
use crate::syntax::{LeafKind, Node, parse};

/// Questions that may have been meant, at most, that are tried.
const TRIED: usize = 3;

impl Engine {
    /// How a question under way may go on, best first, at most `limit`.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn completions(&self, typed: &str, limit: usize) -> Result<Vec<Completion>, SearchError> {
        if let Some(completions) = self.completions.get() {
            return Ok(completions.complete(typed, limit));
        }
        let completions = Completions::new(self.phrasebook()?);
        Ok(self
            .completions
            .get_or_init(|| completions)
            .complete(typed, limit))
    }

    fn suggester(&self) -> Result<&Suggester, SearchError> {
        if let Some(suggester) = self.suggester.get() {
            return Ok(suggester);
        }
        let suggester = Suggester::new(self.phrasebook()?);
        Ok(self.suggester.get_or_init(|| suggester))
    }

    /// What can be suggested: words, names, titles. Read when it is first needed.
    fn phrasebook(&self) -> Result<Arc<Phrasebook>, SearchError> {
        if let Some(book) = self.phrasebook.get() {
            return Ok(Arc::clone(book));
        }
        let (searcher, fields) = (&self.index.searcher, &self.index.fields);
        let names = self.index.lexicon().entries().map(Name::from);
        let book = Phrasebook::new(
            vocabulary(searcher, fields)?,
            names,
            titles(searcher, fields)?,
        );
        Ok(Arc::clone(self.phrasebook.get_or_init(|| Arc::new(book))))
    }

    /// Questions that may have been meant, best first.
    pub(crate) fn meant(
        &self,
        request: &SearchRequest,
        tree: &Node,
    ) -> Result<Vec<String>, SearchError> {
        let mut meant: Vec<String> = self
            .without_quotation_marks(&request.q, tree)
            .into_iter()
            .collect();
        let corrections = self.suggester()?.corrections(&request.q);
        meant.extend(corrections.into_iter().map(|suggestion| suggestion.text));
        Ok(meant)
    }

    /// In Russian and English quotation marks often stand around a name, a saying or a pasted sentence without being meant
    /// letter for letter, and the texts that hold it may be Chinese: the question without the marks around names of the lexicon
    /// and, where no Han letter was typed at all, around several words.
    fn without_quotation_marks(&self, question: &str, tree: &Node) -> Option<String> {
        let is_foreign = !kinds(question).contains(&LetterKind::Han);
        let is_saying = |text: &str| is_foreign && kinds(text).len() > 1;
        let is_name = |text: &str| is_saying(text) || self.names().has_others(text);
        let leaves = tree.positive_leaves();
        let marked = leaves
            .iter()
            .filter(|leaf| matches!(leaf.kind, LeafKind::Phrase(_)) && is_name(&leaf.text));
        let mut marked: Vec<_> = marked.collect();
        marked.sort_by_key(|leaf| std::cmp::Reverse(leaf.at.start));
        let mut unmarked = question.to_owned();
        for leaf in &marked {
            unmarked.replace_range(leaf.at.clone(), &leaf.text);
        }
        (!marked.is_empty()).then_some(unmarked)
    }

    /// The answer to the first of some questions that something holds all of or, `loosened`, most of.
    pub(crate) fn answer_meant(
        &self,
        request: &SearchRequest,
        meant: &[String],
        loosened: bool,
    ) -> Result<Option<Answer>, SearchError> {
        for text in meant.iter().take(TRIED) {
            let other = SearchRequest {
                q: text.clone(),
                ..request.clone()
            };
            let Ok(parsed) = parse(text) else { continue };
            if loosened && !parsed.tree.may_be_loosened() {
                continue;
            }
            let asked = self.asked(&other, &parsed.tree)?;
            let answer = self.answer_asked(&asked, loosened)?;
            if answer.total.documents == 0 {
                continue;
            }
            return Ok(Some(Answer {
                query: request.q.clone(),
                corrected: Some(text.clone()),
                suggestions: meant
                    .iter()
                    .filter(|suggestion| *suggestion != text)
                    .cloned()
                    .collect(),
                ..answer
            }));
        }
        Ok(None)
    }
}

/// The kinds of a text's letters.
fn kinds(text: &str) -> Vec<LetterKind> {
    let letters = Letters::of(text);
    let letters = letters.as_slice().iter();
    letters.map(|letter| letter.kind).collect()
}
