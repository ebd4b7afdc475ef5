//! The program against the oracle: random corpora, random strings, every count, every document, every highlight.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;

use proptest::prelude::*;
use sco_analysis::sentences;
use sco_indexer::{LexiconSource, Options, Source, Zone, update};
use sco_query::{Answer, By, Engine, Hits, Run, SearchRequest, ShownPassage, Total};

use crate::oracle::{Letter, letters, merged, places};
use crate::support::Fixture;

/// Tokens of random texts and questions: few, so that they meet; variants of script and width; words beside characters.
const HAN: [&str; 16] = [
    "上", "海", "合", "作", "组", "織", "共", "同", "体", "體", "国", "國", "年", "第", "版", "网",
];
const WORDS: [&str; 10] = [
    "2030",
    "２０３０",
    "5",
    "５",
    "G",
    "g",
    "SCO",
    "ＳＣＯ",
    "ШОС",
    "шос",
];
const MARKS: [&str; 12] = [
    "，", "、", "；", "：", "“", "”", "《", "》", "（", "）", "·", " ",
];
const ENDS: [&str; 6] = ["。", "！", "？", ".", ". ", "。”"];

/// A document as it is written and as the oracle reads it.
#[derive(Debug, Clone)]
struct Written {
    title: String,
    heading: String,
    paragraphs: Vec<String>,
    note: String,
}

impl Written {
    fn markdown(&self) -> String {
        let title = serde_json::to_string(&self.title).expect("a text is JSON, and YAML");
        let mut text = format!("---\ntitle: {title}\n---\n\n# {}\n\n", self.heading);
        for paragraph in &self.paragraphs {
            let _ = writeln!(text, "{paragraph}\n");
        }
        let _ = write!(text, "上[^1]\n\n[^1]: {}\n", self.note);
        text
    }

    /// Every piece of text with its zone.
    fn blocks(&self) -> Vec<(Zone, &str)> {
        let mut blocks = vec![
            (Zone::Title, self.title.as_str()),
            (Zone::Heading, &self.heading),
        ];
        blocks.extend(
            self.paragraphs
                .iter()
                .map(|paragraph| (Zone::Body, paragraph.as_str())),
        );
        blocks.push((Zone::Body, "上"));
        blocks.push((Zone::Note, &self.note));
        blocks
    }

    /// Every piece that can be a hit by itself: a sentence of the body, anything else whole.
    fn passages(&self) -> Vec<(Zone, &str)> {
        let cut = |(zone, text): (Zone, _)| -> Vec<(Zone, _)> {
            match zone {
                Zone::Body => sentences(text)
                    .map(|range| (zone, text[range].trim_end()))
                    .collect(),
                _ => vec![(zone, text)],
            }
        };
        self.blocks().into_iter().flat_map(cut).collect()
    }

    fn count(&self, zone: Option<Zone>, wanted: &[Letter]) -> usize {
        let blocks = self
            .blocks()
            .into_iter()
            .filter(|(own, _)| zone.is_none_or(|zone| zone == *own));
        blocks
            .map(|(_, text)| places(wanted, &letters(text)).len())
            .sum()
    }

    fn holds(&self, wanted: &[Letter]) -> bool {
        self.count(None, wanted) > 0
    }
}

fn text(tokens: impl Into<prop::collection::SizeRange>) -> impl Strategy<Value = String> {
    let token = prop_oneof![
        12 => prop::sample::select(&HAN[..]),
        3 => prop::sample::select(&WORDS[..]),
        2 => prop::sample::select(&MARKS[..]),
        1 => prop::sample::select(&ENDS[..]),
    ];
    // A letter at the start: no text is empty or looks like a mark of the format.
    let tokens = prop::collection::vec(token, tokens).prop_map(|tokens| tokens.concat());
    (prop::sample::select(&HAN[..]), tokens).prop_map(|(first, rest)| {
        format!("{first}{rest}")
            .split(' ')
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    })
}

fn document() -> impl Strategy<Value = Written> {
    let paragraphs = prop::collection::vec(text(0..40), 1..4);
    (text(0..6), text(0..6), paragraphs, text(0..15)).prop_map(
        |(title, heading, paragraphs, note)| Written {
            title,
            heading,
            paragraphs,
            note,
        },
    )
}

/// Random strings of one to twelve letters, with a mark now and then.
fn question() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        10 => prop::sample::select(&HAN[..]),
        5 => prop::sample::select(&WORDS[..]),
        1 => prop::sample::select(&MARKS[..]),
    ];
    let letters = prop_oneof![3 => 1..4usize, 1 => 4..12usize];
    letters
        .prop_flat_map(move |count| prop::collection::vec(token.clone(), count))
        .prop_map(|tokens| tokens.concat())
}

/// Where in a corpus a question is cut out: document, block, first letter, letters.
type Cut = (
    prop::sample::Index,
    prop::sample::Index,
    prop::sample::Index,
    usize,
);

fn cut(corpus: &[Written], (document, block, first, count): &Cut) -> String {
    let blocks = document.get(corpus).blocks();
    let text = block.get(&blocks).1;
    piece(text, &letters(text), *first, *count)
}

/// A piece of a text from letter to letter, marks between them included.
fn piece(text: &str, letters: &[Letter], first: prop::sample::Index, count: usize) -> String {
    let first = first.index(letters.len());
    let last = (first + count - 1).min(letters.len() - 1);
    text[letters[first].bytes.start..letters[last].bytes.end].to_owned()
}

/// An index of a random corpus.
struct Indexed<'a> {
    corpus: &'a [Written],
    engine: Engine,
    _folder: tempfile::TempDir,
}

impl<'a> Indexed<'a> {
    fn of(corpus: &'a [Written]) -> Indexed<'a> {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        fs::create_dir(folder.path().join("documents")).expect("a folder can be made");
        for (number, document) in corpus.iter().enumerate() {
            let path = folder.path().join(format!("documents/{number}.md"));
            fs::write(path, document.markdown()).expect("a file can be written");
        }
        let sources = vec![Source::Corpus(folder.path().to_owned())];
        let options = Options {
            sources,
            lexicon: LexiconSource::Nothing,
            threads: 1,
            rebuild: false,
        };
        let index = folder.path().join("index");
        let summary = update(&index, &options, &mut |_| {}).expect("the corpus is sound");
        assert_eq!(
            (summary.documents, summary.skipped.as_slice()),
            (corpus.len() as u64, &[][..])
        );
        Indexed {
            corpus,
            engine: Engine::open(&index).expect("the index is sound"),
            _folder: folder,
        }
    }

    fn document(&self, id: &str) -> &Written {
        &self.corpus[id.parse::<usize>().expect("documents are named by numbers")]
    }

    fn documents(&self, holds: impl Fn(&Written) -> bool) -> BTreeSet<String> {
        let all = self
            .corpus
            .iter()
            .enumerate()
            .filter(|(_, document)| holds(document));
        all.map(|(number, _)| number.to_string()).collect()
    }

    /// The passages for which something is true: document, zone, text; sorted.
    fn passages(&self, holds: impl Fn(&[Letter]) -> bool) -> Vec<(String, &'static str, String)> {
        let mut found = Vec::new();
        for (number, document) in self.corpus.iter().enumerate() {
            let passages = document
                .passages()
                .into_iter()
                .filter(|(_, text)| holds(&letters(text)));
            found.extend(
                passages.map(|(zone, text)| (number.to_string(), zone.name(), text.to_owned())),
            );
        }
        found.sort();
        found
    }

    fn check_count(&self, question: &str, q: &str) -> Result<(), TestCaseError> {
        let wanted = letters(question);
        let request = SearchRequest {
            q: q.to_owned(),
            ..SearchRequest::default()
        };
        let count = self.engine.count(&request).expect("the question is sound");
        let by_zone = Zone::WHOLE.map(|zone| {
            let occurrences: usize = self
                .corpus
                .iter()
                .map(|document| document.count(Some(zone), &wanted))
                .sum();
            (zone.name(), occurrences as u64)
        });
        prop_assert_eq!(
            count.documents,
            self.documents(|document| document.holds(&wanted)).len(),
            "documents of {}",
            q
        );
        prop_assert_eq!(
            &count.occurrences_by_zone,
            &BTreeMap::from(by_zone),
            "occurrences of {}",
            q
        );
        prop_assert_eq!(
            count.occurrences,
            by_zone.iter().map(|(_, count)| count).sum::<u64>()
        );
        Ok(())
    }

    fn check_documents(
        &self,
        q: &str,
        holds: impl Fn(&Written) -> bool,
    ) -> Result<Vec<ShownIn>, TestCaseError> {
        let request = SearchRequest {
            q: q.to_owned(),
            limit: 100,
            ..SearchRequest::default()
        };
        let answer = self.literal(&request);
        let Hits::Documents(hits) = answer.hits else {
            panic!("documents were asked for")
        };
        let found: BTreeSet<String> = hits.iter().map(|hit| hit.document.clone()).collect();
        prop_assert_eq!(&found, &self.documents(holds), "documents found by {}", q);
        prop_assert_eq!(hits.len(), found.len(), "a document twice for {}", q);
        prop_assert_eq!(answer.total.documents, found.len(), "total of {}", q);
        Ok(hits
            .into_iter()
            .flat_map(|hit| {
                hit.passages
                    .into_iter()
                    .map(move |p| (hit.document.clone(), p))
            })
            .collect())
    }

    /// The answer to what was typed: none where the program shows what else may have been meant.
    fn literal(&self, request: &SearchRequest) -> Answer {
        let mut answer = self.engine.search(request).expect("the question is sound");
        if answer.corrected.is_some() {
            answer.total = Total::default();
            answer.hits = match request.by {
                By::Document => Hits::Documents(Vec::new()),
                By::Passage => Hits::Passages(Vec::new()),
            };
        }
        answer
    }

    fn check_passages(
        &self,
        q: &str,
        holds: impl Fn(&[Letter]) -> bool,
    ) -> Result<Vec<ShownIn>, TestCaseError> {
        let request = SearchRequest {
            q: q.to_owned(),
            limit: 1000,
            by: By::Passage,
            ..SearchRequest::default()
        };
        let answer = self.literal(&request);
        let Hits::Passages(hits) = answer.hits else {
            panic!("passages were asked for")
        };
        let place = |passage: &ShownPassage| (passage.zone, passage.text.clone());
        let mut found: Vec<_> = hits
            .iter()
            .map(|hit| (hit.document.clone(), place(&hit.passage)))
            .collect();
        found.sort();
        let found: Vec<_> = found
            .into_iter()
            .map(|(document, (zone, text))| (document, zone, text))
            .collect();
        prop_assert_eq!(&found, &self.passages(holds), "passages found by {}", q);
        prop_assert_eq!(answer.total.passages, found.len(), "total of {}", q);
        Ok(hits
            .into_iter()
            .map(|hit| (hit.document, hit.passage))
            .collect())
    }

    /// Removing the marks gives the text, the text stands in the source, and the marks are where the leaves stand.
    fn check_shown(
        &self,
        q: &str,
        shown: &[ShownIn],
        leaves: &[&[Letter]],
    ) -> Result<(), TestCaseError> {
        for (document, passage) in shown {
            let joined: String = passage.runs.iter().map(|run| run.text.as_str()).collect();
            prop_assert_eq!(&joined, &passage.text, "runs of {}", q);
            let blocks = self.document(document).blocks();
            let source = blocks
                .iter()
                .any(|(zone, text)| zone.name() == passage.zone && text.contains(&passage.text));
            prop_assert!(source, "{} is not in document {}", passage.text, document);
            let text = letters(&passage.text);
            let expected = merged(leaves.iter().flat_map(|leaf| places(leaf, &text)).collect());
            prop_assert_eq!(
                marked(&passage.runs),
                expected,
                "marks of {} in {}",
                q,
                passage.text
            );
        }
        Ok(())
    }

    fn check_phrase(&self, question: &str) -> Result<(), TestCaseError> {
        let wanted = letters(question);
        let q = format!("\"{question}\"");
        self.check_count(question, &q)?;
        let shown = self.check_documents(&q, |document| document.holds(&wanted))?;
        self.check_shown(&q, &shown, &[&wanted])?;
        if sentences(question).count() > 1 {
            return Ok(()); // a passage is a sentence
        }
        let shown = self.check_passages(&q, |passage| !places(&wanted, passage).is_empty())?;
        self.check_shown(&q, &shown, &[&wanted])
    }

    /// Both of two phrases, and one without the other.
    fn check_pair(&self, a: &str, b: &str) -> Result<(), TestCaseError> {
        let (left, right) = (letters(a), letters(b));
        let (both, without) = (format!("\"{a}\" \"{b}\""), format!("\"{a}\" -\"{b}\""));
        let stands = |wanted: &[Letter], passage: &[Letter]| !places(wanted, passage).is_empty();
        let shown = self.check_documents(&both, |document| {
            document.holds(&left) && document.holds(&right)
        })?;
        self.check_shown(&both, &shown, &[&left, &right])?;
        self.check_documents(&without, |document| {
            document.holds(&left) && !document.holds(&right)
        })?;
        if sentences(a).count() > 1 || sentences(b).count() > 1 {
            return Ok(());
        }
        let shown = self.check_passages(&both, |passage| {
            stands(&left, passage) && stands(&right, passage)
        })?;
        self.check_shown(&both, &shown, &[&left, &right])?;
        let shown = self.check_passages(&without, |passage| {
            stands(&left, passage) && !stands(&right, passage)
        })?;
        self.check_shown(&without, &shown, &[&left])
    }
}

/// A passage and the document that it was shown of.
type ShownIn = (String, ShownPassage);

/// The bytes that runs mark.
fn marked(runs: &[Run]) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut marked = Vec::new();
    for run in runs {
        if run.hit {
            marked.push(at..at + run.text.len());
        }
        at += run.text.len();
    }
    marked
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_program_finds_counts_and_marks_what_a_patient_reader_would(
        corpus in prop::collection::vec(document(), 1..15),
        random in prop::collection::vec(question(), 24),
        cuts in prop::collection::vec(any::<Cut>().prop_map(|(d, b, f, n)| (d, b, f, 1 + n % 12)), 20),
    ) {
        let indexed = Indexed::of(&corpus);
        let random = random.into_iter().filter(|question| !letters(question).is_empty());
        let cut_out = cuts.iter().map(|place| cut(&corpus, place));
        let questions: Vec<String> = random.chain(cut_out).collect();
        for question in &questions {
            indexed.check_phrase(question)?;
            // A bare word is asked for the same way; it is loosened only in a search.
            if question.chars().all(char::is_alphanumeric) {
                indexed.check_count(question, question)?;
            }
        }
        for pair in questions.windows(2).step_by(3) {
            indexed.check_pair(&pair[0], &pair[1])?;
        }
    }
}

#[test]
fn single_characters_beside_numbers_and_latin_words_are_found() {
    let corpus = [
        (
            "甲.md",
            "---\ntitle: 甲\n---\n\n到2030年，5G网络覆盖全国。见第2版。\n",
        ),
        (
            "乙.md",
            "---\ntitle: 乙\n---\n\n到２０３０ 年，５Ｇ網絡覆盖全国（第 2 版）。\n",
        ),
        (
            "丙.md",
            "---\ntitle: 丙\n---\n\n到12030年，15G网络。第21版。\n",
        ),
    ];
    let fixture = Fixture::indexed(&corpus);
    for question in [
        "2030年",
        "5G网络",
        "第2版",
        "5G网",
        "G网",
        "年5",
        "到2030",
        "网络覆盖",
    ] {
        let found = fixture.run(&["count", question]);
        let expected = match question {
            "G网" | "年5" => "0\t0\n", // part of a word is not the word
            _ => "2\t2\n",
        };
        assert_eq!(found.stdout, expected, "{question}");
    }
}

#[test]
fn a_year_in_han_digits_meets_the_number() {
    let corpus = [(
        "甲.md",
        "---\ntitle: 甲\n---\n\n二〇二四年夏。二○二四年冬。2024年秋。\n",
    )];
    let fixture = Fixture::indexed(&corpus);
    for (question, expected) in [
        ("2024年", "1\t3\n"),
        ("二〇二四年", "1\t3\n"),
        ("2024年冬", "1\t1\n"),
        ("2024", "1\t3\n"),
    ] {
        assert_eq!(
            fixture.run(&["count", question]).stdout,
            expected,
            "{question}"
        );
    }
}
