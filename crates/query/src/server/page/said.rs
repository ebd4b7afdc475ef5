//! What is wrong, in the language of the reader.

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::language::Language;
use super::words::Words;
use crate::request::{
    BOOST_LIMIT, DEPTH_LIMIT, DISTANCE_LIMIT, QUERY_LIMIT, RequestError, TERM_LIMIT, WINDOW_LIMIT,
};
use crate::server::problem::{Problem, ProblemSort, WrongParameter};
use crate::syntax::{FilterKey, Mistake, RegexMistake};

/// What is wrong with a question, and what to write.
pub(crate) fn mistake(w: Words, mistake: &Mistake) -> String {
    let [zh, ru] = match mistake {
        Mistake::NothingBehind(typed) => [
            format!("“{typed}”后面应有检索词；请补上，或去掉“{typed}”，若要检索它本身请加引号"),
            format!("после «{typed}» нужно слово; добавьте его, уберите «{typed}» или возьмите в кавычки, чтобы искать само слово"),
        ],
        Mistake::NothingBefore(typed) => [
            format!("“{typed}”前面应有检索词；请补上，或去掉“{typed}”，若要检索它本身请加引号"),
            format!("перед «{typed}» нужно слово; добавьте его, уберите «{typed}» или возьмите в кавычки, чтобы искать само слово"),
        ],
        Mistake::Exclusion(typed) => [
            format!("“{typed}”后面应是检索词，不能是排除；可排除整体：-(A NEAR/5 B)"),
            format!("после «{typed}» нужно слово, а не исключение; исключите всё вместе: -(A NEAR/5 B)"),
        ],
        Mistake::EmptyBrackets => [
            "括号里没有检索词；请补上，或去掉括号".to_owned(),
            "в скобках нет слова; добавьте его или уберите скобки".to_owned(),
        ],
        Mistake::ClosesNothing => [
            "这个括号没有对应的左括号；请去掉它，或补上“(”".to_owned(),
            "эта скобка ничего не закрывает; уберите её или поставьте «(»".to_owned(),
        ],
        Mistake::NotClosed => [
            "这个括号没有关上；请在末尾补上“)”".to_owned(),
            "эта скобка не закрыта; поставьте «)» там, где группа кончается".to_owned(),
        ],
        Mistake::StrayBoost => [
            "加权号要紧跟在词、短语或括号之后，如：A^2、(A B)^2".to_owned(),
            "вес ставится сразу за словом, фразой или группой: A^2, (A B)^2".to_owned(),
        ],
        Mistake::BoostNumber => [
            format!("权重应是大于 0、不超过 {BOOST_LIMIT} 的数，如：A^2、A^0.5"),
            format!("вес — число больше 0 и не больше {BOOST_LIMIT}: A^2, A^0.5"),
        ],
        Mistake::Sides => [
            "NEAR 和 BEFORE 两边各是一个词，或括号里用 OR 连接的词，如：A NEAR/5 (B OR C)".to_owned(),
            "по обе стороны NEAR и BEFORE стоит одно слово или слова через OR в скобках: A NEAR/5 (B OR C)".to_owned(),
        ],
        Mistake::Distance => [
            format!("这里应是 0 到 {DISTANCE_LIMIT} 的字数，如：NEAR/5、BEFORE/5、“…”~5"),
            format!("здесь нужно число букв от 0 до {DISTANCE_LIMIT}: NEAR/5, BEFORE/5, «…»~5"),
        ],
        Mistake::StarAndSlop => [
            "短语里的“*”和后面的“~”不能同时用；请去掉一个".to_owned(),
            "во фразе может быть либо «*» внутри, либо «~» после неё; уберите одно".to_owned(),
        ],
        Mistake::GroupAsValue(name) => [
            format!("“{name}:”后面是一个值，不能是括号；请分开写：{name}:A OR {name}:B"),
            format!("после «{name}:» стоит одно значение, а не группа: {name}:A OR {name}:B"),
        ],
        Mistake::NoPart(name) => [
            format!("“{name}”不是文献的一部分；可写 in:title、in:heading、in:body、in:note、in:quote"),
            format!("«{name}» — не часть документа; можно in:title, in:heading, in:body, in:note, in:quote"),
        ],
        Mistake::NoName => [
            "这里应有人名，如：speaker:习近平".to_owned(),
            "здесь нужно имя: speaker:Путин".to_owned(),
        ],
        Mistake::Regex(wrong) => {
            let [zh, ru] = regex(wrong);
            [
                format!("这个正则表达式不能用（{zh}）；请修改，或给文字加引号"),
                format!("это регулярное выражение не годится ({ru}); исправьте его или возьмите текст в кавычки"),
            ]
        }
        Mistake::Value { key, value, .. } => {
            let (name, example) = (key.name(), example(*key));
            [
                format!("“{value}”不能作为 {name}: 的条件；可写：{example}"),
                format!("«{value}» не годится для {name}:; можно: {example}"),
            ]
        }
    };
    w.0.of([zh, mistake.to_string(), ru])
}

/// What is wrong with a regular expression, in Chinese and Russian.
fn regex(wrong: &RegexMistake) -> [String; 2] {
    let [zh, ru] = match wrong {
        RegexMistake::GroupNotClosed => ["括号没有关上", "группа не закрыта"],
        RegexMistake::GroupNotOpened => [
            "右括号没有对应的左括号",
            "закрыта группа, которую не открывали",
        ],
        RegexMistake::ClassNotClosed => ["字符类 […] 没有关上", "класс […] не закрыт"],
        RegexMistake::NothingToRepeat => [
            "*、+、?、{…} 前面没有可重复的内容",
            "перед *, +, ? или {…} нечего повторять",
        ],
        RegexMistake::Escape => [
            "“\\”后面的字符没有意义",
            "после «\\» стоит то, что там ничего не значит",
        ],
        RegexMistake::Empty => [
            "它能匹配空文本，因而处处匹配",
            "оно подходит к пустому тексту, а значит, везде",
        ],
        RegexMistake::TooLarge => ["它太大", "оно слишком велико"],
        RegexMistake::Other(reason) => return [reason.clone(), reason.clone()],
    };
    [zh.to_owned(), ru.to_owned()]
}

/// What stands before a reason, and what to do with a copy of a document that is gone.
const GONE: [[&str; 2]; 3] = [
    ["：", "请删除您保存的副本，或注明其已撤下"],
    [": ", "delete your copy, or keep it marked as withdrawn"],
    [
        ": ",
        "удалите свою копию или отметьте, что документ отозван",
    ],
];

/// Values that a field takes.
fn example(key: FilterKey) -> &'static str {
    match key {
        FilterKey::Type => "讲话, speech, выступление, declaration",
        FilterKey::Lang => "zh, zh-Hans, ru, en",
        FilterKey::Date => "2024, 2024-07, 2024-07-04, 2018..2024-07",
        FilterKey::Year => "2018, 2018..2020, 2018.., ..2020",
        FilterKey::Status => "published",
        FilterKey::Source => "ecrats.org",
        FilterKey::Place => "青岛, Ташкент",
        FilterKey::Event => "峰会",
        FilterKey::Person => "习近平, Путин",
        FilterKey::Issuer => "秘书处",
        FilterKey::Id | FilterKey::Identifier | FilterKey::Work => "id",
        FilterKey::Title | FilterKey::Subject => "安全合作",
        FilterKey::Publisher => "人民日报",
    }
}

/// Says what is wrong with a request to the API in the language that its header prefers (RFC 9457, 3.1): programs show it to
/// readers. Without the header it is English.
pub(crate) async fn translate(request: Request, next: Next) -> Response {
    let language = Language::accepted(request.headers());
    let mut response = next.run(request).await;
    let Some(told) = response.extensions_mut().remove::<Problem>() else {
        return response;
    };
    let Some(language) = language.filter(|language| *language != Language::English) else {
        return of_language(response, Language::English);
    };
    let said = problem(Words(language), &told);
    let translated = Problem {
        detail: said.detail,
        next: said.next,
        ..told
    };
    of_language(translated.into_response(), said.lang)
}

fn of_language(mut response: Response, language: Language) -> Response {
    let headers = response.headers_mut();
    let code = HeaderValue::from_static(language.code());
    headers.insert(header::CONTENT_LANGUAGE, code);
    headers.append(header::VARY, HeaderValue::from_static("accept-language"));
    response
}

/// What is wrong with a request and what to do next; a page that is not meant for readers says it in English.
pub(crate) fn problem(w: Words, problem: &Problem) -> Said {
    let said = |three: [[&str; 2]; 3]| {
        let [detail, next] = w.0.of(three);
        Said::of(detail, next, w.0)
    };
    match &problem.sort {
        ProblemSort::Request(error) => request(w, error),
        ProblemSort::Parameter(wrong) => parameter(w, wrong),
        ProblemSort::TooMuch => said([
            ["通配符代表的词太多", "请多写几个字母"],
            [
                "the wildcard stands for too many words",
                "type more letters of it",
            ],
            [
                "звёздочке отвечает слишком много слов",
                "введите больше букв",
            ],
        ]),
        ProblemSort::TooSlow => said([
            [
                "检索用时过长，已停止",
                "请加上必须出现的词，或用年份、类型缩小范围",
            ],
            [
                "the search took too long and was stopped",
                "add a word that has to be there, or choose a year or a type",
            ],
            [
                "поиск длился слишком долго и остановлен",
                "добавьте обязательное слово или выберите год или тип",
            ],
        ]),
        ProblemSort::NotFound => said([
            ["这里没有内容：地址有误，或文献已不在库中", "请回首页检索"],
            [
                "there is nothing here: the address is wrong, or the document is no longer held",
                "search from the start page",
            ],
            [
                "здесь ничего нет: адрес неверен или документа больше нет",
                "начните поиск с главной страницы",
            ],
        ]),
        ProblemSort::Gone => {
            let reason = problem.tombstone.as_ref();
            let reason = reason.and_then(|tombstone| tombstone.reason.as_deref());
            let [colon, next] = w.0.of(GONE);
            let detail = match reason {
                Some(reason) => format!("{}{colon}{reason}", w.withdrawn()),
                None => w.removed().to_owned(),
            };
            Said::of(&detail, next, w.0)
        }
        ProblemSort::Busy => said([
            ["现在请求太多", "请过几秒再试"],
            [
                "too many others are asking at the moment",
                "try again in a few seconds",
            ],
            [
                "сейчас слишком много запросов",
                "повторите через несколько секунд",
            ],
        ]),
        ProblemSort::TooMany => said([
            ["您的请求过于频繁", "请稍候再试"],
            ["you ask too often", "wait a little"],
            ["вы спрашиваете слишком часто", "подождите немного"],
        ]),
        ProblemSort::Broken => said([
            ["索引读不出来", "请再试一次；若仍如此，请告诉管理员"],
            [
                "the index could not be read",
                "try again; if it stays so, tell whoever runs this server",
            ],
            [
                "не удалось прочитать индекс",
                "повторите; если не поможет, сообщите администратору",
            ],
        ]),
        ProblemSort::Other => Said {
            detail: problem.detail.clone(),
            next: problem.next.clone(),
            lang: Language::English,
        },
    }
}

fn parameter(w: Words, wrong: &WrongParameter) -> Said {
    let WrongParameter { name, value, key } = wrong;
    let allowed = |joint: &str| key.map_or_else(String::new, |key| joint.to_owned() + example(key));
    let detail = w.0.of([
        format!("地址中“{name}”的值“{value}”不能用{}", allowed("；可写：")),
        format!(
            "`{value}` is no value of `{name}` in the address{}",
            allowed("; write for example: ")
        ),
        format!(
            "«{value}» в адресе не годится для «{name}»{}",
            allowed("; можно: ")
        ),
    ]);
    let next = w.0.of([
        "请改正，或去掉这个条件",
        "change it, or leave it out",
        "исправьте или уберите это условие",
    ]);
    Said::of(&detail, next, w.0)
}

/// A problem in words.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) detail: String,
    pub(crate) next: String,
    pub(crate) lang: Language,
}

impl Said {
    fn of(detail: &str, next: &str, lang: Language) -> Said {
        Said {
            detail: detail.to_owned(),
            next: next.to_owned(),
            lang,
        }
    }
}

fn request(w: Words, error: &RequestError) -> Said {
    let detail = match error {
        RequestError::Empty => [
            "没有可检索的字词",
            "there is nothing to look for",
            "нечего искать",
        ]
        .map(str::to_owned),
        RequestError::Mistaken(wrong) => {
            return Said {
                detail: mistake(w, wrong),
                next: w.see_help().to_owned(),
                lang: w.0,
            };
        }
        RequestError::OnlyNegative => [
            "只写了要排除的内容，请加上要检索的词".to_owned(),
            "only exclusions are given; add a word to look for".to_owned(),
            "указано только исключение; добавьте слово для поиска".to_owned(),
        ],
        RequestError::TooLong { found } => [
            format!("问题有 {found} 个字符，最多 {QUERY_LIMIT} 个"),
            format!("the question has {found} characters, at most {QUERY_LIMIT} are allowed"),
            format!("в запросе {found} знаков, допускается не больше {QUERY_LIMIT}"),
        ],
        RequestError::TooDeep => [
            format!("括号套得太深，最多 {DEPTH_LIMIT} 层"),
            format!("brackets stand inside brackets more than {DEPTH_LIMIT} deep"),
            format!("скобки вложены глубже {DEPTH_LIMIT} уровней"),
        ],
        RequestError::TooManyTerms => [
            format!("检索词太多，最多 {TERM_LIMIT} 个"),
            format!("there are more than {TERM_LIMIT} terms"),
            format!("слов больше {TERM_LIMIT}"),
        ],
        RequestError::Window { .. } => [
            format!("只能翻看前 {WINDOW_LIMIT} 条"),
            format!("only the first {WINDOW_LIMIT} hits can be paged through"),
            format!("можно просмотреть только первые {WINDOW_LIMIT} результатов"),
        ],
        RequestError::Condition(reason) => [
            format!("筛选条件不能用（{reason}）"),
            format!("the condition cannot be used: {reason}"),
            format!("условие не годится ({reason})"),
        ],
    };
    Said::of(&w.0.of(detail), w.see_help(), w.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    #[test]
    fn a_mistake_is_said_in_the_readers_language() {
        let wrong = |question: &str| parse(question).unwrap().problem.unwrap().mistake;
        for question in [
            "反恐 OR",
            "OR 反恐",
            "（反恐",
            ") 反恐",
            "反恐^",
            "“反恐”~",
            "year:abc 反恐",
            "in:x 反恐",
            "/[/ 反恐",
            "/(反/ 恐",
            "/*反/ 恐",
            "/反*/ 恐",
            "speaker:! 反恐",
        ] {
            let wrong = wrong(question);
            let [zh, en, ru] = Language::ALL.map(|language| mistake(Words(language), &wrong));
            assert!(
                zh.contains(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c)),
                "{question}: {zh}"
            );
            assert!(
                ru.contains(|c: char| ('а'..='я').contains(&c)),
                "{question}: {ru}"
            );
            assert_eq!(en, wrong.to_string(), "{question}");
        }
    }
}
