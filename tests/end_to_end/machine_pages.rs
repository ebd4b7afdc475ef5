//! What pages say to machines: canonical addresses, languages, JSON-LD, and tags as Zotero's reader of embedded metadata takes
//! them (its rules are written down here: which tag decides the type, which gives a field, what of several wins).

use serde_json::Value;

use crate::http::Server;
use crate::support::Fixture;

const BASE: &str = "https://search.example.org";

fn corpus() -> Fixture {
    Fixture::indexed(&[
        (
            "speech.md",
            "---\nid: speech\ntitle: 弘扬“上海精神” & \"共建\" </script><script>alert(1)</script>\ntype: speech\ndate: 2018-06-10\nlanguage: zh-Hans\ncreators:\n- name: 习近平\n  role: speaker\n- name: Jane Doe\n  role: translator\npublisher: 人民日报\nsource: https://example.org/1\nidentifiers: 10.1000/x1\nsubjects:\n- 上海精神\nabstract: 摘要 <b>一</b>。\n---\n\n正文。\n",
        ),
        (
            "declaration.md",
            "---\nid: declaration\ntitle: 上海宣言\ntype: declaration\ndate: 2001-06\nlanguage: zh-Hans\nbody: 元首理事会\n---\n\n正文。\n",
        ),
        (
            "declaration-ru.md",
            "---\nid: declaration-ru\ntitle: Декларация\ntype: declaration\ndate: 2001-06\nlanguage: ru\nversion_of: declaration\n---\n\nТекст.\n",
        ),
        (
            "article.md",
            "---\nid: article\ntitle: On cooperation\ntype: academic-article\ndate: 2020\nlanguage: en\ncreators:\n- name: Jane Doe\n- name: Иван Петров\npublisher: Journal of Notes\nissue: \"4\"\npages: \"115–120\"\n---\n\nText.\n",
        ),
        ("bare.md", "---\nid: bare\ntitle: Bare\n---\n\nText.\n"),
    ])
}

/// The head of a page.
struct Head(String);

impl Head {
    fn of(server: &Server, target: &str) -> Head {
        let page = server.get(target).text();
        let (head, _) = page.split_once("</head>").expect("a head");
        Head(head.to_owned())
    }

    /// The elements of a kind, as their attributes.
    fn elements(&self, name: &str) -> Vec<Vec<(String, String)>> {
        let opening = format!("<{name} ");
        let opened = self.0.split(&opening).skip(1);
        let attributes = opened.map(|rest| {
            let (tag, _) = rest.split_once('>').expect("a tag ends");
            let mut attributes = Vec::new();
            let mut rest = tag;
            while let Some((name, behind)) = rest.split_once("=\"") {
                let (value, behind) = behind.split_once('"').expect("a value ends");
                attributes.push((name.trim().to_owned(), unescaped(value)));
                rest = behind;
            }
            attributes
        });
        attributes.collect()
    }

    /// Names and contents of the tags, in order.
    fn tags(&self) -> Vec<(String, String)> {
        let tags = self.elements("meta").into_iter();
        tags.filter_map(|attributes| {
            let of = |wanted: &str| {
                let found = attributes.iter().find(|(name, _)| name == wanted);
                found.map(|(_, value)| value.clone())
            };
            Some((of("name")?, of("content")?))
        })
        .collect()
    }

    fn links(&self, rel: &str) -> Vec<Vec<(String, String)>> {
        let links = self.elements("link").into_iter();
        links
            .filter(|attributes| attributes.contains(&("rel".to_owned(), rel.to_owned())))
            .collect()
    }

    fn data(&self) -> Value {
        let (_, rest) = self
            .0
            .split_once("<script type=\"application/ld+json\">")
            .expect("JSON-LD");
        let (json, _) = rest.split_once("</script>").expect("the script ends");
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"))
    }
}

/// As HTML reads a value of an attribute.
fn unescaped(value: &str) -> String {
    let mut text = value.to_owned();
    for (reference, c) in [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        text = text.replace(reference, c);
    }
    text
}

/// What Zotero keeps of a page.
#[derive(Debug, Default, PartialEq, Eq)]
struct Item {
    kind: String,
    title: String,
    authors: Vec<String>,
    date: String,
    publication: String,
    language: String,
    url: String,
    doi: String,
    pages: String,
    abstract_note: String,
}

/// Reads tags as the translator “Embedded Metadata” does. Tags with a known prefix become statements of RDF: `z:itemType` names
/// the type, `dc:title`, `dc:creator`, `dc:date` stand where no Highwire tag does, the publication is `prism:publicationName`,
/// else `dc:source`. Then come the Highwire tags, of several the first: a journal, a report, a book in which it is a chapter
/// override the type, all others fill their fields; authors by Highwire replace those of Dublin Core.
fn as_zotero_reads(tags: &[(String, String)]) -> Item {
    let first = |name: &str| {
        let found = tags.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone())
    };
    let any = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| first(name))
            .unwrap_or_default()
    };
    let every = |name: &str| -> Vec<String> {
        let found = tags.iter().filter(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).collect()
    };
    let by_container = [
        ("citation_journal_title", "journalArticle"),
        ("citation_technical_report_institution", "report"),
        ("citation_conference_title", "conferencePaper"),
        ("citation_inbook_title", "bookSection"),
        ("citation_dissertation_institution", "thesis"),
    ];
    let container = by_container.iter().find(|(name, _)| first(name).is_some());
    let kind = container
        .map(|(_, kind)| (*kind).to_owned())
        .or_else(|| first("z.itemType"));
    let authors = every("citation_author");
    let last = first("citation_lastpage").map_or_else(String::new, |last| format!("-{last}"));
    Item {
        kind: kind.unwrap_or_else(|| "journalArticle".to_owned()),
        title: any(&["citation_title", "DC.title"]),
        authors: if authors.is_empty() {
            every("DC.creator")
        } else {
            authors
        },
        // Later names in the translator's list overwrite earlier ones.
        date: any(&[
            "citation_date",
            "citation_cover_date",
            "citation_publication_date",
            "DC.date",
        ]),
        publication: any(&[
            "citation_inbook_title",
            "citation_journal_title",
            "prism.publicationName",
            "DC.source",
            "og:site_name",
        ]),
        language: any(&["citation_language", "DC.language"]),
        url: any(&["citation_public_url"]),
        doi: any(&["citation_doi"]),
        pages: first("citation_firstpage").unwrap_or_default() + &last,
        abstract_note: any(&["citation_abstract", "DC.description"]),
    }
}

#[test]
fn zotero_takes_a_page_in_with_author_date_title_publication_language_and_type() {
    let fixture = corpus();
    let server = Server::start(&fixture, &["--base-url", BASE]);
    let item = |id: &str| as_zotero_reads(&Head::of(&server, &format!("/documents/{id}")).tags());
    let text = str::to_owned;
    assert_eq!(
        item("speech"),
        Item {
            kind: text("newspaperArticle"),
            title: text("弘扬“上海精神” & \"共建\" </script><script>alert(1)</script>"),
            authors: vec![text("习近平")],
            date: text("2018/06/10"),
            publication: text("人民日报"),
            language: text("zh-Hans"),
            url: format!("{BASE}/documents/speech"),
            doi: text("10.1000/x1"),
            abstract_note: text("摘要 <b>一</b>。"),
            pages: String::new(),
        }
    );
    assert_eq!(
        item("article"),
        Item {
            kind: text("journalArticle"),
            title: text("On cooperation"),
            authors: vec![text("Jane Doe"), text("Иван Петров")],
            date: text("2020"),
            publication: text("Journal of Notes"),
            language: text("en"),
            url: format!("{BASE}/documents/article"),
            pages: text("115-120"),
            ..Item::default()
        }
    );
    let declaration = item("declaration");
    assert_eq!(
        (declaration.kind.as_str(), declaration.date.as_str()),
        ("report", "2001/06")
    );
    assert_eq!(declaration.authors, ["元首理事会"]);
    // Nothing is invented for a page that says nothing.
    let bare = item("bare");
    assert_eq!(
        (bare.kind.as_str(), bare.title.as_str()),
        ("document", "Bare")
    );
    assert_eq!(
        (
            bare.authors.len(),
            bare.date.as_str(),
            bare.publication.as_str()
        ),
        (0, "", "")
    );
}

#[test]
fn linked_data_is_data_and_not_script_whatever_a_title_holds() {
    let fixture = corpus();
    let server = Server::start(&fixture, &["--base-url", BASE]);
    let reply = server.get("/documents/speech");
    let policy = reply.header("content-security-policy").expect("a policy");
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
    assert!(!reply.text().contains("<script>alert"), "{}", reply.text());
    let data = Head::of(&server, "/documents/speech").data();
    assert_eq!(data["@context"], "https://schema.org");
    assert_eq!(data["@type"], "Article");
    assert_eq!(
        data["name"],
        "弘扬“上海精神” & \"共建\" </script><script>alert(1)</script>"
    );
    assert_eq!(data["author"][0]["name"], "习近平");
    assert_eq!(data["translator"][0]["name"], "Jane Doe");
    assert_eq!(data["datePublished"], "2018-06-10");
    assert_eq!(data["inLanguage"], "zh-Hans");
    assert_eq!(data["publisher"]["name"], "人民日报");
    let front = Head::of(&server, "/").data();
    assert_eq!(front["@type"], "WebSite");
    let template = front["potentialAction"]["target"]["urlTemplate"]
        .as_str()
        .expect("a text");
    assert_eq!(template, format!("{BASE}/search?q={{search_term_string}}"));
}

#[test]
fn a_page_has_one_address_and_names_its_translations() {
    let fixture = corpus();
    let server = Server::start(&fixture, &["--base-url", BASE]);
    let attribute = |attributes: &Vec<(String, String)>, name: &str| {
        let found = attributes.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    for target in [
        "/documents/declaration",
        "/documents/declaration?q=正文&lang=ru",
    ] {
        let head = Head::of(&server, target);
        let canonical = head.links("canonical");
        assert_eq!(canonical.len(), 1);
        assert_eq!(
            attribute(&canonical[0], "href"),
            format!("{BASE}/documents/declaration")
        );
    }
    for (own, languages) in [
        (
            "declaration",
            [("zh-Hans", "declaration"), ("ru", "declaration-ru")],
        ),
        (
            "declaration-ru",
            [("ru", "declaration-ru"), ("zh-Hans", "declaration")],
        ),
    ] {
        let head = Head::of(&server, &format!("/documents/{own}"));
        let alternates: Vec<(String, String)> = head
            .links("alternate")
            .iter()
            .map(|link| (attribute(link, "hreflang"), attribute(link, "href")))
            .collect();
        let wanted =
            languages.map(|(code, id)| (code.to_owned(), format!("{BASE}/documents/{id}")));
        assert_eq!(alternates, wanted, "{own}");
    }
    let russian = Head::of(&server, "/documents/declaration-ru").data();
    assert_eq!(
        russian["translationOfWork"]["@id"],
        format!("{BASE}/documents/declaration")
    );
    let chinese = Head::of(&server, "/documents/declaration").data();
    assert_eq!(chinese["workTranslation"][0]["inLanguage"], "ru");
    let front: Vec<String> = Head::of(&server, "/")
        .links("alternate")
        .iter()
        .map(|link| attribute(link, "hreflang"))
        .collect();
    assert_eq!(front, ["zh-Hans", "en", "ru"]);
}
