//! Many files at once, and what only many files show: two with one id, and names of documents that are not there.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::finding::{Code, Confidence, Finding};
use super::{Inspection, inspect};
use crate::parallel::in_parallel;

/// Files looked at before the next are begun; of these the findings of all are held.
const AT_A_TIME: usize = 1_024;

/// What a check finds in many files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Survey {
    /// Files that were looked at.
    pub files: usize,
    /// The files with findings, in the order given.
    pub inspections: Vec<Inspection>,
}

/// Looks at many files. Where they are a whole corpus, documents that a header names and that are not there are findings too.
/// `progress` hears how many files are done.
pub fn survey(paths: &[PathBuf], is_whole: bool, progress: &mut dyn FnMut(usize)) -> Survey {
    let mut survey = Survey::default();
    let mut ids: HashMap<String, PathBuf> = HashMap::new();
    let mut named: Vec<(usize, String, usize)> = Vec::new();
    let mut kept: Vec<Inspection> = Vec::new();
    for part in paths.chunks(AT_A_TIME) {
        for mut inspection in in_parallel(part.len(), |at| inspect(&part[at])) {
            claim(&mut ids, &mut inspection);
            let names = std::mem::take(&mut inspection.named);
            let has_names = !names.is_empty();
            named.extend(names.into_iter().map(|(id, line)| (kept.len(), id, line)));
            if has_names || !inspection.findings.is_empty() {
                kept.push(inspection);
            }
        }
        survey.files += part.len();
        progress(survey.files);
    }
    if is_whole {
        unknown_documents(&ids, &named, &mut kept);
    }
    kept.retain(|inspection| !inspection.findings.is_empty());
    survey.inspections = kept;
    survey
}

/// Notes the id of a file; a second file with it has a finding.
fn claim(ids: &mut HashMap<String, PathBuf>, inspection: &mut Inspection) {
    if inspection.unreadable {
        return;
    }
    if let Some(first) = ids.get(&inspection.id) {
        let what = format!(
            "the id `{}` stands in `{}` too",
            inspection.id,
            first.display()
        );
        let finding = Finding::new(Code::DuplicateId, 1, Confidence::High, &inspection.id, what);
        inspection.findings.insert(0, finding);
        return;
    }
    ids.insert(inspection.id.clone(), inspection.path.clone());
}

fn unknown_documents(
    ids: &HashMap<String, PathBuf>,
    named: &[(usize, String, usize)],
    kept: &mut [Inspection],
) {
    let mut told = HashSet::new();
    for (at, id, line) in named {
        if ids.contains_key(id) || !told.insert((at, id)) {
            continue;
        }
        let what = format!("no document has the id `{id}`");
        let finding = Finding::new(Code::UnknownDocument, *line, Confidence::High, id, what);
        let findings = &mut kept[*at].findings;
        findings.push(finding);
        findings.sort_by_key(|finding| (finding.line, finding.code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_many_files_show_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, header: &str| {
            let path = folder.path().join(name);
            let text = "各方重申恪守宪章，弘扬互信、互利、平等、协商的上海精神，深化各领域务实合作，共同维护地区的和平与稳定。".repeat(4);
            std::fs::write(&path, format!("---\n{header}---\n\n{text}\n")).unwrap();
            path
        };
        let paths = [
            write("a.md", "id: a\n"),
            write("b.md", "id: a\nversion_of: c\n"),
            write("c.md", "id: d\nversion_of: a\n"),
        ];
        let mut done = 0;
        let found = survey(&paths, true, &mut |files| done = files);
        let told: Vec<_> = found
            .inspections
            .iter()
            .flat_map(|inspection| &inspection.findings)
            .filter(|finding| finding.code != Code::MissingKey)
            .map(|finding| (finding.code, finding.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [(Code::DuplicateId, "a"), (Code::UnknownDocument, "c")]
        );
        assert_eq!((done, found.files), (3, 3));
        let alone = survey(&paths[2..], false, &mut |_| {});
        assert!(
            alone.inspections[0]
                .findings
                .iter()
                .all(|f| f.code == Code::MissingKey)
        );
    }
}
