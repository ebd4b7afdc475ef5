//! What is wrong with a query or a request: the diagnostics of SRU.

use std::fmt;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $message:literal;)*) => {
        /// A diagnostic of the list `info:srw/diagnostic/1`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u16)]
        pub enum DiagnosticKind {
            $($(#[$doc])* $name = $number,)*
        }

        impl DiagnosticKind {
            /// The words of the list.
            pub fn message(self) -> &'static str {
                match self {
                    $(DiagnosticKind::$name => $message,)*
                }
            }
        }
    };
}

kinds! {
    /// The server failed.
    SystemError = 1, "General system error";
    /// The server has too much to do.
    TemporarilyUnavailable = 2, "System temporarily unavailable";
    /// A key is needed.
    Authentication = 3, "Authentication error";
    /// There is no such operation.
    Operation = 4, "Unsupported operation";
    /// There is no such version.
    Version = 5, "Unsupported version";
    /// A parameter has a value that is not allowed.
    ParameterValue = 6, "Unsupported parameter value";
    /// A parameter is missing.
    MissingParameter = 7, "Mandatory parameter not supplied";
    /// There is no such parameter.
    Parameter = 8, "Unsupported parameter";
    /// The query cannot be read.
    Syntax = 10, "Query syntax error";
    /// The query is too long.
    QueryTooLong = 12, "Too many characters in query";
    /// Brackets without their other half, or too deep.
    Parentheses = 13, "Invalid or unsupported use of parentheses";
    /// A quotation mark without its other half.
    Quotes = 14, "Invalid or unsupported use of quotes";
    /// There is no such context set.
    ContextSet = 15, "Unsupported context set";
    /// There is no such index.
    Index = 16, "Unsupported index";
    /// Two indexes that cannot stand together.
    Indexes = 18, "Unsupported combination of indexes";
    /// There is no such relation.
    Relation = 19, "Unsupported relation";
    /// There is no such modifier of a relation.
    RelationModifier = 20, "Unsupported relation modifier";
    /// The index does not have the relation.
    RelationOfIndex = 22, "Unsupported combination of relation and index";
    /// A backslash before a character that means nothing.
    Escape = 26, "Non special character escaped in term";
    /// A term without a character.
    EmptyTerm = 27, "Empty term unsupported";
    /// The index cannot be asked with masks.
    Masking = 28, "Masking character not supported";
    /// Nothing but masks.
    MaskedTooShort = 29, "Masked words too short";
    /// The index cannot be asked with anchors.
    Anchoring = 31, "Anchoring character not supported";
    /// An anchor inside a term.
    AnchorPosition = 32, "Anchoring character in unsupported position";
    /// A term that the index cannot have.
    TermFormat = 36, "Term in invalid format for index or relation";
    /// Too many clauses.
    TooManyBooleans = 38, "Too many boolean operators in query";
    /// A side of `prox` that has no place in a text.
    Proximity = 39, "Proximity not supported";
    /// A relation of a distance that cannot be tested.
    ProximityRelation = 40, "Unsupported proximity relation";
    /// A distance that cannot be tested.
    ProximityDistance = 41, "Unsupported proximity distance";
    /// There is no such unit.
    ProximityUnit = 42, "Unsupported proximity unit";
    /// The unit has no order.
    ProximityOrdering = 43, "Unsupported proximity ordering";
    /// There is no such modifier of a boolean.
    BooleanModifier = 46, "Unsupported boolean modifier";
    /// The query would have to read too much.
    CannotProcess = 47, "Cannot process query; reason unknown";
    /// Something of CQL that is not there.
    Feature = 48, "Query feature unsupported";
    /// There are no result sets.
    ResultSets = 50, "Result sets not supported";
    /// There are not so many records.
    FirstRecord = 61, "First record position out of range";
    /// There is no such schema.
    Schema = 66, "Unknown schema for retrieval";
    /// Records are not escaped so.
    RecordPacking = 71, "Unsupported record packing";
    /// The index cannot be sorted by.
    Sort = 80, "Sort not supported";
    /// More keys than one.
    SortKeys = 84, "Too many sort keys to sort";
    /// The index cannot be sorted by.
    SortPath = 88, "Unsupported path for sort";
    /// The index cannot be sorted in that direction.
    SortDirection = 90, "Unsupported direction";
    /// Case does not count.
    SortCase = 91, "Unsupported case";
    /// What has no value comes last.
    SortMissing = 92, "Unsupported missing value action";
    /// There are no stylesheets.
    Stylesheet = 110, "Stylesheets not supported";
}

impl DiagnosticKind {
    /// The number in the list.
    pub fn number(self) -> u16 {
        self as u16
    }

    /// The identifier.
    pub fn uri(self) -> String {
        format!("info:srw/diagnostic/1/{}", self.number())
    }
}

/// A diagnostic with what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which.
    pub kind: DiagnosticKind,
    /// What it is about, as the list has it: the name of an index, of a parameter.
    pub details: String,
    /// What is wrong and what to do, in words; may be empty.
    pub hint: String,
}

impl Diagnostic {
    /// A diagnostic about something, with words on what to do.
    pub fn new(
        kind: DiagnosticKind,
        details: impl Into<String>,
        hint: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            kind,
            details: details.into(),
            hint: hint.into(),
        }
    }

    /// The words of the list and ours.
    pub fn message(&self) -> String {
        if self.hint.is_empty() {
            return self.kind.message().to_owned();
        }
        format!("{}: {}", self.kind.message(), self.hint)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} ({})",
            self.kind.uri(),
            self.message(),
            self.details
        )
    }
}

impl std::error::Error for Diagnostic {}
