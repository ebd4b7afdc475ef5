//! Occurrences of a pattern in a segment of the index: how often in which document.

use sco_analysis::{Atom, GramQuery, LetterKind, Letters, RowQuery, SENTENCE_END};
use sco_indexer::ZoneFields;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, TantivyError};

/// Documents with their numbers of occurrences, in the order of their numbers; deleted documents are left out.
pub(crate) type Occurrences = Vec<(DocId, u32)>;

/// Most words of a form that are looked for, `integrat*`.
pub(crate) const FORMS: usize = 2_000;

/// Why occurrences could not be counted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PostingsError {
    /// The engine failed.
    #[error(transparent)]
    Engine(#[from] TantivyError),
    /// A wildcard stands for too many words.
    #[error("`{0}` stands for more than {FORMS} words of the index; type more letters of it")]
    TooManyForms(String),
}

/// Counts a pattern's occurrences in a zone.
pub(crate) fn occurrences(
    segment: &SegmentReader,
    zone: ZoneFields,
    query: &GramQuery,
) -> tantivy::Result<Occurrences> {
    let field = zone.grams;
    let index = segment.inverted_index(field)?;
    let found = match query {
        GramQuery::Prefix(character) => return term_occurrences(segment, zone.words, character),
        GramQuery::Phrase(terms) => {
            let terms = terms
                .iter()
                .map(|(offset, term)| (*offset, std::slice::from_ref(term)));
            by_phrase(&index, field, terms)?
        }
    };
    Ok(alive(segment, found))
}

/// Counts the occurrences of a term of a field. The fields of words hold every single Han character as a term of its own, so
/// that nobody has to add up all grams that begin with it.
pub(crate) fn term_occurrences(
    segment: &SegmentReader,
    field: Field,
    term: &str,
) -> tantivy::Result<Occurrences> {
    let index = segment.inverted_index(field)?;
    let postings = index.read_postings(
        &Term::from_field_text(field, term),
        IndexRecordOption::WithFreqs,
    )?;
    let mut found = AnyOf::default();
    found.lists.extend(postings);
    Ok(alive(segment, frequencies(&mut found)))
}

/// Counts a row's occurrences in a zone.
pub(crate) fn row_occurrences(
    segment: &SegmentReader,
    zone: ZoneFields,
    query: &RowQuery,
) -> Result<Occurrences, PostingsError> {
    let field = zone.grams;
    let index = segment.inverted_index(field)?;
    let found = match query {
        RowQuery::Prefix(character) => {
            return Ok(term_occurrences(segment, zone.words, character)?);
        }
        RowQuery::Terms(atoms) => {
            let mut terms = Vec::with_capacity(atoms.len());
            for (offset, atom) in atoms {
                terms.push((*offset, words_of_form(&index, atom)?));
            }
            by_phrase(
                &index,
                field,
                terms
                    .iter()
                    .map(|(offset, words)| (*offset, words.as_slice())),
            )?
        }
    };
    Ok(alive(segment, found))
}

/// Documents with the positions at which something begins there, sorted.
pub(crate) type Places = Vec<(DocId, u32)>;

/// Where a row stands in a zone of some documents, which are sorted.
pub(crate) fn places(
    segment: &SegmentReader,
    zone: ZoneFields,
    query: &RowQuery,
    among: &[DocId],
) -> Result<Places, PostingsError> {
    let index = segment.inverted_index(zone.grams)?;
    let mut found = Places::new();
    match query {
        RowQuery::Prefix(character) => {
            // Every occurrence begins one gram: a pair, or the last of its run.
            each_term(&index, character, |_, gram| {
                let option = IndexRecordOption::WithFreqsAndPositions;
                let list = index.read_postings_from_terminfo(gram, option);
                let list = list.map_err(TantivyError::from)?;
                let mut row = Intersection::new(vec![(0, AnyOf::one(list))]);
                row.push_places(among, &mut found);
                Ok(())
            })?;
            found.sort_unstable();
        }
        RowQuery::Terms(atoms) => {
            let mut lists = Vec::with_capacity(atoms.len());
            for (offset, atom) in atoms {
                let words = words_of_form(&index, atom)?;
                let option = IndexRecordOption::WithFreqsAndPositions;
                let Some(list) = any_of(&index, zone.grams, &words, option)? else {
                    return Ok(found);
                };
                lists.push((*offset, list));
            }
            lists.sort_by_key(|(_, postings)| postings.doc_freq());
            Intersection::new(lists).push_places(among, &mut found);
        }
    }
    Ok(found)
}

/// Where sentences end in a zone of some documents, which are sorted.
pub(crate) fn sentence_ends(
    segment: &SegmentReader,
    zone: ZoneFields,
    among: &[DocId],
) -> Result<Places, PostingsError> {
    let end = RowQuery::Terms(vec![(0, Atom::Letter(SENTENCE_END.to_owned()))]);
    places(segment, zone, &end, among)
}

fn alive(segment: &SegmentReader, mut found: Occurrences) -> Occurrences {
    if let Some(alive) = segment.alive_bitset() {
        found.retain(|(doc, _)| alive.is_alive(*doc));
    }
    found
}

/// The terms of an index that an atom allows.
fn words_of_form(index: &InvertedIndexReader, atom: &Atom) -> Result<Vec<String>, PostingsError> {
    if let Atom::Letter(term) = atom {
        return Ok(vec![term.clone()]);
    }
    let mut words = Vec::new();
    each_term(index, atom.prefix(), |term, _| {
        let Some(term) = std::str::from_utf8(term).ok().filter(|term| is_word(term)) else {
            return Ok(());
        };
        if atom.allows(term) {
            words.push(term.to_owned());
        }
        if words.len() > FORMS {
            return Err(PostingsError::TooManyForms(shown(atom)));
        }
        Ok(())
    })?;
    Ok(words)
}

/// Gives the terms of an index that begin with something, and where their postings are, to a function, in their order.
fn each_term(
    index: &InvertedIndexReader,
    prefix: &str,
    mut take: impl FnMut(&[u8], &TermInfo) -> Result<(), PostingsError>,
) -> Result<(), PostingsError> {
    let from = index.terms().range().ge(prefix.as_bytes());
    let mut terms = from.into_stream().map_err(TantivyError::from)?;
    while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
        take(terms.key(), terms.value())?;
    }
    Ok(())
}

/// Whether a gram is a whole word: Han pairs and edges are none.
fn is_word(gram: &str) -> bool {
    let letters = Letters::of(gram);
    letters.len() == 1 && letters.letter(0).kind == LetterKind::Word && letters.text(0) == gram
}

fn shown(atom: &Atom) -> String {
    match atom {
        Atom::Letter(text) | Atom::Stem(text) => text.clone(),
        Atom::Pieces(pieces) => pieces.join("*"),
    }
}

/// Counts where, at every distance, one of some terms stands.
fn by_phrase<'a>(
    index: &InvertedIndexReader,
    field: Field,
    terms: impl Iterator<Item = (u32, &'a [String])>,
) -> tantivy::Result<Occurrences> {
    let terms: Vec<(u32, &[String])> = terms.collect();
    let option = if terms.len() == 1 {
        IndexRecordOption::WithFreqs
    } else {
        IndexRecordOption::WithFreqsAndPositions
    };
    let mut lists = Vec::with_capacity(terms.len());
    for (offset, alternatives) in terms {
        let Some(any) = any_of(index, field, alternatives, option)? else {
            return Ok(Occurrences::new());
        };
        lists.push((offset, any));
    }
    if let [(_, only)] = lists.as_mut_slice() {
        return Ok(frequencies(only));
    }
    // The rarest term leads: the others are only asked about its documents.
    lists.sort_by_key(|(_, postings)| postings.doc_freq());
    Ok(Intersection::new(lists).collect())
}

/// The postings of those of some terms that a field has, if it has one.
fn any_of(
    index: &InvertedIndexReader,
    field: Field,
    terms: &[String],
    option: IndexRecordOption,
) -> tantivy::Result<Option<AnyOf>> {
    let mut any = AnyOf::default();
    for term in terms {
        any.lists
            .extend(index.read_postings(&Term::from_field_text(field, term), option)?);
    }
    Ok((!any.lists.is_empty()).then_some(any))
}

fn frequencies(postings: &mut AnyOf) -> Occurrences {
    let mut found = Occurrences::with_capacity(postings.doc_freq() as usize);
    // Nearly always there is one.
    if let [only] = postings.lists.as_mut_slice() {
        while only.doc() != TERMINATED {
            found.push((only.doc(), only.term_freq()));
            only.advance();
        }
        return found;
    }
    while postings.doc() != TERMINATED {
        found.push((postings.doc(), postings.term_freq()));
        postings.advance();
    }
    found
}

/// The postings of several terms as if they were one.
#[derive(Default)]
struct AnyOf {
    lists: Vec<SegmentPostings>,
    scratch: Vec<u32>,
}

impl AnyOf {
    fn one(list: SegmentPostings) -> AnyOf {
        AnyOf {
            lists: vec![list],
            scratch: Vec::new(),
        }
    }

    fn doc(&self) -> DocId {
        self.lists
            .iter()
            .map(DocSet::doc)
            .min()
            .unwrap_or(TERMINATED)
    }

    fn doc_freq(&self) -> u32 {
        self.lists.iter().map(SegmentPostings::doc_freq).sum()
    }

    fn term_freq(&self) -> u32 {
        let doc = self.doc();
        self.lists
            .iter()
            .filter(|list| list.doc() == doc)
            .map(Postings::term_freq)
            .sum()
    }

    fn advance(&mut self) {
        let doc = self.doc();
        for list in self.lists.iter_mut().filter(|list| list.doc() == doc) {
            list.advance();
        }
    }

    fn seek(&mut self, target: DocId) {
        for list in self.lists.iter_mut().filter(|list| list.doc() < target) {
            list.seek(target);
        }
    }

    fn positions_with_offset(&mut self, offset: u32, positions: &mut Vec<u32>) {
        if let [only] = self.lists.as_mut_slice() {
            only.positions_with_offset(offset, positions);
            return;
        }
        let doc = self.doc();
        positions.clear();
        for list in self.lists.iter_mut().filter(|list| list.doc() == doc) {
            list.positions_with_offset(offset, &mut self.scratch);
            positions.extend(&self.scratch);
        }
        positions.sort_unstable();
    }
}

/// The documents in which all terms stand at their distances.
struct Intersection {
    lists: Vec<(u32, AnyOf)>,
    /// Added to positions so that none of them becomes negative: the largest distance.
    shift: u32,
    starts: Vec<u32>,
    positions: Vec<u32>,
}

impl Intersection {
    fn new(lists: Vec<(u32, AnyOf)>) -> Intersection {
        let shift = lists.iter().map(|(offset, _)| *offset).max().unwrap_or(0);
        Intersection {
            lists,
            shift,
            starts: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// Moves the others to the leader's document; gives the first document where that may succeed.
    fn align(&mut self, doc: DocId) -> Result<(), DocId> {
        for (_, postings) in &mut self.lists[1..] {
            if postings.doc() < doc {
                postings.seek(doc);
            }
            if postings.doc() != doc {
                return Err(postings.doc());
            }
        }
        Ok(())
    }

    /// Adds the places in some documents, which are sorted.
    fn push_places(&mut self, among: &[DocId], found: &mut Places) {
        let mut rest = among;
        while let Some(wanted) = rest.first().copied() {
            if self.lists[0].1.doc() < wanted {
                self.lists[0].1.seek(wanted);
            }
            let doc = self.lists[0].1.doc();
            if doc == TERMINATED {
                return;
            }
            let next = match self.align(doc) {
                Ok(()) if doc == wanted => {
                    self.count();
                    let starts = self.starts.iter();
                    found.extend(starts.map(|start| (doc, start.saturating_sub(self.shift))));
                    doc + 1
                }
                Ok(()) => doc,
                Err(next) => next,
            };
            rest = &rest[rest.partition_point(|other| *other < next)..];
        }
    }

    /// Starts of the phrase in the document on which all lists stand.
    fn count(&mut self) -> u32 {
        for (number, (offset, postings)) in self.lists.iter_mut().enumerate() {
            if number == 0 {
                postings.positions_with_offset(self.shift - *offset, &mut self.starts);
                continue;
            }
            postings.positions_with_offset(self.shift - *offset, &mut self.positions);
            retain_common(&mut self.starts, &self.positions);
            if self.starts.is_empty() {
                return 0;
            }
        }
        u32::try_from(self.starts.len()).unwrap_or(u32::MAX)
    }
}

impl Iterator for Intersection {
    type Item = (DocId, u32);

    fn next(&mut self) -> Option<(DocId, u32)> {
        loop {
            let doc = self.lists[0].1.doc();
            if doc == TERMINATED {
                return None;
            }
            match self.align(doc) {
                Ok(()) => {
                    let count = self.count();
                    self.lists[0].1.advance();
                    if count > 0 {
                        return Some((doc, count));
                    }
                }
                Err(TERMINATED) => return None,
                Err(next) => {
                    self.lists[0].1.seek(next);
                }
            }
        }
    }
}

/// Keeps what is in both sorted lists.
fn retain_common(kept: &mut Vec<u32>, other: &[u32]) {
    let mut at = 0;
    kept.retain(|position| {
        while at < other.len() && other[at] < *position {
            at += 1;
        }
        other.get(at) == Some(position)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_positions_are_kept() {
        let mut kept = vec![1, 4, 6, 9];
        retain_common(&mut kept, &[0, 4, 5, 9, 12]);
        assert_eq!(kept, [4, 9]);
    }
}
