//! Findings into text for people, each with its words marked in their lines (by annotate-snippets).

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::findings::{Printed, Summary};
use crate::check::Severity;

/// How the terminal takes text.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns.
    pub width: usize,
    /// Whether it shows colours.
    pub colour: bool,
}

/// The findings of an article whose text as it came is `original`.
#[must_use]
pub fn text(findings: &[Printed], original: &str, look: Look) -> String {
    let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() }.term_width(look.width);
    let mut out = String::new();
    for finding in findings {
        let level = match finding.severity {
            Severity::Info => Level::INFO,
            Severity::Warning => Level::WARNING,
            Severity::Error => Level::ERROR,
        };
        let title = level.primary_title(format!("{} ({})", finding.message, finding.name)).id(finding.code);
        let mut group = Group::with_title(title);
        if finding.has_place() {
            // Only the lines that the finding stands in; the renderer would count through the whole article for each.
            let (start, end) = (finding.span.start as usize, finding.span.end as usize);
            let from = original[..start].rfind('\n').map_or(0, |at| at + 1);
            let to = original[end..].find('\n').map_or(original.len(), |at| end + at);
            let marked = AnnotationKind::Primary.span(start - from..end - from).label(finding.why);
            let snippet = Snippet::source(&original[from..to]).line_start(finding.line).path(&finding.path).annotation(marked);
            group = group.element(snippet);
        } else {
            group = group.element(annotate_snippets::Origin::path(&finding.path)).element(Level::NOTE.message(finding.why));
        }
        out += &renderer.render(&[group.element(Level::HELP.message(finding.help))]).to_string();
        out += "\n\n";
    }
    out
}

/// The last line: how many findings there were; nothing where there were none.
#[must_use]
pub fn closing(summary: Summary) -> String {
    let Summary { findings, errors, warnings, infos, articles, safe_fixes, unsafe_fixes } = summary;
    if findings == 0 {
        return String::new();
    }
    let fixes = match (safe_fixes, unsafe_fixes) {
        (0, 0) => String::new(),
        (safe, 0) => format!("{safe} can be mended with --fix\n"),
        (0, risky) => format!("{risky} can be mended with --fix --unsafe-fixes\n"),
        (safe, risky) => format!("{safe} can be mended with --fix, {risky} more with --fix --unsafe-fixes\n"),
    };
    format!("{findings} findings in {articles} articles: {errors} errors, {warnings} warnings, {infos} infos\n{fixes}")
}
