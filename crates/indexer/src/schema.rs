//! The fields of the index.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};

use crate::zone::Zone;

/// Name of the tokenizer that cuts grams.
pub(crate) const GRAMS: &str = "sco_grams";
/// Name of the tokenizer that cuts words.
pub(crate) const WORDS: &str = "sco_words";

/// The two fields of a zone.
#[derive(Debug, Clone, Copy)]
pub struct ZoneFields {
    /// Grams with positions: decides.
    pub grams: Field,
    /// Words with frequencies: ranks.
    pub words: Field,
}

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// Permanent identifier.
    pub id: Field,
    /// Hash of the content, to see what has changed.
    pub hash: Field,
    /// File the document was read from.
    pub file: Field,
    /// Document type.
    pub kind: Field,
    /// Language.
    pub language: Field,
    /// Issuing body.
    pub body: Field,
    /// Meeting or other event.
    pub event: Field,
    /// Place.
    pub place: Field,
    /// Those who are quoted directly.
    pub speaker: Field,
    /// Titles named between 《 and 》 in the text, as printed.
    pub named: Field,
    /// State of publication.
    pub status: Field,
    /// Title as printed.
    pub title: Field,
    /// Persons, whatever part they played.
    pub person: Field,
    /// Addresses of the source.
    pub source: Field,
    /// Title as printed and other titles, searched and never read.
    pub titles: Field,
    /// Topics.
    pub subject: Field,
    /// Newspaper, site or press.
    pub publisher: Field,
    /// Identifiers given by others.
    pub identifier: Field,
    /// Identifier of the work that the document is a version of.
    pub version_of: Field,
    /// First day of the date, year × 10,000 + month × 100 + day; absent where the date has no beginning.
    pub date_start: Field,
    /// Last day of the date, likewise.
    pub date_end: Field,
    /// First year of the date.
    pub year: Field,
    /// First month of the date as year × 100 + month, where the month is known.
    pub year_month: Field,
    /// What the header says it is to other documents: the kind, a tab, the other's identifier.
    pub relation: Field,
    /// Hash of the folded letters of a text that is long enough to be known by them.
    pub text_hash: Field,
    /// Code points of the text.
    pub chars: Field,
    /// The [`Record`](crate::Record), encoded.
    pub record: Field,
    zones: [ZoneFields; 5],
}

impl Fields {
    /// The fields of a zone.
    pub fn zone(&self, zone: Zone) -> ZoneFields {
        self.zones[zone as usize]
    }

    /// The schema and its fields.
    pub(crate) fn schema() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let keyword = STRING | FAST;
        let column = TextOptions::default().set_fast("raw"); // read, never searched
        let fields = Fields {
            id: builder.add_text_field("id", keyword.clone()),
            hash: builder.add_text_field("hash", column.clone()),
            file: builder.add_text_field("file", column.clone()),
            title: builder.add_text_field("title", column.clone()),
            relation: builder.add_text_field("relation", column),
            text_hash: builder.add_u64_field("text_hash", FAST),
            kind: builder.add_text_field("type", keyword.clone()),
            language: builder.add_text_field("language", keyword.clone()),
            body: builder.add_text_field("body", keyword.clone()),
            event: builder.add_text_field("event", keyword.clone()),
            place: builder.add_text_field("place", keyword.clone()),
            speaker: builder.add_text_field("speaker", keyword.clone()),
            named: builder.add_text_field("named", keyword.clone()),
            status: builder.add_text_field("status", keyword.clone()),
            person: builder.add_text_field("person", keyword.clone()),
            source: builder.add_text_field("source", keyword),
            titles: builder.add_text_field("titles", STRING),
            subject: builder.add_text_field("subject", STRING),
            publisher: builder.add_text_field("publisher", STRING),
            identifier: builder.add_text_field("identifier", STRING),
            version_of: builder.add_text_field("version_of", STRING),
            date_start: builder.add_u64_field("date_start", FAST | tantivy::schema::INDEXED),
            date_end: builder.add_u64_field("date_end", FAST | tantivy::schema::INDEXED),
            year: builder.add_u64_field("year", FAST | tantivy::schema::INDEXED),
            year_month: builder.add_u64_field("year_month", FAST | tantivy::schema::INDEXED),
            chars: builder.add_u64_field("chars", FAST),
            record: builder.add_bytes_field("record", STORED),
            zones: Zone::ALL.map(|zone| zone_fields(&mut builder, zone)),
        };
        (builder.build(), fields)
    }
}

fn zone_fields(builder: &mut SchemaBuilder, zone: Zone) -> ZoneFields {
    let text = |tokenizer: &str, option| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    ZoneFields {
        grams: builder.add_text_field(
            &format!("{zone}_grams"),
            text(GRAMS, IndexRecordOption::WithFreqsAndPositions),
        ),
        words: builder.add_text_field(
            &format!("{zone}_words"),
            text(WORDS, IndexRecordOption::WithFreqs),
        ),
    }
}
