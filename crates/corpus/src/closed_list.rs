//! Closed lists: a value has one code, and whatever is not on the list is refused with the list.

use std::fmt;

/// A value that is not on a closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownValue {
    /// The value as given.
    pub found: String,
    /// Every value allowed, in the order of the list.
    pub allowed: Vec<&'static str>,
    /// The allowed value that was probably meant.
    pub nearest: Option<&'static str>,
}

impl UnknownValue {
    /// Describes `found` against the list, and finds the value nearest to it.
    pub(crate) fn new(found: &str, allowed: Vec<&'static str>) -> Self {
        let nearest = nearest(found, &allowed);
        Self {
            found: found.to_owned(),
            allowed,
            nearest,
        }
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not on the list", self.found)?;
        if let Some(nearest) = self.nearest {
            write!(f, ", did you mean `{nearest}`?")?;
        }
        write!(f, "; allowed: {}", self.allowed.join(", "))
    }
}

impl std::error::Error for UnknownValue {}

/// The allowed word nearest to `found`, when no more than a third of it (and never more than two letters) differs.
pub(crate) fn nearest(found: &str, allowed: &[&'static str]) -> Option<&'static str> {
    // No word of any list is this long, and the distance is quadratic.
    const LONGEST_CHARS: usize = 40;
    let found: Vec<char> = found
        .chars()
        .take(LONGEST_CHARS)
        .map(|c| if c == '_' { '-' } else { c })
        .collect();
    allowed
        .iter()
        .map(|word| {
            (
                distance(&found, &word.to_lowercase().replace('_', "-")),
                *word,
            )
        })
        .filter(|&(distance, word)| distance <= (word.len() / 3).min(2))
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, word)| word)
}

/// Letters put in, left out, replaced, or exchanged with their neighbour, without regard to case.
fn distance(found: &[char], word: &str) -> usize {
    let found: Vec<char> = found.iter().map(char::to_ascii_lowercase).collect();
    let word: Vec<char> = word.chars().collect();
    let mut rows: Vec<Vec<usize>> = vec![(0..=word.len()).collect()];
    for i in 1..=found.len() {
        let mut row = vec![i];
        for j in 1..=word.len() {
            let replaced = rows[i - 1][j - 1] + usize::from(found[i - 1] != word[j - 1]);
            let mut least = replaced.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && found[i - 1] == word[j - 2] && found[i - 2] == word[j - 1] {
                least = least.min(rows[i - 2][j - 2] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[found.len()][word.len()]
}

/// Gives an enum its list of codes, `code`, `Display`, `FromStr` and the serde forms.
macro_rules! closed_list {
    ($type:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl $type {
            /// Every value, in the order of the list.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code, as it stands in files.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.code())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::closed_list::UnknownValue;

            fn from_str(code: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|value| value.code() == code).ok_or_else(|| {
                    $crate::closed_list::UnknownValue::new(code, Self::ALL.iter().map(|v| v.code()).collect())
                })
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                code.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use closed_list;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_its_word_and_nonsense_finds_none() {
        let allowed = [
            "speech",
            "declaration",
            "joint-communique",
            "date_published",
        ];
        assert_eq!(nearest("declaraton", &allowed), Some("declaration"));
        assert_eq!(nearest("Speech", &allowed), Some("speech"));
        assert_eq!(nearest("titel", &["id", "title"]), Some("title"));
        assert_eq!(
            nearest("joint_communique", &allowed),
            Some("joint-communique")
        );
        assert_eq!(nearest("date-published", &allowed), Some("date_published"));
        assert_eq!(nearest("电报", &allowed), None);
        assert_eq!(nearest("", &allowed), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), &allowed), None);
    }
}
