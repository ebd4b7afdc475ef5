//! Files of other formats, made here: Word documents, books, PDF.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip archive of these entries.
pub(crate) fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("an entry");
        zip.write_all(bytes).expect("memory takes all");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A Word document with this body; `more` are further parts.
pub(crate) fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#
    );
    let mut entries: Vec<(&str, &[u8])> = vec![("word/document.xml", document.as_bytes())];
    entries.extend(more.iter().map(|(name, xml)| (*name, xml.as_bytes())));
    archive(&entries)
}

/// A piece of text on a page: left, base (both in points from the lower left corner), size, text.
pub(crate) type Piece<'t> = (f32, f32, f32, &'t str);

/// A PDF of these pages, in a Chinese font that every reader knows by name (ISO 32000-1, 9.7.5.2).
pub(crate) fn pdf(pages: &[Vec<Piece<'_>>]) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) \
            /Supplement 4 >> /DW 1000 /W [1 [500] 814 939 500] /FontDescriptor 5 0 R >>"
            .to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 \
            /Descent -120 /CapHeight 880 /StemV 90 >>"
            .to_owned(),
    ];
    let mut kids = String::new();
    for pieces in pages {
        let mut content = String::from("BT\n");
        for (left, base, size, text) in pieces {
            let mut hexadecimal = String::new();
            for unit in text.encode_utf16() {
                let _ = write!(hexadecimal, "{unit:04X}");
            }
            let _ = writeln!(
                content,
                "/F1 {size} Tf 1 0 0 1 {left} {base} Tm <{hexadecimal}> Tj"
            );
        }
        content.push_str("ET");
        let number = objects.len() + 1;
        let _ = write!(kids, "{number} 0 R ");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            number + 1
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {} >>", pages.len());
    let mut file = String::from("%PDF-1.4\n");
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        offsets.push(file.len());
        let _ = write!(file, "{number} 0 obj\n{object}\nendobj\n");
    }
    let start = file.len();
    let _ = write!(file, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in &offsets {
        let _ = writeln!(file, "{offset:010} 00000 n ");
    }
    let _ = write!(
        file,
        "trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n",
        objects.len() + 1
    );
    file.into_bytes()
}
