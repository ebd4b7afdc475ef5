//! Marks that end sentences, and marks that stand around a piece of text.

/// Whether a sentence may end with the character.
pub(crate) fn is_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '.' | '!' | '?' | '…' | '｡')
}

/// Whether the character closes a quotation or bracket.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '”' | '’'
            | '」'
            | '』'
            | '）'
            | ')'
            | '》'
            | '〉'
            | '】'
            | '］'
            | ']'
            | '〕'
            | '»'
            | '"'
            | '\''
    )
}

/// Whether the character opens a quotation or bracket and so never ends a line.
pub(crate) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '“' | '‘' | '「' | '『' | '（' | '(' | '《' | '〈' | '【' | '［' | '[' | '〔' | '«'
    )
}
