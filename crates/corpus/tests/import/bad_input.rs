//! Empty, broken, binary and hostile input.

use std::io::Read;
use std::time::Instant;

use sco_corpus::{
    ImportError, Limits, ReadOptions, account, import_bytes, import_reader, named_titles,
    quotations, read_text,
};

fn refuse(name: &str, bytes: &[u8]) -> String {
    import_bytes(name, bytes, &Limits::default())
        .expect_err("refused")
        .to_string()
}

#[test]
fn nothing_is_refused_with_a_reason() {
    assert_eq!(refuse("a.txt", b""), "holds no text");
    assert_eq!(
        refuse("a.txt", " \n\t\u{3000}\u{c}\n".as_bytes()),
        "holds no text"
    );
    assert_eq!(refuse("a.pdf", b""), "holds no text");
}

#[test]
fn other_formats_are_told_by_their_bytes_and_refused_with_a_reason() {
    assert!(refuse("a.txt", b"%PDF-1.7\n").starts_with("is no PDF that can be read: "));
    assert!(refuse("a.docx", b"PK\x03\x04rest").starts_with("is no DOCX that can be read: "));
    assert!(refuse("a.txt", b"{\\rtf1 }").contains("save it as DOCX"));
}

#[test]
fn binary_rubbish_is_refused() {
    assert!(
        refuse("a.txt", &[0; 4096]).starts_with("is not text")
            || refuse("a.txt", &[0; 4096]) == "holds no text"
    );
    let noise: Vec<u8> = (0..9000_u32)
        .map(|i| u8::try_from((i.wrapping_mul(2_654_435_761) >> 13) & 0xFF).expect("a byte"))
        .collect();
    assert!(refuse("a.txt", &noise).starts_with("is not text"));
}

#[test]
fn a_truncated_character_is_reported_with_its_byte() {
    let whole = "上海合作组织。\n第二行。".as_bytes();
    let imported =
        import_bytes("a.txt", &whole[..whole.len() - 2], &Limits::default()).expect("read");
    assert!(
        imported
            .report
            .to_string()
            .contains(&format!("byte {}", whole.len() - 3)),
        "{}",
        imported.report
    );
}

/// A line without end, made on the fly.
struct Endless;

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        buffer.fill(b'x');
        Ok(buffer.len())
    }
}

#[test]
fn a_line_without_end_is_refused_while_it_streams() {
    let error = import_reader("a.txt", Endless, &Limits::default()).expect_err("refused");
    assert!(
        matches!(error, ImportError::LineTooLong { line: 1, .. }),
        "{error}"
    );
    let short = Limits {
        file_bytes: 1000,
        ..Limits::default()
    };
    assert!(matches!(
        import_reader("a.txt", Endless, &short),
        Err(ImportError::FileTooLong { .. })
    ));
}

/// A stream that stands for a stage with a fault.
struct Panicking;

impl Read for Panicking {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        panic!("page 0 is unknown")
    }
}

#[test]
fn a_reader_that_panics_costs_one_file() {
    let error = import_reader("a.txt", Panicking, &Limits::default()).expect_err("refused");
    assert_eq!(
        error.to_string(),
        "the reader failed on this file, please report it: page 0 is unknown"
    );
}

#[test]
fn hostile_texts_take_linear_time_and_lose_nothing() {
    const BYTES: usize = 1 << 20;
    const LARGE: &[&str] = &["[1]", "《", "“", " ", "x\n"];
    let started = Instant::now();
    for unit in [
        "[1]",
        "[1]\n",
        "《",
        "《\n",
        "“",
        "“\n",
        "”",
        " ",
        "x\n",
        "一、\n",
        "1\n",
        "- 1 -\n",
        "①",
        "①\n",
        "*\n",
        "https://a.b/\n",
        "-\n",
        "\u{c}",
        "x\u{c}",
        "。",
        "。\n",
        "习近平主席强调：“",
        "“a” ",
        "（",
        "a-\n",
        "  a  b  c\n",
        "注1",
        "注1\n",
        " x\n",
        "\u{301}",
        "\u{3000}\u{3000}中\n",
        "[1] x\n[2] y\n",
        "http://",
        "http://-",
        "«",
        "„",
        "“」",
        "12345678901234567890\n",
        "合作12345678901234567890\n",
        "abcdefghijklmnopqrstuvwxyzabcdefghijklm-\n",
    ] {
        let text = unit.repeat(
            if LARGE.contains(&unit) {
                BYTES
            } else {
                BYTES / 8
            } / unit.len(),
        );
        let begun = Instant::now();
        let imported = read_text(&text, &ReadOptions::default());
        assert_eq!(account(&text, &imported), Ok(()), "{unit:?}");
        assert_eq!(imported.document.check(), [], "{unit:?}");
        let (titles, quotes) = (
            named_titles(&imported.document).len(),
            quotations(&imported.document).len(),
        );
        println!(
            "{unit:?}: {} ms, {titles} titles, {quotes} quotations",
            begun.elapsed().as_millis()
        );
        assert!(begun.elapsed().as_secs() < 20, "{unit:?}");
    }
    println!("all: {} s", started.elapsed().as_secs());
}
