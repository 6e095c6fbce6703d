//! What is read: files, folders and streams into articles, and the grammar that they are read by.
//!
//! Invariant: what cannot be read costs nothing else; complaints name the file, the line and the words.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use sayso::{
    Analysis, analyse, attribution,
    document::{self, Format, jsonl},
    grammar::Grammar,
    model::Model,
    span::OffsetUnit,
    suppression,
};

use super::complain;

/// What offsets count.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Unit {
    Byte,
    Codepoint,
    Utf16,
}

impl From<Unit> for OffsetUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Byte => Self::Byte,
            Unit::Codepoint => Self::Codepoint,
            Unit::Utf16 => Self::Utf16,
        }
    }
}

/// What is read, and how.
#[derive(Debug, Args)]
pub struct Input {
    /// Files and folders to read (.txt .text .md .markdown .html .jsonl, files also .srt .vtt); `-` is standard input.
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// What offsets count.
    #[arg(long, value_enum, default_value = "byte")]
    pub offsets: Unit,
    /// The name that standard input goes by; its extension tells the format.
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<String>,
    /// Grammar files of your own, added to the built-in ones.
    #[arg(long, value_name = "FILE")]
    pub grammar: Vec<PathBuf>,
    #[command(flatten)]
    pub judge: JudgeChoice,
}

/// Which learned weights decide.
#[derive(Debug, Args)]
pub struct JudgeChoice {
    /// Weights of your own in place of the built-in ones.
    #[arg(long, value_name = "FILE")]
    pub weights: Option<PathBuf>,
    /// Let the grammar decide alone, without anything learned.
    #[arg(long, conflicts_with = "weights")]
    pub no_model: bool,
}

impl JudgeChoice {
    /// The grammar alone, as where nothing is decided.
    pub const NONE: Self = Self { weights: None, no_model: true };
}

/// The built-in grammar with files on top.
pub fn load(files: &[PathBuf], judge: &JudgeChoice) -> io::Result<&'static Grammar> {
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

/// Where a text came from, and where its mended form could go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A file of its own.
    File(PathBuf),
    /// Standard input.
    Stream,
    /// A line among others, which are not written anew.
    Line,
}

/// One article: what it is called, its text, what is told beside it.
pub struct Item {
    pub id: String,
    pub path: Option<String>,
    pub format: Format,
    pub text: String,
    pub metadata: document::Metadata,
    pub origin: Origin,
}

impl Item {
    /// Reads and analyses it.
    pub fn analyse(&self, grammar: &Grammar) -> Analysis<'_> {
        self.analyse_as(&self.text, grammar)
    }

    /// Reads and analyses another wording of it.
    pub fn analyse_as<'a>(&self, text: &'a str, grammar: &Grammar) -> Analysis<'a> {
        analyse(document::read(self.format, text, self.metadata.clone(), &grammar.furniture), grammar)
    }

    /// The sidecar of a file, where there is one: its name and text.
    ///
    /// # Errors
    /// When it is there and cannot be read, with its name.
    pub fn sidecar(&self) -> io::Result<Option<(String, String)>> {
        let Some(path) = &self.path else { return Ok(None) };
        let name = format!("{path}{}", suppression::SIDECAR);
        match std::fs::read_to_string(&name) {
            Ok(text) => Ok(Some((name, text))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io::Error::new(error.kind(), format!("{name}: {error}"))),
        }
    }
}

/// How many articles are held at once; bounds the memory of a corpus.
pub const BATCH: usize = 64;
/// How many bytes of them.
const BATCH_BYTES: usize = 64 << 20;

/// Reads articles, works on them on all cores, and hands what comes out on in the order of the input; tells whether one of them could not
/// be read or worked on.
///
/// # Errors
/// When `done` fails.
pub fn each<T: Send>(input: &Input, work: impl Fn(&Item) -> T + Sync, mut done: impl FnMut(T) -> io::Result<()>) -> io::Result<bool> {
    let mut broken = false;
    let mut run = |batch: &mut Vec<Item>| -> io::Result<()> {
        broken |= in_order(batch, |item| format!("{}: sayso itself failed on this article", item.id), &work, |_, out| done(out))?;
        batch.clear();
        Ok(())
    };
    let failed = read(&input.paths, input.stdin_filename.as_deref(), Purpose::Articles, &mut run)?;
    Ok(failed || broken)
}

/// Works on a batch on all cores and hands what comes out on in its order; tells whether something of it could not be worked on, which
/// costs the others nothing.
///
/// # Errors
/// When `done` fails.
pub fn in_order<I: Sync, T: Send>(
    batch: &[I],
    complaint: impl Fn(&I) -> String,
    work: impl Fn(&I) -> T + Sync,
    mut done: impl FnMut(&I, T) -> io::Result<()>,
) -> io::Result<bool> {
    let mut broken = false;
    let one = |item: &I| catch_unwind(AssertUnwindSafe(|| work(item)));
    for (item, result) in batch.iter().zip(batch.par_iter().map(one).collect::<Vec<_>>()) {
        match result {
            Ok(out) => done(item, out)?,
            Err(_) => {
                complain(&format!("{}; please report it", complaint(item)));
                broken = true;
            }
        }
    }
    Ok(broken)
}

/// Reads all that some paths hold, to be kept: the texts in the order of the input, and whether one of them could not be read.
///
/// # Errors
/// When what was read cannot be kept; what cannot be read is complained of.
pub fn keep(paths: &[PathBuf]) -> io::Result<(Vec<Item>, bool)> {
    let mut kept = Vec::new();
    let failed = read(paths, None, Purpose::Evidence, &mut |batch| {
        kept.append(batch);
        Ok(())
    })?;
    Ok((kept, failed))
}

/// What is looked for in folders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Articles; nobody publishes subtitles as such.
    Articles,
    /// Anything that can be read.
    Evidence,
}

/// Reads files, folders and standard input, and calls `run` whenever enough is held; tells whether something could not be read.
fn read(
    paths: &[PathBuf],
    stdin_filename: Option<&str>,
    purpose: Purpose,
    run: &mut impl FnMut(&mut Vec<Item>) -> io::Result<()>,
) -> io::Result<bool> {
    let mut failed = false;
    let mut batch = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            failed |= read_stream(io::stdin().lock(), stdin_filename.unwrap_or("-"), stdin_filename, &Origin::Stream, &mut batch, run)?;
            continue;
        }
        for file in files(path, purpose, &mut failed) {
            let name = file.display().to_string();
            match File::open(&file) {
                Ok(stream) => failed |= read_stream(BufReader::new(stream), &name, Some(&name), &Origin::File(file), &mut batch, run)?,
                Err(error) => {
                    complain(&format!("{name}: {error}"));
                    failed = true;
                }
            }
        }
    }
    run(&mut batch)?;
    Ok(failed)
}

/// The articles of a file; tells of what could not be read, and gives what could.
///
/// # Errors
/// When the file cannot be opened.
pub fn articles(path: &Path, failed: &mut bool) -> io::Result<Vec<Item>> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|e| io::Error::new(e.kind(), format!("{name}: {e}")))?;
    let mut all = Vec::new();
    let mut rest = Vec::new();
    *failed |= read_stream(BufReader::new(file), &name, Some(&name), &Origin::File(path.to_owned()), &mut rest, &mut |batch| {
        all.append(batch);
        Ok(())
    })?;
    all.append(&mut rest);
    Ok(all)
}

/// The files that a path stands for, sorted; what git ignores in a folder is left out.
pub fn files(path: &Path, purpose: Purpose, failed: &mut bool) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let mut found = Vec::new();
    for entry in ignore::WalkBuilder::new(path).sort_by_file_path(Ord::cmp).require_git(false).build() {
        match entry {
            Ok(entry) => {
                let name = entry.path().to_string_lossy();
                let wanted = |format| format != Format::Subtitles || purpose == Purpose::Evidence;
                let known = Format::of_path(&name).is_some_and(wanted) || name.to_ascii_lowercase().ends_with(".jsonl");
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

/// What a file is that holds an article in a form that is no text, by its first bytes, and what to do.
fn foreign(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "a zip archive, as word processors write them (.docx, .odt); save it as text, Markdown or HTML"),
        (b"\xD0\xCF\x11\xE0", "an old document of a word processor (.doc); save it as text, Markdown or HTML"),
        (b"%PDF-", "a PDF file; take the text out of it first, with `pdftotext` for instance"),
        (b"\xFF\xFE", "UTF-16 text; save it as UTF-8"),
        (b"\xFE\xFF", "UTF-16 text; save it as UTF-8"),
    ];
    known.into_iter().find(|(first, _)| bytes.starts_with(first)).map(|(_, what)| what)
}

/// The words round byte `at`, for a complaint.
fn excerpt(bytes: &[u8], at: usize) -> String {
    const ROUND: usize = 30;
    let part = &bytes[at.saturating_sub(ROUND)..(at + ROUND).min(bytes.len())];
    String::from_utf8_lossy(part).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads a file or stream into articles, and calls `run` whenever enough of them are held; tells whether something could not be read.
fn read_stream(
    mut stream: impl BufRead,
    name: &str,
    path: Option<&str>,
    origin: &Origin,
    batch: &mut Vec<Item>,
    run: &mut impl FnMut(&mut Vec<Item>) -> io::Result<()>,
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
                    batch.push(Item {
                        id: article.id,
                        path: None,
                        format: Format::Plain,
                        text: article.text,
                        metadata,
                        origin: Origin::Line,
                    });
                }
                Err(error) => complain_once(format!("{name}: {error}")),
            }
            if batch.len() >= BATCH || batch.iter().map(|item| item.text.len()).sum::<usize>() >= BATCH_BYTES {
                run(batch)?;
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
    if let Some(what) = foreign(&bytes) {
        complain_once(format!("{name}: {what}"));
        return Ok(failed);
    }
    match String::from_utf8(bytes) {
        Ok(text) => {
            let format = Format::of_path(name).unwrap_or_else(|| Format::of_text(&text));
            batch.push(Item {
                id: name.to_owned(),
                path: path.map(str::to_owned),
                format,
                text,
                metadata: document::Metadata::default(),
                origin: origin.clone(),
            });
        }
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count() + 1;
            complain_once(format!("{name}:{line}: invalid UTF-8 at byte {at}: {}", excerpt(error.as_bytes(), at)));
        }
    }
    if batch.len() >= BATCH {
        run(batch)?;
    }
    Ok(failed)
}
