//! Annotated articles: JSON lines with `id`, `text` and `attributions`, offsets in Unicode code points.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    ops::Range,
    path::Path,
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
