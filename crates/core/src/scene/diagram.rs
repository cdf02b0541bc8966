//! What a picture shows, before anything has a place: the input of the scene.
//!
//! It knows nothing of services, prices or plans; an adapter turns a design, a step or a diff into it.

use crate::{
    base::{Address, Point},
    scene::color::Tint,
};

/// Nodes and edges to draw.
///
/// Whatever does not fit together is drawn as well as it can be: a node whose parent is unknown (or
/// its own descendant) stands at the top level, of two nodes with one id the first counts, and an
/// edge without both ends is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagram {
    /// The boxes, sorted by id.
    pub nodes: Vec<Node>,
    /// The lines between them, sorted by id.
    pub edges: Vec<Edge>,
    /// The picture that this one is to be compared with: what both have stays as it is there.
    /// *Default:* none.
    pub before: Option<Box<Diagram>>,
}

/// A box: one component, or a container of components.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The component's address.
    pub id: Address,
    /// The container that holds it. *Default:* none, it stands at the top level.
    pub parent: Option<Address>,
    /// The display name: the first line.
    pub title: String,
    /// What kind of thing it is: the second line.
    pub subtitle: String,
    /// A short figure such as the monthly cost, `$98.11`; may be empty.
    pub note: String,
    /// SVG path data on a 24 × 24 grid, drawn as a stroke of 1.5; may be empty.
    pub icon: &'static str,
    /// The colour of its family.
    pub tint: Tint,
    /// Whether it may hold others, even if it holds none now.
    pub is_container: bool,
    /// Where the user put it, or `None` to leave its place to the layout.
    ///
    /// Canvas units from its container's *anchor*: the place where that container's own upper left
    /// corner was put (at the top level, from the canvas' origin). So moving a container changes one
    /// number pair in the file and takes along all it holds. A child left of or above the anchor
    /// makes the container reach further, and moves neither the anchor nor the other children.
    pub position: Option<Point>,
    /// What a step or a diff does to it.
    pub mark: Option<Mark>,
    /// The worst finding about it.
    pub severity: Option<Severity>,
}

/// A line: one connection, from its source to its target.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// The connection's address.
    pub id: Address,
    /// The id of the node that it leaves.
    pub source: Address,
    /// The id of the node that it reaches, where the arrowhead is.
    pub target: Address,
    /// A few characters, such as `HTTPS 443`; may be empty.
    pub label: String,
    /// Whether it only supports: no traffic of the workload travels along it. Drawn lighter.
    pub is_supporting: bool,
    /// What a step or a diff does to it.
    pub mark: Option<Mark>,
    /// The worst finding about it.
    pub severity: Option<Severity>,
}

/// What a step or a diff does to a node or an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It is there only afterwards.
    Added,
    /// It is there before and afterwards, but not the same.
    Changed,
    /// It is there only before.
    Removed,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Info,
    /// It works, but should not stay so.
    Warning,
    /// It can't work, or must not be.
    Error,
}
