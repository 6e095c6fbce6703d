//! Annotated articles: JSON lines with `id`, `text` and `attributions`, or brat's standoff files beside their texts (Stenetorp et al.,
//! EACL 2012); offsets in Unicode code points.

use std::{
    collections::HashMap,
    fs::{self, File},
    io::{self, BufRead, BufReader, Read},
    ops::Range,
    path::{Path, PathBuf},
};

use serde::Deserialize;

/// An annotated article.
#[derive(Debug, Clone, Deserialize)]
pub struct Article {
    /// Its name.
    pub id: String,
    /// Its text.
    pub text: String,
    /// What was annotated.
    pub attributions: Vec<Annotation>,
}

/// An annotated claim; spans in code points, half-open.
#[derive(Debug, Clone, Deserialize)]
pub struct Annotation {
    /// Who claims it.
    #[serde(default)]
    pub source: Vec<(usize, usize)>,
    /// The words that say so.
    #[serde(default)]
    pub cue: Vec<(usize, usize)>,
    /// What is claimed.
    #[serde(default)]
    pub content: Vec<(usize, usize)>,
    /// How sure whoever annotated it was; 1 for people.
    #[serde(default = "certain")]
    pub confidence: f64,
}

fn certain() -> f64 {
    1.0
}

/// A token: start and end in code points, part of speech, kind of name; a few have neither.
pub type TaggedToken = (usize, usize, Option<String>, Option<String>);

/// Part-of-speech tags of an article.
#[derive(Debug, Clone, Deserialize)]
pub struct Tagged {
    /// The article's name.
    pub id: String,
    /// Its sentences.
    pub sentences: Vec<Vec<TaggedToken>>,
}

/// The lines of a file, unpacked where its name ends in `.gz`.
fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let file = File::open(path)?;
    let reader: Box<dyn Read> =
        if path.extension().is_some_and(|e| e == "gz") { Box::new(flate2::read::MultiGzDecoder::new(file)) } else { Box::new(file) };
    Ok(Box::new(BufReader::new(reader)))
}

/// Reads a file of JSON lines.
///
/// # Errors
/// When the file cannot be read, or a line is not of the form, with its number.
pub fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> io::Result<Vec<T>> {
    let named = |e: io::Error| io::Error::new(e.kind(), format!("{}: {e}", path.display()));
    let mut out = Vec::new();
    for (number, line) in open(path).map_err(named)?.lines().enumerate() {
        let line = line.map_err(named)?;
        if line.trim().is_empty() {
            continue;
        }
        let thing = serde_json::from_str(&line)
            .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, format!("{}:{}: {e}", path.display(), number + 1)))?;
        out.push(thing);
    }
    Ok(out)
}

/// The annotated articles of a file of JSON lines, or of a folder: its `.jsonl` files, and its `.txt` files with an `.ann` beside them.
///
/// # Errors
/// When a file cannot be read or is not of its form, with its line.
pub fn articles(path: &Path) -> io::Result<Vec<Article>> {
    if !path.is_dir() {
        return read(path);
    }
    let mut files: Vec<PathBuf> = fs::read_dir(path)?.map(|entry| entry.map(|e| e.path())).collect::<io::Result<_>>()?;
    files.sort();
    let mut out = Vec::new();
    for file in files {
        match file.extension().and_then(|e| e.to_str()) {
            Some("jsonl") => out.extend(read::<Article>(&file)?),
            Some("ann") => out.push(brat(&file)?),
            _ => {}
        }
    }
    if out.is_empty() {
        let message = format!("{}: neither .jsonl files nor .ann files with their .txt", path.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(out)
}

/// An article of brat's: the text in the `.txt` beside the file, a claim for each event with roles that begin with `Source`, `Cue` and
/// `Content`.
fn brat(path: &Path) -> io::Result<Article> {
    let named = |path: &Path| {
        let path = path.display().to_string();
        move |e: io::Error| io::Error::new(e.kind(), format!("{path}: {e}"))
    };
    let text_path = path.with_extension("txt");
    let text = fs::read_to_string(&text_path).map_err(named(&text_path))?;
    let notes = fs::read_to_string(path).map_err(named(path))?;
    let wrong =
        |number: usize, what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{}:{}: {what}", path.display(), number + 1));
    let mut spans: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
    for (number, line) in notes.lines().enumerate().filter(|(_, line)| line.starts_with('T')) {
        let mut fields = line.split('\t');
        let (id, places) = fields.next().zip(fields.next()).ok_or_else(|| wrong(number, "a text-bound note has no place"))?;
        let places = places.split_once(' ').map_or("", |(_, places)| places);
        let place = |part: &str| -> Option<(usize, usize)> {
            let (start, end) = part.trim().split_once(' ')?;
            Some((start.parse().ok()?, end.parse().ok()?)).filter(|(start, end)| start <= end)
        };
        let parts: Option<Vec<_>> = places.split(';').map(place).collect();
        spans.insert(id, parts.ok_or_else(|| wrong(number, "a place is two numbers"))?);
    }
    let mut attributions = Vec::new();
    for (number, line) in notes.lines().enumerate().filter(|(_, line)| line.starts_with('E')) {
        let mut claim = Annotation { source: Vec::new(), cue: Vec::new(), content: Vec::new(), confidence: certain() };
        for role in line.split('\t').nth(1).unwrap_or_default().split(' ').skip(1).filter(|role| !role.is_empty()) {
            let (name, id) = role.split_once(':').ok_or_else(|| wrong(number, "a role is a name, a colon and a note"))?;
            let found = spans.get(id).ok_or_else(|| wrong(number, &format!("there is no note {id}")))?;
            let kinds = [("Source", &mut claim.source), ("Cue", &mut claim.cue), ("Content", &mut claim.content)];
            if let Some((_, into)) = kinds.into_iter().find(|(kind, _)| name.starts_with(kind)) {
                into.extend(found);
            }
        }
        for spans in [&mut claim.source, &mut claim.cue, &mut claim.content] {
            spans.sort_unstable();
        }
        attributions.push(claim);
    }
    Ok(Article { id: path.with_extension("").display().to_string(), text, attributions })
}

/// Code points into bytes.
#[must_use]
pub struct Points(Vec<u32>);

impl Points {
    /// The bytes of a text.
    pub fn new(text: &str) -> Self {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Self(text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).chain([end]).collect())
    }

    /// The bytes of a span of code points.
    #[must_use]
    pub fn bytes(&self, span: (usize, usize)) -> Range<u32> {
        let at = |point: usize| self.0[point.min(self.0.len() - 1)];
        at(span.0)..at(span.1)
    }
}
