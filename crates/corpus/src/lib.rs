//! Files to documents: the model, its written forms, and the readers that make documents of messy files.

mod check;
mod closed_list;
mod correct;
mod document_type;
mod edtf;
mod error;
mod guard;
mod hash;
mod header;
mod import;
mod json;
mod lexicon;
mod markdown;
mod metadata;
mod model;
mod pattern;
mod punctuation;
mod quotations;
mod store;
mod titles;
mod urls;

pub use check::{Part, Problem};
pub use closed_list::UnknownValue;
pub use correct::{Located, edit_metadata, locate_document};
pub use document_type::{DocumentType, Labels};
pub use edtf::{CalendarDay, Edtf, EdtfError, PlainDate, Precision};
pub use error::{Error, Fault, Faults};
pub use hash::{content_hash, sha256_hex};
pub use import::{
    Action, Decoded, Difference, Dropped, Entry, Format, ImportError, Imported, Limits,
    PrintedMark, ReadOptions, Report, account, decode, import_bytes, import_reader, read_text,
};
pub use lexicon::{
    BUILT_IN_LEXICON, Lexicon, LexiconEntry, LexiconProblem, LexiconTable, NameColumn,
};
pub use metadata::{
    Accepted, Agent, Change, Extent, METADATA_KEYS, Metadata, Original, Relation, RelationKind,
    Role, Status, Version,
};
pub use model::{Document, Footnote, NoteKey, NoteMark, PageBreak, Paragraph, Section};
pub use quotations::{AttributionKind, Quotation, QuotationKind, quotations};
pub use store::{
    DocumentIds, LARGEST_DOCUMENT_BYTES, StoredDocument, document_files, file_name, read_document,
    read_documents, write_document,
};
pub use titles::{NamedTitle, named_titles, title_spans};
pub use urls::urls;
