//! Text of a grammar file into its tree, with every error and its place.
//!
//! Parsed with nom. A statement that cannot be read is reported and skipped to the next line that starts a statement, so
//! one run tells all that is wrong with a file.

use nom::{
    IResult, Parser,
    branch::alt,
    bytes::complete::{tag, take_while, take_while1},
    character::complete::{char, digit1, one_of},
    combinator::{opt, recognize, value},
    multi::{many0, many1, separated_list1},
    sequence::{delimited, preceded},
};

use super::{
    GrammarError,
    syntax::{Entry, Field, FrameDefinition, Name, Pattern, PatternDefinition, Record, Role, Spanned, Statement, Words},
};
use crate::span::Span;

/// What nom carries: the rest of the file; places are found by subtracting lengths.
type Input<'a> = &'a str;

/// What was expected, and how much of the file was left where it was not found.
#[derive(Debug)]
struct Expected {
    left: usize,
    what: &'static str,
}

impl<'a> nom::error::ParseError<Input<'a>> for Expected {
    fn from_error_kind(input: Input<'a>, _: nom::error::ErrorKind) -> Self {
        Self { left: input.len(), what: "something else" }
    }

    fn append(_: Input<'a>, _: nom::error::ErrorKind, other: Self) -> Self {
        other
    }

    fn or(self, other: Self) -> Self {
        if other.left <= self.left { other } else { self }
    }
}

type Parsed<'a, T> = IResult<Input<'a>, T, Expected>;

/// Gives a parser's failure a name, unless it came further than its start.
fn expect<'a, T>(what: &'static str, mut parser: impl FnMut(Input<'a>) -> Parsed<'a, T>) -> impl FnMut(Input<'a>) -> Parsed<'a, T> {
    move |input| parser(input).map_err(|error| error.map(|e| if e.left == input.len() { Expected { left: input.len(), what } } else { e }))
}

/// As [`expect`], and no alternative is tried any more.
fn must<'a, T>(what: &'static str, parser: impl FnMut(Input<'a>) -> Parsed<'a, T>) -> impl FnMut(Input<'a>) -> Parsed<'a, T> {
    let mut named = expect(what, parser);
    move |input| {
        named(input).map_err(|error| match error {
            nom::Err::Error(e) => nom::Err::Failure(e),
            other => other,
        })
    }
}

/// White space and comments.
fn space(input: Input<'_>) -> Parsed<'_, ()> {
    let comment = recognize((char('#'), take_while(|c| c != '\n')));
    value((), many0(alt((take_while1(char::is_whitespace), comment)))).parse(input)
}

/// White space and comments that stay on the line.
fn inline_space(input: Input<'_>) -> Parsed<'_, ()> {
    value((), take_while(|c: char| c.is_whitespace() && c != '\n')).parse(input)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '\'' | '.' | '&' | '/' | '_' | '’')
}

/// Reads `parser` and notes how much was left before and behind it; places are made of that at the end of the file.
fn spanned<'a, T>(total: usize, mut parser: impl FnMut(Input<'a>) -> Parsed<'a, T>) -> impl FnMut(Input<'a>) -> Parsed<'a, Spanned<T>> {
    move |input| {
        let (rest, value) = parser(input)?;
        Ok((rest, Spanned { value, span: Span::new(total - input.len(), total - rest.len()) }))
    }
}

/// What stands between straight marks; `\"` and `\\` stand for themselves.
fn quoted(input: Input<'_>) -> Parsed<'_, String> {
    let (mut rest, _) = char('"')(input)?;
    let mut out = String::new();
    loop {
        let mut chars = rest.char_indices();
        match chars.next() {
            Some((_, '"')) => return Ok((&rest[1..], out)),
            Some((_, '\\')) => {
                let Some((at, c)) = chars.next() else { break };
                out.push(c);
                rest = &rest[at + c.len_utf8()..];
            }
            Some((_, '\n')) | None => break,
            Some((_, c)) => {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    Err(nom::Err::Failure(Expected { left: rest.len(), what: "a closing quote mark on the same line" }))
}

/// A string in straight marks.
fn string(total: usize) -> impl Fn(Input<'_>) -> Parsed<'_, Name> {
    move |input| expect("a string in straight quote marks", spanned(total, quoted))(input)
}

/// A name: lower-case words joined by `-` and `.`.
fn name(total: usize) -> impl Fn(Input<'_>) -> Parsed<'_, Name> {
    move |input| {
        let inner = |input| {
            let (rest, text): (_, &str) =
                take_while1(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))(input)?;
            Ok((rest, text.to_owned()))
        };
        expect("a name (lower-case letters, digits, `-`, `.`)", spanned(total, inner))(input)
    }
}

fn bare(total: usize) -> impl Fn(Input<'_>) -> Parsed<'_, Name> {
    move |input| {
        let inner = |input| {
            let (rest, text): (_, &str) = take_while1(is_word)(input)?;
            Ok((rest, text.to_owned()))
        };
        expect("a word", spanned(total, inner))(input)
    }
}

/// An entry of a word list.
fn entry(total: usize) -> impl Fn(Input<'_>) -> Parsed<'_, Entry> {
    move |input| {
        let word =
            |input| alt((|i| string(total)(i).map(|(r, n)| (r, n.value)), |i| bare(total)(i).map(|(r, n)| (r, n.value)))).parse(input);
        let mut words_on_line = many1(delimited(inline_space, word, inline_space));
        let (rest, words) = expect("an entry", |i| words_on_line.parse(i))(input)?;
        let behind_words = rest;
        let (rest, forms) =
            opt(preceded(char(':'), |i| must("irregular forms", |i| many1(delimited(inline_space, word, inline_space)).parse(i))(i)))
                .parse(rest)?;
        let end = if forms.is_some() { rest } else { behind_words };
        let span = Span::new(total - input.len(), total - end.len());
        Ok((rest, Entry { words, forms: forms.unwrap_or_default(), span }))
    }
}

fn words_statement(total: usize, overrides: bool) -> impl Fn(Input<'_>) -> Parsed<'_, Statement> {
    move |input| {
        let (rest, _) = (tag("words"), space).parse(input)?;
        let (rest, list_name) = must("the name of the list", name(total))(rest)?;
        let (rest, ()) = space(rest)?;
        let attribute = |input| {
            let (rest, key) = name(total)(input)?;
            let (rest, _) = must("`=` behind the attribute", |i| char('=').parse(i))(rest)?;
            let (rest, values) = must("a value", |i| separated_list1(char(','), name(total)).parse(i))(rest)?;
            let (rest, ()) = space(rest)?;
            Ok((rest, (key, values)))
        };
        let (rest, attributes) = opt(preceded((char(':'), space), many1(attribute))).parse(rest)?;
        let (rest, _) = must("`{`", |i| char('{').parse(i))(rest)?;
        let separator =
            |input| value((), many1(alt((value((), one_of(",\n \t\r")), value((), (char('#'), take_while(|c| c != '\n'))))))).parse(input);
        let (rest, _) = opt(separator).parse(rest)?;
        let mut entries = Vec::new();
        let mut rest = rest;
        loop {
            if let Some(behind) = rest.strip_prefix('}') {
                rest = behind;
                break;
            }
            let (after, one) = must("an entry or `}`", entry(total))(rest)?;
            entries.push(one);
            let (after, _) = opt(separator).parse(after)?;
            rest = after;
        }
        Ok((rest, Statement::Words(Words { name: list_name, overrides, attributes: attributes.unwrap_or_default(), entries })))
    }
}

fn record(total: usize, keyword: &'static str, overrides: bool) -> impl Fn(Input<'_>) -> Parsed<'_, Record> {
    move |input| {
        let (rest, _) = (tag(keyword), space).parse(input)?;
        let (rest, record_name) = must("the name in straight quote marks", string(total))(rest)?;
        let (rest, _) = (space, |i| must("`{`", |i| char('{').parse(i))(i), space).parse(rest)?;
        let mut fields = Vec::new();
        let mut rest = rest;
        loop {
            if let Some(behind) = rest.strip_prefix('}') {
                rest = behind;
                break;
            }
            let (after, key) = must("a field or `}`", name(total))(rest)?;
            let (after, ()) = inline_space(after)?;
            let one = |input| alt((string(total), bare(total))).parse(input);
            let comma = |input| value((), (inline_space, char(','), space)).parse(input);
            let (after, values) = must("a value", |i| separated_list1(comma, one).parse(i))(after)?;
            let (after, ()) = space(after)?;
            // One-line records part their fields by semicolons.
            let (after, _) = opt((char(';'), space)).parse(after)?;
            fields.push(Field { key, values });
            rest = after;
        }
        Ok((rest, Record { name: record_name, overrides, fields }))
    }
}

/// Alternatives of sequences.
fn pattern(total: usize, input: Input<'_>) -> Parsed<'_, Pattern> {
    let sequence = |input| {
        let (rest, mut items) = many1(delimited(space, |i| item(total, i), space)).parse(input)?;
        Ok((rest, if items.len() == 1 { items.remove(0) } else { Pattern::Sequence(items) }))
    };
    let (rest, mut branches) = separated_list1(char('|'), sequence).parse(input)?;
    Ok((rest, if branches.len() == 1 { branches.remove(0) } else { Pattern::Either(branches) }))
}

/// One item of a pattern with what stands around it: `!`, a role, `?`, `*`, `+`.
fn item(total: usize, input: Input<'_>) -> Parsed<'_, Pattern> {
    if let Some(rest) = input.strip_prefix('!') {
        let (rest, inner) = must("a pattern behind `!`", |i| item(total, i))(rest)?;
        return Ok((rest, Pattern::Not(Box::new(inner))));
    }
    for (word, role) in Role::ALL {
        if let Some(rest) = input.strip_prefix(word).and_then(|r| r.strip_prefix(':')) {
            let (rest, inner) = must("a pattern behind the role", |i| item(total, i))(rest)?;
            // A repetition sign belongs to the part with its role, not to what is inside.
            return Ok((
                rest,
                match inner {
                    Pattern::Repeat { inner, least, most } => Pattern::Repeat { inner: Box::new(Pattern::Role(role, inner)), least, most },
                    inner => Pattern::Role(role, Box::new(inner)),
                },
            ));
        }
    }
    let (rest, inner) = expect("a pattern", |i| atom(total, i))(input)?;
    let repeated = |least, most, rest| Ok((rest, Pattern::Repeat { inner: Box::new(inner.clone()), least, most }));
    match rest.bytes().next() {
        Some(b'?') => repeated(0, 1, &rest[1..]),
        Some(b'*') => repeated(0, u8::MAX, &rest[1..]),
        Some(b'+') => repeated(1, u8::MAX, &rest[1..]),
        Some(b'{') if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => {
            let number = |input| {
                let (rest, digits): (_, &str) = digit1(input)?;
                digits
                    .parse::<u8>()
                    .map(|n| (rest, n))
                    .map_err(|_| nom::Err::Failure(Expected { left: input.len(), what: "a number up to 255" }))
            };
            let (rest, (least, _, most)) = must("a repetition such as `{1,3}`", |i| (number, char(','), number).parse(i))(&rest[1..])?;
            let (rest, _) = must("`}`", |i| char('}').parse(i))(rest)?;
            repeated(least, most, rest)
        }
        _ => Ok((rest, inner)),
    }
}

fn atom(total: usize, input: Input<'_>) -> Parsed<'_, Pattern> {
    let group = |input| {
        let (rest, _) = char('(')(input)?;
        let (rest, inner) = must("a pattern", |i| pattern(total, i))(rest)?;
        let (rest, _) = must("`)`", |i| char(')').parse(i))(rest)?;
        Ok((rest, inner))
    };
    let literal = |input| {
        let inner = |input| {
            let (rest, text): (_, &str) = delimited(char('\''), take_while1(|c| c != '\'' && c != '\n'), char('\'')).parse(input)?;
            Ok((rest, text.to_owned()))
        };
        let (rest, text) = spanned(total, inner)(input)?;
        Ok((rest, Pattern::Literal(text)))
    };
    let list = |input| {
        let (rest, _) = char('@')(input)?;
        let (rest, list) = must("the name of a list", name(total))(rest)?;
        Ok((rest, Pattern::List(list)))
    };
    let builtin = |input| {
        let inner = |input| {
            let (rest, text): (_, &str) = take_while1(|c: char| c.is_ascii_uppercase() || c == '-')(input)?;
            Ok((rest, text.to_owned()))
        };
        let (rest, word) = spanned(total, inner)(input)?;
        let flags = |input| {
            delimited(char('['), many1(delimited(space, name(total), space)), |i| must("`]`", |i| char(']').parse(i))(i)).parse(input)
        };
        let (rest, flags) = opt(flags).parse(rest)?;
        Ok((rest, Pattern::Builtin(word, flags.unwrap_or_default())))
    };
    let reference = |input| name(total)(input).map(|(rest, n)| (rest, Pattern::Reference(n)));
    alt((group, literal, list, builtin, reference)).parse(input)
}

fn pattern_statement(total: usize, overrides: bool) -> impl Fn(Input<'_>) -> Parsed<'_, Statement> {
    move |input| {
        let (rest, _) = (tag("pattern"), space).parse(input)?;
        let (rest, pattern_name) = must("the name of the pattern", name(total))(rest)?;
        let (rest, _) = (space, |i| must("`=`", |i| char('=').parse(i))(i), space).parse(rest)?;
        let (rest, tree) = must("a pattern", |i| pattern_to_line_end(total, i))(rest)?;
        Ok((rest, Statement::Pattern(PatternDefinition { name: pattern_name, overrides, pattern: tree })))
    }
}

/// A pattern that a statement or field consists of: it ends where its line ends, unless a bracket is open or the line ends in `|`.
fn pattern_to_line_end(total: usize, input: Input<'_>) -> Parsed<'_, Pattern> {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut comment = false;
    let mut last = ' ';
    let mut end = input.len();
    for (at, c) in input.char_indices() {
        match c {
            '\n' if depth == 0 && last != '|' => {
                end = at;
                break;
            }
            '\n' => (comment, quoted) = (false, false),
            _ if comment => {}
            '\'' => quoted = !quoted,
            '#' if !quoted => comment = true,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if !comment && !c.is_whitespace() {
            last = c;
        }
    }
    // Places are counted from the end, so what the pattern parser does not see is taken off the total.
    let behind = input.len() - end;
    let (rest, tree) = pattern(total - behind, &input[..end]).map_err(|e| e.map(|e| Expected { left: e.left + behind, what: e.what }))?;
    if rest.is_empty() {
        Ok((&input[end..], tree))
    } else {
        Err(nom::Err::Failure(Expected { left: rest.len() + input.len() - end, what: "the rest of a pattern" }))
    }
}

fn frame_statement(total: usize, overrides: bool) -> impl Fn(Input<'_>) -> Parsed<'_, Statement> {
    move |input| {
        let (rest, _) = (tag("frame"), space).parse(input)?;
        let (rest, frame_name) = must("the name of the frame", name(total))(rest)?;
        let (rest, ()) = space(rest)?;
        let (rest, doc) = must("what the frame is, in straight quote marks", string(total))(rest)?;
        let (rest, _) = (space, |i| must("`{`", |i| char('{').parse(i))(i), space).parse(rest)?;
        let mut frame = FrameDefinition {
            name: frame_name,
            doc,
            overrides,
            priority: None,
            patterns: Vec::new(),
            accept: Vec::new(),
            refuse: Vec::new(),
        };
        let mut rest = rest;
        loop {
            if let Some(behind) = rest.strip_prefix('}') {
                return Ok((behind, Statement::Frame(frame)));
            }
            let (after, field) = must("`priority`, `match`, `accept`, `refuse` or `}`", name(total))(rest)?;
            let (after, ()) = inline_space(after)?;
            rest = match field.value.as_str() {
                "priority" => {
                    let number = |input| {
                        let (rest, digits): (_, &str) = digit1(input)?;
                        match digits.parse::<u8>() {
                            Ok(n) if n <= 100 => Ok((rest, n)),
                            _ => Err(nom::Err::Failure(Expected { left: input.len(), what: "a number from 0 to 100" })),
                        }
                    };
                    let (after, n) = must("a number from 0 to 100", spanned(total, number))(after)?;
                    frame.priority = Some((n.value, n.span));
                    after
                }
                "match" => {
                    let (after, tree) = must("a pattern", |i| pattern_to_line_end(total, i))(after)?;
                    frame.patterns.push(tree);
                    after
                }
                "accept" | "refuse" => {
                    let (after, example) = must("an example in straight quote marks", string(total))(after)?;
                    if field.value == "accept" {
                        frame.accept.push(example)
                    } else {
                        frame.refuse.push(example)
                    }
                    after
                }
                _ => return Err(nom::Err::Failure(Expected { left: rest.len(), what: "`priority`, `match`, `accept`, `refuse` or `}`" })),
            };
            rest = space(rest)?.0;
        }
    }
}

fn statement(total: usize, input: Input<'_>) -> Parsed<'_, Statement> {
    let (rest, overriding) = opt((tag("override"), space)).parse(input)?;
    let overrides = overriding.is_some();
    let what = "`words`, `outlet`, `country`, `pattern` or `frame`";
    expect(what, |i| {
        alt((
            words_statement(total, overrides),
            |i| record(total, "outlet", overrides)(i).map(|(r, v)| (r, Statement::Outlet(v))),
            |i| record(total, "country", overrides)(i).map(|(r, v)| (r, Statement::Country(v))),
            pattern_statement(total, overrides),
            frame_statement(total, overrides),
        ))
        .parse(i)
    })(rest)
}

/// Where the next statement starts behind byte `from`: a line that begins with a keyword at its very start.
fn next_statement(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(line_end) = text[at..].find('\n') {
        at += line_end + 1;
        let starts = |word: &str| text[at..].strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t']));
        if ["words", "outlet", "country", "pattern", "frame", "override"].into_iter().any(starts) {
            return at;
        }
    }
    text.len()
}

/// Reads a grammar file whole.
///
/// Returns the statements that could be read, and an error for each that could not; `file` names the file in errors.
#[must_use]
pub fn parse(file: &str, text: &str) -> (Vec<Statement>, Vec<GrammarError>) {
    let mut statements = Vec::new();
    let mut errors = Vec::new();
    let total = text.len();
    let mut rest = text;
    loop {
        if let Ok((after, ())) = space(rest) {
            rest = after;
        }
        if rest.is_empty() {
            break;
        }
        match statement(total, rest) {
            Ok((after, one)) => {
                statements.push(one);
                rest = after;
            }
            Err(error) => {
                let (left, what) = match error {
                    nom::Err::Error(e) | nom::Err::Failure(e) => (e.left, e.what),
                    nom::Err::Incomplete(_) => (0, "more text"),
                };
                let at = total - left.min(total);
                let end = text[at..].find(char::is_whitespace).map_or(total, |n| at + n.max(1));
                let end = (at..=end).rev().find(|&e| text.is_char_boundary(e)).unwrap_or(at);
                errors.push(GrammarError::new(file, text, Span::new(at, end.max(at)), format!("expected {what}")));
                rest = &text[next_statement(text, at.max(total - rest.len()))..];
            }
        }
    }
    (statements, errors)
}
