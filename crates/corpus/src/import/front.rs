//! What a text says about itself: title, date, number, editor, language. Nothing is said that the text does not show.

use std::sync::LazyLock;

use regex::Regex;

use super::byline::{han_authors, opens_part, spaced_authors};
use super::flow::{Flow, Item};
use super::headings::label;
use super::lines::Line;
use super::report::{Action, Dropped, Report};
use super::script::{CELL, is_cjk, is_closer, is_han, is_stop};
use crate::metadata::{Agent, Metadata, Role};
use crate::model::NoteKey;
use crate::pattern::pattern;

/// Longest title, in characters.
const LONGEST_TITLE: usize = 100;

static EDITOR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^[【（(〔\[［]\s*(?:本文)?(?:责任编辑|責任編輯|责编|责任编校|编辑|Editor|Редактор)\s*[：:]\s*([^】）)〕\]］]{1,40})[】）)〕\]］]$",
    )
});

static DATE: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    [
        r"(?:^|[（(，,\s])(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日",
        r"^[（(]?(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})[）)]?$",
        r"^[（(]?(?P<y>[一二三四五六七八九〇零○]{4})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日",
    ]
    .map(pattern)
});

static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\p{Han}{1,10}\s*[〔［\[（(]\s*(?:19|20)\d{2}\s*[〕］\])）]\s*(?:第\s*)?\d{1,5}\s*号")
});

/// Words a title of a document of this field ends with.
static KIND: LazyLock<Regex> = LazyLock::new(|| {
    let han = "讲话|講話|致辞|演讲|发言|贺信|宣言|声明|聲明|公报|公報|公约|条约|條約|协定|协议|章程|宪章|纲要|意见|通知|决定|决议|报告|\
        规定|条例|條例|办法|規則|规则|细则|计划|方案|倡议|备忘录|白皮书|议定书|建议|批复|法";
    let latin = "declaration|statement|communiqu[eé]|speech|remarks|address|report|treaty|charter|convention|agreement|resolution|\
        декларация|заявление|коммюнике|выступление|речь|договор|хартия|конвенция|соглашение|резолюция|доклад";
    pattern(&format!(
        r"(?:{han})(?:》|”|[（(][^）)]{{1,20}}[）)])?$|(?i)\b(?:{latin})\b"
    ))
});

/// What stands below a title: a byline, a place and date in brackets, an abstract, an address to the audience.
static BELOW_TITLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:——|作者[：:]|[（(].{0,30}\d{4}\s*年|[（(]?(?:19|20)\d{2}[-年]|[（(][一二〇零○三四五六七八九]{4}年|【?(?:内容)?(?:摘\s*要|提要)】?|\[?(?:摘\s*要|内容提要)\]?|尊敬的|各位|同志们|女士们|先生们|新华社|本报|Abstract|Аннотация|Уважаемые|Distinguished|Your Excellenc|Dear|\p{Han}{1,10}\s*[〔［]\s*(?:19|20)\d{2})",
    )
});

/// Names of the editors, when a line credits them.
pub(super) fn editors(line: &Line<'_>) -> Option<Vec<Agent>> {
    let names = EDITOR.captures(line.text)?.get(1)?.as_str();
    let name = |n: &str| Agent {
        name: n.trim().to_owned(),
        role: Role::Editor,
    };
    let agents: Vec<Agent> = names
        .split(['、', '，', ',', ';', '；'])
        .filter(|n| !n.trim().is_empty())
        .map(name)
        .collect();
    (!agents.is_empty()).then_some(agents)
}

/// Marks that stand before any text, taken out of the flows.
pub(super) fn take_front_notes(flows: &mut Vec<Flow>) -> Vec<NoteKey> {
    let bare = flows.iter().take_while(|f| f.is_bare()).count();
    let keys = flows
        .drain(..bare)
        .flat_map(|f| f.marks().collect::<Vec<_>>())
        .collect();
    // A flow of nothing but marks further down hangs its marks on the text before it.
    let mut kept: Vec<Flow> = Vec::with_capacity(flows.len());
    for flow in flows.drain(..) {
        match kept.last_mut() {
            Some(above) if flow.is_bare() => above.items.extend(flow.marks().map(Item::Mark)),
            _ => kept.push(flow),
        }
    }
    *flows = kept;
    keys
}

/// Describes the document from its first lines; a title is taken out of the text.
pub(super) fn describe(
    flows: &mut Vec<Flow>,
    metadata: &mut Metadata,
    notes: &mut Vec<NoteKey>,
    report: &mut Report,
) {
    language(flows, metadata, report);
    if let Some((start, count)) = given_title(flows).or_else(|| title_place(flows)) {
        let parts: Vec<Flow> = flows.drain(start..start + count).collect();
        let title = title_of(&parts);
        for part in &parts {
            notes.extend(part.marks());
            report.described.push(Dropped {
                line: part.lines.0,
                text: part.text(),
                why: "title".to_owned(),
            });
        }
        let last = parts.last().map_or(0, |p| p.lines.1);
        let why = if parts[0].is_title {
            "the file says that this is the title"
        } else {
            "the first line ends no sentence, and what stands below it or its last word shows a title"
        };
        report.note(
            Action::Described,
            (parts[0].lines.0, last),
            &title,
            why,
            0.85,
        );
        metadata.title = Some(title);
        take_authors(flows, start, metadata, notes, report);
    }
    for flow in flows.iter().take(4) {
        let text = flow.text();
        if text.chars().count() > 80 {
            break;
        }
        note_date(&text, flow, metadata, report);
        note_number(&text, flow, metadata, report);
    }
}

/// The line below the title becomes part of the description when it holds nothing but names.
fn take_authors(
    flows: &mut Vec<Flow>,
    at: usize,
    metadata: &mut Metadata,
    notes: &mut Vec<NoteKey>,
    report: &mut Report,
) {
    let Some(authors) = authors_at(flows, at) else {
        return;
    };
    let flow = flows.remove(at);
    notes.extend(flow.marks());
    let text = flow.text();
    let why = "nothing but names below the title";
    report.note(Action::Described, flow.lines, &text, why, 0.8);
    report.described.push(Dropped {
        line: flow.lines.0,
        text,
        why: "authors".to_owned(),
    });
    metadata.creators.splice(..0, authors);
}

/// Authors that a flow names. Names of an alphabet look like a title: what follows must show that the text begins there.
fn authors_at(flows: &[Flow], at: usize) -> Option<Vec<Agent>> {
    let text = flows.get(at)?.text();
    let below = flows.get(at + 1)?;
    han_authors(&text).or_else(|| {
        let begins = below.heading.is_some() || opens_part(&below.text());
        spaced_authors(&text).filter(|_| begins)
    })
}

/// The flows that the format of the file calls the title.
fn given_title(flows: &[Flow]) -> Option<(usize, usize)> {
    let start = flows.iter().position(|flow| flow.is_title)?;
    let count = flows[start..]
        .iter()
        .take_while(|flow| flow.is_title)
        .count();
    Some((start, count))
}

/// First flow of the title, which the name of a column may precede, and how many flows it takes.
fn title_place(flows: &[Flow]) -> Option<(usize, usize)> {
    const LONGEST_COLUMN: usize = 14;
    let text = flows.first()?.text();
    let is_column = text.starts_with('【')
        && text.ends_with('】')
        && text.chars().count() <= LONGEST_COLUMN
        && !opens_part(&text);
    let start = usize::from(is_column);
    title_length(&flows[start..]).map(|count| (start, count))
}

/// How many of the first flows are the title.
fn title_length(flows: &[Flow]) -> Option<usize> {
    let first = flows.first()?;
    let text = first.text();
    if flows.len() < 2 || first.heading.is_some() || !may_be_title(&text) {
        return None;
    }
    let second = flows[1].text();
    let is_centred = first.lead >= 4 * CELL && flows[1].lead < first.lead;
    let is_subtitle = second.starts_with("——")
        && second.chars().count() <= LONGEST_TITLE
        && !ends_sentence(&second);
    let below = if is_subtitle {
        flows.get(2).map(Flow::text).unwrap_or_default()
    } else {
        second
    };
    let count = if is_subtitle { 2 } else { 1 };
    let shown_below = BELOW_TITLE.is_match(below.trim())
        || opens_part(&below)
        || authors_at(flows, count).is_some()
        || flows.get(count).is_some_and(|flow| flow.heading.is_some())
        || is_set_off(first, &flows[1]);
    let shown = KIND.is_match(&text) || shown_below || is_centred || is_subtitle;
    shown.then_some(count)
}

/// A short line above a paragraph of sentences, parted from it by a blank line or by being alone in its line.
fn is_set_off(first: &Flow, second: &Flow) -> bool {
    const LONGEST: usize = 60;
    const SHORTEST_BELOW: usize = 12;
    let text = second.text();
    let is_sentence = text
        .chars()
        .rev()
        .find(|&c| !is_closer(c))
        .is_some_and(is_stop);
    let is_parted = second.lines.0 > first.lines.1 + 1 || !second.is_one_line;
    first.is_one_line
        && first.text().chars().count() <= LONGEST
        && is_parted
        && is_sentence
        && text.chars().count() >= SHORTEST_BELOW
}

fn may_be_title(text: &str) -> bool {
    let count = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (2..=LONGEST_TITLE).contains(&count)
        && letters >= 2
        && !ends_sentence(text)
        && label(text).is_none()
        && !text.starts_with(['（', '(', '【', '[', '—', '-', '•', '“', '*'])
        && !DATE.iter().any(|d| d.is_match(text) && count < 20)
}

fn ends_sentence(text: &str) -> bool {
    let last = text.chars().rev().find(|&c| !is_closer(c));
    last.is_none_or(|c| {
        (is_stop(c) && !matches!(c, '？' | '?' | '！'))
            || matches!(c, '，' | '：' | '；' | ',' | ':' | ';' | '、')
    })
}

fn title_of(parts: &[Flow]) -> String {
    let mut title = String::new();
    for part in parts {
        let text = part.text();
        let joint = title.chars().next_back().is_some_and(|c| !is_cjk(c))
            && text.chars().next().is_some_and(|c| !is_cjk(c) && c != '—');
        if joint {
            title.push(' ');
        }
        title.push_str(&text);
    }
    title
}

fn note_date(text: &str, flow: &Flow, metadata: &mut Metadata, report: &mut Report) {
    if metadata.date.is_some() || text.chars().count() > 40 || ends_sentence(text) {
        return;
    }
    let Some(found) = DATE.iter().find_map(|d| d.captures(text)) else {
        return;
    };
    let part = |name: &str| found.name(name).and_then(|m| number(m.as_str()));
    let (Some(y), Some(m), Some(d)) = (part("y"), part("m"), part("d")) else {
        return;
    };
    let Ok(date) = format!("{y:04}-{m:02}-{d:02}").parse() else {
        return;
    };
    report.note(
        Action::Described,
        flow.lines,
        text,
        "a date below the title",
        0.8,
    );
    metadata.date = Some(date);
}

/// A number in ASCII or Han digits, 二〇二四 and 十二 alike.
fn number(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let digit = |c: char| match c {
        '〇' | '零' | '○' => Some(0),
        c => "一二三四五六七八九"
            .chars()
            .zip(1..)
            .find(|&(d, _)| d == c)
            .map(|(_, n)| n),
    };
    if let Some((tens, ones)) = text.split_once('十') {
        let tens = if tens.is_empty() {
            1
        } else {
            digit(tens.chars().next()?)?
        };
        let ones = ones.chars().next().map_or(Some(0), digit)?;
        return Some(tens * 10 + ones);
    }
    text.chars().try_fold(0, |n, c| Some(n * 10 + digit(c)?))
}

fn note_number(text: &str, flow: &Flow, metadata: &mut Metadata, report: &mut Report) {
    let Some(found) = NUMBER.find(text) else {
        return;
    };
    let identifier: String = found
        .as_str()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    if text.chars().count() <= 40 && !metadata.identifiers.contains(&identifier) {
        report.note(
            Action::Described,
            flow.lines,
            &identifier,
            "a document number below the title",
            0.85,
        );
        metadata.identifiers.push(identifier);
    }
}

/// The language, by script and, among Chinese scripts, by characters that only one of them has.
fn language(flows: &[Flow], metadata: &mut Metadata, report: &mut Report) {
    /// Characters from the beginning that are looked at.
    const SAMPLE_CHARS: usize = 20_000;
    let sample: String = flows
        .iter()
        .flat_map(|f| &f.items)
        .filter_map(Item::character)
        .take(SAMPLE_CHARS)
        .collect();
    let count = |wanted: fn(char) -> bool| sample.chars().filter(|&c| wanted(c)).count();
    let han = count(is_han);
    let cyrillic = count(|c| matches!(c, 'А'..='я' | 'ё' | 'Ё'));
    let latin = count(|c| c.is_ascii_alphabetic());
    let language = if han * 3 > cyrillic.max(latin) {
        chinese(&sample)
    } else if cyrillic > latin && has_words(&sample, &["и", "в", "на", "что", "с", "по"])
    {
        "ru"
    } else if latin > cyrillic && has_words(&sample, &["the", "of", "and", "to", "in"]) {
        "en"
    } else {
        return;
    };
    let why = "by script and frequent words";
    report.note(Action::Described, (0, 0), language, why, 0.95);
    metadata.language = Some(language.to_owned());
}

/// Chinese with the script that its characters show.
fn chinese(sample: &str) -> &'static str {
    const SIMPLIFIED: &str =
        "们国会说这与为应对发来时个学经济组织东产业义关开战军书车马长门问间见风";
    const TRADITIONAL: &str =
        "們國會說這與為應對發來時個學經濟組織東產業義關開戰軍書車馬長門問間見風";
    let count = |list: &str| sample.chars().filter(|&c| list.contains(c)).count();
    match (count(SIMPLIFIED), count(TRADITIONAL)) {
        (0, 0) => "zh",
        (simplified, traditional) if simplified >= traditional => "zh-Hans",
        _ => "zh-Hant",
    }
}

/// Whether words of the list occur more than once.
fn has_words(sample: &str, list: &[&str]) -> bool {
    sample
        .to_lowercase()
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| list.contains(word))
        .nth(1)
        .is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_numbers_are_read() {
        assert_eq!(number("二〇二四"), Some(2024));
        assert_eq!(number("十二"), Some(12));
        assert_eq!(number("三十一"), Some(31));
        assert_eq!(number("7"), Some(7));
    }
}
