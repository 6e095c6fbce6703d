//! Two versions of articles, held against each other; drafts, held against the copy that they come from.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead as _, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use rayon::prelude::*;
use sayso::{
    check::check_changes,
    compare::{Version, compare, trace::trace},
    document::{Format, Metadata},
    grammar::Grammar,
    report::{
        comparison::{self, Changed, Original},
        findings::{self, Places, Printed},
    },
    span::OffsetUnit,
};
use serde::Deserialize;

use super::{
    Array,
    articles::OutputFormat,
    check::{Rules, settle_severities},
    complain,
    findings::{FindingFormat, FindingForms},
    input::{self, BATCH, Item, JudgeChoice, Origin, Purpose, Unit},
    line,
};
use crate::{changed::Revision, config::Config};

/// What is held against what, and how it is printed.
#[derive(Debug, Args)]
pub struct Comparing {
    /// The old and the new version: two files or two folders; with --git the files and folders whose old version git has; with --trace the draft.
    #[arg(required_unless_present = "pairs")]
    paths: Vec<PathBuf>,
    /// Take the old versions from a revision of git.
    #[arg(long, value_name = "REV", conflicts_with_all = ["pairs", "trace"])]
    git: Option<String>,
    /// Compare the pairs of a file: JSON lines with `id`, `old` and `new` (or `a` and `b`), each a text, a list of sentences, or an object with a `text`; `.gz` is unpacked.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "trace"])]
    pairs: Option<PathBuf>,
    /// Tell from which of these wire copies each claim of the draft comes; the draft stands behind `--`.
    #[arg(long, value_name = "WIRE", num_args = 1..)]
    trace: Vec<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: OutputFormat,
    /// Print findings in place of changes.
    #[arg(long, value_enum, value_name = "FORM", conflicts_with_all = ["format", "trace"])]
    findings: Option<FindingFormat>,
    /// What offsets count.
    #[arg(long, value_enum, default_value = "byte")]
    offsets: Unit,
    /// Grammar files of your own, added to the built-in ones.
    #[arg(long, value_name = "FILE")]
    grammar: Vec<PathBuf>,
    #[command(flatten)]
    judge: JudgeChoice,
    #[command(flatten)]
    rules: Rules,
}

/// Two versions of one article.
struct Versions {
    id: String,
    old: Item,
    new: Item,
}

/// A line of a file of pairs.
#[derive(Deserialize)]
struct Record {
    /// The number of its line where it has none.
    id: Option<String>,
    #[serde(alias = "a")]
    old: Text,
    #[serde(alias = "b")]
    new: Text,
}

/// A text, or its sentences.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Whole(String),
    Sentences(Vec<String>),
    /// With something told beside it.
    Article {
        text: String,
    },
}

impl Text {
    fn item(self, id: &str) -> Item {
        let text = match self {
            Self::Whole(text) | Self::Article { text } => text,
            Self::Sentences(sentences) => sentences.join("\n\n"),
        };
        Item { id: id.to_owned(), path: None, format: Format::Plain, text, metadata: Metadata::default(), origin: Origin::Stream }
    }
}

/// Compares, and prints what happened or what is found wrong with it; the exit code tells whether there are findings that count.
///
/// # Errors
/// When the settings, the grammar, a version or the revision cannot be read, or nothing can be printed.
pub fn run(comparing: &Comparing) -> io::Result<ExitCode> {
    let config = comparing.rules.settle()?;
    let own: Vec<PathBuf> = config.grammars().chain(comparing.grammar.iter().cloned()).collect();
    let grammar = input::load(&own, &comparing.judge)?;
    let mut failed = false;
    if !comparing.trace.is_empty() {
        traces(comparing, grammar, &mut failed)?;
        return Ok(super::ended(failed, false));
    }
    let mut printer = Printer {
        comparing,
        config: &config,
        grammar,
        width: super::width(),
        out: Box::new(io::BufWriter::new(io::stdout())),
        first: true,
        array: Array::default(),
        findings: comparing.findings.map(opened).transpose()?,
        counts: false,
    };
    if let Some(path) = &comparing.pairs {
        pairs(path, &mut failed, |batch| printer.print(batch))?;
    } else {
        let mut versions = match &comparing.git {
            Some(revision) => from_git(&comparing.paths, revision, &mut failed)?,
            None => from_paths(&comparing.paths, &mut failed)?,
        };
        while !versions.is_empty() {
            let rest = versions.split_off(versions.len().min(BATCH));
            failed |= printer.print(&versions)?;
            versions = rest;
        }
    }
    let counts = printer.finish()?;
    Ok(super::ended(failed, counts && !comparing.rules.exit_zero))
}

struct Printer<'a> {
    comparing: &'a Comparing,
    config: &'a Config,
    grammar: &'a Grammar,
    width: usize,
    out: Box<dyn Write>,
    first: bool,
    array: Array,
    /// Where findings go, if they are asked for.
    findings: Option<super::findings::Printer>,
    /// Whether a finding is grave enough for the exit code.
    counts: bool,
}

/// A printer of findings in one format.
fn opened(form: FindingFormat) -> io::Result<super::findings::Printer> {
    super::findings::Printer::open(&FindingForms::new(Some(form), &[]), Some(Box::new(io::stdout())), super::coloured())
}

impl Printer<'_> {
    /// Compares on all cores, prints in order; tells whether a pair could not be worked on.
    fn print(&mut self, batch: &[Versions]) -> io::Result<bool> {
        let (grammar, config, comparing) = (self.grammar, self.config, self.comparing);
        let work = |versions: &Versions| work(versions, grammar, config, comparing);
        let complaint = |versions: &Versions| format!("{}: sayso itself failed on this pair", versions.id);
        input::in_order(batch, complaint, work, |versions, (changes, findings)| self.put(versions, &changes, findings))
    }

    /// Prints what happened between two versions, or what is found wrong with it.
    fn put(&mut self, versions: &Versions, changes: &[Changed], findings: Vec<Printed>) -> io::Result<()> {
        self.counts |= self.config.counts(&findings);
        if let Some(printer) = &mut self.findings {
            return printer.add(&printer.layout().parts(&findings, &versions.new.text), findings);
        }
        match self.comparing.format {
            OutputFormat::Table => {
                let joint = if std::mem::take(&mut self.first) { "" } else { "\n" };
                write!(self.out, "{joint}{}", comparison::summary(&versions.id, changes, self.width))
            }
            OutputFormat::Jsonl => changes.iter().try_for_each(|change| write!(self.out, "{}", line(change))),
            OutputFormat::Json => changes.iter().try_for_each(|change| self.array.add(&mut self.out, &line(change))),
        }
    }

    /// Prints what stands at the end; tells whether there are findings that count.
    fn finish(self) -> io::Result<bool> {
        let Self { comparing, mut out, findings, array, counts, .. } = self;
        match findings {
            Some(printer) => printer.close()?,
            None if matches!(comparing.format, OutputFormat::Json) => array.close(&mut out)?,
            None => {}
        }
        out.flush()?;
        Ok(counts)
    }
}

/// What happened between two versions, and what is found wrong with it.
fn work(versions: &Versions, grammar: &Grammar, config: &Config, comparing: &Comparing) -> (Vec<Changed>, Vec<Printed>) {
    let (before, behind) = (versions.old.analyse(grammar), versions.new.analyse(grammar));
    let (old, new) = (Version::new(&before, grammar), Version::new(&behind, grammar));
    let changes = compare(&old, &new);
    let path = versions.new.path.as_deref().unwrap_or(&versions.id);
    let found = check_changes(&old, &new, &changes, grammar, |check| config.runs(check, path));
    let unit = comparing.offsets.into();
    let mut printed = findings::printed(&behind, &Places::new(&versions.new.text, &versions.id, unit), &found);
    settle_severities(&mut printed, config);
    let originals = (Original::new(&old, &versions.old.text, unit), Original::new(&new, &versions.new.text, unit));
    (comparison::changed(&versions.id, &originals.0, &originals.1, &changes), printed)
}

/// The articles of two files, or of two folders by their names.
fn from_paths(paths: &[PathBuf], failed: &mut bool) -> io::Result<Vec<Versions>> {
    let [old, new] = paths else { return Err(io::Error::other("compare takes two versions: OLD NEW")) };
    if old.is_dir() != new.is_dir() {
        return Err(io::Error::other("compare takes two files or two folders"));
    }
    // A file is the whole of what its path stands for.
    let (folders, roots) = (old.is_dir(), (old, new));
    let mut before = keyed(old, failed)?;
    let mut versions = Vec::new();
    for (key, new) in keyed(new, failed)? {
        let old = if folders || before.len() != 1 { before.remove(&key) } else { before.pop_first().map(|(_, item)| item) };
        versions.push(Versions { id: new.id.clone(), old: old.unwrap_or_else(|| absent(roots.0, &key)), new });
    }
    let gone = before.into_iter().map(|(key, old)| Versions { id: old.id.clone(), new: absent(roots.1, &key), old });
    versions.extend(gone);
    Ok(versions)
}

/// The articles below a path by what they are called in it.
fn keyed(path: &Path, failed: &mut bool) -> io::Result<BTreeMap<String, Item>> {
    let mut all = BTreeMap::new();
    for file in input::files(path, Purpose::Articles, failed) {
        let relative = file.strip_prefix(path).unwrap_or(&file).display().to_string();
        for item in input::articles(&file, failed)? {
            // Lines of a corpus go by their ids.
            let key = if item.path.is_none() { format!("{relative} {}", item.id) } else { relative.clone() };
            all.insert(key, item);
        }
    }
    Ok(all)
}

/// The version of an article that is not there.
fn absent(root: &Path, key: &str) -> Item {
    let name = root.join(key).display().to_string();
    Item { id: name, path: None, format: Format::Plain, text: String::new(), metadata: Metadata::default(), origin: Origin::Stream }
}

/// Files and folders, each with its version in a revision; one that is new since has an empty one.
fn from_git(paths: &[PathBuf], revision: &str, failed: &mut bool) -> io::Result<Vec<Versions>> {
    let revision = Revision::named(revision)?;
    let mut versions = Vec::new();
    for file in paths.iter().flat_map(|path| input::files(path, Purpose::Articles, failed)).collect::<Vec<_>>() {
        let text = revision.text(&file)?;
        for new in input::articles(&file, failed)? {
            if new.path.is_none() {
                return Err(io::Error::other(format!("{}: a corpus has no versions; compare its lines with --pairs", file.display())));
            }
            let old = Item {
                id: new.id.clone(),
                path: new.path.clone(),
                format: new.format,
                text: text.clone(),
                metadata: new.metadata.clone(),
                origin: Origin::Stream,
            };
            versions.push(Versions { id: new.id.clone(), old, new });
        }
    }
    Ok(versions)
}

/// Hands the pairs of a file on in batches.
fn pairs(path: &Path, failed: &mut bool, mut run: impl FnMut(&[Versions]) -> io::Result<bool>) -> io::Result<()> {
    let name = path.display();
    let file = File::open(path).map_err(|e| io::Error::new(e.kind(), format!("{name}: {e}")))?;
    let packed = path.extension().is_some_and(|e| e == "gz");
    let stream: Box<dyn Read> = if packed { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    let mut batch = Vec::new();
    for (number, text) in BufReader::new(stream).lines().enumerate() {
        let text = text.map_err(|e| io::Error::new(e.kind(), format!("{name}: line {}: {e}", number + 1)))?;
        if text.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Record>(&text) {
            Ok(Record { id, old, new }) => {
                let id = id.unwrap_or_else(|| (number + 1).to_string());
                batch.push(Versions { old: old.item(&id), new: new.item(&id), id });
            }
            Err(error) => {
                complain(&format!("{name}: line {}: no pair of versions: {error}", number + 1));
                *failed = true;
            }
        }
        if batch.len() >= BATCH {
            *failed |= run(&batch)?;
            batch.clear();
        }
    }
    *failed |= run(&batch)?;
    Ok(())
}

/// Prints where the claims of drafts come from.
fn traces(comparing: &Comparing, grammar: &Grammar, failed: &mut bool) -> io::Result<()> {
    let mut read = |paths: &[PathBuf]| -> io::Result<Vec<Item>> {
        let mut all = Vec::new();
        for file in paths.iter().flat_map(|path| input::files(path, Purpose::Articles, failed)).collect::<Vec<_>>() {
            all.extend(input::articles(&file, failed)?);
        }
        Ok(all)
    };
    let (wires, drafts) = (read(&comparing.trace)?, read(&comparing.paths)?);
    let analyses: Vec<_> = wires.par_iter().map(|item| item.analyse(grammar)).collect();
    let copies: Vec<Version<'_>> = analyses.iter().map(|analysis| Version::new(analysis, grammar)).collect();
    let unit: OffsetUnit = comparing.offsets.into();
    let originals: Vec<(&str, Original<'_>)> =
        wires.iter().zip(&copies).map(|(item, copy)| (item.id.as_str(), Original::new(copy, &item.text, unit))).collect();
    let mut out = io::BufWriter::new(io::stdout());
    let mut all = Vec::new();
    for draft in &drafts {
        let analysis = draft.analyse(grammar);
        let version = Version::new(&analysis, grammar);
        let traced = comparison::traced(&draft.id, &originals, &Original::new(&version, &draft.text, unit), &trace(&copies, &version));
        match comparing.format {
            OutputFormat::Table => write!(out, "{}\n{}", draft.id, comparison::traces(&traced, super::width()))?,
            OutputFormat::Jsonl => traced.iter().try_for_each(|one| write!(out, "{}", line(one)))?,
            OutputFormat::Json => all.extend(traced),
        }
    }
    if matches!(comparing.format, OutputFormat::Json) {
        writeln!(out, "{:#}", serde_json::json!(all))?;
    }
    out.flush()
}
