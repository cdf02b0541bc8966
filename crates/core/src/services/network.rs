//! Network: Amazon VPC. The private address space that tiers of subnets divide among them.
//! Pricing: <https://aws.amazon.com/vpc/pricing/> ·
//! Sizes: <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Cidr, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{
        Build, Check, Kind, Plot, Service, endpoint,
        flow_log::{self, FlowLog},
        routes, subnet_tier,
    },
    vocab::{
        Above, Access, Command, Complexity, Effort, Facts, Family, Finding, Findings, LineItems, Meta,
        NetworkFacts, Place, Severity, Site, WayOut,
    },
};

/// The private address space that tiers of subnets divide among them. Its internet gateway is built
/// as soon as one tier is public.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Network {
    /// Its addresses: a block of 16 to 65,536, best from 10.0.0.0/8, that no other network it will
    /// ever be joined with uses. Changing it rebuilds everything inside. *Default:* 10.0.0.0/16.
    #[schemars(length(max = 18))]
    pub cidr: String,
    /// Gives machines names as well as addresses, so that others inside reach them by name.
    /// *Default:* on.
    pub dns_hostnames: bool,
    /// A way to S3 that stays inside AWS: files, and the layers of container images, no longer pass
    /// the internet gateway. It is free. *Default:* on.
    pub s3_endpoint: bool,
    /// The ids of the buckets that the way to S3 leads to; besides them, only the layers of images and
    /// the packages of Amazon Linux pass. *Default:* none, any bucket.
    #[schemars(inner(length(max = 40)))]
    pub s3_allows: Vec<String>,
    /// A way to DynamoDB that stays inside AWS. It is free, and what passes it is not charged as passing
    /// a NAT gateway is. *Default:* off.
    pub dynamodb_endpoint: bool,
    /// The ids of the tables that the way to DynamoDB leads to. *Default:* none, any table.
    #[schemars(inner(length(max = 40)))]
    pub dynamodb_allows: Vec<String>,
    /// Writes down each connection inside, or only those that were refused (flow logs), and keeps it in a
    /// log group for 30 days. *Default:* off.
    pub flow_log: FlowLog,
    /// Flow logs written in a month. Left out, 1 to 100 GB, most likely 10.
    #[schemars(extend("x-unit" = "GB"))]
    pub flow_log_gb: Option<Range<Quantity>>,
}

fields!(Network {
    cidr,
    dns_hostnames,
    s3_endpoint,
    s3_allows,
    dynamodb_endpoint,
    dynamodb_allows,
    flow_log,
    flow_log_gb
});

impl Default for Network {
    fn default() -> Self {
        Self {
            cidr: "10.0.0.0/16".to_owned(),
            dns_hostnames: true,
            s3_endpoint: true,
            s3_allows: Vec::new(),
            dynamodb_endpoint: false,
            dynamodb_allows: Vec::new(),
            flow_log: FlowLog::Off,
            flow_log_gb: None,
        }
    }
}

impl Kind for Network {
    const META: Meta = Meta {
        kind: "network",
        name: "Network",
        vendor: "VPC",
        family: Family::Network,
        summary: "The private address space that tiers of subnets divide among them",
        icon: "M7 18a4 4 0 0 1-.5-8A6 6 0 0 1 18 9.5a4.3 4.3 0 0 1-.5 8.5zM12 11v4M10 13h4",
        inside: &[Place::Region],
        offers: Some(Place::Network),
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("small", Self { cidr: "10.20.0.0/20".to_owned(), s3_endpoint: false, ..Self::default() }),
            ("large", Self::default()),
            ("watched", Self { flow_log: FlowLog::All, ..Self::default() }),
            (
                "endpoints for some",
                Self { s3_allows: vec!["documents".to_owned()], dynamodb_endpoint: true, ..Self::default() },
            ),
        ]
    }
}

impl Service for Network {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            network: Some(NetworkFacts {
                azs: 1,
                public: false,
                cidrs: vec![self.cidr.clone()],
                sixteenth: None,
                closed: false,
            }),
            ways_out: self.gateway_endpoints().map(|it| WayOut::Service(it.0.to_owned())).collect(),
            refers: endpoint::named("s3_allows", &self.s3_allows)
                .chain(endpoint::named("dynamodb_allows", &self.dynamodb_allows))
                .collect(),
            accepts: &[Access::Observe],
            writes_log: self.flow_log != FlowLog::Off,
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        flow_log::charge(self.flow_log, self.flow_log_gb, out);
    }

    fn subtitle(&self) -> String {
        self.cidr.clone()
    }
}

impl Check for Network {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        match self.cidr.parse::<Cidr>() {
            Ok(block) if (16..=28).contains(&block.prefix()) => check_tiers(block, site, out),
            _ => out.push(
                Finding::new(
                    "network-addresses",
                    Severity::Error,
                    out.anchor(Some("cidr")),
                    format!("{} has the addresses {:?}, which AWS does not take", site.name, self.cidr),
                    "A VPC has one block of IPv4 addresses between /16 and /28, its first address first",
                )
                .hint("write a block such as 10.0.0.0/16"),
            ),
        }
        let has_private_names = site.gateways.iter().any(|it| it.facts.security_group.is_some());
        if has_private_names && !self.dns_hostnames {
            out.push(
                Finding::new(
                    "endpoint-names",
                    Severity::Error,
                    out.anchor(Some("dns_hostnames")),
                    format!("{} has interface endpoints and gives no names", site.name),
                    "AWS refuses private names of endpoints in a network without host names",
                )
                .fix("Give names", vec![Command::set(site.address, "dns_hostnames", true)]),
            );
        }
        if !self.s3_endpoint {
            out.push(
                Finding::new(
                    "s3-gateway-endpoint",
                    Severity::Info,
                    out.anchor(Some("s3_endpoint")),
                    format!("{} has no gateway endpoint for S3", site.name),
                    "It costs nothing, needs no interface endpoint, and keeps files and the layers of container \
                     images inside AWS",
                )
                .fix(
                    "Add the free gateway endpoint",
                    vec![Command::set(site.address, "s3_endpoint", true)],
                ),
            );
        }
    }
}

impl Build for Network {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let ends = Ends { arn: Some(Value::reference("aws_vpc", &label, "arn")), ..Ends::default() }
            .with("vpc_id", Value::reference("aws_vpc", &label, "id"))
            .with("watched_log_group", flow_log::group_name(&label))
            .with("internet_gateway_id", Value::reference("aws_internet_gateway", &label, "id"));
        if !self.s3_endpoint {
            return ends;
        }
        ends.with("s3_endpoint_id", Value::reference("aws_vpc_endpoint", format!("{label}_s3"), "id"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let vpc = Value::reference("aws_vpc", &label, "id");
        let tags = || Value::map([("Name", plot.name())]);
        graph.add(
            Resource::new(Concern::Network, "aws_vpc", &label)
                .set("cidr_block", &self.cidr)
                .set("enable_dns_support", true)
                .set("enable_dns_hostnames", self.dns_hostnames)
                .set("tags", tags()),
        );
        graph.add(
            Resource::new(Concern::Network, "aws_default_security_group", &label)
                .comment(
                    "AWS makes this group by itself. Emptied, it opens nothing for whoever forgets a group.",
                )
                .set("vpc_id", vpc.clone()),
        );
        if plot.site.children.iter().any(|it| it.facts.network.as_ref().is_some_and(|it| it.public)) {
            graph.add(
                Resource::new(Concern::Network, "aws_internet_gateway", &label)
                    .set("vpc_id", vpc.clone())
                    .set("tags", tags()),
            );
        }
        flow_log::build(self.flow_log, plot, graph);
        let tiers = plot.site.children.iter().filter_map(|it| Some((it, it.facts.network.as_ref()?)));
        let route_tables: Vec<Value> = tiers
            .flat_map(|(it, network)| routes::tables(it.address, network, plot.site))
            .map(|it| Value::reference("aws_route_table", it, "id"))
            .collect();
        for (service, allows) in self.gateway_endpoints() {
            let mut gateway =
                Resource::new(Concern::Network, "aws_vpc_endpoint", format!("{label}_{service}"))
                    .comment("A gateway endpoint is free, unlike an interface endpoint.")
                    .set("service_name", endpoint::service_name(service))
                    .set("vpc_endpoint_type", "Gateway")
                    .set("vpc_id", vpc.clone())
                    .set("route_table_ids", Value::List(route_tables.clone()));
            if let Some(policy) = endpoint::policy(service, allows, plot) {
                gateway = gateway.set("policy", policy);
            }
            graph.add(gateway.set("tags", tags()));
        }
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::task(2, Complexity::Medium))
    }
}

impl Network {
    /// The services that have a gateway endpoint, each with the components that it leads to.
    fn gateway_endpoints(&self) -> impl Iterator<Item = (&'static str, &[String])> {
        let s3 = self.s3_endpoint.then_some(("s3", self.s3_allows.as_slice()));
        let dynamodb = self.dynamodb_endpoint.then_some(("dynamodb", self.dynamodb_allows.as_slice()));
        s3.into_iter().chain(dynamodb)
    }
}

/// Holds the blocks of the tiers against the network's and against each other.
fn check_tiers(block: Cidr, site: &Site<'_>, out: &mut Findings<'_>) {
    let mut taken: Vec<(Cidr, &Above<'_>)> = Vec::new();
    for tier in site.children {
        let Some(network) = &tier.facts.network else { continue };
        for subnet in subnet_tier::blocks(block, network) {
            if !block.contains(subnet) {
                out.push(
                    Finding::new(
                        "subnet-outside-network",
                        Severity::Error,
                        out.anchor(Some("cidr")),
                        format!("{} takes {subnet}, which is not in {block} of {}", tier.name, site.name),
                        "AWS refuses a subnet outside of its VPC",
                    )
                    .hint("take the tier's blocks out of the network's, or leave them out"),
                );
            }
            if let Some((other, owner)) = taken.iter().find(|it| it.0.overlaps(subnet)) {
                out.push(
                    Finding::new(
                        "subnets-overlap",
                        Severity::Error,
                        out.anchor(None),
                        format!("{} takes {subnet}, and {} takes {other}", tier.name, owner.name),
                        "AWS refuses two subnets with the same addresses",
                    )
                    .hint("give each tier a part of the network of its own"),
                );
            }
            taken.push((subnet, tier));
        }
    }
}
