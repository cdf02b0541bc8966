//! What runs on a host under Compose.

use crate::{base::Address, vocab::Container};

/// When a service may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// When the other has started.
    Started,
    /// When the other is healthy.
    Healthy,
    /// When the other has run to its end.
    Completed,
}

/// A service that must come first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Its name in the stack.
    pub service: String,
    /// How far it must have come.
    pub condition: Condition,
}

/// One service of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackService {
    /// The component.
    pub component: Address,
    /// The service's name: the component's address.
    pub name: String,
    /// The component's name for people, for a comment.
    pub title: String,
    /// What runs it.
    pub container: Container,
    /// What must come first, by name.
    pub depends_on: Vec<Dependency>,
}

/// A volume of the host that the stack mounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StackVolume {
    /// The component.
    pub component: Address,
    /// The path on the host.
    pub path: String,
}

/// All that runs on a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostStack {
    /// The host.
    pub host: Address,
    /// The host's name for people.
    pub title: String,
    /// `arm64` or `amd64`.
    pub platform: &'static str,
    /// The services, in start order.
    pub services: Vec<StackService>,
    /// Volumes to mount before anything starts.
    pub volumes: Vec<StackVolume>,
    /// The host's secrets: component, and the environment variables that it fills.
    pub secrets: Vec<(Address, Vec<String>)>,
    /// Environment variables that the infrastructure knows (database endpoint, log group, registry):
    /// name, what it is, and an example value.
    pub variables: Vec<(String, String, String)>,
    /// The log group that containers write to, by address.
    pub log_group: Option<Address>,
    /// Folder of its files in the bundle, under `compose/`: empty for the first stack.
    pub folder: String,
}
