//! Tables for spreadsheets: CSV that they read as it is meant, and that does nothing there.

use std::io::{self, Write};

/// A table that begins with a byte order mark, by which Excel knows UTF-8; its lines end as RFC 4180 has them.
///
/// # Errors
///
/// When the mark cannot be written.
pub(crate) fn spreadsheet<W: Write>(mut out: W) -> io::Result<csv::Writer<W>> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    Ok(writer)
}

/// A cell that no spreadsheet takes for a formula: what begins as one gets an apostrophe before it (OWASP, "CSV Injection"), the
/// full-width signs too, which East Asian editions take for the others.
pub fn harmless(cell: String) -> String {
    const SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    if cell.starts_with(SIGNS) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_no_formula() {
        for cell in ["=1+1", "+86", "-3", "@x", "\tx", "＝1+1", "＠x"] {
            assert_eq!(harmless(cell.to_owned()), format!("'{cell}"));
        }
        assert_eq!(harmless("上海=精神".to_owned()), "上海=精神");
    }
}
