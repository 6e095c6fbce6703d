//! Findings into Checkstyle's XML, which Java's tools made the common tongue of many others.

use quick_xml::{
    Writer,
    events::{BytesEnd, BytesStart, Event},
};

use super::findings::Printed;

/// What stands before all articles.
pub const OPENING: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n";
/// What stands behind them.
pub const CLOSING: &str = "</checkstyle>\n";

/// A `file` element for each article among the findings.
#[must_use]
pub fn checkstyle(findings: &[Printed]) -> String {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    let mut write = |event: Event<'_>| out.write_event(event).expect("a vector takes all that is written to it");
    for article in findings.chunk_by(|a, b| a.path == b.path) {
        write(Event::Start(BytesStart::new("file").with_attributes([("name", legal(&article[0].path).as_str())])));
        for f in article {
            let (line, column) = (f.line.to_string(), f.column.to_string());
            let message = legal(&f.advice());
            let source = format!("sayso.{}", f.name);
            write(Event::Empty(BytesStart::new("error").with_attributes([
                ("line", line.as_str()),
                ("column", &column),
                ("severity", f.severity.name()),
                ("message", &message),
                ("source", &source),
            ])));
        }
        write(Event::End(BytesEnd::new("file")));
    }
    let mut text = String::from_utf8(out.into_inner()).expect("what is made of strings is UTF-8");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// A text for an attribute: XML has no way to write most control characters, and readers make a space of a line break.
fn legal(text: &str) -> String {
    text.replace(|c: char| c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'), " ")
}
