//! Which part of a page is its text?

use std::sync::LazyLock;

use dom_query::{Document as Page, NodeRef};
use dom_smoothie::{Config, Readability};
use regex::Regex;

use super::lines::{PageLine, lines};
use crate::import::report::Dropped;
use crate::import::script::{is_closer, is_stop};
use crate::pattern::pattern;

/// The text of a page.
pub(super) struct Content {
    pub lines: Vec<PageLine>,
    /// All lines of the page but its navigation: source and date stand among them.
    pub everything: Vec<PageLine>,
    pub left_out: Vec<Dropped>,
}

/// Elements around the text by what they are.
const AROUND: &str = "nav, footer, aside, form, menu, [role=navigation], [role=banner], [role=contentinfo], [role=search], \
    [role=complementary]";

/// Elements around the text by what they are called.
static AROUND_NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:^|[-_ ])(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?|footer|foot|copyright|sidebar|side|related|recommend|relate|share|social|comments?|toolbar|pagination|pager|banner|advert|ads?|cookie|login|search|mianbao|daohang|mbx|dqwz|xgyd|fenxiang)(?:$|[-_ 0-9])",
    )
});

/// Lines below and above a text that belong to the page: printing, sharing, editors' tools, rights.
static TOOL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\s【\[〖(（]*(?:(?:打印|关闭|返回|分享|收藏|纠错|字[体号]|扫一扫|上一[篇页]|下一[篇页]|阅读|浏览|点击|微信|我要|首页|当前位置|您(?:现在)?的位置|版权所有|copyright|©|all rights reserved|print(?: this)?(?: page)?|share(?: this| on)?|распечатать|поделиться|версия для печати|наверх|京?ICP备|网站标识码|京公网安备|主办单位|承办单位|联系我们|网站地图).{0,40})$",
    )
});

/// A list of other pages begins here.
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^[\s【\[]*(?:相关(?:新闻|阅读|链接|报道|文章|稿件|推荐|文件|解读)|延伸阅读|推荐阅读|热点(?:新闻|推荐)|更多(?:新闻|内容)?|related(?: articles| news| links| stories)?|read (?:more|also)|see also|читайте также|по теме|материалы по теме)[\s】\]：:…»>]*$",
    )
});

/// Chooses between the two readings.
pub(super) fn choose(page: &Page) -> Content {
    let plain = plain(page);
    let mut lines = readable(page)
        .filter(|read| sentences(read) * 10 >= sentences(&plain) * 9)
        .unwrap_or_else(|| plain.clone());
    let left_out = trim(&mut lines);
    Content {
        lines,
        everything: plain,
        left_out,
    }
}

/// The page without what stands around the text.
fn plain(page: &Page) -> Vec<PageLine> {
    let page = page.clone();
    page.select(AROUND).remove();
    for node in page.select("[class], [id]").nodes() {
        let is_around = ["class", "id"]
            .iter()
            .any(|key| AROUND_NAME.is_match(&node.attr_or(key, "")));
        if is_around && !holds_text(node) {
            node.remove_from_parent();
        }
    }
    let root = page.body().unwrap_or_else(|| page.root());
    let mut lines = lines(&root);
    lines.retain(|line| !is_link_list(line));
    lines
}

/// Whether an element holds sentences enough to be the text, whatever it is called.
fn holds_text(node: &NodeRef<'_>) -> bool {
    const LEAST_CHARS: usize = 400;
    sentences(&lines(node)) >= LEAST_CHARS
}

/// What the library takes for the text.
fn readable(page: &Page) -> Option<Vec<PageLine>> {
    let config = Config {
        max_elements_to_parse: 50_000,
        char_threshold: 200,
        ..Config::default()
    };
    let mut readability = Readability::with_document(page.clone(), None, Some(config)).ok()?;
    let article = readability.parse().ok()?;
    let article = Page::fragment(article.content);
    let mut lines = lines(&article.root());
    lines.retain(|line| !is_link_list(line));
    Some(lines)
}

/// Code points in lines that hold sentences.
fn sentences(lines: &[PageLine]) -> usize {
    let is_sentence = |line: &&PageLine| {
        let last = line
            .text
            .chars()
            .rev()
            .find(|&c| !is_closer(c) && !c.is_whitespace());
        line.linked_chars * 2 < line.chars()
            && (last.is_some_and(is_stop) || line.text.contains(['。', '，']))
    };
    lines.iter().filter(is_sentence).map(PageLine::chars).sum()
}

/// A line of nothing but links: a path through the site, a list of other pages.
fn is_link_list(line: &PageLine) -> bool {
    const LEAST_CHARS: usize = 4;
    let chars = line.chars();
    chars >= LEAST_CHARS && line.linked_chars * 10 >= chars * 8 && line.heading.is_none()
}

/// Takes tools and lists of other pages off the ends.
fn trim(lines: &mut Vec<PageLine>) -> Vec<Dropped> {
    /// Lines at either end among which tools of the page stand.
    const EDGE: usize = 8;
    let mut left_out = Vec::new();
    let mut leave_out = |line: PageLine, why: &str| {
        left_out.push(Dropped {
            line: 0,
            text: line.text.trim().to_owned(),
            why: why.to_owned(),
        });
    };
    let begins_others = |line: &PageLine| OTHERS.is_match(&line.text);
    if let Some(at) = lines.iter().position(begins_others)
        && sentences(&lines[at..]) * 5 < sentences(lines)
    {
        for line in lines.drain(at..) {
            leave_out(line, "a list of other pages");
        }
    }
    let count = lines.len();
    let is_edge = |i: usize| i < EDGE || i + EDGE >= count;
    let mut i = 0;
    lines.retain(|line| {
        let is_tool = is_edge(i) && TOOL.is_match(&line.text);
        i += 1;
        if is_tool {
            leave_out(line.clone(), "a tool of the page");
        }
        !is_tool
    });
    left_out
}
