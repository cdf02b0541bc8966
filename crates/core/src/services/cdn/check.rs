//! What is wrong with a CDN.

use crate::{
    services::entry::unconnected,
    vocab::{Access, Finding, Findings, Severity, Site},
};

use super::{Caching, Cdn, origins};

impl Cdn {
    pub(super) fn check_origins(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        for origin in self.unrouted(site).skip(1) {
            out.push(
                Finding::new(
                    "cdn-origin-unused",
                    Severity::Warning,
                    out.anchor(Some("routes")),
                    format!("no path of {} leads to {}", site.name, origin.name),
                    "A CDN has one main origin; every other one needs a path that leads to it",
                )
                .hint("add a route with its path, or take the connection out"),
            );
        }
        if self.all_headers && self.caching == Caching::Optimized {
            out.push(
                Finding::new(
                    "cache-all-headers",
                    Severity::Warning,
                    out.anchor(Some("all_headers")),
                    format!("{} keeps an answer for each set of headers that browsers send", site.name),
                    "No two browsers send the same, so nothing is found in the cache",
                )
                .hint("pass on the headers that answers depend on, or switch the cache off"),
            );
        }
        for route in &self.routes {
            let target = origins(site).find(|it| Some(it.address) == route.target().as_ref());
            match target {
                None => out.push(unconnected(&route.path, &route.to, site, out)),
                Some(target) if self.single_page_app && target.access != Access::Read => out.push(
                    Finding::new(
                        "single-page-hides-errors",
                        Severity::Warning,
                        out.anchor(Some("single_page_app")),
                        format!(
                            "{} turns every 403 and 404 into its page, those of {} below {} too",
                            site.name, target.name, route.path
                        ),
                        "CloudFront's error pages hold for all paths, so a failed call looks like a success",
                    )
                    .hint("give the API a host name of its own"),
                ),
                Some(_) => {}
            }
        }
    }
}
