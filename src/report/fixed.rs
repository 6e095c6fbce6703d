//! Findings into the text with their fixes made.
//!
//! Invariant: words that no fix is about stay as they are, byte for byte.

use super::findings::{Printed, PrintedEdit};
use crate::check::Safety;

/// `original` with the fixes of its findings made, and how many there were; `Safety::Safe` takes only those that are safe. Of fixes that
/// want the same words the first is made, and the others not at all: the next reading of the text tells whether they are still wanted.
#[must_use]
pub fn fixed(original: &str, findings: &[Printed], most: Safety) -> (String, usize) {
    let wanted = findings.iter().filter_map(|f| f.fix.as_ref()).filter(|fix| fix.safety <= most);
    let mut fixes: Vec<&[PrintedEdit]> = wanted.map(|fix| fix.edits.as_slice()).filter(|edits| !edits.is_empty()).collect();
    fixes.sort_by_key(|edits| edits[0].replaced.span);
    let mut text = String::with_capacity(original.len());
    let (mut upto, mut made) = (0, 0);
    for edits in fixes {
        let free = edits[0].replaced.span.start as usize >= upto;
        let ordered = edits.windows(2).all(|pair| pair[0].replaced.span.end <= pair[1].replaced.span.start);
        if !free || !ordered {
            continue;
        }
        for edit in edits {
            let at = edit.replaced.span.range();
            text += &original[upto..at.start];
            text += &edit.text;
            upto = at.end;
        }
        made += 1;
    }
    text += &original[upto..];
    (text, made)
}
