//! Files to documents: the model, its written forms, and the readers that make documents of messy files.

mod amend;
mod check;
mod closed_list;
mod document_type;
mod edtf;
mod error;
mod events;
mod guard;
mod hash;
mod header;
mod holdings;
mod import;
mod json;
mod lexicon;
mod markdown;
mod metadata;
mod model;
mod pattern;
mod propose;
mod punctuation;
mod quotations;
mod store;
mod table;
mod titles;
mod urls;
mod versions;

pub use amend::{
    Amended, Amendment, Correction, Kept, Opened, amend, amend_all, create_document, open_document,
};
pub use check::{Part, Problem};
pub use closed_list::UnknownValue;
pub use document_type::{DocumentType, Labels};
pub use edtf::{CalendarDay, Edtf, EdtfError, PlainDate, Precision};
pub use error::{Error, Fault, Faults};
pub use events::{BUILT_IN_EVENTS, Council, Events, Meeting, Names, Recognised, Recognition};
pub use hash::{content_hash, sha256_hex};
pub use header::{AssignError, Assignment, Operation, assign, assignable_keys, values_of};
pub use holdings::{Gap, Holding, Holdings};
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
pub use propose::{
    Evidence, EvidencePlace, ForeignParagraph, Proposal, ProposalContext, foreign_paragraphs,
    normal_document_number, propose, propose_links,
};
pub use quotations::{AttributionKind, Quotation, QuotationKind, quotations};
pub use store::{
    DocumentIds, LARGEST_DOCUMENT_BYTES, StoredDocument, document_files, file_name,
    find_document_file, read_document, read_documents, write_document,
};
pub use table::{
    RowChange, TableChanges, TableError, content_digits, read_table, spreadsheet_cell, write_table,
};
pub use titles::{NamedTitle, named_titles, title_spans};
pub use urls::urls;
pub use versions::{Linked, link_problems, linked_to};
