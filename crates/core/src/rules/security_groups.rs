//! `security-group-broken`, `security-group-wider`, `administration-open`, `port-not-listened`.
//!
//! *What it checks:* the inbound rules that were written down against what the connections need.
//! *Why it matters:* a missing rule cuts a connection, and a rule that nothing needs is a door.
//! *Fix:* the rule is added, or taken out.

use serde_json::{Value, json};

use crate::{
    base::{Address, sort_by},
    blueprint::{Provenance, SecurityGroup, SecurityRule, Source, owner},
    vocab::{Access, Anchor, Command, Finding, Severity, StatedRule, Target},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    for group in &review.groups {
        for rule in &group.rules {
            if rule.provenance == Provenance::Added {
                out.push(broken(review, &group.component, &group.name, rule));
            }
        }
        surplus(review, group, out);
    }
    for (id, connection) in &review.survey.design().connections {
        let target = review.survey.facts(&connection.to);
        let open = review
            .survey
            .facts(&connection.from)
            .is_some_and(|it| it.cidrs.iter().any(|it| it == "0.0.0.0/0"));
        if connection.access == Access::Administer && open {
            out.push(Finding::new(
                "administration-open",
                Severity::Error,
                Anchor::Connection { id: id.clone() },
                format!("{} can be administered from anywhere", review.name(&connection.to)),
                "Log-ins belong behind Session Manager or a list of known addresses",
            ));
        }
        if let (Some(port), Some(target)) = (connection.port, target)
            && connection.access.opens_port()
            && !target.listens.is_empty()
            && !target.listens.contains(&port)
        {
            let listens: Vec<String> = target.listens.iter().map(u16::to_string).collect();
            out.push(
                Finding::new(
                    "port-not-listened",
                    Severity::Error,
                    Anchor::Connection { id: id.clone() },
                    format!(
                        "{} connects to port {port} of {}, which listens on {}",
                        review.name(&connection.from),
                        review.name(&connection.to),
                        listens.join(", ")
                    ),
                    "Nobody answers on that port, so every request and every health check fails",
                )
                .fix(
                    format!("Connect to port {}", listens.first().map_or("", String::as_str)),
                    vec![Command::Set {
                        on: Target::Connection(id.clone()),
                        field: "port".to_owned(),
                        value: json!(target.listens.first()),
                    }],
                ),
            );
        }
    }
}

fn broken(review: &Review<'_>, id: &Address, group: &str, rule: &SecurityRule) -> Finding {
    let finding = Finding::new(
        "security-group-broken",
        Severity::Error,
        about(id, Some("stated_rules")),
        format!(
            "{group} lacks port {} from {}, needed for: {}",
            rule.port,
            words(review, &rule.source),
            rule.why
        ),
        "The connection is refused until the rule exists; the bundle adds it and marks it",
    );
    let Some(from) = from_word(review, rule) else { return finding };
    let mut rules = stated(review, id);
    rules.push(StatedRule { port: rule.port, from });
    finding.fix(format!("Add port {} to {group}", rule.port), vec![set(id, &rules)])
}

/// What nothing needs, a finding for each run of ports from one source.
fn surplus(review: &Review<'_>, group: &SecurityGroup, out: &mut Vec<Finding>) {
    let mut rules: Vec<&SecurityRule> =
        group.rules.iter().filter(|it| it.provenance == Provenance::Surplus).collect();
    sort_by(&mut rules, |a, b| (&a.source, a.port).cmp(&(&b.source, b.port)));
    let runs = rules.chunk_by(|a, b| a.source == b.source && a.port.checked_add(1) == Some(b.port));
    out.extend(runs.filter_map(|it| Some(wider(review, group, it.first()?, it.last()?))));
}

fn wider(review: &Review<'_>, group: &SecurityGroup, first: &SecurityRule, last: &SecurityRule) -> Finding {
    let (id, name, source) = (&group.component, &group.name, &first.source);
    let is_of_run =
        |it: &StatedRule| (first.port..=last.port).contains(&it.port) && source_is(review, &it.from, source);
    let kept: Vec<StatedRule> = stated(review, id).into_iter().filter(|it| !is_of_run(it)).collect();
    let ports = if first.port == last.port {
        format!("port {}", first.port)
    } else {
        format!("ports {} to {}", first.port, last.port)
    };
    Finding::new(
        "security-group-wider",
        Severity::Warning,
        about(id, Some("stated_rules")),
        format!("{name} allows {ports} from {}, and no connection needs it", words(review, source)),
        "A rule that nothing needs is a door that somebody else may use",
    )
    .hint("draw the connection that needs it, or take the rule out")
    .fix(format!("Take {ports} out of {name}"), vec![set(id, &kept)])
}

fn stated(review: &Review<'_>, id: &Address) -> Vec<StatedRule> {
    review.survey.facts(id).and_then(|it| it.stated_rules.clone()).unwrap_or_default()
}

fn set(id: &Address, rules: &[StatedRule]) -> Command {
    let value: Vec<Value> = rules.iter().map(|it| json!({ "port": it.port, "from": it.from })).collect();
    Command::set(id, "stated_rules", value)
}

/// The word for the source of a rule that a connection needs: the component that connects.
fn from_word(review: &Review<'_>, rule: &SecurityRule) -> Option<String> {
    let connection = review.survey.design().connections.get(rule.connections.first()?)?;
    let from = owner(review.survey, &connection.from).unwrap_or(&connection.from);
    Some(from.to_string())
}

fn source_is(review: &Review<'_>, from: &str, source: &Source) -> bool {
    match source {
        Source::Cidr(cidr) => {
            from == cidr
                || Address::new(from)
                    .ok()
                    .and_then(|it| review.survey.facts(&it))
                    .is_some_and(|it| it.cidrs.contains(cidr))
        }
        Source::Group(address) => {
            Address::new(from).ok().is_some_and(|it| owner(review.survey, &it) == Some(address))
        }
        Source::Variable(name) => Address::new(from).is_ok_and(|it| format!("{}_cidrs", it.label()) == *name),
    }
}

fn words(review: &Review<'_>, source: &Source) -> String {
    match source {
        Source::Group(address) => review.name(address).to_owned(),
        Source::Cidr(cidr) if cidr == "0.0.0.0/0" => "anywhere".to_owned(),
        Source::Cidr(cidr) => cidr.clone(),
        Source::Variable(name) => name.replace('_', " "),
    }
}
