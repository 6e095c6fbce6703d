//! Findings into the formats that were asked for, one or several at once, for every command that finds faults.
//!
//! Invariant: findings are held to the end only where a format counts, ranks or sorts them.

use std::{
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use sayso::report::{
    checkstyle::{self, checkstyle},
    concise::concise,
    findings::{Printed, Summary},
    github::github,
    gitlab::gitlab,
    junit::junit,
    markdown::markdown,
    rdjsonl::rdjsonl,
    sarif::sarif,
    text::{self, Look, text},
};

use super::line;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingFormat {
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
    /// GitLab's code quality report.
    Gitlab,
    /// JUnit's XML, for CI systems.
    Junit,
    /// Checkstyle's XML.
    Checkstyle,
    /// Reviewdog's diagnostics, one JSON object a line.
    Rdjsonl,
    /// A summary for a merge request.
    Markdown,
}

impl FindingFormat {
    /// Whether it needs all findings at the end.
    fn holds(self) -> bool {
        matches!(self, Self::Sarif | Self::Github | Self::Junit | Self::Markdown)
    }

    /// What stands before all articles.
    fn opening(self) -> &'static str {
        match self {
            Self::Json => "{\"findings\":[",
            Self::Gitlab => "[",
            Self::Checkstyle => checkstyle::OPENING,
            _ => "",
        }
    }

    /// What stands between the parts of two articles.
    fn joint(self) -> &'static str {
        if matches!(self, Self::Json | Self::Gitlab) { ",\n" } else { "" }
    }

    /// What is printed of one article; nothing of one without findings.
    fn part(self, findings: &[Printed], original: &str, look: Look) -> String {
        match self {
            Self::Text => text(findings, original, look),
            Self::Concise => concise(findings),
            Self::Json => findings.iter().map(line).collect::<String>().trim_end().replace('\n', ",\n"),
            Self::Jsonl => findings.iter().map(line).collect(),
            Self::Gitlab => gitlab(findings).iter().map(ToString::to_string).collect::<Vec<_>>().join(",\n"),
            Self::Checkstyle => checkstyle(findings),
            Self::Rdjsonl => rdjsonl(findings, original),
            Self::Sarif | Self::Github | Self::Junit | Self::Markdown => String::new(),
        }
    }

    /// What stands behind all articles; `all` is filled where it [`Self::holds`].
    fn closing(self, all: &[Printed], summary: Summary) -> String {
        match self {
            Self::Text => text::closing(summary),
            Self::Json => format!("],\"summary\":{}}}\n", line(&summary).trim_end()),
            Self::Sarif => format!("{:#}\n", sarif(all)),
            Self::Github => github(all),
            Self::Gitlab => "]\n".to_owned(),
            Self::Junit => junit(all, summary),
            Self::Checkstyle => checkstyle::CLOSING.to_owned(),
            Self::Markdown => markdown(all, summary),
            Self::Concise | Self::Jsonl | Self::Rdjsonl => String::new(),
        }
    }
}

/// A format and the file that it goes to.
#[derive(Debug, Clone)]
pub struct Output {
    format: FindingFormat,
    file: PathBuf,
}

/// Reads `FORMAT=FILE`.
pub fn output(value: &str) -> Result<Output, String> {
    let (format, file) = value.split_once('=').ok_or("write FORMAT=FILE, as in sarif=report.sarif; the file `-` is standard output")?;
    let format = FindingFormat::from_str(format, false).map_err(|_| {
        let names: Vec<String> =
            FindingFormat::value_variants().iter().filter_map(|f| Some(f.to_possible_value()?.get_name().to_owned())).collect();
        format!("no format `{format}`; there are {}", names.join(", "))
    })?;
    if file.is_empty() {
        return Err("the file has no name".to_owned());
    }
    Ok(Output { format, file: PathBuf::from(file) })
}

/// In which formats findings are printed, and where to.
#[derive(Debug, Args)]
pub struct FindingForms {
    /// How to print; text where nothing else goes to standard output.
    #[arg(long, value_enum)]
    format: Option<FindingFormat>,
    /// Write a report besides: a format and a file, `-` for standard output; may be given several times.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = output)]
    output: Vec<Output>,
}

impl FindingForms {
    /// Forms that a command has asked for in its own words.
    pub fn new(format: Option<FindingFormat>, output: &[Output]) -> Self {
        Self { format, output: output.to_vec() }
    }

    /// Whether one of them was asked to go to standard output.
    pub fn to_stream(&self) -> bool {
        self.format.is_some() || self.output.iter().any(|output| output.file.as_os_str() == "-")
    }
}

/// The formats in the order of their outputs; renders articles on any thread.
#[derive(Debug, Clone)]
pub struct Layout {
    formats: Vec<FindingFormat>,
    /// Whether the first goes where people look.
    streamed: bool,
    terminal: Look,
}

impl Layout {
    /// What each format prints of the findings of an article, whose text as it came is `original`.
    pub fn parts(&self, findings: &[Printed], original: &str) -> Vec<String> {
        let look = |at: usize| Look { colour: self.terminal.colour && self.streamed && at == 0, ..self.terminal };
        self.formats.iter().enumerate().map(|(at, format)| format.part(findings, original, look(at))).collect()
    }
}

/// One output under way.
struct Sink {
    name: String,
    out: Box<dyn Write>,
    /// Whether something of an article has been written.
    begun: bool,
}

/// All outputs under way.
pub struct Printer {
    layout: Layout,
    sinks: Vec<Sink>,
    held: Vec<Printed>,
    summary: Summary,
}

impl Printer {
    /// Opens the outputs; what is printed for the reader goes to `stream`, with `colour` or without, and nowhere where there is none.
    ///
    /// # Errors
    /// When two forms would go to one place, or a file cannot be written.
    pub fn open(forms: &FindingForms, stream: Option<Box<dyn Write>>, colour: bool) -> io::Result<Self> {
        let to_stream = |output: &&Output| output.file.as_os_str() == "-";
        let on_stream: Vec<FindingFormat> =
            forms.format.into_iter().chain(forms.output.iter().filter(to_stream).map(|output| output.format)).collect();
        let wrong = |message: String| io::Error::new(io::ErrorKind::InvalidInput, message);
        if on_stream.len() > 1 {
            return Err(wrong("only one format can go to standard output".to_owned()));
        }
        let main = on_stream.first().copied().unwrap_or(FindingFormat::Text);
        let (mut formats, mut sinks) = (Vec::new(), Vec::new());
        let streamed = stream.is_some();
        if let Some(stream) = stream {
            formats.push(main);
            sinks.push(Sink { name: "-".to_owned(), out: Box::new(io::BufWriter::new(stream)) as Box<dyn Write>, begun: false });
        }
        let files: Vec<&Output> = forms.output.iter().filter(|output| !to_stream(output)).collect();
        for (at, output) in files.iter().enumerate() {
            let name = output.file.display().to_string();
            if files[..at].iter().any(|other| other.file == output.file) {
                return Err(wrong(format!("{name}: only one format can go to a file")));
            }
            let file = File::create(Path::new(&output.file)).map_err(|e| io::Error::new(e.kind(), format!("{name}: {e}")))?;
            formats.push(output.format);
            sinks.push(Sink { name, out: Box::new(io::BufWriter::new(file)), begun: false });
        }
        let layout = Layout { formats, streamed, terminal: Look { width: super::width(), colour } };
        let mut printer = Self { layout, sinks, held: Vec::new(), summary: Summary::default() };
        printer.each(|format, _, sink| write!(sink.out, "{}", format.opening()))?;
        Ok(printer)
    }

    /// What renders articles for [`Self::add`].
    pub fn layout(&self) -> Layout {
        self.layout.clone()
    }

    /// Prints the parts of an article, made by [`Layout::parts`] from its findings.
    ///
    /// # Errors
    /// When an output cannot be written.
    pub fn add(&mut self, parts: &[String], findings: Vec<Printed>) -> io::Result<()> {
        self.summary.add(&findings);
        self.each(|format, at, sink| {
            if parts[at].is_empty() {
                return Ok(());
            }
            let joint = if std::mem::replace(&mut sink.begun, true) { format.joint() } else { "" };
            write!(sink.out, "{joint}{}", parts[at])
        })?;
        if self.layout.formats.iter().any(|format| format.holds()) {
            self.held.extend(findings);
        }
        Ok(())
    }

    /// Prints what stands behind all articles.
    ///
    /// # Errors
    /// When an output cannot be written.
    pub fn close(mut self) -> io::Result<()> {
        let (held, summary) = (std::mem::take(&mut self.held), self.summary);
        self.each(|format, _, sink| {
            write!(sink.out, "{}", format.closing(&held, summary))?;
            sink.out.flush()
        })
    }

    /// Does something with every output; errors name the file.
    fn each(&mut self, mut work: impl FnMut(FindingFormat, usize, &mut Sink) -> io::Result<()>) -> io::Result<()> {
        for (at, (format, sink)) in self.layout.formats.iter().zip(&mut self.sinks).enumerate() {
            work(*format, at, sink).map_err(|e| match sink.name.as_str() {
                // A closed pipe is told by its kind, which a name would not change.
                "-" => e,
                name => io::Error::new(e.kind(), format!("{name}: {e}")),
            })?;
        }
        Ok(())
    }
}
