//! The answer to a request, in XML.

use sco_corpus::{DocumentType, Metadata};
use sco_indexer::{LedgerEntry, Record, Standing};

use super::arguments::{Arguments, Refusal, Selection, Verb};
use super::token::Token;
use super::{Addresses, Prefix, dublin_core, mods};
use crate::server::holdings::{sets_of, utc};
use crate::server::live::Live;
use crate::server::problem::Problem;
use crate::server::xml::Xml;

/// Most records or headers of one answer.
const PAGE: usize = 100;

const NAMESPACES: [(&str, &str); 3] = [
    ("xmlns", "http://www.openarchives.org/OAI/2.0/"),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/ http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd",
    ),
];
const IDENTIFIER_NAMESPACES: [(&str, &str); 3] = [
    (
        "xmlns",
        "http://www.openarchives.org/OAI/2.0/oai-identifier",
    ),
    ("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    (
        "xsi:schemaLocation",
        "http://www.openarchives.org/OAI/2.0/oai-identifier http://www.openarchives.org/OAI/2.0/oai-identifier.xsd",
    ),
];

/// Answers a request: the arguments as they stand in an address or a body.
pub(super) fn answer(live: &Live, addresses: &Addresses, query: &str) -> Result<Vec<u8>, Problem> {
    let mut answering = Answering {
        live,
        addresses,
        xml: Xml::new(),
    };
    answering.xml.open("OAI-PMH", &NAMESPACES);
    let now = utc(chrono::Utc::now().timestamp());
    answering.xml.text_with("responseDate", &[], &now);
    match Arguments::read(query) {
        Err(refusal) => {
            answering.request(None);
            answering.refuse(&refusal);
        }
        Ok(arguments) => match answering.found(&arguments) {
            Err(refusal) => {
                let repeated = refusal.repeats_arguments().then_some(&arguments);
                answering.request(repeated);
                answering.refuse(&refusal);
            }
            Ok(found) => {
                answering.request(Some(&arguments));
                answering.xml.open(arguments.verb.name(), &[]);
                answering.tell(found)?;
                answering.xml.close(arguments.verb.name());
            }
        },
    }
    answering.xml.close("OAI-PMH");
    Ok(answering.xml.finish())
}

/// What a request gets.
enum Found<'a> {
    Identity,
    Formats,
    Sets,
    Headers(Listed<'a>),
    Records(Listed<'a>, Prefix),
}

/// A part of a list.
struct Listed<'a> {
    entries: Vec<&'a LedgerEntry>,
    /// Where it goes on; empty at the end of a list that was begun before, absent where the whole list is here.
    token: Option<Resume>,
}

struct Resume {
    text: String,
    cursor: usize,
    whole: usize,
}

struct Answering<'a> {
    live: &'a Live,
    addresses: &'a Addresses,
    xml: Xml,
}

impl<'a> Answering<'a> {
    fn found(&self, arguments: &Arguments) -> Result<Found<'a>, Refusal> {
        match arguments.verb {
            Verb::Identify => Ok(Found::Identity),
            Verb::ListMetadataFormats => match arguments.get("identifier") {
                Some(identifier) => self.named(identifier).map(|_| Found::Formats),
                None => Ok(Found::Formats),
            },
            Verb::ListSets => self.sets(arguments),
            Verb::GetRecord => {
                let prefix = arguments.prefix();
                let entry = self.named(arguments.get("identifier").unwrap_or_default())?;
                let listed = Listed {
                    entries: vec![entry],
                    token: None,
                };
                Ok(Found::Records(listed, prefix?))
            }
            Verb::ListIdentifiers | Verb::ListRecords => {
                let token = match arguments.get("resumptionToken") {
                    Some(text) => Some(Token::read(text, arguments.verb)?),
                    None => None,
                };
                let selection = match &token {
                    Some(token) => token.selection.clone(),
                    None => arguments.selection()?,
                };
                let listed = self.listed(arguments.verb, &selection, token.as_ref())?;
                Ok(match arguments.verb {
                    Verb::ListRecords => Found::Records(listed, selection.prefix),
                    _ => Found::Headers(listed),
                })
            }
        }
    }

    fn sets(&self, arguments: &Arguments) -> Result<Found<'a>, Refusal> {
        if arguments.get("resumptionToken").is_some() {
            let message = "the list of sets is never parted, so there is no token for it";
            return Err(Refusal::new("badResumptionToken", message));
        }
        if self.live.holdings.sets().is_empty() {
            let message = "no document has a type, a language or a date yet";
            return Err(Refusal::new("noSetHierarchy", message));
        }
        Ok(Found::Sets)
    }

    fn named(&self, identifier: &str) -> Result<&'a LedgerEntry, Refusal> {
        let id = self.addresses.id_of(identifier);
        let entry = id.and_then(|id| self.live.holdings.get(&id));
        entry.ok_or_else(|| {
            let message = format!(
                "there is no record `{identifier}`; identifiers look like oai:{}:…",
                self.addresses.domain
            );
            Refusal::new("idDoesNotExist", message)
        })
    }

    /// The part of a list that begins behind a token.
    fn listed(
        &self,
        verb: Verb,
        selection: &Selection,
        token: Option<&Token>,
    ) -> Result<Listed<'a>, Refusal> {
        let from = selection.from.unwrap_or(i64::MIN);
        // No identifier stands before the empty one.
        let position = token.map_or((from, ""), |token| (token.stamped, token.id.as_str()));
        let behind = self.live.holdings.behind(position).iter();
        let chosen = behind.filter(|entry| {
            let is_early = selection.until.is_none_or(|until| entry.stamped <= until);
            let is_in = |set: &String| is_in_set(entry, set);
            is_early && selection.set.as_ref().is_none_or(is_in)
        });
        let chosen: Vec<&LedgerEntry> = chosen.collect();
        let entries: Vec<&LedgerEntry> = chosen.iter().copied().take(PAGE).collect();
        let Some(last) = entries.last() else {
            let message = "nothing was changed in these times in this set";
            return Err(Refusal::new("noRecordsMatch", message));
        };
        let sent = token.map_or(0, |token| token.sent);
        let next = Token {
            verb,
            selection: selection.clone(),
            sent: sent + entries.len(),
            stamped: last.stamped,
            id: last.id.clone(),
        };
        let is_last = entries.len() == chosen.len();
        let resume = Resume {
            text: if is_last { String::new() } else { next.write() },
            cursor: sent,
            whole: sent + chosen.len(),
        };
        Ok(Listed {
            entries,
            token: (!is_last || token.is_some()).then_some(resume),
        })
    }

    /// The base address, with the arguments where they made sense.
    fn request(&mut self, arguments: Option<&Arguments>) {
        let verb = arguments.map(|arguments| ("verb", arguments.verb.name()));
        let others = arguments.into_iter().flat_map(Arguments::pairs);
        let attributes: Vec<(&str, &str)> = verb.into_iter().chain(others).collect();
        let address = format!("{}/oai", self.addresses.base);
        self.xml.text_with("request", &attributes, &address);
    }

    fn refuse(&mut self, refusal: &Refusal) {
        self.xml
            .text_with("error", &[("code", refusal.code)], &refusal.message);
    }

    fn tell(&mut self, found: Found<'_>) -> Result<(), Problem> {
        match found {
            Found::Identity => self.identity(),
            Found::Formats => self.formats(),
            Found::Sets => self.tell_sets(),
            Found::Headers(listed) => {
                for entry in &listed.entries {
                    self.header(entry, entry.standing != Standing::Published);
                }
                self.resume(listed.token);
            }
            Found::Records(listed, prefix) => {
                for entry in &listed.entries {
                    self.record(entry, prefix)?;
                }
                self.resume(listed.token);
            }
        }
        Ok(())
    }

    fn identity(&mut self) {
        let earliest = self.live.holdings.earliest();
        let earliest = utc(earliest.unwrap_or_else(|| chrono::Utc::now().timestamp()));
        let address = format!("{}/oai", self.addresses.base);
        for (name, text) in [
            ("repositoryName", self.addresses.name.as_str()),
            ("baseURL", address.as_str()),
            ("protocolVersion", "2.0"),
            ("adminEmail", self.addresses.admin_email.as_str()),
            ("earliestDatestamp", earliest.as_str()),
            ("deletedRecord", "persistent"),
            ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
            ("compression", "gzip"),
        ] {
            self.xml.text_with(name, &[], text);
        }
        let example = self.live.holdings.first_shown();
        let example = example.map_or("a", |entry| entry.id.as_str());
        let example = self.addresses.identifier(example);
        self.xml.open("description", &[]);
        self.xml.open("oai-identifier", &IDENTIFIER_NAMESPACES);
        for (name, text) in [
            ("scheme", "oai"),
            ("repositoryIdentifier", self.addresses.domain.as_str()),
            ("delimiter", ":"),
            ("sampleIdentifier", example.as_str()),
        ] {
            self.xml.text_with(name, &[], text);
        }
        self.xml.close("oai-identifier");
        self.xml.close("description");
    }

    fn formats(&mut self) {
        for prefix in Prefix::ALL {
            let (schema, namespace) = prefix.schema();
            self.xml.open("metadataFormat", &[]);
            self.xml.text_with("metadataPrefix", &[], prefix.name());
            self.xml.text_with("schema", &[], schema);
            self.xml.text_with("metadataNamespace", &[], namespace);
            self.xml.close("metadataFormat");
        }
    }

    fn tell_sets(&mut self) {
        for set in self.live.holdings.sets() {
            self.xml.open("set", &[]);
            self.xml.text_with("setSpec", &[], set);
            self.xml.text_with("setName", &[], &name_of(set));
            self.xml.close("set");
        }
    }

    fn header(&mut self, entry: &LedgerEntry, is_deleted: bool) {
        let status: &[(&str, &str)] = if is_deleted {
            &[("status", "deleted")]
        } else {
            &[]
        };
        self.xml.open("header", status);
        self.xml
            .text_with("identifier", &[], &self.addresses.identifier(&entry.id));
        self.xml.text_with("datestamp", &[], &utc(entry.stamped));
        for set in sets_of(entry) {
            self.xml.text_with("setSpec", &[], &set);
        }
        self.xml.close("header");
    }

    fn record(&mut self, entry: &LedgerEntry, prefix: Prefix) -> Result<(), Problem> {
        let record = match entry.standing {
            Standing::Published => self.live.engine.record_of(&entry.id)?,
            Standing::Withdrawn | Standing::Removed => None,
        };
        self.xml.open("record", &[]);
        // What the index no longer has is no longer shown, even where an update broke off before it was noted.
        self.header(entry, record.is_none());
        if let Some(metadata) = record.as_ref().map(metadata_of) {
            self.xml.open("metadata", &[]);
            match prefix {
                Prefix::DublinCore => {
                    dublin_core::write(&mut self.xml, &entry.id, &metadata, self.addresses);
                }
                Prefix::Mods => mods::write(&mut self.xml, entry, &metadata, self.addresses),
            }
            self.xml.close("metadata");
        }
        self.xml.close("record");
        Ok(())
    }

    fn resume(&mut self, token: Option<Resume>) {
        let Some(token) = token else {
            return;
        };
        let (whole, cursor) = (token.whole.to_string(), token.cursor.to_string());
        let attributes = [
            ("completeListSize", whole.as_str()),
            ("cursor", cursor.as_str()),
        ];
        self.xml
            .text_with("resumptionToken", &attributes, &token.text);
    }
}

/// Whether a document is in a set or in one that belongs to it.
fn is_in_set(entry: &LedgerEntry, set: &str) -> bool {
    let sets = sets_of(entry);
    let mut sets = sets.iter();
    sets.any(|own| own == set || own.split_once(':').is_some_and(|(parent, _)| parent == set))
}

/// What a set is called.
fn name_of(set: &str) -> String {
    let Some((parent, value)) = set.split_once(':') else {
        let name = match set {
            "type" => "By type · 按类型 · По виду",
            "language" => "By language · 按语言 · По языку",
            _ => "By year · 按年份 · По году",
        };
        return name.to_owned();
    };
    match (parent, value.parse::<DocumentType>()) {
        ("type", Ok(kind)) => {
            let labels = kind.labels();
            format!("{} · {} · {}", labels.en, labels.zh, labels.ru)
        }
        _ => value.to_owned(),
    }
}

/// What the index keeps of a document's header.
fn metadata_of(record: &Record) -> Metadata {
    let rest: Metadata = serde_json::from_str(&record.header).unwrap_or_default();
    let parsed = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
    Metadata {
        id: Some(record.id.clone()),
        title: record.title.clone(),
        date: parsed(&record.date),
        kind: record.kind.as_deref().and_then(|code| code.parse().ok()),
        language: record.language.clone(),
        ..rest
    }
}
