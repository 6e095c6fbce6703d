//! One line of a JSONL file into an article's text and what is told beside it.
//!
//! Invariant: a line is judged on its own, so one bad line never costs its neighbours.

use serde::Deserialize;
use serde_json::{Map, Value, error::Category};

use super::Metadata;

/// An article of a JSONL file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JsonlArticle {
    /// Its name in all output.
    pub id: String,
    /// Its text, to be read as plain text.
    pub text: String,
    /// Headline given beside the text.
    pub title: Option<String>,
    /// Byline given beside the text.
    pub byline: Option<String>,
    /// The outlet that published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published, as given.
    pub date: Option<String>,
}

impl JsonlArticle {
    /// What is told beside the text, as a document keeps it.
    #[must_use]
    pub fn metadata(&self) -> Metadata {
        Metadata {
            title: self.title.clone(),
            byline: self.byline.clone(),
            outlet: self.outlet.clone(),
            url: self.url.clone(),
            date: self.date.clone(),
        }
    }
}

/// Why a line is no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonlError {
    /// The line is no JSON.
    #[error("line {line}: not valid JSON at column {column} ({reason}): {excerpt}")]
    Syntax {
        /// Line number in the file, from 1.
        line: usize,
        /// Column of the fault, in bytes, from 1.
        column: usize,
        /// What the JSON reader says.
        reason: String,
        /// The beginning of the line.
        excerpt: String,
    },
    /// The line is JSON, but no object.
    #[error("line {line}: expected an object with \"id\" and \"text\", found {found}: {excerpt}")]
    NotAnObject {
        /// Line number in the file, from 1.
        line: usize,
        /// What stands there.
        found: &'static str,
        /// The beginning of the line.
        excerpt: String,
    },
    /// A key that every article needs is not there.
    #[error("line {line}: the object has no \"{key}\": {excerpt}")]
    Missing {
        /// Line number in the file, from 1.
        line: usize,
        /// The key.
        key: &'static str,
        /// The beginning of the line.
        excerpt: String,
    },
    /// A key has a value that is no string.
    #[error("line {line}: \"{key}\" has to be a string, found {found}: {excerpt}")]
    NotAString {
        /// Line number in the file, from 1.
        line: usize,
        /// The key.
        key: &'static str,
        /// What stands there.
        found: &'static str,
        /// The beginning of the line.
        excerpt: String,
    },
}

impl JsonlError {
    /// Longest excerpt, in characters.
    pub const EXCERPT: usize = 60;

    /// The number of the faulty line.
    #[must_use]
    pub fn line(&self) -> usize {
        match *self {
            Self::Syntax { line, .. } | Self::NotAnObject { line, .. } | Self::Missing { line, .. } | Self::NotAString { line, .. } => line,
        }
    }
}

/// Reads one line; `number` is its place in the file, from 1, for the error.
///
/// # Errors
/// When the line is no JSON object with a string `id` and a string `text`, or when an optional key is neither string nor null.
pub fn read_line(line: &str, number: usize) -> Result<JsonlArticle, JsonlError> {
    // A byte order mark belongs to the file, not to its first article.
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let mut reader = serde_json::Deserializer::from_str(line);
    let value = Value::deserialize(&mut reader).and_then(|value| reader.end().map(|()| value)).map_err(|error| {
        let reason = match error.classify() {
            Category::Eof => "the line ends too early".to_owned(),
            _ => without_position(&error.to_string()),
        };
        JsonlError::Syntax { line: number, column: error.column(), reason, excerpt: excerpt(line) }
    })?;
    let mut object = match value {
        Value::Object(object) => object,
        other => return Err(JsonlError::NotAnObject { line: number, found: name_of(&other), excerpt: excerpt(line) }),
    };
    Ok(JsonlArticle {
        id: needed(&mut object, "id", line, number)?,
        text: needed(&mut object, "text", line, number)?,
        title: optional(&mut object, "title", line, number)?,
        byline: optional(&mut object, "byline", line, number)?,
        outlet: optional(&mut object, "outlet", line, number)?,
        url: optional(&mut object, "url", line, number)?,
        date: optional(&mut object, "date", line, number)?,
    })
}

fn needed(object: &mut Map<String, Value>, key: &'static str, line: &str, number: usize) -> Result<String, JsonlError> {
    optional(object, key, line, number)?.ok_or_else(|| JsonlError::Missing { line: number, key, excerpt: excerpt(line) })
}

fn optional(object: &mut Map<String, Value>, key: &'static str, line: &str, number: usize) -> Result<Option<String>, JsonlError> {
    match object.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(value)) => Ok(Some(value)),
        Some(other) => Err(JsonlError::NotAString { line: number, key, found: name_of(&other), excerpt: excerpt(line) }),
    }
}

fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// The JSON reader counts every line as line 1, which would contradict the number we give.
fn without_position(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

fn excerpt(line: &str) -> String {
    let line = line.trim();
    if line.chars().count() <= JsonlError::EXCERPT {
        return line.to_owned();
    }
    line.chars().take(JsonlError::EXCERPT - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_knows_and_leaves_the_rest() {
        let line = r#"{"id": "a1", "text": "The weir held.\n", "outlet": "Harbour Post", "date": null, "tags": [1, 2]}"#;
        let article = read_line(line, 1).unwrap();
        assert_eq!((article.id.as_str(), article.text.as_str()), ("a1", "The weir held.\n"));
        assert_eq!(article.metadata().outlet.as_deref(), Some("Harbour Post"));
        assert_eq!((article.title, article.date), (None, None));
        assert!(read_line("\u{feff}{\"id\":\"a\",\"text\":\"\"}\r\n", 1).is_ok());
    }

    #[test]
    fn says_which_line_and_why() {
        let cases = [
            ("", "line 7: not valid JSON at column 0 (the line ends too early): "),
            (r#"{"id": "a", "text": "#, "line 7: not valid JSON at column 20 (the line ends too early): {\"id\": \"a\", \"text\":"),
            (r#"{"id" "a"}"#, "line 7: not valid JSON at column 7 (expected `:`): {\"id\" \"a\"}"),
            ("[1]", "line 7: expected an object with \"id\" and \"text\", found an array: [1]"),
            (r#"{"text": "x"}"#, "line 7: the object has no \"id\": {\"text\": \"x\"}"),
            (r#"{"id": "a", "text": null}"#, "line 7: the object has no \"text\": {\"id\": \"a\", \"text\": null}"),
            (r#"{"id": 3, "text": "x"}"#, "line 7: \"id\" has to be a string, found a number: {\"id\": 3, \"text\": \"x\"}"),
            (
                r#"{"id": "a", "text": "x"} 1"#,
                "line 7: not valid JSON at column 26 (trailing characters): {\"id\": \"a\", \"text\": \"x\"} 1",
            ),
        ];
        for (line, want) in cases {
            let error = read_line(line, 7).unwrap_err();
            assert_eq!((error.to_string().as_str(), error.line()), (want, 7));
        }
    }

    #[test]
    fn excerpts_are_short() {
        let error = read_line(&format!("[\"{}\"]", "é".repeat(200)), 1).unwrap_err();
        let JsonlError::NotAnObject { excerpt, .. } = error else { panic!("{error}") };
        assert_eq!(excerpt.chars().count(), JsonlError::EXCERPT);
    }
}
