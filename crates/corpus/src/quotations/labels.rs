//! Persons named without a verb of saying: in front of a colon, as transcripts do, or under a quotation behind a dash.

use std::sync::LazyLock;

use regex::Regex;

use super::alphabet;
use super::names::{PLACES, is_plain_name};
use super::speakers::{Attribution, OFFICES, is_name_beside_office};
use crate::pattern::pattern;

/// Longest label or signature, in code points.
const LONGEST: usize = 100;

/// Places and bodies before an office: 上合组织秘书长, 中国社会科学院俄罗斯东欧中亚研究所所长.
///
/// The characters left out belong to verbs and prepositions, so that nothing like 致信外交部发言人 is taken for a body.
static BODIES: LazyLock<String> = LazyLock::new(|| {
    let inside = r"[\p{Han}&&[^致给向对同与和跟为把被让将请据由因问答见访告谢祝贺的是有在以从到说称谈评论读及、]]";
    let places = PLACES.split_whitespace().collect::<Vec<_>>().join("|");
    format!(
        r"(?:{places}|上海合作组织|上合组织|中[国方共]|[俄哈吉塔乌印巴伊白蒙美日]方?|{inside}{{1,10}}(?:部|委员会|委|局|院|大学|研究所|所|中心|机构|秘书处|公司|集团|银行|基金会|协会|联合会|理事会|论坛|智库|大使馆|省|市|州|厅|办))"
    )
});

/// Offices whose holders ask: their questions are told apart from answers by nothing, and bylines look alike.
const ASKING: &str = "记者|主持人|主持|编辑|编者|作者|译者|问|提问";

/// Name alone, or office and name.
static OFFICE_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    let bodies = &*BODIES;
    let rank = "(?:前|现任|时任|新任|候任|副|代|代理|第一副|常务副|首席)";
    pattern(&format!(
        r"^(?:{bodies}){{0,4}}(?:{rank}?(?:{OFFICES})[、兼]?){{1,3}}([\p{{Han}}·•・]{{2,24}})$"
    ))
});

/// Name and office behind it.
static NAME_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"^(?:{OFFICES})?([\p{{Han}}·•・]{{2,24}}?)(?:副?(?:{OFFICES}))$"
    ))
});

/// What may stand in brackets behind a name: an office, a place, or how it was said.
static BRACKETS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\s*[（(][^（）()。！？]{1,40}[）)]$"));

/// Numbers and dashes before a label.
static BULLET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:[—–•·●■◆-]+|\d{1,2}[.、）)]|[（(]\d{1,2}[）)])\s*"));

/// Where words are taken from, behind the name of the one who said them: 《讲话》, 在第十次会议上的讲话.
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^([\p{Han}·•・]{2,40}?)(?:《.*|[，,]\s*《.*|在.{2,60}(?:讲话|演讲|致辞|发言|文章)|[，,]\s*\d{4}\s*年.*)$",
    )
});

static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^\s*(?:[—–―]+|-{1,2})\s*([^。！？；;!?“”«»「」]+)(?:[。；;!?“«「]|$)")
});

/// The person in front of the colon before a quotation; `sentence` reaches up to the quotation.
pub(super) fn label_before(sentence: &str) -> Option<Attribution> {
    let label = sentence.trim_end().strip_suffix(['：', ':'])?;
    named(label).map(|speaker| Attribution {
        speaker: Some(speaker),
        phrase: bare_label(label).to_owned(),
    })
}

/// The person behind the dash that follows a quotation.
pub(super) fn signature_behind(text: &str) -> Option<Attribution> {
    let found = SIGNATURE.captures(text)?;
    let line = found.get(1)?.as_str().trim();
    if line.chars().count() > LONGEST {
        return None;
    }
    let speaker = chinese(line)
        .or_else(|| chinese(SOURCE.captures(line)?.get(1)?.as_str()))
        .or_else(|| alphabet::signature(line, true))?;
    Some(Attribution {
        speaker: Some(speaker),
        phrase: line.to_owned(),
    })
}

/// The person that a label names, where it names a person and nothing else.
pub(super) fn named(label: &str) -> Option<String> {
    if label.chars().count() > LONGEST {
        return None;
    }
    let label = bare_label(label);
    chinese(label).or_else(|| alphabet::signature(label, false))
}

fn bare_label(label: &str) -> &str {
    let label = label.trim();
    let bullet = BULLET.find(label).map_or(0, |found| found.end());
    label[bullet..].trim()
}

/// The person named by a piece of Chinese that is a name with or without an office and nothing else.
fn chinese(label: &str) -> Option<String> {
    let brackets = BRACKETS
        .find(label)
        .map_or(label.len(), |found| found.start());
    let label = label[..brackets].trim();
    if ASKING.split('|').any(|word| label.contains(word)) {
        return None;
    }
    let is_numbered = label.ends_with(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    if is_plain_name(label) && !is_numbered {
        return Some(label.to_owned());
    }
    [&OFFICE_FIRST, &NAME_FIRST].iter().find_map(|form| {
        let name = form.captures(label)?.get(1)?.as_str();
        is_name_beside_office(name).then(|| name.to_owned())
    })
}
