//! What can be wrong with a function: its time, who calls it, and what it can't reach from where it is.

use crate::{
    base::Decimal,
    services::container::check_names,
    vocab::{Access, Command, Finding, Findings, Neighbour, Place, Severity, Site},
};

use super::{Function, FunctionUrl};

/// The longest that Lambda lets a call take, in seconds.
const LONGEST_SECONDS: u32 = 900;

impl Function {
    pub(super) fn check_settings(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        check_names(&self.environment, &[], site, out);
        if self.repository.is_empty() && (self.runtime.is_empty() || self.handler.is_empty()) {
            out.push(
                Finding::new(
                    "function-code",
                    Severity::Error,
                    out.anchor(Some("runtime")),
                    format!("{} has neither an image nor a runtime and a handler", site.name),
                    "Lambda has to know what runs a zip file, and what in it to call",
                )
                .hint("name a repository of your registry, or a runtime such as nodejs22.x and a handler"),
            );
        }
    }

    pub(super) fn check_time(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let slowest = self.duration_ms.high.0 / Decimal::ONE_THOUSAND;
        if slowest <= Decimal::from(self.timeout_seconds) {
            return;
        }
        let finding = Finding::new(
            "function-timeout",
            Severity::Warning,
            out.anchor(Some("timeout_seconds")),
            format!(
                "{} is cut off after {} s, and a call may take {} s",
                site.name,
                self.timeout_seconds,
                slowest.normalize()
            ),
            "What is cut off is half done, is paid for all the same, and is often tried again",
        );
        let fits = (1..=LONGEST_SECONDS).find(|it| Decimal::from(*it) >= slowest);
        out.push(match fits {
            Some(fits) => finding
                .fix(format!("Wait for {fits} s"), vec![Command::set(site.address, "timeout_seconds", fits)]),
            None => finding
                .hint("Lambda waits 15 minutes at most: run longer work as a Fargate service")
                .hint("or cut it into messages of a queue that take less"),
        });
    }

    pub(super) fn check_url(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        if self.url == FunctionUrl::Public {
            out.push(
                Finding::new(
                    "function-public",
                    Severity::Warning,
                    out.anchor(Some("url")),
                    format!("anybody on the internet may call {}", site.name),
                    "No firewall stands before a function URL, and each call is paid for, also one that the code \
                     turns away",
                )
                .hint("see in the code who calls, such as by a webhook's signature, before anything else")
                .hint("or put a CDN with a web firewall before it, and let the code refuse what has not come through"),
            );
        }
        let outsider = site.asked_by(Access::Connect).find(|it| it.facts.external);
        if let Some(caller) = outsider.filter(|_| self.url != FunctionUrl::Public) {
            out.push(
                Finding::new(
                    "function-unreachable",
                    Severity::Error,
                    out.anchor(Some("url")),
                    format!("{} calls {}, which is not open to the internet", caller.name, site.name),
                    "Without a public address of its own, each call needs the signature of a role of this account",
                )
                .hint("give it a public address, and see in the code who calls"),
            );
        }
    }

    pub(super) fn check_place(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let mut asked = site.outgoing.iter().filter(|it| it.access.opens_port());
        if site.within(Place::Tier).is_none() {
            if let Some(insider) = asked.find(|it| stands_in_network(it)) {
                out.push(
                    Finding::new(
                        "function-outside-network",
                        Severity::Error,
                        out.anchor(None),
                        format!(
                            "{} asks {}, which stands in the VPC, and stands outside of it",
                            site.name, insider.name
                        ),
                        "Without network interfaces in the VPC it can reach no address there",
                    )
                    .hint("move it into a subnet tier: its network interfaces are then in those subnets"),
                );
            }
        } else if !site.is_public() {
            // What a private tier leads to is the same for all that stands in it, and a rule of its own.
        } else if let Some(outsider) =
            // Lambda itself takes the messages of a queue, from outside.
            asked.find(|it| !stands_in_network(it) && it.access != Access::Consume)
        {
            out.push(
                Finding::new(
                    "function-way-out",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} asks {} outside of the VPC, from a public tier", site.name, outsider.name),
                    "Its network interfaces never have a public address, not even there, so the call needs a private \
                     tier with a NAT gateway or a VPC endpoint",
                )
                .hint("move it into a private tier; S3 and DynamoDB have gateway endpoints, which are free")
                .hint("or move the function into the region, when it asks nothing inside the VPC"),
            );
        }
    }
}

/// Whether it is reached at an address of the VPC.
fn stands_in_network(it: &Neighbour<'_>) -> bool {
    it.host.is_some() || (it.facts.security_group.is_some() && !it.facts.listens.is_empty())
}
