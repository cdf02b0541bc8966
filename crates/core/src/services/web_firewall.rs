//! Web firewall: AWS WAF. Drops requests that look like attacks before they reach anything.
//! Pricing: <https://aws.amazon.com/waf/pricing/> · Managed rules:
//! <https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Decimal, Quantity, Range, fields},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, Neighbour, Place,
        Procedure, Severity, Site, Topic,
    },
};

/// Drops requests that look like attacks before they reach anything. It protects a CDN, load
/// balancers, or both; the two take an access list each.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WebFirewall {
    /// Groups of rules that AWS keeps up to date, the first one asked first. *Default:* reputation,
    /// common, known bad inputs.
    pub managed_groups: Vec<ManagedGroup>,
    /// The most requests that one address may make in five minutes; more are dropped. *Default:* no
    /// limit.
    #[schemars(range(min = 10, max = 2_000_000_000), extend("x-unit" = "requests"))]
    pub rate_limit: Option<u32>,
    /// Only counts what it would drop: for the first days in front of a new application.
    /// *Default:* off.
    pub count_only: bool,
    /// Requests looked at in a month. Left out, all of the workload's.
    pub requests: Option<Range<Quantity>>,
}

fields!(WebFirewall { managed_groups, rate_limit, count_only, requests });

/// A group of rules that AWS keeps up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ManagedGroup {
    /// Addresses that AWS has seen attack others.
    IpReputation,
    /// What the OWASP list holds, such as cross-site scripting and path traversal.
    Common,
    /// Requests that exploit known holes, such as Log4j's.
    KnownBadInputs,
    /// SQL in places where no SQL belongs.
    Sql,
    /// Attacks on Linux hosts, such as reading local files.
    Linux,
    /// Anonymous proxies, VPNs and hosting providers. Drops some honest users too.
    AnonymousIp,
    /// Pages for administration that are open to the world.
    AdminProtection,
}

impl ManagedGroup {
    const fn name(self) -> &'static str {
        match self {
            Self::IpReputation => "AWSManagedRulesAmazonIpReputationList",
            Self::Common => "AWSManagedRulesCommonRuleSet",
            Self::KnownBadInputs => "AWSManagedRulesKnownBadInputsRuleSet",
            Self::Sql => "AWSManagedRulesSQLiRuleSet",
            Self::Linux => "AWSManagedRulesLinuxRuleSet",
            Self::AnonymousIp => "AWSManagedRulesAnonymousIpList",
            Self::AdminProtection => "AWSManagedRulesAdminProtectionRuleSet",
        }
    }
}

impl Default for WebFirewall {
    fn default() -> Self {
        Self {
            managed_groups: vec![
                ManagedGroup::IpReputation,
                ManagedGroup::Common,
                ManagedGroup::KnownBadInputs,
            ],
            rate_limit: None,
            count_only: false,
            requests: None,
        }
    }
}

impl Kind for WebFirewall {
    const META: Meta = Meta {
        kind: "web_firewall",
        name: "Web firewall",
        vendor: "WAF",
        family: Family::Security,
        summary: "Drops requests that look like attacks before they reach anything",
        icon: "M12 3l8 3v6c0 4.5-3.5 7.5-8 9-4.5-1.5-8-4.5-8-9V6zM4 11h16M12 3v8M8 11v7M16 11v7",
        inside: &[Place::Canvas, Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let million = |it: u32| Quantity::from(it * 1_000_000);
        vec![
            ("small", Self { requests: Some(Range::exact(million(1))), ..Self::default() }),
            (
                "busy",
                Self {
                    managed_groups: vec![
                        ManagedGroup::IpReputation,
                        ManagedGroup::Common,
                        ManagedGroup::KnownBadInputs,
                        ManagedGroup::Sql,
                        ManagedGroup::Linux,
                    ],
                    rate_limit: Some(2_000),
                    count_only: true,
                    requests: Some(Range { low: million(50), expected: million(200), high: million(900) }),
                },
            ),
        ]
    }
}

/// What an access list can protect: AWS keeps the edge's and a region's apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Edge,
    Region,
}

impl Scope {
    fn of(neighbour: &Neighbour<'_>) -> Self {
        if neighbour.facts.is_at_edge() { Self::Edge } else { Self::Region }
    }

    /// The scopes of what it protects. A firewall that protects nothing yet is priced in its region.
    fn all_of(site: &Site<'_>) -> Vec<Self> {
        let protects = |scope| site.asks(Access::Protect).any(|it| Self::of(it) == scope);
        match (protects(Self::Edge), protects(Self::Region)) {
            (true, true) => vec![Self::Edge, Self::Region],
            (true, false) => vec![Self::Edge],
            _ => vec![Self::Region],
        }
    }

    /// The start of its prices' names.
    const fn skus(self) -> &'static str {
        match self {
            Self::Edge => "waf.cloudfront_scope",
            Self::Region => "waf",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Edge => "CLOUDFRONT",
            Self::Region => "REGIONAL",
        }
    }

    /// The access list's label in the graph. Only the edge refers to one by itself.
    fn label(self, address: &Address) -> String {
        match self {
            Self::Edge => format!("{}_edge", address.label()),
            Self::Region => address.label(),
        }
    }
}

impl Service for WebFirewall {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts { accepts: &[Access::Observe], count: 1, ..Facts::default() }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let scopes = Scope::all_of(site);
        let n_lists = u32::try_from(scopes.len()).unwrap_or(1);
        let Some(skus) = scopes.first().map(|it| it.skus()) else { return };
        out.charge(
            "web-acl",
            Category::Security,
            "Web ACL",
            format!("{skus}.web_acl_month"),
            &[Factor::exact(n_lists, "web ACL")],
        );
        out.charge(
            "rules",
            Category::Security,
            "Rules and managed rule groups",
            format!("{skus}.rule_month"),
            &[Factor::exact(n_lists, "web ACL"), Factor::exact(self.n_rules(), "rules")],
        );
        let requests = self.requests.map_or(site.workload.requests, |it| it.map(|it| it.0));
        out.charge_per(
            "requests",
            Category::Security,
            "Requests inspected",
            format!("{skus}.request_per_1m"),
            &[Factor::range(requests, "requests")],
            1_000_000,
            None,
        );
    }

    fn subtitle(&self) -> String {
        match self.n_rules() {
            1 => "1 rule".to_owned(),
            n_rules => format!("{n_rules} rules"),
        }
    }
}

impl Check for WebFirewall {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if site.asks(Access::Protect).next().is_none() {
            out.push(
                Finding::new(
                    "firewall-protects-nothing",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} stands in front of nothing", site.name),
                    "Its access list and rules are charged all the same",
                )
                .hint("connect it to a CDN or a load balancer with the access \"protect\""),
            );
        }
        if self.n_rules() == 0 {
            out.push(
                Finding::new(
                    "firewall-without-rules",
                    Severity::Warning,
                    out.anchor(Some("managed_groups")),
                    format!("{} has no rules", site.name),
                    "Without a rule it lets every request through",
                )
                .hint("add at least the groups for reputation, common attacks and known bad inputs"),
            );
        }
    }
}

impl Build for WebFirewall {
    fn ends(&self, address: &Address) -> Ends {
        // A CDN names its access list itself; for all else this component makes the association.
        let edge = Value::reference("aws_wafv2_web_acl", Scope::Edge.label(address), "arn");
        Ends::default().with("web_acl_arn", edge)
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        for scope in Scope::all_of(plot.site) {
            graph.add(self.access_list(scope, plot));
        }
        for target in plot.site.asks(Access::Protect).filter(|it| Scope::of(it) == Scope::Region) {
            let Some(arn) = plot.ends_of(target.address).and_then(|it| it.arn.clone()) else { continue };
            graph.add(
                Resource::new(Concern::Security, "aws_wafv2_web_acl_association", target.connection.label())
                    .set("resource_arn", arn)
                    .set("web_acl_arn", Value::reference("aws_wafv2_web_acl", plot.site.label(), "arn")),
            );
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let commands = Scope::all_of(site).into_iter().map(|scope| {
            let region = if scope == Scope::Edge { " --region us-east-1" } else { "" };
            format!(
                "aws wafv2 list-web-acls --scope {}{region} --query 'WebACLs[].[Name,Id,ARN]' --output table",
                scope.word()
            )
        });
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("When {} drops honest requests", site.name),
            text: "Find the rule in the sampled requests of the access list. Set \"count only\" in the design, export \
                   and apply to let everything through while you look; then exclude the rule, not its group."
                .to_owned(),
            commands: commands.collect(),
        }]
    }
}

impl WebFirewall {
    fn n_rules(&self) -> u32 {
        let n_groups = u32::try_from(self.managed_groups.len()).unwrap_or(u32::MAX);
        n_groups.saturating_add(u32::from(self.rate_limit.is_some()))
    }

    fn access_list(&self, scope: Scope, plot: &Plot<'_>) -> Resource {
        let name = match scope {
            Scope::Edge => plot.name_with("edge"),
            Scope::Region => plot.name(),
        };
        let mut list = Resource::new(Concern::Security, "aws_wafv2_web_acl", scope.label(plot.site.address))
            .set("name", name.clone())
            .set("scope", scope.word())
            .block("default_action", [("allow", empty())]);
        let mut priority = 0;
        let mut rule = |name: &str, mut parts: Vec<(&'static str, Value)>| {
            let mut block = vec![("name", Value::from(name)), ("priority", Value::from(priority))];
            block.append(&mut parts);
            block.push(("visibility_config", visibility(Value::from(name))));
            priority += 1;
            block
        };
        if let Some(limit) = self.rate_limit {
            let action = if self.count_only { "count" } else { "block" };
            let statement = Value::block([
                ("limit", Value::Number(Decimal::from(limit))),
                ("aggregate_key_type", Value::from("IP")),
            ]);
            list = list.block(
                "rule",
                rule(
                    "rate-limit",
                    vec![
                        ("action", Value::block([(action, empty())])),
                        ("statement", Value::block([("rate_based_statement", statement)])),
                    ],
                ),
            );
        }
        let action = if self.count_only { "count" } else { "none" };
        for group in &self.managed_groups {
            let statement =
                Value::block([("name", Value::from(group.name())), ("vendor_name", Value::from("AWS"))]);
            list = list.block(
                "rule",
                rule(
                    group.name(),
                    vec![
                        ("override_action", Value::block([(action, empty())])),
                        ("statement", Value::block([("managed_rule_group_statement", statement)])),
                    ],
                ),
            );
        }
        list = list.set("visibility_config", visibility(name));
        match scope {
            Scope::Edge => {
                list.comment("CloudFront takes access lists from us-east-1 only.").in_region("us_east_1")
            }
            Scope::Region => list,
        }
    }
}

fn empty() -> Value {
    Value::Block(Vec::new())
}

fn visibility(metric_name: Value) -> Value {
    Value::block([
        ("cloudwatch_metrics_enabled", Value::from(true)),
        ("metric_name", metric_name),
        ("sampled_requests_enabled", Value::from(true)),
    ])
}
