//! Findings of checks: which checks run, which findings count, how they are printed.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{
    Args,
    builder::{PossibleValuesParser, TypedValueParser},
};
use jiff::civil::Date;
use sayso::{
    check::{CHECKS, Check, Severity, called, check},
    document::Format,
    report::findings::{self, Places, Printed},
    suppression::Suppressions,
};

use super::{
    complain,
    findings::{FindingForms, Printer},
    fix::{self, FixChoice, Mended},
    input::{self, Input, Item},
};
use crate::{
    changed::Changed,
    config::{self, Config, PRESETS},
};

/// Reads a severity by its name.
fn severities() -> impl TypedValueParser<Value = Severity> {
    let named = |name: String| *Severity::ALL.iter().find(|severity| severity.name() == name).expect("one of the possible values");
    PossibleValuesParser::new(Severity::ALL.iter().map(|severity| severity.name())).map(named)
}

/// Which checks run, and what their findings mean.
#[derive(Debug, Args)]
pub struct Rules {
    /// Checks to run, by code, the beginning of a code, name or group, or `all`; without it those that are on by default.
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    select: Vec<String>,
    /// Checks to leave out, named in the same way.
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The least severity of a finding that makes the exit code 1; without it what `sayso.toml` says, else info.
    #[arg(long, value_parser = severities(), value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// A guideline whose checks run as well: afp, ap, bbc, guardian, ifcn, npr, reuters.
    #[arg(long, value_name = "NAME", value_parser = PRESETS.iter().map(|p| p.name).collect::<Vec<_>>())]
    preset: Option<String>,
    /// Settings to use in place of the closest `sayso.toml` above the working folder.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    config: Option<PathBuf>,
    /// Use no settings but those of the command line.
    #[arg(long)]
    isolated: bool,
    /// Exit with 0 whatever is found.
    #[arg(long)]
    pub exit_zero: bool,
}

/// How drafts are checked.
#[derive(Debug, Args)]
pub struct CheckChoice {
    #[command(flatten)]
    forms: FindingForms,
    #[command(flatten)]
    rules: Rules,
    /// Tell only of lines that are new or changed since a revision of git; with `--fix` show what would be mended, and write nothing.
    #[arg(long, value_name = "REV", num_args = 0..=1, default_missing_value = "")]
    diff: Option<String>,
    #[command(flatten)]
    fixing: FixChoice,
    /// Leave out findings that a baseline holds; edits elsewhere do not matter to it.
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write a baseline of all that is found now, and exit with 0.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
}

impl Rules {
    /// The settings, with those of the command line on top.
    pub fn settle(&self) -> io::Result<Config> {
        config::verify(self.select.iter().chain(&self.ignore))?;
        let mut config = match &self.config {
            Some(path) => Config::read(path)?,
            None if self.isolated => Config::default(),
            None => Config::discover(Path::new("."))?,
        };
        if !self.select.is_empty() {
            config.select.clone_from(&self.select);
        }
        config.ignore.extend(self.ignore.iter().cloned());
        config.preset = self.preset.clone().or(config.preset);
        config.fail_on = self.fail_on.or(config.fail_on);
        config.settle()?;
        Ok(config)
    }
}

/// Gives findings the severities of the settings.
pub fn settle_severities(printed: &mut [Printed], config: &Config) {
    for finding in printed {
        finding.severity = called(finding.code).map_or(finding.severity, |check| config.severity(check));
    }
}

/// What is found wrong with a text.
pub struct Told {
    /// Its own faults.
    pub own: Vec<Printed>,
    /// Those of the suppressions in its sidecar.
    pub beside: Vec<Printed>,
}

/// What suppresses findings of a text: its own comments, and those beside it.
pub struct Comments {
    own: Suppressions,
    sidecar: Option<Suppressions>,
}

impl Comments {
    /// Those of a text and of the lines of its sidecar, which has a name and a text of its own.
    pub fn of(text: &str, format: Format, sidecar: Option<&(String, String)>) -> Self {
        Self { own: Suppressions::in_text(text, format), sidecar: sidecar.map(|(_, lines)| Suppressions::in_sidecar(lines)) }
    }

    /// Takes the findings that are suppressed on a day out of those of the text.
    pub fn apply(&mut self, findings: &mut Vec<Printed>, today: Date) {
        self.own.apply(findings, today);
        if let Some(sidecar) = &mut self.sidecar {
            sidecar.apply(findings, today);
        }
    }
}

/// Checks articles and prints the findings; the exit code tells whether there are some that count.
///
/// # Errors
/// When the settings, the grammar, the baseline or the revision cannot be read, or nothing can be printed.
pub fn run(mut input: Input, choice: &CheckChoice) -> io::Result<ExitCode> {
    let preview = choice.fixing.fix && choice.diff.is_some();
    let revision = complete(&mut input, choice)?;
    let config = choice.rules.settle()?;
    input.grammar.splice(0..0, config.grammars());
    let grammar = input::load(&input.grammar, &input.judge)?;
    let changed = revision.map(Changed::since).transpose()?;
    let known = choice.baseline.as_ref().map_or_else(|| Ok(BTreeMap::new()), |path| known(path))?;
    let unit = input.offsets.into();
    let today = super::today();
    // Findings of one text: its own, or those of its sidecar.
    let settle = |printed: &mut Vec<Printed>, path: &str| {
        settle_severities(printed, &config);
        printed.retain(|f| !known.contains_key(&f.fingerprint));
        if let Some(changed) = &changed {
            let lines = changed.lines(path);
            printed.retain(|f| lines.iter().any(|range| range.start <= f.last_line() && f.line < range.end));
        }
    };
    let findings = |item: &Item, text: &str, sidecar: Option<&(String, String)>| {
        let path = item.path.as_deref().unwrap_or(&item.id);
        let runs = |check: &Check| check.needs_nothing() && config.runs(check, path);
        let analysis = item.analyse_as(text, grammar);
        let found = check(&analysis, grammar, &config.checks, runs);
        let places = Places::new(text, &item.id, unit);
        let mut own = findings::printed(&analysis, &places, &found);
        let mut comments = Comments::of(text, item.format, sidecar);
        comments.apply(&mut own, today);
        own.extend(comments.own.findings(&places, today, runs));
        own.sort_by_key(|f| (f.span, f.code));
        settle(&mut own, path);
        let mut beside = Vec::new();
        if let Some(((name, lines), suppressions)) = sidecar.zip(comments.sidecar) {
            beside = suppressions.findings(&Places::new(lines, name, unit), today, runs);
            settle(&mut beside, name);
        }
        Told { own, beside }
    };
    let (stream, colour): (Option<Box<dyn Write>>, _) = if preview {
        (None, false)
    } else if choice.fixing.fix && input.paths.iter().any(|path| path.as_os_str() == "-") {
        // Standard output is for the mended text.
        (Some(Box::new(io::stderr())), anstream::AutoStream::choice(&io::stderr()) != anstream::ColorChoice::Never)
    } else {
        (Some(Box::new(io::stdout())), super::coloured())
    };
    let mut printer = Printer::open(&choice.forms, stream, colour)?;
    let layout = printer.layout();
    let render = |item: &Item| {
        let (sidecar, error) = item.sidecar().map_or_else(|error| (None, Some(error)), |sidecar| (sidecar, None));
        let look = |text: &str| findings(item, text, sidecar.as_ref());
        let mended = if choice.fixing.fix {
            fix::mend(item, choice.fixing.most(), look)
        } else {
            Mended { text: String::new(), made: 0, rest: look(&item.text) }
        };
        let text = if choice.fixing.fix { &mended.text } else { &item.text };
        let diff = if preview { fix::preview(&item.text, text, &item.id) } else { String::new() };
        let beside = sidecar.as_ref().filter(|_| !mended.rest.beside.is_empty());
        let beside = beside.map(|(_, lines)| layout.parts(&mended.rest.beside, lines));
        (layout.parts(&mended.rest.own, text), beside, mended, item.origin.clone(), diff, error)
    };
    let mut baseline: BTreeMap<String, String> = BTreeMap::new();
    let (mut counts, mut made, mut broken) = (false, 0, false);
    let failed = input::each(&input, render, |(parts, beside, mended, origin, diff, error)| {
        made += mended.made;
        if preview {
            write!(io::stdout(), "{diff}")?;
        } else if choice.fixing.fix {
            fix::put(&origin, &mended)?;
        }
        if let Some(error) = error {
            complain(&error.to_string());
            broken = true;
        }
        let Told { own, beside: comments } = mended.rest;
        for (parts, printed) in std::iter::once((parts, own)).chain(beside.map(|parts| (parts, comments))) {
            counts |= config.counts(&printed);
            if choice.write_baseline.is_some() {
                baseline.extend(printed.iter().map(|f| (f.fingerprint.clone(), format!("{}: {} {}", f.path, f.code, f.text))));
            }
            printer.add(&parts, printed)?;
        }
        Ok(())
    })?;
    if let Some(path) = &choice.write_baseline {
        std::fs::write(path, serde_json::to_string_pretty(&baseline)? + "\n")?;
    }
    printer.close()?;
    if choice.fixing.fix {
        let faults = if made == 1 { "fault" } else { "faults" };
        complain(&format!("{made} {faults} {}mended", if preview { "would be " } else { "" }));
    }
    let fails = if preview { made > 0 } else { counts && choice.write_baseline.is_none() };
    Ok(super::ended(failed || broken, fails && !choice.rules.exit_zero))
}

/// Settles what `--diff` stands for, and asks for something to read: with `--fix` it takes no revision, so that a word behind it is a path.
fn complete<'a>(input: &mut Input, choice: &'a CheckChoice) -> io::Result<Option<&'a str>> {
    let wrong = |message: &str| io::Error::new(io::ErrorKind::InvalidInput, message.to_owned());
    let revision = match choice.diff.as_deref() {
        Some("") if !choice.fixing.fix => {
            return Err(wrong("--diff takes a revision, as in --diff origin/main; without one it needs --fix"));
        }
        Some(word) if choice.fixing.fix => {
            if word != "-" && !word.is_empty() && !Path::new(word).exists() {
                return Err(wrong(&format!("{word}: no such file; --diff with --fix takes no revision")));
            }
            input.paths.splice(0..0, (!word.is_empty()).then(|| PathBuf::from(word)));
            None
        }
        other => other,
    };
    if input.paths.is_empty() {
        return Err(wrong("nothing to read: give files or folders, or - for standard input"));
    }
    Ok(revision)
}

/// Reads a baseline: fingerprints, each with what it was found for.
fn known(path: &Path) -> io::Result<BTreeMap<String, String>> {
    let named = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", path.display()));
    let text = std::fs::read_to_string(path).map_err(named)?;
    serde_json::from_str(&text).map_err(|e| named(io::Error::new(io::ErrorKind::InvalidData, format!("no baseline: {e}"))))
}

/// Prints the manual page of a check.
pub fn explain(word: &str) -> io::Result<ExitCode> {
    let check = called(word).ok_or_else(|| config::no_check(word))?;
    let default = if check.default { "on" } else { "off" };
    writeln!(io::stdout(), "{} {}\n{}, {}, {default} by default\n", check.code, check.name, check.group.name(), check.severity.name())?;
    writeln!(io::stdout(), "{}\n\nWhy: {}.\nWhat to do: {}.", check.manual().trim_end(), check.why, check.help)?;
    Ok(ExitCode::SUCCESS)
}

/// Lists the checks.
pub fn checks(json: bool) -> io::Result<ExitCode> {
    let mut out = io::stdout().lock();
    if json {
        let one = |c: &&Check| {
            serde_json::json!({
                "code": c.code, "name": c.name, "group": c.group, "severity": c.severity, "default": c.default,
                "why": c.why, "help": c.help, "manual": c.manual(),
            })
        };
        writeln!(out, "{:#}", serde_json::Value::from(CHECKS.iter().map(one).collect::<Vec<_>>()))?;
        return Ok(ExitCode::SUCCESS);
    }
    for check in CHECKS {
        let first = check.manual().lines().next().unwrap_or_default().to_owned();
        let default = if check.default { "on " } else { "off" };
        writeln!(out, "{}  {:24} {:8} {default}  {first}", check.code, check.name, check.severity.name())?;
    }
    writeln!(out, "\nPresets:")?;
    for preset in PRESETS {
        let checks: Vec<_> = preset.checks.iter().map(|(code, severity)| format!("{code} {}", severity.name())).collect();
        writeln!(out, "{:8}  {}\n          {}", preset.name, preset.follows, checks.join(", "))?;
    }
    Ok(ExitCode::SUCCESS)
}
