//! The way of claims as a graph: claims → sources → outlets → the article's agency and publisher.

use std::fmt::Write as _;

use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::Serialize;

use super::json::{Article, Link};
use crate::{grammar::EntityKind, outlet::Step};

/// What is drawn as a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NodeKind {
    /// A claim.
    Claim,
    /// Who makes or passes on claims.
    Source,
    /// An outlet.
    Outlet,
}

/// A point.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Node {
    /// The claim's or entity's key.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// The first words of a claim, or a name.
    pub label: String,
}

/// A line between two points.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Edge {
    /// Where it starts.
    pub from: String,
    /// Where it leads.
    pub to: String,
    /// What the link is.
    pub step: Step,
}

/// The graph of an article.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Graph {
    /// The article's id.
    pub id: String,
    /// Points: claims first, then entities in the order of the article.
    pub nodes: Vec<Node>,
    /// Lines, each once.
    pub edges: Vec<Edge>,
}

/// The most characters of a claim in its label.
const LABEL: usize = 48;

impl Graph {
    /// The graph of an article's claims and their chains.
    #[must_use]
    pub fn new(article: &Article) -> Self {
        let mut edges: Vec<Edge> = Vec::new();
        let mut known: FxHashSet<(String, String, &str)> = FxHashSet::default();
        let mut add = |from: &str, link: &Link| {
            if known.insert((from.to_owned(), link.entity.clone(), link.step.name())) {
                edges.push(Edge { from: from.to_owned(), to: link.entity.clone(), step: link.step });
            }
        };
        for claim in &article.claims {
            let mut from = claim.id.as_str();
            for link in &claim.chain {
                add(from, link);
                from = link.entity.as_str();
            }
        }
        let claims = article.claims.iter().map(|claim| {
            let words =
                claim.content.iter().map(|part| part.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(" … ");
            Node { id: claim.id.clone(), kind: NodeKind::Claim, label: shortened(&words) }
        });
        let linked: FxHashSet<&str> = edges.iter().map(|edge| edge.to.as_str()).collect();
        let entities = article.entities.iter().filter(|(key, _)| linked.contains(key.as_str())).map(|(key, entity)| {
            let kind = if entity.kind == EntityKind::Outlet { NodeKind::Outlet } else { NodeKind::Source };
            Node { id: key.clone(), kind, label: entity.name.clone() }
        });
        let nodes = claims.chain(entities).collect();
        Self { id: article.id.clone(), nodes, edges }
    }

    /// The graph in the language of Graphviz.
    #[must_use]
    pub fn dot(&self) -> String {
        let mut out = format!("digraph {} {{\n  rankdir=LR;\n", quoted(&self.id));
        for node in &self.nodes {
            let shape = match node.kind {
                NodeKind::Claim => "note",
                NodeKind::Source => "ellipse",
                NodeKind::Outlet => "box",
            };
            let _ = writeln!(out, "  {} [shape={shape}, label={}];", node.id, quoted(&node.label));
        }
        for edge in &self.edges {
            let _ = writeln!(out, "  {} -> {} [label={}];", edge.from, edge.to, quoted(edge.step.name()));
        }
        out + "}\n"
    }

    /// The graph as a Mermaid flowchart.
    #[must_use]
    pub fn mermaid(&self) -> String {
        let id = self.id.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut out = format!("%% {id}\nflowchart LR\n");
        for node in &self.nodes {
            let label = escaped(&node.label);
            let _ = match node.kind {
                NodeKind::Claim => writeln!(out, "  {}[\"{label}\"]", node.id),
                NodeKind::Source => writeln!(out, "  {}([\"{label}\"])", node.id),
                NodeKind::Outlet => writeln!(out, "  {}[[\"{label}\"]]", node.id),
            };
        }
        for edge in &self.edges {
            let _ = writeln!(out, "  {} -->|{}| {}", edge.from, edge.step.name(), edge.to);
        }
        out
    }
}

fn shortened(words: &str) -> String {
    match words.char_indices().nth(LABEL) {
        Some((at, _)) => format!("{}…", words[..at].trim_end()),
        None => words.to_owned(),
    }
}

/// A string of the Graphviz language.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text inside the quotation marks of Mermaid, which knows HTML's entities only.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('#', "&num;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_cannot_break_out() {
        let nodes = vec![Node { id: "c1".to_owned(), kind: NodeKind::Claim, label: "\"no\" \\ <b>".to_owned() }];
        let graph = Graph { id: "a\"b".to_owned(), nodes, edges: vec![] };
        assert_eq!(graph.dot(), "digraph \"a\\\"b\" {\n  rankdir=LR;\n  c1 [shape=note, label=\"\\\"no\\\" \\\\ <b>\"];\n}\n");
        assert_eq!(graph.mermaid(), "%% a\"b\nflowchart LR\n  c1[\"&quot;no&quot; \\ &lt;b&gt;\"]\n");
    }
}
