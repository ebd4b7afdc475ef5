//! Words that make a question of a search and stand in no answer.

/// Folded; longer ones first where one begins another. Dropped only when a question is loosened, never from a literal search.
const QUESTION_WORDS: &[&str] = &[
    "有哪些方面",
    "是什么时候",
    "什么时候",
    "什么时间",
    "什么地方",
    "什么意思",
    "是什么意思",
    "做了什么",
    "做了些什么",
    "说了什么",
    "为什么",
    "是什么",
    "有什么",
    "什么样的",
    "什么样",
    "什么",
    "有哪些",
    "有哪几个",
    "哪些",
    "哪几个",
    "哪一年",
    "哪年",
    "哪个",
    "哪位",
    "哪里",
    "哪儿",
    "哪国",
    "在哪",
    "怎么样",
    "怎么办",
    "怎样",
    "怎么",
    "如何",
    "多少个",
    "多少",
    "有几个",
    "几个",
    "几次",
    "几年",
    "谁说的",
    "是谁说的",
    "是谁",
    "有谁",
    "谁",
    "何时",
    "何地",
    "何为",
    "有没有",
    "是不是",
    "是否",
    "能不能",
    "可不可以",
    "请问",
    "我想知道",
    "告诉我",
    "介绍一下",
    "吗",
    "呢",
    "现在",
];

/// English and Russian question and function words, folded.
const FUNCTION_WORDS: &[&str] = &[
    "a",
    "an",
    "and",
    "are",
    "at",
    "by",
    "can",
    "did",
    "do",
    "does",
    "for",
    "from",
    "has",
    "have",
    "how",
    "in",
    "is",
    "it",
    "many",
    "much",
    "of",
    "on",
    "or",
    "the",
    "to",
    "was",
    "were",
    "what",
    "when",
    "where",
    "which",
    "who",
    "whom",
    "whose",
    "why",
    "will",
    "with",
    "в",
    "во",
    "где",
    "для",
    "до",
    "за",
    "и",
    "из",
    "к",
    "как",
    "какая",
    "какие",
    "каких",
    "какой",
    "когда",
    "кто",
    "ли",
    "на",
    "о",
    "об",
    "от",
    "по",
    "почему",
    "при",
    "с",
    "сколько",
    "со",
    "что",
    "это",
];

/// Whether a folded word is a function word of English or Russian.
pub(crate) fn is_function_word(folded: &str) -> bool {
    FUNCTION_WORDS.contains(&folded)
}

/// Letters at the start of `folded` that are question words; 0 when there are none.
pub(crate) fn length_at_start(folded: &[&str]) -> usize {
    let spelled = |word: &str| {
        let mut letters = folded.iter();
        let same = word
            .chars()
            .all(|c| letters.next().is_some_and(|letter| letter.chars().eq([c])));
        same.then(|| word.chars().count())
    };
    QUESTION_WORDS
        .iter()
        .filter_map(|word| spelled(word))
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_question_word_counts() {
        assert_eq!(length_at_start(&["什", "么", "时", "候", "首"]), 4);
        assert!(is_function_word("who") && !is_function_word("said"));
        assert_eq!(length_at_start(&["首", "次"]), 0);
    }
}
