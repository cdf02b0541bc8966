//! What one component does to another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a connection's source does to its target. Ports, security group rules, IAM statements, DNS
/// records and the weight of the line on the canvas all follow from it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Opens a network connection and speaks to it.
    #[default]
    Connect,
    /// Reads its data.
    Read,
    /// Writes its data.
    Write,
    /// Reads and writes its data.
    ReadWrite,
    /// Sends messages to it.
    Send,
    /// Takes messages from it.
    Consume,
    /// Pulls images from it.
    Pull,
    /// Pushes images to it.
    Push,
    /// Deploys onto it.
    Deploy,
    /// Assumes it, as a role.
    Assume,
    /// Starts and stops it by the clock.
    Run,
    /// Logs in to administer it.
    Administer,
    /// Keeps its data on it, as on a volume.
    Store,
    /// Copies what it holds to it, as one broker to another.
    Replicate,
    /// Points a name at it.
    Resolve,
    /// Proves its name with a certificate.
    Secure,
    /// Filters the requests that reach it.
    Protect,
    /// Watches its metrics.
    Observe,
    /// Notifies it.
    Notify,
}

impl Access {
    /// Every access, in the order of the form.
    pub const ALL: [Self; 19] = [
        Self::Connect,
        Self::Read,
        Self::Write,
        Self::ReadWrite,
        Self::Send,
        Self::Consume,
        Self::Pull,
        Self::Push,
        Self::Deploy,
        Self::Assume,
        Self::Run,
        Self::Administer,
        Self::Store,
        Self::Replicate,
        Self::Resolve,
        Self::Secure,
        Self::Protect,
        Self::Observe,
        Self::Notify,
    ];

    /// The word in files and menus.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Connect => "connect",
            Self::Read => "read",
            Self::Write => "write",
            Self::ReadWrite => "read_write",
            Self::Send => "send",
            Self::Consume => "consume",
            Self::Pull => "pull",
            Self::Push => "push",
            Self::Deploy => "deploy",
            Self::Assume => "assume",
            Self::Run => "run",
            Self::Administer => "administer",
            Self::Store => "store",
            Self::Replicate => "replicate",
            Self::Resolve => "resolve",
            Self::Secure => "secure",
            Self::Protect => "protect",
            Self::Observe => "observe",
            Self::Notify => "notify",
        }
    }

    /// Whether requests of the workload travel along it, from source to target.
    #[must_use]
    pub const fn carries_traffic(self) -> bool {
        matches!(
            self,
            Self::Connect | Self::Read | Self::Write | Self::ReadWrite | Self::Send | Self::Replicate
        )
    }

    /// Whether it opens a port of its target that a security group has to allow.
    #[must_use]
    pub const fn opens_port(self) -> bool {
        self.carries_traffic() || matches!(self, Self::Consume | Self::Administer)
    }
}
