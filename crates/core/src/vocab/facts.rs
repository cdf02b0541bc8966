//! Facts: what a component tells everybody else about itself.

use crate::{
    base::{Address, Decimal, Range},
    prices::Architecture,
};

use super::Access;

/// What runs containers: a host's machine.
#[derive(Clone, Debug, PartialEq)]
pub struct RuntimeFacts {
    /// The processor architecture that images must have.
    pub arch: Option<Architecture>,
    /// Virtual processors.
    pub vcpu: f64,
    /// Memory of the machine.
    pub memory_mib: u32,
    /// Memory that the operating system and the agents keep for themselves.
    pub reserved_mib: u32,
}

/// What a container image brings.
#[derive(Clone, Debug, PartialEq)]
pub struct ImageFacts {
    /// The architectures that the image exists for; empty when nobody said.
    pub arches: Vec<Architecture>,
    /// The limit that Compose or the scheduler enforces.
    pub memory_mib: u32,
    /// Memory that the process claims inside its limit: a heap, a cache. 0 when unknown.
    pub heap_mib: u32,
    /// Whether it runs to its end at deploy time, so that its memory is free again afterwards.
    pub one_shot: bool,
}

/// What a place in the network offers to those inside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkFacts {
    /// How many availability zones it spans.
    pub azs: u32,
    /// Whether it has a route to the internet gateway.
    pub public: bool,
    /// Its blocks of addresses as written down: a VPC's one, or a tier's, one for each zone.
    pub cidrs: Vec<String>,
    /// Which sixteenth of its VPC's addresses a tier takes, when its blocks are not written down.
    pub sixteenth: Option<u32>,
    /// Whether nothing in it leaves the network, whatever ways out there are.
    pub closed: bool,
}

/// A way out of a network, for what stands in its private tiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WayOut {
    /// To anywhere on the internet.
    Internet {
        /// How many availability zones have a gateway of their own.
        zones: u32,
    },
    /// To one AWS service, as a VPC endpoint calls it: `ecr.api`.
    Service(String),
    /// To an office, through a VPN.
    Office,
}

/// Names and place of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// Names it covers, wildcards included.
    pub names: Vec<String>,
    /// The region that it is issued in.
    pub region: String,
}

/// Data that is kept, and the room there is for it.
#[derive(Clone, Debug, PartialEq)]
pub struct StorageFacts {
    /// The room, in GB; 0 when unlimited.
    pub room_gb: Decimal,
    /// What it means to keep, in GB; 0 when unknown.
    pub kept_gb: Range<Decimal>,
}

/// The namespace of what the agent on a host sends.
pub const AGENT_NAMESPACE: &str = "CWAgent";

/// A metric that a component has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MetricFacts {
    /// The word in an alarm's settings, such as `cpu`.
    pub metric: &'static str,
    /// CloudWatch's namespace.
    pub namespace: &'static str,
    /// CloudWatch's name.
    pub name: &'static str,
    /// Whether the agent on the host, or an exporter beside it, has to send it.
    pub custom: bool,
}

/// One rule of a security group, as the owner of the design wrote it down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatedRule {
    /// The port.
    pub port: u16,
    /// A component's address, or a CIDR, or a word such as `internet`.
    pub from: String,
}

/// One permission of a role, as the owner of the design wrote it down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatedAction {
    /// Such as `ecr:PutImage`, or a managed policy such as `AmazonSSMManagedInstanceCore`.
    pub action: String,
}

impl StatedAction {
    /// Permissions as a kind's settings list them; nothing where they follow from the connections.
    #[must_use]
    pub fn all(listed: Option<&Vec<String>>) -> Option<Vec<Self>> {
        listed.map(|it| it.iter().map(|it| Self { action: it.clone() }).collect())
    }
}

impl Facts {
    /// Whether it answers from the vendor's edge all over the world. Its certificate, firewall and
    /// metrics then live in [`EDGE_REGION`], whatever the region of the rest.
    #[must_use]
    pub fn is_at_edge(&self) -> bool {
        self.certificate_region == Some(EDGE_REGION)
    }
}

/// The region that holds what belongs to the edge.
pub const EDGE_REGION: &str = "us-east-1";

/// What a component tells everybody else about itself. Whoever has nothing to say leaves a part
/// empty; rules and exporters read facts, and never ask for a kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Ports that it listens on, the main one first.
    pub listens: Vec<u16>,
    /// Whether it listens on its ports over UDP as well as TCP, as a name server does.
    pub listens_udp: bool,
    /// Host names that it answers for.
    pub hostnames: Vec<String>,
    /// The only region that its certificate may come from; CloudFront takes them from `us-east-1`.
    pub certificate_region: Option<&'static str>,
    /// Whether browsers reach it over TLS, so that it needs a certificate for its host names.
    pub needs_certificate: bool,
    /// It is a certificate.
    pub certificate: Option<CertificateFacts>,
    /// It is a zone: the domain that it answers for.
    pub zone: Option<String>,
    /// It is a part of the network.
    pub network: Option<NetworkFacts>,
    /// The ways out of the network that it gives to others.
    pub ways_out: Vec<WayOut>,
    /// The AWS services that are asked when it is read or written, as VPC endpoints call them.
    pub asked_through: &'static [&'static str],
    /// The one availability zone that it lives in, counted from 0; `None` when it spans all.
    pub az: Option<u32>,
    /// The fewest availability zones that it can live in.
    pub needs_azs: u32,
    /// The path that answers once it is healthy; empty where nobody said.
    pub health_path: String,
    /// Seconds that it is given to finish its requests before it stops, where it says so.
    pub drain_seconds: Option<u32>,
    /// It runs containers.
    pub runtime: Option<RuntimeFacts>,
    /// It is a container.
    pub image: Option<ImageFacts>,
    /// It keeps data.
    pub storage: Option<StorageFacts>,
    /// It is a volume that is mounted on the host that it stands in, at this path.
    pub mounts_at: Option<String>,
    /// It has a network interface with a security group of its own, and this is the group's name.
    pub security_group: Option<String>,
    /// Its inbound rules as written down; `None` when they are left to be derived.
    pub stated_rules: Option<Vec<StatedRule>>,
    /// It acts under a role of its own, and this is the service that assumes it
    /// (`ec2.amazonaws.com`); empty for a role that others assume over OIDC.
    pub principal: Option<&'static str>,
    /// What its role allows, as written down; `None` when that is left to be derived.
    pub stated_actions: Option<Vec<StatedAction>>,
    /// IAM actions that it needs for itself, each with the reason.
    pub needs_actions: Vec<(&'static str, &'static str)>,
    /// CIDR blocks that it comes from, when it is outside; `0.0.0.0/0` for anybody.
    pub cidrs: Vec<String>,
    /// The requests and data of the workload start here.
    pub starts_traffic: bool,
    /// It stands outside of what is built: others run it.
    pub external: bool,
    /// Metrics that an alarm can watch.
    pub metrics: Vec<MetricFacts>,
    /// How many parts of it are measured apart, each with metrics of its own; 0 counts as one.
    pub measured_apart: u32,
    /// The metric that it watches on what it observes; see [`MetricFacts::metric`].
    pub watches: Option<String>,
    /// Whether it writes a log of its own into a log group, which a filter can search.
    pub writes_log: bool,
    /// Whether it can be stopped and started again, and costs less meanwhile.
    pub can_stop: bool,
    /// It starts and stops others by the clock, and these are the hours of a week that they run.
    pub hours_per_week: Option<Decimal>,
    /// How many of it there are.
    pub count: u32,
    /// The most there may be of it, where that changes with the load; 0 where it does not.
    pub most: u32,
    /// The longest that it works on one request or message, when it is cut off then.
    pub works_seconds: Option<u32>,
    /// Its number in a group whose members copy from each other, such as a broker's node id.
    pub node_id: Option<u32>,
    /// It reads mail: what notifies it, writes to it.
    pub mailbox: bool,
    /// Environment variables that its clients read its address from: the name, and the value with `@`
    /// where `host:port` stands.
    pub client_variables: &'static [(&'static str, &'static str)],
    /// Where Prometheus reads its metrics: port and path.
    pub scraped: Option<(u16, String)>,
    /// What Prometheus then knows of it: a word, and an expression with `@` where the name of its job stands.
    pub series: &'static [(&'static str, &'static str)],
    /// What Grafana calls it, when metrics or logs are read from it.
    pub datasource: Option<&'static str>,
    /// Environment variables that its value fills, when it is a secret: one takes the whole value,
    /// several take the fields of these names of a JSON object.
    pub fills: Vec<String>,
    /// What an access to it is refused for, if at all: what it can be asked for. Empty means anything.
    pub accepts: &'static [Access],
    /// Other components that it names in its settings, by field.
    pub refers: Vec<(&'static str, Address)>,
}
