//! Guardrails: what a design forbids or caps, until a step of the plan lifts it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A rule that the owner of the design set. It belongs to the base, and to each step of the plan
/// until one lifts it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Guardrail {
    /// The id by which a step lifts it.
    #[schemars(length(max = 60))]
    pub id: String,
    /// What it says, for people.
    #[schemars(length(max = 200))]
    pub title: String,
    /// What it limits.
    pub limit: Limit,
}

/// What a guardrail limits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Limit {
    /// No component of these kinds.
    Forbid(Vec<String>),
    /// At most so many components of a kind.
    AtMost {
        /// The kind.
        kind: String,
        /// How many.
        count: u32,
    },
    /// A setting of every component of a kind must have one of these values.
    Require {
        /// The kind.
        kind: String,
        /// The setting.
        field: String,
        /// The values that are allowed.
        values: Vec<Value>,
    },
}
