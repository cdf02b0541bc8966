//! Email sender: Amazon SES. Sends mails in the name of a domain.
//! Pricing: <https://aws.amazon.com/ses/pricing/> · Identities:
//! <https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html>

use schemars::JsonSchema;

use crate::{
    base::{Address, Decimal, Quantity, Range, fields, is_domain, is_in_zone},
    prices::PriceBook,
    resource::{Concern, Ends, Resource, ResourceGraph, Value},
    services::{Build, Check, Grant, Kind, Plot, Service},
    vocab::{
        Access, Category, Factor, Facts, Family, Finding, Findings, LineItems, Meta, MetricFacts, Neighbour,
        Place, Procedure, Severity, Site, Topic, shell_word,
    },
};

const TYPE: &str = "aws_sesv2_email_identity";

/// Sends mails in the name of a domain, and signs them (DKIM) so that they are taken for real.
#[derive(Clone, Debug, PartialEq, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EmailSender {
    /// The domain behind the @ of the senders. *Default:* example.com.
    #[schemars(length(max = 253))]
    pub domain: String,
    /// Mails in a month. Left out, the messages of the workload that connections send here, or where the
    /// workload has none, one for each request that reaches it.
    pub mails: Option<Range<Quantity>>,
    /// What is attached to all mails of a month. Left out, nothing.
    #[schemars(extend("x-unit" = "GB"))]
    pub attachments_gb: Option<Range<Quantity>>,
}

fields!(EmailSender { domain, mails, attachments_gb });

impl Default for EmailSender {
    fn default() -> Self {
        Self { domain: "example.com".to_owned(), mails: None, attachments_gb: None }
    }
}

impl Kind for EmailSender {
    const META: Meta = Meta {
        kind: "email_sender",
        name: "Email sender",
        vendor: "SES",
        family: Family::Messaging,
        summary: "Sends mails in the name of a domain, and signs them",
        icon: "M3 6h18v12H3zM3 7l9 7 9-7M3 17l6-5M21 17l-6-5",
        inside: &[Place::Region],
        offers: None,
        keeps_data: false,
    };

    fn examples() -> Vec<(&'static str, Self)> {
        let thousand = |it: u32| Quantity::from(it * 1_000);
        vec![
            ("small", Self { mails: Some(Range::exact(thousand(10))), ..Self::default() }),
            (
                "busy, with invoices",
                Self {
                    domain: "mail.example.com".to_owned(),
                    mails: Some(Range { low: thousand(200), expected: thousand(500), high: thousand(2_000) }),
                    attachments_gb: Some(Range::exact(50_u32.into())),
                },
            ),
        ]
    }
}

impl Service for EmailSender {
    fn facts(&self, _address: &Address, _book: &PriceBook) -> Facts {
        let metric = |metric, name| MetricFacts { metric, namespace: "AWS/SES", name, custom: false };
        Facts {
            metrics: vec![
                metric("sent", "Send"),
                metric("bounces", "Bounce"),
                metric("bounce_rate", "Reputation.BounceRate"),
                metric("complaint_rate", "Reputation.ComplaintRate"),
            ],
            asked_through: &["email"],
            accepts: &[Access::Send, Access::Resolve, Access::Observe],
            count: 1,
            ..Facts::default()
        }
    }

    fn line_items(&self, site: &Site<'_>, out: &mut LineItems<'_>) {
        let mails = match self.mails {
            Some(mails) => mails.map(|it| it.0),
            None if site.usage.messages.high > Decimal::ZERO => site.usage.messages,
            None => site.usage.requests,
        };
        out.charge_per(
            "mails",
            Category::Messaging,
            "Outbound e-mails",
            "ses.email_per_1k",
            &[Factor::range(mails, "mails")],
            1_000,
            None,
        );
        if let Some(gb) = self.attachments_gb {
            out.charge(
                "attachments",
                Category::Messaging,
                "Outgoing attachments",
                "ses.attachment_gb",
                &[Factor::range(gb.map(|it| it.0), "GB")],
            );
        }
    }

    fn grants(&self, access: Access, address: &Address) -> Vec<Grant> {
        match access {
            Access::Send => vec![Grant {
                actions: vec!["ses:SendEmail", "ses:SendRawEmail"],
                resources: vec![Value::reference(TYPE, address.label(), "arn")],
                why: "Sends mails in the name of the domain, and of no other",
            }],
            _ => Vec::new(),
        }
    }

    fn subtitle(&self) -> String {
        format!("@{}", self.domain)
    }
}

impl Check for EmailSender {
    fn check(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if !is_domain(&self.domain) {
            out.push(
                Finding::new(
                    "email-domain",
                    Severity::Error,
                    out.anchor(Some("domain")),
                    format!("{} sends from {:?}, which is no domain", site.name, self.domain),
                    "SES takes a domain, and lets every name before its @ send",
                )
                .hint("write a domain such as example.com"),
            );
        }
        if self.zone(site).is_none() {
            out.push(
                Finding::new(
                    "email-unsigned",
                    Severity::Warning,
                    out.anchor(Some("domain")),
                    format!("No zone holds the records that prove {} to be yours", self.domain),
                    "Until the three records of DKIM are in its DNS, SES sends nothing from the domain",
                )
                .hint("connect the zone of the domain with the access \"resolve\"")
                .hint("or write the records of the runbook where the domain's DNS is"),
            );
        }
        if site.asked_by(Access::Send).next().is_none() {
            out.push(
                Finding::new(
                    "email-without-sender",
                    Severity::Info,
                    out.anchor(None),
                    format!("{} is asked by nobody", site.name),
                    "Without a connection no role is allowed to send",
                )
                .hint("connect whoever sends mails to it, with the access \"send\""),
            );
        }
    }
}

impl Build for EmailSender {
    fn ends(&self, address: &Address) -> Ends {
        Ends { arn: Some(Value::reference(TYPE, address.label(), "arn")), ..Ends::default() }
    }

    fn resources(&self, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        graph.add(Resource::new(Concern::Messaging, TYPE, &label).set("email_identity", &self.domain));
        let zone_id = self.zone(plot.site).and_then(|it| plot.ends_of(it.address)?.get("zone_id"));
        let Some(zone_id) = zone_id else {
            graph.tell(
                format!("{label}_dkim_tokens"),
                format!("The names of the records that prove the domain of {}", plot.site.name),
                Value::reference(TYPE, label, "dkim_signing_attributes[0].tokens"),
            );
            return;
        };
        let tokens = [
            "dkim_signing_attributes[0].tokens[0]",
            "dkim_signing_attributes[0].tokens[1]",
            "dkim_signing_attributes[0].tokens[2]",
        ];
        for (idx, token) in tokens.into_iter().enumerate() {
            let token = || Value::reference(TYPE, &label, token);
            let of_domain = Value::from(format!("._domainkey.{}", self.domain));
            let target = Value::template([token(), Value::from(".dkim.amazonses.com")]);
            graph.add(
                Resource::new(Concern::Dns, "aws_route53_record", format!("{label}_dkim_{}", idx + 1))
                    .set("zone_id", zone_id.clone())
                    .set("name", Value::template([token(), of_domain]))
                    .set("type", "CNAME")
                    .set("ttl", 600)
                    .set("records", Value::List(vec![target])),
            );
        }
    }

    fn procedures(&self, site: &Site<'_>) -> Vec<Procedure> {
        let domain = shell_word(&self.domain);
        let mut commands = vec![
            format!(
                "aws sesv2 get-email-identity --email-identity {domain} --query '[VerifiedForSendingStatus, DkimAttributes.Status]'"
            ),
            "aws sesv2 get-account --query '[ProductionAccessEnabled, SendQuota]'".to_owned(),
        ];
        if self.zone(site).is_none() {
            commands.push(format!(
                "terraform -chdir=terraform output -json {}_dkim_tokens | jq -r '.[] | . + \"._domainkey.{}. CNAME \" + . + \".dkim.amazonses.com.\"'",
                site.label(),
                if is_domain(&self.domain) { &self.domain } else { "example.com" }
            ));
        }
        vec![Procedure {
            topic: Topic::Operate,
            title: format!("See whether {} may send", site.name),
            text: "SES sends once it has found the records of DKIM. A new account is in the sandbox: it sends 200 \
                   mails a day, and only to addresses that were proven before. Ask for production access in the \
                   console some days before the first user signs up."
                .to_owned(),
            commands,
        }]
    }
}

impl EmailSender {
    /// The zone that holds the domain's records.
    fn zone<'a>(&self, site: &Site<'a>) -> Option<&'a Neighbour<'a>> {
        let holds = |it: &&Neighbour<'_>| {
            it.facts.zone.as_deref().is_some_and(|zone| zone == self.domain || is_in_zone(&self.domain, zone))
        };
        site.asked_by(Access::Resolve).find(holds)
    }
}
