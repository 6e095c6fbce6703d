//! The quotations of two claims into whether their words were altered.
//!
//! A quotation that was cut at its ends, taken apart or put into other words outside the marks is not altered; one whose words change in
//! their midst is. What an ellipsis, a bracket or an asterisk owns up to is no alteration.
//!
//! Invariant: marks, capitals and dashes are no words.

use std::ops::Range;

use super::{Version, spelling};
use crate::{
    quotation::{self, QuotationKind},
    token,
    wording::{self, Change, Edit, Word},
};

/// Fewer words are a phrase, not a quotation.
const SHORTEST: usize = 4;
/// How alike two quotations are that are one.
const ALIKE: f32 = 0.5;

/// The unbroken runs of words in quote marks within some parts of a version.
pub fn runs(version: &Version<'_>, parts: &[Range<usize>]) -> Vec<Vec<Word>> {
    let analysis = version.analysis;
    let mut runs = Vec::new();
    for part in parts {
        let mut at = part.start;
        while let Some(quotation) = quotation::reaching(&analysis.quotations, at).filter(|q| q.tokens.start < part.end) {
            let inner = quotation.inner();
            let range = inner.start.max(part.start)..inner.end.min(part.end);
            let whole = quotation.kind == QuotationKind::Speech || range.len() >= SHORTEST;
            if !range.is_empty() && whole && quotation.opened && quotation.closed {
                runs.push(wording::words(&analysis.document.text, token::span(&analysis.tokens, &range)));
            }
            at = quotation.tokens.end;
        }
    }
    runs
}

/// What stands in quote marks before and behind an attribution, as one run, since it is one quotation that was interrupted; and the numbers
/// of the words behind the interruptions.
fn joined(version: &Version<'_>, parts: &[Range<usize>]) -> Option<(Vec<Word>, Vec<usize>)> {
    let mut parts: Vec<&Range<usize>> = parts.iter().collect();
    parts.sort_unstable_by_key(|part| part.start);
    let (mut run, mut joints) = (Vec::new(), Vec::new());
    for part in &parts {
        // Two quotations in one part have other words between them.
        let [words] = <[Vec<Word>; 1]>::try_from(runs(version, std::slice::from_ref(part))).ok()?;
        joints.push(run.len());
        run.extend(words);
    }
    (parts.len() > 1).then_some((run, joints))
}

/// Whether words of a claim stand in quote marks.
pub fn is_quoted(version: &Version<'_>, claim: usize) -> bool {
    let analysis = version.analysis;
    analysis.claims[claim]
        .content
        .iter()
        .any(|part| quotation::reaching(&analysis.quotations, part.start).is_some_and(|q| q.tokens.start < part.end))
}

/// Whether a quotation of the new claim has other words in its midst than the old claim's.
pub fn is_altered(old: &Version<'_>, new: &Version<'_>, before: usize, behind: usize) -> bool {
    let claims = (&old.analysis.claims[before], &new.analysis.claims[behind]);
    // An interrupted quotation may be cut where it was, or be told as one.
    let mut was: Vec<(Vec<Word>, Vec<usize>)> = runs(old, &claims.0.content).into_iter().map(|run| (run, Vec::new())).collect();
    let joined = joined(old, &claims.0.content);
    let complete = if joined.is_some() { was.len() } else { 0 };
    was.extend(joined);
    let is = runs(new, &claims.1.content);
    is.iter().filter(|run| run.len() >= SHORTEST).any(|run| {
        let whole =
            was.iter().any(|(other, _)| wording::holds(other, run)) || was[complete..].iter().any(|(other, _)| wording::holds(run, other));
        // What stands elsewhere word for word is not what this one was.
        let kept = |other: &[Word]| is.iter().any(|run| wording::holds(run, other));
        let likely = was.iter().filter(|(other, _)| other.len() >= SHORTEST && !kept(other));
        let nearest = likely.map(|(other, joints)| {
            let changes = wording::changes(other, run);
            (wording::similarity(other, run, &changes), other, joints, changes)
        });
        let nearest = nearest.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(alike, ..)| *alike >= ALIKE);
        !whole && nearest.is_some_and(|(_, other, joints, changes)| differs_inside(&changes, joints, (old, other), (new, run)))
    })
}

/// Whether words differ between words that are equal, and neither version owns up to it. At an attribution (`joints`, numbers of old
/// words) something may have been left out.
fn differs_inside(changes: &[Change], joints: &[usize], old: (&Version<'_>, &[Word]), new: (&Version<'_>, &[Word])) -> bool {
    let first = changes.iter().position(|change| change.edit == Edit::Equal);
    let last = changes.iter().rposition(|change| change.edit == Edit::Equal);
    let (Some(first), Some(last)) = (first, last) else { return false };
    changes[first..=last].iter().any(|change| {
        if change.edit == Edit::Equal || (change.edit == Edit::Insert && joints.contains(&change.old.start)) {
            return false;
        }
        let openly = |(version, words): (&Version<'_>, &[Word]), at: &Range<usize>| {
            let from = words[at.start.saturating_sub(1)].span;
            let to = words[at.end.min(words.len() - 1)].span;
            let text = from.to(to).of(&version.analysis.document.text);
            text.contains(['[', '…', '(', '*']) || text.contains("..") || text.contains(". .")
        };
        let at = changes.iter().position(|c| std::ptr::eq(c, change)).unwrap_or(0);
        let beside = &changes[at.saturating_sub(1)..(at + 2).min(changes.len())];
        let twin = beside.iter().find(|c| c.edit != Edit::Equal && c.edit != change.edit);
        let spelled = twin.is_some_and(|twin| {
            let (delete, insert) = if change.edit == Edit::Delete { (change, twin) } else { (twin, change) };
            let (was, is) = ((old.0, &old.1[delete.old.clone()]), (new.0, &new.1[insert.new.clone()]));
            // Words that were only run together or taken apart are no others: "health care", "healthcare".
            spelling::is_variant(&spelling::letters(was.0, was.1), &spelling::letters(is.0, is.1))
                || spelling::is_contraction(was, is)
                || spelling::is_number(was, is)
        });
        let open = |change: &Change| openly(old, &change.old) || openly(new, &change.new);
        // "5%" and "5 percent": the sign is no word.
        let ((version, words), range) = if change.edit == Edit::Delete { (old, &change.old) } else { (new, &change.new) };
        let sign = words[range.clone()].iter().all(|word| spelling::is_sign(version, word));
        !spelled && !sign && !open(change) && !twin.is_some_and(open)
    })
}
