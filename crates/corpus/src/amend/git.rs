//! Is a text safe in git? Asked of git itself, which may not be there.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::store::folder_of;

/// The commit that is checked out, where it holds exactly these bytes as this file: then git keeps them, and nothing else needs
/// to. `None` where there is no git, no work tree, no commit, or another text.
pub(super) fn commit_with(path: &Path, bytes: &[u8]) -> Option<String> {
    let folder = folder_of(path);
    let name = path.file_name()?.to_str()?;
    let blob = git(folder, &["cat-file", "blob", &format!("HEAD:./{name}")])?;
    if blob != bytes {
        return None;
    }
    let commit = git(folder, &["rev-parse", "--verify", "HEAD"])?;
    let commit = String::from_utf8(commit).ok()?;
    Some(commit.trim().chars().take(12).collect())
}

/// Standard output of a git command that only reads, `None` where it fails.
fn git(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let mut command = Command::new("git");
    // A caller's own git command, a hook for example, must not point at another repository.
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
        command.env_remove(variable);
    }
    command
        .arg("-C")
        .arg(folder)
        .args(["--no-pager", "-c", "core.fsmonitor=false"])
        .args(arguments);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}
