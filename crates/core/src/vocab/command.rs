//! Commands: every edit of a design as a value.
//!
//! A command carries configurations as JSON, so that it can be written in a design file (scale
//! steps, environments) and be made by a rule (fixes) without knowing a kind's type. `design`
//! applies it and gives every refusal.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::base::{Address, Point, Quantity};

use super::Access;

/// A component as it stands in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ComponentRecord {
    /// The lasting id.
    pub id: Address,
    /// The kind, such as `bucket`.
    pub kind: String,
    /// The name for people. *Default:* the kind's name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 120))]
    pub name: String,
    /// The container that it stands in. *Default:* the open canvas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Address>,
    /// Where it was put by hand. *Default:* the automatic layout decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Point>,
    /// A note for the reader.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 4000))]
    pub note: String,
    /// Implied line items that are switched off, by key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub off: Vec<String>,
    /// The kind's own settings; what is left out has its default.
    #[serde(default, skip_serializing_if = "is_empty_object")]
    pub config: Value,
}

fn is_empty_object(value: &Value) -> bool {
    value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty)
}

/// A connection as it stands in a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionRecord {
    /// The lasting id.
    pub id: Address,
    /// The component that acts.
    pub from: Address,
    /// The component that is acted on.
    pub to: Address,
    /// What the source does to the target. *Default:* connect.
    #[serde(default)]
    pub access: Access,
    /// The target's port. *Default:* the port that the target listens on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// What it is for, in a few words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 200))]
    pub purpose: String,
    /// Per cent of the source's requests and data that travel along it; above 100 when one request
    /// causes several. *Default:* 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = 10000), extend("x-unit" = "%"))]
    pub share: Option<Quantity>,
}

/// What a [`Command::Set`] writes to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A component's settings.
    Component(Address),
    /// A connection.
    Connection(Address),
    /// The design's own settings: name, region, budget, workload, guardrails, plan.
    Design,
}

/// One edit of a design.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Adds a component.
    Add(ComponentRecord),
    /// Removes a component, what stands in it, and their connections.
    Remove(Address),
    /// Puts a component into another container, or on the open canvas.
    Move {
        /// Which component.
        id: Address,
        /// The new container; nothing for the open canvas.
        into: Option<Address>,
    },
    /// Puts a component to a place on the canvas, or gives it back to the automatic layout.
    Place {
        /// Which component.
        id: Address,
        /// The new position.
        at: Option<Point>,
    },
    /// Gives a component another name. Its id stays.
    Rename {
        /// Which component.
        id: Address,
        /// The new name.
        name: String,
    },
    /// Writes one setting.
    Set {
        /// Whose setting.
        on: Target,
        /// The setting's name; dots lead into nested settings (`budget.limit`).
        field: String,
        /// The new value; null gives the default back.
        value: Value,
    },
    /// Writes a component's note.
    Annotate {
        /// Which component.
        id: Address,
        /// The new note.
        note: String,
    },
    /// Switches an implied line item off, or on again.
    SwitchLine {
        /// Which component.
        id: Address,
        /// The line's key.
        line: String,
        /// Whether it counts.
        on: bool,
    },
    /// Adds a connection.
    Connect(ConnectionRecord),
    /// Removes a connection.
    Disconnect(Address),
}

impl Command {
    /// The edit in words: what is done, to which component or connection, and what comes of it.
    #[must_use]
    pub fn words(&self) -> (&'static str, String, String) {
        const MOST: usize = 60;
        match self {
            Self::Add(it) => ("add", it.id.to_string(), it.kind.replace('_', " ")),
            Self::Remove(id) => ("remove", id.to_string(), String::new()),
            Self::Move { id, into: Some(into) } => ("move", id.to_string(), format!("into {into}")),
            Self::Move { id, into: None } => ("move", id.to_string(), "the open canvas".to_owned()),
            Self::Place { id, at: Some(at) } => ("place", id.to_string(), format!("at {}, {}", at.x, at.y)),
            Self::Place { id, at: None } => ("place", id.to_string(), "automatically".to_owned()),
            Self::Rename { id, name } => ("rename", id.to_string(), format!("to {name:?}")),
            Self::Set { on, field, value } => {
                let of = match on {
                    Target::Component(id) | Target::Connection(id) => id.to_string(),
                    Target::Design => "design".to_owned(),
                };
                let value = value.to_string();
                let shown: String = value.chars().take(MOST).collect();
                let more = if shown.len() < value.len() { "…" } else { "" };
                ("set", of, format!("{field} to {shown}{more}"))
            }
            Self::Annotate { id, .. } => ("annotate", id.to_string(), String::new()),
            Self::SwitchLine { id, line, on: true } => ("switch on", id.to_string(), line.clone()),
            Self::SwitchLine { id, line, on: false } => ("switch off", id.to_string(), line.clone()),
            Self::Connect(it) => {
                ("connect", it.id.to_string(), format!("{} {} {}", it.from, it.access.word(), it.to))
            }
            Self::Disconnect(id) => ("disconnect", id.to_string(), String::new()),
        }
    }

    /// Writes one setting of a component.
    pub fn set(id: &Address, field: &str, value: impl Into<Value>) -> Self {
        Self::Set { on: Target::Component(id.clone()), field: field.to_owned(), value: value.into() }
    }
}
