//! Resolver endpoint: Route 53 Resolver, inbound. Answers for the network's own names to who comes
//! from outside, such as an office behind a VPN.
//! Pricing: <https://aws.amazon.com/route53/pricing/> ·
//! How it works: <https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-overview-forward-network-to-vpc.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, Place, Procedure,
        Severity, Site, Topic,
    },
};

/// The fewest zones that AWS builds it in.
const FEWEST_ZONES: u32 = 2;

/// Answers for the network's own names, such as those of interface endpoints, to who comes from
/// outside through a VPN: a network interface in each zone of the tier that it stands in.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ResolverEndpoint {
    /// Questions from outside in a month. *Default:* 100,000.
    #[schemars(extend("x-unit" = "queries"))]
    pub queries: Range<Quantity>,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
}

fields!(ResolverEndpoint { queries, security_group });

impl Default for ResolverEndpoint {
    fn default() -> Self {
        let queries = |it| Quantity::from(it);
        Self {
            queries: Range { low: queries(10_000), expected: queries(100_000), high: queries(1_000_000) },
            security_group: String::new(),
        }
    }
}

impl Kind for ResolverEndpoint {
    const META: Meta = Meta {
        kind: "resolver_endpoint",
        name: "Resolver endpoint",
        vendor: "Route 53",
        family: Family::Network,
        summary: "Answers for the network's own names to who comes from outside through a VPN",
        icon: "M4 5h16v10h-6l-4 4v-4H4zM9 8.5a3 2 0 1 1 3 2.5v.5M12 13h.01",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let queries = |it| Quantity::from(it);
        vec![
            ("an office", Self::default()),
            (
                "several offices",
                Self {
                    queries: Range {
                        low: queries(1_000_000),
                        expected: queries(5_000_000),
                        high: queries(20_000_000),
                    },
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for ResolverEndpoint {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            listens: vec![53],
            listens_udp: true,
            needs_azs: FEWEST_ZONES,
            security_group: Some(if self.security_group.is_empty() {
                format!("{address}-sg")
            } else {
                self.security_group.clone()
            }),
            accepts: &[Access::Connect],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "interfaces",
            Category::Network,
            "Resolver endpoint network interfaces",
            "route53.resolver_endpoint_eni_hour",
            &[Factor::exact(site.azs(), "AZ"), Factor::hours()],
        );
        out.charge_per(
            "queries",
            Category::Network,
            "Queries answered by resolver endpoints",
            "route53.resolver_queries_per_1m",
            &[Factor::range(self.queries.map(|it| it.0), "queries")],
            1_000_000,
            Some("Each question that passes a resolver endpoint is charged, besides its hours"),
        );
    }

    fn subtitle(&self) -> String {
        "inbound".to_owned()
    }
}

impl Check for ResolverEndpoint {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.asked_by(Access::Connect).next().is_none() {
            out.push(
                Finding::new(
                    "resolver-unasked",
                    Severity::Warning,
                    out.anchor(None),
                    format!("nobody may ask {}", site.name),
                    "Its security group opens only to what is connected, and it is charged by the hour, used or not",
                )
                .hint("connect the office to it that asks for the network's names"),
            );
        }
    }
}

impl Build for ResolverEndpoint {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        Ends {
            arn: Some(Value::reference("aws_route53_resolver_endpoint", &label, "arn")),
            security_group: Some(label),
            ..Ends::default()
        }
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let Some(subnets) = plot.inherited("subnet_ids") else { return };
        let label = plot.site.label();
        let mut resolver = Resource::new(Concern::Dns, "aws_route53_resolver_endpoint", &label)
            .set("name", plot.name())
            .set("direction", "INBOUND")
            .set("security_group_ids", plot.security_group_ids());
        for idx in 0..plot.site.azs() as usize {
            resolver = resolver.block("ip_address", [("subnet_id", subnets.clone().element(idx))]);
        }
        graph.add(resolver.set("tags", Value::map([("Name", plot.name())])));
        graph.tell(
            format!("{label}_ips"),
            format!("Where the office's name server sends questions for names of AWS: {}", plot.site.name),
            Value::reference("aws_route53_resolver_endpoint", label, "ip_address[*].ip"),
        );
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Point the office's name server at {}", site.name),
            text:
                "Have it forward questions for amazonaws.com, and for private zones of the network, to these \
                   addresses. They stay the same for as long as the endpoint stands."
                    .to_owned(),
            commands: vec![format!("terraform -chdir=terraform output {}_ips", site.label())],
        }]
    }
}
