//! The arguments of a request (OAI-PMH 2.0, sections 3.1 and 3.6), checked before anything is looked for.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::Prefix;

/// An error of the protocol, which is answered with status 200 (OAI-PMH 2.0, section 3.6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal {
            code,
            message: message.into(),
        }
    }

    fn argument(message: impl Into<String>) -> Refusal {
        Refusal::new("badArgument", message)
    }

    /// Whether the answer repeats the arguments: not where they make no sense.
    pub(crate) fn repeats_arguments(&self) -> bool {
        !matches!(self.code, "badVerb" | "badArgument")
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    Identify,
    ListMetadataFormats,
    ListSets,
    ListIdentifiers,
    ListRecords,
    GetRecord,
}

impl Verb {
    const ALL: [Verb; 6] = [
        Verb::Identify,
        Verb::ListMetadataFormats,
        Verb::ListSets,
        Verb::ListIdentifiers,
        Verb::ListRecords,
        Verb::GetRecord,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Verb::Identify => "Identify",
            Verb::ListMetadataFormats => "ListMetadataFormats",
            Verb::ListSets => "ListSets",
            Verb::ListIdentifiers => "ListIdentifiers",
            Verb::ListRecords => "ListRecords",
            Verb::GetRecord => "GetRecord",
        }
    }

    /// Arguments that must be there, and others that may.
    fn arguments(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Verb::Identify | Verb::ListSets => (&[], &[]),
            Verb::ListMetadataFormats => (&[], &["identifier"]),
            Verb::ListIdentifiers | Verb::ListRecords => {
                (&["metadataPrefix"], &["from", "until", "set"])
            }
            Verb::GetRecord => (&["identifier", "metadataPrefix"], &[]),
        }
    }

    /// Whether a token may stand in the place of all other arguments.
    fn resumes(self) -> bool {
        matches!(
            self,
            Verb::ListSets | Verb::ListIdentifiers | Verb::ListRecords
        )
    }
}

/// A verb with its arguments, each there once and well formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arguments {
    pub(crate) verb: Verb,
    values: BTreeMap<String, String>,
}

impl Arguments {
    /// Reads the arguments of an address or of a body (`application/x-www-form-urlencoded`).
    pub(crate) fn read(query: &str) -> Result<Arguments, Refusal> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query)
            .map_err(|_| Refusal::argument("the arguments cannot be read"))?;
        let verb = verb(&pairs)?;
        let (required, optional) = verb.arguments();
        let mut values = BTreeMap::new();
        for (name, value) in pairs.into_iter().filter(|(name, _)| name != "verb") {
            let is_known = required.contains(&&*name)
                || optional.contains(&&*name)
                || (verb.resumes() && name == "resumptionToken");
            if !is_known {
                return Err(Refusal::argument(format!(
                    "{} does not take the argument `{name}`",
                    verb.name()
                )));
            }
            check(&name, &value)?;
            if values.insert(name.clone(), value).is_some() {
                return Err(Refusal::argument(format!(
                    "`{name}` is there more than once"
                )));
            }
        }
        if values.contains_key("resumptionToken") {
            if values.len() > 1 {
                let message = "`resumptionToken` stands alone, without other arguments";
                return Err(Refusal::argument(message));
            }
        } else if let Some(missing) = required.iter().find(|name| !values.contains_key(**name)) {
            return Err(Refusal::argument(format!("`{missing}` is missing")));
        }
        Ok(Arguments { verb, values })
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Names and values, as the answer repeats them.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The format that is asked for.
    pub(crate) fn prefix(&self) -> Result<Prefix, Refusal> {
        let name = self.get("metadataPrefix").unwrap_or_default();
        let known = Prefix::ALL.into_iter().find(|prefix| prefix.name() == name);
        known.ok_or_else(|| {
            let names = Prefix::ALL.map(Prefix::name).join(", ");
            let message = format!("there is no format `{name}`; there are {names}");
            Refusal::new("cannotDisseminateFormat", message)
        })
    }

    /// What a list is asked for of.
    pub(crate) fn selection(&self) -> Result<Selection, Refusal> {
        let (from, until) = (self.get("from"), self.get("until"));
        if let (Some(from), Some(until)) = (from, until)
            && from.len() != until.len()
        {
            return Err(Refusal::argument(
                "`from` and `until` differ in granularity",
            ));
        }
        let selection = Selection {
            prefix: self.prefix()?,
            from: from.and_then(|from| moments(from).map(|(first, _)| first)),
            until: until.and_then(|until| moments(until).map(|(_, last)| last)),
            set: self.get("set").map(str::to_owned),
        };
        if let (Some(from), Some(until)) = (selection.from, selection.until)
            && from > until
        {
            return Err(Refusal::argument("`from` is later than `until`"));
        }
        Ok(selection)
    }
}

/// What a list is asked for of: times in seconds since 1970 UTC, both inclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selection {
    pub(crate) prefix: Prefix,
    pub(crate) from: Option<i64>,
    pub(crate) until: Option<i64>,
    pub(crate) set: Option<String>,
}

fn verb(pairs: &[(String, String)]) -> Result<Verb, Refusal> {
    let bad = |message: String| Refusal::new("badVerb", message);
    let mut verbs = pairs.iter().filter(|(name, _)| name == "verb");
    let names = Verb::ALL.map(Verb::name).join(", ");
    let Some((_, name)) = verbs.next() else {
        return Err(bad(format!("`verb` is missing; it is one of {names}")));
    };
    if verbs.next().is_some() {
        return Err(bad("`verb` is there more than once".to_owned()));
    }
    let known = Verb::ALL.into_iter().find(|verb| verb.name() == name);
    known.ok_or_else(|| bad(format!("`{name}` is no verb; it is one of {names}")))
}

/// Refuses a value that its argument cannot have, whatever is held.
fn check(name: &str, value: &str) -> Result<(), Refusal> {
    let is_good = match name {
        "identifier" => is_uri(value),
        "from" | "until" => moments(value).is_some(),
        "metadataPrefix" => is_segment(value),
        "set" => value.split(':').all(is_segment),
        _ => true,
    };
    let form = match name {
        "from" | "until" => "; write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ",
        "identifier" => {
            "; it is an address with everything but plain characters written as % and two digits"
        }
        _ => "",
    };
    if is_good {
        return Ok(());
    }
    Err(Refusal::argument(format!(
        "`{value}` is no value of `{name}`{form}"
    )))
}

/// Whether a text is a part of a set's or a format's name (OAI-PMH.xsd, `setSpecType`, `metadataPrefixType`).
fn is_segment(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte);
    !text.is_empty() && text.bytes().all(is_plain)
}

/// Whether a text has only the characters of an address (RFC 3986).
fn is_uri(text: &str) -> bool {
    let mut parts = text.split('%');
    let is_plain = |part: &str| {
        let is_plain =
            |byte: u8| byte.is_ascii_alphanumeric() || b"-_.!~*'();/?:@&=+$,#".contains(&byte);
        part.bytes().all(is_plain)
    };
    let is_escaped = |part: &str| {
        let digits = part.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) && is_plain(part)
    };
    !text.is_empty() && parts.next().is_some_and(is_plain) && parts.all(is_escaped)
}

/// The first and the last second of a day or of a second; `None` where the text is neither.
fn moments(text: &str) -> Option<(i64, i64)> {
    const DAY: &str = "dddd-dd-dd";
    const SECOND: &str = "dddd-dd-ddTdd:dd:ddZ";
    if has_form(text, DAY) {
        let day = text.parse::<NaiveDate>().ok()?;
        let first = day.and_hms_opt(0, 0, 0)?.and_utc().timestamp();
        return Some((first, first + 24 * 60 * 60 - 1));
    }
    if !has_form(text, SECOND) {
        return None;
    }
    let time = text.trim_end_matches('Z').parse::<NaiveDateTime>().ok()?;
    let second = time.and_utc().timestamp();
    Some((second, second))
}

/// Whether a text has a digit wherever a form has `d`, and else the same characters.
fn has_form(text: &str, form: &str) -> bool {
    let fits = |(own, wanted): (u8, u8)| match wanted {
        b'd' => own.is_ascii_digit(),
        _ => own == wanted,
    };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(query: &str) -> &'static str {
        let read = Arguments::read(query).and_then(|arguments| match arguments.verb {
            Verb::ListRecords | Verb::ListIdentifiers
                if arguments.get("resumptionToken").is_none() =>
            {
                arguments.selection().map(|_| ())
            }
            _ => Ok(()),
        });
        read.map_or_else(|refusal| refusal.code, |()| "")
    }

    #[test]
    fn what_the_protocol_does_not_allow_is_refused_with_its_code() {
        for (query, wanted) in [
            ("", "badVerb"),
            ("verb=", "badVerb"),
            ("verb=identify", "badVerb"),
            ("verb=Identify&verb=Identify", "badVerb"),
            ("verb=Identify", ""),
            ("verb=Identify&set=type", "badArgument"),
            ("verb=Identify&foo=", "badArgument"),
            ("verb=ListSets", ""),
            ("verb=ListSets&resumptionToken=x", ""),
            ("verb=ListMetadataFormats&resumptionToken=x", "badArgument"),
            ("verb=ListMetadataFormats&identifier=a%20b", "badArgument"),
            ("verb=GetRecord&identifier=oai:x.org:a", "badArgument"),
            ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
            (
                "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x.org:%25E4",
                "",
            ),
            (
                "verb=GetRecord&metadataPrefix=oai_dc&identifier=%E4%B8%8A",
                "badArgument",
            ),
            (
                "verb=GetRecord&metadataPrefix=oai_dc&identifier=a%25zz",
                "badArgument",
            ),
            ("verb=ListRecords", "badArgument"),
            ("verb=ListRecords&metadataPrefix=", "badArgument"),
            (
                "verb=ListRecords&metadataPrefix=marc21",
                "cannotDisseminateFormat",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&resumptionToken=x",
                "badArgument",
            ),
            (
                "verb=ListRecords&resumptionToken=x&resumptionToken=x",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&set=type:a%20b",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&set=type::a",
                "badArgument",
            ),
            ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-30",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03T04:05:06",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03T04:05:06%2B08:00",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03T24:05:06Z",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03&until=2024-02-03",
                "",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-03&until=2024-02-03T00:00:00Z",
                "badArgument",
            ),
            (
                "verb=ListRecords&metadataPrefix=oai_dc&from=2024-02-04&until=2024-02-03",
                "badArgument",
            ),
        ] {
            assert_eq!(code(query), wanted, "{query}");
        }
    }

    #[test]
    fn a_day_has_all_its_seconds() {
        let arguments = Arguments::read(
            "verb=ListRecords&metadataPrefix=mods&from=2024-02-03&until=2024-02-03",
        );
        let selection = arguments.unwrap().selection().unwrap();
        assert_eq!(
            (selection.from, selection.until),
            (Some(1_706_918_400), Some(1_707_004_799))
        );
        assert_eq!(
            moments("2024-02-03T00:00:01Z"),
            Some((1_706_918_401, 1_706_918_401))
        );
    }
}
