//! Bytes to characters: which encoding is it, and what could not be read?

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use super::ImportError;
use super::script::is_han;

/// A text with what is known about how it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text; what could not be read stands as U+FFFD.
    pub text: String,
    /// Name of the encoding, as in the WHATWG standard.
    pub encoding: &'static str,
    /// Whether the encoding was guessed from the bytes; a mark or sound UTF-8 is no guess.
    pub guessed: bool,
    /// Bytes from the start of the file at which something could not be read.
    pub bad_offsets: Vec<usize>,
    /// Lines, from 1, that were in GB18030 inside a UTF-8 text.
    pub foreign_lines: Vec<usize>,
}

/// Most bad sequences, per thousand characters, in a text that is still called a text.
const MOST_BAD_PER_THOUSAND: usize = 20;

/// Bytes looked at when an encoding is guessed.
const SAMPLE_BYTES: usize = 1 << 20;

/// Reads bytes as text, finding the encoding by its mark, by its form or by statistics.
///
/// # Errors
///
/// [`ImportError::Empty`] when there is nothing but white space, and [`ImportError::Binary`] when the bytes are no text
/// in any encoding known here.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ImportError> {
    let decoded = decode_any(bytes)?;
    if !decoded.text.chars().any(super::script::is_ink) {
        return Err(ImportError::Empty);
    }
    Ok(decoded)
}

/// Reads the XML of an office file: UTF-8 or UTF-16 (ECMA-376-2), told apart by its mark.
pub(super) fn decode_xml(bytes: &[u8]) -> String {
    let (encoding, mark_bytes) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let (text, _) = encoding.decode_without_bom_handling(&bytes[mark_bytes..]);
    text.into_owned()
}

fn decode_any(bytes: &[u8]) -> Result<Decoded, ImportError> {
    if bytes.is_empty() {
        return Err(ImportError::Empty);
    }
    if let Some((encoding, mark_bytes)) = Encoding::for_bom(bytes) {
        return sound(read_as(encoding, bytes, mark_bytes, false));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return sound(read_as(encoding, bytes, 0, true));
    }
    refuse_controls(bytes)?;
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded {
            text: text.to_owned(),
            encoding: UTF_8.name(),
            guessed: false,
            bad_offsets: Vec::new(),
            foreign_lines: Vec::new(),
        });
    }
    if is_cut_utf8(bytes) {
        return sound(read_as(UTF_8, bytes, 0, false));
    }
    if let Some(decoded) = mixed(bytes) {
        return sound(decoded);
    }
    if is_nearly_utf8(bytes) {
        return sound(read_as(UTF_8, bytes, 0, false));
    }
    sound(best_guess(bytes))
}

/// UTF-8 with lines of GB18030 among it, as when files were put together: each line is read by itself.
fn mixed(bytes: &[u8]) -> Option<Decoded> {
    const LEAST: usize = 4;
    let mut decoded = Decoded {
        text: String::new(),
        encoding: UTF_8.name(),
        guessed: true,
        bad_offsets: Vec::new(),
        foreign_lines: Vec::new(),
    };
    let (mut good_bytes, mut foreign_bytes) = (0, 0);
    for (number, line) in (1..).zip(bytes.split_inclusive(|&b| b == b'\n')) {
        let high = line.iter().filter(|b| !b.is_ascii()).count();
        if let Ok(text) = std::str::from_utf8(line) {
            good_bytes += high;
            decoded.text.push_str(text);
            continue;
        }
        if is_nearly_utf8(line) {
            return None;
        }
        let read = read_as(GB18030, line, 0, true);
        let han = read.text.chars().filter(|&c| is_han(c)).count();
        if !read.bad_offsets.is_empty() || han < LEAST {
            return None;
        }
        foreign_bytes += high;
        decoded.foreign_lines.push(number);
        decoded.text.push_str(&read.text);
    }
    // A line of GB18030 is hardly ever sound UTF-8 by chance.
    (good_bytes >= 3 * LEAST && good_bytes * 4 >= foreign_bytes && foreign_bytes > 3 * LEAST)
        .then_some(decoded)
}

/// Sound UTF-8 but for its last bytes: a file that was cut off inside a character.
fn is_cut_utf8(bytes: &[u8]) -> bool {
    const LEAST_CHARS: usize = 3;
    const MOST_BROKEN_BYTES: usize = 6;
    let sound_bytes = std::str::from_utf8(bytes).map_or_else(|e| e.valid_up_to(), str::len);
    let wide = String::from_utf8_lossy(&bytes[..sound_bytes])
        .chars()
        .filter(|c| !c.is_ascii())
        .take(LEAST_CHARS)
        .count();
    bytes.len() - sound_bytes <= MOST_BROKEN_BYTES && wide == LEAST_CHARS
}

/// Multi-byte characters outnumber broken bytes by far: UTF-8 with an accident.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 0 && bad <= 1 + good / 8
}

/// UTF-16 without a mark: NUL bytes on one side (Latin), or Han high bytes on one side and many kinds on the other.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.len() < 4
        || std::str::from_utf8(&bytes[..bytes.len().min(64)]).is_ok_and(|s| !s.contains('\0'))
    {
        return None;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES) & !1];
    let score = |big_endian: bool| {
        let units = sample.chunks_exact(2).map(|pair| {
            if big_endian {
                u16::from_be_bytes([pair[0], pair[1]])
            } else {
                u16::from_le_bytes([pair[0], pair[1]])
            }
        });
        units.filter(|&unit| is_common_unit(unit)).count()
    };
    let (big, little, units) = (score(true), score(false), sample.len() / 2);
    let (encoding, best, other) = if big > little {
        (UTF_16BE, big, little)
    } else {
        (UTF_16LE, little, big)
    };
    // Latin letters give their own proof: half of the bytes are NUL, which no other encoding of text uses.
    let has_breaks = sample
        .chunks_exact(2)
        .any(|p| p == [0, b'\n'] || p == [b'\n', 0] || p == [b' ', 0] || p == [0, b' ']);
    let has_nul = sample.contains(&0);
    let clear = best * 100 >= units * 90
        && best > other + units / 5
        && (has_nul || has_breaks || units >= 16);
    // Byte pairs of GBK text also look like rare Han units; only text whose units are common marks as well is UTF-16.
    (clear && (has_nul || punctuation_units(sample, encoding) * 50 >= units)).then_some(encoding)
}

fn punctuation_units(sample: &[u8], encoding: &'static Encoding) -> usize {
    sample
        .chunks_exact(2)
        .map(|p| {
            if encoding == UTF_16BE {
                u16::from_be_bytes([p[0], p[1]])
            } else {
                u16::from_le_bytes([p[0], p[1]])
            }
        })
        .filter(|unit| {
            matches!(
                unit,
                0x3001 | 0x3002 | 0xFF0C | 0x0A | 0x20 | 0x201C | 0x201D | 0xFF1A | 0xFF1B
            )
        })
        .count()
}

fn is_common_unit(unit: u16) -> bool {
    matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0x24F | 0x400..=0x45F | 0x2010..=0x2040 | 0x3000..=0x3020
        | 0x4E00..=0x9FA5 | 0xFF01..=0xFF5E)
}

/// Text of any 8-bit encoding uses white controls only; pictures, archives and programs use all of them.
fn refuse_controls(bytes: &[u8]) -> Result<(), ImportError> {
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    let odd = sample
        .iter()
        .filter(|b| matches!(b, 0..=8 | 0xE..=0x1A | 0x1C..=0x1F | 0x7F))
        .count();
    if odd * 100 > sample.len() * 2 {
        return Err(ImportError::Binary {
            reason: format!("{odd} of {} bytes are control characters", sample.len()),
        });
    }
    Ok(())
}

/// What statistics say, against the encodings this corpus is most likely to be in; the cleanest reading wins.
fn best_guess(bytes: &[u8]) -> Decoded {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES)];
    detector.feed(sample, sample.len() == bytes.len());
    let guess = detector.guess(None, Utf8Detection::Deny);
    let first = read_as(guess, bytes, 0, true);
    let looks_chinese = |d: &Decoded| d.text.chars().take(100_000).filter(|&c| is_han(c)).count();
    // A single-byte encoding reads anything; a two-byte one that reads all of it as common Han is the better guess.
    if first.bad_offsets.is_empty() && (!guess.is_single_byte() || looks_chinese(&first) > 0) {
        return first;
    }
    let others = [GB18030, BIG5].map(|encoding| read_as(encoding, bytes, 0, true));
    let common = |d: &Decoded| {
        let common = d
            .text
            .chars()
            .filter(|c| matches!(c, '的' | '，' | '。' | '、' | '是' | '在' | '和' | '之'))
            .count();
        common * 50 > looks_chinese(d) && looks_chinese(d) > 0
    };
    others
        .into_iter()
        .filter(|d| common(d) && is_sound(d))
        .min_by_key(|d| d.bad_offsets.len())
        .filter(|d| guess.is_single_byte() || d.bad_offsets.len() < first.bad_offsets.len())
        .unwrap_or(first)
}

fn read_as(encoding: &'static Encoding, bytes: &[u8], skip: usize, guessed: bool) -> Decoded {
    let body = &bytes[skip..];
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(body.len() + body.len() / 2);
    let mut bad_offsets = Vec::new();
    let mut read_bytes = 0;
    loop {
        text.reserve(
            decoder
                .max_utf8_buffer_length(body.len() - read_bytes)
                .unwrap_or(body.len()),
        );
        let (result, read) =
            decoder.decode_to_string_without_replacement(&body[read_bytes..], &mut text, true);
        read_bytes += read;
        match result {
            encoding_rs::DecoderResult::InputEmpty => break,
            encoding_rs::DecoderResult::OutputFull => {}
            encoding_rs::DecoderResult::Malformed(length, after) => {
                bad_offsets.push(
                    skip + read_bytes.saturating_sub(usize::from(length) + usize::from(after)),
                );
                text.push('\u{FFFD}');
            }
        }
    }
    Decoded {
        text,
        encoding: encoding.name(),
        guessed,
        bad_offsets,
        foreign_lines: Vec::new(),
    }
}

fn sound(decoded: Decoded) -> Result<Decoded, ImportError> {
    if !is_sound(&decoded) {
        let (bad, name) = (decoded.bad_offsets.len(), decoded.encoding);
        return Err(ImportError::Binary {
            reason: format!("as {name}, the likeliest encoding, {bad} places make no sense"),
        });
    }
    let controls = decoded
        .text
        .chars()
        .filter(|c| c.is_control() && !c.is_whitespace())
        .count();
    let characters = decoded.text.chars().count();
    if controls * 50 > characters {
        return Err(ImportError::Binary {
            reason: format!("{controls} of {characters} characters are controls"),
        });
    }
    Ok(decoded)
}

fn is_sound(decoded: &Decoded) -> bool {
    let characters = decoded.text.chars().count();
    decoded.bad_offsets.len() <= 2 + characters * MOST_BAD_PER_THOUSAND / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "上海合作组织成员国元首理事会会议在青岛举行，会议通过了宣言。\n第二行是这样的。";

    #[test]
    fn utf16_is_read_with_and_without_mark() {
        for big_endian in [false, true] {
            let units = TEXT.encode_utf16();
            let bytes: Vec<u8> = units
                .flat_map(|u| {
                    if big_endian {
                        u.to_be_bytes()
                    } else {
                        u.to_le_bytes()
                    }
                })
                .collect();
            assert_eq!(decode(&bytes).unwrap().text, TEXT);
            let mark: [u8; 2] = if big_endian {
                [0xFE, 0xFF]
            } else {
                [0xFF, 0xFE]
            };
            assert_eq!(decode(&[&mark[..], &bytes].concat()).unwrap().text, TEXT);
        }
    }

    #[test]
    fn chinese_and_russian_code_pages_are_guessed() {
        let (gb, _, _) = GB18030.encode(TEXT);
        assert_eq!(decode(&gb).unwrap().text, TEXT);
        let russian = "Заседание Совета глав государств прошло в Астане, принята декларация.";
        for encoding in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R] {
            let (bytes, _, _) = encoding.encode(russian);
            assert_eq!(decode(&bytes).unwrap().text, russian, "{}", encoding.name());
        }
        let traditional =
            "上海合作組織的成員國在會議上通過宣言，並發表聯合公報。這是和平發展的道路。";
        let (big5, _, _) = BIG5.encode(traditional);
        assert_eq!(decode(&big5).unwrap().text, traditional);
    }

    #[test]
    fn a_cut_character_is_reported_with_its_place() {
        let bytes = &TEXT.as_bytes()[..TEXT.len() - 1];
        let decoded = decode(bytes).unwrap();
        assert!(decoded.text.ends_with('\u{FFFD}'));
        assert_eq!(decoded.bad_offsets, [TEXT.len() - 3]);
    }

    #[test]
    fn lines_of_another_encoding_are_read_by_themselves() {
        let (foreign, _, _) = GB18030.encode("这一行是另一种编码的文字。\n");
        let bytes = [TEXT.as_bytes(), b"\n", &foreign, TEXT.as_bytes()].concat();
        let decoded = decode(&bytes).unwrap();
        assert_eq!(
            decoded.text,
            format!("{TEXT}\n这一行是另一种编码的文字。\n{TEXT}")
        );
        assert_eq!(decoded.foreign_lines, [3]);
    }

    #[test]
    fn nothing_and_rubbish_are_refused() {
        assert!(matches!(decode(b""), Err(ImportError::Empty)));
        assert!(matches!(
            decode(" \n\u{3000}".as_bytes()),
            Err(ImportError::Empty)
        ));
        assert!(matches!(
            decode(&[0; 100]),
            Err(ImportError::Binary { .. } | ImportError::Empty)
        ));
        let noise = (0..4000_u32).map(|i| i.wrapping_mul(2_654_435_761) >> 13);
        let rubbish: Vec<u8> = noise.map(|n| n.to_le_bytes()[0]).collect();
        assert!(matches!(decode(&rubbish), Err(ImportError::Binary { .. })));
    }
}
