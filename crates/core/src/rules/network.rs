//! `zones-needed`, `no-way-out`.
//!
//! *What it checks:* what needs two availability zones stands in a tier that spans them; what pulls
//! images or calls AWS can get out of its tier.
//! *Why it matters:* AWS refuses to create it, or it starts and never gets its image.

use crate::{
    base::Address,
    vocab::{Access, Command, Finding, Place, Severity},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    for (id, facts) in review.survey.all_facts() {
        review.survey.visit(id, |_, site| {
            let Some(tier) = site.within(Place::Tier) else { return };
            let Some(network) = &tier.facts.network else { return };
            if facts.needs_azs > network.azs {
                out.push(zones(review, id, tier.address, facts.needs_azs, network.azs));
            }
            let pulls = site.asks(Access::Pull).next();
            if let Some(registry) = pulls.filter(|_| !network.public) {
                out.push(
                    Finding::new(
                        "no-way-out",
                        Severity::Error,
                        about(id, None),
                        format!(
                            "{} stands in {}, which has no way to the internet, and pulls from {}",
                            site.name, tier.name, registry.name
                        ),
                        "Without a NAT gateway or interface endpoints a private subnet can't reach the registry",
                    )
                    .hint("put it into a public tier with a public address and no open inbound port")
                    .hint("or add a NAT gateway, or interface endpoints for the registry and its layers"),
                );
            }
        });
    }
}

fn zones(review: &Review<'_>, id: &Address, tier: &Address, needed: u32, azs: u32) -> Finding {
    Finding::new(
        "zones-needed",
        Severity::Error,
        about(id, None),
        format!(
            "{} needs subnets in {needed} availability zones, and {} spans {azs}",
            review.name(id),
            review.name(tier)
        ),
        "AWS refuses to create it with fewer",
    )
    .fix(format!("Span {needed} zones"), vec![Command::set(tier, "azs", needed)])
}
