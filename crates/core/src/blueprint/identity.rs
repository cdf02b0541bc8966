//! Roles and what they may do.

use crate::{base::Address, resource::Value};

/// Where a permission or a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provenance {
    /// The owner of the design wrote it down, and the topology needs it.
    Stated,
    /// The topology needs it, and nothing was written down about this component.
    Derived,
    /// The topology needs it, and what was written down lacks it: added, and marked.
    Added,
    /// It was written down, and nothing in the topology needs it.
    Surplus,
}

/// One statement of a policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Letters and digits.
    pub sid: String,
    /// IAM actions, sorted.
    pub actions: Vec<String>,
    /// ARNs, or `*`.
    pub resources: Vec<Value>,
    /// Why it is there, for a comment.
    pub why: String,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A policy of a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The name, such as `app-host-deploy`; unique in the bundle.
    pub name: String,
    /// The statements.
    pub statements: Vec<Statement>,
}

/// A role with all that it may do.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// The component that acts under it.
    pub component: Address,
    /// The label of `aws_iam_role` in the graph.
    pub label: String,
    /// AWS managed policies by name, such as `AmazonSSMManagedInstanceCore`, with provenance.
    pub managed: Vec<(String, Provenance)>,
    /// Its own policy.
    pub policy: Policy,
    /// The trust policy as it stands in the graph.
    pub trust: Value,
}
