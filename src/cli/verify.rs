//! Quotations of drafts, held against evidence: verdicts for people and programs, findings for CI.
//!
//! Invariant: without `--findings` standard output has the verdicts; the exit code counts findings in either case.

use std::{
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use sayso::{
    check::{self, Check},
    document::{self, Metadata},
    report::{
        findings::{self, Places},
        text::Look,
        verdict::{self, Exhibit, Summary, found},
    },
    verify::{Evidence, Rules, selection::verify},
};

use super::{
    Array,
    check::{Comments, Rules as Choice, settle_severities},
    complain,
    findings::{FindingFormat, FindingForms, Output, Printer, output},
    input::{self, Input, Item},
    line,
};

/// How verdicts are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum VerdictFormat {
    /// For people: the words of the draft, those of the evidence, and what differs.
    Text,
    /// One JSON array.
    Json,
    /// One JSON object a line for each quotation.
    Jsonl,
}

/// What drafts are held against, and what is printed.
#[derive(Debug, Args)]
pub struct VerifyChoice {
    /// Files and folders with what was said: transcripts, speeches, releases, wire copy (.txt .text .md .markdown .html .jsonl .srt .vtt); may be
    /// given several times.
    #[arg(long, required = true, value_name = "PATH", num_args = 1..)]
    against: Vec<PathBuf>,
    /// How to print the verdicts.
    #[arg(long, value_enum, default_value = "text")]
    format: VerdictFormat,
    /// Print findings in place of the verdicts.
    #[arg(long, value_enum, value_name = "FORMAT", conflicts_with = "format")]
    findings: Option<FindingFormat>,
    /// Write a report of the findings besides: a format and a file; may be given several times.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    output: Vec<Output>,
    /// Tell the passage that is most like each indirect claim as well.
    #[arg(long)]
    paraphrases: bool,
    /// Let other spellings of a word pass as typography: colour and color, three and 3, gonna.
    #[arg(long)]
    spelling: bool,
    #[command(flatten)]
    rules: Choice,
}

/// Holds drafts against evidence; the exit code tells whether there are findings that count.
///
/// # Errors
/// When the settings or the grammar cannot be read, the evidence is too long, or nothing can be printed.
pub fn run(mut input: Input, choice: &VerifyChoice) -> io::Result<ExitCode> {
    let config = choice.rules.settle()?;
    input.grammar.splice(0..0, config.grammars());
    let grammar = input::load(&input.grammar, &input.judge)?;
    let rules = Rules { grammar, spelling: choice.spelling };
    let (kept, unreadable) = input::keep(&choice.against)?;
    let kept = without_drafts(kept, &input);
    if kept.is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "nothing to hold the drafts against: --against has no texts"));
    }
    let read = |item| -> Exhibit<'_> {
        let Item { id, text, format, .. }: &Item = item;
        Exhibit::new(id, text, document::read(*format, text, Metadata::default(), &grammar.furniture))
    };
    let exhibits: Vec<Exhibit<'_>> = kept.par_iter().map(read).collect();
    let texts: Vec<&str> = exhibits.iter().map(|exhibit| &*exhibit.document.text).collect();
    let evidence = Evidence::new(&texts).ok_or_else(|| io::Error::other("the evidence is longer than 4 GiB"))?;

    let unit = input.offsets.into();
    let today = super::today();
    let forms = FindingForms::new(choice.findings, &choice.output);
    let told = !forms.to_stream();
    let stream = (!told).then(|| Box::new(io::stdout()) as Box<dyn Write>);
    let colour = super::coloured();
    let mut printer = Printer::open(&forms, stream, colour)?;
    let layout = printer.layout();
    let look = Look { width: super::width(), colour };
    let render = |item: &Item| {
        let path = item.path.as_deref().unwrap_or(&item.id);
        let runs = |check: &Check| check.needs_evidence() && config.runs(check, path);
        let analysis = item.analyse(grammar);
        let checked = verify(&analysis, &evidence, rules, choice.paraphrases);
        let place = |one: &_| found(one, &exhibits, unit).map(|found| format!("{}:{}: “{}”", found.path, found.line, found.reading));
        let faults = check::verdicts(&analysis, grammar, &checked, place, runs);
        let mut printed = findings::printed(&analysis, &Places::new(&item.text, &item.id, unit), &faults);
        let (sidecar, error) = item.sidecar().map_or_else(|error| (None, Some(error)), |sidecar| (sidecar, None));
        Comments::of(&item.text, item.format, sidecar.as_ref()).apply(&mut printed, today);
        settle_severities(&mut printed, &config);
        let verdicts = if told { verdict::printed(&analysis, &item.text, &item.id, &checked, &exhibits, unit) } else { Vec::new() };
        let verdicts: Vec<String> = match choice.format {
            VerdictFormat::Text => vec![verdict::text(&verdicts, look)],
            VerdictFormat::Json | VerdictFormat::Jsonl => verdicts.iter().map(line).collect(),
        };
        (layout.parts(&printed, &item.text), printed, verdicts, checked, error)
    };
    let (mut counts, mut broken, mut array) = (false, unreadable, Array::default());
    let mut summary = Summary::default();
    let mut out = io::BufWriter::new(io::stdout());
    let failed = input::each(&input, render, |(parts, printed, verdicts, checked, error)| {
        if let Some(error) = error {
            complain(&error.to_string());
            broken = true;
        }
        counts |= config.counts(&printed);
        summary.add(&checked);
        printer.add(&parts, printed)?;
        for verdict in &verdicts {
            match choice.format {
                VerdictFormat::Json => array.add(&mut out, verdict)?,
                VerdictFormat::Text | VerdictFormat::Jsonl => out.write_all(verdict.as_bytes())?,
            }
        }
        Ok(())
    })?;
    match choice.format {
        VerdictFormat::Text if told => out.write_all(summary.closing().as_bytes())?,
        VerdictFormat::Json if told => array.close(&mut out)?,
        _ => {}
    }
    out.flush()?;
    printer.close()?;
    Ok(super::ended(failed || broken, counts && !choice.rules.exit_zero))
}

/// The evidence without the files that are drafts themselves: a draft proves nothing about its own quotations.
fn without_drafts(mut kept: Vec<Item>, input: &Input) -> Vec<Item> {
    let drafts: Vec<PathBuf> = input.paths.iter().filter_map(|path| path.canonicalize().ok()).filter(|path| path.is_file()).collect();
    let is_draft =
        |item: &Item| item.path.as_ref().is_some_and(|path| PathBuf::from(path).canonicalize().is_ok_and(|path| drafts.contains(&path)));
    kept.retain(|item| !is_draft(item));
    kept
}
