//! Findings: what is unwise, incomplete or contradictory in a design.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::Address;

use super::Command;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It won't work, or breaks a rule that the design sets itself.
    Error,
    /// It works, and will hurt.
    Warning,
    /// Good to know before somebody asks.
    Info,
}

impl Severity {
    /// The word in files and class names.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// A component, and the field that was read.
    Component {
        /// Which component.
        id: Address,
        /// The field that was read, if one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        field: Option<String>,
    },
    /// A connection.
    Connection {
        /// Which connection.
        id: Address,
    },
    /// The design's own settings.
    Design {
        /// The setting that was read.
        field: String,
    },
    /// A step of the scale plan.
    Step {
        /// Which step.
        id: String,
    },
}

/// A repair that is safe to apply as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fix {
    /// What it does, as the label of a button.
    pub title: String,
    /// The edits, applied together or not at all.
    pub commands: Vec<Command>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The stable id of the rule, such as `certificate-coverage`.
    pub rule: String,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub anchor: Anchor,
    /// What is wrong, with the names and figures.
    pub message: String,
    /// Why it matters.
    pub why: String,
    /// Ways out, in words.
    #[serde(default)]
    pub hints: Vec<String>,
    /// A repair that can be applied with one press.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding without hints and fix.
    #[must_use]
    pub fn new(
        rule: &str,
        severity: Severity,
        anchor: Anchor,
        message: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Self {
            rule: rule.to_owned(),
            severity,
            anchor,
            message: message.into(),
            why: why.into(),
            hints: Vec::new(),
            fix: None,
        }
    }

    /// Adds a way out in words.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds a repair.
    #[must_use]
    pub fn fix(mut self, title: impl Into<String>, commands: Vec<Command>) -> Self {
        self.fix = Some(Fix { title: title.into(), commands });
        self
    }
}

/// Where a service puts its findings: each is anchored to the component that speaks.
#[derive(Debug)]
pub struct Findings<'a> {
    component: &'a Address,
    out: &'a mut Vec<Finding>,
}

impl<'a> Findings<'a> {
    /// A place for one component's findings.
    pub fn new(component: &'a Address, out: &'a mut Vec<Finding>) -> Self {
        Self { component, out }
    }

    /// The anchor of a finding about one of the component's fields, or about it as a whole.
    #[must_use]
    pub fn anchor(&self, field: Option<&str>) -> Anchor {
        Anchor::Component { id: self.component.clone(), field: field.map(str::to_owned) }
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.out.push(finding);
    }
}
