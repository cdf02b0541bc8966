//! Putting a blueprint together.

use std::collections::BTreeMap;

use crate::{base::Address, resource::Ends, services::Plot, survey::Survey};

use super::Blueprint;

/// The blueprint of a design.
#[must_use]
pub fn blueprint(survey: &Survey) -> Blueprint {
    let ends = effective_ends(survey);
    let mut blueprint = Blueprint::default();
    for address in survey.addresses() {
        blueprint.graph.speak_for(Some(address));
        survey.visit(address, |component, site| {
            component.config.service().resources(&Plot { site, ends: &ends }, &mut blueprint.graph);
        });
    }
    blueprint.graph.speak_for(None);
    blueprint
}

/// The ends of every component. What a component doesn't have of its own comes from the nearest
/// container above that has it.
fn effective_ends(survey: &Survey) -> BTreeMap<Address, Ends> {
    let mut all = BTreeMap::new();
    for (address, component) in &survey.design().components {
        let mut ends = component.config.service().ends(address);
        for (above, container) in survey.design().above(address) {
            let inherited = container.config.service().ends(above);
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
