//! Network: Amazon VPC. The private address space that tiers of subnets divide among them.
//! Pricing: <https://aws.amazon.com/vpc/pricing/> ·
//! Sizes: <https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Cidr, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Kind, Plot, Service, subnet_tier},
    vocab::{
        Above, Access, Command, Facts, Family, Finding, Findings, Meta, NetworkFacts, Place, Severity, Site,
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
}

fields!(Network { cidr, dns_hostnames, s3_endpoint });

impl Default for Network {
    fn default() -> Self {
        Self { cidr: "10.0.0.0/16".to_owned(), dns_hostnames: true, s3_endpoint: true }
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
            }),
            accepts: &[Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

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

    fn subtitle(&self) -> String {
        self.cidr.clone()
    }
}

impl Build for Network {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        Ends { arn: Some(Value::reference("aws_vpc", &label, "arn")), ..Ends::default() }
            .with("vpc_id", Value::reference("aws_vpc", &label, "id"))
            .with("internet_gateway_id", Value::reference("aws_internet_gateway", label, "id"))
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
        if self.s3_endpoint {
            let route_tables = plot
                .site
                .children
                .iter()
                .filter_map(|it| plot.ends_of(it.address)?.get("route_table_id").cloned());
            graph.add(
                Resource::new(Concern::Network, "aws_vpc_endpoint", format!("{label}_s3"))
                    .comment("A gateway endpoint is free, unlike an interface endpoint.")
                    .set(
                        "service_name",
                        Value::template([
                            Value::from("com.amazonaws."),
                            Value::Data("aws_region", "current".to_owned(), "name"),
                            Value::from(".s3"),
                        ]),
                    )
                    .set("vpc_endpoint_type", "Gateway")
                    .set("vpc_id", vpc)
                    .set("route_table_ids", Value::List(route_tables.collect()))
                    .set("tags", tags()),
            );
        }
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
