//! Slips of the pen in a row that can be read all the same: the row is kept, and its librarian told.

use std::collections::HashSet;

use super::{LexiconEntry, NAME_COLUMNS, NAME_SEPARATORS, VOCABULARY, key};
use crate::closed_list::UnknownValue;

/// Every category there is; a row may also have none.
const CATEGORIES: [&str; 9] = [
    "organisation",
    "mechanism",
    "body",
    "document",
    "formulation",
    "event",
    "place",
    "person",
    VOCABULARY,
];

/// What is wrong with the cells of a row as they are written.
pub(super) fn in_cells(columns: &[&str], cells: &[&str]) -> Vec<String> {
    let cells = columns.iter().zip(cells);
    cells
        .flat_map(|(column, cell)| {
            let empty = has_empty_name(column, cell).then(|| {
                format!("an empty name stands in `{column}`; take out the `;` that is too many")
            });
            empty.into_iter().chain(hidden_character(column, cell))
        })
        .collect()
}

fn has_empty_name(column: &str, cell: &str) -> bool {
    NAME_COLUMNS.contains(&column)
        && !cell.trim().is_empty()
        && cell
            .split(NAME_SEPARATORS)
            .any(|name| name.trim().is_empty())
}

/// The first character of a cell that nobody sees: it makes another name of the one that is read.
fn hidden_character(column: &str, cell: &str) -> Option<String> {
    let hidden = cell
        .chars()
        .find(|&c| c.is_control() || turns_direction(c))?;
    let code = u32::from(hidden);
    Some(format!(
        "the character U+{code:04X} in `{column}` cannot be seen; take it out"
    ))
}

/// Whether the character makes text run the other way, so that it reads otherwise than it is written.
fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// What is wrong with what a row says.
pub(super) fn in_entry(entry: &LexiconEntry) -> Vec<String> {
    unknown_category(entry)
        .into_iter()
        .chain(strange_ambiguous(entry))
        .collect()
}

fn unknown_category(entry: &LexiconEntry) -> Option<String> {
    let category = entry.category.as_str();
    if category.is_empty() || CATEGORIES.contains(&category) {
        return None;
    }
    let unknown = UnknownValue::new(category, CATEGORIES.to_vec());
    Some(format!("the category {unknown}"))
}

/// Names that are said to be ambiguous and are none of the row: nothing would be held back by them.
fn strange_ambiguous(entry: &LexiconEntry) -> Vec<String> {
    if entry.ambiguous.is_empty() {
        return Vec::new();
    }
    let own: HashSet<String> = entry.names().map(key).collect();
    let strange = entry
        .ambiguous
        .iter()
        .filter(|name| !own.contains(&key(name)));
    strange
        .map(|name| {
            format!(
                "`{name}` stands under `ambiguous` and is no name of `{}`; write it among its names too, or leave it out",
                entry.id
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;

    const HEADER: &str = "id\tzh\tzh_variants\ten\tru\tcategory\tnote\tambiguous\n";

    /// The problems of a lexicon of these rows, all of which have to be kept.
    fn problems(rows: &[&str]) -> Vec<String> {
        let mut lexicon = Lexicon::parse(&format!("{HEADER}{}\n", rows.join("\n"))).unwrap();
        lexicon.check();
        assert_eq!(lexicon.entries.len(), rows.len());
        lexicon.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_unknown_category_is_told_with_the_nearest() {
        let told = problems(&[
            "G1\t上合\t\t\t\torganization",
            "G2\t秘书处\t\t\t\tbody",
            "G3\t论坛",
            "G4\t银联体\t\t\t\t机构",
        ]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with(
            "line 2: the category `organization` is not on the list, did you mean `organisation`?"
        ));
        assert!(told[0].contains("mechanism"), "{}", told[0]);
        assert!(
            told[1].starts_with("line 5: the category `机构` is not on the list; allowed:"),
            "{}",
            told[1]
        );
    }

    #[test]
    fn an_ambiguous_name_has_to_be_a_name_of_its_row() {
        let told = problems(&[
            "G1\t秘书长\t秘書長\tSecretary-General\tГенсек\tbody\t\t祕書長;secretary-general;генсек",
            "G2\t秘书处\t\tSecretariat\t\tbody\t\t秘书;Secretariat",
        ]);
        let [only] = &told[..] else {
            panic!("{told:?}");
        };
        assert!(
            only.starts_with("line 3: `秘书` stands under `ambiguous` and is no name of `G2`"),
            "{only}"
        );
    }

    #[test]
    fn empty_names_are_told_with_their_column() {
        let told = problems(&[
            "G1\t上合\tSCO;;上合组织\t\t\t\t; a note ;; is no name\t",
            "G2\t论坛\t\tForum； ；Fora\tФорум;\t\t\t",
            "G3\t银联体\t \t\t\t\t\t",
        ]);
        let columns: Vec<bool> = ["zh_variants", "`en`", "`ru`"]
            .iter()
            .zip(&told)
            .map(|(column, told)| told.contains(column))
            .collect();
        assert_eq!((columns, told.len()), (vec![true; 3], 3), "{told:?}");
        assert!(
            told[0].starts_with("line 2:") && told[2].starts_with("line 3:"),
            "{told:?}"
        );
    }

    #[test]
    fn characters_that_nobody_sees_are_told_by_their_code() {
        let told = problems(&[
            "G1\t上\u{7}合\t\t\t\t\t\t",
            "G2\t论坛\t\tForum\u{202E}\t\t\t\t",
            "G3\t银联体\t\t\t\t\tnote\u{85}\t",
            "G4\t大学\t\t\t\u{2067}Университет\t\t\t",
            "G5\t影院\u{3000}\t\tÉcole\tЙод\t\t\t\r",
        ]);
        assert_eq!(told.len(), 4, "{told:?}");
        for (line, (code, told)) in
            (2..).zip(["U+0007", "U+202E", "U+0085", "U+2067"].iter().zip(&told))
        {
            assert!(
                told.starts_with(&format!("line {line}: the character {code} in")),
                "{told}"
            );
        }
    }

    #[test]
    fn the_lexicon_of_the_sample_corpus_has_no_slips() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/lexicon.tsv");
        let mut lexicon = Lexicon::read(path.as_ref()).unwrap();
        lexicon.check();
        let told: Vec<String> = lexicon.problems.iter().map(ToString::to_string).collect();
        assert_eq!(told, Vec::<String>::new());
    }
}
