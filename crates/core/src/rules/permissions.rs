//! `permission-missing`, `permission-unneeded`.
//!
//! *What it checks:* the permissions of a role that were written down against what its connections
//! and its own duties need.
//! *Why it matters:* a missing permission fails at run time, hours after the deployment; one that
//! nothing needs is what an intruder uses.
//! *Fix:* the permission is added, or taken out.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::{
    base::Address,
    blueprint::{Provenance, Role},
    vocab::{Command, Finding, Severity},
};

use super::{Review, about};

pub(super) fn check(review: &Review<'_>, out: &mut Vec<Finding>) {
    for role in &review.roles {
        let mut missing: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut surplus: Vec<&str> = Vec::new();
        for statement in &role.policy.statements {
            let actions = statement.actions.iter().map(String::as_str);
            match statement.provenance {
                Provenance::Added => missing.entry(statement.why.as_str()).or_default().extend(actions),
                Provenance::Surplus => surplus.extend(actions),
                Provenance::Stated | Provenance::Derived => {}
            }
        }
        for (policy, provenance) in &role.managed {
            match provenance {
                Provenance::Added => {
                    missing.entry("The managed policy is needed").or_default().extend([policy.as_str()])
                }
                Provenance::Surplus => surplus.push(policy),
                Provenance::Stated | Provenance::Derived => {}
            }
        }
        out.extend(
            missing
                .into_iter()
                .map(|(why, actions)| lacks(review, role, why, &actions.into_iter().collect::<Vec<_>>())),
        );
        if !surplus.is_empty() {
            out.push(unneeded(review, role, &surplus));
        }
    }
}

fn lacks(review: &Review<'_>, role: &Role, why: &str, actions: &[&str]) -> Finding {
    let mut wanted = stated(review, &role.component);
    wanted.extend(actions.iter().map(|it| (*it).to_owned()));
    Finding::new(
        "permission-missing",
        Severity::Error,
        about(&role.component, Some("stated_permissions")),
        format!("the role of {} lacks {}", review.name(&role.component), actions.join(", ")),
        format!("{why}; without the permission the call is refused. The bundle adds it and marks it"),
    )
    .fix(format!("Add {}", actions.join(", ")), vec![set(&role.component, wanted)])
}

fn unneeded(review: &Review<'_>, role: &Role, actions: &[&str]) -> Finding {
    let mut kept = stated(review, &role.component);
    kept.retain(|it| !actions.contains(&it.as_str()));
    Finding::new(
        "permission-unneeded",
        Severity::Warning,
        about(&role.component, Some("stated_permissions")),
        format!(
            "the role of {} allows {}, which nothing in the design needs",
            review.name(&role.component),
            actions.join(", ")
        ),
        "Whoever takes over the component can do all that its role allows",
    )
    .hint("draw the connection that needs it, or take it out")
    .fix(format!("Take out {}", actions.join(", ")), vec![set(&role.component, kept)])
}

fn stated(review: &Review<'_>, id: &Address) -> Vec<String> {
    let facts = review.survey.facts(id).and_then(|it| it.stated_actions.as_ref());
    facts.into_iter().flatten().map(|it| it.action.clone()).collect()
}

fn set(id: &Address, actions: Vec<String>) -> Command {
    Command::set(id, "stated_permissions", json!(actions))
}
