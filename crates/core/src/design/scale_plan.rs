//! The scale plan: how a design grows, step by step.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{base::Address, vocab::Command};

/// How a design grows: steps in order, each on top of the ones before.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScalePlan {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step of a scale plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The id on the command line and in hooks.
    pub id: Address,
    /// What it does, in a few words.
    #[schemars(length(max = 120))]
    pub title: String,
    /// When to take it.
    pub trigger: Trigger,
    /// What must hold before it can be taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub preconditions: Vec<Precondition>,
    /// The edits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commands: Vec<Command>,
    /// Ways to go on from there, of which one is chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The chosen way. *Default:* the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<Address>,
    /// Guardrails that it lifts, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lifts: Vec<String>,
    /// What can go wrong.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 1000))]
    pub risk: String,
    /// How long what is down.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 1000))]
    pub downtime: String,
    /// The way back.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 1000))]
    pub rollback: String,
}

/// When to take a step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Trigger {
    /// The reason in words, such as `availability is required`.
    #[schemars(length(max = 200))]
    pub when: String,
    /// What is measured, such as `EC2 memory used`.
    #[schemars(length(max = 120))]
    pub metric: String,
    /// The value that is crossed, with its unit.
    #[schemars(length(max = 60))]
    pub threshold: String,
    /// How long it has to stay beyond, in minutes.
    #[schemars(range(min = 0, max = 525_600), extend("x-unit" = "min"))]
    pub minutes: u32,
}

/// In words: the reason, then what is measured, and for how long.
impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.when)?;
        if self.metric.is_empty() {
            return Ok(());
        }
        let colon = if self.when.is_empty() { "" } else { ": " };
        write!(f, "{colon}{} beyond {}", self.metric, self.threshold)?;
        let (count, unit) = match self.minutes {
            0 => return Ok(()),
            it if it % 1440 == 0 => (it / 1440, "day"),
            it if it % 60 == 0 => (it / 60, "hour"),
            it => (it, "minute"),
        };
        write!(f, " for {count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

/// What must hold before a step can be taken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Precondition {
    /// A component is there.
    Present(Address),
    /// A component is not there yet.
    Absent(Address),
    /// A component stands in this container.
    Inside {
        /// Which component.
        id: Address,
        /// The container.
        within: Address,
    },
    /// The step was taken before.
    After(Address),
}

/// One way to go on in a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The id.
    pub id: Address,
    /// What it does, in a few words.
    #[schemars(length(max = 120))]
    pub title: String,
    /// The edits, after those of the step.
    pub commands: Vec<Command>,
}

impl Step {
    /// The way that is chosen: the named one, else the first.
    #[must_use]
    pub fn choice(&self) -> Option<&Choice> {
        let chosen = self.chosen.as_ref();
        self.choices.iter().find(|it| Some(&it.id) == chosen).or_else(|| self.choices.first())
    }

    /// The edits, those of the chosen way included.
    pub fn all_commands(&self) -> impl Iterator<Item = &Command> {
        self.commands.iter().chain(self.choice().into_iter().flat_map(|it| &it.commands))
    }
}
