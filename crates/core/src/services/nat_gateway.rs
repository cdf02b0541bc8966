//! NAT gateway: the way from private tiers to the internet. It opens none in the other direction.
//! Pricing: <https://aws.amazon.com/vpc/pricing/> · Limits:
//! 55,000 connections to each destination and 100 Gbit/s,
//! <https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service, routes::ZONES},
    vocab::{
        Access, Category, Command, Factor, Facts, Family, Finding, Findings, LineItems, Meta, MetricFacts,
        Place, Procedure, Severity, Site, Topic, WayOut,
    },
};

/// What passes in a month when neither the settings nor the workload tell: images, updates and calls
/// of AWS, in GB.
const ASSUMED_GB: [u32; 3] = [2, 10, 50];

/// The way from private tiers to the internet. It stands in a public tier, and every private tier of
/// the network gets a route through it; data tiers stay closed.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NatGateway {
    /// How many availability zones get a gateway of their own, counted from the first. With 1, all
    /// zones go through that one and fail with it. *Default:* 1.
    #[schemars(range(min = 1, max = 6))]
    pub zones: u32,
    /// GB that pass in a month, both directions together. Left out, it is what private tiers exchange
    /// with external services in the workload or, where that is nothing, 10 GB for images, updates and
    /// calls of AWS. *Default:* left out.
    #[schemars(extend("x-unit" = "GB"))]
    pub gb: Option<Range<Quantity>>,
}

fields!(NatGateway { zones, gb });

impl Default for NatGateway {
    fn default() -> Self {
        Self { zones: 1, gb: None }
    }
}

impl Kind for NatGateway {
    const META: Meta = Meta {
        kind: "nat_gateway",
        name: "NAT gateway",
        vendor: "VPC",
        family: Family::Network,
        summary: "The way from private tiers to the internet, which opens none in the other direction",
        icon: "M12 3l9 9-9 9-9-9zM8 12h8M13 9l3 3-3 3",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        vec![
            ("NAT gateway, one for all zones", Self::default()),
            ("NAT gateway, one in each of two zones", Self { zones: 2, ..Self::default() }),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        let gb = |it| Quantity::from(it);
        vec![
            ("single", Self::default()),
            (
                "one in each zone",
                Self { zones: 2, gb: Some(Range { low: gb(50), expected: gb(120), high: gb(400) }) },
            ),
        ]
    }
}

impl Service for NatGateway {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/NATGateway", name, custom: false };
        Facts {
            ways_out: vec![WayOut::Internet { zones: self.zones }],
            metrics: vec![
                metric("port_errors", "ErrorPortAllocation"),
                metric("dropped_packets", "PacketsDropCount"),
                metric("connections", "ActiveConnectionCount"),
                metric("bytes_out", "BytesOutToDestination"),
                metric("bytes_in", "BytesInFromDestination"),
            ],
            measured_apart: self.zones,
            accepts: &[Access::Observe],
            count: self.zones,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "hours",
            Category::Network,
            "NAT gateway",
            "vpc.nat_gateway_hour",
            &[self.gateways(), Factor::hours()],
        );
        let (gb, unit) = self.gb_of(site);
        out.imply(
            "data",
            Category::Traffic,
            "Data processed by NAT gateways",
            "vpc.nat_gateway_gb",
            &[Factor::range(gb, unit)],
            "Every GB that passes a NAT gateway is charged, in both directions, besides its hours",
        );
        out.imply(
            "public-ipv4",
            Category::Network,
            "Public IPv4 address",
            "vpc.public_ipv4_in_use_hour",
            &[
                Factor::exact(self.zones, if self.zones == 1 { "address" } else { "addresses" }),
                Factor::hours(),
            ],
            "Each NAT gateway has a public IPv4 address, and AWS charges every one by the hour",
        );
    }

    fn subtitle(&self) -> String {
        if self.zones == 1 { "for all zones".to_owned() } else { format!("{} zones", self.zones) }
    }
}

impl Check for NatGateway {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !site.is_public() {
            out.push(
                Finding::new(
                    "nat-in-private-tier",
                    Severity::Error,
                    out.anchor(None),
                    format!("{} stands in a tier without a route to the internet gateway", site.name),
                    "A NAT gateway passes on to the internet gateway, so from here nothing gets out",
                )
                .hint("move it into a public tier of the same network"),
            );
        } else if let Some((first, _)) = site.nat().filter(|it| it.0.address != site.address) {
            out.push(
                Finding::new(
                    "nat-unused",
                    Severity::Warning,
                    out.anchor(None),
                    format!("no route leads through {}: private tiers go through {}", site.name, first.name),
                    "It is charged by the hour, used or not",
                )
                .hint(format!("take one of the two out, and set the zones of {}", first.name)),
            );
        }
        let azs = site.azs();
        let set_zones = || vec![Command::set(site.address, "zones", azs)];
        if self.zones > azs {
            out.push(
                Finding::new(
                    "nat-zones",
                    Severity::Error,
                    out.anchor(Some("zones")),
                    format!("{} has gateways in {} zones, and its tier spans {azs}", site.name, self.zones),
                    "Each gateway needs a subnet of its zone",
                )
                .fix(format!("Build {azs}"), set_zones()),
            );
        } else if self.zones < azs {
            out.push(
                Finding::new(
                    "nat-single-zone",
                    Severity::Info,
                    out.anchor(Some("zones")),
                    format!("{} has gateways in {} of {azs} availability zones", site.name, self.zones),
                    "When that zone fails, nothing in the private tiers reaches the internet, whatever zone it \
                     stands in; and what comes from another zone is charged for crossing over",
                )
                .hint("fine where a few hours without a way out are no harm, as in a test environment")
                .fix("Give each zone its own", set_zones()),
            );
        }
    }
}

impl Build for NatGateway {
    fn ends(&self, address: &Address) -> Ends {
        let ids = || self.labels(address).map(|it| Value::reference("aws_nat_gateway", it, "id"));
        let dimensions = match self.zones {
            1 => ids().next().map(|it| Value::map([("NatGatewayId", it)])),
            _ => Some(Value::List(ids().map(|it| Value::map([("NatGatewayId", it)])).collect())),
        };
        let ends = Ends::default().with("nat_gateway_ids", Value::List(ids().collect()));
        match dimensions {
            Some(dimensions) => ends.with("dimensions", dimensions),
            None => ends,
        }
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let Some(subnets) = plot.inherited("subnet_ids") else { return };
        // Its tier may span fewer zones, which is a finding.
        let n_zones = self.zones.min(plot.site.azs());
        for ((idx, label), zone) in
            self.labels(plot.site.address).enumerate().zip(ZONES).take(n_zones as usize)
        {
            let tags = || Value::map([("Name", plot.name_with(zone))]);
            graph.add(
                Resource::new(Concern::Network, "aws_eip", &label).set("domain", "vpc").set("tags", tags()),
            );
            let gateway = Resource::new(Concern::Network, "aws_nat_gateway", &label)
                .set("allocation_id", Value::reference("aws_eip", &label, "id"))
                .set("subnet_id", subnets.clone().element(idx))
                .set("tags", tags());
            graph.add(match plot.inherited("internet_gateway_id") {
                Some(Value::Reference(resource_type, internet, _)) if plot.site.is_public() => {
                    gateway.after(resource_type, internet)
                }
                _ => gateway,
            });
        }
        let addresses = self
            .labels(plot.site.address)
            .take(n_zones as usize)
            .map(|it| Value::reference("aws_eip", it, "public_ip"));
        graph.tell(
            format!("{}_public_ips", plot.site.label()),
            format!("The addresses that others see when private tiers call them through {}", plot.site.name),
            Value::List(addresses.collect()),
        );
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("See the addresses that others see behind {}", site.name),
            text:
                "Give these to partners that admit callers by address. They stay the same for as long as the \
                   gateway stands."
                    .to_owned(),
            commands: vec![format!("terraform -chdir=terraform output {}_public_ips", site.label())],
        }]
    }
}

impl NatGateway {
    fn labels<'a>(&self, address: &'a Address) -> impl Iterator<Item = String> + use<'a> {
        ZONES.into_iter().take(self.zones as usize).map(|zone| format!("{}_{zone}", address.label()))
    }

    fn gateways(&self) -> Factor {
        Factor::exact(self.zones, if self.zones == 1 { "gateway" } else { "gateways" })
    }

    /// What passes in a month, and its unit, which says so when it is assumed.
    fn gb_of(&self, site: &Site<'_>) -> (Range<Decimal>, &'static str) {
        if let Some(gb) = self.gb {
            return (gb.map(|it| it.0), "GB");
        }
        let carried = site.usage.gb_in.zip(site.usage.gb_out, Decimal::saturating_add);
        if carried.high > Decimal::ZERO {
            return (carried, "GB");
        }
        let [low, expected, high] = ASSUMED_GB.map(Decimal::from);
        (Range { low, expected, high }, "GB (assumed)")
    }
}
