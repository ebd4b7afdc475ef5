//! Random documents of a small alphabet, so that things meet, and random questions of every kind about them.

use std::fmt::Write as _;
use std::ops::Range;

use sco_analysis::{fold, sentences};
use sco_indexer::Zone;

use crate::naive::{Asked, Condition, Near, Paper, Place, Sense, Term};
use crate::oracle::letters;
use crate::support::Numbers;

const HAN: [&str; 15] = [
    "上", "海", "合", "作", "组", "織", "共", "同", "体", "體", "安", "全", "年", "国", "國",
];
const WORDS: [&str; 14] = [
    "security",
    "secure",
    "Security",
    "SCO",
    "Sco",
    "region",
    "regional",
    "дух",
    "духа",
    "духом",
    "шанхайский",
    "шанхайского",
    "ШОС",
    "５",
];
const NUMBERS: [&str; 5] = ["2024", "２０２４", "2030", "5", "12030"];
const YEARS: [&str; 2] = ["二〇二四年", "二〇三〇年"];
const MARKS: [&str; 4] = ["，", "、", "；", "·"];
const ENDS: [&str; 5] = ["。", "。", "！", "？", "；上。"];
const SPEAKERS: [&str; 3] = ["习近平", "普京", "胡锦涛"];
const TYPES: [&str; 3] = ["speech", "declaration", "academic-article"];
const LANGUAGES: [&str; 4] = ["zh-Hans", "zh-Hant", "ru", "en"];
const DATES: [&str; 6] = ["", "2018-06-10", "2018", "2019-07", "2024-07-04", "2024"];

/// Text of some tokens.
fn tokens(numbers: &mut Numbers, most: usize) -> String {
    let mut text = String::from(*numbers.pick(&HAN));
    for _ in 0..numbers.below(most) {
        let token: String = match numbers.below(100) {
            0..70 => (*numbers.pick(&HAN)).to_owned(),
            70..82 => (*numbers.pick(&WORDS)).to_owned(),
            82..87 => (*numbers.pick(&NUMBERS)).to_owned(),
            87..89 => (*numbers.pick(&YEARS)).to_owned(),
            89..93 => format!("《{}》", row(numbers, 4)),
            93..95 => format!("“{}”", row(numbers, 3)),
            _ => (*numbers.pick(&MARKS)).to_owned(),
        };
        let is_word =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !HAN.concat().contains(c));
        if is_word(text.chars().next_back()) && is_word(token.chars().next()) || numbers.percent(3)
        {
            text.push(' ');
        }
        text.push_str(&token);
    }
    text.trim_end().replace("  ", " ")
}

fn row(numbers: &mut Numbers, most: usize) -> String {
    (0..=numbers.below(most))
        .map(|_| *numbers.pick(&HAN))
        .collect()
}

fn paragraph(numbers: &mut Numbers) -> String {
    let mut text = String::new();
    for _ in 0..=numbers.below(4) {
        if numbers.percent(30) {
            let speaker = numbers.pick(&SPEAKERS);
            let _ = write!(text, "{speaker}主席指出：“");
            for _ in 0..=numbers.below(2) {
                let _ = write!(text, "{}。", tokens(numbers, 12));
            }
            text.push('”');
        } else {
            let _ = write!(text, "{}{}", tokens(numbers, 18), numbers.pick(&ENDS));
        }
    }
    text
}

/// A document in Markdown.
pub(crate) fn markdown(numbers: &mut Numbers) -> String {
    let mut text = format!(
        "---\ntitle: {}\n",
        serde_json::Value::from(tokens(numbers, 6))
    );
    for (key, values) in [
        ("type", &TYPES[..]),
        ("language", &LANGUAGES),
        ("date", &DATES),
    ] {
        let value = numbers.pick(values);
        if !value.is_empty() {
            let _ = writeln!(text, "{key}: \"{value}\"");
        }
    }
    text.push_str("---\n\n");
    for _ in 0..=numbers.below(2) {
        if numbers.percent(70) {
            let _ = write!(text, "# {}\n\n", tokens(numbers, 5));
        }
        for _ in 0..=numbers.below(3) {
            let _ = write!(text, "{}\n\n", paragraph(numbers));
        }
    }
    if numbers.percent(60) {
        let _ = write!(text, "合[^1]\n\n[^1]: {}\n", tokens(numbers, 12));
    }
    text
}

/// Makes questions about some documents.
pub(crate) struct Questions<'a> {
    pub(crate) numbers: Numbers,
    pub(crate) papers: &'a [Paper],
}

/// Kinds of terms, so that each has its turn.
pub(crate) const KINDS: [&str; 9] = [
    "word", "phrase", "title", "loose", "gap", "star", "regex", "exact", "half",
];

impl Questions<'_> {
    fn text(&mut self) -> String {
        let paper = self.numbers.pick(self.papers);
        self.numbers.pick(&paper.blocks).text.clone()
    }

    /// A piece of a text from letter to letter.
    fn piece(&mut self, most: usize) -> String {
        if self.numbers.percent(15) {
            return row(&mut self.numbers, most);
        }
        let text = self.text();
        let letters = letters(&text);
        let first = self.numbers.below(letters.len());
        let last = (first + self.numbers.below(most)).min(letters.len() - 1);
        let piece = &text[letters[first].bytes.start..letters[last].bytes.end];
        piece.replace(['“', '”', '《', '》', '‘', '’'], "")
    }

    /// Letters of one sentence, as indexes of its letters.
    fn sentence(&mut self) -> (String, Vec<Range<usize>>) {
        let text = self.text();
        let all: Vec<Range<usize>> = sentences(&text).collect();
        let sentence = text[self.numbers.pick(&all).clone()].to_owned();
        let letters = letters(&sentence)
            .into_iter()
            .map(|letter| letter.bytes)
            .collect();
        (sentence, letters)
    }

    /// Some letters of one sentence in their order, at most so far apart.
    fn scattered(&mut self, count: usize, apart: usize) -> Vec<String> {
        let (sentence, letters) = self.sentence();
        let mut at = self.numbers.below(letters.len());
        let mut chosen = Vec::new();
        while chosen.len() < count && at < letters.len() {
            chosen.push(sentence[letters[at].clone()].to_owned());
            at += 1 + self.numbers.below(apart + 1);
        }
        chosen
    }

    /// A random term of a kind.
    pub(crate) fn term(&mut self, kind: &str) -> Term {
        match kind {
            "word" => self.word(),
            "phrase" => self.phrase(),
            "title" => {
                let text: String = self.piece(3).split_whitespace().collect();
                Term {
                    typed: format!("《{text}》"),
                    sense: Sense::Title(text),
                }
            }
            "loose" => self.loose(),
            "gap" => self.gap(),
            "star" => self.star(),
            "regex" => self.regex(),
            "exact" => self.exact(),
            _ => {
                // A word with an idle star at its edge is the word.
                let text = row(&mut self.numbers, 3);
                Term {
                    typed: format!("{text}*"),
                    sense: Sense::Row(text),
                }
            }
        }
    }

    fn word(&mut self) -> Term {
        let text = self.piece(5);
        let text = text.split_whitespace().next().unwrap_or("上").to_owned();
        let text = text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
        let text = if text.is_empty() {
            "上".to_owned()
        } else {
            text
        };
        Term {
            typed: text.clone(),
            sense: Sense::Row(text),
        }
    }

    fn phrase(&mut self) -> Term {
        let text = self.piece(6);
        let marks = [
            ("“", "”"),
            ("\"", "\""),
            ("«", "»"),
            ("「", "」"),
            ("„", "“"),
            ("＂", "＂"),
        ];
        let (opening, closing) = *self.numbers.pick(&marks);
        Term {
            typed: format!("{opening}{text}{closing}"),
            sense: Sense::Row(text),
        }
    }

    fn loose(&mut self) -> Term {
        let count = 2 + self.numbers.below(2);
        let text = self.scattered(count, 2).join(" ");
        let others = self.numbers.below(5);
        Term {
            typed: format!("“{text}”~{others}"),
            sense: Sense::Loose(text, others),
        }
    }

    /// Han letters with stars between them, in quotation marks or not.
    fn gap(&mut self) -> Term {
        let count = 2 + self.numbers.below(2);
        let mut rows: Vec<String> = self.scattered(count, 6);
        rows.retain(|row| row.chars().all(|c| HAN.concat().contains(c)));
        while rows.len() < 2 {
            rows.push(row(&mut self.numbers, 2));
        }
        let typed = rows.join("*");
        let slots = |row: &String| row.chars().map(|c| fold(&c.to_string())).collect();
        let sense = Sense::Starred(rows.iter().map(slots).collect());
        let typed = if self.numbers.percent(30) {
            format!("“{typed}”")
        } else {
            typed
        };
        Term { typed, sense }
    }

    /// A word with a star in it, now and then beside a Han letter.
    fn star(&mut self) -> Term {
        let words = [&WORDS[..], &NUMBERS].concat();
        let word: Vec<char> = self.numbers.pick(&words).chars().collect();
        let cut = self.numbers.below(word.len() + 1);
        let second = cut + self.numbers.below(word.len() + 1 - cut);
        let (start, end): (String, String) = (
            word[..cut].iter().collect(),
            word[second..].iter().collect(),
        );
        let mut form = format!("{start}*{end}");
        if form == "*" {
            "s*".clone_into(&mut form);
        }
        let mut slots = vec![fold(&form)];
        if self.numbers.percent(25) {
            let han = *self.numbers.pick(&HAN);
            if self.numbers.percent(50) {
                form = format!("{han}{form}");
                slots.insert(0, fold(han));
            } else {
                form = format!("{form}{han}");
                slots.push(fold(han));
            }
        }
        Term {
            typed: form,
            sense: Sense::Starred(vec![slots]),
        }
    }

    fn regex(&mut self) -> Term {
        let (a, b, c) = (
            *self.numbers.pick(&HAN),
            *self.numbers.pick(&HAN),
            *self.numbers.pick(&HAN),
        );
        let word = *self.numbers.pick(&WORDS);
        let pattern = match self.numbers.below(10) {
            0 => format!("{a}[{b}{c}]"),
            1 => format!("{a}.{b}"),
            2 => format!("{a}.{{0,3}}{b}"),
            3 => format!("({a}{b}|{b}{c}|{word})"),
            4 => r"\d{2,4}年".to_owned(),
            5 => format!(r"{a}\p{{Han}}{b}"),
            6 => format!("{word}|{a}{b}"),
            7 => format!("{a}+{b}?{c}"),
            8 => "[，、；]".to_owned() + a,
            _ => word.chars().take(3).collect(),
        };
        // What a class or an escape means stays; the letters are folded.
        let folded = if pattern.contains('\\') {
            pattern.replace(a, &fold(a)).replace(b, &fold(b))
        } else {
            fold(&pattern)
        };
        Term {
            typed: format!("/{pattern}/"),
            sense: Sense::Regex(folded),
        }
    }

    fn exact(&mut self) -> Term {
        loop {
            let text: Vec<char> = self.text().chars().collect();
            let start = self.numbers.below(text.len());
            let end = (start + 1 + self.numbers.below(5)).min(text.len());
            let text: String = text[start..end].iter().collect();
            let text = text.trim();
            if text.is_empty() || text.contains(['“', '”', '《', '》']) {
                continue;
            }
            let typed = if text.contains(' ') {
                format!("=\"{text}\"")
            } else {
                format!("={text}")
            };
            return Term {
                typed,
                sense: Sense::Exact(text.to_owned()),
            };
        }
    }

    fn near(&mut self) -> Asked {
        let sides = self.scattered(2, 6);
        let side = |this: &mut Self, at: usize| -> Vec<Term> {
            let first = match sides.get(at) {
                Some(letter) if this.numbers.percent(70) => Term {
                    typed: letter.clone(),
                    sense: Sense::Row(letter.clone()),
                },
                _ => this.term_for_near(),
            };
            let others = if this.numbers.percent(25) {
                1 + this.numbers.below(2)
            } else {
                0
            };
            let others: Vec<Term> = (0..others).map(|_| this.term_for_near()).collect();
            std::iter::once(first).chain(others).collect()
        };
        let (left, right) = (side(self, 0), side(self, 1));
        Asked::Near(Near {
            left,
            right,
            letters: self.numbers.below(7),
            ordered: self.numbers.percent(40),
        })
    }

    fn term_for_near(&mut self) -> Term {
        let kind = *self
            .numbers
            .pick(&["word", "word", "phrase", "title", "loose", "gap", "star"]);
        self.term(kind)
    }

    fn condition(&mut self) -> Asked {
        let kind: &'static str = TYPES[self.numbers.below(TYPES.len())];
        let language = ["zh", "zh-Hans", "ru", "en", "fr"][self.numbers.below(5)];
        Asked::Meets(match self.numbers.below(4) {
            0 => Condition::Type(kind),
            1 => Condition::Lang(language),
            2 => {
                let first = *self.numbers.pick(&[2018, 2019, 2020]);
                Condition::Years(first, first + 5 * u16::from(self.numbers.percent(50)))
            }
            _ => {
                let days = [
                    ("2018", "2018-01-01", "2018-12-31"),
                    ("2018-06-10..2019-01", "2018-06-10", "2019-01-31"),
                    ("..2019-07", "0000-01-01", "2019-07-31"),
                    ("2024-07-04..", "2024-07-04", "9999-12-31"),
                ];
                let (typed, first, last) = *self.numbers.pick(&days);
                Condition::Days(typed, first, last)
            }
        })
    }

    fn place(&mut self) -> Place {
        let speaker = || SPEAKERS.map(str::to_owned);
        match self.numbers.below(10) {
            0 => Place::In(Zone::Title),
            1 => Place::In(Zone::Heading),
            2 => Place::In(Zone::Body),
            3 => Place::In(Zone::Note),
            4 | 5 => Place::In(Zone::Quote),
            6 => Place::NotIn(*self.numbers.pick(&[
                Zone::Title,
                Zone::Heading,
                Zone::Note,
                Zone::Quote,
            ])),
            7 | 8 => Place::Said(self.numbers.pick(&speaker()).clone()),
            _ => Place::NotSaid(self.numbers.pick(&speaker()).clone()),
        }
    }

    /// A leaf of any kind: a term, something near, a condition, a place alone.
    pub(crate) fn leaf(&mut self, number: usize) -> Asked {
        match number % (KINDS.len() + 4) {
            9 => self.near(),
            10 => self.condition(),
            11 => {
                let kind = *self.numbers.pick(&KINDS);
                let term = self.term(kind);
                Asked::At(self.place(), Some(Box::new(Asked::Term(term))))
            }
            12 => self.scope(1),
            kind => Asked::Term(self.term(KINDS[kind])),
        }
    }

    fn scope(&mut self, depth: usize) -> Asked {
        let inner = Box::new(self.tree_without_places(depth));
        if self.numbers.percent(50) {
            Asked::Sentence(inner)
        } else {
            Asked::Paragraph(inner)
        }
    }

    /// A term, or terms joined, with something to look for.
    fn tree_without_places(&mut self, depth: usize) -> Asked {
        let kind = *self.numbers.pick(&KINDS);
        let first = Asked::Term(self.term(kind));
        let kind = *self.numbers.pick(&KINDS);
        let other = Asked::Term(self.term(kind));
        match self.numbers.below(4) {
            0 => first,
            1 => Asked::And(vec![first, other]),
            2 if depth > 1 => Asked::And(vec![
                first,
                Asked::Or(vec![other, self.tree_without_places(depth - 1)]),
            ]),
            2 => Asked::And(vec![first, Asked::Not(Box::new(other))]),
            _ => Asked::Or(vec![first, other]),
        }
    }

    /// A random tree, brackets at most so deep.
    pub(crate) fn tree(&mut self, depth: usize) -> Asked {
        if depth == 0 || self.numbers.percent(20) {
            let number = self.numbers.below(100);
            return self.leaf(number);
        }
        match self.numbers.below(10) {
            0..4 => {
                let mut parts: Vec<Asked> = (0..2 + self.numbers.below(2))
                    .map(|_| self.tree(depth - 1))
                    .collect();
                if self.numbers.percent(40) {
                    parts.push(Asked::Not(Box::new(self.tree(depth - 1))));
                }
                Asked::And(parts)
            }
            4..8 => Asked::Or(
                (0..2 + self.numbers.below(2))
                    .map(|_| self.tree(depth - 1))
                    .collect(),
            ),
            8 => {
                let inner = self.tree_without_places(depth);
                Asked::At(self.place(), Some(Box::new(inner)))
            }
            _ => self.scope(depth),
        }
    }
}

/// Writes a question as it is typed.
pub(crate) fn typed(asked: &Asked, numbers: &mut Numbers) -> String {
    match asked {
        Asked::And(parts) => joined(parts, &[" ", " AND ", "　"], numbers),
        Asked::Or(parts) => joined(parts, &[" OR ", " ＯＲ "], numbers),
        Asked::Not(part) => {
            let minus = *numbers.pick(&["-", "NOT ", "－"]);
            format!("{minus}{}", grouped(part, numbers))
        }
        Asked::Near(near) => {
            let operator = if near.ordered { "BEFORE" } else { "NEAR" };
            let side = |terms: &[Term]| match terms {
                [only] => only.typed.clone(),
                terms => format!(
                    "({})",
                    terms
                        .iter()
                        .map(|term| term.typed.as_str())
                        .collect::<Vec<_>>()
                        .join(" OR ")
                ),
            };
            format!(
                "{} {operator}/{} {}",
                side(&near.left),
                near.letters,
                side(&near.right)
            )
        }
        Asked::Sentence(part) => format!("SENTENCE({})", typed(part, numbers)),
        Asked::Paragraph(part) => format!("PARAGRAPH({})", typed(part, numbers)),
        Asked::At(place, part) => at(place, part.as_deref(), numbers),
        Asked::Meets(condition) => match condition {
            Condition::Type(code) => format!("type:{code}"),
            Condition::Lang(code) => format!("lang:{code}"),
            Condition::Years(first, last) if first == last => format!("year:{first}"),
            Condition::Years(first, last) => format!("year:{first}..{last}"),
            Condition::Days(typed, ..) => format!("date:{typed}"),
        },
        Asked::Term(term) => term.typed.clone(),
    }
}

fn at(place: &Place, part: Option<&Asked>, numbers: &mut Numbers) -> String {
    let suffix = match place {
        Place::In(zone) => format!("in:{}", zone.name()),
        Place::NotIn(zone) => format!("-in:{}", zone.name()),
        Place::Said(name) => format!("speaker:{name}"),
        Place::NotSaid(name) => format!("-speaker:{name}"),
    };
    match (place, part) {
        (_, None) => suffix,
        (Place::In(zone), Some(part)) if numbers.percent(60) => {
            format!("{}:{}", zone.name(), grouped(part, numbers))
        }
        (_, Some(part)) => format!("({} {suffix})", grouped(part, numbers)),
    }
}

/// What stands where one term is expected: in brackets, unless it is one.
fn grouped(asked: &Asked, numbers: &mut Numbers) -> String {
    match asked {
        Asked::Term(_) | Asked::Meets(_) | Asked::Sentence(_) | Asked::Paragraph(_) => {
            typed(asked, numbers)
        }
        _ => bracketed(&typed(asked, numbers), numbers),
    }
}

fn bracketed(text: &str, numbers: &mut Numbers) -> String {
    let (opening, closing) = *numbers.pick(&[("(", ")"), ("(", ")"), ("（", "）")]);
    format!("{opening}{text}{closing}")
}

/// Parts with an operator between them; brackets where they are needed, and now and then where they are not.
fn joined(parts: &[Asked], operators: &[&str], numbers: &mut Numbers) -> String {
    let operator = *numbers.pick(operators);
    let is_or = operators[0] == " OR ";
    let part = |part: &Asked, numbers: &mut Numbers| match part {
        Asked::And(_) if is_or && numbers.percent(50) => typed(part, numbers),
        Asked::And(_) | Asked::Or(_) => grouped(part, numbers),
        Asked::At(..) | Asked::Near(_) if numbers.percent(50) => grouped(part, numbers),
        _ => typed(part, numbers),
    };
    let parts: Vec<String> = parts.iter().map(|one| part(one, numbers)).collect();
    parts.join(operator)
}
