//! Arguments, files and streams of the `sayso` command.
//!
//! Exit codes: 0 done, 1 findings (a grammar file or example that fails), 2 could not run or a file could not be read.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufRead, BufReader, Read as _, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
};

use crate::{
    changed::Changed,
    config::{self, Config, PRESETS},
};
use clap::{
    Args, Parser, Subcommand, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};
use rayon::prelude::*;
use sayso::{
    analyse,
    attribution::{self, Origin},
    check::{CHECKS, Check, Severity, check},
    document::{self, Format, jsonl},
    evaluate::evaluate,
    grammar::Grammar,
    mention::Mentions,
    model::Model,
    report::{findings, graph::Graph, json, sarif::sarif, table},
    span::OffsetUnit,
    token,
    train::{self, corpus},
};

/// On whose say-so does this article say what it says?
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print every attributed claim: who, through whom, in which words.
    Claims {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        form: Form,
    },
    /// Print the sources of each article: naming, what is told of the unnamed and why, outlets, claims, independent roots.
    Sources {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        form: Form,
        /// Print the way of the claims as a graph instead.
        #[arg(long, value_enum, value_name = "FORM", conflicts_with = "format")]
        graph: Option<GraphForm>,
    },
    /// Check the sourcing of drafts.
    Check {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        choice: CheckChoice,
    },
    /// Print the settings that hold for a folder: those of the closest `sayso.toml`.
    Config {
        /// The folder.
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Write a `sayso.toml` to start from.
    Init,
    /// Explain a check: what it finds, why it matters, examples.
    Explain {
        /// Its code or name.
        #[arg(value_name = "CODE|NAME")]
        check: String,
    },
    /// List all checks.
    Checks {
        /// Print a JSON array.
        #[arg(long)]
        json: bool,
    },
    /// Show how one sentence is read: tokens, cues, proposals, decision.
    Parse {
        /// The sentence.
        sentence: String,
        /// Grammar files of your own.
        #[arg(long, value_name = "FILE")]
        grammar: Vec<PathBuf>,
        #[command(flatten)]
        judge: JudgeChoice,
    },
    /// Learn the weights of the models from annotated corpora.
    Train {
        /// The folder with the corpora: `polnear` and `silver`, or else `.jsonl` files, or brat's `.ann` beside `.txt`.
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// The date that the weights are to bear; they are the same bytes whenever they are learned.
        #[arg(long, value_name = "DATE", default_value = "undated")]
        date: String,
    },
    /// Score the claims found in annotated articles.
    Evaluate {
        /// The annotated articles: JSON lines with `id`, `text`, `attributions`, or a folder of such files or of brat's `.ann` beside `.txt`.
        #[arg(long, value_name = "FILE")]
        gold: PathBuf,
        #[command(flatten)]
        judge: JudgeChoice,
    },
    /// Tell which grammar and which weights are in use, and whether they go together.
    Doctor {
        #[command(flatten)]
        judge: JudgeChoice,
    },
    /// Print the JSON Schema of what `claims --format json` prints for an article.
    Schema,
    /// Look at grammar files.
    Grammar {
        #[command(subcommand)]
        command: GrammarCommand,
    },
}

#[derive(Debug, Subcommand)]
enum GrammarCommand {
    /// Run the examples of all frames.
    Test {
        /// Grammar files of your own.
        #[arg(long, value_name = "FILE")]
        grammar: Vec<PathBuf>,
    },
    /// Report all errors of a grammar file.
    Check {
        /// The file.
        file: PathBuf,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OutputFormat {
    /// A table for people.
    Table,
    /// One JSON array.
    Json,
    /// One JSON object a line for each article.
    Jsonl,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum GraphForm {
    /// The language of Graphviz.
    Dot,
    /// A Mermaid flowchart.
    Mermaid,
    /// One JSON object a line for each article: nodes and edges.
    Json,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Unit {
    Byte,
    Codepoint,
    Utf16,
}

#[derive(Debug, Args)]
struct Input {
    /// Files and folders to read (.txt .text .md .markdown .jsonl); `-` is standard input.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// What offsets count.
    #[arg(long, value_enum, default_value = "byte")]
    offsets: Unit,
    /// The name that standard input goes by; its extension tells the format.
    #[arg(long, value_name = "NAME")]
    stdin_filename: Option<String>,
    /// Grammar files of your own, added to the built-in ones.
    #[arg(long, value_name = "FILE")]
    grammar: Vec<PathBuf>,
    #[command(flatten)]
    judge: JudgeChoice,
}

/// How claims and sources are printed.
#[derive(Debug, Clone, Copy, Args)]
struct Form {
    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    format: OutputFormat,
    /// Tell why each claim exists, and how its source was found.
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FindingFormat {
    /// For people, with the words marked.
    Text,
    /// One line each.
    Concise,
    /// One JSON object with all findings and a summary.
    Json,
    /// One JSON object a line for each finding.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions, within its limits.
    Github,
}

/// Reads a severity by its name.
fn severities() -> impl TypedValueParser<Value = Severity> {
    let named = |name: String| *Severity::ALL.iter().find(|severity| severity.name() == name).expect("one of the possible values");
    PossibleValuesParser::new(Severity::ALL.iter().map(|severity| severity.name())).map(named)
}

/// Which checks run, and what their findings mean.
#[derive(Debug, Args)]
struct CheckChoice {
    /// How to print.
    #[arg(long, value_enum, default_value = "text")]
    format: FindingFormat,
    /// Checks to run, by code, the beginning of a code, name or group, or `all`; without it those that are on by default.
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    select: Vec<String>,
    /// Checks to leave out, named in the same way.
    #[arg(long, value_name = "CHECK", value_delimiter = ',')]
    ignore: Vec<String>,
    /// The least severity of a finding that makes the exit code 1; without it what `sayso.toml` says, else info.
    #[arg(long, value_parser = severities(), value_name = "SEVERITY")]
    fail_on: Option<Severity>,
    /// A guideline whose checks run as well: ap, bbc, npr, reuters.
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
    exit_zero: bool,
    /// Tell only of lines that are new or changed since a revision of git.
    #[arg(long, value_name = "REV")]
    diff: Option<String>,
    /// Leave out findings that a baseline holds; edits elsewhere do not matter to it.
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write a baseline of all that is found now, and exit with 0.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
}

impl CheckChoice {
    /// The settings, with those of the command line on top.
    fn settle(&self) -> io::Result<Config> {
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
        Ok(config)
    }
}

/// Which learned weights decide.
#[derive(Debug, Args)]
struct JudgeChoice {
    /// Weights of your own in place of the built-in ones.
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Let the grammar decide alone, without anything learned.
    #[arg(long, conflicts_with = "weights")]
    no_model: bool,
}

impl JudgeChoice {
    /// The grammar alone, as where nothing is decided.
    const NONE: Self = Self { weights: None, no_model: true };
}

/// Runs the command line.
pub fn run() -> ExitCode {
    match dispatch(Cli::parse().command) {
        Ok(code) => code,
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error.to_string());
            ExitCode::from(2)
        }
    }
}

fn complain(message: &str) {
    // Nothing can be done when standard error itself is closed.
    let _ = writeln!(anstream::stderr(), "sayso: {message}");
}

fn dispatch(command: Command) -> io::Result<ExitCode> {
    match command {
        Command::Claims { input, form } => articles(&input, View::Claims(form)),
        Command::Sources { input, form, graph } => articles(&input, graph.map_or(View::Sources(form), View::Graph)),
        Command::Doctor { judge } => doctor(&judge),
        Command::Check { mut input, choice } => {
            let config = choice.settle()?;
            input.grammar.splice(0..0, config.grammar.iter().map(|path| config.folder.join(path)));
            articles(&input, View::Findings(&choice, &config))
        }
        Command::Config { folder } => {
            let config = Config::discover(&folder)?;
            write!(io::stdout(), "{}", toml::to_string(&config).map_err(io::Error::other)?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Init => {
            let mut file = File::create_new(config::NAME).map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", config::NAME)))?;
            file.write_all(config::TEMPLATE.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Explain { check } => explain(&check),
        Command::Checks { json } => checks(json),
        Command::Train { data, out, date } => {
            let model = train::train(&data, load(&[], &JudgeChoice::NONE)?, &date, complain)?;
            std::fs::write(&out, model.to_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Evaluate { gold, judge } => {
            let grammar = load(&[], &judge)?;
            write!(io::stdout(), "{}", evaluate(&corpus::articles(&gold)?, grammar))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&json::schema()).expect("strings and numbers can always be written");
            writeln!(io::stdout(), "{schema}")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Parse { sentence, grammar, judge } => parse(&sentence, load(&grammar, &judge)?),
        Command::Grammar { command: GrammarCommand::Test { grammar } } => grammar_test(load(&grammar, &JudgeChoice::NONE)?),
        Command::Grammar { command: GrammarCommand::Check { file } } => match load(&[file], &JudgeChoice::NONE) {
            Ok(_) => Ok(ExitCode::SUCCESS),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                complain(&error.to_string());
                Ok(ExitCode::from(1))
            }
            Err(error) => Err(error),
        },
    }
}

/// The built-in grammar with files on top.
fn load(files: &[PathBuf], judge: &JudgeChoice) -> io::Result<&'static Grammar> {
    let mut own = Vec::new();
    for path in files {
        let text =
            std::fs::read_to_string(path).map_err(|e| io::Error::new(io::ErrorKind::NotFound, format!("{}: {e}", path.display())))?;
        own.push((path.display().to_string(), text));
    }
    // The grammar lives as long as the process; taking its hundred thousand words apart at the end would only cost time.
    let leaked = |grammar| &*Box::leak(Box::new(grammar));
    let mut grammar = Grammar::with_files(&own).map_err(|errors| {
        let all = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
        io::Error::new(io::ErrorKind::InvalidData, format!("the grammar has {} error(s)\n{all}", errors.len()))
    })?;
    if !judge.no_model {
        let name = judge.weights.as_ref().map_or_else(|| "built-in weights".to_owned(), |path| path.display().to_string());
        let named = |e: &dyn std::fmt::Display| io::Error::other(format!("{name}: {e}"));
        let model = match &judge.weights {
            Some(path) => Model::from_bytes(std::fs::read(path).map_err(|e| named(&e))?.leak()),
            None => Model::english(),
        };
        let model = model.map_err(|e| named(&e))?;
        attribution::fits(&model.header, &grammar).map_err(|e| named(&e))?;
        grammar.model = Some(model);
    }
    Ok(leaked(grammar))
}

/// Tells what is in use.
fn doctor(judge: &JudgeChoice) -> io::Result<ExitCode> {
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

/// One article: what it is called, its text, what is told beside it.
struct Item {
    id: String,
    path: Option<String>,
    format: Format,
    text: String,
    metadata: document::Metadata,
}

/// What of an article is printed.
#[derive(Debug, Clone, Copy)]
enum View<'a> {
    Claims(Form),
    Sources(Form),
    Graph(GraphForm),
    Findings(&'a CheckChoice, &'a Config),
}

/// How printed articles are put one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// As they are.
    Nothing,
    /// An empty line between.
    Line,
    /// One JSON array.
    Array,
}

struct Printer<'a> {
    input: &'a Input,
    grammar: &'a Grammar,
    view: View<'a>,
    /// Findings that are printed together at the end.
    findings: Vec<findings::Printed>,
    /// The lines that findings are told of; all where there is none.
    changed: Option<Changed>,
    /// Fingerprints of what is known and left out.
    known: BTreeMap<String, String>,
    summary: findings::Summary,
    /// Whether a finding is grave enough for the exit code.
    found: bool,
    /// Whether an article could not be analysed.
    failed: bool,
    colour: bool,
    out: Box<dyn Write + Send + Sync>,
    width: usize,
    first: bool,
}

impl Printer<'_> {
    fn joint(&self) -> Joint {
        match self.view {
            View::Claims(form) | View::Sources(form) => match form.format {
                OutputFormat::Table => Joint::Line,
                OutputFormat::Json => Joint::Array,
                OutputFormat::Jsonl => Joint::Nothing,
            },
            View::Graph(GraphForm::Dot | GraphForm::Mermaid) => Joint::Line,
            View::Graph(GraphForm::Json) | View::Findings(..) => Joint::Nothing,
        }
    }

    /// An article as printed, and its findings.
    fn render(&self, item: &Item) -> (String, Vec<findings::Printed>) {
        let read = document::read(item.format, &item.text, item.metadata.clone(), &self.grammar.furniture);
        let analysis = analyse(read, self.grammar);
        let unit = match self.input.offsets {
            Unit::Byte => OffsetUnit::Byte,
            Unit::Codepoint => OffsetUnit::Codepoint,
            Unit::Utf16 => OffsetUnit::Utf16,
        };
        if let View::Findings(choice, config) = self.view {
            let path = item.path.as_deref().unwrap_or(&item.id);
            let mut found = check(&analysis, self.grammar, |check| config.runs(check, path));
            found.iter_mut().for_each(|f| f.severity = config.severity(f.check));
            // The marks of text count in bytes.
            let unit = if choice.format == FindingFormat::Text { OffsetUnit::Byte } else { unit };
            let mut printed = findings::printed(&analysis, &item.text, &item.id, &found, unit);
            printed.retain(|f| !self.known.contains_key(&f.fingerprint));
            if let Some(changed) = &self.changed {
                let lines = changed.lines(path);
                let last = |f: &findings::Printed| f.line + f.text.matches('\n').count();
                printed.retain(|f| lines.iter().any(|range| range.start <= last(f) && f.line < range.end));
            }
            let text = match choice.format {
                FindingFormat::Text => findings::text(&printed, &item.text, self.width, self.colour),
                FindingFormat::Concise => findings::concise(&printed),
                FindingFormat::Jsonl => printed.iter().map(line).collect(),
                FindingFormat::Json | FindingFormat::Sarif | FindingFormat::Github => String::new(),
            };
            return (text, printed);
        }
        let explain = matches!(self.view, View::Claims(form) | View::Sources(form) if form.explain);
        let options = json::Options { unit, explain };
        let article = json::article(&analysis, &item.text, self.grammar, &item.id, item.path.as_deref(), options);
        let text = match self.view {
            View::Graph(GraphForm::Dot) => Graph::new(&article).dot(),
            View::Graph(GraphForm::Mermaid) => Graph::new(&article).mermaid(),
            View::Graph(GraphForm::Json) => line(&Graph::new(&article)),
            View::Sources(Form { format: OutputFormat::Table, .. }) => table::sources(&article, self.width),
            View::Claims(Form { format: OutputFormat::Table, .. }) => table::claims(&article, self.width),
            View::Claims(_) | View::Sources(_) | View::Findings(..) => line(&article),
        };
        (text, Vec::new())
    }

    /// Analyses on all cores, prints in order.
    fn print(&mut self, batch: &mut Vec<Item>) -> io::Result<()> {
        // Should an article bring sayso down, the others still go through.
        let render = |item: &Item| catch_unwind(AssertUnwindSafe(|| self.render(item))).map_err(|_| item.id.clone());
        let rendered: Vec<Result<(String, Vec<findings::Printed>), String>> = batch.par_iter().map(render).collect();
        for result in rendered {
            let (one, findings) = match result {
                Ok(done) => done,
                Err(id) => {
                    complain(&format!("{id}: sayso itself failed on this article; please report it"));
                    self.failed = true;
                    continue;
                }
            };
            if let View::Findings(choice, config) = self.view {
                self.summary.add(&findings);
                let least = config.fail_on.unwrap_or(Severity::Info);
                self.found |= !choice.exit_zero && choice.write_baseline.is_none() && findings.iter().any(|f| f.severity >= least);
                if choice.write_baseline.is_some()
                    || matches!(choice.format, FindingFormat::Json | FindingFormat::Sarif | FindingFormat::Github)
                {
                    self.findings.extend(findings);
                }
            }
            if one.is_empty() {
                continue;
            }
            match self.joint() {
                Joint::Line if !self.first => write!(self.out, "\n{one}")?,
                Joint::Nothing | Joint::Line => write!(self.out, "{one}")?,
                Joint::Array => write!(self.out, "{}{}", if self.first { "[\n" } else { ",\n" }, one.trim_end())?,
            }
            self.first = false;
        }
        batch.clear();
        Ok(())
    }

    /// Prints what stands at the end.
    fn finish(&mut self) -> io::Result<()> {
        if self.joint() == Joint::Array {
            writeln!(self.out, "{}", if self.first { "[]" } else { "\n]" })?;
        }
        if let View::Findings(choice, _) = self.view {
            if let Some(path) = &choice.write_baseline {
                let entry = |f: &findings::Printed| (f.fingerprint.clone(), format!("{}: {} {}", f.path, f.code, f.text));
                let known: BTreeMap<String, String> = self.findings.iter().map(entry).collect();
                std::fs::write(path, serde_json::to_string_pretty(&known)? + "\n")?;
            }
            match choice.format {
                FindingFormat::Json => {
                    let all = serde_json::json!({"findings": self.findings, "summary": self.summary});
                    writeln!(self.out, "{all}")?;
                }
                FindingFormat::Sarif => writeln!(self.out, "{:#}", sarif(&self.findings))?,
                FindingFormat::Github => write!(self.out, "{}", findings::github(&self.findings))?,
                FindingFormat::Text if self.summary.findings > 0 => {
                    let findings::Summary { findings, errors, warnings, infos, articles } = self.summary;
                    writeln!(self.out, "{findings} findings in {articles} articles: {errors} errors, {warnings} warnings, {infos} infos")?;
                }
                FindingFormat::Text | FindingFormat::Concise | FindingFormat::Jsonl => {}
            }
        }
        self.out.flush()
    }
}

/// Reads a baseline: fingerprints, each with what it was found for.
fn known(path: &Path) -> io::Result<BTreeMap<String, String>> {
    let named = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", path.display()));
    let text = std::fs::read_to_string(path).map_err(named)?;
    serde_json::from_str(&text).map_err(|e| named(io::Error::new(io::ErrorKind::InvalidData, format!("no baseline: {e}"))))
}

/// A value as one line of JSON.
fn line(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers can always be written") + "\n"
}

/// Prints the manual page of a check.
fn explain(word: &str) -> io::Result<ExitCode> {
    let check =
        CHECKS.iter().find(|check| check.code.eq_ignore_ascii_case(word) || check.name == word).ok_or_else(|| config::no_check(word))?;
    let default = if check.default { "on" } else { "off" };
    writeln!(io::stdout(), "{} {}\n{}, {}, {default} by default\n", check.code, check.name, check.group.name(), check.severity.name())?;
    writeln!(io::stdout(), "{}\n\nWhy: {}.\nWhat to do: {}.", check.manual().trim_end(), check.why, check.help)?;
    Ok(ExitCode::SUCCESS)
}

/// Lists the checks.
fn checks(json: bool) -> io::Result<ExitCode> {
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
        writeln!(out, "{:8} {}: {}", preset.name, preset.on.join(" "), preset.follows)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// How many articles are held at once; bounds the memory of a corpus.
const BATCH: usize = 64;
/// How many bytes of them.
const BATCH_BYTES: usize = 64 << 20;

fn articles(input: &Input, view: View<'_>) -> io::Result<ExitCode> {
    let grammar = load(&input.grammar, &input.judge)?;
    let width = terminal_size::terminal_size().map_or(100, |(w, _)| usize::from(w.0)).max(60);
    let out: Box<dyn Write + Send + Sync> = Box::new(io::BufWriter::new(io::stdout()));
    let colour = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
    let choice = if let View::Findings(choice, _) = view { Some(choice) } else { None };
    let changed = choice.and_then(|choice| choice.diff.as_deref()).map(Changed::since).transpose()?;
    let baseline = choice.and_then(|choice| choice.baseline.as_ref());
    let known = baseline.map_or_else(|| Ok(BTreeMap::new()), |path| known(path))?;
    let mut printer = Printer {
        input,
        grammar,
        view,
        findings: Vec::new(),
        changed,
        known,
        summary: findings::Summary::default(),
        found: false,
        failed: false,
        colour,
        out,
        width,
        first: true,
    };
    let mut failed = false;
    let mut batch = Vec::new();
    for path in &input.paths {
        if path.as_os_str() == "-" {
            let name = input.stdin_filename.as_deref();
            failed |= read_stream(io::stdin().lock(), name.unwrap_or("-"), name, &mut batch, &mut printer)?;
            continue;
        }
        for file in files(path, &mut failed) {
            let name = file.display().to_string();
            match File::open(&file) {
                Ok(stream) => failed |= read_stream(BufReader::new(stream), &name, Some(&name), &mut batch, &mut printer)?,
                Err(error) => {
                    complain(&format!("{name}: {error}"));
                    failed = true;
                }
            }
        }
    }
    printer.print(&mut batch)?;
    printer.finish()?;
    Ok(ExitCode::from(if failed || printer.failed { 2 } else { u8::from(printer.found) }))
}

/// The files that a path stands for, sorted; what git ignores in a folder is left out.
fn files(path: &Path, failed: &mut bool) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let mut found = Vec::new();
    for entry in ignore::WalkBuilder::new(path).sort_by_file_path(Ord::cmp).require_git(false).build() {
        match entry {
            Ok(entry) => {
                let name = entry.path().to_string_lossy();
                let known = Format::of_path(&name).is_some() || name.to_ascii_lowercase().ends_with(".jsonl");
                if entry.file_type().is_some_and(|t| t.is_file()) && known {
                    found.push(entry.into_path());
                }
            }
            Err(error) => {
                complain(&error.to_string());
                *failed = true;
            }
        }
    }
    found
}

/// The longest article or line of a corpus, in bytes; a longer one is no article.
const LONGEST: u64 = 256 << 20;

/// The words round byte `at`, for a complaint.
fn excerpt(bytes: &[u8], at: usize) -> String {
    const ROUND: usize = 30;
    let part = &bytes[at.saturating_sub(ROUND)..(at + ROUND).min(bytes.len())];
    String::from_utf8_lossy(part).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a file or stream into articles; tells whether something could not be read.
fn read_stream(
    mut stream: impl BufRead,
    name: &str,
    path: Option<&str>,
    batch: &mut Vec<Item>,
    printer: &mut Printer<'_>,
) -> io::Result<bool> {
    let mut failed = false;
    let mut complain_once = |message: String| {
        complain(&message);
        failed = true;
    };
    if name.to_ascii_lowercase().ends_with(".jsonl") {
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            let read = stream.by_ref().take(LONGEST + 1).read_until(b'\n', &mut line);
            match read {
                Ok(0) => break,
                Ok(length) if length as u64 > LONGEST => {
                    complain_once(format!("{name}: line {number}: longer than {} MiB: {}", LONGEST >> 20, excerpt(&line, 0)));
                    if !line.ends_with(b"\n")
                        && let Err(error) = stream.skip_until(b'\n')
                    {
                        complain_once(format!("{name}: {error}"));
                        break;
                    }
                    continue;
                }
                Ok(_) => {}
                Err(error) => {
                    complain_once(format!("{name}: {error}"));
                    break;
                }
            }
            let text = match std::str::from_utf8(&line) {
                Ok(text) => text.trim(),
                Err(error) => {
                    let at = error.valid_up_to();
                    complain_once(format!("{name}: line {number}: invalid UTF-8 at byte {at} of the line: {}", excerpt(&line, at)));
                    continue;
                }
            };
            if text.is_empty() {
                continue;
            }
            match jsonl::read_line(text, number) {
                Ok(article) => {
                    let metadata = article.metadata();
                    batch.push(Item { id: article.id, path: None, format: Format::Plain, text: article.text, metadata });
                }
                Err(error) => complain_once(format!("{name}: {error}")),
            }
            if batch.len() >= BATCH || batch.iter().map(|item| item.text.len()).sum::<usize>() >= BATCH_BYTES {
                printer.print(batch)?;
            }
        }
        return Ok(failed);
    }
    let mut bytes = Vec::new();
    if let Err(error) = stream.take(LONGEST + 1).read_to_end(&mut bytes) {
        complain_once(format!("{name}: {error}"));
        return Ok(failed);
    }
    if bytes.len() as u64 > LONGEST {
        complain_once(format!("{name}: longer than {} MiB: {}", LONGEST >> 20, excerpt(&bytes, 0)));
        return Ok(failed);
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let format = Format::of_path(name).unwrap_or_default();
            batch.push(Item { id: name.to_owned(), path: path.map(str::to_owned), format, text, metadata: document::Metadata::default() });
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count() + 1;
            complain_once(format!("{name}:{line}: invalid UTF-8 at byte {at}: {}", excerpt(error.as_bytes(), at)));
        }
    }
    if batch.len() >= BATCH {
        printer.print(batch)?;
    }
    Ok(failed)
}

fn parse(sentence: &str, grammar: &Grammar) -> io::Result<ExitCode> {
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

fn grammar_test(grammar: &Grammar) -> io::Result<ExitCode> {
    let failures = sayso::grammar_examples(grammar);
    let mut out = io::stdout().lock();
    for failure in &failures {
        writeln!(out, "{failure}")?;
    }
    let examples: usize = grammar.frames.iter().map(|f| f.accept.len() + f.refuse.len()).sum();
    writeln!(out, "{examples} examples of {} frames, {} failed", grammar.frames.len(), failures.len())?;
    Ok(ExitCode::from(u8::from(!failures.is_empty())))
}
