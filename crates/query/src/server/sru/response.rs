//! Writes responses, in the namespaces of the version asked for.

use super::super::xml::Xml;
use super::record::write_record;
use super::request::{Escaping, Operation, Search, SruRequest, Version};
use super::scan::ScanTerm;
use super::xcql::write_query;
use crate::cql::Diagnostic;
use crate::retrieve::{Retrieved, RetrievedRecord};

/// An answer that is being written.
pub(super) struct Answer<'a> {
    pub(super) request: &'a SruRequest,
    /// Address of the server, without a slash at its end.
    pub(super) base: &'a str,
}

impl Answer<'_> {
    fn is_scan(&self) -> bool {
        matches!(self.request.operation, Ok(Operation::Scan(_)))
    }

    fn namespace(&self) -> &'static str {
        match self.request.version {
            Version::V11 | Version::V12 => "http://www.loc.gov/zing/srw/",
            Version::V20 if self.is_scan() => "http://docs.oasis-open.org/ns/search-ws/scan",
            Version::V20 => "http://docs.oasis-open.org/ns/search-ws/sruResponse",
        }
    }

    fn diagnostics_namespace(&self) -> &'static str {
        match self.request.version {
            Version::V11 | Version::V12 => "http://www.loc.gov/zing/srw/diagnostic/",
            Version::V20 => "http://docs.oasis-open.org/ns/search-ws/diagnostic",
        }
    }

    fn is_2(&self) -> bool {
        self.request.version == Version::V20
    }

    /// A response with what stands inside it; up to 1.2 it says its version.
    pub(super) fn response(&self, name: &str, inside: impl FnOnce(&mut Xml)) -> Vec<u8> {
        let mut xml = Xml::new();
        xml.element(name, &[("xmlns", self.namespace())], |xml| {
            if !self.is_2() {
                xml.text("version", self.request.version.number());
            }
            inside(xml);
        });
        xml.finish()
    }

    /// The response that there is something wrong.
    pub(super) fn diagnostic(&self, diagnostic: &Diagnostic) -> Vec<u8> {
        let is_scan = self.is_scan();
        let name = if is_scan {
            "scanResponse"
        } else {
            "searchRetrieveResponse"
        };
        self.response(name, |xml| {
            if !is_scan {
                xml.text("numberOfRecords", "0");
            }
            self.write_diagnostic(xml, diagnostic);
        })
    }

    fn write_diagnostic(&self, xml: &mut Xml, diagnostic: &Diagnostic) {
        xml.element("diagnostics", &[], |xml| {
            let namespace = [("xmlns", self.diagnostics_namespace())];
            xml.element("diagnostic", &namespace, |xml| {
                xml.text("uri", &diagnostic.kind.uri());
                if !diagnostic.details.is_empty() {
                    xml.text("details", &diagnostic.details);
                }
                xml.text("message", &diagnostic.message());
            });
        });
    }

    /// The response with records.
    pub(super) fn records(&self, search: &Search, found: &Retrieved) -> Vec<u8> {
        self.response("searchRetrieveResponse", |xml| {
            xml.text("numberOfRecords", &found.documents.to_string());
            if !found.records.is_empty() {
                xml.element("records", &[], |xml| {
                    for (position, record) in (search.start..).zip(&found.records) {
                        self.record(xml, search, (position, record));
                    }
                });
            }
            let next = search.start + found.records.len();
            if next <= found.documents && !found.records.is_empty() {
                xml.text("nextRecordPosition", &next.to_string());
            }
            self.echo(xml, search);
            if self.is_2() {
                let precision = if found.at_least { "minimum" } else { "exact" };
                let precision = format!("info:srw/vocabulary/resultCountPrecision/1/{precision}");
                xml.text("resultCountPrecision", &precision);
            }
        })
    }

    fn record(
        &self,
        xml: &mut Xml,
        search: &Search,
        (position, record): (usize, &RetrievedRecord),
    ) {
        xml.element("record", &[], |xml| {
            xml.text("recordSchema", search.schema.uri());
            self.data(xml, search.escaping, |xml| {
                write_record(xml, search.schema, record, self.base);
            });
            xml.text("recordPosition", &position.to_string());
        });
    }

    /// The XML of a record, as such or as a text, with the element that says which.
    pub(super) fn data(&self, xml: &mut Xml, escaping: Escaping, write: impl FnOnce(&mut Xml)) {
        let name = if self.is_2() {
            "recordXMLEscaping"
        } else {
            "recordPacking"
        };
        xml.text(name, escaping.name());
        match escaping {
            Escaping::Xml => xml.element("recordData", &[], write),
            Escaping::String => {
                let mut inner = Xml::fragment();
                write(&mut inner);
                xml.text("recordData", &inner.into_text());
            }
        }
    }

    /// The request as it was sent, in the order of the schema.
    fn echo(&self, xml: &mut Xml, search: &Search) {
        let names: &[&str] = if self.is_2() {
            &[
                "version",
                "queryType",
                "query",
                "startRecord",
                "maximumRecords",
                "recordXMLEscaping",
                "recordPacking",
                "recordSchema",
                "resultSetTTL",
            ]
        } else {
            &[
                "version",
                "query",
                "startRecord",
                "maximumRecords",
                "recordPacking",
                "recordSchema",
                "resultSetTTL",
            ]
        };
        xml.element("echoedSearchRetrieveRequest", &[], |xml| {
            for name in names {
                let sent = search.sent.iter().find(|(own, _)| own == name);
                if let Some((_, value)) = sent.filter(|(_, value)| !value.trim().is_empty()) {
                    xml.text(name, value.trim());
                }
                // Before 2.0 the echo has the query in both forms.
                if *name == "query"
                    && !self.is_2()
                    && let Ok(query) = crate::cql::parse(&search.query)
                {
                    write_query(xml, "xQuery", &query);
                }
            }
        });
    }

    /// The response with values of an index.
    pub(super) fn terms(&self, terms: &[ScanTerm]) -> Vec<u8> {
        self.response("scanResponse", |xml| {
            if terms.is_empty() {
                return;
            }
            xml.element("terms", &[], |xml| {
                for term in terms {
                    xml.element("term", &[], |xml| {
                        xml.text("value", &term.value);
                        xml.text("numberOfRecords", &term.records.to_string());
                        if let Some(shown) = &term.shown {
                            xml.text("displayTerm", shown);
                        }
                    });
                }
            });
        })
    }
}
