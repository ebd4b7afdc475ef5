//! The reader of questions: no text makes it panic, and every leaf and every problem lies inside the question.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|question: &str| {
    let Ok(parsed) = sco_query::parse(question) else {
        return;
    };
    for leaf in parsed.tree.positive_leaves() {
        assert!(question.get(leaf.at.clone()).is_some());
    }
    if let Some(problem) = parsed.problem {
        assert!(problem.at <= question.chars().count());
    }
});
