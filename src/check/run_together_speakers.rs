//! Two people's quotations in a row, and the second speaker is named only behind the words.
//!
//! Reuters and teaching texts: do not run two speakers' words together; name a new speaker before the words. Readers take both quotations for
//! the first speaker's. Speakers that only a pronoun stands for are not looked at.
//!
//! - Bad: “The bridge is shut,” said Ana Duarte, the harbour master. “It was never safe,” said Tom Reed, a ferryman.
//! - Good: “The bridge is shut,” said Ana Duarte, the harbour master. Tom Reed, a ferryman, said: “It was never safe.”

use super::{Check, Fault, Finds, Group, Severity};
use crate::{
    quotation::{self, QuotationKind},
    source::Pass,
};

pub const CHECK: Check = Check {
    code: "A108",
    name: "run-together-speakers",
    group: Group::Attribution,
    severity: Severity::Warning,
    default: true,
    why: "readers take the words for those of the one who spoke before",
    help: "name the new speaker first, or begin a paragraph",
    source: include_str!("run_together_speakers.rs"),
    finds: Finds::Article(|draft, report| {
        let analysis = draft.analysis;
        let tokens = &analysis.tokens;
        let speech = |at: usize| quotation::covering(&analysis.quotations, at).filter(|q| q.kind == QuotationKind::Speech && q.opened);
        let sure = |at: usize| draft.entity(at).filter(|e| e.is_named_person()).filter(|_| analysis.sources.how[at].pass == Pass::Name);
        let mut before = None;
        for (index, claim, source) in draft.sources().filter(|(_, claim, _)| claim.inside.is_none()) {
            let quoted = claim.content.first().and_then(|content| speech(content.start));
            let (Some(words), Some(speaker)) = (quoted, sure(index)) else {
                before = None;
                continue;
            };
            if let Some((last, name)) = before.replace((source.end, speaker.name.as_str())) {
                let start = words.tokens.start;
                let block = tokens[start].block;
                // Nothing but the end of the sentence before stands between.
                let near = last <= start && start < source.start && tokens[last - 1].block == block && tokens[start - 1].block == block;
                let between = analysis.sentences.partition_point(|s| s.tokens.start < last);
                let opens = analysis.sentences.get(between).is_some_and(|s| s.tokens.start == start);
                if near && opens && name != speaker.name {
                    let message = format!("these are {}'s words, and {name} spoke before", speaker.name);
                    report(Fault::new(words.tokens.clone(), message).of_claim(index).related(vec![source.clone()]));
                }
            }
        }
    }),
};
