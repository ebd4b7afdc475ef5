//! Addresses in a text, whole and without the punctuation of the sentence around them.

/// What an address begins with, without regard to case.
const SCHEMES: [&str; 3] = ["http://", "https://", "ftp://"];

/// Every address in `text`, in order.
///
/// A stop, comma, quotation mark or unpaired bracket at the end belongs to the sentence; a bracket whose partner is
/// inside the address belongs to the address; Chinese glued to an address ends it.
///
/// # Example
///
/// ```
/// let text = "外交部网站，2025年1月2日，https://www.fmprc.gov.cn/a_(b).shtml。又见http://iz.ru/1)。";
/// assert_eq!(sco_corpus::urls(text), ["https://www.fmprc.gov.cn/a_(b).shtml", "http://iz.ru/1"]);
/// ```
pub fn urls(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("://") {
        let colon = from + at;
        from = colon + 3;
        let Some(start) = scheme_start(text, colon) else {
            continue;
        };
        let rest = &text[from..];
        // Before the address is measured: many schemes in a row would each measure to the end of the text.
        if !rest.starts_with(begins_host) {
            continue;
        }
        let end = rest.find(|c| !is_address_char(c)).unwrap_or(rest.len());
        let kept = without_sentence_end(&rest[..end]);
        if !kept.is_empty() {
            found.push(&text[start..from + kept.len()]);
            // An address inside an address (an archive's) is part of it.
            from += kept.len();
        }
    }
    found
}

/// Where the scheme before the `://` at byte `colon` begins.
fn scheme_start(text: &str, colon: usize) -> Option<usize> {
    let before = text.as_bytes();
    SCHEMES.iter().find_map(|scheme| {
        let start = (colon + 3).checked_sub(scheme.len())?;
        before[start..colon + 3]
            .eq_ignore_ascii_case(scheme.as_bytes())
            .then_some(start)
    })
}

fn begins_host(c: char) -> bool {
    is_address_char(c) && (c.is_alphanumeric() || c == '[')
}

/// Whether a character may stand in an address: ASCII as in RFC 3986, and the letters of alphabets, which stand in
/// addresses of Russian sites; no Han.
pub(crate) fn is_address_char(c: char) -> bool {
    const LAST_CYRILLIC: char = '\u{52F}';
    match c {
        '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => false,
        c if c.is_ascii() => c.is_ascii_graphic(),
        c => c <= LAST_CYRILLIC && c.is_alphabetic(),
    }
}

/// Cuts punctuation that ends the sentence and not the address.
fn without_sentence_end(address: &str) -> &str {
    let mut round = Balance::of(address, '(', ')');
    let mut square = Balance::of(address, '[', ']');
    let mut kept = address;
    while let Some(last) = kept.chars().next_back() {
        let unpaired = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' => true,
            '(' | ')' => round.drop_if_unpaired(last == ')'),
            '[' | ']' => square.drop_if_unpaired(last == ']'),
            _ => false,
        };
        if !unpaired {
            break;
        }
        kept = &kept[..kept.len() - last.len_utf8()];
    }
    kept
}

/// Counts of one kind of bracket, kept while brackets are cut from the end.
struct Balance {
    open: usize,
    close: usize,
}

impl Balance {
    fn of(text: &str, open: char, close: char) -> Self {
        Self {
            open: text.matches(open).count(),
            close: text.matches(close).count(),
        }
    }

    /// Whether the bracket at the end has no partner; if so it is no longer counted.
    fn drop_if_unpaired(&mut self, closing: bool) -> bool {
        if closing && self.close <= self.open {
            return false;
        }
        if closing {
            self.close -= 1;
        } else {
            self.open -= 1;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::urls;

    #[test]
    fn hostile_schemes_take_linear_time() {
        for unit in [
            "http://-", "http://", "http://[", "http://a", "http://(", "://",
        ] {
            let text = unit.repeat((1 << 20) / unit.len());
            let begun = std::time::Instant::now();
            let found = urls(&text);
            assert!(begun.elapsed().as_secs() < 2, "{unit}: {}", found.len());
        }
    }

    #[test]
    fn an_address_ends_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("https://a.cn/b.shtml。", vec!["https://a.cn/b.shtml"]),
            ("https://a.cn/b.shtml.", vec!["https://a.cn/b.shtml"]),
            ("（https://a.cn/b）", vec!["https://a.cn/b"]),
            ("(https://a.cn/b).", vec!["https://a.cn/b"]),
            ("https://a.cn/b_(c)", vec!["https://a.cn/b_(c)"]),
            ("(https://a.cn/b_(c)).", vec!["https://a.cn/b_(c)"]),
            ("“https://a.cn/b”，", vec!["https://a.cn/b"]),
            ("\"https://a.cn/b\",", vec!["https://a.cn/b"]),
            ("https://a.cn/b/上合组织", vec!["https://a.cn/b/"]),
            (
                "见http://a.cn和HTTPS://B.CN/?q=1&r=%20#x！",
                vec!["http://a.cn", "HTTPS://B.CN/?q=1&r=%20#x"],
            ),
            (
                "https://ru.wikipedia.org/wiki/ШОС, дата",
                vec!["https://ru.wikipedia.org/wiki/ШОС"],
            ),
            (
                "https://web.archive.org/web/2020/https://a.cn/",
                vec!["https://web.archive.org/web/2020/https://a.cn/"],
            ),
            (
                "https://eur-lex.europa.eu/TXT/?uri=OJ:L_202401865。",
                vec!["https://eur-lex.europa.eu/TXT/?uri=OJ:L_202401865"],
            ),
            ("http://[::1]/a]", vec!["http://[::1]/a"]),
            ("http:// http://。 mailto:a@b.cn a://b ://", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(urls(text), expected, "{text}");
        }
    }
}
