//! Reads the parameters of a request.

use axum::http::{HeaderMap, header};

use super::record::Schema;
use super::{MOST_RECORDS, USUAL_RECORDS};
use crate::cql::{Diagnostic, DiagnosticKind};

/// Version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// 1.1: like 1.2.
    V11,
    /// 1.2.
    V12,
    /// 2.0.
    V20,
}

impl Version {
    /// The number.
    pub(super) fn number(self) -> &'static str {
        match self {
            Version::V11 => "1.1",
            Version::V12 => "1.2",
            Version::V20 => "2.0",
        }
    }
}

/// How the XML of a record stands in its response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escaping {
    /// As XML.
    Xml,
    /// As a text.
    String,
}

impl Escaping {
    /// The value of the parameter.
    pub(super) fn name(self) -> &'static str {
        match self {
            Escaping::Xml => "xml",
            Escaping::String => "string",
        }
    }
}

/// A request as it was understood.
#[derive(Debug, Clone)]
pub(super) struct SruRequest {
    pub(super) version: Version,
    pub(super) media_type: &'static str,
    /// Whether the caller names forms that he takes, and none is ours.
    pub(super) accepts_nothing_of_ours: bool,
    pub(super) operation: Result<Operation, Diagnostic>,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) enum Operation {
    /// The description of the server.
    Explain(Escaping),
    /// Records.
    Search(Search),
    /// Values of an index.
    Scan(Scan),
}

/// A search.
#[derive(Debug, Clone)]
pub(super) struct Search {
    pub(super) query: String,
    /// Position of the first record, from 1.
    pub(super) start: usize,
    /// Most records.
    pub(super) most: usize,
    pub(super) schema: Schema,
    pub(super) escaping: Escaping,
    /// Parameters as they were sent, for the echo.
    pub(super) sent: Vec<(String, String)>,
}

/// A look at the values of an index.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    /// Index, relation and term.
    pub(super) clause: String,
    /// Place of the term in the list, from 1; 0 for right before it.
    pub(super) position: usize,
    /// Most values.
    pub(super) most: usize,
}

/// Most values of an index that are given at once.
const MOST_TERMS: usize = 200;
/// Values that are given where no number is asked for.
const USUAL_TERMS: usize = 20;

const COMMON: [&str; 5] = [
    "operation",
    "version",
    "httpAccept",
    "stylesheet",
    "recordPacking",
];
const SEARCH: [&str; 8] = [
    "query",
    "queryType",
    "startRecord",
    "maximumRecords",
    "recordXMLEscaping",
    "recordSchema",
    "resultSetTTL",
    "renderedBy",
];
const SCAN: [&str; 3] = ["scanClause", "responsePosition", "maximumTerms"];

/// Media types of answers; the first of a version is the usual one.
const MEDIA_TYPES: [&str; 3] = [
    "application/sru+xml; charset=utf-8",
    "text/xml; charset=utf-8",
    "application/xml; charset=utf-8",
];

/// Parameters, each once.
struct Parameters(Vec<(String, String)>);

impl Parameters {
    fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that is not empty.
    fn given(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.trim().is_empty())
    }

    fn number(&self, name: &str, usual: usize, least: usize) -> Result<usize, Diagnostic> {
        let Some(value) = self.given(name) else {
            return Ok(usual);
        };
        match value.trim().parse() {
            Ok(number) if number >= least => Ok(number),
            _ => Err(Diagnostic::new(
                DiagnosticKind::ParameterValue,
                name,
                format!("`{value}` is no whole number from {least} on"),
            )),
        }
    }
}

impl SruRequest {
    /// Reads parameters as they stand in an address or a form.
    pub(super) fn read(parameters: &str, headers: &HeaderMap) -> SruRequest {
        let parameters = Parameters(serde_urlencoded::from_str(parameters).unwrap_or_default());
        let (version, wrong_version) = version(&parameters);
        let (media_type, is_ours) = media_type(version, &parameters, headers);
        let not_acceptable = || {
            Diagnostic::new(
                DiagnosticKind::ParameterValue,
                "httpAccept",
                "answers are application/sru+xml, application/xml or text/xml",
            )
        };
        let operation = match wrong_version {
            Some(diagnostic) => Err(diagnostic),
            None if !is_ours => Err(not_acceptable()),
            None => operation(version, &parameters),
        };
        SruRequest {
            version,
            media_type,
            accepts_nothing_of_ours: !is_ours,
            operation,
        }
    }
}

fn version(parameters: &Parameters) -> (Version, Option<Diagnostic>) {
    match parameters.given("version").map(str::trim) {
        Some("1.1") => (Version::V11, None),
        Some("1.2") => (Version::V12, None),
        Some("2.0") => (Version::V20, None),
        Some(_) => {
            let hint = "there are 1.1, 1.2 and 2.0";
            let diagnostic = Diagnostic::new(DiagnosticKind::Version, "2.0", hint);
            (Version::V12, Some(diagnostic))
        }
        None if parameters.get("operation").is_some() => (Version::V12, None),
        None => (Version::V20, None),
    }
}

/// The media type of the answer, and whether the caller takes it.
fn media_type(
    version: Version,
    parameters: &Parameters,
    headers: &HeaderMap,
) -> (&'static str, bool) {
    let [sru, text, _] = MEDIA_TYPES;
    if version != Version::V20 {
        return (text, true);
    }
    let chosen = |accepted: &str| {
        let named = accepted
            .split(',')
            .filter_map(|part| part.split(';').next());
        let named = named.map(|name| name.trim().to_ascii_lowercase());
        named.into_iter().find_map(|name| match name.as_str() {
            "*/*" | "application/*" => Some(sru),
            "text/*" => Some(text),
            name => MEDIA_TYPES
                .into_iter()
                .find(|own| own.split(';').next() == Some(name)),
        })
    };
    if let Some(accepted) = parameters.given("httpAccept") {
        return chosen(accepted).map_or((sru, false), |media_type| (media_type, true));
    }
    let accepted = headers.get(header::ACCEPT);
    let accepted = accepted.and_then(|value| value.to_str().ok());
    (accepted.and_then(chosen).unwrap_or(sru), true)
}

fn operation(version: Version, parameters: &Parameters) -> Result<Operation, Diagnostic> {
    check_once(parameters)?;
    let asks_records = parameters
        .0
        .iter()
        .any(|(name, _)| SEARCH.contains(&name.as_str()));
    let asks_terms = parameters
        .0
        .iter()
        .any(|(name, _)| SCAN.contains(&name.as_str()));
    let operation = match parameters.given("operation").map(str::trim) {
        Some(name) => name,
        None if asks_terms => "scan",
        // A description may be asked for in either escaping.
        None if asks_records && !asks_escaping_alone(parameters) => "searchRetrieve",
        None => "explain",
    };
    match operation {
        "explain" => {
            check_known(parameters, &["recordXMLEscaping"])?;
            Ok(Operation::Explain(escaping(version, parameters)?))
        }
        "searchRetrieve" => {
            check_version(parameters)?;
            check_known(parameters, &SEARCH)?;
            Ok(Operation::Search(search(version, parameters)?))
        }
        "scan" => {
            check_version(parameters)?;
            check_known(parameters, &SCAN)?;
            Ok(Operation::Scan(scan(parameters)?))
        }
        other => Err(Diagnostic::new(
            DiagnosticKind::Operation,
            other,
            "there are explain, searchRetrieve and scan",
        )),
    }
}

fn asks_escaping_alone(parameters: &Parameters) -> bool {
    let mut own = parameters.0.iter().map(|(name, _)| name.as_str());
    own.all(|name| name == "recordXMLEscaping" || COMMON.contains(&name) || name.starts_with("x-"))
}

/// In 1.1 and 1.2, which name the operation, the version is mandatory.
fn check_version(parameters: &Parameters) -> Result<(), Diagnostic> {
    if parameters.given("operation").is_some() && parameters.given("version").is_none() {
        let hint = "write version=1.2, or leave out operation for 2.0";
        return Err(Diagnostic::new(
            DiagnosticKind::MissingParameter,
            "version",
            hint,
        ));
    }
    Ok(())
}

fn check_once(parameters: &Parameters) -> Result<(), Diagnostic> {
    let mut seen = std::collections::HashSet::new();
    match parameters.0.iter().find(|(name, _)| !seen.insert(name)) {
        None => Ok(()),
        Some((name, _)) => Err(Diagnostic::new(
            DiagnosticKind::ParameterValue,
            name,
            "it stands there more than once",
        )),
    }
}

/// Refuses parameters that are not there; `x-…` are extensions, which whoever does not know them passes over.
fn check_known(parameters: &Parameters, own: &[&str]) -> Result<(), Diagnostic> {
    if parameters.given("stylesheet").is_some() {
        let value = parameters.given("stylesheet").unwrap_or_default();
        return Err(Diagnostic::new(
            DiagnosticKind::Stylesheet,
            value,
            "leave it out",
        ));
    }
    let is_known =
        |name: &str| COMMON.contains(&name) || own.contains(&name) || name.starts_with("x-");
    match parameters.0.iter().find(|(name, _)| !is_known(name)) {
        None => Ok(()),
        Some((name, _)) => Err(Diagnostic::new(
            DiagnosticKind::Parameter,
            name,
            format!("there are {}, {}", COMMON.join(", "), own.join(", ")),
        )),
    }
}

fn search(version: Version, parameters: &Parameters) -> Result<Search, Diagnostic> {
    let query = parameters.given("query").ok_or_else(|| {
        let hint = "write a query in CQL";
        Diagnostic::new(DiagnosticKind::MissingParameter, "query", hint)
    })?;
    if let Some(kind) = parameters.given("queryType").filter(|kind| *kind != "cql") {
        let hint = format!("`{kind}` is no type of queries here; there is cql");
        return Err(Diagnostic::new(
            DiagnosticKind::ParameterValue,
            "queryType",
            hint,
        ));
    }
    let most = parameters.number("maximumRecords", USUAL_RECORDS, 0)?;
    Ok(Search {
        query: query.to_owned(),
        start: parameters.number("startRecord", 1, 1)?,
        most: most.min(MOST_RECORDS),
        schema: Schema::asked(parameters.given("recordSchema"))?,
        escaping: escaping(version, parameters)?,
        sent: parameters.0.clone(),
    })
}

fn scan(parameters: &Parameters) -> Result<Scan, Diagnostic> {
    let clause = parameters.given("scanClause").ok_or_else(|| {
        let hint = "write an index and where to begin: dc.creator = 习";
        Diagnostic::new(DiagnosticKind::MissingParameter, "scanClause", hint)
    })?;
    Ok(Scan {
        clause: clause.to_owned(),
        position: parameters.number("responsePosition", 1, 0)?,
        most: parameters
            .number("maximumTerms", USUAL_TERMS, 1)?
            .min(MOST_TERMS),
    })
}

/// The escaping asked for: `recordPacking` until 1.2, `recordXMLEscaping` since 2.0, where the other name means something else.
fn escaping(version: Version, parameters: &Parameters) -> Result<Escaping, Diagnostic> {
    let name = match version {
        Version::V20 if parameters.get("recordXMLEscaping").is_some() => "recordXMLEscaping",
        Version::V20 => return packing(parameters),
        _ => "recordPacking",
    };
    match parameters.given(name) {
        None | Some("xml") => Ok(Escaping::Xml),
        Some("string") => Ok(Escaping::String),
        Some(other) => Err(Diagnostic::new(
            DiagnosticKind::RecordPacking,
            other,
            format!("{name} is xml or string"),
        )),
    }
}

/// In 2.0 `recordPacking` says whether records are put together from parts; ours have one. Its older values are understood.
fn packing(parameters: &Parameters) -> Result<Escaping, Diagnostic> {
    match parameters.given("recordPacking") {
        None | Some("packed" | "unpacked" | "xml") => Ok(Escaping::Xml),
        Some("string") => Ok(Escaping::String),
        Some(other) => Err(Diagnostic::new(
            DiagnosticKind::RecordPacking,
            other,
            "recordPacking is packed or unpacked",
        )),
    }
}
