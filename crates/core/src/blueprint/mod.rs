//! The blueprint: all that a bundle says, before any format.
//!
//! Pass 1 asks each service for its resources; pass 2 resolves each connection from both ends:
//! security group rules, role policies. Exporters print a blueprint and decide nothing.

mod assemble;
mod identity;
mod pipeline;
mod security;
mod stack;

pub use assemble::blueprint;
pub use identity::{Policy, Provenance, Role, Statement, roles};
pub use pipeline::{Image, Pipeline, Rollout, Runner, StaticSite};
pub use security::{SecurityGroup, SecurityRule, Source, owner, security_groups};
pub use stack::{
    AWS_REGION, Condition, Dependency, Fill, HostStack, IMAGE_TAG, JOB_TAG, LOG_GROUP, REGISTRY, StackSecret,
    StackService, StackVariable, StackVolume, address_variable, secret_variable,
};

use crate::{base::Address, resource::ResourceGraph, vocab::Procedure};

/// All that a bundle says, before any format.
#[derive(Clone, Debug, Default)]
pub struct Blueprint {
    /// The infrastructure, connections resolved.
    pub graph: ResourceGraph,
    /// Security groups with their rules, in address order.
    pub security_groups: Vec<SecurityGroup>,
    /// Roles with their policies, in address order.
    pub roles: Vec<Role>,
    /// What runs on each host under Compose; the host with most containers first.
    pub stacks: Vec<HostStack>,
    /// What CI builds and deploys, when something may deploy.
    pub pipeline: Option<Pipeline>,
    /// What the runbook says, in address order.
    pub procedures: Vec<(Address, Procedure)>,
}
