//! Rules: what is wrong across components.
//!
//! Each rule is one file with a stable id. Rules read facts and derived access, never a kind's own
//! settings. The runner adds what each service says of itself, and sorts: errors first.

mod architecture;
mod budget;
mod certificates;
mod claims;
mod guardrails;
mod memory;
mod metrics;
mod names;
mod network;
mod permissions;
mod security_groups;
mod stacks;
mod work;

use std::collections::BTreeSet;

use crate::{
    base::{Address, both, gather, sort_by},
    blueprint::{Role, SecurityGroup, roles, security_groups as derive_groups},
    design::Design,
    estimate::Estimate,
    survey::Survey,
    vocab::{Anchor, Finding, Findings, Severity},
};

/// What a rule may look at.
pub(crate) struct Review<'a> {
    survey: &'a Survey,
    estimate: &'a Estimate,
    groups: Vec<SecurityGroup>,
    roles: Vec<Role>,
}

impl Review<'_> {
    /// The name of a component, for a message.
    fn name(&self, id: &Address) -> &str {
        self.survey.design().component(id).map_or("?", |it| it.name.as_str())
    }
}

type Rule = fn(&Review<'_>, &mut Vec<Finding>);

const RULES: [Rule; 13] = [
    certificates::check,
    names::check,
    security_groups::check,
    permissions::check,
    network::check,
    memory::check,
    metrics::check,
    architecture::check,
    guardrails::check,
    budget::check,
    claims::check,
    stacks::check,
    work::check,
];

/// All findings of a design, the most severe first.
#[must_use]
pub fn check(survey: &Survey, estimate: &Estimate) -> Vec<Finding> {
    let (groups, (mut findings, roles)) =
        both(|| derive_groups(survey), || (check_each(survey), roles(survey)));
    let review = Review { survey, estimate, groups, roles };
    for rule in RULES {
        rule(&review, &mut findings);
    }
    let names = names_without_capital(survey.design());
    for finding in &mut findings {
        if let Some(message) = sentence(&finding.message, &names) {
            finding.message = message;
        }
    }
    sort_by(&mut findings, |a, b| order(a).cmp(&order(b)));
    let mut once: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let mut beside = once.iter().rev().take_while(|it| order(it) == order(&finding));
        if !beside.any(|it| it.message == finding.message) {
            once.push(finding);
        }
    }
    once
}

/// What each component finds wrong with itself.
fn check_each(survey: &Survey) -> Vec<Finding> {
    let mut findings = Vec::new();
    for address in survey.addresses() {
        survey.visit(address, |component, site| {
            component.config.checks().check(site, &mut Findings::new(address, &mut findings));
        });
    }
    findings
}

fn order(finding: &Finding) -> (Severity, &str, &Anchor) {
    (finding.severity, &finding.rule, &finding.anchor)
}

/// A message as a sentence begins, with a capital, where it does not yet. What begins with a name, be it
/// a component's or one out of a file, is left as it is.
fn sentence(message: &str, names: &BTreeSet<&str>) -> Option<String> {
    let word = message.split(' ').next().unwrap_or_default();
    let is_plain = !word.is_empty() && word.chars().all(|it| it.is_ascii_lowercase());
    let is_name = || (1..=message.len()).any(|end| message.get(..end).is_some_and(|it| names.contains(it)));
    (is_plain && !is_name()).then(|| {
        let (first, rest) = message.split_at(1);
        first.to_ascii_uppercase() + rest
    })
}

/// The names of components that begin like a word in the middle of a sentence.
fn names_without_capital(design: &Design) -> BTreeSet<&str> {
    let names = design.components.values().map(|it| it.name.as_str());
    gather(names.filter(|it| it.starts_with(|it: char| it.is_ascii_lowercase())))
}

fn about(id: &Address, field: Option<&str>) -> Anchor {
    Anchor::Component { id: id.clone(), field: field.map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{design::Component, services::ServiceKind};

    #[test]
    fn a_message_begins_with_a_capital_and_a_name_stays_as_it_is() {
        let mut design = Design::default();
        let Some(kind) = ServiceKind::ALL.first() else { panic!("there are kinds") };
        let component = Component {
            name: "app host".into(),
            parent: None,
            position: None,
            note: String::new(),
            off: Vec::new(),
            config: kind.default_config(),
        };
        design.components.insert(Address::new("app").unwrap(), Arc::new(component));
        let names = names_without_capital(&design);
        let said = |message: &str| sentence(message, &names).unwrap_or_else(|| message.to_owned());
        assert_eq!(said("the role of app host lacks s3"), "The role of app host lacks s3");
        assert_eq!(said("app host listens on no port"), "app host listens on no port");
        assert_eq!(said("size_gb is too much"), "size_gb is too much");
        assert_eq!(said("api.example.com is claimed twice"), "api.example.com is claimed twice");
        assert_eq!(said(""), "");
    }

    /// A function in the place named, which takes messages from a queue and writes to a cache.
    fn findings(place: &str, timeout_seconds: u32) -> Vec<String> {
        let text = r#"{
            "format": "groundplan/1",
            "settings": {"name": "Test", "project": "test"},
            "components": [
                {"id": "cloud", "kind": "region", "name": "Cloud"},
                {"id": "vpc", "kind": "network", "name": "VPC", "parent": "cloud"},
                {"id": "data", "kind": "subnet_tier", "name": "Data", "parent": "vpc"},
                {"id": "locks", "kind": "cache", "name": "Locks", "parent": "data"},
                {"id": "jobs", "kind": "queue", "name": "Jobs", "parent": "cloud"},
                {"id": "worker", "kind": "function", "name": "Worker", "parent": "@place@",
                 "config": {"timeout_seconds": @timeout@}}
            ],
            "connections": [
                {"id": "worker-locks", "from": "worker", "to": "locks", "access": "connect"},
                {"id": "worker-jobs", "from": "worker", "to": "jobs", "access": "consume"}
            ]
        }"#;
        let text = text.replace("@place@", place).replace("@timeout@", &timeout_seconds.to_string());
        let design = crate::design::read(&text).unwrap();
        let survey = Survey::new(&design, &Arc::new(crate::prices::sample_book()));
        check(&survey, &Estimate::new(&survey)).into_iter().map(|it| it.rule).collect()
    }

    #[test]
    fn a_function_has_to_stand_where_what_it_asks_can_be_reached() {
        let has = |place: &str, rule: &str| findings(place, 10).iter().any(|it| it == rule);
        assert!(has("cloud", "function-outside-network"));
        assert!(!has("data", "function-outside-network"));
        assert!(!has("data", "function-way-out"), "Lambda itself takes messages from a queue");
    }

    #[test]
    fn a_queue_hides_a_message_for_as_long_as_its_consumer_may_take() {
        let has = |seconds: u32| findings("data", seconds).iter().any(|it| it == "queue-visibility");
        assert!(!has(10));
        assert!(has(11) && has(61));
    }
}
