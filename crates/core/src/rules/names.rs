//! `hostname-unresolved`, `hostname-claimed-twice`.
//!
//! *What it checks:* every host name has a record in a zone that holds it, and only one component
//! claims it.
//! *Why it matters:* a name without a record leads nowhere, and one name leads to one target.

use std::collections::BTreeMap;

use crate::{
    base::Address,
    vocab::{Access, Finding, Severity},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    let mut claimed: BTreeMap<&str, Vec<&Address>> = BTreeMap::new();
    for (id, facts) in review.survey.all_facts() {
        for name in &facts.hostnames {
            claimed.entry(name).or_default().push(id);
            let holds =
                |zone: &str| name == zone || name.strip_suffix(zone).is_some_and(|it| it.ends_with('.'));
            // A proxy that is the zone too points its own names at itself.
            let is_own = facts.zone.as_deref().is_some_and(holds);
            let resolved = review
                .survey
                .design()
                .connections
                .values()
                .filter(|it| it.to == *id && it.access == Access::Resolve)
                .filter_map(|it| review.survey.facts(&it.from)?.zone.as_deref())
                .any(holds);
            if !resolved && !is_own {
                out.push(
                    Finding::new(
                        "hostname-unresolved",
                        Severity::Warning,
                        about(id, Some("hostnames")),
                        format!("no zone points {name} at {}", review.name(id)),
                        "Without a record the name leads nowhere",
                    )
                    .hint("connect the zone of the domain with the access \"resolve\""),
                );
            }
        }
    }
    for (name, ids) in claimed {
        if let [first, second, ..] = ids.as_slice() {
            out.push(
                Finding::new(
                    "hostname-claimed-twice",
                    Severity::Error,
                    about(second, Some("hostnames")),
                    format!("{name} is claimed by {} and by {}", review.name(first), review.name(second)),
                    "One name leads to one target; the bundle points it at the first that browsers meet, and the other is never \
                     reached by it",
                )
                .hint("give each a name of its own"),
            );
        }
    }
}
