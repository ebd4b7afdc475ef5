//! The indexes that can be asked, in their context sets: what is translated and what the description of the server lists.

use sco_indexer::Zone;

use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::tree::Prefix;
use crate::syntax::FilterKey;

/// A set of indexes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextSet {
    /// Of CQL itself.
    Cql,
    /// Dublin Core.
    Dc,
    /// Of this program.
    Sco,
}

/// Every context set.
pub const CONTEXT_SETS: [ContextSet; 3] = [ContextSet::Cql, ContextSet::Dc, ContextSet::Sco];

/// Sets in which an index without a prefix is looked up, the first first.
const WITHOUT_PREFIX: [ContextSet; 3] = [ContextSet::Dc, ContextSet::Cql, ContextSet::Sco];

impl ContextSet {
    /// The prefix that needs no assignment.
    pub fn prefix(self) -> &'static str {
        match self {
            ContextSet::Cql => "cql",
            ContextSet::Dc => "dc",
            ContextSet::Sco => "sco",
        }
    }

    /// The identifier.
    pub fn uri(self) -> &'static str {
        match self {
            ContextSet::Cql => "info:srw/cql-context-set/1/cql-v1.2",
            ContextSet::Dc => "info:srw/cql-context-set/1/dc-v1.1",
            ContextSet::Sco => "urn:x-sco:cql-context-set:1",
        }
    }

    /// The set with this identifier, or an older one.
    fn from_uri(uri: &str) -> Option<ContextSet> {
        let cql = uri.starts_with("info:srw/cql-context-set/1/cql-v");
        let dc = uri.starts_with("info:srw/cql-context-set/1/dc-v")
            || uri == "http://purl.org/dc/elements/1.1/";
        match uri {
            _ if cql => Some(ContextSet::Cql),
            _ if dc => Some(ContextSet::Dc),
            _ => CONTEXT_SETS.into_iter().find(|set| set.uri() == uri),
        }
    }
}

/// What an index looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// Everything there is.
    AllRecords,
    /// What was found before: not kept.
    ResultSet,
    /// The text, all of it or one of its zones.
    Text(Option<Zone>),
    /// Values of the description.
    Values(&'static [FilterKey]),
    /// The date.
    Date,
    /// The document type.
    Type,
    /// The language.
    Language,
    /// Identifiers and addresses.
    Identifier,
    /// Those who are quoted.
    Speaker,
}

/// An index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Index {
    /// Its set.
    pub set: ContextSet,
    /// Its name in the set.
    pub name: &'static str,
    /// What it is called in Chinese, English, Russian.
    pub titles: [&'static str; 3],
    /// What it looks at.
    pub kind: IndexKind,
    /// Whether records can be sorted by it.
    pub sorts: bool,
}

macro_rules! index {
    ($set:ident, $name:literal, [$zh:literal, $en:literal, $ru:literal], $kind:expr) => {
        index!($set, $name, [$zh, $en, $ru], $kind, false)
    };
    ($set:ident, $name:literal, [$zh:literal, $en:literal, $ru:literal], $kind:expr, $sorts:literal) => {
        Index {
            set: ContextSet::$set,
            name: $name,
            titles: [$zh, $en, $ru],
            kind: $kind,
            sorts: $sorts,
        }
    };
}

use FilterKey::{Event, Issuer, Person, Place, Publisher, Source, Subject};
use IndexKind::{AllRecords, Date, Identifier, Language, ResultSet, Speaker, Text, Type, Values};

/// Every index.
#[rustfmt::skip]
pub const INDEXES: [Index; 27] = [
    index!(Cql, "serverChoice", ["全文", "Full text", "Полный текст"], Text(None)),
    index!(Cql, "anywhere", ["全文", "Full text", "Полный текст"], Text(None)),
    index!(Cql, "anyIndexes", ["全文", "Full text", "Полный текст"], Text(None)),
    index!(Cql, "allIndexes", ["全文", "Full text", "Полный текст"], Text(None)),
    index!(Cql, "keywords", ["全文", "Full text", "Полный текст"], Text(None)),
    index!(Cql, "allRecords", ["全部记录", "All records", "Все записи"], AllRecords),
    index!(Cql, "resultSetId", ["结果集", "Result set", "Набор результатов"], ResultSet),
    index!(Dc, "title", ["题名", "Title", "Заглавие"], Text(Some(Zone::Title)), true),
    index!(Dc, "creator", ["责任者", "Creator or issuing body", "Автор или издавший орган"], Values(&[Person, Issuer])),
    index!(Dc, "contributor", ["责任者", "Person", "Лицо"], Values(&[Person])),
    index!(Dc, "subject", ["主题", "Subject", "Тема"], Values(&[Subject])),
    index!(Dc, "publisher", ["出版者", "Publisher", "Издатель"], Values(&[Publisher])),
    index!(Dc, "date", ["日期", "Date", "Дата"], Date, true),
    index!(Dc, "type", ["文种", "Document type", "Вид документа"], Type, true),
    index!(Dc, "language", ["语种", "Language", "Язык"], Language),
    index!(Dc, "identifier", ["标识符", "Identifier or address", "Идентификатор или адрес"], Identifier),
    index!(Dc, "source", ["来源", "Address of the source", "Адрес источника"], Values(&[Source])),
    index!(Dc, "coverage", ["会议与地点", "Event or place", "Событие или место"], Values(&[Event, Place])),
    index!(Sco, "speaker", ["引语说话人", "Speaker of a quotation", "Автор цитаты"], Speaker),
    index!(Sco, "event", ["会议", "Event", "Событие"], Values(&[Event])),
    index!(Sco, "place", ["地点", "Place", "Место"], Values(&[Place])),
    index!(Sco, "body", ["发文机构", "Issuing body", "Издавший орган"], Values(&[Issuer])),
    index!(Sco, "session", ["章节标题", "Heading", "Заголовок раздела"], Text(Some(Zone::Heading))),
    index!(Sco, "heading", ["章节标题", "Heading", "Заголовок раздела"], Text(Some(Zone::Heading))),
    index!(Sco, "text", ["正文", "Body", "Основной текст"], Text(Some(Zone::Body))),
    index!(Sco, "quote", ["引语", "Direct quotation", "Прямая цитата"], Text(Some(Zone::Quote))),
    index!(Sco, "footnote", ["脚注", "Footnote", "Сноска"], Text(Some(Zone::Note))),
];

/// The index of a clause that names none.
pub(super) const SERVER_CHOICE: &Index = &INDEXES[0];

/// The prefixes that hold where a clause stands, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    prefixes: Vec<&'a Prefix>,
}

impl<'a> Scope<'a> {
    /// How many prefixes hold.
    pub(super) fn len(&self) -> usize {
        self.prefixes.len()
    }

    /// Adds prefixes.
    pub(super) fn enter(&mut self, prefixes: &'a [Prefix]) {
        self.prefixes.extend(prefixes);
    }

    /// Takes all but the first ones away.
    pub(super) fn leave(&mut self, first: usize) {
        self.prefixes.truncate(first);
    }

    fn assigned(&self, name: Option<&str>) -> Option<&'a Prefix> {
        let is_same = |own: Option<&str>| match (own, name) {
            (Some(own), Some(name)) => own.eq_ignore_ascii_case(name),
            (None, None) => true,
            _ => false,
        };
        let innermost = self.prefixes.iter().rev();
        innermost
            .copied()
            .find(|prefix| is_same(prefix.name.as_deref()))
    }

    /// The sets that a prefix stands for.
    fn sets(&self, prefix: Option<&str>) -> Result<Vec<ContextSet>, Diagnostic> {
        if let Some(assigned) = self.assigned(prefix) {
            let set = ContextSet::from_uri(&assigned.uri);
            return set
                .map(|set| vec![set])
                .ok_or_else(|| unknown_set(&assigned.uri));
        }
        let Some(prefix) = prefix else {
            return Ok(WITHOUT_PREFIX.to_vec());
        };
        let set = CONTEXT_SETS
            .into_iter()
            .find(|set| set.prefix().eq_ignore_ascii_case(prefix));
        set.map(|set| vec![set]).ok_or_else(|| unknown_set(prefix))
    }

    /// The index with a name, `dc.title` or `title`; case does not matter.
    pub(super) fn index(&self, name: &str) -> Result<&'static Index, Diagnostic> {
        let (prefix, own) = match name.split_once('.') {
            Some((prefix, own)) => (Some(prefix), own),
            None => (None, name),
        };
        let sets = self.sets(prefix)?;
        let of_set = |set: &ContextSet| {
            INDEXES
                .iter()
                .find(|index| index.set == *set && index.name.eq_ignore_ascii_case(own))
        };
        sets.iter().find_map(of_set).ok_or_else(|| {
            let known = INDEXES
                .iter()
                .filter(|index| sets.contains(&index.set))
                .map(|index| format!("{}.{}", index.set.prefix(), index.name));
            let known: Vec<String> = known.collect();
            Diagnostic::new(
                DiagnosticKind::Index,
                name,
                format!("there are {}", known.join(", ")),
            )
        })
    }
}

fn unknown_set(name: &str) -> Diagnostic {
    let known = CONTEXT_SETS.map(|set| format!("{} ({})", set.prefix(), set.uri()));
    Diagnostic::new(
        DiagnosticKind::ContextSet,
        name,
        format!("there are {}", known.join(", ")),
    )
}
