//! Resumption tokens (OAI-PMH 2.0, section 3.5). All that is needed to go on stands in the token, nothing in the server: it does not
//! expire, and another process that serves the same index understands it.
//!
//! A token names the last entry that was sent, by its time and identifier, and a list is in the order of these. Whatever changes
//! meanwhile gets a later time than any before it, so it moves behind that place and is sent then; nothing is lost, and no change of
//! the index makes a token bad.

use super::Prefix;
use super::arguments::{Refusal, Selection, Verb};
use crate::server::escaped_path;

/// Where a list is to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) verb: Verb,
    pub(crate) selection: Selection,
    /// Entries that were sent before.
    pub(crate) sent: usize,
    /// Time of the last of them, seconds since 1970 UTC.
    pub(crate) stamped: i64,
    /// Identifier of the last of them.
    pub(crate) id: String,
}

/// Between the parts of a token: no part holds it.
const BAR: char = '!';

impl Token {
    /// The token as it is sent.
    pub(crate) fn write(&self) -> String {
        let number =
            |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let parts = [
            self.verb.name().to_owned(),
            self.selection.prefix.name().to_owned(),
            number(self.selection.from),
            number(self.selection.until),
            self.selection.set.clone().unwrap_or_default(),
            self.sent.to_string(),
            self.stamped.to_string(),
            escaped_path(&self.id),
        ];
        let text = parts.join(&BAR.to_string());
        format!("{:08x}{BAR}{text}", crc32fast::hash(text.as_bytes()))
    }

    /// Reads a token for a verb.
    pub(crate) fn read(text: &str, verb: Verb) -> Result<Token, Refusal> {
        let token = parsed(text).filter(|token| token.verb == verb);
        token.ok_or_else(|| {
            let message = "this is no token that was given out for this verb; begin anew";
            Refusal::new("badResumptionToken", message)
        })
    }
}

fn parsed(text: &str) -> Option<Token> {
    let (sum, rest) = text.split_once(BAR)?;
    if sum != format!("{:08x}", crc32fast::hash(rest.as_bytes())) {
        return None;
    }
    let parts: Vec<&str> = rest.split(BAR).collect();
    let [verb, prefix, from, until, set, sent, stamped, id] = parts[..] else {
        return None;
    };
    let number = |text: &str| match text {
        "" => Some(None),
        text => text.parse().ok().map(Some),
    };
    let verbs = [Verb::ListIdentifiers, Verb::ListRecords];
    Some(Token {
        verb: verbs.into_iter().find(|known| known.name() == verb)?,
        selection: Selection {
            prefix: Prefix::ALL
                .into_iter()
                .find(|known| known.name() == prefix)?,
            from: number(from)?,
            until: number(until)?,
            set: (!set.is_empty()).then(|| set.to_owned()),
        },
        sent: sent.parse().ok()?,
        stamped: stamped.parse().ok()?,
        id: unescaped(id)?,
    })
}

/// Undoes [`escaped_path`]; `None` where a text is not what that makes.
pub(crate) fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &rest[2..];
    }
    let plain = String::from_utf8(bytes).ok()?;
    (escaped_path(&plain) == text).then_some(plain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn token(id: &str) -> Token {
        Token {
            verb: Verb::ListRecords,
            selection: Selection {
                prefix: Prefix::Mods,
                from: Some(-5),
                until: None,
                set: Some("language:zh-Hans".into()),
            },
            sent: 100,
            stamped: 1_706_918_400,
            id: id.into(),
        }
    }

    #[test]
    fn a_token_is_good_for_its_verb_only_and_not_when_it_was_changed() {
        let written = token("a!b").write();
        assert_eq!(Token::read(&written, Verb::ListRecords), Ok(token("a!b")));
        assert!(Token::read(&written, Verb::ListIdentifiers).is_err());
        for at in 0..written.len() {
            let mut changed = written.clone().into_bytes();
            changed[at] ^= 1;
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(
                Token::read(&changed, Verb::ListRecords).is_err(),
                "{changed}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_identifier_comes_back(id in "\\PC*") {
            let written = token(&id).write();
            prop_assert!(written.is_ascii());
            prop_assert_eq!(Token::read(&written, Verb::ListRecords), Ok(token(&id)));
        }

        #[test]
        fn no_text_does_harm(text in ".*") {
            prop_assert!(Token::read(&text, Verb::ListRecords).is_err());
            let _ = unescaped(&text);
        }
    }
}
