//! Load balancer: Elastic Load Balancing, Application Load Balancer. Ends TLS and spreads requests.
//! Pricing: <https://aws.amazon.com/elasticloadbalancing/pricing/> ·
//! Limits: <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html>

mod check;
mod resources;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{
        Build, Check, Kind, Plot, Service, entry::check_hostnames, group_name, host::Rule,
        traffic::charge_internet,
    },
    vocab::{
        Access, Category, Complexity, Effort, Factor, Facts, Family, Finding, Findings, HOURS_PER_MONTH,
        LineItems, Meta, MetricFacts, Place, Procedure, Severity, Site, Topic, Usage,
    },
};

/// What one capacity unit (LCU) carries: new connections a second, open connections, GB an hour.
const LCU_NEW_CONNECTIONS: u32 = 25;
const LCU_OPEN_CONNECTIONS: u32 = 3_000;
const LCU_GB: u32 = 1;

/// Ends TLS and spreads requests over the targets that it is connected to.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LoadBalancer {
    /// Host names that it answers for. Its certificate has to cover each of them. *Default:* none.
    #[schemars(inner(length(max = 253)))]
    pub hostnames: Vec<String>,
    /// Keeps it off the internet, for callers inside the network. *Default:* off.
    pub internal: bool,
    /// Also listens on port 80 and sends browsers on to https. Off, plain http is refused.
    /// *Default:* off.
    pub redirect_http: bool,
    /// The TLS versions that it takes. *Default:* 1.2 and 1.3.
    pub tls: Tls,
    /// Seconds until it closes a connection on which nothing moves. *Default:* 60 s.
    #[schemars(range(min = 1, max = 4000), extend("x-unit" = "s"))]
    pub idle_timeout_seconds: u32,
    /// The path that tells whether a target is healthy, unless the target has one of its own. *Default:*
    /// /actuator/health.
    #[schemars(length(max = 1024))]
    pub health_path: String,
    /// The status codes of a healthy target. *Default:* 200-399.
    #[schemars(length(max = 60))]
    pub health_codes: String,
    /// Requests that go to one of the targets only. What matches none is spread over the targets
    /// without a route. *Default:* none.
    pub routes: Vec<Route>,
    /// Capacity units in an average hour. Left out, they follow from requests and data, as if each
    /// request opened a connection. *Default:* left out.
    #[schemars(extend("x-unit" = "LCU"))]
    pub lcus: Option<Range<Quantity>>,
    /// Refuses to be deleted until this is switched off. *Default:* off, as it holds no data.
    pub deletion_protection: bool,
    /// Name of its security group. *Default:* the id with -sg.
    #[schemars(length(max = 80))]
    pub security_group: String,
    /// Inbound rules as they were agreed on. Left out, they follow from the connections.
    pub stated_rules: Option<Vec<Rule>>,
}

fields!(LoadBalancer {
    hostnames,
    internal,
    redirect_http,
    tls,
    idle_timeout_seconds,
    health_path,
    health_codes,
    routes,
    lcus,
    deletion_protection,
    security_group,
    stated_rules,
});

/// Requests that go to one target only.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Route {
    /// The path, such as /api/*. Empty for any.
    #[schemars(length(max = 128))]
    pub path: String,
    /// The host name. Empty for any.
    #[schemars(length(max = 128))]
    pub host: String,
    /// The id of the component that they go to.
    #[schemars(length(max = 40))]
    pub to: String,
}

/// TLS versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Tls {
    /// TLS 1.2 and 1.3: every browser of the last ten years.
    #[default]
    Tls12,
    /// TLS 1.3 only: current browsers and clients.
    Tls13,
}

impl Tls {
    const fn policy(self) -> &'static str {
        match self {
            Self::Tls12 => "ELBSecurityPolicy-TLS13-1-2-2021-06",
            Self::Tls13 => "ELBSecurityPolicy-TLS13-1-3-2021-06",
        }
    }
}

impl Default for LoadBalancer {
    fn default() -> Self {
        Self {
            hostnames: Vec::new(),
            internal: false,
            redirect_http: false,
            tls: Tls::Tls12,
            idle_timeout_seconds: 60,
            health_path: "/actuator/health".to_owned(),
            health_codes: "200-399".to_owned(),
            routes: Vec::new(),
            lcus: None,
            deletion_protection: false,
            security_group: String::new(),
            stated_rules: None,
        }
    }
}

impl Kind for LoadBalancer {
    const META: Meta = Meta {
        kind: "load_balancer",
        name: "Load balancer",
        vendor: "ALB",
        family: Family::Entry,
        summary: "Ends TLS and spreads requests over its targets",
        icon: "M3 12h6M9 12l6-6M9 12l6 6M9 12h6M18 8a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM18 20a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
        inside: &[Place::Tier],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let lcu = |tenths: i64| Quantity(Decimal::new(tenths, 1));
        vec![
            (
                "small",
                Self {
                    hostnames: vec!["api.example.com".to_owned()],
                    lcus: Some(Range { low: lcu(1), expected: lcu(3), high: lcu(10) }),
                    ..Self::default()
                },
            ),
            (
                "busy",
                Self {
                    hostnames: vec!["www.example.com".to_owned(), "api.example.com".to_owned()],
                    redirect_http: true,
                    tls: Tls::Tls13,
                    routes: vec![Route {
                        path: "/chat/*".to_owned(),
                        to: "chat".to_owned(),
                        ..Route::default()
                    }],
                    lcus: Some(Range { low: lcu(20), expected: lcu(80), high: lcu(300) }),
                    deletion_protection: true,
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for LoadBalancer {
    fn facts(&self, address: &Address, _book: &PriceBook) -> Facts {
        let metric =
            |metric, name| MetricFacts { metric, namespace: "AWS/ApplicationELB", name, custom: false };
        Facts {
            listens: if self.redirect_http { vec![443, 80] } else { vec![443] },
            hostnames: self.hostnames.clone(),
            needs_certificate: true,
            needs_azs: 2,
            security_group: group_name(address, &self.security_group),
            stated_rules: Rule::stated(self.stated_rules.as_ref()),
            metrics: vec![
                metric("http_5xx", "HTTPCode_Target_5XX_Count"),
                metric("http_4xx", "HTTPCode_Target_4XX_Count"),
                metric("balancer_5xx", "HTTPCode_ELB_5XX_Count"),
                metric("latency", "TargetResponseTime"),
                metric("requests", "RequestCount"),
            ],
            accepts: &[Access::Connect, Access::Secure, Access::Resolve, Access::Protect, Access::Observe],
            refers: self.routes.iter().filter_map(|it| Some(("routes", it.target()?))).collect(),
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        out.charge(
            "hours",
            Category::Network,
            "Application Load Balancer",
            "elb.alb_hour",
            &[Factor::exact(1, "load balancer"), Factor::hours()],
        );
        let lcus = self.lcus.map_or_else(|| self.lcus_of(site.usage), |it| it.map(|it| it.0));
        out.imply(
            "lcu",
            Category::Network,
            "Load balancer capacity units",
            "elb.alb_lcu_hour",
            &[Factor::range(lcus, "LCU"), Factor::hours()],
            "A load balancer is charged for what it carries, besides its hours",
        );
        if self.is_open(site) {
            out.imply(
                "public-ipv4",
                Category::Network,
                "Public IPv4 address",
                "vpc.public_ipv4_in_use_hour",
                &[Factor::exact(site.azs(), "AZ"), Factor::hours()],
                "A load balancer on the internet has a public IPv4 address in each zone, and each is charged",
            );
        }
        charge_internet(site, out);
    }

    fn subtitle(&self) -> String {
        let more = self.hostnames.len().saturating_sub(1);
        match self.hostnames.first() {
            Some(hostname) if more > 0 => format!("{hostname} +{more}"),
            Some(hostname) => hostname.clone(),
            None if self.redirect_http => "443, 80".to_owned(),
            None => "443".to_owned(),
        }
    }
}

impl Check for LoadBalancer {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        self.check_listeners(site, out);
        self.check_targets(site, out);
        check_hostnames(&self.hostnames, site, out);
        if !self.internal && !site.is_public() {
            out.push(
                Finding::new(
                    "load-balancer-unreachable",
                    Severity::Error,
                    out.anchor(Some("internal")),
                    format!("{} is meant for the internet, and stands in no public tier", site.name),
                    "Without a route to the internet gateway, nobody outside reaches it",
                )
                .hint("put it into a public tier, or make it internal"),
            );
        }
    }
}

impl Build for LoadBalancer {
    fn ends(&self, address: &Address) -> Ends {
        let label = address.label();
        let attribute = |name| Value::reference("aws_lb", &label, name);
        Ends {
            security_group: Some(label.clone()),
            arn: Some(attribute("arn")),
            endpoint: Some(attribute("dns_name")),
            ..Ends::default()
        }
        .with("alias_name", attribute("dns_name"))
        .with("alias_zone_id", attribute("zone_id"))
        .with("arn_suffix", attribute("arn_suffix"))
        .with("dimensions", Value::map([("LoadBalancer", attribute("arn_suffix"))]))
        .with("listener_arn", Value::reference("aws_lb_listener", &label, "arn"))
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let mut balancer = Resource::new(Concern::Entry, "aws_lb", &label);
        balancer = match plot.name_within(plot.site.address, 32) {
            Some(name) => balancer.set("name", name),
            None => balancer.set("name_prefix", resources::name_prefix(plot.site.address)),
        };
        balancer = balancer
            .set("internal", self.internal)
            .set("load_balancer_type", "application")
            .set("security_groups", plot.security_group_ids());
        if let Some(subnets) = plot.inherited("subnet_ids") {
            balancer = balancer.set("subnets", subnets);
        }
        graph.add(
            balancer
                .set("idle_timeout", self.idle_timeout_seconds)
                .set("drop_invalid_header_fields", true)
                .set("enable_deletion_protection", self.deletion_protection),
        );
        let targets: Vec<_> = plot.site.asks(Access::Connect).filter(|it| !it.facts.external).collect();
        for target in &targets {
            self.target_group(target, plot, graph);
        }
        self.listeners(&targets, plot, graph);
        graph.tell(
            format!("{label}_dns_name"),
            format!("The name of {} in AWS, which its host names point to", plot.site.name),
            Value::reference("aws_lb", label, "dns_name"),
        );
    }

    fn effort(&self) -> Option<Effort> {
        Some(Effort::task(1, Complexity::Medium))
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let commands: Vec<_> = site
            .asks(Access::Connect)
            .filter(|it| !it.facts.external)
            .map(|it| {
                format!(
                    "aws elbv2 describe-target-health --target-group-arn \"$(terraform -chdir=terraform output -raw {}_target_group_arn)\"",
                    it.connection.label()
                )
            })
            .collect();
        if commands.is_empty() {
            return Vec::new();
        }
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("See what {} thinks of its targets", site.name),
            text: format!(
                "A target that does not answer {} with {} is unhealthy and gets no requests; the reason stands in \
                 the answer.",
                self.health_path, self.health_codes
            ),
            commands,
        }]
    }
}

impl Route {
    pub(super) fn target(&self) -> Option<Address> {
        Address::new(&self.to).ok()
    }
}

impl LoadBalancer {
    fn is_open(&self, site: &Site<'_>) -> bool {
        !self.internal && site.is_public()
    }

    /// Capacity units of an average hour: the largest of what new connections, open connections and
    /// bytes take.
    fn lcus_of(&self, usage: &Usage) -> Range<Decimal> {
        let hours = Decimal::from(HOURS_PER_MONTH);
        let seconds = hours * Decimal::from(3_600);
        let divide = |value: Decimal, by: Decimal| value.checked_div(by).unwrap_or_default();
        let connections = usage.requests.map(|it| {
            let new = divide(it, seconds);
            let open = new.saturating_mul(self.idle_timeout_seconds.into());
            divide(new, LCU_NEW_CONNECTIONS.into()).max(divide(open, LCU_OPEN_CONNECTIONS.into()))
        });
        let gb = usage.gb_in.zip(usage.gb_out, Decimal::saturating_add);
        connections.zip(gb, |connections, gb| connections.max(divide(divide(gb, hours), LCU_GB.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacity_units_are_the_largest_of_what_is_carried() {
        let lcus = |requests: i64, gb_out: i64, idle_timeout_seconds| {
            let usage = Usage {
                requests: Range::exact(requests.into()),
                gb_out: Range::exact(gb_out.into()),
                ..Usage::default()
            };
            LoadBalancer { idle_timeout_seconds, ..LoadBalancer::default() }.lcus_of(&usage).expected
        };
        // 50 requests a second, each a new connection; one unit takes 25.
        assert_eq!(lcus(50 * 730 * 3_600, 0, 60), 2.into());
        // Held open for ten minutes, 30,000 are open at a time; one unit takes 3,000.
        assert_eq!(lcus(50 * 730 * 3_600, 0, 600), 10.into());
        // 5 GB an hour; one unit takes 1.
        assert_eq!(lcus(1_000, 5 * 730, 60), 5.into());
        assert_eq!(lcus(0, 0, 60), 0.into());
    }
}
