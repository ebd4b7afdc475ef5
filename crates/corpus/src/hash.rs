//! Hashes: of bytes, and of everything a document says, by which a changed document is known.

use sha2::{Digest, Sha256};

use crate::json::to_value;
use crate::model::Document;

/// SHA-256 of `bytes` in 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    Sha256::digest(bytes)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// SHA-256, in 64 lower-case hexadecimal digits, of everything a document says; equal for equal documents, whatever file
/// they came from.
pub fn content_hash(document: &Document) -> String {
    // A change of the model's shape is a change of every hash, so that everything is indexed anew.
    const FORM: &str = "sco-document/1\n";
    sha256_hex(format!("{FORM}{}", to_value(document)).as_bytes())
}
