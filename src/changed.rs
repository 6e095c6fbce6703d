//! Which lines of which files have changed since a revision, as git tells.
//!
//! Invariant: paths are absolute; lines count from 1.

use std::{
    collections::HashMap,
    io,
    ops::Range,
    path::{Path, PathBuf},
    process::Command,
};

/// Lines that are new or changed since a revision, by file.
#[derive(Debug)]
pub struct Changed(HashMap<PathBuf, Vec<Range<usize>>>);

impl Changed {
    /// Asks `git diff` in the working folder.
    ///
    /// # Errors
    /// When there is no git, no repository or no such revision, in git's words.
    pub fn since(revision: &str) -> io::Result<Self> {
        let root = root()?;
        let diff = git(&[
            "-c",
            "core.quotePath=false",
            "diff",
            "--unified=0",
            "--no-color",
            "--no-ext-diff",
            "--src-prefix=a/",
            "--dst-prefix=b/",
            revision,
            "--",
        ])?;
        Ok(Self::read(&diff, &root))
    }

    /// Reads a diff without context; its paths are below `root`.
    fn read(diff: &str, root: &Path) -> Self {
        let mut files: HashMap<PathBuf, Vec<Range<usize>>> = HashMap::new();
        let mut file = None;
        // Lines of a hunk that are still to come: one of them may look like a header.
        let mut rest = 0;
        for line in diff.lines() {
            if rest > 0 && line.starts_with(['-', '+', '\\']) {
                rest -= usize::from(!line.starts_with('\\'));
                continue;
            }
            if let Some(path) = line.strip_prefix("+++ ") {
                file = path.strip_prefix("b/").map(|path| root.join(path.trim_end_matches('\t')));
            } else if let Some((old, new)) = line.strip_prefix("@@ -").and_then(|hunk| hunk.split_once(" +")) {
                let range = |part: &str| -> Option<Range<usize>> {
                    let numbers = part.split(' ').next()?;
                    let (start, count) = numbers.split_once(',').unwrap_or((numbers, "1"));
                    let (start, count): (usize, usize) = (start.parse().ok()?, count.parse().ok()?);
                    Some(start..start + count)
                };
                let (old, new) = (range(old).unwrap_or_default(), range(new).unwrap_or_default());
                rest = old.len() + new.len();
                if let Some(path) = &file {
                    files.entry(path.clone()).or_default().push(new);
                }
            }
        }
        Self(files)
    }

    /// The lines of a file that are new or changed.
    pub fn lines(&self, path: &str) -> &[Range<usize>] {
        let real = Path::new(path).canonicalize();
        real.ok().and_then(|path| self.0.get(&path)).map_or(&[], Vec::as_slice)
    }
}

/// A revision of the repository that the working folder is in.
#[derive(Debug)]
pub struct Revision {
    name: String,
    root: PathBuf,
}

impl Revision {
    /// The revision of a name.
    ///
    /// # Errors
    /// When there is no git, no repository or no such revision, in git's words.
    pub fn named(name: &str) -> io::Result<Self> {
        git(&["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{name}^{{commit}}")])
            .map_err(|_| io::Error::other(format!("git: no revision {name} here")))?;
        Ok(Self { name: name.to_owned(), root: root()? })
    }

    /// The text that a file has in it; empty where it has no such file.
    ///
    /// # Errors
    /// When the file is outside the repository, or the revision cannot be read.
    pub fn text(&self, path: &Path) -> io::Result<String> {
        let real = path.canonicalize().map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))?;
        let relative =
            real.strip_prefix(&self.root).map_err(|_| io::Error::other(format!("{}: outside the repository", path.display())))?;
        let relative = relative.display().to_string();
        if git(&["ls-tree", "--full-tree", "--name-only", &self.name, "--", &relative])?.is_empty() {
            return Ok(String::new());
        }
        git(&["show", &format!("{}:{relative}", self.name)])
    }
}

/// The folder of the repository.
fn root() -> io::Result<PathBuf> {
    Ok(PathBuf::from(git(&["rev-parse", "--show-toplevel"])?.trim_end()))
}

/// What git prints.
fn git(arguments: &[&str]) -> io::Result<String> {
    let output = Command::new("git").args(arguments).output().map_err(|e| io::Error::new(e.kind(), format!("git: {e}")))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("git: {}", said.lines().next().unwrap_or("failed"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_are_read_whatever_the_lines_look_like() {
        let diff = "diff --git a/x y.txt b/x y.txt\n--- a/x y.txt\n+++ b/x y.txt\t\n@@ -3 +3,2 @@ head\n-old\n+++ b/z.txt\n+new\n@@ -9,2 +11,0 @@\n-a\n-b\n";
        let Changed(files) = Changed::read(diff, Path::new("/r"));
        assert_eq!(files.len(), 1);
        assert_eq!(files[Path::new("/r/x y.txt")], [3..5, 11..11]);
    }
}
