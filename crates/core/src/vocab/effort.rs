//! Effort: how long people need to build something, and whose task it is a part of.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Decimal;

use super::Family;

/// How much can go wrong on the way, and so who should do it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Complexity {
    /// Known steps that anybody on the team can take.
    #[default]
    Low,
    /// Some decisions, and a few things that have to fit together.
    Medium,
    /// Needs somebody who did it before, and time to try it out.
    High,
}

impl Complexity {
    /// All of them, the lowest first.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word in files and class names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// A task that several components share, wherever they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Joint {
    /// Logs, alarms, notifications and budgets. What runs doesn't wait for it.
    Monitoring,
    /// Secrets and their first values.
    Secrets,
}

impl Joint {
    /// The task's id, where no component has it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Monitoring => "monitoring",
            Self::Secrets => "secrets",
        }
    }

    /// The task's title.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Monitoring => "Monitoring",
            Self::Secrets => "Secrets",
        }
    }

    /// Whether the design can't be used before it is done.
    #[must_use]
    pub const fn is_blocking(self) -> bool {
        !matches!(self, Self::Monitoring)
    }
}

/// Whose task the work on a component is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// There is nothing to do.
    Nothing,
    /// A task of its own.
    Task,
    /// It is done together with the container that it stands in, and its hours come on top.
    Container,
    /// It is done together with others of its sort. Its hours are those of the whole task, which takes
    /// as long as the longest of them.
    Joint(Joint),
}

/// How long people need to build a component: an estimate of one team that knows the vendor and writes
/// the infrastructure as code, tests and review included. Made to be edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Working hours of one person.
    pub hours: Decimal,
    /// How much can go wrong.
    pub complexity: Complexity,
    /// Whose task it is.
    pub part: Part,
}

impl Effort {
    /// A task of its own.
    #[must_use]
    pub fn task(hours: u32, complexity: Complexity) -> Self {
        Self { hours: hours.into(), complexity, part: Part::Task }
    }

    /// A task of its own of half an hour: a few lines and a look.
    #[must_use]
    pub const fn small() -> Self {
        Self { hours: HALF_HOUR, complexity: Complexity::Low, part: Part::Task }
    }

    /// Done together with what it stands in, within the hours of that.
    #[must_use]
    pub const fn included() -> Self {
        Self { hours: Decimal::ZERO, complexity: Complexity::Low, part: Part::Container }
    }

    /// Done together with what it stands in, and half an hour on top of it.
    #[must_use]
    pub const fn on_top() -> Self {
        Self { hours: HALF_HOUR, complexity: Complexity::Low, part: Part::Container }
    }

    /// Done together with others of its sort; the hours are those of the whole.
    #[must_use]
    pub fn joint(joint: Joint, hours: u32, complexity: Complexity) -> Self {
        Self { hours: hours.into(), complexity, part: Part::Joint(joint) }
    }

    /// Nothing is to be done.
    #[must_use]
    pub const fn nothing() -> Self {
        Self { hours: Decimal::ZERO, complexity: Complexity::Low, part: Part::Nothing }
    }

    /// What a component of this family takes where its kind says nothing of its own.
    #[must_use]
    pub fn of(family: Family) -> Self {
        match family {
            Family::Entry | Family::Storage | Family::Messaging => Self::small(),
            Family::Network => Self::task(1, Complexity::Low),
            Family::Compute => Self::task(2, Complexity::Medium),
            Family::Container | Family::Database | Family::Security => Self::task(1, Complexity::Medium),
            Family::Operations => Self::joint(Joint::Monitoring, 1, Complexity::Low),
            Family::External => Self::nothing(),
        }
    }
}

/// The hours of the smallest task.
const HALF_HOUR: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
