//! The real program, from a file to an answer. Corpora are written here in code; what reads `../shared` says so and is passed
//! over where that folder is absent.

#[path = "end_to_end/answer.rs"]
mod answer;
#[path = "end_to_end/bad_input.rs"]
mod bad_input;
#[path = "end_to_end/batch.rs"]
mod batch;
#[path = "end_to_end/check.rs"]
mod check;
#[path = "end_to_end/citations.rs"]
mod citations;
#[path = "end_to_end/count.rs"]
mod count;
#[path = "end_to_end/damage.rs"]
mod damage;
#[path = "end_to_end/describe.rs"]
mod describe;
#[path = "end_to_end/docs.rs"]
mod docs;
#[path = "end_to_end/evaluation.rs"]
mod evaluation;
#[path = "end_to_end/exchange.rs"]
mod exchange;
#[path = "end_to_end/expansion.rs"]
mod expansion;
#[path = "end_to_end/export.rs"]
mod export;
#[path = "end_to_end/formats.rs"]
mod formats;
#[path = "end_to_end/honest.rs"]
mod honest;
#[path = "end_to_end/http.rs"]
mod http;
#[path = "end_to_end/import.rs"]
mod import;
#[path = "end_to_end/index.rs"]
mod index;
#[path = "end_to_end/layering.rs"]
mod layering;
#[path = "end_to_end/life.rs"]
mod life;
#[path = "end_to_end/machine_pages.rs"]
mod machine_pages;
#[path = "end_to_end/model.rs"]
mod model;
#[path = "end_to_end/naive.rs"]
mod naive;
#[path = "end_to_end/operator.rs"]
mod operator;
#[path = "end_to_end/oracle.rs"]
mod oracle;
#[path = "end_to_end/problems.rs"]
mod problems;
#[path = "end_to_end/query_language.rs"]
mod query_language;
#[path = "end_to_end/random_questions.rs"]
mod random_questions;
#[path = "end_to_end/readme.rs"]
mod readme;
#[path = "end_to_end/real_texts.rs"]
mod real_texts;
#[path = "end_to_end/sample_corpus.rs"]
mod sample_corpus;
#[path = "end_to_end/search.rs"]
mod search;
#[path = "end_to_end/server.rs"]
mod server;
#[path = "end_to_end/sru.rs"]
mod sru;
#[path = "end_to_end/support.rs"]
mod support;
#[path = "end_to_end/watch.rs"]
mod watch;
