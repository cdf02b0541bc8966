//! Rules: what is wrong across components.
//!
//! Each rule is one file with a stable id. Rules read facts and derived access, never a kind's own
//! settings. The runner adds what each service says of itself, and sorts: errors first.

mod architecture;
mod budget;
mod certificates;
mod guardrails;
mod memory;
mod metrics;
mod names;
mod network;
mod permissions;
mod security_groups;

use std::collections::BTreeSet;

use crate::{
    base::{Address, sort_by},
    blueprint::{Role, SecurityGroup, roles, security_groups as derive_groups},
    estimate::Estimate,
    survey::Survey,
    vocab::{Anchor, Finding, Findings},
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

const RULES: [Rule; 10] = [
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
];

/// All findings of a design, the most severe first.
#[must_use]
pub fn check(survey: &Survey, estimate: &Estimate) -> Vec<Finding> {
    let mut findings = Vec::new();
    for address in survey.addresses() {
        survey.visit(address, |component, site| {
            component.config.service().check(site, &mut Findings::new(address, &mut findings));
        });
    }
    let review = Review { survey, estimate, groups: derive_groups(survey), roles: roles(survey) };
    for rule in RULES {
        rule(&review, &mut findings);
    }
    sort_by(&mut findings, |a, b| {
        let key = |it: &Finding| (it.severity, it.rule.clone(), it.anchor.clone());
        key(a).cmp(&key(b))
    });
    let mut seen = BTreeSet::new();
    findings.retain(|it| seen.insert((it.rule.clone(), it.anchor.clone(), it.message.clone())));
    findings
}

fn about(id: &Address, field: Option<&str>) -> Anchor {
    Anchor::Component { id: id.clone(), field: field.map(str::to_owned) }
}
