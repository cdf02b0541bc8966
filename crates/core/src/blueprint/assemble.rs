//! Putting a blueprint together.

use std::collections::BTreeMap;

use crate::{
    base::Address,
    resource::{Ends, ResourceGraph, Value},
    services::Plot,
    survey::Survey,
};

use super::{Blueprint, identity, pipeline, security, stack};

/// The blueprint of a design.
#[must_use]
pub fn blueprint(survey: &Survey) -> Blueprint {
    let ends = effective_ends(survey);
    let mut blueprint = Blueprint::default();
    for address in parents_first(survey) {
        blueprint.graph.speak_for(Some(address));
        survey.visit(address, |component, site| {
            component.config.build().resources(&Plot { site, ends: &ends }, &mut blueprint.graph);
        });
    }
    blueprint.security_groups = security::security_groups(survey);
    security::build(&blueprint.security_groups, &ends, &mut blueprint.graph);
    blueprint.roles = identity::roles(survey);
    identity::build(&blueprint.roles, &mut blueprint.graph);
    for role in &mut blueprint.roles {
        role.trust = trust(&blueprint.graph, &role.label);
    }
    blueprint.stacks = stack::stacks(survey, &ends);
    stack::build(&blueprint.stacks, &mut blueprint.graph);
    blueprint.pipeline = pipeline::pipeline(survey, &ends, &blueprint.stacks);
    if let Some(pipeline) = &blueprint.pipeline {
        pipeline::build(pipeline, &ends, &mut blueprint.graph);
    }
    for address in survey.addresses() {
        let said = survey.visit(address, |component, site| component.config.build().procedures(site));
        blueprint.procedures.extend(said.into_iter().flatten().map(|it| (address.clone(), it)));
    }
    blueprint
}

/// Every component behind the containers that it stands in, else in address order: a network before
/// its subnets, as one reads it.
fn parents_first(survey: &Survey) -> Vec<&Address> {
    let mut all: Vec<&Address> = survey.addresses().collect();
    all.sort_by_cached_key(|it| survey.design().above(it).count());
    all
}

fn trust(graph: &ResourceGraph, label: &str) -> Option<Value> {
    let role = graph.resources.iter().find(|it| it.resource_type == "aws_iam_role" && it.label == label)?;
    let (_, value) = role.arguments.iter().find(|(name, _)| name == "assume_role_policy")?;
    match value {
        Value::Json(policy) => Some(policy.as_ref().clone()),
        _ => None,
    }
}

/// The ends of every component. What a component doesn't have of its own comes from the nearest
/// container above that has it.
fn effective_ends(survey: &Survey) -> BTreeMap<Address, Ends> {
    let mut all = BTreeMap::new();
    for (address, component) in &survey.design().components {
        let mut ends = component.config.build().ends(address);
        for (above, container) in survey.design().above(address) {
            let inherited = container.config.build().ends(above);
            ends.role = ends.role.or(inherited.role);
            ends.security_group = ends.security_group.or(inherited.security_group);
            for (name, value) in inherited.named {
                ends.named.entry(name).or_insert(value);
            }
        }
        all.insert(address.clone(), ends);
    }
    all
}
