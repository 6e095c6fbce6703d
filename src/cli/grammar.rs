//! The grammar at work: how a sentence is read, whether the examples hold, what is in use.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use sayso::{
    analyse,
    attribution::Origin,
    document::{self, Format},
    grammar::Grammar,
    mention::Mentions,
    report::json,
    token,
};

use super::input::{JudgeChoice, load};

/// Shows how one sentence is read.
///
/// # Errors
/// When nothing can be printed.
pub fn parse(sentence: &str, grammar: &Grammar) -> io::Result<ExitCode> {
    let mut out = io::BufWriter::new(io::stdout());
    let analysis = analyse(document::read(Format::Plain, sentence, document::Metadata::default(), &grammar.furniture), grammar);
    let words = |range: &std::ops::Range<usize>| token::span(&analysis.tokens, range).of(&analysis.document.text).to_owned();
    let mentions = Mentions { text: &analysis.document.text, tokens: &analysis.tokens, grammar };
    let tokens: Vec<_> = analysis.tokens.iter().map(|t| t.span.of(&analysis.document.text)).collect();
    writeln!(out, "tokens     {}", tokens.join(" | "))?;
    for cue in &analysis.cues {
        writeln!(out, "cue        {}  [{}]", words(&cue.tokens), json::flag_names(cue.flags))?;
        // The noun phrases on both sides, longest first, are what a frame may take as source or addressee.
        let mut before = Vec::new();
        let mut behind = Vec::new();
        mentions.ending_at(cue.tokens.start, 0, &mut before);
        mentions.starting_at(cue.tokens.end, analysis.tokens.len(), &mut behind);
        let ranges = before.iter().map(|&start| start..cue.tokens.start).chain(behind.iter().map(|&end| cue.tokens.end..end));
        for range in ranges {
            writeln!(out, "mention    {}", words(&range))?;
        }
    }
    let part = |role: &str, range: &std::ops::Range<usize>| format!("[{role} {}]", words(range));
    for proposal in &analysis.proposals {
        let frame = &grammar.frames[proposal.frame];
        let parts: Vec<_> = proposal.parts.iter().map(|(role, range)| part(&format!("{role:?}").to_lowercase(), range)).collect();
        writeln!(out, "candidate  {:>3} {}: {}", frame.priority, frame.name, parts.join(" "))?;
    }
    for (index, claim) in analysis.claims.iter().enumerate() {
        let name = match claim.origin {
            Origin::Frame(frame) => grammar.frames[frame].name.clone(),
            Origin::Judge(origins) => format!("judged {:.2} by {origins}", claim.confidence),
            Origin::Quotation => "quotation alone".to_owned(),
        };
        let source = analysis.sources.of_claim[index].map_or("nobody", |e| analysis.sources.entities[e].name.as_str());
        let content = claim.content.iter().map(words).collect::<Vec<_>>().join(" … ");
        writeln!(out, "claim      {name}: {source}: {content}")?;
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Runs the examples of all frames.
///
/// # Errors
/// When nothing can be printed.
pub fn test(grammar: &Grammar) -> io::Result<ExitCode> {
    let failures = sayso::grammar_examples(grammar);
    let mut out = io::stdout().lock();
    for failure in &failures {
        writeln!(out, "{failure}")?;
    }
    let examples: usize = grammar.frames.iter().map(|f| f.accept.len() + f.refuse.len()).sum();
    writeln!(out, "{examples} examples of {} frames, {} failed", grammar.frames.len(), failures.len())?;
    Ok(ExitCode::from(u8::from(!failures.is_empty())))
}

/// Tells what is in use.
pub fn doctor(judge: &JudgeChoice) -> io::Result<ExitCode> {
    let grammar = load(&[], judge)?;
    let mut out = io::stdout().lock();
    writeln!(out, "sayso {}", env!("CARGO_PKG_VERSION"))?;
    let (lists, entries) = (grammar.lists.len(), grammar.entries.len());
    let (frames, outlets, countries) = (grammar.frames.len(), grammar.outlets.len(), grammar.countries.len());
    writeln!(out, "grammar: English; {lists} lists with {entries} entries, {frames} frames, {outlets} outlets, {countries} countries")?;
    match &grammar.model {
        None => writeln!(out, "weights: none, the grammar decides alone")?,
        Some(model) => {
            let name = judge.weights.as_ref().map_or_else(|| "built in".to_owned(), |path| path.display().to_string());
            let header = &model.header;
            let size = model.to_bytes().len();
            writeln!(
                out,
                "weights: {name}; format {}, {size} bytes, learned {} from {}",
                header.format,
                header.date,
                header.corpora.join(", ")
            )?;
            writeln!(out, "         they go with this grammar")?;
        }
    }
    writeln!(out, "threads: {}", rayon::current_num_threads())?;
    Ok(ExitCode::SUCCESS)
}
