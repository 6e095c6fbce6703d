//! Claims and sources of articles, printed as tables, JSON and graphs.

use std::io::{self, Write};

use clap::{Args, ValueEnum};
use sayso::report::{graph::Graph, json, table};

use super::{
    Array,
    input::{self, Input},
    line,
};

/// How claims and sources are printed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum OutputFormat {
    /// A table for people.
    Table,
    /// One JSON array.
    Json,
    /// One JSON object a line for each article.
    Jsonl,
}

/// The language of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphForm {
    /// The language of Graphviz.
    Dot,
    /// A Mermaid flowchart.
    Mermaid,
    /// One JSON object a line for each article: nodes and edges.
    Json,
}

/// How claims and sources are printed, and whether with reasons.
#[derive(Debug, Clone, Copy, Args)]
pub struct Form {
    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    pub format: OutputFormat,
    /// Tell why each claim exists, and how its source was found.
    #[arg(long)]
    pub explain: bool,
}

/// What of an article is printed.
#[derive(Debug, Clone, Copy)]
pub enum View {
    /// Its claims.
    Claims(Form),
    /// Its sources.
    Sources(Form),
    /// The way of its claims.
    Graph(GraphForm),
}

/// How printed articles are put one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// As they are.
    Nothing,
    /// An empty line between.
    Line,
    /// One JSON array.
    Array,
}

impl View {
    fn joint(self) -> Joint {
        match self {
            Self::Claims(form) | Self::Sources(form) => match form.format {
                OutputFormat::Table => Joint::Line,
                OutputFormat::Json => Joint::Array,
                OutputFormat::Jsonl => Joint::Nothing,
            },
            Self::Graph(GraphForm::Dot | GraphForm::Mermaid) => Joint::Line,
            Self::Graph(GraphForm::Json) => Joint::Nothing,
        }
    }

    fn render(self, article: &json::Article, width: usize) -> String {
        match self {
            Self::Graph(GraphForm::Dot) => Graph::new(article).dot(),
            Self::Graph(GraphForm::Mermaid) => Graph::new(article).mermaid(),
            Self::Graph(GraphForm::Json) => line(&Graph::new(article)),
            Self::Sources(Form { format: OutputFormat::Table, .. }) => table::sources(article, width),
            Self::Claims(Form { format: OutputFormat::Table, .. }) => table::claims(article, width),
            Self::Claims(_) | Self::Sources(_) => line(article),
        }
    }
}

/// Prints a view of every article; tells whether one of them failed.
///
/// # Errors
/// When the grammar has errors, or nothing can be printed.
pub fn print(input: &Input, view: View) -> io::Result<bool> {
    let grammar = input::load(&input.grammar, &input.judge)?;
    let width = super::width();
    let mut out = io::BufWriter::new(io::stdout());
    let explain = matches!(view, View::Claims(form) | View::Sources(form) if form.explain);
    let options = json::Options { unit: input.offsets.into(), explain };
    let joint = view.joint();
    let mut array = Array::default();
    let mut first = true;
    let failed = input::each(
        input,
        |item| {
            let analysis = item.analyse(grammar);
            view.render(&json::article(&analysis, &item.text, grammar, &item.id, item.path.as_deref(), options), width)
        },
        |one| {
            if one.is_empty() {
                return Ok(());
            }
            match joint {
                Joint::Line if !first => write!(out, "\n{one}")?,
                Joint::Nothing | Joint::Line => write!(out, "{one}")?,
                Joint::Array => array.add(&mut out, &one)?,
            }
            first = false;
            Ok(())
        },
    )?;
    if joint == Joint::Array {
        array.close(&mut out)?;
    }
    out.flush()?;
    Ok(failed)
}
