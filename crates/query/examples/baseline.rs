//! The engine's plain BM25 on a set of judged questions: what the program's own ranking has to be worth more than.
//!
//! `cargo run --release -p sco-query --example baseline -- SET KIND > run.trec`, where SET is a folder with `docs.jsonl` and
//! `queries.tsv` (`docs/evaluation.md`), and KIND says what a text is cut into. Title and body are one field, a question is
//! the OR of its terms, the parameters are the engine's own.

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, bail};
use sco_analysis::{Dictionary, Grams};
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::document::Value;
use tantivy::schema::{
    Field, IndexRecordOption, STORED, Schema, Term, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{
    Language, LowerCaser, PreTokenizedString, RemoveLongFilter, SimpleTokenizer, Stemmer,
    StopWordFilter, TextAnalyzer, Token,
};
use tantivy::{Index, Searcher, TantivyDocument};

/// The kinds of terms, with what they are.
const KINDS: [(&str, &str); 8] = [
    (
        "words",
        "the terms of the index's fields of words: jieba's words in search mode, Han characters, stems",
    ),
    (
        "words-alone",
        "the same without the single characters of Han",
    ),
    (
        "pairs",
        "overlapping pairs of Han characters, whole words of other scripts",
    ),
    (
        "pairs-characters",
        "the same and every single Han character",
    ),
    ("stems-en", "the engine's English analyzer"),
    ("stems-en-stop", "the same with its stop words"),
    ("stems-ru", "the engine's Russian analyzer"),
    ("stems-ru-stop", "the same with its stop words"),
];
/// Documents of a question's ranking, as evaluation programs expect.
const LIMIT: usize = 100;
/// Memory of the index writer, bytes: enough to write one segment, so that ties stand in the order of the documents.
const WRITER_BYTES: usize = 1 << 30;
/// Longest word of the engine's analyzers, bytes (that of its `en_stem`).
const LONGEST_WORD: usize = 40;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [set, kind] = arguments.as_slice() else {
        bail!("usage: baseline SET KIND\n{}", kinds());
    };
    let mut cut = Cut::new(kind)
        .with_context(|| format!("`{kind}` is no kind of terms; there are\n{}", kinds()))?;
    let set = Path::new(set);
    let baseline = Baseline::of(&set.join("docs.jsonl"), &mut cut)?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in lines(&set.join("queries.tsv"))? {
        let line = line?;
        let (qid, question) = line
            .split_once('\t')
            .with_context(|| format!("`{line}` is not `qid<TAB>question`"))?;
        for (rank, (score, document)) in (1..).zip(baseline.search(&cut.terms(question))?) {
            writeln!(out, "{qid} Q0 {document} {rank} {score:.6} baseline-{kind}")?;
        }
    }
    out.flush()?;
    Ok(())
}

fn kinds() -> String {
    let rows = KINDS.map(|(name, what)| format!("  {name:<17} {what}"));
    rows.join("\n")
}

fn lines(path: &Path) -> anyhow::Result<impl Iterator<Item = std::io::Result<String>>> {
    let file =
        std::fs::File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    Ok(BufReader::new(file).lines())
}

/// Cuts a text into terms.
enum Cut {
    Words { dictionary: Dictionary, alone: bool },
    Pairs { grams: Grams, characters: bool },
    Stems(TextAnalyzer),
}

impl Cut {
    fn new(kind: &str) -> Option<Cut> {
        Some(match kind {
            "words" | "words-alone" => Cut::Words {
                dictionary: Dictionary::with_names([]),
                alone: kind == "words-alone",
            },
            "pairs" | "pairs-characters" => Cut::Pairs {
                grams: Grams::default(),
                characters: kind == "pairs-characters",
            },
            "stems-en" => Cut::Stems(stems(Language::English, false)?),
            "stems-en-stop" => Cut::Stems(stems(Language::English, true)?),
            "stems-ru" => Cut::Stems(stems(Language::Russian, false)?),
            "stems-ru-stop" => Cut::Stems(stems(Language::Russian, true)?),
            _ => return None,
        })
    }

    /// The terms of a text, each as often as it occurs.
    fn terms(&mut self, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        match self {
            Cut::Words { dictionary, alone } => dictionary.words(text, |word| {
                if !*alone || !is_one_han(word) {
                    terms.push(word.to_owned());
                }
            }),
            Cut::Pairs { grams, characters } => {
                grams.start(text);
                while let Some(gram) = grams.advance() {
                    if !is_edge(gram.term) {
                        terms.push(gram.term.to_owned());
                    }
                }
                let letters = grams.letters();
                let single = (0..letters.len()).map(|index| letters.text(index));
                terms.extend(
                    single
                        .filter(|letter| *characters && is_one_han(letter))
                        .map(str::to_owned),
                );
            }
            Cut::Stems(analyzer) => analyzer
                .token_stream(text)
                .process(&mut |token| terms.push(token.text.clone())),
        }
        terms
    }
}

/// The engine's `en_stem`, or the same for another language.
fn stems(language: Language, without_stop_words: bool) -> Option<TextAnalyzer> {
    let words = TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser);
    Some(if without_stop_words {
        words
            .filter(StopWordFilter::new(language)?)
            .filter(Stemmer::new(language))
            .build()
    } else {
        words.filter(Stemmer::new(language)).build()
    })
}

/// Whether a term is one character of Han or kana; no other script has a single letter that far up.
fn is_one_han(term: &str) -> bool {
    let mut chars = term.chars();
    chars.next().is_some_and(|first| first >= '\u{2E80}') && chars.next().is_none()
}

/// Whether a gram only says where a run of characters or a sentence begins or ends.
fn is_edge(gram: &str) -> bool {
    gram == "." || gram.starts_with('^') || gram.ends_with('$')
}

/// An index in memory of one field.
struct Baseline {
    searcher: Searcher,
    id: Field,
    text: Field,
}

impl Baseline {
    fn of(docs: &Path, cut: &mut Cut) -> anyhow::Result<Baseline> {
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STORED);
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw") // never used: the terms are cut here
            .set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field(
            "text",
            TextOptions::default().set_indexing_options(indexing),
        );
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, WRITER_BYTES)?;
        for line in lines(docs)? {
            let source: serde_json::Value = serde_json::from_str(&line?)?;
            let part = |key: &str| source[key].as_str().unwrap_or_default();
            let terms = cut.terms(&format!("{}\n{}", part("title"), part("body")));
            let mut document = TantivyDocument::default();
            document.add_text(id, part("id"));
            document.add_pre_tokenized_text(text, pre_tokenized(terms));
            writer.add_document(document)?;
        }
        writer.commit()?;
        Ok(Baseline {
            searcher: index.reader()?.searcher(),
            id,
            text,
        })
    }

    /// The best documents that hold one of the terms; a term that a question holds twice counts twice.
    fn search(&self, terms: &[String]) -> anyhow::Result<Vec<(f32, String)>> {
        let clause = |term: &String| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(self.text, term);
            (
                Occur::Should,
                Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
            )
        };
        let query = BooleanQuery::new(terms.iter().map(clause).collect());
        let best = self
            .searcher
            .search(&query, &TopDocs::with_limit(LIMIT).order_by_score())?;
        best.into_iter()
            .map(|(score, address)| {
                let document: TantivyDocument = self.searcher.doc(address)?;
                let id = document.get_first(self.id).and_then(|id| id.as_str());
                Ok((score, id.context("a document has no id")?.to_owned()))
            })
            .collect()
    }
}

fn pre_tokenized(terms: Vec<String>) -> PreTokenizedString {
    let tokens = terms.into_iter().enumerate().map(|(position, text)| Token {
        position,
        text,
        ..Token::default()
    });
    PreTokenizedString {
        text: String::new(),
        tokens: tokens.collect(),
    }
}
