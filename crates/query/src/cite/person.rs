//! Names of persons and bodies as references write them.

use serde_json::{Value, json};

/// A name, in parts only where its printed form says which part is which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// As printed.
    pub printed: String,
    /// Family name and given names, where a comma or initials tell them apart.
    pub parts: Option<(String, String)>,
    /// Whether it is the name of a body.
    pub is_body: bool,
}

impl Name {
    /// The name of a person. `Фролова, Мария`, `Фролова М.` and `М. Фролова` say which part is the family name; `Xi Jinping` and
    /// `Vladimir Putin` do not, and are left as they are printed: a guess would be wrong for half of them.
    pub fn of_person(printed: &str) -> Name {
        Name {
            printed: printed.to_owned(),
            parts: parts(printed),
            is_body: false,
        }
    }

    /// The name of a body.
    pub fn of_body(printed: &str) -> Name {
        Name {
            printed: printed.to_owned(),
            parts: None,
            is_body: true,
        }
    }

    /// The name for CSL-JSON; every text in it goes through `text`.
    pub(crate) fn to_csl(&self, text: &mut dyn FnMut(&str) -> String) -> Value {
        match &self.parts {
            Some((family, given)) => json!({"family": text(family), "given": text(given)}),
            None => json!({"literal": text(&self.printed)}),
        }
    }

    /// As GB/T 7714-2015 writes names in Latin and Cyrillic letters: the family name in capitals, initials without full stops.
    pub(crate) fn in_capitals(&self) -> String {
        match &self.parts {
            Some((family, given)) => format!("{} {}", family.to_uppercase(), initials(given)),
            None => self.printed.clone(),
        }
    }

    /// As GB/T 7714-2025 writes them: no capitals, and nothing shortened that was not printed so.
    pub(crate) fn family_first(&self) -> String {
        match &self.parts {
            Some((family, given)) if given.split_whitespace().all(is_initials) => {
                format!("{family} {}", initials(given))
            }
            Some((family, given)) => format!("{family} {given}"),
            None => self.printed.clone(),
        }
    }
}

fn parts(printed: &str) -> Option<(String, String)> {
    if let Some((family, given)) = printed.split_once([',', '，']) {
        let (family, given) = (family.trim(), given.trim());
        let is_whole = !family.is_empty() && !given.is_empty() && !given.contains([',', '，']);
        return is_whole.then(|| (family.to_owned(), given.to_owned()));
    }
    let words: Vec<&str> = printed.split_whitespace().collect();
    let before = words.iter().take_while(|word| is_initials(word)).count();
    let behind = words
        .iter()
        .rev()
        .take_while(|word| is_initials(word))
        .count();
    match (before, behind, words.len()) {
        (0, behind, all) if behind > 0 && behind < all => Some((
            words[..all - behind].join(" "),
            words[all - behind..].join(" "),
        )),
        (before, 0, all) if before > 0 && before < all => {
            Some((words[before..].join(" "), words[..before].join(" ")))
        }
        _ => None,
    }
}

/// Whether a word is made of initials: `М.`, `В.В.`, `J.-P.`.
fn is_initials(word: &str) -> bool {
    let mut parts = word.split_inclusive('.').peekable();
    let is_initial = |part: &str| {
        let letters = part.trim_start_matches('-').strip_suffix('.');
        letters.is_some_and(|letters| {
            let mut letters = letters.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
        })
    };
    parts.peek().is_some() && parts.all(is_initial)
}

/// The first letters of given names, a space between them.
fn initials(given: &str) -> String {
    let names = given.split(|c: char| c.is_whitespace() || c == '.' || c == '-');
    let letters = names.filter_map(|name| name.chars().next());
    let letters: Vec<String> = letters
        .map(|letter| letter.to_uppercase().collect())
        .collect();
    letters.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_parted_only_where_its_form_says_how() {
        let parts = |printed| Name::of_person(printed).parts;
        let both = |family: &str, given: &str| Some((family.to_owned(), given.to_owned()));
        assert_eq!(parts("Фролова М."), both("Фролова", "М."));
        assert_eq!(parts("М. В. Фролова"), both("Фролова", "М. В."));
        assert_eq!(parts("J.-P. Sartre"), both("Sartre", "J.-P."));
        assert_eq!(parts("Frolova, Maria"), both("Frolova", "Maria"));
        for as_printed in [
            "习近平",
            "Xi Jinping",
            "Vladimir Putin",
            "М.",
            "a, b, c",
            ",",
            "",
        ] {
            assert_eq!(parts(as_printed), None, "{as_printed}");
        }
    }

    #[test]
    fn the_two_editions_of_the_standard_write_names_in_their_ways() {
        let both = |printed| {
            let name = Name::of_person(printed);
            [name.in_capitals(), name.family_first()]
        };
        assert_eq!(both("Фролова М. В."), ["ФРОЛОВА М В", "Фролова М В"]);
        assert_eq!(both("Frolova, Maria"), ["FROLOVA M", "Frolova Maria"]);
        assert_eq!(both("Xi Jinping"), ["Xi Jinping", "Xi Jinping"]);
        assert_eq!(both("习近平"), ["习近平", "习近平"]);
    }
}
