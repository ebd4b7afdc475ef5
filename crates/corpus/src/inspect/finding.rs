//! What a check finds: a closed list of codes, each with what it means and what to do.

use serde::Serialize;

use crate::closed_list::closed_list;

/// Characters of a text that a finding quotes, at most.
const QUOTED_CHARS: usize = 60;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; often right as it is.
    Info,
    /// Probably wrong; somebody should look.
    Warning,
    /// Wrong: text is lost, or the file is not read.
    Error,
}

closed_list!(Severity {
    Info = "info",
    Warning = "warning",
    Error = "error",
});

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// A hint: about as often right as wrong.
    Low,
    /// More often right than wrong.
    Medium,
    /// Hardly ever wrong.
    High,
}

closed_list!(Confidence {
    Low = "low",
    Medium = "medium",
    High = "high",
});

/// What was found. The codes are part of the format: documents accept findings by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// The file cannot be read.
    Unreadable,
    /// The file has bytes that are no UTF-8.
    NotUtf8,
    /// The header breaks a rule.
    Header,
    /// The written form of the text breaks a rule.
    Form,
    /// Two files have one id.
    DuplicateId,
    /// The header names a document that is not there.
    UnknownDocument,
    /// The header says nothing of something every document has.
    MissingKey,
    /// U+FFFD stands where a character was lost.
    ReplacementCharacter,
    /// □ or the like stands where a character was lost.
    MissingGlyph,
    /// Text was read in the wrong encoding.
    Garbled,
    /// A character that only one font knows.
    PrivateUse,
    /// A character that prints nothing.
    InvisibleCharacter,
    /// A character that looks like another and is none: a radical, a compatibility form.
    LookAlike,
    /// HTML was left in the text.
    Markup,
    /// Letters of two scripts in one word.
    MixedScript,
    /// A character's pronunciation stands behind it in brackets.
    Pinyin,
    /// Looks like a reading mistake of a scanner.
    Ocr,
    /// Han characters with a space between each two.
    SpacedCharacters,
    /// A word with the hyphen of a line end in it.
    BrokenWord,
    /// An address that cannot be followed.
    BrokenUrl,
    /// A quotation mark or bracket without its partner.
    Unbalanced,
    /// A footnote mark without its note.
    MarkWithoutNote,
    /// A note that no mark points to.
    NoteWithoutMark,
    /// A note without a text.
    EmptyNote,
    /// A number is left out in the numbers of the notes.
    NoteGap,
    /// Something that looks like a footnote mark and is none.
    BareMark,
    /// The date that the text is signed with is not the header's.
    DateMismatch,
    /// A day that no calendar has.
    ImpossibleDate,
    /// The document has no text.
    Empty,
    /// The document has hardly any text.
    VeryShort,
    /// The text stops before its end.
    Truncated,
    /// A paragraph begins or ends in the middle of a sentence.
    MidSentence,
    /// The text is not in the language of the header.
    LanguageMismatch,
    /// The header accepts a finding that there is not.
    UnknownFinding,
    /// The header accepts a finding that was not made.
    IdleAcceptance,
}

closed_list!(Code {
    Unreadable = "unreadable",
    NotUtf8 = "not-utf8",
    Header = "header",
    Form = "form",
    DuplicateId = "duplicate-id",
    UnknownDocument = "unknown-document",
    MissingKey = "missing-key",
    ReplacementCharacter = "replacement-character",
    MissingGlyph = "missing-glyph",
    Garbled = "garbled",
    PrivateUse = "private-use",
    InvisibleCharacter = "invisible-character",
    LookAlike = "look-alike",
    Markup = "markup",
    MixedScript = "mixed-script",
    Pinyin = "pinyin",
    Ocr = "ocr",
    SpacedCharacters = "spaced-characters",
    BrokenWord = "broken-word",
    BrokenUrl = "broken-url",
    Unbalanced = "unbalanced",
    MarkWithoutNote = "mark-without-note",
    NoteWithoutMark = "note-without-mark",
    EmptyNote = "empty-note",
    NoteGap = "note-gap",
    BareMark = "bare-mark",
    DateMismatch = "date-mismatch",
    ImpossibleDate = "impossible-date",
    Empty = "empty",
    VeryShort = "very-short",
    Truncated = "truncated",
    MidSentence = "mid-sentence",
    LanguageMismatch = "language-mismatch",
    UnknownFinding = "unknown-finding",
    IdleAcceptance = "idle-acceptance",
});

impl Code {
    /// How bad a finding of this kind is where it is sure; one of low confidence is never more than worth knowing.
    pub fn severity(self) -> Severity {
        match self {
            Self::Unreadable
            | Self::NotUtf8
            | Self::Header
            | Self::Form
            | Self::DuplicateId
            | Self::ReplacementCharacter
            | Self::Garbled
            | Self::MarkWithoutNote
            | Self::Empty => Severity::Error,
            Self::MissingKey
            | Self::InvisibleCharacter
            | Self::LookAlike
            | Self::SpacedCharacters
            | Self::BrokenWord
            | Self::NoteGap
            | Self::BareMark
            | Self::UnknownFinding
            | Self::IdleAcceptance => Severity::Info,
            _ => Severity::Warning,
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Unreadable => "see that the file is there, is a plain file and may be read",
            Self::NotUtf8 => {
                "save the file as UTF-8, or take the original in again with `sco import`"
            }
            Self::Header | Self::Form => "correct the line; the message says what is allowed",
            Self::DuplicateId => "give one of the two another `id`, or remove the copy",
            Self::UnknownDocument => "correct the id, or take in the document that it names",
            Self::MissingKey => "add the key, if it is known",
            Self::ReplacementCharacter | Self::MissingGlyph | Self::PrivateUse => {
                "look up the character in the original and put it in"
            }
            Self::Garbled => "take the original in again in its right encoding",
            Self::InvisibleCharacter => "delete the character, unless the script needs it",
            Self::LookAlike => "replace it with the character that it looks like",
            Self::Markup => {
                "remove what belongs to the web page, or write the character it stands for"
            }
            Self::MixedScript => "type the word anew in one script",
            Self::Pinyin => "remove the brackets, if the print has none",
            Self::Ocr | Self::ImpossibleDate => "compare with the print",
            Self::SpacedCharacters => "remove the spaces, if the print has none",
            Self::BrokenWord => "join the word",
            Self::BrokenUrl => "copy the address anew from the original",
            Self::Unbalanced => "put in the missing mark, or remove the one too many",
            Self::MarkWithoutNote => "add the note at the end, or remove the mark",
            Self::NoteWithoutMark => "put the mark behind the words that the note explains",
            Self::EmptyNote => "add the text of the note",
            Self::NoteGap => "look whether a note was lost",
            Self::BareMark => "make it a footnote mark `[^1]` with its note, if it is one",
            Self::DateMismatch => "correct the date of the header, or accept it with the reason",
            Self::Empty => "take the text in again; a scan needs a text first (OCR)",
            Self::VeryShort => "look whether the text is whole",
            Self::Truncated => "take in the rest, or say `extent: extract` in the header",
            Self::MidSentence => {
                "join the paragraph with the one it belongs to, or put in what is missing"
            }
            Self::LanguageMismatch => "correct the language of the header",
            Self::UnknownFinding => "correct the code; docs/check.md has all of them",
            Self::IdleAcceptance => "remove the acceptance; what it was for is no longer there",
        }
    }
}

/// One thing found in one place of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// Line of the file, 1-based.
    pub line: usize,
    /// The text it concerns, with a little of what stands around; empty where it concerns no text.
    pub text: String,
    /// What is wrong, in words.
    pub what: String,
    /// What to do.
    pub advice: &'static str,
    /// Why it is right as it is, where the header accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

impl Finding {
    /// A finding on a line.
    pub(crate) fn new(
        code: Code,
        line: usize,
        confidence: Confidence,
        text: impl Into<String>,
        what: impl Into<String>,
    ) -> Self {
        let severity = match confidence {
            Confidence::Low => Severity::Info,
            Confidence::Medium | Confidence::High => code.severity(),
        };
        Self {
            code,
            severity,
            confidence,
            line,
            text: text.into(),
            what: what.into(),
            advice: code.advice(),
            accepted: None,
        }
    }
}

/// The bytes `start..end` of a text with what stands around them, sixty characters at most.
pub(crate) fn around(text: &str, start: usize, end: usize) -> String {
    let inner = text[start..end].chars().count();
    let beside = QUOTED_CHARS.saturating_sub(inner) / 2;
    let from = text[..start]
        .char_indices()
        .rev()
        .take(beside)
        .last()
        .map_or(start, |(at, _)| at);
    let taken = text[from..start].chars().count() + inner.min(QUOTED_CHARS) + beside;
    text[from..].chars().take(taken).collect()
}

/// The first characters of a text, as many as a finding quotes.
pub(crate) fn head(text: &str) -> String {
    text.chars().take(QUOTED_CHARS).collect()
}

/// The last characters of a text, as many as a finding quotes.
pub(crate) fn tail(text: &str) -> String {
    let length = text.chars().count();
    text.chars()
        .skip(length.saturating_sub(QUOTED_CHARS))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_holds_the_place_and_is_short() {
        let text = "一".repeat(100) + "错" + &"二".repeat(100);
        let quoted = around(&text, 300, 303);
        assert!(quoted.contains("一错二"));
        assert!(quoted.chars().count() <= QUOTED_CHARS);
        assert_eq!(around("错", 0, 3), "错");
        assert_eq!(around(&text, 0, text.len()).chars().count(), QUOTED_CHARS);
        assert_eq!(tail(&text).chars().count(), QUOTED_CHARS);
    }

    #[test]
    fn a_hint_is_never_more_than_worth_knowing() {
        let finding = |confidence| Finding::new(Code::Garbled, 1, confidence, "", "");
        assert_eq!(finding(Confidence::High).severity, Severity::Error);
        assert_eq!(finding(Confidence::Low).severity, Severity::Info);
    }
}
