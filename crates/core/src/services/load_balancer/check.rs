//! What is wrong with a load balancer.

use crate::{
    base::{Address, Quantity},
    services::entry::unconnected,
    vocab::{Access, Command, ConnectionRecord, Finding, Findings, Severity, Site},
};

use super::LoadBalancer;

impl LoadBalancer {
    pub(super) fn check_listeners(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let callers: Vec<_> = site.asked_by(Access::Connect).collect();
        if !self.redirect_http {
            out.push(
                Finding::new(
                    "https-only-listener",
                    Severity::Info,
                    out.anchor(Some("redirect_http")),
                    format!("{} listens on 443 only, so plain http:// is refused and not redirected", site.name),
                    "Whoever types the name without https sees an error, unless the browser tries https by itself",
                )
                .hint("fine for an API; for people, switch the redirect on and let them connect to port 80"),
            );
        } else if let Some(caller) = callers.first().filter(|_| callers.iter().all(|it| it.port != Some(80)))
        {
            out.push(
                Finding::new(
                    "redirect-unreachable",
                    Severity::Warning,
                    out.anchor(Some("redirect_http")),
                    format!("{} redirects from port 80, and nobody may connect to that port", site.name),
                    "Its security group opens only the ports that connections name",
                )
                .hint(format!("connect {} to port 80 as well", caller.name))
                .fix(
                    "Open port 80 for the redirect",
                    vec![Command::Connect(ConnectionRecord {
                        id: Address::slugify(&format!("{}-redirect", site.address)),
                        from: caller.address.clone(),
                        to: site.address.clone(),
                        access: Access::Connect,
                        port: Some(80),
                        purpose: "Redirect to https".to_owned(),
                        share: Some(Quantity::default()),
                    })],
                ),
            );
        }
        if !self.health_path.starts_with('/') {
            out.push(
                Finding::new(
                    "health-path",
                    Severity::Error,
                    out.anchor(Some("health_path")),
                    format!("{} asks its targets for {:?}, which is no path", site.name, self.health_path),
                    "AWS takes a path that begins with a slash",
                )
                .fix(
                    "Ask for /actuator/health",
                    vec![Command::set(site.address, "health_path", "/actuator/health")],
                ),
            );
        }
    }

    pub(super) fn check_targets(&self, site: &Site<'_>, out: &mut Findings<'_>) {
        let targets: Vec<_> = site.asks(Access::Connect).collect();
        if targets.is_empty() {
            out.push(
                Finding::new(
                    "load-balancer-without-target",
                    Severity::Warning,
                    out.anchor(None),
                    format!("{} spreads requests over nothing", site.name),
                    "It answers every request with status 503",
                )
                .hint("connect it to the container or service that answers"),
            );
        }
        for route in &self.routes {
            let target = route.target();
            if !targets.iter().any(|it| Some(it.address) == target.as_ref()) {
                out.push(unconnected(&route.path, &route.to, site, out));
            }
        }
    }
}
