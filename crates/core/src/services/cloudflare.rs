//! Cloudflare: names, protection and a proxy at its edge, in front of what is built here. It has no place in AWS
//! and nothing in the bundle builds it; the runbook says what to set.
//! Plans: <https://www.cloudflare.com/plans/> · Addresses: <https://www.cloudflare.com/ips-v4>

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Address, Money, Range, fields, is_domain},
    prices::PriceBook,
    services::{Build, Check, Kind, Service, entry},
    vocab::{
        Access, Category, Facts, Family, Finding, Findings, LineItems, Meta, Place, Procedure, Severity,
        Site, Topic,
    },
};

/// Cloudflare in front: answers for names, keeps attacks away, and passes requests on.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Cloudflare {
    /// The domain whose names it answers for, such as example.com.
    #[schemars(length(max = 253))]
    pub zone: String,
    /// The names that it takes requests for and passes on.
    #[schemars(inner(length(max = 253)))]
    pub hostnames: Vec<String>,
    /// The plan. *Default:* pro.
    pub plan: CloudflarePlan,
    /// What the plan costs in a month, as the contract says. Left out, the list price of Free and Pro is
    /// taken; other plans are shown without a price.
    pub monthly_price: Option<Money>,
    /// Requests in 10 seconds from one address, beyond which more are refused; 0 refuses none. *Default:* 0.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub rate_limit: u32,
    /// Runs the managed rules of its firewall; they need Pro or more. *Default:* on.
    pub firewall: bool,
}

fields!(Cloudflare { zone, hostnames, plan, monthly_price, rate_limit, firewall });

/// A plan of Cloudflare, for one domain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CloudflarePlan {
    /// Free.
    Free,
    /// Pro.
    #[default]
    Pro,
    /// Business.
    Business,
    /// Enterprise, by contract.
    Enterprise,
}

impl CloudflarePlan {
    /// The list price of a month when it is paid monthly, in USD: <https://www.cloudflare.com/plans/>, as of
    /// November 2025.
    fn list_price(self) -> Option<Money> {
        match self {
            Self::Free => Some(Money(0.into())),
            Self::Pro => Some(Money(25.into())),
            Self::Business | Self::Enterprise => None,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Free => "Free",
            Self::Pro => "Pro",
            Self::Business => "Business",
            Self::Enterprise => "Enterprise",
        }
    }
}

/// The IPv4 addresses that it asks from: <https://www.cloudflare.com/ips-v4>, as of November 2025.
const ADDRESSES: [&str; 15] = [
    "173.245.48.0/20",
    "103.21.244.0/22",
    "103.22.200.0/22",
    "103.31.4.0/22",
    "141.101.64.0/18",
    "108.162.192.0/18",
    "190.93.240.0/20",
    "188.114.96.0/20",
    "197.234.240.0/22",
    "198.41.128.0/17",
    "162.158.0.0/15",
    "104.16.0.0/13",
    "104.24.0.0/14",
    "172.64.0.0/13",
    "131.0.72.0/22",
];

impl Default for Cloudflare {
    fn default() -> Self {
        Self {
            zone: "example.com".to_owned(),
            hostnames: Vec::new(),
            plan: CloudflarePlan::Pro,
            monthly_price: None,
            rate_limit: 0,
            firewall: true,
        }
    }
}

impl Kind for Cloudflare {
    const META: Meta = Meta {
        kind: "cloudflare",
        name: "Edge proxy",
        vendor: "Cloudflare",
        family: Family::Entry,
        summary: "Names, protection and a proxy at the edge of Cloudflare",
        icon: "M7 18a4 4 0 0 1 0-8 5.5 5.5 0 0 1 10.5-1.5A4.8 4.8 0 0 1 17 18zM10 14h5",
        inside: &[Place::Canvas],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            ("names only", Self { plan: CloudflarePlan::Free, firewall: false, ..Self::default() }),
            (
                "in front",
                Self { hostnames: vec!["hooks.example.com".to_owned()], rate_limit: 100, ..Self::default() },
            ),
            ("by contract", Self { plan: CloudflarePlan::Enterprise, ..Self::default() }),
        ]
    }
}

impl Service for Cloudflare {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            listens: vec![443],
            hostnames: self.hostnames.clone(),
            zone: Some(self.zone.clone()),
            cidrs: ADDRESSES.map(str::to_owned).to_vec(),
            external: true,
            accepts: &[Access::Connect, Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        let price = self.monthly_price.or_else(|| self.plan.list_price()).map(Range::exact);
        out.charge_own_price("plan", Category::Network, format!("Plan: {}", self.plan.title()), price);
    }

    fn subtitle(&self) -> String {
        format!("{} · {}", self.zone, self.plan.title())
    }
}

impl Check for Cloudflare {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        entry::check_hostnames(&self.hostnames, site, out);
        if !is_domain(&self.zone) {
            out.push(Finding::new(
                "zone-name",
                Severity::Error,
                out.anchor(Some("zone")),
                format!("{} is to answer for {:?}, which is no domain", site.name, self.zone),
                "Nobody can point a registrar at it",
            ));
        }
        if self.firewall && self.plan == CloudflarePlan::Free {
            out.push(Finding::new(
                "plan-too-small",
                Severity::Error,
                out.anchor(Some("plan")),
                format!("{} is to run managed firewall rules, which the Free plan lacks", site.name),
                "What the design counts on is not there",
            ));
        }
        // Who has a security group is closed to all others by it.
        for open in site.asks(Access::Connect).filter(|it| it.facts.security_group.is_none()) {
            out.push(
                Finding::new(
                    "proxy-bypassed",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} answers whoever knows its address, not only {}", open.name, site.name),
                    "An attacker goes around firewall and rate limit",
                )
                .hint("check a secret header that only the proxy adds, or put a load balancer between them"),
            );
        }
    }
}

impl Build for Cloudflare {
    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let mut text = format!(
            "In the dashboard of Cloudflare, or with its own Terraform provider: the zone {} on the plan {}",
            self.zone,
            self.plan.title()
        );
        for hostname in &self.hostnames {
            text.push_str(&format!("; a proxied record {hostname}"));
        }
        let targets: Vec<&str> = site.asks(Access::Connect).map(|it| it.name).collect();
        if !targets.is_empty() {
            text.push_str(&format!(", which leads to {}", targets.join(" and ")));
        }
        if self.firewall {
            text.push_str("; the managed rules of the firewall on");
        }
        if self.rate_limit > 0 {
            text.push_str(&format!(
                "; a rate limiting rule of {} requests in 10 seconds for each address",
                self.rate_limit
            ));
        }
        text.push_str("; TLS mode Full (strict). Look for changes of its addresses twice a year: the security groups name them.");
        vec![Procedure {
            topic: Topic::Deploy,
            title: format!("Set up {}", site.name),
            text,
            commands: vec!["curl --fail --silent https://www.cloudflare.com/ips-v4".to_owned()],
        }]
    }
}
