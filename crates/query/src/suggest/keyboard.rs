//! Two keyboards: which keys lie side by side, and which letters share a key.

/// The rows of the standard American and the standard Russian layout, key by key.
const ROWS: [(&str, &str); 3] = [
    ("qwertyuiop[]", "йцукенгшщзхъ"),
    ("asdfghjkl;'", "фывапролджэ"),
    ("zxcvbnm,.", "ячсмитьбю"),
];

/// Row and column of a letter's key.
fn place(c: char) -> Option<(usize, usize)> {
    ROWS.iter()
        .enumerate()
        .find_map(|(row, (latin, cyrillic))| {
            let at = |keys: &str| keys.chars().position(|key| key == c);
            at(latin)
                .or_else(|| at(cyrillic))
                .map(|column| (row, column))
        })
}

/// Whether the keys of two folded letters touch.
pub(super) fn are_near(a: char, b: char) -> bool {
    let (Some((row, column)), Some((other_row, other_column))) = (place(a), place(b)) else {
        return false;
    };
    // The rows are set off by part of a key: the key to the upper right touches, the one to the upper left does not quite.
    match other_row.cmp(&row) {
        std::cmp::Ordering::Equal => column.abs_diff(other_column) == 1,
        std::cmp::Ordering::Less => {
            row - other_row == 1 && (other_column == column || other_column == column + 1)
        }
        std::cmp::Ordering::Greater => {
            other_row - row == 1 && (column == other_column || column == other_column + 1)
        }
    }
}

/// What the same keys give in the other layout; `None` when some key has no letter in one of them.
pub(super) fn in_other_layout(folded: &str) -> Option<String> {
    let of = |c: char| {
        ROWS.iter().find_map(|(latin, cyrillic)| {
            let mut keys = latin.chars().zip(cyrillic.chars());
            keys.find_map(|(l, r)| match c {
                _ if c == l => Some(r),
                _ if c == r => Some(l),
                _ => None,
            })
        })
    };
    folded.chars().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_touch() {
        assert!(
            are_near('a', 's') && are_near('s', 'w') && are_near('с', 'м') && are_near('ш', 'о')
        );
        assert!(
            !are_near('a', 'd')
                && !are_near('q', 'z')
                && !are_near('a', 'a')
                && !are_near('a', '中')
        );
    }

    #[test]
    fn the_other_layout() {
        assert_eq!(in_other_layout("ijc").as_deref(), Some("шос"));
        assert_eq!(in_other_layout("ысщ").as_deref(), Some("sco"));
        assert_eq!(in_other_layout("ify[fqcrbq").as_deref(), Some("шанхайский"));
        assert_eq!(in_other_layout("2024"), None);
    }
}
