//! The closed list of document types, with their names in Chinese, English and Russian.
//!
//! A type is a code and not a word: 决议, решение, decision and resolution are one type.

use crate::closed_list::closed_list;

/// Type of a document.
///
/// # Example
///
/// ```
/// use sco_corpus::DocumentType;
///
/// let speech: DocumentType = "speech".parse()?;
/// assert_eq!(speech.labels().zh, "讲话");
/// assert_eq!("declaraton".parse::<DocumentType>().unwrap_err().nearest, Some("declaration"));
/// # Ok::<(), sco_corpus::UnknownValue>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentType {
    /// 宪章.
    Charter,
    /// 条约.
    Treaty,
    /// 公约.
    Convention,
    /// 协定.
    Agreement,
    /// 议定书.
    Protocol,
    /// 宣言.
    Declaration,
    /// 声明.
    Statement,
    /// 联合公报.
    JointCommunique,
    /// 新闻公报.
    PressCommunique,
    /// 倡议.
    Initiative,
    /// 决议.
    Decision,
    /// 条例.
    Regulation,
    /// 战略.
    Strategy,
    /// 合作纲要.
    Programme,
    /// 行动计划.
    ActionPlan,
    /// 构想.
    Concept,
    /// 框架原则.
    Framework,
    /// 备忘录.
    Memorandum,
    /// 会议纪要.
    Minutes,
    /// 报告.
    Report,
    /// 讲话.
    Speech,
    /// 署名文章.
    ArticleSigned,
    /// 专访.
    Interview,
    /// 贺信.
    Message,
    /// 国内意见.
    OpinionNational,
    /// 国内通知.
    NoticeNational,
    /// 新闻.
    News,
    /// 会见消息.
    Readout,
    /// 学术文章.
    AcademicArticle,
    /// 学术著作.
    AcademicBook,
    /// 文件汇编.
    Collection,
    /// 会议记录.
    MeetingRecord,
    /// 其他.
    Other,
}

closed_list!(DocumentType {
    Charter = "charter",
    Treaty = "treaty",
    Convention = "convention",
    Agreement = "agreement",
    Protocol = "protocol",
    Declaration = "declaration",
    Statement = "statement",
    JointCommunique = "joint-communique",
    PressCommunique = "press-communique",
    Initiative = "initiative",
    Decision = "decision",
    Regulation = "regulation",
    Strategy = "strategy",
    Programme = "programme",
    ActionPlan = "action-plan",
    Concept = "concept",
    Framework = "framework",
    Memorandum = "memorandum",
    Minutes = "minutes",
    Report = "report",
    Speech = "speech",
    ArticleSigned = "article-signed",
    Interview = "interview",
    Message = "message",
    OpinionNational = "opinion-national",
    NoticeNational = "notice-national",
    News = "news",
    Readout = "readout",
    AcademicArticle = "academic-article",
    AcademicBook = "academic-book",
    Collection = "collection",
    MeetingRecord = "meeting-record",
    Other = "other",
});

/// What a document type is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
    /// In Russian.
    pub ru: &'static str,
}

/// One row a type, in the order of the enum: Chinese, English, Russian.
const LABELS: &[(DocumentType, [&str; 3])] = &[
    (DocumentType::Charter, ["宪章", "charter", "хартия"]),
    (DocumentType::Treaty, ["条约", "treaty", "договор"]),
    (
        DocumentType::Convention,
        ["公约", "convention", "конвенция"],
    ),
    (DocumentType::Agreement, ["协定", "agreement", "соглашение"]),
    (DocumentType::Protocol, ["议定书", "protocol", "протокол"]),
    (
        DocumentType::Declaration,
        ["宣言", "declaration", "декларация"],
    ),
    (DocumentType::Statement, ["声明", "statement", "заявление"]),
    (
        DocumentType::JointCommunique,
        ["联合公报", "joint communiqué", "совместное коммюнике"],
    ),
    (
        DocumentType::PressCommunique,
        ["新闻公报", "press communiqué", "информационное сообщение"],
    ),
    (
        DocumentType::Initiative,
        ["倡议", "initiative", "инициатива"],
    ),
    (DocumentType::Decision, ["决议", "decision", "решение"]),
    (
        DocumentType::Regulation,
        ["条例", "regulations", "положение"],
    ),
    (DocumentType::Strategy, ["战略", "strategy", "стратегия"]),
    (
        DocumentType::Programme,
        ["合作纲要", "programme", "программа"],
    ),
    (
        DocumentType::ActionPlan,
        ["行动计划", "action plan", "план действий"],
    ),
    (DocumentType::Concept, ["构想", "concept", "концепция"]),
    (
        DocumentType::Framework,
        ["框架原则", "framework principles", "рамочные принципы"],
    ),
    (
        DocumentType::Memorandum,
        [
            "备忘录",
            "memorandum of understanding",
            "меморандум о взаимопонимании",
        ],
    ),
    (
        DocumentType::Minutes,
        ["会议纪要", "minutes", "протокол заседания"],
    ),
    (DocumentType::Report, ["报告", "report", "доклад"]),
    (DocumentType::Speech, ["讲话", "speech", "выступление"]),
    (
        DocumentType::ArticleSigned,
        ["署名文章", "signed article", "авторская статья"],
    ),
    (DocumentType::Interview, ["专访", "interview", "интервью"]),
    (DocumentType::Message, ["贺信", "message", "послание"]),
    (
        DocumentType::OpinionNational,
        ["国内意见", "national opinions", "мнения (национальный акт)"],
    ),
    (
        DocumentType::NoticeNational,
        [
            "国内通知",
            "national notice",
            "уведомление (национальный акт)",
        ],
    ),
    (
        DocumentType::News,
        ["新闻", "news report", "новостное сообщение"],
    ),
    (
        DocumentType::Readout,
        ["会见消息", "readout", "сообщение о встрече"],
    ),
    (
        DocumentType::AcademicArticle,
        ["学术文章", "academic article", "научная статья"],
    ),
    (
        DocumentType::AcademicBook,
        ["学术著作", "academic book", "монография"],
    ),
    (
        DocumentType::Collection,
        ["文件汇编", "collection", "сборник"],
    ),
    (
        DocumentType::MeetingRecord,
        ["会议记录", "meeting record", "запись о заседании"],
    ),
    (DocumentType::Other, ["其他", "other", "прочее"]),
];

impl DocumentType {
    /// What the type is called in the three languages.
    pub fn labels(self) -> Labels {
        let [zh, en, ru] = LABELS[self as usize].1;
        Labels { zh, en, ru }
    }

    /// The type with exactly this name in one of the three languages.
    pub fn from_label(label: &str) -> Option<Self> {
        LABELS
            .iter()
            .find(|(_, names)| names.contains(&label))
            .map(|(kind, _)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_its_own_row_code_and_labels() {
        assert_eq!(LABELS.len(), DocumentType::ALL.len());
        for (i, &kind) in DocumentType::ALL.iter().enumerate() {
            assert_eq!((LABELS[i].0, kind as usize), (kind, i));
            assert_eq!(kind.code().parse(), Ok(kind));
            for label in [kind.labels().zh, kind.labels().en, kind.labels().ru] {
                assert_eq!(DocumentType::from_label(label), Some(kind), "{label}");
            }
        }
    }

    #[test]
    fn an_unknown_type_is_refused_with_the_list_and_the_nearest() {
        let message = "declaraton"
            .parse::<DocumentType>()
            .unwrap_err()
            .to_string();
        assert!(
            message.starts_with("`declaraton` is not on the list, did you mean `declaration`?"),
            "{message}"
        );
        for kind in DocumentType::ALL {
            assert!(message.contains(kind.code()));
        }
    }
}
