//! Documents to index: the fields, what is kept of a document, and the format on disk.
//!
//! Every [`Zone`] of a document is indexed twice over one folded text: grams with positions decide what matches, words rank.
//! [`update`] brings an index up to date with its sources, [`open()`] reads it.

mod build;
mod checksummed;
mod entry;
mod error;
mod generation;
mod known;
mod ledger;
mod lexicon_copy;
mod open;
mod purge;
mod read_only;
mod record;
mod schema;
mod scope;
mod source;
mod summary;
mod tokenizers;
mod zone;

pub use build::{Options, update, update_within};
pub use error::Error;
pub use ledger::{Ledger, LedgerEntry, Left, Standing};
pub use lexicon_copy::LexiconSource;
pub use open::{OpenIndex, ledger, open, state, verify};
pub use record::{Block, Quoted, Record};
pub use schema::{Fields, ZoneFields};
pub use scope::Scope;
pub use source::{Skipped, Source};
pub use summary::Summary;
pub use zone::Zone;
