//! Fixes of findings into mended files, standard output or a preview.
//!
//! Invariant: a file holds the old text or the new one, whatever happens in between.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use clap::Args;
use sayso::{check::Safety, report::fixed::fixed};
use similar::TextDiff;

use super::{
    check::Told,
    input::{Item, Origin},
};

/// Whether faults are mended.
#[derive(Debug, Args)]
pub struct FixChoice {
    /// Mend what can be mended without a change of meaning, and tell of the rest; with `--diff` only show it.
    #[arg(long, conflicts_with = "write_baseline")]
    pub fix: bool,
    /// Mend as well what an editor should read again.
    #[arg(long, requires = "fix")]
    pub unsafe_fixes: bool,
}

impl FixChoice {
    /// The fixes that may be made.
    pub fn most(&self) -> Safety {
        if self.unsafe_fixes { Safety::Unsafe } else { Safety::Safe }
    }
}

/// How often a text is read anew at most; fixes that want each other's words back would go on for ever.
const ROUNDS: usize = 8;

/// A text as its fixes leave it.
pub struct Mended {
    /// The text.
    pub text: String,
    /// How many fixes were made; where there are none, the text is as it was.
    pub made: usize,
    /// What is still to be told of it.
    pub rest: Told,
}

/// Makes fixes until none is left; `findings` tells of a text. The article of a line is left as it is.
pub fn mend(item: &Item, most: Safety, findings: impl Fn(&str) -> Told) -> Mended {
    let mut mended = Mended { text: item.text.clone(), made: 0, rest: findings(&item.text) };
    if item.origin == Origin::Line {
        return mended;
    }
    for _ in 0..ROUNDS {
        let (text, made) = fixed(&mended.text, &mended.rest.own, most);
        if made == 0 {
            break;
        }
        mended = Mended { rest: findings(&text), text, made: mended.made + made };
    }
    mended
}

/// The changes as a unified diff; nothing where there are none.
pub fn preview(old: &str, new: &str, name: &str) -> String {
    let name = name.trim_start_matches('/');
    TextDiff::from_lines(old, new).unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}

/// Puts a mended text where its old form came from.
///
/// # Errors
/// When it cannot be written, with the name of the file.
pub fn put(origin: &Origin, mended: &Mended) -> io::Result<()> {
    match origin {
        Origin::File(path) if mended.made > 0 => {
            replace(path, &mended.text).map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))
        }
        Origin::Stream => write!(io::stdout(), "{}", mended.text),
        Origin::File(_) | Origin::Line => Ok(()),
    }
}

/// Writes a file beside the old one and moves it into its place, with its permissions; what a link leads to is written, not the link.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().ok_or_else(|| io::Error::other("a file has a folder"))?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|e| e.error)?;
    Ok(())
}
