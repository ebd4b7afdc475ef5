//! The whole life of a document: it arrives as a PDF, is checked, described, indexed, found, cited, corrected, withdrawn, given back.

use std::fmt::Write as _;

use crate::support::Fixture;

/// A page of one line in a Chinese font that readers know by name (ISO 32000-1, 9.7.5.2).
fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut content = String::from("BT\n");
    for (number, line) in lines.iter().enumerate() {
        let hexadecimal: Vec<String> = line
            .encode_utf16()
            .map(|unit| format!("{unit:04X}"))
            .collect();
        content += &[
            "/F1 12 Tf 1 0 0 1 80 ",
            &(700 - 18 * number).to_string(),
            " Tm <",
            &hexadecimal.concat(),
            "> Tj\n",
        ]
        .concat();
    }
    content.push_str("ET");
    let length = content.len();
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [6 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 5 0 R >>".to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 90 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents 7 0 R >>".to_owned(),
        format!("<< /Length {length} >>\nstream\n{content}\nendstream"),
    ];
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (number, object) in (1..).zip(&objects) {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{number} 0 obj\n{object}\nendobj");
    }
    let start = file.len();
    let _ = writeln!(
        file,
        "xref\n0 8\n{table}trailer << /Size 8 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF"
    );
    file.into_bytes()
}

#[test]
fn a_document_lives_from_its_arrival_to_its_withdrawal_and_back() {
    let fixture = Fixture::of(&[]);
    let lines = [
        "在粮食论坛上的讲话",
        "（2022年9月15日，撒马尔罕）",
        "各位来宾，粮食运输关系到各国人民的生活，铁路应当先行。",
        "口岸的开放时间应当由各方共同商定，每年会晤一次。",
    ];
    fixture.write("talk.pdf", pdf(&lines));
    let run = |arguments: &[&str]| fixture.run(arguments);
    // It arrives, and its bytes are kept.
    assert_eq!(
        run(&["import", "talk.pdf"]).code(0).stdout,
        "corpus/documents/talk.md\n"
    );
    assert_eq!(
        std::fs::read_dir(fixture.path("corpus/originals"))
            .expect("originals")
            .count(),
        1
    );
    // It is checked: nothing is wrong with it that would stop it.
    run(&["check", "--severity", "error"]).code(0);
    // It is described.
    run(&["describe", "talk"]).code(0);
    run(&[
        "describe",
        "talk",
        "type=speech",
        "place=撒马尔罕",
        "--why",
        "据原文",
        "--by",
        "馆员",
    ])
    .code(0);
    run(&["index"]).code(0).says("1 document");
    // It is found and cited.
    let found = run(&["search", "“铁路应当先行”", "--by", "passage", "--json"]);
    assert_eq!(found.code(0).documents(), ["talk"]);
    assert!(
        run(&["cite", "talk"])
            .code(0)
            .stdout
            .contains("在粮食论坛上的讲话")
    );
    // It is corrected; who, when and why stand in its header, and the text before is kept.
    run(&[
        "describe",
        "talk",
        "date=2022-09-16",
        "--why",
        "日期有误",
        "--by",
        "馆员",
    ])
    .code(0);
    let text =
        std::fs::read_to_string(fixture.path("corpus/documents/talk.md")).expect("it is there");
    assert!(
        text.contains("date: 2022-09-16")
            && text.contains("日期有误")
            && text.contains("who: 馆员"),
        "{text}"
    );
    // It is withdrawn and found no more, and comes back.
    run(&["withdraw", "talk", "--reason", "误收", "--by", "馆员"]).code(0);
    run(&["index"]).code(0);
    run(&["search", "“铁路应当先行”"]).code(1);
    run(&["restore", "talk", "--reason", "已核实", "--by", "馆员"]).code(0);
    run(&["index"]).code(0);
    run(&["search", "“铁路应当先行”"]).code(0);
}
