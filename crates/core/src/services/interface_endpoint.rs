//! Interface endpoint: AWS PrivateLink. The way to one AWS service from inside a network, by network
//! interfaces of its own.
//! Pricing: <https://aws.amazon.com/privatelink/pricing/> ·
//! Services: <https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service, endpoint},
    vocab::{
        Above, Access, Category, Effort, Factor, Facts, Family, Finding, Findings, LineItems, Meta, Place,
        Severity, Site, WayOut,
    },
};

/// What passes in a month when neither the settings nor the workload tell, in GB.
const ASSUMED_GB: [u32; 3] = [0, 1, 10];

/// The way to one AWS service from inside the network, without a NAT gateway: a network interface in
/// each zone of the tier that it stands in.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InterfaceEndpoint {
    /// The service, as endpoints call it: ecr.api and ecr.dkr for images, logs, sqs, sns,
    /// secretsmanager, s3; ssm, ssmmessages and ec2messages for Session Manager. *Default:* ecr.api.
    #[schemars(length(min = 1, max = 60))]
    pub service: String,
    /// The ids of the components that it leads to, such as buckets or queues; requests for any others
    /// are refused here. *Default:* none, any of the service.
    #[schemars(inner(length(max = 40)))]
    pub allows: Vec<String>,
    /// GB that pass in a month, both directions together. Left out, it is what connections bring here
    /// or, where that is nothing, 1 GB. *Default:* left out.
    #[schemars(extend("x-unit" = "GB"))]
    pub gb: Option<Range<Quantity>>,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
}

fields!(InterfaceEndpoint { service, allows, gb, security_group });

impl Default for InterfaceEndpoint {
    fn default() -> Self {
        Self { service: "ecr.api".to_owned(), allows: Vec::new(), gb: None, security_group: String::new() }
    }
}

impl Kind for InterfaceEndpoint {
    const META: Meta = Meta {
        kind: "interface_endpoint",
        name: "Interface endpoint",
        vendor: "PrivateLink",
        family: Family::Network,
        summary: "The way to one AWS service from inside the network, without a NAT gateway",
        icon: "M4 7h9a5 5 0 0 1 0 10H4zM18 12h3M1 10h3M1 14h3M9 12h.01M13 12h.01",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        let of = |service: &str| Self { service: service.to_owned(), ..Self::default() };
        vec![
            ("Endpoint for the registry's API", of("ecr.api")),
            ("Endpoint for images", of("ecr.dkr")),
            ("Endpoint for logs", of("logs")),
            ("Endpoint for secrets", of("secretsmanager")),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        let gb = |it| Quantity::from(it);
        vec![
            ("images", Self::default()),
            (
                "one bucket, from an office",
                Self {
                    service: "s3".to_owned(),
                    allows: vec!["documents".to_owned()],
                    gb: Some(Range { low: gb(5), expected: gb(20), high: gb(80) }),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for InterfaceEndpoint {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            listens: vec![443],
            ways_out: vec![WayOut::Service(self.service.clone())],
            security_group: Some(if self.security_group.is_empty() {
                format!("{address}-sg")
            } else {
                self.security_group.clone()
            }),
            accepts: &[Access::Connect],
            refers: endpoint::named("allows", &self.allows).collect(),
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "hours",
            Category::Network,
            format!("Interface endpoint ({})", self.service),
            "vpc.interface_endpoint_hour",
            &[Factor::exact(site.azs(), "AZ"), Factor::hours()],
        );
        let (gb, unit) = self.gb_of(site);
        out.imply(
            "data",
            Category::Traffic,
            "Data processed by interface endpoints",
            "vpc.interface_endpoint_gb",
            &[Factor::range(gb, unit)],
            "Every GB that passes an interface endpoint is charged, besides its hours",
        );
    }

    fn subtitle(&self) -> String {
        self.service.clone()
    }
}

impl Check for InterfaceEndpoint {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !self.is_service() {
            out.push(
                Finding::new(
                    "endpoint-service",
                    Severity::Error,
                    out.anchor(Some("service")),
                    format!("{} leads to {:?}, which is no name of a service", site.name, self.service),
                    "AWS calls its services by lower-case words with dots, without com.amazonaws and the region",
                )
                .hint("write a name such as ecr.api, logs or secretsmanager"),
            );
        }
        let leads_there =
            |it: &Above<'_>| it.facts.ways_out.iter().any(|it| *it == WayOut::Service(self.service.clone()));
        let others = || site.gateways.iter().filter(|it| it.address != site.address && leads_there(it));
        if let Some(other) = others().find(|it| it.facts.security_group.is_some()) {
            out.push(
                Finding::new(
                    "endpoint-twice",
                    Severity::Error,
                    out.anchor(Some("service")),
                    format!("{} leads to {}, and so does {}", site.name, self.service, other.name),
                    "Both claim the service's name in the network, which AWS refuses",
                )
                .hint("take one out"),
            );
        }
        if let Some(route) = others().find(|it| it.facts.security_group.is_none()) {
            out.push(
                Finding::new(
                    "endpoint-beside-gateway",
                    Severity::Info,
                    out.anchor(Some("service")),
                    format!("{} has a free gateway endpoint for {} already", route.name, self.service),
                    "What stands in the network goes by that one; this one serves only who comes from outside \
                     through a VPN or a resolver, and is charged by the hour",
                )
                .hint("take it out unless an office reads from there without crossing the internet"),
            );
        }
        if site.asked_by(Access::Connect).next().is_none() {
            out.push(
                Finding::new(
                    "endpoint-unreached",
                    Severity::Warning,
                    out.anchor(None),
                    format!("nothing may connect to {}", site.name),
                    "Its security group opens only to what is connected, while the service's name leads here from \
                     all over the network: their calls hang",
                )
                .hint(format!("connect to it whatever calls {}", self.service)),
            );
        }
        if site.azs() < 2 {
            out.push(
                Finding::new(
                    "endpoint-single-zone",
                    Severity::Info,
                    out.anchor(None),
                    format!("{} stands in one availability zone", site.name),
                    "When that zone fails, nothing in the network reaches the service through it",
                )
                .hint("put it into a tier that spans two"),
            );
        }
    }
}

impl Build for InterfaceEndpoint {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let ends = Ends {
            security_group: Some(label.clone()),
            arn: Some(Value::reference("aws_vpc_endpoint", &label, "arn")),
            ..Ends::default()
        };
        // Buckets that let nobody in but through endpoints name it.
        match self.service.as_str() {
            "s3" => ends.with("s3_endpoint_id", Value::reference("aws_vpc_endpoint", label, "id")),
            _ => ends,
        }
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let (Some(vpc), Some(subnets)) = (plot.inherited("vpc_id"), plot.inherited("subnet_ids")) else {
            return;
        };
        let mut resource = Resource::new(Concern::Network, "aws_vpc_endpoint", plot.site.label())
            .set("service_name", endpoint::service_name(&self.service))
            .set("vpc_endpoint_type", "Interface")
            .set("vpc_id", vpc)
            .set("subnet_ids", subnets)
            .set("security_group_ids", plot.security_group_ids())
            .set("private_dns_enabled", true);
        if let Some(policy) = endpoint::policy(&self.service, &self.allows, plot) {
            resource = resource.set("policy", policy);
        }
        resource = resource.set("tags", Value::map([("Name", plot.name())]));
        if self.service == "s3" {
            let is_route = |it: &&Above<'_>| {
                it.facts.security_group.is_none()
                    && it.facts.ways_out.contains(&WayOut::Service(self.service.clone()))
            };
            let gateway = plot.site.gateways.iter().find(is_route);
            let gateway = gateway.and_then(|it| plot.ends_of(it.address)?.get("s3_endpoint_id"));
            resource = resource.block(
                "dns_options",
                [("private_dns_only_for_inbound_resolver_endpoint", Value::from(gateway.is_some()))],
            );
            if let Some(Value::Reference(resource_type, label, _)) = gateway {
                resource = resource.after(resource_type, label.clone()).comment(
                    "From inside the network, the bucket's name still leads to the free gateway endpoint.",
                );
            }
        }
        graph.add(resource);
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::small())
    }
}

impl InterfaceEndpoint {
    fn is_service(&self) -> bool {
        let is_word = |it: &str| {
            !it.is_empty()
                && it.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || "-_".contains(it))
        };
        self.service.split('.').all(is_word) && !self.service.starts_with("com.")
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
