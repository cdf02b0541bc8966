//! The resources that listen and forward.

use crate::{
    base::{Address, Decimal},
    resource::{Concern, Resource, ResourceGraph, Value},
    services::Plot,
    vocab::{Access, Neighbour},
};

use super::{LoadBalancer, Route};

impl LoadBalancer {
    pub(super) fn target_group(&self, target: &Neighbour<'_>, plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = target.connection.label();
        let port = port_of(target);
        let own = Some(&target.facts.health_path).filter(|it| !it.is_empty());
        let health_path = own.unwrap_or(&self.health_path);
        let instance = plot.ends_of(target.address).and_then(|it| it.get("instance_id"));
        let mut group = Resource::new(Concern::Entry, "aws_lb_target_group", &label)
            .comment(
                "A name of its own for each copy, so that a replacement is there before the old one goes.",
            )
            .set("name_prefix", name_prefix(target.connection))
            .set("target_type", if instance.is_some() { "instance" } else { "ip" })
            .set("port", port)
            .set("protocol", "HTTP");
        if let Some(vpc) = plot.inherited("vpc_id") {
            group = group.set("vpc_id", vpc);
        }
        graph.add(
            group
                .set("deregistration_delay", target.facts.drain_seconds.unwrap_or(30))
                .block(
                    "health_check",
                    [
                        ("path", Value::from(health_path)),
                        ("matcher", Value::from(&self.health_codes)),
                        ("interval", Value::from(15)),
                        ("timeout", Value::from(5)),
                        ("healthy_threshold", Value::from(2)),
                        ("unhealthy_threshold", Value::from(3)),
                    ],
                )
                .create_first(),
        );
        if let Some(instance) = instance {
            graph.add(
                Resource::new(Concern::Entry, "aws_lb_target_group_attachment", &label)
                    .set("target_group_arn", group_arn(target))
                    .set("target_id", instance.clone())
                    .set("port", port),
            );
        }
        graph.tell(
            format!("{label}_target_group_arn"),
            format!("The target group by which {} reaches {}", plot.site.name, target.name),
            group_arn(target),
        );
    }

    pub(super) fn listeners(&self, targets: &[&Neighbour<'_>], plot: &Plot<'_>, graph: &mut ResourceGraph) {
        let label = plot.site.label();
        let balancer = Value::reference("aws_lb", &label, "arn");
        let mut certificates = plot
            .site
            .asked_by(Access::Secure)
            .filter_map(|it| Some((it, plot.ends_of(it.address)?.get("certificate_arn")?.clone())));
        let mut listener = Resource::new(Concern::Entry, "aws_lb_listener", &label)
            .set("load_balancer_arn", balancer.clone())
            .set("port", 443)
            .set("protocol", "HTTPS")
            .set("ssl_policy", self.tls.policy());
        if let Some((_, certificate)) = certificates.next() {
            listener = listener.set("certificate_arn", certificate);
        }
        let routed = |target: &Neighbour<'_>| {
            self.routes.iter().any(|it| it.target().as_ref() == Some(target.address))
        };
        let rest: Vec<_> = targets.iter().filter(|it| !routed(it)).map(|it| group_arn(it)).collect();
        graph.add(listener.block("default_action", forward(rest)));
        for (neighbour, certificate) in certificates {
            graph.add(
                Resource::new(Concern::Entry, "aws_lb_listener_certificate", neighbour.connection.label())
                    .set("listener_arn", Value::reference("aws_lb_listener", &label, "arn"))
                    .set("certificate_arn", certificate),
            );
        }
        if self.redirect_http {
            graph.add(
                Resource::new(Concern::Entry, "aws_lb_listener", format!("{label}_redirect"))
                    .set("load_balancer_arn", balancer)
                    .set("port", 80)
                    .set("protocol", "HTTP")
                    .block(
                        "default_action",
                        [
                            ("type", Value::from("redirect")),
                            (
                                "redirect",
                                Value::block([
                                    ("port", Value::from("443")),
                                    ("protocol", Value::from("HTTPS")),
                                    ("status_code", Value::from("HTTP_301")),
                                ]),
                            ),
                        ],
                    ),
            );
        }
        for (idx, route) in self.routes.iter().enumerate() {
            let Some(target) = targets.iter().find(|it| Some(it.address) == route.target().as_ref()) else {
                continue;
            };
            graph.add(rule(&label, idx, route, group_arn(target)));
        }
    }
}

fn rule(label: &str, idx: usize, route: &Route, group: Value) -> Resource {
    let mut rule = Resource::new(Concern::Entry, "aws_lb_listener_rule", format!("{label}_{}", idx + 1))
        .set("listener_arn", Value::reference("aws_lb_listener", label, "arn"))
        .set("priority", Value::Number(Decimal::from(idx + 1) * Decimal::TEN))
        .block("action", [("type", Value::from("forward")), ("target_group_arn", group)]);
    for (kind, text) in [("host_header", &route.host), ("path_pattern", &route.path)] {
        if !text.is_empty() {
            rule = rule.block("condition", [(kind, Value::block([("values", Value::list([text]))]))]);
        }
    }
    if route.host.is_empty() && route.path.is_empty() {
        rule = rule.block("condition", [("path_pattern", Value::block([("values", Value::list(["/*"]))]))]);
    }
    rule
}

/// The action that sends requests to the groups; without any, it says that nobody is there.
fn forward(mut groups: Vec<Value>) -> Vec<(&'static str, Value)> {
    match groups.len() {
        0 => vec![
            ("type", Value::from("fixed-response")),
            (
                "fixed_response",
                Value::block([
                    ("content_type", Value::from("text/plain")),
                    ("message_body", Value::from("No target")),
                    ("status_code", Value::from("503")),
                ]),
            ),
        ],
        1 => vec![("type", Value::from("forward")), ("target_group_arn", groups.swap_remove(0))],
        _ => {
            let groups = groups.into_iter().map(|arn| ("target_group", Value::block([("arn", arn)])));
            vec![("type", Value::from("forward")), ("forward", Value::block(groups))]
        }
    }
}

fn group_arn(target: &Neighbour<'_>) -> Value {
    Value::reference("aws_lb_target_group", target.connection.label(), "arn")
}

pub(super) fn port_of(target: &Neighbour<'_>) -> u16 {
    target.port.or_else(|| target.facts.listens.first().copied()).unwrap_or(80)
}

/// The start of a name, at most the 6 characters that AWS leaves for it.
pub(super) fn name_prefix(address: &Address) -> String {
    let start: String = address.as_str().chars().take(5).collect();
    format!("{}-", start.trim_end_matches('-'))
}
