//! Putting a blueprint together.

use std::{collections::BTreeMap, sync::Arc};

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
    let parents_first = parents_first(survey);
    let ends = effective_ends(survey, &parents_first);
    let mut blueprint = Blueprint::default();
    for address in parents_first {
        blueprint.graph.speak_for(Some(address));
        survey.visit(address, |component, site| {
            component.config.build().resources(&Plot { site, ends: &ends }, &mut blueprint.graph);
        });
    }
    blueprint.security_groups = security::security_groups(survey);
    security::build(&blueprint.security_groups, &ends, &mut blueprint.graph);
    blueprint.roles = identity::roles(survey);
    identity::build(&blueprint.roles, &mut blueprint.graph);
    let trust = trust(&blueprint.graph);
    for role in &mut blueprint.roles {
        role.trust = trust.get(role.label.as_str()).map(|it| Value::clone(it));
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

/// Who may assume each role, by the role's label.
fn trust(graph: &ResourceGraph) -> BTreeMap<&str, &Value> {
    let roles = graph.resources.iter().filter(|it| it.resource_type == "aws_iam_role");
    roles
        .filter_map(|role| {
            let (_, value) = role.arguments.iter().find(|(name, _)| name == "assume_role_policy")?;
            match value {
                Value::Json(policy) => Some((role.label.as_str(), policy.as_ref())),
                _ => None,
            }
        })
        .collect()
}

/// The ends of every component. What a component doesn't have of its own comes from the nearest
/// container above that has it.
fn effective_ends(survey: &Survey, parents_first: &[&Address]) -> BTreeMap<Address, Ends> {
    let mut all: BTreeMap<Address, Ends> = BTreeMap::new();
    for &address in parents_first {
        let Some(component) = survey.design().component(address) else { continue };
        let mut ends = component.config.build().ends(address);
        if let Some(inherited) = component.parent.as_ref().and_then(|it| all.get(it)) {
            ends.role = ends.role.or_else(|| inherited.role.clone());
            ends.security_group = ends.security_group.or_else(|| inherited.security_group.clone());
            for (name, value) in &inherited.named {
                ends.named.entry(*name).or_insert_with(|| Arc::clone(value));
            }
        }
        all.insert(address.clone(), ends);
    }
    all
}
