//! Tables of comma-separated values (RFC 4180) on standard output.

use std::io::Write;

use sco_query::harmless;

/// Prints a table with a line of names above it; no cell of it is taken for a formula by a spreadsheet.
pub(crate) fn print<const N: usize>(
    names: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut writer = csv::Writer::from_writer(&mut out);
    writer.write_record(names)?;
    for row in rows {
        writer.write_record(row.map(harmless))?;
    }
    writer.flush()?;
    drop(writer);
    out.flush()?;
    Ok(())
}
