//! HTML into blocks: the reading text is what a reader of the article would see, with a map back to the original.
//!
//! Where the page has a `main` or an `article`, only the longest of these is read. Tags are read as the WHATWG standard has them; a tree is not
//! built, since blocks are all that counts.
//!
//! Invariant: what is no part of the article (scripts, menus, forms, pictures, tables, what is hidden) is not in the reading text.
//! Invariant: white space in a block is one space, as readers see it.

use std::ops::Range;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::{BlockKind, Document, Metadata, reading::ReadingText};
use crate::grammar::FurnitureWords;

/// What is passed over with all it holds.
const HIDDEN: [&str; 26] = [
    "aside", "audio", "button", "canvas", "dialog", "figure", "footer", "form", "head", "iframe", "map", "math", "menu", "nav", "noscript",
    "object", "picture", "script", "select", "style", "svg", "table", "template", "textarea", "title", "video",
];

/// Tags that begin and end a block.
const BLOCKS: [&str; 28] = [
    "address",
    "article",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "ul",
];

/// Tags without an end.
const VOID: [&str; 13] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Reads HTML.
#[must_use]
pub fn read<'a>(text: &'a str, given: Metadata, words: &FurnitureWords) -> Document<'a> {
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    // Without this a tag inside a script is a tag.
    emitter.naively_switch_states(true);
    let tokens: Vec<Token<usize>> = Tokenizer::new_with_emitter(text, emitter).map(|Ok(token)| token).collect();
    let article = article(&tokens, text.len());
    let has_main_heading =
        tokens.iter().any(|token| matches!(token, Token::StartTag(t) if *t.name == b"h1"[..] && article.contains(&t.span.start)));
    let mut reader = Reader {
        reading: ReadingText::new(text),
        metadata: Metadata::default(),
        page_title: None,
        hidden: Vec::new(),
        has_headline: false,
        has_main_heading,
        nested: Vec::new(),
        space: None,
    };
    for token in &tokens {
        reader.token(token, &article);
    }
    reader.finish(given, words)
}

/// The bytes of the longest `article`, or of a `main` that holds twice its words and more; of the whole text where there is neither.
fn article(tokens: &[Token<usize>], len: usize) -> Range<usize> {
    let mut open: Vec<(&[u8], usize, usize)> = Vec::new();
    let mut words = 0;
    let (mut article, mut main) = ((0, 0..len), (0, 0..len));
    let mut found = |name: &[u8], words: usize, range: Range<usize>| {
        let best = if name == b"main" { &mut main } else { &mut article };
        if words > best.0 {
            *best = (words, range);
        }
    };
    for token in tokens {
        match token {
            Token::StartTag(tag) if matches!(&tag.name[..], b"article" | b"main") => open.push((&tag.name, tag.span.start, words)),
            Token::EndTag(tag) => {
                if let Some(at) = open.iter().rposition(|(name, ..)| *name == &tag.name[..]) {
                    let (name, start, before) = open.swap_remove(at);
                    found(name, words - before, start..tag.span.end);
                }
            }
            Token::String(text) => words += text.value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count(),
            _ => {}
        }
    }
    // One that is never closed goes on to the end.
    for (name, start, before) in open {
        found(name, words - before, start..len);
    }
    if main.0 > 2 * article.0 { main.1 } else { article.1 }
}

struct Reader<'a> {
    reading: ReadingText<'a>,
    metadata: Metadata,
    /// The title of the page, which often names the site as well.
    page_title: Option<String>,
    /// The open tags from the first that is passed over, outermost first.
    hidden: Vec<Vec<u8>>,
    has_headline: bool,
    has_main_heading: bool,
    /// Open tags that say what the blocks in them are, and lists: how many such stood around.
    nested: Vec<(String, usize)>,
    /// White space that comes before the next words of the block.
    space: Option<Range<usize>>,
}

impl Reader<'_> {
    fn token(&mut self, token: &Token<usize>, article: &Range<usize>) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                let attribute = |name: &str| {
                    tag.attributes
                        .get(name.as_bytes())
                        .map(|value| String::from_utf8_lossy(&value.value).trim().to_owned())
                        .filter(|v| !v.is_empty())
                };
                self.describe(&name, attribute);
                // The end of the head may be left out: what cannot stand in it ends it.
                if self.hidden.first().is_some_and(|first| first == b"head") && BLOCKS.contains(&&*name) {
                    self.hidden.clear();
                }
                let void = tag.self_closing || VOID.contains(&&*name);
                let concealed =
                    tag.attributes.contains_key(&b"hidden"[..]) || attribute("aria-hidden").is_some_and(|value| value == "true");
                if !self.hidden.is_empty() || HIDDEN.contains(&&*name) || concealed {
                    if !void {
                        if self.hidden.is_empty() && name != "title" {
                            self.close();
                        }
                        self.hidden.push(tag.name.to_vec());
                    }
                } else if article.contains(&tag.span.start) {
                    self.start(&name, attribute("href"), tag.span.start..tag.span.end);
                }
            }
            Token::EndTag(tag) => {
                if let Some(at) = self.hidden.iter().rposition(|name| **name == *tag.name) {
                    self.hidden.truncate(at);
                } else if self.hidden.is_empty() && article.contains(&tag.span.start) {
                    self.end(&String::from_utf8_lossy(&tag.name));
                }
            }
            Token::String(text) => {
                let range = text.span.start..text.span.end;
                if self.hidden.last().is_some_and(|name| name == b"title") && self.page_title.is_none() {
                    self.page_title = Some(String::from_utf8_lossy(&text.value).split_whitespace().collect::<Vec<_>>().join(" "));
                } else if self.hidden.is_empty() && article.contains(&range.start) {
                    self.words(range);
                }
            }
            _ => {}
        }
    }

    /// What the head of the page tells of the article; the first word counts.
    fn describe(&mut self, name: &str, attribute: impl Fn(&str) -> Option<String>) {
        let (key, value) = match name {
            "meta" => (attribute("property").or_else(|| attribute("name")), attribute("content")),
            "link" => (attribute("rel"), attribute("href")),
            _ => return,
        };
        let (Some(key), Some(value)) = (key, value) else { return };
        let slot = match key.to_ascii_lowercase().as_str() {
            "og:title" => &mut self.metadata.title,
            "author" => &mut self.metadata.byline,
            "og:site_name" => &mut self.metadata.outlet,
            "canonical" | "og:url" => &mut self.metadata.url,
            "article:published_time" | "date" => &mut self.metadata.date,
            _ => return,
        };
        slot.get_or_insert(value);
    }

    fn start(&mut self, name: &str, href: Option<String>, range: Range<usize>) {
        match name {
            "br" => {
                self.space = None;
                self.reading.line_break(range);
            }
            "a" => {
                // The space before stands before the link.
                self.put_space();
                self.reading.open_link(href.unwrap_or_default());
            }
            _ if BLOCKS.contains(&name) => {
                self.close();
                // An item ends where the next begins.
                if name == "li" && self.nested.last().is_some_and(|(name, _)| name == "li") {
                    self.leave(self.nested.len() - 1);
                }
                let around = self.reading.around.len();
                let kind = self.kind(name);
                self.reading.around.extend(kind);
                if kind.is_some() || matches!(name, "ul" | "ol") {
                    self.nested.push((name.to_owned(), around));
                }
            }
            _ => {}
        }
    }

    /// What a tag says of the blocks it holds.
    fn kind(&mut self, name: &str) -> Option<BlockKind> {
        Some(match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let main = (name == "h1" || !self.has_main_heading) && !self.has_headline;
                self.has_headline |= main;
                if main { BlockKind::Headline } else { BlockKind::Subhead }
            }
            "blockquote" => BlockKind::BlockQuote,
            "li" => BlockKind::ListItem,
            _ => return None,
        })
    }

    fn end(&mut self, name: &str) {
        match name {
            "a" => self.reading.close_link(),
            _ if BLOCKS.contains(&name) => {
                self.close();
                if let Some(at) = self.nested.iter().rposition(|(open, _)| open == name) {
                    self.leave(at);
                }
            }
            _ => {}
        }
    }

    /// Ends the open tag with a number, and those inside it.
    fn leave(&mut self, at: usize) {
        self.reading.around.truncate(self.nested[at].1);
        self.nested.truncate(at);
    }

    fn close(&mut self) {
        self.space = None;
        self.reading.close();
    }

    fn put_space(&mut self) {
        if let Some(range) = self.space.take()
            && self.reading.opened().is_some_and(|words| !words.is_empty() && !words.ends_with('\n'))
        {
            self.reading.segment(" ", range);
        }
    }

    /// Words of a block as they stand in the original, at `range`: white space, references ("&amp;") and what is neither.
    fn words(&mut self, range: Range<usize>) {
        let original = self.reading.original();
        let mut at = range.start;
        while at < range.end {
            let rest = &original[at..range.end];
            let is_space = |c: char| c.is_ascii_whitespace();
            let len = match rest.as_bytes()[0] {
                b if b.is_ascii_whitespace() => {
                    let len = rest.find(|c| !is_space(c)).unwrap_or(rest.len());
                    let start = self.space.take().map_or(at, |before| before.start);
                    self.space = Some(start..at + len);
                    len
                }
                b'&' => {
                    let inner = rest[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '#').map_or(rest.len(), |end| end + 1);
                    let len = inner + usize::from(rest[inner..].starts_with(';'));
                    self.put(&decoded(&rest[..len]), at..at + len);
                    len
                }
                _ => {
                    let len = rest.find(|c| is_space(c) || c == '&').unwrap_or(rest.len());
                    self.put(&rest[..len], at..at + len);
                    len
                }
            };
            at += len;
        }
    }

    fn put(&mut self, words: &str, range: Range<usize>) {
        self.put_space();
        self.reading.open();
        self.reading.segment(words, range);
    }
}

impl<'a> Reader<'a> {
    fn finish(self, given: Metadata, words: &FurnitureWords) -> Document<'a> {
        let title = if self.has_headline { None } else { self.page_title };
        let metadata = given.or(self.metadata).or(Metadata { title, ..Metadata::default() });
        self.reading.finish(self.has_headline, metadata, words)
    }
}

/// What a reference stands for.
fn decoded(reference: &str) -> String {
    let mut words = Vec::new();
    for Ok(token) in Tokenizer::new(reference) {
        if let Token::String(text) = token {
            words.extend_from_slice(&text.value);
        }
    }
    String::from_utf8_lossy(&words).into_owned()
}

#[cfg(test)]
mod tests {
    use super::super::{
        furniture::tests::words,
        reading::tests::{checked, maps_back, place},
    };
    use super::*;
    use crate::document::Format;

    fn check<'a>(text: &'a str, expected: &str) -> Document<'a> {
        // A space may stand for a line break.
        checked(read(text, Metadata::default(), &words()), text, expected, 2)
    }

    #[test]
    fn drops_markup_and_keeps_the_place() {
        let text = "<h1>Weir <em>holds</em></h1>\n<p>The mayor\n   said: &ldquo;It <b>held</b> &amp; will hold.&rdquo;<br>\n Nobody\n <a href='https://example.org/minutes'>objected</a>.</p>";
        let document = check(text, "Headline: Weir holds\nParagraph: The mayor said: “It held & will hold.”⏎Nobody objected.\n");
        let place = |words: &str| place(&document, text, words);
        assert_eq!(place("mayor said"), "mayor\n   said");
        assert_eq!(place("“It held & will"), "&ldquo;It <b>held</b> &amp; will");
        assert_eq!(place("”"), "&rdquo;");
        assert_eq!(
            (document.links[0].span.of(&document.text), document.links[0].url.as_str()),
            ("objected", "https://example.org/minutes")
        );
    }

    #[test]
    fn keeps_the_kinds_of_blocks() {
        check(
            "<div><h1>Bridge shut</h1><p>The bridge is shut.<p>It is old.</p><hr><h2>What is next</h2><blockquote><p>We wait.</blockquote><ul><li>A ferry<li>A <i>detour</i></ul>Nobody knows.<table><tr><td>9</table></div>",
            "Headline: Bridge shut\nParagraph: The bridge is shut.\nParagraph: It is old.\nSubhead: What is next\nBlockQuote: We wait.\nListItem: A ferry\nListItem: A detour\nParagraph: Nobody knows.\n",
        );
    }

    #[test]
    fn reads_the_article_alone() {
        let page = "<!DOCTYPE html><html><head><title>Bridge shut | The Harbour Post</title><meta property='og:site_name' content='The Harbour Post'><meta name=author content='Jane Roe'><link rel=canonical href='https://example.org/a'><script>if (a < b) document.write('<p>no</p>')</script></head><body><nav><p>Home</p></nav><main><article><h1>Bridge shut</h1><p>By Jane Roe</p><p>The bridge is shut, the mayor said on Monday.</p><aside><p>Sign up</p></aside><p hidden>Secret</p></article><article><p>Ferry sails.</p></article></main><footer>All rights</footer></body></html>";
        let document =
            check(page, "Headline: Bridge shut\n[Byline]: By Jane Roe\nParagraph: The bridge is shut, the mayor said on Monday.\n");
        assert_eq!(document.metadata.outlet.as_deref(), Some("The Harbour Post"));
        assert_eq!(document.metadata.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(Format::of_text(page), Format::Html);
        check(
            "<!DOCTYPE html><head><title>Bridge</title><meta name=a><body><h1>Bridge shut</h1><p>It is old.",
            "Headline: Bridge shut\nParagraph: It is old.\n",
        );
    }

    #[test]
    fn odd_texts_are_read() {
        for text in [
            "",
            "<",
            "<p",
            "&",
            "&#0;&#xffffff;&copy é&notit;",
            "</p></li></article>",
            "<article><p>a",
            "<a><p>b</a></p>",
            "<!-- <p>",
            "<li>a<li>b</ul>c",
            "<script>",
        ] {
            maps_back(&read(text, Metadata::default(), &words()), text);
        }
    }
}
