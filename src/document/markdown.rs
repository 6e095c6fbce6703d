//! Markdown into blocks: the reading text is what a reader would see, with a map back to the original.
//!
//! Invariant: what a reader does not see as prose (code, HTML, pictures, footnotes) is not in the reading text; of front matter only
//! title and byline are, which readers see at the head of the page.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use super::{BlockKind, Document, Metadata, reading::ReadingText};
use crate::grammar::FurnitureWords;

/// Reads Markdown.
#[must_use]
pub fn read<'a>(text: &'a str, given: Metadata, words: &FurnitureWords) -> Document<'a> {
    // Curly quotes are not made: the words are to stay the author's, byte for byte.
    let options = Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut reader = Reader::new(text);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(&event, range);
    }
    reader.finish(given, words)
}

struct Reader<'a> {
    reading: ReadingText<'a>,
    metadata: Metadata,
    /// Depth of what is passed over.
    hidden: usize,
    front_matter: bool,
    /// The title of the front matter among the units.
    title: Option<usize>,
    has_headline: bool,
    /// Whether the first heading is of the first level.
    has_main_heading: bool,
}

impl<'a> Reader<'a> {
    fn new(original: &'a str) -> Self {
        Self {
            reading: ReadingText::new(original),
            metadata: Metadata::default(),
            hidden: 0,
            front_matter: false,
            title: None,
            has_headline: false,
            has_main_heading: false,
        }
    }

    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            Event::Text(_) if self.front_matter => self.read_front_matter(range),
            Event::Text(words) if self.hidden == 0 => self.words(words, range),
            Event::SoftBreak | Event::HardBreak if self.hidden == 0 => self.reading.line_break(range),
            // A break in HTML parts words as one in Markdown does.
            Event::InlineHtml(tag) if self.hidden == 0 && tag.get(..3).is_some_and(|t| t.eq_ignore_ascii_case("<br")) => {
                self.reading.line_break(range)
            }
            Event::Rule => self.reading.close(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::MetadataBlock(MetadataBlockKind::YamlStyle) => self.front_matter = true,
            Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::FootnoteDefinition(_) | Tag::Table(_) | Tag::MetadataBlock(_) => {
                self.reading.close();
                self.hidden += 1;
            }
            Tag::Image { .. } => self.hidden += 1,
            Tag::Heading { level, .. } => {
                self.reading.close();
                let kind = if self.has_headline { BlockKind::Subhead } else { BlockKind::Headline };
                self.has_main_heading |= self.hidden == 0 && !self.has_headline && *level == HeadingLevel::H1;
                self.has_headline |= self.hidden == 0;
                self.reading.around.push(kind);
            }
            Tag::BlockQuote(_) => {
                self.reading.close();
                self.reading.around.push(BlockKind::BlockQuote);
            }
            Tag::Item => {
                self.reading.close();
                self.reading.around.push(BlockKind::ListItem);
            }
            Tag::Link { dest_url, .. } if self.hidden == 0 => {
                self.reading.open_link(dest_url.to_string());
            }
            Tag::Paragraph | Tag::List(_) => self.reading.close(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::MetadataBlock(MetadataBlockKind::YamlStyle) => self.front_matter = false,
            TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::Table
            | TagEnd::MetadataBlock(_)
            | TagEnd::Image => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            TagEnd::Heading(_) | TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.reading.close();
                self.reading.around.pop();
            }
            TagEnd::Link if self.hidden == 0 => self.reading.close_link(),
            TagEnd::Paragraph | TagEnd::List(_) => self.reading.close(),
            _ => {}
        }
    }

    fn words(&mut self, words: &str, range: Range<usize>) {
        if words.is_empty() {
            return;
        }
        self.reading.open();
        let original = &self.reading.original()[range.clone()];
        // An escape's range may begin at its backslash; the words are then the range's end.
        if original == words {
            self.reading.segment(words, range);
        } else if let Some(escape) = original.strip_suffix(words).filter(|e| *e == "\\") {
            let split = words.chars().next().map_or(words.len(), char::len_utf8);
            let at = range.start + escape.len() + split;
            self.reading.segment(&words[..split], range.start..at);
            self.reading.segment(&words[split..], at..range.end);
        } else {
            self.reading.segment(words, range);
        }
    }

    /// Simple `key: value` lines; front matter that says more is not misread, only passed over.
    fn read_front_matter(&mut self, range: Range<usize>) {
        let original = self.reading.original();
        for line in original[range].lines().filter(|l| !l.starts_with([' ', '\t', '#', '-'])) {
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            let bare = ['"', '\''].iter().find_map(|&q| value.strip_prefix(q)?.strip_suffix(q)).unwrap_or(value);
            // A list, a block or an anchor is no simple value.
            if bare.is_empty() || bare.len() == value.len() && value.starts_with(['[', '{', '|', '>', '&', '*']) {
                continue;
            }
            let (is_title, is_byline, slot) = match key.trim().to_ascii_lowercase().as_str() {
                "title" | "headline" => (true, false, &mut self.metadata.title),
                "author" | "byline" | "authors" => (false, true, &mut self.metadata.byline),
                "outlet" | "source" | "publication" | "publisher" => (false, false, &mut self.metadata.outlet),
                "url" | "link" | "canonical" => (false, false, &mut self.metadata.url),
                "date" | "published" => (false, false, &mut self.metadata.date),
                _ => continue,
            };
            if slot.is_some() {
                continue;
            }
            *slot = Some(bare.to_owned());
            if is_title || is_byline {
                let start = bare.as_ptr() as usize - original.as_ptr() as usize;
                self.reading.open();
                self.reading.segment(bare, start..start + bare.len());
                self.title = self.title.or(is_title.then_some(self.reading.units.len()));
                self.reading.close();
            }
        }
    }

    /// Leaves one headline: a heading of the first level, else the title of the front matter, else the first heading.
    fn choose_headline(&mut self) {
        let Some(title) = self.title else { return };
        if self.has_main_heading {
            self.reading.units.remove(title);
            return;
        }
        for unit in self.reading.units.iter_mut().filter(|u| u.given == Some(BlockKind::Headline)) {
            unit.given = Some(BlockKind::Subhead);
        }
        self.reading.units[title].given = Some(BlockKind::Headline);
        self.has_headline = true;
    }

    fn finish(mut self, given: Metadata, words: &FurnitureWords) -> Document<'a> {
        self.reading.close();
        self.choose_headline();
        self.reading.finish(self.has_headline, given.or(self.metadata), words)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        furniture::tests::words,
        reading::tests::{checked, maps_back, place},
    };
    use super::*;

    fn check<'a>(text: &'a str, expected: &str) -> Document<'a> {
        checked(read(text, Metadata::default(), &words()), text, expected, 1)
    }

    #[test]
    fn drops_markup_and_keeps_the_place() {
        let text =
            "# Weir *holds*\n\nThe mayor said: \"It **held** &amp; will \\*hold\\*.\"\nNobody [objected](https://example.org/minutes).\n";
        let document = check(text, "Headline: Weir holds\nParagraph: The mayor said: \"It held & will *hold*.\"⏎Nobody objected.\n");
        let place = |words: &str| place(&document, text, words);
        assert_eq!(place("It held & will"), "It **held** &amp; will");
        assert_eq!(place("&"), "&amp;");
        assert_eq!(place("hold*."), "hold\\*.");
        assert_eq!(place("held"), "held");
        assert_eq!(place("Nobody objected"), "Nobody [objected");
        assert_eq!(
            (document.links[0].span.of(&document.text), document.links[0].url.as_str()),
            ("objected", "https://example.org/minutes")
        );
    }

    #[test]
    fn keeps_the_kinds_of_blocks() {
        check(
            "# Bridge shut\n\nThe bridge is shut.\n\n---\n\n## What is next\n\n> We wait.\n\n---\n\n- A ferry\n- A detour\n\n```\ncode\n```\n\n<div>html</div>\n\n![A picture](a.png) Done `code` here.[^1]\n\n[^1]: A note.\n",
            "Headline: Bridge shut\nParagraph: The bridge is shut.\nSubhead: What is next\nBlockQuote: We wait.\nListItem: A ferry\nListItem: A detour\nParagraph: Done  here.\n",
        );
    }

    #[test]
    fn reads_front_matter() {
        let document = check(
            "---\ntitle: \"Bridge: shut\"\nauthor: Jane Roe\ndate: 2024-05-01\ntags: [a, b]\nsource:\n  name: x\nurl: https://example.org/a\n---\n\nThe bridge is shut.\n",
            "Headline: Bridge: shut\n[Byline]: Jane Roe\nParagraph: The bridge is shut.\n",
        );
        let metadata = document.metadata;
        assert_eq!(metadata.title.as_deref(), Some("Bridge: shut"));
        assert_eq!(metadata.byline.as_deref(), Some("Jane Roe"));
        assert_eq!((metadata.date.as_deref(), metadata.url.as_deref()), (Some("2024-05-01"), Some("https://example.org/a")));
        assert_eq!(metadata.outlet, None);
        let front = "---\ntitle: Bridge shut\nauthor: Jane Roe\n---\n\n";
        check(
            &format!("{front}By Jane Roe\n\n## What next?\n\nNobody knows.\n"),
            "Headline: Bridge shut\n[Byline]: Jane Roe\n[Byline]: By Jane Roe\nSubhead: What next?\nParagraph: Nobody knows.\n",
        );
        check(
            &format!("{front}# Bridge closed\n\nNobody knows.\n"),
            "[Byline]: Jane Roe\nHeadline: Bridge closed\nParagraph: Nobody knows.\n",
        );
    }

    #[test]
    fn knows_furniture() {
        let document = check(
            "# Bridge shut\n\nBy Jane Roe\n\nOSLO (AFP) - The *bridge* is shut, the mayor said.\n\n**READ MORE:** [Ferries](https://example.org)\n",
            "Headline: Bridge shut\n[Byline]: By Jane Roe\n[Dateline]: OSLO (AFP) -\nParagraph: The bridge is shut, the mayor said.\n[RelatedLink]: READ MORE: Ferries\n",
        );
        assert_eq!(document.agency.map(|a| a.of(&document.text)), Some("AFP"));
    }

    #[test]
    fn odd_texts_are_read() {
        for text in
            ["", "\u{feff}", "---\n", "---\ntitle: x\n---\n", "> - > #\n", "\\", "&#0;&copy;\r\n\r\n*é", "[x](", "# \n\n#\ta\r\nb\rc"]
        {
            maps_back(&read(text, Metadata::default(), &words()), text);
        }
    }
}
