//! What entries have in common: they answer for host names, and lead paths to those behind them.

use crate::{
    base::is_domain,
    vocab::{Finding, Findings, Severity, Site},
};

/// Whether a record and a certificate can be made for each name.
pub(super) fn check_hostnames(hostnames: &[String], site: &Site<'_>, out: &mut Findings<'_>) {
    for hostname in hostnames.iter().filter(|it| !is_domain(it)) {
        out.push(Finding::new(
            "hostname",
            Severity::Error,
            out.anchor(Some("hostnames")),
            format!("{} answers for {hostname:?}, which is no host name", site.name),
            "Neither a record nor a certificate can be made for it",
        ));
    }
}

/// A route whose target is not connected.
pub(super) fn unconnected(path: &str, to: &str, site: &Site<'_>, out: &Findings<'_>) -> Finding {
    Finding::new(
        "route-target",
        Severity::Error,
        out.anchor(Some("routes")),
        format!("{} routes {path:?} to {to:?}, which it is not connected to", site.name),
        "The route is left out, so these requests go where all others go",
    )
    .hint("connect it to that component, or take the route out")
}
