//! External: something that others run, and the design only meets.

use schemars::JsonSchema;

use crate::{
    base::{Address, Cidr, Money, Range, fields},
    prices::PriceBook,
    resource::{Ends, Value},
    services::{Build, Check, Kind, Service},
    vocab::{Access, Category, Facts, Family, Finding, Findings, LineItems, Meta, Place, Severity, Site},
};

/// Something that others run, and the design only meets: an office, a CI server, whoever reads the
/// alarms, a paid service.
#[derive(Clone, Debug, Default, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct External {
    /// Addresses that it comes from, as CIDR blocks such as 203.0.113.10/32. Left out, the bundle
    /// asks for them. *Default:* none.
    #[schemars(inner(length(max = 18)))]
    pub cidrs: Vec<String>,
    /// Where alarms are sent, when it reads them. *Default:* none.
    #[schemars(length(max = 254))]
    pub email: String,
    /// The https address by which it vouches for its jobs, when they assume a role here (OIDC): for
    /// GitLab, the address of its front page. *Default:* none.
    #[schemars(length(max = 255))]
    pub issuer_url: String,
    /// What it costs in a month, as its own price list or contract says. *Default:* nothing.
    pub monthly_price: Option<Money>,
}

fields!(External { cidrs, email, issuer_url, monthly_price });

impl Kind for External {
    const META: Meta = Meta {
        kind: "external",
        name: "External system",
        vendor: "",
        family: Family::External,
        summary: "Something that others run, and the design only meets",
        icon: "M12 3a9 9 0 1 0 9 9M14 3h7v7M21 3l-9 9",
        inside: &[Place::Canvas],
        offers: None,
        keeps_data: false,
    };

    fn presets() -> Vec<(&'static str, Self)> {
        vec![
            ("Office", Self { cidrs: vec!["203.0.113.10/32".to_owned()], ..Self::default() }),
            ("GitLab", Self { issuer_url: "https://gitlab.example.com".to_owned(), ..Self::default() }),
            ("On-call mailbox", Self { email: "ops@example.com".to_owned(), ..Self::default() }),
            ("Image registry", Self::default()),
            ("Paid service", Self { monthly_price: Some(Money(20.into())), ..Self::default() }),
        ]
    }

    fn examples() -> Vec<(&'static str, Self)> {
        vec![
            (
                "office",
                Self {
                    cidrs: vec!["203.0.113.0/24".to_owned(), "198.51.100.7/32".to_owned()],
                    email: "ops@example.com".to_owned(),
                    ..Self::default()
                },
            ),
            (
                "CI server",
                Self {
                    issuer_url: "https://gitlab.example.com".to_owned(),
                    monthly_price: Some(Money(29.into())),
                    ..Self::default()
                },
            ),
        ]
    }
}

impl Service for External {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        Facts {
            listens: vec![443],
            cidrs: self.cidrs.clone(),
            external: true,
            mailbox: is_email(&self.email),
            accepts: &[
                Access::Connect,
                Access::Read,
                Access::Write,
                Access::ReadWrite,
                Access::Send,
                Access::Consume,
                Access::Pull,
                Access::Push,
                Access::Notify,
            ],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, _site: &Site<'_>, out: &mut LineItems<'_>) {
        if let Some(price) = self.monthly_price {
            let price = Some(Range::exact(price));
            out.charge_own_price("subscription", Category::Operations, "Monthly price, as set here", price);
        }
    }

    fn subtitle(&self) -> String {
        let texts = [self.issuer_host().unwrap_or_default(), &self.email];
        let text = texts.into_iter().find(|it| !it.is_empty()).map(str::to_owned);
        text.or_else(|| self.cidrs.first().cloned()).unwrap_or_default()
    }
}

impl Check for External {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for cidr in &self.cidrs {
            if let Err(error) = cidr.parse::<Cidr>() {
                out.push(Finding::new(
                    "external-addresses",
                    Severity::Error,
                    out.anchor(Some("cidrs")),
                    format!("{}: {error}", site.name),
                    "A security group rule takes blocks of addresses only",
                ));
            }
        }
        let is_notified = site.asked_by(Access::Notify).next().is_some();
        if is_notified && !is_email(&self.email) {
            out.push(
                Finding::new(
                    "nobody-notified",
                    Severity::Warning,
                    out.anchor(Some("email")),
                    format!("{} is to be notified, and {:?} is no e-mail address", site.name, self.email),
                    "An alarm that reaches nobody is found out after the outage",
                )
                .hint("fill in the address of a mailbox that somebody reads"),
            );
        }
        if site.asks(Access::Assume).next().is_some() {
            self.check_issuer(site, out);
        }
    }
}

impl Build for External {
    fn ends(&self, _address: &Address) -> Ends {
        let mut ends = Ends::default();
        if is_email(&self.email) {
            ends = ends.with("email", Value::from(&self.email));
        }
        if let Some(host) = self.issuer_host() {
            ends = ends.with("oidc_issuer", Value::from(host));
        }
        ends
    }
}

impl External {
    /// The issuer without its scheme, as IAM names it.
    fn issuer_host(&self) -> Option<&str> {
        let host = self.issuer_url.strip_prefix("https://")?.trim_end_matches('/');
        let is_host = |it: &str| it.contains('.') && !it.contains([' ', '?', '#', '@']);
        Some(host).filter(|it| is_host(it))
    }

    fn check_issuer(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.issuer_host().is_none() {
            out.push(
                Finding::new(
                    "oidc-issuer",
                    Severity::Error,
                    out.anchor(Some("issuer_url")),
                    format!("{} assumes a role, and its issuer is {:?}", site.name, self.issuer_url),
                    "AWS trusts a job by the https address of whoever vouches for it",
                )
                .hint("write the address that stands in its tokens, such as https://gitlab.example.com"),
            );
        }
    }
}

/// Whether a text looks like an e-mail address: enough to catch a slip, as only a letter proves one.
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(user, domain)| {
        let is_plain = |it: &str| !it.is_empty() && !it.contains(['@', ' ', '"', '<', '>', ',']);
        is_plain(user) && is_plain(domain) && domain.contains('.')
    })
}
