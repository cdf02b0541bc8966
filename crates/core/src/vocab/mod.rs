//! The words a service may say. Imports only `base` and `prices`.
//!
//! Kinds, rules, plan and exporters speak to each other in these words, never in each other's
//! types: a kind publishes [`Facts`], and whoever needs to know asks the facts, not the kind.

mod access;
mod capacity;
mod command;
mod container;
mod effort;
mod facts;
mod finding;
mod form;
mod line_item;
mod meta;
mod policy;
mod procedure;
mod site;

pub use access::Access;
pub use capacity::Capacity;
pub use command::{Command, ComponentRecord, ConnectionRecord, Target};
pub use container::{ConfigFile, Container, Gauge, Health, Mount, Stage, is_variable};
pub use effort::{Complexity, Effort, Joint, Part};
pub use facts::{
    AGENT_NAMESPACE, CertificateFacts, EDGE_REGION, Facts, ImageFacts, MetricFacts, NetworkFacts,
    RuntimeFacts, StatedAction, StatedRule, StorageFacts, WayOut,
};
pub use finding::{Anchor, Finding, Findings, Fix, Severity};
pub use form::{Field, FieldError, FieldType, Form, Help};
pub use line_item::{Category, Factor, HOURS_PER_MONTH, LineItem, LineItems, Pricing};
pub use meta::{Family, Meta, Place};
pub use policy::{policy_pattern, policy_text};
pub use procedure::{Procedure, Topic, shell_word};
pub use site::{Above, Neighbour, Site, Usage, WorkloadFigures};
