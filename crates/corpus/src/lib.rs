//! Files to documents: the model, its written forms, and the readers that make documents of messy files.

mod amend;
mod check;
mod closed_list;
mod converters;
mod correct;
mod document_type;
mod edtf;
mod error;
mod events;
mod fetch;
mod guard;
mod hash;
mod header;
mod holdings;
mod import;
mod inspect;
mod json;
mod lexicon;
mod likeness;
mod markdown;
mod metadata;
mod model;
mod originals;
mod parallel;
mod pattern;
mod propose;
mod punctuation;
mod quotations;
mod store;
mod supervised;
mod table;
mod titles;
mod urls;
mod versions;
mod written_dates;

pub use amend::{
    Amended, Amendment, Correction, Kept, Opened, amend, amend_all, create_document, open_document,
};
pub use check::{Part, Problem};
pub use closed_list::UnknownValue;
pub use converters::{ConvertError, Converted, convert};
pub use correct::{Located, edit_metadata, locate_document};
pub use document_type::{DocumentType, Labels};
pub use edtf::{CalendarDay, Edtf, EdtfError, PlainDate, Precision};
pub use error::{Error, Fault, Faults};
pub use events::{BUILT_IN_EVENTS, Council, Events, Meeting, Names, Recognised, Recognition};
pub use fetch::{FetchError, FetchLimits, Fetched, fetch, is_web_address, now};
pub use hash::{content_hash, sha256_hex};
pub use header::{AssignError, Assignment, Operation, assign, assignable_keys, values_of};
pub use holdings::{Gap, Holding, Holdings};
pub use import::{
    Action, Decoded, Difference, Dropped, Entry, Format, ImportError, Imported, ImportedFile,
    Limits, PrintedMark, ReadOptions, Refused, Report, UnpackedEntry, account, decode,
    import_bytes, import_file, import_reader, read_text, read_within, unpack_archive,
};
pub use inspect::{
    Code, Confidence, Finding, Inspection, Severity, Survey, inspect, inspect_text, survey,
};
pub use lexicon::{
    BUILT_IN_LEXICON, Lexicon, LexiconEntry, LexiconProblem, LexiconTable, NameColumn,
};
pub use likeness::{
    Alike, Decided, DifferenceRow, Likeness, LikenessKind, Likenesses, Piece, differences,
    likenesses, relate, text_hash,
};
pub use metadata::{
    Accepted, Agent, Change, Extent, METADATA_KEYS, Metadata, Original, Relation, RelationKind,
    Role, Status, Version,
};
pub use model::{Document, Footnote, NoteKey, NoteMark, PageBreak, Paragraph, Section};
pub use originals::{ORIGINALS, keep_original, original_file};
pub use propose::{
    Evidence, EvidencePlace, ForeignParagraph, Proposal, ProposalContext, foreign_paragraphs,
    normal_document_number, propose, propose_links,
};
pub use quotations::{AttributionKind, Quotation, QuotationKind, quotations};
pub use store::{
    DocumentIds, LARGEST_DOCUMENT_BYTES, StoredDocument, document_files, documents_by_original,
    file_name, find_document_file, read_document, read_documents, replace_document, write_document,
};
pub use supervised::{Bounds, Output, Stopped, run_bounded};
pub use table::{
    RowChange, TableChanges, TableError, content_digits, read_table, spreadsheet_cell, write_table,
};
pub use titles::{NamedTitle, named_titles, title_spans};
pub use urls::urls;
pub use versions::{Linked, link_problems, linked_to};
