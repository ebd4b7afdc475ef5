//! The description of the server (`ZeeRex` 2.0): what can be asked, as programs read it.

use super::super::live::Live;
use super::super::xml::Xml;
use super::record::Schema;
use super::request::Escaping;
use super::response::Answer;
use super::{MOST_RECORDS, USUAL_RECORDS};
use crate::cql::{CONTEXT_SETS, INDEXES, Index, IndexKind};
use crate::request::DISTANCE_LIMIT;

/// Namespace and identifier of the schema.
const ZEEREX: &str = "http://explain.z3950.org/dtd/2.0/";

/// Languages of titles, in the order of [`Index::titles`].
const LANGUAGES: [&str; 3] = ["zh", "en", "ru"];

const TITLES: [&str; 3] = [
    "上海合作组织政策文献",
    "Policy documents of the Shanghai Cooperation Organisation",
    "Документы Шанхайской организации сотрудничества",
];

const DESCRIPTIONS: [&str; 3] = [
    "CQL 一级及 prox。在 prox 中，单位 word（亦作 character）指一个汉字或其他文字的一个完整的词；sentence 和 paragraph 的距离为 0，即在同一句、同一段之内；unit=element 将 sco.quote 与 sco.speaker 限于同一条引语。日期按 EDTF 理解：= 指有重合的日子，< <= > >= within 只含确定者。",
    "CQL level 1 and prox. In prox the unit word (also: character) is one Han character or one whole word of another script; sentence and paragraph have distance 0: in one and the same; unit=element holds sco.quote and sco.speaker to one quotation. Dates are EDTF: = means days in common, < <= > >= within only what is certain.",
    "CQL уровня 1 и prox. В prox единица word (также character) — один иероглиф или одно целое слово другого письма; у sentence и paragraph расстояние 0: в одном и том же; unit=element относит sco.quote и sco.speaker к одной цитате. Даты — EDTF: = означает общие дни, < <= > >= within — только достоверное.",
];

/// Relations of an index.
fn relations(kind: IndexKind) -> &'static [&'static str] {
    match kind {
        IndexKind::AllRecords | IndexKind::ResultSet => &["="],
        IndexKind::Text(Some(sco_indexer::Zone::Title)) | IndexKind::Values(_) => {
            &["=", "==", "exact", "<>", "any", "all", "adj"]
        }
        IndexKind::Text(_) | IndexKind::Speaker => &["=", "<>", "any", "all", "adj"],
        IndexKind::Date => &[
            "=", "==", "exact", "<>", "<", "<=", ">", ">=", "within", "any",
        ],
        IndexKind::Type | IndexKind::Language | IndexKind::Identifier => {
            &["=", "==", "exact", "<>", "any"]
        }
    }
}

/// The response.
pub(super) fn explain(answer: &Answer<'_>, live: &Live, escaping: Escaping) -> Vec<u8> {
    answer.response("explainResponse", |xml| {
        xml.element("record", &[], |xml| {
            xml.text("recordSchema", ZEEREX);
            answer.data(xml, escaping, |xml| write_explain(xml, answer, live));
        });
    })
}

fn write_explain(xml: &mut Xml, answer: &Answer<'_>, live: &Live) {
    xml.element("explain", &[("xmlns", ZEEREX)], |xml| {
        write_server(xml, answer);
        xml.element("databaseInfo", &[], |xml| {
            for (language, title) in LANGUAGES.into_iter().zip(TITLES) {
                let mut attributes = vec![("lang", language)];
                if language == "zh" {
                    attributes.push(("primary", "true"));
                }
                xml.text_with("title", &attributes, title);
            }
            for (language, text) in LANGUAGES.into_iter().zip(DESCRIPTIONS) {
                xml.text_with("description", &[("lang", language)], text);
            }
            let documents = format!("{} documents", live.coverage.documents);
            xml.text_with("extent", &[("lang", "en")], &documents);
        });
        write_indexes(xml);
        write_schemas(xml);
        write_config(xml);
    });
}

fn write_server(xml: &mut Xml, answer: &Answer<'_>) {
    let (scheme, rest) = answer
        .base
        .split_once("://")
        .unwrap_or(("http", answer.base));
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let usual = if scheme == "https" { "443" } else { "80" };
    // A port behind the last colon, unless that is part of an IPv6 address.
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, usual),
    };
    let database = format!("{path}/sru");
    let attributes = [
        ("protocol", "SRU"),
        ("version", answer.request.version.number()),
        ("transport", scheme),
        ("method", "GET POST"),
    ];
    xml.element("serverInfo", &attributes, |xml| {
        xml.text("host", host);
        xml.text("port", port);
        xml.text("database", database.trim_start_matches('/'));
    });
}

fn write_indexes(xml: &mut Xml) {
    xml.element("indexInfo", &[], |xml| {
        for set in CONTEXT_SETS {
            let attributes = [("name", set.prefix()), ("identifier", set.uri())];
            xml.element("set", &attributes, |_| {});
        }
        let listed = INDEXES
            .iter()
            .filter(|index| index.kind != IndexKind::ResultSet);
        listed.for_each(|index| write_index(xml, index));
    });
}

fn write_index(xml: &mut Xml, index: &Index) {
    let text = |is: bool| if is { "true" } else { "false" };
    let is_listed = match index.kind {
        IndexKind::Text(zone) => zone == Some(sco_indexer::Zone::Title),
        kind => kind != IndexKind::AllRecords,
    };
    let attributes = [
        ("search", "true"),
        ("scan", text(is_listed)),
        ("sort", text(index.sorts)),
    ];
    xml.element("index", &attributes, |xml| {
        for (language, title) in LANGUAGES.into_iter().zip(index.titles) {
            xml.text_with("title", &[("lang", language)], title);
        }
        xml.element("map", &[], |xml| {
            xml.text_with("name", &[("set", index.set.prefix())], index.name);
        });
        xml.element("configInfo", &[], |xml| {
            for relation in relations(index.kind) {
                xml.text_with("supports", &[("type", "relation")], relation);
            }
        });
    });
}

fn write_schemas(xml: &mut Xml) {
    xml.element("schemaInfo", &[], |xml| {
        for schema in Schema::ALL {
            let attributes = [
                ("identifier", schema.uri()),
                ("name", schema.name()),
                ("sort", "false"),
                ("retrieve", "true"),
            ];
            xml.element("schema", &attributes, |xml| {
                xml.text_with("title", &[("lang", "en")], schema.title());
            });
        }
    });
}

fn write_config(xml: &mut Xml) {
    let (usual, most) = (USUAL_RECORDS.to_string(), MOST_RECORDS.to_string());
    let distance = format!("distance<={}", DISTANCE_LIMIT + 1);
    let config = [
        ("default", "numberOfRecords", usual.as_str()),
        ("default", "contextSet", "dc"),
        ("default", "index", "cql.serverChoice"),
        ("default", "relation", "="),
        ("default", "retrieveSchema", Schema::Dc.name()),
        ("setting", "maximumRecords", most.as_str()),
        ("supports", "scan", "true"),
        ("supports", "sort", "true"),
        ("supports", "proximity", "true"),
        ("supports", "resultSets", "false"),
        ("supports", "emptyTerm", "false"),
        ("supports", "anchoring", "true"),
        ("supports", "maskingCharacter", "*"),
        ("supports", "maskingCharacter", "?"),
        ("supports", "relationModifier", "stem"),
        ("supports", "relationModifier", "fuzzy"),
        ("supports", "relationModifier", "respectCase"),
        ("supports", "relationModifier", "respectAccents"),
        ("supports", "relationModifier", "regexp"),
        ("supports", "relationModifier", "unmasked"),
        ("supports", "booleanModifier", "unit=word"),
        ("supports", "booleanModifier", "unit=sentence"),
        ("supports", "booleanModifier", "unit=paragraph"),
        ("supports", "booleanModifier", "unit=element"),
        ("supports", "booleanModifier", distance.as_str()),
        ("supports", "booleanModifier", "ordered"),
    ];
    xml.element("configInfo", &[], |xml| {
        for (name, kind, value) in config {
            xml.text_with(name, &[("type", kind)], value);
        }
    });
}
