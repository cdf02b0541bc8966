//! DNS zone: Amazon Route 53. Answers for a domain, and points its names at what serves them.
//! Pricing: <https://aws.amazon.com/route53/pricing/>

use schemars::JsonSchema;

use crate::{
    base::{Address, Quantity, Range, fields, is_domain, is_in_zone},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, Neighbour, Place,
        Procedure, Severity, Site, Topic,
    },
};

/// Answers for a domain, and points its names at what serves them.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DnsZone {
    /// The domain that it answers for. *Default:* example.com.
    #[schemars(length(max = 253))]
    pub domain: String,
    /// The zone is there already: it is looked up instead of created, and charged elsewhere.
    /// *Default:* off.
    pub existing: bool,
    /// Queries in a month for names that don't point at something in AWS; all others are free.
    /// *Default:* none.
    pub queries: Option<Range<Quantity>>,
}

fields!(DnsZone { domain, existing, queries });

impl Default for DnsZone {
    fn default() -> Self {
        Self { domain: "example.com".to_owned(), existing: false, queries: None }
    }
}

impl Kind for DnsZone {
    const META: Meta = Meta {
        kind: "dns_zone",
        name: "DNS zone",
        vendor: "Route 53",
        family: Family::Entry,
        summary: "Answers for a domain, and points its names at what serves them",
        icon: "M12 21s7-6.5 7-12A7 7 0 0 0 5 9c0 5.5 7 12 7 12zM9 7.5h6M9 10.5h4",
        inside: &[Place::Canvas, Place::Region],
        offers: None,
        keeps_data: true,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let queries = |it: u32| Quantity::from(it);
        vec![
            ("new", Self::default()),
            ("there already", Self { domain: "example.org".to_owned(), existing: true, ..Self::default() }),
            (
                "busy",
                Self {
                    queries: Some(Range {
                        low: queries(1_000_000),
                        expected: queries(20_000_000),
                        high: queries(2_000_000_000),
                    }),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for DnsZone {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts { zone: Some(self.domain.clone()), accepts: &[Access::Observe], count: 1, ..Facts::default() }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        if !self.existing {
            out.charge(
                "zone",
                Category::Network,
                "Hosted zone",
                "route53.hosted_zone_month",
                &[Factor::exact(1, "zone")],
            );
        }
        if let Some(queries) = self.queries {
            out.charge_per(
                "queries",
                Category::Network,
                "Standard queries",
                "route53.queries_standard_per_1m",
                &[Factor::range(queries.map(|it| it.0), "queries")],
                1_000_000,
                None,
            );
        }
    }

    fn subtitle(&self) -> String {
        self.domain.clone()
    }
}

impl Check for DnsZone {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !is_domain(&self.domain) {
            out.push(
                Finding::new(
                    "zone-domain",
                    Severity::Error,
                    out.anchor(Some("domain")),
                    format!("{} answers for {:?}, which is no domain", site.name, self.domain),
                    "A zone belongs to one domain, written without a leading or trailing dot",
                )
                .hint("write a domain such as example.com"),
            );
        }
    }
}

impl Build for DnsZone {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let attribute = |name| {
            if self.existing {
                Value::Data("aws_route53_zone", label.clone(), name)
            } else {
                Value::reference("aws_route53_zone", &label, name)
            }
        };
        Ends { arn: Some(attribute("arn")), ..Ends::default() }.with("zone_id", attribute("zone_id"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        if self.existing {
            graph.look_up(
                Concern::Dns,
                "aws_route53_zone",
                &label,
                [("name", Value::from(&self.domain)), ("private_zone", Value::from(false))],
            );
        } else {
            graph.add(
                Resource::new(Concern::Dns, "aws_route53_zone", &label)
                    .comment("A new zone gets other name servers, which the registrar then has to be told.")
                    .set("name", &self.domain)
                    .set("comment", format!("{} zone of {}", plot.site.address, plot.site.project))
                    .keep(),
            );
            graph.tell(
                format!("{label}_name_servers"),
                format!("The name servers of {}, for the registrar", plot.site.name),
                Value::reference("aws_route53_zone", &label, "name_servers"),
            );
        }
        let Some(zone_id) = plot.ends_of(plot.site.address).and_then(|it| it.get("zone_id")) else { return };
        for target in plot.site.asks(Access::Resolve) {
            self.records(target, zone_id, plot, graph);
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        if self.existing {
            return Vec::new();
        }
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("Hand the domain of {} to AWS", site.name),
            text: "Once, after the first apply: enter these name servers at the registrar, or as NS records in the \
                   zone above. Until the second command shows them, certificates can't be validated."
                .to_owned(),
            commands: vec![
                format!("terraform -chdir=terraform output -json {}_name_servers", site.label()),
                format!("dig +short NS {}", crate::vocab::shell_word(&self.domain)),
            ],
        }]
    }
}

impl DnsZone {
    /// Points the target's names at it: by alias where AWS resolves it for nothing, else by name. A name that
    /// several claim leads to one of them only, as no zone takes two records of it: the edge before others,
    /// and so a CDN before the load balancer behind it.
    fn records<'a>(
        &self,
        target: &Neighbour<'a>,
        zone_id: &Value,
        plot: &Plot<'a>,
        graph: &mut ResourceGraph,
    ) {
        let rank = |it: &Neighbour<'a>| (!it.facts.is_at_edge(), it.address);
        let leads = |name: &String| {
            let claimants = plot.site.asks(Access::Resolve).filter(|it| it.facts.hostnames.contains(name));
            claimants.map(rank).min() == Some(rank(target))
        };
        let names: Vec<_> = target
            .facts
            .hostnames
            .iter()
            .filter(|it| is_domain(it) && is_in_zone(it, &self.domain) && leads(it))
            .collect();
        let Some(ends) = plot.ends_of(target.address).filter(|_| !names.is_empty()) else { return };
        let label = target.connection.label();
        let record = |label: String, record_type: &str| {
            Resource::new(Concern::Dns, "aws_route53_record", label)
                .for_each(Value::list(names.iter().copied()))
                .set("zone_id", zone_id.clone())
                .set("name", Value::Each)
                .set("type", record_type)
        };
        let (Some(alias_name), Some(alias_zone_id)) = (ends.get("alias_name"), ends.get("alias_zone_id"))
        else {
            if let Some(endpoint) = &ends.endpoint {
                graph.add(
                    record(label, "CNAME")
                        .set("ttl", 300)
                        .set("records", Value::List(vec![endpoint.clone()])),
                );
            }
            return;
        };
        let alias = || {
            [
                ("name", alias_name.clone()),
                ("zone_id", alias_zone_id.clone()),
                ("evaluate_target_health", Value::from(false)),
            ]
        };
        graph.add(record(label.clone(), "A").block("alias", alias()));
        // Only the edge also answers over IPv6.
        if target.facts.is_at_edge() {
            graph.add(record(format!("{label}_ipv6"), "AAAA").block("alias", alias()));
        }
    }
}
