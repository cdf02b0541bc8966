//! Security groups and their rules.

use crate::base::Address;

use super::Provenance;

/// Who may connect.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The security group of this component.
    Group(Address),
    /// A CIDR block.
    Cidr(String),
    /// A list of CIDR blocks that the engineer fills in: the bundle's variable of this name.
    Variable(String),
}

/// An inbound rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityRule {
    /// The port.
    pub port: u16,
    /// Who may connect.
    pub source: Source,
    /// What for: the connections that need it, in words.
    pub why: String,
    /// The connections that need it.
    pub connections: Vec<Address>,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// A security group. Outbound, everything is allowed, as a group without a stated outbound rule in
/// the console is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityGroup {
    /// The component that it belongs to; also its label in the graph.
    pub component: Address,
    /// Its name in AWS.
    pub name: String,
    /// Inbound rules, by port and source.
    pub rules: Vec<SecurityRule>,
}
