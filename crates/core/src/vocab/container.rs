//! What runs under Compose.

use crate::base::Address;

/// When a container runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Once, to the end, before the services start (a migration).
    Job,
    /// All the time.
    #[default]
    Service,
}

/// How to see that a container is healthy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// The command and its arguments, run inside the container.
    pub command: Vec<String>,
    /// Seconds before the first failure counts.
    pub start_seconds: u32,
}

/// A place in a container that outlives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    /// The path on the host, or the name of a volume.
    pub source: String,
    /// The path inside the container.
    pub target: String,
    /// Whether the container may only read it.
    pub read_only: bool,
}

/// A file that a container reads: the bundle holds it beside the Compose file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    /// The name without the service's, such as `nginx.conf`: ours, and plain.
    pub name: &'static str,
    /// The path inside the container.
    pub target: String,
    /// What stands in it. Whoever makes it escapes the user's text for its format.
    pub text: String,
}

/// A figure that CloudWatch does not see by itself: the host sends it every minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauge {
    /// CloudWatch's namespace.
    pub namespace: &'static str,
    /// CloudWatch's name.
    pub name: &'static str,
    /// What tells it from others of its name.
    pub dimensions: Vec<(&'static str, String)>,
    /// A command inside the container that prints the number.
    pub command: Vec<String>,
}

/// What runs a component, or stands in for it, under Compose. All texts are plain: the printer
/// escapes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Container {
    /// The image with its tag; empty when it is built by the pipeline and comes from the registry.
    pub image: String,
    /// The name of the repository in the design's registry, when the image is the design's own.
    pub repository: Option<String>,
    /// Arguments that replace the image's command.
    pub command: Vec<String>,
    /// Plain environment variables.
    pub environment: Vec<(String, String)>,
    /// Environment variables that are filled from secrets at start.
    pub secrets: Vec<String>,
    /// Ports published on the host.
    pub published: Vec<u16>,
    /// Ports open to the other containers only.
    pub exposed: Vec<u16>,
    /// The memory limit.
    pub memory_mib: u32,
    /// How to see that it is healthy.
    pub health: Option<Health>,
    /// What outlives it.
    pub mounts: Vec<Mount>,
    /// What it reads when it starts.
    pub files: Vec<ConfigFile>,
    /// Other names that it answers to inside the stack.
    pub aliases: Vec<String>,
    /// Other hosts that it reaches by their address as a name; the stack maps each name to the
    /// host's private IPv4 address.
    pub reaches: Vec<Address>,
    /// Figures that the host reads in it and sends to CloudWatch.
    pub gauges: Vec<Gauge>,
    /// When it runs.
    pub stage: Stage,
    /// How many run at a time; 0 and 1 are one.
    pub replicas: u32,
    /// The user that it runs as; empty for the image's own.
    pub user: String,
}

/// Whether Compose, a shell and most programs take the text as the name of an environment variable.
#[must_use]
pub fn is_variable(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_')
        && name.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}
