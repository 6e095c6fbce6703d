//! Comments that keep findings from being told: which findings stand, and which comments do nothing.
//!
//! A suppression names its checks and may hold words, a last day and a reason: `bare-source, A102 "a source" until 2027-01-31 because she is in
//! danger`. It stands where readers never see it: in a comment of Markdown, `<!-- sayso: ignore bare-source -->`, for the paragraph it stands in or, alone, for
//! the next one; in `<!-- sayso: ignore-file … -->` or `sayso-ignore:` of the front matter for the whole file; or, for plain text, in a line of a sidecar
//! beside it (`draft.txt.sayso`).
//!
//! Invariant: a suppression that does nothing, has run out or cannot be read is a finding itself, so none rots.

use std::ops::Range;

use jiff::civil::Date;
use nom::{
    IResult, Parser,
    bytes::complete::{tag, take_until, take_while1},
    character::complete::{char, multispace0, multispace1},
    combinator::{all_consuming, map_res, opt, rest, verify},
    multi::separated_list1,
    sequence::{delimited, preceded},
};

use crate::{
    check::{self, Check, EXPIRED_SUPPRESSION, UNEXPLAINED_SUPPRESSION, UNREADABLE_SUPPRESSION, UNUSED_SUPPRESSION},
    document::Format,
    report::findings::{Places, Printed},
    span::Span,
};

/// The ending of a sidecar's name, behind the name of the file that it is about.
pub const SIDECAR: &str = ".sayso";

/// A suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Suppression {
    /// The checks, by code or name, and whether each has kept a finding from being told.
    checks: Vec<(String, bool)>,
    /// Only findings on these words.
    words: Option<String>,
    /// The last day that it holds.
    until: Option<Date>,
    because: Option<String>,
    /// The lines that it is about, from 1.
    lines: Range<usize>,
    /// Where it stands, in bytes.
    span: Span,
}

/// The suppressions of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suppressions {
    known: Vec<Suppression>,
    /// What cannot be read, and why.
    unreadable: Vec<(Span, String)>,
}

impl Suppressions {
    /// Those that stand in a text: comments of Markdown and HTML, front matter of Markdown; plain text has none.
    #[must_use]
    pub fn in_text(text: &str, format: Format) -> Self {
        let mut out = Self::default();
        match format {
            Format::Markdown => {
                out.in_front_matter(text);
                out.in_comments(text, format);
            }
            Format::Html => out.in_comments(text, format),
            Format::Plain | Format::Subtitles => {}
        }
        out
    }

    /// Those of a sidecar, one a line; lines that begin with `#` are notes.
    #[must_use]
    pub fn in_sidecar(text: &str) -> Self {
        let mut out = Self::default();
        for (start, line) in lines(text) {
            let told = line.trim();
            if !told.is_empty() && !told.starts_with('#') {
                out.add(told, WHOLE, place(start, line));
            }
        }
        out
    }

    fn in_front_matter(&mut self, text: &str) {
        let mut all = lines(text);
        if all.next().is_none_or(|(_, line)| line.trim_end() != "---") {
            return;
        }
        let mut listed = false;
        for (start, line) in all.take_while(|(_, line)| line.trim_end() != "---") {
            let item = line.trim();
            if let Some(value) = item.strip_prefix("sayso-ignore:") {
                listed = value.trim().is_empty();
                if !listed {
                    self.add(value.trim(), WHOLE, place(start, line));
                }
            } else if let Some(value) = item.strip_prefix("- ").filter(|_| listed) {
                self.add(value.trim(), WHOLE, place(start, line));
            } else {
                listed = false;
            }
        }
    }

    fn in_comments(&mut self, text: &str, format: Format) {
        // Most texts have no such comment.
        let mut known = None;
        let mut at = 0;
        while let Some(start) = text[at..].find(OPENING).map(|found| at + found) {
            let inner = start + OPENING.len();
            let Some(end) = text[inner..].find(CLOSING).map(|found| inner + found) else { return };
            at = end + CLOSING.len();
            let Some(told) = text[inner..end].trim().strip_prefix("sayso:") else { continue };
            let span = Span::new(start, at);
            let told = told.trim();
            if let Some(told) = told.strip_prefix("ignore-file").filter(|t| t.starts_with(char::is_whitespace)) {
                self.add(told.trim(), WHOLE, span);
            } else if let Some(told) = told.strip_prefix("ignore").filter(|t| t.starts_with(char::is_whitespace)) {
                let paragraphs = known.get_or_insert_with(|| paragraphs(text, format));
                let own = paragraphs.partition_point(|p| p.bytes.end <= start);
                // A comment that stands alone is about the next paragraph that is no comment.
                let about = paragraphs[own..].iter().find(|p| !p.bare);
                self.add(told.trim(), about.map_or(0..0, |p| p.lines.clone()), span);
            } else {
                self.unreadable.push((span, "behind `sayso:` stands neither `ignore` nor `ignore-file`".to_owned()));
            }
        }
    }

    fn add(&mut self, told: &str, lines: Range<usize>, span: Span) {
        match suppression(told) {
            Ok((_, read)) => {
                if let Some(word) = read.checks.iter().find(|word| check::called(word).is_none()) {
                    let hint = check::nearest(word).map(|name| format!("; is it `{name}`?")).unwrap_or_default();
                    self.unreadable.push((span, format!("no check goes by `{word}`{hint}")));
                } else {
                    let checks = read.checks.into_iter().map(|word| (word.to_owned(), false)).collect();
                    let (words, because) = (read.words.map(str::to_owned), read.because.map(str::to_owned));
                    self.known.push(Suppression { checks, words, until: read.until, because, lines, span });
                }
            }
            Err(error) => {
                let left = match &error {
                    nom::Err::Error(e) | nom::Err::Failure(e) => e.input,
                    nom::Err::Incomplete(_) => "",
                };
                let message = if left.is_empty() { "it names no check".to_owned() } else { format!("`{left}` cannot be read") };
                self.unreadable.push((span, format!("{message}; write CHECK[, CHECK] [\"WORDS\"] [until YYYY-MM-DD] [because REASON]")));
            }
        }
    }

    /// Whether a finding is suppressed on a day; marks what has done so.
    fn hold(&mut self, finding: &Printed, today: Date) -> bool {
        let mut held = false;
        for suppression in self.known.iter_mut().filter(|s| s.until.is_none_or(|until| today <= until)) {
            let there = suppression.lines.start <= finding.last_line() && finding.line < suppression.lines.end;
            if !there || suppression.words.as_ref().is_some_and(|words| !finding.text.contains(words.as_str())) {
                continue;
            }
            for (check, used) in &mut suppression.checks {
                let meant = check.eq_ignore_ascii_case(finding.code) || check == finding.name;
                *used |= meant;
                held |= meant;
            }
        }
        held
    }

    /// Takes the findings that are suppressed on a day out of those of a file.
    pub fn apply(&mut self, findings: &mut Vec<Printed>, today: Date) {
        findings.retain(|finding| !self.hold(finding, today));
    }

    /// The findings on the suppressions themselves, in the order of the text; `places` are of the text that they stand in, and `ran` tells which
    /// checks have been looked for: a suppression of others may have its use elsewhere.
    #[must_use]
    pub fn findings(&self, places: &Places<'_>, today: Date, ran: impl Fn(&Check) -> bool) -> Vec<Printed> {
        let mut found: Vec<(Span, &'static Check, String)> = Vec::new();
        for (span, message) in &self.unreadable {
            found.push((*span, &UNREADABLE_SUPPRESSION, message.clone()));
        }
        for suppression in &self.known {
            if let Some(until) = suppression.until.filter(|until| *until < today) {
                found.push((suppression.span, &EXPIRED_SUPPRESSION, format!("it held until {until}")));
                continue;
            }
            for (word, _) in suppression.checks.iter().filter(|(_, used)| !used) {
                if check::called(word).is_some_and(&ran) {
                    found.push((suppression.span, &UNUSED_SUPPRESSION, format!("there is no finding of {word} to ignore")));
                }
            }
            if suppression.because.is_none() {
                found.push((suppression.span, &UNEXPLAINED_SUPPRESSION, "it gives no reason".to_owned()));
            }
        }
        found.retain(|(_, check, _)| ran(check));
        found.sort_by_key(|(span, check, _)| (*span, check.code));
        found.into_iter().map(|(span, check, message)| places.finding(check, span, message)).collect()
    }
}

/// All lines of a file.
const WHOLE: Range<usize> = 0..usize::MAX;

/// What opens and closes a comment in HTML and Markdown.
const OPENING: &str = "<!--";
const CLOSING: &str = "-->";

/// Lines with the byte that they start at.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

/// The place of a line without the white space round it.
fn place(start: usize, line: &str) -> Span {
    let from = start + line.len() - line.trim_start().len();
    Span::new(from, from + line.trim().len())
}

/// A run of lines that are not empty.
struct Paragraph {
    lines: Range<usize>,
    bytes: Range<usize>,
    /// Whether it is comments alone.
    bare: bool,
}

/// End tags of the blocks of HTML that are a paragraph, and the end of a comment.
const ENDS: [&str; 11] = ["</p>", "</li>", "</div>", "</blockquote>", "</h1>", "</h2>", "</h3>", "</h4>", "</h5>", "</h6>", CLOSING];

/// The paragraphs of a text: an empty line ends one, and in HTML a line that ends with an end tag.
fn paragraphs(text: &str, format: Format) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    let mut open = false;
    for (number, (start, line)) in lines(text).enumerate() {
        if line.trim().is_empty() {
            open = false;
            continue;
        }
        let bytes = start..start + line.len();
        match out.last_mut().filter(|_| open) {
            Some(last) => {
                last.lines.end = number + 2;
                last.bytes.end = bytes.end;
            }
            None => out.push(Paragraph { lines: number + 1..number + 2, bytes, bare: false }),
        }
        let line = line.trim_end();
        let ended = |tag: &str| line.get(line.len().saturating_sub(tag.len())..).is_some_and(|end| end.eq_ignore_ascii_case(tag));
        open = format != Format::Html || !ENDS.into_iter().any(ended);
    }
    for paragraph in &mut out {
        let mut left = text[paragraph.bytes.clone()].trim();
        while let Some((_, behind)) = left.strip_prefix(OPENING).and_then(|inner| inner.split_once(CLOSING)) {
            left = behind.trim_start();
        }
        paragraph.bare = left.is_empty();
    }
    out
}

/// A suppression as written.
#[derive(Debug)]
struct Told<'t> {
    checks: Vec<&'t str>,
    words: Option<&'t str>,
    until: Option<Date>,
    because: Option<&'t str>,
}

fn suppression(told: &str) -> IResult<&str, Told<'_>> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let checks = separated_list1((multispace0, char(','), multispace0), take_while1(word));
    let words = preceded(multispace1, delimited(char('"'), take_until("\""), char('"')));
    let date = map_res(take_while1(|c: char| c.is_ascii_digit() || c == '-'), str::parse::<Date>);
    let until = preceded((multispace1, tag("until"), multispace1), date);
    let because = preceded((multispace1, tag("because"), multispace1), verify(rest, |reason: &str| !reason.is_empty()));
    let mut all = all_consuming((checks, opt(words), opt(until), opt(because)));
    let (left, (checks, words, until, because)) = all.parse(told)?;
    Ok((left, Told { checks, words, until, because }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(told: &str) -> Suppressions {
        Suppressions::in_sidecar(told)
    }

    #[test]
    fn a_suppression_has_checks_words_a_day_and_a_reason() {
        let all = read("# a note\n\nbare-source, a102 \"a source\" until 2027-01-31 because she is in danger\n");
        assert_eq!(all.unreadable, []);
        let [one] = &all.known[..] else { panic!("one suppression") };
        assert_eq!(one.checks.iter().map(|(check, _)| check.as_str()).collect::<Vec<_>>(), ["bare-source", "a102"]);
        assert_eq!(one.words.as_deref(), Some("a source"));
        assert_eq!(one.until, Some(jiff::civil::date(2027, 1, 31)));
        assert_eq!(one.because.as_deref(), Some("she is in danger"));
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for (told, message) in [
            ("bear-source", "no check goes by `bear-source`; is it `bare-source`?"),
            ("bare-source until 2027-13-01", "` until 2027-13-01` cannot be read"),
            ("bare-source because", "` because` cannot be read"),
            ("all the rest", "` the rest` cannot be read"),
            ("\"a source\"", "`\"a source\"` cannot be read"),
        ] {
            let all = read(told);
            assert!(all.known.is_empty() && all.unreadable[0].1.starts_with(message), "{told}: {:?}", all.unreadable);
        }
    }

    #[test]
    fn comments_are_about_their_paragraph_or_the_next() {
        let text = "---\ntitle: x\nsayso-ignore:\n  - A101 because it is old\n---\n\n<!-- sayso: ignore A102 -->\n\nOne\ntwo.\n\n\
                    Three <!-- sayso: ignore A103 -->\nfour.\n\n<!-- sayso: ignore-file A104 -->\n<!-- nothing -->\n<!-- sayso: off -->\n";
        let all = Suppressions::in_text(text, Format::Markdown);
        let lines: Vec<_> = all.known.iter().map(|s| (s.checks[0].0.as_str(), s.lines.clone())).collect();
        assert_eq!(lines, [("A101", WHOLE), ("A102", 9..11), ("A103", 12..14), ("A104", WHOLE)]);
        assert_eq!(all.unreadable.len(), 1);
        assert_eq!(Suppressions::in_text(text, Format::Plain), Suppressions::default());
    }
}
