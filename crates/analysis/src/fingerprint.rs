//! The analyzer's name: an index made by another analyzer must not be asked.

/// Names the rules of folding, sentences, letters, grams and words; whoever changes a rule changes it.
///
/// A test computes the second half from what the rules do to a text that exercises all of them, and fails with the new
/// value when that changes.
pub const FINGERPRINT: &str = "1-ae26ffd2a99e636a";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Dictionary, Grams, fold_char};

    /// FNV-1a: a checksum that is the same on every machine and in every version.
    struct Checksum(u64);

    impl Checksum {
        fn add(&mut self, text: &str) {
            for byte in text.bytes().chain([0]) {
                self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
    }

    const PROBE: &str = "“上海合作組織”（ＳＣＯ）於2001年6月15日成立。二〇二四年，“C5+1”、中国—中亚峰会……《〈条约〉实施纲要》；平等、协商！\n\
        好吗？”他问。The U.S. and co\u{AD}operation initiatives, pp. 10-11. See https://a.b/c. «Шанхайский дух», 2024 г. Ёлка. Тремя силами. カタカナ ⺠⽣ ○ и\u{306}e\u{301}";

    #[test]
    fn the_fingerprint_names_the_rules() {
        let mut sum = Checksum(0xcbf2_9ce4_8422_2325);
        for c in (0..=0x3_FFFF).filter_map(char::from_u32) {
            sum.add(fold_char(c).encode_utf8(&mut [0; 4]));
        }
        let mut grams = Grams::default();
        grams.start(PROBE);
        while let Some(gram) = grams.advance() {
            sum.add(&format!("{} {}", gram.term, gram.position));
        }
        Dictionary::with_names(["命运共同体"]).words(PROBE, |word| sum.add(word));
        let expected = format!("1-{:016x}", sum.0);
        assert_eq!(
            FINGERPRINT, expected,
            "the analysis has changed: set FINGERPRINT to {expected:?}"
        );
    }
}
