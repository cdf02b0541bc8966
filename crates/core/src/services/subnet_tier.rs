//! Subnet tier: one subnet in each availability zone, with a route table of their own.
//! Sizes: <https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Cidr, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service, routes},
    vocab::{
        Access, Effort, Facts, Family, Finding, Findings, Meta, NetworkFacts, Place, Severity, Site, WayOut,
    },
};

/// Bits that divide a network into sixteenths, and a sixteenth into its zones.
const PART_BITS: u32 = 4;

/// The longest prefix of a subnet: AWS allows none smaller.
const SMALLEST: u32 = 28;

/// One subnet in each availability zone, all reached in the same way.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SubnetTier {
    /// Who reaches what stands in it. *Default:* private.
    pub visibility: Visibility,
    /// How many availability zones it spans. Load balancers and databases need two. *Default:* 2.
    #[schemars(range(min = 1, max = 6))]
    pub azs: u32,
    /// Which sixteenth of the network's addresses it takes, counted from 0; each tier needs one of
    /// its own. Each zone gets a sixteenth of that. *Default:* 0.
    #[schemars(range(min = 0, max = 15))]
    pub sixteenth: u32,
    /// The blocks of addresses of its subnets, one for each zone, where they are given from outside.
    /// *Default:* none, they are counted out of the network's.
    #[schemars(inner(length(max = 18)))]
    pub cidrs: Vec<String>,
}

fields!(SubnetTier { visibility, azs, sixteenth, cidrs });

/// Who reaches what stands in a tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// With a route to the internet gateway: for load balancers, and for machines with a public
    /// address.
    Public,
    /// Without a route from the internet: for machines that reach out by a NAT gateway or an endpoint.
    #[default]
    Private,
    /// Without any route out of the network: for databases.
    Data,
}

impl Visibility {
    const fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Data => "data",
        }
    }
}

impl Default for SubnetTier {
    fn default() -> Self {
        Self { visibility: Visibility::Private, azs: 2, sixteenth: 0, cidrs: Vec::new() }
    }
}

impl Kind for SubnetTier {
    const META: Meta = Meta {
        kind: "subnet_tier",
        name: "Subnet tier",
        vendor: "VPC",
        family: Family::Network,
        summary: "One subnet in each availability zone, all reached in the same way",
        icon: "M3 5h18v4H3zM3 10.5h18v4H3zM3 16h18v4H3zM6 7h2M6 12.5h2M6 18h2",
        inside: &[Place::Network],
        offers: Some(Place::Tier),
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        vec![
            ("Public tier", Self { visibility: Visibility::Public, ..Self::default() }),
            ("Private tier", Self { sixteenth: 1, ..Self::default() }),
            ("Data tier", Self { visibility: Visibility::Data, sixteenth: 2, ..Self::default() }),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("public", Self { visibility: Visibility::Public, ..Self::default() }),
            (
                "data, given blocks",
                Self {
                    visibility: Visibility::Data,
                    azs: 3,
                    cidrs: ["10.0.10.0/24", "10.0.20.0/24", "10.0.30.0/24"].map(str::to_owned).to_vec(),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for SubnetTier {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            network: Some(self.network_facts()),
            accepts: &[Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn subtitle(&self) -> String {
        format!("{} · {} AZ", self.visibility.word(), self.azs)
    }
}

impl Check for SubnetTier {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for cidr in &self.cidrs {
            let fits = cidr.parse::<Cidr>().is_ok_and(|it| (16..=28).contains(&it.prefix()));
            if !fits {
                out.push(Finding::new(
                    "subnet-addresses",
                    Severity::Error,
                    out.anchor(Some("cidrs")),
                    format!("{} lists the addresses {cidr:?}, which AWS does not take", site.name),
                    "A subnet has one block of IPv4 addresses between /16 and /28, its first address first",
                ));
            }
        }
        if !self.cidrs.is_empty() && self.cidrs.len() < self.azs as usize {
            out.push(
                Finding::new(
                    "subnet-addresses",
                    Severity::Error,
                    out.anchor(Some("cidrs")),
                    format!(
                        "{} lists {} blocks of addresses for {} availability zones",
                        site.name,
                        self.cidrs.len(),
                        self.azs
                    ),
                    "Each zone needs a subnet, and each subnet needs a block of its own",
                )
                .hint("list a block for each zone, or none to have them counted out of the network's"),
            );
        }
        let room = network_block(site).map(|it| blocks(it, &self.network_facts()).len());
        if self.cidrs.is_empty() && room.is_some_and(|it| it < self.azs as usize) {
            out.push(
                Finding::new(
                    "subnet-addresses",
                    Severity::Error,
                    out.anchor(Some("sixteenth")),
                    format!("the network is too small for the {} subnets of {}", self.azs, site.name),
                    "A sixteenth of the network is divided into sixteen subnets, and AWS allows none smaller than /28",
                )
                .hint("give the network a block of /20 or larger"),
            );
        }
    }
}

impl Build for SubnetTier {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let of_each = |attribute| {
            let subnets =
                self.zones().map(|it| Value::reference("aws_subnet", format!("{label}_{it}"), attribute));
            Value::List(subnets.collect())
        };
        Ends::default()
            .with("subnet_ids", of_each("id"))
            .with("availability_zones", of_each("availability_zone"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let Some(vpc) = plot.inherited("vpc_id") else { return };
        let counted =
            network_block(plot.site).map(|it| blocks(it, &self.network_facts())).unwrap_or_default();
        for (idx, zone) in self.zones().enumerate() {
            let mut subnet = Resource::new(Concern::Network, "aws_subnet", format!("{label}_{zone}"))
                .set("vpc_id", vpc.clone())
                .set(
                    "availability_zone",
                    Value::Data("aws_availability_zones", "available".to_owned(), "names").element(idx),
                );
            let block = if self.cidrs.is_empty() {
                counted.get(idx).map(Cidr::to_string)
            } else {
                self.cidrs.get(idx).cloned()
            };
            if let Some(block) = block {
                subnet = subnet.set("cidr_block", block);
            }
            graph.add(
                subnet
                    .set("map_public_ip_on_launch", false)
                    .set("tags", Value::map([("Name", plot.name_with(zone))])),
            );
        }
        let tables = routes::tables(plot.site.address, &self.network_facts(), plot.site);
        for (idx, table) in tables.iter().enumerate() {
            let name = match routes::ZONES.get(idx).filter(|_| tables.len() > 1) {
                Some(zone) => plot.name_with(zone),
                None => plot.name(),
            };
            graph.add(
                Resource::new(Concern::Network, "aws_route_table", table)
                    .set("vpc_id", vpc.clone())
                    .set("tags", Value::map([("Name", name)])),
            );
            if let Some((argument, gateway)) = self.way_out(idx, plot) {
                graph.add(
                    Resource::new(Concern::Network, "aws_route", format!("{table}_internet"))
                        .set("route_table_id", Value::reference("aws_route_table", table, "id"))
                        .set("destination_cidr_block", "0.0.0.0/0")
                        .set(argument, gateway),
                );
            }
        }
        for office in plot.site.gateways.iter().filter(|it| it.facts.ways_out.contains(&WayOut::Office)) {
            let Some(gateway) = plot.ends_of(office.address).and_then(|it| it.get("vpn_gateway_id")) else {
                continue;
            };
            for table in &tables {
                let label = format!("{table}_{}", office.address.label());
                graph.add(
                    Resource::new(Concern::Network, "aws_vpn_gateway_route_propagation", label)
                        .set("vpn_gateway_id", gateway.clone())
                        .set("route_table_id", Value::reference("aws_route_table", table, "id")),
                );
            }
        }
        for (zone, table) in self.zones().zip(tables.iter().cycle()) {
            let label = format!("{label}_{zone}");
            graph.add(
                Resource::new(Concern::Network, "aws_route_table_association", &label)
                    .set("subnet_id", Value::reference("aws_subnet", &label, "id"))
                    .set("route_table_id", Value::reference("aws_route_table", table, "id")),
            );
        }
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::included())
    }
}

impl SubnetTier {
    fn zones(&self) -> impl Iterator<Item = &'static str> {
        routes::ZONES.into_iter().take(self.azs as usize)
    }

    /// Where the route to the internet of one of its route tables leads: argument and gateway.
    fn way_out(&self, table: usize, plot: &Plot<'_>) -> Option<(&'static str, Value)> {
        match self.visibility {
            Visibility::Public => Some(("gateway_id", plot.inherited("internet_gateway_id")?)),
            Visibility::Private => {
                let (nat, zones) = plot.site.nat()?;
                let gateways = plot.ends_of(nat.address)?.get("nat_gateway_ids")?.clone();
                Some(("nat_gateway_id", gateways.element(table.checked_rem(zones as usize)?)))
            }
            Visibility::Data => None,
        }
    }

    fn network_facts(&self) -> NetworkFacts {
        NetworkFacts {
            azs: self.azs,
            public: self.visibility == Visibility::Public,
            cidrs: self.cidrs.clone(),
            sixteenth: self.cidrs.is_empty().then_some(self.sixteenth),
            closed: self.visibility == Visibility::Data,
        }
    }
}

/// The blocks of a tier's subnets in its network: as written down, or counted out.
pub(super) fn blocks(network: Cidr, tier: &NetworkFacts) -> Vec<Cidr> {
    let Some(sixteenth) = tier.sixteenth else {
        return tier.cidrs.iter().filter_map(|it| it.parse().ok()).collect();
    };
    let Some(part) = network.part(PART_BITS, sixteenth) else { return Vec::new() };
    let subnets = (0..tier.azs).filter_map(|zone| part.part(PART_BITS, zone));
    subnets.filter(|it| it.prefix() <= SMALLEST).collect()
}

fn network_block(site: &Site<'_>) -> Option<Cidr> {
    site.within(Place::Network)?.facts.network.as_ref()?.cidrs.first()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiers_of_different_sixteenths_never_overlap() {
        let network = "10.0.0.0/16".parse().unwrap();
        let tier = |sixteenth| {
            let tier = SubnetTier { azs: 3, sixteenth, ..SubnetTier::default() };
            blocks(network, &tier.network_facts()).iter().map(Cidr::to_string).collect::<Vec<_>>()
        };
        assert_eq!(tier(0), ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"]);
        assert_eq!(tier(2), ["10.0.32.0/24", "10.0.33.0/24", "10.0.34.0/24"]);
        assert_eq!(tier(15), ["10.0.240.0/24", "10.0.241.0/24", "10.0.242.0/24"]);
    }
}
