//! Arguments of the `sayso` command: each subcommand to its part of `cli/`, which reads, calls the library and prints.
//!
//! Exit codes: 0 done, 1 findings (a grammar file or example that fails), 2 could not run or a file could not be read.

mod articles;
mod check;
mod compare;
mod findings;
mod fix;
mod grammar;
mod input;
mod verify;

use std::{
    fs::File,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};

use articles::{Form, GraphForm, View};
use check::CheckChoice;
use clap::{CommandFactory as _, Parser, Subcommand};
use compare::Comparing;
use input::{Input, JudgeChoice, load};
use sayso::{
    evaluate::evaluate,
    report::json,
    train::{self, corpus},
};

use crate::config::{self, Config};
use verify::VerifyChoice;

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
    // `--fix --diff FILE` has its file behind an option that takes a value; whether there is one is asked when all is read.
    #[command(mut_arg("paths", |paths| paths.required(false)))]
    Check {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        choice: Box<CheckChoice>,
    },
    /// Tell what happened to each claim between two versions of an article.
    Compare(Comparing),
    /// Hold the quotations of drafts against what was said: are these the words, and did this speaker say them?
    Verify {
        #[command(flatten)]
        input: Input,
        #[command(flatten)]
        choice: Box<VerifyChoice>,
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
    Schema {
        /// That of `sayso.toml` instead, for editors.
        #[arg(long)]
        settings: bool,
    },
    /// Print a script that completes commands and options in a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page of sayso or of one of its commands.
    Man {
        /// The command.
        command: Option<String>,
    },
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
        Command::Claims { input, form } => Ok(ended(articles::print(&input, View::Claims(form))?, false)),
        Command::Sources { input, form, graph } => {
            Ok(ended(articles::print(&input, graph.map_or(View::Sources(form), View::Graph))?, false))
        }
        Command::Doctor { judge } => grammar::doctor(&judge),
        Command::Check { input, choice } => check::run(input, &choice),
        Command::Compare(comparing) => compare::run(&comparing),
        Command::Verify { input, choice } => verify::run(input, &choice),
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
        Command::Explain { check } => check::explain(&check),
        Command::Checks { json } => check::checks(json),
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
        Command::Schema { settings } => {
            let schema = if settings { config::schema() } else { json::schema() };
            let schema = serde_json::to_string_pretty(&schema).expect("strings and numbers can always be written");
            writeln!(io::stdout(), "{schema}")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "sayso", &mut script);
            io::stdout().write_all(&script)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Man { command } => {
            manual(command.as_deref())?.render(&mut io::stdout())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Parse { sentence, grammar: own, judge } => grammar::parse(&sentence, load(&own, &judge)?),
        Command::Grammar { command: GrammarCommand::Test { grammar: own } } => grammar::test(load(&own, &JudgeChoice::NONE)?),
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

/// The manual page of the whole, or of one command.
fn manual(command: Option<&str>) -> io::Result<clap_mangen::Man> {
    let mut whole = Cli::command();
    whole.build();
    let Some(name) = command else { return Ok(clap_mangen::Man::new(whole)) };
    let found = whole.find_subcommand(name).cloned();
    let found = found.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, format!("no command `{name}`")))?;
    Ok(clap_mangen::Man::new(found.display_name(format!("sayso-{name}"))))
}

/// The exit code: whether something failed, whether there are findings that count.
fn ended(failed: bool, counts: bool) -> ExitCode {
    ExitCode::from(if failed { 2 } else { u8::from(counts) })
}

/// The day, by which suppressions run out: the same for a desk and for its CI.
fn today() -> jiff::civil::Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// Whether standard output takes colours.
fn coloured() -> bool {
    anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

/// The columns of the terminal.
fn width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0)).max(60)
}

/// A value as one line of JSON.
fn line(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("strings and numbers can always be written") + "\n"
}

/// A JSON array that is printed as its elements come.
#[derive(Default)]
struct Array {
    begun: bool,
}

impl Array {
    /// Prints an element, already JSON.
    fn add(&mut self, out: &mut impl Write, element: &str) -> io::Result<()> {
        write!(out, "{}{}", if self.begun { ",\n" } else { "[\n" }, element.trim_end())?;
        self.begun = true;
        Ok(())
    }

    /// Prints what stands behind the last element.
    fn close(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{}", if self.begun { "\n]" } else { "[]" })
    }
}
