//! VPN connection: AWS Site-to-Site VPN. Two tunnels between an office and the network.
//! Pricing: <https://aws.amazon.com/vpn/pricing/> ·
//! Quotas: <https://docs.aws.amazon.com/vpn/latest/s2svpn/vpn-limits.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Cidr, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value, Variable, VariableType},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, Complexity, Effort, Factor, Facts, Family, Finding, Findings, LineItems, Meta,
        MetricFacts, Place, Procedure, Severity, Site, Topic, WayOut,
    },
};

/// The number that a gateway without BGP is entered with: AWS asks for one all the same.
const PRIVATE_ASN: u32 = 65_000;

/// Two encrypted tunnels between an office and the network, over the internet. Every tier of the
/// network learns the way to the office.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct VpnConnection {
    /// The office's own networks behind the tunnels, as CIDR blocks that don't overlap with the
    /// network's. *Default:* 192.168.0.0/24.
    #[schemars(inner(length(max = 18)))]
    pub office_cidrs: Vec<String>,
    /// GB that go to the office in a month; they are charged as any data that leaves AWS. *Default:*
    /// none.
    #[schemars(extend("x-unit" = "GB"))]
    pub gb_out: Option<Range<Quantity>>,
}

fields!(VpnConnection { office_cidrs, gb_out });

impl Default for VpnConnection {
    fn default() -> Self {
        Self { office_cidrs: vec!["192.168.0.0/24".to_owned()], gb_out: None }
    }
}

impl Kind for VpnConnection {
    const META: Meta = Meta {
        kind: "vpn_connection",
        name: "VPN connection",
        vendor: "Site-to-Site VPN",
        family: Family::Network,
        summary: "Two encrypted tunnels between an office and the network",
        icon: "M3 8h18M3 16h18M8 8v8M16 8v8M10 11h4v3h-4zM11 11v-1a1 1 0 0 1 2 0v1",
        inside: &[Place::Network],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let gb = |it| Quantity::from(it);
        vec![
            ("an office", Self::default()),
            (
                "two networks",
                Self {
                    office_cidrs: vec!["192.168.10.0/24".to_owned(), "192.168.20.0/24".to_owned()],
                    gb_out: Some(Range { low: gb(10), expected: gb(40), high: gb(120) }),
                },
            ),
        ]
    }
}

impl Service for VpnConnection {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/VPN", name, custom: false };
        Facts {
            ways_out: vec![WayOut::Office],
            metrics: vec![
                metric("tunnels_up", "TunnelState"),
                metric("bytes_in", "TunnelDataIn"),
                metric("bytes_out", "TunnelDataOut"),
            ],
            accepts: &[Access::Connect, Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "hours",
            Category::Network,
            "Site-to-Site VPN connection",
            "vpc.vpn_connection_hour",
            &[Factor::exact(1, "connection"), Factor::hours()],
        );
        if let Some(gb) = self.gb_out {
            out.charge(
                "egress",
                Category::Traffic,
                "Data transfer out to the office",
                "data_transfer.internet_out_gb",
                &[Factor::range(gb.map(|it| it.0), "GB")],
            );
        }
    }

    fn subtitle(&self) -> String {
        self.office_cidrs.join(", ")
    }
}

impl Check for VpnConnection {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let network = site.within(Place::Network).and_then(|it| it.facts.network.as_ref());
        let own: Option<Cidr> = network.and_then(|it| it.cidrs.first()?.parse().ok());
        for cidr in &self.office_cidrs {
            let Ok(block) = cidr.parse::<Cidr>() else {
                out.push(
                    Finding::new(
                        "vpn-office",
                        Severity::Error,
                        out.anchor(Some("office_cidrs")),
                        format!("{} leads to {cidr:?}, which is no block of addresses", site.name),
                        "AWS takes a block of IPv4 addresses, its first address first",
                    )
                    .hint("write a block such as 192.168.0.0/24"),
                );
                continue;
            };
            if let Some(own) = own.filter(|it| it.overlaps(block)) {
                out.push(
                    Finding::new(
                        "vpn-office",
                        Severity::Error,
                        out.anchor(Some("office_cidrs")),
                        format!("{} leads to {block}, which overlaps with {own} of the network", site.name),
                        "What is meant for the office stays in the network, since its own route comes first",
                    )
                    .hint("give the network addresses that the office does not use"),
                );
            }
        }
        if self.office_cidrs.is_empty() {
            out.push(
                Finding::new(
                    "vpn-office",
                    Severity::Error,
                    out.anchor(Some("office_cidrs")),
                    format!("{} leads to no network", site.name),
                    "Without a route to the office, no answer finds its way back",
                )
                .hint("list the office's networks"),
            );
        }
        let first = site.gateways.iter().find(|it| it.facts.ways_out.contains(&WayOut::Office));
        if let Some(first) = first.filter(|it| it.address != site.address) {
            out.push(
                Finding::new(
                    "vpn-second",
                    Severity::Error,
                    out.anchor(None),
                    format!("{} is beside {}, and each brings a gateway of its own", site.name, first.name),
                    "AWS attaches one virtual private gateway to a network",
                )
                .hint("list both offices' networks in one connection, or join them before they reach AWS"),
            );
        }
    }
}

impl Build for VpnConnection {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let id = Value::reference("aws_vpn_connection", &label, "id");
        Ends { arn: Some(Value::reference("aws_vpn_connection", &label, "arn")), ..Ends::default() }
            .with("dimensions", Value::map([("VpnId", id)]))
            .with("vpn_gateway_id", Value::reference("aws_vpn_gateway", label, "id"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let Some(vpc) = plot.inherited("vpc_id") else { return };
        let label = plot.site.label();
        let variable = format!("{label}_office_ip");
        let tags = || Value::map([("Name", plot.name())]);
        graph.ask(Variable {
            name: variable.clone(),
            variable_type: VariableType::Text,
            description: format!("The public IPv4 address of the office's router: {}", plot.site.name),
            default: None,
            example: Value::from("203.0.113.20"),
            sensitive: false,
            validation: Some((
                format!("can(cidrhost(\"${{var.{variable}}}/32\", 0))"),
                "It must be an IPv4 address such as 203.0.113.20.".to_owned(),
            )),
        });
        graph.add(
            Resource::new(Concern::Network, "aws_customer_gateway", &label)
                .set("bgp_asn", PRIVATE_ASN)
                .set("ip_address", Value::variable(&variable))
                .set("type", "ipsec.1")
                .set("tags", tags()),
        );
        graph.add(
            Resource::new(Concern::Network, "aws_vpn_gateway", &label).set("vpc_id", vpc).set("tags", tags()),
        );
        graph.add(
            Resource::new(Concern::Network, "aws_vpn_connection", &label)
                .comment(
                    "AWS makes the tunnels' keys. They stand in the state, so whoever reads it can listen in.",
                )
                .set("customer_gateway_id", Value::reference("aws_customer_gateway", &label, "id"))
                .set("vpn_gateway_id", Value::reference("aws_vpn_gateway", &label, "id"))
                .set("type", "ipsec.1")
                .set("static_routes_only", true)
                .set("tags", tags()),
        );
        for (idx, cidr) in self.office_cidrs.iter().enumerate() {
            graph.add(
                Resource::new(Concern::Network, "aws_vpn_connection_route", format!("{label}_{}", idx + 1))
                    .set("destination_cidr_block", cidr)
                    .set("vpn_connection_id", Value::reference("aws_vpn_connection", &label, "id")),
            );
        }
        graph.tell(
            format!("{label}_vpn_id"),
            format!("The VPN connection {}", plot.site.name),
            Value::reference("aws_vpn_connection", label, "id"),
        );
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::task(4, Complexity::Medium))
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let id = format!("\"$(terraform -chdir=terraform output -raw {}_vpn_id)\"", site.label());
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Set up the office's end of {}", site.name),
            text:
                "Write the configuration with the keys of both tunnels to a file, enter it into the office's \
                   router, and delete the file. Then see both tunnels come up; AWS takes one down for \
                   maintenance now and then, so let the router use both."
                    .to_owned(),
            commands: vec![
                format!(
                    "umask 077 && aws ec2 describe-vpn-connections --vpn-connection-ids {id} --query \
                     'VpnConnections[0].CustomerGatewayConfiguration' --output text > office-router.xml"
                ),
                format!(
                    "aws ec2 describe-vpn-connections --vpn-connection-ids {id} --query \
                     'VpnConnections[0].VgwTelemetry[].[OutsideIpAddress,Status]' --output text"
                ),
            ],
        }]
    }
}
